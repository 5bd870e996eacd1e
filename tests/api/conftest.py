"""Fixtures. A resource test needs `api` and `unique`, seldom more."""
import contextlib
import itertools
import os
import pathlib

import pytest

import contract as contract_module
from client import Api, exchange
from harness import BINARY, ROOT, Cluster, Service

CONTRACT = contract_module.Contract((ROOT / "openapi.yaml").read_text())


def pytest_generate_tests(metafunc):
    """A test that takes `operation` runs for each; for which, its marker `operations` says."""
    if "operation" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("operations")
        chosen = [o for o in CONTRACT.operations if not marker or marker.args[0](o)]
        metafunc.parametrize("operation", chosen, ids=[o.id for o in chosen])


def pytest_configure(config):
    config.addinivalue_line("markers", "operations(chosen): the operations to run a test for")
    if not BINARY.exists():
        raise pytest.UsageError(f"{BINARY} is not there: build it, or set CONTINUUM_BINARY")


@pytest.fixture(scope="session")
def contract():
    return CONTRACT


@pytest.fixture(scope="session")
def cluster():
    cluster = Cluster(os.environ.get("CONTINUUM_TEST_CLUSTER"))
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def service(cluster):
    """The one that most tests share: make what a test needs under names of its own."""
    service = Service(cluster)
    yield service.wait_ready()
    service.close()


@pytest.fixture
def api(service, contract):
    """Asks the shared service with a key that may do everything."""
    before = len(service.unexpected())
    yield Api(service, contract, service.key)
    assert not service.unexpected()[before:], "errors in the log that the test does not expect"


@pytest.fixture
def own_service(cluster):
    """Makes services with a database and settings of their own: own_service(THREADS=4)."""
    with contextlib.ExitStack() as ends:
        def make(ready=True, **settings):
            service = Service(cluster, **settings)
            ends.callback(service.close)
            return service.wait_ready() if ready else service

        yield make


@pytest.fixture(scope="session")
def unique():
    """A code that no other test uses: unique("practice")."""
    numbers = itertools.count(1)
    return lambda stem="x": f"{stem}-{next(numbers)}"


@pytest.fixture(scope="session")
def guarded(cluster):
    """A service that waits only briefly for heads and bodies."""
    service = Service(cluster, BODY_TIMEOUT_MS=600, ORIGINS="https://one.test https://two.test")
    yield service.wait_ready()
    service.close()


@pytest.fixture
def send(guarded):
    """Sends bytes to it and gives the one answer; the service is well afterwards."""
    def send(data):
        found = exchange(guarded.port, data)
        assert len(found) == 1, [reply.status for reply in found]
        return found[0]

    before = len(guarded.unexpected())
    yield send
    assert guarded.process.poll() is None, guarded.text(1)
    assert send(b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n").json == {"status": "alive"}
    assert not guarded.unexpected()[before:]


@pytest.fixture
def authorized(cluster):
    """The head of a request with a key: authorized(b"GET /v1/programs", b"Accept: text/csv\\r\\n")."""
    key = b"Authorization: Bearer " + cluster.key.encode() + b"\r\n"
    return lambda start, lines=b"": start + b" HTTP/1.1\r\nHost: test\r\n" + key + lines + b"\r\n"


def whole_suite(session):
    """Whether nothing was selected, left out or cut short."""
    here, config = pathlib.Path(__file__).resolve().parent, session.config
    selected = any(config.getoption(o, None) for o in ("keyword", "markexpr", "deselect", "lf", "collectonly"))
    paths = [pathlib.Path(config.invocation_params.dir, a).resolve() for a in config.args]
    return not (selected or session.shouldfail or session.shouldstop) \
        and any(p == here or p in here.parents for p in paths)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What one of several processes has seen."""
    CONTRACT.seen |= {tuple(pair) for pair in getattr(node, "workeroutput", {}).get("seen", ())}


def pytest_sessionfinish(session):
    """Every answer that the document names must have been seen, by some test."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["seen"] = sorted(CONTRACT.seen)
        return
    session.config.never_seen = CONTRACT.never_seen() if whole_suite(session) else []
    if session.config.never_seen and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if getattr(config, "never_seen", None):
        terminalreporter.section("documented answers that no test has seen", red=True)
        terminalreporter.write_line("\n".join(config.never_seen))
