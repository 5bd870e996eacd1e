#include <string.h>

#include <sodium.h>

#include "csv.h"
#include "db.h"
#include "encode.h"
#include "listed.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "scalar.h"
#include "table.h"

/* What a JSON body says once and a file says in parameters or in every row. */
static const char *const whole[] = {"program", "instrument", "version", "wave", "status"};
static const char *const sheet[] = {"practice", "wave", "respondent", "method"};
static const char *const parts[] = {"item", "value", "denominator", "reason", "text"};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void bind_digest(struct request *req)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(req->arena, sizeof digest * 2 + 1);
    crypto_hash_sha256(digest, (const unsigned char *)req->body->bytes, req->body->size);
    request_bind(req, "sha256", sodium_bin2hex(hex, sizeof digest * 2 + 1, digest, sizeof digest));
}

static void copy_cells(struct request *req, const json_t *from, const char *const *names,
                       size_t count, json_t *cells)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = scalar_text(req->arena, json_object_get(from, names[i]));
        if (text && *text)
            json_object_set_new(cells, names[i], json_string(text));
    }
}

/* A JSON body becomes what a long file with the same answers would be; row n
 * is answer n. */
static bool body_bind_rows(struct request *req)
{
    json_t *rows = request_own_json(req, json_array()), *answer;
    size_t i;
    json_array_foreach(json_object_get(req->json, "answers"), i, answer) {
        json_t *cells = json_object();
        copy_cells(req, req->json, sheet, COUNT(sheet), cells);
        copy_cells(req, answer, parts, COUNT(parts), cells);
        json_array_append_new(rows, json_pack("{sI so}", "row", (json_int_t)i, "cells", cells));
    }
    for (i = 0; i < COUNT(whole); i++) {
        const char *text = json_string_value(json_object_get(req->json, whole[i]));
        if (text)
            request_bind(req, whole[i], text);
    }
    char *text = json_dumps(rows, JSON_COMPACT);
    request_bind(req, "rows", arena_strdup(req->arena, text));
    free(text);
    request_bind(req, "columns",
                 "[\"practice\",\"wave\",\"respondent\",\"method\",\"item\","
                 "\"value\",\"denominator\",\"reason\",\"text\"]");
    return true;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

/* Where a fault of a row stands in a JSON body. */
static void place_faults(struct request *req)
{
    size_t i;
    json_t *error;
    json_array_foreach(req->problem.errors, i, error) {
        const char *column = json_string_value(json_object_get(error, "column"));
        if (!column)
            continue;
        json_int_t row = json_integer_value(json_object_get(error, "row"));
        bool own = is_among(column, parts, COUNT(parts));
        json_object_set_new(error, "pointer",
                            own ? json_sprintf("/answers/%lld/%s", (long long)row, column)
                                : json_sprintf("/%s", column));
        json_object_del(error, "row");
        json_object_del(error, "column");
    }
}

static bool needs_parameters(struct request *req)
{
    for (size_t i = 0; i < 3; i++)
        if (!request_value(req, whole[i]))
            fault_add(req, "parameter", whole[i], "missing", "is required beside a file");
    return faults_raise(req, PROBLEM_INVALID);
}

bool submission_create(struct request *req)
{
    struct table *rows;
    bool csv = req->body_media == MEDIA_CSV;
    bind_digest(req);
    if (!(csv ? needs_parameters(req) && csv_bind_rows(req, FILE_ROWS_MAX) : body_bind_rows(req)))
        return false;
    if (db_query(req, &query_submission_create, &rows))
        return reply_rows(req, 201, rows);
    if (!csv)
        place_faults(req);
    return false;
}

bool submission_list(struct request *req)
{
    return perform_list(req, &query_submission_list);
}

bool submission_accept_all(struct request *req)
{
    return perform_rows(req, &query_submission_accept_all);
}

bool submission_read(struct request *req)
{
    return perform_item(req, &query_submission_read);
}

bool answer_list(struct request *req)
{
    return perform_rows(req, &query_answer_list);
}

bool submission_status_set(struct request *req)
{
    return perform_change(req, &query_submission_status_set);
}
