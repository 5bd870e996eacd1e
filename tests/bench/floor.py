"""What every request costs: the start, knowing who asks, row security and the audit."""

import json
import statistics
import tempfile

import tokens
from paper import count, ms, say, table
from questions import STATEWIDE, UNCACHED
from tools import ROUNDS, SECONDS, Service


def start(cluster, database, _size):
    say("### Start, and the floor")
    say()
    services = []
    for _ in range(5):
        service = Service(cluster, database)
        services.append(service.start_ms)
        idle = service.memory()
        service.stop()
    say(f"From start to ready: {ms(statistics.median(services))} ms (median of 5). Resident when idle: {idle:.1f} MiB.")
    say()
    key = cluster.key(database, "all")
    useless = cluster.key(database, "submissions:accept")
    rows = []
    service = Service(cluster, database)
    for name, path, bearer, refused in (("/healthz", "/healthz", None, False),
                                        ("refused, and audited", "/v1/programs/bench", useless, True),
                                        ("a program read", "/v1/programs/bench", key, False),
                                        ("a practice read, and audited", "/v1/practices/b000001", key, False)):
        for connections in (1, 16):
            f = service.load(path, connections, SECONDS, bearer, refused=refused)
            rows.append([name, connections, count(f["rate"]), ms(f["p50"]), ms(f["p99"]), count(f["cpu"]), count(f["database_cpu"])])
    service.load("/v1/programs/bench", 64, SECONDS, key)
    loaded = service.memory("VmHWM")
    service.stop()
    table(["request", "at once", "requests/s", "median ms", "p99 ms", "CPU µs", "CPU µs of the database"], rows)
    say(f"Resident after 64 connections: {loaded:.1f} MiB.")
    say()


def identity(cluster, database, _size):
    """What it costs to know who asks: a request that is known and then refused for its body's type, without the
    database, against the same one that says nothing of who it is."""
    say("### Who asks")
    say()
    key = cluster.key(database, "all")
    with tempfile.TemporaryDirectory() as place:
        keys = tokens.Keys(place)
        service = Service(cluster, database, ISSUERS=json.dumps([keys.issuer]))
        rows = []
        for name, bearer in (("nobody", None), ("a known key", key), ("a token, RS256", keys.token("RS256")),
                             ("a token, ES256", keys.token("ES256"))):
            costs = [service.load("/v1/programs", 1, SECONDS, bearer, body="x", refused=True)["cpu"] for _ in range(ROUNDS)]
            rows.append([name, statistics.median(costs)])
        service.stop()
    table(["who", "CPU µs", "more than nobody"], [[name, count(cost), count(cost - rows[0][1])] for name, cost in rows])


NOTHING = """
    drop function continuum.audit_take(), continuum.audit_append(text, text, text, int, text[]),
                  continuum.caller_check(text, text, text, text, bigint);
    create function continuum.audit_take() returns void language sql as 'select';
    create function continuum.audit_append(text, text, text, int, text[]) returns text language sql as $$ select '' $$;
    create function continuum.caller_check(text, text, text, text, bigint) returns void language sql as 'select';
"""


def guards(cluster, database, _size):
    """The statewide report with row security, the audit and the check of the caller, and without all of them."""
    bare = f"{database}_bare"
    cluster.psql("postgres", "-c", f"create database {bare} template {database} owner continuum_owner")
    cluster.psql(bare, "-c", NOTHING)
    for name in (database, bare):
        cluster.psql(name, "-c", "analyze")  # else one has statistics when the other has none
    key, times = cluster.key(database, "reports:read"), {database: [], bare: []}
    cluster.psql(bare, "-c", "delete from continuum.api_key")
    bare_key = cluster.key(bare, "reports:read")
    for _ in range(ROUNDS):
        for name, bearer, bypass in ((bare, bare_key, "bypassrls"), (database, key, "nobypassrls")):
            cluster.psql("postgres", "-c", f"alter role continuum_service {bypass}")
            service = Service(cluster, name, SESSIONS=1, **UNCACHED)
            service.latency(STATEWIDE, bearer, 1)  # until its statements are planned for good
            times[name].append(service.latency(STATEWIDE, bearer, SECONDS)["p50"])
            service.stop()
    cluster.psql("postgres", "-c", f"drop database {bare} with (force)")
    without, guarded = statistics.median(times[bare]), statistics.median(times[database])
    say(f"The statewide report with row security and audit takes {ms(guarded)} ms, without either {ms(without)} ms: "
        f"they cost {100 * (guarded / without - 1):.1f} % (medians of {ROUNDS} rounds each, in turn).")
    say()
