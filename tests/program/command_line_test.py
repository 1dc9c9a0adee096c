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
expect(run("fly")[0] == 2, "an unknown command")
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
