"""The database goes away, and comes back: what needs it says so, the rest is answered as ever."""
import pytest

from client import Api, eventually
from harness import Cluster, Service

with_scope = pytest.mark.operations(lambda o: o.scope)


class Outage:
    """A service whose database can be stopped."""

    def __init__(self, contract):
        self.cluster = Cluster()
        self.service = Service(self.cluster).wait_ready()
        self.service.expected = {"unavailable"}
        self.api = Api(self.service, contract, self.service.key)
        self.cluster.execute("checkpoint")

    def begin(self, how="stop"):
        self.cluster.tool(how)
        return self.api

    def end(self):
        self.cluster.start()

    def close(self):
        self.service.close()
        self.cluster.remove()


@pytest.fixture(scope="module")
def down(contract):
    """The client of a service without its database."""
    outage = Outage(contract)
    yield outage.begin()
    outage.close()


@pytest.fixture
def outage(contract):
    outage = Outage(contract)
    yield outage
    outage.close()


@with_scope
def test_what_needs_the_database(down, operation):
    reply = down.request(operation.method, down.contract.target(operation), status=503,
                         **down.contract.content(operation))
    assert 1 <= int(reply.headers["Retry-After"]) <= 60


@with_scope
def test_what_is_known_without_it(down, operation):
    target, content = down.contract.target(operation), down.contract.content(operation)
    wrong = down.contract.target(operation, no_such="1")
    down.request(operation.method, target, key=None, status=401, **content)
    down.request(operation.method, wrong, status=400, **content)
    down.request(operation.method, target, headers={"Accept": "image/png"}, status=406, **content)
    down.options(target, status=204)


def test_open_operations(down):
    down.get("/healthz", key=None, status=200)
    down.get("/metrics", key=None, status=200)
    down.get("/openapi.json", key=None, status=200)
    down.get("/v1", key=None, status=200)
    down.get("/no_such", key=None, status=404)
    down.delete("/healthz", key=None, status=405)
    reply = down.get("/readyz", key=None, status=503)
    assert int(reply.headers["Retry-After"]) >= 1


WAYS = pytest.mark.parametrize("how", ["stop", "kill"])


@WAYS
def test_it_comes_back_without_a_restart(outage, how):
    api = outage.api
    api.get("/v1/programs", status=200)
    outage.begin(how)
    api.get("/v1/programs", status=503)
    api.get("/readyz", status=503)
    outage.end()
    eventually(lambda: api.get("/readyz").status == 200, seconds=15)
    api.post("/v1/programs", json={"program": "after", "name": "After"}, status=201)


@WAYS
def test_a_restart_between_two_requests_is_not_noticed(outage, how):
    outage.api.get("/v1/programs", status=200)
    outage.begin(how)
    outage.end()
    outage.api.get("/v1/programs", status=200)


def test_a_session_that_the_database_ends_is_replaced(own_service, contract):
    service = own_service()
    api = Api(service, contract, service.key)
    for _ in range(3):
        service.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'continuum_service'"
                        " and datname = current_database()")
        api.post("/v1/programs", json={"program": "x"}, status=422)
        api.get("/v1/programs", status=200)
