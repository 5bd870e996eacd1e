"""Long exports: sent while they are read, at constant memory, whole or noticeably not."""
import hashlib
import json
import socket
import time

from client import Socket, eventually
from fixtures_exports import ROWS, digest, large, unchunked  # noqa: F401


def test_a_long_answer_comes_in_chunks_and_ends_with_its_count(large):
    head, rest = large.whole(f"{large.target}&format=ndjson", "whole")
    assert head.startswith("HTTP/1.1 200 ") and "Transfer-Encoding: chunked" in head and "Content-Length" not in head
    assert "Trailer: X-Row-Count, Repr-Digest" in head and "X-Request-Id: whole" in head
    content, trailers = unchunked(rest)
    rows = [json.loads(line) for line in content.splitlines()]
    assert trailers == {"X-Row-Count": str(large.rows), "Repr-Digest": digest(content)}
    assert len(rows) == large.rows and len({(r["practice"], r["item"]) for r in rows}) == large.rows
    assert [r["practice"] for r in rows] == sorted(r["practice"] for r in rows)
    assert large.entry("whole") == [("read", None, large.rows, ROWS)]
    line = eventually(lambda: large.line("whole"))
    assert line["bytes"] == len(content) and "cut" not in line


def test_csv_and_json_are_whole_too(large):
    content, trailers = unchunked(large.whole(f"{large.target}&format=csv")[1])
    assert content.count(b"\r\n") == large.rows + 1 and trailers["Repr-Digest"] == digest(content)
    content, trailers = unchunked(large.whole(large.target)[1])
    answer = json.loads(content)
    assert len(answer["data"]) == answer["meta"]["rows"] == large.rows and trailers["Repr-Digest"] == digest(content)


def test_an_xlsx_file_is_sent_in_chunks(large):
    content, trailers = unchunked(large.whole(f"{large.target}&format=xlsx&item=screening,referral")[1])
    assert content.startswith(b"PK") and trailers == {"X-Row-Count": str(2 * ROWS), "Repr-Digest": digest(content)}


def test_submissions_end_with_a_cursor(large):
    head, rest = large.whole("/v1/exports/submissions?format=csv")
    _, trailers = unchunked(rest)
    assert "Trailer: X-Row-Count, Repr-Digest, X-Next-Cursor" in head and trailers["X-Row-Count"] == str(ROWS)
    _, rest = large.whole(f"/v1/exports/submissions?format=csv&updated_after={trailers['X-Next-Cursor']}")
    assert rest.count(b"\r\n") == 1


def test_a_manifest_is_of_what_stands_before_it(large):
    content, _ = unchunked(large.whole(f"{large.target}&format=csv&manifest=true")[1])
    before, mark, last = content.rpartition(b"#manifest,")
    assert mark and last.decode() == f"rows={large.rows},sha256={hashlib.sha256(before).hexdigest()}\r\n"
    content, _ = unchunked(large.whole(f"{large.target}&format=ndjson&manifest=true")[1])
    before, _, last = content.removesuffix(b"\n").rpartition(b"\n")
    assert json.loads(last) == {"_manifest": {"rows": large.rows, "sha256": hashlib.sha256(before + b"\n").hexdigest()}}


def test_http_1_0_knows_no_chunks(large):
    head, rest = large.whole(f"{large.target}&format=csv&manifest=true", http="1.0")
    assert "Transfer-Encoding" not in head and "Trailer" not in head
    assert f"#manifest,rows={large.rows}," in rest.decode()


def test_head_of_a_long_answer(large):
    head, rest = large.whole(f"{large.target}&format=csv", method="HEAD")
    assert rest == b"" and f"X-Row-Count: {large.rows}" in head


# -- clients that do not read, or no longer -----------------------------------------------------------

def assert_given_up(large, name, since):
    """Within 2 s and what it takes to notice: the statement is cancelled, session and place are free; the audit has what was shown."""
    eventually(lambda: large.line(name), 6)
    assert time.monotonic() - since < 4.5
    line = large.line(name)
    assert line["cut"] and line["status"] == 200 and line["level"] == "warning"
    assert large.statements() == 0
    [(outcome, problem, rows, practices)] = large.entry(name)
    assert (outcome, problem) == ("read", "request-timeout") and 0 < rows < large.rows and 0 < practices < ROWS
    head, _ = large.whole(f"{large.target}&practice=p00001", f"{name}-next")
    assert head.startswith("HTTP/1.1 200 ") and "X-Row-Count: " in head, "there is room for another"


def narrow(connection):
    """Else the sockets would hold more than a small export has."""
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)


def test_a_client_that_stops_reading_is_given_up(large):
    with Socket(large.service.port) as connection:
        narrow(connection)
        connection.send(large.head(large.target, "stalled", "1.1", "GET"))
        connection.socket.recv(1000)
        assert_given_up(large, "stalled", time.monotonic())
        assert not connection.receive().endswith(b"0\r\n\r\n"), "what it reads later is cut"


def test_a_client_that_goes_away_is_given_up(large):
    with Socket(large.service.port) as connection:
        narrow(connection)
        connection.send(large.head(large.target, "gone", "1.1", "GET"))
        connection.socket.recv(1000)
    assert_given_up(large, "gone", time.monotonic())


def test_a_client_that_goes_away_before_the_first_row(large):
    """The statement waits for a lock meanwhile, and so gives nothing that could not be sent."""
    lock = large.service.cluster.connect(large.service.database)
    lock.autocommit = False
    lock.cursor().execute("lock table continuum.submission in access exclusive mode")
    try:
        with large.ask(name="early"):
            eventually(large.statements)
        eventually(lambda: large.line("early"), 4)
        assert large.statements() == 0
    finally:
        lock.rollback()
        lock.close()


def test_an_answer_is_cut_where_the_database_is_lost(large):
    with Socket(large.service.port) as connection:
        narrow(connection)
        connection.send(large.head(large.target, "lost", "1.1", "GET"))
        data = connection.socket.recv(1000)
        large.service.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'continuum_service' "
                              "and datname = current_database()")
        data += connection.receive()
    assert b"200 OK" in data and not data.endswith(b"0\r\n\r\n")
    line = eventually(lambda: large.line("lost"))
    assert line["problem"] == "unavailable" and line["cut"]
    eventually(lambda: large.entry("lost") and large.entry("lost")[0][:2] == ("read", "unavailable"))


def test_only_so_many_exports_at_the_same_time(large):
    with Socket(large.service.port) as connection:
        narrow(connection)
        connection.send(large.head(large.target, "first", "1.1", "GET"))
        connection.socket.recv(1000)
        head, _ = large.whole(name="second")
        assert head.startswith("HTTP/1.1 429 ") and "Retry-After: " in head
    eventually(lambda: large.line("first"))
    assert large.whole(f"{large.target}&practice=p00001")[0].startswith("HTTP/1.1 200 ")
