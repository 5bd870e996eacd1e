#include "buffer.h"
#include "db.h"
#include "page_html.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"

bool recommendation_list(struct request *req)
{
    return perform_list(req, &query_recommendation_list);
}

bool recommendation_create(struct request *req)
{
    return perform_create(req, &query_recommendation_create);
}

bool recommendation_read(struct request *req)
{
    return perform_item(req, &query_recommendation_read);
}

bool recommendation_change(struct request *req)
{
    return perform_change(req, &query_recommendation_change);
}

bool recommendation_history(struct request *req)
{
    return perform_rows(req, &query_recommendation_history);
}

bool dependency_list(struct request *req)
{
    return perform_rows(req, &query_dependency_list);
}

bool dependency_set(struct request *req)
{
    return perform_item(req, &query_dependency_set);
}

bool recommendation_page(struct request *req)
{
    struct table *rows;
    if (!db_query(req, &query_recommendation_page, &rows))
        return false;
    if (req->media != MEDIA_HTML)
        return reply_rows(req, 200, rows);
    struct buffer *html = buffer_new(req->arena, 8192);
    audit_note(req, rows, rows->row_count);
    page_html(html, rows);
    reply_header(req, "Content-Security-Policy", page_html_policy());
    return reply_bytes(req, "text/html; charset=utf-8", html->bytes, html->size);
}
