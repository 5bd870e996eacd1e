"""Codebooks in the exchange format of other programs: out and in again, and what is refused."""
import pytest

from fixtures_exchange import code, codebook, codebook_tree, exchange, guid  # noqa: F401
from fixtures_field import field, sheet  # noqa: F401
from fixtures_words import words  # noqa: F401

# As Taguette, ATLAS.ti and QualCoder write them: letter case, byte order mark, groups of codes.
TAGUETTE = ('<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4.1"><Codes>'
            '<Code guid="0D62985D-B147-5D01-A9B5-CAE5DCD98342" name="interesting" isCodable="true"/>'
            '<Code guid="725F0645-9CD3-598A-8D2B-EC3D39AB3C3F" name="interesting.places" isCodable="true"/></Codes><Sets/></CodeBook>')
ATLAS = ('<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
         'xsi:schemaLocation="urn:QDA-XML:codebook:0:4 Codebook.xsd" origin="ATLAS.ti Win 23.4.0" xmlns="urn:QDA-XML:codebook:1.0">'
         '<Codes><Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="code1" color="#46AA00" isCodable="true">'
         '<Description>what it is</Description></Code></Codes><Sets><Set name="g" guid="ECA18D76-2B8B-4F26-BC1D-19ECA19FB3F0">'
         '<Description>none of a code</Description><MemberCode guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294"/></Set></Sets></CodeBook>')
QUALCODER = ('\ufeff<?xml version="1.0" ?>\n' + codebook(code(1, "Payment", "<Description/>" + code(2, "Billing", "<Description>\n bills </Description>"),
                                                              isCodable="false", color="#FFA500")).split("?>", 1)[1])


def sent(api, book, text, version="1", status=201, **query):
    more = "".join(f"&{n}={v}" for n, v in query.items())
    return api.post(f"/v1/codebooks/{book}/versions?version={version}{more}", xml=text, status=status)


def given(api, book, version="1"):
    return api.get(f"/v1/codebooks/{book}/versions/{version}/codes.qdc", status=200).text


def codes(api, book, version="1"):
    return api.get(f"/v1/codebooks/{book}/versions/{version}/codes", status=200).rows


@pytest.mark.parametrize("text", [TAGUETTE, ATLAS, QUALCODER], ids=["taguette", "atlas", "qualcoder"])
def test_what_others_wrote_comes_out_as_it_went_in(api, words, text):
    book, again = words.codebook(), words.codebook()
    sent(api, book, text)
    assert codebook_tree(given(api, book)) == codebook_tree(text.lstrip("\ufeff"))
    sent(api, again, given(api, book))
    assert given(api, again) == given(api, book)


def test_what_the_format_has_no_place_for_is_kept_too(api, words):
    book, again = words.codebook(), words.codebook()
    words.version(book, {"code": "b.1", "label": "Ångström & <more>", "kind": "barrier", "theme": "staff_shortage", "definition": "two\r\nlines\n",
                         "include": "a\\n\nb", "exclude": "e: f", "color": "#00ff00"},
                  {"code": "low", "parent": "b.1", "label": "x\ty", "definition": "[continuum]\nkind: barrier\n"},
                  {"code": "x_y", "label": "X y", "codable": False}, {"code": "he", "label": "שלום e\u0301"}, publish=False)
    sent(api, again, given(api, book))
    assert codes(api, again) == codes(api, book)
    first = codebook_tree(given(api, book))[0]
    assert "[continuum]\ncode: b.1\nkind: barrier\ntheme: staff_shortage\ninclude: a\\\\n\\nb\nexclude: e: f" in first[4]


def test_names_become_codes(api, words):
    book = words.codebook()
    sent(api, book, codebook(code(1, "Access to care!") + code(2, "access-to care") + code(3, "ждать") + code(4, "2nd")))
    assert [c["code"] for c in codes(api, book)] == ["access_to_care", "access_to_care_00000000", "code", "2nd"]
    assert {c["kind"] for c in codes(api, book)} == {"theme"}


def test_a_guid_stays_where_the_code_does(api, words):
    book = words.codebook()
    words.version(book, "same", "old", "wide")
    before = {c["code"]: c["guid"] for c in codes(api, book)}
    words.version(book, "same", {"code": "new", "from": ["old"]}, {"code": "l", "from": ["wide"]}, {"code": "r", "from": ["wide"]},
                  version="2", follows="1")
    after = {c["code"]: c["guid"] for c in codes(api, book, "2")}
    assert after["same"] == before["same"] and after["new"] == before["old"]
    assert len({*after.values(), *before.values()}) == 5


def test_codes_as_csv_and_back(api, words):
    book, again = words.codebook(), words.codebook()
    sent(api, book, QUALCODER)
    text = api.get(f"/v1/codebooks/{book}/versions/1/codes.csv", status=200).text
    api.post(f"/v1/codebooks/{again}/versions?version=1", csv=text, status=201)
    assert codes(api, again) == codes(api, book)


@pytest.mark.parametrize("text, faults", [
    ("<CodeBook>", [(1, "", "malformed")]),
    ("", [(1, "", "malformed")]),
    ("<x/>", [(1, "", "not_allowed"), (1, "", "empty")]),
    ('<!DOCTYPE CodeBook [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + codebook(code(1, "&b;"))[38:], [(1, "", "malformed")]),
    ('<!DOCTYPE CodeBook SYSTEM "file:///etc/passwd">' + codebook(code(1, "a"))[38:], [(1, "", "malformed")]),
    (codebook(code(1, "&b;").replace("&amp;", "&")), [(1, "", "malformed")]),
    (codebook(""), [(1, "", "empty")]),
    (codebook("".join(code(n, "a") for n in range(1001))), [(1, "", "too_many")]),
    (codebook("<Code guid='x' name='a'/>\n<Code name=''/>"), [(1, "guid", "invalid_format"), (2, "guid", "invalid_format"), (2, "name", "missing")]),
    (codebook(code(1, "a") + "\n" + code(1, "b", color="red")), [(2, "color", "invalid_format"), (2, "guid", "repeated")]),
    (codebook(code(1, "a", "<Description>[continuum]\nkind: x\ncode: b c\n</Description>")), [(1, "code", "invalid_format"), (1, "kind", "not_allowed")]),
    (codebook(code(1, "a" * 201, f"<Description>{'d' * 4001}</Description>")), [(1, "definition", "too_long"), (1, "label", "too_long")]),
    (codebook("".join(f"<Code guid='{guid(n)}' name='{n}'>" for n in range(70)) + "</Code>" * 70), [(1, "", "malformed")])])
def test_a_file_that_is_refused(api, words, text, faults):
    book = words.codebook()
    reply = sent(api, book, text, status=422)
    assert [(e["row"], e["column"], e["code"]) for e in reply.json["errors"]] == faults
    assert api.get(f"/v1/codebooks/{book}/versions").rows == []


def test_a_fault_names_the_guid(api, words):
    book = words.codebook()
    [error] = sent(api, book, codebook(code(7, "a", color="red")), status=422).json["errors"]
    assert guid(7) in error["detail"]


def test_a_code_that_heads_others_is_given_to_nothing(api, words):
    book, program = words.codebook(), words.field.program()
    sent(api, book, QUALCODER)
    api.put(f"/v1/codebooks/{book}/versions/1/publication", status=200)
    key, who = words.coder()
    name, source = words.opened(program, book, who), words.source(program)
    reply = words.code(program, name, key, (source, "0-25", "payment"), (source, "27-76", "billing"), status=422)
    assert reply.faults == {"/codings/0/code": "not_allowed"}
