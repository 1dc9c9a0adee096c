// The AWS SDK for JavaScript v3, unmodified: S3 as a program uses it, large bodies, signed addresses, and STS.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";

import {
  CreateStreamCommand, DeregisterStreamConsumerCommand, DescribeStreamSummaryCommand, GetRecordsCommand, GetShardIteratorCommand,
  KinesisClient, PutRecordsCommand, RegisterStreamConsumerCommand, SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import {
  CopyObjectCommand, CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, DeleteObjectsCommand, GetObjectCommand,
  GetObjectTaggingCommand, HeadObjectCommand, ListBucketsCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand,
  NoSuchBucket, NoSuchKey, NotFound, PutBucketVersioningCommand, PutObjectCommand, S3Client, paginateListObjectsV2,
  waitUntilBucketExists, waitUntilObjectNotExists,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { NodeHttp2Handler } from "@smithy/node-http-handler";

const endpoint = process.env.WINDTUNNEL;
const common = {
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
};
const s3 = new S3Client(common);
const Bucket = "scripts";

const md5 = (bytes) => `"${createHash("md5").update(bytes).digest("hex")}"`;
const get = async (Key, more = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from(await answer.Body.transformToByteArray());
};
const refused = (name, status) => (error) => {
  assert.equal(error.name, name);
  assert.equal(error.$metadata.httpStatusCode, status);
  return true;
};

before(async () => {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await waitUntilBucketExists({ client: s3, maxWaitTime: 10 }, { Bucket });
});
after(() => s3.destroy());

describe("objects", () => {
  test("what is put comes back, with its metadata and tags", async () => {
    const put = await s3.send(new PutObjectCommand({
      Bucket, Key: "a/hello world+é.txt", Body: "hello", ContentType: "text/plain", Metadata: { colour: "blue" }, Tagging: "x=1",
    }));
    assert.equal(put.ETag, md5("hello"));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a/hello world+é.txt" }));
    assert.equal(await got.Body.transformToString(), "hello");
    assert.equal(got.ContentType, "text/plain");
    assert.deepEqual(got.Metadata, { colour: "blue" });
    const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "a/hello world+é.txt" }));
    assert.deepEqual(tags.TagSet, [{ Key: "x", Value: "1" }]);
    assert.equal((await get("a/hello world+é.txt", { Range: "bytes=1-3" })).toString(), "ell");
  });

  test("odd keys are kept as they are", async () => {
    for (const Key of [" ", "//", "a//b", "%2F", "ü/漢字.txt", "plus+plus", "q?=&", "!'()*", "x".repeat(1024)]) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      assert.equal((await get(Key)).toString(), Key);
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    }
  });

  test("errors are the SDK's classes", async () => {
    await assert.rejects(get("missing"), (error) => error instanceof NoSuchKey && refused("NoSuchKey", 404)(error));
    await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: "missing" })), (error) => error instanceof NotFound);
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "no-such-bucket", Key: "x" })),
                         (error) => error instanceof NoSuchBucket);
    await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), refused("BucketNotEmpty", 409));
  });

  test("a write that must be the first one is refused the second time", async () => {
    const once = () => s3.send(new PutObjectCommand({ Bucket, Key: "once", Body: "1", IfNoneMatch: "*" }));
    await once();
    await assert.rejects(once(), refused("PreconditionFailed", 412));
  });

  test("a copy keeps bytes and metadata", async () => {
    const copied = await s3.send(new CopyObjectCommand({
      Bucket, Key: "copy", CopySource: encodeURI(`${Bucket}/a/hello world+é.txt`).replace("+", "%2B"),
    }));
    assert.equal(copied.CopyObjectResult.ETag, md5("hello"));
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
    assert.deepEqual(head.Metadata, { colour: "blue" });
  });

  test("checksums that a client asks for are kept and verified", async () => {
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"]) {
      const put = await s3.send(new PutObjectCommand({ Bucket, Key: "sum", Body: "hello", ChecksumAlgorithm }));
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: "sum", ChecksumMode: "ENABLED" }));
      assert.ok(put[`Checksum${ChecksumAlgorithm}`]);
      assert.equal(got[`Checksum${ChecksumAlgorithm}`], put[`Checksum${ChecksumAlgorithm}`]);
      assert.equal(await got.Body.transformToString(), "hello");
    }
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket, Key: "sum", Body: "hello", ChecksumSHA256: "A".repeat(43) + "=" })),
      refused("BadDigest", 400));
  });

  test("pages add up, and are in order", async () => {
    const keys = Array.from({ length: 60 }, (_, i) => `list/${i % 5}/${String(i).padStart(3, "0")}`);
    await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
    const found = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 7 }, { Bucket, Prefix: "list/" })) {
      found.push(...(page.Contents ?? []).map((object) => object.Key));
    }
    assert.deepEqual(found, keys.sort());
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: "list/", Delimiter: "/" })) {
      assert.deepEqual(page.CommonPrefixes.map((prefix) => prefix.Prefix), [0, 1, 2, 3, 4].map((i) => `list/${i}/`));
    }
    const gone = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    assert.equal(gone.Deleted.length, keys.length);
    await waitUntilObjectNotExists({ client: s3, maxWaitTime: 10 }, { Bucket, Key: keys[0] });
  });

  test("versions outlive a delete", async () => {
    const name = "versions";
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }));
    const first = await s3.send(new PutObjectCommand({ Bucket: name, Key: "k", Body: "one" }));
    await s3.send(new PutObjectCommand({ Bucket: name, Key: "k", Body: "two" }));
    const marker = await s3.send(new DeleteObjectCommand({ Bucket: name, Key: "k" }));
    assert.equal(marker.DeleteMarker, true);
    const got = await s3.send(new GetObjectCommand({ Bucket: name, Key: "k", VersionId: first.VersionId }));
    assert.equal(await got.Body.transformToString(), "one");
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: name }));
    assert.equal(listed.Versions.length, 2);
    assert.equal(listed.DeleteMarkers[0].VersionId, marker.VersionId);
    assert.ok(listed.Versions[0].LastModified instanceof Date);
  });
});

describe("large bodies", () => {
  test("a stream is sent in pieces that are signed at their end", async () => {
    const body = randomBytes(3 << 20);
    const pieces = Readable.from((function* () {
      for (let at = 0; at < body.length; at += 65536) yield body.subarray(at, at + 65536);
    })());
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: "stream", Body: pieces, ContentLength: body.length }));
    assert.equal(put.ETag, md5(body));
    assert.ok((await get("stream")).equals(body));
  });

  test("an upload in parts, four at once, of a stream whose length nobody knows", async () => {
    const body = randomBytes(1 << 20);
    const times = 23;
    const pieces = Readable.from((function* () {
      for (let i = 0; i < times; i++) yield body;
    })());
    const upload = new Upload({ client: s3, params: { Bucket, Key: "parts", Body: pieces }, partSize: 5 << 20, queueSize: 4 });
    const done = await upload.done();
    assert.match(done.ETag, /-5"$/);
    const digest = createHash("sha256");
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "parts" }));
    assert.equal(got.ContentLength, times << 20);
    for await (const piece of got.Body) digest.update(piece);
    const expected = createHash("sha256");
    for (let i = 0; i < times; i++) expected.update(body);
    assert.equal(digest.digest("hex"), expected.digest("hex"));
  });

  test("an upload that is given up leaves nothing", async () => {
    const endless = Readable.from((async function* () {
      for (;;) yield Buffer.alloc(1 << 20);
    })());
    const upload = new Upload({ client: s3, params: { Bucket, Key: "given up", Body: endless }, partSize: 5 << 20 });
    upload.on("httpUploadProgress", () => upload.abort());
    await assert.rejects(upload.done(), { name: "AbortError" });
    endless.destroy();
    await assert.rejects(get("given up"), refused("NoSuchKey", 404));
    // The SDK says that it gave up before it has told the server.
    for (let left = 100; ; left--) {
      const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
      if ((listed.Uploads ?? []).length === 0) break;
      assert.ok(left > 0, "the upload is still there");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  test("a download that is given up does not harm the next", async () => {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "parts" }));
    got.Body.destroy();
    assert.equal((await get("parts", { Range: "bytes=0-9" })).length, 10);
  });
});

describe("addresses", () => {
  test("a signed address lets anybody in, and only there", async () => {
    const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "by url" }), { expiresIn: 60 });
    assert.equal((await fetch(put, { method: "PUT", body: "hi" })).status, 200);
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "by url" }), { expiresIn: 60 });
    assert.equal(await (await fetch(url)).text(), "hi");
    const other = await fetch(url.replace("by%20url", "other"));
    assert.equal(other.status, 403);
    assert.match(await other.text(), /<Code>SignatureDoesNotMatch<\/Code>/);
    assert.equal((await fetch(`${endpoint}/${Bucket}/by%20url`)).status, 403);
  });

  test("the bucket may stand in the host name", async () => {
    const here = (_, options, done) => options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
    const named = new S3Client({
      ...common, endpoint: `http://s3.localhost:${new URL(endpoint).port}`, requestHandler: { httpAgent: new Agent({ lookup: here }) },
    });
    await named.send(new PutObjectCommand({ Bucket, Key: "named", Body: "by host" }));
    const got = await named.send(new GetObjectCommand({ Bucket, Key: "named" }));
    assert.equal(await got.Body.transformToString(), "by host");
    assert.equal((await get("named")).toString(), "by host");
    named.destroy();
  });
});

describe("security tokens", () => {
  test("a role's session is somebody else, in the same account", async () => {
    const sts = new STSClient(common);
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, "arn:aws:iam::000000000000:root");
    const role = await sts.send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/reader", RoleSessionName: "me" }));
    assert.ok(role.Credentials.Expiration > new Date());
    const credentials = {
      accessKeyId: role.Credentials.AccessKeyId,
      secretAccessKey: role.Credentials.SecretAccessKey,
      sessionToken: role.Credentials.SessionToken,
    };
    const session = new STSClient({ ...common, credentials });
    assert.equal((await session.send(new GetCallerIdentityCommand({}))).Arn, "arn:aws:sts::000000000000:assumed-role/reader/me");
    const buckets = await new S3Client({ ...common, credentials }).send(new ListBucketsCommand({}));
    assert.ok(buckets.Buckets.some((bucket) => bucket.Name === Bucket));
    const wrong = new STSClient({ ...common, credentials: { ...credentials, secretAccessKey: "guessed" } });
    await assert.rejects(wrong.send(new GetCallerIdentityCommand({})), refused("SignatureDoesNotMatch", 403));
  });
});

// Kinesis' client speaks nothing but HTTP/2, and signs :authority; over TLS, too, with NODE_EXTRA_CA_CERTS.
describe("HTTP/2", () => {
  const secure = endpoint.replace("http://127.0.0.1", "https://localhost");

  for (const at of [endpoint, secure]) {
    test(`Kinesis at ${at.split(":")[0]}: records are put, read and pushed`, async () => {
      const kinesis = new KinesisClient({ ...common, endpoint: at });
      const StreamName = at.startsWith("https") ? "secure" : "plain";
      await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
      const put = (text) => kinesis.send(new PutRecordsCommand({
        StreamName, Records: [{ Data: Buffer.from(text), PartitionKey: "k" }],
      }));
      assert.equal((await put("one")).FailedRecordCount, 0);
      const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({
        StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON",
      }));
      const read = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
      assert.deepEqual(read.Records.map((record) => Buffer.from(record.Data).toString()), ["one"]);
      const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
      const { Consumer } = await kinesis.send(new RegisterStreamConsumerCommand({
        StreamARN: StreamDescriptionSummary.StreamARN, ConsumerName: "reader",
      }));
      const { EventStream } = await kinesis.send(new SubscribeToShardCommand({
        ConsumerARN: Consumer.ConsumerARN, ShardId: "shardId-000000000000", StartingPosition: { Type: "TRIM_HORIZON" },
      }));
      const seen = [];
      for await (const { SubscribeToShardEvent } of EventStream) {
        seen.push(...SubscribeToShardEvent.Records.map((record) => Buffer.from(record.Data).toString()));
        if (seen.length === 1) await put("two");
        // Which ends what it is subscribed to.
        if (seen.length === 2) await kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: Consumer.ConsumerARN }));
      }
      assert.deepEqual(seen, ["one", "two"]);
      kinesis.destroy();
    });

    test(`signatures over :authority are checked at ${at.split(":")[0]}`, async () => {
      const over2 = (secretAccessKey, service = S3Client) => new service({
        ...common, endpoint: at, credentials: { accessKeyId: "test", secretAccessKey }, requestHandler: new NodeHttp2Handler(),
        forcePathStyle: true,
      });
      const right = over2("test");
      const Body = randomBytes(5_000_000);
      await right.send(new PutObjectCommand({ Bucket, Key: "over2", Body }));
      const got = await right.send(new GetObjectCommand({ Bucket, Key: "over2" }));
      assert.ok(Body.equals(Buffer.from(await got.Body.transformToByteArray())));
      await assert.rejects(right.send(new GetObjectCommand({ Bucket, Key: "absent" })), refused("NoSuchKey", 404));
      const many = await Promise.all(Array.from({ length: 50 }, () => right.send(new HeadObjectCommand({ Bucket, Key: "over2" }))));
      assert.ok(many.every((head) => head.ContentLength === Body.length));
      const wrong = over2("guessed");
      await assert.rejects(wrong.send(new ListBucketsCommand({})), refused("SignatureDoesNotMatch", 403));
      const sts = over2("test", STSClient);
      assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, "000000000000");
      await assert.rejects(over2("guessed", STSClient).send(new GetCallerIdentityCommand({})), refused("SignatureDoesNotMatch", 403));
      for (const client of [right, wrong, sts]) client.destroy();
    });
  }
});
