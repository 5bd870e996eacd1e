"""Attributes of practices: what is recorded, what is derived from it, and what holds on a day."""
import pytest

from fixtures_field import field  # noqa: F401


def held(api, practice, on=None, **more):
    """What holds of a practice on a day: {attribute: value}."""
    target = f"/v1/practices/{practice}/attributes" + (f"?on={on}" if on else "")
    return {row["attribute"]: row["value"] for row in api.get(target, status=200, **more).rows}


# -- definitions ------------------------------------------------------------------------------------------

def test_attributes_that_are_shipped(api):
    shipped = {a["attribute"]: a for a in api.get("/v1/attributes", status=200).rows}
    assert shipped["county"]["values"] == 62, "the counties of New York"
    assert shipped["region_redc"]["source"] == "county" and shipped["region_redc"]["values"] == 10
    assert shipped["size_band"]["source"] == "clinicians" and shipped["clinicians"]["kind"] == "number"
    assert {shipped[a]["kind"] for a in ("champion", "onsite_bh", "pcmh")} == {"boolean"}
    assert shipped["parent_organization"]["kind"] == "text" and shipped["ownership"]["source"] is None


def test_an_attribute_is_read_as_it_was_made(api, unique):
    code = unique("attribute")
    body = {"attribute": code, "name": "Colour", "kind": "choice", "note": "Of the door",
            "values": [{"value": "red", "label": "Red"}, {"value": "blue", "label": "Blue"}]}
    made = api.post("/v1/attributes", json=body, status=201)
    assert made.headers["Location"] == f"/v1/attributes/{code}"
    assert made.json == {"attribute": code, "name": "Colour", "kind": "choice", "source": None, "values": 2, "dimension": False,
                         "note": "Of the door"}
    assert api.get(made.headers["Location"], status=200).json == made.json
    assert made.json in api.get("/v1/attributes").rows
    assert api.get(f"/v1/attributes/{code}/values", status=200).rows == [
        {"value": "red", "position": 1, "label": "Red", "rules": 0},
        {"value": "blue", "position": 2, "label": "Blue", "rules": 0}]


def test_attributes_that_are_not_there_or_there_already(api, unique):
    code = unique("attribute")
    api.get(f"/v1/attributes/{code}", status=404)
    api.get(f"/v1/attributes/{code}/values", status=404)
    api.post("/v1/attributes", json={"attribute": code, "name": "x", "kind": "text"}, status=201)
    api.post("/v1/attributes", json={"attribute": code, "name": "x", "kind": "text"}, status=409)
    assert api.get(f"/v1/attributes/{code}/values", status=200).rows == []


VALUES = [{"value": "a", "label": "A"}, {"value": "a", "label": "B"}]


@pytest.mark.parametrize("body, faults", [
    ({"kind": "choice"}, {"/values": "missing"}),
    ({"kind": "choice", "values": []}, {"/values": "missing"}),
    ({"kind": "number", "values": VALUES[:1]}, {"/values": "not_allowed"}),
    ({"kind": "choice", "values": VALUES}, {"/values/1/value": "repeated"}),
    ({"kind": "number", "source": "clinicians"}, {"/kind": "not_allowed"}),
    ({"kind": "choice", "source": "nothing", "values": VALUES},
     {"/source": "unknown_attribute", "/values/1/value": "repeated"}),
    ({"kind": "colour", "note": "", "values": [{"value": "a b"}]},
     {"/kind": "not_allowed", "/note": "too_short", "/values/0/value": "invalid_format",
      "/values/0/label": "missing"})])
def test_faults_of_a_definition(api, unique, body, faults):
    code = unique("attribute")
    assert api.post("/v1/attributes", json={"attribute": code, "name": "x", **body}, status=422).faults == faults
    api.get(f"/v1/attributes/{code}", status=404)


def value(code, **rule):
    return {"value": code, "label": code, **rule}


@pytest.mark.parametrize("body, faults", [
    ({"source": "rurality",
      "values": [value("a", source_values=["urban"]), value("b", source_values=["rural", "urban"])]},
     {"/values/1/source_values": "repeated"}),
    ({"source": "region_redc", "values": [value("a", source_values=["capital_region"])]}, {"/source": "derived"}),
    ({"source": "rurality", "values": [value("a", source_values=["nowhere"])]},
     {"/values/0/source_values": "unknown_value"}),
    ({"source": "ruca", "values": [value("a", source_from=5, source_to=2)]}, {"/values/0/source_from": "too_large"}),
    ({"values": [value("a", source_values=["urban"])]}, {"/values/0": "not_allowed"})],
    ids=["one source value for two", "from a derived one", "from a value that is not there", "range upside down",
         "rule without a source"])
def test_a_derivation_that_cannot_work_is_refused(api, unique, body, faults):
    body = {"attribute": unique("attribute"), "name": "x", "kind": "choice", **body}
    assert faults.items() <= api.post("/v1/attributes", json=body, status=422).faults.items()


@pytest.mark.parametrize("code", ["practice", "name", "program", "cohort", "from", "wave", "instrument", "item",
                                  "value", "n", "status"])
def test_a_name_that_files_and_reports_use_themselves_is_refused(api, code):
    reply = api.post("/v1/attributes", json={"attribute": code, "name": "x", "kind": "text"}, status=422)
    assert reply.faults == {"/attribute": "reserved"}


# -- values on a day --------------------------------------------------------------------------------------

def test_a_value_holds_from_its_day_until_the_next(api, field):
    practice, attribute = field.practice(), field.attribute()
    set_ = field.hold(practice, attribute, "one", "2024-01-01").json
    assert set_ == {"attribute": attribute, "value": "one", "label": "One", "valid_from": "2024-01-01",
                    "derived": False}
    field.hold(practice, attribute, "two", "2024-03-01")
    assert [held(api, practice, day).get(attribute)
            for day in ("2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2030-01-01")] \
        == [None, "one", "one", "two", "two"]
    assert held(api, practice)[attribute] == "two", "today, where no day is asked for"


def test_a_value_that_comes_late_fits_in_between(api, field):
    practice, attribute = field.practice(), field.attribute()
    field.hold(practice, attribute, "two", "2024-03-01")
    field.hold(practice, attribute, "one", "2024-01-01")
    assert [held(api, practice, day)[attribute] for day in ("2024-02-01", "2024-04-01")] == ["one", "two"]


def test_a_value_of_the_same_day_replaces_and_null_ends(api, field):
    practice, attribute = field.practice(), field.attribute()
    field.hold(practice, attribute, "one", "2024-01-01")
    field.hold(practice, attribute, "two", "2024-01-01")
    assert held(api, practice)[attribute] == "two"
    assert field.hold(practice, attribute, None, "2024-06-01").json["value"] is None
    assert attribute not in held(api, practice) and held(api, practice, "2024-05-31")[attribute] == "two"


@pytest.mark.parametrize("kind, good, bad", [
    ("number", ["0", "-3", "12.5", "123456789012345"],
     ["x", "1e3", "", "1,5", "0x10", "1.", "NaN", "1234567890123456"]),
    ("boolean", ["true", "false"], ["yes", "1", "TRUE", ""]), ("text", ["any ' \" text", "=1+1"], ["", "x" * 201]),
    ("choice", ["one", "two"], ["three", "One", ""])])
def test_values_by_kind(api, field, kind, good, bad):
    practice, attribute = field.practice(), field.attribute(kind)
    for text in good:
        field.hold(practice, attribute, text)
        assert held(api, practice)[attribute] == text
    for text in bad:
        assert list(field.hold(practice, attribute, text, status=422).faults) == ["/value"]
    assert held(api, practice)[attribute] == good[-1]


def test_a_fault_of_a_choice_names_what_is_allowed(field):
    reply = field.hold(field.practice(), field.attribute(), "three", status=422)
    assert reply.json["errors"][0]["detail"] == "must be one of: one, two"


def test_faults_of_a_value(api, field):
    practice, attribute = field.practice(), field.attribute()
    target = f"/v1/practices/{practice}/attributes/{attribute}"
    assert api.put(target, json={"from": "2024-02-30", "to": 1}, status=422).faults == {
        "/value": "missing", "/from": "invalid_format", "/to": "unknown"}
    assert field.hold(practice, "size_band", "solo", status=422).faults == {"/value": "derived"}
    field.hold(field.unique("absent"), attribute, "one", status=404)
    field.hold(practice, field.unique("absent"), "one", status=404)
    api.get(f"/v1/practices/{practice}/attributes?on=2024-02-30", status=400)


# -- derived ----------------------------------------------------------------------------------------------

def test_derived_by_the_values_of_its_source(api, field):
    source = field.attribute(values=["north", "south", "west", "nowhere"])
    half = field.attribute(source=source, values=[value("upper", source_values=["north", "west"]),
                                                  value("lower", source_values=["south"])])
    practice = field.practice()
    assert [v["rules"] for v in api.get(f"/v1/attributes/{half}/values").rows] == [2, 1]
    assert half not in held(api, practice)
    for given, derived in [("north", "upper"), ("west", "upper"), ("south", "lower"), ("nowhere", None)]:
        field.hold(practice, source, given)
        assert held(api, practice).get(half) == derived
    row = next(r for r in api.get(f"/v1/practices/{practice}/attributes").rows if r["attribute"] == source)
    assert row["derived"] is False and row["valid_from"] == "2023-01-01"


def test_derived_by_the_range_of_its_source(api, field):
    source = field.attribute("number")
    band = field.attribute(source=source,
                           values=[value("less", source_to=1), value("few", source_from=2, source_to=5.5),
                                   value("many", source_from=6)])
    practice = field.practice()
    for given, derived in [("-99", "less"), ("1", "less"), ("1.5", None), ("2", "few"), ("5.5", "few"), ("5.6", None),
                           ("6", "many"), ("999999", "many")]:
        field.hold(practice, source, given)
        assert held(api, practice).get(band) == derived, given


def test_derived_as_of_the_day(api, field):
    practice = field.practice()
    field.hold(practice, "clinicians", "1", "2024-01-01")
    field.hold(practice, "clinicians", "7", "2024-06-01")
    field.hold(practice, "county", "36005", "2024-01-01")
    early, late = held(api, practice, "2024-03-01"), held(api, practice, "2024-07-01")
    assert early["size_band"] != late["size_band"] and early["region_redc"] == late["region_redc"]
    assert early["upstate_downstate"] == "downstate", "the Bronx"
    row = next(r for r in api.get(f"/v1/practices/{practice}/attributes?on=2024-07-01").rows
               if r["attribute"] == "size_band")
    assert row["derived"] is True and row["valid_from"] == "2024-06-01" and row["label"]


def test_a_key_of_a_program_sets_attributes_of_its_practices_only(api, field):
    mine, other = field.program(), field.program()
    inside, outside, attribute = field.enrolled(mine), field.enrolled(other), field.attribute()
    key, body = api.service.key_for("all", mine), {"value": "one", "from": "2024-01-01"}
    api.put(f"/v1/practices/{inside}/attributes/{attribute}", json=body, key=key, status=200)
    api.put(f"/v1/practices/{outside}/attributes/{attribute}", json=body, key=key, status=404)
    assert held(api, inside, key=key) == {attribute: "one"} and attribute not in held(api, outside)


def test_reference_lists(api):
    rows = api.get("/v1/reference", status=200).rows
    counts = {name: sum(row["list"] == name for row in rows) for name in dict.fromkeys(row["list"] for row in rows)}
    assert counts == {"missing_reasons": 6, "policy_areas": 11, "policy_levels": 4, "stakeholder_groups": 8,
                      "themes": 17}
    assert api.get("/v1/reference.csv").rows == [{n: str(v) for n, v in row.items()} for row in rows]
