"""Requests to every operation, with codes to be filled in: of what is one's own, another's, or not there."""
import itertools
import json
import re

REGION = "zregion"
SURVEY, FRAMEWORK, RULE, CODEBOOK = "zsurvey", "zframework", "zrule", "zcodebook"
NIL = {"program": "znil-prog", "practice": "znil-prac", "wave": "znil-wave", "roundtable": "znil-rtab",
       "recommendation": "znil-recm", "submission": "01890000-0000-7000-8000-00000000dead",
       "import": "01890000-0000-7000-8000-0000000000ad", "key": "0" * 16, "source": "znil-srce", "pass": "znil-pass", "mapping": "znil-mapp", "quotation": "znil-quot"}
OWN = {kind: code.replace("znil", "zown") for kind, code in NIL.items()}
FAR = {kind: code.replace("znil", "zfar") for kind, code in NIL.items()}
# Practices of the own program: one of another region, and one that is in the far program too.
NEAR, TWO = "znea-prac", "ztwo-prac"

# What a limited caller is refused whatever stands in it, and what is only there for who sees the whole state.
WHOLE_STATE = {"program_create", "practice_create", "attribute_create", "scale_create", "instrument_create", "quality_rule_create", "quality_rule_change",
               "key_create", "revocation_create", "codebook_create", "codebook_version_create", "project_import"}
# What moves everybody's figures, and so is not for who sees a part of a program's practices.
WHOLE_PROGRAM = {"program_change", "wave_create", "wave_change", "wave_reopen"}
NOT_FOR_LIMITED = {"key_revoke", "key_rotate"}

ANSWERS = [{"item": "visits", "value": 3}, {"item": "says", "text": "x"}]
SENT = {"program": "<program>", "practice": "<practice>", "wave": "<wave>", "instrument": SURVEY, "version": "1",
        "respondent": "<new>", "answers": ANSWERS}
FILE = ("instrument,version,name,instrument_kind,item,label,kind,domain,domain_name\r\n"
        "<new>,1,x,survey,i,i,count,d,d\r\n")
# No tag may look like <kind>.
CODES = "<Codes ><Code guid='00000000-0000-4000-8000-00000000000a' name='a' isCodable='true'/></Codes>"
BOOK = f"<CodeBook xmlns='urn:QDA-XML:codebook:1.0'>{CODES}</CodeBook>"
PROJECT = ("<Project xmlns='urn:QDA-XML:project:1.0'><CodeBook >" + CODES + "</CodeBook><Sources ><TextSource "
           "guid='00000000-0000-4000-8000-00000000000b' name='<new>'><PlainTextContent >x</PlainTextContent></TextSource></Sources></Project>")
MOVE = {"submissions:write": "submitted", "submissions:accept": "accepted"}

# A body, or more, for each operation that writes; <kind> is a code of that kind. query stands behind the address.
BODIES = {
    "program_create": [{"json": {"program": "<new>", "name": "x"}}],
    "program_change": [{"json": {"name": "zown-name"}}],
    "wave_create": [{"json": {"wave": "<new>", "starts_on": "2025-01-01", "ends_on": "2025-01-31", "position": 9,
                              "instruments": [f"{FRAMEWORK}:1"]}}],
    "wave_reopen": [{"json": {"until": "2099-12-31", "reason": "x"}}],
    "wave_change": [{"json": {"name": "zown-name"}}],
    "enrolment_create": [{"json": {"practice": "<practice>", "enrolled_on": "2023-01-01"}}],
    "enrolment_change": [{"json": {"cohort": "zown-cohort"}}],
    "practice_create": [{"json": {"practice": "<new>", "name": "x"}}],
    "practice_change": [{"json": {"name": "zown-name"}}],
    "practice_attribute_set": [{"json": {"value": "rural", "from": "2023-01-01"}}],
    "attribute_create": [{"json": {"attribute": "<new>", "name": "x", "kind": "text"}}],
    "registry_import": [{"csv": "practice,name\r\n<practice>,zown-name\r\n"},
                        {"csv": "practice,program,cohort\r\n<practice>,<program>,zown-cohort\r\n"},
                        {"csv": "practice,from,rurality\r\n<practice>,2023-01-01,rural\r\n"}],
    "instrument_create": [{"json": {"instrument": "<new>", "version": "1", "name": "x", "kind": "survey",
                                    "domains": [{"domain": "d", "name": "d"}],
                                    "items": [{"item": "i", "domain": "d", "label": "i", "kind": "count"}]}},
                          {"csv": FILE}],
    "scale_create": [{"json": {"scale": "<new>", "name": "x", "ordered": True,
                               "levels": [{"level": n, "code": f"c{n}", "label": "x"} for n in (1, 2)]}}],
    "quality_rule_create": [{"json": {"rule": "<new>", "instrument": SURVEY, "kind": "range", "severity": "warning", "text": "x",
                                      "parameters": {"item": "visits", "maximum": 1000}}}],
    "quality_rule_change": [{"json": {"text": "x"}}],
    "finding_acknowledge": [{"json": {"reason": "x"}}],
    "submission_create": [{"json": SENT}, {
        "query": "program=<program>&instrument=zsurvey&version=1&wave=<wave>",
        "csv": "practice,respondent,visits\r\n<practice>,<new>,1\r\n"}],
    "import_create": [{"query": "program=<program>&instrument=zsurvey&version=1&wave=<wave>",
                       "csv": "practice,respondent,visits\r\n<practice>,<new>,1\r\n"}],
    "import_cancel": [{}],
    "mapping_create": [{"json": {"mapping": "<new>", "format": "dhis2", "instrument": SURVEY, "version": "1", "document": {
        "practice": {"column": "orgUnit", "codes": {"x": "<practice>"}}, "wave": {"column": "period", "codes": {"2024": "<wave>"}},
        "fields": {"x": "visits"}}}}],
    "mapping_suggest": [{"query": "system=qualtrics", "csv": "StartDate,visits\r\nx,x\r\n"}],
    "submission_accept_all": [{"json": {"program": "<program>", "wave": "<wave>"}}, {"json": {"program": "<program>"}}],
    "aggregate_ask": [{"json": {"measure": ["mean"], **what}} for what in (
        {}, {"program": ["<program>"], "by": ["practice"]}, {"wave": ["<wave>"]}, {"filter": {"practice": ["<practice>"]}})],
    "submission_status_set": [{"json": {"status": "<status>"}}],
    "roundtable_create": [{"json": {"roundtable": "<new>", "name": "x", "held_on": "2024-01-01",
                                    "groups": [{"stakeholder_group": "practices", "participants": 1}]}}],
    "roundtable_change": [{"json": {"name": "zown-name"}}],
    "finding_create": [{"json": {"finding": "<new>", "theme": "motivation", "text": "x"}}],
    "agenda_create": [{"json": {"session": "<new>", "title": "x"}}],
    "vote_create": [{"json": {"recommendation": "<recommendation>", "stakeholder_group": "practices", "support": 1}}],
    "ranking_create": [{"json": {"method": "dots", "stakeholder_group": "practices", "ballots": [
        {"choices": [{"option": "<recommendation>", "dots": 1}]}]}}],
    "recommendation_create": [{"json": {"recommendation": "<new>", "roundtable": "<roundtable>", "text": "x",
                                        "policy_area": "payment", "policy_level": "state"}}],
    "evidence_create": [{"json": {"kind": "document", "url": "https://example.org/<new>", "title": "x"}},
                        {"json": {"kind": "theme", "codebook": CODEBOOK, "version": "1", "code": "a"}}],
    "dependency_set": [{"json": {"requires": []}}],
    "recommendation_change": [{"json": {"note": "x"}}],
    "source_create": [{"json": {"source": "<new>", "kind": "interview", "title": "x", "consent": "deidentified", "text": "x",
                                "practice": "<practice>", "wave": "<wave>"}}],
    "source_intake": [{"json": {"instrument": SURVEY, "consent": "deidentified"}},
                      {"json": {"instrument": SURVEY, "consent": "deidentified", "wave": "<wave>"}}],
    "excerpt_create": [{"json": {"excerpts": [{"start": 0, "end": 4}]}}, {"csv": "start,end\r\n0,4\r\n"}],
    "codebook_create": [{"json": {"codebook": "<new>", "name": "x"}}],
    "codebook_version_create": [{"json": {"version": "<new>", "codes": [{"code": "a", "kind": "theme", "label": "x"}]}},
                                {"query": "version=<new>", "csv": "code,kind,label\r\na,theme,x\r\n"},
                                {"query": "version=<new>", "xml": BOOK}],
    "project_import": [{"query": f"codebook={CODEBOOK}&version=<new>&pass=<new>", "xml": PROJECT}],
    "codebook_publish": [{}],
    "pass_create": [{"json": {"pass": "<new>", "name": "x", "codebook": CODEBOOK, "version": "1",
                              "coders": [{"coder": "c1", "identity": "x"}]}}],
    "pass_release": [{}],
    "pass_coder_create": [{"json": {"coder": "<new>", "identity": "<new>"}}],
    "coding_create": [{"json": {"codings": [{"source": "<source>", "excerpt": "0-9", "code": "a"}]}},
                      {"csv": "source,excerpt,code\r\n<source>,0-9,a\r\n"}],
    "quotation_create": [{"json": {"quotation": "<new>", "source": "<source>", "excerpt": "0-9"}}],
    "quotation_decide": [{"json": {"state": "confirmed"}}],
    "key_create": [{"json": {"name": "x", "scopes": ["keys:write"], **limits}} for limits in (
        {}, {"programs": ["<program>"]}, {"practices": ["<practice>"]})],
    "key_revoke": [{}],
    "key_rotate": [{"json": {}}],
    "revocation_create": [{"json": {"issuer": "x", "subject": "<new>"}}]}

# What else is asked of an operation that reads, beside each of its parameters that is a code.
REPORT = ["filter=practice:<practice>", "filter=program:<program>", "program=<program>&strata=practice,program",
          f"strata={REGION},cohort"]
QUERIES = {"framework_report": [f"instrument={FRAMEWORK}&{q}" for q in (*REPORT, "by=domain", "wave=<wave>")],
           "completeness_report": REPORT, "measures_report": [*REPORT, "compare=practice"], "staffing_report": REPORT,
           "progress_report": [f"instrument={FRAMEWORK}&{q}" for q in (*REPORT, "wave=<wave>", "matrix=true")],
           "factors_report": [f"instrument={FRAMEWORK}&{q}" for q in ("program=<program>", "wave=<wave>", "filter=practice:<practice>")],
           "aggregate_list": [f"measure=count&{q}" for q in ("filter=practice:<practice>", "program=<program>&by=practice,program")],
           "aggregate_explain": [f"measure=answered&instrument={SURVEY}&item=visits&{q}" for q in (
               "program=<program>", "filter=practice:<practice>", "wave=<wave>")],
           "availability_report": ["filter=practice:<practice>", "program=<program>"], "statewide_report": REPORT[:2], "practice_attribute_list": ["on=2024-01-01"],
           "observation_export": [f"instrument={FRAMEWORK}&version=1&layout=wide", "status=submitted", "item=screening",
                                  "program=<program>&practice=<practice>&wave=<wave>"],
           "submission_export": ["program=<program>&practice=<practice>&wave=<wave>", "status=draft",
                                 "updated_after=2020-01-01T00:00:00Z"],
           "submission_list": ["program=<program>&practice=<practice>&wave=<wave>", "status=draft"],
           "attendance_list": ["session=zown-sess"], "priority_list": ["method=dots&options=findings"], "vote_list": ["history=true"],
           "evidence_list": ["verify=true"],
           "recommendations_report": ["status=open&program=<program>"],
           "excerpt_search": ["search=says&program=<program>&source=<source>&code=a", "search=says"],
           "agreement_report": ["program=<program>&pass=<pass>&by=code"],
           "quotation_search": ["program=<program>&code=a"], "quotation_list": ["state=confirmed"],
           "themes_report": [f"program=<program>&pass=<pass>&{q}" for q in ("strata=practice,role", "filter=practice:<practice>", "by=wave&wave=<wave>")]}
ALWAYS = {"priority_list": "method=borda", "framework_report": f"instrument={FRAMEWORK}", "progress_report": f"instrument={FRAMEWORK}",
          "factors_report": f"instrument={FRAMEWORK}", "aggregate_list": "measure=mean",
          "aggregate_explain": f"measure=answered&instrument={SURVEY}&item=visits", "disclosure_list": "practice=<practice>", "data_value_list": "wave=<wave>", "identifier_list": "excerpt=0-9",
          "agreement_report": "program=<program>&pass=<pass>",
          **dict.fromkeys(("themes_report", "theme_pairs_report", "saturation_report", "quotes_report"), "program=<program>&pass=<pass>"),
          **dict.fromkeys(("joint_display_report", "cases_report", "matrix_report"),
                          f"program=<program>&pass=<pass>&instrument={FRAMEWORK}&from=<wave>&wave=<wave>")}
# Operations that tell of released passes alone.
OF_RELEASED = {"themes_report", "theme_pairs_report", "saturation_report", "quotes_report", "joint_display_report", "cases_report", "matrix_report"}


def fill(value, codes):
    """Every <kind> in a text or a body, replaced."""
    return json.loads(re.sub(r"<(\w+)>", lambda m: codes[m[1]], json.dumps(value)))


def kinds_in(value):
    return [k for k in dict.fromkeys(re.findall(r"<(\w+)>", json.dumps(value))) if k in NIL]


def shapes(operation):
    """Requests to it that differ in more than codes: {"target": …, "json" or "csv": …}."""
    path = re.sub(r"\{(\w+)\}", r"<\1>", operation.path)
    path = path.replace("<attribute>", "rurality").replace("quality-rules/<rule>", "quality-rules/billing_paid_by_code")\
        .replace("<rule>", RULE).replace("<instrument>", SURVEY).replace("<version>", "1")\
        .replace("<codebook>", CODEBOOK)
    if operation.method != "GET":
        for body in BODIES[operation.id]:
            query = body.get("query")
            yield {"target": path + (f"?{query}" if query else ""), **{n: b for n, b in body.items() if n != "query"}}
        return
    always = ALWAYS.get(operation.id, "")
    queries = [f"{p['name']}=<{p['name']}>" for p in operation.named("query") if p["name"] in NIL]
    queries = [f"{always}&{q}".lstrip("&") for q in queries if q not in always.split("&")]
    for query in dict.fromkeys([always, *queries, *QUERIES.get(operation.id, [])]):
        yield {"target": f"{path}?{query}" if query else path}


def as_csv(shape):
    target = shape["target"]
    return {**shape, "target": f"{target}{'&' if '?' in target else '?'}format=csv"}


def formats(operation, shape):
    once = operation.path.startswith("/v1/reports") and "&" in shape["target"]
    return [shape, as_csv(shape)] if any(p["name"] == "format" for p in operation.parameters)\
        and not once else [shape]


def foreign_choices(caller, kinds):
    """Codes by kind, at least one foreign: each kind alone with each of its codes, and all mixtures of own and far."""
    far = {k: caller.foreign[k][0] for k in kinds}
    for kind in kinds:
        yield from ({kind: code} for code in caller.foreign[kind])
    for size in range(2, len(kinds) + 1):
        yield from ({k: far[k] for k in chosen} for chosen in itertools.combinations(kinds, size))
    if {"program", "practice"} <= set(kinds) and TWO not in caller.foreign["practice"]:
        yield {"program": FAR["program"], "practice": TWO}


def with_members(value, names):
    """The same with members of these names in each object."""
    if isinstance(value, dict):
        return {**dict.fromkeys(names, 1), **{n: with_members(v, names) for n, v in value.items()}}
    return [with_members(v, names) for v in value] if isinstance(value, list) else value


def pointers(schema, value, names, contract, at=""):
    schema = contract.resolve(schema)
    if isinstance(value, dict) and "properties" not in schema:
        return  # its members are the client's to name
    if isinstance(value, dict):
        for name in {*names, *value}:
            if name not in schema["properties"]:
                yield f"{at}/{name}"
            elif name in value:
                yield from pointers(schema["properties"][name], value[name], names, contract, f"{at}/{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from pointers(schema["items"], one, names, contract, f"{at}/{number}")
