"""boto3 and the AWS CLI, unmodified: an HTTP API is made in front of functions and of a web server, called, changed and
taken away."""
import base64
import http.server
import io
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
import zipfile

from clients import KEYS, Server, boto3_or_skip, client_of, expect, package, refused, skip

boto3_or_skip()

REGION, ACCOUNT = "us-east-1", "000000000000"
PYTHON = '''
import json
def handler(event, context):
    if event.get("type") == "REQUEST": return decide(event)
    path = event.get("rawPath") or event.get("path")
    if path.endswith("/text"): return "hello"
    if path.endswith("/json"): return {"a": 1}
    if path.endswith("/raise"): raise Exception("secret")
    if path.endswith("/bad"): return {"statusCode": "many"}
    if path.endswith("/bytes"): return {"statusCode": 200, "headers": {"content-type": "image/png"}, "body": "iVBORw==",
                                        "isBase64Encoded": True}
    if path.endswith("/teapot"): return {"statusCode": 418, "headers": {"x-secret": "1"}, "body": "{}"}
    answer = {"statusCode": 201, "headers": {"x-from": "python"}, "body": json.dumps(event)}
    if event["version"] == "2.0": answer["cookies"] = ["a=1", "b=2"]
    return answer

def decide(event):
    who = event["identitySource"][0] if isinstance(event["identitySource"], list) else event["identitySource"]
    if who == "nobody": raise Exception("Unauthorized")
    if who == "broken": raise Exception("broken")
    context = {"name": who, "groups": ["a", "b"], "version": event["version"]}
    if event["version"] == "2.0": return {"isAuthorized": who != "deny", "context": context}
    return {"principalId": who, "context": {"name": who}, "policyDocument": {"Version": "2012-10-17", "Statement": [
        {"Action": "execute-api:Invoke", "Effect": "Deny" if who == "deny" else "Allow", "Resource": event["methodArn"]}]}}
'''
NODE = '''
exports.handler = async (event) => ({statusCode: 200, headers: {"x-from": "node"}, body: JSON.stringify(event.pathParameters)});
'''


class Origin(http.server.BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        told = {"method": self.command, "path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": self.rfile.read(length).decode()}
        body = json.dumps(told).encode()
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("X-Origin", "here")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *arguments):
        pass


def ask(server, host, path, method="GET", body=None, **headers):
    """Status, fields (names in small letters, all values) and bytes."""
    headers = {"Host": host, **({"Content-Type": "application/json"} if body is not None else {}),
               **{name.replace("_", "-"): value for name, value in headers.items()}}
    asked = urllib.request.Request(server.base + path, method=method, headers=headers,
                                   data=body.encode() if isinstance(body, str) else body)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, fields_of(answer), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, fields_of(answer), answer.read()


def fields_of(answer):
    found = {}
    for name, value in answer.headers.items():
        found.setdefault(name.lower(), []).append(value)
    return found


class Api:
    def __init__(self, server, **settings):
        self.server = server
        self.v2 = client_of(server.base, "apigatewayv2")
        self.id = self.v2.create_api(Name="pets", ProtocolType="HTTP", **settings)["ApiId"]
        self.host = f"{self.id}.execute-api.localhost"

    def function(self, arn, **settings):
        return self.v2.create_integration(ApiId=self.id, **{"IntegrationType": "AWS_PROXY", "IntegrationUri": arn,
                                                            "PayloadFormatVersion": "2.0", **settings})["IntegrationId"]

    def route(self, key, integration, **settings):
        return self.v2.create_route(ApiId=self.id, RouteKey=key, Target=f"integrations/{integration}", **settings)["RouteId"]

    def stage(self, name="$default", **settings):
        return self.v2.create_stage(ApiId=self.id, StageName=name, AutoDeploy=True, **settings)

    def ask(self, path, method="GET", body=None, **headers):
        return ask(self.server, self.host, path, method, body, **headers)


def zipped(name, text):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(name, text)
    return into.getvalue()


def make_functions(server):
    functions = client_of(server.base, "lambda")
    role = f"arn:aws:iam::{ACCOUNT}:role/any"
    arn = functions.create_function(FunctionName="py", Role=role, Runtime="python3.12", Handler="app.handler",
                                    Code={"ZipFile": package(app=PYTHON)}, Timeout=30)["FunctionArn"]
    node = None
    if shutil.which("node"):
        node = functions.create_function(FunctionName="js", Role=role, Runtime="nodejs20.x", Handler="app.handler",
                                         Code={"ZipFile": zipped("app.js", NODE)}, Timeout=30)["FunctionArn"]
    return functions, arn, node


def allow(functions, name, api, statement="all"):
    functions.add_permission(FunctionName=name, StatementId=statement, Action="lambda:InvokeFunction",
                             Principal="apigateway.amazonaws.com",
                             SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/*")


def control(server):
    v2 = client_of(server.base, "apigatewayv2")
    made = v2.create_api(Name="shop", ProtocolType="HTTP", Description="of a test", Version="1", Tags={"team": "blue"},
                         CorsConfiguration={"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"], "MaxAge": 60})
    expect(made["ResponseMetadata"]["HTTPStatusCode"] == 201, f"status: {made}")
    api = made["ApiId"]
    for name, value in {"ApiKeySelectionExpression": "$request.header.x-api-key", "DisableExecuteApiEndpoint": False,
                        "RouteSelectionExpression": "${request.method} ${request.path}", "Tags": {"team": "blue"},
                        "IpAddressType": "ipv4", "ProtocolType": "HTTP"}.items():
        expect(made[name] == value, f"{name}: {made}")
    again = v2.get_api(ApiId=api)
    made.pop("ResponseMetadata"), again.pop("ResponseMetadata")
    expect(made == again, f"{made} is not {again}")
    refused("NotFoundException", v2.get_api, f"Invalid API identifier specified {ACCOUNT}:nothere123", ApiId="nothere123")
    refused("NotImplemented", v2.create_api, "does not implement WebSocket APIs yet", Name="x", ProtocolType="WEBSOCKET",
            RouteSelectionExpression="$request.body.action")
    changed = v2.update_api(ApiId=api, Name="store", Description="", CorsConfiguration={"AllowOrigins": ["*"]})
    expect(changed["Name"] == "store" and "Description" not in changed and
           changed["CorsConfiguration"] == {"AllowOrigins": ["*"]}, f"changed: {changed}")
    v2.delete_cors_configuration(ApiId=api)
    expect("CorsConfiguration" not in v2.get_api(ApiId=api), "CORS is still there")

    # Integrations.
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:py"
    refused("BadRequestException", v2.create_integration, "PayloadFormatVersion is a required parameter for integration",
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn)
    refused("BadRequestException", v2.create_integration, "may only be associated with proxy integrations", ApiId=api,
            IntegrationType="MOCK")
    refused("BadRequestException", v2.create_integration, "2.0 is not supported for integration of type HTTP_PROXY", ApiId=api,
            IntegrationType="HTTP_PROXY", IntegrationUri="http://a", PayloadFormatVersion="2.0", IntegrationMethod="GET")
    refused("BadRequestException", v2.create_integration, "Operations on header authorization are restricted", ApiId=api,
            IntegrationType="HTTP_PROXY", IntegrationUri="http://a", RequestParameters={"append:header.authorization": "x"})
    refused("BadRequestException", v2.create_integration, "Invalid mapping expression specified", ApiId=api,
            IntegrationType="HTTP_PROXY", IntegrationUri="http://a", RequestParameters={"append:header.x": "$request.nothing.x"})
    refused("NotImplemented", v2.create_integration, "VPC links", ApiId=api, IntegrationType="HTTP_PROXY",
            IntegrationUri="http://a", ConnectionType="VPC_LINK", ConnectionId="x")
    made = v2.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0")
    integration = made["IntegrationId"]
    expect(made == {**made, "ConnectionType": "INTERNET", "TimeoutInMillis": 30000, "IntegrationMethod": "POST"}, f"{made}")
    changed = v2.update_integration(ApiId=api, IntegrationId=integration, TimeoutInMillis=1000, RequestParameters={
        "append:header.x": "$context.requestId", "remove:querystring.q": "''"})
    changed = v2.update_integration(ApiId=api, IntegrationId=integration, RequestParameters={"remove:querystring.q": ""})
    expect(changed["RequestParameters"] == {"append:header.x": "$context.requestId"} and changed["TimeoutInMillis"] == 1000,
           f"changed: {changed}")

    # Routes.
    route = v2.create_route(ApiId=api, RouteKey="GET /pets/{id}", Target=f"integrations/{integration}")
    expect(route == {**route, "ApiKeyRequired": False, "AuthorizationType": "NONE"}, f"route: {route}")
    for key in ("get /x", "GET x", "GET /{a+}/b", "GET/x"):
        refused("BadRequestException", v2.create_route, "The provided route key is not formatted properly for HTTP protocol.",
                ApiId=api, RouteKey=key)
    refused("ConflictException", v2.create_route, "already exists for this API", ApiId=api, RouteKey="GET /pets/{id}")
    refused("BadRequestException", v2.create_route, "integrations/nothere", ApiId=api, RouteKey="GET /x", Target="integrations/nothere")
    refused("BadRequestException", v2.create_route, "requires a valid authorizer", ApiId=api, RouteKey="GET /x",
            AuthorizationType="JWT", AuthorizerId="nothere")
    refused("ConflictException", v2.delete_integration,
            f"Cannot delete Integration because it is referenced by the following Routes with Ids: [{route['RouteId']}]",
            ApiId=api, IntegrationId=integration)
    more = [v2.create_route(ApiId=api, RouteKey=f"GET /{i}", Target=f"integrations/{integration}")["RouteId"] for i in range(5)]
    found, token = [], {}
    while True:
        page = v2.get_routes(ApiId=api, MaxResults="2", **token)
        found += [each["RouteId"] for each in page["Items"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    expect(sorted(found) == sorted([*more, route["RouteId"]]), f"pages: {found}")
    refused("BadRequestException", v2.get_routes, "nextToken", ApiId=api, NextToken="made-up")
    for each in more:
        v2.delete_route(ApiId=api, RouteId=each)

    # Authorizers.
    made = v2.create_authorizer(ApiId=api, Name="jwt", AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
                                JwtConfiguration={"Issuer": "https://issuer.example", "Audience": ["x"]})
    expect("AuthorizerPayloadFormatVersion" not in made and "AuthorizerResultTtlInSeconds" not in made, f"jwt: {made}")
    refused("BadRequestException", v2.create_authorizer, "AuthorizerPayloadFormatVersion is a required parameter", ApiId=api,
            Name="r", AuthorizerType="REQUEST", IdentitySource=["$request.header.x"], AuthorizerUri=arn)
    refused("ConflictException", v2.create_authorizer, "already exists", ApiId=api, Name="jwt", AuthorizerType="JWT",
            IdentitySource=["$request.header.Authorization"], JwtConfiguration={"Issuer": "https://i", "Audience": ["x"]})
    v2.update_route(ApiId=api, RouteId=route["RouteId"], AuthorizationType="JWT", AuthorizerId=made["AuthorizerId"],
                    AuthorizationScopes=["a"])
    refused("ConflictException", v2.delete_authorizer, "referenced by the following Routes", ApiId=api,
            AuthorizerId=made["AuthorizerId"])
    changed = v2.update_route(ApiId=api, RouteId=route["RouteId"], AuthorizationType="NONE")
    expect("AuthorizerId" not in changed and "AuthorizationScopes" not in changed, f"nobody is asked: {changed}")
    v2.delete_authorizer(ApiId=api, AuthorizerId=made["AuthorizerId"])

    # Deployments and stages.
    deployment = v2.create_deployment(ApiId=api, Description="first")
    expect(deployment["DeploymentStatus"] == "DEPLOYED" and deployment["AutoDeployed"] is False, f"{deployment}")
    made = v2.create_stage(ApiId=api, StageName="dev", DeploymentId=deployment["DeploymentId"], StageVariables={"a": "1", "b": "2"},
                           Tags={"x": "y"})
    expect(made["DefaultRouteSettings"] == {"DetailedMetricsEnabled": False} and made["RouteSettings"] == {} and
           "AutoDeploy" not in made, f"stage: {made}")
    changed = v2.update_stage(ApiId=api, StageName="dev", StageVariables={"a": ""}, RouteSettings={
        "GET /pets/{id}": {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 10}})
    expect(changed["StageVariables"] == {"b": "2"} and "GET /pets/{id}" in changed["RouteSettings"], f"changed: {changed}")
    refused("NotFoundException", v2.update_stage, "Unable to find Route by key GET /no within the provided RouteSettings",
            ApiId=api, StageName="dev", RouteSettings={"GET /no": {"ThrottlingBurstLimit": 5}})
    v2.delete_route_settings(ApiId=api, StageName="dev", RouteKey="GET /pets/{id}")
    expect(v2.get_stage(ApiId=api, StageName="dev")["RouteSettings"] == {}, "route settings are still there")
    refused("BadRequestException", v2.delete_deployment, "must be moved or deleted", ApiId=api,
            DeploymentId=deployment["DeploymentId"])
    refused("ConflictException", v2.create_stage, "Stage already exists", ApiId=api, StageName="dev")
    made = v2.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    expect(made["LastDeploymentStatusMessage"] == f"Successfully deployed stage with deployment ID '{made['DeploymentId']}'", f"{made}")
    arn_of_stage = f"arn:aws:apigateway:{REGION}::/apis/{api}/stages/dev"
    v2.tag_resource(ResourceArn=arn_of_stage, Tags={"more": "1"})
    v2.untag_resource(ResourceArn=arn_of_stage, TagKeys=["x"])
    expect(v2.get_tags(ResourceArn=arn_of_stage)["Tags"] == {"more": "1"}, "tags")
    before = v2.get_stage(ApiId=api, StageName="$default")["DeploymentId"]
    v2.delete_route(ApiId=api, RouteId=route["RouteId"])
    after = v2.get_stage(ApiId=api, StageName="$default")
    expect(after["DeploymentId"] == before and "no routes exist" in after["LastDeploymentStatusMessage"], f"no routes: {after}")
    refused("BadRequestException", v2.create_deployment, "Unable to deploy API because no routes exist in this API", ApiId=api)
    v2.delete_api(ApiId=api)
    refused("NotFoundException", v2.get_routes, ApiId=api)


def events(functions, server, arn, node):
    api = Api(server)
    v2, one = api.function(arn), api.function(arn, PayloadFormatVersion="1.0")
    routes = {"GET /pets/{id}": v2, "ANY /v1/{rest+}": one, "$default": v2, "POST /form": v2}
    for key, integration in routes.items():
        api.route(key, integration)
    if node:
        api.route("GET /node/{a}/{b}", api.function(node))
        allow(functions, "js", api.id)
    api.stage(StageVariables={"colour": "blue"})
    api.stage("dev")
    status, fields, body = api.ask("/pets/7")
    expect((status, json.loads(body)) == (500, {"message": "Internal Server Error"}), f"nobody let API Gateway in: {status} {body}")
    allow(functions, "py", api.id)
    status, fields, body = api.ask("/pets/a%20b?x=1&x=2&y=", Cookie="a=1; b=2", X_Two="here")
    event = json.loads(body)
    expect(status == 201 and fields["x-from"] == ["python"] and fields["set-cookie"] == ["a=1", "b=2"], f"{status} {fields}")
    context = event["requestContext"]
    expect(event["version"] == "2.0" and event["routeKey"] == "GET /pets/{id}" and event["rawPath"] == "/pets/a b" and
           event["rawQueryString"] == "x=1&x=2&y=" and event["queryStringParameters"] == {"x": "1,2", "y": ""} and
           event["cookies"] == ["a=1", "b=2"] and event["headers"]["x-two"] == "here" and
           event["pathParameters"] == {"id": "a b"} and event["stageVariables"] == {"colour": "blue"} and
           event["isBase64Encoded"] is False and "body" not in event, f"event: {event}")
    expect(context["http"]["method"] == "GET" and context["stage"] == "$default" and context["apiId"] == api.id and
           context["accountId"] == ACCOUNT and context["requestId"] == fields["apigw-requestid"][0] and
           context["domainName"] == api.host, f"context: {context}")
    # The stage stands in the path, where it has a name.
    status, _, body = api.ask("/dev/pets/7")
    event = json.loads(body)
    expect(event["rawPath"] == "/dev/pets/7" and event["requestContext"]["http"]["path"] == "/dev/pets/7" and
           event["routeKey"] == "GET /pets/{id}", f"named: {event}")
    status, _, body = ask(server, "127.0.0.1", f"/_aws/execute-api/{api.id}/pets/7")
    expect(status == 201 and json.loads(body)["routeKey"] == "GET /pets/{id}", f"by a path: {status} {body}")
    event = json.loads(api.ask("/form", "POST", b"a=1", Content_Type="application/x-www-form-urlencoded")[2])
    expect(event["isBase64Encoded"] and base64.b64decode(event["body"]) == b"a=1", f"a form: {event}")
    event = json.loads(api.ask("/form", "POST", '{"a": 1}')[2])
    expect(event["body"] == '{"a": 1}' and event["isBase64Encoded"] is False, f"JSON: {event}")
    # Format 1.0.
    event = json.loads(api.ask("/v1/a/b?x=1&x=2", "PUT", "hi", Content_Type="text/plain")[2])
    expect(event["version"] == "1.0" and event["resource"] == "/v1/{rest+}" and event["path"] == "/v1/a/b" and
           event["httpMethod"] == "PUT" and event["pathParameters"] == {"rest": "a/b"} and event["body"] == "hi" and
           event["multiValueQueryStringParameters"] == {"x": ["1", "2"]} and event["requestContext"]["apiId"] == api.id,
           f"1.0: {event}")
    # Answers.
    expect(api.ask("/x/text")[::2] == (200, b"hello"), f"a text: {api.ask('/x/text')}")
    status, fields, body = api.ask("/x/json")
    expect((status, json.loads(body), fields["content-type"]) == (200, {"a": 1}, ["application/json"]), f"JSON: {status} {body}")
    expect(api.ask("/x/bytes")[2] == b"\x89PNG", "bytes")
    for bad in ("raise", "bad"):
        status, fields, body = api.ask(f"/x/{bad}")
        expect((status, json.loads(body)) == (500, {"message": "Internal Server Error"}), f"{bad}: {status} {body}")
    if node:
        status, fields, body = api.ask("/node/1/2")
        expect((status, json.loads(body), fields["x-from"]) == (200, {"a": "1", "b": "2"}, ["node"]), f"node: {status} {body}")
    return api


def mappings(functions, server, arn):
    origin = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    threading.Thread(target=origin.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{origin.server_port}"
    api = Api(server)
    allow(functions, "py", api.id, "mappings")

    def web(uri, **settings):
        return api.v2.create_integration(ApiId=api.id, IntegrationType="HTTP_PROXY", IntegrationUri=uri,
                                         **{"IntegrationMethod": "ANY", **settings})["IntegrationId"]
    api.route("ANY /things/{proxy+}", web(base + "/{proxy}?own=1"))
    api.route("POST /mapped/{id}", web(base + "/x", IntegrationMethod="PUT", RequestParameters={
        "append:header.x-id": "$request.path.id", "overwrite:header.x-both": "${request.header.x-in}-$stageVariables.v",
        "remove:header.x-gone": "''", "append:querystring.name": "$request.body.user.name", "remove:querystring.q": "''",
        "overwrite:querystring.r": "$request.querystring.r", "overwrite:path": "/other/$request.path.id"},
        ResponseParameters={"200": {"append:header.x-more": "$context.stage", "overwrite:header.x-origin": "there",
                                    "append:header.x-method": "$response.body.method", "overwrite:statuscode": "202"}}))
    api.route("GET /gone", web("http://127.0.0.1:9/x"))
    api.route("GET /secure", web("https://example.com/x"))
    api.route("GET /queue", api.v2.create_integration(
        ApiId=api.id, IntegrationType="AWS_PROXY", IntegrationSubtype="SQS-SendMessage", PayloadFormatVersion="1.0",
        CredentialsArn=f"arn:aws:iam::{ACCOUNT}:role/any",
        RequestParameters={"QueueUrl": "$request.header.queueUrl", "MessageBody": "$request.body"})["IntegrationId"])
    api.route("GET /teapot", api.function(arn, ResponseParameters={"418": {"overwrite:statuscode": "404", "remove:header.x-secret": "''"}}))
    api.route("GET /slow", api.function(arn, RequestParameters={"overwrite:path": "/text"}))
    api.stage(StageVariables={"v": "var"})
    status, fields, body = api.ask("/things/a/b%20c?x=1", "PUT", "hi", X_Mine="1", Content_Type="text/plain")
    told = json.loads(body)
    expect(status == 200 and told["method"] == "PUT" and told["path"] == "/a/b%20c?own=1&x=1" and told["body"] == "hi" and
           told["headers"]["x-mine"] == "1" and f"host={api.host};proto=http" in told["headers"]["forwarded"] and
           told["headers"]["host"] != api.host and fields["x-origin"] == ["here"], f"HTTP_PROXY: {status} {body} {fields}")
    expect(api.ask("/things/missing")[0] == 404, "its status is the origin's")
    status, fields, body = api.ask("/mapped/7?q=1&r=a&r=b&s=2", "POST", '{"user": {"name": "ann b"}}', X_In="in", X_Gone="1", X_Both="0")
    told = json.loads(body)
    expect(told["method"] == "PUT" and told["path"] == "/other/7?s=2&name=ann%20b&r=a%2Cb" and told["headers"]["x-id"] == "7" and
           told["headers"]["x-both"] == "in-var" and "x-gone" not in told["headers"], f"mapped: {told}")
    expect(status == 202 and fields["x-more"] == ["$default"] and fields["x-origin"] == ["there"] and
           fields["x-method"] == ["PUT"], f"answer: {status} {fields}")
    expect(json.loads(api.ask("/gone")[2]) == {"message": "Service Unavailable"} and api.ask("/gone")[0] == 503, "nobody there")
    for path, name in (("/secure", "https"), ("/queue", "SQS-SendMessage")):
        status, _, body = api.ask(path)
        expect(status == 501 and name in body.decode(), f"{path}: {status} {body}")
    status, fields, body = api.ask("/teapot")
    expect(status == 404 and "x-secret" not in fields, f"by its status: {status} {fields}")
    expect(api.ask("/slow")[2] == b"hello", "a function is told of the other path")
    expect(json.loads(api.ask("/nothing")[2]) == {"message": "Not Found"} and api.ask("/nothing")[0] == 404, "no route")
    origin.shutdown()


def callers(functions, server, arn):
    api = Api(server)
    allow(functions, "py", api.id, "callers")
    integration = api.function(arn)

    def authorizer(name, **settings):
        return api.v2.create_authorizer(ApiId=api.id, Name=name, **{
            "AuthorizerType": "REQUEST", "AuthorizerUri": arn, "IdentitySource": ["$request.header.x-who"],
            "AuthorizerPayloadFormatVersion": "2.0", **settings})["AuthorizerId"]
    simple = authorizer("simple", EnableSimpleResponses=True, AuthorizerResultTtlInSeconds=0)
    policy = authorizer("policy", AuthorizerPayloadFormatVersion="1.0", AuthorizerResultTtlInSeconds=60)
    for key, which in (("GET /simple", simple), ("GET /policy", policy)):
        api.route(key, integration, AuthorizationType="CUSTOM", AuthorizerId=which)
    api.route("GET /iam", integration, AuthorizationType="AWS_IAM")
    other = api.v2.create_authorizer(ApiId=api.id, Name="elsewhere", AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
                                     JwtConfiguration={"Issuer": "https://elsewhere.example", "Audience": ["x"]})["AuthorizerId"]
    api.route("GET /elsewhere", integration, AuthorizationType="JWT", AuthorizerId=other)
    api.stage()
    for path in ("/simple", "/policy"):
        expect(api.ask(path)[0] == 401, f"{path} without a name: {api.ask(path)}")
        status, _, body = api.ask(path, x_who="ann")
        expect(status == 201, f"{path}: {status} {body}")
        said = json.loads(body)["requestContext"]["authorizer"]["lambda"]
        expect(said["name"] == "ann" and (path == "/policy" or said["groups"] == ["a", "b"]), f"{path}: {said}")
        for who, wanted, message in (("deny", 403, "Forbidden"), ("nobody", 401, "Unauthorized"), ("broken", 500, "Internal Server Error")):
            status, _, body = api.ask(path, x_who=who)
            expect((status, json.loads(body)) == (wanted, {"message": message}), f"{path} {who}: {status} {body}")
    api.v2.reset_authorizers_cache(ApiId=api.id, StageName="$default")
    expect(json.loads(api.ask("/iam")[2]) == {"message": "Forbidden"} and api.ask("/iam")[0] == 403, "nobody signed")
    status, _, body = signed(server, api.host, "/iam")
    expect(status == 201 and json.loads(body)["requestContext"]["authorizer"]["iam"]["accountId"] == ACCOUNT, f"IAM: {status} {body}")
    status, _, body = api.ask("/elsewhere", Authorization="Bearer a.b.c")
    expect(status == 501 and "https://elsewhere.example" in body.decode(), f"another issuer: {status} {body}")
    expect(api.ask("/elsewhere")[0] == 401 and api.ask("/elsewhere")[1]["www-authenticate"] == ["Bearer"], "no token")


def signed(server, host, path):
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
    request = AWSRequest("GET", f"http://{host}{path}", headers={"Host": host})
    SigV4Auth(Credentials("test", "test"), "execute-api", REGION).add_auth(request)
    headers = {name.replace("-", "_"): value for name, value in request.headers.items() if name != "Host"}
    return ask(server, host, path, **headers)


def tokens():
    """Of a scenario's user pool."""
    server = Server("serverless-rest.yaml")
    status, _, answer = server.ask(server.base, "POST", json.dumps({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": server.client_id,
        "AuthParameters": {"USERNAME": "user-0", "PASSWORD": "Windtunnel-1!"}}),
        {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"})
    expect(status == 200, f"signed in: {status} {answer}")
    given = json.loads(answer)["AuthenticationResult"]
    client = server.client_id
    part = given["IdToken"].split(".")[1]
    issuer = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["iss"]
    functions, arn, _ = make_functions(server)
    api = Api(server)
    allow(functions, "py", api.id)
    integration = api.function(arn)
    ids = [api.v2.create_authorizer(ApiId=api.id, Name=name, AuthorizerType="JWT", IdentitySource=[source],
                                    JwtConfiguration={"Issuer": issuer, "Audience": [audience]})["AuthorizerId"]
           for name, source, audience in (("good", "$request.header.Authorization", client), ("other", "$request.querystring.token", "x"))]
    api.route("GET /any", integration, AuthorizationType="JWT", AuthorizerId=ids[0])
    api.route("GET /scoped", integration, AuthorizationType="JWT", AuthorizerId=ids[0],
              AuthorizationScopes=["aws.cognito.signin.user.admin"])
    api.route("GET /admins", integration, AuthorizationType="JWT", AuthorizerId=ids[0], AuthorizationScopes=["admins"])
    api.route("GET /other", integration, AuthorizationType="JWT", AuthorizerId=ids[1])
    api.stage()
    for token in (given["IdToken"], f"Bearer {given['AccessToken']}"):
        status, _, body = api.ask("/any", Authorization=token)
        expect(status == 201, f"a token: {status} {body}")
        said = json.loads(body)["requestContext"]["authorizer"]["jwt"]
        expect(said["claims"]["iss"] == issuer and said["claims"]["exp"].isdigit() and said["scopes"] is None, f"claims: {said}")
    status, fields, _ = api.ask("/any", Authorization="Bearer " + given["IdToken"][:-3] + "abc")
    expect(status == 401 and 'error="invalid_token"' in fields["www-authenticate"][0], f"forged: {status} {fields}")
    status, fields, body = api.ask("/other?token=" + given["IdToken"])
    expect(status == 401 and "does not have a valid audience" in fields["www-authenticate"][0], f"audience: {status} {fields}")
    expect(api.ask("/scoped", Authorization=given["AccessToken"])[0] == 201, "a scope that it has")
    status, _, body = api.ask("/admins", Authorization=given["AccessToken"])
    expect((status, json.loads(body)) == (403, {"message": "Forbidden"}), f"a scope that it lacks: {status} {body}")
    server.stop()


def manners(functions, server, arn):
    """CORS, limits, access logs, metrics, and an endpoint that is closed."""
    logs = client_of(server.base, "logs")
    logs.create_log_group(logGroupName="access")
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:access"
    api = Api(server, CorsConfiguration={"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET", "PUT"], "MaxAge": 60,
                                         "AllowHeaders": ["x-a"], "ExposeHeaders": ["x-from"]})
    allow(functions, "py", api.id, "manners")
    integration = api.function(arn)
    for key in ("ANY /{proxy+}", "GET /limited"):
        api.route(key, integration)
    api.stage(RouteSettings={"GET /limited": {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 0.001}},
              AccessLogSettings={"DestinationArn": group, "Format": "$context.routeKey $context.status $context.nothing ${context.apiId}"})
    status, fields, body = api.ask("/x", "OPTIONS", Origin="https://a.example", Access_Control_Request_Method="PUT")
    expect(status == 204 and body == b"" and fields["access-control-allow-origin"] == ["https://a.example"] and
           fields["access-control-allow-methods"] == ["GET,PUT"] and fields["access-control-max-age"] == ["60"], f"preflight: {status} {fields}")
    fields = api.ask("/x", "OPTIONS", Origin="https://b.example", Access_Control_Request_Method="PUT")[1]
    expect("access-control-allow-origin" not in fields, f"another site: {fields}")
    fields = api.ask("/x", Origin="https://a.example")[1]
    expect(fields["access-control-allow-origin"] == ["https://a.example"] and fields["access-control-expose-headers"] == ["x-from"], f"{fields}")
    expect(api.ask("/limited")[0] == 201, "the first of its second")
    status, _, body = api.ask("/limited")
    expect((status, json.loads(body)) == (429, {"message": "Too Many Requests"}), f"limited: {status} {body}")
    expect(api.ask("/other")[0] == 201, "other routes are not limited")
    lines = [event["message"] for event in logs.filter_log_events(logGroupName="access")["events"]]
    expect(f"GET /limited 429 - {api.id}" in lines and f"ANY /{{proxy+}} 201 - {api.id}" in lines, f"access log: {lines}")
    api.v2.delete_access_log_settings(ApiId=api.id, StageName="$default")
    expect("AccessLogSettings" not in api.v2.get_stage(ApiId=api.id, StageName="$default"), "the log is still written")
    # A domain, and nothing else.
    api.v2.create_domain_name(DomainName="shop.example.com", DomainNameConfigurations=[
        {"CertificateArn": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/x", "EndpointType": "REGIONAL"}])
    refused("BadRequestException", api.v2.create_api_mapping, "Invalid stage identifier specified", DomainName="shop.example.com",
            ApiId=api.id, Stage="none")
    mapping = api.v2.create_api_mapping(DomainName="shop.example.com", ApiId=api.id, Stage="$default", ApiMappingKey="v1/orders")
    expect(ask(server, "shop.example.com", "/v1/orders/x")[0] == 201 and ask(server, "shop.example.com", "/v1/x")[0] == 403 and
           ask(server, "shop.example.com", "/v1/ordersx")[0] == 403, "a path of two segments")
    rest = client_of(server.base, "apigateway")
    told = rest.get_base_path_mappings(domainName="shop.example.com")["items"]
    expect([each["basePath"] for each in told] == ["v1/orders"], f"REST tells of it, too: {told}")
    mapping = api.v2.update_api_mapping(DomainName="shop.example.com", ApiId=api.id, ApiMappingId=mapping["ApiMappingId"], ApiMappingKey="")
    expect(ask(server, "shop.example.com", "/x")[0] == 201, "a path of none")
    domain = api.v2.get_domain_name(DomainName="shop.example.com")
    expect(domain["DomainNameConfigurations"][0]["DomainNameStatus"] == "AVAILABLE" and domain["RoutingMode"] == "API_MAPPING_ONLY", f"{domain}")
    api.v2.update_api(ApiId=api.id, DisableExecuteApiEndpoint=True)
    status, _, body = api.ask("/x")
    expect((status, json.loads(body)) == (404, {"message": "Not Found"}), f"closed: {status} {body}")
    expect(ask(server, "shop.example.com", "/x")[0] == 201, "but by its domain")
    api.v2.delete_api_mapping(DomainName="shop.example.com", ApiMappingId=mapping["ApiMappingId"])
    api.v2.delete_domain_name(DomainName="shop.example.com")


DOCUMENT = """
openapi: 3.0.1
info: {title: written, version: "2"}
tags: [{name: team, x-amazon-apigateway-tag-value: red}]
paths:
  /$default:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/fn'}
  /pets/{id}:
    get:
      operationId: getPet
      security: [{tokens: [read]}]
      x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/fn'}
  /web:
    put:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: PUT, uri: 'http://127.0.0.1:9/x', payloadFormatVersion: "1.0",
                                        requestParameters: {'append:header.x': $context.requestId}}
components:
  securitySchemes:
    tokens:
      type: oauth2
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration: {issuer: 'https://issuer.example', audience: [a]}
  x-amazon-apigateway-integrations:
    fn: {type: aws_proxy, uri: 'ARN', httpMethod: POST, payloadFormatVersion: "2.0"}
x-amazon-apigateway-cors: {allowOrigins: ['*'], maxAge: 10}
"""


def documents(server, arn):
    v2 = client_of(server.base, "apigatewayv2")
    made = v2.import_api(Body=DOCUMENT.replace("ARN", arn))
    api = made["ApiId"]
    expect(made["Name"] == "written" and made["Tags"] == {"team": "red"} and
           made["CorsConfiguration"] == {"AllowOrigins": ["*"], "MaxAge": 10}, f"imported: {made}")
    routes = {each["RouteKey"]: each for each in v2.get_routes(ApiId=api)["Items"]}
    expect(sorted(routes) == ["$default", "GET /pets/{id}", "PUT /web"], f"routes: {sorted(routes)}")
    expect(routes["$default"]["Target"] == routes["GET /pets/{id}"]["Target"] != routes["PUT /web"]["Target"], "shared integrations")
    pet = routes["GET /pets/{id}"]
    expect((pet["AuthorizationType"], pet["AuthorizationScopes"], pet["OperationName"]) == ("JWT", ["read"], "getPet"), f"{pet}")
    told = json.loads(v2.export_api(ApiId=api, OutputType="JSON", Specification="OAS30")["body"].read())
    expect(told["paths"]["/pets/{id}"]["get"]["security"] == [{"tokens": ["read"]}] and "/$default" in told["paths"], f"told: {told}")
    again = v2.import_api(Body=json.dumps(told))["ApiId"]
    keys = sorted(each["RouteKey"] for each in v2.get_routes(ApiId=again)["Items"])
    expect(keys == sorted(routes), f"again: {keys}")
    changed = v2.reimport_api(ApiId=again, Body=json.dumps({"openapi": "3.0.1", "info": {"title": "less"}, "paths": {
        "/one": {"get": told["paths"]["/web"]["put"]}}}))
    expect(changed["Name"] == "less" and [each["RouteKey"] for each in v2.get_routes(ApiId=again)["Items"]] == ["GET /one"] and
           len(v2.get_integrations(ApiId=again)["Items"]) == 1, f"reimported: {changed}")
    refused("BadRequestException", v2.import_api, "Invalid OpenAPI input.", Body="[")
    refused("BadRequestException", v2.import_api, "not formatted properly", Body=json.dumps({
        "openapi": "3.0.1", "info": {"title": "x"}, "paths": {"/a{b}": {"get": {}}}}))


def durable():
    folder = tempfile.mkdtemp()
    server = Server(None, "--data", folder)
    functions, arn, _ = make_functions(server)
    v2 = client_of(server.base, "apigatewayv2")
    api = v2.create_api(Name="quick", ProtocolType="HTTP", Target=arn)["ApiId"]
    stage = v2.get_stage(ApiId=api, StageName="$default")
    expect(stage["AutoDeploy"] and stage["ApiGatewayManaged"], f"quick create: {stage}")
    expect(v2.get_integrations(ApiId=api)["Items"][0]["PayloadFormatVersion"] == "2.0", "quick create's integration")
    allow(functions, "py", api)
    host = f"{api}.execute-api.localhost"
    expect(ask(server, host, "/any")[0] == 201, "before")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.process.stdout.close()
    server = Server(None, "--data", folder)
    v2 = client_of(server.base, "apigatewayv2")
    after = v2.get_stage(ApiId=api, StageName="$default")
    after.pop("ResponseMetadata"), stage.pop("ResponseMetadata")
    expect(after == stage, f"after kill -9: {after} is not {stage}")
    status, _, body = ask(server, host, "/any")
    expect(status == 201 and json.loads(body)["routeKey"] == "$default", f"after kill -9: {status} {body}")
    v2.delete_api(ApiId=api)
    expect(ask(server, host, "/any")[0] == 403, "the API is gone")
    expect(v2.get_apis()["Items"] == [], "it is still listed")
    server.stop()
    shutil.rmtree(folder)


def command_line(server, arn):
    if shutil.which("aws") is None:
        return
    environment = {**os.environ, **KEYS}

    def aws(*arguments):
        done = subprocess.run(["aws", "--endpoint-url", server.base, "--output", "json", "apigatewayv2", *arguments], env=environment,
                              capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode == 0, f"aws {arguments}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None
    api = aws("create-api", "--name", "cli", "--protocol-type", "HTTP", "--target", arn, "--route-key", "GET /hello")["ApiId"]
    expect(aws("get-routes", "--api-id", api)["Items"][0]["RouteKey"] == "GET /hello", "the command line's route")
    aws("delete-api", "--api-id", api)


def main():
    if shutil.which("python3") is None:
        skip("no python3 for functions")
    server = Server(None)
    functions, arn, node = make_functions(server)
    control(server)
    events(functions, server, arn, node)
    mappings(functions, server, arn)
    callers(functions, server, arn)
    manners(functions, server, arn)
    documents(server, arn)
    command_line(server, arn)
    server.stop()
    tokens()
    durable()
    print("an HTTP API is made, called, changed and taken away")


main()
