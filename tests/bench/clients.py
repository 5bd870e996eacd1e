"""Those who ask over HTTP: one after the other, with wrk, and at a steady pace."""

import contextlib
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True, **options)
    if done.returncode:
        raise SystemExit(f"bench: {command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def lines_in_file(lines):
    file = tempfile.NamedTemporaryFile("w", suffix=".txt")
    file.writelines(f"{line}\n" for line in lines)
    file.flush()
    return file


def bearer(key):
    return {"Authorization": f"Bearer {key}"} if key else {}


def ask(url, key=None, method="GET", body=None, headers=None):
    """Status, headers, text and milliseconds of one request."""
    parts = urllib.parse.urlsplit(url)
    begun = time.perf_counter()
    with contextlib.closing(http.client.HTTPConnection(parts.netloc, timeout=120)) as connection:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        connection.request(method, url[url.index(parts.netloc) + len(parts.netloc):], body, named | bearer(key))
        answer = connection.getresponse()
        text = answer.read()
    return {"status": answer.status, "headers": answer.headers, "text": text, "ms": 1000 * (time.perf_counter() - begun)}


def latency(url, key, seconds):
    """One request after the other: milliseconds; or the status, where it fails."""
    times = []
    begun = time.monotonic()
    while len(times) < 3 or (len(times) < 400 and time.monotonic() - begun < seconds):
        answer = ask(url, key)
        if answer["status"] != 200:
            return answer
        times.append(answer["ms"])
        if time.monotonic() - begun > 20:
            break
    warm = times[1:] or times  # the first one plans and fills caches
    return {"status": 200, "p50": statistics.median(warm), "p99": percentile(warm, 0.99), "requests": len(warm)}


def wrk(url, connections, seconds, key=None, body=None, practices=1, paths=(), method=None, headers=None):
    """Requests a second and milliseconds of so many who ask all the time; paths are asked in turn instead of the url's own."""
    sent = bearer(key) | (headers or {})
    with lines_in_file(f"{n}: {v}" for n, v in sent.items()) as head, lines_in_file(paths) as asked:
        given = {"BENCH_HEADERS": head.name, "BENCH_PATHS": asked.name, "BENCH_BODY": body, "BENCH_METHOD": method,
                 "BENCH_PRACTICES": str(practices)}
        text = run("wrk", "-t", 1, "-c", connections, "-d", f"{seconds}s", "--timeout", "60s", "-s", HERE / "wrk.lua", url,
                   env=os.environ | {n: v for n, v in given.items() if v})
    found = json.loads(text.splitlines()[-1])
    return found | {"rate": found["requests"] / found["seconds"]}


class Pace:
    """Requests begun at their time, whether or not those before have been answered: pace.c."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.program = pathlib.Path(self.directory.name, "pace")
        run("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", self.program, HERE / "pace.c")

    def load(self, port, rate, seconds, key, paths):
        """Milliseconds from when each was due: p50, p99, max; failed; how late the client itself was, and its share of a core."""
        with lines_in_file(paths) as asked:
            return json.loads(run(self.program, port, rate, seconds, asked.name, env=os.environ | {"BENCH_KEY": key}))
