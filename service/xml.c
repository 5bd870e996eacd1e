#include "xml.h"

#include <string.h>

#include <expat.h>

#include "arena.h"
#include "text.h"

#define DEPTH_MAX 64
#define TAG_BYTES (1L << 20)
#define PIECE_BYTES ((size_t)64 << 10)
#define SPACE "urn:QDA-XML:"

struct xml_parser {
    struct arena *arena;
    XML_Parser expat;
    size_t depth;
    long fed; /* bytes */
};

static void blame(struct xml *xml, const char *fault)
{
    xml->fault = xml->fault ? xml->fault : fault;
    XML_StopParser(xml->own->expat, XML_FALSE);
}

/* expat writes SPACE NAME; a name without a namespace counts as one of REFI-QDA. */
static const char *local_name(const char *name)
{
    const char *space = strrchr(name, ' ');
    if (!space)
        return name;
    return strncmp(name, SPACE, strlen(SPACE)) ? "" : space + 1;
}

static void XMLCALL on_begin(void *context, const char *name, const char **attributes)
{
    struct xml *xml = context;
    if (++xml->own->depth > DEPTH_MAX)
        blame(xml, "nests more than 64 deep");
    else
        xml->handler.begin(xml->handler.context, local_name(name), attributes);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct xml *xml = context;
    (void)name;
    xml->own->depth--;
    xml->handler.end(xml->handler.context);
}

static void XMLCALL on_text(void *context, const char *bytes, int size)
{
    struct xml *xml = context;
    xml->handler.text(xml->handler.context, bytes, (size_t)size);
}

static void XMLCALL on_type(void *context, const char *name, const char *system, const char *public,
                            int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    blame(context, "declares a document type; none is taken");
}

static void release(void *expat)
{
    XML_ParserFree(expat);
}

struct xml *xml_open(struct arena *arena, struct xml_handler handler)
{
    struct xml *xml = arena_alloc(arena, sizeof *xml);
    struct xml_parser *own = xml->own = arena_alloc(arena, sizeof *own);
    xml->handler = handler;
    own->arena = arena;
    own->expat = XML_ParserCreateNS(NULL, ' ');
    if (!own->expat) {
        xml->fault = "cannot be read: there is no memory for it";
        return xml;
    }
    arena_defer(arena, release, own->expat);
    XML_SetUserData(own->expat, xml);
    XML_SetElementHandler(own->expat, on_begin, on_end);
    XML_SetCharacterDataHandler(own->expat, on_text);
    XML_SetStartDoctypeDeclHandler(own->expat, on_type);
    return xml;
}

static void feed(struct xml *xml, const char *bytes, size_t size, bool last)
{
    struct xml_parser *own = xml->own;
    own->fed += (long)size;
    if (XML_Parse(own->expat, bytes, (int)size, last) != XML_STATUS_OK)
        blame(xml, arena_printf(own->arena, "is not well-formed XML: %s",
                                XML_ErrorString(XML_GetErrorCode(own->expat))));
    else if (own->fed - XML_GetCurrentByteIndex(own->expat) > TAG_BYTES && !last)
        blame(xml, "has a tag of more than 1 MiB");
}

bool xml_feed(struct xml *xml, const char *bytes, size_t size, bool last)
{
    while (!xml->fault && size > PIECE_BYTES) {
        feed(xml, bytes, PIECE_BYTES, false);
        bytes += PIECE_BYTES;
        size -= PIECE_BYTES;
    }
    if (!xml->fault)
        feed(xml, bytes, size, last);
    return !xml->fault;
}

size_t xml_line(const struct xml *xml)
{
    return xml->own->expat ? XML_GetCurrentLineNumber(xml->own->expat) : 0;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(*attributes, name))
            return attributes[1];
    return NULL;
}
