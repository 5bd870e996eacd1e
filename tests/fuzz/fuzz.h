#ifndef CONTINUUM_FUZZ_H
#define CONTINUUM_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

struct table;

/*
 * What the fuzz targets share: one request over an arena and over memory in
 * place of the socket; database.c stands in for the database.
 */

/* Every target is this function; libFuzzer calls it, and so does replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What must hold whatever the input. */
#define CHECK(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

#define FUZZ_IDENTIFIER "0123456789abcdef"
#define FUZZ_SECRET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno-_"
#define FUZZ_KEY "ctm_" FUZZ_IDENTIFIER "_" FUZZ_SECRET

/* What the key holds; every scope until a target says otherwise. */
extern const char *fuzz_scopes;

/* A new request, GET / with a Host; what the last one held is freed. */
struct request *fuzz_request(void);

/* The same for an operation, as if it had come to its own path. */
struct request *fuzz_request_for(const struct operation *operation);

/* One more header; name and value must live as long as the request. */
void fuzz_header(struct request *req, const char *name, const char *value);

/* The body that the transport will give, in pieces, and its Content-Length. */
void fuzz_body(struct request *req, const char *type, const char *bytes, size_t size);

/* The operation that takes such bodies and that the byte chooses. */
const struct operation *fuzz_operation(uint8_t choice, enum media media);

/* The bytes, terminated; up to a NUL they are a text. */
char *fuzz_text(struct request *req, const void *bytes, size_t size);

/* The next part of a text, up to the delimiter, which is passed; NULL at the end. */
char *fuzz_part(char **rest, char delimiter);

/* Makes UTF-8 without NUL of a text: what is not becomes a question mark. */
void fuzz_make_utf8(char *text, size_t size);

/* A table of texts that the input fills: cells are parted by the byte 0xFF,
 * the first byte says how many columns there are. */
struct table *fuzz_table(struct request *req, const uint8_t *bytes, size_t size);

/* What the service wrote as JSON; the caller lets go of it. */
json_t *fuzz_json(const struct buffer *text);

/* Completes the answer as the pipeline does, and checks it. */
void fuzz_answer(struct request *req);

#endif
