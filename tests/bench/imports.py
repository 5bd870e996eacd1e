"""Files of answers: how many practices a second, against the same values copied as rows, and in how much memory."""

import json
import os
import re
import tempfile
import time

from paper import count, ratio, say
from posts import ITEMS
from tools import Service

FILE = "/v1/imports?program=bench&wave=baseline&instrument=continuum_pc&version=2016"
ROWS = 1000000


def level(practice, item):
    return 1 + (practice + item) % 4


def wide(size, respondent="file"):
    head = ",".join(["practice", "respondent", *ITEMS])
    return "\n".join([head] + [f"b{n:06d},{respondent}," + ",".join(str(level(n, i)) for i in range(len(ITEMS))) for n in range(1, size + 1)]) + "\n"


def long(size, rows):
    """So many rows, a practice's respondents one after the other."""
    lines = ["practice,respondent,item,value"]
    for n in range(rows // len(ITEMS)):
        lines += [f"b{1 + n % size:06d},long{n // size},{item},{level(n, i)}" for i, item in enumerate(ITEMS)]
    return "\n".join(lines) + "\n"


def send(service, key, text):
    """The import when it has ended, and after how many seconds."""
    begun = time.monotonic()
    status, answer, _ = service.ask("POST", FILE, text, key, Content_Type="text/csv")
    found = json.loads(answer)
    while found["state"] in ("queued", "running"):
        time.sleep(0.02)
        found = json.loads(service.ask("GET", f"/v1/imports/{found['import']}", key=key)[1])
    if found["state"] != "done":
        raise SystemExit(f"bench: an import was {found['state']}: {status} {found}")
    return found, time.monotonic() - begun


def copied(cluster, database, size):
    """Practices a second of psql's \\copy, each value a row."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        for n in range(1, size + 1):
            file.write("".join(f"{n},9,{i + 1},{level(n, i)}\n" for i in range(len(ITEMS))))
        file.flush()
        os.chmod(file.name, 0o644)
        timed = cluster.psql(database, "-c", "drop table if exists bench.copied", "-c", "create table bench.copied (like bench.level including all)",
                             "-c", "\\timing on", "-c", f"\\copy bench.copied from '{file.name}' (format csv)")
    return size / (float(re.search(r"Time: ([0-9.]+) ms", timed)[1]) / 1000)


def imports(cluster, database, size):
    say(f"### Importing a file of {size:,} practices, {len(ITEMS)} answers each")
    say()
    key = cluster.key(database, "submissions:write")
    service = Service(cluster, database)
    service.ask("GET", "/v1/imports", key=key)
    rate = copied(cluster, database, size)
    text = wide(size)
    first, seconds = send(service, key, text)
    again, unchanged = send(service, key, text)
    service.stop()
    if (first["created"], again["unchanged"]) != (size, size):
        raise SystemExit(f"bench: {first}, {again}")
    say(f"{count(size / seconds)} practices/s ({seconds:.2f} s), the same file again {count(size / unchanged)}; `\\copy` of the same values, one row "
        f"each: {count(rate)} practices/s; ratio {ratio(size / seconds / rate)}, again {ratio(size / unchanged / rate)}.")
    say()


def million(cluster, database, size):
    say(f"### Importing {ROWS:,} rows of one answer each")
    say()
    key = cluster.key(database, "submissions:write")
    service = Service(cluster, database)
    service.ask("GET", "/v1/imports", key=key)
    text = long(size, ROWS)
    service.forget_peak()
    before = service.memory()
    found, seconds = send(service, key, text)
    peak = service.memory("VmHWM")
    service.stop()
    say(f"{found['rows_done']:,} rows, {found['created']:,} submissions, {len(text) / 2**20:.0f} MiB in {seconds:.1f} s. Resident: {before:.1f} MiB before, "
        f"{peak:.1f} MiB at most.")
    say()
