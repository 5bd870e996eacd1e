"""The life of a submission: submitted, returned, accepted, withdrawn, superseded; and of many at once."""
import contextlib
import threading

import pytest

from client import eventually
from fixtures_field import FRAMEWORK, field  # noqa: F401

ALLOWED = {("draft", "submitted"), ("draft", "withdrawn"), ("submitted", "returned"), ("submitted", "accepted"), ("submitted", "withdrawn"),
           ("returned", "submitted"), ("returned", "withdrawn"), ("accepted", "withdrawn")}
PATHS = {"draft": [], "submitted": [], "returned": ["returned"], "accepted": ["accepted"], "withdrawn": ["withdrawn"]}


@pytest.fixture
def case(field):
    return Case(field)


class Case:
    """A program with a practice that answers the framework at one wave."""

    def __init__(self, field):
        self.field, self.api = field, field.api
        self.program = field.program()
        field.wave(self.program)
        self.practice = field.enrolled(self.program)

    def submit(self, value=1, **more):
        return self.field.submit(self.program, self.practice, {"screening": value}, **more)

    def status(self, submission):
        return self.field.submission(submission)["status"]

    def value(self, submission):
        return self.field.answers(submission)["screening"]["value"]

    def by_status(self):
        """{status: ids} of all submissions of the program."""
        found = {}
        for row in self.api.get(f"/v1/submissions?program={self.program}&limit=1000").rows:
            found.setdefault(row["status"], []).append(row["submission"])
        return found

    def reported(self):
        """The count of answers and their mean in the report of the framework."""
        rows = self.api.get(f"/v1/reports/framework?instrument=continuum_pc&program={self.program}", status=200).rows
        return next((r["n"], r["value"]) for r in rows if r["item"] == "screening" and r["measure"] == "mean")


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
    assert moved.headers["ETag"].startswith('"2-') and moved.json["submitted_at"] >= made["created_at"] and moved.json["accepted_at"] is None
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
    case.api.put(f"/v1/submissions/{absent}/status", json={"status": "accepted"}, headers={"If-Match": '"1"'}, status=404)
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
    accepted = lambda **more: [row["submission"] for row in field.accept_all(case.program, **more)]  # noqa: E731
    assert accepted(wave="absent") == accepted(instrument="screening") == []
    assert accepted(instrument="continuum_pc", version="2020") == [made["continuum_pc:2020"]]
    assert accepted(wave="second", instrument="continuum_pc") == [made[FRAMEWORK]]
    assert accepted(wave="second") == [made["staffing:1"]] and accepted() == [baseline]


def test_acceptance_into_a_program_that_is_not_there(case):
    other = case.field.program()
    key = case.api.service.key_for("all", other)
    case.submit()
    for more in ({"json": {"program": case.program}, "key": key}, {"json": {"program": "absent"}}):
        assert case.api.post("/v1/submissions/acceptances", status=422, **more).faults == {"/program": "unknown_program"}
    assert list(case.api.post("/v1/submissions/acceptances", json={"wave": "a b"}, status=422).faults) == ["/program", "/wave"]
    assert list(case.by_status()) == ["submitted"]


def test_lists_by_what_they_are_of(case):
    field = case.field
    field.wave(case.program, "second", instruments=["staffing:1"], month=2)
    first = field.accepted(case.program, case.practice, {"screening": 1})
    second = field.submit(case.program, case.practice, {"pcc_fte": 1}, wave="second", instrument="staffing:1")
    for query, ids in [("", [first, second]), ("&wave=second", [second]), ("&status=accepted", [first]), ("&instrument=staffing", [second]),
                       (f"&practice={case.practice}&wave=baseline", [first]), ("&practice=absent", []), ("&status=draft", [])]:
        assert [r["submission"] for r in case.api.get(f"/v1/submissions?program={case.program}{query}", status=200).rows] == ids
    assert case.api.get("/v1/submissions?status=lost", status=400).faults == {"status": "not_allowed"}


# -- at the same time -------------------------------------------------------------------------------------

def at_once(*actions):
    """Runs them in threads that begin together; their replies in the order of the actions."""
    replies, gate = [None] * len(actions), threading.Barrier(len(actions))

    def run(n):
        gate.wait()
        replies[n] = actions[n]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def mover(case, submission, status, tag='"1"'):
    """The same without a look at the ETag before."""
    return lambda: case.api.put(f"/v1/submissions/{submission}/status", json={"status": status}, headers={"If-Match": tag})


def sender(case, value):
    code, version = FRAMEWORK.split(":")
    body = {"program": case.program, "practice": case.practice, "wave": "baseline", "instrument": code, "version": version,
            "answers": [{"item": "screening", "value": value}]}
    return lambda: case.api.post("/v1/submissions", json=body)


@pytest.mark.parametrize("first, second", [("accepted", "accepted"), ("accepted", "returned"), ("withdrawn", "accepted")])
def test_of_two_moves_on_one_etag_one_is_refused(case, first, second):
    for _ in range(8):
        submission = case.submit()
        statuses = [reply.status for reply in at_once(mover(case, submission, first), mover(case, submission, second))]
        assert sorted(statuses) == [200, 412]
        assert case.field.submission(submission)["revision"] == 2


def test_acceptances_at_the_same_time_leave_one_accepted(case):
    accept = lambda: case.api.post("/v1/submissions/acceptances", json={"program": case.program})  # noqa: E731
    for value in (1, 2, 3, 4, 1, 2):
        submission = case.submit(value)
        replies = at_once(accept, mover(case, submission, "accepted"), accept)
        assert sum(len(r.rows) for r in (replies[0], replies[2]) if r.status == 200) + (replies[1].status == 200) == 1
        assert case.by_status()["accepted"] == [submission] and case.reported() == (1, value)


def overtaken(case, submission, action):
    """Sends it back in a transaction that ends only when the action waits for it; gives the reply to the action."""
    service, replies = case.api.service, []
    waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    with contextlib.closing(service.cluster.connect(service.database)) as connection, connection.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("update continuum.submission set status = 'returned', revision = revision + 1 where submission = %s", (submission,))
        thread = threading.Thread(target=lambda: replies.append(action()))
        thread.start()
        eventually(lambda: service.execute(waits)[0][0])
        cursor.execute("commit")
        thread.join()
    return replies[0]


ACCEPTANCES = {"one": lambda case, submission: mover(case, submission, "accepted"),
               "all": lambda case, _: lambda: case.api.post("/v1/submissions/acceptances", json={"program": case.program})}


@pytest.mark.parametrize("which", ACCEPTANCES)
def test_an_acceptance_that_comes_too_late_leaves_what_counted(case, which):
    """It is sent back in the same moment: the acceptance must not have superseded the old one then."""
    counted = case.submit(1)
    case.field.move(counted, "accepted")
    late = case.submit(2)
    reply = overtaken(case, late, ACCEPTANCES[which](case, late))
    assert reply.status == 412 if which == "one" else reply.rows == []
    assert case.by_status() == {"accepted": [counted], "returned": [late]} and case.reported() == (1, 1)


def test_an_acceptance_and_a_replacement_at_the_same_time(case):
    """Whichever comes first: what was replaced is not accepted, and nothing is lost."""
    for value in (2, 3, 4, 1, 2, 3):
        submission = case.submit(value)
        moved, sent = at_once(mover(case, submission, "accepted"), sender(case, 4))
        assert moved.status in (200, 409, 412) and sent.status == 201
        assert case.status(submission) == ("accepted" if moved.status == 200 else "superseded")
        latest = sent.rows[0]["submission"]
        assert case.status(latest) == "submitted" and len(case.by_status().get("accepted", [])) <= 1
        case.field.move(latest, "accepted")
        assert case.by_status()["accepted"] == [latest] and case.reported() == (1, 4)


def test_submissions_of_one_practice_at_the_same_time(case):
    for _ in range(6):
        replies = at_once(*(sender(case, value) for value in (1, 2, 3, 4)))
        assert all(reply.status in (201, 409) for reply in replies) and any(reply.status == 201 for reply in replies)
        assert len(case.by_status()["submitted"]) == 1
