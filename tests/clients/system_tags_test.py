"""boto3 with tags that CloudFormation puts on what it makes: they are there, stay when a template's own tags change, are no drift, and
nobody else sets or takes them away. Usage: system_tags_test.py PROGRAM SCENARIOS"""
import json

from clients import Server, boto3_or_skip, client_of, expect, refused
from stacks import rested

boto3_or_skip()
server = Server(None, "--databases", "embedded")
SERVICES = ("cloudformation", "s3", "lambda", "logs", "secretsmanager", "apigateway", "apigatewayv2", "rds", "cloudwatch", "wafv2", "ssm", "iam",
            "cognito-idp", "kinesis")
cfn, s3, functions, logs, secrets, rest, http, rds, alarms, waf, ssm, iam, pools, streams = (client_of(server.base, name) for name in SERVICES)
REGION = cfn.meta.region_name
OWN = {"colour": "blue"}


def settled(name):
    return rested(cfn, name)


def listed(tags):
    """Tags as a map, however a service tells them."""
    if isinstance(tags, dict):
        return tags
    return {each["Key"]: each["Value"] for each in tags}


def template(tags, only=None):
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    more = {"Tags": pairs} if pairs else {}
    alarm = {"Namespace": "n", "MetricName": "m", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1,
             "ComparisonOperator": "GreaterThanThreshold"}
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    resources = {
        "Bucket": ("S3::Bucket", more),
        "Role": ("IAM::Role", {"AssumeRolePolicyDocument": trust, **more}),
        "Function": ("Lambda::Function", {"Runtime": "python3.12", "Handler": "index.handler", "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                                          "Code": {"ZipFile": "def handler(event, context): return 1"}, **more}),
        "Stream": ("Kinesis::Stream", {"ShardCount": 1, **more}),
        "Mapping": ("Lambda::EventSourceMapping", {"EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]}, "FunctionName": {"Ref": "Function"},
                                                   "StartingPosition": "LATEST", **more}),
        "Group": ("Logs::LogGroup", more),
        "Secret": ("SecretsManager::Secret", {"SecretString": "s", **more}),
        "Api": ("ApiGateway::RestApi", {"Name": "tagged", **more}),
        "Key": ("ApiGateway::ApiKey", more),
        "Plan": ("ApiGateway::UsagePlan", more),
        "Http": ("ApiGatewayV2::Api", {"Name": "tagged", "ProtocolType": "HTTP", **({"Tags": tags} if tags else {})}),
        "Parameters": ("RDS::DBParameterGroup", {"Family": "postgres16", "Description": "d", **more}),
        "Alarm": ("CloudWatch::Alarm", {**alarm, **more}),
        "Addresses": ("WAFv2::IPSet", {"Scope": "REGIONAL", "IPAddressVersion": "IPV4", "Addresses": [], **more}),
        "Value": ("SSM::Parameter", {"Type": "String", "Value": "v", **({"Tags": tags} if tags else {})}),
        "Pool": ("Cognito::UserPool", {"UserPoolTags": tags} if tags else {}),
    }
    made = {name: {"Type": "AWS::" + kind, "Properties": properties} for name, (kind, properties) in resources.items() if only is None or name in only}
    outputs = {"Set": {"Value": {"Fn::GetAtt": ["Addresses", "Arn"]}}, "Events": {"Value": {"Fn::GetAtt": ["Mapping", "EventSourceMappingArn"]}}}
    return json.dumps({"Resources": made, "Outputs": outputs if only is None else {}})


def deploy(tags):
    call = cfn.update_stack if deploy.made else cfn.create_stack
    call(StackName="tags", TemplateBody=template(tags), Capabilities=["CAPABILITY_IAM"])
    stack = settled("tags")
    expect(stack["StackStatus"] == ("UPDATE_COMPLETE" if deploy.made else "CREATE_COMPLETE"),
           [(each["LogicalResourceId"], each.get("ResourceStatusReason")) for each in cfn.describe_stack_events(StackName="tags")["StackEvents"]])
    deploy.made = True
    ids = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in cfn.describe_stack_resources(StackName="tags")["StackResources"]}
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return stack["StackId"], ids, outputs


deploy.made = False
FUNCTION = f"arn:aws:lambda:{REGION}:000000000000:function:"
PLACE = f"arn:aws:apigateway:{REGION}::"


def told(ids, outputs):
    """By logical id: the tags that the services tell, and how a user would set and take away some."""
    group = f"arn:aws:logs:{REGION}:000000000000:log-group:{ids['Group']}"
    database = f"arn:aws:rds:{REGION}:000000000000:pg:{ids['Parameters']}"
    alarm = f"arn:aws:cloudwatch:{REGION}:000000000000:alarm:{ids['Alarm']}"
    own = {"ResourceType": "Parameter", "ResourceId": ids["Value"]}
    paths = {name: f"{PLACE}/{kind}/{ids[name]}" for name, kind in (("Api", "restapis"), ("Key", "apikeys"), ("Plan", "usageplans"))}
    pairs = lambda tags: [{"Key": key, "Value": value} for key, value in tags.items()]
    return {
        "Bucket": (s3.get_bucket_tagging(Bucket=ids["Bucket"])["TagSet"], None, None),
        **{name: (functions.list_tags(Resource=arn)["Tags"], lambda tags, arn=arn: functions.tag_resource(Resource=arn, Tags=tags),
                  lambda keys, arn=arn: functions.untag_resource(Resource=arn, TagKeys=keys))
           for name, arn in (("Function", FUNCTION + ids["Function"]), ("Mapping", outputs["Events"]))},
        "Group": (logs.list_tags_for_resource(resourceArn=group)["tags"], lambda tags: logs.tag_resource(resourceArn=group, tags=tags),
                  lambda keys: logs.untag_resource(resourceArn=group, tagKeys=keys)),
        "Secret": (secrets.describe_secret(SecretId=ids["Secret"])["Tags"],
                   lambda tags: secrets.tag_resource(SecretId=ids["Secret"], Tags=pairs(tags)),
                   lambda keys: secrets.untag_resource(SecretId=ids["Secret"], TagKeys=keys)),
        **{name: (rest.get_tags(resourceArn=arn)["tags"], lambda tags, arn=arn: rest.tag_resource(resourceArn=arn, tags=tags),
                  lambda keys, arn=arn: rest.untag_resource(resourceArn=arn, tagKeys=keys)) for name, arn in paths.items()},
        "Http": (http.get_tags(ResourceArn=f"{PLACE}/apis/{ids['Http']}")["Tags"],
                 lambda tags: http.tag_resource(ResourceArn=f"{PLACE}/apis/{ids['Http']}", Tags=tags),
                 lambda keys: http.untag_resource(ResourceArn=f"{PLACE}/apis/{ids['Http']}", TagKeys=keys)),
        "Parameters": (rds.list_tags_for_resource(ResourceName=database)["TagList"],
                       lambda tags: rds.add_tags_to_resource(ResourceName=database, Tags=pairs(tags)),
                       lambda keys: rds.remove_tags_from_resource(ResourceName=database, TagKeys=keys)),
        "Alarm": (alarms.list_tags_for_resource(ResourceARN=alarm)["Tags"], lambda tags: alarms.tag_resource(ResourceARN=alarm, Tags=pairs(tags)),
                  lambda keys: alarms.untag_resource(ResourceARN=alarm, TagKeys=keys)),
        "Addresses": (waf.list_tags_for_resource(ResourceARN=outputs["Set"])["TagInfoForResource"]["TagList"],
                      lambda tags: waf.tag_resource(ResourceARN=outputs["Set"], Tags=pairs(tags)),
                      lambda keys: waf.untag_resource(ResourceARN=outputs["Set"], TagKeys=keys)),
        "Value": (ssm.list_tags_for_resource(**own)["TagList"], lambda tags: ssm.add_tags_to_resource(**own, Tags=pairs(tags)),
                  lambda keys: ssm.remove_tags_from_resource(**own, TagKeys=keys)),
    }


def without_system_tags(ids):
    return {"Role": iam.list_role_tags(RoleName=ids["Role"])["Tags"],
            "Stream": streams.list_tags_for_stream(StreamName=ids["Stream"])["Tags"],
            "Pool": pools.describe_user_pool(UserPoolId=ids["Pool"])["UserPool"].get("UserPoolTags", {})}


def are_as(tags, stack, ids, outputs):
    for logical, (found, _, _) in told(ids, outputs).items():
        expect(listed(found) == {**tags, "aws:cloudformation:stack-name": "tags", "aws:cloudformation:stack-id": stack,
                                 "aws:cloudformation:logical-id": logical}, f"{logical}: {found}")
    for logical, found in without_system_tags(ids).items():
        expect(listed(found) == tags, f"{logical} has none of CloudFormation's own: {found}")
    cfn.detect_stack_drift(StackName="tags")
    drifts = [each for each in cfn.describe_stack_resource_drifts(StackName="tags")["StackResourceDrifts"] if each["StackResourceDriftStatus"] != "IN_SYNC"]
    expect(not drifts, drifts)


stack, ids, outputs = deploy(OWN)
are_as(OWN, stack, ids, outputs)
are_as({}, *deploy({}))
are_as({"colour": "red", "size": "9"}, *deploy({"colour": "red", "size": "9"}))

# Nobody else sets them or takes them away.
for logical, (_, tag, untag) in told(ids, outputs).items():
    if tag is None:
        continue
    for call, given in ((tag, {"aws:cloudformation:stack-name": "mine"}), (untag, ["aws:cloudformation:stack-name"])):
        try:
            call(given)
        except Exception as error:  # each service has its own
            expect("aws: prefixed tag key" in str(error), f"{logical}: {error}")
        else:
            expect(False, f"{logical}: {given} is taken")
    tag({"mine": "1"})
    untag(["mine"])
before = s3.get_bucket_tagging(Bucket=ids["Bucket"])["TagSet"]
refused("InvalidTag", s3.put_bucket_tagging, "System tags cannot be removed by requester", Bucket=ids["Bucket"], Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
refused("InvalidTag", s3.delete_bucket_tagging, "System tags cannot be removed by requester", Bucket=ids["Bucket"])
other = [{**each, "Value": "other"} if each["Key"].startswith("aws:") else each for each in before]
refused("InvalidTag", s3.put_bucket_tagging, "System tags cannot be added/updated by requester", Bucket=ids["Bucket"], Tagging={"TagSet": other})
s3.put_bucket_tagging(Bucket=ids["Bucket"], Tagging={"TagSet": before + [{"Key": "more", "Value": "1"}]})
s3.put_bucket_tagging(Bucket=ids["Bucket"], Tagging={"TagSet": before})
s3.create_bucket(Bucket="of-nobodys-stack")
refused("InvalidTag", s3.put_bucket_tagging, "System tags cannot be added/updated by requester", Bucket="of-nobodys-stack",
        Tagging={"TagSet": [{"Key": "aws:cloudformation:stack-name", "Value": "tags"}]})
# Nor by way of a template.
cfn.create_stack(StackName="forged", TemplateBody=template({"aws:cloudformation:stack-name": "tags"}, only=["Bucket"]))
expect(settled("forged")["StackStatus"] == "ROLLBACK_COMPLETE", "a template's own tags do not begin with aws:")
why = cfn.describe_events(StackName="forged", Filters={"FailedEvents": True})["OperationEvents"][0]["ValidationStatusReason"]
expect(why == "#/Tags/0/Key: failed validation constraint for keyword [pattern]", why)
# What was there before has them, too, beside its own tags and its stack's; and no more where its import is taken back.
def pairs(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def imported(name, resources, kind="IMPORT", **more):
    cfn.create_change_set(StackName=name, ChangeSetName="in", ChangeSetType=kind, TemplateBody=json.dumps({"Resources": resources}),
                          Tags=pairs({"team": "a"}), **more)
    cfn.execute_change_set(StackName=name, ChangeSetName="in")
    return settled(name)


def tags_by_hand():
    return {"Old": listed(s3.get_bucket_tagging(Bucket="by-hand")["TagSet"]),
            "Group": logs.list_tags_for_resource(resourceArn=f"arn:aws:logs:{REGION}:000000000000:log-group:/by/hand")["tags"],
            "Value": listed(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/by/hand")["TagList"])}


by_hand = {"Old": ("S3::Bucket", "BucketName", "by-hand", {"Tags": pairs({"of": "template"})}), "Group": ("Logs::LogGroup", "LogGroupName", "/by/hand", {}),
           "Value": ("SSM::Parameter", "Name", "/by/hand", {"Type": "String", "Value": "v"})}
s3.create_bucket(Bucket="by-hand")
s3.put_bucket_tagging(Bucket="by-hand", Tagging={"TagSet": pairs({"mine": "1"})})
logs.create_log_group(logGroupName="/by/hand", tags={"mine": "1"})
ssm.put_parameter(Name="/by/hand", Type="String", Value="v", Tags=pairs({"mine": "1"}))
resources = {logical: {"Type": "AWS::" + kind, "DeletionPolicy": "Retain", "Properties": {key: name, **more}} for logical, (kind, key, name, more) in by_hand.items()}
wanted = [{"ResourceType": "AWS::" + kind, "LogicalResourceId": logical, "ResourceIdentifier": {key: name}} for logical, (kind, key, name, _) in by_hand.items()]
mine = tags_by_hand()
broken = {**resources, "Lost": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "DependsOn": list(resources), "Properties": {"BucketName": "never-was-there"}}}
lost = {"ResourceType": "AWS::S3::Bucket", "LogicalResourceId": "Lost", "ResourceIdentifier": {"BucketName": "never-was-there"}}
expect(imported("broken", broken, ResourcesToImport=wanted + [lost])["StackStatus"] == "IMPORT_ROLLBACK_COMPLETE", "nothing is lost there")
for logical, found in tags_by_hand().items():
    expect(not any(key.startswith("aws:") for key in found) and found["mine"] == "1", f"{logical}: {found}")
whole = imported("imported", resources, ResourcesToImport=wanted)
expect(whole["StackStatus"] == "IMPORT_COMPLETE", whole)
for logical, found in tags_by_hand().items():
    expect(found == {"mine": "1", "team": "a", "aws:cloudformation:stack-name": "imported", "aws:cloudformation:stack-id": whole["StackId"],
                     "aws:cloudformation:logical-id": logical}, f"{logical}: {found}")
s3.create_bucket(Bucket="taken-over")
whole = imported("over", {"Taken": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "taken-over"}, "DeletionPolicy": "Retain"}}, "CREATE", ImportExistingResources=True)
found = listed(s3.get_bucket_tagging(Bucket="taken-over")["TagSet"])
expect(found["aws:cloudformation:stack-id"] == whole["StackId"] and found["team"] == "a", found)

# Tags are a list, unless the type says otherwise, whatever its service's operations take.
for name, kind in (("a-bucket", "S3::Bucket"), ("a-stream", "Kinesis::Stream")):
    cfn.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": {"It": {
        "Type": f"AWS::{kind}", "Properties": {"Tags": {"a": "b"}}}}}))
    expect(settled(name)["StackStatus"] == "ROLLBACK_COMPLETE", f"{kind} with its tags as a map")
    why = cfn.describe_events(StackName=name, Filters={"FailedEvents": True})["OperationEvents"][0]["ValidationStatusReason"]
    expect(why == "#/Tags: expected type: JSONArray, found: JSONObject", why)
    cfn.delete_stack(StackName=name)
for name in ("forged", "tags"):
    cfn.delete_stack(StackName=name)
settled(stack)

# Nor by what replaces all tags, or makes something with tags from a document.
AWS = {"aws:cloudformation:stack-name": "mine"}
refused("BadRequestException", rest.create_rest_api, name="x", tags=AWS)
document = {"openapi": "3.0.1", "info": {"title": "x", "version": "1"}, "paths": {}}
tagged = lambda tags: json.dumps({**document, "tags": [{"name": key, "x-amazon-apigateway-tag-value": value} for key, value in tags.items()]})
refused("BadRequestException", http.import_api, Body=tagged(AWS))
cfn.create_stack(StackName="replaced", TemplateBody=template(OWN, only={"Http"}))
expect(settled("replaced")["StackStatus"] == "CREATE_COMPLETE", "replaced")
api = cfn.describe_stack_resources(StackName="replaced")["StackResources"][0]["PhysicalResourceId"]
before = http.get_api(ApiId=api)["Tags"]
expect(before["aws:cloudformation:stack-name"] == "replaced", before)
refused("BadRequestException", http.reimport_api, ApiId=api, Body=tagged(AWS))
http.reimport_api(ApiId=api, Body=tagged({"size": "9"}))
expect(http.get_api(ApiId=api)["Tags"] == {**{key: value for key, value in before.items() if key.startswith("aws:")}, "size": "9"},
       http.get_api(ApiId=api)["Tags"])
identities = client_of(server.base, "cognito-identity")
pool = identities.create_identity_pool(IdentityPoolName="p", AllowUnauthenticatedIdentities=True, IdentityPoolTags=OWN)
change = {key: pool[key] for key in ("IdentityPoolId", "IdentityPoolName", "AllowUnauthenticatedIdentities")}
refused("InvalidParameterException", identities.update_identity_pool, **change, IdentityPoolTags=AWS)
expect(identities.update_identity_pool(**change, IdentityPoolTags={"size": "9"})["IdentityPoolTags"] == {"size": "9"}, "replaced tags")
refused("ValidationError", cfn.create_stack, StackName="own", TemplateBody=template({}, only={"Http"}), Tags=[{"Key": "aws:x", "Value": "1"}])
expect(server.stop() == 0, "the server stops")
