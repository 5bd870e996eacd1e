"""Programs, practices and enrolments. See also test_waves.py, test_attributes.py and test_registry_import.py."""
import pytest

from fixtures_field import changed, field  # noqa: F401


@pytest.fixture(params=["program", "practice", "enrolment", "wave"])
def thing(request, field):
    """The address of one of each kind that can be changed, and a change."""
    program = field.program()
    return {"program": lambda: (f"/v1/programs/{program}", {"name": "New"}),
            "practice": lambda: (f"/v1/practices/{field.practice()}", {"name": "New"}),
            "enrolment": lambda: (f"/v1/programs/{program}/enrolments/{field.enrolled(program)}", {"cohort": "New"}),
            "wave": lambda: (f"/v1/programs/{program}/waves/{field.wave(program)}", {"name": "New"})}[request.param]()


# -- create and read --------------------------------------------------------------------------------------

def test_program_is_read_as_it_was_made(api, unique):
    body = {"program": unique("program"), "name": "Näme, \"quoted\"", "sponsor": "A state", "planned_practices": 8,
            "starts_on": "2024-01-01", "ends_on": "2024-12-31"}
    made = api.post("/v1/programs", json=body, status=201)
    assert made.headers["Location"] == f"/v1/programs/{body['program']}" and made.headers["ETag"].startswith('"1-')
    read = api.get(made.headers["Location"], status=200)
    assert read.json == made.json and read.headers["ETag"].startswith('"1-')
    assert {n: read.json[n] for n in body} == body
    assert read.json["enrolled_practices"] == 0 and read.json["revision"] == 1


def test_program_needs_no_more_than_code_and_name(api, unique):
    made = api.post("/v1/programs", json={"program": unique("program"), "name": "x"}, status=201).json
    assert all(made[n] is None for n in ("sponsor", "planned_practices", "starts_on", "ends_on"))


def test_practice_and_enrolment_and_wave_tell_where_they_are(api, field):
    program, practice = field.program(), field.practice()
    assert api.get(f"/v1/practices/{practice}", status=200).json["name"] == f"Practice {practice}"
    body = {"practice": practice, "enrolled_on": "2024-02-01", "withdrawn_on": "2024-06-30", "cohort": "first"}
    made = api.post(f"/v1/programs/{program}/enrolments", json=body, status=201)
    assert made.headers["Location"] == f"/v1/programs/{program}/enrolments/{practice}"
    assert made.json == {"program": program, "name": f"Practice {practice}", "revision": 1, **body}
    assert api.get(made.headers["Location"], status=200).json == made.json
    wave = api.post(f"/v1/programs/{program}/waves", status=201,
                    json={"wave": "baseline", "starts_on": "2024-01-01", "ends_on": "2024-02-29"})
    assert wave.headers["Location"] == f"/v1/programs/{program}/waves/baseline"
    assert api.get(wave.headers["Location"], status=200).json == wave.json


def test_enrolled_practices_are_counted_without_the_withdrawn(api, field):
    program = field.program(planned_practices=8)
    field.enrolled(program)
    field.enrolled(program)
    field.enrolled(program, withdrawn_on="2024-01-01")
    read = api.get(f"/v1/programs/{program}").json
    assert (read["planned_practices"], read["enrolled_practices"]) == (8, 2)


@pytest.mark.parametrize("target", ["/v1/programs/{x}", "/v1/practices/{x}", "/v1/programs/{x}/enrolments",
                                    "/v1/programs/{x}/waves", "/v1/programs/{program}/enrolments/{x}",
                                    "/v1/programs/{program}/waves/{x}"])
def test_what_is_not_there(api, field, unique, target):
    api.get(target.format(x=unique("absent"), program=field.program()), status=404)


def test_what_is_there_is_not_made_again(api, field):
    program = field.program()
    practice, wave = field.enrolled(program), field.wave(program)
    for target, body in [("/v1/programs", {"program": program, "name": "x"}),
                         ("/v1/practices", {"practice": practice, "name": "x"}),
                         (f"/v1/programs/{program}/enrolments", {"practice": practice, "enrolled_on": "2024-01-01"}),
                         (f"/v1/programs/{program}/waves",
                          {"wave": wave, "starts_on": "2024-01-01", "ends_on": "2024-01-02"})]:
        assert api.post(target, json=body, status=409).json["code"] == "conflict"
    assert api.get(f"/v1/programs/{program}").json["name"] == f"Program {program}"


def test_every_fault_of_a_body_at_once(api, unique):
    reply = api.post("/v1/programs", status=422, json={
        "program": "a b", "sponsor": "", "planned_practices": "8", "starts_on": "2024-02-30", "colour": "red"})
    assert reply.faults == {"/program": "invalid_format", "/name": "missing", "/sponsor": "too_short",
                            "/planned_practices": "invalid_type", "/starts_on": "invalid_format", "/colour": "unknown"}
    assert reply.json["error_count"] == 6


def test_days_in_the_wrong_order(api, field):
    program = field.program()
    for target, body in [("/v1/programs", {"program": field.unique("p"), "name": "x", "starts_on": "2024-02-01",
                                           "ends_on": "2024-01-01"}),
                         (f"/v1/programs/{program}/enrolments",
                          {"practice": field.practice(), "enrolled_on": "2024-02-01",
                           "withdrawn_on": "2024-01-01"}),
                         (f"/v1/programs/{program}/waves",
                          {"wave": "w", "starts_on": "2024-02-01", "ends_on": "2024-01-01"})]:
        reply = api.post(target, json=body, status=422)
        assert "before" in reply.json["detail"]


def test_a_practice_that_is_not_there_cannot_be_enrolled(api, field):
    body = {"practice": field.unique("absent"), "enrolled_on": "2024-01-01"}
    assert api.post(f"/v1/programs/{field.program()}/enrolments", json=body,
                    status=422).faults == {"/practice": "unknown_practice"}
    api.post(f"/v1/programs/{field.unique('absent')}/enrolments", json=body, status=404)
    api.post(f"/v1/programs/{field.unique('absent')}/waves", status=404,
             json={"wave": "w", "starts_on": "2024-01-01", "ends_on": "2024-01-02"})


# -- change -----------------------------------------------------------------------------------------------

def test_a_change_moves_the_revision_and_the_etag(api, thing):
    target, body = thing
    reply = changed(api, target, body, status=200)
    assert reply.headers["ETag"].startswith('"2-') and reply.json["revision"] == 2
    assert {n: reply.json[n] for n in body} == body
    assert api.get(target).json == reply.json


def test_a_change_needs_if_match(api, thing):
    target, body = thing
    api.patch(target, json=body, status=428)
    assert api.get(target).json["revision"] == 1


@pytest.mark.parametrize("tag", ['"7"', '"0"', "1", '"x"', "*", 'W/"1"', '""', '"-1"'])
def test_a_change_needs_the_etag_that_holds(api, field, tag):
    target = f"/v1/practices/{field.practice()}"
    api.patch(target, json={"name": "New"}, headers={"If-Match": tag}, status=412)
    assert api.get(target).json["revision"] == 1


def test_a_change_on_a_stale_etag_is_refused(api, thing):
    target, body = thing
    stale = api.get(target).headers["ETag"]
    changed(api, target, body, status=200)
    api.patch(target, json=body, headers={"If-Match": stale}, status=412)
    assert api.get(target).json["revision"] == 2


@pytest.mark.parametrize("target", ["/v1/programs/{x}", "/v1/practices/{x}", "/v1/programs/{x}/enrolments/{x}",
                                    "/v1/programs/{x}/waves/{x}"])
def test_nothing_is_changed_where_nothing_is(api, unique, target):
    body = {} if "enrolments" in target else {"name": "New"}
    api.patch(target.format(x=unique("absent")), json=body, headers={"If-Match": '"1"'}, status=404)


def test_what_is_as_it_was_is_not_sent_again(api, thing):
    target, body = thing
    tag = api.get(target).headers["ETag"]
    for known in (tag, f'"0", {tag}', f"W/{tag}", "*"):
        reply = api.get(target, headers={"If-None-Match": known}, status=304)
        assert reply.headers["ETag"] == tag and not reply.body
    assert api.get(target, headers={"If-None-Match": '"0"'}, status=200).json["revision"] == 1
    changed(api, target, body, status=200)
    assert api.get(target, headers={"If-None-Match": tag}, status=200).json["revision"] == 2


@pytest.mark.parametrize("kind", ["program", "enrolment", "roundtable"])
def test_what_others_change_in_it_is_sent_again(api, field, kind):
    program = field.program()
    practice, roundtable = field.enrolled(program), field.roundtable(program)
    target = {"program": f"/v1/programs/{program}", "enrolment": f"/v1/programs/{program}/enrolments/{practice}",
              "roundtable": f"/v1/programs/{program}/roundtables/{roundtable}"}[kind]
    before = api.get(target)
    field.enrolled(program)
    changed(api, f"/v1/practices/{practice}", {"name": "New"}, status=200)
    api.post(f"/v1/programs/{program}/roundtables/{roundtable}/findings", status=201,
             json={"finding": "f", "theme": "motivation", "text": "x"})
    assert before.json != api.get(target).json
    api.get(target, headers={"If-None-Match": before.headers["ETag"]}, status=200)


def test_null_empties_and_absence_keeps(api, field):
    program = field.program(sponsor="A state", planned_practices=8)
    reply = changed(api, f"/v1/programs/{program}", {"sponsor": None, "ends_on": "2024-12-31"}, status=200).json
    assert (reply["sponsor"], reply["planned_practices"], reply["ends_on"]) == (None, 8, "2024-12-31")


def test_a_withdrawal_is_told_and_taken_back(api, field):
    program = field.program()
    target = f"/v1/programs/{program}/enrolments/{field.enrolled(program)}"
    assert changed(api, target, {"withdrawn_on": "2024-05-01"}, status=200).json["withdrawn_on"] == "2024-05-01"
    assert changed(api, target, {"withdrawn_on": None}, status=200).json["withdrawn_on"] is None


def test_a_change_into_the_wrong_order_is_refused(api, field):
    target = f"/v1/programs/{field.program(starts_on='2024-03-01')}"
    assert "before" in changed(api, target, {"ends_on": "2024-01-01"}, status=422).json["detail"]
    faults = changed(api, target, {"name": "", "program": "other"}, status=422).faults
    assert faults == {"/name": "too_short", "/program": "unknown"}
    assert api.get(target).json["revision"] == 1


# -- who sees what ----------------------------------------------------------------------------------------

def test_a_key_of_a_program_sees_that_alone(api, field):
    mine, other = field.program(), field.program()
    inside, outside = field.enrolled(mine), field.enrolled(other)
    field.wave(other)
    key = api.service.key_for("all", mine)
    assert [p["program"] for p in api.get("/v1/programs", key=key).rows] == [mine]
    assert [p["practice"] for p in api.get("/v1/practices", key=key).rows] == [inside]
    assert api.get(f"/v1/practices?program={other}", key=key).rows == []
    for target in (f"/v1/programs/{other}", f"/v1/practices/{outside}", f"/v1/programs/{other}/enrolments",
                   f"/v1/programs/{other}/enrolments/{outside}", f"/v1/programs/{other}/waves",
                   f"/v1/programs/{other}/waves/baseline", f"/v1/practices/{outside}/attributes"):
        api.get(target, key=key, status=404)


def test_a_key_of_a_program_changes_that_alone(api, field):
    mine, other = field.program(), field.program()
    inside, outside = field.enrolled(mine), field.enrolled(other)
    key = api.service.key_for("all", mine)
    api.post("/v1/programs", key=key, json={"program": field.unique("p"), "name": "x"}, status=403)
    api.post("/v1/practices", key=key, json={"practice": field.unique("p"), "name": "x"}, status=403)
    body = {"practice": outside, "enrolled_on": "2024-01-01"}
    assert api.post(f"/v1/programs/{mine}/enrolments", key=key, json=body,
                    status=422).faults == {"/practice": "unknown_practice"}
    api.post(f"/v1/programs/{other}/enrolments", key=key, json={**body, "practice": inside}, status=404)
    for target in (f"/v1/practices/{outside}", f"/v1/programs/{other}"):
        api.patch(target, key=key, json={"name": "x"}, headers={"If-Match": '"1"'}, status=404)
    tag = {"If-Match": '"1"'}
    api.patch(f"/v1/practices/{inside}", key=key, json={"name": "Ours"}, headers=tag, status=200)
    api.patch(f"/v1/programs/{mine}", key=key, json={"name": "Ours"}, headers=tag, status=200)
