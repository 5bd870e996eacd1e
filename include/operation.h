#ifndef CONTINUUM_OPERATION_H
#define CONTINUUM_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "schema.h"

struct request;

/*
 * What openapi.yaml says, as C: tools/generate.py makes the table of
 * operations from it at build time. An operation that the document names and
 * no C function performs does not link; one that only C knows fails the build
 * through -Wmissing-prototypes.
 */
enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };

enum place { PLACE_PATH, PLACE_QUERY, PLACE_HEADER };

struct parameter {
    struct schema schema;
    enum place place;
    const char *fallback; /* the default, or NULL */
};

enum media {
    MEDIA_NONE,
    MEDIA_JSON,
    MEDIA_CSV,
    MEDIA_NDJSON,
    MEDIA_XLSX,
    MEDIA_DTA, /* Stata */
    MEDIA_SAV, /* SPSS */
    MEDIA_YAML,
    MEDIA_METRICS,
    MEDIA_ZIP,
    MEDIA_HTML,
    MEDIA_QDC, /* REFI-QDA, a codebook or what describes a project */
    MEDIA_COUNT
};
#define MEDIA_BIT(media) (1u << (media))

/* Which requests leave an entry in the audit, see audit.h. */
enum audited { AUDITED_NEVER, AUDITED_ALWAYS, AUDITED_UNLESS_WHOLE };

struct operation {
    const char *id; /* also the C function, the SQL file, the log field */
    enum method method;
    const char *path; /* template: /v1/programs/{program} */
    const char *summary;
    const char *scope; /* one of these is needed; empty: to be known; NULL: open to all */
    enum audited audited;
    bool export; /* a file of any length, see stream.h */
    bool cached; /* the data version says whether an answer is current */
    const struct parameter *parameters;
    size_t parameter_count;
    const struct schema *body; /* of a JSON body; NULL where none is taken */
    bool body_required;
    unsigned request_media;
    size_t body_limit; /* bytes */
    bool streamed;     /* the handler takes the body piece by piece (body_pull) */
    unsigned response_media;
    bool (*perform)(struct request *req);
};

extern const struct operation operations[];
extern const size_t operation_count;

extern const char *const method_names[METHOD_COUNT];
extern const char *const media_types[MEDIA_COUNT];
extern const char *const media_names[MEDIA_COUNT]; /* of format= and suffixes; NULL: has none */

#endif
