"""Submissions: posted one by one, and as a file."""

import json
import os
import re
import tempfile

from paper import count, ms, ratio, say, table
from statement import query, script
from tools import HERE, SECONDS, Service

ITEMS = ("screening referral guidelines pharmacotherapy psychotherapy treatment_information monitoring_engagement "
         "activation_recovery care_team caseload_review quality_metrics social_linkages").split()
SHEET = {"program": "bench", "practice": "@practice", "wave": "baseline", "instrument": "continuum_pc", "version": "2016",
         "respondent": "@respondent", "status": "submitted",
         "answers": [{"item": item, "value": 1 + n % 4} for n, item in enumerate(ITEMS)]}
FILE = "/v1/submissions?program=bench&wave=baseline&instrument=continuum_pc&version=2016&status=submitted"
FILE_ROWS = 50000  # a body has at most 8 MiB


def posts(cluster, database, size):
    say(f"### Posting one submission of {len(ITEMS)} answers, {size:,} practices")
    say()
    key = cluster.key(database, "submissions:write")
    service = Service(cluster, database)
    cells = {"practice": "@p", "wave": "baseline", "respondent": "@r"}
    sent = json.dumps([{"row": n, "cells": cells | {k: str(v) for k, v in a.items()}} for n, a in enumerate(SHEET["answers"])])
    columns = json.dumps(["practice", "wave", "respondent", "method", "item", "value", "denominator", "reason", "text"])
    given = {n: f"'{SHEET[n]}'" for n in ("program", "instrument", "version", "status")}
    same = ("\\set n random(1, 1000000000000000)\n\\set practice random(1, :practices)\n" +
            query("submission_create", columns=f"'{columns}'", sha256=f"'{'0' * 64}'",
                  rows=f"replace(replace('{sent}', '@r', 'q' || :n), '@p', 'b' || lpad(:practice, 6, '0'))", **given))
    rows = []
    with script(same) as file:
        for clients in (1, 4, 16):
            f = service.load("/v1/submissions", clients, SECONDS, key, body=json.dumps(SHEET), practices=size)
            statement = cluster.pgbench(database, file.name, clients, SECONDS, "continuum_service", practices=size)
            insert = cluster.pgbench(database, HERE / "insert.sql", clients, SECONDS, practices=size)
            rows.append([clients, count(f["rate"]), ms(f["p50"]), ms(f["p99"]), count(statement["rate"]), count(insert["rate"]),
                         ratio(f["rate"] / statement["rate"]), ratio(f["rate"] / insert["rate"])])
    table(["clients", "posts/s", "median ms", "p99 ms", "same SQL/s", "plain INSERT/s", "to same SQL", "to plain INSERT"], rows)
    service.stop()


def file_text(first, end, respondent):
    """Practices from first to before end, as CSV."""
    head = ",".join(["practice", "respondent"] + ITEMS)
    return "\n".join([head] + [f"b{n:06d},{respondent}," + ",".join(str(1 + (n + i) % 4) for i in range(len(ITEMS)))
                               for n in range(first, end)]) + "\n"


def import_file(cluster, database, size):
    say(f"### Importing a file of {size:,} practices")
    say()
    key = cluster.key(database, "submissions:write")
    service = Service(cluster, database)
    service.forget_peak()
    before, seconds, failed = service.memory(), 0, None
    for first in range(1, size + 1, FILE_ROWS):
        text = file_text(first, min(first + FILE_ROWS, size + 1), "file")
        status, answer, took = service.ask("POST", FILE, text, key, Content_Type="text/csv")
        seconds += took / 1000
        failed = failed or (status != 201 and f"{status} after {took / 1000:.1f} s")
    peak = service.memory("VmHWM")
    service.stop()
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        for n in range(1, size + 1):
            file.write("".join(f"{n},9,{i + 1},{1 + (n + i) % 4}\n" for i in range(len(ITEMS))))
        file.flush()
        os.chmod(file.name, 0o644)
        timed = cluster.psql(database, "-c", "create table bench.copied (like bench.level including all)", "-c", "\\timing on",
                             "-c", f"\\copy bench.copied from '{file.name}' (format csv)")
    copied = size / (float(re.search(r"Time: ([0-9.]+) ms", timed)[1]) / 1000)
    if failed:
        say(f"Failed: {failed}. `\\copy` of the values as rows: {count(copied)} practices/s.")
    else:
        say(f"{count(size / seconds)} rows/s ({seconds:.2f} s); `\\copy` of the same values, one row each: {count(copied)} "
            f"practices/s; ratio {ratio(size / seconds / copied)}.")
    say()
    say(f"Resident: {before:.1f} MiB before, {peak:.1f} MiB at most.")
    say()
