// Resources that are made, changed and removed while requests pass.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/literals.hpp"
#include "base/scope.hpp"
#include "catch.hpp"
#include "sanitized.hpp"
#include "stack/stack.hpp"

using namespace wt;

namespace {

const std::shared_ptr<const identity::SigningKey>& a_key() {
    static const auto key = std::make_shared<const identity::SigningKey>(identity::SigningKey::generate());
    return key;
}

[[nodiscard]] Duration milliseconds(std::uint64_t count) { return std::chrono::milliseconds(count); }

/// A function that works a while, and then calls `to`, when there is one: it puts a record unless told otherwise.
lambda::FunctionConfig function_config(Duration work, const std::string& to = {},
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

gateway::RestApiConfig api_config(const std::string& reader, const std::string& writer, const std::string& pool = {}) {
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

edge::DistributionConfig edge_config(const std::string& origin, const std::string& acl = {}) {
    edge::DistributionConfig config;
    config.origin = origin;
    config.web_acl = acl;
    config.cache.default_ttl = 2s;
    config.pops.front().rtt.law = Distribution::constant(10ms);
    config.origin_rtt.law = Distribution::exponential(20ms);
    config.origin_timeout = 1s;
    return config;
}

rds::PrimaryConfig database_config() {
    rds::PrimaryConfig config;
    config.service = Distribution::exponential(5ms);
    return config;
}

rds::ReplicaConfig replica_config(const std::string& of) {
    rds::ReplicaConfig config;
    config.of = of;
    config.count = 2;
    config.service = Distribution::exponential(2ms);
    config.lag = Distribution::exponential(50ms);
    return config;
}

/// An account with a bucket and nothing else, under a virtual clock.
struct Account {
    explicit Account(std::uint64_t seed) : context{clock, seed, metrics, digest} {}
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
    stack::Stack stack{context, architecture(), a_key()};
    std::vector<std::optional<http::Response>> seen;  // by number of the request
    Scope clients;
};

/// Steps at random, a few milliseconds apart, with requests between them.
class History {
public:
    explicit History(std::uint64_t seed) : account_(seed), random_(seed, "history") {}

    /// The digest at the end.
    std::string play(int steps) {
        stack::Stack& stack = account_.stack;
        stack.start();
        for (int i = 0; i < 2; ++i) {  // what functions may call was there once
            make_stream(fmt::format("k{}", i));
            make_hose(fmt::format("h{}", i));
            stack.databases().create(fmt::format("b{}", i), database_config());
            stack.caches().create(fmt::format("c{}", i), {});
        }
        for (int i = 0; i < 2; ++i) stack.databases().create(fmt::format("r{}", i), replica_config("b0"));
        std::size_t patient = 0;
        for (int step = 0; step < steps; ++step) {
            change();
            for (std::uint64_t requests = random_.below(6); requests > 0; --requests) {
                const std::string at = fmt::format("{}{}", random_.chance(0.6) ? "d" : "a", random_.below(3));
                const bool write = random_.chance(0.3);
                const bool waits = random_.chance(0.8);
                patient += waits ? 1 : 0;
                account_.send(at, write ? http::Method::post : http::Method::get,
                              write ? "/items" : fmt::format("/items/{}", random_.below(20)),
                              waits ? Duration(10min) : milliseconds(random_.below(200)));
            }
            account_.clock.run_until(account_.clock.after(milliseconds(random_.below(60))));
        }
        account_.clock.run_until(account_.clock.after(20min));
        CHECK(account_.clients.running() == 0);
        const auto answered = std::count_if(account_.seen.begin(), account_.seen.end(),
                                            [](const auto& response) { return response.has_value(); });
        CHECK(static_cast<std::size_t>(answered) >= patient);
        account_.check_conservation();
        for (const auto& [name, function] : stack.functions().shelf().list()) CHECK(function->busy() == 0);
        for (const auto& response : account_.seen) statuses[response ? response->status : -1]++;
        return account_.digest.hex();
    }

    std::map<int, int> statuses;  // -1: gave up

private:
    std::string one(const char* kind, std::uint64_t of = 3) { return fmt::format("{}{}", kind, random_.below(of)); }

    void make_stream(const std::string& name) { account_.stack.kinesis_streams().create(name, {}); }
    void make_hose(const std::string& name) {
        stream::DeliveryStreamConfig config;
        config.to = "archive";
        config.buffer_interval = 2s;
        if (random_.chance(0.3)) config.transform.function = one("f");
        account_.stack.delivery_streams().create(name, config);
    }

    /// A function that calls one of what is there now or was there once.
    lambda::FunctionConfig some_function() {
        using lambda::Operation;
        const Duration work = milliseconds(1 + random_.below(400));
        switch (random_.below(8)) {
            case 0: return function_config(work, one("k", 2));
            case 1: return function_config(work, one("h", 2));
            case 2: return function_config(work, one("b", 2), Operation::insert);
            case 3: return function_config(work, one("r", 2), Operation::select);
            case 4: return function_config(work, one("c", 2), random_.chance(0.5) ? Operation::get : Operation::set);
            default: return function_config(work);
        }
    }

    void change() {
        stack::Stack& stack = account_.stack;
        const bool goes = random_.chance(0.3);
        switch (random_.below(10)) {
            case 0: {
                const std::string name = one("d");
                if (goes) return (void)stack.distributions().remove(name);
                // A firewall stands before the distribution of its number.
                const std::string acl = "w" + name.substr(1);
                edge::DistributionConfig config = edge_config(one("a"), stack.web_acls().find(acl) ? acl : "");
                if (!stack.distributions().update(name, config)) stack.distributions().create(name, config);
                break;
            }
            case 1: {
                const std::string name = one("w");
                if (goes) return (void)stack.web_acls().remove(name);
                edge::waf::WebAclConfig config;
                config.default_action = random_.chance(0.1) ? edge::waf::Action::block : edge::waf::Action::allow;
                const std::string before = edge::cache_address("d" + name.substr(1));
                if (!stack.web_acls().update(name, config))
                    stack.web_acls().create(name, config, {before, [] { return http::json_response(403, "{}"); }});
                break;
            }
            case 2: {
                const std::string name = one("a");
                if (goes) return (void)stack.rest_apis().remove(name);
                gateway::RestApiConfig config =
                    api_config(one("f"), one("f"), random_.chance(0.2) ? one("p", 2) : std::string());
                if (!stack.rest_apis().update(name, config)) stack.rest_apis().create(name, config);
                break;
            }
            case 3: {
                const std::string name = one("f");
                if (goes) return (void)stack.functions().remove(name);
                lambda::FunctionConfig config = some_function();
                if (random_.chance(0.3)) config.reserved = 1 + random_.below(4);
                if (!stack.functions().update(name, config)) stack.functions().create(name, config);
                break;
            }
            case 4: {
                const std::string name = one("p", 2);
                if (!stack.user_pools().remove(name)) stack.user_pools().create(name, {});
                break;
            }
            case 5: {
                const std::string name = one("k", 2);
                if (!stack.kinesis_streams().remove(name)) make_stream(name);
                break;
            }
            case 6: {
                const std::string name = one("h", 2);
                if (!stack.delivery_streams().remove(name)) make_hose(name);
                break;
            }
            case 7: {
                const std::string name = one("b", 2);
                rds::PrimaryConfig config = database_config();
                config.servers = 1 + random_.below(3);
                if (goes && stack.databases().remove(name)) break;
                if (stack.databases().primary(name) == nullptr) {
                    stack.databases().create(name, config);
                } else {
                    CHECK(!stack.databases().update(name, config));
                }
                break;
            }
            case 8: {
                const std::string name = one("r", 2);
                if (stack.databases().remove(name)) break;
                const std::string of = one("b", 2);
                if (stack.databases().primary(of) != nullptr) stack.databases().create(name, replica_config(of));
                break;
            }
            default: {
                const std::string name = one("c", 2);
                if (!stack.caches().remove(name)) stack.caches().create(name, {});
                break;
            }
        }
    }

    Account account_;
    Random random_;
};

}  // namespace

TEST_CASE("whatever is made, changed and removed under load, every request is answered once, and a seed repeats") {
    const int histories = test::sanitized ? 6 : 25;
    std::map<int, int> all;
    for (int seed = 1; seed <= histories; ++seed) {
        INFO("seed " << seed);
        History history(static_cast<std::uint64_t>(seed));
        const std::string digest = history.play(400);
        if (seed <= 3) CHECK(History(static_cast<std::uint64_t>(seed)).play(400) == digest);
        for (const auto& [status, times] : history.statuses) all[status] += times;
    }
    // The histories are none in which nothing happens.
    for (const int status : {200, 202, 401, 403, 500, 502, -1}) {
        INFO("status " << status);
        CHECK(all[status] > 0);
    }
}

TEST_CASE("a request ends in the tiers that it began in, whatever becomes of them") {
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.functions().create("f", function_config(2s));
    stack.rest_apis().create("a", api_config("f", "f"));
    edge::DistributionConfig edge = edge_config("a");
    edge.origin_timeout = 30s;  // one that is tried again would begin again
    stack.distributions().create("d", edge);
    for (int i = 0; i < 50; ++i) {
        account.send("a", http::Method::get, fmt::format("/items/{}", i));
        account.send("d", http::Method::get, fmt::format("/items/{}", i));
    }
    account.clock.run_until(account.clock.after(5ms));  // the edge's are on their way to the cache
    CHECK(stack.distributions().remove("d"));
    account.clock.run_until(account.clock.after(500ms));
    CHECK(stack.functions().remove("f"));
    CHECK(stack.rest_apis().remove("a"));
    account.clock.run_until(account.clock.after(60s));
    int good = 0;
    for (const auto& response : account.seen) {
        REQUIRE(response);
        CHECK((response->status == 200 || response->status == 502));  // a function gives up after three seconds
        good += response->status == 200 ? 1 : 0;
    }
    CHECK(good > 40);
    account.check_conservation();
}

TEST_CASE("what points at something that is gone answers as AWS does, and finds what is made again") {
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.kinesis_streams().create("k", {});
    stack.user_pools().create("p", {});
    stack.functions().create("f", function_config(1ms));
    stack.functions().create("g", function_config(1ms, "k"));
    stack.rest_apis().create("a", api_config("f", "g", "p"));
    edge::DistributionConfig edge = edge_config("a");
    edge.cache.max_ttl = edge.cache.default_ttl = edge.cache.error_ttl = 0s;
    stack.distributions().create("d", edge);
    const auto write = [&] {
        identity::UserPool* const pool = stack.user_pools().find("p");
        const std::string token =
            pool == nullptr ? "Bearer x"
                            : "Bearer " + std::string(pool->sign_in("user-0", pool->password())->id_token.text());
        return account.answer("a", http::Method::post, "/items", Text(token)).status;
    };
    CHECK(account.status("d") == 200);
    CHECK(write() == 202);

    // A function's place is empty: Internal server error. A stream's: the function fails.
    stack.functions().remove("f");
    CHECK(account.status("a") == 500);
    stack.kinesis_streams().remove("k");
    CHECK(write() == 502);
    stack.kinesis_streams().create("k", {});
    CHECK(write() == 202);
    stack.functions().create("f", function_config(1ms));
    CHECK(account.status("d") == 200);

    // API Gateway knows no such API, also where the edge asks. The same name is the same address.
    stack.rest_apis().remove("a");
    CHECK(account.status("a") == 403);
    CHECK(account.status("d") == 403);
    stack.rest_apis().create("a", api_config("f", "g", "p"));
    CHECK(account.status("d") == 200);

    // Nobody vouches for the tokens of a pool that is gone; the one that is made under its name has users of its own.
    const std::string before = stack.user_pools().find("p")->id();
    stack.user_pools().remove("p");
    CHECK(write() == 401);
    stack.user_pools().create("p", {});
    CHECK(write() == 202);
    CHECK(stack.user_pools().find("p")->id() != before);

    // An edge whose origin was never there, and no edge at all.
    edge.origin = "nowhere";
    stack.distributions().update("d", edge);
    CHECK(account.status("d") == 502);
    stack.distributions().remove("d");
    CHECK(account.answer("d").delivery == http::Delivery::nobody);
    account.check_conservation();
}

TEST_CASE("databases and caches come and go; replicas keep what their primary committed") {
    using lambda::Operation;
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.start();
    rds::PrimaryConfig primary = database_config();
    stack.databases().create("b", primary);
    stack.databases().create("r", replica_config("b"));
    stack.caches().create("c", {});
    stack.functions().create("write", function_config(1ms, "b", Operation::insert));
    stack.functions().create("read", function_config(1ms, "r", Operation::select));
    stack.rest_apis().create("a", api_config("read", "write"));
    const auto write = [&] { return account.answer("a", http::Method::post, "/items").status; };
    const auto read = [&] { return account.answer("a", http::Method::get, "/items/x").status; };
    CHECK(read() == 404);
    CHECK(write() == 201);
    CHECK(read() == 200);
    CHECK(stack.replicas_equal_primary());

    // What the primary committed can still be read; nobody takes writes.
    CHECK(stack.databases().remove("b"));
    CHECK(!stack.databases().remove("b"));
    CHECK(write() == 502);
    CHECK(read() == 200);
    CHECK(stack.settled());

    // One of the same name begins empty, and the old replicas do not follow it.
    stack.databases().create("b", primary);
    CHECK(stack.databases().primary("b")->database().count() == 0);
    CHECK(write() == 201);
    CHECK(stack.databases().remove("r"));
    CHECK(read() == 502);
    stack.databases().create("r", replica_config("b"));
    CHECK(read() == 200);
    CHECK(write() == 201);
    CHECK(stack.replicas_equal_primary());

    // Rows and connections stay when numbers change; what holds the rows cannot.
    primary.servers = 7;
    CHECK(!stack.databases().update("b", primary));
    CHECK(stack.databases().primary("b")->database().count() == 1);
    primary.url = "postgres://elsewhere";
    CHECK(stack.databases().update("b", primary));

    stack.functions().create("look", function_config(1ms, "c", Operation::get));
    stack.rest_apis().create("l", api_config("look", "look"));
    CHECK(account.status("l") == 404);
    stack.caches().find("c")->set(Text("1"), Text("{}"));
    CHECK(account.status("l") == 200);
    // A cache that cannot be reached has nothing to say: a handler goes on to the database, when it has one.
    const auto refused = [&] {
        for (const stack::Stage& stage : stack.backend_stages()) {
            if (stage.name == "c") return stage.flow->refused;
        }
        return std::uint64_t{0};
    };
    CHECK(stack.caches().remove("c"));
    CHECK(account.status("l") == 404);
    CHECK(refused() == 1);
    stack.caches().create("c", {});
    CHECK(account.status("l") == 404);
    CHECK(refused() == 1);
    account.check_conservation();
}

TEST_CASE("a firewall that still stands before something is not removed") {
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.functions().create("f", function_config(1ms));
    stack.rest_apis().create("a", api_config("f", "f"));
    edge::waf::WebAclConfig closed;
    closed.default_action = edge::waf::Action::block;
    stack.web_acls().create("w", closed, {edge::cache_address("d"), [] { return http::json_response(403, "{}"); }});
    stack.distributions().create("d", edge_config("a", "w"));
    CHECK(account.status("d") == 403);
    CHECK(!stack.web_acls().remove("w"));
    stack.distributions().update("d", edge_config("a"));
    account.clock.run_until(account.clock.after(1s));
    CHECK(account.status("d") == 200);
    CHECK(stack.web_acls().remove("w"));
    CHECK(!stack.web_acls().remove("w"));
}

TEST_CASE("several of each stand side by side, each with counts of its own that outlive a change") {
    Account account(1);
    stack::Stack& stack = account.stack;
    for (const std::string n : {"1", "2"}) {
        stack.functions().create("f" + n, function_config(1ms));
        stack.rest_apis().create("a" + n, api_config("f" + n, "f" + n));
        stack.distributions().create("d" + n, edge_config("a" + n));
    }
    CHECK(account.status("d1") == 200);
    CHECK(account.status("d2") == 200);
    CHECK(account.status("a2") == 200);
    const auto requests = [&](const std::string& api) {
        return account.metrics.of(api).counter(api + ".requests").value();
    };
    CHECK(requests("a1") == 1);
    CHECK(requests("a2") == 2);
    CHECK(stack.rest_apis().update("a2", api_config("f1", "f1")));
    CHECK(account.status("a2") == 200);
    CHECK(requests("a2") == 3);
    CHECK(stack.hop("f1")->flow().in == 2);
    CHECK(stack.hop("f2")->flow().in == 2);
    CHECK(stack.components().size() == 7);
}

TEST_CASE("a change keeps what is cached and warm, where AWS keeps it") {
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.functions().create("f", function_config(1ms));
    stack.rest_apis().create("a", api_config("f", "f"));
    const auto keeping = [](Duration ttl, const std::string& acl = {}) {
        edge::DistributionConfig config = edge_config("a", acl);
        config.cache.default_ttl = ttl;
        return config;
    };
    stack.distributions().create("d", keeping(1h));
    const auto asked = [&] { return std::string(account.answer("d").headers.get("X-Cache")); };
    CHECK(asked() == "Miss from cloudfront");
    CHECK(asked() == "Hit from cloudfront");
    const edge::Distribution* const before = stack.distributions().find("d");
    CHECK(stack.distributions().update("d", keeping(2h)));
    CHECK(stack.distributions().find("d") == before);
    CHECK(asked() == "Hit from cloudfront");
    // Another firewall stands before another cache.
    stack.web_acls().create("w", {}, {edge::cache_address("d"), [] { return http::json_response(403, "{}"); }});
    CHECK(stack.distributions().update("d", keeping(2h, "w")));
    CHECK(asked() == "Miss from cloudfront");
    CHECK(stack.hop("w")->flow().in == 1);

    // Numbers of concurrency keep environments, anything else brings new ones.
    CHECK(stack.functions().find("f")->environments() == 1);
    lambda::FunctionConfig config = function_config(1ms);
    config.reserved = 3;
    CHECK(stack.functions().update("f", config));
    CHECK(stack.functions().find("f")->environments() == 1);
    config.timeout = 7s;
    CHECK(stack.functions().update("f", config));
    CHECK(stack.functions().find("f")->environments() == 0);
}
