#include "audit_anchor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#define STRANGE_NAMED 1000

bool hash_from_hex(const char *text, unsigned char hash[AUDIT_HASH])
{
    size_t size;
    return strlen(text) == (size_t)AUDIT_HASH * 2 &&
           !sodium_hex2bin(hash, AUDIT_HASH, text, (size_t)AUDIT_HASH * 2, NULL, &size, NULL) &&
           size == AUDIT_HASH;
}

/* The number that text begins with, and a colon; what is behind it, or NULL. */
static const char *number_before_colon(const char *text, long long *number)
{
    char *end;
    if (*text < '0' || *text > '9')
        return NULL;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return errno || *end != ':' ? NULL : end + 1;
}

static struct anchor_list *parse(struct anchors *anchors, const char *text, struct anchor *anchor)
{
    long long chain;
    const char *at = number_before_colon(text, &chain);
    at = at ? number_before_colon(at, &anchor->entry) : NULL;
    bool good = at && chain < AUDIT_CHAINS && anchor->entry > 0 && hash_from_hex(at, anchor->hash);
    return good ? &anchors->chains[chain] : NULL;
}

static void append(struct anchor_list *list, const struct anchor *anchor)
{
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 16;
        list->items = realloc(list->items, list->room * sizeof *list->items);
        if (!list->items)
            abort();
    }
    list->items[list->count++] = *anchor;
}

static bool take(struct anchors *anchors, const char *text, bool young)
{
    struct anchor anchor;
    struct anchor_list *list = parse(anchors, text, &anchor);
    if (!list)
        return false;
    append(list, &anchor);
    anchors->count++;
    if (young && (!list->young || anchor.entry < list->young))
        list->young = anchor.entry;
    return true;
}

/* False where there is an anchor that is none. */
static bool take_line(struct anchors *anchors, char *line, size_t size, const char *day)
{
    if (!strncmp(line, "head ", 5)) {
        line[strcspn(line, "\r\n")] = '\0';
        return take(anchors, line + 5, false);
    }
    json_t *object = json_loadb(line, size, 0, NULL);
    const json_t *audit = json_object_get(object, "audit");
    const char *time = json_string_value(json_object_get(object, "time"));
    const char *text = json_is_string(audit) ? json_string_value(audit) : "";
    bool good = !audit || take(anchors, text, time && strcmp(time, day) >= 0);
    json_decref(object);
    return good;
}

static bool complain(const char *path, const char *why)
{
    fprintf(stderr, "continuum: %s: %s\n", path, why);
    return false;
}

static void take_lines(struct anchors *anchors, const char *path, FILE *file, const char *day)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    for (long long number = 1; (size = getline(&line, &room, file)) > 0; number++)
        if (!take_line(anchors, line, (size_t)size, day) && ++anchors->strange <= STRANGE_NAMED)
            fprintf(stderr, "%s:%lld: not an anchor\n", path, number);
    free(line);
}

bool anchors_read(struct anchors *anchors, const char *path, const char *day)
{
    bool standard = !strcmp(path, "-");
    FILE *file = standard ? stdin : fopen(path, "r");
    if (!file)
        return complain(path, strerror(errno));
    take_lines(anchors, path, file, day);
    bool failed = ferror(file) != 0;
    if (!standard)
        fclose(file);
    return !failed || complain(path, "it cannot be read");
}

static int by_entry(const void *a, const void *b)
{
    const struct anchor *one = a, *other = b;
    return (one->entry > other->entry) - (one->entry < other->entry);
}

void anchors_sort(struct anchors *anchors)
{
    for (size_t i = 0; i < AUDIT_CHAINS; i++)
        if (anchors->chains[i].count)
            qsort(anchors->chains[i].items, anchors->chains[i].count, sizeof(struct anchor),
                  by_entry);
}

void anchors_free(struct anchors *anchors)
{
    for (size_t i = 0; i < AUDIT_CHAINS; i++)
        free(anchors->chains[i].items);
}
