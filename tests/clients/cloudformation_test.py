"""boto3 with CloudFormation: stacks of every service that is here are made, change, roll back and go without rest; change sets,
exports, nested stacks, custom resources, wait conditions."""
import json
import time

from clients import Server, boto3_or_skip, client_of, expect, refused
from stacks import function_of, rested

boto3_or_skip()
server = Server(None)


def client(service, base=None):
    return client_of(base or server.base, service)


cfn, s3, iam, functions, logs = (client(name) for name in ("cloudformation", "s3", "iam", "lambda", "logs"))
IAM = ["CAPABILITY_NAMED_IAM"]


def wait(name, api=None):
    return rested(api or cfn, name)


def create(name, template, status="CREATE_COMPLETE", api=None, **more):
    (api or cfn).create_stack(StackName=name, TemplateBody=template, Capabilities=IAM, **more)
    return settled(name, status, api)


def update(name, template, status="UPDATE_COMPLETE", **more):
    cfn.update_stack(StackName=name, TemplateBody=template, Capabilities=IAM, **more)
    return settled(name, status)


def settled(name, status, api=None):
    stack = wait(name, api)
    expect(stack["StackStatus"] == status, f"{name}: expected {status}, got {stack['StackStatus']}\n" + why(stack, api))
    return stack


def why(stack, api=None):
    events = (api or cfn).describe_stack_events(StackName=stack["StackId"])["StackEvents"]
    return "\n".join(f"{each['LogicalResourceId']} {each['ResourceStatus']} {each.get('ResourceStatusReason', '')}"
                     for each in reversed(events))


def outputs(stack):
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def ids(name):
    return {each["LogicalResourceId"]: each.get("PhysicalResourceId")
            for each in cfn.describe_stack_resources(StackName=name)["StackResources"]}


def delete(name):
    stack = wait(name)
    cfn.delete_stack(StackName=name)
    gone = wait(stack["StackId"])
    expect(gone["StackStatus"] == "DELETE_COMPLETE", f"{name} is not gone\n" + why(stack))
    refused("ValidationError", cfn.describe_stacks, f"Stack with id {name} does not exist", StackName=name)
    return gone


APP = """
AWSTemplateFormatVersion: '2010-09-09'
Description: an API in front of a function
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Greeting: {Type: String, Default: hello, NoEcho: true}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      LifecycleConfiguration: {Rules: [{Id: old, Status: Enabled, ExpirationInDays: '30', Prefix: logs/}]}
      CorsConfiguration: {CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ['*'], MaxAge: 60}]}
      Tags: [{Key: stage, Value: !Ref Stage}]
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, Action: 's3:GetObject',
             Resource: !Sub '${Bucket.Arn}/*'}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
      Policies:
        - PolicyName: read
          PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/*'}]}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/app/${AWS::StackName}', RetentionInDays: 7}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: '10'
      MemorySize: !If [IsProd, 512, 256]
      Environment: {Variables: {GREETING: !Ref Greeting, BUCKET: !Ref Bucket}}
      Code:
        ZipFile: |
          import os
          def handler(event, context):
              return {"statusCode": 200, "body": os.environ["GREETING"] + " from " + event["path"]}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: !Ref AWS::StackName, BinaryMediaTypes: [image/png]}}
  Items: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}}
  GetItems:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations'
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: GetItems, Properties: {RestApiId: !Ref Api}}
  ApiStage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: !Ref Stage
      Variables: {colour: blue}
      MethodSettings: [{ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50}]
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/items'
Outputs:
  Api: {Value: !Ref Api}
  Bucket: {Value: !Ref Bucket, Export: {Name: !Sub '${AWS::StackName}-bucket'}}
  Function: {Value: !GetAtt Function.Arn, Description: what answers}
"""


def application():
    stack = create("app", APP)
    made, names = outputs(stack), ids("app")
    expect(names["Bucket"].startswith("app-bucket-") and names["Bucket"].islower(), f"a name was made: {names['Bucket']}")
    expect(names["Function"].startswith("app-Function-") and made["Function"].endswith(names["Function"]), f"{names}")
    told = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    expect(told == {"Stage": "dev", "Greeting": "****"}, f"a secret is not told: {told}")
    expect(stack["Description"] == "an API in front of a function", stack)

    # What the services themselves say.
    bucket = made["Bucket"]
    expect(s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled", "versions")
    rule = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"][0]
    expect(rule["Expiration"]["Days"] == 30 and rule["Filter"]["Prefix"] == "logs/", f"a lifecycle rule: {rule}")
    expect("s3:GetObject" in s3.get_bucket_policy(Bucket=bucket)["Policy"], "a policy")
    expect(s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]["MaxAgeSeconds"] == 60, "CORS")
    tags = {each["Key"]: each["Value"] for each in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]}
    expect(tags == {"stage": "dev", "aws:cloudformation:stack-name": "app", "aws:cloudformation:logical-id": "Bucket",
                    "aws:cloudformation:stack-id": stack["StackId"]}, tags)
    role = names["Role"]
    expect(iam.list_role_policies(RoleName=role)["PolicyNames"] == ["read"], "an inline policy")
    expect(len(iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]) == 1, "a managed policy")
    expect(logs.describe_log_groups(logGroupNamePrefix="/app/app")["logGroups"][0]["retentionInDays"] == 7, "retention")
    config = functions.get_function_configuration(FunctionName=names["Function"])
    expect((config["Timeout"], config["MemorySize"]) == (10, 256), f"numbers that came as texts: {config}")
    status, _, body = server.ask(f"{server.base}/_aws/execute-api/{made['Api']}/dev/items")
    expect((status, body) == (200, "hello from /items"), f"the API answers: {status} {body}")
    settings = client("apigateway").get_stage(restApiId=made["Api"], stageName="dev")
    expect(settings["methodSettings"]["*/*"]["throttlingBurstLimit"] == 50 and settings["variables"] == {"colour": "blue"},
           f"a stage's settings: {settings}")

    # Nothing to do, a change in place, and a change that needs another resource.
    refused("ValidationError", cfn.update_stack, "No updates are to be performed.", StackName="app", TemplateBody=APP,
            Capabilities=IAM)
    update("app", APP, Parameters=[{"ParameterKey": "Greeting", "ParameterValue": "good morning"}])
    after = ids("app")
    expect(after == names, f"nothing was made anew: {after}")
    _, _, body = server.ask(f"{server.base}/_aws/execute-api/{made['Api']}/dev/items")
    expect(body == "good morning from /items", f"the function changed: {body}")
    changed = APP.replace("/app/${AWS::StackName}", "/other/${AWS::StackName}").replace("RetentionInDays: 7", "RetentionInDays: 14") \
        .replace("Status: Enabled, ExpirationInDays", "Status: Disabled, ExpirationInDays").replace("PolicyName: read", "PolicyName: look")
    stack = update("app", changed, Parameters=[{"ParameterKey": "Greeting", "UsePreviousValue": True}])
    groups = [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"] if "/app" in each["logGroupName"]]
    expect("/other/app" in groups and "/app/app" not in groups, f"another group in place of the first: {groups}")
    expect("hence creating one" in why(stack), why(stack))
    expect(s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"][0]["Status"] == "Disabled", "a rule that changed")
    expect(iam.list_role_policies(RoleName=role)["PolicyNames"] == ["look"], "a policy that went, one that came")

    # It goes, and nothing is left.
    stack = delete("app")
    expect(names["Bucket"] not in [each["Name"] for each in s3.list_buckets()["Buckets"]], "no bucket")
    expect(names["Function"] not in [each["FunctionName"] for each in functions.list_functions()["Functions"]], "no function")
    expect(role not in [each["RoleName"] for each in iam.list_roles()["Roles"]], "no role")
    expect(not client("apigateway").get_rest_apis()["items"], "no API")
    events = cfn.describe_stack_events(StackName=stack["StackId"])["StackEvents"]
    times = [each["Timestamp"] for each in events]
    expect(times == sorted(times, reverse=True) and len(set(times)) == len(times), "events have times of their own, the newest first")


def rollbacks():
    s3.create_bucket(Bucket="taken-by-another")
    bad = """
Resources:
  First: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /rolled/back}}
  Kept: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain, Properties: {LogGroupName: /rolled/kept}}
  Second: {Type: AWS::Logs::LogGroup, DependsOn: [First, Kept], Properties: {LogGroupName: /rolled/back}}
"""
    stack = create("bad", bad, "ROLLBACK_COMPLETE")
    story = why(stack)
    expect("The following resource(s) failed to create: [Second]. Rollback requested by user." in story, story)
    expect("Second CREATE_FAILED Resource handler returned message" in story and "HandlerErrorCode: AlreadyExists" in story, story)
    left = [each["logGroupName"] for each in logs.describe_log_groups(logGroupNamePrefix="/rolled")["logGroups"]]
    expect(left == ["/rolled/kept"], f"what says so is kept: {left}")
    refused("ValidationError", cfn.update_stack, "is in ROLLBACK_COMPLETE state and can not be updated", StackName="bad", TemplateBody=bad)
    delete("bad")

    # An update that fails leaves everything as it was.
    one = """
Resources:
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /stays, RetentionInDays: 3}}
  Going: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /going}}
"""
    create("steady", one)
    before = ids("steady")
    two = """
Resources:
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /stays, RetentionInDays: 30}}
  Going: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /gone-elsewhere}}
  Fresh: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /fresh}}
  Wrong: {Type: AWS::Logs::LogGroup, DependsOn: [Group, Fresh, Going], Properties: {LogGroupName: /wrong, RetentionInDays: 4}}
"""
    stack = update("steady", two, "UPDATE_ROLLBACK_COMPLETE")
    expect(ids("steady") == before, f"the same resources: {ids('steady')}\n" + why(stack))
    found = {each["logGroupName"]: each.get("retentionInDays") for each in logs.describe_log_groups()["logGroups"]}
    expect(found.get("/stays") == 3 and "/going" in found, f"as they were: {found}\n" + why(stack))
    expect(not {"/fresh", "/wrong", "/gone-elsewhere"} & set(found), f"what was new is gone: {found}\n" + why(stack))
    update("steady", one.replace("RetentionInDays: 3", "RetentionInDays: 5"))
    delete("steady")

    # What failed may stay, too.
    cfn.create_stack(StackName="halted", TemplateBody=bad.replace("/rolled", "/halted"), OnFailure="DO_NOTHING")
    expect(wait("halted")["StackStatus"] == "CREATE_FAILED", "no rollback")
    delete("halted")


def refusals():
    what = "Resources: {Q: {Type: AWS::SQS::Queue}, T: {Type: AWS::SNS::Topic}}"
    refused("ValidationError", cfn.create_stack, "Unrecognized resource types: [AWS::SQS::Queue, AWS::SNS::Topic]", StackName="no", TemplateBody=what)
    refused("ValidationError", cfn.create_stack, "At least one Resources member must be defined", StackName="no", TemplateBody="Description: x")
    role = "Resources: {R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}}"
    refused("InsufficientCapabilitiesException", cfn.create_stack, "Requires capabilities : [CAPABILITY_IAM]", StackName="no", TemplateBody=role)
    named = role.replace("{AssumeRole", "{RoleName: mine, AssumeRole")
    refused("InsufficientCapabilitiesException", cfn.create_stack, "Requires capabilities : [CAPABILITY_NAMED_IAM]", StackName="no",
            TemplateBody=named, Capabilities=["CAPABILITY_IAM"])
    refused("ValidationError", cfn.describe_stacks, "Stack with id no does not exist", StackName="no")
    refused("ValidationError", cfn.describe_stack_events, "Stack [no] does not exist", StackName="no")
    strange = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {Colour: blue}}}"
    create("strange", strange, "ROLLBACK_COMPLETE")
    found = cfn.describe_events(StackName="strange", Filters={"FailedEvents": True})["OperationEvents"]
    expect([each["ValidationStatusReason"] for each in found] == ["#: extraneous key [Colour] is not permitted"], found)
    delete("strange")
    deep = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled, Colour: blue}}}}"
    create("strange", deep, "ROLLBACK_COMPLETE")
    found = cfn.describe_events(StackName="strange", Filters={"FailedEvents": True})["OperationEvents"]
    expect([each["ValidationStatusReason"] for each in found] == ["#/VersioningConfiguration: extraneous key [Colour] is not permitted"], found)
    delete("strange")
    summary = cfn.get_template_summary(TemplateBody=named)
    expect(summary["Capabilities"] == ["CAPABILITY_NAMED_IAM"] and summary["ResourceTypes"] == ["AWS::IAM::Role"], summary)
    valid = cfn.validate_template(TemplateBody=APP)
    expect([each["ParameterKey"] for each in valid["Parameters"]] == ["Stage", "Greeting"], valid)

    lenient = Server(None, "--unsupported", "skip")
    api = client("cloudformation", lenient.base)
    mixed = "Resources: {Q: {Type: AWS::SQS::Queue}, B: {Type: AWS::S3::Bucket}}\nOutputs: {Q: {Value: !Ref Q}}"
    stack = create("mixed", mixed, api=api)
    expect(outputs(stack)["Q"].startswith("mixed-Q-"), f"what is skipped has a name: {stack}")
    expect(len(client("s3", lenient.base).list_buckets()["Buckets"]) == 1, "and the rest is made")
    lenient.stop()


def change_sets():
    one = "Resources: {A: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /set/a}}}"
    cfn.create_change_set(StackName="set", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=one)
    expect(wait_review("set") == "REVIEW_IN_PROGRESS", "nothing is made yet")
    told = cfn.describe_change_set(StackName="set", ChangeSetName="first")
    expect((told["Status"], told["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE"), told)
    expect([each["ResourceChange"]["Action"] for each in told["Changes"]] == ["Add"], told["Changes"])
    expect(not logs.describe_log_groups(logGroupNamePrefix="/set")["logGroups"], "nothing is made yet")
    cfn.execute_change_set(StackName="set", ChangeSetName="first")
    settled("set", "CREATE_COMPLETE")
    cfn.create_change_set(StackName="set", ChangeSetName="same", TemplateBody=one)
    told = cfn.describe_change_set(StackName="set", ChangeSetName="same")
    expect(told["Status"] == "FAILED" and told["StatusReason"].startswith("The submitted information didn't contain changes"), told)
    refused("InvalidChangeSetStatus", cfn.execute_change_set, "cannot be executed in its current status of [FAILED]",
            StackName="set", ChangeSetName="same")
    two = """
Resources:
  A: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /set/b}}
  F: {Type: AWS::Logs::MetricFilter, Properties: {LogGroupName: !Ref A, FilterPattern: x, MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: '1'}]}}
"""
    cfn.create_change_set(StackName="set", ChangeSetName="more", TemplateBody=two)
    changes = {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"]
               for each in cfn.describe_change_set(StackName="set", ChangeSetName="more")["Changes"]}
    expect(changes["A"]["Action"] == "Modify" and changes["A"]["Replacement"] == "True", changes)
    expect(changes["F"]["Action"] == "Add", changes)
    cfn.execute_change_set(StackName="set", ChangeSetName="more")
    settled("set", "UPDATE_COMPLETE")
    cfn.delete_change_set(StackName="set", ChangeSetName="more")
    refused("ChangeSetNotFound", cfn.describe_change_set, "ChangeSet [more] does not exist", StackName="set", ChangeSetName="more")
    expect(cfn.get_template(StackName="set")["TemplateBody"] == two, "the template as it came")
    delete("set")


def wait_review(name):
    return cfn.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]


CUSTOM = function_of("""
import cfnresponse, json, os, urllib.request
def handler(event, context):
    wish = event["ResourceProperties"]
    if wish.get("Fail") == "true" and event["RequestType"] != "Delete":
        return cfnresponse.send(event, context, cfnresponse.FAILED, {}, "none", reason="as you wish")
    told = {"Said": event["RequestType"] + " " + wish["Word"], "Number": wish["Number"],
            "Before": event.get("OldResourceProperties", {}).get("Word", "")}
    cfnresponse.send(event, context, cfnresponse.SUCCESS, told, wish.get("Id", "the-one"))
""") + """  Thing: {Type: 'Custom::Thing', Properties: {ServiceToken: !GetAtt Maker.Arn, Word: hi, Number: 7}}
Outputs:
  Said: {Value: !GetAtt Thing.Said}
  Number: {Value: !GetAtt Thing.Number}
  Before: {Value: !GetAtt Thing.Before}
  Id: {Value: !Ref Thing}
"""


def custom_resources():
    stack = create("custom", CUSTOM)
    expect(outputs(stack) == {"Said": "Create hi", "Number": "7", "Before": "", "Id": "the-one"}, outputs(stack))
    stack = update("custom", CUSTOM.replace("Word: hi", "Word: ho"))
    expect(outputs(stack)["Said"] == "Update ho" and outputs(stack)["Before"] == "hi", outputs(stack))
    stack = update("custom", CUSTOM.replace("Word: hi", "Word: ho, Fail: true"), "UPDATE_ROLLBACK_COMPLETE")
    expect("Received response status [FAILED] from custom resource. Message returned: as you wish" in why(stack), why(stack))
    # Tried again after a failure that nothing took back, the function is told what was before it.
    update("custom", CUSTOM.replace("Word: hi", "Word: hu, Fail: true"), "UPDATE_FAILED", DisableRollback=True)
    stack = update("custom", CUSTOM.replace("Word: hi", "Word: hy"))
    expect(outputs(stack)["Said"] == "Update hy" and outputs(stack)["Before"] == "ho", outputs(stack))
    stack = update("custom", CUSTOM.replace("Word: hi", "Word: ho, Id: another"))
    expect(outputs(stack)["Id"] == "another", outputs(stack))
    expect("Thing DELETE_COMPLETE" in why(stack), "the one of the old id was deleted\n" + why(stack))
    delete("custom")


def nested_and_exported():
    s3.create_bucket(Bucket="templates")
    child = """
Parameters: {Name: {Type: String}, Days: {Type: Number, Default: 1}}
Resources: {Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref Name, RetentionInDays: !Ref Days}}}
Outputs: {Arn: {Value: !GetAtt Group.Arn}}
"""
    s3.put_object(Bucket="templates", Key="a child:1.yaml", Body=child)
    url = f"{server.base}/templates/a%20child%3A1.yaml"
    parent = f"""
Resources:
  Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: '{url}', Parameters: {{Name: /nested/group, Days: 3}}}}}}
Outputs:
  Arn: {{Value: !GetAtt Child.Outputs.Arn, Export: {{Name: the-arn}}}}
"""
    stack = create("parent", parent)
    expect("/nested/group" in outputs(stack)["Arn"], outputs(stack))
    expect(logs.describe_log_groups(logGroupNamePrefix="/nested")["logGroups"][0]["retentionInDays"] == 3, "the child's parameter")
    inner = cfn.describe_stacks(StackName=ids("parent")["Child"])["Stacks"][0]
    expect(inner["ParentId"] == stack["StackId"] and inner["RootId"] == stack["StackId"], inner)
    update("parent", parent.replace("Days: 3", "Days: 5"))
    expect(logs.describe_log_groups(logGroupNamePrefix="/nested")["logGroups"][0]["retentionInDays"] == 5, "it changed with its parent")

    user = "Resources: {P: {Type: AWS::Logs::LogStream, Properties: {LogGroupName: !Select [6, !Split [':', !ImportValue the-arn]], LogStreamName: s}}}"
    create("user", user)
    expect(cfn.list_imports(ExportName="the-arn")["Imports"] == ["user"], "who imports")
    expect([each["Name"] for each in cfn.list_exports()["Exports"]] == ["the-arn"], "what is exported")
    cfn.delete_stack(StackName="parent")
    expect("Delete canceled. Cannot delete export the-arn as it is in use by user." in why(cfn.describe_stacks(StackName="parent")["Stacks"][0]), "it stays")
    delete("user")
    delete("parent")
    expect(not logs.describe_log_groups(logGroupNamePrefix="/nested")["logGroups"], "the child went with its parent")
    stack = create("lonely", user, "ROLLBACK_COMPLETE")
    expect("No export named the-arn found." in why(stack), why(stack))
    delete("lonely")


def waits_and_protection():
    template = """
Resources:
  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
  Wait: {Type: AWS::CloudFormation::WaitCondition, Properties: {Handle: !Ref Handle, Timeout: '60', Count: 2}}
Outputs: {Data: {Value: !GetAtt Wait.Data}}
"""
    cfn.create_stack(StackName="waits", TemplateBody=template, EnableTerminationProtection=True)
    expect(cfn.describe_stacks(StackName="waits")["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS", "it waits")
    url = ids("waits")["Handle"]
    status, _, body = server.ask(url, "PUT", json.dumps({"Status": "MAYBE", "Reason": "r", "UniqueId": "1", "Data": "d"}))
    expect(status == 400 and b"neither SUCCESS nor FAILURE" in (body if isinstance(body, bytes) else body.encode()), f"no status: {status} {body}")
    for number, data in (("1", "d1"), ("1", "again"), ("2", "d2")):  # one id is one signal: the first
        status, _, body = server.ask(url, "PUT", json.dumps({"Status": "SUCCESS", "Reason": "r", "UniqueId": number, "Data": data}))
        expect(status == 200, f"a signal is taken: {status} {body}")
    stack = settled("waits", "CREATE_COMPLETE")
    expect(json.loads(outputs(stack)["Data"]) == {"1": "d1", "2": "d2"}, outputs(stack))
    refused("ValidationError", cfn.delete_stack, "cannot be deleted while TerminationProtection is enabled", StackName="waits")
    cfn.update_termination_protection(StackName="waits", EnableTerminationProtection=False)
    cfn.update_stack(StackName="waits", TemplateBody=template.replace("'60'", "'90'"))
    settled("waits", "UPDATE_ROLLBACK_COMPLETE")
    expect("Updates are not supported" in why(cfn.describe_stacks(StackName="waits")["Stacks"][0]), "a condition stays as it is")
    delete("waits")
    create("waits", template.replace("'60'", "'99999'"), "ROLLBACK_COMPLETE")
    delete("waits")


def transforms():
    loops = """
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'one,two'}}
Resources:
  'Fn::ForEach::Groups':
    - Name
    - !Ref Names
    - 'Group${Name}': {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/loop/${Name}'}}
Outputs: {Count: {Value: {'Fn::Length': !Ref Names}}}
"""
    cfn.create_stack(StackName="loops", TemplateBody=loops, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    stack = settled("loops", "CREATE_COMPLETE")
    expect(sorted(ids("loops")) == ["Groupone", "Grouptwo"] and outputs(stack) == {"Count": "2"}, f"{ids('loops')} {outputs(stack)}")
    delete("loops")
    refused("ValidationError", cfn.create_stack, "No transform named Mine found", StackName="no",
            TemplateBody="Transform: Mine\nResources: {A: {Type: AWS::Logs::LogGroup}}", Capabilities=["CAPABILITY_AUTO_EXPAND"])


for test in (application, rollbacks, refusals, change_sets, custom_resources, nested_and_exported, waits_and_protection, transforms):
    started = time.monotonic()
    test()
    print(f"{test.__name__}: {time.monotonic() - started:.1f} s")
expect(server.stop() == 0, "the server stops")
