"""What reports take and refuse, and small cases that can be counted by hand. Every figure: test_reports.py."""
import pytest

from fixtures_field import FRAMEWORK, field  # noqa: F401

SHIPPED = "continuum_pc"


@pytest.fixture
def pilot(field):
    return Pilot(field)


class Pilot:
    """A program with two waves of the framework and of a small instrument with figures."""

    def __init__(self, field):
        self.field, self.api, self.program = field, field.api, field.program(planned_practices=5)
        self.figures = field.instrument({"item": "rate", "kind": "rate", "unit": "patients"},
                                        {"item": "paid", "kind": "money", "unit": "USD"},
                                        kind="measures")
        for month, wave in enumerate(("first", "second"), 1):
            field.wave(self.program, wave, instruments=[FRAMEWORK, self.figures], month=month)

    def accepted(self, practice, wave, answers, instrument=FRAMEWORK):
        return self.field.accepted(self.program, practice, answers, wave=wave, instrument=instrument)

    def report(self, report, query="", **more):
        return self.api.get(f"/v1/reports/{report}?program={self.program}&{query}".rstrip("&"), **more)

    def rows(self, report, query="", **chosen):
        return [r for r in self.report(report, query, status=200).rows if all(r[n] == v for n, v in chosen.items())]

    def framework(self, query="", **chosen):
        return self.rows("framework", f"instrument={SHIPPED}&{query}".rstrip("&"), **chosen)


# -- by hand ----------------------------------------------------------------------------------------------

def test_an_attribute_counts_as_of_the_wave(pilot):
    field, attribute = pilot.field, pilot.field.attribute()
    practice = field.enrolled(pilot.program)
    field.hold(practice, attribute, "one", "2024-01-15")
    field.hold(practice, attribute, "two", "2024-02-15")
    pilot.accepted(practice, "first", {"screening": 2})
    pilot.accepted(practice, "second", {"screening": 3})
    seen = lambda query: [(r["wave"], r.get(attribute), r["value"])
                          for r in pilot.framework(query, item="screening", measure="mean")]
    assert seen(f"strata={attribute}") == [("first", "one", 2), ("second", "two", 3)]
    assert seen(f"filter={attribute}:one") == [("first", None, 2)]
    assert seen(f"filter={attribute}:two") == [("second", None, 3)]
    field.hold(practice, attribute, "one", "2024-02-28")
    assert seen(f"strata={attribute}") == [("first", "one", 2), ("second", "one", 3)], "from its day on, and not before"


def test_who_is_expected_at_a_wave(pilot):
    enrol = lambda *days: pilot.field.enrolled(pilot.program, enrolled_on=days[0], withdrawn_on=(days + (None,))[1])
    for days in [("2023-01-01",), ("2024-01-28",), ("2024-01-29",), ("2023-01-01", "2024-01-28"),
                 ("2023-01-01", "2024-02-28")]:
        enrol(*days)
    counted = {r["wave"]: r["value"] for r in pilot.rows("completeness", f"instrument={SHIPPED}", measure="expected")}
    assert counted == {"first": 3, "second": 3}, "the last day decides: enrolled on it, and not withdrawn on it"


def test_what_is_reported_of_a_few(pilot):
    a, b, c, d = (pilot.field.enrolled(pilot.program) for _ in range(4))
    for practice, answer in ((a, {"value": 1, "denominator": 4}), (b, {"value": 9, "denominator": 12}),
                             (c, {"denominator": 7}),
                             (d, {"value": 0, "denominator": 0})):
        pilot.accepted(practice, "first", [{"item": "rate", **answer}, {"item": "paid", "value": 0.1}], pilot.figures)
    found = {r["measure"]: r for r in pilot.rows("measures", wave="first", item="rate")}
    assert (found["pooled_rate"]["value"], found["pooled_rate"]["n"], found["pooled_rate"]["expected"]) == (62.5, 2, 4)
    assert (found["mean_of_practices"]["value"], found["median_of_practices"]["value"],
            found["mean_of_practices"]["n"]) == (50, 50, 2)
    assert pilot.rows("measures", wave="first", item="paid", measure="sum")[0]["value"] == 0.4, "0.1 four times"


def test_one_practice_has_no_interval_of_its_mean(pilot):
    pilot.accepted(pilot.field.enrolled(pilot.program), "first", [{"item": "rate", "value": 1, "denominator": 4}],
                   pilot.figures)
    found = {r["measure"]: (r["low"] is not None, r["high"] is not None, r["status"])
             for r in pilot.rows("measures", wave="first", item="rate")}
    assert found == {"pooled_rate": (True, True, "reported"), "mean_of_practices": (False, False, "reported"),
                     "median_of_practices": (False, False, "reported")}


def test_a_group_without_answers_is_told_with_who_was_expected(pilot):
    for _ in range(2):
        pilot.field.enrolled(pilot.program)
    for rows in (pilot.framework(), pilot.framework("by=domain"), pilot.rows("measures")):
        assert rows
        assert {(r["value"], r["low"], r["high"], r["n"], r["expected"], r["status"])
                for r in rows} == {(None, None, None, 0, 2, "no_data")}
    assert {r["measure"]: r["value"] for r in pilot.rows("completeness", wave="first", instrument=SHIPPED)} == {
        "expected": 2, "received": 0, "in_work": 0}
    line = pilot.report("measures", "format=csv").rows[0]
    assert (line["value"], line["n"], line["expected"], line["status"]) == ("", "0", "2", "no_data")


def test_a_group_without_answers_has_its_share_too(pilot):
    pilot.field.enrolled(pilot.program)
    row, = pilot.framework("wave=first", item="screening", measure="share_at_or_above")
    assert (row["value"], row["n"], row["expected"], row["status"]) == (None, 0, 1, "no_data")


def test_a_program_without_practices_or_waves_has_no_rows(pilot):
    empty = pilot.field.program()
    for program in (pilot.program, empty):
        for report in (f"framework?instrument={SHIPPED}&", "completeness?", "measures?", "staffing?"):
            assert pilot.api.get(f"/v1/reports/{report}program={program}", status=200).rows == []
    page = pilot.api.get(f"/v1/reports/statewide?program={empty}", status=200).rows
    assert {r["measure"]: r["value"] for r in page} == {"programs": 1, "practices_enrolled": 0,
                                                        "practices_reporting": 0}


def test_a_comparison_of_too_few(pilot):
    field, attribute = pilot.field, pilot.field.attribute()
    for value, numerator in (("one", 1), ("two", 2), ("two", 3)):
        practice = field.enrolled(pilot.program)
        field.hold(practice, attribute, value)
        pilot.accepted(practice, "first", [{"item": "rate", "value": numerator, "denominator": 4}], pilot.figures)
    rows = [r for r in pilot.rows("measures", f"compare={attribute}", wave="first", item="rate")
            if " vs " in (r[attribute] or "")]
    assert [(r[attribute], r["measure"], r["value"], r["n"], r["status"]) for r in rows] == [
        ("two vs one", "difference_of_means", 37.5, 3, "reported"), ("two vs one", "p_value", None, 3, "too_few")]


def test_themes_and_recommendations_on_the_page(pilot):
    api, code = pilot.api, pilot.field.roundtable(pilot.program)
    of_program = f"/v1/programs/{pilot.program}"
    for n, theme in enumerate(("motivation", "staff_shortage", "staff_shortage")):
        api.post(f"{of_program}/roundtables/{code}/findings", status=201,
                 json={"finding": f"f{n}", "theme": theme, "text": "x"})
    for n, area in enumerate(("workforce", "payment", "workforce")):
        pilot.field.recommendation(pilot.program, code, f"r{n}", policy_area=area)
    api.patch(f"{of_program}/recommendations/r0", json={"status": "done"}, headers={"If-Match": '"1"'}, status=200)
    rows = pilot.rows("statewide")
    assert [(r["section"], r["item"], r["measure"], r["value"]) for r in rows
            if r["section"] in ("themes", "recommendations")] == [
        ("themes", "staff_shortage", "findings", 2), ("themes", "motivation", "findings", 1),
        ("recommendations", "payment", "open_recommendations", 1),
        ("recommendations", "workforce", "open_recommendations", 1)]


def test_sums_are_exact(pilot):
    for amount in (123456789.25, 0.5):
        pilot.accepted(pilot.field.enrolled(pilot.program), "first", {"paid": amount}, pilot.figures)
    row, = pilot.rows("measures", wave="first", item="paid", measure="sum")
    assert row["value"] == 123456789.75


# -- versions and waves -----------------------------------------------------------------------------------

def versions(pilot, *domains):
    """An instrument whose item stands in another domain in each version; each is answered at a wave of its own."""
    code, practice = pilot.field.unique("instrument").replace("-", "_"), pilot.field.enrolled(pilot.program)
    for n, domain in enumerate(domains, 1):
        instrument = pilot.field.instrument({"item": "step", "kind": "stage", "scale": "bhi_stage", "domain": domain},
                                            instrument=code,
                                            version=str(n), kind="framework")
        pilot.field.wave(pilot.program, f"v{n}", instruments=[instrument], month=5 + n)
        pilot.accepted(practice, f"v{n}", {"step": n}, instrument)
    return code


def test_versions_of_an_instrument_stand_in_one_report(pilot):
    code = versions(pilot, "care", "care")
    means = lambda query: [(r["wave"], r["value"])
                           for r in pilot.rows("framework", f"instrument={code}{query}", measure="mean")]
    assert means("") == [("v1", 1), ("v2", 2)] and means("&version=1") == [("v1", 1)]
    assert means("&wave=v2") == [("v2", 2)]


def test_an_item_that_moved_to_another_domain_keeps_its_answers(pilot):
    code = versions(pilot, "care", "team")
    assert [(r["wave"], r["value"])
            for r in pilot.rows("framework", f"instrument={code}", measure="mean")] == [("v1", 1), ("v2", 2)]


def test_two_versions_at_one_wave(pilot):
    code, practice = pilot.field.unique("instrument").replace("-", "_"), pilot.field.enrolled(pilot.program)
    item = {"item": "step", "kind": "stage", "scale": "bhi_stage"}
    both = [pilot.field.instrument(item, instrument=code, version=v, kind="framework") for v in "12"]
    pilot.field.wave(pilot.program, "both", instruments=both, month=6)
    for instrument in both:
        pilot.accepted(practice, "both", {"step": 2}, instrument)
    rows = pilot.rows("framework", f"instrument={code}")
    assert {(r["n"], r["expected"]) for r in rows} == {(1, 1)}
    assert sum(r["value"] for r in rows if r["measure"] == "count") == 1


def test_two_scales_in_one_domain(pilot):
    items = [{"item": "stage", "kind": "stage", "scale": "bhi_stage"},
             {"item": "level", "kind": "level", "scale": "samhsa_level"}]
    instrument = pilot.field.instrument(*items, kind="framework")
    pilot.field.wave(pilot.program, "scales", instruments=[instrument], month=6)
    pilot.accepted(pilot.field.enrolled(pilot.program), "scales", {"stage": 2, "level": 6}, instrument)
    rows = pilot.rows("framework", f"instrument={instrument[:-2]}&by=domain")
    counts = [(r["level_label"], r["value"]) for r in rows if r["measure"] == "count" and r["value"]]
    assert counts == [("Intermediate 1", 1), ("Full collaboration in a transformed/merged integrated practice", 1)]


def test_change_begins_at_the_first_wave_of_the_programs_asked_for(pilot):
    """Not where another program, which is not asked for, began before."""
    field, practice = pilot.field, pilot.field.enrolled(pilot.program)
    field.wave(field.program(), "before", position=0)
    for wave, stage in (("first", 1), ("second", 3)):
        pilot.accepted(practice, wave, {"screening": stage})
    rows = pilot.rows("statewide", section="change", domain="case_finding")
    assert [(r["wave"], r["measure"], r["value"], r["n"]) for r in rows] == [
        ("second", "mean_change", 2, 1), ("second", "improved", 1, 1), ("second", "same", 0, 1),
        ("second", "declined", 0, 1)]


def test_waves_at_one_position(pilot):
    field, program, practice = pilot.field, pilot.field.program(), pilot.field.practice()
    field.enrol(program, practice)
    for month, (wave, position) in enumerate((("a", 1), ("b", 1), ("c", 2)), 1):
        field.wave(program, wave, position=position, month=month)
        field.accepted(program, practice, {"screening": month}, wave=wave)
    rows = pilot.api.get(f"/v1/reports/statewide?program={program}").rows
    assert {r["n"] for r in rows if r["section"] == "change" and r["domain"] == "case_finding"} == {1}


# -- what is refused --------------------------------------------------------------------------------------

@pytest.mark.parametrize("report, query, parameter, code, allowed", [
    ("measures", "program=absent", "program", "unknown_program", "there are: "),
    ("statewide", "program=absent", "program", "unknown_program", "there are: "),
    ("measures", "instrument=absent", "instrument", "unknown_instrument", "continuum_bh, continuum_pc, "),
    ("framework", "instrument=pip&version=9", "version", "unknown_version", ""),
    ("measures", "wave=absent", "wave", "unknown_wave", "first"),
    ("measures", "item=absent", "item", "unknown_item", ""),
    ("measures", "strata=absent", "strata", "unknown_attribute", "program, practice, cohort, "),
    ("staffing", "strata=champion,ownership,program,cohort", "strata", "too_many", "at most three"),
    ("completeness", "filter=absent:x", "filter", "unknown_attribute", "ownership"),
    ("completeness", "filter=ownership:clinician|absent", "filter", "unknown_value", "clinician, private")])
def test_what_is_not_there_is_told_with_what_is(pilot, report, query, parameter, code, allowed):
    query += f"&instrument={SHIPPED}" if report == "framework" and "instrument" not in query else ""
    reply = pilot.api.get(f"/v1/reports/{report}?{query}", status=422)
    assert reply.faults == {parameter: code} and allowed in reply.json["errors"][0]["detail"]


def test_every_fault_of_a_query_at_once(pilot):
    reply = pilot.api.get("/v1/reports/measures?program=p&instrument=i&wave=w&item=x&strata=s,t&filter=f:g,ownership:o",
                          status=422)
    assert [(e["parameter"], e["code"]) for e in reply.json["errors"]] == [
        ("program", "unknown_program"), ("instrument", "unknown_instrument"), ("wave", "unknown_wave"),
        ("item", "unknown_item"), ("strata", "unknown_attribute"), ("strata", "unknown_attribute"),
        ("filter", "unknown_attribute"),
        ("filter", "unknown_value")]


@pytest.mark.parametrize("filter", ["ownership", "ownership:", ":clinician", ",", "ownership:clinician,rurality"])
def test_a_filter_that_is_none(pilot, filter):
    fault, = pilot.api.get(f"/v1/reports/completeness?filter={filter}", status=422).json["errors"]
    assert fault["parameter"] == "filter" and "must be like ownership:clinician|" in fault["detail"]


@pytest.mark.parametrize("query, faults", [
    ("framework", {"instrument": "missing"}),
    ("framework?instrument=x&by=item&at_or_above=x", {"by": "not_allowed", "at_or_above": "invalid_type"}),
    ("measures?strata=a%20b&compare=", {"strata": "invalid_format", "compare": "invalid_format"}),
    ("staffing?stratum=zone", {"stratum": "unknown"}),
    ("statewide?wave=first", {"wave": "unknown"})])
def test_parameters_of_another_form(pilot, query, faults):
    assert pilot.api.get(f"/v1/reports/{query}", status=400).faults == faults


@pytest.mark.parametrize("query, parameter", [
    ("strata=ownership,ownership", "strata"), ("strata=ownership&compare=ownership", "compare"),
    ("compare=absent", "compare"), ("filter=ownership:clinician,ownership:private", "filter"),
    ("filter=champion:maybe", "filter"), ("filter=program:absent", "filter"),
    ("filter=practice:absent", "filter"), ("filter=clinicians:many", "filter")])
def test_queries_that_can_only_be_mistakes(pilot, query, parameter):
    assert list(pilot.api.get(f"/v1/reports/measures?program={pilot.program}&{query}",
                              status=422).faults) == [parameter]


@pytest.mark.parametrize("report, parameter", [
    ("framework?instrument=staffing", "instrument"), ("staffing?instrument=screening", "instrument"),
    ("framework?instrument=continuum_pc&at_or_above=9", "at_or_above"),
    ("measures?program={mine}&wave={other}", "wave")])
def test_combinations_that_are_never_there(pilot, report, parameter):
    other = pilot.field.wave(pilot.field.program(), pilot.field.unique("wave"))
    target = "/v1/reports/" + report.format(mine=pilot.program, other=other)
    assert list(pilot.api.get(target, status=422).faults) == [parameter]
