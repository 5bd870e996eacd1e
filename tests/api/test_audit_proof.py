"""continuum audit verify: whatever was done to the audit is found and named."""
import concurrent.futures
import datetime
import json
import os
import re
import time

import pytest

from client import Api
from fixtures_audit import COLUMNS, ENTRY, QUIET, build, copied, faults, logged, measured, rewritten, text, verify
from fixtures_field import Field
from fixtures_role import fill
from harness import Service, run

CHANGED = "changed: its hash is not of its text and of the entry before it"
OLD = datetime.datetime(2012, 1, 1)


@pytest.fixture(scope="module")
def kept(cluster, contract, unique, tmp_path_factory):
    """A database with the entries of a service, and that service's log."""
    service = Service(cluster)
    api = Api(service.wait_ready(), contract, service.key)
    fill(Field(api, unique), "a")
    api.get("/v1/reports/framework?instrument=continuum_pc&program=a", status=200)
    for _ in range(12):
        api.get("/v1/practices", status=200)
    api.get("/v1/practices", key=service.key_for("instruments:read"), status=403)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: api.get("/v1/practices/a-practice", status=200), range(80)))
    log = tmp_path_factory.mktemp("audit") / "log"
    service.end()
    log.write_text(service.text(0))
    service.close()
    return service.database, log


@pytest.fixture(scope="module")
def last(cluster, kept):
    """The number of the last entry of chain 0."""
    return cluster.execute("select entries from continuum.audit_chain where chain = 0", kept[0])[0][0]


def test_entries_of_a_service(cluster, kept, tmp_path):
    database, log = kept
    entries, chains = cluster.execute(
        "select (select count(*) from continuum.audit_entry), count(*) from continuum.audit_chain where entries > 0", database)[0]
    anchors = [line["audit"] for line in map(json.loads, log.read_text().splitlines()) if "audit" in line]
    assert len(anchors) > 90 and chains > 1
    done = verify(cluster, database, log)
    assert (done.returncode, done.stderr) == (0, "")
    first, *heads = done.stdout.splitlines()
    assert first == f"verified: {entries} entries in 64 chains, {len(anchors)} anchors (0 of them retired)"
    assert len(heads) == chains and all(re.fullmatch(r"head \d+:\d+:[0-9a-f]{64}", head) for head in heads)
    filed = tmp_path / "heads"
    filed.write_text(done.stdout)
    again = verify(cluster, database, filed, log, log)
    assert again.stdout.startswith(f"verified: {entries} entries in 64 chains, {2 * len(anchors) + chains} anchors")
    filed.write_text(done.stdout.replace(heads[0][-4:], "0000"))
    assert "another hash in the log" in faults(verify(cluster, database, filed))[0]


def test_text_of_an_entry(cluster, kept):
    """The database and the tests make the same of what may stand in an entry."""
    odd = ("", "ä", None, "-", "1:x,", "\U0001f600", "'", "\\", "read", None, None)
    for fields in (ENTRY, (*odd, '{"a b",NULL}'), (*odd, "{}"), (*odd, None)):
        entry = ("7", "12", "2024-02-29T23:59:59.000001Z", *fields)
        row = ", ".join("null" if f is None else "'" + f.replace("'", "''") + "'" for f in entry)
        assert cluster.execute(f"{QUIET} select audit_text(row({row}, null)::audit_entry)", kept[0]) == [(text(entry),)]


@pytest.mark.parametrize("options", [
    [], ["verify", "--log"], ["verify", "x"], ["verify", "--before", "2012-01-01"], ["retire"], ["retire", "--log", "-"], ["prove"],
    ["retire", "--before", "2012-02-30"], ["verify", "--log", "/no/such/file"], ["verify", "--log", "/"]], ids=" ".join)
def test_wrong_options(cluster, kept, options):
    done = run("audit", *options, **cluster.settings(kept[0]))
    assert done.returncode == 2 and done.stderr and done.stdout == ""


def test_database_that_is_not_there(cluster):
    for settings in ({}, {"DATABASE": "x=secret"}, {"DATABASE": cluster.address("no_such_database")},
                     {"DATABASE": cluster.address(cluster.empty_database())}):
        done = run("audit", "verify", **settings)
        assert done.returncode == 2 and done.stderr and "secret" not in done.stderr


@pytest.mark.parametrize("sql, found", [
    ("update audit_entry set actor = 'x' where chain = 0 and entry = 9", ["0:9: " + CHANGED]),
    ("create or replace function audit_text(e audit_entry) returns text language sql stable as $$ select 'x' $$;"
     "update audit_entry set actor = 'x' where chain = 0 and entry = 9", ["0:9: " + CHANGED]),
    ("delete from audit_entry where chain = 0 and entry = 9", ["0:9: missing"]),
    ("delete from audit_entry where chain = 0 and entry < 9", ["0:1 to 0:8: missing"]),
    ("update audit_entry set entry = entry - 27 where chain = 0 and entry between 13 and 14;"
     "update audit_entry set entry = -entry where chain = 0 and entry < 0",
     ["0:13: " + CHANGED, "0:14: " + CHANGED, "0:15: " + CHANGED]),
    ("alter table audit_entry drop constraint audit_entry_pkey;"
     "insert into audit_entry select * from audit_entry where chain = 0 and entry = 9", ["0:9: it is there twice"]),
    ("insert into audit_entry select e.chain, e.entry + 1, now(), e.request, 'x', null, null, null, null, e.operation, null, 'read', "
     "null, null, null, '' from audit_entry e, audit_chain c where c.chain = 0 and e.chain = 0 and e.entry = c.entries;"
     "update audit_entry e set hash = audit_hash(c.head, e) from audit_chain c where e.chain = 0 and c.chain = 0 "
     "and e.entry = c.entries + 1", ["0:{next}: after the end of the chain"]),
    ("delete from audit_entry where chain = 0 and entry > 9", ["0:10 to 0:{last}: missing at the end"]),
    ("update audit_chain set entries = entries + 2 where chain = 0", ["0:{next} to 0:{after}: missing at the end"]),
    ("update audit_chain set head = sha256('') where chain = 0", ["0: its head is not the hash of its last entry"]),
    ("update audit_chain set retired_head = sha256('') where chain = 0",
     ["0: it does not begin with nothing, though nothing was retired", "0:1: " + CHANGED]),
    ("update audit_chain set retired = 9 where chain = 0",
     [*(f"0:{n}: it is there, though it was retired" for n in range(1, 10)), "0:10: " + CHANGED]),
    ("delete from audit_chain where chain = 62", ["62: the chain is missing"]),
    ("delete from audit_chain where chain = 0", ["0: the chain is missing"]),
    ("insert into audit_chain (chain) values (64)", ["64: there is no such chain"]),
    ("alter table audit_chain drop constraint audit_chain_pkey cascade; insert into audit_chain (chain) values (62)",
     ["62: the chain is there twice"]),
    ("update audit_entry set chain = 77 where chain = 0 and entry = 9",
     ["0:9: missing", "77: there is no such chain, but there are entries of it"])])
def test_what_was_done_is_named(cluster, kept, last, sql, found):
    names = {"last": last, "next": last + 1, "after": last + 2}
    with copied(cluster, kept[0], sql) as database:
        assert sorted(faults(verify(cluster, database))) == sorted(f.format(**names) for f in found)


def test_inserted_and_renumbered(cluster, kept, last):
    """With a hash that follows: what comes after does not any more."""
    with copied(cluster, kept[0], "update audit_entry set entry = -entry - 1 where chain = 0 and entry >= 9;"
                "update audit_entry set entry = -entry where entry < 0;"
                "insert into audit_entry select 0, 9, now(), 'x', 'x', null, null, null, null, 'x', null, 'read', null, null, null, '';"
                "update audit_entry e set hash = audit_hash(b.hash, e) from audit_entry b where e.chain = 0 and e.entry = 9 "
                "and b.chain = 0 and b.entry = 8;") as database:
        named = [f"0:{n}: {CHANGED}" for n in range(10, last + 2)]
        assert faults(verify(cluster, database)) == [*named, f"0:{last + 1}: after the end of the chain"]


CHANGES = {"chain": "61", "entry": "entry + 1000", "occurred_at": "occurred_at + interval '1 microsecond'", "request": "request || ' '",
           "actor": "upper(actor)", "role": "null", "recipient": "coalesce(recipient, '')", "purpose": "'x'",
           "peer": "peer || '1'", "operation": "'program_list'", "object": "object || '?'", "outcome": "'rejected'",
           "problem": "coalesce(problem, '')", "rows": "coalesce(rows, 0) + 1", "practices": "'{a}'",
           "hash": "set_byte(hash, 0, get_byte(hash, 0) # 1)"}


def test_each_column_changed(cluster, kept):
    """Each of another entry, and in more than one way where one text could be that of two values."""
    changes = [*CHANGES.items(), ("practices", "array_append(practices, null)"), ("practices", "array[array_to_string(practices, ' ')]"),
               ("practices", "array[practices]"), ("occurred_at", "(to_char(occurred_at, 'YYYY-MM-DD HH24:MI:SS.US') || '+0 BC')::timestamptz"),
               ("occurred_at", "'infinity'"), ("problem", "'-'"), ("hash", "''")]
    assert set(CHANGES) == set(COLUMNS)
    assert cluster.execute("select string_agg(column_name, ' ' order by ordinal_position) from information_schema.columns "
                           "where table_schema = 'continuum' and table_name = 'audit_entry'", kept[0]) == [(" ".join(COLUMNS),)]
    database = cluster.database()
    build(cluster, database, 9, 3 * len(changes), OLD)
    cluster.execute("set timezone = 'UTC';" + QUIET + ";".join(
        f"update audit_entry set {column} = {value} where chain = 9 and entry = {3 * n + 1}"
        for n, (column, value) in enumerate(changes)), database)
    named = "\n".join(faults(verify(cluster, database)))
    for n, change in enumerate(changes):
        assert re.search(rf"^9:{3 * n + 1}: (changed|missing)", named, re.M), change
        assert not re.search(rf"^9:{3 * n + 3}:", named, re.M), change


@pytest.mark.parametrize("sql, found", [
    ("delete from audit_entry where chain = 0 and entry > 9; " + rewritten(0, 9),
     [r"0:{n}: the log has it, the audit has not", range(10, 15)]),
    ("update audit_entry set actor = 'x' where chain = 0 and entry = 9; " + rewritten(0, 1),
     [r"0:{n}: it has another hash in the log", range(9, 15)]),
    ("delete from audit_entry where chain = 0; update audit_chain set entries = 0, head = retired_head where chain = 0",
     [r"0:{n}: the log has it, the audit has not", range(9, 15)]),
    ("delete from audit_entry where chain = 0; update audit_chain set retired = entries, retired_head = head where chain = 0",
     [r"0:{n}: it was retired, and in the log it is too young for that", [2]])],
    ids=["tail cut and rewound", "rewritten", "emptied", "retired by another hand"])
def test_found_only_with_the_log(cluster, kept, sql, found):
    database, log = kept
    with copied(cluster, database, sql) as done:
        assert faults(verify(cluster, done)) == []
        named = faults(verify(cluster, done, log))
    assert {found[0].format(n=n) for n in found[1]} <= set(named)
    assert all(line.startswith("0:") for line in named)


def test_more_faults_than_are_named(cluster, tmp_path):
    database = cluster.database()
    anchors = build(cluster, database, 3, 1500, OLD)
    cluster.execute("delete from continuum.audit_entry where chain = 3", database)
    done = verify(cluster, database, logged(tmp_path / "log", anchors))
    assert len(done.stderr.splitlines()) == 1002 and "and 501 more" in done.stderr and "1501 faults" in done.stderr


def test_anchors_that_are_none(cluster, kept, tmp_path):
    hash, wrong = "0" * 64, tmp_path / "log"
    anchors = "", 1, None, "1:2", "1:2:", f"64:1:{hash}", f"1:0:{hash}", f"-1:1:{hash}", f"1:1:{hash}0", f"1:1:{hash[1:]}x", f" 1:1:{hash}"
    wrong.write_text("".join(json.dumps({"audit": anchor}) + "\n" for anchor in anchors) + '{"audit":"1:1:0')
    assert faults(verify(cluster, kept[0], wrong)) == [f"{wrong}:{n + 1}: not an anchor" for n in range(len(anchors))]


def test_many_entries(cluster, tmp_path):
    """AUDIT_ENTRIES=1000000 for a million. Four of them are touched, and nothing else is named."""
    count, begun = int(os.environ.get("AUDIT_ENTRIES", "80000")) // 8, time.monotonic()
    database = cluster.database()
    cluster.execute(QUIET + "drop index audit_entry_occurred_at_chain_entry_idx, audit_entry_actor_occurred_at_idx, "
                    "audit_entry_practices_idx", database)
    anchors = [anchor for chain in range(8, 16) for anchor in build(cluster, database, chain, count, OLD)]
    log = logged(tmp_path / "log", anchors)
    print(f"built {len(anchors)} entries in {time.monotonic() - begun:.1f} s")
    assert measured(cluster, database).returncode == measured(cluster, database, log).returncode == 0
    cluster.execute(
        f"{QUIET} update audit_entry set rows = 3 where chain = 8 and entry = {count // 2};"
        f"delete from audit_entry where chain = 9 and entry = {count // 2} or chain = 11 and entry > {count - 10};"
        f"insert into audit_entry select chain, {count + 1}, occurred_at, request, actor, role, recipient, purpose, peer, operation, "
        f"object, outcome, problem, rows, practices, sha256(hash) from audit_entry where chain = 10 and entry = {count}", database)
    assert sorted(faults(measured(cluster, database))) == sorted([
        f"8:{count // 2}: {CHANGED}", f"9:{count // 2}: missing", f"10:{count + 1}: {CHANGED}",
        f"10:{count + 1}: after the end of the chain", f"11:{count - 9} to 11:{count}: missing at the end"])
    cluster.execute(f"drop database {database}")
    cluster.made.remove(database)
