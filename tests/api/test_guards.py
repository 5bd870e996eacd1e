"""Bytes that no honest client sends. Each gets one well-formed answer, or none; the service stays."""
import pytest

from client import exchange

HOST = b"Host: test\r\n"


def posting(body):
    return b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)


def get(path, lines=b"", host=HOST):
    return b"GET " + path + b" HTTP/1.1\r\n" + host + lines + b"\r\n"


# -- how deep, how many -------------------------------------------------------------------------------

@pytest.mark.parametrize("depth", [33, 280, 10_000, 400_000])
@pytest.mark.parametrize("pair", [b"[]", b'{"a":}'], ids=["arrays", "objects"])
def test_deep_json(send, authorized, depth, pair):
    body = (pair[:-1] * depth + b"1" + pair[-1:] * depth)[:1 << 20]
    assert send(authorized(b"POST /v1/programs", posting(body)) + body).status == 422


def test_deep_json_without_a_key(send):
    body = b"[" * 10_000
    request = b"POST /v1/programs HTTP/1.1\r\n" + HOST + posting(body) + b"\r\n" + body
    assert send(request).status == 401


@pytest.mark.parametrize("count, status", [(62, 200), (63, 431), (64, 431), (100, 431), (1000, 431)])
def test_many_headers(send, count, status):
    lines = b"".join(b"X-%d: 1\r\n" % i for i in range(count))
    reply = send(get(b"/healthz", lines))
    assert reply.status == status or (count > 500 and 400 <= reply.status < 500)


def test_length_behind_too_many_headers(send, authorized):
    lines = b"".join(b"X-%d: 1\r\n" % i for i in range(70))
    smuggled = get(b"/healthz")
    assert send(authorized(b"POST /v1/programs", lines + posting(smuggled)) + smuggled).status == 431


# -- where a request ends -----------------------------------------------------------------------------

AMBIGUOUS = [
    b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    b"Content-Length: 4\r\nContent-Length: 5\r\n", b"Content-Length: 4\r\nContent-Length: 4\r\n",
    b"Content-Length: 4, 4\r\n", b"Content-Length: 5abc\r\n", b"Content-Length: -1\r\n", b"Content-Length: +4\r\n",
    b"Content-Length: 0x4\r\n", b"Content-Length:\r\n", b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length : 4\r\n", b"Content-Length\t: 4\r\n", b"X-Folded: a\r\n b\r\n", b"X-Folded: a\r\n\tb\r\n",
    b": no name\r\n", b"no colon\r\n", b"X Y: 1\r\n", b"X\x00Y: 1\r\n", b"X-Nul: 1\x00\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding : chunked\r\n"]


def lines_of(cases):
    return pytest.mark.parametrize(
        "lines", cases, ids=lambda lines: lines.decode().strip().replace("\r\n", " | ").replace("\0", "NUL"))


@lines_of(AMBIGUOUS)
def test_ambiguous_framing(send, authorized, lines):
    smuggled = get(b"/healthz")
    request = authorized(b"POST /v1/programs", b"Content-Type: application/json\r\n" + lines + posting(smuggled))
    assert send(request + smuggled).status in (400, 411)


@lines_of([b"X-Spaced : 1\r\n", b"X-Folded: a\r\n b\r\n", b": no name\r\n", b"X-Folded: a\r\n\tb\r\n", b"no colon\r\n", b"X-Nul: \x00\r\n"])
def test_line_that_is_no_header(send, lines):
    assert send(get(b"/healthz", lines + b"X-Last: 1\r\n")).status == 400


@pytest.mark.parametrize("coding, status", [(b"chunked", 411), (b"gzip, chunked", 400), (b"xchunked", 400)])
def test_chunked_body(send, authorized, coding, status):
    lines = b"Content-Type: application/json\r\nTransfer-Encoding: " + coding + b"\r\n"
    assert send(authorized(b"POST /v1/programs", lines) + b"2\r\n{}\r\n0\r\n\r\n").status == status


@pytest.mark.parametrize("request_bytes", [
    b"GET /healthz HTTP/1.1\nHost: test\n\n", b"GET /healthz HTTP/1.1\r\nHost: test\n\r\n",
    b"\r\n\r\n" + get(b"/healthz"),
    b"GET  /healthz HTTP/1.1\r\nHost: test\r\n\r\n", b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/1.0\r\n\r\n",
    b"GET /healthz HTTP/3.0\r\nHost: test\r\n\r\n", b"GET /healthz HTTP/1.1\rHost: test\r\r"],
    ids=["LF", "mixed", "empty lines", "two spaces", "HTTP/0.9", "HTTP/1.0", "HTTP/3", "CR"])
def test_unusual_lines(send, guarded, request_bytes):
    found = exchange(guarded.port, request_bytes + get(b"/v1"))
    assert len(found) <= 1
    assert all(reply.status in (200, 400, 408, 505) for reply in found)


def test_second_request_behind_a_body(send, authorized):
    smuggled = authorized(b"GET /v1/programs")
    assert send(authorized(b"POST /v1/programs", posting(b"{}")) + b"{}" + smuggled).status == 422


def test_second_request_behind_a_get(send):
    assert send(get(b"/healthz") + get(b"/v1")).json == {"status": "alive"}


def test_second_request_as_the_body_of_a_refused_one(send, authorized):
    smuggled = authorized(b"GET /v1/programs")
    head = b"POST /v1/programs HTTP/1.1\r\n" + HOST + posting(smuggled) + b"\r\n"
    assert send(head + smuggled).status == 401
    assert send(get(b"/healthz", b"Content-Length: %d\r\n" % len(smuggled)) + smuggled).status == 400


# -- which header counts ------------------------------------------------------------------------------

@pytest.mark.parametrize("host", [b"", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nHost: a\r\n", b"Host: a\r\nhost: b\r\n"],
                         ids=["none", "two", "twice", "other case"])
def test_host(send, host):
    assert send(get(b"/healthz", host=host)).status == 400


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "If-Match"])
def test_repeated_header(send, name):
    lines = f"{name}: a\r\n{name.lower()}: b\r\n".encode()
    assert send(get(b"/v1/programs", lines)).status == 400


@pytest.mark.parametrize("value", [b"a\x00b", b"a\x01b", b"a\x7fb", b"a\rX-Evil: 1", b"a\r\rb", b"a\x1b[2J", b"a\x0bb"])
def test_control_characters_in_a_header(send, value):
    reply = send(get(b"/healthz", b"X-Request-Id: " + value + b"\r\n"))
    assert reply.status == 400
    assert "X-Evil" not in reply.headers


@pytest.mark.parametrize("value", [b"a%0d%0aX-Evil: 1", b"a\xe2\x80\xa8b", b"a b", b"../../x", b"x" * 65, b'"', b""],
                         ids=["encoded CRLF", "line separator", "space", "path", "long", "quote", "empty"])
def test_request_id_that_cannot_be_echoed(send, value):
    reply = send(get(b"/healthz", b"X-Request-Id: " + value + b"\r\n"))
    assert reply.status == 200
    assert "X-Evil" not in reply.headers and len(reply.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("name", [b"Origin", b"Accept", b"If-Match", b"Expect", b"Range", b"Upgrade", b"Cookie"])
def test_long_and_odd_values(send, name):
    for value in (b"x" * 8000, b"\xff\xfe", b"%s%n%x", b"websocket", b"bytes=0-1", b"*/*;q=nan", b";;,,;=", b"W/\"1\""):
        assert send(get(b"/healthz", name + b": " + value + b"\r\n")).status in (200, 406, 417)


# -- which address ------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", [
    b"/v1/programs/a%00b", b"/v1\\programs", b"//v1/programs", b"/v1//programs", b"/v1/../healthz", b"/v1/./programs",
    b"/healthz/.", b"/healthz/..", b"/..", b"/v1/programs/a%2Fwaves", b"/v1/programs/a%2fwaves", b"/v1/programs/%2e%2e",
    b"/v1/programs/%2E", b"/v1/programs/%", b"/v1/programs/%4", b"/v1/programs/%zz", b"/v1/programs/%ff",
    b"/v1/programs/%ed%a0%80", b"/v1/programs/%c0%af", b"/v1/programs/a%0d%0ab", b"/v1/programs/<x>", b"/healthz#x",
    b"/v1/programs/\xc3\xa4", b"/v1?format=%ff", b"/v1?%00=1", b"/v1?format=%"],
    ids=lambda path: path.decode("latin1"))
def test_path_in_another_form(send, authorized, path):
    assert send(authorized(b"GET " + path)).status == 400


@pytest.mark.parametrize("path", [b"/healthz%2f", b"/v1/programs%2fa", b"/%68ealthz", b"/v1/Programs",
                                  b"/v1/programs;x=1"])
def test_path_that_is_none_of_ours(send, authorized, path):
    assert send(authorized(b"GET " + path)).status in (400, 404)


@pytest.mark.parametrize("target", [b"http://test/healthz", b"http://other/healthz", b"*", b"healthz", b"test:80",
                                    b"?x"])
def test_target_that_is_no_path(send, guarded, target):
    assert [r.status for r in exchange(guarded.port, get(target))] in ([], [200], [400], [404])


@pytest.mark.parametrize("method", [b"BREW", b"TRACE", b"CONNECT", b"get", b"PROPFIND", b"PRI", b"G\x00T", b"A" * 300])
def test_unknown_method(send, method):
    assert send(method + b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n").status in (400, 405, 501)


@pytest.mark.parametrize("size, status", [(4096, 404), (4097, 414), (15_000, 414), (20_000, 400), (300_000, 400)])
def test_long_address(send, size, status):
    assert send(get(b"/" + b"a" * (size - 1))).status == status


def test_long_query(send):
    assert send(get(b"/v1?" + b"a" * 9000)).status == 414
    assert send(get(b"/v1?" + b"&" * 8000)).status == 200
    many = send(get(b"/v1?" + b"&".join(b"a%d" % i for i in range(1000)))).json
    assert many["error_count"] == 1000 and {e["code"] for e in many["errors"]} == {"unknown"}


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 508,
                                  b"\x80\x2e\x01\x00\x02",
                                  b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"SSH-2.0-x\r\n", b"\x00" * 1000, b"\xff" * 1000,
                                  b"\r\n", b"GET", b"GET /healthz HTTP/1.1\r\nHost: te", b"EHLO x\r\n", b"x" * 100_000],
                         ids=["TLS", "SSL2", "HTTP2", "SSH", "zeros", "ones", "CRLF", "GET", "half", "SMTP", "long"])
def test_other_protocols(send, guarded, data):
    assert [r.status for r in exchange(guarded.port, data)] in ([], [400], [408], [505])
