"""Stacks by other clients than their SDK: the AWS CLI's `cloudformation package` and `deploy`, of a template with a folder of code, and
Terraform's aws_cloudformation_stack, where its provider is."""
import os
import shutil
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect
from terraform import Terraform, providers
from tools import from_pypi, run, settings

boto3_or_skip()

TEMPLATE = """
Parameters: {Word: {Type: String, Default: hello}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: packaged
      Runtime: python3.12
      Handler: app.handler
      Role: !GetAtt Role.Arn
      Code: code
      Environment: {Variables: {WORD: !Ref Word}}
Outputs: {Function: {Value: !Ref Function}}
"""


def invoke(server):
    return client_of(server.base, "lambda").invoke(FunctionName="packaged")["Payload"].read().decode()


def by_aws_cli(folder):
    aws = from_pypi("aws") + "/aws"
    server = Server(None)
    here = settings(server.base, folder)
    os.makedirs(f"{folder}/code")
    with open(f"{folder}/code/app.py", "w", encoding="ascii") as file:
        file.write("import os\ndef handler(event, context):\n    return os.environ['WORD']\n")
    with open(f"{folder}/template.yaml", "w", encoding="ascii") as file:
        file.write(TEMPLATE)
    run([aws, "s3", "mb", "s3://packages"], folder, here)
    run([aws, "cloudformation", "package", "--template-file", "template.yaml", "--s3-bucket", "packages", "--output-template-file", "out.yaml"],
        folder, here)
    deploy = [aws, "cloudformation", "deploy", "--template-file", "out.yaml", "--stack-name", "app", "--capabilities", "CAPABILITY_IAM"]
    run(deploy, folder, here)
    expect(invoke(server) == '"hello"', "a packaged function")
    time.sleep(1)
    began = time.monotonic()
    run([*deploy, "--parameter-overrides", "Word=bye", "--s3-bucket", "packages", "--tags", "team=blue"], folder, here)
    expect(invoke(server) == '"bye"', "a parameter changed")
    expect(time.monotonic() - began < 30, "the client had to wait for its second look")
    time.sleep(1)  # the client names its change sets by the second
    said = run([*deploy, "--no-fail-on-empty-changeset"], folder, here)  # parameters stay as they were
    expect("No changes to deploy" in said and invoke(server) == '"bye"', said)
    run([aws, "cloudformation", "delete-stack", "--stack-name", "app"], folder, here)
    run([aws, "cloudformation", "wait", "stack-delete-complete", "--stack-name", "app"], folder, here)
    expect(not client_of(server.base, "lambda").list_functions()["Functions"], "nothing is left of it")
    server.stop()


TERRAFORM = """
variable "days" { default = 7 }
resource "aws_cloudformation_stack" "app" {
  name       = "app"
  parameters = { Days = var.days }
  tags       = { team = "blue" }
  template_body = jsonencode({
    Parameters = { Days = { Type = "Number" } }
    Resources  = { Group = { Type = "AWS::Logs::LogGroup", Properties = { LogGroupName = "/by/terraform", RetentionInDays = { Ref = "Days" } } } }
    Outputs    = { Group = { Value = { Ref = "Group" } } }
  })
}
output "group" { value = aws_cloudformation_stack.app.outputs["Group"] }
"""


def by_terraform(provider):
    server = Server(None)
    terraform = Terraform(server.base, TERRAFORM, provider)
    logs = client_of(server.base, "logs")

    def kept():
        return [each.get("retentionInDays") for each in logs.describe_log_groups()["logGroups"]]
    expect("/by/terraform" in terraform.apply(), "an output")
    expect(kept() == [7], kept())
    terraform.apply(days=14)
    expect(kept() == [14], kept())
    terraform.destroy()
    expect(kept() == [], kept())
    server.stop()


with tempfile.TemporaryDirectory(prefix="wt-deployers-") as place:
    if shutil.which("terraform") and providers():
        for each in providers():
            by_terraform(each)
    else:
        print("Terraform: left out, it takes terraform, and its provider for AWS (terraform.py)")
    os.makedirs(f"{place}/aws")
    by_aws_cli(f"{place}/aws")
