"""What is kept of RDS's instances and told of them, however they are made; other names for them. With boto3, without servers."""
from clients import Server, boto3_or_skip, client_of, expect, refused
from databases import cluster, instance, made

boto3_or_skip()
MADE = made("postgres")


def arn(kind, name):
    return f"arn:aws:rds:us-east-1:000000000000:{kind}:{name}"


OPTIONS = {"StorageType": "gp3", "AllocatedStorage": 400, "Iops": 13000, "StorageThroughput": 600, "MaxAllocatedStorage": 1000,
           "CACertificateIdentifier": "rds-ca-rsa4096-g1", "EnableIAMDatabaseAuthentication": True}


def told_options(told, **more):
    """Of an instance, in the words of OPTIONS."""
    expect(told["IAMDatabaseAuthenticationEnabled"] is more.get("EnableIAMDatabaseAuthentication", True), told)
    for name, value in {**OPTIONS, **more}.items():
        if name != "EnableIAMDatabaseAuthentication":
            expect(told.get(name) == value, (name, value, told))


def options(rds):
    """What is kept of a new instance is told, and what makes others of it takes and refuses the same."""
    role = "arn:aws:iam::000000000000:role/monitors"
    more = {"MonitoringInterval": 60, "MonitoringRoleArn": role}
    rds.create_db_instance(DBInstanceIdentifier="full", AvailabilityZone="us-east-1e", EnablePerformanceInsights=True,
                           EnableCloudwatchLogsExports=["postgresql"], **{**MADE, **OPTIONS, **more})
    told = instance(rds, "full")
    told_options(told, AvailabilityZone="us-east-1e", PerformanceInsightsEnabled=True, EnabledCloudwatchLogsExports=["postgresql"], **more)
    rds.modify_db_instance(DBInstanceIdentifier="full", ApplyImmediately=True, Iops=14000, StorageThroughput=700, MaxAllocatedStorage=400,
                           CACertificateIdentifier="rds-ca-ecc384-g1", EnableIAMDatabaseAuthentication=False, MonitoringInterval=0,
                           CloudwatchLogsExportConfiguration={"EnableLogTypes": ["upgrade"], "DisableLogTypes": ["postgresql"]})
    told_options(instance(rds, "full"), Iops=14000, StorageThroughput=700, MaxAllocatedStorage=None, MonitoringInterval=0,
                 CACertificateIdentifier="rds-ca-ecc384-g1", EnableIAMDatabaseAuthentication=False, EnabledCloudwatchLogsExports=["upgrade"])
    refused("InvalidParameterCombination", rds.modify_db_instance, "throughput", DBInstanceIdentifier="full", StorageThroughput=4001)
    rds.create_db_snapshot(DBInstanceIdentifier="full", DBSnapshotIdentifier="of-full")
    creating = {
        "copied": lambda **how: rds.create_db_instance_read_replica(SourceDBInstanceIdentifier="full", DBInstanceIdentifier="copied", **how),
        "restored": lambda **how: rds.restore_db_instance_from_db_snapshot(DBSnapshotIdentifier="of-full", DBInstanceIdentifier="restored", **how),
        "earlier": lambda **how: rds.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier="full", TargetDBInstanceIdentifier="earlier", UseLatestRestorableTime=True, **how)}
    for name, make in creating.items():
        for code, text, change in (
                ("InvalidParameterValue", "foo", {"StorageType": "foo"}),
                ("InvalidParameterCombination", "Iops", {"StorageType": "io1"}),
                ("InvalidParameterCombination", "storage size", {"AllocatedStorage": 65537}),
                ("InvalidParameterCombination", "throughput", {"StorageThroughput": 4001}),
                ("InvalidParameterValue", "eu-west-1a", {"AvailabilityZone": "eu-west-1a"}),
                ("InvalidParameterCombination", "Multi-AZ", {"AvailabilityZone": "us-east-1a", "MultiAZ": True}),
                ("CertificateNotFound", "foo", {"CACertificateIdentifier": "foo"}),
                ("InvalidParameterCombination", "Family postgres17", {"DBParameterGroupName": "default.mysql8.0"}),
                ("DBSubnetGroupNotFoundFault", "", {"DBSubnetGroupName": "nope"}),
                ("OptionGroupNotFoundFault", "", {"OptionGroupName": "nope"}),
                ("InvalidParameterCombination", "log types 'foo'", {"EnableCloudwatchLogsExports": ["foo"]})):
            refused(code, make, text, **change)
        with_growth = {} if name == "restored" else {"MaxAllocatedStorage": 1000}
        make(AvailabilityZone="us-east-1d", **{**{each: value for each, value in OPTIONS.items() if each != "MaxAllocatedStorage"}, **with_growth})
        told_options(instance(rds, name), AvailabilityZone="us-east-1d", MonitoringInterval=0, EnabledCloudwatchLogsExports=None,
                     **({} if with_growth else {"MaxAllocatedStorage": None}))
    for name in ("copied", "restored", "earlier", "full"):
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    rds.delete_db_snapshot(DBSnapshotIdentifier="of-full")


def renamed(rds):
    """Whatever names it follows: replicas, proxies, its cluster, endpoints of that, subscriptions."""
    rds.create_db_instance(DBInstanceIdentifier="before", Tags=[{"Key": "a", "Value": "b"}], **MADE)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="follows", SourceDBInstanceIdentifier="before")
    rds.create_event_subscription(SubscriptionName="ours", SnsTopicArn="arn:aws:sns:us-east-1:000000000000:t", SourceType="db-instance",
                                  SourceIds=["before"])
    refused("DBInstanceAlreadyExists", rds.modify_db_instance, "", DBInstanceIdentifier="before", NewDBInstanceIdentifier="follows")
    old = instance(rds, "before")
    told = rds.modify_db_instance(DBInstanceIdentifier="before", NewDBInstanceIdentifier="After", ApplyImmediately=True)["DBInstance"]
    expect((told["DBInstanceIdentifier"], told["DBInstanceArn"], told["DbiResourceId"]) == ("after", arn("db", "after"), old["DbiResourceId"]), told)
    expect(told["Endpoint"]["Address"] == old["Endpoint"]["Address"].replace("before.", "after."), told)
    refused("DBInstanceNotFound", rds.describe_db_instances, "", DBInstanceIdentifier="before")
    expect(instance(rds, "after")["ReadReplicaDBInstanceIdentifiers"] == ["follows"], instance(rds, "after"))
    expect(instance(rds, "follows")["ReadReplicaSourceDBInstanceIdentifier"] == "after", instance(rds, "follows"))
    expect(rds.list_tags_for_resource(ResourceName=arn("db", "after"))["TagList"] == [{"Key": "a", "Value": "b"}], "tags")
    expect(rds.describe_event_subscriptions(SubscriptionName="ours")["EventSubscriptionsList"][0]["SourceIdsList"] == ["after"], "subscription")
    # In its window, which is over by the time one asks; its old name is free.
    rds.modify_db_instance(DBInstanceIdentifier="follows", NewDBInstanceIdentifier="before", DBInstanceClass="db.m6g.large")
    told = instance(rds, "before")
    expect((told["DBInstanceClass"], told["PendingModifiedValues"], told["ReadReplicaSourceDBInstanceIdentifier"]) ==
           ("db.m6g.large", {}, "after"), told)
    rds.create_db_cluster(DBClusterIdentifier="ring", Engine="aurora-postgresql", MasterUsername="root1", MasterUserPassword="secret-word")
    for name in ("one", "two"):
        rds.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier="ring", Engine="aurora-postgresql", DBInstanceClass="db.r6g.large")
    rds.create_db_cluster_endpoint(DBClusterIdentifier="ring", DBClusterEndpointIdentifier="some", EndpointType="ANY", StaticMembers=["one"])
    rds.modify_db_instance(DBInstanceIdentifier="one", NewDBInstanceIdentifier="first", ApplyImmediately=True)
    members = {each["DBInstanceIdentifier"]: each["IsClusterWriter"] for each in cluster(rds, "ring")["DBClusterMembers"]}
    expect(members == {"first": True, "two": False}, members)
    told = rds.describe_db_cluster_endpoints(DBClusterEndpointIdentifier="some")["DBClusterEndpoints"][0]
    expect(told["StaticMembers"] == ["first"], told)
    rds.delete_event_subscription(SubscriptionName="ours")
    rds.create_global_cluster(GlobalClusterIdentifier="world", SourceDBClusterIdentifier=arn("cluster", "ring"))
    rds.create_db_cluster(DBClusterIdentifier="other", Engine="aurora-mysql", MasterUsername="root1", MasterUserPassword="secret-word")
    refused("DBClusterAlreadyExistsFault", rds.modify_db_cluster, "", DBClusterIdentifier="ring", NewDBClusterIdentifier="other")
    refused("InvalidParameterValue", rds.modify_db_cluster, "NewDBClusterIdentifier", DBClusterIdentifier="ring", NewDBClusterIdentifier="1x")
    old = cluster(rds, "ring")
    told = rds.modify_db_cluster(DBClusterIdentifier="ring", NewDBClusterIdentifier="Circle", ApplyImmediately=True)["DBCluster"]
    expect((told["DBClusterIdentifier"], told["DBClusterArn"], told["DbClusterResourceId"]) ==
           ("circle", arn("cluster", "circle"), old["DbClusterResourceId"]), told)
    refused("DBClusterNotFoundFault", rds.describe_db_clusters, "", DBClusterIdentifier="ring")
    told = cluster(rds, "circle")
    expect((told["Status"], len(told["DBClusterMembers"]), told["Endpoint"]) ==
           ("available", 2, old["Endpoint"].replace("ring.", "circle.")), told)
    expect(instance(rds, "first")["DBClusterIdentifier"] == "circle", instance(rds, "first"))
    told = rds.describe_db_cluster_endpoints(DBClusterEndpointIdentifier="some")["DBClusterEndpoints"][0]
    expect(told["DBClusterIdentifier"] == "circle", told)
    told = rds.describe_global_clusters(GlobalClusterIdentifier="world")["GlobalClusters"][0]
    expect(told["GlobalClusterMembers"][0]["DBClusterArn"] == arn("cluster", "circle"), told)
    rds.remove_from_global_cluster(GlobalClusterIdentifier="world", DbClusterIdentifier=arn("cluster", "circle"))
    rds.delete_global_cluster(GlobalClusterIdentifier="world")
    rds.delete_db_cluster(DBClusterIdentifier="other", SkipFinalSnapshot=True)
    for name in ("before", "after", "two", "first"):
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    rds.delete_db_cluster(DBClusterIdentifier="circle", SkipFinalSnapshot=True)


server = Server(None, "--databases", "embedded")
rds = client_of(server.base, "rds")
options(rds)
renamed(rds)
expect(server.stop() == 0, "the server did not stop well")
print("RDS's instances: what is kept of them, and other names")
