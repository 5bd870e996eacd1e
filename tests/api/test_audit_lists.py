"""The audit as the API shows it: entries, and the accounting of disclosures."""
import pytest

from client import Api
from fixtures_access import entry, give, query
from fixtures_field import next_page, walk
from harness import Service


@pytest.fixture(scope="module")
def world(cluster, contract, unique):
    """A service with entries of two callers about practices one and two."""
    service = Service(cluster)
    api = Api(service.wait_ready(), contract, service.key)
    for practice in ("one", "two"):
        api.post("/v1/practices", json={"practice": practice, "name": practice}, status=201)
    api.named = give(api, scopes=["registry:read"], recipient="County", purpose="payment", name="named")
    api.plain = give(api, scopes=["registry:read"], name="plain")
    for key in (api.named["text"], api.plain["text"]):
        api.get("/v1/practices/one", key=key, status=200)
        api.get("/v1/practices", key=key, headers={"X-Purpose": "research"}, status=200)
        api.get("/v1/practices/absent", key=key, status=404)
        api.post("/v1/practices", json={}, key=key, status=403)
    yield api
    assert not service.unexpected()
    service.close()


def moments(rows):
    return [row["occurred_at"] for row in rows]


# -- entries ------------------------------------------------------------------------------------------

def test_filters(world):
    rows = world.get("/v1/audit?limit=1000", status=200).rows
    for parameter, column, value in (("actor", "actor", f"named/{world.named['key']}"), ("operation", "operation", "practice_read"),
                                     ("outcome", "outcome", "refused"), ("outcome", "outcome", "rejected"),
                                     ("outcome", "outcome", "written"), ("request", "request", rows[3]["request"])):
        found = world.get(f"/v1/audit?{parameter}={value}&limit=1000", status=200).rows
        assert found and [r for r in found if r in rows] == [row for row in rows if row[column] == value]
    found = world.get("/v1/audit?practice=two", status=200).rows
    assert found == [row for row in rows if "two" in (row["practices"] or "").split()] and found
    both = world.get(f"/v1/audit?practice=two&actor=named/{world.named['key']}&outcome=read", status=200).rows
    assert [row["operation"] for row in both] == ["practice_list"]
    for nothing in ("practice=absent", "actor=nobody", "operation=no_such", "request=absent", "outcome=retired"):
        assert world.get(f"/v1/audit?{nothing}", status=200).rows == []


def test_pages_in_one_order(world):
    whole = world.get("/v1/audit?actor=nobody&limit=1", status=200).rows + walk(world, f"/v1/audit?actor=named/{world.named['key']}")
    assert len(whole) == 4 and moments(whole) == sorted(moments(whole))
    # Entries of the same moment lie in different chains.
    world.service.execute("""
        insert into continuum.audit_entry (chain, entry, occurred_at, request, actor, operation, outcome, hash)
        select chain, 1000 + n, '2020-01-01T00:00:00.000001Z', 'same', 'same', 'same', 'read', '' from generate_series(0, 63, 7) chain, generate_series(1, 3) n""")
    rows = walk(world, "/v1/audit?actor=same", limit=4)
    places = [tuple(map(int, row["anchor"].split(":")[:2])) for row in rows]
    assert len(places) == 30 and places == sorted(set(places))
    world.service.execute("delete from continuum.audit_entry where actor = 'same'")


def test_a_page_at_a_time_with_every_filter(world):
    target, seen = f"/v1/audit?actor=named/{world.named['key']}&since=2020-01-01T00:00:00%2B14:00&until=9999-12-31T23:59:59Z&limit=1", []
    while target:
        reply = world.get(target, status=200)
        seen += reply.rows
        target = next_page(reply)
    assert len(seen) == 4
    first = world.get("/v1/audit?limit=1", status=200)
    assert world.get(f"/v1/audit.csv?limit=1&cursor={first.json['next_cursor']}", status=200).rows


@pytest.mark.parametrize("cursor", [
    "YXVkaXRfbGlzdCB4", "YXVkaXRfbGlzdCA", "YXVkaXRfbGlzdCAyMDIwLTAxLTAxVDAwOjAwOjAwWiA5OTk5OTkgMQ",
    "YXVkaXRfbGlzdCAyMDIwLTAxLTAxVDAwOjAwOjAwWiAxIDEgJzsgLS0", "YXVkaXRfbGlzdCAyMDIwLTAyLTMwVDAwOjAwOjAwWiAxIDE", "x", ""],
    ids=["word", "empty", "chain", "sql", "day", "none", "nothing"])
def test_a_cursor_that_was_made_up(world, cursor):
    """Of one that PostgreSQL can read it does not matter who made it."""
    assert world.get(f"/v1/audit?cursor={cursor}").status in (200, 400)
    assert world.get(f"/v1/revocations?cursor={cursor}").status == 400


def test_since_and_until(world):
    rows = world.get("/v1/audit?limit=1000", status=200).rows
    middle = rows[4]["occurred_at"]
    early = world.get(f"/v1/audit?limit=1000&until={middle}", status=200).rows
    late = world.get(f"/v1/audit?limit=1000&since={middle}", status=200).rows
    assert early == rows[:4] and late[:len(rows) - 4] == rows[4:]
    west = middle.replace("Z", "-00:00")
    assert world.get(f"/v1/audit?limit=1000&until={west}", status=200).rows == early
    for wrong in ("yesterday", "2026-01-01", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
                  "2026-01-01T00:00:00%2B15:00", "2026-01-01T00:00:00-99:00", "2026-01-01T00:00:60Z", "0000-01-01T00:00:00Z", ""):
        for name in ("since", "until"):
            for target in (f"/v1/audit?{name}={wrong}", f"/v1/audit/disclosures?practice=one&{name}={wrong}"):
                assert world.get(target, status=400).faults == {name: "invalid_format"}


# -- disclosures --------------------------------------------------------------------------------------

def disclosed(world, **query_):
    return world.get("/v1/audit/disclosures?" + "&".join(f"{n}={v}" for n, v in query_.items()), status=200).rows


def test_disclosures(world):
    named, plain = "County", f"plain/{world.plain['key']}"
    one, two = disclosed(world, practice="one"), disclosed(world, practice="two")
    assert [(r["recipient"], r["operation"], r["purpose"]) for r in one] == [
        (named, "practice_read", "payment"), (named, "practice_list", "research"),
        (plain, "practice_read", "program_reporting"), (plain, "practice_list", "research")]
    assert [(r["recipient"], r["operation"]) for r in two] == [(named, "practice_list"), (plain, "practice_list")]
    assert {r["practice"] for r in one} == {"one"} and one[0]["actor"] == f"named/{world.named['key']}"
    assert disclosed(world, practice="one", recipient=named) == one[:2]
    assert disclosed(world, practice="one", recipient=plain) == one[2:]
    assert disclosed(world, practice="one", recipient=f"named/{world.named['key']}") == []
    assert disclosed(world, practice="one", purpose="research") == [one[1], one[3]]
    assert disclosed(world, practice="one", since=one[2]["occurred_at"]) == one[2:]
    assert disclosed(world, practice="one", until=one[2]["occurred_at"]) == one[:2]
    assert disclosed(world, practice="absent") == []
    assert walk(world, "/v1/audit/disclosures?practice=one", limit=1) == one
    world.get("/v1/audit/disclosures", status=400)
    world.get("/v1/audit/disclosures?practice=one&purpose=curiosity", status=400)


def test_what_was_written_is_no_disclosure(world):
    tag = world.get("/v1/practices/two", status=200).headers["ETag"]
    before = disclosed(world, practice="two")
    world.patch("/v1/practices/two", json={"name": "2"}, headers={"If-Match": tag}, status=200)
    assert disclosed(world, practice="two") == before


# -- who reads them -----------------------------------------------------------------------------------

def test_the_auditor_is_audited(world):
    key = give(world, role="auditor", name="auditor")
    reply = world.get("/v1/audit?limit=2", key=key["text"], status=200)
    found = entry(world.service, reply)
    assert (found["actor"], found["role"], found["operation"], found["outcome"], found["rows"]) == (
        f"auditor/{key['key']}", "auditor", "audit_list", "read", 2)
    reply = world.get("/v1/audit/disclosures?practice=one", key=key["text"], status=200)
    assert entry(world.service, reply)["object"] == "/v1/audit/disclosures?practice=one&limit=100"
    world.get("/v1/keys", key=key["text"], status=200)
    for target in ("/v1/practices", "/v1/submissions", "/v1/reports/framework?instrument=continuum_pc"):
        world.get(target, key=key["text"], status=403)
    world.post("/v1/keys", json={"name": "x", "role": "auditor"}, key=key["text"], status=403)


def test_others_see_none_of_it(world):
    key = give(world, role="state_staff")["text"]
    world.get("/v1/audit", key=key, status=403)
    world.get("/v1/audit/disclosures?practice=one", key=key, status=403)


def test_nobody_changes_an_entry(world):
    """The service's role has no right to; what it appends only a function may."""
    rights = query(world.service, """select table_name, privilege_type from information_schema.role_table_grants
                                     where grantee in ('continuum_service', 'PUBLIC') and table_schema = 'continuum'
                                       and table_name in ('audit_entry', 'audit_chain', 'caller_usage')""")
    assert {row["privilege_type"] for row in rights} == {"SELECT"} and len(rights) == 3
