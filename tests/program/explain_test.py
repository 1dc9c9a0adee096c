"""`new` and `explain`: a first scenario that can be played, and what theory expects of it beside what a run measured."""
import os
import subprocess
import tempfile

from program import PROGRAM, SCENARIOS, expect, run


def differing(text):
    """The metrics that came out otherwise."""
    return {line.split()[0] for line in text[text.index("Over the whole load"):].splitlines() if line.endswith("differs")}


with tempfile.TemporaryDirectory() as folder:
    done = subprocess.run([PROGRAM, "new", "shop"], cwd=folder, capture_output=True, text=True, timeout=60)
    expect(done.returncode == 0 and os.path.exists(f"{folder}/shop.yaml"), done.stdout + done.stderr)
    code, said = run("run", f"{folder}/shop.yaml")
    expect(code == 0 and "Everything held." in said, f"the new scenario: exit {code}\n{said}")
    code, said = run("new", f"{folder}/shop.yaml")
    expect(code == 2 and "is there already" in said, said)
    code, said = run("new", f"{folder}/a b")
    expect(code == 2 and "is no name" in said, said)

    # Without faults, what is counted comes out as expected: everything but lines that are microseconds long.
    result = f"{folder}/result.json"
    code, said = run("run", f"{folder}/shop.yaml", "-q", "--set", "faults=[]", "--json", result)
    expect(code == 0, said)
    code, said = run("explain", f"{folder}/shop.yaml", "--set", "faults=[]", "--against", result)
    expect(code == 0 and "at most 50 at once -> redis, replica" in said and "Erlang's B" in said, said)
    expect(differing(said) <= {"primary.wait", "replica.wait"}, said)

    # Nearly two thirds are turned away: Lambda takes ten a second for each environment.
    code, said = run("run", f"{SCENARIOS}/lambda-limit.yaml", "-q", "--json", result)
    code, said = run("explain", f"{SCENARIOS}/lambda-limit.yaml", "--against", result)
    expect(code == 0 and differing(said) <= {"replica.wait"}, said)
    expect("1500 invocations a second, and Lambda takes ten for each of 40 environments: 73.3% are turned away" in said, said)

    # Users who wait for answers set their own rate.
    users = f"{folder}/users.json"
    code, said = run("run", f"{SCENARIOS}/spike-users.yaml", "-q", "--json", users)
    code, said = run("explain", f"{SCENARIOS}/spike-users.yaml", "--against", users)
    expect(code == 0 and differing(said) <= {"fn.duration", "http.latency"} and "0 to 500 users" in said, said)

    # A run that is another one is marked.
    code, said = run("explain", f"{SCENARIOS}/lambda-limit.yaml", "--set", "workload.phases.1.rate=3000/s", "--against", result)
    expect("api.requests" in differing(said), said)
    code, said = run("explain", f"{SCENARIOS}/lambda-limit.yaml", "--against", users)
    expect(code == 2 and "it is a report of spike-users, and not of lambda-limit" in said, said)
    code, said = run("explain", f"{SCENARIOS}/lambda-limit.yaml", "--against", f"{folder}/shop.yaml")
    expect(code == 2 and "it is no report" in said, said)

    # What a table does not have the units for: reads are halves of them.
    with open(f"{folder}/table.yaml", "w") as text:
        text.write("""version: 1
name: table
architecture:
  api: { type: apigateway-rest, routes: { "GET /t/{id}": fn } }
  fn: { type: lambda, handlers: { "*": { work: 1ms, calls: [ { to: table, op: get } ] } } }
  table: { type: dynamodb, capacity: { read: 20, write: 5 } }
workload:
  mix: [ { route: "GET /t/{id}", keys: "uniform(1000)" } ]
  phases: [ { name: steady, for: 4h, rate: 100/s } ]
""")
    code, said = run("run", f"{folder}/table.yaml", "-q", "--json", result)
    code, said = run("explain", f"{folder}/table.yaml", "--against", result)
    measured = [line for line in said.splitlines() if "table.reads.throttled" in line and "%" in line]
    expect(code == 0 and measured and not any("differs" in line for line in measured), said)
    expect(not {"table.read.units", "table.reads.throttled"} & differing(said), said)
