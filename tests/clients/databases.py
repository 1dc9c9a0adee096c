"""What the tests of RDS's servers share: where an instance is, and SQL that a client of its engine says there."""
import datetime
import os
import shutil
import subprocess

from clients import expect
from program import has_postgres

USER, PASSWORD = "admin1", "secret-word"


def made(engine):
    return {"DBInstanceClass": "db.t3.micro", "Engine": engine, "MasterUsername": USER, "MasterUserPassword": PASSWORD, "AllocatedStorage": 20}


def without_postgres():
    """Why nothing of PostgreSQL can be tested here; None: it can."""
    if not has_postgres():
        return "PostgreSQL's server is not installed (apt-get install postgresql)"
    return None if shutil.which("psql") else "psql is not installed (apt-get install postgresql-client)"


def without_mariadb():
    if not os.access("/usr/sbin/mariadbd", os.X_OK) and shutil.which("mariadbd") is None:
        return "MariaDB's server is not installed (apt-get install mariadb-server)"
    return None if shutil.which("mariadb") else "the mariadb command is not installed (apt-get install mariadb-client)"


def psql(where, sql, password=PASSWORD, database="app", tls="prefer", user=USER):
    """Exit code, and what psql printed, of one statement."""
    done = subprocess.run(["psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql,
                           f"host={where[0]} port={where[1]} user={user} dbname={database} sslmode={tls} connect_timeout=10"],
                          env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C"}, capture_output=True, text=True, timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


def mariadb(where, sql, password=PASSWORD, database="app", user=USER, *more):
    """Exit code, and what the command printed, of statements."""
    done = subprocess.run(["mariadb", "--no-defaults", "-NB", f"-h{where[0]}", f"-P{where[1]}", f"-u{user}", "--connect-timeout=10", *more,
                           "-e", sql, database], env={**os.environ, "MYSQL_PWD": password, "LC_ALL": "C"}, capture_output=True, text=True,
                          timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


def instance(rds, name):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def cluster(rds, name):
    return rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]


def address(rds, name):
    told = instance(rds, name)
    expect(told["DBInstanceStatus"] == "available", f"{told}\n{rds.describe_events(Duration=60)['Events'][-3:]}")
    return told["Endpoint"]["Address"], told["Endpoint"]["Port"]


class Sql:
    """`run(where, sql, **how)` gives a client's exit code and what it printed; `pause` is a statement that takes a tenth of a second."""

    def __init__(self, run, pause):
        self.run, self.pause = run, pause

    def says(self, where, sql, expected=None, **how):
        code, text = self.run(where, sql, **how)
        expect(code == 0 and (expected is None or text == expected), f"{sql} at {where}: {code} {text!r}, expected {expected!r}")
        return text

    def fails(self, where, sql, words, **how):
        code, text = self.run(where, sql, **how)
        expect(code != 0 and words in text, f"{sql} at {where}: {code} {text!r}, expected a failure with {words!r}")

    def comes_to_say(self, where, sql, expected, **how):
        """A replica has what its source had within ten seconds; the server itself waits, no clock of ours."""
        for _ in range(100):
            if self.run(where, sql, **how)[1] == expected:
                return
            self.run(where, self.pause, **how)
        expect(False, f"{sql} at {where}: {self.run(where, sql, **how)}, expected {expected!r}")


POSTGRES = Sql(psql, "SELECT pg_sleep(0.1)")
MARIADB = Sql(mariadb, "SELECT SLEEP(0.1)")


class Postgres:
    """What tests of both engines say to PostgreSQL, and to MariaDB below."""
    instance, cluster, sql = "postgres", "aurora-postgresql", POSTGRES
    words = "SELECT string_agg(word, ',' ORDER BY id) FROM t"
    now = "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    another_second = "SELECT pg_sleep(0)"  # it tells microseconds


class MariaDb:
    instance, cluster, sql = "mariadb", "aurora-mysql", MARIADB
    words = "SELECT GROUP_CONCAT(word ORDER BY id) FROM t"
    now = "SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%f')"
    another_second = "SELECT SLEEP(1.01)"  # its log tells whole seconds


def engines():
    return [engine for engine, missing in ((Postgres, without_postgres()), (MariaDb, without_mariadb())) if not missing]


def moment(engine, at):
    """A moment after all that was done there, and before all that comes."""
    engine.sql.says(at, engine.another_second)
    then = datetime.datetime.fromisoformat(engine.sql.says(at, engine.now) + "+00:00")
    engine.sql.says(at, engine.another_second)
    return then
