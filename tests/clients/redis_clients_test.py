"""Clients of Redis as people use them, at the port of a cache that ElastiCache's API made: node-redis and ioredis, and where
their tools can be had go-redis, redis-rs, Lettuce and Valkey GLIDE. Each runs its own program, is cut off, and comes back; and
another one at a cluster, redis-py, too, whose primary fails over and whose slots move meanwhile."""
import os
import shutil
import subprocess
import sys
import tempfile

from clients import PROGRAM, Server, boto3_or_skip, client_of, expect, skip
from resp import Resp
from tools import from_npm, python_with

boto3_or_skip()
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "redis_clients")
PLACE = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-redis")


class LeftOut(Exception):
    """Why a client is not there."""


def do(folder, *command, **environment):
    if shutil.which(command[0]) is None:
        raise LeftOut(f"there is no {command[0]}")
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280, env={**os.environ, **environment})
    except subprocess.TimeoutExpired:
        raise LeftOut(f"{command[0]} took more than 280 s") from None
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise LeftOut(f"{' '.join(command[:3])} failed: {lines[-1] if lines else 'it does not say why'}")


def go(to):
    do(to, "go", "build", "-o", "client", ".", CGO_ENABLED="0", GOFLAGS="-mod=mod")
    return [f"{to}/client"]


def java(to):
    do(to, "mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={to}/lib")
    do(to, "javac", "-nowarn", "-cp", "lib/*", "App.java")
    return ["java", "-cp", f"{to}/lib/*:{to}", "App"]


def rust(to):
    do(to, "cargo", "build", "--quiet")
    return [f"{to}/target/debug/client"]


def python(to):
    do(to, sys.executable, "-m", "venv", "own")
    do(to, f"{to}/own/bin/pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "valkey-glide==2.6.0", "sniffio", "anyio")
    return [f"{to}/own/bin/python", f"{to}/glide_client.py"]


def built(client):
    """The command of the client, whose program is built again when its sources have changed."""
    source, to = f"{SOURCE}/{client.__name__}", f"{PLACE}/{client.__name__}"
    os.makedirs(PLACE, exist_ok=True)
    shutil.copytree(source, to, dirs_exist_ok=True)
    return client(to)


def fail_over(caches):
    caches.test_failover(ReplicationGroupId="shared", NodeGroupId="0001")


def reshape(caches):
    """Another primary of a shard that stays, and another number of shards."""
    shards = caches.describe_replication_groups(ReplicationGroupId="sharded")["ReplicationGroups"][0]["NodeGroups"]
    caches.test_failover(ReplicationGroupId="sharded", NodeGroupId="0002")
    more = {} if len(shards) == 2 else {"NodeGroupsToRemove": [shards[-1]["NodeGroupId"]]}
    caches.modify_replication_group_shard_configuration(
        ReplicationGroupId="sharded", NodeGroupCount=3 if len(shards) == 2 else 2, ApplyImmediately=True, **more)


def run(caches, address, name, command, fault=fail_over, more=(), **environment):
    """The client's program from its first command to its last; in between all connections end."""
    with tempfile.TemporaryFile("w+") as log:  # a client's log would stand between its lines, and after the last
        process = subprocess.Popen([*command, address, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                   env={**os.environ, **environment})
        try:
            printed = []
            for line in process.stdout:
                printed.append(line)
                if line == "fault\n":
                    fault(caches)
                    process.stdin.write("go on\n")
                    process.stdin.flush()
            done = process.wait() == 0 and printed[-1:] == ["done\n"]
            log.seek(0)
            expect(done, f"{name}:\n{''.join(printed)}{log.read()}")
        finally:
            process.kill()
    print(name)


modules = from_npm("redis", "ioredis")
server = Server(None)
caches = client_of(server.base, "elasticache")
made = caches.create_replication_group(
    ReplicationGroupId="shared", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro", NumCacheClusters=2,
    AutomaticFailoverEnabled=True)["ReplicationGroup"]
endpoint = made["NodeGroups"][0]["PrimaryEndpoint"]
address = f"{endpoint['Address']}:{endpoint['Port']}"
node = shutil.which("node") or skip("Node.js is not installed (https://nodejs.org)")
for name, file in (("node-redis", "node_redis.cjs"), ("ioredis", "ioredis.cjs")):
    run(caches, address, name, [node, f"{SOURCE}/{file}"], NODE_PATH=modules)
# Transit encryption and a token, which hold.
made = caches.create_replication_group(
    ReplicationGroupId="held", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro", NumCacheClusters=1,
    TransitEncryptionEnabled=True, AuthToken="a-token-of-sixteen")["ReplicationGroup"]
endpoint = made["NodeGroups"][0]["PrimaryEndpoint"]
done = subprocess.run([node, f"{SOURCE}/held.cjs", f"{endpoint['Address']}:{endpoint['Port']}", "a-token-of-sixteen"], text=True,
                      capture_output=True, timeout=120, env={**os.environ, "NODE_PATH": modules})
expect(done.returncode == 0 and done.stdout == "done\n", f"TLS and a token: {done.stdout}{done.stderr}")
made = caches.create_replication_group(
    ReplicationGroupId="sharded", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro", NumNodeGroups=2,
    ReplicasPerNodeGroup=1, AutomaticFailoverEnabled=True)["ReplicationGroup"]
endpoint = made["ConfigurationEndpoint"]
entry = f"{endpoint['Address']}:{endpoint['Port']}"


def run_cluster(name, command, *more, **environment):
    for address, port in [(each["Endpoint"]["Address"], each["Endpoint"]["Port"]) for cluster in caches.describe_cache_clusters(
            ShowCacheNodeInfo=True)["CacheClusters"] if cluster.get("ReplicationGroupId") == "sharded"
            for each in cluster["CacheNodes"]]:
        Resp(port, host=address)("FLUSHALL")
    run(caches, entry, f"{name}, a cluster", command, reshape, more, **environment)


for name, file in (("node-redis", "node_redis_cluster.cjs"), ("ioredis", "ioredis_cluster.cjs")):
    run_cluster(name, [node, f"{SOURCE}/{file}"], NODE_PATH=modules)
run_cluster("redis-py", [python_with("redis"), f"{SOURCE}/python/redis_py_cluster.py"])
# Over TLS, whose certificates name each node's address: a serverless cache, and shards with a token.
with tempfile.NamedTemporaryFile("w", suffix=".pem") as authority:
    authority.write(subprocess.run([PROGRAM, "cert"], check=True, capture_output=True, text=True, timeout=60).stdout)
    authority.flush()
    caches.create_serverless_cache(ServerlessCacheName="easy", Engine="valkey")
    easy = caches.describe_serverless_caches()["ServerlessCaches"][0]["Endpoint"]
    made = caches.create_replication_group(
        ReplicationGroupId="both", ReplicationGroupDescription="d", CacheNodeType="cache.t4g.micro", NumNodeGroups=2,
        ReplicasPerNodeGroup=1, AutomaticFailoverEnabled=True, TransitEncryptionEnabled=True, AuthToken="a-token-of-sixteen")
    both = made["ReplicationGroup"]["ConfigurationEndpoint"]
    for name, endpoint, more in (("a serverless cache", easy, ()), ("a cluster over TLS", both, ("a-token-of-sixteen",))):
        run(caches, f"{endpoint['Address']}:{endpoint['Port']}", f"redis-py, {name}",
            [python_with("redis"), f"{SOURCE}/python/redis_py_cluster.py"], lambda _: None, (authority.name, *more))
for name, client in (("go-redis", go), ("Lettuce", java), ("redis-rs", rust), ("Valkey GLIDE", python)):
    try:
        command = built(client)
    except LeftOut as why:
        print(f"left out: {name}: {why}")
        continue
    run(caches, address, name, command)
    if client is python:
        run_cluster(name, [command[0], f"{PLACE}/python/glide_cluster.py"])
    else:
        run_cluster(name, command, "cluster")
expect(server.stop() == 0, "the server did not stop well")
print("Redis: clients in five languages")
