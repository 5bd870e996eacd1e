"""Keys as the API gives, shows, revokes and replaces them, and what each opens."""
import datetime

import pytest

from client import OWN, Api
from fixtures_access import give, identity, query
from fixtures_field import field, walk  # noqa: F401


PAST = "2020-01-01"
YEAR = datetime.timedelta(365)
SCOPES = ["registry:read", "keys:read"]


def utc_day(days=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days)).date()


def faults(reply):
    return sorted((e["pointer"], e["code"]) for e in reply.json["errors"])


def refused(api, body, **more):
    return api.post("/v1/keys", json={"name": "refused", **body}, status=422, **more)


@pytest.fixture
def twins(own_service, contract):
    """Two instances over one database, each with a client of its own."""
    first = own_service()
    second = own_service(database=first.database)
    return [Api(service, contract, service.key) for service in (first, second)]


# -- to give ------------------------------------------------------------------------------------------

def test_a_key_with_scopes(api):
    key = give(api, scopes=SCOPES)
    assert key["scopes"] == " ".join(SCOPES) and key["role"] is None and key["status"] == "valid"
    api.get("/v1/programs", key=key["text"], status=200)
    api.get("/v1/audit", key=key["text"], status=403)
    assert identity(api, key["text"]) == {
        "actor": f"given/{key['key']}", "role": None, "scopes": " ".join(SCOPES), "programs": "*", "regions": "*",
        "practices": "*", "recipient": None, "purpose": "program_reporting", "requests_per_day": None, "requests_today": 0}


def test_a_key_with_a_role_may_what_the_role_may(api, contract):
    for role, means in contract.document["x-roles"].items():
        limits = {"practices": ["p-role"]} if "practices" in means.get("limits", []) else {"regions": ["rurality:rural"]}
        if role == "practice_submitter":
            api.post("/v1/practices", json={"practice": "p-role", "name": "x"}, status=201)
        key = give(api, role=role, **(limits if means.get("limits") else {}))
        who = identity(api, key["text"])
        assert (key["role"], key["scopes"], who["role"]) == (role, None, role)
        assert set(who["scopes"].split()) == set(means["scopes"])


def test_every_fault_is_told_at_once(api, service, unique):
    practice = unique("practice")
    api.post("/v1/practices", json={"practice": practice, "name": "x"}, status=201)
    key = service.key_for("keys:write,registry:read")
    reply = refused(api, {
        "role": "coder", "expires_on": PAST, "programs": ["absent"], "practices": [practice, "absent"],
        "scopes": ["registry:read", "registry:raed", "audit:read", "keys:read keys:write", ""],
        "regions": ["rurality", "rurality:absent", "rurality:rural", "absent:rural", "rurality:ru ral", "rurality:rural "]},
        key=key)
    assert faults(reply) == sorted([
        ("/role", "conflicting"), *[("/role", "not_held")] * 5, ("/programs/0", "unknown_program"),
        ("/practices/1", "unknown_practice"), ("/expires_on", "too_small"), ("/scopes/1", "not_allowed"),
        ("/scopes/2", "not_held"), ("/scopes/3", "not_allowed"), ("/scopes/4", "not_allowed"),
        *((f"/regions/{n}", "unknown_value") for n in (0, 1, 3, 4, 5))])


@pytest.mark.parametrize("body, expected", [
    ({}, [("/role", "conflicting")]),
    ({"role": "practice_submitter"}, [("/practices", "missing")]),
    ({"role": "practice_submitter", "regions": ["rurality:rural"]}, [("/practices", "missing")]),
    ({"role": "program_coordinator"}, [("/programs", "missing")]),
    ({"role": "boss"}, [("/role", "not_allowed")]),
    ({"scopes": []}, [("/scopes", "too_few")]), ({"scopes": ["x"] * 51}, [("/scopes", "too_many")]),
    ({"role": "coder", "programs": []}, [("/programs", "too_few")]),
    ({"role": "coder", "practices": ["a b"]}, [("/practices/0", "invalid_format")]),
    ({"role": "coder", "purpose": "curiosity"}, [("/purpose", "not_allowed")]),
    ({"role": "coder", "recipient": ""}, [("/recipient", "too_short")]),
    ({"role": "coder", "requests_per_day": 0}, [("/requests_per_day", "too_small")]),
    ({"role": "coder", "expires_on": "2026-02-30"}, [("/expires_on", "invalid_format")]),
    ({"role": None}, [("/role", "invalid_type")])], ids=str)
def test_what_is_no_key(api, body, expected):
    assert faults(refused(api, body)) == expected


def test_nothing_more_can_be_assigned(api):
    more = {"key": "0123456789abcdef", "key_id": "x", "hash": "00" * 32, "text": "x", "status": "valid", "created_by": "x",
            "created_at": "x", "expires_at": None, "revoked_at": None, "revoked_by": None, "replaces": None, "actor": "x"}
    reply = refused(api, {"role": "coder", **more})
    assert faults(reply) == sorted((f"/{name}", "unknown") for name in more)


def test_how_long_it_holds(api):
    until = {day: give(api, role="coder", **more)["expires_at"] for day, more in [
        (utc_day(366), {}), (utc_day(1), {"expires_on": str(utc_day())}), (None, {"expires_on": None})]}
    assert until == {day: day and f"{day}T00:00:00.000Z" for day in until}


def test_the_text_is_shown_once_and_kept_nowhere(own_service, contract):
    service = own_service()
    api = Api(service, contract, service.key)
    made = api.post("/v1/keys", json={"name": "x", "scopes": ["keys:read"]}, status=201)
    rotated = api.post(f"{made.headers['Location']}/rotation", json={}, status=201)
    as_csv = api.post("/v1/keys", json={"name": "x", "role": "coder"}, headers={"Accept": "text/csv"}, status=201)
    texts = [made.json["text"], rotated.json["text"], as_csv.rows[0]["text"]]
    assert {r.headers["Cache-Control"] for r in (made, rotated, as_csv)} == {"no-store"}
    assert made.headers["Location"] == f"/v1/keys/{made.json['key']}" and texts[0][4:20] == made.json["key"]
    shown = [api.get(target, status=200) for target in
             ("/v1/keys", "/v1/keys.csv", made.headers["Location"], rotated.headers["Location"], "/v1/audit", "/v1/audit.csv")]
    assert all("text" not in row for reply in shown[:2] for row in reply.rows)
    tables = query(service, "select c.relname from pg_class c where relkind = 'r' and relnamespace = 'continuum'::regnamespace")
    stored = [query(service, f"select t::text from continuum.{table['relname']} t") for table in tables]
    service.end()
    for secret in (text.split("_", 2)[2] for text in texts):
        assert not [s for s in (str(stored), service.text(0), *(r.text for r in shown)) if secret in s]


def test_recipient_and_purpose(api):
    key = give(api, role="coder", recipient="Ärzte & Co", purpose="research", requests_per_day=7)
    who = identity(api, key["text"])
    assert (who["recipient"], who["purpose"], who["requests_per_day"]) == ("Ärzte & Co", "research", 7)
    said = api.get("/v1/identity", key=key["text"], headers={"X-Purpose": "payment"}, status=200).json
    assert said["purpose"] == "payment"


# -- to see -------------------------------------------------------------------------------------------

def test_list_and_read(own_service, contract):
    service = own_service()
    api = Api(service, contract, service.key)
    made = {give(api, role="coder", name=f"k{n}")["key"] for n in range(5)}
    rows = walk(api, "/v1/keys")
    assert {row["key"] for row in rows} == made | {service.key[4:20]} and rows == sorted(rows, key=lambda row: row["key"])
    assert rows == api.get("/v1/keys", status=200).rows
    assert rows == [api.get(f"/v1/keys/{row['key']}", status=200).json for row in rows]
    api.get("/v1/keys/absent", status=404)
    api.get("/v1/keys?cursor=a2V5X2xpc3Q", status=400)


# -- to revoke ----------------------------------------------------------------------------------------

def test_revoked_on_every_instance_at_once(twins):
    one, other = twins
    for operation in ("/v1/programs", "/v1/practices", "/v1/identity", "/v1/reports/framework?instrument=continuum_pc"):
        key = give(one, role="state_staff")
        for api in twins:
            api.get(operation, key=key["text"], status=200)
        gone = one.delete(f"/v1/keys/{key['key']}", status=200).json
        for api in (other, one, other):
            api.get(operation, key=key["text"], status=401)
        again = other.delete(f"/v1/keys/{key['key']}", status=200).json
        assert gone == again and gone["status"] == "revoked" and gone["revoked_by"].startswith("test/")
    one.delete("/v1/keys/absent", status=404)


def test_expired_on_every_instance_at_once(twins):
    key = give(twins[0], role="coder")
    assert [api.get("/v1/programs", key=key["text"]).status for api in twins] == [403, 403]
    twins[0].service.execute(f"update continuum.api_key set expires_at = now() where key_id = '{key['key']}'")
    assert [api.get("/v1/programs", key=key["text"]).status for api in twins] == [401, 401]
    assert twins[0].get(f"/v1/keys/{key['key']}").json["status"] == "expired"


def test_a_key_may_revoke_itself(api):
    key = give(api, scopes=["keys:write"])
    api.delete(f"/v1/keys/{key['key']}", key=key["text"], status=200)
    api.delete(f"/v1/keys/{key['key']}", key=key["text"], status=401)


# -- to replace ---------------------------------------------------------------------------------------

def rotate(api, key, hours=None, status=201, by=OWN):
    body = {} if hours is None else {"overlap_hours": hours}
    return api.post(f"/v1/keys/{key['key']}/rotation", json=body, status=status, key=by)


def test_the_old_key_goes_on_for_a_while(twins):
    one, other = twins
    for hours in (None, 1, 720):
        old = give(one, role="state_staff")
        new = rotate(one, old, hours).json
        for api in twins:
            api.get("/v1/programs", key=old["text"], status=200)
            api.get("/v1/programs", key=new["text"], status=200)
        [row] = query(one.service, "select expires_at - now() as left from continuum.api_key where key_id = %s", old["key"])
        assert abs(row["left"] - datetime.timedelta(hours=hours or 24)) < datetime.timedelta(minutes=2)
        assert new["replaces"] == old["key"]


def test_without_overlap_the_old_key_ends_at_once(twins):
    old = give(twins[0], role="state_staff", expires_on=None)
    twins[1].get("/v1/programs", key=old["text"], status=200)
    new = rotate(twins[0], old, 0).json
    assert [api.get("/v1/programs", key=old["text"]).status for api in twins] == [401, 401]
    assert [api.get("/v1/programs", key=new["text"]).status for api in twins] == [200, 200]
    assert new["expires_at"] is None


def test_a_successor_is_what_the_key_was(api, unique):
    program, practice = unique("program"), unique("practice")
    api.post("/v1/programs", json={"program": program, "name": "x"}, status=201)
    api.post("/v1/practices", json={"practice": practice, "name": "x"}, status=201)
    old = give(api, role="program_coordinator", programs=[program], practices=[practice], regions=["rurality:rural"],
               recipient="somebody", purpose="payment", requests_per_day=9)
    new = rotate(api, old).json
    own = {"key", "text", "replaces", "expires_at", "created_at"}
    assert {n: v for n, v in new.items() if n not in own} == {n: v for n, v in old.items() if n not in own}
    assert abs(datetime.datetime.fromisoformat(new["expires_at"][:19]) - datetime.datetime.utcnow() - YEAR) < 2 * YEAR / 365
    shorter = rotate(api, give(api, role="coder", expires_on=str(utc_day())), 720).json
    assert shorter["expires_at"][:10] in (str(utc_day(1)), str(utc_day(2)))


def test_a_key_that_does_not_hold_is_not_replaced(api, service):
    revoked, expired = (give(api, role="coder") for _ in range(2))
    api.delete(f"/v1/keys/{revoked['key']}", status=200)
    service.execute(f"update continuum.api_key set expires_at = now() where key_id = '{expired['key']}'")
    rotate(api, revoked, status=409)
    rotate(api, expired, status=409)
    rotate(api, {"key": "absent"}, status=404)
    for hours in (-1, 721, "1", 1.5, None):
        reply = api.post(f"/v1/keys/{revoked['key']}/rotation", json={"overlap_hours": hours}, status=422)
        assert faults(reply)[0][0] == "/overlap_hours"


def test_rotation_does_not_raise_anybody(api, service):
    """Who manages keys must not get one that may more than they do."""
    administrator = give(api, role="state_administrator")
    everything = {"key": service.key[4:20]}
    key = give(api, scopes=["keys:write", "registry:read"])
    for target in (administrator, everything):
        reply = rotate(api, target, 0, 422, by=key["text"])
        assert {code for _, code in faults(reply)} == {"not_held"} and "text" not in reply.json
    assert api.get(f"/v1/keys/{administrator['key']}").json["status"] == "valid"
    rotate(api, give(api, scopes=["registry:read"]), by=key["text"])


# -- who may ------------------------------------------------------------------------------------------

def test_nobody_grants_what_they_do_not_hold(api):
    key = give(api, scopes=["keys:write", "keys:read", "registry:read"])["text"]
    for body, place in (({"role": "auditor"}, "/role"), ({"role": "state_administrator"}, "/role"),
                        ({"scopes": ["registry:read", "registry:write"]}, "/scopes/1")):
        assert {(place, "not_held")} == set(faults(refused(api, body, key=key)))
    api.post("/v1/keys", json={"name": "x", "scopes": ["registry:read", "keys:write"]}, key=key, status=201)


@pytest.mark.parametrize("limit", ["programs", "regions", "practices"])
def test_who_sees_a_part_manages_no_keys(api, field, limit):  # noqa: F811
    values = {"programs": field.program, "practices": field.practice, "regions": lambda: "rurality:rural"}
    scopes = ["keys:read", "keys:write", "registry:read", "audit:read"]
    key = give(api, scopes=scopes, **{limit: [values[limit]()]})
    other = give(api, scopes=["registry:read"])
    assert [row["key"] for row in api.get("/v1/keys", key=key["text"], status=200).rows] == [key["key"]]
    api.get(f"/v1/keys/{other['key']}", key=key["text"], status=404)
    api.post("/v1/keys", json={"name": "x", "scopes": ["registry:read"]}, key=key["text"], status=403)
    for victim in (other, key):
        api.delete(f"/v1/keys/{victim['key']}", key=key["text"], status=404)
    rotate(api, other, status=404, by=key["text"])
    api.post("/v1/revocations", json={"issuer": "x", "token": "x"}, key=key["text"], status=403)
    assert api.get("/v1/audit", key=key["text"], status=200).rows == []
    assert api.get(f"/v1/keys/{other['key']}").json["status"] == "valid"


def test_a_role_without_its_limit_opens_nothing(api, service):
    key = give(api, role="program_coordinator", regions=["rurality:rural"])
    service.execute(f"update continuum.api_key set regions = null where key_id = '{key['key']}'")
    for target in ("/v1/identity", "/v1/programs", "/v1/practices"):
        assert "needs a limit" in api.get(target, key=key["text"], status=403).json["detail"]
    service.execute(f"update continuum.api_key set role = 'no_more' where key_id = '{key['key']}'")
    assert identity(Api(service, api.contract, key["text"]), give(api, role="coder")["text"])["role"] == "coder"


def test_a_role_that_is_no_more_opens_nothing(api, service):
    key = give(api, role="coder")
    service.execute(f"update continuum.api_key set role = 'no_more' where key_id = '{key['key']}'")
    assert identity(api, key["text"])["scopes"] == ""
    api.get("/v1/programs", key=key["text"], status=403)


# -- revocations of tokens ----------------------------------------------------------------------------

def test_revocations(own_service, contract):
    service = own_service()
    api = Api(service, contract, service.key)
    made = [api.post("/v1/revocations", json={"issuer": "idp", **what}, status=201).json
            for what in ({"subject": "s"}, {"token": "t"}, {"subject": "u"})]
    assert walk(api, "/v1/revocations") == made and made[0]["revoked_by"].startswith("test/")
    for body in ({}, {"subject": "s", "token": "t"}):
        assert faults(api.post("/v1/revocations", json={"issuer": "idp", **body}, status=422)) == [("/subject", "conflicting")]
    cursor = "cmV2b2NhdGlvbl9saXN0IHg"  # revocation_list x
    api.get(f"/v1/revocations?cursor={cursor}", status=400)
