/* The first byte chooses an operation, the rest is its JSON body: read, checked
 * against the schema, and handed to the handler up to its statement. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "pipeline.h"

/* The value that a JSON Pointer (RFC 6901) leads to; NULL where there is none. */
static const json_t *resolve(struct request *req, const json_t *from, const char *pointer)
{
    char *rest = arena_strdup(req->arena, pointer), *part;
    for (fuzz_part(&rest, '/'); from && (part = fuzz_part(&rest, '/'));) {
        char *to = part;
        for (const char *c = part; *c; c++)
            *to++ = *c != '~' ? *c : *++c == '1' ? '/' : '~';
        *to = '\0';
        from = json_is_array(from) ? json_array_get(from, strtoul(part, NULL, 10))
                                   : json_object_get(from, part);
    }
    return from;
}

/* Every fault stands at a place of the body, or where something is missing. */
static void check_faults(struct request *req)
{
    size_t i;
    json_t *error;
    json_array_foreach(req->problem.errors, i, error) {
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        const char *code = json_string_value(json_object_get(error, "code"));
        CHECK(pointer && code);
        if (strstr(pointer, "…")) /* a long name is cut */
            continue;
        CHECK((resolve(req, req->json, pointer) == NULL) == !strcmp(code, "missing"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    struct request *req = fuzz_request_for(fuzz_operation(bytes[0], MEDIA_JSON));
    fuzz_body(req, "application/json", (const char *)bytes + 1, size - 1);
    fuzz_header(req, "If-Match", "\"7\"");
    bool good = body_read(req) && body_check(req);
    CHECK(good == !req->problem.kind);
    CHECK(req->problem.kind != PROBLEM_TIMEOUT && req->problem.kind != PROBLEM_MEDIA);
    if (good)
        operation_perform(req);
    else
        check_faults(req);
    fuzz_answer(req);
    return 0;
}
