"""continuum audit retire: what is old goes, what remains still holds, and nobody else takes anything away."""
import concurrent.futures
import datetime
import re

import psycopg2
import pytest

from client import Api
from fixtures_audit import QUIET, build, faults, logged, retire, verify

DAY = datetime.timedelta(days=1)
OLD, CUT = datetime.datetime(2012, 1, 1), "2012-01-21"  # of entries of 30 days, the first 20


def years_ago(years, days=0):
    now = datetime.datetime.now(datetime.timezone.utc).date()
    return str(datetime.date(now.year - years, now.month, min(now.day, 28)) + days * DAY)


def counts(cluster, database):
    return dict(cluster.execute("select chain, count(*) from continuum.audit_entry where chain > 0 group by 1", database))


@pytest.fixture
def old(cluster):
    """A database with old entries, and their anchors by chain: all are old in 5; in 6 the clock went back."""
    database = cluster.database()
    anchors = {chain: build(cluster, database, chain, 30, OLD, DAY) for chain in (3, 4)}
    anchors[5] = build(cluster, database, 5, 10, OLD, DAY)
    anchors[6] = build(cluster, database, 6, 30, OLD + 29 * DAY, -DAY)
    return database, anchors


def test_what_is_old_goes(cluster, old, tmp_path):
    database, anchors = old
    log = logged(tmp_path / "log", sum(anchors.values(), []))
    done = retire(cluster, database, CUT, log)
    assert (done.returncode, done.stderr) == (0, "")
    *_, third, fourth, fifth, head = done.stdout.splitlines()
    assert [third, fourth] == [f"retired {anchors[chain][19]}, 20 entries" for chain in (3, 4)]
    assert fifth == f"retired {anchors[5][9]}, 10 entries" and re.fullmatch(r"head 0:\d+:[0-9a-f]{64}", head)
    assert counts(cluster, database) == {3: 10, 4: 10, 6: 30}
    assert cluster.execute("select outcome, operation, actor, request, object, rows, problem, practices from continuum.audit_entry "
                           "where chain = 0 order by entry desc limit 1", database) == [
        ("retired", "audit_retire", "operator", "audit-retire", f"before={CUT}", 50, None, None)]
    filed = tmp_path / "heads"
    filed.write_text(done.stdout)
    assert "106 anchors (51 of them retired)" in verify(cluster, database, log, filed).stdout
    assert "nothing is that old" in retire(cluster, database, CUT).stdout
    assert retire(cluster, database, "2012-01-22").returncode == 0
    assert "(53 of them retired)" in verify(cluster, database, log, filed).stdout


def test_what_remains_is_held_to_its_anchors(cluster, old, tmp_path):
    database, anchors = old
    assert retire(cluster, database, CUT).returncode == 0
    wrong = [re.sub(".{4}$", "0000", anchors[chain][n]) for chain, n in ((3, 19), (3, 20), (5, 9), (3, 2))]
    assert faults(verify(cluster, database, logged(tmp_path / "log", wrong))) == [
        f"{entry}: it has another hash in the log" for entry in ("3:20", "3:21", "5:10")]
    cluster.execute("update continuum.audit_chain set retired_head = sha256('') where chain = 3", database)
    assert faults(verify(cluster, database))[0].startswith("3:21: changed")


def test_what_is_too_young_stays(cluster, old):
    database, _ = old
    for before, settings in ((years_ago(6, 3), {}), (years_ago(0), {}), ("2999-01-01", {}),
                             (years_ago(10, 3), {"AUDIT_YEARS": 10}), (years_ago(3, 3), {"AUDIT_YEARS": 3})):
        done = retire(cluster, database, before, **settings)
        assert done.returncode == 2 and "kept for" in done.stderr and "CONTINUUM_AUDIT_YEARS" in done.stderr, before
    assert "from 3 to 100" in retire(cluster, database, CUT, AUDIT_YEARS=2).stderr
    for before in ("current_date - interval '3 years' + interval '3 days'", "null", "'infinity'"):
        with pytest.raises(psycopg2.Error, match="3 years"):
            cluster.execute(f"set role continuum_owner; set search_path = continuum; select audit_retire(({before})::date)", database)
    assert counts(cluster, database) == {3: 30, 4: 30, 5: 10, 6: 30}
    assert retire(cluster, database, years_ago(3), AUDIT_YEARS=3).returncode == 0
    assert counts(cluster, database) == {}


def test_nothing_goes_of_an_audit_that_does_not_hold(cluster, old):
    database, _ = old
    cluster.execute(QUIET + "update audit_entry set actor = 'x' where chain = 4 and entry = 4", database)
    done = retire(cluster, database, CUT)
    assert done.returncode == 1 and "4:4: changed" in done.stderr and "nothing was retired" in done.stderr
    assert counts(cluster, database) == {3: 30, 4: 30, 5: 10, 6: 30}


def test_all_or_nothing(cluster, old):
    database, _ = old
    cluster.execute(QUIET + "alter table audit_entry add check (outcome <> 'retired')", database)
    done = retire(cluster, database, CUT)
    assert done.returncode == 2 and done.stderr and "retired 3" not in done.stdout
    assert counts(cluster, database) == {3: 30, 4: 30, 5: 10, 6: 30} and verify(cluster, database).returncode == 0


@pytest.mark.parametrize("statement", [
    "select audit_retire('2012-01-21')", "delete from audit_entry", "truncate audit_entry", "update audit_entry set actor = 'x'",
    "update audit_chain set retired = 1", "delete from audit_chain", "insert into audit_chain (chain) values (64)",
    "insert into audit_entry values (9, 1, now(), 'x', 'x', null, null, null, null, 'x', null, 'read', null, null, null, '')"])
def test_the_role_of_the_service_takes_nothing_away(cluster, old, statement):
    database, _ = old
    connection = psycopg2.connect(cluster.address(database))
    with connection.cursor() as cursor:
        cursor.execute("set search_path = continuum; select set_config('continuum.' || n, '*', true) "
                       "from unnest('{programs,regions,practices}'::text[]) n; set local continuum.scopes = 'audit:read'")
        cursor.execute("select count(*) from audit_entry")
        assert cursor.fetchone()[0] > 100
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(statement)
    connection.close()
    refused = retire(cluster, database, CUT, role="continuum_service")
    assert refused.returncode == 2 and "permission denied" in refused.stderr and counts(cluster, database)[3] == 30


def test_requests_go_on_meanwhile(own_service, contract, cluster, tmp_path):
    service = own_service()
    build(cluster, service.database, 3, 20000, OLD)
    api = Api(service, contract, service.key)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        going = pool.submit(retire, cluster, service.database, "2013-01-01")
        while not going.done():
            list(pool.map(lambda _: api.get("/v1/practices", status=200), range(3)))
    assert going.result().returncode == 0, going.result().stderr
    log = tmp_path / "log"
    log.write_text(service.text(0))
    assert verify(cluster, service.database, log).returncode == 0
    assert counts(cluster, service.database).get(3, 0) == 0
