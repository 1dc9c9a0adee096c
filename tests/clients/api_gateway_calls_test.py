"""Deployed methods in front of programs and of a web server: what they are asked, and what of their answers clients get."""
import base64
import http.server
import io
import json
import shutil
import threading
import time
import zipfile

from clients import Server, boto3_or_skip, client_of, expect, skip

boto3_or_skip()

REGION, ACCOUNT = "us-east-1", "000000000000"
PIXEL = b"\x89PNG\r\n\x1a\n\x00\xff"
CODE = '''
import base64, json
def handler(event, context):
    if isinstance(event, dict) and event.get("type") in ("TOKEN", "REQUEST"): return decide(event)
    if isinstance(event, dict) and "resource" in event: return behind_proxy(event, context)
    if isinstance(event, dict) and event.get("fail"): raise Exception(event["fail"])
    print("asked for", json.dumps(event))
    return {"event": event}

def behind_proxy(event, context):
    kind = (event["queryStringParameters"] or {}).get("do")
    if kind == "image":
        return {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "isBase64Encoded": True,
                "body": base64.b64encode(b"\\x89PNG\\r\\n\\x1a\\n\\x00\\xff").decode()}
    if kind == "text": return "no answer of a proxy"
    if kind == "raise": raise Exception("secret")
    if kind == "date": return {"statusCode": 200, "headers": {"Date": "yesterday", "X-Number": 7}}
    return {"statusCode": 201, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": json.dumps({"event": event, "arn": context.invoked_function_arn, "trace": context.aws_request_id})}

def decide(event):
    token = event.get("authorizationToken") or event["headers"].get("X-Who", "")
    if token == "nobody": raise Exception("Unauthorized")
    if token == "broken": raise Exception("broken")
    if token == "shapeless": return {"principalId": "x", "statusCode": 200}
    return {"principalId": "ann", "context": {"age": 7, "ok": True},
            "policyDocument": {"Version": "2012-10-17", "Statement": [
                {"Action": "execute-api:Invoke", "Effect": "Deny" if token == "deny" else "Allow", "Resource": event["methodArn"]}]}}
'''


class Origin(http.server.BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        told = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": self.rfile.read(length).decode()}
        body = json.dumps(told).encode()
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Origin", "here")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *arguments):
        pass


class Api:
    """One API of the account, built resource by resource."""

    def __init__(self, server, **settings):
        self.server = server
        self.gateway = client_of(server.base, "apigateway")
        made = self.gateway.create_rest_api(name="calls", **settings)
        self.id, self.root = made["id"], made["rootResourceId"]

    def resource(self, part, parent=None):
        return self.gateway.create_resource(restApiId=self.id, parentId=parent or self.root, pathPart=part)["id"]

    def method(self, resource, verb, integration, answers=(), **method):
        place = {"restApiId": self.id, "resourceId": resource, "httpMethod": verb}
        self.gateway.put_method(**place, **{"authorizationType": "NONE", **method})
        self.gateway.put_integration(**place, **integration)
        for status, answer in answers:
            fields = {name: False for name in answer.get("responseParameters", {})}
            self.gateway.put_method_response(**place, statusCode=status, responseParameters=fields)
            self.gateway.put_integration_response(**place, statusCode=status, **answer)

    def deploy(self, stage="prod", **settings):
        return self.gateway.create_deployment(restApiId=self.id, stageName=stage, **settings)["id"]

    def ask(self, path, method="GET", body=None, headers=None, stage="prod"):
        headers = {**({"Content-Type": "application/json"} if body is not None else {}), **(headers or {})}
        return self.server.ask(f"{self.server.base}/_aws/execute-api/{self.id}/{stage}{path}", method, body, headers)


def uri(arn):
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


def proxy_to(arn):
    return {"type": "AWS_PROXY", "integrationHttpMethod": "POST", "uri": uri(arn)}


def make_function(server):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("app.py", CODE)
    functions = client_of(server.base, "lambda")
    made = functions.create_function(FunctionName="behind", Runtime="python3.13", Handler="app.handler", Timeout=10,
                                     Role=f"arn:aws:iam::{ACCOUNT}:role/any", Code={"ZipFile": packed.getvalue()}, Publish=True)
    return functions, f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:behind", made


def permissions(functions, api, arn):
    items = api.resource("items")
    one = api.resource("{id}", items)
    api.method(one, "GET", proxy_to(arn))
    api.deploy()
    status, headers, body = api.ask("/items/7")
    expect((status, json.loads(body)) == (500, {"message": "Internal server error"}) and
           headers["x-amzn-errortype"] == "InternalServerErrorException", f"nobody let API Gateway in: {status} {body}")
    source = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api.id}/*/POST/items/*"
    functions.add_permission(FunctionName="behind", StatementId="other", Action="lambda:InvokeFunction",
                             Principal="apigateway.amazonaws.com", SourceArn=source)
    expect(api.ask("/items/7")[0] == 500, "the permission is another method's")
    functions.add_permission(FunctionName="behind", StatementId="all", Action="lambda:InvokeFunction",
                             Principal="apigateway.amazonaws.com", SourceArn=source.replace("POST/items/*", "*"))
    expect(api.ask("/items/7")[0] == 201, "the permission counts at once")
    return one


def events(api, arn):
    rest = api.resource("{rest+}")
    api.method(rest, "ANY", proxy_to(f"{arn}:${{stageVariables.which}}"))
    deployment = api.deploy("live", variables={"which": "now", "colour": "blue"})
    host = f"{api.id}.execute-api.{REGION}.amazonaws.com"
    status, headers, body = api.server.ask(f"{api.server.base}/live/a/b%20c/?x=1&x=2", "POST", '{"a": 1}',
                                           {"Host": host, "X-Two": "here", "Content-Type": "application/json"})
    expect(status == 201, f"by an alias in a stage variable: {status} {body}")
    told = json.loads(body)
    event, context = told["event"], told["event"]["requestContext"]
    expect(told["arn"] in (arn, arn + ":now"), f"the function's ARN: {told['arn']}")
    expect(event["resource"] == "/{rest+}" and event["path"] == "/a/b%20c/" and event["httpMethod"] == "POST" and
           event["pathParameters"] == {"rest": "a/b c"} and event["body"] == '{"a": 1}' and not event["isBase64Encoded"],
           f"the request: {event}")
    expect(event["queryStringParameters"] == {"x": "2"} and event["multiValueQueryStringParameters"] == {"x": ["1", "2"]} and
           event["headers"]["X-Two"] == "here" and event["headers"]["Host"] == host and
           event["headers"]["X-Amzn-Trace-Id"] == headers["x-amzn-trace-id"], f"arguments and fields: {event}")
    expect(event["stageVariables"] == {"which": "now", "colour": "blue"}, f"variables: {event['stageVariables']}")
    said = {"accountId": ACCOUNT, "apiId": api.id, "stage": "live", "deploymentId": deployment, "resourceId": rest,
            "resourcePath": "/{rest+}", "path": "/live/a/b%20c/", "domainName": host, "domainPrefix": api.id,
            "requestId": headers["x-amzn-requestid"], "extendedRequestId": headers["x-amz-apigw-id"]}
    expect({name: context[name] for name in said} == said, f"the context: {context} is not {said}")
    expect(context["identity"]["sourceIp"] == "127.0.0.1", f"identity: {context['identity']}")
    status, _, body = api.ask("/x", "POST", "plain", {"Content-Type": "image/png"}, "live")
    event = json.loads(body)["event"]
    expect(event["isBase64Encoded"] and base64.b64decode(event["body"]) == b"plain", f"bytes: {event}")
    expect(event["requestContext"]["domainName"] == host, f"the domain by a path: {event['requestContext']}")


def answers(api):
    url = f"{api.server.base}/_aws/execute-api/{api.id}/live/x"
    import urllib.request
    asked = urllib.request.Request(url + "?do=image", headers={"Accept": "image/png,*/*"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        expect(answer.read() == PIXEL and answer.headers["Content-Type"] == "image/png", "bytes for who accepts them")
    asked = urllib.request.Request(url + "?do=image", headers={"Accept": "text/plain"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        expect(base64.b64decode(answer.read()) == PIXEL, "base64 for others")
    for kind in ("text", "raise"):
        status, headers, body = api.ask(f"/x?do={kind}", stage="live")
        expect((status, json.loads(body)) == (502, {"message": "Internal server error"}), f"{kind}: {status} {body}")
    status, headers, _ = api.ask("/x?do=date", stage="live")
    expect(headers["x-amzn-remapped-date"] == "yesterday" and headers["x-number"] == "7", f"fields: {headers}")
    with urllib.request.urlopen(url, timeout=30) as answer:
        expect(answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"], "several values of a field")


def templates(api, arn):
    """Mappings in both directions, in front of a function and of nothing."""
    mapped = api.resource("mapped")
    request = ('#set($context.requestOverride.header.X-Ignored = "1"){"who": "$input.params(\'who\')", "all": $input.json("$"), '
               '"stage": "$context.stage", "id": "$context.requestId", "v": "$stageVariables.colour"'
               '#if($input.params("fail") != ""), "fail": "$input.params(\'fail\')"#end}')
    api.method(mapped, "POST", {"type": "AWS", "integrationHttpMethod": "POST", "uri": uri(arn),
                                "requestTemplates": {"application/json": request}, "passthroughBehavior": "NEVER"},
               [("200", {"responseTemplates": {"application/json": "#set($all = $input.path('$.event.all'))"
                                               '{"first": "$all.list[0]", "event": $input.json("$.event")}'},
                         "responseParameters": {"method.response.header.X-Stage": "context.stage"}}),
                ("404", {"selectionPattern": ".*missing.*", "responseTemplates": {
                    "application/json": "#set($context.responseOverride.status = 410)"
                                        '{"error": $input.json("$.errorMessage")}'}})])
    later = api.resource("later")
    api.method(later, "POST", {"type": "AWS", "integrationHttpMethod": "POST", "uri": uri(arn), "requestParameters": {
        "integration.request.header.X-Amz-Invocation-Type": "'Event'"}}, [("202", {})])
    loose = api.resource("loose")
    api.method(loose, "GET", {"type": "MOCK", "requestTemplates": {
        "application/json": "#if($input.params('n') == 'x'){statusCode: 418,}#else{'statusCode': 200}#end"}},
        [("200", {"responseTemplates": {"application/json": "$util.escapeJavaScript($context.identity.sourceIp)"}}),
         ("418", {"selectionPattern": "4\\d\\d", "responseTemplates": {"text/plain": "tea"}})])
    api.deploy("live", variables={"which": "now", "colour": "blue"})

    status, headers, body = api.ask("/mapped?who=ann", "POST", '{"list": ["x", "y"]}', stage="live")
    told = json.loads(body)
    expect(status == 200 and told["first"] == "x" and told["event"]["who"] == "ann" and told["event"]["v"] == "blue" and
           told["event"]["stage"] == "live" and told["event"]["id"] == headers["x-amzn-requestid"] and
           headers["x-stage"] == "live", f"mapped: {status} {headers} {body}")
    status, _, body = api.ask("/mapped?fail=all%20missing%20here", "POST", "{}", stage="live")
    expect((status, json.loads(body)) == (410, {"error": "all missing here"}), f"by its pattern: {status} {body}")
    status, headers, body = api.ask("/mapped", "POST", "a=1", {"Content-Type": "text/plain"}, "live")
    expect((status, json.loads(body)) == (415, {"message": "Unsupported Media Type"}), f"type: {status} {body}")
    status, headers, body = api.ask("/mapped", "POST", "{a", stage="live", headers={"Content-Type": "application/json"})
    expect(status == 400 and headers["x-amzn-errortype"] == "BadRequestException", f"broken body: {status} {body}")
    expect(api.ask("/later", "POST", '{"mark": 1}', {"Content-Type": "application/json"}, "live")[0] == 202, "a later event")
    written = client_of(api.server.base, "logs")

    def came():
        if not written.describe_log_groups(logGroupNamePrefix="/aws/lambda/behind")["logGroups"]:
            return False  # what a function writes is gathered for a moment
        events = written.filter_log_events(logGroupName="/aws/lambda/behind", filterPattern='"asked for"')["events"]
        return any('{"mark": 1}' in event["message"] for event in events)
    for _ in range(200):
        if came():
            break
        time.sleep(0.1)
    expect(came(), "the event did not come")
    expect(api.ask("/loose", stage="live")[::2] == (200, "127.0.0.1"), "a mock in loose JSON")
    expect(api.ask("/loose?n=x", stage="live")[::2] == (418, "tea"), "a mock's pattern")


def authorizers(functions, api, arn):
    functions.add_permission(FunctionName="behind", StatementId="authorizers", Action="lambda:InvokeFunction",
                             Principal="apigateway.amazonaws.com",
                             SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api.id}/authorizers/*")
    token = api.gateway.create_authorizer(restApiId=api.id, name="token", type="TOKEN", authorizerUri=uri(arn),
                                          identitySource="method.request.header.Authorization")["id"]
    asked = api.gateway.create_authorizer(restApiId=api.id, name="request", type="REQUEST", authorizerUri=uri(arn),
                                          identitySource="method.request.header.X-Who", authorizerResultTtlInSeconds=0)["id"]
    for part, authorizer in (("by-token", token), ("by-request", asked)):
        api.method(api.resource(part), "GET", proxy_to(arn), authorizationType="CUSTOM", authorizerId=authorizer)
    api.deploy("live", variables={"which": "now", "colour": "blue"})
    for path, field in (("/by-token", "Authorization"), ("/by-request", "X-Who")):
        def status_of(token):
            status, headers, body = api.ask(path, headers={field: token} if token else {}, stage="live")
            return status, headers, json.loads(body)
        status, _, body = status_of("yes")
        expect(status == 201, f"allowed: {status} {body}")
        said = body["event"]["requestContext"]["authorizer"]
        expect((said["principalId"], said["age"], said["ok"]) == ("ann", "7", "true"), f"what it said: {said}")
        expect(status_of("deny")[::2] == (403, {"message": "User is not authorized to access this resource with an explicit deny"}),
               f"denied: {status_of('deny')}")
        expect(status_of("nobody")[::2] == (401, {"message": "Unauthorized"}), f"unauthorized: {status_of('nobody')}")
        expect(status_of("broken")[0] == 500, f"failed: {status_of('broken')}")
        status, headers, body = status_of("shapeless")
        expect(status == 500 and headers["x-amzn-errortype"] == "AuthorizerConfigurationException",
               f"a program without a policy lets nobody in: {status} {headers} {body}")
    expect(api.ask("/by-token", stage="live")[0] == 401, "no token")

    def tried(which, **headers):
        return api.gateway.test_invoke_authorizer(restApiId=api.id, authorizerId=which, headers=headers)
    for which, field in ((token, "Authorization"), (asked, "X-Who")):
        told = tried(which, **{field: "yes"})
        policy = json.loads(told["policy"])
        expect(told["clientStatus"] == 200 and told["principalId"] == "ann" and policy["Statement"][0]["Effect"] == "Allow" and
               policy["Statement"][0]["Resource"].startswith(f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api.id}/test-invoke-stage/GET/") and
               told["authorization"] == {"age": ["7"], "ok": ["true"]} and told["latency"] >= 0 and "authorizer" in told["log"], f"{told}")
        told = tried(which, **{field: "deny"})
        expect(told["clientStatus"] == 200 and json.loads(told["policy"])["Statement"][0]["Effect"] == "Deny", f"denied: {told}")
        for who, status in (("nobody", 401), ("broken", 500), ("shapeless", 500)):
            told = tried(which, **{field: who})
            expect(told["clientStatus"] == status and "policy" not in told, f"{who}: {told}")
    expect(tried(token)["clientStatus"] == 401, "nothing to go by")


def origins(api):
    origin = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    threading.Thread(target=origin.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{origin.server_port}"
    web = api.resource("web")
    one = api.resource("{name}", web)
    api.method(one, "ANY", {"type": "HTTP_PROXY", "integrationHttpMethod": "ANY", "uri": base + "/things/{name}",
                            "requestParameters": {"integration.request.header.X-Added": "'yes'"}})
    mapped = api.resource("shaped")
    api.method(mapped, "POST", {"type": "HTTP", "integrationHttpMethod": "PUT", "uri": base + "/shaped/{part}",
                                "requestParameters": {"integration.request.path.part": "method.request.querystring.part",
                                                      "integration.request.querystring.q": "'1 2'"},
                                "requestTemplates": {"application/json": '{"twice": [$input.json("$.n"), $input.json("$.n")]}'}},
               [("200", {"responseParameters": {"method.response.header.X-From": "integration.response.header.X-Origin"},
                         "responseTemplates": {"application/json": "$input.json('$')"}}),
                ("404", {"selectionPattern": "404", "responseTemplates": {"application/json": '{"no": true}'}})],
               requestParameters={"method.request.querystring.part": False})
    gone = api.resource("gone")
    api.method(gone, "GET", {"type": "HTTP_PROXY", "integrationHttpMethod": "GET", "uri": "http://127.0.0.1:9/x"})
    api.deploy("web")
    status, headers, body = api.ask("/web/a%20b?x=1", "POST", "hi", {"X-Mine": "1"}, "web")
    told = json.loads(body)
    expect(status == 200 and told["method"] == "POST" and told["path"] == "/things/a%20b?x=1" and told["body"] == "hi" and
           told["headers"]["X-Added"] == "yes" and told["headers"]["X-Mine"] == "1" and
           told["headers"]["X-Forwarded-Proto"] == "http" and headers["x-origin"] == "here" and
           "x-amzn-remapped-server" in headers, f"HTTP_PROXY: {status} {headers} {body}")
    status, headers, body = api.ask("/shaped?part=p", "POST", '{"n": 3}', stage="web")
    told = json.loads(body)
    expect(status == 200 and told["method"] == "PUT" and told["path"] == "/shaped/p?q=1%202" and
           json.loads(told["body"]) == {"twice": [3, 3]} and told["headers"]["User-Agent"] == f"AmazonAPIGateway_{api.id}" and
           headers["x-from"] == "here", f"HTTP: {status} {headers} {body}")
    expect(api.ask("/shaped?part=missing", "POST", "{}", stage="web")[::2] == (404, '{"no": true}'), "by its status")
    status, _, body = api.ask("/gone", stage="web")
    expect((status, json.loads(body)) == (504, {"message": "Network error communicating with endpoint"}), f"{status} {body}")
    origin.shutdown()


def main():
    if shutil.which("python3") is None:
        skip("no python3 for functions")
    server = Server(None)
    functions, arn, made = make_function(server)
    functions.create_alias(FunctionName="behind", Name="now", FunctionVersion=made["Version"])
    api = Api(server, binaryMediaTypes=["image/*"])
    permissions(functions, api, arn)
    functions.add_permission(FunctionName="behind", Qualifier="now", StatementId="all", Action="lambda:InvokeFunction",
                             Principal="apigateway.amazonaws.com")
    events(api, arn)
    answers(api)
    templates(api, arn)
    authorizers(functions, api, arn)
    origins(api)
    server.stop()
    print("deployed methods ask programs and web servers, and answer for them")


main()
