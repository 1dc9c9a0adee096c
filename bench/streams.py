"""Kinesis and Firehose: records a second of PutRecords and PutRecordBatch, in memory and in a folder; beside MiniStack, moto and
kinesalite in the same run."""
import base64
import json
import os
import shutil
import tempfile

from measuring import checked_wrk, free_port, report
from servers import Endpoint, Refused, start_ministack, start_moto, start_other, start_windtunnel
from signing import signed

SECONDS = 3
CONNECTIONS = 16
RECORDS = 500
DATA = base64.b64encode(b"x" * 100).decode()
# A shard takes 1,000 records a second: so many that none of the keys meets that.
SHARDS = 4000
REQUEST = """
wrk.method = "POST"
local file = io.open("%s", "rb")
wrk.body = file:read("*a")
file:close()
%s
"""
CALLS = {
    "PutRecords": ("kinesis", "Kinesis_20131202", {"StreamName": "bench", "Records": [
        {"Data": DATA, "PartitionKey": str(i)} for i in range(RECORDS)]}),
    "PutRecordBatch": ("firehose", "Firehose_20150804", {"DeliveryStreamName": "bench", "Records": [{"Data": DATA}] * RECORDS}),
}


class Stand(Endpoint):
    """A server that may have streams in it."""

    def call(self, service, target, document):
        body = json.dumps(document).encode()
        fields = self.fields(service, target, body)
        self.connection.close()  # what is idle for long is closed by some
        self.connection.request("POST", "/", body, fields)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Refused(f"{self.name}: {target}: {answer.status} {text[:300]}")
        return json.loads(text or b"{}")

    def fields(self, service, target, body):
        return {**signed("POST", self.host, "/", body, service=service), "X-Amz-Target": target,
                "Content-Type": "application/x-amz-json-1.1"}

    def make(self, shards):
        self.call("kinesis", "Kinesis_20131202.CreateStream", {"StreamName": "bench", "ShardCount": shards})
        if self.name == "kinesalite":
            return
        self.ask("PUT", "/bench")
        destination = {"RoleARN": "arn:aws:iam::000000000000:role/r", "BucketARN": "arn:aws:s3:::bench"}
        hint = {"DirectPutSourceConfiguration": {"ThroughputHintInMBs": 100}} if "windtunnel" in self.name else {}
        self.call("firehose", "Firehose_20150804.CreateDeliveryStream", {
            "DeliveryStreamName": "bench", "ExtendedS3DestinationConfiguration": destination, **hint})

    def rate(self, operation, folder):
        """Records a second that were answered well; none where it has no such service."""
        service, prefix, document = CALLS[operation]
        body = json.dumps(document).encode()
        try:
            answer = self.call(service, f"{prefix}.{operation}", document)
        except Refused as refused:
            print(f"{self.name}: {refused}")
            return None
        failed = answer.get("FailedRecordCount", 0) or answer.get("FailedPutCount", 0)
        if failed:
            raise Refused(f"{self.name} refuses {failed} records of {RECORDS}")
        with open(f"{folder}/body", "wb") as file:
            file.write(body)
        fields = self.fields(service, f"{prefix}.{operation}", body)
        with open(f"{folder}/request.lua", "w", encoding="ascii") as script:
            script.write(REQUEST % (f"{folder}/body", "\n".join(
                f'wrk.headers["{name}"] = "{value}"' for name, value in fields.items() if name != "host")))
        return checked_wrk(f"http://{self.host}/", SECONDS, CONNECTIONS, "-s", f"{folder}/request.lua", may_refuse=True).rate * RECORDS


def start_kinesalite(folder):
    """kinesalite, Kinesis alone, in Node.js."""
    program = os.environ.get("KINESALITE") or shutil.which("kinesalite")
    if program is None:
        print("beside kinesalite: skipped, it takes kinesalite (npm install -g kinesalite; KINESALITE=PROGRAM where it is elsewhere)")
        return None, None
    port = free_port()
    return start_other("kinesalite", [program, "--port", str(port), "--createStreamMs", "0", "--shardLimit", "10000"], folder, port)


def streams():
    with tempfile.TemporaryDirectory() as folder:
        started = [("windtunnel in memory", *start_windtunnel(folder)),
                   ("windtunnel in a folder", *start_windtunnel(folder, "--data", f"{folder}/data")),
                   ("MiniStack", *start_ministack(folder)), ("moto", *start_moto(folder, "kinesis,firehose,s3")),
                   ("kinesalite", *start_kinesalite(folder))]
        stands = [(Stand(name, port), process) for name, process, port in started if port is not None]
        try:
            for stand, _ in stands:
                stand.make(SHARDS if "windtunnel" in stand.name else 100)
            for operation in CALLS:
                rates = {stand.name: stand.rate(operation, folder) for stand, _ in stands
                         if operation == "PutRecords" or stand.name != "kinesalite"}
                others = {name: rate for name, rate in rates.items() if rate and "windtunnel" not in name}
                for name in ("windtunnel in memory", "windtunnel in a folder"):
                    beside = "".join(f"; {rates[name] / rate:.0f} times {other} ({rate / 1e3:.1f} k/s)" for other, rate in others.items())
                    report(f"{operation}, {name.removeprefix('windtunnel ')}", f"{rates[name] / 1e3:.0f} k records/s{beside}",
                           f"wrk with {RECORDS} records of 100 bytes a request, {CONNECTIONS} connections")
        finally:
            for _, process in stands:
                process.kill()
                process.wait()
