#include "freshness.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "answer_cache.h"
#include "application.h"
#include "db.h"
#include "document.h"
#include "migrate.h"
#include "pipeline.h"
#include "reply.h"
#include "request.h"
#include "standing.h"
#include "table.h"
#include "text.h"

typedef unsigned char hash[QUESTION_BYTES];

static hash program; /* that answers */

const char *const cache_names[CACHE_USES] = {NULL, "none", "miss", "hit"};

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
    copy(version->text, sizeof version->text, rows, "version");
    copy(version->day, sizeof version->day, rows, "day");
    copy(version->changed_at, sizeof version->changed_at, rows, "changed_at");
    version->moment_us = number(rows, "moment");
}

void freshness_note(struct request *req, const struct table *rows)
{
    data_version_take(&req->fresh.version, rows);
    standing_note(req->app->standings, &req->caller, req->fresh.version.text,
                  number(rows, "expires"));
}

static void add_bytes(crypto_generichash_state *state, const void *bytes, size_t size)
{
    crypto_generichash_update(state, bytes, size);
}

/* Each with its end, and the absent unlike the empty. */
static void add(crypto_generichash_state *state, const char *text)
{
    add_bytes(state, text ? "+" : "-", 1);
    if (text)
        add_bytes(state, text, strlen(text) + 1);
}

static void begin(crypto_generichash_state *state)
{
    crypto_generichash_init(state, NULL, 0, QUESTION_BYTES);
}

/* The same in every instance of this version. */
static void hash_program(void)
{
    crypto_generichash_state state;
    begin(&state);
    add(&state, CONTINUUM_VERSION);
    for (size_t i = 0; i < migration_count; i++)
        add(&state, migrations[i].checksum);
    add_bytes(&state, document_yaml, document_yaml_size);
    crypto_generichash_final(&state, program, sizeof program);
}

/* What the caller may see; who it is does not matter. */
static void add_sight(crypto_generichash_state *state, const struct caller *caller)
{
    add(state, caller->scopes);
    add(state, caller->programs);
    add(state, caller->regions);
    add(state, caller->practices);
}

/* Before a handler binds anything. */
static void hash_question(struct request *req)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const struct operation *operation = req->operation;
    crypto_generichash_state state;
    pthread_once(&once, hash_program);
    begin(&state);
    add_bytes(&state, program, sizeof program);
    add(&state, operation->id);
    add(&state, media_types[req->media]);
    add_sight(&state, &req->caller);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const char *name = operation->parameters[i].schema.name;
        if (strcmp(name, "format") != 0)
            add(&state, request_value(req, name));
    }
    crypto_generichash_final(&state, req->fresh.question, sizeof req->fresh.question);
}

/* Under which the answer is kept. */
static void hash_kept(const struct request *req, const struct data_version *version, hash kept)
{
    crypto_generichash_state state;
    begin(&state);
    add_bytes(&state, req->fresh.question, sizeof req->fresh.question);
    add(&state, version->text);
    add(&state, version->day);
    crypto_generichash_final(&state, kept, sizeof(hash));
}

static bool sees_all(const struct request *req)
{
    return !caller_is_limited(&req->caller, "programs regions practices");
}

/* A version of what is shown, for who is not to know of the rest. */
static const char *version_of(struct request *req, const struct table *rows)
{
    crypto_generichash_state state;
    unsigned char version[crypto_generichash_BYTES_MIN];
    char *meta = json_dumps(req->meta, JSON_COMPACT);
    crypto_generichash_init(&state, NULL, 0, sizeof version);
    add(&state, meta);
    free(meta);
    for (size_t row = 0; row < rows->row_count; row++)
        for (size_t i = 0; i < rows->column_count; i++)
            add(&state, table_cell(rows, row, i));
    crypto_generichash_final(&state, version, sizeof version);
    return text_base64(req->arena, version, sizeof version);
}

void freshness_meta(struct request *req, const struct table *rows)
{
    struct data_version *version = &req->fresh.version;
    if (!*version->text)
        return;
    bool all = sees_all(req);
    if (!req->meta)
        req->meta = request_own_json(req, json_object());
    req->fresh.shown = all ? version->text : version_of(req, rows);
    if (!json_is_string(json_object_get(req->meta, "as_of"))) /* of a moment that was asked for */
        json_object_set_new(req->meta, "as_of",
                            all ? json_string(version->changed_at) : json_null());
    json_object_set_new(req->meta, "data_version", json_string(req->fresh.shown));
}

/* The day matters to who is not told by the version that something is of today. */
static const char *tag_of(struct request *req, const char *shown, const char *day)
{
    crypto_generichash_state state;
    hash tag;
    begin(&state);
    add_bytes(&state, req->fresh.question, sizeof req->fresh.question);
    add(&state, shown);
    add(&state, sees_all(req) ? day : NULL);
    crypto_generichash_final(&state, tag, sizeof tag);
    return arena_printf(req->arena, "\"%s\"", text_base64(req->arena, tag, sizeof tag));
}

static void add_headers(struct request *req, const char *tag)
{
    reply_header(req, "ETag", tag);
    reply_header(req, "X-Data-Version", req->fresh.shown);
}

/* An answer is kept with the version that it shows before its body. */
static void keep(struct request *req)
{
    struct buffer *body = req->reply.body, *kept = buffer_new(req->arena, body->size + 64);
    hash key;
    buffer_add(kept, req->fresh.shown, strlen(req->fresh.shown) + 1);
    buffer_add(kept, body->bytes, body->size);
    hash_kept(req, &req->fresh.version, key);
    answer_cache_put(req->app->answers, key, kept->bytes, kept->size);
}

/* The body of what was kept, or NULL; sets what it shows as its version. */
static struct buffer *find(struct request *req, const struct data_version *version)
{
    hash key;
    hash_kept(req, version, key);
    struct buffer *kept = answer_cache_find(req->app->answers, req->arena, key);
    if (!kept)
        return NULL;
    size_t skipped = strlen(kept->bytes) + 1;
    req->fresh.shown = kept->bytes;
    struct buffer *body = arena_alloc(req->arena, sizeof *body);
    *body = (struct buffer){kept->bytes + skipped, kept->size - skipped, 0};
    return body;
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
    return standing_holds(req->app->standings, &req->caller, version->text, version->moment_us) ||
           db_snapshot(req);
}

/* With what is known at this version, if anything is; true where nothing is. */
static bool answer(struct request *req, const struct data_version *version)
{
    struct buffer *body = NULL;
    const char *tag = NULL;
    if (sees_all(req)) {
        req->fresh.shown = version->text;
        tag = tag_of(req, version->text, version->day);
    }
    bool known = tag && is_known_already(req, tag);
    if (!known && !(body = find(req, version))) {
        req->fresh.cache = CACHE_MISS;
        req->fresh.shown = NULL;
        return true;
    }
    if (!stands(req, version))
        return false;
    tag = tag ? tag : tag_of(req, req->fresh.shown, NULL);
    req->fresh.cache = CACHE_HIT;
    add_headers(req, tag);
    return !(reply_is_known(req, tag) ? reply_not_modified(req) : reply_again(req, body));
}

bool freshness_check(struct request *req)
{
    if (!req->operation->cached)
        return true;
    struct data_version *version = arena_alloc(req->arena, sizeof *version);
    hash_question(req);
    req->fresh.cache = CACHE_NONE;
    return audit_wanted(req) || (db_version(req, version) && answer(req, version));
}

bool freshness_keep(struct request *req)
{
    const struct freshness *fresh = &req->fresh;
    if (!req->operation->cached || req->reply.status != 200 || !fresh->shown)
        return true;
    const char *tag = tag_of(req, fresh->shown, fresh->version.day);
    add_headers(req, tag);
    if (!audit_wanted(req))
        keep(req);
    return !reply_is_known(req, tag) || reply_not_modified(req);
}
