"""The packages of the AWS SDK for JavaScript v3, fetched once for each program that is tested."""
import fcntl
import os
import re
import shutil
import subprocess

from clients import PROGRAM, skip

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "javascript")
# Beside the program that is tested, so that the tree stays clean and the packages are fetched once.
PACKAGES = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-javascript")


def installed():
    """Whether the packages of this very lock file stand in the place."""
    try:
        with open(f"{PACKAGES}/installed.json", "rb") as mark, open(f"{SOURCE}/package-lock.json", "rb") as lock:
            return mark.read() == lock.read()
    except OSError:
        return False


def install():
    for name in ("package.json", "package-lock.json"):
        shutil.copy(f"{SOURCE}/{name}", PACKAGES)
    command = ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]
    try:
        done = subprocess.run(command, cwd=PACKAGES, capture_output=True, text=True, timeout=240)
    except subprocess.TimeoutExpired:
        skip("npm could not fetch the AWS SDK's packages within four minutes")
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        skip(f"npm could not fetch the AWS SDK's packages: {lines[0] if lines else 'it does not say why'}")
    shutil.copy(f"{SOURCE}/package-lock.json", f"{PACKAGES}/installed.json")


def packages_or_skip():
    """Node.js, with the packages in PACKAGES; or the end of the test."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        skip("Node.js 20 and npm are not installed (https://nodejs.org)")
    found = re.match(r"v(\d+)\.", subprocess.run([node, "--version"], capture_output=True, text=True).stdout)
    if found is None or int(found.group(1)) < 20:
        skip("the AWS SDK for JavaScript takes Node.js 20 or newer")
    os.makedirs(PACKAGES, exist_ok=True)
    with open(f"{PACKAGES}/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of the tests that need them, one fetches
        if not installed():
            install()
    return node
