"""One database session for all: what one caller leaves behind, whatever went wrong, is nothing to the next."""
import base64
import contextlib
import json

import pytest

from client import Socket, eventually
from fixtures_roles import OWN, World
from harness import Service

LISTS = ("/v1/programs", "/v1/practices", "/v1/submissions?limit=1000", "/v1/roundtables", "/v1/recommendations",
         "/v1/programs/zown-prog/enrolments", "/v1/reports/completeness?strata=practice", "/v1/reports/statewide",
         "/v1/practices/zfar-prac", "/v1/programs/zfar-prog/waves")


@pytest.fixture(scope="module")
def world(cluster, contract):
    service = Service(cluster, SESSIONS=1, FOLD_MS=0, STATEMENT_TIMEOUT_MS=400, BODY_TIMEOUT_MS=500)
    service.expected = {"unavailable"}
    world = World(service.wait_ready(), contract)
    world.some = [world.caller(limit, {"scopes": "all"}, [limit]) for limit in ("programs", "regions", "practices")]
    world.first = {(c, t): shown(world, c, t) for c in world.some for t in LISTS}
    for (caller, target), answer in world.first.items():
        assert not [mark for mark in caller.marks if mark in str(answer)], (caller.name, target)
    yield world
    service.close()


def shown(world, caller, target):
    reply = world.api.get(target, key=caller.key)
    return reply.status, reply.json["data"] if reply.status == 200 else reply.json["detail"]


def backends(world, condition):
    return world.service.execute(f"select pid from pg_stat_activity where datname = '{world.service.database}' "
                                 f"and application_name = 'continuum' and {condition}")


def assert_nothing_is_left(world, targets=LISTS):
    for caller in world.some:
        for target in targets:
            assert shown(world, caller, target) == world.first[caller, target], (caller.name, target)
    assert eventually(lambda: not backends(world, "state like 'idle in transaction%'"), 2)
    assert len(backends(world, "true")) <= 2  # the one session, and the one that asks for the data version


def everything_is_seen(world):
    assert "zfar-prac" in world.api.get("/v1/practices", status=200).text


# -- what goes wrong ----------------------------------------------------------------------------------

@contextlib.contextmanager
def locked(world):
    """The own program, by another transaction."""
    with contextlib.closing(world.service.cluster.connect(world.service.database)) as other:
        other.autocommit = False
        with other.cursor() as cursor:
            cursor.execute("select from continuum.program where program = 'zown-prog' for update")
            yield
        other.rollback()


def cancelled(world, key):
    with locked(world):
        world.api.patch("/v1/programs/zown-prog", json={"name": "x"}, headers={"If-Match": '"1"'}, key=key, status=503)


def head(key, body, length):
    return (f"POST /v1/programs/zown-prog/waves HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}").encode()


def broken_body(world, key):
    with Socket(world.service.port) as connection:
        connection.send(head(key, '{"wave":', 100))
        connection.finish()
        connection.receive()


def client_gone(world, key):
    """While its statement waits for a lock; and at once."""
    body = json.dumps({"name": "x"})
    whole = head(key, body, len(body)).replace(b"POST /v1/programs/zown-prog/waves", b"PATCH /v1/programs/zown-prog") \
        .replace(b"Host: test", b'Host: test\r\nIf-Match: "1"')
    with locked(world), Socket(world.service.port) as connection:
        connection.send(whole)
        eventually(lambda: backends(world, "wait_event_type = 'Lock'"))
        connection.finish()
        eventually(lambda: not backends(world, "wait_event_type = 'Lock'"))
    with Socket(world.service.port) as connection:
        connection.send(b"GET /v1/submissions HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + key.encode() + b"\r\n\r\n")


def session_lost(world, key):
    for pid, in backends(world, "true"):
        world.service.execute(f"select pg_terminate_backend({pid})")
    world.api.get("/v1/programs", key=key, status=200)


def snapshot_fails(world, key):
    world.api.get("/v1/reports/statewide?program=znil-prog", key=key, status=422)


def faulty(world, key):
    world.api.post("/v1/programs/zown-prog/enrolments", json={"practice": "znil-prac", "enrolled_on": "2024-01-01"},
                   key=key, status=422)


def conflicting(world, key):
    world.api.post("/v1/programs/zown-prog/roundtables", key=key, status=409, json={
        "roundtable": OWN["roundtable"], "name": "x", "held_on": "2024-01-01",
        "groups": [{"stakeholder_group": "practices", "participants": 1}]})


def out_of_range(world, key):
    """A cursor of no UUID: the statement itself fails."""
    cursor = base64.urlsafe_b64encode(b"submission_list x").decode().rstrip("=")
    world.api.get(f"/v1/submissions?cursor={cursor}", key=key, status=400)


def refused(world, key):
    world.api.post("/v1/practices", json={"practice": OWN["practice"], "name": "x"}, key=key)


def unknown(world, key):
    world.api.get("/v1/practices", key=key[:-2] + ("aa" if key[-2:] != "aa" else "bb"), status=401)


FAULTS = [cancelled, broken_body, client_gone, session_lost, snapshot_fails, faulty, conflicting, out_of_range, refused, unknown]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_nothing_is_left_of_a_request_that_fails(world, fault):
    """Of one who sees everything, and of one who sees a part."""
    everything_is_seen(world)
    fault(world, world.service.key)
    assert_nothing_is_left(world)
    fault(world, world.some[0].key)
    everything_is_seen(world)
    assert_nothing_is_left(world, LISTS[:3])


def test_callers_alternate(world):
    """Often enough that the database keeps one plan for all of them."""
    for _ in range(8):
        for target in LISTS[:6]:
            assert "zfar" in world.api.get(target, status=200).text or "zown-prog" in target
            for caller in world.some:
                assert shown(world, caller, target) == world.first[caller, target], caller.name
    assert_nothing_is_left(world)
