#include "db.h"
#include "qda.h"
#include "qda_project.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"

static bool store_codes(struct request *req, const struct qda *qda)
{
    struct table *rows;
    if (db_query(req, &query_codebook_version_create, &rows))
        return db_row(req, &query_codebook_publish, &rows);
    qda_name_faults(req, qda);
    return false;
}

static bool is_plain(struct request *req)
{
    return !request_header(req, "Content-Encoding") ||
           problem_raise(req, PROBLEM_MEDIA, "Projects are taken uncompressed only.");
}

bool project_import(struct request *req)
{
    struct table *rows, *coded;
    req->bulk = true;
    if (!is_plain(req))
        return false;
    struct qda *qda = qda_project_receive(req);
    if (!qda)
        return false;
    if (!qda->code_count)
        fault_add_row(req, 0, "", "empty", "has no code");
    if (!qda_project_bind(req, qda) || !store_codes(req, qda) ||
        !db_row(req, &query_project_import, &rows) || !db_row(req, &query_project_code, &coded))
        return false;
    table_set(rows, 0, "codings", table_get(coded, 0, "codings"));
    table_set(rows, 0, "skipped", arena_printf(req->arena, "%zu", qda->skipped));
    return reply_item(req, 201, rows);
}
