#ifndef CONTINUUM_TOKEN_H
#define CONTINUUM_TOKEN_H

struct arena;
struct issuers;

/*
 * Bearer tokens that others issue: JWT access tokens (RFC 7519, RFC 9068) in the
 * compact form, signed with RSA or ECDSA by a key of an issuer in the settings.
 *
 * The order: the form; the header; the issuer, before any key is asked for; the
 * signature, by the algorithm of the issuer's key; the claims. What a header offers to
 * find a key by (jku, x5u, jwk, x5c) makes the token bad. Clocks may differ by a minute.
 */
#define TOKEN_BYTES_MAX 8192
#define TOKEN_SKEW_S 60
#define TOKEN_SUBJECT_MAX 255
#define TOKEN_TEXT_MAX 200 /* characters of name, recipient and purpose */
#define TOKEN_CODES_MAX 1000
#define TOKEN_CODE_MAX 129

enum token_verdict { TOKEN_GOOD, TOKEN_BAD, TOKEN_KEYS_UNAVAILABLE };

/* What a good token says; texts are the arena's or the settings'. */
struct token {
    const char *issuer;  /* its short name in the settings */
    const char *subject; /* 1 to 255 characters of printable ASCII */
    const char *name;    /* to be shown; the subject where the token has none */
    const char *id;      /* jti, of the same form as the subject; or NULL */
    const char *role;    /* a role of ours; NULL where none of its roles is mapped */
    /* Codes separated by spaces. NULL: not said, "": none of them. */
    const char *programs, *regions, *practices;
    const char *recipient, *purpose; /* NULL where not said */
    long long issued_at, expires_at;
    const char *fault; /* of TOKEN_BAD: one word for the log, never text of the token */
};

/* now: seconds of the epoch. */
enum token_verdict token_verify(const struct issuers *issuers, struct arena *arena,
                                const char *text, long long now, struct token *out)
    __attribute__((warn_unused_result));

#endif
