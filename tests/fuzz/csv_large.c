/* A large file of few bytes: a choice of the operation, two counts, a line and
 * a rest. The line is repeated after the first count to make the header, the
 * rest after the second to make the rows; # becomes the number of the
 * repetition. Whatever a file of this size holds, it must be dealt with in the
 * memory and in the time of one request. */
#include <string.h>

#include "fuzz.h"
#include "pipeline.h"

#define LARGE ((size_t)256 * 1024)

static void repeat(struct buffer *to, const uint8_t *bytes, size_t size, size_t times)
{
    for (size_t i = 0; i < times && to->size < LARGE; i++)
        for (size_t k = 0; k < size; k++) {
            if (bytes[k] == '#')
                buffer_printf(to, "%05zx", i);
            else
                buffer_char(to, (char)bytes[k]);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 4)
        return 0;
    struct request *req = fuzz_request_for(fuzz_operation(bytes[0], MEDIA_CSV));
    struct buffer *file = buffer_new(req->arena, LARGE);
    const uint8_t *rest = memchr(bytes + 3, '\n', size - 3);
    size_t line = rest ? (size_t)(rest - bytes) - 3 : size - 3;
    repeat(file, bytes + 3, line, bytes[1] * 32u + 1);
    buffer_char(file, '\n');
    if (rest)
        repeat(file, rest + 1, size - line - 4, bytes[2] * 256u + 1);
    fuzz_body(req, "text/csv", file->bytes, file->size);
    request_bind(req, "program", "p");
    request_bind(req, "instrument", "i");
    request_bind(req, "version", "1");
    if (body_read(req) && body_check(req))
        operation_perform(req);
    fuzz_answer(req);
    return 0;
}
