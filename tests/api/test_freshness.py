"""ETag, 304 and answers that are given again: the same on every instance, and only to who may see them."""
import threading
import time

import pytest

from client import Api, eventually, exchange
from fixtures_access import entries, give, query
from fixtures_case import Case
from fixtures_field import Field
from fixtures_fresh import case, logged, metric, of_answers, target, trio, version  # noqa: F401

CACHED = pytest.mark.operations(lambda o: of_answers(o))
STATEWIDE = "/v1/reports/statewide"


def once_more(api, address, reply, **more):
    """Asked with what was answered: 304, without a body."""
    same = api.get(address, headers={"If-None-Match": reply.headers["ETag"]}, status=304, **more)
    assert (same.body, same.headers["ETag"], version(same)) == (b"", reply.headers["ETag"], reply.headers["X-Data-Version"])
    assert same.headers["Cache-Control"] == "private, no-cache" and "Authorization" in same.headers["Vary"]
    return same


@CACHED
def test_the_same_on_every_instance(trio, case, operation):
    case.field.move(case.submit(), "accepted")
    case.field.recommendation(case.program, case.field.roundtable(case.program))
    one, other, plain = trio
    tags = set()
    for more in ("", f"program={case.program}", f"program={case.program}&format=csv"):
        address = target(operation, more)
        reply = one.get(address, status=200)
        tag = reply.headers["ETag"]
        assert tag.startswith('"') and tag not in tags
        tags.add(tag)
        assert logged(one, reply)["cache"] == "miss" and logged(one, again := one.get(address, status=200))["cache"] == "hit"
        for api in trio:
            there = api.get(address, status=200)
            assert (there.headers["ETag"], there.body, version(there)) == (tag, reply.body, version(reply))
            assert once_more(api, address, reply) and again.body == reply.body
            api.get(address, headers={"If-None-Match": f'"x", W/{tag}'}, status=304)
            api.get(address, headers={"If-None-Match": "*"}, status=304)
            api.get(address, headers={"If-None-Match": '"x"'}, status=200)
    assert logged(plain, plain.get(target(operation), status=200))["cache"] == "miss"


@CACHED
def test_faults_stay_faults(trio, operation):
    """Whatever the client has; nothing of them is kept."""
    address = target(operation, "program=absent")
    for _ in range(2):
        reply = trio[0].get(address, headers={"If-None-Match": "*"}, status=422)
        assert not {"ETag", "X-Data-Version"} & set(reply.headers)


def test_head(trio, case):
    api = trio[0]
    whole = api.get(STATEWIDE, status=200)
    for _ in range(2):
        head = f"HEAD {STATEWIDE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.key}\r\n"
        with pytest.raises(AssertionError, match="cut short"):
            exchange(api.service.port, f"{head}\r\n".encode())
        [known] = exchange(api.service.port, f"{head}If-None-Match: {whole.headers['ETag']}\r\n\r\n".encode())
        assert known.status == 304 and known.headers["ETag"] == whole.headers["ETag"]


def test_the_fold_changes_nothing(trio, case):
    case.field.move(case.submit(), "accepted")
    reply = trio[0].get(STATEWIDE, status=200)
    until = time.monotonic() + 10
    while query(trio[0].service, "select count(*) as n from change")[0]["n"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    for api in trio:
        once_more(api, STATEWIDE, reply)
        assert api.get(STATEWIDE, status=200).body == reply.body


def test_a_copy_of_a_database_has_versions_of_its_own(trio, own_service):
    other = own_service()
    data = [query(s, "select version from data_state()")[0]["version"].partition(".")[0] for s in (trio[0].service, other)]
    assert data[0] != data[1]


# -- who asks -----------------------------------------------------------------------------------------

def test_who_sees_the_same_shares_it_and_nobody_else(trio, case, unique):
    api, program, far = trio[0], case.program, case.field.program()
    staff = [give(api, role="state_staff", name=n)["text"] for n in "ab"]
    whole = {api.get(STATEWIDE, key=key, status=200).headers["ETag"] for key in staff}
    assert len(whole) == 1
    assert logged(api, api.get(STATEWIDE, key=staff[1], status=200))["cache"] == "hit"
    tags = {}
    for limits in ({"programs": [program]}, {"programs": [far]}, {"programs": [program, far]}, {"practices": [case.practice]},
                   {"regions": ["rurality:rural"]}):
        key = give(api, scopes=["reports:read"], **limits)["text"]
        reply = api.get(STATEWIDE, key=key, status=200)
        assert reply.headers["ETag"] not in whole | set(tags)
        tags[reply.headers["ETag"]] = reply.body
        for stranger in trio[:2]:
            once_more(stranger, STATEWIDE, reply, key=key)
            assert stranger.get(STATEWIDE, key=staff[0], headers={"If-None-Match": reply.headers["ETag"]}, status=200)
        assert logged(api, again := api.get(STATEWIDE, key=key, status=200))["cache"] == ("hit" if "programs" in limits else "none")
        assert again.body == reply.body


def test_who_sees_a_part_does_not_learn_that_something_changed_elsewhere(trio, case):
    api, far = trio[0], case.field.program()
    key = give(api, scopes=["reports:read"], programs=[case.program])["text"]
    before = api.get(STATEWIDE, key=key, status=200)
    case.field.enrolled(far)
    for there in trio:
        once_more(there, STATEWIDE, before, key=key)
        assert there.get(STATEWIDE, key=key, status=200).body == before.body
    assert before.json["meta"]["as_of"] is None
    case.field.enrolled(case.program)
    assert [a.get(STATEWIDE, key=key, headers={"If-None-Match": before.headers["ETag"]}).status for a in trio] == [200] * 3


@pytest.mark.parametrize("end", ["revoked", "expired at once", "expired in time", "rotated"])
def test_a_key_that_ended_is_refused_at_once(trio, case, end):
    """On every instance, though it was just answered there, from what was kept."""
    api = trio[0]
    key, alike = (give(api, scopes=["reports:read"]) for _ in range(2))
    replies = [there.get(STATEWIDE, key=key["text"], status=200) for there in trio for _ in range(2)]
    if end == "revoked":
        api.delete(f"/v1/keys/{key['key']}", status=200)
    elif end == "rotated":
        api.post(f"/v1/keys/{key['key']}/rotation", json={"overlap_hours": 0}, status=201)
    else:
        delay = "1.5 s" if end == "expired in time" else "0 s"
        api.service.execute(f"update continuum.api_key set expires_at = clock_timestamp() + interval '{delay}' where key_id = '{key['key']}'")
    if end == "expired in time":
        replies = [there.get(STATEWIDE, key=key["text"], status=200) for there in trio for _ in range(2)]
        once_more(api, STATEWIDE, replies[0], key=key["text"])
        time.sleep(1.6)
    kept = [there.get(STATEWIDE, key=alike["text"], status=200).headers["ETag"] for there in trio][0]
    for there in trio * 2:
        for headers in ({}, {"If-None-Match": replies[0].headers["ETag"]}, {"If-None-Match": kept}):
            refused = there.get(STATEWIDE, key=key["text"], headers=headers, status=401)
            assert entries(there.service, refused)[0]["outcome"] == "refused" and "ETag" not in refused.headers


def test_what_must_be_audited_or_is_counted_is_asked_of_the_database(trio, case):
    api = trio[0]
    quota = give(api, role="state_staff", requests_per_day=100)["text"]
    report = "/v1/reports/completeness"
    for address, key, kept in ((f"{report}?strata=practice", api.key, 0), (f"{report}?filter=practice:{case.practice}", api.key, 0),
                               (report, quota, 0), ("/v1/aggregates?measure=answered&by=practice", api.key, 0), (report, api.key, 1)):
        first = api.get(address, key=key, status=200)
        for reply in (api.get(address, key=key, status=200), once_more(api, address, first, key=key)):
            assert len(entries(api.service, reply)) == 1 - kept
            assert logged(api, reply)["cache"] == ("hit" if kept else "none")


# -- how much -----------------------------------------------------------------------------------------

def test_what_is_kept_is_bounded(own_service, contract, unique):
    service = own_service(CACHE_MIB=1)
    api = Api(service, contract, service.key)
    here = Case(Field(api, unique))
    here.field.move(here.submit(), "accepted")
    addresses = [f"/v1/reports/framework?instrument=continuum_pc&wave={','.join(['baseline'] * n)}" for n in range(1, 61)]
    sizes = [len(api.get(address, status=200).body) for address in addresses]
    assert sum(sizes) > 1.5 * (1 << 20)
    assert 0 < metric(api, "continuum_cache_bytes") <= 1 << 20 and 0 < metric(api, "continuum_cache_answers") < 60
    for address in (addresses[-1], addresses[0]):  # which was kept, and which had to go
        api.get(address, status=200)
    assert metric(api, 'continuum_cache_requests_total{cache="miss"}') == 61
    assert metric(api, 'continuum_cache_requests_total{cache="hit"}') == 1
    assert metric(api, "continuum_version_requests_total") == 62 == metric(api, "continuum_version_checks_total")


# -- at the same time ---------------------------------------------------------------------------------

def test_who_asks_the_same_at_the_same_time_shares_one_answer(own_service, contract, unique, cluster):
    """All of them wait behind a lock: one of them for the database, the others for that one."""
    service = own_service()
    api = Api(service, contract, service.key)
    here = Case(Field(api, unique))
    here.field.move(here.submit(), "accepted")
    api.get("/v1/reports/framework?instrument=continuum_pc", status=200)  # layouts are known
    missed = metric(api, 'continuum_cache_requests_total{cache="miss"}')
    asked = metric(api, "continuum_version_requests_total")
    replies = []
    with cluster.connect(service.database) as lock, lock.cursor() as cursor:
        cursor.execute("lock table continuum.cell in access exclusive mode")
        threads = [threading.Thread(target=lambda: replies.append(api.get("/v1/reports/framework?instrument=continuum_pc&by=domain", status=200)))
                   for _ in range(12)]
        for thread in threads:
            thread.start()
        eventually(lambda: metric(api, "continuum_version_requests_total") == asked + 12)
    for thread in threads:
        thread.join()
    assert metric(api, 'continuum_cache_requests_total{cache="miss"}') == missed + 1
    assert len({(reply.body, reply.headers["ETag"]) for reply in replies}) == 1 and len(replies) == 12
