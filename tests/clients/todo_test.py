"""A to-do service in Python, Node.js and Go: deployed, called, updated and removed by one client of AWS's, unmodified.

Usage: todo_test.py PROGRAM SCENARIOS CLIENT, one of `boto3`, `cli`, `javascript`, `terraform`. A language that is not on the machine
is left out with a line."""
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from clients import KEYS, Server, boto3_or_skip, client_of, expect, skip
from javascript_packages import PACKAGES, packages_or_skip
from terraform import Terraform

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "todo")
PLACE = tempfile.TemporaryDirectory(prefix="wt-todo-")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
ENVIRONMENT.update(KEYS, AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true",
                   PYTHONWARNINGS="ignore")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def zipped(name, content):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, content)
    return into.getvalue()


def script(file, version):
    with open(f"{SOURCE}/{file}", encoding="utf-8") as source:
        text = source.read()
    expect("v1" in text, f"{file} does not say its version")
    return zipped(file, text.replace("v1", version))


def program(version):
    to = f"{PLACE.name}/bootstrap"
    done = subprocess.run(["go", "build", "-ldflags", f"-s -w -X main.version={version}", "-o", to, f"{SOURCE}/main.go"],
                          env={**os.environ, "CGO_ENABLED": "0"}, capture_output=True, text=True, timeout=600)
    expect(done.returncode == 0, f"go build: {done.stderr}")
    with open(to, "rb") as file:
        return zipped("bootstrap", file.read())


class Service:
    """The to-do service in one language: its runtime, its handler, and its package in two versions."""

    def __init__(self, language, runtime, handler, make):
        self.name = f"todo-{language}"
        self.language = language
        self.runtime = runtime
        self.handler = handler
        self.packages = {version: make(version) for version in ("v1", "v2")}
        self.api = None


def services():
    found = []
    boto3 = subprocess.run(["python3", "-c", "import boto3"], capture_output=True).returncode == 0
    for language, there, *rest in (
            ("python", boto3, "python3.12", "app.handler", lambda version: script("app.py", version)),
            ("node", shutil.which("node"), "nodejs20.x", "app.handler", lambda version: script("app.mjs", version)),
            ("go", shutil.which("go"), "provided.al2023", "bootstrap", program)):
        if there:
            found.append(Service(language, *rest))
        else:
            print(f"left out: {language} is not installed" + (" with boto3" if language == "python" else ""))
    if not found:
        skip("none of the languages is installed")
    return found


def use(server, service, version):
    """What people do with it; what was there before is there still."""
    url = f"{server.base}/_aws/execute-api/{service.api}/prod/items"

    def ask(path, wanted, method="GET", body=None):
        status, fields, text = server.ask(url + path, method, body)
        expect(status == wanted, f"{service.name}: {method} /items{path}: {status} {text}")
        expect(fields.get("x-todo") == version, f"{service.name}: {fields.get('x-todo')} answers in the place of {version}")
        return json.loads(text)

    before = ask("", 200)
    milk = ask("", 201, "POST", json.dumps({"title": "milk \u00e9"}))
    bread = ask("", 201, "POST", json.dumps({"title": "bread"}))
    key = lambda item: item["id"]  # noqa: E731
    expect(sorted(ask("", 200), key=key) == sorted([*before, milk, bread], key=key), f"{service.name}: what was added is not all there")
    expect(ask(f"/{milk['id']}", 200) == {"id": milk["id"], "title": "milk \u00e9"}, f"{service.name}: one of them")
    ask(f"/{milk['id']}", 200, "DELETE")
    ask(f"/{milk['id']}", 404)
    return [*before, bread]


def gone(server, service):
    status, _, text = server.ask(f"{server.base}/_aws/execute-api/{service.api}/prod/items")
    expect(status == 403, f"{service.name} answers after its end: {status} {text}")


class Boto3:
    def __init__(self, server):
        boto3_or_skip()
        self.base = server.base

    def __call__(self, service, operation, **given):
        from botocore.exceptions import ClientError
        method = re.sub("(?<!^)(?=[A-Z])", "_", operation).lower()
        try:
            return getattr(client_of(self.base, service), method)(**given)
        except ClientError as error:
            return {"error": error.response["Error"]["Code"]}


class Cli:
    def __init__(self, server):
        if shutil.which("aws") is None:
            skip("the AWS CLI is not installed (apt-get install awscli)")
        self.base = server.base

    def __call__(self, service, operation, **given):
        code = given.get("Code", given)
        package = code.pop("ZipFile", None)
        given = {name: value for name, value in given.items() if value != {}}
        command = ["aws", "--endpoint-url", self.base, "s3api" if service == "s3" else service,
                   re.sub("(?<!^)(?=[A-Z])", "-", operation).lower(), "--output", "json", "--cli-input-json", json.dumps(given)]
        if package is not None:
            with open(f"{PLACE.name}/package.zip", "wb") as file:
                file.write(package)
            command += ["--zip-file", f"fileb://{PLACE.name}/package.zip"]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
        if found := re.search(r"An error occurred \((\w+)\)", done.stderr):
            return {"error": found.group(1)}
        expect(done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else {}


class JavaScript:
    def __init__(self, server):
        packages_or_skip()
        shutil.copy(f"{SOURCE}/client.mjs", PACKAGES)
        self.process = subprocess.Popen(["node", "client.mjs"], cwd=PACKAGES, env={**ENVIRONMENT, "WINDTUNNEL": server.base}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, service, operation, **given):
        asked = json.dumps({"service": service, "operation": operation, "input": given},
                           default=lambda value: {"base64": base64.b64encode(value).decode()})
        self.process.stdin.write(asked + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        expect(line, f"the SDK for JavaScript ended: {service} {operation}")
        said = json.loads(line)
        return said if "error" in said else said["output"]


def deploy(call, service):
    def done(*asked, **given):
        answer = call(*asked, **given)
        expect("error" not in answer, f"{asked}: {answer}")
        return answer

    name = service.name
    done("s3", "CreateBucket", Bucket=name)
    role = done("iam", "CreateRole", RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    done("iam", "PutRolePolicy", RoleName=name, PolicyName="items", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]}]}))
    function = done("lambda", "CreateFunction", FunctionName=name, Runtime=service.runtime, Handler=service.handler, Role=role, Timeout=30,
                    Environment={"Variables": {"BUCKET": name}}, Code={"ZipFile": service.packages["v1"]})["FunctionArn"]
    service.api = done("apigateway", "CreateRestApi", name=name)["id"]
    at = done("apigateway", "GetResources", restApiId=service.api)["items"][0]["id"]
    for part in ("items", "{id}"):
        at = done("apigateway", "CreateResource", restApiId=service.api, parentId=at, pathPart=part)["id"]
        done("apigateway", "PutMethod", restApiId=service.api, resourceId=at, httpMethod="ANY", authorizationType="NONE")
        done("apigateway", "PutIntegration", restApiId=service.api, resourceId=at, httpMethod="ANY", type="AWS_PROXY",
             integrationHttpMethod="POST", uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations")
    done("apigateway", "CreateDeployment", restApiId=service.api, stageName="prod")
    account = function.split(":")[4]
    done("lambda", "AddPermission", FunctionName=name, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com",
         SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{service.api}/*/*")


def remove(call, service, items):
    name = service.name
    listed = call("s3", "ListObjectsV2", Bucket=name)["Contents"]
    expect(len(listed) == len(items), f"{name}: {listed} are not {items}")
    expect(call("s3", "DeleteBucket", Bucket=name) == {"error": "BucketNotEmpty"}, f"{name}: a bucket with items in it goes")
    for each in listed:
        call("s3", "DeleteObject", Bucket=name, Key=each["Key"])
    call("s3", "DeleteBucket", Bucket=name)
    call("apigateway", "DeleteRestApi", restApiId=service.api)
    call("lambda", "DeleteFunction", FunctionName=name)
    call("iam", "DeleteRolePolicy", RoleName=name, PolicyName="items")
    call("iam", "DeleteRole", RoleName=name)
    expect(call("lambda", "GetFunction", FunctionName=name) == {"error": "ResourceNotFoundException"}, f"{name} is still there")
    expect(call("iam", "GetRole", RoleName=name) == {"error": found_no_role(call)}, f"{name}: its role is still there")


def found_no_role(call):
    """IAM's code, which the SDK for JavaScript names as the exception's class."""
    return "NoSuchEntityException" if isinstance(call, JavaScript) else "NoSuchEntity"


def by_operations(make, server):
    call = make(server)
    for service in services():
        deploy(call, service)
        use(server, service, "v1")
        answer = call("lambda", "UpdateFunctionCode", FunctionName=service.name, ZipFile=service.packages["v2"])
        expect("error" not in answer, f"{answer}")
        items = use(server, service, "v2")
        remove(call, service, items)
        gone(server, service)
        print(f"{service.language}: deployed, called, updated and removed")


def by_terraform(server):
    with open(f"{SOURCE}/main.tf", encoding="utf-8") as file:
        terraform = Terraform(server.base, file.read())
    folder = terraform.folder
    here = services()

    def apply(version):
        told = {"endpoint": server.base, "services": {}}
        for service in here:
            package = f"{folder}/{service.language}-{version}.zip"
            with open(package, "wb") as file:
                file.write(service.packages[version])
            told["services"][service.language] = {"runtime": service.runtime, "handler": service.handler, "package": package}
        with open(f"{folder}/terraform.tfvars.json", "w", encoding="utf-8") as file:
            json.dump(told, file)
        terraform.apply()

    apply("v1")
    for language, api in json.loads(terraform.run("output", "-json", "apis")).items():
        next(service for service in here if service.language == language).api = api
    for service in here:
        use(server, service, "v1")
    apply("v2")
    for service in here:
        use(server, service, "v2")
    terraform.destroy()
    for service in here:
        gone(server, service)
    print(f"{', '.join(service.language for service in here)}: applied, planned again, updated and destroyed")


def main(client):
    server = Server(None)
    try:
        if client == "terraform":
            by_terraform(server)
        else:
            by_operations({"boto3": Boto3, "cli": Cli, "javascript": JavaScript}[client], server)
    finally:
        code = server.stop()
    expect(code == 0, f"the server ended with {code}")


if __name__ == "__main__":
    main(sys.argv[3])
