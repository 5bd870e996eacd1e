"""Submissions that are sent, moved and accepted at the same time: at most one counts, and none is lost."""
import contextlib
import threading

import pytest

from client import eventually
from fixtures_case import case, field  # noqa: F401
from fixtures_field import FRAMEWORK


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
    return lambda: case.api.put(f"/v1/submissions/{submission}/status", json={"status": status, "reason": "x"},
                                headers={"If-Match": tag})


def sender(case, value):
    code, version = FRAMEWORK.split(":")
    body = {"program": case.program, "practice": case.practice, "wave": "baseline", "instrument": code,
            "version": version, "answers": [{"item": "screening", "value": value}]}
    return lambda: case.api.post("/v1/submissions", json=body)


@pytest.mark.parametrize("first, second",
                         [("accepted", "accepted"), ("accepted", "returned"), ("withdrawn", "accepted")])
def test_of_two_moves_on_one_etag_one_is_refused(case, first, second):
    for _ in range(8):
        submission = case.submit()
        statuses = [reply.status for reply in at_once(mover(case, submission, first), mover(case, submission, second))]
        assert sorted(statuses) == [200, 412]
        assert case.field.submission(submission)["revision"] == 2


def test_acceptances_at_the_same_time_leave_one_accepted(case):
    accept = lambda: accept_all(case)
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
        cursor.execute("update continuum.submission set status = 'returned', revision = revision + 1 "
                       "where submission = %s", (submission,))
        thread = threading.Thread(target=lambda: replies.append(action()))
        thread.start()
        eventually(lambda: service.execute(waits)[0][0])
        cursor.execute("commit")
        thread.join()
    return replies[0]


def accept_all(case):
    return case.api.post("/v1/submissions/acceptances", json={"program": case.program})


@pytest.mark.parametrize("which", ["one", "all"])
def test_an_acceptance_that_comes_too_late_leaves_what_counted(case, which):
    """It is sent back in the same moment: the acceptance must not have superseded the old one then."""
    counted = case.submit(1)
    case.field.move(counted, "accepted")
    late = case.submit(2)
    accept = mover(case, late, "accepted") if which == "one" else lambda: accept_all(case)
    reply = overtaken(case, late, accept)
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
