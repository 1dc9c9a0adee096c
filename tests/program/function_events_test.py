"""What functions that are programs are told: each service's own events, in a served scenario and of what the API makes; and what
they say of them.

Usage: function_events_test.py PROGRAM SCENARIOS"""
import base64
import gzip
import io
import json
import os
import shutil
import sys
import tempfile
import time
import urllib.request
import zipfile

from program import SCENARIOS, Server, expect

HERE = tempfile.mkdtemp(prefix="windtunnel-events-")
ROLE = "arn:aws:iam::000000000000:role/lambda"

HANDLERS = '''
import base64, json
def say(event):
    print("EVENT " + json.dumps(event))
def watch(event, context):
    say(event)
def partial(event, context):
    say(event)
    bad = [each["kinesis"]["sequenceNumber"] for each in event["Records"] if b"poison" in base64.b64decode(each["kinesis"]["data"])]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in bad]}
def shape(event, context):
    say(event)
    made = []
    for record in event["records"]:
        data = base64.b64decode(record["data"])
        if b"poison" in data:
            made.append({"recordId": record["recordId"], "result": "Dropped"})
        else:
            made.append({"recordId": record["recordId"], "result": "Ok", "data": base64.b64encode(data.replace(b"item", b"ITEM")).decode()})
    return {"records": made}
def guard(event, context):
    say(event)
    if event["authorizationToken"] == "nobody":
        raise Exception("Unauthorized")
    effect = "Allow" if event["authorizationToken"] == "friend" else "Deny"
    return {"principalId": "ann", "context": {"tier": "gold"},
            "policyDocument": {"Version": "2012-10-17", "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}]}}
def show(event, context):
    return {"statusCode": 200, "body": json.dumps(event["requestContext"].get("authorizer"))}
'''
SCENARIO = '''
version: 1
name: events
description: Programs behind streams, buckets and authorizers.
architecture:
  api:
    type: apigateway-rest
    authorizer: { kind: lambda, function: guard, methods: [GET], ttl: 0s }
    routes: { "POST /items": writer, "GET /items/{id}": shower }
  guard: { type: lambda, code: code, handler: app.guard, runtime: python3.13 }
  shower: { type: lambda, code: code, handler: app.show, runtime: python3.13 }
  writer:
    type: lambda
    handlers: { "*": { calls: [ { to: clicks, op: put } ] } }
  clicks: { type: kinesis }
  watcher: { type: lambda, code: code, handler: app.watch, runtime: python3.13, source: clicks }
  copy: { type: firehose, source: clicks, transform: { function: shaper, interval: 1s }, buffer: { interval: 1s }, to: archive }
  shaper: { type: lambda, code: code, handler: app.shape, runtime: python3.13, timeout: 60s }
  archive: { type: s3, notify: loader }
  loader: { type: lambda, code: code, handler: app.watch, runtime: python3.13 }
workload:
  mix: [ { route: "POST /items", weight: 1, keys: unique } ]
  phases: [ { name: calm, for: 1s, rate: 1/s } ]
'''


def signed(service):
    """Believed to come from the account's root: --auth off."""
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": "20260101T000000Z"}


class Account:
    def __init__(self, server):
        self.server = server

    def call(self, service, method, path, body=None, fields=None):
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        status, _, text = self.server.ask(self.server.base + path, method, data, {**signed(service), **(fields or {})})
        expect(status < 300, f"{method} {path}: {status} {text}")
        return text

    def functions(self, method, path, body=None):
        text = self.call("lambda", method, path, body)
        return json.loads(text) if text else {}

    def logs(self, operation, **members):
        return json.loads(self.call("logs", "POST", "/", members, {"X-Amz-Target": f"Logs_20140328.{operation}",
                                                                   "Content-Type": "application/x-amz-json-1.1"}))

    def make(self, name, handler):
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w") as archive:
            archive.writestr("app.py", HANDLERS)
        return self.functions("POST", "/2015-03-31/functions", {
            "FunctionName": name, "Runtime": "python3.13", "Handler": f"app.{handler}", "Role": ROLE, "Timeout": 60,
            "Code": {"ZipFile": base64.b64encode(into.getvalue()).decode()}})["FunctionArn"]

    def events(self, function, at_least=1):
        """What the function has printed of its events."""
        found = []
        for _ in range(300):
            status, _, text = self.server.ask(self.server.base, "POST", json.dumps(
                {"logGroupName": f"/aws/lambda/{function}", "filterPattern": "EVENT"}).encode(),
                {**signed("logs"), "X-Amz-Target": "Logs_20140328.FilterLogEvents", "Content-Type": "application/x-amz-json-1.1"})
            found = json.loads(text)["events"] if status == 200 else []
            if len(found) >= at_least:
                return [json.loads(each["message"].split("EVENT ", 1)[1]) for each in found]
            time.sleep(0.1)
        return expect(False, f"{function} was told {len(found)} events, not {at_least}")


def records_of(event):
    return [base64.b64decode(each["kinesis"]["data"]).decode() for each in event["Records"]]


def put(server, item):
    status, _, text = server.ask(f"{server.api}/items", "POST", json.dumps({"id": item}))
    expect(status == 202, f"POST {item}: {status} {text}")


def authorizers(server, account):
    status, _, text = server.ask(f"{server.api}/items/1", headers={"Authorization": "friend"})
    expect(status == 200 and json.loads(text) == {"principalId": "ann", "tier": "gold"}, f"a friend: {status} {text}")
    expect(server.ask(f"{server.api}/items/1", headers={"Authorization": "foe"})[0] == 403, "a foe")
    expect(server.ask(f"{server.api}/items/1", headers={"Authorization": "nobody"})[0] == 401, "nobody")
    expect(server.ask(f"{server.api}/items/1")[0] == 401, "without a token")
    asked = account.events("guard", 3)
    expect(len(asked) == 3 and set(asked[0]) == {"type", "methodArn", "authorizationToken"}, f"{asked}")
    expect(asked[0]["type"] == "TOKEN" and asked[0]["authorizationToken"] == "friend", f"{asked[0]}")
    arn = asked[0]["methodArn"]
    expect(arn.startswith("arn:aws:execute-api:us-east-1:000000000000:") and arn.endswith("/prod/GET/items/1"), arn)


def streams(server, account):
    put(server, "item-1")
    event = account.events("watcher")[0]
    record = event["Records"][0]
    expect(set(record) == {"kinesis", "eventSource", "eventVersion", "eventID", "eventName", "invokeIdentityArn", "awsRegion", "eventSourceARN"},
           f"{record}")
    expect(set(record["kinesis"]) == {"kinesisSchemaVersion", "partitionKey", "sequenceNumber", "data", "approximateArrivalTimestamp"}, f"{record}")
    expect(record["eventID"] == f"shardId-000000000000:{record['kinesis']['sequenceNumber']}", f"{record}")
    expect(record["eventSourceARN"] == "arn:aws:kinesis:us-east-1:000000000000:stream/clicks", f"{record}")
    expect(abs(record["kinesis"]["approximateArrivalTimestamp"] - time.time()) < 120, f"{record}")
    expect(record["kinesis"]["partitionKey"] == "item-1" and "item-1" in records_of(event)[0], f"{records_of(event)}")

    # Firehose asks its function, and delivers what that says.
    asked = account.events("shaper")[0]
    expect(asked["deliveryStreamArn"] == "arn:aws:firehose:us-east-1:000000000000:deliverystream/copy" and asked["region"] == "us-east-1",
           f"{asked}")
    expect(asked["sourceKinesisStreamArn"].endswith("stream/clicks") and asked["invocationId"], f"{asked}")
    expect({"recordId", "approximateArrivalTimestamp", "data"} <= set(asked["records"][0]), f"{asked}")

    # The bucket tells its function, as S3 does.
    told = account.events("loader")[0]["Records"][0]
    expect(told["eventVersion"].startswith("2.") and told["eventSource"] == "aws:s3" and told["eventName"] == "ObjectCreated:Put", f"{told}")
    expect(told["awsRegion"] == "us-east-1" and told["s3"]["bucket"]["name"] == "archive", f"{told}")
    expect(told["s3"]["bucket"]["arn"] == "arn:aws:s3:::archive" and told["s3"]["s3SchemaVersion"] == "1.0", f"{told}")
    stored = told["s3"]["object"]
    body = account.call("s3", "GET", f"/archive/{stored['key']}")
    expect("ITEM-1" in body and stored["size"] == len(body) and stored["eTag"] and stored["sequencer"], f"{stored} {body}")

    listed = account.functions("GET", "/2015-03-31/event-source-mappings?FunctionName=watcher")["EventSourceMappings"]
    expect(len(listed) == 1 and listed[0]["EventSourceArn"].endswith("stream/clicks") and listed[0]["State"] == "Enabled", f"{listed}")


def mappings(server, account):
    """Event source mappings that the API makes: filters, partial answers, what is given up."""
    account.call("s3", "PUT", "/discarded")
    account.make("picky", "partial")
    made = account.functions("POST", "/2015-03-31/event-source-mappings", {
        "FunctionName": "picky", "EventSourceArn": "arn:aws:kinesis:us-east-1:000000000000:stream/clicks", "StartingPosition": "LATEST",
        "BatchSize": 10, "MaximumBatchingWindowInSeconds": 3, "MaximumRetryAttempts": 1, "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps({"partitionKey": [{"prefix": "mine-"}], "data": {"id": [{"exists": True}]}})}]},
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::discarded"}}})
    for item in ("mine-1", "other", "mine-poison", "mine-3"):
        put(server, item)
    told = account.events("picky", 2)
    ids = [[json.loads(each)["id"] for each in records_of(event)] for event in told]
    expect(ids[0] == ["mine-1", "mine-poison", "mine-3"] and ids[1:] == [["mine-poison", "mine-3"]], f"{ids}")
    expect(told[0]["Records"][0]["invokeIdentityArn"] == ROLE, f"{told[0]}")
    for _ in range(300):
        listing = account.call("s3", "GET", "/discarded?list-type=2")
        if "<Key>" in listing:
            break
        time.sleep(0.1)
    key = listing.split("<Key>")[1].split("</Key>")[0]
    expect(key.startswith(f"aws/lambda/{made['UUID']}/shardId-000000000000/"), key)
    record = json.loads(account.call("s3", "GET", f"/discarded/{key}"))
    expect(record["requestContext"]["condition"] == "RetryAttemptsExhausted" and record["KinesisBatchInfo"]["batchSize"] == 2, f"{record}")
    expect(record["KinesisBatchInfo"]["streamArn"].endswith("stream/clicks"), f"{record}")
    expect([json.loads(each)["id"] for each in records_of(json.loads(record["payload"]))] == ["mine-poison", "mine-3"], f"{record}")


def subscriptions(account):
    """A log group leads to a function that the API made."""
    arn = account.make("listener", "watch")
    account.logs("CreateLogGroup", logGroupName="app")
    account.logs("CreateLogStream", logGroupName="app", logStreamName="s")
    subscription = {"logGroupName": "app", "filterName": "all", "filterPattern": "", "destinationArn": arn}
    status, _, text = account.server.ask(account.server.base, "POST", json.dumps(subscription).encode(), {
        **signed("logs"), "X-Amz-Target": "Logs_20140328.PutSubscriptionFilter", "Content-Type": "application/x-amz-json-1.1"})
    expect(status == 400 and "permission" in text, f"without a permission: {status} {text}")
    account.functions("POST", "/2015-03-31/functions/listener/policy", {
        "StatementId": "logs", "Action": "lambda:InvokeFunction", "Principal": "logs.amazonaws.com",
        "SourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:app:*"})
    account.logs("PutSubscriptionFilter", **subscription)
    account.logs("PutLogEvents", logGroupName="app", logStreamName="s", logEvents=[{"timestamp": int(time.time() * 1000), "message": "hello"}])
    event = account.events("listener")[0]
    document = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    expect(document["messageType"] == "DATA_MESSAGE" and document["logGroup"] == "app" and document["logEvents"][0]["message"] == "hello",
           f"{document}")


def streaming(server, account):
    """What a program streams reaches a client while it is written."""
    if shutil.which("node") is None:
        print("left out: no node")
        return
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("index.mjs", '''
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 203, headers: { 'Content-Type': 'text/plain' } });
  out.write('one ');
  await wait(1000);
  out.write('two');
  if (event.rawPath === '/dies') process.exit(1);
  out.end();
});
''')
    account.functions("POST", "/2015-03-31/functions", {
        "FunctionName": "slow", "Runtime": "nodejs20.x", "Handler": "index.handler", "Role": ROLE, "Timeout": 30,
        "Code": {"ZipFile": base64.b64encode(into.getvalue()).decode()}})
    url = account.functions("POST", "/2021-10-31/functions/slow/url", {"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"})["FunctionUrl"]
    for number, (action, more) in enumerate((("lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}), ("lambda:InvokeFunction", {}))):
        account.functions("POST", "/2015-03-31/functions/slow/policy", {"StatementId": str(number), "Action": action, "Principal": "*", **more})
    path = server.base + "/_aws/lambda-url/" + url.split("//")[1].split(".")[0]
    with urllib.request.urlopen(f"{path}/") as answer:
        expect(answer.status == 203 and answer.headers["Transfer-Encoding"] == "chunked", f"{answer.status} {answer.headers}")
        first = answer.read(4)
        begun = time.monotonic()
        rest = answer.read()
        expect((first, rest) == (b"one ", b"two") and time.monotonic() - begun > 0.5, f"{first} {rest} {time.monotonic() - begun}")
    try:
        with urllib.request.urlopen(f"{path}/dies") as answer:
            answer.read()
        expect(False, "an answer that broke off is not whole")
    except OSError:
        pass
    except Exception as error:  # http.client.IncompleteRead
        expect("IncompleteRead" in repr(error), f"{error!r}")
    # API Gateway streams it as well.
    api = json.loads(account.call("apigateway", "POST", "/restapis", {"name": "streams"}))
    root = json.loads(account.call("apigateway", "GET", f"/restapis/{api['id']}/resources"))["item"][0]["id"]
    method = f"/restapis/{api['id']}/resources/{root}/methods/GET"
    account.call("apigateway", "PUT", method, {"authorizationType": "NONE"})
    arn = "arn:aws:lambda:us-east-1:000000000000:function:slow"
    account.call("apigateway", "PUT", f"{method}/integration", {
        "type": "AWS_PROXY", "httpMethod": "POST", "responseTransferMode": "STREAM",
        "uri": f"arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/{arn}/response-streaming-invocations"})
    account.call("apigateway", "POST", f"/restapis/{api['id']}/deployments", {"stageName": "prod"})
    account.functions("POST", "/2015-03-31/functions/slow/policy",
                      {"StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"})
    with urllib.request.urlopen(f"{server.base}/_aws/execute-api/{api['id']}/prod/") as answer:
        expect(answer.status == 203 and answer.headers["Content-Type"] == "text/plain", f"{answer.status} {answer.headers}")
        first = answer.read(4)
        begun = time.monotonic()
        rest = answer.read()
        expect((first, rest) == (b"one ", b"two") and time.monotonic() - begun > 0.5, f"{first} {rest} {time.monotonic() - begun}")


def main():
    if shutil.which("python3") is None:
        print("left out: no python3")
        sys.exit(77)
    os.mkdir(f"{HERE}/code")
    with open(f"{HERE}/code/app.py", "w") as file:
        file.write(HANDLERS)
    with open(f"{HERE}/events.yaml", "w") as file:
        file.write(SCENARIO)
    server = Server(os.path.relpath(f"{HERE}/events.yaml", SCENARIOS), "--auth", "off")
    account = Account(server)
    try:
        authorizers(server, account)
        streams(server, account)
        mappings(server, account)
        subscriptions(account)
        streaming(server, account)
        expect(server.stop() == 0, "an orderly end after all that")
    finally:
        server.process.kill()
        server.process.wait()
    print("ok")


try:
    main()
finally:
    shutil.rmtree(HERE, ignore_errors=True)
