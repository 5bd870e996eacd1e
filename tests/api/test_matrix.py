"""What holds for every operation, asked of each that openapi.yaml names."""
import base64
import dataclasses
import secrets

import pytest

from client import Socket, answers, exchange

with_identity = pytest.mark.operations(lambda o: o.scope is not None)
with_scope = pytest.mark.operations(lambda o: o.scope)
with_body = pytest.mark.operations(lambda o: o.body)
with_json = pytest.mark.operations(lambda o: "application/json" in o.body and not o.streamed)


def ask(api, operation, target=None, **more):
    """A request to it that nothing is wrong with but what more says."""
    sent = {**api.contract.content(operation), **more}
    return api.request(operation.method, target or api.contract.target(operation), **sent)


def head_of(api, operation, *lines):
    """The head of such a request, as bytes; a body is up to the lines."""
    authorization = [f"Authorization: Bearer {api.key}"] if operation.scope is not None else []
    first = f"{operation.method} {api.contract.target(operation)} HTTP/1.1"
    return "\r\n".join([first, "Host: test", *authorization, *lines, "", ""]).encode()


def takes_format(operation):
    return any(p["name"] == "format" for p in operation.parameters)


def media_of(operation):
    return next(iter(operation.body))


# -- who may ------------------------------------------------------------------------------------------

@with_identity
@pytest.mark.parametrize("authorization", [
    None, "Bearer ", "Bearer x", "Basic dGVzdDp0ZXN0", "Bearer ctm_0123456789abcdef_short",
    "Bearer ctm_{}_{}".format(secrets.token_hex(8), secrets.token_urlsafe(32))],
    ids=["none", "empty", "malformed", "basic", "short", "unknown"])
def test_without_a_valid_key(api, operation, authorization):
    headers = {"Authorization": authorization} if authorization else {}
    ask(api, operation, key=None, headers=headers, status=401)


@with_identity
def test_with_the_secret_of_another_key(api, operation, service):
    one, other = service.key, service.key_for("registry:read")
    ask(api, operation, key=one[:20] + other[20:], status=401)


@with_scope
def test_key_without_the_scope(api, operation, service):
    others = ",".join(sorted(api.contract.scopes - set(operation.scope.split())))
    reply = ask(api, operation, key=service.key_for(others), status=403)
    assert operation.scope in reply.json["detail"]


# -- parameters ---------------------------------------------------------------------------------------

def test_unknown_parameter(api, operation):
    reply = ask(api, operation, api.contract.target(operation, no_such="1"), status=400)
    assert reply.faults == {"no_such": "unknown"}


@pytest.mark.operations(lambda o: o.named("query"))
def test_repeated_parameter(api, operation):
    for parameter in operation.named("query"):
        name, value = parameter["name"], api.contract.value(parameter)
        target = api.contract.target(operation, **{name: value}) + f"&{name}={value}"
        reply = ask(api, operation, target, headers={"Accept": "application/json"}, status=400)
        assert (name, "repeated") in [(e["parameter"], e["code"]) for e in reply.json["errors"]]


def wrong_values(schema):
    """Values, percent-encoded, that the schema excludes; and the code of the fault."""
    if "enum" in schema:
        yield "no_such_choice", "not_allowed"
    if schema["type"] in ("integer", "number"):
        yield "ten", "invalid_type"
        yield "", "invalid_type"
    if "minimum" in schema:
        yield schema["minimum"] - 1, "too_small"
    if "maximum" in schema:
        yield schema["maximum"] + 1, "too_large"
    if schema.get("format") in ("code", "codes", "date", "uuid"):
        yield "a%20b", "invalid_format"
    if schema.get("format") == "date":
        yield "2026-02-30", "invalid_format"
    if schema.get("format") == "code":
        yield "x" * 65, "invalid_format"


@pytest.mark.operations(lambda o: o.named("query"))
def test_wrong_parameter(api, operation):
    for parameter in operation.named("query"):
        for value, code in wrong_values(parameter["schema"]):
            target = api.contract.target(operation, **{parameter["name"]: value})
            reply = ask(api, operation, target, status=400)
            assert reply.faults == {parameter["name"]: code}, value


@pytest.mark.operations(lambda o: any(p["name"] == "cursor" for p in o.parameters))
def test_cursor_that_was_never_given(api, operation):
    for key in ("x", "", "a b c", "9" * 40, "2024-01-01 x 1", "'; --"):
        cursor = base64.urlsafe_b64encode(f"{operation.id} {key}".encode()).decode().rstrip("=")
        reply = ask(api, operation, api.contract.target(operation, cursor=cursor))
        absent = reply.status == 422 and "cursor" not in reply.faults  # what a report is asked for comes before its pages
        assert reply.status in (200, 404) or absent or reply.status == 400 and reply.faults == {"cursor": "invalid_format"}, key


@pytest.mark.operations(lambda o: o.named("path"))
def test_wrong_path(api, operation):
    for parameter in operation.named("path"):
        for value, code in wrong_values(parameter["schema"]):
            path = operation.path.replace("{%s}" % parameter["name"], value)
            target = api.contract.target(dataclasses.replace(operation, path=path))
            reply = ask(api, operation, target, status=400)
            assert reply.faults == {parameter["name"]: code}, value


@pytest.mark.operations(lambda o: o.named("query"))
def test_every_fault_of_the_parameters_is_told_at_once(api, operation):
    wrong = {p["name"]: next(wrong_values(p["schema"]), None) for p in operation.named("query")}
    wrong = {name: found[0] for name, found in wrong.items() if found}
    reply = ask(api, operation, api.contract.target(operation, **wrong, no_such="1"), status=400)
    assert set(reply.faults) == {*wrong, "no_such"}


@pytest.mark.operations(lambda o: o.named("path") and o.documents(404))
def test_what_is_not_there(api, operation):
    ask(api, operation, headers={"If-Match": '"1"'} if operation.named("header") else {}, status=404)


# -- the answer's form --------------------------------------------------------------------------------

@pytest.mark.operations(lambda o: o.method == "GET" and not o.named("path") and takes_format(o))
def test_formats(api, operation):
    """By suffix, parameter or Accept; the rows are the same."""
    json, csv = ({"Accept": type_} for type_ in ("application/json", "text/csv, application/json;q=0.5"))
    target = api.contract.target(operation)
    path, _, query = target.partition("?")
    more = "&" + query if query else ""
    first = api.get(target)
    for suffixed, headers, type_ in [
            (target, json, "json"), (f"{path}.json?{more}", csv, "json"), (f"{path}?format=json{more}", csv, "json"),
            (target, csv, "csv"), (f"{path}.csv?{more}", json, "csv"), (f"{path}?format=csv{more}", json, "csv")]:
        reply = api.get(suffixed, headers=headers, status=first.status)
        if first.status == 200:
            assert reply.type.endswith(type_) and len(reply.rows) == len(first.rows)


def test_format_that_is_not_offered(api, operation):
    ask(api, operation, headers={"Accept": "image/png"}, status=406)


@pytest.mark.operations(lambda o: takes_format(o))
def test_problem_as_text_where_csv_was_asked_for(api, operation):
    reply = ask(api, operation, api.contract.target(operation, format="csv", no_such="1"), status=400)
    assert reply.type == "text/plain" and "no_such" in reply.text


@pytest.mark.operations(lambda o: o.method == "GET")
def test_head_is_get_without_a_body(api, operation):
    changing = ("Server-Timing", "Date") + (("Content-Length",) if operation.id == "service_metrics" else ())
    # What a long file has depends on how it is sent, which HEAD has not.
    sent = {"Transfer-Encoding", "Trailer", "Content-Length", "X-Row-Count", "Repr-Digest", "X-Next-Cursor"} if operation.export else set()
    get = ask(api, operation, headers={"X-Request-Id": "the-same"})
    request = head_of(api, operation, "X-Request-Id: the-same").replace(b"GET", b"HEAD", 1)
    with Socket(api.service.port) as connection:
        connection.send(request)
        start, end, body = connection.receive().partition(b"\r\n\r\n")
    head = answers(b"HTTP/1.1 204 x" + start[start.index(b"\r\n"):] + end)[0]
    assert body == b"" and int(start.split()[1]) == get.status
    for name in (set(get.headers) | set(head.headers)) - sent:
        assert name in get.headers and name in head.headers, f"{name} is in one of them only"
        assert name in changing or get.headers[name] == head.headers[name], name


def test_options_and_other_methods(api, operation):
    target = api.contract.target(operation)
    found = [other.method for other in api.contract.at(target.partition("?")[0])]
    methods = {*found, "OPTIONS"} | ({"HEAD"} if "GET" in found else set())
    options = api.options(target, key=None, status=204)
    assert set(options.headers["Allow"].split(", ")) == methods
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} - methods:
        reply = api.request(method, target, status=405)
        assert set(reply.headers["Allow"].split(", ")) == methods


# -- bodies -------------------------------------------------------------------------------------------

@with_body
def test_body_of_another_type(api, operation):
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data; boundary=x"},
                    {"Content-Type": ""}, {"Content-Type": media_of(operation), "Content-Encoding": "br" if operation.streamed else "gzip"}):
        api.request(operation.method, api.contract.target(operation), body="x", headers=headers, status=415)


@with_body
def test_body_without_a_length(api, operation):
    [reply] = exchange(api.service.port, head_of(api, operation, f"Content-Type: {media_of(operation)}"))
    assert reply.status == 411
    api.contract.check(operation.method, api.contract.target(operation), reply)


@with_body
def test_body_over_the_limit(api, operation):
    lines = f"Content-Type: {media_of(operation)}", f"Content-Length: {operation.limit + 1}"
    [reply] = exchange(api.service.port, head_of(api, operation, *lines))
    assert reply.status == 413
    api.contract.check(operation.method, api.contract.target(operation), reply)


@pytest.mark.operations(lambda o: not o.body)
def test_body_where_none_is_taken(api, operation):
    reply = exchange(api.service.port, head_of(api, operation, "Content-Length: 2") + b"{}")[0]
    assert reply.status == 400


@with_json
def test_malformed_json(api, operation):
    for body in ('{"a":', "{'a': 1}", '{"a": 1} x', "nul", "", " ", '{"a": NaN}', '{"a": 01}', "{,}"):
        headers = {"Content-Type": "application/json"}
        api.request(operation.method, api.contract.target(operation), body=body, headers=headers, status=400)


@with_json
def test_json_that_is_no_object(api, operation):
    for json in ([], [{}], "{}", 1):
        headers = {"If-Match": '"1"'}
        expected = {400, 422} if isinstance(json, (str, int)) else {422}
        assert ask(api, operation, json=json, headers=headers).status in expected


@with_json
def test_unknown_and_missing_members(api, operation):
    schema = api.contract.resolve(operation.body["application/json"]["schema"])
    reply = ask(api, operation, json={"no_such_member": 1}, headers={"If-Match": '"1"'}, status=422)
    missing = {f"/{name}": "missing" for name in schema.get("required", [])}
    assert reply.faults == {"/no_such_member": "unknown", **missing}


@with_json
def test_members_of_wrong_types(api, operation):
    schema = api.contract.resolve(operation.body["application/json"]["schema"])
    wrong = {n: {"x": []} if api.contract.resolve(s).get("type") == "array" else [[]]
             for n, s in schema["properties"].items()}
    reply = ask(api, operation, json=wrong, headers={"If-Match": '"1"'}, status=422)
    assert reply.faults == {f"/{name}": "invalid_type" for name in wrong}


@pytest.mark.operations(lambda o: "text/csv" in o.body)
def test_csv_with_an_unknown_header(api, operation):
    query = {p["name"]: api.contract.value(p) for p in operation.named("query") if p["name"] != "format"}
    target = api.contract.target(operation, **query)
    status = 404 if operation.named("path") else 422  # what is there comes before what is sent
    api.request(operation.method, target, csv="no_such_column\r\n1\r\n", status=status)
    api.request(operation.method, target, csv="no_such_column\r\n", status=422)


@pytest.mark.operations(lambda o: any(p["name"] == "If-Match" for p in o.parameters))
def test_change_without_if_match(api, operation):
    ask(api, operation, status=428)


def test_paths_that_are_not_there(api):
    for path in ("/", "/v1/", "/v2", "/v1/no_such", "/healthz/", "/v1/programs/", "/v1/programs/x/no_such",
                 "/v1/programs/x/waves/y/z", "/v1.csv/programs", "/v1/programs.pdf", "/openapi.yml"):
        for key in (None, api.key):
            assert api.get(path, key=key, status=404)
