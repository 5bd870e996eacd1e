"""A transaction as a role of the database."""
import psycopg2


class Role:
    """A transaction as the service's role, with an identity or with none; it is rolled back."""

    def __init__(self, connection):
        self.connection = connection
        self.rows("set search_path to continuum, pg_temp")  # as the service says with each transaction
        connection.commit()

    def rows(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def value(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def attempt(self, sql, *values):
        """What a statement gives, or its refusal; either way it is undone."""
        self.rows("savepoint attempt")
        try:
            return self.rows(sql, *values)
        except psycopg2.Error as error:
            return error
        finally:
            self.rows("rollback to savepoint attempt")
