"""A recommendation as a commissioner reads it: why, who agrees, what the numbers say, where it stands."""
import base64
import datetime
import hashlib
import html.parser
import re

import pytest

from fixtures_case import case  # noqa: F401
from fixtures_field import field  # noqa: F401
from fixtures_words import FIRST, SECOND, TEXT, words  # noqa: F401

NASTY = '<script>alert("x & y")</script>'


class Page:
    """A recommendation with everything that there can be of it."""

    def __init__(self, case, words):
        self.case, self.api, self.program = case, case.api, case.program
        at = f"/v1/programs/{self.program}"
        self.table = case.field.unique("roundtable")
        post = lambda target, status=201, **body: self.api.post(at + target, json=body, status=status)
        post("/roundtables", roundtable=self.table, name="Annual meeting", held_on="2024-05-06", groups=[
            {"stakeholder_group": "practices", "participants": 12}, {"stakeholder_group": "funders", "participants": 2}])
        self.book = words.published({"code": "hiring", "label": "Hiring", "definition": "Finding staff"})
        self.source = words.source(self.program, consent="attributed", organization="Clinic A")
        post(f"/roundtables/{self.table}/findings", finding="f1", theme="staff_shortage", text="Nobody to hire", quotes=[
            {"source": self.source, "excerpt": FIRST}])
        self.code, first = (case.field.unique("recommendation") for _ in range(2))
        for code, text in ((first, "First this"), (self.code, NASTY)):
            post("/recommendations", recommendation=code, roundtable=self.table, text=text, policy_area="workforce", policy_level="state",
                 owner="Medicaid", target_on="2024-12-31")
        self.address = f"{at}/recommendations/{self.code}"
        self.api.put(f"{self.address}/dependencies", json={"requires": [first]}, status=200)
        post(f"/roundtables/{self.table}/votes", recommendation=self.code, stakeholder_group="practices", support=8, conditional=3, oppose=1,
             condition="If it is paid", dissent="Too early")
        for value in (1, 3):
            case.field.accepted(self.program, case.field.enrolled(self.program), {"screening": value})
        link = lambda **body: self.api.post(f"{self.address}/evidence", json=body, status=201)
        link(kind="theme", codebook=self.book, version="1", code="hiring")
        link(kind="quote", source=self.source, excerpt=SECOND)
        link(kind="aggregate", question={"measure": ["mean"], "item": ["screening"], "instrument": ["continuum_pc"]}, note="Of both")
        link(kind="document", url="https://example.org/a?b=1&c=2", title="A report")
        self.link = link
        self.first = first

    def lines(self, section, **more):
        return [r for r in self.api.get(f"{self.address}/page", status=200, **more).rows if r["section"] == section]


@pytest.fixture
def page(case, words):
    return Page(case, words)


def tell(rows, *columns):
    return [tuple(r[c] for c in columns) for r in rows]


def test_the_lines_of_a_page(page):
    assert tell(page.lines("recommendation"), "code", "label", "text", "status", "on") == [
        (page.code, "Annual meeting", NASTY, "proposed", "2024-05-06")]
    assert tell(page.lines("why"), "kind", "code", "label", "text") == [
        ("finding", "f1", "Too few staff", "Nobody to hire"), ("theme", "hiring", "Hiring", "Finding staff"),
        ("quote", f"{page.source}/{FIRST}", "interview, Clinic A", TEXT[:25]), ("quote", f"{page.source}/{SECOND}", "interview, Clinic A", TEXT[27:])]
    assert tell(page.lines("who_agrees"), "kind", "label", "participants", "support", "conditional", "oppose", "abstain", "text", "status") == [
        ("vote", "Practices", 12, 8, 3, 1, 0, "If it is paid", "recorded"), ("vote", "Funders", 2, None, None, None, None, None, "not_recorded"),
        ("dissent", "Practices", None, None, None, None, None, "Too early", None)]
    figure, document = page.lines("numbers")
    assert (figure["kind"], figure["value"], figure["n"], figure["expected"], figure["status"], figure["text"]) == (
        "aggregate", 2, 2, 3, "reported", "Of both") and figure["on"]
    assert (document["label"], document["text"]) == ("A report", "https://example.org/a?b=1&c=2")
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    assert tell(page.lines("where_it_stands"), "kind", "code", "text", "status", "on") == [
        ("policy_area", "workforce", "Workforce", None, None), ("policy_level", "state", "State", None, None),
        ("owner", None, "Medicaid", None, None), ("target", None, None, "overdue", "2024-12-31"),
        ("step", None, None, "proposed", today), ("requires", page.first, "First this", "overdue", "2024-12-31")]
    as_csv = page.api.get(f"{page.address}/page?format=csv", status=200).rows
    assert len(as_csv) == len(page.api.get(f"{page.address}/page").rows)


def test_only_quotes_that_may_be_shown(page, words, service):
    secret = words.source(page.program, part2=True, text="About treatment.")
    page.link(kind="quote", source=secret, excerpt="0-16")
    assert "About treatment" not in str(page.lines("why")) and len(page.lines("why")) == 4
    service.execute(f"update continuum.excerpt set consent = 'none' from continuum.source where source.source_id = excerpt.source_id "
                    f"and source.source = '{page.source}'")
    assert [r["kind"] for r in page.lines("why")] == ["finding", "theme"], "also for who may read all texts"
    key = service.key_for("roundtables:read")
    assert [r["kind"] for r in page.lines("why", key=key)] == ["finding", "theme"]


def test_who_was_told_of_a_practice_is_recorded(page, words):
    asked = f"{page.address}/page"
    disclosures = lambda: [r for r in page.api.get(f"/v1/audit/disclosures?practice={page.case.practice}", status=200).rows
                           if r["operation"] == "recommendation_page"]
    page.api.get(asked, status=200)
    assert disclosures() == []
    page.link(kind="quote", source=words.source(page.program, practice=page.case.practice), excerpt=FIRST)
    page.api.get(asked + "?format=html", status=200)
    assert len(disclosures()) == 1


class Outline(html.parser.HTMLParser):
    """Its elements, headings and text; fails where an element is not closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1] if self.open else None, data.strip()))

    def of(self, tag):
        return [text for t, text in self.texts if t == tag]


def test_the_page_as_html(page):
    for ask in ({"target": f"{page.address}/page?format=html"}, {"target": f"{page.address}/page", "headers": {"Accept": "text/html"}}):
        reply = page.api.get(**ask, status=200)
        assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    outline = Outline(reply.text)
    assert outline.of("h1") == [NASTY] and outline.of("h2") == ["Why", "Who agrees", "What the numbers say", "Where it stands"]
    assert not {"script", "img", "link", "iframe"} & set(outline.seen) and outline.seen.count("table") == 3
    assert outline.of("blockquote") == [TEXT[:25], TEXT[27:], "Too early"]
    assert "Dissent: Practices" in outline.of("figcaption") and "If it is paid" in outline.of("td")
    assert "<script" not in reply.text


def test_the_page_loads_nothing_and_runs_nothing(page):
    reply = page.api.get(f"{page.address}/page?format=html", status=200)
    policy = dict(p.split(" ", 1) for p in reply.headers["Content-Security-Policy"].split("; "))
    style = re.search("<style>(.*)</style>", reply.text)[1]
    assert policy.pop("style-src") == f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    assert set(policy.values()) == {"'none'"} and "default-src" in policy


def test_a_page_of_little(case):
    code = case.field.recommendation(case.program, case.field.roundtable(case.program))
    reply = case.api.get(f"/v1/programs/{case.program}/recommendations/{code}/page?format=html", status=200)
    assert reply.text.count("Nothing is recorded.") == 2
    case.api.get(f"/v1/programs/{case.program}/recommendations/absent/page?format=html", status=404)
    case.api.get(f"/v1/programs/{case.program}/recommendations/{code}?format=html", status=406)
