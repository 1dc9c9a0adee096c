"""Integrations with other services' APIs, of REST and of HTTP APIs: what is here answers as it answers clients, as the
integration's role and by its policies; what is not here says so by name."""
import base64
import json

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

from http_apis import ACCOUNT, REGION, Api  # noqa: E402

ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


class Rest:
    """A REST API whose methods are integrations with services."""

    def __init__(self, server):
        self.server = server
        self.gateway = client_of(server.base, "apigateway")
        made = self.gateway.create_rest_api(name="services", binaryMediaTypes=["image/*"])
        self.id, self.root = made["id"], made["rootResourceId"]

    def method(self, path, verb, target, role="gateway", answers=({},), **integration):
        parent = self.root
        for part in path.strip("/").split("/"):
            there = {each["path"]: each["id"] for each in self.gateway.get_resources(restApiId=self.id, limit=500)["items"]}
            whole = next(path for path, id in there.items() if id == parent).rstrip("/") + "/" + part
            parent = there.get(whole) or self.gateway.create_resource(restApiId=self.id, parentId=parent, pathPart=part)["id"]
        place = {"restApiId": self.id, "resourceId": parent, "httpMethod": verb}
        names = {source: True for source in integration.get("requestParameters", {}).values() if source.startswith("method.")}
        self.gateway.put_method(authorizationType="NONE", requestParameters=names, **place)
        self.gateway.put_integration(type="AWS", uri=f"arn:aws:apigateway:{REGION}:{target}",
                                     **{"integrationHttpMethod": "POST", **({"credentials": ROLE + role} if role else {})},
                                     **place, **{name: value for name, value in integration.items() if name != "integrationHttpMethod"})
        if "integrationHttpMethod" in integration:
            self.gateway.update_integration(**place, patchOperations=[
                {"op": "replace", "path": "/httpMethod", "value": integration["integrationHttpMethod"]}])
        for answer in answers:
            status = answer.get("statusCode", "200")
            self.gateway.put_method_response(statusCode=status, **place, responseParameters={
                name: False for name in answer.get("responseParameters", {})})
            self.gateway.put_integration_response(**{"statusCode": "200", **answer}, **place)

    def ask(self, path, method="GET", body=None, headers=None):
        fields = {**({"Content-Type": "application/json"} if body is not None else {}), **(headers or {})}
        return self.server.ask(f"{self.server.base}/_aws/execute-api/{self.id}/prod{path}", method, body, fields)


def make_roles(server):
    iam = client_of(server.base, "iam")
    allow = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::things/*"},
        {"Effect": "Allow", "Action": ["logs:*", "kinesis:*", "lambda:ListFunctions"], "Resource": "*"}]}
    iam.create_role(RoleName="gateway", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="gateway", PolicyName="allow", PolicyDocument=json.dumps(allow))
    iam.create_role(RoleName="poor", AssumeRolePolicyDocument=TRUST)
    iam.create_role(RoleName="elsewhere", AssumeRolePolicyDocument=TRUST.replace("apigateway", "ec2"))


def rest(server):
    api = Rest(server)
    in_path = {"integration.request.path.key": "method.request.path.key"}
    failed = {"statusCode": "403", "selectionPattern": "403", "responseTemplates": {"application/json": '{"no": true}'}}
    # An object, by its path and by its bucket's host; a template in between.
    api.method("/objects/{key+}", "PUT", "s3:path/things/{key}", requestParameters=in_path, integrationHttpMethod="PUT",
               answers=({"responseParameters": {"method.response.header.X-Tag": "integration.response.header.ETag"}}, failed))
    api.method("/objects/{key+}", "GET", "things.s3:path/{key}", requestParameters=in_path, integrationHttpMethod="GET",
               answers=({}, failed))
    api.method("/poor/{key+}", "GET", "s3:path/things/{key}", role="poor", requestParameters=in_path,
               integrationHttpMethod="GET", answers=({}, failed))
    api.method("/groups", "POST", "logs:action/CreateLogGroup",
               requestTemplates={"application/json": '{"logGroupName": "$input.path(\'$.name\')"}'})
    api.method("/groups", "GET", "logs:action/DescribeLogGroups", requestTemplates={"application/json": "{}"},
               answers=({"responseTemplates": {"application/json": "$input.path('$.logGroups[0].logGroupName')"}},))
    # The query protocol: arguments, or a form.
    api.method("/who", "GET", "sts:action/GetCallerIdentity", answers=({},))
    api.method("/who", "POST", "sts:action/GetCallerIdentity", requestParameters={
        "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
        requestTemplates={"application/json": "Ignored=1"})
    api.method("/functions", "GET", "lambda:path/2015-03-31/functions", integrationHttpMethod="GET")
    api.method("/queue", "POST", "sqs:action/SendMessage")
    api.method("/nobody", "GET", "logs:action/DescribeLogGroups", role=None)
    api.method("/elsewhere", "GET", "logs:action/DescribeLogGroups", role="elsewhere")
    api.method("/unwritten", "POST", "logs:action/StartLiveTail")
    api.gateway.create_deployment(restApiId=api.id, stageName="prod")

    s3 = client_of(server.base)
    s3.create_bucket(Bucket="things")
    status, headers, body = api.ask("/objects/a/b%20c.txt", "PUT", "hello", {"Content-Type": "text/plain"})
    there = s3.get_object(Bucket="things", Key="a/b c.txt")
    expect(status == 200 and there["Body"].read() == b"hello" and there["ContentType"] == "text/plain" and
           headers["x-tag"] == there["ETag"], f"an object is put: {status} {headers} {body}")
    status, headers, body = api.ask("/objects/a/b%20c.txt")
    expect((status, body, headers["content-type"]) == (200, "hello", "text/plain"), f"and got: {status} {headers} {body}")
    large = "x" * 3_000_000
    expect(api.ask("/objects/large", "PUT", large, {"Content-Type": "text/plain"})[0] == 200 and
           api.ask("/objects/large")[2] == large, "a large one")
    expect(api.ask("/poor/large")[::2] == (403, '{"no": true}'), f"the role's policies count: {api.ask('/poor/large')}")
    expect(api.ask("/groups", "POST", '{"name": "made"}')[0] == 200, f"{api.ask('/groups', 'POST', '{}')}")
    names = [each["logGroupName"] for each in client_of(server.base, "logs").describe_log_groups()["logGroups"]]
    expect(names == ["made"] and api.ask("/groups")[::2] == (200, "made"), f"JSON: {names} {api.ask('/groups')}")
    for method, body in (("GET", None), ("POST", "{}")):
        status, _, told = api.ask("/who", method, body)
        expect(status == 200 and f"arn:aws:sts::{ACCOUNT}:assumed-role/gateway/" in told, f"{method} by a form: {status} {told}")
    expect(json.loads(api.ask("/functions")[2])["Functions"] == [], f"Lambda's API: {api.ask('/functions')}")
    for path, name in (("/queue", "sqs:SendMessage"), ("/unwritten", "logs:StartLiveTail")):
        status, _, body = api.ask(path, "POST", "{}")
        expect(status == 501 and name in body, f"{path}: {status} {body}")
    for path in ("/nobody", "/elsewhere"):
        status, headers, body = api.ask(path)
        expect((status, json.loads(body)) == (500, {"message": "Internal server error"}), f"{path}: {status} {body}")
    place = {"restApiId": api.id, "resourceId": api.root, "httpMethod": "GET"}
    api.gateway.put_method(authorizationType="NONE", **place)
    refused("BadRequestException", api.gateway.put_integration, "AWS_PROXY", type="AWS_PROXY", integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{REGION}:sqs:action/SendMessage", **place)


def http(server):
    api = Api(server)

    def action(subtype, role="gateway", **parameters):
        return api.v2.create_integration(ApiId=api.id, IntegrationType="AWS_PROXY", IntegrationSubtype=subtype,
                                         PayloadFormatVersion="1.0", RequestParameters=parameters,
                                         **({"CredentialsArn": ROLE + role} if role else {}))["IntegrationId"]
    record = {"StreamName": "clicks", "Data": "$request.body.data", "PartitionKey": "$request.header.x-key"}
    for problem, settings in (("PartitionKey is a required", {**record, "PartitionKey": None}), ("Invalid parameter", {**record, "Other": "x"}),
                              ("Invalid mapping expression", {**record, "Data": "$request.nothing.x"})):
        refused("BadRequestException", action, problem, subtype="Kinesis-PutRecord",
                **{name: value for name, value in settings.items() if value is not None})
    refused("BadRequestException", action, "Invalid integration subtype", subtype="Kinesis-Nothing")
    refused("BadRequestException", action, "CredentialsArn", subtype="Kinesis-PutRecord", role=None, **record)
    made = api.v2.get_integration(ApiId=api.id, IntegrationId=action("Kinesis-PutRecord", **record))
    expect(made["RequestParameters"] == record and made["IntegrationSubtype"] == "Kinesis-PutRecord", f"{made}")
    api.route("POST /clicks", made["IntegrationId"])
    api.route("POST /elsewhere", action("Kinesis-PutRecord", role="elsewhere", **record))
    api.route("POST /queue", action("SQS-SendMessage", QueueUrl="https://sqs.example/q", MessageBody="$request.body"))
    api.stage()
    status, _, body = api.ask("/elsewhere", "POST", "{}")
    expect((status, json.loads(body)) == (500, {"message": "Internal Server Error"}), f"a role for others: {status} {body}")
    status, _, body = api.ask("/queue", "POST", "{}")
    expect(status == 501 and "SQS-SendMessage" in body.decode(), f"no queues: {status} {body}")
    data = base64.b64encode(b"a click").decode()
    status, _, body = api.ask("/clicks", "POST", json.dumps({"data": data}), X_Key="k")
    kinesis = client_of(server.base, "kinesis")
    if status == 501:
        expect("Kinesis-PutRecord" in body.decode(), f"by name: {status} {body}")
        return
    expect(status == 400 and "ResourceNotFoundException" in body.decode(), f"no such stream: {status} {body}")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="clicks", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    status, _, body = api.ask("/clicks", "POST", json.dumps({"data": data}), X_Key="k")
    told = json.loads(body)
    iterator = kinesis.get_shard_iterator(StreamName="clicks", ShardId=told["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = kinesis.get_records(ShardIterator=iterator)["Records"]
    expect(status == 200 and [(each["Data"], each["PartitionKey"], each["SequenceNumber"]) for each in records] ==
           [(b"a click", "k", told["SequenceNumber"])], f"a record: {status} {body} {records}")


def main():
    server = Server(None)
    make_roles(server)
    rest(server)
    http(server)
    server.stop()
    print("integrations ask other services as their roles")


main()
