#include <criterion/criterion.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "intern.h"
#include "records.h"
#include "unpack.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new((size_t)64 << 20);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(records, .init = start, .fini = stop);
TestSuite(intern, .init = start, .fini = stop);

struct pieces {
    const char *at, *end;
    long size;
};

static long next(void *context, const char **bytes)
{
    struct pieces *pieces = context;
    long left = pieces->end - pieces->at;
    *bytes = pieces->at;
    left = left < pieces->size ? left : pieces->size;
    pieces->at += left;
    return left;
}

static void write_row(struct buffer *seen, const struct records *records)
{
    buffer_printf(seen, "%zu", records->row);
    for (size_t i = 0; i < records->column_count; i++)
        buffer_printf(seen, "|%s", records->texts[i] ? records->texts[i] : "-");
    buffer_char(seen, ';');
}

/* Rows as ROW|text|text;, faults as !ROW code;, with so many bytes at a time. */
static const char *read_whole(enum media media, const char *text, long size)
{
    struct pieces *pieces = arena_alloc(arena, sizeof *pieces);
    struct buffer *seen = buffer_new(arena, 64);
    *pieces = (struct pieces){text, text + strlen(text), size};
    struct unpack *unpack = unpack_open(arena, PACKING_NONE, (struct unpack_source){next, pieces});
    cr_assert(unpack_next(unpack));
    struct records *records = records_new(arena, media, unpack);
    for (enum record got; (got = records_next(records)) != RECORD_END;) {
        if (got == RECORD_FAULT)
            buffer_printf(seen, "!%zu %s;", records->fault.row, records->fault.code);
        if (got == RECORD_ROW)
            write_row(seen, records);
    }
    cr_assert(!unpack_next(unpack));
    return seen->bytes;
}

/* The same, however the bytes come. */
static void expect(enum media media, const char *text, const char *seen)
{
    for (long size = 1; size < 9; size += 3)
        cr_assert_str_eq(read_whole(media, text, size), seen);
    cr_assert_str_eq(read_whole(media, text, 1 << 20), seen);
}

Test(records, rows_of_csv_count_as_in_the_file)
{
    expect(MEDIA_CSV, "a,b\r\n\r\n1,2\r\n,\"x\ny\"\r\n3,4", "3|1|2;4|-|x\ny;5|3|4;");
    expect(MEDIA_CSV, "a,b\r1,2\r\r3,4\r", "2|1|2;4|3|4;");
    expect(MEDIA_CSV,
           "\xEF\xBB\xBF"
           "a\n1\n",
           "2|1;");
}

Test(records, quotes_of_csv_are_those_of_whole_files)
{
    expect(MEDIA_CSV, "a,b\n\"1\"\"\n\",\"\"\n", "2|1\"\n|-;");
    expect(MEDIA_CSV, "a,b\n5\"\"6,x\"\n7,8\n", "2|5\"\"6|x\";3|7|8;");
    expect(MEDIA_CSV, "a,b\n1,\"2\n", "!2 malformed;");
}

Test(records, a_row_of_another_width_is_one_fault)
{
    expect(MEDIA_CSV, "a,b\n1\n2,3\n", "!2 wrong_width;3|2|3;");
}

Test(records, what_is_no_text_is_the_last_that_is_read)
{
    expect(MEDIA_CSV, "a,b\n1,\xE9\n2,3\n", "!2 encoding;");
    expect(MEDIA_CSV,
           "\xFF\xFE"
           "a",
           "!1 encoding;");
    expect(MEDIA_NDJSON, "{\"a\": \"\xE9\"}\n", "!1 encoding;");
}

Test(records, objects_are_rows_by_name)
{
    expect(MEDIA_NDJSON, "{\"a\": 1.50}\n\n{\"b\": true, \"a\": null}", "1|1.5;3|-|true;");
    expect(MEDIA_JSON, " [ {\"a\": \"}\\\"]\"} ,\n{\"a\": 2}\n] ", "1|}\"];2|2;");
    expect(MEDIA_JSON, "[{\"a\": 1} {\"a\": 2}]", "1|1;!2 malformed;");
    expect(MEDIA_JSON, "[]", "");
}

Test(intern, the_same_text_has_the_same_number)
{
    struct intern *intern = intern_new(arena);
    bool is_new;
    cr_assert_eq(intern_number(intern, "a", 1, &is_new), 1);
    cr_assert(is_new);
    cr_assert_eq(intern_number(intern, "b", 1, &is_new), 2);
    cr_assert_eq(intern_number(intern, "a", 1, &is_new), 1);
    cr_assert(!is_new);
}

Test(intern, what_was_forgotten_gets_a_new_number)
{
    struct intern *intern = intern_new(arena);
    bool is_new;
    for (int i = 1; i <= 100000; i++)
        cr_assert_eq(intern_number(intern, (const char *)&i, sizeof i, &is_new), i);
    int first = 1;
    cr_assert_eq(intern_number(intern, (const char *)&first, sizeof first, &is_new), 100001);
    cr_assert(is_new);
}
