"""The AWS CDK's command line, unmodified: bootstrap, deploy of a synthesized app with a function from an asset, again without a
change, a change, and destroy. The app is what `cdk synth` would write, so that no library of constructs is needed."""
import hashlib
import json
import os
import shutil
import tempfile

from clients import Server, boto3_or_skip, client_of, expect
from tools import from_npm, run, settings

boto3_or_skip()
CDK = from_npm("aws-cdk") + "/.bin/cdk"
ACCOUNT, REGION, QUALIFIER = "000000000000", "us-east-1", "hnb659fds"
FOLDER = tempfile.TemporaryDirectory(prefix="wt-cdk-")
server = Server(None)
ENVIRONMENT = settings(server.base, FOLDER.name)
CODE = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'from CDK: ' + event['path']}\n"


def cdk(*arguments):
    return run([CDK, "--no-version-reporting", "--no-notices", "--ci", *arguments], FOLDER.name, ENVIRONMENT)


def role(name):
    return f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/cdk-{QUALIFIER}-{name}-role-{ACCOUNT}-{REGION}"


def synthesize(greeting):
    """A cloud assembly, as the CDK's libraries write it."""
    out = f"{FOLDER.name}/cdk.out"
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(f"{out}/asset.code")
    with open(f"{out}/asset.code/index.py", "w", encoding="ascii") as file:
        file.write(CODE.replace("from CDK", greeting))
    key = hashlib.sha256(greeting.encode()).hexdigest()
    bucket = f"cdk-{QUALIFIER}-assets-{ACCOUNT}-{REGION}"
    template = {
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]},
                "ManagedPolicyArns": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]]}]}},
            "Function": {"Type": "AWS::Lambda::Function", "DependsOn": ["Role"], "Metadata": {"aws:asset:path": "asset.code"}, "Properties": {
                "Code": {"S3Bucket": bucket, "S3Key": f"{key}.zip"}, "Handler": "index.handler", "Runtime": "python3.12",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "Api"}},
            "Proxy": {"Type": "AWS::ApiGateway::Resource", "Properties": {
                "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "{proxy+}", "RestApiId": {"Ref": "Api"}}},
            "Any": {"Type": "AWS::ApiGateway::Method", "Properties": {
                "AuthorizationType": "NONE", "HttpMethod": "ANY", "ResourceId": {"Ref": "Proxy"}, "RestApiId": {"Ref": "Api"},
                "Integration": {"IntegrationHttpMethod": "POST", "Type": "AWS_PROXY", "Uri": {"Fn::Join": ["", [
                    "arn:", {"Ref": "AWS::Partition"}, f":apigateway:{REGION}:lambda:path/2015-03-31/functions/",
                    {"Fn::GetAtt": ["Function", "Arn"]}, "/invocations"]]}}}},
            "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {
                "Action": "lambda:InvokeFunction", "FunctionName": {"Fn::GetAtt": ["Function", "Arn"]}, "Principal": "apigateway.amazonaws.com"}},
            "Deployment": {"Type": "AWS::ApiGateway::Deployment", "DependsOn": ["Any"], "Properties": {"RestApiId": {"Ref": "Api"}}},
            "Stage": {"Type": "AWS::ApiGateway::Stage", "Properties": {
                "DeploymentId": {"Ref": "Deployment"}, "RestApiId": {"Ref": "Api"}, "StageName": "prod"}},
            "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:x"}}},
        "Outputs": {"Api": {"Value": {"Ref": "Api"}}},
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": f"/cdk-bootstrap/{QUALIFIER}/version"}},
        "Rules": {"CheckBootstrapVersion": {"Assertions": [{
            "Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}]},
            "AssertDescription": "CDK bootstrap stack version 6 required."}]}}}
    text = json.dumps(template, indent=1)
    with open(f"{out}/App.template.json", "w", encoding="ascii") as file:
        file.write(text)
    of_template = hashlib.sha256(text.encode()).hexdigest()

    def asset(path, packaging, key):
        return {"source": {"path": path, "packaging": packaging}, "destinations": {"here": {
            "bucketName": bucket, "objectKey": key, "region": REGION, "assumeRoleArn": role("file-publishing")}}}
    files = {key: asset("asset.code", "zip", f"{key}.zip"), of_template: asset("App.template.json", "file", f"{of_template}.json")}
    with open(f"{out}/App.assets.json", "w", encoding="ascii") as file:
        json.dump({"version": "36.0.0", "files": files, "dockerImages": {}}, file)
    manifest = {"version": "36.0.0", "artifacts": {
        "App.assets": {"type": "cdk:asset-manifest", "properties": {
            "file": "App.assets.json", "requiresBootstrapStackVersion": 6, "bootstrapStackVersionSsmParameter": f"/cdk-bootstrap/{QUALIFIER}/version"}},
        "App": {"type": "aws:cloudformation:stack", "environment": f"aws://{ACCOUNT}/{REGION}", "dependencies": ["App.assets"], "properties": {
            "templateFile": "App.template.json", "terminationProtection": False, "validateOnSynth": False,
            "assumeRoleArn": role("deploy"), "cloudFormationExecutionRoleArn": role("cfn-exec"),
            "stackTemplateAssetObjectUrl": f"s3://{bucket}/{of_template}.json", "requiresBootstrapStackVersion": 6,
            "bootstrapStackVersionSsmParameter": f"/cdk-bootstrap/{QUALIFIER}/version",
            "additionalDependencies": ["App.assets"]}, "displayName": "App"}}}
    with open(f"{out}/manifest.json", "w", encoding="ascii") as file:
        json.dump(manifest, file)
    return out


stacks = client_of(server.base, "cloudformation")
cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}")
toolkit = stacks.describe_stacks(StackName="CDKToolkit")["Stacks"][0]
expect(toolkit["StackStatus"] == "CREATE_COMPLETE", toolkit)
expect(int(client_of(server.base, "ssm").get_parameter(Name=f"/cdk-bootstrap/{QUALIFIER}/version")["Parameter"]["Value"]) >= 6, "its version")
cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}")

cdk("deploy", "--app", synthesize("one"), "--require-approval", "never", "App")
api = stacks.describe_stacks(StackName="App")["Stacks"][0]["Outputs"][0]["OutputValue"]
status, _, body = server.ask(f"{server.base}/_aws/execute-api/{api}/prod/a/b")
expect((status, body) == (200, "one: /a/b"), f"the app answers: {status} {body}")
said = cdk("deploy", "--app", f"{FOLDER.name}/cdk.out", "--require-approval", "never", "App")
expect("no changes" in said, said)
cdk("deploy", "--app", synthesize("two"), "--require-approval", "never", "App")
status, _, body = server.ask(f"{server.base}/_aws/execute-api/{api}/prod/a/b")
expect((status, body) == (200, "two: /a/b"), f"it changed: {status} {body}")
cdk("destroy", "--app", f"{FOLDER.name}/cdk.out", "--force", "App")
expect([each["StackName"] for each in stacks.describe_stacks()["Stacks"]] == ["CDKToolkit"], "it is gone")
expect(not client_of(server.base, "apigateway").get_rest_apis()["items"], "and nothing is left of it")
server.stop()
