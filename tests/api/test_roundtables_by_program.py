"""Codes of roundtables and recommendations are those of their program: none tells of, or stands in for, another's."""
import pytest

from fixtures_field import field, walk  # noqa: F401
from fixtures_roundtable import Table

READS = ["/roundtables/{roundtable}", "/roundtables/{roundtable}/groups", "/roundtables/{roundtable}/findings",
         "/recommendations/{recommendation}", "/recommendations/{recommendation}/history",
         "/recommendations/{recommendation}/evidence"]
FINDING = {"finding": "f", "theme": "motivation", "text": "x"}


class Pair:
    """Two programs with a roundtable and a recommendation each, under the same codes."""

    def __init__(self, field):
        self.api, self.recommendation = field.api, field.unique("recommendation")
        self.one = Table(field)
        self.roundtable, self.other = self.one.code, Table(field, self.one.code)
        for table in (self.one, self.other):
            table.recommend(recommendation=self.recommendation)

    def address(self, table, rest):
        return f"/v1/programs/{table.program}" + rest.format_map(vars(self))

    def read(self, table, rest):
        reply = self.api.get(self.address(table, rest), status=200)
        return reply.rows if "data" in reply.json else reply.json


@pytest.fixture
def pair(field):
    return Pair(field)


def seen(reply):
    """What an answer tells, but for its own number."""
    return reply.status, {n: v for n, v in reply.json.items() if n != "instance"}


# -- each for itself --------------------------------------------------------------------------------------

def test_the_same_codes_are_read_apart(pair):
    for kind, code in (("roundtable", pair.roundtable), ("recommendation", pair.recommendation)):
        for table in (pair.one, pair.other):
            row = pair.read(table, f"/{kind}s/{{{kind}}}")
            assert (row[kind], row["program"]) == (code, table.program)
            assert pair.api.get(f"/v1/{kind}s?program={table.program}", status=200).rows == [row]


def test_the_same_codes_are_changed_apart(pair):
    before = [pair.read(pair.other, rest) for rest in READS]
    pair.api.patch(pair.one.address, json={"name": "Renamed"}, headers={"If-Match": '"1"'}, status=200)
    pair.one.change(pair.recommendation, status="done", note="By one")
    pair.one.find("motivation", practices="support")
    assert [pair.read(pair.other, rest) for rest in READS] == before
    assert pair.read(pair.one, READS[0])["name"] == "Renamed"
    assert pair.read(pair.one, READS[3])["status"] == "done"
    assert [len(pair.read(pair.one, rest)) for rest in (READS[2], READS[4])] == [1, 2]


def test_a_finding_has_its_code_at_one_roundtable(pair):
    for table in (pair.one, pair.other):
        table.find(code="same")
        table.find(code="same", expect=409)
        assert [f["finding"] for f in pair.read(table, READS[2])] == ["same"]


def test_a_recommendation_is_of_a_roundtable_of_its_program(pair, field):
    elsewhere = Table(field)
    assert pair.one.recommend(roundtable=elsewhere.code, expect=422).faults == {"/roundtable": "unknown_roundtable"}
    made = pair.other.recommend().json
    assert (made["program"], made["roundtable"]) == (pair.other.program, pair.roundtable)
    counts = [pair.read(table, READS[0])["recommendations"] for table in (pair.one, pair.other)]
    assert counts == [1, 2]


@pytest.mark.parametrize("kind", ["roundtable", "recommendation"])
def test_pages_hold_equal_codes_of_every_program_once(pair, field, kind):
    third = Table(field, pair.roundtable)
    third.recommend(recommendation=pair.recommendation)
    rows = walk(pair.api, f"/v1/{kind}s")
    names = [(r["program"], r[kind]) for r in rows]
    assert len(set(names)) == len(names) and names == sorted(names)
    programs = {pair.one.program, pair.other.program, third.program}
    assert {p for p, code in names if code == getattr(pair, kind)} == programs


# -- reports ----------------------------------------------------------------------------------------------

def test_the_report_does_not_mix_them(pair):
    pair.one.find(practices="support", health_plans="oppose")
    pair.other.find(practices="conditional")
    pair.one.change(pair.recommendation, status="done")
    programs = f"{pair.one.program},{pair.other.program}"
    rows = pair.api.get(f"/v1/reports/recommendations?program={programs}", status=200).rows
    assert [(r["program"], r["roundtable"], r["recommendation"], r["status"]) for r in rows] == [
        (pair.other.program, pair.roundtable, pair.recommendation, "proposed"),
        (pair.one.program, pair.roundtable, pair.recommendation, "done")], "open ones first"
    assert [[r[n] for n in ("support", "conditional", "oppose", "groups_present")] for r in rows] == [
        [0, 1, 0, 3], [1, 0, 1, 3]]
    assert [r["status_since"] for r in rows] == [
        pair.read(table, READS[4])[-1]["changed_at"] for table in (pair.other, pair.one)]


def test_the_page_counts_them_apart(pair):
    for table, findings in ((pair.one, 2), (pair.other, 1)):
        for n in range(findings):
            table.find("motivation", code=f"f{n}")
    pair.one.change(pair.recommendation, status="done")
    pair.other.recommend()
    page = lambda *tables: [
        (r["section"], r["item"], r["value"])
        for r in pair.api.get("/v1/reports/statewide?program=" + ",".join(t.program for t in tables), status=200).rows
        if r["section"] in ("themes", "recommendations")]
    assert page(pair.one) == [("themes", "motivation", 2), ("recommendations", "payment", 0)]
    assert page(pair.other) == [("themes", "motivation", 1), ("recommendations", "payment", 2)]
    assert page(pair.one, pair.other) == [("themes", "motivation", 3), ("recommendations", "payment", 2)]


# -- a key of one program ---------------------------------------------------------------------------------

def test_a_key_of_a_program_may_take_codes_that_another_has(api, field):
    taken, program = Table(field), field.program()
    taken.recommend(recommendation="taken")
    taken.find(code="taken")
    key, of_program = api.service.key_for("all", program), f"/v1/programs/{program}"
    made = api.post(f"{of_program}/roundtables", json=taken.body(), key=key, status=201)
    assert made.headers["Location"] == f"{of_program}/roundtables/{taken.code}"
    finding = {**FINDING, "finding": "taken"}
    api.post(f"{of_program}/roundtables/{taken.code}/findings", json=finding, key=key, status=201)
    body = {"recommendation": "taken", "roundtable": taken.code, "text": "x", "policy_area": "payment",
            "policy_level": "state"}
    made = api.post(f"{of_program}/recommendations", json=body, key=key, status=201)
    assert made.headers["Location"] == f"{of_program}/recommendations/taken"
    api.post(f"{of_program}/recommendations", json=body, key=key, status=409)


def test_a_key_of_a_program_sees_its_own(pair):
    key = pair.api.service.key_for("all", pair.other.program)
    for rest in READS:
        pair.api.get(pair.address(pair.other, rest), key=key, status=200)
    for kind in ("roundtable", "recommendation"):
        rows = pair.api.get(f"/v1/{kind}s", key=key, status=200).rows
        assert [(r["program"], r[kind]) for r in rows] == [(pair.other.program, getattr(pair, kind))]
        assert pair.api.get(f"/v1/{kind}s?program={pair.one.program}", key=key, status=200).rows == []
    rows = pair.api.get("/v1/reports/recommendations", key=key, status=200).rows
    assert [r["program"] for r in rows] == [pair.other.program]


def test_what_is_foreign_is_answered_as_what_is_absent(pair, field, unique):
    """Whether the program, or the code in it, is there or not, cannot be told by a key of another program."""
    api, key = pair.api, pair.api.service.key_for("all", pair.other.program)
    only = Table(field)  # codes that the key's own program does not have
    only_recommendation = only.recommend().json["recommendation"]
    absent = unique("absent")
    places = [(only.program, only.code, only_recommendation), (only.program, absent, absent), (absent, absent, absent),
              (absent, pair.roundtable, pair.recommendation), (pair.other.program, only.code, only_recommendation)]
    tag = {"If-Match": '"1"'}
    answers = set()
    for program, roundtable, recommendation in places:
        of_program = f"/v1/programs/{program}"
        replies = [api.get(of_program + rest.format(roundtable=roundtable, recommendation=recommendation), key=key)
                   for rest in READS]
        replies += [
            api.patch(f"{of_program}/roundtables/{roundtable}", json={"name": "x"}, headers=tag, key=key),
            api.patch(f"{of_program}/recommendations/{recommendation}", json={"text": "x"}, headers=tag, key=key),
            api.post(f"{of_program}/roundtables/{roundtable}/findings", json=FINDING, key=key)]
        answers |= {(s, tuple(sorted(facts.items()))) for s, facts in map(seen, replies)}
    assert [status for status, _ in answers] == [404]


@pytest.mark.parametrize("right", [True, False])
def test_nothing_is_made_in_a_program_that_is_not_seen(pair, unique, right):
    """Nor is it told what would be wrong with it, or that a code is taken."""
    api, key = pair.api, pair.api.service.key_for("all", pair.other.program)
    area = "payment" if right else "absent"
    groups = [{"stakeholder_group": "practices" if right else "absent", "participants": 1}]
    recommendation = {"recommendation": pair.recommendation, "roundtable": pair.roundtable, "text": "x",
                      "policy_area": area, "policy_level": "state"}
    for rest, body in (("roundtables", pair.one.body(groups=groups)), ("recommendations", recommendation)):
        foreign, absent = (api.post(f"/v1/programs/{program}/{rest}", json=body, key=key, status=404)
                           for program in (pair.one.program, unique("absent")))
        assert seen(foreign) == seen(absent)
    assert [pair.read(pair.one, READS[n])["revision"] for n in (0, 3)] == [1, 1]
