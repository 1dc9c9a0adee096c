"""The cache of the edge against http-tests/cache-tests: all pass but those that docs/cache-tests.md gives a reason for."""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from clients import PROGRAM, Server, expect, skip

PACKAGE = "http-cache-tests@0.4.5"
# Beside the program that is tested, so that the tree stays clean and the packages are fetched once.
PLACE = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-cache-tests")
SUITE = os.path.join(PLACE, "node_modules", "http-cache-tests")
DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "cache-tests.md")
# Its tests as JSON: whether each is required, optimal or only a question.
KINDS = """
import tests from './tests/index.mjs'
const kinds = {}
for (const suite of tests) for (const test of suite.tests) if (!test.browser_only) kinds[test.id] = test.kind || 'required'
console.log(JSON.stringify(kinds))
"""


def install():
    if shutil.which("node") is None or shutil.which("npm") is None:
        skip("Node.js and npm are not installed (https://nodejs.org)")
    if os.path.exists(f"{SUITE}/cli.mjs"):
        return
    os.makedirs(PLACE, exist_ok=True)
    command = ["npm", "install", "--prefix", PLACE, "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", PACKAGE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    except subprocess.TimeoutExpired:
        skip(f"npm could not fetch {PACKAGE} within four minutes")
    if done.returncode != 0:
        skip(f"npm could not fetch {PACKAGE}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def node(script, port, base="", **more):
    environment = {**os.environ, "npm_config_protocol": "http", "npm_config_port": str(port), "npm_config_base": base,
                   "npm_config_pidfile": f"{PLACE}/server.pid", "npm_package_config_id": ""}
    environment.pop("npm_config_id", None)
    return subprocess.Popen(["node", "--no-warnings", *script], cwd=SUITE, env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, **more)


install()
kinds = json.loads(node(["--input-type=module", "-e", KINDS], 1).communicate(timeout=60)[0])
port = free_port()
origin = node(["server/server.mjs"], port)
expect("Listening" in origin.stdout.readline(), "the suite's server does not listen")
policy = ("cache: {min_ttl: 0s, default_ttl: 0s, max_ttl: 365d, key: [path, query]}, "
          "forward: {headers: all, query: all, cookies: all}")
server = Server("cache-flush.yaml", "--set", f"architecture.edge.behaviors=[{{path: '*', to: 'http://localhost:{port}', {policy}}}]")
try:
    said = node(["cli.mjs"], port, server.edge).communicate(timeout=300)[0]
finally:
    server.stop()
    origin.kill()
results = json.loads(said[said.index("{"):])
failing = {name for name, kind in kinds.items() if kind != "check" and results.get(name) is not True}
with open(DOCUMENT, encoding="utf-8") as document:
    text = document.read()
listed = {name for row in text.splitlines() if row.startswith("| `") for name in re.findall(r"`([\w=-]+)`", row.split("|")[1])}
expect(failing <= listed, f"these fail and have no reason: {sorted((name, results.get(name)) for name in failing - listed)}")
expect(listed <= failing, f"these pass, and the document says that they do not: {sorted(listed - failing)}")
for kind in ("required", "optimal"):
    all_of_it = [name for name, each in kinds.items() if each == kind]
    passed = sum(name not in failing for name in all_of_it)
    expect(re.search(rf"\b{passed} of (its )?{len(all_of_it)}\b|\b{passed} of {len(all_of_it)}\b", " ".join(text.split())),
           f"{kind}: {passed} of {len(all_of_it)} pass")
