#include "statistics.h"

#include <math.h>

bool student_p(double t, double df, double *p)
{
    if (!(df > 0 && isfinite(df)) || isnan(t))
        return false;
    double ratio = fabs(t) / sqrt(df);
    double square = ratio * ratio;
    double x = 1 / (1 + square);
    double y = square < 1 ? square / (1 + square) : 1 / (1 + 1 / square);
    return beta_probability(df / 2, 0.5, x, y, p);
}

/* Of x = df / (df + t^2) and 1 - x the smaller is sought: the other one is too
 * near 1 to carry t. */
bool student_critical(double confidence, double df, double *t)
{
    double x;
    double y;
    if (!(df > 0 && isfinite(df)) || !beta_quantile(0.5, df / 2, confidence, &y))
        return false;
    double ratio = y / (1 - y);
    if (y > 0.5) {
        if (!beta_quantile(df / 2, 0.5, 1 - confidence, &x))
            return false;
        ratio = (1 - x) / x;
    }
    double root = sqrt(df * ratio);
    if (!isfinite(root))
        return false;
    *t = root;
    return true;
}

static bool too_few(const struct sample *a, const struct sample *b)
{
    return a->n < 2 || b->n < 2 || !(a->m2 + b->m2 > 0);
}

static bool finish(double difference, double square_error, double df, struct t_test *test)
{
    double p;
    double t = difference / sqrt(square_error);
    if (!isfinite(t) || !student_p(t, df, &p))
        return false;
    *test = (struct t_test){.t = t, .df = df, .p = p};
    return true;
}

bool student_t_pooled(const struct sample *a, const struct sample *b, struct t_test *test)
{
    if (too_few(a, b))
        return false;
    double n_a = (double)a->n;
    double n_b = (double)b->n;
    double df = n_a + n_b - 2;
    double variance = (a->m2 + b->m2) / df;
    return finish(a->mean - b->mean, variance * (1 / n_a + 1 / n_b), df, test);
}

bool welch_t(const struct sample *a, const struct sample *b, struct t_test *test)
{
    if (too_few(a, b))
        return false;
    double df_a = (double)(a->n - 1);
    double df_b = (double)(b->n - 1);
    double square_a = a->m2 / df_a / (double)a->n;
    double square_b = b->m2 / df_b / (double)b->n;
    double square = square_a + square_b;
    double share = square_a / square;
    double df = 1 / (share * share / df_a + (1 - share) * (1 - share) / df_b);
    return finish(a->mean - b->mean, square, df, test);
}
