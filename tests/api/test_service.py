"""The process: its settings, how it begins, how it ends, the document that it serves."""
import concurrent.futures
import contextlib
import itertools
import re
import signal
import socket
import time

import pytest
import yaml

from client import Api, Socket, eventually, exchange
from harness import ROOT, run

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n"
SETTINGS = re.findall(r'^SETTING\((\w+), \w+, "(\w+)", "([^"]*)"', (ROOT / "include/settings.def").read_text(), re.M)


# -- settings -----------------------------------------------------------------------------------------

def test_help_lists_every_setting():
    done = run("--help")
    assert done.returncode == 0
    for kind, name, default in SETTINGS:
        assert re.search(rf"^  CONTINUUM_{name} .*\w.*{re.escape(default)}", done.stdout, re.M), name
    assert run().returncode == 2 and run("no_such_command").returncode == 2
    assert re.fullmatch(r"continuum \d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize("name, value", [
    ("THREADS", "x"), ("THREADS", "0"), ("THREADS", "1e3"), ("THREADS", "99999999999999999999"), ("SESSIONS", "-1"),
    ("SESSIONS", "4 "), ("BODY_TIMEOUT_MS", "10s"), ("PREPARE", "YES"), ("PREPARE", "1"),
    ("KEY_SECRET", "ab" * 31), ("KEY_SECRET", "ab" * 33), ("LISTEN", "x" * 300), ("DATABASE", "x" * 3000)])
def test_bad_setting(cluster, name, value):
    done = run("serve", **{**cluster.settings("none"), name: value})
    assert done.returncode == 2 and done.stdout == ""
    assert f"CONTINUUM_{name} " in done.stderr


def test_key_secret_that_is_no_hex(cluster):
    done = run("serve", **{**cluster.settings("none"), "KEY_SECRET": "z" * 64})
    assert done.returncode == 2 and "CONTINUUM_KEY_SECRET " in done.stderr


def test_every_bad_setting_is_named():
    done = run("serve", THREADS="x", SESSIONS="0", PREPARE="?", KEY_SECRET="short", DATABASE="x")
    assert done.returncode == 2
    assert set(re.findall(r"CONTINUUM_(\w+)", done.stderr)) >= {"THREADS", "SESSIONS", "PREPARE", "KEY_SECRET"}


@pytest.mark.parametrize("name", ["DATABASE", "KEY_SECRET"])
def test_setting_that_is_missing(cluster, name):
    done = run("serve", **{**cluster.settings("none"), name: ""})
    assert done.returncode == 2 and f"CONTINUUM_{name} " in done.stderr


def test_settings_from_files(own_service, contract, cluster, tmp_path):
    database = cluster.database()
    for name, value in cluster.settings(database).items():
        (tmp_path / name).write_text(value + "\n")
    files = {f"{name}_FILE": tmp_path / name for name in cluster.settings(database)}
    service = own_service(database=database, DATABASE="", KEY_SECRET="", OWNER_DATABASE="", **files)
    Api(service, contract, service.key).get("/v1/programs", status=200)
    assert run("migrate", **files).returncode == 0


def test_file_that_cannot_be_read(cluster, tmp_path):
    done = run("serve", **cluster.settings("none"), KEY_SECRET_FILE=tmp_path / "none")
    assert done.returncode == 2 and "CONTINUUM_KEY_SECRET " in done.stderr


SECRET = "hunter2" * 9


@pytest.mark.parametrize("command, value", [
    *((command, value) for command in ("key", "migrate")
      for value in (f"host=/nowhere password={SECRET}", f"password={SECRET}" * 60,
                    f"postgresql://u:{SECRET}@127.0.0.1:1/x")),
    ("key", f"password=two {SECRET}"), ("migrate", f"password=two {SECRET}")],
    ids=lambda value: value[:20])
def test_secrets_are_never_printed(cluster, command, value, tmp_path):
    file = tmp_path / "file"
    file.write_text(value)
    secret = {"KEY_SECRET": cluster.key_secret}
    for settings in ({"KEY_SECRET": value}, {"KEY_SECRET_FILE": file}, {"DATABASE": value, **secret},
                     {"OWNER_DATABASE": value, **secret},
                     {"OWNER_DATABASE_FILE": file, "DATABASE_FILE": file, **secret}):
        done = run(command, "create", "--name", "x", "--scopes", "all", **settings)
        assert done.returncode in (1, 2)
        assert "hunter2" not in done.stdout + done.stderr, settings


# -- the beginning ------------------------------------------------------------------------------------

def test_ready_within_two_seconds(own_service, cluster):
    databases = [cluster.database() for _ in range(3)]

    def seconds(database):
        begun = time.monotonic()
        own_service(database=database, THREADS=256)
        return time.monotonic() - begun

    assert any(seconds(database) < 2 for database in databases)


def test_address_that_cannot_be_served(service, cluster):
    for listen in (f"127.0.0.1:{service.port}", "nonsense", "127.0.0.1:99999", "192.0.2.1:80"):
        done = run("serve", **{**cluster.settings(service.database), "LISTEN": listen})
        assert done.returncode == 1 and listen in done.stderr, listen


def test_it_begins_without_a_database_and_finds_it_later(own_service, contract, cluster):
    name = next(cluster.names)
    service = own_service(ready=False, database=name)
    service.expected = {"unavailable"}
    eventually(lambda: any(line["event"] == "serving" for line in service.log))
    api = Api(service, contract, service.key)
    api.get("/healthz", key=None, status=200)
    api.get("/readyz", key=None, status=503)
    made = cluster.database()
    cluster.execute(f"alter database {made} rename to {name}")
    cluster.made[-1] = name
    eventually(lambda: api.get("/readyz", key=None).status == 200, seconds=15)
    api.get("/v1/programs", status=200)


def test_document_is_served_as_it_is(api):
    text = (ROOT / "openapi.yaml").read_text()
    assert api.get("/openapi.yaml", key=None, status=200).text == text
    assert api.get("/openapi.json", key=None, status=200).json == yaml.safe_load(text)


# -- the end ------------------------------------------------------------------------------------------

@contextlib.contextmanager
def held(service):
    """Within, a request that adds a program waits for the database."""
    with contextlib.closing(service.cluster.connect(service.database)) as other, other.cursor() as cursor:
        cursor.execute("begin; lock table continuum.program in access exclusive mode")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            body = b'{"program": "held", "name": "Held"}'
            head = f"POST /v1/programs HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {service.key}\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            request = pool.submit(exchange, service.port, head.encode() + body)
            waiting = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            try:
                eventually(lambda: service.execute(waiting))
                yield request, lambda: cursor.execute("rollback")
            finally:
                cursor.execute("rollback")


def refuses_connections(service):
    try:
        socket.create_connection(("127.0.0.1", service.port), timeout=1).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_request_in_flight_is_completed(own_service, number):
    service = own_service()
    with held(service) as (request, release):
        service.process.send_signal(number)
        eventually(lambda: refuses_connections(service))
        assert service.process.poll() is None and not request.done()
        release()
        [reply] = request.result(timeout=10)
    assert reply.status == 201 and reply.json["program"] == "held"
    assert service.end() == 0
    assert [line["event"] for line in service.log][-3:] == ["draining", "request", "stopped"]


def test_not_ready_but_answering_before_it_closes(own_service, contract):
    service = own_service(DRAIN_MS=1000)
    api = Api(service, contract, service.key)
    service.expected = {"unavailable"}
    service.signal()
    begun = time.monotonic()
    eventually(lambda: api.get("/readyz", key=None).status == 503)
    api.get("/healthz", key=None, status=200)
    api.get("/v1/programs", status=200)
    eventually(lambda: refuses_connections(service))
    assert time.monotonic() - begun > 0.5
    assert service.end() == 0


def test_request_that_does_not_end_is_not_waited_for_for_ever(own_service):
    service = own_service(DRAIN_LIMIT_MS=300, STATEMENT_TIMEOUT_MS=4000)
    service.expected = {"unavailable"}
    with held(service) as (request, _):
        begun = time.monotonic()
        assert service.end() == 0
        assert time.monotonic() - begun < 2
        assert [reply.status for reply in request.result(timeout=10)] in ([], [503])


@pytest.mark.parametrize("data", [b"", b"GET /heal", b"POST /v1/programs HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"],
                         ids=["silent", "half a head", "half a refused body"])
def test_idle_connection_does_not_hinder_the_end(own_service, data):
    service = own_service()
    with Socket(service.port) as connection:
        connection.send(data)
        begun = time.monotonic()
        assert service.end() == 0
        assert time.monotonic() - begun < 8


def test_no_request_is_lost_at_the_end(own_service):
    """Under load every connection that was taken gets its answer."""
    service = own_service()

    def ask_until_refused():
        for count in itertools.count():
            try:
                found = exchange(service.port, HEALTH)
            except (ConnectionRefusedError, ConnectionResetError):
                return count
            if not found:  # it was still in the queue of the kernel
                return count
            assert [reply.status for reply in found] == [200]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask_until_refused) for _ in range(4)]
        eventually(lambda: len(service.log) > 100)
        service.signal()
        answered = sum(one.result(timeout=20) for one in asked)
    assert service.end() == 0
    assert answered == sum(line.get("operation") == "service_health" for line in service.log)
