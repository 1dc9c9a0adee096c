"""What RDS's API keeps and tells beside databases, by boto3: event subscriptions, roles, endpoints of proxies, global clusters; their
statuses by the run's clock, and what outlives kill -9."""
import shutil
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

TOPIC = "arn:aws:sns:us-east-1:000000000000:alerts"
INSTANCE = {"DBInstanceClass": "db.t3.micro", "Engine": "postgres", "MasterUsername": "admin1", "MasterUserPassword": "secret-word",
            "AllocatedStorage": 20}
CLUSTER = {"Engine": "aurora-postgresql", "MasterUsername": "admin1", "MasterUserPassword": "secret-word"}
ROLE = "arn:aws:iam::000000000000:role/"


def subscriptions(rds):
    rds.create_db_instance(DBInstanceIdentifier="orders", **INSTANCE)
    made = rds.create_event_subscription(SubscriptionName="Alerts", SnsTopicArn=TOPIC, SourceType="db-instance",
                                         SourceIds=["orders"], EventCategories=["failover", "creation"], Tags=[{"Key": "a", "Value": "b"}])
    told = made["EventSubscription"]
    expect((told["CustSubscriptionId"], told["Status"], told["SourceIdsList"], told["Enabled"]) == ("alerts", "creating", ["orders"], True), told)
    arn = told["EventSubscriptionArn"]
    expect(arn == "arn:aws:rds:us-east-1:000000000000:es:alerts", arn)
    expect(rds.list_tags_for_resource(ResourceName=arn)["TagList"] == [{"Key": "a", "Value": "b"}], "tags")
    for code, change in (("SubscriptionAlreadyExist", {}), ("SNSInvalidTopic", {"SubscriptionName": "x", "SnsTopicArn": "alerts"}),
                         ("SubscriptionCategoryNotFound", {"SubscriptionName": "x", "EventCategories": ["weather"]}),
                         ("SubscriptionCategoryNotFound", {"SubscriptionName": "x", "SourceType": "db-cluster", "EventCategories": ["backup"]}),
                         ("SourceNotFound", {"SubscriptionName": "x", "SourceType": "db-instance", "SourceIds": ["nobody"]}),
                         ("InvalidParameterCombination", {"SubscriptionName": "x", "SourceIds": ["orders"]})):
        refused(code, rds.create_event_subscription, "", **{"SubscriptionName": "alerts", "SnsTopicArn": TOPIC, **change})
    rds.create_db_instance(DBInstanceIdentifier="other", **INSTANCE)
    rds.add_source_identifier_to_subscription(SubscriptionName="alerts", SourceIdentifier="other")
    refused("SourceNotFound", rds.add_source_identifier_to_subscription, "", SubscriptionName="alerts", SourceIdentifier="nobody")
    rds.remove_source_identifier_from_subscription(SubscriptionName="alerts", SourceIdentifier="orders")
    refused("SourceNotFound", rds.remove_source_identifier_from_subscription, "", SubscriptionName="alerts", SourceIdentifier="orders")
    rds.modify_event_subscription(SubscriptionName="alerts", Enabled=False, EventCategories=["backup"])
    told, = rds.describe_event_subscriptions(SubscriptionName="alerts")["EventSubscriptionsList"]
    expect((told["SourceIdsList"], told["EventCategoriesList"], told["Enabled"], told["Status"]) == (["other"], ["backup"], False, "active"), told)
    rds.delete_event_subscription(SubscriptionName="alerts")
    refused("SubscriptionNotFound", rds.describe_event_subscriptions, "", SubscriptionName="alerts")
    categories = {each["SourceType"]: each["EventCategories"] for each in rds.describe_event_categories()["EventCategoriesMapList"]}
    expect("failover" in categories["db-instance"] and categories["db-parameter-group"] == ["configuration change"], categories)
    expect(len(rds.describe_event_categories(SourceType="db-proxy")["EventCategoriesMapList"]) == 1, "one type")


def roles(rds):
    rds.create_db_cluster(DBClusterIdentifier="shop", **CLUSTER)

    def of_instance():
        return rds.describe_db_instances(DBInstanceIdentifier="orders")["DBInstances"][0]["AssociatedRoles"]

    def of_cluster():
        return rds.describe_db_clusters(DBClusterIdentifier="shop")["DBClusters"][0]["AssociatedRoles"]

    rds.add_role_to_db_instance(DBInstanceIdentifier="orders", RoleArn=ROLE + "in", FeatureName="s3Import")
    expect(of_instance() == [{"RoleArn": ROLE + "in", "FeatureName": "s3Import", "Status": "ACTIVE"}], of_instance())
    refused("DBInstanceRoleAlreadyExists", rds.add_role_to_db_instance, "", DBInstanceIdentifier="orders", RoleArn=ROLE + "in",
            FeatureName="s3Import")
    refused("DBInstanceRoleNotFound", rds.remove_role_from_db_instance, "", DBInstanceIdentifier="orders", RoleArn=ROLE + "in",
            FeatureName="Lambda")
    for number in range(4):
        rds.add_role_to_db_instance(DBInstanceIdentifier="orders", RoleArn=f"{ROLE}{number}", FeatureName=f"feature{number}")
    refused("DBInstanceRoleQuotaExceeded", rds.add_role_to_db_instance, "", DBInstanceIdentifier="orders", RoleArn=ROLE + "x", FeatureName="x")
    rds.remove_role_from_db_instance(DBInstanceIdentifier="orders", RoleArn=ROLE + "in", FeatureName="s3Import")
    expect(len(of_instance()) == 4, of_instance())
    rds.add_role_to_db_cluster(DBClusterIdentifier="shop", RoleArn=ROLE + "in")
    expect(of_cluster() == [{"RoleArn": ROLE + "in", "Status": "ACTIVE"}], of_cluster())
    refused("DBClusterRoleAlreadyExists", rds.add_role_to_db_cluster, "", DBClusterIdentifier="shop", RoleArn=ROLE + "in")
    rds.remove_role_from_db_cluster(DBClusterIdentifier="shop", RoleArn=ROLE + "in")
    refused("DBClusterRoleNotFound", rds.remove_role_from_db_cluster, "", DBClusterIdentifier="shop", RoleArn=ROLE + "in")
    refused("DBClusterNotFoundFault", rds.add_role_to_db_cluster, "", DBClusterIdentifier="nobody", RoleArn=ROLE + "in")
    refused("InvalidDBInstanceState", rds.switchover_read_replica, "Oracle", DBInstanceIdentifier="orders")


def proxy_endpoints(rds):
    subnets = ["subnet-1", "subnet-2"]
    rds.create_db_proxy(DBProxyName="front", EngineFamily="POSTGRESQL", RoleArn=ROLE + "proxy", VpcSubnetIds=subnets, Auth=[])
    made = rds.create_db_proxy_endpoint(DBProxyName="front", DBProxyEndpointName="reading", VpcSubnetIds=subnets, TargetRole="READ_ONLY",
                                        Tags=[{"Key": "a", "Value": "b"}])["DBProxyEndpoint"]
    expect((made["TargetRole"], made["IsDefault"], made["DBProxyName"]) == ("READ_ONLY", False, "front"), made)
    arn = made["DBProxyEndpointArn"]
    expect(arn.startswith("arn:aws:rds:us-east-1:000000000000:db-proxy-endpoint:prx-endpoint-"), arn)
    expect(rds.list_tags_for_resource(ResourceName=arn)["TagList"] == [{"Key": "a", "Value": "b"}], "tags")
    endpoint = {"DBProxyEndpointName": "reading", "VpcSubnetIds": subnets}
    refused("DBProxyEndpointAlreadyExistsFault", rds.create_db_proxy_endpoint, "", DBProxyName="front", **endpoint)
    refused("DBProxyNotFoundFault", rds.create_db_proxy_endpoint, "", DBProxyName="nobody", **endpoint)
    rds.modify_db_proxy_endpoint(DBProxyEndpointName="reading", NewDBProxyEndpointName="readers", VpcSecurityGroupIds=["sg-1"])
    rds.modify_db_proxy(DBProxyName="front", NewDBProxyName="fore")
    told, = rds.describe_db_proxy_endpoints(DBProxyName="fore")["DBProxyEndpoints"]
    expect((told["DBProxyEndpointName"], told["DBProxyEndpointArn"], told["VpcSecurityGroupIds"]) == ("readers", arn, ["sg-1"]), told)
    refused("DBProxyEndpointNotFoundFault", rds.describe_db_proxy_endpoints, "", DBProxyEndpointName="reading")
    expect(rds.delete_db_proxy_endpoint(DBProxyEndpointName="readers")["DBProxyEndpoint"]["Status"] == "deleting", "deleting")
    refused("DBProxyEndpointNotFoundFault", rds.delete_db_proxy_endpoint, "", DBProxyEndpointName="readers")
    rds.create_db_proxy_endpoint(DBProxyName="fore", DBProxyEndpointName="last", VpcSubnetIds=subnets)
    rds.delete_db_proxy(DBProxyName="fore")
    expect(rds.describe_db_proxy_endpoints()["DBProxyEndpoints"] == [], "endpoints go with their proxy")


def global_clusters(rds, elsewhere):
    def arn(region, name):
        return f"arn:aws:rds:{region}:000000000000:cluster:{name}"

    def told():
        return rds.describe_global_clusters(GlobalClusterIdentifier="world")["GlobalClusters"][0]

    refused("GlobalClusterNotFoundFault", rds.describe_global_clusters, "", GlobalClusterIdentifier="world")
    refused("InvalidParameterCombination", rds.create_global_cluster, "", GlobalClusterIdentifier="world", Engine="aurora-postgresql",
            SourceDBClusterIdentifier=arn("us-east-1", "shop"))
    refused("DBClusterNotFoundFault", rds.create_global_cluster, "", GlobalClusterIdentifier="world", SourceDBClusterIdentifier="nobody")
    made = rds.create_global_cluster(GlobalClusterIdentifier="World", SourceDBClusterIdentifier=arn("us-east-1", "shop"),
                                     DeletionProtection=True, Tags=[{"Key": "a", "Value": "b"}])["GlobalCluster"]
    expect(made["GlobalClusterArn"] == "arn:aws:rds::000000000000:global-cluster:world", made)
    expect(rds.list_tags_for_resource(ResourceName=made["GlobalClusterArn"])["TagList"] == [{"Key": "a", "Value": "b"}], "tags")
    refused("GlobalClusterAlreadyExistsFault", rds.create_global_cluster, "", GlobalClusterIdentifier="world", Engine="aurora-mysql")
    refused("InvalidDBClusterStateFault", rds.create_global_cluster, "", GlobalClusterIdentifier="other",
            SourceDBClusterIdentifier=arn("us-east-1", "shop"))
    second = {"DBClusterIdentifier": "shop-west", "Engine": "aurora-postgresql", "GlobalClusterIdentifier": "world"}
    refused("InvalidParameterCombination", elsewhere.create_db_cluster, "", **second, MasterUsername="admin1", MasterUserPassword="secret-word")
    refused("InvalidGlobalClusterStateFault", rds.create_db_cluster, "", **second)
    refused("GlobalClusterNotFoundFault", elsewhere.create_db_cluster, "", **{**second, "GlobalClusterIdentifier": "nobody"})
    joined = elsewhere.create_db_cluster(**second)["DBCluster"]
    expect((joined["GlobalClusterIdentifier"], joined["MasterUsername"]) == ("world", "admin1"), joined)
    members = [(each["DBClusterArn"], each["IsWriter"], each["Readers"]) for each in told()["GlobalClusterMembers"]]
    east, west = arn("us-east-1", "shop"), arn("us-west-2", "shop-west")
    expect(members == [(east, True, [west]), (west, False, [])], members)
    expect(elsewhere.describe_global_clusters()["GlobalClusters"][0]["GlobalClusterIdentifier"] == "world", "it is of every region")
    refused("InvalidDBClusterStateFault", rds.delete_db_cluster, "global", DBClusterIdentifier="shop", SkipFinalSnapshot=True)
    refused("InvalidGlobalClusterStateFault", rds.remove_from_global_cluster, "", GlobalClusterIdentifier="world", DbClusterIdentifier=east)
    state = rds.switchover_global_cluster(GlobalClusterIdentifier="world", TargetDbClusterIdentifier=west)["GlobalCluster"]["FailoverState"]
    expect((state["FromDbClusterArn"], state["ToDbClusterArn"], state["IsDataLossAllowed"]) == (east, west, False), state)
    expect([each["DBClusterArn"] for each in told()["GlobalClusterMembers"] if each["IsWriter"]] == [west], told())
    refused("InvalidDBClusterStateFault", rds.failover_global_cluster, "", GlobalClusterIdentifier="world", TargetDbClusterIdentifier=west,
            AllowDataLoss=True)
    rds.failover_global_cluster(GlobalClusterIdentifier="world", TargetDbClusterIdentifier=east, AllowDataLoss=True)
    rds.remove_from_global_cluster(GlobalClusterIdentifier="world", DbClusterIdentifier=west)
    refused("DBClusterNotFoundFault", rds.remove_from_global_cluster, "", GlobalClusterIdentifier="world", DbClusterIdentifier=west)
    expect("GlobalClusterIdentifier" not in elsewhere.describe_db_clusters(DBClusterIdentifier="shop-west")["DBClusters"][0], "it has left")
    refused("InvalidGlobalClusterStateFault", rds.delete_global_cluster, "protected", GlobalClusterIdentifier="world")
    rds.modify_global_cluster(GlobalClusterIdentifier="world", NewGlobalClusterIdentifier="globe", DeletionProtection=False)
    refused("InvalidGlobalClusterStateFault", rds.delete_global_cluster, "not empty", GlobalClusterIdentifier="globe")
    rds.remove_from_global_cluster(GlobalClusterIdentifier="globe", DbClusterIdentifier=east)
    rds.delete_global_cluster(GlobalClusterIdentifier="globe")
    rds.delete_db_cluster(DBClusterIdentifier="shop", SkipFinalSnapshot=True)


def by_the_clock():
    """With --pace aws, and after a kill."""
    folder = tempfile.mkdtemp(prefix="windtunnel-rds-")
    arguments = ["--data", folder, "--databases", "embedded", "--pace", "aws", "--clock", "manual"]
    try:
        server = Server(None, *arguments, "--now", "2026-01-01T00:00:00Z")
        rds = client_of(server.base, "rds")
        rds.create_event_subscription(SubscriptionName="alerts", SnsTopicArn=TOPIC)
        rds.create_global_cluster(GlobalClusterIdentifier="world", Engine="aurora-mysql")
        rds.create_db_proxy(DBProxyName="front", EngineFamily="POSTGRESQL", RoleArn=ROLE + "proxy", VpcSubnetIds=["a", "b"], Auth=[])
        server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "10m"}')
        rds.create_db_proxy_endpoint(DBProxyName="front", DBProxyEndpointName="reading", VpcSubnetIds=["a", "b"])

        def statuses():
            return (rds.describe_db_proxy_endpoints()["DBProxyEndpoints"][0]["Status"],
                    rds.describe_global_clusters()["GlobalClusters"][0]["Status"])

        expect(statuses() == ("creating", "available"), statuses())
        rds.modify_global_cluster(GlobalClusterIdentifier="world", DeletionProtection=True)
        server.process.kill()
        server.process.wait()
        server = Server(None, *arguments, "--now", "2026-01-01T00:11:00Z")
        rds = client_of(server.base, "rds")
        expect(statuses() == ("creating", "modifying"), statuses())
        expect(rds.describe_event_subscriptions()["EventSubscriptionsList"][0]["CustSubscriptionId"] == "alerts", "it is kept")
        server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "10m"}')
        expect(statuses() == ("available", "available"), statuses())
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    server = Server(None, "--databases", "embedded")
    rds = client_of(server.base, "rds")
    for step in (subscriptions, roles, proxy_endpoints):
        step(rds)
        print(step.__name__, "done")
    global_clusters(rds, client_of(server.base, "rds", region="us-west-2"))
    server.stop()
    by_the_clock()
    print("ok")


main()
