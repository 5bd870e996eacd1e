#include "qda.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "problem.h"
#include "request.h"
#include "text.h"
#include "xml.h"

#define DEPTH 65 /* of xml.h, and the document */

enum element { OTHER, CODEBOOK, CODE, USER, SOURCE, SELECTION, CODING, MEMO, CONTENT, APART };

struct qda_reader {
    struct request *req;
    struct arena *arena;
    struct qda *qda;
    struct xml *xml;
    const char *root;
    enum element open[DEPTH];
    size_t depth;
    size_t codes[DEPTH]; /* the codes around what is read, outermost first */
    size_t code_depth;
    const char *user, *selected_by; /* of the project, of the selection */
    struct buffer *text;            /* where characters go; NULL: nowhere */
    size_t text_bytes;
    bool full;
};

static void blame(struct qda_reader *own, const char *column, const char *code, const char *detail)
{
    fault_add_row(own->req, xml_line(own->xml), column, code, "%s", detail);
}

/* Room for one more of a list; NULL where it has as many as it may. */
static void *room(struct qda_reader *own, void *items, size_t *count, size_t size, size_t most)
{
    char *list;
    memcpy(&list, items, sizeof list); /* whatever it is a list of */
    if (*count >= most) {
        if (!own->full)
            blame(own, "", "too_many", "is where there is more than is taken");
        own->full = true;
        return NULL;
    }
    if ((*count & (*count - 1)) == 0) {
        char *more = arena_alloc(own->arena, (*count ? *count * 2 : 1) * size);
        if (*count)
            memcpy(more, list, *count * size);
        memcpy(items, &more, sizeof more);
        list = more;
    }
    return list + (*count)++ * size;
}

static const char *keep(struct qda_reader *own, const char *text)
{
    return text ? arena_strdup(own->arena, text) : NULL;
}

static const char *need_guid(struct qda_reader *own, const char **attributes, const char *name)
{
    const char *guid = qda_guid(own->arena, xml_attribute(attributes, name));
    if (!guid)
        blame(own, name, "invalid_format", "must be a GUID: 8-4-4-4-12 hexadecimal digits");
    return guid ? guid : "";
}

static bool is_true(const char *text)
{
    return text && (!strcmp(text, "true") || !strcmp(text, "1"));
}

static void begin_code(struct qda_reader *own, const char **attributes)
{
    struct qda *qda = own->qda;
    const char *name = xml_attribute(attributes, "name");
    const char *codable = xml_attribute(attributes, "isCodable");
    struct qda_code *code = room(own, &qda->codes, &qda->code_count, sizeof *code, QDA_CODES_MAX);
    if (!code)
        return;
    *code = (struct qda_code){
        .guid = need_guid(own, attributes, "guid"),
        .parent = own->code_depth ? qda->codes[own->codes[own->code_depth - 1]].guid : NULL,
        .name = name && *name ? keep(own, name) : "",
        .color = keep(own, xml_attribute(attributes, "color")),
        .codable = !codable || is_true(codable),
        .line = xml_line(own->xml)};
    if (!*code->name)
        blame(own, "name", "missing", "is required");
    own->codes[own->code_depth++] = qda->code_count - 1;
}

static void begin_user(struct qda_reader *own, const char **attributes)
{
    struct qda *qda = own->qda;
    struct qda_user *user = room(own, &qda->users, &qda->user_count, sizeof *user, QDA_CODES_MAX);
    if (user)
        *user = (struct qda_user){need_guid(own, attributes, "guid"),
                                  keep(own, xml_attribute(attributes, "name"))};
}

static void begin_source(struct qda_reader *own, const char **attributes)
{
    struct qda *qda = own->qda;
    struct qda_source *source =
        room(own, &qda->sources, &qda->source_count, sizeof *source, QDA_SOURCES_MAX);
    if (source)
        *source = (struct qda_source){.guid = need_guid(own, attributes, "guid"),
                                      .name = keep(own, xml_attribute(attributes, "name")),
                                      .path = keep(own, xml_attribute(attributes, "plainTextPath")),
                                      .line = xml_line(own->xml)};
}

static long need_position(struct qda_reader *own, const char **attributes, const char *name)
{
    const char *text = xml_attribute(attributes, name);
    long long value = -1;
    if (text && text_to_integer(text, &value) && value >= 0 && value < 1000000000)
        return (long)value;
    blame(own, name, "invalid_type", "must be a whole number, counted in code points");
    return -1;
}

static const char *coder_of(struct qda_reader *own, const char **attributes, const char *otherwise)
{
    const char *user = qda_guid(own->arena, xml_attribute(attributes, "creatingUser"));
    return user ? user : otherwise;
}

static void begin_selection(struct qda_reader *own, const char **attributes)
{
    struct qda *qda = own->qda;
    struct qda_selection *selection =
        room(own, &qda->selections, &qda->selection_count, sizeof *selection, QDA_SELECTIONS_MAX);
    own->selected_by = coder_of(own, attributes, own->user);
    if (selection)
        *selection =
            (struct qda_selection){.guid = need_guid(own, attributes, "guid"),
                                   .source = qda->source_count - 1,
                                   .starts = need_position(own, attributes, "startPosition"),
                                   .ends = need_position(own, attributes, "endPosition"),
                                   .line = xml_line(own->xml)};
}

static void begin_coding(struct qda_reader *own, const char **attributes)
{
    struct qda *qda = own->qda;
    struct qda_coding *coding =
        room(own, &qda->codings, &qda->coding_count, sizeof *coding, QDA_SELECTIONS_MAX);
    if (coding)
        *coding = (struct qda_coding){.code = "",
                                      .user = coder_of(own, attributes, own->selected_by),
                                      .selection = qda->selection_count - 1,
                                      .line = xml_line(own->xml)};
}

static void begin_code_ref(struct qda_reader *own, const char **attributes)
{
    if (own->qda->coding_count)
        own->qda->codings[own->qda->coding_count - 1].code =
            need_guid(own, attributes, "targetGUID");
}

/* What an element is depends on what it stands in. */
static const struct {
    const char *name;
    enum element in, is;
    void (*begin)(struct qda_reader *own, const char **attributes);
} elements[] = {
    {"CodeBook", OTHER, CODEBOOK, NULL},
    {"Codes", CODEBOOK, CODEBOOK, NULL},
    {"Code", CODEBOOK, CODE, begin_code},
    {"Code", CODE, CODE, begin_code},
    {"Description", CODE, MEMO, NULL},
    {"User", OTHER, USER, begin_user},
    {"TextSource", OTHER, SOURCE, begin_source},
    {"PlainTextContent", SOURCE, CONTENT, NULL},
    {"PlainTextSelection", SOURCE, SELECTION, begin_selection},
    {"Description", SELECTION, MEMO, NULL},
    {"Coding", SELECTION, CODING, begin_coding},
    {"CodeRef", CODING, OTHER, begin_code_ref},
    {"Project", OTHER, OTHER, NULL},
    {"Users", OTHER, OTHER, NULL},
    {"Sources", OTHER, OTHER, NULL},
};

/* Nothing in what is not known is looked at; what of it is a source or a coding is counted. */
static enum element element_of(struct qda_reader *own, const char *name, const char **attributes)
{
    enum element in = own->open[own->depth - 1];
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (elements[i].in == in && !strcmp(elements[i].name, name)) {
            if (elements[i].begin)
                elements[i].begin(own, attributes);
            return elements[i].is;
        }
    size_t length = strlen(name);
    bool source = in == OTHER && length > 6 && !strcmp(name + length - 6, "Source");
    own->qda->skipped += source || !strcmp(name, "Coding");
    return APART;
}

static void on_begin(void *context, const char *name, const char **attributes)
{
    struct qda_reader *own = context;
    if (own->depth == 1 && strcmp(name, own->root) != 0)
        blame(own, "", "not_allowed",
              arena_printf(own->arena, "is not where a %s of REFI-QDA begins", own->root));
    if (own->depth == 1)
        own->user = qda_guid(own->arena, xml_attribute(attributes, "creatingUserGUID"));
    enum element element = own->full ? APART : element_of(own, name, attributes);
    if (element == MEMO || element == CONTENT)
        own->text = buffer_new(own->arena, 64);
    own->open[own->depth++] = element;
}

static const char *taken(const struct qda_reader *own)
{
    const char *text = own->text->bytes;
    return text[strspn(text, " \t\r\n")] ? text : NULL;
}

static void end_text(struct qda_reader *own, enum element element)
{
    struct qda *qda = own->qda;
    if (element == CONTENT)
        qda->sources[qda->source_count - 1].text = own->text->bytes;
    else if (own->open[own->depth - 1] == CODE)
        qda->codes[own->codes[own->code_depth - 1]].description = taken(own);
    else
        qda->selections[qda->selection_count - 1].memo = taken(own);
    own->text = NULL;
}

static void check_coding(struct qda_reader *own)
{
    if (!*own->qda->codings[own->qda->coding_count - 1].code)
        blame(own, "CodeRef", "missing", "is required");
}

static void on_end(void *context)
{
    struct qda_reader *own = context;
    enum element element = own->open[--own->depth];
    if (own->full)
        return;
    if (element == MEMO || element == CONTENT)
        end_text(own, element);
    else if (element == CODE)
        own->code_depth--;
    else if (element == CODING)
        check_coding(own);
}

static void on_text(void *context, const char *bytes, size_t size)
{
    struct qda_reader *own = context;
    if (!own->text || own->full)
        return;
    own->text_bytes += size;
    if (own->text_bytes > QDA_TEXT_BYTES) {
        own->full = true;
        blame(own, "", "too_large", "is where texts come to more than " QDA_TEXT_SAID);
        return;
    }
    buffer_add(own->text, bytes, size);
}

struct qda *qda_open(struct request *req, const char *root)
{
    struct qda *qda = arena_alloc(req->arena, sizeof *qda);
    struct qda_reader *own = qda->own = arena_alloc(req->arena, sizeof *own);
    *own = (struct qda_reader){.req = req, .arena = req->arena, .qda = qda, .root = root};
    own->depth = 1;
    own->xml = xml_open(req->arena, (struct xml_handler){on_begin, on_end, on_text, own});
    return qda;
}

bool qda_feed(struct qda *qda, const char *bytes, size_t size, bool last)
{
    struct qda_reader *own = qda->own;
    if (xml_feed(own->xml, bytes, size, last))
        return !own->full;
    blame(own, "", "malformed", own->xml->fault);
    return false;
}
