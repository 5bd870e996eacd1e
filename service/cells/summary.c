#include "summary.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "group.h"
#include "layout.h"
#include "moments.h"

static int by_value(const void *a, const void *b)
{
    double x = ((const struct weighted *)a)->value, y = ((const struct weighted *)b)->value;
    return (x > y) - (x < y);
}

long long group_count(const struct group *group, size_t slot)
{
    long long count = 0;
    for (size_t i = 0; i < group->part_count; i++)
        count += group->parts[i].slots[slot];
    return count;
}

long long group_missing(const struct group *group, size_t reason)
{
    long long count = 0;
    for (size_t i = 0; i < group->part_count; i++) {
        const struct layout *layout = group->parts[i].layout;
        for (size_t k = 0; k < layout->subject_count; k++)
            if (layout->subjects[k].missing)
                count += group->parts[i].slots[layout->subjects[k].missing + reason];
    }
    return count;
}

static const struct subject *same_in(const struct part *part, const struct subject *subject)
{
    return layout_find(part->layout, subject->kind, subject->domain, subject->item,
                       subject->scale ? subject->scale->scale_id : 0);
}

/* The value with that many below it. */
static double ranked_value(const struct weighted *values, size_t size, long long rank)
{
    size_t i = 0;
    for (; i + 1 < size && rank >= values[i].count; i++)
        rank -= values[i].count;
    return values[i].value;
}

/* Mean, spread and middle of values that are counted; they are put in order. */
static void rank(struct summary *summary, struct weighted *values, size_t size)
{
    long long n = 0;
    qsort(values, size, sizeof *values, by_value);
    for (size_t i = 0; i < size; i++)
        n += values[i].count;
    if (n == 0)
        return;
    summary->ranked = true;
    summary->values = values;
    summary->value_count = size;
    summary->median =
        (ranked_value(values, size, (n - 1) / 2) + ranked_value(values, size, n / 2)) / 2;
    summary->lowest = ranked_value(values, size, 0);
    summary->highest = ranked_value(values, size, n - 1);
}

bool summary_quantile(const struct summary *summary, double p, double *quantile)
{
    if (!summary->ranked || p < 0 || p > 1)
        return false;
    long long n = 0;
    for (size_t i = 0; i < summary->value_count; i++)
        n += summary->values[i].count;
    double at = p * (double)(n - 1);
    long long below = (long long)at;
    double low = ranked_value(summary->values, summary->value_count, below),
           high = ranked_value(summary->values, summary->value_count,
                               below + 1 < n ? below + 1 : below);
    *quantile = low + (at - (double)below) * (high - low);
    return true;
}

/* Of whole values the sums are exact; of quotients the mean is rounded once before. */
static struct sample sample_of(const struct weighted *values, size_t size)
{
    long double n = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < size; i++) {
        n += (long double)values[i].count;
        sum += (long double)values[i].count * (long double)values[i].value;
    }
    if (n < 1)
        return (struct sample){0};
    for (size_t i = 0; i < size; i++) {
        long double from_mean = (long double)values[i].value - sum / n;
        squares += (long double)values[i].count * from_mean * from_mean;
    }
    return (struct sample){(long long)n, (double)(sum / n), (double)squares};
}

static void add_levels(struct summary *summary, const struct part *part, const struct subject *item)
{
    for (size_t i = 0; i < item->scale->count; i++)
        summary->counts[i] += part->slots[item->offset + i];
}

static void sum_levels(struct arena *arena, struct summary *summary, const struct scale *scale)
{
    struct weighted *values = arena_array(arena, struct weighted, scale->count);
    for (size_t i = 0; i < scale->count; i++)
        values[i] = (struct weighted){scale->levels[i].level, summary->counts[i]};
    summary->practices = sample_of(values, scale->count);
    rank(summary, values, scale->count);
}

/* Practices by number and sum of ratings, as their means. */
static size_t means_of(const struct subject *domain, const int64_t *slots, struct weighted *values)
{
    size_t size = 0, slot = 0;
    const struct scale *scale = domain->scale;
    for (size_t k = 1; slot < domain->size; k++) {
        long long lowest = (long long)k * scale->levels[0].level;
        size_t next = ratings_slot(scale, k + 1, (long long)(k + 1) * scale->levels[0].level);
        for (long long sum = lowest; slot < next; sum++, slot++)
            if (slots[slot])
                values[size++] = (struct weighted){(double)sum / (double)k, slots[slot]};
    }
    return size;
}

static size_t count_values(const struct part *part, const struct subject *subject)
{
    if (subject->counted)
        return subject->size;
    return part->series ? part->series[subject - part->layout->subjects].count : 0;
}

static size_t list_values(const struct part *part, const struct subject *subject,
                          struct weighted *values)
{
    if (subject->counted)
        return means_of(subject, part->slots + subject->offset, values);
    size_t size = count_values(part, subject);
    for (size_t i = 0; i < size; i++) {
        int64_t value = part->series[subject - part->layout->subjects].values[i];
        values[i] = (struct weighted){(double)value / subject->unit_scale, 1};
    }
    return size;
}

static void add_part(struct summary *summary, const struct part *part, const struct subject *s)
{
    const int64_t *slots = part->slots + s->offset;
    if (s->kind == SUBJECT_NUMBER)
        summary->sum += sum_value(slots + 1, s->unit_scale);
    if (s->kind == SUBJECT_RATE || s->kind == SUBJECT_RATIO) {
        summary->sum += sum_value(slots + MOMENT_SLOTS, (double)s->numerator_unit);
        summary->below += sum_value(slots + MOMENT_SLOTS + SUM_SLOTS, (double)s->denominator_unit);
    }
    bool rated = summary->counts && s->kind == SUBJECT_DOMAIN;
    for (size_t i = 0; rated && i < s->member_count; i++)
        add_levels(summary, part, s->members[i]);
}

/* What is no level: values one by one where they are kept, else sums alone. */
static void sum_values(struct arena *arena, struct summary *summary, const struct group *group,
                       const struct subject *subject)
{
    size_t size = 0, room = 0;
    bool known = true;
    for (size_t i = 0; i < group->part_count; i++) {
        const struct subject *s = same_in(&group->parts[i], subject);
        room += s ? count_values(&group->parts[i], s) : 0;
        known = known && (!s || s->counted || group->parts[i].series);
    }
    struct weighted *values = arena_array(arena, struct weighted, room + 1);
    for (size_t i = 0; i < group->part_count; i++) {
        const struct subject *s = same_in(&group->parts[i], subject);
        if (!s)
            continue;
        size_t listed = list_values(&group->parts[i], s, values + size);
        struct sample sample =
            s->counted ? sample_of(values + size, listed)
                       : moments_sample(group->parts[i].slots + s->offset, s->unit_scale);
        sample_merge(&summary->practices, &sample);
        add_part(summary, &group->parts[i], s);
        size += listed;
    }
    if (known)
        rank(summary, values, size);
}

struct summary summarize(struct arena *arena, const struct group *group,
                         const struct subject *subject)
{
    struct summary summary = {0};
    if (subject->scale)
        summary.counts = arena_array(arena, long long, subject->scale->count);
    if (subject->kind == SUBJECT_LEVELS && subject->scale) {
        for (size_t i = 0; i < group->part_count; i++) {
            const struct subject *s = same_in(&group->parts[i], subject);
            if (s)
                add_levels(&summary, &group->parts[i], s);
        }
        sum_levels(arena, &summary, subject->scale);
    } else if (subject->kind != SUBJECT_TEXT) {
        sum_values(arena, &summary, group, subject);
    }
    for (size_t i = 0; subject->scale && i < subject->scale->count; i++)
        summary.total += summary.counts[i];
    return summary;
}
