// ioredis: node ioredis.cjs ADDRESS:PORT. At "fault" it waits for whoever runs it, on its input.
const assert = require("node:assert/strict");
const readline = require("node:readline");
const Redis = require("ioredis");

const [host, port] = process.argv[2].split(":");
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function opened() {
  const client = new Redis({ host, port: Number(port), retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.errors = [];
  client.on("error", (error) => client.errors.push(error));
  return client;
}

async function main() {
  const client = opened();
  const other = opened();
  await client.flushall();
  assert.equal(await client.set("text", "é", "EX", 60), "OK");
  assert.equal(await client.get("text"), "é");
  assert.equal(await client.get("nope"), null);
  assert.equal(await client.incrby("count", 5), 5);
  assert.equal(await client.expire("count", 100), 1);
  assert.equal(await client.incr("count"), 6);
  assert.equal(await client.ttl("count"), 100);
  assert.equal(await client.hset("hash", { a: "1", b: "2" }), 2);
  assert.deepEqual(await client.hgetall("hash"), { a: "1", b: "2" });
  assert.equal(await client.zadd("scores", 2.5, "m", 1, "n"), 2);
  assert.deepEqual((await client.zrange("scores", 0, -1, "WITHSCORES")).flat().map(String), ["n", "1", "m", "2.5"]);
  const popped = other.blpop("list", 10);
  assert.equal(await client.rpush("list", "x"), 1);
  assert.deepEqual(await popped, ["list", "x"]);
  assert.equal(await other.blpop("list", 0.05), null);
  assert.deepEqual(await client.multi().set("m", "1").incr("m").get("m").exec(), [[null, "OK"], [null, 2], [null, "2"]]);
  await client.watch("m");
  await other.set("m", "9");
  assert.equal(await client.multi().set("m", "2").exec(), null);
  assert.equal(await client.get("m"), "9");
  const listener = opened();
  const heard = new Promise((resolve) => {
    const all = [];
    const note = (...words) => all.push(words) === 2 && resolve(all);
    listener.on("message", note);
    listener.on("pmessage", note);
  });
  await listener.subscribe("news");
  await listener.psubscribe("n?ws");
  assert.equal(await client.publish("news", "hello"), 2);
  assert.deepEqual(await heard, [["news", "hello"], ["n?ws", "news", "hello"]]);
  await listener.unsubscribe("news");
  const pipeline = client.pipeline();
  for (let i = 0; i < 500; ++i) pipeline.set(`key:${i}`, i);
  assert.ok((await pipeline.exec()).every(([error, answer]) => error === null && answer === "OK"));
  const found = new Set();
  for await (const keys of client.scanStream({ match: "key:*", count: 50 })) for (const key of keys) found.add(key);
  assert.equal(found.size, 500);
  await assert.rejects(client.eval("return 1", 0), /eval/i);
  client.defineCommand("mine", { numberOfKeys: 0, lua: "return 1" });
  await assert.rejects(client.mine(), /eval/i);
  await Promise.all([listener, other].map((each) => each.quit()));
  const again = new Promise((resolve) => {
    client.once("ready", resolve);
  });
  console.log("fault");
  await lines.next();
  await again;
  assert.equal(await client.set("after", "1"), "OK");
  assert.equal(await client.get("after"), "1");
  await client.quit();
  console.log("done");
  process.exit(0);
}

main().catch((error) => {
  console.log(error);
  process.exit(1);
});
