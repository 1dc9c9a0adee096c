"""boto3 with Systems Manager's Parameter Store, and templates that read it."""
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
folder = tempfile.TemporaryDirectory()
server = Server(None, "--data", folder.name)
ssm = client_of(server.base, "ssm")


def names(answer):
    return [each["Name"] for each in answer["Parameters"]]


made = ssm.put_parameter(Name="/app/db/host", Value="one", Type="String", Description="where", Tags=[{"Key": "a", "Value": "b"}])
expect((made["Version"], made["Tier"]) == (1, "Standard"), made)
refused("ParameterAlreadyExists", ssm.put_parameter, "To overwrite this value", Name="/app/db/host", Value="two", Type="String")
expect(ssm.put_parameter(Name="/app/db/host", Value="two", Overwrite=True)["Version"] == 2, "a version")
got = ssm.get_parameter(Name="/app/db/host")["Parameter"]
expect((got["Value"], got["Version"], got["Type"], got["DataType"]) == ("two", 2, "String", "text"), got)
expect(got["ARN"] == "arn:aws:ssm:us-east-1:000000000000:parameter/app/db/host", got["ARN"])
old = ssm.get_parameter(Name="/app/db/host:1")["Parameter"]
expect((old["Name"], old["Value"], old["Selector"]) == ("/app/db/host", "one", ":1"), old)
expect(ssm.get_parameter(Name=got["ARN"])["Parameter"]["Value"] == "two", "by its ARN")
refused("ParameterNotFound", ssm.get_parameter, Name="/nowhere")
refused("ParameterVersionNotFound", ssm.get_parameter, "could not find version 9 of /app/db/host", Name="/app/db/host:9")

# Labels stand at one version.
expect(ssm.label_parameter_version(Name="/app/db/host", ParameterVersion=1, Labels=["good", "1bad"])["InvalidLabels"] == ["1bad"], "a label")
expect(ssm.get_parameter(Name="/app/db/host:good")["Parameter"]["Value"] == "one", "by its label")
ssm.label_parameter_version(Name="/app/db/host", Labels=["good"])
expect(ssm.get_parameter(Name="/app/db/host:good")["Parameter"]["Value"] == "two", "the label moved")
history = ssm.get_parameter_history(Name="/app/db/host")["Parameters"]
expect([(each["Version"], each["Labels"]) for each in history] == [(1, []), (2, ["good"])], history)
expect(ssm.unlabel_parameter_version(Name="/app/db/host", ParameterVersion=2, Labels=["good", "x"]) ["RemovedLabels"] == ["good"], "no label")

# Secrets, lists, paths.
ssm.put_parameter(Name="/app/db/password", Value="secret", Type="SecureString")
ssm.put_parameter(Name="/app/list", Value="a,b", Type="StringList")
ssm.put_parameter(Name="plain", Value="p", Type="String")
hidden = ssm.get_parameter(Name="/app/db/password")["Parameter"]["Value"]
expect("secret" not in hidden and ssm.get_parameter(Name="/app/db/password", WithDecryption=True)["Parameter"]["Value"] == "secret", hidden)
expect(names(ssm.get_parameters_by_path(Path="/app")) == ["/app/list"], "one level")
expect(names(ssm.get_parameters_by_path(Path="/app", Recursive=True)) == ["/app/db/host", "/app/db/password", "/app/list"], "all below")
first = ssm.get_parameters_by_path(Path="/", Recursive=True, MaxResults=2)
rest = ssm.get_parameters_by_path(Path="/", Recursive=True, MaxResults=2, NextToken=first["NextToken"])
expect(names(first) + names(rest) == ["/app/db/host", "/app/db/password", "/app/list", "plain"], "pages")
both = ssm.get_parameters(Names=["plain", "/nowhere"])
expect(names(both) == ["plain"] and both["InvalidParameters"] == ["/nowhere"], both)
found = ssm.describe_parameters(ParameterFilters=[{"Key": "Path", "Option": "Recursive", "Values": ["/app/db"]}])
expect(names(found) == ["/app/db/host", "/app/db/password"] and "Value" not in found["Parameters"][0], found)
expect(names(ssm.describe_parameters(ParameterFilters=[{"Key": "tag:a", "Values": ["b"]}])) == ["/app/db/host"], "by tag")
expect(names(ssm.describe_parameters(ParameterFilters=[{"Key": "Type", "Values": ["StringList"]}])) == ["/app/list"], "by type")

# What is refused.
refused("ValidationException", ssm.put_parameter, "A parameter type is required", Name="x", Value="v")
refused("ValidationException", ssm.put_parameter, "must be a fully qualified name", Name="a/b", Value="v", Type="String")
refused("ValidationException", ssm.put_parameter, 'can\'t be prefixed with "aws" or "ssm"', Name="awsome", Value="v", Type="String")
refused("AccessDeniedException", ssm.put_parameter, "No access to reserved parameter name", Name="/aws/x", Value="v", Type="String")
refused("ValidationException", ssm.put_parameter, "4096 characters", Name="long", Value="v" * 4097, Type="String")
expect(ssm.put_parameter(Name="long", Value="v" * 4097, Type="String", Tier="Intelligent-Tiering")["Tier"] == "Advanced", "a tier")
refused("ParameterPatternMismatchException", ssm.put_parameter, "allowedPattern: [0-9]+", Name="n", Value="x", Type="String", AllowedPattern="[0-9]+")
ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="plain", Tags=[{"Key": "k", "Value": "v"}])
expect(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="plain")["TagList"] == [{"Key": "k", "Value": "v"}], "tags")
ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId="plain", TagKeys=["k"])
refused("InvalidResourceId", ssm.list_tags_for_resource, ResourceType="Parameter", ResourceId="nobody")

# Templates: parameters of SSM's, dynamic references, and a parameter that they make.
stacks = client_of(server.base, "cloudformation")
template = """
Parameters:
  Host: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/db/host}
  Names: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /app/list}
Resources:
  Made:
    Type: AWS::SSM::Parameter
    Properties: {Name: /made, Type: String, Value: !Sub '${Host} ${Second} {{resolve:ssm:/app/db/host:1}}', Tags: {stage: dev}}
Outputs: {Name: {Value: !Ref Made}, Value: {Value: !GetAtt Made.Value}}
""".replace("!Sub '${Host} ${Second} {{resolve:ssm:/app/db/host:1}}'",
            "!Join [' ', [!Ref Host, !Select [1, !Ref Names], '{{resolve:ssm:/app/db/host:1}}', '{{resolve:ssm:/app/db/host:1}}']]")
stacks.create_stack(StackName="reads", TemplateBody=template)
stack = stacks.describe_stacks(StackName="reads")["Stacks"][0]
expect(stack["StackStatus"] == "CREATE_COMPLETE", stacks.describe_stack_events(StackName="reads")["StackEvents"])
expect(ssm.get_parameter(Name="/made")["Parameter"]["Value"] == "two b one one", ssm.get_parameter(Name="/made"))
told = {each["ParameterKey"]: each.get("ResolvedValue") for each in stack["Parameters"]}
expect(told["Host"] == "two", f"what was looked up is told: {told}")
tags = {each["Key"]: each["Value"] for each in ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/made")["TagList"]}
expect(tags.pop("stage") == "dev" and len(tags) == 3 and all(key.startswith("aws:cloudformation:") for key in tags), f"tags as a map: {tags}")
refused("ValidationError", stacks.create_stack, "Unable to fetch parameters [/nowhere]", StackName="no", TemplateBody=template,
        Parameters=[{"ParameterKey": "Host", "ParameterValue": "/nowhere"}])
stacks.delete_stack(StackName="reads")
refused("ParameterNotFound", ssm.get_parameter, Name="/made")

# Another process on the same folder.
expect(server.stop() == 0, "the server stops")
server = Server(None, "--data", folder.name)
ssm = client_of(server.base, "ssm")
expect(ssm.get_parameter(Name="/app/db/host:1")["Parameter"]["Value"] == "one", "versions outlive the process")
gone = ssm.delete_parameters(Names=["/app/db/host", "/nowhere"])
expect((gone["DeletedParameters"], gone["InvalidParameters"]) == (["/app/db/host"], ["/nowhere"]), gone)
ssm.delete_parameter(Name="plain")
refused("ParameterNotFound", ssm.delete_parameter, Name="plain")
server.stop()
