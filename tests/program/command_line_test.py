"""Exit codes, help, reports: what the command line promises."""
import json
import signal
import subprocess
import tempfile
import time
import xml.etree.ElementTree as xml

from program import PROGRAM, SCENARIOS, expect, run

for arguments in (["--help"], ["run", "--help"], ["serve", "--help"]):
    code, text = run(*arguments)
    expect(code == 0 and "Examples:" in text, f"{arguments}: exit {code}\n{text}")
expect(run("--version")[0] == 0, "--version")
code, text = run("serv")
expect(code == 2 and 'no command serv; did you mean "serve"?' in text, f"an unknown command: {text}")
code, said = run("serve", "--region", "")[:2]
expect(code == 2 and "expected a region" in said, f"a region without a name: {code} {said}")
expect(run("run")[0] == 2, "a missing file name")
code, text = run("run", "nowhere.yaml")
expect(code == 2 and "nowhere.yaml" in text, f"a missing file: exit {code}: {text}")

with tempfile.TemporaryDirectory() as folder:
    broken = f"{folder}/broken.yaml"
    good = open(f"{SCENARIOS}/smoke.yaml").read()
    open(broken, "w").write(good.replace("default_ttl: 60s", "defualt_ttl: 60"))
    code, text = run("run", broken)
    expect(code == 2 and 'did you mean "default_ttl"' in text and "broken.yaml:" in text, f"exit {code}: {text}")

    # A failing run says so in every report.
    code, text = run("run", f"{SCENARIOS}/sqli-flood.yaml", "--set", "architecture.waf.rules=[managed:xss]", "--junit",
                     f"{folder}/junit.xml", "--json", f"{folder}/report.json")
    expect(code == 3 and "FAILED" in text and "Again: ./windtunnel run" in text, f"exit {code}:\n{text}")
    suite = xml.parse(f"{folder}/junit.xml").getroot().find("testsuite")
    expect(int(suite.get("failures")) >= 1 and len(suite.findall("testcase")) == int(suite.get("tests")), "junit")
    report = json.load(open(f"{folder}/report.json"))
    expect(report["verdict"] == "fail" and report["exit"] == 3, "json")
    expect(run("run", f"{SCENARIOS}/smoke.yaml", "-q", "--json", f"{folder}/no/such/folder")[0] == 2, "an unwritable report")

    # Every answer comes after the load is over, and is judged all the same; every report says by how many.
    late = f"{folder}/late.yaml"
    open(late, "w").write("""
version: 1
name: late
architecture:
  api: {type: apigateway-rest, routes: {"GET /x": fn}}
  fn: {type: lambda, timeout: 60s, handlers: {"*": {work: "const(40s)"}}}
workload:
  mix: [{route: "GET /x", keys: unique}]
  phases: [{name: only, for: 20s, rate: 5/s, arrivals: regular}]
slo:
  - {metric: http.errors, phase: all, expect: "rate<1%"}
  - {metric: http.latency, window: [5s, 10s], expect: "p(99)<5s"}
  - {metric: http.blocked, expect: "count==0"}
""")
    code, text = run("run", late, "--junit", f"{folder}/junit.xml", "--json", f"{folder}/report.json")
    expect(code == 3 and "rate<1% in phase all  measured 100%  (0s to 20s, 100 samples)" in text, f"exit {code}:\n{text}")
    expect("from 5s to 10s  measured 29s  (5s to 10s, 25 samples)" in text, text)
    judged = json.load(open(f"{folder}/report.json"))["expectations"]
    expect([one["verdict"] for one in judged] == ["fail", "fail", "pass", "pass"], judged)
    expect((judged[1]["from_s"], judged[1]["to_s"], judged[1]["samples"]) == (5, 10, 25), judged[1])
    said = [case.findtext("system-out") for case in xml.parse(f"{folder}/junit.xml").iter("testcase")]
    expect(said[0] == "measured 100% (0s to 20s, 100 samples)", said)

    # Nothing is asked: a count of nothing is zero, a share and a quantile of nothing are not held. Seed 0 is a seed.
    code, text = run("run", late, "--seed", "0", "--set", "workload.phases.0.rate=1/d", "--set", "workload.phases.0.arrivals=poisson")
    expect(code == 3 and text.count("no sample") == 2 and "held   http.blocked: count==0" in text, f"exit {code}:\n{text}")
    # One request, and a hundred thousand a second.
    code, text = run("run", late, "--set", "workload.phases.0.rate=0.04/s", "--set", "slo.1.window=[0s, 20s]",
                     "--set", "architecture.fn.handlers.*.work=const(1ms)")
    expect(code == 0 and "(0s to 20s, 1 sample)" in text, f"exit {code}:\n{text}")
    code, text = run("run", late, "--set", "workload.phases.0={name: only, for: 20ms, rate: 100k/s, arrivals: regular}",
                     "--set", "slo.1.window=[5ms, 10ms]")
    expect(code == 3 and "(0s to 20ms, 2,000 samples)" in text, f"exit {code}:\n{text}")
    code, text = run("run", late, "--seed", "-1")
    expect(code == 2, f"a negative seed: exit {code}\n{text}")
    code, text = run("run", late, "--seed", "18446744073709551616")
    expect(code == 2 and "whole number from 0" in text, f"a seed above 64 bits: exit {code}\n{text}")

schema = json.loads(run("schema")[1])
expect("architecture" in schema["properties"], "the schema")

# Ctrl-C ends with the report so far.
process = subprocess.Popen([PROGRAM, "run", f"{SCENARIOS}/smoke.yaml", "--clock", "real"], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True)
time.sleep(1.5)
process.send_signal(signal.SIGINT)
text = process.communicate(timeout=60)[0]
expect(process.returncode == 130 and "Interrupted" in text and "Where requests stop" in text,
       f"Ctrl-C: exit {process.returncode}\n{text}")
