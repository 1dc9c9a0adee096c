"""Data Firehose by boto3 against a fresh server: delivery streams, puts, objects in S3 with their names and packings,
transformations by a program, partitions, sources, endpoints, changes; and what outlives kill -9."""
import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
import zipfile

from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()

ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deliver"
AT_ONCE = {"SizeInMBs": 1, "IntervalInSeconds": 0}


def s3_config(bucket="out", **more):
    return {"RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{bucket}", "BufferingHints": AT_ONCE, **more}


def objects(s3, wanted, prefix="", bucket="out", seconds=20):
    """The keys and bodies of a bucket, once there are so many."""
    until = time.time() + seconds
    while True:
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]
        if len(keys) >= wanted:
            return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
        expect(time.time() < until, f"{len(keys)} objects under {prefix}, not {wanted}")
        time.sleep(0.05)


def control_plane(firehose):
    arn = firehose.create_delivery_stream(DeliveryStreamName="first", ExtendedS3DestinationConfiguration=s3_config(),
                                          Tags=[{"Key": "a", "Value": "b"}])["DeliveryStreamARN"]
    expect(arn == f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/first", arn)
    about = firehose.describe_delivery_stream(DeliveryStreamName="first")["DeliveryStreamDescription"]
    expect((about["DeliveryStreamStatus"], about["VersionId"], about["DeliveryStreamType"]) == ("ACTIVE", "1", "DirectPut"),
           about)
    told = about["Destinations"][0]["ExtendedS3DestinationDescription"]
    expect(about["Destinations"][0]["DestinationId"] == "destinationId-000000000001", about)
    expect(told["CustomTimeZone"] == "UTC" and told["CompressionFormat"] == "UNCOMPRESSED" and
           told["S3BackupMode"] == "Disabled", told)
    expect(about["DeliveryStreamEncryptionConfiguration"] == {"Status": "DISABLED"}, about)
    refused("ResourceInUseException", firehose.create_delivery_stream, DeliveryStreamName="first",
            ExtendedS3DestinationConfiguration=s3_config())
    refused("ResourceNotFoundException", firehose.describe_delivery_stream,
            f"Firehose nope under account {ACCOUNT} not found.", DeliveryStreamName="nope")
    refused("InvalidArgumentException", firehose.create_delivery_stream, "RedshiftDestinationConfiguration",
            DeliveryStreamName="other", RedshiftDestinationConfiguration={
                "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://a.redshift.amazonaws.com:5439/db", "CopyCommand":
                {"DataTableName": "t"}, "Username": "u", "Password": "pass12", "S3Configuration": s3_config()})
    refused("InvalidArgumentException", firehose.create_delivery_stream, DeliveryStreamName="other",
            ExtendedS3DestinationConfiguration=s3_config(Prefix="!{nonsense:a}/"))
    refused("InvalidArgumentException", firehose.create_delivery_stream, "Ths supplied prefix(es) do not satisfy the following "
            "constraint: ErrorOutputPrefix cannot be null or empty when Prefix contains expressions",
            DeliveryStreamName="other", ExtendedS3DestinationConfiguration=s3_config(Prefix="!{timestamp:yyyy}/"))
    refused("InvalidArgumentException", firehose.create_delivery_stream, "ErrorOutputPrefix must contain",
            DeliveryStreamName="other", ExtendedS3DestinationConfiguration=s3_config(ErrorOutputPrefix="!{timestamp:yyyy}/"))
    refused("InvalidArgumentException", firehose.create_delivery_stream, "KinesisStreamSourceConfiguration is required",
            DeliveryStreamName="other", DeliveryStreamType="KinesisStreamAsSource",
            ExtendedS3DestinationConfiguration=s3_config())
    refused("InvalidArgumentException", firehose.create_delivery_stream, "LambdaArn foo", DeliveryStreamName="other",
            ExtendedS3DestinationConfiguration=s3_config(ProcessingConfiguration={"Enabled": True, "Processors": [
                {"Type": "Lambda", "Parameters": [{"ParameterName": "LambdaArn", "ParameterValue": "foo"}]}]}))
    refused("InvalidArgumentException", firehose.update_destination, "destination update must be specified",
            DeliveryStreamName="first", CurrentDeliveryStreamVersionId="1", DestinationId="destinationId-000000000001")
    firehose.tag_delivery_stream(DeliveryStreamName="first", Tags=[{"Key": "c", "Value": "d"}])
    firehose.untag_delivery_stream(DeliveryStreamName="first", TagKeys=["a"])
    tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName="first")
    expect(tags["Tags"] == [{"Key": "c", "Value": "d"}] and not tags["HasMoreTags"], tags)
    firehose.start_delivery_stream_encryption(DeliveryStreamName="first")
    expect(firehose.put_record(DeliveryStreamName="first", Record={"Data": b"x"})["Encrypted"], "told")
    firehose.stop_delivery_stream_encryption(DeliveryStreamName="first")
    page = firehose.list_delivery_streams(Limit=1)
    expect(page["DeliveryStreamNames"] == ["first"] and not page["HasMoreDeliveryStreams"], page)
    firehose.delete_delivery_stream(DeliveryStreamName="first")
    refused("ResourceNotFoundException", firehose.describe_delivery_stream, DeliveryStreamName="first")


def puts(firehose, s3):
    firehose.create_delivery_stream(DeliveryStreamName="clicks", ExtendedS3DestinationConfiguration=s3_config(
        Prefix="clicks/", BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 1}))
    answer = firehose.put_record_batch(DeliveryStreamName="clicks",
                                       Records=[{"Data": f"{i},".encode()} for i in range(500)])
    expect(answer["FailedPutCount"] == 0 and len({each["RecordId"] for each in answer["RequestResponses"]}) == 500, "ids")
    made = objects(s3, 1, "clicks/")
    (key, body), = made.items()
    expect(body == "".join(f"{i}," for i in range(500)).encode(), "one after another")
    expect(re.fullmatch(r"clicks/\d{4}/\d\d/\d\d/\d\d/clicks-1-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9a-f-]{36}", key), key)
    refused("ValidationException", firehose.put_record, DeliveryStreamName="clicks", Record={"Data": b"x" * 1_024_001})
    firehose.delete_delivery_stream(DeliveryStreamName="clicks")


def limits(firehose):
    """Five MiB a second: what is beyond them is refused one by one. On a clock that stands still, however slow the machine is."""
    firehose.create_delivery_stream(DeliveryStreamName="narrow", ExtendedS3DestinationConfiguration=s3_config(Prefix="narrow/"))
    large = [{"Data": b"x" * 1_000_000}] * 4
    failed = [firehose.put_record_batch(DeliveryStreamName="narrow", Records=large) for _ in range(3)]
    codes = {each.get("ErrorCode") for answer in failed for each in answer["RequestResponses"]}
    expect(codes == {None, "ServiceUnavailableException"} and failed[-1]["FailedPutCount"] > 0, codes)
    firehose.delete_delivery_stream(DeliveryStreamName="narrow")


def snappy(data):
    """Raw Snappy, as far as literals and copies go (format_description.txt)."""
    at, size, shift = 0, 0, 0
    while True:
        byte = data[at]
        at += 1
        size |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            break
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 3 == 0:
            length = tag >> 2
            if length >= 60:
                extra = length - 59
                length, at = int.from_bytes(data[at:at + extra], "little"), at + extra
            out += data[at:at + length + 1]
            at += length + 1
            continue
        if tag & 3 == 1:
            length, offset, at = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[at], at + 1
        else:
            width = 2 if tag & 3 == 2 else 4
            length, offset, at = (tag >> 2) + 1, int.from_bytes(data[at:at + width], "little"), at + width
        for _ in range(length):
            out.append(out[-offset])
    expect(len(out) == size, "Snappy's length")
    return bytes(out)


def hadoop(data):
    at, out = 0, b""
    while at < len(data):
        size, packed = int.from_bytes(data[at:at + 4], "big"), int.from_bytes(data[at + 4:at + 8], "big")
        block = snappy(data[at + 8:at + 8 + packed])
        expect(len(block) == size, "a block's length")
        out, at = out + block, at + 8 + packed
    return out


def packings(firehose, s3):
    body = b"all work and no play " * 20_000
    unpack = {"GZIP": (gzip.decompress, ".gz"), "Snappy": (snappy, ".snappy"), "HADOOP_SNAPPY": (hadoop, ".hsnappy"),
              "ZIP": (lambda data: zipfile.ZipFile(io.BytesIO(data)).read("data"), ".zip")}
    for packing, (how, ending) in unpack.items():
        name = f"packed-{packing}"
        firehose.create_delivery_stream(DeliveryStreamName=name, ExtendedS3DestinationConfiguration=s3_config(
            Prefix=f"{name}/", CompressionFormat=packing))
        firehose.put_record(DeliveryStreamName=name, Record={"Data": body})
        (key, made), = objects(s3, 1, f"{name}/").items()
        expect(key.endswith(ending) and how(made) == body and len(made) < len(body) / 10, (key, len(made)))
        firehose.delete_delivery_stream(DeliveryStreamName=name)
    firehose.create_delivery_stream(DeliveryStreamName="named", ExtendedS3DestinationConfiguration=s3_config(
        Prefix="named/!{timestamp:HH}-!{firehose:random-string}/", ErrorOutputPrefix="bad/!{firehose:error-output-type}/",
        FileExtension=".json", CustomTimeZone="Asia/Kolkata"))
    firehose.put_record(DeliveryStreamName="named", Record={"Data": b"{}"})
    (key, _), = objects(s3, 1, "named/").items()
    now = time.time()
    hours = {time.strftime("%H", time.gmtime(moment + 5.5 * 3600)) for moment in (now - 5, now)}
    found = re.fullmatch(r"named/(\d\d)-\w{11}/named-1-.*\.json", key)
    expect(found and found.group(1) in hours, key)
    firehose.delete_delivery_stream(DeliveryStreamName="named")


def encryption(server, firehose):
    """Takes its time, and is told while it does."""
    def status(name):
        about = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
        return about["DeliveryStreamEncryptionConfiguration"]["Status"]

    def wait():
        server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "31s"}')
    key = client_of(server.base, "kms").create_key()["KeyMetadata"]["Arn"]
    for wrong in ({"KeyType": "CUSTOMER_MANAGED_CMK"}, {"KeyType": "AWS_OWNED_CMK", "KeyARN": key}):
        refused("InvalidArgumentException", firehose.create_delivery_stream, "KeyARN", DeliveryStreamName="sealed",
                ExtendedS3DestinationConfiguration=s3_config(), DeliveryStreamEncryptionConfigurationInput=wrong)
    firehose.create_delivery_stream(DeliveryStreamName="plain", ExtendedS3DestinationConfiguration=s3_config())
    firehose.create_delivery_stream(DeliveryStreamName="sealed", ExtendedS3DestinationConfiguration=s3_config(),
                                    DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"})
    expect((status("plain"), status("sealed")) == ("DISABLED", "ENABLING"), "created")
    wait()
    expect((status("plain"), status("sealed")) == ("DISABLED", "ENABLED"), "active")
    refused("InvalidArgumentException", firehose.start_delivery_stream_encryption, "KeyARN", DeliveryStreamName="plain",
            DeliveryStreamEncryptionConfigurationInput={"KeyType": "CUSTOMER_MANAGED_CMK"})
    firehose.start_delivery_stream_encryption(DeliveryStreamName="plain", DeliveryStreamEncryptionConfigurationInput={
        "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key})
    firehose.stop_delivery_stream_encryption(DeliveryStreamName="sealed")
    expect((status("plain"), status("sealed")) == ("ENABLING", "DISABLING"), "changing")
    wait()
    expect((status("plain"), status("sealed")) == ("ENABLED", "DISABLED"), "changed")


HANDLER = """
import base64, json
def handler(event, context):
    assert event["deliveryStreamArn"].endswith(":deliverystream/changed")
    out = []
    for record in event["records"]:
        text = base64.b64decode(record["data"]).decode()
        if text == "drop":
            out.append({"recordId": record["recordId"], "result": "Dropped"})
        elif text == "miss":
            pass
        elif text == "twice":
            out += 2 * [{"recordId": record["recordId"], "result": "Ok", "data": record["data"]}]
        elif text == "fail":
            out.append({"recordId": record["recordId"], "result": "ProcessingFailed"})
        else:
            out.append({"recordId": record["recordId"], "result": "Ok",
                        "data": base64.b64encode(text.upper().encode()).decode()})
    return {"records": out}
"""


def transformation(base, firehose, s3):
    functions = client_of(base, "lambda")
    function = functions.create_function(FunctionName="upper", Runtime="python3.11", Handler="main.handler", Role=ROLE,
                                         Code={"ZipFile": package(main=HANDLER)}, Timeout=60)["FunctionArn"]
    by = {"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": [
        {"ParameterName": "LambdaArn", "ParameterValue": function},
        {"ParameterName": "BufferSizeInMBs", "ParameterValue": "1"},
        {"ParameterName": "BufferIntervalInSeconds", "ParameterValue": "1"}]},
        {"Type": "AppendDelimiterToRecord", "Parameters": [{"ParameterName": "Delimiter", "ParameterValue": "\\n"}]}]}
    firehose.create_delivery_stream(DeliveryStreamName="changed", ExtendedS3DestinationConfiguration=s3_config(
        Prefix="changed/", ErrorOutputPrefix="errors/!{firehose:error-output-type}/", ProcessingConfiguration=by,
        BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 1}, S3BackupMode="Enabled",
        S3BackupConfiguration=s3_config(Prefix="raw/", BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 1})))
    firehose.put_record_batch(DeliveryStreamName="changed",
                              Records=[{"Data": text} for text in (b"one", b"drop", b"fail", b"two")])
    expect(list(objects(s3, 1, "raw/").values()) == [b"onedropfailtwo"], "as they came")
    expect(list(objects(s3, 1, "changed/", seconds=60).values()) == [b"ONE\nTWO\n"], "as the function says")
    (key, body), = objects(s3, 1, "errors/").items()
    said = json.loads(body)
    expect(key.startswith("errors/processing-failed/") and base64.b64decode(said["rawData"]) == b"fail", said)
    expect(said["errorCode"] == "Lambda.ProcessingFailedStatus" and said["lambdaArn"] == function, said)
    firehose.put_record_batch(DeliveryStreamName="changed", Records=[{"Data": text} for text in (b"three", b"miss", b"twice")])
    expect(sorted(objects(s3, 2, "changed/", seconds=60).values()) == [b"ONE\nTWO\n", b"THREE\n"], "the others")
    said = [json.loads(line) for body in objects(s3, 2, "errors/").values() for line in body.splitlines()]
    expect({each["errorCode"]: (base64.b64decode(each["rawData"]), each["attemptsMade"]) for each in said} == {
        "Lambda.ProcessingFailedStatus": (b"fail", 1), "Lambda.MissingRecordId": (b"miss", 1),
        "Lambda.DuplicatedRecordId": (b"twice", 1)}, said)
    # From now on without the function.
    refused("ConcurrentModificationException", firehose.update_destination, DeliveryStreamName="changed",
            CurrentDeliveryStreamVersionId="7", DestinationId="destinationId-000000000001",
            ExtendedS3DestinationUpdate={"Prefix": "later/"})
    firehose.update_destination(DeliveryStreamName="changed", CurrentDeliveryStreamVersionId="1",
                                DestinationId="destinationId-000000000001", ExtendedS3DestinationUpdate={
                                    "Prefix": "later/", "ProcessingConfiguration": {"Enabled": False}})
    about = firehose.describe_delivery_stream(DeliveryStreamName="changed")["DeliveryStreamDescription"]
    expect(about["VersionId"] == "2" and "LastUpdateTimestamp" in about, about)
    firehose.put_record(DeliveryStreamName="changed", Record={"Data": b"as it is"})
    (key, body), = objects(s3, 1, "later/").items()
    expect(body == b"as it is" and "/changed-2-" in key, key)
    firehose.delete_delivery_stream(DeliveryStreamName="changed")


def partitions(firehose, s3):
    by = {"Enabled": True, "Processors": [{"Type": "MetadataExtraction", "Parameters": [
        {"ParameterName": "MetadataExtractionQuery",
         "ParameterValue": '{customer: .customer.id, day: .at | strftime("%Y-%m-%d")}'},
        {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"}]}]}
    config = s3_config(Prefix="by/!{partitionKeyFromQuery:customer}/!{partitionKeyFromQuery:day}/",
                       ErrorOutputPrefix="unpartitioned/!{firehose:error-output-type}/", ProcessingConfiguration=by,
                       DynamicPartitioningConfiguration={"Enabled": True},
                       BufferingHints={"SizeInMBs": 64, "IntervalInSeconds": 60})
    wrong = json.loads(json.dumps(config))
    wrong["ProcessingConfiguration"]["Processors"][0]["Parameters"][0]["ParameterValue"] = "{customer: .["
    refused("InvalidArgumentException", firehose.create_delivery_stream, "MetadataExtractionQuery",
            DeliveryStreamName="parted", ExtendedS3DestinationConfiguration=wrong)
    refused("InvalidArgumentException", firehose.create_delivery_stream, "at least 64", DeliveryStreamName="parted",
            ExtendedS3DestinationConfiguration={**config, "BufferingHints": AT_ONCE})
    for prefix, text in (("plain/", "S3 Prefix should contain"), ("!{partitionKeyFromLambda:a}/", "Lambda should be present")):
        refused("InvalidArgumentException", firehose.create_delivery_stream, text, DeliveryStreamName="parted",
                ExtendedS3DestinationConfiguration={**config, "Prefix": prefix})
    by_function = {"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": [
        {"ParameterName": "LambdaArn", "ParameterValue": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"}]}]}
    refused("InvalidArgumentException", firehose.create_delivery_stream, "MetadataExtraction processor should be present",
            DeliveryStreamName="parted", ExtendedS3DestinationConfiguration={**config, "ProcessingConfiguration": by_function})
    firehose.create_delivery_stream(DeliveryStreamName="parted", ExtendedS3DestinationConfiguration=config)
    for customer, at in (("a", 0), ("b", 86400), ("a", 3600)):
        firehose.put_record(DeliveryStreamName="parted", Record={"Data": json.dumps(
            {"customer": {"id": customer}, "at": at}).encode()})
    firehose.put_record(DeliveryStreamName="parted", Record={"Data": b"no JSON"})


def aggregates(firehose, s3):
    """Records that hold several: JSON documents, parts between delimiters. Each has its own partition."""
    def config(name, query, **parameters):
        split = {"Type": "RecordDeAggregation", "Parameters": [{"ParameterName": key, "ParameterValue": value} for key, value in parameters.items()]}
        parted = {"Type": "MetadataExtraction", "Parameters": [{"ParameterName": "MetadataExtractionQuery", "ParameterValue": query},
                                                               {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"}]}
        lines = {"Type": "AppendDelimiterToRecord", "Parameters": [{"ParameterName": "Delimiter", "ParameterValue": "\\n"}]}
        return s3_config(Prefix=name + "/!{partitionKeyFromQuery:k}/", ErrorOutputPrefix=name + "-errors/",
                         ProcessingConfiguration={"Enabled": True, "Processors": [split, parted, lines]},
                         DynamicPartitioningConfiguration={"Enabled": True}, BufferingHints={"SizeInMBs": 64, "IntervalInSeconds": 60})

    for parameters, text in (({}, "SubRecordType"), ({"SubRecordType": "XML"}, "SubRecordType"), ({"SubRecordType": "DELIMITED"}, "Delimiter"),
                             ({"SubRecordType": "DELIMITED", "Delimiter": "##"}, "base64")):
        refused("InvalidArgumentException", firehose.create_delivery_stream, text, DeliveryStreamName="several",
                ExtendedS3DestinationConfiguration=config("several", "{k: .k}", **parameters))
    alone = config("several", "{k: .k}", SubRecordType="JSON")
    alone["ProcessingConfiguration"]["Processors"] = alone["ProcessingConfiguration"]["Processors"][:1]
    refused("InvalidArgumentException", firehose.create_delivery_stream, "Dynamic Partitioning is enabled", DeliveryStreamName="several",
            ExtendedS3DestinationConfiguration={**alone, "DynamicPartitioningConfiguration": {"Enabled": False}, "Prefix": "several/"})
    firehose.create_delivery_stream(DeliveryStreamName="several", ExtendedS3DestinationConfiguration=config("several", "{k: .k}", SubRecordType="JSON"))
    firehose.put_record(DeliveryStreamName="several", Record={"Data": b'{"k":"a"}{"k":"b"}\n{"k":"a","n":2}'})
    firehose.put_record(DeliveryStreamName="several", Record={"Data": b'{"k":"a"}, and more'})
    firehose.create_delivery_stream(DeliveryStreamName="cut", ExtendedS3DestinationConfiguration=config(
        "cut", "{k: .k}", SubRecordType="DELIMITED", Delimiter=base64.b64encode(b"##").decode()))
    firehose.put_record(DeliveryStreamName="cut", Record={"Data": b'{"k":"x"}##{"k":"y"}##'})


def aggregated(s3):
    """A minute of the server's clock later."""
    said = {key.split("/")[1]: body for key, body in objects(s3, 2, "several/").items()}
    expect(said == {"a": b'{"k":"a"}\n{"k":"a","n":2}\n', "b": b'{"k":"b"}\n'}, said)
    (key, body), = objects(s3, 1, "several-errors/").items()
    expect(base64.b64decode(json.loads(body)["rawData"]) == b'{"k":"a"}, and more', body)
    said = {key.split("/")[1]: body for key, body in objects(s3, 2, "cut/").items()}
    expect(said == {"x": b'{"k":"x"}\n', "y": b'{"k":"y"}\n'}, said)


def producer_library(*records):
    """What the Kinesis Producer Library makes of records: Protocol Buffers between a magic number and their MD5."""
    def field(number, data):
        return bytes([number * 8 + 2, len(data)]) + data

    body = field(1, b"key") + b"".join(field(3, b"\x08\x00" + field(3, each)) for each in records)
    return b"\xf3\x89\x9a\xc2" + body + hashlib.md5(body).digest()


def partitioned(s3):
    """A minute of the server's clock later."""
    made = objects(s3, 2, "by/")
    folders = sorted((key.rsplit("/", 5)[0], body.count(b"customer")) for key, body in made.items())
    expect(folders == [("by/a/1970-01-01", 2), ("by/b/1970-01-02", 1)], folders)
    (key, body), = objects(s3, 1, "unpartitioned/").items()
    expect(base64.b64decode(json.loads(body)["rawData"]) == b"no JSON", body)


def source(base, firehose, s3):
    kinesis = client_of(base, "kinesis")
    kinesis.create_stream(StreamName="feed", ShardCount=1)
    stream = kinesis.describe_stream_summary(StreamName="feed")["StreamDescriptionSummary"]["StreamARN"]
    kinesis.put_record(StreamName="feed", Data=b"before", PartitionKey="k")
    refused("InvalidArgumentException", firehose.create_delivery_stream, DeliveryStreamName="fed",
            DeliveryStreamType="KinesisStreamAsSource", ExtendedS3DestinationConfiguration=s3_config(),
            KinesisStreamSourceConfiguration={"KinesisStreamARN": stream + "-nope", "RoleARN": ROLE})
    firehose.create_delivery_stream(DeliveryStreamName="fed", DeliveryStreamType="KinesisStreamAsSource",
                                    ExtendedS3DestinationConfiguration=s3_config(Prefix="fed/"),
                                    KinesisStreamSourceConfiguration={"KinesisStreamARN": stream, "RoleARN": ROLE})
    refused("InvalidArgumentException", firehose.put_record, "KinesisStreamAsSource", DeliveryStreamName="fed",
            Record={"Data": b"x"})
    kinesis.put_record(StreamName="feed", Data=b"after", PartitionKey="k")
    expect(b"".join(objects(s3, 1, "fed/").values()) == b"after", "from the latest on")
    kinesis.split_shard(StreamName="feed", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2 ** 127))
    kinesis.put_record(StreamName="feed", Data=b"child", PartitionKey="k")
    expect(b"child" in b"".join(objects(s3, 2, "fed/").values()), "and of its children")
    # What the Kinesis Producer Library aggregates is several records.
    kinesis.put_record(StreamName="feed", Data=producer_library(b"one ", b"two "), PartitionKey="k")
    expect(b"one two " in b"".join(objects(s3, 3, "fed/").values()), objects(s3, 3, "fed/"))
    firehose.delete_delivery_stream(DeliveryStreamName="fed")


class Endpoint(http.server.BaseHTTPRequestHandler):
    seen = []
    failures = 1
    spoil = None  # what of a good answer is otherwise

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        said = json.loads(body)
        Endpoint.seen.append((self.path, dict(self.headers), said))
        status = 200
        if Endpoint.failures != 0:
            Endpoint.failures -= 1
            status = 500
        answer = {"requestId": said["requestId"], "timestamp": int(time.time() * 1000), "errorMessage": "not now"}
        kind = "application/json"
        if Endpoint.spoil == "timestamp":
            answer["timestamp"] = str(answer["timestamp"])
        elif Endpoint.spoil == "requestId":
            answer["requestId"] = "another"
        elif Endpoint.spoil == "type":
            kind = "text/plain"
        elif Endpoint.spoil == "size":
            answer["errorMessage"] = "x" * 1024 * 1024
        elif Endpoint.spoil == "413":
            status = 413
        answer = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def serve_endpoint(tls=None):
    there = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{tls}/endpoint.pem", f"{tls}/endpoint.key")
        there.socket = context.wrap_socket(there.socket, server_side=True)
    threading.Thread(target=there.serve_forever, daemon=True).start()
    return there


def wait_for(count):
    until = time.time() + 20
    while len(Endpoint.seen) < count:
        expect(time.time() < until, f"the endpoint saw {len(Endpoint.seen)} requests, not {count}")
        time.sleep(0.05)


def endpoint(firehose, s3):
    there = serve_endpoint()
    url = f"http://127.0.0.1:{there.server_port}/take?it=1"
    firehose.create_delivery_stream(DeliveryStreamName="sent", HttpEndpointDestinationConfiguration={
        "EndpointConfiguration": {"Url": url, "Name": "there", "AccessKey": "secret"},
        "BufferingHints": AT_ONCE, "RetryOptions": {"DurationInSeconds": 5},
        "RequestConfiguration": {"ContentEncoding": "GZIP", "CommonAttributes": [
            {"AttributeName": "from", "AttributeValue": "a test"}]},
        "S3BackupMode": "FailedDataOnly", "S3Configuration": s3_config(
            Prefix="sent/", ErrorOutputPrefix="unsent/!{firehose:error-output-type}/")})
    about = firehose.describe_delivery_stream(DeliveryStreamName="sent")["DeliveryStreamDescription"]
    told = about["Destinations"][0]["HttpEndpointDestinationDescription"]
    expect(told["EndpointConfiguration"] == {"Url": url, "Name": "there"}, told)
    firehose.put_record(DeliveryStreamName="sent", Record={"Data": b"hello"})
    wait_for(2)
    path, headers, said = Endpoint.seen[1]
    expect(path == "/take?it=1" and [base64.b64decode(each["data"]) for each in said["records"]] == [b"hello"], said)
    headers = {name.lower(): value for name, value in headers.items()}
    expect(headers["x-amz-firehose-access-key"] == "secret" and headers["x-amz-firehose-request-id"] == said["requestId"] and
           headers["x-amz-firehose-protocol-version"] == "1.0" and headers["x-amz-firehose-source-arn"] == about["DeliveryStreamARN"] and
           json.loads(headers["x-amz-firehose-common-attributes"]) == {"commonAttributes": {"from": "a test"}}, headers)
    expect(Endpoint.seen[0][2]["requestId"] == said["requestId"], "tried again as the same")
    Endpoint.failures = -1
    firehose.put_record(DeliveryStreamName="sent", Record={"Data": b"refused"})
    (key, body), = objects(s3, 1, "unsent/", seconds=40).items()
    said = json.loads(body)
    expect(key.startswith("unsent/http-endpoint-failed/") and said["errorCode"] == "HttpEndpoint.DestinationException" and
           base64.b64decode(said["rawData"]) == b"refused" and said["subsequenceNumber"] == 0 and said["dataId"].endswith(".0") and
           said["errorMessage"].startswith("Received the following response from the endpoint destination. {\"requestId\"") and
           said["attemptsMade"] > 1, said)
    Endpoint.failures = 0
    # What is no answer as it is to be is tried again, and is a failure in the end.
    firehose.update_destination(DeliveryStreamName="sent", CurrentDeliveryStreamVersionId="1", DestinationId="destinationId-000000000001",
                                HttpEndpointDestinationUpdate={"RetryOptions": {"DurationInSeconds": 0}})
    for number, (spoil, code) in enumerate((
            ("timestamp", "InvalidResponseFromDestination"), ("requestId", "InvalidResponseFromDestination"),
            ("type", "InvalidResponseFromDestination"), ("size", "ResponseTooLarge"))):
        Endpoint.spoil = spoil
        firehose.put_record(DeliveryStreamName="sent", Record={"Data": spoil.encode()})
        lines = [json.loads(line) for body in objects(s3, 2 + number, "unsent/", seconds=40).values() for line in body.splitlines()]
        last, = (line for line in lines if base64.b64decode(line["rawData"]) == spoil.encode())
        expect(last["errorCode"] == f"HttpEndpoint.{code}" and last["attemptsMade"] == 1, last)
    # What is too large goes nowhere.
    Endpoint.spoil = "413"
    count = len(Endpoint.seen)
    firehose.put_record(DeliveryStreamName="sent", Record={"Data": b"large"})
    wait_for(count + 1)
    Endpoint.spoil = None
    firehose.put_record(DeliveryStreamName="sent", Record={"Data": b"after"})
    wait_for(count + 2)
    expect(base64.b64decode(Endpoint.seen[-1][2]["records"][0]["data"]) == b"after", Endpoint.seen[-1])
    expect(len(objects(s3, 5, "unsent/")) == 5, "nothing more")
    firehose.delete_delivery_stream(DeliveryStreamName="sent")
    # All of it in the bucket, too.
    firehose.create_delivery_stream(DeliveryStreamName="both", HttpEndpointDestinationConfiguration={
        "EndpointConfiguration": {"Url": url}, "BufferingHints": AT_ONCE, "S3BackupMode": "AllData", "S3Configuration": s3_config(Prefix="both/")})
    seen = len(Endpoint.seen)
    firehose.put_record(DeliveryStreamName="both", Record={"Data": b"twice"})
    wait_for(seen + 1)
    expect(list(objects(s3, 1, "both/").values()) == [b"twice"], "a backup of what the endpoint took")
    firehose.delete_delivery_stream(DeliveryStreamName="both")
    there.shutdown()


def endpoint_by_tls(firehose, s3, folder):
    there = serve_endpoint(folder)
    Endpoint.seen.clear()
    retries = {"RetryOptions": {"DurationInSeconds": 0}, "BufferingHints": AT_ONCE, "S3BackupMode": "FailedDataOnly"}
    for name, host in (("safe", "localhost"), ("misnamed", "127.0.0.1")):
        firehose.create_delivery_stream(DeliveryStreamName=name, HttpEndpointDestinationConfiguration={
            "EndpointConfiguration": {"Url": f"https://{host}:{there.server_port}/"}, **retries,
            "S3Configuration": s3_config(Prefix=f"{name}/", ErrorOutputPrefix=f"{name}/!{{firehose:error-output-type}}/")})
        firehose.put_record(DeliveryStreamName=name, Record={"Data": name.encode()})
    wait_for(1)
    (_, body), = objects(s3, 1, "misnamed/").items()
    expect(json.loads(body)["errorCode"] == "HttpEndpoint.ConnectionFailed", body)
    expect([base64.b64decode(each["data"]) for _, _, said in Endpoint.seen for each in said["records"]] == [b"safe"], Endpoint.seen)
    for name in ("safe", "misnamed"):
        firehose.delete_delivery_stream(DeliveryStreamName=name)
    there.shutdown()


def survives(folder):
    """What was answered is delivered, whatever the process came to."""
    server = Server(None, "--data", folder)
    firehose, s3 = client_of(server.base, "firehose"), client_of(server.base, "s3")
    s3.create_bucket(Bucket="out")
    firehose.create_delivery_stream(DeliveryStreamName="kept", ExtendedS3DestinationConfiguration=s3_config(
        BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 900}))
    for i in range(50):
        firehose.put_record(DeliveryStreamName="kept", Record={"Data": f"{i};".encode()})
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    firehose, s3 = client_of(server.base, "firehose"), client_of(server.base, "s3")
    about = firehose.describe_delivery_stream(DeliveryStreamName="kept")["DeliveryStreamDescription"]
    expect(about["DeliveryStreamStatus"] == "ACTIVE", about)
    firehose.update_destination(DeliveryStreamName="kept", CurrentDeliveryStreamVersionId="1",
                                DestinationId="destinationId-000000000001",
                                ExtendedS3DestinationUpdate={"BufferingHints": AT_ONCE})
    body = b"".join(objects(s3, 1).values())
    expect({int(each) for each in body.split(b";")[:-1]} == set(range(50)), body)
    expect(server.stop() == 0, "the server did not stop well")


trusted = tempfile.mkdtemp()
has_tls = shutil.which("openssl") is not None
if has_tls:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", "endpoint.key", "-out", "endpoint.pem"], cwd=trusted, check=True,
                   capture_output=True)
    os.environ["SSL_CERT_FILE"] = f"{trusted}/endpoint.pem"
server = Server(None)
firehose, s3 = client_of(server.base, "firehose"), client_of(server.base, "s3")
s3.create_bucket(Bucket="out")
control_plane(firehose)
puts(firehose, s3)
packings(firehose, s3)
transformation(server.base, firehose, s3)
source(server.base, firehose, s3)
endpoint(firehose, s3)
if has_tls:
    endpoint_by_tls(firehose, s3, trusted)
    del os.environ["SSL_CERT_FILE"]
else:
    print("no openssl: endpoints over TLS left out")
shutil.rmtree(trusted)
expect(server.stop() == 0, "the server did not stop well")
# A clock that goes where the test wants it.
server = Server(None, "--clock", "manual")
firehose, s3 = client_of(server.base, "firehose"), client_of(server.base, "s3")
s3.create_bucket(Bucket="out")
limits(firehose)
partitions(firehose, s3)
aggregates(firehose, s3)
server.ask(server.base + "/_windtunnel/clock", "POST", '{"advance": "61s"}')
partitioned(s3)
aggregated(s3)
expect(server.stop() == 0, "the server did not stop well")
server = Server(None, "--clock", "manual", "--pace", "aws")
encryption(server, client_of(server.base, "firehose"))
expect(server.stop() == 0, "the server did not stop well")
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("Firehose: S3, functions, partitions, sources, endpoints, and what outlives kill -9")
