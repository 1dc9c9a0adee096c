"""Cognito Sync by boto3: its limits, and the function and the stream that see what identities write."""
import json

from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()
TRIGGER = '''
def handler(event, context):
    records = event["datasetRecords"]
    if event["eventType"] != "SyncTrigger" or event["version"] != 2 or event["datasetName"] != "seen":
        raise Exception("another event")
    if "stop" in records:
        raise Exception("no")
    if "odd" in records:
        return "odd"
    for key, record in list(records.items()):
        if record["op"] == "replace":
            record["newValue"] = (record["oldValue"] or "") + record["newValue"].upper()
    records["stamp"] = {"oldValue": None, "newValue": event["identityId"], "op": "replace"}
    return event
'''


def patch(key, count=0, value=None, op="replace"):
    return {"Op": op, "Key": key, "SyncCount": count, **({"Value": value} if value is not None else {})}


class Dataset:
    def __init__(self, sync, pool, identity, name):
        self.sync, self.where = sync, {"IdentityPoolId": pool, "IdentityId": identity, "DatasetName": name}

    def read(self, **more):
        return self.sync.list_records(**self.where, **more)

    def write(self, *patches):
        return self.sync.update_records(**self.where, SyncSessionToken=self.read()["SyncSessionToken"], RecordPatches=list(patches))

    def refuses(self, code, *patches):
        refused(code, lambda: self.write(*patches))

    def values(self):
        return {each["Key"]: each.get("Value") for each in self.read()["Records"]}


def limits(base, pool, identity):
    sync = client_of(base, "cognito-sync", parameter_validation=False)
    data = Dataset(sync, pool, identity, "limits")
    # A dataset holds 1 MB of keys and values, to the byte.
    quarter = 256 * 1024
    data.write(*[patch(f"k{i}", value="v" * (quarter - 2)) for i in range(4)])
    expect(sync.describe_dataset(**data.where)["Dataset"]["DataStorage"] == 4 * quarter, "1 MB")
    data.refuses("LimitExceededException", patch("a", value=""))
    data.refuses("LimitExceededException", patch("k0", 1, "v" * (quarter - 1)))
    expect("a" not in data.values() and data.read()["DatasetSyncCount"] == 1, "nothing of it is done")
    data.write(patch("k0", 1, op="remove"), patch("a", value="x"))
    expect(sync.describe_dataset(**data.where)["Dataset"]["NumRecords"] == 4, "what was removed counts no more")
    # Of 1,024 records, and of names and values.
    many = Dataset(sync, pool, identity, "many")
    many.write(*[patch(f"k{i}", value="") for i in range(1024)])
    many.refuses("LimitExceededException", patch("more", value=""))
    many.write(patch("k0", 1, op="remove"), patch("more", value=""))
    pages = [many.read(MaxResults=1000)]
    pages.append(many.read(MaxResults=1000, NextToken=pages[0]["NextToken"]))
    expect([len(each["Records"]) for each in pages] == [1000, 25] and "NextToken" not in pages[1], "by pages")
    data.refuses("ValidationException", patch("k" * 1025, value=""))
    data.refuses("ValidationException", patch("b", value="v" * (1024 * 1024)))
    data.refuses("ValidationException", patch("b", value="1", op="add"))
    data.refuses("InvalidParameterException", patch("b", value="1"), patch("b", value="2"))
    data.refuses("ResourceConflictException", patch("a", 1, "y"))
    for name in ("with blank", "d" * 129, "a/b"):
        refused("ValidationException", Dataset(sync, pool, identity, name).read)
    refused("ResourceNotFoundException", sync.describe_dataset, **{**data.where, "DatasetName": "none"})
    refused("ResourceNotFoundException", sync.delete_dataset, **{**data.where, "DatasetName": "none"})
    # 20 datasets, of which one that was deleted is none.
    for number in range(18):
        Dataset(sync, pool, identity, f"d{number}").write(patch("a", value="1"))
    Dataset(sync, pool, identity, "more").refuses("LimitExceededException", patch("a", value="1"))
    sync.delete_dataset(**{**data.where, "DatasetName": "d0"})
    Dataset(sync, pool, identity, "more").write(patch("a", value="1"))
    Dataset(sync, pool, identity, "d0").refuses("LimitExceededException", patch("a", value="1"))
    names = sync.list_datasets(IdentityPoolId=pool, IdentityId=identity)
    expect(names["Count"] == 20 and len(names["Datasets"]) == 20, f"{names}")
    usage = sync.describe_identity_pool_usage(IdentityPoolId=pool)["IdentityPoolUsage"]
    expect(usage["DataStorage"] > 3 * quarter and usage["SyncSessionsCount"] > 0, f"{usage}")
    listed = sync.list_identity_pool_usage()["IdentityPoolUsages"]
    expect([each["IdentityPoolId"] for each in listed] == [pool], f"{listed}")


def events(base, pool, identity, session):
    root = client_of(base, "cognito-sync")
    functions = client_of(base, "lambda")
    arn = functions.create_function(FunctionName="seen", Runtime="python3.12", Handler="app.handler", Code={
        "ZipFile": package(app=TRIGGER)}, Role="arn:aws:iam::000000000000:role/any")["FunctionArn"]
    functions.get_waiter("function_active_v2").wait(FunctionName="seen")
    refused("InvalidParameterException", root.set_cognito_events, IdentityPoolId=pool, Events={"Other": arn})
    root.set_cognito_events(IdentityPoolId=pool, Events={"SyncTrigger": arn})
    expect(root.get_cognito_events(IdentityPoolId=pool)["Events"] == {"SyncTrigger": arn}, "the events are told")
    mine = Dataset(session, pool, identity, "seen")
    told = mine.write(patch("a", value="x"))["Records"]
    expect({each["Key"]: each["Value"] for each in told} == {"a": "X", "stamp": identity}, f"{told}")
    mine.write(patch("a", 1, "y"))
    expect(mine.values() == {"a": "XY", "stamp": identity}, f"{mine.values()}")
    for key, code in (("stop", "InvalidLambdaFunctionOutputException"), ("odd", "InvalidLambdaFunctionOutputException")):
        mine.refuses(code, patch(key, value="z"))
    expect(mine.read()["DatasetSyncCount"] == 2, "what the function refused is not written")
    functions.put_function_concurrency(FunctionName="seen", ReservedConcurrentExecutions=0)
    mine.refuses("LambdaThrottledException", patch("b", value="z"))
    # With a developer's own credentials nobody is asked.
    Dataset(root, pool, identity, "seen").write(patch("b", value="z"))
    expect(mine.values()["b"] == "z", f"{mine.values()}")
    functions.delete_function_concurrency(FunctionName="seen")
    root.set_cognito_events(IdentityPoolId=pool, Events={"SyncTrigger": ""})
    mine.write(patch("c", value="plain"))
    expect(mine.values()["c"] == "plain", "without an event's function")


def streams(base, pool, identity, session):
    kinesis, root = client_of(base, "kinesis"), client_of(base, "cognito-sync")
    kinesis.create_stream(StreamName="sync", ShardCount=1)
    root.set_identity_pool_configuration(IdentityPoolId=pool, CognitoStreams={
        "StreamName": "sync", "RoleArn": "arn:aws:iam::000000000000:role/streams", "StreamingStatus": "ENABLED"})
    told = root.get_identity_pool_configuration(IdentityPoolId=pool)["CognitoStreams"]
    expect(told["StreamName"] == "sync" and told["StreamingStatus"] == "ENABLED", f"{told}")
    mine = Dataset(session, pool, identity, "streamed")
    mine.write(patch("a", value="1"), patch("b", value="2"))
    mine.write(patch("b", 1, op="remove"))
    at = kinesis.get_shard_iterator(StreamName="sync", ShardId=kinesis.list_shards(StreamName="sync")["Shards"][0]["ShardId"],
                                    ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = [json.loads(each["Data"]) for each in kinesis.get_records(ShardIterator=at)["Records"]]
    expect([each["syncCount"] for each in records] == [1, 2], f"{records}")
    expect([(each["key"], each["op"]) for each in records[0]["kinesisSyncRecords"]] == [("a", "replace"), ("b", "replace")], f"{records}")
    expect([(each["key"], each["op"]) for each in records[1]["kinesisSyncRecords"]] == [("b", "remove")], f"{records}")
    # A stream that has gone keeps nobody from writing, and a bulk publish says that it failed.
    kinesis.delete_stream(StreamName="sync")
    mine.write(patch("c", value="3"))
    root.bulk_publish(IdentityPoolId=pool)
    while (details := root.get_bulk_publish_details(IdentityPoolId=pool))["BulkPublishStatus"] == "IN_PROGRESS":
        pass
    expect(details["BulkPublishStatus"] == "FAILED" and details["FailureMessage"], f"{details}")
    # One that failed may be tried again at once.
    kinesis.create_stream(StreamName="sync", ShardCount=1)
    root.bulk_publish(IdentityPoolId=pool)
    while (details := root.get_bulk_publish_details(IdentityPoolId=pool))["BulkPublishStatus"] == "IN_PROGRESS":
        pass
    expect(details["BulkPublishStatus"] == "SUCCEEDED", f"{details}")


def own_only(base, pool, mine, other, session):
    """A policy for one identity's datasets opens no others."""
    def let(resource):
        client_of(base, "iam").put_role_policy(RoleName="guest", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-sync:*", "Resource": resource}]}))
    account = f"arn:aws:cognito-sync:us-east-1:000000000000:identitypool/{pool}"
    for resource in (f"{account}/identity/{mine}/*", account + "/identity/${cognito-identity.amazonaws.com:sub}/*"):
        let(resource)
        Dataset(session, pool, mine, "own").write(patch(resource[-20:].strip("/*{}$"), value="1"))
        session.list_datasets(IdentityPoolId=pool, IdentityId=mine)
        refused("AccessDeniedException", Dataset(session, pool, other, "own").read)
        refused("AccessDeniedException", session.list_datasets, IdentityPoolId=pool, IdentityId=other)
        refused("AccessDeniedException", session.describe_identity_usage, IdentityPoolId=pool, IdentityId=mine)
        refused("AccessDeniedException", session.describe_identity_pool_usage, IdentityPoolId=pool)
    let(f"{account}/identity/{mine}/dataset/own")
    Dataset(session, pool, mine, "own").read()
    refused("AccessDeniedException", Dataset(session, pool, mine, "another").read)
    let(f"{account}/identity/{mine}")
    session.describe_identity_usage(IdentityPoolId=pool, IdentityId=mine)
    let("*")


server = Server(None)
try:
    pools = client_of(server.base, "cognito-identity")
    pool = pools.create_identity_pool(IdentityPoolName="devices", AllowUnauthenticatedIdentities=True)["IdentityPoolId"]
    iam = client_of(server.base, "iam")
    role = iam.create_role(RoleName="guest", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": pool}}}]}))["Role"]["Arn"]
    iam.put_role_policy(RoleName="guest", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "cognito-sync:*", "Resource": "*"}]}))
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"unauthenticated": role})
    first, second = (pools.get_id(IdentityPoolId=pool)["IdentityId"] for _ in range(2))
    given = pools.get_credentials_for_identity(IdentityId=second)["Credentials"]
    session = client_of(server.base, "cognito-sync", account=given["AccessKeyId"], secret=given["SecretKey"], token=given["SessionToken"])
    limits(server.base, pool, first)
    events(server.base, pool, second, session)
    streams(server.base, pool, second, session)
    own_only(server.base, pool, second, first, session)
    print("sync: limits, events, streams, policies")
finally:
    server.stop()
