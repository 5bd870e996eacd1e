#include "exact.h"

#include <float.h>
#include <math.h>

#define STEPS 200
#define SQRT_2 1.41421356237309504880
#define SQRT_HALF_PI 1.25331413731550025121

bool normal_p(double z, double *p)
{
    if (isnan(z))
        return false;
    *p = erfc(fabs(z) / SQRT_2);
    return true;
}

/* P(|Z| > z) is convex and falls, so that Newton's method from 0 comes from
 * below and never passes the root. Above 1/2 confidence is sought by its
 * complement, which is exact. */
bool normal_critical(double confidence, double *z)
{
    if (!(confidence > 0 && confidence < 1))
        return false;
    double at = 0;
    for (int k = 0; k < STEPS; k++) {
        double half = at / SQRT_2;
        double excess = confidence > 0.5 ? erfc(half) - (1 - confidence) : confidence - erf(half);
        double step = excess * SQRT_HALF_PI * exp(half * half);
        at += step;
        if (fabs(step) <= 2 * DBL_EPSILON * at)
            break;
    }
    *z = at;
    return true;
}
