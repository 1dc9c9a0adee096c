"""boto3 with change sets of nested stacks (IncludeNestedStacks): each nested stack has its own, which says what changes there, and all are executed
and deleted with the root's; what nested stacks do when their template alone has changed; dynamic references as changes."""
import json

from stacks import events as events_of, settled as settle
from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
server = Server(None)
cfn, s3, logs, ssm = (client_of(server.base, name) for name in ("cloudformation", "s3", "logs", "ssm"))
s3.create_bucket(Bucket="nested")
logs.create_log_group(logGroupName="/taken")  # a name that makes whatever wants it fail


def settled(name, status):
    return settle(cfn, name, status)


def events(name):
    return events_of(cfn, name)


def template(resources, **more):
    return json.dumps({"Resources": resources, **more})


def put(key, text):
    s3.put_object(Bucket="nested", Key=key, Body=text)


def nested(key, **parameters):
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {
        "TemplateURL": f"{server.base}/nested/{key}", **({"Parameters": parameters} if parameters else {})}}


def group(name, **properties):
    return {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": name, **properties}}


def parameter(value, **properties):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **properties}}


def change_set(stack, name, text, kind="UPDATE", **more):
    cfn.create_change_set(StackName=stack, ChangeSetName=name, ChangeSetType=kind, TemplateBody=text, **more)
    return cfn.describe_change_set(StackName=stack, ChangeSetName=name, IncludePropertyValues=True)


def changes(told):
    return {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"] for each in told["Changes"]}


def groups(prefix):
    return sorted(each["logGroupName"] for each in logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"])


def stacks():
    gone = {"DELETE_COMPLETE"}
    return {each["StackName"]: each["StackStatus"] for each in cfn.list_stacks()["StackSummaries"] if each["StackStatus"] not in gone}


def a_hierarchy_is_made_and_changed_from_its_root():
    put("leaf", template({"Leaf": group("/tree/leaf")}))
    put("branch", template({"Own": group({"Ref": "Name"}), "Below": nested("leaf")},
                           Parameters={"Name": {"Type": "String", "AllowedPattern": "/tree/.*"}},
                           Outputs={"Arn": {"Value": {"Fn::GetAtt": ["Own", "Arn"]}}}))
    # A parameter that is only known when its sibling is made.
    put("after", template({"Value": parameter({"Ref": "Arn"}, Name="/tree/arn")},
                          Parameters={"Arn": {"Type": "String", "AllowedPattern": "arn:.*", "MaxLength": 200}}))
    root = template({"Branch": nested("branch", Name="/tree/own"), "After": nested("after", Arn={"Fn::GetAtt": ["Branch", "Outputs.Arn"]})})
    told = change_set("tree", "first", root, "CREATE", IncludeNestedStacks=True)
    expect((told["Status"], told["IncludeNestedStacks"]) == ("CREATE_COMPLETE", True), told)
    expect("ParentChangeSetId" not in told and "RootChangeSetId" not in told, told)
    branch = cfn.describe_change_set(ChangeSetName=changes(told)["Branch"]["ChangeSetId"])
    expect(branch["ParentChangeSetId"] == branch["RootChangeSetId"] == told["ChangeSetId"], branch)
    expect(branch["StackId"] == changes(told)["Branch"]["PhysicalResourceId"], "the nested stack is in review")
    expect({name: each["Action"] for name, each in changes(branch).items()} == {"Own": "Add", "Below": "Add"}, branch)
    leaf = cfn.describe_change_set(ChangeSetName=changes(branch)["Below"]["ChangeSetId"])
    expect((leaf["ParentChangeSetId"], leaf["RootChangeSetId"]) == (branch["ChangeSetId"], told["ChangeSetId"]), leaf)
    summary = cfn.list_change_sets(StackName=leaf["StackId"])["Summaries"][0]
    expect(summary["RootChangeSetId"] == told["ChangeSetId"] and summary["ParentChangeSetId"] == branch["ChangeSetId"], summary)
    expect(set(stacks().values()) == {"REVIEW_IN_PROGRESS"} and len(stacks()) == 4, stacks())
    expect(not groups("/tree"), "nothing is made yet")
    for call in (cfn.execute_change_set, cfn.delete_change_set):
        refused("ValidationError", call, "from the root change set", ChangeSetName=leaf["ChangeSetId"])

    cfn.execute_change_set(StackName="tree", ChangeSetName="first")
    whole = settled("tree", "CREATE_COMPLETE")
    expect(groups("/tree") == ["/tree/leaf", "/tree/own"], groups("/tree"))
    expect("/tree/own" in ssm.get_parameter(Name="/tree/arn")["Parameter"]["Value"], "what was unknown then")
    inner = cfn.describe_stacks(StackName=branch["StackId"])["Stacks"][0]
    expect((inner["StackStatus"], inner["ChangeSetId"]) == ("CREATE_COMPLETE", branch["ChangeSetId"]), inner)
    expect((inner["ParentId"], inner["RootId"]) == (whole["StackId"], whole["StackId"]), inner)
    expect(inner["Parameters"] == [{"ParameterKey": "Name", "ParameterValue": "/tree/own"}], inner)
    expect(cfn.describe_change_set(ChangeSetName=leaf["ChangeSetId"])["ExecutionStatus"] == "EXECUTE_COMPLETE", "with its root")

    # Two levels below, one property; the sibling has nothing to change.
    put("leaf", template({"Leaf": group("/tree/leaf", RetentionInDays=7)}))
    told = change_set("tree", "second", root, IncludeNestedStacks=True)
    expect(list(changes(told)) == ["Branch"] and changes(told)["Branch"]["Action"] == "Modify", told["Changes"])
    branch = cfn.describe_change_set(ChangeSetName=changes(told)["Branch"]["ChangeSetId"])
    leaf = cfn.describe_change_set(ChangeSetName=changes(branch)["Below"]["ChangeSetId"])
    expect(changes(leaf)["Leaf"]["Details"][0]["Target"]["Name"] == "RetentionInDays", leaf["Changes"])
    # What is executed is what was looked at.
    put("leaf", template({"Leaf": group("/tree/leaf", RetentionInDays=30)}))
    cfn.execute_change_set(ChangeSetName=told["ChangeSetId"])
    settled("tree", "UPDATE_COMPLETE")
    expect(logs.describe_log_groups(logGroupNamePrefix="/tree/leaf")["logGroups"][0]["retentionInDays"] == 7, "the template of the change set")

    put("leaf", template({"Leaf": group("/tree/leaf", RetentionInDays=7)}))
    told = change_set("tree", "none", root, IncludeNestedStacks=True)
    expect(told["Status"] == "FAILED" and told["StatusReason"].startswith("The submitted information didn't contain changes."), told)
    cfn.delete_stack(StackName="tree")
    settled(whole["StackId"], "DELETE_COMPLETE")
    expect(not stacks() and not groups("/tree"), stacks())


def what_is_deleted_with_a_root_change_set():
    put("one", template({"One": group("/gone/one")}))
    told = change_set("gone", "first", template({"N": nested("one")}), "CREATE", IncludeNestedStacks=True)
    child = changes(told)["N"]["ChangeSetId"]
    cfn.delete_change_set(StackName="gone", ChangeSetName="first")
    refused("ChangeSetNotFound", cfn.describe_change_set, ChangeSetName=child)
    expect(stacks() == {"gone": "REVIEW_IN_PROGRESS"}, stacks())
    # A stack that is deleted, or made another way, takes along what was to be made with it.
    change_set("gone", "second", template({"N": nested("one")}), "CREATE", IncludeNestedStacks=True)
    cfn.create_stack(StackName="gone", TemplateBody=template({"N": nested("one")}))
    settled("gone", "CREATE_COMPLETE")
    expect(sorted(stacks().values()) == ["CREATE_COMPLETE", "CREATE_COMPLETE"], stacks())
    gone = cfn.describe_stacks(StackName="gone")["Stacks"][0]["StackId"]
    cfn.delete_stack(StackName="gone")
    settled(gone, "DELETE_COMPLETE")
    change_set("gone", "third", template({"N": nested("one")}), "CREATE", IncludeNestedStacks=True)
    cfn.delete_stack(StackName="gone")
    expect(not stacks(), stacks())


def what_fails_below_fails_above():
    put("bad", template({"Bad": {"Type": "AWS::S3::Bucket", "Properties": {"Nope": 1}}}))
    for resources in ({"N": nested("bad")}, {"N": nested("missing")}):
        told = change_set("bad", "first", template(resources), "CREATE", IncludeNestedStacks=True)
        expect(told["Status"] == "FAILED" and told["ExecutionStatus"] == "UNAVAILABLE", told)
        below = cfn.describe_change_set(ChangeSetName=changes(told)["N"]["ChangeSetId"])
        expect(told["StatusReason"] == f"Nested change set {below['ChangeSetId']} was not successfully created: Currently in FAILED.", told)
        expect(below["Status"] == "FAILED" and below["StatusReason"], below)
        refused("InvalidChangeSetStatus", cfn.execute_change_set, StackName="bad", ChangeSetName="first")
        cfn.delete_change_set(StackName="bad", ChangeSetName="first")
    cfn.delete_stack(StackName="bad")
    # What fails when it is executed is rolled back with its nested stacks.
    put("taken", template({"Taken": group({"Ref": "Name"})}, Parameters={"Name": {"Type": "String"}}))
    resources = {"First": parameter("/taken", Name="/which"), "N": nested("taken", Name={"Fn::GetAtt": ["First", "Value"]})}
    told = change_set("bad", "first", template(resources), "CREATE", IncludeNestedStacks=True)
    expect(told["Status"] == "CREATE_COMPLETE", told)
    cfn.execute_change_set(StackName="bad", ChangeSetName="first")
    settled("bad", "ROLLBACK_COMPLETE")
    expect(stacks() == {"bad": "ROLLBACK_COMPLETE"}, stacks())
    cfn.delete_stack(StackName="bad")


def a_template_below_changes_alone():
    """A nested stack's template is looked at by each update of its parent, and comes back when that fails."""
    put("alone", template({"G": group("/alone")}))
    outer = {"N": nested("alone"), "P": parameter("a", Name="/alone")}
    cfn.create_stack(StackName="alone", TemplateBody=template(outer))
    settled("alone", "CREATE_COMPLETE")
    told = change_set("alone", "same", template(outer))
    about = changes(told)["N"]
    expect((about["Action"], about["Replacement"], about["Details"][0]["ChangeSource"], about["Details"][0]["Evaluation"])
           == ("Modify", "False", "Automatic", "Dynamic"), about)
    expect("ChangeSetId" not in about, about)
    child = about["PhysicalResourceId"]
    cfn.update_stack(StackName="alone", UsePreviousTemplate=True)
    settled("alone", "UPDATE_COMPLETE")
    expect(cfn.describe_stacks(StackName=child)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE", "nothing changed there")
    put("alone", template({"G": group("/alone", RetentionInDays=5)}))
    cfn.update_stack(StackName="alone", UsePreviousTemplate=True)
    settled("alone", "UPDATE_COMPLETE")
    expect(logs.describe_log_groups(logGroupNamePrefix="/alone")["logGroups"][0]["retentionInDays"] == 5, "its template")
    put("alone", template({"G": group("/alone", RetentionInDays=14)}))
    failing = {**outer, "Bad": {**group("/taken"), "DependsOn": "N"}}
    cfn.update_stack(StackName="alone", TemplateBody=template(failing))
    settled("alone", "UPDATE_ROLLBACK_COMPLETE")
    expect(logs.describe_log_groups(logGroupNamePrefix="/alone")["logGroups"][0]["retentionInDays"] == 5, f"as it was before {events('alone')} {events(child)}")
    expect("14" not in cfn.get_template(StackName=child)["TemplateBody"]["Resources"]["G"]["Properties"].get("RetentionInDays", "").__str__(),
           cfn.get_template(StackName=child))
    cfn.delete_stack(StackName="alone")


def a_rolled_back_update_tells_what_it_was():
    text = template({"P": parameter({"Ref": "X"}, Name="/told")}, Parameters={"X": {"Type": "String"}}, Description="before")
    cfn.create_stack(StackName="told", TemplateBody=text, Parameters=[{"ParameterKey": "X", "ParameterValue": "a"}], Tags=[{"Key": "k", "Value": "1"}])
    settled("told", "CREATE_COMPLETE")
    failing = json.loads(text)
    failing["Resources"]["Q"] = {**group("/taken"), "DependsOn": "P"}
    failing["Description"] = "after"
    cfn.update_stack(StackName="told", TemplateBody=json.dumps(failing), Parameters=[{"ParameterKey": "X", "ParameterValue": "b"}],
                     Tags=[{"Key": "k", "Value": "2"}])
    stack = settled("told", "UPDATE_ROLLBACK_COMPLETE")
    expect(stack["Parameters"] == [{"ParameterKey": "X", "ParameterValue": "a"}], stack)
    expect((stack["Description"], stack["Tags"]) == ("before", [{"Key": "k", "Value": "1"}]), stack)
    cfn.delete_stack(StackName="told")


def dynamic_references_are_changes():
    """CloudFormation compares what templates say: a literal that becomes a reference is a change, whatever it gives, and the other way round."""
    ssm.put_parameter(Name="/source", Type="String", Value="same")
    said = "{{resolve:ssm:/source}}"
    cfn.create_stack(StackName="dyn", TemplateBody=template({"P": parameter("same", Name="/dyn")}))
    settled("dyn", "CREATE_COMPLETE")
    told = change_set("dyn", "to", template({"P": parameter(said, Name="/dyn")}))
    target = changes(told)["P"]["Details"][0]["Target"]
    expect((target["BeforeValue"], target["AfterValue"]) == ("same", said), changes(told))
    cfn.delete_change_set(StackName="dyn", ChangeSetName="to")
    cfn.update_stack(StackName="dyn", TemplateBody=template({"P": parameter(said, Name="/dyn")}))
    settled("dyn", "UPDATE_COMPLETE")
    expect(("P", "UPDATE_COMPLETE", "") in events("dyn"), events("dyn"))
    shown = [each["ResourceProperties"] for each in cfn.describe_stack_events(StackName="dyn")["StackEvents"] if "ResourceProperties" in each]
    expect(said in shown[0], "events tell the reference and not what it gives")
    refused("ValidationError", cfn.update_stack, "No updates are to be performed.", StackName="dyn", UsePreviousTemplate=True)
    # And back. A name is create-only: whether it is another one is only known when it is resolved.
    cfn.update_stack(StackName="dyn", TemplateBody=template({"P": parameter("same", Name="/dyn")}))
    settled("dyn", "UPDATE_COMPLETE")
    ssm.put_parameter(Name="/name", Type="String", Value="/dyn")
    told = change_set("dyn", "name", template({"P": parameter("same", Name="{{resolve:ssm:/name}}")}))
    about = changes(told)["P"]
    expect((about["Replacement"], about["Details"][0]["Evaluation"]) == ("Conditional", "Dynamic"), about)
    cfn.execute_change_set(StackName="dyn", ChangeSetName="name")
    settled("dyn", "UPDATE_COMPLETE")
    expect(not any("creation of a new physical resource" in why for _, _, why in events("dyn")), events("dyn"))
    # A failed update goes back to what was said.
    failing = {"P": parameter("other", Name="/dyn"), "Q": {**group("/taken"), "DependsOn": "P"}}
    cfn.update_stack(StackName="dyn", TemplateBody=template(failing))
    settled("dyn", "UPDATE_ROLLBACK_COMPLETE")
    refused("ValidationError", cfn.update_stack, "No updates are to be performed.", StackName="dyn", UsePreviousTemplate=True)
    cfn.delete_stack(StackName="dyn")


try:
    for each in (a_hierarchy_is_made_and_changed_from_its_root, what_is_deleted_with_a_root_change_set, what_fails_below_fails_above,
                 a_template_below_changes_alone, a_rolled_back_update_tells_what_it_was, dynamic_references_are_changes):
        each()
finally:
    server.stop()
