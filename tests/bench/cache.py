"""Answers that have not changed, against nginx that serves a file of the same size."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import clients
from paper import count, ms, ratio, say, table
from questions import STATEWIDE
from tools import ROOT, SECONDS, Service, port_unused

CONNECTIONS = 16
KEPT = ROOT / "var/tools/usr/sbin/nginx"  # where ./dev bench puts it
# A server that keeps connections open, and one that closes them as the service does.
CONFIGURATION = """{user}
worker_processes auto;
pid {place}/pid;
error_log {place}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=10;
    default_type application/json;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    root {place}/files;
    server {{ listen 127.0.0.1:{keeping}; keepalive_requests 1000000000; }}
    server {{ listen 127.0.0.1:{closing}; keepalive_timeout 0; }}
}}
"""


@contextlib.contextmanager
def nginx(content):
    """The addresses of the content as a file: where connections are kept, and where not."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin") or KEPT
    with tempfile.TemporaryDirectory(prefix="continuum-nginx-") as place:
        files = pathlib.Path(place, "files")
        files.mkdir()
        (files / "report.json").write_bytes(content)
        keeping, closing = port_unused(), port_unused()
        configuration = pathlib.Path(place, "nginx.conf")
        configuration.write_text(CONFIGURATION.format(place=place, keeping=keeping, closing=closing,
                                                      user="user root;" if os.getuid() == 0 else ""))
        process = subprocess.Popen([program, "-e", f"{place}/error.log", "-c", configuration, "-g", "daemon off;"])
        urls = [f"http://127.0.0.1:{port}/report.json" for port in (keeping, closing)]
        try:
            wait(urls[0])
            yield urls
        finally:
            process.terminate()
            process.wait(10)


def wait(url):
    for _ in range(100):
        try:
            clients.ask(url)
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("bench: nginx did not start")


def measured(url, key, status):
    """Asked for whole, or with the tag of what is known; None where there is no such answer."""
    headers = {}
    if status == 304:
        tag = clients.ask(url, key)["headers"]["ETag"]
        headers = {"If-None-Match": tag or "none"}
    if clients.ask(url, key, headers=headers)["status"] != status:
        return None
    found = clients.wrk(url, CONNECTIONS, SECONDS, key, headers=headers)
    if found["failed"]:
        raise SystemExit(f"bench: {found['failed']} unchanged answers failed")
    return found


def unchanged(cluster, database, size):
    say(f"### Unchanged answers, {size:,} practices, {CONNECTIONS} at once")
    say()
    key = cluster.key(database, "reports:read")
    service = Service(cluster, database)
    url = service.url + STATEWIDE
    content = clients.ask(url, key)["text"]
    rows = []
    with nginx(content) as (keeping, closing):
        for status in (200, 304):
            peers = [("nginx, connections closed", measured(closing, None, status)), ("nginx, connections kept", measured(keeping, None, status))]
            f = measured(url, key, status)
            rows.append([f"{status}, the service"] + ([count(f["rate"]), ms(f["p50"]), ms(f["p99"]), ""] if f else ["none", "", "", ""]))
            rows += [[f"{status}, {name}", count(p["rate"]), ms(p["p50"]), ms(p["p99"]), ratio(f["rate"] / p["rate"]) if f else ""] for name, p in peers]
    service.stop()
    say(f"The statewide report, {len(content):,} bytes, the same as a file of nginx. Connections of the service close after each answer. "
        "Ratio: the service's answers a second, nginx's as 1.")
    say()
    table(["asked", "answers/s", "median ms", "p99 ms", "ratio"], rows)
