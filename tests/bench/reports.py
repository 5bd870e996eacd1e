"""How long each report takes, one after the other and 16 at once."""

from paper import count, ms, rate, ratio, say, table
from questions import REPORTS, SAME, UNCACHED
from statement import query, script
from tools import SECONDS, Service

BUSY_MS = 300  # who takes longer is not asked by many at once


def reports(cluster, database, size):
    say(f"### Reports, {size:,} practices")
    say()
    key = cluster.key(database, "reports:read")
    service = Service(cluster, database, **UNCACHED)
    rows, framework = [], None
    for name, path in REPORTS:
        f = service.latency(path, key, SECONDS)
        if f["status"] != 200:
            rows.append([name, f"{f['status']} after {ms(f['ms'])}", "", "", ""])
            continue
        framework = f if path == SAME else framework
        busy = service.load(path, 16, SECONDS, key)["rate"] if f["p50"] < BUSY_MS else None
        rows.append([name, ms(f["p50"]), ms(f["p99"]), f["requests"], rate(busy) if busy else ""])
    table(["report", "median ms", "p99 ms", "requests", "requests/s, 16 at once"], rows)
    say(f"Resident, at most: {service.memory('VmHWM'):.1f} MiB.")
    say()
    service.stop()
    with script(query("totals_read", instrument="'continuum_pc'")) as same:
        p = cluster.pgbench(database, same.name, 1, SECONDS, "continuum_service")
    if framework:
        say(f"The statement of framework by component, asked by pgbench, prepared: {ms(p['p50'])} ms; the service's speed, this as 1: "
            f"{ratio(p['p50'] / framework['p50'])}.")
        say()
