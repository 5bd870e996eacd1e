"""The log of changes: which requests move the version of the data, and how the fold takes changes out of it."""
import contextlib

import psycopg2
import pytest

from fixtures_case import case, field  # noqa: F401
from fixtures_field import changed
from fixtures_role import Role
from fixtures_sheets import rows, version
from harness import Service


@pytest.fixture(scope="module")
def service(cluster):
    service = Service(cluster, FOLD_MS=0)  # the log is compared whole
    yield service.wait_ready()
    service.close()


@pytest.fixture
def fold(service):
    """fold(): a transaction of the service's role that folds."""
    with contextlib.ExitStack() as ends:
        def begin():
            connection = psycopg2.connect(service.settings["DATABASE"])
            ends.callback(connection.close)
            return Role(connection)

        yield begin


def moves(service, action):
    before = version(service)
    action()
    return version(service) != before


def test_what_reports_show_moves_the_version(service, case):
    api, program, practice = case.api, case.program, case.practice
    submission = case.submit()
    assert moves(service, lambda: case.field.move(submission, "accepted"))
    assert moves(service, lambda: case.field.move(case.submit(), "accepted")), "the same answers, but later"
    assert moves(service, lambda: case.field.hold(practice, "rurality", "rural"))
    assert moves(service, lambda: case.field.hold(practice, "pcmh", "true")), "no dimension, but a filter"
    assert moves(service, lambda: changed(api, f"/v1/programs/{program}", {"planned_practices": 9}))
    assert moves(service, lambda: changed(api, f"/v1/practices/{practice}", {"name": "y"}))
    assert moves(service, lambda: changed(api, f"/v1/programs/{program}/waves/baseline", {"name": "y"}))
    assert moves(service, lambda: case.field.wave(program, "again", month=3))
    assert moves(service, lambda: case.field.enrolled(program))
    table = case.field.roundtable(program)
    assert moves(service, lambda: case.field.recommendation(program, table))
    made = api.post("/v1/keys", json={"name": "x", "scopes": ["reports:read"]}, status=201).json["key"]
    assert moves(service, lambda: api.delete(f"/v1/keys/{made}", status=200))
    assert moves(service, lambda: api.post("/v1/revocations", json={"issuer": "x", "token": "y"}, status=201))


def test_nothing_else_does(service, case):
    api, program, practice = case.api, case.program, case.practice
    case.field.hold(practice, "rurality", "rural")
    first = case.submit(status="draft")
    assert not moves(service, lambda: case.field.move(first, "submitted")), "it waits as before"
    assert not moves(service, lambda: case.submit()), "another waits in its place"
    assert not moves(service, lambda: case.field.hold(practice, "rurality", "rural")), "as it was"
    assert not moves(service, lambda: api.get("/v1/reports/statewide", status=200))
    assert not moves(service, lambda: changed(api, f"/v1/programs/{program}", {"name": ""}, status=422))
    assert not moves(service, lambda: api.post("/v1/keys", json={"name": "x", "scopes": ["reports:read"]}, status=201))
    assert not moves(service, lambda: case.field.scale("one", "two"))


def test_the_fold_takes_the_oldest_and_the_version_stays(service, case, fold):
    case.field.move(case.submit(), "accepted")
    one, other, before = fold(), fold(), version(service)
    ids = [n for n, in rows(service, "select change_id from change order by 1")]
    assert [n for n, in one.rows("select change_id from fold_take(3)")] == ids[:3]
    assert other.rows("select * from fold_take(3)") == [], "one at a time"
    with pytest.raises(psycopg2.errors.RaiseException):
        other.rows("select fold_put('{1}', '{1}', '{1}', '{0}', array['x'::bytea])")
    one.connection.commit()
    other.connection.rollback()
    other.rows("set search_path to continuum, pg_temp")
    assert version(service) == before
    assert [n for n, in other.rows("select change_id from fold_take(1000000)")] == ids[3:]
    other.connection.rollback()
    assert [n for n, in rows(service, "select change_id from change order by 1")] == ids[3:]


def test_cells_are_stored_and_taken_away(service, fold):
    one = fold()
    keys = "'{7,7,8}'::int[], '{1,2,1}'::int[], '{0,0,5}'::int[]"
    one.rows(f"select fold_put('{{3,3,3}}', {keys}, array['a', 'b', 'c']::bytea[])")
    one.rows(f"select fold_put('{{3,3,3}}', {keys}, array['d', null, 'c']::bytea[])")
    assert [(*k, bytes(v)) for *k, v in one.rows(f"select * from fold_cells({keys}) order by 1, 2")] == [(7, 1, 0, b"d"), (8, 1, 5, b"c")]
    pairs = "'{6,6}'::int[], '{7,7}'::int[], '{1,1}'::int[], '{1,2}'::int[], '{0,0}'::int[]"
    one.rows(f"select fold_put_transitions('{{3,3}}', {pairs}, array['a', 'b']::bytea[])")
    one.rows(f"select fold_put_transitions('{{3,3}}', {pairs}, array[null, 'e']::bytea[])")
    assert [(*k, bytes(v)) for *k, v in one.rows(f"select * from fold_transitions({pairs})")] == [(6, 7, 1, 2, 0, b"e")]
