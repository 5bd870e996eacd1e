#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agreement.h"

/* Coincidences of values within units, each unit's divided by its ratings less one; margins
 * are whole numbers, so that what is taken away again leaves exactly nothing. */
struct coincidences {
    const struct rated *rated;
    enum scale_kind kind;
    double *cells, *margins, *before; /* before: sums of margins, for ordinal distances */
    double values;
};

static struct coincidences begin(const struct rated *rated, enum scale_kind kind, double *room)
{
    size_t size = rated->categories;
    memset(room, 0, ALPHA_ROOM(size) * sizeof *room);
    return (struct coincidences){.rated = rated,
                                 .kind = kind,
                                 .cells = room,
                                 .margins = room + size * size,
                                 .before = room + size * size + size};
}

static size_t given(const struct rated *rated, size_t at)
{
    size_t count = 0;
    for (size_t i = 0; i < rated->raters; i++)
        count += rated->values[at * rated->raters + i] != RATING_NONE;
    return count;
}

static void add(struct coincidences *all, size_t at, double times)
{
    const struct rated *rated = all->rated;
    const short *values = rated->values + at * rated->raters;
    size_t count = given(rated, at);
    if (count < 2 || times == 0)
        return;
    double each = times / (double)(count - 1);
    for (size_t i = 0; i < rated->raters; i++) {
        if (values[i] == RATING_NONE)
            continue;
        all->margins[values[i]] += times;
        all->values += times;
        for (size_t k = 0; k < rated->raters; k++)
            if (k != i && values[k] != RATING_NONE)
                all->cells[(size_t)values[i] * rated->categories + (size_t)values[k]] += each;
    }
}

static double distance(const struct coincidences *all, size_t low, size_t high)
{
    const double *points = all->rated->points;
    double apart = 1;
    if (all->kind == SCALE_ORDINAL)
        apart = all->before[high] - all->before[low] + (all->margins[high] - all->margins[low]) / 2;
    else if (all->kind == SCALE_INTERVAL)
        apart = points[high] - points[low];
    else if (all->kind == SCALE_RATIO)
        apart = points[high] + points[low] == 0
                    ? 0
                    : (points[high] - points[low]) / (points[high] + points[low]);
    return apart * apart;
}

static void sum_margins(struct coincidences *all)
{
    double sum = 0;
    for (size_t c = 0; c < all->rated->categories; c++) {
        all->before[c] = sum;
        sum += all->margins[c];
    }
}

/* Of nominal values only what is equal must be looked at. */
static void disagreement_nominal(const struct coincidences *all, double *seen, double *chance)
{
    size_t size = all->rated->categories;
    double equal = 0, squares = 0;
    for (size_t c = 0; c < size; c++) {
        equal += all->cells[c * size + c];
        squares += all->margins[c] * all->margins[c];
    }
    *seen = all->values - equal;
    *chance = all->values * all->values - squares;
}

static void disagreement(const struct coincidences *all, double *seen, double *chance)
{
    size_t size = all->rated->categories;
    *seen = *chance = 0;
    for (size_t high = 1; high < size; high++)
        for (size_t low = 0; low < high && all->margins[high] != 0; low++) {
            double apart = distance(all, low, high);
            *seen += 2 * all->cells[high * size + low] * apart;
            *chance += 2 * all->margins[high] * all->margins[low] * apart;
        }
}

static enum agreement alpha_of(struct coincidences *all, double *alpha)
{
    size_t used = 0;
    double seen, chance;
    for (size_t c = 0; c < all->rated->categories; c++)
        used += all->margins[c] > 0;
    if (!used)
        return AGREEMENT_TOO_FEW;
    if (used < 2)
        return AGREEMENT_NO_VARIATION;
    sum_margins(all);
    (all->kind == SCALE_NOMINAL ? disagreement_nominal : disagreement)(all, &seen, &chance);
    *alpha = 1 - (all->values - 1) * seen / chance;
    return AGREEMENT_GIVEN;
}

static struct coincidences whole(const struct rated *rated, enum scale_kind kind, double *room)
{
    struct coincidences all = begin(rated, kind, room);
    for (size_t i = 0; i < rated->patterns; i++)
        add(&all, i, (double)rated->times[i]);
    return all;
}

static long long pairable(const struct rated *rated)
{
    long long units = 0;
    for (size_t i = 0; i < rated->patterns; i++)
        units += given(rated, i) > 1 ? rated->times[i] : 0;
    return units;
}

enum agreement alpha_krippendorff(const struct rated *rated, enum scale_kind kind, double *room,
                                  struct alpha *alpha)
{
    struct coincidences all = whole(rated, kind, room);
    *alpha = (struct alpha){.units = pairable(rated), .values = (long long)all.values};
    return alpha_of(&all, &alpha->value);
}

/* --- Its interval ----------------------------------------------------------------- */

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* A whole number below size, each as likely: by the high half of a product (Lemire, ACM Trans
 * Model Comput Simul 29 (2019) 3); its bias, below 2^-54 here, is not corrected. */
static size_t below(uint64_t *state, size_t size)
{
    __extension__ typedef unsigned __int128 wide;
    return (size_t)((wide)splitmix64(state) * size >> 64);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One draw: as many units as there are, each of a pattern. */
static enum agreement draw(const struct rated *rated, enum scale_kind kind,
                           const struct alpha_room *room, size_t units, uint64_t *state,
                           double *alpha)
{
    struct coincidences all = begin(rated, kind, room->cells);
    memset(room->times, 0, rated->patterns * sizeof *room->times);
    for (size_t i = 0; i < units; i++)
        room->times[room->units[below(state, units)]]++;
    for (size_t i = 0; i < rated->patterns; i++)
        add(&all, i, (double)room->times[i]);
    return alpha_of(&all, alpha);
}

static bool bootstrap(const struct rated *rated, enum scale_kind kind,
                      const struct alpha_room *room, struct interval *interval)
{
    uint64_t state = BOOTSTRAP_SEED;
    size_t units = 0, count = 0;
    for (size_t i = 0; i < rated->patterns; i++)
        for (long long n = 0; n < rated->times[i] && given(rated, i) > 1; n++)
            room->units[units++] = i;
    for (size_t i = 0; i < BOOTSTRAP_TIMES; i++)
        count += draw(rated, kind, room, units, &state, &room->drawn[count]) == AGREEMENT_GIVEN;
    if (count * 2 <= BOOTSTRAP_TIMES)
        return false;
    qsort(room->drawn, count, sizeof *room->drawn, by_value);
    return sorted_quantile(room->drawn, count, 0.025, &interval->low) &&
           sorted_quantile(room->drawn, count, 0.975, &interval->high);
}

static bool jackknife(const struct rated *rated, enum scale_kind kind, double *cells,
                      struct interval *interval)
{
    struct coincidences all = whole(rated, kind, cells);
    struct sample without = {0};
    double alpha, one;
    if (alpha_of(&all, &alpha) != AGREEMENT_GIVEN)
        return false;
    for (size_t i = 0; i < rated->patterns; i++) {
        if (rated->times[i] < 1 || given(rated, i) < 2)
            continue;
        add(&all, i, -1);
        if (alpha_of(&all, &one) != AGREEMENT_GIVEN)
            return false;
        sample_merge(&without, &(struct sample){rated->times[i], one, 0});
        add(&all, i, 1);
    }
    double n = (double)without.n, reach = 1.96 * sqrt((n - 1) / n * without.m2);
    *interval = (struct interval){alpha - reach, fmin(alpha + reach, 1)};
    return true;
}

bool alpha_interval(const struct rated *rated, enum scale_kind kind, const struct alpha_room *room,
                    struct interval *interval, bool *drawn)
{
    struct coincidences all = whole(rated, kind, room->cells);
    double alpha;
    *drawn = pairable(rated) <= BOOTSTRAP_UNITS;
    if (alpha_of(&all, &alpha) != AGREEMENT_GIVEN)
        return false;
    return *drawn ? bootstrap(rated, kind, room, interval)
                  : jackknife(rated, kind, room->cells, interval);
}
