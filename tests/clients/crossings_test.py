"""What crosses from one region or account to another: ARNs of elsewhere, roles, and what resources' own policies let in."""
import json
import time

from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()

A, B = "111111111111", "222222222222"
HERE, THERE = "us-east-1", "eu-west-1"
server = Server(None)


def client(service, account=A, region=HERE):
    return client_of(server.base, service, account=account, region=region)


def regions():
    """An ARN names what is in its own region, and nobody asks another for it."""
    waf = client("wafv2")
    shows = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "m"}
    acl = waf.create_web_acl(Name="w", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=shows)["Summary"]["ARN"]
    ips = waf.create_ip_set(Name="i", Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=[])["Summary"]["ARN"]
    group = waf.create_rule_group(Name="g", Scope="REGIONAL", Capacity=1, VisibilityConfig=shows)["Summary"]["ARN"]
    asks = [(("get_web_acl", {"ARN": acl})), ("get_rule_group", {"ARN": group}), ("get_logging_configuration", {"ResourceArn": acl}),
            ("list_resources_for_web_acl", {"WebACLArn": acl, "ResourceType": "API_GATEWAY"})]
    asks += [("list_tags_for_resource", {"ResourceARN": arn}) for arn in (acl, ips, group)]
    asks += [("tag_resource", {"ResourceARN": arn, "Tags": [{"Key": "k", "Value": "v"}]}) for arn in (acl, ips, group)]
    asks += [("untag_resource", {"ResourceARN": arn, "TagKeys": ["k"]}) for arn in (acl, ips, group)]
    for operation, parameters in asks:
        refused("WAFNonexistentItemException", getattr(client("wafv2", region=THERE), operation), **parameters)
        if operation != "get_logging_configuration":
            getattr(waf, operation)(**parameters)

    made = client("lambda").publish_layer_version(LayerName="lay", Content={"ZipFile": package(a="")})
    whole, plain = made["LayerVersionArn"], made["LayerArn"]
    asks = (("get_layer_version_by_arn", {"Arn": whole}), ("get_layer_version", {"LayerName": plain, "VersionNumber": 1}),
            ("get_layer_version_policy", {"LayerName": plain, "VersionNumber": 1}), ("list_layer_versions", {"LayerName": plain}),
            ("delete_layer_version", {"LayerName": plain, "VersionNumber": 1}))
    for operation, parameters in asks:
        refused("InvalidParameterValueException", getattr(client("lambda", region=THERE), operation), "does not exist", **parameters)
    expect(client("lambda").get_layer_version_by_arn(Arn=whole)["Version"] == 1, "its own region")



ECHO = """import json
def h(event, context):
    print("ASKED", json.dumps(event)[:200])
    return event
"""
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "firehose.amazonaws.com", "apigateway.amazonaws.com"]},
     "Action": "sts:AssumeRole"}]})
INTEGRATION = "x-amazon-apigateway-integration"
ROLE = {A: f"arn:aws:iam::{A}:role/r", B: f"arn:aws:iam::{B}:role/r"}
AT_ONCE = {"BufferingHints": {"IntervalInSeconds": 0, "SizeInMBs": 1}}


def statement(action, resource, principal=None):
    """A policy that lets B in."""
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": principal or f"arn:aws:iam::{B}:root"}, "Action": action, "Resource": resource}]})


def wait(condition, what):
    """What comes by itself: delivered, read, invoked."""
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    expect(False, what)


def keys(account, bucket):
    return [each["Key"] for each in client("s3", account).list_objects_v2(Bucket=bucket).get("Contents", [])]


def asked():
    """How often A's function was asked, by its log."""
    logs = client("logs", A)
    try:
        streams = logs.describe_log_streams(logGroupName="/aws/lambda/asked")["logStreams"]
    except logs.exceptions.ResourceNotFoundException:
        return 0
    return sum(event["message"].startswith("ASKED") for stream in streams for event in logs.get_log_events(
        logGroupName="/aws/lambda/asked", logStreamName=stream["logStreamName"])["events"])


def roles():
    """A service is handed roles of its own account alone."""
    said = "Cross-account pass role is not allowed."
    functions = client("lambda", B)
    code = {"Runtime": "python3.11", "Handler": "index.h", "Code": {"ZipFile": package(index=ECHO)}}
    refused("AccessDeniedException", functions.create_function, said, FunctionName="f", Role=ROLE[A], **code)
    functions.create_function(FunctionName="f", Role=ROLE[B], **code)
    refused("AccessDeniedException", functions.update_function_configuration, said, FunctionName="f", Role=ROLE[A])

    firehose = client("firehose", B)
    to = {"BucketARN": "arn:aws:s3:::of-b"}
    refused("AccessDeniedException", firehose.create_delivery_stream, said, DeliveryStreamName="s",
            ExtendedS3DestinationConfiguration={"RoleARN": ROLE[A], **to})
    refused("AccessDeniedException", firehose.create_delivery_stream, said, DeliveryStreamName="s",
            ExtendedS3DestinationConfiguration={"RoleARN": ROLE[B], **to, "S3BackupMode": "Enabled",
                                                "S3BackupConfiguration": {"RoleARN": ROLE[A], **to}})
    client("kinesis", B).create_stream(StreamName="own", ShardCount=1)
    refused("AccessDeniedException", firehose.create_delivery_stream, said, DeliveryStreamName="s",
            DeliveryStreamType="KinesisStreamAsSource", KinesisStreamSourceConfiguration={
                "KinesisStreamARN": f"arn:aws:kinesis:us-east-1:{B}:stream/own", "RoleARN": ROLE[A]},
            ExtendedS3DestinationConfiguration={"RoleARN": ROLE[B], **to})
    firehose.create_delivery_stream(DeliveryStreamName="s", ExtendedS3DestinationConfiguration={"RoleARN": ROLE[B], **to})
    refused("AccessDeniedException", firehose.update_destination, said, DeliveryStreamName="s", CurrentDeliveryStreamVersionId="1",
            DestinationId="destinationId-000000000001", ExtendedS3DestinationUpdate={"RoleARN": ROLE[A]})

    api = client("apigateway", B)
    made = api.create_rest_api(name="x")["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    api.put_method(restApiId=made, resourceId=root, httpMethod="GET", authorizationType="NONE")
    way = {"restApiId": made, "resourceId": root, "httpMethod": "GET", "type": "AWS", "integrationHttpMethod": "GET",
           "uri": "arn:aws:apigateway:us-east-1:s3:path/of-a/private"}
    refused("AccessDeniedException", api.put_integration, said, **way, credentials=ROLE[A])
    api.put_integration(**way, credentials=ROLE[B])
    function = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:{B}:function:f/invocations"
    refused("AccessDeniedException", api.create_authorizer, said, restApiId=made, name="a", type="TOKEN", authorizerUri=function,
            identitySource="method.request.header.Authorization", authorizerCredentials=ROLE[A])
    definition = {"openapi": "3.0.1", "info": {"title": "x", "version": "1"}, "paths": {"/": {"get": {"responses": {}, INTEGRATION: {
        "type": "aws", "httpMethod": "GET", "uri": way["uri"], "credentials": ROLE[A]}}}}}
    refused("AccessDeniedException", api.import_rest_api, said, body=json.dumps(definition))
    refused("AccessDeniedException", api.put_rest_api, said, restApiId=made, mode="merge", body=json.dumps(definition))
    definition["paths"]["/"]["get"][INTEGRATION]["credentials"] = ROLE[B]
    api.import_rest_api(body=json.dumps(definition))
    definition["components"] = {"securitySchemes": {"a": {
        "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": function, "authorizerCredentials": ROLE[A]}}}}
    refused("AccessDeniedException", api.import_rest_api, said, body=json.dumps(definition))

    http = client("apigatewayv2", B)
    other = http.create_api(Name="h", ProtocolType="HTTP")["ApiId"]
    target = f"arn:aws:lambda:us-east-1:{B}:function:f"
    refused("AccessDeniedException", http.create_integration, said, ApiId=other, IntegrationType="AWS_PROXY", PayloadFormatVersion="2.0",
            IntegrationUri=target, CredentialsArn=ROLE[A])
    refused("AccessDeniedException", http.create_api, said, Name="h", ProtocolType="HTTP", Target=target, CredentialsArn=ROLE[A])
    refused("AccessDeniedException", http.create_authorizer, said, ApiId=other, Name="a", AuthorizerType="REQUEST", AuthorizerUri=function,
            AuthorizerPayloadFormatVersion="2.0", IdentitySource=["$request.header.Authorization"], AuthorizerCredentialsArn=ROLE[A])
    definition = {"openapi": "3.0.1", "info": {"title": "x", "version": "1"}, "paths": {"/": {"get": {INTEGRATION: {
        "type": "aws_proxy", "httpMethod": "POST", "uri": target, "payloadFormatVersion": "2.0", "credentials": ROLE[A]}}}}}
    refused("AccessDeniedException", http.import_api, said, Body=json.dumps(definition))
    refused("AccessDeniedException", http.reimport_api, said, ApiId=other, Body=json.dumps(definition))
    definition["paths"]["/"]["get"][INTEGRATION]["credentials"] = ROLE[B]
    http.import_api(Body=json.dumps(definition))


def buckets_and_streams():
    """A bucket's policy and a stream's say which of another account's roles get in."""
    client("s3", A).create_bucket(Bucket="of-a")
    client("s3", B).create_bucket(Bucket="of-b")
    kinesis = client("kinesis", A)
    kinesis.create_stream(StreamName="ks", ShardCount=1)
    stream = f"arn:aws:kinesis:us-east-1:{A}:stream/ks"
    firehose, functions = client("firehose", B), client("lambda", B)
    firehose.create_delivery_stream(DeliveryStreamName="out", ExtendedS3DestinationConfiguration={
        "RoleARN": ROLE[B], "BucketARN": "arn:aws:s3:::of-a", "Prefix": "from-b/", **AT_ONCE})
    reader = {"DeliveryStreamName": "in", "DeliveryStreamType": "KinesisStreamAsSource",
              "KinesisStreamSourceConfiguration": {"KinesisStreamARN": stream, "RoleARN": ROLE[B]},
              "ExtendedS3DestinationConfiguration": {"RoleARN": ROLE[B], "BucketARN": "arn:aws:s3:::of-b", "Prefix": "read/", **AT_ONCE}}
    mapping = {"EventSourceArn": stream, "FunctionName": "f", "StartingPosition": "TRIM_HORIZON"}
    refused("InvalidArgumentException", firehose.create_delivery_stream, "not authorized", **reader)
    refused("InvalidParameterValueException", functions.create_event_source_mapping, "Cannot access stream", **mapping)

    kinesis.put_resource_policy(ResourceARN=stream, Policy=statement(
        ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"], stream))
    firehose.create_delivery_stream(**reader)
    functions.create_event_source_mapping(**mapping)
    kinesis.put_record(StreamName="ks", Data=b"shared", PartitionKey="k")
    wait(lambda: keys(B, "of-b"), "what the stream's policy shares does not arrive")

    # A role that somebody made is held to its own policies, too.
    client("iam", B).create_role(RoleName="empty", AssumeRolePolicyDocument=TRUST)
    refused("InvalidArgumentException", firehose.create_delivery_stream, "not authorized", **{**reader, "DeliveryStreamName": "empty",
            "KinesisStreamSourceConfiguration": {"KinesisStreamARN": stream, "RoleARN": f"arn:aws:iam::{B}:role/empty"}})

    firehose.put_record(DeliveryStreamName="out", Record={"Data": b"unwanted"})
    kinesis.put_record(StreamName="ks", Data=b"later", PartitionKey="k")
    wait(lambda: len(keys(B, "of-b")) > 1, "the second record")
    expect(keys(A, "of-a") == [], f"without a policy: {keys(A, 'of-a')}")
    client("s3", A).put_bucket_policy(Bucket="of-a", Policy=statement("s3:PutObject", "arn:aws:s3:::of-a/*", ROLE[B]))
    firehose.put_record(DeliveryStreamName="out", Record={"Data": b"wanted"})
    wait(lambda: keys(A, "of-a"), "what the bucket's policy lets in does not arrive")


def functions_of_others():
    """A function's policy says which of another account's resources it answers."""
    functions = client("lambda", A)
    functions.create_function(FunctionName="asked", Runtime="python3.11", Role=ROLE[A], Handler="index.h", Timeout=20,
                              Code={"ZipFile": package(index=ECHO)})
    arn = f"arn:aws:lambda:us-east-1:{A}:function:asked"
    idp = client("cognito-idp", B)
    pool = idp.create_user_pool(PoolName="p", LambdaConfig={"PreSignUp": arn})["UserPool"]
    app = idp.create_user_pool_client(UserPoolId=pool["Id"], ClientName="c")["UserPoolClient"]["ClientId"]
    sign_up = {"ClientId": app, "Password": "Secret-word1!"}
    refused("UnexpectedLambdaException", idp.sign_up, "AccessDeniedException", Username="joe", **sign_up)
    client("lambda", B).put_function_event_invoke_config(FunctionName="f", DestinationConfig={"OnSuccess": {"Destination": arn}})
    client("lambda", B).invoke(FunctionName="f", InvocationType="Event")
    client("firehose", B).create_delivery_stream(DeliveryStreamName="made-over", ExtendedS3DestinationConfiguration={
        "RoleARN": ROLE[B], "BucketARN": "arn:aws:s3:::of-b", "Prefix": "made-over/", "ErrorOutputPrefix": "failed/", **AT_ONCE,
        "ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": [
            {"ParameterName": "LambdaArn", "ParameterValue": arn}, {"ParameterName": "NumberOfRetries", "ParameterValue": "0"},
            {"ParameterName": "BufferIntervalInSeconds", "ParameterValue": "1"}]}]}})
    client("firehose", B).put_record(DeliveryStreamName="made-over", Record={"Data": b"of B alone"})
    wait(lambda: any(key.startswith("failed/") for key in keys(B, "of-b")), "what may not be transformed is a failure")
    expect(asked() == 0, f"asked without permission: {asked()}")

    functions.add_permission(FunctionName="asked", StatementId="pool", Action="lambda:InvokeFunction", Principal="cognito-idp.amazonaws.com",
                             SourceArn=pool["Arn"])
    idp.sign_up(Username="ann", **sign_up)
    wait(lambda: asked() == 1, "a pool that is let in")
    functions.add_permission(FunctionName="asked", StatementId="roles", Action="lambda:InvokeFunction", Principal=ROLE[B])
    client("lambda", B).invoke(FunctionName="f", InvocationType="Event")
    wait(lambda: asked() == 2, "a destination that is let in")
    client("firehose", B).put_record(DeliveryStreamName="made-over", Record={"Data": b"shared"})
    wait(lambda: asked() == 3, "a delivery stream that is let in")


regions()
roles()
buckets_and_streams()
functions_of_others()
print("what crosses regions and accounts")
