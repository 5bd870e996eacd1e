#include "token_claims.h"

#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "strict.h"
#include "text.h"

#define TIME_MAX 253402300799LL /* the end of the year 9999 */
#define CODE_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"

/* A claim of time: false where it is there and no whole number of seconds. */
static bool time_of(const json_t *claims, const char *name, long long otherwise, long long *time)
{
    const json_t *value = json_object_get(claims, name);
    *time = value ? json_integer_value(value) : otherwise;
    return !value || (json_is_integer(value) && *time >= 0 && *time <= TIME_MAX);
}

static const char *check_times(const struct issuer *issuer, const json_t *claims, long long now,
                               struct token *out)
{
    long long not_before;
    if (!time_of(claims, "exp", -1, &out->expires_at) ||
        !time_of(claims, "iat", -1, &out->issued_at) || !time_of(claims, "nbf", 0, &not_before))
        return "malformed_time";
    if (out->expires_at < 0 || out->issued_at < 0)
        return "missing_time";
    if (now > out->expires_at + TOKEN_SKEW_S)
        return "expired";
    if (out->issued_at > now + TOKEN_SKEW_S || not_before > now + TOKEN_SKEW_S)
        return "not_yet_valid";
    if (out->expires_at <= out->issued_at)
        return "malformed_time";
    return out->expires_at - out->issued_at > issuer->lifetime_s ? "lifetime_too_long" : NULL;
}

static const char *check_audience(const struct issuer *issuer, const json_t *claims)
{
    const json_t *claim = json_object_get(claims, "aud");
    const char *one;
    for (size_t i = 0; (one = json_text_at(issuer->audience, i)); i++)
        if (json_is_texts(claim) && json_holds(claim, one))
            return NULL;
    return "wrong_audience";
}

/* Printable ASCII, spaces only inside: two that look the same are the same. */
static bool is_subject(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return length > 0 && length <= TOKEN_SUBJECT_MAX && *text != ' ' && text[length - 1] != ' ';
}

/* What ends or turns a line: C0, C1, line and paragraph separators, and directions. */
static bool is_control(const unsigned char *at)
{
    if (at[0] < 0x20 || at[0] == 0x7F)
        return true;
    if (at[0] == 0xC2)
        return at[1] < 0xA0;
    if (at[0] != 0xE2)
        return false;
    return (at[1] == 0x80 &&
            (at[2] == 0x8E || at[2] == 0x8F || (at[2] >= 0xA8 && at[2] <= 0xAE))) ||
           (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9);
}

static bool is_plain(const char *text)
{
    for (const char *at = text; *at; at++)
        if (is_control((const unsigned char *)at))
            return false;
    return *text && text_length(text) <= TOKEN_TEXT_MAX;
}

static const char *check_names(const struct issuer *issuer, struct arena *arena,
                               const json_t *claims, struct token *out)
{
    const char *subject = json_string_value(json_at(claims, issuer->subject));
    const char *name = json_string_value(json_at(claims, issuer->display));
    const json_t *id = json_object_get(claims, "jti");
    if (!subject || !is_subject(subject))
        return "wrong_subject";
    if (id && (!json_is_string(id) || !is_subject(json_string_value(id))))
        return "malformed_id";
    out->subject = arena_strdup(arena, subject);
    out->name = name && is_plain(name) ? arena_strdup(arena, name) : out->subject;
    out->id = id ? arena_strdup(arena, json_string_value(id)) : NULL;
    return NULL;
}

static bool is_code(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= TOKEN_CODE_MAX && strspn(text, CODE_CHARACTERS) == length;
}

static bool read_codes(struct arena *arena, const json_t *claims, const char *pointer,
                       const char **out)
{
    const json_t *claim = json_at(claims, pointer);
    if (!claim)
        return true;
    if (!json_is_texts(claim) || json_array_size(claim) > TOKEN_CODES_MAX)
        return false;
    struct buffer *codes = buffer_new(arena, 64);
    const char *code;
    for (size_t i = 0; (code = json_text_at(claim, i)); i++) {
        if (!is_code(code))
            return false;
        buffer_printf(codes, "%s%s", codes->size ? " " : "", code);
    }
    *out = codes->bytes;
    return true;
}

static bool read_text(struct arena *arena, const json_t *claims, const char *pointer,
                      const char **out)
{
    const json_t *claim = json_at(claims, pointer);
    if (!claim)
        return true;
    if (!json_is_string(claim) || !is_plain(json_string_value(claim)))
        return false;
    *out = arena_strdup(arena, json_string_value(claim));
    return true;
}

static bool read_role(const struct issuer *issuer, const json_t *claims, const char **out)
{
    const json_t *claim = json_at(claims, issuer->role);
    const char *theirs;
    json_t *ours;
    if (claim && !json_is_texts(claim))
        return false;
    json_object_foreach((json_t *)issuer->roles, theirs, ours) {
        if (!*out && claim && json_holds(claim, theirs))
            *out = json_string_value(ours);
    }
    return true;
}

const char *token_claims_read(const struct issuer *issuer, struct arena *arena,
                              const json_t *claims, long long now, struct token *out)
{
    const char *fault = check_audience(issuer, claims);
    if (!fault)
        fault = check_times(issuer, claims, now, out);
    if (!fault)
        fault = check_names(issuer, arena, claims, out);
    if (fault)
        return fault;
    out->issuer = issuer->name;
    bool good = read_role(issuer, claims, &out->role) &&
                read_codes(arena, claims, issuer->programs, &out->programs) &&
                read_codes(arena, claims, issuer->regions, &out->regions) &&
                read_codes(arena, claims, issuer->practices, &out->practices) &&
                read_text(arena, claims, issuer->recipient, &out->recipient) &&
                read_text(arena, claims, issuer->purpose, &out->purpose);
    return good ? NULL : "malformed_claim";
}
