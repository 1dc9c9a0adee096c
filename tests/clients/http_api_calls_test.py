"""HTTP APIs in front of functions and of a web server: what they are asked, what of their answers clients get, and who may
call."""
import base64
import http.server
import json
import shutil
import threading

from clients import Server, boto3_or_skip, client_of, expect, refused, skip

boto3_or_skip()

from http_apis import ACCOUNT, REGION, Api, allow, ask, make_functions  # noqa: E402


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
    status, fields, _ = api.ask("/elsewhere", Authorization="Bearer a.b.c")
    expect(status == 401 and "invalid_token" in fields["www-authenticate"][0], f"another issuer: {status} {fields}")
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


def main():
    if shutil.which("python3") is None:
        skip("no python3 for functions")
    server = Server(None)
    functions, arn, node = make_functions(server)
    events(functions, server, arn, node)
    mappings(functions, server, arn)
    callers(functions, server, arn)
    manners(functions, server, arn)
    server.stop()
    tokens()
    print("HTTP APIs ask functions and web servers, and let callers in")


main()
