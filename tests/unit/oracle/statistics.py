#!/usr/bin/python3
"""Writes the statistics_*.csv beside it, which tests/unit/statistics_test.c reads.

Needs Debian's python3-scipy and python3-mpmath. The seed is fixed: the same
versions write the same bytes. Inputs are short decimals, so that C reads the
very numbers that were used here.

scipy gives the answers. Where its own error is above 1e-12 (the incomplete beta
function of large arguments, and quantiles) mpmath works them out to 30 digits
and scipy only has to agree roughly: an oracle must be better than what it tests.
"""
import math
import pathlib
import random

import mpmath as mp
import numpy
from scipy import special, stats

HERE = pathlib.Path(__file__).parent
CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
mp.mp.dps = 30


def short(value, digits=6):
    return float(f"{value:.{digits}g}")


def write(name, columns, rows):
    lines = [columns] + [",".join(f"{v:.15g}" for v in row) for row in rows]
    (HERE / f"statistics_{name}.csv").write_text("\n".join(lines) + "\n")


def beta_lower(a, b, x, y):
    """I_x(a, b), with u = x exp(-s) in its integral, which then falls smoothly from 1."""
    a, b, x, y = mp.mpf(a), mp.mpf(b), mp.mpf(x), mp.mpf(y)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_lower(b, a, y, x)
    scale = 1 / (abs(a - (b - 1) * x / y) + mp.sqrt(a))
    ends = [0] + [k * scale for k in (1, 2, 4, 8, 16, 32, 64, 128)]
    ends.append(mp.inf if a < 20 else 400 * scale)
    area = mp.quad(lambda s: mp.exp(-a * s + (b - 1) * mp.log((1 - x * mp.exp(-s)) / y)), ends)
    return mp.exp(a * mp.log(x) + (b - 1) * mp.log(y) - log_beta(a, b)) * area


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def beta_quantile(a, b, p):
    """scipy's quantile, improved by Newton's method."""
    first = stats.beta.ppf(float(p), a, b)
    x = mp.mpf(first)
    for _ in range(3):
        powers = (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x)
        density = mp.exp(powers - log_beta(mp.mpf(a), mp.mpf(b)))
        x -= (beta_lower(a, b, x, 1 - x) - p) / density
    assert abs(x / first - 1) < 1e-6
    return float(x)


def student_row():
    df = random.choice([1, 2, 3, 9, 30, 1e3, 1e5, 1e7, 1e9, short(random.uniform(1, 50))])
    t = random.choice([random.uniform(0, 5), 10 ** random.uniform(-8, 4), random.uniform(0, 28)])
    t = short(t)
    return t, df, 2 * stats.t.sf(t, df)


def critical(confidence, df):
    """scipy's critical value, improved likewise."""
    first = stats.t.ppf((1 + confidence) / 2, df)
    t, half = mp.mpf(first), mp.mpf(df) / 2
    for _ in range(3):
        square = t * t
        p = beta_lower(half, 0.5, df / (df + square), square / (df + square))
        factor = 2 / mp.sqrt(df) / mp.exp(log_beta(half, mp.mpf(0.5)))
        density = factor * (1 + square / df) ** (-half - 0.5)
        t += (p - (1 - mp.mpf(confidence))) / density
    assert abs(t / first - 1) < 1e-6
    return float(t)


def critical_row():
    confidence = random.choice(CONFIDENCES + (0.05, short(random.random(), 3)))
    df = random.choice([1, 2, random.randint(3, 30), random.uniform(1, 100),
                        10 ** random.uniform(0, 8)])
    df = short(df)
    return confidence, df, critical(confidence, df)


def beta_row():
    n = 10 ** random.uniform(0, 6)
    a = short(random.choice([0.5, n * random.random() + 0.5, 10 ** random.uniform(0, 2)]))
    b = short(n * random.random() + 0.5)
    mean = a / (a + b)
    spread = math.sqrt(mean * (1 - mean) / (a + b))
    x = short(random.choice([mean * random.random(), mean + random.uniform(-6, 6) * spread,
                             random.random()]))
    if not 0 < x < 1:
        return None
    p = float(beta_lower(a, b, x, 1 - mp.mpf(x)))
    assert math.isclose(p, special.betainc(a, b, x), rel_tol=1e-6, abs_tol=1e-12)
    return a, b, x, p


def wilson(k, n, z):
    k, n, z = mp.mpf(k), mp.mpf(n), mp.mpf(z)
    half = z * mp.sqrt(k * (n - k) / n + z * z / 4)
    return [float((k + z * z / 2 + sign * half) / (n + z * z)) for sign in (-1, 1)]


def rate_row():
    n = int(10 ** random.uniform(0, random.choice([2, 6])))
    k = random.choice([0, n, random.randint(0, n), min(n, random.randint(0, 11))])
    confidence = random.choice(CONFIDENCES)
    z = stats.norm.ppf((1 + confidence) / 2)
    tail = (1 - mp.mpf(confidence)) / 2
    theirs = stats.binomtest(k, n).proportion_ci(confidence, "wilson")
    ours = wilson(k, n, z)
    assert numpy.allclose(ours, theirs, rtol=1e-6, atol=1e-12)
    low = beta_quantile(k, n - k + 1, tail) if k else 0
    high = beta_quantile(k + 1, n - k, 1 - tail) if k < n else 1
    return k, n, confidence, z, *ours, low, high


def values():
    size = random.randint(2, random.choice([5, 14]))
    middle, spread = random.uniform(0, 100), random.choice([0.5, 5, 30])
    return [round(random.gauss(middle, spread), random.choice([0, 1, 2])) for _ in range(size)]


def sample_row():
    a, b = values(), values()
    if len(set(a)) == 1 and len(set(b)) == 1:
        return None
    confidence, p = random.choice(CONFIDENCES), short(random.random(), 2)
    mean, sd = numpy.mean(a), numpy.std(a, ddof=1)
    t = critical(confidence, len(a) - 1) * sd / math.sqrt(len(a))
    z = 1.96 * sd / math.sqrt(len(a))
    pooled, welch = stats.ttest_ind(a, b), stats.ttest_ind(a, b, equal_var=False)
    share = numpy.var(a, ddof=1) / len(a), numpy.var(b, ddof=1) / len(b)
    df = sum(share) ** 2 / (share[0] ** 2 / (len(a) - 1) + share[1] ** 2 / (len(b) - 1))
    return (confidence, p, mean, sd, mean - z, mean + z, mean - t, mean + t,
            numpy.quantile(a, p), *pooled, *welch, df, len(a), len(b), *a, *b)


def rows(make, count):
    found = []
    while len(found) < count:
        row = make()
        if row is not None and not any(0 < abs(v) < 1e-200 for v in row):
            found.append(row)
    return found


def main():
    random.seed(20151)
    write("student", "t,df,p", rows(student_row, 500))
    write("critical", "confidence,df,t", rows(critical_row, 200))
    write("beta", "a,b,x,probability", rows(beta_row, 400))
    write("rate", "numerator,denominator,confidence,z,wilson_low,wilson_high,exact_low,exact_high",
          rows(rate_row, 400))
    write("samples", "confidence,quantile_p,mean,sd,z_low,z_high,t_low,t_high,quantile,"
          "pooled_t,pooled_p,welch_t,welch_p,welch_df,n_a,n_b,values", rows(sample_row, 150))


with numpy.errstate(divide="ignore"):
    main()
