"""What S3 says in its answers, field by field: listings, copies, conditions, websites, forms, errors."""
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
from botocore.auth import SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

server = Server(None)
HOST = urllib.parse.urlsplit(server.base).netloc


def refused(code, call, *arguments, **parameters):
    """Calls, and expects this error; gives what it says."""
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        expect(error.response["Error"]["Code"] == code, f"expected {code}, got {error.response}")
        return error.response["Error"]
    expect(False, f"expected {code}, but the call was answered")


def says(error, **members):
    """Holds an error's members against these; None: it has no such member."""
    for name, value in members.items():
        expect(error.get(name) == value, f"{name} is {error.get(name)!r}, not {value!r}: {error}")


def send(method, target, body=b"", headers=None, host=None):
    """One request as it stands: status, header fields, body."""
    connection = http.client.HTTPConnection(HOST, timeout=30)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host or HOST, "Content-Length": str(len(body)), **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def signed(method, target, body=b"", headers=None, region="us-east-1", key="test", secret="test", service="s3"):
    """The same, signed; what is in an answer's XML is for the caller to read."""
    request = AWSRequest(method, server.base + target, data=body, headers=headers or {})
    request.headers["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
    SigV4Auth(Credentials(key, secret), service, region).add_auth(request)
    return send(method, target, body, dict(request.headers.items()))


def element(answer, name):
    found = re.search(rf"<{name}>(.*?)</{name}>".encode(), answer[2], re.S)
    return found.group(1).decode() if found else None


def s3_error(answer, status, code, **members):
    expect(answer[0] == status and element(answer, "Code") == code, f"not {status} {code}: {answer[0]} {answer[2]}")
    for name, value in members.items():
        expect(element(answer, name) == value, f"{name} is {element(answer, name)!r}, not {value!r}")


def uploads(s3):
    s3.create_bucket(Bucket="uploads")
    empty = s3.list_multipart_uploads(Bucket="uploads")
    expect(empty["NextKeyMarker"] == "" and empty["NextUploadIdMarker"] == "", f"no uploads: {empty}")
    ids = [s3.create_multipart_upload(Bucket="uploads", Key="k1")["UploadId"] for _ in range(6)]
    other = s3.create_multipart_upload(Bucket="uploads", Key="k2")["UploadId"]
    listed = s3.list_multipart_uploads(Bucket="uploads")
    expect([u["UploadId"] for u in listed["Uploads"]] == [*ids, other], "not in the order of their beginning")
    expect(listed["NextKeyMarker"] == "k2" and listed["NextUploadIdMarker"] == other, f"the end: {listed}")
    expect(listed["Uploads"][0]["Initiator"]["DisplayName"] == "000000000000", f"who began it: {listed['Uploads'][0]}")
    expect("DisplayName" not in listed["Uploads"][0]["Owner"], "owners have no name")
    page = s3.list_multipart_uploads(Bucket="uploads", KeyMarker="k1", UploadIdMarker=ids[2])
    expect([u["UploadId"] for u in page["Uploads"]] == [*ids[3:], other], "what is behind the third")
    error = refused("InvalidArgument", s3.list_multipart_uploads, Bucket="uploads", KeyMarker="k1",
                    UploadIdMarker=other)
    says(error, Message="Invalid uploadId marker", ArgumentName="upload-id-marker", ArgumentValue=other)
    s3.create_multipart_upload(Bucket="uploads", Key="a/b")
    rolled = s3.list_multipart_uploads(Bucket="uploads", MaxUploads=1, Delimiter="/")
    expect(rolled["IsTruncated"] and rolled["CommonPrefixes"] == [{"Prefix": "a/"}], f"rolled up: {rolled}")
    expect(rolled["NextKeyMarker"] == "" and rolled["NextUploadIdMarker"] == "", f"behind a prefix: {rolled}")

    iam = client_of(server.base, "iam")
    iam.create_user(UserName="uploader", Path="/staff/")
    iam.put_user_policy(UserName="uploader", PolicyName="all", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="uploader")["AccessKey"]
    user = client_of(server.base, account=key["AccessKeyId"], secret=key["SecretAccessKey"])
    began = user.create_multipart_upload(Bucket="uploads", Key="hers")["UploadId"]
    parts = s3.list_parts(Bucket="uploads", Key="hers", UploadId=began)
    expect(parts["Initiator"] == {"ID": "arn:aws:iam::000000000000:user/staff/uploader", "DisplayName": "uploader"},
           f"a user began it: {parts}")
    for query in ["part-number-marker=", "max-parts=", "part-number-marker=&max-parts="]:
        answer = signed("GET", f"/uploads/hers?uploadId={began}&{query}")
        expect(answer[0] == 200 and element(answer, "MaxParts") == "1000", f"{query}: {answer}")
    for path, name in [(f"/uploads/hers?uploadId={began}&max-parts=-1", "max-parts"),
                       (f"/uploads/hers?uploadId={began}&part-number-marker=-1", "part-number-marker"),
                       ("/uploads?uploads&max-uploads=-1", "max-uploads")]:
        answer = signed("GET", path)
        expect(answer[0] == 400 and element(answer, "ArgumentName") == name, f"{path}: {answer}")


def listings(s3):
    s3.create_bucket(Bucket="lists")
    for key in "abc":
        s3.put_object(Bucket="lists", Key=key, Body=b"")
    times = []
    for target in ["/lists", "/lists?list-type=2", "/lists?versions", "/lists?uploads", "/"]:
        answer = signed("GET", target)
        times += re.findall(rb"\d{4}-\d\d-\d\dT[^<]*", answer[2])
    expect(len(times) >= 10 and all(time.endswith(b".000Z") for time in times), f"not in whole seconds: {times}")
    answer = signed("GET", "/lists?list-type=2")
    expect(answer[1]["x-amz-bucket-region"] == "us-east-1", "a listing tells the bucket's region")
    page = s3.list_objects_v2(Bucket="lists", StartAfter="a", MaxKeys=1)
    expect(page["StartAfter"] == "a", f"the first page: {page}")
    page = s3.list_objects_v2(Bucket="lists", StartAfter="a", ContinuationToken=page["NextContinuationToken"])
    expect("StartAfter" not in page and [o["Key"] for o in page["Contents"]] == ["c"], f"the next one: {page}")
    answer = signed("GET", "/?continuation-token=")
    expect(answer[0] == 200, f"an empty token is none: {answer}")
    expect(answer[2].index(b"<Owner>") < answer[2].index(b"<Buckets>"), "the owner comes first")
    s3_error(signed("GET", "/?bucket-region=zz-east-1"), 400, "InvalidArgument", ArgumentName="bucket-region",
             Message="Argument value zz-east-1 is not a valid AWS Region")
    expect(signed("GET", "/?bucket-region=eu-west-1")[0] == 200, "eu-west-1 is a region")
    status, headers, _ = signed("HEAD", "/lists")
    expect(status == 200 and headers["Content-Type"] == "application/xml", f"HEAD of a bucket: {headers}")


def deletes_and_copies(s3):
    s3.create_bucket(Bucket="plain")
    message = "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets."
    error = refused("InvalidArgument", s3.delete_object, Bucket="plain", Key="k", BypassGovernanceRetention=True)
    says(error, Message=message, ArgumentName="x-amz-bypass-governance-retention")
    error = refused("InvalidArgument", s3.delete_objects, Bucket="plain", BypassGovernanceRetention=True,
                    Delete={"Objects": [{"Key": "k"}]})
    says(error, Message=message)
    s3.put_object(Bucket="plain", Key="k", Body=b"x")
    s3.put_bucket_versioning(Bucket="plain", VersioningConfiguration={"Status": "Suspended"})
    copied = s3.copy_object(Bucket="plain", Key="c", CopySource="plain/k")
    expect(copied["VersionId"] == "null" and "CopySourceVersionId" not in copied, f"a suspended copy: {copied}")
    expect("VersionId" not in s3.put_object(Bucket="plain", Key="k", Body=b"y"), "a suspended put tells no version")
    error = refused("InvalidArgument", s3.copy_object, Bucket="plain", Key="c", CopySource="nonsense")
    says(error, ArgumentName="x-amz-copy-source", ArgumentValue="x-amz-copy-source")
    etag = s3.head_object(Bucket="plain", Key="k")["ETag"]
    for half in [etag[1:], etag[:-1]]:
        s3.put_object(Bucket="plain", Key="k", Body=b"y", IfMatch=half)
    refused("PreconditionFailed", s3.put_object, Bucket="plain", Key="k", Body=b"y", IfMatch=etag[2:])
    answer = signed("DELETE", "/plain/k", headers={"x-amz-if-match-size": "3"})
    s3_error(answer, 501, "NotImplemented", Header="x-amz-if-match-size")
    says(refused("NoSuchKey", s3.get_object_tagging, Bucket="plain", Key="none"), Key="plain/none")
    says(refused("NoSuchKey", s3.get_object, Bucket="plain", Key="none"), Key="none")


def tags(s3):
    s3.create_bucket(Bucket="tagged")
    s3.create_bucket(Bucket="tagged")
    for value in ["x", "y"]:
        wish = f"<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>{value}</Value></Tag></Tags>" \
               "</CreateBucketConfiguration>"
        answer = signed("PUT", "/tagged", wish.encode())
        s3_error(answer, 409, "BucketAlreadyOwnedByYou")
    put = s3.put_bucket_tagging(Bucket="tagged", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    expect(put["ResponseMetadata"]["HTTPStatusCode"] == 204, "PutBucketTagging has nothing to say")
    s3.put_bucket_tagging(Bucket="tagged", Tagging={"TagSet": []})
    refused("NoSuchTagSet", s3.get_bucket_tagging, Bucket="tagged")
    s3.put_object(Bucket="tagged", Key="k", Body=b"", Tagging="a=1")
    expect(signed("PUT", "/tagged?tagging", b"<Tagging/>")[0] == 204, "a bucket's tags without a set")
    expect(signed("PUT", "/tagged/k?tagging", b"<Tagging/>")[0] == 200, "an object's tags without a set")
    expect(s3.get_object_tagging(Bucket="tagged", Key="k")["TagSet"] == [], "they are gone")
    for odd in ["a=1&a=2", "a=1,b=2"]:
        error = refused("InvalidArgument", s3.put_object, Bucket="tagged", Key="k", Body=b"", Tagging=odd)
        says(error, ArgumentName="x-amz-tagging", ArgumentValue=odd)


def websites(s3):
    s3.create_bucket(Bucket="site")
    s3.delete_public_access_block(Bucket="site")
    s3.put_bucket_policy(Bucket="site", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"],
         "Resource": ["arn:aws:s3:::site", "arn:aws:s3:::site/*"]}]}))
    s3.put_bucket_website(Bucket="site", WebsiteConfiguration={"IndexDocument": {"Suffix": "i.html"},
                                                               "ErrorDocument": {"Key": "e.html"}})
    s3.put_object(Bucket="site", Key="e.html", Body=b"lost")
    answer = send("GET", "/none", host="site.s3-website.localhost")
    expect(answer[0] == 404 and answer[2] == b"lost", f"the error document: {answer}")
    s3.put_object(Bucket="site", Key="e.html", Body=b"lost", WebsiteRedirectLocation="/other.html")
    status, headers, _ = send("GET", "/none", host="site.s3-website.localhost")
    expect(status == 301 and headers["Location"] == "/other.html", f"an error document elsewhere: {status} {headers}")
    index = b"<IndexDocument><Suffix>i.html</Suffix></IndexDocument>"
    for rules, status in [(b"", 200), (b"<RoutingRules/>", 400)]:
        wish = b"<WebsiteConfiguration>" + index + rules + b"</WebsiteConfiguration>"
        expect(signed("PUT", "/site?website", wish)[0] == status, f"a website with {rules}")


def form_of(fields, file=b"hello"):
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]
    parts.append(b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + file + b"\r\n--b--\r\n")
    return b"".join(parts), {"Content-Type": "multipart/form-data; boundary=b"}


def forms(s3):
    s3.create_bucket(Bucket="forms")
    v4 = client_of(server.base, signature_version="s3v4").generate_presigned_post("forms", "k")["fields"]
    expect("x-amz-algorithm" in {name.lower() for name in v4}, f"no form of version 4: {v4}")

    def without(fields, *names):
        return form_of({name: value for name, value in fields.items() if name.lower() not in names})

    status, headers, _ = send("POST", "/forms", *form_of(v4))
    expect(status == 204, f"a form: {status}")
    expect(headers["x-amz-checksum-crc64nvme"] == "M3eFcAZSQlc=" and headers["x-amz-checksum-type"] == "FULL_OBJECT",
           f"its checksum: {headers}")
    answer = send("POST", "/forms", *without(v4, "x-amz-algorithm"))
    s3_error(answer, 400, "InvalidArgument", ArgumentName="X-Amz-Algorithm",
             Message="Bucket POST must contain a field named 'X-Amz-Algorithm'.  If it is specified, please check the "
                     "order of the fields.")
    secret = hmac.new(b"test", v4["policy"].encode(), hashlib.sha1).digest()
    v2 = {"key": "k", "policy": v4["policy"], "signature": base64.b64encode(secret).decode()}
    s3_error(send("POST", "/forms", *form_of(v2)), 400, "InvalidArgument", ArgumentName="AWSAccessKeyId")
    nobody = without(v4, "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature")
    s3_error(send("POST", "/forms", *nobody), 403, "AccessDenied", Message="Access Denied")
    wrong = {name: "0" * 64 if name.lower() == "x-amz-signature" else value for name, value in v4.items()}
    answer = send("POST", "/forms", *form_of(wrong))
    s3_error(answer, 403, "SignatureDoesNotMatch", StringToSign=v4["policy"],
             StringToSignBytes=" ".join(f"{byte:02x}" for byte in v4["policy"].encode()))
    s3_error(send("POST", "/forms", b"x", {"Content-Type": "text/html"}), 412, "PreconditionFailed",
             Condition="Bucket POST must be of the enclosure-type multipart/form-data")


def addresses(s3):
    s3.create_bucket(Bucket="signing")
    s3.put_object(Bucket="signing", Key="k", Body=b"x")
    error = refused("InvalidArgument", s3.get_object, Bucket="signing", Key="k", ResponseCacheControl="é —")
    says(error, Message="Header value cannot be represented using ISO-8859-1.", ArgumentName="response-cache-control",
         ArgumentValue="é —")
    got = s3.get_object(Bucket="signing", Key="k", ResponseCacheControl="é")
    expect(got["CacheControl"] == "é", f"an override in ISO-8859-1: {got['CacheControl']!r}")
    answer = signed("GET", "/%2Fsigning/k", secret="wrong")
    expect(element(answer, "CanonicalRequest").split("\n")[1] == "//signing/k", f"an escaped slash: {answer}")
    s3_error(signed("GET", "/signing/k", service="s2"), 400, "AuthorizationHeaderMalformed",
             Message="The authorization header is malformed; incorrect service &quot;s2&quot;. This endpoint belongs to "
                     "&quot;s3&quot;.")
    for method in ["PUT", "GET", "HEAD"]:
        answer = signed(method, "/signing", region="aws-global")
        expect(answer[0] == 400, f"{method} for aws-global: {answer}")
        if method != "HEAD":
            s3_error(answer, 400, "AuthorizationHeaderMalformed", Region="us-east-1")


def encryption(s3):
    s3.create_bucket(Bucket="kms")
    s3.put_bucket_encryption(Bucket="kms", ServerSideEncryptionConfiguration={"Rules": [{
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]})
    keys = set()
    for named in [{}, {"ServerSideEncryption": "aws:kms"}]:
        put = s3.put_object(Bucket="kms", Key="k", Body=b"", **named)
        head = s3.head_object(Bucket="kms", Key="k")
        for answer in [put, head, s3.get_object(Bucket="kms", Key="k")]:
            keys.add(answer["SSEKMSKeyId"])
            expect(answer["BucketKeyEnabled"], f"the bucket's key is used: {answer}")
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    expect(len(keys) == 1 and re.fullmatch(rf"arn:aws:kms:us-east-1:000000000000:key/{uuid}", keys.pop()), f"{keys}")
    key_id = client_of(s3.meta.endpoint_url, "kms").create_key()["KeyMetadata"]["KeyId"]
    put = s3.put_object(Bucket="kms", Key="k", Body=b"", ServerSideEncryption="aws:kms", SSEKMSKeyId=key_id)
    expect(put["SSEKMSKeyId"] == f"arn:aws:kms:us-east-1:000000000000:key/{key_id}", f"a key by its id: {put}")
    error = refused("InvalidArgument", s3.put_bucket_encryption, Bucket="kms", ServerSideEncryptionConfiguration={
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256", "KMSMasterKeyID": key_id}}]})
    says(error, ArgumentName="ApplyServerSideEncryptionByDefault")

    def customer(letter, algorithm="AES256"):
        key = letter * 32
        headers = {"x-amz-server-side-encryption-customer-key": base64.b64encode(key.encode()).decode(),
                   "x-amz-server-side-encryption-customer-key-MD5":
                       base64.b64encode(hashlib.md5(key.encode()).digest()).decode()}
        if algorithm:
            headers["x-amz-server-side-encryption-customer-algorithm"] = algorithm
        return headers

    open_to_customers = b"<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>NONE" \
                        b"</EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>"
    answer = signed("PUT", "/kms?encryption", open_to_customers)
    expect(answer[0] == 200, f"customers' keys are allowed: {answer}")
    expect(signed("PUT", "/kms/c", b"x", customer("a"))[0] == 200, "a customer's key")
    s3_error(signed("GET", "/kms/c", headers=customer("b")), 403, "AccessDenied",
             Message="Requests specifying Server Side Encryption with Customer provided keys must provide the correct "
                     "secret key.")
    s3_error(signed("PUT", "/kms/c", b"x", customer("a", "KMS")), 400, "InvalidEncryptionAlgorithmError",
             Message="The Encryption request you specified is not valid. Supported value: AES256.",
             ArgumentName="x-amz-server-side-encryption", ArgumentValue="KMS")
    s3_error(signed("PUT", "/kms/c", b"x", customer("a", None)), 400, "InvalidArgument",
             Message="Requests specifying Server Side Encryption with Customer provided keys must provide a valid "
                     "encryption algorithm.", ArgumentValue=None)
    began = signed("POST", "/kms/u?uploads", headers=customer("a"))
    answer = signed("PUT", f"/kms/u?partNumber=1&uploadId={element(began, 'UploadId')}", b"x", customer("b"))
    s3_error(answer, 400, "InvalidRequest",
             Message="The provided encryption parameters did not match the ones used originally.")


def locks(s3):
    s3.create_bucket(Bucket="locks", ObjectLockEnabledForBucket=True)
    s3.create_bucket(Bucket="no-locks")
    s3.put_object(Bucket="locks", Key="k", Body=b"")
    error = refused("NoSuchObjectLockConfiguration", s3.get_object_legal_hold, Bucket="locks", Key="k")
    says(error, Key=None)
    says(refused("NoSuchObjectLockConfiguration", s3.get_object_retention, Bucket="locks", Key="k"), Key=None)
    s3.put_object_legal_hold(Bucket="locks", Key="k", LegalHold={"Status": "ON"})
    s3.put_object_legal_hold(Bucket="locks", Key="k", LegalHold={"Status": "OFF"})
    expect(s3.head_object(Bucket="locks", Key="k")["ObjectLockLegalHoldStatus"] == "OFF", "a hold that was let go")
    s3_error(signed("PUT", "/no-locks/k?legal-hold"), 400, "MalformedXML")
    both = "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"
    mode, date = "x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"
    late = "2099-01-01T00:00:00Z"
    for headers, members in [
            ({mode: "BOGUS"}, {"Message": both, "ArgumentName": date}),
            ({mode: "GOVERNANCE"}, {"Message": both, "ArgumentName": date}),
            ({date: late}, {"Message": both, "ArgumentName": mode}),
            ({mode: "BOGUS", date: late}, {"Message": "Unknown wormMode directive.", "ArgumentName": mode,
                                           "ArgumentValue": "BOGUS"}),
            ({"x-amz-object-lock-legal-hold": "BOGUS"}, {"Message": "Legal Hold must be either of 'ON' or 'OFF'"}),
            ({mode: "GOVERNANCE", date: "2020-01-01T00:00:00Z"},
             {"Message": "The retain until date must be in the future!", "ArgumentName": date})]:
        s3_error(signed("PUT", "/locks/k", b"", headers), 400, "InvalidArgument", **members)
    for name, value in (("x-amz-object-lock-event-hold", "ON"), ("x-amz-write-offset-bytes", "1")):
        s3_error(signed("PUT", "/locks/k", b"", {name: value}), 501, "NotImplemented", Header=name)
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    error = refused("InvalidArgument", s3.put_object_retention, Bucket="locks", Key="k",
                    Retention={"Mode": "GOVERNANCE", "RetainUntilDate": past})
    says(error, ArgumentName="RetainUntilDate", ArgumentValue="Tue Dec 31 16:00:00 PST 2019")


def lifecycle(s3):
    s3.create_bucket(Bucket="life")
    s3.put_bucket_versioning(Bucket="life", VersioningConfiguration={"Status": "Enabled"})
    rules = [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
    for minimum in ["varies_by_storage_class", "all_storage_classes_128K"]:
        put = s3.put_bucket_lifecycle_configuration(Bucket="life", LifecycleConfiguration={"Rules": rules},
                                                    TransitionDefaultMinimumObjectSize=minimum)
        got = s3.get_bucket_lifecycle_configuration(Bucket="life")
        expect(put["TransitionDefaultMinimumObjectSize"] == got["TransitionDefaultMinimumObjectSize"] == minimum,
               f"the smallest size: {got}")
    old = s3.put_object(Bucket="life", Key="k", Body=b"")["VersionId"]
    new = s3.put_object(Bucket="life", Key="k", Body=b"")["VersionId"]
    expect("Expiration" in s3.head_object(Bucket="life", Key="k"), "the current version expires")
    for version in [old, new]:
        for read in [s3.head_object, s3.get_object]:
            expect("Expiration" not in read(Bucket="life", Key="k", VersionId=version), "a version is told no end")
    noon = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.timezone.utc)
    error = refused("InvalidArgument", s3.put_bucket_lifecycle_configuration, Bucket="life", LifecycleConfiguration={
        "Rules": [{"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Date": noon}}]})
    says(error, Message="'Date' must be at midnight GMT", ArgumentName="Date", ArgumentValue="2030-01-01T12:00:00.000Z")


def order_of_errors(s3):
    s3_error(signed("PUT", "/not-there?encryption", b"<ServerSideEncryptionConfiguration/>"), 404, "NoSuchBucket",
             BucketName="not-there")
    s3_error(signed("PUT", "/not-there?cors", b"no XML"), 404, "NoSuchBucket")
    s3.create_bucket(Bucket="with.dots")
    random = b"<AccelerateConfiguration><Status>random</Status></AccelerateConfiguration>"
    s3_error(signed("PUT", "/with.dots?accelerate", random), 400, "InvalidRequest")
    s3_error(signed("PUT", "/plain?accelerate", random), 400, "MalformedXML")
    s3_error(signed("PUT", "/plain?policy"), 400, "MalformedPolicy",
             Message="Policies must be valid JSON and the first byte must be '{'")


def logging(s3):
    s3.create_bucket(Bucket="log-target")
    for region, bucket in [("eu-west-1", "log-eu"), ("us-west-2", "log-west")]:
        client_of(server.base, region=region).create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    s3.create_bucket(Bucket="log-source")
    s3.put_bucket_logging(Bucket="log-source", BucketLoggingStatus={
        "LoggingEnabled": {"TargetBucket": "log-target", "TargetPrefix": "p/"}})
    kept = s3.get_bucket_logging(Bucket="log-source")["LoggingEnabled"]
    expect("TargetGrants" not in kept, f"no grants: {kept}")
    grants = [{"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"},
               "Permission": "READ_ACP"}]
    s3.put_bucket_logging(Bucket="log-source", BucketLoggingStatus={
        "LoggingEnabled": {"TargetBucket": "log-target", "TargetPrefix": "p/", "TargetGrants": grants}})
    expect(s3.get_bucket_logging(Bucket="log-source")["LoggingEnabled"]["TargetGrants"] == grants, "grants are kept")
    for source, target, places in [("log-source", "log-eu", ("eu-west-1", None)),
                                   ("log-eu", "log-target", (None, "eu-west-1")),
                                   ("log-eu", "log-west", ("us-west-2", "eu-west-1"))]:
        error = refused("CrossLocationLoggingProhibitted", s3.put_bucket_logging, Bucket=source, BucketLoggingStatus={
            "LoggingEnabled": {"TargetBucket": target, "TargetPrefix": ""}})
        says(error, Message="Cross S3 location logging not allowed. ", TargetBucketLocation=places[0],
             SourceBucketLocation=places[1])


def making_buckets(s3):
    def body(place):
        return f"<CreateBucketConfiguration><LocationConstraint>{place}</LocationConstraint>" \
               "</CreateBucketConfiguration>".encode()

    for region, place in [("eu-west-1", "nowhere"), ("us-west-1", "us-east-1"), ("us-west-2", "us-gov-east-2"),
                          ("us-west-2", "aws-global")]:
        answer = signed("PUT", "/placed", body(place), region=region)
        s3_error(answer, 400, "IllegalLocationConstraintException",
                 Message=f"The {place} location constraint is incompatible for the region specific endpoint this "
                         "request was sent to.")
    for place in ["nowhere", "us-east-1"]:
        s3_error(signed("PUT", "/placed", body(place)), 400, "InvalidLocationConstraint", LocationConstraint=place)
    refused("InvalidBucketNamespace", s3.create_bucket, Bucket="x-an")
    for value in ["Bogus", ""]:
        answer = signed("PUT", "/owned", headers={"x-amz-object-ownership": value})
        s3_error(answer, 400, "InvalidArgument", Message=f"Invalid x-amz-object-ownership header: {value}",
                 ArgumentName="x-amz-object-ownership", ArgumentValue=None)
    owner = s3.list_buckets()["Owner"]["ID"]
    grant = '<AccessControlPolicy><Owner><ID>{}</ID></Owner><AccessControlList><Grant><Grantee ' \
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="{}"><ID>{}</ID></Grantee>' \
            '<Permission>{}</Permission></Grant></AccessControlList></AccessControlPolicy>'
    for kind, permission in [("CanonicalUser", "BOGUS"), ("BOGUS", "READ")]:
        answer = signed("PUT", "/plain?acl", grant.format(owner, kind, owner, permission).encode())
        s3_error(answer, 400, "MalformedACLError")


try:
    client = client_of(server.base)
    for step in [uploads, listings, deletes_and_copies, tags, websites, forms, addresses, encryption, locks, lifecycle,
                 order_of_errors, logging, making_buckets]:
        step(client)
        print("ok", step.__name__)
finally:
    server.stop()
