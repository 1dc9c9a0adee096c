"""`serve --data` is killed while writers make, change, call and remove functions: so many times during a create, during an
update, during an invocation. Whatever was acknowledged is there after each restart and runs; of what was under way, each thing
has happened or has not; no process and no package is left behind. An event that was taken is done with at the end, and its
destination told. Then environments are killed during invocations, by themselves and from outside.

Usage: functions_crash_test.py PROGRAM SCENARIOS [--kills N]: N of each kind, 5 unless said; SEED in the environment."""
import argparse
import base64
import collections
import copy
import hashlib
import http.client
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zipfile

from crash_writer import CrashWriter
from program import Server, expect

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
        time.sleep(600)
    if event == "die":
        os.kill(os.getpid(), 9)
    if isinstance(event, dict):
        raise ValueError(event["number"])
    return [CODE, os.environ.get("ANSWER")]
'''
SECONDS = f"98{os.getpid()}"
AIMS = ("create", "update", "invoke")
DIGESTS = {}  # of each package that anybody sent: CodeSha256 -> its code
chance = random.Random(SEED)
taken = set()  # numbers of events that were acknowledged


def package(code):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), SOURCE.format(code=code, seconds=SECONDS))
    DIGESTS[base64.b64encode(hashlib.sha256(into.getvalue()).digest()).decode()] = code
    return base64.b64encode(into.getvalue()).decode()


class Client:
    """One connection, and Lambda's requests."""

    def __init__(self, base):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=900)

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

    `doing`: the kind of the request that is not answered yet, none between two. `aim`: what it is to do from now on.

    `kept`: name -> {"code", "answer", "versions": {number: (code, answer)}, "aliases": {name: number}, "reserved",
    "statements": [id], "tags": {}}."""

    def __init__(self, number, kept, client):
        super().__init__(number, kept, f"{SEED}/{number}/{chance.random()}")
        self.client = client
        self.aim = None
        self.doing = None

    def change(self, effect, *request):
        """Asks; when the answer is there, the effect is kept."""
        self.under_way = effect
        self.doing = "create" if request[:2] == ("POST", FUNCTIONS) else "update"
        answer = self.client.ask(*request)
        expect(answer is not None, f"seed {SEED}: {request[:2]} is not there")
        effect(self.kept)
        self.under_way = self.doing = None
        return answer

    def call(self, path, event):
        self.doing = "invoke"
        found = self.client.ask("POST", f"{path}/invocations", raw=event)
        self.doing = None
        return found

    def step(self):
        name = f"f{self.number}-{self.chance.randrange(NAMES)}"
        own = self.kept.get(name)
        path = f"{FUNCTIONS}/{name}"
        code = self.chance.randrange(1 << 30)
        if own is None:
            self.change(lambda kept: kept.update({name: {"code": code, "answer": "0", "versions": {}, "aliases": {}, "reserved": None,
                                                         "statements": [], "tags": {}}}),
                        "POST", FUNCTIONS, {"FunctionName": name, "Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Timeout": 900,
                                            "Code": {"ZipFile": package(code)}, "Environment": {"Variables": {"ANSWER": "0"}}})
            return
        kind = self.chance.choices(["code", "configuration", "publish", "alias", "reserve", "permit", "tag", "call", "event", "remove"],
                                   [20, 15, 12, 12, 8, 8, 8, 12, 20, 6])[0]
        if self.aim is not None:
            kind = {"create": "remove", "invoke": "call", "update": kind if kind not in ("call", "event", "remove") else "code"}[self.aim]
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
                self.call(path, '"hang"')
            found = self.call(path, "1")
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
    """What every writer finds, from what is told; and of some functions one version runs."""
    found = [{} for _ in range(WRITERS)]
    for each in client.ask("GET", f"{FUNCTIONS}/")["Functions"]:
        name = each["FunctionName"]
        if name == "tells":
            continue
        path = f"{FUNCTIONS}/{name}"
        told = client.ask("GET", path)
        policy = client.ask("GET", f"{path}/policy")
        versions = {version["Version"]: [DIGESTS[version["CodeSha256"]], version["Environment"]["Variables"]["ANSWER"]]
                    for version in client.ask("GET", f"{path}/versions")["Versions"]}
        if chance.random() < 0.4:
            which = chance.choice(sorted(versions))
            runs = client.ask("POST", f"{path}/invocations?Qualifier={which}", raw="1")
            expect(runs == versions[which], f"seed {SEED}: {name}: version {which} answers {runs}, expected {versions[which]}")
        code, answer = versions.pop("$LATEST")
        found[int(name[1:].split("-")[0])][name] = {
            "code": code, "answer": answer, "versions": {int(number): made_of for number, made_of in versions.items()},
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


def keys_of(client, bucket):
    """All keys, in pages of a thousand."""
    keys = []
    while True:
        after = urllib.parse.quote(keys[-1]) if keys else ""
        page = client.read("GET", f"/{bucket}?list-type=2&start-after={after}", fields=TO_S3).decode()
        keys += [part.split("</Key>")[0] for part in page.split("<Key>")[1:]]
        if "<IsTruncated>true" not in page:
            return keys


def events_are_done_with(client):
    """Each event that was taken is in the bucket, after a while."""
    seen, missing = {}, set(taken)
    for _ in range(600):
        for key in keys_of(client, "told"):
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


def kill_during(aim, server, writers):
    """Lets the writers do something, then kills the server. Whether one of them was doing what it aimed at then."""
    for writer in writers:
        writer.start()
    # At any moment of a life in which something was done; how long that takes is the machine's affair.
    wanted, until = chance.randrange(1, 12), time.monotonic() + 60
    while sum(writer.done for writer in writers) < wanted and time.monotonic() < until:
        time.sleep(0.002)
    for writer in writers:
        writer.aim = aim
    while not any(writer.doing == aim for writer in writers) and time.monotonic() < until:
        time.sleep(0.0002)
    # A create or an update is over after some milliseconds.
    time.sleep(chance.uniform(0, 0.1 if aim == "invoke" else 0.004))
    for writer in writers:
        writer.killed = True
    caught = any(writer.doing == aim for writer in writers)
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()
    for writer in writers:
        writer.join()
        expect(writer.trouble is None, f"seed {SEED}: writer {writer.number}: {writer.trouble!r}")
    return caught


def nobody_left():
    for _ in range(1200):
        if not left_behind():
            return True
        time.sleep(0.05)
    return False


def kill_servers(folder, kills):
    server, client = start(folder)
    prepare_events(client)
    kept = [{} for _ in range(WRITERS)]
    counts = collections.Counter()
    try:
        while any(counts[aim] < kills for aim in AIMS):
            aim = min(AIMS, key=lambda each: counts[each])
            writers = [Writer(number, kept[number], Client(server.base)) for number in range(WRITERS)]
            counts[aim] += kill_during(aim, server, writers)
            counts["lives"] += 1
            expect(counts["lives"] < 20 * len(AIMS) * kills, f"seed {SEED}: hardly a kill hits: {counts}")
            counts["acknowledged"] += sum(writer.done for writer in writers)
            server, client = start(folder)
            found = found_in(client)
            counts["happened"] += sum(writer.settle(found[writer.number]) for writer in writers)
            kept = [writer.kept for writer in writers]
            codes = {code for state in kept for each in state.values()
                     for code in [each["code"], *(code for code, _ in each["versions"].values())]}
            there, half = packages_in(folder)
            expect(len(there) == len(codes | {0}) and not half, f"seed {SEED}: {len(codes)} packages, but there lie {there} {half}")
            expect(nobody_left(), f"seed {SEED}: processes are left behind")
            if counts["lives"] % 100 == 0:
                print(dict(counts), flush=True)
        events_are_done_with(client)
        kill_environments(server, client, kills)
        expect(server.stop() == 0, "an orderly end after all that")
    finally:
        server.process.kill()
        server.process.wait()
    return counts


def kill_environments(server, client, kills):
    """A program that ends, or whose environment does, during an invocation is that invocation's error; the next one has another."""
    path = f"{FUNCTIONS}/dies"
    client.ask("POST", FUNCTIONS, {"FunctionName": "dies", "Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Timeout": 900,
                                   "Code": {"ZipFile": package(7)}})

    def killed(error):
        expect(error.get("errorType") == "Runtime.ExitError" and "signal: killed" in error["errorMessage"], f"{error}")
        expect(client.ask("POST", f"{path}/invocations", raw="1") == [7, None], "after a program was killed")

    for _ in range(kills):
        killed(client.ask("POST", f"{path}/invocations", raw='"die"'))
        answers = []
        caller = threading.Thread(target=lambda: answers.append(Client(server.base).ask("POST", f"{path}/invocations", raw='"hang"')))
        caller.start()
        while not left_behind():
            time.sleep(0.005)
        keepers = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True).stdout.split()
        for keeper in keepers:
            os.kill(int(keeper), signal.SIGKILL)
        caller.join()
        killed(answers[0])
        expect(nobody_left(), "processes are left behind")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("scenarios")
    parser.add_argument("--kills", type=int, default=5)
    kills = parser.parse_args().kills
    print("seed", SEED, flush=True)
    with tempfile.TemporaryDirectory(prefix="wt-crash-") as place:
        counts = kill_servers(f"{place}/data", kills)
    expect(counts["acknowledged"] > counts["lives"], f"hardly anything was tried: {counts}")
    print(f"ok {kills} kills of each kind: {dict(counts)}, {len(taken)} events done with")


if __name__ == "__main__":
    sys.exit(main())
