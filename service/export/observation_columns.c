#include "observation.h"

#include <string.h>

#include "request.h"

#define CODE_BYTES 64
#define UUID_BYTES 36
#define LABEL_BYTES 256

static const struct variable fixed[OBSERVATION_FIXED] = {
    {.name = "program",
     .short_name = "program",
     .label = "Program",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "practice",
     .short_name = "practice",
     .label = "Practice",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "wave",
     .short_name = "wave",
     .label = "Wave",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "instrument",
     .short_name = "instrument",
     .label = "Instrument",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "version",
     .short_name = "version",
     .label = "Version of the instrument",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "respondent",
     .short_name = "respondent",
     .label = "Respondent; empty: the team",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "method",
     .short_name = "method",
     .label = "How it was answered",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "submission",
     .short_name = "submission",
     .label = "Submission",
     .kind = DATUM_CODE,
     .width = UUID_BYTES},
    {.name = "status",
     .short_name = "status",
     .label = "Its status",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
};

static const struct variable parts[LONG_COUNT - OBSERVATION_FIXED] = {
    {.name = "item",
     .short_name = "item",
     .label = "Item",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
    {.name = "value", .short_name = "value", .label = "Value", .kind = DATUM_NUMBER, .decimals = 6},
    {.name = "denominator",
     .short_name = "denominator",
     .label = "Denominator of a rate",
     .kind = DATUM_NUMBER},
    {.name = "level",
     .short_name = "level",
     .label = "Code of the level",
     .kind = DATUM_TEXT,
     .width = CODE_BYTES},
    {.name = "level_label",
     .short_name = "level_label",
     .label = "Label of the level",
     .kind = DATUM_TEXT,
     .width = LABEL_BYTES},
    {.name = "text", .short_name = "text", .label = "Text", .kind = DATUM_TEXT},
    {.name = "reason",
     .short_name = "reason",
     .label = "Why it is missing",
     .kind = DATUM_CODE,
     .width = CODE_BYTES},
};

/* ITEM, ITEM.denominator, ITEM.reason, as a file is handed in. Returns what is behind them. */
static struct variable *add_variables(struct observations *all, struct variable *to,
                                      const struct question *question)
{
    struct arena *arena = all->to.req->arena;
    *to++ = (struct variable){.name = question->item,
                              .short_name = question->variable,
                              .label = question->label,
                              .kind = question->text ? DATUM_TEXT : DATUM_NUMBER,
                              .decimals = question->decimals,
                              .minimum = question->minimum,
                              .width = all->to.widest,
                              .scale = question->scale,
                              .reasons = question->reasons,
                              .reason_count = question->reason_count};
    if (question->rate)
        *to++ = (struct variable){.name = arena_printf(arena, "%s.denominator", question->item),
                                  .short_name = arena_printf(arena, "%s_n", question->variable),
                                  .label = arena_printf(arena, "%s: of how many", question->label),
                                  .kind = DATUM_NUMBER};
    if (!all->to.format->short_names && question->reason_count)
        *to++ = (struct variable){.name = arena_printf(arena, "%s.reason", question->item),
                                  .label = "Why it is missing",
                                  .kind = DATUM_CODE};
    return to;
}

static struct variable *wide_variables(struct observations *all, struct variable *to)
{
    const struct form *form = all->forms.forms;
    for (size_t i = 0; i < form->count; i++)
        if (form->questions[i].wanted)
            to = add_variables(all, to, &form->questions[i]);
    return to;
}

static struct variable *long_variables(const struct observations *all, struct variable *to)
{
    memcpy(to, parts, sizeof parts);
    to[TEXT - OBSERVATION_FIXED].width = all->to.widest;
    return to + sizeof parts / sizeof *parts;
}

void observation_prepare(struct observations *all)
{
    struct arena *arena = all->to.req->arena;
    size_t most = LONG_COUNT + (size_t)3 * all->forms.most;
    struct variable *variables = arena_array(arena, struct variable, most), *end;
    memcpy(variables, fixed, sizeof fixed);
    end = variables + OBSERVATION_FIXED;
    end = all->wide ? wide_variables(all, end) : long_variables(all, end);
    all->to.variables = variables;
    all->to.variable_count = (size_t)(end - variables);
    all->to.fixed = OBSERVATION_FIXED;
    all->data = arena_array(arena, struct datum, most);
    all->texts = arena_array(arena, const char *, all->forms.most + 1);
    all->text_bytes = buffer_new(arena, 256);
    for (size_t i = 0; i < 3; i++)
        all->values[i] = arena_array(arena, int64_t, all->forms.most + 1);
}
