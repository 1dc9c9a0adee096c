"""More of RDS by boto3 against a fresh server: clusters restored to now, copies of snapshots and parameter groups, custom endpoints, what
is told of maintenance, certificates, changes and quotas; and what of it outlives kill -9."""
import datetime
import json
import re
import shutil
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

ACCOUNT = "000000000000"
MADE = {"DBInstanceClass": "db.t3.medium", "Engine": "postgres", "MasterUsername": "admin1", "MasterUserPassword": "secret-word",
        "AllocatedStorage": 120}
MEMBER = {"Engine": "aurora-postgresql", "DBInstanceClass": "db.r6g.large"}


def arn(kind, name):
    return f"arn:aws:rds:us-east-1:{ACCOUNT}:{kind}:{name}"


def make_cluster(clients, name, *members):
    """With a table of two rows; where its Data API is."""
    rds, data, secrets = clients
    rds.create_db_cluster(DBClusterIdentifier=name, MasterUsername="root1", MasterUserPassword="secret-word", EnableHttpEndpoint=True,
                          Engine="aurora-postgresql", Tags=[{"Key": "of", "Value": name}])
    for each in members:
        rds.create_db_instance(DBInstanceIdentifier=each, DBClusterIdentifier=name, **MEMBER)
    key = secrets.create_secret(Name=name, SecretString=json.dumps({"username": "root1", "password": "secret-word"}))["ARN"]
    at = {"resourceArn": arn("cluster", name), "secretArn": key}
    data.execute_statement(sql="create table items (id int)", **at)
    data.execute_statement(sql="insert into items values (1), (2)", **at)
    return at


def rows(clients, at, name):
    """Of a cluster that was made from the one at `at`."""
    rds, data, _ = clients
    rds.create_db_instance(DBInstanceIdentifier=f"{name}-1", DBClusterIdentifier=name, **MEMBER)
    rds.enable_http_endpoint(ResourceArn=arn("cluster", name))
    got = data.execute_statement(sql="select count(*) from items", **{**at, "resourceArn": arn("cluster", name)})
    return got["records"][0][0]["longValue"]


def restores(clients, at):
    rds, data, _ = clients
    made = rds.restore_db_cluster_to_point_in_time(DBClusterIdentifier="Then", SourceDBClusterIdentifier="shop",
                                                   UseLatestRestorableTime=True, Port=6000, DeletionProtection=True)["DBCluster"]
    expect((made["DBClusterIdentifier"], made["Port"], made["MasterUsername"], made["DeletionProtection"], made["DBClusterMembers"],
            made["TagList"]) == ("then", 6000, "root1", True, [], []), made)
    rds.restore_db_cluster_to_point_in_time(DBClusterIdentifier="clone", SourceDBClusterIdentifier=arn("cluster", "shop"),
                                            UseLatestRestorableTime=True, RestoreType="copy-on-write")
    data.execute_statement(sql="insert into items values (3)", **at)
    expect(rows(clients, at, "then") == 2 and rows(clients, at, "clone") == 2, "what was there then")
    latest = {"SourceDBClusterIdentifier": "shop", "UseLatestRestorableTime": True}
    now = datetime.datetime.now(datetime.timezone.utc)
    for code, text, change in (
            ("DBClusterAlreadyExistsFault", "already exists", {"DBClusterIdentifier": "then"}),
            ("DBClusterNotFoundFault", "DBCluster nope not found.", {"SourceDBClusterIdentifier": "nope"}),
            ("InvalidParameterValue", "RestoreType", {"RestoreType": "half"}),
            ("InvalidParameterCombination", "not both", {"RestoreToTime": now}),
            ("InvalidParameterCombination", "not both", {"UseLatestRestorableTime": False}),
            ("InvalidParameterValue", "restorable time", {"UseLatestRestorableTime": False, "RestoreToTime": datetime.datetime(2020, 1, 1)}),
            ("InvalidParameterCombination", "copy-on-write",
             {"UseLatestRestorableTime": False, "RestoreToTime": now, "RestoreType": "copy-on-write"}),
            ("DBClusterParameterGroupNotFound", "nope", {"DBClusterParameterGroupName": "nope"})):
        refused(code, rds.restore_db_cluster_to_point_in_time, text, **{"DBClusterIdentifier": "x", **latest, **change})
    rds.stop_db_cluster(DBClusterIdentifier="clone")
    refused("InvalidDBClusterStateFault", rds.reboot_db_cluster, "clone", DBClusterIdentifier="clone")
    # AWS reboots no cluster of Aurora's, and none here is another's replica.
    refused("InvalidDBClusterStateFault", rds.reboot_db_cluster, "reboot its DB instances", DBClusterIdentifier="shop")
    refused("DBClusterNotFoundFault", rds.reboot_db_cluster, "nope", DBClusterIdentifier="nope")
    refused("InvalidDBClusterStateFault", rds.promote_read_replica_db_cluster, "not a read replica", DBClusterIdentifier="shop")
    refused("DBClusterNotFoundFault", rds.promote_read_replica_db_cluster, "nope", DBClusterIdentifier="nope")


def snapshots(clients, at):
    rds, data, _ = clients
    rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="one", Tags=[{"Key": "k", "Value": "v"}])
    data.execute_statement(sql="delete from items", **at)
    made = rds.copy_db_cluster_snapshot(SourceDBClusterSnapshotIdentifier=arn("cluster-snapshot", "one"), CopyTags=True,
                                        TargetDBClusterSnapshotIdentifier="Two", Tags=[{"Key": "l", "Value": "w"}])["DBClusterSnapshot"]
    expect((made["DBClusterSnapshotIdentifier"], made["SourceDBClusterSnapshotArn"], made["DBClusterIdentifier"], made["Status"]) ==
           ("two", arn("cluster-snapshot", "one"), "shop", "available"), made)
    expect(made["TagList"] == [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": "w"}], made)
    bare = rds.copy_db_cluster_snapshot(SourceDBClusterSnapshotIdentifier="one", TargetDBClusterSnapshotIdentifier="three")
    expect(bare["DBClusterSnapshot"]["TagList"] == [], bare)
    for code, source, target in (("DBClusterSnapshotNotFoundFault", "nope", "x"), ("DBClusterSnapshotAlreadyExistsFault", "one", "two"),
                                 ("InvalidParameterValue", "one", "a--b")):
        refused(code, rds.copy_db_cluster_snapshot, "", SourceDBClusterSnapshotIdentifier=source, TargetDBClusterSnapshotIdentifier=target)
    # It stands alone.
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier="one")
    rds.restore_db_cluster_from_snapshot(DBClusterIdentifier="from-two", SnapshotIdentifier="two", Engine="aurora-postgresql")
    expect(rows(clients, at, "from-two") == 3, "the copy holds the rows")


def groups(rds):
    changed = [{"ParameterName": "work_mem", "ParameterValue": "128", "ApplyMethod": "immediate"}]
    rds.create_db_parameter_group(DBParameterGroupName="mine", DBParameterGroupFamily="postgres17", Description="d")
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=changed)
    made = rds.copy_db_parameter_group(SourceDBParameterGroupIdentifier=arn("pg", "mine"), TargetDBParameterGroupIdentifier="Copy",
                                       TargetDBParameterGroupDescription="c", Tags=[{"Key": "k", "Value": "v"}])["DBParameterGroup"]
    expect(made == {"DBParameterGroupName": "copy", "DBParameterGroupFamily": "postgres17", "Description": "c",
                    "DBParameterGroupArn": arn("pg", "copy")}, made)
    rds.delete_db_parameter_group(DBParameterGroupName="mine")
    own = rds.describe_db_parameters(DBParameterGroupName="copy", Source="user")["Parameters"]
    expect([(each["ParameterName"], each["ParameterValue"]) for each in own] == [("work_mem", "128")], own)
    expect(rds.list_tags_for_resource(ResourceName=arn("pg", "copy"))["TagList"] == [{"Key": "k", "Value": "v"}], "tags")
    for code, source, target in (("DBParameterGroupNotFound", "mine", "x"), ("DBParameterGroupAlreadyExists", "copy", "copy"),
                                 ("InvalidParameterValue", "default.postgres17", "x"), ("InvalidParameterValue", "copy", "a--b")):
        refused(code, rds.copy_db_parameter_group, "", SourceDBParameterGroupIdentifier=source, TargetDBParameterGroupIdentifier=target,
                TargetDBParameterGroupDescription="c")
    rds.create_db_cluster_parameter_group(DBClusterParameterGroupName="ours", DBParameterGroupFamily="aurora-postgresql16", Description="d")
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="ours", Parameters=changed)
    made = rds.copy_db_cluster_parameter_group(SourceDBClusterParameterGroupIdentifier="ours", TargetDBClusterParameterGroupIdentifier="again",
                                               TargetDBClusterParameterGroupDescription="c")["DBClusterParameterGroup"]
    expect((made["DBClusterParameterGroupArn"], made["DBParameterGroupFamily"]) == (arn("cluster-pg", "again"), "aurora-postgresql16"), made)
    own = rds.describe_db_cluster_parameters(DBClusterParameterGroupName="again", Source="user")["Parameters"]
    expect([(each["ParameterName"], each["ParameterValue"]) for each in own] == [("work_mem", "128")], own)
    refused("DBParameterGroupNotFound", rds.copy_db_cluster_parameter_group, "copy", SourceDBClusterParameterGroupIdentifier="copy",
            TargetDBClusterParameterGroupIdentifier="x", TargetDBClusterParameterGroupDescription="c")
    pages = rds.get_paginator("describe_engine_default_cluster_parameters").paginate(DBParameterGroupFamily="aurora-postgresql16")
    pages = [page["EngineDefaults"] for page in pages]
    told = {**pages[0], "Parameters": [each for page in pages for each in page["Parameters"]]}
    names = {each["ParameterName"]: each for each in told["Parameters"]}
    expect(told["DBParameterGroupFamily"] == "aurora-postgresql16" and names["max_connections"]["ApplyType"] == "static" and
           all(each["Source"] != "user" for each in told["Parameters"]), told)
    refused("InvalidParameterValue", rds.describe_engine_default_cluster_parameters, "family", DBParameterGroupFamily="postgres17")
    pages = rds.get_paginator("describe_engine_default_parameters").paginate(DBParameterGroupFamily="mysql8.0")
    expect(any(each["ParameterName"] == "long_query_time" for page in pages for each in page["EngineDefaults"]["Parameters"]), "defaults")
    refused("InvalidParameterValue", rds.describe_engine_default_parameters, "family", DBParameterGroupFamily="nope1")


def account(rds):
    rds.create_db_instance(DBInstanceIdentifier="alone", **MADE)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="second", SourceDBInstanceIdentifier="alone")
    expect(rds.describe_pending_maintenance_actions()["PendingMaintenanceActions"] == [], "nothing waits")
    expect(rds.describe_pending_maintenance_actions(ResourceIdentifier=arn("db", "alone"))["PendingMaintenanceActions"] == [], "nor here")
    refused("ResourceNotFoundFault", rds.describe_pending_maintenance_actions, "nope", ResourceIdentifier=arn("db", "nope"))
    refused("ResourceNotFoundFault", rds.apply_pending_maintenance_action, "system-update", ResourceIdentifier=arn("db", "alone"),
            ApplyAction="system-update", OptInType="immediate")
    told = rds.describe_certificates()
    expect([each["CertificateIdentifier"] for each in told["Certificates"]] ==
           ["rds-ca-ecc384-g1", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1"], told)
    used = rds.describe_db_instances(DBInstanceIdentifier="alone")["DBInstances"][0]["CACertificateIdentifier"]
    told = rds.describe_certificates(CertificateIdentifier=used)
    expect([each["CertificateArn"] for each in told["Certificates"]] == [f"arn:aws:rds:us-east-1::cert:{used}"] and
           told["DefaultCertificateForNewLaunches"] == used, told)
    refused("CertificateNotFound", rds.describe_certificates, "nope", CertificateIdentifier="nope")
    told = rds.describe_valid_db_instance_modifications(DBInstanceIdentifier="alone")["ValidDBInstanceModificationsMessage"]
    sizes = {each["StorageType"]: each["StorageSize"][0] for each in told["Storage"]}
    expect(sizes["gp3"] == {"From": 120, "To": 65536, "Step": 1} and set(sizes) == {"gp2", "gp3", "io1", "io2"}, told)
    ratios = {each["StorageType"]: each["IopsToStorageRatio"] for each in told["Storage"] if each.get("IopsToStorageRatio")}
    expect(ratios == {"io1": [{"From": 0.5, "To": 50.0}], "io2": [{"From": 0.5, "To": 1000.0}]}, told)
    refused("DBInstanceNotFound", rds.describe_valid_db_instance_modifications, "nope", DBInstanceIdentifier="nope")
    quotas = {each["AccountQuotaName"]: (each["Used"], each["Max"]) for each in rds.describe_account_attributes()["AccountQuotas"]}
    instances = rds.describe_db_instances()["DBInstances"]
    expect(quotas["DBInstances"] == (len(instances), 40) and quotas["AllocatedStorage"] == (240, 100000) and
           quotas["ReadReplicasPerMaster"] == (1, 15) and quotas["DBParameterGroups"] == (1, 50) and
           quotas["ManualClusterSnapshots"] == (2, 100) and quotas["EventSubscriptions"] == (0, 20) and
           quotas["DBInstanceRoles"] == (0, 5), quotas)


def endpoints(rds):
    told = rds.describe_db_cluster_endpoints(DBClusterIdentifier="shop")["DBClusterEndpoints"]
    of = rds.describe_db_clusters(DBClusterIdentifier="shop")["DBClusters"][0]
    expect([(each["EndpointType"], each["Endpoint"]) for each in told] == [("WRITER", of["Endpoint"]), ("READER", of["ReaderEndpoint"])], told)
    made = rds.create_db_cluster_endpoint(DBClusterIdentifier="shop", DBClusterEndpointIdentifier="Reports", EndpointType="READER",
                                          StaticMembers=["Shop-2"], Tags=[{"Key": "k", "Value": "v"}])
    expect((made["DBClusterEndpointIdentifier"], made["EndpointType"], made["CustomEndpointType"], made["StaticMembers"],
            made["ExcludedMembers"], made["DBClusterEndpointArn"]) ==
           ("reports", "CUSTOM", "READER", ["shop-2"], [], arn("cluster-endpoint", "reports")), made)
    expect(re.fullmatch(r"reports\.cluster-custom-c\w{11}\.us-east-1\.rds\.amazonaws\.com", made["Endpoint"]), made)
    expect(rds.list_tags_for_resource(ResourceName=arn("cluster-endpoint", "reports"))["TagList"] == [{"Key": "k", "Value": "v"}], "tags")
    for code, change in (
            ("DBClusterEndpointAlreadyExistsFault", {"DBClusterEndpointIdentifier": "reports"}),
            ("DBClusterNotFoundFault", {"DBClusterIdentifier": "nope"}), ("InvalidParameterValue", {"EndpointType": "WRITER"}),
            ("InvalidParameterValue", {"DBClusterEndpointIdentifier": "a--b"}), ("DBInstanceNotFound", {"StaticMembers": ["nope"]}),
            ("InvalidDBInstanceState", {"StaticMembers": ["alone"]}),
            ("InvalidParameterCombination", {"StaticMembers": ["shop-1"], "ExcludedMembers": ["shop-2"]})):
        refused(code, rds.create_db_cluster_endpoint, "", **{"DBClusterIdentifier": "shop", "DBClusterEndpointIdentifier": "x",
                                                             "EndpointType": "ANY", **change})
    changed = rds.modify_db_cluster_endpoint(DBClusterEndpointIdentifier="reports", EndpointType="ANY", ExcludedMembers=["shop-1"])
    expect((changed["CustomEndpointType"], changed["StaticMembers"], changed["ExcludedMembers"]) == ("ANY", [], ["shop-1"]), changed)
    refused("DBClusterEndpointNotFoundFault", rds.modify_db_cluster_endpoint, "nope", DBClusterEndpointIdentifier="nope")
    custom = rds.describe_db_cluster_endpoints(Filters=[{"Name": "db-cluster-endpoint-type", "Values": ["custom"]}])["DBClusterEndpoints"]
    expect([(each["DBClusterEndpointIdentifier"], each["Status"]) for each in custom] == [("reports", "available")], custom)
    for number in range(4):
        rds.create_db_cluster_endpoint(DBClusterIdentifier="shop", DBClusterEndpointIdentifier=f"more-{number}", EndpointType="ANY")
    refused("DBClusterEndpointQuotaExceededFault", rds.create_db_cluster_endpoint, "", DBClusterIdentifier="shop",
            DBClusterEndpointIdentifier="sixth", EndpointType="ANY")
    expect(rds.delete_db_cluster_endpoint(DBClusterEndpointIdentifier="reports")["Status"] == "deleting", "deleting")
    refused("DBClusterEndpointNotFoundFault", rds.delete_db_cluster_endpoint, "reports", DBClusterEndpointIdentifier="reports")
    # With the cluster its endpoints go.
    for name in ("shop-1", "shop-2"):
        rds.delete_db_instance(DBInstanceIdentifier=name)
    rds.delete_db_cluster(DBClusterIdentifier="shop", SkipFinalSnapshot=True)
    refused("DBClusterEndpointNotFoundFault", rds.delete_db_cluster_endpoint, "more-0", DBClusterEndpointIdentifier="more-0")


def survives(folder):
    def start():
        started = Server(None, "--databases", "embedded", "--data", folder)
        return started, [client_of(started.base, name) for name in ("rds", "rds-data", "secretsmanager")]
    server, clients = start()
    rds = clients[0]
    at = make_cluster(clients, "kept", "kept-w")
    rds.restore_db_cluster_to_point_in_time(DBClusterIdentifier="then", SourceDBClusterIdentifier="kept", UseLatestRestorableTime=True)
    rds.create_db_cluster_snapshot(DBClusterIdentifier="kept", DBClusterSnapshotIdentifier="one")
    rds.copy_db_cluster_snapshot(SourceDBClusterSnapshotIdentifier="one", TargetDBClusterSnapshotIdentifier="two")
    rds.create_db_parameter_group(DBParameterGroupName="mine", DBParameterGroupFamily="postgres17", Description="d")
    rds.copy_db_parameter_group(SourceDBParameterGroupIdentifier="mine", TargetDBParameterGroupIdentifier="copy",
                                TargetDBParameterGroupDescription="c")
    rds.create_db_cluster_endpoint(DBClusterIdentifier="kept", DBClusterEndpointIdentifier="own", EndpointType="ANY", StaticMembers=["kept-w"])
    server.process.kill()
    server.process.wait()
    server, clients = start()
    rds = clients[0]
    expect(rows(clients, at, "then") == 2, "the restored cluster")
    rds.restore_db_cluster_from_snapshot(DBClusterIdentifier="from-two", SnapshotIdentifier="two", Engine="aurora-postgresql")
    expect(rows(clients, at, "from-two") == 2, "the copy of the snapshot")
    expect(rds.describe_db_parameter_groups(DBParameterGroupName="copy")["DBParameterGroups"][0]["Description"] == "c", "the copy of the group")
    own = rds.describe_db_cluster_endpoints(DBClusterEndpointIdentifier="own")["DBClusterEndpoints"]
    expect([(each["StaticMembers"], each["CustomEndpointType"]) for each in own] == [(["kept-w"], "ANY")], own)
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None, "--databases", "embedded")
clients = [client_of(server.base, name) for name in ("rds", "rds-data", "secretsmanager")]
at = make_cluster(clients, "shop", "shop-1", "shop-2")
restores(clients, at)
snapshots(clients, at)
groups(clients[0])
account(clients[0])
endpoints(clients[0])
expect(server.stop() == 0, "the server did not stop well")
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("more of RDS: boto3, and what outlives kill -9")
