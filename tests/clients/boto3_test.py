"""boto3, unmodified, against a fresh server: S3 as a daily driver, and STS."""
import datetime
import hashlib
import http.client
import io
import os
import urllib.parse

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.exceptions import ClientError  # noqa: E402

server = Server(None)


def client(service, **more):
    return client_of(server.base, service, **more)


def refused(code, call, *arguments, **parameters):
    """Calls, and expects this error; gives the whole answer."""
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        expect(error.response["Error"]["Code"] == code, f"expected {code}, got {error.response}")
        return error.response
    expect(False, f"expected {code}, but the call was answered")


def fetch(url, method="GET", body=None, headers=None):
    """Status and body of one request, with no header field that nobody asked for."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def buckets_and_objects(s3):
    s3.create_bucket(Bucket="daily")
    expect([b["Name"] for b in s3.list_buckets()["Buckets"]] == ["daily"], "the bucket is not listed")
    expect(s3.head_bucket(Bucket="daily")["ResponseMetadata"]["HTTPStatusCode"] == 200, "no such bucket")
    expect(s3.get_bucket_location(Bucket="daily")["LocationConstraint"] is None, "us-east-1 has no constraint")

    put = s3.put_object(Bucket="daily", Key="a/hello world+é.txt", Body=b"hello", ContentType="text/plain",
                        Metadata={"colour": "blue"}, Tagging="team=red&x=1")
    expect(put["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"', f"the ETag is {put['ETag']}")
    got = s3.get_object(Bucket="daily", Key="a/hello world+é.txt")
    expect(got["Body"].read() == b"hello", "the body is another")
    expect(got["ContentType"] == "text/plain" and got["Metadata"] == {"colour": "blue"}, f"metadata: {got}")
    expect(got["TagCount"] == 2, "the tags are not counted")
    head = s3.head_object(Bucket="daily", Key="a/hello world+é.txt")
    expect(head["ContentLength"] == 5 and head["ETag"] == put["ETag"], f"head: {head}")
    part = s3.get_object(Bucket="daily", Key="a/hello world+é.txt", Range="bytes=1-3")
    expect(part["Body"].read() == b"ell" and part["ContentRange"] == "bytes 1-3/5", f"range: {part}")
    expect(part["ResponseMetadata"]["HTTPStatusCode"] == 206, "a range is 206")
    refused("NoSuchKey", s3.get_object, Bucket="daily", Key="missing")
    refused("NoSuchBucket", s3.get_object, Bucket="missing-bucket", Key="x")
    refused("InvalidRange", s3.get_object, Bucket="daily", Key="a/hello world+é.txt", Range="bytes=9-")
    answer = refused("304", s3.get_object, Bucket="daily", Key="a/hello world+é.txt", IfNoneMatch=put["ETag"])
    expect(answer["ResponseMetadata"]["HTTPStatusCode"] == 304, "not modified")
    if "IfNoneMatch" in s3.meta.service_model.operation_model("PutObject").input_shape.members:
        refused("PreconditionFailed", s3.put_object, Bucket="daily", Key="a/hello world+é.txt", Body=b"x",
                IfNoneMatch="*")
    # botocore asks whether to go on before an empty body, too, and stumbles over the next answer when nobody says so.
    s3.put_object(Bucket="daily", Key="empty", Body=b"")
    after = s3.put_object(Bucket="daily", Key="empty", Body=b"x")
    expect("ETag" in after and after["ResponseMetadata"]["RetryAttempts"] == 0, f"after an empty object: {after}")
    s3.delete_object(Bucket="daily", Key="empty")
    for odd in [" ", "//", "a//b", "./x", "%2F", "tab\there", "ü/漢字.txt", "plus+plus", "q?=&", "x" * 1024]:
        s3.put_object(Bucket="daily", Key=odd, Body=odd.encode())
        expect(s3.get_object(Bucket="daily", Key=odd)["Body"].read() == odd.encode(), f"the key {odd!r} reads wrong")
        s3.delete_object(Bucket="daily", Key=odd)
    refused("KeyTooLongError", s3.put_object, Bucket="daily", Key="x" * 1025, Body=b"")

    copied = s3.copy_object(Bucket="daily", Key="copy", CopySource={"Bucket": "daily", "Key": "a/hello world+é.txt"})
    expect(copied["CopyObjectResult"]["ETag"] == put["ETag"], f"the copy: {copied}")
    expect(s3.get_object(Bucket="daily", Key="copy")["Metadata"] == {"colour": "blue"}, "a copy keeps its metadata")
    refused("InvalidRequest", s3.copy_object, Bucket="daily", Key="copy", CopySource="daily/copy")
    expect(s3.get_object_tagging(Bucket="daily", Key="copy")["TagSet"] ==
           [{"Key": "team", "Value": "red"}, {"Key": "x", "Value": "1"}], "a copy keeps its tags")
    refused("BucketNotEmpty", s3.delete_bucket, Bucket="daily")
    answer = s3.delete_objects(Bucket="daily", Delete={"Objects": [{"Key": "copy"}, {"Key": "a/hello world+é.txt"},
                                                                   {"Key": "never was"}]})
    expect(len(answer["Deleted"]) == 3 and "Errors" not in answer, f"delete_objects: {answer}")
    s3.delete_bucket(Bucket="daily")
    refused("404", s3.head_bucket, Bucket="daily")


def listings(s3):
    s3.create_bucket(Bucket="lists")
    keys = [f"d{i % 5}/{i:03}" for i in range(60)] + ["top"]
    for key in keys:
        s3.put_object(Bucket="lists", Key=key, Body=key.encode())
    found = [o["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket="lists", PaginationConfig={
        "PageSize": 7}) for o in page["Contents"]]
    expect(found == sorted(keys), "pages of seven do not add up to all keys in order")
    found = [o["Key"] for page in s3.get_paginator("list_objects").paginate(Bucket="lists", PaginationConfig={
        "PageSize": 7}) for o in page["Contents"]]
    expect(found == sorted(keys), "pages of version 1 do not add up")
    page = s3.list_objects_v2(Bucket="lists", Delimiter="/")
    expect([p["Prefix"] for p in page["CommonPrefixes"]] == [f"d{i}/" for i in range(5)], f"prefixes: {page}")
    expect([o["Key"] for o in page["Contents"]] == ["top"] and page["KeyCount"] == 6, f"rolled up: {page}")
    page = s3.list_objects_v2(Bucket="lists", Prefix="d1/", StartAfter="d1/030")
    expect(page["Contents"][0]["Key"] == "d1/031", f"start after: {page['Contents'][0]}")
    refused("InvalidArgument", s3.list_objects_v2, Bucket="lists", ContinuationToken="made up")


def versions(s3):
    s3.create_bucket(Bucket="versions")
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="versions", Key="k", Body=b"one")["VersionId"]
    second = s3.put_object(Bucket="versions", Key="k", Body=b"two")["VersionId"]
    expect(s3.get_object(Bucket="versions", Key="k", VersionId=first)["Body"].read() == b"one", "the first version")
    marker = s3.delete_object(Bucket="versions", Key="k")
    expect(marker["DeleteMarker"], "a delete makes a marker")
    refused("NoSuchKey", s3.get_object, Bucket="versions", Key="k")
    answer = refused("MethodNotAllowed", s3.get_object, Bucket="versions", Key="k", VersionId=marker["VersionId"])
    expect(answer["ResponseMetadata"]["HTTPHeaders"].get("x-amz-delete-marker") == "true", f"{answer}")
    listed = s3.list_object_versions(Bucket="versions")
    expect([v["VersionId"] for v in listed["Versions"]] == [second, first], f"versions: {listed}")
    expect(listed["DeleteMarkers"][0]["IsLatest"], "the marker is the latest")
    s3.delete_object(Bucket="versions", Key="k", VersionId=marker["VersionId"])
    expect(s3.get_object(Bucket="versions", Key="k")["Body"].read() == b"two", "undeleted")
    refused("NoSuchVersion", s3.get_object, Bucket="versions", Key="k", VersionId="A" * 32)


def multipart(s3):
    s3.create_bucket(Bucket="parts")
    body = os.urandom(1 << 20) * 12
    s3.upload_fileobj(io.BytesIO(body), "parts", "large")
    back = io.BytesIO()
    s3.download_fileobj("parts", "large", back)
    expect(back.getvalue() == body, "what was uploaded in parts is not what comes back")
    expect(s3.head_object(Bucket="parts", Key="large")["ETag"].endswith('-2"'), "its ETag counts the parts")
    upload = s3.create_multipart_upload(Bucket="parts", Key="by hand")["UploadId"]
    expect([u["UploadId"] for u in s3.list_multipart_uploads(Bucket="parts")["Uploads"]] == [upload], "the upload")
    small = s3.upload_part(Bucket="parts", Key="by hand", UploadId=upload, PartNumber=1, Body=b"small")
    other = s3.upload_part(Bucket="parts", Key="by hand", UploadId=upload, PartNumber=2, Body=b"last")
    listed = s3.list_parts(Bucket="parts", Key="by hand", UploadId=upload)
    expect([(p["PartNumber"], p["Size"]) for p in listed["Parts"]] == [(1, 5), (2, 4)], f"parts: {listed}")
    refused("EntityTooSmall", s3.complete_multipart_upload, Bucket="parts", Key="by hand", UploadId=upload,
            MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": small["ETag"]},
                                       {"PartNumber": 2, "ETag": other["ETag"]}]})
    refused("InvalidPart", s3.complete_multipart_upload, Bucket="parts", Key="by hand", UploadId=upload,
            MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": '"' + "0" * 32 + '"'}]})
    s3.abort_multipart_upload(Bucket="parts", Key="by hand", UploadId=upload)
    refused("NoSuchUpload", s3.list_parts, Bucket="parts", Key="by hand", UploadId=upload)
    upload = s3.create_multipart_upload(Bucket="parts", Key="copied")["UploadId"]
    part = s3.upload_part_copy(Bucket="parts", Key="copied", UploadId=upload, PartNumber=1,
                               CopySource="parts/large", CopySourceRange="bytes=10-19")
    s3.complete_multipart_upload(Bucket="parts", Key="copied", UploadId=upload, MultipartUpload={
        "Parts": [{"PartNumber": 1, "ETag": part["CopyPartResult"]["ETag"]}]})
    expect(s3.get_object(Bucket="parts", Key="copied")["Body"].read() == body[10:20], "a copied range")


def presigned(s3):
    s3.create_bucket(Bucket="signed")
    url = s3.generate_presigned_url("put_object", {"Bucket": "signed", "Key": "k"}, ExpiresIn=60)
    status, answer = fetch(url, "PUT", b"by url")
    expect(status == 200, f"a presigned PUT: {status} {answer}")
    url = s3.generate_presigned_url("get_object", {"Bucket": "signed", "Key": "k"}, ExpiresIn=60)
    expect(fetch(url) == (200, b"by url"), "a presigned GET")
    status, answer = fetch(url.replace("/k?", "/other?"))
    expect(status == 403 and b"SignatureDoesNotMatch" in answer, f"a tampered address: {status} {answer}")
    late = client("s3", signature_version="s3v4")
    url = late.generate_presigned_url("get_object", {"Bucket": "signed", "Key": "k"}, ExpiresIn=1)
    stamp = url[url.index("X-Amz-Date=") + 11:][:16]
    signed_at = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ") - datetime.timedelta(hours=1)
    # The credential's date is the stamp's, and an hour ago may have been yesterday.
    earlier = url.replace(stamp, signed_at.strftime("%Y%m%dT%H%M%SZ"))
    earlier = earlier.replace(f"%2F{stamp[:8]}%2F", f"%2F{signed_at:%Y%m%d}%2F")
    status, answer = fetch(earlier)
    expect(status == 403 and b"Request has expired" in answer, f"an expired address: {status} {answer}")
    post = s3.generate_presigned_post("signed", "form.txt", ExpiresIn=60)
    boundary = "x1y2z3"
    body = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                   for name, value in post["fields"].items())
    body += (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\nposted\r\n'
             f'--{boundary}--\r\n')
    status, answer = fetch(post["url"], "POST", body.encode(),
                           {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    expect(status == 204, f"a presigned POST: {status} {answer}")
    expect(s3.get_object(Bucket="signed", Key="form.txt")["Body"].read() == b"posted", "the posted object")


def configurations(s3):
    s3.create_bucket(Bucket="settings")
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="settings")
    refused("NoSuchCORSConfiguration", s3.get_bucket_cors, Bucket="settings")
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket="settings")
    refused("NoSuchTagSet", s3.get_bucket_tagging, Bucket="settings")
    refused("NoSuchWebsiteConfiguration", s3.get_bucket_website, Bucket="settings")
    refused("ReplicationConfigurationNotFoundError", s3.get_bucket_replication, Bucket="settings")
    refused("ObjectLockConfigurationNotFoundError", s3.get_object_lock_configuration, Bucket="settings")
    expect(s3.get_public_access_block(Bucket="settings")["PublicAccessBlockConfiguration"]["BlockPublicAcls"], "block")
    rule = s3.get_bucket_encryption(Bucket="settings")["ServerSideEncryptionConfiguration"]["Rules"][0]
    expect(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256", f"encryption: {rule}")
    s3.put_bucket_tagging(Bucket="settings", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    expect(s3.get_bucket_tagging(Bucket="settings")["TagSet"] == [{"Key": "a", "Value": "b"}], "bucket tags")
    cors = [{"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["https://*.example.com"], "AllowedHeaders": ["*"],
             "MaxAgeSeconds": 60, "ExposeHeaders": ["ETag"]}]
    s3.put_bucket_cors(Bucket="settings", CORSConfiguration={"CORSRules": cors})
    expect(s3.get_bucket_cors(Bucket="settings")["CORSRules"] == cors, "the CORS rules read back")
    rules = [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 3}}]
    s3.put_bucket_lifecycle_configuration(Bucket="settings", LifecycleConfiguration={"Rules": rules})
    expect(s3.get_bucket_lifecycle_configuration(Bucket="settings")["Rules"] == rules, "the lifecycle rules read back")
    put = s3.put_object(Bucket="settings", Key="logs/1", Body=b"")
    expect('rule-id="old"' in put["Expiration"], f"x-amz-expiration: {put}")
    expect(s3.get_bucket_acl(Bucket="settings")["Grants"][0]["Permission"] == "FULL_CONTROL", "the ACL")
    refused("AccessControlListNotSupported", s3.put_bucket_acl, Bucket="settings", ACL="public-read")
    refused("MalformedPolicy", s3.put_bucket_policy, Bucket="settings", Policy="no json")


def access(s3):
    s3.create_bucket(Bucket="public")
    s3.put_object(Bucket="public", Key="open/x", Body=b"for all")
    expect(fetch(f"{server.base}/public/open/x")[0] == 403, "a private object was given to anybody")
    policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
                 "Resource":"arn:aws:s3:::public/open/*"}]}"""
    refused("AccessDenied", s3.put_bucket_policy, Bucket="public", Policy=policy)
    s3.delete_public_access_block(Bucket="public")
    s3.put_bucket_policy(Bucket="public", Policy=policy)
    expect(s3.get_bucket_policy_status(Bucket="public")["PolicyStatus"]["IsPublic"], "the policy is public")
    expect(fetch(f"{server.base}/public/open/x") == (200, b"for all"), "a public object was refused")
    other = client("s3", account="111111111111")
    expect(other.get_object(Bucket="public", Key="open/x")["Body"].read() == b"for all", "another account")
    refused("AccessDenied", other.put_object, Bucket="public", Key="open/y", Body=b"")
    refused("BucketAlreadyExists", other.create_bucket, Bucket="public")
    expect(other.list_buckets()["Buckets"] == [], "another account sees no buckets")
    deny = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject",
               "Resource":"arn:aws:s3:::public/*"}]}"""
    s3.put_bucket_policy(Bucket="public", Policy=deny)
    refused("AccessDenied", s3.delete_object, Bucket="public", Key="open/x")


def checksums(s3):
    s3.create_bucket(Bucket="sums")
    for algorithm in ["CRC32", "SHA1", "SHA256"]:
        put = s3.put_object(Bucket="sums", Key=algorithm, Body=b"hello", ChecksumAlgorithm=algorithm)
        expect(put.get("Checksum" + algorithm), f"no checksum of {algorithm}: {put}")
        got = s3.get_object(Bucket="sums", Key=algorithm, ChecksumMode="ENABLED")
        expect(got["Checksum" + algorithm] == put["Checksum" + algorithm], "the checksum reads back")
    # As the SDKs for Java and C++ spell it.
    got = s3.get_object(Bucket="sums", Key="SHA256", ChecksumMode="enabled", Range="bytes=1-2")
    expect(got["Body"].read() == b"el", "the mode in small letters")
    refused("BadDigest", s3.put_object, Bucket="sums", Key="x", Body=b"hello", ChecksumSHA256="A" * 43 + "=")
    refused("InvalidDigest", s3.put_object, Bucket="sums", Key="x", Body=b"hello", ContentMD5="nonsense")


def locks(s3):
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    put = s3.put_object(Bucket="locked", Key="k", Body=b"x", ObjectLockMode="GOVERNANCE",
                        ObjectLockRetainUntilDate=until)
    refused("AccessDenied", s3.delete_object, Bucket="locked", Key="k", VersionId=put["VersionId"])
    s3.delete_object(Bucket="locked", Key="k", VersionId=put["VersionId"], BypassGovernanceRetention=True)
    held = s3.put_object(Bucket="locked", Key="k", Body=b"y", ObjectLockLegalHoldStatus="ON")
    expect(s3.get_object_legal_hold(Bucket="locked", Key="k")["LegalHold"]["Status"] == "ON", "the hold")
    refused("AccessDenied", s3.delete_object, Bucket="locked", Key="k", VersionId=held["VersionId"])


def security_tokens():
    sts = client("sts")
    identity = sts.get_caller_identity()
    expect(identity["Account"] == "000000000000" and identity["Arn"] == "arn:aws:iam::000000000000:root",
           f"identity: {identity}")
    expect(client("sts", account="123456789012").get_caller_identity()["Account"] == "123456789012", "the account")
    role = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="me")
    given = role["Credentials"]
    expect(role["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/reader/me", f"role: {role}")
    session = {"account": given["AccessKeyId"], "token": given["SessionToken"]}
    me = client("sts", secret=given["SecretAccessKey"], **session).get_caller_identity()
    expect(me["Arn"] == role["AssumedRoleUser"]["Arn"], f"the session's identity: {me}")
    refused("SignatureDoesNotMatch", client("sts", secret="guessed", **session).get_caller_identity)
    refused("ValidationError", sts.assume_role, RoleArn="arn:aws:iam::123456789012:role/x", RoleSessionName="a b")
    read_only = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]
    refused("ValidationError", sts.assume_role, RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="me",
            PolicyArns=read_only * 11)
    sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="me", PolicyArns=read_only * 10)
    missing = refused("NotImplemented", sts.decode_authorization_message, EncodedMessage="x")
    expect("DecodeAuthorizationMessage" in missing["Error"]["Message"], f"it does not name itself: {missing}")
    refused("NotImplemented", client("s3").get_object_torrent, Bucket="b", Key="k")


try:
    s3 = client("s3")
    for step in [buckets_and_objects, listings, versions, multipart, presigned, configurations, access, checksums,
                 locks]:
        step(s3)
        print("ok", step.__name__)
    security_tokens()
    print("ok security_tokens")
finally:
    server.stop()
