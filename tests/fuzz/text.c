/* The pure functions over text, each against a second reading of its rule. */
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz.h"

#define DIGITS "0123456789"

static void check_utf8(const char *bytes, size_t size)
{
    json_t *json = json_stringn(bytes, size);
    CHECK(text_is_utf8(bytes, size) == (json && !memchr(bytes, '\0', size)));
    json_decref(json);
}

static void check_decode(struct request *req, const char *text, size_t size)
{
    char *escaped = arena_alloc(req->arena, size * 3 + 1);
    for (size_t i = 0; i < size; i++)
        snprintf(escaped + i * 3, 4, i % 2 ? "%%%02X" : "%%%02x", (unsigned char)text[i]);
    const char *back = text_decode(req->arena, escaped, size * 3, false);
    CHECK((back != NULL) == text_is_utf8(text, size));
    CHECK(!back || !strcmp(back, text));
    char *plain = text_decode(req->arena, text, size, false);
    char *form = text_decode(req->arena, text, size, true);
    CHECK(!plain == !form);
    CHECK(!plain || (strlen(plain) <= size && text_is_utf8(plain, strlen(plain))));
    for (size_t i = 0; plain && plain[i]; i++)
        CHECK(plain[i] == form[i] || (plain[i] == '+' && form[i] == ' '));
}

static void check_base64(struct request *req, const char *text, size_t size)
{
    size_t length = 0;
    char *bytes = text_unbase64(req->arena, text_base64(req->arena, text, size), &length);
    CHECK(bytes && length == size && !memcmp(bytes, text, size));
    bytes = text_unbase64(req->arena, text, &length);
    CHECK(!bytes || !strcmp(text_base64(req->arena, bytes, length), text));
}

static int digits(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (!strchr(DIGITS, text[i]) || !text[i])
            return -1;
        value = value * 10 + text[i] - '0';
    }
    return value;
}

/* A day that the calendar of the C library gives back unchanged. */
static bool is_date(const char *text)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
    if (year < 1900 || month < 0 || day < 0)
        return false;
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    time_t seconds = timegm(&tm);
    return seconds != -1 && tm.tm_year == year - 1900 && tm.tm_mon == month - 1 &&
           tm.tm_mday == day;
}

static bool within(int value, int most)
{
    return value >= 0 && value <= most;
}

/* RFC 3339 with capital T and Z, and without leap seconds. */
static bool is_timestamp(struct request *req, const char *text)
{
    if (strlen(text) < 20 || !is_date(arena_strndup(req->arena, text, 10)) || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':')
        return false;
    if (!within(digits(text + 11, 2), 23) || !within(digits(text + 14, 2), 59) ||
        !within(digits(text + 17, 2), 59))
        return false;
    text += 19;
    if (*text == '.') {
        size_t fraction = strspn(text + 1, DIGITS);
        if (!fraction)
            return false;
        text += 1 + fraction;
    }
    if (!strcmp(text, "Z"))
        return true;
    return (*text == '+' || *text == '-') && strlen(text) == 6 && text[3] == ':' &&
           within(digits(text + 1, 2), 23) && within(digits(text + 4, 2), 59);
}

static void check_numbers(struct request *req, const char *text)
{
    long long integer;
    double number;
    if (text_to_integer(text, &integer)) {
        const char *plain = text + (*text == '-');
        CHECK(*plain && strspn(plain, DIGITS) == strlen(plain));
        plain += strspn(plain, "0");
        const char *back = arena_printf(req->arena, "%lld", integer);
        CHECK(!strcmp(back + (*back == '-'), *plain ? plain : "0"));
    }
    if (text_to_number(text, &number)) {
        CHECK(isfinite(number) && strspn(text, DIGITS "+-.eE") == strlen(text));
        CHECK(strpbrk(text, DIGITS));
    }
}

static void check_uuid(const char *text)
{
    bool shape = strlen(text) == 36 && strspn(text, DIGITS "abcdefABCDEF-") == 36;
    for (size_t i = 0; shape && i < 36; i++)
        shape = (text[i] == '-') == (i == 8 || i == 13 || i == 18 || i == 23);
    CHECK(text_is_uuid(text) == shape);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct request *req = fuzz_request();
    char *text = fuzz_text(req, bytes, size);
    check_utf8(text, size);
    check_decode(req, text, size);
    check_base64(req, text, strlen(text));
    check_numbers(req, text);
    check_uuid(text);
    CHECK(text_is_date(text) == is_date(text));
    CHECK(text_is_timestamp(text) == is_timestamp(req, text));
    if (text_is_code(text, strlen(text)))
        CHECK(strlen(text) <= 64 && *text && !strpbrk(text, " /,:%&?#\"\\'"));
    if (text_is_utf8(text, strlen(text)))
        CHECK(text_length(text) <= strlen(text) && !text_length(text) == !*text);
    return 0;
}
