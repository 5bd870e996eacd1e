"""What a resource test begins with: a program, practices, waves and answers under codes of their own."""
import csv
import io

import pytest

from client import OWN

FRAMEWORK = "continuum_pc:2016"


class Field:
    """Makes things as a client would. Each maker gives the code of what it made."""

    def __init__(self, api, unique):
        self.api, self.unique = api, unique

    def program(self, **more):
        """One in which the one key of the tests may accept what it handed in."""
        code = self.unique("program")
        body = {"program": code, "name": f"Program {code}", "four_eyes": False, **more}
        self.api.post("/v1/programs", json=body, status=201)
        return code

    def practice(self, **more):
        code = self.unique("practice")
        self.api.post("/v1/practices", json={"practice": code, "name": f"Practice {code}", **more}, status=201)
        return code

    def enrol(self, program, practice, enrolled_on="2023-01-01", **more):
        body = {"practice": practice, "enrolled_on": enrolled_on, **more}
        self.api.post(f"/v1/programs/{program}/enrolments", json=body, status=201)
        return practice

    def enrolled(self, program, **more):
        return self.enrol(program, self.practice(), **more)

    def wave(self, program, wave="baseline", instruments=(FRAMEWORK,), month=1, **more):
        body = {"wave": wave, "starts_on": f"2024-{month:02}-01", "ends_on": f"2024-{month:02}-28",
                "instruments": list(instruments), **more}
        self.api.post(f"/v1/programs/{program}/waves", json=body, status=201)
        return wave

    def attribute(self, kind="choice", values=("one", "two"), **more):
        code = self.unique("attribute").replace("-", "_")
        body = {"attribute": code, "name": code, "kind": kind, **more}
        if kind == "choice":
            body["values"] = [v if isinstance(v, dict) else {"value": v, "label": v.title()} for v in values]
        self.api.post("/v1/attributes", json=body, status=201)
        return code

    def hold(self, practice, attribute, value, since="2023-01-01", status=200):
        body = {"value": value, "from": since}
        return self.api.put(f"/v1/practices/{practice}/attributes/{attribute}", json=body, status=status)

    def scale(self, *codes):
        code = self.unique("scale")
        levels = [{"level": n, "code": c, "label": c.title()} for n, c in enumerate(codes, 1)]
        self.api.post("/v1/scales", json={"scale": code, "name": code, "ordered": True, "levels": levels}, status=201)
        return code

    def instrument(self, *items, instrument=None, version="1", kind="survey", **more):
        """items: {"item": ..., "kind": ...}; gives instrument:version."""
        code = instrument or self.unique("instrument").replace("-", "_")
        items = [{"domain": "main", "label": i["item"], **i} for i in items]
        domains = [{"domain": d, "name": d.title()} for d in dict.fromkeys(i["domain"] for i in items)]
        body = {"instrument": code, "version": version, "name": code, "kind": kind, "domains": domains,
                "items": items, **more}
        self.api.post("/v1/instruments", json=body, status=201)
        return f"{code}:{version}"

    # -- roundtables ------------------------------------------------------------------------------

    def roundtable(self, program, code=None):
        code = code or self.unique("roundtable")
        body = {"roundtable": code, "name": "x", "held_on": "2024-01-01",
                "groups": [{"stakeholder_group": "practices", "participants": 1}]}
        self.api.post(f"/v1/programs/{program}/roundtables", json=body, status=201)
        return code

    def recommendation(self, program, roundtable, code=None, **more):
        code = code or self.unique("recommendation")
        body = {"recommendation": code, "roundtable": roundtable, "text": "x", "policy_area": "payment",
                "policy_level": "state", **more}
        self.api.post(f"/v1/programs/{program}/recommendations", json=body, status=201)
        return code

    def rule(self, instrument, kind, severity="warning", **parameters):
        """A quality rule of instrument:version; gives its code."""
        code, version = self.unique("rule"), instrument.split(":")
        body = {"rule": code, "instrument": version[0], "version": version[1], "kind": kind, "severity": severity,
                "parameters": parameters, "text": f"{kind} of {code}"}
        self.api.post("/v1/quality-rules", json=body, status=201)
        return code

    def acknowledge(self, submission, reason="x", **more):
        """Every warning that is open."""
        for row in self.findings(submission, state="open"):
            target = f"/v1/submissions/{submission}/findings/{row['rule']}/acknowledgement"
            self.api.put(target, json={"reason": reason}, **{"status": 200, **more})

    def findings(self, submission, **only):
        rows = self.api.get(f"/v1/submissions/{submission}/findings", status=200).rows
        return [row for row in rows if all(row[n] == v for n, v in only.items())]

    # -- answers ----------------------------------------------------------------------------------

    def submit(self, program, practice, answers, wave="baseline", instrument=FRAMEWORK, expect=201, **more):
        """answers: a list as the API takes it, or {item: value}; gives the id, or the reply where refused."""
        if isinstance(answers, dict):
            answers = [{"item": i, "value": v} for i, v in answers.items()]
        code, version = instrument.split(":")
        body = {"program": program, "practice": practice, "wave": wave, "instrument": code, "version": version,
                "answers": answers, **more}
        reply = self.api.post("/v1/submissions", json=body, status=expect)
        return reply.rows[0]["submission"] if expect == 201 else reply

    def submit_file(self, program, text, wave="baseline", instrument=FRAMEWORK, expect=201, **more):
        code, version = instrument.split(":")
        query = {"program": program, "wave": wave, "instrument": code, "version": version, **more}
        target = "/v1/submissions?" + "&".join(f"{n}={v}" for n, v in query.items() if v is not None)
        return self.api.post(target, csv=text, status=expect)

    def move(self, submission, status, expect=200, tag=None, key=OWN, **more):
        """To another status, with the ETag as it is now; with a reason where one is needed."""
        tag = tag or self.api.get(f"/v1/submissions/{submission}", status=200).headers["ETag"]
        body = {"status": status, **({"reason": "x"} if status == "returned" else {}), **more}
        return self.api.put(f"/v1/submissions/{submission}/status", json=body, key=key,
                            headers={"If-Match": tag}, status=expect)

    def accept_all(self, program, **more):
        return self.api.post("/v1/submissions/acceptances", json={"program": program, **more}, status=200).rows

    def accepted(self, *arguments, **more):
        submission = self.submit(*arguments, **more)
        self.move(submission, "accepted")
        return submission

    def submission(self, submission):
        return self.api.get(f"/v1/submissions/{submission}", status=200).json

    def answers(self, submission):
        rows = self.api.get(f"/v1/submissions/{submission}/answers", status=200).rows
        return {row["item"]: row for row in rows}


@pytest.fixture
def field(api, unique):
    return Field(api, unique)


def changed(api, target, body, **more):
    """PATCH with the ETag that holds now."""
    tag = api.get(target, status=200).headers["ETag"]
    return api.patch(target, json=body, headers={"If-Match": tag}, **more)


def sheet(*rows):
    """Rows of cells as CSV; None is empty."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def walk(api, target, limit=2):
    """Every row of a list, page by page, by the Link of each page."""
    rows, target = [], f"{target}{'&' if '?' in target else '?'}limit={limit}"
    while target:
        reply = api.get(target, status=200)
        rows += reply.rows
        assert len(reply.rows) <= limit
        target = next_page(reply)
    return rows


def next_page(reply):
    """The address of the next page, by Link; it agrees with next_cursor where there is one."""
    link = reply.headers.get("Link")
    if reply.type == "application/json":
        assert (reply.json["next_cursor"] is None) == (link is None)
    if not link:
        return None
    address, _, relation = link.partition(">; ")
    assert address.startswith("<") and relation == 'rel="next"'
    return address[1:]
