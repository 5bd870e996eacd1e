#ifndef CONTINUUM_SCHEMA_H
#define CONTINUUM_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct request;

enum schema_kind {
    SCHEMA_ANY,
    SCHEMA_SCALAR, /* a text, a number, true or false */
    SCHEMA_TEXT,
    SCHEMA_CODE,      /* [A-Za-z0-9_-]{1,64} */
    SCHEMA_CODES,     /* codes separated by commas */
    SCHEMA_DATE,      /* YYYY-MM-DD, a day that exists */
    SCHEMA_TIMESTAMP, /* RFC 3339 */
    SCHEMA_UUID,
    SCHEMA_INTEGER,
    SCHEMA_NUMBER,
    SCHEMA_BOOLEAN,
    SCHEMA_OBJECT,
    SCHEMA_ARRAY
};

/* One value: a parameter, a property of a body, or the item of an array. */
struct schema {
    const char *name; /* NULL for the items of an array and for a whole body */
    enum schema_kind kind;
    bool required;
    bool nullable;
    bool bounded_below, bounded_above;
    double minimum, maximum;    /* of a number */
    size_t min_size, max_size;  /* characters of a text, items of an array, members of an object */
    const char *const *choices; /* ends with NULL; or NULL where any value will do */
    const struct schema *members; /* properties of an object; the one item of an array */
    size_t member_count;
    bool open; /* an object that may have other members too, each like `rest` */
    const struct schema *rest;
};

/*
 * Checks one value against its schema and notes every fault in the request.
 * A parameter comes as text; a body as JSON, whose faults are placed by JSON
 * Pointer.
 */
void schema_check_parameter(struct request *req, const struct schema *schema, const char *text);
void schema_check_body(struct request *req, const struct schema *schema, const json_t *body);

#endif
