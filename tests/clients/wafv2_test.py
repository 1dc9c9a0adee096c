"""boto3: web ACLs, sets and rule groups are made, changed and read back, and requests to a REST API's stage meet them at once; also
after another start, and a scenario's firewall among them."""
import datetime
import gzip
import json
import re
import shutil
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

ACCOUNT = "000000000000"
SCOPE = "REGIONAL"
NONE = [{"Priority": 0, "Type": "NONE"}]


def seen(name):
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}


def rule(name, priority, statement, action=None, **more):
    group = "ManagedRuleGroupStatement" in statement or "RuleGroupReferenceStatement" in statement
    does = {"OverrideAction": action or {"None": {}}} if group else {"Action": action or {"Block": {}}}
    return {"Name": name, "Priority": priority, "Statement": statement, "VisibilityConfig": seen(name), **does, **more}


def managed(name, vendor="AWS", **more):
    return {"ManagedRuleGroupStatement": {"VendorName": vendor, "Name": name, **more}}


def header_is(name, value, position="EXACTLY"):
    return {"ByteMatchStatement": {"FieldToMatch": {"SingleHeader": {"Name": name}}, "PositionalConstraint": position,
                                   "SearchString": value, "TextTransformations": NONE}}


def make_stage(server):
    """A REST API with one method that answers by itself; its stage's ARN and address."""
    gateway = client_of(server.base, "apigateway")
    made = gateway.create_rest_api(name="guarded")
    place = {"restApiId": made["id"], "resourceId": made["rootResourceId"], "httpMethod": "GET"}
    gateway.put_method(authorizationType="NONE", **place)
    gateway.put_integration(type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}, **place)
    gateway.put_method_response(statusCode="200", **place)
    gateway.put_integration_response(statusCode="200", responseTemplates={"application/json": '{"ok": true}'}, **place)
    gateway.create_deployment(restApiId=made["id"], stageName="prod")
    return (f"arn:aws:apigateway:us-east-1::/restapis/{made['id']}/stages/prod",
            f"{server.base}/_aws/execute-api/{made['id']}/prod")


def sets(waf):
    made = waf.create_ip_set(Name="bad", Scope=SCOPE, IPAddressVersion="IPV4", Addresses=["192.0.2.0/24"], Description="of old",
                             Tags=[{"Key": "team", "Value": "blue"}])["Summary"]
    expect(made["ARN"].startswith(f"arn:aws:wafv2:us-east-1:{ACCOUNT}:regional/ipset/bad/") and made["LockToken"], f"made: {made}")
    key = {"Name": "bad", "Scope": SCOPE, "Id": made["Id"]}
    refused("WAFDuplicateItemException", waf.create_ip_set, Name="bad", Scope=SCOPE, IPAddressVersion="IPV4", Addresses=[])
    refused("WAFInvalidParameterException", waf.create_ip_set, "field: IP_ADDRESS", Name="x", Scope=SCOPE,
            IPAddressVersion="IPV4", Addresses=["2001:db8::/32"])
    refused("WAFInvalidParameterException", waf.create_ip_set, "field: IP_ADDRESS", Name="x", Scope=SCOPE,
            IPAddressVersion="IPV4", Addresses=["0.0.0.0/0"])
    refused("WAFOptimisticLockException", waf.update_ip_set, **key, Addresses=[], LockToken=made["Id"])
    token = waf.update_ip_set(**key, Addresses=["127.0.0.1/32"], LockToken=made["LockToken"])["NextLockToken"]
    refused("WAFOptimisticLockException", waf.delete_ip_set, **key, LockToken=made["LockToken"])
    read = waf.get_ip_set(**key)
    expect(read["IPSet"]["Addresses"] == ["127.0.0.1/32"] and read["LockToken"] == token, f"read: {read}")
    expect([each["Name"] for each in waf.list_ip_sets(Scope=SCOPE)["IPSets"]] == ["bad"], "listed")
    expect(waf.list_ip_sets(Scope="CLOUDFRONT")["IPSets"] == [], "a scope of its own")
    waf.tag_resource(ResourceARN=made["ARN"], Tags=[{"Key": "env", "Value": "test"}])
    waf.untag_resource(ResourceARN=made["ARN"], TagKeys=["team"])
    tags = waf.list_tags_for_resource(ResourceARN=made["ARN"])["TagInfoForResource"]
    expect(tags == {"ResourceARN": made["ARN"], "TagList": [{"Key": "env", "Value": "test"}]}, f"tags: {tags}")
    regex = waf.create_regex_pattern_set(Name="words", Scope=SCOPE, RegularExpressionList=[{"RegexString": "^/admin"}])["Summary"]
    refused("WAFInvalidParameterException", waf.create_regex_pattern_set, "REGEX_PATTERN", Name="x", Scope=SCOPE,
            RegularExpressionList=[{"RegexString": "(a"}])
    token = waf.update_regex_pattern_set(Name="words", Scope=SCOPE, Id=regex["Id"], LockToken=regex["LockToken"],
                                         RegularExpressionList=[{"RegexString": "secret"}, {"RegexString": "hidden"}])["NextLockToken"]
    read = waf.get_regex_pattern_set(Name="words", Scope=SCOPE, Id=regex["Id"])
    expect([each["RegexString"] for each in read["RegexPatternSet"]["RegularExpressionList"]] == ["secret", "hidden"]
           and read["LockToken"] == token, f"patterns: {read}")
    return made["ARN"], regex["ARN"]


def capacity(waf, ips, words):
    def units(*statements):
        return waf.check_capacity(Scope=SCOPE, Rules=[rule(f"r{i}", i, each) for i, each in enumerate(statements)])["Capacity"]
    body = {"FieldToMatch": {"Body": {"OversizeHandling": "CONTINUE"}}, "TextTransformations": [{"Priority": 0, "Type": "URL_DECODE"}]}
    for wanted, statement in (
            (2, header_is("x", b"y")), (10, header_is("x", b"y", "CONTAINS")), (2, {"IPSetReferenceStatement": {"ARN": ips}}),
            (30, {"SqliMatchStatement": body}), (40, {"SqliMatchStatement": {**body, "SensitivityLevel": "HIGH"}}),
            (50, {"XssMatchStatement": body}), (1, {"GeoMatchStatement": {"CountryCodes": ["CH"]}}),
            (40, {"RegexPatternSetReferenceStatement": {"ARN": words, "FieldToMatch": {"UriPath": {}}, "TextTransformations": NONE}}),
            (14, {"RegexMatchStatement": {"RegexString": "a+", "FieldToMatch": {"AllQueryArguments": {}}, "TextTransformations": NONE}}),
            (700, managed("AWSManagedRulesCommonRuleSet")), (200, managed("AWSManagedRulesSQLiRuleSet")),
            (12, {"AndStatement": {"Statements": [header_is("x", b"y"), header_is("x", b"y", "CONTAINS")]}}),
            (63, {"RateBasedStatement": {"Limit": 100, "AggregateKeyType": "CUSTOM_KEYS", "CustomKeys": [
                {"HTTPMethod": {}}, {"IP": {}}], "ScopeDownStatement": {"LabelMatchStatement": {"Scope": "LABEL", "Key": "a"}}}})):
        expect(units(statement) == wanted, f"{wanted} units of {statement}, not {units(statement)}")
    expect(units(header_is("x", b"y"), managed("AWSManagedRulesCommonRuleSet")) == 702, "a sum")
    refused("WAFNonexistentItemException", waf.check_capacity, Scope=SCOPE, Rules=[
        rule("r", 0, {"IPSetReferenceStatement": {"ARN": ips[:-4] + "0000"}})])
    refused("WAFInvalidParameterException", waf.check_capacity, "EXACTLY_ONE_CONDITION_REQUIRED", Scope=SCOPE, Rules=[
        rule("r", 0, {**header_is("x", b"y"), "GeoMatchStatement": {"CountryCodes": ["CH"]}})])
    refused("WAFInvalidParameterException", waf.check_capacity, "A reference in your rule statement is not valid.", Scope=SCOPE,
            Rules=[{**rule("r", 0, managed("AWSManagedRulesCommonRuleSet")), "Action": {"Block": {}}}])
    refused("WAFInvalidParameterException", waf.check_capacity, "same priority", Scope=SCOPE,
            Rules=[rule("a", 0, header_is("x", b"y")), rule("b", 0, header_is("x", b"y"))])


def managed_groups(waf):
    groups = waf.list_available_managed_rule_groups(Scope=SCOPE)["ManagedRuleGroups"]
    names = {each["Name"] for each in groups if each["VendorName"] == "AWS"}
    expect(len(names) == 12 and "AWSManagedRulesKnownBadInputsRuleSet" in names, f"groups: {names}")
    told = waf.describe_managed_rule_group(VendorName="AWS", Name="AWSManagedRulesCommonRuleSet", Scope=SCOPE)
    expect(told["Capacity"] == 700 and told["LabelNamespace"] == "awswaf:managed:aws:core-rule-set:" and len(told["Rules"]) == 22,
           f"the core group: {told}")
    expect({"Name": "CrossSiteScripting_BODY", "Action": {"Block": {}}} in told["Rules"], "a rule of it")
    expect({"Name": "awswaf:managed:aws:core-rule-set:BadBots_Header"} in told["AvailableLabels"], "a label of it")
    versions = waf.list_available_managed_rule_group_versions(VendorName="AWS", Name="AWSManagedRulesSQLiRuleSet", Scope=SCOPE)
    expect(versions["CurrentDefaultVersion"] in [each["Name"] for each in versions["Versions"]], f"versions: {versions}")
    refused("WAFNonexistentItemException", waf.describe_managed_rule_group, VendorName="AWS", Name="Nothing", Scope=SCOPE)
    refused("WAFInvalidParameterException", client_of(server.base, "wafv2", region="eu-west-1").list_web_acls,
            "The scope is not valid., field: SCOPE_VALUE", Scope="CLOUDFRONT")


def guard(server, waf, ips, words):
    """A web ACL before a stage, and all that it may do with requests."""
    stage, address = make_stage(server)
    group = waf.create_rule_group(Name="mine", Scope=SCOPE, Capacity=60, VisibilityConfig=seen("mine"), Rules=[
        rule("secret", 0, {"RegexPatternSetReferenceStatement": {
            "ARN": words, "FieldToMatch": {"QueryString": {}}, "TextTransformations": NONE}}),
        rule("label", 1, header_is("x-kind", b"robot"), {"Count": {}}, RuleLabels=[{"Name": "robot"}])])["Summary"]
    refused("WAFLimitsExceededException", waf.create_rule_group, Name="small", Scope=SCOPE, Capacity=1, VisibilityConfig=seen("s"),
            Rules=[rule("r", 0, header_is("x", b"y"))])
    rules = [
        rule("group", 0, {"RuleGroupReferenceStatement": {"ARN": group["ARN"]}}),
        rule("robots", 1, {"LabelMatchStatement": {"Scope": "LABEL", "Key": f"awswaf:{ACCOUNT}:rulegroup:mine:robot"}},
             {"Block": {"CustomResponse": {"ResponseCode": 429, "CustomResponseBodyKey": "slow",
                                           "ResponseHeaders": [{"Name": "retry-after", "Value": "60"}]}}}),
        rule("core", 2, managed("AWSManagedRulesCommonRuleSet", RuleActionOverrides=[
            {"Name": "NoUserAgent_HEADER", "ActionToUse": {"Count": {}}}])),
        rule("sqli", 3, managed("AWSManagedRulesSQLiRuleSet", Version="Version_1.0")),
        rule("puzzle", 4, header_is("x-kind", b"puzzle"), {"Captcha": {}}),
        rule("quiet", 5, header_is("x-kind", b"challenge"), {"Challenge": {}})]
    acl = {"Name": "wall", "Scope": SCOPE, "DefaultAction": {"Allow": {}}, "VisibilityConfig": seen("wall"), "Rules": rules,
           "CustomResponseBodies": {"slow": {"ContentType": "TEXT_PLAIN", "Content": "slow down"}},
           "AssociationConfig": {"RequestBody": {"API_GATEWAY": {"DefaultSizeInspectionLimit": "KB_64"}}},
           "TokenDomains": ["example.com"], "CaptchaConfig": {"ImmunityTimeProperty": {"ImmunityTime": 120}}}
    made = waf.create_web_acl(**acl)["Summary"]
    read = waf.get_web_acl(Name="wall", Scope=SCOPE, Id=made["Id"])
    for name in ("Rules", "DefaultAction", "CustomResponseBodies", "AssociationConfig", "TokenDomains", "CaptchaConfig"):
        expect(read["WebACL"][name] == acl[name], f"{name}: {read['WebACL'][name]}")
    expect(read["WebACL"]["Capacity"] == 60 + 1 + 700 + 200 + 2 + 2, f"units: {read['WebACL']['Capacity']}")
    expect(read["WebACL"]["LabelNamespace"] == f"awswaf:{ACCOUNT}:webacl:wall:", "the namespace")
    refused("WAFAssociatedItemException", waf.delete_rule_group, Name="mine", Scope=SCOPE, Id=group["Id"], LockToken=group["LockToken"])

    def status(query="", **headers):
        return server.ask(address + query, headers={"User-Agent": "Mozilla/5.0", **headers})
    attack = "?id=1%27%20OR%20%271%27=%271"
    expect(status(attack)[0] == 200, "nobody protects it yet")
    waf.associate_web_acl(WebACLArn=made["ARN"], ResourceArn=stage)
    code, headers, body = status(attack)
    expect(code == 403 and json.loads(body) == {"message": "Forbidden"} and headers["x-amzn-errortype"] == "ForbiddenException",
           f"an injection: {code} {headers} {body}")
    expect(status()[0] == 200 and status("?q=time+for+lunch")[0] == 200, "an ordinary request")
    expect(status("?q=secret")[0] == 403, "a rule of the group")
    code, headers, body = status(**{"X-Kind": "robot"})
    expect((code, headers["retry-after"], body) == (429, "60", "slow down"), f"a response of its own: {code} {headers} {body}")
    code, headers, _ = status(**{"X-Kind": "puzzle"})
    expect(code == 405 and headers["x-amzn-waf-action"] == "captcha", f"a puzzle: {code} {headers}")
    code, headers, _ = status(**{"X-Kind": "challenge"})
    expect(code == 202 and headers["x-amzn-waf-action"] == "challenge", f"a challenge: {code} {headers}")
    expect(waf.get_web_acl_for_resource(ResourceArn=stage)["WebACL"]["Name"] == "wall", "what protects the stage")
    expect(waf.list_resources_for_web_acl(WebACLArn=made["ARN"], ResourceType="API_GATEWAY")["ResourceArns"] == [stage], "what it protects")
    expect(waf.list_resources_for_web_acl(WebACLArn=made["ARN"])["ResourceArns"] == [], "no load balancer")
    refused("WAFAssociatedItemException", waf.delete_web_acl, Name="wall", Scope=SCOPE, Id=made["Id"], LockToken=made["LockToken"])
    refused("WAFNonexistentItemException", waf.associate_web_acl, WebACLArn=made["ARN"], ResourceArn=stage.replace("prod", "none"))
    refused("WAFInvalidParameterException", waf.associate_web_acl, "field: RESOURCE_ARN", WebACLArn=made["ARN"],
            ResourceArn="arn:aws:apigateway:us-east-1::/apis/abc/stages/$default")

    # A set that changes is at once what the rules go by.
    token = waf.update_web_acl(**{**acl, "Rules": rules + [rule("bad", 6, {"IPSetReferenceStatement": {"ARN": ips}})]},
                               Id=made["Id"], LockToken=made["LockToken"])["NextLockToken"]
    refused("WAFOptimisticLockException", waf.update_web_acl, **acl, Id=made["Id"], LockToken=made["LockToken"])
    expect(status()[0] == 403, "an address of the set")
    bad = next(each for each in waf.list_ip_sets(Scope=SCOPE)["IPSets"] if each["Name"] == "bad")
    waf.update_ip_set(Name="bad", Scope=SCOPE, Id=bad["Id"], Addresses=["192.0.2.1/32"], LockToken=bad["LockToken"])
    expect(status()[0] == 200, "an address that left the set")
    refused("WAFAssociatedItemException", waf.delete_ip_set, Name="bad", Scope=SCOPE, Id=bad["Id"],
            LockToken=waf.get_ip_set(Name="bad", Scope=SCOPE, Id=bad["Id"])["LockToken"])

    # What requests met.
    now = datetime.datetime.now(datetime.timezone.utc)
    window = {"StartTime": now - datetime.timedelta(hours=1), "EndTime": now + datetime.timedelta(minutes=1)}

    def samples(metric):
        return waf.get_sampled_requests(WebAclArn=made["ARN"], RuleMetricName=metric, Scope=SCOPE, TimeWindow=window,
                                        MaxItems=100)["SampledRequests"]
    found = samples("sqli")
    expect(len(found) == 1 and found[0]["Action"] == "BLOCK" and found[0]["RuleNameWithinRuleGroup"] == "AWS#AWSManagedRulesSQLiRuleSet#SQLi_QUERYARGUMENTS"
           and found[0]["Request"]["ClientIP"] == "127.0.0.1" and found[0]["Request"]["URI"].endswith(attack)
           and {"Name": "awswaf:managed:aws:sql-database:SQLi_QueryArguments"} in found[0]["Labels"], f"samples: {found}")
    expect(samples("puzzle")[0]["CaptchaResponse"] == {"ResponseCode": 405, "FailureReason": "TOKEN_MISSING"}, "a sampled puzzle")
    expect(samples("robots")[0]["ResponseCodeSent"] == 429 and samples("nothing") == [], "other samples")
    return stage, address, made, token, acl


def rates(waf, acl, made, token, ask):
    rules = [rule("flood", 0, {"RateBasedStatement": {"Limit": 10, "EvaluationWindowSec": 60, "AggregateKeyType": "IP"}}),
             rule("all", 1, {"RateBasedStatement": {"Limit": 10, "AggregateKeyType": "CONSTANT",
                                                    "ScopeDownStatement": header_is("x", b"y")}}, {"Count": {}})]
    token = waf.update_web_acl(**{**acl, "Rules": rules}, Id=made["Id"], LockToken=token)["NextLockToken"]
    name = {"Scope": SCOPE, "WebACLName": "wall", "WebACLId": made["Id"]}
    refused("WAFUnsupportedAggregateKeyTypeException", waf.get_rate_based_statement_managed_keys, RuleName="all", **name)
    refused("WAFNonexistentItemException", waf.get_rate_based_statement_managed_keys, RuleName="none", **name)
    for _ in range(12):
        ask()
    limited = waf.get_rate_based_statement_managed_keys(RuleName="flood", **name)
    expect(limited["ManagedKeysIPV4"] == {"IPAddressVersion": "IPV4", "Addresses": []}, f"not evaluated yet: {limited}")
    return token


def logs(server, waf, made, ask):
    client = client_of(server.base, "logs")
    client.create_log_group(logGroupName="aws-waf-logs-wall")
    destination = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:aws-waf-logs-wall"
    refused("WAFInvalidParameterException", waf.put_logging_configuration, "LOG_DESTINATION", LoggingConfiguration={
        "ResourceArn": made["ARN"], "LogDestinationConfigs": [destination.replace("aws-waf-logs-wall", "other")]})
    refused("WAFInvalidParameterException", waf.put_logging_configuration, "LOG_DESTINATION", LoggingConfiguration={
        "ResourceArn": made["ARN"], "LogDestinationConfigs": [destination + "-not-there"]})
    configuration = {"ResourceArn": made["ARN"], "LogDestinationConfigs": [destination],
                     "RedactedFields": [{"SingleHeader": {"Name": "x-secret"}}], "LoggingFilter": {
                         "DefaultBehavior": "KEEP", "Filters": [{"Behavior": "DROP", "Requirement": "MEETS_ANY", "Conditions": [
                             {"ActionCondition": {"Action": "ALLOW"}}]}]}}
    waf.put_logging_configuration(LoggingConfiguration=configuration)
    read = waf.get_logging_configuration(ResourceArn=made["ARN"])["LoggingConfiguration"]
    expect(read["LogDestinationConfigs"] == [destination] and read["LogScope"] == "CUSTOMER", f"logging: {read}")
    expect(len(waf.list_logging_configurations(Scope=SCOPE)["LoggingConfigurations"]) == 1, "one configuration")
    ask(query="?q=1")
    ask(query="?q=secret", **{"X-Secret": "hush"})
    records = []
    for _ in range(50):
        events = client.filter_log_events(logGroupName="aws-waf-logs-wall")["events"]
        records = [json.loads(each["message"]) for each in events]
        if records:
            break
        time.sleep(0.1)
    expect(len(records) == 1, f"one record, of what was blocked: {records}")
    record = records[0]
    own = waf.list_rule_groups(Scope=SCOPE)["RuleGroups"][0]["ARN"]
    expect(record["webaclId"] == made["ARN"] and record["action"] == "BLOCK" and record["terminatingRuleId"] == "group"
           and record["terminatingRuleType"] == "GROUP" and [(each["ruleGroupId"], each["terminatingRule"]["ruleId"]) for each in record["ruleGroupList"]] == [(own, "secret")]
           and record["httpRequest"]["args"] == "q=secret" and record["httpRequest"]["clientIp"] == "127.0.0.1"
           and record["httpSourceName"] == "APIGW", f"the record: {record}")
    hidden = {each["name"].lower(): each["value"] for each in record["httpRequest"]["headers"]}
    expect(hidden["x-secret"] == "REDACTED", f"what is redacted: {hidden}")
    # Into a bucket, which is called as AWS wants it.
    s3 = client_of(server.base)
    s3.create_bucket(Bucket="aws-waf-logs-wall")
    refused("WAFInvalidParameterException", waf.put_logging_configuration, "LOG_DESTINATION", LoggingConfiguration={
        "ResourceArn": made["ARN"], "LogDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-none"]})
    waf.put_logging_configuration(LoggingConfiguration={**configuration, "LogDestinationConfigs": [
        "arn:aws:s3:::aws-waf-logs-wall/some"]})
    ask(query="?q=secret", **{"X-Secret": "hush", "X-Windtunnel-Country": "DE"})
    keys = []
    for _ in range(100):
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket="aws-waf-logs-wall").get("Contents", [])]
        if keys:
            break
        time.sleep(0.1)
    expect(len(keys) == 1 and re.fullmatch(
        rf"some/AWSLogs/{ACCOUNT}/WAFLogs/us-east-1/[\w-]+/\d{{4}}/\d\d/\d\d/\d\d/\d[05]/{ACCOUNT}_waflogs_us-east-1_[\w-]+_"
        r"\d{8}T\d\d\d[05]Z_[0-9a-f]{8}\.log\.gz", keys[0]), f"objects of logs: {keys}")
    kept = gzip.decompress(s3.get_object(Bucket="aws-waf-logs-wall", Key=keys[0])["Body"].read()).decode().splitlines()
    expect(len(kept) == 1 and json.loads(kept[0])["action"] == "BLOCK" and json.loads(kept[0])["httpRequest"]["country"] == "DE",
           f"the object: {kept}")
    # Into a delivery stream.
    s3.create_bucket(Bucket="delivered")
    streams = client_of(server.base, "firehose")
    streams.create_delivery_stream(DeliveryStreamName="aws-waf-logs-wall", ExtendedS3DestinationConfiguration={
        "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/delivers", "BucketARN": "arn:aws:s3:::delivered",
        "BufferingHints": {"IntervalInSeconds": 0, "SizeInMBs": 1}})
    stream = f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/aws-waf-logs-wall"
    refused("WAFInvalidParameterException", waf.put_logging_configuration, "LOG_DESTINATION", LoggingConfiguration={
        "ResourceArn": made["ARN"], "LogDestinationConfigs": [stream + "-none"]})
    waf.put_logging_configuration(LoggingConfiguration={**configuration, "LogDestinationConfigs": [stream]})
    ask(query="?id=1%27%20OR%20%271%27=%271")
    keys = []
    for _ in range(100):
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket="delivered").get("Contents", [])]
        if keys:
            break
        time.sleep(0.1)
    expect(len(keys) == 1, f"what was delivered: {keys}")
    record = json.loads(s3.get_object(Bucket="delivered", Key=keys[0])["Body"].read())
    expect((record["action"], record["terminatingRuleId"], record["terminatingRuleType"]) == ("BLOCK", "sqli", "MANAGED_RULE_GROUP"), f"{record}")
    # All groups that looked at it.
    groups = [(each["ruleGroupId"], each["terminatingRule"] and each["terminatingRule"]["ruleId"]) for each in record["ruleGroupList"]]
    expect(groups == [(own, None), ("AWS#AWSManagedRulesCommonRuleSet", None), ("AWS#AWSManagedRulesSQLiRuleSet#Version_1.0", "SQLi_QUERYARGUMENTS")], f"{groups}")
    waf.delete_logging_configuration(ResourceArn=made["ARN"])
    refused("WAFNonexistentItemException", waf.get_logging_configuration, ResourceArn=made["ARN"])


def policies(waf):
    group = waf.list_rule_groups(Scope=SCOPE)["RuleGroups"][0]["ARN"]
    refused("WAFNonexistentItemException", waf.get_permission_policy, ResourceArn=group)
    refused("WAFInvalidPermissionPolicyException", waf.put_permission_policy, ResourceArn=group, Policy="{}")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"]}]})
    waf.put_permission_policy(ResourceArn=group, Policy=policy)
    expect(waf.get_permission_policy(ResourceArn=group)["Policy"] == policy, "a policy")
    waf.delete_permission_policy(ResourceArn=group)


folder = tempfile.mkdtemp()
server = Server(None, "--data", folder)
try:
    waf = client_of(server.base, "wafv2")
    ips, words = sets(waf)
    capacity(waf, ips, words)
    managed_groups(waf)
    stage, address, made, token, acl = guard(server, waf, ips, words)

    def ask(query="", **headers):
        return server.ask(address + query, headers={"User-Agent": "Mozilla/5.0", **headers})[0]
    logs(server, waf, made, ask)
    policies(waf)
    token = rates(waf, acl, made, token, ask)
    token = waf.update_web_acl(**acl, Id=made["Id"], LockToken=token)["NextLockToken"]
    # After kill -9 all is as it was answered, and stands before the stage again.
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    waf = client_of(server.base, "wafv2")
    address = server.base + address[address.index("/_aws/"):]
    read = waf.get_web_acl(Name="wall", Scope=SCOPE, Id=made["Id"])
    expect(read["LockToken"] == token and read["WebACL"]["Rules"] == acl["Rules"], f"after another start: {read}")
    expect(ask("?q=secret") == 403 and ask() == 200, "the web ACL still protects the stage")
    waf.disassociate_web_acl(ResourceArn=stage)
    expect(ask("?q=secret") == 200 and "WebACL" not in waf.get_web_acl_for_resource(ResourceArn=stage), "nobody protects it any more")
    waf.delete_web_acl(Name="wall", Scope=SCOPE, Id=made["Id"], LockToken=token)
    refused("WAFNonexistentItemException", waf.get_web_acl, Name="wall", Scope=SCOPE, Id=made["Id"])
    group = waf.list_rule_groups(Scope=SCOPE)["RuleGroups"][0]
    waf.delete_rule_group(Name="mine", Scope=SCOPE, Id=group["Id"], LockToken=group["LockToken"])
    expect(waf.list_rule_groups(Scope=SCOPE)["RuleGroups"] == [], "nothing is left")
    expect(server.stop() == 0, "the server did not stop well")
finally:
    server.process.kill()
    shutil.rmtree(folder)

# A scenario's firewall is one of the account's web ACLs; what the API changes of it, traffic meets.
server = Server("smoke.yaml", "--set", "architecture.guard={type: wafv2, rules: [managed:sqli, {name: own, ip_set: [203.0.113.0/24]}], "
                "to: [open, second]}",
                "--set", "architecture.open={type: apigateway-rest, routes: {'GET /items/{id}': reader}}",
                "--set", "architecture.second={type: apigateway-rest, routes: {'GET /items/{id}': reader}}")
try:
    waf = client_of(server.base, "wafv2")
    found = {each["Name"]: each for each in waf.list_web_acls(Scope=SCOPE)["WebACLs"]}
    expect("guard" in found and [each["Name"] for each in waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]] == ["waf"],
           f"a scenario's web ACLs: {found}")
    key = {"Name": "guard", "Scope": SCOPE, "Id": found["guard"]["Id"]}
    read = waf.get_web_acl(**key)
    statements = [each["Statement"] for each in read["WebACL"]["Rules"]]
    expect(statements[0] == managed("AWSManagedRulesSQLiRuleSet") and "IPSetReferenceStatement" in statements[1], f"rules: {statements}")
    apis = {each["name"]: each["id"] for each in client_of(server.base, "apigateway").get_rest_apis()["items"]}
    attack = "/items/1?q=1%27%20OR%20%271%27=%271"
    doors = [f"{server.base}/_aws/execute-api/{apis[name]}/prod{attack}" for name in ("open", "second")]
    expect([server.ask(door)[0] for door in doors] == [403, 403], "one firewall before two APIs")
    waf.update_web_acl(**key, DefaultAction={"Allow": {}}, VisibilityConfig=seen("guard"), LockToken=read["LockToken"], Rules=[])
    expect(403 not in [server.ask(door)[0] for door in doors], "its rules are gone")
    expect(server.stop() == 0, "the server did not stop well")
finally:
    server.process.kill()
print("boto3 makes, changes and removes web ACLs, and requests meet them")
