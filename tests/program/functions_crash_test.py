"""`serve --data` is killed while writers make, change, call and remove functions. Whatever was acknowledged is there after each
restart and runs; of what was under way, each thing has happened or has not; no process and no package is left behind. An event
that was taken is done with at the end, and its destination told. Then environments are killed during invocations.

Usage: functions_crash_test.py PROGRAM SCENARIOS; KILLS (default 15) and SEED in the environment."""
import base64
import copy
import http.client
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zipfile

from crash_writer import CrashWriter
from program import Server, expect

KILLS = int(os.environ.get("KILLS", 15))
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
WRITERS = 3
NAMES = 3
ROLE = "arn:aws:iam::000000000000:role/lambda"
FIELDS = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, "
                           "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": "20260101T000000Z"}
AS_EVENT = {**FIELDS, "X-Amz-Invocation-Type": "Event"}
TO_S3 = {**FIELDS, "Authorization": FIELDS["Authorization"].replace("/lambda/", "/s3/")}
FUNCTIONS = "/2015-03-31/functions"
SOURCE = '''
import os, subprocess, time
CODE = {code}
def handler(event, context):
    if event == "hang":
        subprocess.Popen(["sleep", "{seconds}"])
        time.sleep(60)
    if event == "die":
        os.kill(os.getpid(), 9)
    if isinstance(event, dict):
        raise ValueError(event["number"])
    return [CODE, os.environ.get("ANSWER")]
'''
SECONDS = f"98{os.getpid()}"
chance = random.Random(SEED)
taken = set()  # numbers of events that were acknowledged


def package(code):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), SOURCE.format(code=code, seconds=SECONDS))
    return base64.b64encode(into.getvalue()).decode()


class Client:
    """One connection, and Lambda's requests."""

    def __init__(self, base):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60)

    def ask(self, method, path, body=None, raw=None, fields=FIELDS):
        """The document that was answered, None for a thing that is not there; an OSError or HTTPException when nothing comes."""
        told = self.read(method, path, body, raw, fields)
        return None if told is None else json.loads(told) if told else {}

    def read(self, method, path, body=None, raw=None, fields=FIELDS):
        text = raw if raw is not None else None if body is None else json.dumps(body)
        self.connection.request(method, path, text, fields)
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status == 404:
            return None
        expect(answer.status < 300, f"seed {SEED}: {method} {path}: {answer.status} {told[:500]}")
        return told


class Writer(CrashWriter):
    """Changes functions of its own.

    `kept`: name -> {"code", "answer", "versions": {number: (code, answer)}, "aliases": {name: number}, "reserved",
    "statements": [id], "tags": {}}."""

    def __init__(self, number, kept, client):
        super().__init__(number, kept, f"{SEED}/{number}/{chance.random()}")
        self.client = client

    def change(self, effect, *request):
        """Asks; when the answer is there, the effect is kept."""
        self.under_way = effect
        answer = self.client.ask(*request)
        expect(answer is not None, f"seed {SEED}: {request[:2]} is not there")
        effect(self.kept)
        self.under_way = None
        return answer

    def step(self):
        name = f"f{self.number}-{self.chance.randrange(NAMES)}"
        own = self.kept.get(name)
        path = f"{FUNCTIONS}/{name}"
        code = self.chance.randrange(1 << 30)
        if own is None:
            self.change(lambda kept: kept.update({name: {"code": code, "answer": "0", "versions": {}, "aliases": {}, "reserved": None,
                                                         "statements": [], "tags": {}}}),
                        "POST", FUNCTIONS, {"FunctionName": name, "Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Timeout": 60,
                                            "Code": {"ZipFile": package(code)}, "Environment": {"Variables": {"ANSWER": "0"}}})
            return
        kind = self.chance.choices(["code", "configuration", "publish", "alias", "reserve", "permit", "tag", "call", "event", "remove"],
                                   [20, 15, 12, 12, 8, 8, 8, 12, 20, 6])[0]
        if kind == "code":
            self.change(lambda kept: kept[name].update(code=code), "PUT", f"{path}/code", {"ZipFile": package(code)})
        elif kind == "configuration":
            self.change(lambda kept: kept[name].update(answer=str(code)), "PUT", f"{path}/configuration",
                        {"Environment": {"Variables": {"ANSWER": str(code)}}})
        elif kind == "publish":
            now = [own["code"], own["answer"]]
            # A version of what the last one was made of is the last one.
            if own["versions"] and own["versions"][max(own["versions"])] == now:
                return
            new = max(own["versions"], default=0) + 1
            answer = self.change(lambda kept: kept[name]["versions"].update({new: now}), "POST", f"{path}/versions", {})
            expect(answer["Version"] == str(new), f"seed {SEED}: {name}: version {answer['Version']}, expected {new}")
        elif kind == "alias" and own["versions"]:
            to = self.chance.choice(sorted(own["versions"]))
            if "live" not in own["aliases"]:
                self.change(lambda kept: kept[name]["aliases"].update(live=to), "POST", f"{path}/aliases",
                            {"Name": "live", "FunctionVersion": str(to)})
            elif self.chance.random() < 0.3:
                self.change(lambda kept: kept[name]["aliases"].pop("live"), "DELETE", f"{path}/aliases/live")
            else:
                self.change(lambda kept: kept[name]["aliases"].update(live=to), "PUT", f"{path}/aliases/live",
                            {"FunctionVersion": str(to)})
        elif kind == "reserve":
            wanted = self.chance.choice([None, 5, 10])
            if wanted is None:
                self.change(lambda kept: kept[name].update(reserved=None), "DELETE", f"/2017-10-31/functions/{name}/concurrency")
            else:
                self.change(lambda kept: kept[name].update(reserved=wanted), "PUT", f"/2017-10-31/functions/{name}/concurrency",
                            {"ReservedConcurrentExecutions": wanted})
        elif kind == "permit":
            if own["statements"]:
                gone = own["statements"][0]
                self.change(lambda kept: kept[name]["statements"].remove(gone), "DELETE", f"{path}/policy/{gone}")
            else:
                self.change(lambda kept: kept[name]["statements"].append("s"), "POST", f"{path}/policy",
                            {"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"})
        elif kind == "tag":
            self.change(lambda kept: kept[name]["tags"].update(t=str(code)), "POST",
                        f"/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:{name}", {"Tags": {"t": str(code)}})
        elif kind == "call":
            if self.chance.random() < 0.5:
                # Answered by what stands, or by nobody: the server dies meanwhile.
                self.client.ask("POST", f"{path}/invocations", raw='"hang"')
            found = self.client.ask("POST", f"{path}/invocations", raw="1")
            expect(found == [own["code"], own["answer"]], f"seed {SEED}: {name} answers {found}, expected {own}")
        elif kind == "event":
            self.client.ask("POST", f"{FUNCTIONS}/tells/invocations", {"number": code}, fields=AS_EVENT)
            taken.add(code)
        elif kind == "remove":
            self.change(lambda kept: kept.pop(name), "DELETE", path)

    def settle(self, found):
        if found == self.kept:
            return False
        if self.under_way is not None:
            after = copy.deepcopy(self.kept)
            self.under_way(after)
            if found == after:
                self.kept = after
                return True
        expect(False, f"seed {SEED}: writer {self.number}: found\n{found}\nacknowledged was\n{self.kept}"
                      + ("\nwith something under way" if self.under_way else ""))
        return False


def found_in(client):
    """What every writer finds, from what is told and what runs."""
    found = [{} for _ in range(WRITERS)]
    for each in client.ask("GET", f"{FUNCTIONS}/")["Functions"]:
        name = each["FunctionName"]
        if name == "tells":
            continue
        path = f"{FUNCTIONS}/{name}"
        told = client.ask("GET", path)
        policy = client.ask("GET", f"{path}/policy")
        code, answer = client.ask("POST", f"{path}/invocations", raw="1")
        expect(answer == told["Configuration"]["Environment"]["Variables"]["ANSWER"], f"seed {SEED}: {name}: {answer} {told}")
        versions = {}
        for version in client.ask("GET", f"{path}/versions")["Versions"]:
            if version["Version"] != "$LATEST":
                versions[int(version["Version"])] = client.ask("POST", f"{path}/invocations?Qualifier={version['Version']}", raw="1")
        found[int(name[1:].split("-")[0])][name] = {
            "code": code, "answer": answer, "versions": versions,
            "aliases": {alias["Name"]: int(alias["FunctionVersion"]) for alias in client.ask("GET", f"{path}/aliases")["Aliases"]},
            "reserved": told.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
            "statements": [] if policy is None else [each["Sid"] for each in json.loads(policy["Policy"])["Statement"]],
            "tags": told.get("Tags", {})}
    return found


def prepare_events(client):
    """A function that fails at each event, once, which a bucket learns of."""
    client.read("PUT", "/told", fields=TO_S3)
    client.ask("POST", FUNCTIONS, {"FunctionName": "tells", "Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Timeout": 60,
                                   "Code": {"ZipFile": package(0)}})
    client.ask("PUT", "/2019-09-25/functions/tells/event-invoke-config",
               {"MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::told"}}})


def events_are_done_with(client):
    """Each event that was taken is in the bucket, after a while."""
    seen, missing = {}, set(taken)
    for _ in range(600):
        listing = client.read("GET", "/told?list-type=2&max-keys=1000", fields=TO_S3).decode()
        expect("<IsTruncated>true" not in listing, "more events than a page has")
        for key in [part.split("</Key>")[0] for part in listing.split("<Key>")[1:]]:
            if key not in seen:
                record = client.ask("GET", f"/told/{urllib.parse.quote(key)}", fields=TO_S3)
                seen[key] = record["requestPayload"]["number"]
                expect(record["requestContext"]["condition"] == "RetriesExhausted", f"{record}")
        missing = taken - set(seen.values())
        if not missing:
            return
        time.sleep(0.05)
    expect(False, f"seed {SEED}: of {len(taken)} events that were taken, {len(missing)} were lost: {sorted(missing)}")


def left_behind():
    return subprocess.run(["pgrep", "-f", f"sleep {SECONDS}"], capture_output=True, text=True).stdout.split()


def packages_in(folder):
    """The packages that are unpacked, and those that are not whole."""
    names = os.listdir(f"{folder}/packages")
    return [name for name in names if not name.startswith("half-")], [name for name in names if name.startswith("half-")]


def start(folder):
    server = Server(None, "--data", folder, "--auth", "off")
    return server, Client(server.base)


def kill_servers(folder):
    server, client = start(folder)
    prepare_events(client)
    kept = [{} for _ in range(WRITERS)]
    acknowledged = happened = 0
    try:
        for _ in range(KILLS):
            writers = [Writer(number, kept[number], Client(server.base)) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            # At any moment of a life in which something was done; how long that takes is the machine's affair.
            wanted, until = chance.randrange(1, 25), time.monotonic() + 20
            while sum(writer.done for writer in writers) < wanted and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.1))
            for writer in writers:
                writer.killed = True
            server.process.kill()
            server.process.wait()
            server.process.stdout.close()
            for writer in writers:
                writer.join()
                expect(writer.trouble is None, f"seed {SEED}: writer {writer.number}: {writer.trouble!r}")
                acknowledged += writer.done
            server, client = start(folder)
            found = found_in(client)
            happened += sum(writer.settle(found[writer.number]) for writer in writers)
            kept = [writer.kept for writer in writers]
            codes = {code for state in kept for each in state.values()
                     for code in [each["code"], *(code for code, _ in each["versions"].values())]}
            there, half = packages_in(folder)
            expect(len(there) == len(codes | {0}) and not half, f"seed {SEED}: {len(codes)} packages, but there lie {there} {half}")
            for _ in range(100):
                if not left_behind():
                    break
                time.sleep(0.05)
            expect(not left_behind(), f"seed {SEED}: processes are left behind")
        events_are_done_with(client)
        kill_environments(client)
        expect(server.stop() == 0, "an orderly end after all that")
    finally:
        server.process.kill()
        server.process.wait()
    return acknowledged, happened


def kill_environments(client):
    """A program that is killed during an invocation is that invocation's error, and the next one has another."""
    client.ask("POST", FUNCTIONS, {"FunctionName": "dies", "Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Timeout": 60,
                                   "Code": {"ZipFile": package(7)}})
    for _ in range(KILLS):
        error = client.ask("POST", f"{FUNCTIONS}/dies/invocations", raw='"die"')
        expect(error.get("errorType") == "Runtime.ExitError" and "signal: killed" in error["errorMessage"], f"{error}")
        expect(client.ask("POST", f"{FUNCTIONS}/dies/invocations", raw="1") == [7, None], "after a program was killed")


def main():
    print("seed", SEED, flush=True)
    with tempfile.TemporaryDirectory(prefix="wt-crash-") as place:
        acknowledged, happened = kill_servers(f"{place}/data")
    expect(acknowledged > KILLS, f"only {acknowledged} requests in {KILLS} lives: nothing was tried")
    print(f"ok {KILLS} kills, {acknowledged} requests acknowledged and there, {happened} under way that had happened, "
          f"{len(taken)} events done with")


if __name__ == "__main__":
    sys.exit(main())
