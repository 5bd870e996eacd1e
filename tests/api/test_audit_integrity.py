"""An entry and what it tells of are one transaction: both are there, or neither, whatever happens."""
import concurrent.futures
import contextlib
import itertools

import pytest

from client import Api, Socket, eventually
from fixtures_access import chains_hold, count, entries, entry, give, identity, query
from harness import Service

REPORT = "/v1/reports/framework?instrument=continuum_pc&strata=practice"
BROKEN = {
    "revoked": ("revoke execute on function continuum.audit_append(text, text, text, int, text[]) from continuum_service",
                "grant execute on function continuum.audit_append(text, text, text, int, text[]) to continuum_service"),
    "raises": ("""create function public.no() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
                  create trigger no before insert on continuum.audit_entry for each row execute function public.no()""",
               "drop trigger no on continuum.audit_entry; drop function public.no()"),
    "full": ("alter table continuum.audit_entry add constraint full_up check (false) not valid",
             "alter table continuum.audit_entry drop constraint full_up"),
    "no chain": ("alter table continuum.audit_chain rename to audit_chains",
                 "alter table continuum.audit_chains rename to audit_chain")}
# What only the database finds wrong.
BACKWARDS = {"program": "x", "name": "x", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}


@contextlib.contextmanager
def broken(service, how):
    service.expected = {"unavailable", "database"}
    service.execute(BROKEN[how][0])
    try:
        yield
    finally:
        service.execute(BROKEN[how][1])


@pytest.mark.parametrize("how", BROKEN)
def test_without_an_entry_there_is_no_answer(own_service, contract, how):
    service = own_service()
    api = Api(service, contract, service.key)
    api.post("/v1/practices", json={"practice": "p", "name": "before"}, status=201)
    few = give(api, scopes=["registry:read"])["text"]
    revoked = give(api, scopes=["registry:read"])
    api.get("/v1/programs", key=revoked["text"], status=200)
    service.execute(f"update continuum.api_key set revoked_at = now() where key_id = '{revoked['key']}'")
    before = count(service)
    with broken(service, how):
        for _ in range(2):
            for method, target, more in (
                    ("GET", "/v1/practices", {}), ("GET", "/v1/practices/p", {}), ("GET", "/v1/practices/absent", {}),
                    ("GET", REPORT, {}), ("GET", "/v1/reports/completeness.csv?strata=practice", {}), ("GET", "/v1/audit", {}),
                    ("POST", "/v1/practices", {"json": {"practice": "n", "name": "n"}}),
                    ("POST", "/v1/practices", {"json": {"practice": "p", "name": "n"}}),
                    ("POST", "/v1/registry", {"csv": "practice,name\r\nn,n\r\n"}),
                    ("POST", "/v1/keys", {"json": {"name": "x", "role": "coder"}}),
                    ("DELETE", f"/v1/keys/{few[4:20]}", {}), ("POST", "/v1/practices", {"json": {}, "key": few}),
                    ("GET", "/v1/practices", {"key": few[:21] + "A" * 43}), ("GET", "/v1/practices", {"key": revoked["text"]}),
                    ("GET", "/v1/programs", {"key": few[:21] + "A" * 43})):
                reply = api.request(method, target, **more, status=503)
                assert "Retry-After" in reply.headers and not {"ETag", "Location", "Link"} & set(reply.headers)
                assert "before" not in reply.text and "text" not in reply.text.replace("text/", "")
            api.get("/v1/programs", status=200)
            api.get("/v1/programs", key=few, status=200)
            identity(api, few)
    assert count(service) == before
    assert [row["practice"] for row in api.get("/v1/practices", status=200).rows] == ["p"]
    assert api.get(f"/v1/keys/{few[4:20]}", status=200).json["status"] == "valid"
    assert len(api.get("/v1/keys", status=200).rows) == 3
    api.post("/v1/practices", json={"practice": "n", "name": "n"}, status=201)
    assert chains_hold(service)


# -- a crash ------------------------------------------------------------------------------------------

@pytest.fixture
def mortal(cluster, contract):
    """A service that may be killed, and one that is started after it on the same database."""
    service = Service(cluster).wait_ready()
    yield Api(service, contract, service.key)
    service.process.kill()
    service.process.wait()
    for file in service.files:
        file.close()


def posting(key, n):
    body = b'{"practice":"p%d","name":"x"}' % n
    return b"POST /v1/practices HTTP/1.1\r\nHost: x\r\nX-Request-Id: r%d\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n" \
           b"Content-Length: %d\r\n\r\n%s" % (n, key.encode(), len(body), body)


def both_or_neither(service):
    """The practices that are there, each with its entry, and no other."""
    stored = {row["practice"] for row in query(service, "select practice from continuum.practice")}
    written = [row["object"].rpartition("/")[2] for row in
               query(service, "select object from continuum.audit_entry where operation = 'practice_create' and outcome = 'written'")]
    assert sorted(stored) == sorted(written) and chains_hold(service)
    return stored


def test_a_crash_between_the_effect_and_its_entry(mortal):
    service = mortal.service
    service.execute("""create function public.wait() returns trigger language plpgsql as
                       $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
                       create trigger wait before insert on continuum.audit_entry for each row execute function public.wait()""")
    with contextlib.closing(service.cluster.connect(service.database)) as other, other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(1)")
        with Socket(service.port) as connection:
            connection.send(posting(mortal.key, 1))
            eventually(lambda: query(service, "select from pg_locks where locktype = 'advisory' and not granted "
                                              "and database = (select oid from pg_database where datname = current_database())"))
            service.process.kill()
            service.process.wait()
            assert connection.receive() == b""
    eventually(lambda: not query(service, "select from pg_stat_activity where datname = current_database() "
                                          "and usename = 'continuum_service' and state <> 'idle'"))
    assert both_or_neither(service) in (set(), {"p1"})


def test_a_crash_under_load(mortal):
    service = mortal.service
    numbers = itertools.count(1)

    def work(_):
        with contextlib.suppress(OSError):
            while service.process.poll() is None:
                with Socket(service.port) as connection:
                    connection.send(posting(mortal.key, next(numbers)))
                    connection.receive()

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        done = [pool.submit(work, n) for n in range(8)]
        eventually(lambda: query(service, "select count(*) as n from continuum.practice")[0]["n"] > 100)
        service.process.kill()
        concurrent.futures.wait(done)
    eventually(lambda: not query(service, "select from pg_stat_activity where datname = current_database() "
                                          "and usename = 'continuum_service' and state <> 'idle'"))
    assert len(both_or_neither(service)) > 100


# -- many at once -------------------------------------------------------------------------------------

def test_as_many_entries_as_requests(own_service, contract):
    service = own_service(SESSIONS=16)
    api = Api(service, contract, service.key)
    few = give(api, scopes=["instruments:read"])["text"]
    kinds = [lambda n: api.get("/v1/practices", status=200), lambda n: api.get("/v1/practices/absent", status=404),
             lambda n: api.post("/v1/practices", json={"practice": f"p{n}", "name": "x"}, status=201),
             lambda n: api.post("/v1/practices", json={"practice": "same", "name": "x"}),
             lambda n: api.get("/v1/practices", key=few, status=403), lambda n: api.get("/v1/practices", key=few[:21] + "A" * 43, status=401),
             lambda n: api.get(REPORT, status=200), 
             lambda n: api.post("/v1/programs", status=422, json=BACKWARDS)]
    before = count(service)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda n: kinds[n % len(kinds)](n), range(200)))
    assert count(service) == before + 200 and len(entries(service, *replies)) == 200
    assert sorted(e["request"] for e in entries(service, *replies)) == sorted(r.headers["X-Request-Id"] for r in replies)
    assert chains_hold(service)


@pytest.mark.parametrize("reports, writers", [(1, 16), (16, 0), (8, 8)])
def test_a_snapshot_is_never_too_old_for_its_entry(own_service, contract, reports, writers):
    """A serialization failure would be 503 to the client."""
    service = own_service(SESSIONS=16, THREADS=40)
    api = Api(service, contract, service.key)
    quota = give(api, role="state_staff", requests_per_day=1000)["text"]
    numbers, ended = itertools.count(1), []

    def write(_):
        while not ended:
            api.post("/v1/practices", json={"practice": f"p{next(numbers)}", "name": "x"}, status=201)

    def read(n):
        return [entry(service, api.get(REPORT, key=key, status=200))["outcome"] for _ in range(10) for key in (api.key, quota)]

    with concurrent.futures.ThreadPoolExecutor(reports + writers) as pool:
        writing = [pool.submit(write, n) for n in range(writers)]
        try:
            read_ = [pool.submit(read, n) for n in range(reports)]
            assert {outcome for done in read_ for outcome in done.result()} == {"read"}
        finally:
            ended.append(True)
        assert [done.result() for done in writing] == [None] * writers
    assert chains_hold(service) and identity(api, quota)["requests_today"] == 10 * reports


def test_entries_survive_sessions_that_end(own_service, contract):
    """A read and a refusal are answered over another session; each has its one entry."""
    service = own_service(SESSIONS=1)
    api = Api(service, contract, service.key)
    for ask in (lambda: api.get("/v1/practices", status=200),
                lambda: api.get(REPORT, status=200), lambda: api.get("/v1/practices", key=api.key[:21] + "A" * 43, status=401),
                lambda: api.get("/v1/practices/absent", status=404)):
        service.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'continuum_service' "
                        "and datname = current_database()")
        assert entry(service, ask())
