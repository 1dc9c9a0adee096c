"""Windtunnel beside simulators that people write in Python: the same queue in SimPy, the same pool of environments in SimFaaS.
Times are processor seconds, which other work on the machine changes little."""
import json
import os
import statistics
import subprocess
import sys
import tempfile

from measuring import PROGRAM, ROOT, pace, report

SIMPY = "simpy==4.1.1"
SIMFAAS = "simfaas==0.2.2"

# Two servers, exponential times, 75% busy: what the database of the scenario below is. Prints how many customers came, the mean wait
# in the queue, and how long the run took.
QUEUE = '''
import json, random, time
import simpy
rng = random.Random(1)
environment = simpy.Environment()
servers = simpy.Resource(environment, capacity=2)
waits = []
def customer():
    came = environment.now
    with servers.request() as place:
        yield place
        waits.append(environment.now - came)
        yield environment.timeout(rng.expovariate(1 / 0.005))
def arrivals():
    while True:
        yield environment.timeout(rng.expovariate(300))
        environment.process(customer())
environment.process(arrivals())
begun = time.process_time()
environment.run(until=600)
print(json.dumps({"requests": len(waits), "seconds": time.process_time() - begun, "wait": sum(waits) / len(waits)}))
'''

# SimFaaS's own example of a pool: an environment that idles for ten minutes goes.
POOL = '''
import contextlib, io, json, time
import numpy
from simfaas.ServerlessSimulator import ServerlessSimulator
numpy.random.seed(1)
pool = ServerlessSimulator(arrival_rate=0.9, warm_service_rate=1 / 1.991, cold_service_rate=1 / 2.244, expiration_threshold=600, max_time=100000)
begun = time.process_time()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    pool.generate_trace(debug_print=False, progress=False)
took = time.process_time() - begun
print(json.dumps({"requests": pool.total_req_count, "seconds": took, "cold": pool.get_cold_start_prob()}))
'''

# The same two behind the whole path: edge, firewall, gateway, function. Nothing is cached, so each request reaches the database.
PATH = '''
version: 1
name: queue
clock: {mode: virtual, start: 2026-01-01T00:00:00Z}
account: {concurrency: 5000}
architecture:
  edge: {type: cloudfront, cache: {default_ttl: 0s, max_ttl: 0s, collapse: false}, to: waf}
  waf: {type: wafv2, rules: ["managed:sqli"], to: api}
  api: {type: apigateway-rest, routes: {"GET /items/{id}": fn}}
  fn: {type: lambda, memory: 1769MB, handlers: {"*": {calls: [{to: db, op: select, timeout: 60s}]}}}
  db: {type: rds, servers: 2, max_connections: 4000, latency: 0ms, service: "exp(5ms)"}
workload:
  mix: [{route: "GET /items/{id}", keys: "uniform(10000)"}]
  phases: [{name: steady, for: 600s, rate: 300/s}]
'''

FUNCTIONS = '''
version: 1
name: pool
clock: {mode: virtual, start: 2026-01-01T00:00:00Z}
architecture:
  edge: {type: cloudfront, cache: {default_ttl: 0s, max_ttl: 0s, collapse: false}, to: waf}
  waf: {type: wafv2, rules: ["managed:sqli"], to: api}
  api: {type: apigateway-rest, timeout: 300s, routes: {"GET /x": fn}}
  fn: {type: lambda, memory: 1769MB, timeout: 300s, idle_ttl: 600s, cold: {init: "const(253ms)", platform: 0ms, first_run: 0ms}, handlers: {"*": {work: "exp(1991ms)"}}}
workload:
  mix: [{route: "GET /x"}]
  phases: [{name: steady, for: 100000s, rate: 0.9/s}]
'''

# Visitors of a shop, each of whom looks at three things and buys one in five times: an hour of a thousand of them.
USERS = '''
version: 1
name: users
clock: {mode: virtual, start: 2026-01-01T00:00:00Z}
account: {concurrency: 5000}
architecture:
  edge: {type: cloudfront, to: waf}
  waf: {type: wafv2, rules: ["managed:sqli"], to: api}
  api: {type: apigateway-rest, routes: {"GET /items/{id}": fn, "POST /orders": fn}}
  fn: {type: lambda, memory: 1769MB, handlers: {"GET /items/{id}": {calls: [{to: db, op: select}]}, "POST /orders": {calls: [{to: db, op: insert}]}}}
  db: {type: rds, servers: 8, max_connections: 4000}
workload:
  model: closed
  think: "exp(2s)"
  sessions:
    visit:
      steps:
        - {route: "GET /items/{id}", keys: "zipf(n=10k, s=0.9)", save: {item: "$.name"}}
        - {pause: "exp(3s)"}
        - {route: "GET /items/{id}", keys: "zipf(n=10k, s=0.9)"}
        - {route: "GET /items/{id}", keys: "zipf(n=10k, s=0.9)"}
        - {route: "POST /orders", body: {text: '{"item":"${item}"}'}, share: 20%}
  phases: [{name: hour, for: 1h, users: 1000}]
'''


def environment(folder):
    """A Python with both, or nothing."""
    python = os.path.join(folder, "bin", "python3")
    for command in ([sys.executable, "-m", "venv", folder], [python, "-m", "pip", "install", "--quiet", SIMPY, SIMFAAS]):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"bench: SimPy and SimFaaS cannot be had, skipped: {(done.stdout + done.stderr)[-200:].strip()}")
            return None
    return python


def theirs(python, program):
    runs = [json.loads(subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout) for _ in range(3)]
    return runs[0], statistics.median(run["requests"] / run["seconds"] for run in runs)


def ours(folder, text):
    scenario, result = os.path.join(folder, "scenario.yaml"), os.path.join(folder, "result.json")
    with open(scenario, "w", encoding="utf-8") as file:
        file.write(text)
    took = []
    for _ in range(3):
        child = subprocess.Popen([PROGRAM, "run", scenario, "--quiet", "--json", result], cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"bench: {scenario}: exit {child.returncode}")
        took.append(usage.ru_utime + usage.ru_stime)
    with open(result, encoding="utf-8") as file:
        found = json.load(file)
    return found, found["requests"] / statistics.median(took), statistics.median(took)


def simulators():
    with tempfile.TemporaryDirectory() as folder:
        python = environment(os.path.join(folder, "python"))
        queue, queue_rate, _ = ours(folder, PATH)
        pool, pool_rate, _ = ours(folder, FUNCTIONS)
        users, users_rate, users_took = ours(folder, USERS)
        wait = queue["metrics"]["db.wait"]["avg"]
        cold = pool["metrics"]["fn.cold"]["count"] / pool["metrics"]["fn.invocations"]["count"]
        report("a queue with two servers, behind the whole path", f"{pace(queue_rate)}, a mean wait of {wait * 1e3:.2f} ms",
               "bench/run --only simulators")
        report("a pool of environments, behind the whole path", f"{pace(pool_rate)}, {cold:.3%} cold", "bench/run --only simulators")
        if python:
            same, rate = theirs(python, QUEUE)
            report("the queue alone in SimPy", f"{pace(rate)}, a mean wait of {same['wait'] * 1e3:.2f} ms; Windtunnel's path {queue_rate / rate:.1f} times", SIMPY)
            same, rate = theirs(python, POOL)
            report("the pool alone in SimFaaS", f"{pace(rate)}, {same['cold']:.3%} cold; Windtunnel's path {pool_rate / rate:.1f} times", SIMFAAS)
        report("an hour of 1,000 users with sessions", f"{users_took:.1f} s, {users['requests'] / 1e6:.1f} M requests, {pace(users_rate)}",
               "bench/run --only simulators")
