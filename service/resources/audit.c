#include "queries.h"
#include "reply.h"
#include "resources.h"

bool audit_list(struct request *req)
{
    return perform_list(req, &query_audit_list);
}

bool disclosure_list(struct request *req)
{
    return perform_list(req, &query_disclosure_list);
}
