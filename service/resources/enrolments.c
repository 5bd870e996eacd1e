#include "queries.h"
#include "reply.h"
#include "resources.h"

bool enrolment_list(struct request *req)
{
    return perform_list(req, &query_enrolment_list);
}

bool enrolment_create(struct request *req)
{
    return perform_create(req, &query_enrolment_create);
}

bool enrolment_read(struct request *req)
{
    return perform_item(req, &query_enrolment_read);
}

bool enrolment_change(struct request *req)
{
    return perform_change(req, &query_enrolment_change);
}
