"""How many practices are enrolled and report: counted as they come and go, and the same as rows say."""
import random

import pytest

from client import Api
from fixtures_case import case, field  # noqa: F401
from fixtures_field import changed
from fixtures_participation import ROWS, assert_participants
from fixtures_sheets import rows, version
from harness import Service, run
from test_sheets import World
from test_submission_races import at_once


@pytest.fixture(scope="module")
def service(cluster):
    service = Service(cluster, FOLD_MS=0)  # folded when a test says
    yield service.wait_ready()
    service.close()


@pytest.fixture(scope="module")
def world(service, contract, unique):
    """A practice of each program and one of both, which report; then whatever happens."""
    world = World(Api(service, contract, service.key), unique, 7)
    for practice in world.practices[:2]:
        for program in world.programs:
            world.field.enrol(program, practice)
            world.enrolments.append((program, practice))
    return world


def fold(service, most):
    return len(rows(service, f"select fold_take({most})"))


def test_whatever_happens_they_are_counted_as_rows_say(service, world):
    draw = random.Random(5)
    seen = set()
    for _ in range(100):
        world.act()
        if draw.random() < 0.2:
            fold(service, draw.choice([1, 5, 100]))
        assert_participants(service)
        seen |= set(rows(service, "select * from participation(0)"))
    assert len(seen) > 4 and rows(service, "select count(*) from standing") == [(3,)]
    for statement in ("update submission set status = 'superseded' where status = 'accepted' and practice_id % 2 = 0",
                      "update enrolment set withdrawn_on = '2025-01-01' where program_id % 2 = 0",
                      "update enrolment set withdrawn_on = null", "delete from submission where practice_id % 2 = 1",
                      "delete from enrolment e where not exists (select from submission s where s.practice_id = e.practice_id) "
                      "and not exists (select from sheet s where s.practice_id = e.practice_id and s.received)"):
        rows(service, statement)
        assert_participants(service)
        while fold(service, 50):
            assert_participants(service)
    world.enrolments = rows(service, "select program, practice from enrolment join program using (program_id) join practice using (practice_id)")
    world.submissions = [submission for submission, in rows(service, "select submission from submission")]


def reported(world, key, **asked):
    """Enrolled and reporting, as the statewide report says."""
    query = "&".join(f"{k}={v}" for k, v in asked.items())
    found = {r["measure"]: r["value"] for r in world.api.get(f"/v1/reports/statewide?{query}", key=key, status=200).rows
             if r["section"] == "participation"}
    return found["practices_enrolled"], found["practices_reporting"]


def test_the_report_says_what_rows_say(service, cluster, world):
    """What is counted already, and what is counted when it is asked: of all, one, several, a part."""
    for _ in range(40):
        world.act()
    one, other = world.programs
    numbers = dict(rows(service, "select program, program_id from program"))
    people = dict(rows(service, "select practice_id, practice from practice"))
    due = [(people[p], n, enrolled, reports) for p, n, enrolled, reports in rows(service, ROWS)]

    def expected(*programs, practices=None):
        of = [r for r in due if r[1] in {numbers[p] for p in programs} and (practices is None or r[0] in practices)]
        return len({r[0] for r in of if r[2]}), len({r[0] for r in of if r[3]})

    key = lambda **more: cluster.make_key(service.database, "reports:read", **more)
    some, whole = world.practices[:2], service.key
    for _ in range(2):  # logged, and folded
        assert reported(world, whole) == expected(one, other)
        assert reported(world, whole, program=one) == reported(world, key(programs=one)) == expected(one)
        assert reported(world, whole, program=f"{one},{other}") == reported(world, key(programs=f"{one},{other}")) == expected(one, other)
        assert reported(world, key(programs=f"{one},{other}"), program=other) == expected(other)
        assert reported(world, whole, **{"filter": f"practice:{some[0]}"}) == expected(one, other, practices=some[:1])
        assert reported(world, key(practices=",".join(some))) == expected(one, other, practices=some)
        assert reported(world, key(practices=some[1]), program=one) == expected(one, practices=some[1:])
        fold(service, 1000000)


def test_what_changes_nobody_is_not_logged(service, case):
    """A cohort, a second answer: who takes part and who reports is as it was."""
    count = lambda: rows(service, "select count(*) from change where kind = 3")[0][0]
    enrolment, accept = f"/v1/programs/{case.program}/enrolments/{case.practice}", lambda: case.field.move(case.submit(), "accepted")
    accept()
    before, was = count(), version(service)
    changed(case.api, enrolment, {"cohort": "z"})
    accept()
    assert count() == before and version(service) != was
    changed(case.api, enrolment, {"withdrawn_on": "2030-01-01"})
    assert count() == before + 2, "of the program, and of all"
    assert_participants(service)


def test_writers_at_once_are_counted_once(cluster, contract, unique):
    """While folds take what they log."""
    service = Service(cluster, FOLD_MS=5)
    world = World(Api(service.wait_ready(), contract, service.key), unique, 3)
    for program in world.programs:
        for practice in world.practices:
            world.field.enrol(program, practice)
    sent = [world.field.submit(program, practice, {"screening": 1}, wave="plain") for program in world.programs
            if world.field.wave(program, "plain") for practice in world.practices]

    def move(status):
        def act():
            for submission in random.sample(sent, len(sent)):
                world.api.put(f"/v1/submissions/{submission}/status", json={"status": status},
                              headers={"If-Match": world.api.get(f"/v1/submissions/{submission}").headers["ETag"]})
        return act

    def leave():
        for n in range(12):
            program, practice = random.choice(world.programs), random.choice(world.practices)
            target = f"/v1/programs/{program}/enrolments/{practice}"
            world.api.patch(target, json={"withdrawn_on": random.choice([None, "2030-01-01"])},
                            headers={"If-Match": world.api.get(target).headers["ETag"]})

    at_once(move("accepted"), move("accepted"), move("withdrawn"), leave, leave)
    assert_participants(service)
    while rows(service, "select count(*) from change")[0][0]:
        pass
    assert_participants(service)
    assert run("verify", **service.settings).returncode == 0
    service.close()


def test_made_anew_they_are_the_same_and_what_is_wrong_is_found(service, world):
    fold(service, 1000000)
    kept = "select * from standing order by 1"
    before = rows(service, kept)
    assert run("rebuild", **service.settings).returncode == 0
    assert {r for r in rows(service, kept) if r[1]} == {r for r in before if r[1]}
    assert run("verify", **service.settings).returncode == 0
    practice, number = rows(service, "select practice_id, program_id from participant where enrolled limit 1")[0]
    rows(service, f"update participant set enrolled = false, reporting = false where (practice_id, program_id) = ({practice}, {number});"
                  "update standing set reporting = reporting + 1 where program_id = 0")
    done = run("verify", **service.settings)
    assert done.returncode != 0 and f"practice {practice} in program {number} is not the participant" in done.stderr
    assert f"the participants of program {number} are counted wrong" in done.stderr and "of program 0 are counted wrong" in done.stderr
    assert run("rebuild", **service.settings).returncode == 0
    assert_participants(service)
