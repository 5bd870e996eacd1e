"""Files of answers of many practices: what they may be, what is told of them, and that each is stored once."""
import concurrent.futures
import gzip
import io
import json
import time
import zipfile

import pytest

from client import Api, eventually
from fixtures_field import sheet
from fixtures_import import NOTHING, Study, counts, lines, long, study, wide  # noqa: F401

COLUMNS = "practice", "stage", "rate", "rate.denominator", "rate.reason", "fte", "story"
ZIP, NDJSON, JSON = "application/zip", "application/x-ndjson", "application/json"



def told(**more):
    return {**NOTHING, **more}


def zipped(**files):
    """Names with __ for what no keyword has: a hyphen, a point."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def answers(study):
    a, b, c = study.practices
    return sheet(COLUMNS, (a, "advanced", 3, 7, None, "48.2", "Ä, \"b\"\nc"), (b, 2, None, 9, "unable_to_report", "0.10", None),
                 (c, "late", "not_started", None, None, None, "late"))


KEPT = ({"stage": 4, "rate": 3, "fte": 48.2, "story": "Ä, \"b\"\nc"}, {"stage": 2, "fte": 0.1}, {"story": "late"})


def kept(study):
    return {(p, "w1"): k for p, k in zip(study.practices, KEPT)}


# -- what a file may be -----------------------------------------------------------------------------------

def test_a_wide_csv(study):
    reply = study.send(answers(study))
    assert counts(reply.json) == told(created=3) and reply.json["state"] == "done" and study.kept() == kept(study)
    assert study.state(reply.headers["Location"]) == reply.json
    assert (reply.json["rows_done"], reply.json["bytes"], reply.json["faults"]) == (3, len(answers(study).encode()), 0)


@pytest.mark.parametrize("encode", [
    lambda t: t.replace("\r\n", "\n"), lambda t: t.replace("\r\n", "\r"), lambda t: t.rstrip(), lambda t: "\ufeff" + t,
    lambda t: t.replace("\r\n", "\r\n\r\n")], ids=["LF", "CR", "no end", "BOM", "blank lines"])
def test_csv_as_programs_write_it(study, encode):
    a, b, _ = study.practices
    study.send(encode(sheet(("practice", "stage", "fte"), (a, "advanced", 48.2), (b, 2, 17.4))).encode())
    assert study.kept() == {(a, "w1"): {"stage": 4, "fte": 48.2}, (b, "w1"): {"stage": 2, "fte": 17.4}}


def test_long_says_the_same(study):
    a, b, c = study.practices
    text = sheet(("practice", "item", "value", "denominator", "reason", "text"),
                 (a, "stage", "advanced", None, None, None), (b, "stage", 2, None, None, None), (a, "rate", 3, 7, None, None),
                 (c, "stage", "late", None, None, None), (a, "fte", "48.2", None, None, None),
                 (a, "story", None, None, None, "Ä, \"b\"\nc"), (b, "rate", None, 9, "unable_to_report", None),
                 (b, "fte", "0.10", None, None, None), (c, "rate", "not_started", None, None, None), (c, "story", "late", None, None, None))
    assert counts(study.send(text).json) == told(created=3) and study.kept() == kept(study)
    again = study.send(answers(study)).json
    assert counts(again) == told(unchanged=3) and again["same_as"] is None


def objects(study):
    a, b, c = study.practices
    return [{"practice": a, "stage": "advanced", "rate": 3, "rate.denominator": 7, "fte": 48.2, "story": "Ä, \"b\"\nc"},
            {"practice": b, "stage": 2, "rate.denominator": 9, "rate.reason": "unable_to_report", "fte": 0.10, "story": None},
            {"story": "late", "rate": "not_started", "practice": c, "stage": "late"}]


def test_ndjson(study):
    assert counts(study.send("\n" + lines(objects(study)), media=NDJSON).json) == told(created=3) and study.kept() == kept(study)


def test_a_json_array(study):
    assert counts(study.send(json.dumps(objects(study), indent=1), media=JSON).json) == told(created=3)
    assert study.kept() == kept(study)


def test_long_ndjson(study):
    a = study.practices[0]
    study.send(lines([{"practice": a, "item": "fte", "value": 3.5}, {"practice": a, "item": "rate", "value": 1, "denominator": 2}]), media=NDJSON)
    assert study.kept() == {(a, "w1"): {"fte": 3.5, "rate": 1}}


@pytest.mark.parametrize("media, make", [("text/csv", answers), (NDJSON, lambda s: lines(objects(s)))])
def test_gzip(study, media, make):
    body = gzip.compress(make(study).encode())
    reply = study.send(body, media=media, headers={"Content-Encoding": "gzip"})
    assert reply.json["bytes"] == len(body) and study.kept() == kept(study)


def test_a_zip_of_several_instruments(study):
    a, b, _ = study.practices
    other = study.field.instrument({"item": "paid", "kind": "money"})
    study.field.wave(study.program, "w3", [study.instrument, other], month=3)
    body = zipped(**{f"{study.code}-1.csv": wide([a, b]), f"{other.split(':')[0]}.csv": sheet(("practice", "paid"), (a, "7.50"))})
    reply = study.send(body, media=ZIP, wave="w3", instrument=None, version=None)
    assert counts(reply.json) == told(created=3) and reply.json["rows_done"] == 3
    assert {(s["practice"], s["instrument"]) for s in study.submissions()} == {(a, study.code), (b, study.code), (a, other.split(":")[0])}


def test_several_waves_and_respondents(study):
    a, b, _ = study.practices
    study.send(sheet(("practice", "wave", "respondent", "method", "fte"), (a, "w2", "r1", "rater", 1), (a, "w1", None, None, 2), (a, "w1", "r1", None, 3),
                     (b, None, None, None, 4)))
    assert {(s["practice"], s["wave"], s["respondent"], s["method"]) for s in study.submissions()} == {
        (a, "w2", "r1", "rater"), (a, "w1", "", "consensus"), (a, "w1", "r1", "respondent"), (b, "w1", "", "consensus")}


def test_numbers_are_exact_when_there_are_many(study):
    codes = study.many(400)
    study.send(sheet(("practice", "fte"), *((p, f"{n}.{n % 100:02}") for n, p in enumerate(codes))))
    stored = study.api.service.execute(f"select practice, answers[3] from continuum.submission join continuum.practice using (practice_id) "
                                       f"where practice like '{study.program}.%'")
    assert dict(stored) == {p: n * 100 + n % 100 for n, p in enumerate(codes)}


# -- what becomes of it -----------------------------------------------------------------------------------

def test_created_unchanged_and_superseding(study):
    a, b, c = study.practices
    study.send(sheet(("practice", "fte"), (a, 1), (b, 2)))
    study.field.accept_all(study.program)
    reply = study.send(sheet(("practice", "fte"), (a, 1), (b, 3), (c, 4)))
    assert counts(reply.json) == told(created=1, unchanged=1, superseding=1)
    assert counts(study.send(sheet(("practice", "fte"), (a, 1), (b, 3), (c, 5))).json) == told(unchanged=2, superseding=1)
    waits = {s["practice"]: s["status"] for s in study.submissions() if s["status"] in ("submitted", "accepted") and s["practice"] != b}
    assert waits == {a: "accepted", c: "submitted"}


def test_a_draft_that_is_handed_in_is_something_new(study):
    text = sheet(("practice", "fte"), (study.practices[0], 1))
    first = study.api.post(study.target(status="draft"), body=text, headers={"Content-Type": "text/csv"}, status=201)
    again = study.api.post(study.target(status="draft"), body=text, headers={"Content-Type": "text/csv"}, status=201)
    assert (counts(first.json), counts(again.json)) == (told(created=1), told(unchanged=1))
    assert counts(study.send(text).json) == told(superseding=1)
    assert counts(study.api.post(study.target(status="draft"), body=text, headers={"Content-Type": "text/csv"}, status=201).json) == told(unchanged=1)


def test_a_dry_run_stores_nothing(study):
    study.send(sheet(("practice", "fte"), (study.practices[0], 1)))
    before = study.submissions()
    reply = study.send(sheet(("practice", "fte"), *((p, 2 - (n > 1)) for n, p in enumerate(study.practices))), dry_run="true")
    assert counts(reply.json) == told(created=2, superseding=1) and reply.json["dry_run"]
    assert study.submissions() == before
    assert study.refused("practice,fte\nabsent,1\n", dry_run="true") == {(2, "practice"): "unknown_practice"}


def test_partial_takes_the_practices_with_which_nothing_is_wrong(study):
    a, b, c = study.practices
    text = sheet(("practice", "wave", "fte"), (a, "w1", 1), (a, "w2", "x"), (b, "w1", 2), ("absent", "w1", 3), (c, "w9", 1))
    assert set(study.refused(text)) == {(3, "fte"), (5, "practice"), (6, "wave")}
    reply = study.send(text, partial="true")
    assert counts(reply.json) == told(created=1, rejected=4) and reply.json["faults"] == 3
    assert study.kept() == {(b, "w1"): {"fte": 2}}, "of a no wave is taken"
    faults = study.api.get(reply.headers["Location"] + "/faults", status=200)
    assert [(f["row"], f["column"], f["code"]) for f in faults.rows] == [
        (3, "fte", "invalid_type"), (5, "practice", "unknown_practice"), (6, "wave", "unknown_wave")]
    assert faults.json["meta"]["total"] == 3


def test_partial_takes_nothing_of_a_file_that_is_wrong_as_a_whole(study):
    a = study.practices[0]
    assert study.refused(sheet(("practice", "fte", "colour"), (a, 1, "red")), partial="true") == {(1, "colour"): "unknown_column"}
    assert study.refused("practice,fte\nabsent,1\n", partial="true") == {(2, "practice"): "unknown_practice"}, "nothing was left"


def test_faults_as_csv_to_hand_back(study):
    text = sheet(("practice", "fte"), *((f"absent-{n}", n) for n in range(1200)))
    reply = study.send(text, 422)
    assert reply.json["error_count"] == 1200 and len(reply.json["errors"]) == 1000
    [found] = study.api.get(f"/v1/imports?program={study.program}&state=rejected", status=200).rows
    assert (found["faults"], found["rejected"], found["state"]) == (1200, 1200, "rejected")
    rows = study.api.get(f"/v1/imports/{found['import']}/faults.csv", status=200).rows
    assert len(rows) == 1000 and rows[-1]["row"] == "1001" and rows[0]["code"] == "unknown_practice"


def test_a_fault_of_a_zip_names_its_file(study):
    body = zipped(**{f"{study.code}.csv": "practice,fte\nabsent,1\n", "nothing.csv": "practice\n"})
    reply = study.send(body, 422, media=ZIP, instrument=None, version=None)
    assert {(e["file"], e["row"], e["code"]) for e in reply.json["errors"]} == {
        (f"{study.code}.csv", 2, "unknown_practice"), ("nothing.csv", 0, "unknown_instrument")}


# -- once -------------------------------------------------------------------------------------------------

def test_the_same_file_again_changes_nothing(study):
    text = wide(study.practices)
    first, again = study.send(text).json, study.send(text).json
    assert counts(again) == told(unchanged=3) and again["same_as"] == first["import"] and first["same_as"] is None
    assert len(study.submissions()) == 3


def test_an_answer_that_was_lost_is_given_again(study):
    text, key = wide(study.practices), {"Idempotency-Key": f"{study.program} 1"}
    first = study.send(text, headers=key)
    study.send(sheet(("practice", "fte"), (study.practices[0], 89)))
    again = study.send(text, headers=key)
    assert again.json == first.json and counts(again.json) == told(created=3)
    assert len(study.submissions()) == 4, "the later one stands"
    assert len(study.api.get(f"/v1/imports?program={study.program}", status=200).rows) == 2


def test_a_refusal_is_given_again(study):
    text, key = "practice,fte\nabsent,1\n", {"Idempotency-Key": f"{study.program} 1"}
    assert study.send(text, 422, headers=key).faults == study.send(text, 422, headers=key).faults == {(2, "practice"): "unknown_practice"}
    assert len(study.api.get(f"/v1/imports?program={study.program}", status=200).rows) == 1


def test_a_key_is_for_one_file_and_one_purpose(study):
    text, key = wide(study.practices), {"Idempotency-Key": f"{study.program} 1"}
    study.send(text, headers=key)
    for body, more in ((text + "\n", {}), (text, {"wave": "w2"}), (text, {"dry_run": "true"}), (text, {"partial": "true"})):
        assert "Idempotency-Key" in study.send(body, 422, headers=key, **more).json["detail"]
    other = study.api.service.key_for("submissions:write", study.program)
    assert counts(study.send(text, headers=key, key=other).json) == told(unchanged=3), "another's key is another key"


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_keys_that_are_none(study, key):
    assert study.send("practice\n", 400, headers={"Idempotency-Key": key}).faults == {"Idempotency-Key": "invalid_format"}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "the same of all"}], ids=["without a key", "with a key"])
def test_the_same_at_the_same_time_is_stored_once(study, headers):
    text = wide(study.many(300))
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: study.api.post(study.target(), body=text, headers={"Content-Type": "text/csv", **headers}), range(6)))
    ended = [study.ended(f"/v1/imports/{r.json['import']}") for r in replies]
    assert {r.status for r in replies} <= {201, 202}
    assert len(study.submissions()) == 300
    if headers:
        assert len({e["import"] for e in ended}) == 1 and ended[0]["created"] == 300
    else:
        assert sum(e["created"] for e in ended) == 300 and sum(e["unchanged"] for e in ended) == 1500


# -- jobs -------------------------------------------------------------------------------------------------

def large(study):
    """More than is answered at once, of 1,200 practices."""
    text = sheet(("practice", "stage", "fte", "story"), *((p, 1 + n % 4, n % 90, "x" * 1000) for n, p in enumerate(study.many(1200))))
    assert len(text) > 1 << 20
    return text


def test_a_large_one_is_a_job(study):
    text = large(study)
    reply = study.send(text, 202)
    assert reply.json["state"] in ("queued", "running") and reply.json["created"] == 0
    done = study.ended(reply.headers["Location"])
    assert counts(done) == told(created=1200) and done["rows_done"] == done["rows_expected"] == 1200
    assert study.api.service.execute("select count(*) from continuum.import_part")[0][0] == 0, "parts are kept after the end"
    again = study.ended(study.send(text, 202).headers["Location"])
    assert counts(again) == told(unchanged=1200) and again["same_as"] == done["import"]


def test_progress_is_told(own_service, contract, unique):
    service = own_service()
    study = Study(Api(service, contract, service.key), unique)
    rows = 600000
    location = study.send("practice,item,value\n" + "absent,stage,1\n" * rows, 202).headers["Location"]
    seen = []
    eventually(lambda: seen.append(study.state(location)) or seen[-1]["state"] == "rejected", 90)
    running = [s for s in seen if s["state"] == "running" and s["rows_done"]]
    assert running and [s["rows_done"] for s in running] == sorted(s["rows_done"] for s in running)
    assert all(s["rows_done"] <= s["rows_expected"] and 0.7 * rows < s["rows_expected"] < 1.3 * rows for s in running)


def hold(service, study):
    """Makes workers wait, until what it gives is closed."""
    other = service.cluster.connect(service.database)
    other.autocommit = False
    with other.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(726263424, program_id) from continuum.program where program = %s", (study.program,))
    return other


def test_cancelling(study):
    service = study.api.service
    held = hold(service, study)
    text = large(study)
    first, second = (study.send(text + "\n" * n, 202).headers["Location"] for n in (1, 2))
    eventually(lambda: study.state(first)["state"] == "running")
    reply = study.api.post(second + "/cancellation", status=200).json
    assert reply["state"] == "cancelled" and reply["ended_at"], "nobody worked on it"
    assert study.api.post(first + "/cancellation", status=200).json["state"] == "running"
    held.close()
    assert counts(study.ended(first)) == NOTHING and study.state(first)["state"] == "cancelled"
    assert study.submissions() == []
    study.api.post(first + "/cancellation", status=409)


def test_another_instance_takes_over(own_service, contract, unique, cluster):
    from harness import Service
    service = own_service()
    study = Study(Api(service, contract, service.key), unique)
    text = large(study)
    held = hold(service, study)
    location = study.send(text, 202).headers["Location"]
    eventually(lambda: study.state(location)["state"] == "running")
    service.process.kill()
    service.process.wait()
    other = Service(cluster, service.database).wait_ready()
    try:
        held.close()
        study.api.service = other
        assert counts(study.ended(location)) == told(created=1200)
        assert other.execute("select count(*) from continuum.submission")[0][0] == 1200
    finally:
        other.close()
        service.end = lambda seconds=30: 0  # it was killed


def test_a_service_that_ends_gives_its_import_back(own_service, contract, unique, cluster):
    from harness import Service
    service = own_service()
    study = Study(Api(service, contract, service.key), unique)
    text = large(study)
    held = hold(service, study)
    location = study.send(text, 202).headers["Location"]
    eventually(lambda: study.state(location)["state"] == "running")
    begun = time.monotonic()
    assert service.end() == 0 and time.monotonic() - begun < 10
    assert service.execute("select attempts from continuum.import_work")[0][0] == 0
    held.close()
    other = Service(cluster, service.database).wait_ready()
    try:
        study.api.service = other
        assert counts(study.ended(location)) == told(created=1200)
    finally:
        other.close()


# -- who ---------------------------------------------------------------------------------------------------

def test_an_import_has_the_rights_of_who_sent_it(study):
    a, b, c = study.practices
    service = study.api.service
    only = service.cluster.make_key(service.database, "submissions:write", practices=a)
    reply = study.send(wide([a, b]), 422, key=only)
    assert reply.faults == {(3, "practice"): "unknown_practice"}
    other = service.cluster.make_key(service.database, "submissions:write", practices=b)
    for key, seen in ((only, 1), (other, 0), (study.api.key, 1)):
        assert len(study.api.get(f"/v1/imports?program={study.program}", key=key, status=200).rows) == seen
    [found] = study.api.get(f"/v1/imports?program={study.program}", status=200).rows
    for key, status in ((only, 200), (other, 404)):
        for what in ("", "/faults"):
            study.api.get(f"/v1/imports/{found['import']}{what}", key=key, status=status)
    study.api.post(f"/v1/imports/{found['import']}/cancellation", key=other, status=404)
    study.api.post(f"/v1/imports/{found['import']}/cancellation", key=only, status=409)


def test_a_key_that_was_revoked_meanwhile(study):
    service = study.api.service
    key = service.cluster.make_key(service.database, "submissions:write")
    text = large(study)
    held = hold(service, study)
    blocking = study.send(text, 202).headers["Location"]
    eventually(lambda: study.state(blocking)["state"] == "running")
    location = study.send(text, 202, key=key).headers["Location"]
    study.api.delete(f"/v1/keys/{key[4:20]}", status=200)
    held.close()
    ended = study.ended(location)
    assert ended["state"] == "failed" and "no longer holds" in ended["failure"] and counts(ended) == NOTHING


def test_what_was_stored_says_its_file_and_sender(study):
    reply = study.send(wide(study.practices)).json
    rows = study.api.service.execute(f"select distinct encode(source_sha256, 'hex'), s.created_by from continuum.submission s "
                                     f"join continuum.program using (program_id) where program = '{study.program}'")
    assert rows == [(reply["sha256"], reply["created_by"])]


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_what_was_exported_changes_nothing(study, layout):
    study.send(answers(study))
    study.field.accept_all(study.program)
    file = study.api.get(f"/v1/exports/observations.csv?program={study.program}&instrument={study.code}&version={study.version}&layout={layout}", status=200)
    assert counts(study.send(file.body, wave=None).json) == told(unchanged=3)
    other = Study(study.api, study.field.unique)
    faults = other.refused(file.body, wave=None)
    assert faults[2, "program"] == faults[2, "instrument"] == "not_this"
