"""boto3, unmodified, calls operations that are not written: its error is 501 and names the operation."""
import urllib.error
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect
from program import run

boto3_or_skip()
import botocore.exceptions  # noqa: E402
from botocore import xform_name  # noqa: E402
from botocore.auth import S3SigV4Auth, SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402



def missing():
    """Of each service, the operations that are not there, as `windtunnel api` says."""
    found, service = {}, None
    for line in run("api")[1].splitlines():
        if line.startswith("## "):
            service = line.split()[1]
        elif " | no | " in line:
            found.setdefault(service, []).append(line.split()[1])
    found.pop("s3")  # whose buckets are looked at first
    found.pop("s3control")  # whose clients put the account before the host's name
    return found

def value_of(shape):
    """The least that boto3 takes."""
    if shape.type_name == "structure":
        return {name: value_of(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [value_of(shape.member)] * max(1, shape.metadata.get("min", 0))
    if shape.type_name == "map":
        return {}
    if shape.type_name == "boolean":
        return True
    if shape.type_name in ("integer", "long", "float", "double"):
        return shape.metadata.get("min", 1)
    if shape.type_name == "timestamp":
        return 0
    return shape.enum[0] if getattr(shape, "enum", None) else "a" * max(1, shape.metadata.get("min", 0))


server = Server(None)
asked = 0
MISSING = missing()
for service, names in MISSING.items():
    client = client_of(server.base, service)
    names = [name for name in names if name in client.meta.service_model.operation_names]  # by this machine's botocore
    # Those with the shortest inputs, which every protocol has, and all that boto3 can be told in few words.
    for name in names:
        operation = client.meta.service_model.operation_model(name)
        shape = operation.input_shape
        if shape is not None and len(shape.required_members) > 2:
            continue
        if operation.has_event_stream_input or operation.has_event_stream_output:
            continue
        given = value_of(shape) if shape is not None else {}
        try:
            getattr(client, xform_name(name))(**given)
        except botocore.exceptions.ClientError as error:
            said = error.response["Error"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            expect(status == 501, f"{service} {name}: {error.response}")
            head = operation.http["method"] == "HEAD"
            expect(head or (said["Code"] == "NotImplemented" and f" {name} yet" in said["Message"]),
                   f"{service} {name}: {error.response}")
            asked += 1
            continue
        except botocore.exceptions.ParamValidationError:
            continue  # a choice of which one member must be set
        expect(False, f"{service} {name} was answered")
# A body may be as large as its service takes it.
try:
    client_of(server.base, "lambda").create_function(FunctionName="f", Role="arn:aws:iam::000000000000:role/r",
                                                     Runtime="python3.13", Handler="a.b", Code={"ZipFile": bytes(12 << 20)})
    expect(False, "a function was made")
except botocore.exceptions.ClientError as error:
    expect("unzip" in error.response["Error"]["Message"], f"large code: {error.response}")


def raw(body, service=None, **fields):
    """Code and status of a request that boto3 would not make; signed for that service."""
    request = AWSRequest("POST" if body else "GET", server.base + "/v20180820/configuration/publicAccessBlock"
                         if not body else server.base + "/", data=body, headers=fields)
    if service:
        signer = S3SigV4Auth if service == "s3" else SigV4Auth  # S3 wants the body's digest in a field
        signer(Credentials("test", "test"), service, "us-east-1").add_auth(request)
    try:
        with urllib.request.urlopen(urllib.request.Request(request.url, body, dict(request.headers.items()))):
            return None
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


# Signed for what no service is called, where the target says whom it is for; and unsigned.
logs = {"X-Amz-Target": "Logs_20140328.DescribeLogGroups", "Content-Type": "application/x-amz-json-1.1"}
code, said = raw(b"{}", "lgs", **logs)
expect(code == 400 and "InvalidSignatureException" in said and "scoped to correct service: 'logs'" in said, said)
code, said = raw(b"{}", "sqs", **{**logs, "X-Amz-Target": "AmazonSQS.ListQueues"})
expect(code == 501 and "AmazonSQS.ListQueues" in said, said)
# A service that is not even known by name, in each protocol: a form says no more of whom it is for than its signature.
for service, name in {"ec2": "DescribeInstances", "sns": "ListTopics", "autoscaling": "DescribeAutoScalingGroups",
                      "elbv2": "DescribeLoadBalancers", "redshift": "DescribeClusters", "dynamodb": "ListTables",
                      "events": "ListRules", "ecs": "ListClusters", "xray": None, "route53": None}.items():
    try:
        calls = {"xray": "get_groups", "route53": "list_hosted_zones"}
        getattr(client_of(server.base, service), calls.get(service) or xform_name(name))()
        expect(False, f"{service} was answered")
    except botocore.exceptions.ClientError as error:
        expect(error.response["ResponseMetadata"]["HTTPStatusCode"] == 501, f"{service}: {error.response}")
        expect((name or service) in error.response["Error"]["Message"], f"{service}: {error.response}")
account = {"x-amz-account-id": "000000000000"}
code, said = raw(None, None, **account)
expect(code == 403 and "<Code>AccessDenied</Code>" in said and "<ErrorResponse>" in said, said)
code, said = raw(None, "s3", **account)
expect(code == 501 and "s3control GetPublicAccessBlock yet" in said, said)
expect(asked > 100, f"only {asked} were asked")
print(f"{asked} operations of {len(MISSING)} services answer 501 to boto3")
