#include "statistics.h"

#include <float.h>
#include <math.h>

/* The fraction takes some sqrt(min(a, b)) steps near the mean of the distribution. */
#define FRACTION_STEPS 200000
#define QUANTILE_STEPS 400

#define PI 3.14159265358979323846
#define TINY 1e-300

/* ln Gamma(z) - ((z - 1/2) ln z - z + ln(2 pi) / 2) */
static double stirling_error(double z)
{
    double lower = 0;
    while (z < 10) {
        lower += (z + 0.5) * log1p(1 / z) - 1;
        z += 1;
    }
    double w = 1 / (z * z);
    double series = 1.0 / 156;
    series = series * w - 691.0 / 360360;
    series = series * w + 1.0 / 1188;
    series = series * w - 1.0 / 1680;
    series = series * w + 1.0 / 1260;
    series = series * w - 1.0 / 360;
    series = series * w + 1.0 / 12;
    return lower + series / z;
}

/* a ln(a / mean) + mean - a, where excess = a - mean is known more exactly
 * than the difference of the two. */
static double deviance(double a, double mean, double excess)
{
    if (fabs(excess) >= 0.1 * (a + mean))
        return a * log(a / mean) - excess;
    double v = excess / (a + mean);
    double term = 2 * a * v;
    double sum = excess * v;
    for (int k = 3; k < 1000; k += 2) {
        term *= v * v;
        double next = sum + term / k;
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

/* x^a y^b / B(a, b) */
static double power_term(double a, double b, double x, double y)
{
    double s = a + b;
    double excess = a * y - b * x;
    double correction = stirling_error(s) - stirling_error(a) - stirling_error(b);
    double exponent = deviance(a, s * x, excess) + deviance(b, s * y, -excess);
    return sqrt(a / (2 * PI) * (b / s)) * exp(correction - exponent);
}

/* Lentz's method divides by the partial fractions, which may vanish. */
static double away_from_zero(double value)
{
    return fabs(value) < TINY ? TINY : value;
}

/* alpha of BFRAC: the numerator of level n > 0 */
static double fraction_above(double a, double b, double x, double n)
{
    double at = a + 2 * n - 1;
    return (a + n - 1) / at * ((a + b + n - 1) / at) * n * (b - n) * x * x;
}

/* beta of BFRAC: the term of level n. The middle part is 0 at n = 0, even where
 * its divisor is 0 as well. */
static double fraction_term(double a, double b, double x, double y, double n)
{
    double excess = a * y - b * x;
    double middle = n > 0 ? n * (b - n) * x / (a + 2 * n - 1) : 0;
    return n + middle + (a + n) / (a + 2 * n + 1) * (excess + 1 + n * (1 + y));
}

static bool fraction(double a, double b, double x, double y, double *value)
{
    double f = away_from_zero(fraction_term(a, b, x, y, 0));
    double c = f;
    double d = 0;
    for (int n = 1; n < FRACTION_STEPS; n++) {
        double above = fraction_above(a, b, x, n);
        double term = fraction_term(a, b, x, y, n);
        d = 1 / away_from_zero(term + above * d);
        c = away_from_zero(term + above / c);
        f *= c * d;
        if (fabs(c * d - 1) <= DBL_EPSILON) {
            *value = f;
            return true;
        }
    }
    return false;
}

/* For x up to (a + 1) / (a + b + 2), where the fraction converges fast. */
static bool lower_tail(double a, double b, double x, double y, double *probability)
{
    double f;
    if (!fraction(a, b, x, y, &f))
        return false;
    *probability = power_term(a, b, x, y) / f;
    return isfinite(*probability);
}

bool beta_probability(double a, double b, double x, double y, double *probability)
{
    if (!(a > 0 && b > 0 && x >= 0 && y >= 0 && isfinite(a + b + x + y)))
        return false;
    if (x == 0 || y == 0) {
        *probability = x > 0 ? 1 : 0;
        return true;
    }
    double tail;
    bool lower = x <= (a + 1) / (a + b + 2);
    if (!(lower ? lower_tail(a, b, x, y, &tail) : lower_tail(b, a, y, x, &tail)))
        return false;
    *probability = fmin(fmax(lower ? tail : 1 - tail, 0), 1);
    return true;
}

/* Newton's step where it stays between the bounds, else the middle. */
static double step(double x, double newton, double low, double high)
{
    double next = x - newton;
    return next > low && next < high ? next : low + (high - low) / 2;
}

bool beta_quantile(double a, double b, double probability, double *x)
{
    if (!(probability > 0 && probability < 1))
        return false;
    double low = 0;
    double high = 1;
    double at = a / (a + b);
    for (int k = 0; k < QUANTILE_STEPS; k++) {
        double p;
        if (!beta_probability(a, b, at, 1 - at, &p))
            return false;
        *(p < probability ? &low : &high) = at;
        double density = power_term(a, b, at, 1 - at) / (at * (1 - at));
        double next = step(at, (p - probability) / density, low, high);
        if (fabs(next - at) <= 2 * DBL_EPSILON * at) {
            *x = next;
            return true;
        }
        at = next;
    }
    return false;
}
