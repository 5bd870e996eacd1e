"""What the service tells those who run it: its log, its metrics, its tracing headers."""
import os
import re
import subprocess

import pytest

from client import Api, eventually, exchange

LINE = {"time", "level", "event", "id", "method", "path", "peer", "status", "bytes", "ms", "database_ms"}


def request_line(service, reply):
    """The line of the log for it: one, and only one."""
    name = reply.headers["X-Request-Id"]
    eventually(lambda: any(line.get("id") == name and line["event"] == "request" for line in service.log))
    [line] = [line for line in service.log if line.get("id") == name and line["event"] == "request"]
    return line


# -- log ----------------------------------------------------------------------------------------------

def test_one_line_for_each_request(api, service):
    for method, target, more, expected in [
            ("GET", "/v1/programs", {}, {"status": 200, "operation": "program_list"}),
            ("GET", "/v1/programs/absent", {}, {"status": 404, "operation": "program_read", "problem": "not-found"}),
            ("GET", "/v1/programs?no_such=1", {}, {"status": 400, "path": "/v1/programs"}),
            ("GET", "/v1/programs", {"key": None}, {"status": 401, "problem": "unauthenticated"}),
            ("POST", "/v1/programs", {"json": {}}, {"status": 422, "method": "POST", "problem": "invalid-content"}),
            ("GET", "/no_such", {}, {"status": 404}), ("HEAD", "/v1", {}, {"status": 200, "method": "HEAD"}),
            ("OPTIONS", "/v1", {}, {"status": 204})]:
        line = request_line(service, api.request(method, target, **more))
        assert expected.items() <= line.items() and LINE <= set(line)
        assert line["level"] == "info" and line["ms"] >= line["database_ms"] >= 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


def test_a_request_without_a_name_gets_one(service):
    [reply] = exchange(service.port, b"GET /v1 HTTP/1.1\r\nHost: test\r\n\r\n")
    assert re.fullmatch(r"[0-9a-f]{32}", reply.headers["X-Request-Id"])
    assert request_line(service, reply)["operation"] == "service_index"


def test_what_the_database_complains_of_bears_the_name_of_the_request(api, service, unique):
    body = {"program": unique("twice"), "name": "x"}
    api.post("/v1/programs", json=body, status=201)
    reply = api.post("/v1/programs", json=body, status=409)
    name = request_line(service, reply)["id"]
    [line] = [line for line in service.log if line.get("id") == name and line["event"] == "database"]
    assert line["sqlstate"] == "23505" and line["level"] == "warning"


def test_the_caller_is_named(api, service):
    line = request_line(service, api.get("/v1/programs", status=200))
    assert line["caller"].startswith("test") and "caller" not in request_line(service, api.get("/v1", key=None))


def test_no_secret_in_the_log(own_service, contract):
    service = own_service()
    api = Api(service, contract, service.key)
    marks = [f"mark{i}mark" for i in range(6)]
    body = {"program": marks[0], "name": marks[1]}
    api.post("/v1/programs", json=body, status=201)
    api.post("/v1/programs", json=body, status=409)
    api.post("/v1/programs", json={**body, "starts_on": "2026-02-01", "ends_on": "2026-01-01"}, status=422)
    api.get(f"/v1/programs?cursor={marks[2]}", status=400)
    api.get("/v1/programs", headers={"Cookie": marks[3], "Referer": marks[3], "User-Agent": marks[3]}, status=200)
    api.get("/v1/programs", key=f"ctm_0123456789abcdef_{marks[4]:x<43}", status=401)
    api.get("/v1/programs", key=None, headers={"Authorization": f"Basic {marks[5]}"}, status=401)
    service.end()
    secrets = [service.key, service.key.split("_", 2)[2], service.settings["KEY_SECRET"], "Bearer", *marks]
    assert not [secret for secret in secrets if secret in service.text(0)]


def test_a_client_cannot_write_lines_of_the_log(send, guarded):
    before = len(guarded.log)
    for data in (b'GET /"}{"level":"error" HTTP/1.1\r\nHost: x\r\n\r\n', b"GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\n\r\n",
                 b'G"\\ET / HTTP/1.1\r\nHost: x\r\n\r\n', b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
                 b'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: {"a":1}\r\n\r\n'):
        exchange(guarded.port, data)
    eventually(lambda: len(guarded.log) >= before + 3)
    assert all(line["event"] in ("request", "server", "malformed") for line in guarded.log[before:])


def test_timing_is_told(api):
    timing = api.get("/v1/programs", status=200).headers["Server-Timing"]
    found = re.fullmatch(r"db;dur=([\d.]+), total;dur=([\d.]+)", timing)
    assert 0 < float(found[1]) <= float(found[2])


# -- metrics ------------------------------------------------------------------------------------------

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="[^"\\\n]*",?)*)\})? (\S+)')


def metrics(api):
    """{(name, labels): value}; fails where a line is not as Prometheus reads it."""
    found, family, kinds = {}, None, {}
    for line in api.get("/metrics", key=None, status=200).text.splitlines():
        if line.startswith("# HELP "):
            family = line.split()[2]
            assert family not in kinds, f"{family} comes twice"
        elif line.startswith("# TYPE "):
            assert line.split()[2] == family
            kinds[family] = line.split()[3]
        else:
            name, labels, value = SAMPLE.fullmatch(line).groups()
            base = re.sub(r"_(bucket|sum|count)$", "", name) if kinds[family] == "histogram" else name
            assert base == family and (name, labels) not in found
            assert kinds[family] != "counter" or name.endswith("_total")
            found[name, labels] = float(value)
    return found


def test_requests_are_counted_by_operation_and_status(api):
    before = metrics(api)
    api.get("/v1/programs", status=200)
    api.get("/v1/programs", key=None, status=401)
    api.get("/no_such", status=404)
    expected = {'operation="program_list",status="200"', 'operation="program_list",status="401"',
                'operation="none",status="404"', 'operation="service_metrics",status="200"'}

    def risen():
        after = metrics(api)
        return {labels for (name, labels), value in after.items()
                if name == "continuum_requests_total" and value > before.get((name, labels), 0)} == expected

    eventually(risen)


def test_durations_are_a_histogram(api):
    found = metrics(api)
    buckets = [(float(labels[4:-1]), value) for (name, labels), value in found.items() if name.endswith("_bucket")]
    assert buckets == sorted(buckets) and buckets[-1][0] == float("inf")
    assert [value for _, value in buckets] == sorted(value for _, value in buckets)
    assert buckets[-1][1] == found["continuum_request_duration_seconds_count", None]
    assert found["continuum_request_duration_seconds_sum", None] > 0


def test_requests_in_flight(api):
    assert metrics(api)["continuum_requests_in_flight", None] >= 1


@pytest.mark.skipif("PROMTOOL" not in os.environ, reason="PROMTOOL does not name promtool")
def test_promtool_finds_nothing(api):
    text = api.get("/metrics", key=None, status=200).text
    command = [os.environ["PROMTOOL"], "check", "metrics"]
    done = subprocess.run(command, input=text, text=True, capture_output=True, timeout=30)
    assert done.returncode == 0 and not done.stdout + done.stderr
