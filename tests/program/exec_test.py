"""`windtunnel exec`: a command beside a server of its own, with a template or a scenario deployed; its exit code is handed on.

Usage: exec_test.py PROGRAM SCENARIOS"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import zipfile

from program import PROGRAM, SCENARIOS, expect

ASK = """
import os, sys, urllib.parse, urllib.request
body = urllib.parse.urlencode({"Action": "DescribeStacks", "Version": "2010-05-15"}).encode()
request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"], data=body, headers={
    "Host": "cloudformation.us-east-1.amazonaws.com", "Content-Type": "application/x-www-form-urlencoded",
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request, "
                     "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": "20260101T000000Z"})
print(urllib.request.urlopen(request, timeout=30).read().decode())
"""
TEMPLATE = """
Parameters: {Name: {Type: String}}
Resources: {Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref Name}}}
Outputs: {Group: {Value: !Ref Group}}
"""


def run(*arguments, **more):
    done = subprocess.run([PROGRAM, "exec", *arguments], capture_output=True, text=True, timeout=120, **more)
    return done.returncode, done.stdout, done.stderr


with tempfile.TemporaryDirectory() as folder:
    template = f"{folder}/my_app.yaml"
    with open(template, "w", encoding="ascii") as file:
        file.write(TEMPLATE)
    code, out, err = run(template, "--parameter", "Name=/from/exec", "--auth", "off", "--", sys.executable, "-c", ASK)
    expect(code == 0 and "<StackName>my-app</StackName>" in out and "/from/exec" in out, f"a template: {code}\n{out}{err}")
    code, out, err = run(template, "--", "true")
    expect(code == 2 and "Parameters: [Name] must have values" in err, f"a template without its parameter: {code}\n{out}{err}")
    broken = f"{folder}/broken.yaml"
    with open(broken, "w", encoding="ascii") as file:
        file.write("Resources: {A: {Type: AWS::Logs::LogGroup, Properties: {Nope: 1}}}")
    code, out, err = run(broken, "--", "true")
    expect(code == 2 and "A (AWS::Logs::LogGroup)" in err and "[Nope]" in err, f"what failed says why: {code}\n{out}{err}")

    # What would lead clients elsewhere is taken away, whatever the shell says.
    show = "import json, os; print(json.dumps({k: v for k, v in os.environ.items() if k.startswith('AWS_') or k == 'S3_HOSTNAME'}))"
    elsewhere = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
                 "AWS_CA_BUNDLE": "/nowhere", "AWS_ENDPOINT_URL_KINESIS": "https://example.com", "AWS_USE_FIPS_ENDPOINT": "true",
                 "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_PROFILE": "mine"}
    code, out, err = run(template, "--parameter", "Name=/x", "--", sys.executable, "-c", show, env={**os.environ, **elsewhere})
    told = json.loads(out)
    left = sorted(set(elsewhere) & set(told))
    expect(code == 0 and left == ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] and told[left[0]] == "false", told)
    expect(told["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:") and told["S3_HOSTNAME"] == "127.0.0.1", told)

    # A first deployment that failed is made anew, and one that was cut off is ended first.
    data = f"{folder}/data"
    with open(broken, "w", encoding="ascii") as file:
        file.write("Resources: {B: {Type: AWS::Logs::LogGroup}, A: {Type: AWS::Logs::LogGroup, DependsOn: B, Properties: {Nope: 1}}}")
    code, out, err = run(broken, "--data", data, "--", "true")
    expect(code == 2 and "ROLLBACK_COMPLETE" in err, f"it fails: {code}\n{out}{err}")
    waiting = ("Resources: {B: {Type: AWS::Logs::LogGroup}, H: {Type: AWS::CloudFormation::WaitConditionHandle, DependsOn: B}, "
               "W: {Type: AWS::CloudFormation::WaitCondition, Properties: {Handle: !Ref H, Timeout: '600'}}}")
    with open(broken, "w", encoding="ascii") as file:
        file.write(waiting)
    server = subprocess.Popen([PROGRAM, "serve", broken, "--data", data, "--port", "0"], stdout=subprocess.DEVNULL)
    for _ in range(200):
        if b"Initiated" in b"".join(open(os.path.join(at, name), "rb").read() for at, _, names in os.walk(data) for name in names):
            break
        time.sleep(0.05)
    server.kill()
    server.wait()
    with open(broken, "w", encoding="ascii") as file:
        file.write("Resources: {B: {Type: AWS::Logs::LogGroup}}")
    code, out, err = run(broken, "--data", data, "--", "true")
    expect(code == 0, f"and then it stands: {code}\n{out}{err}")


# Code that lies beside the template: a folder is watched, a package is taken; what is not there is named.
LOCAL = """
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [
    {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}}}
  Folder: {Type: AWS::Lambda::Function, Properties: {FunctionName: folder, Code: ./code/, Handler: bootstrap, Runtime: provided.al2023, Role: !GetAtt Role.Arn}}
  Package: {Type: AWS::Lambda::Function, Properties: {FunctionName: package, Code: code.zip, Handler: bootstrap, Runtime: provided.al2023, Role: !GetAtt Role.Arn}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: api.yaml}}
"""
GET = """
import json, os, sys, urllib.request
request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + sys.argv[1], headers={
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/%s/aws4_request, "
                     "SignedHeaders=host;x-amz-date, Signature=" % sys.argv[2] + "0" * 64, "x-amz-date": "20260101T000000Z"})
print(urllib.request.urlopen(request, timeout=30).read().decode())
"""
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(f"{folder}/code")
    with open(f"{folder}/code/bootstrap", "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n")
    with zipfile.ZipFile(f"{folder}/code.zip", "w") as archive:
        archive.writestr("bootstrap", "#!/bin/sh\n")
    with open(f"{folder}/api.yaml", "w", encoding="ascii") as file:
        file.write("openapi: 3.0.1\ninfo: {title: from a file, version: '1'}\npaths: {}\n")
    template = f"{folder}/local.yaml"
    with open(template, "w", encoding="ascii") as file:
        file.write(LOCAL)
    for path, service, word in (("/2015-03-31/functions/folder", "lambda", '"FunctionName":"folder"'), ("/2015-03-31/functions/package", "lambda", '"FunctionName":"package"'),
                                ("/restapis", "apigateway", "from a file")):
        code, out, err = run(template, "--auth", "off", "--", sys.executable, "-c", GET, path, service)
        expect(code == 0 and word in out, f"{path}: {code}\n{out}{err}")
    for text in ("", "{}", "Parameters: {}"):
        with open(template, "w", encoding="ascii") as file:
            file.write(text)
        code, out, err = run(template, "--", "true")
        expect(code == 2 and "neither a template" in err and err.count("\n") == 1, f"neither: {code}\n{out}{err}")
    with open(template, "w", encoding="ascii") as file:
        file.write(LOCAL)
    os.remove(f"{folder}/code.zip")
    code, out, err = run(template, "--", "true")
    expect(code == 2 and "Package: Code: there is no" in err and "code.zip" in err, f"code that is not there: {code}\n{out}{err}")

code, out, err = run("--", "sh", "-c", 'echo "$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID"; exit 7')
expect(code == 7 and out.startswith("http://127.0.0.1:") and out.strip().endswith(" test"), f"an exit code: {code}\n{out}{err}")
expect(err == "windtunnel: the command ended with 7. The server's log is empty.\n", f"an empty log: {err}")
code, out, err = run("--access-log", "stderr", "--auth", "off", "--", sys.executable, "-c", GET + "sys.exit(1)\n", "/restapis", "apigateway")
expect(code == 1 and "The server's log:\n{" in err and '"/restapis"' in err and "Ctrl-C" not in err, f"the log of what failed: {err}")
with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    port = taken.getsockname()[1]
for option in (("--port", str(port)), (f"--port={port}",)):
    code, out, err = run(*option, "--", "sh", "-c", 'echo "$AWS_ENDPOINT_URL"')
    expect(code == 0 and out == f"http://127.0.0.1:{port}\n", f"a port of one's own: {code}\n{out}{err}")
code, out, err = run("--", "sh", "-c", "kill -9 $$")
expect(code == 128 + 9, f"a signal: {code}\n{out}{err}")
code, out, err = run(f"{SCENARIOS}/serverless-rest.yaml", "--", "sh", "-c", 'curl -s "$AWS_ENDPOINT_URL/_windtunnel/health" || true')
expect(code == 0 and ("components" in out or out == ""), f"a scenario: {code}\n{out}{err}")
code, out, err = run("--")
expect(code == 2 and "say what to run" in err, f"nothing to run: {code}\n{out}{err}")
code, out, err = run("--no-such-option", "--", "true")
expect(code == 2 and "no-such-option" in err, f"an option that serve does not know: {code}\n{out}{err}")
