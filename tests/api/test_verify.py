"""continuum verify and continuum rebuild: what was damaged by hand is seen, told and mended."""
import pytest

from client import Api
from fixtures_cells import assert_verified, beside, folded, rebuild, verify
from fixtures_field import Field
from fixtures_sheets import rows
from harness import Service, run


@pytest.fixture(scope="module")
def service(cluster, contract, unique):
    """A program of which something is folded and something is not."""
    service = Service(cluster, FOLD_MS=0).wait_ready()
    field = Field(Api(service, contract, service.key), unique)
    program = field.program()
    path = field.instrument(*({"item": f"i{n}", "kind": "stage", "scale": "bhi_stage"} for n in range(3)), kind="framework")
    for month in (1, 2):
        field.wave(program, f"w{month}", [path], month=month, position=month, kind="wave")
    for n in range(6):
        practice = field.enrolled(program, cohort="ab"[n % 2])
        for wave in ("w1", "w2"):
            field.accepted(program, practice, {"i0": n % 4 + 1, "i1": 2, "i2": 3}, wave=wave, instrument=path)
        if n == 2:
            folding = beside(service, FOLD_MS=5)
            folded(service)
            folding.close()
    yield service
    service.close()


def test_what_is_in_order(service):
    assert rows(service, "select count(*) > 5, (select count(*) from cell) > 1, (select count(*) from transition) > 1 from change")[0] == \
        (True, True, True)
    done = run("verify", **service.settings)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.endswith(" cells compared\n")


A_CELL = "(wave_id, version_id, stratum_id) = (select wave_id, version_id, stratum_id from cell order by 1, 2, 3 limit 1)"
A_CHANGE = "change_id = (select min(change_id) from change where kind = {0} and received is not false)"
A_SHEET = "practice_id = (select min(practice_id) from sheet) and wave_id = (select min(wave_id) from sheet)"
OF_CELL, OF_SHEET, UNREAD = "the cell from wave 0", "the sheet of practice", "cannot be read"
DAMAGES = {
    "a cell's count": (f"update cell set vector = set_byte(vector, 0, get_byte(vector, 0) + 2) where {A_CELL}", OF_CELL),
    "a cell's last count": (f"update cell set vector = set_byte(vector, length(vector) - 1, 6) where {A_CELL}", OF_CELL),
    "a cell's bytes": (f"update cell set vector = '\\x80' where {A_CELL}", "a cell of wave"),
    "a cell's form": (f"update cell set vector = vector || '\\x0001' where {A_CELL}", "a cell of wave"),
    "a cell's end": (f"update cell set vector = substr(vector, 1, length(vector) - 1) where {A_CELL}", OF_CELL),
    "a cell's program": (f"update cell set program_id = 99 where {A_CELL}", "a cell of wave"),
    "a cell's version": (f"update cell set version_id = 99999 where {A_CELL}", UNREAD),
    "a cell away": (f"delete from cell where {A_CELL}", OF_CELL),
    "a cell too many": (f"insert into cell select program_id, wave_id, version_id, 77, vector from cell where {A_CELL}", "stratum 77"),
    "a transition's count": ("update transition set vector = set_byte(vector, 1, get_byte(vector, 1) + 2) where stratum_id = 0", "the cell from wave"),
    "a transition's bytes": ("update transition set vector = '\\xff'", "a transition of wave"),
    "a transition away": ("delete from transition where stratum_id > 0", "the cell from wave"),
    "a sheet's answer": (f"update sheet set answers[1] = answers[1] % 4 + 1 where {A_SHEET}", OF_SHEET),
    "a sheet's wild answer": (f"update sheet set answers[1] = 1000000 where {A_SHEET}", OF_SHEET),
    "a sheet's many answers": (f"update sheet set answers = array_fill(1::bigint, array[6000]) where {A_SHEET}", OF_SHEET),
    "a sheet's stratum": (f"update sheet set stratum_id = (select max(stratum_id) from stratum where stratum_id <> sheet.stratum_id) where {A_SHEET}",
                          OF_SHEET),
    "a sheet not received": (f"update sheet set received = false, answers = null where {A_SHEET}", OF_SHEET),
    "a sheet in work": (f"update sheet set in_work = true where {A_SHEET}", OF_SHEET),
    "a sheet away": (f"delete from sheet where {A_SHEET}", OF_SHEET),
    "a sheet too many": (f"insert into sheet select 999, wave_id, instrument_id, program_id, version_id, stratum_id, received, in_work, answers, "
                         f"denominators, reasons, since from sheet where {A_SHEET}", OF_SHEET),
    "a change's sign": (f"update change set sign = -sign where {A_CHANGE.format(1)}", OF_CELL),
    "a change's answer": (f"update change set answers[2] = 4 where {A_CHANGE.format(1)}", OF_CELL),
    "a change's stratum": (f"update change set stratum_id = 0 where {A_CHANGE.format(1)}", OF_CELL),
    "a change's version": (f"update change set version_id = 99999 where {A_CHANGE.format(1)}", "change or sheet of wave"),
    "a change away": (f"delete from change where {A_CHANGE.format(1)}", OF_CELL),
    "a pair's sign": (f"update change set sign = -sign where {A_CHANGE.format(2)}", "the cell from wave"),
    "a pair's answer": ("update change set from_answers[2] = 4 where kind = 2", "the cell from wave"),
    "a pair of waves away": ("delete from wave_pair; delete from transition; delete from change where kind = 2", "the cell from wave"),
    "a stratum's attributes": ("update stratum set attributes = '{\"x\": \"y\"}' where stratum_id in (select stratum_id from sheet)", OF_SHEET)}


@pytest.mark.parametrize("damage", DAMAGES, ids=[d.replace(" ", "_") for d in DAMAGES])
def test_damage_is_told_and_mended(service, damage):
    sql, told = DAMAGES[damage]
    kept = "sheet", "cell", "transition", "change", "wave_pair", "participant", "standing", "stratum"
    for table in kept:
        rows(service, f"drop table if exists kept_{table}; create table kept_{table} as select * from {table}")
    rows(service, sql)
    status, errors = verify(service)
    assert status == 1 and told in errors, errors
    assert errors.splitlines()[-1].endswith(" sheets or cells are not what they should be")
    assert len(errors.splitlines()) <= 21, "the first twenty, and how many"
    rebuild(service)
    assert_verified(service)
    rows(service, "; ".join(f"delete from {table}" for table in kept[:-1]))
    for table in kept[:-1]:
        rows(service, f"insert into {table} overriding system value select * from kept_{table}")
    rows(service, "update stratum s set attributes = jsonb_build_object('none', stratum_id) where stratum_id not in (select stratum_id from kept_stratum)")
    rows(service, "update stratum s set attributes = k.attributes from kept_stratum k where k.stratum_id = s.stratum_id and k.attributes <> s.attributes")
    assert_verified(service)


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_what_cannot_be_done(service, cluster, command):
    nowhere = service.settings | {"OWNER_DATABASE": cluster.address("no_such", "continuum_owner")}
    other = service.settings | {"OWNER_DATABASE": service.settings["DATABASE"]}
    for settings, why in ((nowhere, "no_such"), (other, "permission denied"), ({}, "must be set")):
        done = run(command, **settings)
        assert done.returncode == 2 and why in done.stderr, done.stderr
    assert_verified(service)
