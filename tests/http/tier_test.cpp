#include "catch.hpp"

#include <map>
#include <optional>

#include "base/scope.hpp"
#include "http/tier.hpp"
#include "http/ways.hpp"

using namespace wt;
using namespace wt::http;
using wt::http::test::Standing;

namespace {

struct World {
    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
};

/// Answers after a while.
class Origin final : public Tier {
public:
    Origin(Clock& clock, Duration work) : clock_(clock), work_(work) {}
    Task<Response> handle(Request&&, Next) override {
        co_await clock_.sleep_for(work_);
        co_return json_response(200, R"({"ok":true})");
    }

private:
    Clock& clock_;
    Duration work_;
};

/// Refuses what is not a GET, passes the rest on.
class OnlyGet final : public Tier {
public:
    explicit OnlyGet(Hop& behind) : behind_(behind) {}
    Task<Response> handle(Request&& request, Next next) override {
        if (request.method != Method::get) co_return json_response(405, "{}");
        co_return co_await next.to(behind_, std::move(request));
    }

private:
    Way behind_;
};

Task<void> send(Hop& hop, Request request, Response& to) { to = co_await hop.send(std::move(request)); }

}  // namespace

TEST_CASE("a hop counts what is answered, refused, passed on, and times it with the way there") {
    World world;
    Origin origin(world.clock, 10ms);
    Standing to_origin(world.context, "origin", origin, Latency{Distribution::constant(5ms)}, 2);
    OnlyGet filter(to_origin);
    Standing to_filter(world.context, "only-get", filter, {}, 1);

    Scope scope;
    Response got;
    Response refused;
    Request post;
    post.method = Method::post;
    scope.spawn(send(to_filter, Request{}, got));
    scope.spawn(send(to_filter, post, refused));
    world.clock.run();

    CHECK(got.status == 200);
    CHECK(got.answered_by == 2);
    CHECK(refused.status == 405);
    CHECK(refused.answered_by == 1);
    CHECK(to_filter.flow().in == 2);
    CHECK(to_filter.flow().refused == 1);
    CHECK(to_filter.flow().passed_on == 1);
    CHECK(to_filter.flow().sent == 1);
    CHECK(to_filter.flow().from_ways == 0);
    CHECK(to_origin.flow().from_ways == 1);
    CHECK(to_origin.flow().answered == 1);
    CHECK(to_origin.flow().latency.max() == 15ms);
    CHECK(world.digest.events() == 3);
}

TEST_CASE("a fault stands in the way for as long as it lasts") {
    World world;
    Origin origin(world.clock, 1ms);
    Standing hop(world.context, "origin", origin);
    Scope scope;
    Response response;
    const auto ask = [&] {
        scope.spawn(send(hop, Request{}, response));
        world.clock.run();
        return response;
    };

    Fault refusing;
    refusing.outage = Outage::refuse;
    auto fault = hop.gate().strike(refusing);
    CHECK(ask().delivery == Delivery::refused);
    hop.gate().lift(fault);
    CHECK(ask().status == 200);

    Fault failing;
    failing.error_probability = 1;
    failing.error_status = 503;
    failing.error_code = "SlowDown";
    fault = hop.gate().strike(failing);
    CHECK(ask().status == 503);
    CHECK(response.headers.get("x-amzn-errortype") == "SlowDown");
    hop.gate().lift(fault);

    Fault slow;
    slow.added_latency = Distribution::constant(1s);
    fault = hop.gate().strike(slow);
    const Instant before = world.clock.now();
    CHECK(ask().status == 200);
    CHECK(world.clock.now() - before == 1s + 1ms);
    hop.gate().lift(fault);
    CHECK(hop.gate().wide_open());
}

TEST_CASE("what hangs is cut when the fault is over") {
    World world;
    Origin origin(world.clock, 1ms);
    Standing hop(world.context, "origin", origin);
    Scope scope;
    Response response;
    Fault hanging;
    hanging.outage = Outage::hang;
    const auto fault = hop.gate().strike(hanging);
    scope.spawn(send(hop, Request{}, response));
    world.clock.run();
    CHECK(hop.flow().in_flight == 1);
    hop.gate().lift(fault);
    world.clock.run();
    CHECK(response.delivery == Delivery::reset);
    CHECK(hop.flow().in_flight == 0);
}

TEST_CASE("a caller who gives up leaves nothing behind, and is counted") {
    World world;
    Origin origin(world.clock, 10s);
    Standing hop(world.context, "origin", origin);
    Scope scope;
    std::optional<Response> response;
    const auto ask = [](Clock& clock, Hop& to, std::optional<Response>& answer) -> Task<void> {
        Request request;
        Task<Response> sending = to.send(std::move(request));
        answer = co_await Timeout<Response>(clock, 1s, std::move(sending));
    };
    scope.spawn(ask(world.clock, hop, response));
    world.clock.run();
    CHECK_FALSE(response.has_value());
    CHECK(world.clock.now() == epoch + 1s);
    CHECK(hop.flow().cancelled == 1);
    CHECK(hop.flow().in_flight == 0);
}

TEST_CASE("a trace shows where a request went and for how long") {
    World world;
    Origin origin(world.clock, 10ms);
    Standing to_origin(world.context, "origin", origin);
    OnlyGet filter(to_origin);
    Standing to_filter(world.context, "only-get", filter, Latency{Distribution::constant(2ms)});
    Trace trace;
    Request request;
    request.trace = &trace;
    Scope scope;
    Response response;
    scope.spawn(send(to_filter, request, response));
    world.clock.run();
    REQUIRE(trace.spans().size() == 2);
    CHECK(trace.spans()[0].hop == "only-get");
    CHECK(trace.spans()[1].depth == 1);
    CHECK(trace.spans()[1].start - trace.spans()[0].start == 2ms);
    CHECK(trace.spans()[0].end - trace.spans()[0].start == 12ms);
    CHECK(trace.spans()[1].status == 200);
}

namespace {

/// Answers with the version that it was made with, after a while; counts how many of its kind there are.
class Version final : public Tier {
public:
    Version(Clock& clock, int number, int& alive, Scope& background)
        : clock_(clock), number_(number), alive_(alive), background_(background) {
        ++alive_;
    }
    ~Version() override {
        --alive_;
        number_ = -1;
    }
    Task<Response> handle(Request&& request, Next next) override {
        const int& mine = number_;  // into the tier, across waits
        if (request.number % 5 == 0) background_.spawn(linger(next.stay()));
        co_await clock_.sleep_for(std::chrono::milliseconds(1 + request.number % 40));
        co_return json_response(200, Text(std::to_string(mine)));
    }

private:
    Task<void> linger(Hop::Stay) {
        co_await clock_.sleep_for(90ms);
        REQUIRE(number_ >= 0);
    }
    Clock& clock_;
    int number_;
    int& alive_;
    Scope& background_;
};

/// Passes everything on, but does not wait for long.
class Impatient final : public Tier {
public:
    Impatient(Clock& clock, Hop& behind) : clock_(clock), behind_(behind) {}
    Task<Response> handle(Request&& request, Next next) override {
        co_await clock_.sleep_for(3ms);
        Task<Response> asking = next.to(behind_, std::move(request));
        std::optional<Response> answer = co_await Timeout<Response>(clock_, 25ms, std::move(asking));
        co_return answer ? std::move(*answer) : json_response(504, "{}");
    }

private:
    Clock& clock_;
    Way behind_;
};

}  // namespace

TEST_CASE("a request ends in the tier that it began in, and meets nobody where nobody stands") {
    World world;
    int alive = 0;
    Hop hop(world.context, "f");
    Scope scope;
    Response first;
    Response second;
    Response third;
    Request slow;
    slow.number = 19;  // 20 ms
    hop.lead_to(std::make_shared<Version>(world.clock, 1, alive, scope));
    scope.spawn(send(hop, slow, first));
    world.clock.run_until(world.clock.now() + 5ms);
    hop.lead_to(std::make_shared<Version>(world.clock, 2, alive, scope));
    CHECK(alive == 2);
    CHECK(hop.draining() == 1);
    scope.spawn(send(hop, slow, second));
    world.clock.run_until(world.clock.now() + 5ms);
    hop.lead_to(nullptr);
    scope.spawn(send(hop, slow, third));
    CHECK(third.delivery == Delivery::nobody);
    world.clock.run();
    CHECK(first.body == "1");
    CHECK(second.body == "2");
    CHECK(alive == 0);
    CHECK(hop.draining() == 0);
}

TEST_CASE("tiers come, change and go while requests are in them, callers give up, and work is left behind") {
    World world;
    int alive = 0;
    Scope background;
    Hop function(world.context, "f", Latency{Distribution::constant(2ms)});
    Hop gateway(world.context, "api");
    Scope clients;
    Random draw(1, "changes");
    std::map<std::string, int> seen;
    const auto client = [](Hop& hop, std::uint64_t number, std::map<std::string, int>& to) -> Task<void> {
        Request request;
        request.number = number;
        const Response response = co_await hop.send(std::move(request));
        ++to[response.broken() ? "nobody" : std::to_string(response.status)];
    };
    for (std::uint64_t step = 1; step <= 20'000; ++step) {
        clients.spawn(client(gateway, step, seen));
        const auto number = static_cast<int>(step);
        switch (draw.below(12)) {
            case 0: function.lead_to(std::make_shared<Version>(world.clock, number, alive, background)); break;
            case 1: function.lead_to(nullptr); break;
            case 2: gateway.lead_to(std::make_shared<Impatient>(world.clock, function)); break;
            case 3:
                if (draw.below(8) == 0) gateway.lead_to(nullptr);
                break;
            default: break;
        }
        world.clock.run_until(world.clock.now() + 500us);
    }
    world.clock.run();
    CHECK(function.draining() == 0);
    CHECK(gateway.draining() == 0);
    CHECK(gateway.flow().in == 20'000);
    CHECK(gateway.flow().sent == function.flow().from_ways);
    CHECK(function.flow().in == function.flow().from_ways);
    CHECK(alive <= 1);
    for (const char* kind : {"200", "504", "nobody"}) CHECK(seen[kind] > 0);
    gateway.lead_to(nullptr);
    function.lead_to(nullptr);
    world.clock.run();
    CHECK(alive == 0);
}
