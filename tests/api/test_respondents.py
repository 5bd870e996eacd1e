"""What several respondents of a practice come to, by the rule of the instrument's version."""
import pytest

from client import Api
from fixtures_cells import assert_verified
from fixtures_field import Field
from fixtures_sheets import assert_kept
from harness import Service

ITEMS = [{"item": "level", "kind": "stage", "scale": "bhi_stage"}, {"item": "visits", "kind": "count"}]


@pytest.fixture(scope="module")
def service(cluster):
    service = Service(cluster, FOLD_MS=0)
    yield service.wait_ready()
    service.close()


class Respondents:
    def __init__(self, service, contract, unique, rule):
        self.service, self.api = service, Api(service, contract, service.key)
        self.field = Field(self.api, unique)
        self.path = self.field.instrument(*ITEMS, respondents="several", **({"respondent_rule": rule} if rule else {}))
        self.program = self.field.program()
        self.field.wave(self.program, instruments=[self.path])
        self.practice = self.field.enrolled(self.program)

    def says(self, level, visits, **more):
        return self.field.accepted(self.program, self.practice, {"level": level, "visits": visits}, instrument=self.path, **more)

    def counts(self):
        """The practice's level and visits, as the report of them and the sheets agree; None where nothing counts."""
        assert_kept(self.service)
        assert_verified(self.service)
        found = self.api.get(f"/v1/aggregates?measure=mean&program={self.program}&instrument={self.path.split(':')[0]}", status=200).rows
        values = {row["item"]: row["value"] for row in found}
        return values.get("level"), values.get("visits")

    def behind(self):
        """{respondent: why} of what stands behind the figure of visits."""
        code = self.path.split(":")[0]
        rows = self.api.get(f"/v1/aggregates/explain?measure=answered&program={self.program}&instrument={code}&item=visits").rows
        return {row["respondent"]: row["why"] for row in rows if row["submission"]}


@pytest.fixture
def respondents(service, contract, unique):
    return lambda rule=None: Respondents(service, contract, unique, rule)


def test_mean_is_the_rule_where_none_is_named(respondents):
    asked = respondents()
    code, version = asked.path.split(":")
    assert asked.api.get(f"/v1/instruments/{code}/versions/{version}").json["respondent_rule"] == "mean"
    for number, (level, visits) in enumerate(((1, 10), (2, 11), (4, 30))):
        asked.says(level, visits, respondent=f"r{number}")
    assert asked.counts() == (2, 17)


def test_median_of_numbers_too(respondents):
    asked = respondents("median")
    for number, (level, visits) in enumerate(((1, 10), (2, 11), (4, 30))):
        asked.says(level, visits, respondent=f"r{number}")
    assert asked.counts() == (2, 11)
    asked.says(4, 40, respondent="r3")
    assert asked.counts() == (2, 11), "the lower one of two"


def test_consensus_counts_the_whole_team_alone(respondents):
    asked = respondents("consensus")
    asked.says(4, 40, respondent="r1")
    assert asked.counts() == (None, None), "one of the team does not speak for it"
    reminded = lambda: [r["state"] for r in asked.api.get(f"/v1/reminders?program={asked.program}").rows]
    assert reminded() == ["missing"]
    team = asked.says(1, 10)
    asked.says(3, 30, respondent="r2")
    assert asked.counts() == (1, 10) and reminded() == []
    assert asked.behind() == {"": "counted", "r1": "another_respondent", "r2": "another_respondent"}
    asked.field.move(team, "withdrawn")
    assert asked.counts() == (None, None)


def test_raters_come_first_where_there_are_any(respondents):
    asked = respondents("rater_first")
    asked.says(1, 10)
    asked.says(2, 20, respondent="r1")
    assert asked.counts() == (1, 15)
    first = asked.says(4, 40, respondent="visitor", method="rater")
    assert asked.counts() == (4, 40)
    asked.says(3, 50, respondent="second", method="rater")
    assert asked.counts() == (3, 45), "the raters among themselves, as by mean"
    assert asked.behind() == {"": "another_respondent", "r1": "another_respondent", "visitor": "counted", "second": "counted"}
    for submission in (first, asked.says(3, 50, respondent="second", method="rater")):
        asked.field.move(submission, "withdrawn")
    assert asked.counts() == (1, 15)


def test_a_rater_who_waits_changes_nothing(respondents):
    asked = respondents("rater_first")
    asked.says(1, 10)
    asked.field.submit(asked.program, asked.practice, {"level": 4, "visits": 40}, instrument=asked.path, respondent="visitor",
                       method="rater")
    assert asked.counts() == (1, 10)


def test_versions_have_rules_of_their_own(respondents, unique):
    asked = respondents("consensus")
    later = asked.field.instrument(*ITEMS, instrument=asked.path.split(":")[0], version="2", respondent_rule="median")
    asked.field.wave(asked.program, "both", instruments=[asked.path, later], month=2)
    submit = lambda path, **more: asked.field.accepted(asked.program, asked.practice, {"level": 2, "visits": 5}, wave="both",
                                                       instrument=path, **more)
    submit(asked.path, respondent="r1")
    assert asked.counts() == (None, None)
    submit(later, respondent="r1")
    assert asked.counts() == (2, 5)


def test_rules_that_are_not_known(respondents):
    asked = respondents()
    reply = asked.api.post("/v1/instruments", status=422, json={
        "instrument": "x", "version": "1", "name": "x", "kind": "survey", "respondent_rule": "loudest",
        "domains": [{"domain": "d", "name": "d"}], "items": [{"item": "i", "domain": "d", "label": "i", "kind": "count"}]})
    assert reply.faults == {"/respondent_rule": "not_allowed"}


def test_a_file_names_the_rule_in_a_column(respondents):
    asked = respondents()
    code = asked.field.unique("file").replace("-", "_")
    text = ("instrument,version,name,instrument_kind,respondent_rule,item,label,kind,domain,domain_name\r\n"
            f"{code},1,x,survey,rater_first,i,i,count,d,d\r\n")
    assert asked.api.post("/v1/instruments", csv=text, status=201).json["respondent_rule"] == "rater_first"
