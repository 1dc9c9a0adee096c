"""Who may call deployed methods: IAM, resource policies, user pools' tokens; and what is written of calls: access logs,
canaries, methods that are tried out."""
import json
import time

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.auth import SigV4Auth, SigV4QueryAuth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

REGION, ACCOUNT = "us-east-1", "000000000000"


class Api:
    """An API whose methods answer by themselves with what is known of the caller."""

    def __init__(self, server, **settings):
        self.server = server
        self.gateway = client_of(server.base, "apigateway")
        made = self.gateway.create_rest_api(name="callers", **settings)
        self.id, self.root = made["id"], made["rootResourceId"]

    def method(self, part, template, **method):
        resource = self.gateway.create_resource(restApiId=self.id, parentId=self.root, pathPart=part)["id"]
        place = {"restApiId": self.id, "resourceId": resource, "httpMethod": "GET"}
        self.gateway.put_method(**place, **{"authorizationType": "NONE", **method})
        self.gateway.put_integration(**place, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        self.gateway.put_method_response(**place, statusCode="200")
        self.gateway.put_integration_response(**place, statusCode="200", responseTemplates={"application/json": template})
        return place

    def deploy(self, stage="prod", **settings):
        return self.gateway.create_deployment(restApiId=self.id, stageName=stage, **settings)["id"]

    def url(self, path, stage="prod"):
        return f"{self.server.base}/_aws/execute-api/{self.id}/{stage}{path}"

    def ask(self, path, headers=None, stage="prod"):
        status, fields, body = self.server.ask(self.url(path, stage), headers=headers)
        return status, json.loads(body), fields.get("x-amzn-errortype")

    def sign(self, path, key, secret, token=None, query=False, url=None):
        """The request's fields, or its address, signed as SDKs do."""
        request = AWSRequest("GET", url or self.url(path))
        signer = SigV4QueryAuth if query else SigV4Auth
        signer(Credentials(key, secret, token), "execute-api", REGION).add_auth(request)
        return request.url if query else dict(request.headers)


def by_signature(server, api):
    iam = client_of(server.base, "iam")
    iam.create_user(UserName="ann")
    keys = iam.create_access_key(UserName="ann")["AccessKey"]
    ann = (keys["AccessKeyId"], keys["SecretAccessKey"])
    api.method("signed", '{"arn": "$context.identity.userArn", "account": "$context.identity.accountId"}',
               authorizationType="AWS_IAM")
    api.deploy()
    expect(api.ask("/signed") == (403, {"message": "Missing Authentication Token"}, "MissingAuthenticationTokenException"),
           f"unsigned: {api.ask('/signed')}")
    status, body, _ = api.ask("/signed", api.sign("/signed", "test", "test"))
    expect((status, body) == (200, {"arn": f"arn:aws:iam::{ACCOUNT}:root", "account": ACCOUNT}), f"root: {status} {body}")
    status, body, kind = api.ask("/signed", api.sign("/signed", "test", "other"))
    expect(status == 403 and kind == "InvalidSignatureException", f"forged: {status} {body} {kind}")
    arn = f"arn:aws:execute-api:{REGION}:********{ACCOUNT[8:]}:{api.id}/prod/GET/signed"
    status, body, kind = api.ask("/signed", api.sign("/signed", *ann))
    expect((status, kind) == (403, "AccessDeniedException") and body == {
        "Message": f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: execute-api:Invoke on resource: {arn}"},
        f"without a policy: {status} {body} {kind}")
    iam.put_user_policy(UserName="ann", PolicyName="call", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke",
                                                "Resource": f"arn:aws:execute-api:*:*:{api.id}/*/GET/signed"}]}))
    expect(api.ask("/signed", api.sign("/signed", *ann))[1]["arn"] == f"arn:aws:iam::{ACCOUNT}:user/ann", "with a policy")
    status, _, body = server.ask(api.sign("/signed", *ann, query=True))
    expect(status == 200, f"presigned: {status} {body}")
    host = f"{api.id}.execute-api.{REGION}.amazonaws.com"
    fields = api.sign("", *ann, url=f"https://{host}/prod/signed")
    status, _, body = server.ask(f"{server.base}/prod/signed", headers={**fields, "Host": host})
    expect(status == 200, f"signed for AWS's own address: {status} {body}")


def by_policy(api):
    api.method("open", '{"ok": true}')
    statement = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/open"}

    def policy(*statements):
        api.gateway.update_rest_api(restApiId=api.id, patchOperations=[
            {"op": "replace", "path": "/policy", "value": json.dumps({"Version": "2012-10-17", "Statement": statements})}])
        api.deploy()
    try:
        api.gateway.update_rest_api(restApiId=api.id, patchOperations=[{"op": "replace", "path": "/policy", "value": "{"}])
        expect(False, "a policy that is none was taken")
    except ClientError as error:
        expect("Invalid policy document" in error.response["Error"]["Message"], f"policy: {error}")
    policy({**statement, "Effect": "Allow"})
    expect(api.ask("/open")[:2] == (200, {"ok": True}), "allowed")
    policy({**statement, "Effect": "Allow", "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}})
    arn = f"arn:aws:execute-api:{REGION}:********{ACCOUNT[8:]}:{api.id}/prod/GET/open"
    denied = {"Message": f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}"}
    expect(api.ask("/open") == (403, denied, "AccessDeniedException"), f"from elsewhere: {api.ask('/open')}")
    policy({**statement, "Effect": "Allow"}, {**statement, "Effect": "Deny", "Resource": "execute-api:/*"})
    denied["Message"] += " with an explicit deny"
    expect(api.ask("/open")[:2] == (403, denied), f"denied: {api.ask('/open')}")
    expect(api.ask("/signed", api.sign("/signed", "test", "test"))[0] == 403, "the account's root is denied, too")
    policy({**statement, "Effect": "Allow", "Resource": "*"})


def by_token():
    server = Server("serverless-rest.yaml")
    api = Api(server)
    issuer = json.loads(bytes_of(server.token().split(".")[1]))["iss"]
    pool = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{issuer.split('/')[-1]}"
    users = api.gateway.create_authorizer(restApiId=api.id, name="users", type="COGNITO_USER_POOLS", providerARNs=[pool],
                                          identitySource="method.request.header.Authorization")["id"]
    told = '{"user": "$context.authorizer.claims[\'cognito:username\']", "until": "$context.authorizer.claims.exp"}'
    api.method("mine", told, authorizationType="COGNITO_USER_POOLS", authorizerId=users)
    api.method("scoped", "{}", authorizationType="COGNITO_USER_POOLS", authorizerId=users,
               authorizationScopes=["aws.cognito.signin.user.admin"])
    api.deploy()
    unauthorized = (401, {"message": "Unauthorized"}, "UnauthorizedException")
    expect(api.ask("/mine") == unauthorized, f"no token: {api.ask('/mine')}")
    token = server.token()
    status, body, _ = api.ask("/mine", {"Authorization": token})
    expect(status == 200 and body["user"] == "user-0" and " UTC 2" in body["until"], f"a token: {status} {body}")
    expect(api.ask("/mine", {"Authorization": "Bearer " + token})[0] == 200, "a token with its scheme")
    expect(api.ask("/mine", {"Authorization": token[:-4] + "AAAA"}) == unauthorized, "a forged token")
    expect(api.ask("/scoped", {"Authorization": token}) == unauthorized, "an identity token where scopes are asked for")
    status, _, answer = server.ask(server.base, "POST", json.dumps({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": server.client_id,
        "AuthParameters": {"USERNAME": "user-0", "PASSWORD": "Windtunnel-1!"}}),
        {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"})
    access = json.loads(answer)["AuthenticationResult"]["AccessToken"]
    expect(api.ask("/scoped", {"Authorization": access})[0] == 200, "an access token with the scope")
    expect(api.ask("/mine", {"Authorization": access}) == unauthorized, "an access token where an identity is asked for")
    server.stop()


def bytes_of(part):
    import base64
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def logs(server, api):
    writer = client_of(server.base, "logs")
    writer.create_log_group(logGroupName="access")
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:access"
    line = ('{"id":"$context.requestId","ip":"$context.identity.sourceIp","path":"$context.path","status":$context.status,'
            '"length":$context.responseLength,"error":"$context.error.message","who":"$context.authorizer.principalId"}')
    api.gateway.update_stage(restApiId=api.id, stageName="prod", patchOperations=[
        {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": arn},
        {"op": "replace", "path": "/accessLogSettings/format", "value": line}])
    api.ask("/open")
    api.ask("/nothing")
    events = []
    for _ in range(50):
        events = [json.loads(each["message"]) for each in writer.filter_log_events(logGroupName="access")["events"]]
        if len(events) == 2:
            break
        time.sleep(0.1)
    by_path = {each["path"]: each for each in events}
    expect(by_path["/prod/open"]["status"] == 200 and by_path["/prod/open"]["ip"] == "127.0.0.1" and
           by_path["/prod/open"]["length"] == 12 and by_path["/prod/open"]["who"] == "-" and
           by_path["/prod/open"]["error"] == "-", f"events: {events}")
    expect(by_path["/prod/nothing"]["status"] == 403 and
           by_path["/prod/nothing"]["error"] == "Missing Authentication Token", f"events: {events}")


def canaries(api):
    place = api.method("which", '{"colour": "$stageVariables.colour", "canary": "$context.isCanaryRequest"}')
    api.deploy("split", variables={"colour": "blue"})
    expect(api.ask("/which", stage="split")[1] == {"colour": "blue", "canary": "false"}, "without a canary")
    api.gateway.update_integration_response(**place, statusCode="200", patchOperations=[
        {"op": "replace", "path": "/responseTemplates/application~1json",
         "value": '{"colour": "$stageVariables.colour", "canary": "$context.isCanaryRequest", "new": true}'}])
    api.deploy("split", canarySettings={"percentTraffic": 50, "stageVariableOverrides": {"colour": "yellow"}})
    seen = [json.dumps(api.ask("/which", stage="split")[1]) for _ in range(60)]
    old, new = '{"colour": "blue", "canary": "false"}', '{"colour": "yellow", "canary": "true", "new": true}'
    expect(set(seen) == {old, new} and 10 < seen.count(new) < 50, f"half of them: {seen}")
    stage = api.gateway.update_stage(restApiId=api.id, stageName="split", patchOperations=[
        {"op": "copy", "from": "/canarySettings/stageVariableOverrides", "path": "/variables"},
        {"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId"},
        {"op": "remove", "path": "/canarySettings"}])
    expect("canarySettings" not in stage and stage["variables"] == {"colour": "yellow"}, f"promoted: {stage}")
    seen = {json.dumps(api.ask("/which", stage="split")[1]) for _ in range(10)}
    expect(seen == {'{"colour": "yellow", "canary": "false", "new": true}'}, f"all of them: {seen}")


def trials(api):
    resource = {each["path"]: each["id"] for each in api.gateway.get_resources(restApiId=api.id)["items"]}
    told = api.gateway.test_invoke_method(restApiId=api.id, resourceId=resource["/which"], httpMethod="GET",
                                          pathWithQueryString="/which?x=1", stageVariables={"colour": "green"})
    expect(told["status"] == 200 and json.loads(told["body"])["colour"] == "green" and
           told["headers"]["Content-Type"] == "application/json" and "Method completed with status: 200" in told["log"] and
           told["latency"] >= 0, f"tried out: {told}")
    told = api.gateway.test_invoke_method(restApiId=api.id, resourceId=resource["/signed"], httpMethod="GET")
    expect(told["status"] == 200, f"nobody is asked who calls: {told}")
    expect(api.ask("/which", stage="test-invoke-stage")[0] == 403, "a trial has no address")


def split_answers(api):
    """What a request says does not end a field's line."""
    place = api.method("echo", "{}", requestParameters={"method.request.querystring.x": False})
    api.gateway.update_method_response(**place, statusCode="200", patchOperations=[
        {"op": "add", "path": "/responseParameters/method.response.header.X-Echo", "value": "false"}])
    api.gateway.update_integration_response(**place, statusCode="200", patchOperations=[
        {"op": "replace", "path": "/responseTemplates/application~1json",
         "value": '#set($context.responseOverride.header.X-Echo = $input.params("x")){}'}])
    api.deploy()
    asked = api.server.ask(api.url("/echo?x=plain"))
    expect(asked[1]["x-echo"] == "plain", f"a plain value: {asked}")
    asked = api.server.ask(api.url("/echo?x=a%0d%0aX-Bad:%20b"))
    expect(asked[0] == 200 and "x-bad" not in asked[1] and "x-echo" not in asked[1], f"a value of two lines: {asked}")


def main():
    server = Server(None)
    api = Api(server)
    by_signature(server, api)
    by_policy(api)
    logs(server, api)
    canaries(api)
    trials(api)
    split_answers(api)
    server.stop()
    by_token()
    print("callers are let in by IAM, policies and user pools, and calls are written down")


main()
