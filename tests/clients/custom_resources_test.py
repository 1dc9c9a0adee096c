"""boto3 with custom resources that fail: functions that throw, that never answer, that answer something else than they should, and what is
deleted of what they made; and stacks that are deleted when their creation fails."""
import re

from clients import Server, boto3_or_skip, client_of, expect
from stacks import events, function_of, settled

boto3_or_skip()
server = Server(None, "--databases", "embedded")
cfn, logs = (client_of(server.base, name) for name in ("cloudformation", "logs"))

MAKER = function_of("""
import cfnresponse, json, urllib.request
def handler(event, context):
    do = event["ResourceProperties"]["Do"]
    print("ASKED " + event["RequestType"] + " " + event.get("PhysicalResourceId", "-"), flush=True)
    if event["RequestType"] == "Delete":
        return cfnresponse.send(event, context, cfnresponse.SUCCESS, {})
    if do == "throw":
        raise ValueError("as it was wished")
    if do == "fail":
        return cfnresponse.send(event, context, cfnresponse.FAILED, {}, "made-before-it-failed")
    said = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    said.update({"fail without an id": {"Status": "FAILED", "Reason": "there is none"}, "no id": {"Status": "SUCCESS"},
                 "a long id": {"Status": "SUCCESS", "PhysicalResourceId": "x" * 1025},
                 "much": {"Status": "SUCCESS", "PhysicalResourceId": "much", "Data": {"Text": "x" * 5000}}}.get(do, {}))
    body = b"no JSON" if do == "text" else json.dumps(said).encode()
    if do != "nothing":
        urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, {"Content-Type": ""}, method="PUT"))
""") + """Outputs: {Maker: {Value: !GetAtt Maker.Arn}, Name: {Value: !Ref Maker}}
"""
cfn.create_stack(StackName="maker", TemplateBody=MAKER, Capabilities=["CAPABILITY_IAM"])
made = {each["OutputKey"]: each["OutputValue"] for each in settled(cfn, "maker", "CREATE_COMPLETE")["Outputs"]}


def asked(count):
    """What the function was asked, in order."""
    lines = []
    for _ in range(600):
        if logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{made['Name']}")["logGroups"]:
            told = logs.filter_log_events(logGroupName=f"/aws/lambda/{made['Name']}")["events"]
            lines = [each["message"].split("ASKED ")[1].strip() for each in told if "ASKED " in each["message"]]
        if len(lines) >= count:
            break
    return lines


NEVER = (r"CloudFormation did not receive a response from your Custom Resource\. Please check your logs for requestId \[[0-9a-f-]{36}\]\. If you "
         r"are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the "
         r"updated version\.")
ITS_OWN = "failing-Thing-[A-Z0-9]{12}"
seen = 0
for do, more, why, gone in (
        ("nothing", ", ServiceTimeout: 1", NEVER, ITS_OWN),
        ("throw", ", ServiceTimeout: '1'", NEVER, ITS_OWN),
        ("fail", "", r"Received response status \[FAILED\] from custom resource\. Message returned: See the details in CloudWatch Log Stream: "
                     r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32} \(RequestId: [0-9a-f-]{36}\)", "made-before-it-failed"),
        ("fail without an id", "", r"Received response status \[FAILED\] from custom resource\. Message returned: there is none \(RequestId: [0-9a-f-]{36}\)", ITS_OWN),
        ("no id", "", "Invalid PhysicalResourceId", ITS_OWN),
        ("a long id", "", "Invalid PhysicalResourceId", ITS_OWN),
        ("much", "", r"Response object is too long\.", ITS_OWN),
        ("text", "", "Response is not valid JSON", ITS_OWN),
        ("nothing", ", ServiceTimeout: 3601", r"ServiceTimeout must be an integer from 1 to 3600\.", "")):
    template = f"Resources: {{Thing: {{Type: 'Custom::Thing', Properties: {{ServiceToken: '{made['Maker']}', Do: {do}{more}}}}}}}"
    stack = cfn.create_stack(StackName="failing", TemplateBody=template)["StackId"]
    settled(cfn, "failing", "ROLLBACK_COMPLETE")
    told = [reason for logical, status, reason in events(cfn, "failing") if status == "CREATE_FAILED"]
    expect(len(told) == 1 and re.fullmatch(why, told[0]), f"{do}: {told}")
    # A function that throws is tried again, as every asynchronous call; between its tries lies a minute.
    lines = asked(seen + (2 if gone else 0))[seen:]
    expect(not gone and not lines or gone and lines[0] == "Create -" and re.fullmatch("Delete " + gone, lines[1]), f"{do}: {lines}")
    seen += len(lines)
    cfn.delete_stack(StackName="failing")
    settled(cfn, stack, "DELETE_COMPLETE")

# A stack that does not come to be is deleted where its client says so, and there is no rollback.
failing = ("Resources: {G: {Type: AWS::Logs::LogGroup, DeletionPolicy: RetainExceptOnCreate, Properties: {LogGroupName: /passing}}, "
           "F: {Type: AWS::SSM::Parameter, DependsOn: G, Properties: {Type: String, Value: '{{resolve:ssm:/nope}}'}}}")
stack = cfn.create_stack(StackName="passing", TemplateBody=failing, OnFailure="DELETE")["StackId"]
settled(cfn, stack, "DELETE_COMPLETE")
told = events(cfn, stack)
expect([each[:2] for each in told] == [
    ("passing", "CREATE_IN_PROGRESS"), ("G", "CREATE_IN_PROGRESS"), ("G", "CREATE_IN_PROGRESS"), ("G", "CREATE_COMPLETE"), ("F", "CREATE_FAILED"),
    ("passing", "DELETE_IN_PROGRESS"), ("F", "DELETE_COMPLETE"), ("G", "DELETE_IN_PROGRESS"), ("G", "DELETE_COMPLETE"),
    ("passing", "DELETE_COMPLETE")], told)
expect(told[5][2] == "The following resource(s) failed to create: [F]. Delete requested by user.", told[5])
expect(not logs.describe_log_groups(logGroupNamePrefix="/passing")["logGroups"], "nothing stays of it")
expect(server.stop() == 0, "the server stops")
