// Resources that are made, changed and removed while requests pass.
#include <string>

#include <fmt/format.h>

#include "live_account.hpp"

using namespace wt;
using namespace wt::test;

namespace {

http::Response blocked_page() { return http::json_response(403, "{}"); }
const edge::waf::WebAcl::Before before_edge{edge::waf::Protected::distribution, blocked_page, {}};

}  // namespace

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
    // Or one that stands in its place, as the API's do.
    stack.kinesis_streams().remove("k");
    const aws::AccountRegion& place = stack.s3().accounts.usual_place();
    stack.kinesis_streams().create(fmt::format("arn:aws:kinesis:{}:{}:stream/k", place.region, place.account), {});
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

TEST_CASE("a fresh start brings back what went, takes away what came, and undoes what changed") {
    stack::Architecture architecture = Account::architecture();
    const auto add = [&](const std::string& name, const std::string& type, stack::ComponentConfig config,
                         const std::string& to = {}) {
        architecture.components.push_back({name, type, std::move(config), to, std::nullopt});
    };
    add("d", "cloudfront", edge_config(""), "w");
    add("w", "wafv2", edge::waf::WebAclConfig(), "a");
    add("p", "cognito", identity::UserPoolConfig());
    add("a", "apigateway-rest", api_config("read", "write", "p"));
    add("read", "lambda", function_config(1ms, "r", lambda::Operation::select));
    add("write", "lambda", function_config(1ms, "h"));
    add("c", "elasticache", cache::RedisConfig());
    add("b", "rds", database_config());
    add("r", "rds-replica", replica_config("b"));
    add("k", "kinesis", stream::KinesisConfig());
    stream::DeliveryStreamConfig hose;
    hose.to = "archive";
    hose.source = "k";
    add("h", "firehose", hose);
    Account account(1, architecture);
    stack::Stack& stack = account.stack;
    stack.preload(3);
    stack.start();
    const auto standing = stack.components();
    CHECK(account.status("d") == 200);

    stack.distributions().update("d", edge_config("elsewhere"));
    stack.rest_apis().remove("a");
    stack.functions().remove("write");
    stack.functions().update("read", function_config(1ms, "c", lambda::Operation::get));
    stack.functions().create("new", function_config(1ms));
    stack.rest_apis().create("new-api", api_config("new", "new"));
    stack.user_pools().remove("p");
    stack.caches().remove("c");
    stack.databases().remove("b");
    stack.databases().create("more", database_config());
    CHECK(stack.databases().remove_member("r", 1));
    CHECK(stack.databases().replicas("r")->size() == 1);
    stack.kinesis_streams().remove("k");
    stack.kinesis_streams().create("k", {});
    const auto reader = stack.delivery_streams().shelf().place("h");
    CHECK(account.status("new-api") == 200);
    CHECK(account.answer("d", http::Method::get, "/items/2").status == 502);

    stack.start_over();
    CHECK(stack.components() == standing);
    CHECK(account.status("new-api") == 403);
    CHECK(account.answer("d", http::Method::get, "/items/2").status == 200);
    CHECK(stack.delivery_streams().find("h") != reader.get());  // it read the stream that went
    CHECK(stack.functions().find("read")->config() ==
          std::get<lambda::FunctionConfig>(architecture.find("read")->config));
    CHECK(stack.replicas_equal_primary());
    CHECK(stack.databases().replicas("r")->size() == 2);
    account.check_conservation();

    // The last of a set takes it along.
    CHECK(stack.databases().remove_member("r", 2));
    CHECK(!stack.databases().remove_member("r", 2));
    CHECK(stack.databases().remove_member("r", 1));
    CHECK(stack.databases().replicas("r") == nullptr);
    stack.start_over();
    CHECK(stack.databases().replicas("r")->size() == 2);

    // A pool is as new, and has its ids; of the scenario alone, what was made since stays.
    const std::string pool = stack.user_pools().find("p")->id();
    stack.functions().create("new", function_config(1ms));
    stack.functions().remove("write");
    stack.start_over(stack::Fresh::scenario);
    CHECK(stack.user_pools().find("p")->id() == pool);
    CHECK(stack.functions().find("new") != nullptr);
    CHECK(stack.functions().find("write") != nullptr);
    stack.start_over();
    CHECK(stack.functions().find("new") == nullptr);

    // Once more, with nothing to do.
    const edge::Distribution* const same = stack.distributions().find("d");
    const rds::Primary* const database = stack.databases().primary("b");
    stack.start_over();
    CHECK(stack.distributions().find("d") == same);
    CHECK(stack.databases().primary("b") == database);
    CHECK(account.status("d") == 200);
}

TEST_CASE("a firewall that still stands before something is not removed") {
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.functions().create("f", function_config(1ms));
    stack.rest_apis().create("a", api_config("f", "f"));
    edge::waf::WebAclConfig closed;
    closed.default_action = edge::waf::Action::block;
    stack.web_acls().create("w", closed);
    stack.web_acls().associate("w", {"w", edge::cache_address("d"), before_edge});
    stack.distributions().create("d", edge_config("a", "w"));
    CHECK(account.status("d") == 403);
    CHECK(!stack.web_acls().remove("w"));
    stack.distributions().update("d", edge_config("a"));
    account.clock.run_until(account.clock.after(1s));
    CHECK(account.status("d") == 200);
    CHECK(stack.web_acls().remove("w"));
    CHECK(!stack.web_acls().remove("w"));
}

TEST_CASE("one firewall stands before several distributions and APIs, and counts over all of them") {
    Account account(1);
    stack::Stack& stack = account.stack;
    stack.functions().create("f", function_config(1ms));
    stack.rest_apis().create("a", api_config("f", "f"));
    edge::waf::WebAclConfig config;
    edge::waf::Rule rule;
    rule.name = "greedy";
    edge::waf::RateBased rate;
    rate.limit = 10;
    rate.evaluate_every = 1s;
    rule.statement = rate;
    config.rules.push_back(rule);
    stack.web_acls().create("w", config);
    stack.web_acls().associate("w", {"w.a", "a", before_edge});
    for (const std::string d : {"d1", "d2"}) {
        stack.web_acls().associate("w", {"w." + d, edge::cache_address(d), before_edge});
        stack.distributions().create(d, edge_config("a", "w." + d));
    }
    CHECK(stack.web_acls().addresses("w") == std::vector<std::string>{"w.a", "w.d1", "w.d2"});
    CHECK(stack.web_acls().name_at("w.d2") == "w");
    for (const char* at : {"d1", "d2", "w.a"}) {
        for (int i = 0; i < 4; ++i) account.send(at, http::Method::get, "/items/" + std::to_string(i));
    }
    account.clock.run_until(account.clock.after(2s));
    // Four of each are too many only together.
    for (const char* at : {"d1", "d2", "w.a"}) CHECK(account.status(at) == 403);
    CHECK(account.metrics.of("w").counter("w.requests").value() == 15);
    // Each association goes by itself; the firewall when nobody is behind it.
    CHECK_FALSE(stack.web_acls().remove("w"));
    stack.distributions().update("d1", edge_config("a"));
    account.clock.run_until(account.clock.after(10min));  // what was sent counts no more
    CHECK(account.status("d1") == 200);
    CHECK(account.status("d2") == 200);
    CHECK(stack.hop("w.d1")->flow().in == 5);
    CHECK(stack.web_acls().dissociate("w", "w.d1"));
    CHECK_FALSE(stack.web_acls().dissociate("w", "w.d1"));
    CHECK_FALSE(stack.web_acls().remove("w"));
    stack.distributions().remove("d2");
    account.clock.run_until(account.clock.after(1s));
    CHECK(stack.web_acls().remove("w"));
    account.check_conservation();
}

TEST_CASE("who reads a stream that goes reads no other of its name; a fresh start reads anew") {
    stack::Architecture architecture = Account::architecture();
    const auto add = [&](std::string name, std::string type, stack::ComponentConfig config) {
        architecture.components.push_back({std::move(name), std::move(type), std::move(config), {}, {}});
    };
    add("k", "kinesis", stream::KinesisConfig());
    add("reader", "lambda", function_config(1ms));
    architecture.components.back().source = stream::EventSourceConfig();
    architecture.components.back().source->stream = "k";
    Account account(1, architecture);
    stack::Stack& stack = account.stack;
    stack.start();
    const auto put = [&] {
        CHECK(stack.kinesis_streams().find("k")->put_record({"key", "record", 0}).ok());
        account.clock.run_until(account.clock.after(5s));
        return stack.hop("reader")->flow().in;
    };
    CHECK(put() == 1);
    stack.kinesis_streams().remove("k");
    stack.kinesis_streams().create("k", {});
    CHECK(put() == 1);
    CHECK(stack.settled());
    stack.start_over();
    CHECK(put() == 2);
    stack.kinesis_streams().remove("k");
    stack.start_over();
    CHECK(put() == 3);
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
    // A firewall that comes stands before the cache, which stays.
    stack.web_acls().create("w", {});
    stack.web_acls().associate("w", {"w", edge::cache_address("d"), before_edge});
    CHECK(stack.distributions().update("d", keeping(2h, "w")));
    CHECK(asked() == "Hit from cloudfront");
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
