// ioredis, a cluster: node ioredis_cluster.cjs ADDRESS:PORT. At "fault" it waits for whoever runs it, on its input.
const assert = require("node:assert/strict");
const readline = require("node:readline");
const Redis = require("ioredis");

const [host, port] = process.argv[2].split(":");
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const all = Array.from({ length: 300 }, (_, i) => i);

async function main() {
  const cluster = new Redis.Cluster([{ host, port: Number(port) }], { clusterRetryStrategy: () => 20, scaleReads: "slave", retryDelayOnMoved: 5 });
  cluster.on("error", () => {});
  await Promise.all(all.map((i) => cluster.set(`key:${i}`, i)));
  assert.deepEqual(await Promise.all(all.map((i) => cluster.get(`key:${i}`))), all.map(String));
  assert.equal(await cluster.mset("{t}a", 1, "{t}b", 2), "OK");
  assert.deepEqual(await cluster.mget("{t}a", "{t}b"), ["1", "2"]);
  await assert.rejects(cluster.mset("a", 1, "b", 2), /CROSSSLOT|same slot/);
  assert.deepEqual(await cluster.multi().set("{t}a", 5).incr("{t}a").exec(), [[null, "OK"], [null, 6]]);
  let keys = 0;
  for (const node of cluster.nodes("master")) keys += await node.dbsize();
  assert.equal(keys, 302);
  const heard = new Promise((resolve) => { cluster.on("message", (...words) => resolve(words)); });
  await cluster.subscribe("news");
  const other = new Redis(cluster.nodes("master").at(-1).options.port, cluster.nodes("master").at(-1).options.host);
  await other.publish("news", "hello");
  assert.deepEqual(await heard, ["news", "hello"]);
  await other.quit();
  console.log("fault");
  await lines.next();
  for (const i of all) {
    assert.equal(await cluster.get(`key:${i}`), String(i));
    assert.equal(await cluster.set(`key:${i}`, i), "OK");
  }
  cluster.disconnect();
  console.log("done");
  process.exit(0);
}

main().catch((error) => {
  console.log(error);
  process.exit(1);
});
