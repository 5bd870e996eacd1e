#include "observation.h"

#include <string.h>

#include "cell.h"
#include "request.h"
#include "row.h"
#include "text.h"

/* A row of the query, while it is taken apart. */
struct sheet_row {
    const struct form *form;
    const char **texts;
    size_t text_count;
    struct answers answers, denominators, reasons;
};

static int64_t value_at(const struct answers *answers, size_t position)
{
    return position < answers->count ? answers->values[position] : NO_ANSWER;
}

static struct datum number(int64_t value, unsigned decimals)
{
    return (struct datum){.kind = value == NO_ANSWER ? DATUM_NONE : DATUM_NUMBER,
                          .decimals = decimals,
                          .number = value};
}

static struct datum text(enum datum_kind kind, const char *value)
{
    return (struct datum){.kind = value ? kind : DATUM_NONE, .text = value};
}

static const char *text_at(const struct sheet_row *sheet, size_t position)
{
    return position < sheet->text_count ? sheet->texts[position] : NULL;
}

static const struct reason *reason_at(const struct sheet_row *sheet, size_t position)
{
    int64_t id = value_at(&sheet->reasons, position);
    return id == NO_ANSWER ? NULL : question_reason(&sheet->form->questions[position], id);
}

static bool give_long(struct observations *all, const struct sheet_row *sheet)
{
    struct datum *data = all->data;
    bool same = false;
    for (size_t i = 0; i < sheet->form->count; i++) {
        const struct question *question = &sheet->form->questions[i];
        if (!question->wanted)
            continue;
        int64_t value = value_at(&sheet->answers, i);
        const struct level *level = question_level(question, value);
        const struct reason *reason = reason_at(sheet, i);
        data[ITEM] = text(DATUM_CODE, question->item);
        data[VALUE] = number(value, question->decimals);
        data[DENOMINATOR] = number(value_at(&sheet->denominators, i), 0);
        data[LEVEL] = text(DATUM_TEXT, level ? level->code : NULL);
        data[LEVEL_LABEL] = text(DATUM_TEXT, level ? level->label : NULL);
        data[TEXT] = text(DATUM_TEXT, text_at(sheet, i));
        data[REASON] = text(DATUM_CODE, reason ? reason->reason : NULL);
        if (!extract_row(&all->to, data, same))
            return false;
        same = true;
    }
    return true;
}

/* Statistical programs have the reason in place of the value; a file has a column of it. */
static bool give_wide(struct observations *all, const struct sheet_row *sheet)
{
    bool coded = all->to.format->short_names;
    struct datum *data = all->data + OBSERVATION_FIXED;
    for (size_t i = 0; i < sheet->form->count; i++) {
        const struct question *question = &sheet->form->questions[i];
        if (!question->wanted)
            continue;
        const struct reason *reason = reason_at(sheet, i);
        *data = question->text ? text(DATUM_TEXT, text_at(sheet, i))
                               : number(value_at(&sheet->answers, i), question->decimals);
        if (data->kind == DATUM_NONE)
            data->reason = reason ? reason->id : 0;
        data++;
        if (question->rate)
            *data++ = number(value_at(&sheet->denominators, i), 0);
        if (!coded && question->reason_count)
            *data++ = text(DATUM_CODE, reason ? reason->reason : NULL);
    }
    return extract_row(&all->to, all->data, false);
}

static bool take_row(struct observations *all, const struct row *row)
{
    struct sheet_row sheet = {.form =
                                  forms_find(&all->forms, row_integer(row, OBSERVATION_VERSION)),
                              .texts = all->texts};
    size_t most = all->forms.most;
    if (!sheet.form ||
        !row_answers(row, OBSERVATION_ANSWERS, all->values[0], most, &sheet.answers) ||
        !row_answers(row, OBSERVATION_DENOMINATORS, all->values[1], most, &sheet.denominators) ||
        !row_answers(row, OBSERVATION_REASONS, all->values[2], most, &sheet.reasons) ||
        !row_texts(row, OBSERVATION_TEXTS, all->text_bytes, all->texts, most, &sheet.text_count))
        return false;
    extract_read(&all->to, row, all->data);
    extract_name(&all->to, all->data[1].text);
    return all->wide ? give_wide(all, &sheet) : give_long(all, &sheet);
}

bool observation_take(void *context, const struct row *row)
{
    struct observations *all = context;
    return row ? take_row(all, row) : extract_begin(&all->to);
}

bool observation_wanted(void *context)
{
    return extract_wanted(&((struct observations *)context)->to);
}
