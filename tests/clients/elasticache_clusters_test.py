"""ElastiCache with cluster mode by boto3, and on the wire: shards, resharding, replicas, failover, snapshots, what outlives kill -9;
serverless caches, over TLS alone; what the dashboard strikes by an id, and what CloudWatch shows."""
import datetime
import json
import shutil
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused
from resp import Resp

boto3_or_skip()


def group(caches, name):
    return caches.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]


def nodes(caches, name):
    """Where each node listens, by its id."""
    told = caches.describe_cache_clusters(ShowCacheNodeInfo=True)["CacheClusters"]
    return {each["CacheClusterId"]: each["CacheNodes"][0]["Endpoint"] for each in told if each.get("ReplicationGroupId") == name}


class Cluster:
    """Asks the node that has the key, by CLUSTER SLOTS and MOVED."""

    def __init__(self, endpoint, tls=False):
        self.tls = tls
        self.entry = (endpoint["Address"], endpoint["Port"])
        self.open = {}
        self.asked_again = 0

    def at(self, place):
        if place not in self.open:
            self.open[place] = Resp(place[1], host=place[0], tls=self.tls)
        return self.open[place]

    def __call__(self, *words):
        place = self.entry
        for _ in range(10):
            try:
                answer = self.at(place)(*words)
            except (EOFError, ConnectionError):
                del self.open[place]
                continue
            if not str(answer).startswith("MOVED"):
                return answer
            self.asked_again += 1
            host, port = str(answer).split()[2].rsplit(":", 1)
            place = (host, int(port))
        return expect(False, f"{words} goes in circles")


def create(caches, name, **more):
    return caches.create_replication_group(**{
        "ReplicationGroupId": name, "ReplicationGroupDescription": "d", "CacheNodeType": "cache.t4g.micro",
        "AutomaticFailoverEnabled": True, **more})["ReplicationGroup"]


def topology(redis):
    """First and last slot, and the ports of the primary and the replicas."""
    return [(first, last, *(node[1] for node in hosts)) for first, last, *hosts in redis("CLUSTER", "SLOTS")]


def refusals(caches):
    for code, text, change in (
            ("InvalidParameterValue", "auto failover turned off", {"NumNodeGroups": 2, "AutomaticFailoverEnabled": False}),
            ("InvalidParameterCombination", "ClusterMode", {"NumNodeGroups": 2, "ClusterMode": "disabled"}),
            ("InvalidParameterCombination", "as many", {"NumNodeGroups": 3, "NodeGroupConfiguration": [{"ReplicaCount": 1}] * 2}),
            ("InvalidParameterValue", "16384", {"NodeGroupConfiguration": [{"Slots": "0-1"}, {"Slots": "2-3"}]}),
            ("InvalidParameterValue", "slots", {"NodeGroupConfiguration": [{"Slots": "0-9000"}, {"Slots": "8000-16383"}]}),
            ("NodeQuotaForClusterExceeded", "90", {"NumNodeGroups": 31, "ReplicasPerNodeGroup": 2})):
        refused(code, caches.create_replication_group, text, **{
            "ReplicationGroupId": "x", "ReplicationGroupDescription": "d", "CacheNodeType": "cache.t4g.micro",
            "AutomaticFailoverEnabled": True, **change})


def shards(caches):
    made = create(caches, "sharded", NumNodeGroups=2, ReplicasPerNodeGroup=1)
    expect((made["ClusterEnabled"], made["ClusterMode"], made["Status"]) == (True, "enabled", "available"), made)
    expect(made["MemberClusters"] == ["sharded-0001-001", "sharded-0001-002", "sharded-0002-001", "sharded-0002-002"], made)
    expect([(each["NodeGroupId"], each["Slots"]) for each in made["NodeGroups"]] ==
           [("0001", "0-8191"), ("0002", "8192-16383")], made)
    expect("PrimaryEndpoint" not in made["NodeGroups"][0], made)
    at = nodes(caches, "sharded")
    expect(len({(each["Address"], each["Port"]) for each in at.values()}) == 4, at)
    redis = Cluster(made["ConfigurationEndpoint"])
    expect(topology(redis) == [(0, 8191, at["sharded-0001-001"]["Port"], at["sharded-0001-002"]["Port"]),
                               (8192, 16383, at["sharded-0002-001"]["Port"], at["sharded-0002-002"]["Port"])], topology(redis))
    for i in range(200):
        expect(redis("SET", f"key:{i}", i, "EX", 1000) == "OK", i)
    expect(redis.asked_again > 50, "nobody is sent on")
    sizes = [Resp(at[node])("DBSIZE") for node in ("sharded-0001-001", "sharded-0002-001")]
    expect(sum(sizes) == 200 and min(sizes) > 50, sizes)
    expect("CROSSSLOT" in str(redis("MSET", "a", "1", "b", "2")), "two slots")
    replica = Resp(at["sharded-0001-002"])
    expect("MOVED" in str(replica("GET", "bar")) and replica("READONLY") == "OK" and replica("GET", "bar") is None, "a replica")
    told = Resp(at["sharded-0001-001"])("INFO", "replication").decode()
    expect("role:master" in told and f"port={at['sharded-0001-002']['Port']},state=online" in told, told)
    expect("role:slave" in replica("INFO", "replication").decode(), "a replica says so")
    return at


def reshaped(caches, at):
    change = caches.modify_replication_group_shard_configuration
    refused("InvalidParameterValue", change, "NodeGroupCount", ReplicationGroupId="sharded", NodeGroupCount=2, ApplyImmediately=True)
    refused("InvalidParameterCombination", change, "NodeGroupsToRemove", ReplicationGroupId="sharded", NodeGroupCount=1,
            ApplyImmediately=True)
    waiting = Resp(at["sharded-0002-001"])
    redis = Cluster(group(caches, "sharded")["ConfigurationEndpoint"])
    # A key whose slot is the last, which moves.
    key = next(f"q{i}" for i in range(200_000) if slot_of(f"q{i}") == 16383)
    waiting.send("BLPOP", key, 0)
    while b"flags=b" not in Resp(at["sharded-0002-001"])("CLIENT", "LIST"):
        pass
    change(ReplicationGroupId="sharded", NodeGroupCount=3, ApplyImmediately=True)
    now = group(caches, "sharded")
    expect([each["NodeGroupId"] for each in now["NodeGroups"]] == ["0001", "0002", "0003"], now)
    expect(sum(int(b) - int(a) + 1 for each in now["NodeGroups"] for a, b in
               [part.split("-") for part in each["Slots"].split(",")]) == 16384, now)
    expect("MOVED 16383" in str(waiting.read()), "who waits is sent on")
    for i in range(200):
        expect(redis("GET", f"key:{i}") == str(i).encode() and 900 < redis("TTL", f"key:{i}") <= 1000, i)
    at = nodes(caches, "sharded")
    expect(Resp(at["sharded-0003-001"])("DBSIZE") > 30, "no keys moved")
    change(ReplicationGroupId="sharded", NodeGroupCount=2, NodeGroupsToRemove=["0002"], ApplyImmediately=True)
    expect([each["NodeGroupId"] for each in group(caches, "sharded")["NodeGroups"]] == ["0001", "0003"], "removed")
    gone = Resp(at["sharded-0002-001"])  # for a minute it sends its clients on
    expect("MOVED" in str(gone("GET", "foo")) and gone("DBSIZE") == 0 and len(gone("CLUSTER", "SHARDS")) == 2, "a shard that is gone")
    redis = Cluster(group(caches, "sharded")["ConfigurationEndpoint"])
    expect([redis("GET", f"key:{i}") for i in range(200)] == [str(i).encode() for i in range(200)], "keys of a shard that went")
    # More replicas of one shard, fewer of all.
    caches.increase_replica_count(ReplicationGroupId="sharded", ApplyImmediately=True,
                                  ReplicaConfiguration=[{"NodeGroupId": "0003", "NewReplicaCount": 3}])
    at = nodes(caches, "sharded")
    expect([len(each["NodeGroupMembers"]) for each in group(caches, "sharded")["NodeGroups"]] == [2, 4], at)
    expect("connected_slaves:3" in Resp(at["sharded-0003-001"])("INFO", "replication").decode(), "three replicas")
    leaves = Resp(at["sharded-0003-002"])
    caches.decrease_replica_count(ReplicationGroupId="sharded", ApplyImmediately=True, ReplicasToRemove=["sharded-0003-002"])
    try:
        expect(not leaves("PING"), "a node that has gone answers")
    except (EOFError, OSError):
        pass
    caches.decrease_replica_count(ReplicationGroupId="sharded", ApplyImmediately=True, NewReplicaCount=1)
    expect(group(caches, "sharded")["MemberClusters"] == [
        "sharded-0001-001", "sharded-0001-002", "sharded-0003-001", "sharded-0003-003"], group(caches, "sharded"))


def slot_of(key):
    crc = 0
    for byte in key.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc % 16384


def failed_over(caches):
    at = nodes(caches, "sharded")
    before = Resp(at["sharded-0003-001"])
    stays = Resp(at["sharded-0001-001"])
    refused("NodeGroupNotFoundFault", caches.test_failover, "", ReplicationGroupId="sharded", NodeGroupId="0002")
    caches.test_failover(ReplicationGroupId="sharded", NodeGroupId="0003")
    try:
        expect(not before("PING"), "the connection goes on")
    except (EOFError, OSError):
        pass
    expect(stays("PING") == "PONG", "another shard's connection is cut")
    expect("role:slave" in Resp(at["sharded-0003-001"])("INFO", "replication").decode(), "the primary is what it was")
    now = Resp(at["sharded-0003-003"])
    expect(now("ROLE")[0] == b"master" and b"myself,master" in now("CLUSTER", "NODES"), now("ROLE"))
    redis = Cluster(group(caches, "sharded")["ConfigurationEndpoint"])
    expect([redis("GET", f"key:{i}") for i in range(200)] == [str(i).encode() for i in range(200)], "after a failover")
    events = [each["Message"] for each in caches.describe_events(SourceType="replication-group")["Events"]]
    expect("Failover from primary node sharded-0003-001 to replica node sharded-0003-003 completed" in events, events)


def snapshots(caches):
    caches.create_snapshot(ReplicationGroupId="sharded", SnapshotName="all")
    told = caches.describe_snapshots(SnapshotName="all")["Snapshots"][0]
    expect(told["NumNodeGroups"] == 2 and [each["NodeGroupId"] for each in told["NodeSnapshots"]] == ["0001", "0003"], told)
    made = create(caches, "three", NumNodeGroups=3, SnapshotName="all")
    redis = Cluster(made["ConfigurationEndpoint"])
    expect([redis("GET", f"key:{i}") for i in range(200)] == [str(i).encode() for i in range(200)], "restored into three")
    caches.delete_replication_group(ReplicationGroupId="three")
    for place in nodes(caches, "three").values():
        expect(False, f"{place} is there")
    made = create(caches, "same", SnapshotName="all")
    expect([each["NodeGroupId"] for each in made["NodeGroups"]] == ["0001", "0003"], made)
    caches.delete_replication_group(ReplicationGroupId="same")


def encrypted(caches):
    """TLS, a token, and users, at each of the nodes."""
    made = create(caches, "held", NumNodeGroups=2, TransitEncryptionEnabled=True, AuthToken="a-token-of-sixteen")
    at = nodes(caches, "held")
    for place in at.values():
        try:
            expect(not Resp(place)("PING"), "without TLS")
        except (EOFError, OSError):
            pass
        redis = Resp(place, tls=True)
        expect("NOAUTH" in str(redis("PING")) and redis("AUTH", "a-token-of-sixteen") == "OK", "with a token")
        told = redis("CLUSTER", "SHARDS")
        expect(b"tls-port" in told[0][3][0], told)
    caches.create_user(UserId="d", UserName="default", Engine="redis", AccessString="off -@all", NoPasswordRequired=True)
    caches.create_user(UserId="app", UserName="app", Engine="redis", AccessString="on ~app:* -@all +get +zunion +cluster",
                       Passwords=["a-long-enough-password"])
    caches.create_user_group(UserGroupId="apps", Engine="redis", UserIds=["d", "app"])
    made = create(caches, "apart", NumNodeGroups=1, ClusterMode="enabled", TransitEncryptionEnabled=True, UserGroupIds=["apps"])
    redis = Resp(made["ConfigurationEndpoint"], tls=True)
    expect("WRONGPASS" in str(redis("AUTH", "app", "no")) and redis("AUTH", "app", "a-long-enough-password") == "OK", "a user")
    expect(redis("GET", "app:x") is None and "NOPERM" in str(redis("GET", "other")), "keys")
    expect("NOPERM" in str(redis("ZUNION", 1, "other")), "keys that are counted")
    expect("NOPERM" in str(redis("SET", "app:x", "1")) and len(redis("CLUSTER", "SLOTS")) == 1, "commands")
    for name in ("held", "apart"):
        caches.delete_replication_group(ReplicationGroupId=name)


def struck(server, caches):
    """The dashboard's faults know a group by its id, and a shard by its."""
    def post(path, body=None, method="POST"):
        status, _, text = server.ask(f"{server.base}/_windtunnel/{path}", method, json.dumps(body) if body else None)
        expect(status in (200, 201), f"{path} {body}: {status} {text}")
    at = nodes(caches, "sharded")
    first, last = Resp(at["sharded-0001-001"]), Resp(at["sharded-0003-003"])
    arn = group(caches, "sharded")["ARN"]
    for target, both in (("sharded", True), (arn, True), ("sharded/0003", False), (f"{arn}/0003", False)):
        post("faults", {"target": target, "error": 500})
        expect("injected" in str(last("PING")) and ("injected" in str(first("PING"))) == both, target)
        post("faults", method="DELETE")
        expect(first("PING") == last("PING") == "PONG", target)
    create(caches, "plain", NumCacheClusters=2)
    port = group(caches, "plain")["NodeGroups"][0]["PrimaryEndpoint"]
    reader = group(caches, "plain")["NodeGroups"][0]["ReaderEndpoint"]
    redis = Resp(port)
    post("faults", {"target": "plain", "error": 500})
    expect("injected" in str(redis("PING")), "by its id")
    post("faults", method="DELETE")
    told = redis("INFO", "replication").decode()
    expect(f"connected_slaves:1\r\nslave0:ip={reader['Address']},port={reader['Port']},state=online" in told, told)
    expect(Resp(reader)("ROLE")[:3] == [b"slave", port["Address"].encode(), port["Port"]], "who its primary is")
    post("flush", {"target": "sharded"})
    expect(first("DBSIZE") == last("DBSIZE") == 0, "flushed")
    status, _, _ = server.ask(f"{server.base}/_windtunnel/faults", "POST", json.dumps({"target": "shar", "error": 500}))
    expect(status == 404, "half an id")


def serverless(caches):
    refused("InvalidParameterValue", caches.create_serverless_cache, "ECPUPerSecond", ServerlessCacheName="x", Engine="valkey",
            CacheUsageLimits={"ECPUPerSecond": {"Maximum": 10}})
    refused("InvalidParameterValue", caches.create_serverless_cache, "DataStorage", ServerlessCacheName="x", Engine="valkey",
            CacheUsageLimits={"DataStorage": {"Maximum": 6000, "Unit": "GB"}})
    limits = {"DataStorage": {"Maximum": 2, "Minimum": 1, "Unit": "GB"}, "ECPUPerSecond": {"Maximum": 5000}}
    caches.create_serverless_cache(ServerlessCacheName="easy", Engine="valkey", CacheUsageLimits=limits)
    told = caches.describe_serverless_caches(ServerlessCacheName="easy")["ServerlessCaches"][0]
    expect(told["CacheUsageLimits"] == limits, told)
    try:
        expect(not Resp(told["Endpoint"])("PING"), "without TLS")
    except (EOFError, OSError):
        pass
    redis = Resp(told["Endpoint"], tls=True)
    shards = redis("CLUSTER", "SLOTS")
    expect([(first, last, len(hosts), hosts[0][1]) for first, last, *hosts in shards] ==
           [(0, 16383, 2, told["Endpoint"]["Port"])], shards)
    expect("maxmemory:2000000000" in redis("INFO", "memory").decode(), "a limit")
    expect(redis("SET", "a", "1") == "OK" and "CROSSSLOT" in str(redis("MSET", "a", "1", "b", "2")), "cluster mode")
    reader = Resp(told["ReaderEndpoint"], tls=True)
    expect("MOVED" in str(reader("GET", "a")) and reader("READONLY") == "OK" and reader("GET", "a") == b"1", "who reads")
    # More than some seconds may take, however long the next request needs.
    redis.send(*["MSET"] + [word for i in range(8000) for word in ("{t}%d" % i, "x" * 4000)])
    expect(redis.read() == "OK" and "Request rate" in str(redis("PING")), "ECPUs")
    caches.modify_serverless_cache(ServerlessCacheName="easy", CacheUsageLimits={"ECPUPerSecond": {"Maximum": 15_000_000}})
    expect(redis("PING") == "PONG", "another limit")
    told = caches.create_serverless_cache(ServerlessCacheName="older", Engine="valkey", MajorEngineVersion="7")["ServerlessCache"]
    expect((told["MajorEngineVersion"], told["FullEngineVersion"]) == ("7", "7.2"), told)
    refused("InvalidParameterCombination", caches.create_serverless_cache, "Cannot find version 5", ServerlessCacheName="x", Engine="valkey",
            MajorEngineVersion="5")
    told = caches.modify_serverless_cache(ServerlessCacheName="older", MajorEngineVersion="8")["ServerlessCache"]
    expect((told["MajorEngineVersion"], told["FullEngineVersion"]) == ("8", "8.2"), told)
    refused("InvalidParameterCombination", caches.modify_serverless_cache, "Downgrading", ServerlessCacheName="older", MajorEngineVersion="7")
    refused("InvalidParameterCombination", caches.create_serverless_cache, "Cannot find version 6", ServerlessCacheName="x", Engine="redis",
            MajorEngineVersion="6")
    caches.delete_serverless_cache(ServerlessCacheName="older")
    # A time of day, no window.
    refused("InvalidParameterValue", caches.modify_serverless_cache, "03:00-04:00", ServerlessCacheName="easy", DailySnapshotTime="03:00-04:00")
    told = caches.modify_serverless_cache(ServerlessCacheName="easy", DailySnapshotTime="09:00")["ServerlessCache"]
    expect(told["DailySnapshotTime"] == "09:00", told)


def by_a_template(server, caches):
    """Another NumNodeGroups of a template moves slots with their keys."""
    formation = client_of(server.base, "cloudformation")

    def template(groups):
        return json.dumps({"Resources": {"Cache": {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {
            "ReplicationGroupId": "written", "ReplicationGroupDescription": "d", "CacheNodeType": "cache.t4g.micro", "Engine": "valkey",
            "AutomaticFailoverEnabled": True, "NumNodeGroups": groups, "ReplicasPerNodeGroup": 1}}},
            "Outputs": {"At": {"Value": {"Fn::GetAtt": ["Cache", "ConfigurationEndPoint.Address"]}}}})

    def settled():
        told = formation.describe_stacks(StackName="caches")["Stacks"][0]
        expect(told["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), (told, formation.describe_stack_events(StackName="caches")))
        return told

    formation.create_stack(StackName="caches", TemplateBody=template(2))
    formation.get_waiter("stack_create_complete").wait(StackName="caches", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    made = group(caches, "written")
    expect(settled()["Outputs"][0]["OutputValue"] == made["ConfigurationEndpoint"]["Address"], made)
    redis = Cluster(made["ConfigurationEndpoint"])
    for number in range(50):
        expect(redis("SET", f"key{number}", str(number)) == "OK", number)
    for groups in (3, 1, 2):
        formation.update_stack(StackName="caches", TemplateBody=template(groups))
        formation.get_waiter("stack_update_complete").wait(StackName="caches", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        settled()
        now = group(caches, "written")
        expect(len(now["NodeGroups"]) == groups and now["ARN"] == made["ARN"], now)
        expect(now["NodeGroups"][0]["NodeGroupId"] == "0001", "the first stays")
        expect(len({str(hosts[0]) for _, _, *hosts in redis("CLUSTER", "SLOTS")}) == groups, redis("CLUSTER", "SLOTS"))
        expect([redis("GET", f"key{number}") for number in range(50)] == [str(number).encode() for number in range(50)], "keys stay")
    formation.delete_stack(StackName="caches")
    formation.get_waiter("stack_delete_complete").wait(StackName="caches", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    refused("ReplicationGroupNotFoundFault", caches.describe_replication_groups, "", ReplicationGroupId="written")


def survives(folder):
    """Shards and their ports outlive kill -9; keys do not."""
    server = Server(None, "--data", folder)
    caches = client_of(server.base, "elasticache")
    made = create(caches, "kept", NumNodeGroups=2, ReplicasPerNodeGroup=1)
    caches.modify_replication_group_shard_configuration(ReplicationGroupId="kept", NodeGroupCount=3, ApplyImmediately=True)
    caches.test_failover(ReplicationGroupId="kept", NodeGroupId="0002")
    caches.create_serverless_cache(ServerlessCacheName="easy", Engine="redis")
    before, at = group(caches, "kept"), nodes(caches, "kept")
    Cluster(made["ConfigurationEndpoint"])("SET", "a", "1")
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    caches = client_of(server.base, "elasticache")
    expect(group(caches, "kept") == before and nodes(caches, "kept") == at, group(caches, "kept"))
    redis = Cluster(made["ConfigurationEndpoint"])
    expect(len(redis("CLUSTER", "SLOTS")) >= 3 and redis("GET", "a") is None, "after kill -9")
    expect(Resp(at["kept-0002-002"])("ROLE")[0] == b"master", "who the primary is")
    told = caches.describe_serverless_caches()["ServerlessCaches"][0]
    expect(Resp(told["Endpoint"], tls=True)("PING") == "PONG", told)
    expect(server.stop() == 0, "the server did not stop well")


def measured():
    """With AWS's times: slots move at the end; and metrics of nodes and of a serverless cache."""
    server = Server(None, "--pace", "aws", "--clock", "manual")
    caches = client_of(server.base, "elasticache")

    def advance(span):
        status, _, text = server.ask(f"{server.base}/_windtunnel/clock", "POST", json.dumps({"advance": span}))
        expect(status == 200, text)
    made = create(caches, "slow", NumNodeGroups=2)
    expect(made["Status"] == "creating" and "ConfigurationEndpoint" not in made, made)
    caches.create_serverless_cache(ServerlessCacheName="easy", Engine="valkey")
    advance("6m")
    redis = Cluster(group(caches, "slow")["ConfigurationEndpoint"])
    caches.modify_replication_group_shard_configuration(ReplicationGroupId="slow", NodeGroupCount=3, ApplyImmediately=True)
    told = group(caches, "slow")
    expect((told["Status"], len(told["NodeGroups"]), "Resharding" in told["PendingModifiedValues"]) == ("modifying", 2, True), told)
    refused("InvalidReplicationGroupState", caches.test_failover, "", ReplicationGroupId="slow", NodeGroupId="0001")
    advance("6m")
    expect(len(group(caches, "slow")["NodeGroups"]) == 3, "over")
    extra = nodes(caches, "slow")["slow-0003-001"]
    for count, more in ((2, {"NodeGroupsToRemove": ["0003"]}), (3, {})):
        caches.modify_replication_group_shard_configuration(ReplicationGroupId="slow", NodeGroupCount=count, ApplyImmediately=True, **more)
        advance("5m")
        if count == 2:
            expect("MOVED" in str(Resp(extra)("GET", "foo")), "it stays a little")
            advance("2m")
            try:
                expect(not Resp(extra)("PING"), "a shard that is gone answers")
            except (EOFError, OSError):
                pass
    told = caches.describe_serverless_caches()["ServerlessCaches"][0]
    advance("1m")
    for i in range(30):
        redis("SET", f"k{i}", "1")
    easy = Resp(told["Endpoint"], tls=True)
    easy("SET", "a", "x" * 10240), easy("GET", "a"), easy("GET", "nope")
    advance("2m")
    watch = client_of(server.base, "cloudwatch")

    def value(metric, statistic, **dimensions):
        _, _, text = server.ask(f"{server.base}/_windtunnel/clock")
        now = datetime.datetime.fromisoformat(json.loads(text)["now"].replace("Z", "+00:00"))
        points = watch.get_metric_statistics(
            Namespace="AWS/ElastiCache", MetricName=metric, Period=3600, Statistics=[statistic],
            Dimensions=[{"Name": name, "Value": text} for name, text in dimensions.items()],
            StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(minutes=1))["Datapoints"]
        return sum(each[statistic] for each in points) if points else None
    items = [value("CurrItems", "Maximum", CacheClusterId=node, CacheNodeId="0001")
             for node in ("slow-0001-001", "slow-0002-001", "slow-0003-001")]
    expect(sum(items) == 30 and min(items) > 0, items)
    found = {metric: value(metric, "Sum", clusterId="easy") for metric in
             ("CacheHits", "CacheMisses", "TotalCmdsCount", "ThrottledCmds", "NewConnections")}
    expect(found == {"CacheHits": 1, "CacheMisses": 1, "TotalCmdsCount": 3, "ThrottledCmds": 0, "NewConnections": 1}, found)
    units = value("ElastiCacheProcessingUnits", "Sum", clusterId="easy")
    expect(21 < units < 21.2, units)  # ten kilobytes there, ten back, and one more
    expect(value("BytesUsedForCache", "Maximum", clusterId="easy") > 10240, "bytes")
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None)
caches = client_of(server.base, "elasticache")
refusals(caches)
places = shards(caches)
reshaped(caches, places)
failed_over(caches)
snapshots(caches)
encrypted(caches)
struck(server, caches)
serverless(caches)
by_a_template(server, caches)
expect(server.stop() == 0, "the server did not stop well")
measured()
data = tempfile.mkdtemp()
try:
    survives(data)
finally:
    shutil.rmtree(data)
print("ElastiCache: shards, serverless caches, and what outlives kill -9")
