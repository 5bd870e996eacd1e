"""Slow, silent and vanishing clients; 100-continue; other origins."""
import concurrent.futures
import time

import pytest

from client import Api, Socket, answers, eventually, exchange

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n"
POST = b"POST /v1/programs"


def posting(body, *more):
    return b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body) + b"".join(more)


def program(code):
    return b'{"program": "%s", "name": "x"}' % code.encode()


@pytest.fixture
def slow(guarded, contract, authorized, unique, send):
    """Sends the head and half of a body, and what comes to the test; it must come to nothing."""
    code = unique("slow")
    body = program(code)
    with Socket(guarded.port) as connection:
        connection.send(authorized(POST, posting(body)) + body[:10])
        yield connection, body[10:]
    Api(guarded, contract, guarded.key).get(f"/v1/programs/{code}", status=404)


# -- slow ---------------------------------------------------------------------------------------------

def test_body_that_ends_early(slow):
    connection, _ = slow
    connection.finish()
    assert [reply.status for reply in answers(connection.receive())] in ([408], [])


def test_body_that_stalls(slow):
    connection, _ = slow
    begun = time.monotonic()
    [reply] = answers(connection.receive())
    assert reply.status == 408
    assert time.monotonic() - begun < 3


def test_body_that_drips(slow):
    """A byte now and then does not keep a thread for ever."""
    connection, rest = slow
    begun = time.monotonic()
    for byte in rest:
        time.sleep(0.1)
        if not connection.send(bytes([byte])):
            break
    found = answers(connection.receive())
    assert [reply.status for reply in found] in ([408], [])
    assert time.monotonic() - begun < 3


def test_head_that_drips(send, guarded):
    with Socket(guarded.port) as connection:
        begun = time.monotonic()
        while connection.send(b"G") and time.monotonic() < begun + 5:
            time.sleep(0.1)
        assert time.monotonic() - begun < 3
        assert [reply.status for reply in answers(connection.receive())] in ([400], [408], [])


def test_body_without_a_key_is_not_waited_for(service):
    """The answer comes at once, and the thread is soon free again."""
    begun = time.monotonic()
    with Socket(service.port) as connection:
        connection.send(POST + b" HTTP/1.1\r\nHost: test\r\n" + posting(b"x" * 1000) + b"\r\n{")
        assert answers(connection.receive(until=b"}\n"))[0].status == 401
        assert time.monotonic() - begun < 5
        connection.receive()
        assert time.monotonic() - begun < 8


# -- silent, vanishing, many --------------------------------------------------------------------------

def test_silent_connections_leave_the_other_threads_free(own_service):
    service = own_service(THREADS=6)
    silent = [Socket(service.port) for _ in range(5)]
    for _ in range(3):
        begun = time.monotonic()
        assert exchange(service.port, HEALTH)[0].status == 200
        assert time.monotonic() - begun < 5
    for connection in silent:
        connection.socket.close()


def test_silent_connections_on_all_threads_end(own_service):
    service = own_service(THREADS=4, BODY_TIMEOUT_MS=400)
    silent = [Socket(service.port) for _ in range(8)]
    begun = time.monotonic()
    assert exchange(service.port, HEALTH)[0].status == 200
    assert time.monotonic() - begun < 5
    for connection in silent:
        connection.socket.close()


def test_clients_that_vanish(send, guarded, authorized):
    for data in (b"", b"GET", HEALTH, authorized(b"GET /v1/programs"), authorized(POST, posting(b"{}")),
                 authorized(POST, posting(b"{}")) + b"{", authorized(b"GET /openapi.json")) * 10:
        with Socket(guarded.port) as connection:
            connection.send(data)
    eventually(lambda: "continuum_requests_in_flight 1\n" in
               exchange(guarded.port, HEALTH.replace(b"healthz", b"metrics"))[0].text)


def test_many_at_once(send, guarded, authorized):
    request = authorized(b"GET /v1/programs")
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        found = list(pool.map(lambda _: exchange(guarded.port, request), range(400)))
    assert {reply.status for [reply] in found} == {200}


@pytest.mark.parametrize("path, status", [(b"programs", 413), (b"registry", 413), (b"programs?x=1", 400)])
def test_answer_to_a_large_body_arrives(send, guarded, authorized, path, status):
    """Though the client still sends when it is refused."""
    head = authorized(b"POST /v1/" + path, b"Content-Type: text/csv\r\nContent-Length: 9000000\r\n")
    assert send(head + b"x" * 9_000_000).status == status


# -- 100-continue -------------------------------------------------------------------------------------

def test_continue_comes_after_authentication(send, guarded, authorized, unique):
    body = program(unique("expect"))
    with Socket(guarded.port) as connection:
        connection.send(authorized(POST, posting(body, b"Expect: 100-continue\r\n")))
        [interim] = answers(connection.receive(until=b"\r\n\r\n"))
        assert interim.status == 100
        connection.send(body)
        [reply] = answers(connection.receive())
        assert reply.status == 201


@pytest.mark.parametrize("lines, status", [
    (b"", 401), (b"Authorization: Bearer x\r\n", 401),
    (b"Authorization: Bearer %s\r\nContent-Encoding: gzip\r\n", 415)])
def test_no_continue_for_a_request_that_is_refused(send, guarded, lines, status):
    lines = lines.replace(b"%s", guarded.key.encode())
    request = POST + b" HTTP/1.1\r\nHost: test\r\n" + lines + posting(b"{}", b"Expect: 100-continue\r\n") + b"\r\n"
    assert send(request).status == status


def test_no_continue_for_a_body_that_is_too_large(send, authorized):
    lines = b"Content-Type: application/json\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n"
    assert send(authorized(POST, lines)).status == 413


# -- other origins ------------------------------------------------------------------------------------

def asked_from(origin, method=b"GET", lines=b""):
    return method + b" /v1/programs HTTP/1.1\r\nHost: test\r\nOrigin: " + origin + b"\r\n" + lines + b"\r\n"


PREFLIGHT = b"OPTIONS", b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n"


@pytest.mark.parametrize("origin", [b"https://one.test", b"https://two.test"])
def test_preflight_from_a_configured_origin(send, origin):
    reply = send(asked_from(origin, *PREFLIGHT))
    assert reply.status == 204
    assert reply.headers["Access-Control-Allow-Origin"] == origin.decode()
    assert {"GET", "POST"} <= set(reply.headers["Access-Control-Allow-Methods"].split(", "))
    assert "authorization" in reply.headers["Access-Control-Allow-Headers"].lower()
    assert "Origin" in reply.headers["Vary"]


@pytest.mark.parametrize("origin", [b"https://evil.test", b"https://one.tes", b"https://one.test.evil.test", b"null",
                                    b"*", b"http://one.test", b"", b"one.test", b"https://one.test:444",
                                    b"https://one.test https://two.test"])
def test_other_origins(send, origin):
    assert "Access-Control-Allow-Origin" not in send(asked_from(origin, *PREFLIGHT)).headers
    assert "Access-Control-Allow-Origin" not in send(asked_from(origin)).headers


def test_answers_and_problems_can_be_read_from_a_configured_origin(send):
    reply = send(asked_from(b"https://one.test"))
    assert reply.status == 401
    assert reply.headers["Access-Control-Allow-Origin"] == "https://one.test"
    assert "ETag" in reply.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


def test_no_origin_is_configured_by_default(api):
    reply = api.options("/v1/programs", key=None, headers={"Origin": "https://one.test"}, status=204)
    assert "Access-Control-Allow-Origin" not in reply.headers
