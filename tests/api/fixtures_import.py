"""Files of answers on their way in: what a test of imports begins with."""
import itertools
import json
import secrets

import pytest

from client import eventually
from fixtures_field import Field, sheet

ITEMS = [{"item": "stage", "kind": "stage", "scale": "bhi_stage"}, {"item": "rate", "kind": "rate"}, {"item": "fte", "kind": "fte"},
         {"item": "story", "kind": "text"}]
NOTHING = dict.fromkeys(("created", "unchanged", "superseding", "rejected"), 0)
ENDED = {"done", "rejected", "cancelled", "failed"}


class Study:
    """A program with practices a, b and c, two waves, and an instrument of its own."""

    def __init__(self, api, unique):
        self.api, self.field = api, Field(api, unique)
        self.program, self.instrument = self.field.program(), self.field.instrument(*ITEMS)
        self.code, self.version = self.instrument.split(":")
        for number, wave in enumerate(("w1", "w2"), 1):
            self.field.wave(self.program, wave, [self.instrument], month=number)
        self.practices = [self.field.enrolled(self.program) for _ in range(3)]

    def many(self, count):
        """So many more practices, enrolled."""
        codes = [f"{self.program}.{secrets.token_hex(3)}.{n}" for n in range(count)]
        for some in (codes[n:n + 20000] for n in range(0, count, 20000)):
            self.api.post("/v1/registry", status=200, csv=sheet(
                ("practice", "name", "program", "enrolled_on"), *((p, "x", self.program, "2023-01-01") for p in some)))
        return codes

    def target(self, **query):
        given = {"program": self.program, "instrument": self.code, "version": self.version, "wave": "w1", **query}
        return "/v1/imports?" + "&".join(f"{n}={v}" for n, v in given.items() if v is not None)

    def send(self, body, status=201, media="text/csv", headers=None, key=None, **query):
        more = {"key": key} if key else {}
        return self.api.post(self.target(**query), body=body, status=status, headers={"Content-Type": media, **(headers or {})}, **more)

    def refused(self, body, media="text/csv", headers=None, **query):
        """The faults by (row, column), where nothing was stored."""
        before = self.submissions()
        reply = self.send(body, 422, media, headers, **query)
        assert self.submissions() == before and reply.json["error_count"] >= len(reply.faults)
        return reply.faults

    def submissions(self):
        found, cursor = [], ""
        while cursor is not None:
            page = self.api.get(f"/v1/submissions?program={self.program}&limit=1000{cursor}", status=200).json
            found += page["data"]
            cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
        return found

    def kept(self):
        """{(practice, wave): {item: value}} of what waits or counts."""
        return {(s["practice"], s["wave"]): {i: a["value"] if a["text"] is None else a["text"] for i, a in
                                             self.field.answers(s["submission"]).items()
                                             if a["value"] is not None or a["text"] is not None}
                for s in self.submissions() if s["status"] in ("draft", "submitted", "accepted")}

    def state(self, location):
        return self.api.get(location, status=200).json

    def ended(self, location, seconds=60):
        return eventually(lambda: (s := self.state(location))["state"] in ENDED and s, seconds)


def counts(answer):
    return {n: answer[n] for n in ("created", "unchanged", "superseding", "rejected")}


def wide(practices, value=lambda n: n % 90):
    return sheet(("practice", "stage", "fte"), *((p, 1 + n % 4, value(n)) for n, p in enumerate(practices)))


def long(practices, times=1):
    rows = itertools.chain.from_iterable(((p, "stage", 1 + n % 4), (p, "fte", n % 90)) for n, p in enumerate(practices))
    return sheet(("practice", "item", "value"), *rows)


def lines(rows):
    return "".join(json.dumps(r) + "\n" for r in rows)


@pytest.fixture
def study(api, unique):
    return Study(api, unique)
