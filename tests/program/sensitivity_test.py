"""`run --sensitivity`: which of its assumptions a verdict hangs on."""
import json
import os
import signal
import subprocess
import tempfile
import time

from program import PROGRAM, expect, run

SCENARIO = """
version: 1
name: hangs
clock: { mode: virtual, start: 2026-01-01T00:00:00Z }
architecture:
  api: { type: apigateway-rest, routes: { "GET /x": fn } }
  fn:
    type: lambda
    cold: { init: 0ms, platform: 0ms, first_run: 0ms }
    handlers: { "*": { work: 20ms, calls: [ { to: cache, op: get } ] } }
  cache: { type: elasticache }
workload:
  mix: [ { route: "GET /x" } ]
  phases: [ { name: all, for: 1m, rate: 50/s } ]
slo:
  # 20 ms of work, some 8 ms of the gateway and 0.5 ms of the cache: 16 ms more are too many, 0.5 ms are not.
  - { metric: http.latency, expect: "p(50)<35ms" }
  - { metric: fn.duration, expect: "avg<30ms" }
"""

with tempfile.TemporaryDirectory() as folder:
    file, report, page = (os.path.join(folder, name) for name in ("hangs.yaml", "hangs.json", "hangs.html"))
    open(file, "w").write(SCENARIO)
    code, plain = run("run", file)
    expect(code == 0 and "How much the answer hangs on each of them: --sensitivity" in plain, plain)
    code, said = run("run", file, "--sensitivity", "--json", report, "--html", page)
    expect(code == 0, f"the verdict is the run's own: exit {code}\n{said}")
    expect("http.latency: p(50)<35ms does not hold then" in said, said)
    digest = plain[plain.index("digest"):].split()[1]
    expect(digest in said, "the run itself is another one")
    swings = {one["assumption"].split(" ")[0]: one for one in json.load(open(report))["sensitivity"]}
    expect(set(swings) == {"api", "cache"}, swings)
    expect(swings["api"]["turned"] == ["http.latency: p(50)<35ms does not hold then"], swings["api"])
    by = {one["id"]: one["by"] for one in swings["api"]["moved"]}
    expect(0.2 < by["slo.0"] < 0.4 and by["slo.1"] == 0, by)
    expect(swings["cache"]["turned"] == [] and 0.001 < max(one["by"] for one in swings["cache"]["moved"]) < 0.1, swings["cache"])
    html = open(page).read()
    expect("What the answer hangs on" in html and "does not hold then" in html, "the page says nothing of it")

    code, said = run("run", file, "--sensitivity", "--clock", "real")
    expect(code == 2 and "is for the virtual clock" in said, said)
    code, said = run("run", file, "--sensitivity", "--runs", "2")
    expect(code == 2 and "leave out --runs" in said, said)

    # Ctrl-C ends the play that is under way; what was played by then is told, and no assumption is begun after it.
    process = subprocess.Popen([PROGRAM, "run", file, "--sensitivity", "--set", "workload.phases.0.for=3h"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[0]
    expect(process.returncode == 130 and "nterrupted" in said and "digest" in said, f"Ctrl-C: exit {process.returncode}\n{said}")
