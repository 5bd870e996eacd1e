"""Themes against outcomes, cases and the matrix: against tables that a few lines of Python count and test."""
import itertools
import math

import pytest

from fixtures_field import field  # noqa: F401
from fixtures_themes import Themes
from fixtures_words import words  # noqa: F401

PARTS = ("one", "two", "three")


def fisher(a, b, c, d):
    """Two-sided, given all margins."""
    def chance(x):
        return math.comb(a + b, x) * math.comb(c + d, a + c - x) / math.comb(a + b + c + d, a + c)
    return sum(p for x in range(max(0, a - d), min(a + b, a + c) + 1) if (p := chance(x)) <= chance(a) * (1 + 1e-7))


def freeman_halton(rows):
    """rows: (with, without) of each group."""
    sizes, total = [sum(r) for r in rows], sum(r[0] for r in rows)
    def weight(given):
        return math.prod(math.comb(n, k) for n, k in zip(sizes, given))
    tables = [t for t in itertools.product(*(range(n + 1) for n in sizes)) if sum(t) == total]
    seen = weight([r[0] for r in rows])
    return sum(weight(t) for t in tables if weight(t) <= seen * (1 + 1e-7)) / sum(weight(t) for t in tables)


def holm(values):
    order, adjusted, last = sorted(values, key=values.get), {}, 0
    for n, name in enumerate(order):
        last = adjusted[name] = max(last, min(1, (len(order) - n) * values[name]))
    return adjusted


class Joint(Themes):
    """practices: [(stages before, stages after, visits, codes)]"""

    def __init__(self, words, practices, codes="ab"):
        super().__init__(words, codes)
        scale = self.field.scale("low", "middle", "high", "top")
        items = [{"item": i, "kind": "stage", "scale": scale, "domain": d} for i, d in zip(PARTS, ("left", "left", "right"))]
        self.instrument = self.field.instrument(*items, {"item": "visits", "kind": "count", "domain": "right"}, kind="framework")
        for month, wave in enumerate(("first", "second"), 1):
            self.field.wave(self.program, wave, (self.instrument,), month=month, position=month)
        self.said = []
        for n, (before, after, visits, said) in enumerate(practices):
            for wave, stages in (("first", before), ("second", after)):
                if stages:
                    answers = {**dict(zip(PARTS, stages)), "visits": visits}
                    self.field.accepted(self.program, self.practice(n), answers, wave, self.instrument)
            if said is not None:
                self.source(n, *said)
        self.release()

    def ask(self, report, key=None, status=200, **query):
        of = {"instrument": self.instrument.split(":")[0], "wave": "second", "from": "first"}
        return super().ask(report, key, status, **({**of, **query} if report in ("joint-display", "cases", "matrix") else query))


def moved(count):
    return (1, 1, 1), tuple(1 + (n < count) for n in range(3))


# How many components advanced, and what is said.
STUDY = [(0, ["a"]), (0, ["a", "b"]), (0, ["a"]), (0, [""]), (1, ["a"]), (1, [""]), (1, ["b"]), (2, [""]), (2, ["b"]), (3, ["b"]), (3, ["b"]),
         (2, ["b"])]


@pytest.fixture
def joint(words):
    return lambda practices, *more: Joint(words, practices, *more)


@pytest.fixture
def study(joint):
    """With one practice that nobody spoke for, and one that answered once."""
    return joint([(*moved(n), n, said) for n, said in STUDY] + [(*moved(3), 3, None), ((1, 1, 1), None, 9, ["a"])])


def table_of(code, groups):
    return [(sum(code in "".join(s) for n, s in STUDY if n in g), sum(code not in "".join(s) for n, s in STUDY if n in g)) for g in groups]


def test_what_is_unchanged_is_not_sent_again(study):
    tag = study.ask("joint-display").headers["ETag"]
    assert study.ask("joint-display", status=304, headers={"If-None-Match": tag}).body == b""


def test_shares_by_how_many_components_advanced(study):
    figures = study.figures("joint-display", "outcome")
    groups = {"0": [0], "1": [1], "2+": [2, 3]}
    p = {}
    for code in "ab":
        table = table_of(code, groups.values())
        for label, (with_theme, without) in zip(groups, table):
            of = with_theme + without
            assert figures[code, "practices_with_theme", label] == (with_theme, of)
            assert figures[code, "share_with_theme", label] == (pytest.approx(100 * with_theme / of), of)
        p[code] = freeman_halton(table)
        assert figures[code, "p_value", None] == (pytest.approx(p[code]), len(STUDY))
        difference = 100 * (table[-1][0] / sum(table[-1]) - table[0][0] / sum(table[0]))
        assert figures[code, "difference_in_share", None] == (pytest.approx(difference), sum(table[0]) + sum(table[-1]))
    adjusted = {c: figures[c, "p_value_holm", None][0] for c in "ab"}
    assert adjusted == pytest.approx(holm(p)) and adjusted != pytest.approx(p)


def test_two_groups_have_fishers_p_and_an_exact_interval(study):
    rows = {(r["item"], r["measure"]): r for r in study.ask("joint-display", cuts="1").rows if r["outcome"] is None}
    for code in "ab":
        (a, b), (c, d) = reversed(table_of(code, ([0], [1, 2, 3])))
        assert rows[code, "p_value"]["value"] == pytest.approx(fisher(a, b, c, d)) and rows[code, "p_value"]["method"] == "fisher_exact"
        interval = rows[code, "difference_in_share"]
        assert interval["low"] < interval["value"] < interval["high"] and interval["method"] == "difference_in_share_exact"
        # It reaches 0 as soon as the test does not tell the groups apart.
        assert interval["low"] < 0 < interval["high"] or rows[code, "p_value"]["value"] < 0.05
        assert (interval["wave"], interval["from_wave"]) == ("second", "first")


def test_tertiles_of_an_item(joint):
    visits = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    study = joint([((1, 1, 1), (1, 1, 1), v, ["a" if v > 6 else ""]) for v in visits], "a")
    figures = study.figures("joint-display", "outcome", item="visits")
    shares = {label: value for (_, measure, label), value in figures.items() if measure == "practices_with_theme"}
    assert list(shares.items()) == [("1 of 3: to 3.66667", (0, 3)), ("2 of 3: to 6.33333", (0, 3)), ("3 of 3: to 9", (3, 3))]
    halves = study.figures("joint-display", "outcome", item="visits", groups=2)
    assert {k[2]: v for k, v in halves.items() if k[1] == "practices_with_theme"} == {"1 of 2: to 5": (0, 5), "2 of 2: to 9": (3, 4)}


def test_a_rare_theme_is_hidden_and_not_tested(study, joint):
    rows = study.ask("joint-display", threshold=5).rows
    assert {r["status"] for r in rows if r["item"] == "a"} == {"suppressed"}, "four practices mention it"
    assert {r["value"] for r in rows if r["item"] == "a"} == {None}
    b = {r["measure"]: r["value"] for r in rows if r["item"] == "b" and r["outcome"] is None}
    assert b["p_value"] == b["p_value_holm"], "it is the only test"


def test_what_cannot_be_asked(study):
    assert study.ask("joint-display", **{"from": None}, status=422).faults == {"from": "required"}
    for cuts in ("0", "2,1", "x", "1,,2", ""):
        assert study.ask("joint-display", cuts=cuts, status=422).faults == {"cuts": "invalid_format"}, cuts
    assert study.ask("joint-display", wave="absent", status=422).faults == {"wave": "unknown_wave"}
    for report in ("joint-display", "cases", "matrix"):
        assert study.ask(report, **{"pass": "absent"}, status=422).faults == {"pass": "unknown_pass"}


def test_cases_side_by_side(study):
    rows = [r for r in study.ask("cases").rows if r["practice"] == study.practices[1]]
    told = [(r["item"], r["measure"], r["value"], r["n"]) for r in rows]
    assert told == [(None, "improved", 0, 3), (None, "same", 3, 3), (None, "declined", 0, 3), ("a", "mentions", 1, 1), ("b", "mentions", 1, 1)]
    named = {r["practice"] for r in study.ask("cases").rows}
    assert study.practices[12] in named and study.practices[13] not in named, "who answered once is no case"


def test_the_matrix_tells_where_to_go_next(joint):
    codes = ({"code": "all", "kind": "barrier"}, {"code": "staff", "kind": "barrier", "parent": "all"},
             {"code": "money", "kind": "barrier", "parent": "all"}, {"code": "good", "kind": "facilitator"})
    study = joint([((1, 2, 3), (2, 4, 3), 0, [["money"], ["money", "staff"], ["good"], ["good"], ["good"]]),
                   (None, (1, 1, 1), 0, None)], codes)
    rows = study.ask("matrix").rows
    told = {(r["practice"], r["domain"], r["measure"], r["wave"]): (r["value"], r["item"]) for r in rows}
    here, other = study.practices[0], study.practices[1]
    assert {k[1:]: v[0] for k, v in told.items() if k[0] == here and k[2] == "stage"} == {
        ("left", "stage", "first"): 1.5, ("left", "stage", "second"): 3, ("right", "stage", "first"): 3, ("right", "stage", "second"): 3}
    assert told[here, "left", "change", "second"] == (1.5, None) and told[here, "right", "change", "second"] == (0, None)
    assert told[here, "barrier", "top_barrier", None] == (2, "money")
    assert told[other, "left", "stage", "second"] == (1, None) and told[other, "left", "change", "second"] == (None, None)
    assert not [r for r in study.ask("matrix", **{"pass": None}).rows if r["measure"] == "top_barrier"]


def test_practices_are_named_in_the_audit(study, service):
    request = study.ask("matrix").headers["X-Request-Id"]
    found = service.execute(f"select practices from continuum.audit_entry where request = '{request}'")
    assert study.practices[0] in found[0][0]


def test_files(study):
    for report in ("joint-display", "cases", "matrix", "themes", "theme-pairs", "saturation", "quotes"):
        names = list(study.ask(report).rows[0])
        text = study.ask(report, format="csv").body.decode("utf-8-sig")
        assert text.splitlines()[0].split(",") == names
        assert study.ask(report, format="xlsx").body.startswith(b"PK")
