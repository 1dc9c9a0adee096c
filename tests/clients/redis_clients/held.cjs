// node-redis and ioredis at a cache that takes TLS and a token: node held.cjs ADDRESS:PORT TOKEN.
const assert = require("node:assert/strict");
const { createClient } = require("redis");
const Redis = require("ioredis");

const [host, port] = process.argv[2].split(":");
const token = process.argv[3];

async function byNodeRedis(tls, password) {
  const client = createClient({ password, socket: { host, port: Number(port), tls, rejectUnauthorized: false, reconnectStrategy: false } });
  client.on("error", () => {});
  await client.connect();
  const answer = await client.ping();
  await client.close();
  return answer;
}

async function byIoredis(tls, password) {
  const client = new Redis({ host, port: Number(port), password, tls: tls ? { rejectUnauthorized: false } : undefined,
    retryStrategy: null, lazyConnect: true, maxRetriesPerRequest: 0 });
  const errors = [];  // connect() itself says only that it is closed
  client.on("error", (error) => errors.push(error));
  try {
    await client.connect();
    const answer = await client.ping();
    await client.quit();
    return answer;
  } catch (error) {
    throw new Error([...errors, error].join());
  }
}

async function main() {
  for (const ask of [byNodeRedis, byIoredis]) {
    assert.equal(await ask(true, token), "PONG");
    await assert.rejects(ask(true, "another-token-here"), /WRONGPASS/);
    await assert.rejects(ask(true, undefined), /NOAUTH/);
    await assert.rejects(ask(false, token));
  }
  console.log("done");
  process.exit(0);
}

main().catch((error) => {
  console.log(error);
  process.exit(1);
});
