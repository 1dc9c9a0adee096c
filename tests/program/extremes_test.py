"""No setting, however large or small, takes all memory or runs for ever: it is refused in a sentence, or bears it."""
import re
import resource
import subprocess
import tempfile
import time

from program import PROGRAM, expect, run

EVERYTHING = """
version: 1
name: everything
clock: { warmup: 1s }
architecture:
  edge:
    type: cloudfront
    pops: [ { name: IAD, weight: 50% }, { name: FRA, weight: 50% } ]
    behaviors: [ { path: "/files/*", to: archive } ]
    shield: { name: IAD }
    to: waf
  waf: { type: wafv2, rules: [ { name: many, rate_based: { limit: 2000 } }, { name: large, size: { part: body } } ], to: api }
  users: { type: cognito }
  api:
    type: apigateway-rest
    authorizer: { kind: cognito, pool: users }
    cache: { size: 0.5GB, routes: { "GET /items/{id}": { ttl: 5s } } }
    throttle: { methods: { "GET /items/{id}": { rate: 1000/s, burst: 1000 } } }
    usage_plans: { free: { rate: 50/s, burst: 100, methods: { "GET /items/{id}": { rate: 40/s, burst: 10 } } } }
    routes: { "GET /items/{id}": reader, "POST /items": writer, "PUT /items/{id}": mover }
  reader: { type: lambda, handlers: { "*": { calls: [ { to: redis, op: get }, { to: replica, op: select, on: miss } ] } } }
  writer: { type: lambda, handlers: { "*": { calls: [ { to: stream, op: put } ] } } }
  mover: { type: lambda, handlers: { "*": { calls: [ { to: direct, op: put }, { to: archive, op: put } ] } } }
  redis: { type: elasticache }
  stream: { type: kinesis }
  events: { type: firehose, source: stream, to: archive, buffer: { interval: 5s } }
  direct: { type: firehose, to: archive, transform: { function: shaper }, backup: { to: archive } }
  shaper: { type: lambda, handlers: { "*": { work: 1ms } } }
  follower: { type: lambda, source: { stream: stream }, handlers: { "*": { work: 1ms } } }
  archive: { type: s3, notify: loader, objects: { files/a: 1KB } }
  loader: { type: lambda, handlers: { "*": { calls: [ { to: primary, op: apply } ] } } }
  primary: { type: rds, multi_az: true }
  replica: { type: rds-replica, of: primary }
workload:
  clients: { free: { plan: free } }
  mix:
    - { route: "GET /items/{id}", weight: 80, keys: "zipf(n=100, s=1)" }
    - { route: "POST /items", weight: 20, auth: true, bytes: 100B }
    - { route: "PUT /items/{id}", weight: 10, auth: true, bytes: 100B }
  phases:
    - { name: calm, for: 8s, rate: 10/s }
faults:
  - { id: more, at: 2s, for: 3s, kind: load, route: "GET /items/{id}", rate: 5/s }
  - { id: wild, at: 2s, for: 3s, kind: attack, target: edge, rate: 5/s }
  - { id: slow, at: 2s, for: 3s, kind: latency, target: reader, add: 5ms }
  - { id: over, at: 4s, for: 3s, kind: failover, target: primary }
  - { id: dark, at: 2s, for: 3s, kind: pop_down, target: edge, pop: FRA }
slo:
  - { metric: http.latency, expect: "p(99)>0ms", window: [0s, 8s] }
invariants:
  - { recovers: http.errors, to: "rate<=100%", within: 1s, after: slow }
  - { always: littles_law }
"""
WAITING = """
version: 1
name: waiting
architecture:
  api:
    type: apigateway-rest
    timeout: 300s
    throttle: { account: { rate: 10000000/s, burst: 10M }, stage: { rate: 10000000/s, burst: 10M } }
    routes: { "GET /x": gone }
  gone: { type: lambda, handlers: { "*": { work: 1ms } } }
workload:
  mix: [ { route: "GET /x" } ]
  phases: [ { name: all, for: 100s, rate: 1000000/s } ]
faults:
  - { id: gone, at: 0s, for: 100s, target: gone, kind: unavailable, mode: hang }
"""
# By what the reference says of a value: as much of it as can be written, what is much and is taken, and next to nothing.
EXTREMES = {
    "count": ["9000000000000000", "1000000", "0"],
    "duration": ["36500d", "3650d", "1ns"],
    "size": ["9000TB", "64MiB", "0B"],
    "rate": ["1000000000/s", "0/s"],
    "distribution": ["exp(36500d)", "pareto(1s, 0.001)", "const(0s)"],
}
MORE = {
    "workload.phases.0.rate": ["1000000000/s", "{from: 0/s, to: 1000000000/s}", "10000001/s", "0/s"],
    "workload.phases.0.arrivals": ["mmpp(on=1ns, off=1ns, factor=1000)", "mmpp(on=1ms, off=36500d, factor=1000)"],
    "workload.mix.0.keys": ["zipf(n=10M, s=0)", "uniform(9000000000000000)"],
    "workload.clients.free.retries": ['{max: 20, backoff: "full-jitter(0s, 0s)"}', '{max: 20, backoff: "full-jitter(36500d, 36500d)"}'],
    "architecture.archive.objects": ["{a: 9000TB}", "{a: 5GB}"],
    "slo.0.window": ["[1s, 36500d]"],
    "clock.start": ["2100-12-31T23:59:59Z", "1970-01-01T00:00:00Z"],
}
OF_TYPE = {"cloudfront": ["edge"], "wafv2": ["waf"], "cognito": ["users"], "apigateway-rest": ["api"],
           "lambda": ["reader", "writer", "follower"], "elasticache": ["redis"], "kinesis": ["stream"],
           "firehose": ["direct", "events"], "s3": ["archive"], "rds": ["primary"], "rds-replica": ["replica"]}
NAMES = {"handlers": '"*"', "usage_plans": "free", "clients": "free"}
LISTS = {"faults": 5, "mix": 2, "rules": 2}
FEW = 1_500_000_000  # bytes


def places(key):
    """The paths that a row of the reference stands for, below where its table begins."""
    paths = [""]
    before = ""
    for part in key.split("."):
        name = part.removesuffix("[]")
        steps = [NAMES.get(before, '"GET /items/{id}"') if name == "NAME" else name]
        if part.endswith("[]"):
            steps = [f"{name}.{i}" for i in range(LISTS.get(name, 1))]
        paths = [f"{path}.{step}" if path else step for path in paths for step in steps]
        before = name
    return paths


def settings():
    """Every setting that has an extreme, with each."""
    below = [""]
    for line in run("reference")[1].splitlines():
        if line.startswith("### "):
            kind = re.match(r"### `(.*)`", line)
            below = [f"architecture.{name}." for name in OF_TYPE.get(kind.group(1), [])] if kind else [""]
        row = re.match(r"\| `([^`]+)` \| ([a-z]+) \|", line)
        # What behaviours and routes have of their own is read by the same rows as what stands above them.
        if row and row.group(2) in EXTREMES and not row.group(1).startswith("behaviors[].cache."):
            for path in places(row.group(1)):
                for value in EXTREMES[row.group(2)]:
                    yield from ((prefix + path, value) for prefix in below)
    for path, values in MORE.items():
        yield from ((path, value) for value in values)


def play(*arguments, memory=FEW, seconds=400):
    """Exit code, what was said, and how long it took, with this much memory; no code where it had to be ended."""
    def few():
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    begun = time.monotonic()
    try:
        done = subprocess.run([PROGRAM, "run", *arguments], capture_output=True, text=True, timeout=seconds, preexec_fn=few)
    except subprocess.TimeoutExpired:
        return None, "", time.monotonic() - begun
    return done.returncode, done.stdout + done.stderr, time.monotonic() - begun


with tempfile.TemporaryDirectory() as folder:
    file = f"{folder}/everything.yaml"
    open(file, "w").write(EVERYTHING)
    code, said, _ = play(file, "-q")
    expect(code == 0, f"everything: {code} {said}")

    tried = 0
    for path, value in settings():
        code, said, took = play(file, "-q", "--set", f"{path}={value}")
        # Refused with its place or for its memory, or played to the end, whatever that was.
        refused = code == 2 and any(word in said for word in ("everything.yaml:", "--set", "needs more memory"))
        expect(refused or code in (0, 3, 4, 5, 7), f"--set {path}={value}: {code} after {took:.1f} s\n{said[:500]}")
        tried += 1
    expect(tried > 300, f"only {tried} settings were found in the reference")

    # A load that grows over all bounds ends in a sentence, long before the machine does: nobody answers, and all wait.
    waiting = f"{folder}/waiting.yaml"
    open(waiting, "w").write(WAITING)
    for arguments, memory, most in ((["--memory", "150MB"], FEW, "150MB"), ([], 500_000_000, "250MB")):
        code, said, took = play(waiting, *arguments, memory=memory)
        expect(code == 2 and f"needs more memory than the {most}" in said, f"{arguments}: {code} after {took:.1f} s\n{said}")
    # So does one that writes without end, in the database's own memory, too; and several at once.
    writes = ["--set", "workload.phases.0={name: all, for: 20d, rate: 500/s}", "--set", "faults=[]", "--set", "slo=[]",
              "--set", "workload.mix=[{route: 'POST /items', auth: true, bytes: 1KB}]", "--set", "invariants=[]"]
    for arguments in ([], ["--runs", "4", "--parallel", "2"]):
        code, said, took = play(file, *writes, *arguments, "--memory", "200MB")
        expect(code == 2 and said.count("needs more memory than the 200MB") == 1, f"{code} after {took:.1f} s\n{said}")
    for wrong, word in (("1MB", "64MiB and more"), ("lots", "a size such as")):
        code, said, _ = play(file, "--memory", wrong)
        expect(code == 2 and word in said, f"--memory {wrong}: {code} {said}")
