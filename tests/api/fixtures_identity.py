"""Who issues tokens: a real OpenID provider, keys of our own, and servers of keys that fail."""
import base64
import contextlib
import http.server
import json
import pathlib
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from harness import ROOT, free_port

CLIENTS = {"staff": {"roles": ["bhi-staff"]}, "admin": {"roles": ["other", "bhi-admin"]},
           "nobody": {"roles": ["other"]}, "plain": {}, "odd": {"roles": ["bhi-staff"], "programs": ["a b"]},
           "one": {"roles": ["bhi-admin"], "programs": ["tokens-one"]}}
ROLE = {"claim": "/roles", "map": {"bhi-admin": "state_administrator", "bhi-staff": "reviewer"}}


def issuer(url, name="login", **more):
    return {"name": name, "issuer": url, "audience": "continuum", "role": ROLE, "programs": "/programs", **more}


class Provider:
    """oidc-provider on a port of its own."""

    def __init__(self):
        self.port, self.process = free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"
        self.errors = tempfile.TemporaryFile("w+")

    def start(self):
        script = ROOT / "tests/identity/provider.mjs"
        self.process = subprocess.Popen(["node", script, str(self.port), json.dumps(CLIENTS)], text=True,
                                        stdout=subprocess.PIPE, stderr=self.errors)
        ready = self.process.stdout.readline()
        self.errors.seek(0)
        assert ready == "ready\n", self.errors.read()
        return self

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, path, data=b"", **headers):
        request = urllib.request.Request(self.url + path, data, headers)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read()

    def token(self, client, algorithm="RS256", audience="continuum"):
        form = {"grant_type": "client_credentials", "scope": "api",
                "resource": f"https://{audience}.example/{algorithm}"}
        secret = base64.b64encode(f"{client}:secret".encode()).decode()
        reply = self.ask("/token", urllib.parse.urlencode(form).encode(), Authorization=f"Basic {secret}")
        return json.loads(reply)["access_token"]

    def rotate(self):
        self.ask("/rotate")


class Keys:
    """Keys that sign whatever is asked for."""

    def __init__(self, url, *names):
        self.url = url
        self.keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in names or ("one",)}

    def document(self):
        return json.dumps({"keys": [public_jwk(name, key) for name, key in self.keys.items()]}).encode()

    def claims(self, **changes):
        now = int(time.time())
        all_of_them = {"iss": self.url, "aud": "continuum", "sub": "jane", "iat": now, "exp": now + 300,
                       "roles": ["bhi-admin"], **changes}
        return {name: value for name, value in all_of_them.items() if value is not None}

    def token(self, kid="one", signed_by=None, header=None, **changes):
        """kid None: the header names no key."""
        key = self.keys[signed_by or (kid if kid in self.keys else next(iter(self.keys)))]
        named = {"typ": "at+jwt", **({"kid": kid} if kid is not None else {}), **(header or {})}
        return jwt.encode(self.claims(**changes), key, algorithm="ES256", headers=named)


def public_jwk(name, key):
    numbers = key.public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode() for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": name, "use": "sig", "alg": "ES256"}


class KeyServer:
    """Serves keys, as well or as badly as `behave` says: a function of the handler that answers."""

    def __init__(self, document, behave=None, certificate=None):
        self.document, self.behave, self.asked = document, behave or KeyServer.well, []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append((self.path, self.headers["User-Agent"]))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the service had enough
                    server.behave(server, self)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def answer(self, handler, body, status=200, **headers):
        handler.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def well(self, handler):
        if handler.path == "/.well-known/openid-configuration":
            self.answer(handler, json.dumps({"issuer": self.url, "jwks_uri": f"{self.url}/keys"}).encode())
        else:
            self.answer(handler, self.document)


def slow(server, handler):
    """Each byte comes soon, the last of them late."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(server.document)))
    handler.end_headers()
    for i in range(100):
        handler.wfile.write(server.document[i:i + 1])
        time.sleep(0.1)


def endless(server, handler):
    """More and more, in no announced length."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b" " * 65536)


FAULTS = {
    "too_slow": slow,
    "too_large": endless,
    "announced": lambda server, handler: server.answer(handler, b"", **{"Content-Length": 1 << 30}),
    "empty": lambda server, handler: server.answer(handler, b""),
    "no_keys": lambda server, handler: server.answer(handler, b'{"keys": []}'),
    "malformed": lambda server, handler: server.answer(handler, b"<html>"),
    "cut": lambda server, handler: server.answer(handler, server.document[:50], **{"Content-Length": 500}),
    "moved": lambda server, handler: server.answer(handler, b"", 302, Location=f"{server.url}/elsewhere")
             if handler.path != "/elsewhere" else server.well(handler),
    "error": lambda server, handler: server.answer(handler, server.document, 500),
    "compressed": lambda server, handler: server.answer(handler, b"\x1f\x8b\x08" + b"x" * 50, **{"Content-Encoding": "gzip"}),
    "closed": lambda server, handler: handler.connection.close(),
}
WORDS = {"announced": "too_large", "empty": "malformed", "no_keys": "no_usable_key", "cut": "unreachable",
         "moved": "wrong_status", "error": "wrong_status", "compressed": "malformed", "closed": "unreachable"}


def certificate(directory, *names):
    """A certificate for these names that nobody vouches for, with its key, in one file."""
    file, part = pathlib.Path(directory) / "server.pem", pathlib.Path(directory) / "part.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", file, "-out", part, "-days", "2", "-subj", "/CN=test", "-addext",
                    "subjectAltName=" + ",".join(names)], check=True, capture_output=True)
    file.write_text(file.read_text() + part.read_text())
    return file
