"""API keys: what they open, until when, and how they are made."""
import datetime
import subprocess

import pytest

from client import Api
from harness import BINARY, environment, run


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


# -- continuum key create -----------------------------------------------------------------------------

def made(api, service, *options):
    """What a key of the command is, as the API has it."""
    done = create(service, "--name", "made", *options)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return api.get(f"/v1/keys/{done.stdout[4:20]}", status=200).json


def test_options_of_the_command(api, service, unique):
    practice = unique("practice")
    api.post("/v1/practices", json={"practice": practice, "name": "x"}, status=201)
    key = made(api, service, "--role", "practice_submitter", "--practices", practice, "--recipient", "somebody",
               "--expires", day(3), "--regions", "rurality:rural,rurality:urban")
    expected = {"role": "practice_submitter", "scopes": None, "practices": practice, "regions": "rurality:rural rurality:urban",
                "recipient": "somebody", "expires_at": f"{day(4)}T00:00:00.000Z", "created_by": "operator", "programs": None}
    assert expected.items() <= key.items()
    assert made(api, service, "--scopes", "all")["expires_at"] is None


@pytest.mark.parametrize("options, place", [
    (["--role", "boss"], "/role"), (["--role", "coder", "--scopes", "all"], "/role"),
    (["--role", "practice_submitter"], "/practices"), (["--role", "coder", "--practices", "absent"], "/practices/0"),
    (["--role", "coder", "--programs", "all"], "/programs/0"), (["--role", "coder", "--programs", ""], "/programs"),
    (["--role", "coder", "--regions", "rurality:absent"], "/regions/0"), (["--role", "coder", "--recipient", ""], "/recipient"),
    (["--scopes", "registry:read,registry:raed"], "/scopes/1"), (["--scopes", ","], "/scopes")], ids=str)
def test_faults_of_the_command(service, options, place):
    before = service.execute("select count(*) from continuum.api_key")
    done = create(service, "--name", "x", *options)
    assert done.returncode == 1 and done.stdout == "" and "not stored" in done.stderr and f"  {place}: " in done.stderr
    assert service.execute("select count(*) from continuum.api_key") == before


def test_the_command_leaves_an_entry(service):
    create(service, "--name", "x", "--role", "auditor")
    create(service, "--name", "x", "--role", "program_coordinator", "--programs", "no-such")
    rows = service.execute("select actor, operation, outcome, problem from continuum.audit_entry where actor = 'operator' "
                           "order by occurred_at desc limit 2")
    assert rows == [("operator", "key_create", "rejected", "invalid-content"), ("operator", "key_create", "written", None)]


def test_a_key_that_cannot_be_shown(service):
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "key", "create", "--name", "x", "--role", "coder"], stdout=full,
                              env=environment(service.settings), timeout=60)
    assert done.returncode == 1
