#include "queries.h"
#include "reply.h"
#include "resources.h"

bool dictionary_list(struct request *req)
{
    return perform_rows(req, &query_dictionary_list);
}
