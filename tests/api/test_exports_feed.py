"""What changed since: in order, nothing twice but what changed twice, nothing missed."""
import contextlib

import pytest

from client import Api, eventually
from fixtures_case import Case, case  # noqa: F401
from fixtures_field import Field, field  # noqa: F401
from harness import ROOT, run


class Feed:
    """Reads on from where it was."""

    def __init__(self, case, cursor=None):
        self.api, self.cursor = case.api, cursor
        self.target = f"/v1/exports/submissions?program={case.program}"

    def read(self):
        reply = self.api.get(self.target + (f"&updated_after={self.cursor}" if self.cursor else ""), status=200)
        assert reply.headers["X-Next-Cursor"] == reply.json["next_cursor"]
        self.cursor = reply.json["next_cursor"]
        return reply.rows

    def until(self, count):
        """So many rows: other tests' transactions may hold them back for a moment."""
        found = []
        eventually(lambda: found.extend(self.read()) or len(found) >= count)
        return found


@pytest.fixture
def feed(case):
    return Feed(case)


def test_a_first_answer_is_what_stands(case, feed):
    first = case.submit(1)
    case.field.move(first, "accepted")
    case.submit(2, respondent="r")
    gone = case.submit(3, respondent="s")
    case.field.move(gone, "withdrawn")
    rows = feed.read()
    assert {(r["respondent"], r["status"], r["deleted"], r["answered"]) for r in rows} == \
        {("", "accepted", False, 1), ("r", "submitted", False, 1)}
    assert [r["submission"] for r in rows] == sorted(r["submission"] for r in rows)
    withdrawn = case.api.get(f"{feed.target}&status=withdrawn", status=200).rows
    assert [(r["submission"], r["deleted"], r["status"]) for r in withdrawn] == [(gone, True, "withdrawn")]


def test_changes_come_in_their_order_and_once(case, feed):
    one, two = case.submit(1), case.submit(2, respondent="r")
    feed.until(2)
    assert eventually(lambda: feed.read() == [])
    case.field.move(two, "accepted")
    case.field.move(one, "returned")
    assert [(r["submission"], r["status"]) for r in feed.until(2)] == [(two, "accepted"), (one, "returned")]
    assert feed.read() == []


def test_what_no_longer_counts_is_told_by_its_ids_alone(case, feed):
    first = case.submit(1)
    case.field.move(first, "accepted")
    feed.until(1)
    second = case.submit(2)
    case.field.move(second, "accepted")
    rows = {r["submission"]: r for r in feed.until(2)}
    assert set(rows) == {first, second} and not rows[second]["deleted"] and rows[second]["status"] == "accepted"
    assert {n: v for n, v in rows[first].items() if v is not None} == {
        "submission": first, "deleted": True, "program": case.program, "practice": case.practice, "wave": "baseline",
        "instrument": "continuum_pc", "version": "2016"}


def test_a_commit_that_comes_late_is_not_missed(case, feed):
    """Two transactions write in one order and commit in the other."""
    early, late = case.submit(1), case.submit(2, respondent="r")
    feed.until(2)
    eventually(lambda: feed.read() == [])
    service = case.api.service
    with contextlib.closing(service.cluster.connect(service.database)) as slow, \
            contextlib.closing(service.cluster.connect(service.database)) as quick:
        slow.autocommit = quick.autocommit = False
        touch = "update continuum.submission set revision = revision + 1 where submission = '{}'"
        slow.cursor().execute(touch.format(early))
        quick.cursor().execute(touch.format(late))
        quick.commit()
        assert feed.read() == [], "what is committed waits for what began to write before it"
        slow.commit()
    assert [r["submission"] for r in feed.until(2)] == [early, late]
    assert feed.read() == []


def test_a_first_answer_misses_nothing_that_is_under_way(case, feed):
    first = case.submit(1)
    service = case.api.service
    with contextlib.closing(service.cluster.connect(service.database)) as slow:
        slow.autocommit = False
        slow.cursor().execute(f"update continuum.submission set revision = 7 where submission = '{first}'")
        later = case.submit(2, respondent="r")
        assert {r["submission"] for r in feed.read()} == {first, later}
        slow.commit()
    rows = feed.until(2)
    assert {(r["submission"], r["revision"]) for r in rows} == {(first, 7), (later, 1)}


def test_from_a_moment_on(case, feed):
    case.submit(1)
    eventually(lambda: len(case.api.get(f"{feed.target}&updated_after=2020-01-01T00:00:00Z", status=200).rows) == 1)
    reply = case.api.get(f"{feed.target}&updated_after=2999-01-01T00:00:00Z", status=200)
    assert reply.rows == [] and reply.json["next_cursor"]


@pytest.mark.parametrize("after", ["x", "", "2024-13-01T00:00:00Z", "MTIz", "2024-01-01"])
def test_what_is_no_cursor(case, feed, after):
    assert case.api.get(f"{feed.target}&updated_after={after}", status=400).faults == {"updated_after": "invalid_format"}


def test_the_cursor_of_another_database_is_refused(case, feed, own_service):
    other = own_service()
    feed.read()
    reply = case.api.get(f"{feed.target}&updated_after={feed.cursor}", status=200)
    assert reply.rows == []
    Api(other, case.api.contract, other.key).get(f"/v1/exports/submissions?updated_after={feed.cursor}", status=400)


def test_a_database_that_was_loaded_from_a_dump_begins_anew(own_service, contract, unique):
    """Its transactions have lower numbers than what was changed before."""
    service = own_service()
    case = Case(Field(Api(service, contract, service.key), unique))
    submission, feed = case.submit(1), Feed(case)
    service.execute("set session_replication_role = replica; update continuum.submission set changed_in = '999999999'")
    feed.read()
    moment = f"{feed.target}&updated_after=2020-01-01T00:00:00Z"
    assert case.api.get(moment, status=200).rows == []
    assert run("migrate", **service.cluster.settings(service.database)).returncode == 0
    eventually(lambda: [r["submission"] for r in case.api.get(moment, status=200).rows] == [submission])


def test_a_status_is_not_for_what_has_changed(case, feed):
    feed.read()
    reply = case.api.get(f"{feed.target}&status=draft&updated_after={feed.cursor}", status=400)
    assert reply.faults == {"status": "not_allowed"}


def test_the_changes_are_one_scan_of_an_index(case):
    """As the service asks; whatever else it joins, it reads submissions by their change alone."""
    text = (ROOT / "sql/queries/submission_feed.sql").read_text()
    for name in ("program", "practice", "wave", "instrument", "changed_since"):
        text = text.replace(f":{name}::", "null::").replace(f":{name},", "null,")
    plan = "\n".join(line for line, in case.api.service.execute(
        "set search_path = continuum; set enable_seqscan = off; set enable_bitmapscan = off; explain "
        + text.replace(":changed_after", "'999999'")))
    assert "Index Scan using submission_changed on submission" in plan and "Seq Scan on submission" not in plan
