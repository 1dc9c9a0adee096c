"""Lambda@Edge by boto3: which functions may be associated, what they are told at each of the four places, what becomes of what they
return; by a template, too. And methods that nobody has heard of."""
import http.client
import http.server
import json
import threading
import time

from clients import Server, boto3_or_skip, client_of, expect, package, refused
from stacks import settled

boto3_or_skip()

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
    "Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}}]}

VIEWER_REQUEST = """
def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/fails": raise ValueError("no")
    if request["uri"] == "/odd": return {"status": "nothing"}
    if request["uri"] == "/sleeps":
        import time
        time.sleep(3600)
    if request["uri"] == "/login":
        return {"status": "302", "statusDescription": "Found", "headers": {"location": [{"key": "Location", "value": "/in"}]}}
    request["headers"]["x-seen"] = [{"key": "X-Seen", "value": event["Records"][0]["cf"]["config"]["eventType"]}]
    if request.get("body", {}).get("data"):
        import base64
        request["body"].update(action="replace", encoding="text", data=base64.b64decode(request["body"]["data"]).decode().upper())
    return request
"""
ORIGIN_REQUEST = """
def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/made":
        return {"status": 200, "headers": {"cache-control": [{"value": "max-age=60"}]}, "body": "made at the origin"}
    if request["uri"] == "/moved":
        request["origin"]["custom"].update(path="/v2", customHeaders={"x-new": [{"key": "X-New", "value": "yes"}]})
    return request
"""
ORIGIN_RESPONSE = """
def handler(event, context):
    cf = event["Records"][0]["cf"]
    response = cf["response"]
    if response["status"] == "404":
        response.update(status="200", statusDescription="OK", body="a page instead", bodyEncoding="text")
    response["headers"]["x-origin"] = [{"key": "X-Origin", "value": cf["request"]["origin"]["custom"]["domainName"]}]
    return response
"""
VIEWER_RESPONSE = """
def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["x-leaves"] = [{"key": "X-Leaves", "value": context.invoked_function_arn}]
    return response
"""


class Origin(http.server.BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.dumps({"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()},
                           "body": self.rfile.read(length).decode()}).encode()
        self.send_response(404 if self.path.startswith("/missing") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=60")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


def several(*items):
    return {"Quantity": len(items), "Items": list(items)}


def config(port, reference, *functions, **more):
    behavior = {"TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": OPTIMIZED,
                "OriginRequestPolicyId": ALL_VIEWER,
                "AllowedMethods": {**several("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"),
                                   "CachedMethods": several("GET", "HEAD")},
                "LambdaFunctionAssociations": several(*({"EventType": side, "LambdaFunctionARN": arn, "IncludeBody": body}
                                                        for side, arn, body in functions)), **more}
    return {"CallerReference": reference, "Comment": "", "Enabled": True, "DefaultCacheBehavior": behavior,
            "Origins": several({"Id": "web", "DomainName": "127.0.0.1", "CustomOriginConfig": {
                "HTTPPort": port, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}})}


def ask(server, host, path, method="GET", body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", int(server.base.rsplit(":", 1)[1]), timeout=60)
    connection.request(method, path, body=body, headers={"Host": host, **headers})
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


def published(functions, name, code, **more):
    """The ARN of a version."""
    given = {"Runtime": "python3.12", "Role": "arn:aws:iam::000000000000:role/edge", "Handler": "index.handler", **more}
    functions.create_function(FunctionName=name, Code={"ZipFile": package(index=code)}, **given)
    return functions.publish_version(FunctionName=name)["FunctionArn"]


def associated(front, functions, port):
    good = published(functions, "good", VIEWER_REQUEST)

    def wrong(code, text, *functions, **more):
        refused(code, front.create_distribution, text, DistributionConfig=config(port, "wrong", *functions, **more))
    bad = "InvalidLambdaFunctionAssociation"
    wrong(bad, "must reference a specific function version", ("viewer-request", good.rsplit(":", 1)[0], False))
    wrong(bad, "must reference a specific function version", ("viewer-request", good.rsplit(":", 1)[0] + ":$LATEST", False))
    wrong(bad, "must be in region 'us-east-1'", ("viewer-request", good.replace("us-east-1", "eu-west-1"), False))
    wrong(bad, "does not exist", ("viewer-request", good[:-1] + "9", False))
    wrong(bad, "IncludeBody", ("viewer-response", good, True))
    wrong(bad, "one function for each event type", ("viewer-request", good, False), ("viewer-request", good, False))
    slow = published(functions, "slow", VIEWER_REQUEST, Timeout=10)
    wrong(bad, "timeout is larger than the maximum allowed", ("viewer-request", slow, False))
    large = published(functions, "large", VIEWER_REQUEST, MemorySize=256)
    wrong(bad, "memory size is larger than the maximum allowed", ("viewer-response", large, False))
    variables = published(functions, "variables", VIEWER_REQUEST, Environment={"Variables": {"COLOUR": "blue"}})
    wrong(bad, "environment variables", ("origin-request", variables, False))
    iam = client_of(front.meta.endpoint_url, "iam")
    trust = json.loads(json.dumps(TRUST).replace('["lambda.amazonaws.com", "edgelambda.amazonaws.com"]', '"lambda.amazonaws.com"'))
    iam.create_role(RoleName="lambda-alone", AssumeRolePolicyDocument=json.dumps(trust))
    alone = published(functions, "alone", VIEWER_REQUEST, Role="arn:aws:iam::000000000000:role/lambda-alone")
    wrong(bad, "edgelambda.amazonaws.com", ("viewer-request", alone, False))
    iam.update_assume_role_policy(RoleName="lambda-alone", PolicyDocument=json.dumps(TRUST))
    made = front.create_distribution(DistributionConfig=config(
        port, "limits", ("viewer-request", alone, True), ("origin-request", slow, False), ("origin-response", large, False)))
    told = made["Distribution"]["DistributionConfig"]["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    expect([(each["EventType"], each["LambdaFunctionARN"], each["IncludeBody"]) for each in told["Items"]] ==
           [("viewer-request", alone, True), ("origin-request", slow, False), ("origin-response", large, False)], f"{told}")
    return good


def met(server, front, functions, port, good):
    arns = [published(functions, name, code) for name, code in
            (("asks", ORIGIN_REQUEST), ("answers", ORIGIN_RESPONSE), ("leaves", VIEWER_RESPONSE))]
    made = front.create_distribution(DistributionConfig=config(
        port, "all", ("viewer-request", good, True), ("origin-request", arns[0], False), ("origin-response", arns[1], False),
        ("viewer-response", arns[2], False)))["Distribution"]
    host = made["DomainName"]
    status, fields, body = ask(server, host, "/a?b=c")
    said = json.loads(body)
    expect(status == 200 and said["headers"]["x-seen"] == "viewer-request" and fields["x-origin"] == "127.0.0.1" and
           fields["x-leaves"] == arns[2] and fields["x-cache"] == "Miss from cloudfront", f"{status} {fields} {body}")
    expect(ask(server, host, "/a?b=c")[1]["x-cache"] == "Hit from cloudfront", "kept")
    status, fields, body = ask(server, host, "/login")
    expect((status, fields["location"], fields["x-cache"]) == (302, "/in", "LambdaGeneratedResponse from cloudfront") and
           "x-leaves" not in fields, f"{status} {fields}")
    status, fields, body = ask(server, host, "/made")
    expect((status, body, fields["x-cache"]) == (200, "made at the origin", "LambdaGeneratedResponse from cloudfront") and
           fields["x-leaves"] == arns[2] and "x-origin" not in fields, f"{status} {fields} {body}")
    expect(ask(server, host, "/made")[1]["x-cache"] == "Hit from cloudfront", "what it made is kept")
    said = json.loads(ask(server, host, "/moved")[2])
    expect(said["path"] == "/v2/moved" and said["headers"]["x-new"] == "yes", f"{said}")
    status, fields, body = ask(server, host, "/missing")
    expect((status, body) == (200, "a page instead"), f"{status} {body}")
    said = json.loads(ask(server, host, "/posts", "POST", "a body")[2])
    expect(said["body"] == "A BODY" and said["headers"]["content-length"] == "6", f"{said}")

    status, fields, body = ask(server, host, "/fails")
    expect((status, fields["x-cache"]) == (503, "LambdaExecutionError from cloudfront"), f"{status} {fields}")
    status, fields, body = ask(server, host, "/odd")
    expect((status, fields["x-cache"]) == (502, "LambdaValidationError from cloudfront") and "failed validation" in body,
           f"{status} {fields} {body}")
    status, fields, body = ask(server, host, "/sleeps")
    expect((status, fields["x-cache"]) == (503, "LambdaExecutionError from cloudfront"), f"{status} {fields}")
    functions.put_function_concurrency(FunctionName="good", ReservedConcurrentExecutions=0)
    status, fields, body = ask(server, host, "/a")
    expect((status, fields["x-cache"]) == (503, "LambdaLimitExceeded from cloudfront") and "throttled" in body, f"{status} {fields}")
    functions.delete_function_concurrency(FunctionName="good")

    # What is associated stays.
    refused("InvalidParameterValueException", functions.delete_function, "replicated function", FunctionName="good")
    refused("InvalidParameterValueException", functions.delete_function, "replicated function", FunctionName="good", Qualifier="1")
    read = front.get_distribution_config(Id=made["Id"])
    front.update_distribution(Id=made["Id"], IfMatch=read["ETag"], DistributionConfig=config(port, "all"))
    expect("x-seen" not in json.loads(ask(server, host, "/b")[2])["headers"], "without functions")
    functions.delete_function(FunctionName="good")
    return host


TEMPLATE = """
Parameters: {Function: {Type: String}, Port: {Type: Number}}
Resources:
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - {Id: web, DomainName: 127.0.0.1, CustomOriginConfig: {HTTPPort: !Ref Port, OriginProtocolPolicy: http-only}}
        DefaultCacheBehavior:
          TargetOriginId: web
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
          LambdaFunctionAssociations:
            - {EventType: viewer-response, LambdaFunctionARN: !Ref Function}
Outputs: {Domain: {Value: !GetAtt Edge.DomainName}}
"""


def stacked(server, functions, port):
    arn = published(functions, "templated", VIEWER_RESPONSE)
    cloud = client_of(server.base, "cloudformation")
    cloud.create_stack(StackName="edge", TemplateBody=TEMPLATE, Parameters=[
        {"ParameterKey": "Function", "ParameterValue": arn}, {"ParameterKey": "Port", "ParameterValue": str(port)}])
    stack = settled(cloud, "edge", "CREATE_COMPLETE")
    status, fields, _ = ask(server, stack["Outputs"][0]["OutputValue"], "/")
    expect((status, fields["x-leaves"]) == (200, arn), f"{status} {fields}")


def odd_methods(server, front, host):
    """The edge answers them, and a firewall sees them first."""
    for method in ("PROPFIND", "M-SEARCH", "BREW"):
        status, fields, body = ask(server, host, "/", method)
        expect(status == 403 and fields["server"] == "CloudFront" and "is not configured to allow the HTTP request method" in body,
               f"{method}: {status} {fields} {body}")
    waf = client_of(server.base, "wafv2")
    made = waf.create_web_acl(Name="seen", Scope="CLOUDFRONT", DefaultAction={"Allow": {}}, VisibilityConfig={
        "SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "seen"}, Rules=[{
            "Name": "odd", "Priority": 0, "Action": {"Block": {"CustomResponse": {"ResponseCode": 429}}},
            "Statement": {"ByteMatchStatement": {"SearchString": b"PROPFIND", "FieldToMatch": {"Method": {}},
                                                 "PositionalConstraint": "EXACTLY",
                                                 "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}},
            "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "odd"}}])
    id = next(each["Id"] for each in front.list_distributions()["DistributionList"]["Items"] if each["DomainName"] == host)
    front.associate_distribution_web_acl(Id=id, WebACLArn=made["Summary"]["ARN"])
    expect(ask(server, host, "/", "PROPFIND")[0] == 429 and ask(server, host, "/", "BREW")[0] == 403, "the firewall sees them")


server = Server(None)
front = client_of(server.base, "cloudfront")
functions = client_of(server.base, "lambda")
origin = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=origin.serve_forever, daemon=True).start()
port = origin.server_port
good = associated(front, functions, port)
host = met(server, front, functions, port, good)
stacked(server, functions, port)
odd_methods(server, front, host)
server.stop()
print("ok")
