"""What each role and each scope may do to each table, with every kind of limit: by a model of a few lines, not by the policies."""
import contextlib
import itertools

import psycopg2
import pytest

from fixtures_role import CHANGES, Role
from fixtures_roles import World
from harness import Service

FIELD = {"program", "practice", "enrolment", "wave", "wave_instrument"}
MEETING = {"roundtable", "roundtable_attendance", "finding", "endorsement", "recommendation", "recommendation_status",
           "recommendation_evidence", "roundtable_session", "session_attendance", "finding_code", "finding_quote", "vote", "ranking",
           "recommendation_dependency"}
SENT = {"submission", "submission_comment", "quality_acknowledgement"}
SOURCES = {"source", "source_text", "source_participant", "excerpt"}
PASSES = {"pass", "pass_coder"}
MENTIONS = {"coded_source", "mention"}
THEMES = MENTIONS | {"pass", "practice_attribute"}  # what reports of them ask for
OWNED = FIELD | MEETING | SENT | SOURCES | PASSES | {"practice_attribute", "wave_reopening", "coding", "quotation"}
CODEBOOKS = {"codebook", "codebook_version", "code", "code_origin"}
CHOICES = {"attribute", "attribute_value", "attribute_rule"}
FORMS = {"quality_rule", "scale", "scale_level", "instrument", "instrument_version", "instrument_domain", "item", "score", "ratio"}
LISTS = {"missing_reason", "stakeholder_group", "policy_area", "policy_level", "theme", "billing_code"}
REFERENCE = CHOICES | FORMS | LISTS | CODEBOOKS
AUDIT = {"audit_entry", "audit_chain", "caller_usage"}
KEYS = {"api_key", "token_revocation"}
SHEETS = {"sheet", "sheet_past", "participant", "submission_event"}
CELLS = {"stratum", "wave_pair", "change", "cell", "transition", "standing"}  # of all practices of a program
IMPORTS = {"import", "import_mapping"}  # of one's own, where one sees a part of the practices
HIDDEN = {"cell_state", "import_part", "import_work"}
ALL_PROGRAMS = "*"  # whose number is 0: what tells of all together
FREE = {"schema_migration"}

WAVES = FIELD | {"wave_reopening"}

# What a scope lets one do; a scope that is not here lets one do nothing.
MAY = {
    "registry:read": {"select": WAVES | {"practice_attribute"}},
    "waves:reopen": {"select": {"program", "wave", "wave_reopening"}, "insert": {"wave_reopening"}},
    "registry:write": {"select": WAVES | {"practice_attribute"}, "insert": FIELD | {"practice_attribute"} | CHOICES,
                       "update": {"program", "practice", "practice_attribute", "enrolment", "wave"},
                       "delete": {"wave_instrument"}},
    "instruments:write": {"insert": FORMS, "update": {"quality_rule"}},
    "submissions:read": {"select": WAVES | SHEETS | SENT | IMPORTS},
    "submissions:write": {"select": WAVES | SHEETS | SENT | IMPORTS, "insert": IMPORTS | {"submission", "quality_acknowledgement"}, "update": {"submission"}},
    "submissions:accept": {"select": WAVES | SHEETS | SENT, "insert": {"submission_comment", "quality_acknowledgement"},
                           "update": {"submission"}},
    "reports:read": {"select": WAVES | MEETING | SENT | SHEETS | CELLS | THEMES | {"quotation"}},
    "roundtables:read": {"select": WAVES | MEETING},
    "roundtables:write": {"select": WAVES | MEETING, "insert": MEETING, "update": {"roundtable", "recommendation"},
                          "delete": {"recommendation_dependency"}},
    "sources:read": {"select": FIELD | SOURCES | {"quotation"}},
    "sources:write": {"select": FIELD | SOURCES | {"quotation"}, "insert": SOURCES},
    "codings:read": {"select": FIELD | SOURCES | PASSES | THEMES | {"coding", "quotation"}},
    "codings:write": {"select": FIELD | SOURCES | PASSES | THEMES | {"coding", "quotation"}, "insert": {"coding", "quotation"}, "update": {"coding", "quotation"}, "delete": {"coding"}},
    "codings:lead": {"select": FIELD | SOURCES | PASSES | THEMES | {"coding", "quotation"}, "insert": PASSES | CODEBOOKS,
                     "update": {"pass", "codebook_version"}},
    "keys:read": {"select": KEYS | {"caller_usage"}},
    "keys:write": {"select": KEYS, "insert": KEYS, "update": {"api_key"}},
    "audit:read": {"select": AUDIT}}
SECRET = OWNED | AUDIT | SHEETS | MENTIONS | CELLS | HIDDEN
# What only who sees the whole state does: a part of it would not do.
WHOLE = {("insert", t) for t in {"program", "practice"} | REFERENCE | KEYS} | {("update", "api_key"), ("update", "quality_rule"), ("update", "codebook_version")} | \
        {("select", t) for t in KEYS | AUDIT}
# What asks for all practices of a program, and for their answers.
ANSWERED = {("delete", "wave_instrument")}

# What moves the figures of all practices of a program: who sees a part of them is refused aloud.
PART = {("update", "program"), ("insert", "wave"), ("update", "wave"), ("insert", "wave_instrument"),
        ("insert", "wave_reopening")}

ALL = {"own", "near", "two", "far", "idle"}
# Settings, and which programs and practices they leave; by hand. near and two lie there, own and idle here; two is in both.
LIMITS = {
    "none": ({}, {"own", "far"}, ALL),
    "program": ({"programs": "zown-prog"}, {"own"}, {"own", "near", "two"}),
    "programs": ({"programs": "zfar-prog zown-prog"}, {"own", "far"}, ALL - {"idle"}),
    "region": ({"regions": "zregion:here"}, {"own"}, {"own", "idle"}),
    "region over both": ({"regions": "zregion:there"}, {"own", "far"}, {"near", "two", "far"}),
    "regions": ({"regions": "rurality:urban zregion:here"}, {"own"}, {"own", "idle"}),
    "practice": ({"practices": "zown-prac"}, {"own"}, {"own"}),
    "practice of both": ({"practices": "ztwo-prac"}, {"own", "far"}, {"two"}),
    "program and region": ({"programs": "zown-prog", "regions": "zregion:there"}, {"own"}, {"near", "two"}),
    "program and practice": ({"programs": "zfar-prog", "practices": "ztwo-prac"}, {"far"}, {"two"}),
    "all three": ({"programs": "zown-prog", "regions": "zregion:there", "practices": "ztwo-prac"}, {"own"}, {"two"}),
    "nothing left": ({"regions": "zregion:here", "practices": "zfar-prac"}, set(), set()),
    "elsewhere": ({"programs": "zfar-prog", "regions": "zregion:here"}, set(), set()),
    "absent": ({"programs": "znil-prog"}, set(), set()),
    "no region": ({"regions": "zregion:nowhere"}, set(), set()),
    "no attribute": ({"regions": "here"}, set(), set()),
    "empty": ({"practices": ""}, set(), set())}

# A row of a program, or of a practice; {program} and so on are numbers.
INSERTS = {
    "program": "(program, name) values ('x', 'x')", "practice": "(practice, name) values ('x', 'x')",
    "practice_attribute": "(practice_id, attribute_id, valid_from) values ({practice}, {attribute}, '2020-01-01')",
    "enrolment": "(practice_id, program_id, enrolled_on) values ({practice}, {program}, '2024-01-01')",
    "wave": "(program_id, wave, name, kind, position, starts_on, ends_on, reference_on) "
            "values ({program}, 'x', 'x', 'wave', 9, '2024-01-01', '2024-01-01', '2024-01-01')",
    "wave_instrument": "values ({program}, {wave}, {version})",
    "submission": "(practice_id, program_id, wave_id, version_id, status, answers) "
                  "values ({practice}, {program}, {wave}, {version}, 'draft', '{{1}}')",
    "wave_reopening": "(program_id, wave_id, until_on, reason) values ({program}, {wave}, '2024-01-01', 'x')",
    "submission_comment": "(practice_id, submission, program_id, revision, place, comment) "
                          "values ({practice}, '00000000-0000-0000-0000-000000000000', {program}, 1, 1, 'x')",
    "quality_acknowledgement": "(practice_id, submission, rule_id, program_id, detail, reason) "
                               "values ({practice}, '00000000-0000-0000-0000-000000000000', 1, {program}, 'x', 'x')",
    "roundtable": "(program_id, roundtable, name, held_on) values ({program}, 'x', 'x', '2024-01-01')",
    "roundtable_attendance": "values ({program}, {roundtable}, 'health_plans', 1)",
    "finding": "(program_id, roundtable_id, finding, theme, text) values ({program}, {roundtable}, 'x', 'motivation', 'x')",
    "endorsement": "values ({program}, {finding}, 'health_plans', 'support')",
    "recommendation": "(program_id, roundtable_id, recommendation, text, policy_area, policy_level, status) "
                      "values ({program}, {roundtable}, 'x', 'x', 'payment', 'state', 'proposed')",
    "recommendation_status": "(program_id, recommendation_id, status) values ({program}, {recommendation}, 'done')",
    "recommendation_evidence": "values ({program}, {recommendation}, 9, 'measures', '', 'x', 1, null)",
    "roundtable_session": "(program_id, roundtable_id, session, position, title) values ({program}, {roundtable}, 'x', 1, 'x')",
    "session_attendance": "values ({program}, {session}, 'health_plans', 1)",
    "finding_code": "values ({program}, {finding}, (select max(code_id) from continuum.code))",
    "finding_quote": "values ({program}, {finding}, {excerpt})",
    "recommendation_dependency": "values ({program}, {recommendation}, 0)",
    "vote": "(program_id, roundtable_id, finding_id, stakeholder_group, support, conditional, oppose, abstain) "
            "values ({program}, {roundtable}, {finding}, 'practices', 1, 0, 0, 0)",
    "ranking": "(program_id, roundtable_id, options, method, stakeholder_group, ballots) "
               "values ({program}, {roundtable}, 'findings', 'dots', 'practices', '[]')",
    "import": "(program_id, status, media, gzip, dry_run, partial, caller) "
              "values ({program}, 'draft', 'text/csv', false, false, false, '{{}}')",
    "import_mapping": "(program_id, mapping, mapping_version, format, version_id, document) values ({program}, 'x', 1, 'dhis2', {version}, '{{}}')",
    "source": "(program_id, practice_id, source, kind, title, language, consent, part2, characters) "
              "values ({program}, {practice}, 'x', 'interview', 'x', 'en', 'none', false, 1)",
    "source_text": "values ({program}, {practice}, {source}, 'none', 'x')",
    "source_participant": "values ({program}, {practice}, {source}, 1, 'x', 'practices', 1)",
    "excerpt": "(program_id, practice_id, source_id, starts, ends, consent, configuration, text) "
               "values ({program}, {practice}, {source}, 0, 9, 'none', 'simple', 'xxxxxxxxx')",
    "pass": "(program_id, pass, name, kind, version_id, blind) values ({program}, '{program}', 'x', 'coding', {codebook}, false)",
    "pass_coder": "(program_id, pass_id, coder, identity) values ({program}, {pass}, 'x', 'x')",
    "coding": "(program_id, practice_id, pass_id, excerpt_id, coder_id, code_id) "
              "values ({program}, {practice}, {pass}, {excerpt}, {coder}, null)",
    "quotation": "(program_id, practice_id, excerpt_id, quotation, consent, text, codes, findings) "
                 "values ({program}, {practice}, {excerpt}, 'x', 'deidentified', 'x', '{{}}', '[]')",
    "api_key": "(key_id, hash, name, scopes) values (repeat('a', 16), repeat('0', 64), 'x', '{{releases:read}}')",
    "token_revocation": "(issuer, token) values ('x', 'x')"}
REFUSED = "42501"
# Done; or there is one already, or what it belongs to is of another program, or it is not whole: row security let it pass.
PASSED = {"1", "23505", "23503", "23502"}
# A practice that is in no such program has no enrolment to submit for or to be a source of, whether it is seen or not.
KEPT_OUT = {REFUSED, "23503", "23505"}
ENROLLED = SOURCES | {"submission", "coding", "quotation"}
# Who codes sees what is proposed; others what was confirmed.
PROPOSALS = {"sources:write", "codings:write", "codings:lead"}
# Rows that stay as they are, whoever asks: what was published, what was released, and the codings of that.
FINAL = {"quotation": "state <> 'proposed'", "codebook_version": "published_at is not null", "pass": "released_at is not null",
         "coding": "pass_id in (select pass_id from continuum.pass where released_at is not null)"}


@pytest.fixture(scope="module")
def service(cluster, contract):
    """The world of the roles, with a practice in no program; and attempt(), which undoes what a statement did."""
    service = Service(cluster, FOLD_MS=0)
    world = World(service.wait_ready(), contract)
    world.api.post("/v1/practices", json={"practice": "zidl-prac", "name": "x"}, status=201)
    world.field.hold("zidl-prac", "zregion", "here")
    world.api.post("/v1/revocations", json={"issuer": "x", "token": "x"}, status=201)
    world.api.get("/v1/practices", key=world.api.post("/v1/keys", status=201, json={
        "name": "x", "scopes": ["registry:read"], "requests_per_day": 9}).json["text"], status=200)
    for program in ("zown-prog", "zfar-prog"):  # what only folds, former states and second waves make
        of = f"from continuum.program where program = '{program}'"
        service.execute(f"insert into continuum.cell select program_id, program_id, 1, 0, '' {of};"
                        f"insert into continuum.transition select program_id, 1, program_id, 1, 1, 0, '' {of};"
                        f"insert into continuum.wave_pair select 1, program_id, program_id, program_id {of};"
                        f"insert into continuum.standing select program_id, 1, 1 {of};")
    service.execute("insert into continuum.import_part select import_id, 0, '' from continuum.import;"
                    "insert into continuum.import_work select import_id from continuum.import")
    service.execute("insert into continuum.sheet_past select s.*, now() from continuum.sheet s")
    service.execute("""
        create function public.attempt(statement text) returns text language plpgsql as $$
        declare n int;
        begin
            execute statement;
            get diagnostics n = row_count;
            raise exception using errcode = 'XX999', message = n::text;
        exception when sqlstate 'XX999' then return sqlerrm;
                  when others then return sqlstate;
        end $$""")
    yield service
    service.close()


class Truth:
    """All rows, as the superuser sees them: by table, as text, with their program and practice."""

    def __init__(self, service):
        self.tables = [n for n, in service.execute("select tablename from pg_tables where schemaname = 'continuum'")]
        one = {kind: dict(service.execute(f"select substr({kind}, 2, 3), {kind}_id from continuum.{kind}"))
               for kind in ("program", "practice", "wave", "roundtable", "finding", "recommendation", "source")}
        one["session"] = dict(service.execute("select substr(session, 2, 3), session_id from continuum.roundtable_session"))
        one["pass"] = dict(service.execute("select substr(pass, 2, 3), pass_id from continuum.pass where released_at is null"))
        for kind, of in (("excerpt", "source"), ("coder", "pass")):
            table = "pass_coder" if kind == "coder" else kind
            by_parent = dict(service.execute(f"select {of}_id, {kind}_id from continuum.{table}"))
            one[kind] = {side: by_parent[number] for side, number in one[of].items()}
        self.ids = one
        names = {kind: {number: name.replace("nea", "near").replace("idl", "idle") for name, number in one[kind].items()}
                 for kind in ("program", "practice")}
        self.version = service.execute("select max(version_id) from continuum.instrument_version")[0][0]
        self.codebook = service.execute("select max(version_id) from continuum.codebook_version")[0][0]
        self.attribute = service.execute("select attribute_id from continuum.attribute where attribute = 'zregion'")[0][0]
        self.rows, self.columns, self.final = {}, {}, {}
        for table in self.tables:
            self.columns[table] = [n for n, in service.execute(
                f"select attname from pg_attribute where attrelid = 'continuum.{table}'::regclass and attnum > 0")]
            self.final[table] = {text for text, in service.execute(
                f"select t::text from continuum.{table} t where {FINAL.get(table, 'false')}")}
            owner = [f"{k}_id" if f"{k}_id" in self.columns[table] else "null" for k in ("program", "practice")]
            self.rows[table] = [(text, ALL_PROGRAMS if g == 0 else names["program"].get(g), names["practice"].get(p))
                                for text, g, p in service.execute(f"select t::text, {owner[0]}, {owner[1]} from continuum.{table} t")]

    def places(self):
        """Programs and practices with their numbers, and those of what a program has."""
        for program, practice in itertools.product(("own", "far"), ("own", "nea", "two", "far", "idl")):
            numbers = {kind: self.ids[kind][program] for kind in self.ids if kind != "practice"}
            yield program, {"nea": "near", "idl": "idle"}.get(practice, practice), {
                **numbers, "practice": self.ids["practice"][practice], "version": self.version, "attribute": self.attribute,
                "codebook": self.codebook}


@pytest.fixture(scope="module")
def truth(service):
    return Truth(service)


@pytest.fixture(scope="module")
def ask(service):
    """ask(settings, scopes): a transaction of the service's role with this identity."""
    with contextlib.closing(psycopg2.connect(service.settings["DATABASE"])) as connection:
        someone = Role(connection)

        def begin(settings, scopes):
            connection.rollback()
            identity = {"actor": "x", "key": service.key[4:20], "scopes": " ".join(sorted(scopes)), **settings}
            for name, value in identity.items():
                someone.rows("select set_config(%s, %s, true)", f"continuum.{name}", value)
            return someone

        yield begin


def who(contract):
    """Each role with each limit, and each scope alone."""
    sets = {n: frozenset(r["scopes"]) for n, r in contract.document["x-roles"].items()} | \
           {s: frozenset([s]) for s in contract.document["x-scopes"]} | {"everything": frozenset(contract.scopes)}
    return [(name, scopes, limit) for name, scopes in sets.items() for limit in LIMITS
            if ":" not in name or limit in ("none", "program", "region over both", "practice of both")]


def may(scopes, limit, what, table):
    held = any(table in MAY.get(scope, {}).get(what, ()) for scope in scopes)
    if (what, table) in ANSWERED:
        held = held and may(scopes, limit, "select", "submission") and not sees_a_part(limit)
    if table in CELLS or table in IMPORTS and what == "select":
        held = held and not sees_a_part(limit)
    if what == "insert" and (what, table) in PART:
        held = held and not sees_a_part(limit)
    return held and (limit == "none" or (what, table) not in WHOLE)


def sees_a_part(limit):
    return bool({"regions", "practices"} & set(LIMITS[limit][0]))


def settings_of(limit):
    return {"programs": "*", "regions": "*", "practices": "*", **LIMITS[limit][0]}


def within(limit, program, practice):
    settings, programs, practices = LIMITS[limit]
    if program == ALL_PROGRAMS:
        return "programs" not in settings
    return (program is None or program in programs) and (practice is None or practice in practices)


def test_every_table_is_in_the_model(truth):
    assert set(truth.tables) == OWNED | REFERENCE | AUDIT | KEYS | SHEETS | MENTIONS | CELLS | IMPORTS | HIDDEN | FREE
    empty = {t for t in truth.tables if not truth.rows[t]} - {"score", "ratio"}
    assert not empty and set(INSERTS) == OWNED | KEYS | IMPORTS


def test_what_is_read(ask, truth, contract, service):
    for name, scopes, limit in who(contract):
        someone = ask(settings_of(limit), scopes)
        for table in truth.tables:
            if table in OWNED | KEYS | AUDIT | SHEETS | MENTIONS | CELLS | IMPORTS | HIDDEN:
                allowed = may(scopes, limit, "select", table)
                expected = {text for text, *place in truth.rows[table] if allowed and within(limit, *place)
                            and (table != "change" or place[0])  # what is of no program nobody sees
                            and (table != "quotation" or scopes & PROPOSALS or text in truth.final[table])}
                if table == "api_key":  # the one that was presented
                    expected |= {text for text, *_ in truth.rows[table] if text.startswith(f"({service.key[4:20]},")}
            else:
                expected = {text for text, *_ in truth.rows[table]}
            seen = {text for text, in someone.rows(f"select t::text from {table} t")}
            assert seen == expected, (name, limit, table)


def attempts(someone, statements):
    return dict(someone.rows("select s, public.attempt(s) from unnest(%s) s", list(statements)))


def test_what_is_inserted(ask, truth, contract):
    for name, scopes, limit in who(contract):
        expected, placed = {}, set()
        for table in truth.tables:
            allowed = may(scopes, limit, "insert", table)
            if table not in INSERTS:
                expected[f"insert into {table} default values"] = allowed
                continue
            for program, practice, numbers in truth.places():
                place = program if "{program}" in INSERTS[table] else None, practice if "{practice}" in INSERTS[table] else None
                held = table != "api_key" or "releases:read" in scopes
                expected[f"insert into {table} {INSERTS[table].format(**numbers)}"] = \
                    allowed and held and within(limit, *place)
                if table in ENROLLED and allowed:
                    placed.add(f"insert into {table} {INSERTS[table].format(**numbers)}")
        found = attempts(ask(settings_of(limit), scopes), expected)
        for statement, allowed in expected.items():
            refused = KEPT_OUT if statement in placed or statement.split()[2] in SENT else {REFUSED}
            assert found[statement] in (PASSED if allowed else refused), (name, limit, statement, found[statement])


def test_what_is_changed_and_deleted(ask, truth, contract):
    """Blindly: a change that reads no column is not held back by what may be read."""
    for name, scopes, limit in who(contract):
        expected = {}
        for table in truth.tables:
            change = {**CHANGES, "api_key": "revoked_at = now()", "quality_rule": "text = 'x'", "codebook_version": "published_at = now()",
                      "quotation": "state = 'refused', decided_by = 'x', decided_at = now()"}.get(table, f"{truth.columns[table][0]} = default")
            for what, statement in (("update", f"update {table} set {change}"), ("delete", f"delete from {table}")):
                rows = [place for text, *place in truth.rows[table] if within(limit, *place) and text not in truth.final[table]]
                granted = any(table in scope.get(what, ()) for scope in MAY.values())
                done = str(len(rows)) if may(scopes, limit, what, table) else "0"
                aloud = (what, table) in PART and done != "0" and sees_a_part(limit)
                expected[statement] = {REFUSED if aloud else done} | (set() if granted else {REFUSED})
        found = attempts(ask(settings_of(limit), scopes), expected)
        for statement, allowed in expected.items():
            assert found[statement] in allowed, (name, limit, statement, found[statement])


@pytest.mark.parametrize("missing", ["programs", "regions", "practices", "scopes"])
@pytest.mark.parametrize("how", ["unset", "empty"])
def test_what_is_not_said_shows_nothing(ask, contract, missing, how):
    """A service that forgets a setting, or sets it to nothing, shows and writes nothing."""
    settings = {**settings_of("none"), missing: ""}
    if how == "unset":
        del settings[missing]
    someone = ask(settings, () if missing == "scopes" else contract.scopes)
    if how == "unset" and missing == "scopes":
        someone.rows("select set_config('continuum.scopes', null, true)")
    assert {t: someone.value(f"select count(*) from {t}") for t in SECRET} == dict.fromkeys(SECRET, 0)
    assert attempts(someone, ["update program set name = 'x'", "update submission set status = 'draft'"]).popitem()[1] == "0"


@pytest.mark.parametrize("given", ["registry:write", "audit:read", "submissions:accept"])
def test_nobody_gives_a_scope_that_they_do_not_hold(ask, contract, given):
    statement = "insert into api_key (key_id, hash, name, scopes) values " \
                f"(repeat('a', 16), repeat('0', 64), 'x', '{{keys:write,{given}}}')"
    for held in ({"keys:write"}, {given}, {"keys:write", given}, set(contract.scopes) - {given}, set(contract.scopes)):
        found = attempts(ask(settings_of("none"), held), [statement])
        assert found[statement] == ("1" if {"keys:write", given} <= held else REFUSED), held
