"""AWS's APIs tell how a scenario is wired: who stands before what, what a stage caches, and who may call whom; and what its file
says is changed by nobody else."""
import json

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.exceptions import ClientError  # noqa: E402

ACCOUNT = "000000000000"
server = Server("serverless-rest.yaml")


def client(service):
    return client_of(server.base, service)


api, functions, front, rds = (client(name) for name in ("apigateway", "lambda", "cloudfront", "rds"))
made = api.get_rest_apis()["items"][0]["id"]

acl = client("wafv2").list_web_acls(Scope="CLOUDFRONT")["WebACLs"][0]["ARN"]
distribution = front.list_distributions()["DistributionList"]["Items"][0]
expect(distribution["WebACLId"] == acl, f"the distribution's web ACL: {distribution['WebACLId']}")
behind = front.list_distributions_by_web_acl_id(WebACLId=acl)["DistributionList"]
expect([each["Id"] for each in behind.get("Items", [])] == [distribution["Id"]], f"who is behind it: {behind}")
origin = distribution["Origins"]["Items"][0]
expect((origin["DomainName"], origin["OriginPath"]) == (f"{made}.execute-api.us-east-1.amazonaws.com", "/prod"), origin)

told = client("s3").get_bucket_notification_configuration(Bucket="archive").get("LambdaFunctionConfigurations", [])
expect([(each["LambdaFunctionArn"], each["Events"]) for each in told] ==
       [(f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:loader", ["s3:ObjectCreated:*"])], told)
client("s3").put_bucket_notification_configuration(Bucket="archive", NotificationConfiguration={"LambdaFunctionConfigurations": told})
again = client("s3").get_bucket_notification_configuration(Bucket="archive")["LambdaFunctionConfigurations"]
expect(again == told, f"written back: {again}")

stage = api.get_stages(restApiId=made)["item"][0]
settings = stage["methodSettings"]
expect(stage["cacheClusterEnabled"] and {name for name, each in settings.items() if each["cachingEnabled"]} == {"~1items~1{id}/GET"}, settings)
expect(settings["~1items~1{id}/GET"]["cacheTtlInSeconds"] == 300 and settings["*/*"]["throttlingBurstLimit"] == 1000, settings)


def let_in(name):
    """Service and source of each statement of the function's policy."""
    policy = json.loads(functions.get_policy(FunctionName=name)["Policy"])
    return [(each["Principal"]["Service"], next(iter(each["Condition"].values()))["AWS:SourceArn"]) for each in policy["Statement"]]


by_api = ("apigateway.amazonaws.com", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{made}/*")
expect(let_in("reader") == [by_api], let_in("reader"))
expect(let_in("loader") == [("s3.amazonaws.com", "arn:aws:s3:::archive")], let_in("loader"))
functions.add_permission(FunctionName="reader", StatementId="more", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
                         SourceArn="arn:aws:events:us-east-1:000000000000:rule/r")
expect(len(let_in("reader")) == 2 and by_api in let_in("reader"), let_in("reader"))

shown = front.get_distribution_config(Id=distribution["Id"])
for number, ask in enumerate((
        lambda: api.update_rest_api(restApiId=made, patchOperations=[{"op": "replace", "path": "/name", "value": "x"}]),
        lambda: front.update_distribution(Id=distribution["Id"], IfMatch=shown["ETag"], DistributionConfig=shown["DistributionConfig"]),
        lambda: rds.modify_db_instance(DBInstanceIdentifier="primary", AllocatedStorage=50),
        lambda: rds.create_db_instance_read_replica(DBInstanceIdentifier="r", SourceDBInstanceIdentifier="primary"),
        lambda: rds.promote_read_replica(DBInstanceIdentifier="replica-1"),
        lambda: client("firehose").update_destination(
            DeliveryStreamName="events", CurrentDeliveryStreamVersionId="1", DestinationId="destinationId-000000000001",
            ExtendedS3DestinationUpdate={"Prefix": "x"}))):
    try:
        ask()
        expect(False, f"{number} was changed")
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        expect((status, error.response["Error"]["Code"]) == (501, "NotImplemented"), f"{number}: {error.response}")

def instances():
    return [each["DBInstanceIdentifier"] for each in rds.describe_db_instances()["DBInstances"]]


# Of a set of replicas one goes, and reads go on; a fresh start brings it back.
expect(instances() == ["primary", "replica-1", "replica-2"], instances())
rds.delete_db_instance(DBInstanceIdentifier="replica-1", SkipFinalSnapshot=True)
expect(instances() == ["primary", "replica-2"], instances())
for id in range(8):
    status = server.ask(f"{server.api}/items/{id}")[0]
    expect(status in (200, 404), f"a read: {status}")
expect(server.ask(server.base + "/_windtunnel/reset", "POST")[0] == 200, "reset")
expect(instances() == ["primary", "replica-1", "replica-2"], instances())
status, _, answer = server.ask(f"{server.base}/prod/items/1", headers={"Host": origin["DomainName"]})
expect(status == 200, f"the origin's address answers {status}: {answer}")
print("a scenario's wiring, as AWS's APIs tell it")
