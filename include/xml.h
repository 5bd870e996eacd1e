#ifndef CONTINUUM_XML_H
#define CONTINUUM_XML_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * XML read as it comes, by expat. A document may not declare a type: so there are no
 * entities but the five of XML, nothing is expanded, and nothing outside of the file is
 * asked for. It nests 64 deep at most, and a tag with its attributes has at most 1 MiB.
 */
struct xml_handler {
    /* attributes: name, value, name, …, NULL; without their namespaces. They and the name
     * live until the call ends. Elements of namespaces other than REFI-QDA's have the name "". */
    void (*begin)(void *context, const char *name, const char **attributes);
    void (*end)(void *context);
    void (*text)(void *context, const char *bytes, size_t size); /* in pieces, UTF-8 */
    void *context;
};

struct xml {
    const char *fault; /* what is wrong with the document; NULL where nothing is */
    struct xml_handler handler;
    struct xml_parser *own;
};

/* Ends with the arena. */
struct xml *xml_open(struct arena *arena, struct xml_handler handler);

/* More of the document; last: there is nothing behind it. False once there is a fault. */
bool xml_feed(struct xml *xml, const char *bytes, size_t size, bool last);

/* The line that is read, from 1. */
size_t xml_line(const struct xml *xml);

/* The value of the attribute; NULL where there is none. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
