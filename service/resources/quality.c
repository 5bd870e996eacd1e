#include "queries.h"
#include "reply.h"
#include "resources.h"

bool quality_rule_list(struct request *req)
{
    return perform_list(req, &query_quality_rule_list);
}

bool quality_rule_create(struct request *req)
{
    return perform_create(req, &query_quality_rule_create);
}

bool quality_rule_read(struct request *req)
{
    return perform_item(req, &query_quality_rule_read);
}

bool quality_rule_change(struct request *req)
{
    return perform_change(req, &query_quality_rule_change);
}

bool quality_finding_list(struct request *req)
{
    return perform_list(req, &query_quality_finding_list);
}

bool submission_finding_list(struct request *req)
{
    return perform_rows(req, &query_submission_finding_list);
}

bool finding_acknowledge(struct request *req)
{
    return perform_item(req, &query_finding_acknowledge);
}
