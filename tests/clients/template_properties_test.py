"""boto3 with templates whose properties are otherwise than AWS's schemas of the types say, or are of AWS and not here. Which they are:
models/resource-types.txt."""
from clients import Server, boto3_or_skip, client_of, expect, refused
from stacks import settled

boto3_or_skip()
BUCKET = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {%s}}}"


def failed(cfn, template):
    """What validation found before anything was made."""
    cfn.create_stack(StackName="failing", TemplateBody=template)
    told = cfn.describe_stacks(StackName="failing")["Stacks"][0]
    expect(told["StackStatus"] == "ROLLBACK_COMPLETE", told)
    found = cfn.describe_events(StackName="failing", Filters={"FailedEvents": True})["OperationEvents"]
    cfn.delete_stack(StackName="failing")
    return [each["ValidationStatusReason"] for each in found]


def otherwise_than_the_schema(cfn):
    for properties, why in (
            ("Colour: blue", "#: extraneous key [Colour] is not permitted"),
            ("bucketName: b-b-b", "#: extraneous key [bucketName] is not permitted"),
            ("Colour: blue, Size: 7", "#: extraneous key [Colour] is not permitted, #: extraneous key [Size] is not permitted"),
            ("CorsConfiguration: {CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ['*'], Colour: blue}]}",
             "#/CorsConfiguration/CorsRules/0: extraneous key [Colour] is not permitted"),
            ("VersioningConfiguration: {}", "#/VersioningConfiguration: required key [Status] not found"),
            ("VersioningConfiguration: [Enabled]", "#/VersioningConfiguration: expected type: JSONObject, found: JSONArray"),
            ("OwnershipControls: {Rules: {ObjectOwnership: ObjectWriter}}", "#/OwnershipControls/Rules: expected type: JSONArray, found: JSONObject"),
            ("ObjectLockEnabled: {a: b}", "#/ObjectLockEnabled: expected type: Boolean, found: JSONObject")):
        found = failed(cfn, BUCKET % properties)
        expect(found == [why], f"{properties}: {found}")
    found = failed(cfn, "Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Type: String}}}")
    expect(found == ["#: required key [Value] not found"], found)


def not_here(cfn):
    """AWS has them: the template is refused, and they are named, also where others are missing."""
    template = ("Resources: {B: {Type: AWS::S3::Bucket, Properties: {AbacStatus: Enabled, MetadataConfiguration: {}}}, "
                "L: {Type: AWS::Logs::LogGroup, Properties: {FieldIndexPolicies: []}}}")
    word = ("Windtunnel does not implement these properties yet: AbacStatus, MetadataConfiguration of B (AWS::S3::Bucket); "
            "FieldIndexPolicies of L (AWS::Logs::LogGroup) (--unsupported skip leaves them out)")
    refused("ValidationError", cfn.create_stack, word, StackName="no", TemplateBody=template)
    refused("ValidationError", cfn.create_change_set, word, StackName="no", ChangeSetName="c", ChangeSetType="CREATE", TemplateBody=template)
    part = "Resources: {O: {Type: AWS::CloudFront::VpcOrigin, Properties: {VpcOriginEndpointConfig: {Arn: a, Name: n, IpAddressType: ipv4}}}}"
    refused("ValidationError", cfn.create_stack, "yet: VpcOriginEndpointConfig.IpAddressType of O", StackName="no", TemplateBody=part)
    # A type of AWS that is not here, and one that nobody has.
    refused("ValidationError", cfn.create_stack, "[AWS::SQS::Queue] (Windtunnel does not implement", StackName="no",
            TemplateBody="Resources: {Q: {Type: AWS::SQS::Queue}}")
    message = refused("ValidationError", cfn.create_stack, "Template format error: Unrecognized resource types: [AWS::S3::Bukkit, AWS::Colour::Blue]", StackName="no",
                      TemplateBody="Resources: {B: {Type: AWS::S3::Bukkit}, C: {Type: AWS::Colour::Blue}, Q: {Type: AWS::SQS::Queue}}")
    expect("Windtunnel" not in str(message), message)


def left_out():
    server = Server(None, "--unsupported", "skip")
    cfn, s3 = client_of(server.base, "cloudformation"), client_of(server.base, "s3")
    template = BUCKET % "BucketName: lenient, AbacStatus: %s, MetadataConfiguration: {}, VersioningConfiguration: {Status: %s}"
    for value, status, call in (("Enabled", "Enabled", cfn.create_stack), ("Disabled", "Suspended", cfn.update_stack)):
        call(StackName="lenient", TemplateBody=template % (value, status))
        told = cfn.describe_stack_resource(StackName="lenient", LogicalResourceId="B")["StackResourceDetail"]
        expect(told["ResourceStatus"].endswith("_COMPLETE"), told)
        expect(told["ResourceStatusReason"] == "Left out, as Windtunnel does not implement them: AbacStatus, MetadataConfiguration of AWS::S3::Bucket", told)
        expect(s3.get_bucket_versioning(Bucket="lenient")["Status"] == status, "the others are there")
    reasons = [each.get("ResourceStatusReason", "") for each in cfn.describe_stack_events(StackName="lenient")["StackEvents"]]
    expect(len([each for each in reasons if each.startswith("Left out")]) == 2, reasons)
    # What is left out changes nothing.
    refused("ValidationError", cfn.update_stack, "No updates are to be performed", StackName="lenient", TemplateBody=template % ("Enabled", "Suspended"))
    # And what AWS does not have is refused as ever.
    expect(failed(cfn, BUCKET % "AbacStatus: Enabled, Colour: blue") == ["#: extraneous key [Colour] is not permitted"], "with what is left out beside it")
    expect(server.stop() == 0, "the server stops")


APIS = """Resources:
  Guarded: {Type: AWS::ApiGateway::RestApi, Properties: {Name: guarded, Policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}]}}}
  Far: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: definitions, Key: api.yaml}}}
  Http: {Type: AWS::ApiGatewayV2::Api, Properties: {BodyS3Location: {Bucket: definitions, Key: http.yaml}}}
  P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x}}
Outputs: {Guarded: {Value: !Ref Guarded}, Far: {Value: !Ref Far}, Http: {Value: !Ref Http}}
"""


def drift(cfn, name):
    started = cfn.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
    for _ in range(600):
        told = cfn.describe_stack_drift_detection_status(StackDriftDetectionId=started)
        if told["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            break
    return told["StackDriftStatus"]


def apis(server, cfn):
    """A policy in its short form is no drift, and another one is; bodies are read from their bucket; a stack's tags are where tags are a map."""
    s3, rest, http, ssm = (client_of(server.base, name) for name in ("s3", "apigateway", "apigatewayv2", "ssm"))
    s3.create_bucket(Bucket="definitions")
    body = "openapi: 3.0.1\ninfo: {title: far, version: '1'}\npaths: {/x: {get: {x-amazon-apigateway-integration: %s}}}\n"
    s3.put_object(Bucket="definitions", Key="api.yaml", Body=body % "{type: mock}")
    s3.put_object(Bucket="definitions", Key="http.yaml",
                  Body=body % "{type: http_proxy, httpMethod: GET, uri: 'https://example.com', payloadFormatVersion: '1.0'}")
    cfn.create_stack(StackName="apis", TemplateBody=APIS, Tags=[{"Key": "colour", "Value": "blue"}])
    ids = {each["OutputKey"]: each["OutputValue"] for each in settled(cfn, "apis", "CREATE_COMPLETE")["Outputs"]}
    expect("execute-api:us-east-1:000000000000:" in rest.get_rest_api(restApiId=ids["Guarded"])["policy"], "the service writes it out")
    expect({each["path"] for each in rest.get_resources(restApiId=ids["Far"])["items"]} == {"/", "/x"}, "the body's resources")
    expect([each["RouteKey"] for each in http.get_routes(ApiId=ids["Http"])["Items"]] == ["GET /x"], "the body's routes")
    name = cfn.describe_stack_resource(StackName="apis", LogicalResourceId="P")["StackResourceDetail"]["PhysicalResourceId"]
    tags = {each["Key"]: each["Value"] for each in ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]}
    expect(tags.get("colour") == "blue", tags)
    expect(drift(cfn, "apis") == "IN_SYNC", cfn.describe_stack_resource_drifts(StackName="apis"))
    other = ('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/*"}]}')
    rest.update_rest_api(restApiId=ids["Guarded"], patchOperations=[{"op": "replace", "path": "/policy", "value": other}])
    expect(drift(cfn, "apis") == "DRIFTED", "another policy")
    absent = "Resources: {A: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: definitions, Key: nope.yaml}}}}"
    cfn.create_stack(StackName="absent", TemplateBody=absent)
    settled(cfn, "absent", "ROLLBACK_COMPLETE")
    reasons = [each.get("ResourceStatusReason", "") for each in cfn.describe_stack_events(StackName="absent")["StackEvents"]]
    expect(any("The specified key does not exist" in each for each in reasons), reasons)


server = Server(None)
cfn = client_of(server.base, "cloudformation")
otherwise_than_the_schema(cfn)
not_here(cfn)
left_out()
apis(server, cfn)
expect(server.stop() == 0, "the server stops")
