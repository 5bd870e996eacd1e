#include "question.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "document.h"
#include "migrate.h"
#include "request.h"
#include "table.h"
#include "text.h"

typedef unsigned char hash[QUESTION_BYTES];

static hash program; /* that answers */

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

void question_hash(struct request *req)
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

void question_key(const struct request *req, const struct data_version *version,
                  unsigned char key[QUESTION_BYTES])
{
    crypto_generichash_state state;
    begin(&state);
    add_bytes(&state, req->fresh.question, sizeof req->fresh.question);
    add(&state, version->text);
    add(&state, version->day);
    crypto_generichash_final(&state, key, QUESTION_BYTES);
}

bool question_sees_all(const struct request *req)
{
    return !caller_is_limited(&req->caller, "programs regions practices");
}

const char *question_version(struct request *req, const struct table *rows)
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

/* The day matters to who is not told by the version that something is of today. */
const char *question_tag(struct request *req, const char *shown, const char *day)
{
    crypto_generichash_state state;
    hash tag;
    begin(&state);
    add_bytes(&state, req->fresh.question, sizeof req->fresh.question);
    add(&state, shown);
    add(&state, question_sees_all(req) ? day : NULL);
    crypto_generichash_final(&state, tag, sizeof tag);
    return arena_printf(req->arena, "\"%s\"", text_base64(req->arena, tag, sizeof tag));
}
