#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "issuer.h"
#include "mint.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new((size_t)1 << 20);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(issuer, .init = start, .fini = stop);

#define PLAIN "{'name': 'a', 'issuer': 'https://a.example', 'audience': 'x'}"

static char error[4000];

static bool taken(const char *setting)
{
    *error = '\0';
    struct issuers *issuers = issuers_new(setting, error, sizeof error);
    cr_expect_eq(issuers == NULL, *error != '\0', "%s: %s", setting, error);
    issuers_free(issuers);
    return issuers != NULL;
}

static bool taken_with(const char *changes)
{
    return taken(arena_printf(arena, "[%s]", mint_merge(arena, PLAIN, changes)));
}

Test(issuer, a_setting_is_an_array)
{
    cr_assert(taken("[]"));
    static const char *const wrong[] = {
        "",     "x",    "{}",    "null", "[1]",
        "[[]]", "[{}]", "[{},]", "[]]",  "[{\"name\":\"a\",\"name\":\"b\"}]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(taken(wrong[i]), "%s", wrong[i]);
    char *deep = arena_alloc(arena, 5000);
    memset(deep, '[', 4999);
    cr_assert_not(taken(deep));
}

Test(issuer, members_are_checked)
{
    static const char *const good[] = {
        "{}",
        "{'audience': ['x', 'y']}",
        "{'jwks_file': '/x'}",
        "{'jwks_uri': 'https://k.example/?p=1'}",
        "{'types': ['', 'JWT']}",
        "{'subject': '/a~1b/c~0'}",
        "{'lifetime_s': 604800}",
        "{'issuer': 'http://127.0.0.1:8080/realm'}",
        "{'role': {'claim': '/https:~1~1a.example~1roles', 'map': {'x y': 'auditor'}}}"};
    static const char *const wrong[] = {
        "{'name': null}",
        "{'name': ''}",
        "{'name': 'a/b'}",
        "{'name': 7}",
        "{'issuer': null}",
        "{'issuer': 'a.example'}",
        "{'issuer': 'http://a.example'}",
        "{'issuer': 'https://a.example?x'}",
        "{'issuer': 7}",
        "{'audience': null}",
        "{'audience': []}",
        "{'audience': ''}",
        "{'audience': ['x', '']}",
        "{'audience': ['x', 7]}",
        "{'jwks_file': ''}",
        "{'jwks_uri': 'http://k.example'}",
        "{'jwks_uri': '/etc/passwd'}",
        "{'jwks_uri': 'file:///x'}",
        "{'jwks_file': '/x', 'jwks_uri': 'https://k.example'}",
        "{'types': 'JWT'}",
        "{'types': []}",
        "{'types': [7]}",
        "{'subject': 'sub'}",
        "{'subject': ''}",
        "{'display': '/a~2'}",
        "{'display': '/a~'}",
        "{'role': '/roles'}",
        "{'role': {'claim': '/roles'}}",
        "{'role': {'claim': 'roles', 'map': {'x': 'auditor'}}}",
        "{'role': {'claim': '/roles', 'map': {}}}",
        "{'role': {'claim': '/roles', 'map': {'x': 'root'}}}",
        "{'role': {'claim': '/roles', 'map': {'x': 7}}}",
        "{'role': {'claim': '/roles', 'map': {'x': 'auditor'}, 'more': 1}}",
        "{'programs': 7}",
        "{'lifetime_s': 59}",
        "{'lifetime_s': 604801}",
        "{'lifetime_s': 60.0}",
        "{'lifetime_s': '60'}",
        "{'nmae': 'a'}",
        "{'algorithms': ['none']}"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(taken_with(good[i]), "%s: %s", good[i], error);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(taken_with(wrong[i]), "%s", wrong[i]);
}

Test(issuer, all_faults_are_told_at_once)
{
    cr_assert_not(taken_with("{'issuer': 'x', 'audience': null, 'jwks_urn': 'x', 'types': 1}"));
    static const char *const told[] = {"issuer 1 (a)", "wrong issuer", "no audience", "jwks_urn",
                                       "wrong types"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        cr_expect(strstr(error, told[i]), "%s: %s", told[i], error);
}

Test(issuer, names_and_addresses_are_distinct)
{
    const char *one = mint_merge(arena, PLAIN, "{}");
    const char *other = mint_merge(arena, PLAIN, "{'name': 'b', 'issuer': 'https://b.example'}");
    cr_assert(taken(arena_printf(arena, "[%s,%s]", one, other)));
    cr_assert_not(taken(arena_printf(arena, "[%s,%s]", one, one)));
    cr_assert(strstr(error, "name of another") && strstr(error, "issuer of another"));
    cr_assert_not(
        taken(arena_printf(arena, "[%s,%s]", one, mint_merge(arena, PLAIN, "{'name': 'b'}"))));
}

Test(issuer, what_does_not_fit_is_not_told)
{
    char *many = arena_printf(arena, "[{}%s]", mint_repeat(arena, ",{}", 19));
    char small[100];
    cr_assert_null(issuers_new(many, small, sizeof small));
    cr_assert_lt(strlen(small), sizeof small);
    many = arena_printf(arena, "[{}%s]", mint_repeat(arena, ",{}", 20));
    cr_assert_not(taken(many));
    cr_assert(strstr(error, "at most 20"));
}

Test(issuer, is_found_by_its_address)
{
    struct issuers *issuers = mint_issuers(arena, "/x", "{}");
    cr_assert_str_eq(issuers_find(issuers, MINT_ISSUER)->name, "state");
    cr_assert_null(issuers_find(issuers, MINT_ISSUER "/"));
    cr_assert_null(issuers_find(issuers, ""));
    issuers_free(issuers);
}
