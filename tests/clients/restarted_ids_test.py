"""boto3 with a server that keeps all and starts again: what is made later takes no id of what is there, in no service, and no version
that somebody still holds is good again."""
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()
CACHING_OFF = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
VISIBLE = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "m"}
RULES = dict(Scope="REGIONAL", VisibilityConfig=VISIBLE)
ACCOUNTS = ("111122223333", "444455556666")


def several(*items):
    return {"Quantity": len(items), "Items": list(items)}


def distribution(reference):
    return {"CallerReference": reference, "Comment": "", "Enabled": True, "Origins": several({
        "Id": "web", "DomainName": "www.example.org", "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}}),
        "DefaultCacheBehavior": {"TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": CACHING_OFF}}


def made(server, account, start):
    """Ids of new resources, each with its service's name for it."""
    def of(service):
        return client_of(server.base, service, account=account)
    name = f"n{start}"
    front, firewall, functions, users, api = of("cloudfront"), of("wafv2"), of("lambda"), of("cognito-idp"), of("apigateway")
    one = front.create_distribution(DistributionConfig=distribution(name))
    function = front.create_function(Name=name, FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"}, FunctionCode=b"function handler(event) {}")
    acl = firewall.create_web_acl(Name=name, DefaultAction={"Allow": {}}, **RULES)["Summary"]
    addresses = firewall.create_ip_set(Name=name, Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=[])["Summary"]
    rest = api.create_rest_api(name=name)["id"]
    code = functions.create_function(FunctionName=name, Runtime="python3.12", Handler="index.handler", Role=f"arn:aws:iam::{account}:role/any",
                                     Code={"ZipFile": package(index="")})
    return {
        "distribution": one["Distribution"]["Id"], "its version": one["ETag"], "function's version": function["ETag"],
        "cache policy": front.create_cache_policy(CachePolicyConfig={"Name": name, "MinTTL": 1})["CachePolicy"]["Id"],
        "headers policy": front.create_response_headers_policy(ResponseHeadersPolicyConfig={"Name": name})["ResponseHeadersPolicy"]["Id"],
        "access control": front.create_origin_access_control(OriginAccessControlConfig={
            "Name": name, "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"})["OriginAccessControl"]["Id"],
        "access identity": front.create_cloud_front_origin_access_identity(CloudFrontOriginAccessIdentityConfig={
            "CallerReference": name, "Comment": ""})["CloudFrontOriginAccessIdentity"]["Id"],
        "values": front.create_key_value_store(Name=name)["KeyValueStore"]["Id"],
        "invalidation": front.create_invalidation(DistributionId=one["Distribution"]["Id"], InvalidationBatch={
            "Paths": several("/*"), "CallerReference": name})["Invalidation"]["Id"],
        "web ACL": acl["Id"], "its token": acl["LockToken"], "IP set": addresses["Id"], "its lock": addresses["LockToken"],
        "REST API": rest, "resource": api.get_resources(restApiId=rest)["items"][0]["id"], "key": api.create_api_key(name=name)["id"],
        "HTTP API": of("apigatewayv2").create_api(Name=name, ProtocolType="HTTP")["ApiId"], "revision": code["RevisionId"],
        "user pool": users.create_user_pool(PoolName=name)["UserPool"]["Id"],
        "identity pool": of("cognito-identity").create_identity_pool(IdentityPoolName=name, AllowUnauthenticatedIdentities=True)["IdentityPoolId"],
        "master key": of("kms").create_key()["KeyMetadata"]["KeyId"], "secret": of("secretsmanager").create_secret(Name=name, SecretString="s")["ARN"],
        "user": of("iam").create_user(UserName=name)["User"]["UserId"],
        "stack": of("cloudformation").create_stack(StackName=name, TemplateBody="Resources: {H: {Type: AWS::CloudFormation::WaitConditionHandle}}")["StackId"],
    }


with tempfile.TemporaryDirectory() as folder:
    seen, held = {}, None
    for start in range(3):
        server = Server(None, "--data", folder, "--databases", "embedded")
        try:
            # Whose call comes first is another's each time: nobody's id depends on what others made.
            for account in ACCOUNTS if start % 2 else reversed(ACCOUNTS):
                for what, id in made(server, account, start).items():
                    expect(id not in seen, f"{what} {id} of start {start} was {seen.get(id)}")
                    seen[id] = f"{what} of start {start}"
            front, firewall = (client_of(server.base, service, account=ACCOUNTS[0]) for service in ("cloudfront", "wafv2"))
            expect(len(front.list_distributions()["DistributionList"]["Items"]) == start + 1, "each start's distribution is there")
            expect(len(firewall.list_web_acls(Scope="REGIONAL")["WebACLs"]) == start + 1, "each start's web ACL is there")
            acl = next(each for each in firewall.list_web_acls(Scope="REGIONAL")["WebACLs"] if each["Name"] == "n0")
            if held:
                refused("WAFOptimisticLockException", firewall.update_web_acl, Name="n0", Id=acl["Id"], LockToken=held, DefaultAction={"Allow": {}}, **RULES)
            held = acl["LockToken"]
            firewall.update_web_acl(Name="n0", Id=acl["Id"], LockToken=held, DefaultAction={"Allow": {}}, **RULES)
        finally:
            server.process.kill()
            server.process.wait()
            server.process.stdout.close()
