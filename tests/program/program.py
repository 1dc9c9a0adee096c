"""What the tests of the whole program share: running it, serving, asking."""
import atexit
import glob
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

PROGRAM = sys.argv[1]
SCENARIOS = sys.argv[2]


def run(*arguments):
    """Runs the program; its exit code and what it printed."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def run_json(scenario, *arguments):
    """Plays a scenario and gives its JSON report; fails the test on any exit code but 0."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        code, text = run("run", f"{SCENARIOS}/{scenario}", "--quiet", "--json", file.name, *arguments)
        expect(code == 0, f"run {scenario} {' '.join(arguments)}: exit {code}\n{text}")
        return json.load(open(file.name))


def has_postgres():
    """Whether PostgreSQL's server is on this machine, where the program looks for it."""
    places = glob.glob("/usr/lib/postgresql/*/bin") + os.environ.get("PATH", "").split(":")
    return any(os.access(os.path.join(place, "initdb"), os.X_OK) for place in places)


def expect(condition, message):
    if not condition:
        print("FAILED:", message)
        sys.exit(1)


class Server:
    """`windtunnel serve` on a free port, with what it printed; without a scenario an empty account."""

    def __init__(self, scenario, *arguments):
        file = [f"{SCENARIOS}/{scenario}"] if scenario else []
        self.process = subprocess.Popen([PROGRAM, "serve", *file, "--port", "0", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        atexit.register(self.process.kill)  # however the test ends
        self.printed = ""
        for line in self.process.stdout:
            self.printed += line
            if line.startswith("Stop with"):
                break
        expect("Stop with" in self.printed, f"serve did not start:\n{self.printed}")
        self.base = re.search(r"Listening on (\S+)", self.printed).group(1)
        found = re.search(r"(http://\S+/_aws/cloudfront/\S+)", self.printed)
        self.edge = found.group(1) if found else None
        found = re.search(r"(http://\S+/_aws/execute-api/\S+)", self.printed)
        self.api = found.group(1) if found else None
        found = re.search(r"client (\w+)", self.printed)
        self.client_id = found.group(1) if found else None

    def ask(self, url, method="GET", body=None, headers=None):
        """Status, headers (lower case) and body of one request."""
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()

    def token(self):
        body = json.dumps({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": self.client_id,
                           "AuthParameters": {"USERNAME": "user-0", "PASSWORD": "Windtunnel-1!"}})
        status, _, answer = self.ask(self.base, "POST", body,
                                     {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"})
        expect(status == 200, f"sign-in answered {status}: {answer}")
        return json.loads(answer)["AuthenticationResult"]["IdToken"]

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code
