"""A program with a practice, and what it answers to the framework at one wave."""
import pytest

from fixtures_field import field  # noqa: F401


class Case:
    """A program with a practice that answers the framework at one wave."""

    def __init__(self, field):
        self.field, self.api = field, field.api
        self.program = field.program()
        field.wave(self.program)
        self.practice = field.enrolled(self.program)

    def submit(self, value=1, **more):
        return self.field.submit(self.program, self.practice, {"screening": value}, **more)

    def status(self, submission):
        return self.field.submission(submission)["status"]

    def value(self, submission):
        return self.field.answers(submission)["screening"]["value"]

    def by_status(self):
        """{status: ids} of all submissions of the program."""
        found = {}
        for row in self.api.get(f"/v1/submissions?program={self.program}&limit=1000").rows:
            found.setdefault(row["status"], []).append(row["submission"])
        return found

    def reported(self):
        """The count of answers and their mean in the report of the framework."""
        rows = self.api.get(f"/v1/reports/framework?instrument=continuum_pc&program={self.program}", status=200).rows
        return next((r["n"], r["value"]) for r in rows if r["item"] == "screening" and r["measure"] == "mean")


@pytest.fixture
def case(field):
    return Case(field)
