#include "queries.h"
#include "reply.h"
#include "resources.h"

bool billing_code_list(struct request *req)
{
    return perform_rows(req, &query_billing_code_list);
}
