"""ElastiCache by boto3 against a fresh server: groups, clusters and serverless caches that listen, users who may and may not,
parameters that count, snapshots with their keys, failover, statuses that pass; and what outlives kill -9."""
import datetime
import json
import re
import shutil
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect, refused
from resp import Resp

boto3_or_skip()

ACCOUNT = "000000000000"


def arn(kind, name):
    return f"arn:aws:elasticache:us-east-1:{ACCOUNT}:{kind}:{name}"


def group(caches, name):
    return caches.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]


def places(told):
    nodes = told["NodeGroups"][0]
    return nodes["PrimaryEndpoint"], nodes["ReaderEndpoint"]


def not_over(port, tls):
    try:
        answer = Resp(port, tls=tls)("PING")
    except (EOFError, OSError):
        return
    expect(False, f"tls {tls}: it is let in, {answer}")


def groups(caches):
    made = caches.create_replication_group(
        ReplicationGroupId="Sessions", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro", NumCacheClusters=3,
        AutomaticFailoverEnabled=True, Engine="redis", Tags=[{"Key": "team", "Value": "a"}])["ReplicationGroup"]
    expect((made["ReplicationGroupId"], made["Status"], made["ARN"]) ==
           ("sessions", "available", arn("replicationgroup", "sessions")), made)
    expect(made["MemberClusters"] == ["sessions-001", "sessions-002", "sessions-003"], made)
    roles = [(each["CacheClusterId"], each["CurrentRole"]) for each in made["NodeGroups"][0]["NodeGroupMembers"]]
    expect(roles == [("sessions-001", "primary"), ("sessions-002", "replica"), ("sessions-003", "replica")], roles)
    primary, reader = places(made)
    redis, replica = Resp(primary), Resp(reader)
    expect(redis("SET", "a", "1") == "OK" and replica("GET", "a") == b"1", "one cache behind both")
    expect("READONLY" in str(replica("SET", "a", "2")), "a replica takes no writes")
    refused("ReplicationGroupAlreadyExists", caches.create_replication_group, "already exists", ReplicationGroupId="sessions",
            ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro")
    refused("ReplicationGroupNotFoundFault", caches.describe_replication_groups, "", ReplicationGroupId="nope")
    for code, text, change in (
            ("InvalidParameterValue", "valid identifier", {"ReplicationGroupId": "a--b"}),
            ("InvalidParameterValue", "Node Type", {"CacheNodeType": "cache.huge"}),
            ("InvalidParameterCombination", "at least 2", {"AutomaticFailoverEnabled": True}),
            ("InvalidParameterCombination", "TransitEncryptionEnabled", {"AuthToken": "x" * 16}),
            ("InvalidParameterValue", "memcached", {"Engine": "memcached"}),
            ("InvalidParameterValue", "auto failover turned off", {"NumNodeGroups": 2}),
            ("InvalidParameterCombination", "Cannot find version 99 for redis", {"EngineVersion": "99"}),
            ("InvalidParameterCombination", "of family valkey8 but found one of family redis7",
             {"Engine": "valkey", "CacheParameterGroupName": "default.redis7"}),
            ("InvalidParameterCombination", "of family redis7 but found one of family redis5.0", {"CacheParameterGroupName": "default.redis5.0"}),
            ("InvalidParameterValue", "between 0 and 35", {"SnapshotRetentionLimit": 36}),
            ("InvalidParameterValue", "99:00-98:00", {"SnapshotWindow": "99:00-98:00"}),
            ("InvalidParameterValue", "05:00-05:59", {"SnapshotWindow": "05:00-05:59"}),
            ("InvalidParameterValue", "node groups", {"NumNodeGroups": 0}),
            ("CacheParameterGroupNotFound", "", {"CacheParameterGroupName": "nope"}),
            ("CacheSubnetGroupNotFoundFault", "", {"CacheSubnetGroupName": "nope"})):
        refused(code, caches.create_replication_group, text, **{
            "ReplicationGroupId": "x", "ReplicationGroupDescription": "d", "CacheNodeType": "cache.t4g.micro", **change})
    refused("InvalidParameterCombination", caches.modify_replication_group, "not supported", ReplicationGroupId="sessions",
            EngineVersion="6.2", ApplyImmediately=True)
    refused("InvalidParameterValue", caches.reboot_cache_cluster, "0002", CacheClusterId="sessions-001", CacheNodeIdsToReboot=["0002"])
    refused("InvalidParameterValue", caches.delete_user, "default", UserId="default")
    refused("InvalidParameterValue", caches.create_user, "+@foo", UserId="u", UserName="u", Engine="redis",
            AccessString="on ~* +@foo", NoPasswordRequired=True)
    members = caches.describe_cache_clusters(ShowCacheNodeInfo=True)["CacheClusters"]
    expect([each["CacheClusterId"] for each in members] == made["MemberClusters"], members)
    expect(members[0]["CacheNodes"][0]["Endpoint"] == primary and members[0]["ReplicationGroupId"] == "sessions", members)
    # Another primary: connections end, keys stay, the endpoint stays.
    caches.test_failover(ReplicationGroupId="sessions", NodeGroupId="0001")
    try:
        expect(redis("GET", "a") is None, "the connection goes on")
    except (EOFError, ConnectionError):
        pass
    now = group(caches, "sessions")
    expect([each["CurrentRole"] for each in now["NodeGroups"][0]["NodeGroupMembers"]] == ["replica", "primary", "replica"], now)
    expect(places(now)[0] == primary and Resp(primary)("GET", "a") == b"1", now)
    events = caches.describe_events(SourceType="replication-group", SourceIdentifier="sessions")["Events"]
    expect("Failover from primary node sessions-001 to replica node sessions-002 completed" in
           [each["Message"] for each in events], events)
    refused("NodeGroupNotFoundFault", caches.test_failover, "", ReplicationGroupId="sessions", NodeGroupId="0002")
    caches.decrease_replica_count(ReplicationGroupId="sessions", NewReplicaCount=1, ApplyImmediately=True)
    expect(len(group(caches, "sessions")["MemberClusters"]) == 2, "fewer")
    caches.increase_replica_count(ReplicationGroupId="sessions", NewReplicaCount=3, ApplyImmediately=True)
    expect(len(group(caches, "sessions")["MemberClusters"]) == 4, "more")
    # A token, and TLS.
    not_over(primary, True)
    caches.modify_replication_group(ReplicationGroupId="sessions", TransitEncryptionEnabled=True, ApplyImmediately=True)
    caches.modify_replication_group(ReplicationGroupId="sessions", AuthToken="a-token-of-sixteen", ApplyImmediately=True,
                                    AuthTokenUpdateStrategy="SET")
    not_over(primary, False)
    redis = Resp(primary, tls=True)
    expect("NOAUTH" in str(redis("GET", "a")), "no token")
    expect("WRONGPASS" in str(redis("AUTH", "x" * 16)) and redis("AUTH", "a-token-of-sixteen") == "OK", "a token")
    expect(redis("GET", "a") == b"1" and group(caches, "sessions")["AuthTokenEnabled"], "let in")
    for strategy, good in (("ROTATE", ("a-token-of-sixteen", "the-token-after-it")), ("SET", ("the-token-after-it",))):
        caches.modify_replication_group(ReplicationGroupId="sessions", AuthToken="the-token-after-it", ApplyImmediately=True,
                                        AuthTokenUpdateStrategy=strategy)
        for token in ("a-token-of-sixteen", "the-token-after-it"):
            answer = Resp(primary, tls=True)("AUTH", token)
            expect((answer == "OK") == (token in good), f"{strategy}, {token}: {answer}")
    caches.modify_replication_group(ReplicationGroupId="sessions", TransitEncryptionMode="preferred", ApplyImmediately=True)
    for tls in (False, True):
        expect(Resp(primary, tls=tls)("AUTH", "the-token-after-it") == "OK", "preferred")
    caches.add_tags_to_resource(ResourceName=arn("replicationgroup", "sessions"), Tags=[{"Key": "k", "Value": "v"}])
    caches.remove_tags_from_resource(ResourceName=arn("replicationgroup", "sessions"), TagKeys=["team"])
    tags = caches.list_tags_for_resource(ResourceName=arn("replicationgroup", "sessions"))["TagList"]
    expect(tags == [{"Key": "k", "Value": "v"}], tags)
    caches.get_waiter("replication_group_available").wait(ReplicationGroupId="sessions")
    gone = caches.delete_replication_group(ReplicationGroupId="sessions", FinalSnapshotIdentifier="last")["ReplicationGroup"]
    expect(gone["Status"] == "deleting", gone)
    refused("ReplicationGroupNotFoundFault", caches.describe_replication_groups, "", ReplicationGroupId="sessions")
    try:
        # Its address may be another server's by now, of a test beside this one.
        answer = Resp(primary)("AUTH", "the-token-after-it")
        expect(answer != "OK", f"a cache that is gone lets in: {answer}")
    except (OSError, EOFError):
        pass


def snapshots(caches):
    told = caches.describe_snapshots(SnapshotName="last")["Snapshots"][0]
    expect((told["SnapshotStatus"], told["ReplicationGroupId"]) == ("available", "sessions"), told)
    caches.copy_snapshot(SourceSnapshotName="last", TargetSnapshotName="copy")
    made = caches.create_cache_cluster(CacheClusterId="again", SnapshotName="copy")["CacheCluster"]
    told = caches.describe_cache_clusters(CacheClusterId="again", ShowCacheNodeInfo=True)["CacheClusters"][0]
    redis = Resp(told["CacheNodes"][0]["Endpoint"])
    expect(made["CacheNodeType"] == "cache.t4g.micro" and redis("GET", "a") == b"1", made)
    redis("HSET", "h", "f", "v"), redis("ZADD", "z", "1.5", "m"), redis("RPUSH", "l", "x", "y"), redis("SADD", "s", "q")
    redis("SET", "brief", "1", "EX", "500"), redis("SELECT", "3"), redis("SET", "other", "db")
    caches.create_snapshot(CacheClusterId="again", SnapshotName="kinds")
    refused("SnapshotAlreadyExistsFault", caches.create_snapshot, "", CacheClusterId="again", SnapshotName="kinds")
    caches.reboot_cache_cluster(CacheClusterId="again", CacheNodeIdsToReboot=["0001"])
    expect(Resp(told["CacheNodes"][0]["Endpoint"])("DBSIZE") == 0, "a node that begins again has nothing")
    caches.create_cache_cluster(CacheClusterId="third", SnapshotName="kinds")
    told = caches.describe_cache_clusters(CacheClusterId="third", ShowCacheNodeInfo=True)["CacheClusters"][0]
    redis = Resp(told["CacheNodes"][0]["Endpoint"])
    expect(redis("HGETALL", "h") == [b"f", b"v"] and redis("ZSCORE", "z", "m") == b"1.5", "a hash and a sorted set")
    expect(redis("LRANGE", "l", "0", "-1") == [b"x", b"y"] and redis("SMEMBERS", "s") == [b"q"], "a list and a set")
    expect(480 < redis("TTL", "brief") <= 500 and redis("SELECT", "3") == "OK" and redis("GET", "other") == b"db", "the rest")
    for name in ("again", "third"):
        caches.delete_cache_cluster(CacheClusterId=name)
    caches.delete_snapshot(SnapshotName="copy")
    refused("SnapshotNotFoundFault", caches.describe_snapshots, "", SnapshotName="copy")
    refused("CacheClusterNotFound", caches.describe_cache_clusters, "", CacheClusterId="again")


def users(caches):
    refused("InvalidParameterCombination", caches.create_user, "NoPasswordRequired", UserId="u", UserName="u", Engine="redis",
            AccessString="on ~* +@all")
    refused("InvalidParameterValue", caches.create_user, "16-128", UserId="u", UserName="u", Engine="redis",
            AccessString="on ~* +@all", Passwords=["short"])
    caches.create_user(UserId="off", UserName="default", Engine="redis", AccessString="off -@all", NoPasswordRequired=True)
    made = caches.create_user(UserId="reader", UserName="reader", Engine="redis", AccessString="on ~app:* +@read",
                              Passwords=["a-long-enough-password"])
    expect((made["Status"], made["Authentication"]) == ("active", {"Type": "password", "PasswordCount": 1}), made)
    refused("DefaultUserRequired", caches.create_user_group, "", UserGroupId="g", Engine="redis", UserIds=["reader"])
    refused("UserNotFound", caches.create_user_group, "", UserGroupId="g", Engine="redis", UserIds=["off", "nope"])
    caches.create_user_group(UserGroupId="g", Engine="redis", UserIds=["off", "reader"])
    caches.create_replication_group(ReplicationGroupId="held", ReplicationGroupDescription="d", UserGroupIds=["g"],
                                    CacheNodeType="cache.t4g.micro", TransitEncryptionEnabled=True)
    port = places(group(caches, "held"))[0]
    redis = Resp(port, tls=True)
    expect("NOAUTH" in str(redis("GET", "app:1")), "nobody")
    expect(redis("AUTH", "reader", "a-long-enough-password") == "OK" and redis("GET", "app:1") is None, "the reader")
    expect("NOPERM" in str(redis("SET", "app:1", "x")) and "NOPERM" in str(redis("GET", "other")), "may not")
    caches.modify_user(UserId="reader", AppendAccessString="+set")
    expect(redis("SET", "app:1", "x") == "OK", "counts at once")
    told = caches.describe_user_groups(UserGroupId="g")["UserGroups"][0]
    expect(told["ReplicationGroups"] == ["held"] and sorted(told["UserIds"]) == ["off", "reader"], told)
    refused("InvalidUserGroupState", caches.delete_user_group, "", UserGroupId="g")
    caches.modify_user_group(UserGroupId="g", UserIdsToRemove=["reader"])
    expect("NOAUTH" in str(redis("GET", "app:1")), "no member any more")
    caches.delete_replication_group(ReplicationGroupId="held")
    caches.delete_user_group(UserGroupId="g")
    caches.delete_user(UserId="reader")
    expect([each["UserId"] for each in caches.describe_users()["Users"]] == ["default", "off"], "users")


def parameters(caches):
    caches.create_cache_parameter_group(CacheParameterGroupName="mine", CacheParameterGroupFamily="redis7", Description="d")
    caches.create_cache_subnet_group(CacheSubnetGroupName="nets", CacheSubnetGroupDescription="d", SubnetIds=["subnet-1", "subnet-2"])
    caches.create_cache_cluster(CacheClusterId="tuned", Engine="redis", CacheNodeType="cache.t4g.micro",
                                CacheParameterGroupName="mine", CacheSubnetGroupName="nets")
    told = caches.describe_cache_clusters(CacheClusterId="tuned", ShowCacheNodeInfo=True)["CacheClusters"][0]
    redis = Resp(told["CacheNodes"][0]["Endpoint"])
    before = redis("INFO", "memory").decode()
    expect("maxmemory_policy:volatile-lru" in before and "maxmemory:4026531" in before, before)
    caches.modify_cache_parameter_group(CacheParameterGroupName="mine", ParameterNameValues=[
        {"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"},
        {"ParameterName": "reserved-memory-percent", "ParameterValue": "50"}])
    after = redis("INFO", "memory").decode()
    expect("maxmemory_policy:allkeys-lru" in after and "maxmemory:2684354" in after, after)
    own = caches.describe_cache_parameters(CacheParameterGroupName="mine", Source="user")["Parameters"]
    expect([each["ParameterValue"] for each in own] == ["allkeys-lru", "50"], own)
    refused("InvalidParameterValue", caches.modify_cache_parameter_group, "Could not find", CacheParameterGroupName="mine",
            ParameterNameValues=[{"ParameterName": "nope", "ParameterValue": "1"}])
    refused("InvalidCacheParameterGroupState", caches.delete_cache_parameter_group, "", CacheParameterGroupName="mine")
    refused("InvalidCacheParameterGroupState", caches.modify_cache_parameter_group, "", CacheParameterGroupName="default.redis7",
            ParameterNameValues=[{"ParameterName": "timeout", "ParameterValue": "30"}])
    refused("CacheSubnetGroupInUse", caches.delete_cache_subnet_group, "", CacheSubnetGroupName="nets")
    caches.modify_cache_cluster(CacheClusterId="tuned", CacheNodeType="cache.m7g.large", ApplyImmediately=True)
    expect("maxmemory:3425" in redis("INFO", "memory").decode(), redis("INFO", "memory"))
    caches.delete_cache_cluster(CacheClusterId="tuned")
    caches.delete_cache_parameter_group(CacheParameterGroupName="mine")
    caches.delete_cache_subnet_group(CacheSubnetGroupName="nets")
    families = [each["CacheParameterGroupFamily"] for each in caches.describe_cache_engine_versions(Engine="valkey")["CacheEngineVersions"]]
    expect(families == ["valkey7", "valkey8", "valkey8", "valkey8", "valkey9"], families)
    versions = {each["EngineVersion"]: each["CacheParameterGroupFamily"]
                for each in caches.describe_cache_engine_versions(Engine="redis")["CacheEngineVersions"]}
    expect((versions["3.2.10"], versions["4.0.10"], versions["5.0.6"], versions["6.0"], versions["7.1"]) ==
           ("redis3.2", "redis4.0", "redis5.0", "redis6.x", "redis7"), versions)


def parameters_of_families(caches):
    """What each family has and takes."""
    def of(group):
        return {each["ParameterName"]: each for page in caches.get_paginator("describe_cache_parameters").paginate(CacheParameterGroupName=group)
                for each in page["Parameters"]}
    now, then = of("default.valkey8"), of("default.redis3.2.cluster.on")
    expect(then["cluster-enabled"]["ParameterValue"] == "yes" and now["cluster-enabled"]["ParameterValue"] == "no", then["cluster-enabled"])
    expect("hash-max-ziplist-entries" in then and "hash-max-listpack-entries" in now and "acllog-max-len" not in then, then.keys())
    expect("lfu" not in then["maxmemory-policy"]["AllowedValues"] and "allkeys-lfu" in now["maxmemory-policy"]["AllowedValues"], now["maxmemory-policy"])
    expect((now["activerehashing"]["IsModifiable"], now["activerehashing"]["ChangeType"]) == (True, "requires-reboot"), now["activerehashing"])
    expect(now["maxclients"]["IsModifiable"] is False and "ParameterValue" not in now["notify-keyspace-events"], now["maxclients"])
    values = {"activerehashing": "no", "lfu-decay-time": "2", "lfu-log-factor": "5", "acllog-max-len": "200", "cluster-allow-reads-when-down": "yes",
              "hash-max-listpack-entries": "64", "set-max-intset-entries": "64", "list-compress-depth": "1", "timeout": "20", "tcp-keepalive": "60",
              "slowlog-log-slower-than": "-1", "slowlog-max-len": "10", "notify-keyspace-events": "Ex"}
    caches.create_cache_parameter_group(CacheParameterGroupName="many", CacheParameterGroupFamily="valkey8", Description="d")
    caches.modify_cache_parameter_group(CacheParameterGroupName="many", ParameterNameValues=[
        {"ParameterName": name, "ParameterValue": value} for name, value in values.items()])
    told = of("many")
    expect({name: told[name]["ParameterValue"] for name in values} == values, told)
    for name, value, words in (("timeout", "19", "timeout"), ("acllog-max-len", "0", "acllog"), ("lfu-log-factor", "x", "lfu"), ("maxclients", "1", "cannot be"),
                               ("activedefrag", "maybe", "activedefrag"), ("hash-max-ziplist-entries", "1", "Could not find"),
                               ("notify-keyspace-events", "Q", "notify"), ("active-defrag-cycle-max", "76", "cycle-max")):
        refused("InvalidParameterValue", caches.modify_cache_parameter_group, words, CacheParameterGroupName="many",
                ParameterNameValues=[{"ParameterName": name, "ParameterValue": value}])
    caches.delete_cache_parameter_group(CacheParameterGroupName="many")
    for version in ("5.0.6", "4.0.10"):
        caches.create_cache_cluster(CacheClusterId="old", Engine="redis", EngineVersion=version, CacheNodeType="cache.t3.micro", NumCacheNodes=1)
        told = caches.describe_cache_clusters(CacheClusterId="old")["CacheClusters"][0]
        expect((told["EngineVersion"], told["CacheParameterGroup"]["CacheParameterGroupName"]) == (version, f"default.redis{version[:3]}"), told)
        caches.delete_cache_cluster(CacheClusterId="old")


def serverless(caches):
    caches.create_serverless_cache(ServerlessCacheName="easy", Engine="valkey")
    told = caches.describe_serverless_caches(ServerlessCacheName="easy")["ServerlessCaches"][0]
    expect((told["Status"], told["MajorEngineVersion"]) == ("available", "8"), told)
    redis = Resp(told["Endpoint"], tls=True)
    expect(redis("SET", "a", "1") == "OK" and "MOVED" in str(Resp(told["ReaderEndpoint"], tls=True)("SET", "a", "2")), told)
    server = redis("INFO", "server").decode()
    expect("server_name:valkey" in server and "redis_version:7.2.4" in server and "valkey_version:8." in server, server)
    caches.delete_serverless_cache(ServerlessCacheName="easy")
    refused("ServerlessCacheNotFoundFault", caches.describe_serverless_caches, "", ServerlessCacheName="easy")


def of_scenario():
    """The scenario's cache is in the API, and is changed and removed by it."""
    server = Server("serverless-rest.yaml")
    caches = client_of(server.base, "elasticache")
    told = caches.describe_replication_groups()["ReplicationGroups"]
    expect([each["ReplicationGroupId"] for each in told] == ["redis"], told)
    port = int(re.search(r"redis://\S+:(\d+)", server.printed).group(1))
    expect(places(told[0])[0]["Port"] == port and Resp(port)("PING") == "PONG", told)
    caches.test_failover(ReplicationGroupId="redis", NodeGroupId="0001")
    caches.delete_replication_group(ReplicationGroupId="redis")
    expect(not caches.describe_replication_groups()["ReplicationGroups"], "removed")
    expect(server.stop() == 0, "the server did not stop well")


def metrics(server, advance, port):
    """What CloudWatch shows of each node after a minute."""
    advance("1m")
    redis, reader = Resp(port), Resp(places(group(client_of(server.base, "elasticache"), "slow"))[1])
    redis("SET", "a", "1"), redis("SET", "b", "1", "EX", "600"), redis("GET", "a"), redis("GET", "a"), redis("GET", "a"), redis("GET", "nope")
    advance("1m")
    watch = client_of(server.base, "cloudwatch")

    def value(metric, node, statistic="Average"):
        _, _, text = server.ask(f"{server.base}/_windtunnel/clock")
        now = datetime.datetime.fromisoformat(json.loads(text)["now"].replace("Z", "+00:00"))
        points = watch.get_metric_statistics(
            Namespace="AWS/ElastiCache", MetricName=metric, Period=3600, Statistics=[statistic],
            Dimensions=[{"Name": "CacheClusterId", "Value": node}, {"Name": "CacheNodeId", "Value": "0001"}],
            StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(minutes=1))["Datapoints"]
        return sum(each[statistic] for each in points) if points else None
    found = {metric: value(metric, "slow-001", "Sum") for metric in ("CacheHits", "CacheMisses", "Evictions", "NewConnections")}
    expect(found == {"CacheHits": 3, "CacheMisses": 1, "Evictions": 0, "NewConnections": 2}, found)
    found = {metric: value(metric, "slow-001", "Maximum") for metric in (
        "CurrConnections", "CurrItems", "CurrVolatileItems", "BytesUsedForCache", "IsMaster", "CacheHitRate", "ReplicationLag")}
    expect(found.pop("BytesUsedForCache") > 100, "bytes")
    expect(found == {"CurrConnections": 1, "CurrItems": 2, "CurrVolatileItems": 1, "IsMaster": 1, "CacheHitRate": 100,
                     "ReplicationLag": None}, found)
    expect(value("CacheHitRate", "slow-001") == 75, "three of four")
    found = {metric: value(metric, "slow-002", "Maximum") for metric in (
        "CurrConnections", "CurrItems", "IsMaster", "ReplicationLag", "MasterLinkHealthStatus")}
    expect(found == {"CurrConnections": 1, "CurrItems": 2, "IsMaster": 0, "ReplicationLag": 0, "MasterLinkHealthStatus": 1}, found)
    reader.close()


def paced():
    """Statuses pass by the server's clock, and nobody is let in during a failover."""
    server = Server(None, "--pace", "aws", "--clock", "manual")
    caches = client_of(server.base, "elasticache")

    def advance(span):
        status, _, text = server.ask(f"{server.base}/_windtunnel/clock", "POST", f'{{"advance": "{span}"}}')
        expect(status == 200, text)
    caches.create_replication_group(ReplicationGroupId="slow", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro",
                                    NumCacheClusters=2, AutomaticFailoverEnabled=True)
    told = group(caches, "slow")
    expect(told["Status"] == "creating" and "PrimaryEndpoint" not in told["NodeGroups"][0], told)
    refused("InvalidReplicationGroupState", caches.delete_replication_group, "", ReplicationGroupId="slow")
    advance("6m")
    port = places(group(caches, "slow"))[0]
    expect(group(caches, "slow")["Status"] == "available" and Resp(port)("PING") == "PONG", "available")
    metrics(server, advance, port)
    caches.test_failover(ReplicationGroupId="slow", NodeGroupId="0001")
    expect(group(caches, "slow")["Status"] == "modifying", "on its way")
    try:
        expect(Resp(port)("PING") is None, "let in during a failover")
    except (EOFError, ConnectionError):
        pass
    advance("11s")
    expect(group(caches, "slow")["Status"] == "available" and Resp(port)("PING") == "PONG", "over")
    expect(server.stop() == 0, "the server did not stop well")


def survives(folder):
    server = Server(None, "--data", folder)
    caches = client_of(server.base, "elasticache")
    caches.create_replication_group(ReplicationGroupId="kept", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro",
                                    Tags=[{"Key": "k", "Value": "v"}])
    port = places(group(caches, "kept"))[0]
    Resp(port)("SET", "a", "1")
    caches.create_snapshot(ReplicationGroupId="kept", SnapshotName="s")
    caches.create_user(UserId="u", UserName="u", Engine="redis", AccessString="on ~* +@all", NoPasswordRequired=True)
    caches.create_cache_subnet_group(CacheSubnetGroupName="nets", CacheSubnetGroupDescription="d", SubnetIds=["subnet-1"])
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    caches = client_of(server.base, "elasticache")
    told = group(caches, "kept")
    expect(places(told)[0] == port and Resp(port)("PING") == "PONG", told)
    expect(caches.list_tags_for_resource(ResourceName=arn("replicationgroup", "kept"))["TagList"] == [{"Key": "k", "Value": "v"}], "tags")
    expect([each["UserId"] for each in caches.describe_users()["Users"]] == ["default", "u"], "users")
    caches.create_cache_cluster(CacheClusterId="from", SnapshotName="s")
    told = caches.describe_cache_clusters(CacheClusterId="from", ShowCacheNodeInfo=True)["CacheClusters"][0]
    expect(Resp(told["CacheNodes"][0]["Endpoint"])("GET", "a") == b"1", "a snapshot's keys")
    status, _, _ = server.ask(f"{server.base}/_windtunnel/reset", "POST", "{}")
    expect(status in (200, 204), status)
    expect(not caches.describe_replication_groups()["ReplicationGroups"] and
           not caches.describe_snapshots()["Snapshots"], "reset")
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None)
caches = client_of(server.base, "elasticache")
groups(caches)
snapshots(caches)
users(caches)
parameters(caches)
parameters_of_families(caches)
serverless(caches)
expect(server.stop() == 0, "the server did not stop well")
of_scenario()
paced()
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("ElastiCache: boto3, clients of Redis, and what outlives kill -9")
