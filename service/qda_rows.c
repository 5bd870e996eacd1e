#include <string.h>

#include "encode.h"
#include "problem.h"
#include "qda.h"
#include "qda_note.h"
#include "request.h"

static const char *const *own_names(struct arena *arena, const struct qda *qda)
{
    const char **names = arena_array(arena, const char *, qda->code_count + 1);
    const char **guids = arena_array(arena, const char *, qda->code_count + 1);
    for (size_t i = 0; i < qda->code_count; i++) {
        names[i] = qda->codes[i].name;
        guids[i] = qda->codes[i].guid;
    }
    return qda_names(arena, names, guids, qda->code_count);
}

static void write_cell(struct buffer *rows, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buffer_printf(rows, "%s\"%s\":", rows->bytes[rows->size - 1] == '{' ? "" : ",", name);
    json_text(rows, text);
}

static const char *parent_of(const struct qda *qda, const char *const *codes, size_t i)
{
    const char *parent = qda->codes[i].parent;
    while (parent && i-- > 0)
        if (!strcmp(qda->codes[i].guid, parent))
            return codes[i];
    return NULL;
}

void qda_bind_codes(struct request *req, const struct qda *qda)
{
    const char **codes = arena_array(req->arena, const char *, qda->code_count + 1);
    const char *const *names = own_names(req->arena, qda);
    struct buffer *rows = buffer_new(req->arena, 4096);
    for (size_t i = 0; i < qda->code_count; i++) {
        const struct qda_code *code = &qda->codes[i];
        struct qda_note note = qda_note_read(req->arena, code->description);
        codes[i] = note.code ? note.code : names[i];
        buffer_printf(rows, "%c{\"row\":%zu,\"cells\":{", i ? ',' : '[', i + 1);
        write_cell(rows, "code", codes[i]);
        write_cell(rows, "parent", parent_of(qda, codes, i));
        write_cell(rows, "kind", note.kind ? note.kind : QDA_KIND);
        write_cell(rows, "theme", note.theme);
        write_cell(rows, "label", code->name);
        write_cell(rows, "definition", note.definition);
        write_cell(rows, "include", note.include);
        write_cell(rows, "exclude", note.exclude);
        write_cell(rows, "guid", code->guid);
        write_cell(rows, "color", code->color);
        write_cell(rows, "codable", code->codable ? "true" : "false");
        buffer_text(rows, "}}");
    }
    buffer_text(rows, qda->code_count ? "]" : "[]");
    request_bind(req, "rows", rows->bytes);
    request_bind(req, "columns", "[]");
}

void qda_name_faults(struct request *req, const struct qda *qda)
{
    size_t i;
    json_t *error;
    json_array_foreach(req->problem.errors, i, error) {
        size_t row = (size_t)json_integer_value(json_object_get(error, "row"));
        if (row == 0 || row > qda->code_count)
            continue;
        const struct qda_code *code = &qda->codes[row - 1];
        const char *detail = json_string_value(json_object_get(error, "detail"));
        json_object_set_new(error, "detail", json_sprintf("%s (Code %s)", detail, code->guid));
        json_object_set_new(error, "row", json_integer((json_int_t)code->line));
    }
}
