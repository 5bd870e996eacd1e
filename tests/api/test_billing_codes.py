"""Codes under which integrated care is billed."""


def test_a_code_is_listed_on_the_days_it_is_valid(api):
    codes = {row["billing_code"] for row in api.get("/v1/billing-codes", status=200).rows}
    assert {"99492", "99493", "99494", "G2214", "G0512"} <= codes
    then = {row["billing_code"] for row in api.get("/v1/billing-codes?on=2025-12-31", status=200).rows}
    now = {row["billing_code"] for row in api.get("/v1/billing-codes?on=2026-01-01", status=200).rows}
    assert "G0512" in then and "G0512" not in now
    assert "G0568" in now and "G0568" not in then


def test_a_day_that_does_not_exist_is_refused(api):
    assert api.get("/v1/billing-codes?on=2026-02-30", status=400).faults == {"on": "invalid_format"}
