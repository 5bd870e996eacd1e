"""A synthetic state of so many practices in a database of its own."""

import json
import time

from clients import run
from paper import say
from questions import SAME
from tools import BINARY, HERE, Service


def seconds_of(work, *arguments, **more):
    begun = time.monotonic()
    work(*arguments, **more)
    return time.monotonic() - begun


def fill(cluster, database):
    """Sheets and cells, of submissions that were written past the triggers."""
    run(BINARY, "rebuild", env=cluster.settings(database))


def make(cluster, size):
    """The database's name; says what it holds."""
    database = f"bench_{size}"
    cluster.make(database)
    written = seconds_of(cluster.psql, database, "-v", f"practices={size}", "-f", "-", input=(HERE / "state.sql").read_text())
    cluster.psql(database, "-c", "vacuum analyze")
    steps = [("submissions", written), ("sheets and cells", seconds_of(fill, cluster, database))]
    steps.append(("what the peers keep", seconds_of(cluster.psql, database, "-f", "-", input=(HERE / "peers.sql").read_text())))
    cluster.psql(database, "-c", "vacuum analyze", "-c", "checkpoint")
    say(f"## {size:,} practices")
    say()
    kept = cluster.value(database, "select to_char((select count(*) from continuum.submission), 'FM9,999,999') || ' submissions, ' || "
                         "(select count(distinct stratum_id) from bench.place) || ' strata, ' || pg_size_pretty(pg_database_size(current_database()))")
    say(f"{kept}. Made in " + ", ".join(f"{took:.1f} s ({name})" for name, took in steps) + ".")
    say()
    return database


def figures(answer):
    """Counts by wave, component and level, and n and the mean, of the service's answer to SAME; components that nobody answered left out."""
    found = {}
    for row in json.loads(answer)["data"]:
        place = found.setdefault((row["wave"], row["item"]), {})
        if row["measure"] == "count":
            place[f"level_{row['level']}"] = row["value"]
        elif row["measure"] == "mean":
            place |= {"mean": row["value"], "n": row["n"]}
    return {place: figure for place, figure in found.items() if figure["n"]}


def compare(ours, theirs, who):
    """Whether a peer's rows tell what the service's answer tells; ends the run where not."""
    found = {(r["wave"], r["item"]): r for r in theirs}
    if set(ours) != set(found):
        raise SystemExit(f"bench: {who} has other waves or components than the service")
    for place, figure in ours.items():
        for name, value in figure.items():
            if abs(value - float(found[place][name])) > 1e-6:
                raise SystemExit(f"bench: {who} says {name} {found[place][name]} of {place}, the service {value}")


def agree(cluster, database, _size):
    """Every peer's statement gives the figures that the service gives."""
    key = cluster.key(database, "reports:read")
    service = Service(cluster, database)
    status, answer, took = service.ask("GET", SAME, key=key)
    service.stop()
    if status != 200:
        say(f"Not compared with the peers: {status} after {took:,.0f} ms.")
        return
    for name in ("peer_total", "peer_strata", "peer_rows", "peer_arrays"):
        compare(figures(answer), json.loads(cluster.psql(database, "-Atf", "-", input=(HERE / f"{name}.sql").read_text())), name)
    say(f"The figures of all peers equal the service's: {len(figures(answer))} waves and components, counts by level, n and mean.")
    say()
