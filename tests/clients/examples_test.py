"""The examples are deployed as their README says, by SAM and by the CDK, and work: what is written can be read, once it is loaded."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from clients import PROGRAM, Server, boto3_or_skip, client_of, expect
from tools import from_npm, from_pypi, run, settings

boto3_or_skip()
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")


def try_out(server, told):
    """By the distribution: who signed in writes, and what was written can be read once it is loaded; the firewall stands in front."""
    where = f"{server.base}/_aws/cloudfront/{told['edge']}/items"
    users = client_of(server.base, "cognito-idp")
    users.admin_create_user(UserPoolId=told["pool"], Username="ann", MessageAction="SUPPRESS")
    users.admin_set_user_password(UserPoolId=told["pool"], Username="ann", Password="A-Long-Pass-1", Permanent=True)
    signed_in = users.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId=told["client"],
                                    AuthParameters={"USERNAME": "ann", "PASSWORD": "A-Long-Pass-1"})["AuthenticationResult"]
    token = {"Authorization": signed_in["IdToken"]}

    def until(wanted, path):
        for _ in range(300):
            status, _, body = server.ask(f"{where}/{path}")
            if (status, json.loads(body) if status == 200 else None) == wanted:
                return
            time.sleep(0.1)
        expect(False, f"{path}: expected {wanted}, got {status} {body}")

    until((404, None), "1")
    status, _, body = server.ask(f"{where}/1", "PUT", '{"name": "an item"}')
    expect(status == 401, f"nobody writes without a token: {status} {body}")
    status, _, body = server.ask(f"{where}/1", "PUT", '{"name": "an item"}', headers=token)
    expect((status, json.loads(body)) == (202, {"id": "1"}), f"{status} {body}")
    until((200, {"name": "an item"}), "1")
    status, _, body = server.ask(where, "POST", '{"name": "another"}', headers=token)
    until((200, {"name": "another"}), json.loads(body)["id"])
    server.ask(f"{where}/1", "DELETE", headers=token)
    until((404, None), "1")
    status, _, _ = server.ask(f"{where}/1?q=1%27%20UNION%20SELECT%20password%20FROM%20users--")
    expect(status == 403, f"the firewall: {status}")


def digest(path, *settings_):
    """Of a scenario's run; it may take a while in a build with sanitizers."""
    with tempfile.TemporaryDirectory(prefix="wt-examples-") as folder:
        ended = subprocess.run([PROGRAM, "run", path, "--quiet", "--json", f"{folder}/report.json", *settings_], capture_output=True, text=True,
                               timeout=900)
        expect(ended.returncode == 0, f"run {path}: {ended.returncode}\n{ended.stdout}{ended.stderr}")
        with open(f"{folder}/report.json", encoding="utf-8") as file:
            return json.load(file)["digest"]


BY_HAND = digest(os.path.join(sys.argv[2], "serverless-rest.yaml"))


def outputs(server, name):
    stack = client_of(server.base, "cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def empty(server):
    s3 = client_of(server.base)
    for bucket in s3.list_buckets()["Buckets"]:
        for each in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
            if not bucket["Name"].startswith(("cdk-", "aws-sam-")):
                s3.delete_object(Bucket=bucket["Name"], Key=each["Key"])


def by_sam():
    found = digest(f"{EXAMPLES}/reference.yaml")
    expect(found == BY_HAND, f"the template of SAM plays as the scenario by hand: {found} {BY_HAND}")
    sam = from_pypi("sam") + "/sam"
    server = Server(None)
    with tempfile.TemporaryDirectory(prefix="wt-examples-") as folder:
        here = settings(server.base, folder, SAM_CLI_POLL_DELAY="1")
        run([sam, "deploy", "--template-file", f"{EXAMPLES}/sam/template.yaml", "--stack-name", "service", "--resolve-s3", "--no-progressbar",
             "--capabilities", "CAPABILITY_IAM", "--parameter-overrides", "BufferSeconds=1", "CacheSeconds=0",
             "EdgeSeconds=0", "RedisSeconds=1"], folder, here)
        out = outputs(server, "service")
        try_out(server, {"edge": out["Edge"], "pool": out["Pool"], "client": out["Client"]})
        empty(server)
        run([sam, "delete", "--stack-name", "service", "--no-prompts"], folder, here)
        expect(not client_of(server.base, "firehose").list_delivery_streams()["DeliveryStreamNames"], "nothing is left of it")
    server.stop()


def by_cdk():
    modules = from_npm("aws-cdk", "aws-cdk-lib", "constructs")
    server = Server(None)
    with tempfile.TemporaryDirectory(prefix="wt-examples-") as folder:
        shutil.copytree(EXAMPLES, f"{folder}/examples")
        app = f"{folder}/examples/cdk"
        os.symlink(modules, f"{app}/node_modules")
        here = settings(server.base, folder)
        run([f"{modules}/.bin/cdk", "--no-notices", "--ci", "synth", "--quiet"], app, here)
        found = digest(f"{folder}/examples/reference.yaml", "--set", "architecture.template=cdk/cdk.out/Service.template.json")
        expect(found == BY_HAND, f"the CDK's app plays as the scenario by hand: {found} {BY_HAND}")
        cdk = [f"{modules}/.bin/cdk", "--no-notices", "--ci", "-c", "bufferSeconds=1", "-c", "cacheSeconds=0", "-c", "edgeSeconds=0",
               "-c", "redisSeconds=1"]
        run([*cdk, "bootstrap", "aws://000000000000/us-east-1"], app, here)
        run([*cdk, "deploy", "--require-approval", "never"], app, here)
        out = outputs(server, "Service")
        try_out(server, {"edge": out["EdgeId"], "pool": out["PoolId"], "client": out["ClientId"]})
        said = run([*cdk, "deploy", "--require-approval", "never"], app, here)
        expect("no changes" in said, said)
        empty(server)
        run([*cdk, "destroy", "--force"], app, here)
        expect(not client_of(server.base, "firehose").list_delivery_streams()["DeliveryStreamNames"], "nothing is left of it")
    server.stop()


by_sam()
by_cdk()
