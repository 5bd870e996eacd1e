"""A roundtable in full: its agenda, what its findings stand on, and how each group voted."""
import pytest

from fixtures_field import field  # noqa: F401
from fixtures_roundtable import Table, table  # noqa: F401
from fixtures_words import FIRST, SECOND, words  # noqa: F401


def group(name, participants):
    return {"stakeholder_group": name, "participants": participants}


# -- agenda -----------------------------------------------------------------------------------------------

def test_the_agenda_in_its_order(api, table):
    make = lambda **body: api.post(f"{table.address}/sessions", json=body, status=201).json
    last = make(session="b", title="Payment", topic="What is billed", starts_at="2024-05-06T15:00:00Z",
                groups=[group("practices", 5), group("health_plans", 3)])
    assert last == {"session": "b", "position": 1, "title": "Payment", "topic": "What is billed", "starts_at": "2024-05-06T15:00:00.000Z",
                    "groups": 2, "participants": 8}
    first = make(session="a", title="Welcome", position=1)
    then = make(session="0", title="Workforce")
    assert (first["participants"], then["position"]) == (None, 2)
    assert api.get(f"{table.address}/sessions", status=200).rows == [first, last, then]
    rows = api.get(f"{table.address}/groups?session=b", status=200).rows
    assert [(r["stakeholder_group"], r["participants"]) for r in rows] == [("practices", 5), ("health_plans", 3)]
    assert api.get(f"{table.address}/groups?session=a", status=200).rows == []
    assert len(api.get(f"{table.address}/groups").rows) == 3


def test_faults_of_a_session(api, table):
    at = f"{table.address}/sessions"
    body = {"session": "a", "title": "x", "groups": [group("practices", 13), group("funders", 1), group("practices", 1)]}
    assert api.post(at, json=body, status=422).faults == {
        "/groups/0/participants": "too_many", "/groups/1/stakeholder_group": "not_present", "/groups/2/stakeholder_group": "repeated"}
    assert api.get(at).rows == []
    api.post(at, json={"session": "a", "title": "x"}, status=201)
    api.post(at, json={"session": "a", "title": "y"}, status=409)
    api.get(f"{table.address}/groups?session=absent", status=404)


# -- findings ---------------------------------------------------------------------------------------------

def find(table, status=201, **more):
    body = {"finding": table.field.unique("finding"), "theme": "staff_shortage", "text": "Found", **more}
    return table.api.post(f"{table.address}/findings", json=body, status=status)


def test_a_finding_stands_on_codes_and_quotes(api, table, words):
    source, book = words.source(table.program), words.published("hiring", "handoff")
    api.post(f"{table.address}/sessions", json={"session": "two", "title": "x"}, status=201)
    codes = [{"codebook": book, "version": "1", "code": c} for c in ("hiring", "handoff")]
    made = find(table, session="two", codes=codes, quotes=[{"source": source, "excerpt": FIRST}]).json
    assert (made["session"], made["codes"], made["quotes"]) == ("two", f"{book}/1/handoff {book}/1/hiring", f"{source}/{FIRST}")
    assert api.get(f"{table.address}/findings", status=200).rows == [made]


def test_who_may_not_read_sources_sees_no_quote(api, table, words, service):
    source = words.source(table.program)
    find(table, quotes=[{"source": source, "excerpt": FIRST}])
    row, = api.get(f"{table.address}/findings", key=service.key_for("roundtables:read"), status=200).rows
    assert row["quotes"] is None and source not in str(row)
    writer = service.key_for("roundtables:write")
    body = {"finding": "f", "theme": "motivation", "text": "x", "quotes": [{"source": source, "excerpt": FIRST}]}
    reply = api.post(f"{table.address}/findings", json=body, key=writer, status=422)
    assert reply.faults == {"/quotes/0/excerpt": "unknown_excerpt"}


def test_faults_of_what_a_finding_stands_on(api, table, words):
    book, draft = words.published("a"), words.codebook()
    words.version(draft, "a", publish=False)
    silent, other = words.source(table.program, consent="aggregate"), words.source(words.field.program())
    code = {"codebook": book, "version": "1", "code": "a"}
    quote = lambda source, excerpt: {"source": source, "excerpt": excerpt}
    reply = find(table, status=422, session="absent", codes=[code, {**code, "code": "absent"}, {**code, "codebook": draft}, code], quotes=[
        quote(silent, FIRST), quote(other, FIRST), quote(silent, "0-1")])
    assert reply.faults == {"/session": "unknown_session", "/codes/1/code": "unknown_code", "/codes/2/code": "unknown_code",
                            "/codes/3/code": "repeated", "/quotes/0/excerpt": "not_quotable", "/quotes/1/excerpt": "unknown_excerpt",
                            "/quotes/2/excerpt": "unknown_excerpt"}
    assert api.get(f"{table.address}/findings").rows == []


# -- votes ------------------------------------------------------------------------------------------------

def vote(table, status=201, group="practices", **more):
    return table.api.post(f"{table.address}/votes", json={"stakeholder_group": group, **more}, status=status)


def test_votes_by_group_with_what_they_ask_for_and_dissent(api, table):
    finding, code = table.find().json["finding"], table.recommend().json["recommendation"]
    made = vote(table, recommendation=code, support=7, conditional=2, oppose=1, abstain=1, condition="If it is paid", dissent="Too early").json
    assert {n: v for n, v in made.items() if not n.startswith("recorded")} == {
        "finding": None, "recommendation": code, "stakeholder_group": "practices", "label": "Practices", "participants": 12, "support": 7,
        "conditional": 2, "oppose": 1, "abstain": 1, "not_voting": 1, "condition": "If it is paid", "dissent": "Too early", "counts": True}
    of_finding = vote(table, group="health_plans", finding=finding, oppose=3).json
    assert of_finding["not_voting"] == 0 and of_finding["finding"] == finding
    assert api.get(f"{table.address}/votes", status=200).rows == [of_finding, made]


def test_a_correction_keeps_what_was_recorded(api, table):
    code = table.recommend().json["recommendation"]
    first = vote(table, recommendation=code, support=12).json
    vote(table, group="health_plans", recommendation=code, support=3)
    second = vote(table, recommendation=code, support=11, oppose=1, dissent="One did not").json
    rows = api.get(f"{table.address}/votes", status=200).rows
    assert [(r["stakeholder_group"], r["support"]) for r in rows] == [("health_plans", 3), ("practices", 11)]
    rows = api.get(f"{table.address}/votes?history=true", status=200).rows
    assert [r for r in rows if r["stakeholder_group"] == "practices"] == [{**first, "counts": False}, second]


@pytest.mark.parametrize("body, faults", [
    ({"support": 13}, {"/support": "too_many"}), ({"support": 10, "abstain": 3}, {"/support": "too_many"}),
    ({}, {"/support": "missing"}), ({"support": 1, "group": "funders"}, {"/stakeholder_group": "not_present"}),
    ({"conditional": 1}, {"/condition": "missing"}), ({"support": -1}, {"/support": "too_small"}),
    ({"support": 1, "recommendation": "absent"}, {"/recommendation": "unknown_recommendation"}),
    ({"support": 1, "finding": "absent"}, {"/finding": "unknown_finding"})])
def test_faults_of_votes(api, table, body, faults):
    code = table.recommend().json["recommendation"]
    named = {} if "finding" in body else {"recommendation": code}
    assert vote(table, status=422, **{**named, **body}).faults == faults
    assert api.get(f"{table.address}/votes?history=true").rows == []


def test_votes_are_on_one_thing_of_this_roundtable(table):
    other = Table(table.field)
    code, finding = table.recommend().json["recommendation"], table.find().json["finding"]
    assert vote(table, status=422, support=1).faults == {"/finding": "missing"}
    assert vote(table, status=422, support=1, finding=finding, recommendation=code).faults == {"/finding": "conflicting"}
    assert vote(other, status=422, support=1, recommendation=code).faults == {"/recommendation": "unknown_recommendation"}


def test_what_is_not_there(api, table):
    absent = f"{table.roundtables}/absent"
    for what in ("sessions", "votes", "rankings", "priorities?method=dots"):
        api.get(f"{absent}/{what}", status=404)
    api.post(f"{absent}/sessions", json={"session": "a", "title": "x"}, status=404)
    api.post(f"{absent}/votes", json={"finding": "a", "stakeholder_group": "practices", "support": 1}, status=404)
    api.post(f"{absent}/rankings", status=404, json={
        "method": "dots", "stakeholder_group": "practices", "ballots": [{"choices": [{"option": "a", "dots": 1}]}]})
