"""JSON that parsers disagree about: it is refused, with its place where it has one, and nothing is stored."""
import json

import pytest

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def refused(api, unique):
    """Posts a program, with CODE in the body for its code: refused with this status, and nothing is stored."""
    def refused(body, status):
        code = unique("refused")
        body = body if isinstance(body, bytes) else body.encode()
        rows = stored(api)
        reply = api.post("/v1/programs", body=body.replace(b"CODE", code.encode()), headers=JSON, status=status)
        api.get(f"/v1/programs/{code}", status=404)
        assert stored(api) == rows
        return reply
    return refused


def stored(api):
    return api.service.execute("select count(*), max(program_id) from continuum.program")


def named(value):
    """A program with this as its name, as bytes of JSON."""
    return b'{"program": "CODE", "name": %s}' % value


def test_the_same_without_a_fault_is_stored(api, unique):
    code = unique("stored")
    body = named(b'"a \\u00e4 \\ud83d\\ude00 \\\\ \\" \\/ \xc3\xa4"').replace(b"CODE", code.encode())
    reply = api.post("/v1/programs", body=body, headers=JSON, status=201)
    assert reply.json["name"] == 'a \u00e4 \U0001f600 \\ " / \u00e4'


# -- what is not JSON -------------------------------------------------------------------------------------

@pytest.mark.parametrize("body", [
    b"", b" ", b"{", b"}", b"[", b'{"program": "CODE", "name": "x"', b'{"program": "CODE", "name": "x",}',
    b'{"program": "CODE" "name": "x"}', b"{'program': 'CODE', 'name': 'x'}", b'{program: "CODE", name: "x"}',
    b'{"program": "CODE", "name": "x"} {}', b'{"program": "CODE", "name": "x"}x',
    b'/**/{"program": "CODE", "name": "x"}',
    b"null", b"true", b"1", b'"CODE"', b"nul", named(b'"a\nb"'), named(b'"a\x01b"'), named(b'"\\x41"'),
    named(b'"\\u12"'), named(b'"\\u000g"'), named(b"01"), named(b"1."), named(b".5"), named(b"+1"), named(b"0x10"),
    named(b"NaN"), named(b"Infinity"), named(b"-"), named(b"1e"), named(b"tru")],
    ids=lambda body: body.decode("latin1"))
def test_malformed(refused, body):
    assert refused(body, 400).json["code"] == "malformed-request"


@pytest.mark.parametrize("value", [
    b'"\x80"', b'"\xff\xfe"', b'"\xc3"', b'"\xc0\xaf"', b'"\xe0\x80\xaf"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"',
    b'"\xf8\x88\x80\x80\x80"', b'"a\x00b"'], ids=lambda value: value.hex())
def test_bytes_that_are_not_utf8(refused, value):
    refused(named(value), 400)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin1"])
def test_other_encodings(refused, encoding):
    refused('{"program": "CODE", "name": "ä"}'.encode(encoding).replace("CODE".encode(encoding), b"CODE"), 400)


@pytest.mark.parametrize("value", [b'"\\u0000"', b'"a\\u0000b"', b'"\\ud800"', b'"\\udc00"', b'"\\ud800\\u0041"',
                                   b'"\\ude00\\ud83d"'], ids=lambda value: value.decode())
def test_escapes_that_are_no_text(refused, value):
    refused(named(value), 400)


def test_nul_in_a_name_of_a_member(refused):
    refused(b'{"program": "CODE", "name": "x", "a\\u0000b": 1}', 400)


def test_repeated_members(refused):
    refused(b'{"program": "CODE", "name": "x", "name": "y"}', 400)
    refused(b'{"program": "CODE", "name": "x", "n\\u0061me": "x"}', 400)


# -- what is JSON, but not this ---------------------------------------------------------------------------

@pytest.mark.parametrize("value", [b"1", b"1.5", b"true", b"null", b"{}", b"[]", b'["x"]', b'{"a": 1}'],
                         ids=lambda value: value.decode())
def test_name_of_another_type(refused, value):
    assert refused(named(value), 422).faults == {"/name": "invalid_type"}


@pytest.mark.parametrize("value, code", [(b'""', "too_short"), (b'"' + b"x" * 201 + b'"', "too_long"),
                                         (b'"' + "ä".encode() * 201 + b'"', "too_long")],
                         ids=["empty", "long", "umlauts"])
def test_name_of_a_wrong_length(refused, value, code):
    assert refused(named(value), 422).faults == {"/name": code}


@pytest.mark.parametrize("value, faults", [
    (b"-1", "too_small"), (b"1000001", "too_large"), (b"1.5", "invalid_type"), (b"1.0", "invalid_type"),
    (b"1e3", "invalid_type"), (b'"1"', "invalid_type"), (b"true", "invalid_type"),
    (b"9223372036854775807", "too_large"),
    (b"-9223372036854775808", "too_small"), (b"-0.0", "invalid_type")], ids=lambda value: str(value))
def test_number_out_of_range(refused, value, faults):
    reply = refused(b'{"program": "CODE", "name": "x", "planned_practices": %s}' % value, 422)
    assert reply.faults == {"/planned_practices": faults}


@pytest.mark.parametrize("value", [b"9223372036854775808", b"-9223372036854775809", b"1" + b"0" * 400, b"1e999",
                                   b"-1e999"],
                         ids=["2^63", "-2^63-1", "10^400", "1e999", "-1e999"])
def test_number_that_no_machine_holds(refused, value):
    refused(b'{"program": "CODE", "name": "x", "planned_practices": %s}' % value, 400)


@pytest.mark.parametrize("date", [
    "2026-02-30", "2026-2-3", "2026-13-01", "0000-01-01", "10000-01-01", "2026-01-01T00:00:00Z", "infinity", "now",
    "today", "20260101", " 2026-01-01", "2026-01-01 ", "2025-02-29", ""])
def test_day_that_does_not_exist(refused, date):
    reply = refused(json.dumps({"program": "CODE", "name": "x", "starts_on": date}), 422)
    assert reply.faults == {"/starts_on": "invalid_format"}


@pytest.mark.parametrize("code", ["", " ", "a b", "a/b", "../x", ".hidden", "ä", "a\n", "x" * 65, "a'b", "a;b", "%41",
                                  "a,b"])
def test_code_of_other_characters(refused, code):
    reply = refused(json.dumps({"program": code, "name": "x"}), 422)
    assert reply.faults == {"/program": "invalid_format"}


def test_members_with_odd_names(refused):
    body = {"program": "CODE", "name": "x", "": 1, "a/b": 1, "c~d": 1, "e'f": 1, "__proto__": {}, "x" * 5000: 1}
    assert set(refused(json.dumps(body), 422).faults) == {"/", "/a~1b", "/c~0d", "/e'f", "/__proto__", "/" + "x" * 120 + "…"}


def test_every_fault_is_told_at_once(refused):
    body = b'{"program": "a b", "sponsor": "", "planned_practices": -1, "starts_on": "x", "CODE": 1}'
    assert len(refused(body, 422).faults) == 6


def test_more_faults_than_are_listed(refused):
    members = ", ".join(f'"m{i}": 1' for i in range(1500))
    problem = refused(f'{{"program": "CODE", "name": "x", {members}}}', 422).json
    assert problem["error_count"] == 1500 and len(problem["errors"]) == 1000


# -- what takes memory ------------------------------------------------------------------------------------

@pytest.mark.parametrize("body", [
    b"[" + b"{}," * 349_000 + b"{}]", b"{}" * 500_000, b"[" + b"0," * 500_000 + b"0]", b"," * 1_000_000,
    b'{"a":' + b"[" + b"[]," * 340_000 + b"[]]}", b"[" * 1_000_000, b'{"":' * 250_000],
                         ids=["objects", "documents", "numbers", "commas", "arrays", "open", "nested"])
def test_a_million_values(refused, body):
    assert len(body) <= 1 << 20
    refused(body, 422)


@pytest.mark.parametrize("body", [b"x" * (1 << 20), b'"' * (1 << 20), b"\\" * (1 << 20), b" " * (1 << 20)])
def test_a_million_bytes_of_nothing(refused, body):
    refused(body, 400)


def test_a_body_of_the_largest_size(api, unique, refused):
    code = unique("large")
    body = json.dumps({"program": code, "name": "x"}).encode()
    api.post("/v1/programs", body=body + b" " * ((1 << 20) - len(body)), headers=JSON, status=201)
    refused(named(b'"x"') + b" " * (1 << 20), 413)


def test_content_types_of_json(api, unique):
    for type_ in ("application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8"):
        body = json.dumps({"program": unique("typed"), "name": "x"})
        api.post("/v1/programs", body=body, headers={"Content-Type": type_}, status=201)
