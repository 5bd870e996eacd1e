#include "listed.h"
#include "queries.h"
#include "reply.h"
#include "resources.h"

bool source_list(struct request *req)
{
    return perform_list(req, &query_source_list);
}

bool source_create(struct request *req)
{
    return perform_create(req, &query_source_create);
}

bool source_intake(struct request *req)
{
    return perform_rows(req, &query_source_intake);
}

bool source_read(struct request *req)
{
    return perform_item(req, &query_source_read);
}

bool source_text(struct request *req)
{
    return perform_item(req, &query_source_text);
}

bool participant_list(struct request *req)
{
    return perform_rows(req, &query_participant_list);
}

bool excerpt_list(struct request *req)
{
    return perform_list(req, &query_excerpt_list);
}

bool excerpt_create(struct request *req)
{
    struct table *rows;
    return listed_query(req, "excerpts", &query_excerpt_create, &rows) &&
           reply_rows(req, 201, rows);
}

bool excerpt_search(struct request *req)
{
    return perform_list(req, &query_excerpt_search);
}
