#include "exact.h"

#include <math.h>

static bool is_tested(double p)
{
    return p >= 0;
}

static size_t count_between(const double *p, size_t size, double low, double high)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += p[i] >= low && p[i] < high;
    return count;
}

/* Some adjusted may be done already: they are the greatest up to themselves,
 * which changes nothing. */
static double greatest_up_to(const double *p, size_t size, const double *adjusted, double most)
{
    double greatest = 0;
    for (size_t i = 0; i < size; i++) {
        if (is_tested(p[i]) && p[i] <= most)
            greatest = fmax(greatest, adjusted[i]);
    }
    return greatest;
}

bool holm_adjust(const double *p, size_t size, double *adjusted)
{
    for (size_t i = 0; i < size; i++) {
        if (!(p[i] <= 1))
            return false;
    }
    for (size_t i = 0; i < size; i++) {
        double left = (double)count_between(p, size, p[i], 2);
        adjusted[i] = is_tested(p[i]) ? fmin(left * p[i], 1) : p[i];
    }
    for (size_t i = 0; i < size; i++) {
        if (is_tested(p[i]))
            adjusted[i] = greatest_up_to(p, size, adjusted, p[i]);
    }
    return true;
}
