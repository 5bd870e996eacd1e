"""Two services on one database, and a third one beside them that keeps no answers."""
import re

import pytest

from client import Api, eventually
from fixtures_case import Case
from fixtures_field import Field
from harness import Service

# What each operation whose answers are kept is asked; the others need nothing.
ASKED = {"framework_report": "instrument=continuum_pc", "progress_report": "instrument=continuum_pc", "factors_report": "instrument=continuum_pc",
         "aggregate_list": "measure=answered"}


def of_answers(operation):
    """Whether answers are kept that need no pass: what reports of themes are asked, their own tests ask."""
    return operation.cached and not any(p["name"] == "pass" and p.get("required") for p in operation.parameters)


def target(operation, more=""):
    query = "&".join(part for part in (ASKED.get(operation.id, ""), more) if part)
    return operation.path + (f"?{query}" if query else "")


@pytest.fixture(scope="module")
def trio(cluster, contract):
    services = [Service(cluster, THREADS=64)]
    services += [Service(cluster, services[0].database, THREADS=64), Service(cluster, services[0].database, CACHE_MIB=0)]
    yield [Api(service.wait_ready(), contract, service.key) for service in services]
    for service in services:
        service.close()


@pytest.fixture
def case(trio, unique):
    """Made through the first of them."""
    return Case(Field(trio[0], unique))


def version(reply):
    assert reply.type != "application/json" or reply.json["meta"]["data_version"] == reply.headers["X-Data-Version"]
    return reply.headers["X-Data-Version"]


def logged(api, reply):
    name = reply.headers["X-Request-Id"]
    return eventually(lambda: next((row for row in api.service.log if row.get("id") == name and row["event"] == "request"), None))


def metric(api, name):
    found = re.search(rf"^{re.escape(name)} (\d+)$", api.get("/metrics", status=200).text, re.M)
    return int(found[1])
