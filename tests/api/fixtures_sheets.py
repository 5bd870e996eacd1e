"""Whether the sheets of a database are what they should be, and what its log of changes comes to."""
import collections

COLUMNS = ("practice_id, wave_id, instrument_id, program_id, version_id, stratum_id, received, in_work, answers, denominators, reasons")
SHEET = "program_id, wave_id, version_id, stratum_id, received, in_work, answers, denominators, reasons"
PAIR = "program_id, from_wave_id, wave_id, from_version_id, version_id, stratum_id, from_answers, answers"

# By two loops in place of the schema's functions.
STRATUM = """
    select coalesce(jsonb_object_agg(a.attribute, v.value) filter (where v.value is not null), '{{}}')
    from attribute a, practice_value({practice}, a.attribute_id, {day}) v where a.dimension"""
PAIRS = """
    with waves as (
        select distinct w.*, i.instrument_id from wave w join wave_instrument wi using (wave_id) join instrument_version v using (version_id)
        join instrument i using (instrument_id) where w.kind = 'wave' and i.kind in ('framework', 'level', 'survey')
    )
    select f.program_id, f.wave_id, l.wave_id, coalesce(a.version_id, b.version_id), coalesce(b.version_id, a.version_id),
           coalesce(b.stratum_id, a.stratum_id), a.answers, b.answers
    from waves f join waves l on f.program_id = l.program_id and f.instrument_id = l.instrument_id
         and (f.position, f.starts_on, f.wave_id) < (l.position, l.starts_on, l.wave_id)
    cross join practice p
    left join sheet a on a.practice_id = p.practice_id and a.wave_id = f.wave_id and a.instrument_id = f.instrument_id
    left join sheet b on b.practice_id = p.practice_id and b.wave_id = l.wave_id and b.instrument_id = f.instrument_id
    where a.received or b.received"""


def rows(service, sql):
    return service.execute(f"set search_path = continuum; {sql}")


def counted(found):
    return collections.Counter(tuple(map(str, row)) for row in found)


def assert_kept(service):
    """Sheets are as rows say, strata as attributes say, expected who population() expects; changes come to sheets and pairs."""
    kept = counted(rows(service, f"select {COLUMNS} from sheet"))
    assert kept == counted(rows(service, f"select {COLUMNS} from sheet_due(null, null)"))
    assert counted(rows(service, "select distinct practice_id, wave_id, instrument_id from population(null, null, null, null, '{}', null) p "
                                 "join instrument i using (instrument)")) == \
        counted(rows(service, "select practice_id, wave_id, instrument_id from sheet"))
    wrong = rows(service, "select s.practice_id, w.wave, t.cohort, t.attributes from sheet s join wave w using (wave_id) "
                 "join stratum t using (stratum_id) join enrolment e on (e.practice_id, e.program_id) = (s.practice_id, s.program_id) "
                 f"where t.attributes <> ({STRATUM.format(practice='s.practice_id', day='w.reference_on')}) "
                 "or t.cohort is distinct from e.cohort or t.program_id <> s.program_id")
    assert not wrong
    assert logged(service, 1, SHEET) == counted(rows(service, f"select {SHEET} from sheet"))
    assert logged(service, 2, PAIR) == counted(rows(service, PAIRS))


def logged(service, kind, columns):
    """What the changes of a kind come to."""
    total = collections.Counter()
    for sign, *row in rows(service, f"select sign, {columns} from change where kind = {kind} order by change_id"):
        total[tuple(map(str, row))] += sign
    assert min(total.values(), default=0) >= 0
    return +total


def version(service):
    return rows(service, "select data_version()")[0][0]
