"""The registry from a file: all or nothing, faults by row and column, and nothing the second time."""
import pytest

from fixtures_field import field, sheet  # noqa: F401


@pytest.fixture
def registry(field):
    return Registry(field)


class Registry:
    """Imports into a program of its own, with practices whose codes begin with a stem."""

    def __init__(self, field):
        self.api, self.field = field.api, field
        self.program, self.stem = field.program(), field.unique("r")

    def code(self, name):
        return f"{self.stem}.{name}"

    def send(self, text, status=200, **more):
        return self.api.post("/v1/registry", csv=text, status=status, **more)

    def refused(self, text, **more):
        """The faults, each at (row, column); nothing is stored."""
        before = self.stored()
        reply = self.send(text, 422, **more)
        assert self.stored() == before, "a part was stored"
        assert len(reply.faults) == reply.json["error_count"], "a fault is told twice"
        return reply.faults

    def stored(self):
        """A digest of the tables that an import writes."""
        return self.api.service.execute(" union all ".join(
            f"select count(*), sum(hashtext(t::text)) from continuum.{table} t"
            for table in ("program", "practice", "enrolment", "practice_attribute")))

    def outcomes(self, text):
        return [(row["practice"].rpartition(".")[2], row["outcome"], row["attributes"]) for row in self.send(text).rows]

    def enrolments(self):
        rows = self.api.get(f"/v1/programs/{self.program}/enrolments").rows
        return {row["practice"].rpartition(".")[2]: row for row in rows}

    def attributes(self, name, on="2024-06-30"):
        rows = self.api.get(f"/v1/practices/{self.code(name)}/attributes?on={on}", status=200).rows
        return {row["attribute"]: row["value"] for row in rows if not row["derived"]}

    def name(self, name):
        return self.api.get(f"/v1/practices/{self.code(name)}", status=200).json["name"]


HEADER = ("practice", "name", "program", "enrolled_on", "withdrawn_on", "cohort", "from", "rurality", "clinicians",
          "champion",
          "parent_organization")


def full(registry):
    return sheet(HEADER,
                 (registry.code("a"), "Practice A", registry.program, "2024-01-01", None, "first", "2024-01-01",
                  "rural", 3, "true", "Org"),
                 (registry.code("b"), "Practice B", registry.program, "2024-02-01", "2024-05-01", None, "2024-02-01",
                  "urban", 12, None, None))


# -- what is stored ---------------------------------------------------------------------------------------

def test_practices_enrolments_and_attributes_from_one_file(registry):
    assert registry.outcomes(full(registry)) == [("a", "created", 4), ("b", "created", 2)]
    a, b = (registry.enrolments()[n] for n in "ab")
    assert (a["name"], a["enrolled_on"], a["withdrawn_on"], a["cohort"]) == ("Practice A", "2024-01-01", None, "first")
    assert (b["enrolled_on"], b["withdrawn_on"], b["cohort"]) == ("2024-02-01", "2024-05-01", None)
    assert registry.attributes("a") == {"rurality": "rural", "clinicians": "3", "champion": "true",
                                        "parent_organization": "Org"}
    assert registry.attributes("b", "2024-01-31") == {}
    assert registry.attributes("b") == {"rurality": "urban", "clinicians": "12"}


def test_the_second_time_nothing_changes(registry):
    registry.send(full(registry))
    before = registry.stored()
    assert registry.outcomes(full(registry)) == [("a", "unchanged", 0), ("b", "unchanged", 0)]
    assert registry.stored() == before


def test_only_what_differs_is_changed(registry):
    registry.send(full(registry))
    text = full(registry).replace("Practice A", "Practice Z").replace(",12,", ",13,")
    assert registry.outcomes(text) == [("a", "changed", 0), ("b", "changed", 1)]
    assert registry.name("a") == "Practice Z" and registry.attributes("b")["clinicians"] == "13"
    assert {e["revision"] for e in registry.enrolments().values()} == {1}


def test_columns_that_are_not_there_keep_what_is_stored(registry):
    registry.send(full(registry))
    assert registry.outcomes(sheet(["practice"], [registry.code("a")])) == [("a", "unchanged", 0)]
    assert registry.outcomes(sheet(["practice", "champion", "from"],
                                   [registry.code("b"), None, None])) == [("b", "unchanged", 0)]
    assert registry.name("a") == "Practice A" and registry.attributes("b") == {"rurality": "urban", "clinicians": "12"}


def test_a_withdrawal_is_not_taken_back_by_a_file_without_that_column(registry):
    registry.send(full(registry))
    registry.send(sheet(["practice", "program", "enrolled_on"], [registry.code("b"), registry.program, "2024-02-01"]))
    assert registry.enrolments()["b"]["withdrawn_on"] == "2024-05-01"


def test_a_withdrawal_alone(registry):
    registry.send(full(registry))
    registry.send(sheet(["practice", "program", "withdrawn_on"], [registry.code("a"), registry.program, "2024-06-01"]))
    assert registry.enrolments()["a"]["withdrawn_on"] == "2024-06-01"


def test_a_practice_in_two_programs_and_on_two_days(registry):
    other = registry.field.program()
    text = sheet(("practice", "name", "program", "enrolled_on", "from", "rurality"),
                 (registry.code("a"), "A", registry.program, "2024-01-01", "2024-01-01", "rural"),
                 (registry.code("a"), "A", other, "2024-03-01", "2024-03-01", "urban"))
    assert [row["program"] for row in registry.send(text).rows] == [registry.program, other]
    assert registry.attributes("a", "2024-02-01") == {"rurality": "rural"}
    assert registry.attributes("a") == {"rurality": "urban"}


def test_two_values_of_one_day_are_a_fault(registry):
    text = sheet(("practice", "name", "program", "enrolled_on", "from", "rurality"),
                 (registry.code("a"), "A", registry.program, "2024-01-01", "2024-01-01", "rural"),
                 (registry.code("a"), "A", registry.field.program(), "2024-01-01", "2024-01-01", "urban"))
    assert registry.refused(text) == {(3, "rurality"): "conflicting"}


# -- how a file may look ----------------------------------------------------------------------------------

@pytest.mark.parametrize("encode", [
    lambda t: t, lambda t: t.replace("\r\n", "\n"), lambda t: "\ufeff" + t, lambda t: t.rstrip("\r\n"),
    lambda t: t + "\r\n\r\n",
    lambda t: t.replace("\r\n", "\r"), lambda t: t.replace(",", " , "),
    lambda t: t.replace("Practice A", '"Practice A"'),
    lambda t: "\n".join(",".join(reversed(line.split(","))) for line in t.splitlines())],
    ids=["CRLF", "LF", "BOM", "no line end", "blank lines", "CR", "spaces", "quotes", "columns in another order"])
def test_files_as_programs_write_them(registry, encode):
    assert registry.outcomes(encode(full(registry)).encode()) == [("a", "created", 4), ("b", "created", 2)]
    assert registry.name("a") == "Practice A" and registry.attributes("b") == {"rurality": "urban", "clinicians": "12"}


@pytest.mark.parametrize("text", ["two\nlines", "two\r\nlines", 'say "so"', "a,b", "=1+1", "+1", "-1", "@x", "Ärzte 😀",
                                  "'", "\\", "null", "%s"])
def test_a_text_is_kept_as_it_is(registry, text):
    rows = sheet(("practice", "name", "from", "parent_organization"), (registry.code("a"), text, "2024-01-01", text))
    assert registry.outcomes(rows) == [("a", "created", 1)]
    assert registry.name("a") == text and registry.attributes("a") == {"parent_organization": text}


def test_the_answer_as_csv(registry):
    reply = registry.send(full(registry), headers={"Accept": "text/csv"})
    assert reply.text == (
        f"practice,program,outcome,attributes\r\n{registry.code('a')},{registry.program},created,4\r\n"
                          f"{registry.code('b')},{registry.program},created,2\r\n")


# -- faults -----------------------------------------------------------------------------------------------

def test_every_fault_is_told_by_row_and_column(registry):
    text = sheet(HEADER + ("colour", "size_band"),
                 ("a b", None, "absent", "2024-02-30", "x", None, "2024-1-1", "suburb", "many", "yes", None, 1, "solo"),
                 (registry.code("b"), "x" * 201, registry.program, None, None, None, None, "rural", None, None, None,
                  None, None),
                 (registry.code("c"), "C", registry.program, "2024-01-01", None, None, "2024-01-01", None, "1e3", None,
                  None, None, None),
                 (registry.code("c"), "C", registry.program, "2024-01-01", None, None, "2024-01-01", None, "1", None,
                  None, None, None))
    assert registry.refused(text) == {
        (1, "colour"): "unknown_column", (2, "practice"): "invalid_format", (2, "name"): "missing",
        (2, "program"): "unknown_program",
        (2, "enrolled_on"): "invalid_format", (2, "withdrawn_on"): "invalid_format", (2, "from"): "invalid_format",
        (2, "rurality"): "not_allowed", (2, "clinicians"): "invalid_type", (2, "champion"): "invalid_type",
        (2, "size_band"): "derived", (3, "name"): "too_long", (3, "enrolled_on"): "missing", (3, "from"): "missing",
        (4, "clinicians"): "invalid_type", (5, "clinicians"): "conflicting", (5, "practice"): "repeated"}


@pytest.mark.parametrize("day", ["2023-02-29", "2024-02-30", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00",
                                 "24-01-01",
                                 "2024/01/01", "01.02.2024", "2024-01-01T00:00:00Z", "45000", "today"])
def test_days_that_do_not_exist(registry, day):
    for column in ("enrolled_on", "withdrawn_on", "from"):
        row = {"practice": registry.code("a"), "name": "A", "program": registry.program, "enrolled_on": "2024-01-01",
               column: day}
        assert registry.refused(sheet(row, row.values())) == {(2, column): "invalid_format"}


@pytest.mark.parametrize("text, faults", [
    ("", {(1, ""): "malformed"}), ("\n\n", {(1, ""): "malformed"}), ("practice\n", {(1, ""): "empty"}),
    ("practice,name\na\n", {(2, ""): "wrong_width"}),
    ("practice,name\na,A,x\nb,B\nc\n", {(2, ""): "wrong_width", (4, ""): "wrong_width"}),
    ('practice,name\na,"A\n', {(2, ""): "malformed"}), ('practice,name\na,"A"x\n', {(2, ""): "malformed"}),
    ("practice,name,name\na,A,A\n", {(1, "name"): "repeated"}), ("name\nA\n", {(1, "practice"): "missing"}),
    ("practice,name,\na,A,x\n", {(1, ""): "unknown_column"}),
    ("practice;name\na;A\n", {(1, "practice"): "missing", (1, "practice;name"): "unknown_column"})])
def test_files_that_are_no_table(registry, text, faults):
    found = registry.refused(text)
    assert {where: found[where] for where in faults} == faults


@pytest.mark.parametrize("name", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"a\x00b", "Ä".encode("latin1")],
                         ids=lambda name: name.hex())
def test_bytes_that_are_not_utf8(registry, name):
    before = registry.stored()
    registry.send(b"practice,name\r\n" + registry.code("a").encode() + b"," + name + b"\r\n", 400)
    assert registry.stored() == before


def test_only_the_first_thousand_faults_are_listed(registry):
    rows = [(registry.code(n), "x", "2024-01-01", "suburb") for n in range(1100)]
    reply = registry.send(sheet(("practice", "name", "from", "rurality"), *rows), 422).json
    assert reply["error_count"] == 1100 and [e["row"] for e in reply["errors"]] == list(range(2, 1002))


def test_a_withdrawal_before_the_enrolment_is_told_by_row(registry):
    header = "practice", "name", "program", "enrolled_on", "withdrawn_on"
    text = sheet(header, (registry.code("a"), "A", registry.program, "2024-01-01", "2024-02-01"),
                 (registry.code("b"), "B", registry.program, "2024-01-01", "2023-12-31"))
    assert list(registry.refused(text)) == [(3, "withdrawn_on")]


def test_a_cohort_that_is_too_long(registry):
    header = "practice", "name", "program", "enrolled_on", "cohort"
    text = sheet(header, (registry.code("a"), "A", registry.program, "2024-01-01", "x" * 65))
    assert registry.refused(text) == {(2, "cohort"): "too_long"}


# -- who may ----------------------------------------------------------------------------------------------

def test_a_key_of_a_program_imports_into_it_alone(registry):
    inside, other = registry.field.enrolled(registry.program), registry.field.program()
    outside, key = registry.field.enrolled(other), registry.api.service.key_for("all", registry.program)
    changes = sheet(("practice", "name", "from", "rurality"), (inside, "Ours", "2024-01-01", "rural"))
    assert registry.send(changes, key=key).rows[0]["outcome"] == "changed"
    enrols = sheet(("practice", "program", "enrolled_on"), (inside, other, "2024-01-01"))
    assert registry.refused(enrols, key=key) == {(2, "program"): "unknown_program"}
    for text in (sheet(("practice", "name"), (registry.code("new"), "New")),
                 sheet(("practice", "name"), (outside, "Theirs"))):
        before = registry.stored()
        assert registry.refused(text, key=key) == {(2, "practice"): "unknown_practice"}
        assert registry.stored() == before
