#include <string.h>

#include "csv.h"
#include "db.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "schema.h"
#include "text.h"

/* Columns of a file that say the same in every row, and what the body of the
 * same meaning calls them. */
static const struct column_of {
    const char *column, *member;
} once[] = {{"instrument", "instrument"}, {"version", "version"},           {"name", "name"},
            {"instrument_kind", "kind"},  {"respondents", "respondents"},   {"owner", "owner"},
            {"source", "source"},         {"published_on", "published_on"}, {"note", "note"}},
  item_texts[] = {{"item", "item"},          {"domain", "domain"}, {"label", "label"},
                  {"kind", "kind"},          {"scale", "scale"},   {"unit", "unit"},
                  {"direction", "direction"}},
  item_numbers[] = {{"minimum", "minimum"}, {"maximum", "maximum"}, {"decimals", "decimals"}};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void copy_texts(json_t *to, const json_t *cells, const struct column_of *columns,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_t *text = json_object_get(cells, columns[i].column);
        if (text && !json_object_get(to, columns[i].member))
            json_object_set(to, columns[i].member, text);
    }
}

/* A text that is no number stays a text, so that the schema refuses it. */
static void copy_numbers(json_t *to, const json_t *cells)
{
    for (size_t i = 0; i < COUNT(item_numbers); i++) {
        const char *text = json_string_value(json_object_get(cells, item_numbers[i].column));
        long long whole;
        double number;
        if (!text)
            continue;
        json_t *value = text_to_integer(text, &whole)   ? json_integer(whole)
                        : text_to_number(text, &number) ? json_real(number)
                                                        : json_string(text);
        json_object_set_new(to, item_numbers[i].member, value);
    }
}

static json_t *missing_of(const json_t *cells)
{
    const char *text = json_string_value(json_object_get(cells, "missing"));
    json_t *list = text ? json_array() : NULL;
    while (text && *text) {
        size_t length = strcspn(text, "| ");
        if (length)
            json_array_append_new(list, json_stringn(text, length));
        text += length + (text[length] != '\0');
    }
    return list;
}

static void add_domain(json_t *domains, const json_t *cells)
{
    json_t *code = json_object_get(cells, "domain"), *name = json_object_get(cells, "domain_name");
    size_t i;
    json_t *known;
    json_array_foreach(domains, i, known)
        if (json_equal(json_object_get(known, "domain"), code))
            return;
    if (code)
        json_array_append_new(domains,
                              json_pack("{sO sO}", "domain", code, "name", name ? name : code));
}

/* The file as the body that would say the same. */
static json_t *body_of_rows(struct request *req)
{
    json_t *rows = request_own_json(req, json_loads(request_value(req, "rows"), 0, NULL));
    json_t *domains = json_array(), *items = json_array(), *row;
    json_t *body = request_own_json(req, json_pack("{so so}", "domains", domains, "items", items));
    size_t i;
    json_array_foreach(rows, i, row) {
        const json_t *cells = json_object_get(row, "cells");
        json_t *item = json_object(), *missing = missing_of(cells);
        copy_texts(body, cells, once, COUNT(once));
        copy_texts(item, cells, item_texts, COUNT(item_texts));
        copy_numbers(item, cells);
        if (missing)
            json_object_set_new(item, "missing", missing);
        add_domain(domains, cells);
        json_array_append_new(items, item);
    }
    return body;
}

/* Where a fault of the body stands in the file: /items/3/kind is row 5. */
static void place_faults(struct request *req)
{
    size_t i;
    json_t *error;
    json_array_foreach(req->problem.errors, i, error) {
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        if (!pointer)
            continue;
        bool item = !strncmp(pointer, "/items/", 7);
        json_int_t row = item ? strtoll(pointer + 7, NULL, 10) + 2 : 2;
        const char *column = strrchr(pointer, '/') ? strrchr(pointer, '/') + 1 : "";
        json_object_set_new(error, "row", json_integer(row));
        json_object_set_new(error, "column",
                            json_string(strcmp(pointer, "/kind") ? column : "instrument_kind"));
        json_object_del(error, "pointer");
    }
}

static bool create_from_file(struct request *req)
{
    if (!csv_bind_rows(req))
        return false;
    json_t *body = body_of_rows(req);
    schema_check_body(req, req->operation->body, body);
    if (!faults_raise(req, PROBLEM_INVALID))
        return false;
    char *text = json_dumps(body, JSON_COMPACT);
    request_bind(req, "body", arena_strdup(req->arena, text));
    free(text);
    return perform_create(req, &query_instrument_create);
}

bool instrument_create(struct request *req)
{
    if (req->body_media == MEDIA_JSON)
        return perform_create(req, &query_instrument_create);
    if (create_from_file(req))
        return true;
    place_faults(req);
    return false;
}

bool instrument_list(struct request *req)
{
    return perform_rows(req, &query_instrument_list);
}

bool instrument_read(struct request *req)
{
    return perform_item(req, &query_instrument_read);
}

bool item_list(struct request *req)
{
    return perform_rows(req, &query_item_list);
}

bool scale_list(struct request *req)
{
    return perform_rows(req, &query_scale_list);
}

bool scale_create(struct request *req)
{
    struct table *rows;
    return db_query(req, &query_scale_create, &rows) && reply_rows(req, 201, rows);
}
