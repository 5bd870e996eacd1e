"""A made-up study of several programs: the same facts for the oracle and for the service."""
import dataclasses
import random

from fixtures_field import Field, sheet

STAGES = {1: "Preliminary", 2: "Intermediate 1", 3: "Intermediate 2", 4: "Advanced"}
REASONS = ["not_applicable", "not_assessed", "unable_to_report", "declined", "late"]


@dataclasses.dataclass(frozen=True)
class Item:
    item: str
    kind: str
    domain: str
    unit: str | None = None
    decimals: int = 0
    own_label: str = ""

    @property
    def label(self):
        return self.own_label or f"Label of {self.item}"

    @property
    def staged(self):
        return self.kind in ("stage", "level")


@dataclasses.dataclass(frozen=True)
class Instrument:
    code: str
    kind: str
    items: tuple
    ratios: tuple = ()
    respondents: int = 1
    never_asked: int = 0  # items that the study leaves out

    @property
    def ratio_labels(self):
        return {"pcc_per_bhc": "Primary care clinicians for each behavioral health clinician"}

    @property
    def domains(self):
        return list(dict.fromkeys(i.domain for i in self.items))


@dataclasses.dataclass(frozen=True)
class Wave:
    program: str
    wave: str
    position: int
    starts_on: str
    ends_on: str
    reference_on: str
    instruments: tuple


@dataclasses.dataclass
class Sheet:
    """What one respondent of a practice sent; answers: {item: (value, denominator, reason)}."""
    program: str
    practice: str
    wave: str
    instrument: str
    respondent: str
    status: str
    answers: dict


INSTRUMENTS = [
    Instrument("path", "framework", tuple(Item(f"step_{n}", "stage", f"area_{n // 2}") for n in range(5))),
    Instrument("figures", "measures", (
        Item("screened", "rate", "care", "patients"), Item("treated", "rate", "care", "patients"),
        Item("visits", "count", "care", "visits"),
        Item("income", "money", "means", "USD", 2), Item("quality", "score", "care", "points", 1),
        Item("median_wait", "number", "means", "days", 3))),
    Instrument("voices", "survey", (
        Item("trust", "level", "mood"), Item("hope", "level", "mood"),
        Item("satisfaction", "score", "mood", "points", 2),
        Item("referred", "rate", "mood", "patients")), respondents=3),
    Instrument("hands", "billing",
               (Item("minutes", "hours", "work", "hours", 2), Item("claims", "rate", "work", "claims")))]

# The shipped instrument for staff: only what the study asks of it; the rest is never answered.
STAFFING = Instrument("staffing", "staffing", (
    Item("pcc_fte", "fte", "primary_care", "FTE", 2, "Primary care clinicians, all"),
    Item("bhc_fte", "fte", "behavioral_health", "FTE", 2, "Behavioral health clinicians, all")),
                      ratios=(("pcc_per_bhc", "pcc_fte", "bhc_fte"),),
    never_asked=20)


class Study:
    """programs, waves, enrolments, attributes and sheets, from one seed."""

    def __init__(self, seed=20240131):
        self.random = random.Random(seed)
        self.instruments = {i.code: i for i in [*INSTRUMENTS, STAFFING]}
        days = {"w1": ("2024-01-01", "2024-01-31", "2024-01-31"), "w2": ("2024-07-01", "2024-08-31", "2024-07-31"),
                "w3": ("2025-01-01", "2025-01-31", "2025-01-15")}
        codes = tuple(self.instruments)
        plan = {"north": codes, "south": codes, "east": ("path", "figures", "staffing")}
        self.planned = {"north": 16, "south": None, "east": 8}
        self.waves = [Wave(p, w, n, *when, asked) for p, asked in plan.items() for n,
                      (w, when) in enumerate(days.items(), 1)
                      if (p, w) != ("east", "w3")]
        self.enrolments = {}  # (program, practice): (enrolled_on, withdrawn_on, cohort)
        self.values = {}      # practice: {attribute: [(day, value), ...]}
        for program, count in {"north": 15, "south": 9, "east": 6}.items():
            for n in range(count):
                self.enrol(program, f"{program}-{n:02}")
        self.enrol("south", "north-00")
        self.sheets = [s for wave in self.waves for s in self.answered(wave)]

    def enrol(self, program, practice):
        r = self.random.random
        begin = self.random.choices(["2023-11-01", "2024-07-15", "2024-08-10"], [80, 12, 8])[0]
        end = self.random.choices([None, "2024-06-01", "2024-07-10"], [80, 10, 10])[0] if begin < "2024" else None
        self.enrolments[program, practice] = begin, end, self.random.choice(["spring", "autumn", None])
        held = self.values.setdefault(practice, {})
        if "zone" not in held and r() < 0.9:
            held["zone"] = [("2023-01-01", self.random.choice(["hill", "plain"]))]
            if r() < 0.4:
                held["zone"].append(("2024-05-01", self.random.choice(["hill", "coast", None])))
        if "beds" not in held and r() < 0.9:
            held["beds"] = [("2023-01-01", str(self.random.randint(1, 30)))]
            if r() < 0.4:
                held["beds"].append(("2024-08-01", str(self.random.randint(1, 30))))

    # Derived: what the service is told in load() as rules.
    DERIVED = {"half": ("zone", {"hill": "inland", "plain": "inland", "coast": "shore"}.get),
               "size": ("beds", lambda beds: "small" if float(beds) <= 9 else "large" if float(beds) >= 12 else None)}

    def value(self, attribute, program, practice, day):
        """What holds of a practice on a day."""
        if attribute in ("program", "practice", "cohort"):
            return {"program": program, "practice": practice,
                    "cohort": self.enrolments[program, practice][2]}[attribute]
        source, derive = self.DERIVED.get(attribute, (attribute, lambda value: value))
        known = [value for since, value in self.values[practice].get(source, []) if since <= day]
        return derive(known[-1]) if known and known[-1] is not None else None

    # -- answers ----------------------------------------------------------------------------------

    def answered(self, wave):
        """What the practices of a program sent at a wave; some sent although they do not count then."""
        for (program, practice), (begin, end, _) in self.enrolments.items():
            if program != wave.program or begin > wave.ends_on or (end and end <= wave.starts_on):
                continue
            for code in wave.instruments:
                instrument = self.instruments[code]
                for respondent in [""] if instrument.respondents == 1 else [
                    f"r{n}" for n in range(self.random.randint(0, instrument.respondents))]:
                    yield from self.life(wave, practice, instrument, respondent)

    def life(self, wave, practice, instrument, respondent):
        """What became of what was sent; at most one of it is accepted, at most one waits."""
        path = self.random.choices([["accepted"], ["superseded", "accepted"], ["accepted", "submitted"],
                                    ["accepted", "draft"], ["draft"],
                                    ["submitted"], ["returned"], ["withdrawn"], []], [60, 12, 5, 3, 3, 4, 3, 3, 7])[0]
        for status in path:
            yield Sheet(wave.program, practice, wave.wave, instrument.code, respondent, status,
                        {i.item: self.answer(i) for i in instrument.items})

    def answer(self, item):
        """(value, denominator, reason); values are texts, as exact as they are sent."""
        r = self.random
        chance = r.random()
        if chance < 0.08:
            return None, None, r.choice(REASONS)
        if chance < 0.12:
            return None, None, None
        if item.staged:
            return str(r.choice([1, 1, 2, 2, 2, 3, 3, 4])), None, None
        if item.kind == "rate":
            below = r.choice([0, r.randint(1, 30), r.randint(30, 900)])
            return (None, str(below), None) if chance < 0.16 else (str(r.randint(0, below)), str(below), None)
        if item.kind == "fte":
            return f"{r.choice([0, r.uniform(0.1, 20)]):.2f}", None, None
        return f"{r.uniform(0, 100):.{item.decimals}f}", None, None

    # -- into the service -------------------------------------------------------------------------

    def load(self, api, unique):
        field = Field(api, unique)
        self.load_attributes(api)
        self.load_instruments(api)
        for program, planned in self.planned.items():
            api.post("/v1/programs", json={"program": program, "name": program, "planned_practices": planned, "four_eyes": False},
                     status=201)
        for wave in self.waves:
            api.post(f"/v1/programs/{wave.program}/waves", status=201, json={
                "wave": wave.wave, "position": wave.position, "starts_on": wave.starts_on, "ends_on": wave.ends_on,
                "reference_on": wave.reference_on, "instruments": [f"{i}:1" for i in wave.instruments]})
        header = ("practice", "name", "program", "enrolled_on", "withdrawn_on", "cohort")
        rows = [(practice, practice, program, *held) for (program, practice), held in self.enrolments.items()]
        api.post("/v1/registry", csv=sheet(header, *rows), status=200)
        for practice, held in self.values.items():
            for attribute, steps in held.items():
                for day, value in steps:
                    field.hold(practice, attribute, value, day)
        self.load_sheets(field)

    @staticmethod
    def load_attributes(api):
        ranges = [{"value": "small", "label": "Small", "source_to": 9},
                  {"value": "large", "label": "Large", "source_from": 12}]
        groups = [{"value": "inland", "label": "Inland", "source_values": ["hill", "plain"]},
                  {"value": "shore", "label": "Shore", "source_values": ["coast"]}]
        zones = [{"value": z, "label": z} for z in ("hill", "plain", "coast")]
        for body in ({"attribute": "zone", "kind": "choice", "values": zones, "dimension": True}, {"attribute": "beds", "kind": "number"},
                     {"attribute": "half", "kind": "choice", "source": "zone", "values": groups},
                     {"attribute": "size", "kind": "choice", "source": "beds", "values": ranges,
                      "dimension": True}):
            api.post("/v1/attributes", json={"name": body["attribute"], **body}, status=201)

    @staticmethod
    def load_instruments(api):
        for instrument in INSTRUMENTS:
            items = [{"item": i.item, "domain": i.domain, "label": i.label, "kind": i.kind, "decimals": i.decimals,
                      **({"unit": i.unit} if i.unit else {}), **({"scale": "bhi_stage"} if i.staged else {})}
                     for i in instrument.items]
            api.post("/v1/instruments", status=201, json={
                "instrument": instrument.code, "version": "1", "name": instrument.code, "kind": instrument.kind,
                "respondents": "several" if instrument.respondents > 1 else "consensus",
                "domains": [{"domain": d, "name": f"Name of {d}"} for d in instrument.domains], "items": items})

    def load_sheets(self, field):
        """In three rounds: what was superseded, what came in its place, and what waits beside or was sent back."""
        rounds = [("superseded",), ("accepted",), ("draft",), ("submitted", "returned", "withdrawn")]
        for statuses in rounds:
            for program in self.planned:
                for instrument in self.instruments.values():
                    sheets = [s for s in self.sheets if (s.program, s.instrument) == (program, instrument.code)
                              and s.status in statuses]
                    if sheets:
                        field.submit_file(program, self.file(instrument, sheets), None, f"{instrument.code}:1",
                                          status="draft" if statuses == ("draft",) else "submitted")
                if statuses[0] in ("superseded", "accepted"):
                    field.accept_all(program)
        waiting = {tuple(row[n] for n in ("program", "practice", "wave", "instrument", "respondent")): row["submission"]
                   for row in field.api.get("/v1/submissions?status=submitted&limit=1000").rows}
        for s in self.sheets:
            if s.status in ("returned", "withdrawn"):
                field.move(waiting[s.program, s.practice, s.wave, s.instrument, s.respondent], s.status)

    @staticmethod
    def file(instrument, sheets):
        columns = [f"{i.item}{part}" for i in instrument.items for part in ("", ".denominator", ".reason")
                   if part != ".denominator" or i.kind == "rate"]
        rows = []
        for s in sheets:
            cells = {f"{i}{part}": value for i, parts in s.answers.items() for part,
                     value in zip(("", ".denominator", ".reason"), parts)}
            rows.append([s.practice, s.wave, s.respondent, *(cells.get(c) for c in columns)])
        return sheet(["practice", "wave", "respondent", *columns], *rows)
