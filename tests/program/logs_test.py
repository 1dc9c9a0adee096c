"""CloudWatch Logs of a served scenario: what functions write, and what is left of it after kill -9."""
import json
import re
import sys
import tempfile
import time

from program import Server, expect

GROUP = "/aws/lambda/reader"


def fields(operation):
    """A request's fields, believed to come from the account's root: --auth off."""
    return {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
            "x-amz-date": "20260101T000000Z", "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"Logs_20140328.{operation}"}


def logs(server, operation, **members):
    """The answer's document; of a refusal its type and message."""
    _, _, text = server.ask(server.base, "POST", json.dumps(members).encode(), fields(operation))
    return json.loads(text)


def messages(server, group=GROUP, **more):
    """Of every event of a group, in order of time; none while the group is not there."""
    found, token = [], {}
    while True:
        page = logs(server, "FilterLogEvents", logGroupName=group, **more, **token)
        found += [event["message"] for event in page.get("events", [])]
        if "nextToken" not in page:
            return found
        token = {"nextToken": page["nextToken"]}


def wait_for(server, lines):
    """What the function wrote, when it is so many lines or more; they gather for a moment."""
    deadline = time.monotonic() + 60
    while True:
        found = messages(server)
        if len(found) >= lines or time.monotonic() > deadline:
            expect(len(found) == lines, f"{lines} lines of {GROUP} expected, got {found}")
            return found
        time.sleep(0.05)


def functions_write(server):
    for i in range(3):
        status, _, _ = server.ask(f"{server.api}/items/{i}")
        expect(status == 200, f"GET /items/{i}: {status}")
    lines = wait_for(server, 9)
    request = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    cold = rf"REPORT RequestId: {request}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 512 MB\t" \
           rf"Init Duration: [\d.]+ ms\t\n"
    expect(re.fullmatch(rf"START RequestId: {request} Version: \$LATEST\n", lines[0]), f"the first line: {lines[0]!r}")
    expect(re.fullmatch(rf"END RequestId: {request}\n", lines[1]), f"the second line: {lines[1]!r}")
    expect(re.fullmatch(cold, lines[2]), f"the third line: {lines[2]!r}")
    expect(len({re.search(request, line).group() for line in lines}) == 3, f"three requests: {lines}")
    expect(sum("Init Duration" in line for line in lines) == 1, f"one cold start: {lines}")
    streams = logs(server, "DescribeLogStreams", logGroupName=GROUP)["logStreams"]
    expect(len(streams) == 1 and re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", streams[0]["logStreamName"]),
           f"one environment: {streams}")
    expect(len(messages(server, filterPattern="REPORT")) == 3, "the reports are found")


def main():
    with tempfile.TemporaryDirectory(prefix="wt-logs-") as place:
        options = ["--data", f"{place}/data", "--auth", "off"]
        server = Server("smoke.yaml", *options)
        try:
            functions_write(server)
            logs(server, "CreateLogGroup", logGroupName="mine", tags={"a": "b"})
            logs(server, "CreateLogStream", logGroupName="mine", logStreamName="s")
            logs(server, "PutRetentionPolicy", logGroupName="mine", retentionInDays=30)
            now = int(time.time() * 1000)
            kept = []
            for life in range(5):
                for i in range(20):
                    kept.append(f"life {life}, event {i}")
                    answer = logs(server, "PutLogEvents", logGroupName="mine", logStreamName="s",
                                  logEvents=[{"timestamp": now + len(kept), "message": kept[-1]}])
                    expect("nextSequenceToken" in answer, f"put: {answer}")
                groups = logs(server, "DescribeLogGroups")
                server.process.kill()
                server.process.wait()
                server.process.stdout.close()
                server = Server("smoke.yaml", *options)
                found = messages(server, "mine")
                expect(found == kept, f"after kill {life}: {len(found)} events, acknowledged were {len(kept)}")
                expect(logs(server, "DescribeLogGroups") == groups, "the groups are others")
                tags = logs(server, "ListTagsLogGroup", logGroupName="mine")["tags"]
                expect(tags == {"a": "b"}, f"the tags are {tags}")
            logs(server, "DeleteLogGroup", logGroupName="mine")
            server.process.kill()
            server.process.wait()
            server.process.stdout.close()
            server = Server("smoke.yaml", *options)
            found = [group["logGroupName"] for group in logs(server, "DescribeLogGroups")["logGroups"]]
            expect("mine" not in found and GROUP in found, f"groups: {found}")
            expect(len(messages(server)) == 9, "what the function wrote is there")
            expect(server.stop() == 0, "an orderly end after all that")
        finally:
            server.process.kill()
            server.process.wait()
    print("ok")


if __name__ == "__main__":
    sys.exit(main())
