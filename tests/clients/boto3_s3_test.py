"""boto3 and bare HTTP against a fresh server: what S3 answers at the edges of its API."""
import base64
import datetime
import hashlib
import hmac
import http.client
import json
import re
import urllib.parse

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

server = Server(None)
KEY = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}
NO_SUCH_VERSION = "A" * 32


def client(service="s3", **more):
    return client_of(server.base, service, **more)


def refused(code, call, *arguments, **parameters):
    """Calls, and expects this error; gives the whole answer."""
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        expect(error.response["Error"]["Code"] == code, f"expected {code}, got {error.response}")
        return error.response
    expect(False, f"expected {code}, but the call was answered")


def fetch(method, url, body=b"", headers=None, host=None):
    """Status, body and header fields (names in lower case) of one request, with no field that nobody asked for."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.base).netloc, timeout=30)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.putrequest(method, target, skip_host=host is not None, skip_accept_encoding=True)
        for name, value in {**({"Host": host} if host else {}), **(headers or {})}.items():
            connection.putheader(name, value.encode() if isinstance(value, str) else value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def presign(method, path, query):
    """An address of version 4 with more in its query than botocore would put there."""
    request = AWSRequest(method, f"{server.base}{path}", params=query)
    S3SigV4QueryAuth(Credentials("test", "test"), "s3", "us-east-1", 60).add_auth(request)
    return request.prepare().url


def make(s3, bucket, **more):
    s3.create_bucket(Bucket=bucket, **more)
    return bucket


def encrypt(s3, bucket):
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})


def query_of_an_address(s3):
    """What a presigned address has in its query counts as if it were in header fields."""
    bucket = make(s3, "hoisted", ObjectOwnership="BucketOwnerPreferred")
    path = f"/{bucket}/k"
    put = {"x-amz-meta-owner": "ann", "x-amz-storage-class": "STANDARD_IA", "x-amz-tagging": "a=1&b=2",
           "x-amz-server-side-encryption": "aws:kms", "x-amz-website-redirect-location": "/new",
           "x-amz-acl": "bucket-owner-full-control"}
    status, answer, _ = fetch("PUT", presign("PUT", path, put), b"body")
    expect(status == 200, f"a PUT with fields in its query: {status} {answer}")
    head = s3.head_object(Bucket=bucket, Key="k")
    expect(head["Metadata"] == {"owner": "ann"} and head["StorageClass"] == "STANDARD_IA", f"metadata, class: {head}")
    expect(head["ServerSideEncryption"] == "aws:kms" and head["WebsiteRedirectLocation"] == "/new", f"{head}")
    tags = s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"]
    expect(tags == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}], f"tags: {tags}")
    # As reported of S3: a checksum in the query of a PUT is neither checked nor kept.
    wrong = {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-sdk-checksum-algorithm": "CRC32"}
    status, answer, _ = fetch("PUT", presign("PUT", path, wrong), b"other")
    expect(status == 200, f"a checksum in the query was looked at: {status} {answer}")
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    expect("ChecksumCRC32" not in head and "ChecksumCRC64NVME" in head, f"the checksum: {head}")

    status, _, _ = fetch("PUT", presign("PUT", f"/{bucket}/copy", {"x-amz-copy-source": path}))
    expect(status == 200, f"a copy's source in the query: {status}")
    expect(s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == b"other", "the copy")
    status, _, fields = fetch("GET", presign("GET", path, {"x-amz-checksum-mode": "ENABLED"}))
    expect(status == 200 and "x-amz-checksum-crc64nvme" in fields, f"the checksum mode: {fields}")
    status, _, _ = fetch("GET", presign("GET", path, {"x-amz-expected-bucket-owner": "999999999999"}))
    expect(status == 403, f"somebody else as the expected owner: {status}")
    status, _, _ = fetch("PUT", presign("PUT", f"/{bucket}/acl", {"x-amz-acl": "public-read"}), b"x")
    expect(status == 403, f"a public ACL past the block: {status}")
    for condition in [{"If-None-Match": "*"}, {"If-Match": '"abc"'}]:
        status, answer, _ = fetch("PUT", presign("PUT", path, condition), b"overwritten")
        expect(status == 412, f"{condition} in the query: {status} {answer}")
    url = client(signature_version="s3").generate_presigned_url(
        "put_object", {"Bucket": bucket, "Key": "v2", "Metadata": {"foo": "bar"}})
    expect("x-amz-meta-foo" in url and fetch("PUT", url, b"x")[0] == 200, f"an address of version 2: {url}")
    expect(s3.head_object(Bucket=bucket, Key="v2")["Metadata"] == {"foo": "bar"}, "metadata by version 2")
    # An unsigned field counts for nothing, but one: what the address says of its payload anyway.
    unsigned = presign("PUT", path, {})
    expect(fetch("PUT", unsigned, b"x", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})[0] == 200, "the payload's field")
    status, answer, _ = fetch("PUT", unsigned, b"x", {"x-amz-meta-a": "b"})
    expect(status == 403 and b"<HeadersNotSigned>x-amz-meta-a<" in answer, f"an unsigned field: {answer}")


def signatures_of_version_2(s3):
    old = client(signature_version="s3")
    bucket = make(old, "version-2")
    old.put_object(Bucket=bucket, Key="a b", Body=b"x", Metadata={"m": "1"})
    expect(old.get_object(Bucket=bucket, Key="a b")["Metadata"] == {"m": "1"}, "an object by version 2")
    keys = client("iam").create_access_key(UserName=client("iam").create_user(UserName="v2")["User"]["UserName"])
    known = {"account": keys["AccessKey"]["AccessKeyId"], "secret": keys["AccessKey"]["SecretAccessKey"]}
    refused("AccessDenied", client(signature_version="s3", **known).get_object, Bucket=bucket, Key="a b")
    known["secret"] = "guessed"
    refused("SignatureDoesNotMatch", client(signature_version="s3", **known).get_object, Bucket=bucket, Key="a b")


def conditions(s3):
    bucket = make(s3, "conditions")
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x", CacheControl="max-age=5")["ETag"]
    answer = refused("304", s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=etag)
    fields = answer["ResponseMetadata"]["HTTPHeaders"]
    expect(fields["etag"] == etag and "last-modified" in fields and fields["cache-control"] == "max-age=5", f"{fields}")
    future = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
    source = {"Bucket": bucket, "CopySource": f"{bucket}/k", "CopySourceIfModifiedSince": future}
    s3.get_object(Bucket=bucket, Key="k", IfModifiedSince=future)
    s3.head_object(Bucket=bucket, Key="k", IfModifiedSince=future)
    s3.copy_object(Key="copy", **source)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="up")["UploadId"]
    s3.upload_part_copy(Key="up", UploadId=upload, PartNumber=1, **source)
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"})
    for name in ["If-Modified-Since", "If-Unmodified-Since"]:
        for date in ["yesterday", "2000-01-01T00:00:00Z", ""]:
            expect(fetch("GET", url, headers={name: date})[0] == 200, f"{name}: {date}")
    status, _, _ = fetch("GET", url, headers={"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"})
    expect(status == 412, f"a date that is one: {status}")
    expect(fetch("GET", url, headers={"Expect": "miracles"})[0] == 200, "an expectation that S3 does not know")


def policy_of(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def missing_keys(s3):
    """Who may list the bucket is told that a key is not there, others are not."""
    bucket = make(s3, "missing", ObjectOwnership="ObjectWriter")
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="there", Body=b"x")
    iam = client("iam")

    def user(name, *statements):
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy_of(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return client(account=key["AccessKeyId"], secret=key["SecretAccessKey"])
    read = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    listing = {"Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"}
    reader, lister = user("reader", read), user("lister", listing)
    some = user("some", read, {**listing, "Condition": {"StringLike": {"s3:prefix": "logs/*"}}})
    expect(reader.get_object(Bucket=bucket, Key="there")["Body"].read() == b"x", "a reader reads")
    denied = refused("AccessDenied", reader.get_object, Bucket=bucket, Key="none")
    expect("s3:ListBucket" in denied["Error"]["Message"], f"what is missing: {denied}")
    refused("403", reader.head_object, Bucket=bucket, Key="none")
    refused("NoSuchKey", lister.get_object, Bucket=bucket, Key="none")
    refused("404", lister.head_object, Bucket=bucket, Key="none")
    refused("AccessDenied", lister.get_object, Bucket=bucket, Key="there")
    refused("NoSuchKey", some.get_object, Bucket=bucket, Key="logs/none")
    refused("AccessDenied", some.get_object, Bucket=bucket, Key="none")
    refused("AccessDenied", reader.get_object_attributes, Bucket=bucket, Key="none", ObjectAttributes=["ETag"])
    refused("AccessDenied", user("copier", read, {"Action": "s3:PutObject", "Resource": "*"}).copy_object,
            Bucket=bucket, Key="copy", CopySource=f"{bucket}/none")
    # Anybody: by the bucket's policy, and then by its ACL.
    s3.put_bucket_policy(Bucket=bucket, Policy=policy_of({**read, "Principal": "*"}))
    expect(fetch("GET", f"/{bucket}/there")[0] == 200 and fetch("GET", f"/{bucket}/none")[0] == 403, "without listing")
    s3.delete_bucket_policy(Bucket=bucket)
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read")
    status, answer, _ = fetch("GET", f"/{bucket}/none")
    expect(status == 404 and b"NoSuchKey" in answer, f"with a public listing: {status} {answer}")
    s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    status, answer, _ = fetch("GET", "/none", host=f"{bucket}.s3-website.localhost")
    expect(status == 404 and b"NoSuchKey" in answer, f"a website's page: {status} {answer}")


def encryption(s3):
    bucket = make(s3, "encrypted")
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    expect(rule.get("BlockedEncryptionTypes", {"EncryptionType": ["SSE-C"]}) == {"EncryptionType": ["SSE-C"]}, f"{rule}")
    refused("AccessDenied", s3.put_object, Bucket=bucket, Key="k", Body=b"x", **KEY)
    refused("AccessDenied", s3.create_multipart_upload, Bucket=bucket, Key="k", **KEY)
    s3.put_object(Bucket=bucket, Key="plain", Body=b"x")
    refused("AccessDenied", s3.copy_object, Bucket=bucket, Key="k", CopySource=f"{bucket}/plain", **KEY)
    address = f"/{bucket}"
    unblock = (b"<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType>"
               b"</BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>")
    status, answer, _ = fetch("PUT", presign("PUT", address, {"encryption": ""}), unblock)
    expect(status == 200, f"unblocked: {status} {answer}")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", **KEY)
    # A configuration that says nothing of it leaves what is blocked as it was.
    encrypt(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", **KEY)
    for method in ["AES256", "aws:kms"]:
        answer = refused("InvalidArgument", s3.put_object, Bucket=bucket, Key="k", Body=b"x",
                         ServerSideEncryption=method, **KEY)
        expect("incompatible" in answer["Error"]["Message"], f"both kinds: {answer}")
        refused("InvalidArgument", s3.copy_object, Bucket=bucket, Key="c", CopySource=f"{bucket}/plain",
                ServerSideEncryption=method, **KEY)
    for method in [{}, {"ServerSideEncryption": "AES256"}]:
        refused("InvalidArgument", s3.put_object, Bucket=bucket, Key="k", Body=b"x", SSEKMSKeyId="key", **method)
    key = base64.b64encode(b"k" * 32).decode()
    fields = {"x-amz-server-side-encryption-customer-algorithm": "AES256",
              "x-amz-server-side-encryption-customer-key": key}
    expect(fetch("PUT", presign("PUT", f"{address}/m", fields), b"x")[0] == 400, "a key without its MD5: PUT")
    expect(fetch("GET", presign("GET", f"{address}/k", fields))[0] == 403, "a key without its MD5: GET")
    for method in ["GET", "HEAD"]:
        url = presign(method, f"{address}/plain", {"x-amz-server-side-encryption": "AES256"})
        expect(fetch(method, url)[0] == 400, f"{method} that names an encryption")
    refused("InvalidRequest", s3.get_object_attributes, Bucket=bucket, Key="k", ObjectAttributes=["ETag"])
    # botocore makes Base64 and the MD5 of a key for most operations, and not for this one.
    sent = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": key,
            "SSECustomerKeyMD5": base64.b64encode(hashlib.md5(b"k" * 32).digest()).decode()}
    s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ETag"], **sent)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="mp", **KEY)["UploadId"]
    refused("InvalidRequest", s3.upload_part_copy, Bucket=bucket, Key="mp", UploadId=upload, PartNumber=1,
            CopySource=f"{bucket}/plain")
    part = s3.upload_part(Bucket=bucket, Key="mp", UploadId=upload, PartNumber=1, Body=b"x", **KEY)
    done = s3.complete_multipart_upload(Bucket=bucket, Key="mp", UploadId=upload, **KEY, MultipartUpload={
        "Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    expect("ChecksumCRC64NVME" not in done and "ChecksumType" not in done, f"a hidden object's checksum: {done}")
    s3.delete_bucket_encryption(Bucket=bucket)
    refused("AccessDenied", s3.put_object, Bucket=bucket, Key="k", Body=b"x", **KEY)
    s3.head_object(Bucket=bucket, Key="k", **KEY)


def copies_onto_themselves(s3):
    bucket = make(s3, "onto-itself")
    same = {"Bucket": bucket, "Key": "k", "CopySource": f"{bucket}/k"}
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="STANDARD_IA")
    refused("InvalidRequest", s3.copy_object, **same)
    s3.copy_object(**same, StorageClass="STANDARD_IA")
    s3.copy_object(**same, StorageClass="STANDARD")
    s3.copy_object(**same, StorageClass="STANDARD")
    s3.copy_object(**{**same, "CopySource": f"{bucket}/k?versionId=null"})
    refused("InvalidRequest", s3.copy_object, **same)
    encrypt(s3, bucket)
    s3.copy_object(**same)


def versions_and_markers(s3):
    bucket = make(s3, "markers")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    answer = refused("InvalidArgument", s3.get_object, Bucket=bucket, Key="k", VersionId=NO_SUCH_VERSION)
    expect(answer["Error"]["Message"] == "Invalid version id specified", f"{answer}")
    wanted = {"Objects": [{"Key": "k", "VersionId": NO_SUCH_VERSION}]}
    errors = s3.delete_objects(Bucket=bucket, Delete=wanted)["Errors"]
    expect([error["Code"] for error in errors] == ["NoSuchVersion"], f"a version that never was: {errors}")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=bucket, Key="k", Body=b"y")["VersionId"]
    for _ in range(2):
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k", "VersionId": version}]})
        expect([gone["VersionId"] for gone in answer["Deleted"]] == [version], f"deleted once more: {answer}")
    refused("InvalidArgument", s3.delete_object, Bucket=bucket, Key="k", VersionId=NO_SUCH_VERSION)
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    tags = {"TagSet": [{"Key": "a", "Value": "1"}]}
    key = {"Bucket": bucket, "Key": "k"}
    for method, call, more in [("GET", s3.get_object_tagging, {}), ("PUT", s3.put_object_tagging, {"Tagging": tags}),
                               ("DELETE", s3.delete_object_tagging, {}),
                               ("DELETE", s3.delete_object_tagging, {"VersionId": marker}),
                               ("PUT", s3.put_object_acl, {"ACL": "private"})]:
        answer = refused("MethodNotAllowed", call, **key, **more)
        expect(answer["Error"]["Method"] == method and answer["Error"]["ResourceType"] == "DeleteMarker", f"{answer}")
    refused("NoSuchKey", s3.get_object_acl, **key)


def uploads(s3):
    bucket = make(s3, "uploads")
    key = {"Bucket": bucket, "Key": "a b/k"}
    upload = s3.create_multipart_upload(**key)["UploadId"]
    part = s3.upload_part(**key, UploadId=upload, PartNumber=1, Body=b"x", ChecksumAlgorithm="CRC32")
    expect("ChecksumCRC32" in part, f"a part's own checksum: {part}")
    copied = s3.put_object(Bucket=bucket, Key="source", Body=b"x") and s3.upload_part_copy(
        **key, UploadId=upload, PartNumber=2, CopySource=f"{bucket}/source")
    expect(copied["ServerSideEncryption"] == "AES256", f"a copied part: {copied}")
    url = presign("POST", f"/{bucket}/a%20b/k", {"uploadId": upload})
    status, answer, _ = fetch("POST", url)
    expect(status == 400 and b"You must specify at least one part" in answer, f"no parts: {answer}")
    status, answer, _ = fetch("POST", presign("POST", f"/{bucket}/a%20b/k", {"uploadId": "none"}))
    expect(status == 404 and b"<UploadId>none<" in answer, f"no upload: {answer}")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    done = s3.complete_multipart_upload(**key, UploadId=upload, MultipartUpload=parts)
    port = server.base.rsplit(":", 1)[1]
    expect(done["Location"] == f"http://{bucket}.s3.localhost:{port}/a%20b/k", f"the location: {done['Location']}")
    s3.abort_multipart_upload(**key, UploadId=upload)
    refused("NoSuchUpload", s3.abort_multipart_upload, **key, UploadId="never-was")
    expect(s3.get_object(**key)["Body"].read() == b"x", "an abort after the end did something")

    large, tail = b"a" * (5 << 20), b"tail"
    algorithm, named = "CRC32", "ChecksumCRC32"
    for kind in ["COMPOSITE", "FULL_OBJECT"]:
        key = {"Bucket": bucket, "Key": kind}
        upload = s3.create_multipart_upload(**key, ChecksumAlgorithm=algorithm, ChecksumType=kind)["UploadId"]
        listed = []
        for number, body in enumerate([large, tail], 1):
            part = s3.upload_part(**key, UploadId=upload, PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
            listed.append({"PartNumber": number, "ETag": part["ETag"], named: part[named]})
        if kind == "COMPOSITE":
            answer = refused("InvalidRequest", s3.complete_multipart_upload, **key, UploadId=upload,
                             MultipartUpload={"Parts": listed}, ChecksumType="FULL_OBJECT")
            expect("using the COMPOSITE checksum mode" in answer["Error"]["Message"], f"another mode: {answer}")
        else:
            answer = refused("BadDigest", s3.complete_multipart_upload, **key, UploadId=upload,
                             MultipartUpload={"Parts": listed}, ChecksumType=kind, **{named: "AAAAAA=="})
            expect("The crc32 you specified" in answer["Error"]["Message"], f"in small letters: {answer}")
        s3.complete_multipart_upload(**key, UploadId=upload, MultipartUpload={"Parts": listed})
        head = s3.head_object(**key, PartNumber=2, ChecksumMode="ENABLED")
        expect(head[named] == listed[1][named] and head["ChecksumType"] == kind, f"one part: {head}")
        expect(head["PartsCount"] == 2 and "PartsCount" not in s3.head_object(**key), "how many parts")
        whole = s3.get_object(**key, Range="bytes=0-", ChecksumMode="ENABLED")
        expect(whole[named] and whole["ResponseMetadata"]["HTTPStatusCode"] == 206, f"a range of everything: {whole}")
        wanted = s3.get_object_attributes(**key, ObjectAttributes=["Checksum", "ObjectParts"])
        expect("-" not in wanted["Checksum"][named], f"no number behind the checksum: {wanted}")
        told = wanted["ObjectParts"]
        if kind == "COMPOSITE":
            expect([p["Size"] for p in told["Parts"]] == [len(large), 4] and told["NextPartNumberMarker"] == 2, f"{told}")
            after = s3.get_object_attributes(**key, ObjectAttributes=["ObjectParts"], PartNumberMarker=10)
            expect(after["ObjectParts"]["NextPartNumberMarker"] == 0, f"after the last part: {after}")
        else:
            expect(told == {"TotalPartsCount": 2}, f"parts without checksums of their own: {told}")
    s3.put_object(Bucket=bucket, Key="single", Body=b"0123456789", ChecksumAlgorithm="SHA1")
    for more in [{"Range": "bytes=-20"}, {"PartNumber": 1}]:
        got = s3.get_object(Bucket=bucket, Key="single", ChecksumMode="ENABLED", **more)
        expect(got["ChecksumSHA1"] and got["ChecksumType"] == "FULL_OBJECT", f"{more}: {got}")


def checksums(s3):
    """The algorithms of 2026, which this boto3 may not know."""
    bucket = make(s3, "sums")
    sums = {"sha512": hashlib.sha512(b"abc").digest(), "md5": hashlib.md5(b"abc").digest(),
            "xxhash64": bytes.fromhex("44bc2cf5ad770999"), "xxhash3": bytes.fromhex("78af5f94892f3950"),
            "xxhash128": bytes.fromhex("06b05ab6733a618578af5f94892f3950")}
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"})
    for name, digest in sums.items():
        value = base64.b64encode(digest).decode()
        field = f"x-amz-checksum-{name}"
        for sent, status in [(value, 200), (base64.b64encode(bytes(len(digest))).decode(), 400), ("nonsense", 400)]:
            given = AWSRequest("PUT", f"{server.base}/{bucket}/k", headers={field: sent}, data=b"abc")
            S3SigV4Auth(Credentials("test", "test"), "s3", "us-east-1").add_auth(given)
            got, answer, fields = fetch("PUT", given.url, b"abc", dict(given.headers.items()))
            expect(got == status, f"{field}: {sent}: {got} {answer}")
            expect(status != 200 or fields.get(field) == value, f"{field} is not told: {fields}")
        got = fetch("GET", presign("GET", f"/{bucket}/k", {"x-amz-checksum-mode": "ENABLED"}))
        expect(got[2].get(field) == value, f"{field} does not read back: {got[2]}")
    expect(fetch("GET", url)[0] == 200, "the object")


def attributes(s3):
    bucket = make(s3, "attributes")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for named, code in [(None, b"InvalidRequest"), ("", b"InvalidRequest"), ("ETags", b"InvalidArgument")]:
        query = {"attributes": "", **({} if named is None else {"x-amz-object-attributes": named})}
        status, answer, _ = fetch("GET", presign("GET", f"/{bucket}/k", query))
        expect(status == 400 and code in answer, f"attributes {named!r}: {status} {answer}")
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [
        {"ID": "cool", "Status": "Enabled", "Filter": {}, "Transitions": [{"Days": 0, "StorageClass": "STANDARD_IA"}]}]})


def metadata_beyond_ascii(s3):
    bucket = make(s3, "beyond-ascii")
    signed = {"x-amz-meta-word": "=?UTF-8?B?YWJj?=", "x-amz-meta-name": "Zoë", "x-amz-meta-lines": "a\nb"}
    status, answer, _ = fetch("PUT", presign("PUT", f"/{bucket}/k", signed), b"x", {"Cache-Control": "ü — z"})
    expect(status == 200, f"fields beyond ASCII: {answer}")
    _, _, fields = fetch("GET", s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"}))
    expect(fields["x-amz-meta-word"] == "abc", f"an encoded word: {fields}")
    expect(fields["x-amz-meta-name"] == "=?UTF-8?Q?Zo=C3=AB?=", f"a name: {fields}")
    expect(fields["x-amz-meta-lines"] == "=?UTF-8?B?YQpi?=", f"two lines: {fields}")
    expect(fields["cache-control"] == "ü   z", f"a system field: {fields}")


def foreign_writers(s3):
    """Another account that may write into a bucket."""
    other = client(account="111111111111")
    bucket = make(s3, "guests")
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy_of({
        "Principal": {"AWS": "111111111111"}, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}))
    other.put_object(Bucket=bucket, Key="k", Body=b"x", ACL="bucket-owner-full-control")
    refused("AccessControlListNotSupported", other.put_object, Bucket=bucket, Key="k", Body=b"x", ACL="private")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ACL="private")
    shared = make(s3, "shared", ObjectOwnership="ObjectWriter")
    s3.delete_public_access_block(Bucket=shared)
    # The model of S3 leaves some canned ACLs of buckets out.
    for name, count in (("log-delivery-write", 3), ("aws-exec-read", 2), ("bucket-owner-full-control", 1)):
        s3.put_bucket_acl(Bucket=shared, ACL=name)
        expect(len(s3.get_bucket_acl(Bucket=shared)["Grants"]) == count, f"{name}: {s3.get_bucket_acl(Bucket=shared)['Grants']}")
    s3.put_bucket_acl(Bucket=shared, ACL="public-read-write")
    key = {"Bucket": shared, "Key": "k"}
    upload = other.create_multipart_upload(**key)["UploadId"]
    other.list_parts(**key, UploadId=upload)
    refused("AccessDenied", client(account="222222222222").list_parts, **key, UploadId=upload)
    other.abort_multipart_upload(**key, UploadId=upload)


def forms(s3):
    bucket = make(s3, "forms")

    def send(fields, conditions, name="pic.txt"):
        """The status and body of a signed form."""
        now = datetime.datetime.now(datetime.timezone.utc)
        scope = [now.strftime("%Y%m%d"), "us-east-1", "s3", "aws4_request"]
        fields = {**fields, "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": "/".join(["test", *scope]),
                  "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ")}
        conditions = conditions + [{field: value} for field, value in fields.items() if field.startswith("x-amz")]
        until = (now + datetime.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
        policy = base64.b64encode(json.dumps({"expiration": until, "conditions": conditions}).encode())
        key = b"AWS4test"
        for part in scope:
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        fields.update({"policy": policy.decode(), "x-amz-signature": hmac.new(key, policy, hashlib.sha256).hexdigest()})
        body = "".join(f'--x1y2\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
                       for field, value in fields.items())
        body += f'--x1y2\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nposted\r\n--x1y2--\r\n'
        return fetch("POST", f"/{bucket}", body.encode(), {"Content-Type": "multipart/form-data; boundary=x1y2"})
    mine = [{"bucket": bucket}, ["starts-with", "$key", ""], ["starts-with", "$tagging", ""],
            ["starts-with", "$success_action_status", ""]]
    form = {"key": "k 9", "success_action_status": "201",
            "tagging": "<Tagging><TagSet><Tag><Key>a</Key><Value>&lt;1&amp;=</Value></Tag></TagSet></Tagging>"}
    status, answer, fields = send({**form, "tagging": form["tagging"].replace("&lt;1&amp;=", "1 +/=")}, mine)
    expect(status == 201, f"a form with tags: {status} {answer}")
    location = f"http://{bucket}.s3.localhost:{server.base.rsplit(':', 1)[1]}/k%209"
    expect(fields["location"] == location and location.encode() in answer, f"the location: {fields} {answer}")
    tags = s3.get_object_tagging(Bucket=bucket, Key="k 9")["TagSet"]
    expect(tags == [{"Key": "a", "Value": "1 +/="}], f"a form's tags: {tags}")
    expect(send(form, mine)[0] == 400, "tags with letters that tags do not have")
    status, answer, _ = send({**form, "tagging": "zzz"}, mine)
    expect(status == 400 and b"MalformedXML" in answer, f"tags that are no document: {answer}")
    status, answer, _ = send({"key": "k"}, [["starts-with", "$key", ""]])
    expect(status == 403 and b"Extra input fields: bucket" in answer, f"no condition on the bucket: {answer}")
    beginning = [{"bucket": bucket}, ["starts-with", "$key", "pic"]]
    expect(send({"key": "${filename}"}, beginning)[0] == 204, "the file's name in the key")
    expect(send({"key": "${filename}"}, beginning, "other.txt")[0] == 403, "another name")
    # At the bucket's own host.
    status, _, fields = fetch("POST", "/", b"--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--x\r\n"
                              b"Content-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--x--\r\n",
                              {"Content-Type": "multipart/form-data; boundary=x"}, f"{bucket}.s3.localhost:1")
    expect(status == 403, f"an anonymous form: {status} {fields}")


try:
    s3 = client()
    steps = [query_of_an_address, signatures_of_version_2, conditions, missing_keys, encryption,
             copies_onto_themselves, versions_and_markers, checksums, attributes, metadata_beyond_ascii,
             foreign_writers, forms]
    # An older boto3 does not know these parameters.
    if "ChecksumType" in s3.meta.service_model.operation_model("CompleteMultipartUpload").input_shape.members:
        steps.append(uploads)
    for step in steps:
        step(s3)
        print("ok", step.__name__)
finally:
    server.stop()
