"""redis-py, a cluster: redis_py_cluster.py ADDRESS:PORT [AUTHORITY [PASSWORD]]: over TLS, where there is an authority's file. At "fault" it waits for whoever runs it, on its input."""
import sys

import redis
from redis.backoff import ConstantBackoff
from redis.cluster import RedisCluster
from redis.exceptions import RedisClusterException
from redis.retry import Retry

HOST, PORT = sys.argv[1].split(":")
HELD = {"ssl": True, "ssl_ca_certs": sys.argv[2], "password": (sys.argv + [None])[3]} if len(sys.argv) > 2 else {}

cluster = RedisCluster(host=HOST, port=int(PORT), decode_responses=True, read_from_replicas=True,
                       retry=Retry(ConstantBackoff(0.05), 100), **HELD)
for i in range(300):
    assert cluster.set(f"key:{i}", i)
assert [cluster.get(f"key:{i}") for i in range(300)] == [str(i) for i in range(300)]
assert cluster.mset({"{t}a": 1, "{t}b": 2}) and cluster.mget("{t}a", "{t}b") == ["1", "2"]
try:
    cluster.mset({"a": 1, "b": 2})
    raise AssertionError("two slots")
except (redis.ResponseError, RedisClusterException) as error:
    assert "slot" in str(error), error
assert cluster.dbsize(target_nodes=RedisCluster.PRIMARIES) == 302
assert cluster.cluster_keyslot("foo") == 12182
pipe = cluster.pipeline()
for i in range(300):
    pipe.get(f"key:{i}")
assert pipe.execute() == [str(i) for i in range(300)]
assert len(set(cluster.scan_iter("key:*"))) == 300
nodes = cluster.cluster_nodes()
assert len(nodes) == len(cluster.get_nodes()) and sum("master" in each["flags"] for each in nodes.values()) >= 1, nodes
print("fault", flush=True)
sys.stdin.readline()
for i in range(300):
    assert cluster.get(f"key:{i}") == str(i), i
    assert cluster.set(f"key:{i}", i)
print("done", flush=True)
