#include "issuer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "jwks.h"
#include "memory.h"
#include "role.h"
#include "strict.h"
#include "text.h"

#define ISSUERS_MAX 20
#define DEPTH_MAX 16
#define VALUES_MAX 20000
#define LIFETIME_MIN_S 60
#define LIFETIME_MAX_S 604800

struct issuers {
    json_t *setting; /* every text of them */
    size_t count;
    struct issuer list[ISSUERS_MAX];
};

/* The faults so far, and the place that is looked at. */
struct faults {
    char *text;
    size_t size;
    char place[200];
};

__attribute__((format(printf, 2, 3))) static void fault(struct faults *faults, const char *format,
                                                        ...)
{
    size_t used = strlen(faults->text);
    int wrote = snprintf(faults->text + used, faults->size - used, "%s%s ", used ? "; " : "",
                         faults->place);
    if (wrote < 0 || used + (size_t)wrote >= faults->size)
        return;
    va_list args;
    va_start(args, format);
    used += (size_t)wrote;
    vsnprintf(faults->text + used, faults->size - used, format, args);
    va_end(args);
}

static bool is_text(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) > 0;
}

static bool is_name(const json_t *value)
{
    return json_is_string(value) &&
           text_is_code(json_string_value(value), json_string_length(value));
}

static bool is_url(const json_t *value)
{
    return json_is_string(value) && fetch_is_url(json_string_value(value));
}

/* OpenID Connect Discovery: an issuer has no query. */
static bool is_issuer(const json_t *value)
{
    return is_url(value) && !strchr(json_string_value(value), '?');
}

static bool is_pointer(const json_t *value)
{
    return json_is_string(value) && json_is_pointer(json_string_value(value));
}

/* A text that is not empty, or such texts. */
static bool is_audience(const json_t *value)
{
    return json_is_texts(value) && json_text_at(value, 0) && !json_holds(value, "");
}

static bool is_types(const json_t *value)
{
    return json_is_array(value) && json_is_texts(value) && json_array_size(value) > 0;
}

static bool is_lifetime(const json_t *value)
{
    return json_is_integer(value) && json_integer_value(value) >= LIFETIME_MIN_S &&
           json_integer_value(value) <= LIFETIME_MAX_S;
}

static bool is_role(const json_t *value)
{
    const json_t *map = json_object_get(value, "map");
    return json_object_size(value) == 2 && is_pointer(json_object_get(value, "claim")) &&
           json_is_object(map) && json_object_size(map) > 0;
}

static const struct member {
    const char *name;
    bool (*fits)(const json_t *value);
    const char *must_be;
    bool needed;
} members[] = {
    {"name", is_name, "a code of letters, digits, - and _", true},
    {"issuer", is_issuer, "an https address without query", true},
    {"audience", is_audience, "a text or several", true},
    {"jwks_file", is_text, "the path of a file", false},
    {"jwks_uri", is_url, "an https address", false},
    {"ca_file", is_text, "the path of a file", false},
    {"types", is_types, "an array of texts", false},
    {"subject", is_pointer, "a JSON pointer", false},
    {"display", is_pointer, "a JSON pointer", false},
    {"role", is_role, "an object of claim (a JSON pointer) and map (an object)", false},
    {"programs", is_pointer, "a JSON pointer", false},
    {"regions", is_pointer, "a JSON pointer", false},
    {"practices", is_pointer, "a JSON pointer", false},
    {"recipient", is_pointer, "a JSON pointer", false},
    {"purpose", is_pointer, "a JSON pointer", false},
    {"lifetime_s", is_lifetime, "a whole number from 60 to 604800", false},
};
#define MEMBERS (sizeof members / sizeof *members)

static void check_members(struct faults *faults, const json_t *object)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        const json_t *value = json_object_get(object, members[i].name);
        if (!value && members[i].needed)
            fault(faults, "has no %s", members[i].name);
        else if (value && !members[i].fits(value))
            fault(faults, "has a wrong %s: it must be %s", members[i].name, members[i].must_be);
    }
    if (json_object_get(object, "jwks_file") && json_object_get(object, "jwks_uri"))
        fault(faults, "has both jwks_file and jwks_uri");
}

static void check_unknown(struct faults *faults, json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        size_t i = 0;
        while (i < MEMBERS && strcmp(members[i].name, name) != 0)
            i++;
        if (i == MEMBERS)
            fault(faults, "has a member that is not known: %.40s", name);
    }
}

static void check_roles(struct faults *faults, const json_t *object)
{
    const char *theirs;
    json_t *ours, *map = json_object_get(json_object_get(object, "role"), "map");
    json_object_foreach(map, theirs, ours) {
        const char *name = json_string_value(ours);
        if (!name || !role_find(name))
            fault(faults, "maps to a role that does not exist: %.40s", name ? name : "not a text");
    }
}

/* Whether an earlier one has the same text in this member. */
static void check_distinct(struct faults *faults, const json_t *setting, size_t index,
                           const char *name)
{
    const json_t *mine = json_object_get(json_array_get(setting, index), name);
    for (size_t i = 0; mine && i < index; i++)
        if (json_equal(json_object_get(json_array_get(setting, i), name), mine)) {
            fault(faults, "has the %s of another", name);
            return;
        }
}

static void check_one(struct faults *faults, const json_t *setting, size_t index)
{
    json_t *object = json_array_get(setting, index);
    const char *name = json_string_value(json_object_get(object, "name"));
    snprintf(faults->place, sizeof faults->place, "issuer %zu (%.64s)", index + 1,
             name ? name : "no name");
    if (!json_is_object(object)) {
        fault(faults, "is not an object");
        return;
    }
    check_members(faults, object);
    check_unknown(faults, object);
    check_roles(faults, object);
    check_distinct(faults, setting, index, "name");
    check_distinct(faults, setting, index, "issuer");
}

static bool check(const json_t *setting, const json_error_t *error, struct faults *faults)
{
    snprintf(faults->place, sizeof faults->place, "the list of issuers");
    faults->text[0] = '\0';
    if (!setting)
        fault(faults, "is not JSON: line %d, column %d: %s", error->line, error->column,
              error->text);
    else if (!json_is_array(setting) || json_array_size(setting) > ISSUERS_MAX)
        fault(faults, "is not an array of at most %d", ISSUERS_MAX);
    else
        for (size_t i = 0; i < json_array_size(setting); i++)
            check_one(faults, setting, i);
    return !*faults->text;
}

static const char *text_of(const json_t *object, const char *name, const char *otherwise)
{
    const json_t *value = json_object_get(object, name);
    return value ? json_string_value(value) : otherwise;
}

static struct issuer issuer_of(const json_t *object)
{
    const json_t *lifetime = json_object_get(object, "lifetime_s");
    const json_t *role = json_object_get(object, "role");
    struct jwks_source source = {.name = text_of(object, "name", NULL),
                                 .issuer = text_of(object, "issuer", NULL),
                                 .file = text_of(object, "jwks_file", NULL),
                                 .uri = text_of(object, "jwks_uri", NULL),
                                 .authority_file = text_of(object, "ca_file", NULL)};
    return (struct issuer){.name = source.name,
                           .url = source.issuer,
                           .audience = json_object_get(object, "audience"),
                           .types = json_object_get(object, "types"),
                           .subject = text_of(object, "subject", "/sub"),
                           .display = text_of(object, "display", NULL),
                           .role = text_of(role, "claim", NULL),
                           .roles = json_object_get(role, "map"),
                           .programs = text_of(object, "programs", NULL),
                           .regions = text_of(object, "regions", NULL),
                           .practices = text_of(object, "practices", NULL),
                           .recipient = text_of(object, "recipient", NULL),
                           .purpose = text_of(object, "purpose", NULL),
                           .lifetime_s = lifetime ? json_integer_value(lifetime) : 86400,
                           .keys = jwks_new(&source)};
}

struct issuers *issuers_new(const char *json, char *error, size_t size)
{
    json_error_t why = {.text = "nested too deep"};
    json_t *setting = json_within(json, DEPTH_MAX, VALUES_MAX)
                          ? json_loads(json, JSON_REJECT_DUPLICATES, &why)
                          : NULL;
    struct faults faults = {.text = error, .size = size};
    if (!check(setting, &why, &faults)) {
        json_decref(setting);
        return NULL;
    }
    struct issuers *issuers = memory_new(sizeof *issuers);
    fetch_init();
    issuers->setting = setting;
    issuers->count = json_array_size(setting);
    for (size_t i = 0; i < issuers->count; i++)
        issuers->list[i] = issuer_of(json_array_get(setting, i));
    return issuers;
}

void issuers_free(struct issuers *issuers)
{
    if (!issuers)
        return;
    for (size_t i = 0; i < issuers->count; i++)
        jwks_free(issuers->list[i].keys);
    json_decref(issuers->setting);
    fetch_end();
    free(issuers);
}

const struct issuer *issuers_find(const struct issuers *issuers, const char *url)
{
    for (size_t i = 0; i < issuers->count; i++)
        if (!strcmp(issuers->list[i].url, url))
            return &issuers->list[i];
    return NULL;
}
