"""boto3 with functions as programs, and what is around them: packages for `require` and `import` in NODE_PATH, an interpreter below /tmp, functions
that do not start or that fail with events (the server's log names them, and why), and what custom resources make of that."""
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

import stacks
from clients import PROGRAM, Server, boto3_or_skip, client_of, expect

boto3_or_skip()
ROLE = "arn:aws:iam::000000000000:role/runs"
# Not in /tmp or /var/tmp, of which functions have their own.
BESIDE = os.path.dirname(os.path.abspath(PROGRAM))
NODE_PATH = tempfile.mkdtemp(prefix="modules-", dir=os.path.expanduser("~") if BESIDE.startswith("/tmp/") else BESIDE)
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def archive(files):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return into.getvalue()


class Functions:
    """A server with a role, and functions of it."""

    def __init__(self, **environment):
        before = dict(os.environ)
        os.environ.update(environment)
        self.server = Server(None)
        os.environ.clear()
        os.environ.update(before)
        self.api = client_of(self.server.base, "lambda")
        self.cfn = client_of(self.server.base, "cloudformation")
        client_of(self.server.base, "iam").create_role(RoleName="runs", AssumeRolePolicyDocument=json.dumps(TRUST))
        os.set_blocking(self.server.process.stdout.fileno(), False)
        self.said = ""

    def make(self, name, runtime, files, handler="index.handler", **more):
        self.api.create_function(FunctionName=name, Runtime=runtime, Handler=handler, Role=ROLE, Code={"ZipFile": archive(files)}, Timeout=20, **more)
        self.api.get_waiter("function_active_v2").wait(FunctionName=name)

    def ask(self, name, event=None):
        answer = self.api.invoke(FunctionName=name, Payload=json.dumps(event))
        payload = json.loads(answer["Payload"].read())
        return answer.get("FunctionError"), payload

    def read(self):
        """What the server has said so far."""
        try:
            while piece := os.read(self.server.process.stdout.fileno(), 65536):
                self.said += piece.decode()
        except BlockingIOError:
            pass

    def log(self, *parts):
        """Waits for a line of the server's log that has all of these."""
        for _ in range(600):
            self.read()
            if any(all(part in line for part in parts) for line in self.said.splitlines()):
                return
            time.sleep(0.05)
        expect(False, f"no line with {parts}:\n{self.said}")

    def count(self, *parts):
        self.read()
        return sum(all(part in line for part in parts) for line in self.said.splitlines())


def packages_of_node_path(functions):
    """What a folder in NODE_PATH has, `require` and `import` find alike: in a folder named node_modules as an ES module, if the package is one."""
    both = {"name": "@aws-sdk/client-fake", "version": "1.0.0", "exports": {".": {"import": "./index.mjs", "require": "./index.cjs"}, "./more": "./more.mjs"}}
    put(f"{NODE_PATH}/plain/package.json", json.dumps({"name": "plain", "version": "1.0.0", "main": "index.js"}))
    put(f"{NODE_PATH}/plain/index.js", "exports.kind = 'plain';")
    modules = f"{NODE_PATH}/node_modules"
    put(f"{modules}/@aws-sdk/client-fake/package.json", json.dumps(both))
    put(f"{modules}/@aws-sdk/client-fake/index.mjs", "import { of } from 'beside'; export const kind = 'module of ' + of;")
    put(f"{modules}/@aws-sdk/client-fake/index.cjs", "exports.kind = 'commonjs';")
    put(f"{modules}/@aws-sdk/client-fake/more.mjs", "export default 'more';")
    put(f"{modules}/beside/package.json", json.dumps({"name": "beside", "version": "1.0.0", "type": "module", "exports": "./index.js"}))
    put(f"{modules}/beside/index.js", "export const of = 'two';")
    esm = """
import { kind } from '@aws-sdk/client-fake';
import more from '@aws-sdk/client-fake/more';
import plain from 'plain';
import own from 'own';
import fs from 'fs';
export const handler = async () => ({ kind, more, plain: plain.kind, own, late: (await import('beside')).of, fs: typeof fs.readFileSync });
"""
    own = {"node_modules/own/package.json": json.dumps({"name": "own", "main": "index.js"}), "node_modules/own/index.js": "module.exports = 'own';"}
    wanted = {"kind": "module of two", "more": "more", "plain": "plain", "own": "own", "late": "two", "fs": "function"}
    functions.make("mjs", "nodejs20.x", {"index.mjs": esm, **own})
    functions.make("typed", "nodejs22.x", {"index.js": esm, "package.json": '{"type": "module"}', **own})
    functions.make("cjs", "nodejs20.x", {"index.js": "const { kind } = require('@aws-sdk/client-fake');\nconst plain = require('plain');\n"
                                                     "exports.handler = async () => ({ kind, plain: plain.kind, late: (await import('@aws-sdk/client-fake')).kind });"})
    for name in ("mjs", "typed"):
        expect(functions.ask(name) == (None, wanted), functions.ask(name))
    expect(functions.ask("cjs") == (None, {"kind": "commonjs", "plain": "plain", "late": "module of two"}), functions.ask("cjs"))
    # What is nowhere is told as Node.js tells it, and the log says where such packages are looked for.
    functions.make("lost", "nodejs20.x", {"index.mjs": "import { S3Client } from '@aws-sdk/client-nowhere'; export const handler = async () => 1;"})
    error, payload = functions.ask("lost")
    expect(error == "Unhandled" and "Cannot find package '@aws-sdk/client-nowhere' imported from" in payload["errorMessage"], payload)
    functions.log("the function lost does not start", "@aws-sdk/client-nowhere", "NODE_PATH")


def the_real_sdk():
    """AWS's own packages, where they have been fetched for other tests."""
    packages = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-javascript", "node_modules")
    if not os.path.isdir(f"{packages}/@aws-sdk/client-s3"):
        print("skipped in part: the AWS SDK for JavaScript has not been fetched (clients/javascript does)")
        return
    functions = Functions(NODE_PATH=packages)
    body = ("const client = new S3Client({ forcePathStyle: true });\n"
            "%s async () => (await client.send(new ListBucketsCommand({}))).Buckets.map((each) => each.Name)%s")
    client_of(functions.server.base, "s3").create_bucket(Bucket="seen-by-the-sdk")
    client_of(functions.server.base, "iam").put_role_policy(RoleName="runs", PolicyName="all", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
    functions.make("esm", "nodejs20.x", {"index.mjs": "import { S3Client, ListBucketsCommand } from '@aws-sdk/client-s3';\n" + body % ("export const handler =", ";")})
    functions.make("cjs", "nodejs20.x", {"index.js": "const { S3Client, ListBucketsCommand } = require('@aws-sdk/client-s3');\n" + body % ("exports.handler =", ";")})
    for name in ("esm", "cjs"):
        expect(functions.ask(name) == (None, ["seen-by-the-sdk"]), functions.ask(name))
    expect(functions.server.stop() == 0, "the server stops")


def an_interpreter_below_tmp():
    """A virtual environment in /tmp is no interpreter for functions, which have a /tmp of their own: another one of PATH is, or none."""
    place = tempfile.mkdtemp(prefix="windtunnel-venv-", dir="/tmp")
    try:
        made = subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            print(f"skipped in part: no virtual environment can be made here: {made.stderr.strip()}")
            return
        source = {"index.py": "import sys\ndef handler(event, context):\n    return sys.executable\n"}
        functions = Functions(PATH=f"{place}/bin:{os.environ['PATH']}")
        functions.make("elsewhere", "python3.12", source)
        error, program = functions.ask("elsewhere")
        expect(error is None and not program.startswith("/tmp/"), (error, program))
        expect(functions.server.stop() == 0, "the server stops")
        functions = Functions(PATH=f"{place}/bin")
        try:
            functions.make("nowhere", "python3.12", source)
        except functions.api.exceptions.InvalidParameterValueException as refusal:
            expect("functions have a /tmp of their own" in str(refusal), refusal)
        else:
            # Without namespaces there is one /tmp for all.
            error, program = functions.ask("nowhere")
            functions.log("functions run as plain processes")
            expect(error is None and program.startswith(place), (error, program))
        expect(functions.server.stop() == 0, "the server stops")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def failures_with_events(functions):
    """Nobody hears of an event's failure but the log of the function, so the server's log names it, once for each reason."""
    functions.make("thrower", "python3.12", {"index.py": "def handler(event, context):\n    raise KeyError(event['which'])\n"})
    functions.make("sleeper", "python3.12", {"index.py": "import time\ndef handler(event, context):\n    time.sleep(30)\n"})
    functions.make("leaver", "python3.12", {"index.py": "import os\ndef handler(event, context):\n    os._exit(3)\n"})
    functions.make("broken", "python3.12", {"index.py": "import nowhere\ndef handler(event, context):\n    return 1\n"})
    functions.api.update_function_configuration(FunctionName="sleeper", Timeout=1)
    functions.api.get_waiter("function_updated_v2").wait(FunctionName="sleeper")
    for name in ("thrower", "thrower", "sleeper", "leaver", "broken"):
        functions.api.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"which": "this"}))
    functions.log("the function thrower failed with an event: KeyError", "this")
    functions.log("the function sleeper failed with an event: Sandbox.Timedout: Error: Task timed out after 1.00 seconds")
    functions.log("the function leaver failed with an event: Runtime.ExitError")
    functions.log("the function broken does not start: Runtime.ImportModuleError", "nowhere")
    expect(functions.count("the function thrower") == 1 and functions.count("the function broken") == 1, functions.said)
    # Who waits for an answer has heard it.
    functions.make("heard", "python3.12", {"index.py": "def handler(event, context):\n    raise ValueError('heard')\n"})
    expect(functions.ask("heard")[0] == "Unhandled", functions.ask("heard"))
    expect(functions.count("the function heard") == 0, functions.said)


def custom_resources_that_never_answer(functions):
    """They fail when their ServiceTimeout is over, in AWS's words, and the log has said why long before. So does their deletion."""
    source = "def handler(event, context):\n    raise RuntimeError('no answer to ' + event['RequestType'])\n"
    functions.make("silent", "python3.12", {"index.py": source})
    arn = functions.api.get_function(FunctionName="silent")["Configuration"]["FunctionArn"]

    def create(name, seconds, status="ROLLBACK_COMPLETE"):
        functions.cfn.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": {"Thing": {
            "Type": "Custom::Thing", "Properties": {"ServiceToken": arn, "ServiceTimeout": seconds}}}}))
        stacks.settled(functions.cfn, name, status)
        return [reason for _, status, reason in stacks.events(functions.cfn, name) if status == "CREATE_FAILED"]

    why = create("late", "2", "ROLLBACK_FAILED")
    expect(len(why) == 1 and why[0].startswith("CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId ["), why)
    functions.log("the function silent failed with an event: RuntimeError: no answer to Create")
    functions.log("the function silent failed with an event: RuntimeError: no answer to Delete")
    for number, wrong in enumerate((0, 3601)):
        why = create(f"wrong-{number}", wrong)
        expect(len(why) == 1 and "ServiceTimeout" in why[0] and "3600" in why[0], why)


# As handlers write it who hold that the address is https at its usual port.
ANSWERS = {
    "nodejs20.x": """
const https = require('https');
exports.handler = (event) => new Promise((resolve, reject) => {
  const { hostname, pathname, search } = new URL(event.ResponseURL);
  const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'made', StackId: event.StackId, RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId, Data: { Said: 'by ' + event.RequestType } });
  const options = { hostname, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } };
  if (event.ResourceProperties.Port) options.port = 443;
  https.request(options, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end(body);
});
""",
    "python3.12": """
import http.client, json, urllib.parse
def handler(event, context):
    to = urllib.parse.urlsplit(event["ResponseURL"])
    where = (to.hostname, 443) if "Port" in event["ResourceProperties"] else (to.netloc,)
    body = {"Status": "SUCCESS", "PhysicalResourceId": "made", "Data": {"Said": "by " + event["RequestType"]},
            **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}}
    connection = http.client.HTTPSConnection(*where)
    connection.request("PUT", to.path + "?" + to.query, body=json.dumps(body), headers={"content-type": ""})
    return connection.getresponse().status
""",
}


def custom_resources_that_answer_by_host_and_path(functions):
    for runtime, code in ANSWERS.items():
        if runtime.startswith("node") and not shutil.which("node"):
            continue
        name = runtime.split(".")[0]
        functions.make("answers-" + name, runtime, {"index.js" if "node" in runtime else "index.py": code})
        arn = functions.api.get_function(FunctionName="answers-" + name)["Configuration"]["FunctionArn"]
        things = {f"Thing{i}": {"Type": "Custom::Thing", "Properties": {"ServiceToken": arn, "ServiceTimeout": 20, **more}}
                  for i, more in enumerate(({}, {"Port": "said"}))}
        template = {"Resources": things, "Outputs": {each: {"Value": {"Fn::GetAtt": [each, "Said"]}} for each in things}}
        functions.cfn.create_stack(StackName=name, TemplateBody=json.dumps(template))
        stack = stacks.settled(functions.cfn, name, "CREATE_COMPLETE")
        expect([each["OutputValue"] for each in stack.get("Outputs", [])] == ["by Create"] * 2, f"{runtime}: {stack}")
        functions.cfn.delete_stack(StackName=name)


try:
    functions_here = Functions()
    if shutil.which("node"):
        # The folder itself, and one that is named as Node.js's own are.
        NODE = Functions(NODE_PATH=f"{NODE_PATH}:{NODE_PATH}/node_modules")
        packages_of_node_path(NODE)
        expect(NODE.server.stop() == 0, "the server stops")
        the_real_sdk()
    else:
        print("skipped in part: node is not installed (apt-get install nodejs)")
    an_interpreter_below_tmp()
    failures_with_events(functions_here)
    custom_resources_that_never_answer(functions_here)
    custom_resources_that_answer_by_host_and_path(functions_here)
    expect(functions_here.server.stop() == 0, "the server stops")
finally:
    shutil.rmtree(NODE_PATH, ignore_errors=True)
