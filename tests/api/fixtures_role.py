"""The database as a role of it sees it: two programs, and what one of them could try on the other."""
import psycopg2

from fixtures_field import FRAMEWORK


class Role:
    """A transaction as the service's role, with an identity or with none; it is rolled back."""

    def __init__(self, connection):
        self.connection = connection
        self.rows("set search_path to continuum, pg_temp")  # as the service says with each transaction
        connection.commit()

    def rows(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def value(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def attempt(self, sql, *values):
        """What a statement gives, or its refusal; either way it is undone."""
        self.rows("savepoint attempt")
        try:
            return self.rows(sql, *values)
        except psycopg2.Error as error:
            return error
        finally:
            self.rows("rollback to savepoint attempt")


def fill(field, program):
    api, practice = field.api, f"{program}-practice"
    api.post("/v1/programs", json={"program": program, "name": program, "four_eyes": False}, status=201)
    api.post("/v1/practices", json={"practice": practice, "name": program}, status=201)
    field.enrol(program, practice)
    field.hold(practice, "rurality", "rural")
    field.wave(program, closes_on="2024-06-30")
    api.post(f"/v1/programs/{program}/waves/baseline/reopenings", json={"until": "2099-12-31", "reason": "x"}, status=201)
    submission = field.submit(program, practice, {"screening": 1})
    field.move(submission, "returned", comments=[{"comment": "x"}])
    field.move(submission, "submitted")
    field.rule(FRAMEWORK, "range", item="screening", minimum=2)
    field.acknowledge(submission)
    field.move(submission, "accepted")
    api.post(f"/v1/imports?program={program}&wave=baseline&instrument=continuum_pc&version=2016", csv="practice\r\n", status=422)
    api.post(f"/v1/programs/{program}/mappings", status=201, json={
        "mapping": "m", "format": "dhis2", "instrument": "continuum_pc", "version": "2016",
        "document": {"practice": {"column": "orgUnit"}, "wave": {"column": "period"}, "fields": {"x": "screening"}}})
    table = field.roundtable(program, "table")
    api.post(f"/v1/programs/{program}/roundtables/{table}/findings", status=201, json={
        "finding": "f", "theme": "motivation", "text": "x",
        "endorsements": [{"stakeholder_group": "practices", "endorsement": "support"}]})
    of = f"/v1/programs/{program}/roundtables/{table}"
    group = {"stakeholder_group": "practices"}
    api.post(f"{of}/sessions", json={"session": "s", "title": "x", "groups": [{**group, "participants": 1}]}, status=201)
    api.post(f"{of}/votes", json={"finding": "f", **group, "support": 1}, status=201)
    api.post(f"{of}/rankings", status=201, json={"options": "findings", "method": "dots", **group, "ballots": [
        {"choices": [{"option": "f", "dots": 1}]}]})
    field.recommendation(program, table, "do", evidence=[{"report": "measures", "row": "x"}])
    api.post(f"/v1/programs/{program}/sources", status=201, json={
        "source": "s", "kind": "interview", "title": "x", "practice": practice, "consent": "none", "text": "x",
        "participants": [{"role": "x", "stakeholder_group": "practices", "participants": 1}]})
    api.service.execute("insert into continuum.finding_quote select program_id, finding_id, excerpt_id from continuum.finding "
                        "join continuum.excerpt using (program_id) on conflict do nothing")
    api.service.execute("insert into continuum.finding_code select program_id, finding_id, (select max(code_id) from continuum.code) "
                        "from continuum.finding on conflict do nothing")
    api.service.execute("set session_replication_role = replica; insert into continuum.recommendation_dependency "  # on none that is there
                        "select program_id, recommendation_id, 0 from continuum.recommendation on conflict do nothing")
    api.post(f"/v1/programs/{program}/passes", status=201, json={
        "pass": "p", "name": "x", "codebook": "pilot_success_factors", "version": "1",
        "coders": [{"coder": "c", "identity": api.get("/v1/identity").json["actor"]}]})
    api.post(f"/v1/programs/{program}/passes/p/codings", json={"codings": [{"source": "s", "excerpt": "0-1"}]}, status=201)
    api.service.execute("update continuum.pass_coder set identity = 'test'")  # who asks in these tests
    api.service.execute("insert into continuum.quotation (program_id, practice_id, excerpt_id, quotation, consent, text, codes, findings, proposed_by) "
                        "select program_id, practice_id, excerpt_id, 'x', 'attributed', 'x', '{}', '[]', 'x' from continuum.excerpt on conflict do nothing")


# Changes that read no column: what may be seen does not hold them back.
CHANGES = {"practice": "name = 'x'", "practice_attribute": "value = 'urban'", "program": "name = 'x'",
           "enrolment": "cohort = 'x'", "wave": "name = 'x'", "submission": "status = 'withdrawn'",
           "roundtable": "name = 'x'", "recommendation": "text = 'x'",
           "pass": "released_at = now()", "coding": "memo = 'x'", "quotation": "note = 'x'"}

# A row of program b for each table, as program a could invent it; {b} and {b_practice} are numbers.
INVENTED = {
    "program": "(program, name) values ('c', 'c')",
    "practice": "(practice, name) values ('c', 'c')",
    "practice_attribute": "(practice_id, attribute_id, valid_from, value) "
                          "select {b_practice}, attribute_id, '2024-01-01', 'x' from attribute limit 1",
    "enrolment": "(practice_id, program_id, enrolled_on) values ({a_practice}, {b}, '2024-01-01')",
    "wave": "(program_id, wave, name, kind, position, starts_on, ends_on, reference_on) "
            "values ({b}, 'x', 'x', 'wave', 9, '2024-01-01', '2024-01-01', '2024-01-01')",
    "wave_instrument": "(program_id, wave_id, version_id) select {b}, 2, version_id from instrument_version limit 1",
    "submission": "(practice_id, program_id, wave_id, version_id, status, answers) "
                  "select {b_practice}, {b}, 2, version_id, 'submitted', '{{1}}' from instrument_version limit 1",
    "wave_reopening": "(program_id, wave_id, until_on, reason) values ({b}, 2, '2024-01-01', 'x')",
    "submission_comment": "(practice_id, submission, program_id, revision, place, comment) select practice_id, submission, {b}, 9, 1, 'x' "
                          "from submission limit 1",
    "quality_acknowledgement": "(practice_id, submission, rule_id, program_id, detail, reason) select practice_id, submission, 1, {b}, 'x', 'x' "
                               "from submission limit 1",
    "import": "(program_id, status, media, gzip, dry_run, partial, caller) values ({b}, 'draft', 'text/csv', false, false, false, '{{}}')",
    "import_mapping": "(program_id, mapping, mapping_version, format, version_id, document) "
                      "select {b}, 'x', 1, 'dhis2', version_id, '{{}}' from instrument_version limit 1",
    "roundtable": "(program_id, roundtable, name, held_on) values ({b}, 'x', 'x', '2024-01-01')",
    "roundtable_attendance": "values ({b}, 2, 'funders', 1)",
    "finding": "(program_id, roundtable_id, finding, theme, text) values ({b}, 2, 'x', 'motivation', 'x')",
    "endorsement": "values ({b}, 2, 'funders', 'support')",
    "recommendation": "(program_id, roundtable_id, recommendation, text, policy_area, policy_level, status) "
                      "values ({b}, 2, 'x', 'x', 'payment', 'state', 'proposed')",
    "recommendation_status": "(program_id, recommendation_id, status) values ({b}, 2, 'done')",
    "recommendation_evidence": "values ({b}, 2, 9, 'measures', '', 'x', 1, null)",
    "roundtable_session": "(program_id, roundtable_id, session, position, title) values ({b}, 2, 'x', 1, 'x')",
    "session_attendance": "values ({b}, 2, 'funders', 1)",
    "finding_code": "select {b}, 2, max(code_id) from code",
    "finding_quote": "values ({b}, 2, 2)",
    "recommendation_dependency": "values ({b}, 2, 4)",
    "vote": "(program_id, roundtable_id, finding_id, stakeholder_group, support, conditional, oppose, abstain) "
            "values ({b}, 2, 2, 'practices', 1, 0, 0, 0)",
    "ranking": "(program_id, roundtable_id, options, method, stakeholder_group, ballots) values ({b}, 2, 'findings', 'dots', 'practices', '[]')",
    "source": "(program_id, practice_id, source, kind, title, language, consent, part2, characters) "
              "values ({b}, {b_practice}, 'x', 'interview', 'x', 'en', 'none', false, 1)",
    "source_text": "values ({b}, {b_practice}, 2, 'none', 'x')",
    "source_participant": "values ({b}, {b_practice}, 2, 9, 'x', 'practices', 1)",
    "excerpt": "(program_id, practice_id, source_id, starts, ends, consent, configuration, text) "
               "values ({b}, {b_practice}, 2, 5, 6, 'none', 'simple', 'x')",
    "pass": "(program_id, pass, name, kind, version_id, blind) select {b}, 'x', 'x', 'coding', version_id, true "
            "from codebook_version limit 1",
    "pass_coder": "(program_id, pass_id, coder, identity) values ({b}, 2, 'x', 'x')",
    "coding": "(program_id, practice_id, pass_id, excerpt_id, coder_id) values ({b}, {b_practice}, 2, 2, 2)",
    "quotation": "(program_id, practice_id, excerpt_id, quotation, consent, text, codes, findings) "
                 "select {b}, {b_practice}, 2, 'x', 'attributed', 'x', '{{}}', '[]'"}
