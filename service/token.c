#include "token.h"
#include <stddef.h>
enum token_verdict token_verify(const struct issuers *issuers, struct arena *arena,
                                const char *text, long long now, struct token *out)
{
    (void)issuers;
    (void)arena;
    (void)text;
    (void)now;
    (void)out;
    return TOKEN_BAD;
}
