"""Who takes part in programs and who reports: counted from rows, and as it is kept."""
from fixtures_sheets import counted, rows

ROWS = """
    select e.practice_id, e.program_id, e.withdrawn_on is null, e.withdrawn_on is null and e.program_id in (
        select s.program_id from submission s where s.practice_id = e.practice_id and s.status = 'accepted')
    from enrolment e"""


def assert_participants(service):
    """Participants are as rows say; what is counted of them, with what is logged, is what they come to."""
    due = rows(service, ROWS)
    assert counted(rows(service, "select practice_id, program_id, enrolled, reporting from participant")) == counted(due)
    numbers = {n for _, n, _, _ in due} | {n for n, in rows(service, "select program_id from standing")}
    for number in numbers | {0}:
        of_it = [row for row in due if number in (0, row[1])]
        expected = len({row[0] for row in of_it if row[2]}), len({row[0] for row in of_it if row[3]})
        assert rows(service, f"select * from participation({number})") == [expected], number
    assert rows(service, "select * from participant_faults()") == []
