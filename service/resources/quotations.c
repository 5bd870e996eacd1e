#include "queries.h"
#include "reply.h"
#include "resources.h"

bool identifier_list(struct request *req)
{
    return perform_rows(req, &query_identifier_list);
}

bool quotation_list(struct request *req)
{
    return perform_list(req, &query_quotation_list);
}

bool quotation_create(struct request *req)
{
    return perform_create(req, &query_quotation_create);
}

bool quotation_decide(struct request *req)
{
    return perform_item(req, &query_quotation_decide);
}

bool quotation_search(struct request *req)
{
    return perform_list(req, &query_quotation_search);
}
