"""The life of a submission: submitted, returned, accepted, withdrawn, superseded."""
import pytest

from fixtures_case import case, field  # noqa: F401
from fixtures_field import FRAMEWORK

ALLOWED = {("draft", "submitted"), ("draft", "withdrawn"), ("submitted", "returned"), ("submitted", "accepted"),
           ("submitted", "withdrawn"), ("returned", "submitted"), ("returned", "withdrawn"),
           ("accepted", "withdrawn")}
PATHS = {"draft": [], "submitted": [], "returned": ["returned"], "accepted": ["accepted"], "withdrawn": ["withdrawn"]}


# -- one after the other ----------------------------------------------------------------------------------

@pytest.mark.parametrize("begin", [*PATHS, "superseded"])
@pytest.mark.parametrize("to", ["submitted", "returned", "accepted", "withdrawn"])
def test_moves_that_are_allowed_and_those_that_are_not(case, begin, to):
    submission = case.submit(status="draft" if begin == "draft" else "submitted")
    for step in PATHS.get(begin, []):
        case.field.move(submission, step)
    if begin == "superseded":
        case.submit()
    reply = case.field.move(submission, to, expect=200 if (begin, to) in ALLOWED else 409)
    if reply.status == 409:
        assert begin in reply.json["detail"] and to in reply.json["detail"]
    assert case.status(submission) == (to if (begin, to) in ALLOWED else begin)


def test_times_and_revisions_of_a_life(case):
    submission = case.submit(status="draft")
    made = case.field.submission(submission)
    assert (made["submitted_at"], made["accepted_at"]) == (None, None)
    moved = case.field.move(submission, "submitted")
    assert moved.headers["ETag"].startswith('"2-') and moved.json["submitted_at"] >= made["created_at"]
    assert moved.json["accepted_at"] is None
    accepted = case.field.move(submission, "accepted").json
    assert accepted["accepted_at"] >= accepted["submitted_at"] == moved.json["submitted_at"]
    assert (accepted["revision"], accepted["created_at"]) == (3, made["created_at"])
    assert accepted == case.field.submission(submission)


def test_a_move_needs_the_etag_that_holds(case):
    submission = case.submit()
    target, body = f"/v1/submissions/{submission}/status", {"status": "returned"}
    case.api.put(target, json=body, status=428)
    case.api.put(target, json=body, headers={"If-Match": '"2"'}, status=412)
    case.field.move(submission, "returned", tag='"1"')
    case.field.move(submission, "submitted", tag='"1"', expect=412)
    assert case.status(submission) == "returned"


def test_what_is_as_it_was_is_not_sent_again(case):
    submission = case.submit()
    tag = {"If-None-Match": case.api.get(f"/v1/submissions/{submission}").headers["ETag"]}
    case.api.get(f"/v1/submissions/{submission}", headers=tag, status=304)
    case.field.move(submission, "returned")
    case.api.get(f"/v1/submissions/{submission}", headers=tag, status=200)


def test_faults_of_a_move(case):
    submission = case.submit()
    for body in ({}, {"status": "superseded"}, {"status": "draft"}, {"status": 1}, {"status": None}):
        reply = case.api.put(f"/v1/submissions/{submission}/status", json=body, headers={"If-Match": '"1"'}, status=422)
        assert list(reply.faults) == ["/status"]
    absent = "00000000-0000-7000-8000-000000000000"
    case.api.put(f"/v1/submissions/{absent}/status", json={"status": "accepted"}, headers={"If-Match": '"1"'},
                 status=404)
    case.api.get(f"/v1/submissions/{absent}", status=404)
    case.api.get(f"/v1/submissions/{absent}/answers", status=404)


# -- one in place of another ------------------------------------------------------------------------------

@pytest.mark.parametrize("begin", ["draft", "submitted", "returned"])
def test_a_new_submission_replaces_one_that_waits(case, begin):
    first = case.submit(1, status="draft" if begin == "draft" else "submitted")
    if begin == "returned":
        case.field.move(first, "returned")
    second = case.submit(2)
    assert (case.status(first), case.status(second)) == ("superseded", "submitted")
    assert case.field.submission(second)["supersedes"] == first
    assert (case.value(first), case.value(second)) == (1, 2), "the answers of the old one can still be read"


def test_what_was_accepted_counts_until_the_new_one_is_accepted(case):
    first = case.submit(1)
    case.field.move(first, "accepted")
    assert case.reported() == (1, 1)
    second = case.submit(4)
    assert (case.status(first), case.reported()) == ("accepted", (1, 1))
    assert case.field.move(second, "accepted").json["supersedes"] == first
    assert (case.status(first), case.status(second), case.reported()) == ("superseded", "accepted", (1, 4))
    assert (case.value(first), case.value(second)) == (1, 4)


def test_what_is_withdrawn_counts_no_more(case):
    first = case.submit(3)
    case.field.move(first, "accepted")
    case.field.move(first, "withdrawn")
    assert case.reported() == (0, None)
    second = case.submit(2)
    assert case.field.submission(second)["supersedes"] is None
    case.field.move(second, "accepted")
    assert case.reported() == (1, 2)


def test_respondents_do_not_supersede_each_other(case):
    ids = [case.submit(n, respondent=f"r{n}") for n in (1, 2, 4)]
    assert len(case.field.accept_all(case.program)) == 3
    assert case.by_status() == {"accepted": ids}
    assert case.reported() == (1, 2), "one practice, with the lower median of its respondents"


def test_everything_that_waits_is_accepted_at_once(case):
    field, other = case.field, case.field.enrolled(case.program)
    draft = field.submit(case.program, field.enrolled(case.program), {"screening": 1}, status="draft")
    old = field.accepted(case.program, case.practice, {"screening": 1})
    new, beside = case.submit(2), field.submit(case.program, other, {"screening": 3})
    rows = {row["submission"]: row for row in field.accept_all(case.program)}
    assert set(rows) == {new, beside} and rows[new]["supersedes"] == old and rows[beside]["supersedes"] is None
    assert (rows[beside]["practice"], rows[beside]["wave"], rows[beside]["instrument"], rows[beside]["version"]) == (
        other, "baseline", "continuum_pc", "2016")
    assert [case.status(s) for s in (old, new, beside, draft)] == ["superseded", "accepted", "accepted", "draft"]
    assert field.accept_all(case.program) == []


def test_only_what_is_named_is_accepted(case):
    field = case.field
    field.wave(case.program, "second", instruments=[FRAMEWORK, "continuum_pc:2020", "staffing:1"], month=2)
    baseline = case.submit()
    made = {i: field.submit(case.program, case.practice, {item: 1}, wave="second", instrument=i)
            for i, item in ((FRAMEWORK, "screening"), ("continuum_pc:2020", "screening"), ("staffing:1", "pcc_fte"))}
    accepted = lambda **more: [row["submission"] for row in field.accept_all(case.program, **more)]
    assert accepted(wave="absent") == accepted(instrument="screening") == []
    assert accepted(instrument="continuum_pc", version="2020") == [made["continuum_pc:2020"]]
    assert accepted(wave="second", instrument="continuum_pc") == [made[FRAMEWORK]]
    assert accepted(wave="second") == [made["staffing:1"]] and accepted() == [baseline]


def test_acceptance_into_a_program_that_is_not_there(case):
    other = case.field.program()
    key = case.api.service.key_for("all", other)
    case.submit()
    for more in ({"json": {"program": case.program}, "key": key}, {"json": {"program": "absent"}}):
        reply = case.api.post("/v1/submissions/acceptances", status=422, **more)
        assert reply.faults == {"/program": "unknown_program"}
    assert list(case.api.post("/v1/submissions/acceptances", json={"wave": "a b"},
                              status=422).faults) == ["/program", "/wave"]
    assert list(case.by_status()) == ["submitted"]


def test_lists_by_what_they_are_of(case):
    field = case.field
    field.wave(case.program, "second", instruments=["staffing:1"], month=2)
    first = field.accepted(case.program, case.practice, {"screening": 1})
    second = field.submit(case.program, case.practice, {"pcc_fte": 1}, wave="second", instrument="staffing:1")
    for query, ids in [("", [first, second]), ("&wave=second", [second]), ("&status=accepted", [first]),
                       ("&instrument=staffing", [second]), (f"&practice={case.practice}&wave=baseline", [first]),
                       ("&practice=absent", []),
                       ("&status=draft", [])]:
        assert [r["submission"]
                for r in case.api.get(f"/v1/submissions?program={case.program}{query}", status=200).rows] == ids
    assert case.api.get("/v1/submissions?status=lost", status=400).faults == {"status": "not_allowed"}
