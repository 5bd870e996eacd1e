"""When answers are due, until when they are taken, and who owes them."""
import datetime

import pytest

from fixtures_case import Case, case, field  # noqa: F401
from fixtures_field import FRAMEWORK, changed, sheet, walk


def day(offset):
    return (datetime.date.today() + datetime.timedelta(offset)).isoformat()


@pytest.fixture
def timed(case):
    """Makes a wave that began so many days ago and ended so many days ago."""
    def wave(code, began, ended, **more):
        body = {"wave": code, "starts_on": day(-began), "ends_on": day(-ended), "instruments": [FRAMEWORK], **more}
        return case.api.post(f"/v1/programs/{case.program}/waves", json=body, status=201).json
    return wave


def address(case, wave):
    return f"/v1/programs/{case.program}/waves/{wave}"


def reopen(case, wave, until=7, status=201, **more):
    body = {"until": day(until), "reason": "a flood"}
    return case.api.post(f"{address(case, wave)}/reopenings", json=body, status=status, **more)


# -- dates and states of a wave -----------------------------------------------------------------------

@pytest.mark.parametrize("began, ended, more, state", [
    (-2, -9, {}, "planned"), (2, -2, {}, "open"), (2, 0, {}, "open"), (9, 2, {}, "late"), (9, 2, {"due_on": day(1)}, "open"),
    (9, 2, {"closes_on": day(0)}, "late"), (9, 2, {"closes_on": day(-1)}, "closed")])
def test_the_state_of_a_wave_follows_from_the_day(timed, began, ended, more, state):
    found = timed("w", began, ended, **more)
    assert found["state"] == state
    assert (found["due_on"], found["closes_on"]) == (more.get("due_on", day(-ended)), more.get("closes_on"))


def test_a_wave_never_closes_unless_somebody_says_so(case):
    assert case.api.get(address(case, "baseline")).json["closes_on"] is None
    case.submit()


def test_grace_of_the_program_closes_its_new_waves(field):
    case = Case(field)
    changed(case.api, f"/v1/programs/{case.program}", {"grace_days": 10}, status=200)
    make = lambda code, **more: case.api.post(f"/v1/programs/{case.program}/waves", status=201, json={
        "wave": code, "starts_on": "2024-05-01", "ends_on": "2024-05-20", **more}).json["closes_on"]
    assert make("a") == "2024-05-30" and make("b", due_on="2024-05-25") == "2024-06-04"
    assert make("c", closes_on="2024-07-01") == "2024-07-01" and make("d", closes_on=None) is None
    assert case.api.get(address(case, "baseline")).json["closes_on"] is None, "those that are there stay as they were"


def test_a_wave_closes_when_its_answers_are_due_or_later(case):
    wave = {"wave": "x", "starts_on": "2024-01-01", "ends_on": "2024-01-31"}
    for more in ({"closes_on": "2024-01-30"}, {"due_on": "2024-02-20", "closes_on": "2024-02-10"}):
        reply = case.api.post(f"/v1/programs/{case.program}/waves", json={**wave, **more}, status=422)
        assert "closes before it is due" in reply.json["detail"]


# -- what a closed wave takes -------------------------------------------------------------------------

def test_a_closed_wave_takes_no_answers_however_they_come(case, timed):
    timed("past", 30, 10, closes_on=day(-5))
    reply = case.submit(wave="past", expect=422)
    assert "wave is closed" in reply.json["detail"]
    case.submit(wave="past", status="draft", expect=422)
    reply = case.field.submit_file(case.program, sheet(["practice", "screening"], [case.practice, 1]), wave="past", expect=422)
    assert case.api.get(f"/v1/submissions?program={case.program}").rows == []


def test_what_waits_in_a_wave_that_closes_is_handed_in_no_more_but_accepted(case, timed):
    timed("soon", 30, 10, closes_on=day(0))
    draft, sent = case.submit(wave="soon", status="draft"), case.submit(wave="soon", respondent="other")
    # Its last day was yesterday: the day passes without a clock to turn.
    case.api.service.execute(f"update continuum.wave set closes_on = current_date - 1 where wave = 'soon' and program_id = "
                             f"(select program_id from continuum.program where program = '{case.program}')")
    reply = case.field.move(draft, "submitted", expect=409)
    assert "soon" in reply.json["detail"] and day(-1) in reply.json["detail"]
    case.field.move(sent, "accepted")
    case.field.move(draft, "withdrawn")


def test_a_closed_wave_is_reopened_with_a_reason_until_a_day(case, timed):
    timed("past", 30, 10, closes_on=day(-5))
    found = reopen(case, "past", until=0).json
    assert (found["until_on"], found["reason"], found["wave"]) == (day(0), "a flood", "past")
    assert case.api.get(address(case, "past")).json["state"] == "reopened"
    submission = case.field.submission(case.submit(wave="past"))
    assert (submission["due_on"], submission["days_late"]) == (day(-10), 10)
    reopen(case, "past", until=3)
    assert [r["until_on"] for r in case.api.get(f"{address(case, 'past')}/reopenings").rows] == [day(0), day(3)]


def test_a_reopening_ends(case, timed):
    timed("past", 30, 10, closes_on=day(-5))
    reopen(case, "past", until=0)
    case.api.service.execute("update continuum.wave_reopening set until_on = current_date - 1")
    assert case.api.get(address(case, "past")).json["state"] == "closed"
    case.submit(wave="past", expect=422)


def test_faults_of_a_reopening(case, timed):
    timed("past", 30, 10, closes_on=day(-5))
    target = f"{address(case, 'past')}/reopenings"
    assert case.api.post(target, json={}, status=422).faults == {"/until": "missing", "/reason": "missing"}
    assert reopen(case, "past", until=-1, status=422).faults == {"/until": "too_early"}
    assert "not closed" in reopen(case, "baseline", status=409).json["detail"]
    reopen(case, "absent", status=404)
    case.api.get(f"{address(case, 'absent')}/reopenings", status=404)


def test_reopening_needs_its_scope_and_cannot_be_had_by_moving_the_day(case, timed):
    timed("past", 30, 10, closes_on=day(-5))
    everything_else = ",".join(sorted(case.api.contract.scopes - {"waves:reopen"}))
    key = case.api.service.key_for(everything_else)
    reopen(case, "past", status=403, key=key)
    for value in (day(5), None):
        reply = changed(case.api, address(case, "past"), {"closes_on": value}, key=key, status=422)
        assert reply.faults == {"/closes_on": "wave_closed"}
    changed(case.api, address(case, "past"), {"name": "another"}, key=key, status=200)
    reopen(case, "past", key=case.api.service.key_for("waves:reopen"))


def test_the_day_of_an_open_wave_moves(case, timed):
    timed("now", 10, 2, closes_on=day(5))
    found = changed(case.api, address(case, "now"), {"due_on": day(3), "closes_on": day(9)}, status=200).json
    assert (found["due_on"], found["closes_on"], found["state"]) == (day(3), day(9), "open")


# -- late ---------------------------------------------------------------------------------------------

def test_days_late_are_counted_from_the_day_it_was_handed_in(case, timed):
    timed("now", 30, 0)
    timed("past", 60, 40)
    submission = case.submit(wave="past", status="draft")
    assert case.field.submission(submission)["days_late"] is None
    assert case.field.move(submission, "submitted").json["days_late"] == 40
    assert case.field.submission(case.submit(wave="now"))["days_late"] == 0


def test_a_window_gives_each_practice_a_day_of_its_own(case, timed):
    early, late = (case.field.enrolled(case.program, enrolled_on=d) for d in ("2024-01-31", "2024-03-10"))
    timed("month6", 20, 0, target_offset_months=6, window_before_days=14, window_after_days=30)
    due = {p: case.field.submission(case.field.submit(case.program, p, {"screening": 1}, wave="month6"))["due_on"]
           for p in (early, late)}
    assert due == {early: "2024-08-30", late: "2024-10-10"}, "six months after enrolment and thirty days"
    changed(case.api, address(case, "month6"), {"due_on": day(5)}, status=200)
    rows = case.api.get(f"/v1/submissions?program={case.program}").rows
    assert {r["due_on"] for r in rows} == {day(5)}, "the wave's own day stands before"


# -- reminders ----------------------------------------------------------------------------------------

def owed(case, query="", **more):
    return case.api.get(f"/v1/reminders?program={case.program}{query}", status=200, **more).rows


def test_who_owes_what_and_how_it_stands(case):
    field = case.field
    made = {"missing": case.practice, **{s: field.enrolled(case.program) for s in ("draft", "submitted", "returned", "accepted", "gone")}}
    for state in ("draft", "submitted", "returned", "accepted"):
        submission = field.submit(case.program, made[state], {"screening": 1}, status="draft" if state == "draft" else "submitted")
        if state in ("returned", "accepted"):
            field.move(submission, state)
    changed(case.api, f"/v1/programs/{case.program}/enrolments/{made['gone']}", {"withdrawn_on": "2024-06-01"}, status=200)
    late = (datetime.date.today() - datetime.date(2024, 1, 28)).days
    rows = owed(case)
    assert {r["practice"]: r["state"] for r in rows} == {made[s]: s for s in ("missing", "draft", "submitted", "returned")}
    assert {(r["wave"], r["instrument"], r["version"], r["due_on"], r["days_overdue"]) for r in rows} == {
        ("baseline", "continuum_pc", "2016", "2024-01-28", late)}
    assert [r["practice"] for r in owed(case, "&state=returned")] == [made["returned"]]
    assert [r["practice"] for r in owed(case, f"&practice={made['draft']}")] == [made["draft"]]


def test_what_is_withdrawn_or_superseded_is_owed_again_or_not(case):
    submission = case.field.accepted(case.program, case.practice, {"screening": 1})
    assert owed(case) == []
    case.submit(2)
    assert owed(case) == [], "what counts is there while a correction waits"
    case.field.move(submission, "withdrawn")
    assert [r["state"] for r in owed(case)] == ["submitted"]


def test_of_several_respondents_the_next_step_shows(case):
    case.submit(respondent="a")
    assert [r["state"] for r in owed(case)] == ["submitted"]
    case.submit(respondent="b", status="draft")
    assert [r["state"] for r in owed(case)] == ["draft"]
    case.field.move(case.submit(respondent="c"), "returned")
    assert [r["state"] for r in owed(case)] == ["returned"]


def test_reminders_of_a_day(case, timed):
    timed("now", 10, -10, closes_on=day(20))
    timed("later", -20, -40)
    def found(on):
        return {r["wave"]: r["days_overdue"] for r in owed(case, f"&on={on}")}
    assert set(found(day(0))) == {"baseline", "now"} and found(day(0))["now"] == 0
    assert found(day(15))["now"] == 5 and set(found(day(30))) == {"baseline", "now", "later"}
    assert found("2024-01-10") == {"baseline": 0} and found("2023-12-31") == {}
    assert [(r["wave"], r["closes_on"]) for r in owed(case, "&wave=now")] == [("now", day(20))]


def test_reminders_come_in_pages_and_as_csv(case):
    for _ in range(4):
        case.field.enrolled(case.program)
    rows = owed(case)
    assert len(rows) == 5 and walk(case.api, f"/v1/reminders?program={case.program}") == rows
    assert [r["practice"] for r in owed(case, "&format=csv")] == [r["practice"] for r in rows]


def test_a_practice_is_reminded_of_its_own(case):
    case.field.enrolled(case.program)
    key = case.api.service.cluster.make_key(case.api.service.database, role="practice_submitter", practices=case.practice)
    assert [r["practice"] for r in case.api.get("/v1/reminders", key=key, status=200).rows] == [case.practice]
