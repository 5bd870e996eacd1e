#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "figures.h"
#include "layout.h"
#include "report.h"
#include "text.h"

size_t groups_of_wave(const struct groups *groups, size_t first)
{
    size_t count = 1;
    const struct group *a = groups->sorted[first];
    for (; first + count < groups->count; count++) {
        const struct group *b = groups->sorted[first + count];
        if (strcmp(a->instrument, b->instrument) != 0 || strcmp(a->wave, b->wave) != 0 ||
            !text_same(a->from_wave, b->from_wave))
            break;
    }
    return count;
}

static bool same_subject(const struct subject *a, const struct subject *b)
{
    bool item = a->item && b->item && !strcmp(a->item, b->item);
    bool domain = !a->item && !b->item && a->domain && b->domain && !strcmp(a->domain, b->domain);
    bool whole = a->kind == SUBJECT_TOTAL;
    return a->kind == b->kind && a->scale == b->scale
               ? item || domain || whole
               : a->kind == b->kind && a->scale && b->scale &&
                     a->scale->scale_id == b->scale->scale_id && (item || domain || whole);
}

static int by_place(const void *left, const void *right)
{
    const struct subject *a = *(const struct subject *const *)left,
                         *b = *(const struct subject *const *)right;
    int order = (a->place > b->place) - (a->place < b->place);
    if (!order && a->scale && b->scale)
        order =
            (a->scale->scale_id > b->scale->scale_id) - (a->scale->scale_id < b->scale->scale_id);
    return order ? order : strcmp(a->item ? a->item : "", b->item ? b->item : "");
}

/* The layouts of the groups, the latest version first. */
static size_t layouts_of(struct group *const *groups, size_t count, const struct layout **layouts,
                         size_t most)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < groups[i]->part_count; k++) {
            const struct layout *layout = groups[i]->parts[k].layout;
            size_t at = 0;
            while (at < found && layouts[at] != layout)
                at++;
            if (at < found || found == most)
                continue;
            for (at = found++; at > 0 && strcmp(layouts[at - 1]->rank, layout->rank) < 0; at--)
                layouts[at] = layouts[at - 1];
            layouts[at] = layout;
        }
    return found;
}

#define VERSIONS_MOST 64

const struct subject **subjects_of(struct report *report, struct group *const *groups, size_t count,
                                   chooser *chosen, const void *context)
{
    const struct layout *layouts[VERSIONS_MOST];
    size_t layout_count = layouts_of(groups, count, layouts, VERSIONS_MOST), room = 1, size = 0;
    for (size_t i = 0; i < layout_count; i++)
        room += layouts[i]->subject_count;
    const struct subject **subjects =
        arena_array(report_arena(report), const struct subject *, room);
    for (size_t i = 0; i < layout_count; i++)
        for (size_t k = 0; k < layouts[i]->subject_count; k++) {
            const struct subject *subject = &layouts[i]->subjects[k];
            size_t at = 0;
            while (at < size && !same_subject(subjects[at], subject))
                at++;
            if (at == size && chosen(layouts[i], subject, context))
                subjects[size++] = subject;
        }
    qsort(subjects, size, sizeof(struct subject *), by_place);
    subjects[size] = NULL;
    return subjects;
}
