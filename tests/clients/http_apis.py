"""What the tests of HTTP APIs share: functions, calls as a client of the API makes them, and one API of the account."""
import io
import shutil
import urllib.error
import urllib.request
import zipfile

from clients import client_of, package

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
