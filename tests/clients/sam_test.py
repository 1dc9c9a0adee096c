"""Templates of AWS::Serverless types, translated by AWS's own package: functions with events of REST and HTTP APIs, globals, an alias
that is published, and what cannot be translated."""
import io
import subprocess
import zipfile

from clients import Server, boto3_or_skip, client_of, expect, refused, skip

boto3_or_skip()
if subprocess.run(["python3", "-c", "import samtranslator"], capture_output=True).returncode != 0:
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
Outputs:
  Rest: {Value: !Ref ServerlessRestApi}
  Http: {Value: !Ref ServerlessHttpApi}
  Alias: {Value: !Ref HelloAliaslive}
"""


def settled(name):
    stack = stacks.describe_stacks(StackName=name)["Stacks"][0]
    while stack["StackStatus"].endswith("_IN_PROGRESS"):
        stack = stacks.describe_stacks(StackName=name)["Stacks"][0]
    return stack


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
stacks.update_stack(StackName="sam", UsePreviousTemplate=True, Parameters=[{"ParameterKey": "Word", "ParameterValue": "bye"}],
                    Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
expect(settled("sam")["StackStatus"] == "UPDATE_COMPLETE", "a parameter changed")
refused("InsufficientCapabilitiesException", stacks.create_stack, "CAPABILITY_AUTO_EXPAND", StackName="no", TemplateBody=TEMPLATE,
        Capabilities=["CAPABILITY_IAM"])
refused("ValidationError", stacks.create_stack, "Transform AWS::Serverless-2016-10-31 failed with:", StackName="no",
        TemplateBody=TEMPLATE.replace("Path: /hello, ", ""), Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
stacks.delete_stack(StackName="sam")
gone = settled(stack["StackId"])
expect(gone["StackStatus"] == "DELETE_COMPLETE", gone)
server.stop()
