#include "pipeline.h"

#include "reply.h"
#include "request.h"
#include "stream.h"
#include "throttle.h"

static bool (*const stages[])(struct request *req) = {
    guard_check,     route_match,       media_choose,   field_check, auth_identify,
    limit_check,     auth_permit,       body_read,      body_check,  audit_foresee,
    freshness_check, operation_perform, freshness_keep,
};

bool operation_perform(struct request *req)
{
    return req->operation->perform(req);
}

void pipeline_run(struct request *req)
{
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (!stages[i](req))
            break;
    freshness_end(req);
    if (!req->problem.kind && !req->reply.status)
        problem_raise(req, PROBLEM_INTERNAL, "The operation gave no answer.");
    bool closed = audit_close(req);
    limit_release(req);
    if (stream_begun(req))
        return; /* its head has gone out: where there is a problem, it is cut */
    if (!closed || req->problem.kind)
        reply_problem(req);
    reply_common_headers(req);
}
