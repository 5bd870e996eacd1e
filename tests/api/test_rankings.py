"""What comes first: dots, ranks and pairs as groups voted, and what they come to."""
import pytest

from fixtures_field import field  # noqa: F401
from fixtures_roundtable import table  # noqa: F401


class Contest:
    """Recommendations a, b, … of a roundtable at which 12 of practices, 3 of health plans and 2 of state agencies were."""

    def __init__(self, table, names):
        self.table, self.api = table, table.api
        for name in names:
            table.recommend(recommendation=name, text=f"Do {name}")

    def rank(self, method, *ballots, group="practices", status=201, **more):
        """ballots: (voters, choices)"""
        body = {"method": method, "stakeholder_group": group, "ballots": [{"voters": v, "choices": c} for v, c in ballots], **more}
        return self.api.post(f"{self.table.address}/rankings", json=body, status=status)

    def priorities(self, method, more=""):
        return self.api.get(f"{self.table.address}/priorities?method={method}{more}", status=200).rows

    def values(self, method, more=""):
        return [(r["option"], r["place"], r["value"]) for r in self.priorities(method, more)]


@pytest.fixture
def contest(table):
    return Contest(table, "abcd")


def order(text):
    """a>b=c: choices with ranks."""
    return [{"option": o, "rank": n} for n, tied in enumerate(text.split(">"), 1) for o in tied.split("=")]


def test_dots_are_added_over_groups(contest):
    contest.rank("dots", (12, [{"option": "a", "dots": 20}, {"option": "b", "dots": 5}]))
    contest.rank("dots", (1, [{"option": "b", "dots": 3}]), (2, [{"option": "c", "dots": 5}]), group="health_plans")
    assert contest.values("dots") == [("a", 1, 20), ("b", 2, 8), ("c", 3, 5)]
    row = contest.priorities("dots")[0]
    assert (row["text"], row["voters"], row["wins"], row["condorcet_winner"]) == ("Do a", 15, None, None)
    assert contest.values("dots", "&stakeholder_group=health_plans") == [("c", 1, 5), ("b", 2, 3)]


def test_borda_and_pairs_need_not_agree(contest):
    """Three of five put a first, but b stands higher with all."""
    ballots = (3, order("a>b>c>d")), (2, order("b>c>d>a"))
    contest.rank("borda", *ballots)
    contest.rank("pairwise", *ballots)
    assert contest.values("borda") == [("b", 1, 12), ("a", 2, 9), ("c", 3, 7), ("d", 4, 2)]
    rows = contest.priorities("pairwise")
    assert [(r["option"], r["value"], r["wins"], r["losses"], r["condorcet_winner"]) for r in rows] == [
        ("a", 3, 3, 0, True), ("b", 2, 2, 1, False), ("c", 1, 1, 2, False), ("d", 0, 0, 3, False)]
    assert not any(r["in_cycle"] for r in rows)


def test_tied_and_missing_ranks_share_points(contest):
    contest.rank("borda", (2, order("a>b=c")), (1, order("d>a")))
    assert contest.values("borda") == [("a", 1, 8), ("b", 2, 3.5), ("c", 2, 3.5), ("d", 4, 3)]


def test_a_circle_is_said(contest):
    contest.rank("pairwise", (1, order("a>b>c>d")), (1, order("b>c>a>d")), (1, order("c>a>b>d")))
    rows = contest.priorities("pairwise")
    assert [(r["option"], r["place"], r["in_cycle"], r["condorcet_winner"]) for r in rows] == [
        ("a", 1, True, False), ("b", 1, True, False), ("c", 1, True, False), ("d", 4, False, False)]


def test_pairs_as_they_were_voted_on(contest):
    contest.rank("pairwise", (7, [{"option": "a", "over": "b"}]), (5, [{"option": "b", "over": "a"}]))
    rows = contest.priorities("pairwise")
    assert [(r["option"], r["wins"], r["losses"], r["text"]) for r in rows] == [("a", 1, 0, "Do a"), ("b", 0, 1, "Do b")]
    contest.rank("pairwise", (3, [{"option": "a", "over": "c"}]), group="health_plans")
    assert [(r["option"], r["place"], r["ties"], r["text"]) for r in contest.priorities("pairwise")] == [
        ("a", 1, 0, "Do a"), ("b", 2, 1, "Do b"), ("c", 2, 1, "Do c")]


def test_the_latest_ballots_of_a_group_count(contest):
    contest.rank("dots", (1, [{"option": "a", "dots": 1}]))
    contest.rank("dots", (1, [{"option": "b", "dots": 2}]))
    assert contest.values("dots") == [("b", 1, 2)]
    rows = contest.api.get(f"{contest.table.address}/rankings", status=200).rows
    assert [(r["method"], r["ballots"], r["voters"], r["counts"]) for r in rows] == [("dots", 1, 1, False), ("dots", 1, 1, True)]


def test_findings_are_ranked_apart(contest):
    contest.table.find(code="f")
    contest.rank("dots", (1, [{"option": "f", "dots": 4}]), options="findings")
    assert contest.values("dots", "&options=findings") == [("f", 1, 4)] and contest.values("dots") == []


@pytest.mark.parametrize("method, ballots, faults", [
    ("dots", [(13, [{"option": "a", "dots": 1}])], {"/ballots": "too_many"}),
    ("borda", [(7, order("a>b")), (6, order("b>a"))], {"/ballots": "too_many"}),
    ("dots", [(1, [{"option": "z", "dots": 1}])], {"/ballots/0/choices/0/option": "unknown_option"}),
    ("dots", [(1, [{"option": "a", "rank": 1}])], {"/ballots/0/choices/0/dots": "missing", "/ballots/0/choices/0/rank": "not_allowed"}),
    ("borda", [(1, [{"option": "a", "over": "b"}])], {"/ballots/0/choices/0/rank": "missing", "/ballots/0/choices/0/over": "not_allowed"}),
    ("pairwise", [(1, [{"option": "a"}])], {"/ballots/0/choices/0/over": "missing"}),
    ("pairwise", [(1, [*order("a>b"), {"option": "c", "over": "d"}])], {"/ballots/0/choices/2/over": "conflicting"}),
    ("borda", [(1, [*order("a>b"), {"option": "a", "rank": 3}])], {"/ballots/0/choices/2/option": "repeated"}),
    ("pairwise", [(1, [{"option": "a", "over": "b"}, {"option": "b", "over": "a"}])],
     {"/ballots/0/choices/0/over": "conflicting", "/ballots/0/choices/1/over": "conflicting"})])
def test_faults_of_ballots(contest, method, ballots, faults):
    assert contest.rank(method, *ballots, status=422).faults == faults
    assert contest.api.get(f"{contest.table.address}/rankings").rows == []


def test_a_group_that_was_not_there(contest):
    faults = contest.rank("dots", (1, [{"option": "a", "dots": 1}]), group="funders", status=422).faults
    assert faults == {"/stakeholder_group": "not_present"}
