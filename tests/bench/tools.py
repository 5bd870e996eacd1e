"""The machine, a durable PostgreSQL with pgbench, and the service."""

import atexit
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time

import clients
from clients import percentile, run

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BINARY = pathlib.Path(os.environ.get("CONTINUUM_BINARY", ROOT / "build/release/continuum")).resolve()
ROUNDS, SECONDS = (1, 1) if os.environ.get("BENCH_QUICK") else (5, int(os.environ.get("BENCH_SECONDS", "2")))
TICKS = os.sysconf("SC_CLK_TCK")


def postgres_program(name):
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    return found[-1]


def machine():
    """What the figures depend on, as pairs for a table."""
    def first(path, pattern):
        return re.search(pattern, pathlib.Path(path).read_text(), re.M)[1]

    def version(*command):
        done = subprocess.run(command, text=True, capture_output=True)
        return (done.stdout + done.stderr).splitlines()[0]

    return [("Processor", first("/proc/cpuinfo", r"^model name\s*: (.*)")), ("Cores", os.cpu_count()),
            ("Memory", f"{int(first('/proc/meminfo', r'^MemTotal: *([0-9]+)')) / 2**20:.1f} GiB"),
            ("Load before", f"{os.getloadavg()[0]:.2f}"), ("Kernel", os.uname().release),
            ("System", first("/etc/os-release", r'^PRETTY_NAME="(.*)"')),
            ("Continuum", run(BINARY, "--version").split()[-1]),
            ("PostgreSQL", run(postgres_program("postgres"), "--version").split()[2] + ", its defaults, durable"),
            ("wrk", version("wrk", "-v").split()[1])]


def cpu_seconds(*pids):
    """Used by the processes so far, in user and system mode."""
    total = 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / TICKS


def memory_mib(pid, which="VmRSS"):
    """MiB now; with VmHWM the most since the start, or since it was told to forget."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{which}:\s*([0-9]+)", text, re.M)[1]) / 1024


def port_unused():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="continuum-bench-", dir="/var/tmp")
        self.place = self.tool("start")
        self.secret = secrets.token_hex(32)

    def tool(self, command, *arguments, **options):
        return run(ROOT / "tools/cluster", command, self.directory, *arguments, **options).strip()

    def psql(self, database, *arguments, **options):
        return self.tool("psql", "-d", database, "-v", "ON_ERROR_STOP=1", *arguments, **options)

    def value(self, database, sql):
        return self.psql(database, "-Atc", sql)

    def settings(self, database, **more):
        ours = {"DATABASE": f"host={self.place} dbname={database} user=continuum_service",
                "OWNER_DATABASE": f"host={self.place} dbname={database} user=continuum_owner",
                "KEY_SECRET": self.secret} | more
        kept = {n: v for n, v in os.environ.items() if not n.startswith("CONTINUUM_")}
        return kept | {f"CONTINUUM_{n}": str(v) for n, v in ours.items()}

    def make(self, database):
        self.psql("postgres", "-c", f"create database {database} owner continuum_owner")
        run(BINARY, "migrate", env=self.settings(database))

    def key(self, database, scopes):
        return run(BINARY, "key", "create", "--name", "bench", "--scopes", scopes, env=self.settings(database)).strip()

    def backends(self):
        """The server's processes."""
        first = pathlib.Path(self.place, "data/postmaster.pid").read_text().split()[0]
        return pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()

    def remove(self):
        self.tool("kill")
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.rmtree(self.directory, ignore_errors=True)

    def pgbench(self, database, script, clients, seconds=None, user="postgres", each=None, **variables):
        """Transactions a second; milliseconds at the median and the 99th percentile. For some seconds, or each client so many."""
        with tempfile.TemporaryDirectory() as logs:
            command = [postgres_program("pgbench"), "-n", "-M", "prepared", "-h", self.place, "-U", user, "-c", clients, "-j", 1,
                       *(("-t", each) if each else ("-T", seconds)), "-l", "--log-prefix", f"{logs}/log", "-f", script]
            for name, value in variables.items():
                command += ["-D", f"{name}={value}"]
            text = run(*command, database, env=os.environ | {"PGOPTIONS": "-c search_path=continuum"})
            lines = "".join(p.read_text() for p in pathlib.Path(logs).iterdir()).splitlines()
        times = [int(line.split()[2]) / 1000 for line in lines]
        if not times:  # none ended in time: one each, however long it takes
            return self.pgbench(database, script, clients, user=user, each=1, **variables)
        return {"rate": float(re.search(r"tps = ([0-9.]+)", text)[1]), "p50": percentile(times, 0.5),
                "p99": percentile(times, 0.99), "requests": len(times)}


class Service:
    """`continuum serve`, and what it costs."""

    def __init__(self, cluster, database, **settings):
        self.port = port_unused()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile("w+")
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [BINARY, "serve"], stdout=self.log, stderr=self.log,
            env=cluster.settings(database, LISTEN=f"127.0.0.1:{self.port}", RATE=0, TRANSFERS=1000, **settings))
        atexit.register(self.process.kill)  # where the run ends early
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - begun > 20:
                raise SystemExit("bench: the service did not start")
        self.start_ms = 1000 * (time.monotonic() - begun)
        self.pid, self.cluster = self.process.pid, cluster

    def is_ready(self):
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            time.sleep(0.0005)
            return False

    def ask(self, method, path, body=None, key=None, **headers):
        """Status, answer and milliseconds of one request."""
        answer = clients.ask(self.url + path, key, method, body, headers)
        return answer["status"], answer["text"], answer["ms"]

    def memory(self, which="VmRSS"):
        return memory_mib(self.pid, which)

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def load(self, path, connections, seconds, key=None, refused=False, **more):
        """What clients.wrk() finds, and CPU microseconds a request, here and in the database."""
        backends = self.cluster.backends()
        before = cpu_seconds(self.pid), cpu_seconds(*backends)
        found = clients.wrk(self.url + path, connections, seconds, key, **more)
        if found["failed"] and not refused:
            raise SystemExit(f"bench: {found['failed']} requests of {path} failed")
        after = cpu_seconds(self.pid), cpu_seconds(*backends)
        count = max(found["requests"], 1)
        return found | {"cpu": 1e6 * (after[0] - before[0]) / count, "database_cpu": 1e6 * (after[1] - before[1]) / count}

    def latency(self, path, key, seconds):
        return clients.latency(self.url + path, key, seconds)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
