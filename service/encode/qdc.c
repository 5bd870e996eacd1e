#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "encode.h"
#include "qda.h"
#include "qda_note.h"
#include "table.h"

#define NONE SIZE_MAX
#define MEMORY_BYTES ((size_t)64 << 20)
#define HEAD                                                                                       \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                 \
    "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"Continuum\">\n<Codes>\n"

/* A version's codes as the tree that they are, by the numbers of their rows. */
struct tree {
    struct arena *arena;
    const struct table *table;
    size_t count, first; /* first: of those without a parent */
    size_t *parent, *child, *next;
    size_t *order; /* as they are written: each before its children */
};

struct known {
    const char *code;
    size_t row;
};

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct known *)a)->code, ((const struct known *)b)->code);
}

/* Children in the order of their rows: the last is hung up first. */
static void hang(struct tree *tree)
{
    struct known *known = arena_array(tree->arena, struct known, tree->count + 1);
    for (size_t i = 0; i < tree->count; i++) {
        known[i] = (struct known){table_get(tree->table, i, "code"), i};
        tree->child[i] = NONE;
    }
    qsort(known, tree->count, sizeof *known, by_code);
    tree->first = NONE;
    for (size_t i = tree->count; i-- > 0;) {
        struct known parent = {table_get(tree->table, i, "parent"), 0}, *found = NULL;
        if (parent.code)
            found = bsearch(&parent, known, tree->count, sizeof *known, by_code);
        size_t *head = found ? &tree->child[found->row] : &tree->first;
        tree->parent[i] = found ? found->row : NONE;
        tree->next[i] = *head;
        *head = i;
    }
}

static void walk(struct tree *tree)
{
    size_t written = 0, row = tree->first;
    while (row != NONE) {
        tree->order[written++] = row;
        if (tree->child[row] != NONE) {
            row = tree->child[row];
            continue;
        }
        while (tree->next[row] == NONE && tree->parent[row] != NONE)
            row = tree->parent[row];
        row = tree->next[row];
    }
}

static void xml_text(struct buffer *to, const char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (strchr("<>&\"\r\n\t", byte))
            buffer_printf(to, "&#%d;", byte);
        else if (byte < ' ')
            buffer_text(to, "\xEF\xBF\xBD"); /* XML has no place for it */
        else
            buffer_char(to, *text);
    }
}

static void write_description(struct tree *tree, struct buffer *to, size_t row, const char *name)
{
    const struct table *table = tree->table;
    struct buffer *text = buffer_new(tree->arena, 256);
    const char *code = table_get(table, row, "code"), *kind = table_get(table, row, "kind");
    qda_note_write(text, &(struct qda_note){
                             .definition = table_get(table, row, "definition"),
                             .code = strcmp(code, name) ? code : NULL,
                             .kind = strcmp(kind, QDA_KIND) ? kind : NULL,
                             .theme = table_get(table, row, "theme"),
                             .include = table_get(table, row, "include"),
                             .exclude = table_get(table, row, "exclude"),
                         });
    if (!text->size)
        return;
    buffer_text(to, "<Description>");
    xml_text(to, text->bytes);
    buffer_text(to, "</Description>\n");
}

static void write_code(struct tree *tree, struct buffer *to, size_t row, const char *name)
{
    const char *color = table_get(tree->table, row, "color");
    bool codable = *table_get(tree->table, row, "codable") == 't';
    buffer_printf(to, "<Code guid=\"%s\" name=\"", table_get(tree->table, row, "guid"));
    xml_text(to, table_get(tree->table, row, "label"));
    buffer_printf(to, "\" isCodable=\"%s\"", codable ? "true" : "false");
    if (color)
        buffer_printf(to, " color=\"%s\"", color);
    buffer_text(to, ">\n");
    write_description(tree, to, row, name);
}

/* What reading would call each code. */
static const char *const *names_of(struct tree *tree)
{
    const char **names = arena_array(tree->arena, const char *, tree->count + 1);
    const char **guids = arena_array(tree->arena, const char *, tree->count + 1);
    for (size_t i = 0; i < tree->count; i++) {
        names[i] = table_get(tree->table, tree->order[i], "label");
        guids[i] = table_get(tree->table, tree->order[i], "guid");
    }
    return qda_names(tree->arena, names, guids, tree->count);
}

static void write_tree(struct tree *tree, struct buffer *to)
{
    const char *const *names = names_of(tree);
    for (size_t i = 0; i < tree->count; i++) {
        size_t row = tree->order[i];
        write_code(tree, to, row, names[i]);
        if (tree->child[row] != NONE)
            continue;
        buffer_text(to, "</Code>\n");
        for (; tree->next[row] == NONE && tree->parent[row] != NONE; row = tree->parent[row])
            buffer_text(to, "</Code>\n");
    }
}

static void qdc_rows(struct buffer *to, const struct table *table, const struct envelope *envelope)
{
    struct tree tree = {.arena = arena_new(MEMORY_BYTES), .table = table, .count = envelope->rows};
    tree.parent = arena_array(tree.arena, size_t, tree.count + 1);
    tree.child = arena_array(tree.arena, size_t, tree.count + 1);
    tree.next = arena_array(tree.arena, size_t, tree.count + 1);
    tree.order = arena_array(tree.arena, size_t, tree.count + 1);
    hang(&tree);
    walk(&tree);
    buffer_text(to, HEAD);
    write_tree(&tree, to);
    buffer_text(to, "</Codes>\n</CodeBook>\n");
    arena_free(tree.arena);
}

static void qdc_item(struct buffer *to, const struct table *table)
{
    qdc_rows(to, table, &(struct envelope){.rows = 1});
}

static void qdc_problem(struct buffer *to, const struct request *req)
{
    encoder_json.problem(to, req);
}

const struct encoder encoder_qdc = {qdc_rows, qdc_item, qdc_problem};
