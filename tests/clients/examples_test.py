"""The examples are deployed as their README says, by SAM and by the CDK, and work: what is written can be read, once it is loaded."""
import json
import os
import shutil
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect
from tools import from_npm, from_pypi, run, settings

boto3_or_skip()
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")


def try_out(server, api):
    where = f"{server.base}/_aws/execute-api/{api}/prod/items"

    def until(wanted, path):
        for _ in range(300):
            status, _, body = server.ask(f"{where}/{path}")
            if (status, json.loads(body) if status == 200 else None) == wanted:
                return
            time.sleep(0.1)
        expect(False, f"{path}: expected {wanted}, got {status} {body}")

    until((404, None), "1")
    status, _, body = server.ask(f"{where}/1", "PUT", '{"name": "an item"}')
    expect((status, json.loads(body)) == (202, {"id": "1"}), f"{status} {body}")
    until((200, {"name": "an item"}), "1")
    status, _, body = server.ask(where, "POST", '{"name": "another"}')
    until((200, {"name": "another"}), json.loads(body)["id"])
    server.ask(f"{where}/1", "DELETE")
    until((404, None), "1")
    status, _, _ = server.ask(f"{where}/1?q=1%27%20UNION%20SELECT%20password%20FROM%20users--")
    expect(status == 403, f"the firewall: {status}")


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
    sam = from_pypi("sam") + "/sam"
    server = Server(None)
    with tempfile.TemporaryDirectory(prefix="wt-examples-") as folder:
        here = settings(server.base, folder, SAM_CLI_POLL_DELAY="1")
        run([sam, "deploy", "--template-file", f"{EXAMPLES}/sam/template.yaml", "--stack-name", "service", "--resolve-s3", "--no-progressbar",
             "--capabilities", "CAPABILITY_IAM", "--parameter-overrides", "BufferSeconds=1", "CacheSeconds=0"], folder, here)
        try_out(server, outputs(server, "service")["Api"])
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
        cdk = [f"{modules}/.bin/cdk", "--no-notices", "--ci", "-c", "bufferSeconds=1", "-c", "cacheSeconds=0"]
        run([*cdk, "bootstrap", "aws://000000000000/us-east-1"], app, here)
        run([*cdk, "deploy", "--require-approval", "never"], app, here)
        try_out(server, outputs(server, "Service")["ApiId"])
        said = run([*cdk, "deploy", "--require-approval", "never"], app, here)
        expect("no changes" in said, said)
        empty(server)
        run([*cdk, "destroy", "--force"], app, here)
        expect(not client_of(server.base, "firehose").list_delivery_streams()["DeliveryStreamNames"], "nothing is left of it")
    server.stop()


by_sam()
by_cdk()
