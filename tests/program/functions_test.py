"""Functions that are programs, behind a scenario's API and from the command line: real interpreters, a real server.

Usage: functions_test.py PROGRAM SCENARIOS [CRASHES]. So many kill -9 of the server during invocations (default 5).
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from program import PROGRAM, expect

CRASHES = int(sys.argv[3]) if len(sys.argv) > 3 else 5
HERE = tempfile.mkdtemp(prefix="windtunnel-functions-")

HANDLER = '''
import json, os, subprocess, time, urllib.request
count = 0
def handler(event, context):
    global count
    count += 1
    if event["path"].endswith("/crash"): os._exit(1)
    if event["path"].endswith("/broken"): return {"statusCode": 200, "nonsense": 1}
    if event["path"].endswith("/hang"):
        subprocess.Popen(["sleep", "987654"])
        time.sleep(60)
    if event["path"].endswith("/who"):
        import hashlib
        return {"statusCode": 200, "body": os.environ["AWS_ENDPOINT_URL"] + " " + os.environ["AWS_ACCESS_KEY_ID"]}
    return {"statusCode": 201, "headers": {"X-Mine": "yes"}, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": json.dumps({"event": event, "count": count})}
'''
SCENARIO = '''
version: 1
name: program
description: A program behind an API.
architecture:
  api:
    type: apigateway-rest
    routes:
      "GET /items/{id}": hello
      "POST /items": hello
  hello:
    type: lambda
    code: code
    handler: app.handler
    runtime: python3.13
    timeout: 5s
    memory: 256MB
workload:
  mix:
    - { route: "GET /items/{id}", weight: 1, keys: "zipf(n=10, s=1)" }
  phases:
    - { name: calm, for: 1s, rate: 1/s }
'''


def start(*arguments):
    process = subprocess.Popen([PROGRAM, "serve", f"{HERE}/scenario.yaml", "--port", "0", *arguments],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    base = api = None
    for line in process.stdout:
        if line.startswith("Listening on"):
            base = line.split()[-1]
        if "/_aws/execute-api/" in line and line.strip().startswith("http"):
            api = line.strip()
        if line.startswith("Stop with"):
            break
    expect(base and api, "serve did not start")
    return process, base, api


def ask(url, body=None, fields=None):
    request = urllib.request.Request(url, data=body, headers=fields or {})
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def sleepers():
    return subprocess.run(["pgrep", "-f", "sleep 987654"], capture_output=True, text=True).stdout.split()


def stop(process):
    process.send_signal(signal.SIGTERM)
    expect(process.wait(timeout=40) == 0, "serve does not end well")


def record_and_play(base, api):
    """What the program's invocations took is what a run in the virtual clock plays."""
    for number in range(50):
        ask(f"{api}/items/{number}")
    port = base.rpartition(":")[2]
    refused = subprocess.run([PROGRAM, "profile", "record", "nobody", "--port", port], capture_output=True, text=True, timeout=60)
    expect(refused.returncode == 2 and "there is something of hello" in refused.stderr, f"a profile of nobody: {refused.stderr}")
    done = subprocess.run([PROGRAM, "profile", "record", "hello", "--port", port, "-o", f"{HERE}/hello.json"],
                          capture_output=True, text=True, timeout=60)
    expect(done.returncode == 0 and "invocations by" in done.stdout, f"profile record: {done.stdout}{done.stderr}")
    with open(f"{HERE}/hello.json") as file:
        profile = json.load(file)
    seen = profile["routes"]["GET /items/{id}"]
    expect(len(seen) > 50 and profile["init_ms"], f"what was recorded: {str(profile)[:500]}")
    expect({"Runtime.ExitError", "Sandbox.Timedout"} <= {each.get("error") for each in seen}, "errors and timeouts are recorded")
    expect(any(each.get("first") for each in seen), "so are first invocations")
    # The same scenario, code and all: in the virtual clock the profile stands for it.
    profile["routes"]["GET /items/{id}"] = [each for each in seen if "error" not in each]
    with open(f"{HERE}/good.json", "w") as file:
        json.dump(profile, file)
    digests = set()
    for _ in range(2):
        done = subprocess.run([PROGRAM, "run", f"{HERE}/scenario.yaml", "--set", "architecture.hello.profile=good.json",
                               "--set", "workload.phases=[{name: steady, for: 60s, rate: 20/s}]", "--quiet", "--json", f"{HERE}/run.json"],
                              capture_output=True, text=True, timeout=120)
        expect(done.returncode == 0, f"a run of a profile: {done.stdout}{done.stderr}")
        with open(f"{HERE}/run.json") as file:
            result = json.load(file)
        digests.add(result["digest"])
    expect(len(digests) == 1, "the same profile and seed, the same digest")
    took = sorted(each["ms"] for each in profile["routes"]["GET /items/{id}"] if not each.get("first"))
    found = 1000 * result["metrics"]["hello.duration"]["p50"]
    # A histogram is 1% wide.
    expect(took[0] * 0.98 <= found <= took[-1] * 1.02, f"durations from {took[0]} to {took[-1]} ms were recorded, {found} played")
    with open(f"{HERE}/broken.json", "w") as file:
        file.write("{}")
    for name, sentence in (("broken.json", "this is no profile"), ("nowhere.json", "cannot be read")):
        refused = subprocess.run([PROGRAM, "run", f"{HERE}/scenario.yaml", "--set", f"architecture.hello.profile={name}"],
                                 capture_output=True, text=True, timeout=60)
        expect(refused.returncode == 2 and sentence in refused.stderr and "architecture.hello.profile" in refused.stderr,
               f"{name}: {refused.stderr}")


def main():
    if shutil.which("python3") is None:
        print("left out: no python3")
        sys.exit(77)
    os.mkdir(f"{HERE}/code")
    with open(f"{HERE}/code/app.py", "w") as file:
        file.write(HANDLER)
    with open(f"{HERE}/scenario.yaml", "w") as file:
        file.write(SCENARIO)

    process, base, api = start()
    status, fields, body = ask(f"{api}/items/a%20b?x=1&x=2", fields={"X-Two": "here"})
    expect(status == 201 and fields["X-Mine"] == "yes", f"a program's answer: {status} {body}")
    expect(fields.get_all("Set-Cookie") == ["a=1", "b=2"], "several values of a field")
    event = json.loads(body)["event"]
    expect(event["resource"] == "/items/{id}" and event["pathParameters"] == {"id": "a b"}, f"the event: {event}")
    expect(event["queryStringParameters"] == {"x": "2"}, "the last of several arguments")
    expect(event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}, "all of several arguments")
    expect(event["headers"]["X-Two"] == "here" and event["body"] is None, "headers and no body")
    expect(event["requestContext"]["requestId"] == fields["x-amzn-RequestId"], "the request's id is the answer's")
    status, _, body = ask(f"{api}/items", b'{"id":"1"}')
    expect(json.loads(body)["event"]["body"] == '{"id":"1"}', "a body is text")
    expect(json.loads(body)["count"] == 2, "the environment is kept")
    expect(ask(f"{api}/items/crash")[0] == 502, "a program that ends is a 502")
    expect(ask(f"{api}/items/broken")[0] == 502, "a malformed answer is a 502")
    status, _, body = ask(f"{api}/items/who")
    expect(body.startswith(f"{base} ASIA"), f"its own calls come here, with keys of its own: {body}")

    before = time.time()
    expect(ask(f"{api}/items/hang")[0] == 502 and time.time() - before < 10, "a timeout is a 502")
    time.sleep(0.3)
    expect(sleepers() == [], "what a program started goes with it")

    # What it wrote, and what Lambda wrote, is in its log.
    time.sleep(1)
    log = ask(f"{base}/", json.dumps({"logGroupName": "/aws/lambda/hello"}).encode(),
              {"X-Amz-Target": "Logs_20140328.FilterLogEvents", "Content-Type": "application/x-amz-json-1.1",
               "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
               "Authorization": "AWS4-HMAC-SHA256 Credential=anyone/" + time.strftime("%Y%m%d", time.gmtime()) + "/us-east-1/logs/aws4_request, "
                                "SignedHeaders=host, Signature=0"})[2]
    for part in ("INIT_START Runtime Version", "START RequestId", "REPORT RequestId", "Max Memory Used: ", "Init Duration: ",
                 "Runtime exited with error: exit status 1", "Task timed out after 5.00 seconds"):
        expect(part in log, f"the log lacks {part}: {log[:2000]}")
    record_and_play(base, api)
    stop(process)

    for _ in range(CRASHES):
        process, base, api = start()
        threading.Thread(target=lambda: ask_quietly(f"{api}/items/hang"), daemon=True).start()
        for _ in range(100):
            if sleepers():
                break
            time.sleep(0.05)
        expect(sleepers(), "the program runs")
        process.kill()
        process.wait()
        for _ in range(100):
            if not sleepers():
                break
            time.sleep(0.05)
        expect(sleepers() == [], "a process is left behind")

    refused = subprocess.run([PROGRAM, "serve", f"{HERE}/scenario.yaml", "--port", "0", "--no-user-code"],
                             capture_output=True, text=True, timeout=60)
    expect(refused.returncode == 2 and "--no-user-code" in refused.stderr, "--no-user-code refuses programs")
    refused = subprocess.run([PROGRAM, "serve", f"{HERE}/scenario.yaml", "--port", "0", "--expose"],
                             capture_output=True, text=True, timeout=60)
    expect(refused.returncode == 2 and "--auth strict" in refused.stderr, "--expose alone refuses programs")
    refused = subprocess.run([PROGRAM, "run", f"{HERE}/scenario.yaml"], capture_output=True, text=True, timeout=60)
    expect(refused.returncode == 2 and "profile" in refused.stderr, f"a virtual run refuses programs: {refused.stderr}")
    done = subprocess.run([PROGRAM, "run", f"{HERE}/scenario.yaml", "--clock", "real", "--quiet", "--json", f"{HERE}/real.json",
                           "--set", "workload.phases=[{name: steady, for: 3s, rate: 10/s}]"], capture_output=True, text=True, timeout=120)
    expect(done.returncode == 0, f"a real run of a program: {done.stdout}{done.stderr}")
    with open(f"{HERE}/real.json") as file:
        metrics = json.load(file)["metrics"]
    expect(metrics["hello.invocations"]["count"] >= 1 and metrics["hello.errors"]["count"] == 0, f"a real run: {metrics}")
    refused = subprocess.run([PROGRAM, "run", f"{HERE}/scenario.yaml", "--clock", "scaled(10x)"], capture_output=True, text=True, timeout=60)
    expect(refused.returncode == 2 and "--clock real" in refused.stderr, f"a scaled run: {refused.stderr}")
    for wrong in ("x", "=y", "f=/nowhere", f"f={HERE}", f"f={HERE}/code,runtime=cobol", f"f={HERE}/code,color=red"):
        refused = subprocess.run([PROGRAM, "serve", "--port", "0", "--function", wrong], capture_output=True, text=True, timeout=60)
        expect(refused.returncode == 2 and "--function" in refused.stderr, f"--function {wrong}: {refused.stderr}")
    print("ok")


def ask_quietly(url):
    try:
        ask(url)
    except OSError:
        pass


try:
    main()
finally:
    shutil.rmtree(HERE, ignore_errors=True)
