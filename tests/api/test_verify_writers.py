"""While everybody writes, and through the death of instances and of the database, reports stay what submissions say.

CONTINUUM_WRITE_SECONDS: how long each of the steps lasts, else 1.5."""
import os
import pathlib
import signal
import threading
import time

import pytest

from client import Api, eventually
from fixtures_cells import assert_verified, folded
from fixtures_sheets import rows
from fixtures_writers import Writer, World
from harness import Cluster, Service

SECONDS = float(os.environ.get("CONTINUUM_WRITE_SECONDS", 1.5))
WRITERS, INSTANCES = 8, 2
STATES = {
    "submission": "select submission::text, status from submission",
    "value": "select practice, attribute, value from practice_attribute join practice using (practice_id) join attribute using (attribute_id)",
    "enrolment": "select program, practice, coalesce(withdrawn_on::text, 'none') from enrolment join program using (program_id) "
                 "join practice using (practice_id)",
    "wave": "select program, wave, reference_on::text from wave join program using (program_id)"}


class Durable(Cluster):
    """One that loses nothing when it is killed."""

    def start(self):
        return self.tool("start")

    def kill(self):
        pid = int((pathlib.Path(self.place) / "data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def revive(self):
        """As soon as the last of its children has noticed."""
        def started():
            try:
                return self.start()
            except AssertionError:
                return None

        eventually(started, 30)

    @property
    def log(self):
        return (pathlib.Path(self.place) / "postgres.log").read_text()


class Field:
    """Instances on one database, and writers at them."""

    def __init__(self, contract, unique):
        self.contract, self.stop = contract, threading.Event()
        self.cluster = Durable()
        self.instances = [self.instance()]
        self.instances += [self.instance() for _ in range(INSTANCES - 1)]
        self.world = World(Api(self.instances[0], contract, self.cluster.key), unique, WRITERS)
        self.writers = [Writer(self.world, n, self.instances, contract, self.stop) for n in range(WRITERS)]

    def instance(self):
        database = self.instances[0].database if hasattr(self, "instances") else None
        service = Service(self.cluster, database, FOLD_MS=20, THREADS=8).wait_ready()
        service.expected = {"unavailable"}
        return service

    def watch(self, seconds):
        """Verifies again and again while they write; how often."""
        times, until = 0, time.monotonic() + seconds
        while times == 0 or time.monotonic() < until:
            assert_verified(self.instances[0])
            times += 1
            assert not [w.failure for w in self.writers if w.failure], [w.failure for w in self.writers if w.failure][0]
        return times

    def kill_instance(self):
        killed = self.instances[1]
        killed.process.kill()
        killed.process.wait()
        assert "deadlock" not in killed.text(0)

    def revive_instance(self):
        self.instances[1] = self.instance()

    def end(self):
        self.stop.set()
        for writer in self.writers:
            if writer.is_alive():
                writer.join(30)

    def lost(self):
        """What was acknowledged and is not there, or not so."""
        service, ledger, there = self.instances[0], self.world.ledger.may, {}
        for kind, sql in STATES.items():
            there |= {(kind, *key): state for *key, state in rows(service, sql)}
        return {key: (there.get(key), may) for key, may in ledger.items() if there.get(key) not in may}

    def deadlocks(self):
        """Each with the lines that say who waited for whom."""
        lines = self.cluster.log.splitlines()
        return ["\n".join(lines[n:n + 12]) for n, line in enumerate(lines) if "deadlock detected" in line]


@pytest.fixture
def field(contract, unique):
    field = Field(contract, unique)
    yield field
    field.end()
    for instance in field.instances:
        instance.close()
    field.cluster.remove()


def test_through_everything(field):
    for writer in field.writers:
        writer.start()
    service = field.instances[0]
    assert field.watch(2 * SECONDS) > 2

    field.kill_instance()
    assert_verified(service)
    field.revive_instance()
    field.watch(SECONDS)

    before = field.world.ledger.acknowledged
    field.cluster.kill()
    field.cluster.revive()
    eventually(lambda: all(i.answers_ready() for i in field.instances), 20)
    eventually(lambda: field.world.ledger.acknowledged > before + 20, 20)  # they write again
    field.watch(SECONDS)

    field.cluster.kill()
    field.kill_instance()
    field.cluster.revive()
    assert_verified(service)
    field.revive_instance()
    eventually(service.answers_ready, 20)
    field.watch(SECONDS)
    field.end()
    assert_verified(service)
    folded(service)
    assert_verified(service)
    assert rows(service, "select count(*) > 10 from cell")[0][0] and field.world.ledger.acknowledged > 100
    assert not field.lost()
    assert not field.deadlocks(), field.deadlocks()[0]
    assert not any("deadlock" in i.text(0) for i in field.instances)
