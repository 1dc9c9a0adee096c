"""Secrets Manager by boto3 against a fresh server: values, versions and their labels, lists and filters, deletion and its window,
policies, passwords, rotation by a function; and what outlives kill -9."""
import json
import shutil
import tempfile
import time
import uuid

from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()

ACCOUNT = "000000000000"


def values(secrets):
    made = secrets.create_secret(Name="app/db", SecretString="one", Description="d", Tags=[{"Key": "team", "Value": "a"}])
    expect(made["ARN"].startswith(f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:app/db-"), made)
    expect(len(made["ARN"].rsplit("-", 1)[1]) == 6, made)
    for name in ("app/db", made["ARN"], made["ARN"].rsplit("-", 1)[0]):
        got = secrets.get_secret_value(SecretId=name)
        expect((got["SecretString"], got["VersionId"], got["VersionStages"]) ==
               ("one", made["VersionId"], ["AWSCURRENT"]), got)
    refused("ResourceExistsException", secrets.create_secret, "the secret app/db already exists", Name="app/db",
            SecretString="two")
    refused("ValidationException", secrets.create_secret, "Invalid name", Name="a b")
    refused("InvalidParameterException", secrets.create_secret, "both", Name="x", SecretString="a", SecretBinary=b"b")
    refused("ResourceNotFoundException", secrets.get_secret_value, "can't find the specified secret.", SecretId="nope")
    second = secrets.put_secret_value(SecretId="app/db", SecretBinary=b"\x00\xff")
    expect(second["VersionStages"] == ["AWSCURRENT"], second)
    expect(secrets.get_secret_value(SecretId="app/db")["SecretBinary"] == b"\x00\xff", "bytes")
    before = secrets.get_secret_value(SecretId="app/db", VersionStage="AWSPREVIOUS")
    expect(before["SecretString"] == "one" and before["VersionId"] == made["VersionId"], before)
    expect(secrets.get_secret_value(SecretId="app/db", VersionId=made["VersionId"])["SecretString"] == "one", "by id")
    refused("InvalidRequestException", secrets.get_secret_value, "not associated", SecretId="app/db",
            VersionId=made["VersionId"], VersionStage="AWSCURRENT")
    refused("ResourceNotFoundException", secrets.get_secret_value, "for staging label: AWSPENDING", SecretId="app/db",
            VersionStage="AWSPENDING")
    token = str(uuid.uuid4())
    third = secrets.update_secret(SecretId="app/db", SecretString="three", ClientRequestToken=token, Description="e")
    again = secrets.put_secret_value(SecretId="app/db", SecretString="three", ClientRequestToken=token)
    expect(third["VersionId"] == again["VersionId"] == token, again)
    refused("ResourceExistsException", secrets.put_secret_value, "already in use", SecretId="app/db",
            SecretString="other", ClientRequestToken=token)
    refused("InvalidRequestException", secrets.put_secret_value, "either SecretString or SecretBinary",
            SecretId="app/db")
    about = secrets.describe_secret(SecretId="app/db")
    expect(about["VersionIdsToStages"] == {token: ["AWSCURRENT"], second["VersionId"]: ["AWSPREVIOUS"]}, about)
    expect(about["Description"] == "e" and about["Tags"] == [{"Key": "team", "Value": "a"}], about)
    expect("RotationEnabled" not in about and about["LastAccessedDate"] <= about["LastChangedDate"], about)
    known = secrets.list_secret_version_ids(SecretId="app/db")["Versions"]
    expect(sorted(each["VersionId"] for each in known) == sorted([token, second["VersionId"]]), known)
    known = secrets.list_secret_version_ids(SecretId="app/db", IncludeDeprecated=True)["Versions"]
    expect([each.get("VersionStages") for each in known if each["VersionId"] == made["VersionId"]] == [None], known)
    refused("InvalidParameterException", secrets.update_secret_version_stage, "currently attached to version",
            SecretId="app/db", VersionStage="AWSCURRENT", MoveToVersionId=made["VersionId"])
    secrets.update_secret_version_stage(SecretId="app/db", VersionStage="AWSCURRENT", RemoveFromVersionId=token,
                                        MoveToVersionId=made["VersionId"])
    expect(secrets.get_secret_value(SecretId="app/db")["SecretString"] == "one", "rolled back")
    expect(secrets.get_secret_value(SecretId="app/db", VersionStage="AWSPREVIOUS")["VersionId"] == token, "previous")
    secrets.create_secret(Name="empty")
    refused("ResourceNotFoundException", secrets.get_secret_value, "staging label: AWSCURRENT", SecretId="empty")
    got = secrets.put_secret_value(SecretId="empty", SecretString="x", VersionStages=["mine"])
    expect(sorted(got["VersionStages"]) == ["AWSCURRENT", "mine"], got)
    got = secrets.put_secret_value(SecretId="empty", SecretString="y", VersionStages=["next"])
    expect(got["VersionStages"] == ["next"] and
           secrets.get_secret_value(SecretId="empty")["SecretString"] == "x", "labels of one's own move nothing else")


def lists(secrets):
    for number in range(5):
        secrets.create_secret(Name=f"list-{number}", SecretString=str(number), Description=f"number {number}")
    names = lambda **by: [each["Name"] for each in secrets.list_secrets(**by)["SecretList"]]  # noqa: E731
    only = [{"Key": "name", "Values": ["list-"]}]
    expect(names(Filters=only) == [f"list-{i}" for i in (4, 3, 2, 1, 0)], names(Filters=only))
    expect(names(Filters=only, SortOrder="asc") == [f"list-{i}" for i in range(5)], "asc")
    page = secrets.list_secrets(Filters=only, MaxResults=2, SortOrder="asc")
    rest = secrets.list_secrets(Filters=only, MaxResults=9, SortOrder="asc", NextToken=page["NextToken"])
    expect([each["Name"] for each in page["SecretList"] + rest["SecretList"]] == [f"list-{i}" for i in range(5)], rest)
    expect("NextToken" not in rest, rest)
    refused("InvalidNextTokenException", secrets.list_secrets, "", NextToken="x")
    batch = secrets.batch_get_secret_value(SecretIdList=["list-1", "nope", "list-0"])
    expect([each["SecretString"] for each in batch["SecretValues"]] == ["1", "0"], batch)
    expect([(each["SecretId"], each["ErrorCode"]) for each in batch["Errors"]] ==
           [("nope", "ResourceNotFoundException")], batch)
    batch = secrets.batch_get_secret_value(Filters=only, MaxResults=4)
    expect(len(batch["SecretValues"]) == 4 and batch["NextToken"], batch)
    batch = secrets.batch_get_secret_value(Filters=only, MaxResults=4, NextToken=batch["NextToken"])
    expect([each["SecretString"] for each in batch["SecretValues"]] == ["4"], batch)


def deletion(secrets):
    refused("InvalidParameterException", secrets.delete_secret, "between 7 and 30", SecretId="list-0",
            RecoveryWindowInDays=6)
    refused("InvalidParameterException", secrets.delete_secret, "in conjunction", SecretId="list-0",
            RecoveryWindowInDays=7, ForceDeleteWithoutRecovery=True)
    gone = secrets.delete_secret(SecretId="list-0", RecoveryWindowInDays=7)
    days = (gone["DeletionDate"].timestamp() - time.time()) / 86400
    expect(6.9 < days <= 7, gone)
    for call, more in ((secrets.get_secret_value, {}), (secrets.put_secret_value, {"SecretString": "x"}),
                       (secrets.update_secret, {"Description": "x"})):
        refused("InvalidRequestException", call, "marked for deletion", SecretId="list-0", **more)
    refused("InvalidRequestException", secrets.create_secret, "scheduled for deletion", Name="list-0")
    listed = [each["Name"] for each in secrets.list_secrets()["SecretList"]]
    expect("list-0" not in listed, listed)
    marked = [each for each in secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"] if each["Name"] == "list-0"]
    expect(marked and marked[0]["DeletedDate"] == gone["DeletionDate"], marked)
    secrets.restore_secret(SecretId="list-0")
    expect(secrets.get_secret_value(SecretId="list-0")["SecretString"] == "0", "restored")
    secrets.delete_secret(SecretId="list-0", ForceDeleteWithoutRecovery=True)
    refused("ResourceNotFoundException", secrets.describe_secret, "", SecretId="list-0")
    expect(secrets.delete_secret(SecretId="list-0", ForceDeleteWithoutRecovery=True)["Name"] == "list-0", "again")
    first = secrets.create_secret(Name="list-0", SecretString="new")["ARN"]
    expect(secrets.get_secret_value(SecretId=first)["SecretString"] == "new", "made again")


def windows():
    """By a clock that is moved by hand: it goes when its time is over."""
    server = Server(None, "--clock", "manual")
    secrets = client_of(server.base, "secretsmanager")
    secrets.create_secret(Name="brief", SecretString="x")
    secrets.delete_secret(SecretId="brief", RecoveryWindowInDays=7)
    for ahead, there in (("167h", True), ("2h", False)):
        status, _, text = server.ask(f"{server.base}/_windtunnel/clock", "POST", json.dumps({"advance": ahead}))
        expect(status == 200, text)
        listed = secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"]
        expect(bool(listed) == there, f"after {ahead}: {listed}")
    expect(server.stop() == 0, "the server did not stop well")


def policies(base, secrets):
    other = client_of(base, "secretsmanager", account="222222222222")
    arn = secrets.describe_secret(SecretId="app/db")["ARN"]
    denied = refused("AccessDeniedException", other.get_secret_value, "", SecretId=arn)
    expect("secretsmanager:GetSecretValue" in denied["Error"]["Message"], denied)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "secretsmanager:GetSecretValue",
        "Resource": "*"}]})
    secrets.put_resource_policy(SecretId="app/db", ResourcePolicy=policy, BlockPublicPolicy=True)
    expect(secrets.get_resource_policy(SecretId="app/db")["ResourcePolicy"] == policy, "the policy")
    expect(other.get_secret_value(SecretId=arn)["SecretString"] == "one", "another account")
    refused("AccessDeniedException", other.put_secret_value, "", SecretId=arn, SecretString="x")
    secrets.delete_resource_policy(SecretId="app/db")
    refused("AccessDeniedException", other.get_secret_value, "", SecretId=arn)
    expect("ResourcePolicy" not in secrets.get_resource_policy(SecretId="app/db"), "no policy")
    refused("MalformedPolicyDocumentException", secrets.put_resource_policy, "", SecretId="app/db", ResourcePolicy="{}")
    public = policy.replace('{"AWS": "222222222222"}', '"*"')
    refused("PublicPolicyException", secrets.put_resource_policy, "", SecretId="app/db", ResourcePolicy=public,
            BlockPublicPolicy=True)
    expect(not secrets.validate_resource_policy(ResourcePolicy=public)["PolicyValidationPassed"], "public")
    secrets.tag_resource(SecretId="app/db", Tags=[{"Key": "k", "Value": "v"}])
    secrets.untag_resource(SecretId="app/db", TagKeys=["team"])
    expect(secrets.describe_secret(SecretId="app/db")["Tags"] == [{"Key": "k", "Value": "v"}], "tags")
    # A user with a policy of its own, held to the secret's name.
    iam = client_of(base, "iam")
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:Get*",
                                                "Resource": arn.rsplit("-", 1)[0] + "-??????"}]}))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    reader = client_of(base, "secretsmanager", account=key["AccessKeyId"], secret=key["SecretAccessKey"])
    expect(reader.get_secret_value(SecretId="app/db")["SecretString"] == "one", "by a policy of one's own")
    refused("AccessDeniedException", reader.get_secret_value, "", SecretId="list-1")
    refused("AccessDeniedException", reader.put_secret_value, "", SecretId="app/db", SecretString="x")


def passwords(secrets):
    got = secrets.get_random_password()["RandomPassword"]
    expect(len(got) == 32, got)
    got = secrets.get_random_password(PasswordLength=100, ExcludePunctuation=True, ExcludeCharacters="aA0")["RandomPassword"]
    expect(got.isalnum() and not set(got) & set("aA0") and len(got) == 100, got)
    refused("InvalidParameterException", secrets.get_random_password, "too short", PasswordLength=2)


ROTATE = """
import boto3, os
def handler(event, context):
    secrets = boto3.client("secretsmanager", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    stages = secrets.describe_secret(SecretId=arn)["VersionIdsToStages"]
    if "AWSPENDING" not in stages[token]:
        raise ValueError(stages)
    if step == "createSecret":
        current = secrets.get_secret_value(SecretId=arn, VersionStage="AWSCURRENT")["SecretString"]
        secrets.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString=current + "+",
                                 VersionStages=["AWSPENDING"])
    if step == "finishSecret":
        before = [each for each in stages if "AWSCURRENT" in stages[each]][0]
        secrets.update_secret_version_stage(SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token,
                                            RemoveFromVersionId=before)
"""


def rotation(base, secrets):
    refused("InvalidRequestException", secrets.rotate_secret, "No Lambda rotation function", SecretId="app/db")
    functions = client_of(base, "lambda")
    function = functions.create_function(
        FunctionName="rotate", Runtime="python3.12", Role=f"arn:aws:iam::{ACCOUNT}:role/r", Handler="main.handler",
        Timeout=60, Code={"ZipFile": package(main=ROTATE)})["FunctionArn"]
    secrets.create_secret(Name="turning", SecretString="v")
    token = secrets.rotate_secret(SecretId="turning", RotationLambdaARN=function,
                                  RotationRules={"AutomaticallyAfterDays": 7})["VersionId"]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        got = secrets.get_secret_value(SecretId="turning")
        if got["VersionId"] == token:
            break
        time.sleep(0.1)
    expect(got["SecretString"] == "v+" and sorted(got["VersionStages"]) == ["AWSCURRENT", "AWSPENDING"], got)
    about = secrets.describe_secret(SecretId="turning")
    expect(about["RotationEnabled"] and about["LastRotatedDate"] and about["RotationLambdaARN"] == function, about)
    days = (about["NextRotationDate"].timestamp() - time.time()) / 86400
    expect(6.9 < days <= 7, about)
    secrets.cancel_rotate_secret(SecretId="turning")
    expect(not secrets.describe_secret(SecretId="turning")["RotationEnabled"], "cancelled")
    refused("InvalidRequestException", secrets.rotate_secret, "schedules but rate", SecretId="turning",
            RotationRules={"ScheduleExpression": "cron(0 8 1 * ? *)"})


def survives(folder):
    server = Server(None, "--data", folder)
    secrets = client_of(server.base, "secretsmanager")
    arn = secrets.create_secret(Name="kept/a", SecretString="one")["ARN"]
    secrets.put_secret_value(SecretId="kept/a", SecretBinary=b"\x00two")
    secrets.create_secret(Name="gone", SecretString="x")
    secrets.delete_secret(SecretId="gone", ForceDeleteWithoutRecovery=True)
    secrets.create_secret(Name="marked", SecretString="x")
    ends = secrets.delete_secret(SecretId="marked")["DeletionDate"]
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    secrets = client_of(server.base, "secretsmanager")
    expect(secrets.get_secret_value(SecretId=arn)["SecretBinary"] == b"\x00two", "the value")
    expect(secrets.get_secret_value(SecretId=arn, VersionStage="AWSPREVIOUS")["SecretString"] == "one", "before")
    listed = secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"]
    expect([(each["Name"], each.get("DeletedDate")) for each in listed] == [("marked", ends), ("kept/a", None)], listed)
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None)
secrets = client_of(server.base, "secretsmanager")
values(secrets)
lists(secrets)
deletion(secrets)
policies(server.base, secrets)
passwords(secrets)
rotation(server.base, secrets)
expect(server.stop() == 0, "the server did not stop well")
windows()
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("Secrets Manager: boto3, and what outlives kill -9")
