"""Several clients at once on one server: eight boto3 threads and, where it is there, the AWS CLI; then everything is as it
should be: every object, every byte, every listing."""
import hashlib
import io
import os
import random
import shutil
import subprocess
import tempfile
import threading

from clients import KEYS, Server, body_of, boto3_or_skip, client_of, expect

boto3_or_skip()
from boto3.s3.transfer import TransferConfig  # noqa: E402

THREADS = 8
ROUNDS = 60
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
SIZES = [0, 1, 1000, 65536, 65537, 300_000, 6 << 20]
# Small parts, so that one object is many requests.
IN_PARTS = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=4)


class Writer:
    """One client with keys of its own, and a few that all fight for."""

    def __init__(self, base, number):
        # Without second tries: each request is one change.
        self.s3 = client_of(base, retries={"total_max_attempts": 1}, read_timeout=300)
        self.number = number
        self.chance = random.Random(f"{SEED}/{number}")
        self.kept = {}     # its keys, with what they must hold
        self.shared = []   # the bodies that it wrote to the shared keys
        self.versions = []
        self.trouble = None

    def run(self):
        try:
            for round in range(ROUNDS):
                self.step(round)
        except BaseException as error:  # told by the main thread
            self.trouble = error

    def step(self, round):
        kind = self.chance.choices(["put", "overwrite", "delete", "get", "list", "shared", "version", "copy"],
                                   [30, 10, 10, 20, 5, 10, 10, 5])[0]
        mine = sorted(self.kept)
        if kind == "put" or not mine:
            self.put(f"{self.number}/{round}")
        elif kind == "overwrite":
            self.put(self.chance.choice(mine))
        elif kind == "delete":
            key = self.chance.choice(mine)
            self.s3.delete_object(Bucket="busy", Key=key)
            del self.kept[key]
        elif kind == "get":
            key = self.chance.choice(mine)
            expect(self.s3.get_object(Bucket="busy", Key=key)["Body"].read() == self.kept[key], f"{key} while others write")
        elif kind == "list":
            found = {o["Key"]: o["Size"] for page in self.s3.get_paginator("list_objects_v2").paginate(
                Bucket="busy", Prefix=f"{self.number}/", PaginationConfig={"PageSize": 7}) for o in page.get("Contents", [])}
            expect(found == {k: len(v) for k, v in self.kept.items()}, f"{self.number}: a listing while others write")
        elif kind == "shared":
            body = f"{self.number}/{round} ".encode() * 1000
            self.s3.put_object(Bucket="busy", Key="shared", Body=body)
            self.shared.append(body)
            read = self.s3.get_object(Bucket="busy", Key="shared")["Body"].read()
            expect(len(set(read.split())) == 1 and len(read.split()) == 1000, "a shared object is a mixture of two")
        elif kind == "version":
            put = self.s3.put_object(Bucket="versions", Key="k", Body=f"{self.number}/{round}".encode())
            self.versions.append((put["VersionId"], f"{self.number}/{round}"))
        else:
            key = self.chance.choice(mine)
            to = f"{self.number}/copy-{round}"
            self.s3.copy_object(Bucket="busy", Key=to, CopySource={"Bucket": "busy", "Key": key})
            self.kept[to] = self.kept[key]

    def put(self, key):
        body = body_of(self.chance.random(), self.chance.choice(SIZES))
        if len(body) > 5 << 20:
            self.s3.upload_fileobj(io.BytesIO(body), "busy", key, Config=IN_PARTS)
        else:
            put = self.s3.put_object(Bucket="busy", Key=key, Body=body)
            expect(put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"', f"{key}: another body's ETag")
        self.kept[key] = body


class CommandLine:
    """The AWS CLI, which syncs a folder up and down meanwhile."""

    def __init__(self, base, folder):
        self.base = base
        self.folder = folder
        self.trouble = None
        for i in range(40):
            with open(f"{folder}/{i}", "wb") as file:
                file.write(body_of(i, i * 1000))

    def run(self):
        environment = {**{k: v for k, v in os.environ.items() if not k.startswith("AWS_")}, **KEYS, "AWS_PAGER": "",
                       "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "PYTHONWARNINGS": "ignore"}
        for words in (["sync", self.folder, "s3://busy/cli"], ["sync", "s3://busy/cli", self.folder + ".back"]):
            done = subprocess.run(["aws", "--endpoint-url", self.base, "s3", *words], env=environment, capture_output=True,
                                  text=True, timeout=300)
            if done.returncode != 0:
                self.trouble = f"aws s3 {' '.join(words)}: {done.stderr}"


def read_back(base, writers):
    """A client that was not there when it was written."""
    s3 = client_of(base)
    expected = {key: body for writer in writers for key, body in writer.kept.items()}
    listed = {o["Key"]: o for page in s3.get_paginator("list_objects_v2").paginate(Bucket="busy")
              for o in page.get("Contents", []) if "/" in o["Key"] and not o["Key"].startswith("cli/")}
    expect(sorted(listed) == sorted(expected), f"keys: {sorted(set(listed) ^ set(expected))}")
    for key, body in expected.items():
        expect(s3.get_object(Bucket="busy", Key=key)["Body"].read() == body, f"{key} holds something else")
    bodies = [body for writer in writers for body in writer.shared]
    if bodies:
        expect(s3.get_object(Bucket="busy", Key="shared")["Body"].read() in bodies, "the shared object is nobody's")
    versions = {v["VersionId"] for page in s3.get_paginator("list_object_versions").paginate(Bucket="versions")
                for v in page.get("Versions", [])}
    written = [version for writer in writers for version in writer.versions]
    expect(versions == {id for id, _ in written} and len(versions) == len(written),
           f"versions listed and not written {versions - {id for id, _ in written}}, "
           f"written and not listed {[version for version in written if version[0] not in versions]}")
    for id, text in written:
        expect(s3.get_object(Bucket="versions", Key="k", VersionId=id)["Body"].read() == text.encode(), f"version {id}")
    expect("Uploads" not in s3.list_multipart_uploads(Bucket="busy"), "uploads were left")
    return len(expected), len(written)


def main():
    print("seed", SEED, flush=True)
    server = Server(None)
    with tempfile.TemporaryDirectory(prefix="wt-concurrent-") as place:
        try:
            s3 = client_of(server.base)
            s3.create_bucket(Bucket="busy")
            s3.create_bucket(Bucket="versions")
            s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
            writers = [Writer(server.base, number) for number in range(THREADS)]
            clients = list(writers)
            os.mkdir(f"{place}/tree")
            if shutil.which("aws"):
                clients.append(CommandLine(server.base, f"{place}/tree"))
            threads = [threading.Thread(target=client.run) for client in clients]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for client in clients:
                expect(client.trouble is None, f"seed {SEED}: {client.trouble!r}")
            objects, versions = read_back(server.base, writers)
            if len(clients) > len(writers):
                for i in range(40):
                    with open(f"{place}/tree.back/{i}", "rb") as file:
                        expect(file.read() == body_of(i, i * 1000), f"the CLI's file {i}")
            print(f"ok {len(clients)} clients, {objects} objects, {versions} versions")
        finally:
            server.stop()


main()
