"""Real PostgreSQL behind the stack: what is written is read from a standby, and no server outlives the program."""
import glob
import json
import os
import signal
import subprocess
import tempfile
import time

from program import Server, expect, has_postgres, run, run_json, PROGRAM, SCENARIOS

JSON = {"Content-Type": "application/json"}

# The virtual clock cannot wait for a real engine, and says so whatever is installed.
code, text = run("run", f"{SCENARIOS}/postgres.yaml", "--clock", "virtual")
expect(code == 2 and "primary has the engine postgres" in text and "--clock real" in text, f"virtual: {code} {text}")
code, text = run("run", f"{SCENARIOS}/smoke.yaml", "--set", "architecture.primary.engine=mysql")
expect(code == 2 and "postgres" in text, f"an unknown engine: {code} {text}")
code, text = run("run", f"{SCENARIOS}/postgres.yaml", "--set", "architecture.replica.url=host=/nowhere")
expect(code == 2 and "replicas are started with it" in text, f"a lonely url: {code} {text}")

nowhere = ["--set", "architecture.primary.url=host=/nowhere", "--set", "architecture.replica.url=host=/nowhere"]
code, text = run("run", f"{SCENARIOS}/postgres.yaml", *nowhere)
expect(code == 2 and "cannot be reached" in text and "/nowhere" in text, f"a url that leads nowhere: {code} {text}")

if not has_postgres():
    code, text = run("run", f"{SCENARIOS}/postgres.yaml")
    expect(code == 2 and "apt-get install postgresql" in text, f"without PostgreSQL: exit {code}\n{text}")
    print("SKIPPED the rest: PostgreSQL's server is not installed (apt-get install postgresql)")
    raise SystemExit(0)

folder = tempfile.mkdtemp(prefix="wt-")
os.chmod(folder, 0o755)
os.environ["TMPDIR"] = folder


def folders():
    return glob.glob(f"{folder}/windtunnel-postgres-*")


def servers():
    """The postmasters that live in this test's folder."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            command = open(path, "rb").read().decode(errors="replace").split("\0")
        except OSError:
            continue
        if command[0].endswith("/postgres") and any(word.startswith(folder) for word in command):
            found.append(path)
    return found


def expect_nothing_left(after):
    for _ in range(100):
        if not servers():
            break
        time.sleep(0.1)
    expect(not servers(), f"after {after} servers still run: {servers()}")


# A run: everything counted, the lag measured.
report = run_json("postgres.yaml")
metrics = report["metrics"]
expect(metrics["primary.statements"]["count"] > 50, f"statements of the primary: {metrics['primary.statements']}")
expect(metrics["replica.lag"]["count"] > 50 and metrics["replica.lag"]["max"] > 0, f"lag: {metrics['replica.lag']}")
expect_nothing_left("a run")
expect(not folders(), f"a run left {folders()}")

# Served: written through the API, read back from a standby, removed; then stopped by each signal.
for number in (signal.SIGTERM, signal.SIGINT):
    server = Server("postgres.yaml")
    try:
        expect(len(servers()) == 3 and len(folders()) == 1, f"servers: {servers()}, folders: {folders()}")
        status, _, body = server.ask(server.api + "/items", "POST", '{"id":"kept","colour":"red"}', JSON)
        expect(status == 201, f"POST answered {status}: {body}")

        def wait_for(wanted):
            for _ in range(100):
                status, _, body = server.ask(server.api + "/items/kept")
                if status == wanted:
                    return body
                time.sleep(0.05)
            expect(False, f"GET /items/kept never answered {wanted}, but {status}: {body}")

        expect(json.loads(wait_for(200))["colour"] == "red", "the item that was written is not the item that is read")
        status, _, body = server.ask(server.api + "/items/kept", "DELETE")
        expect(status in (200, 204), f"DELETE answered {status}: {body}")
        wait_for(404)
    finally:
        server.process.send_signal(number)
        code = server.process.wait(timeout=60)
        server.process.stdout.close()
    expect(code == 0, f"{number.name}: exit {code}")
    expect_nothing_left(number.name)
    expect(not folders(), f"{number.name} left {folders()}")

# Somebody else's servers, by their urls: here those that another Windtunnel has started.
server = Server("postgres.yaml")
try:
    at = f"host={folders()[0]} user=windtunnel dbname=postgres port="
    report = run_json("postgres.yaml", "--set", f"architecture.primary.url={at}5432", "--set", "architecture.replica.count=1",
                      "--set", f"architecture.replica.url={at}5433")
    expect(report["metrics"]["replica.lag"]["count"] > 50, "with urls: no lag was measured")
    expect(len(servers()) == 3, f"with urls: {len(servers())} servers run")
    # A server that dies is a failed statement to the client, and nothing worse.
    for path in servers():
        os.kill(int(path.split("/")[2]), signal.SIGQUIT)
    expect_nothing_left("SIGQUIT to the servers")
    status, _, body = server.ask(server.api + "/items/1")
    expect(status in (500, 502), f"without servers GET answered {status}: {body}")
finally:
    code = server.stop()
expect(code == 0 and not folders(), f"without servers: exit {code}, left {folders()}")

# Killed outright it leaves its folder, but no server.
server = Server("postgres.yaml")
server.process.kill()
server.process.wait()
server.process.stdout.close()
expect_nothing_left("SIGKILL")

# Interrupted while the servers start.
starting = subprocess.Popen([PROGRAM, "run", f"{SCENARIOS}/postgres.yaml"], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
before = set(folders())
for _ in range(200):
    if set(folders()) - before:
        break
    time.sleep(0.01)
starting.send_signal(signal.SIGTERM)
code = starting.wait(timeout=60)
expect(code == 130, f"interrupted at the start: exit {code}")
expect_nothing_left("an interrupted start")
expect(set(folders()) <= before, f"an interrupted start left {set(folders()) - before}")

subprocess.run(["rm", "-rf", folder], check=True)
