"""The figures of reports, computed again from the raw answers of a study, without the service and without SQL."""
import collections
import itertools
import math
from fractions import Fraction

from fixtures_study import STAGES

Z = 1.96
PERCENT = {"rate"}
REASON_ORDER = ["not_started", "not_applicable", "not_assessed", "unable_to_report", "declined", "late"]
SUMMED = {"count", "money", "hours", "fte"}


# -- statistics -------------------------------------------------------------------------------------------

def mean(values):
    return float(sum(values) / len(values))


def median(values):
    ordered, half = sorted(values), len(values) // 2
    return float(ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def squares(values):
    """The sum of squared differences from the mean."""
    return float(sum((v - sum(values) / len(values)) ** 2 for v in values))


def z_interval(values):
    if len(values) < 2:
        return None, None
    half = Z * math.sqrt(squares(values) / (len(values) - 1) / len(values))
    return mean(values) - half, mean(values) + half


def wilson(k, n):
    """In percent: the p where |k/n - p| = Z sqrt(p (1 - p) / n), found by halving."""
    def end(outside, within):
        for _ in range(100):
            p = (outside + within) / 2
            outside, within = (outside, p) if (k / n - p) ** 2 * n <= Z * Z * p * (1 - p) else (p, within)
        return 100 * within

    return end(0.0, k / n), end(1.0, k / n)


def student_p(t, df):
    """Two-sided: Simpson's rule on the density, with x = sqrt(df) tan(a), where it is cos(a)^(df - 1)."""
    def area(begin, end, steps=2000):
        width = (end - begin) / steps
        density = [math.cos(begin + n * width) ** (df - 1) for n in range(steps + 1)]
        return width / 3 * (density[0] + density[-1] + 4 * math.fsum(density[1:-1:2]) + 2 * math.fsum(density[2:-1:2]))

    return area(math.atan(abs(t) / math.sqrt(df)), math.pi / 2) / area(0, math.pi / 2)


def t_test(a, b):
    """p of Student's test with pooled variance; None where it cannot be done."""
    if len(a) < 2 or len(b) < 2 or squares(a) + squares(b) == 0:
        return None
    df = len(a) + len(b) - 2
    error = math.sqrt((squares(a) + squares(b)) / df * (1 / len(a) + 1 / len(b)))
    return student_p((mean(a) - mean(b)) / error, df)


def mean_of(values):
    return sum(values) / len(values)


def rounded(value, decimals):
    """Half away from zero."""
    half = math.floor(abs(value) * 10 ** decimals + Fraction(1, 2))
    return Fraction(half if value >= 0 else -half, 10 ** decimals)


# -- reports ----------------------------------------------------------------------------------------------

class Oracle:
    """Figures of a study as a query asks for them: {key: figure}, see figure()."""

    def __init__(self, study, programs=None, waves=None, instruments=None, strata=(), filter=None):
        self.study, self.strata, self.filter = study, tuple(strata), filter or {}
        self.figures = {}
        self.people = collections.defaultdict(list)  # (wave, instrument, strata): [(program, practice)]
        for wave in study.waves:
            if (programs is None or wave.program in programs) and (waves is None or wave.wave in waves):
                self.count_people(wave, [i for i in wave.instruments if instruments is None or i in instruments])
        self.sheets = collections.defaultdict(list)  # (program, practice, wave, instrument): [Sheet]
        for sheet in study.sheets:
            self.sheets[sheet.program, sheet.practice, sheet.wave, sheet.instrument].append(sheet)

    def count_people(self, wave, instruments):
        for (program, practice), (begin, end, _) in self.study.enrolments.items():
            if program != wave.program or begin > wave.reference_on or (end and end <= wave.reference_on):
                continue
            value = lambda attribute: self.study.value(attribute, program, practice, wave.reference_on)
            if all(value(attribute) in allowed for attribute, allowed in self.filter.items()):
                for instrument in instruments:
                    self.people[wave.wave, instrument, tuple(map(value, self.strata))].append((program, practice))

    def groups(self, *kinds):
        for (wave, code, strata), people in self.people.items():
            instrument = self.study.instruments[code]
            if not kinds or instrument.kind in kinds:
                yield wave, instrument, strata, people

    def accepted(self, wave, instrument, who):
        return [s for s in self.sheets[(*who, wave, instrument.code)] if s.status == "accepted"]

    def answer(self, wave, instrument, who, item):
        """(value, denominator) of a practice: of several respondents the lower median of stages, else the mean, rounded."""
        given = [s.answers[item.item] for s in self.accepted(wave, instrument, who)]
        given = [(Fraction(v), Fraction(d) if d is not None else None) for v, d, _ in given if v is not None]
        if not given:
            return None
        values = sorted(v for v, _ in given)
        if item.staged:
            return values[(len(values) - 1) // 2], None
        below = [d for _, d in given if d is not None]
        return rounded(mean_of(values), item.decimals), rounded(mean_of(below), 0) if below else None

    def values(self, wave, instrument, people, item):
        """The practices' own values: (value, numerator, denominator); a rate in percent, where it has one."""
        for who in people:
            answer = self.answer(wave, instrument, who, item)
            if answer and item.kind not in PERCENT:
                yield answer[0], answer[0], None
            elif answer and answer[1]:
                yield 100 * answer[0] / answer[1], *answer

    def figure(self, where, measure, value, n, method, unit, interval=(None, None), level=None, label=None,
               status=None):
        """where: (wave, instrument, domain, item, label, strata, expected)."""
        *place, expected = where
        status = status or ("reported" if n else "no_data")
        key = (*place, measure, level, label)
        assert key not in self.figures
        self.figures[key] = {"value": value if status == "reported" else None, "n": n, "expected": expected,
                             "unit": unit,
                             "low": interval[0] if n else None, "high": interval[1] if n else None, "status": status,
                             "method": method}

    def spread(self, where, values, unit, names=("mean_of_practices", "median_of_practices")):
        n = len(values)
        self.figure(where, names[0], mean(values) if n else None, n, "mean_of_practices_z", unit, z_interval(values))
        if names[1]:
            self.figure(where, names[1], median(values) if n else None, n, "median_of_practices", unit)

    def levels(self, where, ratings, values, at_or_above):
        """Ratings by level, the share at a level or above it, mean and median of the practices' values."""
        n, above = len(ratings), sum(r >= at_or_above for r in ratings)
        for level, label in STAGES.items():
            self.figure(where, "count", sum(r == level for r in ratings), n, "count", "practices", level=level,
                        label=label)
        if at_or_above in STAGES:
            self.figure(where, "share_at_or_above", 100 * above / n if n else None, n, "share_wilson", "percent",
                        wilson(above, n) if n else (None, None), label=STAGES[at_or_above])
        self.spread(where, values, "level", ("mean", "median"))

    def framework(self, by="component", at_or_above=3, kinds=()):
        for wave, instrument, strata, people in self.groups(*kinds):
            staged = [i for i in instrument.items if i.staged]
            rated = {i: [a[0] for who in people if (a := self.answer(wave, instrument, who, i))] for i in staged}
            for item in staged if by == "component" else []:
                where = wave, instrument.code, item.domain, item.item, item.label, strata, len(people)
                self.levels(where, rated[item], rated[item], at_or_above)
            for domain in {i.domain for i in staged} if by == "domain" else []:
                where = wave, instrument.code, domain, None, f"Name of {domain}", strata, len(people)
                values = [v for who in people if (v := self.domain_mean(wave, instrument, who, domain)) is not None]
                self.levels(where, [r for i in staged if i.domain == domain for r in rated[i]], values, at_or_above)
        return self.figures

    def domain_mean(self, wave, instrument, who, domain):
        answers = [self.answer(wave, instrument, who, i) for i in instrument.items if i.staged and i.domain == domain]
        answers = [a[0] for a in answers if a]
        return sum(answers) / len(answers) if answers else None

    def completeness(self):
        for wave, instrument, strata, people in self.groups():
            where, n = (wave, instrument.code, None, None, None, strata, len(people)), len(people)
            sheets = {who: self.sheets[(*who, wave, instrument.code)] for who in people}
            state = lambda *states: sum(any(s.status in states for s in found) for found in sheets.values())
            self.figure(where, "expected", n, n, "enrolled_at_wave", "practices")
            self.figure(where, "received", state("accepted"), n, "accepted_submissions", "practices")
            self.figure(where, "in_work", state("draft", "submitted", "returned"), n, "accepted_submissions",
                        "practices")
            accepted = [counted for found in sheets.values()
                        if (counted := [s.answers for s in found if s.status == "accepted"])]
            missing = collections.Counter(self.missing([a[i.item] for a in answers])
                                          for answers in accepted for i in instrument.items)
            missing["no_reason_given"] += instrument.never_asked * len(accepted)
            del missing[None]
            for reason, count in (+missing).items():
                self.figure(where, "answers_missing", count, n, "missing_answers", "answers", label=reason)
        return self.figures

    @staticmethod
    def missing(given):
        """Why an item has no answer: of several respondents the first of their reasons; None where it has one."""
        if any(value is not None for value, _, _ in given):
            return None
        reasons = [REASON_ORDER.index(reason) for _, _, reason in given if reason]
        return REASON_ORDER[min(reasons)] if reasons else "no_reason_given"

    def measures(self, chosen=lambda instrument,
                 item: item.kind in PERCENT or instrument.kind in ("measures", "survey"), empty=True, medians=True):
        for wave, instrument, strata, people in self.groups():
            for item in instrument.items:
                found = list(self.values(wave, instrument, people, item))
                if not item.staged and chosen(instrument, item) and (found or empty):
                    where = wave, instrument.code, item.domain, item.item, item.label, strata, len(people)
                    self.measure(where, item, found, medians)
        return self.figures

    def measure(self, where, item, found, medians):
        n, total = len(found), sum(numerator for _, numerator, _ in found)
        if item.kind in PERCENT:
            below = sum(d for _, _, d in found)
            self.figure(where, "pooled_rate", float(100 * total / below) if n else None, n, "pooled_wilson", "percent",
                        wilson(int(total + Fraction(1, 2)), int(below + Fraction(1, 2))) if n else (None, None))
        elif item.kind in SUMMED:
            self.figure(where, "sum", float(total), n, "sum", item.unit)
        self.spread(where, [v for v, _, _ in found], "percent" if item.kind in PERCENT else item.unit,
                    ("mean_of_practices", "median_of_practices" if medians else None))

    def comparison(self, **more):
        """Of the groups of the first stratum, in each of the others."""
        self.measures(**more)
        for wave, instrument, item in {key[:2] + key[3:4] for key in self.figures}:
            item = next(i for i in self.study.instruments[instrument].items if i.item == item)
            groups = [(s, p) for w, i, s, p in self.groups() if (w, i.code) == (wave, instrument) and s[0] is not None]
            for (first, a), (second, b) in itertools.permutations(groups, 2):
                if first[0] > second[0] and first[1:] == second[1:]:
                    self.compare(wave, self.study.instruments[instrument], item, (first, a), (second, b))
        return self.figures

    def compare(self, wave, instrument, item, first, second):
        a, b = ([v for v, _, _ in self.values(wave, instrument, people, item)] for _, people in (first, second))
        if a and b:
            strata = (f"{first[0][0]} vs {second[0][0]}", *first[0][1:])
            where = wave, instrument.code, item.domain, item.item, item.label, strata, len(first[1]) + len(second[1])
            unit, p = "percent" if item.kind in PERCENT else item.unit, t_test(a, b)
            self.figure(where, "difference_of_means", mean(a) - mean(b), len(a) + len(b), "difference_of_means", unit)
            self.figure(where, "p_value", p, len(a) + len(b), "student_t_pooled", "probability",
                        status=None if p is not None else "too_few")

    def staffing(self):
        self.staff()
        return self.ratios()

    def staff(self):
        for wave, instrument, strata, people in self.groups("staffing"):
            for item in instrument.items:
                found = [v for v, _, _ in self.values(wave, instrument, people, item)]
                where = wave, instrument.code, item.domain, item.item, item.label, strata, len(people)
                self.figure(where, "sum", float(sum(found)), len(found), "sum", item.unit)
                self.spread(where, found, item.unit)

    def ratios(self, empty=True, spread=True):
        for wave, instrument, strata, people in self.groups("staffing"):
            for ratio, above, below in instrument.ratios:
                above, below = (next(i for i in instrument.items if i.item == code) for code in (above, below))
                pairs = [(self.answer(wave, instrument, who, above), self.answer(wave, instrument, who, below))
                         for who in people]
                pairs = [(a[0], b[0]) for a, b in pairs if a and b and b[0]]
                if pairs or empty:
                    self.ratio((wave, instrument.code, None, ratio, instrument.ratio_labels[ratio], strata,
                                len(people)), pairs, spread)
        return self.figures

    def ratio(self, where, pairs, spread):
        values, n = [a / b for a, b in pairs], len(pairs)
        self.figure(where, "pooled_ratio", float(sum(a for a, _ in pairs) / sum(b for _, b in pairs)) if n else None, n,
                    "pooled_ratio", "ratio")
        self.spread(where, values, "ratio", ("mean_of_practices", "median_of_practices" if spread else None))
        for name, value in () if not spread else (("lowest", min(values, default=None)), ("highest", max(values, default=None))):
            self.figure(where, name, float(value) if n else None, n, "range_of_practices", "ratio")

    def change(self):
        """From the first wave of each program: over practices that have a domain mean in both."""
        for wave, instrument, strata, people in self.groups("framework"):
            for domain in instrument.domains if wave != "w1" else []:
                pairs = [(self.domain_mean("w1", instrument, who, domain),
                          self.domain_mean(wave, instrument, who, domain))
                         for who in people if who in self.people["w1", instrument.code, strata]]
                moved = [b - a for a, b in pairs if a is not None and b is not None]
                where, n = (wave, instrument.code, domain, None, f"Name of {domain}", strata, len(people)), len(moved)
                self.figure(where, "mean_change", mean(moved) if n else None, n, "paired_mean_change", "level",
                            z_interval(moved))
                for name, count in (("improved", sum(m > 0 for m in moved)), ("same", moved.count(0)),
                                    ("declined", sum(m < 0 for m in moved))):
                    self.figure(where, name, count, n, "paired_count", "practices")
        return self.figures
