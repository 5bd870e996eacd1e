"""Files of REDCap, Qualtrics and DHIS2, read by mappings."""
import json

import pytest

from client import OWN
from fixtures_adapters import data_values, eav, flat, qualtrics, theirs, value  # noqa: F401
from fixtures_field import sheet
from fixtures_import import counts

JSON = "application/json"
WHOLE = {"stage": 4, "rate": 3, "fte": 48.2, "story": "Ä, \"b\"\nc"}
DHIS2 = {"wave": {"column": "period", "codes": {"202401": "w1", "202407": "w2"}},
         "fields": {"fbfJHSPpUQD": "stage", "cYeuwXTCPkU.pq2XI5kz2BY": "rate", "cYeuwXTCPkU.PT59n8BQbqM": "rate.denominator", "Jtf34kNZhzP": "fte"},
         "values": {"stage": {"ADV": "advanced", "NONE": "preliminary"}}}


# -- REDCap -----------------------------------------------------------------------------------------------

def test_a_flat_export(theirs):
    theirs.mapping()
    a, b, _ = theirs.practices
    made = theirs.take(flat(("unit-a", "baseline_arm_1", 4, 3, 7, "48.2", WHOLE["story"]), ("unit-a", "month_6_arm_1", 2, "", "", "", ""),
                            ("unit-b", "screening_arm_1", 1, "", "", "", ""), ("unit-b", "baseline_arm_1", "", "", "", "", ""),
                            (b, "month_6_arm_1", "", "", "", "0.10", ""))).json
    assert theirs.kept() == {(a, "w1"): WHOLE, (a, "w2"): {"stage": 2}, (b, "w2"): {"fte": 0.1}}
    assert (made["mapping"], made["mapping_version"], made["instrument"], made["created"]) == ("theirs", 1, theirs.code, 3)


def test_a_flat_export_as_json(theirs):
    theirs.mapping()
    theirs.take(json.dumps([{"record_id": "unit-a", "redcap_event_name": "baseline_arm_1", "bhi_stage": "4", "staff_fte": ""},
                            {"record_id": "unit-b", "redcap_event_name": "baseline_arm_1", "staff_fte": "2"}]), media=JSON)
    assert theirs.kept() == {(theirs.practices[0], "w1"): {"stage": 4}, (theirs.practices[1], "w1"): {"fte": 2}}


def test_values_are_translated(theirs):
    theirs.mapping(values={"stage": {"0": "preliminary", "99": "unable_to_report", "98": None}})
    theirs.take(flat(("unit-a", "baseline_arm_1", 0, "", "", "", ""), ("unit-b", "baseline_arm_1", 99, "", "", "", ""),
                     ("unit-c", "baseline_arm_1", 98, "", "", "1", "")))
    a, b, c = theirs.practices
    assert theirs.kept() == {(a, "w1"): {"stage": 1}, (b, "w1"): {}, (c, "w1"): {"fte": 1}}
    waiting = {s["practice"]: s["submission"] for s in theirs.submissions()}
    assert theirs.field.answers(waiting[b])["stage"]["reason"] == "unable_to_report"


def test_boxes_of_a_checkbox(theirs):
    fields = {"stage___1": "stage=preliminary", "stage___4": "stage=advanced", "staff_fte": "fte"}
    theirs.mapping(fields=fields, ignore=["bhi_stage", "screened", "eligible", "notes"])
    boxes = ("stage___1", "stage___4")
    theirs.take(flat(("unit-a", "baseline_arm_1", *[""] * 5, 0, 1), ("unit-b", "baseline_arm_1", *[""] * 5, 1, 0),
                     ("unit-c", "baseline_arm_1", *[""] * 5, 0, 0), boxes=boxes))
    assert theirs.kept() == {(theirs.practices[0], "w1"): {"stage": 4}, (theirs.practices[1], "w1"): {"stage": 1}}
    assert theirs.faults(flat(("unit-a", "month_6_arm_1", *[""] * 5, 1, 1), ("unit-b", "month_6_arm_1", *[""] * 5, "x", 0), boxes=boxes)) == {
        (2, "stage___4"): "repeated", (3, "stage___1"): "not_allowed"}


def test_rows_of_a_repeated_form(theirs):
    theirs.mapping(keep={"redcap_repeat_instrument": ["staff_survey"]}, respondent={"column": "redcap_repeat_instance"})
    head = "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,staff_fte\r\n"
    theirs.take(head + "unit-a,baseline_arm_1,,,9\r\nunit-a,baseline_arm_1,staff_survey,1,2\r\nunit-a,baseline_arm_1,staff_survey,2,3\r\n")
    assert {(s["respondent"], s["method"]) for s in theirs.submissions()} == {("1", "respondent"), ("2", "respondent")}


def test_faults_are_told_as_the_file_has_them(theirs):
    theirs.mapping()
    assert theirs.faults(flat(("unit-a", "baseline_arm_1", 9, 8, 7, "x", ""), ("unit-x", "baseline_arm_1", 1, "", "", "", ""),
                              ("unit-b", "month_9_arm_1", 1, "", "", "", ""))) == {
        (2, "bhi_stage"): "not_a_level", (2, "eligible"): "below_numerator", (2, "staff_fte"): "invalid_type",
        (3, "record_id"): "unknown_practice", (4, "redcap_event_name"): "unknown_wave"}


def test_a_column_that_is_not_mapped(theirs):
    plain = ("unit-a", "baseline_arm_1", 1, "", "", "", "")
    row = (*plain, 2, "x")
    theirs.mapping()
    assert theirs.faults(flat(row, boxes=("bhi_complete", "email"))) == {(2, "bhi_complete"): "unknown_column", (2, "email"): "unknown_column"}
    theirs.mapping(ignore=["bhi_complete"])
    assert theirs.faults(flat(row, boxes=("bhi_complete", "email"))) == {(2, "email"): "unknown_column"}
    theirs.mapping(ignore_others=True)
    assert theirs.take(flat(row, boxes=("bhi_complete", "email"))).json["mapping_version"] == 3
    assert theirs.take(flat(plain), mapping_version=1).json["unchanged"] == 1


def test_a_file_without_practices(theirs):
    theirs.mapping()
    assert theirs.faults("bhi_stage,redcap_event_name\r\n1,baseline_arm_1\r\n") == {(1, "record_id"): "missing"}
    assert theirs.faults(flat(("unit-a", "screening_arm_1", 1, "", "", "", ""))) == {(2, ""): "empty"}


def test_a_wave_that_the_request_says(theirs):
    document = theirs.document()
    del document["wave"]
    theirs.api.post(f"/v1/programs/{theirs.program}/mappings", status=201, json={
        "mapping": "theirs", "format": "redcap", "instrument": theirs.code, "version": theirs.version, "document": document})
    theirs.take(flat(("unit-a", "anything", 1, "", "", "", "")), wave="w2")
    assert theirs.kept() == {(theirs.practices[0], "w2"): {"stage": 1}}


def test_a_dry_run_stores_nothing(theirs):
    theirs.mapping()
    assert theirs.take(flat(("unit-a", "baseline_arm_1", 1, "", "", "", "")), dry_run="true").json["created"] == 1
    assert theirs.submissions() == []


def test_an_eav_export(theirs):
    theirs.mapping("redcap_eav", practice={"column": "record", "codes": theirs.units}, values={"stage": {"0": "preliminary"}})
    theirs.take(eav(("unit-a", "baseline_arm_1", "bhi_stage", 4), ("unit-a", "baseline_arm_1", "screened", 3),
                    ("unit-b", "baseline_arm_1", "eligible", 9), ("unit-a", "baseline_arm_1", "staff_fte", "48.2"),
                    ("unit-a", "baseline_arm_1", "notes", WHOLE["story"]), ("unit-a", "baseline_arm_1", "eligible", 7),
                    ("unit-b", "baseline_arm_1", "screened", 9), ("unit-b", "baseline_arm_1", "bhi_stage", 0), ("unit-b", "screening_arm_1", "staff_fte", 1)))
    a, b, _ = theirs.practices
    assert theirs.kept() == {(a, "w1"): WHOLE, (b, "w1"): {"rate": 9, "stage": 1}}


def test_faults_of_an_eav_export(theirs):
    theirs.mapping("redcap_eav", practice={"column": "record", "codes": theirs.units})
    first = "baseline_arm_1"
    assert theirs.faults(eav(("unit-a", first, "bhi_stage", 9), ("unit-a", first, "color", 1), ("unit-b", first, "color", 2),
                             ("unit-b", first, "screened", 2), ("unit-b", first, "screened", 2), ("unit-x", first, "staff_fte", 2),
                             ("unit-a", first, "", 2), ("unit-c", first, "staff_fte", 2), ("unit-c", first, "staff_fte", 2))) == {
        (2, "value"): "not_a_level", (3, "field_name"): "unknown_column", (5, "value"): "missing", (6, "field_name"): "repeated",
        (7, "record"): "unknown_practice", (8, "field_name"): "missing", (10, "field_name"): "repeated"}


# -- Qualtrics --------------------------------------------------------------------------------------------

def survey(theirs, **more):
    document = {"practice": {"column": "practice_code", "codes": theirs.units}, "respondent": {"column": "ResponseId"},
                "fields": {"QID1": "stage", "QID2": "fte", "QID3": "story"}, "keep": {"Finished": ["1", "True"]}, **more}
    return theirs.api.post(f"/v1/programs/{theirs.program}/mappings", status=201, json={
        "mapping": "theirs", "format": "qualtrics", "instrument": theirs.code, "version": theirs.version, "document": document})


def test_a_qualtrics_export(theirs):
    survey(theirs)
    made = theirs.take(qualtrics(("True", "unit-a", 4, "2.5", "fine"), ("False", "unit-b", 1, "", ""), ("1", "unit-b", 2, "", "")), wave="w1").json
    assert made["created"] == 2
    assert {(s["practice"], s["respondent"]) for s in theirs.submissions()} == {(theirs.practices[0], "R_0"), (theirs.practices[1], "R_2")}
    assert theirs.faults(qualtrics(("True", "unit-a", 4, "x", "")), wave="w2") == {(4, "QID2"): "invalid_type"}


def test_a_file_without_the_other_headers(theirs):
    survey(theirs, ignore_others=True)
    rows = sheet(("practice_code", "ResponseId", "Finished", "QID1"), *(("unit-a", f"R_{n}", "1", 1) for n in range(4)))
    assert theirs.faults(rows, wave="w1") == {(3, "practice_code"): "not_this"}


# -- DHIS2 ------------------------------------------------------------------------------------------------

def exchange(theirs, **more):
    return theirs.mapping("dhis2", **{"practice": {"column": "orgUnit", "codes": theirs.units}, **DHIS2, **more})


VALUES = (value("fbfJHSPpUQD", "unit-a", "ADV"), value("cYeuwXTCPkU", "unit-a", "3", combo="pq2XI5kz2BY"),
          value("Jtf34kNZhzP", "unit-b", "1.5", period="202407", combo="HllvX50cXC0"), value("cYeuwXTCPkU", "unit-a", "7", combo="PT59n8BQbqM"))


@pytest.mark.parametrize("indent", [None, 2])
def test_a_data_value_set(theirs, indent):
    exchange(theirs)
    body = json.dumps(json.loads(data_values(*VALUES, dataSet="x", completeDate="2024-02-01")), indent=indent)
    assert counts(theirs.take(body, media=JSON).json)["created"] == 2
    a, b, _ = theirs.practices
    assert theirs.kept() == {(a, "w1"): {"stage": 4, "rate": 3}, (b, "w2"): {"fte": 1.5}}


def test_what_is_said_once_for_all_values(theirs):
    exchange(theirs)
    theirs.take(data_values({"dataElement": "Jtf34kNZhzP", "value": 2}, {"dataElement": "fbfJHSPpUQD", "value": "NONE", "period": "202407"},
                            orgUnit="unit-c", period="202401"), media=JSON)
    c = theirs.practices[2]
    assert theirs.kept() == {(c, "w1"): {"fte": 2}, (c, "w2"): {"stage": 1}}


def test_faults_of_a_data_value_set(theirs):
    exchange(theirs)
    assert theirs.faults(data_values(value("fbfJHSPpUQD", "ImspTQPwCqd", "ADV"), value("Jtf34kNZhzP", "unit-a", "1", period="2031"),
                                     value("Jtf34kNZhzP", "unit-b", "many"), value("unknownElem", "unit-b", "1")), media=JSON) == {
        (1, "orgUnit"): "unknown_practice", (2, "period"): "unknown_wave", (3, "value"): "invalid_type", (4, "dataElement"): "unknown_column"}


@pytest.mark.parametrize("body", [
    '{"dataValues": 3}', '{"other": [{"value": "1"}]}', '[{"dataElement": "x"}]', '{"dataValues": [{"value": "1"}', '{"dataValues": []} x',
    '{"dataValues": [], "period": "202401"}', '{"a": "[", "dataValues"', '{"period": {"dataValues": [', '{"dataValues": [1]}', 'x', '{'])
def test_what_is_no_data_value_set(theirs, body):
    exchange(theirs)
    assert "malformed" in theirs.faults(body, media=JSON).values()


def test_out_and_in_again(theirs):
    exchange(theirs)
    theirs.take(data_values(*VALUES), media=JSON)
    target = f"/v1/programs/{theirs.program}/mappings/theirs/data-values"
    assert theirs.api.get(f"{target}?wave=w1", status=200).json == {"dataValues": []}
    theirs.api.post("/v1/submissions/acceptances", json={"program": theirs.program}, status=200)
    sent = theirs.api.get(f"{target}?wave=w1", status=200).json
    assert sent == {"dataValues": [
        {"dataElement": "fbfJHSPpUQD", "period": "202401", "orgUnit": "unit-a", "value": "ADV"},
        {"dataElement": "cYeuwXTCPkU", "period": "202401", "orgUnit": "unit-a", "value": "7", "categoryOptionCombo": "PT59n8BQbqM"},
        {"dataElement": "cYeuwXTCPkU", "period": "202401", "orgUnit": "unit-a", "value": "3", "categoryOptionCombo": "pq2XI5kz2BY"}]}
    assert counts(theirs.take(json.dumps(sent), media=JSON).json)["unchanged"] == 1


def test_data_values_of_what_is_none(theirs):
    theirs.mapping()
    exchange(theirs)
    target = f"/v1/programs/{theirs.program}/mappings/theirs/data-values"
    assert theirs.api.get(f"{target}?wave=w9", status=422).faults == {"wave": "unknown_wave"}
    assert theirs.api.get(f"{target}?wave=w1&mapping_version=1", status=422).faults == {"mapping": "not_allowed"}
    theirs.api.get(f"{target}?wave=w1&mapping_version=9", status=404)


# -- what an import says of its mapping -------------------------------------------------------------------

@pytest.mark.parametrize("query, parameter, code", [
    ({"mapping": "none"}, "mapping", "unknown_mapping"), ({"mapping_version": 2}, "mapping", "unknown_mapping"),
    ({"instrument": "x"}, "instrument", "not_allowed"), ({"mapping": None, "mapping_version": 1, "instrument": "x", "version": "1"}, "mapping", "missing"),
    ({"program": "none"}, "program", "unknown_program")])
def test_which_mapping(theirs, query, parameter, code):
    theirs.mapping()
    assert theirs.take(flat(), 422, **query).faults == {parameter: code}


def test_a_mapping_of_another_format(theirs):
    theirs.mapping()
    assert theirs.take(b"PK", 422, "application/zip").faults == {"mapping": "not_allowed"}
    exchange(theirs)
    assert theirs.take(flat(), 422).faults == {"mapping": "not_allowed"}


def test_a_key_is_for_one_mapping(theirs):
    theirs.mapping()
    theirs.mapping(ignore_others=True)
    body, key = flat(("unit-a", "baseline_arm_1", 1, "", "", "", "")), {"Idempotency-Key": theirs.program}
    first = theirs.take(body, headers=key, mapping_version=1).json
    assert theirs.take(body, headers=key, mapping_version=1).json["import"] == first["import"]
    theirs.take(body, 422, headers=key, mapping_version=2)


def test_a_large_data_value_set(theirs):
    """Its rows lie across what is read at a time, and parts of an answer far from each other."""
    units = dict(zip((f"u{n}" for n in range(900)), theirs.many(900)))
    exchange(theirs, practice={"column": "orgUnit", "codes": units})
    rows = [value("cYeuwXTCPkU", u, n % 7, combo="pq2XI5kz2BY") for n, u in enumerate(units)] \
        + [value("cYeuwXTCPkU", u, 9, combo="PT59n8BQbqM") for u in units]
    body = data_values(*rows, dataSet="x" * 70000)
    assert len(body) > 300000 and theirs.take(body, media=JSON).json["created"] == 900
    for n in (0, 450, 899):
        row, = theirs.api.get(f"/v1/submissions?program={theirs.program}&practice={units[f'u{n}']}", status=200).rows
        assert theirs.field.answers(row["submission"])["rate"]["value"] == n % 7
