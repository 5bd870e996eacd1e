#!/usr/bin/python3
"""The qualitative side at its scale: search, agreement and import. tests/bench/words.py [EXCERPTS]"""

import json
import sys
import time

sys.dont_write_bytecode = True
from clients import percentile
from tools import HERE, Cluster, Service

SEARCHES = ["carea", "hirn", "walka billc", '"carea careb"', "carea -careb", "biller or billd", "careaaa"]
SCOPES = "registry:write,submissions:read,sources:write,sources:read,codings:read,codings:write,codings:lead,reports:read"


def timed(service, key, path, times):
    answers = [service.ask("GET", path, key=key) for _ in range(times)]
    assert {status for status, _, _ in answers} == {200}, answers[0][1]
    return answers[0][1], [ms for _, _, ms in answers]


def say(what, figure):
    print(f"{what:60} {figure}", flush=True)


def searches(service, key):
    medians = []
    for words in SEARCHES:
        query = words.replace(" ", "%20").replace('"', "%22")
        text, took = timed(service, key, f"/v1/excerpts?search={query}&limit=100", 9)
        medians.append(percentile(took, 0.5))
        rows = len(json.loads(text)["data"])
        say(f"search {words}", f"{medians[-1]:.1f} ms at the median, {max(took):.1f} at most; {rows} rows on the page")
    say("all searches", f"{percentile(medians, 0.5):.1f} ms at the median of medians")


def import_segments(service, key):
    """10,000 segments of one text of 500,000 code points, some of which take three bytes."""
    line = "a segment of ⟪fifty⟫ code points, more or less……… \n"
    body = {"source": "imported", "kind": "interview", "title": "x", "consent": "none", "segments": "none",
            "text": (line * (500000 // len(line)))}
    status, text, took = service.ask("POST", "/v1/programs/bench/sources", json.dumps(body).encode(), key, Content_Type="application/json")
    assert status == 201, text
    say("a source of 500,000 code points", f"{took:.0f} ms")
    rows = "".join(f"{n * 49},{n * 49 + 48}\r\n" for n in range(10000))
    service.forget_peak()
    status, text, took = service.ask("POST", "/v1/programs/bench/sources/imported/excerpts", f"start,end\r\n{rows}".encode(), key, Content_Type="text/csv")
    assert status == 201, text
    say("10,000 segments of it", f"{took / 1000:.2f} s, service at most {service.memory('VmHWM'):.0f} MiB")


def main(excerpts):
    cluster = Cluster()
    try:
        cluster.make("words")
        cluster.psql("words", "-v", f"excerpts={excerpts}", "-f", "-", input=(HERE / "words.sql").read_text())
        say("excerpts, codings", cluster.value("words", "select (select count(*) from continuum.excerpt) || ', ' || (select count(*) from continuum.coding)"))
        began = time.monotonic()
        cluster.psql("words", "-c", "select continuum.mention_keep(pass_id) from continuum.pass")
        say("the release of the pass", f"{time.monotonic() - began:.2f} s; {cluster.value('words', 'select count(*) from continuum.mention')} counts")
        key, part = cluster.key("words", SCOPES), cluster.key("words", "sources:read")
        service = Service(cluster, "words")
        searches(service, key)
        searches(service, part)
        for by in ("all", "code", "month"):
            service.forget_peak()
            _, took = timed(service, key, f"/v1/reports/agreement?program=bench&pass=bench&by={by}", 3)
            say(f"agreement by {by}", f"{percentile(took, 0.5) / 1000:.2f} s, service at most {service.memory('VmHWM'):.0f} MiB")
        for report in ("themes", "themes?by=wave&strata=source_kind", "theme-pairs", "saturation", "quotes"):
            path = f"/v1/reports/{report}{'&' if '?' in report else '?'}program=bench&pass=bench"
            service.forget_peak()
            _, took = timed(service, key, path, 3)
            say(report, f"{took[0]:.0f} ms at first, {min(took):.1f} ms from what is kept, service at most {service.memory('VmHWM'):.0f} MiB")
        import_segments(service, key)
        service.stop()
    finally:
        cluster.remove()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200000)
