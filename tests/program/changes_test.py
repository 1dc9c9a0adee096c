"""What AWS's API changes of a scenario's functions is there after `kill -9` at any moment, meets traffic, and goes with a reset.
Statuses that are under way with --pace aws end after a restart."""
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
import urllib.parse

from program import Server, expect

KILLS = int(os.environ.get("KILLS", 12))
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
SCENARIO = "smoke.yaml"
# Said to come from the account's root, and believed: --auth off.
FIELDS = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, "
                           "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
          "x-amz-date": "20260101T000000Z", "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "Content-Type": "application/json"}
FUNCTIONS = "/2015-03-31/functions"
CONCURRENCY = "/2017-10-31/functions/reader/concurrency"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:reader"
chance = random.Random(SEED)


def ask(server, method, path, body=None, good=True):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.base).netloc, timeout=60)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), FIELDS)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    expect(not good or answer.status < 300, f"seed {SEED}: {method} {path}: {answer.status} {text}")
    return answer.status, json.loads(text) if text else {}


def kill(server):
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()


def state_of(server):
    """What a test changes of the function, as AWS tells it."""
    told = ask(server, "GET", f"{FUNCTIONS}/reader")[1]
    configuration = told["Configuration"]
    return {"memory": configuration["MemorySize"], "timeout": configuration["Timeout"],
            "description": configuration["Description"],
            "reserved": told.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
            "tags": told.get("Tags", {}),
            "aliases": sorted(each["Name"] for each in ask(server, "GET", f"{FUNCTIONS}/reader/aliases")[1]["Aliases"])}


def change(server, state):
    """One change at random: what is asked, and the state after it."""
    after = dict(state)
    kind = chance.choice(["configuration", "reserve", "free", "tag", "alias"])
    if kind == "configuration":
        after |= {"memory": chance.randrange(128, 3000), "timeout": chance.randrange(1, 900),
                  "description": f"{chance.random()}"}
        return ("PUT", f"{FUNCTIONS}/reader/configuration",
                {"MemorySize": after["memory"], "Timeout": after["timeout"], "Description": after["description"]}), after
    if kind == "reserve":
        after["reserved"] = chance.randrange(1, 100)
        return ("PUT", CONCURRENCY, {"ReservedConcurrentExecutions": after["reserved"]}), after
    if kind == "free":
        after["reserved"] = None
        return ("DELETE", CONCURRENCY, None), after
    if kind == "tag":
        after["tags"] = {**state["tags"], f"key{chance.randrange(5)}": f"{chance.random()}"}
        return ("POST", f"/2017-03-31/tags/{ARN}", {"Tags": after["tags"]}), after
    if state["aliases"]:
        name = chance.choice(state["aliases"])
        after["aliases"] = [each for each in state["aliases"] if each != name]
        return ("DELETE", f"{FUNCTIONS}/reader/aliases/{name}", None), after
    name = f"a{chance.randrange(1000)}"
    after["aliases"] = [name]
    return ("POST", f"{FUNCTIONS}/reader/aliases", {"Name": name, "FunctionVersion": "$LATEST"}), after


def kills(folder):
    """The last state, and how often something was changed."""
    acknowledged = under_way = None
    changes = 0
    for round in range(KILLS + 1):
        server = Server(SCENARIO, "--data", folder, "--auth", "off")
        state = state_of(server)
        expect(acknowledged is None or state in (acknowledged, under_way),
               f"seed {SEED}, round {round}: {state} is neither {acknowledged} nor {under_way}")
        acknowledged, under_way = state, None
        if round == KILLS:
            return server, state, changes
        killer = threading.Timer(chance.uniform(0.02, 0.3), server.process.kill)
        killer.start()
        try:
            while True:
                request, under_way = change(server, acknowledged)
                ask(server, *request)
                acknowledged, under_way = under_way, None
                changes += 1
        except (OSError, http.client.HTTPException):
            pass
        killer.join()
        kill(server)


def changed_of_a_scenario(folder):
    server = Server(SCENARIO, "--data", folder, "--auth", "off")
    first = state_of(server)
    kill(server)
    server, state, changes = kills(folder)
    expect(changes > KILLS, f"only {changes} changes")
    # Traffic meets it, after the restart as before.
    ask(server, "PUT", CONCURRENCY, {"ReservedConcurrentExecutions": 0})
    kill(server)
    server = Server(SCENARIO, "--data", folder, "--auth", "off")
    expect(ask(server, "POST", f"{FUNCTIONS}/reader/invocations", {}, good=False)[0] == 429, "nobody is turned away")
    kill(server)
    # Where the file says something else now, it counts; the rest stays.
    server = Server(SCENARIO, "--data", folder, "--auth", "off", "--set", "architecture.reader.concurrency.reserved=7")
    expect(state_of(server) == {**state, "reserved": 7}, f"an edited file: {state_of(server)}, changed before: {state}")
    kill(server)
    # Deleted is deleted, and a reset takes all back.
    server = Server(SCENARIO, "--data", folder, "--auth", "off")
    ask(server, "DELETE", f"{FUNCTIONS}/reader")
    kill(server)
    server = Server(SCENARIO, "--data", folder, "--auth", "off")
    expect(ask(server, "GET", f"{FUNCTIONS}/reader", good=False)[0] == 404, "what was deleted is there again")
    expect(server.ask(server.base + "/_windtunnel/reset", "POST")[0] == 200, "no reset")
    expect(state_of(server) == first, f"a reset leaves {state_of(server)}, the file says {first}")
    kill(server)
    server = Server(SCENARIO, "--data", folder, "--auth", "off")
    expect(state_of(server) == first, "after a reset and a restart the file does not count")
    expect(server.stop() == 0, "the server did not stop well")
    return changes


def statuses(folder):
    clock = ["--data", folder, "--auth", "off", "--pace", "aws", "--clock", "manual", "--now"]
    server = Server(SCENARIO, *clock, "2026-01-01T00:00:00Z")
    ask(server, "PUT", f"{FUNCTIONS}/reader/configuration", {"Timeout": 9})
    told = f"{FUNCTIONS}/reader/configuration"
    expect(ask(server, "GET", told)[1]["LastUpdateStatus"] == "InProgress", "an update is over at once")
    expect(ask(server, "PUT", told, {"Timeout": 10}, good=False)[0] == 409, "two updates at a time")
    kill(server)
    server = Server(SCENARIO, *clock, "2026-01-01T00:00:00Z")
    expect(ask(server, "GET", told)[1]["LastUpdateStatus"] == "InProgress", "a restart ends an update")
    server.ask(server.base + "/_windtunnel/clock", "POST", json.dumps({"advance": "10s"}))
    done = ask(server, "GET", told)[1]
    expect((done["LastUpdateStatus"], done["Timeout"]) == ("Successful", 9), f"an update does not end: {done}")
    ask(server, "PUT", told, {"Timeout": 11})
    kill(server)
    server = Server(SCENARIO, *clock, "2026-01-01T01:00:00Z")
    done = ask(server, "GET", told)[1]
    expect((done["LastUpdateStatus"], done["Timeout"]) == ("Successful", 11), f"one that ended meanwhile: {done}")
    server.stop()


with tempfile.TemporaryDirectory() as folder:
    began = time.time()
    changes = changed_of_a_scenario(folder)
with tempfile.TemporaryDirectory() as folder:
    statuses(folder)
print(f"{changes} changes, {KILLS} kills, {time.time() - began:.0f} s")
sys.exit(0)
