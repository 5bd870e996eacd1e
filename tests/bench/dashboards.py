"""A thousand dashboards that each ask once a second, all the same or something else every time; alone, and during an import."""

import itertools
import threading

from clients import Pace
from imports import FILE, wide
from paper import count, ms, say, table
from questions import STATEWIDE, UNCACHED, different
from reports import BUSY_MS
from tools import SECONDS, Service

DASHBOARDS = 1000
DURATION = 10 * SECONDS
FILE_ROWS = 5000


class Import:
    """Files handed in one after the other."""

    def __init__(self, service, key, size):
        self.service, self.key, self.size = service, key, min(size, FILE_ROWS)
        self.rows, self.failed, self.stopped = 0, 0, threading.Event()
        self.thread = threading.Thread(target=self.go)

    def go(self):
        for nth in itertools.count():
            if self.stopped.is_set():
                return
            status, _, _ = self.service.ask("POST", FILE, wide(self.size, f"file{nth}"), self.key, Content_Type="text/csv")
            if status == 201:
                self.rows += self.size
            else:
                self.failed += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


def row(name, f, service):
    return [name, count(f["requests"]), f["failed"], ms(f["p50"]), ms(f["p99"]), ms(f["max"]), f"{service.memory('VmHWM'):.0f}",
            ms(f["late_ms"]), f"{100 * f['client']:.0f} %"]


def dashboards(cluster, database, size):
    say(f"### {DASHBOARDS:,} dashboards, one question a second each, {size:,} practices")
    say()
    reader, writer = cluster.key(database, "reports:read"), cluster.key(database, "submissions:write")
    service, pace = Service(cluster, database, **UNCACHED), Pace()
    paths = different(STATEWIDE, DASHBOARDS * DURATION)
    questions = [("all the same", [STATEWIDE] * len(paths)), ("each another part of the state", paths)]
    try:
        alone = service.latency(paths[0], reader, SECONDS)
        if alone.get("p50", BUSY_MS) >= BUSY_MS:
            say(f"Not asked: one alone takes {ms(alone.get('p50') or alone['ms'])} ms.")
            say()
            return
        service.forget_peak()
        rows = [row(name, pace.load(service.port, DASHBOARDS, DURATION, reader, asked), service) for name, asked in questions]
        with Import(service, writer, size) as imported:
            rows += [row(f"{name}, during an import", pace.load(service.port, DASHBOARDS, DURATION, reader, asked), service)
                     for name, asked in questions]
    finally:
        service.stop()
    say(f"{DURATION} s each; no answer is kept, who asks the same at the same time shares one. Milliseconds count from when a question was due. The last two columns tell "
        f"whether the client kept up. {count(imported.rows)} rows were imported meanwhile, {imported.failed} files failed.")
    say()
    table(["", "questions", "failed", "median ms", "p99 ms", "longest ms", "MiB at most", "client late, at most ms", "client's share of a core"], rows)
