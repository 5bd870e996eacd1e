"""Exports: files that are long, and what reads them."""
import base64
import contextlib
import hashlib
import json
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest

from client import Socket
from harness import Service

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS = 3000  # submissions of twelve answers: 12 MB as JSON, more than sockets hold

MANY = f"""
    set search_path = continuum;
    insert into practice (practice, name, created_by) select 'p' || lpad(n::text, 5, '0'), 'x', 'test' from generate_series(1, {ROWS}) n;
    insert into program (program, name, created_by) values ('large', 'x', 'test');
    insert into enrolment (practice_id, program_id, enrolled_on, created_by)
    select practice_id, program_id, '2023-01-01', 'test' from practice, program;
    insert into wave (program_id, wave, name, kind, position, starts_on, ends_on, reference_on, created_by)
    select program_id, 'w', 'w', 'wave', 1, '2024-01-01', '2024-01-31', '2024-01-31', 'test' from program;
    insert into wave_instrument select w.program_id, w.wave_id, v.version_id
    from wave w, instrument_version v join instrument i using (instrument_id) where (i.instrument, v.version) = ('continuum_pc', '2016');
    insert into submission (practice_id, program_id, wave_id, version_id, status, answers, accepted_at, created_by)
    select e.practice_id, e.program_id, x.wave_id, x.version_id, 'accepted',
           (select array_agg(1 + (e.practice_id + i.position) % 4 order by i.position) from item i where i.version_id = x.version_id),
           now(), 'test'
    from enrolment e join wave_instrument x using (program_id);
    analyze"""


class Large:
    """A service with a long export, and clients that are not like others."""

    target = "/v1/exports/observations?program=large"

    def __init__(self, service):
        self.service = service
        [self.items], = service.execute("""
            select count(*) from continuum.item join continuum.instrument_version v using (version_id)
            join continuum.instrument i using (instrument_id) where (i.instrument, v.version) = ('continuum_pc', '2016')"""),
        self.rows = ROWS * self.items[0]

    def head(self, target, name, http, method):
        return (f"{method} {target} HTTP/{http}\r\nHost: test\r\nX-Request-Id: {name}\r\n"
                f"Authorization: Bearer {self.service.key}\r\n\r\n").encode()

    @contextlib.contextmanager
    def ask(self, target=None, name="large", http="1.1", method="GET"):
        """A connection on which it was asked and nothing is read yet."""
        with Socket(self.service.port) as connection:
            connection.send(self.head(target or self.target, name, http, method))
            yield connection

    def whole(self, *arguments, **more):
        """Head and the rest, as bytes."""
        with self.ask(*arguments, **more) as connection:
            head, _, rest = connection.receive().partition(b"\r\n\r\n")
        return head.decode(), rest

    def line(self, name):
        """What the log says of the request; None while it is under way."""
        return next((line for line in self.service.log if line.get("id") == name and line["event"] == "request"), None)

    def entry(self, name):
        return self.service.execute(f"""select outcome, problem, rows, cardinality(practices) from continuum.audit_entry
                                        where request = '{name}'""")

    def statements(self):
        """How many the service has running."""
        return self.service.execute("""select count(*) from pg_stat_activity where usename = 'continuum_service' and state = 'active'
                                       and datname = current_database() and query like '%exported_submissions%'""")[0][0]


@pytest.fixture(scope="module")
def large(cluster):
    service = Service(cluster, SESSIONS=2, EXPORTS=1)
    service.wait_ready()
    service.execute(MANY)
    yield Large(service)
    assert not service.unexpected()
    service.close()


def unchunked(data):
    """The content, and the trailers; fails where the last chunk is not there."""
    parts, at = [], 0
    while True:
        end = data.find(b"\r\n", at)
        assert end > at, "the answer was cut"
        size, at = int(data[at:end], 16), end + 2
        if size == 0:
            break
        parts.append(data[at:at + size])
        at += size + 2
        assert data[at - 2:at] == b"\r\n", "the answer was cut"
    assert data.endswith(b"\r\n\r\n")
    return b"".join(parts), dict(line.split(": ", 1) for line in data[at:].decode().split("\r\n") if line)


def digest(content):
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def cells(sheet):
    """Rows of an XLSX sheet: texts, numbers, booleans; None where a cell is empty."""
    for row in sheet.iter(f"{SHEET}row"):
        found = {}
        for cell in row.iter(f"{SHEET}c"):
            column = 0
            for letter in cell.get("r").rstrip("0123456789"):
                column = column * 26 + ord(letter) - 64
            text = "".join(t.text or "" for t in cell.iter(f"{SHEET}t")) or cell.findtext(f"{SHEET}v")
            kind = cell.get("t", "n")
            assert cell.find(f"{SHEET}f") is None, "a formula"
            found[column] = {"inlineStr": str, "n": float, "b": lambda v: v == "1"}[kind](text)
        yield [found.get(n) for n in range(1, max(found, default=0) + 1)]


def book(path):
    """{sheet: rows} of an XLSX file."""
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        names = [s.get("name") for s in ElementTree.fromstring(file.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        return {name: list(cells(ElementTree.fromstring(file.read(f"xl/worksheets/sheet{n}.xml"))))
                for n, name in enumerate(names, 1)}


def statistical(path):
    """What ReadStat reads: rows as texts, and {variable: (label, {code: label})}."""
    out = path.with_suffix(".csv"), path.with_suffix(".json")
    for command in (["readstat", "-f", path, out[0]], ["extract_metadata", path, out[1]]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    variables = {v["name"]: (v.get("label"), {str(c["code"]): c["label"] for c in v.get("categories", [])})
                 for v in json.loads(out[1].read_text())["variables"]}
    return out[0].read_text(), variables
