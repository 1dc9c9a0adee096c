"""A 1 GiB object, eight parts at a time, up and down through `serve --data`: every byte, and the server's memory small."""
import concurrent.futures
import hashlib
import random
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, is_instrumented, memory_of

boto3_or_skip()

MIB = 1 << 20
PARTS = 32 if not is_instrumented() else 8
PART = 32 * MIB
BLOCK = bytearray(random.Random("a block").randbytes(MIB))
# The design: an object of 5 GiB goes through within 64 MiB above what an idle server takes.
ROOM = 64 * MIB


def part_of(number):
    """The bytes of a part; no two MiB of the object are alike."""
    part = bytearray(PART)
    for i in range(PART // MIB):
        part[i * MIB:(i + 1) * MIB] = BLOCK
        part[i * MIB:i * MIB + 8] = ((number - 1) * PART + i * MIB).to_bytes(8, "little")
    return part


def bytes_at(begin, end):
    first = begin // PART + 1
    text = b"".join(part_of(number) for number in range(first, (end - 1) // PART + 2))
    return text[begin - (first - 1) * PART:end - (first - 1) * PART]


def main():
    with tempfile.TemporaryDirectory(prefix="wt-large-") as folder:
        server = Server(None, "--data", folder + "/data")
        try:
            s3 = client_of(server.base, max_pool_connections=8, read_timeout=600)
            s3.create_bucket(Bucket="large")
            idle = memory_of(server.process, "VmRSS")
            upload = s3.create_multipart_upload(Bucket="large", Key="k")["UploadId"]

            def send(number):
                body = part_of(number)
                sent = s3.upload_part(Bucket="large", Key="k", UploadId=upload, PartNumber=number, Body=body)
                expect(sent["ETag"] == f'"{hashlib.md5(body).hexdigest()}"', f"part {number}: another body's ETag")
                return {"PartNumber": number, "ETag": sent["ETag"]}

            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                parts = list(pool.map(send, range(1, PARTS + 1)))
            done = s3.complete_multipart_upload(Bucket="large", Key="k", UploadId=upload, MultipartUpload={"Parts": parts})
            digests = b"".join(bytes.fromhex(part["ETag"].strip('"')) for part in parts)
            expect(done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-{PARTS}"', f"the ETag of the parts: {done['ETag']}")
            up = memory_of(server.process)

            expected = hashlib.sha256()
            for number in range(1, PARTS + 1):
                expected.update(part_of(number))
            got = s3.get_object(Bucket="large", Key="k")
            expect(got["ContentLength"] == PARTS * PART, f"its length: {got['ContentLength']}")
            came, length = hashlib.sha256(), 0
            for piece in got["Body"].iter_chunks(MIB):
                came.update(piece)
                length += len(piece)
            expect(length == PARTS * PART and came.digest() == expected.digest(), "what comes back is something else")

            chance = random.Random(7)
            for _ in range(12):
                begin = chance.randrange(PARTS * PART)
                end = min(begin + chance.choice([1, 100, 65536, 3 * MIB]), PARTS * PART)
                piece = s3.get_object(Bucket="large", Key="k", Range=f"bytes={begin}-{end - 1}")["Body"].read()
                expect(piece == bytes_at(begin, end), f"bytes {begin} to {end - 1}")
            border = s3.get_object(Bucket="large", Key="k", Range=f"bytes={PART - 5}-{PART + 4}")["Body"].read()
            expect(border == bytes_at(PART - 5, PART + 5), "across the border of two parts")

            # A client that goes away in the middle, one that copies, and one that deletes.
            s3.get_object(Bucket="large", Key="k")["Body"].close()
            s3.copy_object(Bucket="large", Key="copy", CopySource="large/k")
            s3.delete_object(Bucket="large", Key="k")
            tail = s3.get_object(Bucket="large", Key="copy", Range="bytes=-100")["Body"].read()
            expect(tail == bytes_at(PARTS * PART - 100, PARTS * PART), "the copy's end")

            most = memory_of(server.process)
            print(f"memory: {idle / MIB:.0f} MiB idle, {up / MIB:.0f} MiB after the upload, {most / MIB:.0f} MiB at most")
            if not is_instrumented():
                expect(most <= idle + ROOM, f"{most / MIB:.0f} MiB at most, {idle / MIB:.0f} MiB idle: above 64 MiB more")
        finally:
            server.stop()


main()
