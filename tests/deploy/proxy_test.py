#!/usr/bin/python3
"""What deploy/haproxy.cfg lets through: a server behind it writes down every byte that reaches it."""

import re
import shutil
import ssl
import tempfile
import threading
import time
import warnings
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from harness import Proxy, certificate, check, finish, skip, statuses, wait_until

HOST = b"Host: continuum.example\r\n"
SECOND = b"GET /second HTTP/1.1\r\n" + HOST + b"\r\n"


class Recorder(ThreadingTCPServer):
    """Answers 200 to everything, one request a connection; /readyz says what it is told to say."""

    daemon_threads = allow_reuse_address = True

    def __init__(self):
        self.ready, self.heads, self.lock = True, [], threading.Lock()
        super().__init__(("127.0.0.1", 0), Recording)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def address(self):
        return f"127.0.0.1:{self.server_address[1]}"


class Recording(StreamRequestHandler):
    timeout = 15

    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline(65536)
            if not line:
                return
            head += line
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        body = self.rfile.read(int(length[1])) if length else b""
        status = b"200 OK"
        if head.startswith(b"GET /readyz "):
            status = b"200 OK" if self.server.ready else b"503 No"
        else:
            with self.server.lock:
                self.server.heads.append(head + body)
        self.wfile.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def request(start, *fields, body=b""):
    return start + b" HTTP/1.1\r\n" + HOST + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


# What must not reach the service at all: one answer, then the connection is closed.
REFUSED = {
    "two lengths that differ": (400, request(b"POST /a", b"Content-Length: 4", b"Content-Length: 5", body=b"abcd" + SECOND)),
    "a length with letters": (400, request(b"POST /a", b"Content-Length: 4abc", body=b"abcd" + SECOND)),
    "a length with a sign": (400, request(b"POST /a", b"Content-Length: +4", body=b"abcd" + SECOND)),
    "an empty length": (400, request(b"POST /a", b"Content-Length:", body=SECOND)),
    "a length, then chunked": (411, request(b"POST /a", b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SECOND)),
    "chunked, then a length": (411, request(b"POST /a", b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + SECOND)),
    "two transfer codings": (400, request(b"POST /a", b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=b"0\r\n\r\n" + SECOND)),
    "an unknown transfer coding": (400, request(b"POST /a", b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + SECOND)),
    "a chunk size in C": (400, request(b"POST /a", b"Transfer-Encoding: chunked", body=b"0x2\r\n{}\r\n0\r\n\r\n" + SECOND)),
    "a space before the colon": (400, request(b"GET /a", b"Content-Length : 4", body=b"abcd" + SECOND)),
    "a field without a name": (400, request(b"GET /a", b": 1", body=SECOND)),
    "a carriage return in a value": (400, request(b"GET /a", b"X-A: a\rb", body=SECOND)),
    "two hosts": (400, request(b"GET /a", b"Host: other.example", body=SECOND)),
    "more than 60 fields": (400, request(b"POST /a", *(b"X-%d: 1" % i for i in range(70)), b"Content-Length: 4", body=b"abcd" + SECOND)),
    "20 KB of header": (400, request(b"GET /a", b"X-A: " + b"a" * 20000, body=SECOND)),
}

METRICS = [b"/metrics", b"/metrics.json", b"/%6detrics", b"/METRICS", b"/metrics?a=b", b"https://continuum.example/metrics"]

FORGED = [b"X-Forwarded-For: 10.9.8.7", b"X-Forwarded-Proto: http", b"x-forwarded-user: root", b"Forwarded: for=10.9.8.7",
          b"X-Real-IP: 10.9.8.7", b"X-Client-Cert: a", b"X-SSL-Client-Verify: 0", b"X-Remote-User: root",
          b"Remote-User: root", b"X-Auth-User: root", b"X-User-Id: 1", b"X-Continuum-Actor: root", b"Proxy: http://a",
          b"Upgrade: h2c", b"X-Request-Id: a b;c"]


def fields(head):
    pairs = [line.split(b": ", 1) for line in head.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
    return [(name.lower().decode(), value.decode()) for name, value in pairs]


class Case:
    def __init__(self, proxy, recorders):
        self.proxy, self.recorders = proxy, recorders

    def reached(self):
        return [head for recorder in self.recorders for head in recorder.heads]

    def clear(self):
        for recorder in self.recorders:
            recorder.heads.clear()

    def refused(self):
        for name, (status, data) in REFUSED.items():
            self.clear()
            answer, closed = self.proxy.raw(data)
            check(f"{name} is refused", statuses(answer) == [status] and closed and not self.reached(),
                  f"{statuses(answer)} closed={closed} {self.reached()}")
        self.clear()
        answer, _ = self.proxy.raw(request(b"GET /a?" + b"a" * 9000, b"Connection: close"))
        check("a long address is refused", statuses(answer) == [414] and b"uri-too-long" in answer and not self.reached())
        answer, _ = self.proxy.raw(request(b"POST /a", b"Transfer-Encoding: chunked", b"Connection: close", body=b"2\r\n{}\r\n0\r\n\r\n"))
        check("a body without a length is refused", statuses(answer) == [411] and b"problem+json" in answer and not self.reached())

    def same_length_twice(self):
        self.clear()
        answer, _ = self.proxy.raw(request(b"POST /a", b"Content-Length: 4", b"Content-Length: 4", b"Connection: close", body=b"abcd"))
        lengths = [value for name, value in fields(self.reached()[0]) if name == "content-length"]
        check("the same length twice arrives once", statuses(answer) == [200] and lengths == ["4"], lengths)

    def forged(self):
        self.clear()
        answer, _ = self.proxy.raw(request(b"GET /a", *FORGED, b"Authorization: Bearer b", b"Connection: close"))
        given = fields(self.reached()[0])
        names = [name for name, _ in given]
        expected = {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https", "x-forwarded-host": "continuum.example",
                    "authorization": "Bearer b", "host": "continuum.example"}
        check("what identifies comes from the proxy alone", all(given.count(pair) == 1 for pair in expected.items()), given)
        wanted = {*expected, "x-request-id", "connection"}
        check("what a client forged is gone", set(names) <= wanted and len(set(names)) == len(names), given)
        check("a request gets a name", re.fullmatch(r"[0-9a-f-]{36}", dict(given)["x-request-id"]), given)
        check("HSTS is said", b"strict-transport-security: max-age=31536000" in answer.lower())
        self.clear()
        self.proxy.raw(request(b"GET /a", b"X-Request-Id: mine-1", b"Connection: close"))
        check("a good name of a request is kept", dict(fields(self.reached()[0]))["x-request-id"] == "mine-1")

    def own_connection(self):
        self.clear()
        answer, _ = self.proxy.raw(request(b"GET /a") + request(b"POST /b", b"Content-Length: 2", body=b"{}") +
                                   request(b"GET /c", b"Connection: close"))
        closing = [("connection", "close") in fields(head) for head in self.reached()]
        check("each request has a connection of its own", statuses(answer) == [200] * 3 and closing == [True] * 3, self.reached())

    def metrics(self):
        self.clear()
        answers = [statuses(self.proxy.raw(request(b"GET " + path, b"Connection: close"))[0]) for path in METRICS]
        check("metrics stay inside", answers == [[404]] * len(METRICS) and not self.reached(), answers)

    def tls(self):
        warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1: that is what is tried

        def offer(low, high, protocols=()):
            context = ssl.create_default_context(cafile=str(self.proxy.pem))
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version, context.maximum_version = low, high
            if protocols:
                context.set_alpn_protocols(protocols)
            try:
                with self.proxy.connect(context=context) as stream:
                    return stream.version(), stream.selected_alpn_protocol()
            except OSError:
                return None
        versions = ssl.TLSVersion
        check("TLS 1.1 is refused", offer(versions.TLSv1, versions.TLSv1_1) is None)
        check("TLS 1.2 is taken", offer(versions.TLSv1_2, versions.TLSv1_2) == ("TLSv1.2", None))
        check("HTTP/2 over TLS 1.3 is offered", offer(versions.TLSv1_3, versions.TLSv1_3, ["h2", "http/1.1"]) == ("TLSv1.3", "h2"))

    def slow(self, results):
        """A header or a body that does not come whole within 10 s; beside the other cases."""
        def send(name, data):
            started = time.monotonic()
            answer, closed = self.proxy.raw(data, 14)
            results[name] = (statuses(answer), closed, time.monotonic() - started)
        cases = {"header": b"GET /slow HTTP/1.1\r\nHost: a\r\nX-A: ",
                 "body": request(b"POST /slow", b"Content-Length: 10", body=b"abc")}
        threads = [threading.Thread(target=send, args=case) for case in cases.items()]
        for thread in threads:
            thread.start()
        return threads

    def outage(self):
        self.recorders[0].ready = False
        check("who is not ready is taken out", wait_until(lambda: self.proxy.events(1, "DOWN"), 4))
        self.clear()
        answers = [statuses(self.ask()) for _ in range(6)]
        check("the other one serves", answers == [[200]] * 6 and not self.recorders[0].heads, answers)
        self.recorders[1].ready = False
        wait_until(lambda: self.proxy.events(2, "DOWN"), 4)
        answers = [statuses(self.ask()) for _ in range(6)]
        check("where nobody is ready both are asked", answers == [[200]] * 6 and all(one.heads for one in self.recorders), answers)
        self.recorders[0].ready = True
        check("who is ready again comes back", wait_until(lambda: self.proxy.events(1, "UP"), 5))
        for recorder in self.recorders:
            recorder.shutdown()
            recorder.server_close()
        answer = self.ask()
        check("where nobody is there it is a 503 with Retry-After",
              statuses(answer) == [503] and b"problem+json" in answer and b"retry-after" in answer.lower(), answer)

    def ask(self):
        return self.proxy.raw(request(b"GET /a", b"Connection: close"), 8)[0]


def main():
    for tool in ("haproxy", "openssl"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    with tempfile.TemporaryDirectory(prefix="continuum-proxy-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        recorders = [Recorder(), Recorder()]
        pem = certificate(directory)
        by_name = Proxy(directory, pem, ["continuum-1:8080", "continuum-2:8080"]).checked()
        check("the configuration is valid with names", by_name.returncode == 0, by_name.stderr)
        proxy = Proxy(directory, pem, [recorder.address() for recorder in recorders])
        checked = proxy.checked()
        check("it is valid with addresses, without a warning", checked.returncode == 0 and "WARNING" not in checked.stderr, checked.stderr)
        with proxy:
            case = Case(proxy, recorders)
            if not check("it serves", wait_until(lambda: serves(proxy), 10), proxy.log.read_text()):
                finish()
            results = {}
            threads = case.slow(results)
            for one in (case.refused, case.same_length_twice, case.forged, case.own_connection, case.metrics, case.tls):
                one()
            for thread in threads:
                thread.join(20)
            for what, (status, closed, seconds) in sorted(results.items()):
                check(f"a slow {what} is cut", status in ([408], []) and closed and 9 < seconds < 13, (status, closed, seconds))
            check("nothing of it arrived", not any(b"/slow" in head for head in case.reached()))
            case.outage()
    finish()


def serves(proxy):
    try:
        return statuses(proxy.raw(request(b"GET /readyz", b"Connection: close"))[0]) == [200]
    except OSError:
        return False


main()
