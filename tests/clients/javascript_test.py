"""The AWS SDK for JavaScript v3, unmodified, against a fresh server: what javascript/clients.test.mjs does."""
import os
import re
import shutil
import subprocess
import tempfile

from clients import PROGRAM, Server, expect, skip

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "javascript")
# Beside the program that is tested, so that the tree stays clean and the packages are fetched once.
PLACE = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-javascript")


def installed():
    """Whether the packages of this very lock file stand in the place."""
    try:
        with open(f"{PLACE}/installed.json", "rb") as mark, open(f"{SOURCE}/package-lock.json", "rb") as lock:
            return mark.read() == lock.read()
    except OSError:
        return False


def install():
    os.makedirs(PLACE, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(f"{SOURCE}/{name}", PLACE)
    command = ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]
    try:
        done = subprocess.run(command, cwd=PLACE, capture_output=True, text=True, timeout=240)
    except subprocess.TimeoutExpired:
        skip("npm could not fetch the AWS SDK's packages within four minutes")
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        skip(f"npm could not fetch the AWS SDK's packages: {lines[0] if lines else 'it does not say why'}")
    shutil.copy(f"{SOURCE}/package-lock.json", f"{PLACE}/installed.json")


node = shutil.which("node")
if node is None or shutil.which("npm") is None:
    skip("Node.js 20 and npm are not installed (https://nodejs.org)")
found = re.match(r"v(\d+)\.", subprocess.run([node, "--version"], capture_output=True, text=True).stdout)
if found is None or int(found.group(1)) < 20:
    skip("the AWS SDK for JavaScript takes Node.js 20 or newer")
if not installed():
    install()
shutil.copy(f"{SOURCE}/clients.test.mjs", PLACE)

environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
environment.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")
kept = tempfile.TemporaryDirectory()
environment["XDG_CACHE_HOME"] = os.environ["XDG_CACHE_HOME"] = kept.name
environment["NODE_EXTRA_CA_CERTS"] = f"{kept.name}/ca.pem"
with open(environment["NODE_EXTRA_CA_CERTS"], "wb") as file:
    file.write(subprocess.run([PROGRAM, "cert"], check=True, capture_output=True).stdout)
server = Server(None)
try:
    done = subprocess.run([node, "--test", "--test-reporter=spec", "clients.test.mjs"], cwd=PLACE, capture_output=True, text=True,
                          env={**environment, "WINDTUNNEL": server.base}, timeout=300)
    print(done.stdout)
    expect(done.returncode == 0, f"the SDK for JavaScript: exit {done.returncode}\n{done.stderr}")
finally:
    server.stop()
    kept.cleanup()
