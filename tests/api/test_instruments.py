"""Instruments and their versions: what is shipped, and new ones as JSON or as a file."""
import pytest

from fixtures_field import field, sheet  # noqa: F401

SHIPPED = {("continuum_pc", "2016"): (8, 12), ("continuum_pc", "2020"): (9, 14), ("continuum_bh", "2020"): (8, 15),
           ("samhsa_levels", "2013"): (1, 1), ("ipat", "1"): (4, 16), ("pip", "1.0"): (6, 30), ("pip", "2.0"): (5, 28),
           ("mehaf", "18"): (2, 18), ("mehaf", "21"): (2, 21), ("staffing", "1"): (4, 22), ("screening", "1"): (4, 25),
           ("billing", "1"): (5, 26)}

REASONS = "not_started not_applicable not_assessed unable_to_report declined late"


def items_of(api, instrument, version="1"):
    return api.get(f"/v1/instruments/{instrument}/versions/{version}/items", status=200).rows


def body_of(instrument, **more):
    """An instrument that holds one item of each kind of thing that may be said of an item."""
    return {"instrument": instrument, "version": "1", "name": "Näme, quoted \"so\"", "kind": "survey",
            "respondents": "several",
            "owner": "Owner", "source": "Source", "published_on": "2024-02-29", "note": "Note",
            "domains": [{"domain": "care", "name": "Care"}, {"domain": "money", "name": "Money"}],
            "items": [{"item": "stage", "domain": "care", "label": "Stage", "kind": "stage", "scale": "bhi_stage",
                       "direction": "higher_better", "missing": ["not_started", "late"]},
                      {"item": "paid", "domain": "money", "label": "Paid, all", "kind": "money", "minimum": 0,
                       "maximum": 1000.5,
                       "decimals": 2, "unit": "USD", "direction": "none", "missing": ["declined"]},
                      {"item": "story", "domain": "care", "label": "Story", "kind": "text"}], **more}


def file_of(body):
    """The same as a file."""
    names = {d["domain"]: d["name"] for d in body["domains"]}
    header = ["instrument", "version", "name", "instrument_kind", "respondents", "owner", "source", "published_on",
              "note", "domain",
              "domain_name", "item", "label", "kind", "scale", "minimum", "maximum", "decimals", "unit", "direction",
              "missing"]
    rows = []
    for item in body["items"]:
        row = {**body, **item, "name": body["name"], "instrument_kind": body["kind"],
               "domain_name": names.get(item["domain"])}
        rows.append([" ".join(row[n]) if n == "missing" and n in row else row.get(n) for n in header])
    return sheet(header, *rows)


# -- what is shipped --------------------------------------------------------------------------------------

def test_shipped_instruments(api):
    found = {(i["instrument"], i["version"]): (i["domains"], i["items"])
             for i in api.get("/v1/instruments", status=200).rows}
    assert {key: found.get(key) for key in SHIPPED} == SHIPPED


@pytest.mark.parametrize("instrument, version", SHIPPED, ids=[":".join(key) for key in SHIPPED])
def test_items_of_a_shipped_instrument(api, instrument, version):
    domains, count = SHIPPED[instrument, version]
    items = items_of(api, instrument, version)
    assert [i["position"] for i in items] == list(range(1, count + 1))
    assert len({i["item"] for i in items}) == count and len({i["domain"] for i in items}) == domains
    assert all(i["label"] and i["domain_name"] and set(i["missing"].split()) <= set(REASONS.split()) for i in items)
    assert all((i["levels"] is not None) == (i["kind"] in ("stage", "level", "choice")) for i in items
               if i["kind"] != "boolean")


def test_stages_of_the_framework(api):
    levels = {i["levels"] for i in items_of(api, "continuum_pc", "2016")}
    assert levels == {"1=preliminary 2=intermediate_1 3=intermediate_2 4=advanced"}
    levels = [s for s in api.get("/v1/scales", status=200).rows if s["scale"] == "bhi_stage"]
    assert [(s["level"], s["code"], s["ordered"]) for s in levels] == [
        (1, "preliminary", True), (2, "intermediate_1", True), (3, "intermediate_2", True), (4, "advanced", True)]


def test_what_is_not_there(api):
    for target in ("/v1/instruments/absent/versions/1", "/v1/instruments/staffing/versions/0",
                   "/v1/instruments/absent/versions/1/items",
                   "/v1/instruments/staffing/versions/0/items"):
        api.get(target, status=404)


# -- new ones ---------------------------------------------------------------------------------------------

def test_json_and_file_make_the_same(api, unique):
    one, two = body_of(unique("json")), body_of(unique("file"))
    as_json = api.post("/v1/instruments", json=one, status=201)
    as_file = api.post("/v1/instruments", csv=file_of(two), status=201)
    assert as_json.headers["Location"] == f"/v1/instruments/{one['instrument']}/versions/1"
    assert {**as_file.json, "instrument": one["instrument"]} == as_json.json
    assert api.get(as_json.headers["Location"], status=200).json == as_json.json
    assert {n: as_json.json[n] for n in ("name", "kind", "respondents", "owner", "source", "published_on", "note",
                                         "domains", "items")} == {
        **{n: one[n] for n in ("name", "kind", "respondents", "owner", "source", "published_on", "note")}, "domains": 2,
        "items": 3}
    assert items_of(api, one["instrument"]) == items_of(api, two["instrument"])


def test_items_are_read_as_they_were_made(api, unique):
    body = body_of(unique("instrument"))
    api.post("/v1/instruments", json=body, status=201)
    stage, paid, story = items_of(api, body["instrument"])
    assert paid == {"position": 2, "item": "paid", "domain": "money", "domain_name": "Money", "label": "Paid, all",
                    "kind": "money",
                    "scale": None, "levels": None, "minimum": 0, "maximum": 1000.5, "decimals": 2, "unit": "USD",
                    "direction": "none", "missing": "declined"}
    assert (stage["scale"], stage["missing"], stage["decimals"]) == ("bhi_stage", "not_started late", 0)
    assert (story["direction"], story["missing"], story["minimum"]) == ("none", REASONS, None), "where nothing is said"


@pytest.mark.parametrize("kind, decimals",
                         [("count", 0), ("rate", 0), ("boolean", 0), ("money", 2), ("hours", 2), ("fte", 2),
                          ("score", 2), ("number", 2)])
def test_decimals_where_none_are_said(api, field, kind, decimals):
    instrument, version = field.instrument({"item": "x", "kind": kind}).split(":")
    assert items_of(api, instrument, version)[0]["decimals"] == decimals


def test_a_version_is_never_made_again(api, unique):
    body = body_of(unique("instrument"))
    api.post("/v1/instruments", json=body, status=201)
    other = {**body, "name": "Other", "items": body["items"][:1]}
    assert api.post("/v1/instruments", json=other, status=409).json["code"] == "conflict"
    api.post("/v1/instruments", csv=file_of(other), status=409)
    assert api.get(f"/v1/instruments/{body['instrument']}/versions/1").json["name"] == body["name"]
    assert len(items_of(api, body["instrument"])) == 3


def test_a_shipped_version_is_not_made_again(api):
    api.post("/v1/instruments", json={**body_of("staffing"), "kind": "staffing"}, status=409)


def test_a_second_version_stands_beside_the_first(api, unique):
    body = body_of(unique("instrument"))
    api.post("/v1/instruments", json=body, status=201)
    second = {**body, "version": "2.0-b", "items": body["items"][1:]}
    api.post("/v1/instruments", json=second, status=201)
    assert [len(items_of(api, body["instrument"], v)) for v in ("1", "2.0-b")] == [3, 2]
    assert [i["version"] for i in api.get("/v1/instruments").rows
            if i["instrument"] == body["instrument"]] == ["1", "2.0-b"]
    wrong = {**body, "version": "3", "kind": "costs"}
    assert api.post("/v1/instruments", json=wrong, status=422).faults == {"/kind": "conflicting"}
    assert api.post("/v1/instruments", csv=file_of(wrong), status=422).faults == {(2, "instrument_kind"): "conflicting"}


# -- faults -----------------------------------------------------------------------------------------------

def broken(instrument):
    """Two faults in each item, in what only the database can tell."""
    body = body_of(instrument)
    first, second, third = body["items"]
    first.update(scale="absent", missing=["late", "forgotten"])
    second.update(item="a.b", domain="absent", minimum=2000)
    third.update(item="stage", kind="choice")
    body["items"].append({"item": "reason", "domain": "care", "label": "x", "kind": "text"})
    return body


def test_every_fault_of_a_body(api, unique):
    reply = api.post("/v1/instruments", json=broken(unique("instrument")), status=422)
    assert reply.faults == {
        "/items/0/scale": "unknown_scale", "/items/0/missing": "unknown_reason", "/items/1/item": "invalid_format",
        "/items/1/domain": "unknown_domain", "/items/1/minimum": "too_large", "/items/2/item": "repeated",
        "/items/2/scale": "missing", "/items/3/item": "not_allowed"}


def test_every_fault_of_a_file_by_row_and_column(api, unique):
    body = broken(unique("instrument"))
    reply = api.post("/v1/instruments", csv=file_of(body), status=422)
    assert reply.faults == {
        (2, "scale"): "unknown_scale", (2, "missing"): "unknown_reason", (3, "item"): "invalid_format",
        (3, "minimum"): "too_large",
        (4, "item"): "repeated", (4, "scale"): "missing", (5, "item"): "not_allowed"}
    api.get(f"/v1/instruments/{body['instrument']}/versions/1", status=404)


def test_faults_of_form_by_pointer_and_by_column(api, unique):
    body = body_of(unique("instrument"), kind="quiz", published_on="2023-02-29")
    body["items"][1].update(kind="cash", decimals=9, minimum="little")
    body["items"][2].update(label="")
    found = api.post("/v1/instruments", json=body, status=422).faults
    assert found == {"/kind": "not_allowed", "/published_on": "invalid_format", "/items/1/kind": "not_allowed",
                     "/items/1/decimals": "too_large", "/items/1/minimum": "invalid_type",
                     "/items/2/label": "too_short"}
    in_file = api.post("/v1/instruments", csv=file_of(body), status=422).faults
    assert in_file == {(2, "instrument_kind"): "not_allowed", (2, "published_on"): "invalid_format",
                       (3, "kind"): "not_allowed",
                       (3, "decimals"): "too_large", (3, "minimum"): "invalid_type", (4, "label"): "missing"}


def test_domains_and_items_are_needed(api, unique):
    body = body_of(unique("instrument"), domains=[], items=[])
    assert api.post("/v1/instruments", json=body, status=422).faults == {"/domains": "too_few", "/items": "too_few"}
    body = body_of(unique("instrument"))
    body["domains"].append(body["domains"][0])
    assert api.post("/v1/instruments", json=body, status=422).faults == {"/domains/2/domain": "repeated"}


@pytest.mark.parametrize("last, rows, where", [
    ("directon", ["X,1,N,survey,d,D,i,L,count,none"], (1, "directon")),
    ("unit", ["X,1,N,survey,d,D,i,L,count,", "Y,1,N,survey,d,D,j,L,count,"], (3, "instrument")),
    ("unit", ["X,1,N,survey,d,D,i,L,count,", "X,1,N,survey,d,E,j,L,count,"], (3, "domain_name"))],
    ids=["unknown column", "two instruments", "two names of a domain"])
def test_a_file_that_contradicts_itself(api, unique, last, rows, where):
    text = "\r\n".join(["instrument,version,name,instrument_kind,domain,domain_name,item,label,kind," + last, *rows])
    reply = api.post("/v1/instruments", csv=text.replace("X", unique("x")).replace("Y", unique("y")), status=422)
    assert list(reply.faults) == [where]


def test_faults_of_a_file_stand_where_they_are(api, unique):
    text = ("instrument,version,name,instrument_kind,domain,item,label,kind,missing\r\n"
            "X,1,N,survey,d,i,L,count,late\r\nX,1,N,survey,d!,j,L,count,la!te\r\n").replace("X", unique("x"))
    assert api.post("/v1/instruments", csv=text, status=422).faults == {
        (3, "domain"): "invalid_format", (3, "missing"): "invalid_format"}


# -- scales -----------------------------------------------------------------------------------------------

def scale_of(code, *levels):
    return {"scale": code, "name": "Scale", "ordered": True,
            "levels": [{"level": n, "code": c, "label": c} for n, c in levels]}


def test_a_scale_is_read_as_it_was_made(api, unique):
    code = unique("scale")
    made = api.post("/v1/scales", json=scale_of(code, (5, "high"), (-1, "low")), status=201).rows
    assert [(s["level"], s["code"]) for s in made] == [(-1, "low"), (5, "high")]
    assert [s for s in api.get("/v1/scales").rows if s["scale"] == code] == made
    api.post("/v1/scales", json=scale_of(code, (1, "a"), (2, "b")), status=409)


def test_faults_of_a_scale(api, unique):
    code = unique("scale")
    assert api.post("/v1/scales", json=scale_of(code, (1, "a")), status=422).faults == {"/levels": "too_few"}
    assert api.post("/v1/scales", json=scale_of(code, (1, "a"), (1, "b"), (2, "a")), status=422).faults == {
        "/levels/1/level": "repeated", "/levels/2/code": "repeated"}
    assert code not in {s["scale"] for s in api.get("/v1/scales").rows}


def test_a_code_is_not_the_number_of_another_level(api, unique):
    reply = api.post("/v1/scales", json=scale_of(unique("scale"), (1, "2"), (2, "1"), (3, "3")), status=422)
    assert reply.faults == {"/levels/0/code": "ambiguous", "/levels/1/code": "ambiguous"}
