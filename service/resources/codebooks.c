#include "db.h"
#include "listed.h"
#include "qda.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"

bool codebook_list(struct request *req)
{
    return perform_rows(req, &query_codebook_list);
}

bool codebook_create(struct request *req)
{
    return perform_create(req, &query_codebook_create);
}

bool codebook_version_list(struct request *req)
{
    return perform_rows(req, &query_codebook_version_list);
}

/* What a JSON body says once, a file says in parameters. */
static bool bind_version(struct request *req)
{
    static const char *const whole[] = {"version", "follows", "note"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        const char *text = json_string_value(json_object_get(req->json, whole[i]));
        if (text)
            request_bind(req, whole[i], text);
    }
    if (!request_value(req, "version"))
        fault_add(req, "parameter", "version", "missing", "is required beside a file");
    return faults_raise(req, PROBLEM_INVALID);
}

static bool take_file(struct request *req)
{
    struct qda *qda = qda_open(req, "CodeBook");
    struct table *rows;
    if (qda_feed(qda, req->body->bytes, req->body->size, true) && !qda->code_count)
        fault_add_row(req, 1, "", "empty", "has no code");
    if (!faults_raise(req, PROBLEM_INVALID))
        return false;
    qda_bind_codes(req, qda);
    if (db_query(req, &query_codebook_version_create, &rows))
        return reply_item(req, 201, rows);
    qda_name_faults(req, qda);
    return false;
}

bool codebook_version_create(struct request *req)
{
    struct table *rows;
    if (req->body_media == MEDIA_QDC)
        return bind_version(req) && take_file(req);
    return bind_version(req) && listed_query(req, "codes", &query_codebook_version_create, &rows) &&
           reply_item(req, 201, rows);
}

bool codebook_publish(struct request *req)
{
    return perform_item(req, &query_codebook_publish);
}

bool code_list(struct request *req)
{
    return perform_rows(req, &query_code_list);
}

bool code_origin_list(struct request *req)
{
    return perform_rows(req, &query_code_origin_list);
}
