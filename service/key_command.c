#include "key_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "db.h"
#include "key.h"
#include "queries.h"
#include "request.h"
#include "resources.h"
#include "role.h"
#include "schema.h"
#include "table.h"
#include "text.h"

static int usage(void)
{
    fputs(
        "usage: continuum key create --name NAME (--role ROLE | --scopes SCOPE,SCOPE|all)\n"
        "           [--programs CODE,CODE] [--regions ATTRIBUTE:VALUE,…] [--practices CODE,CODE]\n"
        "           [--recipient WHO] [--expires YYYY-MM-DD]\n",
        stderr);
    return 2;
}

static json_t *list_of(const char *text)
{
    json_t *list = json_array();
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, ", ");
        if (length)
            json_array_append_new(list, json_stringn(at, length));
        at += length + (at[length] != '\0');
    }
    return list;
}

/* What the API's body calls an option, and whether it is a list there. */
static const struct option {
    const char *name, *member;
    bool list;
} options[] = {{"name", "name", false},           {"role", "role", false},
               {"scopes", "scopes", true},        {"programs", "programs", true},
               {"regions", "regions", true},      {"practices", "practices", true},
               {"recipient", "recipient", false}, {"expires", "expires_on", false}};

static const struct option *option_of(const char *text)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (!strncmp(text, "--", 2) && !strcmp(text + 2, options[i].name))
            return &options[i];
    return NULL;
}

/* The options as the body of the same operation. */
static bool read_options(struct request *req, int argc, char **argv)
{
    json_t *body = req->json = request_own_json(req, json_pack("{sn}", "expires_on"));
    for (int i = 2; i < argc; i += 2) {
        const struct option *option = option_of(argv[i]);
        if (!option || i + 1 == argc)
            return false;
        bool all = !strcmp(option->name, "scopes") && !strcmp(argv[i + 1], "all");
        const char *text = all ? all_scopes : argv[i + 1];
        json_object_set_new(body, option->member, option->list ? list_of(text) : json_string(text));
    }
    const char *expires = json_string_value(json_object_get(body, "expires_on"));
    return json_object_get(body, "name") && (!expires || text_is_date(expires)) &&
           (json_object_get(body, "role") || json_object_get(body, "scopes"));
}

static void complain(const struct request *req)
{
    size_t i;
    json_t *error;
    fprintf(stderr, "continuum: the key was not stored: %s\n", req->problem.detail);
    json_array_foreach(req->problem.errors, i, error)
        fprintf(stderr, "  %s: %s\n", json_string_value(json_object_get(error, "pointer")),
                json_string_value(json_object_get(error, "detail")));
}

static int create(struct request *req)
{
    char *body = json_dumps(req->json, JSON_COMPACT);
    arena_defer(req->arena, free, body);
    request_bind(req, "body", body);
    schema_check_body(req, req->operation->body, req->json);
    bool made = faults_raise(req, PROBLEM_INVALID) && key_create(req);
    if (!db_finish(req) || !made) {
        complain(req);
        return 1;
    }
    printf("%s\n", req->reply.given);
    return fflush(stdout) == EOF;
}

static const struct operation *operation_named(const char *id)
{
    size_t i = 0;
    while (strcmp(operations[i].id, id) != 0)
        i++;
    return &operations[i];
}

int key_command(struct application *app, int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "create") != 0)
        return usage();
    struct request req = {.app = app,
                          .arena = arena_new((size_t)1 << 20),
                          .id = "key-create",
                          .target = "/v1/keys",
                          .media = MEDIA_JSON,
                          .operation = operation_named("key_create"),
                          .caller = {.name = "operator",
                                     .scopes = all_scopes,
                                     .programs = "*",
                                     .regions = "*",
                                     .practices = "*",
                                     .purpose = "administration"}};
    int status = read_options(&req, argc, argv) ? create(&req) : usage();
    arena_free(req.arena);
    return status;
}
