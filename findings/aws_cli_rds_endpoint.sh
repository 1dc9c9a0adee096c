#!/bin/sh
# AWS CLI 1: in us-east-1, and there alone, `aws rds`, `aws neptune` and `aws docdb` pass over AWS_ENDPOINT_URL (and
# AWS_ENDPOINT_URL_RDS) and call AWS itself; other services, other regions, --endpoint-url and boto3 of the same version do not.
set -eu
awscli=1.45.11

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python > install.log 2>&1 && python/bin/pip install --quiet "awscli==$awscli" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > ask.py <<'END'
import contextlib
import io
import os

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="example", AWS_CONFIG_FILE=os.devnull,
                  AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_MAX_ATTEMPTS="1")

from awscli.clidriver import create_clidriver
from botocore.awsrequest import AWSResponse
from botocore.session import Session

HERE = "http://127.0.0.1:9"
seen = []


def keep(request, **_):
    """Notes where it would be sent, and answers in the server's stead."""
    seen.append(request.url)
    return AWSResponse(request.url, 400, {}, None)


def by_cli(service, operation, region, *more, **environment):
    os.environ.update(environment)
    driver = create_clidriver()
    driver.session.register("before-send", keep)
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        driver.main([service, operation, "--region", region, *more])
    for name in environment:
        del os.environ[name]
    said = " ".join([*environment, *more]).replace(HERE, "HERE")
    print(f"aws {service} {operation} in {region}, {said}: {seen.pop().replace(HERE, 'HERE')}")


everywhere = {"AWS_ENDPOINT_URL": HERE}
by_cli("rds", "describe-db-instances", "us-east-1", **everywhere)
by_cli("rds", "describe-db-instances", "us-east-1", AWS_ENDPOINT_URL_RDS=HERE)
by_cli("rds", "describe-db-instances", "eu-west-1", **everywhere)
by_cli("rds", "describe-db-instances", "us-east-1", "--endpoint-url", HERE)
by_cli("neptune", "describe-db-clusters", "us-east-1", **everywhere)
by_cli("docdb", "describe-db-clusters", "us-east-1", **everywhere)
by_cli("elasticache", "describe-cache-clusters", "us-east-1", **everywhere)
os.environ.update(everywhere)
client = Session().create_client("rds", region_name="us-east-1")
client.meta.events.register("before-send", keep)
with contextlib.suppress(Exception):
    client.describe_db_instances()
print(f"botocore's client of rds in us-east-1, AWS_ENDPOINT_URL: {seen.pop().replace(HERE, 'HERE')}")
END
echo "awscli $awscli"
timeout 300 python/bin/python ask.py > seen
cat seen
cat > told <<'END'
aws rds describe-db-instances in us-east-1, AWS_ENDPOINT_URL: https://rds.amazonaws.com/
aws rds describe-db-instances in us-east-1, AWS_ENDPOINT_URL_RDS: https://rds.amazonaws.com/
aws rds describe-db-instances in eu-west-1, AWS_ENDPOINT_URL: HERE/
aws rds describe-db-instances in us-east-1, --endpoint-url HERE: HERE/
aws neptune describe-db-clusters in us-east-1, AWS_ENDPOINT_URL: https://rds.amazonaws.com/
aws docdb describe-db-clusters in us-east-1, AWS_ENDPOINT_URL: https://rds.amazonaws.com/
aws elasticache describe-cache-clusters in us-east-1, AWS_ENDPOINT_URL: HERE/
botocore's client of rds in us-east-1, AWS_ENDPOINT_URL: HERE/
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
