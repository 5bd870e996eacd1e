"""Reports from cells, nothing cached: many at once against json_agg over the same cells, and whether size matters."""

from paper import count, ms, rate, ratio, say, table
from questions import AD_HOC, DECLARED, SAME, STATEWIDE, UNCACHED, different
from reports import BUSY_MS
from tools import HERE, SECONDS, Service

ASKED = [("statewide report", STATEWIDE, None), ("framework by component", SAME, None),
         ("statewide report, each of another part of the state", STATEWIDE, different(STATEWIDE, 5000))]
PEERS = [("json_agg over totals", "peer_total"), ("json_agg over strata", "peer_strata")]

measured = {}  # by what was asked: by practices: milliseconds, one after the other


def note(name, size, milliseconds):
    measured.setdefault(name, {})[size] = milliseconds


def warm(service, path, key):
    """Milliseconds of one, once its statements are planned; None where it fails or takes too long for many at once."""
    alone = service.latency(path, key, SECONDS)
    return alone["p50"] if alone["status"] == 200 else None


def at_once(cluster, database, service, key, connections):
    """Rows of the table; ratios are to the first peer's and to the second's rate."""
    theirs = [(name, cluster.pgbench(database, HERE / f"{file}.sql", connections, SECONDS)) for name, file in PEERS]
    rows = [[name, connections, count(p["rate"]), ms(p["p50"]), ms(p["p99"]), ""] for name, p in theirs]
    for name, path, paths in ASKED:
        if (warm(service, path, key) or BUSY_MS) >= BUSY_MS:
            rows.append([name, connections, "too slow", "", "", ""])
            continue
        f = service.load(path, connections, SECONDS, key, **({"paths": paths} if paths else {}))
        rows.append([name, connections, rate(f["rate"]), ms(f["p50"]), ms(f["p99"]), " · ".join(ratio(f["rate"] / p["rate"]) for _, p in theirs)])
    return rows


def statewide(cluster, database, size):
    say(f"### Nothing cached, {size:,} practices")
    say()
    key = cluster.key(database, "reports:read")
    service = Service(cluster, database, **UNCACHED)
    rows = [row for connections in (16, 64) for row in at_once(cluster, database, service, key, connections)]
    alone = service.latency(STATEWIDE, key, SECONDS)
    note("statewide report", size, alone.get("p50") or alone["ms"])
    service.stop()
    say("No answer is kept; who asks the same at the same time shares one. pgbench asks prepared statements of tables that hold the same cells: the totals alone, which are what is asked for, or all "
        "strata, which are then added up. Ratios: the service's answers a second, those of the two as 1.")
    say()
    table(["asked", "at once", "answers/s", "median ms", "p99 ms", "ratios"], rows)


def aggregates(cluster, database, size):
    say(f"### Single aggregates, nothing cached, {size:,} practices")
    say()
    key = cluster.key(database, "reports:read")
    service = Service(cluster, database, **UNCACHED)
    rows = []
    for kind, asked in (("cells", DECLARED), ("rows", AD_HOC)):
        for name, path in asked:
            f = service.latency(path, key, SECONDS)
            rows.append([name, kind, ms(f["p50"]), ms(f["p99"]), f["requests"]] if f["status"] == 200 else
                        [name, kind, f"{f['status']} after {ms(f['ms'])}", "", ""])
    service.stop()
    table(["asked", "of", "median ms", "p99 ms", "requests"], rows)


def across():
    """How the time grows with the practices."""
    sizes = sorted({size for by_size in measured.values() for size in by_size})
    if len(sizes) < 2:
        return
    say("## Cost against practices")
    say()
    say("Milliseconds at the median, one after the other. ![Cost against practices](cost.svg)")
    say()
    table(["asked"] + [f"{size:,}" for size in sizes] + [f"{sizes[-1]:,} to {sizes[0]:,}"],
          [[name] + [ms(by_size[size]) if size in by_size else "" for size in sizes] +
           [ratio(by_size[sizes[-1]] / by_size[sizes[0]]) if {sizes[0], sizes[-1]} <= set(by_size) else ""]
           for name, by_size in measured.items()])
