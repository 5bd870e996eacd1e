"""Lists: pages that lose nothing and double nothing, and the same rows as CSV."""
import csv
import io

import pytest

from fixtures_field import field, next_page, walk  # noqa: F401

PAGED = ["programs", "practices", "enrolments", "submissions", "roundtables", "recommendations"]


class Listed:
    """A list that one key sees alone: its address, that key, and how to add a row with a code."""

    def __init__(self, field, kind):
        self.field, self.kind, self.key = field, kind, None
        self.program, self.stem = field.program(), field.unique("l")
        if kind == "programs":
            self.key, self.address = field.api.service.key_for("registry:read", self.program), "/v1/programs"
            codes = ",".join(self.code(n) for n in range(10))  # which a key cannot be given before they are there
            field.api.service.execute(f"update continuum.api_key set programs = string_to_array('{codes}', ',') "
                                      f"where key_id = '{self.key[4:20]}'")
        elif kind == "enrolments":
            self.address = f"/v1/programs/{self.program}/enrolments"
        else:
            self.address = f"/v1/{kind}?program={self.program}"
        if kind == "submissions":
            field.wave(self.program)
        if kind == "recommendations":
            self.roundtable = field.roundtable(self.program, self.stem)

    def code(self, number):
        return f"{self.stem}.{number}"

    def add(self, number):
        """Adds a row; gives what names it in the list."""
        api, code = self.field.api, self.code(number)
        if self.kind == "programs":
            api.post("/v1/programs", json={"program": code, "name": "x"}, status=201)
        elif self.kind == "roundtables":
            self.field.roundtable(self.program, code)
        elif self.kind == "recommendations":
            self.field.recommendation(self.program, self.roundtable, code)
        else:
            api.post("/v1/practices", json={"practice": code, "name": "x"}, status=201)
            self.field.enrol(self.program, code)
        if self.kind == "submissions":
            return self.field.submit(self.program, code, {"screening": 1})
        return code

    @property
    def column(self):
        return "practice" if self.kind == "enrolments" else self.kind.rstrip("s")

    def names(self, rows):
        return [row[self.column] for row in rows]

    def get(self, target, **more):
        return self.field.api.get(target, **({"key": self.key} if self.key else {}), **more)


@pytest.fixture(params=PAGED)
def listed(request, field):
    return Listed(field, request.param)


def test_pages_hold_every_row_once_and_in_order(listed):
    made = [listed.add(n) for n in range(5)]
    rows = walk(listed, listed.address)
    assert listed.names(rows) == made
    assert rows == listed.get(listed.address, status=200).rows


@pytest.mark.parametrize("suffix", ["", "format=csv"])
def test_rows_added_between_pages_neither_lose_nor_double_others(listed, suffix):
    made = [listed.add(n) for n in (1, 3, 5, 7)]
    target = f"{listed.address}{'&' if '?' in listed.address else '?'}limit=1&{suffix}".rstrip("&")
    seen, more = [], [0, 2, 4, 6, 8]
    while target:
        reply = listed.get(target, status=200)
        seen += listed.names(reply.rows)
        target = next_page(reply)
        if more:
            listed.add(more.pop(0))
    assert len(seen) == len(set(seen))
    assert [name for name in seen if name in made] == made


def test_a_page_that_holds_the_last_row_has_no_next(listed):
    listed.add(1)
    listed.add(2)
    join = "&" if "?" in listed.address else "?"
    whole = listed.get(f"{listed.address}{join}limit=2", status=200)
    assert len(whole.rows) == 2 and whole.json["next_cursor"] is None and "Link" not in whole.headers
    part = listed.get(f"{listed.address}{join}limit=1", status=200)
    assert part.json["next_cursor"] in part.headers["Link"]
    by_hand = listed.get(f"{listed.address}{join}limit=1&cursor={part.json['next_cursor']}", status=200)
    assert part.rows + by_hand.rows == whole.rows


def test_a_list_without_rows(listed):
    reply = listed.get(listed.address, status=200)
    assert reply.json["data"] == [] and reply.json["next_cursor"] is None
    join = "&" if "?" in listed.address else "?"
    text = listed.get(f"{listed.address}{join}format=csv", status=200).text
    assert text.count("\r\n") == 1 and listed.column in text


@pytest.mark.parametrize("query, fault",
                         [("limit=0", "too_small"), ("limit=1001", "too_large"), ("limit=x", "invalid_type"),
                          ("cursor=%25", "invalid_format"), ("colour=red", "unknown")])
def test_wrong_parameters(listed, query, fault):
    reply = listed.get(f"{listed.address}{'&' if '?' in listed.address else '?'}{query}", status=400)
    assert reply.faults == {query.partition("=")[0]: fault}


def test_a_cursor_of_another_list_is_refused(field):
    program = field.program()
    field.enrolled(program)
    field.enrolled(program)
    cursor = field.api.get(f"/v1/practices?program={program}&limit=1").json["next_cursor"]
    field.api.get(f"/v1/submissions?cursor={cursor}", status=400)


# -- CSV --------------------------------------------------------------------------------------------------

def test_csv_has_the_rows_of_json(api, listed):
    for n in range(3):
        listed.add(n)
    join = "&" if "?" in listed.address else "?"
    plain, rows = listed.get(f"{listed.address}{join}format=csv", status=200), listed.get(listed.address).rows
    assert plain.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert list(plain.rows[0]) == list(rows[0]), "the columns are those of JSON, in that order"
    assert plain.rows == [{n: "" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for n, v in row.items()} for row in rows]
    assert listed.get(listed.address, headers={"Accept": "text/csv"}).body == plain.body
    path, mark, query = listed.address.partition("?")
    assert listed.get(f"{path}.csv{mark}{query}").body == plain.body


def test_csv_ends_every_line_with_crlf(api, field):
    program = field.program()
    field.enrolled(program)
    text = api.get(f"/v1/programs/{program}/enrolments.csv", status=200).text
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == 2
    assert text.startswith("program,practice,name,enrolled_on,withdrawn_on,cohort,revision\r\n")


@pytest.mark.parametrize("name",
                         ["a,b", 'say "so"', "two\r\nlines", "two\nlines", " spaced ", "Ärzte 😀", ";", "'", "a\tb"])
def test_csv_keeps_a_text(api, unique, name):
    code = unique("program")
    api.post("/v1/programs", json={"program": code, "name": name}, status=201)
    assert api.get(f"/v1/programs/{code}?format=csv").rows[0]["name"] == name
    assert api.get(f"/v1/programs/{code}").json["name"] == name


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "=a,b"])
def test_csv_neutralises_a_formula(api, unique, name):
    code = unique("program")
    api.post("/v1/programs", json={"program": code, "name": name}, status=201)
    text = api.get(f"/v1/programs/{code}?format=csv").text
    assert list(csv.DictReader(io.StringIO(text, newline="")))[0]["name"] == "'" + name
    assert api.get(f"/v1/programs/{code}").json["name"] == name, "JSON keeps what was sent"


def test_csv_leaves_numbers_alone(api, field):
    instrument = field.instrument({"item": "balance", "kind": "money"})
    program = field.program()
    field.wave(program, instruments=[instrument])
    submission = field.submit(program, field.enrolled(program), {"balance": -12.5}, instrument=instrument)
    assert api.get(f"/v1/submissions/{submission}/answers.csv").rows[0]["value"] == "-12.5"


def test_csv_tells_a_problem_as_text(api, field):
    reply = api.get(f"/v1/programs/{field.unique('absent')}?format=csv", status=404)
    assert reply.type == "text/plain" and reply.text.startswith("404 ")
    lines = api.post("/v1/registry?format=csv", csv="practice,colour\r\na b,red\r\n", status=422).text.splitlines()
    for words in ({"row 1", "colour", "unknown_column"}, {"row 2", "practice", "invalid_format"}):
        assert any(words <= set(line.split("  ")) for line in lines), lines
