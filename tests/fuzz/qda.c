/* 'n' and a description: what it says, written, says the same. 'c' and a codebook: written,
 * it reads as the same. 'p' and a project: what is bound for the statements is JSON. */
#include "qda.h"

#include <string.h>

#include "encode.h"
#include "fuzz.h"
#include "qda_note.h"
#include "qda_project.h"
#include "table.h"
#include "text.h"

static void check_same(const char *a, const char *b)
{
    CHECK(text_same(a, b));
}

static void describe(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    char *text = fuzz_text(req, bytes, size);
    struct qda_note note = qda_note_read(req->arena, text);
    struct buffer *written = buffer_new(req->arena, 64);
    qda_note_write(written, &note);
    struct qda_note again = qda_note_read(req->arena, written->bytes);
    if (note.definition || written->size)
        check_same(note.definition, again.definition);
    check_same(note.code, again.code);
    check_same(note.kind, again.kind);
    check_same(note.theme, again.theme);
    check_same(note.include, again.include);
    check_same(note.exclude, again.exclude);
}

/* The rows as the database would give them. */
static struct table *table_of_codes(struct request *req, size_t count)
{
    static const struct column columns[] = {
        {"code", 0},    {"parent", 0},  {"kind", 0}, {"theme", 0}, {"label", 0},  {"definition", 0},
        {"include", 0}, {"exclude", 0}, {"guid", 0}, {"color", 0}, {"codable", 0}};
    size_t column_count = sizeof columns / sizeof *columns;
    struct table *table = table_new(req->arena, columns, column_count);
    json_t *rows = request_own_json(req, json_loads(request_value(req, "rows"), 0, NULL));
    CHECK(json_array_size(rows) == count);
    for (size_t i = 0; i < count; i++) {
        json_t *cells = json_object_get(json_array_get(rows, i), "cells");
        table_add_row(req->arena, table);
        for (size_t k = 0; k < column_count; k++)
            table_put(table, i, k, json_string_value(json_object_get(cells, columns[k].name)));
    }
    return table;
}

/* Codes that the statement would refuse, since they are there twice. */
static bool is_tree(const struct table *table)
{
    for (size_t i = 0; i < table->row_count; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(table_get(table, i, "code"), table_get(table, k, "code")) ||
                !strcmp(table_get(table, i, "guid"), table_get(table, k, "guid")))
                return false;
    return true;
}

static void read_codebook(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    struct qda *qda = qda_open(req, "CodeBook");
    bool whole = qda_feed(qda, fuzz_text(req, bytes, size), size, true);
    CHECK(whole || !faults_raise(req, PROBLEM_INVALID));
    if (!whole || !faults_raise(req, PROBLEM_INVALID))
        return;
    qda_bind_codes(req, qda);
    struct table *table = table_of_codes(req, qda->code_count);
    if (!is_tree(table))
        return;
    struct buffer *written = buffer_new(req->arena, 1024);
    encoder_qdc.rows(written, table, &(struct envelope){.rows = table->row_count});
    struct qda *again = qda_open(req, "CodeBook");
    CHECK(qda_feed(again, written->bytes, written->size, true));
    CHECK(again->code_count == qda->code_count);
    qda_bind_codes(req, again);
    struct table *second = table_of_codes(req, again->code_count);
    for (size_t i = 0; i < table->row_count; i++)
        for (size_t k = 0; k < table->column_count; k++)
            check_same(table_cell(table, i, k), table_cell(second, i, k));
}

static void read_project(const uint8_t *bytes, size_t size)
{
    static const char *const bound[] = {"sources", "excerpts", "codings", "coders", "rows"};
    struct request *req = fuzz_request();
    struct qda *qda = qda_open(req, "Project");
    (void)!qda_feed(qda, fuzz_text(req, bytes, size), size, true);
    for (size_t i = 0; i < qda->source_count; i++)
        if (!qda->sources[i].text && qda->sources[i].path)
            qda->sources[i].text = "sch\xC3\xB6n \xF0\x9F\x99\x82";
    (void)!qda_project_bind(req, qda);
    for (size_t i = 0; i < sizeof bound / sizeof *bound; i++)
        CHECK(request_own_json(req, json_loads(request_value(req, bound[i]), 0, NULL)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    if (bytes[0] == 'n')
        describe(bytes + 1, size - 1);
    else if (bytes[0] == 'c')
        read_codebook(bytes + 1, size - 1);
    else
        read_project(bytes + 1, size - 1);
    return 0;
}
