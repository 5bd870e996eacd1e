"""Quality rules: what each kind finds, who explains it, and what it keeps from being accepted."""
import concurrent.futures

import pytest

from fixtures_field import Field, changed, field, walk  # noqa: F401

ITEMS = [{"item": "a", "kind": "count"}, {"item": "b", "kind": "count"}, {"item": "whole", "kind": "count"},
         {"item": "fte", "kind": "fte"}, {"item": "share", "kind": "rate"}, {"item": "says", "kind": "text"}]


class Quality:
    """A program whose practices answer an instrument of its own at three waves."""

    def __init__(self, field):
        self.field, self.api = field, field.api
        self.path = field.instrument(*ITEMS)
        self.instrument = self.path.split(":")[0]
        self.program = field.program()
        for number, wave in enumerate(("w1", "w2", "w3"), 1):
            field.wave(self.program, wave, instruments=[self.path], month=number)
        self.practice = field.enrolled(self.program)

    def rule(self, kind, severity="warning", **parameters):
        return self.field.rule(self.path, kind, severity, **parameters)

    def submit(self, practice=None, wave="w1", **values):
        answers = [{"item": i, **(v if isinstance(v, dict) else {"value": v})} for i, v in values.items()]
        return self.field.submit(self.program, practice or self.practice, answers, wave=wave, instrument=self.path)

    def accepted(self, *arguments, **values):
        submission = self.submit(*arguments, **values)
        self.field.move(submission, "accepted")
        return submission

    def details(self, submission):
        return [row["detail"] for row in self.field.findings(submission)]

    def found(self, **values):
        return self.details(self.submit(**values))


@pytest.fixture
def quality(field):
    return Quality(field)


# -- what each kind finds -----------------------------------------------------------------------------

def test_range(quality):
    quality.rule("range", item="a", minimum=2, maximum=5)
    quality.rule("range", item="fte", maximum=0.75)
    assert quality.found(a=2) == quality.found(a=5, fte=0.75) == quality.found(b=1) == []
    assert quality.found(a=1) == ["1 is not from 2 to 5"] and quality.found(a=6) == ["6 is not from 2 to 5"]
    assert quality.found(fte=0.76) == ["0.76 is not from -∞ to 0.75"]


def test_required(quality):
    quality.rule("required", item="a")
    quality.rule("required", item="b", reason_suffices=False)
    quality.rule("required", item="says")
    says, reason = {"text": "x"}, {"reason": "declined"}
    assert quality.found(a=0, b=0, says=says) == quality.found(a=reason, b=1, says=says) == []
    assert quality.found(a=1, b=reason, says=says) == ["is missing"]
    assert quality.found(whole=1) == ["is missing"] * 3


@pytest.mark.parametrize("operator, holds, breaks", [
    ("=", [(1, 2, 3)], [(1, 2, 4), (1, 3, 3)]), ("<=", [(1, 2, 3), (1, 1, 3)], [(2, 2, 3)]), ("<", [(1, 1, 3)], [(1, 2, 3)]),
    (">=", [(1, 2, 3), (2, 2, 3)], [(1, 1, 3)]), (">", [(2, 2, 3)], [(1, 2, 3)])])
def test_compare(quality, operator, holds, breaks):
    quality.rule("compare", left=["a", "b"], operator=operator, right=["whole"])
    for a, b, whole in holds:
        assert quality.found(a=a, b=b, whole=whole) == []
    for a, b, whole in breaks:
        assert quality.found(a=a, b=b, whole=whole) == [f"a + b is {a + b}, and whole is {whole}: must be {operator}"]
    assert quality.found(a=9) == quality.found(a=9, b=9) == [], "of what is missing nothing is said"


def test_compare_with_a_denominator(quality):
    quality.rule("compare", left=["share.denominator"], operator="<=", right=["whole"])
    assert quality.found(share={"value": 1, "denominator": 9}, whole=9) == []
    assert quality.found(share={"value": 1, "denominator": 10}, whole=9) == ["share.denominator is 10, and whole is 9: must be <="]


def test_change_against_the_wave_before(quality):
    quality.rule("change", item="a", absolute=5)
    quality.rule("change", item="b", percent=50)
    assert quality.found(a=100, b=100) == [], "there is none before"
    quality.accepted(a=10, b=10)
    assert quality.found(wave="w2", a=15, b=15) == quality.found(wave="w2", a=5, b=5) == []
    assert quality.found(wave="w2", a=16, b=16) == ["was 10, is 16", "was 10, is 16"]
    assert quality.found(wave="w2", a=4) == ["was 10, is 4"] and quality.found(wave="w2", b=4) == ["was 10, is 4"]
    assert quality.found(wave="w3", a=16) == ["was 10, is 16"], "a wave without an answer is passed over"
    quality.accepted(wave="w2", a=15)
    assert quality.found(wave="w3", a=16) == []
    assert quality.found(wave="w1", a=99) == [], "what came later is not before"


def test_outliers_against_peers(quality):
    quality.rule("outlier", item="a", k=3)
    others = [quality.field.enrolled(quality.program) for _ in range(5)]
    for practice, value in zip(others[:4], (8, 9, 10, 11)):
        quality.accepted(practice, a=value)
    assert quality.found(a=1000) == [], "five practices are too few"
    waits = quality.submit(others[4], a=12)
    # Values 8 to 12 and x: the median is 10.5, MAD 1.5, so that up to 3 * 1.4826 * 1.5 = 6.67 is near.
    assert quality.found(a=17) == [] and quality.found(a=18) == ["18 is far from what the others say"]
    assert quality.details(waits) == []


def test_no_outlier_where_most_say_the_same(quality):
    quality.rule("outlier", item="a")
    for _ in range(6):
        quality.accepted(quality.field.enrolled(quality.program), a=5)
    assert quality.found(a=1000) == []


def test_a_peer_of_another_wave_version_or_status_does_not_count(quality):
    quality.rule("outlier", item="a", k=3)
    for value in range(6):
        practice = quality.field.enrolled(quality.program)
        quality.accepted(practice, "w2", a=value)
        quality.field.move(quality.submit(practice, a=value), "withdrawn")
    assert quality.found(a=1000) == [] and quality.found(wave="w2", a=1000) != []


def test_a_rule_of_a_version_and_one_of_all(quality):
    second = quality.field.instrument(*ITEMS[:1], instrument=quality.instrument, version="2")
    quality.field.wave(quality.program, "w4", instruments=[quality.path, second], month=4)
    quality.rule("range", item="a", maximum=1)
    quality.api.post("/v1/quality-rules", status=201, json={
        "rule": quality.field.unique("rule"), "instrument": quality.instrument, "kind": "range", "severity": "warning",
        "parameters": {"item": "a", "maximum": 2}, "text": "x"})
    submit = lambda path: quality.field.submit(quality.program, quality.practice, {"a": 3}, wave="w4", instrument=path)
    assert sorted(quality.details(submit(quality.path))) == ["3 is not from -∞ to 1", "3 is not from -∞ to 2"]
    assert quality.details(submit(second)) == ["3 is not from -∞ to 2"]


# -- rules as data ------------------------------------------------------------------------------------

def test_a_rule_as_it_was_made(quality):
    code = quality.rule("change", "error", item="a", percent=12.5)
    found = quality.api.get(f"/v1/quality-rules/{code}", status=200)
    assert found.headers["ETag"].startswith('"1-')
    assert {n: found.json[n] for n in ("rule", "instrument", "version", "kind", "severity", "parameters", "active")} == {
        "rule": code, "instrument": quality.instrument, "version": "1", "kind": "change", "severity": "error",
        "parameters": {"item": "a", "percent": 12.5}, "active": True}
    assert quality.api.get(f"/v1/quality-rules/{code}", headers={"If-None-Match": found.headers["ETag"]}, status=304)
    assert walk(quality.api, f"/v1/quality-rules?instrument={quality.instrument}", 1) == [found.json]


@pytest.mark.parametrize("kind, parameters, faults", [
    ("range", {}, {"/parameters/item": "missing", "/parameters": "missing"}),
    ("range", {"item": "a", "minimum": 3, "maximum": 2}, {"/parameters/minimum": "too_large"}),
    ("range", {"item": "a", "maximum": 2, "k": 3}, {"/parameters/k": "not_taken"}),
    ("required", {"item": "z"}, {"/parameters/item": "unknown_item"}),
    ("required", {"item": "share.denominator"}, {"/parameters/item": "unknown_item"}),
    ("range", {"item": "a.denominator", "maximum": 1}, {"/parameters/item": "unknown_item"}),
    ("compare", {"left": ["a", "z"], "operator": "=", "right": ["share.denominator", "y"]},
     {"/parameters/left/1": "unknown_item", "/parameters/right/1": "unknown_item"}),
    ("compare", {"left": ["a"]}, {"/parameters/operator": "missing", "/parameters/right": "missing"}),
    ("change", {"item": "a"}, {"/parameters": "missing"}), ("outlier", {}, {"/parameters/item": "missing"})])
def test_faults_of_a_rule(quality, kind, parameters, faults):
    body = {"rule": quality.field.unique("rule"), "instrument": quality.instrument, "kind": kind, "severity": "error", "text": "x",
            "parameters": parameters}
    assert quality.api.post("/v1/quality-rules", json=body, status=422).faults == faults
    quality.api.get(f"/v1/quality-rules/{body['rule']}", status=404)


def test_a_rule_of_what_is_not_there_or_there_twice(quality):
    body = {"rule": quality.rule("required", item="a"), "instrument": quality.instrument, "kind": "required", "severity": "error",
            "text": "x", "parameters": {"item": "a"}}
    quality.api.post("/v1/quality-rules", json=body, status=409)
    for more, fault in (({"instrument": "absent"}, "/instrument"), ({"version": "9"}, "/version")):
        reply = quality.api.post("/v1/quality-rules", json={**body, "rule": "new", **more}, status=422)
        assert reply.faults[fault] == "unknown_instrument"


def test_a_rule_is_turned_off_and_made_more_severe(quality):
    code = quality.rule("required", item="a")
    submission = quality.submit(b=1)
    changed(quality.api, f"/v1/quality-rules/{code}", {"severity": "error"}, status=200)
    assert [f["severity"] for f in quality.field.findings(submission)] == ["error"]
    changed(quality.api, f"/v1/quality-rules/{code}", {"active": False}, status=200)
    assert quality.field.findings(submission) == []
    quality.api.patch(f"/v1/quality-rules/{code}", json={"active": True}, headers={"If-Match": '"1"'}, status=412)


def test_who_sees_a_part_of_the_state_makes_no_rules(quality):
    code = quality.rule("required", item="a")
    key = quality.api.service.key_for("all", quality.program)
    quality.api.post("/v1/quality-rules", key=key, status=403, json={
        "rule": "x", "instrument": quality.instrument, "kind": "required", "severity": "error", "text": "x", "parameters": {"item": "a"}})
    changed(quality.api, f"/v1/quality-rules/{code}", {"active": False}, key=key, status=403)


def test_shipped_rules_speak_of_items_that_are_there(api):
    rules = api.get("/v1/quality-rules", status=200).rows
    shipped = [rule for rule in rules if rule["created_by"] == "reference"]
    assert {rule["instrument"] for rule in shipped} == {"staffing", "screening", "billing"}
    for rule in shipped:
        items = {i["item"] for i in api.get(f"/v1/instruments/{rule['instrument']}/versions/{rule['version']}/items").rows}
        assert set(rule["parameters"]["left"] + rule["parameters"]["right"]) <= items, rule["rule"]


def test_a_shipped_rule_finds_its_fault(field):
    program = field.program()
    field.wave(program, instruments=["billing:1"])
    submission = field.submit(program, field.enrolled(program), {"billed_total": 5, "allowed_total": 9}, instrument="billing:1")
    assert [(f["rule"], f["detail"]) for f in field.findings(submission)] == [
        ("billing_allowed_within_billed", "allowed_total is 9, and billed_total is 5: must be <=")]


# -- what stands against acceptance -------------------------------------------------------------------

def test_an_error_is_corrected(quality):
    code = quality.rule("range", "error", item="a", maximum=5)
    submission = quality.submit(a=6)
    reply = quality.field.move(submission, "accepted", expect=409)
    [error] = reply.json["errors"]
    assert error["code"] == "rule_broken" and code in error["detail"] and "6 is not from" in error["detail"]
    target = f"/v1/submissions/{submission}/findings/{code}/acknowledgement"
    quality.api.put(target, json={"reason": "x"}, status=409)
    quality.field.move(quality.submit(a=5), "accepted")


def test_a_warning_is_explained(quality):
    code = quality.rule("range", item="a", maximum=5)
    submission = quality.submit(a=6)
    reply = quality.field.move(submission, "accepted", expect=409)
    assert [e["code"] for e in reply.json["errors"]] == ["not_acknowledged"]
    target = f"/v1/submissions/{submission}/findings/{code}/acknowledgement"
    assert quality.api.put(target, json={}, status=422).faults == {"/reason": "missing"}
    done = quality.api.put(target, json={"reason": "a new clinic"}, status=200).json
    assert (done["state"], done["reason"], done["detail"]) == ("acknowledged", "a new clinic", "6 is not from -∞ to 5")
    assert done["acknowledged_by"] == quality.api.get("/v1/identity").json["actor"]
    again = quality.api.put(target, json={"reason": "another"}, status=200).json
    assert again == done == quality.field.findings(submission)[0], "it stays as it was said first"
    quality.field.move(submission, "accepted")


def test_all_that_stands_against_it_is_listed(quality):
    rules = [quality.rule("range", severity, item=item, maximum=1) for severity in ("error", "warning") for item in ("a", "b")]
    submission = quality.submit(a=2, b=2)
    quality.field.acknowledge(submission, status=None)
    reply = quality.field.move(submission, "accepted", expect=409)
    assert [e["detail"].split(":")[0] for e in reply.json["errors"]] == sorted(rules[:2])
    assert reply.json["error_count"] == 2 and quality.field.submission(submission)["status"] == "submitted"


def test_an_acknowledgement_is_of_one_submission(quality):
    quality.rule("range", item="a", maximum=5)
    first = quality.submit(a=6)
    quality.field.acknowledge(first)
    second = quality.submit(a=6)
    assert [f["state"] for f in quality.field.findings(second)] == ["open"]
    quality.field.move(second, "accepted", expect=409)


def test_a_warning_that_becomes_an_error_is_open_again(quality):
    code = quality.rule("range", item="a", maximum=5)
    submission = quality.submit(a=6)
    quality.field.acknowledge(submission)
    changed(quality.api, f"/v1/quality-rules/{code}", {"severity": "error"}, status=200)
    assert [f["state"] for f in quality.field.findings(submission)] == ["open"]
    quality.field.move(submission, "accepted", expect=409)


def test_only_what_is_found_is_acknowledged(quality):
    code = quality.rule("range", item="a", maximum=5)
    good, other = quality.submit(a=5), Quality(quality.field).submit(a=9)
    for submission, rule in ((good, code), (good, "absent"), (other, code), ("00000000-0000-7000-8000-000000000000", code)):
        quality.api.put(f"/v1/submissions/{submission}/findings/{rule}/acknowledgement", json={"reason": "x"}, status=404)


def test_handing_in_is_not_held_up(quality):
    quality.rule("range", "error", item="a", maximum=5)
    submission = quality.field.submit(quality.program, quality.practice, {"a": 6}, wave="w1", instrument=quality.path, status="draft")
    assert quality.details(submission), "a draft is told, too"
    quality.field.move(submission, "submitted")
    quality.field.move(submission, "returned")


def test_all_at_once_leaves_what_is_open_and_tells_of_it(quality):
    code = quality.rule("range", item="a", maximum=5)
    good, bad = quality.submit(a=5), quality.submit(quality.field.enrolled(quality.program), a=6)
    found = {r["submission"]: (r["outcome"], r["detail"]) for r in quality.field.accept_all(quality.program)}
    assert found == {good: ("accepted", None), bad: ("open_findings", f"{code}: 6 is not from -∞ to 5")}
    assert [quality.field.submission(s)["status"] for s in (good, bad)] == ["accepted", "submitted"]
    quality.field.acknowledge(bad)
    assert [r["outcome"] for r in quality.field.accept_all(quality.program)] == ["accepted"]


def test_what_becomes_an_outlier_while_it_waits_is_not_accepted(quality):
    quality.rule("outlier", item="a", k=3)
    waits = quality.submit(a=50)
    assert quality.details(waits) == []
    for value in (8, 9, 10, 11, 12):
        quality.accepted(quality.field.enrolled(quality.program), a=value)
    assert quality.details(waits) == ["50 is far from what the others say"]
    quality.field.move(waits, "accepted", expect=409)


def test_acceptance_beside_an_acknowledgement(quality):
    """Whoever comes first: nothing is accepted that is not explained."""
    code = quality.rule("range", item="a", maximum=5)
    for number in range(8):
        practice = quality.field.enrolled(quality.program)
        submission = quality.submit(practice, a=6)
        tag = {"If-Match": quality.api.get(f"/v1/submissions/{submission}").headers["ETag"]}
        asks = [lambda: quality.api.put(f"/v1/submissions/{submission}/findings/{code}/acknowledgement", json={"reason": "x"}).status,
                lambda: quality.api.put(f"/v1/submissions/{submission}/status", json={"status": "accepted"}, headers=tag).status]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            acknowledged, accepted = pool.map(lambda ask: ask(), asks)
        assert acknowledged == 200 and accepted in (200, 409)
        [finding] = quality.field.findings(submission)
        moment = quality.field.submission(submission)["accepted_at"]
        assert finding["state"] == "acknowledged" and (moment is not None) == (accepted == 200)


# -- the work list ------------------------------------------------------------------------------------

def test_the_work_list(quality):
    first, second = (quality.rule("range", item=item, maximum=5) for item in ("a", "b"))
    one, two = quality.submit(a=6, b=6), quality.submit(quality.field.enrolled(quality.program), "w2", a=7)
    quality.submit(quality.field.enrolled(quality.program), a=1)
    quality.api.put(f"/v1/submissions/{one}/findings/{second}/acknowledgement", json={"reason": "x"}, status=200)
    target = f"/v1/quality-findings?program={quality.program}"
    found = lambda query="": [(r["submission"], r["rule"]) for r in quality.api.get(target + query, status=200).rows]
    assert found() == [(one, first), (one, second), (two, first)]
    assert found("&state=open") == [(one, first), (two, first)] and found("&state=acknowledged") == [(one, second)]
    assert found("&wave=w2") == [(two, first)] and found(f"&practice={quality.practice}") == [(one, first), (one, second)]
    assert found(f"&instrument={quality.instrument}") == found() and found("&instrument=billing") == found("&status=returned") == []
    assert [(r["submission"], r["rule"]) for r in walk(quality.api, target, 1)] == found()
    quality.field.acknowledge(two)
    quality.field.move(two, "accepted")
    assert found("&wave=w2") == [] and found("&wave=w2&status=accepted") == [(two, first)], "why it was accepted can be read"


def test_a_practice_is_told_of_its_own_and_nothing_of_its_peers(quality):
    quality.rule("outlier", item="a", k=3)
    for value in (8, 9, 10, 11, 12):
        quality.accepted(quality.field.enrolled(quality.program), a=value)
    own, foreign = quality.submit(a=50), quality.submit(quality.field.enrolled(quality.program), a=60)
    key = quality.api.service.cluster.make_key(quality.api.service.database, role="practice_submitter", practices=quality.practice)
    [row] = quality.api.get("/v1/quality-findings", key=key, status=200).rows
    assert row["submission"] == own and row["detail"] == "50 is far from what the others say"
    target = f"/v1/submissions/{own}/findings/{row['rule']}/acknowledgement"
    quality.api.put(target, json={"reason": "a fair"}, key=key, status=200)
    quality.api.get(f"/v1/submissions/{foreign}/findings", key=key, status=404)
    quality.api.put(target.replace(own, foreign), json={"reason": "x"}, key=key, status=404)


@pytest.mark.parametrize("limit", ["programs", "practices"])
def test_the_database_tells_of_what_is_seen_alone(quality, limit):
    """Whoever calls the function that runs as the owner, with whatever ids."""
    quality.rule("range", item="a", maximum=5)
    submission = quality.submit(a=6)
    own = {"programs": quality.program, "practices": quality.practice}
    other = {"programs": quality.field.program(), "practices": quality.field.enrolled(quality.program)}

    def found(code):
        limits = {"programs": "*", "regions": "*", "practices": "*", limit: code}
        sets = "".join(f"set continuum.{name} = '{value}'; " for name, value in limits.items())
        return quality.api.service.execute(f"{sets} set search_path = continuum; select detail from quality_due(array['{submission}'::uuid])")

    assert found(own[limit]) == [("6 is not from -∞ to 5",)] and found(other[limit]) == []
