"""What was set up for LocalStack works here: its pages, hosts and variables, and its wrappers awslocal, samlocal, tflocal and cdklocal,
those that can be had."""
import json
import os
import re
import shutil
import subprocess
import tempfile

from clients import PROGRAM, Server, boto3_or_skip, client_of, expect, package
from terraform import providers
from tools import from_npm, from_pypi, run, settings

boto3_or_skip()


def pages():
    server = Server(None)
    ask = server.ask

    def page(path, method="GET", body=None):
        status, _, text = ask(f"{server.base}/_localstack/{path}", method, body)
        expect(status == 200, f"{method} {path}: {status} {text}")
        return json.loads(text)

    health = page("health")
    expect(health["edition"] == "windtunnel" and health["services"]["s3"] == health["services"]["lambda"] == "running", health)
    expect(page("init") == {"completed": {"BOOT": True, "START": True, "READY": True, "SHUTDOWN": False}, "scripts": []}, page("init"))
    expect(page("init/ready") == {"completed": True, "scripts": []} and not page("init/shutdown")["completed"], "stages")
    info = page("info")
    expect(re.fullmatch(r"[0-9a-f-]{36}", info["session_id"]) and info["uptime"] >= 0 and info["version"] == health["version"], info)
    expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", info["server_time_utc"]), info)
    s3 = client_of(server.base)
    for path, body in (("state/reset", None), ("health", '{"action": "restart"}')):
        s3.create_bucket(Bucket="gone")
        page(path, "POST", body)
        expect(not s3.list_buckets()["Buckets"], f"{path} leaves something")
    for path, method, body in (("state/reset", "GET", None), ("info", "POST", ""), ("init/ready", "DELETE", None)):
        status, fields, _ = ask(f"{server.base}/_localstack/{path}", method, body)
        expect(status == 405 and fields["allow"], f"{method} {path}: {status}")
    expect(ask(f"{server.base}/_localstack/health", "POST", '{"action": "explode"}')[0] == 400, "an action that is not there")
    expect(ask(f"{server.base}/_localstack/state/save", "POST", "")[0] == 404, "a page that is not there")
    hosts(server)
    server.stop()


def hosts(server):
    """The same things by the names that LocalStack gives them."""
    s3, functions = client_of(server.base), client_of(server.base, "lambda")
    s3.create_bucket(Bucket="things")
    s3.put_object(Bucket="things", Key="a/b", Body=b"here", ACL="bucket-owner-full-control")
    s3.delete_public_access_block(Bucket="things")
    s3.put_bucket_policy(Bucket="things", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::things/*"}]}))
    functions.create_function(FunctionName="f", Runtime="python3.12", Role="arn:aws:iam::000000000000:role/r", Handler="app.handler", Code={
        "ZipFile": package(app="import os\ndef handler(event, context):\n"
                               "    text = f\"{os.environ['LOCALSTACK_HOSTNAME']}:{os.environ['EDGE_PORT']} {event['rawPath']}\"\n"
                               "    return {'statusCode': 200, 'body': text}\n")})
    functions.add_permission(FunctionName="f", StatementId="all", Action="lambda:InvokeFunctionUrl", Principal="*", FunctionUrlAuthType="NONE")
    functions.add_permission(FunctionName="f", StatementId="by-url", Action="lambda:InvokeFunction", Principal="*", InvokedViaFunctionUrl=True)
    url = functions.create_function_url_config(FunctionName="f", AuthType="NONE")["FunctionUrl"]
    function = re.match(r"http://(\w+)\.", url).group(1)
    api = client_of(server.base, "apigatewayv2").create_api(Name="api", ProtocolType="HTTP", Target="arn:aws:lambda:us-east-1:000000000000:function:f")["ApiId"]
    functions.add_permission(FunctionName="f", StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com")
    port = server.base.rpartition(":")[2]
    for end in (".localhost.localstack.cloud", ".us-east-1.localhost.localstack.cloud"):
        for host, path, wanted in ((f"things.s3{end}", "/a/b", "here"), (f"s3{end}", "/things/a/b", "here"),
                                   (f"{function}.lambda-url{end}", "/x", f"127.0.0.1:{port} /x"),
                                   (f"{api}.execute-api{end}", "/y", f"127.0.0.1:{port} /y")):
            status, _, body = server.ask(server.base + path, headers={"Host": f"{host}:{port}"})
            expect((status, body) == (200, wanted), f"{host}{path}: {status} {body}")


def variables():
    """Each of them as an option; an option of the command line counts more."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"GATEWAY_LISTEN": "127.0.0.1:0,127.0.0.1:443", "LOCALSTACK_HOST": "cloud.example:4566", "PERSISTENCE": "1",
                 "LOCALSTACK_VOLUME_DIR": f"{folder}/volume", "ENFORCE_IAM": "1",
                 "EXTRA_CORS_ALLOWED_ORIGINS": "https://app.example, https://b.example"}
        process = subprocess.Popen([PROGRAM, "serve"], env={**os.environ, **given}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            printed = ""
            for line in process.stdout:
                printed += line
                if line.startswith("Stop with"):
                    break
            base = re.search(r"Listening on (http://127\.0\.0\.1:\d+)\n", printed)
            expect(base is not None and "GATEWAY_LISTEN=" in printed, printed)
            base = base.group(1)
            ask = Server.ask
            page = f"{base}/_localstack/state/reset"
            expect(ask(None, page, "POST", "", {"Host": "cloud.example"})[0] == 200, "LOCALSTACK_HOST")
            expect(ask(None, page, "POST", "", {"Host": "other.example"})[0] == 403, "another host")
            expect(ask(None, page, "POST", "", {"Origin": "https://b.example"})[0] == 200, "EXTRA_CORS_ALLOWED_ORIGINS")
            expect(ask(None, page, "POST", "", {"Origin": "https://c.example"})[0] == 403, "another origin")
            expect(os.path.isdir(f"{folder}/volume"), "PERSISTENCE")
            from botocore.exceptions import ClientError
            try:
                client_of(base, account="AKIANOBODYHASMADE000").list_buckets()
                expect(False, "ENFORCE_IAM")
            except ClientError as error:
                expect(error.response["Error"]["Code"] == "InvalidAccessKeyId", error)
        finally:
            process.terminate()
            process.wait(timeout=60)
            process.stdout.close()
    os.environ["GATEWAY_LISTEN"] = "0.0.0.0:4566"
    server = Server(None, "--bind", "127.0.0.1")
    expect("GATEWAY_LISTEN" not in server.printed, "options count more than variables")
    server.stop()
    done = subprocess.run([PROGRAM, "serve"], capture_output=True, text=True, timeout=60)
    expect(done.returncode == 2 and "--expose" in done.stderr, "an address that others reach")
    del os.environ["GATEWAY_LISTEN"]


def awslocal(server, folder, tools):
    here = settings(server.base, folder)
    here["PATH"] = f"{tools}:{here['PATH']}"
    port = server.base.rpartition(":")[2]
    # By the address, and by the port alone, as scripts for LocalStack have it.
    by_port = {name: value for name, value in here.items() if not name.startswith("AWS_")}
    by_port.update(EDGE_PORT=port, LOCALSTACK_HOST=f"127.0.0.1:{port}", DISABLE_DEPRECATION_NOTICE="1")
    for number, environment in enumerate((here, by_port)):
        aws = [f"{tools}/awslocal", "--region", "us-east-1"]
        run([*aws, "s3", "mb", f"s3://local-{number}"], folder, environment)
        with open(f"{folder}/file", "w", encoding="ascii") as file:
            file.write("text")
        run([*aws, "s3", "cp", "file", f"s3://local-{number}/key"], folder, environment)
        expect("key" in run([*aws, "s3", "ls", f"s3://local-{number}"], folder, environment), "awslocal s3 ls")
        expect("000000000000" in run([*aws, "sts", "get-caller-identity"], folder, environment), "awslocal sts")


def samlocal(server, folder, tools):
    here = settings(server.base, folder, SAM_CLI_POLL_DELAY="1")
    os.makedirs(f"{folder}/sam/code")
    with open(f"{folder}/sam/code/app.py", "w", encoding="ascii") as file:
        file.write("def handler(event, context):\n    return 'from samlocal'\n")
    with open(f"{folder}/sam/template.yaml", "w", encoding="ascii") as file:
        file.write("Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n"
                   "    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: code}\nOutputs: {F: {Value: !Ref F}}\n")
    run([f"{tools}/samlocal", "deploy", "--stack-name", "local", "--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-progressbar"],
        f"{folder}/sam", here)
    name = client_of(server.base, "cloudformation").describe_stacks(StackName="local")["Stacks"][0]["Outputs"][0]["OutputValue"]
    answer = client_of(server.base, "lambda").invoke(FunctionName=name)["Payload"].read()
    expect(answer == b'"from samlocal"', answer)


def tflocal(server, folder, tools, plugins):
    here = settings(server.base, folder, TF_CLI_CONFIG_FILE=f"{folder}/rc", S3_HOSTNAME="127.0.0.1")
    os.makedirs(f"{folder}/tf")
    with open(f"{folder}/rc", "w", encoding="ascii") as file:
        file.write(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{plugins}"\n  }}\n}}\n')
    with open(f"{folder}/tf/main.tf", "w", encoding="ascii") as file:
        file.write('terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
                   'resource "aws_s3_bucket" "b" { bucket = "by-tflocal" }\n')
    run([f"{tools}/tflocal", "init", "-no-color"], f"{folder}/tf", here)
    run([f"{tools}/tflocal", "apply", "-auto-approve", "-no-color"], f"{folder}/tf", here)
    expect("by-tflocal" in str(client_of(server.base).list_buckets()["Buckets"]), "tflocal apply")
    run([f"{tools}/tflocal", "destroy", "-auto-approve", "-no-color"], f"{folder}/tf", here)


def cdklocal(server, folder):
    modules = from_npm("aws-cdk", "aws-cdk-local")
    here = settings(server.base, folder, AWS_ENDPOINT_URL_S3=server.base)
    text = run([f"{modules}/.bin/cdklocal", "bootstrap", "aws://000000000000/us-east-1"], folder, here)
    stack = client_of(server.base, "cloudformation").describe_stacks(StackName="CDKToolkit")["Stacks"][0]
    expect(stack["StackStatus"] == "CREATE_COMPLETE", text)


pages()
variables()
with tempfile.TemporaryDirectory(prefix="wt-localstack-") as place:
    stand = Server(None)
    programs = from_pypi("aws", "awslocal", "sam", "samlocal", "tflocal")
    awslocal(stand, place, programs)
    samlocal(stand, place, programs)
    if shutil.which("terraform") and providers():
        tflocal(stand, place, programs, providers()[-1][0])
    else:
        print("tflocal: left out, it takes terraform, and WINDTUNNEL_TERRAFORM_PLUGINS")
    cdklocal(stand, place)
    stand.stop()
