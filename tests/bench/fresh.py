"""No answer is older than a commit that anyone was told of."""

import itertools
import json
import threading
import time

import clients
from paper import count, say
from posts import ITEMS, SHEET
from questions import SAME
from tools import SECONDS, Service

WRITERS, READERS = 2, 4
PRACTICES = """
    select practice from continuum.submission s join continuum.practice using (practice_id)
    join continuum.wave using (wave_id) join continuum.instrument_version using (version_id) join continuum.instrument using (instrument_id)
    where wave = 'baseline' and instrument = 'continuum_pc' and status = 'accepted' and answers[1] < 4 order by practice limit 4000"""


class Watch:
    """Practices move to the highest stage one by one; how many have is what every answer must know."""

    def __init__(self, service, key):
        self.service, self.key, self.lock = service, key, threading.Lock()
        self.end = time.monotonic() + 5 * SECONDS
        self.accepted = self.reads = self.violations = 0
        self.failure = None
        self.before = self.seen()

    def seen(self):
        answer = clients.ask(f"{self.service.url}{SAME}&wave=baseline", self.key)
        if answer["status"] != 200:
            raise RuntimeError(f"a report failed: {answer['status']}")
        return next(row["value"] for row in json.loads(answer["text"])["data"]
                    if (row["item"], row["measure"], row["level"]) == (ITEMS[0], "count", 4))

    def read(self):
        """Asked after what is known now was acknowledged."""
        known = self.accepted
        late = self.seen() < self.before + known
        with self.lock:
            self.reads += 1
            self.violations += late

    def move(self, practice):
        sheet = {name: value for name, value in SHEET.items() if name != "respondent"}
        sheet |= {"practice": practice, "answers": [{"item": item, "value": 4} for item in ITEMS]}
        headers = {"Content-Type": "application/json"}
        made = clients.ask(f"{self.service.url}/v1/submissions", self.key, "POST", json.dumps(sheet), headers)
        if made["status"] != 201:
            raise RuntimeError(f"a post failed: {made['text']}")
        submission = json.loads(made["text"])["data"][0]["submission"]
        done = clients.ask(f"{self.service.url}/v1/submissions/{submission}/status", self.key, "PUT", '{"status": "accepted"}',
                           headers | {"If-Match": '"1"'})
        if done["status"] != 200:
            raise RuntimeError(f"accepting failed: {done['text']}")
        with self.lock:
            self.accepted += 1

    def write_all(self, practices):
        for practice in practices:
            self.move(practice)
            self.read()
            if time.monotonic() > self.end:
                return

    def read_all(self, _):
        while time.monotonic() < self.end:
            self.read()

    def guarded(self, work, practices):
        try:
            work(practices)
        except (RuntimeError, OSError) as failure:
            self.failure = failure


def fresh(cluster, database, size):
    say(f"### No answer is older than an acknowledged commit, {size:,} practices")
    say()
    service = Service(cluster, database)
    practices = cluster.value(database, PRACTICES).split()
    watch = Watch(service, cluster.key(database, "all"))
    threads = [threading.Thread(target=watch.guarded, args=(work, practices[n::WRITERS]))
               for work, n in itertools.chain(((watch.write_all, n) for n in range(WRITERS)), ((watch.read_all, 0) for _ in range(READERS)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    service.stop()
    if watch.failure:
        raise SystemExit(f"bench: {watch.failure}")
    say(f"{WRITERS} writers post and accept over HTTP and read the report at once, {READERS} others read all the time: "
        f"{count(watch.accepted)} accepted, {count(watch.reads)} answers read, **{watch.violations}** older than a commit that had been acknowledged.")
    say()
