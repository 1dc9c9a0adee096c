"""kill -9 in the middle of what RDS's API has begun, with real servers: what was answered goes on, what was not leaves nothing."""
import glob
import os
import shutil
import sys
import tempfile
import threading

from clients import Server, boto3_or_skip, client_of, expect, refused, skip
from databases import PASSWORD, USER, address, cluster, engines, instance, made, moment, without_mariadb, without_postgres

boto3_or_skip()
if without_postgres() and without_mariadb():
    skip(f"{without_postgres()}; {without_mariadb()}")


def unanswered(server, call, **parameters):
    """A call that goes on while the server is killed, on a thread that has ended when it is joined."""
    rds = client_of(server.base, "rds")

    def go():
        try:
            getattr(rds, call)(**parameters)
        except Exception as error:  # the server goes before it answers
            print("unanswered:", call, type(error).__name__)

    thread = threading.Thread(target=go)
    thread.start()
    return thread


def killed(server, threads):
    server.process.kill()
    server.process.wait()
    for each in threads:
        each.join()


def kept(folder):
    """What the folder has of servers, backups and histories: their names."""
    top = os.path.dirname(glob.glob(f"{folder}/**/sockets", recursive=True)[0])
    found = glob.glob(f"{top}/db-*") + glob.glob(f"{top}/restore-*") + glob.glob(f"{top}/backups/*") + glob.glob(f"{top}/archives/*")
    return sorted(os.path.relpath(each, top) for each in found if not each.endswith("/backups/log"))


def made_while_killed(engine):
    """Instances and replicas of which nobody has heard that they are there: after a kill they are, or nothing is left of them."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", **made(engine.instance))
        before = kept(folder)
        threads = [unanswered(server, "create_db_instance", DBInstanceIdentifier="new", **made(engine.instance)),
                   unanswered(server, "create_db_instance_read_replica", DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders")]
        while sum(each.startswith("db-") for each in kept(folder)) < 3:
            pass
        killed(server, threads)
        expect(kept(folder) != before, "there is nothing to be removed")
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        for each in rds.describe_db_instances()["DBInstances"]:
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=each["DBInstanceIdentifier"],
                                                         WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        ids = {each["DbiResourceId"] for each in rds.describe_db_instances()["DBInstances"]}
        expect({each for each in kept(folder) if each.startswith("db-")} == ids, (kept(folder), ids))
        for name in ("copy", "new"):
            if name in {each["DBInstanceIdentifier"] for each in rds.describe_db_instances()["DBInstances"]}:
                rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        expect(kept(folder) == before, (kept(folder), before))
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restores(engine):
    """Of a cluster: from a snapshot and to a time they go on, that of what was there then ends as failed."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    says = engine.sql.says
    member = {"Engine": engine.cluster, "DBInstanceClass": "db.r6g.large"}
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.create_db_cluster(DBClusterIdentifier="shop", Engine=engine.cluster, MasterUsername=USER, MasterUserPassword=PASSWORD,
                              DatabaseName="app")
        rds.create_db_instance(DBInstanceIdentifier="shop-a", DBClusterIdentifier="shop", **member)
        at = address(rds, "shop-a")
        says(at, "CREATE TABLE t (id int, word text)")
        says(at, "INSERT INTO t VALUES (1, 'one')")
        then = moment(engine, at)
        says(at, "INSERT INTO t VALUES (2, 'two')")
        rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="then")
        says(at, "INSERT INTO t VALUES (3, 'three')")
        before = kept(folder)
        threads = [unanswered(server, "restore_db_cluster_from_snapshot", DBClusterIdentifier=f"kept-{number}", SnapshotIdentifier="then",
                              Engine=engine.cluster) for number in range(3)]
        threads += [unanswered(server, "restore_db_cluster_to_point_in_time", DBClusterIdentifier="back", SourceDBClusterIdentifier="shop",
                               RestoreToTime=then),
                    unanswered(server, "restore_db_cluster_to_point_in_time", DBClusterIdentifier="clone", SourceDBClusterIdentifier="shop",
                               UseLatestRestorableTime=True)]
        while len(rds.describe_db_clusters()["DBClusters"]) < 6:
            pass
        threads.append(unanswered(server, "create_db_instance", DBInstanceIdentifier="back-a", DBClusterIdentifier="back", **member))
        while len(rds.describe_db_instances()["DBInstances"]) < 2:
            pass
        # Whatever is answered is on disk, and all that was begun before it.
        rds.add_tags_to_resource(ResourceName=cluster(rds, "shop")["DBClusterArn"], Tags=[{"Key": "a", "Value": "b"}])
        statuses = {each["DBClusterIdentifier"]: each["Status"] for each in rds.describe_db_clusters()["DBClusters"]}
        killed(server, threads)
        print("killed while they were", statuses)
        expect("creating" in statuses.values(), "all were done already")
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        refused("InvalidDBClusterStateFault", rds.delete_db_cluster, "", DBClusterIdentifier="back", SkipFinalSnapshot=True)
        rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="back-a", WaiterConfig={"Delay": 1, "MaxAttempts": 120})
        says(address(rds, "back-a"), engine.words, "one")
        for number in range(3):
            rds.create_db_instance(DBInstanceIdentifier=f"kept-{number}-a", DBClusterIdentifier=f"kept-{number}", **member)
            says(address(rds, f"kept-{number}-a"), engine.words, "one,two")
        status = cluster(rds, "clone")["Status"]
        print("the clone is", status)
        if status == "failed":
            told = rds.describe_events(SourceType="db-cluster", SourceIdentifier="clone", EventCategories=["failure"])["Events"]
            expect("interrupted" in told[-1]["Message"], told)
            refused("InvalidDBClusterStateFault", rds.create_db_instance, "", DBInstanceIdentifier="x", DBClusterIdentifier="clone", **member)
            refused("InvalidDBClusterStateFault", rds.delete_db_cluster, "final snapshot", DBClusterIdentifier="clone",
                    FinalDBSnapshotIdentifier="x")
        else:  # it was done just before the kill
            expect(status == "available" and statuses["clone"] == "available", status)
        rds.delete_db_cluster(DBClusterIdentifier="clone", SkipFinalSnapshot=True)
        for name in ("kept-0", "kept-1", "kept-2", "back"):
            rds.delete_db_instance(DBInstanceIdentifier=f"{name}-a")
            rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)
        expect([each["DBClusterIdentifier"] for each in rds.describe_db_clusters()["DBClusters"]] == ["shop"], "clusters stay")
        expect(kept(folder) == before, (kept(folder), before))
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    for engine in engines():
        for step in (made_while_killed, restores):
            step(engine)
            print(engine.__name__, step.__name__, "done")
            sys.stdout.flush()
    print("ok")


main()
