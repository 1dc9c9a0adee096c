"""For each service that is there: an access key of 12 digits is an account, a client's region is where its things are, nobody
sees another's, and a reset of one account takes what is its, in every region, and nothing else. A service that is not in the
table fails the test."""
import io
import json
import zipfile

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()

ONE, OTHER = "111111111111", "222222222222"
HERE, THERE = "eu-west-1", "ap-southeast-2"


def package():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    return file.getvalue()


def make_bucket(s3, name):
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})


def account_in(name):
    """Whose a thing of that name is (name_of())."""
    return name.split("-")[1]


def buckets_here(s3):
    """Buckets are listed of every region; each says where it is."""
    return [each["Name"] for each in s3.list_buckets()["Buckets"]
            if s3.get_bucket_location(Bucket=each["Name"])["LocationConstraint"] == s3.meta.region_name]


# How something is made, and the names of what is there: in a region, or, for the global ones, in the account.
REGIONAL = {
    "apigateway": (lambda api, name: api.create_rest_api(name=name),
                   lambda api: [each["name"] for each in api.get_rest_apis()["items"]]),
    "apigatewayv2": (lambda api, name: api.create_api(Name=name, ProtocolType="HTTP"),
                     lambda api: [each["Name"] for each in api.get_apis()["Items"]]),
    "cloudformation": (lambda stacks, name: stacks.create_stack(
                           StackName=name, TemplateBody="Resources: {H: {Type: AWS::CloudFormation::WaitConditionHandle}}"),
                       lambda stacks: [each["StackName"] for each in stacks.describe_stacks()["Stacks"]]),
    "cloudwatch": (lambda watch, name: watch.put_metric_alarm(
                       AlarmName=name, Namespace="n", MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1,
                       Threshold=1, ComparisonOperator="GreaterThanThreshold"),
                   lambda watch: [each["AlarmName"] for each in watch.describe_alarms()["MetricAlarms"]]),
    "elasticache": (lambda caches, name: caches.create_cache_subnet_group(
                        CacheSubnetGroupName=name, CacheSubnetGroupDescription="d", SubnetIds=["subnet-1"]),
                    lambda caches: [each["CacheSubnetGroupName"]
                                    for each in caches.describe_cache_subnet_groups()["CacheSubnetGroups"]]),
    "cognito-idp": (lambda idp, name: idp.create_user_pool(PoolName=name),
                    lambda idp: [each["Name"] for each in idp.list_user_pools(MaxResults=60)["UserPools"]]),
    "cognito-identity": (lambda pools, name: pools.create_identity_pool(IdentityPoolName=name, AllowUnauthenticatedIdentities=True),
                         lambda pools: [each["IdentityPoolName"] for each in pools.list_identity_pools(MaxResults=60)["IdentityPools"]]),
    "firehose": (lambda firehose, name: firehose.create_delivery_stream(
                     DeliveryStreamName=name, ExtendedS3DestinationConfiguration={
                         "RoleARN": f"arn:aws:iam::{account_in(name)}:role/r", "BucketARN": "arn:aws:s3:::b"}),
                 lambda firehose: firehose.list_delivery_streams()["DeliveryStreamNames"]),
    "kinesis": (lambda kinesis, name: kinesis.create_stream(StreamName=name, ShardCount=1),
                lambda kinesis: kinesis.list_streams()["StreamNames"]),
    "kms": (lambda kms, name: kms.create_key(Description=name),
            lambda kms: [kms.describe_key(KeyId=each["KeyId"])["KeyMetadata"]["Description"] for each in kms.list_keys()["Keys"]]),
    "lambda": (lambda functions, name: functions.publish_layer_version(LayerName=name, Content={"ZipFile": package()}),
               lambda functions: [each["LayerName"] for each in functions.list_layers()["Layers"]]),
    "logs": (lambda logs, name: logs.create_log_group(logGroupName=name),
             lambda logs: [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]]),
    "rds": (lambda rds, name: rds.create_db_subnet_group(
                DBSubnetGroupName=name, DBSubnetGroupDescription="d", SubnetIds=["subnet-1", "subnet-2"]),
            lambda rds: [each["DBSubnetGroupName"] for each in rds.describe_db_subnet_groups()["DBSubnetGroups"]]),
    "s3": (make_bucket, buckets_here),
    "secretsmanager": (lambda secrets, name: secrets.create_secret(Name=name, SecretString="s"),
                       lambda secrets: [each["Name"] for each in secrets.list_secrets()["SecretList"]]),
    "ssm": (lambda ssm, name: ssm.put_parameter(Name=name, Value="v", Type="String"),
            lambda ssm: [each["Name"] for each in ssm.describe_parameters()["Parameters"]]),
    "wafv2": (lambda waf, name: waf.create_ip_set(Name=name, Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=[]),
              lambda waf: [each["Name"] for each in waf.list_ip_sets(Scope="REGIONAL")["IPSets"]]),
}
GLOBAL = {
    "cloudfront": (lambda front, name: front.create_cloud_front_origin_access_identity(
                       CloudFrontOriginAccessIdentityConfig={"CallerReference": name, "Comment": name}),
                   lambda front: [each["Comment"] for each in front.list_cloud_front_origin_access_identities()
                                  ["CloudFrontOriginAccessIdentityList"].get("Items", [])]),
    "iam": (lambda iam, name: iam.create_user(UserName=name),
            lambda iam: [each["UserName"] for each in iam.list_users()["Users"]]),
}
# Nothing is made by what there is of them.
NOTHING = {
    "cognito-sync": lambda sync: sync.list_identity_pool_usage(),  # of identity pools
    "sts": lambda sts: expect(sts.get_caller_identity()["Account"] in (ONE, OTHER), "whose key it is"),
    "rds-data": None,  # its databases are RDS's clusters
    "cloudfront-keyvaluestore": None,  # its stores are CloudFront's
}

server = Server(None)
health = json.loads(server.ask(server.base + "/_windtunnel/health")[2])
services = sorted(health["services"])
unknown = [name for name in services if name not in {**REGIONAL, **GLOBAL, **NOTHING}]
expect(not unknown, f"not in this test's table: {unknown}")
expect({"s3", "iam", "sts", "logs", "cloudwatch", "lambda", "cognito-idp"} <= set(services), f"what is there: {services}")


def places(service):
    regions = (HERE, THERE) if service in REGIONAL else (HERE,)
    return [(account, region) for account in (ONE, OTHER) for region in regions]


def name_of(account, region):
    return f"thing-{account}-{region}"


def look(gone=()):
    """Everybody sees what is theirs, there, and no more."""
    for service in services:
        kind = {**REGIONAL, **GLOBAL}.get(service)
        for account, region in places(service) if NOTHING.get(service, ...) is not None else ():
            client = client_of(server.base, service, account=account, region=region)
            if kind is None:
                NOTHING[service](client)
                continue
            wanted = [] if account in gone else [name_of(account, region)]
            seen = kind[1](client)
            expect(seen == wanted, f"{service} of {account} in {region}: {seen}, not {wanted}")
            # Of a global service it is the same from everywhere.
            if service in GLOBAL:
                seen = kind[1](client_of(server.base, service, account=account, region=THERE))
                expect(seen == wanted, f"{service} of {account} from elsewhere: {seen}")


def reset(query=""):
    status, _, answer = server.ask(server.base + "/_windtunnel/reset" + query, "POST")
    expect(status == 200, f"reset{query}: {status} {answer}")


made = 0
for service in services:
    for account, region in places(service):
        if service in NOTHING:
            continue
        {**REGIONAL, **GLOBAL}[service][0](client_of(server.base, service, account=account, region=region),
                                           name_of(account, region))
        made += 1
expect(client_of(server.base, "sts", account=OTHER).get_caller_identity()["Account"] == OTHER, "12 digits are an account")
look()
reset(f"?account={ONE}")
look(gone=(ONE,))
reset()
look(gone=(ONE, OTHER))
expect(server.stop() == 0, "the server did not stop well")
print(f"{len(services)} services, {made} things in two accounts and two regions")
