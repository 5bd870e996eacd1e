#!/usr/bin/python3
"""Makes C of what the project declares: tools/generate.py ROOT OUTPUT

openapi.yaml          -> operations.c, resources.h, roles.c, and the document itself as bytes
sql/queries/*.sql     -> queries.c, queries.h
sql/migrations/*.sql  -> migrations.c
sql/reference/*       -> reference.c
"""
import datetime
import hashlib
import json
import pathlib
import re
import sys

import yaml

METHODS = ["get", "post", "put", "patch", "delete"]
MEDIA = {"application/json": "JSON", "text/csv": "CSV", "application/yaml": "YAML",
         "text/plain": "METRICS", "application/x-ndjson": "NDJSON",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
         "application/x-stata-dta": "DTA", "application/x-spss-sav": "SAV",
         "application/zip": "ZIP", "text/html": "HTML", "application/xml": "QDC"}
BODY_LIMIT = 1 << 20


def fail(message):
    sys.exit(f"generate.py: {message}")


def quote(text):
    """A C string literal; long texts become one literal a line."""
    if text is None:
        return "NULL"
    lines = text.splitlines(keepends=True) or [""]
    return "\n    ".join('"' + "".join(escape(c) for c in line) + '"' for line in lines)


def escape(char):
    if char in '"\\?':
        return "\\" + char
    if 32 <= ord(char) < 127:
        return char
    return "".join(f"\\{byte:03o}" for byte in char.encode())


class Document:
    def __init__(self, text):
        self.tree = yaml.safe_load(text)

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.tree
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node


class Schemas:
    """Writes every schema as static C data and names it."""

    def __init__(self, document):
        self.document = document
        self.lines = []
        self.count = 0

    def kind(self, schema, type_):
        form = schema.get("format")
        if type_ == "string":
            return {"code": "CODE", "codes": "CODES", "date": "DATE", "date-time": "TIMESTAMP",
                    "uuid": "UUID"}.get(form, "TEXT")
        return {"integer": "INTEGER", "number": "NUMBER", "boolean": "BOOLEAN",
                "object": "OBJECT", "array": "ARRAY", "scalar": "SCALAR", None: "ANY"}[type_]

    def list(self, declaration, entries):
        self.count += 1
        name = f"list_{self.count}"
        self.lines.append(f"static {declaration}{name}[] = {{{', '.join(entries)}}};")
        return name

    def initializer(self, node, name=None, required=False):
        schema = self.document.resolve(node)
        types = schema.get("type")
        types = types if isinstance(types, list) else [types]
        several = [t for t in types if t != "null"]
        type_ = several[0] if len(several) == 1 else "scalar" if several != [None] else None
        fields = [f".kind = SCHEMA_{self.kind(schema, type_)}"]
        if name is not None:
            fields.append(f".name = {quote(name)}")
        if required:
            fields.append(".required = true")
        if "null" in types:
            fields.append(".nullable = true")
        for key, flag, field in (("minimum", "bounded_below", "minimum"),
                                 ("maximum", "bounded_above", "maximum")):
            if key in schema:
                fields.append(f".{flag} = true, .{field} = {schema[key]}")
        for keys, field in ((("minLength", "minItems", "minProperties"), "min_size"),
                            (("maxLength", "maxItems", "maxProperties"), "max_size")):
            for key in keys:
                if key in schema:
                    fields.append(f".{field} = {schema[key]}")
        if "enum" in schema:
            choices = [quote(c) for c in schema["enum"] if c is not None] + ["NULL"]
            fields.append(f".choices = {self.list('const char *const ', choices)}")
        fields += self.parts(schema, type_, name)
        return "{" + ", ".join(fields) + "}"

    def parts(self, schema, type_, name):
        if type_ == "array":
            if "maxItems" not in schema:
                fail(f"array {name} has no maxItems")
            members = self.list("const struct schema ", [self.initializer(schema["items"])])
            return [f".members = {members}, .member_count = 1"]
        if type_ != "object":
            return []
        required = schema.get("required", [])
        entries = [self.initializer(s, n, n in required)
                   for n, s in schema.get("properties", {}).items()]
        fields = []
        if entries:
            members = self.list("const struct schema ", entries)
            fields.append(f".members = {members}, .member_count = {len(entries)}")
        extra = schema.get("additionalProperties", True)
        if extra is not False:
            fields.append(".open = true")
        if isinstance(extra, dict):
            rest = self.list("const struct schema ", [self.initializer(extra)])
            fields.append(f".rest = {rest}")
        return fields


def parameters(document, schemas, item, operation):
    entries = []
    for node in item.get("parameters", []) + operation.get("parameters", []):
        parameter = document.resolve(node)
        schema = document.resolve(parameter["schema"])
        default = schema.get("default")
        if isinstance(default, bool):
            default = str(default).lower()
        text = schemas.initializer(schema, parameter["name"], parameter.get("required", False))
        entries.append(f"{{{text}, PLACE_{parameter['in'].upper()}, "
                       f"{quote(None if default is None else str(default))}}}")
    return entries


def media_bits(content):
    names = [MEDIA[t] for t in content if t in MEDIA]
    return " | ".join(f"MEDIA_BIT(MEDIA_{n})" for n in names) or "0"


def operation_scope(document, name, operation):
    """null: open to all; empty: to whoever is known; else one of these, separated by spaces."""
    if "x-scope" not in operation:
        fail(f"{name} names no x-scope (null for an open operation)")
    scope = operation["x-scope"]
    unknown = set((scope or "").split()) - set(document.tree["x-scopes"])
    if unknown:
        fail(f"{name}: x-scopes does not describe {sorted(unknown)}")
    if (scope is None) != (operation.get("security") == []):
        fail(f"{name}: security must be [] where x-scope is null, and only there")
    return scope


AUDITED = {True: "ALWAYS", False: "NEVER", "unless-whole": "UNLESS_WHOLE"}


def operation_traits(name, method, scope, operation):
    """Which requests are audited, and whether answers can be given again."""
    audit, cached = operation.get("x-audit", True), operation.get("x-cached", False)
    if audit not in AUDITED:
        fail(f"{name}: x-audit must be true, false or unless-whole")
    if cached not in (True, False) or cached and (method != "get" or scope is None):
        fail(f"{name}: x-cached is for GET with a scope")
    export = operation.get("x-export", False)
    if export not in (True, False):
        fail(f"{name}: x-export must be true or false")
    return [f".export = {str(export).lower()}", f".audited = AUDITED_{'NEVER' if scope is None else AUDITED[audit]}",
            f".cached = {str(cached).lower()}"]


LIMITS = {"programs", "regions", "practices"}


def roles(document):
    rows, scopes = [], document.tree["x-scopes"]
    for name, role in document.tree["x-roles"].items():
        unknown = set(role["scopes"]) - set(scopes) | set(role.get("limits", [])) - LIMITS
        if unknown:
            fail(f"role {name}: {sorted(unknown)} is not known")
        texts = [name, " ".join(role["scopes"]), " ".join(role.get("limits", []))]
        rows.append(f"    {{{', '.join(map(quote, texts))}}},")
    purposes = document.tree["components"]["schemas"]["Purpose"]["enum"]
    return "\n".join(['#include "role.h"', "const struct role roles[] = {", *rows, "};",
                      f"const size_t role_count = {len(rows)};",
                      f"const char all_scopes[] = {quote(' '.join(scopes))};",
                      f"const char *const purposes[] = {{{', '.join(map(quote, purposes))}, NULL}};", ""])


def operation_fields(document, schemas, path, method, item, operation):
    name = operation.get("operationId") or fail(f"{method} {path} has no operationId")
    scope = operation_scope(document, name, operation)
    fields = [f".id = {quote(name)}", f".method = METHOD_{method.upper()}", f".path = {quote(path)}",
              f".summary = {quote(operation['summary'])}",
              f".scope = {quote(scope)}", f".perform = {name}",
              *operation_traits(name, method, scope, operation)]
    entries = parameters(document, schemas, item, operation)
    if entries:
        listed = schemas.list("const struct parameter ", entries)
        fields.append(f".parameters = {listed}, .parameter_count = {len(entries)}")
    body = document.resolve(operation.get("requestBody"))
    if body:
        content = body["content"]
        fields += [f".request_media = {media_bits(content)}",
                   f".body_required = {str(body.get('required', False)).lower()}",
                   f".body_limit = {operation.get('x-body-limit', BODY_LIMIT)}",
                   f".streamed = {str(operation.get('x-body') == 'streamed').lower()}"]
        if "application/json" in content:
            root = schemas.list("const struct schema ",
                                [schemas.initializer(content["application/json"]["schema"])])
            fields.append(f".body = {root}")
    success = [document.resolve(r) for s, r in operation["responses"].items() if str(s)[0] == "2"]
    content = [t for r in success for t in r.get("content", {})]
    fields.append(f".response_media = {media_bits(content)}")
    return name, fields


def operations(document):
    schemas, names, rows = Schemas(document), [], []
    for path, item in document.tree["paths"].items():
        for method in METHODS:
            if method in item:
                name, fields = operation_fields(document, schemas, path, method, item, item[method])
                names.append(name)
                rows.append("    {" + ", ".join(fields) + "},")
    for name in names:
        if names.count(name) > 1:
            fail(f"operationId {name} is used twice")
    code = ['#include "operation.h"', '#include "resources.h"', *schemas.lines,
            "const struct operation operations[] = {", *rows, "};",
            f"const size_t operation_count = {len(rows)};", ""]
    header = ["#ifndef CONTINUUM_RESOURCES_H", "#define CONTINUUM_RESOURCES_H",
              "#include <stdbool.h>", "struct request;",
              *[f"bool {name}(struct request *req);" for name in names],
              f"#define OPERATION_COUNT {len(names)}", "#endif", ""]
    return "\n".join(code), "\n".join(header)


PLACEHOLDER = re.compile(r"(?<![:\w]):([a-z][a-z0-9_]*)")
SIGNATURE = re.compile(r"-- (\w+)\(([\w, ]*)\) (reads|writes)\n")


INCLUDE = re.compile(r"^-- include (\w+)\n", re.M)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def query(path):
    """One statement, with what it includes: named placeholders become $1, $2 … in the signature's order."""
    text = INCLUDE.sub(lambda m: (path.parent / "parts" / f"{m[1]}.sql").read_text(), path.read_text())
    head = SIGNATURE.match(text)
    if not head or head[1] != path.stem:
        fail(f"{path} must begin with -- {path.stem}(parameters) reads|writes")
    declared = [p.strip() for p in head[2].split(",") if p.strip()]
    sql = re.sub(r"--[^\n]*", blank, text).strip()
    if head[3] == "reads" and re.search(r"\b(insert into|update \w+|delete from|for update)\b", sql):
        fail(f"{path} says that it only reads")
    used = set(PLACEHOLDER.findall(re.sub(r"'[^']*'", blank, sql)))
    if used != set(declared):
        fail(f"{path}: signature and use differ: {sorted(used ^ set(declared))}")
    numbered = re.sub(r"'[^']*'|" + PLACEHOLDER.pattern,
                      lambda m: f"${declared.index(m[1]) + 1}" if m[1] else m[0], sql)
    return declared, re.sub(r"[ \t]*\n\s*", "\n", numbered), head[3] == "writes"


def queries(root):
    header = ["#ifndef CONTINUUM_QUERIES_H", "#define CONTINUUM_QUERIES_H", '#include "db.h"']
    code = ['#include "queries.h"', "#include <stddef.h>"]
    paths = sorted((root / "sql/queries").glob("*.sql"))
    for index, path in enumerate(paths):
        declared, sql, writes = query(path)
        name = path.stem
        names = ", ".join([quote(p) for p in declared] + ["NULL"])
        code.append(f"static const char *const {name}_parameters[] = {{{names}}};")
        code.append(f"const struct query query_{name} = {{{quote(name)}, {index}, "
                    f"{str(writes).lower()}, {name}_parameters, {len(declared)}, {quote(sql)}}};")
        header.append(f"extern const struct query query_{name};")
    header += [f"#define QUERY_COUNT {len(paths)}", "#endif", ""]
    return "\n".join(code) + "\n", "\n".join(header)


def migrations(root):
    rows = []
    for number, path in enumerate(sorted((root / "sql/migrations").glob("*.sql")), 1):
        if int(path.name.split("_")[0]) != number:
            fail(f"{path.name} is out of order: {number:04} is next")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append(f"    {{{number}, {quote(path.stem)}, {quote(digest)}, "
                    f"{quote(path.read_text())}}},")
    return "\n".join(['#include "migrate.h"', "const struct migration migrations[] = {", *rows, "};",
                      f"const size_t migration_count = {len(rows)};", ""])


def reference(root):
    files = sorted((root / "sql/reference").glob("*.csv"))
    rows = [f"    {{{quote(p.stem)}, {quote(p.read_text())}}}," for p in files]
    load = (root / "sql/reference/load.sql").read_text()
    return "\n".join(['#include "migrate.h"', "const struct reference_file reference_files[] = {",
                      *rows, "};", f"const size_t reference_file_count = {len(rows)};",
                      f"const char reference_load[] = {quote(load)};", ""])


def iso(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    raise TypeError(value)


def document_bytes(text, tree):
    as_json = json.dumps(tree, ensure_ascii=False, default=iso, separators=(",", ":"))
    parts = ['#include "document.h"']
    for name, value in (("document_yaml", text), ("document_json", as_json)):
        data = value.encode()
        rows = [",".join(map(str, data[i:i + 64])) for i in range(0, len(data), 64)]
        parts += [f"const unsigned char {name}[] = {{", ",\n".join(rows), "};",
                  f"const unsigned long {name}_size = {len(data)};"]
    return "\n".join(parts) + "\n"


def write(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main(root, output):
    output.mkdir(parents=True, exist_ok=True)
    text = (root / "openapi.yaml").read_text()
    document = Document(text)
    operations_c, resources_h = operations(document)
    queries_c, queries_h = queries(root)
    for name, content in (("operations.c", operations_c), ("resources.h", resources_h),
                          ("queries.c", queries_c), ("queries.h", queries_h),
                          ("roles.c", roles(document)),
                          ("migrations.c", migrations(root)), ("reference.c", reference(root)),
                          ("document.c", document_bytes(text, document.tree))):
        write(output / name, content)
    (output / "generated.stamp").write_text("")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
