"""`serve --data` starts again: no id is given twice, what was used of quotas is remembered, and no object that was acknowledged
lacks its notification, also after kill -9.

Usage: restart_test.py PROGRAM SCENARIOS"""
import base64
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import zipfile

from program import Server, expect

ROLE = "arn:aws:iam::000000000000:role/any"
KILLS = 5
CODE = '''
import json, os, urllib.request
def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    asked = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + "/seen/" + key, data=b"", method="PUT")
    urllib.request.urlopen(asked, timeout=30).read()
'''


def fields(service, **more):
    """Believed to come from the account's root: --auth off."""
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": "20260101T000000Z", **more}


class Account:
    def __init__(self, folder):
        self.server = Server(None, "--data", folder, "--auth", "off")

    def ask(self, service, method, path, body=None, **more):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        status, headers, text = self.server.ask(self.server.base + path, method, data, fields(service, **more))
        expect(status < 300, f"{service} {method} {path}: {status} {text}")
        return json.loads(text) if text.startswith("{") else headers if not text else text

    def logs(self, operation, **members):
        return self.ask("logs", "POST", "/", members, **{"X-Amz-Target": f"Logs_20140328.{operation}",
                                                         "Content-Type": "application/x-amz-json-1.1"})

    def function(self, name, code):
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w") as archive:
            archive.writestr("app.py", code)
        return self.ask("lambda", "POST", "/2015-03-31/functions", {
            "FunctionName": name, "Runtime": "python3.13", "Handler": "app.handler", "Role": ROLE, "Timeout": 60,
            "Code": {"ZipFile": base64.b64encode(into.getvalue()).decode()}})["FunctionArn"]

    def kill(self):
        os.kill(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        self.server.process.stdout.close()


def ids(folder):
    """What three starts give names to, in the same order each time."""
    api, root = None, None
    given = {}
    for start in range(3):
        account = Account(folder)
        if api is None:
            made = account.ask("apigateway", "POST", "/restapis", {"name": "kept"})
            api, root = made["id"], made["rootResourceId"]
            account.function("said", "def handler(event, context): print('said')")
        made = {
            "resource": account.ask("apigateway", "POST", f"/restapis/{api}/resources/{root}", {"pathPart": f"p{start}"})["id"],
            "key": account.ask("apigateway", "POST", "/apikeys", {"name": "k"})["value"],
            "query": account.logs("PutQueryDefinition", name=f"q{start}", queryString="fields @message")["queryDefinitionId"],
            "request": account.server.ask(account.server.base + "/2015-03-31/functions/said/invocations", "POST", b"{}",
                                          fields("lambda"))[1]["x-amzn-requestid"],
            "revision": account.ask("lambda", "PUT", "/2015-03-31/functions/said/configuration", {"Description": str(start)})["RevisionId"],
        }
        for kind, value in made.items():
            expect(value not in given.setdefault(kind, []), f"start {start} gave the {kind} {value} again")
            given[kind].append(value)
        for _ in range(100):
            try:
                streams = account.logs("DescribeLogStreams", logGroupName="/aws/lambda/said")["logStreams"]
            except SystemExit:
                streams = []
            if len(streams) > start:
                break
            time.sleep(0.1)
        expect(len(streams) == start + 1, f"a log stream for each environment: {[each['logStreamName'] for each in streams]}")
        there = {each["path"] for each in account.ask("apigateway", "GET", f"/restapis/{api}/resources?limit=100")["item"]}
        expect(there == {"/"} | {f"/p{each}" for each in range(start + 1)}, f"resources of all starts: {there}")
        account.server.stop()


def quotas(folder):
    account = Account(folder)
    api = account.ask("apigateway", "POST", "/restapis", {"name": "limited"})
    place = f"/restapis/{api['id']}/resources/{api['rootResourceId']}/methods/GET"
    account.ask("apigateway", "PUT", place, {"authorizationType": "NONE", "apiKeyRequired": True})
    account.ask("apigateway", "PUT", place + "/integration", {"type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}})
    account.ask("apigateway", "PUT", place + "/responses/200", {})
    account.ask("apigateway", "PUT", place + "/integration/responses/200", {})
    account.ask("apigateway", "POST", f"/restapis/{api['id']}/deployments", {"stageName": "prod"})
    key = account.ask("apigateway", "POST", "/apikeys", {"name": "ann", "enabled": True})
    plan = account.ask("apigateway", "POST", "/usageplans", {
        "name": "small", "quota": {"limit": 5, "period": "MONTH"}, "apiStages": [{"apiId": api["id"], "stage": "prod"}]})["id"]
    account.ask("apigateway", "POST", f"/usageplans/{plan}/keys", {"keyId": key["id"], "keyType": "API_KEY"})

    def call():
        return account.server.ask(f"{account.server.base}/_aws/execute-api/{api['id']}/prod/", headers={"x-api-key": key["value"]})[0]

    def used():
        day = time.strftime("%Y-%m-%d", time.gmtime())
        return account.ask("apigateway", "GET", f"/usageplans/{plan}/usage?startDate={day}&endDate={day}")["values"][key["id"]][0]
    expect([call() for _ in range(2)] == [200, 200] and used() == [2, 3], f"used: {used()}")
    account.server.stop()
    account = Account(folder)
    expect(used() == [2, 3], f"after a stop: {used()}")
    expect(call() == 200, "the third")
    time.sleep(2.5)  # written each second
    account.kill()
    account = Account(folder)
    expect(used() == [3, 2], f"after kill -9: {used()}")
    expect([call() for _ in range(3)] == [200, 200, 429], "the quota is used up")
    account.ask("apigateway", "PATCH", f"/usageplans/{plan}/keys/{key['id']}/usage",
                {"patchOperations": [{"op": "replace", "path": "/remaining", "value": "1"}]})
    account.kill()
    account = Account(folder)
    expect([call() for _ in range(2)] == [200, 429], "what was given beside it counts")
    account.ask("apigateway", "DELETE", f"/usageplans/{plan}/keys/{key['id']}")
    account.server.stop()
    account = Account(folder)
    account.ask("apigateway", "POST", f"/usageplans/{plan}/keys", {"keyId": key["id"], "keyType": "API_KEY"})
    expect(used() == [0, 5], f"a key that comes again begins anew: {used()}")
    account.server.stop()


def notifications(folder):
    """The server dies as soon as an object is acknowledged."""
    account = Account(folder)
    arn = account.function("watch", CODE)
    for bucket in ("watched", "seen"):
        account.ask("s3", "PUT", f"/{bucket}")
    account.ask("lambda", "POST", "/2015-03-31/functions/watch/policy", {
        "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::watched"})
    account.ask("s3", "PUT", "/watched?notification", (
        f"<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>{arn}</CloudFunction>"
        "<Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration></NotificationConfiguration>").encode())
    wanted = set()
    for kill in range(KILLS):
        for each in range(3):
            account.ask("s3", "PUT", f"/watched/{kill}-{each}", b"x" * (100_000 if each == 1 else 10))
            wanted.add(f"{kill}-{each}")
        account.kill()
        account = Account(folder)
    seen = set()
    for _ in range(600):
        listed = account.ask("s3", "GET", "/seen?list-type=2")
        seen = {part.split("</Key>")[0] for part in listed.split("<Key>")[1:]}
        if seen >= wanted:
            break
        time.sleep(0.1)
    expect(seen == wanted, f"objects whose functions were not told: {sorted(wanted - seen)}")
    account.server.stop()


def main():
    if shutil.which("python3") is None:
        print("skipped: no python3 for functions")
        sys.exit(77)
    for test in (ids, quotas, notifications):
        folder = tempfile.mkdtemp(prefix="windtunnel-restart-")
        test(folder)
        shutil.rmtree(folder)
    print("a start after another gives no id twice and forgets nothing")


main()
