"""`windtunnel exec`: a command beside a server of its own, with a template or a scenario deployed; its exit code is handed on.

Usage: exec_test.py PROGRAM SCENARIOS"""
import subprocess
import sys
import tempfile

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

code, out, err = run("--", "sh", "-c", 'echo "$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID"; exit 7')
expect(code == 7 and out.startswith("http://127.0.0.1:") and out.strip().endswith(" test"), f"an exit code: {code}\n{out}{err}")
expect("The server's log" in err, f"the log of what failed: {err}")
code, out, err = run("--", "sh", "-c", "kill -9 $$")
expect(code == 128 + 9, f"a signal: {code}\n{out}{err}")
code, out, err = run(f"{SCENARIOS}/serverless-rest.yaml", "--", "sh", "-c", 'curl -s "$AWS_ENDPOINT_URL/_windtunnel/health" || true')
expect(code == 0 and ("components" in out or out == ""), f"a scenario: {code}\n{out}{err}")
code, out, err = run("--")
expect(code == 2 and "say what to run" in err, f"nothing to run: {code}\n{out}{err}")
code, out, err = run("--no-such-option", "--", "true")
expect(code == 2 and "no-such-option" in err, f"an option that serve does not know: {code}\n{out}{err}")
