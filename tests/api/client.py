"""Two ways to ask the service: as a client of the API, and with bytes of any kind."""
import contextlib
import csv
import http.client
import io
import json as json_module
import secrets
import socket
import time

from contract import strict_json

OWN = object()  # the key that the client was made with


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def type(self):
        return (self.headers.get("Content-Type") or "").partition(";")[0]

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return strict_json(self.text)

    @property
    def rows(self):
        """The rows of a list, from JSON or CSV."""
        if self.type == "text/csv":
            return list(csv.DictReader(io.StringIO(self.text, newline="")))
        return self.json["data"]

    @property
    def faults(self):
        """Of a problem: where each fault is, and its code."""
        return {e.get("pointer", e.get("parameter", (e.get("row"), e.get("column")))): e["code"]
                for e in self.json.get("errors", [])}


class Api:
    """Every reply is checked against the contract before a test sees it."""

    def __init__(self, service, contract, key):
        self.service, self.contract, self.key = service, contract, key

    def request(self, method, target, *, json=None, csv=None, xml=None, body=None, key=OWN, headers=None,
                status=None):
        """status: the one that is expected."""
        body, sent = self.message(json, csv, xml, body, self.key if key is OWN else key, headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=15)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # answered before all was sent
                connection.request(method, target, body=body, headers=sent)
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        try:
            assert reply.headers["X-Request-Id"] == sent["X-Request-Id"], "X-Request-Id is not echoed"
            self.contract.check(method, target, reply)
            assert status in (None, reply.status), f"expected {status}"
        except AssertionError as error:
            raise AssertionError(f"{method} {target}: {error}\n{reply.status} {dict(reply.headers)}\n"
                                 f"{reply.body[:2000].decode(errors='replace')}") from error
        return reply

    @staticmethod
    def message(json, csv, xml, body, key, headers):
        sent = {"X-Request-Id": f"t-{secrets.token_hex(8)}"}
        if json is not None:
            body, sent["Content-Type"] = json_module.dumps(json), "application/json"
        elif csv is not None:
            body, sent["Content-Type"] = csv, "text/csv"
        elif xml is not None:
            body, sent["Content-Type"] = xml, "application/xml"
        if key is not None:
            sent["Authorization"] = f"Bearer {key}"
        sent.update(headers)
        return body.encode() if isinstance(body, str) else body, sent

    def get(self, target, **more):
        return self.request("GET", target, **more)

    def head(self, target, **more):
        return self.request("HEAD", target, **more)

    def options(self, target, **more):
        return self.request("OPTIONS", target, **more)

    def post(self, target, **more):
        return self.request("POST", target, **more)

    def put(self, target, **more):
        return self.request("PUT", target, **more)

    def patch(self, target, **more):
        return self.request("PATCH", target, **more)

    def delete(self, target, **more):
        return self.request("DELETE", target, **more)


class Socket:
    """A connection that carries what no HTTP library would send."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """False where the service has closed already."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def finish(self):
        """Says that nothing more will come."""
        self.socket.shutdown(socket.SHUT_WR)

    def receive(self, until=b""):
        """All that comes until the service closes, or until the bytes asked for have come."""
        data = b""
        while not (until and until in data):
            try:
                part = self.socket.recv(65536)
            except ConnectionResetError:
                break
            if not part:
                break
            data += part
        return data


def answers(data):
    """The HTTP answers in data; fails where anything else stands between or after them."""
    found = []
    while data:
        head, end, rest = data.partition(b"\r\n\r\n")
        assert end and head.startswith(b"HTTP/1.1 "), f"not an HTTP answer: {data[:300]}"
        first, *lines = head.decode("ascii").split("\r\n")
        assert all(": " in line for line in lines), f"a header line is broken: {lines}"
        headers = http.client.HTTPMessage()
        for name, _, value in (line.partition(": ") for line in lines):
            headers[name] = value
        status = int(first.split(" ", 2)[1])
        size = 0 if status in (100, 204, 304) else int(headers["Content-Length"])
        assert len(rest) >= size, "the answer is cut short"
        found.append(Reply(status, headers, rest[:size]))
        data = rest[size:]
    return found


def exchange(port, data):
    """Sends the bytes; what is answered until the service closes."""
    with Socket(port) as connection:
        connection.send(data)
        return answers(connection.receive())


def eventually(question, seconds=10):
    """Asks until the answer is true; fails when the time is over."""
    until = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.01)
