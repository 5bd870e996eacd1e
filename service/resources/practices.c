#include "queries.h"
#include "reply.h"
#include "resources.h"

bool practice_list(struct request *req)
{
    return perform_list(req, &query_practice_list);
}

bool practice_create(struct request *req)
{
    return perform_create(req, &query_practice_create);
}

bool practice_read(struct request *req)
{
    return perform_item(req, &query_practice_read);
}

bool practice_change(struct request *req)
{
    return perform_change(req, &query_practice_change);
}

bool practice_attribute_list(struct request *req)
{
    return perform_rows(req, &query_practice_attribute_list);
}

bool practice_attribute_set(struct request *req)
{
    return perform_item(req, &query_practice_attribute_set);
}
