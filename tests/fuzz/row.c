/* An array of bigint as the database sends it; the first byte is the room for it. */
#include "row.h"

#include <string.h>

#include "fuzz.h"

static int64_t number(const uint8_t *bytes, size_t size)
{
    int64_t value = (int8_t)bytes[0];
    for (size_t i = 1; i < size; i++)
        value = value * 256 + bytes[i];
    return value;
}

/* Element by element: what was read is what stands there, to the last byte. */
static void check(const struct answers *answers, const uint8_t *bytes, size_t size)
{
    size_t at = answers->count ? 20 : size;
    for (size_t i = 0; i < answers->count; i++) {
        bool null = number(bytes + at, 4) == -1;
        CHECK(null || number(bytes + at, 4) == 8);
        CHECK(answers->values[i] == (null ? NO_ANSWER : number(bytes + at + 4, 8)));
        at += null ? 4 : 12;
    }
    CHECK(at == size || (!answers->count && size <= 20));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int64_t values[256];
    struct answers answers;
    if (size == 0)
        return 0;
    struct row row = {.count = 1, .fields = {{bytes + 1, size - 1}}};
    CHECK(row_integer(&row, 0) == (size == 1 || size > 9 ? 0 : number(bytes + 1, size - 1)));
    CHECK(row_integer(&row, 1) == 0 && !row_text(&row, 1));
    if (!row_answers(&row, 0, values, bytes[0], &answers))
        return 0;
    CHECK(answers.count <= bytes[0]);
    check(&answers, bytes + 1, size - 1);
    return 0;
}
