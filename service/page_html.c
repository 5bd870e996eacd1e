#include "page_html.h"

#include <string.h>

#include "buffer.h"
#include "table.h"
#include "text.h"

/* The policy names the hash of the style: who changes one changes both; a test compares them. */
#define STYLE                                                                                      \
    "body{font:1rem/1.5 serif;margin:2rem auto;max-width:44rem}table{border-collapse:collapse;"    \
    "width:100%}td,th{border:1px solid;padding:.2rem .5rem;text-align:left}@media "                \
    "print{body{margin:0}h2{break-after:avoid}}"

const char *page_html_policy(void)
{
    return "default-src 'none'; style-src 'sha256-p15yEL+ReIZ7/7O4mPMdslsuvKA93w2aZLVETQ73OfQ='; base-uri 'none'; form-action "
           "'none'; frame-ancestors 'none'";
}

static void escape(struct buffer *to, const char *text)
{
    for (; text && *text; text++)
        switch (*text) {
        case '&':
            buffer_text(to, "&amp;");
            break;
        case '<':
            buffer_text(to, "&lt;");
            break;
        case '>':
            buffer_text(to, "&gt;");
            break;
        case '"':
            buffer_text(to, "&quot;");
            break;
        default:
            buffer_char(to, *text);
        }
}

static void element(struct buffer *to, const char *name, const char *text)
{
    buffer_printf(to, "<%s>", name);
    escape(to, text);
    buffer_printf(to, "</%s>", name);
}

struct page {
    struct buffer *to;
    const struct table *rows;
    size_t row;
};

static const char *get(const struct page *page, const char *column)
{
    return table_get(page->rows, page->row, column);
}

static bool is_kind(const struct page *page, const char *kind)
{
    return text_same(get(page, "kind"), kind);
}

static void cells(struct page *page, const char *const *columns)
{
    buffer_text(page->to, "<tr>");
    for (; *columns; columns++)
        element(page->to, "td", get(page, *columns));
    buffer_text(page->to, "</tr>\n");
}

/* How lines of a kind are told: in a table with others of its layout, or one by one. */
enum layout_kind { VOTES, FIGURES, FACTS, PARAGRAPH, QUOTE, LAYOUTS };

static const struct {
    const char *kinds;
    const char *columns[12], *heads[12];
} layouts[LAYOUTS] = {
    [VOTES] = {"vote",
               {"label", "participants", "support", "conditional", "oppose", "abstain", "text"},
               {"Group", "Present", "Support", "If", "Oppose", "Abstain", "Condition"}},
    [FIGURES] = {"aggregate report document",
                 {"label", "value", "unit", "n", "expected", "low", "high", "status", "on", "text"},
                 {"Figure", "Value", "Unit", "n", "Expected", "From", "To", "Status", "As of",
                  "Note"}},
    [FACTS] = {"policy_area policy_level owner target step requires required_by",
               {"label", "code", "text", "status", "on"},
               {"", "", "", "Status", "Day"}},
    [PARAGRAPH] = {"finding theme", {NULL}, {NULL}},
    [QUOTE] = {"quote dissent", {NULL}, {NULL}},
};

static enum layout_kind layout_of(const struct page *page)
{
    enum layout_kind layout = VOTES;
    while (layout < QUOTE && !text_has_word(layouts[layout].kinds, get(page, "kind")))
        layout++;
    return layout;
}

static void paragraph(struct page *page)
{
    buffer_text(page->to, "<p>");
    element(page->to, "strong", get(page, "label"));
    buffer_text(page->to, ": ");
    escape(page->to, get(page, "text"));
    buffer_text(page->to, "</p>\n");
}

static void quote(struct page *page)
{
    buffer_text(page->to, "<figure>");
    element(page->to, "blockquote", get(page, "text"));
    buffer_text(page->to, "<figcaption>");
    escape(page->to, is_kind(page, "dissent") ? "Dissent: " : "");
    escape(page->to, get(page, "label"));
    buffer_text(page->to, "</figcaption></figure>\n");
}

static bool is_in(const struct page *page, const char *section)
{
    return page->row < page->rows->row_count && text_same(get(page, "section"), section);
}

/* The lines of a table's layout, as far as they follow each other. */
static void table(struct page *page, const char *section, enum layout_kind layout)
{
    buffer_text(page->to, "<table>\n<tr>");
    for (const char *const *head = layouts[layout].heads; *head; head++)
        element(page->to, "th", *head);
    buffer_text(page->to, "</tr>\n");
    for (; is_in(page, section) && layout_of(page) == layout; page->row++)
        cells(page, layouts[layout].columns);
    buffer_text(page->to, "</table>\n");
}

static void lines(struct page *page, const char *section)
{
    while (is_in(page, section)) {
        enum layout_kind layout = layout_of(page);
        if (layout < PARAGRAPH) {
            table(page, section, layout);
            continue;
        }
        if (layout == PARAGRAPH)
            paragraph(page);
        else
            quote(page);
        page->row++;
    }
}

/* The recommendation itself, which is the first row. */
static void begin(struct page *page)
{
    buffer_text(page->to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">");
    element(page->to, "title", get(page, "code"));
    buffer_text(page->to, "<style>" STYLE "</style></head>\n<body>\n");
    element(page->to, "h1", get(page, "text"));
    buffer_text(page->to, "\n<p>Recommendation ");
    escape(page->to, get(page, "code"));
    buffer_text(page->to, " of ");
    escape(page->to, get(page, "label"));
    buffer_text(page->to, ", ");
    escape(page->to, get(page, "on"));
    buffer_text(page->to, ": ");
    element(page->to, "strong", get(page, "status"));
    buffer_text(page->to, "</p>\n");
    page->row++;
}

void page_html(struct buffer *to, const struct table *rows)
{
    static const char *const sections[][2] = {{"why", "Why"},
                                              {"who_agrees", "Who agrees"},
                                              {"numbers", "What the numbers say"},
                                              {"where_it_stands", "Where it stands"}};
    struct page page = {to, rows, 0};
    begin(&page);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        element(to, "h2", sections[i][1]);
        buffer_text(to, is_in(&page, sections[i][0]) ? "\n" : "\n<p>Nothing is recorded.</p>\n");
        lines(&page, sections[i][0]);
    }
    buffer_text(to, "</body>\n</html>\n");
}
