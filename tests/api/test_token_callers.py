"""Who a token makes its holder: role, limits, recipient; and tokens that were revoked."""
import base64
import json
import time

import pytest

from client import Api
from fixtures_identity import Keys, issuer
from harness import Service

ROLES = {"bhi-admin": "state_administrator", "coordinator": "program_coordinator", "submitter": "practice_submitter",
         "auditor": "auditor"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    keys = Keys("https://people.test", "one")
    keys.file = tmp_path_factory.mktemp("people") / "jwks.json"
    keys.file.write_bytes(keys.document())
    return keys


@pytest.fixture(scope="module")
def people(cluster, contract, keys):
    """Two services that trust the same issuer, over one database; the client of the first."""
    claims = {"regions": "/regions", "practices": "/practices", "recipient": "/org", "purpose": "/purpose"}
    trusted = issuer(keys.url, "people", jwks_file=str(keys.file), role={"claim": "/roles", "map": ROLES}, **claims)
    first = Service(cluster, ISSUERS=json.dumps([trusted])).wait_ready()
    second = Service(cluster, database=first.database, ISSUERS=json.dumps([trusted])).wait_ready()
    first.other = Api(second, contract, second.key)
    api = Api(first, contract, first.key)
    for code in ("north", "south"):
        api.post("/v1/programs", json={"program": code, "name": code, "four_eyes": False}, status=201)
        api.post("/v1/practices", json={"practice": f"{code}-practice", "name": code}, status=201)
        api.post(f"/v1/programs/{code}/enrolments",
                 json={"practice": f"{code}-practice", "enrolled_on": "2024-01-01"}, status=201)
    api.put("/v1/practices/south-practice/attributes/rurality", json={"value": "rural", "from": "2024-01-01"}, status=200)
    yield api
    for service in (first, second):
        service.close()


def seen(api, token, path="/v1/practices"):
    return [row[path.rpartition("/")[2].removesuffix("s")] for row in api.get(path, key=token, status=200).rows]


def test_limits_of_a_token(people, keys):
    token = keys.token(roles=["coordinator"], programs=["north"])
    assert seen(people, token) == ["north-practice"] and seen(people, token, "/v1/programs") == ["north"]
    token = keys.token(roles=["coordinator"], regions="rurality:rural")
    assert seen(people, token) == ["south-practice"] and seen(people, token, "/v1/programs") == ["south"]
    token = keys.token(roles=["submitter"], practices=["north-practice", "south-practice"])
    assert seen(people, token) == ["north-practice", "south-practice"]
    assert seen(people, keys.token(roles=["coordinator"], programs=[])) == []


@pytest.mark.parametrize("claims", [{"roles": ["coordinator"]}, {"roles": ["submitter"], "programs": ["north"]},
                                    {"roles": ["coordinator"], "practices": ["north-practice"]}], ids=str)
def test_a_role_without_the_limit_it_needs(people, keys, claims):
    reply = people.get("/v1/programs", key=keys.token(**claims), status=403)
    assert "needs a limit" in reply.json["detail"]


def test_who_a_token_says(people, keys):
    token = keys.token(roles=["auditor"], org="State University", purpose="research")
    me = people.get("/v1/identity", key=token, status=200).json
    assert (me["actor"], me["role"], me["recipient"], me["purpose"]) == ("people/jane", "auditor", "State University", "research")
    assert people.get("/v1/identity", key=keys.token(purpose="curiosity")).json["purpose"] == "program_reporting"
    people.get("/v1/keys", key=token, status=200)
    people.get("/v1/programs", key=token, status=403)


def test_a_token_that_was_revoked(people, keys):
    token, other = keys.token(jti="t-1"), keys.token(jti="t-2")
    second = people.service.other
    for api in (people, second):
        api.get("/v1/practices", key=token, status=200)
    body = {"issuer": "people", "token": "t-1"}
    assert people.post("/v1/revocations", json=body, status=201).json["token"] == "t-1"
    for api in (people, second):
        api.get("/v1/practices", key=token, status=401)
        api.get("/v1/practices", key=other, status=200)
    people.get("/v1/practices", key=keys.token(), status=200)  # one without a jti
    assert people.get("/v1/audit?outcome=refused&actor=unidentified/jane").rows


def test_all_tokens_of_a_subject_until_now(people, keys):
    now = int(time.time())
    old, later = (keys.token(sub="leaver", iat=at, exp=now + 300) for at in (now - 5, now + 50))
    people.get("/v1/practices", key=old, status=200)
    people.post("/v1/revocations", json={"issuer": "people", "subject": "leaver"}, status=201)
    people.get("/v1/practices", key=old, status=401)
    people.get("/v1/practices", key=later, status=200)  # given anew since
    people.get("/v1/practices", key=keys.token(), status=200)
    assert {"issuer": "people", "subject": "leaver"}.items() <= people.get("/v1/revocations").rows[-1].items()


@pytest.mark.parametrize("body", [{"issuer": "people"}, {"issuer": "people", "subject": "a", "token": "b"}], ids=str)
def test_a_revocation_of_one_or_of_all(people, body):
    assert people.post("/v1/revocations", json=body, status=422).faults == {"/subject": "conflicting"}


def test_a_token_as_a_password(people, keys):
    basic = base64.b64encode(f"jane:{keys.token()}".encode()).decode()
    people.get("/v1/practices", key=None, headers={"Authorization": f"Basic {basic}"}, status=200)
