#pragma once
#include <string>

#include "scenario/reader.hpp"

namespace wt::test {

/// A small scenario that is right in everything, with lines that tests replace.
inline const std::string good_text = R"yaml(version: 1
name: small
clock: { warmup: 1s }
architecture:
  edge: { type: cloudfront, cache: { default_ttl: 60s }, to: waf }
  waf: { type: wafv2, rules: [ managed:sqli ], to: api }
  users: { type: cognito }
  api:
    type: apigateway-rest
    authorizer: { kind: cognito, pool: users }
    usage_plans: { free: { rate: 50/s, burst: 100 } }
    routes: { "GET /items/{id}": reader, "POST /items": writer }
  reader: { type: lambda, handlers: { "*": { calls: [ { to: replica, op: select } ] } } }
  writer: { type: lambda, handlers: { "*": { calls: [ { to: events, op: put } ] } } }
  events: { type: firehose, to: archive }
  archive: { type: s3, notify: loader }
  loader: { type: lambda, handlers: { "*": { calls: [ { to: primary, op: apply } ] } } }
  primary: { type: rds }
  replica: { type: rds-replica, of: primary }
workload:
  clients: { free: { plan: free } }
  mix:
    - { route: "GET /items/{id}", keys: "zipf(n=100, s=1)" }
  phases:
    - { name: calm, for: 10s, rate: 5/s }
faults:
  - { id: down, at: 2s, for: 3s, target: primary, kind: unavailable }
slo:
  - { metric: http.latency, expect: "p(99)<900ms" }
invariants:
  - { always: reads_never_touch(primary) }
)yaml";

[[nodiscard]] inline Result<scenario::Scenario, scenario::Problems> read_text(const std::string& text,
                                                                              std::vector<std::string> sets = {}) {
    scenario::ReadOptions options;
    options.sets = std::move(sets);
    options.environment = [](const std::string& name) -> std::optional<std::string> {
        return name == "SEED" ? std::optional<std::string>("77") : std::nullopt;
    };
    return scenario::read({{"t.yaml", text}}, options);
}

/// The good text with one part replaced.
[[nodiscard]] inline std::string with(std::string_view old, std::string_view replacement) {
    std::string text = good_text;
    const std::size_t at = text.find(old);
    if (at == std::string::npos) return "the test replaces what is not there";
    return text.replace(at, old.size(), replacement);
}

}  // namespace wt::test
