"""Accepting submissions while sheets and cells are kept, and the same with the triggers that keep them disabled."""

import contextlib

from paper import count, ms, ratio, say, table
from statement import query, script
from tools import HERE, ROUNDS, SECONDS, Service

WRITERS = 16
MOST = 30000  # in a round; a round ends before all are accepted
LEAST = 500  # practices; fewer have too little to accept
EACH = 100 * SECONDS  # transactions of a client of pgbench
SUBMISSION = "('01920000-0000-7000-9000-' || lpad(to_hex((:i::bigint - 1) * 64 + :client_id::bigint), 12, '0'))"
STATEMENT = "\\set i :i + 1\n" + query("submission_status_set", submission=SUBMISSION, revision="'1'", body="""'{"status": "accepted"}'""")


@contextlib.contextmanager
def copied(cluster, database, triggers):
    """A copy with submissions that wait, so that every round begins with the same."""
    copy = f"{database}_copy"
    cluster.psql("postgres", "-c", f"create database {copy} template {database} owner continuum_owner")
    cluster.psql(copy, "-v", f"count={MOST}", "-v", f"clients={WRITERS}", "-f", "-", input=(HERE / "pending.sql").read_text())
    if not triggers:
        cluster.psql(copy, "-c", "alter table continuum.submission disable trigger user")
    try:
        yield copy
    finally:
        cluster.psql("postgres", "-c", f"drop database {copy} with (force)")


def by_sql(cluster, database):
    with script(STATEMENT) as file:
        return cluster.pgbench(database, file.name, WRITERS, each=EACH, user="continuum_service", i=0)


def by_http(service, key, waiting):
    paths = [f"/v1/submissions/01920000-0000-7000-9000-{n // WRITERS * 64 + n % WRITERS:012x}/status" for n in range(waiting)]
    return service.load("", WRITERS, SECONDS, key, paths=paths, method="PUT", body='{"status": "accepted"}', headers={"If-Match": '"1"'})


def one_round(cluster, database, triggers):
    """By the statement and over HTTP, each of a copy, beside a service that folds."""
    found = []
    for ask in ("sql", "http"):
        with copied(cluster, database, triggers) as copy:
            key = cluster.key(copy, "all")
            service = Service(cluster, copy)
            waiting = int(cluster.value(copy, "select count(*) from continuum.submission where status = 'submitted' and respondent = ''"))
            found.append(by_sql(cluster, copy) if ask == "sql" else by_http(service, key, waiting))
            service.stop()
            accepted = int(cluster.value(copy, "select count(*) from continuum.submission where submission::text like '01920000-0000-7000-9%' and status = 'accepted'"))
            if accepted < found[-1]["requests"]:
                raise SystemExit(f"bench: {found[-1]['requests']} were to be accepted, {accepted} were")
    return found


def accept(cluster, database, size):
    say(f"### Accepting submissions, {size:,} practices, {WRITERS} writers")
    say()
    if size < LEAST:
        say("Too few practices.")
        say()
        return
    rounds = {True: [], False: []}
    for _ in range(min(ROUNDS, 3)):
        for triggers in (True, False):
            rounds[triggers].append(one_round(cluster, database, triggers))
    rows = []
    for nth, name in enumerate(("the statement, by pgbench", "over HTTP")):
        kept, bare = (sorted((r[nth] for r in rounds[t]), key=lambda f: f["rate"])[len(rounds[t]) // 2] for t in (True, False))
        rows.append([name, count(kept["rate"]), ms(kept["p50"]), ms(kept["p99"]), count(bare["rate"]), ratio(kept["rate"] / bare["rate"])])
    say(f"Each takes the place of one that counted. Without: the triggers of the table disabled. The median of {len(rounds[True])} rounds, in turn.")
    say()
    table(["asked", "accepted/s, cells kept", "median ms", "p99 ms", "accepted/s without", "ratio"], rows)
