#include "catch.hpp"

#include "base/scope.hpp"
#include "http/tier.hpp"

using namespace wt;
using namespace wt::http;

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
    std::string_view name() const override { return "origin"; }
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
    std::string_view name() const override { return "only-get"; }
    Task<Response> handle(Request&& request, Next next) override {
        if (request.method != Method::get) co_return json_response(405, "{}");
        co_return co_await next(std::move(request));
    }
};

Task<void> send(Hop& hop, Request request, Response& to) { to = co_await hop.send(std::move(request)); }

}  // namespace

TEST_CASE("a hop counts what is answered, refused, passed on, and times it with the way there") {
    World world;
    Origin origin(world.clock, 10ms);
    OnlyGet filter;
    Hop to_origin(world.context, origin, Latency{Distribution::constant(5ms)});
    Hop to_filter(world.context, filter);
    to_filter.connect(to_origin);
    to_filter.set_id(1);
    to_origin.set_id(2);

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
    CHECK(to_origin.flow().answered == 1);
    CHECK(to_origin.flow().latency.max() == 15ms);
    CHECK(world.digest.events() == 3);
}

TEST_CASE("a fault stands in the way for as long as it lasts") {
    World world;
    Origin origin(world.clock, 1ms);
    Hop hop(world.context, origin);
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
    Hop hop(world.context, origin);
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
    Hop hop(world.context, origin);
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
    OnlyGet filter;
    Hop to_origin(world.context, origin);
    Hop to_filter(world.context, filter, Latency{Distribution::constant(2ms)});
    to_filter.connect(to_origin);
    Trace trace;
    Request request;
    request.trace = &trace;
    Scope scope;
    Response response;
    scope.spawn(send(to_filter, request, response));
    world.clock.run();
    REQUIRE(trace.spans().size() == 2);
    CHECK(trace.spans()[0].hop == &to_filter);
    CHECK(trace.spans()[1].depth == 1);
    CHECK(trace.spans()[1].start - trace.spans()[0].start == 2ms);
    CHECK(trace.spans()[0].end - trace.spans()[0].start == 12ms);
    CHECK(trace.spans()[1].status == 200);
}
