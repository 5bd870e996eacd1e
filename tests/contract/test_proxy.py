"""Well-formed requests through a proxy that validates the service's answers against openapi.yaml.

Requests that are meant to be wrong do not come this way: the proxy would
re-serialize bodies and normalize paths. tests/api checks their answers itself.
"""
import http.client
import json
import os
import pathlib
import subprocess
import sys
import time

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))
from harness import Cluster, Service, free_port  # noqa: E402

PATHS = yaml.safe_load((ROOT / "openapi.yaml").read_text())["paths"]
CODES = {"program": "act", "practice": "p04", "wave": "study", "attribute": "ownership",
         "instrument": "staffing", "version": "1", "roundtable": "rt", "recommendation": "rec",
         "rule": "billing_paid_by_code", "source": "visit", "codebook": "pilot_success_factors", "pass": "first", "mapping": "m"}
QUERIES = {"framework_report": "?instrument=continuum_pc", "progress_report": "?instrument=continuum_pc",
           "factors_report": "?instrument=continuum_pc", "aggregate_list": "?measure=mean",
           "aggregate_explain": "?measure=mean&instrument=continuum_pc&item=screening", "measures_report": "?compare=identification_method",
           "staffing_report": "?strata=practice", "disclosure_list": "?practice=p04",
           # Of one practice: an answer in chunks has trailers, which the proxy cannot pass on.
           "observation_export": "?practice=p04&instrument=staffing&version=1", "submission_export": "?practice=p04",
           **dict.fromkeys(("themes_report", "theme_pairs_report", "saturation_report", "quotes_report"), "?program=act&pass=done"),
           **dict.fromkeys(("joint_display_report", "cases_report", "matrix_report"),
                           "?program=act&pass=done&instrument=continuum_pc&from=study&wave=study"),
           "identifier_list": "?excerpt=0-17", "priority_list": "?method=dots", "data_value_list": "?wave=study",
           "agreement_report": "?program=act&pass=first&by=code", "excerpt_search": "?search=hired"}


def ask(port, key, method, target, body=None, accept="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {key}", "Accept": accept}
    if body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(method, target, body=None if body is None else json.dumps(body), headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


@pytest.fixture(scope="module")
def service():
    cluster = Cluster()
    service = Service(cluster).wait_ready()
    subprocess.run([ROOT / "pilots/load", f"http://127.0.0.1:{service.port}"], check=True,
                   env=os.environ | {"CONTINUUM_KEY": service.key})
    yield service
    service.close()
    cluster.remove()


@pytest.fixture(scope="module")
def proxy(service):
    port = free_port()
    command = [ROOT / "tests/contract/node_modules/.bin/prism", "proxy", "-p", str(port), "--cors=false",
               "--validate-request=false", "-v", "silent", ROOT / "openapi.yaml", f"http://127.0.0.1:{service.port}"]
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 30
    while True:
        try:
            ask(port, service.key, "GET", "/healthz")
            break
        except ConnectionError:
            assert time.monotonic() < deadline and process.poll() is None, "the proxy does not start"
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def written(service, proxy):
    """A roundtable and what hangs on it, through the proxy; and the id of a submission."""
    for target, body in (
            ("roundtables", {"roundtable": "rt", "name": "Roundtable", "held_on": "2014-05-01",
                             "groups": [{"stakeholder_group": "practices", "participants": 9}]}),
            ("roundtables/rt/findings", {"finding": "f1", "theme": "staff_shortage", "text": "Too few.",
                                         "endorsements": [{"stakeholder_group": "practices",
                                                           "endorsement": "support"}]}),
            ("recommendations", {"recommendation": "rec", "roundtable": "rt", "text": "Pay for it.",
                                 "policy_area": "payment", "policy_level": "state"}),
            ("sources", {"source": "visit", "kind": "site_visit_note", "title": "Visit", "consent": "deidentified", "text": "Nobody was hired.",
                         "participants": [{"role": "nurse", "stakeholder_group": "practices", "participants": 2}]}),
            ("passes", {"pass": "first", "name": "First", "codebook": "pilot_success_factors", "version": "1",
                        "coders": [{"coder": "c1", "identity": json.loads(ask(service.port, service.key, "GET", "/v1/identity")[1])["actor"]}]}),
            ("passes", {"pass": "done", "name": "Done", "codebook": "pilot_success_factors", "version": "1", "coders": [{"coder": "c1", "identity": "x"}]}),
            ("mappings", {"mapping": "m", "format": "dhis2", "instrument": "staffing", "version": "1", "document": {
                "practice": {"column": "orgUnit"}, "wave": {"column": "period"}, "fields": {"x": "pcc_fte"}}}),
            ("passes/first/codings", {"codings": [{"source": "visit", "excerpt": "0-17", "code": "named_champion", "valence": 1}]})):
        answer, text = ask(proxy, service.key, "POST", f"/v1/programs/act/{target}", body)
        assert answer.status == 201 and violations(answer) == [], text
    assert ask(service.port, service.key, "PUT", "/v1/programs/act/passes/done/release")[0].status == 200
    file = "/v1/imports?program=act&instrument=staffing&version=1&wave=study&dry_run=true"
    taken = json.loads(ask(service.port, service.key, "POST", file, [{"practice": "p04"}])[1])
    rows = json.loads(ask(service.port, service.key, "GET", "/v1/submissions?limit=1")[1])["data"]
    return CODES | {"submission": rows[0]["submission"], "key": service.key[4:20], "import": taken["import"]}


def violations(answer):
    """What the proxy holds against the answer; what it holds against the request is not of interest."""
    said = answer.getheader("sl-violations")
    return [v for v in json.loads(said) if v["location"][0] == "response"] if said else []


@pytest.mark.parametrize("path", [p for p, item in PATHS.items() if "get" in item])
def test_what_is_read_is_as_documented(proxy, service, written, path):
    operation = PATHS[path]["get"]
    target = path.format_map(written) + QUERIES.get(operation["operationId"], "")
    documented = operation["responses"]["200"].get("content", {})
    for accept in documented:
        answer, text = ask(proxy, service.key, "GET", target, accept=accept)
        assert answer.status == 200, text
        assert violations(answer) == []
