#!/bin/sh
# At a Redis cluster node-redis cuts MSET, which is atomic, into one MSET for each slot, so that a part of it can fail alone: the call
# is refused, and the other part is written. MSETNX goes out whole. ioredis sends both whole, and the cluster refuses them
# (CROSSSLOT).
set -eu
node_redis=6.3.1
ioredis=5.8.2

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund "redis@$node_redis" "ioredis@$ioredis" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > ask.cjs <<'END'
const net = require("node:net");
const { createCluster } = require("redis");
const { Cluster } = require("ioredis");

// Two nodes, each with half of the slots, that say OK to what writes and note it; the second is out of memory.
const seen = [];
const bulk = (text) => `$${text.length}\r\n${text}\r\n`;
function node(number, ports) {
  const slots = () => {
    const range = (from, to, at) => `*3\r\n:${from}\r\n:${to}\r\n*3\r\n${bulk("127.0.0.1")}:${ports[at]}\r\n${bulk(String(at).repeat(40))}`;
    return `*2\r\n${range(0, 8191, 0)}${range(8192, 16383, 1)}`;
  };
  const answer = ([name, ...rest]) => {
    const command = name.toUpperCase();
    if (command === "CLUSTER") return rest[0].toUpperCase() === "SLOTS" ? slots() : `${bulk("cluster_state:ok\r\n")}`;
    if (command === "INFO") return bulk("redis_version:7.2.4\r\nloading:0\r\n");
    if (command === "HELLO") return "-ERR unknown command 'HELLO'\r\n";
    if (command === "COMMAND") return "*0\r\n";
    if (!command.startsWith("MSET")) return "+OK\r\n";
    seen.push(`node ${number}: ${[command, ...rest].join(" ")}`);
    if (rest.length > 2) return "-CROSSSLOT Keys in request don't hash to the same slot\r\n";
    return number === 1 ? "-OOM command not allowed when used memory > 'maxmemory'.\r\n" : "+OK\r\n";
  };
  return net.createServer((socket) => {
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      for (;;) {
        const parts = text.split("\r\n");
        const count = Number(parts[0].slice(1));
        if (parts[0][0] !== "*" || parts.length < 2 * count + 2) return;
        socket.write(answer(Array.from({ length: count }, (_, i) => parts[2 + 2 * i])));
        text = parts.slice(1 + 2 * count).join("\r\n");
      }
    });
  });
}
const tried = async (name, call) => {
  seen.length = 0;
  const came = await call().then((value) => `answered ${value}`, (error) => `raised ${error.message.split(" ")[0]}`);
  console.log(`${name}: ${came}; ${seen.sort().join(", ")}`);
};
(async () => {
  const ports = [];
  for (let number = 0; number < 2; ++number) {
    const server = node(number, ports);
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    ports.push(server.address().port);
  }
  // The key b has slot 3300, and a slot 15495.
  const cluster = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${ports[0]}` }], RESP: 2, defaults: { disableClientInfo: true } });
  cluster.on("error", () => {});
  await cluster.connect();
  await tried("node-redis mSet", () => cluster.mSet({ a: "1", b: "2" }));
  await tried("node-redis mSetNX", () => cluster.mSetNX({ a: "1", b: "2" }));
  const other = new Cluster([{ host: "127.0.0.1", port: ports[0] }]);
  other.on("error", () => {});
  await tried("ioredis mset", () => other.mset({ a: "1", b: "2" }));
  process.exit(0);
})();
END
echo "node-redis $node_redis, ioredis $ioredis"
timeout 60 node ask.cjs > seen 2> /dev/null || true
cat seen
cat > told <<'END'
node-redis mSet: raised OOM; node 0: MSET b 2, node 1: MSET a 1
node-redis mSetNX: raised CROSSSLOT; node 1: MSETNX a 1 b 2
ioredis mset: raised CROSSSLOT; node 1: MSET a 1 b 2
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
