#include "queries.h"
#include "reply.h"
#include "resources.h"

bool roundtable_list(struct request *req)
{
    return perform_list(req, &query_roundtable_list);
}

bool roundtable_create(struct request *req)
{
    return perform_create(req, &query_roundtable_create);
}

bool roundtable_read(struct request *req)
{
    return perform_item(req, &query_roundtable_read);
}

bool roundtable_change(struct request *req)
{
    return perform_change(req, &query_roundtable_change);
}

bool attendance_list(struct request *req)
{
    return perform_rows(req, &query_attendance_list);
}

bool finding_list(struct request *req)
{
    return perform_rows(req, &query_finding_list);
}

bool finding_create(struct request *req)
{
    return perform_create(req, &query_finding_create);
}

bool agenda_list(struct request *req)
{
    return perform_rows(req, &query_agenda_list);
}

bool agenda_create(struct request *req)
{
    return perform_create(req, &query_agenda_create);
}

bool vote_list(struct request *req)
{
    return perform_rows(req, &query_vote_list);
}

bool vote_create(struct request *req)
{
    return perform_create(req, &query_vote_create);
}
