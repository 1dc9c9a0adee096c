#!/bin/sh
# The JavaScript client of Kinesis, given a plain http:// endpoint, begins with HTTP/2's preface (prior knowledge): it neither
# asks for an upgrade nor falls back, so a server of HTTP/1.1 cannot answer it. S3's client of the same release speaks HTTP/1.1.
set -eu
javascript=3.1112.0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund "@aws-sdk/client-kinesis@$javascript" "@aws-sdk/client-s3@$javascript" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > listen.mjs <<'END'
import net from "node:net";
import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { S3Client, ListBucketsCommand } from "@aws-sdk/client-s3";

// Notes the first line that each connection sends, and hangs up.
const lines = [];
const server = net.createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (bytes) => {
    lines.push(bytes.toString("latin1").split("\r\n")[0]);
    socket.destroy();
  });
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const settings = {
  endpoint: `http://127.0.0.1:${server.address().port}`, region: "us-east-1", maxAttempts: 1,
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
};
const calls = { Kinesis: [new KinesisClient(settings), new ListStreamsCommand({})], S3: [new S3Client(settings), new ListBucketsCommand({})] };
for (const [name, [client, command]] of Object.entries(calls)) {
  lines.length = 0;
  await client.send(command).catch(() => {});
  console.log(`${name}: ${lines.join(", ")}`);
}
process.exit(0);
END
echo "JavaScript $javascript"
timeout 60 node listen.mjs > seen 2> /dev/null || true
cat seen
cat > told <<'END'
Kinesis: PRI * HTTP/2.0
S3: GET /?x-id=ListBuckets HTTP/1.1
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
