"""openapi.yaml: what exists, examples of it, and whether a reply keeps to it."""
import csv
import dataclasses
import io
import json
import re
import uuid

import jsonschema
import yaml

METHODS = ("get", "post", "put", "patch", "delete")
BODY_LIMIT = 1 << 20

# What may be answered before it is known which operation is meant.
BEFORE_ROUTING = {400, 404, 405, 411, 413, 414, 415, 431, 501, 505}
ON_EVERY_OPERATION = {405, 408, 414, 431}

FORMATS = jsonschema.FormatChecker(formats=["date", "uuid"])
CODE = r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}"

# What is taken as a project, and belongs to nothing that is there.
PROJECT = "<Project><CodeBook><Codes><Code guid='00000000-0000-4000-8000-00000000000a' name='a'/></Codes></CodeBook></Project>"


def format_of(name, pattern):
    shape = re.compile(pattern)
    FORMATS.checks(name)(lambda value: not isinstance(value, str) or bool(shape.fullmatch(value)))


format_of("date-time", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
format_of("code", CODE)
format_of("codes", rf"{CODE}(,{CODE})*")


@dataclasses.dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    scope: str | None
    cached: bool
    parameters: tuple
    body: dict
    limit: int
    export: bool
    streamed: bool  # taken as it comes: JSON too is looked at row by row, and gzip is taken
    responses: dict

    def documents(self, status):
        return str(status) in self.responses

    def named(self, place):
        return [p for p in self.parameters if p["in"] == place]


class Contract:
    def __init__(self, text):
        self.document = yaml.safe_load(text)
        self.resolver = jsonschema.RefResolver.from_schema(self.document)
        self.operations = [self.operation(path, item, method)
                           for path, item in self.document["paths"].items()
                           for method in METHODS if method in item]
        self.seen = set()

    def resolve(self, node):
        while "$ref" in node:
            node = self.resolver.resolve(node["$ref"])[1]
        return node

    def operation(self, path, item, method):
        node = item[method]
        parameters = [self.resolve(p) for p in item.get("parameters", []) + node.get("parameters", [])]
        parameters = tuple({**p, "schema": self.resolve(p["schema"])} for p in parameters)
        return Operation(node["operationId"], method.upper(), path, node["x-scope"], node.get("x-cached", False), parameters,
                         self.resolve(node.get("requestBody", {})).get("content", {}),
                         node.get("x-body-limit", BODY_LIMIT), node.get("x-export", False), node.get("x-body") == "streamed",
                         {s: self.resolve(r) for s, r in node["responses"].items()})

    @property
    def scopes(self):
        return set(self.document["x-scopes"])

    # -- examples ---------------------------------------------------------------------------------

    def example(self, schema):
        """A value that fits the schema and that no test creates."""
        schema = self.resolve(schema)
        kinds = schema.get("type", "string")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if "enum" in schema:
            return schema["enum"][0]
        if kind == "object":
            return {n: self.example(schema["properties"][n]) for n in schema.get("required", [])}
        if kind == "array":
            return [self.example(schema["items"])] * schema.get("minItems", 0)
        if kind in ("integer", "number"):
            return schema.get("minimum", 0)
        if kind == "boolean":
            return False
        forms = {"date": "2020-02-29", "date-time": "2020-02-29T00:00:00Z", "uuid": str(uuid.UUID(int=7 << 76))}
        return forms.get(schema.get("format"), "absent"[:schema.get("maxLength", 6)])

    def value(self, parameter):
        """The same of a parameter, as it stands in an address."""
        example = self.example(parameter["schema"])
        return str(example).lower() if isinstance(example, bool) else str(example)

    def target(self, operation, /, **query):
        """The operation's address, of a thing that is not there, with what is required and query."""
        path, pairs = operation.path, dict(query)
        for parameter in operation.parameters:
            if parameter["in"] == "path":
                path = path.replace("{%s}" % parameter["name"], self.value(parameter))
            elif parameter["in"] == "query" and parameter.get("required"):
                pairs.setdefault(parameter["name"], self.value(parameter))
        return path + ("?" + "&".join(f"{n}={v}" for n, v in pairs.items()) if pairs else "")

    def content(self, operation):
        """What a request to it carries: keywords for Api.request()."""
        if "application/json" in operation.body and not operation.streamed:
            return {"json": self.example(operation.body["application/json"]["schema"])}
        if operation.body and "text/csv" not in operation.body:
            return {"xml": PROJECT}
        return {"csv": "no_such_column\r\n1\r\n"} if operation.body else {}

    # -- replies ----------------------------------------------------------------------------------

    def at(self, path):
        """The operations whose address this is, the most exact first."""
        fitting = [o for o in self.operations
                   if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", o.path.replace(".", r"\.")), path)]
        return sorted(fitting, key=lambda o: o.path.count("{"))

    def find(self, method, path):
        """The operation that answers, with .json or .csv behind the path too."""
        method = "GET" if method == "HEAD" else method
        fitting = self.at(path) or self.at(re.sub(r"\.(json|csv|ndjson|xlsx|dta|sav|qdc)$", "", path))
        return next((o for o in fitting if o.method == method), None)

    def check(self, method, target, reply):
        """Fails where the reply is not one that the document allows here."""
        operation = self.find(method, target.partition("?")[0])
        allowed = BEFORE_ROUTING | ({200, 204} if method == "OPTIONS" else set())
        if operation:
            self.seen.add((operation.id, reply.status))
            allowed = {int(s) for s in operation.responses} | ON_EVERY_OPERATION
        assert reply.status in allowed, "this status is not documented here"
        for name in ("X-Request-Id", "Cache-Control", "X-Content-Type-Options", "Vary"):
            assert name in reply.headers, f"{name} is missing"
        if reply.status >= 400:
            self.check_problem(method, reply)
        if operation and operation.documents(reply.status):
            self.check_documented(method, operation.responses[str(reply.status)], reply)

    def check_problem(self, method, reply):
        if method == "HEAD":
            return
        if reply.type == "text/plain":
            assert reply.text.startswith(f"{reply.status} "), "a problem as text begins with its status"
            return
        assert reply.type == "application/problem+json", "a problem has its own content type"
        self.validate({"$ref": "#/components/schemas/Problem"}, reply.json)
        assert reply.json["status"] == reply.status
        assert reply.json["instance"] == reply.headers["X-Request-Id"]

    def check_documented(self, method, response, reply):
        for name, header in response.get("headers", {}).items():
            header = self.resolve(header)
            if header.get("required", True):
                assert name in reply.headers, f"the documented header {name} is missing"
            if name in reply.headers and self.resolve(header["schema"]).get("type") == "integer":
                assert reply.headers[name].isdigit(), f"{name} must be a whole number"
        content = response.get("content", {})
        if not content or method == "HEAD":
            assert not reply.body, "no body is documented"
            return
        assert reply.type in content, f"the content type {reply.type} is not documented"
        if reply.type == "text/csv":
            self.check_csv(content.get("application/json", {}).get("schema", {}), reply.text)
        elif reply.type in ("application/json", "application/problem+json"):
            self.validate(content[reply.type]["schema"], reply.json)

    def validate(self, schema, value):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=FORMATS)
        errors = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)]
        assert not errors, "not as its schema says: " + "; ".join(errors[:5])

    def check_csv(self, schema, text):
        """RFC 4180 with a header of the names that JSON has."""
        assert text.endswith("\r\n"), "the last line has no CRLF"
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert all(len(row) == len(header) for row in rows), "a row has another number of fields"
        schema = self.resolve(schema)
        if "data" in schema.get("properties", {}):
            schema = self.resolve(self.resolve(schema["properties"]["data"])["items"])
        missing = set(schema.get("required", [])) - set(header)
        assert not missing, f"columns are missing: {missing}"
        if schema.get("additionalProperties") is False:
            unknown = set(header) - set(schema["properties"])
            assert not unknown, f"columns are not documented: {unknown}"

    def never_seen(self):
        return sorted(f"{o.id} {s}" for o in self.operations for s in o.responses
                      if (o.id, int(s)) not in self.seen)


def strict_json(text):
    def pairs(members):
        assert len(dict(members)) == len(members), "a member is there twice"
        return dict(members)

    def constant(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
