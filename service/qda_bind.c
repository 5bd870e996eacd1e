#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "encode.h"
#include "problem.h"
#include "qda.h"
#include "qda_project.h"
#include "request.h"
#include "text.h"

#define STEP 256 /* code points between two that are known by their place */
#define EXCERPT_MAX 10000
#define CODERS_MAX 20
#define JSON_BYTES ((size_t)32 << 20)
#define NOBODY "imported"

struct binding {
    struct request *req;
    struct qda *qda;
    const char *const *sources;  /* their codes */
    const char *const *users;    /* as coders */
    const char **places;         /* of every STEPth code point of one text */
    size_t characters, place_of; /* of that text; whose it is, from 1 */
    struct buffer *json;
    const char *separator;
    struct qda_code *codes; /* by GUID */
    bool *coded;            /* by user, and at last by nobody */
};

static void begin(struct binding *own)
{
    own->json = buffer_new(own->req->arena, 65536);
    own->separator = "[";
}

static void end(struct binding *own, const char *name)
{
    buffer_text(own->json, *own->separator == '[' ? "[]" : "]");
    if (own->json->size > JSON_BYTES)
        fault_add_row(own->req, 0, "", "too_large", "comes to more than is taken at once: %s",
                      name);
    request_bind(own->req, name, own->json->bytes);
}

/* Room for what is written next: beyond, it is counted as too large and not kept. */
static bool next(struct binding *own)
{
    if (own->json->size > JSON_BYTES)
        return false;
    buffer_text(own->json, own->separator);
    own->separator = ",";
    return true;
}

static const char *const *names_of_sources(struct request *req, const struct qda *qda)
{
    const char **names = arena_array(req->arena, const char *, qda->source_count + 1);
    const char **guids = arena_array(req->arena, const char *, qda->source_count + 1);
    for (size_t i = 0; i < qda->source_count; i++) {
        names[i] = qda->sources[i].name ? qda->sources[i].name : "";
        guids[i] = qda->sources[i].guid;
    }
    return qda_names(req->arena, names, guids, qda->source_count);
}

static const char *const *names_of_users(struct request *req, const struct qda *qda)
{
    const char **names = arena_array(req->arena, const char *, qda->user_count + 1);
    const char **guids = arena_array(req->arena, const char *, qda->user_count + 1);
    for (size_t i = 0; i < qda->user_count; i++) {
        names[i] = qda->users[i].name ? qda->users[i].name : "";
        guids[i] = qda->users[i].guid;
    }
    return qda_names(req->arena, names, guids, qda->user_count);
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && !strchr("\t\n\r", *text))
            return true;
    return false;
}

static void bind_sources(struct binding *own)
{
    begin(own);
    for (size_t i = 0; i < own->qda->source_count; i++) {
        const struct qda_source *source = &own->qda->sources[i];
        if (!source->text)
            continue;
        bool blank = !source->text[strspn(source->text, " \t\r\n")];
        if (blank || has_control(source->text))
            fault_add_row(own->req, source->line, "text", blank ? "too_short" : "invalid_format",
                          "%s (TextSource %s)",
                          blank ? "has nothing but blanks" : "has control characters",
                          source->guid);
        else if (next(own)) {
            buffer_printf(own->json, "{\"source\":\"%s\",\"title\":", own->sources[i]);
            json_text(own->json, source->name && *source->name ? source->name : own->sources[i]);
            buffer_text(own->json, ",\"text\":");
            json_text(own->json, source->text);
            buffer_char(own->json, '}');
        }
    }
    end(own, "sources");
}

static bool begins_character(const char *at)
{
    return ((unsigned char)*at & 0xC0) != 0x80;
}

/* So that a position is found from near by, however long the text is. */
static void mark_places(struct binding *own, size_t source)
{
    const char *text = own->qda->sources[source].text;
    if (own->place_of == source + 1)
        return;
    own->place_of = source + 1;
    own->characters = text_length(text);
    own->places = arena_array(own->req->arena, const char *, own->characters / STEP + 1);
    size_t at = 0;
    for (; *text; text++)
        if (begins_character(text) && at++ % STEP == 0)
            own->places[(at - 1) / STEP] = text;
}

static const char *place(const struct binding *own, const char *end, size_t position)
{
    if (position >= own->characters)
        return end;
    const char *at = own->places[position / STEP];
    for (size_t left = position % STEP; left > 0; left--)
        do
            at++;
        while (!begins_character(at));
    return at;
}

static bool fits(struct binding *own, const struct qda_selection *selection)
{
    long length = selection->ends - selection->starts;
    bool outside = (size_t)selection->ends > own->characters;
    if (selection->starts < 0 || selection->ends < 0)
        return false;
    if (length > 0 && length <= EXCERPT_MAX && !outside)
        return true;
    fault_add_row(own->req, selection->line, "endPosition",
                  length <= 0 ? "too_small"
                  : outside   ? "outside"
                              : "too_large",
                  "must be behind the start, by at most %d code points, and in the text, which has "
                  "%zu (PlainTextSelection %s)",
                  EXCERPT_MAX, own->characters, selection->guid);
    return false;
}

static void bind_excerpts(struct binding *own)
{
    begin(own);
    for (size_t i = 0; i < own->qda->selection_count; i++) {
        const struct qda_selection *selection = &own->qda->selections[i];
        const char *text = own->qda->sources[selection->source].text;
        if (!text)
            continue;
        mark_places(own, selection->source);
        if (!fits(own, selection) || !next(own))
            continue;
        const char *stop = text + strlen(text);
        const char *from = place(own, stop, (size_t)selection->starts);
        size_t size = (size_t)(place(own, stop, (size_t)selection->ends) - from);
        buffer_printf(own->json, "{\"source\":\"%s\",\"starts\":%ld,\"ends\":%ld,\"text\":",
                      own->sources[selection->source], selection->starts, selection->ends);
        json_text(own->json, arena_strndup(own->req->arena, from, size));
        buffer_char(own->json, '}');
    }
    end(own, "excerpts");
}

static int by_guid(const void *a, const void *b)
{
    return strcmp(((const struct qda_code *)a)->guid, ((const struct qda_code *)b)->guid);
}

static void sort_codes(struct binding *own)
{
    size_t count = own->qda->code_count;
    own->codes = arena_array(own->req->arena, struct qda_code, count + 1);
    if (count)
        memcpy(own->codes, own->qda->codes, count * sizeof *own->codes);
    qsort(own->codes, count, sizeof *own->codes, by_guid);
}

/* The number of the user, user_count for nobody; beyond where there is no such user. */
static size_t coder_of(const struct binding *own, const struct qda_coding *coding)
{
    for (size_t i = 0; coding->user && i < own->qda->user_count; i++)
        if (!strcmp(own->qda->users[i].guid, coding->user))
            return i;
    return own->qda->user_count + (coding->user != NULL);
}

static bool check_coding(struct binding *own, const struct qda_coding *coding, size_t coder)
{
    const struct qda_selection *selection = &own->qda->selections[coding->selection];
    struct qda_code wanted = {.guid = coding->code}, *code;
    code = bsearch(&wanted, own->codes, own->qda->code_count, sizeof *code, by_guid);
    if (!code)
        fault_add_row(own->req, coding->line, "targetGUID", "unknown_code",
                      "is not a code of the project (%s in PlainTextSelection %s)", coding->code,
                      selection->guid);
    if (coder > own->qda->user_count)
        fault_add_row(own->req, coding->line, "creatingUser", "unknown_user",
                      "is not a user of the project (%s in PlainTextSelection %s)", coding->user,
                      selection->guid);
    return code && coder <= own->qda->user_count;
}

static void bind_codings(struct binding *own)
{
    begin(own);
    for (size_t i = 0; i < own->qda->coding_count; i++) {
        const struct qda_coding *coding = &own->qda->codings[i];
        const struct qda_selection *selection = &own->qda->selections[coding->selection];
        size_t coder = coder_of(own, coding);
        if (!check_coding(own, coding, coder) || !next(own))
            continue;
        own->coded[coder] = true;
        buffer_printf(own->json,
                      "{\"source\":\"%s\",\"starts\":%ld,\"ends\":%ld,\"guid\":\"%s\",\"coder\":"
                      "\"%s\"",
                      own->sources[selection->source], selection->starts, selection->ends,
                      coding->code, coder < own->qda->user_count ? own->users[coder] : NOBODY);
        if (selection->memo) {
            buffer_text(own->json, ",\"memo\":");
            json_text(own->json, selection->memo);
        }
        buffer_char(own->json, '}');
    }
    end(own, "codings");
}

/* Of NAME=IDENTITY|NAME=IDENTITY…, what is said of this user. */
static const char *identity_of(struct binding *own, const struct qda_user *user)
{
    const char *at = request_value(own->req, "coders");
    size_t length = user->name ? strlen(user->name) : 0;
    while (at && *at) {
        size_t whole = strcspn(at, "|");
        if (length && whole > length + 1 && !strncmp(at, user->name, length) && at[length] == '=')
            return arena_strndup(own->req->arena, at + length + 1, whole - length - 1);
        at += whole + (at[whole] != '\0');
    }
    return arena_printf(own->req->arena, "qdpx:%s", user->guid);
}

static void bind_coders(struct binding *own)
{
    size_t coders = 0;
    begin(own);
    for (size_t i = 0; i <= own->qda->user_count; i++) {
        bool nobody = i == own->qda->user_count;
        if (!own->coded[i] || !next(own))
            continue;
        coders++;
        buffer_printf(own->json,
                      "{\"coder\":\"%s\",\"identity\":", nobody ? NOBODY : own->users[i]);
        json_text(own->json, nobody ? "qdpx:" NOBODY : identity_of(own, &own->qda->users[i]));
        buffer_char(own->json, '}');
    }
    end(own, "coders");
    if (coders > CODERS_MAX)
        fault_add_row(own->req, 0, "creatingUser", "too_many", "a pass has at most %d coders",
                      CODERS_MAX);
}

bool qda_project_bind(struct request *req, struct qda *qda)
{
    struct binding own = {.req = req, .qda = qda};
    own.sources = names_of_sources(req, qda);
    own.users = names_of_users(req, qda);
    own.coded = arena_array(req->arena, bool, qda->user_count + 2);
    sort_codes(&own);
    bind_sources(&own);
    bind_excerpts(&own);
    bind_codings(&own);
    bind_coders(&own);
    qda_bind_codes(req, qda);
    return faults_raise(req, PROBLEM_INVALID);
}
