"""continuum migrate, and which databases the service refuses."""
import concurrent.futures

import pytest

from harness import run


def migrate(cluster, database):
    return run("migrate", **cluster.settings(database))


def serve(cluster, database):
    """Its end, where it does not begin."""
    return run("serve", LISTEN="127.0.0.1:1", **cluster.settings(database))


def contents(cluster, database):
    """Rows of every table."""
    tables = cluster.execute("select tablename from pg_tables where schemaname = 'continuum' order by 1", database)
    counts = "select count(*), max(xmin::text::bigint) from continuum."
    return {table: cluster.execute(counts + table, database) for (table,) in tables}


def test_again_changes_nothing(cluster):
    database = cluster.database()
    before = cluster.execute("select * from continuum.schema_migration order by 1", database)
    rows = {table: count[0][0] for table, count in contents(cluster, database).items()}
    done = migrate(cluster, database)
    assert done.returncode == 0 and "migrating" not in done.stdout
    assert cluster.execute("select * from continuum.schema_migration order by 1", database) == before
    assert {table: count[0][0] for table, count in contents(cluster, database).items()} == rows


def test_two_at_once(cluster):
    database = cluster.empty_database()
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        done = [one.result() for one in [pool.submit(migrate, cluster, database) for _ in range(3)]]
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3
    assert sum("migrating" in one.stdout for one in done) == 1


def test_two_databases_of_one_cluster_at_once(cluster):
    """They share the roles."""
    databases = [cluster.empty_database() for _ in range(3)]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda database: migrate(cluster, database), databases))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3


def test_database_that_is_empty(cluster):
    done = serve(cluster, cluster.empty_database())
    assert done.returncode == 1 and "continuum migrate" in done.stderr


@pytest.mark.parametrize("change", [
    "update schema_migration set checksum = repeat('0', 64) where number = 1",
    "delete from schema_migration where number = (select max(number) from schema_migration)",
    "insert into schema_migration select 9999, 'from_the_future', repeat('0', 64)"], ids=["edited", "older", "newer"])
def test_database_of_another_version(cluster, change):
    database = cluster.database()
    cluster.execute("set search_path = continuum;" + change, database)
    done = serve(cluster, database)
    assert done.returncode == 1 and "continuum migrate" in done.stderr


@pytest.mark.parametrize("change, said", [
    ("update schema_migration set checksum = repeat('0', 64) where number = 2", "edited"),
    ("insert into schema_migration select 9999, 'from_the_future', repeat('0', 64)", "newer")])
def test_migration_that_does_not_agree(cluster, change, said):
    database = cluster.database()
    cluster.execute("set search_path = continuum;" + change, database)
    before = contents(cluster, database)
    done = migrate(cluster, database)
    assert done.returncode == 1 and said in done.stderr
    assert contents(cluster, database) == before


def test_migration_that_fails_leaves_what_was_before(cluster):
    database = cluster.empty_database()
    cluster.execute("create schema continuum authorization continuum_owner", database)
    cluster.execute("create table continuum.practice (x int)", database)
    done = migrate(cluster, database)
    assert done.returncode == 1 and "practice" in done.stderr
    assert cluster.execute("select count(*) from continuum.schema_migration", database) == [(1,)]
    cluster.execute("drop table continuum.practice", database)
    assert migrate(cluster, database).returncode == 0


def test_database_that_cannot_be_reached(cluster):
    done = migrate(cluster, "no_such_database")
    assert done.returncode == 1 and "no_such_database" in done.stderr


@pytest.mark.parametrize("change, ready", [
    ("insert into schema_migration select 9999, 'from_the_future', repeat('0', 64)", True),
    ("update schema_migration set checksum = repeat('0', 64) where number = 1", False)], ids=["newer", "other"])
def test_database_that_changes_under_a_service(own_service, change, ready):
    """It goes on with a newer one, so that instances can be replaced one by one."""
    service = own_service(SESSIONS=1)
    service.expected = {"unavailable"}
    service.execute("set search_path = continuum;" + change)
    service.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'continuum_service'"
                    " and datname = current_database()")
    assert service.answers_ready() is ready
