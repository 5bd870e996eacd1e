"""A private PostgreSQL, and services that run on it: one fresh database each."""
import itertools
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg2

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("CONTINUUM_BINARY", ROOT / "build/dev/continuum")).resolve()
SANITIZER = re.compile(r"ERROR: |WARNING: ThreadSanitizer|runtime error:")


def environment(settings):
    """Ours without settings that somebody has left there, and with these."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith("CONTINUUM_")}
    return kept | {f"CONTINUUM_{n}": str(v) for n, v in settings.items()}


def run(*command, **settings):
    """The program as a command, to its end."""
    return subprocess.run([BINARY, *command], env=environment(settings), text=True, timeout=60,
                          capture_output=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def scratch():
    """A directory for a cluster, in memory where there is room for it."""
    memory = pathlib.Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30
    directory = tempfile.mkdtemp(prefix="continuum-test-", dir=memory if roomy else None)
    os.chmod(directory, 0o755)
    return directory


class Cluster:
    """A PostgreSQL of the tests, or, with a directory, one that is there and stays."""

    def __init__(self, directory=None):
        self.kept = directory is not None
        self.directory = directory or scratch()
        self.key_secret = secrets.token_hex(32)
        self.prefix = f"test_{os.getpid()}_{secrets.token_hex(3)}"
        self.names = (f"{self.prefix}_{n}" for n in itertools.count())
        self.made = []
        self.place = self.start()
        self.template, self.key = None, None

    def tool(self, command, *arguments):
        done = subprocess.run([ROOT / "tools/cluster", command, self.directory, *arguments],
                              text=True, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self):
        return self.tool("start", "fast")

    def connect(self, database="postgres"):
        """As the superuser, each statement on its own."""
        connection = psycopg2.connect(host=self.place, dbname=database, user="postgres")
        connection.autocommit = True
        return connection

    def execute(self, sql, database="postgres"):
        connection = self.connect(database)
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall() if cursor.description else None
        connection.close()
        return rows

    def address(self, database, role="continuum_service"):
        return f"host={self.place} dbname={database} user={role}"

    def settings(self, database):
        return {"DATABASE": self.address(database), "KEY_SECRET": self.key_secret,
                "OWNER_DATABASE": self.address(database, "continuum_owner")}

    def empty_database(self):
        name = next(self.names)
        self.execute(f"create database {name} owner continuum_owner")
        self.made.append(name)
        return name

    def make_template(self):
        """A migrated database with a key that may do everything."""
        self.template = self.empty_database()
        done = run("migrate", **self.settings(self.template))
        assert done.returncode == 0, done.stderr
        self.key = self.make_key(self.template)

    def database(self):
        """A copy of the template, in a tenth of a second."""
        if not self.template:
            self.make_template()
        name = next(self.names)
        self.execute(f"create database {name} template {self.template} owner continuum_owner")
        self.made.append(name)
        self.execute(f"revoke temporary on database {name} from public")  # what migrate says; a copy does not
        return name

    def make_key(self, database, scopes="all", programs=None, expires=None, **more):
        """more: a role in place of scopes, regions, practices; lists with commas."""
        asked = {"name": "test", **({} if "role" in more else {"scopes": scopes}), "programs": programs,
                 "expires": expires, **more}
        options = [part for name, value in asked.items() if value for part in (f"--{name}", value)]
        done = run("key", "create", *options, **self.settings(database))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def remove(self):
        if self.kept:
            for name in reversed(self.made):
                self.execute(f"drop database {name} with (force)")
            return
        self.tool("kill")
        shutil.rmtree(self.place)
        shutil.rmtree(self.directory, ignore_errors=True)


class Service:
    """`continuum serve` on a database of its own."""

    def __init__(self, cluster, database=None, **settings):
        self.cluster = cluster
        self.database = database or cluster.database()
        self.port = free_port()
        self.key = cluster.key
        self.keys = {}
        self.files = [tempfile.NamedTemporaryFile(prefix="continuum-log-", suffix=".txt") for _ in range(2)]
        self.lines, self.read = [], 0
        self.expected = set()  # problems and events that may be logged as errors
        self.settings = {"THREADS": 16, "RATE": 0, "GUESSES": 0, "TRANSFERS": 100, **cluster.settings(self.database),
                         "LISTEN": f"127.0.0.1:{self.port}", **settings}
        self.started = time.monotonic()
        self.process = subprocess.Popen([BINARY, "serve"], env=environment(self.settings),
                                        stdout=self.files[0], stderr=self.files[1])

    def text(self, which):
        return pathlib.Path(self.files[which].name).read_text()

    @property
    def log(self):
        """Every line of the log so far that is whole."""
        with open(self.files[0].name, "rb") as file:
            file.seek(self.read)
            new = file.read()
        new = new[:new.rfind(b"\n") + 1]
        self.read += len(new)
        self.lines += [json.loads(line) for line in new.splitlines()]
        return self.lines

    def unexpected(self):
        return [line for line in self.log if line["level"] == "error"
                and not {line.get("problem"), line["event"]} & self.expected]

    def wait_ready(self, seconds=10):
        while time.monotonic() < self.started + seconds:
            assert self.process.poll() is None, f"it ended: {self.text(1)}"
            if self.answers_ready():
                return self
            time.sleep(0.005)
        raise AssertionError(f"not ready within {seconds} s: {self.text(0)}{self.text(1)}")

    def answers_ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as asked:
                asked.sendall(b"GET /readyz HTTP/1.1\r\nHost: test\r\n\r\n")
                return b" 200 " in asked.recv(100)
        except OSError:
            return False

    def key_for(self, scopes="all", programs=None, expires=None):
        """A key with these scopes, kept for the next who asks for the same."""
        asked = (scopes, programs, expires)
        if asked not in self.keys:
            self.keys[asked] = self.cluster.make_key(self.database, *asked)
        return self.keys[asked]

    def execute(self, sql):
        return self.cluster.execute(sql, self.database)

    def signal(self):
        self.process.send_signal(signal.SIGTERM)

    def end(self, seconds=30):
        """Its exit status after SIGTERM."""
        if self.process.poll() is None:
            self.signal()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"it did not end within {seconds} s of SIGTERM") from None

    def close(self):
        """Ends it; fails where it did not go well, to the last line of its log."""
        status = self.end()
        log, errors = self.text(0), self.text(1)
        unexpected = self.unexpected()
        for file in self.files:
            file.close()
        assert not SANITIZER.search(errors), f"a sanitizer reports:\n{errors}"
        assert status == 0, f"it ended with {status}:\n{errors}\n{log[-2000:]}"
        assert not errors, f"on standard error:\n{errors}"
        assert not unexpected, f"errors in the log that no test expects: {unexpected[:5]}"
