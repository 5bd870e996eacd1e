#include "crosstab.h"

#include <math.h>

#define DF_MOST 200
#define SQRT_2_BY_PI 0.79788456080286535588

/* The term of even df r is h^(r/2) / (r/2)! with h = x / 2; of odd df the terms
 * are x^(r - 1/2) / (1 3 5 .. 2r - 1). Half the exponential is multiplied at
 * the end and half before it, so that neither it nor the sum leaves the range
 * of doubles before the result does. */
bool chi_squared_p(double x, int df, double *p)
{
    if (!(x >= 0) || df < 1 || df > DF_MOST)
        return false;
    bool odd = df % 2 == 1;
    double root = exp(-x / 4);
    double term = odd ? SQRT_2_BY_PI * sqrt(x) * root : root;
    double sum = 0;
    for (int r = odd ? 3 : 2; r <= df && root > 0; r += 2) {
        sum += term;
        term *= x / r;
    }
    *p = fmin((odd ? erfc(sqrt(x / 2)) : 0) + sum * root, 1);
    return true;
}
