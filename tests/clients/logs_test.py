"""boto3, unmodified, against a fresh server: CloudWatch Logs."""
import base64
import gzip
import json
import os
import re
import tempfile
import time
import zlib

from clients import SCENARIOS, Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
server = Server(None)
logs = client_of(server.base, "logs")
NOW = int(time.time() * 1000)


def put(group, stream, *messages):
    """Events a second apart, the last one now."""
    first = NOW - 1000 * (len(messages) - 1)
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[
        {"timestamp": first + 1000 * i, "message": message} for i, message in enumerate(messages)])


def messages(answer):
    return [event["message"] for event in answer["events"]]


def groups_and_streams():
    for i in range(7):
        logs.create_log_group(logGroupName=f"/app/{i}", tags={"number": str(i)})
    refused("ResourceAlreadyExistsException", logs.create_log_group, "The specified log group already exists",
            logGroupName="/app/0")
    found = [group["logGroupName"] for page in logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix="/app/", PaginationConfig={"PageSize": 3}) for group in page["logGroups"]]
    expect(found == [f"/app/{i}" for i in range(7)], f"groups: {found}")
    group = logs.describe_log_groups(logGroupNamePrefix="/app/3")["logGroups"][0]
    arn = "arn:aws:logs:us-east-1:000000000000:log-group:/app/3"
    expect(group["arn"] == arn + ":*" and group["storedBytes"] == 0, f"group: {group}")

    logs.put_retention_policy(logGroupName="/app/3", retentionInDays=30)
    refused("InvalidParameterException", logs.put_retention_policy, "retentionInDays", logGroupName="/app/3",
            retentionInDays=31)
    expect(logs.describe_log_groups(logGroupNamePrefix="/app/3")["logGroups"][0]["retentionInDays"] == 30, "the days")
    logs.delete_retention_policy(logGroupName="/app/3")
    expect("retentionInDays" not in logs.describe_log_groups(logGroupNamePrefix="/app/3")["logGroups"][0], "no days")

    logs.tag_resource(resourceArn=arn, tags={"team": "blue"})
    expect(logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"number": "3", "team": "blue"}, "tags")
    logs.untag_resource(resourceArn=arn, tagKeys=["number"])
    expect(logs.list_tags_log_group(logGroupName="/app/3")["tags"] == {"team": "blue"}, "tags of the group")

    for name in ["a", "b", "c"]:
        logs.create_log_stream(logGroupName="/app/3", logStreamName=name)
    refused("ResourceAlreadyExistsException", logs.create_log_stream, "The specified log stream already exists",
            logGroupName="/app/3", logStreamName="a")
    put("/app/3", "b", "hello")
    found = [stream["logStreamName"] for page in logs.get_paginator("describe_log_streams").paginate(
        logGroupName="/app/3", orderBy="LastEventTime", descending=True, PaginationConfig={"PageSize": 1})
        for stream in page["logStreams"]]
    expect(found == ["b", "c", "a"], f"streams: {found}")
    logs.delete_log_stream(logGroupName="/app/3", logStreamName="b")
    refused("ResourceNotFoundException", logs.get_log_events, "The specified log stream does not exist.",
            logGroupName="/app/3", logStreamName="b")
    logs.delete_log_group(logGroupName="/app/3")
    refused("ResourceNotFoundException", logs.delete_log_group, "The specified log group does not exist.",
            logGroupName="/app/3")
    other = client_of(server.base, "logs", region="eu-west-1")
    expect(other.describe_log_groups()["logGroups"] == [], "another region has other groups")


def events():
    logs.create_log_group(logGroupName="events")
    logs.create_log_stream(logGroupName="events", logStreamName="s")
    answer = put("events", "s", *(f"line {i} ü" for i in range(25)))
    expect("nextSequenceToken" in answer and "rejectedLogEventsInfo" not in answer, f"put: {answer}")
    refused("InvalidParameterException", logs.put_log_events, "chronological", logGroupName="events", logStreamName="s",
            logEvents=[{"timestamp": NOW, "message": "x"}, {"timestamp": NOW - 1, "message": "y"}])
    answer = logs.put_log_events(logGroupName="events", logStreamName="s", logEvents=[
        {"timestamp": NOW - 15 * 86_400_000, "message": "old"}, {"timestamp": NOW + 3 * 3_600_000, "message": "new"}])
    expect(answer["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1, "tooNewLogEventStartIndex": 1},
           f"rejected: {answer}")

    read, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = logs.get_log_events(logGroupName="events", logStreamName="s", startFromHead=True, limit=10, **more)
        read += messages(page)
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    expect(read == [f"line {i} ü" for i in range(25)], f"forward: {read}")
    by_arn = {"logGroupIdentifier": "arn:aws:logs:us-east-1:000000000000:log-group:events"}
    if "logGroupName" in logs.meta.service_model.operation_model("GetLogEvents").input_shape.required_members:
        by_arn = {"logGroupName": "events"}  # a boto3 that does not know the other way
    page = logs.get_log_events(logStreamName="s", limit=3, **by_arn)
    expect(messages(page) == [f"line {i} ü" for i in (22, 23, 24)], f"the latest: {page}")
    page = logs.get_log_events(logGroupName="events", logStreamName="s", limit=2, nextToken=page["nextBackwardToken"])
    expect(messages(page) == [f"line {i} ü" for i in (20, 21)], f"backward: {page}")

    large = "x" * 100_000
    for i in range(15):
        put("events", "s", f"{large} {i}")
    refused("InvalidParameterException", logs.filter_log_events, "length less than or equal to 1024",
            logGroupName="events", filterPattern=large)
    pages = list(logs.get_paginator("filter_log_events").paginate(logGroupName="events", filterPattern="-line"))
    expect(len(pages) > 1 and sum(len(page["events"]) for page in pages) == 15, f"{len(pages)} pages")


def patterns():
    logs.create_log_group(logGroupName="patterns")
    for stream in ["a", "b"]:
        logs.create_log_stream(logGroupName="patterns", logStreamName=stream)
    put("patterns", "a", '{"status": 404, "path": "/x"}', "ERROR one two", "127.0.0.1 \"GET /\" 500 12")
    put("patterns", "b", '{"status": 200, "path": "/y", "user": null}', "WARN two", "10.0.0.1 \"GET /\" 200 12")

    def found(pattern, **more):
        return sorted(messages(logs.filter_log_events(logGroupName="patterns", filterPattern=pattern, **more)))

    expect(found("{ $.status = 4* }") == ['{"status": 404, "path": "/x"}'], "a wildcard")
    expect(len(found("{ ($.status > 100) && ($.path = \"/*\") }")) == 2, "two conditions")
    expect(len(found("{ $.user IS NULL || $.status = 404 }")) == 2, "either")
    expect(found("two -ERROR") == ["WARN two"], "an excluded term")
    expect(found("?ERROR ?WARN", logStreamNames=["a"]) == ["ERROR one two"], "one stream")
    expect(found("[ip, request, status = 5*, size]") == ['127.0.0.1 "GET /" 500 12'], "fields")
    expect(len(found("")) == 6 and len(found("", logStreamNamePrefix="b")) == 3, "everything")
    refused("InvalidParameterException", logs.filter_log_events, "Invalid filter pattern", logGroupName="patterns",
            filterPattern="{ $.x")
    matches = logs.test_metric_filter(filterPattern="[ip, status=4*]", logEventMessages=["a 200", "b 404"])["matches"]
    expect([match["extractedValues"] for match in matches] == [{"$ip": "b", "$status": "404"}], f"matches: {matches}")
    refused("NotImplemented", logs.describe_export_tasks, "DescribeExportTasks")


def metric_filters():
    watch = client_of(server.base, "cloudwatch")
    logs.create_log_group(logGroupName="measured")
    logs.create_log_stream(logGroupName="measured", logStreamName="s")

    def make(name, pattern, **metric):
        logs.put_metric_filter(logGroupName="measured", filterName=name, filterPattern=pattern, metricTransformations=[
            {"metricNamespace": "Shop", "metricName": name, **metric}])

    def sums(name, **asked):
        found = watch.get_metric_statistics(
            Namespace="Shop", MetricName=name, StartTime=NOW // 1000 - 3600, EndTime=NOW // 1000 + 3600, Period=7200,
            Statistics=["Sum", "SampleCount"], **asked)["Datapoints"]
        return [(point["Sum"], point["SampleCount"], point["Unit"]) for point in found]

    make("errors", "ERROR", metricValue="1", defaultValue=0)
    make("slow", "{ $.ms > 10 }", metricValue="$.ms", unit="Milliseconds", dimensions={"Path": "$.path"})
    refused("InvalidParameterException", make, "mutually exclusive", name="x", pattern="{ $.a = 1 }", metricValue="1",
            defaultValue=0, dimensions={"A": "$.a"})
    put("measured", "s", "ERROR one", "fine", "ERROR two", '{"ms": 25, "path": "/a"}', '{"ms": 5, "path": "/a"}',
        '{"ms": 30.5, "path": "/b"}', '{"ms": 75, "path": "/a"}')
    expect(sums("errors") == [(2, 2, "None")], f"the errors: {sums('errors')}")
    slow = sums("slow", Dimensions=[{"Name": "Path", "Value": "/a"}])
    expect(slow == [(100, 2, "Milliseconds")], f"the slow ones: {slow}")
    found = [each["filterName"] for page in logs.get_paginator("describe_metric_filters").paginate(
        logGroupName="measured", PaginationConfig={"PageSize": 1}) for each in page["metricFilters"]]
    expect(found == ["errors", "slow"], f"the filters: {found}")
    logs.delete_metric_filter(logGroupName="measured", filterName="errors")
    put("measured", "s", "ERROR three")
    expect(sums("errors") == [(2, 2, "None")], "a filter that is gone went on")


def default_values():
    """A minute in which events came in and none matched has the filter's default value, and no other minute has it."""
    still = Server(None, "--clock", "manual", "--now", "2026-01-02T03:04:05Z")
    try:
        writes, watch = client_of(still.base, "logs"), client_of(still.base, "cloudwatch")
        writes.create_log_group(logGroupName="quiet")
        writes.create_log_stream(logGroupName="quiet", logStreamName="s")
        writes.put_metric_filter(logGroupName="quiet", filterName="f", filterPattern="ERROR", metricTransformations=[
            {"metricNamespace": "Shop", "metricName": "errors", "metricValue": "2", "defaultValue": 0.5}])
        start = 1767323040000  # 03:04:00
        for minute, messages in enumerate([["fine", "also fine"], ["fine", "ERROR", "fine"], [], ["fine"]]):
            for message in messages:
                writes.put_log_events(logGroupName="quiet", logStreamName="s", logEvents=[
                    {"timestamp": start + minute * 60_000 + 30_000, "message": message}])
            status, _, answer = still.ask(still.base + "/_windtunnel/clock", "POST", json.dumps({"advance": "60s"}))
            expect(status == 200, f"the clock: {answer}")
        found = watch.get_metric_statistics(
            Namespace="Shop", MetricName="errors", StartTime=start // 1000, EndTime=start // 1000 + 600, Period=60,
            Statistics=["Sum", "SampleCount"])["Datapoints"]
        points = sorted((int(each["Timestamp"].timestamp()) * 1000 - start, each["Sum"], each["SampleCount"]) for each in found)
        expect(points == [(0, 0.5, 1), (60_000, 2, 1), (180_000, 0.5, 1)], f"minutes: {points}")
    finally:
        still.stop()


def queries():
    logs.create_log_group(logGroupName="asked")
    logs.create_log_stream(logGroupName="asked", logStreamName="s")
    put("asked", "s", *(json.dumps({"path": f"/{i % 2}", "ms": i}) for i in range(10)))
    span = {"logGroupName": "asked", "startTime": NOW // 1000 - 60, "endTime": NOW // 1000 + 60}

    def rows(text, **more):
        query = logs.start_query(queryString=text, **span, **more)["queryId"]
        for _ in range(100):
            answer = logs.get_query_results(queryId=query)
            if answer["status"] != "Running":
                break
        expect(answer["status"] == "Complete", f"{text}: {answer['status']}")
        return [{each["field"]: each["value"] for each in row if each["field"] != "@ptr"} for row in answer["results"]]

    found = rows("fields path, ms | filter ms >= 7 | sort ms asc")
    expect(found == [{"path": "/1", "ms": "7"}, {"path": "/0", "ms": "8"}, {"path": "/1", "ms": "9"}], f"{found}")
    found = rows("stats count(*) as n, avg(ms) as mean, pct(ms, 50) as p50 by path | sort path asc")
    expect(found == [{"path": "/0", "n": "5", "mean": "4", "p50": "4"},
                     {"path": "/1", "n": "5", "mean": "5", "p50": "5"}], f"{found}")
    found = rows('parse @message \'"ms": *}\' as taken | filter taken = 3 | display taken')
    expect(found == [{"taken": "3"}], f"{found}")
    expect(len(rows("fields @timestamp, @message", limit=4)) == 4, "the limit")
    refused("MalformedQueryException", logs.start_query, "pattern", queryString="fields a | pattern a", **span)
    expect(logs.describe_queries(logGroupName="asked", status="Complete")["queries"][-1]["queryString"].startswith(
        "fields path"), "the first query")
    saved = logs.put_query_definition(name="slow", queryString="filter ms > 5", logGroupNames=["asked"])
    found = logs.describe_query_definitions(queryDefinitionNamePrefix="sl")["queryDefinitions"]
    expect([each["queryDefinitionId"] for each in found] == [saved["queryDefinitionId"]], f"saved: {found}")
    expect(logs.delete_query_definition(queryDefinitionId=saved["queryDefinitionId"])["success"], "not deleted")
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    logs.put_resource_policy(policyName="dns", policyDocument=document)
    found = logs.describe_resource_policies()["resourcePolicies"]
    expect([(each["policyName"], each["policyDocument"]) for each in found] == [("dns", document)], f"{found}")
    logs.delete_resource_policy(policyName="dns")
    refused("ResourceNotFoundException", logs.delete_resource_policy, "[dns]", policyName="dns")


# A function that stores what it is called with, and the streams: everything ends in the bucket.
STREAMS = """
version: 1
name: streams
workload: { mix: [ { route: "POST /x", weight: 1 } ], phases: [ { name: some, for: 1s, rate: 1/s } ] }
architecture:
  api: { type: apigateway-rest, routes: { "POST /x": keeper } }
  keeper: { type: lambda, handlers: { "*": { calls: [ { to: calls, op: put } ] } } }
  calls: { type: firehose, buffer: { size: 1MiB, interval: 1s }, to: of-lambda }
  clicks: { type: kinesis, shards: 1 }
  copy: { type: firehose, source: clicks, buffer: { size: 1MiB, interval: 1s }, to: of-kinesis }
  direct: { type: firehose, buffer: { size: 1MiB, interval: 1s }, to: of-firehose }
  of-kinesis: { type: s3 }
  of-firehose: { type: s3 }
  of-lambda: { type: s3 }
"""


def documents(content):
    """The documents in what was packed one after another."""
    found, rest = [], content
    while rest:
        unpacker = zlib.decompressobj(wbits=31)
        found.append(json.loads(unpacker.decompress(rest)))
        rest = unpacker.unused_data
    return found


def stored(s3, bucket, enough):
    """What lies in a bucket, once `enough` says that it is all there."""
    deadline = time.monotonic() + 60
    while True:
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        content = b"".join(s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys)
        if enough(content):
            return content
        expect(time.monotonic() < deadline, f"{bucket} has only {content!r}")
        time.sleep(0.1)


def subscriptions():
    with tempfile.TemporaryDirectory(prefix="wt-streams-") as place:
        with open(f"{place}/streams.yaml", "w", encoding="utf-8") as file:
            file.write(STREAMS)
        served = Server(os.path.relpath(f"{place}/streams.yaml", SCENARIOS))
        try:
            deliveries(client_of(served.base, "logs"), client_of(served.base, "s3"))
        finally:
            served.stop()


def deliveries(mine, s3):
    here = "us-east-1:000000000000"
    role = {"roleArn": "arn:aws:iam::000000000000:role/r"}
    targets = {"clicks": (f"arn:aws:kinesis:{here}:stream/clicks", role),
               "direct": (f"arn:aws:firehose:{here}:deliverystream/direct", role),
               "keeper": (f"arn:aws:lambda:{here}:function:keeper", {})}

    def subscribe(group, arn, **more):
        mine.put_subscription_filter(logGroupName=group, filterName="f", filterPattern="ERROR", destinationArn=arn,
                                     **more)

    for group, (arn, more) in targets.items():
        mine.create_log_group(logGroupName=group)
        mine.create_log_stream(logGroupName=group, logStreamName="s")
        refused("InvalidParameterException", subscribe, group=group, arn=arn + "-none", **more)
        subscribe(group, arn, **more)
    refused("InvalidParameterException", subscribe, "without roleArn", group="clicks", arn=targets["clicks"][0])
    refused("InvalidParameterException", subscribe, "Firehose", group="direct",
            arn=f"arn:aws:firehose:{here}:deliverystream/copy", **role)
    refused("InvalidParameterException", subscribe, "vendor sqs", group="direct", arn=f"arn:aws:sqs:{here}:q", **role)
    for group in targets:
        mine.put_log_events(logGroupName=group, logStreamName="s", logEvents=[
            {"timestamp": NOW, "message": "fine"}, {"timestamp": NOW + 1, "message": f"ERROR in {group}"}])

    def check(document, group):
        expect((document["messageType"], document["owner"], document["logGroup"], document["logStream"],
                document["subscriptionFilters"]) == ("DATA_MESSAGE", "000000000000", group, "s", ["f"]), f"{document}")
        event, = document["logEvents"]
        expect((event["timestamp"], event["message"]) == (NOW + 1, f"ERROR in {group}"), f"the event: {event}")
        expect(mine.filter_log_events(logGroupName=group, filterPattern="ERROR")["events"][0]["eventId"] == event["id"],
               "another id")

    for bucket, group in [("of-kinesis", "clicks"), ("of-firehose", "direct")]:
        # Objects of one second are named in no order.
        control, data = sorted(documents(stored(s3, bucket, lambda content: len(documents(content)) == 2)),
                               key=lambda each: each["messageType"])
        expect(control["messageType"] == "CONTROL_MESSAGE", f"beside the events came {control}")
        check(data, group)
    kept = stored(s3, "of-lambda", lambda content: b"awslogs" in content)
    check(json.loads(gzip.decompress(base64.b64decode(re.search(rb"H4sI[A-Za-z0-9+/=]+", kept).group()))), "keeper")


def lines_go_on():
    """A function's lines still arrive when they invoke another one, which has lines of its own."""
    served = Server("serverless-rest.yaml")
    try:
        mine = client_of(served.base, "logs")

        def starts():
            pages = mine.get_paginator("filter_log_events").paginate(logGroupName="/aws/lambda/reader", filterPattern="START")
            return sum(len(page["events"]) for page in pages)

        for round_ in range(4):
            for number in range(8):
                served.ask(f"{served.edge}/items/{round_ * 8 + number}")
            deadline = time.monotonic() + 30
            time.sleep(1)  # the first lines make the group
            while starts() < (round_ + 1) * 8:
                expect(time.monotonic() < deadline, f"round {round_}: {starts()} lines")
                time.sleep(0.1)
            time.sleep(1)  # until what the lines invoked has written its own
            mine.put_subscription_filter(logGroupName="/aws/lambda/reader", filterName="f", filterPattern="",
                                         destinationArn="arn:aws:lambda:us-east-1:000000000000:function:loader")
    finally:
        served.stop()


def unsigned():
    status, _, body = server.ask(server.base + "/", "POST", "{}", {"X-Amz-Target": "Logs_20140328.DescribeLogGroups"})
    expect(status == 400 and "MissingAuthenticationTokenException" in body, f"an unsigned request: {status} {body}")


try:
    for step in [groups_and_streams, events, patterns, metric_filters, default_values, queries, subscriptions, lines_go_on, unsigned]:
        step()
        print("ok", step.__name__)
finally:
    server.stop()
