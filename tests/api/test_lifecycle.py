"""Who moved a submission and why, comments of who returned it, four eyes, and what a correction changes."""
import concurrent.futures

import pytest

from fixtures_case import Case, case, field  # noqa: F401
from fixtures_field import FRAMEWORK

ABSENT = "00000000-0000-7000-8000-000000000000"


def rows(api, submission, what, **more):
    return api.get(f"/v1/submissions/{submission}/{what}", status=200, **more).rows


# -- history and comments -----------------------------------------------------------------------------

def test_history_tells_every_step_with_its_reason(case):
    first = case.submit(status="draft")
    case.field.move(first, "submitted", reason="complete")
    case.field.move(first, "returned", reason="screening is too high")
    case.field.move(first, "submitted")
    case.field.move(first, "accepted", reason="as discussed")
    case.field.move(case.submit(2), "accepted")
    steps = rows(case.api, first, "history")
    assert [(s["status"], s["reason"]) for s in steps] == [
        ("draft", None), ("submitted", "complete"), ("returned", "screening is too high"), ("submitted", None),
        ("accepted", "as discussed"), ("superseded", None)]
    assert [s["changed_at"] for s in steps] == sorted(s["changed_at"] for s in steps)
    assert {s["changed_by"] for s in steps} == {case.api.get("/v1/identity").json["actor"]}


def test_a_submission_tells_why_it_stands_where_it_stands(case):
    submission = case.submit()
    assert case.field.submission(submission)["status_reason"] is None
    assert case.field.move(submission, "returned", reason="see comments").json["status_reason"] == "see comments"
    assert case.field.move(submission, "submitted").json["status_reason"] is None


def test_what_is_refused_leaves_no_step(case):
    submission = case.submit()
    case.field.move(submission, "returned", tag='"9"', expect=412)
    case.field.move(submission, "returned", reason="", expect=422)
    case.field.move(case.submit(2, respondent="other"), "accepted")
    assert [s["status"] for s in rows(case.api, submission, "history")] == ["submitted"]


def test_history_cannot_be_changed_by_the_service(case):
    case.submit()
    service = case.api.service
    for statement in ("update {} set status = 'x'", "delete from {}", "insert into {} default values"):
        with pytest.raises(Exception, match="permission denied"):
            service.execute("set role continuum_service; " + statement.format("continuum.submission_event"))


def test_comments_stay_with_the_revision_that_they_were_made_at(case):
    submission = case.submit()
    case.field.move(submission, "returned", comments=[{"item": "referral", "comment": "is missing"}, {"comment": "thank you"}])
    case.field.move(submission, "submitted")
    case.field.move(submission, "returned", comments=[{"item": "screening", "comment": "why?"}])
    found = rows(case.api, submission, "comments")
    assert [(c["revision"], c["item"], c["comment"]) for c in found] == [
        (2, "referral", "is missing"), (2, None, "thank you"), (4, "screening", "why?")]
    assert found[0]["label"] == "Making referrals and tracking them" and found[1]["label"] is None
    assert found[0]["commented_by"] == case.api.get("/v1/identity").json["actor"]


def test_a_return_needs_a_reason_and_items_that_are_there(case):
    submission = case.submit()
    target = f"/v1/submissions/{submission}/status"
    body = {"status": "returned", "comments": [{"item": "screening", "comment": "x"}, {"item": "absent", "comment": "x"}]}
    reply = case.api.put(target, json=body, headers={"If-Match": '"1"'}, status=422)
    assert reply.faults == {"/reason": "missing", "/comments/1/item": "unknown_item"}
    body = {"status": "accepted", "comments": [{"comment": "x"}]}
    assert case.api.put(target, json=body, headers={"If-Match": '"1"'}, status=422).faults == {"/comments": "not_taken"}
    assert case.status(submission) == "submitted" and rows(case.api, submission, "comments") == []


def test_what_is_not_there_has_neither(case):
    for what in ("history", "comments", "diff", "findings"):
        case.api.get(f"/v1/submissions/{ABSENT}/{what}", status=404)


# -- four eyes ----------------------------------------------------------------------------------------

@pytest.fixture
def guarded(field):
    """A case in a program that says nothing of four eyes; and keys of three."""
    case = Case(field)
    case.program = field.unique("program")
    field.api.post("/v1/programs", json={"program": case.program, "name": "x"}, status=201)
    field.wave(case.program)
    case.practice = field.enrolled(case.program)
    case.keys = [case.api.post("/v1/keys", status=201, json={
        "name": "the same name", "scopes": ["submissions:read", "submissions:write", "submissions:accept", "registry:read"]}).json
        for _ in range(3)]
    case.one, case.two, case.three = (key["text"] for key in case.keys)
    return case


def sent(case, key, status="submitted", value=1, **more):
    body = {"program": case.program, "practice": case.practice, "wave": "baseline", "instrument": "continuum_pc", "version": "2016",
            "status": status, "answers": [{"item": "screening", "value": value}], **more}
    return case.api.post("/v1/submissions", json=body, key=key, status=201).rows[0]["submission"]


def test_a_new_program_asks_for_four_eyes(guarded):
    assert guarded.api.get(f"/v1/programs/{guarded.program}").json["four_eyes"] is True


def test_nobody_accepts_what_they_handed_in(guarded):
    submission = sent(guarded, guarded.one)
    reply = guarded.field.move(submission, "accepted", key=guarded.one, expect=403)
    assert "somebody else" in reply.json["detail"] and guarded.status(submission) == "submitted"
    guarded.field.move(submission, "accepted", key=guarded.two)


def test_who_made_the_draft_and_who_handed_it_in_are_both_kept_out(guarded):
    submission = sent(guarded, guarded.one, status="draft")
    guarded.field.move(submission, "submitted", key=guarded.two)
    for key in (guarded.one, guarded.two):
        guarded.field.move(submission, "accepted", key=key, expect=403)
    guarded.field.move(submission, "accepted", key=guarded.three)


def test_who_returned_it_may_accept_it(guarded):
    submission = sent(guarded, guarded.one)
    guarded.field.move(submission, "returned", key=guarded.two)
    guarded.field.move(submission, "submitted", key=guarded.one)
    guarded.field.move(submission, "accepted", key=guarded.two)


def test_a_rotated_key_is_the_same_somebody(guarded):
    submission = sent(guarded, guarded.one)
    new = guarded.api.post(f"/v1/keys/{guarded.keys[0]['key']}/rotation", json={}, status=201).json["text"]
    guarded.field.move(submission, "accepted", key=new, expect=403)
    other = sent(guarded, new, respondent="other")
    guarded.field.move(other, "accepted", key=guarded.one, expect=403)


def test_all_at_once_leaves_own_ones_and_tells_of_them(guarded):
    own, other = sent(guarded, guarded.one, respondent="a"), sent(guarded, guarded.two, respondent="b")
    found = guarded.api.post("/v1/submissions/acceptances", json={"program": guarded.program}, key=guarded.one, status=200).rows
    assert {(r["submission"], r["outcome"]) for r in found} == {(own, "own"), (other, "accepted")}
    assert (guarded.status(own), guarded.status(other)) == ("submitted", "accepted")


def test_a_state_may_decide_otherwise(guarded):
    submission = sent(guarded, guarded.one)
    target = f"/v1/programs/{guarded.program}"
    tag = guarded.api.get(target).headers["ETag"]
    assert guarded.api.patch(target, json={"four_eyes": False}, headers={"If-Match": tag}, status=200).json["four_eyes"] is False
    guarded.field.move(submission, "accepted", key=guarded.one)


def test_the_database_refuses_by_itself(guarded):
    """Whatever statement comes: the trigger looks, not only the one statement that accepts."""
    submission = sent(guarded, guarded.one)
    service, key = guarded.api.service, guarded.keys[0]["key"]
    with pytest.raises(Exception, match="nobody accepts an own submission"):
        service.execute(f"set continuum.actor = 'x'; set continuum.key = '{key}'; set search_path = continuum; update submission "
                        f"set status = 'accepted', accepted_at = now() where submission = '{submission}'")


def test_of_two_who_accept_at_once_one_does(guarded):
    for number in range(5):
        submission = sent(guarded, guarded.one, respondent=f"r{number}")
        tag = guarded.api.get(f"/v1/submissions/{submission}").headers["ETag"]
        ask = lambda key: guarded.api.put(f"/v1/submissions/{submission}/status", json={"status": "accepted"}, key=key,
                                          headers={"If-Match": tag}).status
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(ask, (guarded.two, guarded.three))) == [200, 412]
        assert [s["status"] for s in rows(guarded.api, submission, "history")] == ["submitted", "accepted"]


# -- what a correction changes ------------------------------------------------------------------------

def answers(**values):
    return [{"item": item, **({"value": v} if not isinstance(v, dict) else v)} for item, v in values.items()]


def test_a_correction_shows_what_it_changes(field):
    path = field.instrument({"item": "visits", "kind": "count"}, {"item": "share", "kind": "rate"}, {"item": "fte", "kind": "fte"},
                            {"item": "same", "kind": "count"}, {"item": "says", "kind": "text"}, {"item": "lost", "kind": "count"})
    program = field.program()
    field.wave(program, instruments=[path])
    practice = field.enrolled(program)
    old = field.accepted(program, practice, answers(visits=3, share={"value": 1, "denominator": 4}, fte=1.25, same=7,
                                                    says={"text": "a"}, lost=2), instrument=path)
    new = field.submit(program, practice, answers(visits=5, share={"value": 1, "denominator": 5}, fte=1.5, same=7, says={"text": "b"},
                                                  lost={"reason": "declined"}), instrument=path)
    expected = {"visits": {"before": 3, "after": 5, "change": 2}, "share": {"denominator_before": 4, "denominator_after": 5},
                "fte": {"before": 1.25, "after": 1.5, "change": 0.25}, "says": {"text_before": "a", "text_after": "b"},
                "lost": {"before": 2, "after": None, "reason_before": None, "reason_after": "declined"}}
    waits = rows(field.api, new, "diff")
    assert [row["item"] for row in waits] == list(expected) and {row["against"] for row in waits} == {old}
    for row in waits:
        assert {n: row[n] for n in expected[row["item"]]} == expected[row["item"]]
    field.move(new, "accepted")
    assert rows(field.api, new, "diff") == waits, "the same once it has superseded"
    back = rows(field.api, old, f"diff?against={new}")
    assert [(r["item"], r["before"], r["after"]) for r in back[:1]] == [("visits", 5, 3)]


def test_levels_show_by_their_codes(case):
    case.field.move(case.submit(1), "accepted")
    [row] = rows(case.api, case.submit(4), "diff")
    assert (row["item"], row["before"], row["after"], row["code_before"], row["code_after"]) == (
        "screening", 1, 4, "preliminary", "advanced")


def test_what_supersedes_nothing_is_all_new(case):
    [row] = rows(case.api, case.submit(2), "diff")
    assert (row["against"], row["before"], row["after"]) == (None, None, 2)


def test_only_another_of_the_same_is_compared_with(case):
    field = case.field
    field.wave(case.program, "second", month=2)
    one = case.submit()
    others = [field.submit(case.program, case.practice, {"screening": 2}, wave="second"),
              field.submit(case.program, field.enrolled(case.program), {"screening": 2}), one, ABSENT]
    for other in others:
        case.api.get(f"/v1/submissions/{one}/diff?against={other}", status=404)
    colleague = case.submit(3, respondent="colleague")
    assert [r["change"] for r in rows(case.api, one, f"diff?against={colleague}")] == [-2]


def test_one_of_another_program_is_as_good_as_absent(case):
    other = Case(case.field)
    key = case.api.service.key_for("submissions:read", case.program)
    one, foreign = case.submit(), other.submit()
    told = [case.api.get(f"/v1/submissions/{one}/diff?against={x}", key=key, status=404).json["detail"] for x in (foreign, ABSENT)]
    assert told[0] == told[1]
    case.api.get(f"/v1/submissions/{foreign}/diff", key=key, status=404)


def test_versions_are_compared_by_their_items(case):
    case.field.wave(case.program, "both", instruments=[FRAMEWORK, "continuum_pc:2020"], month=3)
    old = case.field.submit(case.program, case.practice, {"screening": 1}, wave="both")
    new = case.field.submit(case.program, case.practice, {"screening": 3}, wave="both", instrument="continuum_pc:2020")
    assert [(r["item"], r["change"]) for r in rows(case.api, new, f"diff?against={old}")] == [("screening", 2)]
