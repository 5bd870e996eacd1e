#include "instrument_file.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "request.h"
#include "schema.h"
#include "text.h"

#define ITEMS_MAX 2000 /* as openapi.yaml has it */

enum part { VERSION, ITEM_TEXT, ITEM_NUMBER, ITEM_LIST, DOMAIN_CODE, DOMAIN_NAME };

/* Every column, what it says something of, and what the body calls it. */
static const struct column_of {
    const char *column, *member;
    enum part part;
} columns[] = {{"instrument", "instrument", VERSION},
               {"version", "version", VERSION},
               {"name", "name", VERSION},
               {"instrument_kind", "kind", VERSION},
               {"respondents", "respondents", VERSION},
               {"respondent_rule", "respondent_rule", VERSION},
               {"owner", "owner", VERSION},
               {"source", "source", VERSION},
               {"published_on", "published_on", VERSION},
               {"note", "note", VERSION},
               {"item", "item", ITEM_TEXT},
               {"label", "label", ITEM_TEXT},
               {"kind", "kind", ITEM_TEXT},
               {"scale", "scale", ITEM_TEXT},
               {"unit", "unit", ITEM_TEXT},
               {"direction", "direction", ITEM_TEXT},
               {"minimum", "minimum", ITEM_NUMBER},
               {"maximum", "maximum", ITEM_NUMBER},
               {"decimals", "decimals", ITEM_NUMBER},
               {"missing", "missing", ITEM_LIST},
               {"domain", "domain", DOMAIN_CODE},
               {"domain_name", "name", DOMAIN_NAME}};

static const struct column_of *column_named(const char *name)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (!strcmp(columns[i].column, name))
            return &columns[i];
    return NULL;
}

static json_t *rows_of(struct request *req)
{
    const char *rows = request_value(req, "rows");
    return rows ? request_own_json(req, json_loads(rows, 0, NULL)) : NULL;
}

/* A text that is no number stays a text, so that the schema refuses it. */
static json_t *number_of(const char *text)
{
    long long whole;
    double number;
    return text_to_integer(text, &whole)   ? json_integer(whole)
           : text_to_number(text, &number) ? json_real(number)
                                           : json_string(text);
}

static json_t *list_of(const char *text)
{
    json_t *list = json_array();
    while (*text) {
        size_t length = strcspn(text, "| ");
        if (length)
            json_array_append_new(list, json_stringn(text, length));
        text += length + (text[length] != '\0');
    }
    return list;
}

/* Notes a value that stands for several rows; it may stand there once only, or
 * the same each time. */
static void set_once(struct request *req, json_t *to, const char *member, const char *text,
                     size_t row, const char *column)
{
    const char *held = json_string_value(json_object_get(to, member));
    if (held && strcmp(held, text) != 0)
        fault_add_row(req, row, column, "conflicting", "was %s in an earlier row",
                      text_clip(req->arena, held));
    else
        json_object_set_new(to, member, json_string(text));
}

static json_t *domain_named(json_t *domains, const char *code)
{
    size_t i;
    json_t *domain;
    json_array_foreach(domains, i, domain) {
        if (!strcmp(json_string_value(json_object_get(domain, "domain")), code))
            return domain;
    }
    domain = json_pack("{ss}", "domain", code);
    json_array_append_new(domains, domain);
    return domain;
}

static void take_cell(struct request *req, json_t *body, json_t *item, const char *name,
                      const char *text, size_t row)
{
    const struct column_of *column = column_named(name);
    if (!column)
        return;
    if (column->part == VERSION)
        set_once(req, body, column->member, text, row, name);
    else if (column->part == ITEM_NUMBER)
        json_object_set_new(item, column->member, number_of(text));
    else if (column->part == ITEM_LIST)
        json_object_set_new(item, column->member, list_of(text));
    else if (column->part != DOMAIN_NAME)
        json_object_set_new(item, column->member, json_string(text));
}

static void take_domain(struct request *req, json_t *domains, const json_t *cells, size_t row)
{
    const char *code = json_string_value(json_object_get(cells, "domain"));
    const char *name = json_string_value(json_object_get(cells, "domain_name"));
    if (code && name)
        set_once(req, domain_named(domains, code), "name", name, row, "domain_name");
    else if (code)
        domain_named(domains, code);
}

/* A domain without a name is called by its code. */
static void name_domains(json_t *domains)
{
    size_t i;
    json_t *domain;
    json_array_foreach(domains, i, domain) {
        if (!json_object_get(domain, "name"))
            json_object_set(domain, "name", json_object_get(domain, "domain"));
    }
}

static json_t *body_of_rows(struct request *req)
{
    json_t *domains = json_array(), *items = json_array(), *row, *cell;
    json_t *body = request_own_json(req, json_pack("{so so}", "domains", domains, "items", items));
    size_t i;
    const char *name;
    json_array_foreach(rows_of(req), i, row) {
        json_t *item = json_object(), *cells = json_object_get(row, "cells");
        size_t number = (size_t)json_integer_value(json_object_get(row, "row"));
        json_object_foreach(cells, name, cell)
            take_cell(req, body, item, name, json_string_value(cell), number);
        take_domain(req, domains, cells, number);
        json_array_append_new(items, item);
    }
    name_domains(domains);
    return body;
}

static void check_columns(struct request *req)
{
    json_t *names = request_own_json(req, json_loads(request_value(req, "columns"), 0, NULL)),
           *name;
    size_t i;
    json_array_foreach(names, i, name) {
        if (!column_named(json_string_value(name)))
            fault_add_row(req, 1, json_string_value(name), "unknown_column", "is not known here");
    }
}

bool instrument_file_read(struct request *req)
{
    if (!csv_bind_rows(req, ITEMS_MAX))
        return false;
    check_columns(req);
    json_t *body = body_of_rows(req);
    schema_check_body(req, req->operation->body, body);
    char *text = json_dumps(body, JSON_COMPACT);
    request_bind(req, "body", arena_strdup(req->arena, text));
    free(text);
    return faults_raise(req, PROBLEM_INVALID);
}

/* The row of an item is that of its place; of a domain, the first that names it. */
static json_int_t row_of(const json_t *rows, const char *kind, size_t index)
{
    size_t i;
    json_t *row, *seen = json_array();
    json_int_t found = 2;
    json_array_foreach(rows, i, row) {
        const char *code =
            json_string_value(json_object_get(json_object_get(row, "cells"), "domain"));
        size_t known = json_array_size(seen);
        if (code)
            domain_named(seen, code);
        bool here =
            !strcmp(kind, "items") ? i == index : json_array_size(seen) > known && known == index;
        if (here)
            found = json_integer_value(json_object_get(row, "row"));
    }
    json_decref(seen);
    return found;
}

/* /items/3/kind is the column kind; /domains/0/name is domain_name; /kind is
 * instrument_kind. */
static const char *column_of_member(const char *kind, const char *member)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        enum part part = columns[i].part;
        bool fits = !*kind                     ? part == VERSION
                    : !strcmp(kind, "domains") ? part >= DOMAIN_CODE
                                               : part != VERSION && part != DOMAIN_NAME;
        if (fits && !strcmp(columns[i].member, member))
            return columns[i].column;
    }
    return member;
}

void instrument_file_place_faults(struct request *req)
{
    const json_t *rows = rows_of(req);
    size_t i;
    json_t *error;
    json_array_foreach(req->problem.errors, i, error) {
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        if (!pointer)
            continue;
        bool inner = !strncmp(pointer, "/items/", 7) || !strncmp(pointer, "/domains/", 9);
        const char *kind = !inner ? "" : pointer[1] == 'i' ? "items" : "domains";
        char *member = arena_strdup(req->arena, pointer + 1 + (inner ? strlen(kind) + 1 : 0));
        size_t index = inner ? strtoul(member, &member, 10) : 0;
        member += *member == '/';
        member[strcspn(member, "/")] = '\0';
        json_object_set_new(error, "row", json_integer(inner ? row_of(rows, kind, index) : 2));
        json_object_set_new(error, "column", json_string(column_of_member(kind, member)));
        json_object_del(error, "pointer");
    }
}
