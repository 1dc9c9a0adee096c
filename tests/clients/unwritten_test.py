"""boto3, unmodified, calls services of which nothing is written: its error is 501 and names the operation."""
from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
import botocore.exceptions  # noqa: E402
from botocore import xform_name  # noqa: E402

SERVICES = ("apigateway apigatewayv2 cloudformation cloudfront cognito-identity cognito-sync elasticache firehose kinesis "
            "rds rds-data secretsmanager ssm wafv2").split()


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
for service in SERVICES:
    client = client_of(server.base, service)
    names = client.meta.service_model.operation_names
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
expect(asked >= len(SERVICES), f"only {asked} were asked")
print(f"{asked} operations of {len(SERVICES)} services answer 501 to boto3")
