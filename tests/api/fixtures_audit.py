"""The audit without the service: its entries by a second implementation, and what somebody could do to them."""
import contextlib
import datetime
import hashlib
import io
import json
import pathlib
import re
import subprocess
import time

from harness import BINARY, environment, run

COLUMNS = ("chain entry occurred_at request actor role recipient purpose peer operation object outcome problem rows "
           "practices hash").split()
# From the third on: the request to the practices.
ENTRY = ("made", "key:0123456789abcdef", "auditor", None, "administration", "127.0.0.1", "practice_list",
         "/v1/practices?x=é", "read", None, "2", "{a,b}")
QUIET = "set search_path = continuum; set session_replication_role = replica;"  # neither triggers nor foreign keys


def text(fields):
    return ",".join("-" if f is None else f"{len(f.encode())}:{f}" for f in fields)


def build(cluster, database, chain, count, begin, step=datetime.timedelta(seconds=1)):
    """An empty chain of so many entries that hold; its anchors."""
    rest, copied = text(ENTRY), "\t".join("\\N" if f is None else f for f in ENTRY)
    rows, anchors, head, moment = io.StringIO(), [], bytes(32), begin
    for number in range(1, count + 1):
        time = moment.isoformat(timespec="microseconds") + "Z"
        head = hashlib.sha256(head + f"{len(str(chain))}:{chain},{len(str(number))}:{number},27:{time},{rest}".encode()).digest()
        rows.write(f"{chain}\t{number}\t{time}\t{copied}\t\\\\x{head.hex()}\n")
        anchors.append(f"{chain}:{number}:{head.hex()}")
        moment += step
    rows.seek(0)
    with contextlib.closing(cluster.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(QUIET)
        cursor.copy_expert(f"copy audit_entry ({','.join(COLUMNS)}) from stdin", rows)
        cursor.execute("update audit_chain set entries = %s, head = %s where chain = %s", (count, head, chain))
    return anchors


def logged(path, anchors, time="2012-01-01T00:00:00.000Z"):
    """A log with lines as the service writes them, among others."""
    lines = [json.dumps({"time": time, "event": "request", "audit": anchor}) for anchor in anchors]
    path.write_text("\n".join(["not JSON", '{"event":"serving"}', "[1]", "", *lines]) + "\n")
    return path


def verify(cluster, database, *logs, **settings):
    options = [option for log in logs for option in ("--log", str(log))]
    return run("audit", "verify", *options, DATABASE=cluster.address(database), **settings)


def measured(cluster, database, *logs):
    """The same, and how long it took and how much memory."""
    options, begun, most = [option for log in logs for option in ("--log", log)], time.monotonic(), 0
    with subprocess.Popen([BINARY, "audit", "verify", *options], env=environment({"DATABASE": cluster.address(database)}),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            found = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())
            most = max(most, int(found[1]) // 1024 if found else 0)
            time.sleep(0.005)
        print(f"{time.monotonic() - begun:.1f} s, {most} MB with {len(logs)} logs")
        return subprocess.CompletedProcess(options, process.returncode, *process.communicate())


def retire(cluster, database, before, *logs, role="continuum_owner", **settings):
    options = [option for log in logs for option in ("--log", str(log))]
    return run("audit", "retire", "--before", str(before), *options,
               OWNER_DATABASE=cluster.address(database, role), **settings)


def faults(done):
    """What is named on standard error, without the summary."""
    assert done.returncode in (0, 1), done.stderr
    assert (done.returncode == 0) == (done.stderr == ""), done.stderr
    assert done.returncode == 0 or done.stdout == ""
    return done.stderr.splitlines()[:-1]


@contextlib.contextmanager
def copied(cluster, database, sql):
    """A copy of a database, in which somebody did this."""
    name = next(cluster.names)
    cluster.execute(f"create database {name} template {database} owner continuum_owner")
    try:
        cluster.execute(QUIET + sql, name)
        yield name
    finally:
        cluster.execute(f"drop database {name} with (force)")


def rewritten(chain, first):
    """SQL that makes a chain hold again, from an entry on."""
    return f"""
        do $$ declare e audit_entry; h bytea := decode(repeat('00', 32), 'hex'); begin
            select hash into h from audit_entry where chain = {chain} and entry < {first} order by entry desc limit 1;
            h := coalesce(h, decode(repeat('00', 32), 'hex'));
            for e in select * from audit_entry where chain = {chain} and entry >= {first} order by entry loop
                h := audit_hash(h, e);
                update audit_entry set hash = h where chain = e.chain and entry = e.entry;
            end loop;
            update audit_chain set head = h, entries = (select max(entry) from audit_entry where chain = {chain})
            where chain = {chain};
        end $$;"""
