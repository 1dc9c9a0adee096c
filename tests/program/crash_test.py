"""`serve --data` is killed fifty times while four writers write. Everything acknowledged is there after each restart, whole;
of what was under way, each thing has happened or has not; and nothing half is there, nor on the disk."""
import copy
import hashlib
import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree as xml

from crash_writer import CrashWriter
from program import PROGRAM, Server, expect

KILLS = int(os.environ.get("KILLS", 50))
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
WRITERS = 4
KEYS = 6
# Empty, in a row of the database, in a file of its own, and in several pieces of a connection.
SIZES = {0: 2, 1024: 5, 100 * 1024: 4, 3 << 20: 1}
LEAST_PART = 5 << 20
IN_A_FILE = 64 * 1024  # larger blobs lie in files (src/disk/README.md)
BLOCK = random.Random("a block").randbytes((5 << 20) + 4096)
# Said to come from the account's root, and believed: --auth off.
FIELDS = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, "
                           "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
          "x-amz-date": "20260101T000000Z", "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
chance = random.Random(SEED)


def etag_of(body):
    return hashlib.md5(body).hexdigest()


class Client:
    """One connection, and S3's requests as bytes."""

    def __init__(self, base):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60)

    def ask(self, method, path, body=b"", headers=None):
        """Header fields and body of an answer, which must be a good one; an OSError or HTTPException when none comes."""
        self.connection.request(method, path, body, {**FIELDS, **(headers or {})})
        answer = self.connection.getresponse()
        text = answer.read()
        expect(answer.status < 300 and b"<Error>" not in text[:200], f"seed {SEED}: {method} {path}: {answer.status} {text[:500]}")
        return {name.lower(): value for name, value in answer.headers.items()}, text

    def page(self, path):
        """The document at an address, without namespaces."""
        root = xml.fromstring(self.ask("GET", path)[1])
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root


class Writer(CrashWriter):
    """Writes to keys of its own. `kept`: objects: key -> (ETag, its content's MD5, size, tags); uploads: id -> (key,
    {part: ETag}); versions: newest first, (id, ETag); bucket: whether the one of its own is there."""

    def __init__(self, number, kept):
        super().__init__(number, kept, f"{SEED}/{number}/{chance.random()}")

    def change(self, effect, *request):
        """Asks; when the answer is there, the effect (of the answer's header fields and document) is kept."""
        self.under_way = effect
        headers, text = self.client.ask(*request)
        new = headers.get("x-amz-version-id")
        if b"<UploadId>" in text:
            new = text.split(b"<UploadId>")[1].split(b"<")[0].decode()
        effect(self.kept, new)
        self.under_way = None
        return headers, new

    def body(self, size):
        """Bytes that no other body has."""
        return (b"%d %d %f " % (self.number, self.done, self.chance.random()) + BLOCK)[:size]

    def step(self):
        objects, uploads = self.kept["objects"], self.kept["uploads"]
        kind = self.chance.choices(["put", "delete", "tag", "upload", "version", "bucket"], [50, 12, 12, 10, 12, 4])[0]
        if kind == "put":
            self.put()
        elif kind == "delete" and objects:
            key = self.chance.choice(sorted(objects))
            self.change(lambda kept, _: kept["objects"].pop(key), "DELETE", f"/plain/{key}")
        elif kind == "tag" and objects:
            self.tag(self.chance.choice(sorted(objects)))
        elif kind == "upload":
            # Some are ended, some given up, some lie there over the next kill.
            if len(uploads) < 2:
                self.begin_upload()
            else:
                id = self.chance.choice(sorted(uploads))
                self.end_upload(id, *uploads[id])
        elif kind == "version":
            self.version()
        elif kind == "bucket":
            there = self.kept["bucket"]
            self.change(lambda kept, _: kept.update(bucket=not there), "DELETE" if there else "PUT", f"/own-{self.number}")

    def put(self):
        key = f"{self.number}/{self.chance.randrange(KEYS)}"
        size = self.chance.choices(list(SIZES), SIZES.values())[0]
        body = self.body(size)
        etag = etag_of(body)
        tags = {"n": str(self.done)} if self.chance.random() < 0.3 else {}
        headers, _ = self.change(lambda kept, _: kept["objects"].update({key: (etag, etag, size, tags)}), "PUT", f"/plain/{key}",
                                 body, {"x-amz-tagging": urllib.parse.urlencode(tags)} if tags else None)
        expect(headers["etag"] == f'"{etag}"', f"seed {SEED}: {key} was acknowledged as {headers['etag']}")

    def tag(self, key):
        tags = {"t": str(self.chance.random())}
        text = "".join(f"<Tag><Key>{k}</Key><Value>{v}</Value></Tag>" for k, v in tags.items())
        self.change(lambda kept, _: kept["objects"].update({key: (*kept["objects"][key][:3], tags)}), "PUT",
                    f"/plain/{key}?tagging", f"<Tagging><TagSet>{text}</TagSet></Tagging>".encode())

    def begin_upload(self):
        key = f"{self.number}/{self.chance.randrange(KEYS)}"
        _, id = self.change(lambda kept, new: kept["uploads"].update({new: (key, {})}), "POST", f"/plain/{key}?uploads")
        for number, size in ((1, LEAST_PART), (2, 100_000)):
            body = self.part_of(id, number, size)
            etag = etag_of(body)
            self.change(lambda kept, _: kept["uploads"][id][1].update({number: etag}), "PUT",
                        f"/plain/{key}?partNumber={number}&uploadId={id}", body)

    @staticmethod
    def part_of(id, number, size):
        return (f"{id} {number} ".encode() + BLOCK)[:size]

    def end_upload(self, id, key, parts):
        if len(parts) < 2 or self.chance.random() < 0.4:
            self.change(lambda kept, _: kept["uploads"].pop(id), "DELETE", f"/plain/{key}?uploadId={id}")
            return
        text = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in sorted(parts.items()))
        content = self.part_of(id, 1, LEAST_PART) + self.part_of(id, 2, 100_000)
        etag = etag_of(b"".join(bytes.fromhex(etag) for _, etag in sorted(parts.items()))) + "-2"
        md5 = etag_of(content)

        def effect(kept, _):
            kept["objects"][key] = (etag, md5, len(content), {})
            kept["uploads"].pop(id)
        self.change(effect, "POST", f"/plain/{key}?uploadId={id}",
                    f"<CompleteMultipartUpload>{text}</CompleteMultipartUpload>".encode())

    def version(self):
        versions = self.kept["versions"]
        if len(versions) > 12:
            victim = self.chance.choice(versions)
            self.change(lambda kept, _: kept["versions"].remove(victim), "DELETE", f"/versions/{self.number}?versionId={victim[0]}")
            return
        body = self.body(self.chance.choice([10, 100_000]))
        etag = etag_of(body)
        self.change(lambda kept, new: kept["versions"].insert(0, (new, etag)), "PUT", f"/versions/{self.number}", body)

    def settle(self, found):
        """What is found after a restart: what was kept, and may be what was under way. True when that has happened."""
        if found == self.kept:
            return False
        before = self.kept
        if self.under_way is not None:
            known = set(before["uploads"]) | {id for id, _ in before["versions"]}
            new = [id for id in [*found["uploads"], *(id for id, _ in found["versions"])] if id not in known]
            after = copy.deepcopy(before)
            self.under_way(after, new[0] if len(new) == 1 else None)
            if found == after:
                self.kept = after
                return True
        for kind, kept in before.items():
            expect(found[kind] == kept or self.under_way is not None,
                   f"seed {SEED}: writer {self.number}: {kind} are\n{found[kind]}\nacknowledged was\n{kept}")
        expect(False, f"seed {SEED}: writer {self.number}: found is neither\n{before}\nnor that with what was under way\n{found}")


def empty():
    return {"objects": {}, "uploads": {}, "versions": [], "bucket": False}


def found_in(client):
    """What every writer finds, from the listings and from each object's bytes."""
    found = [empty() for _ in range(WRITERS)]
    for entry in client.page("/plain?list-type=2&max-keys=1000").iter("Contents"):
        key, etag = entry.findtext("Key"), entry.findtext("ETag").strip('"')
        headers, body = client.ask("GET", f"/plain/{key}")
        expect(headers["etag"] == f'"{etag}"', f"seed {SEED}: {key}: listed as {etag}, read as {headers['etag']}")
        expect(len(body) == int(entry.findtext("Size")), f"seed {SEED}: {key}: {len(body)} bytes of {entry.findtext('Size')}")
        md5 = etag_of(body)
        expect("-" in etag or md5 == etag, f"seed {SEED}: {key}: the bytes of {md5} under the ETag {etag}")
        tags = {t.findtext("Key"): t.findtext("Value") for t in client.page(f"/plain/{key}?tagging").iter("Tag")}
        found[int(key.split("/")[0])]["objects"][key] = (etag, md5, len(body), tags)
    for entry in client.page("/plain?uploads").iter("Upload"):
        key, id = entry.findtext("Key"), entry.findtext("UploadId")
        parts = {int(part.findtext("PartNumber")): part.findtext("ETag").strip('"')
                 for part in client.page(f"/plain/{key}?uploadId={id}").iter("Part")}
        found[int(key.split("/")[0])]["uploads"][id] = (key, parts)
    for entry in client.page("/versions?versions").iter("Version"):
        key, id, etag = entry.findtext("Key"), entry.findtext("VersionId"), entry.findtext("ETag").strip('"')
        body = client.ask("GET", f"/versions/{key}?versionId={id}")[1]
        expect(etag_of(body) == etag, f"seed {SEED}: version {id} of {key}: other bytes than its ETag's")
        found[int(key)]["versions"].append((id, etag))
    for entry in client.page("/").iter("Bucket"):
        if entry.findtext("Name").startswith("own-"):
            found[int(entry.findtext("Name")[4:])]["bucket"] = True
    return found


def check_disk(folder, client, found):
    """No file is left that nothing names: neither one on its way in, nor a blob whose object is gone."""
    files = [os.path.join(place, name) for place, _, names in os.walk(f"{folder}/tmp") for name in names]
    expect(files == [], f"seed {SEED}: temporary files: {files}")
    sizes = [size for state in found for _, _, size, _ in state["objects"].values() if size != LEAST_PART + 100_000]
    sizes += [size for state in found for _, _, size, _ in state["objects"].values() if size == LEAST_PART + 100_000
              for size in (LEAST_PART, 100_000)]
    sizes += [LEAST_PART if n == 1 else 100_000 for state in found for _, parts in state["uploads"].values() for n in parts]
    for entry in client.page("/versions?versions").iter("Version"):
        sizes.append(int(entry.findtext("Size")))
    there = sorted(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(f"{folder}/objects") for name in names)
    expect(there == sorted(size for size in sizes if size > IN_A_FILE),
           f"seed {SEED}: files of {there} bytes, but blobs of {sorted(sizes)}")


def kill_while_it_starts(folder):
    process = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--data", folder], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0, 0.1))
    process.kill()
    process.wait()


def main():
    print("seed", SEED, flush=True)
    with tempfile.TemporaryDirectory(prefix="wt-crash-") as place:
        folder = f"{place}/data"
        server = Server(None, "--data", folder, "--auth", "off")
        acknowledged = happened = 0
        try:
            client = Client(server.base)
            client.ask("PUT", "/plain")
            client.ask("PUT", "/versions")
            client.ask("PUT", "/versions?versioning",
                       b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
            kept = [empty() for _ in range(WRITERS)]
            for kill in range(KILLS):
                writers = [Writer(number, kept[number]) for number in range(WRITERS)]
                for writer in writers:
                    writer.client = Client(server.base)
                    writer.start()
                time.sleep(chance.uniform(0.05, 0.7))
                for writer in writers:
                    writer.killed = True
                server.process.kill()
                server.process.wait()
                server.process.stdout.close()
                for writer in writers:
                    writer.join()
                    expect(writer.trouble is None, f"seed {SEED}: writer {writer.number}: {writer.trouble!r}")
                    acknowledged += writer.done
                if chance.random() < 0.2:
                    kill_while_it_starts(folder)

                server = Server(None, "--data", folder, "--auth", "off")
                client = Client(server.base)
                found = found_in(client)
                happened += sum(writer.settle(found[writer.number]) for writer in writers)
                check_disk(folder, client, found)
                kept = [writer.kept for writer in writers]
            expect(server.stop() == 0, "an orderly end after all that")
            server = Server(None, "--data", folder, "--auth", "off")
            expect(found_in(Client(server.base)) == kept, f"seed {SEED}: something changed over an orderly restart")
        finally:
            server.process.kill()
            server.process.wait()
    expect(acknowledged > KILLS, f"only {acknowledged} requests in {KILLS} lives: nothing was tried")
    print(f"ok {KILLS} kills, {acknowledged} requests acknowledged and there, {happened} under way that had happened")


if __name__ == "__main__":
    sys.exit(main())
