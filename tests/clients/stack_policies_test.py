"""boto3, unmodified: stack policies, which keep resources from updates, and what a change set says of what it leaves behind."""
import json

from clients import Server, boto3_or_skip, client_of, expect, refused
from stacks import events as events_of, settled as settle

boto3_or_skip()
server = Server(None)
cfn = client_of(server.base, "cloudformation")
s3 = client_of(server.base, "s3")
logs = client_of(server.base, "logs")
GROUP = "Resources: {A: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /policy, RetentionInDays: 1}}, B: {Type: AWS::Logs::LogGroup}}"
ANYTHING = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}


def policy(*statements):
    return json.dumps({"Statement": list(statements)})


def update(template, status, **more):
    cfn.update_stack(StackName="guarded", TemplateBody=template, **more)
    settle(cfn, "guarded", status)
    return events_of(cfn, "guarded")


def days():
    return logs.describe_log_groups(logGroupNamePrefix="/policy")["logGroups"][0]["retentionInDays"]


cfn.create_stack(StackName="guarded", TemplateBody=GROUP, StackPolicyBody=policy(
    ANYTHING, {"Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "LogicalResourceId/A"}))
settle(cfn, "guarded", "CREATE_COMPLETE")

# What it allows is done; an update of anything that it denies begins, and is taken back, whatever else it has.
update(GROUP.replace("Days: 1", "Days: 3"), "UPDATE_COMPLETE")
other = GROUP.replace("Days: 1", "Days: 5").replace("/policy", "/another").replace("LogGroup}}", "LogGroup, Properties: {RetentionInDays: 1}}}")
seen = update(other, "UPDATE_ROLLBACK_COMPLETE")
why = "Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource [LogicalResourceId/A];"
expect(("A", "UPDATE_FAILED", why) in seen, seen)
expect(("guarded", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [A]. ") in seen, seen)
expect(days() == 3 and not logs.describe_log_groups(logGroupNamePrefix="/another")["logGroups"], "nothing was changed")
expect("Days: 3" in cfn.get_template(StackName="guarded")["TemplateBody"], "the stack is what it was made of")

# A change set, too; another policy for one update only; and failures that are kept.
cfn.create_change_set(StackName="guarded", ChangeSetName="c", TemplateBody=other.replace("AWS::Logs::LogGroup, Prop", "AWS::Logs::LogGroup, UpdateReplacePolicy: Retain, Prop"))
told = {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"] for each in cfn.describe_change_set(StackName="guarded", ChangeSetName="c")["Changes"]}
expect((told["A"]["Replacement"], told["A"]["PolicyAction"]) == ("True", "ReplaceAndRetain") and "PolicyAction" not in told["B"], told)
cfn.execute_change_set(StackName="guarded", ChangeSetName="c")
settle(cfn, "guarded", "UPDATE_ROLLBACK_COMPLETE")
seen = update(other, "UPDATE_FAILED", DisableRollback=True)
expect(days() == 3, "kept as it is")
cfn.rollback_stack(StackName="guarded")
settle(cfn, "guarded", "UPDATE_ROLLBACK_COMPLETE")
update(other, "UPDATE_COMPLETE", StackPolicyDuringUpdateBody=policy(ANYTHING))
expect(json.loads(cfn.get_stack_policy(StackName="guarded")["StackPolicyBody"])["Statement"][1]["Effect"] == "Deny", "for one update")

# What no statement allows is kept; deletions have an action of their own. A policy may be an object.
s3.create_bucket(Bucket="policies")
s3.put_object(Bucket="policies", Key="p.json", Body=policy({"Effect": "Allow", "Action": "Update:Modify", "Principal": "*", "Resource": "*"}))
url = f"{server.base}/policies/p.json"
cfn.set_stack_policy(StackName="guarded", StackPolicyURL=url)
without = other[:other.index(", B:")] + "}"
seen = update(without, "UPDATE_ROLLBACK_COMPLETE")
expect(any(each[0] == "B" and each[2].startswith("Action not allowed by stack policy:") and "[Update:Delete]" in each[2] for each in seen), seen)
update(without, "UPDATE_COMPLETE", StackPolicyBody=policy(ANYTHING), StackPolicyDuringUpdateBody=policy(ANYTHING))
expect(json.loads(cfn.get_stack_policy(StackName="guarded")["StackPolicyBody"]) == {"Statement": [ANYTHING]}, "a new one, from then on")
cfn.set_stack_policy(StackName="guarded", StackPolicyBody="{}")
expect(cfn.get_stack_policy(StackName="guarded")["StackPolicyBody"] == "{}", "an empty one is one")

# Policies have all that their statements need, and come one way.
wrong = "Error validating stack policy: Invalid stack policy"
for change in ({"Effect": "Perhaps"}, {"Action": None}, {"Resource": None}, {"Principal": None}, {"Principal": "arn:aws:iam::000000000000:root"},
               {"Action": "Foo:*"}, {"Action": ["Update:Modify", "s3:GetObject"]}, {"NotAction": "Update:Modify"}):
    statement = {key: value for key, value in {**ANYTHING, **change}.items() if value is not None}
    refused("ValidationError", cfn.set_stack_policy, wrong, StackName="guarded", StackPolicyBody=policy(statement))
    refused("ValidationError", cfn.update_stack, wrong, StackName="guarded", TemplateBody=GROUP, StackPolicyDuringUpdateBody=policy(statement))
refused("ValidationError", cfn.set_stack_policy, "You cannot specify both StackPolicyURL and StackPolicyBody", StackName="guarded", StackPolicyBody="{}", StackPolicyURL=url)
refused("ValidationError", cfn.update_stack, "You cannot specify both StackPolicyDuringUpdateURL and StackPolicyDuringUpdateBody", StackName="guarded",
        TemplateBody=GROUP, StackPolicyDuringUpdateBody="{}", StackPolicyDuringUpdateURL=url)
refused("ValidationError", cfn.set_stack_policy, "StackPolicyURL must be a supported URL", StackName="guarded", StackPolicyURL="http://example.com/p.json")
refused("ValidationError", cfn.set_stack_policy, "S3 error", StackName="guarded", StackPolicyURL=url + ".gone")

# A nested stack is protected by its root.
s3.put_object(Bucket="policies", Key="child.json", Body=json.dumps({"Resources": {"G": {"Type": "AWS::Logs::LogGroup"}}}))
cfn.create_stack(StackName="root", TemplateBody="Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: '%s'}}}" % f"{server.base}/policies/child.json")
settle(cfn, "root", "CREATE_COMPLETE")
child = cfn.describe_stack_resource(StackName="root", LogicalResourceId="N")["StackResourceDetail"]["PhysicalResourceId"]
refused("ValidationError", cfn.update_termination_protection, "nested stack", StackName=child, EnableTerminationProtection=True)
cfn.update_termination_protection(StackName="root", EnableTerminationProtection=True)
expect(server.stop() == 0, "the server did not stop well")
print("stack policies")
