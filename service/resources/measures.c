#include "arena.h"
#include "measure.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"

bool dimension_list(struct request *req)
{
    return perform_rows(req, &query_dimension_list);
}

bool measure_list(struct request *req)
{
    static const struct column columns[] = {{"measure", COLUMN_TEXT},
                                            {"text", COLUMN_TEXT},
                                            {"unit", COLUMN_TEXT},
                                            {"of", COLUMN_TEXT},
                                            {"from_rows", COLUMN_BOOLEAN}};
    struct table *rows = table_new(req->arena, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < measure_count; i++) {
        const char *of = NULL;
        size_t row = table_add_row(req->arena, rows);
        for (size_t k = 0; subject_words[k]; k++)
            if (measure_table[i].subjects & subject_kinds(subject_words[k]))
                of =
                    of ? arena_printf(req->arena, "%s %s", of, subject_words[k]) : subject_words[k];
        table_set(rows, row, "measure", measure_table[i].code);
        table_set(rows, row, "text", measure_table[i].text);
        table_set(rows, row, "unit", measure_table[i].unit);
        table_set(rows, row, "of", of);
        table_set(rows, row, "from_rows", measure_table[i].ranked ? "true" : "false");
    }
    return reply_rows(req, 200, rows);
}

bool availability_report(struct request *req)
{
    request_bind(req, "measure", "answered");
    return aggregate_list(req);
}
