#include "queries.h"
#include "reply.h"
#include "resources.h"

bool recommendation_list(struct request *req)
{
    return perform_list(req, &query_recommendation_list);
}

bool recommendation_create(struct request *req)
{
    return perform_create(req, &query_recommendation_create);
}

bool recommendation_read(struct request *req)
{
    return perform_item(req, &query_recommendation_read);
}

bool recommendation_change(struct request *req)
{
    return perform_change(req, &query_recommendation_change);
}

bool recommendation_history(struct request *req)
{
    return perform_rows(req, &query_recommendation_history);
}

bool dependency_list(struct request *req)
{
    return perform_rows(req, &query_dependency_list);
}

bool dependency_set(struct request *req)
{
    return perform_item(req, &query_dependency_set);
}
