#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pipeline.h"
#include "request.h"
#include "text.h"

const char *const media_types[MEDIA_COUNT] = {
    [MEDIA_NONE] = "application/octet-stream",
    [MEDIA_JSON] = "application/json",
    [MEDIA_CSV] = "text/csv",
    [MEDIA_NDJSON] = "application/x-ndjson",
    [MEDIA_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    [MEDIA_DTA] = "application/x-stata-dta",
    [MEDIA_SAV] = "application/x-spss-sav",
    [MEDIA_YAML] = "application/yaml",
    [MEDIA_METRICS] = "text/plain",
    [MEDIA_ZIP] = "application/zip",
    [MEDIA_HTML] = "text/html",
    [MEDIA_QDC] = "application/xml",
};

const char *const media_names[MEDIA_COUNT] = {
    [MEDIA_JSON] = "json", [MEDIA_CSV] = "csv", [MEDIA_NDJSON] = "ndjson", [MEDIA_XLSX] = "xlsx",
    [MEDIA_DTA] = "dta",   [MEDIA_SAV] = "sav", [MEDIA_HTML] = "html",     [MEDIA_QDC] = "qdc",
};

static enum media media_named(const char *name)
{
    for (enum media media = MEDIA_NONE + 1; media < MEDIA_COUNT; media++)
        if (text_same(media_names[media], name))
            return media;
    return MEDIA_NONE;
}

/* ?format=csv, read before the parameters are checked because problems too
 * are written in the format asked for. */
static enum media media_of_format(struct request *req)
{
    const char *at = req->query ? req->query : "";
    while (*at) {
        size_t length = strcspn(at, "&"), name = strcspn(at, "=&");
        const char *key = text_decode(req->arena, at, name, true);
        const char *value =
            name < length ? text_decode(req->arena, at + name + 1, length - name - 1, true) : NULL;
        if (key && value && !strcmp(key, "format"))
            return media_named(value);
        at += length + (at[length] == '&');
    }
    return MEDIA_NONE;
}

/* How well one range of Accept fits a type: 0 not, 1 by wildcard, 3 exactly. */
static int range_fits(const char *range, size_t length, const char *type)
{
    size_t main = strcspn(type, "/") + 1;
    if (length == strlen(type) && !strncasecmp(range, type, length))
        return 3;
    if (length == main + 1 && range[main] == '*' && !strncasecmp(range, type, main))
        return 2;
    return length == 3 && !strncmp(range, "*/*", 3);
}

/* The parameter q of a range, 1 where it has none. */
static double range_quality(const char *parameters, size_t length)
{
    for (size_t i = 0; i < length; i += strcspn(parameters + i, ";,")) {
        i += strspn(parameters + i, "; \t");
        if (i + 2 < length && !strncasecmp(parameters + i, "q=", 2))
            return strtod(parameters + i + 2, NULL);
    }
    return 1;
}

/* The quality that Accept gives to a type: that of its most exact range. */
static double quality(const char *accept, const char *type)
{
    int best = 0;
    double given = 0;
    while (*accept) {
        accept += strspn(accept, " ,\t");
        size_t whole = strcspn(accept, ","), name = strcspn(accept, ",; \t");
        int fit = range_fits(accept, name, type);
        if (fit > best) {
            best = fit;
            given = range_quality(accept + name, whole - name);
        }
        accept += whole;
    }
    return given;
}

static enum media media_of_accept(const struct request *req, unsigned offered)
{
    const char *accept = request_header(req, "Accept");
    enum media chosen = MEDIA_NONE;
    double best = 0;
    for (enum media media = MEDIA_NONE + 1; media < MEDIA_COUNT; media++) {
        double wanted = accept && *accept ? quality(accept, media_types[media]) : 1;
        if ((offered & MEDIA_BIT(media)) && wanted > best) {
            best = wanted;
            chosen = media;
        }
    }
    return chosen;
}

static const char *list_offered(struct request *req, unsigned offered)
{
    struct buffer *list = buffer_new(req->arena, 256);
    for (enum media media = MEDIA_NONE + 1; media < MEDIA_COUNT; media++)
        if (offered & MEDIA_BIT(media))
            buffer_printf(list, "%s%s", list->size ? ", " : "", media_types[media]);
    return list->bytes;
}

bool media_choose(struct request *req)
{
    unsigned offered = req->operation->response_media;
    enum media format = media_of_format(req);
    if (format)
        req->media = format;
    if (!req->media)
        req->media = offered ? media_of_accept(req, offered) : MEDIA_JSON;
    if (!req->media || (offered && !(offered & MEDIA_BIT(req->media))))
        return problem_raise(req, PROBLEM_NOT_ACCEPTABLE, "Offered here: %s.",
                             list_offered(req, offered));
    return true;
}
