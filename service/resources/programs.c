#include "queries.h"
#include "reply.h"
#include "resources.h"

bool program_list(struct request *req)
{
    return perform_list(req, &query_program_list);
}

bool program_create(struct request *req)
{
    return perform_create(req, &query_program_create);
}

bool program_read(struct request *req)
{
    return perform_item(req, &query_program_read);
}

bool program_change(struct request *req)
{
    return perform_change(req, &query_program_change);
}
