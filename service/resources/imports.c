#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "application.h"
#include "db.h"
#include "import_jobs.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "transport.h"

#define PART_BYTES ((size_t)192 << 10)
#define PART_TEXT (PART_BYTES / 3 * 4 + 1)
#define AT_ONCE_BYTES (1LL << 20)
#define AT_ONCE_PACKED_BYTES (64LL << 10)
#define AT_ONCE_WAIT "3" /* seconds for which it is the request's to take in; then anyone's */

static bool is_packed(const struct request *req)
{
    const char *encoding = request_header(req, "Content-Encoding");
    return encoding && !strcasecmp(encoding, "gzip");
}

static bool is_small(const struct request *req)
{
    bool packed = is_packed(req) || req->body_media == MEDIA_ZIP;
    return req->content_length <= (packed ? AT_ONCE_PACKED_BYTES : AT_ONCE_BYTES);
}

static bool bind_key(struct request *req)
{
    const char *key = request_header(req, "Idempotency-Key");
    size_t length = key ? strlen(key) : 1;
    if (length < 1 || length > 255)
        fault_add(req, "parameter", "Idempotency-Key", "invalid_format",
                  "must have 1 to 255 characters");
    for (size_t i = 0; key && i < length; i++)
        if (key[i] < ' ' || key[i] > '~') {
            fault_add(req, "parameter", "Idempotency-Key", "invalid_format", "must be ASCII text");
            break;
        }
    request_bind(req, "key", key);
    return faults_raise(req, PROBLEM_PARAMETER);
}

/* Names in a zip say what a file answers; or a mapping does; elsewhere the parameters do. */
static bool needs_parameters(struct request *req)
{
    static const char *const needed[] = {"instrument", "version"};
    bool mapped = request_value(req, "mapping"), zip = req->body_media == MEDIA_ZIP;
    for (size_t i = 0; i < 2; i++)
        if (mapped && request_value(req, needed[i]))
            fault_add(req, "parameter", needed[i], "not_allowed", "is what the mapping says");
        else if (!mapped && !zip && !request_value(req, needed[i]))
            fault_add(req, "parameter", needed[i], "missing", "is required beside a file");
    if (mapped && zip)
        fault_add(req, "parameter", "mapping", "not_allowed", "is of one file, not of a zip");
    if (!mapped && request_value(req, "mapping_version"))
        fault_add(req, "parameter", "mapping", "missing", "is required beside its version");
    return faults_raise(req, PROBLEM_INVALID);
}

/* Who sends it, for whoever takes it in later; see import_impersonate(). */
static void bind_caller(struct request *req)
{
    const struct caller *caller = &req->caller;
    json_t *who = json_pack(
        "{ss? ss? ss? ss? ss? ss? ss? ss? ss? ss? ss? ss? ss?}", "actor", caller->name, "key",
        caller->key, "scopes", caller->scopes, "programs", caller->programs, "regions",
        caller->regions, "practices", caller->practices, "role", caller->role, "recipient",
        caller->recipient, "purpose", caller->purpose, "issuer", caller->issuer, "subject",
        caller->subject, "token", caller->token, "issued_at", caller->issued_at);
    char *text = json_dumps(who, JSON_COMPACT);
    request_bind(req, "caller", arena_strdup(req->arena, text));
    free(text);
    json_decref(who);
}

static bool open_import(struct request *req)
{
    struct table *rows;
    bind_caller(req);
    request_bind(req, "media", media_types[req->body_media]);
    request_bind(req, "gzip", is_packed(req) ? "t" : "f");
    if (!db_lookup(req, &query_import_open, &rows))
        return false;
    request_bind(req, "own", table_get(rows, 0, "import"));
    return true;
}

/* What comes is kept in parts, none longer in memory than it takes to store it. */
static bool receive(struct request *req)
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char *bytes = arena_alloc(req->arena, PART_BYTES), *text = arena_alloc(req->arena, PART_TEXT);
    char *number = arena_alloc(req->arena, 16), *hex = arena_alloc(req->arena, 65);
    struct table *rows;
    long got;
    request_bind(req, "bytes", text);
    request_bind(req, "part", number);
    crypto_hash_sha256_init(&state);
    for (int part = 0; (got = body_pull(req, bytes, PART_BYTES)) > 0; part++) {
        crypto_hash_sha256_update(&state, (unsigned char *)bytes, (size_t)got);
        sodium_bin2base64(text, PART_TEXT, (unsigned char *)bytes, (size_t)got,
                          sodium_base64_VARIANT_ORIGINAL);
        snprintf(number, 16, "%d", part);
        if (!db_lookup(req, &query_import_part, &rows))
            return false;
    }
    crypto_hash_sha256_final(&state, digest);
    request_bind(req, "sha256", sodium_bin2hex(hex, 65, digest, sizeof digest));
    request_bind(req, "size", arena_printf(req->arena, "%lld", req->body_taken));
    return got == 0;
}

/* *again: it was sent before, under the same key. */
static bool seal(struct request *req, bool *again)
{
    struct table *rows;
    request_bind(req, "wait", is_small(req) ? AT_ONCE_WAIT : "0");
    if (!db_lookup(req, &query_import_seal, &rows))
        return false;
    *again = !strcmp(table_get(rows, 0, "again"), "t");
    request_bind(req, "import", table_get(rows, 0, "import"));
    return true;
}

/* Faults of a file that was not taken, as of any other body. */
static bool tell_faults(struct request *req)
{
    struct table *rows;
    size_t i;
    if (!db_query(req, &query_import_rejected, &rows))
        return false;
    req->problem.errors = request_own_json(req, json_loads(table_get(rows, 0, "faults"), 0, NULL));
    req->problem.error_count = strtoul(table_get(rows, 0, "fault_count"), NULL, 10);
    json_t *fault;
    json_array_foreach(req->problem.errors, i, fault)
        if (json_is_null(json_object_get(fault, "file")))
            json_object_del(fault, "file");
    return faults_raise(req, PROBLEM_INVALID);
}

static bool answer(struct request *req)
{
    struct table *rows;
    if (!db_row(req, &query_import_read, &rows))
        return false;
    const char *state = table_get(rows, 0, "state");
    bool waits = !strcmp(state, "queued") || !strcmp(state, "running");
    return strcmp(state, "rejected") ? reply_item(req, waits ? 202 : 201, rows) : tell_faults(req);
}

bool import_create(struct request *req)
{
    struct table *rows;
    bool again;
    if (!bind_key(req) || !needs_parameters(req) || !open_import(req) || !receive(req) ||
        !seal(req, &again))
        return false;
    if (!again && is_small(req) &&
        !import_jobs_take(req->app->imports, request_value(req, "import")) &&
        !db_lookup(req, &query_import_release, &rows))
        return false;
    import_jobs_wake(req->app->imports);
    return answer(req);
}

bool import_list(struct request *req)
{
    return perform_list(req, &query_import_list);
}

bool import_read(struct request *req)
{
    return perform_item(req, &query_import_read);
}

bool import_fault_list(struct request *req)
{
    struct table *import, *rows;
    if (!db_row(req, &query_import_read, &import) ||
        !db_query(req, &query_import_fault_list, &rows))
        return false;
    json_int_t total = strtoll(table_get(import, 0, "faults"), NULL, 10);
    req->meta = request_own_json(req, json_pack("{sI}", "total", total));
    return reply_rows(req, 200, rows);
}

bool import_cancel(struct request *req)
{
    struct table *rows;
    return db_row(req, &query_import_cancel, &rows) && perform_item(req, &query_import_read);
}
