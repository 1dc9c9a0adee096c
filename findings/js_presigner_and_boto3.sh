#!/bin/sh
# The same upload, presigned by two SDKs with their defaults. JavaScript's presigner moves the upload's x-amz- fields into
# the query, all but server-side encryption, and signs the CRC-32 of an empty body, which the upload will not have. boto3
# moves none: whoever uploads must send each of them as a header field.
set -eu
javascript=3.1112.0
boto3=1.43.11

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
{ npm install --silent --no-audit --no-fund "@aws-sdk/client-s3@$javascript" "@aws-sdk/s3-request-presigner@$javascript" &&
  python3 -m pip install --quiet --target boto3 "boto3==$boto3"; } > install.log 2>&1 || { cat install.log; echo "could not install"; exit 2; }

cat > presign.mjs <<'END'
import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
const s3 = new S3Client({ region: "us-east-1", credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" } });
const upload = { Bucket: "amzn-s3-demo-bucket", Key: "key", Metadata: { colour: "blue" }, Tagging: "a=b", ACL: "private", ServerSideEncryption: "AES256" };
console.log(await getSignedUrl(s3, new PutObjectCommand(upload)));
END
cat > presign.py <<'END'
import boto3
from botocore.config import Config
s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="example",
                  config=Config(signature_version="s3v4"))
upload = {"Bucket": "amzn-s3-demo-bucket", "Key": "key", "Metadata": {"colour": "blue"}, "Tagging": "a=b", "ACL": "private",
          "ServerSideEncryption": "AES256"}
print(s3.generate_presigned_url("put_object", upload))
END
cat > tell.py <<'END'
import sys, urllib.parse
query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sys.stdin.read().strip()).query))
print("in the query: ", " ".join(f"{k}={v}" for k, v in sorted(query.items()) if k.startswith("x-amz-")) or "nothing")
print("signed fields:", query["X-Amz-SignedHeaders"])
END
{
  echo "JavaScript $javascript"
  node presign.mjs 2> /dev/null | python3 tell.py
  echo "boto3 $boto3"
  PYTHONPATH=boto3 python3 presign.py | python3 tell.py
} > seen
cat seen
cat > told <<END
JavaScript $javascript
in the query:  x-amz-acl=private x-amz-checksum-crc32=AAAAAA== x-amz-meta-colour=blue x-amz-sdk-checksum-algorithm=CRC32 x-amz-tagging=a=b
signed fields: host;x-amz-server-side-encryption
boto3 $boto3
in the query:  nothing
signed fields: host;x-amz-acl;x-amz-meta-colour;x-amz-server-side-encryption;x-amz-tagging
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
echo "CRC-32 of no bytes, in base64: $(python3 -c 'import base64, zlib; print(base64.b64encode(zlib.crc32(b"").to_bytes(4, "big")).decode())')"
