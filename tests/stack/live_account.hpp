// An account whose resources come and go, for tests.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/literals.hpp"
#include "base/scope.hpp"
#include "catch.hpp"
#include "stack/stack.hpp"

namespace wt::test {

inline const std::shared_ptr<const identity::SigningKey>& a_key() {
    static const auto key = std::make_shared<const identity::SigningKey>(identity::SigningKey::generate());
    return key;
}

[[nodiscard]] inline Duration milliseconds(std::uint64_t count) { return std::chrono::milliseconds(count); }

/// A function that works a while, and then calls `to`, when there is one: it puts a record unless told otherwise.
inline lambda::FunctionConfig function_config(Duration work, const std::string& to = {},
                                              lambda::Operation operation = lambda::Operation::put) {
    lambda::NativeHandler handler;
    handler.route = "*";
    handler.work.law = Distribution::exponential(work);
    if (!to.empty()) {
        lambda::Call call;
        call.to = to;
        call.operation = operation;
        handler.calls.push_back(call);
    }
    lambda::FunctionConfig config;
    config.handlers.push_back(handler);
    config.timeout = 3s;
    return config;
}

inline gateway::RestApiConfig api_config(const std::string& reader, const std::string& writer,
                                         const std::string& pool = {}) {
    gateway::RestApiConfig config;
    gateway::Route read;
    read.method = http::Method::get;
    read.pattern = "/items/{id}";
    read.target = reader;
    gateway::Route write;
    write.method = http::Method::post;
    write.pattern = "/items";
    write.target = writer;
    config.routes = {read, write};
    if (!pool.empty()) {
        config.authorizer.kind = gateway::AuthorizerConfig::Kind::cognito;
        config.authorizer.pool = pool;
    }
    return config;
}

inline edge::DistributionConfig edge_config(const std::string& origin, const std::string& acl = {}) {
    edge::DistributionConfig config;
    config.origin = origin;
    config.web_acl = acl;
    config.cache.default_ttl = 2s;
    config.pops.front().rtt.law = Distribution::constant(10ms);
    config.origin_rtt.law = Distribution::exponential(20ms);
    config.origin_timeout = 1s;
    return config;
}

inline rds::PrimaryConfig database_config() {
    rds::PrimaryConfig config;
    config.service = Distribution::exponential(5ms);
    return config;
}

inline rds::ReplicaConfig replica_config(const std::string& of) {
    rds::ReplicaConfig config;
    config.of = of;
    config.count = 2;
    config.service = Distribution::exponential(2ms);
    config.lag = Distribution::exponential(50ms);
    return config;
}

/// An account with a bucket and nothing else, under a virtual clock.
struct Account {
    explicit Account(std::uint64_t seed, const stack::Architecture& standing = architecture())
        : context{clock, seed, metrics, digest}, stack{context, standing, a_key()} {}
    ~Account() { clients.cancel(); }

    static stack::Architecture architecture() {
        stack::Architecture made;
        made.components.push_back({"archive", "s3", s3::BucketConfig(), "", std::nullopt});
        return made;
    }

    /// What the client sees; nothing where it gives up before.
    static Task<void> ask(http::Hop& at, http::Request request, Duration patience, Clock& clock,
                          std::vector<std::optional<http::Response>>& seen, std::size_t place) {
        seen[place] = co_await Timeout<http::Response>(clock, patience, at.send(std::move(request)));
    }
    void send(const std::string& address, http::Method method, const std::string& path, Duration patience = 60s,
              Text token = {}) {
        http::Request request;
        request.number = seen.size() + 1;
        request.method = method;
        request.path = Text(path);
        if (method == http::Method::post) request.body = Text(R"({"id":"x"})");
        if (!token.empty()) request.headers.add("Authorization", std::move(token));
        seen.emplace_back();
        clients.spawn(ask(stack.at(address), std::move(request), patience, clock, seen, seen.size() - 1));
    }
    /// The answer to one that waits for it.
    http::Response answer(const std::string& address, http::Method method = http::Method::get,
                          const std::string& path = "/items/1", Text token = {}) {
        send(address, method, path, 60s, std::move(token));
        const std::size_t place = seen.size() - 1;
        clock.run_until(clock.after(70s));
        REQUIRE(seen[place]);
        return *seen[place];
    }
    int status(const std::string& address) { return answer(address).status; }

    /// Every request that came to an address left it once, and what tiers sent on, others got.
    void check_conservation() {
        std::uint64_t sent = 0;
        std::uint64_t arrived = 0;
        for (const http::Hop* hop : stack.every_hop()) {
            const http::Flow& flow = hop->flow();
            INFO(hop->name());
            CHECK(flow.in_flight == 0);
            CHECK(flow.in == flow.answered + flow.refused + flow.passed_on + flow.cancelled);
            CHECK(hop->draining() == 0);
            sent += flow.sent;
            arrived += flow.from_ways;
        }
        CHECK(sent == arrived);
        for (const stack::Stage& stage : stack.backend_stages()) {
            const http::Flow& flow = *stage.flow;
            CHECK(flow.in == flow.answered + flow.refused + flow.passed_on + flow.cancelled);
        }
    }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context;
    stack::Stack stack;
    std::vector<std::optional<http::Response>> seen;  // by number of the request
    Scope clients;
};

}  // namespace wt::test
