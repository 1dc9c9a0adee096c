"""CloudFront Functions by boto3: made, tested, published and associated, met by viewers; key value stores that they look things up
in; what is in use stays."""
import http.server
import importlib.util
import json
import os
import re
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from clients import SCENARIOS, Server, boto3_or_skip, client_of, expect, refused, skip  # noqa: E402
from stacks import rested
from program import run  # noqa: E402

boto3_or_skip()

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

REWRITE = b"""
function handler(event) {
    var request = event.request;
    console.log('asked for', request.uri);
    if (request.uri === '/old') return { statusCode: 301, headers: { location: { value: '/new' } } };
    if (request.uri.endsWith('/')) request.uri += 'index.html';
    return request;
}
"""
LOOKUP = b"""
import cf from 'cloudfront';
const kvs = cf.kvs();
async function handler(event) {
    const key = event.request.uri.slice(1);
    if (await kvs.exists(key)) event.request.uri = await kvs.get(key);
    return event.request;
}
"""
DRESS = b"function handler(e) { e.response.headers['x-seen'] = { value: e.request.uri }; return e.response; }"


class Origin(http.server.BaseHTTPRequestHandler):
    before = b""

    def do_GET(self):
        chosen = self.headers.get("X-Chosen")
        body = self.before + self.path.encode() + (f" {chosen}".encode() if chosen else b"")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def listen(before=b""):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Named", (Origin,), {"before": before}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def port_of(server):
    return int(server.base.rsplit(":", 1)[1])


def several(*items):
    return {"Quantity": len(items), "Items": list(items)}


def config(port, *functions):
    return {"CallerReference": "one", "Comment": "", "Enabled": True,
            "Origins": several({"Id": "web", "DomainName": "127.0.0.1", "CustomOriginConfig": {
                "HTTPPort": port, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}}),
            "DefaultCacheBehavior": {
                "TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": DISABLED,
                "FunctionAssociations": several(*({"EventType": side, "FunctionARN": arn} for side, arn in functions))}}


def ask(server, host, path):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=30)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


def event(uri, type="viewer-request"):
    return json.dumps({"version": "1.0", "context": {"eventType": type}, "viewer": {"ip": "1.2.3.4"},
                       "request": {"method": "GET", "uri": uri, "headers": {}, "querystring": {}, "cookies": {}},
                       "response": {"statusCode": 200, "headers": {}, "cookies": {}}}).encode()


def make(front, name, code, runtime="cloudfront-js-2.0", publish=True, **more):
    made = front.create_function(Name=name, FunctionConfig={"Comment": "", "Runtime": runtime, **more}, FunctionCode=code)
    if publish:
        front.publish_function(Name=name, IfMatch=made["ETag"])
    return made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"], made["ETag"]


def lives(server, front, port):
    made = front.create_function(Name="rewrite", FunctionConfig={"Comment": "c", "Runtime": "cloudfront-js-1.0"},
                                 FunctionCode=REWRITE)
    summary = made["FunctionSummary"]
    arn = summary["FunctionMetadata"]["FunctionARN"]
    expect(made["ResponseMetadata"]["HTTPStatusCode"] == 201 and summary["Status"] == "UNPUBLISHED" and
           arn == "arn:aws:cloudfront::000000000000:function/rewrite" and
           summary["FunctionMetadata"]["Stage"] == "DEVELOPMENT", f"made {made}")
    refused("FunctionAlreadyExists", front.create_function, Name="rewrite", FunctionCode=b"x",
            FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"})
    refused("FunctionSizeLimitExceeded", front.create_function, Name="large", FunctionCode=b"x" * 10241,
            FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"})
    refused("InvalidArgument", front.create_function, Name="old", FunctionCode=b"x",
            FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-3.0"})
    read = front.get_function(Name="rewrite")
    expect(read["FunctionCode"].read() == REWRITE and read["ETag"] == made["ETag"], f"read {read}")
    refused("NoSuchFunctionExists", front.describe_function, Name="rewrite", Stage="LIVE")
    refused("NoSuchFunctionExists", front.get_function, Name="none")

    # Not before it is published.
    refused("InvalidFunctionAssociation", front.create_distribution, DistributionConfig=config(port, ("viewer-request", arn)))
    refused("PreconditionFailed", front.publish_function, Name="rewrite", IfMatch="E0")
    published = front.publish_function(Name="rewrite", IfMatch=made["ETag"])["FunctionSummary"]
    expect(published["Status"] == "UNASSOCIATED" and published["FunctionMetadata"]["Stage"] == "LIVE", f"{published}")
    live = front.describe_function(Name="rewrite", Stage="LIVE")
    expect(live["ETag"] != made["ETag"], "the two stages have versions of their own")
    listed = front.list_functions()["FunctionList"]
    expect([(each["Name"], each["FunctionMetadata"]["Stage"]) for each in listed["Items"]] ==
           [("rewrite", "DEVELOPMENT"), ("rewrite", "LIVE")], f"{listed}")
    expect(front.list_functions(Stage="LIVE")["FunctionList"]["Quantity"] == 1, "one stage")

    refused("InvalidFunctionAssociation", front.create_distribution,
            DistributionConfig=config(port, ("origin-request", arn)))
    dress, _ = make(front, "dress", DRESS)
    one = front.create_distribution(DistributionConfig=config(port, ("viewer-request", arn), ("viewer-response", dress)))
    host, id = one["Distribution"]["DomainName"], one["Distribution"]["Id"]
    status, fields, body = ask(server, host, "/docs/?a=1")
    expect((status, body, fields["x-seen"]) == (200, "/docs/index.html", "/docs/index.html"), f"{status} {fields} {body}")
    status, fields, _ = ask(server, host, "/old")
    expect((status, fields["location"], fields["x-cache"]) == (301, "/new", "FunctionGeneratedResponse from cloudfront") and
           "x-seen" not in fields, f"{status} {fields}")
    expect(front.describe_function(Name="rewrite", Stage="LIVE")["FunctionSummary"]["Status"] == "DEPLOYED", "associated")

    # A change shows when it is published.
    changed = front.update_function(Name="rewrite", IfMatch=made["ETag"], FunctionCode=b"function handler() { return 1; }",
                                    FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"})
    etag = changed["ETag"]
    expect(ask(server, host, "/x")[0] == 200, "still the published one")
    front.publish_function(Name="rewrite", IfMatch=etag)
    status, fields, body = ask(server, host, "/x")
    expect(status == 503 and fields["x-cache"] == "FunctionValidationError from cloudfront" and
           "is invalid or could not run" in body, f"{status} {fields} {body}")
    refused("FunctionInUse", front.delete_function, Name="rewrite", IfMatch=etag)

    # Tags, and the end.
    front.tag_resource(Resource=arn, Tags={"Items": [{"Key": "team", "Value": "edge"}]})
    expect(front.list_tags_for_resource(Resource=arn)["Tags"]["Items"] == [{"Key": "team", "Value": "edge"}], "tags")
    read = front.get_distribution_config(Id=id)
    front.update_distribution(Id=id, IfMatch=read["ETag"], DistributionConfig=config(port))
    expect(ask(server, host, "/old")[0] == 200, "without functions")
    front.delete_function(Name="rewrite", IfMatch=etag)
    refused("NoSuchFunctionExists", front.describe_function, Name="rewrite")
    return id


def tested(front):
    arn, etag = make(front, "tested", REWRITE, publish=False)
    told = front.test_function(Name="tested", IfMatch=etag, EventObject=event("/a/"))["TestResult"]
    expect(json.loads(told["FunctionOutput"])["request"]["uri"] == "/a/index.html" and told["FunctionErrorMessage"] == "" and
           told["FunctionExecutionLogs"] == ["asked for /a/"] and 0 <= int(told["ComputeUtilization"]) < 50 and
           told["FunctionSummary"]["Name"] == "tested", f"{told}")
    told = front.test_function(Name="tested", IfMatch=etag, EventObject=event("/old"))["TestResult"]
    expect(json.loads(told["FunctionOutput"])["response"]["statusCode"] == 301, f"{told}")
    refused("InvalidArgument", front.test_function, Name="tested", IfMatch=etag, EventObject=b"{}")
    refused("NoSuchFunctionExists", front.test_function, Name="tested", Stage="LIVE", IfMatch=etag, EventObject=event("/"))
    for code, error in ((b"function handler(e) { return e.nothing.x; }", "TypeError"), (b"function", "SyntaxError"),
                        (b"function handler(e) { return {}; }", "method"), (b"function handler() { for (;;) {} }", "compute")):
        name = "failing"
        _, etag = make(front, name, code, publish=False)
        told = front.test_function(Name=name, IfMatch=etag, EventObject=event("/"))["TestResult"]
        expect(error in told["FunctionErrorMessage"] and told["FunctionOutput"] == "", f"{code}: {told}")
        front.delete_function(Name=name, IfMatch=etag)


def store_lives(front):
    made = front.create_key_value_store(Name="paths", Comment="c")
    store = made["KeyValueStore"]
    expect(store["Status"] == "READY" and store["ARN"].endswith("key-value-store/" + store["Id"]), f"{made}")
    refused("EntityAlreadyExists", front.create_key_value_store, Name="paths")
    told = front.update_key_value_store(Name="paths", Comment="d", IfMatch=made["ETag"])
    expect(told["KeyValueStore"]["Comment"] == "d", f"{told}")
    refused("PreconditionFailed", front.update_key_value_store, Name="paths", Comment="e", IfMatch=made["ETag"])
    expect([each["Name"] for each in front.list_key_value_stores()["KeyValueStoreList"]["Items"]] == ["paths"], "listed")
    refused("EntityNotFound", front.describe_key_value_store, Name="none")
    return store["ARN"], told["ETag"]


def imported(server, front):
    """A store that is filled from a bucket."""
    s3, kvs = client_of(server.base), values(server)
    s3.create_bucket(Bucket="pairs")
    pairs = {"data": [{"key": "a", "value": "1"}, {"key": "b/c", "value": "\u00fc"}]}
    for key, text in (("good.json", json.dumps(pairs)), ("no.json", "{"), ("bare.json", "[]"), ("twice.json", json.dumps({"data": pairs["data"] * 2})),
                      ("long.json", json.dumps({"data": [{"key": "k", "value": "v" * 1025}]}))):
        s3.put_object(Bucket="pairs", Key="some/" + key, Body=text.encode())

    def source(key, bucket="pairs"):
        return {"SourceType": "S3", "SourceARN": f"arn:aws:s3:::{bucket}/some/{key}"}
    for wrong in (source("no.json"), source("bare.json"), source("twice.json"), source("long.json"), source("none.json"), source("a", "no-such-bucket"),
                  {"SourceType": "S3", "SourceARN": "arn:aws:s3:::pairs"}):
        refused("InvalidArgument", front.create_key_value_store, "imported", Name="filled", ImportSource=wrong)
    store = front.create_key_value_store(Name="filled", ImportSource=source("good.json"))["KeyValueStore"]["ARN"]
    expect(kvs.describe_key_value_store(KvsARN=store)["ItemCount"] == 2 and kvs.get_key(KvsARN=store, Key="b/c")["Value"] == "\u00fc", "what is in it")
    front.delete_key_value_store(Name="filled", IfMatch=front.describe_key_value_store(Name="filled")["ETag"])


def values(server, account="test", secret="test"):
    """Real clients put the account in front of the host, and sign with SigV4A where they have what it takes."""
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *more, **named: look_up(
        "127.0.0.1" if str(host).endswith(".localhost") else host, *more, **named)
    signature = {} if has_sigv4a() else {"signature_version": "v4"}
    return client_of(f"http://localhost:{port_of(server)}", "cloudfront-keyvaluestore", account=account, secret=secret, **signature)


def has_sigv4a():
    return importlib.util.find_spec("awscrt") is not None


def signed(server, store):
    """A key that is known is held to its secret, whichever way its client signs."""
    iam = client_of(server.base, "iam")
    iam.create_user(UserName="writer")
    iam.attach_user_policy(UserName="writer", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    key = iam.create_access_key(UserName="writer")["AccessKey"]
    told = values(server, key["AccessKeyId"], key["SecretAccessKey"]).describe_key_value_store(KvsARN=store)
    expect(told["KvsARN"] == store, f"signed {told}")
    wrong = values(server, key["AccessKeyId"], key["SecretAccessKey"][::-1])
    try:
        wrong.describe_key_value_store(KvsARN=store)
        expect(False, "a wrong secret is taken")
    except wrong.exceptions.ClientError as error:
        expect("Signature" in error.response["Error"]["Code"], f"{error.response}")


def values_live(server, front, port, store):
    kvs = values(server)
    arn, etag = make(front, "lookup", LOOKUP, KeyValueStoreAssociations=several({"KeyValueStoreARN": store}))
    refused("InvalidArgument", front.create_function, Name="first", FunctionCode=b"x", FunctionConfig={
        "Comment": "", "Runtime": "cloudfront-js-1.0", "KeyValueStoreAssociations": several({"KeyValueStoreARN": store})})
    about = kvs.describe_key_value_store(KvsARN=store)
    expect(about["ItemCount"] == 0 and about["Status"] == "READY" and about["KvsARN"] == store, f"{about}")
    put = kvs.put_key(KvsARN=store, Key="a/b", Value="/found", IfMatch=about["ETag"])
    expect(put["ItemCount"] == 1 and put["TotalSizeInBytes"] == 9 and put["ETag"] != about["ETag"], f"{put}")
    refused("ConflictException", kvs.put_key, KvsARN=store, Key="b", Value="x", IfMatch=about["ETag"])
    expect(kvs.get_key(KvsARN=store, Key="a/b")["Value"] == "/found", "read")
    refused("ResourceNotFoundException", kvs.get_key, KvsARN=store, Key="none")
    many = kvs.update_keys(KvsARN=store, IfMatch=put["ETag"], Deletes=[],
                           Puts=[{"Key": f"k{number:02}", "Value": "/v"} for number in range(30)])
    expect(many["ItemCount"] == 31, f"{many}")
    seen = [each["Key"] for page in kvs.get_paginator("list_keys").paginate(KvsARN=store) for each in page["Items"]]
    expect(len(seen) == 31 and seen == sorted(seen), f"{seen}")
    refused("ResourceNotFoundException", kvs.update_keys, KvsARN=store, IfMatch=many["ETag"],
            Puts=[{"Key": "new", "Value": "v"}], Deletes=[{"Key": "none"}])
    refused("ResourceNotFoundException", kvs.get_key, KvsARN=store, Key="new")
    refused("ValidationException", kvs.put_key, KvsARN=store, Key="a", Value="x" * 1025, IfMatch=many["ETag"])

    one = front.create_distribution(DistributionConfig={**config(port, ("viewer-request", arn)), "CallerReference": "two"})
    host = one["Distribution"]["DomainName"]
    expect(ask(server, host, "/a/b")[2] == "/found" and ask(server, host, "/c")[2] == "/c", "looked up")
    gone = kvs.delete_key(KvsARN=store, Key="a/b", IfMatch=many["ETag"])
    expect(gone["ItemCount"] == 30 and ask(server, host, "/a/b")[2] == "/a/b", "seen at once")
    described = front.describe_key_value_store(Name="paths")
    refused("CannotDeleteEntityWhileInUse", front.delete_key_value_store, Name="paths", IfMatch=described["ETag"])


CHOOSES = """
import cf from 'cloudfront';
function handler(event) {
    const request = event.request;
    if (request.uri === '/other') cf.selectRequestOriginById('other');
    if (request.uri === '/changed') cf.updateRequestOrigin({originPath: '/under', customHeaders: {'X-Chosen': 'yes'}});
    if (request.uri === '/moved') cf.updateRequestOrigin({domainName: '127.0.0.1', customOriginConfig: {port: PORT, protocol: 'http'}});
    if (request.uri === '/group') cf.createRequestOriginGroup({originIds: [{originId: 'gone'}, {originId: 'other'}],
                                                               failoverCriteria: {statusCodes: [500, 502]}});
    if (request.uri === '/nowhere') cf.selectRequestOriginById('nowhere');
    if (request.uri === '/wrong') cf.updateRequestOrigin({domainName: 'a b'});
    return request;
}
"""


def chosen(server, front, port):
    """A function sends requests to other origins."""
    second = listen(b"second ")
    arn, _ = make(front, "chooses", CHOOSES.replace("PORT", str(second.server_port)).encode())
    said = {**config(port, ("viewer-request", arn)), "CallerReference": "chooses"}
    custom = {"HTTPPort": second.server_port, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}
    said["Origins"] = several(*said["Origins"]["Items"], {"Id": "other", "DomainName": "127.0.0.1", "CustomOriginConfig": custom},
                              {"Id": "gone", "DomainName": "127.0.0.1", "CustomOriginConfig": {**custom, "HTTPPort": 1}})
    host = front.create_distribution(DistributionConfig=said)["Distribution"]["DomainName"]
    for path, answer in (("/a", "/a"), ("/other", "second /other"), ("/changed", "/under/changed yes"), ("/moved", "second /moved"),
                         ("/group", "second /group")):
        status, _, body = ask(server, host, path)
        expect((status, body) == (200, answer), f"{path}: {status} {body}")
    for path in ("/nowhere", "/wrong"):
        status, fields, _ = ask(server, host, path)
        expect((status, fields["x-cache"]) == (503, "FunctionValidationError from cloudfront"), f"{path}: {status} {fields}")


def told(server, front, port):
    """Its lines are in CloudWatch Logs, its counts among the metrics."""
    arn, _ = make(front, "speaks", b"function handler(e) { if (e.request.uri === '/odd') return 1;"
                                   b" if (e.request.uri === '/loud') console.log('heard', e.request.uri); return e.request; }")
    made = front.create_distribution(DistributionConfig={**config(port, ("viewer-request", arn)), "CallerReference": "speaks"})
    host, id = made["Distribution"]["DomainName"], made["Distribution"]["Id"]
    _, fields, _ = ask(server, host, "/loud")
    expect(ask(server, host, "/quiet")[0] == 200 and ask(server, host, "/odd")[0] == 503, "met")
    logs, lines = client_of(server.base, "logs"), []
    for _ in range(50):
        time.sleep(0.1)
        try:
            lines = [each["message"] for each in logs.filter_log_events(logGroupName="/aws/cloudfront/function/speaks")["events"]]
        except logs.exceptions.ResourceNotFoundException:
            continue
        if len(lines) >= 6:
            break
    request = fields["x-amz-cf-id"]
    expect(lines[:3] == [f"{request} START DistributionID: {id}", f"{request} heard /loud", f"{request} END"] and len(lines) == 6, f"{lines}")
    text = server.ask(server.base + "/_windtunnel/metrics")[2]
    expect(re.search(r"functions[._]000000000000[._]speaks[._]invocations\S* 3\b", text) and
           re.search(r"functions[._]000000000000[._]speaks[._]invalid\S* 1\b", text), "counts")


TEMPLATE = """
Resources:
  Store: {Type: "AWS::CloudFront::KeyValueStore", Properties: {Name: made, Comment: c}}
  Function:
    Type: AWS::CloudFront::Function
    Properties:
      Name: templated
      AutoPublish: true
      FunctionConfig: {Comment: c, Runtime: cloudfront-js-2.0}
      FunctionCode: "function handler(e) { return e.request; }"
Outputs:
  Function: {Value: !GetAtt Function.FunctionMetadata.FunctionARN}
  Ref: {Value: !Ref Function}
  Store: {Value: !GetAtt Store.Arn}
"""


def stacks(server, front):
    """Templates make the same, change it and take it away."""
    cloud = client_of(server.base, "cloudformation")

    def settled():
        return rested(cloud, "edge")

    cloud.create_stack(StackName="edge", TemplateBody=TEMPLATE)
    stack = settled()
    said = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
    arn = "arn:aws:cloudfront::000000000000:function/templated"
    expect(stack["StackStatus"] == "CREATE_COMPLETE" and said["Function"] == said["Ref"] == arn and
           said["Store"] == front.describe_key_value_store(Name="made")["KeyValueStore"]["ARN"], f"{stack}")
    cloud.update_stack(StackName="edge", TemplateBody=TEMPLATE.replace("Comment: c}}", "Comment: d}}").replace(
        "return e.request", "return {statusCode: 404}"))
    stack = settled()
    code = front.get_function(Name="templated", Stage="LIVE")["FunctionCode"].read()
    expect(stack["StackStatus"] == "UPDATE_COMPLETE" and b"404" in code and
           front.describe_key_value_store(Name="made")["KeyValueStore"]["Comment"] == "d", f"{stack} {code}")
    cloud.delete_stack(StackName="edge")
    for _ in range(100):
        names = {each["Name"] for each in front.list_functions()["FunctionList"]["Items"]}
        if "templated" not in names:
            break
        time.sleep(0.1)
    refused("NoSuchFunctionExists", front.describe_function, Name="templated")
    refused("EntityNotFound", front.describe_key_value_store, Name="made")


def scenarios():
    """A scenario's distribution has functions, too: each run is the same, on several threads as on one."""
    def play(code, *arguments):
        return run("run", f"{SCENARIOS}/smoke.yaml", "-q", "--set", f"architecture.edge.functions={{viewer_request: {json.dumps(code)}}}",
                   *arguments)
    passes = "function handler(e) { if (Math.random() < 0.5) e.request.headers['x-a'] = { value: 'b' }; return e.request; }"
    code, text = play(passes, "--check-determinism")
    expect(code == 0 and "Deterministic" in text, f"exit {code}\n{text}")
    code, text = play(passes, "--runs", "2", "--parallel", "2", "--check-determinism")
    expect(code == 0, f"exit {code}\n{text}")
    code, text = play("function handler() { return { statusCode: 503 }; }")
    expect(code in (3, 4), f"what a function answers is what viewers get: exit {code}\n{text}")
    code, text = play("x" * 10241)
    expect(code not in (0, 3, 4) and "10 KB" in text, f"exit {code}\n{text}")


def kept(folder, port):
    """What is made outlives the process."""
    server = Server(None, "--data", folder)
    front = client_of(server.base, "cloudfront")
    hosts = [each["DomainName"] for each in front.list_distributions()["DistributionList"]["Items"]]
    expect(any(ask(server, host, "/k07")[2] == "/v" for host in hosts), "functions and values after another start")
    expect({each["Name"] for each in front.list_functions()["FunctionList"]["Items"]} >= {"dress", "lookup"}, "functions")
    server.stop()


with tempfile.TemporaryDirectory() as folder:
    server = Server(None, "--data", folder)
    origin = listen()
    front = client_of(server.base, "cloudfront")
    probe, etag = make(front, "probe", b"function handler(e) { return e.request; }", publish=False)
    try:
        front.test_function(Name="probe", IfMatch=etag, EventObject=event("/"))
    except front.exceptions.ClientError as error:
        skip(error.response["Error"]["Message"])
    front.delete_function(Name="probe", IfMatch=etag)
    lives(server, front, origin.server_port)
    tested(front)
    chosen(server, front, origin.server_port)
    told(server, front, origin.server_port)
    # Older SDKs know no key value stores.
    if hasattr(front, "create_key_value_store"):
        store, _ = store_lives(front)
        imported(server, front)
        values_live(server, front, origin.server_port, store)
        signed(server, store)
        stacks(server, front)
        server.stop()
        kept(folder, origin.server_port)
scenarios()
print("ok")
