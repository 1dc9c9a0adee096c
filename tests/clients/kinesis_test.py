"""Kinesis Data Streams by boto3 against a fresh server: streams and their statuses, records and their limits, iterators,
splits and merges, consumers, tags, policies; what outlives kill -9; and CBOR by hand."""
import base64
import json
import os
import shutil
import struct
import tempfile
import threading
import time
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

ACCOUNT = "000000000000"
HALF = 2 ** 127


def arn(name, region="us-east-1", account=ACCOUNT):
    return f"arn:aws:kinesis:{region}:{account}:stream/{name}"


def iterator(kinesis, name, shard, kind="TRIM_HORIZON", **more):
    return kinesis.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType=kind, **more)["ShardIterator"]


def read(kinesis, name, shard, kind="TRIM_HORIZON", **more):
    """All records of a shard, and the last answer. A shard is read five times a second."""
    records, at = [], iterator(kinesis, name, shard, kind, **more)
    while True:
        try:
            answer = kinesis.get_records(ShardIterator=at)
        except kinesis.exceptions.ProvisionedThroughputExceededException:
            time.sleep(0.2)
            continue
        records += answer["Records"]
        at = answer.get("NextShardIterator")
        if at is None or (not answer["Records"] and answer["MillisBehindLatest"] == 0):
            return records, answer


def unknown_key():
    """Fields of a signature by a key that the server does not know, and lets in as the usual account's."""
    now = time.gmtime()
    return {"X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", now), "Authorization":
            f"AWS4-HMAC-SHA256 Credential=nobody/{time.strftime('%Y%m%d', now)}/us-east-1/kinesis/aws4_request, "
            f"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={'0' * 64}"}


def by_hand(operation, **parameters):
    """For what an older botocore does not know: the status and the answer."""
    status, _, answer = server.ask(server.base, "POST", json.dumps(parameters), {
        "X-Amz-Target": f"Kinesis_20131202.{operation}", "Content-Type": "application/x-amz-json-1.1",
        **unknown_key()})
    return status, json.loads(answer or "{}")


def texts(records):
    return [record["Data"].decode() for record in records]


def streams(kinesis):
    kinesis.create_stream(StreamName="orders", ShardCount=2, Tags={"team": "a"})
    about = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    expect(about["StreamStatus"] == "ACTIVE" and about["OpenShardCount"] == 2, about)
    expect(about["StreamARN"] == arn("orders") and about["RetentionPeriodHours"] == 24, about)
    expect(about["StreamModeDetails"]["StreamMode"] == "PROVISIONED", about)
    refused("ResourceInUseException", kinesis.create_stream, "already exists", StreamName="orders", ShardCount=1)
    refused("ResourceNotFoundException", kinesis.describe_stream, f"Stream nope under account {ACCOUNT} not found.",
            StreamName="nope")
    kinesis.create_stream(StreamName="clicks", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    expect(kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]["OpenShardCount"] == 4, "4")
    page = kinesis.list_streams(Limit=1)
    expect(page["StreamNames"] == ["clicks"] and page["HasMoreStreams"], page)
    page = kinesis.list_streams(NextToken=page["NextToken"])
    expect(page["StreamNames"] == ["orders"] and not page["HasMoreStreams"], page)
    shards = kinesis.describe_stream(StreamName="orders")["StreamDescription"]["Shards"]
    expect([shard["HashKeyRange"] for shard in shards] ==
           [{"StartingHashKey": "0", "EndingHashKey": str(HALF - 1)},
            {"StartingHashKey": str(HALF), "EndingHashKey": str(2 ** 128 - 1)}], shards)
    part = kinesis.describe_stream(StreamName="clicks", Limit=3)["StreamDescription"]
    expect(len(part["Shards"]) == 3 and part["HasMoreShards"], part)
    limits = kinesis.describe_limits()
    expect(limits["OpenShardCount"] == 6 and limits["OnDemandStreamCount"] == 1, limits)
    kinesis.delete_stream(StreamARN=arn("clicks"))
    refused("ResourceNotFoundException", kinesis.describe_stream_summary, StreamName="clicks")


def records(kinesis):
    first = kinesis.put_record(StreamName="orders", Data=b"one", PartitionKey="k", ExplicitHashKey="0")
    expect(first["ShardId"] == "shardId-000000000000", first)
    second = kinesis.put_record(StreamARN=arn("orders"), Data=b"two", PartitionKey="k", ExplicitHashKey="0")
    expect(int(second["SequenceNumber"]) > int(first["SequenceNumber"]), (first, second))
    other = kinesis.put_record(StreamName="orders", Data=b"other", PartitionKey="k", ExplicitHashKey=str(HALF))
    expect(other["ShardId"] == "shardId-000000000001", other)
    got, answer = read(kinesis, "orders", "shardId-000000000000")
    expect(texts(got) == ["one", "two"] and answer["MillisBehindLatest"] == 0, got)
    expect(got[0]["PartitionKey"] == "k" and got[0]["SequenceNumber"] == first["SequenceNumber"], got)
    for kind, wanted in (("AT_SEQUENCE_NUMBER", ["one", "two"]), ("AFTER_SEQUENCE_NUMBER", ["two"])):
        got, _ = read(kinesis, "orders", "shardId-000000000000", kind,
                      StartingSequenceNumber=first["SequenceNumber"])
        expect(texts(got) == wanted, (kind, got))
    start = kinesis.describe_stream(StreamName="orders")["StreamDescription"]["Shards"][0]["SequenceNumberRange"]
    got, _ = read(kinesis, "orders", "shardId-000000000000", "AFTER_SEQUENCE_NUMBER",
                  StartingSequenceNumber=start["StartingSequenceNumber"])
    expect(texts(got) == ["one", "two"], got)
    refused("InvalidArgumentException", kinesis.get_shard_iterator,
            "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ",
            StreamName="orders", ShardId="shardId-000000000000", ShardIteratorType="AT_TIMESTAMP",
            Timestamp=time.time() + 60)
    expect(len(read(kinesis, "orders", "shardId-000000000000", "AT_TIMESTAMP", Timestamp=time.time() - 60)[0]) == 2, "then")
    latest = iterator(kinesis, "orders", "shardId-000000000000", "LATEST")
    kinesis.put_record(StreamName="orders", Data=b"three", PartitionKey="k", ExplicitHashKey="0")
    time.sleep(1)  # five reads a second
    expect(texts(kinesis.get_records(ShardIterator=latest)["Records"]) == ["three"], "the latest")
    refused("ResourceNotFoundException", kinesis.get_shard_iterator, "does not exist", StreamName="orders",
            ShardId="shardId-000000000009", ShardIteratorType="LATEST")
    refused("InvalidArgumentException", kinesis.get_records, ShardIterator="made up")
    refused("InvalidArgumentException", kinesis.put_record, "2^128-1", StreamName="orders", Data=b"x", PartitionKey="k",
            ExplicitHashKey=str(2 ** 128))
    refused("ValidationException", kinesis.put_record, "1048576", StreamName="orders", Data=b"x" * 1048576, PartitionKey="k")
    status, said = by_hand("PutRecord", StreamName="orders", Data="eA==", PartitionKey="k", DryRun=True)
    expect(status == 400 and said["__type"] == "DryRunOperationException", said)


def limits():
    """What a shard does not take of a batch is told one by one. On a clock that stands still, however slow the machine is."""
    global server
    usual, server = server, Server(None, "--clock", "manual")
    kinesis = client_of(server.base, "kinesis")
    kinesis.create_stream(StreamName="narrow", ShardCount=1)
    batch = [{"Data": b"x" * 60_000, "PartitionKey": str(i)} for i in range(40)]
    answer = kinesis.put_records(StreamName="narrow", Records=batch)
    failed = [each for each in answer["Records"] if "ErrorCode" in each]
    expect(answer["FailedRecordCount"] == len(failed) > 0, answer["FailedRecordCount"])
    expect(all(each["ErrorCode"] == "ProvisionedThroughputExceededException" for each in failed), failed[0])
    expect(f"shard shardId-000000000000 in stream narrow under account {ACCOUNT}" in failed[0]["ErrorMessage"], failed[0])
    server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "2s"}')  # until there is room
    expect(by_hand("UpdateMaxRecordSize", StreamARN=arn("narrow"), MaxRecordSizeInKiB=10240)[0] == 200, "larger records")
    kinesis.put_record(StreamName="narrow", Data=b"x" * (2 << 20), PartitionKey="large")
    refused("ProvisionedThroughputExceededException", kinesis.put_record, StreamName="narrow", Data=b"x", PartitionKey="k")
    at = iterator(kinesis, "narrow", "shardId-000000000000")
    said = [by_hand("GetRecords", ShardIterator=at, Limit=1)[1] for _ in range(8)]
    expect({each.get("__type") for each in said} == {None, "ProvisionedThroughputExceededException"}, "five reads a second")
    expect(server.stop() == 0, "the server did not stop well")
    server = usual


def resharding(kinesis):
    kinesis.create_stream(StreamName="parts", ShardCount=1)
    kinesis.put_record(StreamName="parts", Data=b"before", PartitionKey="k")
    refused("InvalidArgumentException", kinesis.split_shard, "greater than one plus", StreamName="parts",
            ShardToSplit="shardId-000000000000", NewStartingHashKey="0")
    kinesis.split_shard(StreamName="parts", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(HALF))
    shards = kinesis.list_shards(StreamName="parts")["Shards"]
    expect([shard.get("ParentShardId") for shard in shards] == [None] + ["shardId-000000000000"] * 2, shards)
    expect("EndingSequenceNumber" in shards[0]["SequenceNumberRange"], shards[0])
    expect(int(shards[1]["SequenceNumberRange"]["StartingSequenceNumber"]) >
           int(shards[0]["SequenceNumberRange"]["EndingSequenceNumber"]), shards)
    got, last = read(kinesis, "parts", "shardId-000000000000")
    expect(texts(got) == ["before"] and "NextShardIterator" not in last, last)
    expect([child["ShardId"] for child in last["ChildShards"]] == ["shardId-000000000001", "shardId-000000000002"], last)
    put = kinesis.put_record(StreamName="parts", Data=b"after", PartitionKey="k", ExplicitHashKey=str(HALF))
    expect(put["ShardId"] == "shardId-000000000002", put)
    open_now = kinesis.list_shards(StreamName="parts", ShardFilter={"Type": "AT_LATEST"})["Shards"]
    expect([shard["ShardId"] for shard in open_now] == ["shardId-000000000001", "shardId-000000000002"], open_now)
    page = kinesis.list_shards(StreamName="parts", MaxResults=2)
    rest = kinesis.list_shards(NextToken=page["NextToken"])
    expect([shard["ShardId"] for shard in rest["Shards"]] == ["shardId-000000000002"], rest)
    refused("InvalidArgumentException", kinesis.list_shards, "together", StreamName="parts", NextToken=page["NextToken"])
    kinesis.merge_shards(StreamName="parts", ShardToMerge="shardId-000000000001",
                         AdjacentShardToMerge="shardId-000000000002")
    merged = kinesis.list_shards(StreamName="parts")["Shards"][-1]
    expect((merged["ParentShardId"], merged["AdjacentParentShardId"]) ==
           ("shardId-000000000001", "shardId-000000000002"), merged)
    refused("LimitExceededException", kinesis.update_shard_count, "double", StreamName="parts", TargetShardCount=3,
            ScalingType="UNIFORM_SCALING")
    said = kinesis.update_shard_count(StreamName="parts", TargetShardCount=2, ScalingType="UNIFORM_SCALING")
    expect((said["CurrentShardCount"], said["TargetShardCount"]) == (1, 2), said)
    kinesis.update_shard_count(StreamName="parts", TargetShardCount=3, ScalingType="UNIFORM_SCALING")
    ranges = sorted(int(shard["HashKeyRange"]["StartingHashKey"]) for shard in
                    kinesis.list_shards(StreamName="parts", ShardFilter={"Type": "AT_LATEST"})["Shards"])
    expect(len(ranges) == 3 and ranges[0] == 0 and abs(ranges[1] - 2 ** 128 // 3) < 4, ranges)
    kinesis.delete_stream(StreamName="parts")


def settings(kinesis):
    kinesis.increase_stream_retention_period(StreamName="orders", RetentionPeriodHours=24)  # deployment tools do
    kinesis.increase_stream_retention_period(StreamName="orders", RetentionPeriodHours=8760)
    refused("InvalidArgumentException", kinesis.increase_stream_retention_period, "shorter than existing",
            StreamName="orders", RetentionPeriodHours=48)
    refused("InvalidArgumentException", kinesis.increase_stream_retention_period, "8760", StreamName="orders",
            RetentionPeriodHours=8761)
    kinesis.decrease_stream_retention_period(StreamName="orders", RetentionPeriodHours=48)
    kinesis.start_stream_encryption(StreamName="orders", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    about = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    expect((about["EncryptionType"], about["KeyId"], about["RetentionPeriodHours"]) == ("KMS", "alias/aws/kinesis", 48), about)
    expect(kinesis.put_record(StreamName="orders", Data=b"sealed", PartitionKey="k")["EncryptionType"] == "KMS", "told")
    kinesis.stop_stream_encryption(StreamName="orders", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    said = kinesis.enable_enhanced_monitoring(StreamName="orders", ShardLevelMetrics=["ALL"])
    expect(said["CurrentShardLevelMetrics"] == [] and len(said["DesiredShardLevelMetrics"]) == 7, said)
    said = kinesis.disable_enhanced_monitoring(StreamName="orders", ShardLevelMetrics=["IncomingBytes"])
    expect("IncomingBytes" not in said["DesiredShardLevelMetrics"], said)
    kinesis.update_stream_mode(StreamARN=arn("orders"), StreamModeDetails={"StreamMode": "ON_DEMAND"})
    refused("ValidationException", kinesis.update_shard_count, "On-Demand mode", StreamName="orders", TargetShardCount=2,
            ScalingType="UNIFORM_SCALING")
    refused("ValidationException", kinesis.split_shard, "On-Demand mode", StreamName="orders",
            ShardToSplit="shardId-000000000000", NewStartingHashKey="9")
    refused("ValidationException", kinesis.merge_shards, "On-Demand mode", StreamName="orders",
            ShardToMerge="shardId-000000000000", AdjacentShardToMerge="shardId-000000000001")
    kinesis.update_stream_mode(StreamARN=arn("orders"), StreamModeDetails={"StreamMode": "PROVISIONED"})
    said = by_hand("DescribeAccountSettings")[1]["MinimumThroughputBillingCommitment"]
    expect(said["Status"] == "DISABLED", said)
    for wish, wanted in (("ENABLED", "ENABLED"), ("DISABLED", "ENABLED_UNTIL_EARLIEST_ALLOWED_END")):
        said = by_hand("UpdateAccountSettings", MinimumThroughputBillingCommitment={"Status": wish})[1]
        expect(said["MinimumThroughputBillingCommitment"]["Status"] == wanted, said)


def tags_and_policies(base, kinesis):
    kinesis.add_tags_to_stream(StreamName="orders", Tags={"stage": "test"})
    tags = kinesis.list_tags_for_stream(StreamName="orders", Limit=1)
    expect(tags["Tags"] == [{"Key": "stage", "Value": "test"}] and tags["HasMoreTags"], tags)
    kinesis.remove_tags_from_stream(StreamName="orders", TagKeys=["stage"])
    kinesis.tag_resource(ResourceARN=arn("orders"), Tags={"more": "yes"})
    tags = kinesis.list_tags_for_resource(ResourceARN=arn("orders"))["Tags"]
    expect({tag["Key"]: tag["Value"] for tag in tags} == {"team": "a", "more": "yes"}, tags)
    refused("InvalidArgumentException", kinesis.add_tags_to_stream, "50", StreamName="orders",
            Tags={f"k{i}": "v" for i in range(49)})
    # Another account may what the stream's policy says, and nothing else.
    other = client_of(base, "kinesis", account="222222222222")
    refused("AccessDeniedException", other.put_record, StreamARN=arn("orders"), Data=b"x", PartitionKey="k")
    refused("ResourceNotFoundException", kinesis.get_resource_policy, ResourceARN=arn("orders"))
    kinesis.put_resource_policy(ResourceARN=arn("orders"), Policy=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "222222222222"},
                                                "Action": "kinesis:PutRecord", "Resource": arn("orders")}]}))
    other.put_record(StreamARN=arn("orders"), Data=b"from there", PartitionKey="k")
    refused("AccessDeniedException", other.describe_stream_summary, StreamARN=arn("orders"))
    kinesis.delete_resource_policy(ResourceARN=arn("orders"))
    refused("AccessDeniedException", other.put_record, StreamARN=arn("orders"), Data=b"x", PartitionKey="k")


def fan_out(kinesis):
    """Records are pushed; what a shard was split into is told at its end."""
    kinesis.create_stream(StreamName="pushed", ShardCount=1)
    consumer = kinesis.register_stream_consumer(StreamARN=arn("pushed"), ConsumerName="reader")["Consumer"]
    expect(consumer["ConsumerStatus"] == "CREATING" and consumer["ConsumerARN"].startswith(arn("pushed") + "/consumer/reader:"),
           consumer)
    about = kinesis.describe_stream_consumer(StreamARN=arn("pushed"), ConsumerName="reader")["ConsumerDescription"]
    expect(about["ConsumerStatus"] == "ACTIVE" and about["ConsumerARN"] == consumer["ConsumerARN"], about)
    refused("ResourceInUseException", kinesis.register_stream_consumer, StreamARN=arn("pushed"), ConsumerName="reader")
    kinesis.put_record(StreamName="pushed", Data=b"one", PartitionKey="k")
    stream = kinesis.subscribe_to_shard(ConsumerARN=consumer["ConsumerARN"], ShardId="shardId-000000000000",
                                        StartingPosition={"Type": "TRIM_HORIZON"})["EventStream"]
    # Within five seconds nobody takes over, and nobody asks for what has not come.
    refused("ResourceInUseException", kinesis.subscribe_to_shard, "Another active subscription exists for this consumer: "
            f"{ACCOUNT}:pushed:shardId-000000000000:reader", ConsumerARN=consumer["ConsumerARN"],
            ShardId="shardId-000000000000", StartingPosition={"Type": "LATEST"})
    refused("InvalidArgumentException", kinesis.subscribe_to_shard, "timestampInMillis", ConsumerARN=consumer["ConsumerARN"],
            ShardId="shardId-000000000000", StartingPosition={"Type": "AT_TIMESTAMP", "Timestamp": time.time() + 60})

    def later():
        time.sleep(0.3)
        kinesis.put_record(StreamName="pushed", Data=b"two", PartitionKey="k")
        kinesis.split_shard(StreamName="pushed", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(HALF))
    thread = threading.Thread(target=later)
    thread.start()
    got, children = [], []
    for event in stream:
        got += texts(event["SubscribeToShardEvent"]["Records"])
        children = event["SubscribeToShardEvent"].get("ChildShards", [])
    thread.join()
    expect(got == ["one", "two"], got)
    expect([child["ShardId"] for child in children] == ["shardId-000000000001", "shardId-000000000002"], children)
    expect(len(kinesis.list_stream_consumers(StreamARN=arn("pushed"))["Consumers"]) == 1, "listed")
    refused("ResourceInUseException", kinesis.delete_stream, "consumers", StreamName="pushed")
    kinesis.deregister_stream_consumer(ConsumerARN=consumer["ConsumerARN"])
    refused("ResourceNotFoundException", kinesis.describe_stream_consumer, ConsumerARN=consumer["ConsumerARN"])
    kinesis.delete_stream(StreamName="pushed")


def cbor(value):
    """As much of it as these requests take (RFC 8949)."""
    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        for info, form in ((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q")):
            if number < 1 << 8 * struct.calcsize(form):
                return bytes([major << 5 | info]) + struct.pack(form, number)
        raise ValueError(number)
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(each) for key, each in value.items())
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    return head(0, value)


def from_cbor(data):
    def item(at):
        major, info = data[at] >> 5, data[at] & 31
        at += 1
        number = info
        if info in (24, 25, 26, 27):
            size = 1 << info - 24
            number, at = int.from_bytes(data[at:at + size], "big"), at + size
        if major == 0:
            return number, at
        if major == 2:
            return data[at:at + number], at + number
        if major == 3:
            return data[at:at + number].decode(), at + number
        if major == 4:
            values = []
            for _ in range(number):
                value, at = item(at)
                values.append(value)
            return values, at
        if major == 5:
            entries = {}
            for _ in range(number):
                key, at = item(at)
                entries[key], at = item(at)
            return entries, at
        if major == 6:
            value, at = item(at)
            return ("tag", number, value), at
        return {20: False, 21: True, 22: None}[info], at
    return item(0)[0]


def watched():
    """What CloudWatch has of consumers, and of single shards where it is asked for."""
    server = Server(None, "--clock", "manual")
    try:
        kinesis, cloudwatch = client_of(server.base, "kinesis"), client_of(server.base, "cloudwatch")
        kinesis.create_stream(StreamName="watched", ShardCount=2)
        kinesis.create_stream(StreamName="plain", ShardCount=1)
        said = kinesis.enable_enhanced_monitoring(StreamName="watched", ShardLevelMetrics=["IncomingRecords", "OutgoingBytes"])
        expect(said["DesiredShardLevelMetrics"] == ["IncomingRecords", "OutgoingBytes"], said)
        who = kinesis.register_stream_consumer(StreamARN=arn("watched"), ConsumerName="c")["Consumer"]["ConsumerARN"]

        def minute():
            server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "60s"}')

        minute()
        for name in ("watched", "plain"):
            kinesis.put_record(StreamName=name, Data=b"12345", PartitionKey="k", **({"ExplicitHashKey": "0"} if name == "watched" else {}))
            kinesis.put_records(StreamName=name, Records=[{"Data": b"1", "PartitionKey": "k", "ExplicitHashKey": "0"}])
        read(kinesis, "watched", "shardId-000000000000")
        at = {"Type": "TRIM_HORIZON"}
        stream = kinesis.subscribe_to_shard(ConsumerARN=who, ShardId="shardId-000000000000", StartingPosition=at)["EventStream"]
        event = next(each["SubscribeToShardEvent"] for each in stream if "SubscribeToShardEvent" in each)
        expect(len(event["Records"]) == 2, event)
        refused("ResourceInUseException", kinesis.subscribe_to_shard, ConsumerARN=who, ShardId="shardId-000000000000", StartingPosition=at)
        minute()
        minute()
        stream.close()
        minute()  # so that the server sees it

        def total(metric, **dimensions):
            found = cloudwatch.get_metric_statistics(
                Namespace="AWS/Kinesis", MetricName=metric, Dimensions=[{"Name": k, "Value": v} for k, v in dimensions.items()],
                StartTime=0, EndTime=time.time() + 86400, Period=86400 * 365, Statistics=["Sum"])["Datapoints"]
            return sum(each["Sum"] for each in found) if found else None

        first = {"StreamName": "watched", "ShardId": "shardId-000000000000"}
        expect(total("IncomingRecords", **first) == 2, total("IncomingRecords", **first))
        expect(total("OutgoingBytes", **first) >= 12, total("OutgoingBytes", **first))
        shards = [each for each in cloudwatch.list_metrics(Namespace="AWS/Kinesis")["Metrics"]
                  if any(dimension["Name"] == "ShardId" for dimension in each["Dimensions"])]
        expect({each["MetricName"] for each in shards} == {"IncomingRecords", "OutgoingBytes"}, shards)
        consumer = {"StreamName": "watched", "ConsumerName": "c"}
        for metric, value in (("SubscribeToShard.Success", 1), ("SubscribeToShard.RateExceeded", 1), ("SubscribeToShardEvent.Records", 2),
                              ("SubscribeToShardEvent.Bytes", 8)):
            expect(total(metric, **consumer) == value, f"{metric}: {total(metric, **consumer)}")
        expect(total("SubscribeToShardEvent.Success", **consumer) >= 1, "events")
        names = {each["MetricName"] for each in cloudwatch.list_metrics(Namespace="AWS/Kinesis")["Metrics"]
                 if each["Dimensions"] == [{"Name": "StreamName", "Value": "watched"}]}
        for metric in ("PutRecord.Latency", "PutRecords.Latency", "GetRecords.Latency", "PutRecords.ThrottledRecords",
                       "PutRecords.FailedRecords", "PutRecords.Records", "PutRecords.TotalRecords", "GetRecords.Bytes"):
            expect(metric in names, f"{metric} is not in {names}")
    finally:
        expect(server.stop() == 0, "the server did not stop well")


def by_cbor(base, kinesis):
    """As the AWS SDK for Java sends it: CBOR with JSON's targets, moments in whole milliseconds."""
    def call(operation, **parameters):
        request = urllib.request.Request(base, cbor(parameters), {
            "X-Amz-Target": f"Kinesis_20131202.{operation}", "Content-Type": "application/x-amz-cbor-1.1",
            **unknown_key()})
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    kinesis.create_stream(StreamName="binary", ShardCount=1)
    status, kind, body = call("PutRecord", StreamName="binary", PartitionKey="k", Data=b"\x00\xff")
    expect(status == 200 and kind == "application/x-amz-cbor-1.1", (status, kind, body))
    expect(from_cbor(body)["ShardId"] == "shardId-000000000000", body)
    at = from_cbor(call("GetShardIterator", StreamName="binary", ShardId="shardId-000000000000",
                        ShardIteratorType="TRIM_HORIZON")[2])["ShardIterator"]
    record = from_cbor(call("GetRecords", ShardIterator=at)[2])["Records"][0]
    expect(record["Data"] == b"\x00\xff", record)
    tag, number, moment = record["ApproximateArrivalTimestamp"]
    expect((tag, number) == ("tag", 1) and abs(moment / 1000 - time.time()) < 60, record)
    status, kind, body = call("DescribeStream", StreamName="nope")
    expect(status == 400 and from_cbor(body)["__type"] == "ResourceNotFoundException", body)
    kinesis.delete_stream(StreamName="binary")


def survives(folder):
    """What was answered is there after kill -9: settings, shards, records, and where a reader had come to."""
    server = Server(None, "--data", folder)
    kinesis = client_of(server.base, "kinesis")
    kinesis.create_stream(StreamName="kept", ShardCount=1)
    numbers = [kinesis.put_record(StreamName="kept", Data=str(i).encode(), PartitionKey="k")["SequenceNumber"]
               for i in range(5)]
    kinesis.split_shard(StreamName="kept", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(HALF))
    child = kinesis.put_record(StreamName="kept", Data=b"child", PartitionKey="k", ExplicitHashKey="0")["ShardId"]
    kinesis.increase_stream_retention_period(StreamName="kept", RetentionPeriodHours=72)
    kinesis.register_stream_consumer(StreamARN=arn("kept"), ConsumerName="c")
    kinesis.create_stream(StreamName="gone", ShardCount=1)
    kinesis.delete_stream(StreamName="gone")
    at = iterator(kinesis, "kept", "shardId-000000000000", "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=numbers[2])
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    kinesis = client_of(server.base, "kinesis")
    expect(kinesis.list_streams()["StreamNames"] == ["kept"], "what is left")
    about = kinesis.describe_stream_summary(StreamName="kept")["StreamDescriptionSummary"]
    expect((about["RetentionPeriodHours"], about["OpenShardCount"], about["ConsumerCount"]) == (72, 2, 1), about)
    got, _ = read(kinesis, "kept", "shardId-000000000000")
    expect(texts(got) == list("01234") and [record["SequenceNumber"] for record in got] == numbers, got)
    expect(texts(kinesis.get_records(ShardIterator=at)["Records"]) == ["3", "4"], "an iterator goes on")
    expect(texts(read(kinesis, "kept", child)[0]) == ["child"], child)
    again = kinesis.put_record(StreamName="kept", Data=b"next", PartitionKey="k", ExplicitHashKey="0")
    expect(texts(read(kinesis, "kept", child)[0]) == ["child", "next"], again)
    expect(len(os.listdir(os.path.join(folder, "journals"))) == 1, os.listdir(os.path.join(folder, "journals")))
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None)
kinesis = client_of(server.base, "kinesis")
streams(kinesis)
records(kinesis)
limits()
watched()
resharding(kinesis)
settings(kinesis)
tags_and_policies(server.base, kinesis)
fan_out(kinesis)
by_cbor(server.base, kinesis)
expect(server.stop() == 0, "the server did not stop well")
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("Kinesis: boto3, CBOR, and what outlives kill -9")
