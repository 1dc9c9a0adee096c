"""The SAM CLI, unmodified, with a function in a folder: deploy, no change, a change, delete."""
import os
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused
from tools import from_pypi, run, settings

boto3_or_skip()
SAM = from_pypi("sam") + "/sam"
TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters: {Word: {Type: String, Default: hello}}
Globals:
  Function: {Runtime: python3.12, Handler: app.handler, Timeout: 10, Environment: {Variables: {WORD: !Ref Word}}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello
      AutoPublishAlias: live
      Policies: [AWSLambdaExecute]
      Events:
        Get: {Type: Api, Properties: {Path: /hello, Method: get}}
Outputs:
  Rest: {Value: !Ref ServerlessRestApi}
  Alias: {Value: !Ref HelloAliaslive}
"""

with tempfile.TemporaryDirectory(prefix="wt-sam-") as folder:
    server = Server(None)
    environment = settings(server.base, folder, SAM_CLI_POLL_DELAY="1")
    os.makedirs(f"{folder}/app/hello")
    with open(f"{folder}/app/template.yaml", "w", encoding="ascii") as file:
        file.write(TEMPLATE)

    def deploy(greeting, *more):
        with open(f"{folder}/app/hello/app.py", "w", encoding="ascii") as code:
            code.write(f"def handler(event, context):\n    return {{'statusCode': 200, 'body': '{greeting}'}}\n")
        return run([SAM, "deploy", "--stack-name", "app", "--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-progressbar", *more],
                   f"{folder}/app", environment)

    stacks = client_of(server.base, "cloudformation")
    deploy("one")
    out = {each["OutputKey"]: each["OutputValue"] for each in stacks.describe_stacks(StackName="app")["Stacks"][0]["Outputs"]}
    where = f"{server.base}/_aws/execute-api/{out['Rest']}/Prod/hello"
    status, _, body = server.ask(where)
    expect((status, body) == (200, "one"), f"{status} {body}")
    said = deploy("one", "--no-fail-on-empty-changeset")
    expect("No changes to deploy" in said, said)
    deploy("two")
    status, _, body = server.ask(where)
    expect((status, body) == (200, "two"), f"{status} {body}")
    run([SAM, "delete", "--stack-name", "app", "--no-prompts"], f"{folder}/app", environment)
    refused("ValidationError", stacks.describe_stacks, "does not exist", StackName="app")
    expect(not client_of(server.base, "lambda").list_functions()["Functions"], "nothing is left of it")
    server.stop()
