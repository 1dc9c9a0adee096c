"""RDS and its Data API by boto3 against a fresh server: instances and what becomes of them, replicas, clusters and failover, groups,
snapshots; SQL with parameters, types, transactions and limits; and what outlives kill -9."""
import json
import re
import shutil
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused
from databases import cluster, instance

boto3_or_skip()

ACCOUNT = "000000000000"


def arn(kind, name):
    return f"arn:aws:rds:us-east-1:{ACCOUNT}:{kind}:{name}"


MADE = {"DBInstanceClass": "db.t3.medium", "Engine": "postgres", "MasterUsername": "admin1", "MasterUserPassword": "secret-word",
        "AllocatedStorage": 20}


def option_groups(rds):
    made = rds.create_option_group(OptionGroupName="Mine", EngineName="mysql", MajorEngineVersion="8.0",
                                   OptionGroupDescription="d")["OptionGroup"]
    expect((made["OptionGroupName"], made["OptionGroupArn"], made["Options"]) == ("mine", arn("og", "mine"), []), made)
    refused("OptionGroupAlreadyExistsFault", rds.create_option_group, "", OptionGroupName="mine", EngineName="mysql",
            MajorEngineVersion="8.0", OptionGroupDescription="d")
    refused("InvalidParameterCombination", rds.create_option_group, "version 9", OptionGroupName="x", EngineName="mysql",
            MajorEngineVersion="9", OptionGroupDescription="d")
    audit = {"OptionName": "MARIADB_AUDIT_PLUGIN", "OptionSettings": [{"Name": "SERVER_AUDIT_EVENTS", "Value": "CONNECT"}]}
    rds.modify_option_group(OptionGroupName="mine", OptionsToInclude=[audit], ApplyImmediately=True)
    refused("InvalidParameterValue", rds.create_db_instance, "MasterUsername", DBInstanceIdentifier="odd", DBInstanceClass="db.t4g.micro", Engine="postgres",
            AllocatedStorage=20, MasterUsername='we"ird; drop', MasterUserPassword="a-long-password")
    # An error that says what came is XML whatever came.
    refused("DBInstanceNotFound", rds.describe_db_instances, "\ufffd", DBInstanceIdentifier="a\x01")
    refused("InvalidParameterValue", rds.modify_option_group, "TDE", OptionGroupName="mine", OptionsToInclude=[{"OptionName": "TDE"}])
    told = rds.describe_option_groups(OptionGroupName="mine")["OptionGroupsList"][0]
    expect([(each["OptionName"], each["OptionSettings"]) for each in told["Options"]] ==
           [("MARIADB_AUDIT_PLUGIN", [{"Name": "SERVER_AUDIT_EVENTS", "Value": "CONNECT"}])], told)
    rds.create_db_instance(DBInstanceIdentifier="with-options", OptionGroupName="mine", **{**MADE, "Engine": "mysql"})
    expect(instance(rds, "with-options")["OptionGroupMemberships"] == [{"OptionGroupName": "mine", "Status": "in-sync"}], "a member")
    refused("InvalidOptionGroupStateFault", rds.delete_option_group, "in use", OptionGroupName="mine")
    rds.modify_db_instance(DBInstanceIdentifier="with-options", OptionGroupName="default:mysql-8-0")
    rds.modify_option_group(OptionGroupName="mine", OptionsToRemove=["MARIADB_AUDIT_PLUGIN"])
    expect(rds.describe_option_groups(OptionGroupName="mine")["OptionGroupsList"][0]["Options"] == [], "no options")
    rds.delete_option_group(OptionGroupName="mine")
    refused("OptionGroupNotFoundFault", rds.describe_option_groups, "mine", OptionGroupName="mine")
    refused("OptionGroupNotFoundFault", rds.create_db_instance, "", DBInstanceIdentifier="x", OptionGroupName="mine", **MADE)
    names = [each["OptionGroupName"] for each in rds.describe_option_groups(EngineName="postgres")["OptionGroupsList"]]
    expect("default:postgres-17" in names, names)
    rds.delete_db_instance(DBInstanceIdentifier="with-options", SkipFinalSnapshot=True)


def instances(rds):
    made = rds.create_db_instance(DBInstanceIdentifier="Orders", DBName="app", Tags=[{"Key": "team", "Value": "a"}], MultiAZ=True,
                                  **MADE)["DBInstance"]
    expect((made["DBInstanceIdentifier"], made["DBInstanceStatus"], made["DBInstanceArn"]) ==
           ("orders", "available", arn("db", "orders")), made)
    expect((made["EngineVersion"], made["Endpoint"]["Port"], made["StorageType"], made["BackupRetentionPeriod"]) ==
           ("17.4", 5432, "gp3", 1), made)
    expect(re.fullmatch(r"orders\.c\w{11}\.us-east-1\.rds\.amazonaws\.com", made["Endpoint"]["Address"]), made)
    expect(re.fullmatch(r"db-[A-Z0-9]{26}", made["DbiResourceId"]) and made["DBParameterGroups"] == [
        {"DBParameterGroupName": "default.postgres17", "ParameterApplyStatus": "in-sync"}], made)
    refused("DBInstanceAlreadyExists", rds.create_db_instance, "already exists", DBInstanceIdentifier="orders", **MADE)
    refused("DBInstanceNotFound", rds.describe_db_instances, "DBInstance nope not found.", DBInstanceIdentifier="nope")
    for code, text, change in (
            ("InvalidParameterValue", "valid identifier", {"DBInstanceIdentifier": "a--b"}),
            ("InvalidParameterValue", "class", {"DBInstanceClass": "db.huge"}),
            ("InvalidParameterCombination", "Cannot find version 9.1", {"EngineVersion": "9.1"}),
            ("InvalidParameterValue", "password", {"MasterUserPassword": "short"}),
            ("InvalidParameterValue", "password", {"MasterUserPassword": "with/slash"}),
            ("InvalidParameterCombination", "storage size", {"AllocatedStorage": 5}),
            ("InvalidParameterValue", "oracle-ee", {"Engine": "oracle-ee"}),
            ("DBParameterGroupNotFound", "", {"DBParameterGroupName": "nope"}),
            ("DBSubnetGroupNotFoundFault", "", {"DBSubnetGroupName": "nope"}),
            ("InvalidParameterValue", "window", {"PreferredMaintenanceWindow": "someday"}),
            ("InvalidParameterCombination", "storage size", {"AllocatedStorage": 65537}),
            ("InvalidParameterCombination", "storage size", {"StorageType": "io1", "Iops": 1000}),
            ("InvalidParameterCombination", "Iops", {"StorageType": "io1", "AllocatedStorage": 100}),
            ("InvalidParameterCombination", "ratio", {"StorageType": "io1", "AllocatedStorage": 100, "Iops": 5001}),
            ("InvalidParameterCombination", "less than 400", {"StorageType": "gp3", "Iops": 4000}),
            ("InvalidParameterCombination", "less than 400", {"StorageThroughput": 250}),
            ("InvalidParameterCombination", "Max storage size", {"MaxAllocatedStorage": 10}),
            ("InvalidParameterValue", "foo", {"StorageType": "foo"}),
            ("InvalidParameterValue", "25:00-26:00", {"PreferredBackupWindow": "25:00-26:00"}),
            ("InvalidParameterValue", "30 minutes", {"PreferredBackupWindow": "10:00-10:10"}),
            ("InvalidParameterCombination", "Family postgres17", {"DBParameterGroupName": "default.mysql8.0"}),
            ("DBParameterGroupNotFound", "", {"DBParameterGroupName": "default.nope"}),
            ("InvalidParameterValue", "eu-west-1a", {"AvailabilityZone": "eu-west-1a"}),
            ("InvalidParameterCombination", "Multi-AZ", {"AvailabilityZone": "us-east-1a", "MultiAZ": True}),
            ("InvalidParameterValue", "MonitoringInterval", {"MonitoringInterval": 7}),
            ("InvalidParameterCombination", "MonitoringRoleARN", {"MonitoringInterval": 60}),
            ("InvalidParameterValue", "PromotionTier", {"PromotionTier": 16}),
            ("InvalidParameterValue", "DatabaseName", {"DBName": "1x"}),
            ("InvalidParameterValue", "DatabaseName", {"DBName": "a-b"}),
            ("InvalidParameterValue", "reserved", {"DBName": "select"}),
            ("InvalidParameterValue", "admin cannot be used", {"MasterUsername": "admin"}),
            ("InvalidParameterValue", "select cannot be used", {"MasterUsername": "select"}),
            ("CertificateNotFound", "foo", {"CACertificateIdentifier": "foo"}),
            ("InvalidParameterCombination", "log types 'foo'", {"EnableCloudwatchLogsExports": ["foo"]})):
        refused(code, rds.create_db_instance, text, **{"DBInstanceIdentifier": "x", **MADE, **change})
    refused("MissingParameter", rds.create_db_instance, "AllocatedStorage", DBInstanceIdentifier="x",
            **{name: value for name, value in MADE.items() if name != "AllocatedStorage"})
    for code, text, change in (
            ("InvalidParameterCombination", "Family postgres17", {"DBParameterGroupName": "default.postgres16"}),
            ("InvalidParameterCombination", "storage size", {"AllocatedStorage": 65537}),
            ("InvalidParameterValue", "foo", {"StorageType": "foo"}),
            ("InvalidParameterCombination", "less than 400", {"Iops": 4000}),
            ("InvalidParameterValue", "30 minutes", {"PreferredBackupWindow": "10:00-10:10"}),
            ("InvalidParameterCombination", "MonitoringRoleARN", {"MonitoringInterval": 60}),
            ("InvalidParameterCombination", "Max storage size", {"MaxAllocatedStorage": 10}),
            ("CertificateNotFound", "foo", {"CACertificateIdentifier": "foo"}),
            ("InvalidParameterCombination", "log types 'foo'", {"CloudwatchLogsExportConfiguration": {"EnableLogTypes": ["foo"]}}),
            ("InvalidParameterValue", "PromotionTier", {"PromotionTier": 16}),
            ("InvalidParameterValue", "valid identifier", {"NewDBInstanceIdentifier": "a--b"})):
        refused(code, rds.modify_db_instance, text, DBInstanceIdentifier="orders", **change)
    told = instance(rds, "orders")
    expect((told["Iops"], told["StorageThroughput"], told["DBSubnetGroup"]["DBSubnetGroupName"], told["VpcSecurityGroups"]) ==
           (3000, 125, "default", [{"VpcSecurityGroupId": "sg-00000000", "Status": "active"}]), told)
    ids = [each["DBInstanceIdentifier"] for each in rds.describe_db_instances(
        Filters=[{"Name": "engine", "Values": ["postgres"]}, {"Name": "db-instance-id", "Values": [arn("db", "orders")]}])["DBInstances"]]
    expect(ids == ["orders"], ids)
    for ask in (rds.describe_db_instances, rds.describe_db_clusters, rds.describe_db_snapshots, rds.describe_db_cluster_snapshots,
                rds.describe_db_cluster_endpoints):
        refused("InvalidParameterValue", ask, "Unrecognized filter name: foo", Filters=[{"Name": "foo", "Values": ["x"]}])
    # What waits for the maintenance window is over by the time one asks, as all that waits is without --pace aws.
    rds.modify_db_instance(DBInstanceIdentifier="orders", DBInstanceClass="db.m6g.large", AllocatedStorage=100)
    rds.modify_db_instance(DBInstanceIdentifier="orders", ApplyImmediately=True, StorageType="io1", Iops=3000)
    told = instance(rds, "orders")
    expect((told["DBInstanceClass"], told["AllocatedStorage"], told["StorageType"], told["Iops"], told["PendingModifiedValues"]) ==
           ("db.m6g.large", 100, "io1", 3000, {}), told)
    refused("InvalidParameterCombination", rds.modify_db_instance, "greater", DBInstanceIdentifier="orders", AllocatedStorage=10)
    refused("InvalidParameterCombination", rds.modify_db_instance, "AllowMajorVersionUpgrade", DBInstanceIdentifier="orders",
            EngineVersion="16")
    zones = (told["AvailabilityZone"], told["SecondaryAvailabilityZone"])
    rds.reboot_db_instance(DBInstanceIdentifier="orders", ForceFailover=True)
    expect(instance(rds, "orders")["AvailabilityZone"] == zones[1], "the other zone")
    messages = [each["Message"] for each in rds.describe_events(SourceType="db-instance", SourceIdentifier="orders",
                                                                EventCategories=["failover"])["Events"]]
    expect(messages == ["Multi-AZ instance failover started.", "Multi-AZ instance failover completed."], messages)
    rds.modify_db_instance(DBInstanceIdentifier="orders", MultiAZ=False, ApplyImmediately=True)
    refused("InvalidParameterCombination", rds.reboot_db_instance, "Multi-AZ", DBInstanceIdentifier="orders", ForceFailover=True)
    rds.stop_db_instance(DBInstanceIdentifier="orders")
    expect(instance(rds, "orders")["DBInstanceStatus"] == "stopped", "stopped")
    refused("InvalidDBInstanceState", rds.reboot_db_instance, "not in available state", DBInstanceIdentifier="orders")
    rds.start_db_instance(DBInstanceIdentifier="orders")
    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="orders")
    rds.add_tags_to_resource(ResourceName=arn("db", "orders"), Tags=[{"Key": "k", "Value": "v"}])
    rds.remove_tags_from_resource(ResourceName=arn("db", "orders"), TagKeys=["team"])
    expect(rds.list_tags_for_resource(ResourceName=arn("db", "orders"))["TagList"] == [{"Key": "k", "Value": "v"}], "tags")


def replicas(rds):
    for name, source in (("first", "orders"), ("second", "first"), ("third", "orders")):
        if source == "first":
            refused("InvalidDBInstanceState", rds.create_db_instance_read_replica, "Automated backups are not enabled",
                    DBInstanceIdentifier=name, SourceDBInstanceIdentifier=source)
            rds.modify_db_instance(DBInstanceIdentifier="first", BackupRetentionPeriod=1, ApplyImmediately=True)
        rds.create_db_instance_read_replica(DBInstanceIdentifier=name, SourceDBInstanceIdentifier=source)
    told = instance(rds, "first")
    expect(told["ReadReplicaSourceDBInstanceIdentifier"] == "orders" and told["StatusInfos"][0]["Status"] == "replicating" and
           told["ReadReplicaDBInstanceIdentifiers"] == ["second"], told)
    expect(instance(rds, "orders")["ReadReplicaDBInstanceIdentifiers"] == ["first", "third"], "replicas")
    refused("InvalidDBInstanceState", rds.stop_db_instance, "", DBInstanceIdentifier="orders")
    rds.promote_read_replica(DBInstanceIdentifier="first")
    told = instance(rds, "first")
    expect("ReadReplicaSourceDBInstanceIdentifier" not in told and told["BackupRetentionPeriod"] == 1, told)
    refused("InvalidDBInstanceState", rds.promote_read_replica, "not a read replica", DBInstanceIdentifier="first")
    # What is left when a source goes stands on its own.
    refused("InvalidParameterCombination", rds.delete_db_instance, "FinalDBSnapshotIdentifier is required",
            DBInstanceIdentifier="orders")
    rds.modify_db_instance(DBInstanceIdentifier="orders", DeletionProtection=True, ApplyImmediately=True)
    refused("InvalidParameterCombination", rds.delete_db_instance, "protected", DBInstanceIdentifier="orders", SkipFinalSnapshot=True)
    rds.modify_db_instance(DBInstanceIdentifier="orders", DeletionProtection=False, ApplyImmediately=True)
    gone = rds.delete_db_instance(DBInstanceIdentifier="orders", FinalDBSnapshotIdentifier="last")["DBInstance"]
    expect(gone["DBInstanceStatus"] == "deleting", gone)
    refused("DBInstanceNotFound", rds.describe_db_instances, "", DBInstanceIdentifier="orders")
    expect("ReadReplicaSourceDBInstanceIdentifier" not in instance(rds, "third"), "on its own")


def snapshots(rds):
    told = rds.describe_db_snapshots(DBSnapshotIdentifier="last")["DBSnapshots"][0]
    expect((told["Status"], told["DBInstanceIdentifier"], told["AllocatedStorage"]) == ("available", "orders", 100), told)
    rds.create_db_snapshot(DBInstanceIdentifier="first", DBSnapshotIdentifier="mine")
    refused("DBSnapshotAlreadyExists", rds.create_db_snapshot, "", DBInstanceIdentifier="first", DBSnapshotIdentifier="mine")
    for odd in ("rds:x", "1x"):
        refused("InvalidParameterValue", rds.create_db_snapshot, "DBSnapshotIdentifier", DBInstanceIdentifier="first", DBSnapshotIdentifier=odd)
        refused("InvalidParameterValue", rds.copy_db_snapshot, "TargetDBSnapshotIdentifier", SourceDBSnapshotIdentifier="mine",
                TargetDBSnapshotIdentifier=odd)
    for value, ids in (("mine", ["mine"]), ("nope", [])):
        told = rds.describe_db_snapshots(Filters=[{"Name": "db-snapshot-id", "Values": [value]}])["DBSnapshots"]
        expect([each["DBSnapshotIdentifier"] for each in told] == ids, told)
    rds.copy_db_snapshot(SourceDBSnapshotIdentifier="last", TargetDBSnapshotIdentifier="copy")
    made = rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="again", DBSnapshotIdentifier="copy")["DBInstance"]
    expect((made["DBInstanceClass"], made["MasterUsername"], made["DBName"]) == ("db.m6g.large", "admin1", "app"), made)
    made = rds.restore_db_instance_to_point_in_time(SourceDBInstanceIdentifier="again", TargetDBInstanceIdentifier="then",
                                                    UseLatestRestorableTime=True)["DBInstance"]
    expect(made["AllocatedStorage"] == 100, made)
    for name in ("copy", "mine", "last"):
        rds.delete_db_snapshot(DBSnapshotIdentifier=name)
    refused("DBSnapshotNotFound", rds.describe_db_snapshots, "", DBSnapshotIdentifier="last")
    for name in ("again", "then", "second", "third", "first"):
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    expect(not rds.describe_db_instances()["DBInstances"], "all gone")


def groups(rds):
    refused("DBSubnetGroupDoesNotCoverEnoughAZs", rds.create_db_subnet_group, "", DBSubnetGroupName="nets",
            DBSubnetGroupDescription="d", SubnetIds=["subnet-1"])
    rds.create_db_subnet_group(DBSubnetGroupName="nets", DBSubnetGroupDescription="d", SubnetIds=["subnet-1", "subnet-2"])
    rds.create_db_parameter_group(DBParameterGroupName="mine", DBParameterGroupFamily="postgres17", Description="d")
    rds.create_db_instance(DBInstanceIdentifier="tuned", DBSubnetGroupName="nets", **MADE)
    rds.modify_db_instance(DBInstanceIdentifier="tuned", DBParameterGroupName="mine")
    told = instance(rds, "tuned")
    expect(told["DBParameterGroups"] == [{"DBParameterGroupName": "mine", "ParameterApplyStatus": "pending-reboot"}], told)
    expect(len(told["DBSubnetGroup"]["Subnets"]) == 2, told)
    rds.reboot_db_instance(DBInstanceIdentifier="tuned")
    expect(instance(rds, "tuned")["DBParameterGroups"][0]["ParameterApplyStatus"] == "in-sync", "in sync")
    refused("InvalidParameterCombination", rds.modify_db_parameter_group, "cannot use immediate apply method",
            DBParameterGroupName="mine",
            Parameters=[{"ParameterName": "max_connections", "ParameterValue": "50", "ApplyMethod": "immediate"}])
    for name, value, allowed in (("max_connections", "1", "6-8388607"), ("max_connections", "8388608", "6-8388607"),
                                 ("work_mem", "abc", "64-2147483647"), ("work_mem", "64.5", "64-2147483647"),
                                 ("max_connections", "LEAST({DBInstanceClassMemory/", "6-8388607"),
                                 ("log_min_duration_statement", "-2", "-1-2147483647"), ("log_statement", "some", "none,ddl,mod,all"),
                                 ("autovacuum", "2", "0,1")):
        refused("InvalidParameterValue", rds.modify_db_parameter_group, f"{value} for: {name} allowed values are: {allowed}",
                DBParameterGroupName="mine",
                Parameters=[{"ParameterName": name, "ParameterValue": value, "ApplyMethod": "pending-reboot"}])
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate"}
        for name, value in (("work_mem", "64"), ("log_min_duration_statement", "-1"), ("log_statement", "ddl"), ("timezone", "Asia/Tokyo"))])
    expect(instance(rds, "tuned")["DBParameterGroups"][0]["ParameterApplyStatus"] == "in-sync", "all at once")
    rds.reset_db_parameter_group(DBParameterGroupName="mine", ResetAllParameters=True)
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[
        {"ParameterName": "max_connections", "ParameterValue": "50", "ApplyMethod": "pending-reboot"}])
    expect(instance(rds, "tuned")["DBParameterGroups"][0]["ParameterApplyStatus"] == "pending-reboot", "waits again")
    own = rds.describe_db_parameters(DBParameterGroupName="mine", Source="user")["Parameters"]
    expect([(each["ParameterName"], each["ParameterValue"], each["ApplyType"]) for each in own] ==
           [("max_connections", "50", "static")], own)
    rds.reset_db_parameter_group(DBParameterGroupName="mine", ResetAllParameters=True)
    expect(not rds.describe_db_parameters(DBParameterGroupName="mine", Source="user")["Parameters"], "reset")
    refused("InvalidDBParameterGroupState", rds.delete_db_parameter_group, "", DBParameterGroupName="mine")
    refused("InvalidDBSubnetGroupStateFault", rds.delete_db_subnet_group, "", DBSubnetGroupName="nets")
    rds.delete_db_instance(DBInstanceIdentifier="tuned", SkipFinalSnapshot=True)
    rds.delete_db_parameter_group(DBParameterGroupName="mine")
    rds.delete_db_subnet_group(DBSubnetGroupName="nets")
    names = [each["DBParameterGroupName"] for each in rds.describe_db_parameter_groups()["DBParameterGroups"]]
    expect("default.postgres17" in names and "mine" not in names, names)
    newest = rds.describe_db_engine_versions(Engine="mysql", DefaultOnly=True)["DBEngineVersions"]
    expect([each["EngineVersion"] for each in newest] == ["8.4.4"], newest)
    offers = rds.describe_orderable_db_instance_options(Engine="postgres", DBInstanceClass="db.m7g.large")
    expect(len(offers["OrderableDBInstanceOptions"]) == 8 * 5, offers)
    pages = rds.get_paginator("describe_orderable_db_instance_options").paginate(Engine="mysql", EngineVersion="8.0.41")
    offers = {(each["DBInstanceClass"], each["StorageType"]): each for page in pages for each in page["OrderableDBInstanceOptions"]}
    for size in ("db.t3.micro", "db.t4g.small", "db.m5.large", "db.r7g.16xlarge"):
        expect({kind for name, kind in offers if name == size} == {"standard", "gp2", "gp3", "io1", "io2"}, offers.keys())
    small = {kind: (offers["db.t3.micro", kind]["MinStorageSize"], offers["db.t3.micro", kind]["MaxStorageSize"]) for kind in ("standard", "gp2", "io2")}
    expect(small == {"standard": (5, 3072), "gp2": (20, 65536), "io2": (100, 65536)}, small)
    expect(offers["db.t3.micro", "gp3"]["MaxIopsPerDbInstance"] == 64000 and not offers["db.t3.micro", "gp2"]["SupportsIops"], offers["db.t3.micro", "gp3"])
    offers = rds.describe_orderable_db_instance_options(Engine="aurora-postgresql", EngineVersion="16.6")["OrderableDBInstanceOptions"]
    expect({each["StorageType"] for each in offers} == {"aurora"} and "db.serverless" in {each["DBInstanceClass"] for each in offers}, offers)
    for given in ({"LicenseModel": "bring-your-own-license"}, {"Vpc": False}):
        expect(rds.describe_orderable_db_instance_options(Engine="mysql", **given)["OrderableDBInstanceOptions"] == [], given)
    refused("InvalidParameterValue", rds.describe_orderable_db_instance_options, "oracle-ee", Engine="oracle-ee")
    # Of a line of versions anyone is taken and told, whichever is installed.
    for engine, version, family in (("postgres", "16.3", "postgres16"), ("postgres", "13.15", "postgres13"), ("mysql", "8.0.35", "mysql8.0"),
                                    ("mariadb", "10.6.14", "mariadb10.6"), ("postgres", "11.22-rds.20240418", "postgres11")):
        told = rds.describe_db_engine_versions(Engine=engine, EngineVersion=version)["DBEngineVersions"]
        expect([(each["EngineVersion"], each["DBParameterGroupFamily"]) for each in told] == [(version, family)], told)
        minor = rds.create_db_instance(DBInstanceIdentifier="minor", DBInstanceClass="db.t3.micro", Engine=engine, EngineVersion=version,
                                       MasterUsername="admin1", MasterUserPassword="secret-word", AllocatedStorage=20)["DBInstance"]
        expect(minor["EngineVersion"] == version and minor["DBParameterGroups"][0]["DBParameterGroupName"] == f"default.{family}", minor)
        rds.delete_db_instance(DBInstanceIdentifier="minor", SkipFinalSnapshot=True)
    for version in ("16.", "16.x", "16.3.1", "9.6", "160.1", "16.3-beta"):
        refused("InvalidParameterCombination", rds.create_db_instance, "Cannot find version", DBInstanceIdentifier="minor", DBInstanceClass="db.t3.micro",
                Engine="postgres", EngineVersion=version, MasterUsername="admin1", MasterUserPassword="secret-word", AllocatedStorage=20)
    for family in ("postgres12", "mysql5.7", "mariadb11.8"):
        rds.create_db_parameter_group(DBParameterGroupName="old", DBParameterGroupFamily=family, Description="d")
        rds.delete_db_parameter_group(DBParameterGroupName="old")


def paused(rds):
    """A cluster that stops when nobody needs it."""
    said = {"MinCapacity": 0, "MaxCapacity": 1}
    aurora = {"DBClusterIdentifier": "paused", "Engine": "aurora-mysql", "EngineVersion": "8.0.mysql_aurora.3.05.2", "MasterUsername": "root1",
              "MasterUserPassword": "secret-word"}
    refused("InvalidParameterValue", rds.create_db_cluster, "SecondsUntilAutoPause", **aurora,
            ServerlessV2ScalingConfiguration={**said, "SecondsUntilAutoPause": 299})
    made = rds.create_db_cluster(**aurora, ServerlessV2ScalingConfiguration=said)["DBCluster"]
    expect(made["EngineVersion"] == aurora["EngineVersion"] and made["ServerlessV2ScalingConfiguration"]["SecondsUntilAutoPause"] == 300, made)
    said["SecondsUntilAutoPause"] = 3600
    made = rds.modify_db_cluster(DBClusterIdentifier="paused", ServerlessV2ScalingConfiguration=said)["DBCluster"]
    expect(made["ServerlessV2ScalingConfiguration"] == said, made)
    rds.delete_db_cluster(DBClusterIdentifier="paused", SkipFinalSnapshot=True)


def clusters(rds, secrets):
    made = rds.create_db_cluster(DBClusterIdentifier="shop", Engine="aurora-postgresql", MasterUsername="root1",
                                 ManageMasterUserPassword=True, DatabaseName="app", EnableHttpEndpoint=True)["DBCluster"]
    expect(made["Endpoint"].startswith("shop.cluster-c") and made["ReaderEndpoint"].startswith("shop.cluster-ro-c"), made)
    aurora = {"Engine": "aurora-postgresql", "MasterUsername": "root1", "MasterUserPassword": "secret-word"}
    odd = (("InvalidParameterValue", "retention", {"BackupRetentionPeriod": 0}),
           ("InvalidParameterValue", "retention", {"BackupRetentionPeriod": 36}),
           ("InvalidParameterValue", "Port", {"Port": 80}),
           ("InvalidParameterValue", "xx", {"PreferredBackupWindow": "xx"}),
           ("InvalidParameterValue", "window", {"PreferredMaintenanceWindow": "xx"}),
           ("InvalidParameterValue", "steps", {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0.3, "MaxCapacity": 1}}),
           ("InvalidParameterValue", "not be greater", {"ServerlessV2ScalingConfiguration": {"MinCapacity": 4, "MaxCapacity": 1}}),
           ("InvalidParameterValue", "between 0 and 256", {"ServerlessV2ScalingConfiguration": {"MinCapacity": 1, "MaxCapacity": 257}}),
           ("InvalidParameterCombination", "gp3", {"StorageType": "gp3"}),
           ("InvalidParameterCombination", "Backtrack", {"BacktrackWindow": 60}),
           ("DBClusterParameterGroupNotFound", "", {"DBClusterParameterGroupName": "default.nope"}),
           ("InvalidParameterCombination", "Family aurora-postgresql16", {"DBClusterParameterGroupName": "default.aurora-mysql8.0"}))
    logs = {"create_db_cluster": {"EnableCloudwatchLogsExports": ["foo"]},
            "modify_db_cluster": {"CloudwatchLogsExportConfiguration": {"EnableLogTypes": ["foo"]}}}
    refused("InvalidParameterCombination", rds.create_db_cluster, "log types 'foo'", DBClusterIdentifier="x", **aurora,
            **logs["create_db_cluster"])
    refused("InvalidParameterCombination", rds.modify_db_cluster, "log types 'foo'", DBClusterIdentifier="shop", **logs["modify_db_cluster"])
    rds.modify_db_cluster(DBClusterIdentifier="shop", StorageType="aurora-iopt1", EnableIAMDatabaseAuthentication=True,
                          CloudwatchLogsExportConfiguration={"EnableLogTypes": ["postgresql"]})
    told = cluster(rds, "shop")
    expect((told["StorageType"], told["IAMDatabaseAuthenticationEnabled"], told["EnabledCloudwatchLogsExports"]) ==
           ("aurora-iopt1", True, ["postgresql"]), told)
    for code, text, change in odd:
        refused(code, rds.create_db_cluster, text, DBClusterIdentifier="x", **{**aurora, **change})
        refused(code, rds.modify_db_cluster, text, DBClusterIdentifier="shop", **change)
    refused("InvalidParameterValue", rds.create_db_cluster, "DatabaseName", DBClusterIdentifier="x", DatabaseName="1x", **aurora)
    refused("InvalidParameterCombination", rds.create_db_cluster, "Family aurora-postgresql16", DBClusterIdentifier="x",
            DBClusterParameterGroupName="default.aurora-mysql8.0", **aurora)
    expect((made["BackupRetentionPeriod"], made["Port"]) == (cluster(rds, "shop")["BackupRetentionPeriod"], cluster(rds, "shop")["Port"]), "as it was")
    secret = made["MasterUserSecret"]["SecretArn"]
    kept = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])
    expect(kept["username"] == "root1" and len(kept["password"]) == 32 and "rds!cluster-" in secret, kept)
    for name, tier in (("shop-1", 1), ("shop-2", 5), ("shop-3", 0)):
        rds.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier="shop", Engine="aurora-postgresql",
                               DBInstanceClass="db.r6g.large", PromotionTier=tier)
    members = cluster(rds, "shop")["DBClusterMembers"]
    expect([(each["DBInstanceIdentifier"], each["IsClusterWriter"]) for each in members] ==
           [("shop-1", True), ("shop-3", False), ("shop-2", False)], members)
    refused("InvalidParameterCombination", rds.create_db_instance, "", DBInstanceIdentifier="x", DBClusterIdentifier="shop",
            Engine="aurora-mysql", DBInstanceClass="db.r6g.large")
    rds.failover_db_cluster(DBClusterIdentifier="shop")
    expect(cluster(rds, "shop")["DBClusterMembers"][0]["DBInstanceIdentifier"] == "shop-3", "the lowest tier is the writer")
    rds.failover_db_cluster(DBClusterIdentifier="shop", TargetDBInstanceIdentifier="shop-2")
    expect(cluster(rds, "shop")["DBClusterMembers"][0]["DBInstanceIdentifier"] == "shop-2", "the one that was named")
    refused("InvalidDBClusterStateFault", rds.delete_db_cluster, "still contains DB instances", DBClusterIdentifier="shop",
            SkipFinalSnapshot=True)
    rds.stop_db_cluster(DBClusterIdentifier="shop")
    expect(cluster(rds, "shop")["Status"] == "stopped" and instance(rds, "shop-1")["DBInstanceStatus"] == "stopped", "stopped")
    rds.start_db_cluster(DBClusterIdentifier="shop")
    expect(not rds.describe_global_clusters()["GlobalClusters"], "no global clusters")
    return {"resourceArn": arn("cluster", "shop"), "secretArn": secret}


def sql(rds, data, secrets, at):
    def run(text, parameters=(), **more):
        return data.execute_statement(sql=text, parameters=[dict(each) for each in parameters], **at, **more)

    def named(name, hint=None, **value):
        return {"name": name, "value": value, **({"typeHint": hint} if hint else {})}
    run("create table items (id serial primary key, name varchar(20) not null unique, price numeric(10,2), paid boolean, "
        "ratio double precision, made timestamp, photo bytea, about jsonb)")
    done = run("insert into items (name, price, paid, ratio, made, photo, about) values (:n, :p, :b, :r, :m, :x, :j)", [
        named("n", stringValue="a"), named("p", "DECIMAL", stringValue="12.50"), named("b", booleanValue=True),
        named("r", doubleValue=0.25), named("m", "TIMESTAMP", stringValue="2026-01-02 03:04:05"), named("x", blobValue=b"\x00\xff"),
        named("j", "JSON", stringValue='{"k": 1}')])
    expect(done["numberOfRecordsUpdated"] == 1 and done["generatedFields"] == [], done)
    got = run("select * from items where id = :id::int", [named("id", longValue=1)], includeResultMetadata=True)
    expect(got["records"] == [[{"longValue": 1}, {"stringValue": "a"}, {"stringValue": "12.50"}, {"booleanValue": True},
                               {"doubleValue": 0.25}, {"stringValue": "2026-01-02 03:04:05"}, {"blobValue": b"\x00\xff"},
                               {"stringValue": '{"k": 1}'}]], got["records"])
    told = [(each["name"], each["typeName"], each["type"]) for each in got["columnMetadata"]]
    expect(told[1:] == [("name", "varchar", 12), ("price", "numeric", 2), ("paid", "bool", -7), ("ratio", "float8", 8),
                        ("made", "timestamp", 93), ("photo", "bytea", -2), ("about", "jsonb", 1111)], told)
    expect(got["columnMetadata"][1]["precision"] == 20 and got["columnMetadata"][1]["nullable"] == 0 and
           got["columnMetadata"][0]["isAutoIncrement"] and got["numberOfRecordsUpdated"] == 0, got["columnMetadata"])
    got = run("insert into items (name, price) values (:n, null) returning id, price", [named("n", stringValue="b")])
    expect(got["records"] == [[{"longValue": 2}, {"isNull": True}]], got)
    got = run("select id, name as label, paid from items order by id", formatRecordsAs="JSON")
    expect(json.loads(got["formattedRecords"]) == [{"id": 1, "label": "a", "paid": True}, {"id": 2, "label": "b", "paid": None}], got)
    got = run("select price, price as again from items order by id", formatRecordsAs="JSON")
    expect(got["formattedRecords"] == '[{"price":12.50,"again":12.50},{"price":null,"again":null}]', got)
    got = run("select id, price from items where id = 1",
              resultSetOptions={"decimalReturnType": "DOUBLE_OR_LONG", "longReturnType": "STRING"})
    expect(got["records"] == [[{"stringValue": "1"}, {"doubleValue": 12.5}]], got)
    batch = data.batch_execute_statement(sql="insert into items (name) values (:n)", **at,
                                         parameterSets=[[named("n", stringValue=f"batch-{i}")] for i in range(3)])
    expect(len(batch["updateResults"]) == 3, batch)
    refused("DatabaseErrorException", data.batch_execute_statement, "23505", sql="insert into items (name) values (:n)", **at,
            parameterSets=[[named("n", stringValue="new")], [named("n", stringValue="a")]])
    count = lambda **more: run("select count(*) from items", **more)["records"][0][0]["longValue"]  # noqa: E731
    expect(count() == 5, "a batch that fails leaves nothing")
    # Transactions.
    one = data.begin_transaction(**at)["transactionId"]
    run("insert into items (name) values ('t')", transactionId=one)
    expect(count(transactionId=one) == 6 and count() == 5, "nobody else sees it")
    refused("DatabaseErrorException", lambda: run("insert into items (name) values ('u')"), "55P03")
    expect(data.rollback_transaction(transactionId=one, **at)["transactionStatus"] == "Rollback Complete" and count() == 5, "back")
    two = data.begin_transaction(**at)["transactionId"]
    run("delete from items where name like :p", [named("p", stringValue="batch-%")], transactionId=two)
    expect(data.commit_transaction(transactionId=two, **at)["transactionStatus"] == "Transaction Committed" and count() == 2, "done")
    refused("TransactionNotFoundException", data.commit_transaction, "", transactionId=two, **at)
    # What is refused.
    for code, text, statement, parameters, more in (
            ("DatabaseErrorException", "42P01", "select * from nope", [], {}),
            ("DatabaseErrorException", "42601", "selec", [], {}),
            ("ValidationException", "Multistatements", "select 1; select 2", [], {}),
            ("ValidationException", "schema parameter", "select 1", [], {"schema": "public"}),
            ("BadRequestException", "Cannot find parameter: id", "select :id", [], {}),
            ("BadRequestException", "Array parameters", "select :a", [named("a", arrayValue={"longValues": [1]})], {}),
            ("BadRequestException", "incorrect format", "select :u", [named("u", "UUID", stringValue="x")], {}),
            ("BadRequestException", "size limit",
             "with recursive c(x) as (select 1 union all select x + 1 from c where x < 200000) select x from c", [], {}),
            ("DatabaseErrorException", "3D000", "select 1", [], {"database": "nope"}),
            ("TransactionNotFoundException", "", "select 1", [], {"transactionId": "nope"})):
        refused(code, lambda: run(statement, parameters, **more), text)  # noqa: B023
    wrong = secrets.create_secret(Name="wrong", SecretString=json.dumps({"username": "root1", "password": "no"}))["ARN"]
    refused("DatabaseErrorException", data.execute_statement, "28P01", sql="select 1", **{**at, "secretArn": wrong})
    refused("DatabaseNotFoundException", data.execute_statement, "", sql="select 1", **{**at, "resourceArn": arn("cluster", "nope")})
    rds.disable_http_endpoint(ResourceArn=at["resourceArn"])
    refused("HttpEndpointNotEnabledException", data.execute_statement, "", sql="select 1", **at)
    rds.enable_http_endpoint(ResourceArn=at["resourceArn"])
    # A snapshot holds the database.
    rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="with-items")
    run("delete from items")
    rds.restore_db_cluster_from_snapshot(DBClusterIdentifier="old", SnapshotIdentifier="with-items", Engine="aurora-postgresql")
    refused("HttpEndpointNotEnabledException", data.execute_statement, "", sql="select 1",
            **{**at, "resourceArn": arn("cluster", "old")})
    rds.modify_db_cluster(DBClusterIdentifier="old", EnableHttpEndpoint=True, MasterUserPassword="another-word", ApplyImmediately=True)
    refused("DatabaseUnavailableException", data.execute_statement, "writer", sql="select 1",
            **{**at, "resourceArn": arn("cluster", "old")})
    rds.create_db_instance(DBInstanceIdentifier="old-1", DBClusterIdentifier="old", Engine="aurora-postgresql",
                           DBInstanceClass="db.serverless")
    key = secrets.create_secret(Name="old", SecretString=json.dumps({"username": "root1", "password": "another-word"}))["ARN"]
    got = data.execute_statement(sql="select count(*) from items", resourceArn=arn("cluster", "old"), secretArn=key)
    expect(got["records"] == [[{"longValue": 2}]] and count() == 0, got)


def mysql(rds, data, secrets):
    rds.create_db_cluster(DBClusterIdentifier="my", Engine="aurora-mysql", MasterUsername="root1", MasterUserPassword="secret-word",
                          EnableHttpEndpoint=True)
    rds.create_db_instance(DBInstanceIdentifier="my-1", DBClusterIdentifier="my", Engine="aurora-mysql", DBInstanceClass="db.r6g.large")
    key = secrets.create_secret(Name="my", SecretString=json.dumps({"username": "root1", "password": "secret-word"}))["ARN"]
    at = {"resourceArn": arn("cluster", "my"), "secretArn": key}
    data.execute_statement(sql="create table t (id int auto_increment primary key, b text)", **at)
    got = data.execute_statement(sql="insert into t (b) values ('x')", **at)
    expect(got["generatedFields"] == [{"longValue": 1}] and got["numberOfRecordsUpdated"] == 1, got)


def of_scenario():
    """A scenario's databases are in the API, and a restart is felt."""
    server = Server("serverless-rest.yaml", "--databases", "embedded")
    rds = client_of(server.base, "rds")
    told = {each["DBInstanceIdentifier"]: each for each in rds.describe_db_instances()["DBInstances"]}
    sources = sorted((name, each.get("ReadReplicaSourceDBInstanceIdentifier")) for name, each in told.items())
    primary = [name for name, source in sources if source is None]
    expect(len(primary) == 1 and len(sources) > 1 and all(source in (None, primary[0]) for _, source in sources), sources)
    refused("NotImplemented", rds.modify_db_instance, "scenario", DBInstanceIdentifier=primary[0], DBInstanceClass="db.m6g.large")
    rds.reboot_db_instance(DBInstanceIdentifier=primary[0])
    _, _, metrics = server.ask(f"{server.base}/_windtunnel/metrics")
    found = re.search(rf"{primary[0]}_crashes\S* (\d+)", metrics)
    expect(found and int(found.group(1)) == 1, [line for line in metrics.splitlines() if "crash" in line])
    expect(server.stop() == 0, "the server did not stop well")


def paced():
    server = Server(None, "--databases", "embedded", "--pace", "aws", "--clock", "manual", "--now", "2026-01-01T00:00:00Z")
    rds = client_of(server.base, "rds")

    def advance(span):
        status, _, text = server.ask(f"{server.base}/_windtunnel/clock", "POST", json.dumps({"advance": span}))
        expect(status == 200, text)
    rds.create_db_instance(DBInstanceIdentifier="slow", PreferredMaintenanceWindow="Fri:02:00-Fri:02:30", **MADE)
    told = instance(rds, "slow")
    expect(told["DBInstanceStatus"] == "creating" and "Endpoint" not in told, told)
    refused("InvalidDBInstanceState", rds.modify_db_instance, "", DBInstanceIdentifier="slow", MultiAZ=True)
    advance("8m")
    expect(instance(rds, "slow")["DBInstanceStatus"] == "available", "available")
    rds.modify_db_instance(DBInstanceIdentifier="slow", DBInstanceClass="db.m6g.large")
    advance("24h")
    told = instance(rds, "slow")
    expect(told["DBInstanceClass"] == "db.t3.medium" and told["PendingModifiedValues"] == {"DBInstanceClass": "db.m6g.large"}, told)
    advance("2h")
    told = instance(rds, "slow")
    expect(told["DBInstanceClass"] == "db.m6g.large" and not told["PendingModifiedValues"], told)
    advance("5m")
    rds.stop_db_instance(DBInstanceIdentifier="slow")
    advance("5m")
    told = instance(rds, "slow")
    expect((told["DBInstanceStatus"], told["AutomaticRestartTime"].isoformat()) == ("stopped", "2026-01-09T02:18:00+00:00"), told)
    advance("167h59m")
    expect(instance(rds, "slow")["DBInstanceStatus"] == "stopped", "stopped for less than seven days")
    advance("1m")
    told = instance(rds, "slow")
    expect(told["DBInstanceStatus"] == "starting" and "AutomaticRestartTime" in told, told)
    advance("5m")
    told = instance(rds, "slow")
    expect(told["DBInstanceStatus"] == "available" and "AutomaticRestartTime" not in told, told)
    rds.delete_db_instance(DBInstanceIdentifier="slow", SkipFinalSnapshot=True)
    expect(instance(rds, "slow")["DBInstanceStatus"] == "deleting", "deleting")
    advance("6m")
    refused("DBInstanceNotFound", rds.describe_db_instances, "", DBInstanceIdentifier="slow")
    expect(server.stop() == 0, "the server did not stop well")


def survives(folder):
    server = Server(None, "--databases", "embedded", "--data", folder)
    rds, data = client_of(server.base, "rds"), client_of(server.base, "rds-data")
    secret = rds.create_db_cluster(DBClusterIdentifier="kept", Engine="aurora-postgresql", MasterUsername="root1",
                                   ManageMasterUserPassword=True, EnableHttpEndpoint=True)["DBCluster"]["MasterUserSecret"]["SecretArn"]
    rds.create_db_instance(DBInstanceIdentifier="kept-1", DBClusterIdentifier="kept", Engine="aurora-postgresql",
                           DBInstanceClass="db.r6g.large")
    rds.create_db_instance(DBInstanceIdentifier="alone", Tags=[{"Key": "k", "Value": "v"}], **MADE)
    at = {"resourceArn": arn("cluster", "kept"), "secretArn": secret}
    data.execute_statement(sql="create table t (id int)", **at)
    for number in range(5):
        data.execute_statement(sql=f"insert into t values ({number})", **at)
    open_one = data.begin_transaction(**at)["transactionId"]
    data.execute_statement(sql="insert into t values (99)", transactionId=open_one, **at)
    server.process.kill()
    server.process.wait()
    server = Server(None, "--databases", "embedded", "--data", folder)
    rds, data = client_of(server.base, "rds"), client_of(server.base, "rds-data")
    got = data.execute_statement(sql="select group_concat(id) from t", **at)["records"]
    expect(got == [[{"stringValue": "0,1,2,3,4"}]], got)
    expect(sorted(each["DBInstanceIdentifier"] for each in rds.describe_db_instances()["DBInstances"]) == ["alone", "kept-1"], "instances")
    expect(rds.list_tags_for_resource(ResourceName=arn("db", "alone"))["TagList"] == [{"Key": "k", "Value": "v"}], "tags")
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None, "--databases", "embedded")
rds, data, secrets = (client_of(server.base, name) for name in ("rds", "rds-data", "secretsmanager"))
instances(rds)
replicas(rds)
snapshots(rds)
groups(rds)
option_groups(rds)
paused(rds)
at = clusters(rds, secrets)
sql(rds, data, secrets, at)
mysql(rds, data, secrets)
expect(server.stop() == 0, "the server did not stop well")
of_scenario()
paced()
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("RDS and its Data API: boto3, and what outlives kill -9")
