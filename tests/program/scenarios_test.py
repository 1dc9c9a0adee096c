"""A scenario passes, and fails with the right exit code when its guard is taken away. Its name is the third argument;
without one, all of them."""
import glob
import os
import sys

from program import SCENARIOS, expect, has_postgres, run

GUARDS = [
    # scenario, what is taken away, the exit code, and a word of what fails
    ("serverless-rest.yaml", ["architecture.edge.cache.max_ttl=0s", "architecture.edge.cache.default_ttl=0s"], 3,
     "edge.hit.ratio"),
    ("primary-down.yaml", ["architecture.archive.replay=off"], 4, "never reached the database"),
    ("primary-down.yaml", ['architecture.reader.handlers."GET /items/{id}".calls.1.to=primary'], 4,
     "reads_never_touch"),
    ("primary-down.yaml", ['architecture.writer.handlers."*".calls=[{to: primary, op: insert}]'], 3, "http.errors"),
    ("lambda-limit.yaml", ["architecture.reader.concurrency.reserved=off"], 3, "replica.refused"),
    ("sqli-flood.yaml", ["architecture.waf.rules=[managed:xss]"], 3, "attack.blocked"),
    ("postgres.yaml", ['architecture.reader.handlers."GET /items/{id}".calls.0.to=primary'], 4, "reads_never_touch"),
    ("smoke.yaml", ["architecture.waf.rules=[]"], 3, "attack.passed"),
    ("stale-reads.yaml", ["faults.0.set=20ms"], 3, "replica.stale.reads"),
    ("cold-start-storm.yaml", ["architecture.reader.concurrency.provisioned=0"], 3, "http.latency"),
    ("cache-flush.yaml", ["architecture.edge.cache.collapse=false"], 3, "http.errors"),
    ("api-cache.yaml", ["architecture.api.cache.methods=[]"], 3, "replica.statements"),
    ("greedy-client.yaml", ["architecture.api.usage_plans.free={rate: 100k/s, burst: 100k}"], 3,
     'http.throttled{client="others"}'),
    ("gray-redis.yaml", ['architecture.reader.handlers."*".calls.0.timeout=2s'], 3, "http.latency"),
    ("s3-outage.yaml", ["architecture.events.retry_for=30m"], 4, "no_acknowledged_write_is_lost"),
    ("pop-down.yaml", ["faults.0.detect=1h"], 3, "http.errors"),
    ("retention-exceeded.yaml", ["architecture.copy=off", "architecture.archive=off", "architecture.loader.source=clicks"],
     4, "no_acknowledged_write_is_lost"),
    ("retention-exceeded.yaml", ["architecture.archive.replay=off"], 4, "converges"),
    ("reserved-cut.yaml", ["faults.0.to=100"], 3, "reader.throttled"),
    ("reserved-cut.yaml", ["architecture.edge.cache.max_ttl=0s", "architecture.edge.cache.default_ttl=0s"], 3,
     'http.errors{route="GET /items/{id}"}'),
    ("reserved-cut.yaml", ['architecture.api.routes."POST /items"=reader'], 3,
     'http.errors{route="POST /items"}'),
    ("spike-users.yaml", ["architecture.fn.concurrency.reserved=20"], 3, "http.errors"),
    ("login-storm.yaml", ["workload.clients.app.retries=off"], 3, "http.turned.away"),
    ("login-storm.yaml", ["architecture.users.quotas.authentications=1000/s"], 3, "users.throttled"),
    ("lost-tail.yaml", ["faults.1.prefix=nothing"], 4, "never reached the database"),
]

names = sorted(os.path.basename(path) for path in glob.glob(f"{SCENARIOS}/*.yaml"))
expect({guard[0] for guard in GUARDS} == set(names), f"a scenario without a guard, or a guard without one: {names}")
if len(sys.argv) > 3:
    expect(sys.argv[3] in names, f"no scenario is called {sys.argv[3]}")
    names = [sys.argv[3]]
if not has_postgres() and "postgres.yaml" in names:
    print("postgres.yaml: SKIPPED, PostgreSQL's server is not installed (apt-get install postgresql)")
    names.remove("postgres.yaml")
for name in names:
    code, text = run("run", f"{SCENARIOS}/{name}")
    expect(code == 0, f"{name}: exit {code}\n{text}")
    print(f"{name}: held")
for name, sets, wanted, word in GUARDS:
    if name not in names:
        continue
    arguments = [argument for each in sets for argument in ("--set", each)]
    code, text = run("run", f"{SCENARIOS}/{name}", *arguments)
    failed = [line for line in text.splitlines() if "FAILED" in line]
    expect(code == wanted and any(word in line for line in failed),
           f"{name} without its guard {sets}: exit {code}, wanted {wanted} and {word}\n" + "\n".join(failed))
    print(f"{name} without {sets[0]}: exit {code}, as it should")
