"""What was acknowledged is in the next answer, on every instance, however many write and read at once."""
import concurrent.futures
import contextlib
import itertools
import time

import pytest

from client import eventually
from fixtures_access import give, query
from fixtures_field import FRAMEWORK, changed
from fixtures_fresh import case, metric, of_answers, target, trio, version  # noqa: F401
from contract import PROJECT
from fixtures_words import FIRST, Words

# What changes nothing that reports show.
SILENT = {"key_create", "scale_create", "wave_reopen", "quality_rule_create", "quality_rule_change", "finding_acknowledge",
          "source_create", "source_intake", "excerpt_create", "codebook_create", "codebook_version_create", "codebook_publish",
          "pass_create", "pass_coder_create", "pass_release", "coding_create",
          "agenda_create", "vote_create", "ranking_create", "dependency_set",
          "project_import", "quotation_create", "quotation_decide", "mapping_create"}
NO_WRITE = {"import_cancel", "aggregate_ask", "mapping_suggest"}


def csv(api, address, text, status=200):
    return api.post(address, csv=text.replace(";", "\r\n"), status=status)


# A write of each kind, as a client does it: f(case, unique).
WRITES = {
    "program_create": lambda c, u: c.field.program(),
    "program_change": lambda c, u: changed(c.api, f"/v1/programs/{c.program}", {"planned_practices": 9}, status=200),
    "wave_create": lambda c, u: c.field.wave(c.program, "later", month=4),
    "wave_change": lambda c, u: changed(c.api, f"/v1/programs/{c.program}/waves/baseline", {"reference_on": "2022-01-01"}, status=200),
    "wave_reopen": lambda c, u: c.api.post(f"/v1/programs/{c.program}/waves/past/reopenings", json={"until": "2099-12-31", "reason": "x"},
                                           status=201),
    "quality_rule_create": lambda c, u: c.field.rule(FRAMEWORK, "range", item="screening", minimum=1),
    "quality_rule_change": lambda c, u: changed(c.api, f"/v1/quality-rules/{c.rule}", {"text": "y"}, status=200),
    "finding_acknowledge": lambda c, u: c.field.acknowledge(c.sent),
    "enrolment_create": lambda c, u: c.field.enrolled(c.program),
    "enrolment_change": lambda c, u: changed(c.api, f"/v1/programs/{c.program}/enrolments/{c.practice}", {"withdrawn_on": "2023-06-01"}, status=200),
    "practice_create": lambda c, u: c.field.practice(),
    "practice_change": lambda c, u: changed(c.api, f"/v1/practices/{c.practice}", {"name": "y"}, status=200),
    "practice_attribute_set": lambda c, u: c.field.hold(c.practice, "rurality", "rural"),
    "attribute_create": lambda c, u: c.field.attribute(),
    "registry_import": lambda c, u: csv(c.api, "/v1/registry", f"practice,name,program,enrolled_on;{u('practice')},x,{c.program},2023-01-01;"),
    "instrument_create": lambda c, u: c.field.instrument({"item": "i", "kind": "count"}),
    "scale_create": lambda c, u: c.field.scale("a", "b"),
    "submission_create": lambda c, u: c.submit(),
    "import_create": lambda c, u: csv(c.api, f"/v1/imports?program={c.program}&instrument=continuum_pc&version=2016&wave=baseline",
                                      f"practice,respondent,screening;{c.practice},{u('r')},1;", status=201),
    "submission_accept_all": lambda c, u: c.field.accept_all(c.program),
    "submission_status_set": lambda c, u: c.field.move(c.waiting, "accepted"),
    "roundtable_create": lambda c, u: c.field.roundtable(c.program),
    "roundtable_change": lambda c, u: changed(c.api, f"/v1/programs/{c.program}/roundtables/{c.table}", {"name": "y"}, status=200),
    "finding_create": lambda c, u: c.api.post(f"/v1/programs/{c.program}/roundtables/{c.table}/findings", status=201,
                                              json={"finding": u("finding"), "theme": "motivation", "text": "x"}),
    "recommendation_create": lambda c, u: c.field.recommendation(c.program, c.table),
    "evidence_create": lambda c, u: c.api.post(f"/v1/programs/{c.program}/recommendations/{c.advice}/evidence", status=201,
                                               json={"kind": "document", "url": "https://example.org", "title": "x"}),
    "dependency_set": lambda c, u: c.api.put(f"/v1/programs/{c.program}/recommendations/{c.advice}/dependencies", status=200,
                                             json={"requires": []}),
    "agenda_create": lambda c, u: c.at_table("sessions", {"session": u("session"), "title": "x"}),
    "vote_create": lambda c, u: c.at_table("votes", {"recommendation": c.advice, "stakeholder_group": "practices", "support": 1}),
    "ranking_create": lambda c, u: c.at_table("rankings", {"method": "dots", "stakeholder_group": "practices", "ballots": [
        {"choices": [{"option": c.advice, "dots": 1}]}]}),
    "recommendation_change": lambda c, u: changed(c.api, f"/v1/programs/{c.program}/recommendations/{c.advice}", {"status": "done"}, status=200),
    "source_create": lambda c, u: c.words.source(c.program),
    "source_intake": lambda c, u: c.api.post(f"/v1/programs/{c.program}/sources/intake", json={"instrument": "continuum_pc", "consent": "none"}, status=200),
    "excerpt_create": lambda c, u: c.api.post(f"/v1/programs/{c.program}/sources/{c.source}/excerpts", json={"excerpts": [{"start": 0, "end": 2}]},
                                              status=201),
    "codebook_create": lambda c, u: c.words.codebook(),
    "codebook_version_create": lambda c, u: c.words.version(c.book, "a", version=u("v"), publish=False),
    "codebook_publish": lambda c, u: c.api.put(f"/v1/codebooks/{c.book}/versions/2/publication", status=200),
    "pass_create": lambda c, u: c.words.opened(c.program, c.book, "x"),
    "pass_coder_create": lambda c, u: c.api.post(f"/v1/programs/{c.program}/passes/{c.passing}/coders", json={"coder": "c9", "identity": u("i")},
                                                 status=201),
    "pass_release": lambda c, u: c.words.release(c.program, c.passing),
    "coding_create": lambda c, u: c.words.code(c.program, c.passing, c.coder, (c.source, FIRST, "a")),
    "project_import": lambda c, u: c.api.post(f"/v1/programs/{c.program}/projects?codebook={c.book}&version={u('v')}&pass={u('pass')}", xml=PROJECT, status=201),
    "quotation_create": lambda c, u: c.propose(u("quotation")),
    "quotation_decide": lambda c, u: c.api.put(f"/v1/programs/{c.program}/quotations/{c.proposed}/decision", json={"state": "confirmed"}, status=200),
    "mapping_create": lambda c, u: c.api.post(f"/v1/programs/{c.program}/mappings", status=201, json={
        "mapping": u("mapping"), "format": "dhis2", "instrument": "continuum_pc", "version": "2016", "document": {
            "practice": {"column": "orgUnit"}, "wave": {"column": "period"}, "fields": {"x": "screening"}}}),
    "key_create": lambda c, u: give(c.api, role="coder"),
    "key_revoke": lambda c, u: c.api.delete(f"/v1/keys/{c.key}", status=200),
    "key_rotate": lambda c, u: c.api.post(f"/v1/keys/{c.key}/rotation", json={}, status=201),
    "revocation_create": lambda c, u: c.api.post("/v1/revocations", json={"issuer": "x", "token": u("token")}, status=201)}
# Which must show: {a report: what of it changes}.
SHOWN = {"program_create": "statewide", "program_change": "statewide", "wave_create": "completeness", "wave_change": "completeness",
         "enrolment_create": "statewide", "enrolment_change": "statewide", "registry_import": "statewide", "submission_create": "completeness",
         "submission_accept_all": "framework?instrument=continuum_pc", "submission_status_set": "framework?instrument=continuum_pc",
         "practice_attribute_set": "framework?instrument=continuum_pc&filter=rurality:rural", "finding_create": "statewide",
         "recommendation_create": "recommendations", "evidence_create": "recommendations", "recommendation_change": "recommendations"}


@pytest.fixture
def full(case, unique):
    """With something to change of each kind."""
    case.table = case.field.roundtable(case.program)
    case.advice = case.field.recommendation(case.program, case.table)
    case.at_table = lambda what, body: case.api.post(
        f"/v1/programs/{case.program}/roundtables/{case.table}/{what}", json=body, status=201)
    case.key = give(case.api, role="coder")["key"]
    case.field.wave(case.program, "past", month=2, closes_on="2024-03-31")
    case.field.wave(case.program, "staffed", month=3, instruments=["staffing:1"])
    case.rule = case.field.rule("staffing:1", "range", item="pcc_fte", maximum=1)
    case.words = Words(case.field)
    case.source, case.book = case.words.source(case.program), case.words.published("a", "b")
    case.words.version(case.book, "a", version="2", follows="1", publish=False)
    case.coder, identity = case.words.coder()
    case.passing = case.words.opened(case.program, case.book, identity)
    proposer = case.field.api.service.cluster.make_key(case.field.api.service.database, scopes="codings:write,sources:read")
    case.propose = lambda name: case.api.post(f"/v1/programs/{case.program}/quotations", key=proposer, status=201, json={
        "quotation": name, "source": case.source, "excerpt": FIRST})
    case.proposed = unique("proposed")
    case.propose(case.proposed)
    case.sent = case.field.submit(case.program, case.practice, {"pcc_fte": 2}, wave="staffed", instrument="staffing:1")
    return case


@pytest.mark.operations(lambda o: o.method != "GET" and o.id not in NO_WRITE)
def test_each_write_is_in_the_next_answer(trio, full, contract, unique, operation):
    """The answers of those that keep some are those of one that keeps none; and nothing else made the version move."""
    if operation.id in ("submission_accept_all", "submission_status_set"):
        full.waiting = full.submit()
    addresses = [target(o) for o in contract.operations if of_answers(o)]
    addresses += [f"/v1/reports/{SHOWN[operation.id]}"] if operation.id in SHOWN else []
    before = {a: trio[0].get(a, status=200) for a in addresses}
    [api.get(a, status=200) for a in addresses for api in trio[:2]]
    WRITES[operation.id](full, unique)
    for address, api in itertools.product(addresses, trio[1::-1]):
        old = before[address].headers["ETag"]
        reply = api.get(address, headers={"If-None-Match": old}, status=304 if operation.id in SILENT else 200)
        if operation.id not in SILENT:
            assert version(reply) != version(before[address]) and reply.headers["ETag"] != old
            assert reply.body == trio[2].get(address, status=200).body == api.get(address, status=200).body
            assert reply.json["meta"]["as_of"] > before[address].json["meta"]["as_of"]
    if operation.id in SHOWN:
        assert reply.rows != before[address].rows


def test_answers_of_who_is_not_expected(trio, case):
    """They are in no cell, but they count as having been received."""
    alone = case.field.practice()
    case.field.wave(case.program, "early", month=5, reference_on="2024-05-01")
    case.field.enrol(case.program, alone, enrolled_on="2024-05-15")
    address = f"/v1/reports/statewide?program={case.program}"
    waiting = case.field.submit(case.program, alone, {"screening": 1}, wave="early")
    before = trio[1].get(address, status=200)
    case.field.move(waiting, "accepted")
    after = trio[1].get(address, headers={"If-None-Match": before.headers["ETag"]}, status=200)
    assert after.json["meta"]["latest_submission_at"] and not before.json["meta"]["latest_submission_at"]


def test_sixteen_at_once(trio, case):
    """Each enrols practices and asks both instances what it just did; others write meanwhile."""
    field = case.field
    programs = [field.program() for _ in range(16)]

    def enrolled(api, program, tag):
        reply = api.get(f"/v1/reports/statewide?program={program}", headers={"If-None-Match": tag})
        assert reply.status == 200, "304 for what has changed"
        return reply, next(r["value"] for r in reply.rows if r["measure"] == "practices_enrolled")

    def work(number):
        program, tags = programs[number], ['"none"'] * 2
        for count in range(1, 13):
            writer = trio[(number + count) % 2]
            practice = f"w{number}-{count}"
            writer.post("/v1/practices", json={"practice": practice, "name": "x"}, status=201)
            writer.post(f"/v1/programs/{program}/enrolments", json={"practice": practice, "enrolled_on": "2023-01-01"}, status=201)
            for n, api in enumerate(trio[:2]):
                reply, found = enrolled(api, program, tags[n])
                assert found == count, f"an answer from before: {found} of {count}"
                tags[n] = reply.headers["ETag"]
        return True

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(16)))


def test_who_asks_while_a_check_runs_waits_for_the_next(trio, case):
    """One check is held up; what is written meanwhile is in the answer of who asks then."""
    api, address = trio[0], f"/v1/reports/statewide?program={case.program}"
    before = api.get(address, status=200)
    known = {"If-None-Match": before.headers["ETag"]}
    with concurrent.futures.ThreadPoolExecutor(9) as pool:
        with contextlib.closing(api.service.cluster.connect(api.service.database)) as holder:
            cursor = holder.cursor()
            cursor.execute("begin; lock table continuum.cell_state")
            first = pool.submit(api.get, address, headers=known)
            eventually(lambda: query(api.service, "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%%data_state%%'"))
            trio[1].post(f"/v1/programs/{case.program}/enrolments", status=201,
                         json={"practice": case.field.practice(), "enrolled_on": "2023-01-01"})
            later = [pool.submit(api.get, address, headers=known) for _ in range(8)]
            time.sleep(0.3)
            assert not first.done() and not any(f.done() for f in later)
            cursor.execute("rollback")
        assert first.result().status == 304, "it came before, and may be told so"
        assert {f.result().status for f in later} == {200}


def test_checks_are_shared(trio):
    """Many ask for the same at once; all are answered the same."""
    api = trio[0]
    before = metric(api, "continuum_version_requests_total"), metric(api, "continuum_version_checks_total")
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: api.get("/v1/reports/statewide", status=200), range(400)))
    assert len({r.headers["ETag"] for r in replies}) == len({r.body for r in replies}) == 1
    assert metric(api, "continuum_version_requests_total") - before[0] == 400
    assert 0 < metric(api, "continuum_version_checks_total") - before[1] < 400
