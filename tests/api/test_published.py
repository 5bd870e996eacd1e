"""Figures that were printed, from the data that were printed with them. See pilots/README.md.

Balasubramanian and others, REACH of Interventions Integrating Primary Care and Behavioral Health, and Davis and others,
Clinician Staffing, Scheduling, and Engagement Strategies Among Primary Care Practices Delivering Integrated Care: both
J Am Board Fam Med 2015;28(Suppl 1), S73-S85 and S32-S40.
"""
import csv
import os
import subprocess

import pytest

from client import Api
from harness import ROOT, Service

PILOTS = ROOT / "pilots"
TABLES = ("program", "practice", "enrolment", "attribute", "attribute_value", "practice_attribute", "wave",
          "wave_instrument", "instrument",
          "instrument_version", "item", "submission")


def table(name):
    with open(PILOTS / name, newline="") as file:
        return list(csv.DictReader(file))


EXPECTED = {(row["figure"], row["group"]): row for row in table("expected.csv")}
RATIOS = {row["practice"]: row["ratio_printed"] for row in table("expected_ratios.csv")}
PRINTED = {key: row for key, row in EXPECTED.items() if row["match"] in ("yes", "approx")}


def load(service):
    environment = {**os.environ, "CONTINUUM_KEY": service.key}
    done = subprocess.run([PILOTS / "load", f"http://127.0.0.1:{service.port}"], env=environment, capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr


@pytest.fixture(scope="module")
def service(cluster):
    service = Service(cluster)
    load(service.wait_ready())
    yield service
    service.close()


@pytest.fixture
def api(service, contract):
    return Api(service, contract, service.key)


def compared(api, instrument, item):
    """{(measure, group): row} of a comparison of the two ways to find patients."""
    rows = api.get(f"/v1/reports/measures?instrument={instrument}&item={item}&compare=identification_method",
                   status=200).rows
    return {(r["measure"], r["identification_method"]): r for r in rows}


@pytest.fixture
def figures(api):
    """What the service says, under the names of expected.csv."""
    reach = compared(api, "reach_printed", "screening_reach_printed")
    services = compared(api, "screening", "services_reach")
    staffing = {r["measure"]: r for r in api.get("/v1/reports/staffing", status=200).rows if r["item"] == "pcc_per_bhc"}
    p_value = reach["p_value", "systematic vs clinician_discretion"]["value"]
    mean_services = services["mean_of_practices", "clinician_discretion"]["value"]
    found = {("p_value_screening", "systematic_vs_clinician_discretion"): p_value,
             ("mean_services_reach", "clinician_discretion"): mean_services,
             ("min_pcc_per_bhc", "all"): staffing["lowest"]["value"],
             ("max_pcc_per_bhc", "all"): staffing["highest"]["value"]}
    for group in ("systematic", "clinician_discretion"):
        row = reach["mean_of_practices", group]
        found |= {("n_sites", group): row["n"], ("mean_screening_reach", group): row["value"],
                  ("ci_low", group): row["low"],
                  ("ci_high", group): row["high"]}
    return found


@pytest.mark.parametrize("key", PRINTED, ids=["-".join(key) for key in PRINTED])
def test_a_printed_figure_is_reproduced(figures, key):
    """REACH paper, abstract and Table 3; staffing paper, Table 1: all that expected.csv marks yes or approx."""
    printed, tolerance = float(PRINTED[key]["published"]), float(PRINTED[key]["tolerance"])
    assert abs(figures[key] - printed) <= tolerance


def test_every_printed_figure_is_looked_at(figures):
    assert set(figures) == set(PRINTED) and len(PRINTED) == 12


def test_figures_that_were_not_printed_agree_with_the_notes(api):
    """REACH paper, Table 3: means from the counts, not the rounded percentages; medians that the paper leaves out."""
    counts = compared(api, "screening", "screening_reach")
    for group, mean, median in (("systematic", 70.049, 82.298), ("clinician_discretion", 7.916, 3.609)):
        assert round(counts["mean_of_practices", group]["value"], 3) == mean
        assert round(counts["median_of_practices", group]["value"], 3) == median
    assert round(counts["p_value", "systematic vs clinician_discretion"]["value"], 7) == 0.0013736


def test_pooled_figures_are_those_of_the_table_not_those_of_the_text(api):
    """REACH paper: 26.2 % of 24,906 in the text; its own Table 3 gives 4,940 of 26,495. pilots/README.md tells of it."""
    rows = api.get("/v1/reports/measures?instrument=screening&item=screening_reach,services_reach", status=200).rows
    pooled = {r["item"]: r for r in rows if r["measure"] == "pooled_rate"}
    assert round(pooled["screening_reach"]["value"], 3) == round(100 * 4940 / 26495, 3)
    assert pooled["screening_reach"]["n"] == 11
    assert (pooled["services_reach"]["n"],
            pooled["services_reach"]["expected"]) == (7, 11), "practice 9 has a denominator alone"


def ratios(api):
    rows = api.get("/v1/reports/staffing?strata=practice", status=200).rows
    return {r["practice"]: r["value"] for r in rows if r["item"] == "pcc_per_bhc" and r["measure"] == "pooled_ratio"
            and r["n"]}


@pytest.mark.parametrize("practice", [p for p in RATIOS if p != "p12"])
def test_a_printed_ratio_is_reproduced(api, practice):
    """Staffing paper, Table 1: primary care clinicians for each behavioral health clinician."""
    assert f"{ratios(api)[practice]:.1f}" == RATIOS[practice]


def test_the_ratio_of_practice_12_was_cut_not_rounded(api):
    """Staffing paper, Table 1: 3.2 FTE to 0.9 FTE is 3.56; 3.5 was printed."""
    found = ratios(api)
    assert (f"{found['p12']:.2f}", RATIOS["p12"]) == ("3.56", "3.5") and set(found) == set(RATIOS)


def test_the_page_shows_both_programs(api):
    page = {r["measure"]: r["value"] for r in api.get("/v1/reports/statewide", status=200).rows
            if r["section"] == "participation"}
    assert page == {"programs": 2, "practices_planned": 11, "practices_enrolled": 19, "practices_reporting": 19}


def test_loading_again_changes_nothing(service, api):
    digest = " union all ".join(f"select count(*), sum(hashtext(t::text)) from continuum.{t} t" for t in TABLES)
    before, page = service.execute(digest), api.get("/v1/reports/statewide").rows
    load(service)
    assert service.execute(digest) == before and api.get("/v1/reports/statewide").rows == page
