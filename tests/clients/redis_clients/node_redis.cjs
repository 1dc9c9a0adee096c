// node-redis: node node_redis.cjs ADDRESS:PORT. At "fault" it waits for whoever runs it, on its input.
const assert = require("node:assert/strict");
const readline = require("node:readline");
const { createClient, WatchError } = require("redis");

const [host, port] = process.argv[2].split(":");
const options = (protocol) => ({ RESP: protocol, socket: { host, port: Number(port), reconnectStrategy: 20 } });
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function opened(protocol) {
  const client = createClient(options(protocol));
  client.errors = [];
  client.on("error", (error) => client.errors.push(error));
  await client.connect();
  return client;
}

async function commands(protocol) {
  const client = await opened(protocol);
  const other = await opened(protocol);
  await client.flushAll();
  assert.equal(await client.set("text", "é"), "OK");
  assert.equal(await client.get("text"), "é");
  assert.equal(await client.get("nope"), null);
  assert.equal(await client.incrBy("count", 5), 5);
  assert.equal(await client.expire("count", 100), 1);
  assert.equal(await client.incr("count"), 6);
  assert.equal(await client.ttl("count"), 100);
  assert.equal(await client.hSet("hash", { a: "1", b: "2" }), 2);
  assert.deepEqual({ ...await client.hGetAll("hash") }, { a: "1", b: "2" });
  await client.zAdd("scores", [{ score: 2.5, value: "m" }, { score: 1, value: "n" }]);
  assert.deepEqual(await client.zRangeWithScores("scores", 0, -1), [{ value: "n", score: 1 }, { value: "m", score: 2.5 }]);
  const popped = other.blPop("list", 10);
  assert.equal(await client.rPush("list", "x"), 1);
  assert.deepEqual({ ...await popped }, { key: "list", element: "x" });
  assert.equal(await other.blPop("list", 0.05), null);
  assert.deepEqual(await client.multi().set("m", "1").incr("m").get("m").exec(), ["OK", 2, "2"]);
  await client.watch("m");
  await other.set("m", "9");
  await assert.rejects(client.multi().set("m", "2").exec(), WatchError);
  assert.equal(await client.get("m"), "9");
  const heard = [];
  const listener = await opened(protocol);
  await new Promise((resolve, reject) => {
    const note = (message, channel) => {
      heard.push([channel, message]);
      if (heard.length === 2) resolve();
    };
    Promise.all([listener.subscribe("news", note), listener.pSubscribe("n?ws", note)])
      .then(() => client.publish("news", "hello")).catch(reject);
  });
  assert.deepEqual(heard, [["news", "hello"], ["news", "hello"]]);
  await listener.unsubscribe("news");
  const many = await Promise.all(Array.from({ length: 500 }, (_, i) => client.set(`key:${i}`, String(i))));
  assert.ok(many.every((each) => each === "OK"));
  const found = new Set();
  for await (const keys of client.scanIterator({ MATCH: "key:*", COUNT: 50 })) for (const key of [keys].flat()) found.add(key);
  assert.equal(found.size, 500);
  await assert.rejects(client.eval("return 1"), /eval/i);
  await assert.rejects(client.sendCommand(["XADD", "s", "*", "a", "b"]), /XADD/);
  await Promise.all([listener, other].map((each) => each.close()));
  return client;
}

async function main() {
  await (await commands(2)).close();
  const client = await commands(3);
  const again = new Promise((resolve) => {
    client.once("ready", resolve);
  });
  console.log("fault");
  await lines.next();
  await again;
  assert.ok(client.errors.length > 0, "nothing was felt");
  assert.equal(await client.set("after", "1"), "OK");
  assert.equal(await client.get("after"), "1");
  await client.close();
  console.log("done");
  process.exit(0);
}

main().catch((error) => {
  console.log(error);
  process.exit(1);
});
