"""Every role may do exactly what it should: each operation of openapi.yaml, by each caller, of each kind of thing."""
import base64
import itertools
import re

import pytest

from fixtures_requests import (BODIES, FAR, FRAMEWORK, NEAR, NIL, NOT_FOR_LIMITED, OWN, TWO, WHOLE_PROGRAM, WHOLE_STATE,
                               fill, foreign_choices, formats, kinds_in, pointers, shapes, with_members)
from fixtures_roles import World
from harness import Service

with_identity = pytest.mark.operations(lambda o: o.scope is not None)
with_scope = pytest.mark.operations(lambda o: o.scope)
# What differs between two answers that say the same.
CHANGING = {"Server-Timing", "Date", "X-Request-Id"}
# The audit grows with each request, and a caller's use of the day is counted.
PAIRS = {"progress_report", "factors_report"}  # the far program has one wave alone, and so no change
# A file that is refused leaves what was wrong with it, for who sent it.
GROWING = ("audit_chain", "audit_entry", "caller_usage", "import")
# What who sees a part of the state reads nothing of, but of the key itself.
STATE_ONLY = ("/v1/keys", "/v1/audit", "/v1/revocations", "/v1/identity")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")


@pytest.fixture(scope="module")
def world(cluster, contract):
    service = Service(cluster, FOLD_MS=0)
    yield World(service.wait_ready(), contract)
    service.close()


def image(reply, codes=()):
    """All that a client sees of it, the codes that were asked for taken out."""
    headers = "\n".join(f"{n}: {v}" for n, v in sorted(reply.headers.items()) if n not in CHANGING)
    whole = f"{reply.status}\n{headers}\n\n".encode() + reply.body
    for code in codes:
        whole = whole.replace(code.encode(), b"?" * len(code))
    return whole


def assert_tells_nothing(caller, reply, asked=()):
    shown = image(reply, asked)
    assert not [mark for mark in caller.marks if mark.encode() in shown], f"{caller}: {shown.decode()}"


def digest(world):
    """A hash of each table, as the superuser sees it."""
    names = world.service.execute("select tablename from pg_tables where schemaname = 'continuum'")
    return dict(world.service.execute(" union all ".join(
        f"select '{name}', md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from continuum.{name} t"
        for name, in names if name not in GROWING)))


# -- operations ---------------------------------------------------------------------------------------

def test_every_operation_that_writes_has_a_body(contract):
    assert set(BODIES) == {o.id for o in contract.operations if o.method != "GET"}
    assert {p["name"] for o in contract.operations for p in o.named("path")} <= {*NIL, "attribute", "instrument", "version", "rule", "codebook"}


def test_every_role_is_asked(world, contract):
    assert {c.shape.get("role") for c in world.callers} - {None} == set(contract.document["x-roles"])
    roles = {name: set(role["scopes"]) for name, role in contract.document["x-roles"].items()}
    for caller in world.callers:
        shown = world.api.get("/v1/identity", key=caller.key, status=200).json
        assert set(shown["scopes"].split()) == caller.scopes == roles.get(shown["role"], caller.scopes)
        for name, value in caller.limits.items():
            assert shown[name] == " ".join(value)
        assert [shown[n] for n in ("programs", "regions", "practices") if n not in caller.limits] == \
            ["*"] * (3 - len(caller.limits))


@with_scope
def test_without_a_scope_nothing_is_told(world, operation):
    """Refused alike, whether what was asked for is the caller's, another's or not there."""
    shape = next(shapes(operation))
    for caller in world.callers:
        if caller.may(operation):
            continue
        own = {**world.codes(caller, operation), **OWN}
        seen = {image(world.ask(caller, operation, shape, {**own, **codes}, tag='"1"', status=403), codes.values())
                for codes in ({}, FAR, NIL)}
        assert len(seen) == 1, (caller, seen)


@with_identity
def test_with_a_scope_it_is_done(world, operation):
    callers = [c for c in world.callers if c.may(operation)]
    for number, shape in enumerate(shapes(operation)):
        for sent in formats(operation, shape):
            whole = image(world.ask(world.everyone, operation, sent, world.codes(world.everyone, operation)))
            # Else the search for what is foreign would find nothing for the wrong reason.
            assert (b"zown" not in whole or kinds_in(shape) or operation.path.startswith(STATE_ONLY) or b"zfar" in whole
                    or operation.id in PAIRS)
            for caller in callers if number == 0 else [c for c in callers if c.limits]:
                reply = world.ask(caller, operation, sent, world.codes(caller, operation))
                assert reply.status in expected(caller, operation, shape), (caller, sent, reply.text)
                assert_tells_nothing(caller, reply)
                if operation.method == "GET" and reply.status == 200 and not operation.path.startswith(STATE_ONLY):
                    assert (b"zown" in whole) == (b"zown" in image(reply)), (caller, sent, reply.text)


def expected(caller, operation, shape):
    if caller.limits and operation.id in WHOLE_STATE:
        return {403}
    if {"regions", "practices"} & set(caller.limits) and operation.id in WHOLE_PROGRAM:
        return {403}
    if caller.limits and operation.id in NOT_FOR_LIMITED:
        return {404}
    if operation.id == "project_import" and "sources:write" not in caller.scopes:
        return {403}
    if operation.id in ("enrolment_create", "import_cancel"):  # it has ended
        return {409}
    # Who holds no scope that reads programs names none.
    return {422} if operation.id == "key_create" and kinds_in(shape) and "registry:read" not in caller.scopes else {200, 201}


@with_identity
def test_what_is_foreign_is_answered_as_what_is_absent(world, operation):
    tag, callers = '"1"', world.limited  # who are made when they are first asked for
    before = digest(world) if operation.method != "GET" else None
    for caller in callers:
        if not caller.may(operation):
            continue
        own = {**world.codes(caller, operation), "key": caller.key[4:20]} if operation.method == "GET" else \
            {**OWN, "new": "znew_fixed", "status": "withdrawn"}
        for shape in shapes(operation):
            for codes in foreign_choices(caller, kinds_in(shape)):
                absent = {k: NIL[k] if code in caller.foreign[k] else code for k, code in codes.items()}
                foreign = world.ask(caller, operation, shape, {**own, **codes}, tag)
                other = world.ask(caller, operation, shape, {**own, **absent}, tag)
                assert image(foreign, codes.values()) == image(other, absent.values()), (str(caller), shape, codes)
                assert_tells_nothing(caller, foreign, codes.values())
                assert operation.method == "GET" or foreign.status in (403, 404, 422) or foreign.rows == [], (caller, codes)
    if before:
        after = digest(world)
        assert before == after, [name for name in after if after[name] != before[name]]


@with_identity
def test_what_is_absent_is_not_found(world, operation):
    """Also by who may see everything; so own and absent are told apart where it is allowed."""
    shape = next(shapes(operation))
    kinds = kinds_in({"target": re.sub(r"\{(\w+)\}", r"<\1>", operation.path)})
    for caller in world.callers:
        # Refused before anything is looked for: who sees a part of the state, of what is the whole state's.
        if kinds and caller.may(operation) and not (caller.limits and operation.id in WHOLE_STATE):
            codes = {**world.codes(caller, operation), **{k: NIL[k] for k in kinds}}
            assert world.ask(caller, operation, shape, codes, '"1"').status == 404, caller


# -- pages --------------------------------------------------------------------------------------------

@pytest.mark.operations(lambda o: any(p["name"] == "cursor" for p in o.parameters))
def test_a_cursor_of_another_shows_nothing_foreign(world, operation):
    everyone = world.everyone
    shape = next(shapes(operation))
    target = shape["target"] + ("&" if "?" in shape["target"] else "?")
    codes, cursor, cursors = world.codes(everyone, operation), "", []
    while cursor is not None and len(cursors) < 10:
        page = world.ask(everyone, operation, {"target": f"{target}limit=1{cursor}"}, codes, status=200)
        cursors.append(cursor)
        cursor = page.json["next_cursor"] and f"&cursor={page.json['next_cursor']}"
    for caller in world.limited:
        if caller.may(operation):
            rows = world.ask(caller, operation, shape, codes, status=200).rows
            for cursor in cursors:
                reply = world.ask(caller, operation, {"target": f"{target}limit=2{cursor}"}, codes, status=200)
                assert_tells_nothing(caller, reply)
                assert all(row in rows for row in reply.rows), (caller, cursor)
                opened = base64.urlsafe_b64decode((reply.json["next_cursor"] or "") + "==").decode()
                assert not [mark for mark in caller.marks if mark in opened]


# -- codes that are taken -----------------------------------------------------------------------------

TAKEN = {"wave_create": "/v1/programs/zfar-prog/waves", "roundtable_create": "/v1/programs/zfar-prog/roundtables",
         "recommendation_create": "/v1/programs/zfar-prog/recommendations", "practice_create": "/v1/practices",
         "source_create": "/v1/programs/zfar-prog/sources", "pass_create": "/v1/programs/zfar-prog/passes",
         "finding_create": "/v1/programs/zfar-prog/roundtables/zfar-rtab/findings", "program_create": "/v1/programs"}


@pytest.mark.operations(lambda o: o.id in TAKEN)
def test_a_code_that_another_took_is_as_good_as_new(world, operation):
    shape = next(shapes(operation))
    for caller in world.limited:
        if caller.may(operation):
            own = world.codes(caller, operation)
            taken, new = own["new"], world.codes(caller, operation)["new"]
            world.api.post(TAKEN[operation.id], json=fill(shape["json"], {**own, **FAR}), status=201)
            one, other = (world.ask(caller, operation, shape, {**own, "new": code}) for code in (taken, new))
            assert one.status in expected(caller, operation, shape), caller
            one, other = (re.sub(rb"ETag: .*", b"", MOMENT.sub(b"", image(r, [c]))) for r, c in ((one, taken), (other, new)))
            assert one == other, caller


# -- members that are not the client's ----------------------------------------------------------------

@pytest.mark.operations(lambda o: "application/json" in o.body and not o.streamed)
def test_no_column_is_set_that_is_not_documented(world, contract, operation):
    everyone = world.everyone
    columns = {name for name, in world.service.execute(
        "select distinct column_name from information_schema.columns where table_schema = 'continuum'")}
    assert {"created_by", "revision", "accepted_by", "program_id", "practice_id", "key_id", "hash", "revoked_at"} <= columns
    schema = operation.body["application/json"]["schema"]
    before = digest(world)
    some = [sorted(columns)[n::4] for n in range(4)]  # of all, more faults would come than are listed
    for shape, names in itertools.product((s for s in shapes(operation) if "json" in s), some):
        codes = {**OWN, "new": "znew_fixed", "status": "withdrawn", "key": "1" * 16}
        expected = set(pointers(schema, shape["json"], names, contract))
        sent = {**shape, "json": with_members(shape["json"], names)}
        reply = world.ask(everyone, operation, sent, codes, '"1"', status=422)
        unknown = {e["pointer"] for e in reply.json["errors"] if e["code"] == "unknown"}
        assert expected and unknown == expected
    assert digest(world) == before


@pytest.mark.operations(lambda o: o.method == "PATCH")
def test_a_member_changes_nothing_but_itself(world, contract, operation):
    side = f"z{operation.id[:3]}"
    codes = {kind: code.replace("znil", side) for kind, code in NIL.items()}
    world.make_program(side)
    world.make_practice(codes["practice"], codes["program"], "here")
    target = fill(next(shapes(operation))["target"], codes)
    for name, schema in contract.resolve(operation.body["application/json"]["schema"])["properties"].items():
        before = world.api.get(target, status=200)
        sent = {"json": {name: contract.example(schema)}, "headers": {"If-Match": before.headers["ETag"]}}
        done = world.api.patch(target, **sent).status == 200
        after = world.api.get(target, status=200).json
        changed = {n for n in after if after[n] != before.json[n]}
        # A wave's day of reference is its last day, unless another was chosen; so is the day on which answers are due.
        follows = {"ends_on": {"reference_on", "due_on", "state"}, "due_on": {"state"}, "closes_on": {"state"},
                   "starts_on": {"state"}}.get(name, set())
        assert changed <= ({name, "revision"} | follows if done else set()) and done == ("revision" in changed), name


# -- what others add ----------------------------------------------------------------------------------

def answers(world, contract, callers):
    found = {}
    for operation, caller in itertools.product(contract.operations, callers):
        if operation.method == "GET" and operation.scope is not None and caller.may(operation):
            codes = {**OWN, "key": caller.key[4:20], "submission": world.submissions[OWN["program"], OWN["practice"]][0]}
            for shape in itertools.islice(shapes(operation), 3):
                reply = world.ask(caller, operation, shape, codes)
                found[caller.name, shape["target"]] = re.sub(rb'"as_of":"[^"]*"', b"", image(reply))
    return found


def assert_unchanged(before, after):
    assert [(asked, answer, before[asked]) for asked, answer in after.items() if before[asked] != answer] == []


def test_nothing_that_others_add_shows_anywhere(world, contract):
    """No count, no figure, no list, no tag of an answer changes."""
    distinct = [c for c in world.limited if c.name.startswith("everything") or len(c.limits) > 1]
    first = answers(world, contract, distinct)
    add_far(world, world.field)
    assert_unchanged(first, answers(world, contract, distinct))
    add_near(world, world.field)
    assert_unchanged(first, answers(world, contract, [c for c in distinct if set(c.limits) != {"programs"}]))
    for caller in distinct:
        rows = world.api.get("/v1/reports/completeness", key=caller.key, status=200).rows
        assert {r["expected"] for r in rows} == {4 if set(caller.limits) == {"programs"} else 1}
        program = world.api.get("/v1/programs/zown-prog", key=caller.key, status=200).json
        assert program["enrolled_practices"] == rows[0]["expected"]


def add_far(world, field):
    world.make_practice("zfar-prc2", FAR["program"], "there")
    world.make_program("zfaq")
    field.enrol("zfaq-prog", TWO, cohort="zfar-coh3")
    field.wave(FAR["program"], "zfar-wav2", (f"{FRAMEWORK}:1",), month=3)
    field.accepted(FAR["program"], TWO, {"screening": 1}, wave="zfar-wav2", instrument=f"{FRAMEWORK}:1")
    field.roundtable(FAR["program"], "zfar-rta2")
    field.recommendation(FAR["program"], "zfar-rta2", "zfar-rec2")
    world.dry_import(FAR, world.api.key)


def add_near(world, field):
    world.make_practice("znea-prc2", OWN["program"], "there")
    field.accepted(OWN["program"], NEAR, {"screening": 1}, wave=OWN["wave"], instrument=f"{FRAMEWORK}:1")
    world.dry_import({**OWN, "practice": NEAR}, world.api.key)


# -- a role that is nothing without a limit -----------------------------------------------------------

def test_a_role_without_its_limit(world, contract):
    for name, role in contract.document["x-roles"].items():
        if not role.get("limits"):
            continue
        wrong = [{}] + [{n: v} for n, v in {"programs": [OWN["program"]], "practices": [OWN["practice"]]}.items()
                        if n not in role["limits"]]
        for limits in wrong:
            reply = world.api.post("/v1/keys", json={"name": "x", "role": name, **limits}, status=422)
            assert reply.faults == {f"/{role['limits'][0]}": "missing"}
        limit = role["limits"][0]
        key = world.service.cluster.make_key(world.service.database, role=name, **{limit: OWN[limit[:-1]]})
        world.service.execute(f"update continuum.api_key set programs = null, regions = null, practices = null "
                              f"where key_id = '{key[4:20]}'")
        for operation in contract.operations:
            if operation.scope is not None:
                target = fill(next(shapes(operation))["target"], {**OWN, "status": "x", "new": "x"})
                reply = world.api.request(operation.method, target, key=key, **contract.content(operation), status=403)
                assert "needs a limit" in reply.json["detail"]
