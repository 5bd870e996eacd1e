#include "layout.h"

#include <string.h>

#include "arena.h"
#include "moments.h"

#define COUNTED_MOST 8192 /* slots by number and sum of ratings */
#define STEPS_MOST 1024
#define RATE_UNIT 1e10 /* of a percent */
#define RATIO_UNIT 1e9
#define DOMAIN_PLACES 10000 /* more than there are items */

struct building {
    struct arena *arena;
    const json_t *document;
    struct layout *layout;
    struct scale **scales;
    size_t scale_count;
};

static const char *text_of(struct building *b, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? arena_strdup(b->arena, text) : NULL;
}

static int integer_of(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

static const struct scale *scale_of(struct building *b, const json_t *item)
{
    int scale_id = integer_of(item, "scale_id");
    const json_t *levels = json_object_get(item, "levels");
    if (!scale_id)
        return NULL;
    for (size_t i = 0; i < b->scale_count; i++)
        if (b->scales[i]->scale_id == scale_id)
            return b->scales[i];
    struct scale *scale = arena_alloc(b->arena, sizeof *scale);
    scale->scale_id = scale_id;
    scale->ordered = json_is_true(json_object_get(item, "ordered"));
    scale->count = json_array_size(levels);
    scale->levels = arena_array(b->arena, struct level, scale->count);
    for (size_t i = 0; i < scale->count; i++) {
        const json_t *level = json_array_get(levels, i);
        scale->levels[i] = (struct level){integer_of(level, "level"), text_of(b, level, "code"),
                                          text_of(b, level, "label")};
    }
    return b->scales[b->scale_count++] = scale;
}

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    for (; exponent > 0; exponent--)
        power *= 10;
    return power;
}

static bool is(const char *text, const char *other)
{
    return text && other && !strcmp(text, other);
}

static void measure_item(struct subject *s, int decimals)
{
    s->staged = is(s->item_kind, "stage") || is(s->item_kind, "level");
    s->unit_scale = (double)power_of_ten(decimals);
    s->numerator_unit = power_of_ten(decimals);
    s->denominator_unit = 1;
    s->size = MOMENT_SLOTS;
    if (s->scale) {
        s->kind = SUBJECT_LEVELS;
        s->size = s->scale->count;
    } else if (is(s->item_kind, "rate")) {
        s->kind = SUBJECT_RATE;
        s->unit_scale = RATE_UNIT;
        s->size = MOMENT_SLOTS + 2 * SUM_SLOTS;
    } else if (is(s->item_kind, "text")) {
        s->kind = SUBJECT_TEXT;
        s->size = 1;
    } else {
        s->kind = SUBJECT_NUMBER;
    }
}

static size_t domain_place(struct building *b, const char *domain, const json_t **found)
{
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(b->document, "domains"), i, each) {
        if (is(json_string_value(json_object_get(each, "domain")), domain)) {
            *found = each;
            return (i + 1) * DOMAIN_PLACES;
        }
    }
    return 0;
}

static void add_items(struct building *b)
{
    size_t i;
    json_t *item;
    const json_t *domain;
    json_array_foreach(json_object_get(b->document, "items"), i, item) {
        struct subject *s = &b->layout->subjects[b->layout->subject_count++];
        s->item = text_of(b, item, "item");
        s->domain = text_of(b, item, "domain");
        s->label = text_of(b, item, "label");
        s->unit = text_of(b, item, "unit");
        s->item_kind = text_of(b, item, "kind");
        s->direction = text_of(b, item, "direction");
        s->position = i;
        s->place = domain_place(b, s->domain, &domain) + i + 1;
        s->scale = scale_of(b, item);
        measure_item(s, integer_of(item, "decimals"));
    }
}

static void add_ratios(struct building *b)
{
    size_t i;
    json_t *ratio;
    json_array_foreach(json_object_get(b->document, "ratios"), i, ratio) {
        struct subject *s = &b->layout->subjects[b->layout->subject_count++];
        s->kind = SUBJECT_RATIO;
        s->item = text_of(b, ratio, "ratio");
        s->label = text_of(b, ratio, "label");
        s->unit = "ratio";
        s->position = (size_t)integer_of(ratio, "numerator") - 1;
        s->below = (size_t)integer_of(ratio, "denominator") - 1;
        s->numerator_unit = b->layout->subjects[s->position].numerator_unit;
        s->denominator_unit = b->layout->subjects[s->below].numerator_unit;
        s->unit_scale = RATIO_UNIT;
        s->place = i + 1;
        s->size = MOMENT_SLOTS + 2 * SUM_SLOTS;
    }
}

static const struct scale *scale_in(const struct layout *layout, size_t i, const char *domain)
{
    const struct subject *s = &layout->subjects[i];
    return s->staged && s->scale && is(s->domain, domain) ? s->scale : NULL;
}

/* One of the domain's staged items on a scale. */
static void add_domain(struct building *b, const json_t *domain, const struct scale *scale,
                       size_t items)
{
    struct layout *layout = b->layout;
    const struct subject **members = arena_array(b->arena, const struct subject *, items);
    const json_t *found;
    struct subject *s = &layout->subjects[layout->subject_count++];
    s->kind = SUBJECT_DOMAIN;
    s->staged = true;
    s->domain = text_of(b, domain, "domain");
    s->label = text_of(b, domain, "name");
    s->unit = "level";
    s->scale = scale;
    s->place = domain_place(b, s->domain, &found);
    for (size_t i = 0; i < items; i++)
        if (layout->subjects[i].scale == scale && scale_in(layout, i, s->domain))
            members[s->member_count++] = &layout->subjects[i];
    s->members = members;
    long long multiple = common_multiple(s->member_count);
    s->unit_scale = multiple ? (double)multiple : RATIO_UNIT;
    s->steps = multiple * scale_span(scale) <= STEPS_MOST ? multiple * scale_span(scale) : 0;
    size_t slots = ratings_slot(scale, s->member_count + 1,
                                (long long)(s->member_count + 1) * scale->levels[0].level);
    s->counted = s->member_count < 128 && slots <= COUNTED_MOST;
    s->size = s->counted ? slots : MOMENT_SLOTS;
}

static void add_domains(struct building *b)
{
    size_t d, items = b->layout->subject_count;
    json_t *domain;
    json_array_foreach(json_object_get(b->document, "domains"), d, domain) {
        const char *code = json_string_value(json_object_get(domain, "domain"));
        for (size_t i = 0; i < b->scale_count; i++)
            for (size_t k = 0; k < items; k++)
                if (scale_in(b->layout, k, code) == b->scales[i]) {
                    add_domain(b, domain, b->scales[i], items);
                    break;
                }
    }
}

/* The mean of the domains, where all are on one scale. */
static void add_total(struct building *b)
{
    struct layout *layout = b->layout;
    const struct subject **members =
        arena_array(b->arena, const struct subject *, layout->subject_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < layout->subject_count; i++)
        if (layout->subjects[i].kind == SUBJECT_DOMAIN) {
            members[count++] = &layout->subjects[i];
            if (members[0]->scale != layout->subjects[i].scale)
                return;
        }
    if (count < 2)
        return;
    struct subject *s = &layout->subjects[layout->subject_count++];
    *s = (struct subject){.kind = SUBJECT_TOTAL,
                          .label = layout->name,
                          .unit = "level",
                          .staged = true,
                          .scale = members[0]->scale,
                          .unit_scale = RATIO_UNIT,
                          .members = members,
                          .member_count = count,
                          .size = MOMENT_SLOTS};
}

static size_t change_size(const struct subject *s)
{
    if (s->kind == SUBJECT_TEXT || s->kind == SUBJECT_RATE || s->kind == SUBJECT_RATIO)
        return 0;
    if (s->kind == SUBJECT_LEVELS)
        return s->scale->ordered ? (s->scale->count + 1) * (s->scale->count + 1) : 0;
    return CHANGE_MOMENTS + MOMENT_SLOTS + (s->steps ? 2 * (size_t)s->steps + 1 : 0);
}

static void place_slots(struct layout *layout)
{
    layout->size = SLOT_SUBJECTS;
    for (size_t i = 0; i < layout->subject_count; i++) {
        struct subject *s = &layout->subjects[i];
        s->offset = layout->size;
        layout->size += s->size;
        if (s->item_kind) {
            s->missing = layout->size;
            layout->size += REASON_SLOTS;
        }
        s->change = layout->change_size;
        s->change_size = layout->changes ? change_size(s) : 0;
        layout->change_size += s->change_size;
    }
}

struct layout *layout_new(struct arena *arena, int version_id, const json_t *document)
{
    struct layout *layout = arena_alloc(arena, sizeof *layout);
    struct building b = {.arena = arena, .document = document, .layout = layout};
    size_t items = json_array_size(json_object_get(document, "items"));
    size_t ratios = json_array_size(json_object_get(document, "ratios"));
    if (items == 0)
        return NULL;
    b.scales = arena_array(arena, struct scale *, items);
    layout->version_id = version_id;
    layout->instrument = text_of(&b, document, "instrument");
    layout->instrument_kind = text_of(&b, document, "kind");
    layout->version = text_of(&b, document, "version");
    layout->name = text_of(&b, document, "name");
    layout->rank = text_of(&b, document, "rank");
    layout->positions = items;
    layout->changes = is(layout->instrument_kind, "framework") ||
                      is(layout->instrument_kind, "level") || is(layout->instrument_kind, "survey");
    /* a domain a scale has an item each at least, and there is one whole */
    layout->subjects = arena_array(arena, struct subject, 2 * items + ratios + 1);
    add_items(&b);
    add_ratios(&b);
    add_domains(&b);
    add_total(&b);
    place_slots(layout);
    return layout;
}

const struct subject *layout_find(const struct layout *layout, enum subject_kind kind,
                                  const char *domain, const char *item, int scale_id)
{
    for (size_t i = 0; i < layout->subject_count; i++) {
        const struct subject *s = &layout->subjects[i];
        bool same = item ? s->item && !strcmp(s->item, item) : !s->item && is(s->domain, domain);
        if (s->kind == kind && (same || kind == SUBJECT_TOTAL) &&
            (s->scale ? s->scale->scale_id : 0) == scale_id)
            return s;
    }
    return NULL;
}
