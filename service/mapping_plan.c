#include <string.h>

#include "mapping_plan.h"
#include "text.h"

static const char *const whose_names[MAPPED_WHOSE] = {"practice", "wave", "respondent"};

/* REDCap's help "Data Exports, Reports, and Stats"; the guide to its API, "Export Records". */
static const char *const redcap_passed[] = {"record",
                                            "redcap_event_name",
                                            "event_id",
                                            "redcap_repeat_instrument",
                                            "redcap_repeat_instance",
                                            "redcap_data_access_group",
                                            "redcap_survey_identifier",
                                            NULL};
/* Qualtrics support, "Understanding Your Dataset". */
static const char *const qualtrics_passed[] = {"StartDate",
                                               "EndDate",
                                               "Status",
                                               "IPAddress",
                                               "Progress",
                                               "Duration (in seconds)",
                                               "Finished",
                                               "RecordedDate",
                                               "ResponseId",
                                               "RecipientLastName",
                                               "RecipientFirstName",
                                               "RecipientEmail",
                                               "ExternalReference",
                                               "LocationLatitude",
                                               "LocationLongitude",
                                               "DistributionChannel",
                                               "UserLanguage",
                                               NULL};
/* DHIS2 developer guide, "Data value sets". */
static const char *const dhis2_passed[] = {
    "dataSet",   "completeDate", "period",  "orgUnit",     "attributeOptionCombo",
    "storedBy",  "created",      "comment", "lastUpdated", "followup",
    "dataSetId", "deleted",      NULL};

static const struct mapping_format formats[] = {
    {.name = "redcap", .passed = redcap_passed},
    {.name = "qualtrics", .passed = qualtrics_passed, .heads = 2},
    {.name = "redcap_eav", .passed = redcap_passed, .field = "field_name", .value = "value"},
    {.name = "dhis2",
     .passed = dhis2_passed,
     .field = "dataElement",
     .option = "categoryOptionCombo",
     .value = "value",
     .envelope = "dataValues"}};

const struct mapping_format *mapping_format_named(const char *name)
{
    const struct mapping_format *format = formats;
    while (strcmp(format->name, name) != 0)
        format++;
    return format;
}

struct mapped_target mapping_target(const struct mapping *mapping, const char *text)
{
    size_t length = strcspn(text, ".=");
    struct mapped_target target = {text, arena_strndup(mapping->arena, text, length), NULL,
                                   text[length]};
    if (target.kind)
        target.part = text + length + 1;
    if (target.kind != '.' || !strcmp(target.part, "value"))
        target.item = target.code;
    return target;
}

bool mapping_lists(const json_t *list, const char *text)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one)
        if (text_same(json_string_value(one), text))
            return true;
    return false;
}

bool mapping_ignores(const struct mapping *mapping, const char *name)
{
    return json_is_true(json_object_get(mapping->document, "ignore_others")) ||
           mapping_lists(json_object_get(mapping->document, "ignore"), name);
}

const json_t *mapping_values(const struct mapping *mapping, const char *item)
{
    return json_object_get(json_object_get(mapping->document, "values"), item);
}

const char *mapping_told(const json_t *codes, const char *text)
{
    const json_t *own = text ? json_object_get(codes, text) : NULL;
    return own ? json_string_value(own) : text;
}

static bool is_passed(const struct mapping *mapping, const char *name)
{
    for (const char *const *passed = mapping->format->passed; *passed; passed++)
        if (!strcmp(*passed, name))
            return true;
    return false;
}

static bool plan_whose(struct mapping *mapping, struct mapping_plan *plan, const char *name)
{
    for (int i = 0; i < MAPPED_WHOSE; i++) {
        const json_t *whose = json_object_get(mapping->document, whose_names[i]);
        if (!text_same(json_string_value(json_object_get(whose, "column")), name))
            continue;
        plan->whose = true;
        plan->place = mapping_add_column(mapping, whose_names[i]);
        plan->codes = json_object_get(whose, "codes");
    }
    return plan->whose;
}

static bool plan_field(struct mapping *mapping, struct mapping_plan *plan, const char *name)
{
    const char *text = json_string_value(json_object_get(mapping->fields, name));
    if (!text || mapping->format->field)
        return false;
    struct mapped_target target = mapping_target(mapping, text);
    plan->place = mapping_add_column(mapping, target.item);
    plan->level = target.kind == '=' ? target.part : NULL;
    plan->codes = target.item == target.code ? mapping_values(mapping, target.code) : NULL;
    return true;
}

bool mapping_learn(struct mapping *mapping, size_t column)
{
    const char *name = mapping->from->columns[column];
    struct mapping_plan *plan = &mapping->plans[column];
    plan->keep = json_object_get(json_object_get(mapping->document, "keep"), name);
    bool used = plan_whose(mapping, plan, name) || plan_field(mapping, plan, name) ||
                (mapping->format->field && mapping_long_learn(mapping, name, column));
    return used || plan->keep || is_passed(mapping, name) || mapping_ignores(mapping, name);
}

/* Whether a target is of this column of ours; the first box of several stands for all. */
static bool says(const char *target, const char *column)
{
    size_t length = strcspn(target, "=");
    if (target[length] == 0 && length > 6 && !strcmp(target + length - 6, ".value"))
        length -= 6;
    return strlen(column) == length && !strncmp(target, column, length);
}

const char *mapping_column(const struct mapping *mapping, const char *column)
{
    const struct mapping_format *format = mapping->format;
    const char *field;
    json_t *target;
    for (int i = 0; i < MAPPED_WHOSE; i++) {
        const json_t *whose = json_object_get(mapping->document, whose_names[i]);
        if (whose && !strcmp(column, whose_names[i]))
            return json_string_value(json_object_get(whose, "column"));
    }
    if (*column == MAPPED_THEIRS)
        return column + 1;
    if (format->field && *column)
        return strcmp(column, "item") != 0 ? format->value : format->field;
    json_object_foreach(mapping->fields, field, target)
        if (says(json_string_value(target), column))
            return field;
    return column;
}
