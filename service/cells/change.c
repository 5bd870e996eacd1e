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

/* Every step between levels, or every step of a domain, with how many took it. */
static struct tally tally_new(struct arena *arena, long long most, double unit, double **values,
                              long long **counts)
{
    size_t size = 2 * (size_t)most + 1;
    *values = arena_array(arena, double, size);
    *counts = arena_array(arena, long long, size);
    for (size_t i = 0; i < size; i++)
        (*values)[i] = (double)((long long)i - most) / unit;
    return (struct tally){size, *values, *counts};
}

static struct sample sample_of(const struct tally *tally)
{
    struct sample sample = {0};
    double mean = 0;
    if (!tally_mean(tally, &mean))
        return sample;
    sample.mean = mean;
    for (size_t i = 0; i < tally->size; i++) {
        double from_mean = tally->values[i] - mean;
        sample.n += tally->counts[i];
        sample.m2 += (double)tally->counts[i] * from_mean * from_mean;
    }
    return sample;
}

static void read_matrix(struct arena *arena, struct change *change, const struct subject *subject)
{
    const struct scale *scale = subject->scale;
    double *values;
    long long *counts, most = scale->levels[scale->count - 1].level - scale->levels[0].level;
    change->differences = tally_new(arena, most, 1, &values, &counts);
    bool lower = subject->direction && !strcmp(subject->direction, "lower_better");
    for (size_t from = 0; from <= scale->count; from++)
        for (size_t to = 0; to <= scale->count; to++) {
            long long count = change->matrix[change_slot(scale, from, to)];
            int by = from && to ? scale->levels[to - 1].level - scale->levels[from - 1].level : 0;
            if (from && to) {
                add_step(change, count, by, lower);
                counts[most + by] += count;
            }
            change->joined += from ? 0 : count;
            change->left += to ? 0 : count;
        }
    change->moved = sample_of(&change->differences);
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

/* The steps of a domain over versions in which they mean the same. */
static void add_steps(struct arena *arena, struct change *change, const struct subject *s,
                      const int64_t *slots)
{
    double *values;
    long long *counts;
    size_t size = 2 * (size_t)s->steps + 1;
    struct tally sum = tally_new(arena, s->steps, s->unit_scale, &values, &counts);
    for (size_t i = 0; i < size; i++)
        counts[i] = slots[CHANGE_MOMENTS + MOMENT_SLOTS + i] +
                    (change->differences.size == size ? change->differences.counts[i] : 0);
    change->differences = sum;
}

struct change summarize_change(struct arena *arena, const struct group *group,
                               const struct subject *subject)
{
    struct change change = {0};
    bool levels = subject->kind == SUBJECT_LEVELS, known = true;
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
        known = known && s->steps && (change.differences.size == 0 || s->steps == subject->steps);
        if (!levels && known)
            add_steps(arena, &change, s, part->slots + s->change);
    }
    change.matrix = matrix;
    if (levels && matrix)
        read_matrix(arena, &change, subject);
    else if (!known)
        change.differences = (struct tally){0};
    change.n = change.improved + change.same + change.declined;
    return change;
}
