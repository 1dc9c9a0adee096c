"""boto3 with requests that are sent twice: by its ClientRequestToken CloudFormation knows one again, answers it as before, and does
nothing more; also after a restart."""
import json
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused
from stacks import settled

boto3_or_skip()


def template(*names, **more):
    return json.dumps({"Resources": {name: {"Type": "AWS::Logs::LogGroup", "Properties": more} for name in names}})


def begun(cfn, name):
    """How often something was begun with the stack, by what."""
    told = cfn.describe_stack_events(StackName=name)["StackEvents"]
    return [(each["ResourceStatus"], each.get("ClientRequestToken")) for each in reversed(told)
            if each["ResourceType"] == "AWS::CloudFormation::Stack" and each.get("ResourceStatusReason") == "User Initiated"]


def taken(call, **parameters):
    refused("TokenAlreadyExistsException", call, "client request token", **parameters)


def creations_and_updates(cfn):
    create = {"StackName": "s", "TemplateBody": template("One"), "ClientRequestToken": "c-1"}
    first = cfn.create_stack(**create)
    settled(cfn, "s", "CREATE_COMPLETE")
    again = cfn.create_stack(**create)
    expect((again["StackId"], again.get("OperationId")) == (first["StackId"], first.get("OperationId")), f"{first} {again}")
    refused("AlreadyExistsException", cfn.create_stack, **{**create, "ClientRequestToken": "c-2"})
    taken(cfn.create_stack, **{**create, "TemplateBody": template("Two")})
    # A token is another stack's, too.
    cfn.create_stack(**{**create, "StackName": "other"})
    settled(cfn, "other", "CREATE_COMPLETE")

    update = {"StackName": "s", "TemplateBody": template("One", RetentionInDays=1), "ClientRequestToken": "u-1"}
    first = cfn.update_stack(**update)
    settled(cfn, "s", "UPDATE_COMPLETE")
    again = cfn.update_stack(**update)
    expect((again["StackId"], again.get("OperationId")) == (first["StackId"], first.get("OperationId")), f"{first} {again}")
    refused("ValidationError", cfn.update_stack, "No updates", **{**update, "ClientRequestToken": "u-2"})
    taken(cfn.update_stack, **{**update, "ClientRequestToken": "c-1"})
    expect(begun(cfn, "s") == [("CREATE_IN_PROGRESS", "c-1"), ("UPDATE_IN_PROGRESS", "u-1")], begun(cfn, "s"))


def change_sets(cfn):
    cfn.create_change_set(StackName="s", ChangeSetName="more", TemplateBody=template("One", "Two"))
    execute = {"StackName": "s", "ChangeSetName": "more", "ClientRequestToken": "x-1"}
    for _ in range(2):
        cfn.execute_change_set(**execute)
        settled(cfn, "s", "UPDATE_COMPLETE")
    refused("InvalidChangeSetStatus", cfn.execute_change_set, **{**execute, "ClientRequestToken": "x-2"})
    taken(cfn.execute_change_set, **{**execute, "ClientRequestToken": "u-1"})
    expect(begun(cfn, "s")[2:] == [("UPDATE_IN_PROGRESS", "x-1")], begun(cfn, "s"))


def deletions(cfn):
    """What was deleted stays so, and who has its name is not deleted by a retry."""
    stack = cfn.describe_stacks(StackName="s")["Stacks"][0]["StackId"]
    delete = {"StackName": "s", "ClientRequestToken": "d-1"}
    for _ in range(2):
        cfn.delete_stack(**delete)
        settled(cfn, stack, "DELETE_COMPLETE")
    expect([each for each in begun(cfn, stack) if each[1] == "d-1"] == [("DELETE_IN_PROGRESS", "d-1")], begun(cfn, stack))
    cfn.create_stack(StackName="s", TemplateBody=template("Three"), ClientRequestToken="c-3")
    settled(cfn, "s", "CREATE_COMPLETE")
    cfn.delete_stack(**delete)
    settled(cfn, "s", "CREATE_COMPLETE")
    taken(cfn.delete_stack, **{**delete, "ClientRequestToken": "c-3"})


def after_a_restart(cfn):
    retried = cfn.create_stack(StackName="s", TemplateBody=template("Three"), ClientRequestToken="c-3")
    expect(retried["StackId"] == cfn.describe_stacks(StackName="s")["Stacks"][0]["StackId"], retried)
    cfn.delete_stack(StackName="s", ClientRequestToken="d-1")
    settled(cfn, "s", "CREATE_COMPLETE")
    cfn.delete_stack(StackName="s", ClientRequestToken="d-2")
    settled(cfn, retried["StackId"], "DELETE_COMPLETE")


with tempfile.TemporaryDirectory() as folder:
    server = Server(None, "--data", folder, "--databases", "embedded")
    for test in (creations_and_updates, change_sets, deletions):
        test(client_of(server.base, "cloudformation"))
    server.stop()
    server = Server(None, "--data", folder, "--databases", "embedded")
    after_a_restart(client_of(server.base, "cloudformation"))
    server.stop()
print("boto3 with requests that are sent twice")
