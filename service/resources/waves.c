#include "queries.h"
#include "reply.h"
#include "resources.h"

bool wave_list(struct request *req)
{
    return perform_rows(req, &query_wave_list);
}

bool wave_create(struct request *req)
{
    return perform_create(req, &query_wave_create);
}

bool wave_read(struct request *req)
{
    return perform_item(req, &query_wave_read);
}

bool wave_change(struct request *req)
{
    return perform_change(req, &query_wave_change);
}
