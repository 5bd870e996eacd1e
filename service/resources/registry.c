#include "reply.h"
#include "request.h"
#include "resources.h"

bool registry_import(struct request *req)
{
    return problem_raise(req, PROBLEM_INTERNAL, "later");
}
