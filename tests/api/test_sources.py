"""Sources: texts with stable offsets, who may read them, excerpts, search, and texts taken in from answers."""
import pytest

from fixtures_field import field, sheet, walk  # noqa: F401
from fixtures_words import CODER, FIRST, LEAD, SECOND, TEXT, words  # noqa: F401


def test_a_source_is_kept_as_it_was_sent(api, words):
    program = words.field.program()
    practice, wave = words.field.enrolled(program), words.field.wave(program)
    source = words.source(program, kind="focus_group", practice=practice, wave=wave, organization="An association", held_on="2024-05-02",
                          consent="attributed", part2=True, language="en-US",
                          participants=[{"role": "nurse", "stakeholder_group": "practices", "participants": 3},
                                        {"role": "nurse", "stakeholder_group": "patients_advocates", "participants": 1}])
    at = f"/v1/programs/{program}/sources/{source}"
    row = api.get(at, status=200).json
    assert row | {"practice": practice, "wave": wave, "kind": "focus_group", "participants": 4, "characters": len(TEXT),
                  "part2": True, "consent": "attributed", "organization": "An association"} == row
    assert api.get(f"{at}/text", status=200).json["text"] == TEXT
    assert api.get(f"{at}/text.csv", status=200).rows[0]["text"] == TEXT
    assert [(p["role"], p["stakeholder_group"], p["participants"]) for p in api.get(f"{at}/participants", status=200).rows] == \
        [("nurse", "practices", 3), ("nurse", "patients_advocates", 1)]
    assert [r["source"] for r in api.get(f"/v1/programs/{program}/sources?kind=focus_group&practice={practice}&wave={wave}").rows] == [source]
    assert api.get(f"/v1/programs/{program}/sources?kind=interview").rows == []


def test_lines_become_excerpts(words):
    program = words.field.program()
    rows = words.excerpts(program, words.source(program))
    assert [(r["excerpt"], r["text"]) for r in rows] == [(FIRST, TEXT[:25]), (SECOND, TEXT[27:76])]
    assert words.excerpts(program, words.source(program, segments="none")) == []
    long = "a " * 12000
    rows = words.excerpts(program, words.source(program, text=f" \n{long}\n"))
    assert [(r["start"], r["end"]) for r in rows] == [(2, 10002), (10002, 20002), (20002, 24002)]
    assert "".join(r["text"] for r in rows) == long


# Right to left, combining marks, characters beyond the first plane, carriage returns: all are counted by code point.
ODD = ["שלום עולם", "e\u0301te\u0301", "👩\u200d⚕️ 😀 a", "a\r\nb", "नमस्ते", "\u202eabc\u202c", "\ufeffx"]


@pytest.mark.parametrize("text", ODD)
def test_offsets_count_code_points(api, words, text):
    program = words.field.program()
    source = words.source(program, text=text, segments="none")
    spans = [{"start": a, "end": b} for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    rows = api.post(f"/v1/programs/{program}/sources/{source}/excerpts", json={"excerpts": spans}, status=201).rows
    assert len(rows) == len(spans) and all(r["text"] == text[r["start"]:r["end"]] for r in rows)


def test_the_same_excerpt_again_stays(api, words):
    program = words.field.program()
    source = words.source(program, segments="none")
    at = f"/v1/programs/{program}/sources/{source}/excerpts"
    assert [r["outcome"] for r in api.post(at, json={"excerpts": [{"start": 0, "end": 5}]}, status=201).rows] == ["created"]
    rows = api.post(at, csv="start,end\r\n2,9\r\n0,5\r\n", status=201).rows
    assert [(r["excerpt"], r["outcome"]) for r in rows] == [("0-5", "present"), ("2-9", "created")]
    assert len(walk(api, at, limit=1)) == 2


WRONG = [({"start": 0, "end": 77}, "end", "outside"), ({"start": 76, "end": 77}, "end", "outside"),
         ({"start": 5, "end": 5}, "end", "too_small"), ({"start": 6, "end": 5}, "end", "too_small")]


@pytest.mark.parametrize("span, column, code", WRONG)
def test_offsets_outside_the_text(api, words, span, column, code):
    program = words.field.program()
    source = words.source(program, segments="none")
    at = f"/v1/programs/{program}/sources/{source}/excerpts"
    good = {"start": 0, "end": 76}
    assert api.post(at, json={"excerpts": [good, span]}, status=422).faults == {f"/excerpts/1/{column}": code}
    [error] = api.post(at, csv=sheet(("start", "end"), (0, 76), span.values()), status=422).json["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, column, code)
    assert api.get(at).rows == [], "nothing is half stored"


def test_what_is_wrong_with_a_file_of_excerpts(api, words):
    program = words.field.program()
    at = f"/v1/programs/{program}/sources/{words.source(program, text='a' * 10002, segments='none')}/excerpts"
    text = sheet(("start", "end", "who"), ("x", 1, 1), (None, 1, 1), (1, 2, 1), (1, 2, 1), (0, 10001, 1), (-1, 3, 1))
    errors = api.post(at, csv=text, status=422).json["errors"]
    assert [(e["row"], e["column"], e["code"]) for e in errors] == [
        (1, "who", "unknown_column"), (2, "start", "invalid_type"), (3, "start", "missing"), (5, "start", "repeated"),
        (6, "end", "too_large"), (7, "start", "invalid_type")]
    api.post(f"/v1/programs/{program}/sources/absent/excerpts", csv="start,end\r\n0,1\r\n", status=404)


def test_what_is_wrong_with_a_source(api, words):
    program, other = words.field.program(), words.field.program()
    practice = words.field.enrolled(other)
    reply = words.source(program, status=422, text=" \n", practice=practice, wave="w", roundtable="r",
                         participants=[{"role": "x", "stakeholder_group": "nobody", "participants": 1}])
    assert reply.faults == {"/practice": "unknown_practice", "/wave": "unknown_wave", "/roundtable": "unknown_roundtable",
                            "/text": "too_short", "/participants/0/stakeholder_group": "unknown_group"}
    assert words.source(program, status=422, kind="survey_answer").faults == {"/kind": "not_allowed"}
    assert words.source(program, status=422, text="x" * 500001).faults == {"/text": "too_long"}
    source = words.source(program)
    words.source(program, source=source, status=409)
    api.post(f"/v1/programs/{program}/sources", body=b'{"text": "' + b"x" * (50 << 20), status=413, headers={"Content-Type": "application/json"})
    assert [r["source"] for r in api.get(f"/v1/programs/{program}/sources").rows] == [source]


# -- consent ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("consent, quotable", [("none", False), ("aggregate", False), ("deidentified", True), ("attributed", True)])
def test_what_may_not_be_quoted_only_coders_read(api, words, consent, quotable):
    program = words.field.program()
    source = words.source(program, consent=consent)
    at = f"/v1/programs/{program}/sources/{source}"
    for key, reads in ((words.key("sources:read"), quotable), (words.key(CODER), True), (words.key(LEAD), True)):
        assert api.get(at, key=key, status=200).json["consent"] == consent
        api.get(f"{at}/text", key=key, status=200 if reads else 404)
        assert len(words.excerpts(program, source, key=key)) == (2 if reads else 0)
        assert len(words.search("hire", program=program, key=key)) == (1 if reads else 0)


def test_a_source_of_no_practice_is_for_who_sees_all_practices(api, words):
    program = words.field.program()
    practice = words.field.enrolled(program)
    whole, part = words.source(program), words.source(program, practice=practice)
    key = words.service.cluster.make_key(words.service.database, scopes="sources:read,sources:write", practices=practice)
    assert [r["source"] for r in api.get(f"/v1/programs/{program}/sources", key=key).rows] == [part]
    assert [r["source"] for r in words.search("hire", program=program, key=key)] == [part]
    api.get(f"/v1/programs/{program}/sources/{whole}", key=key, status=404)
    body = {"source": "new", "kind": "interview", "title": "x", "consent": "none", "text": "x"}
    reply = api.post(f"/v1/programs/{program}/sources", json=body, key=key, status=422)
    assert reply.faults == {"/practice": "missing"}


# -- search ----------------------------------------------------------------------------------------------

def test_search_finds_stems_and_marks_them(words):
    program = words.field.program()
    source = words.source(program, text="They walked over.\nNobody walks <b>alone</b> ⟦here⟧.\nStill.")
    rows = words.search("walking", program=program)
    assert [(r["source"], r["excerpt"], r["text"]) for r in rows] == [
        (source, "0-17", "They ⟦walked⟧ over."), (source, "18-51", "Nobody ⟦walks⟧ <b>alone</b> [here].")]
    assert [r["excerpt"] for r in words.search("walks -alone", program=program)] == ["0-17"]
    assert [r["excerpt"] for r in words.search('"nobody walks" or still', program=program)] == ["18-51", "52-58"]
    assert words.search("the", program=program) == words.search("zzz", program=program) == []


def test_search_knows_the_language(words):
    program = words.field.program()
    words.source(program, text="Las enfermeras caminan.", language="es-MX")
    words.source(program, text="Nurses walked.", language="en")
    words.source(program, text="ამბავი", language="ka")
    assert [r["language"] for r in words.search("caminar", program=program)] == ["es-MX"]
    assert [r["language"] for r in words.search("walks", program=program)] == ["en"]
    assert [r["language"] for r in words.search("ამბავი", program=program)] == ["ka"]


def test_search_goes_in_pages_and_by_place(api, words):
    program, other = words.field.program(), words.field.program()
    practice = words.field.enrolled(program)
    first, second = words.source(program, text="one hire\ntwo hire\nthree hire"), words.source(program, practice=practice)
    words.source(other)
    rows = walk(api, f"/v1/excerpts?search=hire&program={program}")
    assert [(r["source"], r["start"]) for r in rows] == sorted([(first, 0), (first, 9), (first, 18), (second, 0)])
    assert [r["source"] for r in words.search("hire", program=program, practice=practice)] == [second]
    assert len(words.search("hire", program=program, source=first)) == 3
    assert {r["program"] for r in words.search("hire", key=words.key("sources:read", other))} == {other}


# -- answers ---------------------------------------------------------------------------------------------

def test_texts_of_accepted_answers_become_sources_once(api, words):
    field = words.field
    program = field.program()
    instrument = field.instrument({"item": "why", "kind": "text", "label": "Why?"}, {"item": "how", "kind": "text"}, {"item": "n", "kind": "count"})
    wave = field.wave(program, instruments=[instrument])
    practice, other = field.enrolled(program), field.enrolled(program)
    answers = [{"item": "why", "text": "Too few\nnurses."}, {"item": "how", "text": "Hm."}, {"item": "n", "value": 1}]
    submission = field.accepted(program, practice, answers, instrument=instrument)
    field.submit(program, other, answers, instrument=instrument)
    at, body = f"/v1/programs/{program}/sources/intake", {"instrument": instrument.split(":")[0], "consent": "aggregate", "items": ["why"]}
    [row] = api.post(at, json=body, status=200).rows
    assert row | {"kind": "survey_answer", "submission": submission, "item": "why", "practice": practice, "wave": wave,
                  "title": "Why?", "consent": "aggregate"} == row
    assert [e["text"] for e in words.excerpts(program, row["source"])] == ["Too few\nnurses."]
    del body["items"]
    assert [r["item"] for r in api.post(at, json=body, status=200).rows] == ["how"]
    assert api.post(at, json=body, status=200).rows == []
    reply = api.post(at, json={**body, "items": ["n", "x"], "wave": "x"}, status=422)
    assert reply.faults == {"/items/0": "unknown_item", "/items/1": "unknown_item", "/wave": "unknown_wave"}
    api.post("/v1/programs/absent/sources/intake", json={"instrument": body["instrument"], "consent": "none"}, status=404)
