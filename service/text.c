#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "arena.h"

static size_t sequence_length(const unsigned char *at, size_t left)
{
    static const struct {
        unsigned char low, high, second_low, second_high;
        size_t length;
    } forms[] = {
        {0x01, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (at[0] < forms[i].low || at[0] > forms[i].high)
            continue;
        size_t length = forms[i].length;
        if (length > left)
            return 0;
        if (length > 1 && (at[1] < forms[i].second_low || at[1] > forms[i].second_high))
            return 0;
        for (size_t k = 2; k < length; k++)
            if ((at[k] & 0xC0) != 0x80)
                return 0;
        return length;
    }
    return 0;
}

bool text_is_utf8(const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;
    for (size_t done = 0; done < size;) {
        size_t length = sequence_length(at + done, size - done);
        if (length == 0)
            return false;
        done += length;
    }
    return true;
}

size_t text_length(const char *text)
{
    size_t length = 0;
    for (; *text; text++)
        length += ((unsigned char)*text & 0xC0) != 0x80;
    return length;
}

const char *text_clip(struct arena *arena, const char *text)
{
    size_t shown = 0, bytes = 0;
    for (; text[bytes] && shown <= 120; bytes++)
        shown += ((unsigned char)text[bytes] & 0xC0) != 0x80;
    return text[bytes] ? arena_printf(arena, "%.*s\xE2\x80\xA6", (int)bytes - 1, text) : text;
}

bool text_is_code(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("_-.", text[i]))
            return false;
    return length >= 1 && length <= 64 && text[0] != '.';
}

bool text_has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    if (length == 0 || strchr(word, ' '))
        return false;
    for (const char *at = list; (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

bool text_same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

int text_order(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) : (a == NULL) - (b == NULL);
}

bool text_in_list(const char *list, const char *entry)
{
    size_t length = strlen(entry);
    for (; *list; list += strcspn(list, ","), list += *list == ',')
        if (strcspn(list, ",") == length && !strncmp(list, entry, length))
            return true;
    return false;
}

static bool matches(const char *text, const char *shape)
{
    for (; *shape; shape++, text++) {
        bool fits = *shape == '9'   ? isdigit((unsigned char)*text) != 0
                    : *shape == 'f' ? isxdigit((unsigned char)*text) != 0
                                    : *text == *shape;
        if (!fits)
            return false;
    }
    return true;
}

bool text_is_date(const char *text)
{
    if (strlen(text) != 10 || !matches(text, "9999-99-99"))
        return false;
    long year = strtol(text, NULL, 10), month = strtol(text + 5, NULL, 10);
    long day = strtol(text + 8, NULL, 10);
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1900 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

static bool is_clock(const char *text, bool seconds)
{
    return matches(text, seconds ? "99:99:99" : "99:99") && strncmp(text, "24", 2) < 0 &&
           text[3] <= '5' && (!seconds || text[6] <= '5');
}

bool text_is_timestamp(const char *text)
{
    char day[11] = {0};
    if (strlen(text) < 20 || text[10] != 'T' || !is_clock(text + 11, true))
        return false;
    memcpy(day, text, 10);
    const char *rest = text + 19;
    if (*rest == '.') {
        size_t digits = strspn(rest + 1, "0123456789");
        rest += digits ? 1 + digits : 0;
    }
    bool zone = !strcmp(rest, "Z") ||
                ((*rest == '+' || *rest == '-') && strlen(rest) == 6 && is_clock(rest + 1, false) &&
                 strncmp(rest + 1, "15", 2) < 0); /* no place is further; nor goes PostgreSQL */
    return text_is_date(day) && zone;
}

bool text_is_uuid(const char *text)
{
    return strlen(text) == 36 && matches(text, "ffffffff-ffff-ffff-ffff-ffffffffffff");
}

bool text_to_integer(const char *text, long long *value)
{
    char *end;
    if (!isdigit((unsigned char)text[*text == '-']))
        return false;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0;
}

bool text_to_number(const char *text, double *value)
{
    char *end;
    if (text[strspn(text, "0123456789+-.eE")] != '\0' || *text == '\0')
        return false;
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *text_decode(struct arena *arena, const char *text, size_t length, bool plus)
{
    char *decoded = arena_alloc(arena, length + 1);
    size_t size = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < length ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        decoded[size++] = c;
    }
    return text_is_utf8(decoded, size) ? decoded : NULL;
}

char *text_base64(struct arena *arena, const void *bytes, size_t size)
{
    size_t room = sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, room);
    return sodium_bin2base64(text, room, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *text_unbase64(struct arena *arena, const char *text, size_t *size)
{
    size_t room = strlen(text) + 1;
    unsigned char *bytes = arena_alloc(arena, room);
    if (sodium_base642bin(bytes, room - 1, text, room - 1, NULL, size, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return NULL;
    /* One text for the same bytes: what would be encoded otherwise is refused. */
    if (strcmp(text_base64(arena, bytes, *size), text) != 0)
        return NULL;
    return (char *)bytes;
}
