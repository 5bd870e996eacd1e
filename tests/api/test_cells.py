"""Reports from cells, folded or not, are the reports from rows, to the last byte."""
import threading

import psycopg2
import pytest

from client import Api, eventually
from fixtures_cells import (Questions, answers, assert_verified, beside, folded, log_all_anew, rebuild)
from fixtures_field import Field
from fixtures_sheets import rows, version
from fixtures_study import Study
from harness import Service

EXTRA = ["/v1/reports/statewide?format=csv", "/v1/reports/framework?format=csv&instrument=path", "/v1/reports/completeness?format=csv&strata=zone,size",
         "/v1/reports/statewide?format=csv&filter=zone:coast", "/v1/reports/statewide?format=csv&filter=size:large,zone:hill"]


@pytest.fixture(scope="module")
def study():
    return Study(seed=7)


@pytest.fixture(scope="module")
def service(cluster, contract, study, unique):
    """It does not fold; what does is started beside it."""
    service = Service(cluster, FOLD_MS=0)
    study.load(Api(service.wait_ready(), contract, service.key), unique)
    yield service
    service.close()


@pytest.fixture
def api(service, contract):
    return Api(service, contract, service.key)


@pytest.fixture(scope="module")
def questions(study):
    asked = Questions(study, 11)
    return EXTRA + [asked.next() for _ in range(150)]


@pytest.fixture(scope="module")
def by_rows(service, contract, study, questions):
    """As somebody is answered who sees all practices, but by a list: from rows."""
    practices = ",".join(sorted({practice for _, practice in study.enrolments}))
    key = service.cluster.make_key(service.database, practices=practices)
    return answers(Api(service, contract, key), questions)


@pytest.fixture
def folding(service):
    """Two instances that fold, until the end of the test."""
    instances = []

    def start(count=2, **settings):
        instances.extend(beside(service, FOLD_MS=5, **settings) for _ in range(count))
        return instances

    yield start
    for instance in instances:
        instance.close()


def assert_same(found, expected):
    wrong = [q for q in found if found[q] != expected[q]]
    assert not wrong, f"{len(wrong)} of {len(found)}: {wrong[0]}\n" + "\n".join(
        f"{a}\n{b}" for a, b in zip(found[wrong[0]].decode().splitlines(), expected[wrong[0]].decode().splitlines()) if a != b)


def test_what_is_asked_is_answered_by_both(service, api, study, questions, by_rows):
    """Otherwise the test below compares rows with rows."""
    assert sum(len(body.splitlines()) > 1 for body in by_rows.values()) > 100
    log_all_anew(service)
    asked = questions[1]
    rows(service, "update change set answers = array_fill(null::bigint, array[cardinality(answers)]) where answers is not null")
    assert answers(api, [asked])[asked] != by_rows[asked]
    log_all_anew(service)
    assert answers(api, [asked])[asked] == by_rows[asked]


@pytest.mark.parametrize("state", ["logged", "partly", "folded", "rebuilt"])
def test_cells_say_what_rows_say(service, api, questions, by_rows, folding, state):
    log_all_anew(service)
    if state == "partly":  # and what is folded is taken back, and given again
        folding(1)
        folded(service)
        folding().pop().close()
        rows(service, "update submission set respondent = respondent || '.x' where status = 'accepted' and practice_id % 3 = 0")
        rows(service, "update submission set status = 'withdrawn' where status = 'accepted' and practice_id % 3 = 1 and wave_id % 2 = 0")
        rows(service, "update submission set status = 'accepted' where status = 'withdrawn' and accepted_at is not null")
        rows(service, "update submission set respondent = replace(respondent, '.x', '')")
    elif state == "folded":
        folding(1)
        folded(service)
    elif state == "rebuilt":
        rebuild(service)
    assert_verified(service)
    assert_same(answers(api, questions), by_rows)


def test_a_practice_that_moves_is_where_it_is_later(service, api, contract):
    """Of two waves the later says in which stratum a change is counted, by cells and by rows."""
    assert rows(service, "select count(*) from sheet a join sheet b using (practice_id, instrument_id, program_id) where a.received "
                         "and b.received and a.wave_id < b.wave_id and a.stratum_id <> b.stratum_id")[0][0] > 5


def test_folding_changes_no_answer(service, api, questions, by_rows, folding):
    folding()
    asked = questions[:3]
    for _ in range(4):
        log_all_anew(service)
        before, again = version(service), True
        while again:
            again = rows(service, "select count(*) > 0 from change")[0][0]
            assert_same(answers(api, asked), by_rows)
            assert version(service) == before
        assert_verified(service)


def test_a_rebuild_is_not_seen(service, api, questions, by_rows):
    """Neither by who began to read before it, nor by who reads while it runs."""
    digest = "select " + ", ".join(f"(select md5(string_agg(t::text, ' ' order by t::text)) from {t} t)"
                                   for t in ("sheet", "cell", "transition", "change", "wave_pair"))
    rebuild(service)
    rows(service, "update submission set status = 'withdrawn' where status = 'accepted' and practice_id % 2 = 0")
    rows(service, "update submission set status = 'accepted' where status = 'withdrawn' and accepted_at is not null")
    before = rows(service, digest)[0]
    assert None not in before
    connection = service.cluster.connect(service.database)
    with connection.cursor() as cursor:
        cursor.execute("set search_path = continuum; begin isolation level repeatable read; select 1")
        rebuilding = threading.Thread(target=lambda: [rebuild(service) for _ in range(3)])
        rebuilding.start()
        while rebuilding.is_alive():
            assert_same(answers(api, questions[:2]), by_rows)
        cursor.execute(digest)
        assert cursor.fetchone() == before != rows(service, digest)[0]
    connection.close()
    assert_same(answers(api, questions[:3]), by_rows)
    assert_verified(service)


def test_a_version_between_two_folds(service, contract, unique, folding):
    """Also in what counts a practice between two versions of a framework with two domains."""
    instance = folding()[1]
    api = Api(instance, contract, instance.key)
    field = Field(api, unique)
    program = field.program()
    practices, code = [field.enrolled(program) for _ in range(3)], None
    for number in range(1, 4):
        items = [{"item": f"i{n}", "kind": "stage", "scale": "bhi_stage", "domain": f"d{n % 2}"} for n in range(2 + number)]
        path = field.instrument(*items, {"item": "n", "kind": "money", "decimals": number}, instrument=code, version=str(number), kind="framework")
        code = path.split(":")[0]
        field.wave(program, f"v{number}", [path], month=number, position=number, kind="wave")
        for practice in practices:
            field.accepted(program, practice, {"i0": 2, "i1": 3, "n": 1.1}, wave=f"v{number}", instrument=path)
        folded(service)
        assert_verified(service)
    report = [r for r in api.get(f"/v1/reports/statewide?program={program}", status=200).rows if r["section"] == "change"]
    assert {(r["measure"], r["n"], r["value"]) for r in report} == {("mean_change", 3, 0), ("improved", 3, 0), ("same", 3, 3), ("declined", 3, 0)}


def test_a_version_that_comes_late(service, api, unique):
    """Of two versions made at once the one with the lower number is committed last."""
    field, late = Field(api, unique), psycopg2.connect(service.settings["OWNER_DATABASE"])
    model = field.instrument({"item": "a", "kind": "stage", "scale": "bhi_stage"}, kind="framework").split(":")[0]
    copies = []
    with late.cursor() as cursor:
        cursor.execute("set search_path = continuum; set session authorization default")
        for table in ("instrument_version", "instrument_domain", "item"):
            cursor.execute("select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = %s::regclass and attnum > 0 "
                           "and not attisdropped and attname not in ('version_id', 'version')", (table,))
            copies.append((table, cursor.fetchone()[0]))
        cursor.execute("select version_id from instrument_version join instrument using (instrument_id) where instrument = %s", (model,))
        of_model = f"version_id = {cursor.fetchone()[0]}"
        for table, columns in copies:
            first = ("version", "'2'") if table == "instrument_version" else ("version_id", "currval(pg_get_serial_sequence('instrument_version', 'version_id'))")
            cursor.execute(f"insert into {table} ({first[0]}, {columns}) select {first[1]}, {columns} from {table} where {of_model}")
        other = field.instrument({"item": "b", "kind": "stage", "scale": "bhi_stage"}, kind="framework")
        assert api.get("/v1/reports/framework?instrument=" + other[:-2], status=200).rows == []
        late.commit()
    late.close()
    program = field.program()
    field.wave(program, instruments=[f"{model}:2"])
    field.accepted(program, field.enrolled(program), {"a": 2}, instrument=f"{model}:2")
    assert {r["item"] for r in api.get(f"/v1/reports/framework?instrument={model}", status=200).rows} == {"a"}


def test_a_fold_outlives_its_session(service, folding):
    folding()
    for _ in range(5):
        rows(service, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'continuum cells' "
                      "and datname = current_database()")
        log_all_anew(service)
    folded(service)
    assert_verified(service)
    eventually(lambda: rows(service, "select count(*) from pg_stat_activity where application_name = 'continuum cells' "
                                     "and datname = current_database()")[0][0] == 2)
