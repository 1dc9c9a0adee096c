#!/usr/bin/env python3
"""Who may use the server, and what it says to pages and to those who do not sign: asked for as browsers ask."""
import http.client
import json
import subprocess
import time
import urllib.parse

from clients import PROGRAM, Server, boto3_or_skip, client_of, expect

boto3_or_skip()
import botocore.exceptions  # noqa: E402
from botocore import UNSIGNED  # noqa: E402

server = Server(None, "--host", "windtunnel", "--allow-origin", "https://app.example")
port = urllib.parse.urlsplit(server.base).port


def ask(method, path, host=None, origin=None, body=None, **fields):
    """Status, fields and body of one request; `host` and `origin` as a browser says them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Host": host or f"127.0.0.1:{port}", **({"Origin": origin} if origin else {}),
               **{name.replace("_", "-"): value for name, value in fields.items()}}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, text


EVIL = "https://evil.example"
FRONT_END = "http://localhost:3000"
s3 = client_of(server.base)
s3.create_bucket(Bucket="there")
s3.put_object(Bucket="there", Key="key", Body=b"value")
url = urllib.parse.urlsplit(s3.generate_presigned_url("get_object", {"Bucket": "there", "Key": "key"}))
read = f"{url.path}?{url.query}"
url = urllib.parse.urlsplit(s3.generate_presigned_url("put_object", {"Bucket": "there", "Key": "key"}))
write = f"{url.path}?{url.query}"
forged = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260101%2Fus-east-1%2Fiam%2Faws4_request&X-Amz-Signature=0"

# A page whose name was made to point here.
for method, path in (("POST", "/_windtunnel/reset"), ("GET", "/_windtunnel/clock"), ("GET", "/_windtunnel/health"), ("GET", read),
                     ("GET", "/"), ("POST", "/")):
    status, _, text = ask(method, path, f"rebind.example:{port}", f"http://rebind.example:{port}")
    expect(status == 403 and "--host rebind.example" in text, f"{method} {path} at rebind.example: {status} {text}")
for host in (f"LOCALHOST:{port}", "localhost.", f"[::1]:{port}", "windtunnel", f"there.s3.localhost:{port}"):
    expect(ask("GET", "/_windtunnel/health", host)[0] == 200, f"no health at {host}")
expect(ask("GET", f"http://rebind.example{read}")[0] == 403, "the target's host does not count")

# Pages of other sites: forms and addresses that need no preflight.
for origin in (EVIL, "null"):
    for method, path, fields in (
            ("POST", "/_windtunnel/reset", {}), ("PUT", write, {}), ("DELETE", "/there/key", {}),
            ("POST", "/", {"Content_Type": "application/x-www-form-urlencoded", "X_Amz_Target": "AWSCognitoIdentityProviderService.X"}),
            ("POST", f"/?Action=CreateUser&UserName=eve&{forged}", {}), ("GET", f"/?Action=CreateUser&UserName=eve&{forged}", {}),
            ("OPTIONS", "/", {"Access_Control_Request_Method": "POST"})):
        status, headers, text = ask(method, path, None, origin, "", **fields)
        expect(status == 403 and "--allow-origin" in text and "access-control-allow-origin" not in headers,
               f"{method} {path} from {origin}: {status} {text}")
status, _, text = ask("GET", f"/?Action=CreateUser&UserName=eve&{forged}", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")
expect(status == 403, f"an image's address calls an API: {status} {text}")
status, headers, text = ask("GET", read, None, EVIL)
expect((status, text) == (200, "value") and "access-control-allow-origin" not in headers, f"GET from elsewhere: {status} {headers}")
expect(s3.get_object(Bucket="there", Key="key")["Body"].read() == b"value", "a page of another site has written")

# A front end on this machine, and one that is allowed.
status, headers, _ = ask("OPTIONS", "/", None, FRONT_END, Access_Control_Request_Method="POST",
                         Access_Control_Request_Headers="content-type,x-amz-target,x-amz-user-agent")
expect(status == 200 and headers["access-control-allow-origin"] == "*" and "x-amz-target" in headers["access-control-allow-headers"],
       f"a front end's preflight: {status} {headers}")
for origin in (FRONT_END, "https://app.example"):
    status, headers, text = ask("POST", "/", None, origin, "{}", X_Amz_Target="AWSCognitoIdentityProviderService.InitiateAuth",
                                Content_Type="application/x-amz-json-1.1")
    expect(status == 400 and headers["access-control-allow-origin"] == "*", f"Cognito, from {origin}: {status} {headers} {text}")
    expect(ask("PUT", write, None, origin, "value")[0] == 200, f"{origin} may not write")

# What a bucket's own rules allow.
s3.put_bucket_cors(Bucket="there", CORSConfiguration={"CORSRules": [{"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["PUT"]}]})
status, headers, _ = ask("OPTIONS", write, None, EVIL, Access_Control_Request_Method="PUT")
expect(status == 200 and headers["access-control-allow-origin"] == EVIL, f"the bucket's preflight: {status} {headers}")
expect(ask("PUT", write, None, EVIL, "value")[0] == 200, "a rule of the bucket does not let its pages write")
expect(ask("DELETE", write, None, EVIL)[0] == 403, "a rule for PUT lets pages delete")
expect(ask("PUT", write, None, "https://evil.test", "value")[0] == 403, "a rule for another origin lets pages write")

# Those who do not sign hear S3's own errors.
anonymous = client_of(server.base, signature_version=UNSIGNED)
try:
    anonymous.get_object(Bucket="no-such-bucket", Key="x")
    expect(False, "a bucket that is not there was read")
except botocore.exceptions.ClientError as error:
    expect(error.response["Error"]["Code"] == "NoSuchBucket", f"{error.response}")
for path, host, want in (("/no-such-bucket/x", None, (404, "NoSuchBucket")), ("/", None, (403, "AccessDenied")),
                         ("/x", f"no-such-bucket.localhost:{port}", (404, "NoSuchBucket")),
                         ("/x", f"no-such-bucket.localhost.localstack.cloud:{port}", (404, "NoSuchBucket")),
                         ("/x", f"no-such-bucket.s3.localhost.localstack.cloud:{port}", (404, "NoSuchBucket")),
                         ("/", f"s3.localhost.localstack.cloud:{port}", (403, "AccessDenied")),
                         ("/key", f"there.localhost:{port}", (403, "AccessDenied"))):
    status, headers, text = ask("GET", path, host)
    expect((status, headers.get("content-type")) == (want[0], "application/xml") and f"<Code>{want[1]}</Code>" in text,
           f"GET {path} at {host}: {status} {headers} {text}")
status, _, text = ask("GET", "/_windtunnel/nowhere")
expect(status == 404 and "Nothing answers" in text, f"a page that is not there: {status} {text}")
status, _, text = ask("GET", "/v20180820/tags/arn", x_amz_account_id="000000000000")
expect(status == 403 and "<Code>AccessDenied</Code>" in text, f"S3 Control: {status} {text}")
expect(ask("PUT", write, None, None, "value", Expect="miracles")[0] == 200, "an unknown expectation is refused")

# A large body is refused by its service.
large = json.dumps({"x": "x" * (12 * 1024 * 1024)})
status, _, text = ask("POST", "/", None, None, large, X_Amz_Target="Logs_20140328.PutLogEvents", Content_Type="application/x-amz-json-1.1")
expect(status == 413 and json.loads(text)["__type"] == "RequestEntityTooLargeException", f"12 MiB of JSON: {status} {text[:200]}")

# An object is not older than the request that made it, as far as listings tell: in whole seconds.
for number in range(20):
    before = int(time.time())
    s3.put_object(Bucket="there", Key="now", Body=b"")
    written = s3.list_objects_v2(Bucket="there", Prefix="now")["Contents"][0]["LastModified"].timestamp()
    expect(before <= written <= time.time(), f"written {before - written} s before it was asked for")
server.stop()

for option, value, word in (("--host", "http://a", "name without a port"), ("--allow-origin", "app.example", "an origin such as")):
    done = subprocess.run([PROGRAM, "serve", "--port", "0", option, value], capture_output=True, text=True, timeout=60)
    expect(done.returncode == 2 and word in done.stderr, f"{option} {value}: {done.returncode} {done.stderr}")
print("hosts, origins, pages, and those who do not sign")
