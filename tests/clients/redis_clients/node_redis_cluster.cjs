// node-redis, a cluster: node node_redis_cluster.cjs ADDRESS:PORT. At "fault" it waits for whoever runs it, on its input.
const assert = require("node:assert/strict");
const readline = require("node:readline");
const { createCluster } = require("redis");

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const all = Array.from({ length: 300 }, (_, i) => i);

async function main() {
  const cluster = createCluster({
    rootNodes: [{ url: `redis://${process.argv[2]}` }], useReplicas: true,
    defaults: { socket: { reconnectStrategy: 20 } } });
  const errors = [];
  cluster.on("error", (error) => errors.push(error));
  cluster.on("node-error", (error) => errors.push(error));
  await cluster.connect();
  await Promise.all(all.map((i) => cluster.set(`key:${i}`, String(i))));
  assert.deepEqual(await Promise.all(all.map((i) => cluster.get(`key:${i}`))), all.map(String));
  assert.equal(await cluster.mSet({ "{t}a": "1", "{t}b": "2" }), "OK");
  assert.deepEqual(await cluster.mGet(["{t}a", "{t}b"]), ["1", "2"]);
  await assert.rejects(cluster.sUnion(["a", "b"]), /CROSSSLOT/);
  assert.deepEqual(await cluster.multi().set("{t}a", "5").incr("{t}a").exec(), ["OK", 6]);
  console.log("fault");
  await lines.next();
  for (const i of all) {
    for (let tries = 0; ; ++tries) {
      try {
        assert.equal(await cluster.get(`key:${i}`), String(i));
        assert.equal(await cluster.set(`key:${i}`, String(i)), "OK");
        break;
      } catch (error) {  // the connection that a failover cuts
        if (tries === 50 || error instanceof assert.AssertionError) throw error;
      }
    }
  }
  cluster.destroy();
  console.log("done");
  process.exit(0);
}

main().catch((error) => {
  console.log(error);
  process.exit(1);
});
