#!/usr/bin/python3
"""Writes those exact_*.csv beside it that need more digits than R has; exact.R writes the others.

Needs Debian's python3-scipy and python3-mpmath. The seed is fixed. Probabilities of counts are
added up as whole numbers; R and scipy solve the odds ratio to some 4 digits only, here mpmath
does to 30. scipy is asked nevertheless and has to agree.
"""
import math
import pathlib
import random
from fractions import Fraction

import mpmath as mp
import numpy
import scipy
from scipy import optimize, stats

HERE = pathlib.Path(__file__).parent
CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99)
MADE_BY = f"scipy {scipy.__version__}; mpmath {mp.__version__}"
mp.mp.dps = 40


def write(name, columns, rows):
    lines = [f"{columns}; {MADE_BY}"] + [",".join(f"{v:.17g}" for v in row) for row in rows]
    (HERE / f"exact_{name}.csv").write_text("\n".join(lines) + "\n")


def agree(one, other, tolerance=1e-9):
    assert abs(float(one) - float(other)) <= tolerance * abs(float(other)) + 1e-300, (one, other)


def sign_p(k, n):
    tail = sum(math.comb(n, i) for i in range(min(k, n - k) + 1))
    return float(min(Fraction(2 * tail, 2**n), Fraction(1)))


def sign_row():
    n = random.choice([random.randint(1, 30), random.randint(1, 3000)])
    k = random.choice([random.randint(0, n), min(n, max(0, round(random.gauss(n / 2, n**0.5))))])
    p = sign_p(k, n)
    agree(p, stats.binomtest(k, n).pvalue, 1e-7)
    return (k, n, p) if p > 1e-200 else None


def weights(a, b, c, d):
    """Whole numbers in the ratio of the probabilities of a's values, given the margins."""
    row, column, n = a + b, a + c, a + b + c + d
    low, high = max(0, row + column - n), min(row, column)
    return low, [math.comb(column, x) * math.comb(n - column, row - x)
                 for x in range(low, high + 1)]


def polynomial(low, terms, odds, keep):
    return mp.fsum(t * odds**i for i, t in enumerate(terms) if keep(low + i))


def solve(rises, first):
    """The root of what rises with the logarithm of the odds ratio."""
    low, high = mp.mpf(-60), mp.mpf(60)
    for _ in range(110):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(mp.exp(middle)) < 0 else (low, middle)
    agree(mp.exp(low), first, 1e-2)
    return float(mp.exp(low))


def odds(a, b, c, d, confidence):
    low, terms = weights(a, b, c, d)
    tail = (1 - mp.mpf(confidence)) / 2
    every = lambda x: True
    theirs = stats.contingency.odds_ratio([[a, b], [c, d]], kind="conditional")
    ends = theirs.confidence_interval(confidence)
    down = up = ratio = 0
    if a > low:
        down = solve(lambda o: polynomial(low, terms, o, lambda x: x >= a)
                     - tail * polynomial(low, terms, o, every), ends.low)
    if b and c:
        up = solve(lambda o: tail * polynomial(low, terms, o, every)
                   - polynomial(low, terms, o, lambda x: x <= a), ends.high)
        if a > low:
            moments = [t * (low + i - a) for i, t in enumerate(terms)]
            ratio = solve(lambda o: polynomial(low, moments, o, every), theirs.statistic)
    return ratio, down, up


def wilson(k, n, z):
    k, n, z = mp.mpf(k), mp.mpf(n), mp.mpf(z)
    half = z * mp.sqrt(k * (n - k) / n + z * z / 4)
    return [(k + z * z / 2 + sign * half) / (n + z * z) for sign in (-1, 1)]


def newcombe(a, b, c, d, z):
    first, second = mp.mpf(a) / (a + b), mp.mpf(c) / (c + d)
    (l1, u1), (l2, u2) = wilson(a, a + b, z), wilson(c, c + d, z)
    difference = first - second
    return (float(difference - mp.sqrt((first - l1) ** 2 + (u2 - second) ** 2)),
            float(difference + mp.sqrt((u1 - first) ** 2 + (second - l2) ** 2)))


def fourfold_row():
    most = random.choice([4, 10, 40, 200])
    a, b, c, d = (random.randint(0, random.choice([1, most])) for _ in range(4))
    if not (a + b and c + d and a + c and b + d):
        return None
    low, terms = weights(a, b, c, d)
    seen = terms[a - low]
    p = float(Fraction(sum(t for t in terms if t * 10**7 <= seen * (10**7 + 1)), sum(terms)))
    agree(p, stats.fisher_exact([[a, b], [c, d]])[1], 1e-6)
    confidence = random.choice(CONFIDENCES)
    return (a, b, c, d, p, confidence, *odds(a, b, c, d, confidence),
            *newcombe(a, b, c, d, 1.96), sign_p(c, b + c) if b + c else 2)


def greatest_tail(n_a, n_b, observed, difference):
    """The probability of a difference as great as the observed one, at the least kind rates."""
    x, y = numpy.arange(n_a + 1), numpy.arange(n_b + 1)
    region = (numpy.subtract.outer(x * n_b, y * n_a) >= observed).astype(float)

    def tail(rates):
        rates = numpy.atleast_1d(rates)[:, None]
        first, second = numpy.clip(rates + difference, 0, 1), numpy.clip(rates, 0, 1)
        return numpy.einsum("ix,xy,iy->i", stats.binom.pmf(x, n_a, first), region,
                            stats.binom.pmf(y, n_b, second))

    low, high = max(0, -difference), min(1, 1 - difference)
    grid = numpy.linspace(low, high, 2001)
    best = grid[numpy.argmax(found := tail(grid))]
    step = (high - low) / 2000
    local = optimize.minimize_scalar(lambda rate: -tail(rate)[0], method="bounded",
                                     bounds=(max(low, best - step), min(high, best + step)),
                                     options={"xatol": 1e-12})
    return max(max(found), -local.fun)


def risk_end(n_a, n_b, observed, tail):
    if observed <= -n_a * n_b:
        return -1
    return optimize.brentq(lambda d: greatest_tail(n_a, n_b, observed, d) - tail, -1, 1,
                           xtol=1e-11)


def risk_row():
    most = random.choice([4, 12, 30])
    n_a, n_b = random.randint(1, most), random.randint(1, most)
    a, c = random.randint(0, n_a), random.randint(0, n_b)
    confidence = random.choice(CONFIDENCES)
    tail, observed = (1 - confidence) / 2, a * n_b - c * n_a
    return (a, n_a - a, c, n_b - c, confidence, risk_end(n_a, n_b, observed, tail),
            -risk_end(n_b, n_a, -observed, tail))


def chi_squared_row():
    df = random.randint(1, random.choice([10, 200]))
    x = float(f"{random.choice([df * random.random() * 3, 10 ** random.uniform(-6, 2.8)]):.6g}")
    p = float(mp.gammainc(mp.mpf(df) / 2, mp.mpf(x) / 2, regularized=True))
    agree(p, stats.chi2.sf(x, df))
    return (x, df, p) if p > 1e-200 else None


def normal_row():
    confidence = float(f"{random.choice([random.random(), 1 - 10 ** random.uniform(-9, 0)]):.9g}")
    if not 0 < confidence < 1:
        return None
    return confidence, float(mp.sqrt(2) * mp.erfinv(mp.mpf(confidence)))


def rows(make, count):
    found = []
    while len(found) < count:
        row = make()
        if row is not None:
            found.append(row)
    return found


random.seed(20153)
write("sign", "above,n,p", rows(sign_row, 1000))
write("fourfold", "a,b,c,d,p,confidence,conditional,low,high,newcombe_low,newcombe_high,p_mcnemar",
      rows(fourfold_row, 2000))
write("chi_squared", "x,df,p", rows(chi_squared_row, 500))
write("normal", "confidence,z", rows(normal_row, 200))
write("risk", "a,b,c,d,confidence,low,high", rows(risk_row, 300))
