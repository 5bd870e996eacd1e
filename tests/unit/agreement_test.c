#include "agreement.h"
#include "oracle.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { UNITS = 2500, RATERS = 4, CATEGORIES = 10 };

static double cells[ALPHA_ROOM(CATEGORIES)];
static long long margins[2 * CATEGORIES];
static long long drawn_times[UNITS];
static size_t drawn_units[BOOTSTRAP_UNITS];
static double drawn_alphas[BOOTSTRAP_TIMES];
static const struct alpha_room room = {cells, drawn_times, drawn_units, drawn_alphas};
static const double points[CATEGORIES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
static long long once[UNITS];

static void count_once(void)
{
    for (size_t i = 0; i < UNITS; i++)
        once[i] = 1;
}

TestSuite(agreement, .init = count_once);

static double alpha_of(const struct rated *rated, enum scale_kind kind)
{
    struct alpha alpha;
    cr_assert_eq(alpha_krippendorff(rated, kind, cells, &alpha), AGREEMENT_GIVEN);
    return alpha.value;
}

static double kappa_of(const struct rated *rated)
{
    struct kappa kappa;
    cr_assert_eq(kappa_cohen(rated, 0, 1, margins, &kappa), AGREEMENT_GIVEN);
    return kappa.value;
}

static uint64_t state;

static unsigned chance(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

/* Units that are rated alike more often than not, with gaps. */
static struct rated random_ratings(short *values, size_t raters, size_t units)
{
    for (size_t i = 0; i < units; i++) {
        short truth = (short)chance(5);
        for (size_t k = 0; k < raters; k++)
            values[i * raters + k] = chance(8) == 0 ? RATING_NONE
                                     : chance(3)    ? truth
                                                    : (short)chance(5);
    }
    return (struct rated){raters, CATEGORIES, units, values, once, points};
}

/* --- Published examples ------------------------------------------------------------ */

/* Krippendorff, Computing Krippendorff's alpha-reliability (2011), section E: four observers,
 * twelve units; as printed to three digits. */
Test(agreement, krippendorff_four_observers)
{
    static const short observers[4][12] = {{1, 2, 3, 3, 2, 1, 4, 1, 2, -1, -1, -1},
                                           {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, -1, 3},
                                           {-1, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, -1},
                                           {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, -1}};
    short values[48];
    for (int i = 0; i < 48; i++)
        values[i] = observers[i % 4][i / 4];
    struct rated rated = {4, CATEGORIES, 12, values, once, points};
    struct alpha alpha;
    cr_assert_float_eq(alpha_of(&rated, SCALE_NOMINAL), 0.743, 0.0005);
    cr_assert_float_eq(alpha_of(&rated, SCALE_ORDINAL), 0.815, 0.0005);
    cr_assert_float_eq(alpha_of(&rated, SCALE_INTERVAL), 0.849, 0.0005);
    cr_assert_float_eq(alpha_of(&rated, SCALE_RATIO), 0.797, 0.0005);
    cr_assert_eq(alpha_krippendorff(&rated, SCALE_NOMINAL, cells, &alpha), AGREEMENT_GIVEN);
    cr_assert_eq(alpha.units, 11);
    cr_assert_eq(alpha.values, 40);
}

/* The same source, sections A and B: two observers, binary and nominal. */
Test(agreement, krippendorff_two_observers)
{
    static const short binary[] = {0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0};
    static const short nominal[] = {0, 1, 0, 0, 1, 1, 1, 1, 3, 1, 2, 2,
                                    2, 2, 2, 2, 4, 4, 3, 3, 3, 3, 0, 3};
    struct rated two = {2, 2, 10, binary, once, points};
    struct rated five = {2, 5, 12, nominal, once, points};
    cr_assert_float_eq(alpha_of(&two, SCALE_NOMINAL), 0.095, 0.0005);
    cr_assert_float_eq(alpha_of(&five, SCALE_NOMINAL), 0.692, 0.0005);
}

/* Cohen 1960, his example of 200 cases in three categories: kappa .492 as printed there. */
Test(agreement, cohen_1960)
{
    static const short values[] = {0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2, 2, 0, 2, 1, 2, 2};
    static const long long times[] = {88, 14, 18, 10, 40, 10, 2, 6, 12};
    struct rated rated = {2, 3, 9, values, times, NULL};
    struct kappa kappa;
    struct share share;
    cr_assert_eq(kappa_cohen(&rated, 0, 1, margins, &kappa), AGREEMENT_GIVEN);
    cr_assert_float_eq(kappa.value, 0.492, 0.0005);
    cr_assert_eq(kappa.n, 200);
    cr_assert_eq(agreement_percent(&rated, &share), AGREEMENT_GIVEN);
    cr_assert_float_eq(share.value, 0.70, 1e-12);
}

/* --- The oracle's answers: oracle/agreement.py, oracle/agreement.R ------------------ */

static void check_alpha(const double *row, size_t size)
{
    static const enum scale_kind kinds[] = {SCALE_NOMINAL, SCALE_ORDINAL, SCALE_INTERVAL,
                                            SCALE_RATIO};
    short values[ORACLE_FIELDS];
    size_t units = (size_t)row[4];
    cr_assert_eq(size, 5 + units * RATERS);
    for (size_t i = 0; i < units * RATERS; i++)
        values[i] = row[5 + i] == 9 ? RATING_NONE : (short)row[5 + i];
    struct rated rated = {RATERS, CATEGORIES, units, values, once, points};
    for (size_t i = 0; i < 4; i++)
        cr_assert_float_eq(alpha_of(&rated, kinds[i]), row[i], 1e-12, "kind %zu: not %.15g", i,
                           row[i]);
}

static void check_kappa(const double *row, size_t size)
{
    short values[2 * CATEGORIES * CATEGORIES];
    long long times[CATEGORIES * CATEGORIES];
    size_t side = (size_t)row[2];
    struct kappa kappa;
    cr_assert_eq(size, 3 + side * side);
    for (size_t i = 0; i < side * side; i++) {
        values[2 * i] = (short)(i / side);
        values[2 * i + 1] = (short)(i % side);
        times[i] = (long long)row[3 + i];
    }
    struct rated rated = {2, side, side * side, values, times, NULL};
    cr_assert_eq(kappa_cohen(&rated, 0, 1, margins, &kappa), AGREEMENT_GIVEN);
    cr_assert_float_eq(kappa.value, row[0], 1e-12);
    cr_assert_float_eq(kappa.error, row[1], 1e-9, "%.15g, not %.15g", kappa.error, row[1]);
}

Test(agreement, oracle)
{
    oracle_each("agreement_alpha", 200, check_alpha);
    oracle_each("agreement_kappa", 200, check_kappa);
}

/* --- What always holds -------------------------------------------------------------- */

Test(agreement, nobody_is_first)
{
    static short values[UNITS * RATERS], other[UNITS * RATERS];
    for (int run = 0; run < 50; run++) {
        struct rated rated = random_ratings(values, RATERS, 30), turned = rated;
        turned.values = other;
        for (size_t i = 0; i < 30 * RATERS; i++)
            other[i] = values[(29 - i / RATERS) * RATERS + (RATERS - 1 - i % RATERS)];
        for (int kind = SCALE_NOMINAL; kind <= SCALE_RATIO; kind++)
            cr_assert_float_eq(alpha_of(&rated, (enum scale_kind)kind),
                               alpha_of(&turned, (enum scale_kind)kind), 1e-12);
    }
}

Test(agreement, names_of_categories_do_not_matter_to_nominal_values)
{
    static const short names[] = {2, 0, 4, 1, 3};
    static short values[UNITS * RATERS], other[UNITS * RATERS];
    for (int run = 0; run < 50; run++) {
        struct rated rated = random_ratings(values, 2, 40), named = rated;
        named.values = other;
        for (size_t i = 0; i < 80; i++)
            other[i] = values[i] == RATING_NONE ? values[i] : names[values[i]];
        cr_assert_float_eq(alpha_of(&rated, SCALE_NOMINAL), alpha_of(&named, SCALE_NOMINAL), 1e-12);
        cr_assert_float_eq(kappa_of(&rated), kappa_of(&named), 1e-12);
    }
}

Test(agreement, patterns_may_be_put_together)
{
    static short values[UNITS * RATERS], twice[UNITS * RATERS];
    static long long pairs[UNITS];
    for (size_t i = 0; i < UNITS; i++)
        pairs[i] = 2;
    struct rated rated = random_ratings(values, RATERS, 60), together = rated, doubled = rated;
    memcpy(twice, values, 60 * RATERS * sizeof *values);
    memcpy(twice + 60 * RATERS, values, 60 * RATERS * sizeof *values);
    together.times = pairs;
    doubled.values = twice;
    doubled.patterns = 120;
    for (int kind = SCALE_NOMINAL; kind <= SCALE_RATIO; kind++)
        cr_assert_float_eq(alpha_of(&together, (enum scale_kind)kind),
                           alpha_of(&doubled, (enum scale_kind)kind), 1e-12);
}

Test(agreement, perfect_is_one)
{
    static const short values[] = {0, 0, 3, 3, 1, 1};
    struct rated rated = {2, 4, 3, values, once, points};
    for (int kind = SCALE_NOMINAL; kind <= SCALE_RATIO; kind++)
        cr_assert_eq(alpha_of(&rated, (enum scale_kind)kind), 1);
    cr_assert_eq(kappa_of(&rated), 1);
}

Test(agreement, what_is_not_defined)
{
    static const short gaps[] = {0, -1, -1, 1}, same[] = {2, 2, 2, 2}, apart[] = {0, 1, 0, 1};
    struct rated none = {2, 3, 2, gaps, once, points}, one = {2, 3, 2, same, once, points},
                 other = {2, 3, 2, apart, once, points};
    struct alpha alpha;
    struct kappa kappa;
    struct share share;
    struct interval interval;
    bool drawn;
    cr_assert_eq(alpha_krippendorff(&none, SCALE_NOMINAL, cells, &alpha), AGREEMENT_TOO_FEW);
    cr_assert_eq(kappa_cohen(&none, 0, 1, margins, &kappa), AGREEMENT_TOO_FEW);
    cr_assert_eq(agreement_percent(&none, &share), AGREEMENT_TOO_FEW);
    cr_assert_not(alpha_interval(&none, SCALE_NOMINAL, &room, &interval, &drawn));
    cr_assert_eq(alpha_krippendorff(&one, SCALE_ORDINAL, cells, &alpha), AGREEMENT_NO_VARIATION);
    cr_assert_eq(kappa_cohen(&one, 0, 1, margins, &kappa), AGREEMENT_NO_VARIATION);
    cr_assert_eq(agreement_percent(&one, &share), AGREEMENT_GIVEN);
    cr_assert_eq(share.value, 1);
    cr_assert_not(alpha_interval(&one, SCALE_NOMINAL, &room, &interval, &drawn));
    cr_assert_eq(kappa_of(&other), 0);
}

/* --- Intervals ----------------------------------------------------------------------- */

Test(agreement, the_interval_is_the_same_each_time)
{
    static short values[UNITS * RATERS];
    struct rated rated = random_ratings(values, RATERS, 100);
    struct interval first, again;
    bool drawn;
    cr_assert(alpha_interval(&rated, SCALE_INTERVAL, &room, &first, &drawn) && drawn);
    memset(cells, 1, sizeof cells);
    cr_assert(alpha_interval(&rated, SCALE_INTERVAL, &room, &again, &drawn) && drawn);
    cr_assert(first.low == again.low && first.high == again.high);
    double alpha = alpha_of(&rated, SCALE_INTERVAL);
    cr_assert(first.low < alpha && alpha < first.high);
}

/* Where one method takes over from the other the two say about the same. */
Test(agreement, both_methods_agree_on_the_interval)
{
    static short values[UNITS * RATERS];
    for (int kind = SCALE_NOMINAL; kind <= SCALE_RATIO; kind++) {
        struct rated few = random_ratings(values, 2, 900), many;
        struct interval drawn, jackknifed;
        bool is_drawn;
        cr_assert(alpha_interval(&few, (enum scale_kind)kind, &room, &drawn, &is_drawn) &&
                  is_drawn);
        many = random_ratings(values, 2, 1800);
        cr_assert(alpha_interval(&many, (enum scale_kind)kind, &room, &jackknifed, &is_drawn));
        cr_assert_not(is_drawn);
        double ratio = (drawn.high - drawn.low) / (jackknifed.high - jackknifed.low);
        cr_assert(ratio > 1.2 && ratio < 1.65, "widths differ %g times, not about 1.41", ratio);
    }
}
