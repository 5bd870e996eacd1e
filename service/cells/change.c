#include <string.h>

#include "arena.h"
#include "group.h"
#include "layout.h"
#include "moments.h"
#include "summary.h"

static void add_step(struct change *change, long long count, int by, bool lower_is_better)
{
    change->improved += (lower_is_better ? by < 0 : by > 0) ? count : 0;
    change->declined += (lower_is_better ? by > 0 : by < 0) ? count : 0;
    change->same += by == 0 ? count : 0;
}

static struct sample steps_of(const struct scale *scale, const long long *matrix)
{
    long double n = 0, sum = 0, squares = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t from = 1; from <= scale->count; from++)
            for (size_t to = 1; to <= scale->count; to++) {
                long double count = (long double)matrix[change_slot(scale, from, to)];
                long double by = scale->levels[to - 1].level - scale->levels[from - 1].level;
                long double from_mean = n > 0 ? by - sum / n : 0;
                squares += pass ? count * from_mean * from_mean : 0;
                n += pass ? 0 : count;
                sum += pass ? 0 : count * by;
            }
    return n > 0 ? (struct sample){(long long)n, (double)(sum / n), (double)squares}
                 : (struct sample){0};
}

static void read_matrix(struct change *change, const struct subject *subject)
{
    const struct scale *scale = subject->scale;
    bool lower = subject->direction && !strcmp(subject->direction, "lower_better");
    for (size_t from = 0; from <= scale->count; from++)
        for (size_t to = 0; to <= scale->count; to++) {
            long long count = change->matrix[change_slot(scale, from, to)];
            if (from && to)
                add_step(change, count, scale->levels[to - 1].level - scale->levels[from - 1].level,
                         lower);
            change->joined += from ? 0 : count;
            change->left += to ? 0 : count;
        }
    change->moved = steps_of(scale, change->matrix);
}

static void add_moments(struct change *change, const struct subject *s, const int64_t *slots)
{
    bool lower = s->direction && !strcmp(s->direction, "lower_better");
    struct sample moved = moments_sample(slots + CHANGE_MOMENTS, s->unit_scale);
    add_step(change, slots[CHANGE_IMPROVED], 1, lower);
    add_step(change, slots[CHANGE_SAME], 0, lower);
    add_step(change, slots[CHANGE_DECLINED], -1, lower);
    change->joined += slots[CHANGE_JOINED];
    change->left += slots[CHANGE_LEFT];
    sample_merge(&change->moved, &moved);
}

struct change summarize_change(struct arena *arena, const struct group *group,
                               const struct subject *subject)
{
    struct change change = {0};
    bool levels = subject->kind == SUBJECT_LEVELS;
    long long *matrix = levels ? arena_array(arena, long long, subject->change_size) : NULL;
    for (size_t i = 0; group && i < group->part_count; i++) {
        const struct part *part = &group->parts[i];
        const struct subject *s =
            layout_find(part->layout, subject->kind, subject->domain, subject->item,
                        subject->scale ? subject->scale->scale_id : 0);
        if (!s || !s->change_size)
            continue;
        for (size_t k = 0; levels && k < s->change_size; k++)
            matrix[k] += part->slots[s->change + k];
        if (!levels)
            add_moments(&change, s, part->slots + s->change);
    }
    change.matrix = matrix;
    if (levels && matrix)
        read_matrix(&change, subject);
    change.n = change.improved + change.same + change.declined;
    return change;
}
