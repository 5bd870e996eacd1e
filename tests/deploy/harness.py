"""What the tests of the deployment share: counting, waiting, secrets, the proxy, raw requests."""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SKIPPED = 77

counts = {True: 0, False: 0}


def check(name, good, detail=""):
    counts[bool(good)] += 1
    print(f"{'ok  ' if good else 'FAIL'} {name}{'' if good or not detail else f': {detail}'}", flush=True)
    return bool(good)


def finish():
    print(f"{counts[True]} passed, {counts[False]} failed", flush=True)
    sys.exit(1 if counts[False] or not counts[True] else 0)


def skip(why):
    print(f"skipped: {why}", flush=True)
    sys.exit(SKIPPED)


def run(*argv, timeout=60, good=True, **options):
    """Runs a command to its end, bounded; with good, it must succeed."""
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True, timeout=timeout,
                          stdin=options.pop("stdin", subprocess.DEVNULL), **options)
    if good and done.returncode:
        raise RuntimeError(f"{' '.join(map(str, argv))}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done


def wait_until(test, seconds, pause=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if test():
            return True
        time.sleep(pause)
    return False


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def certificate(directory):
    """A trial's certificate, where the unprivileged proxy can read it."""
    run(DEPLOY / "secrets.sh", directory / "secrets")
    place = directory / "proxy"
    place.mkdir(mode=0o755)
    path = place / "certificate"
    path.write_bytes((directory / "secrets" / "certificate").read_bytes())
    path.chmod(0o444)
    return path


class Proxy:
    """deploy/haproxy.cfg in front of two addresses, under a user without rights."""

    def __init__(self, directory, pem, servers):
        self.port, self.pem = free_ports(1)[0], pem
        self.log = directory / "haproxy.log"
        self.environment = dict(os.environ, PROXY_LISTEN=f"127.0.0.1:{self.port}", PROXY_CERTIFICATE=str(pem),
                                PROXY_SERVER_1=servers[0], PROXY_SERVER_2=servers[1])
        self.context = ssl.create_default_context(cafile=str(pem))
        self.process = None

    def argv(self, *options):
        drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        return [*drop, "haproxy", *options, "-f", "/dev/stdin"]

    def checked(self):
        with open(DEPLOY / "haproxy.cfg") as text:
            return run(*self.argv("-c"), good=False, env=self.environment, stdin=text)

    def __enter__(self):
        with open(DEPLOY / "haproxy.cfg") as text, open(self.log, "w") as log:
            self.process = subprocess.Popen(self.argv("-db"), env=self.environment, stdin=text, stdout=log, stderr=log)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def events(self, server, state):
        """How often the proxy said that a server (1, 2) went UP or DOWN."""
        return len(re.findall(rf"^Server continuum/continuum-{server} is {state}", self.log.read_text(), re.M))

    def connect(self, timeout=5, context=None):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout)
        return (context or self.context).wrap_socket(plain, server_hostname="localhost")

    def raw(self, data, seconds=3):
        """Sends bytes as they are: all that comes back, and whether the proxy closed."""
        answer, closed = b"", False
        with self.connect(seconds) as stream:
            stream.sendall(data)
            end = time.monotonic() + seconds
            while time.monotonic() < end and not closed:
                stream.settimeout(max(0.01, end - time.monotonic()))
                try:
                    got = stream.recv(65536)
                    answer, closed = answer + got, not got
                except TimeoutError:
                    break
                except OSError:
                    closed = True
        return answer, closed


def statuses(answer):
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n", answer)]
