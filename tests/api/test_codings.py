"""Codings: who codes what in which pass, what a coder sees of others', and reconciliation."""
import pytest

from fixtures_field import field, sheet, walk  # noqa: F401
from fixtures_words import CODER, FIRST, LEAD, SECOND, words  # noqa: F401


@pytest.fixture
def study(words):
    return Study(words)


class Study:
    """A source of two excerpts, a codebook, two coders and a lead, and a blind pass of the coders."""

    def __init__(self, words):
        self.words, self.api = words, words.api
        self.program = words.field.program()
        self.source = words.source(self.program)
        self.codebook = words.published("a", "b", "c")
        (self.one, first), (self.two, second) = words.coder(), words.coder()
        self.lead = words.service.cluster.make_key(words.service.database, scopes=LEAD)
        self.identities = first, second
        self.name = self.open()

    def open(self, *identities, **more):
        codebook = more.pop("codebook", self.codebook)
        return self.words.opened(self.program, codebook, *(identities or self.identities), **more)

    def code(self, key, *codings, name=None, **more):
        return self.words.code(self.program, name or self.name, key, *((self.source, *c) for c in codings), **more)

    def given(self, key=None, name=None):
        return self.words.given(self.program, name or self.name, key)

    @property
    def at(self):
        return f"/v1/programs/{self.program}/passes/{self.name}"


def test_codes_of_an_excerpt_become_those_that_are_sent(study):
    done = study.code(study.one, (FIRST, "a", 1, "why"), (FIRST, "b"), (SECOND, None)).json
    assert done == {"pass": study.name, "coder": "c1", "excerpts": 2, "codings": 2, "removed": 0}
    first, second, none = study.words.codings(study.program, study.name, study.one)
    assert first | {"code": "a", "valence": 1, "memo": "why", "excerpt": FIRST, "coder": "c1", "text": "We could not hire anyone."} == first
    assert second["code"] == "b" and second["valence"] is None and none["code"] is None and none["excerpt"] == SECOND
    assert study.code(study.one, (FIRST, "b", -1), (FIRST, "c")).json["removed"] == 1
    assert [(r["code"], r["valence"]) for r in study.words.codings(study.program, study.name, study.one)] == [("b", -1), ("c", None), (None, None)]
    before = study.words.codings(study.program, study.name, study.one)
    study.code(study.one, (FIRST, "b", -1), (FIRST, "c"))
    assert study.words.codings(study.program, study.name, study.one) == before


def test_a_file_codes_too(study):
    rows = (("source", "excerpt", "code", "valence", "memo"), (study.source, FIRST, "a", 0, None), (study.source, SECOND, None, None, None))
    study.api.post(f"{study.at}/codings", csv=sheet(*rows), key=study.one, status=201)
    assert study.given(study.one) == [("c1", FIRST, "a"), ("c1", SECOND, None)]
    rows = (("source", "excerpt", "code", "valence", "who"), (study.source, FIRST, "x", 2, 1), (study.source, "0-24", "a", None, None),
            ("absent", FIRST, "a", None, None), (study.source, SECOND, "a", None, None), (study.source, SECOND, "a", None, None),
            (None, None, "a", None, None), (study.source, SECOND, None, None, None))
    errors = study.api.post(f"{study.at}/codings", csv=sheet(*rows), key=study.one, status=422).json["errors"]
    assert [(e["row"], e["column"], e["code"]) for e in errors] == [
        (1, "who", "unknown_column"), (2, "code", "unknown_code"), (2, "valence", "not_allowed"), (3, "excerpt", "unknown_excerpt"),
        (4, "excerpt", "unknown_excerpt"), (6, "code", "repeated"), (7, "excerpt", "missing"), (7, "source", "missing"), (8, "code", "conflicting")]
    assert study.given(study.one) == [("c1", FIRST, "a"), ("c1", SECOND, None)], "nothing is half stored"


def test_what_is_unknown_is_refused_in_its_place(study):
    reply = study.code(study.one, (FIRST, "a"), ("0-999", "a"), (FIRST, "x"), status=422)
    assert reply.faults == {"/codings/1/excerpt": "unknown_excerpt", "/codings/2/code": "unknown_code"}
    assert study.given(study.one) == []


def test_only_coders_of_the_pass_code(study):
    other, _ = study.words.coder()
    for key in (other, study.lead):
        assert study.code(key, (FIRST, "a"), status=403).json["detail"] == "You are not a coder of this pass."
    study.api.post("/v1/programs/absent/passes/x/codings", json={"codings": [{"source": "x", "excerpt": FIRST}]}, key=other, status=404)
    body = {"coder": "late", "identity": study.words.identity(other)}
    study.api.post(f"{study.at}/coders", json=body, key=study.lead, status=201)
    study.api.post(f"{study.at}/coders", json=body, key=study.lead, status=409)
    assert study.code(other, (FIRST, "a")).json["coder"] == "late"


def test_a_key_that_was_rotated_is_the_same_coder(study):
    key = study.api.post("/v1/keys", status=201, json={"name": "x", "scopes": CODER.split(",")}).json
    name = study.open(study.words.identity(key["text"]))
    study.code(key["text"], (FIRST, "a"), name=name)
    new = study.api.post(f"/v1/keys/{key['key']}/rotation", json={}, status=201).json["text"]
    study.code(new, (SECOND, "a"), name=name)
    assert study.given(new, name) == [("c1", FIRST, "a"), ("c1", SECOND, "a")]


# -- blind ------------------------------------------------------------------------------------------------

def test_a_coder_sees_others_when_the_pass_is_released(study):
    study.code(study.one, (FIRST, "a"))
    study.code(study.two, (FIRST, "b"))
    mine, others = [("c1", FIRST, "a")], [("c2", FIRST, "b")]
    reader = study.words.key("codings:read,sources:read")
    assert study.given(study.one) == mine and study.given(study.two) == others
    assert study.given(study.lead) == mine + others, "a lead who does not code sees how it goes"
    assert study.given(reader) == []
    coders = study.api.get(f"{study.at}/coders", key=study.one, status=200).rows
    assert [(c["coder"], c["excerpts"], c["codings"]) for c in coders] == [("c1", 1, 1), ("c2", 0, 0)]
    assert study.words.search("hire", program=study.program, code="b", key=study.one) == []
    assert {r["status"] for r in study.words.agreement(study.program, study.name, study.one).rows} == {"too_few"}
    study.words.release(study.program, study.name, key=study.lead)
    for key in (study.one, study.two, study.lead, reader):
        assert study.given(key) == mine + others
    assert len(study.words.search("hire", program=study.program, code="b", codebook=study.codebook, key=study.one)) == 1


def test_a_lead_who_codes_is_blind_as_well(study):
    name = study.open(*study.identities, study.words.identity(study.lead))
    study.code(study.one, (FIRST, "a"), name=name)
    study.code(study.lead, (FIRST, "c"), name=name)
    assert study.given(study.lead, name) == [("c3", FIRST, "c")]
    study.words.release(study.program, name, key=study.lead)
    assert study.given(study.lead, name) == [("c1", FIRST, "a"), ("c3", FIRST, "c")]


def test_a_pass_that_is_not_blind_is_open(study):
    name = study.open(blind=False)
    study.code(study.one, (FIRST, "a"), name=name)
    assert study.given(study.two, name) == [("c1", FIRST, "a")]


def test_a_released_pass_is_closed(study):
    study.code(study.one, (FIRST, "a"))
    row = study.words.release(study.program, study.name).json
    assert row["status"] == "released" and study.words.release(study.program, study.name).json == row
    assert study.code(study.two, (FIRST, "a"), status=409).json["detail"] == "The pass was released; it takes no codings any more."
    study.api.post(f"{study.at}/coders", json={"coder": "late", "identity": "x"}, status=409)
    assert study.given() == [("c1", FIRST, "a")]


# -- passes ------------------------------------------------------------------------------------------------

def test_reconciliation_of_a_pass(study):
    assert study.open(study.words.identity(study.lead), reconciles=study.name, status=422).faults == {"/reconciles": "not_released"}
    study.code(study.one, (FIRST, "a"))
    study.code(study.two, (FIRST, "b"))
    study.words.release(study.program, study.name)
    name = study.words.unique("pass")
    body = {"pass": name, "name": "x", "codebook": study.codebook, "version": "1", "reconciles": study.name,
            "coders": [{"coder": "consensus", "identity": study.words.identity(study.lead)}]}
    row = study.api.post(f"/v1/programs/{study.program}/passes", json=body, key=study.lead, status=201).json
    assert row | {"kind": "reconciliation", "reconciles": study.name, "blind": False, "coders": 1} == row
    study.code(study.lead, (FIRST, "b"), name=name)
    assert study.given(study.one, name) == [("consensus", FIRST, "b")]
    assert study.open("x", reconciles=name, status=422).faults == {"/reconciles": "unknown_pass"}


def test_what_is_wrong_with_a_pass(study):
    words = study.words
    words.version(study.codebook, "a", version="2", publish=False)
    assert study.open("x", "x", version="2", status=422).faults == {"/version": "unknown_version", "/coders/1/identity": "repeated"}
    words.release(study.program, study.name)
    other = words.published("a")
    assert study.open("x", codebook=other, reconciles=study.name, status=422).faults == {"/version": "conflicting"}
    body = {"pass": study.name, "name": "x", "codebook": study.codebook, "version": "1", "coders": [{"coder": "c", "identity": "x"}]}
    study.api.post(f"/v1/programs/{study.program}/passes", json=body, status=409)
    full = study.open(*(f"x{n}" for n in range(20)))
    study.api.post(f"/v1/programs/{study.program}/passes/{full}/coders", json={"coder": "c21", "identity": "x"}, status=409)
    assert [r["pass"] for r in study.api.get(f"/v1/programs/{study.program}/passes").rows] == sorted([study.name, full])


def test_codings_go_in_pages_and_by_parts(study):
    study.code(study.one, (FIRST, "a"), (FIRST, "b"), (SECOND, None))
    study.code(study.two, (FIRST, "a"))
    rows = walk(study.api, f"{study.at}/codings", limit=1)
    assert [(r["coder"], r["excerpt"], r["code"]) for r in rows] == \
        [("c1", FIRST, "a"), ("c1", FIRST, "b"), ("c2", FIRST, "a"), ("c1", SECOND, None)]
    assert len(study.words.codings(study.program, study.name, code="a")) == 2
    assert len(study.words.codings(study.program, study.name, coder="c1", source=study.source)) == 3


def test_codings_of_texts_that_may_not_be_quoted(study):
    source = study.words.source(study.program, consent="aggregate")
    study.words.code(study.program, study.name, study.one, (source, FIRST, "a", None, "a quote"))
    study.words.release(study.program, study.name)
    assert study.given(study.words.key("codings:read,sources:read")) == []
    assert study.given(study.two) == [("c1", FIRST, "a")]
