#include "freshness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer_cache.h"
#include "application.h"
#include "db.h"
#include "flight.h"
#include "monotonic.h"
#include "pipeline.h"
#include "queries.h"
#include "question.h"
#include "reply.h"
#include "request.h"
#include "standing.h"
#include "table.h"

const char *const cache_names[CACHE_USES] = {NULL, "none", "miss", "hit", "shared"};

static void copy(char *to, size_t size, const struct table *rows, const char *column)
{
    const char *text = table_get(rows, 0, column);
    snprintf(to, size, "%s", text ? text : "");
}

static long long number(const struct table *rows, const char *column)
{
    const char *text = table_get(rows, 0, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

void data_version_take(struct data_version *version, const struct table *rows)
{
    copy(version->text, sizeof version->text, rows, "_version");
    copy(version->day, sizeof version->day, rows, "_day");
    copy(version->changed_at, sizeof version->changed_at, rows, "_changed_at");
    version->moment_us = number(rows, "_moment");
}

void freshness_note(struct request *req, const struct table *rows)
{
    data_version_take(&req->fresh.version, rows);
    standing_note(req->app->standings, &req->caller, req->fresh.version.text,
                  number(rows, "_expires"));
}

void freshness_meta(struct request *req, const struct table *rows)
{
    struct data_version *version = &req->fresh.version;
    if (!*version->text)
        return;
    bool all = question_sees_all(req);
    if (!req->meta)
        req->meta = request_own_json(req, json_object());
    req->fresh.shown = all ? version->text : question_version(req, rows);
    if (!json_is_string(json_object_get(req->meta, "as_of"))) /* of a moment that was asked for */
        json_object_set_new(req->meta, "as_of",
                            all ? json_string(version->changed_at) : json_null());
    json_object_set_new(req->meta, "data_version", json_string(req->fresh.shown));
}

static void add_headers(struct request *req, const char *tag)
{
    reply_header(req, "ETag", tag);
    reply_header(req, "X-Data-Version", req->fresh.shown);
}

/* What an answer shows stands before its body: version and day. */
static struct buffer *sealed(struct request *req)
{
    const struct buffer *body = req->reply.body;
    const char *day = req->fresh.version.day;
    struct buffer *bytes = buffer_new(req->arena, body->size + 128);
    buffer_add(bytes, req->fresh.shown, strlen(req->fresh.shown) + 1);
    buffer_add(bytes, day, strlen(day) + 1);
    buffer_add(bytes, body->bytes, body->size);
    return bytes;
}

/* The body of what was sealed; sets what it shows. */
static struct buffer *unsealed(struct request *req, struct buffer *bytes, const char **day)
{
    struct buffer *body = arena_alloc(req->arena, sizeof *body);
    req->fresh.shown = bytes->bytes;
    *day = bytes->bytes + strlen(bytes->bytes) + 1;
    size_t skipped = (size_t)(*day - bytes->bytes) + strlen(*day) + 1;
    *body = (struct buffer){bytes->bytes + skipped, bytes->size - skipped, 0};
    return body;
}

static void keep(struct request *req)
{
    struct buffer *bytes = sealed(req);
    unsigned char key[QUESTION_BYTES];
    question_key(req, &req->fresh.version, key);
    answer_cache_put(req->app->answers, key, bytes->bytes, bytes->size);
    if (req->fresh.leads)
        flight_land(req->app->flights, req->fresh.flight, bytes);
    req->fresh.leads = false;
}

/* What somebody else makes just now, or NULL where this request is to make it. Where nothing
 * came of it one of those who waited leads next: never all at once, for whom it would be too
 * much the more. */
static bool share(struct request *req, struct buffer **bytes)
{
    const struct config *config = &req->app->config;
    struct timespec until = monotonic_after(config->session_wait_ms + config->statement_timeout_ms);
    enum flight_turn turn = FLIGHT_LOST;
    while (turn == FLIGHT_LOST)
        turn = flight_join(req->app->flights, req->fresh.flight, req->arena, &until, bytes);
    req->fresh.leads = turn == FLIGHT_LEADS;
    req->fresh.cache = turn == FLIGHT_LEADS ? CACHE_MISS : CACHE_SHARED;
    return turn != FLIGHT_LATE ||
           problem_raise(req, PROBLEM_UNAVAILABLE, "The answer was not there in time.");
}

/* Of If-None-Match: * it is not known yet whether there is an answer at all. */
static bool is_known_already(const struct request *req, const char *tag)
{
    const char *tags = request_header(req, "If-None-Match");
    return tags && strcmp(tags, "*") != 0 && reply_is_known(req, tag);
}

/* Whether the caller would be accepted at this version; else they are looked up, and the
 * problem is that they no longer hold. */
static bool stands(struct request *req, const struct data_version *version)
{
    struct table *rows;
    return standing_holds(req->app->standings, &req->caller, version->text, version->moment_us) ||
           db_snapshot(req, &query_version_read, &rows);
}

static bool answer_unchanged(struct request *req, const struct data_version *version,
                             const char *tag)
{
    req->fresh.shown = version->text;
    req->fresh.cache = CACHE_HIT;
    if (!stands(req, version))
        return false;
    add_headers(req, tag);
    return !reply_not_modified(req);
}

/* With what is known at this version, if anything is; true where nothing is. */
static bool answer(struct request *req, const struct data_version *version)
{
    const char *day,
        *tag = question_sees_all(req) ? question_tag(req, version->text, version->day) : NULL;
    if (tag && is_known_already(req, tag))
        return answer_unchanged(req, version, tag);
    question_key(req, version, req->fresh.flight);
    req->fresh.cache = CACHE_HIT;
    struct buffer *bytes = answer_cache_find(req->app->answers, req->arena, req->fresh.flight);
    if (!bytes && !share(req, &bytes))
        return false;
    if (!bytes)
        return true;
    if (!stands(req, version))
        return false;
    struct buffer *body = unsealed(req, bytes, &day);
    tag = question_tag(req, req->fresh.shown, day);
    add_headers(req, tag);
    return !(reply_is_known(req, tag) ? reply_not_modified(req) : reply_again(req, body));
}

bool freshness_check(struct request *req)
{
    if (!req->operation->cached)
        return true;
    struct data_version *version = arena_alloc(req->arena, sizeof *version);
    question_hash(req);
    req->fresh.cache = CACHE_NONE;
    return audit_wanted(req) || (db_version(req, version) && answer(req, version));
}

bool freshness_keep(struct request *req)
{
    const struct freshness *fresh = &req->fresh;
    if (!req->operation->cached || req->reply.status != 200 || !fresh->shown)
        return true;
    const char *tag = question_tag(req, fresh->shown, fresh->version.day);
    add_headers(req, tag);
    if (!audit_wanted(req))
        keep(req);
    return !reply_is_known(req, tag) || reply_not_modified(req);
}

void freshness_end(struct request *req)
{
    if (req->fresh.leads)
        flight_land(req->app->flights, req->fresh.flight, NULL);
    req->fresh.leads = false;
}
