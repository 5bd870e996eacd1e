"""Roundtables: who was there, what they found, what they ask for, and what became of it."""
import datetime

import pytest

from fixtures_field import field  # noqa: F401
from fixtures_roundtable import Table, table  # noqa: F401

# -- roundtables ------------------------------------------------------------------------------------------

def test_a_roundtable_is_read_as_it_was_made(api, table):
    made = table.made
    assert made.headers["Location"] == table.address and made.headers["ETag"].startswith('"1-')
    assert made.json == {"roundtable": table.code, "program": table.program, "name": "Annual meeting",
                         "held_on": "2024-05-06",
                         "summary": "=Short", "groups": 3, "participants": 17, "findings": 0, "recommendations": 0,
                         "revision": 1}
    assert api.get(table.address, status=200).json == made.json
    assert api.get("/v1/roundtables?program=" + table.program, status=200).rows == [made.json]
    assert api.get(f"{table.address}?format=csv").rows[0]["summary"] == "'=Short"


def test_who_was_there_in_the_order_of_the_list(api, table):
    rows = api.get(f"{table.address}/groups", status=200).rows
    assert [(r["stakeholder_group"], r["participants"]) for r in rows] == [
        ("practices", 12), ("health_plans", 3), ("state_agencies", 2)]
    assert [r["label"] for r in rows] == ["Practices", "Health plans", "State agencies"]


def test_a_roundtable_is_changed_on_its_etag(api, table):
    body = {"name": "Renamed", "summary": None, "held_on": "2024-05-07"}
    api.patch(table.address, json=body, status=428)
    api.patch(table.address, json=body, headers={"If-Match": '"2"'}, status=412)
    changed = api.patch(table.address, json=body, headers={"If-Match": '"1"'}, status=200)
    assert {n: changed.json[n] for n in body} == body and changed.headers["ETag"].startswith('"2-')
    assert changed.json == api.get(table.address).json
    assert api.patch(table.address, json={"name": "", "groups": []}, headers={"If-Match": '"2"'},
                     status=422).faults == {
        "/name": "too_short", "/groups": "unknown"}


def test_what_is_as_it_was_is_not_sent_again(api, table):
    for target in (table.address, table.recommend().headers["Location"]):
        api.get(target, headers={"If-None-Match": api.get(target).headers["ETag"]}, status=304)
        api.get(target, headers={"If-None-Match": '"2"'}, status=200)


def test_faults_of_a_roundtable(api, table, unique):
    groups = [{"stakeholder_group": "practices", "participants": 1}, {"stakeholder_group": "absent", "participants": 1},
              {"stakeholder_group": "practices", "participants": 2}]
    body = table.body(roundtable=unique("roundtable"), groups=groups)
    assert api.post(table.roundtables, json=body, status=422).faults == {
        "/groups/1/stakeholder_group": "unknown_group", "/groups/2/stakeholder_group": "repeated"}
    groups = [{"stakeholder_group": "practices", "participants": 0}, {"participants": 1.5}]
    named = {**body, "program": table.program, "held_on": "x", "groups": groups}
    assert api.post(table.roundtables, json=named, status=422).faults == {
        "/program": "unknown", "/held_on": "invalid_format", "/groups/0/participants": "too_small",
        "/groups/1/stakeholder_group": "missing", "/groups/1/participants": "invalid_type"}
    assert api.post(table.roundtables, json={**body, "groups": []}, status=422).faults == {"/groups": "too_few"}
    api.get(f"{table.roundtables}/{body['roundtable']}", status=404)
    api.post(table.roundtables, json=table.body(), status=409)


def test_what_is_not_there(api, table, unique):
    absent = unique("absent")
    roundtable, recommendation = f"{table.roundtables}/{absent}", f"{table.recommendations}/{absent}"
    for target in (roundtable, f"{roundtable}/groups", f"{roundtable}/findings",
                   recommendation, f"{recommendation}/history", f"{recommendation}/evidence"):
        api.get(target, status=404)
    api.patch(roundtable, json={"name": "x"}, headers={"If-Match": '"1"'}, status=404)
    api.patch(recommendation, json={"text": "x"}, headers={"If-Match": '"1"'}, status=404)
    api.post(f"{roundtable}/findings", json={"finding": "f", "theme": "motivation", "text": "x"}, status=404)


# -- findings ---------------------------------------------------------------------------------------------

def test_a_finding_counts_how_the_groups_stand_to_it(api, table):
    made = table.find(practices="support", health_plans="oppose", state_agencies="support")
    assert made.headers["Location"] == f"{table.address}/findings"
    assert {n: made.json[n] for n in ("theme", "theme_label", "support", "conditional", "oppose", "abstain")} == {
        "theme": "staff_shortage", "theme_label": "Too few staff", "support": 2, "conditional": 0, "oppose": 1,
        "abstain": 0}
    bare = table.find("motivation").json
    assert [bare[n] for n in ("support", "conditional", "oppose", "abstain")] == [0, 0, 0, 0]
    assert api.get(f"{table.address}/findings", status=200).rows == [made.json, bare]
    assert api.get(table.address).json["findings"] == 2


def test_faults_of_a_finding(api, table):
    assert table.find("absent", funders="support", practices="support", expect=422).faults == {
        "/theme": "unknown_theme", "/endorsements/0/stakeholder_group": "not_present"}
    twice = [{"stakeholder_group": "practices", "endorsement": e} for e in ("support", "oppose")]
    body = {"finding": "f", "theme": "motivation", "text": "x", "endorsements": twice}
    reply = api.post(f"{table.address}/findings", json=body, status=422)
    assert reply.faults == {"/endorsements/1/stakeholder_group": "repeated"}
    body = {"theme": "a b", "text": "", "endorsements": [{"endorsement": "cheer"}]}
    assert api.post(f"{table.address}/findings", json=body, status=422).faults == {
        "/finding": "missing", "/theme": "invalid_format", "/text": "too_short",
        "/endorsements/0/stakeholder_group": "missing",
        "/endorsements/0/endorsement": "not_allowed"}
    assert api.get(f"{table.address}/findings").rows == []
    table.find(code="twice")
    table.find(code="twice", expect=409)


# -- recommendations --------------------------------------------------------------------------------------

EVIDENCE = [{"report": "measures", "query": "instrument=screening&wave=baseline", "row": "screening_reach/pooled_rate",
             "value": 18.645,
             "note": "Of 11"}, {"report": "framework", "row": "screening/mean"}]


def test_a_recommendation_is_read_as_it_was_made(api, table):
    made = table.recommend(owner="Medicaid", target_on="2030-01-01", evidence=EVIDENCE)
    code = made.json["recommendation"]
    assert made.headers["Location"] == f"{table.recommendations}/{code}" and made.headers["ETag"].startswith('"1-')
    assert made.json == {"recommendation": code, "roundtable": table.code, "program": table.program, "text": "Do it",
                         "policy_area": "payment", "policy_level": "state", "owner": "Medicaid",
                         "target_on": "2030-01-01", "status": "proposed", "evidence": 2, "revision": 1}
    assert api.get(made.headers["Location"], status=200).json == made.json
    assert api.get(f"/v1/recommendations?program={table.program}", status=200).rows == [made.json]
    assert api.get(table.address).json["recommendations"] == 1


def test_the_numbers_behind_it_stay_as_they_were(api, table):
    code = table.recommend(evidence=EVIDENCE).json["recommendation"]
    rows = api.get(f"{table.recommendations}/{code}/evidence", status=200).rows
    assert [{n: r[n] for n in ("position", "kind", *EVIDENCE[0])} for r in rows] == [
        {"position": 1, "kind": "report", **EVIDENCE[0]},
        {"position": 2, "kind": "report", "report": "framework", "query": "", "row": "screening/mean", "value": None, "note": None}]
    bare = table.recommend().json["recommendation"]
    assert api.get(f"{table.recommendations}/{bare}/evidence", status=200).rows == []


def test_how_its_status_moved(api, table):
    code = table.recommend().json["recommendation"]
    table.change(code, status="accepted", note="By the board")
    table.change(code, owner="Medicaid")
    table.change(code, note="Asked again")
    done = table.change(code, status="done", target_on=None).json
    assert (done["status"], done["owner"], done["revision"]) == ("done", "Medicaid", 5)
    steps = api.get(f"{table.recommendations}/{code}/history", status=200).rows
    assert [(s["status"], s["note"]) for s in steps] == [("proposed", None), ("accepted", "By the board"),
                                                         ("accepted", "Asked again"), ("done", None)]
    assert [s["changed_at"] for s in steps] == sorted(s["changed_at"] for s in steps)
    assert all(s["changed_by"].startswith("test/") for s in steps)


def test_a_recommendation_is_changed_on_its_etag(api, table):
    target = table.recommend().headers["Location"]
    api.patch(target, json={"status": "done"}, status=428)
    api.patch(target, json={"status": "done"}, headers={"If-Match": '"2"'}, status=412)
    assert api.get(target).json["status"] == "proposed" and len(api.get(f"{target}/history").rows) == 1
    faults = api.patch(target, json={"status": "lost", "text": "", "policy_area": "x"}, headers={"If-Match": '"1"'},
                       status=422).faults
    assert faults == {"/status": "not_allowed", "/text": "too_short", "/policy_area": "unknown"}


def test_faults_of_a_recommendation(api, table):
    reply = table.recommend(roundtable="absent", policy_area="absent", policy_level="absent", expect=422)
    assert reply.faults == {"/roundtable": "unknown_roundtable", "/policy_area": "unknown_policy_area",
                            "/policy_level": "unknown_policy_level"}
    assert any("practice, payer, state, federal" in e["detail"] for e in reply.json["errors"])
    reply = table.recommend(text="", owner=1, target_on="2024-02-30",
                            evidence=[{"report": "gossip", "row": "", "value": "1"}], expect=422)
    assert reply.faults == {"/text": "too_short", "/owner": "invalid_type", "/target_on": "invalid_format",
                            "/evidence/0/report": "not_allowed",
                            "/evidence/0/row": "too_short", "/evidence/0/value": "invalid_type"}
    code = table.recommend().json["recommendation"]
    table.recommend(recommendation=code, expect=409)
    assert len(table.report()) == 1


# -- their report -----------------------------------------------------------------------------------------

def day(offset):
    return (datetime.date.today() + datetime.timedelta(days=offset)).isoformat()


def test_the_report_tells_who_stands_behind_it(table):
    table.find(practices="support", health_plans="oppose")
    table.find("motivation", practices="support", state_agencies="conditional")
    code = table.recommend(evidence=EVIDENCE).json["recommendation"]
    row, = table.report()
    assert {n: row[n] for n in ("recommendation", "roundtable", "program", "status", "evidence", "support",
                                "conditional", "oppose", "abstain",
                                "groups_present", "overdue")} == {
        "recommendation": code, "roundtable": table.code, "program": table.program, "status": "proposed", "evidence": 2,
        "support": 2,
        "conditional": 1, "oppose": 1, "abstain": 0, "groups_present": 3, "overdue": False}
    alone = table.api.get(f"{table.recommendations}/{code}").json
    assert row == {**row, **{n: v for n, v in alone.items() if n != "revision"}}


def test_the_report_tells_what_is_overdue(table):
    late, soon, open_ended, done = (table.recommend(**m).json["recommendation"] for m in (
        {"target_on": day(-2)}, {"target_on": day(2)}, {}, {"target_on": day(-2), "policy_area": "workforce"}))
    table.change(done, status="done")
    table.change(soon, status="in_progress")
    rows = {r["recommendation"]: r for r in table.report()}
    assert list(rows) == [late, soon, open_ended, done], "open ones first, by the day they are due"
    assert [rows[c]["overdue"] for c in (late, soon, open_ended, done)] == [True, False, False, False]
    names = lambda query: [r["recommendation"] for r in table.report(query)]
    assert names("&status=open") == [late, soon, open_ended] and names("&status=done") == [done]
    assert names("&status=declined") == []
    assert names("&policy_area=workforce") == [done] and names("&policy_area=workforce&status=open") == []
    steps = table.api.get(f"{table.recommendations}/{soon}/history").rows
    assert rows[soon]["status_since"] == steps[-1]["changed_at"]


def test_the_report_as_csv(table):
    table.recommend(target_on=day(-2))
    row, = table.report()
    as_csv, = table.report("&format=csv")
    assert as_csv == {n: "" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for n, v in row.items()}


def test_faults_of_the_report(api, table):
    assert api.get("/v1/reports/recommendations?status=lost&policy_area=a%20b", status=400).faults == {
        "status": "not_allowed", "policy_area": "invalid_format"}


@pytest.mark.parametrize("query, parameter", [("program=absent", "program"), ("policy_area=absent", "policy_area")])
def test_what_the_report_does_not_know(api, query, parameter):
    assert list(api.get(f"/v1/reports/recommendations?{query}", status=422).faults) == [parameter]
