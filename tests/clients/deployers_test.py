"""Stacks by other clients than their SDK: the AWS CLI's `cloudformation package` and `deploy`, of a template with a folder of code, and
Terraform's aws_cloudformation_stack, where its provider is."""
import os
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect
from tools import from_pypi, run, settings, terraform_plugins

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
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
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


def by_terraform(folder, plugins):
    server = Server(None)
    here = settings(server.base, folder, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")
    here.pop("TF_CLI_CONFIG_FILE", None)
    with open(f"{folder}/main.tf", "w", encoding="ascii") as file:
        file.write(TERRAFORM)
    logs = client_of(server.base, "logs")

    def kept():
        return [each.get("retentionInDays") for each in logs.describe_log_groups()["logGroups"]]
    run(["terraform", "init", "-input=false", "-no-color", f"-plugin-dir={plugins}"], folder, here)
    expect("/by/terraform" in run(["terraform", "apply", "-auto-approve", "-input=false", "-no-color"], folder, here), "an output")
    expect(kept() == [7], kept())
    run(["terraform", "plan", "-detailed-exitcode", "-input=false", "-no-color"], folder, here)
    run(["terraform", "apply", "-auto-approve", "-input=false", "-no-color", "-var", "days=14"], folder, here)
    expect(kept() == [14], kept())
    run(["terraform", "plan", "-detailed-exitcode", "-input=false", "-no-color", "-var", "days=14"], folder, here)
    run(["terraform", "destroy", "-auto-approve", "-input=false", "-no-color"], folder, here)
    expect(kept() == [], kept())
    server.stop()


with tempfile.TemporaryDirectory(prefix="wt-deployers-") as place:
    if terraform_plugins():
        os.makedirs(f"{place}/terraform")
        by_terraform(f"{place}/terraform", terraform_plugins())
    else:
        print("Terraform: left out, it takes terraform, and WINDTUNNEL_TERRAFORM_PLUGINS that names a folder of its providers")
    os.makedirs(f"{place}/aws")
    by_aws_cli(f"{place}/aws")
