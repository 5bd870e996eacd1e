"""A roundtable of three groups, and what its program does with it."""
import pytest

GROUPS = {"practices": 12, "health_plans": 3, "state_agencies": 2}


class Table:
    """A roundtable of three groups."""

    def __init__(self, field, code=None):
        self.field, self.api = field, field.api
        self.program, self.code = field.program(), code or field.unique("roundtable")
        self.roundtables = f"/v1/programs/{self.program}/roundtables"
        self.recommendations = f"/v1/programs/{self.program}/recommendations"
        self.address = f"{self.roundtables}/{self.code}"
        self.made = self.api.post(self.roundtables, json=self.body(), status=201)

    def body(self, **more):
        return {"roundtable": self.code, "name": "Annual meeting", "held_on": "2024-05-06", "summary": "=Short",
                "groups": [{"stakeholder_group": g, "participants": n} for g, n in GROUPS.items()], **more}

    def find(self, theme="staff_shortage", expect=201, code=None, **stances):
        body = {"finding": code or self.field.unique("finding"), "theme": theme, "text": "Found",
                "endorsements": [{"stakeholder_group": g, "endorsement": e} for g, e in stances.items()]}
        return self.api.post(f"{self.address}/findings", json=body, status=expect)

    def recommend(self, expect=201, **more):
        body = {"recommendation": self.field.unique("recommendation"), "roundtable": self.code, "text": "Do it",
                "policy_area": "payment", "policy_level": "state", **more}
        return self.api.post(self.recommendations, json=body, status=expect)

    def change(self, recommendation, expect=200, **body):
        target = f"{self.recommendations}/{recommendation}"
        tag = self.api.get(target, status=200).headers["ETag"]
        return self.api.patch(target, json=body, headers={"If-Match": tag}, status=expect)

    def report(self, query="", **more):
        return self.api.get(f"/v1/reports/recommendations?program={self.program}{query}", status=200, **more).rows


@pytest.fixture
def table(field):
    return Table(field)
