"""A scenario over real sockets counts what the simulation counts, wherever timing has no say."""
import json
import tempfile

from program import expect, run, run_json

COUNTS = ["http.requests", "http.errors", "http.throttled", "http.blocked", "attack.requests", "attack.blocked",
          "attack.benign", "waf.blocked", "api.unauthorized", "writer.invocations", "writer.errors", "events.accepted",
          "events.delivered", "events.lost"]

simulated = run_json("smoke.yaml")
real = run_json("smoke.yaml", "--clock", "real")
expect(simulated["clock"] == "virtual" and real["clock"] == "real", "the clocks are not what was asked for")
expect(simulated["requests"] == real["requests"], f"{simulated['requests']} requests against {real['requests']}")
for name in COUNTS:
    a = simulated["metrics"][name] if name in simulated["metrics"] else None
    b = real["metrics"][name] if name in real["metrics"] else None
    expect(a == b, f"{name}: {a} simulated, {b} over sockets")
expect(real["metrics"]["front.requests"]["count"] >= real["requests"], "the requests did not pass the listener")

# The same of sessions, which carry on what answers said over the socket: an id, a token, a cookie.
SHOP = """
version: 1
name: shop
description: Do sessions over sockets say what sessions in the simulation say?
clock: {start: 2026-11-27T00:00:00Z}
seed: 3
architecture:
  edge: {type: cloudfront, cache: {key: [path, query:page, cookie:sid]}, to: api}
  api: {type: apigateway-rest, routes: {"POST /carts": carts, "GET /carts/{id}": reader, "POST /orders": orders}}
  carts:
    type: lambda
    handlers:
      "*":
        calls: [{to: db, op: insert}]
        answer: {body: '{"cart":{"id":"${key}"}}', headers: {X-Token: "t-${key}", Set-Cookie: "sid=${key}; Path=/"}}
  reader: {type: lambda, handlers: {"*": {calls: [{to: db, op: select}]}}}
  orders: {type: lambda, handlers: {"*": {calls: [{to: db, op: insert}]}}}
  db: {type: rds}
workload:
  LOAD
  sessions:
    buy:
      steps:
        - {route: "POST /carts", keys: "uniform(1000000)", save: {cart: $.cart.id, token: "header:X-Token"}}
        - {pause: "uniform(10ms, 50ms)"}
        - {repeat: 2, steps: [{route: "GET /carts/{id}", keys: "${cart}", query: {page: "uniform(3)"}}]}
        - {route: "POST /orders", headers: {X-Token: "${token}"}, body: {text: '{"id":"${token}-order"}'}, share: 50%}
invariants: [{eventually: no_acknowledged_write_is_lost}]
"""


def shop(load, *arguments):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as scenario, tempfile.NamedTemporaryFile(suffix=".json") as out:
        scenario.write(SHOP.replace("LOAD", load))
        scenario.flush()
        code, text = run("run", scenario.name, "--quiet", "--json", out.name, *arguments)
        expect(code == 0, f"sessions {arguments}: exit {code}\n{text}")
        return json.load(open(out.name))


OPEN = "phases: [{name: run, for: 2s, rate: 20/s, arrivals: regular}]"
simulated, real = shop(OPEN), shop(OPEN, "--clock", "real")
for name in ["http.requests", "http.sessions", "http.sessions.finished", "carts.invocations", "orders.invocations",
             "edge.requests", "edge.misses", "edge.hits"]:
    a, b = simulated["metrics"][name], real["metrics"][name]
    expect(a == b and a["count"] > 0, f"{name}: {a} simulated, {b} over sockets")
expect(real["metrics"]["http.sessions"]["count"] == 40, "40 sessions began")

# Users whom nobody paces: how many requests there are is time's affair, that all of them end well is not.
users = shop("model: closed\n  think: 20ms\n  phases: [{name: run, for: 2s, users: {from: 1, to: 20}}]", "--clock", "real")
finished = users["metrics"]["http.sessions.finished"]["count"]
expect(finished == users["metrics"]["http.sessions"]["count"] > 20, f"{finished} sessions of users ended well")
expect(users["metrics"]["http.errors"]["count"] == 0, "users saw errors")
