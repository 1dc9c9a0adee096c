#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/seen_request.hpp"
#include "base/random.hpp"
#include "base/sync.hpp"
#include "front/loop.hpp"
#include "front/router.hpp"
#include "front/site.hpp"
#include "http/tier.hpp"
#include "stack/stack.hpp"

namespace wt::app {

/// A server in a browser: what stands there, what passes through it, what the last requests waited for; and faults, for
/// whoever wants to see what becomes of their clients.
///   GET    /_windtunnel/                              the page
///   GET    /_windtunnel/live                          its numbers, twice a second, as server-sent events
///   GET    /_windtunnel/state                         the same once, as JSON
///   POST   /_windtunnel/faults {"target": "replica", "unavailable": "hang"}
///                              {"target": "reader", "error": 503, "share": 0.1}
///                              {"target": "redis", "latency": "250ms"}
///   POST   /_windtunnel/faults {"target": "redis", "lag": "2s"}     a write takes so long to outlive a primary
///   GET    /_windtunnel/traces                        the last requests as spans, in OTLP's JSON
///   DELETE /_windtunnel/faults[?id=3]                 heals one, or all
///   POST   /_windtunnel/flush {"target": "edge"}      forgets what a distribution, a stage's cache or Redis has cached
///   POST   /_windtunnel/failover {"target": "redis"}  a cache's or a database's primary is lost, another takes over
class Dashboard {
public:
    /// All outlive this.
    Dashboard(const Context& context, stack::Stack& stack, front::Loop& loop);
    Dashboard(const Dashboard&) = delete;
    Dashboard& operator=(const Dashboard&) = delete;

    [[nodiscard]] std::vector<front::Page> pages();
    /// Handles a request, and remembers where it went. Our own pages leave no trace.
    [[nodiscard]] Task<http::Response> watch(front::Router& router, http::Request request);
    /// Also tells `listener` of every request that was answered.
    void on_request(std::function<void(const SeenRequest&)> listener) { listener_ = std::move(listener); }
    /// Takes all faults out of the way, and forgets the requests.
    void start_over();
    /// Ends what browsers follow, so that a server that stops need not wait for them.
    void close();

    static constexpr std::size_t most_requests = 50;  // remembered
    static constexpr std::size_t most_watchers = 16;  // further ones are told 503
    static constexpr std::size_t most_faults = 100;
    static constexpr std::size_t most_shown = 200;  // bytes of a path or a host

private:
    class Live;
    struct Struck {
        std::string target;
        std::string text;
        Instant since;
        std::vector<std::pair<Gate*, Gate::FaultId>> gates;
        bool lags = false;
    };

    [[nodiscard]] Task<http::Response> page(http::Request request);
    [[nodiscard]] Task<http::Response> live(http::Request request);
    [[nodiscard]] Task<http::Response> state_page(http::Request request);
    [[nodiscard]] Task<http::Response> faults(http::Request request);
    [[nodiscard]] Task<http::Response> flush(http::Request request);
    [[nodiscard]] Task<http::Response> fail_over(http::Request request);
    [[nodiscard]] Task<http::Response> traces(http::Request request);
    [[nodiscard]] http::Response strike(std::string_view body);
    [[nodiscard]] http::Response heal(std::string_view query);
    void lift(std::map<std::uint64_t, Struck>::iterator fault);
    /// Everything that the page shows, as JSON.
    [[nodiscard]] std::string state() const;
    /// Those that stand: their numbers, targets, what they do, and since when.
    [[nodiscard]] nlohmann::json standing_faults() const;

    stack::Stack& stack_;
    front::Loop& loop_;
    Event changed_;
    Random trace_ids_;
    std::function<void(const SeenRequest&)> listener_;
    bool open_ = true;
    std::size_t watchers_ = 0;
    std::uint64_t requests_ = 0;
    std::deque<SeenRequest> seen_;  // the latest first
    std::uint64_t last_fault_ = 0;
    std::map<std::uint64_t, Struck> faults_;
};

}  // namespace wt::app
