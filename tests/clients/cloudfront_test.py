"""CloudFront by boto3: what is made, changed and read back is what viewers meet."""
import base64
import gzip
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from clients import PROGRAM, Server, boto3_or_skip, client_of, expect, refused  # noqa: E402

boto3_or_skip()

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
SECURITY = "67f7725c-6f97-4210-82d7-5512b31e9d03"


class Origin(http.server.BaseHTTPRequestHandler):
    asked = []
    status = 200
    fields = []

    def answer(self):
        Origin.asked.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}))
        status = 404 if "missing" in self.path else Origin.status
        body = f"{self.command} {self.path}".encode()
        self.send_response(status)
        for name, value in (("Cache-Control", "max-age=600"), ("Server", "origin"), ("X-Powered-By", "python"), *Origin.fields):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_OPTIONS = answer

    def log_message(self, *arguments):
        pass


def listen():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def custom(port, **more):
    return {"Id": "web", "DomainName": "127.0.0.1",
            "CustomOriginConfig": {"HTTPPort": port, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}, **more}


def behavior(**more):
    return {"TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": OPTIMIZED, **more}


def config(reference, origins, **more):
    return {"CallerReference": reference, "Comment": "", "Enabled": True,
            "Origins": {"Quantity": len(origins), "Items": origins}, "DefaultCacheBehavior": behavior(),
            **more}


def several(*items):
    return {"Quantity": len(items), "Items": list(items)}


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def ask(server, host, path="/", method="GET", **headers):
    asked = urllib.request.Request(server.base + path, method=method,
                                   headers={"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}})
    try:
        with OPENER.open(asked, timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode()


def lives(server, front, port):
    made = front.create_distribution_with_tags(DistributionConfigWithTags={
        "DistributionConfig": config("one", [custom(port, CustomHeaders=several({"HeaderName": "X-Secret", "HeaderValue": "s"}))],
                                     DefaultRootObject="index.html", Aliases=several("www.example.org")),
        "Tags": {"Items": [{"Key": "team", "Value": "edge"}]}})
    one = made["Distribution"]
    expect(made["ResponseMetadata"]["HTTPStatusCode"] == 201 and one["Status"] == "Deployed" and made["ETag"] and
           one["ARN"] == f"arn:aws:cloudfront::000000000000:distribution/{one['Id']}" and
           made["Location"].endswith("/2020-05-31/distribution/" + one["Id"]), f"made: {made}")
    behaves = one["DistributionConfig"]["DefaultCacheBehavior"]
    expect("ForwardedValues" not in behaves and behaves["AllowedMethods"]["Items"] == ["HEAD", "GET"] and
           one["DistributionConfig"]["PriceClass"] == "PriceClass_All" and
           "SSLSupportMethod" not in one["DistributionConfig"]["ViewerCertificate"], f"filled in: {one}")
    host = one["DomainName"]
    status, fields, body = ask(server, host)
    expect((status, body, fields["x-cache"]) == (200, "GET /index.html", "Miss from cloudfront"), f"{status} {fields} {body}")
    seen = Origin.asked[-1][2]
    expect(seen["host"] == "127.0.0.1" and seen["x-secret"] == "s" and seen["user-agent"] == "Amazon CloudFront" and
           "cloudfront.net (CloudFront)" in seen["via"] and seen["x-forwarded-for"] == "127.0.0.1", f"the origin saw {seen}")
    for name in (host, "www.example.org", f"{one['Id']}.cloudfront.localhost"):
        expect(ask(server, name)[1]["x-cache"] == "Hit from cloudfront", f"by {name}")
    expect(ask(server, host, "/a", "POST")[0] == 403, "a method that is not allowed")

    # The same again, other names, stale versions.
    refused("DistributionAlreadyExists", front.create_distribution, one["Id"], DistributionConfig=config("one", [custom(port)]))
    refused("CNAMEAlreadyExists", front.create_distribution,
            DistributionConfig=config("two", [custom(port)], Aliases=several("www.example.org")))
    got = front.get_distribution_config(Id=one["Id"])
    expect(got["ETag"] == made["ETag"] and got["DistributionConfig"] == one["DistributionConfig"], f"config: {got}")
    changed = got["DistributionConfig"]
    changed["DefaultRootObject"] = ""
    changed["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] = SECURITY
    refused("InvalidIfMatchVersion", front.update_distribution, Id=one["Id"], DistributionConfig=changed)
    refused("PreconditionFailed", front.update_distribution, Id=one["Id"], DistributionConfig=changed, IfMatch="E1")
    updated = front.update_distribution(Id=one["Id"], DistributionConfig=changed, IfMatch=got["ETag"])
    status, fields, body = ask(server, host)
    expect(body == "GET /" and fields["x-frame-options"] == "SAMEORIGIN" and fields["strict-transport-security"] == "max-age=31536000",
           f"changed: {fields} {body}")

    # Invalidation: the path, and with a star all below.
    for path in ("/a/1", "/a/2"):
        ask(server, host, path)
    batch = front.create_invalidation(DistributionId=one["Id"], InvalidationBatch={"Paths": several("/a/1"), "CallerReference": "i"})
    expect(batch["Invalidation"]["Status"] == "Completed" and "/invalidation/I" in batch["Location"], f"{batch}")
    again = front.create_invalidation(DistributionId=one["Id"], InvalidationBatch={"Paths": several("/a/1"), "CallerReference": "i"})
    expect(again["Invalidation"]["Id"] == batch["Invalidation"]["Id"], "the same batch is the same invalidation")
    expect([ask(server, host, path)[1]["x-cache"] for path in ("/a/1", "/a/2")] ==
           ["Miss from cloudfront", "Hit from cloudfront"], "what was invalidated")
    front.create_invalidation(DistributionId=one["Id"], InvalidationBatch={"Paths": several("/a*"), "CallerReference": "j"})
    expect(ask(server, host, "/a/2")[1]["x-cache"] == "Miss from cloudfront", "with a star")
    listed = front.list_invalidations(DistributionId=one["Id"])["InvalidationList"]
    expect(listed["Quantity"] == 2 and not listed["IsTruncated"], f"{listed}")
    refused("InvalidArgument", front.create_invalidation, DistributionId=one["Id"],
            InvalidationBatch={"Paths": several("no-slash"), "CallerReference": "k"})
    refused("NoSuchInvalidation", front.get_invalidation, DistributionId=one["Id"], Id="INONE")

    # Tags.
    front.tag_resource(Resource=one["ARN"], Tags={"Items": [{"Key": "a", "Value": "1"}]})
    front.untag_resource(Resource=one["ARN"], TagKeys={"Items": ["team"]})
    expect(front.list_tags_for_resource(Resource=one["ARN"])["Tags"] == {"Items": [{"Key": "a", "Value": "1"}]}, "tags")

    # Removed only when it is disabled.
    refused("DistributionNotDisabled", front.delete_distribution, Id=one["Id"], IfMatch=updated["ETag"])
    changed["Enabled"] = False
    off = front.update_distribution(Id=one["Id"], DistributionConfig=changed, IfMatch=updated["ETag"])
    expect(ask(server, host)[0] == 403, "disabled")
    front.delete_distribution(Id=one["Id"], IfMatch=off["ETag"])
    refused("NoSuchDistribution", front.get_distribution, Id=one["Id"])
    status, fields, body = ask(server, host)
    expect(status == 403 and fields["x-cache"] == "Error from cloudfront" and "Bad request." in body and
           fields["x-amz-cf-id"] in body, f"nobody has that host any more: {status} {fields} {body}")


def refusals(front, port):
    def bad(code, text="", **more):
        refused(code, front.create_distribution, text, DistributionConfig=config("bad", [custom(port)], **more))
    bad("NoSuchOrigin", DefaultCacheBehavior=behavior(TargetOriginId="other"))
    bad("NoSuchCachePolicy", DefaultCacheBehavior=behavior(CachePolicyId="none"))
    bad("InvalidArgument", "ForwardedValues", DefaultCacheBehavior=behavior(ForwardedValues={"QueryString": True, "Cookies": {"Forward": "none"}}))
    bad("InconsistentQuantities", Aliases={"Quantity": 2, "Items": ["a.example.org"]})
    bad("InvalidDefaultRootObject", DefaultRootObject="/index.html")
    bad("InvalidErrorCode", CustomErrorResponses=several({"ErrorCode": 418}))
    bad("InvalidWebACLId", WebACLId="arn:aws:wafv2:us-east-1:000000000000:global/webacl/none/1")
    bad("InvalidArgument", "Logging Bucket", Logging={"Enabled": True, "IncludeCookies": False, "Bucket": "b", "Prefix": ""})
    bad("InvalidGeoRestrictionParameter", Restrictions={"GeoRestriction": {"RestrictionType": "whitelist", "Quantity": 0}})
    refused("InvalidArgument", front.create_distribution, "valid S3 bucket", DistributionConfig=config(
        "bad", [{"Id": "web", "DomainName": "example.org", "S3OriginConfig": {"OriginAccessIdentity": ""}}]))
    refused("InvalidArgument", front.create_origin_request_policy, "Authorization", OriginRequestPolicyConfig={
        "Name": "auth", "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": several("Authorization")},
        "CookiesConfig": {"CookieBehavior": "none"}, "QueryStringsConfig": {"QueryStringBehavior": "none"}})
    refused("NotImplemented", front.list_anycast_ip_lists, "ListAnycastIpLists")


def policies(server, front, port):
    managed = front.list_cache_policies(Type="managed")["CachePolicyList"]
    names = {each["CachePolicy"]["CachePolicyConfig"]["Name"]: each["CachePolicy"]["Id"] for each in managed["Items"]}
    expect(names["Managed-CachingDisabled"] == DISABLED and {each["Type"] for each in managed["Items"]} == {"managed"}, f"{names}")
    refused("IllegalUpdate", front.update_cache_policy, Id=DISABLED, IfMatch="x", CachePolicyConfig={"Name": "n", "MinTTL": 0})
    key = {"EnableAcceptEncodingGzip": True, "EnableAcceptEncodingBrotli": False,
           "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": several("X-Tenant")},
           "CookiesConfig": {"CookieBehavior": "allExcept", "Cookies": several("tracking")},
           "QueryStringsConfig": {"QueryStringBehavior": "whitelist", "QueryStrings": several("page")}}
    said = {"Name": "mine", "MinTTL": 0, "DefaultTTL": 60, "MaxTTL": 600, "Comment": "c",
            "ParametersInCacheKeyAndForwardedToOrigin": key}
    made = front.create_cache_policy(CachePolicyConfig=said)
    mine = made["CachePolicy"]["Id"]
    expect(front.get_cache_policy_config(Id=mine)["CachePolicyConfig"] == said, "a policy is told as it was said")
    refused("CachePolicyAlreadyExists", front.create_cache_policy, CachePolicyConfig=said)
    refused("InvalidArgument", front.create_cache_policy, "MinTTL", CachePolicyConfig={**said, "Name": "ttl", "MinTTL": 700})
    headers = front.create_response_headers_policy(ResponseHeadersPolicyConfig={
        "Name": "mine", "CorsConfig": {
            "AccessControlAllowOrigins": several("https://app.example.org"), "AccessControlAllowHeaders": several("X-A"),
            "AccessControlAllowMethods": several("GET"), "AccessControlAllowCredentials": True,
            "AccessControlMaxAgeSec": 60, "OriginOverride": True},
        "CustomHeadersConfig": several({"Header": "Server", "Value": "mine", "Override": True},
                                       {"Header": "X-Powered-By", "Value": "other", "Override": False},
                                       {"Header": "X-More", "Value": "1", "Override": False}),
        "RemoveHeadersConfig": several({"Header": "Cache-Control"})})["ResponseHeadersPolicy"]["Id"]
    one = front.create_distribution(DistributionConfig=config(
        "policies", [custom(port)],
        DefaultCacheBehavior=behavior(CachePolicyId=mine, OriginRequestPolicyId=ALL_VIEWER_EXCEPT_HOST, ResponseHeadersPolicyId=headers),
        CacheBehaviors=several({**behavior(ViewerProtocolPolicy="redirect-to-https"), "PathPattern": "/secure*"}),
        CustomErrorResponses=several({"ErrorCode": 404, "ResponsePagePath": "/sorry", "ResponseCode": "200", "ErrorCachingMinTTL": 5})))
    host = one["Distribution"]["DomainName"]
    status, fields, _ = ask(server, host, "/x?page=1&utm=2", Cookie="tracking=1; session=2", X_Tenant="t", Origin="https://app.example.org",
                            X_Other="o", Authorization="Bearer b")
    seen = Origin.asked[-1][2]
    expect(Origin.asked[-1][1] == "/x?page=1&utm=2" and seen["cookie"] == "tracking=1; session=2" and seen["x-other"] == "o" and
           seen["authorization"] == "Bearer b" and seen["host"] == "127.0.0.1", f"the origin saw {Origin.asked[-1]}")
    expect(fields["access-control-allow-origin"] == "https://app.example.org" and fields["access-control-allow-credentials"] == "true" and
           fields["server"] == "mine" and fields["x-powered-by"] == "python" and fields["x-more"] == "1" and
           "cache-control" not in fields, f"headers: {fields}")

    def cached(path, **headers):
        return ask(server, host, path, **headers)[1]["x-cache"].split()[0]
    asked = dict(Cookie="tracking=9; session=2", X_Tenant="t")
    expect([cached("/x?page=1&utm=3", **asked), cached("/x?page=2", **asked), cached("/x?page=1", Cookie="session=3", X_Tenant="t"),
            cached("/x?page=1", Cookie="session=2", X_Tenant="u")] == ["Hit", "Miss", "Miss", "Miss"], "the key")
    status, fields, _ = ask(server, host, "/secure/a?b=1")
    expect(status == 301 and fields["location"] == f"https://{host}/secure/a?b=1" and
           fields["x-cache"] == "Redirect from cloudfront", f"to https: {status} {fields}")
    for at, path in ((f"{host}:{server.base.rsplit(':', 1)[1]}", "/secure/a"), (None, f"/_aws/cloudfront/{one['Distribution']['Id']}/secure/a")):
        fields = ask(server, at or server.base.split("//")[1], path)[1]
        expect(fields["location"] == f"https://{at or server.base.split('//')[1]}{path}", f"to where it was asked: {fields}")
    status, fields, body = ask(server, host, "/missing")
    expect((status, body, fields["x-cache"]) == (200, "GET /sorry", "Error from cloudfront"), f"an error's page: {status} {body} {fields}")
    refused("CachePolicyInUse", front.delete_cache_policy, Id=mine, IfMatch=made["ETag"])
    # A policy that changes changes what its distributions do.
    key["QueryStringsConfig"] = {"QueryStringBehavior": "none"}
    front.update_cache_policy(Id=mine, IfMatch=made["ETag"], CachePolicyConfig=said)
    expect([cached("/y?page=1", **asked), cached("/y?page=2", **asked)] == ["Miss", "Hit"], "after the policy changed")


def origins(server, front, port):
    s3 = client_of(server.base)
    s3.create_bucket(Bucket="site")
    s3.put_object(Bucket="site", Key="pages/a.txt", Body=b"from the bucket", ContentType="text/plain", CacheControl="max-age=60")
    control = front.create_origin_access_control(OriginAccessControlConfig={
        "Name": "site", "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"})["OriginAccessControl"]["Id"]
    bucket = {"Id": "web", "DomainName": "site.s3.us-east-1.amazonaws.com", "OriginPath": "/pages", "OriginAccessControlId": control,
              "S3OriginConfig": {"OriginAccessIdentity": ""}}
    one = front.create_distribution(DistributionConfig=config("bucket", [bucket]))["Distribution"]
    other = front.create_distribution(DistributionConfig=config("other", [bucket]))["Distribution"]
    expect(ask(server, one["DomainName"], "/a.txt")[0] == 403, "nobody let CloudFront in")
    s3.put_bucket_policy(Bucket="site", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*",
        "Condition": {"StringEquals": {"AWS:SourceArn": one["ARN"]}}}]}))
    for each in (one, other):
        front.create_invalidation(DistributionId=each["Id"], InvalidationBatch={"Paths": several("/*"), "CallerReference": "p"})
    status, fields, body = ask(server, one["DomainName"], "/a.txt")
    expect((status, body, fields["server"]) == (200, "from the bucket", "AmazonS3"), f"by its policy: {status} {body} {fields}")
    expect(ask(server, one["DomainName"], "/a.txt", Range="bytes=0-3")[::2] == (206, "from"), "a part")
    expect(ask(server, other["DomainName"], "/a.txt")[0] == 403, "the policy names one distribution")

    # Names that overlap with those of others.
    front.associate_alias(TargetDistributionId=other["Id"], Alias="*.example.net")
    expect(ask(server, "shop.example.net", "/a.txt")[0] == 403, "a name that a wildcard has")

    def conflicts(of, alias):
        return front.list_conflicting_aliases(DistributionId=of["Id"], Alias=alias)["ConflictingAliasesList"]
    expect(conflicts(one, "shop.example.net")["Items"] == [{
        "Alias": "*.example.net", "DistributionId": "*" * (len(other["Id"]) - 6) + other["Id"][-6:], "AccountId": "******000000"}],
        f"conflicts: {conflicts(one, 'shop.example.net')}")
    expect(conflicts(one, "a.shop.example.net")["Quantity"] == 0 and conflicts(other, "shop.example.net")["Quantity"] == 0, "none")
    refused("NoSuchDistribution", front.list_conflicting_aliases, "", DistributionId="E0000000000000", Alias="a.example.net")

    # An origin access identity.
    identity = front.create_cloud_front_origin_access_identity(CloudFrontOriginAccessIdentityConfig={
        "CallerReference": "old", "Comment": "c"})["CloudFrontOriginAccessIdentity"]
    s3.put_bucket_policy(Bucket="site", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*",
        "Principal": {"AWS": f"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity {identity['Id']}"}}]}))
    old = {**bucket, "OriginAccessControlId": "", "S3OriginConfig": {
        "OriginAccessIdentity": f"origin-access-identity/cloudfront/{identity['Id']}"}}
    third = front.create_distribution(DistributionConfig=config("identity", [old]))["Distribution"]
    expect(ask(server, third["DomainName"], "/a.txt")[::2] == (200, "from the bucket"), "by its identity")

    s3.put_bucket_policy(Bucket="site", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"CanonicalUser": identity["S3CanonicalUserId"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}]}))
    front.create_invalidation(DistributionId=third["Id"], InvalidationBatch={"Paths": several("/*"), "CallerReference": "c"})
    status, fields, _ = ask(server, third["DomainName"], "/a.txt")
    expect((status, fields["x-cache"]) == (200, "Miss from cloudfront"), f"by its identity's canonical id: {status} {fields}")

    # A group: the second is asked when the first fails.
    group = {"Id": "both", "FailoverCriteria": {"StatusCodes": several(403, 500)}, "Members": several({"OriginId": "first"}, {"OriginId": "web"})}
    first = {**bucket, "Id": "first", "OriginAccessControlId": ""}
    fourth = front.create_distribution(DistributionConfig=config(
        "group", [first, custom(port)], OriginGroups=several(group), DefaultCacheBehavior=behavior(TargetOriginId="both")))["Distribution"]
    expect(ask(server, fourth["DomainName"], "/a.txt")[::2] == (200, "GET /a.txt"), "the second of a group")

    # An API of this server.
    api = client_of(server.base, "apigateway")
    rest = api.create_rest_api(name="behind")["id"]
    root = api.get_resources(restApiId=rest)["items"][0]["id"]
    api.put_method(restApiId=rest, resourceId=root, httpMethod="GET", authorizationType="NONE")
    api.put_integration(restApiId=rest, resourceId=root, httpMethod="GET", type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    api.put_method_response(restApiId=rest, resourceId=root, httpMethod="GET", statusCode="200")
    api.put_integration_response(restApiId=rest, resourceId=root, httpMethod="GET", statusCode="200",
                                 responseTemplates={"application/json": '{"from": "the API"}'})
    api.create_deployment(restApiId=rest, stageName="prod")
    behind = {"Id": "web", "DomainName": f"{rest}.execute-api.us-east-1.amazonaws.com", "OriginPath": "/prod",
              "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
    fifth = front.create_distribution(DistributionConfig=config(
        "api", [behind], DefaultCacheBehavior=behavior(CachePolicyId=DISABLED, OriginRequestPolicyId=ALL_VIEWER_EXCEPT_HOST)))["Distribution"]
    status, _, body = ask(server, fifth["DomainName"])
    expect(status == 200 and json.loads(body) == {"from": "the API"}, f"an API: {status} {body}")
    pages = front.get_paginator("list_distributions").paginate(PaginationConfig={"PageSize": 2})
    ids = [each["Id"] for page in pages for each in page["DistributionList"]["Items"]]
    expect(len(ids) == len(set(ids)) and {one["Id"], fifth["Id"]} <= set(ids), f"pages: {ids}")
    expect(client_of(server.base, "cloudfront", "111111111111").list_distributions()["DistributionList"]["Quantity"] == 0, "another account")


def signed(server, front, port):
    if shutil.which("openssl") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        def openssl(*arguments, text=None):
            return subprocess.run(["openssl", *arguments], input=text, capture_output=True, check=True, cwd=folder).stdout
        keys = {}
        for name, making in (("rsa", ["genrsa", "-out", "rsa", "2048"]), ("ec", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ec"])):
            openssl(*making)
            public = openssl("pkey", "-in", name, "-pubout").decode()
            keys[name] = front.create_public_key(PublicKeyConfig={"CallerReference": name, "Name": name, "EncodedKey": public})["PublicKey"]["Id"]
        refused("InvalidArgument", front.create_public_key, PublicKeyConfig={"CallerReference": "x", "Name": "x", "EncodedKey": "no key"})
        group = front.create_key_group(KeyGroupConfig={"Name": "viewers", "Items": list(keys.values())})["KeyGroup"]["Id"]
        refused("PublicKeyInUse", front.delete_public_key, Id=keys["rsa"], IfMatch=front.get_public_key(Id=keys["rsa"])["ETag"])
        refused("TrustedKeyGroupDoesNotExist", front.create_distribution, DistributionConfig=config(
            "none", [custom(port)], DefaultCacheBehavior=behavior(TrustedKeyGroups={"Enabled": True, "Quantity": 1, "Items": ["none"]})))
        one = front.create_distribution(DistributionConfig=config("signed", [custom(port)], DefaultCacheBehavior=behavior(
            TrustedKeyGroups={"Enabled": True, "Quantity": 1, "Items": [group]})))["Distribution"]
        host = one["DomainName"]

        def coded(data):
            return base64.b64encode(data).decode().translate(str.maketrans("+=/", "-_~"))

        def sign(policy, key):
            return coded(openssl("dgst", "-sha1", "-sign", key, text=policy.encode()))

        def canned(url, until, key="rsa", to=None):
            policy = json.dumps({"Statement": [{"Resource": url, "Condition": {"DateLessThan": {"AWS:EpochTime": until}}}]}, separators=(",", ":"))
            return (to or url.split(host)[1]) + ("&" if "?" in (to or url) else "?") + f"Expires={until}&Signature={sign(policy, key)}&Key-Pair-Id={keys[key]}"
        later, past = int(time.time()) + 600, int(time.time()) - 5
        for key in keys:
            status, _, body = ask(server, host, canned(f"http://{host}/a.txt?size=1", later, key))
            expect(status == 200 and body == "GET /a.txt", f"canned by {key}: {status} {body}")
        expect(ask(server, host, "/a.txt")[0] == 403 and "MissingKey" in ask(server, host, "/a.txt")[2], "nothing shown")
        for wrong in (canned(f"http://{host}/a.txt", past), canned(f"http://{host}/a.txt", later, to="/b.txt"),
                      canned(f"http://{host}/a.txt", later)[:-3] + "ZZZ", canned(f"https://{host}/a.txt", later, to="/a.txt")):
            expect(ask(server, host, wrong)[0] == 403, f"let in with {wrong}")

        def by_policy(key="rsa", **condition):
            policy = json.dumps({"Statement": [{"Resource": f"http*://{host}/video/*", "Condition": {
                "DateLessThan": {"AWS:EpochTime": later}, **condition}}]})
            return {"Policy": coded(policy.encode()), "Signature": sign(policy, key), "Key-Pair-Id": keys[key]}
        cookies = "; ".join(f"CloudFront-{name}={value}" for name, value in by_policy("ec").items())
        expect([ask(server, host, path, Cookie=cookies)[0] for path in ("/video/1", "/other")] == [200, 403], "by cookies")
        for condition, wanted in (({"IpAddress": {"AWS:SourceIp": "127.0.0.0/8"}}, 200), ({"IpAddress": {"AWS:SourceIp": "10.0.0.0/8"}}, 403),
                                  ({"DateGreaterThan": {"AWS:EpochTime": later}}, 403)):
            query = "&".join(f"{name}={value}" for name, value in by_policy(**condition).items())
            expect(ask(server, host, "/video/2?" + query)[0] == wanted, f"a policy with {condition}")


def guarded(server, front, port):
    waf = client_of(server.base, "wafv2")
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
    rule = {"Name": "bad", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": seen, "Statement": {"ByteMatchStatement": {
        "SearchString": b"/bad", "FieldToMatch": {"UriPath": {}}, "PositionalConstraint": "STARTS_WITH",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}}}
    made = {scope: waf.create_web_acl(Name="wall", Scope=scope, DefaultAction={"Allow": {}}, Rules=[rule], VisibilityConfig=seen)["Summary"]
            for scope in ("CLOUDFRONT", "REGIONAL")}
    wall = made["CLOUDFRONT"]["ARN"]
    refused("InvalidWebACLId", front.create_distribution, DistributionConfig=config("regional", [custom(port)], WebACLId=made["REGIONAL"]["ARN"]))
    one = front.create_distribution(DistributionConfig=config(
        "guarded", [custom(port)], WebACLId=wall,
        CustomErrorResponses=several({"ErrorCode": 403, "ResponsePagePath": "/blocked", "ResponseCode": "403", "ErrorCachingMinTTL": 0})))
    host, name = one["Distribution"]["DomainName"], one["Distribution"]["Id"]
    expect([ask(server, host, path)[0] for path in ("/good", "/bad")] == [200, 403], "by the distribution's configuration")
    status, fields, body = ask(server, host, "/bad")
    expect((status, body, fields["x-cache"]) == (403, "GET /blocked", "Error from cloudfront"), f"what is blocked has its page: {body} {fields}")
    expect([each["Id"] for each in front.list_distributions_by_web_acl_id(WebACLId=wall)["DistributionList"]["Items"]] == [name], "by web ACL")
    refused("WAFAssociatedItemException", waf.delete_web_acl, Name="wall", Scope="CLOUDFRONT", Id=made["CLOUDFRONT"]["Id"],
            LockToken=made["CLOUDFRONT"]["LockToken"])
    # A changed rule counts at once.
    rule["Statement"]["ByteMatchStatement"]["SearchString"] = b"/worse"
    token = waf.update_web_acl(Name="wall", Scope="CLOUDFRONT", Id=made["CLOUDFRONT"]["Id"], LockToken=made["CLOUDFRONT"]["LockToken"],
                               DefaultAction={"Allow": {}}, Rules=[rule], VisibilityConfig=seen)["NextLockToken"]
    expect([ask(server, host, path)[0] for path in ("/bad", "/worse")] == [200, 403], "the rules as they are now")
    # What is cached stays when the web ACL goes and comes back.
    refused("PreconditionFailed", front.disassociate_distribution_web_acl, Id=name, IfMatch="E1")
    refused("EntityNotFound", front.disassociate_distribution_web_acl, Id="ENONE")
    off = front.disassociate_distribution_web_acl(Id=name)
    expect(front.get_distribution(Id=name)["ETag"] == off["ETag"] and
           front.get_distribution_config(Id=name)["DistributionConfig"]["WebACLId"] == "", f"{off}")
    expect(ask(server, host, "/worse")[0] == 200 and ask(server, host, "/good")[1]["x-cache"] == "Hit from cloudfront", "without it")
    refused("InvalidArgument", front.associate_distribution_web_acl, Id=name, WebACLArn=made["REGIONAL"]["ARN"])
    on = front.associate_distribution_web_acl(Id=name, WebACLArn=wall, IfMatch=off["ETag"])
    expect(on["WebACLArn"] == wall and ask(server, host, "/worse")[0] == 403 and
           ask(server, host, "/good")[1]["x-cache"] == "Hit from cloudfront", f"with it again: {on}")
    sampled = waf.get_sampled_requests(WebAclArn=wall, RuleMetricName="m", Scope="CLOUDFRONT", MaxItems=10,
                                       TimeWindow={"StartTime": time.time() - 600, "EndTime": time.time() + 60})["SampledRequests"]
    expect(any(each["Request"]["URI"] == "/worse" for each in sampled), f"samples: {sampled}")
    front.disassociate_distribution_web_acl(Id=name)
    waf.delete_web_acl(Name="wall", Scope="CLOUDFRONT", Id=made["CLOUDFRONT"]["Id"], LockToken=token)
    expect(front.list_distributions_by_cache_policy_id(CachePolicyId=OPTIMIZED)["DistributionIdList"]["Quantity"] > 1, "by cache policy")
    refused("NoSuchCachePolicy", front.list_distributions_by_cache_policy_id, CachePolicyId="none")


def logged(server, front, port):
    s3 = client_of(server.base)
    s3.create_bucket(Bucket="logs")
    to = {"Enabled": True, "IncludeCookies": True, "Bucket": "logs.s3.amazonaws.com", "Prefix": "cdn"}
    refused("InvalidArgument", front.create_distribution, "does not enable ACL access", DistributionConfig=config("logged", [custom(port)], Logging=to))
    s3.put_bucket_ownership_controls(Bucket="logs", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
    one = front.create_distribution(DistributionConfig=config("logged", [custom(port)], Logging=to))["Distribution"]
    host = one["DomainName"]
    told = ask(server, host, "/a%20b?x=1&y=%22", User_Agent="a browser", Cookie="c=d e")[1]
    ask(server, host, "/a%20b?x=2", Range="bytes=0-3")
    ask(server, host, "/missing")
    ask(server, host, "/x", "POST")
    until, lines, keys = time.time() + 20, [], []
    while time.time() < until and len(lines) < 4:
        time.sleep(0.2)
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket="logs").get("Contents", [])]
        lines = []
        for key in keys:
            text = gzip.decompress(s3.get_object(Bucket="logs", Key=key)["Body"].read()).decode().splitlines()
            expect(text[0] == "#Version: 1.0" and len(text[1].split()) == 34, f"the head: {text[:2]}")
            names = text[1].split()[1:]
            lines += [dict(zip(names, line.split("\t"), strict=True)) for line in text[2:]]
    expect(len(lines) == 4, f"lines: {lines}")
    expect(all(re.fullmatch(rf"cdn/{one['Id']}\.\d{{4}}-\d\d-\d\d-\d\d\.[0-9a-f]{{8}}\.gz", key) for key in keys), f"{keys}")
    first, part, missing, post = lines
    wanted = {"x-edge-location": "IAD50-P1", "c-ip": "127.0.0.1", "cs-method": "GET", "cs(Host)": host, "cs-uri-stem": "/a%20b", "sc-status": "200",
              "cs(Referer)": "-", "cs(User-Agent)": "a%20browser", "cs-uri-query": "x=1&y=%22", "cs(Cookie)": "c=d%20e", "x-edge-result-type": "Miss",
              "x-edge-request-id": told["x-amz-cf-id"], "x-host-header": host, "cs-protocol": "http", "ssl-protocol": "-", "x-forwarded-for": "-",
              "sc-range-start": "-"}
    expect({name: first[name] for name in wanted} == wanted, f"{first}")
    expect(int(first["sc-bytes"]) > len("GET /a%20b?x=1&y=%22") + 200 and float(first["time-taken"]) < 10, f"{first}")
    expect((part["sc-status"], part["sc-range-start"], part["sc-range-end"], part["x-edge-result-type"]) == ("206", "0", "3", "Hit"), f"a part: {part}")
    expect((missing["sc-status"], missing["x-edge-result-type"]) == ("404", "Error") and post["sc-status"] == "403", f"{missing} {post}")


def placed(server, front, port):
    shut = {"GeoRestriction": {"RestrictionType": "blacklist", **several("DE")}}
    mine = front.create_cache_policy(CachePolicyConfig={
        "Name": "by country", "MinTTL": 0, "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingGzip": False, "CookiesConfig": {"CookieBehavior": "none"}, "QueryStringsConfig": {"QueryStringBehavior": "none"},
            "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": several("CloudFront-Viewer-Country", "CloudFront-Is-Mobile-Viewer")}}})["CachePolicy"]["Id"]
    one = front.create_distribution(DistributionConfig=config(
        "placed", [custom(port)], Restrictions=shut, PriceClass="PriceClass_200", CacheTagConfig={"HeaderName": "X-Tags"},
        DefaultCacheBehavior=behavior(CachePolicyId=mine)))["Distribution"]
    host = one["DomainName"]

    def view(path="/", **fields):
        status, headers, _ = ask(server, host, path, **fields)
        return status, headers["x-amz-cf-pop"], headers["x-cache"].split()[0]
    expect(view(X_Windtunnel_Country="DE")[0] == 403, "a country that is shut out")
    expect(view(X_Windtunnel_Country="FR", X_Windtunnel_Pop="FRA") == (200, "FRA50-P1", "Miss"), "another, at a place of its choice")
    expect(Origin.asked[-1][2]["cloudfront-viewer-country"] == "FR" and Origin.asked[-1][2]["cloudfront-is-mobile-viewer"] == "false", f"{Origin.asked[-1]}")
    expect([view(X_Windtunnel_Country="FR", X_Windtunnel_Pop="FRA")[2], view(X_Windtunnel_Country="FR")[2], view(X_Windtunnel_Country="US")[2]] ==
           ["Hit", "Miss", "Miss"], "each place and country by itself")
    expect(view(X_Windtunnel_Pop="GRU")[1] == "IAD50-P1", "not in that price class")
    # By the tags that the origin gave.
    Origin.fields = [("X-Tags", "Red, blue")]
    view("/red")
    Origin.fields = []
    view("/plain")
    front.create_invalidation(DistributionId=one["Id"], InvalidationBatch={"Paths": several("#red"), "CallerReference": "t"})
    expect([view("/red")[2], view("/plain")[2]] == ["Miss", "Hit"], "by tag")
    refused("InvalidArgument", front.create_invalidation, DistributionId=one["Id"],
            InvalidationBatch={"Paths": several("#re*"), "CallerReference": "u"})


def kept(port):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(None, "--data", folder, "--pace", "aws")
        front = client_of(server.base, "cloudfront")
        one = front.create_distribution(DistributionConfig=config("kept", [custom(port)]))["Distribution"]
        expect(one["Status"] == "InProgress", "it takes its time")
        refused("DistributionNotDisabled", front.delete_distribution, Id=one["Id"], IfMatch=front.get_distribution(Id=one["Id"])["ETag"])
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        server = Server(None, "--data", folder)
        try:
            told = client_of(server.base, "cloudfront").get_distribution(Id=one["Id"])["Distribution"]
            expect(told["DomainName"] == one["DomainName"] and told["DistributionConfig"] == one["DistributionConfig"], f"{told}")
            expect(ask(server, one["DomainName"], "/again")[0] == 200, "it serves after kill -9")
        finally:
            server.stop()


def scenario():
    server = Server("smoke.yaml")
    try:
        front = client_of(server.base, "cloudfront")
        listed = front.list_distributions()["DistributionList"]["Items"]
        expect(len(listed) == 1 and listed[0]["Comment"] == "made by the scenario" and listed[0]["Id"] in server.edge, f"{listed}")
        one = front.get_distribution(Id=listed[0]["Id"])
        refused("NotImplemented", front.delete_distribution, "scenario", Id=listed[0]["Id"], IfMatch=one["ETag"])
        expect(server.ask(server.edge + "/items/1")[0] in (200, 404), "an item")
        front.create_invalidation(DistributionId=listed[0]["Id"], InvalidationBatch={"Paths": several("/*"), "CallerReference": "s"})
    finally:
        server.stop()


def over_tls():
    """An origin that speaks TLS is asked over it when its certificate is one that is trusted."""
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = Server(None, "--data", folder)
        with open(f"{folder}/ca.pem", "w", encoding="ascii") as out:
            out.write(subprocess.run([PROGRAM, "cert", "--data", folder], capture_output=True, text=True, check=True).stdout)
        os.environ["SSL_CERT_FILE"] = f"{folder}/ca.pem"
        server = Server(None)
        try:
            front = client_of(server.base, "cloudfront")

            def through(name, port, protocol):
                made = front.create_distribution(DistributionConfig=config(name, [{
                    "Id": "web", "DomainName": "localhost", "CustomOriginConfig": {
                        "HTTPPort": port, "HTTPSPort": port, "OriginProtocolPolicy": protocol}}]))
                status, fields, body = ask(server, made["Distribution"]["DomainName"], "/_windtunnel/health")
                return status, fields["x-cache"], body
            port, own = (int(each.base.rsplit(":", 1)[1]) for each in (elsewhere, server))
            status, cache, body = through("trusted", port, "https-only")
            expect(status == 200 and "services" in json.loads(body), f"an origin over TLS: {status} {cache} {body}")
            status, cache, body = through("unknown", own, "https-only")
            expect((status, cache) == (502, "Error from cloudfront"), f"a certificate of nobody known: {status} {cache} {body}")
            expect(through("plain", own, "http-only")[0] == 200, "without TLS it does not matter")
        finally:
            del os.environ["SSL_CERT_FILE"]
            server.stop()
            elsewhere.stop()


origin = listen()
server = Server(None)
try:
    front = client_of(server.base, "cloudfront")
    lives(server, front, origin.server_port)
    refusals(front, origin.server_port)
    policies(server, front, origin.server_port)
    origins(server, front, origin.server_port)
    signed(server, front, origin.server_port)
    guarded(server, front, origin.server_port)
    logged(server, front, origin.server_port)
    placed(server, front, origin.server_port)
finally:
    server.stop()
kept(origin.server_port)
scenario()
over_tls()
