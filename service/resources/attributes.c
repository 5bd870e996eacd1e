#include "queries.h"
#include "reply.h"
#include "resources.h"

bool attribute_list(struct request *req)
{
    return perform_rows(req, &query_attribute_list);
}

bool attribute_create(struct request *req)
{
    return perform_create(req, &query_attribute_create);
}

bool attribute_read(struct request *req)
{
    return perform_item(req, &query_attribute_read);
}

bool attribute_value_list(struct request *req)
{
    return perform_rows(req, &query_attribute_value_list);
}

bool reference_list(struct request *req)
{
    return perform_rows(req, &query_reference_list);
}
