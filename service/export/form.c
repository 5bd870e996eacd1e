#include "form.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "db.h"
#include "queries.h"
#include "request.h"
#include "table.h"
#include "text.h"

static json_t *document(struct request *req, const struct table *rows, size_t row,
                        const char *column)
{
    const char *text = table_get(rows, row, column);
    return text ? request_own_json(req, json_loads(text, 0, NULL)) : NULL;
}

static const char *member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static const struct scale *read_scale(struct request *req, const struct table *rows, size_t row)
{
    json_t *levels = document(req, rows, row, "_levels"), *level;
    size_t i;
    if (!levels)
        return NULL;
    struct scale *scale = arena_alloc(req->arena, sizeof *scale);
    scale->count = json_array_size(levels);
    scale->levels = arena_array(req->arena, struct level, scale->count);
    json_array_foreach(levels, i, level) {
        scale->levels[i] = (struct level){(int)json_integer_value(json_object_get(level, "level")),
                                          member(level, "code"), member(level, "label")};
    }
    return scale;
}

static void read_reasons(struct request *req, const struct table *rows, size_t row,
                         struct question *question)
{
    json_t *reasons = document(req, rows, row, "_missing"), *reason;
    size_t i;
    struct reason *list = arena_array(req->arena, struct reason, json_array_size(reasons) + 1);
    json_array_foreach(reasons, i, reason) {
        list[i] = (struct reason){(int)json_integer_value(json_object_get(reason, "id")),
                                  member(reason, "reason"), member(reason, "label")};
    }
    question->reasons = list;
    question->reason_count = json_array_size(reasons);
}

static void read_question(struct request *req, const struct table *rows, size_t row,
                          struct question *question)
{
    const char *kind = table_get(rows, row, "kind"), *minimum = table_get(rows, row, "minimum");
    const char *wanted = request_value(req, "item");
    *question =
        (struct question){.item = table_get(rows, row, "item"),
                          .label = table_get(rows, row, "label"),
                          .variable = table_get(rows, row, "variable"),
                          .text = !strcmp(kind, "text"),
                          .rate = !strcmp(kind, "rate"),
                          .decimals = (unsigned)strtoul(table_get(rows, row, "decimals"), NULL, 10),
                          .minimum = minimum ? strtod(minimum, NULL) : -INFINITY,
                          .scale = read_scale(req, rows, row)};
    question->wanted = !wanted || text_in_list(wanted, question->item);
    read_reasons(req, rows, row, question);
}

static int by_version(const void *a, const void *b)
{
    int one = ((const struct form *)a)->version_id, other = ((const struct form *)b)->version_id;
    return (one > other) - (one < other);
}

static int version_at(const struct table *rows, size_t row)
{
    return (int)strtol(table_get(rows, row, "_version"), NULL, 10);
}

/* Rows come version by version. */
static void gather(struct request *req, const struct table *rows, struct forms *forms)
{
    forms->forms = arena_array(req->arena, struct form, rows->row_count + 1);
    struct question *questions = arena_array(req->arena, struct question, rows->row_count + 1);
    struct form *form = forms->forms;
    for (size_t row = 0; row < rows->row_count; row++) {
        if (row == 0 || version_at(rows, row) != form->version_id) {
            form = &forms->forms[forms->count++];
            *form = (struct form){version_at(rows, row), 0, &questions[row]};
        }
        read_question(req, rows, row, &questions[row]);
        form->count++;
        forms->most = form->count > forms->most ? form->count : forms->most;
    }
    qsort(forms->forms, forms->count, sizeof *forms->forms, by_version);
}

bool forms_read(struct request *req, struct forms *forms)
{
    struct table *rows;
    *forms = (struct forms){0};
    if (!db_query(req, &query_dictionary_list, &rows))
        return false;
    gather(req, rows, forms);
    struct buffer *ids = buffer_new(req->arena, 256);
    for (size_t i = 0; i < forms->count; i++)
        buffer_printf(ids, "%c%d", i ? ',' : '{', forms->forms[i].version_id);
    buffer_text(ids, forms->count ? "}" : "{}");
    forms->ids = ids->bytes;
    return true;
}

const struct form *forms_find(const struct forms *forms, long long version_id)
{
    struct form key = {.version_id = (int)version_id};
    return bsearch(&key, forms->forms, forms->count, sizeof key, by_version);
}

const struct level *question_level(const struct question *question, long long level)
{
    size_t place = question->scale ? scale_place(question->scale, level) : 0;
    return place ? &question->scale->levels[place - 1] : NULL;
}

const struct reason *question_reason(const struct question *question, long long id)
{
    for (size_t i = 0; i < question->reason_count; i++)
        if (question->reasons[i].id == id)
            return &question->reasons[i];
    return NULL;
}
