"""Templates of AWS::Serverless types, translated by AWS's own package: by CreateStack, change sets, `serve` and `exec`;
what cannot be translated, and a machine without the package."""
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

from clients import PROGRAM, Server, boto3_or_skip, client_of, expect, refused, skip
from stacks import rested

boto3_or_skip()


def without_packages(folder):
    """A PATH on which Python has none of the machine's packages, and no translator."""
    os.makedirs(f"{folder}/bin", exist_ok=True)
    with open(f"{folder}/bin/python3", "w", encoding="ascii") as script:
        script.write(f'#!/bin/sh\ncase "$*" in *samtranslator*) exec {sys.executable} -S "$@";; *) exec {sys.executable} "$@";; esac\n')
    os.chmod(f"{folder}/bin/python3", 0o755)
    return f"{folder}/bin:{os.environ['PATH']}"


if subprocess.run(["python3", "-c", "import samtranslator"], capture_output=True, check=False).returncode != 0:
    skip("aws-sam-translator is not installed (pip install aws-sam-translator)")
server = Server(None)
stacks, s3 = client_of(server.base, "cloudformation"), client_of(server.base, "s3")
s3.create_bucket(Bucket="packages")
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("app.py", "import os\ndef handler(event, context):\n"
                               "    return {'statusCode': 200, 'body': os.environ['WORD'] + ' ' + (event.get('path') or event['rawPath'])}\n")
s3.put_object(Bucket="packages", Key="code.zip", Body=package.getvalue())
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
      CodeUri: s3://packages/code.zip
      AutoPublishAlias: live
      Policies: [AWSLambdaExecute, {S3ReadPolicy: {BucketName: packages}}]
      Events:
        Get: {Type: Api, Properties: {Path: /hello, Method: get}}
        Any: {Type: HttpApi, Properties: {Path: /there, Method: get}}
        Rest: {Type: HttpApi}
Outputs:
  Rest: {Value: !Ref ServerlessRestApi}
  Http: {Value: !Ref ServerlessHttpApi}
  Alias: {Value: !Ref HelloAliaslive}
"""


def settled(name):
    return rested(stacks, name)


stacks.create_stack(StackName="sam", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
stack = settled("sam")
expect(stack["StackStatus"] == "CREATE_COMPLETE",
       [each.get("ResourceStatusReason") for each in stacks.describe_stack_events(StackName="sam")["StackEvents"]])
out = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
expect(out["Alias"].endswith(":live"), out)
status, _, body = server.ask(f"{server.base}/_aws/execute-api/{out['Rest']}/Prod/hello")
expect((status, body) == (200, "hello /hello"), f"REST: {status} {body}")
status, _, body = server.ask(f"{server.base}/_aws/execute-api/{out['Http']}/$default/there")
expect((status, body) == (200, "hello /there"), f"HTTP: {status} {body}")
status, _, body = server.ask(f"{server.base}/_aws/execute-api/{out['Http']}/$default/anywhere/else", "POST", "{}")
expect((status, body) == (200, "hello /anywhere/else"), f"the default route: {status} {body}")
stacks.update_stack(StackName="sam", UsePreviousTemplate=True, Parameters=[{"ParameterKey": "Word", "ParameterValue": "bye"}],
                    Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
expect(settled("sam")["StackStatus"] == "UPDATE_COMPLETE", "a parameter changed")
refused("InsufficientCapabilitiesException", stacks.create_stack, "CAPABILITY_AUTO_EXPAND", StackName="no", TemplateBody=TEMPLATE,
        Capabilities=["CAPABILITY_IAM"])
refused("ValidationError", stacks.create_stack, "Transform AWS::Serverless-2016-10-31 failed with:", StackName="no",
        TemplateBody=TEMPLATE.replace("Path: /hello, ", ""), Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
# Its templates of policies have no version: an inline policy may leave that out. One that says an old one, and a managed one, may not.
iam = client_of(server.base, "iam")
role = stacks.describe_stack_resource(StackName="sam", LogicalResourceId="HelloRole")["StackResourceDetail"]["PhysicalResourceId"]
policy = iam.get_role_policy(RoleName=role, PolicyName=iam.list_role_policies(RoleName=role)["PolicyNames"][0])["PolicyDocument"]
expect("Version" not in policy, policy)
unsaid = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
refused("MalformedPolicyDocument", iam.create_policy, "version 2012-10-17", PolicyName="plain", PolicyDocument=json.dumps(unsaid))
refused("MalformedPolicyDocument", iam.put_role_policy, "version 2012-10-17", RoleName=role, PolicyName="old",
        PolicyDocument=json.dumps({"Version": "2008-10-17", **unsaid}))
processed = stacks.get_template(StackName="sam", TemplateStage="Processed")["TemplateBody"]
expect("Transform" not in processed and processed["Resources"]["Hello"]["Type"] == "AWS::Lambda::Function", processed)
original = stacks.get_template(StackName="sam")["TemplateBody"]
expect("AWS::Serverless::Function" in str(original), original)
stacks.delete_stack(StackName="sam")
gone = settled(stack["StackId"])
expect(gone["StackStatus"] == "DELETE_COMPLETE", gone)

# A change set names what comes of it, and is made as it said.
made = stacks.create_change_set(StackName="set", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"])
told = stacks.describe_change_set(ChangeSetName=made["Id"])
types = {each["ResourceChange"]["ResourceType"] for each in told["Changes"]}
expect({"AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"} <= types, told)
stacks.execute_change_set(ChangeSetName=made["Id"])
expect(settled("set")["StackStatus"] == "CREATE_COMPLETE", "a change set")
again = stacks.create_change_set(StackName="set", ChangeSetName="second", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"])
told = stacks.describe_change_set(ChangeSetName=again["Id"])
expect(told["Status"] == "FAILED" and told["StatusReason"].startswith("The submitted information didn't contain changes"), told)
server.stop()

INLINE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Word: {Type: String}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
      Runtime: python3.12
      Handler: index.handler
      InlineCode: !Sub "def handler(event, context): return '${Word}'"
"""
with tempfile.TemporaryDirectory(prefix="wt-sam-") as folder:
    with open(f"{folder}/inline.yaml", "w", encoding="ascii") as file:
        file.write(INLINE)
    server = Server(None, f"{folder}/inline.yaml", "--parameter", "Word=served")
    answer = client_of(server.base, "lambda").invoke(FunctionName="hello")["Payload"].read()
    expect(answer == b'"served"', answer)
    server.stop()
    ask = "import boto3; print(boto3.client('lambda').invoke(FunctionName='hello')['Payload'].read().decode())"
    done = subprocess.run([PROGRAM, "exec", f"{folder}/inline.yaml", "--parameter", "Word=run", "--", sys.executable, "-c", ask],
                          capture_output=True, text=True, timeout=120, check=False)
    expect((done.returncode, done.stdout.strip()) == (0, '"run"'), f"exec: {done}")

    # Without Python or its packages: an environment of its own, or a sentence that says what to do.
    usual = os.environ["PATH"]
    cache = os.environ.get("XDG_CACHE_HOME")
    os.environ.update(PATH=without_packages(folder), XDG_CACHE_HOME=f"{folder}/cache", PIP_INDEX_URL="http://127.0.0.1:9/none", PIP_RETRIES="0")
    server = Server(None)
    refused("ValidationError", client_of(server.base, "cloudformation", read_timeout=300).create_stack,
            "Install it: pip install aws-sam-translator", StackName="no", TemplateBody=INLINE.replace("${Word}", "x"),
            Parameters=[{"ParameterKey": "Word", "ParameterValue": "x"}], Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
    server.stop()
    os.environ.update(PATH=usual)
    for name in ("PIP_INDEX_URL", "PIP_RETRIES", "XDG_CACHE_HOME"):
        del os.environ[name]
    if cache is not None:
        os.environ["XDG_CACHE_HOME"] = cache

# With code that lies beside it, in one command; a saved file is in the next invocation.
ASK = """
import json, os, urllib.request
import boto3
base = os.environ["AWS_ENDPOINT_URL"]
api = boto3.client("apigatewayv2").get_apis()["Items"][0]["ApiId"]
ask = lambda: urllib.request.urlopen(f"{base}/_aws/execute-api/{api}/hello", timeout=30).read().decode()
first = ask()
open("src/app.py", "a").write("\\nWORD = 'two'\\n")
print(first, ask())
"""
LOCAL = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, CodeUri: src}}
Resources:
  Shared: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}
  Hello:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Layers: [!Ref Shared], Events: {Get: {Type: HttpApi, Properties: {Path: /hello, Method: get}}}}
"""
with tempfile.TemporaryDirectory() as folder:
    for name, text in (("template.yaml", LOCAL), ("layer/python/shared.py", "SIGN = '!'\n"),
                       ("src/app.py", "import shared\nWORD = 'one'\ndef handler(event, context):\n    return {'statusCode': 200, 'body': WORD + shared.SIGN}\n")):
        os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
        with open(f"{folder}/{name}", "w", encoding="ascii") as file:
            file.write(text)
    done = subprocess.run([os.path.abspath(PROGRAM), "exec", "template.yaml", "--", sys.executable, "-c", ASK], cwd=folder, capture_output=True,
                          text=True, timeout=300, check=False)
    expect(done.returncode == 0 and done.stdout.split() == ["one!", "two!"], f"{done.returncode}: {done.stdout}{done.stderr}")
