"""The servers that RDS's API starts, by boto3 and psql: PostgreSQL behind instances, read replicas and Aurora's clusters; passwords,
promotion, failover, snapshots, logs, and what outlives kill -9."""
import datetime
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect, refused, skip
from databases import PASSWORD, POSTGRES, USER, address, cluster, instance, made, psql, without_postgres

boto3_or_skip()
if without_postgres():
    skip(without_postgres())

MADE = made("postgres")
says, fails, comes_to_say = POSTGRES.says, POSTGRES.fails, POSTGRES.comes_to_say


def one_instance(rds):
    made = rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **MADE)["DBInstance"]
    expect(made["DBInstanceStatus"] == "creating" and "Endpoint" not in made, made)
    at = address(rds, "orders")
    expect(at[0].startswith("127."), at)  # another one where somebody has the first one's port
    says(at, "CREATE TABLE t (id int PRIMARY KEY, word text); INSERT INTO t VALUES (1, 'one')")
    says(at, "SELECT word FROM t", "one")
    says(at, "SELECT current_user || ' ' || (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)", "admin1 false")
    # LEAST({DBInstanceClassMemory/9531392},5000) of 1 GiB.
    says(at, "SHOW max_connections", "112")
    says(at, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", "t", tls="require")
    fails(at, "SELECT 1", "password authentication failed", password="wrong-word")
    fails(at, "SELECT 1", "rejects connection", user="rdsadmin")
    says(at, "SHOW rds.force_ssl", "off")
    says(at, "CREATE ROLE of_iam LOGIN; GRANT rds_iam, rds_replication, rds_password TO of_iam")
    says(at, "SELECT pg_has_role('of_iam', 'rds_iam', 'member')", "t")
    # Another on the same machine has a port of its own.
    rds.create_db_instance(DBInstanceIdentifier="other", **MADE)
    expect(address(rds, "other") != at and address(rds, "other")[1] == at[1], "two servers with one port, each at an address of its own")
    says(address(rds, "other"), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", "0", database="postgres")
    rds.delete_db_instance(DBInstanceIdentifier="other", SkipFinalSnapshot=True)
    refused("DBInstanceNotFound", rds.describe_db_instances, "", DBInstanceIdentifier="other")
    refused("InvalidParameterValue", rds.create_db_instance, "reserved", DBInstanceIdentifier="x", **{**MADE, "MasterUsername": "rdsadmin"})


def parameters(rds, at):
    """Of a group that an instance has: at once, at a reboot, and by its class."""
    def change(name, value, how):
        rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[
            {"ParameterName": name, "ParameterValue": value, "ApplyMethod": how}])

    def group():
        return instance(rds, "orders")["DBParameterGroups"][0]["ParameterApplyStatus"]
    change("work_mem", "16384", "immediate")
    comes_to_say(at, "SHOW work_mem", "16MB")
    expect(group() == "in-sync", group())
    change("work_mem", "32768", "pending-reboot")
    change("log_min_duration_statement", "0", "immediate")
    comes_to_say(at, "SHOW log_min_duration_statement", "0")
    says(at, "SHOW work_mem", "16MB")
    expect(group() == "pending-reboot", group())
    rds.reboot_db_instance(DBInstanceIdentifier="orders")
    says(at, "SHOW work_mem", "32MB")
    expect(group() == "in-sync", group())
    rds.reset_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": "work_mem", "ApplyMethod": "immediate"},
        {"ParameterName": "log_min_duration_statement", "ApplyMethod": "immediate"}])
    comes_to_say(at, "SHOW work_mem", "4MB")
    # What the server does not start with, although every value is allowed: mended, it starts.
    change("timezone", "Nowhere/AtAll", "pending-reboot")
    rds.reboot_db_instance(DBInstanceIdentifier="orders")
    expect(instance(rds, "orders")["DBInstanceStatus"] == "failed", instance(rds, "orders"))
    told = [each["Message"] for each in rds.describe_events(SourceType="db-instance", SourceIdentifier="orders",
                                                            EventCategories=["failure"])["Events"]]
    expect('"Nowhere/AtAll"' in told[-1], told)
    rds.reset_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": "timezone", "ApplyMethod": "immediate"}])
    rds.reboot_db_instance(DBInstanceIdentifier="orders")
    says(at, "SHOW max_connections", "33")
    # A class of 4 GiB, with a formula, and a standby that takes no fewer.
    change("max_connections", "{DBInstanceClassMemory/9531392}", "pending-reboot")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
    rds.reboot_db_instance(DBInstanceIdentifier="orders")
    says(at, "SHOW max_connections", "112")
    rds.modify_db_instance(DBInstanceIdentifier="orders", DBInstanceClass="db.t3.medium", ApplyImmediately=True)
    says(at, "SHOW max_connections", "450")
    says(at, "INSERT INTO t VALUES (11, 'eleven')")
    comes_to_say(address(rds, "copy"), "SELECT count(*) FROM t", "2")
    says(at, "DELETE FROM t WHERE id = 11")
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)


def changes(rds):
    at = address(rds, "orders")
    rds.modify_db_instance(DBInstanceIdentifier="orders", MasterUserPassword="another-word", ApplyImmediately=True)
    fails(at, "SELECT 1", "password authentication failed")
    says(at, "SELECT word FROM t", "one", password="another-word")
    rds.modify_db_instance(DBInstanceIdentifier="orders", MasterUserPassword=PASSWORD, ApplyImmediately=True)
    rds.create_db_parameter_group(DBParameterGroupName="mine", DBParameterGroupFamily="postgres17", Description="d")
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": "max_connections", "ParameterValue": "33", "ApplyMethod": "pending-reboot"},
        {"ParameterName": "log_statement", "ParameterValue": "all", "ApplyMethod": "immediate"}])
    rds.modify_db_instance(DBInstanceIdentifier="orders", DBParameterGroupName="mine", ApplyImmediately=True)
    says(at, "SHOW max_connections", "112")
    began = says(at, "SELECT pg_postmaster_start_time()")
    rds.reboot_db_instance(DBInstanceIdentifier="orders")
    says(at, "SHOW max_connections", "33")
    expect(says(at, "SELECT pg_postmaster_start_time()") != began, "it has not restarted")
    says(at, "SHOW log_statement", "all")
    parameters(rds, at)
    rds.stop_db_instance(DBInstanceIdentifier="orders")
    expect(instance(rds, "orders")["DBInstanceStatus"] == "stopped", "stopped")
    told = instance(rds, "orders")["Endpoint"]
    expect((told["Address"], told["Port"]) == at, "an instance that is stopped keeps its address")
    rest = instance(rds, "orders")["AutomaticRestartTime"] - datetime.datetime.now(datetime.timezone.utc)
    expect(datetime.timedelta(days=6.9) < rest <= datetime.timedelta(days=7), rest)
    fails(at, "SELECT 1", "refused")
    rds.start_db_instance(DBInstanceIdentifier="orders")
    expect(address(rds, "orders") == at, "another address")
    says(at, "SELECT word FROM t", "one")


def renamed(rds):
    """Its server restarts where it was; replicas and a cluster's endpoints still lead to it."""
    rds.create_db_instance(DBInstanceIdentifier="before", DBName="app", **MADE)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="follows", SourceDBInstanceIdentifier="before")
    at, copy = address(rds, "before"), address(rds, "follows")
    says(at, "CREATE TABLE t (id int)")
    began = says(at, "SELECT pg_postmaster_start_time()")
    rds.modify_db_instance(DBInstanceIdentifier="before", NewDBInstanceIdentifier="after", ApplyImmediately=True)
    expect(address(rds, "after") == at, "another address")
    expect(says(at, "SELECT pg_postmaster_start_time()") != began, "it has not restarted")
    says(at, "INSERT INTO t VALUES (1)")
    comes_to_say(copy, "SELECT count(*) FROM t", "1")
    rds.reboot_db_instance(DBInstanceIdentifier="follows")
    says(at, "INSERT INTO t VALUES (2)")
    comes_to_say(copy, "SELECT count(*) FROM t", "2")
    rds.promote_read_replica(DBInstanceIdentifier="follows")
    rds.delete_db_instance(DBInstanceIdentifier="after", SkipFinalSnapshot=True)
    says(copy, "SELECT count(*) FROM t", "2")
    rds.delete_db_instance(DBInstanceIdentifier="follows", SkipFinalSnapshot=True)
    rds.create_db_cluster(DBClusterIdentifier="ring", Engine="aurora-postgresql", MasterUsername=USER, MasterUserPassword=PASSWORD,
                          DatabaseName="app")
    for name in ("one", "two"):
        rds.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier="ring", Engine="aurora-postgresql", DBInstanceClass="db.r6g.large")
    told = cluster(rds, "ring")
    writer, reader = (told["Endpoint"], told["Port"]), (told["ReaderEndpoint"], told["Port"])
    rds.modify_db_instance(DBInstanceIdentifier="one", NewDBInstanceIdentifier="first", ApplyImmediately=True)
    says(writer, "CREATE TABLE t (id int)")
    comes_to_say(reader, "SELECT count(*) FROM t", "0")
    rds.failover_db_cluster(DBClusterIdentifier="ring")
    says(writer, "INSERT INTO t VALUES (1)")
    comes_to_say(address(rds, "first"), "SELECT count(*) FROM t", "1")
    for name in ("first", "two"):
        rds.delete_db_instance(DBInstanceIdentifier=name)
    rds.delete_db_cluster(DBClusterIdentifier="ring", SkipFinalSnapshot=True)


def replicas(rds):
    source = address(rds, "orders")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
    copy = address(rds, "copy")
    rds.modify_db_instance(DBInstanceIdentifier="copy", BackupRetentionPeriod=1)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy-of-copy", SourceDBInstanceIdentifier="copy")
    third = address(rds, "copy-of-copy")
    says(source, "INSERT INTO t VALUES (2, 'two')")
    for at in (copy, third):
        comes_to_say(at, "SELECT string_agg(word, ',' ORDER BY id) FROM t", "one,two")
        fails(at, "INSERT INTO t VALUES (3, 'three')", "read-only transaction")
    rds.promote_read_replica(DBInstanceIdentifier="copy")
    says(copy, "INSERT INTO t VALUES (3, 'three')")
    comes_to_say(third, "SELECT count(*) FROM t", "3")
    says(source, "SELECT count(*) FROM t", "2")
    # A replica whose source goes stands alone.
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    comes_to_say(third, "SELECT pg_is_in_recovery()", "f")
    says(third, "INSERT INTO t VALUES (4, 'four')")
    rds.delete_db_instance(DBInstanceIdentifier="copy-of-copy", SkipFinalSnapshot=True)
    fails(third, "SELECT 1", "refused")


def failover(rds):
    rds.modify_db_instance(DBInstanceIdentifier="orders", MultiAZ=True, ApplyImmediately=True)
    at = address(rds, "orders")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
    says(at, "INSERT INTO t VALUES (5, 'five')")
    timeline = "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int"
    before = int(says(at, timeline))
    rds.reboot_db_instance(DBInstanceIdentifier="orders", ForceFailover=True)
    expect(address(rds, "orders") == at, "another address")
    says(at, "INSERT INTO t VALUES (6, 'six')")
    says(at, "SELECT string_agg(word, ',' ORDER BY id) FROM t", "one,two,five,six")
    expect(int(says(at, timeline)) > before, "no standby was promoted")
    comes_to_say(address(rds, "copy"), "SELECT count(*) FROM t", "4")
    # And back.
    rds.reboot_db_instance(DBInstanceIdentifier="orders", ForceFailover=True)
    says(at, "DELETE FROM t WHERE id > 2")
    comes_to_say(address(rds, "copy"), "SELECT count(*) FROM t", "2")
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    rds.modify_db_instance(DBInstanceIdentifier="orders", MultiAZ=False, ApplyImmediately=True)
    says(at, "SELECT count(*) FROM t", "2")


def snapshots(rds):
    at = address(rds, "orders")
    snapshot = rds.create_db_snapshot(DBSnapshotIdentifier="then", DBInstanceIdentifier="orders")["DBSnapshot"]
    expect(snapshot["Status"] == "creating", snapshot)
    expect(rds.describe_db_snapshots(DBSnapshotIdentifier="then")["DBSnapshots"][0]["Status"] == "available", "available")
    says(at, "INSERT INTO t VALUES (7, 'seven')")
    rds.copy_db_snapshot(SourceDBSnapshotIdentifier="then", TargetDBSnapshotIdentifier="then-too")
    rds.delete_db_snapshot(DBSnapshotIdentifier="then")
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="then-too")
    again = address(rds, "again")
    says(again, "SELECT string_agg(word, ',' ORDER BY id) FROM t", "one,two")
    says(again, "INSERT INTO t VALUES (8, 'eight')")
    rds.delete_db_instance(DBInstanceIdentifier="again", FinalDBSnapshotIdentifier="last")
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="last")
    says(address(rds, "again"), "SELECT string_agg(word, ',' ORDER BY id) FROM t", "one,two,eight")
    rds.delete_db_instance(DBInstanceIdentifier="again", SkipFinalSnapshot=True)
    says(at, "DELETE FROM t WHERE id = 7")


def latest(rds):
    source = address(rds, "orders")
    rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="orders", TargetDBInstanceIdentifier="now",
                                             UseLatestRestorableTime=True)
    says(source, "INSERT INTO t VALUES (9, 'nine')")
    says(address(rds, "now"), "SELECT string_agg(word, ',' ORDER BY id) FROM t", "one,two")
    rds.delete_db_instance(DBInstanceIdentifier="now", SkipFinalSnapshot=True)


def earlier(rds):
    source = address(rds, "orders")
    says(source, "INSERT INTO t VALUES (10, 'ten')")
    then = datetime.datetime.fromisoformat(says(source, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')")
                                           + "+00:00")
    before = says(source, "SELECT string_agg(word, ',' ORDER BY id) FROM t")
    says(source, "DELETE FROM t")  # the accident
    rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="orders", TargetDBInstanceIdentifier="then", RestoreTime=then)
    again = address(rds, "then")
    says(again, "SELECT string_agg(word, ',' ORDER BY id) FROM t", before)
    says(again, "INSERT INTO t SELECT 11, 'eleven'")
    says(source, "SELECT count(*) FROM t", "0")
    # Another goes on from there, after a restart, too.
    rds.reboot_db_instance(DBInstanceIdentifier="then")
    says(again, "SELECT string_agg(word, ',' ORDER BY id) FROM t", before + ",eleven")
    refused("InvalidParameterValue", rds.restore_db_instance_to_point_in_time, "earliest", SourceDBInstanceIdentifier="orders",
            TargetDBInstanceIdentifier="x", RestoreTime=then - datetime.timedelta(days=1))
    rds.delete_db_instance(DBInstanceIdentifier="then", SkipFinalSnapshot=True)
    says(source, "INSERT INTO t VALUES (1, 'one'), (2, 'two')")


def logs(rds):
    says(address(rds, "orders"), "SELECT 'a word for the log'")
    files = rds.describe_db_log_files(DBInstanceIdentifier="orders", FilenameContains="postgresql.log")["DescribeDBLogFiles"]
    expect(files and all(each["Size"] > 0 and each["LogFileName"].startswith("error/postgresql.log.20") for each in files), files)
    name = files[-1]["LogFileName"]
    text, marker = "", "0"
    while True:
        part = rds.download_db_log_file_portion(DBInstanceIdentifier="orders", LogFileName=name, Marker=marker, NumberOfLines=50)
        text, marker = text + part["LogFileData"], part["Marker"]
        if not part["AdditionalDataPending"]:
            break
    expect("a word for the log" in text and "admin1@app" in text, text[-2000:])
    end = rds.download_db_log_file_portion(DBInstanceIdentifier="orders", LogFileName=name, NumberOfLines=1)
    expect(end["LogFileData"].count("\n") == 1, end)
    refused("DBLogFileNotFoundFault", rds.download_db_log_file_portion, "", DBInstanceIdentifier="orders", LogFileName="../../complete")


def clusters(rds):
    rds.create_db_cluster(DBClusterIdentifier="shop", Engine="aurora-postgresql", MasterUsername=USER, MasterUserPassword=PASSWORD,
                          DatabaseName="app")
    member = {"DBClusterIdentifier": "shop", "Engine": "aurora-postgresql", "DBInstanceClass": "db.r6g.large"}
    for name in ("shop-a", "shop-b", "shop-c"):
        rds.create_db_instance(DBInstanceIdentifier=name, **member)
    a, b, c = (address(rds, name) for name in ("shop-a", "shop-b", "shop-c"))

    def writer():
        told = cluster(rds, "shop")
        return told["Endpoint"], told["Port"]

    def reader():
        told = cluster(rds, "shop")
        return told["ReaderEndpoint"], told["Port"]

    first = writer(), reader()

    says(writer(), "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
    says(a, "SELECT count(*) FROM t", "1")
    for at in (b, c):
        comes_to_say(at, "SELECT count(*) FROM t", "1")
        fails(at, "INSERT INTO t VALUES (2)", "read-only transaction")
    fails(reader(), "INSERT INTO t VALUES (2)", "read-only transaction")
    expect(len({says(reader(), "SELECT current_setting('listen_addresses') || current_setting('port')") for _ in range(4)}) == 2, "readers take turns")
    rds.failover_db_cluster(DBClusterIdentifier="shop", TargetDBInstanceIdentifier="shop-c")
    expect((writer(), reader()) == first, "the endpoints of a cluster stay")
    expect([each["DBInstanceIdentifier"] for each in cluster(rds, "shop")["DBClusterMembers"] if each["IsClusterWriter"]] == ["shop-c"],
           cluster(rds, "shop"))
    says(c, "INSERT INTO t VALUES (2)")
    says(writer(), "INSERT INTO t VALUES (3)")
    for at in (a, b):
        comes_to_say(at, "SELECT count(*) FROM t", "3")
        fails(at, "INSERT INTO t VALUES (2)", "read-only transaction")
    # The writer goes: another takes over. The volume is the cluster's, and outlives its instances.
    rds.delete_db_instance(DBInstanceIdentifier="shop-c")
    says(writer(), "INSERT INTO t VALUES (4)")
    rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="then")
    for name in ("shop-a", "shop-b"):
        rds.delete_db_instance(DBInstanceIdentifier=name)
    rds.create_db_instance(DBInstanceIdentifier="shop-d", **member)
    says(writer(), "INSERT INTO t VALUES (5)")
    says(writer(), "SELECT count(*) FROM t", "5")
    rds.modify_db_cluster(DBClusterIdentifier="shop", MasterUserPassword="another-word", ApplyImmediately=True)
    fails(writer(), "SELECT 1", "password authentication failed")
    says(writer(), "SELECT count(*) FROM t", "5", password="another-word")
    rds.restore_db_cluster_from_snapshot(DBClusterIdentifier="shop2", SnapshotIdentifier="then", Engine="aurora-postgresql")
    rds.create_db_instance(DBInstanceIdentifier="shop2-a", **{**member, "DBClusterIdentifier": "shop2"})
    says(address(rds, "shop2-a"), "SELECT count(*) FROM t", "4")
    rds.stop_db_cluster(DBClusterIdentifier="shop")
    rds.start_db_cluster(DBClusterIdentifier="shop")
    says(writer(), "SELECT count(*) FROM t", "5", password="another-word")
    for name in ("shop-d", "shop2-a"):
        rds.delete_db_instance(DBInstanceIdentifier=name)
    for name in ("shop", "shop2"):
        rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)


def after_a_kill():
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **MADE)
        rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
        at, copy = address(rds, "orders"), address(rds, "copy")
        says(at, "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        rds.create_db_snapshot(DBSnapshotIdentifier="then", DBInstanceIdentifier="orders")
        says(at, "INSERT INTO t VALUES (2)")
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        for name in ("orders", "copy"):
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        expect((address(rds, "orders"), address(rds, "copy")) == (at, copy), "other addresses")
        says(at, "INSERT INTO t VALUES (3)")
        comes_to_say(copy, "SELECT count(*) FROM t", "3")
        fails(copy, "INSERT INTO t VALUES (4)", "read-only transaction")
        rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="then")
        says(address(rds, "again"), "SELECT count(*) FROM t", "1")
        server.stop()
        fails(at, "SELECT 1", "refused")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def siblings_after_a_kill():
    """Instances with one port, of which somebody takes the first's address while nothing runs; and what was never made."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        for name in ("x", "y", "z"):
            rds.create_db_instance(DBInstanceIdentifier=name, DBName=f"of_{name}", **MADE)
        before = {name: address(rds, name) for name in ("x", "y", "z")}
        rds.stop_db_instance(DBInstanceIdentifier="z")
        server.process.kill()
        server.process.wait()
        servers = os.path.dirname(next(at for at, _, files in os.walk(folder) if "endpoint" in files))
        unmade = os.path.join(servers, "db-NEVERMADE")
        os.makedirs(unmade + "/data.coming")
        for _ in range(100):  # until its server has ended with it
            taken = socket.socket()
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind(before["x"])
                break
            except OSError:
                taken.close()
                time.sleep(0.1)
        taken.listen()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        expect(not os.path.exists(unmade), "what was never made is still there")
        for name in ("x", "y"):
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        expect(address(rds, "x") not in before.values(), "the address of a sibling")
        stopped = instance(rds, "z")["Endpoint"]
        expect((address(rds, "y"), (stopped["Address"], stopped["Port"])) == (before["y"], before["z"]), "other addresses")
        says(before["y"], "SELECT current_database()", "of_y", database="of_y")
        rds.start_db_instance(DBInstanceIdentifier="z")
        says(before["z"], "SELECT current_database()", "of_z", database="of_z")
        taken.close()
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def orphan_after_a_kill():
    """A source that goes, with another password, while its replica comes back after a kill: the replica stands alone, with all it had."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **MADE)
        rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
        says(address(rds, "orders"), "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        comes_to_say(address(rds, "copy"), "SELECT count(*) FROM t", "1")
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        # Not the replica, which waits for its source.
        rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="orders", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        rds.modify_db_instance(DBInstanceIdentifier="orders", MasterUserPassword="another-word", ApplyImmediately=True)
        rds.delete_db_instance(DBInstanceIdentifier="orders", SkipFinalSnapshot=True)
        rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="copy", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        says(address(rds, "copy"), "INSERT INTO t VALUES (2)", password="another-word")
        says(address(rds, "copy"), "SELECT count(*) FROM t", "2", password="another-word")
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured():
    """A minute of the run's clock: what CloudWatch hears."""
    server = Server(None, "--clock", "manual", "--now", "2026-01-01T00:00:30Z")
    rds = client_of(server.base, "rds")
    rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **MADE)
    at = address(rds, "orders")
    held = subprocess.Popen(["psql", "-qAt", f"host={at[0]} port={at[1]} user={USER} dbname=app"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True, env={**os.environ, "PGPASSWORD": PASSWORD})
    held.stdin.write("SELECT 1;\n")
    held.stdin.flush()
    expect(held.stdout.readline() == "1\n", "a client that stays")
    server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "60s"}')
    cloudwatch = client_of(server.base, "cloudwatch")
    for _ in range(100):  # the servers are asked beside the clock
        seen = cloudwatch.get_metric_statistics(Namespace="AWS/RDS", MetricName="DatabaseConnections", StartTime="2026-01-01T00:00:00Z",
                                                EndTime="2026-01-01T00:05:00Z", Period=60, Statistics=["Maximum"],
                                                Dimensions=[{"Name": "DBInstanceIdentifier", "Value": "orders"}])["Datapoints"]
        if seen:
            break
        psql(at, "SELECT pg_sleep(0.1)")
    expect([each["Maximum"] for each in seen] == [1.0], seen)
    free = cloudwatch.get_metric_statistics(Namespace="AWS/RDS", MetricName="FreeStorageSpace", StartTime="2026-01-01T00:00:00Z",
                                            EndTime="2026-01-01T00:05:00Z", Period=60, Statistics=["Average"],
                                            Dimensions=[{"Name": "DBInstanceIdentifier", "Value": "orders"}])["Datapoints"]
    expect(19.9 * 2**30 < free[0]["Average"] < 20 * 2**30, free)
    held.kill()
    server.stop()


def embedded():
    server = Server(None, "--databases", "embedded")
    rds = client_of(server.base, "rds")
    made = rds.create_db_instance(DBInstanceIdentifier="orders", **MADE)["DBInstance"]
    expect(made["DBInstanceStatus"] == "available" and made["Endpoint"]["Address"].endswith(".rds.amazonaws.com"), made)
    server.stop()


def main():
    server = Server(None)
    rds = client_of(server.base, "rds")
    for step in (one_instance, changes, renamed, replicas, failover, snapshots, latest, earlier, logs, clusters):
        step(rds)
        print(step.__name__, "done")
        sys.stdout.flush()
    server.stop()
    after_a_kill()
    siblings_after_a_kill()
    orphan_after_a_kill()
    measured()
    embedded()
    print("ok")


main()
