"""`runs` and `parallel`: each run is what a single run with its seed is, however many go on at once."""
import json
import signal
import subprocess
import tempfile
import time
import xml.etree.ElementTree as xml

from program import PROGRAM, SCENARIOS, expect, run, run_json

# With the Core Rule Set, which all web ACLs of the program share.
FLOOD = ["sqli-flood.yaml", "--set", "architecture.waf.rules=[managed:core, managed:sqli]", "--seed", "40"]
SMOKE = f"{SCENARIOS}/smoke.yaml"


def without_wall(report):
    return {key: value for key, value in report.items() if key != "wall_s"}


# Side by side or one after another, more threads than seeds or fewer: the same runs, by seed, each as if it were alone.
alone = [without_wall(run_json(*FLOOD[:-1], str(seed))) for seed in (40, 41, 42)]
for parallel in ("1", "2", "8"):
    several = run_json(*FLOOD, "--runs", "3", "--parallel", parallel)
    expect([without_wall(one) for one in several["runs"]] == alone, f"--parallel {parallel}: runs differ from single ones")
    expect(several["seed"] == 40 and several["requests"] == sum(one["requests"] for one in alone), several["requests"])
    expect((several["verdict"], several["exit"]) == ("pass", 0), several["verdict"])
expect(len({one["digest"] for one in alone}) == 3, "seeds share a digest")
for spread in several["expectations"]:
    own = [next(one for one in each["expectations"] if one["id"] == spread["id"]) for each in alone]
    expect(spread["held"] == 3 and spread["failed"] == [], spread)
    if "value" in own[0]:
        values = [one["value"] for one in own]
        expect((spread["min"], spread["max"]) == (min(values), max(values)), spread)
        expect(abs(spread["mean"] - sum(values) / 3) <= 1e-9 * max(1, abs(spread["mean"])), spread)
        expect(spread["worst"] in (min(values), max(values)), spread)

# A run that asks nothing says so; one fault that lasts no time has none.
code, said = run("run", SMOKE, "--set", "slo=[]", "--set", "invariants=[]", "--set",
                 "faults=[{id: new, at: 1s, target: reader, kind: recycle}]")
expect(code == 0 and "Nothing was asked of it: it came to rest." in said and "Everything held" not in said, f"{code}\n{said}")
expect(" at 1s\n" in said, said)

# As the file says, unless the command line does; a verdict over all, and in every report.
with tempfile.TemporaryDirectory() as folder:
    file = f"{folder}/several.yaml"
    text = open(SMOKE).read().replace("seed: 11", "seed: 11\nruns: 3\nparallel: 2")
    open(file, "w").write(text)
    code, said = run("run", file)
    expect(code == 0 and said.startswith("seed 11 to 13\n") and "Everything held in every run." in said, f"{code}\n{said}")
    expect(f"Again: ./windtunnel run {file} --seed 11 --runs 3 --parallel 2\n" in said, said)
    digests = [line.split()[1] for line in said.splitlines() if line.split()[:1] in (["11"], ["12"], ["13"])]
    expect(len(set(digests)) == 3, said)
    code, single = run("run", file, "--seed", "12", "--runs", "1")
    expect(code == 0 and f"digest {digests[1]}" in single and "--seed 12 --runs 1\n" in single, f"{code}\n{single}")

    # No two seeds ask as often: a bound in the middle holds for two of three.
    counts = []
    for seed in (11, 12, 13):
        report = f"{folder}/{seed}.json"
        expect(run("run", file, "--runs", "1", "--seed", str(seed), "-q", "--json", report)[0] == 0, f"seed {seed}")
        counts.append(json.load(open(report))["metrics"]["http.requests"]["count"])
    expect(len(set(counts)) == 3, f"choose other seeds: {counts}")
    middle = sorted(counts)[1]
    failing = [seed for seed, count in zip((11, 12, 13), counts) if count > middle]
    arguments = ["run", file, "--set", f"slo.2={{metric: http.requests, phase: all, expect: 'count<={middle}'}}",
                 "--json", f"{folder}/report.json", "--junit", f"{folder}/junit.xml"]
    code, said = run(*arguments)
    lines = [line for line in said.splitlines() if "FAILED" in line]
    expect(code == 3 and len(lines) == 1 and f"failed in 1 of 3 (seed {failing[0]})" in lines[0], f"{code}\n{said}")
    expect(f"worst {max(counts)} (seed {failing[0]})" in lines[0], lines[0])
    expect("Exit 3: 2 of 3 runs held." in said and f"--seed {failing[0]} --runs 1\n" in said, said)
    report = json.load(open(f"{folder}/report.json"))
    spread = next(one for one in report["expectations"] if one["verdict"] == "fail")
    expect((report["exit"], report["verdict"], spread["failed"], spread["held"]) == (3, "fail", failing, 2), spread)
    expect((spread["min"], spread["max"], spread["worst_seed"]) == (min(counts), max(counts), failing[0]), spread)
    suites = xml.parse(f"{folder}/junit.xml").getroot().findall("testsuite")
    expect([suite.get("name") for suite in suites] == [f"smoke (seed {seed})" for seed in (11, 12, 13)], "suites")
    expect([int(suite.get("failures")) for suite in suites] == [int(s in failing) for s in (11, 12, 13)], "failures")
    code, said = run(*arguments, "-q")
    expect(code == 3 and said.startswith(f"FAILED seed {failing[0]}: http.requests") and said.count("\n") == 1, said)

    # A path that is no file is read once.
    done = subprocess.run([PROGRAM, "run", "/dev/stdin", "-q", "--check-determinism"], input=text, capture_output=True,
                          text=True, timeout=300)
    expect(done.returncode == 0 and "second run with each seed" in done.stdout, done.stdout + done.stderr)

    # Ctrl-C ends those that are under way, and the others are not begun.
    long = ["--set", "workload.phases.0.for=30d", "--runs", "4", "--parallel", "2"]
    process = subprocess.Popen([PROGRAM, "run", file, *long], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[0]
    expect(process.returncode == 130 and said.count("  interrupted\n") == 2 and "Interrupted:" in said,
           f"Ctrl-C: exit {process.returncode}\n{said}")

code, said = run("run", SMOKE, "--runs", "2", "--shuffle-ties", "--parallel", "2")
expect(code == 0 and "--shuffle-ties --runs 2" in said, f"--shuffle-ties: exit {code}\n{said}")

# The machine's time cannot be shared.
code, said = run("run", SMOKE, "--runs", "2", "--clock", "real", "--parallel", "2")
expect(code == 2 and "one after another" in said, f"exit {code}\n{said}")
# Without what had to hold: on a busy machine it may not.
code, said = run("run", SMOKE, "--runs", "2", "--clock", "scaled(4x)", "--set", "slo=[]")
expect(code == 0 and "2 runs, seeds 11 to 12, 1 at once, scaled clock" in said, f"exit {code}\n{said}")

for wrong in (["--runs", "0"], ["--parallel", "0"], ["--runs", "10001"], ["--runs", "x"],
              ["--seed", "18446744073709551615", "--runs", "2"]):
    code, said = run("run", SMOKE, *wrong)
    expect(code == 2, f"{wrong}: exit {code}\n{said}")
