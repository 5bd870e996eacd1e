#!/usr/bin/python3
"""Writes agreement_alpha.csv beside it, which tests/unit/agreement_test.c reads; agreement.R writes agreement_kappa.csv.

Needs Debian's python3-nltk. The seed is fixed: the same versions write the same bytes.
Ordinal and ratio alpha, which nltk has no distances for, come of the definition written
anew with fractions: every pair of values within units against every pair of all values.
Where nltk has the distance, both have to agree.
"""
import fractions
import itertools
import pathlib
import random

from nltk.metrics import agreement
from nltk.metrics.distance import binary_distance, interval_distance

HERE = pathlib.Path(__file__).parent
RATERS = 4


def ordinal(margins):
    values = sorted(margins)

    def distance(a, b):
        low, high = sorted((a, b))
        return (sum(margins[v] for v in values if low <= v <= high) - fractions.Fraction(margins[low] + margins[high], 2)) ** 2
    return distance


METRICS = {"nominal": lambda m: lambda a, b: int(a != b), "ordinal": ordinal,
           "interval": lambda m: lambda a, b: (a - b) ** 2,
           "ratio": lambda m: lambda a, b: fractions.Fraction(a - b, a + b) ** 2 if a + b else 0}


def alpha(units, metric):
    """units: the values of each, gaps left out. None where it is not defined."""
    units = [u for u in units if len(u) > 1]
    values = [v for u in units for v in u]
    if len(set(values)) < 2:
        return None
    distance = METRICS[metric]({v: values.count(v) for v in set(values)})
    seen = sum(fractions.Fraction(sum(distance(a, b) for a, b in itertools.permutations(u, 2)), len(u) - 1) for u in units)
    chance = fractions.Fraction(sum(distance(a, b) for a, b in itertools.permutations(values, 2)), len(values) - 1)
    return float(1 - seen / chance)


def from_nltk(rows, distance):
    data = [(rater, unit, value) for unit, row in enumerate(rows) for rater, value in enumerate(row) if value is not None
            and sum(v is not None for v in row) > 1]
    return agreement.AnnotationTask(data, distance=distance).alpha()


def main():
    rng, lines = random.Random(20261122), ["nominal,ordinal,interval,ratio,units,values…; 9 stands for a gap"]
    while len(lines) <= 200:
        size, levels, gaps = rng.randint(2, 12), rng.randint(2, 6), rng.choice((0, 0.1, 0.4))
        truth = [rng.randrange(levels) for _ in range(size)]
        rows = [[None if rng.random() < gaps else t if rng.random() < 0.6 else rng.randrange(levels) for _ in range(RATERS)] for t in truth]
        units = [[v for v in row if v is not None] for row in rows]
        found = [alpha(units, metric) for metric in METRICS]
        if None in found:
            continue
        assert abs(found[0] - from_nltk(rows, binary_distance)) < 1e-12
        assert abs(found[2] - from_nltk(rows, interval_distance)) < 1e-12
        given = [9 if v is None else v for row in rows for v in row]
        lines.append(",".join([*(f"{v:.15g}" for v in found), str(size), *map(str, given)]))
    (HERE / "agreement_alpha.csv").write_text("\n".join(lines) + "\n")


main()
