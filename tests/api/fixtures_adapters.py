"""Files as other systems export them, made by hand, and the mappings that read them.

REDCap: header and rows of a flat export and of an EAV export as its help ("Data Exports, Reports, and Stats") and the guide to
its API ("Export Records") show them: a record and event a row, checkboxes as field___code, a column FORM_complete; the data
dictionary with the columns of "Download the current Data Dictionary". Qualtrics: names, questions and {"ImportId": ...} in three
header rows, as in its "Understanding Your Dataset". DHIS2: dataValueSets of its developer guide, "Data value sets".
"""
import json

import pytest

from fixtures_field import sheet
from fixtures_import import Study

DICTIONARY = ("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels",
              "Field Note", "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max", "Identifier?",
              "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment", "Question Number (surveys only)",
              "Matrix Group Name", "Matrix Ranking?", "Field Annotation")


class Adapted(Study):
    """A study whose practices go by other names elsewhere."""

    def __init__(self, api, unique):
        super().__init__(api, unique)
        self.units = {f"unit-{n}": p for n, p in zip("abc", self.practices)}

    def document(self, **more):
        return {"practice": {"column": "record_id", "codes": self.units},
                "wave": {"column": "redcap_event_name", "codes": {"baseline_arm_1": "w1", "month_6_arm_1": "w2", "screening_arm_1": None}},
                "fields": {"bhi_stage": "stage", "screened": "rate", "eligible": "rate.denominator", "staff_fte": "fte", "notes": "story"},
                **more}

    def mapping(self, format="redcap", status=201, code="theirs", **more):
        return self.api.post(f"/v1/programs/{self.program}/mappings", status=status, json={
            "mapping": code, "format": format, "instrument": self.code, "version": self.version, "document": self.document(**more)})

    def take(self, body, status=201, media="text/csv", **query):
        return self.send(body, status, media, **{"instrument": None, "version": None, "wave": None, "mapping": "theirs", **query})

    def faults(self, body, media="text/csv", **query):
        """{(row, column): code} where nothing was stored."""
        before = self.submissions()
        reply = self.take(body, 422, media, **query)
        assert self.submissions() == before
        return {(f["row"], f["column"]): f["code"] for f in reply.json["errors"]}


def flat(*rows, boxes=()):
    """REDCap, flat; a row: record, event, stage, screened, eligible, fte, notes."""
    return sheet(("record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "bhi_stage", "screened", "eligible",
                  "staff_fte", "notes", *boxes),
                 *((r[0], r[1], "", "", *r[2:]) for r in rows))


def eav(*rows):
    return sheet(("record", "redcap_event_name", "field_name", "value"), *rows)


def qualtrics(*rows, names=("QID1", "QID2", "QID3")):
    """Three header rows; a row: Finished, practice, and an answer for each of the names."""
    head = ("StartDate", "EndDate", "Status", "Finished", "RecordedDate", "ResponseId", "practice_code", *names)
    return sheet(head, ("Start Date", "End Date", "Response Type", "Finished", "Recorded Date", "Response ID", "Your practice",
                        *(f"How far\nis {n}, \"now\"?" for n in names)),
                 tuple(json.dumps({"ImportId": n}) for n in head),
                 *(("2024-01-09 10:00:00", "2024-01-09 10:05:00", "IP Address", r[0], "2024-01-09 10:05:01", f"R_{n}", *r[1:])
                   for n, r in enumerate(rows)))


def value(element, unit, value, period="202401", combo=None, **more):
    return {"dataElement": element, "period": period, "orgUnit": unit, **({"categoryOptionCombo": combo} if combo else {}),
            "attributeOptionCombo": "HllvX50cXC0", "value": value, "storedBy": "admin", "followup": False, **more}


def data_values(*values, **head):
    return json.dumps({**head, "dataValues": list(values)})


def dictionary(*fields):
    """A field: name, type, label, choices."""
    return sheet(DICTIONARY, *((name, "bhi", "", kind, label, choices, *[""] * 12) for name, kind, label, choices in fields))


@pytest.fixture
def theirs(api, unique):
    return Adapted(api, unique)
