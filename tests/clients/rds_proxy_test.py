"""RDS Proxy by boto3: proxies, their target group and targets, and what is refused; a scenario's proxy; and, where PostgreSQL and psql
are installed, clients that come through it: bounds, patience, failover, secrets, what outlives kill -9, and what CloudWatch hears."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused, skip
from program import has_postgres

boto3_or_skip()

USER, PASSWORD = "admin1", "secret-word"
MADE = {"DBInstanceClass": "db.t3.micro", "Engine": "postgres", "MasterUsername": USER, "MasterUserPassword": PASSWORD,
        "AllocatedStorage": 20}
PROXY = {"EngineFamily": "POSTGRESQL", "RoleArn": "arn:aws:iam::000000000000:role/proxy", "VpcSubnetIds": ["subnet-1", "subnet-2"]}


def proxy(rds, name):
    return rds.describe_db_proxies(DBProxyName=name)["DBProxies"][0]


def targets(rds, name):
    return rds.describe_db_proxy_targets(DBProxyName=name)["Targets"]


def secret_of(base, name="proxy"):
    value = json.dumps({"username": USER, "password": PASSWORD})
    return client_of(base, "secretsmanager").create_secret(Name=name, SecretString=value)["ARN"]


def control_plane():
    server = Server(None, "--databases", "embedded")
    rds = client_of(server.base, "rds")
    secret = secret_of(server.base)
    made = rds.create_db_proxy(DBProxyName="Front", Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret}], Tags=[{"Key": "a", "Value": "b"}],
                               **PROXY)["DBProxy"]
    expect((made["DBProxyName"], made["EngineFamily"], made["IdleClientTimeout"], made["RequireTLS"]) == ("front", "POSTGRESQL", 1800, False), made)
    expect(made["Endpoint"].startswith("front.proxy-") and made["DBProxyArn"].split(":")[5:7][0] == "db-proxy"
           and made["DBProxyArn"].split(":")[6].startswith("prx-"), made)
    expect(rds.list_tags_for_resource(ResourceName=made["DBProxyArn"])["TagList"] == [{"Key": "a", "Value": "b"}], "tags")
    refused("DBProxyAlreadyExistsFault", rds.create_db_proxy, "", DBProxyName="front", **PROXY)
    refused("InvalidSubnet", rds.create_db_proxy, "", DBProxyName="x", **{**PROXY, "VpcSubnetIds": ["subnet-1"]})
    refused("DBProxyNotFoundFault", rds.describe_db_proxies, "", DBProxyName="none")
    group = rds.describe_db_proxy_target_groups(DBProxyName="front")["TargetGroups"][0]
    expect((group["TargetGroupName"], group["IsDefault"], group["Status"]) == ("default", True, "available"), group)
    expect(group["ConnectionPoolConfig"]["MaxConnectionsPercent"] == 100 and group["ConnectionPoolConfig"]["ConnectionBorrowTimeout"] == 120, group)
    changed = rds.modify_db_proxy_target_group(DBProxyName="front", TargetGroupName="default", ConnectionPoolConfig={
        "MaxConnectionsPercent": 40, "ConnectionBorrowTimeout": 5})["DBProxyTargetGroup"]["ConnectionPoolConfig"]
    expect((changed["MaxConnectionsPercent"], changed["MaxIdleConnectionsPercent"], changed["ConnectionBorrowTimeout"]) == (40, 20, 5), changed)
    refused("InvalidParameterValue", rds.modify_db_proxy_target_group, "MaxConnectionsPercent", DBProxyName="front", TargetGroupName="default",
            ConnectionPoolConfig={"MaxConnectionsPercent": 101})
    refused("DBProxyTargetGroupNotFoundFault", rds.describe_db_proxy_targets, "", DBProxyName="front", TargetGroupName="other")
    refused("DBInstanceNotFound", rds.register_db_proxy_targets, "", DBProxyName="front", DBInstanceIdentifiers=["orders"])
    rds.create_db_instance(DBInstanceIdentifier="orders", **MADE)
    rds.create_db_instance(DBInstanceIdentifier="others", **{**MADE, "Engine": "mysql"})
    refused("InvalidParameterCombination", rds.register_db_proxy_targets, "family", DBProxyName="front", DBInstanceIdentifiers=["others"])
    told = rds.register_db_proxy_targets(DBProxyName="front", DBInstanceIdentifiers=["orders"])["DBProxyTargets"]
    expect([(each["RdsResourceId"], each["Type"], each["Port"], each["Role"], each["TargetHealth"]["State"]) for each in told]
           == [("orders", "RDS_INSTANCE", 5432, "READ_WRITE", "AVAILABLE")], told)
    refused("DBProxyTargetAlreadyRegisteredFault", rds.register_db_proxy_targets, "", DBProxyName="front", DBInstanceIdentifiers=["orders"])
    client_of(server.base, "secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    expect(targets(rds, "front")[0]["TargetHealth"]["Reason"] == "AUTH_FAILURE", targets(rds, "front"))
    rds.modify_db_proxy(DBProxyName="front", NewDBProxyName="back", IdleClientTimeout=60, RequireTLS=True)
    expect((proxy(rds, "back")["IdleClientTimeout"], proxy(rds, "back")["DBProxyArn"]) == (60, made["DBProxyArn"]), proxy(rds, "back"))
    refused("DBProxyTargetNotFoundFault", rds.deregister_db_proxy_targets, "", DBProxyName="back", DBInstanceIdentifiers=["others"])
    rds.deregister_db_proxy_targets(DBProxyName="back", DBInstanceIdentifiers=["orders"])
    expect(targets(rds, "back") == [], targets(rds, "back"))
    rds.create_db_cluster(DBClusterIdentifier="shop", Engine="aurora-postgresql", MasterUsername=USER, MasterUserPassword=PASSWORD)
    for name in ("shop-a", "shop-b"):
        rds.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier="shop", Engine="aurora-postgresql", DBInstanceClass="db.r6g.large")
    told = rds.register_db_proxy_targets(DBProxyName="back", DBClusterIdentifiers=["shop"])["DBProxyTargets"]
    expect([(each["RdsResourceId"], each["Type"], each.get("TrackedClusterId"), each.get("Role")) for each in told]
           == [("shop", "TRACKED_CLUSTER", None, None), ("shop-a", "RDS_INSTANCE", "shop", "READ_WRITE"), ("shop-b", "RDS_INSTANCE", "shop", "READ_ONLY")], told)
    rds.delete_db_proxy(DBProxyName="back")
    expect(rds.describe_db_proxies()["DBProxies"] == [], "gone")
    server.stop()


SCENARIO = """
version: 1
name: pooled
architecture:
  api: {type: apigateway-rest, routes: {"POST /items": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: pool, op: insert}]}}}
  pool: {type: rds-proxy, of: items, max_connections: 50, borrow_timeout: 7s}
  items: {type: rds, max_connections: 200}
workload:
  mix: [{route: "POST /items"}]
  phases: [{name: calm, for: 10s, rate: 1/s}]
"""


def of_a_scenario():
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(SCENARIO)
        file.flush()
        server = Server(os.path.relpath(file.name, sys.argv[2]), "--databases", "embedded")
    rds = client_of(server.base, "rds")
    expect([(each["DBProxyName"], each["EngineFamily"], each["Status"]) for each in rds.describe_db_proxies()["DBProxies"]]
           == [("pool", "POSTGRESQL", "available")], rds.describe_db_proxies())
    group = rds.describe_db_proxy_target_groups(DBProxyName="pool")["TargetGroups"][0]["ConnectionPoolConfig"]
    expect((group["MaxConnectionsPercent"], group["ConnectionBorrowTimeout"]) == (25, 7), group)
    expect([(each["RdsResourceId"], each["TargetHealth"]["State"]) for each in targets(rds, "pool")] == [("items", "AVAILABLE")], targets(rds, "pool"))
    refused("NotImplemented", rds.delete_db_proxy, "scenario", DBProxyName="pool")
    server.stop()


def command(where, sql, *more):
    return ["psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", *more, *(["-c", sql] if sql else []),
            f"host={where} port=5432 user={USER} dbname=app sslmode=disable connect_timeout=20"]


def psql(where, sql):
    done = subprocess.run(command(where, sql), env={**os.environ, "PGPASSWORD": PASSWORD, "LC_ALL": "C"}, capture_output=True, text=True,
                          timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


def says(where, sql, expected=None):
    code, text = psql(where, sql)
    expect(code == 0 and (expected is None or text == expected), f"{sql} at {where}: {code} {text!r}, expected {expected!r}")
    return text


class Held:
    """A client that stays."""

    def __init__(self, where):
        self.process = subprocess.Popen(command(where, None), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "PGPASSWORD": PASSWORD})
        expect(self.ask("SELECT 1") == "1", "a client that stays")

    def ask(self, sql):
        self.process.stdin.write(sql + ";\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def leave(self):
        self.process.stdin.close()
        self.process.wait()


def through_it():
    folder = tempfile.mkdtemp(prefix="windtunnel-proxy-")
    try:
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        secret = secret_of(server.base)
        rds.create_db_instance(DBInstanceIdentifier="orders", DBName="app", MultiAZ=True, **MADE)
        rds.create_db_proxy(DBProxyName="front", Auth=[{"SecretArn": secret}], **PROXY)
        rds.register_db_proxy_targets(DBProxyName="front", DBInstanceIdentifiers=["orders"])
        at = proxy(rds, "front")["Endpoint"]
        expect(at.startswith("127."), at)
        says(at, "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        says(at, "SELECT count(*) FROM t", "1")
        # 2 % of 112: two at once. A third waits in vain, or until one of them leaves.
        rds.modify_db_proxy_target_group(DBProxyName="front", TargetGroupName="default", ConnectionPoolConfig={
            "MaxConnectionsPercent": 2, "MaxIdleConnectionsPercent": 0, "ConnectionBorrowTimeout": 1})
        one, two = Held(at), Held(at)
        code, text = psql(at, "SELECT 1")
        expect(code != 0 and "Timed-out waiting to acquire database connection" in text, text)
        rds.modify_db_proxy_target_group(DBProxyName="front", TargetGroupName="default", ConnectionPoolConfig={"ConnectionBorrowTimeout": 60})
        third = subprocess.Popen(command(at, "SELECT 'its turn'"), stdout=subprocess.PIPE, text=True, env={**os.environ, "PGPASSWORD": PASSWORD})
        expect(two.ask("SELECT 2") == "2", "those that are there go on")
        one.leave()
        expect(third.communicate(timeout=60)[0].strip() == "its turn", "a third client's turn")
        two.leave()
        # The standby takes over; the endpoint stays, and who comes meanwhile waits.
        rds.reboot_db_instance(DBInstanceIdentifier="orders", ForceFailover=True)
        expect(proxy(rds, "front")["Endpoint"] == at, "another endpoint")
        says(at, "SELECT count(*) FROM t", "1")
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder)
        rds = client_of(server.base, "rds")
        rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="orders", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        expect(proxy(rds, "front")["Endpoint"] == at, "another endpoint")
        says(at, "SELECT count(*) FROM t", "1")
        # Another name for its target: it still leads there.
        rds.modify_db_instance(DBInstanceIdentifier="orders", NewDBInstanceIdentifier="sales", ApplyImmediately=True)
        target, = rds.describe_db_proxy_targets(DBProxyName="front")["Targets"]
        expect(target["RdsResourceId"] == "sales", target)
        says(at, "SELECT count(*) FROM t", "1")
        rds.delete_db_proxy(DBProxyName="front")
        code, text = psql(at, "SELECT 1")
        expect(code != 0 and "refused" in text, text)
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def reading():
    """An endpoint that reads leads to a cluster's readers; without one its clients wait."""
    server = Server(None)
    rds = client_of(server.base, "rds")
    rds.create_db_cluster(DBClusterIdentifier="shop", Engine="aurora-postgresql", MasterUsername=USER, MasterUserPassword=PASSWORD,
                          DatabaseName="app")
    member = {"DBClusterIdentifier": "shop", "Engine": "aurora-postgresql", "DBInstanceClass": "db.r6g.large"}
    for name in ("shop-a", "shop-b"):
        rds.create_db_instance(DBInstanceIdentifier=name, **member)
    rds.create_db_proxy(DBProxyName="front", Auth=[{"SecretArn": secret_of(server.base)}], **PROXY)
    rds.register_db_proxy_targets(DBProxyName="front", DBClusterIdentifiers=["shop"])
    at = {role: rds.create_db_proxy_endpoint(DBProxyName="front", DBProxyEndpointName=role.replace("_", "-").lower(),
                                             VpcSubnetIds=PROXY["VpcSubnetIds"], TargetRole=role)["DBProxyEndpoint"]["Endpoint"]
          for role in ("READ_ONLY", "READ_WRITE")}
    expect(len({*at.values(), proxy(rds, "front")["Endpoint"]}) == 3, at)
    standby = "SELECT pg_is_in_recovery()"
    says(at["READ_ONLY"], standby, "t")
    says(at["READ_WRITE"], standby, "f")
    says(proxy(rds, "front")["Endpoint"], standby, "f")
    rds.failover_db_cluster(DBClusterIdentifier="shop")
    says(at["READ_ONLY"], standby, "t")
    says(at["READ_WRITE"], standby, "f")
    rds.delete_db_instance(DBInstanceIdentifier="shop-a")
    rds.modify_db_proxy_target_group(DBProxyName="front", TargetGroupName="default", ConnectionPoolConfig={"ConnectionBorrowTimeout": 1})
    code, text = psql(at["READ_ONLY"], standby)
    expect(code != 0 and "Timed-out waiting to acquire database connection" in text, text)
    rds.delete_db_proxy_endpoint(DBProxyEndpointName="read-only")
    code, text = psql(at["READ_ONLY"], standby)
    expect(code != 0 and "refused" in text, text)
    server.stop()


def main():
    control_plane()
    of_a_scenario()
    if not has_postgres() or shutil.which("psql") is None:
        skip("the rest: PostgreSQL's server or psql is not installed (apt-get install postgresql)")
    through_it()
    reading()
    print("RDS Proxy: boto3, a scenario's proxy, and psql through it")


main()
