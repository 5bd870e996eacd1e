"""Sheets and the log of changes: whatever happens in whatever order, they come to what rows say."""
import random

import psycopg2
import pytest

from client import Api
from fixtures_field import Field, changed, sheet
from fixtures_sheets import assert_kept, rows, version
from harness import Service
from test_submission_races import at_once

DAYS = ["2023-01-01", "2024-01-15", "2024-01-28", "2024-01-29", "2024-02-10", "2024-03-01"]


@pytest.fixture(scope="module")
def service(cluster):
    service = Service(cluster, FOLD_MS=0)  # the log is compared whole
    yield service.wait_ready()
    service.close()


class World:
    """Two programs, instruments of several kinds and versions, and what may happen to them."""

    def __init__(self, api, unique, seed):
        self.api, self.field, self.random = api, Field(api, unique), random.Random(seed)
        field = self.field
        items = [{"item": "level", "kind": "stage", "scale": "bhi_stage"}, {"item": "share", "kind": "rate"},
                 {"item": "money", "kind": "money", "decimals": 2}, {"item": "words", "kind": "text"}]
        self.path = field.instrument(*items, kind="framework", respondents="several")
        self.later = field.instrument(*items, {"item": "new", "kind": "count"}, kind="framework", respondents="several",
                                      instrument=self.path.split(":")[0], version="2")
        self.figures = field.instrument(*items[1:3], kind="measures")
        self.zone = field.attribute(dimension=True)
        self.beds = field.attribute(kind="number")
        size = [{"value": "small", "label": "x", "source_to": 9}, {"value": "large", "label": "x", "source_from": 10}]
        self.size = field.attribute(values=size, source=self.beds, dimension=True)
        self.programs = [field.program() for _ in range(2)]
        self.practices = [field.practice() for _ in range(5)]
        self.enrolments, self.waves, self.submissions = [], [], []
        for program in self.programs:
            self.wave(program)

    def act(self):
        getattr(self, self.random.choice(
            ["enrol", "enrolment", "value", "value", "wave", "moved", "asked", "submit", "submit", "submit", "file", "accept", "accept",
             "status", "status", "attribute", "registry"]))()

    def day(self):
        return self.random.choice(DAYS)

    def asks(self):
        return self.random.sample([self.path, self.later, self.figures], self.random.randint(1, 3))

    def enrol(self):
        program, practice = self.random.choice(self.programs), self.random.choice(self.practices)
        if (program, practice) not in self.enrolments:
            self.field.enrol(program, practice, self.random.choice(DAYS[:5]), cohort=self.random.choice(["a", "b"]))
            self.enrolments.append((program, practice))

    def enrolment(self):
        if self.enrolments:
            program, practice = self.random.choice(self.enrolments)
            body = self.random.choice([{"withdrawn_on": None}, {"withdrawn_on": "2024-02-15"}, {"cohort": "c"}, {"cohort": None},
                                       {"enrolled_on": "2023-01-01"}])
            changed(self.api, f"/v1/programs/{program}/enrolments/{practice}", body)

    def value(self):
        attribute, values = self.random.choice([(self.zone, ["one", "two", None]), (self.beds, ["3", "12", None])])
        self.field.hold(self.random.choice(self.practices), attribute, self.random.choice(values), self.day())

    def attribute(self):
        self.field.attribute(dimension=self.random.random() < 0.3, source=self.zone, values=[
            {"value": "near", "label": "x", "source_values": ["one"]}, {"value": "off", "label": "x", "source_values": ["two"]}])

    def wave(self, program=None):
        program = program or self.random.choice(self.programs)
        code = f"w{len(self.waves)}"
        self.field.wave(program, code, self.asks(), month=self.random.randint(1, 3), kind="wave", position=self.random.randint(1, 4))
        self.waves.append((program, code))

    def moved(self):
        body = self.random.choice([{"reference_on": self.day()}, {"position": self.random.randint(1, 4)}, {"name": "x"}])
        changed(self.api, "/v1/programs/{}/waves/{}".format(*self.random.choice(self.waves)), body)

    def asked(self):  # 422 where one that is left out has answers
        changed(self.api, "/v1/programs/{}/waves/{}".format(*self.random.choice(self.waves)), {"instruments": self.asks()})

    def answers(self, instrument):
        r = self.random
        given = [{"item": "share", "value": r.randint(0, 5), "denominator": r.randint(5, 9)},
                 {"item": "money", "value": r.randint(0, 999) / 100} if r.random() < 0.8 else {"item": "money", "reason": "declined"}]
        if instrument != self.figures:
            given += [{"item": "level", "value": r.randint(1, 4)}] + [{"item": "words", "text": "x"}][:r.randint(0, 1)]
        return given

    def submit(self):
        if self.enrolments:
            program, practice = self.random.choice(self.enrolments)
            wave = self.random.choice([w for p, w in self.waves if p == program])
            instrument = self.random.choice([self.path, self.path, self.later, self.figures])
            code, edition = instrument.split(":")
            reply = self.api.post("/v1/submissions", json={
                "program": program, "practice": practice, "wave": wave, "instrument": code, "version": edition,
                "respondent": self.random.choice(["a", "b", "c"]), "method": "respondent", "answers": self.answers(instrument),
                "status": self.random.choice(["draft", "submitted"])})
            if reply.status == 201:
                self.submissions.append(reply.rows[0]["submission"])

    def file(self):
        program = self.random.choice(self.programs)
        wave = self.random.choice([w for p, w in self.waves if p == program])
        who = [practice for p, practice in self.enrolments if p == program]
        text = sheet(("practice", "level", "share", "share.denominator"), *[(p, self.random.randint(1, 4), 1, 2) for p in who])
        if who:
            self.field.submit_file(program, text, wave, self.path, expect=None)

    def accept(self):
        self.field.accept_all(self.random.choice(self.programs))

    def status(self):
        if self.submissions:
            self.field.move(self.random.choice(self.submissions), self.random.choice(["accepted", "withdrawn", "returned"]), expect=None)

    def registry(self):
        program = self.random.choice(self.programs)
        lines = [(p, "x", program, "2023-01-01", "b", self.random.choice(["one", "two"]), self.day()) for p in self.random.sample(self.practices, 3)]
        self.api.post("/v1/registry", csv=sheet(("practice", "name", "program", "enrolled_on", "cohort", self.zone, "from"), *lines), status=200)
        self.enrolments += [(program, line[0]) for line in lines if (program, line[0]) not in self.enrolments]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_sheets_are_what_rows_say(service, contract, unique, seed):
    world = World(Api(service, contract, service.key), unique, seed)
    for n in range(120):
        world.act()
        if n % 20 == 19:
            assert_kept(service)
    assert min(rows(service, "select count(*) filter (where received), count(*) filter (where in_work), "
                             "count(distinct stratum_id) from sheet")[0]) > 0
    assert rows(service, "select count(*) from change where kind = 2")[0][0] > 0
    for statement in ("delete from submission where status = 'accepted'", "update wave set kind = 'month' where position = 1",
                      "delete from wave_instrument where version_id % 2 = 0",
                      "update attribute set dimension = not dimension where attribute like 'attribute%' or attribute = 'rurality'",
                      "delete from practice_attribute where value = 'one'"):
        rows(service, statement)
        assert_kept(service)


def test_what_was_stays_with_its_time(service):
    """At any moment there was at most one state of a sheet, and what is now has no end."""
    assert rows(service, "select count(*) from sheet_past")[0][0] > 50
    states = "select practice_id, wave_id, instrument_id, since, until from sheet_past union all " \
             "select practice_id, wave_id, instrument_id, since, 'infinity' from sheet"
    assert rows(service, f"select count(*) from ({states}) a join ({states}) b using (practice_id, wave_id, instrument_id) "
                         "where a.since < b.since and a.until > b.since or a.since >= a.until") == [(0,)]


def test_made_anew_they_are_the_same(service):
    owner = psycopg2.connect(service.settings["OWNER_DATABASE"])
    before, was = rows(service, "select * from sheet order by 1, 2, 3"), version(service)
    past = rows(service, "select count(*) from sheet_past")
    with owner, owner.cursor() as cursor:
        cursor.execute("set search_path = continuum; select sheets_rebuild(); select change_all()")
    owner.close()
    assert rows(service, "select * from sheet order by 1, 2, 3") == before
    assert rows(service, "select count(*) from sheet_past") == past and version(service) != was
    assert_kept(service)


def test_writers_at_once_leave_sheets_as_rows_say(service, contract, unique):
    """They change everything at once; nobody waits in a circle, and nobody computes with what is old."""
    worlds = World(Api(service, contract, service.key), unique, 99)
    for _ in range(60):
        worlds.enrol()
    field, program = worlds.field, worlds.programs[0]
    wave = next(w for p, w in worlds.waves if p == program)
    changed(worlds.api, f"/v1/programs/{program}/waves/{wave}", {"instruments": [worlds.path, worlds.later, worlds.figures]})
    who = [practice for p, practice in worlds.enrolments if p == program]

    def send():
        for n in range(6):
            r = random.Random()
            some = r.sample(who, len(who))
            text = sheet(("practice", "respondent", "level"), *[(p, r.choice("ab"), r.randint(1, 4)) for p in some])
            worlds.api.post(f"/v1/submissions?program={program}&wave={wave}&instrument={worlds.path[:-2]}&version={n % 2 + 1}", csv=text)
            worlds.api.post("/v1/submissions/acceptances", json={"program": program})

    def enrol():
        for n in range(8):
            r = random.Random()
            lines = [(p, program, "2023-01-01", f"c{n}", r.choice(["one", "two"]), "2023-05-05") for p in r.sample(who, len(who))]
            worlds.api.post("/v1/registry", csv=sheet(("practice", "program", "enrolled_on", "cohort", worlds.zone, "from"), *lines))

    def move():
        for day in DAYS:
            worlds.api.patch(f"/v1/programs/{program}/waves/{wave}", json={"reference_on": day}, headers={
                "If-Match": worlds.api.get(f"/v1/programs/{program}/waves/{wave}").headers["ETag"]})

    at_once(send, send, send, enrol, enrol, move)
    assert not [line for line in service.log if line["level"] == "error"]
    assert_kept(service)
