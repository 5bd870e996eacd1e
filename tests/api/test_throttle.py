"""How much one caller may ask for, and how often somebody may guess."""
import concurrent.futures
import datetime
import secrets

import pytest

from client import Api, Socket, answers, eventually
from fixtures_access import count, entries, give, identity, query
from harness import Service

with_identity = pytest.mark.operations(lambda o: o.scope is not None)
CSV = b"practice,name\r\nthrottled,Throttled\r\n"


def untouched(reply):
    """Whether it was answered without the database."""
    return reply.headers["Server-Timing"].startswith("db;dur=0.000")


def wait_of(reply):
    return int(reply.headers["Retry-After"])


# -- requests a second --------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def slow(cluster, contract):
    """A service that lets each caller ask once a second."""
    service = Service(cluster, RATE=1, BURST=1)
    service.wait_ready()
    yield Api(service, contract, service.key)
    service.close()


def exhausted(api, question):
    """The answer to a caller who has just asked; it takes a second try where a second went by between the two."""
    for _ in range(20):
        api.get("/v1/identity")
        reply = question()
        if reply.status == 429:
            return reply
    raise AssertionError("it is answered every time")


@with_identity
def test_over_the_rate(slow, operation):
    target, content = slow.contract.target(operation), slow.contract.content(operation)
    reply = exhausted(slow, lambda: slow.request(operation.method, target, **content))
    assert wait_of(reply) == 1 and untouched(reply) and entries(slow.service, reply) == []


def test_others_are_not_concerned(slow):
    other = slow.service.key_for("registry:read")
    eventually(lambda: slow.get("/v1/programs", key=other).status == 200)
    exhausted(slow, lambda: slow.get("/v1/programs"))
    for _ in range(20):
        slow.get("/healthz", key=None, status=200)
        slow.get("/v1/programs", key=None, status=401)
        slow.get("/v1/programs?no_such=1", status=400)
    eventually(lambda: slow.get("/v1/programs", key=other).status == 200)
    eventually(lambda: slow.get("/v1/programs").status == 200)


def test_a_refusal_counts_as_a_request(slow):
    key = slow.service.key_for("instruments:read")
    found = [slow.get("/v1/practices", key=key).status for _ in range(20)]
    assert 429 in found and set(found) <= {403, 429}


def test_a_burst_may_come_at_once(own_service, contract):
    service = own_service(RATE=1, BURST=20)
    api = Api(service, contract, service.key)
    assert [api.get("/v1/identity").status for _ in range(20)] == [200] * 20
    assert 429 in [api.get("/v1/identity").status for _ in range(10)]


# -- guesses ------------------------------------------------------------------------------------------

def wrong(api, key=None, **headers):
    key = key or f"ctm_{secrets.token_hex(8)}_{secrets.token_urlsafe(32)}"
    return api.get("/v1/practices", key=key, headers={n.replace("_", "-"): v for n, v in headers.items()})


@pytest.fixture
def guessed(own_service, contract):
    """A service at which nobody from this address may guess any more; its owner is known there."""
    def make(**settings):
        service = own_service(GUESSES=3, **settings)
        api = Api(service, contract, service.key)
        api.get("/v1/practices", status=200)
        return api

    return make


def test_guesses_end_before_the_database(guessed):
    api = guessed()
    unseen = api.service.key_for("registry:read")
    for _ in range(5):
        assert api.get("/v1/practices", key="ctm_not_a_key").status == 401  # is no guess
    assert [wrong(api).status for _ in range(3)] == [401] * 3
    before = count(api.service)
    for key in (None, api.key[:21] + "A" * 43, unseen, None):
        reply = wrong(api, key)
        assert reply.status == 429 and untouched(reply) and 1 <= wait_of(reply) <= 21
    assert count(api.service) == before
    api.get("/v1/practices", status=200)  # who is known is never asked
    api.get("/v1/identity", status=200)
    assert count(api.service) == before + 1


def test_guesses_at_a_known_key_count(guessed):
    api = guessed()
    assert [wrong(api, api.key[:21] + "A" * 43).status for _ in range(4)] == [401] * 3 + [429]


def test_guesses_are_remembered_where_nothing_else_is_audited(guessed):
    api = guessed()
    replies = [api.get("/v1/identity", key=api.key[:21] + "A" * 43) for _ in range(4)]
    assert [reply.status for reply in replies] == [401] * 3 + [429]
    assert [(e["outcome"], e["actor"]) for e in entries(api.service, *replies)] == \
        [("refused", f"unidentified/{api.key[4:20]}")] * 3


def test_guesses_come_back_with_time(own_service, contract):
    service = own_service(GUESSES=60)
    api = Api(service, contract, service.key)
    assert eventually(lambda: wrong(api).status == 429)
    assert eventually(lambda: wrong(api).status == 401, seconds=5)


def test_a_header_does_not_make_another_address(guessed):
    api = guessed()
    found = [wrong(api, X_Forwarded_For=f"203.0.113.{n}", Forwarded=f"for=203.0.113.{n}", X_Real_IP=f"203.0.113.{n}").status
             for n in range(5)]
    assert found == [401] * 3 + [429] * 2


def test_behind_a_proxy_the_address_is_the_one_it_saw(guessed):
    api = guessed(FORWARDED=1)
    hostile = [wrong(api, X_Forwarded_For=f"{first}, 203.0.113.5").status
               for first in ("10.0.0.1", "127.0.0.1", "203.0.113.6", "unknown", "", "::1", "x" * 500)]
    assert hostile == [401] * 3 + [429] * 4
    assert wrong(api, X_Forwarded_For="203.0.113.6").status == 401
    assert wrong(api, X_Forwarded_For="203.0.113.5:4711").status == 429
    assert wrong(api).status == 401  # without the proxy
    networks = [wrong(api, X_Forwarded_For=f"2001:db8::{n:x}").status for n in range(4)]
    assert networks == [401] * 3 + [429]
    assert wrong(api, X_Forwarded_For="2001:db8:0:1::1").status == 401


# -- files at the same time ---------------------------------------------------------------------------

class Slow:
    """An import that was let in and whose body does not end."""

    def __init__(self, service, key, type_=b"text/csv"):
        self.socket = Socket(service.port)
        self.socket.send(b"POST /v1/registry HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n"
                         b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (key.encode(), type_, len(CSV)))
        assert b" 100 " in self.socket.receive(until=b"\r\n\r\n")
        self.socket.send(CSV[:5])

    def finish(self):
        self.socket.send(CSV[5:])
        [reply] = answers(self.socket.receive())
        return reply

    def leave(self):
        self.socket.socket.close()


@pytest.fixture
def moving(own_service, contract):
    service = own_service(TRANSFERS=2)
    return Api(service, contract, service.key)


def is_full(api):
    return api.get("/v1/practices.csv").status == 429


@pytest.mark.parametrize("type_", [b"text/csv", b"TEXT/CSV; charset=utf-8", b"Text/Csv"])
def test_files_at_the_same_time(moving, type_):
    held = [Slow(moving.service, moving.key, type_) for _ in range(2)]
    for target, headers in (("/v1/programs?format=csv", {}), ("/v1/programs", {"Accept": "text/csv"})):
        reply = moving.get(target, headers=headers, status=429)
        assert wait_of(reply) == 1 and untouched(reply)
    moving.post("/v1/registry", csv=CSV.decode(), status=429)
    moving.get("/v1/practices", status=200)
    moving.post("/v1/programs", json={"program": "x", "name": "x"}, status=201)
    moving.get("/v1/practices.csv", key=moving.service.key_for("registry:read"), status=200)
    assert held[0].finish().status == 200
    moving.get("/v1/practices.csv", status=200)
    held.append(Slow(moving.service, moving.key, type_))
    assert is_full(moving)
    assert [one.finish().status for one in held[1:]] == [200, 200]
    moving.get("/v1/practices.csv", status=200)


def test_files_of_who_goes_away(moving):
    held = [Slow(moving.service, moving.key) for _ in range(2)]
    assert is_full(moving)
    for one in held:
        one.leave()
    eventually(lambda: not is_full(moving))


def test_files_that_fail_are_given_back(moving):
    for _ in range(4):
        moving.post("/v1/registry", csv="no_such\r\n1\r\n", status=422)
        moving.post("/v1/registry", body="x", headers={"Content-Type": "text/plain"}, status=415)
        moving.post("/v1/registry", body=b"\xff", headers={"Content-Type": "text/csv"}, status=400)
        moving.get("/v1/programs/absent.csv", status=404)
        moving.get("/v1/audit.csv", key=moving.service.key_for("registry:read"), status=403)
        moving.get("/v1/audit.csv", key=moving.service.key_for("registry:read"), status=403)
    moving.get("/v1/practices.csv", status=200)


# -- requests a day -----------------------------------------------------------------------------------

def until_midnight():
    now = datetime.datetime.now(datetime.timezone.utc)
    return 86400 - (now.hour * 3600 + now.minute * 60 + now.second)


@pytest.fixture
def pair(own_service, contract):
    first = own_service()
    return [Api(service, contract, service.key) for service in (first, own_service(database=first.database))]


def test_quota_of_a_day(pair):
    one, other = pair
    key = give(one, role="state_staff", requests_per_day=4)["text"]
    for api, target, status in ((one, "/v1/practices", 200), (other, "/v1/practices/absent", 404), (one, "/v1/audit", 403),
                                (other, "/v1/reports/framework?instrument=continuum_pc", 200)):
        api.get(target, key=key, status=status)
    body = {"program": "over", "name": "x"}
    for api in pair * 2:
        over = [api.get("/v1/practices", key=key, status=429), api.post("/v1/programs", json=body, key=key, status=429),
                api.get("/v1/reports/framework?instrument=continuum_pc", key=key, status=429),
                api.get("/v1/practices/absent", key=key, status=429), api.get("/v1/audit", key=key, status=429)]
        assert all(abs(wait_of(reply) - until_midnight()) <= 10 for reply in over)
        assert entries(api.service, *over) == []
        who = identity(api, key)
        assert (who["requests_per_day"], who["requests_today"]) == (4, 4)
        api.get("/v1/programs", key=key, status=200)  # is not audited, and not counted
    one.get("/v1/programs/over", status=404)
    one.service.execute("update continuum.caller_usage set day = day - 1")
    other.post("/v1/programs", json=body, key=key, status=201)
    assert identity(one, key)["requests_today"] == 1


def test_a_spent_quota_costs_no_session(own_service, contract):
    service = own_service(SESSIONS=1)
    api = Api(service, contract, service.key)
    key = give(api, role="state_staff", requests_per_day=1)["text"]
    targets = ["/v1/practices", "/v1/reports/framework?instrument=continuum_pc", "/v1/practices/absent"]
    api.get(targets[0], key=key, status=200)
    sessions = "select array_agg(pid) as pids from pg_stat_activity where application_name = 'continuum' and datname = current_database()"
    before = query(service, sessions)
    assert len(before[0]["pids"]) == 2  # the other one asks for the data version
    for target in targets * 2:
        api.get(target, key=key, status=429)
        assert query(service, sessions) == before, target


def test_quota_is_exact_however_many_ask_at_once(pair):
    key = give(pair[0], role="state_staff", requests_per_day=30)["text"]
    targets = ["/v1/practices", "/v1/reports/framework?instrument=continuum_pc", "/v1/practices/absent"]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: pair[n % 2].get(targets[n % 3], key=key).status, range(60)))
    assert found.count(429) == 30 and set(found) == {200, 404, 429}
    assert identity(pair[0], key)["requests_today"] == 30
