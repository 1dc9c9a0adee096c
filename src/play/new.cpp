#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "play/options.hpp"
#include "play/world.hpp"
#include "scenario/outcome.hpp"

namespace wt::play {

namespace {

/// NAME stands for the scenario's name.
constexpr std::string_view first_scenario = R"yaml(# Play it:         windtunnel run NAME.yaml
# With pictures:   windtunnel run NAME.yaml --html NAME.html
# What to expect:  windtunnel explain NAME.yaml
# All settings:    windtunnel reference; an editor completes them by `windtunnel schema`.
version: 1
name: NAME
description: Do the caches keep the database within its means when traffic triples for ten minutes, a minute of it without Redis?
clock: { warmup: 1m }  # what happens before is not judged
seed: 1                # the root of all chance: the same seed, the same run

# What stands there. Latencies that are not given are measured, published, or assumed; the report says which.
architecture:
  edge: { type: cloudfront, cache: { default_ttl: 10s }, to: waf }
  waf: { type: wafv2, rules: [managed:sqli, managed:xss], to: api }
  api:
    type: apigateway-rest
    throttle: { stage: { rate: 1000/s, burst: 500 } }
    routes: { "GET /items/{id}": reader, "POST /items": writer }

  # A function as data: its own work, then what it asks of others. With `runtime` and `code` it is a program of yours.
  reader:
    type: lambda
    memory: 512MB
    concurrency: { reserved: 50 }
    handlers:
      "GET /items/{id}":
        work: "lognormal(p50=6ms, p99=40ms)"
        calls:
          - { to: redis, op: get }
          - { to: replica, op: select, on: miss }
          - { to: redis, op: set, on: miss }
  writer:
    type: lambda
    concurrency: { reserved: 50 }
    handlers: { "POST /items": { work: 4ms, calls: [ { to: primary, op: insert } ] } }

  redis: { type: elasticache, ttl: 5m }  # longer than the edge: else it would be asked only for what it has just lost
  primary: { type: rds, servers: 2, service: "lognormal(p50=2ms, p99=25ms)" }
  replica: { type: rds-replica, of: primary, lag: 50ms, service: "lognormal(p50=1.5ms, p99=20ms)" }

# Who asks for what, and how often.
workload:
  mix:
    - { route: "GET /items/{id}", weight: 95, keys: "zipf(n=20k, s=0.9)" }
    - { route: "POST /items", weight: 5, bytes: 300B }
  phases:
    - { name: calm, for: 5m, rate: 100/s }
    - { name: rush, for: 10m, rate: 300/s }
    - { name: after, for: 5m, rate: 100/s }

# What breaks, and when. Try a fault of kind latency (add: 200ms), a flush of the edge, a recycle of a function.
faults:
  - { id: no-redis, target: redis, kind: unavailable, at: 10m, for: 1m }

# What must hold.
slo:
  - { metric: http.latency, expect: "p(99)<500ms" }
  - { metric: http.errors, expect: "rate<1%" }
  - { metric: primary.refused, expect: "count==0" }

invariants:
  - { always: conservation.requests }

# What it costs, by the list prices of us-east-1.
cost: {}
)yaml";

[[nodiscard]] std::string scenario_named(const std::string& name) {
    constexpr std::string_view placeholder = "NAME";
    std::string text(first_scenario);
    for (std::size_t at = text.find(placeholder); at != std::string::npos;
         at = text.find(placeholder, at + name.size()))
        text.replace(at, placeholder.size(), name);
    return text;
}

}  // namespace

int new_scenario(const NewOptions& options) {
    std::string name = options.name.ends_with(".yaml") ? options.name.substr(0, options.name.size() - 5) : options.name;
    const std::string path = name + ".yaml";
    name = name.substr(name.rfind('/') + 1);
    const bool plain =
        !name.empty() &&
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
    if (!plain) {
        fmt::print(stderr, "windtunnel: \"{}\" is no name: letters, digits, - and _ are\n", name);
        return scenario::exit_invalid;
    }
    if (std::filesystem::exists(path)) {
        fmt::print(stderr, "windtunnel: {} is there already\n", path);
        return scenario::exit_invalid;
    }
    if (!write_file(path, scenario_named(name))) return scenario::exit_invalid;
    fmt::print("{}: play it with `windtunnel run {}`\n", path, path);
    return scenario::exit_held;
}

}  // namespace wt::play
