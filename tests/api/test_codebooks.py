"""Codebooks: trees of codes in versions, what became of codes, and what is refused."""
import pytest

from fixtures_field import field, sheet  # noqa: F401
from fixtures_words import LEAD, words  # noqa: F401


def codes(api, codebook, version="1"):
    return api.get(f"/v1/codebooks/{codebook}/versions/{version}/codes", status=200).rows


def origins(api, codebook, version="2"):
    rows = api.get(f"/v1/codebooks/{codebook}/versions/{version}/origins", status=200).rows
    return {(r["code"], r["from_code"]): r["change"] for r in rows}


def test_a_tree_is_kept_in_its_order(api, words):
    codebook = words.codebook()
    row = words.version(codebook, {"code": "b", "kind": "barrier", "theme": "staff_shortage", "definition": "d", "include": "i",
                                   "exclude": "e"}, {"code": "a", "parent": "b"}, note="n", publish=False).json
    assert row | {"status": "draft", "codes": 2, "version": "1", "follows": None, "note": "n"} == row
    first, second = codes(api, codebook)
    assert first | {"code": "b", "parent": None, "kind": "barrier", "theme": "staff_shortage", "definition": "d", "include": "i",
                    "exclude": "e"} == first
    assert second["parent"] == "b" and second["position"] == 2


def test_a_file_says_the_same(api, words):
    codebook = words.codebook()
    rows = (("code", "kind", "label", "parent", "from"), ("b", "theme", "B", None, None), ("a", "theme", "A", "b", None))
    reply = api.post(f"/v1/codebooks/{codebook}/versions?version=1&note=n", csv=sheet(*rows), status=201)
    assert reply.json["codes"] == 2 and reply.json["note"] == "n"
    api.put(f"/v1/codebooks/{codebook}/versions/1/publication", status=200)
    rows = (("code", "kind", "label", "from"), ("c", "theme", "C", "a|b"))
    api.post(f"/v1/codebooks/{codebook}/versions?version=2&follows=1", csv=sheet(*rows), status=201)
    assert origins(api, codebook) == {("c", "a"): "merged", ("c", "b"): "merged"}
    reply = api.post(f"/v1/codebooks/{codebook}/versions", csv=sheet(*rows), status=422)
    assert reply.faults == {"version": "missing"}


def test_what_is_published_stays(api, words):
    codebook = words.codebook()
    words.version(codebook, "a", publish=False)
    at = f"/v1/codebooks/{codebook}/versions/1/publication"
    first = api.put(at, status=200).json
    assert first["status"] == "published" and first["published_at"]
    assert api.put(at, status=200).json == first
    words.version(codebook, "b", status=409)
    assert [c["code"] for c in codes(api, codebook)] == ["a"]
    api.put(f"/v1/codebooks/{codebook}/versions/9/publication", status=404)


def test_what_became_of_codes(api, words):
    codebook = words.codebook()
    words.version(codebook, "same", "old", "one", "two", "wide", "gone", "top", {"code": "low", "parent": "top"},
                  {"code": "mover", "parent": "top"})
    words.version(codebook, "same", {"code": "new_name", "from": ["old"]}, {"code": "both", "from": ["one", "two"]},
                  {"code": "left", "from": ["wide"]}, {"code": "right", "from": ["wide"]}, {"code": "fresh", "from": []},
                  {"code": "head", "from": ["top"]}, {"code": "low", "parent": "head"}, "mover", "more", version="2", follows="1")
    assert origins(api, codebook) == {
        ("same", "same"): "same", ("new_name", "old"): "renamed", ("both", "one"): "merged", ("both", "two"): "merged",
        ("left", "wide"): "split", ("right", "wide"): "split", ("fresh", None): "new", ("more", None): "new",
        ("head", "top"): "renamed", ("low", "low"): "same", ("mover", "mover"): "moved", (None, "gone"): "dropped"}
    assert api.get(f"/v1/codebooks/{codebook}/versions").rows[1]["follows"] == "1"


@pytest.mark.parametrize("given, faults", [
    ([{"code": "a", "parent": "a"}], {"/codes/0/parent": "cycle"}),
    ([{"code": "a", "parent": "b"}, {"code": "b", "parent": "c"}, {"code": "c", "parent": "a"}, "d"],
     {f"/codes/{n}/parent": "cycle" for n in range(3)}),
    ([{"code": "a", "parent": "b"}, {"code": "b", "parent": "b"}], {"/codes/0/parent": "cycle", "/codes/1/parent": "cycle"}),
    ([{"code": "a", "parent": "x"}], {"/codes/0/parent": "unknown_code"}),
    (["a", "b", "a"], {"/codes/2/code": "repeated"}),
    ([{"code": "a", "theme": "x"}], {"/codes/0/theme": "unknown_theme"}),
    ([{"code": "a", "kind": "x"}], {"/codes/0/kind": "not_allowed"}),
    ([{"code": "a b"}], {"/codes/0/code": "invalid_format"})])
def test_a_tree_that_is_none(api, words, given, faults):
    codebook = words.codebook()
    assert words.version(codebook, *given, status=422).faults == faults
    assert api.get(f"/v1/codebooks/{codebook}/versions").rows == []


def test_a_version_that_follows_none(words):
    codebook = words.codebook()
    words.version(codebook, "a", publish=False)
    for follows in ("1", "9"):
        assert words.version(codebook, "a", version="2", follows=follows, status=422).faults == {"/follows": "unknown_version"}
    words.version(codebook, "b", version="3")
    reply = words.version(codebook, {"code": "c", "from": ["a"]}, version="4", follows="3", status=422)
    assert reply.faults == {"/codes/0/from": "unknown_code"}


def test_what_is_wrong_with_a_file(api, words):
    codebook = words.codebook()
    rows = (("code", "kind", "label", "shade", "parent"), ("a", "x", None, None, None), (None, "theme", "l", None, None),
            ("c", "theme", "l" * 201, None, "c"))
    errors = api.post(f"/v1/codebooks/{codebook}/versions?version=1", csv=sheet(*rows), status=422).json["errors"]
    assert [(e["row"], e["column"], e["code"]) for e in errors] == [
        (1, "shade", "unknown_column"), (2, "kind", "not_allowed"), (2, "label", "missing"), (3, "code", "missing"),
        (4, "label", "too_long"), (4, "parent", "cycle")]


def test_starting_points_are_there(api):
    rows = [r for r in api.get("/v1/codebooks", status=200).rows if r["source"]]
    assert {r["codebook"]: (r["codes"], r["status"]) for r in rows} == {
        "workforce_integration": (10, "published"), "implementation_factors": (15, "published"), "pilot_success_factors": (5, "published")}
    kinds = [c["kind"] for c in codes(api, "workforce_integration")]
    assert (kinds.count("barrier"), kinds.count("best_practice")) == (5, 3)
    roots = [c["code"] for c in codes(api, "implementation_factors") if c["parent"] is None]
    assert roots == ["motivation", "local_tailoring", "integration_barriers", "payment_model"]
    assert all(c["theme"] for c in codes(api, "pilot_success_factors"))


def test_who_sees_a_part_of_the_state_does_not_write_codebooks(api, words):
    key = words.key(LEAD, words.field.program())
    api.post("/v1/codebooks", json={"codebook": words.unique("codebook"), "name": "x"}, key=key, status=403)
    codebook = words.codebook()
    words.version(codebook, "a", publish=False)
    api.put(f"/v1/codebooks/{codebook}/versions/1/publication", key=key, status=404)
    api.post("/v1/codebooks", json={"codebook": codebook, "name": "x"}, status=409)
