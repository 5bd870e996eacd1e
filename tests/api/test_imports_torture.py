"""Imports through the death of the service and of PostgreSQL: nothing that was acknowledged is lost, doubled or half there.

CONTINUUM_IMPORT_KILLS: how often each of the two is killed, else 2; ./dev torture says 100."""
import http.client
import os
import random
import secrets
import threading

import pytest

from client import Api, eventually
from fixtures_cells import assert_verified
from fixtures_field import sheet
from fixtures_import import ENDED, Study
from harness import Service
from test_verify_writers import Durable

KILLS = int(os.environ.get("CONTINUUM_IMPORT_KILLS", 2))
SENDERS, PRACTICES = 3, 40


class Sender(threading.Thread):
    """Sends files, each of a respondent of its own, again under the same key until there is an answer; and asks what became of it."""

    def __init__(self, torture, number):
        super().__init__(daemon=True)
        self.torture, self.number, self.failure = torture, number, None
        self.random, self.sent, self.ended = random.Random(number), {}, {}

    def run(self):
        try:
            while not self.torture.stop.is_set():
                self.send()
        except BaseException as error:  # is raised again by who started it
            self.failure = error

    def ask(self, method, target, **more):
        while True:
            service = self.torture.service
            try:
                reply = Api(service, self.torture.contract, service.key).request(method, target, **more)
                if reply.status != 503:
                    return reply
            except (OSError, http.client.HTTPException):
                pass
            self.torture.pause.wait(0.05)

    def send(self):
        """A small one, or one that is a job; sometimes with a fault, so that nothing of it may be there."""
        name = f"s{self.number}-{len(self.sent)}"
        job, bad = self.random.random() < 0.5, self.random.random() < 0.2
        rows = [(p, name, self.random.randint(1, 4), "x" * (30000 if job else 5)) for p in self.torture.practices]
        if bad:
            rows[-1] = ("absent", *rows[-1][1:])
        self.sent[name] = None if bad else {p: stage for p, _, stage, _ in rows}
        body = sheet(("practice", "respondent", "stage", "story"), *rows)
        reply = self.ask("POST", self.torture.study.target(), body=body,
                         headers={"Content-Type": "text/csv", "Idempotency-Key": f"{name} {secrets.token_hex(4)}"})
        if reply.status == 422:
            state = {"state": "rejected"}
        else:
            assert reply.status in (201, 202), reply.body
            state = self.ended_of(reply.json["import"])
        self.ended[name] = state["state"]
        assert state["state"] == ("rejected" if bad else "done"), (name, state)

    def ended_of(self, number):
        while True:
            reply = self.ask("GET", f"/v1/imports/{number}")
            assert reply.status == 200, "an import that was acknowledged is not there"
            if reply.json["state"] in ENDED:
                return reply.json
            self.torture.pause.wait(0.02)


class Torture:
    def __init__(self, contract, unique):
        self.contract, self.stop, self.pause = contract, threading.Event(), threading.Event()
        self.cluster = Durable()
        self.service = self.start()
        self.study = Study(Api(self.service, contract, self.cluster.key), unique)
        self.practices = self.study.many(PRACTICES)
        self.senders = [Sender(self, n) for n in range(SENDERS)]

    def start(self):
        database = self.service.database if hasattr(self, "service") else None
        service = Service(self.cluster, database, FOLD_MS=20, THREADS=8).wait_ready()
        service.expected = {"unavailable"}
        return service

    def count(self):
        assert not [s.failure for s in self.senders if s.failure], [s.failure for s in self.senders if s.failure][0]
        return sum(len(s.ended) for s in self.senders)

    def work_on(self, some):
        """Until so many more imports have ended."""
        before = self.count()
        eventually(lambda: self.count() >= before + some, 60)

    def kill_service(self):
        self.service.process.kill()
        self.service.process.wait()
        self.service = self.start()

    def kill_database(self):
        self.cluster.kill()
        self.cluster.revive()
        eventually(self.service.answers_ready, 30)

    def there(self):
        """{respondent: {practice: stage}}, each submission once."""
        found = {}
        for respondent, practice, stage in self.service.execute(
                "select respondent, practice, answers[1] from continuum.submission join continuum.practice using (practice_id) "
                "where status = 'submitted'"):
            assert practice not in found.setdefault(respondent, {}), f"{practice} is there twice for {respondent}"
            found[respondent][practice] = stage
        return found


@pytest.fixture
def torture(contract, unique):
    torture = Torture(contract, unique)
    yield torture
    torture.stop.set()
    torture.service.close()
    torture.cluster.remove()


def test_nothing_is_lost_doubled_or_half_there(torture):
    delays = random.Random(1)
    for sender in torture.senders:
        sender.start()
    torture.work_on(3)
    for kill in [torture.kill_service, torture.kill_database] * KILLS:
        torture.pause.wait(delays.uniform(0, 0.3))  # anywhere in an import
        kill()
        torture.work_on(2)
    torture.stop.set()
    for sender in torture.senders:
        sender.join(60)
        assert not sender.is_alive() and not sender.failure, sender.failure
    sent = {name: rows for s in torture.senders for name, rows in s.sent.items()}
    ended = {name: state for s in torture.senders for name, state in s.ended.items()}
    assert set(sent) == set(ended) and torture.count() > 2 * KILLS
    assert torture.there() == {name: rows for name, rows in sent.items() if rows is not None}
    assert_verified(torture.service)
    assert torture.service.execute("select count(*) from continuum.submission where status = 'superseded'") == [(0,)], "one was stored again"
    print(f"{len(ended)} imports through {2 * KILLS} kills")
