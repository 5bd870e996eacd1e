"""Files that are wrong, or meant to do harm: each is refused by name, nothing is stored, and the service stays small."""
import gzip
import io
import pathlib
import zipfile

import pytest

from client import Api, eventually
from fixtures_field import sheet
from harness import Service
from fixtures_import import NOTHING, Study, counts, lines, study, wide  # noqa: F401
from test_imports import JSON, NDJSON, ZIP, hold, zipped


@pytest.fixture
def a(study):
    return study.practices[0]


# -- files that are no table ------------------------------------------------------------------------------

@pytest.mark.parametrize("text, faults", [
    ("", {(1, ""): "malformed"}), ("\n\n", {(1, ""): "malformed"}), ("practice,fte\n", {(1, ""): "empty"}),
    ("fte\n1\n", {(1, "practice"): "missing"}), ("practice,fte\nA\nA,1,2\n", {(2, ""): "wrong_width", (3, ""): "wrong_width"}),
    ('practice,fte\n\nA,"1\n', {(3, ""): "malformed"}), ("practice,fte\nA,\"1\"x\n", {(2, ""): "malformed"}),
    ("practice,fte,fte\nA,1,1\n", {(1, "fte"): "repeated"}), ("practice,fte,fte.value\nA,1,1\n", {(1, "fte.value"): "repeated"}),
    ("practice," + "x" * 201 + "\nA,1\n", {(1, "x" * 120 + "…"): "too_long"}),
    ("practice,fte.colour\nA,1\n", {(1, "fte.colour"): "unknown_column"}),
    ("practice,fte\n" + "A,\"" + "x\n" * 600000, {(2, ""): "malformed"})],
    ids=["nothing", "blank", "header alone", "no practice", "width", "open quote", "text behind a quote", "column twice",
         "column and value", "long name", "unknown part", "a quote over 1 MiB"])
def test_csv(study, a, text, faults):
    text = text.replace("A", a)
    if len(text) < 1 << 20:
        assert study.refused(text).items() >= faults.items()
        return
    ended = study.ended(study.send(text, 202).headers["Location"])
    rows = study.api.get(f"/v1/imports/{ended['import']}/faults", status=200).rows
    assert {(f["row"], f["column"]): f["code"] for f in rows}.items() >= faults.items() and ended["state"] == "rejected"


@pytest.mark.parametrize("text, faults", [
    ("", {(1, ""): "empty"}), ('{"practice": "A"', {(1, ""): "malformed"}), ('[{"practice": "A", "fte": 1}]', {(1, ""): "malformed"}),
    ('{"practice": "A", "fte": 1}\n\n{"practice": "A", "fte": NaN}\n', {(3, ""): "malformed"}),
    ('{"practice": "A", "fte": [1]}\n', {(1, "fte"): "invalid_type"}), ('{"practice": "A", "practice": "A"}\n', {(1, ""): "malformed"}),
    ('{"practice": "A", "fte": 1}\n{"practice": "A", "colour": 1}\n', {(2, "colour"): "unknown_column"}),
    ("[" * 100000, {(1, ""): "malformed"}), ('{"a":' * 50000, {(1, ""): "malformed"})],
    ids=["nothing", "cut", "array", "no JSON", "nested", "member twice", "unknown member", "deep", "deep objects"])
def test_ndjson(study, a, text, faults):
    assert study.refused(text.replace("A", a), NDJSON).items() >= faults.items()


@pytest.mark.parametrize("text, faults", [
    ("", {(1, ""): "malformed"}), ("{}", {(1, ""): "malformed"}), ("[]", {(1, ""): "empty"}), ("[1]", {(1, ""): "malformed"}),
    ('[{"practice": "A", "fte": 1},]', {(2, ""): "malformed"}), ('[{"practice": "A", "fte": 1} {"practice": "A"}]', {(2, ""): "malformed"}),
    ('[{"practice": "A", "fte": 1}', {(2, ""): "malformed"}), ('[{"practice": "A", "fte": 1}] x', {(2, ""): "malformed"}),
    ('[{"practice": "A", "fte": "}"}]', {(1, "fte"): "invalid_type"})],
    ids=["nothing", "object", "empty", "number", "comma", "no comma", "no end", "more behind", "brace in a text"])
def test_json(study, a, text, faults):
    assert study.refused(text.replace("A", a), JSON).items() >= faults.items()


@pytest.mark.parametrize("encode, faults", [
    (lambda t: t.encode("utf-16"), {(1, ""): "encoding"}), (lambda t: t.encode("utf-16-be"), {(1, ""): "encoding"}),
    (lambda t: t.encode("latin-1"), {(3, "story"): "encoding"}), (lambda t: t.encode().replace(b"plain", b"\0"), {(2, "story"): "encoding"}),
    (lambda t: t.encode().replace("é".encode(), "é".encode() + b"\xe9"), {(3, "story"): "encoding"})],
    ids=["UTF-16", "UTF-16 without mark", "Latin-1", "NUL", "mixed"])
def test_other_encodings(study, encode, faults):
    one, other, _ = study.practices
    text = sheet(("practice", "fte", "story"), (one, 1, "plain"), (other, 2, "Résumé"))
    assert study.refused(encode(text)) == faults


def test_utf16_is_named(study):
    reply = study.send(wide(study.practices).encode("utf-16"), 422)
    assert "UTF-16" in reply.json["errors"][0]["detail"]


# -- the wrong file ---------------------------------------------------------------------------------------

def test_every_fault_of_a_wide_file_is_told(study):
    one, other, _ = study.practices
    text = sheet(("practice", "wave", "respondent", "method", "stage", "rate", "rate.denominator", "fte", "fte.denominator"),
                 (one, "w1", "a b", "guess", 5, 3, 2, "1.234", 4), ("absent", "w1", None, None, "x", 3, None, "1,5", None),
                 (None, "w9", None, None, None, None, "x", None, None), (other, "w1", None, None, 1, None, None, None, None),
                 (other, "w1", None, None, 1, None, None, None, None))
    assert study.refused(text, wave=None) == {
        (2, "respondent"): "invalid_format", (2, "method"): "not_allowed", (2, "stage"): "not_a_level",
        (2, "rate.denominator"): "below_numerator", (2, "fte"): "too_precise", (2, "fte.denominator"): "not_taken",
        (3, "practice"): "unknown_practice", (3, "stage"): "not_a_level", (3, "rate.denominator"): "missing", (3, "fte"): "invalid_type",
        (4, "practice"): "missing", (4, "wave"): "unknown_wave", (4, "rate.denominator"): "invalid_type", (6, "practice"): "repeated"}


def test_every_fault_of_a_long_file_is_told(study):
    one, other, _ = study.practices
    text = sheet(("practice", "item", "value", "denominator", "reason"), (one, "absent", 1, None, None), (one, None, 1, None, None),
                 (one, "rate", 5, 4, None), (one, "stage", "x", None, None), (one, "fte", None, None, "forgotten"),
                 ("absent", "fte", 1, None, None), (other, "fte", 1, None, None), (other, "fte", 2, None, None))
    assert study.refused(text) == {
        (2, "item"): "unknown_item", (3, "item"): "unknown_item", (4, "denominator"): "below_numerator", (5, "value"): "not_a_level",
        (6, "reason"): "unknown_reason", (7, "practice"): "unknown_practice", (9, "item"): "repeated"}


def test_a_file_for_another_wave_program_or_instrument(study, a):
    text = sheet(("practice", "fte"), (a, 1))
    study.field.wave(study.program, "w3", [], month=3)
    assert study.refused(text, wave="w3") == {(0, "wave"): "not_collected"}
    assert study.refused(text, wave="w9") == {(0, "wave"): "unknown_wave"}
    assert study.refused(text, wave=None) == {(1, "wave"): "missing"}
    assert study.refused(text, version="9") == {(0, "instrument"): "unknown_instrument"}
    assert study.refused(text, program="absent") == {"program": "unknown_program"}
    assert study.refused(text, instrument=None, version=None) == {"instrument": "missing", "version": "missing"}
    other = Study(study.api, study.field.unique)
    assert other.refused(text) == {(2, "practice"): "not_enrolled", (1, "fte"): "unknown_column"} or \
        other.refused(text) == {(2, "practice"): "not_enrolled"}
    assert other.refused(wide([a]), wave="w2").keys() >= {(2, "practice")}


def test_an_empty_wave(study, a):
    assert study.refused(sheet(("practice", "wave", "fte"), (a, None, 1)), wave=None) == {(2, "wave"): "missing"}


def test_a_rule_of_the_data_refuses(study):
    """As one that closes a wave: a trigger that this test makes for its program."""
    service = study.api.service
    service.execute(f"""
        create function public.refuse() returns trigger language plpgsql as $$ begin
            raise exception using errcode = '23514', constraint = 'wave_is_closed'; end $$;
        create trigger refused before insert on continuum.submission for each row
            when (new.program_id = {service.execute(f"select program_id from continuum.program where program = '{study.program}'")[0][0]})
            execute function public.refuse()""")
    try:
        reply = study.send(wide(study.practices), 422)
        assert reply.json["errors"][0]["code"] == "refused" and "wave is closed" in reply.json["errors"][0]["detail"]
        assert study.submissions() == []
    finally:
        service.execute("drop trigger refused on continuum.submission; drop function public.refuse()")


# -- packed harm ------------------------------------------------------------------------------------------

def test_a_zip_with_too_many_files(study):
    found = study.ended(study.send(zipped(**{f"{n}.csv": "" for n in range(100000)}), 202, media=ZIP).headers["Location"], 90)
    assert found["state"] == "rejected" and found["faults"] == 101
    [last] = [f for f in study.api.get(f"/v1/imports/{found['import']}/faults", status=200).rows if f["code"] == "archive"]
    assert "more than 100 files" in last["detail"]


@pytest.mark.parametrize("name", ["../{}.csv", "/{}.csv", "x/{}.csv", "..\\{}.csv", "..", ".{}.csv"])
def test_names_that_lead_elsewhere(study, name):
    body = zipped(**{name.format(study.code): wide(study.practices)})
    assert study.refused(body, ZIP) == {(0, ""): "archive"}


def test_zips_that_are_none(study):
    whole = zipped(**{f"{study.code}.csv": wide(study.many(200))})
    changed = whole[:300] + bytes([whole[300] ^ 255]) + whole[301:]
    for body in (b"", b"PK\3\4", b"x" * 5000, whole[:len(whole) // 3], changed, zipped()):
        assert study.refused(body, ZIP).get((0, "")) == "archive", body[:20]
    assert study.refused(zipped(**{f"{study.code}.txt": wide(study.practices)}), ZIP) == {(0, ""): "not_allowed"}


def test_gzip_that_is_none(study):
    whole = gzip.compress(wide(study.many(200)).encode())
    for body in (b"", wide(study.practices).encode(), whole[:200]):
        assert study.refused(body, headers={"Content-Encoding": "gzip"}).get((0, "")) == "archive" or body == b"", body[:20]
    study.send(whole, 415, headers={"Content-Encoding": "br"})


def peak_mib(service):
    return int(next(line for line in pathlib.Path(f"/proc/{service.process.pid}/status").read_text().splitlines()
                    if line.startswith("VmHWM")).split()[1]) / 1024


@pytest.fixture(scope="module")
def alone(cluster, contract, unique):
    """On a service that nothing else asks; a sanitizer keeps little of what it freed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_OPTIONS", "quarantine_size_mb=1:thread_local_quarantine_size_kb=64")
        service = Service(cluster).wait_ready()
    yield Study(Api(service, contract, service.key), unique)
    service.close()


def bomb(how, name):
    text = b"practice,fte\n" + (b"absent," + b"0" * 10000 + b"\n") * 20000
    if how == "gzip":
        return gzip.compress(text)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.csv", text)
    return data.getvalue()


@pytest.mark.parametrize("how", ["gzip", "zip"])
def test_bombs(alone, how):
    """200 MiB in 200 KiB."""
    before = peak_mib(alone.api.service)
    data = bomb(how, alone.code)
    assert len(data) < 1 << 20
    more = {"media": ZIP} if how == "zip" else {"headers": {"Content-Encoding": "gzip"}}
    found = alone.ended(alone.send(data, 202, **more).headers["Location"])
    assert found["state"] == "rejected" and peak_mib(alone.api.service) - before < 64
    assert {f["code"] for f in alone.api.get(f"/v1/imports/{found['import']}/faults", status=200).rows} == {"archive", "unknown_practice", "invalid_type"}


def test_a_million_rows_of_which_the_last_is_bad(alone):
    service = alone.api.service
    alone.send(wide(alone.practices))
    before = peak_mib(service)
    codes = alone.practices
    body = ["practice,respondent,item,value\n"]
    body += [f"{codes[n % 3]},r{n // 6},{'stage' if n // 3 % 2 else 'fte'},{1 + n % 4}\n" for n in range(999999)]
    body.append(f"{codes[0]},last,stage,9\n")
    location = alone.send("".join(body), 202).headers["Location"]
    found = alone.ended(location, 240)
    assert found["state"] == "rejected" and found["faults"] == 1 and found["rows_done"] == 1000000
    [fault] = alone.api.get(location + "/faults", status=200).rows
    assert (fault["row"], fault["column"], fault["code"]) == (1000001, "value", "not_a_level")
    assert len(alone.submissions()) == 3
    assert peak_mib(service) - before < 64


# -- time and size ----------------------------------------------------------------------------------------

def test_a_body_that_is_cut(study, service):
    from client import Socket
    head = (f"POST {study.target()} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {service.key}\r\n"
            "Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\npractice,fte\r\n")
    with Socket(service.port) as connection:
        connection.send(head.encode())
        connection.finish()
        assert b" 408 " in connection.receive().partition(b"\r\n")[0]
    assert study.api.get(f"/v1/imports?program={study.program}", status=200).rows == []


def test_a_worker_that_dies_again_and_again(study):
    """An import that was begun three times is not begun again."""
    service = study.api.service
    held = hold(service, study)
    text = sheet(("practice", "story"), *((p, "x" * 400000) for p in study.practices))
    first, second = (study.send(text + "\n" * n, 202).headers["Location"] for n in (1, 2))
    eventually(lambda: study.state(first)["state"] == "running")
    service.execute(f"update continuum.import_work set attempts = 3 from continuum.import i where i.import_id = import_work.import_id "
                    f"and i.import = '{second.rsplit('/', 1)[1]}'")
    held.close()
    assert study.ended(first)["state"] == "done"
    ended = study.ended(second)
    assert ended["state"] == "failed" and "three times" in ended["failure"] and counts(ended) == NOTHING
