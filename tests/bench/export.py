"""Exports: answers as files, against psql's \\copy of the same values as rows."""

import pathlib
import subprocess
import tempfile
import time

from paper import count, ratio, say, table
from tools import ROUNDS, Service, cpu_seconds, run

# As the service's columns, in its order.
ROWS = """select g.program, p.practice, w.wave, i.instrument, v.version, s.respondent, s.method, s.submission, s.status, o.item,
    trim_scale(o.value), o.denominator, l.code, l.label, o.text, m.reason
from submission s join program g using (program_id) join practice p using (practice_id) join wave w on w.wave_id = s.wave_id
join instrument_version v using (version_id) join instrument i using (instrument_id)
join observation o on o.practice_id = s.practice_id and o.submission = s.submission
join item t on t.version_id = s.version_id and t.position = o.position
left join scale_level l on l.scale_id = t.scale_id and l.level = o.answer left join missing_reason m on m.reason_id = o.reason_id
where s.status = 'accepted'
order by g.program collate "C", p.practice collate "C", w.position, i.instrument collate "C", v.version collate "C",
    s.respondent collate "C", s.submission, o.position"""


def copied(cluster, database, directory):
    """Seconds of \\copy, and how many rows; not counting the start of psql."""
    file = pathlib.Path(directory, "copy.csv")
    statement = " ".join(ROWS.split())
    times = []
    for _ in range(max(1, ROUNDS // 2)):
        begun = time.monotonic()
        cluster.psql(database, "-c", "set search_path = continuum", "-c", "set work_mem = '64MB'", "-c", "set jit = off",
                     "-c", f"\\copy ({statement}) to '{file}' (format csv)")
        times.append(time.monotonic() - begun)
    with file.open("rb") as rows:
        return sorted(times)[len(times) // 2], sum(1 for _ in rows)


def fetched(service, path, key, directory):
    """Seconds of one export into a file, bytes, and the service's CPU seconds."""
    file = pathlib.Path(directory, "export")
    before, begun = cpu_seconds(service.pid), time.monotonic()
    run("curl", "-sSf", "-o", file, "-H", f"Authorization: Bearer {key}", service.url + path)
    return time.monotonic() - begun, file.stat().st_size, cpu_seconds(service.pid) - before


def slow_reader(service, key):
    """Seconds until the session of a client that reads nothing is free again."""
    client = subprocess.Popen(["curl", "-sS", "--limit-rate", "1", "-o", "/dev/null", "-H", f"Authorization: Bearer {key}",
                               f"{service.url}/v1/exports/observations?format=json"], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    client.kill()
    client.wait()
    begun = time.monotonic()
    while service.ask("GET", "/v1/exports/observations?practice=absent&format=csv", key=key)[0] != 200:
        time.sleep(0.02)
    return time.monotonic() - begun


def export(cluster, database, size):
    say(f"### Exporting all answers, {size:,} practices")
    say()
    key = cluster.key(database, "submissions:read")
    service = Service(cluster, database, EXPORTS=1)
    service.ask("GET", "/v1/exports/observations?practice=absent&format=csv", key=key)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as directory:
        pathlib.Path(directory).chmod(0o777)
        seconds, values = copied(cluster, database, directory)
        rows = [["psql \\copy", count(values / seconds), "", "", ""]]
        for name in ("csv", "ndjson"):
            service.forget_peak()
            before = service.memory()
            took, size_bytes, cpu = sorted(fetched(service, f"/v1/exports/observations?format={name}", key, directory)
                                           for _ in range(max(2, ROUNDS)))[0]
            rows.append([name.upper(), count(values / took), ratio(seconds / took), f"{size_bytes / took / 2**20:.0f} MiB/s, CPU {cpu:.1f} s",
                         f"{before:.1f}, {service.memory('VmHWM'):.1f}"])
        cells = "/v1/exports/observations?format=xlsx&layout=wide&instrument=bench_units&version=1&item=code_1"
        took, size_bytes, cpu = fetched(service, cells, key, directory)
        sheet = service.ask("GET", cells.replace("xlsx", "csv"), key=key)[1].splitlines()
        filled = sum(line.count(b",") + 1 for line in sheet)
    table(["", "values/s", "to \\copy", "", "MiB resident before, at most"], rows)
    say(f"{count(values)} values. XLSX: {count(filled)} cells with {cpu:.2f} s of CPU, {cpu / filled * 150000:.2f} s for 150,000. A client that "
        f"goes away frees its session within {slow_reader(service, key):.1f} s.")
    say()
    service.stop()
