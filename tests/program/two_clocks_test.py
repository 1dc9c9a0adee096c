"""A scenario over real sockets counts what the simulation counts, wherever timing has no say."""
from program import expect, run_json

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
