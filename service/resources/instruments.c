#include "db.h"
#include "instrument_file.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"

bool instrument_create(struct request *req)
{
    if (req->body_media == MEDIA_JSON)
        return perform_create(req, &query_instrument_create);
    if (instrument_file_read(req) && perform_create(req, &query_instrument_create))
        return true;
    instrument_file_place_faults(req);
    return false;
}

bool instrument_list(struct request *req)
{
    return perform_rows(req, &query_instrument_list);
}

bool instrument_read(struct request *req)
{
    return perform_item(req, &query_instrument_read);
}

bool item_list(struct request *req)
{
    return perform_rows(req, &query_item_list);
}

bool scale_list(struct request *req)
{
    return perform_rows(req, &query_scale_list);
}

bool scale_create(struct request *req)
{
    struct table *rows;
    return db_query(req, &query_scale_create, &rows) && reply_rows(req, 201, rows);
}
