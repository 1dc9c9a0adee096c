"""boto3: a web ACL before a user pool. It sees operations that need no signature and the pool's pages, without names and passwords,
and is there after another start."""
import datetime
import json
import shutil
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

ACCOUNT = "000000000000"
SCOPE = "REGIONAL"
NONE = [{"Priority": 0, "Type": "NONE"}]
PASSWORD = "Secret-123"


def rule(name, priority, part, value, action):
    return {"Name": name, "Priority": priority, "Action": action, "Statement": {"ByteMatchStatement": {
        "FieldToMatch": part, "PositionalConstraint": "CONTAINS", "SearchString": value, "TextTransformations": NONE}},
        "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}}


def header(name):
    return {"SingleHeader": {"Name": name}}


RULES = [
    rule("slow", 0, header("x-kind"), b"slow", {"Block": {"CustomResponse": {"ResponseCode": 429, "CustomResponseBodyKey": "slow"}}}),
    rule("puzzle", 1, header("x-kind"), b"puzzle", {"Captcha": {}}),
    rule("forgot", 2, header("x-amzn-cognito-operation-name"), b"ForgotPassword", {"Block": {}}),
    rule("robot", 3, header("x-kind"), b"robot", {"Block": {}}),
    rule("person", 4, {"Body": {"OversizeHandling": "CONTINUE"}}, PASSWORD.encode(), {"Block": {}}),
    rule("flow", 5, {"Body": {"OversizeHandling": "CONTINUE"}}, b"USER_PASSWORD_AUTH", {"Count": {}})]
ACL = {"Name": "wall", "Scope": SCOPE, "DefaultAction": {"Allow": {}}, "Rules": RULES,
       "CustomResponseBodies": {"slow": {"ContentType": "TEXT_PLAIN", "Content": "slow down"}},
       "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "wall"}}


def unsigned(server, operation, kind="none", **document):
    return server.ask(server.base + "/", "POST", json.dumps(document).encode(), {
        "Content-Type": "application/x-amz-json-1.1", "X-Kind": kind, "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"})


def logged(server):
    client = client_of(server.base, "logs")
    for _ in range(50):
        events = client.filter_log_events(logGroupName="aws-waf-logs-wall")["events"]
        if events:
            return [json.loads(each["message"]) for each in events]
        time.sleep(0.1)
    return []


folder = tempfile.mkdtemp()
server = Server(None, "--data", folder)
try:
    idp, waf = client_of(server.base, "cognito-idp"), client_of(server.base, "wafv2")
    pool = idp.create_user_pool(PoolName="guarded")["UserPool"]
    app = idp.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"], AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthScopes=["openid"], CallbackURLs=["https://app.example.com/"])["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=pool["Id"], Username="ann", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool["Id"], Username="ann", Password=PASSWORD, Permanent=True)
    idp.create_user_pool_domain(UserPoolId=pool["Id"], Domain="guarded")
    made = waf.create_web_acl(**ACL)["Summary"]
    sign_in = {"ClientId": app, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": PASSWORD}}

    def page(kind="none"):
        return server.ask(f"{server.base}/_aws/cognito/guarded/login?client_id={app}&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com%2F",
                          headers={"X-Kind": kind})
    expect(unsigned(server, "InitiateAuth", "robot", **sign_in)[0] == 200 and page("robot")[0] == 200, "nobody protects it yet")
    for wrong in (pool["Arn"] + "x", pool["Arn"].replace(ACCOUNT, "111111111111")):
        refused("WAFNonexistentItemException", waf.associate_web_acl, WebACLArn=made["ARN"], ResourceArn=wrong)
    waf.associate_web_acl(WebACLArn=made["ARN"], ResourceArn=pool["Arn"])
    expect(waf.get_web_acl_for_resource(ResourceArn=pool["Arn"])["WebACL"]["ARN"] == made["ARN"], "what protects the pool")
    expect(waf.list_resources_for_web_acl(WebACLArn=made["ARN"], ResourceType="COGNITO_USER_POOL")["ResourceArns"] == [pool["Arn"]],
           "what it protects")
    expect(waf.list_resources_for_web_acl(WebACLArn=made["ARN"], ResourceType="API_GATEWAY")["ResourceArns"] == [], "no stage")
    log_group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:aws-waf-logs-wall"
    client_of(server.base, "logs").create_log_group(logGroupName="aws-waf-logs-wall")
    waf.put_logging_configuration(LoggingConfiguration={"ResourceArn": made["ARN"], "LogDestinationConfigs": [log_group]})

    # Neither the password nor the name is shown to the web ACL, the flow is.
    tokens = json.loads(unsigned(server, "InitiateAuth", **sign_in)[2])["AuthenticationResult"]
    code, fields, body = unsigned(server, "InitiateAuth", "robot", **sign_in)
    expect((code, fields["x-amzn-errortype"], json.loads(body)) == (403, "ForbiddenException:", {
        "__type": "ForbiddenException", "message": "Request not allowed due to WAF block."}), f"a blocked sign-in: {code} {fields} {body}")
    expect(unsigned(server, "GetUser", "robot", AccessToken=tokens["AccessToken"])[0] == 403, "by the token's pool")
    expect(unsigned(server, "GetUser", AccessToken=tokens["AccessToken"])[0] == 200, "an ordinary request")
    refused("ForbiddenException", idp.forgot_password, "Request not allowed due to WAF block.", ClientId=app, Username="ann")
    code, _, body = unsigned(server, "InitiateAuth", "puzzle", **sign_in)
    expect(code == 403 and json.loads(body)["message"] == "Request not allowed due to WAF captcha.", f"a puzzle: {code} {body}")
    code, _, body = unsigned(server, "InitiateAuth", "slow", **sign_in)
    expect((code, body) == (429, "slow down"), f"a response of its own: {code} {body}")
    expect(idp.admin_get_user(UserPoolId=pool["Id"], Username="ann")["Username"] == "ann", "signed operations do not pass it")
    code, _, body = page("robot")
    expect(code == 403 and "403 Forbidden" in body, f"a blocked page: {code} {body}")
    expect(page()[0] == 200 and page("slow")[::2] == (429, "slow down") and page("puzzle")[0] == 405, "pages")

    now = datetime.datetime.now(datetime.timezone.utc)
    window = {"StartTime": now - datetime.timedelta(hours=1), "EndTime": now + datetime.timedelta(minutes=1)}

    def samples(name):
        return waf.get_sampled_requests(WebAclArn=made["ARN"], RuleMetricName=name, Scope=SCOPE, TimeWindow=window, MaxItems=50)["SampledRequests"]
    expect([each["Action"] for each in samples("robot")] == ["BLOCK"] * 3, f"samples: {samples('robot')}")
    expect({each["Action"] for each in samples("flow")} == {"COUNT"} and samples("person") == [], "what it was shown")
    records = logged(server)
    expect({each["httpSourceName"] for each in records} == {"COGNITOIDP"} and records[0]["httpSourceId"] == pool["Id"], f"records: {records}")
    expect(all(PASSWORD not in json.dumps(each) and "ann" not in json.dumps(each["httpRequest"]) for each in records), "records tell no secrets")

    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    idp, waf = client_of(server.base, "cognito-idp"), client_of(server.base, "wafv2")
    expect(unsigned(server, "InitiateAuth", "robot", **sign_in)[0] == 403 and page("robot")[0] == 403, "after another start")
    lock = waf.get_web_acl(Name="wall", Scope=SCOPE, Id=made["Id"])["LockToken"]
    refused("WAFAssociatedItemException", waf.delete_web_acl, Name="wall", Scope=SCOPE, Id=made["Id"], LockToken=lock)
    waf.disassociate_web_acl(ResourceArn=pool["Arn"])
    expect(unsigned(server, "InitiateAuth", "robot", **sign_in)[0] == 200 and page("robot")[0] == 200, "nobody protects it any more")
    expect("WebACL" not in waf.get_web_acl_for_resource(ResourceArn=pool["Arn"]), "nothing protects it")
    # A pool that goes leaves its web ACL free.
    waf.associate_web_acl(WebACLArn=made["ARN"], ResourceArn=pool["Arn"])
    idp.delete_user_pool_domain(UserPoolId=pool["Id"], Domain="guarded")
    idp.delete_user_pool(UserPoolId=pool["Id"])
    refused("WAFNonexistentItemException", waf.get_web_acl_for_resource, ResourceArn=pool["Arn"])
    waf.delete_web_acl(Name="wall", Scope=SCOPE, Id=made["Id"], LockToken=lock)
    expect(server.stop() == 0, "the server did not stop well")
finally:
    server.process.kill()
    shutil.rmtree(folder)
