#include "queries.h"
#include "reply.h"
#include "resources.h"

bool submission_history(struct request *req)
{
    return perform_rows(req, &query_submission_history);
}

bool comment_list(struct request *req)
{
    return perform_rows(req, &query_comment_list);
}

bool submission_diff(struct request *req)
{
    return perform_rows(req, &query_submission_diff);
}

bool reminder_list(struct request *req)
{
    return perform_list(req, &query_reminder_list);
}

bool wave_reopen(struct request *req)
{
    return perform_create(req, &query_wave_reopen);
}

bool reopening_list(struct request *req)
{
    return perform_rows(req, &query_reopening_list);
}
