"""Keys and entries of the audit, as the tests of access need them."""
import psycopg2.extras


def give(api, **body):
    """A new key as a client gets it: its row, with its text."""
    return api.post("/v1/keys", json={"name": "given", **body}, status=201).json


def identity(api, key):
    return api.get("/v1/identity", key=key, status=200).json


def query(service, sql, *values):
    """Rows as dictionaries, as the superuser sees them."""
    connection = service.cluster.connect(service.database)
    with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute("set search_path to continuum, pg_temp")
        cursor.execute(sql, values)
        rows = [dict(row) for row in cursor.fetchall()]
    connection.close()
    return rows


def entries(service, *replies):
    """What the audit has of these requests, in the order in which it was written."""
    names = [reply.headers["X-Request-Id"] for reply in replies]
    return query(service, "select * from continuum.audit_entry where request = any (%s) order by occurred_at, chain, entry", names)


def entry(service, reply):
    """The one entry of a request."""
    [found] = entries(service, reply)
    return found


def count(service):
    return query(service, "select count(*) as n from continuum.audit_entry")[0]["n"]


def chains_hold(service):
    """Whether entries of each chain are numbered without gaps and every hash is that of its entry."""
    [row] = query(service, """
        with linked as (
            select e.*, lag(hash, 1, decode(repeat('00', 32), 'hex')) over (partition by chain order by entry) as before,
                   row_number() over (partition by chain order by entry) as nth
            from continuum.audit_entry e
        )
        select coalesce(bool_and(l.entry = nth and l.hash = continuum.audit_hash(before, e)), true)
           and not exists (select from continuum.audit_chain c
                           where c.entries <> (select count(*) from continuum.audit_entry x where x.chain = c.chain)) as good
        from linked l join continuum.audit_entry e using (chain, entry)""")
    return row["good"]
