#ifndef CONTINUUM_PAGE_HTML_H
#define CONTINUUM_PAGE_HTML_H

struct buffer;
struct table;

/*
 * A recommendation as a page to be read and printed: rows of recommendation_page as HTML,
 * one heading a section. It has no script, loads nothing, and whatever a row holds is text.
 */
void page_html(struct buffer *to, const struct table *rows);

/* What the page's Content-Security-Policy says: nothing but its own style. */
const char *page_html_policy(void);

#endif
