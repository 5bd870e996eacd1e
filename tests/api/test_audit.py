"""What the audit says of a request: who, for whom, what for, what, whose, and how it ended."""
import pytest

from client import Api, eventually, exchange
from fixtures_access import count, entries, entry, give
from fixtures_field import FRAMEWORK, Field, changed
from harness import Service

SAID = ("outcome", "problem", "object", "rows", "practices")


@pytest.fixture(scope="module")
def field(cluster, contract, unique):
    """A program with practices a, b and NULL; a and b have answers that were accepted."""
    service = Service(cluster)
    api = Api(service.wait_ready(), contract, service.key)
    field = Field(api, unique)
    field.program_code = field.program()
    for practice in ("a", "b", "NULL"):
        api.post("/v1/practices", json={"practice": practice, "name": practice}, status=201)
        field.enrol(field.program_code, practice)
    counted = field.instrument({"item": "balance", "kind": "money"})
    field.wave(field.program_code, instruments=[FRAMEWORK, counted])
    field.sheets = {p: field.accepted(field.program_code, p, {"screening": n}) for n, p in enumerate("ab", 1)}
    for practice in "ab":
        field.accepted(field.program_code, practice, {"balance": 1.5}, instrument=counted)
    yield field
    assert not service.unexpected()
    service.close()


@pytest.fixture
def api(field):
    return field.api


def said(api, reply):
    """Of its one entry: how it ended, why not, what of, how many rows, whose."""
    found = entry(api.service, reply)
    assert found["operation"] == api.contract.find(*reply.asked).id
    return tuple(found[name] for name in SAID)


def ask(api, method, target, **more):
    reply = api.request(method, target, **more)
    reply.asked = method, target.partition("?")[0]
    return reply


def line(service, reply):
    name = reply.headers["X-Request-Id"]
    return eventually(lambda: next((row for row in service.log if row.get("id") == name and row["event"] == "request"), None))


# -- reads --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("target, rows, practices, object_", [
    ("/v1/practices", 3, ["NULL", "a", "b"], "/v1/practices?limit=100"),
    ("/v1/practices.csv?limit=2", 2, ["NULL", "a"], "/v1/practices.csv?limit=2"),
    ("/v1/practices?program={0}&limit=1", 1, ["NULL"], "/v1/practices?program={0}&limit=1"),
    ("/v1/practices/NULL", 1, ["NULL"], "/v1/practices/NULL"),
    ("/v1/practices/a/attributes?on=2024-01-01", 0, ["a"], "/v1/practices/a/attributes?on=2024-01-01"),
    ("/v1/programs/{0}/enrolments", 3, ["NULL", "a", "b"], "/v1/programs/{0}/enrolments?limit=100"),
    ("/v1/programs/{0}/enrolments/b", 1, ["b"], "/v1/programs/{0}/enrolments/b"),
    ("/v1/submissions?practice=b&instrument=continuum_pc", 1, ["b"], "/v1/submissions?practice=b&instrument=continuum_pc&limit=100"),
    ("/v1/submissions?status=draft", 0, None, "/v1/submissions?status=draft&limit=100"),
    ("/v1/submissions/{1}", 1, ["a"], "/v1/submissions/{1}"),
    ("/v1/submissions/{1}/answers?format=csv", 41, ["a"], "/v1/submissions/{1}/answers?format=csv"),
    ("/v1/roundtables", 0, None, "/v1/roundtables?limit=100")])
def test_reads(field, api, target, rows, practices, object_):
    target, object_ = (text.format(field.program_code, field.sheets["a"]) for text in (target, object_))
    found = said(api, ask(api, "GET", target, status=200))
    assert (found[0], found[1], found[2], found[4]) == ("read", None, object_, practices)
    assert found[3] == rows or target.partition("?")[0].endswith("answers") and found[3] > 1


@pytest.mark.parametrize("report, query, practices", [
    ("framework", "instrument=continuum_pc", None), ("framework", "instrument=continuum_pc&strata=practice", ["NULL", "a", "b"]),
    ("framework", "instrument=continuum_pc&filter=practice:a|b", ["a", "b"]),
    ("measures", "compare=practice", ["NULL", "a", "b"]), ("framework", "instrument=continuum_pc&strata=program,practice", ["NULL", "a", "b"]),
    ("completeness", "strata=practice&filter=practice:NULL", ["NULL"]), ("statewide", "", None), ("recommendations", "", None)])
def test_reports(field, api, report, query, practices):
    """Those that name a practice, as a row or in the question; others are in the log alone."""
    reply = ask(api, "GET", f"/v1/reports/{report}?{query}", status=200)
    if practices is None:
        assert entries(api.service, reply) == [] and "audit" not in line(api.service, reply)
        return
    outcome, _, _, rows, whose = said(api, reply)
    assert (outcome, rows, whose) == ("read", len(reply.rows), practices)
    shown = {row["practice"] for row in reply.rows if row.get("practice")}
    assert {code for cell in shown for code in cell.split(" vs ")} <= set(whose or [])
    assert ("compare" in query) == any(" vs " in cell for cell in shown)


def test_head_and_not_modified_are_reads(field, api):
    tag = api.get("/v1/practices/a", status=200).headers["ETag"]
    same = ask(api, "GET", "/v1/practices/a", headers={"If-None-Match": tag}, status=304)
    assert said(api, same)[0] == "read"
    head = f"HEAD /v1/practices/a HTTP/1.1\r\nHost: x\r\nX-Request-Id: a-head\r\nAuthorization: Bearer {api.key}\r\n\r\n"
    with pytest.raises(AssertionError):
        exchange(api.service.port, head.encode())  # whose length is that of the body it does not have
    [row] = api.get("/v1/audit?request=a-head", status=200).rows
    assert (row["outcome"], row["practices"]) == ("read", "a")


# -- writes -------------------------------------------------------------------------------------------

def test_writes(field, api, unique):
    program, practice = unique("program"), unique("practice")
    made = ask(api, "POST", "/v1/programs", json={"program": program, "name": "x"}, status=201)
    assert said(api, made) == ("written", None, f"/v1/programs/{program}", 1, None)
    made = ask(api, "POST", "/v1/practices", json={"practice": practice, "name": "x"}, status=201)
    assert said(api, made) == ("written", None, f"/v1/practices/{practice}", 1, [practice])
    more = {"json": {"name": "y"}, "headers": {"If-Match": made.headers["ETag"]}}
    assert said(api, ask(api, "PATCH", f"/v1/practices/{practice}", **more, status=200))[:3] == \
        ("written", None, f"/v1/practices/{practice}")
    file = ask(api, "POST", "/v1/registry", csv=f"practice,name\r\n{practice},z\r\n{practice}2,z\r\n", status=200)
    assert said(api, file) == ("written", None, "/v1/registry", 2, [practice, f"{practice}2"])
    key = ask(api, "POST", "/v1/keys", json={"name": "x", "role": "coder"}, status=201)
    assert said(api, key) == ("written", None, key.headers["Location"], 1, None)
    again = ask(api, "POST", f"{key.headers['Location']}/rotation", json={}, status=201)
    assert said(api, again)[2] == again.headers["Location"]
    assert said(api, ask(api, "DELETE", key.headers["Location"], status=200))[:3] == ("written", None, key.headers["Location"])


def test_answers_that_come_in(field, api):
    code, version = FRAMEWORK.split(":")
    target = f"/v1/submissions?program={field.program_code}&wave=baseline&instrument={code}&version={version}"
    file = ask(api, "POST", target, csv="practice,screening\r\na,1\r\nNULL,2\r\n", status=201)
    assert said(api, file) == ("written", None, f"{target}&status=submitted", 2, ["NULL", "a"])
    accepted = ask(api, "POST", "/v1/submissions/acceptances", json={"program": field.program_code}, status=200)
    assert said(api, accepted) == ("written", None, "/v1/submissions/acceptances", 2, ["NULL", "a"])


# -- what was not done --------------------------------------------------------------------------------

def test_rejections(field, api):
    program = {"program": field.program_code, "name": "x"}
    for method, target, status, problem, more in [
            ("POST", "/v1/programs", 409, "conflict", {"json": program}),
            ("POST", "/v1/programs", 422, "invalid-content", {"json": {**program, "starts_on": "2026-02-01", "ends_on": "2026-01-01"}}),
            ("POST", "/v1/keys", 422, "invalid-content", {"json": {"name": "x"}}),
            ("GET", "/v1/practices/absent", 404, "not-found", {}),
            ("GET", "/v1/reports/framework?instrument=absent&strata=practice", 422, "invalid-content", {}),
            ("PATCH", "/v1/practices/a", 412, "precondition-failed", {"json": {"name": "x"}, "headers": {"If-Match": '"99"'}})]:
        found = said(api, ask(api, method, target, status=status, **more))
        assert found[:2] == ("rejected", problem) and found[3:] == (None, None), found


def test_what_is_malformed_never_reaches_the_database(field, api):
    """It is in the log alone, and is answered while the database is down."""
    before, json = count(api.service), {"Content-Type": "application/json"}
    for method, target, status, more in [
            ("POST", "/v1/programs", 422, {"json": {}}), ("POST", "/v1/programs", 400, {"body": "{", "headers": json}),
            ("POST", "/v1/programs", 415, {"body": "x"}), ("PATCH", "/v1/practices/a", 428, {"json": {"name": "x"}}),
            ("GET", "/v1/reports/measures?filter=practice:a,x:", 422, {})]:
        ask(api, method, target, status=status, **more)
    assert count(api.service) == before


def test_refusals(field, api):
    key = give(api, scopes=["registry:read"], recipient="r", purpose="payment", name="few")
    refused = ask(api, "POST", "/v1/practices", json={}, key=key["text"], status=403)
    assert said(api, refused) == ("refused", "forbidden", "/v1/practices", None, None)
    found = entry(api.service, refused)
    assert (found["actor"], found["recipient"], found["purpose"]) == (f"few/{key['key']}", "r", "payment")
    limited = give(api, scopes=["registry:read", "registry:write"], practices=["a"])["text"]
    assert said(api, ask(api, "POST", "/v1/practices", json={"practice": "n", "name": "n"}, key=limited, status=403))[0] == "refused"
    api.delete(f"/v1/keys/{key['key']}", status=200)
    unknown = "ctm_" + "0" * 16 + key["text"][20:]
    for presented, identifier in ((key["text"], key["key"]), (unknown, "0" * 16), (api.key[:-3] + "abc", api.key[4:20])):
        for target in ("/v1/practices", "/v1/programs"):  # of which the second is not audited otherwise
            refused = ask(api, "GET", target, key=presented, status=401)
            assert said(api, refused)[:2] == ("refused", "unauthenticated")
            found = entry(api.service, refused)
            assert found["actor"] == f"unidentified/{identifier}"
            assert {found[n] for n in ("role", "recipient", "purpose", "rows", "practices")} == {None}


def test_a_key_that_is_still_remembered_does_not_hide_that_it_was_revoked(api):
    """Whatever else is wrong with the request; and then it is forgotten."""
    for question in (("POST", "/v1/practices", {"json": {"practice": "n", "name": "n"}}), ("GET", "/v1/audit", {}), ("GET", "/v1/practices/absent", {}),
                     ("GET", "/v1/programs", {}), ("GET", "/v1/reports/framework?instrument=continuum_pc", {})):
        key = give(api, scopes=["registry:read", "registry:write", "reports:read"])
        api.get("/v1/programs", key=key["text"], status=200)
        api.service.execute(f"update continuum.api_key set revoked_at = now() where key_id = '{key['key']}'")
        method, target, more = question
        refused = ask(api, method, target, **more, key=key["text"], status=401)
        assert said(api, refused)[:2] == ("refused", "unauthenticated")
        assert entry(api.service, refused)["actor"] == f"unidentified/{key['key']}"


def test_what_leaves_none(field, api):
    before = count(api.service)
    for target in ("/v1/programs", f"/v1/programs/{field.program_code}/waves", "/v1/instruments", "/v1/identity", "/v1/reference"):
        api.get(target, status=200)
    api.get("/v1/programs/absent", status=404)
    replies = [api.get("/v1/practices", key=key, status=401) for key in (None, "x", "ctm_x", api.key + "x")]
    replies += [api.get("/v1/practices?x=1", status=400), api.get("/v1/practices", headers={"Accept": "image/png"}, status=406),
                api.get("/no_such", status=404), api.put("/v1/practices", json={}, status=405)]
    assert count(api.service) == before
    for reply in replies:
        found = line(api.service, reply)
        assert found["status"] == reply.status and "audit" not in found and "caller" not in found


# -- who and when -------------------------------------------------------------------------------------

def test_who_for_whom_and_what_for(field, api):
    key = give(api, role="state_staff", recipient="Office of Health", purpose="payment")
    reply = api.get("/v1/practices", key=key["text"], headers={"X-Purpose": "compliance"}, status=200)
    found = entry(api.service, reply)
    assert {n: found[n] for n in ("actor", "role", "recipient", "purpose", "peer", "operation", "request")} == {
        "actor": f"given/{key['key']}", "role": "state_staff", "recipient": "Office of Health", "purpose": "compliance",
        "peer": "127.0.0.1", "operation": "practice_list", "request": reply.headers["X-Request-Id"]}
    anchor = f"{found['chain']}:{found['entry']}:{bytes(found['hash']).hex()}"
    assert line(api.service, reply)["audit"] == anchor
    [row] = api.get(f"/v1/audit?request={found['request']}", status=200).rows
    assert row["anchor"] == anchor and row["actor"] == found["actor"]


def test_nothing_secret_and_no_free_text(field, api):
    """Of what clients write, an entry has codes and nothing else."""
    marks = [f"mark {n}" for n in range(9)]
    key = give(api, scopes=["registry:read", "registry:write", "audit:read", "submissions:write", "reports:read"])["text"]
    replies = [
        api.get("/v1/audit?actor=mark%200&limit=1", key=key, status=200),
        api.get("/v1/audit/disclosures?practice=a&recipient=mark%201", key=key, status=200),
        api.get("/v1/reports/measures?filter=mark%202:x&strata=practice", key=key, status=422),
        api.post("/v1/practices", key=key, json={"practice": "marked", "name": marks[3]}, status=201),
        api.post("/v1/registry", key=key, csv=f"{marks[5]}\r\n{marks[5]}\r\n", status=422),
        api.get("/v1/practices", key=key, status=200,
                headers={n: marks[6] for n in ("User-Agent", "Cookie", "Referer", "X-Request-ID2", "Origin", "If-None-Match")}),
        api.get("/v1/practices", key=f"{key[:21]}{'M' * 43}", status=401)]
    page = api.get("/v1/practices?limit=1", key=key, status=200)
    replies += [page, api.get(f"/v1/practices?limit=1&cursor={page.json['next_cursor']}", key=key, status=200)]
    found = entries(api.service, *replies)
    assert len(found) == len(replies)
    text = str([{**row, "hash": None} for row in found])
    planted = [*marks, *(mark.replace(" ", "%20") for mark in marks), key[21:], key[:21] + "M", "M" * 20, page.json["next_cursor"]]
    assert not [mark for mark in planted if mark in text]
