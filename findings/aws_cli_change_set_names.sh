#!/bin/sh
# AWS CLI 1: `aws cloudformation deploy` names its change sets by the second alone. A stack that is deployed twice within one
# second, which a fast endpoint allows, gets two change sets of one name; the second is refused (AlreadyExistsException), for a
# change set that found no changes stays, as does one that was executed.
set -eu
awscli=1.45.11

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python > install.log 2>&1 && python/bin/pip install --quiet "awscli==$awscli" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }
printf 'Resources:\n  Handle:\n    Type: AWS::CloudFormation::WaitConditionHandle\n' > template.yaml

cat > deploy.py <<'END'
import contextlib
import io
import os
import time

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="example", AWS_CONFIG_FILE=os.devnull,
                  AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_MAX_ATTEMPTS="1")

from urllib.parse import parse_qs

from awscli.clidriver import create_clidriver
from botocore.awsrequest import AWSResponse

names = []


class Body:
    def __init__(self, text):
        self.text = text.encode()

    def stream(self, **_):
        yield self.text


def answer(request, **_):
    """Knows no stack, takes each change set, and finds no changes in it."""
    asked = {key: values[0] for key, values in parse_qs(request.body if isinstance(request.body, str) else request.body.decode()).items()}
    action = asked["Action"]
    if action == "CreateChangeSet":
        names.append(asked["ChangeSetName"])
    inside = {"CreateChangeSet": "<Id>arn:aws:cloudformation:us-east-1:123456789012:changeSet/c/1</Id><StackId>arn:aws:cloudformation:us-east-1:123456789012:stack/s/1</StackId>",
              "DescribeChangeSet": "<Status>FAILED</Status><StatusReason>No updates are to be performed.</StatusReason>"}.get(action)
    if inside is None:
        return AWSResponse(request.url, 400, {}, Body(
            "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id s does not exist</Message></Error></ErrorResponse>"))
    return AWSResponse(request.url, 200, {}, Body(f"<{action}Response><{action}Result>{inside}</{action}Result></{action}Response>"))


def deploy():
    driver = create_clidriver()
    driver.session.register("before-send.cloudformation", answer)
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        driver.main(["cloudformation", "deploy", "--template-file", "template.yaml", "--stack-name", "s", "--region", "us-east-1",
                     "--no-fail-on-empty-changeset"])


clock = time.time
time.time = lambda: 1_800_000_000.25
deploy()
time.time = lambda: 1_800_000_000.75
deploy()
time.time = lambda: 1_800_000_001.0
deploy()
for moment, name in zip(("at .25", "at .75", "a second later"), names, strict=True):
    print(f"{moment}: {name}")
END
echo "awscli $awscli"
timeout 300 python/bin/python deploy.py > seen
cat seen
cat > told <<'END'
at .25: awscli-cloudformation-package-deploy-1800000000
at .75: awscli-cloudformation-package-deploy-1800000000
a second later: awscli-cloudformation-package-deploy-1800000001
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
