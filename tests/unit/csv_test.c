#include <criterion/criterion.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "csv.h"
#include "encode.h"
#include "table.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new(8 << 20);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(csv, .init = start, .fini = stop);

/* Rows joined by ;, fields by |; a fault as !row text. */
static const char *read_whole(const char *text)
{
    struct csv csv;
    struct buffer *seen = buffer_new(arena, 64);
    char **fields;
    size_t count;
    csv_open(&csv, arena_strdup(arena, text), strlen(text));
    while (csv_read(&csv, arena, &fields, &count)) {
        for (size_t i = 0; i < count; i++)
            buffer_printf(seen, "%s%s", i ? "|" : "", fields[i]);
        buffer_char(seen, ';');
    }
    if (csv.fault)
        buffer_printf(seen, "!%zu %s", csv.row, csv.fault);
    return seen->bytes;
}

Test(csv, rows_end_in_any_of_three_ways)
{
    cr_assert_str_eq(read_whole("a,b\r\n1,2\r\n"), "a|b;1|2;");
    cr_assert_str_eq(read_whole("a,b\n1,2"), "a|b;1|2;");
    cr_assert_str_eq(read_whole("a,b\r1,2\r"), "a|b;1|2;");
    cr_assert_str_eq(read_whole("a,b\n\n\r\n1,2\n"), "a|b;1|2;", "empty lines are passed over");
}

Test(csv, a_byte_order_mark_is_passed_over)
{
    cr_assert_str_eq(read_whole("\xEF\xBB\xBF"
                                "a,b\n"),
                     "a|b;");
}

Test(csv, quotes_hold_commas_quotes_and_line_breaks)
{
    cr_assert_str_eq(read_whole("\"a,b\",\"c\"\"d\",\"e\r\nf\"\n"), "a,b|c\"d|e\r\nf;");
    cr_assert_str_eq(read_whole("\"\",x\n"), "|x;");
    cr_assert_str_eq(read_whole(" a , \"b\" ,\tc\n"), "a|b|c;", "blanks around are dropped");
}

Test(csv, empty_fields_are_fields)
{
    cr_assert_str_eq(read_whole("a,,\n,,\n"), "a||;||;");
    cr_assert_str_eq(read_whole("a,"), "a|;");
}

Test(csv, a_fault_names_its_row)
{
    cr_assert_str_eq(read_whole("a\n\"b\n"), "a;!2 has a quote that is never closed");
    cr_assert_str_eq(read_whole("a\nx\n\"b\"c\n"), "a;x;!3 has text after a closing quote");
}

Test(csv, nothing_is_nothing)
{
    cr_assert_str_eq(read_whole(""), "");
    cr_assert_str_eq(read_whole("\n\n"), "");
}

Test(csv, what_the_encoder_writes_the_reader_reads)
{
    static const char *const texts[] = {"plain",        "a,b", "say \"so\"",
                                        "two\r\nlines", "",    "caf\xC3\xA9"};
    const struct column columns[] = {{"x", COLUMN_TEXT}, {"y", COLUMN_TEXT}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct table *table = table_new(arena, columns, 2);
        struct buffer *out = buffer_new(arena, 64);
        size_t row = table_add_row(arena, table);
        table_set(table, row, "x", texts[i]);
        table_set(table, row, "y", "z");
        encoder_csv.rows(out, table, &(struct envelope){.rows = 1});
        cr_assert_str_eq(read_whole(out->bytes), arena_printf(arena, "x|y;%s|z;", texts[i]));
    }
}

Test(csv, a_text_that_a_spreadsheet_would_run_is_made_harmless)
{
    static const char *const formulas[] = {"=1+1", "+1", "-1", "@x", "\tx", "\rx"};
    const struct column columns[] = {{"text", COLUMN_TEXT}, {"number", COLUMN_NUMBER}};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        struct table *table = table_new(arena, columns, 2);
        struct buffer *out = buffer_new(arena, 64);
        size_t row = table_add_row(arena, table);
        table_set(table, row, "text", formulas[i]);
        table_set(table, row, "number", "-1.5");
        encoder_csv.rows(out, table, &(struct envelope){.rows = 1});
        cr_assert(strstr(out->bytes, arena_printf(arena, "\"'%s\",-1.5", formulas[i])),
                  "numbers stay numbers: %s", out->bytes);
    }
}
