"""How a caller says who they are, and what changes nothing about it."""
import base64

import pytest

from client import Api, eventually, exchange
from fixtures_access import entry, give, identity
from harness import Service

with_identity = pytest.mark.operations(lambda o: o.scope is not None)


def basic(text):
    return "Basic " + base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def asked(api, authorization, status, **headers):
    return api.get("/v1/identity", key=None, headers={"Authorization": authorization, **headers}, status=status)


def raw(service, lines, target=b"/v1/identity"):
    """The status of each answer to a head of these bytes."""
    head = b"GET " + target + b" HTTP/1.1\r\nHost: test\r\n" + lines + b"\r\n"
    return [reply.status for reply in exchange(service.port, head)]


def bearer(key):
    return b"Authorization: Bearer " + key.encode() + b"\r\n"


# -- forms --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("user", ["", "test", "Ärztin 😀", "user name", "x" * 1000, "ctm_", "a\tb"])
def test_basic_with_any_user(api, user):
    assert asked(api, basic(f"{user}:{api.key}"), 200).json["actor"] == f"test/{api.key[4:20]}"


@pytest.mark.parametrize("form", ["Bearer", "bearer", "BEARER", "Basic", "basic", "BASIC", "bAsIc"])
def test_schemes_in_any_case(api, form):
    credential = api.key if form.lower() == "bearer" else basic(f":{api.key}")[6:]
    for blanks in (" ", "    "):
        asked(api, form + blanks + credential, 200)


@pytest.mark.parametrize("of", [
    lambda key: basic(key), lambda key: basic(f"{key}:"), lambda key: basic(f"{key}:x"), lambda key: basic(f":x:{key}"),
    lambda key: basic(f":{key} "), lambda key: basic(f":{key}:"), lambda key: basic(":"), lambda key: basic(""),
    lambda key: basic(f"\0:{key}"), lambda key: basic(f"u:\0{key}"), lambda key: basic(f"u:{key}\0"),
    lambda key: basic(b"\xff\xfe:" + key.encode()), lambda key: basic(b"u:" + key.encode() + b"\xff"),
    lambda key: basic(f"u:{key}").rstrip("=")[:-1], lambda key: basic(f"u:{key}") + "!", lambda key: basic(f"u:{key}") + " x",
    lambda key: "Basic \u00e4".encode().decode("latin1"), lambda key: "Basic ====", lambda key: "Basic", lambda key: "Basic ",
    lambda key: f"Basic u:{key}", lambda key: f"Basic{basic(f'u:{key}')[6:]}", lambda key: f"Bearer{key}",
    lambda key: f"Bearer {basic(f'u:{key}')[6:]}", lambda key: f"Digest {key}",
    lambda key: f"Bearer {key} {key}", lambda key: f"Bearer {key},", lambda key: f'Bearer "{key}"', lambda key: "Bearer",
    lambda key: key, lambda key: f"Key {key}", lambda key: f"Bearer: {key}", lambda key: f"Bearer {key.upper()}",
    lambda key: f"Bearer {key[:-1]}", lambda key: f"Bearer {key[:20]}", lambda key: "Bearer %00", lambda key: " "],
    ids=range(37))
def test_what_is_no_credential(api, of):
    reply = asked(api, of(api.key), 401)
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="continuum", Basic realm="continuum"'
    assert api.key not in reply.text


@pytest.mark.parametrize("other", ["ｃ", "с", "ⅽ", "C", "c\u0301", "c\u200b"])
def test_a_letter_that_looks_the_same_is_another(api, service, other):
    key = other + api.key[1:]
    assert raw(service, bearer(key)) == [401]
    asked(api, basic(f"u:{key}"), 401)


def test_a_secret_in_another_writing(api):
    for there, other in (("-", "+"), ("_", "/")):
        key = api.key[:21] + api.key[21:].replace(there, other)
        if key != api.key:
            asked(api, f"Bearer {key}", 401)
    asked(api, f"Bearer {api.key}=", 401)


@pytest.mark.parametrize("size, expected", [(8192, [401]), (8193, [401]), (12000, [401]), (17000, [400]), (200_000, [400])])
def test_oversized_credentials(service, size, expected):
    for start in (b"Bearer ", b"Basic ", b""):
        assert raw(service, b"Authorization: " + start + b"a" * size + b"\r\n") in (expected, [400])


@pytest.mark.parametrize("lines", [b"Authorization: Bearer \0%s\r\n", b"Authorization: Bearer %s\0\r\n",
                                   b"Authorization: Bearer %s\0x\r\n", b"Authorization: \0\r\n", b"Authorization: Bearer \x01%s\r\n",
                                   b"Authorization: Bearer\t%s\r\n"])
def test_control_bytes(service, lines):
    assert raw(service, lines.replace(b"%s", service.key.encode())) == [400]


def test_two_credentials_are_none(service):
    other = bearer(service.key_for("registry:read"))
    for second in (bearer(service.key), other, b"authorization: x\r\n", b"AUTHORIZATION:\r\n"):
        assert raw(service, bearer(service.key) + second) == [400]


# -- where it does not belong -------------------------------------------------------------------------

def test_a_key_in_the_address_is_refused_and_not_logged(own_service, contract):
    service = own_service()
    api = Api(service, contract, service.key)
    spare = give(api, role="coder")["text"]
    for target in (f"/v1/programs?key={spare}", f"/v1/programs?access_token={spare}", f"/v1/programs?{spare}", f"/{spare}",
                   f"/v1/keys/{spare}", f"/v1/audit?request={spare}", f"/v1/practices?program={spare}", f"/v1/programs/x{spare}x",
                   f"/v1/audit?actor=ctm_{spare}", f"/healthz?{spare}"):
        for key in (None, api.key):
            assert spare not in api.get(target, key=key, status=400).text
    api.post(f"/v1/keys/{spare}/rotation", json={}, status=400)
    api.get(f"/v1/keys/{spare[:20]}", status=404)
    assert [reply.status for reply in exchange(service.port, b"BREW /%s HTTP/1.1\r\nHost: x\r\n\r\n" % spare.encode())] == [400]
    api.get("/v1/programs", key=None, headers={"Cookie": f"key={spare}", "X-Api-Key": spare}, status=401)
    api.get("/v1/programs", key=None, headers={"Proxy-Authorization": f"Bearer {spare}"}, status=401)
    service.end()
    assert spare.split("_", 2)[2] not in service.text(0)


IDENTITY_HEADERS = ["X-Forwarded-User", "X-Remote-User", "X-User", "X-Scopes", "X-Role", "X-Actor", "X-Programs", "X-Auth-Request-User",
                    "X-Forwarded-Email", "X-Forwarded-Groups", "Remote-User", "From", "X-Original-URL", "X-HTTP-Method-Override",
                    "X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Continuum-Actor", "X-Recipient", "X-Quota"]


def test_headers_from_outside_change_nothing(api, service, contract):
    key = give(api, scopes=["registry:read"], recipient="r")["text"]
    plain = identity(api, key)
    for value in ("operator", "*", " ".join(sorted(contract.scopes)), "state_administrator", "10.0.0.1", "for=10.0.0.1;by=x", "DELETE"):
        headers = {name: value for name in IDENTITY_HEADERS}
        assert api.get("/v1/identity", key=key, headers=headers, status=200).json == plain
        api.get("/v1/audit", key=key, headers=headers, status=403)
        api.get("/v1/identity", key=None, headers=headers, status=401)
        found = entry(service, api.get("/v1/practices", key=key, headers=headers, status=200))
        assert (found["actor"], found["peer"], found["recipient"]) == (plain["actor"], "127.0.0.1", "r")


# -- what for -----------------------------------------------------------------------------------------

def test_purposes(api, service, contract):
    key = give(api, scopes=["registry:read"], purpose="payment")["text"]
    purposes = contract.document["components"]["schemas"]["Purpose"]["enum"]
    for purpose in purposes:
        reply = api.get("/v1/practices", key=key, headers={"X-Purpose": purpose}, status=200)
        assert entry(service, reply)["purpose"] == purpose
    assert entry(service, api.get("/v1/practices", key=key, status=200))["purpose"] == "payment"
    assert entry(service, api.get("/v1/practices", status=200))["purpose"] == "program_reporting"
    for unknown in ("", "curiosity", "Research", "research ,payment", "research payment", "program_reportin"):
        for asks in (key, None):
            assert "X-Purpose" in api.get("/v1/practices", key=asks, headers={"X-Purpose": unknown}, status=400).json["detail"]


def test_two_purposes_are_none(service):
    for second in (b"X-Purpose: research\r\n", b"x-purpose: payment\r\n"):
        assert raw(service, bearer(service.key) + b"X-Purpose: research\r\n" + second) == [400]
    assert raw(service, b"X-Purpose: nothing\r\n", b"/healthz") == [200]


# -- without the database -----------------------------------------------------------------------------

@pytest.fixture(scope="module")
def nowhere(cluster, contract):
    """A service whose database is not there and never was."""
    service = Service(cluster, **cluster.settings("no_such_database") | {"DATABASE": "host=/nonexistent dbname=none"})
    service.expected = {"unavailable"}
    client = Api(service, contract, service.key)
    eventually(lambda: is_alive(client))
    yield client
    service.close()


def is_alive(client):
    try:
        return client.get("/healthz", key=None).status == 200
    except OSError:
        return False


def no_database(reply):
    return reply.headers["Server-Timing"].startswith("db;dur=0.000")


@with_identity
def test_what_needs_no_database(nowhere, operation):
    target, content = nowhere.contract.target(operation), nowhere.contract.content(operation)
    wrong = nowhere.contract.target(operation, no_such="1")

    def answer(status, method=operation.method, target=target, **more):
        assert no_database(nowhere.request(method, target, status=status, **{**content, **more}))

    for authorization in (None, "Bearer x", "Bearer ctm_", basic("a:b"), f"Digest {nowhere.key}"):
        answer(401, key=None, headers={"Authorization": authorization} if authorization else {})
    answer(400, target=wrong)
    answer(400, headers={"X-Purpose": "x"})
    answer(404, target="/v1/no_such")
    answer(405, method=({"PUT", "PATCH", "DELETE"} - {o.method for o in nowhere.contract.at(target.partition("?")[0])}).pop())
    nowhere.request(operation.method, target, status=503, **content)


# -- a known key --------------------------------------------------------------------------------------

def test_a_known_key_without_the_database(own_service, contract):
    """It is remembered, but not believed: the database says at each request whether it holds."""
    service = own_service(SESSION_WAIT_MS=100)
    service.expected = {"unavailable"}
    api = Api(service, contract, service.key)
    api.get("/v1/programs", status=200)
    service.cluster.execute(f"alter database {service.database} allow_connections false")
    service.cluster.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{service.database}'")
    for target in ("/v1/programs", "/v1/identity", "/v1/practices"):
        api.get(target, status=503)
        api.get(target, key=service.key[:-2] + "AA", status=503)
        api.get(target, key=None, status=401)
    service.cluster.execute(f"alter database {service.database} allow_connections true")
