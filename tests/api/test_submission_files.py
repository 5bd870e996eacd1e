"""Answers of many practices in one file, wide or long: all or nothing, and every fault at its row and column."""
import pytest

from fixtures_field import field, sheet  # noqa: F401

ITEMS = [{"item": "stage", "kind": "stage", "scale": "bhi_stage"}, {"item": "rate", "kind": "rate"},
         {"item": "fte", "kind": "fte"},
         {"item": "story", "kind": "text"}, {"item": "limited", "kind": "count", "missing": ["late"]}]
COLUMNS = "practice", "stage", "rate", "rate.denominator", "rate.reason", "fte", "story"


@pytest.fixture
def study(field):
    return Study(field)


class Study:
    """A program with practices a, b and c, two waves, and an instrument."""

    def __init__(self, field):
        self.field, self.api = field, field.api
        self.program, self.instrument = field.program(), field.instrument(*ITEMS)
        field.wave(self.program, "w1", instruments=[self.instrument])
        field.wave(self.program, "w2", instruments=[self.instrument], month=2)
        self.a, self.b, self.c = (field.enrolled(self.program) for _ in range(3))

    def send(self, text, wave="w1", expect=201, **more):
        return self.field.submit_file(self.program, text, wave, self.instrument, expect, **more)

    def kept(self, text, **more):
        """{(practice, wave): {item: what was answered}} of what a file stored."""
        found = {}
        for row in self.send(text, **more).rows:
            answers = self.field.answers(row["submission"])
            found[row["practice"], row["wave"]] = {
                i: {n: a[n] for n in ("value", "denominator", "code", "text", "reason") if a[n] is not None} for i,
                a in answers.items()
                if any(a[n] is not None for n in ("value", "denominator", "text", "reason"))}
        return found

    def refused(self, text, **more):
        """The faults by (row, column); nothing is stored."""
        reply = self.send(text, expect=422, **more)
        assert self.api.get(f"/v1/submissions?program={self.program}").rows == []
        assert len(reply.faults) == reply.json["error_count"], "a fault is told twice"
        return reply.faults


# -- wide -------------------------------------------------------------------------------------------------

def test_a_wide_file(study):
    text = sheet(COLUMNS, (study.a, "advanced", 3, 7, None, "48.2", "Ä, \"b\"\nc"),
                 (study.b, 2, None, 9, "unable_to_report", "0.10", None),
                 (study.c, "late", "not_started", None, None, None, "late"))
    assert study.kept(text) == {
        (study.a, "w1"): {"stage": {"value": 4, "code": "advanced"}, "rate": {"value": 3, "denominator": 7},
                          "fte": {"value": 48.2},
                          "story": {"text": "Ä, \"b\"\nc"}},
        (study.b, "w1"): {"stage": {"value": 2, "code": "intermediate_1"},
                          "rate": {"denominator": 9, "reason": "unable_to_report"},
                          "fte": {"value": 0.1}},
        (study.c, "w1"): {"stage": {"reason": "late"}, "rate": {"reason": "not_started"}, "story": {"text": "late"}}}


def test_a_long_file_says_the_same_as_a_wide_one(study):
    wide = sheet(("practice", "wave", "respondent", "method", "stage", "rate", "rate.denominator", "fte.reason",
                  "story.text"),
                 (study.a, "w1", "r1", "rater", 4, 3, 7, "late", "Told"),
                 (study.b, "w2", None, None, "preliminary", None, 9, None, None))
    long = sheet(("practice", "wave", "respondent", "method", "item", "value", "denominator", "reason", "text"),
                 (study.a, "w1", "r1", "rater", "stage", "4", None, None, None),
                 (study.a, "w1", "r1", "rater", "rate", 3, 7, None, None),
                 (study.b, "w2", None, None, "stage", "preliminary", None, None, None),
                 (study.a, "w1", "r1", "rater", "fte", None, None, "late", None),
                 (study.a, "w1", "r1", "rater", "story", None, None, None, "Told"),
                 (study.b, "w2", None, None, "rate", None, 9, None, None))
    first, second = study.kept(wide, wave=None), study.kept(long, wave=None)
    assert first == second and len(first) == 2
    assert first[study.a, "w1"]["fte"] == {"reason": "late"}
    rows = study.api.get(f"/v1/submissions?program={study.program}&status=submitted").rows
    assert {(r["practice"], r["wave"], r["respondent"], r["method"], r["answered"]) for r in rows} == {
        (study.a, "w1", "r1", "rater", 3), (study.b, "w2", "", "consensus", 1)}


def test_several_waves_in_one_file(study):
    text = sheet(("practice", "wave", "fte"), (study.a, "w2", 2), (study.a, "w1", 1), (study.b, "w1", 3))
    assert {k: v["fte"]["value"] for k,
            v in study.kept(text, wave=None).items()} == {(study.a, "w1"): 1, (study.a, "w2"): 2, (study.b, "w1"): 3}


def test_the_parameter_wave_fills_where_the_column_is_empty(study):
    text = sheet(("practice", "wave", "fte"), (study.a, None, 1), (study.b, "w2", 2))
    assert set(study.kept(text, wave="w1")) == {(study.a, "w1"), (study.b, "w2")}


def test_drafts_and_the_answer(study):
    reply = study.send(sheet(("practice", "fte"), (study.b, 1), (study.a, None)), status="draft")
    assert [(r["practice"], r["status"], r["outcome"], r["answered"]) for r in reply.rows] == [
        (study.a, "draft", "created", 0), (study.b, "draft", "created", 1)], "by practice, not by row"
    again = study.send(sheet(("practice", "fte"), (study.b, 1)), format="csv").rows
    assert [(r["practice"], r["status"], r["outcome"]) for r in again] == [(study.b, "submitted", "superseding")]


@pytest.mark.parametrize("encode", [lambda t: "\ufeff" + t, lambda t: t.replace("\r\n", "\n"), lambda t: t.rstrip(),
                                    lambda t: t.replace(",", ", ")],
                         ids=["BOM", "LF", "no line end", "spaces"])
def test_files_as_programs_write_them(study, encode):
    text = sheet(("practice", "stage", "fte"), (study.a, "advanced", 48.2), (study.b, 2, 17.4))
    assert study.kept(encode(text).encode()) == {
        (study.a, "w1"): {"stage": {"value": 4, "code": "advanced"}, "fte": {"value": 48.2}},
        (study.b, "w1"): {"stage": {"value": 2, "code": "intermediate_1"}, "fte": {"value": 17.4}}}


@pytest.mark.parametrize("text", ["0.1", "0.30", "1234567890.12", "999999999999.99", "-0.01", "7.", "007.50"])
def test_decimals_of_a_file_are_exact(study, text):
    if text == "7.":
        assert study.refused(sheet(("practice", "fte"), (study.a, text))) == {(2, "fte"): "invalid_type"}
        return
    instrument = study.field.instrument({"item": "paid", "kind": "money"})
    program = study.field.program()
    study.field.wave(program, instruments=[instrument])
    practice = study.field.enrolled(program)
    reply = study.field.submit_file(program, sheet(("practice", "paid"), (practice, text)), instrument=instrument)
    shown = study.api.get(f"/v1/submissions/{reply.rows[0]['submission']}/answers.csv").rows[0]["value"]
    whole, _, part = text.lstrip("-0").partition(".")
    assert shown.lstrip("-0").rstrip("0").rstrip(".") == f"{whole}.{part}".rstrip("0").rstrip(".")
    assert shown.startswith("-") == text.startswith("-")


# -- faults -----------------------------------------------------------------------------------------------

def test_every_fault_of_a_wide_file(study):
    text = sheet(("practice", "wave", "respondent", "method", "stage", "rate", "rate.denominator", "fte",
                  "fte.denominator", "limited",
                  "limited.reason", "colour"),
                 (study.a, "w1", "a b", "guess", 5, 3, 2, "1.234", 4, None, "declined", "red"),
                 ("absent", "w1", None, None, "x", 3, None, "1,5", None, 1, "late", None),
                 (None, "w9", None, None, None, None, "x", None, None, "declined", None, None),
                 (study.b, "w1", None, None, 1, None, None, None, None, None, "forgotten", None),
                 (study.b, "w1", None, None, 1, None, None, None, None, None, None, None))
    assert study.refused(text, wave=None) == {
        (1, "colour"): "unknown_column", (2, "respondent"): "invalid_format", (2, "method"): "not_allowed",
        (2, "stage"): "not_a_level",
        (2, "rate.denominator"): "below_numerator", (2, "fte"): "too_precise", (2, "fte.denominator"): "not_taken",
        (2, "limited.reason"): "not_allowed", (3, "practice"): "unknown_practice", (3, "stage"): "not_a_level",
        (3, "rate.denominator"): "missing", (3, "fte"): "invalid_type", (3, "limited.reason"): "beside_value",
        (4, "practice"): "missing",
        (4, "wave"): "unknown_wave", (4, "rate.denominator"): "invalid_type", (4, "limited.reason"): "not_allowed",
        (5, "limited.reason"): "unknown_reason", (6, "practice"): "repeated"}


def test_every_fault_of_a_long_file(study):
    text = sheet(("practice", "item", "value", "denominator", "reason"),
                 (study.a, "absent", 1, None, None), (study.a, None, 1, None, None), (study.a, "rate", 5, 4, None),
                 (study.a, "stage", "x", None, None), (study.a, "fte", None, None, "forgotten"),
                 ("absent", "fte", 1, None, None), (study.b, "fte", 1, None, None),
                 (study.b, "fte", 1, None, None))
    assert study.refused(text) == {
        (2, "item"): "unknown_item", (3, "item"): "unknown_item", (4, "denominator"): "below_numerator",
        (5, "value"): "not_a_level",
        (6, "reason"): "unknown_reason", (7, "practice"): "unknown_practice", (9, "item"): "repeated"}


@pytest.mark.parametrize("text, faults", [
    ("", {(1, ""): "malformed"}), ("practice,fte\n", {(1, ""): "empty"}), ("fte\n1\n", {(1, "practice"): "missing"}),
    ("practice,fte\nA\n", {(2, ""): "wrong_width"}), ('practice,fte\nA,"1\n', {(2, ""): "malformed"}),
    ("practice,fte,fte\nA,1,1\n", {(1, "fte"): "repeated"}),
    ("practice,item,value,fte\nA,fte,1,1\n", {(1, "fte"): "unknown_column"}),
    ("practice,fte.value.x,fte.colour\nA,1,1\n", {(1, "fte.colour"): "unknown_column"})])
def test_files_that_are_no_table(study, text, faults):
    found = study.refused(text.replace("A", study.a))
    assert faults.items() <= found.items()


@pytest.mark.parametrize("header, fault", [("fte,fte.value", "fte.value"), ("fte.reason.x,stage", "fte.reason.x")])
def test_columns_that_mean_two_things(study, header, fault):
    assert list(study.refused(f"practice,{header}\n{study.a},late,2\n")) == [(1, fault)]


def test_bytes_that_are_not_utf8(study):
    study.send(b"practice,story\r\n" + study.a.encode() + b",\xff\r\n", expect=400)


def test_parameters_that_a_file_needs(study):
    reply = study.api.post("/v1/submissions", csv=sheet(("practice", "fte"), (study.a, 1)), status=422)
    assert reply.faults == {"program": "missing", "instrument": "missing", "version": "missing"}
    assert study.refused(sheet(("practice", "fte"), (study.a, 1)), wave=None) == {(1, "wave"): "missing"}


def test_what_the_parameters_name_is_not_there(study):
    text = sheet(("practice", "fte"), (study.a, 1), (study.b, 1))
    code, version = study.instrument.split(":")
    for query, where in [(f"program=absent&wave=w1&instrument={code}&version=1", "program"), ("wave=w9", "wave"),
                         ("wave=w1&version=9", "instrument"), ("wave=w1&instrument=absent", "instrument")]:
        given = dict(pair.split("=") for pair in query.split("&"))
        given = {"program": study.program, "instrument": code, "version": version, **given}
        reply = study.api.post("/v1/submissions?" + "&".join(f"{n}={v}" for n, v in given.items()), csv=text,
                               status=422)
        assert reply.faults[(0, where)].startswith("unknown_")
        assert reply.json["error_count"] <= 2, "told once, not for each row"


def test_an_instrument_that_the_wave_does_not_collect(study):
    study.field.wave(study.program, "w3", instruments=[], month=3)
    assert study.refused(sheet(("practice", "fte"), (study.a, 1), (study.b, 1)),
                         wave="w3") == {(0, "wave"): "not_collected"}
    assert study.refused(sheet(("practice", "wave", "fte"), (study.a, "w1", 1), (study.b, "w3", 1)),
                         wave=None) == {(3, "wave"): "not_collected"}


def test_practices_that_are_not_in_the_program_at_the_wave(study):
    late, outside = study.field.practice(), study.field.practice()
    study.field.enrol(study.program, late, "2024-02-01")
    text = sheet(("practice", "wave", "fte"), (late, "w1", 1), (late, "w2", 1), (outside, "w1", 1))
    assert study.refused(text, wave=None) == {(2, "practice"): "not_enrolled", (4, "practice"): "not_enrolled"}


def test_the_same_respondent_twice_is_a_fault_another_is_not(study):
    header = "practice", "respondent", "fte"
    assert study.refused(sheet(header, (study.a, "r1", 1), (study.a, "r2", 1),
                               (study.a, "r1", 2))) == {(4, "practice"): "repeated"}
    assert len(study.send(sheet(header, (study.a, "r1", 1), (study.a, "r2", 1), (study.a, None, 1))).rows) == 3


def test_a_thousand_rows(study):
    practices = [f"{study.a}.{n}" for n in range(1000)]
    study.api.post("/v1/registry", status=200, csv=sheet(("practice", "name", "program", "enrolled_on"),
                                                         *((p, "x", study.program, "2023-01-01") for p in practices)))
    rows = study.send(sheet(("practice", "fte"), *((p, n) for n, p in enumerate(practices)))).rows
    assert len(rows) == 1000 and len(study.field.accept_all(study.program)) == 1000
    report = study.api.get(
        f"/v1/reports/measures?program={study.program}&instrument={study.instrument[:-2]}&item=fte&wave=w1",
        status=200).rows
    assert {r["measure"]: (r["value"], r["n"], r["expected"]) for r in report}["sum"] == (499500, 1000, 1003)
