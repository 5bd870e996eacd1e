#!/usr/bin/python3
"""The whole deployment on one machine: the image is built and run in containers, with a private
PostgreSQL behind and HAProxy with TLS in front; then one instance after the other is replaced under load.

    CONTINUUM_IMAGE_CACHE=DIR   where base and layers stay: a second run needs no network;
                                remove it to build on fresh packages                       [var/image]

Exit 77: this machine does not allow it. Only loopback is used, except to fetch packages the first time.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import container
from harness import DEPLOY, ROOT, Proxy, certificate, check, finish, free_ports, run, statuses, wait_until

SOCKET = ".s.PGSQL.5432"
INSTANCES = ("1", "2")
DRAIN_MS = 4000


class Database:
    """A private cluster that, but for its superuser, asks for passwords."""

    def __init__(self, directory):
        self.directory = directory / "database"
        self.place = Path(run(ROOT / "tools/cluster", "start", self.directory, "fast").stdout.strip())

    def secure(self, secrets):
        rules = "local all postgres trust\nlocal all all scram-sha-256\n"
        (self.place / "data" / "pg_hba.conf").write_text(rules)
        self.psql("select pg_reload_conf()")
        run(DEPLOY / "postgres" / "init.sh",
            env=dict(os.environ, SECRETS=str(secrets), PSQL=f"{ROOT}/tools/cluster psql {self.directory}"))

    def psql(self, sql):
        return run(ROOT / "tools/cluster", "psql", self.directory, "-d", "continuum", "-A", "-t", "-c", sql).stdout.strip()

    def release(self):
        run(ROOT / "tools/cluster", "kill", self.directory)
        if self.place != self.directory:
            run("rm", "-rf", self.place)


class Load:
    """Clients that ask steadily; whatever is not answered as it should be is kept."""

    def __init__(self, proxy, key):
        self.proxy, self.key = proxy, key
        self.end = threading.Event()
        self.failures, self.answered = [], {}
        self.threads = [threading.Thread(target=self.loop, args=(ask,)) for ask in
                        (self.new_connection, self.new_connection, self.kept_connection, self.write, self.with_curl)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end.set()
        for thread in self.threads:
            thread.join(30)

    def loop(self, ask):
        name, state, limit = ask.__name__, {}, time.monotonic() + 120
        while not self.end.is_set() and time.monotonic() < limit:
            try:
                for answer in ask(state):
                    self.answered[name] = self.answered.get(name, 0) + 1
                    if answer not in (200, 201):
                        self.failures.append((name, answer))
            except (OSError, http.client.HTTPException, subprocess.SubprocessError) as problem:
                self.failures.append((name, repr(problem)))
            time.sleep(0.01)

    def connection(self):
        return http.client.HTTPSConnection("localhost", self.proxy.port, timeout=15, context=self.proxy.context)

    def ask(self, connection, method, target, body=None):
        fields = {"Authorization": f"Bearer {self.key}", **({"Content-Type": "application/json"} if body else {})}
        connection.request(method, target, json.dumps(body) if body else None, fields)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def new_connection(self, _):
        connection = self.connection()
        yield self.ask(connection, "GET", "/v1/programs")
        connection.close()

    def kept_connection(self, state):
        yield self.ask(state.setdefault("connection", self.connection()), "GET", "/v1")

    def write(self, state):
        """Not idempotent: a proxy that sends it twice makes a conflict."""
        state["number"] = state.get("number", 0) + 1
        connection = self.connection()
        yield self.ask(connection, "POST", "/v1/programs", {"program": f"load-{state['number']}", "name": "Load"})
        connection.close()

    def with_curl(self, _):
        done = curl(self.proxy, "/v1/programs?limit=[1-20]", "--http2", "--header", f"Authorization: Bearer {self.key}",
                    "--write-out", "%{http_code}\\n", "--output", "/dev/null")
        yield from (int(line) for line in done.stdout.split())


def curl(proxy, target, *options):
    return run("curl", "--silent", "--max-time", "20", "--cacert", proxy.pem, *options,
               f"https://localhost:{proxy.port}{target}", timeout=30, good=False)


def image(images):
    check("the base is there", not images.base())
    started = time.monotonic()
    check("the image is built", not images.build())
    print(f"     image {images.size()}, built in {time.monotonic() - started:.1f} s", flush=True)
    config = images.config()
    check("it names a user that is not root", re.fullmatch(r"[1-9]\d*:[1-9]\d*", config.get("User", "")), config)
    check("it runs the service", (config["Entrypoint"], config["Cmd"]) == (["/usr/bin/continuum"], ["serve"]), config)
    check("it is labelled", config["Labels"].get("org.opencontainers.image.title") == "Continuum", config["Labels"])
    root = images.root()
    compilers = [name for name in ("gcc", "cmake", "python3", "curl") if (root / "usr/bin" / name).exists()]
    check("no tool of the build is in it", not compilers and not (root / "source").exists(), compilers)
    found = run("find", root, "-xdev", "-type", "f", "-perm", "/6000").stdout
    check("nothing in it changes its user", not found, found)
    return root, config


def commands(runtime, settings, database):
    """What is run once: the version, the migration, a key."""
    done = runtime.once("version", ["--version"], {})
    check("the binary finds its libraries", done.returncode == 0 and done.stdout.startswith("continuum "), done.stderr)
    owner = {"CONTINUUM_OWNER_DATABASE_FILE": "/run/secrets/owner_database"}
    done = runtime.once("refused", ["migrate"], {"CONTINUUM_OWNER_DATABASE_FILE": "/run/secrets/service_database"})
    check("the service's role cannot migrate", done.returncode == 1 and "permission denied" in done.stderr, done.stderr)
    done = runtime.once("early", ["serve"], settings(0))
    check("nothing is served before the migration", done.returncode == 1 and "migrate" in done.stderr, done.stderr)
    done = runtime.once("migrate", ["migrate"], owner)
    check("the migration runs", done.returncode == 0 and "the database is at" in done.stdout, done.stdout + done.stderr)
    done = runtime.once("migrate", ["migrate"], owner)
    check("it can run again", done.returncode == 0, done.stdout + done.stderr)
    owns = database.psql("select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where rolname = 'continuum_service'")
    check("the service's role owns nothing", owns == "0", owns)
    done = runtime.once("key", ["key", "create", "--name", "test", "--scopes", "all"], settings(0))
    check("a key is made", done.returncode == 0 and done.stdout.startswith("ctm_"), done.stderr)
    return done.stdout.strip()


def confinement(runtime, short):
    pid = runtime.pid(short)
    status = dict(re.findall(r"^(\w+):\s+(.*)$", Path(f"/proc/{pid}/status").read_text(), re.M))
    user = runtime.config["User"].split(":")[0]
    check("the process is not root", status["Uid"].split() == [user] * 4, status["Uid"])
    capabilities = {status[kind] for kind in ("CapEff", "CapPrm", "CapBnd", "CapAmb")}
    check("it has no capability", capabilities == {"0" * 16} and status["NoNewPrivs"] == "1", capabilities)
    touched = runtime.runc("exec", "--user", "0:0", runtime.name(short), "/usr/bin/touch", "/usr/bin/touched", good=False)
    check("not even root writes to its files", touched.returncode and "Read-only file system" in touched.stderr, touched.stderr)
    files = [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    open_files = [name for name in files if name.startswith("/") and not name.startswith(("/dev/", str(runtime.scratch)))]
    check("it holds no file open", not open_files, open_files)


def requests(proxy, key):
    done = curl(proxy, "/readyz", "--write-out", " %{http_code} %{http_version}")
    check("/readyz is 200 over HTTP/2", done.stdout.endswith(" 200 2"), done.stdout)
    done = curl(proxy, "/v1", "--write-out", "\n%{http_code}")
    text, status = done.stdout.rsplit("\n", 1)
    check("/v1 lists addresses", status == "200" and any(row["path"] == "/v1/programs" for row in json.loads(text)["data"]), text)
    done = curl(proxy, "/v1/programs", "--write-out", "%{http_code}")
    check("without a key it is 401", done.stdout.endswith("401"), done.stdout)
    done = curl(proxy, "/v1/programs", "--header", f"Authorization: Bearer {key}", "--write-out", "%{http_code}")
    check("with the key it is 200", done.stdout.endswith("200"), done.stdout)
    done = curl(proxy, "/v1/programs", "--http1.1", "--header", f"Authorization: Bearer {key}", "--header", "Expect: 100-continue",
                "--json", '{"program": "first", "name": "First"}', "--write-out", "%{http_code}")
    check("a program is added", done.stdout.endswith("201"), done.stdout)
    done = curl(proxy, "/metrics", "--write-out", "%{http_code}")
    check("/metrics is 404 from outside", done.stdout.endswith("404"), done.stdout)


def smuggling(proxy, runtime):
    """proxy_test.py has the long list; here the real service stands behind."""
    second = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    start = b"POST /v1/programs HTTP/1.1\r\nHost: a\r\n"
    probes = {
        "two lengths": (400, start + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd" + second),
        "a length and chunks": (411, start + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second),
        "chunks and a length": (411, start + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + second),
    }
    for name, (status, data) in probes.items():
        answer, closed = proxy.raw(data)
        check(f"{name}: refused, and the connection closed", statuses(answer) == [status] and closed, answer)
    counts_of_fields = {count: statuses(proxy.raw(b"GET /v1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                                                  b"X-A: 1\r\n" * (count - 3) + b"Content-Length: 2\r\n\r\n{}")[0])
                        for count in range(50, 70)}
    odd = {count: got for count, got in counts_of_fields.items() if got not in ([200], [400], [413], [431])}
    check("no number of fields hides a body", not odd and counts_of_fields[69] == [400], counts_of_fields)
    reached = [short for short in INSTANCES if "smuggled" in runtime.log(short).read_text()]
    check("nothing smuggled reached the service", not reached, reached)


def rolling(runtime, settings, proxy):
    """One after the other: SIGTERM, the end, a new start, and only when the proxy has it again the next."""
    for number, short in enumerate(INSTANCES):
        downs, ups = proxy.events(short, "DOWN"), proxy.events(short, "UP")
        started = time.monotonic()
        status = runtime.stop(short)
        took = time.monotonic() - started
        check(f"instance {short} ends well on SIGTERM", status == 0 and took < 30, f"{status} after {took:.1f} s")
        check(f"the proxy had taken instance {short} out by then", proxy.events(short, "DOWN") > downs)
        runtime.start(short, settings(number))
        check(f"instance {short} is back", wait_until(lambda: proxy.events(short, "UP") > ups, 15), runtime.log(short).read_text()[-500:])
    time.sleep(1)


def trial(directory, stack):
    images = container.Images(os.environ.get("CONTINUUM_IMAGE_CACHE", ROOT / "var" / "image"), directory)
    stack.append(images.release)
    root, config = image(images)

    pem = certificate(directory)
    secrets = directory / "inside"
    run(DEPLOY / "secrets.sh", secrets, env=dict(os.environ, DATABASE_HOST="/run/postgresql"))
    database = Database(directory)
    stack.append(database.release)
    database.secure(secrets)

    mounts = [(database.place / SOCKET, f"/run/postgresql/{SOCKET}"),
              *((secrets / name, f"/run/secrets/{name}") for name in ("owner_database", "service_database", "key_secret"))]
    runtime = container.Runtime(directory, root, config, mounts)
    stack.append(runtime.release)
    ports = free_ports(len(INSTANCES))

    def settings(number):
        return {"CONTINUUM_LISTEN": f"127.0.0.1:{ports[number]}", "CONTINUUM_DRAIN_MS": DRAIN_MS, "CONTINUUM_RATE": "0",
                "CONTINUUM_DATABASE_FILE": "/run/secrets/service_database",
                "CONTINUUM_KEY_SECRET_FILE": "/run/secrets/key_secret"}

    key = commands(runtime, settings, database)
    for number, short in enumerate(INSTANCES):
        runtime.start(short, settings(number))
    proxy = Proxy(directory, pem, [f"127.0.0.1:{port}" for port in ports])
    with proxy:
        up = wait_until(lambda: curl(proxy, "/readyz", "--output", "/dev/null", "--write-out", "%{http_code}").stdout == "200", 15, 0.2)
        if not check("it serves", up, proxy.log.read_text()[-1000:] + runtime.log("1").read_text()[-1000:]):
            return
        time.sleep(1)
        confinement(runtime, "1")
        requests(proxy, key)
        smuggling(proxy, runtime)
        with Load(proxy, key) as load:
            time.sleep(1)
            rolling(runtime, settings, proxy)
        print(f"     answered under load: {load.answered}", flush=True)
        check("every client was answered", len(load.answered) == 4 and min(load.answered.values()) > 50, load.answered)
        check("no request failed meanwhile", not load.failures, f"{len(load.failures)}: {load.failures[:5]}")
    ends = [runtime.stop(short) for short in INSTANCES]
    check("both end well", ends == [0, 0], ends)


def main():
    container.demand()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("image_test: it took more than 30 minutes"))
    signal.alarm(1800)
    stack = []
    with tempfile.TemporaryDirectory(prefix="continuum-image-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        try:
            trial(directory, stack)
        except (RuntimeError, subprocess.TimeoutExpired) as problem:
            check("the trial runs to its end", False, problem)
        finally:
            for release in reversed(stack):
                try:
                    release()
                except (RuntimeError, subprocess.TimeoutExpired) as problem:
                    check("it is tidied up", False, problem)
    finish()


main()
