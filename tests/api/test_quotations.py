"""Quotations: what is found in a text, that two people look at it, and who may read what comes of it."""
import pytest

from fixtures_field import field  # noqa: F401
from fixtures_words import words  # noqa: F401


@pytest.fixture
def talk(api, words):
    """talk(text): a program with a source that has it as its one excerpt."""
    def make(text, program=None, **more):
        program = program or words.field.program()
        name = words.source(program, text, **{"segments": "none", **more})
        api.post(f"/v1/programs/{program}/sources/{name}/excerpts", json={"excerpts": [{"start": 0, "end": len(text)}]}, status=201)
        return program, name, f"0-{len(text)}"
    return make


@pytest.fixture
def quote(api, words):
    """quote(talk, …): a proposal; gives the reply."""
    def make(place, status=201, name=None, **more):
        program, source, excerpt = place
        return api.post(f"/v1/programs/{program}/quotations", status=status, json={
            "quotation": name or words.unique("quote"), "source": source, "excerpt": excerpt, **more})
    return make


def found(api, place):
    program, source, excerpt = place
    rows = api.get(f"/v1/programs/{program}/sources/{source}/identifiers?excerpt={excerpt}", status=200).rows
    return {(r["text"], kind) for r in rows for kind in r["kinds"]}


def decide(api, program, name, key, state="confirmed", status=200):
    return api.put(f"/v1/programs/{program}/quotations/{name}/decision", json={"state": state}, key=key, status=status)


def shown(api, program, **more):
    return api.get(f"/v1/quotations?program={program}", status=200, **more).rows


@pytest.mark.parametrize("text, expected", [
    ("I spoke to dr. Ada Obi there", {("dr. Ada Obi", "name")}), ("ask Nurse O’Brien", {("Nurse O’Brien", "name")}),
    ("then Maria T. Lopez-Ruiz said", {("Maria T. Lopez-Ruiz", "name")}), ("My name is Zoë", {("My name is Zoë", "name")}),
    ("on 3/4/2024 we", {("3/4/2024", "date")}), ("since 2024-03-04.", {("2024-03-04", "date")}), ("by March 4th, 2024 or", {("March 4th, 2024", "date")}),
    ("the 4th of may", {("4th of may", "date")}), ("by june 2024", {("june 2024", "date")}), ("it may be", set()), ("in 2024 we", set()),
    ("mail a.b@c.org now", {("a.b@c.org", "mail")}), ("see www.clinic.org", {("www.clinic.org", "address")}),
    ("call (518) 555-0100", {("(518) 555-0100", "phone")}), ("record 00123456", {("00123456", "number")}), ("zip 12207", {("12207", "number")}),
    ("she is 91 years old", {("91 years", "age")}), ("he turned 104", {("turned 104", "age")}), ("aged 89", set()), ("a ninety-year-old", {("ninety-year", "age")}),
    ("here in albany we", {("albany", "place")}), ("Albanyesque", set()), ("we hired 12 people", set()),
    ("בתאריך ١٢/٠٣/٢٠٢٤ כן", {("١٢/٠٣/٢٠٢٤", "date")})])
def test_what_could_tell_who_it_is(api, talk, text, expected):
    assert found(api, talk(text)) == expected


def test_names_of_the_registry(api, field, talk, words):
    program, other = field.program(), field.program()
    api.patch(f"/v1/programs/{other}", json={"name": "Bridgeway Two"}, headers={"If-Match": '"1"'}, status=200)
    api.post("/v1/practices", json={"practice": words.unique("prac"), "name": "Quillfeather Family Medicine"}, status=201)
    api.post("/v1/practices", json={"practice": words.unique("prac"), "name": "Clínica Jose\u0301"}, status=201)
    api.post("/v1/practices", json={"practice": words.unique("prac"), "name": "מרפאת השלום"}, status=201)
    words.source(other, organization="Nightjar Health Partners", participants=[
        {"role": "tribal liaison", "stakeholder_group": "practices", "participants": 1}])
    assert found(api, talk("we at QUILLFEATHER saw it", program)) == {("QUILLFEATHER", "practice")}
    assert found(api, talk("at quillfeather  family\nmedicine too", program)) == {("quillfeather  family\nmedicine", "practice")}
    assert found(api, talk("our family health center", program)) == set()
    assert found(api, talk("bridgeway two and nightjar", program)) == {("bridgeway two", "program"), ("nightjar", "organization")}
    for form in ("clínica josé", "cli\u0301nica jose\u0301"):  # composed and not
        assert (form, "practice") in found(api, talk(f"en {form}, sí", program))
    assert (("מרפאת השלום", "practice")) in found(api, talk("עבדתי במרפאת השלום שנה", program))
    assert found(api, talk("the tribal liaison said", program)) == set()
    assert found(api, talk("the tribal liaison said", other)) == {("tribal liaison", "role")}
    words.source(other, participants=[{"role": "tribal liaison", "stakeholder_group": "practices", "participants": 2}])
    assert found(api, talk("the tribal liaison said", other)) == set()


def test_two_people_let_words_leave(api, quote, talk, words):
    place = talk("Dr. Ada Obi left us in May 2024, sadly.")
    program, (one, _), (two, _) = place[0], words.coder(), words.coder()
    reader = words.key("reports:read")
    assert quote(place, 422).faults == {"/masks": "unmasked"}
    made = api.post(f"/v1/programs/{program}/quotations", key=one, status=201, json={
        "quotation": "q", "source": place[1], "excerpt": place[2], "masks": [{"start": 0, "end": 11, "with": "a doctor"}],
        "kept": [{"start": 23, "end": 31, "reason": "everybody knows"}]}).json
    assert made["text"] == "[a doctor] left us in May 2024, sadly." and made["state"] == "proposed"
    assert [(f["start"], f["masked"], f["reason"]) for f in made["findings"]] == [(0, True, None), (23, False, "everybody knows")]
    assert shown(api, program) == shown(api, program, key=reader) == []
    assert "You proposed" in decide(api, program, "q", one, status=403).json["detail"]
    assert decide(api, program, "q", two).json["state"] == "confirmed"
    [row] = shown(api, program, key=reader)
    assert row == {"quotation": "q", "program": program, "practice": None, "consent": "deidentified",
                   "text": "[a doctor] left us in May 2024, sadly.", "codes": []}
    decide(api, program, "q", two, "refused", 409)
    decide(api, program, "absent", two, status=404)
    api.get(f"/v1/programs/{program}/quotations", key=reader, status=403)
    assert [q["state"] for q in api.get(f"/v1/programs/{program}/quotations?state=confirmed", status=200).rows] == ["confirmed"]


def test_a_key_that_followed_another_is_the_same_person(api, quote, talk, words):
    place, key = talk("fine"), words.coder()[0]
    api.post(f"/v1/programs/{place[0]}/quotations", key=key, status=201, json={"quotation": "q", "source": place[1], "excerpt": place[2]})
    after = api.post(f"/v1/keys/{key[4:20]}/rotation", json={}, status=201).json["text"]
    decide(api, place[0], "q", after, status=403)


def test_what_is_refused_is_not_shown(api, quote, talk, words):
    place = talk("nothing to hide")
    quote(place, name="q")
    decide(api, place[0], "q", words.coder()[0], "refused")
    assert shown(api, place[0]) == []


@pytest.mark.parametrize("more", [{"consent": "none"}, {"consent": "aggregate"}, {"part2": True}])
def test_without_consent_there_is_no_quotation(quote, talk, more):
    assert "quote" in quote(talk("fine", **more), 409).json["detail"]


@pytest.mark.parametrize("consent, named", [("deidentified", False), ("attributed", True)])
def test_the_practice_is_named_by_consent_alone(api, field, quote, talk, words, consent, named):
    program = field.program()
    practice = field.practice()
    field.enrol(program, practice)
    quote(talk("fine", program, consent=consent, practice=practice), name="q")
    decide(api, program, "q", words.coder()[0])
    assert shown(api, program)[0]["practice"] == (practice if named else None)


@pytest.mark.parametrize("more, faults", [
    ({"masks": [{"start": 2, "end": 2, "with": "x"}]}, {"/masks/0/end": "outside"}),
    ({"masks": [{"start": 0, "end": 99, "with": "x"}]}, {"/masks/0/end": "outside"}),
    ({"kept": [{"start": 0, "end": 99, "reason": "x"}]}, {"/kept/0/end": "outside"}),
    ({"masks": [{"start": 0, "end": 2, "with": "x"}, {"start": 1, "end": 3, "with": "x"}]}, {"/masks/0": "overlapping", "/masks/1": "overlapping"}),
    ({"masks": [{"start": 0, "end": 4, "with": "x"}]}, {"/masks/0": "splits_character"}),
    ({"masks": [{"start": 4, "end": 5, "with": "x"}]}, {"/masks/0": "splits_character"}),
    ({"masks": [{"start": 0, "end": 5, "with": "[x]"}]}, {"/masks/0/with": "not_allowed"}),
    ({"masks": [{"start": 0, "end": 5, "with": "Dr. Who"}]}, {"/masks/0/with": "identifies"}),
    ({"codes": ["a"]}, {"/codes/0": "unknown_code"}), ({"excerpt": "0-4"}, {"/excerpt": "unknown_excerpt"})])
def test_a_mask_that_is_none(quote, talk, more, faults):
    assert quote(talk("cafe\u0301 שלום"), 422, **more).faults == faults


def test_masks_count_code_points(quote, talk):
    text = "🙂 בתאריך 12/03/2024 e\u0301té"
    start = text.index("12/")
    made = quote(talk(text), masks=[{"start": start, "end": start + 10, "with": "יום אחד"}, {"start": 0, "end": 1, "with": "x"}]).json
    assert made["text"] == "[x] בתאריך [יום אחד] e\u0301té"


def test_it_stands_for_codes_that_the_excerpt_was_given(api, quote, talk, words):
    place, (key, who) = talk("fine"), words.coder()
    book = words.published("a", "b", "c")
    name = words.opened(place[0], book, who, blind=False)
    words.code(place[0], name, key, (place[1], place[2], "b"), (place[1], place[2], "a"))
    assert quote(place).json["codes"] == ["a", "b"]
    quote(place, name="q", codes=["b"])
    decide(api, place[0], "q", key)
    codes = {c: [r["quotation"] for r in api.get(f"/v1/quotations?program={place[0]}&code={c}", status=200).rows] for c in "ab"}
    assert codes == {"a": [], "b": ["q"]}


def test_what_became_a_name_meanwhile_is_proposed_again(api, quote, talk, words):
    place = talk("we call it ternwick here")
    quote(place, name="q")
    api.post("/v1/practices", json={"practice": words.unique("prac"), "name": "Ternwick Clinic"}, status=201)
    decide(api, place[0], "q", words.coder()[0], status=409)
    decide(api, place[0], "q", words.coder()[0], "refused")


def test_a_quotation_is_there_once(api, quote, talk):
    place = talk("fine")
    quote(place, name="q")
    quote(place, 409, name="q")
    quote(("absent", *place[1:]), 404)
