/* The first byte chooses an operation, the rest is the value of Accept. What
 * the service chooses is compared with RFC 9110, 12.5.1, read anew here. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fuzz.h"
#include "pipeline.h"

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t", text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* 0 to 1 with at most three decimals; -1 where the text is none. */
static double weight(const char *text)
{
    size_t length = strlen(text);
    if ((*text != '0' && *text != '1') || length > 5 || (length > 1 && text[1] != '.') ||
        strspn(text + 1, ".0123456789") != length - 1 || (length > 2 && strchr(text + 2, '.')))
        return -1;
    double value = strtod(text, NULL);
    return value <= 1 ? value : -1;
}

static int specificity(const char *range, const char *type)
{
    size_t main = strcspn(type, "/") + 1;
    if (!strcasecmp(range, type))
        return 3;
    if (!strncasecmp(range, type, main) && !strcmp(range + main, "*"))
        return 2;
    return !strcmp(range, "*/*");
}

/* The weight of a type; -1 where the header is not well formed. */
static double wanted(const char *accept, const char *type, struct request *req)
{
    char *rest = arena_strdup(req->arena, accept), *range;
    double given = 0;
    int best = 0;
    while ((range = fuzz_part(&rest, ','))) {
        char *name = trim(fuzz_part(&range, ';')), *parameter;
        double quality = 1;
        bool weighed = false;
        while ((parameter = fuzz_part(&range, ';'))) {
            parameter = trim(parameter);
            if (strncasecmp(parameter, "q=", 2) != 0)
                continue;
            quality = weighed ? -1 : weight(parameter + 2);
            weighed = true;
            if (quality < 0)
                return -1;
        }
        int fit = specificity(name, type);
        if (fit > best) {
            best = fit;
            given = quality;
        }
    }
    return given;
}

/* Only what the second reading reads: tokens, and blanks beside , and ; alone. */
static bool well_formed(const char *accept)
{
    static const char taken[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ/,;= ";
    if (!*accept || accept[strspn(accept, taken)])
        return false;
    for (const char *c = accept; (c = strchr(c, ' ')); c += strspn(c, " "))
        if (c > accept && !strchr(",;", c[-1]) && !strchr(",;", c[strspn(c, " ")]))
            return false;
    return true;
}

static void compare(struct request *req, const char *accept)
{
    double best = 0, chosen = 0;
    for (enum media media = MEDIA_NONE + 1; media < MEDIA_COUNT; media++) {
        if (!(req->operation->response_media & MEDIA_BIT(media)))
            continue;
        double quality = wanted(accept, media_types[media], req);
        if (quality < 0)
            return;
        best = quality > best ? quality : best;
        if (media == req->media)
            chosen = quality;
    }
    CHECK(chosen == best);
    CHECK((best > 0) == (req->problem.kind == PROBLEM_NONE));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    struct request *req = fuzz_request_for(&operations[bytes[0] % operation_count]);
    unsigned offered = req->operation->response_media;
    char *accept = fuzz_text(req, bytes + 1, size - 1);
    fuzz_header(req, "Accept", accept);
    req->media = MEDIA_NONE;
    if (media_choose(req))
        CHECK(!offered || (offered & MEDIA_BIT(req->media)));
    else
        CHECK(req->problem.kind == PROBLEM_NOT_ACCEPTABLE);
    if (offered && well_formed(accept))
        compare(req, accept);
    if (!req->problem.kind)
        req->reply.status = 200;
    fuzz_answer(req);
    return 0;
}
