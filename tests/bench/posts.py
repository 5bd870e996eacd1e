"""Submissions posted one by one."""

import json

from paper import count, ms, ratio, say, table
from statement import query, script
from tools import HERE, SECONDS, Service

ITEMS = ("screening referral guidelines pharmacotherapy psychotherapy treatment_information monitoring_engagement "
         "activation_recovery care_team caseload_review quality_metrics social_linkages").split()
SHEET = {"program": "bench", "practice": "@practice", "wave": "baseline", "instrument": "continuum_pc", "version": "2016",
         "respondent": "@respondent", "status": "submitted",
         "answers": [{"item": item, "value": 1 + n % 4} for n, item in enumerate(ITEMS)]}


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
