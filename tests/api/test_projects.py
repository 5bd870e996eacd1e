"""Projects of other programs: what is made of them, and that what is refused leaves nothing."""
import random
import urllib.parse

import pytest

from fixtures_exchange import code, exchange, guid, packed, project, qdpx, selection, source  # noqa: F401
from fixtures_field import field  # noqa: F401
from fixtures_words import words  # noqa: F401

ANN, BEN = 900, 901
BEN_TOO = f'<User guid="{guid(BEN)}" name="Ben"/>'
CODES = code(1, "Staff", code(2, "Hiring"), isCodable="false") + code(3, "Pay")
# Right to left, a mark that combines, a character beyond the first plane: each is one code point of its own.
TEXT = "שלום, cafe\u0301 🙂 says:\r\nWe could not hire."


def whole(**more):
    text = source(11, "First talk", selection(21, 0, 4, 2) + selection(22, 6, 11, 3, user=BEN, memo="why") + selection(23, 0, 4, 2, user=BEN),
                  path="internal://one.txt")
    return qdpx(project(CODES, text, BEN_TOO, **more), **{"one.txt": ("\ufeff" + TEXT).encode()})


def excerpts(words, program, name="first_talk"):
    return {(r["start"], r["end"]): r["text"] for r in words.excerpts(program, name)}


def test_a_project_becomes_sources_codes_and_codings(api, exchange, words):
    program, book = words.field.program(), words.codebook()
    row = exchange.bring(program, whole(), book=book, **{"pass": "p"}).json
    assert row == {"program": program, "codebook": book, "version": "1", "pass": "p", "codes": 3, "sources": 1, "excerpts": 2,
                   "coders": 2, "codings": 3, "skipped": 0}
    assert excerpts(words, program) == {(0, 4): "שלום", (6, 11): "cafe\u0301"}
    assert api.get(f"/v1/programs/{program}/sources/first_talk/text").json["text"] == TEXT
    assert words.given(program, "p") == [("ann", "0-4", "hiring"), ("ben", "0-4", "hiring"), ("ben", "6-11", "pay")]
    assert [r["memo"] for r in words.codings(program, "p")] == [None, None, "why"]
    coders = api.get(f"/v1/programs/{program}/passes/p/coders", status=200).rows
    assert {c["coder"]: c["identity"] for c in coders} == {"ann": f"qdpx:{guid(ANN)}", "ben": f"qdpx:{guid(BEN)}"}
    row = api.get(f"/v1/programs/{program}/sources/first_talk").json
    assert row | {"consent": "none", "part2": False, "kind": "interview", "title": "First talk", "practice": None} == row


def test_who_users_are_can_be_said(api, exchange, words):
    program, (key, who) = words.field.program(), words.coder()
    exchange.bring(program, whole(), coders=urllib.parse.quote(f"Nobody=x/y|Ben={who}"), consent="deidentified", part2="true", **{"pass": "p"})
    identities = {c["coder"]: c["identity"] for c in api.get(f"/v1/programs/{program}/passes/p/coders").rows}
    assert identities == {"ann": f"qdpx:{guid(ANN)}", "ben": who}
    words.code(program, "p", key, ("first_talk", "6-11", "hiring"))
    assert ("ben", "6-11", "hiring") in words.given(program, "p")
    row = api.get(f"/v1/programs/{program}/sources/first_talk").json
    assert (row["consent"], row["part2"]) == ("deidentified", True)


def test_a_document_alone_with_its_texts(exchange, words):
    program = words.field.program()
    texts = source(11, "a", selection(21, 1, 2, 3, user=None), text="&#x1F642;é") + source(12, "a", text="other")
    row = exchange.bring(program, project(CODES, texts)).json
    assert (row["sources"], row["excerpts"], row["codings"]) == (2, 1, 1)
    assert excerpts(words, program, "a") == {(1, 2): "é"} and excerpts(words, program, f"a_{guid(12)[:8]}") == {}


def test_what_is_no_text_is_counted(exchange, words):
    program = words.field.program()
    other = f'<PictureSource guid="{guid(31)}"><PictureSelection guid="{guid(32)}"><Coding guid="{guid(33)}"/></PictureSelection></PictureSource>'
    whole_source = f'<Coding guid="{guid(34)}"><CodeRef targetGUID="{guid(3)}"/></Coding>'
    sets = f'<Sets><Set guid="{guid(35)}" name="s"><Description>d</Description><MemberSource targetGUID="{guid(11)}"/></Set></Sets>'
    document = project(CODES, source(11, "a", whole_source + selection(21, 0, 4, 3), path="internal://a.txt") + other, more=sets)
    sent = packed({"sources/": b"", "Sources/a.mp3": b"\0" * 1000, "sources/A.TXT": b"text", "project.qde": document.encode()})
    row = exchange.bring(program, sent).json
    assert (row["sources"], row["codings"], row["skipped"]) == (1, 1, 3)


@pytest.mark.parametrize("sources, column, code", [
    (source(11, "a", selection(21, 0, 5, 3), text="four"), "endPosition", "outside"),
    (source(11, "a", selection(21, 3, 3, 3), text="four"), "endPosition", "too_small"),
    (source(11, "a", selection(21, 3, 2, 3), text="four"), "endPosition", "too_small"),
    (source(11, "a", selection(21, -1, 2, 3), text="four"), "startPosition", "invalid_type"),
    (source(11, "a", selection(21, 0, "99999999999", 3), text="four"), "endPosition", "invalid_type"),
    (source(11, "a", selection(21, 0, 10001, 3), text="x" * 10001), "endPosition", "too_large"),
    (source(11, "a", selection(21, 0, 1, 9), text="four"), "targetGUID", "unknown_code"),
    (source(11, "a", selection(21, 0, 1, 3, user=7), text="four"), "creatingUser", "unknown_user"),
    (source(11, "a", text=" \n"), "text", "too_short"),
    (source(11, "a"), "plainTextPath", "unknown_file"),
    (source(11, "a", path="internal://b.txt"), "plainTextPath", "unknown_file"),
    (source(11, "a", path="relative:///../a.txt"), "plainTextPath", "unknown_file"),
    (source(11, "a", path="internal://latin.txt"), "plainTextPath", "invalid_format"),
    (source(11, "a", path="internal://bell.txt"), "text", "invalid_format")])
def test_a_fault_refuses_all_and_names_its_guid(api, exchange, words, sources, column, code):
    program, book = words.field.program(), words.codebook()
    sent = qdpx(project(CODES, source(10, "good", selection(20, 0, 4, 3), text="good") + "\n" + sources),
                **{"latin.txt": "é".encode("latin-1"), "bell.txt": b"a\a"})
    [error] = exchange.bring(program, sent, 422, book=book).json["errors"]
    assert (error["row"], error["column"], error["code"]) == (2, column, code) and (guid(21) in error["detail"] or guid(11) in error["detail"]
                                                                                   or "whole number" in error["detail"])
    assert api.get(f"/v1/programs/{program}/sources").rows == []
    assert api.get(f"/v1/codebooks/{book}/versions").rows == []


@pytest.mark.parametrize("files, fault", [
    ({}, "archive"), ({"a.txt": b"x"}, "missing"), ({"../project.qde": b"x"}, "archive"), ({"/project.qde": b"x"}, "archive"),
    ({"a/../../b": b"x", "project.qde": b""}, "archive"), ({"a\\..\\b": b"x"}, "archive"), ({"c:b": b"x"}, "archive"),
    ({"project.qde": b"<Project>"}, "malformed"), ({"project.qde": b""}, "malformed"),
    ({"project.qde": b'<!DOCTYPE Project SYSTEM "http://127.0.0.1/x"><Project/>'}, "malformed"),
    ({"project.qde": b"<CodeBook/>"}, "not_allowed"),
    ({"Sources/a.txt": b"\n" * (9 << 20), "project.qde": project(CODES, "").encode()}, "archive"),
    ({**{f"Sources/{n}.txt": random.Random(n).randbytes(3 << 19).hex().encode() for n in range(3)},
      "project.qde": project(CODES, "").encode()}, "too_large"),
    ({**{f"a/{n}": b"" for n in range(10001)}, "project.qde": b""}, "archive")],
    ids=["empty", "no-document", "up", "root", "up-within", "backslash", "drive", "cut", "nothing", "doctype", "codebook", "bomb", "long", "many"])
def test_a_zip_that_is_none(exchange, words, files, fault):
    program = words.field.program()
    errors = exchange.bring(program, packed(files), 422).json["errors"]
    assert fault in [e["code"] for e in errors]


def test_what_is_no_zip(exchange, words):
    assert exchange.bring(words.field.program(), b"PK\x03\x04 no", 422).json["errors"][0]["code"] == "archive"
    sent = whole()
    assert exchange.bring(words.field.program(), sent[:len(sent) // 2], 422).json["errors"]


def test_what_is_there_already(api, exchange, words):
    program, book = words.field.program(), words.codebook()
    exchange.bring(program, whole(), book=book)
    exchange.bring(program, whole(), 409, book=book)  # the version
    exchange.bring(program, whole(), 409, book=book, version="2")  # the source
    assert [v["version"] for v in api.get(f"/v1/codebooks/{book}/versions").rows] == ["1"]
    exchange.bring(program, whole(), 404, book="absent")
    exchange.bring("absent", whole(), 404)
    assert api.get(f"/v1/codebooks/{book}/versions").rows[0]["version"] == "1"


def test_a_zip_is_not_compressed_again(api, words):
    target = f"/v1/programs/{words.field.program()}/projects?codebook=x&version=1&pass=x"
    api.post(target, body=b"x", headers={"Content-Type": "application/zip", "Content-Encoding": "gzip"}, status=415)


def test_who_may_not_record_sources_takes_in_nothing(api, exchange, words):
    program, book = words.field.program(), words.codebook()
    key = words.key("codings:lead,registry:read")
    target = f"/v1/programs/{program}/projects?codebook={book}&version=1&pass=x"
    api.post(target, body=whole(), headers={"Content-Type": "application/zip"}, key=key, status=403)
    assert api.get(f"/v1/codebooks/{book}/versions").rows == []


def test_more_users_than_a_pass_has_coders(exchange, words):
    users = "".join(f'<User guid="{guid(n)}" name="u{n}"/>' for n in range(300, 321))
    sent = project(CODES, source(11, "a", "".join(selection(n + 100, 0, 1, 3, user=n) for n in range(300, 321)), text="four"), users)
    assert [e["code"] for e in exchange.bring(words.field.program(), sent, 422).json["errors"]] == ["too_many"]
