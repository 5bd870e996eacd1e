"""Who asks, and what of: two programs, four practices, and callers of every role."""
import dataclasses
import functools
import itertools

from client import Api
from fixtures_field import Field
from fixtures_requests import (ANSWERS, CODEBOOK, FAR, FRAMEWORK, MOVE, NEAR, OF_RELEASED, OWN, REGION, RULE, SURVEY, TWO,
                               fill)

LIMITS = {"programs": ["zown-prog"], "regions": [f"{REGION}:here"], "practices": ["zown-prac"]}


@dataclasses.dataclass(frozen=True, eq=False)
class Caller:
    name: str
    key: str
    scopes: frozenset
    limits: dict
    foreign: dict  # by kind, codes of what is there but not for this caller
    shape: dict    # what the key was made with

    def __str__(self):
        return self.name

    @property
    def marks(self):
        """What would tell of something foreign, anywhere in an answer."""
        near = () if set(self.limits) == {"programs"} else ("znea", "ztwo")
        return ("zfar", *near, *self.foreign["submission"], *self.foreign["import"]) if self.limits else ()

    def may(self, operation):
        return operation.scope is None or operation.scope == "" or bool(self.scopes & set(operation.scope.split()))


class World:
    def __init__(self, service, contract):
        self.service, self.contract = service, contract
        self.numbers = itertools.count(1)
        self.api = Api(service, contract, service.key)
        self.field = Field(self.api, lambda stem: f"{stem}-{next(self.numbers)}")
        self.proposer = service.cluster.make_key(service.database, scopes="codings:write")
        self.make()
        self.submissions, self.mappings = {}, {}
        self.imports = {side["program"]: self.dry_import(side, service.key) for side in (OWN, FAR)}
        for program, practice, submission in service.execute(
                "select program, practice, submission::text from continuum.submission join continuum.program using "
                "(program_id) join continuum.practice using (practice_id) order by submission"):
            self.submissions.setdefault((program, practice), []).append(submission)

    # -- what there is ------------------------------------------------------------------------------

    def make(self):
        post, field = self.api.post, self.field
        post("/v1/attributes", status=201, json={"attribute": REGION, "name": "x", "kind": "choice", "values": [
            {"value": v, "label": v} for v in ("here", "there")]})
        field.instrument({"item": "visits", "kind": "count"}, {"item": "says", "kind": "text"}, instrument=SURVEY)
        field.instrument({"item": "screening", "kind": "stage", "scale": field.scale("a", "b", "c")}, kind="framework",
                         instrument=FRAMEWORK)
        post("/v1/quality-rules", status=201, json={
            "rule": RULE, "instrument": SURVEY, "version": "1", "kind": "range", "severity": "warning", "text": "x",
            "parameters": {"item": "visits", "maximum": 4}})
        post("/v1/codebooks", status=201, json={"codebook": CODEBOOK, "name": "x"})
        post(f"/v1/codebooks/{CODEBOOK}/versions", status=201, json={"version": "1", "codes": [
            {"code": c, "kind": "theme", "label": c} for c in "ab"]})
        self.api.put(f"/v1/codebooks/{CODEBOOK}/versions/1/publication", status=200)
        post(f"/v1/codebooks/{CODEBOOK}/versions", status=201, json={"version": "2", "follows": "1", "codes": [
            {"code": "a", "kind": "theme", "label": "a"}]})
        for side in ("zown", "zfar"):
            self.make_program(side)
        for practice in (OWN["practice"], NEAR, TWO):
            self.make_practice(practice, OWN["program"], "here" if practice == OWN["practice"] else "there")
        self.make_practice(FAR["practice"], FAR["program"], "there")
        for side in ("zown", "zfar"):
            self.make_words(side)
            self.make_mapping(side)
        field.enrol(FAR["program"], TWO, cohort="zfar-coh2")
        self.answer(FAR["program"], TWO)

    def make_program(self, side, **more):
        program, table = f"{side}-prog", f"{side}-rtab"
        self.api.post("/v1/programs", status=201, json={
            "program": program, "name": f"{side} name", "sponsor": f"{side} sponsor", "planned_practices": 7, "four_eyes": False})
        self.field.wave(program, f"{side}-wave", (f"{FRAMEWORK}:1", f"{SURVEY}:1"), closes_on="2024-06-30")
        self.api.post(f"/v1/programs/{program}/waves/{side}-wave/reopenings", status=201, json={
            "until": "2099-12-31", "reason": f"{side} reason"})
        self.field.roundtable(program, table)
        self.api.post(f"/v1/programs/{program}/roundtables/{table}/findings", status=201, json={
            "finding": f"{side}-find", "theme": "motivation", "text": f"{side} text",
            "endorsements": [{"stakeholder_group": "practices", "endorsement": "support"}]})
        self.field.recommendation(program, table, f"{side}-recm", owner=f"{side} owner", evidence=[
            {"report": "measures", "row": f"{side} row"}])
        self.make_meeting(side, f"/v1/programs/{program}/roundtables/{table}")
        target = f"/v1/programs/{program}/recommendations/{side}-recm"
        self.api.patch(target, json={"status": "accepted", "note": f"{side} note"}, headers={"If-Match": '"1"'}, status=200)

    def make_meeting(self, side, table):
        """Its agenda, and how groups voted."""
        group, option = "practices", {"option": f"{side}-recm"}
        self.api.post(f"{table}/sessions", status=201, json={
            "session": f"{side}-sess", "title": f"{side} title", "groups": [{"stakeholder_group": group, "participants": 1}]})
        self.api.post(f"{table}/votes", status=201, json={
            "recommendation": f"{side}-recm", "stakeholder_group": group, "oppose": 1, "dissent": f"{side} dissent"})
        for method, choice in (("dots", {"dots": 3}), ("borda", {"rank": 1})):
            self.api.post(f"{table}/rankings", status=201, json={
                "method": method, "stakeholder_group": group, "ballots": [{"choices": [{**option, **choice}]}]})
        self.field.recommendation(f"{side}-prog", f"{side}-rtab", f"{side}-more")
        at = f"/v1/programs/{side}-prog/recommendations/{side}-recm"
        self.api.put(f"{at}/dependencies", json={"requires": [f"{side}-more"]}, status=200)
        self.api.post(f"{at}/evidence", json={"kind": "document", "url": "https://example.org", "title": f"{side} title"}, status=201)

    def make_mapping(self, side, code="mapp", **more):
        return self.api.post(f"/v1/programs/{side}-prog/mappings", status=201, **more, json={
            "mapping": f"{side}-{code}", "format": "dhis2", "instrument": FRAMEWORK, "version": "1", "document": {
                "practice": {"column": "orgUnit", "codes": {"unit": f"{side}-prac"}}, "wave": {"column": "period", "codes": {"2024": f"{side}-wave"}},
                "fields": {"element": "screening"}}}).json["mapping"]

    def make_words(self, side):
        """A source of a practice, and a pass in which the service's own key codes; another that is released."""
        program, source = f"{side}-prog", f"{side}-srce"
        self.api.post(f"/v1/programs/{program}/sources", status=201, json={
            "source": source, "kind": "interview", "title": f"{side} title", "practice": f"{side}-prac", "consent": "deidentified",
            "text": f"{side} says", "participants": [{"role": f"{side} role", "stakeholder_group": "practices", "participants": 1}]})
        self.api.post(f"/v1/programs/{program}/roundtables/{side}-rtab/findings", status=201, json={
            "finding": f"{side}-quot", "theme": "motivation", "text": f"{side} text", "session": f"{side}-sess",
            "codes": [{"codebook": CODEBOOK, "version": "1", "code": "a"}],
            "quotes": [{"source": source, "excerpt": f"0-{len(f'{side} says')}"}]})
        me = self.api.get("/v1/identity").json["actor"]
        for name in (f"{side}-pass", f"{side}-done"):
            self.api.post(f"/v1/programs/{program}/passes", status=201, json={
                "pass": name, "name": f"{side} pass", "codebook": CODEBOOK, "version": "1", "blind": False,
                "coders": [{"coder": f"{side}-coder", "identity": me}]})
            self.api.post(f"/v1/programs/{program}/passes/{name}/codings", status=201, json={
                "codings": [{"source": source, "excerpt": "0-9", "code": "a", "memo": f"{side} memo"}]})
        self.api.put(f"/v1/programs/{program}/passes/{side}-done/release", status=200)
        for name in (f"{side}-quot", f"{side}-open"):
            self.propose(program, source, name)
        self.api.put(f"/v1/programs/{program}/quotations/{side}-quot/decision", status=200, json={
            "state": "confirmed", "note": f"{side} note"})

    def propose(self, program, source, name):
        """By somebody who decides nothing."""
        self.api.post(f"/v1/programs/{program}/quotations", key=self.proposer, status=201, json={
            "quotation": name, "source": source, "excerpt": "0-9"})

    def make_practice(self, practice, program, region, rurality="rural"):
        self.api.post("/v1/practices", json={"practice": practice, "name": f"{practice} name"}, status=201)
        self.field.hold(practice, REGION, region)
        self.field.hold(practice, "rurality", rurality)
        self.field.enrol(program, practice, cohort=f"{practice[:4]}-cohort")
        self.answer(program, practice)

    def answer(self, program, practice):
        """Accepted, submitted and draft."""
        wave, says = f"{program[:4]}-wave", [{"item": "visits", "value": 5}, {"item": "says", "text": f"{program[:4]} says"}]
        self.field.accepted(program, practice, {"screening": 3}, wave=wave, instrument=f"{FRAMEWORK}:1")
        for status in ("submitted", "draft"):
            made = self.field.submit(program, practice, says, wave=wave, instrument=f"{SURVEY}:1", status=status,
                                     respondent=f"{practice}-{status}")
            self.api.put(f"/v1/submissions/{made}/findings/{RULE}/acknowledgement", json={"reason": f"{program[:4]} reason"}, status=200)
        self.field.move(self.field.submit(program, practice, says, wave=wave, instrument=f"{SURVEY}:1", respondent=f"{practice}-returned"),
                        "returned", comments=[{"item": "visits", "comment": f"{program[:4]} comment"}])

    def dry_import(self, side, key):
        """One that stores nothing, of who has this key."""
        target = f"/v1/imports?program={side['program']}&wave={side['wave']}&instrument={SURVEY}&version=1&dry_run=true"
        return self.api.post(target, csv=f"practice,visits\r\n{side['practice']},1\r\n", key=key, status=201).json["import"]

    # -- who asks -----------------------------------------------------------------------------------

    def asked(self):
        """Name, role or scopes, limits: each role with each of its limits and with all; each scope; everything limited."""
        for name, role in self.contract.document["x-roles"].items():
            limits = role.get("limits", [])
            for chosen in [[n] for n in limits] + ([limits] if len(limits) != 1 else []):
                yield "-".join([name, *chosen]), {"role": name}, chosen
        for scope in sorted(self.contract.scopes):
            yield scope, {"scopes": scope}, []
        for limit in LIMITS:
            yield f"everything-{limit}", {"scopes": "all"}, [limit]

    def caller(self, name, what, limits):
        limits = {n: LIMITS[n] for n in limits}
        key = self.service.cluster.make_key(self.service.database, **what, **{n: ",".join(v) for n, v in limits.items()})
        near = [] if set(limits) == {"programs"} else [(OWN["program"], NEAR), (OWN["program"], TWO)]
        there = [(FAR["program"], FAR["practice"]), (FAR["program"], TWO), *near]
        foreign = {kind: [code] for kind, code in FAR.items()} | {
            "practice": [FAR["practice"], *(practice for _, practice in near)],
            "submission": [s for place in there for s in self.submissions[place]], "key": [self.service.key[4:20]],
            "import": [self.imports[FAR["program"]], *([self.imports[OWN["program"]]] if near else [])],
            "mapping": [FAR["mapping"], *([OWN["mapping"]] if near else [])]}
        roles = self.contract.document["x-roles"]
        scopes = roles[what["role"]]["scopes"] if "role" in what else \
            self.contract.scopes if what["scopes"] == "all" else what["scopes"].split(",")
        if limits and "submissions:write" in scopes:
            self.imports[name] = self.dry_import(OWN, key)
            self.mappings[name] = self.make_mapping("zown", f"map-{next(self.numbers)}", key=key)
        return Caller(name, key, frozenset(scopes), limits, foreign, what)

    @functools.cached_property
    def callers(self):
        return [self.caller(*asked) for asked in self.asked()]

    @property
    def limited(self):
        return [c for c in self.callers if c.limits]

    @property
    def everyone(self):
        """Who may do everything and sees everything."""
        return next(c for c in self.callers if c.scopes == self.contract.scopes and not c.limits)

    # -- asking -------------------------------------------------------------------------------------

    def codes(self, caller, operation):
        """What is the caller's own; made anew where the operation would use it up."""
        number = next(self.numbers)
        status = next((s for scope, s in MOVE.items() if scope in caller.scopes), "submitted")
        codes = {**OWN, "new": f"znew_{number:05}", "status": status, "key": caller.key[4:20],
                 "submission": self.submissions[OWN["program"], OWN["practice"]][0],
                 "import": self.imports.get(caller.name, self.imports[OWN["program"]]),
                 "mapping": self.mappings.get(caller.name, OWN["mapping"])}
        if operation.id == "finding_acknowledge":  # of which a rule finds something
            codes["submission"] = self.submissions[OWN["program"], OWN["practice"]][1]
        if operation.id == "submission_status_set":
            codes["submission"] = self.field.submit(
                OWN["program"], OWN["practice"], ANSWERS, wave=OWN["wave"], instrument=f"{SURVEY}:1",
                respondent=codes["new"], status="draft" if status == "submitted" else "submitted")
        if operation.id in ("pass_release", "pass_coder_create"):
            codes["pass"] = codes["new"]
            self.api.post(f"/v1/programs/{OWN['program']}/passes", status=201, json={
                "pass": codes["pass"], "name": "x", "codebook": CODEBOOK, "version": "1", "coders": [{"coder": "c", "identity": "x"}]})
        if operation.id in OF_RELEASED:
            codes["pass"] = "zown-done"
        if operation.id == "quotation_decide":
            codes["quotation"] = codes["new"]
            self.propose(OWN["program"], OWN["source"], codes["quotation"])
        if operation.id == "coding_create":
            self.let_code(caller)
        if operation.id in ("key_revoke", "key_rotate"):
            codes["key"] = self.api.post("/v1/keys", json={"name": "x", "scopes": ["keys:write"]}, status=201).json["key"]
        return codes

    def let_code(self, caller):
        """Makes the caller a coder of all passes."""
        self.service.execute(f"""
            insert into continuum.pass_coder (program_id, pass_id, coder, identity)
            select p.program_id, p.pass_id, substr(g.program, 2, 3) || k.key_id, k.name || '/' || k.key_id
            from continuum.pass p join continuum.program g using (program_id), continuum.api_key k
            where k.key_id = '{caller.key[4:20]}' on conflict do nothing""")

    def ask(self, caller, operation, shape, codes, tag=None, **more):
        sent = fill(shape, codes)
        target, headers = sent.pop("target"), {"X-Request-Id": "the-same", **more.pop("headers", {})}
        if any(p["name"] == "If-Match" for p in operation.parameters):
            headers["If-Match"] = tag or self.tag(fill(shape["target"], codes))
        return self.api.request(operation.method, target, key=caller.key, headers=headers, **sent, **more)

    def tag(self, target):
        return self.api.get(target.removesuffix("/status")).headers["ETag"] or '"1"'
