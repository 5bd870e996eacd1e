#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "arena.h"
#include "text.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new(1 << 20);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(text, .init = start, .fini = stop);

static bool utf8(const char *bytes)
{
    return text_is_utf8(bytes, strlen(bytes));
}

Test(text, utf8_is_what_the_standard_says)
{
    cr_assert(utf8("plain, \xC3\xA9, \xE2\x82\xAC, \xF0\x9F\x98\x80"));
    cr_assert_not(utf8("\xC0\xAF"), "overlong slash");
    cr_assert_not(utf8("\xE0\x80\xAF"), "overlong slash in three");
    cr_assert_not(utf8("\xED\xA0\x80"), "surrogate");
    cr_assert_not(utf8("\xF4\x90\x80\x80"), "beyond U+10FFFF");
    cr_assert_not(utf8("\xE2\x82"), "cut short");
    cr_assert_not(utf8("\x80"), "continuation alone");
    cr_assert_not(text_is_utf8("a\0b", 3), "NUL");
    cr_assert_eq(text_length("\xC3\xA9\xE2\x82\xAC"), 2);
}

Test(text, codes_are_short_and_plain)
{
    cr_assert(text_is_code("act-2026_A.1", 12));
    cr_assert_not(text_is_code("", 0));
    cr_assert_not(text_is_code(".hidden", 7));
    cr_assert_not(text_is_code("a b", 3));
    cr_assert_not(text_is_code("caf\xC3\xA9", 5));
    char longest[66];
    memset(longest, 'a', sizeof longest);
    cr_assert(text_is_code(longest, 64));
    cr_assert_not(text_is_code(longest, 65));
}

Test(text, dates_are_days_that_exist)
{
    cr_assert(text_is_date("2024-02-29"));
    cr_assert_not(text_is_date("2023-02-29"));
    cr_assert_not(text_is_date("1900-02-29"));
    cr_assert(text_is_date("2000-02-29"));
    cr_assert_not(text_is_date("2024-13-01"));
    cr_assert_not(text_is_date("2024-00-01"));
    cr_assert_not(text_is_date("2024-1-1"));
    cr_assert_not(text_is_date("2024-01-01 "));
    cr_assert_not(text_is_date("0001-01-01"));
}

Test(text, timestamps_have_an_offset)
{
    cr_assert(text_is_timestamp("2024-02-29T10:00:00Z"));
    cr_assert(text_is_timestamp("2024-02-29T10:00:00.123+05:30"));
    cr_assert_not(text_is_timestamp("2024-02-29T10:00:00"));
    cr_assert_not(text_is_timestamp("2024-02-30T10:00:00Z"));
    cr_assert_not(text_is_timestamp("2024-02-29"));
}

Test(text, numbers_are_whole_texts)
{
    long long whole;
    double number;
    cr_assert(text_to_integer("-12", &whole) && whole == -12);
    cr_assert_not(text_to_integer("12a", &whole));
    cr_assert_not(text_to_integer(" 12", &whole));
    cr_assert_not(text_to_integer("", &whole));
    cr_assert_not(text_to_integer("99999999999999999999", &whole));
    cr_assert(text_to_number("1.5e3", &number) && number == 1500);
    cr_assert_not(text_to_number("1e999", &number));
    cr_assert_not(text_to_number("nan", &number));
    cr_assert_not(text_to_number("0x10", &number));
}

Test(text, percent_decoding_is_strict)
{
    cr_assert_str_eq(text_decode(arena, "a%2Fb+c", 7, false), "a/b+c");
    cr_assert_str_eq(text_decode(arena, "a+c", 3, true), "a c");
    cr_assert_null(text_decode(arena, "%", 1, false));
    cr_assert_null(text_decode(arena, "%4", 2, false));
    cr_assert_null(text_decode(arena, "%zz", 3, false));
    cr_assert_null(text_decode(arena, "%00", 3, false));
    cr_assert_null(text_decode(arena, "%ff", 3, false));
}

Test(text, base64_round_trips)
{
    unsigned char bytes[100];
    for (size_t size = 0; size < sizeof bytes; size++) {
        size_t back;
        randombytes_buf(bytes, size);
        char *again = text_unbase64(arena, text_base64(arena, bytes, size), &back);
        cr_assert_eq(back, size);
        cr_assert(!size || !memcmp(again, bytes, size));
    }
    size_t size;
    cr_assert_null(text_unbase64(arena, "no base64!", &size));
}

Test(text, a_word_is_in_a_list_whole)
{
    cr_assert(text_has_word("a:read b:read", "b:read"));
    cr_assert_not(text_has_word("a:read b:read", "read"));
    cr_assert_not(text_has_word("a:read b:read", "a:rea"));
    cr_assert_not(text_has_word("a:read b:read", "a:read b:read"));
    cr_assert_not(text_has_word("a:read", ""));
    cr_assert_not(text_has_word("", "a:read"));
}
