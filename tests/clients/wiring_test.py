"""AWS's APIs tell how a scenario is wired: what a stage caches, and who may call whom; and what its file says is changed by nobody
else."""
import json

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.exceptions import ClientError  # noqa: E402

ACCOUNT = "000000000000"
server = Server("serverless-rest.yaml")


def client(service):
    return client_of(server.base, service)


api, functions, front = client("apigateway"), client("lambda"), client("cloudfront")
made = api.get_rest_apis()["items"][0]["id"]
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

distribution = front.list_distributions()["DistributionList"]["Items"][0]["Id"]
shown = front.get_distribution_config(Id=distribution)
for number, ask in enumerate((
        lambda: api.update_rest_api(restApiId=made, patchOperations=[{"op": "replace", "path": "/name", "value": "x"}]),
        lambda: front.update_distribution(Id=distribution, IfMatch=shown["ETag"], DistributionConfig=shown["DistributionConfig"]),
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
rds = client("rds")
expect(instances() == ["primary", "replica-1", "replica-2"], instances())
rds.delete_db_instance(DBInstanceIdentifier="replica-1", SkipFinalSnapshot=True)
expect(instances() == ["primary", "replica-2"], instances())
for id in range(8):
    status = server.ask(f"{server.api}/items/{id}")[0]
    expect(status in (200, 404), f"a read: {status}")
expect(server.ask(server.base + "/_windtunnel/reset", "POST")[0] == 200, "reset")
expect(instances() == ["primary", "replica-1", "replica-2"], instances())
print("a scenario's wiring, as AWS's APIs tell it")
