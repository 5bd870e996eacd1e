#include <criterion/criterion.h>
#include <string.h>

#include "key.h"

#define IDENTIFIER "0123456789abcdef"
#define SECRET "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SERVER "0000000000000000000000000000000000000000000000000000000000000007"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000008"

static bool parses(const char *text)
{
    char identifier[KEY_IDENTIFIER_LENGTH + 1], secret[KEY_SECRET_LENGTH + 1];
    return key_parse(text, identifier, secret);
}

Test(key, has_one_form)
{
    cr_assert(parses("ctm_" IDENTIFIER "_" SECRET));
    cr_assert_not(parses(""));
    cr_assert_not(parses("ctm_"));
    cr_assert_not(parses("ctm_" IDENTIFIER "_" SECRET "A"));
    cr_assert_not(parses("ctm_0123456789ABCDEF_" SECRET));
    cr_assert_not(parses("xtm_" IDENTIFIER "_" SECRET));
    cr_assert_not(parses("ctm_" IDENTIFIER "-" SECRET));
}

Test(key, parts_come_apart)
{
    char identifier[KEY_IDENTIFIER_LENGTH + 1], secret[KEY_SECRET_LENGTH + 1];
    cr_assert(key_parse("ctm_" IDENTIFIER "_" SECRET, identifier, secret));
    cr_assert_str_eq(identifier, IDENTIFIER);
    cr_assert_str_eq(secret, SECRET);
}

Test(key, a_hash_depends_on_the_secret_of_the_server)
{
    char hash[KEY_HASH_HEX], again[KEY_HASH_HEX], other[KEY_HASH_HEX];
    key_hash(SECRET, SERVER, hash);
    key_hash(SECRET, SERVER, again);
    key_hash(SECRET, OTHER, other);
    cr_assert_eq(strlen(hash), 64);
    cr_assert(key_hash_equal(hash, again));
    cr_assert_not(key_hash_equal(hash, other));
    cr_assert_not(key_hash_equal(hash, ""));
}

Test(key, is_found_in_a_text)
{
    const char *found[] = {"ctm_" IDENTIFIER "_" SECRET, "/v1/keys/ctm_" IDENTIFIER "_" SECRET "/x",
                           "ctm_ctm_" IDENTIFIER "_" SECRET "xyz",
                           "ctm_" IDENTIFIER "_ ctm_" IDENTIFIER "_" SECRET};
    const char *none[] = {"",
                          "ctm_",
                          "ctm_" IDENTIFIER,
                          "ctm_" IDENTIFIER "_",
                          "ctm_" IDENTIFIER "-" SECRET,
                          "ctm_0123456789ABCDEF_" SECRET,
                          "ctm_" IDENTIFIER "0_" SECRET,
                          "ctm_" IDENTIFIER "_AAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        cr_assert(key_within(found[i]), "%s", found[i]);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_assert_not(key_within(none[i]), "%s", none[i]);
}
