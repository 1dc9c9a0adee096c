"""CloudFront by boto3, beside what cloudfront_test.py has: continuous deployment, real-time logs, origins in VPCs, functions as origins,
monitoring."""
import hashlib
import http.server
import json
import os
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from clients import Server, boto3_or_skip, client_of, expect, package, refused  # noqa: E402

boto3_or_skip()

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
SECURITY = "67f7725c-6f97-4210-82d7-5512b31e9d03"


class Origin(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.path.encode()
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def several(*items):
    return {"Quantity": len(items), "Items": list(items)}


def config(reference, port, path="", **more):
    origin = {"Id": "web", "DomainName": "127.0.0.1", "OriginPath": path,
              "CustomOriginConfig": {"HTTPPort": port, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}}
    behavior = {"TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": DISABLED}
    return {"CallerReference": reference, "Comment": "", "Enabled": True, "Origins": several(origin), "DefaultCacheBehavior": behavior, **more}


def ask(server, host, path="/", body=None, **headers):
    asked = urllib.request.Request(server.base + path, data=body, headers={"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, dict(answer.headers.items()), answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers.items()), answer.read().decode()


def wait_for(what, look, seconds=30):
    until = time.time() + seconds
    while time.time() < until:
        found = look()
        if found:
            return found
        time.sleep(0.25)  # a shard is read five times a second
    return expect(False, f"{what} did not come")


def deployed(server, front, port):
    made = front.create_distribution(DistributionConfig=config("primary", port, "/old", Aliases=several("www.example.org")))
    primary, host = made["Distribution"]["Id"], made["Distribution"]["DomainName"]
    copied = front.copy_distribution(PrimaryDistributionId=primary, Staging=True, IfMatch=made["ETag"], CallerReference="staging", Enabled=True)
    staging = copied["Distribution"]
    expect(staging["DistributionConfig"]["Staging"] is True and staging["DistributionConfig"]["Aliases"]["Quantity"] == 0, f"a copy: {staging}")
    changed = staging["DistributionConfig"]
    changed["Origins"]["Items"][0]["OriginPath"] = "/new"
    changed["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] = SECURITY
    tag = front.update_distribution(Id=staging["Id"], IfMatch=copied["ETag"], DistributionConfig=changed)["ETag"]
    refused("IllegalUpdate", front.update_distribution, Id=staging["Id"], IfMatch=tag, DistributionConfig={**changed, "Staging": False})
    refused("InvalidArgument", front.update_distribution, "aliases", Id=staging["Id"], IfMatch=tag,
            DistributionConfig={**changed, "Aliases": several("x.example.org")})
    expect(ask(server, staging["DomainName"])[0] == 403, "nobody reaches it by its name")

    def traffic(**said):
        return {"StagingDistributionDnsNames": several(staging["DomainName"]), "Enabled": True, "TrafficConfig": said}
    by_header = traffic(Type="SingleHeader", SingleHeaderConfig={"Header": "aws-cf-cd-try", "Value": "yes"})
    for wrong in (traffic(Type="SingleHeader", SingleHeaderConfig={"Header": "x-try", "Value": "yes"}),
                  traffic(Type="SingleWeight", SingleWeightConfig={"Weight": 0.2}),
                  traffic(Type="SingleWeight", SingleHeaderConfig={"Header": "aws-cf-cd-try", "Value": "yes"}),
                  traffic(Type="SingleWeight", SingleWeightConfig={"Weight": 0.1, "SessionStickinessConfig": {"IdleTTL": 600, "MaximumTTL": 300}}),
                  {**by_header, "StagingDistributionDnsNames": several(host)}):
        refused("InvalidArgument", front.create_continuous_deployment_policy, ContinuousDeploymentPolicyConfig=wrong)
    policy = front.create_continuous_deployment_policy(ContinuousDeploymentPolicyConfig=by_header)
    expect("/continuous-deployment-policy/" in policy["Location"], f"{policy}")
    policy, version = policy["ContinuousDeploymentPolicy"]["Id"], policy["ETag"]
    refused("StagingDistributionInUse", front.create_continuous_deployment_policy, ContinuousDeploymentPolicyConfig=by_header)
    listed = front.list_continuous_deployment_policies()["ContinuousDeploymentPolicyList"]
    expect([each["ContinuousDeploymentPolicy"]["Id"] for each in listed["Items"]] == [policy], f"{listed}")
    refused("NoSuchContinuousDeploymentPolicy", front.get_continuous_deployment_policy, Id="none")
    own = made["Distribution"]["DistributionConfig"]
    refused("NoSuchContinuousDeploymentPolicy", front.update_distribution, Id=primary, IfMatch=made["ETag"],
            DistributionConfig={**own, "ContinuousDeploymentPolicyId": "none"})
    refused("InvalidArgument", front.update_distribution, "HTTP/3", Id=primary, IfMatch=made["ETag"],
            DistributionConfig={**own, "ContinuousDeploymentPolicyId": policy, "HttpVersion": "http2and3"})
    own["ContinuousDeploymentPolicyId"] = policy
    now = front.update_distribution(Id=primary, IfMatch=made["ETag"], DistributionConfig=own)["ETag"]
    for name in (host, "www.example.org"):
        expect([ask(server, name, "/a", **fields)[2] for fields in ({}, {"aws_cf_cd_try": "yes"}, {"aws_cf_cd_try": "no"})] ==
               ["/old/a", "/new/a", "/old/a"], f"by a field, at {name}")
    refused("ContinuousDeploymentPolicyInUse", front.create_distribution,
            DistributionConfig=config("second", port, ContinuousDeploymentPolicyId=policy))
    refused("ContinuousDeploymentPolicyInUse", front.delete_continuous_deployment_policy, Id=policy, IfMatch=version)

    # By weight; and a session stays where it began.
    def update(**said):
        nonlocal version
        version = front.update_continuous_deployment_policy(Id=policy, IfMatch=version, ContinuousDeploymentPolicyConfig=traffic(**said))["ETag"]
    refused("PreconditionFailed", front.update_continuous_deployment_policy, Id=policy, IfMatch="E1", ContinuousDeploymentPolicyConfig=by_header)
    update(Type="SingleWeight", SingleWeightConfig={"Weight": 0.15})
    there = sum(ask(server, host, "/a")[2] == "/new/a" for _ in range(200))
    expect(5 < there < 75, f"by weight: {there} of 200")
    update(Type="SingleWeight", SingleWeightConfig={"Weight": 0.15, "SessionStickinessConfig": {"IdleTTL": 300, "MaximumTTL": 600}})
    for _ in range(3):
        first = ask(server, host, "/a")
        cookie = first[1]["Set-Cookie"].split(";")[0]
        expect(all(ask(server, host, "/a", Cookie=cookie)[2] == first[2] for _ in range(30)), "a session")

    # What was tried becomes the primary's own.
    refused("PreconditionFailed", front.update_distribution_with_staging_config, Id=primary, StagingDistributionId=staging["Id"], IfMatch=f"{now}, E1")
    refused("NoSuchDistribution", front.update_distribution_with_staging_config, Id=primary, StagingDistributionId=primary, IfMatch=f"{now}, {tag}")
    refused("StagingDistributionInUse", front.delete_distribution, Id=staging["Id"], IfMatch=front.update_distribution(
        Id=staging["Id"], IfMatch=tag, DistributionConfig={**changed, "Enabled": False})["ETag"])
    tag = front.update_distribution(Id=staging["Id"], IfMatch=front.get_distribution(Id=staging["Id"])["ETag"], DistributionConfig=changed)["ETag"]
    promoted = front.update_distribution_with_staging_config(Id=primary, StagingDistributionId=staging["Id"], IfMatch=f"{now}, {tag}")
    is_now = promoted["Distribution"]["DistributionConfig"]
    expect(is_now["Aliases"]["Items"] == ["www.example.org"] and is_now["ContinuousDeploymentPolicyId"] == policy and
           is_now["Staging"] is False and is_now["CallerReference"] == "primary" and promoted["ETag"] != now, f"promoted: {is_now}")
    status, fields, body = ask(server, host, "/a")
    expect((status, body) == (200, "/new/a") and fields["X-Frame-Options"] == "SAMEORIGIN" and "Set-Cookie" not in fields, f"{fields} {body}")
    off = front.get_continuous_deployment_policy_config(Id=policy)
    expect(off["ContinuousDeploymentPolicyConfig"]["Enabled"] is False, f"the policy is off: {off}")
    last = front.update_distribution(Id=primary, IfMatch=promoted["ETag"], DistributionConfig={**is_now, "ContinuousDeploymentPolicyId": ""})
    front.delete_continuous_deployment_policy(Id=policy, IfMatch=off["ETag"])
    expect(last["Distribution"]["DistributionConfig"]["ContinuousDeploymentPolicyId"] == "", "without")


def streamed(server, front, port):
    kinesis, iam = client_of(server.base, "kinesis"), client_of(server.base, "iam")
    kinesis.create_stream(StreamName="cdn", ShardCount=1)
    stream = kinesis.describe_stream_summary(StreamName="cdn")["StreamDescriptionSummary"]["StreamARN"]
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "cloudfront.amazonaws.com"}}]}
    role = iam.create_role(RoleName="cdn-logs", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="cdn-logs", PolicyName="put", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "kinesis:PutRecord*", "Resource": stream}]}))
    ends = [{"StreamType": "Kinesis", "KinesisStreamConfig": {"RoleARN": role, "StreamARN": stream}}]
    fields = ["timestamp", "c-ip", "sc-status", "cs-method", "cs-host", "cs-uri-stem", "cs-uri-query", "x-edge-location", "c-country",
              "cs-accept", "cs-header-names", "cs-headers-count", "cache-behavior-path-pattern", "x-edge-result-type", "primary-distribution-id", "asn"]
    said = {"Name": "live", "SamplingRate": 100, "Fields": fields, "EndPoints": ends}
    for wrong in ({"SamplingRate": 0}, {"SamplingRate": 101}, {"Fields": ["nope"]}, {"Fields": []}, {"EndPoints": []},
                  {"EndPoints": [{"StreamType": "Kinesis", "KinesisStreamConfig": {"RoleARN": role, "StreamARN": role}}]}):
        refused("InvalidArgument", front.create_realtime_log_config, **{**said, **wrong})
    live = front.create_realtime_log_config(**said)["RealtimeLogConfig"]
    expect(live == {**said, "ARN": "arn:aws:cloudfront::000000000000:realtime-log-config/live"}, f"made: {live}")
    refused("RealtimeLogConfigAlreadyExists", front.create_realtime_log_config, **said)
    expect(front.get_realtime_log_config(Name="live")["RealtimeLogConfig"] == front.get_realtime_log_config(ARN=live["ARN"])["RealtimeLogConfig"] == live, "by either")
    refused("NoSuchRealtimeLogConfig", front.get_realtime_log_config, Name="none")
    expect(front.list_realtime_log_configs()["RealtimeLogConfigs"]["Items"] == [live], "listed")
    refused("NoSuchRealtimeLogConfig", front.create_distribution, DistributionConfig=config("bad", port, DefaultCacheBehavior={
        "TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": DISABLED, "RealtimeLogConfigArn": live["ARN"] + "s"}))
    other = {"TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": DISABLED}
    one = front.create_distribution(DistributionConfig=config("streamed", port, CacheBehaviors=several(
        {**other, "PathPattern": "/quiet/*"}, {**other, "PathPattern": "/live/*", "RealtimeLogConfigArn": live["ARN"]})))["Distribution"]
    host = one["DomainName"]
    iterator = kinesis.get_shard_iterator(StreamName="cdn", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    lines = []

    def read():
        nonlocal iterator
        answer = kinesis.get_records(ShardIterator=iterator)
        iterator = answer["NextShardIterator"]
        lines.extend(record["Data"].decode() for record in answer["Records"])
        return lines
    began = time.time()
    for path in ("/quiet/a", "/other", "/live/a%20b?x=1", "/live/missing"):
        ask(server, host, path, X_Windtunnel_Country="DE", Accept="text/html", User_Agent="a browser")
    wait_for("two records", lambda: len(read()) == 2)
    first, missing = (dict(zip(fields, line.removesuffix("\n").split("\t"), strict=True)) for line in lines)
    expect(lines[0].endswith("\n") and began - 1 < float(first["timestamp"]) < time.time() + 1 and len(first["timestamp"].split(".")[1]) == 3, f"{first}")
    wanted = {"c-ip": "127.0.0.1", "sc-status": "200", "cs-method": "GET", "cs-host": host, "cs-uri-stem": "/live/a%20b", "cs-uri-query": "x=1",
              "x-edge-location": "IAD50-P1", "c-country": "DE", "cs-accept": "text/html", "cache-behavior-path-pattern": "/live/*",
              "x-edge-result-type": "Miss", "primary-distribution-id": "-", "asn": "-"}
    expect({name: first[name] for name in wanted} == wanted and missing["sc-status"] == "404", f"{first} {missing}")
    names = first["cs-header-names"].split("%0A")
    expect({"host", "accept", "user-agent"} <= {name.lower() for name in names} and len(names) == int(first["cs-headers-count"]) and
           "windtunnel" not in first["cs-header-names"].lower(), f"{names}")
    expect([each["Id"] for each in front.list_distributions_by_realtime_log_config(RealtimeLogConfigName="live")["DistributionList"]["Items"]] == [one["Id"]], "who has it")
    refused("RealtimeLogConfigInUse", front.delete_realtime_log_config, ARN=live["ARN"])
    # Fewer fields, of fewer requests; and nothing by a role that may not.
    changed = front.update_realtime_log_config(ARN=live["ARN"], SamplingRate=20, Fields=["sc-status"], EndPoints=ends)["RealtimeLogConfig"]
    expect((changed["SamplingRate"], changed["Fields"]) == (20, ["sc-status"]), f"{changed}")
    del lines[:]
    for _ in range(200):
        ask(server, host, "/live/b")
    wait_for("some records", lambda: len(read()) > 5)
    front.update_realtime_log_config(ARN=live["ARN"], SamplingRate=100, Fields=["cs-uri-stem"], EndPoints=ends)
    ask(server, host, "/live/last")
    wait_for("the last record", lambda: "/live/last\n" in read())
    expect(5 < len(lines) < 100 and lines[0] == "200\n", f"one of five: {len(lines)}")
    iam.delete_role_policy(RoleName="cdn-logs", PolicyName="put")
    lost = front.get_distribution(Id=one["Id"])
    ask(server, host, "/live/refused")
    off = {**lost["Distribution"]["DistributionConfig"], "CacheBehaviors": several()}
    front.update_distribution(Id=one["Id"], IfMatch=lost["ETag"], DistributionConfig=off)
    front.delete_realtime_log_config(Name="live")
    refused("NoSuchRealtimeLogConfig", front.delete_realtime_log_config, Name="live")
    expect("/live/refused\n" not in read(), "a role that may not put")


def in_vpc(server, front, port):
    balancer = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/one/0123456789abcdef"
    end = {"Name": "inside", "Arn": balancer, "HTTPPort": port, "HTTPSPort": 443, "OriginProtocolPolicy": "http-only"}
    refused("InvalidArgument", front.create_vpc_origin, "Arn", VpcOriginEndpointConfig={**end, "Arn": "arn:aws:s3:::bucket"})
    refused("InvalidArgument", front.create_vpc_origin, "HTTPPort", VpcOriginEndpointConfig={**end, "HTTPPort": 81})
    made = front.create_vpc_origin(VpcOriginEndpointConfig=end, Tags={"Items": [{"Key": "team", "Value": "edge"}]})
    one = made["VpcOrigin"]
    expect(made["ResponseMetadata"]["HTTPStatusCode"] == 202 and one["Id"].startswith("vo_") and one["Status"] == "Deployed" and
           one["Arn"] == f"arn:aws:cloudfront::000000000000:vpcorigin/{one['Id']}" and made["Location"].endswith("/vpc-origin/" + one["Id"]), f"{made}")
    expect(front.list_tags_for_resource(Resource=one["Arn"])["Tags"]["Items"] == [{"Key": "team", "Value": "edge"}], "tags")
    front.tag_resource(Resource=one["Arn"], Tags={"Items": [{"Key": "a", "Value": "1"}]})
    front.untag_resource(Resource=one["Arn"], TagKeys={"Items": ["team"]})
    expect(front.list_tags_for_resource(Resource=one["Arn"])["Tags"]["Items"] == [{"Key": "a", "Value": "1"}], "other tags")
    refused("EntityAlreadyExists", front.create_vpc_origin, VpcOriginEndpointConfig=end)
    refused("EntityNotFound", front.get_vpc_origin, Id="vo_none")
    behind = {"Id": "web", "DomainName": "127.0.0.1", "VpcOriginConfig": {"VpcOriginId": one["Id"]}}
    refused("EntityNotFound", front.create_distribution, DistributionConfig=config(
        "none", port, Origins=several({**behind, "VpcOriginConfig": {"VpcOriginId": "vo_none"}})))
    distribution = front.create_distribution(DistributionConfig=config("vpc", port, Origins=several(behind)))
    told = distribution["Distribution"]["DistributionConfig"]["Origins"]["Items"][0]["VpcOriginConfig"]
    expect((told["OriginReadTimeout"], told["OriginKeepaliveTimeout"]) == (30, 5), f"filled in: {told}")
    expect(ask(server, distribution["Distribution"]["DomainName"], "/inside")[::2] == (200, "/inside"), "through it")
    ids = front.list_distributions_by_vpc_origin_id(VpcOriginId=one["Id"])["DistributionIdList"]["Items"]
    expect(ids == [distribution["Distribution"]["Id"]], f"who has it: {ids}")
    refused("CannotDeleteEntityWhileInUse", front.delete_vpc_origin, Id=one["Id"], IfMatch=made["ETag"])
    refused("CannotUpdateEntityWhileInUse", front.update_vpc_origin, Id=one["Id"], IfMatch=made["ETag"], VpcOriginEndpointConfig=end)
    front.update_distribution(Id=distribution["Distribution"]["Id"], IfMatch=distribution["ETag"], DistributionConfig=config("vpc", port))
    refused("PreconditionFailed", front.update_vpc_origin, Id=one["Id"], IfMatch="E1", VpcOriginEndpointConfig=end)
    updated = front.update_vpc_origin(Id=one["Id"], IfMatch=made["ETag"], VpcOriginEndpointConfig={**end, "Name": "other"})
    listed = front.list_vpc_origins()["VpcOriginList"]["Items"]
    expect([(each["Name"], each["OriginEndpointArn"]) for each in listed] == [("other", balancer)], f"{listed}")
    gone = front.delete_vpc_origin(Id=one["Id"], IfMatch=updated["ETag"])
    expect(gone["VpcOrigin"]["Status"] == "Deleting" and front.list_vpc_origins()["VpcOriginList"]["Quantity"] == 0, f"{gone}")


def at_the_edge(server, front, port):
    """A Lambda function that is invoked near a viewer of Frankfurt and one of Virginia."""
    iam, functions = client_of(server.base, "iam"), client_of(server.base, "lambda")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
        "Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}}]}
    role = iam.create_role(RoleName="edge", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    functions.create_function(FunctionName="near", Runtime="python3.12", Handler="index.handler", Role=role, Code={"ZipFile": package(
        index="def handler(event, context):\n    return event['Records'][0]['cf']['request']\n")})
    arn = functions.publish_version(FunctionName="near")["FunctionArn"]
    host = front.create_distribution(DistributionConfig=config("near", port, DefaultCacheBehavior={
        "TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": DISABLED,
        "LambdaFunctionAssociations": several({"LambdaFunctionARN": arn, "EventType": "viewer-request"})}))["Distribution"]["DomainName"]
    for place in ("FRA", "FRA", "IAD"):
        expect(ask(server, host, "/near", X_Windtunnel_Pop=place)[0] == 200, "through the function")


def near_viewers(server):
    """Its metrics are in those regions, by its name and its home's."""
    for region, count in (("eu-central-1", 2), ("us-east-1", 1)):
        watch = client_of(server.base, "cloudwatch", region=region)
        names = {}
        for each in watch.list_metrics(Namespace="AWS/Lambda", Dimensions=[{"Name": "FunctionName", "Value": "us-east-1.near"}])["Metrics"]:
            names.setdefault(tuple(one["Value"] for one in each["Dimensions"]), set()).add(each["MetricName"])
        wanted = {"Invocations", "Duration"}
        expect(wanted <= names[("us-east-1.near",)] and wanted <= names[("us-east-1.near", "us-east-1.near:1")], f"{region}: {names}")
        told = watch.get_metric_statistics(Namespace="AWS/Lambda", MetricName="Invocations", Dimensions=[{"Name": "FunctionName", "Value": "us-east-1.near"}],
                                           StartTime=time.time() - 3600, EndTime=time.time() + 60, Period=3600, Statistics=["Sum"])["Datapoints"]
        expect(sum(each["Sum"] for each in told) == count, f"{region}: {told}")


def monitored(server, front, port):
    on = {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}
    ids = [front.create_distribution(DistributionConfig=config(name, port))["Distribution"] for name in ("watched", "unwatched")]
    watched, plain = ids
    refused("NoSuchMonitoringSubscription", front.get_monitoring_subscription, DistributionId=watched["Id"])
    refused("NoSuchDistribution", front.create_monitoring_subscription, DistributionId="ENONE", MonitoringSubscription=on)
    made = front.create_monitoring_subscription(DistributionId=watched["Id"], MonitoringSubscription=on)["MonitoringSubscription"]
    expect(made == front.get_monitoring_subscription(DistributionId=watched["Id"])["MonitoringSubscription"] == on, f"{made}")
    refused("MonitoringSubscriptionAlreadyExists", front.create_monitoring_subscription, DistributionId=watched["Id"], MonitoringSubscription=on)
    watch = client_of(server.base, "cloudwatch")

    def metrics(distribution):
        for path in ("/a", "/missing"):
            ask(server, distribution["DomainName"], path)
        return {each["MetricName"] for each in watch.list_metrics(Namespace="AWS/CloudFront", Dimensions=[
            {"Name": "DistributionId", "Value": distribution["Id"]}, {"Name": "Region", "Value": "Global"}])["Metrics"]}
    more = {"OriginLatency", "CacheHitRate", *(f"{status}ErrorRate" for status in (401, 403, 404, 502, 503, 504))}
    usual = {"Requests", "4xxErrorRate", "5xxErrorRate", "TotalErrorRate"}
    metrics(plain)
    wait_for("additional metrics", lambda: more | usual <= metrics(watched), 150)
    wait_for("usual metrics", lambda: usual <= metrics(plain), 150)
    expect(not more & metrics(plain), f"additional metrics without a subscription: {metrics(plain)}")
    front.delete_monitoring_subscription(DistributionId=watched["Id"])
    refused("NoSuchMonitoringSubscription", front.delete_monitoring_subscription, DistributionId=watched["Id"])


FUNCTION = """
def handler(event, context):
    return {"statusCode": 200, "body": event["requestContext"]["http"]["method"] + " " + event.get("body", "nothing")}
"""


def function_urls(server, front, port):
    """A function's URL that lets in one distribution alone."""
    functions = client_of(server.base, "lambda")
    functions.create_function(FunctionName="behind", Runtime="python3.12", Handler="index.handler", Code={"ZipFile": package(index=FUNCTION)},
                              Role="arn:aws:iam::000000000000:role/any")
    host = functions.create_function_url_config(FunctionName="behind", AuthType="AWS_IAM")["FunctionUrl"].split("//")[1].strip("/").split(":")[0]
    refused("NotImplemented", front.create_origin_access_control, OriginAccessControlConfig={
        "Name": "media", "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "mediastore"})
    control = front.create_origin_access_control(OriginAccessControlConfig={
        "Name": "functions", "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "lambda"})["OriginAccessControl"]["Id"]
    origin = {"Id": "web", "DomainName": host, "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
    behavior = {"TargetOriginId": "web", "ViewerProtocolPolicy": "allow-all", "CachePolicyId": DISABLED,
                "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
                "AllowedMethods": {**several("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"), "CachedMethods": several("GET", "HEAD")}}

    def made(name, **more):
        return front.create_distribution(DistributionConfig=config(
            name, port, Origins=several({**origin, **more}), DefaultCacheBehavior=behavior))["Distribution"]
    refused("InvalidOriginAccessControl", front.create_distribution, "another type", DistributionConfig=config("bucket", port, Origins=several({
        "Id": "web", "DomainName": "b.s3.us-east-1.amazonaws.com", "OriginAccessControlId": control, "S3OriginConfig": {"OriginAccessIdentity": ""}})))
    plain, one, other = made("plain"), made("one", OriginAccessControlId=control), made("other", OriginAccessControlId=control)
    expect(ask(server, one["DomainName"])[0] == 403, "nobody let CloudFront in")
    for action in ("lambda:InvokeFunctionUrl", "lambda:InvokeFunction"):
        more = {"FunctionUrlAuthType": "AWS_IAM"} if action.endswith("Url") else {}
        functions.add_permission(FunctionName="behind", StatementId=action[7:], Action=action, Principal="cloudfront.amazonaws.com", SourceArn=one["ARN"], **more)
    expect(ask(server, one["DomainName"], "/a?b=c")[::2] == (200, "GET nothing"), f"by its policy: {ask(server, one['DomainName'])}")
    expect([ask(server, each["DomainName"])[0] for each in (plain, other)] == [403, 403], "without a signature, and another distribution")
    digest = hashlib.sha256(b"a body").hexdigest()
    status, _, body = ask(server, one["DomainName"], body=b"a body", x_amz_content_sha256=digest, Content_Type="text/plain")
    expect((status, body) == (200, "POST a body"), f"a body with its hash: {status} {body}")
    expect(ask(server, one["DomainName"], body=b"a body")[0] == 403 and
           ask(server, one["DomainName"], body=b"another", x_amz_content_sha256=digest)[0] == 403, "without it, or of another one")


def kept(port):
    """All of it is there after the process has been killed."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(None, "--data", folder)
        front = client_of(server.base, "cloudfront")
        primary = front.create_distribution(DistributionConfig=config("primary", port, "/old"))
        staging = front.create_distribution(DistributionConfig=config("staging", port, "/new", Staging=True))["Distribution"]
        policy = front.create_continuous_deployment_policy(ContinuousDeploymentPolicyConfig={
            "StagingDistributionDnsNames": several(staging["DomainName"]), "Enabled": True, "TrafficConfig": {
                "Type": "SingleHeader", "SingleHeaderConfig": {"Header": "aws-cf-cd-try", "Value": "yes"}}})["ContinuousDeploymentPolicy"]
        front.create_monitoring_subscription(DistributionId=primary["Distribution"]["Id"], MonitoringSubscription={
            "RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Disabled"}})
        front.create_realtime_log_config(Name="live", SamplingRate=1, Fields=["timestamp"], EndPoints=[{"StreamType": "Kinesis", "KinesisStreamConfig": {
            "RoleARN": "arn:aws:iam::000000000000:role/r", "StreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/s"}}])
        front.create_vpc_origin(VpcOriginEndpointConfig={
            "Name": "inside", "Arn": "arn:aws:ec2:us-east-1:000000000000:instance/i-0123456789abcdef0", "HTTPPort": 80, "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only"}, Tags={"Items": [{"Key": "a", "Value": "1"}]})
        front.update_distribution(Id=primary["Distribution"]["Id"], IfMatch=primary["ETag"], DistributionConfig={
            **primary["Distribution"]["DistributionConfig"], "ContinuousDeploymentPolicyId": policy["Id"]})

        def seen():
            told = [front.get_continuous_deployment_policy(Id=policy["Id"]), front.list_realtime_log_configs(), front.list_vpc_origins(),
                    front.get_monitoring_subscription(DistributionId=primary["Distribution"]["Id"]),
                    front.list_tags_for_resource(Resource=front.list_vpc_origins()["VpcOriginList"]["Items"][0]["Arn"])]
            return [{name: value for name, value in each.items() if name != "ResponseMetadata"} for each in told]
        before = seen()
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        server = Server(None, "--data", folder)
        front = client_of(server.base, "cloudfront")
        try:
            expect(seen() == before, f"{seen()} is not {before}")
            host = primary["Distribution"]["DomainName"]
            expect([ask(server, host, "/a", **fields)[2] for fields in ({}, {"aws_cf_cd_try": "yes"})] == ["/old/a", "/new/a"], "still divided")
        finally:
            server.stop()


web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=web.serve_forever, daemon=True).start()
server = Server(None)
try:
    client = client_of(server.base, "cloudfront")
    for part in (deployed, streamed, in_vpc, function_urls, at_the_edge, monitored):
        part(server, client, web.server_port)
    near_viewers(server)  # a minute after
finally:
    server.stop()
kept(web.server_port)
