"""Tokens of OpenID Connect: what they open, what forged ones do not, and issuers that fail."""
import concurrent.futures
import contextlib
import json
import time

import pytest

from client import Api, eventually
from fixtures_identity import FAULTS, WORDS, KeyServer, Keys, Provider, certificate, issuer
from harness import Service, run

PROGRAMS = "/v1/programs"


@pytest.fixture(scope="module")
def provider():
    provider = Provider().start()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Keys of our own in a file."""
    keys = Keys("https://login.test", "one", "two")
    keys.file = tmp_path_factory.mktemp("keys") / "jwks.json"
    keys.file.write_bytes(keys.document())
    return keys


@pytest.fixture(scope="module")
def shared(cluster, provider, keys):
    """A service that trusts both."""
    issuers = [issuer(provider.url), issuer(keys.url, "ours", jwks_file=str(keys.file))]
    service = Service(cluster, ISSUERS=json.dumps(issuers))
    yield service.wait_ready()
    service.close()


@pytest.fixture
def tokens(shared, contract):
    return Api(shared, contract, shared.key)


@pytest.fixture
def served():
    """Makes servers of keys."""
    with contextlib.ExitStack() as ends:
        def make(*arguments, **more):
            server = KeyServer(*arguments, **more)
            ends.callback(server.close)
            return server

        yield make


@pytest.fixture
def trusting(own_service, contract):
    """The client of a service with these issuers."""
    def trusting(*issuers, **settings):
        service = own_service(ISSUERS=json.dumps(issuers), **settings)
        service.expected.add("unavailable")
        return Api(service, contract, service.key)

    return trusting


def refusals(service):
    """Why: it is the name of who is nobody, in the log and in the audit."""
    names = [line.get("caller", "") for line in service.log]
    return [name.removeprefix("unidentified/") for name in names if name.startswith("unidentified/")]


def failures(service):
    return [line["why"] for line in service.log if line["event"] == "jwks_unavailable"]


# -- tokens of a real provider ------------------------------------------------------------------------

@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_what_the_role_s_scopes_open(tokens, provider, unique, algorithm):
    staff, admin = (provider.token(client, algorithm) for client in ("staff", "admin"))
    tokens.get(PROGRAMS, key=staff, status=200)
    new = {"program": unique("token"), "name": "x"}
    tokens.post(PROGRAMS, json=new, key=staff, status=403)
    tokens.post(PROGRAMS, json=new, key=admin, status=201)


def test_who_it_is_stands_in_the_log(tokens, provider, shared):
    tokens.get(PROGRAMS, key=provider.token("staff"), status=200)
    eventually(lambda: any(line.get("caller") == "login/staff" for line in shared.log))


def test_a_token_without_a_role_of_ours(tokens, provider):
    for client in ("nobody", "plain"):
        tokens.get(PROGRAMS, key=provider.token(client), status=403)


def test_a_token_of_one_program(tokens, provider):
    for code in ("tokens-one", "tokens-other"):
        tokens.post(PROGRAMS, json={"program": code, "name": code}, status=201)
    token = provider.token("one")
    assert [row["program"] for row in tokens.get(PROGRAMS, key=token).rows] == ["tokens-one"]
    tokens.get(f"{PROGRAMS}/tokens-other", key=token, status=404)


def test_tokens_that_are_not_for_us(tokens, provider):
    tokens.get(PROGRAMS, key=provider.token("staff", audience="elsewhere"), status=401)
    tokens.get(PROGRAMS, key=provider.token("staff", "EdDSA"), status=401)
    tokens.get(PROGRAMS, key=provider.token("odd"), status=401)


def test_an_api_key_opens_as_before(tokens, shared):
    tokens.get(PROGRAMS, status=200)
    tokens.get(PROGRAMS, key=shared.key + "x", status=401)
    tokens.get(PROGRAMS, key="ctm_eyJ.eyJ.AAAA", status=401)


def test_keys_that_rotate(own_service, contract):
    provider = Provider().start()
    service = own_service(ISSUERS=json.dumps([issuer(provider.url)]))
    api = Api(service, contract, service.key)
    before = provider.token("staff")
    api.get(PROGRAMS, key=before, status=200)
    provider.rotate()
    after = provider.token("staff")
    assert api.get(PROGRAMS, key=after).status == 401  # asked a moment ago
    eventually(lambda: api.get(PROGRAMS, key=after).status == 200, 15)
    api.get(PROGRAMS, key=before, status=401)
    provider.stop()
    api.get(PROGRAMS, key=after, status=200)


# -- forged ones --------------------------------------------------------------------------------------

def test_what_is_forged_is_refused(tokens, keys, shared):
    now = int(time.time())
    good = keys.token()
    tokens.get(PROGRAMS, key=good, status=200)
    header, payload, signature = good.split(".")
    stranger = Keys(keys.url, "one")
    forged = {
        "expired": [keys.token(iat=now - 400, exp=now - 90)],
        "not_yet_valid": [keys.token(nbf=now + 90), keys.token(iat=now + 90)],
        "lifetime_too_long": [keys.token(exp=now + 90000)],
        "missing_time": [keys.token(exp=None), keys.token(iat=None)],
        "malformed_time": [keys.token(exp=str(now + 300))],
        "unknown_issuer": [keys.token(iss="https://evil.test"), keys.token(iss=None)],
        "wrong_audience": [keys.token(aud="other"), keys.token(aud=None)],
        "wrong_subject": [keys.token(sub=None), keys.token(sub="j\u0430ne")],
        "wrong_type": [keys.token(header={"typ": "logout+jwt"})],
        "bad_signature": [stranger.token(), keys.token(signed_by="two"),
                          f"{header}.{keys.token(sub='root').split('.')[1]}.{signature}"],
        "unknown_key": [keys.token(kid="../../etc/passwd"), keys.token(kid="' or 1=1")],
        "no_key_id": [keys.token(kid=None)],
        "refused_header": [keys.token(header={"jku": "http://127.0.0.1/keys"}), keys.token(header={"crit": ["x"]})],
        "malformed": [f"{header}.{payload}.", f"{header}.{payload}", f"{good}.", f"{header}=.{payload}.{signature}"],
    }
    for why, texts in forged.items():
        for text in texts:
            before = len(refusals(shared))
            tokens.get(PROGRAMS, key=text, status=401)
            assert eventually(lambda: refusals(shared)[before:]) == [why], why


def test_a_token_of_one_issuer_is_none_of_another(tokens, provider, keys):
    tokens.get(PROGRAMS, key=keys.token(iss=provider.url), status=401)
    tokens.get(PROGRAMS, key=keys.token(iss=provider.url, kid=None), status=401)


def test_a_clock_may_be_a_minute_off(tokens, keys):
    now = int(time.time())
    tokens.get(PROGRAMS, key=keys.token(iat=now - 300, exp=now - 45), status=200)
    tokens.get(PROGRAMS, key=keys.token(iat=now + 45), status=200)


def test_long_tokens(tokens, keys):
    tokens.get(PROGRAMS, key=keys.token(filler="x" * 2000), status=200)
    assert tokens.get(PROGRAMS, key=keys.token(filler="x" * 9000)).status in (401, 431)


def test_no_token_is_ever_logged(tokens, keys, shared):
    texts = [keys.token(jti="told"), keys.token(sub=None, jti="told"), keys.token(signed_by="two")]
    for text in texts:
        tokens.get(PROGRAMS, key=text)
    tokens.get(PROGRAMS, status=200)
    log = shared.text(0) + shared.text(1)
    assert not [part for text in texts for part in text.split(".") if part in log]


# -- issuers that fail --------------------------------------------------------------------------------

@pytest.mark.parametrize("fault", FAULTS)
def test_keys_that_cannot_be_had(trusting, served, keys, fault):
    server = served(keys.document(), FAULTS[fault])
    api = trusting(issuer(keys.url, jwks_uri=f"{server.url}/keys"))
    begun = time.monotonic()
    reply = api.get(PROGRAMS, key=keys.token(), status=503)
    assert time.monotonic() - begun < 7 and int(reply.headers["Retry-After"]) >= 1
    api.get(PROGRAMS, key=keys.token(), status=503)
    api.get(PROGRAMS, status=200)
    assert failures(api.service) == [WORDS.get(fault, fault)]
    assert server.asked == [("/keys", "continuum")]


def test_an_issuer_that_is_not_there(trusting, provider, keys):
    gone = issuer("http://127.0.0.1:1", "gone")
    api = trusting(gone, issuer(provider.url), issuer(keys.url, "file", jwks_file="/no/such/file"))
    api.get(PROGRAMS, status=200)
    api.get(PROGRAMS, key=provider.token("staff"), status=200)
    api.get(PROGRAMS, key=Keys(gone["issuer"]).token(), status=503)
    api.get(PROGRAMS, key=keys.token(), status=503)
    assert failures(api.service) == ["unreachable", "unreadable"]
    api.get(PROGRAMS, status=200)


def discover(document):
    return lambda server, handler: server.answer(handler, json.dumps(document(server)).encode()) \
        if "well-known" in handler.path else server.well(handler)


@pytest.mark.parametrize("document, why", [
    (lambda s: {"issuer": "https://evil.test", "jwks_uri": f"{s.url}/keys"}, "other_issuer"),
    (lambda s: {"issuer": f"{s.url}/", "jwks_uri": f"{s.url}/keys"}, "other_issuer"),
    (lambda s: {"issuer": s.url}, "malformed_discovery"),
    (lambda s: {"jwks_uri": f"{s.url}/keys"}, "malformed_discovery"),
    (lambda s: {"issuer": s.url, "jwks_uri": "file:///etc/passwd"}, "malformed_discovery"),
    (lambda s: {"issuer": s.url, "jwks_uri": "http://192.0.2.1/keys"}, "malformed_discovery"),
    (lambda s: [], "malformed_discovery")])
def test_discovery_that_says_something_else(trusting, served, document, why):
    server = served(b"", discover(document))
    signer = Keys(server.url)
    server.document = signer.document()
    api = trusting(issuer(server.url))
    api.get(PROGRAMS, key=signer.token(), status=503)
    assert failures(api.service) == [why]


def test_an_issuer_elsewhere_cannot_point_here(trusting, served, tmp_path):
    """A discovery document over https that sends the service to plain http on its own host."""
    pem = certificate(tmp_path, "IP:127.0.0.1")
    inner = served(b"")
    server = served(b"", discover(lambda s: {"issuer": s.url, "jwks_uri": f"{inner.url}/keys"}), certificate=pem)
    api = trusting(issuer(server.url, ca_file=str(pem)))
    api.get(PROGRAMS, key=Keys(server.url).token(), status=503)
    assert failures(api.service) == ["malformed_discovery"] and inner.asked == []


def test_certificates_are_checked(trusting, served, tmp_path):
    (tmp_path / "other").mkdir()
    pem, other = certificate(tmp_path, "IP:127.0.0.1"), certificate(tmp_path / "other", "DNS:other.test")
    for use, trust, status in ((pem, pem, 200), (pem, None, 503), (pem, other, 503), (other, other, 503)):
        server = served(b"", certificate=use)
        signer = Keys(server.url)
        server.document = signer.document()
        api = trusting(issuer(server.url, **({"ca_file": str(trust)} if trust else {})))
        api.get(PROGRAMS, key=signer.token(), status=status)
        assert failures(api.service) == ([] if status == 200 else ["certificate"])


@pytest.mark.parametrize("known, status", [(True, 200), (False, 401)])
def test_many_at_once_ask_once(trusting, served, keys, known, status):
    def lingering(server, handler):
        time.sleep(0.5)
        server.well(handler)

    server = served(keys.document(), lingering)
    api = trusting(issuer(keys.url, jwks_uri=f"{server.url}/keys"), THREADS=80)
    texts = [keys.token(kid="one" if known else f"unknown-{i}") for i in range(50)]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        found = list(pool.map(lambda text: api.get(PROGRAMS, key=text).status, texts))
    assert found == [status] * 50
    assert len(server.asked) == 1
    api.get(PROGRAMS, key=keys.token(kid="still-unknown"), status=401)
    api.get(PROGRAMS, key=keys.token(iss="https://unknown.test"), status=401)
    assert len(server.asked) == 1


# -- settings -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("setting, said", [
    ("nonsense", "is not JSON"), ("{}", "is not an array"), ("[{}]", "has no issuer"),
    ('[{"name": "a", "issuer": "http://a.test", "audience": "x"}]', "wrong issuer"),
    ('[{"name": "a", "issuer": "https://a.test", "audience": "x", "secret": "y"}]', "secret")])
def test_a_wrong_setting_ends_the_start(cluster, setting, said):
    done = run("serve", **cluster.settings("none"), ISSUERS=setting)
    assert done.returncode == 2 and "CONTINUUM_ISSUERS" in done.stderr and said in done.stderr


def test_the_setting_may_be_a_file(own_service, contract, keys, tmp_path):
    file = tmp_path / "issuers.json"
    file.write_text(json.dumps([issuer(keys.url, jwks_file=str(keys.file))] + [
        issuer(f"https://{i}.test", f"other-{i}") for i in range(19)], indent=4) + "\n")
    assert file.stat().st_size > 5000
    service = own_service(ISSUERS_FILE=file)
    Api(service, contract, service.key).get(PROGRAMS, key=keys.token(), status=200)


def test_without_issuers_no_token_is_taken(api, keys):
    api.get(PROGRAMS, key=keys.token(), status=401)
