/* A whole request as text: METHOD TARGET?QUERY, lines of Name: value, an empty
 * line, the body. It walks the whole pipeline and is logged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "log.h"
#include "metrics.h"
#include "pipeline.h"
#include "text.h"

/* What the log would say must stay one line of JSON. */
static void check_log(const struct request *req)
{
    char *line = NULL;
    size_t size = 0;
    FILE *out = stdout;
    stdout = open_memstream(&line, &size);
    log_request(req);
    fclose(stdout);
    stdout = out;
    CHECK(size > 0 && strcspn(line, "\n") == size - 1);
    CHECK(!strstr(line, FUZZ_SECRET) || strstr(req->target, FUZZ_SECRET) ||
          strstr(req->method, FUZZ_SECRET));
    json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    CHECK(json);
    json_decref(json);
    free(line);
}

static void read_headers(struct request *req, char **rest)
{
    char *line;
    req->header_count = 0;
    while ((line = fuzz_part(rest, '\n')) && *line) {
        char *name = fuzz_part(&line, ':');
        fuzz_header(req, name, line ? line + strspn(line, " ") : "");
    }
}

/* The server reads the number as strtoll does; the guard judges its form. */
static void read_length(struct request *req, const char *body)
{
    const char *length = request_header(req, "Content-Length");
    size_t count = req->header_count;
    if (!body)
        body = "";
    fuzz_body(req, "", body, strlen(body));
    req->header_count = count;
    req->content_length = length ? strtoll(length, NULL, 10) : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    char *rest = fuzz_text(req, bytes, size);
    req->method = fuzz_part(&rest, ' ');
    char *target = rest ? fuzz_part(&rest, '\n') : "";
    req->target = *target ? fuzz_part(&target, '?') : "";
    req->query = *req->target ? target : NULL;
    read_headers(req, &rest);
    read_length(req, rest);
    pipeline_run(req);
    if (req->caller.name)
        CHECK(strstr(request_header(req, "Authorization"), FUZZ_KEY));
    if (req->body)
        CHECK((long long)req->body->size <= req->content_length);
    metrics_count(req);
    fuzz_answer(req);
    check_log(req);
    return 0;
}
