"""What a bucket keeps and gives back (replication, inventory, metrics, analytics, intelligent tiering), over a restart,
archived objects that are restored, and queries over objects."""
import gzip
import json
import tempfile

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore.exceptions import ClientError  # noqa: E402

folder = tempfile.TemporaryDirectory()
start = ["--data", folder.name, "--clock", "manual", "--now", "2026-01-01T10:00:00Z", "--pace", "aws"]
server = Server(None, *start)


def refused(code, call, *arguments, **parameters):
    """Calls, and expects this error; gives what it says."""
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        expect(error.response["Error"]["Code"] == code, f"expected {code}, got {error.response}")
        return error.response["Error"]
    expect(False, f"expected {code}, but the call was answered")


def advance(duration):
    status, _, answer = server.ask(server.base + "/_windtunnel/clock", "POST", json.dumps({"advance": duration}))
    expect(status == 200, f"the clock: {status} {answer}")


INVENTORY = {"Id": "i", "IsEnabled": True, "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"},
             "Filter": {"Prefix": "p/"}, "OptionalFields": ["Size", "ETag"],
             "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::reports", "Format": "CSV",
                                                     "Encryption": {"SSES3": {}}}}}
METRICS = {"Id": "m", "Filter": {"And": {"Prefix": "p/", "Tags": [{"Key": "a", "Value": "b"}]}}}
ANALYTICS = {"Id": "a", "Filter": {"Tag": {"Key": "a", "Value": "b"}}, "StorageClassAnalysis": {"DataExport": {
    "OutputSchemaVersion": "V_1",
    "Destination": {"S3BucketDestination": {"Format": "CSV", "Bucket": "arn:aws:s3:::reports"}}}}}
TIERING = {"Id": "t", "Status": "Enabled", "Filter": {"Prefix": "p/"},
           "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"},
                        {"Days": 180, "AccessTier": "DEEP_ARCHIVE_ACCESS"}]}
KINDS = [("inventory", "Inventory", INVENTORY), ("metrics", "Metrics", METRICS), ("analytics", "Analytics", ANALYTICS),
         ("intelligent_tiering", "IntelligentTiering", TIERING)]


def kept_by_id(s3):
    s3.create_bucket(Bucket="kept")
    for kind, name, configuration in KINDS:
        put = getattr(s3, f"put_bucket_{kind}_configuration")
        get = getattr(s3, f"get_bucket_{kind}_configuration")
        listed = getattr(s3, f"list_bucket_{kind}_configurations")
        delete = getattr(s3, f"delete_bucket_{kind}_configuration")
        member = f"{name}Configuration"
        none = listed(Bucket="kept")
        expect(none["IsTruncated"] is False and f"{member}List" not in none, f"{kind}: {none}")
        for missing in [get, delete]:
            error = refused("NoSuchConfiguration", missing, Bucket="kept", Id="x")
            expect(error["Message"] == "The specified configuration does not exist.", f"{kind}: {error}")
        put(Bucket="kept", Id=configuration["Id"], **{member: configuration})
        expect(get(Bucket="kept", Id=configuration["Id"])[member] == configuration, f"{kind} does not read back")
        error = refused("IdMismatch", put, Bucket="kept", Id="other", **{member: configuration})
        expect(error["Message"] == "Document ID does not match the specified configuration ID.", f"{kind}: {error}")
        refused("InvalidArgument", put, Bucket="kept", Id="a b", **{member: {**configuration, "Id": "a b"}})
        refused("NoSuchBucket", put, Bucket="not-there", Id="x", **{member: {**configuration, "Id": "x"}})
        for number in range(101):
            name_of_it = f"n{number:03}"
            put(Bucket="kept", Id=name_of_it, **{member: {**configuration, "Id": name_of_it}})
        first = listed(Bucket="kept")
        expect(first["IsTruncated"] and len(first[f"{member}List"]) == 100, f"{kind}: a page of a hundred")
        second = listed(Bucket="kept", ContinuationToken=first["NextContinuationToken"])
        ids = [one["Id"] for page in [first, second] for one in page[f"{member}List"]]
        expect(ids == sorted([configuration["Id"], *(f"n{i:03}" for i in range(101))]), f"{kind}: all of them: {ids}")
        expect(second["IsTruncated"] is False and "NextContinuationToken" not in second, f"{kind}: the last page")
        for number in range(101):
            delete(Bucket="kept", Id=f"n{number:03}")
    two = {"Prefix": "p/", "Tag": {"Key": "a", "Value": "b"}}
    refused("MalformedXML", s3.put_bucket_metrics_configuration, Bucket="kept", Id="m",
            MetricsConfiguration={"Id": "m", "Filter": two})
    refused("MalformedXML", s3.put_bucket_analytics_configuration, Bucket="kept", Id="a",
            AnalyticsConfiguration={**ANALYTICS, "Filter": two})
    refused("MalformedXML", s3.put_bucket_inventory_configuration, Bucket="kept", Id="i",
            InventoryConfiguration={**INVENTORY, "Schedule": {"Frequency": "Hourly"}})
    error = refused("InvalidS3DestinationBucket", s3.put_bucket_inventory_configuration, Bucket="kept", Id="i",
                    InventoryConfiguration={**INVENTORY, "Destination": {
                        "S3BucketDestination": {"Bucket": "reports", "Format": "CSV"}}})
    expect(error["Message"] == "Invalid bucket ARN.", f"no ARN: {error}")
    for days, tier in [(89, "ARCHIVE_ACCESS"), (179, "DEEP_ARCHIVE_ACCESS"), (731, "ARCHIVE_ACCESS")]:
        refused("InvalidArgument", s3.put_bucket_intelligent_tiering_configuration, Bucket="kept", Id="t",
                IntelligentTieringConfiguration={**TIERING, "Tierings": [{"Days": days, "AccessTier": tier}]})


def replication(s3):
    def rule(**more):
        return {"Status": "Enabled", "Priority": 1, "Filter": {"Prefix": "p/"},
                "DeleteMarkerReplication": {"Status": "Disabled"},
                "Destination": {"Bucket": "arn:aws:s3:::there", "StorageClass": "STANDARD_IA"}, **more}

    def put(*rules, bucket="kept"):
        s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={
            "Role": "arn:aws:iam::000000000000:role/replication", "Rules": list(rules)})

    def versioned(bucket):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    error = refused("ReplicationConfigurationNotFoundError", s3.get_bucket_replication, Bucket="kept")
    expect(error["BucketName"] == "kept", f"none yet: {error}")
    s3.delete_bucket_replication(Bucket="kept")
    error = refused("InvalidRequest", put, rule())
    expect(error["Message"] == "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
           f"an unversioned source: {error}")
    versioned("kept")
    expect(refused("InvalidRequest", put, rule())["Message"] == "Destination bucket must exist.", "no destination")
    s3.create_bucket(Bucket="there")
    expect(refused("InvalidRequest", put, rule())["Message"] == "Destination bucket must have versioning enabled.",
           "an unversioned destination")
    versioned("there")
    for member in ["Priority", "DeleteMarkerReplication"]:
        lacking = rule()
        del lacking[member]
        expect(refused("InvalidRequest", put, lacking)["Message"].startswith(f"{member} must be specified"), member)
    refused("MalformedXML", put)
    refused("InvalidArgument", put, rule(ID="r"), rule(ID="r", Priority=2))
    put(rule(ID="named"), rule(Priority=2))
    rules = s3.get_bucket_replication(Bucket="kept")["ReplicationConfiguration"]["Rules"]
    expect(rules[0] == rule(ID="named"), f"a rule does not read back: {rules[0]}")
    expect(len(rules[1].pop("ID")) == 48 and rules[1] == rule(Priority=2), f"a rule gets an id: {rules[1]}")


def restart(s3):
    for kind, name, configuration in KINDS:
        got = getattr(s3, f"get_bucket_{kind}_configuration")(Bucket="kept", Id=configuration["Id"])
        expect(got[f"{name}Configuration"] == configuration, f"{kind} after a restart: {got}")
    expect(len(s3.get_bucket_replication(Bucket="kept")["ReplicationConfiguration"]["Rules"]) == 2, "replication, too")
    s3.delete_bucket_replication(Bucket="kept")
    refused("ReplicationConfigurationNotFoundError", s3.get_bucket_replication, Bucket="kept")


def restores(s3):
    s3.create_bucket(Bucket="ice")
    s3.put_object(Bucket="ice", Key="k", Body=b"cold", StorageClass="GLACIER")
    s3.put_object(Bucket="ice", Key="warm", Body=b"warm")
    wish = {"Days": 2, "GlacierJobParameters": {"Tier": "Standard"}}
    error = refused("InvalidObjectState", s3.get_object, Bucket="ice", Key="k")
    expect(error["StorageClass"] == "GLACIER", f"archived: {error}")
    refused("InvalidObjectState", s3.restore_object, Bucket="ice", Key="warm", RestoreRequest=wish)
    refused("NoSuchKey", s3.restore_object, Bucket="ice", Key="none", RestoreRequest=wish)
    refused("MalformedXML", s3.restore_object, Bucket="ice", Key="k", RestoreRequest={})
    done = s3.restore_object(Bucket="ice", Key="k", RestoreRequest=wish)
    expect(done["ResponseMetadata"]["HTTPStatusCode"] == 202, f"a restore is begun: {done}")
    expect(s3.head_object(Bucket="ice", Key="k")["Restore"] == 'ongoing-request="true"', "it goes on")
    error = refused("RestoreAlreadyInProgress", s3.restore_object, Bucket="ice", Key="k", RestoreRequest=wish)
    expect(error["Message"] == "Object restore is already in progress", f"twice: {error}")
    status = s3.list_objects_v2(Bucket="ice", OptionalObjectAttributes=["RestoreStatus"])["Contents"]
    expect(status[0]["RestoreStatus"] == {"IsRestoreInProgress": True}, f"in listings: {status}")
    expect("RestoreStatus" not in status[1] and "RestoreStatus" not in s3.list_objects_v2(Bucket="ice")["Contents"][0],
           "only of what is restored, and when asked for")
    advance("5h")
    got = s3.get_object(Bucket="ice", Key="k")
    expect(got["Body"].read() == b"cold" and got["StorageClass"] == "GLACIER", f"restored: {got}")
    expect(got["Restore"] == 'ongoing-request="false", expiry-date="Sun, 04 Jan 2026 00:00:00 GMT"', f"until: {got}")
    longer = s3.restore_object(Bucket="ice", Key="k", RestoreRequest={"Days": 5})
    expect(longer["ResponseMetadata"]["HTTPStatusCode"] == 200, f"it is there already: {longer}")
    listed = s3.list_object_versions(Bucket="ice", OptionalObjectAttributes=["RestoreStatus"])["Versions"][0]
    expect(listed["RestoreStatus"]["RestoreExpiryDate"].isoformat() == "2026-01-07T00:00:00+00:00", f"{listed}")
    advance("7d")
    refused("InvalidObjectState", s3.get_object, Bucket="ice", Key="k")
    expect("Restore" not in s3.head_object(Bucket="ice", Key="k"), "the copy is gone")


def small_objects(s3):
    """Lifecycle moves what is smaller than 128 KiB only where the configuration's header says so."""
    for minimum, expected in [("varies_by_storage_class", "GLACIER"), ("all_storage_classes_128K", None)]:
        bucket = "small-" + minimum.lower().replace("_", "-")
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="k", Body=b"small")
        rules = [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""},
                  "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules},
                                              TransitionDefaultMinimumObjectSize=minimum)
        advance("3d")
        found = s3.head_object(Bucket=bucket, Key="k").get("StorageClass")
        expect(found == expected, f"{minimum}: {found}")


def selects(s3):
    """S3 Select: what a query finds comes as an event stream."""
    s3.create_bucket(Bucket="select")
    people = b'name,age\nann,31\n"b, b",7\n'
    lines = b'{"n":1,"in":{"a":"x"}}\n{"n":2.5}\n'
    zipped = gzip.compress(lines, mtime=0)
    for key, body in [("csv", people), ("lines", lines), ("packed", zipped), ("cut", zipped[:-9])]:
        s3.put_object(Bucket="select", Key=key, Body=body)
    s3.put_object(Bucket="select", Key="cold", Body=people, StorageClass="GLACIER")
    header = {"CSV": {"FileHeaderInfo": "USE"}}
    json_lines = {"JSON": {"Type": "LINES"}}

    def asked(expression, key="csv", source=header, to="CSV", **more):
        output = to if isinstance(to, dict) else {to: {}}
        return dict(Bucket="select", Key=key, Expression=expression, ExpressionType="SQL", InputSerialization=source,
                    OutputSerialization=output, **more)

    def found(*arguments, **more):
        events = list(s3.select_object_content(**asked(*arguments, **more))["Payload"])
        records = b"".join(event["Records"]["Payload"] for event in events if "Records" in event)
        expect("End" in events[-1], f"the last event: {events}")
        stats = [event["Stats"]["Details"] for event in events if "Stats" in event]
        expect(len(stats) == 1 and stats[0]["BytesReturned"] == len(records), f"stats: {stats}")
        return records.decode(), stats[0], events

    expect(found("SELECT s.name FROM S3Object s WHERE s.age < 10")[0] == '"b, b"\n', "a row by its header")
    expect(found("SELECT COUNT(*), SUM(CAST(age AS INT)) FROM S3Object")[0] == "2,38\n", "aggregates")
    tabs = {"CSV": {"FieldDelimiter": "\t", "RecordDelimiter": "\n\n"}}
    expect(found("SELECT age, name FROM S3Object LIMIT 1", to=tabs)[0] == "31\tann\n\n", "delimiters that are blank")
    expect(found('SELECT s."in".a FROM S3Object[*] s', "lines", json_lines, "JSON")[0] == '{"a":"x"}\n{}\n', "a path")
    packed = {**json_lines, "CompressionType": "GZIP"}
    told = {"RequestProgress": {"Enabled": True}}
    records, stats, events = found("SELECT n FROM S3Object", "packed", packed, "JSON", **told)
    expect(records == '{"n":1}\n{"n":2.5}\n', f"unpacked: {records}")
    expect(stats["BytesProcessed"] == len(lines) and stats["BytesScanned"] == len(zipped), f"{stats}")
    expect(any("Progress" in event for event in events), f"no progress: {events}")
    within = {"Start": 1, "End": 9}
    expect(found("SELECT _1 FROM S3Object", source={"CSV": {}}, ScanRange=within)[0] == "ann\n", "a range")

    select = s3.select_object_content
    refused("ParseUnexpectedToken", select, **asked("SELECT * FROM S3Object ORDER BY name"))
    refused("MissingHeaders", select, **asked("SELECT nothing FROM S3Object"))
    refused("NoSuchKey", select, **asked("SELECT * FROM S3Object", "none"))
    refused("InvalidObjectState", select, **asked("SELECT * FROM S3Object", "cold"))
    odd = {"CSV": {"FileHeaderInfo": "NO"}}
    refused("InvalidFileHeaderInfo", select, **asked("SELECT * FROM S3Object", source=odd))
    refused("InvalidCompressionFormat", select, **asked("SELECT * FROM S3Object", "lines", packed))
    refused("TruncatedInput", select, **asked("SELECT * FROM S3Object", "cut", packed))
    refused("NotImplemented", select, **asked("SELECT * FROM S3Object", source={**header, "CompressionType": "BZIP2"}))
    refused("UnsupportedScanRangeInput", select,
            **asked("SELECT * FROM S3Object", "packed", packed, ScanRange={"End": 1}))
    refused("MissingRequiredParameter", select, **asked("SELECT * FROM S3Object", source={}))
    # A large object, and more of a result than one message holds.
    s3.put_object(Bucket="select", Key="large", Body=b"".join(b"%d,%s\n" % (i, b"x" * 90) for i in range(60_000)))
    expect(found("SELECT COUNT(*), MAX(_1) FROM S3Object", "large", {"CSV": {}})[0] == "60000,59999\n", "a large object")
    records, _, events = found("SELECT _2 FROM S3Object", "large", {"CSV": {}})
    expect(records == ("x" * 90 + "\n") * 60_000 and len(events) > 10, f"{len(records)} in {len(events)} events")

    # A customer's key, where boto3 is new enough to allow them in a bucket.
    if "BlockedEncryptionTypes" in s3.meta.service_model.shape_for("ServerSideEncryptionRule").members:
        s3.put_bucket_encryption(Bucket="select", ServerSideEncryptionConfiguration={
            "Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]})
        key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}
        s3.put_object(Bucket="select", Key="locked", Body=people, **key)
        expect(found("SELECT COUNT(*) FROM S3Object", "locked", **key)[0] == "2\n", "with the customer's key")
        refused("InvalidRequest", select, **asked("SELECT * FROM S3Object", "locked"))

    # A policy that denies reading denies queries; what goes wrong behind the first record comes in the stream.
    s3.put_bucket_policy(Bucket="select", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::select/cut"}]}))
    refused("AccessDenied", select, **asked("SELECT * FROM S3Object", "cut", packed))
    s3.put_object(Bucket="select", Key="late", Body=b"1\nx\n")
    late = select(**asked("SELECT CAST(_1 AS INT) FROM S3Object", "late", {"CSV": {}}))["Payload"]
    got = []
    error = refused("CastFailed", got.extend, late)
    expect(got == [{"Records": {"Payload": b"1\n"}}] and error["Message"], f"before the error: {got}")


try:
    client = client_of(server.base)
    for step in [kept_by_id, replication, selects]:
        step(client)
        print("ok", step.__name__)
    server.stop()
    server = Server(None, *start)
    client = client_of(server.base)
    for step in [restart, restores, small_objects]:
        step(client)
        print("ok", step.__name__)
finally:
    server.stop()
    folder.cleanup()
