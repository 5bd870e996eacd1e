"""The change between waves, against the raw answers of a study and scipy."""
import itertools
import math

import pytest
from scipy import stats

from client import Api
from fixtures_access import give
from fixtures_study import STAGES, Study
from harness import Service
from oracle import Oracle, mean, median, wilson, z_interval

WAVES = ["w1", "w2", "w3"]


@pytest.fixture(scope="module")
def study():
    return Study()


@pytest.fixture(scope="module", params=["cells", "rows"])
def asked(request, cluster, contract, study, unique):
    """The study's service, asked by a key for which there are cells, and by one that names all practices."""
    service = Service(cluster)
    api = Api(service.wait_ready(), contract, service.key)
    study.load(api, unique)
    if request.param == "rows":
        key = give(api, scopes=["reports:read"], practices=sorted({p for _, p in study.enrolments}))["text"]
        api = Api(service, contract, key)
    yield api
    service.close()


def progress(api, query=""):
    return api.get(f"/v1/reports/progress?instrument=path&{query}".rstrip("&"), status=200).rows


def pairs(study, begin, end, value, strata=(), **where):
    """{strata: [(before, after), ...]} of the programs with both waves; None where a practice was not seen."""
    oracle, instrument = Oracle(study, strata=strata, **where), study.instruments["path"]
    people = {wave: {who: strata for (w, code, strata), found in oracle.people.items() if (w, code) == (wave, "path")
                     for who in found} for wave in (begin, end)}
    found = {}
    asking = [{w.program for w in study.waves if w.wave == wave} for wave in (begin, end)]
    for who in {who for who in (*people[begin], *people[end]) if who[0] in asking[0] & asking[1]}:
        seen = [bool(oracle.accepted(w, instrument, who)) and who in people[w] for w in (begin, end)]
        if any(seen):
            stratum = people[end].get(who, people[begin].get(who))
            given = [value(oracle, w, instrument, who) if s else None for w, s in zip((begin, end), seen)]
            found.setdefault(stratum, []).append(given)
    return found


def rating(item):
    def value(oracle, wave, instrument, who):
        answer = oracle.answer(wave, instrument, who, item)
        return answer[0] if answer else None
    return value


def domain(code):
    return lambda oracle, wave, instrument, who: oracle.domain_mean(wave, instrument, who, code)


def signed_rank(differences, zeros):
    """By all signs: P(|V - E| >= |observed - E|) over midranks."""
    kept = [d for d in differences if d] if zeros == "wilcoxon" else differences
    ranks = [r for r, d in zip(stats.rankdata([abs(d) for d in kept]), kept) if d]
    signs = [d > 0 for d in kept if d]
    if not ranks:
        return None
    counts = {0: 1}
    for rank in ranks:
        for total, count in list(counts.items()):
            counts[total + rank] = counts.get(total + rank, 0) + count
    observed, expected = sum(r for r, s in zip(ranks, signs) if s), sum(ranks) / 2
    far = sum(c for t, c in counts.items() if abs(t - expected) >= abs(observed - expected) - 1e-9)
    return far / 2 ** len(ranks)


def check(rows, found, zeros="pratt"):
    by = {r["measure"]: r for r in rows if r["measure"] not in ("transition",)}
    both = [(a, b) for a, b in found if a is not None and b is not None]
    moved, n = [float(b - a) for a, b in both], len(both)
    same = lambda name, value: (by[name]["value"] == value) if value is None else \
        math.isclose(by[name]["value"], value, rel_tol=1e-9, abs_tol=1e-9)
    assert {by[name]["n"] for name in ("improved", "same", "declined", "mean_change", "p_sign")} == {n}
    assert [by[m]["value"] for m in ("joined", "left")] == [sum(a is None and b is not None for a, b in found),
                                                           sum(b is None and a is not None for a, b in found)]
    if not n:
        assert by["mean_change"]["status"] == "no_data"
        return
    signs = [sum(m > 0 for m in moved), sum(m == 0 for m in moved), sum(m < 0 for m in moved)]
    assert [by[m]["value"] for m in ("improved", "same", "declined")] == signs
    assert same("mean_change", mean(moved)) and same("median_change", median(moved))
    low, high = z_interval(moved)
    assert (by["mean_change"]["low"] is None) == (low is None)
    assert low is None or math.isclose(by["mean_change"]["high"], high, abs_tol=1e-9)
    low, high = wilson(signs[0], n)
    assert math.isclose(by["share_improved"]["low"], low, abs_tol=1e-6) and same("share_improved", 100 * signs[0] / n)
    tested = signs[0] + signs[2]
    assert same("p_sign", min(1, 2 * stats.binom.cdf(min(signs[0], signs[2]), tested, 0.5)) if tested else None)
    assert by["p_sign"]["status"] == ("reported" if tested else "too_few")
    assert same("p_signed_rank", signed_rank(moved, zeros))
    averages = sorted((x + y) / 2 for x, y in itertools.combinations_with_replacement(moved, 2))
    if by["shift"]["status"] == "reported":
        assert same("shift", median(averages)) and by["shift"]["low"] <= by["shift"]["value"] <= by["shift"]["high"]


@pytest.mark.parametrize("zeros", ["pratt", "wilcoxon"])
def test_components(asked, study, zeros):
    rows = progress(asked, f"zeros={zeros}")
    told = {(r["from_wave"], r["wave"]) for r in rows}
    assert told == {("w1", "w2"), ("w1", "w3"), ("w2", "w3")}
    for (begin, end), item in itertools.product(sorted(told), [i for i in study.instruments["path"].items if i.staged]):
        found, = pairs(study, begin, end, rating(item)).values()
        check([r for r in rows if (r["from_wave"], r["wave"], r["item"]) == (begin, end, item.item)], found, zeros)


def test_domains_by_stratum(asked, study):
    rows = progress(asked, "by=domain&from=w1&strata=zone")
    assert {r["from_wave"] for r in rows} == {"w1"}
    for end, code in itertools.product(("w2", "w3"), study.instruments["path"].domains):
        for (zone,), found in pairs(study, "w1", end, domain(code), ("zone",)).items():
            check([r for r in rows if (r["wave"], r["domain"], r["zone"]) == (end, code, zone)], found)


def test_at_or_above_and_every_step(asked, study):
    rows = progress(asked, "from=w1&wave=w2&at_or_above=3&matrix=true")
    for item in [i for i in study.instruments["path"].items if i.staged]:
        found, = pairs(study, "w1", "w2", rating(item)).values()
        both = [(int(a), int(b)) for a, b in found if a is not None and b is not None]
        mine = [r for r in rows if r["item"] == item.item]
        by = {r["measure"]: r["value"] for r in mine}
        assert by["at_or_above_before"] == pytest.approx(100 * sum(a >= 3 for a, _ in both) / len(both))
        assert by["at_or_above_after"] == pytest.approx(100 * sum(b >= 3 for _, b in both) / len(both))
        gained, lost = sum(a < 3 <= b for a, b in both), sum(b < 3 <= a for a, b in both)
        assert by["p_mcnemar"] == pytest.approx(stats.binomtest(gained, gained + lost).pvalue)
        assert {(r["from_level"], r["level"]): r["value"] for r in mine if r["measure"] == "transition"} == {
            (a, b): both.count((a, b)) for a in STAGES for b in STAGES}


def test_holm_is_over_the_items_of_a_pair_of_waves(asked):
    rows = progress(asked, "from=w1&wave=w3")
    raw = {r["item"]: r["value"] for r in rows if r["measure"] == "p_signed_rank"}
    adjusted = {r["item"]: r["value"] for r in rows if r["measure"] == "p_signed_rank_holm"}
    least = 0
    for rank, (item, p) in enumerate(sorted(raw.items(), key=lambda pair: pair[1])):
        least = max(least, min(1, p * (len(raw) - rank)))
        assert adjusted[item] == pytest.approx(least)


def test_priority_components(asked, study):
    items = [i for i in study.instruments["path"].items if i.staged]
    rows = [r for r in progress(asked, f"from=w1&wave=w2&priority={items[0].item}") if r["method"] == "ratings_moved"]
    moved = lambda chosen: [b - a for i in chosen for a, b in next(iter(pairs(study, "w1", "w2", rating(i)).values()))
                            if a is not None and b is not None]
    for label, chosen in (("Priority components", items[:1]), ("Other components", items[1:])):
        steps = moved(chosen)
        by = {r["measure"]: r["value"] for r in rows if r["label"] == label}
        assert [by["improved"], by["same"], by["declined"]] == [sum(s > 0 for s in steps), steps.count(0),
                                                               sum(s < 0 for s in steps)]


# -- what goes with advancement ---------------------------------------------------------------------------

def whole(oracle, wave, instrument, who):
    means = [d for c in instrument.domains if (d := oracle.domain_mean(wave, instrument, who, c)) is not None]
    return sum(means) / len(means) if means else None


@pytest.mark.parametrize("factor", ["size", "zone", "half"])
def test_factors(asked, study, factor):
    rows = asked.get(f"/v1/reports/factors?instrument=path&factor={factor}&from=w1&wave=w2", status=200).rows
    table = {}
    for (value,), found in pairs(study, "w1", "w2", whole, (factor,)).items():
        both = [(a, b) for a, b in found if a is not None and b is not None]
        table[value] = sum(b > a for a, b in both), len(both)
    of = lambda name: {r["level_label"]: (r["value"], r["n"]) for r in rows if r["measure"] == name}
    assert of("advanced") == {value or "unknown": count for value, count in table.items() if count[1] or value}
    counts = [(up, n - up) for value, (up, n) in sorted(table.items(), key=str) if value]
    p, = [r for r in rows if r["measure"] == "p_value"]
    if len(counts) == 2:
        (c, d), (a, b) = counts
        assert p["value"] == pytest.approx(stats.fisher_exact([[a, b], [c, d]])[1])
        by = {r["measure"]: r for r in rows}
        odds = stats.contingency.odds_ratio([[a, b], [c, d]])
        unbounded = by["odds_ratio"]["status"] == "unbounded"
        assert unbounded == math.isinf(odds.statistic) and (by["odds_ratio"]["value"] is None) == unbounded
        assert unbounded or by["odds_ratio"]["value"] == pytest.approx(odds.statistic, rel=1e-4)
        assert by["odds_ratio"]["low"] == pytest.approx(odds.confidence_interval(0.95).low, rel=1e-4)
        assert by["risk_difference"]["value"] == pytest.approx(100 * (a / (a + b) - c / (c + d)))
        assert by["risk_difference"]["low"] < by["risk_difference"]["value"] < by["risk_difference"]["high"]
    assert p["status"] == "reported" and 0 < p["value"] <= 1
    assert [r["value"] for r in rows if r["measure"] == "p_value_holm"] == [p["value"]], "one alone is not adjusted"


def test_all_factors_are_adjusted_together(asked):
    rows = asked.get("/v1/reports/factors?instrument=path&from=w1&wave=w3&factor=size,zone,half", status=200).rows
    raw = {r["item"]: r["value"] for r in rows if r["measure"] == "p_value"}
    adjusted = {r["item"]: r["value"] for r in rows if r["measure"] == "p_value_holm"}
    least = 0
    for rank, (item, value) in enumerate(sorted(raw.items(), key=lambda pair: pair[1])):
        least = max(least, min(1, value * (len(raw) - rank)))
        assert adjusted[item] == pytest.approx(least)
    assert asked.get("/v1/reports/factors?instrument=path&factor=beds", status=422).faults == {"factor": "not_allowed"}


@pytest.mark.parametrize("by", ["domain", "total"])
def test_priority_components_are_components(asked, study, by):
    items = [i.item for i in study.instruments["path"].items if i.staged]
    assert progress(asked, f"by={by}&priority={items[0]}") == progress(asked, f"by={by}")


@pytest.mark.parametrize("query, parameter", [
    ("instrument=staffing", "instrument"), ("instrument=path&from=absent", "from"), ("instrument=path&priority=absent", "priority"),
    ("instrument=path&wave=absent", "wave"), ("instrument=path&at_or_above=9", "at_or_above"), ("instrument=absent", "instrument")])
def test_what_is_not_there(asked, query, parameter):
    assert list(asked.get(f"/v1/reports/progress?{query}", status=422).faults) == [parameter]
