#include <math.h>
#include <string.h>

#include <readstat.h>

#include "extract.h"
#include "request.h"
#include "stream.h"

/*
 * Stata and SPSS. Levels and reasons become value labels. A reason is one of Stata's missing values .a to
 * .z; in SPSS a number in a range that is declared missing, outside of what the item can be.
 */
#define DTA_TEXT_MAX 2045
#define SAV_TEXT_MAX 32767
#define DTA_VERSION 118 /* Stata 14 and later: UTF-8 */
#define SPSS_MISSING 90.0
#define SPSS_MISSING_FAR 9e12 /* no answer is that large, see answer_number() in SQL */
#define REASONS 26

struct statistical {
    readstat_writer_t *writer;
    readstat_variable_t **variables;
    bool dta;
    size_t text_max;
};

static void release(void *writer)
{
    readstat_writer_free(writer);
}

static ssize_t put(const void *bytes, size_t size, void *context)
{
    struct extract *to = context;
    buffer_add(stream_buffer(to->stream), bytes, size);
    return stream_pass(to->stream) ? (ssize_t)size : -1;
}

static double missing_base(const struct variable *variable)
{
    return variable->scale || variable->minimum >= -SPSS_MISSING ? -SPSS_MISSING
                                                                 : -SPSS_MISSING_FAR;
}

static void add_labels(struct statistical *all, const struct variable *variable,
                       readstat_variable_t *made)
{
    if (!variable->scale && !variable->reason_count)
        return;
    readstat_label_set_t *set = readstat_add_label_set(
        all->writer, all->dta ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE, variable->short_name);
    for (size_t i = 0; variable->scale && i < variable->scale->count; i++) {
        const struct level *level = &variable->scale->levels[i];
        if (all->dta)
            readstat_label_int32_value(set, level->level, level->label);
        else
            readstat_label_double_value(set, level->level, level->label);
    }
    for (size_t i = 0; i < variable->reason_count; i++) {
        const struct reason *reason = &variable->reasons[i];
        if (all->dta)
            readstat_label_tagged_value(set, (char)('a' + reason->id - 1), reason->label);
        else
            readstat_label_double_value(set, missing_base(variable) - reason->id, reason->label);
    }
    readstat_variable_set_label_set(made, set);
    if (!all->dta && variable->reason_count)
        readstat_variable_add_missing_double_range(made, missing_base(variable) - REASONS,
                                                   missing_base(variable) - 1);
}

static void add_variable(struct extract *to, size_t i)
{
    struct statistical *all = to->state;
    const struct variable *variable = &to->variables[i];
    bool text = variable->kind != DATUM_NUMBER;
    size_t width = variable->width ? variable->width : 1;
    readstat_type_t type = text                          ? READSTAT_TYPE_STRING
                           : all->dta && variable->scale ? READSTAT_TYPE_INT32
                                                         : READSTAT_TYPE_DOUBLE;
    readstat_variable_t *made = readstat_add_variable(all->writer, variable->short_name, type,
                                                      !text                   ? 0
                                                      : width < all->text_max ? width
                                                                              : all->text_max);
    if (variable->label)
        readstat_variable_set_label(made, variable->label);
    if (!text)
        add_labels(all, variable, made);
    all->variables[i] = made;
}

static bool good(struct extract *to, readstat_error_t error)
{
    return error == READSTAT_OK ||
           problem_raise(to->req, PROBLEM_INTERNAL, "%s", readstat_error_message(error));
}

static void prepare(struct extract *to)
{
    struct arena *arena = to->req->arena;
    struct statistical *all = arena_alloc(arena, sizeof *all);
    to->state = all;
    all->dta = to->format == &format_dta;
    all->text_max = all->dta ? DTA_TEXT_MAX : SAV_TEXT_MAX;
    all->writer = readstat_writer_init();
    arena_defer(arena, release, all->writer);
    readstat_set_data_writer(all->writer, put);
    readstat_writer_set_file_label(all->writer, to->req->operation->summary);
    all->variables = arena_array(arena, readstat_variable_t *, to->variable_count);
    for (size_t i = 0; i < to->variable_count; i++)
        add_variable(to, i);
}

static bool dta_begin(struct extract *to)
{
    prepare(to);
    struct statistical *all = to->state;
    readstat_writer_set_file_format_version(all->writer, DTA_VERSION);
    return good(to, readstat_begin_writing_dta(all->writer, to, to->counted));
}

static bool sav_begin(struct extract *to)
{
    prepare(to);
    struct statistical *all = to->state;
    readstat_writer_set_compression(all->writer, READSTAT_COMPRESS_ROWS);
    return good(to, readstat_begin_writing_sav(all->writer, to, to->counted));
}

/* As much of the text as the variable holds, up to the end of a character. */
static const char *fitting(struct extract *to, size_t i, const char *text)
{
    size_t room =
        readstat_variable_get_storage_width(((struct statistical *)to->state)->variables[i]);
    if (strlen(text) <= room)
        return text;
    while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80)
        room--;
    return arena_strndup(to->req->arena, text, room);
}

static readstat_error_t put_missing(struct statistical *all, const struct variable *variable,
                                    readstat_variable_t *made, int reason)
{
    if (reason && all->dta)
        return readstat_insert_tagged_missing_value(all->writer, made, (char)('a' + reason - 1));
    if (reason)
        return readstat_insert_double_value(all->writer, made, missing_base(variable) - reason);
    return readstat_insert_missing_value(all->writer, made);
}

static readstat_error_t put_datum(struct extract *to, size_t i, const struct datum *datum)
{
    struct statistical *all = to->state;
    const struct variable *variable = &to->variables[i];
    readstat_variable_t *made = all->variables[i];
    if (variable->kind != DATUM_NUMBER)
        return readstat_insert_string_value(
            all->writer, made, datum->kind == DATUM_NONE ? "" : fitting(to, i, datum->text));
    if (datum->kind == DATUM_NONE)
        return put_missing(all, variable, made, datum->reason);
    if (all->dta && variable->scale)
        return readstat_insert_int32_value(all->writer, made, (int32_t)datum->number);
    return readstat_insert_double_value(all->writer, made,
                                        (double)datum->number / pow(10, datum->decimals));
}

static bool row(struct extract *to, const struct datum *data, bool same)
{
    struct statistical *all = to->state;
    readstat_error_t error = readstat_begin_row(all->writer);
    (void)same;
    for (size_t i = 0; error == READSTAT_OK && i < to->variable_count; i++)
        error = put_datum(to, i, &data[i]);
    return good(to, error ? error : readstat_end_row(all->writer));
}

static bool end(struct extract *to)
{
    return good(to, readstat_end_writing(((struct statistical *)to->state)->writer));
}

const struct format format_dta = {"application/x-stata-dta", true, true, dta_begin, row, end};
const struct format format_sav = {"application/x-spss-sav", true, true, sav_begin, row, end};
