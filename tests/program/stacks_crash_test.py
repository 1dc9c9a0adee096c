"""Stacks after kill -9: those that stood stand, with their events, and can be changed; one that was being made or changed is rolled
back, and nothing of it is left; one that was being deleted goes.

Usage: stacks_crash_test.py PROGRAM SCENARIOS"""
import http.client
import os
import random
import re
import signal
import tempfile
import threading
import time
import urllib.parse

from program import Server, expect

SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
chance = random.Random(SEED)

GROUP = "  {name}: {{Type: AWS::Logs::LogGroup, {more} Properties: {{LogGroupName: /{name}, RetentionInDays: {days}}}}}\n"
# Nobody ever signals it.
WAIT = """  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
  Never: {Type: AWS::CloudFormation::WaitCondition, DependsOn: [%s], Properties: {Handle: !Ref Handle, Timeout: 3600}}
"""


class Account:
    def __init__(self, folder):
        self.folder = folder
        self.start()

    def start(self):
        self.server = Server(None, "--data", self.folder, "--auth", "off")

    def kill(self):
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.process.stdout.close()
        self.start()

    def ask(self, action, **more):
        headers = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request, "
                                    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": "20260101T000000Z",
                   "Content-Type": "application/x-www-form-urlencoded"}
        body = urllib.parse.urlencode({"Action": action, "Version": "2010-05-15", **more})
        return self.server.ask(self.server.base, "POST", body, headers)

    def status(self, name, wanted, seconds=20):
        for _ in range(seconds * 20):
            status, _, text = self.ask("DescribeStacks", StackName=name)
            found = re.search("<StackStatus>(.*?)</StackStatus>", text)
            if found and (found.group(1) == wanted or found.group(1) in wanted and isinstance(wanted, tuple)):
                return
            time.sleep(0.05)
        expect(False, f"{name}: expected {wanted}, got {text}\n{self.ask('DescribeStackEvents', StackName=name)[2]}")

    def groups(self):
        status, _, text = self.server.ask(self.server.base, "POST", "{}", {
            "X-Amz-Target": "Logs_20140328.DescribeLogGroups", "Content-Type": "application/x-amz-json-1.1",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": "20260101T000000Z"})
        expect(status == 200, text)
        return dict(re.findall(r'"logGroupName":"(/[^"]*)".*?"retentionInDays":(\d+)', text))


def template(groups, waits=None):
    text = "Resources:\n" + "".join(GROUP.format(name=name, days=days, more="") for name, days in groups.items())
    return text + (WAIT % ", ".join(groups) if waits else "")


with tempfile.TemporaryDirectory() as folder:
    account = Account(folder)
    status, _, text = account.ask("CreateStack", StackName="stands", TemplateBody=template({"A": 1, "B": 3}))
    expect(status == 200, text)
    account.status("stands", "CREATE_COMPLETE")
    status, _, text = account.ask("CreateStack", StackName="half", TemplateBody=template({"C": 1, "D": 3}, waits=True))
    expect(status == 200, text)
    account.status("half", "CREATE_IN_PROGRESS")
    expect(set(account.groups()) == {"/A", "/B", "/C", "/D"}, f"before: {account.groups()}")
    before = account.ask("DescribeStackEvents", StackName="stands")[2]

    account.kill()
    account.status("stands", "CREATE_COMPLETE")
    after = account.ask("DescribeStackEvents", StackName="stands")[2]
    events = lambda text: re.findall("<EventId>(.*?)</EventId>.*?<Timestamp>(.*?)</Timestamp>", text)
    expect(events(before) == events(after) and len(events(after)) == 8, f"its events are there, in order:\n{before}\n{after}")
    account.status("half", "ROLLBACK_COMPLETE")
    expect(set(account.groups()) == {"/A", "/B"}, f"nothing is left of what was being made: {account.groups()}")

    # An update: A changes in place, B is replaced by nothing, E is new; then nothing of that is left.
    status, _, text = account.ask("UpdateStack", StackName="stands", TemplateBody=template({"A": 7, "E": 5}, waits=True))
    expect(status == 200, text)
    account.status("stands", "UPDATE_IN_PROGRESS")
    expect(account.groups() == {"/A": "7", "/B": "3", "/E": "5"}, f"half way: {account.groups()}")
    account.kill()
    account.status("stands", "UPDATE_ROLLBACK_COMPLETE")
    expect(account.groups() == {"/A": "1", "/B": "3"}, f"as it was: {account.groups()}")
    status, _, text = account.ask("UpdateStack", StackName="stands", TemplateBody=template({"A": 7}))
    expect(status == 200, text)
    account.status("stands", "UPDATE_COMPLETE")
    expect(account.groups() == {"/A": "7"}, f"and can be changed: {account.groups()}")

    # Killed at any moment: the whole of the old, or the whole of the new.
    def asks(action, days):
        try:
            account.ask(action, StackName="many", TemplateBody=template({f"G{i}": days for i in range(20)}))
        except (OSError, http.client.HTTPException):
            pass  # the server was killed

    asks("CreateStack", "30")
    account.status("many", "CREATE_COMPLETE")
    old = "30"
    for step in range(8):
        new = "14" if step % 2 == 0 else "30"
        asking = threading.Thread(target=asks, args=("UpdateStack", new))
        asking.start()
        time.sleep(chance.uniform(0, 0.08))
        account.kill()
        asking.join()
        account.status("many", ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"))
        found = {name: value for name, value in account.groups().items() if name.startswith("/G")}
        expect(found in ({f"/G{i}": days for i in range(20)} for days in (old, new)), f"seed {SEED}, step {step}: {found}\n{account.ask('DescribeStackEvents', StackName='many')[2]}")
        old = found["/G0"]

    account.ask("DeleteStack", StackName="stands")
    account.kill()
    account.ask("DeleteStack", StackName="many")
    account.ask("DeleteStack", StackName="half")
    expect(account.groups() == {}, f"all gone: {account.groups()}")
    account.server.stop()
