"""A cache with `engine: real`: a packaged Redis or Valkey server behind the scenario's faults, which functions and clients share, and
which ends with the program however that ends."""
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import time

from clients import PROGRAM, SCENARIOS, Server, expect, skip
from program import run, run_json
from resp import Refused, Resp

REAL = ("--set", "architecture.redis.engine=real")


def post(server, path, body=None, method="POST"):
    status, _, text = server.ask(f"{server.base}/_windtunnel/{path}", method, json.dumps(body) if body else None)
    expect(status in (200, 201), f"{path} {body}: {status} {text}")


def ended(call):
    """Whether the connection breaks."""
    try:
        answer = call()
    except (EOFError, ConnectionError):
        return
    expect(False, f"expected a broken connection, got {answer!r}")


def place_of(server, which="primary"):
    found = re.search(r"redis://(\S+):(\d+) \(redis; its replica (\S+):(\d+)\)", server.printed)
    expect(found, server.printed)
    first = 1 if which == "primary" else 3
    return {"Address": found.group(first), "Port": int(found.group(first + 1))}


def process_of(client):
    """The server's process and its folder."""
    number = int(re.search(rb"process_id:(\d+)", client("INFO", "server")).group(1))
    return number, os.readlink(f"/proc/{number}/cwd")


def expect_gone(number, when):
    """A process that has ended may stay as a zombie where nobody asks for it."""
    end = time.monotonic() + 30
    while True:
        try:
            with open(f"/proc/{number}/stat", encoding="ascii") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return
        except OSError:
            return
        expect(time.monotonic() < end, f"the cache's server still runs after {when}")
        time.sleep(0.02)


def commands(server):
    one, two, replica = Resp(place_of(server)), Resp(place_of(server)), Resp(place_of(server, "reader"))
    expect(one("SET", "a", "1") == "OK" and two("GET", "a") == b"1" and replica("GET", "a") == b"1", "SET and GET")
    got = one("EVAL", "return {KEYS[1], redis.call('INCRBY', KEYS[1], ARGV[1])}", 1, "a", 41)
    expect(got == [b"a", 42], f"EVAL: {got}")
    expect(one("XADD", "log", "1-1", "k", "v") == b"1-1", "XADD")
    # What is large, comes in pieces, or comes before the answers to what was before.
    large = os.urandom(3_000_000)
    expect(one("SET", "large", large) == "OK" and two("GET", "large") == large, "a large value")
    for i in range(1000):
        one.send("INCR", "n")
    expect([one.read() for _ in range(1000)] == list(range(1, 1001)), "a pipeline")
    expect(one.line("PING") == "PONG", "a command without its coding")
    expect(one("HELLO", "3")[b"proto"] == 3, "HELLO 3")
    two.send("SUBSCRIBE", "news")
    expect(two.read() == [b"subscribe", b"news", 1], "SUBSCRIBE")
    expect(one("PUBLISH", "news", "x") == 1 and two.read() == [b"message", b"news", b"x"], "PUBLISH")
    memory = re.search(rb"maxmemory:(\d+).*maxmemory_policy:(\S+)", Resp(place_of(server))("INFO", "memory"), re.S)
    expect((int(memory.group(1)), memory.group(2)) == (64 * 1024 * 1024, b"volatile-lru"), f"memory: {memory.groups()}")
    for words in (("CONFIG", "GET", "dir"), ("SHUTDOWN",), ("SAVE",)):
        answer = Resp(place_of(server))(*words)
        expect(isinstance(answer, Refused) and "unknown command" in str(answer), f"{words}: {answer!r}")
    answer = two.line("QUIT")
    expect(answer == "OK", f"QUIT: {answer!r}")
    ended(two.read)


def functions(server):
    """What a function keeps is there for clients, and the other way round."""
    client = Resp(place_of(server))
    client("FLUSHALL")
    status, _, text = server.ask(f"{server.api}/items/5")
    expect(status == 200, f"GET /items/5: {status} {text}")
    keys = client("KEYS", "*")
    expect(len(keys) == 1 and b"5" in keys[0], f"keys: {keys}")
    expect(client("GET", keys[0]).decode() in text and 0 < client("PTTL", keys[0]) <= 30_000, "what the function kept")
    client("SET", keys[0].replace(b"5", b"6"), '{"id":"6","colour":"of the client"}')
    status, _, text = server.ask(f"{server.api}/items/6")
    expect(status == 200 and "of the client" in text, f"GET /items/6: {status} {text}")


def faults(server):
    mine = Resp(place_of(server))
    mine("SET", "a", "1")
    for how in ("refuse", "reset"):
        post(server, "faults", {"target": "redis", "unavailable": how})
        ended(lambda: mine("GET", "a"))
        post(server, "faults", method="DELETE")
        mine = Resp(place_of(server))
        expect(mine("GET", "a") == b"1", f"after {how}")
    post(server, "faults", {"target": "redis", "error": 503})
    answer = mine("GET", "a")
    expect(isinstance(answer, Refused) and "injected" in str(answer), f"an error: {answer!r}")
    post(server, "faults", method="DELETE")
    expect(mine("GET", "a") == b"1", "after an error")
    for fault in ({"unavailable": "hang"}, {"latency": "10m"}):
        post(server, "faults", {"target": "redis", **fault})
        slow = Resp(place_of(server))
        slow.socket.settimeout(0.2)
        try:
            answer = slow("GET", "a")
            expect(False, f"{fault}: answered {answer!r}")
        except TimeoutError:
            pass
        post(server, "faults", method="DELETE")
        expect(Resp(place_of(server))("GET", "a") == b"1", f"after {fault}")
    post(server, "flush", {"target": "redis"})
    expect(mine("GET", "a") is None and mine("DBSIZE") == 0, "flushed")
    mine("SET", "kept", "1")
    post(server, "failover", {"target": "redis"})
    ended(lambda: mine("GET", "kept"))
    ended(lambda: Resp(place_of(server))("PING"))


def refusals():
    code, text = run("run", f"{SCENARIOS}/smoke.yaml", "--quiet", *REAL)
    expect(code == 2 and "redis has the engine real, which a run in the virtual clock cannot wait for" in text, f"{code} {text}")
    code, text = run("run", f"{SCENARIOS}/smoke.yaml", "--quiet", "--clock", "real", *REAL, "--set",
                     "architecture.redis.durability=sync")
    expect(code == 2 and "only the engine embedded has a log" in text, f"{code} {text}")
    done = subprocess.run([PROGRAM, "serve", f"{SCENARIOS}/smoke.yaml", "--port", "0", *REAL], capture_output=True, text=True,
                          timeout=60, env={**os.environ, "PATH": "/nonexistent"})
    expect(done.returncode != 0 and "apt-get install redis-server" in done.stderr, f"{done.returncode} {done.stderr}")


def start():
    return Server("serverless-rest.yaml", *REAL, "--set", "architecture.redis.max_memory=64MiB")


if not any(map(shutil.which, ("redis-server", "valkey-server"))):
    skip("neither redis-server nor valkey-server is installed (apt-get install redis-server)")
refusals()
account = start()
commands(account)
functions(account)
process, folder = process_of(Resp(place_of(account)))
expect(stat.S_IMODE(os.stat(folder).st_mode) == 0o700, "others may enter the server's folder")
faults(account)
expect(account.stop() == 0, "the server did not stop well")
expect_gone(process, "SIGTERM")
expect(not os.path.exists(folder), "its folder is left")

killed = start()
process, folder = process_of(Resp(place_of(killed)))
killed.process.send_signal(signal.SIGKILL)
killed.process.wait(timeout=60)
expect_gone(process, "SIGKILL")
shutil.rmtree(folder, ignore_errors=True)

# A server that ends takes its clients with it, and nobody else.
lonely = start()
mine = Resp(place_of(lonely))
process, _ = process_of(mine)
os.kill(process, signal.SIGKILL)
ended(mine.read)
ended(lambda: Resp(place_of(lonely))("PING"))
status, _, text = lonely.ask(f"{lonely.api}/items/7")
expect(status == 200, f"a function goes on without its cache: {status} {text}")
expect(lonely.stop() == 0, "the server did not stop well")

played = run_json("smoke.yaml", "--clock", "real", *REAL)["metrics"]
expect(played["redis.misses"]["count"] > 0, f"the server was not asked: {played['redis.misses']}")
print("Redis: a real server behind a cache, for clients and functions")
