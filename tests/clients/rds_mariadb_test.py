"""The servers that RDS's API starts behind MySQL's kind, by boto3 and the mariadb command: MariaDB behind instances, read replicas and
Aurora's clusters; passwords, promotion, failover, snapshots, logs, and what outlives kill -9."""
import os
import shutil
import subprocess
import sys
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused, skip
from databases import MARIADB, PASSWORD, USER, address, cluster, instance, made, mariadb, without_mariadb

boto3_or_skip()
if without_mariadb():
    skip(without_mariadb())

MADE = made("mariadb")
WORDS = "SELECT GROUP_CONCAT(word ORDER BY id) FROM t"
says, fails, comes_to_say = MARIADB.says, MARIADB.fails, MARIADB.comes_to_say


def one_instance(rds):
    made = rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **MADE)["DBInstance"]
    expect(made["DBInstanceStatus"] == "creating" and "Endpoint" not in made, made)
    at = address(rds, "orders")
    expect(at[0].startswith("127."), at)
    says(at, "CREATE TABLE t (id int PRIMARY KEY, word text); INSERT INTO t VALUES (1, 'one')")
    says(at, "SELECT word FROM t", "one")
    says(at, "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1), @@character_set_server", "admin1\tutf8mb4")
    fails(at, "SET GLOBAL max_connections = 7", "SUPER")
    # LEAST({DBInstanceClassMemory/25165760},12000) of 1 GiB.
    says(at, "SELECT @@max_connections", "42")
    expect("TLS" in mariadb(at, "SHOW STATUS LIKE 'Ssl_version'", PASSWORD, "app", USER, "--ssl")[1], "no TLS")
    fails(at, "SELECT 1", "Access denied", password="wrong-word")
    fails(at, "SELECT 1", "Access denied", user="rdsadmin", password="")
    fails(at, "SELECT 1", "Access denied", user="root", password="")
    rds.create_db_instance(DBInstanceIdentifier="other", **{**MADE, "Engine": "mysql"})
    expect(address(rds, "other") != at and address(rds, "other")[1] == at[1], "two servers with one port, each at an address of its own")
    says(address(rds, "other"), "SELECT @@max_connections", "85", database="mysql")
    events = rds.describe_events(SourceIdentifier="other", SourceType="db-instance")["Events"]
    expect(any("runs in place of MySQL" in each["Message"] for each in events), events)
    rds.delete_db_instance(DBInstanceIdentifier="other", SkipFinalSnapshot=True)
    refused("DBInstanceNotFound", rds.describe_db_instances, "", DBInstanceIdentifier="other")


def changes(rds):
    at = address(rds, "orders")
    rds.modify_db_instance(DBInstanceIdentifier="orders", MasterUserPassword="another-word", ApplyImmediately=True)
    fails(at, "SELECT 1", "Access denied")
    says(at, "SELECT word FROM t", "one", password="another-word")
    rds.modify_db_instance(DBInstanceIdentifier="orders", MasterUserPassword=PASSWORD, ApplyImmediately=True)
    rds.create_db_parameter_group(DBParameterGroupName="mine", DBParameterGroupFamily="mariadb11.4", Description="d")
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": "performance_schema", "ParameterValue": "1", "ApplyMethod": "pending-reboot"},
        {"ParameterName": "general_log", "ParameterValue": "1", "ApplyMethod": "immediate"},
        {"ParameterName": "log_output", "ParameterValue": "FILE", "ApplyMethod": "immediate"}])
    rds.modify_db_instance(DBInstanceIdentifier="orders", DBParameterGroupName="mine", ApplyImmediately=True)
    says(at, "SELECT @@performance_schema", "0")
    rds.reboot_db_instance(DBInstanceIdentifier="orders")
    says(at, "SELECT @@performance_schema, @@general_log, @@log_output", "1\t1\tFILE")
    expect(int(says(at, "SHOW STATUS LIKE 'Uptime'").split()[1]) < 60, "it has not restarted")
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": "max_connections", "ParameterValue": "77", "ApplyMethod": "immediate"},
        {"ParameterName": "wait_timeout", "ParameterValue": "99", "ApplyMethod": "pending-reboot"},
        {"ParameterName": "long_query_time", "ParameterValue": "0.5", "ApplyMethod": "immediate"}])
    says(at, "SELECT @@max_connections, @@global.long_query_time, @@global.wait_timeout", "77\t0.500000\t28800")
    rds.reset_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": name, "ApplyMethod": "immediate"} for name in ("max_connections", "wait_timeout", "long_query_time")])
    # LEAST({DBInstanceClassMemory/25165760},12000) of 1 GiB.
    says(at, "SELECT @@max_connections, @@global.long_query_time", "42\t10.000000")
    rds.stop_db_instance(DBInstanceIdentifier="orders")
    expect(instance(rds, "orders")["DBInstanceStatus"] == "stopped", "stopped")
    fails(at, "SELECT 1", "Can't connect")
    rds.start_db_instance(DBInstanceIdentifier="orders")
    expect(address(rds, "orders") == at, "another address")
    says(at, "SELECT word FROM t", "one")


def replicas(rds):
    source = address(rds, "orders")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
    copy = address(rds, "copy")
    rds.modify_db_instance(DBInstanceIdentifier="copy", BackupRetentionPeriod=1)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy-of-copy", SourceDBInstanceIdentifier="copy")
    third = address(rds, "copy-of-copy")
    says(source, "INSERT INTO t VALUES (2, 'two')")
    for at in (copy, third):
        comes_to_say(at, WORDS, "one,two")
        fails(at, "INSERT INTO t VALUES (3, 'three')", "read-only")
    rds.promote_read_replica(DBInstanceIdentifier="copy")
    says(copy, "INSERT INTO t VALUES (3, 'three')")
    comes_to_say(third, "SELECT COUNT(*) FROM t", "3")
    says(source, "SELECT COUNT(*) FROM t", "2")
    # A replica whose source goes stands alone.
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    comes_to_say(third, "SELECT @@read_only", "0")
    says(third, "INSERT INTO t VALUES (4, 'four')")
    rds.delete_db_instance(DBInstanceIdentifier="copy-of-copy", SkipFinalSnapshot=True)
    fails(third, "SELECT 1", "Can't connect")


def failover(rds):
    rds.modify_db_instance(DBInstanceIdentifier="orders", MultiAZ=True, ApplyImmediately=True)
    at = address(rds, "orders")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
    says(at, "INSERT INTO t VALUES (5, 'five')")
    before = says(at, "SELECT @@server_id")
    rds.reboot_db_instance(DBInstanceIdentifier="orders", ForceFailover=True)
    expect(address(rds, "orders") == at, "another address")
    says(at, "INSERT INTO t VALUES (6, 'six')")
    says(at, WORDS, "one,two,five,six")
    expect(says(at, "SELECT @@server_id") != before, "no standby was promoted")
    comes_to_say(address(rds, "copy"), "SELECT COUNT(*) FROM t", "4")
    # And back.
    rds.reboot_db_instance(DBInstanceIdentifier="orders", ForceFailover=True)
    says(at, "SELECT @@server_id", before)
    says(at, "DELETE FROM t WHERE id > 2")
    comes_to_say(address(rds, "copy"), "SELECT COUNT(*) FROM t", "2")
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    rds.modify_db_instance(DBInstanceIdentifier="orders", MultiAZ=False, ApplyImmediately=True)
    says(at, "SELECT COUNT(*) FROM t", "2")


def snapshots(rds):
    at = address(rds, "orders")
    rds.create_db_snapshot(DBSnapshotIdentifier="then", DBInstanceIdentifier="orders")
    expect(rds.describe_db_snapshots(DBSnapshotIdentifier="then")["DBSnapshots"][0]["Status"] == "available", "available")
    says(at, "INSERT INTO t VALUES (7, 'seven')")
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="then")
    again = address(rds, "again")
    says(again, WORDS, "one,two")
    says(again, "INSERT INTO t VALUES (8, 'eight')")
    rds.delete_db_instance(DBInstanceIdentifier="again", FinalDBSnapshotIdentifier="last")
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="last")
    says(address(rds, "again"), WORDS, "one,two,eight")
    rds.delete_db_instance(DBInstanceIdentifier="again", SkipFinalSnapshot=True)
    says(at, "DELETE FROM t WHERE id = 7")
    rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="orders", TargetDBInstanceIdentifier="now",
                                             UseLatestRestorableTime=True)
    says(at, "INSERT INTO t VALUES (9, 'nine')")
    says(address(rds, "now"), WORDS, "one,two")
    rds.delete_db_instance(DBInstanceIdentifier="now", SkipFinalSnapshot=True)


def logs(rds):
    says(address(rds, "orders"), "SELECT 'a word for the log'")
    names = [each["LogFileName"] for each in rds.describe_db_log_files(DBInstanceIdentifier="orders")["DescribeDBLogFiles"]]
    expect("error/mysql-error.log" in names and "general/mysql-general.log" in names, names)
    text = rds.download_db_log_file_portion(DBInstanceIdentifier="orders", LogFileName="general/mysql-general.log", Marker="0")
    expect("a word for the log" in text["LogFileData"], text)
    text = rds.download_db_log_file_portion(DBInstanceIdentifier="orders", LogFileName="error/mysql-error.log", Marker="0")
    expect("ready for connections" in text["LogFileData"], text)


def clusters(rds):
    rds.create_db_cluster(DBClusterIdentifier="shop", Engine="aurora-mysql", MasterUsername=USER, MasterUserPassword=PASSWORD,
                          DatabaseName="app")
    member = {"DBClusterIdentifier": "shop", "Engine": "aurora-mysql", "DBInstanceClass": "db.r6g.large"}
    for name in ("shop-a", "shop-b", "shop-c"):
        rds.create_db_instance(DBInstanceIdentifier=name, **member)
    a, b, c = (address(rds, name) for name in ("shop-a", "shop-b", "shop-c"))
    told = cluster(rds, "shop")
    writer, reader = (told["Endpoint"], told["Port"]), (told["ReaderEndpoint"], told["Port"])
    says(writer, "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
    says(a, "SELECT COUNT(*) FROM t", "1")
    for at in (b, c):
        comes_to_say(at, "SELECT COUNT(*) FROM t", "1")
        fails(at, "INSERT INTO t VALUES (2)", "read-only")
    fails(reader, "INSERT INTO t VALUES (2)", "read-only")
    expect(len({says(reader, "SELECT @@server_id") for _ in range(4)}) == 2, "readers take turns")
    rds.failover_db_cluster(DBClusterIdentifier="shop", TargetDBInstanceIdentifier="shop-c")
    says(c, "INSERT INTO t VALUES (2)")
    says(writer, "INSERT INTO t VALUES (3)")
    for at in (a, b):
        comes_to_say(at, "SELECT COUNT(*) FROM t", "3")
        fails(at, "INSERT INTO t VALUES (2)", "read-only")
    # The writer goes: another takes over.
    rds.delete_db_instance(DBInstanceIdentifier="shop-c")
    says(writer, "INSERT INTO t VALUES (4)")
    rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="then")
    says(writer, "INSERT INTO t VALUES (5)")
    rds.restore_db_cluster_from_snapshot(DBClusterIdentifier="shop2", SnapshotIdentifier="then", Engine="aurora-mysql")
    rds.create_db_instance(DBInstanceIdentifier="shop2-a", **{**member, "DBClusterIdentifier": "shop2"})
    says(address(rds, "shop2-a"), "SELECT COUNT(*) FROM t", "4")
    for name in ("shop-b", "shop-a", "shop2-a"):
        rds.delete_db_instance(DBInstanceIdentifier=name)
    for name in ("shop", "shop2"):
        rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)


def servers_in(folder):
    """The processes that have data in that folder."""
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as text:
                if folder.encode() in text.read() and "mariadbd" in os.readlink(f"/proc/{process}/exe"):
                    found.append(process)
        except OSError:
            pass
    return found


def after_a_kill():
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **MADE)
        rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")
        at, copy = address(rds, "orders"), address(rds, "copy")
        says(at, "CREATE TABLE t (id int, word text); INSERT INTO t VALUES (1, 'one')")
        rds.create_db_snapshot(DBSnapshotIdentifier="then", DBInstanceIdentifier="orders")
        says(at, "INSERT INTO t VALUES (2, 'two')")
        expect(len(servers_in(folder)) == 2, servers_in(folder))
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        for name in ("orders", "copy"):
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        expect(len(servers_in(folder)) == 2, "those of before have ended with their program")
        at, copy = address(rds, "orders"), address(rds, "copy")  # as before, unless others of this machine have taken them
        says(at, "INSERT INTO t VALUES (3, 'three')")
        comes_to_say(copy, WORDS, "one,two,three")
        fails(copy, "INSERT INTO t VALUES (4, 'four')", "read-only")
        rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="then")
        says(address(rds, "again"), WORDS, "one")
        server.stop()
        expect(not servers_in(folder), servers_in(folder))
        fails(at, "SELECT 1", "Can't connect")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    server = Server(None)
    rds = client_of(server.base, "rds")
    for step in (one_instance, changes, replicas, failover, snapshots, logs, clusters):
        step(rds)
        print(step.__name__, "done")
        sys.stdout.flush()
    server.stop()
    after_a_kill()
    print("ok")


main()
