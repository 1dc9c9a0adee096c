#include "lambda/stand.hpp"

#include <cmath>

#include <fmt/format.h>

#include "http/event_form.hpp"
#include "http/ways.hpp"
#include "lambda/async_queue.hpp"
#include "lambda/outcome.hpp"

using namespace wt;
using namespace wt::lambda;
using namespace wt::test;

namespace {

/// The share of Poisson arrivals that a pool of `places` turns away, each invocation taking a time from `work`.
[[nodiscard]] double throttled_share(const Distribution& work, double per_second, std::uint64_t places, int arrivals) {
    Stand stand;
    FunctionConfig config = function({}, work);
    config.reserved = places;
    config.idle_ttl = 24h;
    Function pool = stand.make(config);
    Random moments(5, "arrivals");
    const auto arrive = [](Stand& s, Function& f, Random& random, double rate, int count) -> Task<void> {
        for (int i = 0; i < count; ++i) {
            co_await s.world.clock.sleep_for(from_seconds(random.exponential() / rate));
            s.ask(f);
        }
    };
    stand.scope.spawn(arrive(stand, pool, moments, per_second, arrivals));
    stand.world.clock.run_until(epoch + from_seconds(2.0 * arrivals / per_second));
    const double refused = static_cast<double>(stand.world.metrics.counter("f.throttled").value());
    return refused / arrivals;
}

}  // namespace

TEST_CASE("a pool of N environments loses what Erlang's B formula says, whatever the law of its work") {
    // Theory 1: B(10, a = 8) = 0.121661, insensitive to the service law.
    constexpr double expected = 0.121661;
    constexpr int arrivals = 200'000;
    const double tolerance = 4 * std::sqrt(expected * (1 - expected) * 5 / arrivals);
    const auto hyperexponential =
        Distribution::mixture({{0.9, Distribution::exponential(50ms)}, {0.1, Distribution::exponential(550ms)}});
    CHECK(throttled_share(Distribution::exponential(100ms), 80, 10, arrivals) == Approx(expected).margin(tolerance));
    CHECK(throttled_share(Distribution::constant(100ms), 80, 10, arrivals) == Approx(expected).margin(tolerance));
    CHECK(throttled_share(hyperexponential, 80, 10, arrivals) == Approx(expected).margin(tolerance));
}

TEST_CASE("a dependency that hangs takes every environment, and the first throttle comes at C / lambda") {
    // Theory 10, small: 20 requests/s, 50 environments, a timeout of 5 s: full after 2.5 s, then 10 a second get in.
    Stand stand;
    stand.backend.hangs = true;
    FunctionConfig config = function({call("db", Operation::select)});
    config.handlers[0].calls[0].timeout = 1h;
    config.timeout = 5s;
    config.reserved = 50;
    Function pool = stand.make(config);
    const auto arrive = [](Stand& s, Function& f) -> Task<void> {
        for (int i = 0; i < 2000; ++i) {
            s.ask(f);
            co_await s.world.clock.sleep_for(50ms);
        }
    };
    stand.scope.spawn(arrive(stand, pool));
    Counter& throttled = stand.world.metrics.counter("f.throttled");
    stand.world.clock.run_until(epoch + 2450ms);
    CHECK(throttled.value() == 0);
    stand.world.clock.run_until(epoch + 2600ms);
    CHECK(throttled.value() >= 1);
    const std::uint64_t before = stand.world.metrics.counter("f.invocations").value();
    stand.world.clock.run_until(epoch + 82600ms);
    const std::uint64_t admitted = stand.world.metrics.counter("f.invocations").value() - before;
    CHECK(static_cast<double>(admitted) / 80 == Approx(10.0).epsilon(0.02));
    CHECK(pool.busy() <= 50);
}

TEST_CASE("an invocation goes on when its caller gives up, and holds its place until it ends and no longer") {
    Stand stand;
    FunctionConfig config = function({}, Distribution::constant(2s));
    config.reserved = 1;
    Function pool = stand.make(config);
    std::optional<http::Response> answer = http::Response();
    const auto impatient = [](Clock& clock, Function& f, std::optional<http::Response>& to) -> Task<void> {
        http::Request request;
        Task<http::Response> asking = f.invoke(std::move(request));
        to = co_await Timeout<http::Response>(clock, 500ms, std::move(asking));
    };
    stand.scope.spawn(impatient(stand.world.clock, pool, answer));
    stand.world.clock.run_until(epoch + 1s);
    CHECK_FALSE(answer.has_value());
    CHECK(pool.busy() == 1);
    stand.ask(pool);
    CHECK(stand.world.metrics.counter("f.throttled").value() == 1);
    stand.world.clock.run_until(epoch + 2s);
    CHECK(pool.busy() == 0);
}

TEST_CASE("a function that runs out of time fails as AWS's does, and its environment is reset") {
    Stand stand;
    stand.backend.hangs = true;
    stand.backend.connects = true;
    FunctionConfig config = function({call("db", Operation::select)});
    config.handlers[0].calls[0].timeout = 1h;
    config.timeout = 3s;
    Function pool = stand.make(config);
    stand.ask(pool);
    stand.world.clock.run_until(epoch + 1s);
    CHECK(stand.backend.open == 1);
    stand.world.clock.run_until(epoch + 3s);
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].headers.has("X-Amz-Function-Error"));
    CHECK(stand.answers[0].body.view().find("Task timed out after 3.00 seconds") != std::string_view::npos);
    CHECK(stand.backend.open == 0);
    CHECK(stand.world.metrics.counter("f.timeouts").value() == 1);
}

TEST_CASE("an event above 6 MB is refused before it takes an environment") {
    Stand stand;
    Function pool = stand.make(function({}));
    const auto of = [](std::size_t size) {
        http::Request request;
        request.route = "POST /items";
        request.body = Text(std::string(size, 'a'));
        return request;
    };
    stand.ask(pool, of(6'291'457));
    stand.world.clock.run();
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].status == 413);
    CHECK(stand.answers[0].headers.get("x-amzn-ErrorType") == event_too_large_type);
    CHECK(outcome_of(stand.answers[0]) == Outcome::failed);  // events are not tried for ever
    CHECK(stand.answers[0].body.view().find("6291457 byte payload is too large for the RequestResponse invocation "
                                            "type (limit 6291456 bytes)") != std::string_view::npos);
    CHECK(stand.world.metrics.counter("f.invocations").value() == 0);
    stand.ask(pool, of(6'291'456));
    stand.world.clock.run();
    REQUIRE(stand.answers.size() == 2);
    CHECK(stand.answers[1].status == 200);

    // What an event carries beside the body, and how it writes it, counts, too.
    struct Quoted final : http::EventForm {
        [[nodiscard]] Text event(const http::Request& request) override {
            return Text("{\"body\":\"" + request.body.str() + "\"}");
        }
    } form;
    http::Request in_frame = of(6'291'450);
    in_frame.form = &form;
    stand.ask(pool, std::move(in_frame));
    stand.world.clock.run();
    REQUIRE(stand.answers.size() == 3);
    CHECK(stand.answers[2].status == 413);
}

TEST_CASE("a handler that gives an ETag answers who has it already with a 304 and nothing else") {
    Stand stand;
    FunctionConfig config = function({});
    config.handlers[0].answer.emplace();
    config.handlers[0].answer->headers.push_back({"ETag", *Choice::parse("\"a1\"")});
    Function pool = stand.make(config);
    const auto ask = [&](http::Method method, const char* known) {
        http::Request request;
        request.method = method;
        request.route = "GET /items/{id}";
        request.path_parameter = "1";
        if (known != nullptr) request.headers.add("If-None-Match", Text(std::string_view(known)));
        stand.ask(pool, std::move(request));
        stand.world.clock.run();
        return stand.answers.back();
    };
    CHECK(ask(http::Method::get, nullptr).status == 200);
    const http::Response same = ask(http::Method::get, R"("x", W/"a1")");
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(same.headers.get("ETag") == R"("a1")");
    CHECK(ask(http::Method::get, "*").status == 304);
    CHECK(ask(http::Method::get, R"("other")").status == 200);
    CHECK(ask(http::Method::put, R"("a1")").status == 200);
}

TEST_CASE("each environment holds a connection from INIT until it expires") {
    Stand stand;
    stand.backend.connects = true;
    FunctionConfig config = function({call("db", Operation::select)}, Distribution::constant(100ms));
    config.idle_ttl = 1min;
    Function pool = stand.make(config);
    for (int i = 0; i < 5; ++i) stand.ask(pool);
    stand.world.clock.run_until(epoch + 1s);
    CHECK(stand.backend.open == 5);
    CHECK(stand.world.metrics.counter("f.cold").value() == 5);
    stand.world.clock.run_until(epoch + 2min);
    CHECK(stand.backend.open == 0);
    CHECK(pool.environments() == 0);
}

TEST_CASE("a refused connection is a function error") {
    Stand stand;
    stand.backend.connects = true;
    stand.backend.limit = 1;
    Function pool = stand.make(function({call("db", Operation::select)}, Distribution::constant(100ms)));
    stand.ask(pool);
    stand.ask(pool);
    stand.world.clock.run_until(epoch + 1s);
    REQUIRE(stand.answers.size() == 2);
    CHECK(stand.world.metrics.counter("f.errors").value() == 1);
}

TEST_CASE("reads ask the cache, then the database on a miss, and keep what they found") {
    Stand stand;
    stand.backend.rows["1"] = R"({"a":1})";
    Function pool = stand.make(function(
        {call("cache", Operation::get), call("db", Operation::select, true), call("cache", Operation::set, true)}));
    stand.ask(pool, "1");
    stand.world.clock.run_until(epoch + 1s);
    CHECK(stand.answers[0].status == 200);
    CHECK(stand.answers[0].body.view() == R"({"a":1})");
    CHECK(stand.cache.calls == std::vector<Operation>{Operation::get, Operation::set});
    CHECK(stand.backend.calls.size() == 1);

    stand.cache.rows["1"] = R"({"a":2})";
    stand.ask(pool, "1");
    stand.world.clock.run_until(epoch + 2s);
    CHECK(stand.answers[1].body.view() == R"({"a":2})");
    CHECK(stand.backend.calls.size() == 1);

    stand.ask(pool, "none");
    stand.world.clock.run_until(epoch + 3s);
    CHECK(stand.answers[2].status == 404);
    CHECK(stand.cache.calls.back() == Operation::get);  // nothing was found, so nothing is kept
}

TEST_CASE("what a cache missed is kept in it, wherever it was found") {
    Stand stand;
    stand.backend.rows["1"] = R"({"a":1})";
    Function pool = stand.make(function(
        {call("cache", Operation::get), call("db", Operation::get, true), call("cache", Operation::set, true)}));
    stand.ask(pool, "1");
    stand.world.clock.run_until(epoch + 1s);
    CHECK(stand.cache.calls == std::vector<Operation>{Operation::get, Operation::set});
    stand.cache.rows["1"] = R"({"a":2})";
    stand.ask(pool, "1");
    stand.world.clock.run_until(epoch + 2s);
    CHECK(stand.answers[1].body.view() == R"({"a":2})");
    CHECK(stand.cache.calls.size() == 3);
    CHECK(stand.backend.calls.size() == 1);
}

TEST_CASE("a connection that broke is opened again by the call that needs it, and hinders no other") {
    Stand stand;
    stand.backend.connects = true;
    stand.cache.rows["hit"] = "{}";
    Function pool = stand.make(function({call("cache", Operation::get), call("db", Operation::select, true)}));
    const auto asked = [&](std::string id) {
        stand.ask(pool, std::move(id));
        stand.world.clock.run_until(stand.world.clock.now() + 1s);
        return stand.answers.back().headers.has("X-Amz-Function-Error");
    };
    CHECK_FALSE(asked("hit"));
    stand.backend.failures = 1;
    CHECK(asked("miss"));
    CHECK(stand.backend.open == 0);
    stand.backend.limit = 0;  // nobody gets in
    CHECK_FALSE(asked("hit"));
    CHECK(asked("miss"));
    stand.backend.limit = 1;
    CHECK_FALSE(asked("miss"));
    CHECK(stand.backend.open == 1);
}

TEST_CASE("a call that fails is tried again as often as the handler says") {
    Stand stand;
    stand.backend.rows["1"] = "{}";
    FunctionConfig config = function({call("db", Operation::select)});
    config.handlers[0].calls[0].max_retries = 2;
    Function pool = stand.make(config);
    stand.backend.failures = 2;
    stand.ask(pool);
    stand.world.clock.run_until(epoch + 2s);
    CHECK(stand.answers[0].status == 200);
    CHECK(stand.backend.calls.size() == 3);
    stand.backend.failures = 3;
    stand.ask(pool);
    stand.world.clock.run_until(epoch + 2900ms);
    stand.world.clock.run_until(epoch + 4s);
    REQUIRE(stand.answers.size() == 2);
    CHECK(stand.answers[1].headers.has("X-Amz-Function-Error"));
}

TEST_CASE("at low load a cold start is as likely as an idle time beyond the limit") {
    // Theory 7: p = exp(-lambda T) while requests do not overlap.
    Stand stand;
    FunctionConfig config = function({}, Distribution::constant(1ms));
    config.idle_ttl = 10s;
    Function pool = stand.make(config);
    Random moments(9, "arrivals");
    const auto arrive = [](Stand& s, Function& f, Random& random) -> Task<void> {
        for (int i = 0; i < 20'000; ++i) {
            co_await s.world.clock.sleep_for(from_seconds(random.exponential() * 10));
            s.ask(f);
        }
    };
    stand.scope.spawn(arrive(stand, pool, moments));
    stand.world.clock.run_until(epoch + 24h * 30);
    const double share = static_cast<double>(stand.world.metrics.counter("f.cold").value()) / 20'000;
    const double expected = std::exp(-1.0);
    CHECK(share == Approx(expected).margin(4 * std::sqrt(expected * (1 - expected) / 20'000)));
}

TEST_CASE("an asynchronous event that fails is tried again after one and after two minutes, then given up") {
    Stand stand;
    Function pool = stand.make(function({call("db", Operation::apply)}));
    std::vector<std::string> given_up;
    http::test::Standing hop(stand.world.context, "f", pool);
    AsyncQueue queue(stand.world.context, hop, AsyncConfig{}, [&](const lambda::Event& event, const AsyncEnd& end) {
        if (end.succeeded()) return;
        given_up.push_back(fmt::format("{} {} {}", event.key.view(), end.condition, end.attempts));
    });
    stand.backend.failures = 3;
    lambda::Event event;
    event.key = "bucket/key";
    queue.invoke(event);
    stand.world.clock.run_until(epoch + 59s);
    CHECK(stand.backend.calls.size() == 1);
    stand.world.clock.run_until(epoch + 61s);
    CHECK(stand.backend.calls.size() == 2);
    stand.world.clock.run_until(epoch + 179s);
    CHECK(stand.backend.calls.size() == 2);
    CHECK(given_up.empty());
    stand.world.clock.run_until(epoch + 182s);
    CHECK(stand.backend.calls.size() == 3);
    CHECK(given_up == std::vector<std::string>{"bucket/key RetriesExhausted 3"});
    CHECK(queue.idle());

    queue.invoke(event);
    stand.world.clock.run_until(epoch + 200s);
    CHECK(queue.idle());
    CHECK(given_up.size() == 1);
}

TEST_CASE("an event that meets no function is tried ever later, until it is too old") {
    Stand stand;
    Function pool = stand.make(function({call("db", Operation::apply)}));
    http::test::Standing hop(stand.world.context, "f", pool);
    AsyncConfig config;
    config.maximum_age = 10min;
    std::vector<std::string> given_up;
    AsyncQueue queue(stand.world.context, hop, config, [&](const lambda::Event&, const AsyncEnd& end) {
        if (end.succeeded()) return;
        given_up.push_back(fmt::format("{} {}", end.condition, end.attempts));
    });
    Fault fault;
    fault.outage = Outage::refuse;
    const auto down = hop.gate().strike(fault);
    queue.invoke(lambda::Event{});
    stand.world.clock.run();
    // At most after 1, 3, 7, ... 511 s, at least after half of that.
    REQUIRE(given_up.size() == 1);
    CHECK((given_up[0] == "EventAgeExceeded 10" || given_up[0] == "EventAgeExceeded 11"));

    queue.invoke(lambda::Event{});
    stand.world.clock.run_until(stand.world.clock.now() + 5s);
    hop.gate().lift(down);
    stand.world.clock.run();
    CHECK(given_up.size() == 1);
    CHECK(stand.backend.calls.size() == 1);
}

TEST_CASE("an INIT that does not end in ten seconds starts again, on the invocation's time") {
    Stand stand;
    FunctionConfig config = function({}, *parse_distribution("100ms"));
    config.init.law = *parse_distribution("12s");
    config.timeout = 20s;
    Function patient = stand.make(config);
    stand.ask(patient);
    stand.world.clock.run_until(epoch + 23s);
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].status == 200);
    config.timeout = 5s;
    Function hasty = stand.make(config);
    stand.ask(hasty);
    stand.world.clock.run_until(epoch + 23s + 15s);
    REQUIRE(stand.answers.size() == 2);
    CHECK(stand.answers[1].headers.has("X-Amz-Function-Error"));
}

TEST_CASE("a trace has an environment's start and each call, until who waits has gone") {
    Stand stand;
    FunctionConfig config = function({call("cache", Operation::get), call("db", Operation::select, true)});
    config.platform.law = *parse_distribution("50ms");
    config.init.law = *parse_distribution("100ms");
    Function made = stand.make(config);
    http::Trace trace;
    const auto ask = [](Function& function, http::Trace& to) -> Task<http::Response> {
        http::Request request;
        request.route = "GET /items/{id}";
        request.path_parameter = "1";
        request.trace = &to;
        co_return co_await function.invoke(std::move(request));
    };
    stand.backend.failures = 1;
    stand.scope.spawn(Stand::keep(ask(made, trace), stand.answers));
    stand.world.clock.run_until(epoch + 1s);
    const auto& spans = trace.spans();
    REQUIRE(spans.size() == 4);
    CHECK(spans[0].hop == http::Trace::placement);
    CHECK(spans[0].end - spans[0].start == 50ms);
    CHECK(spans[1].hop == http::Trace::init);
    CHECK(spans[1].end - spans[1].start == 100ms);
    CHECK(spans[2].hop == "fake");
    CHECK(spans[2].start - spans[0].start == 150ms);
    CHECK(spans[2].end - spans[2].start == 1ms);
    CHECK(spans[2].status == http::Trace::done);
    CHECK(spans[3].status == http::Trace::failed);
    CHECK(spans[3].depth == 0);
    // Its caller waits half a millisecond: the call goes on, and is nobody's any more.
    std::optional<http::Response> answer;
    stand.scope.spawn([](Clock& clock, Task<http::Response> asking, std::optional<http::Response>& to) -> Task<void> {
        to = co_await Timeout<http::Response>(clock, 500us, std::move(asking));
    }(stand.world.clock, ask(made, trace), answer));
    stand.world.clock.run_until(epoch + 2s);
    CHECK_FALSE(answer);
    REQUIRE(trace.spans().size() == 5);
    CHECK(trace.spans()[4].end == trace.spans()[4].start);
    CHECK(stand.backend.calls.size() == 2);
}

TEST_CASE("what a handler computes takes longer, the less of a CPU its memory gives, and what it waits does not") {
    const auto billed = [](std::uint64_t mib) {
        Stand stand;
        FunctionConfig config = function({}, *parse_distribution("5ms"));
        config.handlers[0].cpu.law = *parse_distribution("100ms");
        config.memory = Bytes{mib << 20U};
        Function made = stand.make(config);
        stand.ask(made);
        stand.world.clock.run_until(epoch + 3s);
        return stand.world.counter("f.billed.ms");
    };
    CHECK(billed(1769) == 105);
    CHECK(billed(10'240) == 105);  // more CPUs do not make one handler faster
    CHECK(billed(512) == 351);     // 100 ms * 1769 / 512 = 345.5 ms, and 5 ms
    CHECK(billed(128) == 1388);
}

TEST_CASE("the first run in an environment takes longer, the less of a CPU its memory gives") {
    for (const auto& [mib, longer] : {std::pair{1769, 10ms}, std::pair{10'240, 10ms}}) {
        Stand stand;
        FunctionConfig config = function({}, *parse_distribution("1ms"));
        config.first_run.law = *parse_distribution("10ms");
        config.memory = Bytes{static_cast<std::uint64_t>(mib) << 20U};
        Function made = stand.make(config);
        stand.ask(made);
        stand.world.clock.run_until(epoch + longer + 1ms);
        CHECK(stand.answers.size() == 1);
    }
    Stand stand;
    FunctionConfig config = function({}, *parse_distribution("1ms"));
    config.first_run.law = *parse_distribution("10ms");
    config.memory = Bytes{128U << 20U};
    Function small = stand.make(config);
    stand.ask(small);
    stand.world.clock.run_until(epoch + 139ms);
    CHECK(stand.answers.empty());  // 10 ms * 1769 / 128 = 138.2 ms, and 1 ms
    stand.world.clock.run_until(epoch + 140ms);
    CHECK(stand.answers.size() == 1);
    CHECK(stand.world.counter("f.billed.ms") == 140);
    CHECK(stand.world.counter("f.billed.mb_ms") == 140 * 128);
    stand.ask(small);
    stand.world.clock.run_until(epoch + 141ms);
    CHECK(stand.answers.size() == 2);
}

TEST_CASE("provisioned environments answer without a cold start; what is more than they can take spills over") {
    Stand stand;
    FunctionConfig config = function({}, *parse_distribution("10ms"));
    config.init.law = *parse_distribution("200ms");
    config.provisioned = 2;
    Function made = stand.make(config);
    made.start();
    for (int i = 0; i < 3; ++i) stand.ask(made);
    stand.world.clock.run_until(epoch + 10ms);
    CHECK(stand.answers.size() == 2);
    CHECK(stand.world.counter("f.cold") == 1);
    CHECK(stand.world.counter("f.provisioned.invocations") == 2);
    CHECK(stand.world.counter("f.provisioned.spillover") == 1);
    stand.world.clock.run_until(epoch + 1h);
    CHECK(made.environments() == 2);
    made.recycle(1);
    CHECK(made.environments() == 0);
    stand.world.clock.run_until(epoch + 1h + 200ms);
    CHECK(made.environments() == 2);
}

TEST_CASE("the id at the top of a JSON body is found, and nothing else is taken for it") {
    CHECK(top_level_id(R"({"id":"a1"})") == "a1");
    CHECK(top_level_id(R"( { "x" : {"id":"no"}, "y":[1,"id"], "id" : "yes" })") == "yes");
    for (const char* bad : {"", "{", "[]", "\"id\"", R"({"id":5})", R"({"id":""})", R"({"id":"a\"b"})", R"({"id":"a)",
                            R"({"x":"id","y":"z"})", R"({"x":{"id":"in"}})", R"({"id")", R"({"id":)", R"({"x":"\)"}) {
        INFO(bad);
        CHECK_FALSE(top_level_id(bad).has_value());
    }
}

TEST_CASE("numbers of concurrency keep warm environments; anything else brings new ones") {
    Stand stand;
    FunctionConfig config = function({}, Distribution::constant(1s));
    config.init = Latency{Distribution::constant(100ms)};
    config.timeout = 10s;
    Function pool = stand.make(config);
    const auto cold = [&] { return stand.world.metrics.counter("f.cold").value(); };
    const auto ask = [&](int times) {
        for (int i = 0; i < times; ++i) stand.ask(pool);
        stand.world.clock.run_until(stand.world.clock.now() + 5s);
    };
    ask(4);
    CHECK(cold() == 4);
    config.reserved = 2;
    REQUIRE_FALSE(pool.update(config));
    CHECK(pool.environments() == 4);
    ask(4);
    CHECK(cold() == 4);
    CHECK(stand.world.metrics.counter("f.throttled").value() == 2);
    config.reserved.reset();
    REQUIRE_FALSE(pool.update(config));
    ask(4);
    CHECK(cold() == 4);

    config.memory = Bytes{512U << 20U};
    REQUIRE_FALSE(pool.update(config));
    CHECK(pool.environments() == 0);
    ask(1);
    CHECK(cold() == 5);
}

TEST_CASE("an invocation ends with the code that it began with, and its environment goes then") {
    Stand stand;
    stand.backend.connects = true;
    FunctionConfig config = function({call("db", Operation::select)}, Distribution::constant(4s));
    config.timeout = 10s;
    Function pool = stand.make(config);
    stand.ask(pool);
    stand.world.clock.run_until(epoch + 1s);

    FunctionConfig next = function({}, Distribution::constant(2s));
    next.timeout = 1s;
    REQUIRE_FALSE(pool.update(next));
    stand.world.clock.run_until(epoch + 6s);
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].status == 404);  // of the row that its own code looked for, within its own ten seconds
    CHECK(stand.backend.calls.size() == 1);
    CHECK(stand.backend.open == 0);
    CHECK(pool.environments() == 0);

    stand.ask(pool);
    stand.world.clock.run_until(epoch + 9s);
    REQUIRE(stand.answers.size() == 2);
    CHECK(stand.answers[1].status == 500);
    CHECK(stand.world.metrics.counter("f.timeouts").value() == 1);
    CHECK(stand.backend.calls.size() == 1);
}

TEST_CASE("a function says what does not fit, and changes nothing then") {
    Stand stand;
    FunctionConfig config = function({});
    Function pool = stand.make(config);
    config.reserved = 1;
    config.provisioned = 2;
    CHECK(pool.update(config)->message.starts_with("Requested Provisioned Concurrency"));
    config = function({call("nowhere", Operation::get)});
    CHECK(pool.update(config).has_value());
    config = function({});
    config.async.on_failure = "elsewhere";
    CHECK(pool.update(config).has_value());
    CHECK(pool.limit() == 1000);
}

TEST_CASE("reserved concurrency below what is busy turns all away until few enough are left") {
    Stand stand;
    FunctionConfig config = function({}, Distribution::constant(10s));
    config.timeout = 20s;
    Function pool = stand.make(config);
    for (int i = 0; i < 6; ++i) stand.ask(pool);
    stand.world.clock.run_until(epoch + 1s);
    config.reserved = 2;
    REQUIRE_FALSE(pool.update(config));
    CHECK(pool.busy() == 6);
    stand.ask(pool);
    stand.world.clock.run_until(epoch + 11s);
    CHECK(stand.world.metrics.counter("f.throttled").value() == 1);
    CHECK(pool.busy() == 0);
    CHECK(stand.account.shared() == 0);
    for (int i = 0; i < 3; ++i) stand.ask(pool);
    CHECK(pool.busy() == 2);
}
