"""Programs of PyPI and npm that tests deploy with, in a folder of the build's that is filled at first use. Whoever comes second waits;
where a registry cannot be had, the test is skipped with a sentence."""
import fcntl
import os
import shutil
import subprocess
import sys

from clients import PROGRAM, skip

PLACE = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "tools")
LONGEST = 400


def installed(command, done, what):
    """Runs an installer, unless it was done; skips the test where that fails."""
    os.makedirs(PLACE, exist_ok=True)
    with open(os.path.join(PLACE, "lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if all(map(os.path.exists, done)):
            return
        try:
            for each in command:
                ended = subprocess.run(each, cwd=PLACE, capture_output=True, text=True, timeout=LONGEST)
                if ended.returncode != 0:
                    skip(f"{what} could not be installed: {ended.stderr.strip()[-300:]}")
        except subprocess.TimeoutExpired:
            skip(f"{what} could not be installed within {LONGEST} seconds")


def from_pypi(*programs):
    """The folder of these programs: {"sam": "aws-sam-cli"} by name and package."""
    known = {"sam": "aws-sam-cli==1.170.0", "samlocal": "aws-sam-cli-local", "awslocal": "awscli-local", "aws": "awscli",
             "tflocal": "terraform-local"}
    folder = os.path.join(PLACE, "python", "bin")
    wanted = [known[each] for each in programs]
    installed([[sys.executable, "-m", "venv", "python"], [f"{folder}/pip", "install", "--quiet", *wanted]],
              [f"{folder}/{each}" for each in programs], " and ".join(wanted))
    return folder


def python_with(*libraries):
    """A Python that has these packages."""
    known = {"pycognito": "pycognito==2024.5.1", "redis": "redis==8.1.0"}
    place = os.path.join(PLACE, "libraries")
    wanted = [known[each] for each in libraries]
    packages = f"{place}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    installed([[sys.executable, "-m", "venv", "libraries"], [f"{place}/bin/pip", "install", "--quiet", *wanted]],
              [f"{packages}/{each}" for each in libraries], " and ".join(wanted))
    return f"{place}/bin/python"


def from_npm(*packages):
    """The folder of packages: node_modules."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        skip("Node.js and npm are not installed (https://nodejs.org)")
    versions = {"aws-cdk": "@2.1148.1", "aws-cdk-lib": "@2.276.0", "openid-client": "@6.9.0", "aws-amplify": "@6.22.1",
                "amazon-cognito-identity-js": "@6.3.21", "aws-jwt-verify": "@5.2.1",
                "redis": "@6.3.1", "ioredis": "@6.0.0", "@aws-crypto/client-node": "@5.0.2"}
    wanted = [each + versions.get(each, "") for each in packages]
    installed([["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", "--prefix", PLACE, *wanted]],
              [f"{PLACE}/node_modules/{each}" for each in packages], " and ".join(wanted))
    return f"{PLACE}/node_modules"


def settings(base, folder, **more):
    """An environment for such a program: the server's address, keys, and nothing of the user's."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_", "SAM_"))}
    mine.update(AWS_ENDPOINT_URL=base, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_REGION="us-east-1",
                AWS_DEFAULT_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true", HOME=folder, AWS_PAGER="",
                SAM_CLI_TELEMETRY="0", CDK_DISABLE_CLI_TELEMETRY="true", **more)
    return mine


def run(command, folder, environment, exits=0):
    """Runs it to its end, which is this exit code; what it printed."""
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    if ended.returncode != exits:
        print(f"FAILED: {' '.join(command)}: exit {ended.returncode}\n{ended.stdout}{ended.stderr}")
        sys.exit(1)
    return ended.stdout + ended.stderr
