"""Mappings: versions, what is wrong with one, who sees it, and what could be in one."""
import pytest

from fixtures_adapters import DICTIONARY, dictionary, qualtrics, theirs  # noqa: F401
from fixtures_field import sheet


def pointers(reply):
    return {p.removeprefix("/document"): code for p, code in reply.faults.items()}


def test_a_change_is_a_new_version(theirs):
    first = theirs.mapping().json
    second = theirs.mapping(ignore_others=True)
    target = f"/v1/programs/{theirs.program}/mappings"
    assert (first["mapping_version"], first["document"]) == (1, theirs.document()) and second.json["mapping_version"] == 2
    assert theirs.api.get(f"{target}/theirs", status=200).json == second.json == theirs.api.get(second.headers["Location"], status=200).json
    assert theirs.api.get(f"{target}/theirs?mapping_version=1", status=200).json == first
    assert theirs.api.get(target, status=200).rows == [first, second.json]
    theirs.api.get(f"{target}/theirs?mapping_version=3", status=404)
    theirs.api.get(f"{target}/other", status=404)
    theirs.api.get("/v1/programs/none/mappings", status=404)
    theirs.api.post("/v1/programs/none/mappings", status=404, json={"mapping": "x", "format": "redcap", "instrument": theirs.code, "version": "1",
                                                                  "document": theirs.document()})


def test_all_faults_at_once(theirs):
    reply = theirs.mapping(
        status=422, practice={"column": "record_id", "codes": {"a/b": "nobody"}}, wave={"column": "record_id", "codes": {"x": "w9", "y": None}},
        fields={"f1": "stage", "f2": "stage", "f3": "nothing", "f4": "rate.numerator", "f5": "fte=high", "f6": "story"},
        values={"stage": {"1": "preliminary", "9": "nowhere"}, "other": {"1": "1"}}, ignore=["f6"])
    assert pointers(reply) == {"/practice/codes/a~1b": "unknown_practice", "/wave/codes/x": "unknown_wave", "/wave/column": "repeated",
                               "/fields/f2": "repeated", "/fields/f3": "unknown_item", "/fields/f4": "unknown_item", "/fields/f5": "unknown_level",
                               "/fields/f6": "repeated", "/values/stage/9": "unknown_value", "/values/other": "unknown_item"}
    assert theirs.api.get(f"/v1/programs/{theirs.program}/mappings", status=200).rows == []


@pytest.mark.parametrize("format, more, faults", [
    ("redcap", {"fields": {"s___1": "stage=advanced", "s___2": "stage=advanced"}}, {"/fields/s___2": "repeated"}),
    ("redcap", {"fields": {"s": "stage", "s___2": "stage=advanced"}}, {"/fields/s___2": "repeated"}),
    ("redcap", {"fields": {"record_id": "stage"}}, {"/practice/column": "repeated"}),
    ("redcap", {"fields": {}}, {"/fields": "missing"}),
    ("redcap_eav", {}, {"/practice/column": "not_allowed"}),
    ("redcap_eav", {"practice": {"column": "record"}, "fields": {"s": "stage=advanced"}}, {"/fields/s": "not_allowed"}),
    ("dhis2", {"practice": {"column": "orgUnit"}}, {"/wave/column": "not_allowed"})])
def test_what_a_format_does_not_have(theirs, format, more, faults):
    assert pointers(theirs.mapping(format, 422, **more)) == faults


def test_an_unknown_instrument(theirs):
    theirs.code = "none"
    assert pointers(theirs.mapping(status=422))["/instrument"] == "unknown_instrument"


def test_who_sees_a_part_sees_their_own(theirs):
    theirs.mapping()
    key = theirs.api.post("/v1/keys", status=201, json={"name": "x", "role": "practice_submitter", "practices": [theirs.practices[0]]}).json["text"]
    target = f"/v1/programs/{theirs.program}/mappings"
    body = {"mapping": "mine", "format": "redcap", "instrument": theirs.code, "version": "1", "document": {
        **theirs.document(), "practice": {"column": "record_id", "codes": {"x": theirs.practices[0]}}}}
    assert theirs.api.get(target, status=200, key=key).rows == []
    theirs.api.get(f"{target}/theirs", status=404, key=key)
    theirs.api.post(target, status=201, json=body, key=key)
    assert [m["mapping"] for m in theirs.api.get(target, status=200, key=key).rows] == ["mine"]
    theirs.api.post(target, status=409, json={**body, "mapping": "theirs"}, key=key)
    body["document"]["practice"]["codes"] = {"x": theirs.practices[1]}
    assert pointers(theirs.api.post(target, status=422, json=body, key=key)) == {"/practice/codes/x": "unknown_practice"}


def suggest(theirs, body, system="redcap", status=200, code=None):
    reply = theirs.api.post(f"/v1/instruments/{code or theirs.code}/versions/1/mapping-suggestions?system={system}", csv=body, status=status)
    return reply.rows if status == 200 else reply


def test_suggestions_for_a_data_dictionary(theirs):
    levels = {r["level"]: r for r in theirs.api.get("/v1/scales", status=200).rows if r["scale"] == "bhi_stage"}
    rows = suggest(theirs, dictionary(
        ("record_id", "text", "Record ID", ""), ("stage", "radio", "How far?", f"1, {levels[1]['label']} | 7, {levels[4]['code'].upper()} | 9, Who knows, really"),
        ("F_T_E", "text", "Staff", ""), ("tale", "notes", "Story", ""), ("hint", "descriptive", "Read this", "")))
    assert [(r["field"], r["target"], r["how"]) for r in rows] == [
        ("record_id", None, None), ("stage", "stage", "same_code"), ("F_T_E", "fte", "same_normalized"), ("tale", "story", "same_label"), ("hint", None, None)]
    assert rows[1]["choices"] == {"1": levels[1]["code"], "7": levels[4]["code"], "9": None} and rows[2]["choices"] is None


def test_a_dictionary_with_a_checkbox(theirs):
    rows = suggest(theirs, dictionary(("stage", "checkbox", "How far?", "1, Advanced | X2, Somewhere")))
    assert [(r["field"], r["label"], r["target"]) for r in rows] == [("stage___1", "How far?: Advanced", "stage=advanced"),
                                                                    ("stage___x2", "How far?: Somewhere", None)]


def test_suggestions_for_qualtrics(theirs):
    rows = suggest(theirs, qualtrics(names=("QID1", "Rate")), "qualtrics")
    assert [(r["field"], r["target"]) for r in rows] == [("practice_code", None), ("QID1", None), ("Rate", "rate")]
    assert rows[1]["label"] == "How far\nis QID1, \"now\"?"


def test_what_is_no_data_dictionary(theirs):
    assert suggest(theirs, sheet(("a", "b"), (1, 2)), status=422).faults == {(1, DICTIONARY[0]): "missing"}
    suggest(theirs, dictionary(("a", "text", "a", "")), status=404, code="none")
