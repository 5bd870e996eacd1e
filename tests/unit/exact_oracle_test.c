#include "crosstab.h"
#include "oracle.h"

#include <criterion/criterion.h>
#include <math.h>

/* Each tolerance is some ten times what was found; see include/exact.h. */

static double cells[EXACT_CELLS];
static const struct workspace room = {cells, EXACT_CELLS};
static const struct workspace no_room = {0};

#define assert_near(got, wanted, tolerance)                                                        \
    cr_assert(fabs((got) - (wanted)) <= (tolerance)*fabs(wanted), "%s is %.17g, not %.17g", #got,  \
              (got), (wanted))

/* Both ends, and that too few are refused. */
static void assert_shift(bool told, const struct shift *shift, const double *row)
{
    cr_assert_eq(told, row[2] >= 1);
    if (!told)
        return;
    cr_assert_eq(shift->basis, BASIS_EXACT);
    cr_assert_float_eq(shift->estimate, row[1], 1e-12 * (1 + fabs(row[1])));
    cr_assert_float_eq(shift->interval.low, row[3], 1e-12 * (1 + fabs(row[3])));
    cr_assert_float_eq(shift->interval.high, row[4], 1e-12 * (1 + fabs(row[4])));
}

static void check_paired(const double *row, size_t size)
{
    struct exact_test test;
    struct shift shift;
    struct tally tally = {.size = size - 10, .values = row + 10};
    cr_assert(signed_rank_test(&tally, ZEROS_WILCOXON, &room, &test));
    cr_assert_eq(test.basis, BASIS_EXACT);
    cr_assert_eq(test.statistic, row[0]);
    assert_near(test.p, row[1], 1e-12);
    cr_assert(signed_rank_test(&tally, ZEROS_PRATT, &room, &test));
    cr_assert_eq(test.statistic, row[2]);
    assert_near(test.p, row[3], 1e-12);
    cr_assert_eq(test.n + test.zeros, tally.size);
    cr_assert(signed_rank_test(&tally, ZEROS_WILCOXON, &no_room, &test));
    cr_assert_eq(test.basis, BASIS_NORMAL);
    assert_near(test.p, row[4], 1e-12);
    assert_shift(shift_paired(&tally, row[5], &room, &shift), &shift, row + 5);
}

static void check_two(const double *row, size_t size)
{
    struct exact_test test;
    struct shift shift;
    size_t n_a = (size_t)row[8];
    struct tally a = {.size = n_a, .values = row + 10};
    struct tally b = {.size = (size_t)row[9], .values = row + 10 + n_a};
    cr_assert_eq(size, 10 + a.size + b.size);
    cr_assert(mann_whitney_test(&a, &b, &room, &test));
    cr_assert_eq(test.basis, BASIS_EXACT);
    cr_assert_eq(test.statistic, row[0]);
    assert_near(test.p, row[1], 1e-12);
    cr_assert(mann_whitney_test(&a, &b, &no_room, &test));
    cr_assert_eq(test.basis, BASIS_NORMAL);
    assert_near(test.p, row[2], 1e-12);
    assert_shift(shift_between(&a, &b, row[3], &room, &shift), &shift, row + 3);
}

static void check_sign(const double *row, size_t size)
{
    struct exact_test test;
    const double values[] = {-1, 1};
    const long long counts[] = {(long long)(row[1] - row[0]), (long long)row[0]};
    cr_assert_eq(size, 3);
    cr_assert(sign_test(&(struct tally){2, values, counts}, &test));
    assert_near(test.p, row[2], 1e-12);
    cr_assert_eq(test.statistic, row[0]);
}

static void check_odds(const struct fourfold *table, const double *row)
{
    struct odds_ratio odds;
    cr_assert(odds_ratio(table, row[5], &odds));
    cr_assert_eq(odds.unbounded, table->b == 0 || table->c == 0);
    assert_near(odds.conditional, row[6], 1e-11);
    assert_near(odds.interval.low, row[7], 1e-11);
    assert_near(odds.interval.high, row[8], 1e-11);
}

static void check_fourfold(const double *row, size_t size)
{
    struct exact_test test;
    struct risk_difference risk;
    struct fourfold table = {(long long)row[0], (long long)row[1], (long long)row[2],
                             (long long)row[3]};
    cr_assert_eq(size, 12);
    cr_assert(fisher_test(&table, &test));
    assert_near(test.p, row[4], 1e-12);
    check_odds(&table, row);
    cr_assert(risk_difference_newcombe(&table, 1.96, &risk));
    cr_assert_float_eq(risk.interval.low, row[9], 1e-14);
    cr_assert_float_eq(risk.interval.high, row[10], 1e-14);
    cr_assert_eq(mcnemar_test(&table, &test), row[11] <= 1);
    if (row[11] <= 1)
        assert_near(test.p, row[11], 1e-12);
}

static void check_risk(const double *row, size_t size)
{
    struct risk_difference risk;
    struct fourfold table = {(long long)row[0], (long long)row[1], (long long)row[2],
                             (long long)row[3]};
    cr_assert_eq(size, 7);
    cr_assert(risk_difference_exact(&table, row[4], &risk));
    cr_assert_float_eq(risk.interval.low, row[5], 1e-7);
    cr_assert_float_eq(risk.interval.high, row[6], 1e-7);
}

static void check_table(const double *row, size_t size)
{
    struct exact_test test;
    long long counts[CROSSTAB_MOST * CROSSTAB_MOST];
    struct crosstab table = {(size_t)row[3], (size_t)row[4], counts};
    cr_assert_eq(size, 5 + table.rows * table.columns);
    for (size_t i = 0; i < size - 5; i++)
        counts[i] = (long long)row[5 + i];
    cr_assert(freeman_halton_test(&table, &room, &test));
    cr_assert_eq(test.basis, BASIS_EXACT);
    assert_near(test.p, row[0], 1e-11);
    cr_assert_float_eq(test.statistic, row[1], 1e-12 * (1 + row[1]));
}

static void check_chi_squared(const double *row, size_t size)
{
    double p;
    cr_assert_eq(size, 3);
    cr_assert(chi_squared_p(row[0], (int)row[1], &p));
    assert_near(p, row[2], 1e-12);
}

/* Below 1/2 the argument's rounding is nothing; above, it moves the tail. */
static void check_normal(const double *row, size_t size)
{
    double z;
    double p;
    cr_assert_eq(size, 2);
    cr_assert(normal_critical(row[0], &z) && normal_p(z, &p));
    assert_near(z, row[1], 1e-13 + 1e-16 / (1 - row[0]));
    assert_near(p, 1 - row[0], 1e-13 + 1e-16 / (1 - row[0]));
}

static void check_holm(const double *row, size_t size)
{
    double adjusted[ORACLE_FIELDS];
    cr_assert(holm_adjust(row, size / 2, adjusted));
    for (size_t i = 0; i < size / 2; i++)
        cr_assert_float_eq(adjusted[i], row[size / 2 + i], 1e-14);
}

Test(exact_oracle, paired_tests_are_the_oracle_s)
{
    oracle_each("exact_paired", 1500, check_paired);
}
Test(exact_oracle, two_sample_tests_are_the_oracle_s)
{
    oracle_each("exact_two", 1500, check_two);
}
Test(exact_oracle, sign_test_is_the_oracle_s)
{
    oracle_each("exact_sign", 1000, check_sign);
}
Test(exact_oracle, fourfold_tables_are_the_oracle_s)
{
    oracle_each("exact_fourfold", 2000, check_fourfold);
}
Test(exact_oracle, exact_risk_differences_are_the_oracle_s)
{
    oracle_each("exact_risk", 300, check_risk);
}
Test(exact_oracle, larger_tables_are_the_oracle_s)
{
    oracle_each("exact_table", 1500, check_table);
}
Test(exact_oracle, chi_squared_is_the_oracle_s)
{
    oracle_each("exact_chi_squared", 500, check_chi_squared);
}
Test(exact_oracle, normal_is_the_oracle_s)
{
    oracle_each("exact_normal", 200, check_normal);
}
Test(exact_oracle, holm_is_the_oracle_s)
{
    oracle_each("exact_holm", 300, check_holm);
}
