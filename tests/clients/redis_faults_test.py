"""What a client of Redis feels, by redis-py: a cache that is down, slow, flushed, that fails over or begins again; and what durability
of Valkey 9 keeps. By the dashboard's faults and by ElastiCache's operations."""
import json
import os
import re
import sys
import threading
import time
import urllib.parse

from clients import Server, expect
from tools import python_with

try:
    import redis
except ImportError:
    python = python_with("redis")
    os.execv(python, [python, *sys.argv])
from redis.backoff import NoBackoff
from redis.retry import Retry


def client(place, **more):
    """One that tries nothing twice."""
    return redis.Redis(host=place[0], port=place[1], decode_responses=True, **{"retry": Retry(NoBackoff(), 0), "socket_timeout": 20, **more})


def fails(kind, call, text=""):
    try:
        call()
    except kind as error:
        expect(text in str(error), f"expected {text}, got {error}")
        return
    expect(False, f"expected {kind.__name__}, and it was answered")


def again(of):
    """Asks until it is let in."""
    end = time.monotonic() + 30
    while True:
        try:
            return of.ping()
        except redis.ConnectionError:
            expect(time.monotonic() < end, "nobody is let in again")
            time.sleep(0.02)


class Account:
    """A server, with its dashboard and ElastiCache's API."""

    def __init__(self, scenario, *arguments):
        self.server = Server(scenario, *arguments)

    def post(self, path, body=None, method="POST"):
        status, _, text = self.server.ask(f"{self.server.base}/_windtunnel/{path}", method, json.dumps(body) if body else None)
        expect(status in (200, 201), f"{path} {body}: {status} {text}")

    def call(self, action, status=200, **parameters):
        day = time.strftime("%Y%m%d", time.gmtime())
        got, _, text = self.server.ask(self.server.base, "POST", urllib.parse.urlencode({
            "Action": action, "Version": "2015-02-02", **parameters}), {
                "Content-Type": "application/x-www-form-urlencoded", "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
                "Authorization": f"AWS4-HMAC-SHA256 Credential=anyone/{day}/us-east-1/elasticache/aws4_request, "
                                 "SignedHeaders=host, Signature=0"})
        expect(got == status, f"{action}: {got} {text}")
        return text

    def group(self, name, **more):
        """A new one of two nodes: where its primary listens, and its component's name."""
        text = self.call("CreateReplicationGroup", ReplicationGroupId=name, ReplicationGroupDescription="d",
                         CacheNodeType="cache.t4g.micro", **{"NumCacheClusters": 2, "AutomaticFailoverEnabled": "true", **more})
        endpoint = re.search(r"<PrimaryEndpoint>(.*?)</PrimaryEndpoint>", text, re.S).group(1)
        return ((re.search(r"<Address>([^<]+)", endpoint).group(1), int(re.search(r"<Port>(\d+)", endpoint).group(1))),
                f"arn:aws:elasticache:us-east-1:000000000000:replicationgroup:{name}")


def struck(account, place, name):
    """Faults of the dashboard."""
    mine = client(place)
    mine.set("a", "1")
    for how in ("refuse", "reset"):
        account.post("faults", {"target": name, "unavailable": how})
        fails(redis.ConnectionError, lambda: mine.get("a"))
        account.post("faults", method="DELETE")
        expect(mine.get("a") == "1", f"after {how}")
    hasty = client(place, socket_timeout=0.2)
    for fault in ({"unavailable": "hang"}, {"latency": "10s"}):
        account.post("faults", {"target": name, **fault})
        fails(redis.TimeoutError, lambda: hasty.get("a"))
        account.post("faults", method="DELETE")
        expect(client(place).get("a") == "1", f"after {fault}")
    account.post("faults", {"target": name, "error": 503})
    fails(redis.ResponseError, lambda: mine.get("a"), "injected")
    account.post("faults", method="DELETE")
    expect(mine.get("a") == "1", "after an error")
    account.post("flush", {"target": name})
    expect(mine.get("a") is None, "flushed")


def failed_over(account, place, name, fail_over):
    """Who waits and who listens is cut off (others redis-py connects again by itself); what the replica had is there again, and nothing else."""
    mine, waiter, listener = client(place), client(place), client(place).pubsub()
    mine.set("kept", "1")
    listener.subscribe("news")
    expect(listener.get_message(timeout=20)["type"] == "subscribe", "subscribed")
    felt = []

    def wait():
        try:
            waiter.blpop("queue", 0)
        except redis.ConnectionError as error:
            felt.append(error)
    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    while not any(each["flags"] == "b" for each in mine.client_list()):
        time.sleep(0.01)
    account.post("faults", {"target": name, "lag": "10m"})
    mine.set("lost", "1"), mine.set("kept", "2"), mine.rpush("list", "x")
    fail_over()
    waiting.join(30)
    expect(felt, "who waits is not cut off")
    fails(redis.ConnectionError, lambda: listener.get_message(timeout=20))
    account.post("faults", method="DELETE")
    again(mine)
    expect((mine.get("kept"), mine.get("lost"), mine.exists("list")) == ("1", None, 0),
           f"after it: {mine.get('kept')} {mine.get('lost')} {mine.exists('list')}")
    expect(mine.set("after", "1") and mine.get("after") == "1", "writes go on")


def durable(account):
    """Valkey 9: sync keeps all that a client heard of, async what was long enough ago."""
    text = account.call("CreateReplicationGroup", 400, ReplicationGroupId="old", ReplicationGroupDescription="d",
                        CacheNodeType="cache.t4g.micro", Engine="valkey", EngineVersion="8.0", Durability="sync")
    expect("InvalidParameterCombination" in text and "Durability" in text, text)
    for durability, found in (("sync", "1"), ("async", None), ("disabled", None)):
        place, name = account.group(durability, Engine="valkey", EngineVersion="9.0", Durability=durability)
        told = account.call("DescribeReplicationGroups", ReplicationGroupId=durability)
        expect(f"<EffectiveDurability>{durability}</EffectiveDurability>" in told, told)
        mine = client(place)
        mine.set("before", "1")
        time.sleep(0.1)  # the server's clock goes past the commit of async, 3 ms
        # Sync's client waits for as long; others hear at once.
        account.post("faults", {"target": name, "lag": "500ms" if durability == "sync" else "10m"})
        if durability == "sync":
            fails(redis.TimeoutError, lambda: client(place, socket_timeout=0.1).set("hasty", "1"))
        mine.set("heard", "1")
        account.call("TestFailover", ReplicationGroupId=durability, NodeGroupId="0001")
        account.post("faults", method="DELETE")
        again(mine)
        expect((mine.get("before"), mine.get("heard")) == ("1", found), f"{durability}: {mine.get('before')} {mine.get('heard')}")
    # Of a node that is alone nothing comes back without a log.
    for durability, found in (("sync", "1"), ("disabled", None)):
        place, _ = account.group(f"alone-{durability}", Engine="valkey", EngineVersion="9.0", Durability=durability,
                                NumCacheClusters=1, AutomaticFailoverEnabled="false")
        mine = client(place)
        mine.set("heard", "1")
        account.call("RebootCacheCluster", **{"CacheClusterId": f"alone-{durability}-001", "CacheNodeIdsToReboot.CacheNodeId.1": "0001"})
        again(mine)
        expect(mine.get("heard") == found, f"{durability}, rebooted: {mine.get('heard')}")


def out(account, place, name):
    """Nobody is let in while another primary takes over."""
    mine = client(place)
    mine.set("a", "1")
    account.post("failover", {"target": name})
    fails(redis.ConnectionError, mine.ping)
    again(mine)
    expect(mine.get("a") == "1", "nothing was on its way")


account = Account("serverless-rest.yaml", "--set", "architecture.redis.failover=1s")
found = re.search(r"redis://(\S+):(\d+) \(redis; its replica (\S+):(\d+)\)", account.server.printed)
primary, reader = (found.group(1), int(found.group(2))), (found.group(3), int(found.group(4)))
struck(account, primary, "redis")
out(account, primary, "redis")
failed_over(account, primary, "redis", lambda: account.post("failover", {"target": "redis"}))
failed_over(account, primary, "redis",
            lambda: account.call("TestFailover", ReplicationGroupId="redis", NodeGroupId="0001"))
fails(redis.exceptions.ReadOnlyError, lambda: client(reader).set("a", "1"))
place, name = account.group("made")
struck(account, place, name)
failed_over(account, place, name, lambda: account.call("TestFailover", ReplicationGroupId="made", NodeGroupId="0001"))
durable(account)
expect(account.server.stop() == 0, "the server did not stop well")
print("Redis: faults that redis-py feels, and what durability keeps")
