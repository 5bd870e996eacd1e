#include "staging.h"

#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "intern.h"
#include "reader.h"
#include "records.h"

enum { PRACTICE, WAVE, RESPONDENT, METHOD, PLACE_PARTS };
enum { CARRIED_PARTS = 3 };
enum { ITEM, VALUE, DENOMINATOR, REASON, TEXT, ANSWER_PARTS };

static const char *const place_names[PLACE_PARTS] = {"practice", "wave", "respondent", "method"};
static const char *const carried_names[CARRIED_PARTS] = {"program", "instrument", "version"};
static const char *const answer_names[ANSWER_PARTS] = {"item", "value", "denominator", "reason",
                                                       "text"};

/* Where an answer stands in a row: columns plus 1, 0 for none. */
struct spot {
    const char *item; /* NULL where a column says it */
    size_t columns[ANSWER_PARTS];
};

struct staging {
    struct arena *arena;
    struct staging_sink sink;
    size_t known; /* columns so far */
    bool is_long;
    size_t whose[PLACE_PARTS], carried[CARRIED_PARTS]; /* columns plus 1 */
    struct spot *places;                               /* of answers in a row */
    size_t place_count;
    struct intern *answers, *lines, *said;
    struct buffer *key;
    int last_line;
    int *row; /* the answers of a row */
};

struct staging *staging_new(struct arena *arena, struct staging_sink sink)
{
    struct staging *staging = arena_alloc(arena, sizeof *staging);
    staging->arena = arena;
    staging->sink = sink;
    staging->places = arena_array(arena, struct spot, COLUMNS_MAX + 1);
    staging->row = arena_array(arena, int, COLUMNS_MAX + 1);
    staging->answers = intern_new(arena);
    staging->lines = intern_new(arena);
    staging->said = intern_new(arena);
    staging->key = buffer_new(arena, 256);
    return staging;
}

static int number_among(const char *name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(name, names[i]))
            return i;
    return -1;
}

static struct spot *spot_of(struct staging *staging, const char *item)
{
    for (size_t i = 0; i < staging->place_count; i++)
        if (!strcmp(staging->places[i].item, item))
            return &staging->places[i];
    struct spot *place = &staging->places[staging->place_count++];
    place->item = item;
    return place;
}

/* ITEM or ITEM.PART; what is neither, the statement complains of. */
static void learn_wide(struct staging *staging, const char *name, size_t column)
{
    const char *dot = strchr(name, '.');
    int part = dot ? number_among(dot + 1, answer_names + VALUE, ANSWER_PARTS - VALUE) : 0;
    if (part < 0)
        return;
    size_t length = dot ? (size_t)(dot - name) : strlen(name);
    struct spot *place = spot_of(staging, arena_strndup(staging->arena, name, length));
    place->columns[VALUE + part] = column + 1;
}

static void learn_column(struct staging *staging, const char *name, size_t column)
{
    int whose = number_among(name, place_names, PLACE_PARTS);
    int part = number_among(name, answer_names, ANSWER_PARTS);
    int carried = number_among(name, carried_names, CARRIED_PARTS);
    if (carried >= 0)
        staging->carried[carried] = column + 1;
    if (whose >= 0)
        staging->whose[whose] = column + 1;
    else if (!staging->is_long)
        learn_wide(staging, name, column);
    else if (part >= 0)
        staging->places[0].columns[part] = column + 1;
}

static bool put(struct staging *staging, const struct staged *staged)
{
    return staging->sink.put(staging->sink.context, staged);
}

static void choose_layout(struct staging *staging, const struct records *records)
{
    for (size_t i = 0; i < records->column_count; i++)
        staging->is_long = staging->is_long || !strcmp(records->columns[i], answer_names[ITEM]);
    staging->place_count = staging->is_long;
}

static bool learn_columns(struct staging *staging, const struct records *records)
{
    if (staging->known == 0)
        choose_layout(staging, records);
    for (; staging->known < records->column_count; staging->known++) {
        const char *name = records->columns[staging->known];
        struct staged column = {
            .kind = 'c', .row = (int)records->column_rows[staging->known], .texts = {name}};
        if (!put(staging, &column))
            return false;
        learn_column(staging, name, staging->known);
    }
    return true;
}

static const char *text_at(const struct records *records, size_t column)
{
    return column ? records->texts[column - 1] : NULL;
}

/* The number of what these texts say together. */
static int number_of(struct staging *staging, struct intern *intern, const char *const *texts,
                     int count, bool *is_new)
{
    staging->key->size = 0;
    for (int i = 0; i < count; i++)
        buffer_add(staging->key, texts[i] ? texts[i] : "", texts[i] ? strlen(texts[i]) + 1 : 1);
    return intern_number(intern, staging->key->bytes, staging->key->size, is_new);
}

/* Adds an answer to the row, unless nothing is said there. */
static bool add_answer(struct staging *staging, const struct records *records,
                       const struct spot *place, size_t *count)
{
    struct staged answer = {.kind = 'a', .row = (int)records->row};
    bool said = false, is_new;
    for (int i = VALUE; i < ANSWER_PARTS; i++) {
        answer.texts[i] = text_at(records, place->columns[i]);
        said = said || answer.texts[i];
    }
    if (!said)
        return true;
    answer.texts[ITEM] = place->item ? place->item : text_at(records, place->columns[ITEM]);
    answer.id = number_of(staging, staging->answers, answer.texts, ANSWER_PARTS, &is_new);
    staging->row[(*count)++] = answer.id;
    return !is_new || put(staging, &answer);
}

static bool put_line(struct staging *staging, const struct records *records, size_t count)
{
    struct staged line = {.row = (int)records->row, .answers = count ? staging->row : NULL};
    bool is_new = true;
    line.answer_count = count;
    for (int i = 0; i < PLACE_PARTS; i++)
        line.texts[i] = text_at(records, staging->whose[i]);
    line.id = staging->is_long
                  ? number_of(staging, staging->lines, line.texts, PLACE_PARTS, &is_new)
                  : ++staging->last_line;
    line.kind = is_new ? 'n' : 'l';
    if (!is_new)
        memset(line.texts, 0, sizeof line.texts);
    return put(staging, &line);
}

/* Once for each value: of what program, instrument and version the row says it is. */
static bool put_carried(struct staging *staging, const struct records *records)
{
    for (int i = 0; i < CARRIED_PARTS; i++) {
        bool is_new = false;
        struct staged said = {.kind = 'x', .row = (int)records->row};
        said.texts[0] = carried_names[i];
        said.texts[1] = text_at(records, staging->carried[i]);
        if (said.texts[1])
            (void)number_of(staging, staging->said, said.texts, 2, &is_new);
        if (is_new && !put(staging, &said))
            return false;
    }
    return true;
}

bool staging_row(struct staging *staging, const struct records *records)
{
    size_t count = 0;
    if (staging->known < records->column_count && !learn_columns(staging, records))
        return false;
    for (size_t i = 0; i < staging->place_count; i++)
        if (!add_answer(staging, records, &staging->places[i], &count))
            return false;
    return put_carried(staging, records) && put_line(staging, records, count);
}

bool staging_fault(struct staging *staging, const struct records *records)
{
    const struct record_fault *fault = &records->fault;
    if (staging->known < records->column_count && !learn_columns(staging, records))
        return false;
    struct staged staged = {
        .kind = 'f', .row = (int)fault->row, .texts = {fault->column, fault->code, fault->detail}};
    return put(staging, &staged);
}
