#include "tally.h"

#include <math.h>

/* P of k or fewer of n at evens is I_1/2(n - k, k + 1). */
static bool binomial_p(long long positive, long long n, double *p)
{
    long long fewer = positive < n - positive ? positive : n - positive;
    double tail;
    if (!beta_probability((double)(n - fewer), (double)fewer + 1, 0.5, 0.5, &tail))
        return false;
    *p = fmin(2 * tail, 1);
    return true;
}

bool sign_test(const struct tally *differences, struct exact_test *test)
{
    long long all;
    struct signed_walk walk;
    struct ties ties;
    if (!tally_count(differences, &all))
        return false;
    long long zeros = signed_begin(&walk, differences, false);
    long long positive = 0;
    while (signed_next(&walk, &ties))
        positive += ties.first;
    double p;
    if (all == zeros || !binomial_p(positive, all - zeros, &p))
        return false;
    *test = (struct exact_test){BASIS_EXACT, (double)positive, p, all - zeros, zeros};
    return true;
}

/* The doubled midranks. */
struct ranks {
    bool rank_zeros;
    long long n;
    long long zeros;
    long long positive;
    long long all;
    long long divisor;
    double squares;
};

static void summarize(const struct tally *differences, struct ranks *ranks)
{
    struct signed_walk walk;
    struct ties ties;
    ranks->zeros = signed_begin(&walk, differences, ranks->rank_zeros);
    while (signed_next(&walk, &ties)) {
        long long count = ties.first + ties.second;
        ranks->n += count;
        ranks->positive += ties.first * ties.rank;
        ranks->all += count * ties.rank;
        ranks->divisor = common_divisor(ties.rank, ranks->divisor);
        ranks->squares += (double)count * (double)ties.rank * (double)ties.rank;
    }
}

static bool fits(const struct ranks *ranks, const struct workspace *work)
{
    return ranks->n <= EXACT_MOST && (size_t)(ranks->all / ranks->divisor) < work->size;
}

static void distribute(const struct tally *differences, const struct ranks *ranks, double *cells)
{
    struct signed_walk walk;
    struct ties ties;
    size_t sum = 0;
    for (long long s = 0; s <= ranks->all / ranks->divisor; s++)
        cells[s] = 0;
    cells[0] = 1;
    (void)signed_begin(&walk, differences, ranks->rank_zeros);
    while (signed_next(&walk, &ties)) {
        size_t rank = (size_t)(ties.rank / ranks->divisor);
        for (long long i = 0; i < ties.first + ties.second; i++) {
            sum += rank;
            toss(cells, sum, rank);
        }
    }
}

/* The distribution is symmetric. */
static double exact_p(const struct ranks *ranks, const double *cells)
{
    long long sum = ranks->all / ranks->divisor;
    long long observed = ranks->positive / ranks->divisor;
    long long far = observed > sum - observed ? observed : sum - observed;
    double tail = 0;
    for (long long s = sum; s >= far; s--)
        tail += cells[s];
    return fmin(2 * tail, 1);
}

static bool approximate_p(const struct ranks *ranks, double *p)
{
    double away = fabs((double)(2 * ranks->positive - ranks->all)) / 4;
    double sd = sqrt(ranks->squares) / 4;
    return normal_p(fmax(away - 0.5, 0) / sd, p);
}

bool signed_rank_test(const struct tally *differences, enum zeros zeros,
                      const struct workspace *work, struct exact_test *test)
{
    long long all;
    struct ranks ranks = {.rank_zeros = zeros == ZEROS_PRATT};
    if (!tally_count(differences, &all))
        return false;
    summarize(differences, &ranks);
    if (ranks.n == 0)
        return false;
    enum basis basis = fits(&ranks, work) ? BASIS_EXACT : BASIS_NORMAL;
    double p;
    if (basis == BASIS_EXACT) {
        distribute(differences, &ranks, work->cells);
        p = exact_p(&ranks, work->cells);
    } else if (!approximate_p(&ranks, &p)) {
        return false;
    }
    *test = (struct exact_test){basis, (double)ranks.positive / 2, p, ranks.n, ranks.zeros};
    return true;
}
