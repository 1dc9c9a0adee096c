"""The AWS CLI, unmodified, against a fresh server: aws s3 as people type it, most of aws s3api, aws sts, aws iam,
aws cloudwatch, aws logs, aws kinesis and aws firehose."""
import datetime
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from clients import KEYS, Server, body_of, expect, skip

AWS = shutil.which("aws")
if AWS is None:
    skip("the AWS CLI is not installed (apt-get install awscli)")

FOLDER = tempfile.TemporaryDirectory(prefix="wt-cli-")
PLACE = FOLDER.name
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
ENVIRONMENT.update(KEYS, HOME=PLACE, AWS_CONFIG_FILE=f"{PLACE}/config", AWS_SHARED_CREDENTIALS_FILE=f"{PLACE}/credentials",
                   AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true", PYTHONUTF8="1", PYTHONWARNINGS="ignore")
ENDPOINT = []


def version():
    """The CLI's version as numbers, or the end of the test where it does not even say that."""
    done = subprocess.run([AWS, "--version"], env=ENVIRONMENT, capture_output=True, text=True)
    found = re.search(r"aws-cli/(\d+)\.(\d+)\.(\d+)", done.stdout + done.stderr)
    if found is None:
        skip(f"aws --version does not run: {(done.stdout + done.stderr).strip()[:200]}")
    return tuple(int(number) for number in found.groups())


def point_at(base):
    """AWS_ENDPOINT_URL, which the CLI knows since 1.29.0 and 2.13.0; before that, its option."""
    ENVIRONMENT["AWS_ENDPOINT_URL"] = base
    known = version()
    ENDPOINT[:] = [] if known >= (2, 13, 0) or (1, 29, 0) <= known < (2, 0, 0) else ["--endpoint-url", base]


def call(command, stdin=None, **environment):
    """Runs `aws COMMAND`, a line as it is typed, in the test's folder."""
    return subprocess.run([AWS, *ENDPOINT, *shlex.split(command)], env={**ENVIRONMENT, **environment}, cwd=PLACE, input=stdin,
                          capture_output=True, timeout=300)


def aws(command, stdin=None, **environment):
    """Runs `aws COMMAND`, which must succeed; what it printed, taken apart where that is JSON."""
    done = call(command, stdin, **environment)
    expect(done.returncode == 0, f"aws {command}: exit {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
    text = done.stdout.decode("utf-8", "surrogateescape")
    return json.loads(text) if command.startswith(("s3api", "sts", "iam", "logs", "cloudwatch", "kinesis", "firehose")) and text.startswith(("{", "[")) else text


def refused(code, command):
    """Runs `aws COMMAND`, which must fail with this error."""
    done = call(command)
    text = done.stderr.decode()
    expect(done.returncode != 0 and f"({code})" in text, f"aws {command}: expected {code}, exit {done.returncode}\n{text}")
    return text


def write(name, body):
    path = os.path.join(PLACE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(body)
    return path


def read(name):
    with open(os.path.join(PLACE, name), "rb") as file:
        return file.read()


def document(name, value):
    """The value as a JSON file in the test's folder, as the CLI takes it."""
    write(name, json.dumps(value).encode())
    return f"file://{PLACE}/{name}"


def tree_of(name):
    """Every file below a folder, with its bytes."""
    top = os.path.join(PLACE, name)
    return {os.path.relpath(os.path.join(folder, file), top): read(os.path.join(folder, file))
            for folder, _, files in os.walk(top) for file in files}


def fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def s3_files():
    aws("s3 mb s3://files")
    expect("files" in aws("s3 ls"), "the bucket is not listed")
    small = body_of("small", 1000)
    write("small.bin", small)
    expect("upload:" in aws("s3 cp small.bin s3://files/in/small.bin"), "cp says what it did")
    aws("s3 cp s3://files/in/small.bin back.bin")
    expect(read("back.bin") == small, "a file comes back as another")
    # Above 8 MiB the CLI sends parts, and fetches ranges.
    large = body_of("large", 20 << 20)
    write("large.bin", large)
    aws("s3 cp large.bin s3://files/large.bin --no-progress")
    aws("s3 cp s3://files/large.bin large.back --no-progress")
    expect(read("large.back") == large, "a large file comes back as another")
    expect(aws("s3api head-object --bucket files --key large.bin")["ETag"].endswith('-3"'), "twenty MiB are three parts")
    aws("s3 cp - s3://files/stdin.txt", stdin=b"from a pipe")
    expect(aws("s3 cp s3://files/stdin.txt -") == "from a pipe", "what came from a pipe")
    aws("s3 cp - s3://files/stdin-large --expected-size 9000000", stdin=large[:9000000])
    done = call("s3 cp s3://files/stdin-large -")
    expect(hashlib.md5(done.stdout).digest() == hashlib.md5(large[:9000000]).digest(), "nine MB through pipes")
    aws("s3 cp s3://files/large.bin s3://files/large.copy --no-progress")
    aws("s3 cp s3://files/large.copy large.back2 --no-progress")
    expect(read("large.back2") == large, "a copy in parts is another")
    listed = aws("s3 ls s3://files")
    expect(re.search(r"PRE in/", listed) and re.search(r"20971520 large\.bin", listed), f"ls: {listed}")
    listed = aws("s3 ls s3://files --recursive --summarize")
    expect("Total Objects: 5" in listed, f"ls --recursive: {listed}")
    aws("s3 mv s3://files/in/small.bin s3://files/out/small.bin")
    aws("s3 mv s3://files/out/small.bin moved.bin")
    expect(read("moved.bin") == small and "out/" not in aws("s3 ls s3://files"), "mv takes it away")
    aws("s3 mv moved.bin s3://files/moved.bin")
    expect(not os.path.exists(f"{PLACE}/moved.bin"), "mv leaves the file")
    aws("s3 rm s3://files/moved.bin")
    expect("moved.bin" not in aws("s3 ls s3://files"), "rm")
    expect("404" in refused("404", "s3 cp s3://files/missing nowhere"), "a missing key")
    refused("NoSuchBucket", "s3 ls s3://no-such-bucket")
    url = aws("s3 presign s3://files/stdin.txt --expires-in 60").strip()
    expect(fetch(url) == (200, b"from a pipe"), f"presign: {fetch(url)}")
    status, answer = fetch(url.replace("stdin.txt", "large.bin"))
    expect(status == 403 and b"SignatureDoesNotMatch" in answer, f"a tampered address: {status} {answer}")
    refused("BucketNotEmpty", "s3 rb s3://files")
    aws("s3 rb s3://files --force")
    expect(aws("s3 ls") == "", "rb --force leaves nothing")


def s3_sync():
    aws("s3 mb s3://synced")
    names = [f"{folder}/{number}.txt" for folder in ("a", "a/deep er", "b", "ü") for number in range(5)] + ["plus+and&.txt"]
    # Of a minute ago: listings know whole seconds, so a file of this second is newer than its copy, as on AWS.
    before = time.time() - 60
    for name in names:
        os.utime(write(f"tree/{name}", name.encode() * 10), (before, before))
    printed = aws("s3 sync tree s3://synced/base")
    expect(printed.count("upload:") == len(names), f"sync: {printed}")
    expect(aws("s3 sync tree s3://synced/base") == "", "the second sync does something")
    aws("s3 sync s3://synced/base tree.back")
    expect(tree_of("tree.back") == tree_of("tree"), "what was synced is not what comes back")
    expect(aws("s3 sync s3://synced/base tree.back") == "", "the second sync down does something")
    write("tree/b/1.txt", b"another")
    os.remove(f"{PLACE}/tree/b/2.txt")
    printed = aws("s3 sync tree s3://synced/base --delete")
    expect(printed.count("upload:") == 1 and printed.count("delete:") == 1, f"sync of changes: {printed}")
    expect(aws("s3 sync s3://synced/base s3://synced/other").count("copy:") == len(names) - 1, "sync between prefixes")
    aws("s3 cp tree s3://synced/picked --recursive --exclude * --include a/*.txt")
    expect(len(aws("s3 ls s3://synced/picked --recursive").splitlines()) == 10, "cp --include")
    aws("s3 cp s3://synced/picked picked --recursive")
    expect(tree_of("picked") == {k: v for k, v in tree_of("tree").items() if k.startswith("a/")}, "cp --recursive")
    aws("s3 rm s3://synced/base --recursive --exclude * --include b/*")
    expect(len(aws("s3 ls s3://synced/base/b/ --recursive").splitlines() if call("s3 ls s3://synced/base/b/").returncode == 0
               else []) == 0, "rm --recursive --include")
    aws("s3 website s3://synced --index-document index.html --error-document error.html")
    expect(aws("s3api get-bucket-website --bucket synced")["IndexDocument"] == {"Suffix": "index.html"}, "s3 website")
    aws("s3 rb s3://synced --force")


def api_buckets():
    expect(aws("s3api create-bucket --bucket made")["Location"] == "/made", "create-bucket")
    refused("IllegalLocationConstraintException", "s3api create-bucket --bucket west --region eu-west-1")
    refused("InvalidLocationConstraint",
            "s3api create-bucket --bucket east --create-bucket-configuration LocationConstraint=us-east-1")
    aws("s3api create-bucket --bucket west --region eu-west-1 --create-bucket-configuration LocationConstraint=eu-west-1")
    expect(aws("s3api get-bucket-location --bucket west")["LocationConstraint"] == "eu-west-1", "get-bucket-location")
    aws("s3api delete-bucket --bucket west --region eu-west-1")
    aws("s3api wait bucket-exists --bucket made")
    aws("s3api head-bucket --bucket made")
    refused("404", "s3api head-bucket --bucket missing-bucket")
    expect([b["Name"] for b in aws("s3api list-buckets")["Buckets"]] == ["made"], "list-buckets")
    expect(aws("s3api list-buckets")["Owner"]["ID"], "list-buckets names the owner")
    aws("s3api put-bucket-tagging --bucket made --tagging TagSet=[{Key=a,Value=b}]")
    expect(aws("s3api get-bucket-tagging --bucket made")["TagSet"] == [{"Key": "a", "Value": "b"}], "bucket tags")
    aws("s3api delete-bucket-tagging --bucket made")
    refused("NoSuchTagSet", "s3api get-bucket-tagging --bucket made")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
                                                      "Resource": "arn:aws:s3:::made/no/*"}]}
    aws(f"s3api put-bucket-policy --bucket made --policy {document('policy.json', policy)}")
    expect(json.loads(aws("s3api get-bucket-policy --bucket made")["Policy"]) == policy, "the policy reads back")
    expect(aws("s3api get-bucket-policy-status --bucket made")["PolicyStatus"] == {"IsPublic": False}, "policy status")
    write("empty", b"")
    refused("AccessDenied", "s3api put-object --bucket made --key no/x --body empty")
    aws("s3api delete-bucket-policy --bucket made")
    refused("NoSuchBucketPolicy", "s3api get-bucket-policy --bucket made")
    cors = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}
    aws(f"s3api put-bucket-cors --bucket made --cors-configuration {document('cors.json', cors)}")
    expect(aws("s3api get-bucket-cors --bucket made") == cors, "CORS reads back")
    aws("s3api delete-bucket-cors --bucket made")
    rules = {"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 1}}]}
    aws("s3api put-bucket-lifecycle-configuration --bucket made --lifecycle-configuration " + document("life.json", rules))
    expect(aws("s3api get-bucket-lifecycle-configuration --bucket made")["Rules"] == rules["Rules"], "lifecycle")
    aws("s3api delete-bucket-lifecycle --bucket made")
    website = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}}
    aws(f"s3api put-bucket-website --bucket made --website-configuration {document('site.json', website)}")
    expect(aws("s3api get-bucket-website --bucket made") == website, "website")
    aws("s3api delete-bucket-website --bucket made")
    aws("s3api put-public-access-block --bucket made --public-access-block-configuration BlockPublicAcls=true")
    block = aws("s3api get-public-access-block --bucket made")["PublicAccessBlockConfiguration"]
    expect(block["BlockPublicAcls"] and not block["BlockPublicPolicy"], f"public access block: {block}")
    aws("s3api delete-public-access-block --bucket made")
    aws("s3api put-bucket-ownership-controls --bucket made --ownership-controls Rules=[{ObjectOwnership=ObjectWriter}]")
    expect(aws("s3api get-bucket-ownership-controls --bucket made")["OwnershipControls"]["Rules"] ==
           [{"ObjectOwnership": "ObjectWriter"}], "ownership")
    aws("s3api put-bucket-acl --bucket made --acl public-read")
    expect(len(aws("s3api get-bucket-acl --bucket made")["Grants"]) == 2, "the bucket's ACL")
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]}
    aws("s3api put-bucket-encryption --bucket made --server-side-encryption-configuration " +
        document("encryption.json", encryption))
    rule = aws("s3api get-bucket-encryption --bucket made")["ServerSideEncryptionConfiguration"]["Rules"][0]
    expect(rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms"}, f"encryption: {rule}")
    aws("s3api delete-bucket-encryption --bucket made")
    aws("s3api put-bucket-request-payment --bucket made --request-payment-configuration Payer=Requester")
    expect(aws("s3api get-bucket-request-payment --bucket made") == {"Payer": "Requester"}, "request payment")
    aws("s3api put-bucket-accelerate-configuration --bucket made --accelerate-configuration Status=Enabled")
    expect(aws("s3api get-bucket-accelerate-configuration --bucket made")["Status"] == "Enabled", "acceleration")
    expect(aws("s3api get-bucket-notification-configuration --bucket made") == "", "no notifications")
    expect(aws("s3api get-bucket-logging --bucket made") == "", "no logging")
    aws("s3api delete-bucket --bucket made")
    aws("s3api wait bucket-not-exists --bucket made")


def api_objects():
    aws("s3api create-bucket --bucket things")
    write("body.txt", b"hello")
    put = aws("s3api put-object --bucket things --key k --body body.txt --content-type text/plain --metadata colour=blue "
              "--tagging team=red --cache-control no-store")
    expect(put["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"', f"put-object: {put}")
    got = aws("s3api get-object --bucket things --key k out.txt")
    expect(read("out.txt") == b"hello" and got["Metadata"] == {"colour": "blue"} and got["CacheControl"] == "no-store",
           f"get-object: {got}")
    got = aws("s3api get-object --bucket things --key k --range bytes=1-2 out.txt")
    expect(read("out.txt") == b"el" and got["ContentRange"] == "bytes 1-2/5", f"a range: {got}")
    head = aws("s3api head-object --bucket things --key k")
    expect(head["ContentLength"] == 5 and head["ContentType"] == "text/plain", f"head-object: {head}")
    refused("304", f"s3api get-object --bucket things --key k --if-none-match '{put['ETag']}' out.txt")
    refused("PreconditionFailed", "s3api get-object --bucket things --key k --if-match '\"0\"' out.txt")
    refused("NoSuchKey", "s3api get-object --bucket things --key missing out.txt")
    attributes = aws("s3api get-object-attributes --bucket things --key k --object-attributes ETag ObjectSize StorageClass")
    expect(attributes["ObjectSize"] == 5 and attributes["ETag"] == put["ETag"].strip('"'), f"attributes: {attributes}")
    copied = aws("s3api copy-object --bucket things --key copy --copy-source things/k --metadata-directive REPLACE "
                 "--metadata colour=red")
    expect(copied["CopyObjectResult"]["ETag"] == put["ETag"], f"copy-object: {copied}")
    expect(aws("s3api head-object --bucket things --key copy")["Metadata"] == {"colour": "red"}, "replaced metadata")
    expect(aws("s3api get-object-tagging --bucket things --key copy")["TagSet"] == [{"Key": "team", "Value": "red"}], "tags")
    aws("s3api put-object-tagging --bucket things --key copy --tagging TagSet=[{Key=x,Value=y}]")
    expect(aws("s3api get-object-tagging --bucket things --key copy")["TagSet"] == [{"Key": "x", "Value": "y"}], "new tags")
    aws("s3api delete-object-tagging --bucket things --key copy")
    expect(aws("s3api get-object-tagging --bucket things --key copy")["TagSet"] == [], "no tags")
    expect(aws("s3api get-object-acl --bucket things --key k")["Grants"][0]["Permission"] == "FULL_CONTROL", "the ACL")
    refused("AccessControlListNotSupported", "s3api put-object-acl --bucket things --key k --acl public-read")
    for key in ("dir/one", "dir/two", "other"):
        aws(f"s3api put-object --bucket things --key {key} --body body.txt")
    page = aws("s3api list-objects-v2 --bucket things --delimiter /")
    expect([o["Key"] for o in page["Contents"]] == ["copy", "k", "other"], f"list-objects-v2: {page}")
    expect(page["CommonPrefixes"] == [{"Prefix": "dir/"}], f"prefixes: {page}")
    page = aws("s3api list-objects-v2 --bucket things --page-size 2 --query Contents[].Key --output json")
    expect(page == ["copy", "dir/one", "dir/two", "k", "other"], f"pages of two: {page}")
    page = aws("s3api list-objects --bucket things --prefix dir/ --max-items 1")
    expect([o["Key"] for o in page["Contents"]] == ["dir/one"] and page["NextToken"], f"list-objects: {page}")
    aws("s3api wait object-exists --bucket things --key k")
    aws("s3api delete-object --bucket things --key k")
    aws("s3api wait object-not-exists --bucket things --key k")
    gone = aws("s3api delete-objects --bucket things --delete "
               + document("delete.json", {"Objects": [{"Key": k} for k in ("copy", "dir/one", "dir/two", "other")]}))
    expect(len(gone["Deleted"]) == 4 and "Errors" not in gone, f"delete-objects: {gone}")
    aws("s3api delete-bucket --bucket things")


def api_versions():
    aws("s3api create-bucket --bucket kept --object-lock-enabled-for-bucket")
    expect(aws("s3api get-bucket-versioning --bucket kept")["Status"] == "Enabled", "a lock takes versions")
    refused("InvalidBucketState", "s3api put-bucket-versioning --bucket kept --versioning-configuration Status=Suspended")
    expect(aws("s3api get-object-lock-configuration --bucket kept")["ObjectLockConfiguration"] ==
           {"ObjectLockEnabled": "Enabled"}, "the lock's configuration")
    write("one", b"one")
    write("two", b"two")
    first = aws("s3api put-object --bucket kept --key k --body one")["VersionId"]
    second = aws("s3api put-object --bucket kept --key k --body two")["VersionId"]
    aws(f"s3api get-object --bucket kept --key k --version-id {first} out")
    expect(read("out") == b"one", "the first version")
    aws("s3api put-object-retention --bucket kept --key k --retention Mode=GOVERNANCE,RetainUntilDate=2099-01-01T00:00:00Z")
    expect(aws("s3api get-object-retention --bucket kept --key k")["Retention"]["Mode"] == "GOVERNANCE", "retention")
    refused("AccessDenied", f"s3api delete-object --bucket kept --key k --version-id {second}")
    aws(f"s3api put-object-legal-hold --bucket kept --key k --version-id {first} --legal-hold Status=ON")
    expect(aws(f"s3api get-object-legal-hold --bucket kept --key k --version-id {first}")["LegalHold"]["Status"] == "ON", "hold")
    refused("AccessDenied", f"s3api delete-object --bucket kept --key k --version-id {first}")
    aws(f"s3api put-object-legal-hold --bucket kept --key k --version-id {first} --legal-hold Status=OFF")
    marker = aws("s3api delete-object --bucket kept --key k")
    expect(marker["DeleteMarker"], "a marker")
    refused("NoSuchKey", "s3api get-object --bucket kept --key k out")
    listed = aws("s3api list-object-versions --bucket kept")
    expect([v["VersionId"] for v in listed["Versions"]] == [second, first], f"versions: {listed}")
    expect(listed["DeleteMarkers"][0]["VersionId"] == marker["VersionId"], f"markers: {listed}")
    aws(f"s3api delete-object --bucket kept --key k --version-id {marker['VersionId']}")
    aws(f"s3api delete-object --bucket kept --key k --version-id {second} --bypass-governance-retention")
    aws(f"s3api delete-object --bucket kept --key k --version-id {first}")
    aws("s3api delete-bucket --bucket kept")


def api_uploads():
    aws("s3api create-bucket --bucket parts")
    part = body_of("part", 5 << 20)
    write("part", part)
    write("tail", b"tail")
    upload = aws("s3api create-multipart-upload --bucket parts --key k --content-type a/b")["UploadId"]
    first = aws(f"s3api upload-part --bucket parts --key k --part-number 1 --upload-id {upload} --body part")
    last = aws(f"s3api upload-part --bucket parts --key k --part-number 2 --upload-id {upload} --body tail")
    listed = aws(f"s3api list-parts --bucket parts --key k --upload-id {upload}")
    expect([(p["PartNumber"], p["Size"]) for p in listed["Parts"]] == [(1, 5 << 20), (2, 4)], f"list-parts: {listed}")
    expect(aws("s3api list-multipart-uploads --bucket parts")["Uploads"][0]["UploadId"] == upload, "the upload is listed")
    parts = document("parts.json", {"Parts": [{"PartNumber": 1, "ETag": first["ETag"]}, {"PartNumber": 2, "ETag": last["ETag"]}]})
    done = aws(f"s3api complete-multipart-upload --bucket parts --key k --upload-id {upload} --multipart-upload {parts}")
    digests = hashlib.md5(part).digest() + hashlib.md5(b"tail").digest()
    expect(done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-2"', f"the ETag of parts: {done}")
    aws("s3api get-object --bucket parts --key k out")
    expect(read("out") == part + b"tail", "the parts together")
    aws("s3api get-object --bucket parts --key k --part-number 2 out")
    expect(read("out") == b"tail", "one part of it")
    upload = aws("s3api create-multipart-upload --bucket parts --key copied")["UploadId"]
    copied = aws(f"s3api upload-part-copy --bucket parts --key copied --part-number 1 --upload-id {upload} "
                 "--copy-source parts/k --copy-source-range bytes=5242870-5242883")
    expect(copied["CopyPartResult"]["ETag"] == f'"{hashlib.md5(part[-10:] + b"tail").hexdigest()}"', f"{copied}")
    aws(f"s3api abort-multipart-upload --bucket parts --key copied --upload-id {upload}")
    refused("NoSuchUpload", f"s3api list-parts --bucket parts --key copied --upload-id {upload}")
    aws("s3 rb s3://parts --force")


def tokens():
    expect(aws("sts get-caller-identity") == {"UserId": "000000000000", "Account": "000000000000",
                                              "Arn": "arn:aws:iam::000000000000:root"}, "get-caller-identity")
    role = aws("sts assume-role --role-arn arn:aws:iam::000000000000:role/reader --role-session-name me")
    given = role["Credentials"]
    session = {"AWS_ACCESS_KEY_ID": given["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
               "AWS_SESSION_TOKEN": given["SessionToken"]}
    expect(aws("sts get-caller-identity", **session)["Arn"] == "arn:aws:sts::000000000000:assumed-role/reader/me", "the session")
    aws("s3 mb s3://by-session", **session)
    expect("by-session" in aws("s3 ls"), "the session's bucket is the account's")
    expect(aws("sts get-session-token")["Credentials"]["SessionToken"], "get-session-token")
    refused("ValidationError", "sts assume-role --role-arn arn:aws:iam::000000000000:role/r --role-session-name 'a b'")
    done = call("sts get-caller-identity", AWS_SECRET_ACCESS_KEY="wrong")
    expect(b"SignatureDoesNotMatch" in done.stderr, f"a wrong secret: {done.stderr}")


def identities():
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
                                                     "Action": "sts:AssumeRole"}]}
    write("trust.json", json.dumps(trust).encode())
    made = aws("iam create-role --role-name worker --assume-role-policy-document file://trust.json --tags Key=a,Value=b")["Role"]
    expect(made["Arn"] == "arn:aws:iam::000000000000:role/worker" and made["AssumeRolePolicyDocument"] == trust, f"{made}")
    expect(aws("iam get-role --role-name worker")["Role"]["Tags"] == [{"Key": "a", "Value": "b"}], "get-role")
    basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    aws(f"iam attach-role-policy --role-name worker --policy-arn {basic}")
    listed = aws("iam list-attached-role-policies --role-name worker")["AttachedPolicies"]
    expect(listed == [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": basic}], f"{listed}")
    refused("DeleteConflict", "iam delete-role --role-name worker")
    aws(f"iam detach-role-policy --role-name worker --policy-arn {basic}")
    aws("iam delete-role --role-name worker")
    refused("NoSuchEntity", "iam get-role --role-name worker")
    aws("iam create-user --user-name ann")
    key = aws("iam create-access-key --user-name ann")["AccessKey"]
    ann = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    expect(aws("sts get-caller-identity", **ann)["Arn"] == "arn:aws:iam::000000000000:user/ann", "whose key it is")
    done = call("s3 ls", **ann)
    expect(done.returncode != 0 and b"(AccessDenied)" in done.stderr, f"a user without policies: {done}")


def metrics():
    """aws cloudwatch, in whatever protocol this CLI speaks."""
    now = datetime.datetime.now(datetime.timezone.utc)
    span = [(now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:00Z") for minutes in (-8, 2)]
    for value in (3, 5):
        aws(f"cloudwatch put-metric-data --namespace Shop --metric-name Orders --unit Count --dimensions Host=a --value {value}")
    found = aws("cloudwatch get-metric-statistics --namespace Shop --metric-name Orders --dimensions Name=Host,Value=a "
                f"--start-time {span[0]} --end-time {span[1]} --period 600 --statistics Sum Maximum")
    point = found["Datapoints"][0]
    expect((point["Sum"], point["Maximum"], point["Unit"]) == (8, 5, "Count"), f"the statistics: {found}")
    listed = aws("cloudwatch list-metrics --namespace Shop")["Metrics"]
    expect(listed == [{"Namespace": "Shop", "MetricName": "Orders", "Dimensions": [{"Name": "Host", "Value": "a"}]}],
           f"the list: {listed}")
    query = json.dumps([{"Id": "double", "Expression": "m * 2"}, {"Id": "m", "ReturnData": False, "MetricStat": {
        "Metric": listed[0], "Period": 600, "Stat": "Sum"}}])
    data = aws(f"cloudwatch get-metric-data --metric-data-queries '{query}' --start-time {span[0]} --end-time {span[1]}")
    expect(data["MetricDataResults"][0]["Values"] == [16], f"the data: {data}")
    refused("InvalidParameterValue", "cloudwatch put-metric-data --namespace AWS/Lambda --metric-name m --value 1")
    refused("NotImplemented", "cloudwatch describe-anomaly-detectors")
def log_events():
    now = int(time.time() * 1000)
    aws("logs create-log-group --log-group-name /app/web --tags team=blue")
    aws("logs create-log-stream --log-group-name /app/web --log-stream-name one")
    refused("ResourceAlreadyExistsException", "logs create-log-group --log-group-name /app/web")
    aws("logs put-retention-policy --log-group-name /app/web --retention-in-days 7")
    document("events.json", [{"timestamp": now - 7_200_000, "message": "ERROR two hours ago"},
                             {"timestamp": now - 2, "message": "fine"}, {"timestamp": now - 1, "message": "ERROR now"}])
    aws("logs put-log-events --log-group-name /app/web --log-stream-name one --log-events file://events.json")
    found = aws("logs describe-log-groups --log-group-name-prefix /app")["logGroups"][0]
    expect(found["retentionInDays"] == 7 and found["storedBytes"] == 32 + 3 * 26, f"the group: {found}")
    found = aws("logs filter-log-events --log-group-name /app/web --filter-pattern ERROR")["events"]
    expect([event["message"] for event in found] == ["ERROR two hours ago", "ERROR now"], f"the errors: {found}")
    found = aws("logs get-log-events --log-group-name /app/web --log-stream-name one --limit 2")["events"]
    expect([event["message"] for event in found] == ["fine", "ERROR now"], f"the latest: {found}")
    if version() >= (2, 0, 0):
        shown = aws("logs tail /app/web --since 1h --format short")
        expect([line.split(" ", 1)[1] for line in shown.splitlines()] == ["fine", "ERROR now"], f"tail: {shown}")
    aws("logs delete-log-group --log-group-name /app/web")
    refused("ResourceNotFoundException", "logs describe-log-streams --log-group-name /app/web")


def streams():
    aws("kinesis create-stream --stream-name clicks --shard-count 1")
    aws("kinesis wait stream-exists --stream-name clicks")
    raw = "--cli-binary-format raw-in-base64-out" if version() >= (2, 0, 0) else ""
    put = aws(f"kinesis put-record --stream-name clicks --partition-key k --data hello {raw}")
    expect(put["ShardId"] == "shardId-000000000000", f"a record: {put}")
    at = aws("kinesis get-shard-iterator --stream-name clicks --shard-id shardId-000000000000 "
             "--shard-iterator-type TRIM_HORIZON")["ShardIterator"]
    got = aws(f"kinesis get-records --shard-iterator {at}")["Records"]
    expect([record["Data"] for record in got] == ["aGVsbG8="], f"the records: {got}")
    aws("s3 mb s3://archive")
    destination = {"RoleARN": "arn:aws:iam::000000000000:role/r", "BucketARN": "arn:aws:s3:::archive",
                   "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 0}}
    document("destination.json", destination)
    aws("firehose create-delivery-stream --delivery-stream-name clicks "
        "--extended-s3-destination-configuration file://destination.json")
    document("record.json", {"Data": "aGVsbG8="})
    aws("firehose put-record --delivery-stream-name clicks --record file://record.json")
    for _ in range(100):
        objects = aws("s3api list-objects-v2 --bucket archive")
        if objects:
            break
    expect("/clicks-1-" in objects["Contents"][0]["Key"], f"the objects: {objects}")
    refused("ResourceNotFoundException", "firehose describe-delivery-stream --delivery-stream-name nope")


def main():
    print("aws-cli", ".".join(map(str, version())))
    for step in (s3_files, s3_sync, api_buckets, api_objects, api_versions, api_uploads, tokens, identities, metrics,
                 log_events, streams):
        server = Server(None)
        try:
            point_at(server.base)
            step()
        finally:
            server.stop()
        print("ok", step.__name__, flush=True)


main()
