#include "csv.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"

bool registry_import(struct request *req)
{
    return csv_bind_rows(req, FILE_ROWS_MAX) && perform_rows(req, &query_registry_import);
}
