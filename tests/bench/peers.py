"""The same question answered by what others would write: a service in Node, SQL over rows, a materialized view."""

import json
import re
import subprocess
import time

import clients
from cells import note
from paper import count, ms, rate, ratio, say, table
from questions import SAME, UNCACHED
from reports import BUSY_MS
from state import compare, figures
from tools import HERE, SECONDS, Service, memory_mib, port_unused

NODE = [("fastify and pg, over the same cells", "/cells"), ("fastify and pg, over rows", "/rows")]
SQL = [("json_agg over cells", "peer_total"), ("json_agg over cells of all strata", "peer_strata"), ("SQL over narrow rows", "peer_rows"),
       ("SQL over arrays", "peer_arrays"), ("materialized view", "peer_view")]
AT_ONCE = 16


class Node:
    def __init__(self, cluster, database):
        port = port_unused()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(["node", HERE / "node/server.js", str(port), cluster.place, database])
        for _ in range(200):
            try:
                if clients.ask(self.url + "/cells")["status"] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise SystemExit("bench: the Node service did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def view(cluster, database):
    """Milliseconds that a refresh takes."""
    body = (HERE / "peer_rows.sql").read_text().rstrip().rstrip(";")
    cluster.psql(database, "-c", f"create materialized view bench.statewide as {body}")
    timed = cluster.psql(database, "-c", "\\timing on", "-c", "refresh materialized view bench.statewide")
    return float(re.search(r"Time: ([0-9.]+) ms", timed)[1])


def over_http(name, url, key, size):
    alone = clients.latency(url, key, SECONDS)
    if alone["status"] != 200:
        return [name, None, None, None]
    note(name, size, alone["p50"])
    busy = clients.wrk(url, AT_ONCE, SECONDS, key) if alone["p50"] < BUSY_MS else None
    return [name, alone["p50"], busy and busy["rate"], busy and busy["p99"]]


def over_sql(cluster, database, size, name, file):
    alone = cluster.pgbench(database, HERE / f"{file}.sql", 1, SECONDS)
    note(name, size, alone["p50"])
    busy = cluster.pgbench(database, HERE / f"{file}.sql", AT_ONCE, SECONDS) if alone["p50"] < BUSY_MS else None
    return [name, alone["p50"], busy and busy["rate"], busy and busy["p99"]]


def agree(node, service, key):
    status, answer, _ = service.ask("GET", SAME, key=key)
    for name, path in NODE:
        if status == 200:
            compare(figures(answer), json.loads(clients.ask(node.url + path)["text"])["data"], name)


def shown(row, first):
    """Ratios: the service's speed one after the other and its answers a second, this peer's as 1."""
    name, alone, busy, p99 = row
    return [name, ms(alone) if alone else "failed", rate(busy) if busy else "", ms(p99) if p99 else "",
            ratio(alone / first[1]) if alone and first[1] else "", ratio(first[2] / busy) if busy and first[2] else ""]


def peers(cluster, database, size):
    say(f"### The same question answered by others, {size:,} practices")
    say()
    key = cluster.key(database, "reports:read")
    refresh = view(cluster, database)
    service, node = Service(cluster, database, **UNCACHED), Node(cluster, database)
    try:
        agree(node, service, key)
        rows = [over_http("the service: framework by component", service.url + SAME, key, size)]
        rows += [over_http(name, node.url + path, None, size) for name, path in NODE]
        resident = memory_mib(service.pid), memory_mib(node.process.pid)
    finally:
        node.stop()
        service.stop()
    rows += [over_sql(cluster, database, size, name, file) for name, file in SQL]
    say(f"Stages by wave and component: counts, share, mean. {AT_ONCE} at once where one takes less than {BUSY_MS} ms. The service is asked "
        "with its audit, row security and connections that close; the others have none of these and keep theirs open. Ratios: how many "
        "times as fast the service is, one after the other and in answers a second.")
    say()
    table(["asked", "median ms", f"answers/s, {AT_ONCE} at once", "p99 ms then", "times as fast", "times as many"], [shown(row, rows[0]) for row in rows])
    say(f"A refresh of the materialized view takes {ms(refresh)} ms. Resident after that: the service {resident[0]:.0f} MiB, Node {resident[1]:.0f} MiB.")
    say()
