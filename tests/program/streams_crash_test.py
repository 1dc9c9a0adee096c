"""Producers note what was acknowledged, the server is killed at random moments, and in the end every record is there: in the
stream that it was put into, and in S3 where it was put into a delivery stream. Kinesis' records are there once, Firehose's once
or more. The third argument says how often it is killed."""
import base64
import http.client
import json
import random
import re
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse

from program import Server, expect

KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 4
SHARDS = 4
CHANCE = random.Random(7)
folder = tempfile.mkdtemp()
acknowledged = {"stream": set(), "delivery": set()}
lock = threading.Lock()
numbers = iter(range(1 << 40))


def signed(service):
    """Fields of a signature by a key that the server does not know, and lets in as the usual account's."""
    now = time.gmtime()
    return {"X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", now), "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=nobody/{time.strftime('%Y%m%d', now)}/us-east-1/{service}/aws4_request, "
                             f"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={'0' * 64}"}


def ask(base, target, body, timeout=5):
    """The answer of one call; none where the server died meanwhile."""
    host = urllib.parse.urlsplit(base).netloc
    service = {"Kinesis_20131202": "kinesis", "Firehose_20150804": "firehose"}[target.split(".")[0]]
    try:
        connection = http.client.HTTPConnection(host, timeout=timeout)
        connection.request("POST", "/", json.dumps(body), {
            "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1", **signed(service)})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return json.loads(text or b"{}") if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None


def encoded(number):
    return base64.b64encode(f"{number};".encode()).decode()


def produce(base, kind, dead):
    """Puts batches until the server dies; what it has acknowledged is noted after the answer, and nothing else."""
    while not dead.is_set():
        with lock:
            batch = [next(numbers) for _ in range(20)]
        if kind == "stream":
            answer = ask(base, "Kinesis_20131202.PutRecords", {"StreamName": "kept", "Records": [
                {"Data": encoded(each), "PartitionKey": str(each)} for each in batch]})
            good = [each for each, said in zip(batch, (answer or {}).get("Records", [])) if "SequenceNumber" in said]
        else:
            answer = ask(base, "Firehose_20150804.PutRecordBatch", {"DeliveryStreamName": "kept", "Records": [
                {"Data": encoded(each)} for each in batch]})
            good = [each for each, said in zip(batch, (answer or {}).get("RequestResponses", [])) if "RecordId" in said]
        if answer is None:
            return
        with lock:
            acknowledged[kind].update(good)


def read_stream(base):
    found = []
    for shard in range(SHARDS):
        at = ask(base, "Kinesis_20131202.GetShardIterator", {
            "StreamName": "kept", "ShardId": f"shardId-{shard:012}", "ShardIteratorType": "TRIM_HORIZON"})["ShardIterator"]
        while True:
            answer = ask(base, "Kinesis_20131202.GetRecords", {"ShardIterator": at})
            if answer is None:  # five reads a second
                time.sleep(0.25)
                continue
            found += [int(base64.b64decode(each["Data"])[:-1]) for each in answer["Records"]]
            at = answer["NextShardIterator"]
            if not answer["Records"] and answer["MillisBehindLatest"] == 0:
                break
    return found


def objects_in(server):
    status, _, listing = server.ask(server.base + "/out?list-type=2", headers=signed("s3"))
    expect(status == 200 and "<IsTruncated>false" in listing, f"the objects: {status}")
    found = set()
    for key in re.findall(r"<Key>([^<]+)</Key>", listing):
        status, _, body = server.ask(f"{server.base}/out/{key}", headers=signed("s3"))
        expect(status == 200, f"{key}: {status}")
        found.update(int(each) for each in body.split(";")[:-1])
    return found


try:
    server = Server(None, "--data", folder)
    expect(server.ask(server.base + "/out", "PUT", headers=signed("s3"))[0] == 200, "no bucket")
    made = ask(server.base, "Kinesis_20131202.CreateStream", {"StreamName": "kept", "ShardCount": SHARDS})
    expect(made is not None, "no stream")
    made = ask(server.base, "Firehose_20150804.CreateDeliveryStream", {
        "DeliveryStreamName": "kept", "ExtendedS3DestinationConfiguration": {
            "RoleARN": "arn:aws:iam::000000000000:role/r", "BucketARN": "arn:aws:s3:::out",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 1}}})
    expect(made is not None, "no delivery stream")
    for _ in range(KILLS):
        dead = threading.Event()
        producers = [threading.Thread(target=produce, args=(server.base, kind, dead))
                     for kind in ("stream", "delivery") for _ in range(2)]
        for each in producers:
            each.start()
        time.sleep(CHANCE.uniform(0.05, 1.2))
        server.process.kill()
        server.process.wait()
        dead.set()
        for each in producers:
            each.join()
        server = Server(None, "--data", folder)
    records = read_stream(server.base)
    missing = acknowledged["stream"] - set(records)
    expect(not missing, f"{len(missing)} acknowledged records are not in the stream: {sorted(missing)[:5]}")
    expect(len(records) == len(set(records)), "a record is in the stream twice")
    until = time.time() + 30
    while missing := acknowledged["delivery"] - objects_in(server):
        expect(time.time() < until, f"{len(missing)} acknowledged records are not in S3: {sorted(missing)[:5]}")
        time.sleep(0.5)
    expect(acknowledged["stream"] and acknowledged["delivery"], "nothing was acknowledged")
    expect(server.stop() == 0, "the server did not stop well")
    print(f"killed {KILLS} times: {len(acknowledged['stream'])} records in Kinesis, {len(acknowledged['delivery'])} in S3")
finally:
    shutil.rmtree(folder, ignore_errors=True)
