#!/bin/sh
# boto3 takes a customer's encryption key (SSE-C) raw, encodes it in base64 and adds its MD5, for every S3 operation that has one
# but GetObjectAttributes: there the key goes out as it was given, and without its MD5, which S3 asks for.
set -eu
boto3=1.43.11

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python > install.log 2>&1 && python/bin/pip install --quiet "boto3==$boto3" "botocore==$boto3" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > ask.py <<'END'
import boto3
from botocore.awsrequest import AWSResponse

client = boto3.client("s3", region_name="us-east-1", endpoint_url="http://127.0.0.1:9",
                      aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="example")
seen = {}


def keep(request, **_):
    """Notes what would be sent, and answers in the server's stead."""
    seen.update({name.lower(): value for name, value in request.headers.items()})
    return AWSResponse(request.url, 500, {}, None)


client.meta.events.register("before-send.s3", keep)
client.meta.events.register("needs-retry.s3", lambda **_: None)
key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}
calls = {"HeadObject": lambda: client.head_object(Bucket="b", Key="k", **key),
         "GetObject": lambda: client.get_object(Bucket="b", Key="k", **key),
         "GetObjectAttributes": lambda: client.get_object_attributes(Bucket="b", Key="k", ObjectAttributes=["ETag"], **key)}
for name, call in calls.items():
    seen.clear()
    try:
        call()
    except Exception:
        pass
    value, digest = (seen.get("x-amz-server-side-encryption-customer-key" + end) for end in ("", "-md5"))
    text = lambda each: each.decode() if isinstance(each, bytes) else each  # noqa: E731
    print(f"{name}: key {'raw' if text(value) == 'k' * 32 else 'in base64'}, MD5 {'absent' if digest is None else 'there'}")
END
echo "boto3 $boto3"
timeout 120 python/bin/python ask.py > seen
cat seen
cat > told <<'END'
HeadObject: key in base64, MD5 there
GetObject: key in base64, MD5 there
GetObjectAttributes: key raw, MD5 absent
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
