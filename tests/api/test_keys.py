"""API keys: what they open, until when, and how they are made."""
import datetime

import pytest

from client import Api
from harness import run


def create(service, *options):
    return run("key", "create", *options, **service.settings)


def day(days):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


def test_key_that_expires(api, service):
    api.get("/v1/programs", key=service.key_for(expires=day(2)), status=200)
    key = service.cluster.make_key(service.database, expires=day(0))
    api.get("/v1/programs", key=key, status=200)
    service.execute(f"update continuum.api_key set expires_at = now() where key_id = '{key[4:20]}'")
    api.get("/v1/programs", key=key, status=401)
    assert "has passed" in create(service, "--name", "x", "--scopes", "all", "--expires", day(-1)).stderr


def test_key_that_was_revoked(api, service):
    key = service.cluster.make_key(service.database)
    api.get("/v1/programs", key=key, status=200)
    service.execute(f"update continuum.api_key set revoked_at = now() where key_id = '{key[4:20]}'")
    api.get("/v1/programs", key=key, status=401)


def test_forms_of_the_authorization(api, service):
    for form in ("Bearer {}", "bearer {}", "BEARER  {}"):
        api.get("/v1/programs", key=None, headers={"Authorization": form.format(service.key)}, status=200)
    for form in ("{}", "Token {}", "Bearer {}x", "Bearer {} x", "Bearer x{}", "Bearer {0},{0}"):
        api.get("/v1/programs", key=None, headers={"Authorization": form.format(service.key)}, status=401)


def test_one_wrong_character(api, service):
    for place in (4, 19, 21, len(service.key) - 2):
        other = "0" if service.key[place] != "0" else "1"
        api.get("/v1/programs", key=service.key[:place] + other + service.key[place + 1:], status=401)


def test_key_under_another_secret(own_service, contract):
    service = own_service(KEY_SECRET="ab" * 32)
    Api(service, contract, service.key).get("/v1/programs", status=401)


def test_only_a_hash_is_stored(service):
    secret = service.key.split("_", 2)[2]
    [(rows,)] = service.execute("select string_agg(k::text, '') from continuum.api_key k")
    assert service.key[4:20] in rows and secret not in rows


def test_key_of_some_programs(api, service, unique):
    mine, other = unique("mine"), unique("other")
    for code in (mine, other):
        api.post("/v1/programs", json={"program": code, "name": code}, status=201)
    key = service.key_for(programs=mine)
    assert [row["program"] for row in api.get("/v1/programs", key=key).rows] == [mine]
    api.get(f"/v1/programs/{mine}", key=key, status=200)
    hidden = api.get(f"/v1/programs/{other}", key=key, status=404)
    absent = api.get(f"/v1/programs/{unique('absent')}", key=key, status=404)
    assert hidden.json["detail"] == absent.json["detail"]
    change = {"json": {"name": "taken"}, "headers": {"If-Match": '"1"'}, "key": key}
    api.patch(f"/v1/programs/{mine}", **change, status=200)
    api.patch(f"/v1/programs/{other}", **change, status=404)
    api.post("/v1/programs", json={"program": unique("new"), "name": "x"}, key=key, status=403)


def test_what_a_quota_leaves(api):
    """A caller is told how much of it is used, whatever else they may read."""
    body = {"name": "counted", "role": "state_staff", "requests_per_day": 2}
    key = api.post("/v1/keys", json=body, status=201).json["text"]
    for used in (1, 2):
        api.get("/v1/practices", key=key, status=200)
        assert api.get("/v1/identity", key=key, status=200).json["requests_today"] == used
    reply = api.get("/v1/practices", key=key, status=429)
    assert int(reply.headers["Retry-After"]) <= 86400
    other = api.post("/v1/keys", json=body, status=201).json["text"]
    assert api.get("/v1/identity", key=other, status=200).json["requests_today"] == 0


@pytest.mark.parametrize("options", [
    [], ["--name", "x"], ["--scopes", "all"], ["--name", "x", "--scopes"],
    ["--name", "x", "--scopes", "all", "--expires", "soon"],
    ["--name", "x", "--scopes", "all", "--no-such", "x"], ["--name", "x", "--scopes", "all", "x"],
    ["--name", "x", "--scopes", "all", "--expires", "2026-02-30"]], ids=" ".join)
def test_wrong_options(service, options):
    done = create(service, *options)
    assert done.returncode == 2 and "usage" in done.stderr and done.stdout == ""


def test_a_key_is_printed_alone(service):
    done = create(service, "--name", "x", "--scopes", "registry:read")
    assert done.returncode == 0 and done.stderr == ""
    assert len(done.stdout.split()) == 1 and done.stdout.startswith("ctm_")


def test_scope_that_is_not_known(service):
    done = create(service, "--name", "x", "--scopes", "registry:raed")
    assert done.returncode != 0 and "registry:raed" in done.stderr


def test_key_that_cannot_be_stored(service, cluster):
    done = run("key", "create", "--name", "x", "--scopes", "all", **cluster.settings("no_such_database"))
    assert done.returncode == 1 and "not stored" in done.stderr
    assert create(service, "--name", "", "--scopes", "all").returncode in (1, 2)
