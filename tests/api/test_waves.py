"""Waves: occasions of collection, calendar periods, and the instruments that are expected at them."""
import pytest

from fixtures_field import FRAMEWORK, changed, field  # noqa: F401


@pytest.mark.parametrize("code, kind, starts_on, ends_on", [
    ("2024-02", "month", "2024-02-01", "2024-02-29"), ("2023-02", "month", "2023-02-01", "2023-02-28"),
    ("2024-12", "month", "2024-12-01", "2024-12-31"), ("2024-Q1", "quarter", "2024-01-01", "2024-03-31"),
    ("2024-Q4", "quarter", "2024-10-01", "2024-12-31"), ("2024", "year", "2024-01-01", "2024-12-31")])
def test_a_period_takes_its_days_from_its_code(api, field, code, kind, starts_on, ends_on):
    wave = api.post(f"/v1/programs/{field.program()}/waves", json={"wave": code, "kind": kind}, status=201).json
    assert (wave["starts_on"], wave["ends_on"], wave["reference_on"],
            wave["name"]) == (starts_on, ends_on, ends_on, code)


@pytest.mark.parametrize("code, kind",
                         [("2024-13", "month"), ("2024-00", "month"), ("2024", "month"), ("2024-Q5", "quarter"),
                          ("2024-01", "quarter"), ("24", "year"), ("baseline", "year"), ("2024-Q1", "year")])
def test_a_code_that_is_no_period_of_its_kind(api, field, code, kind):
    for days in ({}, {"starts_on": "2024-01-01", "ends_on": "2024-01-02"}):
        reply = api.post(f"/v1/programs/{field.program()}/waves", json={"wave": code, "kind": kind, **days}, status=422)
        assert reply.faults == {"/wave": "invalid_format"}


@pytest.mark.parametrize("body", [{"wave": "baseline"}, {"wave": "baseline", "kind": "wave"}, {"wave": "2024-01"},
                                  {"wave": "baseline", "starts_on": "2024-01-01"},
                                  {"wave": "baseline", "ends_on": "2024-01-01"}])
def test_days_are_needed_where_it_is_no_period(api, field, body):
    reply = api.post(f"/v1/programs/{field.program()}/waves", json=body, status=422)
    assert reply.faults == {"/starts_on": "missing"}


def test_waves_stand_in_their_order(api, field):
    program = field.program()
    field.wave(program, "last", month=1, position=9)
    field.wave(program, "first", month=2, position=0)
    assert [w["wave"] for w in api.get(f"/v1/programs/{program}/waves").rows] == ["first", "last"]
    third = field.wave(program, "third", month=3, reference_on="2024-03-05", target_offset_months=6,
                       window_before_days=14, window_after_days=30)
    wave = api.get(f"/v1/programs/{program}/waves/{third}").json
    assert (wave["position"], wave["reference_on"]) == (3, "2024-03-05")
    assert (wave["target_offset_months"], wave["window_before_days"], wave["window_after_days"]) == (6, 14, 30)


def test_instruments_that_a_wave_expects(api, field):
    program = field.program()
    field.wave(program, instruments=["staffing:1", FRAMEWORK, "staffing:1"])
    target = f"/v1/programs/{program}/waves/baseline"
    assert api.get(target).json["instruments"] == f"{FRAMEWORK} staffing:1"
    assert changed(api, target, {"name": "x"}, status=200).json["instruments"] == f"{FRAMEWORK} staffing:1"
    assert changed(api, target, {"instruments": ["screening:1"]}, status=200).json["instruments"] == "screening:1"
    assert changed(api, target, {"instruments": []}, status=200).json["instruments"] == ""
    assert api.get(target).json["instruments"] == ""


def test_instruments_that_are_not_there(api, field):
    program, wrong = field.program(), ["staffing:1", "staffing:0", "nothing:1", "staffing"]
    faults = {f"/instruments/{n}": "unknown_instrument" for n in (1, 2, 3)}
    reply = api.post(f"/v1/programs/{program}/waves", json={"wave": "2024", "kind": "year", "instruments": wrong},
                     status=422)
    assert reply.faults == faults
    api.get(f"/v1/programs/{program}/waves/2024", status=404)
    target = f"/v1/programs/{program}/waves/{field.wave(program)}"
    assert changed(api, target, {"instruments": wrong}, status=422).faults == faults
    assert api.get(target).json["instruments"] == FRAMEWORK


def test_an_instrument_with_something_behind_it_is_not_known(api, field):
    api.post(f"/v1/programs/{field.program()}/waves", status=422,
             json={"wave": "2024", "kind": "year", "instruments": ["staffing:1:x"]})


def test_an_instrument_in_use_stays(api, field):
    program = field.program()
    practice, wave = field.enrolled(program), field.wave(program)
    field.submit(program, practice, {"screening": 1})
    target = f"/v1/programs/{program}/waves/{wave}"
    assert changed(api, target, {"instruments": ["staffing:1"]}, status=422).faults == {"/instruments": "in_use"}
    both = changed(api, target, {"instruments": ["staffing:1", FRAMEWORK]}, status=200).json
    assert both["instruments"] == f"{FRAMEWORK} staffing:1"


def test_an_instrument_that_others_may_have_answered_stays(api, field):
    """Who does not see every answer cannot know that there is none."""
    program, place = field.program(), field.attribute()
    here, there = field.enrolled(program), field.enrolled(program)
    target = f"/v1/programs/{program}/waves/{field.wave(program)}"
    field.hold(here, place, "one")
    field.submit(program, there, {"screening": 1})
    key = api.post("/v1/keys", json={"name": "x", "scopes": ["registry:read", "registry:write"]}, status=201).json["text"]
    tag = api.get(target, status=200).headers["ETag"]
    change = {"headers": {"If-Match": tag}, "key": key}
    reply = api.patch(target, json={"instruments": ["staffing:1"]}, status=422, **change)
    assert reply.faults == {"/instruments": "not_allowed"}
    more = api.patch(target, json={"instruments": ["staffing:1", FRAMEWORK]}, status=200, **change).json
    assert more["instruments"] == f"{FRAMEWORK} staffing:1"
    key = api.post("/v1/keys", status=201, json={"name": "x", "role": "program_coordinator", "programs": [program]}).json["text"]
    tag = api.get(target, status=200).headers["ETag"]
    reply = api.patch(target, json={"instruments": ["staffing:1"]}, headers={"If-Match": tag}, key=key, status=422)
    assert reply.faults == {"/instruments": "in_use"}


def test_who_sees_a_part_of_a_program_does_not_move_its_waves(api, field):
    program, place = field.program(), field.attribute()
    field.hold(field.enrolled(program), place, "one")
    target = f"/v1/programs/{program}/waves/{field.wave(program)}"
    part = {"name": "x", "role": "program_coordinator", "regions": [f"{place}:one"]}
    key = api.post("/v1/keys", json=part, status=201).json["text"]
    tag = api.get(target, status=200).headers["ETag"]
    api.patch(target, json={"reference_on": "2024-01-02"}, headers={"If-Match": tag}, key=key, status=403)
    body = {"wave": "later", "starts_on": "2024-06-01", "ends_on": "2024-06-30"}
    api.post(f"/v1/programs/{program}/waves", json=body, key=key, status=403)
    tag = api.get(f"/v1/programs/{program}", status=200).headers["ETag"]
    api.patch(f"/v1/programs/{program}", json={"planned_practices": 1}, headers={"If-Match": tag}, key=key, status=403)
    assert api.get(target, status=200).json["reference_on"] == "2024-01-28"
