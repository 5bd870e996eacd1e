"""The database refuses by itself: as continuum_service, without the service in between."""
import contextlib

import psycopg2
import pytest

from client import Api
from fixtures_field import Field
from fixtures_role import CHANGES, INVENTED, Role, fill
from harness import Service

SCOPES = ("registry:read registry:write instruments:read instruments:write submissions:read submissions:write "
          "submissions:accept reports:read roundtables:read roundtables:write waves:reopen sources:read sources:write "
          "codings:read codings:write codings:lead")
OWN = set(INVENTED)  # the tables whose rows belong to a program, or to a practice
# What the database keeps of them by itself; test_row_security_roles.py says who reads it.
KEPT = {"sheet", "sheet_past", "participant", "stratum", "wave_pair", "change", "cell", "transition", "standing",
        "submission_event", "coded_source", "mention"}
SHARED_WITHOUT_IDENTITY = {"schema_migration"}
# Run as the owner: they answer what a limit means, and write the audit.
DEFINERS = {"limited_practices", "visible_programs", "visible_practices", "caller_check",
            "audit_take", "audit_append", "quota_spend", "key_identity", "is_own", "quality_due", "transaction_life",
            "excerpts_with", "caller_identities", "own_coders", "writing_coders", "open_passes",
            "identifiers", "identifying_patterns", "project_coded"}
# What takes imports in is asked for all of them, before it is known whose they are.
IMPORTERS = {f"import_{what}" for what in (
    "receiving", "part_add", "part_read", "seal", "ready", "claim", "program", "impersonate", "begun", "progress", "stage", "staged", "turn",
    "settle", "cancel", "work_of", "mapping_of")}
# Run as the owner by triggers, or to fold changes: what they keep nobody else writes.
KEEPERS = {"submission_heard", "submission_admitted", "submission_noted", "enrolment_placed", "practice_attribute_placed", "attribute_placed", "wave_placed", "change_noted", "change_folded",
           "pass_counted", "mention_keep",
           "data_version", "data_state", "fold_take", "fold_cells", "fold_transitions", "fold_put", "fold_put_transitions"}
REFUSED = psycopg2.errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def service(cluster, contract, unique):
    """Programs a and b, each with a row in every table."""
    service = Service(cluster)
    api = Api(service.wait_ready(), contract, service.key)
    fill(Field(api, unique), "a")
    fill(Field(api, unique), "b")
    yield service
    service.close()


@pytest.fixture(scope="module")
def tables(service):
    found = service.execute("select tablename from pg_tables where schemaname = 'continuum' order by 1")
    return [name for name, in found]


@pytest.fixture
def role(service):
    """role(programs, scopes): who asks; role() is nobody."""
    with contextlib.ExitStack() as ends:
        def begin(programs=None, scopes=SCOPES):
            connection = psycopg2.connect(service.settings["DATABASE"])
            ends.callback(connection.close)
            someone = Role(connection)
            if programs is not None:
                for name, value in (("actor", "test"), ("key", "0" * 16), ("scopes", scopes), ("programs", programs),
                                    ("regions", "*"), ("practices", "*")):
                    someone.rows("select set_config(%s, %s, true)", f"continuum.{name}", value)
            return someone

        yield begin


@pytest.fixture(scope="module")
def ids(service):
    """The numbers of the programs and their practices: a, b, a_practice, b_practice."""
    return dict(service.execute("select program, program_id from continuum.program union all "
                                "select replace(practice, '-', '_'), practice_id from continuum.practice"))


def of(program, table, ids):
    """A condition for the rows of a table that belong to a program."""
    by_practice = table in ("practice", "practice_attribute")
    return f"practice_id = {ids[program + '_practice']}" if by_practice else f"program_id = {ids[program]}"


# -- the catalog ------------------------------------------------------------------------------------------

def test_every_table_has_row_security(service):
    found = service.execute(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class where relkind in ('r', 'p') "
                            "and relnamespace = 'continuum'::regnamespace")
    assert {name for name, on, _ in found if not on} == SHARED_WITHOUT_IDENTITY
    assert OWN | KEPT | {"api_key", "cell_state"} <= {name for name, _, forced in found if forced}


def test_tables_of_programs_are_those_that_are_listed_here(service):
    """A new table with such rows belongs into OWN above, and so into every test below."""
    found = service.execute(
        "select table_name from information_schema.columns where table_schema = 'continuum' and column_name in "
        "('program_id', 'practice_id') and table_name in "
        "(select tablename from pg_tables where schemaname = 'continuum')")
    assert {name for name, in found} == OWN | KEPT


def test_every_table_of_programs_has_a_row_of_each(service, ids):
    for table in OWN:
        for program in "ab":
            assert service.execute(
                f"select count(*) from continuum.{table} where {of(program, table, ids)}")[0][0] >= 1, (table, program)


def test_views_ask_as_who_asks(service):
    views = service.execute(
        "select relname, coalesce(array_to_string(reloptions, ','), '') from pg_class where relkind in ('v', 'm') "
                            "and relnamespace = 'continuum'::regnamespace")
    assert views and all("security_invoker=true" in options for _, options in views)
    definers = service.execute(
        "select proname from pg_proc where prosecdef and pronamespace = 'continuum'::regnamespace")
    assert {name for name, in definers} == DEFINERS | IMPORTERS | KEEPERS
    for name in DEFINERS | IMPORTERS | KEEPERS:
        assert service.execute(f"select has_function_privilege('public', oid, 'execute') from pg_proc "
                               f"where proname = '{name}'") == [(False,)]


def test_the_role_is_no_more_than_it_must_be(service, role):
    attributes = service.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles "
                                 "where rolname = 'continuum_service'")
    assert attributes == [(False,) * 5]
    assert service.execute("select count(*) from pg_auth_members where member = 'continuum_service'::regrole") == [(0,)]
    assert service.execute("select count(*) from pg_class where relowner = 'continuum_service'::regrole") == [(0,)]
    someone = role("*")
    for statement in ("set role continuum_owner", "set role postgres", "set session authorization continuum_owner",
                      "create table continuum.x (y int)", "alter table continuum.program disable row level security",
                      "drop policy program_read on continuum.program", "truncate continuum.submission",
                      "create schema x",
                      "create function continuum.holds(text) returns boolean language sql as 'select true'",
                      "alter role continuum_service bypassrls", "copy continuum.program to '/tmp/x'", "create role x"):
        assert isinstance(someone.attempt(statement), psycopg2.Error), statement


@pytest.mark.parametrize("statement", [
    "create table public.x (y int)", "create function public.f() returns int language sql as 'select 1'",
    "create temporary table x (y int)"])
def test_the_role_makes_nothing(role, statement):
    assert isinstance(role("*").attempt(statement), REFUSED)


@pytest.mark.parametrize("table", ["submission", "program", "practice", "api_key", "recommendation_status"])
def test_nothing_is_deleted(role, table):
    assert isinstance(role("*").attempt(f"delete from {table}"), REFUSED)


# -- nobody -----------------------------------------------------------------------------------------------

def test_nobody_sees_a_row(role, tables):
    nobody = role()
    seen = {table: nobody.value(f"select count(*) from {table}") for table in tables
            if table not in SHARED_WITHOUT_IDENTITY}
    assert len(seen) > 25 and set(seen.values()) == {0}
    assert nobody.value("select count(*) from observation") == 0


@pytest.mark.parametrize("programs", ["", " ", "%", "**", "* ", "A", "a,b", "{a,b}"])
def test_an_identity_without_a_program_sees_no_row_of_any(role, programs):
    someone = role(programs)
    assert {someone.value(f"select count(*) from {table}") for table in OWN} == {0}


def test_nobody_writes(service, role, tables):
    nobody = role()
    for table in tables:
        columns = service.execute(
            f"select attname from pg_attribute where attrelid = 'continuum.{table}'::regclass and attnum > 0 limit 1")
        assert isinstance(nobody.attempt(f"insert into {table} default values"), psycopg2.Error), table
        for statement in (f"update {table} set {columns[0][0]} = {columns[0][0]}", f"delete from {table}"):
            found = nobody.attempt(statement)
            assert found == 0 or isinstance(found, psycopg2.Error), (table, statement)


def test_an_identity_does_not_outlive_its_transaction(service):
    with contextlib.closing(psycopg2.connect(service.settings["DATABASE"])) as connection:
        someone = Role(connection)
        someone.rows("select set_config('continuum.' || n, '*', true) from unnest('{actor,programs,regions,practices}'::text[]) n")
        someone.rows("select set_config('continuum.scopes', 'registry:read', true)")
        assert someone.value("select count(*) from program") == 2
        connection.commit()
        assert someone.value("select count(*) from program") == 0
        assert someone.value("select count(*) from attribute") == 0
        someone.rows("select set_config('continuum.programs', '*', true)")
        connection.rollback()
        assert someone.value("select count(*) from practice") == 0


# -- somebody of program a --------------------------------------------------------------------------------

@pytest.mark.parametrize("table", sorted(OWN))
def test_rows_of_another_program_are_not_seen(role, ids, table):
    someone = role("a")
    assert someone.value(f"select count(*) from {table} where {of('a', table, ids)}") >= 1
    assert someone.value(f"select count(*) from {table} where not {of('a', table, ids)}") == 0
    assert someone.value("select count(*) from observation where program_id = %s", ids["b"]) == 0


@pytest.mark.parametrize("table", sorted(CHANGES))
def test_rows_of_another_program_are_not_changed_even_blindly(role, table):
    """An update that reads no column is not held back by what may be seen."""
    found = role("a").attempt(f"update {table} set {CHANGES[table]}")
    assert found == 1 or isinstance(found, REFUSED)


def test_what_can_be_changed_is_listed_here(service):
    found = service.execute(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'continuum'::regnamespace "
        "and has_any_column_privilege('continuum_service', oid, 'update')")
    assert {name for name, in found} == set(CHANGES) | {"api_key", "quality_rule", "codebook_version"}


def test_rows_are_not_moved_into_another_program(role, ids):
    someone = role("a")
    for table in ("enrolment", "wave", "submission", "roundtable", "recommendation"):
        assert isinstance(someone.attempt(f"update {table} set program_id = %s", ids["b"]), psycopg2.Error), table
    assert isinstance(someone.attempt("update program set program = 'b2'"), REFUSED)


@pytest.mark.parametrize("table", sorted(OWN))
def test_rows_of_another_program_are_not_made(role, ids, table):
    assert isinstance(role("a").attempt(f"insert into {table} {INVENTED[table].format(**ids)}"), REFUSED)


@pytest.mark.parametrize("statement", [
    "insert into enrolment (practice_id, program_id, enrolled_on) values ({b_practice}, {a}, '2024-01-01')",
    "insert into finding (program_id, roundtable_id, finding, theme, text) values ({a}, 2, 'x', 'motivation', 'x')",
    "insert into endorsement values ({a}, 2, 'funders', 'support')",
    "insert into submission (practice_id, program_id, wave_id, version_id, status, answers) "
    "select {a_practice}, {a}, 2, version_id, 'submitted', '{{1}}' from instrument_version limit 1"],
    ids=["practice of b into program a", "finding at the roundtable of b", "endorsement of a finding of b",
         "submission at a wave of b"])
def test_rows_do_not_hang_on_what_is_not_seen(role, ids, statement):
    assert isinstance(role("a").attempt(statement.format(**ids)), psycopg2.Error)


# -- scopes -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("table", sorted(OWN))
def test_without_the_scope_nothing_is_written(role, ids, table):
    reader = role("*", " ".join(s for s in SCOPES.split() if s.endswith(":read")))
    assert isinstance(reader.attempt(f"insert into {table} {INVENTED[table].format(**ids)}"), REFUSED)
    if table in CHANGES:
        found = reader.attempt(f"update {table} set {CHANGES[table]}")
        assert found == 0 or isinstance(found, REFUSED)


@pytest.mark.parametrize("scope, table", [("registry:write", "submission"), ("registry:write", "roundtable"),
                                          ("registry:write", "recommendation"),
                                          ("roundtables:read", "submission"), ("submissions:read", "finding")])
def test_answers_and_findings_need_a_scope_to_be_seen(role, scope, table):
    assert role("*", scope).value(f"select count(*) from {table}") == 0
    assert role("*").value(f"select count(*) from {table}") == 2


def test_a_scope_is_held_whole(role):
    for scopes in ("registry:writer", "registry", "registry:write,x", "xregistry:write"):
        assert isinstance(role("*", scopes).attempt("insert into practice (practice, name) values ('c', 'c')"), REFUSED)


def test_only_the_key_that_was_shown_is_seen(service, role):
    assert service.execute("select count(*) from continuum.api_key")[0][0] >= 1
    known = service.execute("select key_id from continuum.api_key")[0][0]
    someone = role("*")
    assert someone.value("select count(*) from api_key") == 0
    someone.rows("select set_config('continuum.key', %s, true)", known)
    assert someone.rows("select key_id from api_key") == [(known,)]
    made = someone.attempt("insert into api_key (key_id, hash, name, scopes) "
                           "values (repeat('0', 16), repeat('0', 64), 'x', '{x}')")
    assert isinstance(made, REFUSED)
