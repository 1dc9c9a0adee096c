"""boto3, unmodified, against a fresh server: CloudWatch Logs."""
import time

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.exceptions import ClientError  # noqa: E402

server = Server(None)
logs = client_of(server.base, "logs")
NOW = int(time.time() * 1000)


def refused(code, call, text="", **parameters):
    """Calls, and expects this error with this text in its message."""
    try:
        call(**parameters)
    except ClientError as error:
        said = error.response["Error"]
        expect(said["Code"] == code and text in said["Message"], f"expected {code} {text}, got {error.response}")
        return
    expect(False, f"expected {code}, but the call was answered")


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
    refused("NotImplemented", logs.describe_subscription_filters, "DescribeSubscriptionFilters", logGroupName="patterns")


def unsigned():
    status, _, body = server.ask(server.base + "/", "POST", "{}", {"X-Amz-Target": "Logs_20140328.DescribeLogGroups"})
    expect(status == 400 and "MissingAuthenticationTokenException" in body, f"an unsigned request: {status} {body}")


try:
    for step in [groups_and_streams, events, patterns, unsigned]:
        step()
        print("ok", step.__name__)
finally:
    server.stop()
