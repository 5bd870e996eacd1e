/* METHOD TARGET?QUERY: the stages that decide by the request's first line, and
 * then the handlers of what is read, up to their statement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "pipeline.h"
#include "text.h"

static bool among(const char *const *choices, const char *text)
{
    for (; *choices; choices++)
        if (!strcmp(*choices, text))
            return true;
    return false;
}

static void check_parameter(const struct schema *schema, const char *text)
{
    CHECK(text_is_utf8(text, strlen(text)));
    CHECK(!schema->choices || among(schema->choices, text));
    if (schema->kind == SCHEMA_INTEGER) {
        char *end;
        double value = (double)strtoll(text, &end, 10);
        CHECK(*text && !*end);
        CHECK(!schema->bounded_below || value >= schema->minimum);
        CHECK(!schema->bounded_above || value <= schema->maximum);
    } else if (schema->kind != SCHEMA_NUMBER && schema->kind != SCHEMA_BOOLEAN) {
        CHECK(text_length(text) >= schema->min_size);
        CHECK(!schema->max_size || text_length(text) <= schema->max_size);
    }
}

/* What the handlers may rely on. */
static void check_parameters(const struct request *req)
{
    const struct operation *operation = req->operation;
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        const char *text = request_value(req, parameter->schema.name);
        if (parameter->place == PLACE_HEADER)
            continue;
        CHECK(text || !(parameter->schema.required || parameter->fallback));
        if (text)
            check_parameter(&parameter->schema, text);
    }
    const char *format = request_value(req, "format");
    if (format)
        CHECK(req->media == (strcmp(format, "csv") ? MEDIA_JSON : MEDIA_CSV));
}

static bool walk(struct request *req)
{
    return guard_check(req) && route_match(req) && media_choose(req) && field_check(req);
}

/* The link to the next page is taken, and leads on from where the page ends. */
static void follow(const struct request *req)
{
    static char link[16384];
    const char *begin = strstr(req->reply.headers->bytes, "Link: <");
    if (!begin)
        return;
    begin += strlen("Link: <");
    snprintf(link, sizeof link, "%.*s", (int)strcspn(begin, ">"), begin);
    struct request *next = fuzz_request();
    char *rest = link;
    next->target = fuzz_part(&rest, '?');
    next->query = rest;
    CHECK(walk(next) && !strcmp(request_value(next, "after"), "key é"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    char *rest = fuzz_text(req, bytes, size);
    req->method = fuzz_part(&rest, ' ');
    char *target = rest ? fuzz_part(&rest, '\n') : "";
    req->target = *target ? fuzz_part(&target, '?') : "";
    req->query = *req->target ? target : NULL;
    bool good = walk(req);
    CHECK(good == (!req->problem.kind && !req->reply.status));
    if (good) {
        check_parameters(req);
        if (req->operation->method == METHOD_GET)
            operation_perform(req);
        else
            problem_raise(req, PROBLEM_UNAVAILABLE, "Not performed.");
    }
    fuzz_answer(req);
    follow(req);
    return 0;
}
