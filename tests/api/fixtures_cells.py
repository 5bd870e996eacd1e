"""Services that fold or do not, and what reports say by cells and by rows."""
import random

from client import eventually
from fixtures_sheets import rows
from harness import Service, run

REPORTS = ("reports/framework", "reports/completeness", "reports/statewide", "reports/progress", "aggregates")


def verify(service):
    """continuum verify: its exit status and what it says of faults."""
    done = run("verify", **service.settings)
    return done.returncode, done.stderr


def assert_verified(service):
    assert verify(service) == (0, "")


def rebuild(service):
    done = run("rebuild", **service.settings)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.endswith(" cells made\n")


def beside(service, **settings):
    """Another instance on the same database."""
    return Service(service.cluster, service.database, **settings).wait_ready()


def folded(service, seconds=20):
    """Waits until no change is left to fold."""
    eventually(lambda: rows(service, "select count(*) = 0 from change")[0][0], seconds)


def log_all_anew(service):
    """As after a migration: no cells, and everything in the log of changes."""
    rows(service, "set role continuum_owner; begin; select sheets_rebuild(); select change_all(); commit")


class Questions:
    """Reports that both cells and rows can answer."""

    def __init__(self, study, seed):
        self.study, self.random = study, random.Random(seed)

    def some(self, names, most=2):
        return self.random.sample(list(names), self.random.randint(1, most)) if self.random.random() < 0.4 else []

    def filter(self):
        values = {"zone": ["hill", "plain", "coast"], "size": ["small", "large"], "cohort": ["spring", "autumn"],
                  "program": list(self.study.planned)}
        return ",".join(f"{n}:{'|'.join(self.random.sample(values[n], self.random.randint(1, 2)))}"
                        for n in self.some(values))

    def next(self):
        """An address; what it says beside the figures, as when it was asked, is not in CSV."""
        report, some = self.random.choice(REPORTS), self.some
        programs = some(self.study.planned)
        waves = ["w1", "w2"] if programs == ["east"] else ["w1", "w2", "w3"]
        strata = ",".join(some(["program", "cohort", "zone", "size"], 3))
        query = {"format": "csv", "program": ",".join(programs), "filter": self.filter()}
        if report != "reports/statewide":
            query |= {"wave": ",".join(some(waves)), "instrument": self.random.choice(["path", "voices"]),
                      "by" if report == "aggregates" else "strata": strata}
        if report == "reports/framework":
            query |= {"by": self.random.choice(["component", "domain"]), "at_or_above": self.random.choice(["", "1", "3"])}
        elif report == "reports/progress":
            query |= {"by": self.random.choice(["component", "domain"]), "from": self.random.choice(["", "w1", "w2"]),
                      "matrix": self.random.choice(["", "true"])}
        elif report == "aggregates":
            query |= self.random.choice([{"measure": "answered,mean,sd"}, {"measure": "count,share_at_or_above,worst_case"},
                                         {"measure": "median,mean", "of": "domain"}, {"measure": "sum,pooled,sd", "instrument": "figures"},
                                         {"measure": "mean", "of": "total"}, {"measure": "pooled,per_1000", "of": "ratio", "instrument": "staffing"}])
        return f"/v1/{report}?" + "&".join(f"{n}={v}" for n, v in query.items() if v)


def answers(api, questions):
    """The figures as bytes, or how the question was refused."""
    def answer(question):
        reply = api.get(question)
        assert reply.status in (200, 422)
        return reply.body if reply.status == 200 else b"refused"

    return {question: answer(question) for question in questions}
