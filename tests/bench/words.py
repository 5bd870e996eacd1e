#!/usr/bin/python3
"""The qualitative side at its scale: search, agreement and import. tests/bench/words.py [EXCERPTS]"""

import io
import json
import sys
import time
import uuid
import zipfile

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


def project(segments, texts=20):
    """A REFI-QDA project: segments of some texts, each given one of 50 codes by one of four users."""
    def guid(number):
        return str(uuid.UUID(int=(4 << 76) + (8 << 60) + number))

    line = "a segment of ⟪fifty⟫ code points, more or less……… \n"
    each = segments // texts
    codes = "".join(f'<Code guid="{guid(n)}" name="code {n}" isCodable="true"/>' for n in range(50))
    users = "".join(f'<User guid="{guid(100 + n)}" name="u{n}"/>' for n in range(4))
    sources = "".join(f'<TextSource guid="{guid(1000 + t)}" name="text {t}" plainTextPath="internal://{t}.txt">' + "".join(
        f'<PlainTextSelection guid="{guid(10000 + t * each + n)}" startPosition="{n * len(line)}" endPosition="{n * len(line) + 48}">'
        f'<Coding guid="{guid(900000 + t * each + n)}" creatingUser="{guid(100 + n % 4)}"><CodeRef targetGUID="{guid(n % 50)}"/></Coding>'
        "</PlainTextSelection>" for n in range(each)) + "</TextSource>" for t in range(texts))
    document = (f'<Project xmlns="urn:QDA-XML:project:1.0"><Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>'
                f"<Sources>{sources}</Sources></Project>")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", document)
        for t in range(texts):
            archive.writestr(f"Sources/{t}.txt", line * each)
    return whole.getvalue()


def import_project(service, key, segments):
    sent = project(segments)
    status, text, _ = service.ask("POST", "/v1/codebooks", json.dumps({"codebook": f"b{segments}", "name": "x"}).encode(), key,
                                  Content_Type="application/json")
    assert status == 201, text
    service.ask("POST", "/v1/programs", json.dumps({"program": f"p{segments}", "name": "x"}).encode(), key, Content_Type="application/json")
    service.forget_peak()
    status, text, took = service.ask("POST", f"/v1/programs/p{segments}/projects?codebook=b{segments}&version=1&pass=p", sent, key,
                                     Content_Type="application/zip")
    assert status == 201, text
    row = json.loads(text)
    say(f"a project of {row['excerpts']} segments, {row['codings']} codings, {len(sent) >> 10} KiB",
        f"{took / 1000:.2f} s, service at most {service.memory('VmHWM'):.0f} MiB")


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
        for segments in (10000, 100000):
            import_project(service, key, segments)
        service.stop()
    finally:
        cluster.remove()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200000)
