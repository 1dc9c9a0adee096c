"""boto3 with how stacks end: custom resources whose replacement is taken back, deletions by force and deletions that are cancelled, what a
creation that failed keeps, updates that are cancelled at their last resource, signals that come twice."""
import json
import time

from stacks import events as events_of, function_of, settled as settle
from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
server = Server(None, "--databases", "embedded")
cfn, s3, logs, ssm, rds = (client_of(server.base, name) for name in ("cloudformation", "s3", "logs", "ssm", "rds"))


def settled(name, status):
    return settle(cfn, name, status)


def events(name):
    return events_of(cfn, name)


def create(name, template, status="CREATE_COMPLETE", **more):
    made = cfn.create_stack(StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_IAM"], **more)
    settled(made["StackId"], status)
    return made["StackId"]


def with_parameters(**parameters):
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]


def ids(name):
    return {each["LogicalResourceId"]: each.get("PhysicalResourceId") for each in cfn.list_stack_resources(StackName=name)["StackResourceSummaries"]}


def groups(prefix):
    return sorted(each["logGroupName"] for each in logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"])


# A function that calls its resource by its property, and keeps what it was asked in parameters.
CUSTOM = """
Parameters: {X: {Type: String, Default: '1'}}
Conditions: {Fails: !Equals [!Ref X, '2']}
""" + function_of("""
import cfnresponse, json, os
def handler(event, context):
    now, id = event["ResourceProperties"]["X"], event.get("PhysicalResourceId", "")
    print("ASKED " + " ".join([event["RequestType"], id, "X=" + now]).replace("  ", " "), flush=True)
    cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Now": now}, id if event["RequestType"] == "Delete" else "thing-" + now)
""") + """  Thing: {Type: 'Custom::Thing', Properties: {ServiceToken: !GetAtt Maker.Arn, X: !Ref X}}
  Last: {Type: AWS::Logs::LogGroup, DependsOn: Thing, Properties: {RetentionInDays: !If [Fails, 4, 7]}}
Outputs: {Now: {Value: !GetAtt Thing.Now}}
"""


def asked(group, count):
    """What the function was asked, in order."""
    for _ in range(200):
        # The log comes after the answer, and makes its group.
        told = logs.filter_log_events(logGroupName=group)["events"] if groups(group) else []
        lines = [each["message"].split("ASKED ")[1].strip() for each in told if "ASKED " in each["message"]]
        if len(lines) >= count:
            break
        time.sleep(0.05)
    return lines


def replaced_custom_resources_are_taken_back():
    create("custom", CUSTOM)
    group = "/aws/lambda/" + ids("custom")["Maker"]
    cfn.update_stack(StackName="custom", UsePreviousTemplate=True, Capabilities=["CAPABILITY_IAM"], Parameters=with_parameters(X="2"))
    settled("custom", "UPDATE_ROLLBACK_COMPLETE")
    expect(ids("custom")["Thing"] == "thing-1", ids("custom"))
    wanted = ["Create X=1", "Update thing-1 X=2", "Update thing-2 X=1", "Delete thing-2 X=2"]
    # Each environment has a stream of its own, and the last two may say their line in the same millisecond.
    def said(count):
        lines = asked(group, count)
        return [sorted(lines[at:at + 2]) if at else lines[:2] for at in range(0, count, 2)]

    expect(said(4) == [wanted[:2], sorted(wanted[2:])], f"what was made in its place goes: {said(4)}")
    cfn.update_stack(StackName="custom", UsePreviousTemplate=True, Capabilities=["CAPABILITY_IAM"], Parameters=with_parameters(X="3"))
    stack = settled("custom", "UPDATE_COMPLETE")
    expect(stack["Outputs"][0]["OutputValue"] == "3" and ids("custom")["Thing"] == "thing-3", stack)
    wanted += ["Update thing-1 X=3", "Delete thing-1 X=1"]
    expect(said(6) == [wanted[:2], sorted(wanted[2:4]), sorted(wanted[4:])], f"what was there goes, as it was made: {said(6)}")
    cfn.delete_stack(StackName="custom")


def deletions_by_force():
    create("forced", "Resources: {B: {Type: AWS::S3::Bucket}, G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /forced}}}")
    refused("ValidationError", cfn.delete_stack, "FORCE_DELETE_STACK", StackName="forced", DeletionMode="FORCE_DELETE_STACK")
    name, stack = ids("forced")["B"], cfn.describe_stacks(StackName="forced")["Stacks"][0]["StackId"]
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    cfn.delete_stack(StackName="forced")
    settled("forced", "DELETE_FAILED")
    cfn.delete_stack(StackName="forced", DeletionMode="FORCE_DELETE_STACK")
    settled(stack, "DELETE_COMPLETE")
    expect(s3.get_object(Bucket=name, Key="k")["Body"].read() == b"x" and not groups("/forced"), "the bucket stays, and nothing else")
    expect(("B", "DELETE_SKIPPED") in [each[:2] for each in events(stack)], events(stack))


def deletions_that_are_cancelled():
    create("exporter", "Resources: {G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /exporter}}}\nOutputs: {O: {Value: !Ref G, Export: {Name: shared}}}")
    create("importer", "Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !ImportValue shared}}}")
    cfn.delete_stack(StackName="exporter")
    settled("exporter", "CREATE_COMPLETE")
    expect(events("exporter")[-1] == ("exporter", "CREATE_COMPLETE", "Delete canceled. Cannot delete export shared as it is in use by importer."),
           events("exporter"))
    expect(groups("/exporter") == ["/exporter"], "nothing is deleted")
    cfn.delete_stack(StackName="importer")
    cfn.delete_stack(StackName="exporter")
    expect(not groups("/exporter"), "and then it is")


def what_a_failed_creation_keeps():
    failing = ("Resources: {G: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain, Properties: {LogGroupName: /retained}}, "
               "F: {Type: AWS::SSM::Parameter, DependsOn: G, Properties: {Type: String, Value: '{{resolve:ssm:/nope}}'}}}")
    for all_back, left in ((True, []), (False, ["/retained"])):
        stack = create("keeps", failing, "ROLLBACK_COMPLETE", RetainExceptOnCreate=all_back)
        expect(groups("/retained") == left, f"RetainExceptOnCreate {all_back}: {groups('/retained')}")
        cfn.delete_stack(StackName="keeps")
        for name in left:
            logs.delete_log_group(logGroupName=name)
    # Of an update, too.
    create("keeps", "Resources: {H: {Type: AWS::CloudFormation::WaitConditionHandle}}")
    for all_back, left in ((True, []), (False, ["/retained"])):
        cfn.update_stack(StackName="keeps", RetainExceptOnCreate=all_back, TemplateBody=failing.replace(
            "{G:", "{H: {Type: AWS::CloudFormation::WaitConditionHandle}, G:"))
        settled("keeps", "UPDATE_ROLLBACK_COMPLETE")
        expect(groups("/retained") == left, f"an update, RetainExceptOnCreate {all_back}: {groups('/retained')}")
    logs.delete_log_group(logGroupName="/retained")
    cfn.delete_stack(StackName="keeps")


WAITS = """
Parameters: {Days: {Type: String, Default: '7'}, Waits: {Type: String, Default: 'no'}}
Conditions: {Waiting: !Equals [!Ref Waits, 'yes']}
Resources:
  G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /waits, RetentionInDays: !Ref Days}}
  H: {Type: AWS::CloudFormation::WaitConditionHandle}
  W: {Type: AWS::CloudFormation::WaitCondition, Condition: Waiting, DependsOn: G, Properties: {Handle: !Ref H, Timeout: '60', Count: 2}}
"""


def signal(stack, said):
    return server.ask(ids(stack)["H"], "PUT", said if isinstance(said, str) else json.dumps(said))


def success(number):
    return {"Status": "SUCCESS", "Reason": "r", "UniqueId": number, "Data": "d" + number}


def updates_that_are_cancelled_at_their_last_resource():
    create("cancelled", WAITS)
    cfn.update_stack(StackName="cancelled", UsePreviousTemplate=True, Parameters=with_parameters(Days="3", Waits="yes"))
    cfn.cancel_update_stack(StackName="cancelled")
    signal("cancelled", success("1"))
    signal("cancelled", success("2"))
    settled("cancelled", "UPDATE_ROLLBACK_COMPLETE")
    expect(("cancelled", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated") in events("cancelled"), events("cancelled"))
    expect(logs.describe_log_groups(logGroupNamePrefix="/waits")["logGroups"][0]["retentionInDays"] == 7, "it is as it was")
    cfn.delete_stack(StackName="cancelled")


def signals_that_come_twice():
    cfn.create_stack(StackName="signals", TemplateBody=WAITS + "Outputs: {Data: {Value: !GetAtt W.Data}}", Parameters=with_parameters(Waits="yes"))
    for said in ("junk", {"Status": "SUCCESS"}, success("a"), success("a"), success("a")):
        signal("signals", said)
    expect(cfn.describe_stacks(StackName="signals")["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS", "one signal is one")
    signal("signals", success("b"))
    told = json.loads(settled("signals", "CREATE_COMPLETE")["Outputs"][0]["OutputValue"])
    expect(told == {"a": "da", "b": "db"}, told)
    cfn.delete_stack(StackName="signals")


def told(data):
    """What a stack of one wait condition gives out."""
    return {each["OutputKey"]: each["OutputValue"] for each in data.get("Outputs", [])}


def signals_by_the_api():
    """SignalResource, for wait conditions with a handle and for those with a creation policy."""
    template = """
Parameters: {Seconds: {Type: String, Default: PT5M}}
Resources:
  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
  Wait: {Type: AWS::CloudFormation::WaitCondition, Properties: {Handle: !Ref Handle, Timeout: '60', Count: 2}}
  Policy: {Type: AWS::CloudFormation::WaitCondition, DependsOn: Wait, CreationPolicy: {ResourceSignal: {Count: '2', Timeout: !Ref Seconds}}}
Outputs: {Data: {Value: !GetAtt Wait.Data}}
"""
    def send(name, resource, unique, status="SUCCESS"):
        cfn.signal_resource(StackName=name, LogicalResourceId=resource, UniqueId=unique, Status=status)

    cfn.create_stack(StackName="api", TemplateBody=template)
    refused("ValidationError", cfn.signal_resource, "Resource Nope does not exist for stack api", StackName="api", LogicalResourceId="Nope", UniqueId="a", Status="SUCCESS")
    refused("ValidationError", cfn.signal_resource, "Resource Handle is in CREATE_COMPLETE state and can not be signaled", StackName="api",
            LogicalResourceId="Handle", UniqueId="a", Status="SUCCESS")
    for resource in ("Wait", "Policy"):
        send("api", resource, "one")
        send("api", resource, "one")  # the same again is none
        expect(cfn.describe_stacks(StackName="api")["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS", "two are wanted")
        send("api", resource, "two")
    stack = settled("api", "CREATE_COMPLETE")
    expect(json.loads(told(stack)["Data"]) == {"one": "", "two": ""}, told(stack))
    seen = [reason for logical, status, reason in events("api") if logical == "Policy" and "signal" in reason]
    expect(seen == ["Received SUCCESS signal with UniqueId one", "Received SUCCESS signal with UniqueId two"], events("api"))
    refused("ValidationError", cfn.signal_resource, "is in CREATE_COMPLETE state and can not be signaled", StackName="api", LogicalResourceId="Wait", UniqueId="a", Status="SUCCESS")
    refused("ValidationError", cfn.update_stack, "No updates are to be performed.", StackName="api", UsePreviousTemplate=True)
    cfn.delete_stack(StackName="api")

    cfn.create_stack(StackName="failed", TemplateBody=template)
    send("failed", "Wait", "a", "FAILURE")
    settled("failed", "ROLLBACK_COMPLETE")
    expect(any("WaitCondition received failed message: '' for uniqueId: a" in each[2] for each in events("failed")), events("failed"))
    cfn.delete_stack(StackName="failed")
    alone = "Resources: {Policy: {Type: AWS::CloudFormation::WaitCondition, CreationPolicy: {ResourceSignal: {Timeout: %s}}}}"
    cfn.create_stack(StackName="failed", TemplateBody=alone % "PT1H")
    send("failed", "Policy", "i-1", "FAILURE")
    settled("failed", "ROLLBACK_COMPLETE")
    expect(any(each[2] == "Received FAILURE signal with UniqueId i-1" for each in events("failed")), events("failed"))
    cfn.delete_stack(StackName="failed")
    for timeout, why in (("PT1S", "Failed to receive 1 resource signal(s) within the specified duration"), ("5 minutes", "ISO 8601")):
        create("failed", alone % timeout, "ROLLBACK_COMPLETE")
        expect(any(why in each[2] for each in events("failed")), events("failed"))
        cfn.delete_stack(StackName="failed")


def the_registry():
    """The types that are here, as AWS's public ones; nobody's own, and no hooks."""
    expect(cfn.list_types()["TypeSummaries"] == [], "nobody registers types here")
    pages, token = [], {}
    while True:
        page = cfn.list_types(Visibility="PUBLIC", MaxResults=40, Filters={"Category": "AWS_TYPES"}, **token)
        pages.append(page["TypeSummaries"])
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    names = [each["TypeName"] for page in pages for each in page]
    expect(len(pages) > 1 and names == sorted(set(names)) and "AWS::S3::Bucket" in names, names)
    some = cfn.list_types(Visibility="PUBLIC", Filters={"TypeNamePrefix": "AWS::S3::"})["TypeSummaries"]
    expect({each["TypeName"] for each in some} == {"AWS::S3::Bucket", "AWS::S3::BucketPolicy"}, some)
    for name in names:
        told = cfn.describe_type(Type="RESOURCE", TypeName=name)
        schema = json.loads(told["Schema"])
        expect(schema["typeName"] == name and schema["properties"], schema)
    told = cfn.describe_type(Arn=some[0]["TypeArn"])
    refused("ValidationError", cfn.describe_stack_resources, "both", StackName="some", PhysicalResourceId="other")
    schema = json.loads(told["Schema"])
    expect(told["TypeName"] == "AWS::S3::Bucket" and told["ProvisioningType"] == "FULLY_MUTABLE", told)
    expect(schema["createOnlyProperties"] == ["/properties/BucketName"] and schema["primaryIdentifier"] == ["/properties/BucketName"], schema)
    expect("/properties/Arn" in schema["readOnlyProperties"] and "VersioningConfiguration" in schema["properties"], schema)
    refused("TypeNotFoundException", cfn.describe_type, "The type 'AWS::Nope::Nope' cannot be found.", Type="RESOURCE", TypeName="AWS::Nope::Nope")
    refused("ValidationError", cfn.describe_type, "must be specified", TypeName="AWS::S3::Bucket")
    cfn.create_change_set(StackName="hooks", ChangeSetName="one", ChangeSetType="CREATE", TemplateBody=json.dumps(
        {"Resources": {"G": {"Type": "AWS::Logs::LogGroup"}}}))
    hooks = cfn.describe_change_set_hooks(StackName="hooks", ChangeSetName="one")
    expect(hooks["Hooks"] == [] and hooks["ChangeSetName"] == "one", hooks)
    refused("ChangeSetNotFound", cfn.describe_change_set_hooks, StackName="hooks", ChangeSetName="two")
    cfn.delete_stack(StackName="hooks")


def dynamic_references_replace_nothing():
    ssm.put_parameter(Name="/name", Type="String", Value="/dynamic")
    template = ("Parameters: {Days: {Type: String, Default: '7'}}\n"
                "Resources: {G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: '{{resolve:ssm:/name}}', RetentionInDays: !Ref Days}}}")
    policy = {"Statement": [{"Effect": "Allow", "Action": "Update:Modify", "Principal": "*", "Resource": "*"}]}
    create("dynamic", template, StackPolicyBody=json.dumps(policy))
    cfn.create_change_set(StackName="dynamic", ChangeSetName="days", UsePreviousTemplate=True, Parameters=with_parameters(Days="3"))
    told = cfn.describe_change_set(StackName="dynamic", ChangeSetName="days")["Changes"][0]["ResourceChange"]
    expect(told["Replacement"] == "False" and [each["Target"]["Name"] for each in told["Details"]] == ["RetentionInDays"], told)
    expect("BeforeContext" not in told and "BeforeValue" not in told["Details"][0]["Target"], told)
    told = cfn.describe_change_set(StackName="dynamic", ChangeSetName="days", IncludePropertyValues=True)["Changes"][0]["ResourceChange"]
    expect([json.loads(told[each])["Properties"]["RetentionInDays"] for each in ("BeforeContext", "AfterContext")] == ["7", "3"], told)
    target = told["Details"][0]["Target"]
    expect((target["Path"], target["BeforeValue"], target["AfterValue"], target["AttributeChangeType"]) ==
           ("/Properties/RetentionInDays", "7", "3", "Modify"), target)
    cfn.update_stack(StackName="dynamic", UsePreviousTemplate=True, Parameters=with_parameters(Days="3"))
    settled("dynamic", "UPDATE_COMPLETE")
    cfn.delete_stack(StackName="dynamic")


def a_dynamic_reference_hides_no_other_change():
    pattern = "Resources: {G: {Type: AWS::Logs::LogGroup, Properties: {Tags: [{Key: a, Value: '{{resolve:ssm:/name}}'}, {Key: b, Value: %s}]}}}"
    create("beside", pattern % "one")
    refused("ValidationError", cfn.update_stack, "No updates", StackName="beside", TemplateBody=pattern % "one")
    cfn.update_stack(StackName="beside", TemplateBody=pattern % "two")
    settled("beside", "UPDATE_COMPLETE")
    arn = logs.describe_log_groups(logGroupNamePrefix="beside")["logGroups"][0]["logGroupArn"]
    tags = logs.list_tags_for_resource(resourceArn=arn)["tags"]
    expect((tags["a"], tags["b"]) == ("/dynamic", "two"), tags)
    cfn.delete_stack(StackName="beside")


def a_line_of_versions_is_no_drift():
    create("versions", "Resources: {D: {Type: AWS::RDS::DBInstance, DeletionPolicy: Delete, Properties: {Engine: postgres, EngineVersion: '16', "
                       "DBInstanceClass: db.t4g.micro, AllocatedStorage: '20', MasterUsername: me, MasterUserPassword: a-password}}}")
    version = rds.describe_db_instances()["DBInstances"][0]["EngineVersion"]
    expect(version.startswith("16."), version)
    told = cfn.detect_stack_resource_drift(StackName="versions", LogicalResourceId="D")["StackResourceDrift"]
    expect(told["StackResourceDriftStatus"] == "IN_SYNC", told)
    cfn.delete_stack(StackName="versions")


def named_resources_are_not_replaced():
    role = ("Parameters: {P: {Type: String, Default: /a/}}\nResources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: named, Path: !Ref P, "
            "AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}}}}")
    cfn.create_stack(StackName="named", TemplateBody=role, Capabilities=["CAPABILITY_NAMED_IAM"])
    settled("named", "CREATE_COMPLETE")
    cfn.update_stack(StackName="named", UsePreviousTemplate=True, Capabilities=["CAPABILITY_NAMED_IAM"], Parameters=with_parameters(P="/b/"))
    settled("named", "UPDATE_ROLLBACK_COMPLETE")
    expect(("R", "UPDATE_FAILED", "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename named and update the stack "
            "again.") in events("named"), events("named"))
    expect(ids("named")["R"] == "named", ids("named"))
    cfn.delete_stack(StackName="named")


def nested_updates_say_why():
    s3.create_bucket(Bucket="nested-templates")
    inner = "Parameters: {Value: {Type: String}}\nResources: {P: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Value}}}"
    s3.put_object(Bucket="nested-templates", Key="t", Body=inner)
    outer = ("Parameters: {Value: {Type: String, Default: '7'}}\nResources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: '%s/nested-templates/t', "
             "Parameters: {Value: !Ref Value}}}}" % server.base)
    create("outer", outer)
    cfn.update_stack(StackName="outer", UsePreviousTemplate=True, Parameters=with_parameters(Value="4"))
    settled("outer", "UPDATE_ROLLBACK_COMPLETE")
    whys = [each[2] for each in events("outer") if each[:2] == ("N", "UPDATE_FAILED")]
    expect(len(whys) == 1 and "was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [P]"
           in whys[0], events("outer"))
    cfn.delete_stack(StackName="outer")


for test in (replaced_custom_resources_are_taken_back, deletions_by_force, deletions_that_are_cancelled, what_a_failed_creation_keeps,
             updates_that_are_cancelled_at_their_last_resource, signals_that_come_twice, dynamic_references_replace_nothing, a_dynamic_reference_hides_no_other_change,
             a_line_of_versions_is_no_drift, named_resources_are_not_replaced, nested_updates_say_why, signals_by_the_api, the_registry):
    test()
expect(not cfn.describe_stacks()["Stacks"], "no stack is left")
expect(server.stop() == 0, "the server stops")
