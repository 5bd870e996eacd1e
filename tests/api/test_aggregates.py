"""Any measure by any dimensions: the same figures as reports give, the raw answers' own, and what is refused."""
import statistics

import pytest

from client import Api
from fixtures_study import STAGES, Study
from harness import Service
from oracle import Oracle, mean, wilson


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


def rows(api, query):
    return api.get(f"/v1/aggregates?{query}", status=200).rows


def values(study, item, strata=("zone",), **where):
    """{(wave, strata): (values of practices, expected)}"""
    oracle, found = Oracle(study, strata=strata, **where), {}
    for wave, instrument, stratum, people in oracle.groups():
        for i in instrument.items:
            if i.item == item:
                found[wave, stratum] = [v for v, _, _ in oracle.values(wave, instrument, people, i)], len(people)
    return found


# -- figures ----------------------------------------------------------------------------------------------

def test_measures_of_a_number(api, study):
    told = rows(api, "measure=answered,mean,sd,median,lowest,highest,quantile,sum&quantile=0.1,0.5&item=minutes&by=zone")
    for (wave, (zone,)), (given, expected) in values(study, "minutes").items():
        by = {r["measure"]: r for r in told if (r["wave"], r["zone"]) == (wave, zone)}
        assert {r["expected"] for r in by.values()} == {expected} and by["answered"]["value"] == len(given)
        given = [float(v) for v in given]
        if not given:
            assert {r["status"] for n, r in by.items() if n != "answered"} == {"no_data"}
            continue
        for name, value in (("mean", mean(given)), ("median", statistics.median(given)), ("lowest", min(given)),
                            ("highest", max(given)), ("quantile_0.5", statistics.median(given))):
            assert by[name]["value"] == pytest.approx(value, abs=1e-9)
        assert by["sd"]["status"] == ("reported" if len(given) > 1 else "too_few")
        if len(given) > 1:
            assert by["sd"]["value"] == pytest.approx(statistics.stdev(given))
            assert by["quantile_0.1"]["value"] == pytest.approx(statistics.quantiles(given, n=10, method="inclusive")[0])


def test_shares_and_what_missing_answers_could_do_to_them(api, study):
    item = next(i.item for i in study.instruments["path"].items if i.staged)
    told = rows(api, f"measure=count,share,share_at_or_above,best_case,worst_case&item={item}&at_or_above=3&by=program,zone")
    assert told
    for (wave, stratum), (given, expected) in values(study, item, ("program", "zone")).items():
        mine = [r for r in told if (r["wave"], r["program"], r["zone"]) == (wave, *stratum)]
        of = lambda name: {r["level"]: r["value"] for r in mine if r["measure"] == name}
        above = sum(v >= 3 for v in given)
        if given:
            assert of("count") == {s: given.count(s) for s in STAGES}
            assert of("share") == {s: pytest.approx(100 * given.count(s) / len(given)) for s in STAGES}
            assert of("share_at_or_above") == {None: pytest.approx(100 * above / len(given))}
        assert of("best_case") == {None: pytest.approx(100 * (above + expected - len(given)) / expected)}
        assert of("worst_case") == {None: pytest.approx(100 * above / expected)}
        worst, = [r for r in mine if r["measure"] == "worst_case"]
        assert (worst["n"], worst["low"]) == (expected, pytest.approx(wilson(above, expected)[0], abs=1e-6))


def test_rates_and_ratios(api):
    pooled = rows(api, "measure=pooled,per_1000,mean&item=referred")
    by = lambda name: {(r["wave"], r["item"]): r["value"] for r in pooled if r["measure"] == name}
    assert by("per_1000") == {key: pytest.approx(10 * value) for key, value in by("pooled").items()}
    of_report = {(r["wave"], r["item"]): r["value"] for r in api.get("/v1/reports/measures?item=referred").rows
                 if r["measure"] == "pooled_rate"}
    assert by("pooled") == of_report and of_report
    ratios = rows(api, "measure=pooled,mean,median&of=ratio&instrument=staffing")
    staff = api.get("/v1/reports/staffing").rows
    assert [(r["wave"], r["value"]) for r in ratios if r["measure"] == "pooled"] == \
        [(r["wave"], r["value"]) for r in staff if r["measure"] == "pooled_ratio"]


def test_domains_and_the_whole(api, study):
    told = rows(api, "measure=mean,median&of=domain&instrument=path")
    same = [r for r in api.get("/v1/reports/framework?instrument=path&by=domain").rows if r["measure"] in ("mean", "median")]
    key = lambda r: (r["wave"], r["domain"], r["measure"])
    assert {key(r): r["value"] for r in told} == {key(r): r["value"] for r in same}
    oracle = Oracle(study)
    for r in rows(api, "measure=mean&of=total&instrument=path"):
        people = oracle.people[r["wave"], "path", ()]
        whole = [[d for c in study.instruments["path"].domains
                  if (d := oracle.domain_mean(r["wave"], study.instruments["path"], who, c)) is not None] for who in people]
        assert r["value"] == pytest.approx(mean([sum(w) / len(w) for w in whole if w]), abs=1e-8)


def test_a_body_asks_what_an_address_asks(api):
    asked = {"measure": ["mean", "quantile"], "item": ["minutes"], "by": ["zone"], "quantile": [0.1, 0.9],
             "filter": {"zone": ["hill", "plain"]}, "program": ["north"]}
    told = api.post("/v1/aggregates", json=asked, status=200)
    assert told.rows == rows(api, "measure=mean,quantile&item=minutes&by=zone,wave&quantile=0.1,0.9&filter=zone:hill|plain&program=north")
    assert told.rows and set(told.json["meta"]["methods"]) == {r["method"] for r in told.rows}


def test_nothing_is_an_empty_table_with_denominators(api, study):
    told = rows(api, "measure=mean&item=minutes&filter=zone:hill,cohort:autumn&wave=w3&by=practice")
    assert told == [] or all(r["expected"] > 0 for r in told)
    assert rows(api, "measure=mean&item=minutes&filter=cohort:absent") == []


# -- as it was --------------------------------------------------------------------------------------------

def test_as_of_a_moment_before(own_service, contract, study, unique):
    service = own_service()
    api = Api(service, contract, service.key)
    study.load(api, unique)
    ask = lambda more="": rows(api, f"measure=count,mean&instrument=path&by=zone{more}")
    before, moment = ask(), service.execute("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ')")[0][0]
    service.execute("update continuum.submission set status = 'withdrawn' where right(submission::text, 1) < '8' and status = 'accepted'")
    service.execute("update continuum.enrolment set withdrawn_on = enrolled_on where practice_id % 3 = 0")
    assert ask() != before and ask(f"&as_of={moment}") == before
    assert api.get(f"/v1/aggregates?measure=mean&as_of={moment}", status=200).json["meta"]["as_of"] == f"{moment[:23]}Z"
    assert list(api.get(f"/v1/aggregates?measure=mean&as_of={moment}&by=beds", status=422).faults) == ["as_of"]
    assert list(api.get("/v1/aggregates?measure=mean&as_of=2999-01-01T00:00:00Z", status=422).faults) == ["as_of"]


# -- what is behind a figure ------------------------------------------------------------------------------

def test_what_is_behind_a_figure(api, study):
    ask = "instrument=hands&item=minutes&wave=w1"
    figure, = rows(api, f"measure=mean&{ask}")
    reply = api.get(f"/v1/aggregates/explain?measure=mean&{ask}&limit=1000", status=200)
    expected = [r for r in reply.rows if r["why"] not in ("superseded", "withdrawn", "not_expected")]
    assert len({(r["program"], r["practice"]) for r in expected}) == figure["expected"]
    counted = {(r["program"], r["practice"]): r["value"] for r in expected if r["counted"]}
    assert len(counted) == figure["n"] and mean(list(counted.values())) == pytest.approx(figure["value"])
    assert {r["why"] for r in reply.rows} > {"counted", "in_work", "superseded"}
    accepted = {(s.program, s.practice) for s in study.sheets if (s.wave, s.instrument, s.status) == ("w1", "hands", "accepted")}
    assert {(r["program"], r["practice"]) for r in reply.rows if r["why"] == "not_expected"} == \
        accepted - {(r["program"], r["practice"]) for r in expected}
    assert reply.json["meta"]["measures"] == [{"measure": "mean", "weighting": "each practice once",
                                               "text": next(m["text"] for m in api.get("/v1/measures").rows if m["measure"] == "mean")}]
    found, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/v1/aggregates/explain?measure=mean&{ask}&limit=7" + (f"&cursor={cursor}" if cursor else ""), status=200)
        found, cursor = found + page.rows, page.json["next_cursor"]
    assert found == reply.rows
    filtered = api.get(f"/v1/aggregates/explain?measure=mean&{ask}&filter=zone:hill", status=200).rows
    assert len([r for r in filtered if r["counted"]]) == rows(api, f"measure=mean&{ask}&filter=zone:hill")[0]["n"]


# -- what can be asked ------------------------------------------------------------------------------------

def test_what_there_is(api, study):
    listed = {r["measure"] for r in api.get("/v1/measures", status=200).rows}
    assert {"count", "mean", "pooled", "quantile", "best_case", "per_1000"} <= listed
    kept = {r["dimension"]: r["kept"] for r in api.get("/v1/dimensions", status=200).rows}
    assert (kept["zone"], kept["program"], kept["wave"], kept["practice"], kept["beds"]) == (True, True, True, False, False)
    available = api.get("/v1/availability?instrument=hands", status=200).rows
    assert {r["item"] for r in available} == {i.item for i in study.instruments["hands"].items}
    assert all(r["measure"] == "answered" and r["n"] == r["expected"] for r in available)


@pytest.mark.parametrize("query, faults", [
    ("measure=absent", {"measure": "unknown_measure"}), ("measure=mean&by=absent", {"by": "unknown_attribute"}),
    ("measure=mean&filter=zone:absent", {"filter": "unknown_value"}), ("measure=mean&wave=absent", {"wave": "unknown_wave"}),
    ("measure=pooled&item=minutes", {"measure": "not_allowed"}), ("measure=mean&of=ratio&item=minutes", {"measure": "not_allowed"}),
    ("measure=mean&quantile=2", {"quantile": "invalid_format"}), ("measure=mean&by=zone,zone", {"by": "repeated"}),
    ("measure=mean&by=zone,half,size,program", {"by": "too_many"}), ("measure=mean&filter=zone:hill,zone:plain", {"filter": "repeated"}),
    ("measure=mean,absent&wave=absent", {"measure": "unknown_measure"}), ("measure=mean&item=absent", {"item": "unknown_item"})])
def test_what_is_refused(api, query, faults):
    reply = api.get(f"/v1/aggregates?{query}", status=422)
    assert reply.faults == faults
    body = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        body[name] = value.split(",") if name in ("measure", "by", "wave", "item") else [float(value)] if name == "quantile" else value
    if "filter" not in body:
        errors = api.post("/v1/aggregates", json=body, status=422).json["errors"]
        assert {e["pointer"].lstrip("/").partition("/")[0] for e in errors} == set(faults)


def test_what_is_allowed_is_said(api):
    detail = api.get("/v1/aggregates?measure=pooled&item=minutes", status=422).json["errors"][0]["detail"]
    assert "answered, mean, sd, median" in detail and "count" not in detail.partition("allowed: ")[2].split(", ")


def test_ten_thousand_values(api):
    body = {"measure": ["mean"], "filter": {"zone": [f"z{n}" for n in range(10_000)]}}
    assert api.post("/v1/aggregates", json=body, status=422).json["errors"][0]["pointer"] == "/filter/zone"
