"""Exports: what is in them, in every format, and that it can be handed in again."""
import csv
import io
import json

import pytest

from fixtures_case import case  # noqa: F401
from fixtures_exports import book, statistical
from fixtures_field import field  # noqa: F401

ITEMS = [{"item": "visits", "kind": "count", "minimum": 0}, {"item": "reach", "kind": "rate"}, {"item": "says", "kind": "text"},
         {"item": "stage", "kind": "stage", "scale": "bhi_stage"}, {"item": "cost", "kind": "money", "decimals": 2}]
ANSWERS = [{"item": "visits", "value": 1200}, {"item": "reach", "value": 3, "denominator": 9}, {"item": "says", "text": '=1+1, "x"'},
           {"item": "stage", "value": 2}, {"item": "cost", "value": -12.5}]
GAPS = [{"item": "visits", "reason": "not_assessed"}, {"item": "reach", "reason": "declined"}, {"item": "stage", "reason": "late"}]


class Filled:
    """Two practices of a program at one wave: one that answered all, one that gave reasons."""

    def __init__(self, field):
        self.field, self.api = field, field.api
        self.instrument = field.instrument(*ITEMS)
        self.code, self.version = self.instrument.split(":")
        self.program = field.program()
        field.wave(self.program, instruments=[self.instrument])
        self.first, self.second = field.enrolled(self.program), field.enrolled(self.program)
        self.ids = [field.accepted(self.program, practice, answers, instrument=self.instrument)
                    for practice, answers in ((self.first, ANSWERS), (self.second, GAPS))]

    def export(self, query="", format="json", status=200):
        wide = f"&instrument={self.code}&version={self.version}" if "wide" in query or format in ("dta", "sav") else ""
        return self.api.get(f"/v1/exports/observations?program={self.program}{wide}&format={format}{query}", status=status)


@pytest.fixture
def filled(field):
    return Filled(field)


# -- answers ------------------------------------------------------------------------------------------

def test_long_has_a_row_an_answer(filled):
    rows = filled.export().rows
    assert [(r["practice"], r["item"]) for r in rows] == \
        [(p, i["item"]) for p in sorted([filled.first, filled.second]) for i in ITEMS]
    assert {r["submission"] for r in rows} == set(filled.ids)
    by = {(r["practice"], r["item"]): r for r in rows}
    shown = ("value", "denominator", "level", "level_label", "text", "reason")
    assert {i: tuple(by[filled.first, i][n] for n in shown) for i in ("visits", "reach", "says", "stage", "cost")} == {
        "visits": (1200, None, None, None, None, None), "reach": (3, 9, None, None, None, None),
        "says": (None, None, None, None, '=1+1, "x"', None), "cost": (-12.5, None, None, None, None, None),
        "stage": (2, None, "intermediate_1", "Intermediate 1", None, None)}
    assert [by[filled.second, i][n] for i in ("visits", "reach", "stage", "cost") for n in ("value", "reason")] == \
        [None, "not_assessed", None, "declined", None, "late", None, None]


def test_wide_has_a_row_a_submission(filled):
    rows = {r["practice"]: r for r in filled.export("&layout=wide").rows}
    assert list(rows[filled.first])[9:] == ["visits", "visits.reason", "reach", "reach.denominator", "reach.reason", "says",
                                            "says.reason", "stage", "stage.reason", "cost", "cost.reason"]
    assert list(rows[filled.first].values())[9:] == [1200, None, 3, 9, None, '=1+1, "x"', None, 2, None, -12.5, None]
    assert [rows[filled.second][n] for n in ("visits", "visits.reason", "cost.reason")] == [None, "not_assessed", None]


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_every_format_has_the_same_rows(filled, layout):
    query = f"&layout={layout}"
    rows = filled.export(query).rows
    lines = [json.loads(line) for line in filled.export(query, "ndjson").text.splitlines()]
    assert lines == rows
    texts = [{n: "" if v is None else "'" + v if str(v).startswith("=") else str(v) for n, v in r.items()} for r in rows]
    assert filled.export(query, "csv").rows == texts


def test_order_is_by_wave_position_and_not_by_arrival(filled):
    program, api = filled.program, filled.api
    filled.field.wave(program, "early", instruments=[filled.instrument], month=3, position=0)
    filled.field.accepted(program, filled.first, [{"item": "visits", "value": 1}], wave="early", instrument=filled.instrument)
    rows = api.get(f"/v1/exports/observations?program={program}&item=visits").rows
    assert [(r["practice"], r["wave"]) for r in rows] == \
        [(filled.first, "early"), (filled.first, "baseline"), (filled.second, "baseline")]


def test_parameters_choose(filled):
    def shown(query):
        return {(r["practice"], r["item"]) for r in filled.export(query).rows}

    assert shown("&item=visits,cost") == {(p, i) for p in (filled.first, filled.second) for i in ("visits", "cost")}
    assert {p for p, _ in shown(f"&practice={filled.second}")} == {filled.second}
    assert shown("&wave=absent") == shown("&instrument=absent") == shown("&version=absent") == shown("&status=draft") == set()
    waiting = filled.field.submit(filled.program, filled.first, {"visits": 7}, instrument=filled.instrument)
    assert [r["submission"] for r in filled.export("&status=submitted&item=visits").rows] == [waiting]


def test_a_wide_file_is_of_one_version(filled):
    base = f"/v1/exports/observations?program={filled.program}&layout=wide"
    assert filled.api.get(base, status=422).faults == {"instrument": "missing", "version": "missing"}
    both = filled.api.get(f"{base}&instrument={filled.code},continuum_pc&version=1", status=422)
    assert both.faults == {"instrument": "not_allowed"}
    absent = filled.api.get(f"{base}&instrument=absent&version=1", status=422)
    assert absent.faults == {"instrument": "unknown_instrument"}


def test_an_export_without_rows(filled):
    for format, text in (("csv", "program,practice,"), ("ndjson", ""), ("json", '{"data":[]')):
        reply = filled.export("&practice=absent", format)
        assert reply.text.startswith(text) and reply.headers["X-Row-Count"] == "0"
    for format in ("xlsx", "dta", "sav"):
        assert filled.export("&practice=absent", format).headers["X-Row-Count"] == "0"


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_what_goes_out_can_be_handed_in_unchanged(filled, layout):
    field = filled.field
    plain = [a for a in ANSWERS if a["item"] != "says"] + [{"item": "says", "text": 'a, "b"\r\nc'}]
    field.accepted(filled.program, filled.first, plain, instrument=filled.instrument)
    before = filled.export(f"&layout={layout}", "csv")
    stored = field.submit_file(filled.program, before.text, None, filled.instrument).rows
    assert sorted(r["practice"] for r in stored) == sorted([filled.first, filled.second])
    assert {r["outcome"] for r in stored} == {"superseding"} and {r["submission"] for r in stored}.isdisjoint(filled.ids)
    field.accept_all(filled.program)
    after = filled.export(f"&layout={layout}", "csv")
    assert [{**r, "submission": ""} for r in after.rows] == [{**r, "submission": ""} for r in before.rows]
    assert before.rows != after.rows


def test_a_file_of_another_program_is_refused(filled):
    other = filled.field.program()
    filled.field.wave(other, instruments=[filled.instrument])
    filled.field.enrol(other, filled.first)
    text = filled.export(f"&practice={filled.first}&item=visits", "csv").text
    assert filled.field.submit_file(other, text, None, filled.instrument, expect=422).faults == {(2, "program"): "not_this"}


def test_each_export_is_audited_with_its_practices(filled):
    for path, rows, seen in ((f"observations?item=visits,cost&program={filled.program}", 4, {filled.first, filled.second}),
                             (f"submissions?program={filled.program}&practice={filled.second}", 1, {filled.second}),
                             (f"practices?program={filled.program}", 2, {filled.first, filled.second})):
        reply = filled.api.get(f"/v1/exports/{path}&format=csv", status=200)
        [(outcome, count, practices)] = filled.api.service.execute(
            f"select outcome, rows, practices from continuum.audit_entry where request = '{reply.headers['X-Request-Id']}'")
        assert (outcome, count, set(practices)) == ("read", rows, seen)


# -- the registry -------------------------------------------------------------------------------------

def test_the_registry_has_attributes_as_columns(field):
    county = field.attribute("text")
    region = field.attribute(source=county, values=[{"value": "north", "label": "North", "source_values": ["Erie"]}])
    program = field.program()
    practice = field.enrolled(program, cohort="first")
    alone = field.practice(name="=x")
    field.hold(practice, county, "Erie", since="2024-01-01")
    field.hold(practice, county, "Kings", since="2025-01-01")

    def row(query):
        return next(r for r in field.api.get(f"/v1/exports/practices?{query}", status=200).rows if r["practice"] == practice)

    found = row(f"program={program}&on=2024-06-01")
    assert (found["program"], found["cohort"], found["enrolled_on"], found[county], found[region]) == \
        (program, "first", "2023-01-01", "Erie", "north")
    assert (row("on=2023-06-01")[county], row("")[county], row("")[region]) == (None, "Kings", None)
    others = {r["practice"]: r for r in field.api.get("/v1/exports/practices?format=csv", status=200).rows}
    assert others[alone]["program"] == "" and others[alone]["name"] == "'=x"


# -- the dictionary -----------------------------------------------------------------------------------

def test_the_dictionary_tells_what_columns_mean(filled):
    rows = {r["item"]: r for r in filled.api.get(f"/v1/dictionary?instrument={filled.code}", status=200).rows}
    assert list(rows) == [i["item"] for i in ITEMS]
    stage = rows["stage"]
    assert stage["levels"].startswith("1=preliminary 2=intermediate_1") and "2=Intermediate 1 | " in stage["level_labels"]
    assert ".c=Not assessed" in stage["missing_labels"] and (rows["visits"]["minimum"], rows["cost"]["decimals"]) == (0, 2)
    texts = filled.api.get(f"/v1/dictionary.csv?instrument={filled.code}&version=1", status=200).rows
    assert [r["item"] for r in texts] == list(rows)
    assert filled.api.get("/v1/dictionary?instrument=absent").rows == []


def test_variable_names_fit_statistical_programs(field):
    long = "a" * 40
    codes = ["if", "2nd", "a-b", "A_b", "_x", "program", f"{long}1", f"{long}2"]
    instrument = field.instrument(*({"item": c, "kind": "count"} for c in codes)).split(":")[0]
    names = [r["variable"] for r in field.api.get(f"/v1/dictionary?instrument={instrument}").rows]
    assert names[0] == "if_" and names[1] == "v2nd" and names[4] == "v_x" and names[5] == "program_"
    assert len({n.lower() for n in names}) == len(codes) and all(n.isidentifier() and len(n) <= 30 for n in names)


# -- spreadsheets and statistical programs ------------------------------------------------------------

def test_xlsx(filled, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(filled.export("&layout=wide", "xlsx").body)
    sheets = book(path)
    rows = filled.export("&layout=wide").rows
    header, *data = sheets["data"]
    assert header == list(rows[0])
    padded = [row + [None] * (len(header) - len(row)) for row in data]
    assert padded == [[None if v == "" else v for v in row.values()] for row in rows], "a text that begins with = is a text"
    notes = {row[0]: row[1:] for row in sheets["notes"]}
    assert notes["rows"] == ["2"] and notes["asked: program"] == [filled.program] and notes["column: visits"] == ["visits"]


def test_stata(filled, tmp_path):
    path = tmp_path / "x.dta"
    path.write_bytes(filled.export(format="dta").body)
    text, variables = statistical(path)
    rows = {r["practice"]: r for r in csv.DictReader(io.StringIO(text, newline=""))}
    first, second = rows[filled.first], rows[filled.second]
    assert [float(first[n]) for n in ("visits", "reach", "reach_n", "stage", "cost")] == [1200, 3, 9, 2, -12.5]
    assert first["says"] == '=1+1, "x"' and second["visits"] == second["stage"] == second["cost"] == ""
    label, codes = variables["stage"]
    assert label == "stage" and codes["2"] == "Intermediate 1" and codes[".f"] == "Late"
    assert variables["visits"][1][".c"] == "Not assessed"
    # The byte of .c in the one double that is missing for that reason: 0x7fe0000000000000 + 3 << 40.
    assert (0x7fe0000000000000 + (3 << 40)).to_bytes(8, "little") in path.read_bytes()


def test_spss(filled, tmp_path):
    path = tmp_path / "x.sav"
    path.write_bytes(filled.export(format="sav").body)
    text, variables = statistical(path)
    rows = {r["practice"]: r for r in csv.DictReader(io.StringIO(text, newline=""))}
    first, second = rows[filled.first], rows[filled.second]
    assert [float(first[n]) for n in ("visits", "reach", "reach_n", "stage", "cost")] == [1200, 3, 9, 2, -12.5]
    assert float(second["visits"]) == -93 and float(second["stage"]) == -96 and second["cost"] == ""
    assert float(second["reach"]) == -9e12 - 5, "where an item may be negative, no answer can be what stands for a reason"
    assert variables["visits"][1]["-93.0"] == "Not assessed" and variables["stage"][1]["2.0"] == "Intermediate 1"


def test_stata_takes_long_too(filled, tmp_path):
    path = tmp_path / "x.dta"
    path.write_bytes(filled.export("&layout=long", "dta").body)
    text, _ = statistical(path)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(r["practice"], r["item"], r["reason"]) for r in rows] == \
        [(r["practice"], r["item"], r["reason"] or "") for r in filled.export().rows]


# -- reports as spreadsheets --------------------------------------------------------------------------

@pytest.mark.parametrize("report", ["reports/framework?instrument=continuum_pc&program={}", "reports/completeness?program={}",
                                    "aggregates?measure=mean,count&instrument=continuum_pc&program={}"])
def test_a_report_as_xlsx_has_its_rows_and_notes(case, report, tmp_path):
    case.field.accepted(case.program, case.practice, {"screening": 3})
    target = "/v1/" + report.format(case.program)
    plain = case.api.get(target, status=200)
    answer = case.api.get(f"{target}&format=xlsx", status=200)
    assert answer.headers["ETag"] != plain.headers["ETag"]
    (tmp_path / "x.xlsx").write_bytes(answer.body)
    sheets = book(tmp_path / "x.xlsx")
    header, *rows = sheets["data"]
    assert header == list(plain.rows[0])
    assert [row + [None] * (len(header) - len(row)) for row in rows] == [list(r.values()) for r in plain.rows]
    notes = dict(row for row in sheets["notes"] if len(row) == 2)
    meta = plain.json["meta"]
    assert notes["data_version"] == meta["data_version"] and notes["status: no_data"]
    assert {n.removeprefix("methods: "): t for n, t in notes.items() if n.startswith("methods: ")} == meta["methods"]
    assert case.api.get(f"{target}&format=xlsx", status=200).body == answer.body, "the same tag, the same bytes"
    lines = case.api.get(f"{target}&format=ndjson", status=200).text.splitlines()
    assert [json.loads(line) for line in lines] == plain.rows
