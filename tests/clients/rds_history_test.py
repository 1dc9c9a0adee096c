"""Restores to an earlier time, by boto3, psql and the mariadb command: instances of MariaDB, clusters of both engines, over failovers,
a stopped source and kill -9; and histories that go back as many days as backups are kept."""
import datetime
import glob
import os
import shutil
import sys
import tempfile
import threading

from clients import Server, boto3_or_skip, client_of, expect, refused, skip
from databases import PASSWORD, USER, Postgres, address, cluster, engines, instance, made, moment, without_mariadb, without_postgres

boto3_or_skip()
if without_postgres() and without_mariadb():
    skip(f"{without_postgres()}; {without_mariadb()}")


def an_instance(rds, engine):
    says = engine.sql.says
    rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **made(engine.instance))
    at = address(rds, "orders")
    says(at, "CREATE TABLE t (id int PRIMARY KEY, word text)")
    says(at, "INSERT INTO t VALUES (1, 'one')")
    first = moment(engine, at)
    says(at, "INSERT INTO t VALUES (2, 'two')")
    says(at, "UPDATE t SET word = 'uno' WHERE id = 1")
    second = moment(engine, at)
    says(at, "DELETE FROM t")  # the accident
    for name, then, words in (("at-first", first, "one"), ("at-second", second, "uno,two")):
        rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="orders", TargetDBInstanceIdentifier=name, RestoreTime=then)
        says(address(rds, name), engine.words, words)
    says(address(rds, "at-first"), "INSERT INTO t VALUES (9, 'nine')")
    # What was restored has a history of its own, and replicas.
    again = moment(engine, address(rds, "at-first"))
    says(address(rds, "at-first"), "DROP TABLE t")
    rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="at-first", TargetDBInstanceIdentifier="again", RestoreTime=again)
    says(address(rds, "again"), engine.words, "one,nine")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="at-second")
    says(address(rds, "at-second"), "INSERT INTO t VALUES (3, 'three')")
    engine.sql.comes_to_say(address(rds, "copy"), engine.words, "uno,two,three")
    refused("InvalidParameterValue", rds.restore_db_instance_to_point_in_time, "earliest", SourceDBInstanceIdentifier="orders",
            TargetDBInstanceIdentifier="x", RestoreTime=first - datetime.timedelta(days=1))
    # A source that has stopped was last what it was then.
    rds.stop_db_instance(DBInstanceIdentifier="orders")
    told = instance(rds, "orders")["LatestRestorableTime"]
    expect(second - told < datetime.timedelta(seconds=1), (second, told))  # told in seconds
    rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="orders", TargetDBInstanceIdentifier="stopped", RestoreTime=told)
    says(address(rds, "stopped"), "SELECT count(*) FROM t", "0")
    refused("InvalidParameterValue", rds.restore_db_instance_to_point_in_time, "latest", SourceDBInstanceIdentifier="orders",
            TargetDBInstanceIdentifier="x", RestoreTime=told + datetime.timedelta(seconds=2))
    # Without backups there is no history.
    rds.modify_db_instance(DBInstanceIdentifier="again", BackupRetentionPeriod=0, ApplyImmediately=True)
    expect("LatestRestorableTime" not in instance(rds, "again"), instance(rds, "again"))
    refused("PointInTimeRestoreNotEnabled", rds.restore_db_instance_to_point_in_time, "", SourceDBInstanceIdentifier="again",
            TargetDBInstanceIdentifier="x", RestoreTime=told)
    rds.modify_db_instance(DBInstanceIdentifier="again", BackupRetentionPeriod=2, ApplyImmediately=True)
    then = moment(engine, address(rds, "again"))
    says(address(rds, "again"), "DROP TABLE t")
    rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="again", TargetDBInstanceIdentifier="last", RestoreTime=then)
    says(address(rds, "last"), engine.words, "one,nine")
    refused("InvalidParameterValue", rds.modify_db_instance, "", DBInstanceIdentifier="again", BackupRetentionPeriod=36)
    for name in ("last", "copy", "orders", "at-first", "at-second", "again", "stopped"):
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)


def a_cluster(rds, engine):
    says = engine.sql.says
    member = {"Engine": engine.cluster, "DBInstanceClass": "db.r6g.large"}
    rds.create_db_cluster(DBClusterIdentifier="shop", Engine=engine.cluster, MasterUsername=USER, MasterUserPassword=PASSWORD,
                          DatabaseName="app")
    for name in ("shop-a", "shop-b"):
        rds.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier="shop", **member)
    told = cluster(rds, "shop")
    expect(told["EarliestRestorableTime"] <= told["LatestRestorableTime"] + datetime.timedelta(seconds=1), told)
    at = (told["Endpoint"], told["Port"])
    says(at, "CREATE TABLE t (id int PRIMARY KEY, word text)")
    says(at, "INSERT INTO t VALUES (1, 'one')")
    first = moment(engine, at)
    rds.failover_db_cluster(DBClusterIdentifier="shop")
    says(at, "INSERT INTO t VALUES (2, 'two')")
    second = moment(engine, at)
    rds.failover_db_cluster(DBClusterIdentifier="shop")
    says(at, "INSERT INTO t VALUES (3, 'three')")
    third = moment(engine, at)
    says(at, "DROP TABLE t")
    for name, then, words in (("first", first, "one"), ("third", third, "one,two,three")):
        rds.restore_db_cluster_to_point_in_time(DBClusterIdentifier=name, SourceDBClusterIdentifier="shop", RestoreToTime=then)
        rds.create_db_instance(DBInstanceIdentifier=f"{name}-a", DBClusterIdentifier=name, **member)
        says(address(rds, f"{name}-a"), engine.words, words)
    refused("InvalidParameterValue", rds.restore_db_cluster_to_point_in_time, "earliest", DBClusterIdentifier="x",
            SourceDBClusterIdentifier="shop", RestoreToTime=first - datetime.timedelta(days=1))
    # Its history is the cluster's, and outlives instances.
    for name in ("shop-a", "shop-b"):
        rds.delete_db_instance(DBInstanceIdentifier=name)
    latest = cluster(rds, "shop")["LatestRestorableTime"]
    rds.restore_db_cluster_to_point_in_time(DBClusterIdentifier="fourth", SourceDBClusterIdentifier="shop", RestoreToTime=second)
    rds.create_db_instance(DBInstanceIdentifier="fourth-a", DBClusterIdentifier="fourth", **member)
    says(address(rds, "fourth-a"), engine.words, "one,two")
    grown = cluster(rds, "shop")["LatestRestorableTime"] - latest
    expect(grown <= datetime.timedelta(seconds=1), f"nothing is written, and it becomes later: {grown}")
    for name in ("first", "third", "fourth"):
        rds.delete_db_instance(DBInstanceIdentifier=f"{name}-a")
        rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)
    rds.delete_db_cluster(DBClusterIdentifier="shop", SkipFinalSnapshot=True)


def after_a_kill(engine):
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    says = engine.sql.says
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **made(engine.instance))
        says(address(rds, "orders"), "CREATE TABLE t (id int, word text)")
        says(address(rds, "orders"), "INSERT INTO t VALUES (1, 'one')")
        then = moment(engine, address(rds, "orders"))
        says(address(rds, "orders"), "INSERT INTO t VALUES (2, 'two')")
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="orders", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        says(address(rds, "orders"), engine.words, "one,two")
        says(address(rds, "orders"), "INSERT INTO t VALUES (3, 'three')")
        later = moment(engine, address(rds, "orders"))
        says(address(rds, "orders"), "DELETE FROM t")
        for name, when, words in (("then", then, "one"), ("later", later, "one,two,three")):
            rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="orders", TargetDBInstanceIdentifier=name, RestoreTime=when)
            says(address(rds, name), engine.words, words)
        rds.delete_db_instance(DBInstanceIdentifier="orders", SkipFinalSnapshot=True)
        expect(len(glob.glob(f"{folder}/**/archives/db-*", recursive=True)) == 2, "a history stays that nobody has")
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def volume_after_a_kill(engine):
    """A kill while a cluster's last instance goes: whatever it was about to do, the cluster's data stays."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    member = {"DBClusterIdentifier": "shop", "Engine": engine.cluster, "DBInstanceClass": "db.r6g.large"}
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_cluster(DBClusterIdentifier="shop", Engine=engine.cluster, MasterUsername=USER, MasterUserPassword=PASSWORD,
                              DatabaseName="app")
        rds.create_db_instance(DBInstanceIdentifier="a", **member)
        engine.sql.says(address(rds, "a"), "CREATE TABLE t (id int)")
        engine.sql.says(address(rds, "a"), "INSERT INTO t VALUES (1)")

        def going():
            try:
                rds.delete_db_instance(DBInstanceIdentifier="a")
            except Exception as error:  # the server goes before it answers
                print("unanswered:", type(error).__name__)

        thread = threading.Thread(target=going)
        thread.start()
        others = client_of(server.base, "rds")
        while any(each["DBInstanceStatus"] == "available" for each in others.describe_db_instances()["DBInstances"]):
            pass
        server.process.kill()
        server.process.wait()
        thread.join()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier="a", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        rds.create_db_instance(DBInstanceIdentifier="b", **member)
        engine.sql.says(address(rds, "b"), "SELECT count(*) FROM t", "1")
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def days(engine):
    """A backup a day by the run's clock; of those, and of the logs between them, what is older than the retention goes."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    says = engine.sql.says
    try:
        server = Server(None, "--data", folder, "--clock", "manual", "--now", "2026-01-01T00:00:00Z")
        rds = client_of(server.base, "rds")
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", BackupRetentionPeriod=2, PreferredBackupWindow="05:00-05:30",
                               **made(engine.instance))
        at = address(rds, "orders")
        history, = glob.glob(f"{folder}/**/archives/db-*", recursive=True)

        def backups():
            return sorted(int(each) for each in os.listdir(f"{history}/backups") if each.isdigit())

        def finished():
            events = rds.describe_events(SourceIdentifier="orders", SourceType="db-instance", Duration=20160)["Events"]
            return [each["Message"] for each in events].count("Finished DB instance backup.")

        def a_day():
            before = finished()
            server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "24h"}')
            for _ in range(600):  # the servers work beside the clock
                if finished() > before:
                    return
                engine.sql.run(at, engine.sql.pause)
            expect(False, f"no backup: {rds.describe_events(Duration=1440)['Events'][-3:]}")

        expect(len(backups()) == 1, backups())
        says(at, "CREATE TABLE t (id int, word text)")
        for number in range(3):
            says(at, f"INSERT INTO t VALUES ({number}, 'word')")
            a_day()
        expect(len(backups()) == 4, backups())
        old = datetime.timedelta(days=5) // datetime.timedelta(microseconds=1)
        names = backups()
        for name in names[:2]:
            os.rename(f"{history}/backups/{name}", f"{history}/backups/{name - old}")
        segments = set(os.listdir(f"{history}/wal")) if engine is Postgres else set()
        a_day()
        # The second one is still what the third day is recovered from.
        expect(backups()[:2] == [names[1] - old, names[2]], (backups(), names))
        if engine is Postgres:
            left = set(os.listdir(f"{history}/wal"))
            expect(segments - left and all(each < min(left) for each in segments - left), (sorted(segments), sorted(left)))
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    server = Server(None)
    rds = client_of(server.base, "rds")
    for engine in engines():
        for step in (an_instance, a_cluster):
            step(rds, engine)
            print(engine.__name__, step.__name__, "done")
            sys.stdout.flush()
    server.stop()
    for engine in engines():
        for step in (after_a_kill, volume_after_a_kill, days):
            step(engine)
            print(engine.__name__, step.__name__, "done")
            sys.stdout.flush()
    print("ok")


main()
