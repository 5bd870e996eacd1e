"""Writers that do everything at once over several instances, and remember what was acknowledged."""
import http.client
import random
import threading

from client import Api
from fixtures_field import Field, sheet

DAYS = ["2023-06-01", "2024-01-15", "2024-02-10", "2024-03-01"]
SENT = {"submitted", "accepted", "superseded"}  # others may accept it, and send what takes its place


class Ledger:
    """What may be in the database: what was acknowledged last, and what has since been sent without an answer."""

    def __init__(self):
        self.lock, self.may, self.acknowledged = threading.Lock(), {}, 0

    def sent(self, key, states):
        with self.lock:
            self.may.setdefault(key, {None}).update(states)

    def done(self, key, states):
        with self.lock:
            self.may[key] = set(states)
            self.acknowledged += 1

    def refused(self, key, before):
        with self.lock:
            self.may[key] = before

    def states(self, key):
        with self.lock:
            return set(self.may.get(key, {None}))


class World:
    """Two programs with waves, and practices of which each belongs to one writer."""

    def __init__(self, api, unique, writers):
        field, self.ledger = Field(api, unique), Ledger()
        items = [{"item": f"i{n}", "kind": "stage", "scale": "bhi_stage", "domain": f"d{n % 2}"} for n in range(3)] + [
            {"item": "money", "kind": "money", "decimals": 2}]
        first = field.instrument(*items, kind="framework", respondents="several")
        self.code = first.split(":")[0]
        field.instrument(*items, {"item": "new", "kind": "count"}, kind="framework", respondents="several",
                         instrument=self.code, version="2")
        self.zone, self.beds = field.attribute(dimension=True), field.attribute(kind="number")
        field.attribute(source=self.beds, dimension=True, values=[{"value": "small", "label": "x", "source_to": 9},
                                                                  {"value": "large", "label": "x", "source_from": 10}])
        self.programs = [field.program() for _ in range(2)]
        for program in self.programs:
            for n in range(3):
                self.ledger.may["wave", program, f"w{n}"] = {f"2024-{n + 1:02}-28"}
                field.wave(program, f"w{n}", [f"{self.code}:1", f"{self.code}:2"], month=n + 1, position=n, kind="wave")
        self.practices = {w: [field.practice() for _ in range(3)] for w in range(writers)}
        self.everybody = [p for owned in self.practices.values() for p in owned]
        for program in self.programs:
            for practice in self.everybody:
                self.ledger.may["enrolment", program, practice] = {"none"}
                field.enrol(program, practice, cohort="a")


class Writer(threading.Thread):
    """instances: a list of services, which may change while it writes."""

    def __init__(self, world, number, instances, contract, stop):
        super().__init__(daemon=True)
        self.world, self.number, self.instances, self.contract, self.stop = world, number, instances, contract, stop
        self.random, self.mine, self.failure = random.Random(number), [], None

    def run(self):
        try:
            while not self.stop.is_set():
                getattr(self, self.random.choice(["submit"] * 4 + ["move"] * 4 + ["hold", "hold", "enrolment", "together", "wave", "registry"]))()
        except BaseException as error:  # is raised again by who started it
            self.failure = error

    def ask(self, method, target, **more):
        """None where no answer came, or one that does not say what became of it."""
        instance = self.random.choice(self.instances)
        try:
            reply = Api(instance, self.contract, instance.key).request(method, target, **more)
        except (OSError, http.client.HTTPException):
            self.stop.wait(0.02)
            return None
        return None if reply.status == 503 else reply

    def record(self, key, states, method, target, **more):
        """Asks for what leads to one of these states; whether it did."""
        before = self.world.ledger.states(key)
        self.world.ledger.sent(key, states)
        reply = self.ask(method, target, **more)
        if reply is not None and reply.status < 300:
            self.world.ledger.done(key, states)
        elif reply is not None:
            assert reply.status in (404, 409, 412, 422), reply.body
            self.world.ledger.refused(key, before)
        return reply

    def place(self):
        return self.random.choice(self.world.programs), self.random.choice(self.world.practices[self.number])

    def submit(self):
        program, practice = self.place()
        given = [{"item": f"i{n}", "value": self.random.randint(1, 4)} for n in range(3)] + [{"item": "money", "value": self.random.randint(0, 9)}]
        reply = self.ask("POST", "/v1/submissions", json={
            "program": program, "practice": practice, "wave": f"w{self.random.randint(0, 2)}", "instrument": self.world.code,
            "version": self.random.choice("12"), "respondent": self.random.choice("ab"), "method": "respondent", "answers": given})
        if reply is not None and reply.status == 201:
            self.mine.append(reply.rows[0]["submission"])
            self.world.ledger.done(("submission", self.mine[-1]), SENT)

    def move(self):
        if self.mine:
            submission = self.random.choice(self.mine[-8:])
            status = self.random.choice(["accepted", "accepted", "withdrawn"])
            seen = self.ask("GET", f"/v1/submissions/{submission}")
            if seen is not None:
                self.record(("submission", submission), {status, "superseded"} if status == "accepted" else {status}, "PUT",
                            f"/v1/submissions/{submission}/status", json={"status": status}, headers={"If-Match": seen.headers["ETag"]})

    def hold(self):
        practice = self.random.choice(self.world.practices[self.number])
        attribute, value = self.random.choice([(self.world.zone, "one"), (self.world.zone, "two"), (self.world.beds, "3"), (self.world.beds, "12")])
        self.record(("value", practice, attribute), {value}, "PUT", f"/v1/practices/{practice}/attributes/{attribute}",
                    json={"value": value, "from": "2023-01-01"})

    def changed(self, key, state, target, body):
        seen = self.ask("GET", target)
        if seen is not None:
            self.record(key, {state}, "PATCH", target, json=body, headers={"If-Match": seen.headers["ETag"]})

    def enrolment(self):
        program, practice = self.place()
        day = self.random.choice([None, "2024-02-15"])
        self.changed(("enrolment", program, practice), day or "none", f"/v1/programs/{program}/enrolments/{practice}", {"withdrawn_on": day})

    def wave(self):
        """Each wave belongs to one writer; what it asks for may change with its day."""
        if self.number < 6:
            program, wave, day = self.world.programs[self.number % 2], f"w{self.number // 2}", self.random.choice(DAYS)
            body = {"reference_on": day} | self.random.choice([{}, {"position": self.random.randint(0, 3)}, {
                "instruments": [f"{self.world.code}:{v}" for v in self.random.choice(["12", "2"])]}])
            self.changed(("wave", program, wave), day, f"/v1/programs/{program}/waves/{wave}", body)

    def together(self):
        """All of a program at once, in any order, as a file; and what waits is accepted."""
        program, some = self.random.choice(self.world.programs), self.random.sample(self.world.everybody, 12)
        text = sheet(("practice", "respondent", "i0"), *[(p, self.random.choice("ab"), self.random.randint(1, 4)) for p in some])
        self.ask("POST", f"/v1/submissions?program={program}&wave=w{self.random.randint(0, 2)}&instrument={self.world.code}&version=1", csv=text)
        self.ask("POST", "/v1/submissions/acceptances", json={"program": program})

    def registry(self):
        program, some = self.random.choice(self.world.programs), self.random.sample(self.world.everybody, 8)
        self.ask("POST", "/v1/registry", csv=sheet(("practice", "program", "cohort"), *[(p, program, self.random.choice("abc")) for p in some]))
