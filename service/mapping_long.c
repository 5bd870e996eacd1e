#include <string.h>

#include "buffer.h"
#include "mapping_plan.h"
#include "reader.h"
#include "text.h"

/* Answers in several parts that are held until all rows were read. */
#define HELD_MAX 50000

enum { ITEM, VALUE, DENOMINATOR, REASON, TEXT, PARTS };

static const char *const part_names[PARTS] = {"item", "value", "denominator", "reason", "text"};

/* What a field says. */
struct meaning {
    const char *item;
    int part;
    bool held; /* other fields say other parts of it */
    const json_t *codes;
};

struct mapping_long {
    size_t field, option, value; /* columns of theirs plus 1 */
    size_t places[PARTS];        /* columns of ours plus 1 */
    struct meaning *meanings;
    json_t *numbers; /* by field, its meaning's */
    json_t *held;    /* by whose and item: row, and texts by column of ours */
    json_t *strange; /* fields that were complained of */
    void *told;      /* of those held, the last */
    struct buffer *key;
};

static void release(void *object)
{
    json_decref(object);
}

static json_t *own_object(struct mapping *mapping)
{
    json_t *object = json_object();
    arena_defer(mapping->arena, release, object);
    return object;
}

static int part_named(const char *name)
{
    int part = VALUE;
    while (part < PARTS && !text_same(part_names[part], name))
        part++;
    return part < PARTS ? part : VALUE;
}

static void read_fields(struct mapping *mapping)
{
    struct mapping_long *rows = mapping->rows;
    size_t count = 0;
    const char *field;
    json_t *text, *split = own_object(mapping);
    json_object_foreach(mapping->fields, field, text) {
        struct mapped_target target = mapping_target(mapping, json_string_value(text));
        struct meaning *meaning = &rows->meanings[count];
        *meaning = (struct meaning){.item = target.code, .part = part_named(target.part)};
        if (meaning->part == VALUE)
            meaning->codes = mapping_values(mapping, target.code);
        else
            json_object_set_new(split, target.code, json_true());
        json_object_set_new(rows->numbers, field, json_integer((json_int_t)count++));
    }
    for (size_t i = 0; i < count; i++)
        rows->meanings[i].held = json_object_get(split, rows->meanings[i].item);
}

void mapping_long_open(struct mapping *mapping)
{
    struct mapping_long *rows = mapping->rows = arena_alloc(mapping->arena, sizeof *rows);
    rows->meanings =
        arena_array(mapping->arena, struct meaning, json_object_size(mapping->fields) + 1);
    rows->numbers = own_object(mapping);
    rows->held = own_object(mapping);
    rows->strange = own_object(mapping);
    rows->key = buffer_new(mapping->arena, 256);
    read_fields(mapping);
    for (int i = ITEM; i < PARTS; i++)
        rows->places[i] = mapping_add_column(mapping, part_names[i]);
}

bool mapping_long_learn(struct mapping *mapping, const char *name, size_t column)
{
    const struct mapping_format *format = mapping->format;
    struct mapping_long *rows = mapping->rows;
    size_t *spot = text_same(name, format->field)    ? &rows->field
                   : text_same(name, format->value)  ? &rows->value
                   : text_same(name, format->option) ? &rows->option
                                                     : NULL;
    if (spot)
        *spot = column + 1;
    return spot;
}

static const char *text_at(const struct mapping *mapping, size_t column)
{
    return column ? mapping->from->texts[column - 1] : NULL;
}

/* FIELD.OPTION where the mapping tells options apart, or FIELD. */
static const struct meaning *meaning_of(struct mapping *mapping, const char *field)
{
    struct mapping_long *rows = mapping->rows;
    const char *option = text_at(mapping, rows->option);
    const json_t *number = NULL;
    rows->key->size = 0;
    buffer_printf(rows->key, "%s.%s", field, option ? option : "");
    if (option)
        number = json_object_get(rows->numbers, rows->key->bytes);
    if (!number)
        number = json_object_get(rows->numbers, field);
    return number ? &rows->meanings[json_integer_value(number)] : NULL;
}

/* Once for each field. */
static enum record blame_field(struct mapping *mapping, const char *field)
{
    struct mapping_long *rows = mapping->rows;
    if (mapping_ignores(mapping, field) || json_object_get(rows->strange, field))
        return RECORD_END;
    if (json_object_size(rows->strange) < HELD_MAX)
        json_object_set_new(rows->strange, field, json_true());
    return mapping_blame(mapping, mapping->format->field, "unknown_column",
                         arena_printf(mapping->from->own->brief, "%s is neither mapped nor ignored",
                                      text_clip(mapping->from->own->brief, field)));
}

/* The answer that this is a part of: whose, and of which item. */
static json_t *held_answer(struct mapping *mapping, const struct meaning *meaning)
{
    struct mapping_long *rows = mapping->rows;
    const struct records *out = &mapping->out;
    rows->key->size = 0;
    buffer_text(rows->key, meaning->item);
    for (size_t i = 0; i < out->column_count; i++)
        if (out->texts[i])
            buffer_printf(rows->key, "\n%zu %s", i, out->texts[i]);
    json_t *answer = json_object_get(rows->held, rows->key->bytes);
    if (answer || json_object_size(rows->held) >= HELD_MAX)
        return answer;
    answer = json_pack("{sI ss}", "row", (json_int_t)mapping->from->row, "item", meaning->item);
    for (size_t i = 0; i < out->column_count; i++)
        if (out->texts[i])
            json_object_set_new(answer, out->columns[i], json_string(out->texts[i]));
    json_object_set_new(rows->held, rows->key->bytes, answer);
    return answer;
}

static enum record hold(struct mapping *mapping, const struct meaning *meaning, const char *text)
{
    json_t *answer = held_answer(mapping, meaning);
    const char *part = part_names[meaning->part];
    if (!answer)
        return mapping_blame(mapping, mapping->format->value, "too_many",
                             "is beyond 50,000 answers that come in several parts");
    if (json_object_get(answer, part))
        return mapping_blame(mapping, mapping->format->field, "repeated",
                             "is answered a second time");
    json_object_set_new(answer, part, json_string(text));
    return RECORD_END;
}

enum record mapping_long(struct mapping *mapping)
{
    const struct mapping_long *rows = mapping->rows;
    const char *field = text_at(mapping, rows->field), *value = text_at(mapping, rows->value);
    if (!field)
        return mapping_blame(mapping, mapping->format->field, "missing", "is empty");
    const struct meaning *meaning = meaning_of(mapping, field);
    if (!meaning)
        return blame_field(mapping, field);
    const char *told = mapping_told(meaning->codes, value);
    if (!told)
        return RECORD_END;
    if (meaning->held)
        return hold(mapping, meaning, told);
    mapping->out.texts[rows->places[ITEM] - 1] = meaning->item;
    mapping->out.texts[rows->places[meaning->part] - 1] = told;
    return RECORD_ROW;
}

enum record mapping_long_rest(struct mapping *mapping)
{
    struct mapping_long *rows = mapping->rows;
    struct records *out = &mapping->out;
    void *at =
        rows->told ? json_object_iter_next(rows->held, rows->told) : json_object_iter(rows->held);
    if (!at)
        return RECORD_END;
    const json_t *answer = json_object_iter_value(at);
    rows->told = at;
    out->row = (size_t)json_integer_value(json_object_get(answer, "row"));
    for (size_t i = 0; i < out->column_count; i++)
        out->texts[i] = json_string_value(json_object_get(answer, out->columns[i]));
    return RECORD_ROW;
}
