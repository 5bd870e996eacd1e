"""Answers of one practice as JSON: what is kept, exactly, and what is refused. Files: test_submission_files.py."""
import decimal
import json

import pytest

from fixtures_field import FRAMEWORK, field  # noqa: F401

ALL_KINDS = [{"item": "stage", "kind": "stage", "scale": "bhi_stage"},
             {"item": "level", "kind": "level", "scale": "samhsa_level"},
             {"item": "choice", "kind": "choice", "scale": "bhc_pathway"}, {"item": "yes", "kind": "boolean"},
             {"item": "scaled_yes", "kind": "boolean", "scale": "yes_no"},
             {"item": "score", "kind": "score", "minimum": 0, "maximum": 100},
             {"item": "count", "kind": "count", "minimum": 0}, {"item": "rate", "kind": "rate"},
             {"item": "money", "kind": "money"}, {"item": "hours", "kind": "hours"}, {"item": "fte", "kind": "fte"},
             {"item": "number", "kind": "number", "decimals": 6},
             {"item": "story", "kind": "text"}, {"item": "limited", "kind": "count", "missing": ["late"]}]


@pytest.fixture
def asked(field):
    return Asked(field)


class Asked:
    """A program with a practice, a wave, and an instrument that has every kind of item."""

    def __init__(self, field):
        self.field, self.api = field, field.api
        self.program, self.instrument = field.program(), field.instrument(*ALL_KINDS)
        self.wave = field.wave(self.program, instruments=[self.instrument])
        self.practice = field.enrolled(self.program)

    def submit(self, answers, **more):
        more = {"practice": self.practice, "wave": self.wave, "instrument": self.instrument, **more}
        return self.field.submit(more.pop("program", self.program), more.pop("practice"), answers, **more)

    def answered(self, answers, **more):
        """What was stored, of the items that were answered."""
        kept = self.field.answers(self.submit(answers, **more))
        return {i: row for i, row in kept.items()
                if any(row[n] is not None for n in ("value", "denominator", "code", "text", "reason"))}

    def refused(self, answers, **more):
        """The faults; nothing is stored."""
        before = self.stored()
        reply = self.submit(answers, expect=422, **more)
        assert self.stored() == before
        return reply.faults

    def stored(self):
        return self.api.service.execute(
            "select count(*), max(submission::text), sum(revision) from continuum.submission")


# -- what is kept -----------------------------------------------------------------------------------------

def test_a_submission_is_read_as_it_was_sent(asked):
    reply = asked.api.post("/v1/submissions", status=201, json={
        "program": asked.program, "practice": asked.practice, "wave": "baseline", "instrument": asked.instrument[:-2],
        "version": "1",
        "answers": [{"item": "count", "value": 3}, {"item": "hours", "reason": "late"}]})
    stored = reply.rows[0]
    assert {n: stored[n] for n in ("practice", "status", "outcome", "answered", "respondent")} == {
        "practice": asked.practice, "status": "submitted", "outcome": "created", "answered": 1, "respondent": ""}
    read = asked.field.submission(stored["submission"])
    assert {n: read[n]
            for n in ("program", "practice", "wave", "instrument", "version", "status", "method", "respondent")} == {
        "program": asked.program, "practice": asked.practice, "wave": "baseline", "instrument": asked.instrument[:-2],
        "version": "1",
        "status": "submitted", "method": "consensus", "respondent": ""}
    assert (read["items"], read["answered"], read["missing"], read["supersedes"],
            read["accepted_at"]) == (14, 1, 13, None, None)
    assert read["submitted_at"] is not None and read["revision"] == 1


def test_every_item_is_listed_in_its_order(asked):
    rows = asked.api.get(f"/v1/submissions/{asked.submit({'count': 3})}/answers", status=200).rows
    assert [(r["position"], r["item"]) for r in rows] == [(n, i["item"]) for n, i in enumerate(ALL_KINDS, 1)]


@pytest.mark.parametrize("item, value, kept, code", [
    ("stage", 4, 4, "advanced"), ("level", 6, 6, "level_6"), ("choice", 2, 2, "referral"), ("yes", 1, 1, None),
    ("yes", 0, 0, None), ("scaled_yes", 1, 1, "yes"), ("count", 0, 0, None),
    ("count", 999999999999, 999999999999, None), ("score", 100, 100, None), ("score", 99.99, 99.99, None),
    ("money", -0.01, -0.01, None), ("fte", 0.25, 0.25, None), ("number", -123456.654321, -123456.654321, None),
    ("count", 5.0, 5, None), ("count", 1e3, 1000, None), ("number", -0.0, 0, None)])
def test_numbers(asked, item, value, kept, code):
    answer = asked.answered({item: value})[item]
    assert (answer["value"], answer["code"]) == (kept, code)


@pytest.mark.parametrize("item, value, kept, code", [
    ("stage", "advanced", 4, "advanced"), ("stage", "3", 3, "intermediate_2"), ("choice", "referral", 2, "referral"),
    ("yes", True, 1, None), ("yes", False, 0, None), ("yes", "no", 0, None), ("scaled_yes", "yes", 1, "yes"),
    ("count", "12", 12, None),
    ("hours", "0.50", 0.5, None)])
def test_codes_and_booleans_and_numbers_as_text(asked, item, value, kept, code):
    answer = asked.answered({item: value})[item]
    assert (answer["value"], answer["code"]) == (kept, code)


@pytest.mark.parametrize("value", [True, False, "true", "false"])
def test_true_and_false_on_a_scale_of_yes_and_no(asked, value):
    assert asked.answered({"scaled_yes": value})["scaled_yes"]["code"] == ("yes" if value in (True, "true") else "no")


@pytest.mark.parametrize("item, text", [
    ("fte", "48.2"), ("fte", "0.1"), ("fte", "17.4"), ("money", "1234567890.12"), ("money", "0.07"),
    ("money", "1.15"), ("hours", "8.05"), ("number", "0.000123"), ("number", "1.005"), ("number", "123456.789012"),
    ("number", "2.675"), ("fte", "4.35"), ("money", "1.10"), ("money", "12345678901.25"),
    ("money", "999999999999.99"), ("number", "123456789.123456"), ("number", "0.000012"), ("number", "0.000001"),
    ("number", "1e-6"), ("number", "-1.5E+3"), ("count", "1e3")])
def test_decimals_are_exact(asked, item, text):
    body = json.dumps({"program": asked.program, "practice": asked.practice, "wave": "baseline",
                       "instrument": asked.instrument[:-2],
                       "version": "1", "answers": [{"item": item, "value": 0}]})
    body = body.replace('"value": 0', f'"value": {text}')
    made = asked.api.post("/v1/submissions", body=body, headers={"Content-Type": "application/json"}, status=201)
    kept = asked.api.get(f"/v1/submissions/{made.rows[0]['submission']}/answers?format=csv").rows
    shown = next(row["value"] for row in kept if row["item"] == item)
    assert decimal.Decimal(shown) == decimal.Decimal(text)


def test_a_sum_of_binary_fractions_is_not_rounded_in_silence(asked):
    """0.1 + 0.2 is written 0.30000000000000004; who means 0.3 sends 0.3."""
    assert asked.refused({"number": 0.1 + 0.2}) == {"/answers/0/value": "too_precise"}
    assert asked.answered({"number": round(0.1 + 0.2, 6)})["number"]["value"] == 0.3


def test_a_rate_and_a_text_and_reasons(asked):
    kept = asked.answered([{"item": "rate", "value": 3, "denominator": 7}, {"item": "story", "text": "Ä \"b\"\n=1"},
                           {"item": "count", "reason": "not_applicable"}, {"item": "limited", "reason": "late"}])
    assert (kept["rate"]["value"], kept["rate"]["denominator"], kept["rate"]["reason"]) == (3, 7, None)
    assert kept["story"]["text"] == "Ä \"b\"\n=1" and kept["story"]["value"] is None
    assert (kept["count"]["reason"], kept["limited"]["reason"]) == ("not_applicable", "late")


def test_a_denominator_without_a_numerator(asked):
    kept = asked.answered([{"item": "rate", "denominator": 261, "reason": "unable_to_report"}])["rate"]
    assert (kept["value"], kept["denominator"], kept["reason"]) == (None, 261, "unable_to_report")
    kept = asked.answered([{"item": "rate", "denominator": 0}])["rate"]
    assert (kept["value"], kept["denominator"], kept["reason"]) == (None, 0, None)


def test_null_is_no_answer(asked):
    kept = asked.answered([{"item": "count", "value": None, "denominator": None, "text": None, "reason": None},
                           {"item": "hours", "value": 1}])
    assert list(kept) == ["hours"]


@pytest.mark.parametrize("more, method",
                         [({}, "consensus"), ({"respondent": "r-1"}, "respondent"), ({"method": "rater"}, "rater"),
                          ({"respondent": "r-1", "method": "rater"}, "rater"), ({"status": "draft"}, "consensus")])
def test_respondent_and_method(asked, more, method):
    read = asked.field.submission(asked.submit({"count": 1}, **more))
    assert (read["respondent"], read["method"]) == (more.get("respondent", ""), method)
    assert read["status"] == more.get("status", "submitted") and (read["submitted_at"] is None) == ("status" in more)


def test_respondents_stand_beside_each_other(asked):
    ids = [asked.submit({"count": n}, respondent=f"r{n}") for n in (1, 2)] + [asked.submit({"count": 3})]
    assert [asked.field.submission(i)["status"] for i in ids] == ["submitted"] * 3


# -- what is refused --------------------------------------------------------------------------------------

@pytest.mark.parametrize("answer, fault", [
    ({"item": "absent", "value": 1}, {"item": "unknown_item"}),
    ({"item": "stage", "value": 5}, {"value": "not_a_level"}),
    ({"item": "stage", "value": 0}, {"value": "not_a_level"}),
    ({"item": "stage", "value": 1.5}, {"value": "not_a_level"}),
    ({"item": "yes", "value": 2}, {"value": "invalid_type"}),
    ({"item": "score", "value": 100.01}, {"value": "too_large"}),
    ({"item": "score", "value": -1}, {"value": "too_small"}),
    ({"item": "count", "value": 1.5}, {"value": "too_precise"}),
    ({"item": "score", "value": 1.001}, {"value": "too_precise"}),
    ({"item": "fte", "value": 0.125}, {"value": "too_precise"}),
    ({"item": "number", "value": 1.0000001}, {"value": "too_precise"}),
    ({"item": "rate", "value": 3}, {"denominator": "missing"}),
    ({"item": "rate", "value": 3, "denominator": 2}, {"denominator": "below_numerator"}),
    ({"item": "rate", "value": 3, "denominator": 3.5}, {"denominator": "invalid_type"}),
    ({"item": "rate", "value": 3, "denominator": -3}, {"denominator": "invalid_type"}),
    ({"item": "count", "value": 3, "denominator": 3}, {"denominator": "not_taken"}),
    ({"item": "count", "reason": "forgotten"}, {"reason": "unknown_reason"}),
    ({"item": "limited", "reason": "declined"}, {"reason": "not_allowed"}),
    ({"item": "count", "value": 1, "reason": "late"}, {"reason": "beside_value"}),
    ({"item": "fte", "value": 1.005, "reason": "late"}, {"value": "too_precise", "reason": "beside_value"})])
def test_faults_of_an_answer(asked, answer, fault):
    found = asked.refused([{"item": "hours", "value": 1}, answer])
    assert fault.items() <= {pointer.rpartition("/")[2]: code for pointer, code in found.items()}.items()
    assert all(pointer.startswith("/answers/1/") for pointer in found)


@pytest.mark.parametrize("answer, fault", [
    ({"item": "count", "value": 3, "text": "A remark."}, "text"),
    ({"item": "story", "text": "Told", "reason": "late"}, "reason")])
def test_what_has_no_place_beside_it(asked, answer, fault):
    assert list(asked.refused([answer])) == [f"/answers/0/{fault}"]


def test_an_item_is_answered_once(asked):
    assert asked.refused([{"item": "count", "value": 1}, {"item": "hours", "value": 1},
                          {"item": "count", "value": 1}]) == {
        "/answers/2/item": "repeated"}


@pytest.mark.parametrize("change, faults", [
    ({"program": "absent"}, {"/program": "unknown_program"}),
    ({"practice": "absent"}, {"/practice": "unknown_practice"}),
    ({"wave": "absent"}, {"/wave": "unknown_wave"}),
    ({"instrument": "absent:1"}, {"/instrument": "unknown_instrument"}),
    ({"instrument": "staffing:9"}, {"/instrument": "unknown_instrument"}),
    ({"instrument": "screening:1"}, {"/wave": "not_collected"})])
def test_what_is_not_there(asked, change, faults):
    found = asked.refused({"count": 1}, **change)
    assert faults.items() <= found.items()


@pytest.mark.parametrize("change, fault", [({"practice": "absent"}, "/practice"), ({"wave": "absent"}, "/wave")])
def test_a_fault_of_the_whole_is_told_once(asked, change, fault):
    reply = asked.submit({"count": 1, "hours": 1, "fte": 1}, expect=422, **change)
    assert [e["pointer"] for e in reply.json["errors"]] == [fault]


def test_practices_that_are_not_in_the_program_at_the_wave(asked):
    elsewhere, late, gone = (asked.field.practice() for _ in range(3))
    asked.field.enrol(asked.field.program(), elsewhere)
    asked.field.enrol(asked.program, late, "2024-01-29")
    asked.field.enrol(asked.program, gone, withdrawn_on="2024-01-01")
    for practice in (elsewhere, late, gone):
        assert asked.refused({"count": 1}, practice=practice) == {"/practice": "not_enrolled"}


def test_a_wave_of_another_program(asked):
    other = asked.field.wave(asked.field.program(), "other", instruments=[asked.instrument])
    assert asked.refused({"count": 1}, wave=other) == {"/wave": "unknown_wave"}


def test_every_fault_of_a_body_at_once(asked):
    reply = asked.api.post("/v1/submissions", status=422, json={
        "program": "a b", "practice": asked.practice, "instrument": 1, "version": "1", "method": "guess",
        "status": "accepted",
        "answers": [{"value": 1}, {"item": "count", "value": [], "denominator": "x", "text": "", "colour": 1}]})
    assert reply.faults == {
        "/program": "invalid_format", "/wave": "missing", "/instrument": "invalid_type", "/method": "not_allowed",
        "/status": "not_allowed",
        "/answers/0/item": "missing", "/answers/1/value": "invalid_type", "/answers/1/denominator": "invalid_type",
        "/answers/1/text": "too_short", "/answers/1/colour": "unknown"}
    assert asked.api.post("/v1/submissions", json={"answers": []}, status=422).faults["/answers"] == "too_few"


def test_faults_of_several_answers_at_once(asked):
    assert asked.refused([{"item": "stage", "value": 9}, {"item": "fte", "value": 1},
                          {"item": "rate", "value": 5, "denominator": 1}],
                         respondent="r", method="consensus") == {
                             "/answers/0/value": "not_a_level", "/answers/2/denominator": "below_numerator"}


def test_a_key_of_a_program_submits_to_it_alone(asked):
    other = asked.field.program()
    asked.field.wave(other, instruments=[asked.instrument])
    asked.field.enrol(other, asked.practice)
    body = {"program": other, "practice": asked.practice, "wave": "baseline", "instrument": asked.instrument[:-2],
            "version": "1",
            "answers": [{"item": "count", "value": 1}]}
    mine = asked.api.service.key_for("all", asked.program)
    assert asked.api.post("/v1/submissions", json=body, key=mine, status=422).faults["/program"] == "unknown_program"
    submission = asked.submit({"count": 1})
    for target in (f"/v1/submissions/{submission}", f"/v1/submissions/{submission}/answers"):
        asked.api.get(target, key=asked.api.service.key_for("all", other), status=404)
        asked.api.get(target, key=mine, status=200)
