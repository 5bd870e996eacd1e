#include "listed.h"
#include "queries.h"
#include "reply.h"
#include "resources.h"

bool pass_list(struct request *req)
{
    return perform_rows(req, &query_pass_list);
}

bool pass_create(struct request *req)
{
    return perform_create(req, &query_pass_create);
}

bool pass_release(struct request *req)
{
    return perform_item(req, &query_pass_release);
}

bool pass_coder_list(struct request *req)
{
    return perform_rows(req, &query_pass_coder_list);
}

bool pass_coder_create(struct request *req)
{
    return perform_create(req, &query_pass_coder_create);
}

bool coding_list(struct request *req)
{
    return perform_list(req, &query_coding_list);
}

bool coding_create(struct request *req)
{
    struct table *rows;
    return listed_query(req, "codings", &query_coding_create, &rows) && reply_item(req, 201, rows);
}
