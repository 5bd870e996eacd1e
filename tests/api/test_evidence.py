"""What a recommendation stands on and waits for: links that can be looked at again."""
import pytest

from fixtures_case import case  # noqa: F401
from fixtures_field import field  # noqa: F401
from fixtures_words import FIRST, words  # noqa: F401


class Advice:
    """A recommendation of a program in which two practices answered."""

    def __init__(self, case):
        self.api, self.field, self.program, self.case = case.api, case.field, case.program, case
        self.table = case.field.roundtable(case.program)
        self.code = self.another()
        self.address = f"/v1/programs/{self.program}/recommendations/{self.code}"
        for value in (1, 3):
            self.answer(value)
        self.question = {"measure": ["mean"], "instrument": ["continuum_pc"], "item": ["screening"]}

    def another(self):
        return self.field.recommendation(self.program, self.table)

    def answer(self, value):
        practice = self.field.enrolled(self.program)
        self.field.accepted(self.program, practice, {"screening": value})

    def link(self, kind, status=201, **more):
        return self.api.post(f"{self.address}/evidence", json={"kind": kind, **more}, status=status)

    def evidence(self, query="", **more):
        return self.api.get(f"{self.address}/evidence{query}", status=200, **more).rows

    def require(self, *codes, of=None, status=200):
        address = f"/v1/programs/{self.program}/recommendations/{of or self.code}/dependencies"
        return self.api.put(address, json={"requires": codes}, status=status)


@pytest.fixture
def advice(case):
    return Advice(case)


# -- figures ----------------------------------------------------------------------------------------------

def test_a_figure_is_linked_as_it_is(advice):
    made = advice.link("aggregate", question=advice.question, note="Low").json
    assert (made["value"], made["n"], made["expected"], made["status"], made["note"]) == (2, 2, 3, "reported", "Low")
    assert made["question"] == advice.question and "item=screening" in made["row"] and "wave=baseline" in made["row"]
    assert made["as_of"] and made["data_version"]
    assert advice.evidence() == [made]


def test_it_is_the_same_whatever_came_later(advice):
    advice.link("aggregate", question=advice.question)
    advice.answer(2)
    advice.answer(4)
    now, = [r["value"] for r in advice.api.get(
        f"/v1/aggregates?measure=mean&instrument=continuum_pc&item=screening&program={advice.program}", status=200).rows]
    row, = advice.evidence("?verify=true")
    assert now == 2.5 and (row["value"], row["value_now"], row["verified"]) == (2, 2, "equal")
    assert advice.evidence()[0]["verified"] is None
    assert advice.evidence("?verify=true&format=csv")[0]["verified"] == "equal"


def test_what_was_changed_behind_it_shows(advice, service):
    advice.link("aggregate", question=advice.question)
    service.execute("update continuum.recommendation_evidence set figure = figure || '{\"value\": \"2.25\"}' where kind = 'aggregate' "
                    f"and program_id = (select program_id from continuum.program where program = '{advice.program}')")
    row, = advice.evidence("?verify=true")
    assert (row["value"], row["value_now"], row["verified"]) == (2.25, 2, "differs")


def test_a_question_that_can_not_be_asked_any_more(advice, service):
    advice.link("aggregate", question=advice.question)
    service.execute("update continuum.recommendation_evidence set question = question || '{\"wave\": [\"gone\"]}' where kind = 'aggregate' "
                    f"and program_id = (select program_id from continuum.program where program = '{advice.program}')")
    assert [r["verified"] for r in advice.evidence("?verify=true")] == ["unanswerable"]


def test_who_reads_no_reports_does_not_see_it_computed(advice, service):
    advice.link("aggregate", question=advice.question)
    row, = advice.evidence("?verify=true", key=service.key_for("roundtables:read"))
    assert (row["value"], row["verified"], row["value_now"]) == (2, "unseen", None)
    body = {"kind": "aggregate", "question": advice.question}
    advice.api.post(f"{advice.address}/evidence", json=body, key=service.key_for("roundtables:write"), status=403)


def test_one_of_several_figures_is_named_by_its_columns(advice):
    question = {**advice.question, "measure": ["share"]}
    assert advice.link("aggregate", question=question, status=422).faults == {"/row": "ambiguous"}
    made = advice.link("aggregate", question=question, row={"level": "3"}).json
    assert (made["value"], made["unit"]) == (50, "percent") and "level=3" in made["row"]
    assert [r["verified"] for r in advice.evidence("?verify=true")] == ["equal"]
    assert advice.link("aggregate", question=question, row={"level": "9"}, status=422).faults == {"/row": "no_figure"}
    assert advice.link("aggregate", question=question, row={"value": "50", "no": "x"}, status=422).faults == {
        "/row/value": "unknown_column", "/row/no": "unknown_column"}


def test_as_of_an_earlier_moment(advice, service):
    then = service.execute("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")[0][0]
    advice.answer(4)
    assert advice.link("aggregate", question=advice.question).json["n"] == 3
    assert advice.link("aggregate", question=advice.question, as_of=then).json["n"] == 2
    assert [r["verified"] for r in advice.evidence("?verify=true")] == ["equal", "equal"]
    assert advice.link("aggregate", question=advice.question, as_of="2020-01-01T00:00:00Z", status=422).faults == {"/row": "no_figure"}
    assert advice.link("aggregate", question=advice.question, as_of="2999-01-01T00:00:00Z", status=422).faults == {"/as_of": "too_large"}


@pytest.mark.parametrize("change, faults", [
    ({"measure": ["absent"]}, {"/question/measure": "unknown_measure"}), ({"item": ["absent"]}, {"/question/item": "unknown_item"}),
    ({"wave": ["absent"]}, {"/question/wave": "unknown_wave"}), ({"by": ["absent"]}, {"/question/by": "unknown_attribute", "/as_of": "not_allowed"}),
    ({"measure": []}, {"/question/measure": "too_few"})])
def test_faults_of_a_question(advice, change, faults):
    assert advice.link("aggregate", question={**advice.question, **change}, status=422).faults == faults
    assert advice.evidence() == []


# -- themes, quotes, documents ----------------------------------------------------------------------------

def test_themes_quotes_and_documents(advice, words, service):
    book, source = words.published("hiring"), words.source(advice.program)
    advice.link("theme", codebook=book, version="1", code="hiring")
    advice.link("quote", source=source, excerpt=FIRST)
    made = advice.link("document", url="https://example.org/report.pdf", title="Report", note="Page 3")
    assert made.headers["Location"] == f"{advice.address}/evidence"
    rows = advice.evidence()
    assert [(r["position"], r["kind"], r["code"], r["source"], r["excerpt"], r["url"]) for r in rows] == [
        (1, "theme", f"{book}/1/hiring", None, None, None), (2, "quote", None, source, FIRST, None),
        (3, "document", None, None, None, "https://example.org/report.pdf")]
    assert advice.api.get(advice.address).json["evidence"] == 3
    hidden = advice.evidence(key=service.key_for("roundtables:read"))
    assert [r["source"] for r in hidden] == [None] * 3 and source not in str(hidden)


def test_faults_of_links(advice, words):
    book, silent = words.published("a"), words.source(advice.program, consent="aggregate")
    of = lambda kind, **more: advice.link(kind, status=422, **more).faults
    assert of("theme", code="a") == {"/codebook": "missing", "/version": "missing"}
    assert of("theme", codebook=book, version="1", code="absent") == {"/code": "unknown_code"}
    assert of("quote", source=silent, excerpt=FIRST) == {"/excerpt": "not_quotable"}
    assert of("quote", source=silent, excerpt="0-1", title="x") == {"/excerpt": "unknown_excerpt", "/title": "not_allowed"}
    assert of("document", url="javascript:alert(1)", title="x") == {"/url": "invalid_format"}
    assert of("aggregate") == {"/question": "missing"}
    assert of("document", url="https://x", title="x", question=advice.question) == {"/question": "not_allowed"}
    assert advice.evidence() == []
    body = {"kind": "aggregate", "question": advice.question}
    advice.api.post(f"/v1/programs/{advice.program}/recommendations/absent/evidence", json=body, status=404)


def test_links_have_an_end(advice):
    for _ in range(20):
        advice.link("aggregate", question=advice.question)
    assert advice.link("aggregate", question=advice.question, status=422).faults == {"/kind": "too_many"}
    assert {r["verified"] for r in advice.evidence("?verify=true")} == {"equal"}


# -- what waits for what ----------------------------------------------------------------------------------

def test_what_it_waits_for(advice):
    first, second = advice.another(), advice.another()
    assert advice.require(first, second).json == {"recommendation": advice.code, "requires": " ".join(sorted([first, second]))}
    rows = advice.api.get(f"{advice.address}/dependencies", status=200).rows
    assert [(r["relation"], r["recommendation"], r["status"]) for r in rows] == [
        ("requires", c, "proposed") for c in sorted([first, second])]
    advice.require(second)
    rows = advice.api.get(f"/v1/programs/{advice.program}/recommendations/{second}/dependencies", status=200).rows
    assert [(r["relation"], r["recommendation"]) for r in rows] == [("required_by", advice.code)]
    assert advice.require().json["requires"] is None
    assert advice.api.get(f"{advice.address}/dependencies").rows == []


def test_none_waits_for_itself(advice):
    first, second = advice.another(), advice.another()
    advice.require(first)
    advice.require(second, of=first)
    assert advice.require(advice.code, of=second, status=422).faults == {"/requires/0": "cycle"}
    assert advice.require(second, first, of=second, status=422).faults == {"/requires/0": "cycle", "/requires/1": "cycle"}
    assert advice.require(first, "absent", first, status=422).faults == {
        "/requires/1": "unknown_recommendation", "/requires/2": "repeated"}
    advice.require()
    advice.require(advice.code, of=second)
    advice.api.get(f"/v1/programs/{advice.program}/recommendations/absent/dependencies", status=404)
    advice.require(of="absent", status=404)


def test_nobody_makes_a_circle_at_once(advice, service):
    """The database looks again: two writers who did not see each other."""
    first = advice.another()
    advice.require(first)
    insert = "set search_path to continuum; insert into continuum.recommendation_dependency select {0}.program_id, {0}.recommendation_id, {1}.recommendation_id " \
             "from continuum.recommendation o, continuum.recommendation t where o.recommendation = '{2}' and t.recommendation = '{3}'"
    with pytest.raises(Exception, match="23514|waits") as raised:
        service.execute(insert.format("o", "t", first, advice.code))
    assert raised.value.diag.constraint_name == "recommendation_waits_for_itself"
