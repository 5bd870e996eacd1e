"""Every figure of every report against an oracle, which computes it from the raw answers of a study."""
import math

import pytest

from client import Api
from fixtures_study import Study
from harness import Service
from oracle import Oracle, mean, student_p, t_test, wilson, z_interval

DIMENSIONS = ("wave", "instrument", "domain", "item", "label")
TARGETS = [f"/v1/reports/{target}" for target in (
    "framework?instrument=path&strata=zone", "framework?instrument=voices&by=domain", "completeness?wave=w1,w2",
    "staffing?strata=program,size", "measures?strata=half&compare=size", "statewide?program=north,east")]
EACH_REPORT = pytest.mark.parametrize("target", TARGETS)


@pytest.fixture(scope="module")
def study():
    return Study()


@pytest.fixture(scope="module")
def service(cluster, contract, study, unique):
    service = Service(cluster)
    study.load(Api(service.wait_ready(), contract, service.key), unique)
    yield service
    service.close()


@pytest.fixture
def api(service, contract):
    return Api(service, contract, service.key)


def address(report, programs=None, waves=None, instruments=None, strata=(), filter=None, **more):
    given = {"program": programs, "wave": waves, "instrument": instruments, "strata": strata}
    query = {n: ",".join(v) for n, v in given.items() if v} | more
    if filter:
        query["filter"] = ",".join(f"{n}:{'|'.join(v)}" for n, v in filter.items())
    return f"/v1/reports/{report}?" + "&".join(f"{n}={v}" for n, v in query.items())


def figures(rows, strata=(), known=None):
    """Rows as the oracle has them. Items that the study never asks for are checked to be empty, and left out."""
    found = {}
    for row in rows:
        if known and row["item"] not in known:
            assert (row["n"], row["value"], row["status"]) == (0, None, "no_data")
            continue
        key = (*(row[n] for n in DIMENSIONS), tuple(row[n] for n in strata), row["measure"], row["level"],
               row["level_label"])
        assert key not in found, f"two rows of {key}"
        found[key] = {n: row[n] for n in ("value", "n", "expected", "unit", "low", "high", "status", "method")}
    return found


def same_numbers(a, b):
    return a == b or (None not in (a, b) and math.isclose(a, b, rel_tol=2e-9, abs_tol=1e-8))


def assert_same(found, expected):
    assert found, "nothing was compared"
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    wrong = {key: (figure, expected[key]) for key, figure in found.items()
             if not all(same_numbers(v, expected[key][n]) if n in ("value", "low", "high") else v == expected[key][n]
                        for n, v in figure.items())}
    assert not wrong, f"{len(wrong)} of {len(found)}, the first: {next(iter(wrong.items()))}"


def without_empty_shares(found):
    """test_a_group_without_answers_has_its_share_too looks at those."""
    return {key: figure for key, figure in found.items() if key[6] != "share_at_or_above" or figure["n"]}


QUERIES = [
    {}, {"programs": ["north"]}, {"programs": ["east", "south"], "waves": ["w1", "w3"]}, {"strata": ["zone"]},
    {"strata": ["program"]}, {"strata": ["half", "size"]}, {"strata": ["size", "cohort", "program"]},
    {"strata": ["practice"], "waves": ["w2"]}, {"filter": {"zone": ["hill"]}},
    {"filter": {"zone": ["coast", "plain"], "size": ["small"]}}, {"filter": {"cohort": ["spring"]}},
    {"filter": {"program": ["north", "east"]}, "strata": ["zone"]}, {"filter": {"practice": ["north-00"]}},
    {"strata": ["beds"], "waves": ["w1"]}]
EACH_QUERY = pytest.mark.parametrize("query", QUERIES,
                                     ids=[address("", **q).partition("?")[2] or "all" for q in QUERIES])


# -- figures ----------------------------------------------------------------------------------------------

@EACH_QUERY
@pytest.mark.parametrize("by", ["component", "domain"])
def test_framework(api, study, query, by):
    rows = api.get(address("framework", **query, instruments=["path"], by=by), status=200).rows
    expected = Oracle(study, **query, instruments=["path"]).framework(by)
    assert_same(without_empty_shares(figures(rows, query.get("strata", ()))), without_empty_shares(expected))


@pytest.mark.parametrize("by", ["component", "domain"])
@pytest.mark.parametrize("at_or_above", [1, 2, 4])
def test_framework_of_several_respondents_and_another_threshold(api, study, by, at_or_above):
    rows = api.get(address("framework", instruments=["voices"], strata=["zone"], by=by, at_or_above=at_or_above),
                   status=200).rows
    expected = Oracle(study, instruments=["voices"], strata=["zone"]).framework(by, at_or_above)
    assert_same(without_empty_shares(figures(rows, ["zone"])), without_empty_shares(expected))


@EACH_QUERY
def test_completeness(api, study, query):
    rows = api.get(address("completeness", **query), status=200).rows
    assert_same(figures(rows, query.get("strata", ())), Oracle(study, **query).completeness())


@EACH_QUERY
def test_measures(api, study, query):
    rows = api.get(address("measures", **query), status=200).rows
    assert_same(figures(rows, query.get("strata", ())), Oracle(study, **query).measures())


def test_measures_of_some_items(api, study):
    rows = api.get(address("measures", instruments=["hands"], item="minutes,claims", strata=["zone"]), status=200).rows
    expected = Oracle(study, instruments=["hands"], strata=["zone"]).measures(lambda instrument, item: True)
    assert_same(figures(rows, ["zone"]), expected)
    rows = api.get(address("measures", item="minutes"), status=200).rows
    assert_same(figures(rows), Oracle(study).measures(lambda instrument, item: item.item == "minutes"))


@pytest.mark.parametrize("compare, strata", [("half", ()), ("zone", ()), ("size", ("program",)), ("program", ("zone",)),
                                             ("half", ("size", "cohort"))])
def test_comparison(api, study, compare, strata):
    rows = api.get(address("measures", strata=strata, compare=compare), status=200).rows
    expected = Oracle(study, strata=(compare, *strata)).comparison()
    assert_same(figures(rows, (compare, *strata)), expected)
    assert {r["status"] for r in rows if r["measure"] == "p_value"} <= {"reported", "too_few"}


@EACH_QUERY
def test_staffing(api, study, query):
    rows = api.get(address("staffing", **query), status=200).rows
    known = {"pcc_fte", "bhc_fte", "pcc_per_bhc"}
    assert_same(figures(rows, query.get("strata", ()), known), Oracle(study, **query).staffing())


@pytest.mark.parametrize("query", [{}, {"programs": ["north"]}, {"programs": ["east", "south"]},
                                   {"filter": {"cohort": ["spring"]}},
                                   {"filter": {"zone": ["hill", "plain"]}}])
def test_statewide(api, study, query):
    rows = api.get(address("statewide", **query), status=200).rows
    section = lambda *names: [r for r in rows if r["section"] in names]
    assert list(dict.fromkeys(r["section"] for r in rows)) == ["participation", "completeness", "framework", "change",
                                                               "measures", "staffing"]
    oracle = lambda: Oracle(study, **query)
    completeness = {k: f for k, f in oracle().completeness().items() if k[6] in ("expected", "received")}
    assert_same(figures(section("completeness")), completeness)
    assert_same(without_empty_shares(figures(section("framework"))),
                without_empty_shares(oracle().framework("domain", kinds=("framework",))))
    assert_same(figures(section("change")), oracle().change())
    assert_same(figures(section("measures")), oracle().measures(lambda i, item: i.kind == "measures", empty=False, medians=False))
    assert_same(figures(section("staffing")), oracle().ratios(empty=False, spread=False))


def test_participation(api, study):
    for programs in (["north", "south", "east"], ["north"], ["south"]):
        enrolled = {key for key, (_, end, _) in study.enrolments.items() if key[0] in programs and end is None}
        reporting = {p for g, p in enrolled
                     if any((s.program, s.practice, s.status) == (g, p, "accepted") for s in study.sheets)}
        planned = sum(study.planned[p] for p in programs if study.planned[p] is not None)
        rows = [r for r in api.get(address("statewide", programs=programs)).rows if r["section"] == "participation"]
        practices = len({p for _, p in enrolled})
        assert {r["measure"]: (r["value"], r["expected"]) for r in rows} == {
            "programs": (len(programs), None), "practices_enrolled": (practices, planned or None),
            "practices_reporting": (len(reporting), practices),
            **({"practices_planned": (planned, None)} if planned else {})}
        assert {(r["n"], r["status"], r["method"], r["wave"]) for r in rows} == {(None, "reported", "register", None)}


def test_the_page_says_what_its_parts_say(api):
    page = api.get("/v1/reports/statewide", status=200).rows
    part = lambda name: [{n: v for n, v in r.items() if n != "section"} for r in page if r["section"] == name]
    read = lambda report, **more: api.get(address(report, **more), status=200).rows
    assert part("framework") == read("framework", instruments=["path"], by="domain")
    of_one = {"median_of_practices", "lowest", "highest"}  # which the page, made of cells alone, does not give
    assert part("measures") == [r for r in read("measures", instruments=["figures"]) if r["n"] and r["measure"] not in of_one]
    assert part("staffing") == [r for r in read("staffing")
                                if r["unit"] == "ratio" and r["n"] and r["measure"] not in of_one]
    assert part("completeness") == [r for r in read("completeness") if r["measure"] in ("expected", "received")]


def test_a_key_of_programs_has_the_report_of_those(api, study):
    key = api.service.key_for("reports:read", "east,south")
    rows = api.get(address("measures", strata=["program"]), key=key, status=200).rows
    assert_same(figures(rows, ["program"]), Oracle(study, programs=["east", "south"], strata=["program"]).measures())
    of_both = api.get(address("statewide", programs=["east", "south"]), status=200).rows
    assert api.get("/v1/reports/statewide", key=key, status=200).rows == of_both
    problem = api.get(address("measures", programs=["north"]), key=key, status=422)
    assert problem.faults == {"program": "unknown_program"}
    assert problem.json["errors"][0]["detail"].endswith("there are: east, south"), "north is not even named"


# -- form -------------------------------------------------------------------------------------------------

@EACH_REPORT
def test_csv_has_every_figure_of_json(api, target):
    rows, lines = api.get(target, status=200).rows, api.get(f"{target}&format=csv", status=200).rows
    assert len(lines) == len(rows) > 0 and list(lines[0]) == list(rows[0])
    for row, line in zip(rows, lines):
        for name, value in row.items():
            cell = line[name]
            assert (None if cell == "" else float(cell) if isinstance(value, (int, float)) else cell) == value


@EACH_REPORT
def test_rows_stand_in_one_order(api, target):
    rows = api.get(target, status=200).rows
    assert api.get(target).rows == rows
    compared = {"difference_of_means", "student_t_pooled"}
    order = [(r.get("section"), r["unit"] == "ratio", r["method"] in compared, r["instrument"], r["wave"])
             for r in rows if r["instrument"]]
    changes = sum(a != b for a, b in zip(order, order[1:]))
    assert changes == len(set(order)) - 1, "what belongs together stands together"


def test_the_order_in_which_answers_came_does_not_show(api):
    """Not in the last digit either: the bytes are the same wherever and whenever they are made."""
    read = lambda: {target: api.get(target, status=200).rows for target in TARGETS}
    before = read()
    for salt in "abcdef":
        api.service.execute("update continuum.submission set texts = texts "
                            f"where right(md5(submission::text || '{salt}'), 1) < '8'")
        assert read() == before


@EACH_REPORT
def test_a_number_never_stands_alone(api, target):
    reply = api.get(target, status=200)
    assert set(reply.json["meta"]) == {"as_of", "data_version", "latest_submission_at", "methods"}
    assert set(reply.json["meta"]["methods"]) == {r["method"] for r in reply.rows}
    for row in reply.rows:
        assert (row["value"] is None) == (row["status"] != "reported") and (row["low"] is None) == (row["high"] is None)
        if row["n"] is not None:
            assert (row["status"] == "no_data") == (row["n"] == 0) and row["unit"] and row["expected"] > 0
        if row["low"] is not None:
            assert row["low"] <= row["value"] <= row["high"]


# -- what the oracle stands on ----------------------------------------------------------------------------

def test_the_study_has_every_case(study):
    statuses = {s.status for s in study.sheets}
    assert statuses == {"accepted", "superseded", "submitted", "draft", "returned", "withdrawn"}
    counted = {(w, p) for (w, _, _), people in Oracle(study).people.items() for _, p in people}
    assert any((s.wave, s.practice) not in counted for s in study.sheets
               if s.status == "accepted"), "sent, but not of the population"
    moved = [p for p, held in study.values.items() if len(held.get("zone", [])) > 1]
    zones = lambda p: [study.value("zone", p.split("-")[0], p, day) for day in ("2024-01-31", "2024-07-31")]
    assert any(zones(p)[0] != zones(p)[1] for p in moved)


def test_the_oracle_itself():
    """Textbook values: Wilson 1/10 and 0/10; t = 2.262 with 9 degrees of freedom; t = 1 with one; the published 70.0."""
    assert [round(e, 2) for e in wilson(1, 10)] == [1.79, 40.42] and [round(e, 2) for e in wilson(0, 10)] == [0, 27.75]
    assert round(student_p(2.262157, 9), 6) == 0.05 and round(student_p(1, 1), 9) == 0.5
    systematic, discretion = [78.5, 15.3, 91.0, 86.0, 59.2, 90.0], [3.6, 12.1, 1.1, 20.5, 2.2]
    assert (round(mean(systematic), 1), *(round(e, 1) for e in z_interval(systematic))) == (70.0, 46.6, 93.4)
    assert round(t_test(systematic, discretion), 4) == 0.0014
