"""boto3 with what is done to stacks beside making them: events by operation, drift, imports, validation before a deployment, deployments
that nobody waits for, creations that take too long, rollbacks that a client asks for."""
import json

from clients import Server, boto3_or_skip, client_of, expect, refused
from stacks import rested

boto3_or_skip()
server = Server(None, "--databases", "embedded")
cfn, s3, logs = (client_of(server.base, name) for name in ("cloudformation", "s3", "logs"))


def settled(name, api=None):
    return rested(api or cfn, name)


def made(name, resources, status="CREATE_COMPLETE", api=None, **more):
    answer = (api or cfn).create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}), Capabilities=["CAPABILITY_NAMED_IAM"],
                                       **more)
    stack = settled(name, api)
    expect(stack["StackStatus"] == status, f"{name}: {stack['StackStatus']} {reasons(name, api)}")
    return answer


def reasons(name, api=None):
    events = (api or cfn).describe_stack_events(StackName=name)["StackEvents"]
    return [(each["LogicalResourceId"], each["ResourceStatus"], each.get("ResourceStatusReason", "")) for each in reversed(events)]


def bucket(name=None, **properties):
    if name:
        properties["BucketName"] = name
    return {"Type": "AWS::S3::Bucket", "Properties": properties}


def change_set(stack, name, resources, kind="UPDATE", **more):
    cfn.create_change_set(StackName=stack, ChangeSetName=name, ChangeSetType=kind, TemplateBody=json.dumps({"Resources": resources}), **more)
    return cfn.describe_change_set(StackName=stack, ChangeSetName=name)


def saying(client, call, more, **rest):
    """A call with parameters that a client's model may be too old to know."""
    def add(params, **_):
        params["body"].update(more)
    client.meta.events.register("before-call.cloudformation", add, unique_id="more")
    try:
        return call(**rest)
    finally:
        client.meta.events.unregister("before-call.cloudformation", unique_id="more")


def events_are_told_by_operation():
    begun = made("events", {"One": bucket()})["OperationId"]
    told = cfn.describe_events(OperationId=begun)["OperationEvents"]
    expect(told[0]["EventType"] == "STACK_EVENT" and told[0]["OperationStatus"] == "SUCCEEDED" and told[0]["OperationType"] == "CREATE_STACK" and
           told[0]["EndTime"] >= told[0]["StartTime"], f"the end of the operation comes first: {told[0]}")
    expect([each["ResourceStatus"] for each in reversed(told) if each["LogicalResourceId"] == "One"] ==
           ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"], told)
    s3.create_bucket(Bucket="taken-already")  # which S3 would make again for its owner, without a word
    changed = saying(cfn, cfn.update_stack, {"DisableValidation": "true"}, StackName="events",
                     TemplateBody=json.dumps({"Resources": {"One": bucket(), "Two": bucket("taken-already")}}))
    expect(settled("events")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE", reasons("events"))
    last = cfn.describe_stacks(StackName="events")["Stacks"][0]["LastOperations"]
    expect([each["OperationType"] for each in last] == ["UPDATE_STACK", "ROLLBACK"] and last[0]["OperationId"] == changed["OperationId"], last)
    failed = cfn.describe_events(StackName="events", Filters={"FailedEvents": True})["OperationEvents"]
    expect([(each["EventType"], each["LogicalResourceId"], each["OperationType"]) for each in failed] ==
           [("PROVISIONING_ERROR", "Two", "UPDATE_STACK")], failed)
    ends = [each for each in cfn.describe_events(OperationId=changed["OperationId"])["OperationEvents"] if each["EventType"] == "STACK_EVENT"]
    expect(ends[0]["OperationStatus"] == "FAILED", f"what was taken back has failed: {ends}")
    taken_back = cfn.describe_events(OperationId=last[1]["OperationId"])["OperationEvents"]
    expect(taken_back[0]["OperationStatus"] == "SUCCEEDED" and taken_back[0]["OperationType"] == "ROLLBACK", taken_back[0])
    refused("ValidationError", cfn.describe_events, "must be specified")
    refused("ValidationError", cfn.describe_events, "does not exist", OperationId="00000000-0000-0000-0000-000000000000")
    everything = cfn.describe_events(StackName="events")["OperationEvents"]
    expect(len({each["OperationId"] for each in everything}) == 3, "three operations")
    cfn.delete_stack(StackName="events")


def drift_is_seen():
    resources = {
        "Kept": bucket(VersioningConfiguration={"Status": "Enabled"}, Tags=[{"Key": "colour", "Value": "blue"}]),
        "Gone": bucket(),
        "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"MaxSessionDuration": 3600, "AssumeRolePolicyDocument": {
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}}},
        "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
    }
    made("drift", resources)
    ids = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in cfn.describe_stack_resources(StackName="drift")["StackResources"]}
    expect(cfn.describe_stack_resource_drifts(StackName="drift")["StackResourceDrifts"] == [], "what was not looked at is not told")

    def looked(status, count):
        found = cfn.detect_stack_drift(StackName="drift")["StackDriftDetectionId"]
        told = cfn.describe_stack_drift_detection_status(StackDriftDetectionId=found)
        expect((told["DetectionStatus"], told["StackDriftStatus"], told["DriftedStackResourceCount"]) == ("DETECTION_COMPLETE", status, count),
               (told, cfn.describe_stack_resource_drifts(StackName="drift")["StackResourceDrifts"]))
        expect(cfn.describe_stacks(StackName="drift")["Stacks"][0]["DriftInformation"]["StackDriftStatus"] == status, "the stack tells it")
        return {each["LogicalResourceId"]: each for each in cfn.describe_stack_resource_drifts(StackName="drift")["StackResourceDrifts"]}

    drifts = looked("IN_SYNC", 0)
    expect(sorted(drifts) == ["Gone", "Group", "Kept", "Role"], f"all whose state can be seen: {sorted(drifts)}")
    s3.put_bucket_versioning(Bucket=ids["Kept"], VersioningConfiguration={"Status": "Suspended"})
    tags = s3.get_bucket_tagging(Bucket=ids["Kept"])["TagSet"]
    s3.put_bucket_tagging(Bucket=ids["Kept"], Tagging={"TagSet": tags + [{"Key": "size", "Value": "9"}]})
    s3.delete_bucket(Bucket=ids["Gone"])
    logs.put_retention_policy(logGroupName=ids["Group"], retentionInDays=30)
    client_of(server.base, "iam").update_assume_role_policy(RoleName=ids["Role"], PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    drifts = looked("DRIFTED", 4)
    expect({name: each["StackResourceDriftStatus"] for name, each in drifts.items()} ==
           {"Gone": "DELETED", "Group": "MODIFIED", "Kept": "MODIFIED", "Role": "MODIFIED"}, drifts)
    differences = {(name, each["PropertyPath"], each["ExpectedValue"], each["ActualValue"], each["DifferenceType"])
                   for name, drift in drifts.items() for each in drift.get("PropertyDifferences", [])}
    for wanted in (("Kept", "/VersioningConfiguration/Status", "Enabled", "Suspended", "NOT_EQUAL"), ("Group", "/RetentionInDays", "7", "30", "NOT_EQUAL")):
        expect(wanted in differences, f"{wanted} in {differences}")
    expect(any(each[0] == "Kept" and each[4] == "ADD" for each in differences), f"a tag that nobody expects: {differences}")
    expect(json.loads(drifts["Group"]["ActualProperties"])["RetentionInDays"] == 30 and
           json.loads(drifts["Group"]["ExpectedProperties"])["RetentionInDays"] == 7, drifts["Group"])
    logs.put_retention_policy(logGroupName=ids["Group"], retentionInDays=7)
    one = cfn.detect_stack_resource_drift(StackName="drift", LogicalResourceId="Group")["StackResourceDrift"]
    expect(one["StackResourceDriftStatus"] == "IN_SYNC", one)
    told = cfn.describe_stack_resource(StackName="drift", LogicalResourceId="Group")["StackResourceDetail"]["DriftInformation"]
    expect(told["StackResourceDriftStatus"] == "IN_SYNC" and "LastCheckTimestamp" in told, told)
    only = cfn.describe_stack_resource_drifts(StackName="drift", StackResourceDriftStatusFilters=["DELETED"])["StackResourceDrifts"]
    expect([each["LogicalResourceId"] for each in only] == ["Gone"], only)
    refused("ValidationError", cfn.detect_stack_resource_drift, "drift detection", StackName="drift", LogicalResourceId="Handle")
    refused("ValidationError", cfn.detect_stack_resource_drift, "does not exist", StackName="drift", LogicalResourceId="Nobody")
    refused("ValidationError", cfn.describe_stack_drift_detection_status, "id", StackDriftDetectionId="0")
    cfn.delete_stack(StackName="drift")


def resources_are_imported():
    s3.create_bucket(Bucket="made-by-hand")
    s3.create_bucket(Bucket="second-by-hand")
    logs.create_log_group(logGroupName="/by/hand")
    kept = {"Old": {**bucket("made-by-hand"), "DeletionPolicy": "Retain"}}
    told = cfn.get_template_summary(TemplateBody=json.dumps({"Resources": kept}))["ResourceIdentifierSummaries"]
    expect(told == [{"ResourceType": "AWS::S3::Bucket", "LogicalResourceIds": ["Old"], "ResourceIdentifiers": ["BucketName"]}], told)

    def wanted(logical="Old", name="made-by-hand", kind="AWS::S3::Bucket", key="BucketName"):
        return [{"ResourceType": kind, "LogicalResourceId": logical, "ResourceIdentifier": {key: name}}]

    refused("ValidationError", change_set, "DeletionPolicy", stack="adopted", name="one", resources={"Old": bucket("made-by-hand")}, kind="IMPORT", ResourcesToImport=wanted())
    refused("ValidationError", change_set, "identifiers", stack="adopted", name="one", resources=kept, kind="IMPORT", ResourcesToImport=wanted(key="Name"))
    refused("ValidationError", change_set, "not supported for Import", stack="adopted", name="one", kind="IMPORT",
            resources={"H": {"Type": "AWS::CloudFormation::WaitConditionHandle", "DeletionPolicy": "Retain"}}, ResourcesToImport=wanted("H", kind="AWS::CloudFormation::WaitConditionHandle"))
    refused("ValidationError", cfn.describe_stacks, "does not exist", StackName="adopted")
    told = change_set("adopted", "one", kept, "IMPORT", ResourcesToImport=wanted())
    expect([each["ResourceChange"]["Action"] for each in told["Changes"]] == ["Import"], told["Changes"])
    cfn.execute_change_set(StackName="adopted", ChangeSetName="one")
    expect(settled("adopted")["StackStatus"] == "IMPORT_COMPLETE", reasons("adopted"))
    expect([each[1] for each in reasons("adopted") if each[0] == "Old"] ==
           ["IMPORT_IN_PROGRESS", "IMPORT_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"], reasons("adopted"))

    # Into a stack that stands, beside what it has; what it has may not change.
    more = {**kept, "Group": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Delete", "Properties": {"LogGroupName": "/by/hand"}}}
    group = wanted("Group", "/by/hand", "AWS::Logs::LogGroup", "LogGroupName")
    refused("ValidationError", change_set, "cannot modify or add", stack="adopted", name="two", resources={**more, "New": bucket()}, kind="IMPORT", ResourcesToImport=group)
    refused("ValidationError", cfn.create_change_set, "you cannot modify or add [Outputs]", StackName="adopted", ChangeSetName="two", ChangeSetType="IMPORT",
            TemplateBody=json.dumps({"Resources": more, "Outputs": {"O": {"Value": "x"}}}), ResourcesToImport=group)
    refused("ValidationError", change_set, "/other", stack="adopted", name="two", kind="IMPORT", ResourcesToImport=group,
            resources={**kept, "Group": {**more["Group"], "Properties": {"LogGroupName": "/other"}}})
    change_set("adopted", "two", more, "IMPORT", ResourcesToImport=group)
    cfn.execute_change_set(StackName="adopted", ChangeSetName="two")
    expect(settled("adopted")["StackStatus"] == "IMPORT_COMPLETE", reasons("adopted"))
    arn = cfn.update_stack(StackName="adopted", TemplateBody=json.dumps(
        {"Resources": more, "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Group", "Arn"]}}, "Name": {"Value": {"Ref": "Old"}}}}))
    out = {each["OutputKey"]: each["OutputValue"] for each in settled(arn["StackId"])["Outputs"]}
    expect(out["Name"] == "made-by-hand" and out["Arn"].endswith(":log-group:/by/hand:*"), f"it is referred to as any: {out}")

    # What is not there, or is another stack's, cannot be imported, and nothing else changes.
    for name, reason in (("nowhere-to-be-found", "was not found"), ("made-by-hand", "already managed")):
        made("other", {"Mine": bucket()})
        two = {"Mine": bucket(), "Old": {**bucket(name), "DeletionPolicy": "Delete"}}
        change_set("other", "in", two, "IMPORT", ResourcesToImport=wanted(name=name))
        cfn.execute_change_set(StackName="other", ChangeSetName="in")
        expect(settled("other")["StackStatus"] == "IMPORT_ROLLBACK_COMPLETE", reasons("other"))
        expect(any(reason in each[2] for each in reasons("other")), reasons("other"))
        left = [each["LogicalResourceId"] for each in cfn.describe_stack_resources(StackName="other")["StackResources"]]
        expect(left == ["Mine"], left)
        cfn.delete_stack(StackName="other")
        settled(arn["StackId"])
    expect("made-by-hand" in [each["Name"] for each in s3.list_buckets()["Buckets"]], "a failed import leaves it alone")

    # A change set may take over what is there under the names of its template.
    told = change_set("taken", "over", {"Second": {**bucket("second-by-hand"), "DeletionPolicy": "Delete"}, "New": bucket()}, "CREATE",
                      ImportExistingResources=True)
    expect({each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"]["Action"] for each in told["Changes"]} ==
           {"Second": "Import", "New": "Add"}, told)
    cfn.execute_change_set(StackName="taken", ChangeSetName="over")
    expect(settled("taken")["StackStatus"] == "CREATE_COMPLETE", reasons("taken"))
    cfn.delete_stack(StackName="taken")
    cfn.delete_stack(StackName="adopted")
    left = [each["Name"] for each in s3.list_buckets()["Buckets"]]
    expect("made-by-hand" in left and "second-by-hand" not in left, f"policies hold for what was imported: {left}")
    expect(not logs.describe_log_groups(logGroupNamePrefix="/by/")["logGroups"], "and it goes with its stack")


def change_sets_are_validated():
    s3.create_bucket(Bucket="a-name-in-use")
    wrong = (({"B": bucket("a-name-in-use")}, "ResourceExistenceCheck", "already exists", "/Resources/B"),
             ({"B": bucket(Colour="blue")}, "PropertyValidation", "#: extraneous key [Colour]", "/Resources/B/Properties"))
    for resources, validation, word, path in wrong:
        told = change_set("checked", "first", resources, "CREATE")
        expect(told["Status"] == "FAILED" and told["ExecutionStatus"] == "UNAVAILABLE" and validation in told["StatusReason"], told)
        events = cfn.describe_events(StackName="checked", ChangeSetName="first")["OperationEvents"]
        expect(events[0]["OperationStatus"] == "FAILED" and events[0]["OperationType"] == "CREATE_CHANGESET", events)
        expect(events[1]["EventType"] == "VALIDATION_ERROR" and word in events[1]["ValidationStatusReason"] and
               events[1]["ValidationPath"] == path, events)
        refused("InvalidChangeSetStatus", cfn.execute_change_set, "cannot be executed", StackName="checked", ChangeSetName="first")
        refused("AlreadyExistsException", change_set, "first", stack="checked", name="first", resources=resources, kind="CREATE")
        cfn.delete_change_set(StackName="checked", ChangeSetName="first")
    told = saying(cfn, change_set, {"DisableValidation": "true"}, stack="checked", name="first", resources={"B": bucket("a-name-in-use")}, kind="CREATE")
    expect(told["Status"] == "CREATE_COMPLETE", told)
    cfn.execute_change_set(StackName="checked", ChangeSetName="first")
    expect(settled("checked")["StackStatus"] == "ROLLBACK_COMPLETE", "and then it fails where it is made")
    cfn.delete_stack(StackName="checked")
    both = change_set("checked", "first", {"B": bucket("a-name-in-use"), "C": bucket(Colour="blue")}, "CREATE")
    expect("[AWS::EarlyValidation::ResourceExistenceCheck, AWS::EarlyValidation::PropertyValidation]" in both["StatusReason"], both)
    cfn.delete_stack(StackName="checked")


def stacks_are_validated():
    wrong = {"A": bucket(), "B": bucket("a-name-in-use"), "C": bucket(Colour="blue")}
    made("direct", wrong, "ROLLBACK_COMPLETE")
    told = cfn.describe_stack_events(StackName="direct")["StackEvents"]
    expect(all(each["ResourceType"] == "AWS::CloudFormation::Stack" for each in told), f"nothing is made before: {told}")
    failed = [each for each in told if each["ResourceStatus"] == "ROLLBACK_IN_PROGRESS"][0]
    expect("AWS::EarlyValidation::ResourceExistenceCheck, AWS::EarlyValidation::PropertyValidation" in failed["ResourceStatusReason"] and
           failed["DetailedStatus"] == "VALIDATION_FAILED", failed)
    events = cfn.describe_events(StackName="direct", Filters={"FailedEvents": True})["OperationEvents"]
    expect({each["LogicalResourceId"] for each in events} == {"B", "C"} and
           all(each["OperationType"] == "CREATE_STACK" and each["EventType"] == "VALIDATION_ERROR" for each in events), events)
    alike = cfn.describe_events(OperationId=events[0]["OperationId"])["OperationEvents"]
    expect(len(alike) >= 3, f"by the operation, too: {alike}")
    cfn.delete_stack(StackName="direct")
    made("direct", {"A": bucket()})
    cfn.update_stack(StackName="direct", TemplateBody=json.dumps({"Resources": {"A": bucket(), "B": bucket("a-name-in-use")}}))
    stack = settled("direct")
    expect(stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE" and stack["DetailedStatus"] == "VALIDATION_FAILED", stack)
    events = cfn.describe_events(StackName="direct", Filters={"FailedEvents": True})["OperationEvents"]
    expect([each["OperationType"] for each in events] == ["UPDATE_STACK"] and "already exists" in events[0]["ValidationStatusReason"], events)
    saying(cfn, cfn.update_stack, {"DisableValidation": "true"}, StackName="direct",
           TemplateBody=json.dumps({"Resources": {"A": bucket(), "B": bucket("a-name-in-use")}}))
    stack = settled("direct")
    expect(stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE" and "DetailedStatus" not in stack, stack)
    expect(any(each[0] == "B" and each[1] == "CREATE_FAILED" for each in reasons("direct")), "it fails where it is made")
    cfn.delete_stack(StackName="direct")


def buckets_that_are_not_empty_are_a_warning():
    made("full", {"A": bucket(), "B": bucket()})
    name = cfn.describe_stack_resource(StackName="full", LogicalResourceId="B")["StackResourceDetail"]["PhysicalResourceId"]
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    told = change_set("full", "without", {"A": bucket()})
    expect(told["Status"] == "CREATE_COMPLETE", told)
    events = cfn.describe_events(StackName="full", ChangeSetName="without")["OperationEvents"]
    warned = [each for each in events if each.get("ValidationName") == "BUCKET_EMPTINESS_VALIDATION"]
    expect(len(warned) == 1 and warned[0]["ValidationFailureMode"] == "WARN" and name in warned[0]["ValidationStatusReason"], events)
    s3.delete_object(Bucket=name, Key="k")
    cfn.delete_stack(StackName="full")


def names_of_change_sets():
    change_set("named", "set", {"A": bucket()}, "CREATE")
    cfn.execute_change_set(StackName="named", ChangeSetName="set")
    settled("named")
    change_set("named", "other", {"A": bucket(), "B": bucket()})
    told = change_set("named", "set", {"A": bucket(), "B": bucket()})
    expect(told["Status"] == "CREATE_COMPLETE", f"what was executed leaves its name: {told}")
    cfn.execute_change_set(StackName="named", ChangeSetName="set")
    settled("named")
    left = [each["ChangeSetName"] for each in cfn.list_change_sets(StackName="named")["Summaries"]]
    expect(left == ["set"], f"the others go with it: {left}")
    refused("ChangeSetNotFound", cfn.describe_change_set, "other", StackName="named", ChangeSetName="other")
    cfn.delete_stack(StackName="named")


def what_was_kept_is_rolled_back():
    made("kept", {"A": bucket(), "B": bucket(Colour="blue")}, "CREATE_FAILED", DisableRollback=True)
    done = cfn.rollback_stack(StackName="kept")
    expect(settled("kept")["StackStatus"] == "ROLLBACK_COMPLETE" and done["OperationId"], reasons("kept"))
    cfn.delete_stack(StackName="kept")
    made("kept", {"A": bucket()})
    refused("ValidationError", cfn.rollback_stack, "can not be rolled back", StackName="kept")
    cfn.update_stack(StackName="kept", DisableRollback=True, TemplateBody=json.dumps(
        {"Resources": {"A": bucket(VersioningConfiguration={"Status": "Enabled"}), "B": {**bucket(Colour="blue"), "DependsOn": "A"}}}))
    expect(settled("kept")["StackStatus"] == "UPDATE_FAILED", reasons("kept"))
    cfn.rollback_stack(StackName="kept")
    expect(settled("kept")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE", reasons("kept"))
    name = cfn.describe_stack_resource(StackName="kept", LogicalResourceId="A")["StackResourceDetail"]["PhysicalResourceId"]
    expect(s3.get_bucket_versioning(Bucket=name).get("Status") != "Enabled", "it is as it was")
    cfn.delete_stack(StackName="kept")


def creations_take_no_longer_than_they_may():
    slow = Server(None, "--databases", "embedded", "--clock", "manual", "--now", "2026-01-01T00:00:00Z")
    api = client_of(slow.base, "cloudformation")
    waiting = {"B": bucket(), "H": {"Type": "AWS::CloudFormation::WaitConditionHandle", "DependsOn": "B"},
               "W": {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": {"Ref": "H"}, "Timeout": "3600"}}}

    def advance(by):
        status, _, body = slow.ask(f"{slow.base}/_windtunnel/clock", "POST", json.dumps({"advance": by}))
        expect(status == 200, body)

    for name, more, status in (("back", {}, "ROLLBACK_COMPLETE"), ("stays", {"DisableRollback": True}, "CREATE_FAILED")):
        api.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": waiting}), TimeoutInMinutes=2, **more)
        advance("119s")
        expect(api.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS", "not yet")
        advance("2s")
        expect(settled(name, api)["StackStatus"] == status, reasons(name, api))
        told = reasons(name, api)
        expect(any(each[0] == "W" and each[2] == "Resource creation cancelled" for each in told), told)
        expect(any("exceeded the specified timeout" in each[2] for each in told), told)
        expect(len(client_of(slow.base).list_buckets()["Buckets"]) == (name == "stays"), "the bucket goes with it, or stays")
    api.create_stack(StackName="quick", TemplateBody=json.dumps({"Resources": {"B": bucket()}}), TimeoutInMinutes=1)
    advance("61s")
    expect(settled("quick", api)["StackStatus"] == "CREATE_COMPLETE", "what is done in time stays done")
    slow.stop()


def nobody_waits_for_express():
    slow = Server(None, "--databases", "embedded", "--pace", "aws")
    api = client_of(slow.base, "cloudformation")
    database = {"D": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Delete", "Properties": {
        "Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": "20", "MasterUsername": "me", "MasterUserPassword": "a-password"}}}
    saying(api, made, {"DeploymentConfig.Mode": "EXPRESS"}, name="express", resources=database, api=api)
    told = client_of(slow.base, "rds").describe_db_instances()["DBInstances"][0]
    expect(told["DBInstanceStatus"] == "creating", f"it is made while the stack is done: {told['DBInstanceStatus']}")
    slow.stop()


for test in (events_are_told_by_operation, drift_is_seen, resources_are_imported, change_sets_are_validated, stacks_are_validated,
             buckets_that_are_not_empty_are_a_warning, names_of_change_sets,
             what_was_kept_is_rolled_back, creations_take_no_longer_than_they_may, nobody_waits_for_express):
    test()
expect(not cfn.describe_stacks()["Stacks"], "no stack is left")
expect(server.stop() == 0, "the server stops")
