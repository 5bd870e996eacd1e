"""Who mentions what: against counts made by hand or by a few lines of Python."""
import itertools
import math
import random

import pytest

from fixtures_field import field  # noqa: F401
from fixtures_themes import themes  # noqa: F401
from fixtures_words import words  # noqa: F401


def wilson(part, of, z=1.96):
    p, middle = part / of, part / of + z * z / (2 * of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return [100 * (middle + sign * half) / (1 + z * z / of) for sign in (-1, 1)]


def test_practices_respondents_and_mentions_are_three_numbers(themes):
    study = themes()
    study.source("p1", "a", "a", "ab")
    study.source("p1", "a")
    study.source("p2", "b")
    study.source("p3", "")
    study.source(None, "c")
    study.release()
    figures = study.figures("themes")
    assert figures["a", "practices_mentioning"] == (1, 3) and figures["a", "respondents_mentioning"] == (2, 5)
    assert figures["a", "mentions"] == (4, 5)
    assert figures["b", "practices_mentioning"] == (2, 3)
    # A source of no practice counts among respondents alone.
    assert figures["c", "practices_mentioning"] == (0, 3) and figures["c", "respondents_mentioning"] == (1, 5)
    row = next(r for r in study.ask("themes").rows if (r["item"], r["measure"]) == ("b", "share_of_practices"))
    assert [row["low"], row["high"]] == pytest.approx(wilson(2, 3)) and row["method"] == "share_mentioning_wilson"


def test_a_printed_prevalence_is_reproduced(themes):
    """71 % against 86 %: 17 of 24 practices of one kind and 6 of 7 of another mention the theme, however often each does."""
    study, kind = themes("a"), None
    kind = study.field.attribute(values=("one", "two"))
    for value, mentioning, of in (("one", 17, 24), ("two", 6, 7)):
        for n in range(of):
            study.field.hold(study.practice(f"{value}{n}"), kind, value)
            study.source(f"{value}{n}", *(["a"] * (1 + n % 3) if n < mentioning else [""]))
    study.release()
    figures = study.figures("themes", kind, strata=kind)
    shares = {v: figures["a", "share_of_practices", v] for v in ("one", "two")}
    assert {v: (f"{share:.0f} %", n) for v, (share, n) in shares.items()} == {"one": ("71 %", 24), "two": ("86 %", 7)}
    assert figures["a", "practices_mentioning", "one"] == (17, 24) and figures["a", "mentions", "two"][0] > 6


def test_when_a_code_counts(themes):
    study = themes(coders=3)
    source = study.source("p", "a", "b", "c", "")
    study.code(source, "a", "b", None, "a", coder=1)
    study.code(source, "a", "", None, "", coder=2)
    study.release()
    counted = {agreed: {c: study.figures("themes", agreed=agreed)[c, "mentions"][0] for c in "abc"} for agreed in ("any", "majority", "all")}
    # What one coder alone read counts as that one says.
    assert counted == {"any": {"a": 2, "b": 1, "c": 1}, "majority": {"a": 1, "b": 1, "c": 1}, "all": {"a": 1, "b": 0, "c": 1}}
    assert study.ask("themes", agreed="all").json["meta"]["agreed"] == "all"


def test_a_code_counts_for_those_above_it(themes):
    study = themes(({"code": "top"}, {"code": "mid", "parent": "top"}, {"code": "one", "parent": "mid"}, {"code": "two", "parent": "mid"}), coders=2)
    source = study.source("p", ["one"], ["two"], ["one", "two"])
    study.code(source, ["two"], ["two"], [], coder=1)
    study.release()
    assert {c: study.figures("themes")[c, "mentions"][0] for c in ("top", "mid", "one", "two")} == {"top": 3, "mid": 3, "one": 2, "two": 3}
    # Two coders who give different codes below it agree on what is above.
    assert {c: study.figures("themes", agreed="all")[c, "mentions"][0] for c in ("top", "one", "two")} == {"top": 2, "one": 0, "two": 1}
    assert {r["item"] for r in study.ask("themes", level="top").rows} == {"top"}
    assert {r["item"] for r in study.ask("themes", level="leaf").rows} == {"one", "two"}


def test_kinds_of_codes_and_sources(themes):
    study = themes(({"code": "a", "kind": "barrier"}, {"code": "b", "kind": "facilitator"}))
    study.source("p", ["a"], ["b"])
    study.source("p", ["b"], kind="focus_group")
    study.release()
    assert {(r["item"], r["domain"]) for r in study.ask("themes", kind="barrier").rows} == {("a", "barrier")}
    figures = study.figures("themes", source_kind="focus_group")
    assert figures["a", "respondents_mentioning"] == (0, 1) and figures["b", "mentions"] == (1, 1)


def test_by_who_speaks(themes):
    study = themes("a")
    both = [{"role": "nurse", "stakeholder_group": "practices", "participants": 2},
            {"role": "payer", "stakeholder_group": "health_plans", "participants": 1}]
    study.source("p1", "a", participants=both)
    study.source("p2", "", participants=both[:1])
    study.source("p2", "a")
    study.release()
    by = {g: study.figures("themes", "stakeholder_group", strata="stakeholder_group").get(("a", "respondents_mentioning", g))
          for g in ("practices", "health_plans", None)}
    assert by == {"practices": (1, 2), "health_plans": (1, 1), None: (1, 1)}
    assert study.figures("themes", "role", "source_kind", strata="role,source_kind")["a", "mentions", "nurse", "interview"] == (1, 2)


def test_change_between_waves_is_of_the_same_practices(themes):
    study = themes("a")
    for month, wave in enumerate(("first", "second"), 1):
        study.field.wave(study.program, wave, month=month, position=month)
    said = {"p1": ("", "a"), "p2": ("", "a"), "p3": ("a", ""), "p4": ("a", "a"), "p5": ("", "a"), "p6": ("a", None)}
    for practice, (before, after) in said.items():
        for wave, codes in (("first", before), ("second", after)):
            if codes is not None:
                study.source(practice, codes, wave=wave)
    study.release()
    figures = study.figures("themes", "wave", "from_wave", by="wave")
    assert figures["a", "practices_mentioning", "first", None] == (3, 6) and figures["a", "practices_mentioning", "second", None] == (4, 5)
    assert figures["a", "change_in_share", "second", "first"] == (40, 5)
    assert figures["a", "p_mcnemar", "second", "first"] == (pytest.approx(2 * (1 + 4) / 16), 5)
    assert study.figures("themes", wave="second")["a", "mentions"] == (4, 5)


def test_strata_and_filter_are_as_of_the_source(themes):
    study = themes("a")
    kind = study.field.attribute(values=("one", "two"))
    study.field.hold(study.practice("p"), kind, "one", "2023-01-01")
    study.field.hold(study.practice("p"), kind, "two", "2024-06-01")
    study.source("p", "a", held_on="2024-01-01")
    study.source("p", "", held_on="2024-07-01")
    study.release()
    figures = study.figures("themes", kind, strata=kind)
    assert figures["a", "mentions", "one"] == (1, 1) and figures["a", "mentions", "two"] == (0, 1)
    assert study.figures("themes", filter=f"{kind}:two")["a", "mentions"] == (0, 1)


def test_reconciliation_takes_the_place_of_what_it_reconciles(themes):
    study = themes()
    source = study.source("p", "a", "b", "c")
    study.release()
    second = study.opened(study.coders[0], reconciles=study.name)
    study.code(source, None, "a", "", name=second)
    assert study.figures("themes")["b", "mentions"] == (1, 1), "it is not released yet"
    study.words.release(study.program, second)
    # The first excerpt was not read again, so it stands.
    assert {c: study.figures("themes")[c, "mentions"][0] for c in "abc"} == {"a": 2, "b": 0, "c": 0}
    assert study.ask("themes").json["meta"]["pass"] == second
    quotes = {(r["code"], r["excerpt"]) for r in study.ask("quotes").rows}
    assert quotes <= {("a", "0-1"), ("a", "2-3")} and quotes


def test_rare_themes_are_hidden_where_that_is_asked_for(themes):
    study = themes("ab")
    for n in range(4):
        study.source(f"p{n}", "ab" if n < 2 else "a")
    study.release()
    rows = study.ask("themes", threshold=3).rows
    assert {(r["value"], r["low"], r["high"], r["status"]) for r in rows if r["item"] == "b"} == {(None, None, None, "suppressed")}
    assert {r["status"] for r in rows if r["item"] == "a"} == {"reported"}


def test_pairs_against_counts_of_sets(themes):
    study, draw = themes("abcd"), random.Random(7)
    said = {}
    for n in range(12):
        excerpts = ["".join(c for c in "abcd" if draw.random() < 0.35) for _ in range(3)]
        said[n] = set("".join(excerpts)), n // 2
        study.source(f"p{n // 2}", *excerpts)
    study.release()
    for by in ("source", "practice"):
        units = {}
        for n, (codes, practice) in said.items():
            units.setdefault(n if by == "source" else practice, set()).update(codes)
        figures = study.figures("theme-pairs", "other_code", by=by)
        for one, other in itertools.combinations("abcd", 2):
            with_one, with_other = ({u for u, codes in units.items() if c in codes} for c in (one, other))
            together, expected = len(with_one & with_other), len(with_one) * len(with_other) / len(units)
            if together:
                told = {m: figures[one, m, other] for m in ("together", "jaccard", "expected", "lift")}
                assert told == {"together": (together, len(units)), "jaccard": (pytest.approx(together / len(with_one | with_other)), len(units)),
                                "expected": (pytest.approx(expected), len(units)), "lift": (pytest.approx(together / expected), len(units))}
            else:
                assert (one, "together", other) not in figures


def test_a_code_is_no_pair_with_what_is_above_it(themes):
    study = themes(({"code": "top"}, {"code": "mid", "parent": "top"}, {"code": "low", "parent": "mid"}, {"code": "far"}))
    study.source("p", ["low", "far"])
    study.release()
    pairs = {frozenset((r["item"], r["other_code"])) for r in study.ask("theme-pairs").rows}
    assert pairs == {frozenset(p) for p in (("top", "far"), ("mid", "far"), ("low", "far"))}


def test_saturation(themes):
    study = themes()
    last = study.source("p1", "a", "c")
    second = study.source("p1", "ab", held_on="2024-02-01")
    first = study.source("p2", "a", "", held_on="2024-01-01")
    study.release()
    curve = [(r["source"], r["excerpts"], r["codes"], r["new_codes"], r["codes_so_far"], r["codes_in_all"]) for r in study.ask("saturation").rows]
    assert curve == [(first, 2, 1, 1, 1, 3), (second, 1, 2, 1, 2, 3), (last, 2, 2, 1, 3, 3)]


def test_quotes_are_those_that_are_permitted(themes, service):
    study = themes("ab")
    role = [{"role": "nurse", "stakeholder_group": "practices", "participants": 1}]
    named = study.source("p", "a", consent="attributed", participants=role)
    plain = study.source("p", "a", "a", "b", participants=role)
    for more in ({"consent": "none"}, {"consent": "aggregate"}, {"part2": True}):
        study.source("p", "ab", **more)
    study.release()
    rows = study.ask("quotes").rows
    assert {(r["code"], r["source"], r["role"]) for r in rows} == {("a", named, "nurse"), ("a", plain, None), ("b", plain, None)}
    assert rows == study.ask("quotes").rows, "the same ones each time"
    assert len(study.ask("quotes", quotes=1, code="a").rows) == 1
    study.ask("quotes", key=service.key_for("reports:read"), status=403)


def test_only_what_is_released_is_told(themes):
    study = themes()
    study.source("p", "a")
    assert study.ask("themes", status=422).faults == {"pass": "unknown_pass"}
    study.ask("theme-pairs", status=422)
    for report in ("saturation", "quotes"):
        study.ask(report, status=404)
    study.release()
    assert study.figures("themes")["a", "mentions"] == (1, 1)


def test_wrong_questions(themes):
    study = themes()
    study.source("p", "a")
    study.release()
    assert study.ask("themes", strata="role,role", status=422).faults == {"strata": "repeated"}
    assert study.ask("themes", strata="role,program,cohort,practice", status=422).faults == {"strata": "too_many"}
    assert study.ask("themes", strata="nothing", status=422).faults == {"strata": "unknown_attribute"}
    assert study.ask("themes", program="absent", status=422).faults == {"program": "unknown_program"}


def test_a_release_changes_what_was_answered(themes):
    study = themes()
    source = study.source("p", "a")
    study.release()
    tag = study.ask("themes").headers["ETag"]
    again = study.opened(study.coders[0], reconciles=study.name)
    study.code(source, "b", name=again)
    study.words.release(study.program, again)
    assert study.ask("themes").headers["ETag"] != tag and study.figures("themes")["b", "mentions"] == (1, 1)


def test_what_is_unchanged_is_not_sent_again(themes):
    study = themes()
    study.source("p", "a")
    study.release()
    for report in ("themes", "theme-pairs"):
        tag = study.ask(report).headers["ETag"]
        assert study.ask(report, status=304, headers={"If-None-Match": tag}).body == b""


def test_who_sees_some_practices_is_told_of_those(themes, service):
    study = themes()
    study.source("p1", "a")
    study.source("p2", "a")
    study.source(None, "a")
    study.release()
    part = service.cluster.make_key(service.database, scopes="reports:read", practices=study.practices["p1"])
    assert study.figures("themes", key=part)["a", "respondents_mentioning"] == (1, 1)
    assert study.figures("themes", key=study.coders[0][0])["a", "respondents_mentioning"] == (3, 3)
