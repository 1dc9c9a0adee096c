"""`sweep`, `merge` and `compare`: what is cheapest, where it tips over, and whether it is more than chance."""
import json
import os
import signal
import subprocess
import tempfile
import time

from program import PROGRAM, expect, run

# Erlang's loss: 50 requests/s of 100 ms each are 5 Erlangs. 10 environments turn away 1.84% of them, 11 turn away 0.83%.
LOSS = """
version: 1
name: loss
seed: 3
architecture:
  api: { type: apigateway-rest, routes: { "GET /items/{id}": reader } }
  reader:
    type: lambda
    memory: 2048MB
    cold: { init: 0s, platform: 0s, first_run: 0s }
    concurrency: { reserved: 11 }
    handlers: { "GET /items/{id}": { work: 100ms } }
workload:
  mix: [{ route: "GET /items/{id}" }]
  phases: [{ name: steady, for: 20m, rate: 50/s }]
slo:
  - { metric: reader.throttled, expect: "rate<1.25%" }
"""

with tempfile.TemporaryDirectory() as folder:
    file = f"{folder}/loss.yaml"
    open(file, "w").write(LOSS)
    code, said = run("run", file)
    expect(code == 0, f"the scenario alone: exit {code}\n{said}")
    vary = ["--vary", "architecture.reader.concurrency.reserved=8..13 step 1"]

    def sweep(*arguments, out=None):
        """A sweep's exit code, what it said, and its numbers."""
        report = f"{folder}/report.json"
        if os.path.exists(report):
            os.unlink(report)
        code, said = run("sweep", file, *arguments, "--json", report, *(["--out", out] if out else []))
        return code, said, json.load(open(report)) if os.path.exists(report) else None

    # The cliff is where Erlang's B says; each point is what a run with its settings is.
    code, said, whole = sweep(*vary, "--seeds", "2", "--parallel", "2")
    expect(code == 0 and "reserved: holds at 11, fails at 10: slo.0" in said, f"exit {code}\n{said}")
    expect([(c["holds"], c["fails"]) for c in whole["cliffs"]] == [(3, 2)], whole["cliffs"])
    expect(whole["best"] >= 3 and abs(whole["at_least_holds"] - 0.05 ** 0.5) < 1e-6, whole["best"])
    months = [point["runs"][0]["usd_per_month"] for point in whole["points"][3:]]
    expect(whole["points"][whole["best"]]["runs"][0]["usd_per_month"] == min(months), months)
    alone = f"{folder}/alone.json"
    code, _ = run("run", file, "-q", "--set", "architecture.reader.concurrency.reserved=9", "--seed", "4", "--json", alone)
    expect(code == 3 and json.load(open(alone))["digest"] == whole["points"][1]["runs"][1]["digest"], "a point differs from its run")
    again = said.split("Again: ./windtunnel run ")[1].split("\n")[0].replace("'", "").split()
    code, said = run("run", *again)
    expect(code == 0, f"again: exit {code}\n{said}")

    # In parts, and after points were lost, it comes to the same.
    parts = [f"{folder}/part-{i}" for i in (1, 2, 3)]
    for i, part in enumerate(parts, 1):
        code, said, _ = sweep(*vary, "--seeds", "2", "--shard", f"{i}/3", out=part)
        expect(code == 0, f"shard {i}: exit {code}\n{said}")
    code, said = run("merge", *parts[:2])
    expect(code == 2 and "2 of 6 points are missing." in said, f"exit {code}\n{said}")
    code, said = run("merge", *parts, "--json", f"{folder}/merged.json", "--html", f"{folder}/merged.html")
    expect(code == 0 and json.load(open(f"{folder}/merged.json")) == whole, f"merge: exit {code}\n{said}")
    page = open(f"{folder}/merged.html", encoding="utf-8").read()
    expect(page.count("<circle") % len(whole["points"]) == 0 and "<circle" in page and "http://" not in page, "the page of a sweep")
    code, said, resumed = sweep(*vary, "--seeds", "2", out=parts[0])
    expect(code == 0 and said.startswith("2 of 6 points are there already.") and resumed == whole, f"exit {code}\n{said}")
    code, said, _ = sweep(*vary, "--seeds", "3", out=parts[0])
    expect(code == 2 and "another sweep" in said, f"exit {code}\n{said}")
    open(f"{parts[1]}/points/000001.json", "w").write("{")
    code, said = run("merge", *parts)
    expect(code == 2 and "000001.json: it is no point" in said, f"exit {code}\n{said}")

    # Ctrl-C keeps what was finished, and the same command goes on.
    long = [file, *vary, "--seeds", "40", "--parallel", "1", "--out", f"{folder}/long"]
    process = subprocess.Popen([PROGRAM, "sweep", *long], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    points = f"{folder}/long/points"
    for _ in range(3000):
        if os.path.isdir(points) and any(name.endswith(".json") for name in os.listdir(points)):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[0]
    kept = len([name for name in os.listdir(points) if name.endswith(".json")])
    expect(process.returncode == 130 and kept >= 1 and "points are missing" in said, f"Ctrl-C: {process.returncode}\n{said}")

    # 1.25% are lost by 10 environments at 4.63 Erlangs.
    code, said, found = sweep("--find", "workload.phases.0.rate=10/s..200/s", "--vary",
                              "architecture.reader.concurrency.reserved=10, 1")
    ten, one = (point["found"] for point in found["points"])
    expect(code == 0 and abs(float(ten["holds"].removesuffix("/s")) / 46.3 - 1) < 0.05, f"exit {code}\n{said}")
    expect("holds" not in one and one["fails"] == "10/s" and found["best"] == 0, found["points"])
    code, said, found = sweep("--find", "workload.phases.0.rate=1/s..5/s")
    expect(code == 0 and found["points"][0]["found"] == {"holds": "5/s"} and "as far as it was tried" in said, f"exit {code}\n{said}")

    # Points of a hypercube need no steps.
    code, said, cube = sweep("--vary", "architecture.reader.concurrency.reserved=5..20", "--vary",
                             "workload.phases.0.rate=10/s..60/s", "--lhs", "8")
    reserved = sorted(int(point["settings"][0]) for point in cube["points"])
    expect(code == 0 and len(set(reserved)) >= 6 and reserved[0] < 8 and reserved[-1] > 17, f"exit {code}\n{said}")

    # What cannot be asked.
    for arguments, sentence in (
            ([], "say what to vary"),
            (["--vary", "reserved"], "write PATH=VALUES"),
            (["--vary", "architecture.reader.concurrency.reserved=1..5"], "say how far apart"),
            (["--vary", "architecture.reader.concurrency.reserved=1, many"], "many"),
            (["--vary", "architecture.reader.memroy=1, 2"], "memory"),
            (["--find", "workload.phases.0.rate=5/s"], "lies between two numbers"),
            ([*vary, "--shard", "1/2"], "say --out"),
            ([*vary, "--shard", "3/2", "--out", f"{folder}/x"], "write the part"),
            ([*vary, "--seeds", "0"], "seeds")):
        code, said = run("sweep", file, *arguments)
        expect(code == 2 and sentence in said, f"{arguments}: exit {code}\n{said}")
    code, said = run("merge", folder)
    expect(code == 2 and "no folder of a sweep" in said, f"exit {code}\n{said}")

    # A longer handler is slower beyond chance; what chance does is not.
    before, after, other = (f"{folder}/{name}.json" for name in ("before", "after", "other"))
    short = ["--set", "workload.phases.0.for=2m", "--runs", "4", "-q"]
    run("run", file, *short, "--json", before)
    run("run", file, *short, "--json", after, "--set", 'architecture.reader.handlers."GET /items/{id}".work=120ms')
    run("run", file, *short, "--json", other, "--seed", "70")
    code, said = run("compare", before, after)
    expect("+20.0%" in said and 'reader.duration avg' in said, f"exit {code}\n{said}")
    held = [sum(one["exit"] == 0 for one in json.load(open(name))["runs"]) for name in (before, after)]
    expect(f"{held[0]}/4 -> {held[1]}/4" in said and (code == 3) == (held[0] == 4 and held[1] < 4), f"{held}: exit {code}\n{said}")
    code, said = run("compare", before, other)
    expect("reader.duration avg" not in said and "by no more than chance" in said, f"exit {code}\n{said}")
    code, said = run("compare", before, before)
    expect(code == 0 and "The digests are the same" in said, f"exit {code}\n{said}")
    code, said = run("compare", before, file)
    expect(code == 2 and "the second report: it is no report" in said, f"exit {code}\n{said}")
