#include "cell.h"

#include "layout.h"
#include "moments.h"

#define VALUE_MOST ((int64_t)1 << 60) /* see moments.h */
#define PERCENT 100

static int64_t at(struct answers answers, size_t position)
{
    return position < answers.count ? answers.values[position] : NO_ANSWER;
}

/* Half away from zero. */
static int128 divided(int128 value, int128 by)
{
    int128 half = by / 2;
    return value < 0 ? -((-value + half) / by) : (value + half) / by;
}

static bool fits(int128 value, int64_t *to)
{
    if (value >= VALUE_MOST || value <= -VALUE_MOST)
        return false;
    *to = (int64_t)value;
    return true;
}

/* What is no level of the scale has no slot. */
struct ratings sheet_ratings(const struct subject *domain, const struct sheet *sheet)
{
    struct ratings ratings = {0};
    for (size_t i = 0; i < domain->member_count; i++) {
        int64_t level = at(sheet->answers, domain->members[i]->position);
        if (scale_place(domain->scale, level)) {
            ratings.count++;
            ratings.sum += level;
        }
    }
    return ratings;
}

static bool domain_value(const struct subject *domain, const struct sheet *sheet, double unit,
                         int64_t *value)
{
    struct ratings ratings = sheet_ratings(domain, sheet);
    return ratings.count &&
           fits(divided((int128)ratings.sum * (int64_t)unit, ratings.count), value);
}

static bool total_value(const struct subject *whole, const struct sheet *sheet, int64_t *value)
{
    int128 sum = 0;
    int64_t each;
    int count = 0;
    for (size_t i = 0; i < whole->member_count; i++)
        if (domain_value(whole->members[i], sheet, whole->unit_scale, &each)) {
            sum += each;
            count++;
        }
    return count && fits(divided(sum, count), value);
}

/* A numerator counts in whole numbers of 10^-decimals, a denominator in ones. */
static bool rate_value(const struct subject *rate, const struct sheet *sheet, int64_t *value)
{
    int64_t above = at(sheet->answers, rate->position),
            below = at(sheet->denominators, rate->position);
    return above != NO_ANSWER && below != NO_ANSWER && below > 0 &&
           fits(divided((int128)above * PERCENT * (int64_t)rate->unit_scale,
                        (int128)below * rate->numerator_unit),
                value);
}

static bool ratio_value(const struct subject *ratio, const struct sheet *sheet, int64_t *value)
{
    int64_t above = at(sheet->answers, ratio->position), below = at(sheet->answers, ratio->below);
    if (above == NO_ANSWER || below == NO_ANSWER || below == 0)
        return false;
    int128 top = (int128)above * (int64_t)ratio->unit_scale * ratio->denominator_unit;
    int128 bottom = (int128)below * ratio->numerator_unit;
    return bottom > 0 ? fits(divided(top, bottom), value) : fits(divided(-top, -bottom), value);
}

bool sheet_value(const struct subject *subject, const struct sheet *sheet, int64_t *value)
{
    switch (subject->kind) {
    case SUBJECT_LEVELS:
    case SUBJECT_NUMBER:
        return fits(at(sheet->answers, subject->position), value);
    case SUBJECT_RATE:
        return rate_value(subject, sheet, value);
    case SUBJECT_RATIO:
        return ratio_value(subject, sheet, value);
    case SUBJECT_DOMAIN:
        return domain_value(subject, sheet, subject->unit_scale, value);
    case SUBJECT_TOTAL:
        return total_value(subject, sheet, value);
    default:
        return false;
    }
}

/* What is summed up of a rate is its numerator and denominator, of a ratio both items. */
static void add_sums(const struct subject *subject, int64_t *slots, const struct sheet *sheet,
                     int sign)
{
    struct answers below = subject->kind == SUBJECT_RATE ? sheet->denominators : sheet->answers;
    size_t place = subject->kind == SUBJECT_RATE ? subject->position : subject->below;
    sum_add(slots, at(sheet->answers, subject->position), sign);
    sum_add(slots + SUM_SLOTS, at(below, place), sign);
}

static void add_subject(const struct subject *subject, int64_t *slots, const struct sheet *sheet,
                        int sign)
{
    int64_t value;
    if (subject->kind == SUBJECT_TEXT)
        slots[0] += at(sheet->answers, subject->position) == NO_ANSWER ? 0 : sign;
    if (!sheet_value(subject, sheet, &value))
        return;
    if (subject->kind == SUBJECT_LEVELS) {
        size_t index = scale_place(subject->scale, value);
        if (index)
            slots[index - 1] += sign;
    } else if (subject->counted) {
        struct ratings ratings = sheet_ratings(subject, sheet);
        slots[ratings_slot(subject->scale, ratings.count, ratings.sum)] += sign;
    } else {
        moments_add(slots, value, sign);
        if (subject->kind == SUBJECT_RATE || subject->kind == SUBJECT_RATIO)
            add_sums(subject, slots + MOMENT_SLOTS, sheet, sign);
    }
}

static void add_reason(int64_t *slots, int64_t reason, int sign)
{
    slots[reason > 0 && reason < REASON_SLOTS ? reason : 0] += sign;
}

void sheet_add(const struct layout *layout, int64_t *slots, const struct sheet *sheet, int sign)
{
    slots[SLOT_EXPECTED] += sign;
    slots[SLOT_IN_WORK] += sheet->in_work ? sign : 0;
    if (!sheet->received)
        return;
    slots[SLOT_RECEIVED] += sign;
    for (size_t i = 0; i < layout->subject_count; i++) {
        const struct subject *s = &layout->subjects[i];
        add_subject(s, slots + s->offset, sheet, sign);
        if (s->missing && at(sheet->answers, s->position) == NO_ANSWER)
            add_reason(slots + s->missing, at(sheet->reasons, s->position), sign);
    }
}

/* An earlier version may have counted in others. */
static bool in_units(const struct subject *from, const struct subject *to, int64_t *value)
{
    return fits(divided((int128)*value * (int64_t)to->unit_scale, (int64_t)from->unit_scale),
                value);
}

static void add_moved(const struct subject *subject, int64_t *slots, const struct sheet *sheet,
                      const struct subject *from_subject, const struct sheet *from, int sign)
{
    int64_t before = 0, after = 0;
    bool was = from_subject && sheet_value(from_subject, from, &before) &&
               in_units(from_subject, subject, &before),
         is = sheet_value(subject, sheet, &after);
    if (was != is)
        slots[is ? CHANGE_JOINED : CHANGE_LEFT] += sign;
    if (!was || !is)
        return;
    slots[after > before   ? CHANGE_IMPROVED
          : after < before ? CHANGE_DECLINED
                           : CHANGE_SAME] += sign;
    moments_add(slots + CHANGE_MOMENTS, after - before, sign);
    if (subject->steps && after - before <= subject->steps && before - after <= subject->steps)
        slots[CHANGE_MOMENTS + MOMENT_SLOTS + after - before + subject->steps] += sign;
}

static void add_change(const struct subject *subject, int64_t *slots, const struct pair *pair,
                       int sign)
{
    int scale_id = subject->scale ? subject->scale->scale_id : 0;
    const struct subject *from = pair->from_layout == pair->layout
                                     ? subject
                                     : layout_find(pair->from_layout, subject->kind,
                                                   subject->domain, subject->item, scale_id);
    int64_t before, after;
    if (subject->kind != SUBJECT_LEVELS) {
        add_moved(subject, slots, &pair->to, from, &pair->from, sign);
        return;
    }
    bool was = from && sheet_value(from, &pair->from, &before),
         is = sheet_value(subject, &pair->to, &after);
    size_t index = change_slot(subject->scale, was ? scale_place(subject->scale, before) : 0,
                               is ? scale_place(subject->scale, after) : 0);
    slots[index] += index ? sign : 0;
}

void pair_add(int64_t *slots, const struct pair *pair, int sign)
{
    for (size_t i = 0; i < pair->layout->subject_count; i++) {
        const struct subject *s = &pair->layout->subjects[i];
        if (s->change_size)
            add_change(s, slots + s->change, pair, sign);
    }
}
