#include "enumeration.h"
#include "transition.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static double cells[EXACT_CELLS];
static const struct workspace room = {cells, EXACT_CELLS};
static const struct workspace no_room = {0};

/* SplitMix64: the same numbers in every run and on every machine. */
static size_t below(uint64_t *state, size_t limit)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (size_t)((z ^ (z >> 31)) % limit);
}

/* --- Textbooks ------------------------------------------------------------ */

/* Fisher's tea: the values 0 .. 4 weigh 1, 16, 36, 16, 1 times the powers of
 * the odds ratio. Agresti, Categorical Data Analysis (2002), 3.5: p 0.486. */
static double tea_weight(double odds)
{
    return 1 + odds * (16 + odds * (36 + odds * (16 + odds)));
}

/* His criminal twins: J R Stat Soc 98 (1935) 48; the figures are those of R's
 * help(fisher.test), the ratio to the 4 digits R solves it to. */
Test(crosstab, tea_and_twins_of_fisher)
{
    struct exact_test test;
    struct odds_ratio odds;
    const struct fourfold tea = {3, 1, 1, 3};
    const struct fourfold twins = {2, 10, 15, 3};
    cr_assert(fisher_test(&tea, &test));
    cr_assert_float_eq(test.p, 34.0 / 70, 1e-15);
    cr_assert(odds_ratio(&tea, 0.95, &odds) && odds.sample == 9);
    cr_assert_float_eq(odds.conditional, 6.408309, 1e-3);
    double low = odds.interval.low;
    double high = odds.interval.high;
    cr_assert_float_eq(pow(low, 3) * (16 + low) / tea_weight(low), 0.025, 1e-14);
    cr_assert_float_eq(1 - pow(high, 4) / tea_weight(high), 0.025, 1e-14);
    cr_assert(fisher_test(&twins, &test));
    cr_assert_float_eq(test.p, 0.0005367, 5e-8);
    cr_assert(odds_ratio(&twins, 0.95, &odds));
    cr_assert_float_eq(odds.conditional, 0.04693661, 1e-4);
    cr_assert_float_eq(odds.interval.low, 0.003325764, 1e-5);
    cr_assert_float_eq(odds.interval.high, 0.363182271, 1e-4);
}

/* Newcombe, Stat Med 17 (1998) 873-890, table II, method 10. */
Test(crosstab, risk_differences_of_newcombe)
{
    const struct {
        struct fourfold table;
        double low, high;
    } cases[] = {
        {{56, 14, 48, 32}, 0.0524, 0.3339},
        {{9, 1, 3, 7}, 0.1705, 0.8090},
        {{10, 0, 0, 10}, 0.6075, 1.0000},
        {{0, 10, 0, 10}, -0.2775, 0.2775},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct risk_difference risk;
        cr_assert(risk_difference_newcombe(&cases[i].table, 1.959963985, &risk));
        cr_assert_float_eq(risk.interval.low, cases[i].low, 5e-5);
        cr_assert_float_eq(risk.interval.high, cases[i].high, 5e-5);
    }
}

/* Approval of a prime minister: Agresti, Categorical Data Analysis (1990), 350.
 * p is that of R 4.2.2, binom.test(86, 236). */
Test(crosstab, approval_of_agresti)
{
    struct exact_test test;
    cr_assert(mcnemar_test(&(struct fourfold){794, 150, 86, 570}, &test));
    cr_assert(test.n == 236 && test.zeros == 1364 && test.statistic == 86);
    cr_assert_float_eq(test.p, 3.716e-05, 5e-9);
}

/* Job satisfaction: Agresti, Categorical Data Analysis (2002), 57. Too large to
 * be listed; chi-squared by R 4.2.2, chisq.test. */
Test(crosstab, job_satisfaction_of_agresti)
{
    const long long counts[] = {1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11};
    struct exact_test test;
    cr_assert(freeman_halton_test(&(struct crosstab){4, 4, counts}, &room, &test));
    cr_assert_eq(test.basis, BASIS_CHI_SQUARED);
    cr_assert_float_eq(test.statistic, 5.9655, 5e-5);
    cr_assert_float_eq(test.p, 0.7434, 5e-5);
}

/* --- One test by another ------------------------------------------------------ */

Test(crosstab, the_general_test_of_a_fourfold_table_is_fisher_s)
{
    uint64_t state = 8;
    for (int round = 0; round < 500; round++) {
        struct exact_test fisher, general;
        long long counts[4];
        for (int i = 0; i < 4; i++)
            counts[i] = (long long)below(&state, 30);
        struct fourfold table = {counts[0], counts[1], counts[2], counts[3]};
        bool told = fisher_test(&table, &fisher);
        cr_assert_eq(told, freeman_halton_test(&(struct crosstab){2, 2, counts}, &room, &general));
        cr_assert(!told || fabs(fisher.p - general.p) <= 1e-12 * fisher.p);
        cr_assert(!told || (fisher.p > 0 && fisher.p <= 1));
    }
}

static struct margins margins_of(const long long *counts, size_t columns)
{
    struct margins margins = {.rows = 2, .columns = columns};
    for (size_t i = 0; i < 2 * columns; i++) {
        margins.cell[i / columns][i % columns] = counts[i];
        margins.row[i / columns] += counts[i];
        margins.column[i % columns] += counts[i];
        margins.n += counts[i];
    }
    return margins;
}

Test(crosstab, cutting_branches_changes_nothing)
{
    uint64_t state = 9;
    for (int round = 0; round < 300; round++) {
        long long counts[10];
        double cut, listed;
        size_t columns = 2 + below(&state, 4);
        for (size_t i = 0; i < 2 * columns; i++)
            counts[i] = 1 + (long long)below(&state, 8);
        struct margins margins = margins_of(counts, columns);
        cr_assert(enumerate_pairs(&margins, &room, &cut) && enumerate_all(&margins, &listed));
        cr_assert_float_eq(cut, listed, 1e-12 * cut);
    }
}

static void shuffle(uint64_t *state, size_t *order, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        size_t other = below(state, i + 1);
        order[i] = order[other];
        order[other] = i;
    }
}

Test(crosstab, the_order_of_rows_and_columns_changes_nothing)
{
    uint64_t state = 10;
    for (int round = 0; round < 200; round++) {
        long long counts[12], turned[12];
        size_t row[3], column[4];
        struct exact_test one, other;
        size_t rows = 2 + below(&state, 2);
        size_t columns = 2 + below(&state, 3);
        shuffle(&state, row, rows);
        shuffle(&state, column, columns);
        for (size_t i = 0; i < rows * columns; i++)
            counts[i] = (long long)below(&state, 4);
        for (size_t i = 0; i < rows * columns; i++)
            turned[column[i % columns] * rows + row[i / columns]] = counts[i];
        bool told = freeman_halton_test(&(struct crosstab){rows, columns, counts}, &room, &one);
        cr_assert_eq(told,
                     freeman_halton_test(&(struct crosstab){columns, rows, turned}, &room, &other));
        cr_assert(!told || fabs(one.p - other.p) <= 1e-12 * one.p);
        cr_assert(!told || (one.p > 0 && one.p <= 1 && one.basis == BASIS_EXACT));
    }
}

Test(crosstab, swapped_groups_invert_the_odds_and_change_the_sign_of_the_difference)
{
    uint64_t state = 11;
    for (int round = 0; round < 300; round++) {
        long long a = 1 + (long long)below(&state, 40), b = 1 + (long long)below(&state, 40);
        long long c = 1 + (long long)below(&state, 40), d = 1 + (long long)below(&state, 40);
        struct odds_ratio one, other;
        struct risk_difference risk, opposite;
        struct fourfold table = {a, b, c, d};
        struct fourfold swapped = {c, d, a, b};
        cr_assert(odds_ratio(&table, 0.9, &one) && odds_ratio(&swapped, 0.9, &other));
        cr_assert_float_eq(one.sample * other.sample, 1, 1e-12);
        cr_assert_float_eq(one.conditional * other.conditional, 1, 1e-10);
        cr_assert_float_eq(one.interval.low * other.interval.high, 1, 1e-10);
        cr_assert(one.interval.low < one.conditional && one.conditional < one.interval.high);
        cr_assert(risk_difference_newcombe(&table, 1.96, &risk));
        cr_assert(risk_difference_newcombe(&swapped, 1.96, &opposite));
        cr_assert_eq(risk.interval.low, -opposite.interval.high);
        cr_assert_eq(risk.difference, -opposite.difference);
    }
}

#define N_A 6
#define N_B 5

static double binomial(int n, int k, double rate)
{
    double p = 1;
    for (int i = 1; i <= k; i++)
        p *= (double)(n - k + i) / i * rate;
    return p * pow(1 - rate, n - k);
}

/* How often the interval holds the true difference. */
static double coverage(struct interval ends[N_A + 1][N_B + 1], double rate_a, double rate_b)
{
    double sum = 0;
    double difference = rate_a - rate_b;
    for (int a = 0; a <= N_A; a++) {
        for (int b = 0; b <= N_B; b++) {
            if (ends[a][b].low - 1e-7 <= difference && difference <= ends[a][b].high + 1e-7)
                sum += binomial(N_A, a, rate_a) * binomial(N_B, b, rate_b);
        }
    }
    return sum;
}

Test(crosstab, the_exact_risk_difference_covers_at_any_rates)
{
    struct interval ends[N_A + 1][N_B + 1];
    for (int a = 0; a <= N_A; a++) {
        for (int b = 0; b <= N_B; b++) {
            struct risk_difference risk, swapped;
            cr_assert(
                risk_difference_exact(&(struct fourfold){a, N_A - a, b, N_B - b}, 0.9, &risk));
            cr_assert(
                risk_difference_exact(&(struct fourfold){b, N_B - b, a, N_A - a}, 0.9, &swapped));
            cr_assert_eq(risk.interval.low, -swapped.interval.high);
            cr_assert(risk.interval.low <= risk.difference);
            ends[a][b] = risk.interval;
        }
    }
    for (int i = 0; i <= 50; i++) {
        for (int j = 0; j <= 50; j++)
            cr_assert_geq(coverage(ends, i / 50.0, j / 50.0), 0.9 - 1e-6, "at %d and %d", i, j);
    }
}

Test(crosstab, exact_risk_differences_at_their_ends)
{
    struct risk_difference risk = {.difference = 777};
    cr_assert_not(risk_difference_exact(&(struct fourfold){0, 0, 3, 4}, 0.95, &risk));
    cr_assert_not(risk_difference_exact(&(struct fourfold){3, 4, -1, 4}, 0.95, &risk));
    cr_assert_not(risk_difference_exact(&(struct fourfold){3, 4, 100, 101}, 0.95, &risk));
    cr_assert_not(risk_difference_exact(&(struct fourfold){3, 4, 3, 4}, 1, &risk));
    cr_assert_not(risk_difference_exact(&(struct fourfold){3, 4, 3, 4}, 0, &risk));
    cr_assert_eq(risk.difference, 777);
    /* All against none: at equal rates of yes and of no the probability is the
     * greatest, rate^20. */
    cr_assert(risk_difference_exact(&(struct fourfold){10, 0, 0, 10}, 0.95, &risk));
    cr_assert_float_eq(risk.interval.low, 2 * pow(0.025, 1.0 / 20) - 1, 1e-9);
    cr_assert_eq(risk.interval.high, 1);
    cr_assert(risk_difference_exact(&(struct fourfold){200, 0, 0, 200}, 0.95, &risk));
    cr_assert_float_eq(risk.interval.low, 2 * pow(0.025, 1.0 / 400) - 1, 1e-9);
}

/* --- Bounds --------------------------------------------------------------------- */

Test(crosstab, large_tables)
{
    const long long counts[] = {9000, 8000, 7000, 5000, 5000, 5000};
    const long long some[] = {30, 20, 15, 12, 9, 4, 12, 18, 16, 20, 19, 25};
    const struct fourfold table = {60000, 40000, 59500, 40500};
    struct exact_test test;
    struct odds_ratio odds;
    cr_assert(fisher_test(&table, &test));
    cr_assert_float_eq(test.p, 0.0229, 5e-4);
    cr_assert(odds_ratio(&table, 0.95, &odds));
    cr_assert_float_eq(odds.conditional, odds.sample, 1e-6);
    cr_assert(odds.interval.low > 1 && odds.interval.high < 1.05);
    cr_assert(freeman_halton_test(&(struct crosstab){2, 3, counts}, &room, &test));
    cr_assert_eq(test.basis, BASIS_CHI_SQUARED);
    cr_assert(freeman_halton_test(&(struct crosstab){2, 6, some}, &room, &test));
    cr_assert_eq(test.basis, BASIS_EXACT);
    cr_assert(freeman_halton_test(&(struct crosstab){2, 6, some}, &no_room, &test));
    cr_assert_eq(test.basis, BASIS_CHI_SQUARED);
}

Test(crosstab, odds_at_the_ends)
{
    struct odds_ratio odds;
    cr_assert(odds_ratio(&(struct fourfold){5, 0, 2, 3}, 0.95, &odds));
    cr_assert(odds.unbounded && odds.interval.low > 0);
    cr_assert(odds.sample == 0 && odds.conditional == 0 && odds.interval.high == 0);
    cr_assert(odds_ratio(&(struct fourfold){0, 5, 3, 2}, 0.95, &odds));
    cr_assert(!odds.unbounded && odds.interval.low == 0 && odds.interval.high > 0);
    cr_assert(odds.sample == 0 && odds.conditional == 0);
}

Test(crosstab, too_few_to_test)
{
    const struct fourfold tables[] = {
        {0, 0, 3, 4}, {3, 4, 0, 0},  {3, 0, 4, 0},  {0, 3, 0, 4},
        {0, 0, 0, 0}, {-1, 3, 4, 5}, {3, 3, -1, 5}, {500000000, 500000000, 1, 1}};
    struct exact_test test = {.p = 777};
    struct odds_ratio odds = {.sample = 777};
    for (size_t i = 0; i < COUNT(tables); i++) {
        const struct fourfold *table = &tables[i];
        const long long counts[] = {table->a, table->b, table->c, table->d};
        cr_assert_not(fisher_test(table, &test));
        cr_assert_not(odds_ratio(table, 0.95, &odds));
        cr_assert_not(freeman_halton_test(&(struct crosstab){2, 2, counts}, &room, &test));
    }
    cr_assert_not(mcnemar_test(&(struct fourfold){5, 0, 0, 7}, &test));
    cr_assert_not(mcnemar_test(&(struct fourfold){-1, 1, 1, 7}, &test));
    cr_assert(test.p == 777 && odds.sample == 777);
    struct risk_difference risk;
    cr_assert_not(risk_difference_newcombe(&tables[0], 1.96, &risk));
    cr_assert_not(risk_difference_newcombe(&tables[1], 1.96, &risk));
    cr_assert_not(risk_difference_newcombe(&tables[5], 1.96, &risk));
    cr_assert(risk_difference_newcombe(&tables[2], 1.96, &risk) && risk.difference == 0);
}

Test(crosstab, chi_squared_at_its_ends)
{
    double p = 777;
    cr_assert_not(chi_squared_p(-1, 1, &p));
    cr_assert_not(chi_squared_p((double)NAN, 1, &p));
    cr_assert_not(chi_squared_p(1, 0, &p));
    cr_assert_not(chi_squared_p(1, 201, &p));
    cr_assert_eq(p, 777);
    cr_assert(chi_squared_p(0, 1, &p) && p == 1);
    cr_assert(chi_squared_p((double)INFINITY, 3, &p) && p == 0);
    cr_assert(chi_squared_p(1e6, 200, &p) && p == 0);
    cr_assert(chi_squared_p(2, 2, &p));
    cr_assert_float_eq(p, exp(-1), 1e-15);
}

/* --- Transitions ------------------------------------------------------------------ */

/* From levels 1 to 3 (rows) to levels 1 to 3. */
static const long long moved[] = {4, 3, 2, 1, 5, 6, 0, 1, 8};
static const struct transition transition = {1, 3, moved};

Test(crosstab, moves_between_levels)
{
    struct moves moves;
    struct tally changes;
    double values[5];
    long long counts[5];
    double mean, median;
    const long long wanted[] = {0, 2, 17, 9, 2};
    cr_assert(transition_moves(&transition, &moves));
    cr_assert(moves.improved == 11 && moves.same == 17 && moves.declined == 2);
    cr_assert(transition_changes(&transition, values, counts, &changes));
    for (int i = 0; i < 5; i++)
        cr_assert(changes.values[i] == i - 2 && changes.counts[i] == wanted[i]);
    cr_assert(tally_mean(&changes, &mean) && tally_median(&changes, &median) && median == 0);
    cr_assert_float_eq(mean, 11.0 / 30, 1e-15);
}

Test(crosstab, at_or_above_a_level)
{
    struct fourfold table;
    cr_assert(transition_at_or_above(&transition, 2, &table));
    cr_assert(table.a == 20 && table.b == 1 && table.c == 5 && table.d == 4);
    cr_assert(transition_at_or_above(&transition, -7, &table) && table.a == 30);
    cr_assert(transition_at_or_above(&transition, 4, &table) && table.d == 30);
}

Test(crosstab, no_transitions)
{
    const long long none[] = {0, 0, 0, 0};
    const long long negative[] = {2, -1, 3, 4};
    const struct transition broken[] = {{1, 0, none}, {1, 2, none}, {1, 2, negative}};
    struct moves moves = {.same = 777};
    struct fourfold table = {.a = 777};
    struct tally changes;
    double values[3];
    long long counts[3];
    for (size_t i = 0; i < COUNT(broken); i++) {
        cr_assert_not(transition_moves(&broken[i], &moves));
        cr_assert_not(transition_changes(&broken[i], values, counts, &changes));
        cr_assert_not(transition_at_or_above(&broken[i], 1, &table));
    }
    cr_assert(moves.same == 777 && table.a == 777);
}
