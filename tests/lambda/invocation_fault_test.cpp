#include "lambda/stand.hpp"

#include <cmath>

#include "http/ways.hpp"
#include "lambda/async_queue.hpp"
#include "lambda/outcome.hpp"

using namespace wt;
using namespace wt::lambda;
using namespace wt::test;

namespace {

[[nodiscard]] InvocationFault delay_of(std::string_view law, double share = 1) {
    InvocationFault fault;
    fault.delay = *parse_distribution(law);
    fault.share = share;
    return fault;
}

[[nodiscard]] InvocationFault ending(InvocationFault::Kind kind, bool prevents) {
    InvocationFault fault;
    fault.kind = kind;
    fault.prevents = prevents;
    fault.error_type = "Injected";
    fault.status = 503;
    fault.content_type = "text/plain";
    return fault;
}

}  // namespace

TEST_CASE("a delay of a fault is the invocation's own time: it holds the environment, is billed, and may be too long") {
    Stand stand;
    FunctionConfig config = function({}, *parse_distribution("50ms"));
    config.reserved = 2;
    Function made = stand.make(config);
    const auto fault = made.faults().strike(delay_of("2s"));
    for (int i = 0; i < 3; ++i) stand.ask(made);
    CHECK(stand.world.counter("f.throttled") == 1);
    stand.world.clock.run_until(epoch + 2049ms);
    CHECK(made.busy() == 2);
    CHECK(stand.answers.size() == 1);
    stand.world.clock.run_until(epoch + 2050ms);
    REQUIRE(stand.answers.size() == 3);
    CHECK(stand.answers[2].status == 200);
    CHECK(stand.world.counter("f.billed.ms") == 2 * 2050);
    CHECK(seconds(stand.world.metrics.histogram("f.duration").max()) == Approx(2.05));

    made.faults().lift(fault);
    const auto longer = made.faults().strike(delay_of("5s"));
    stand.ask(made);
    stand.world.clock.run_until(epoch + 10s);
    REQUIRE(stand.answers.size() == 4);
    CHECK(stand.answers[3].body.view().find("Task timed out after 3.00 seconds") != std::string_view::npos);
    CHECK(stand.world.counter("f.timeouts") == 1);
    CHECK(stand.world.counter("f.errors") == 1);

    made.faults().lift(longer);
    stand.ask(made);
    stand.world.clock.run_until(epoch + 10050ms);
    CHECK(stand.answers.size() == 5);
}

TEST_CASE("a fault ends an invocation as a function error, with the handler's work done or not") {
    for (const bool prevents : {false, true}) {
        Stand stand;
        Function made = stand.make(function({call("db", Operation::insert)}));
        made.faults().strike(ending(InvocationFault::Kind::error, prevents));
        stand.ask(made);
        stand.world.clock.run_until(epoch + 1s);
        REQUIRE(stand.answers.size() == 1);
        CHECK(outcome_of(stand.answers[0]) == Outcome::failed);
        CHECK(stand.answers[0].body.view().find("Injected") != std::string_view::npos);
        CHECK(stand.world.counter("f.invocations") == 1);
        CHECK(stand.world.counter("f.errors") == 1);
        CHECK(stand.backend.calls.size() == (prevents ? 0 : 1));
        // What took no time is billed its first millisecond.
        if (prevents) CHECK(stand.world.counter("f.billed.ms") == 1);
    }
}

TEST_CASE("a fault answers for the function, which is no error of it, and no reason to invoke it again") {
    for (const bool prevents : {false, true}) {
        Stand stand;
        Function made = stand.make(function({call("db", Operation::apply)}));
        made.faults().strike(ending(InvocationFault::Kind::response, prevents));
        http::test::Standing hop(stand.world.context, "f", made);
        AsyncQueue queue(stand.world.context, hop, AsyncConfig{},
                         [](const auto&, const AsyncEnd& end) { CHECK(end.succeeded()); });
        stand.ask(made);
        queue.invoke(lambda::Event{});
        stand.world.clock.run_until(epoch + 1s);
        REQUIRE(stand.answers.size() == 1);
        CHECK(stand.answers[0].status == 503);
        CHECK(stand.answers[0].headers.get("Content-Type") == "text/plain");
        CHECK(outcome_of(stand.answers[0]) == Outcome::done);
        CHECK(queue.idle());
        CHECK(stand.world.counter("f.errors") == 0);
        CHECK(stand.backend.calls.size() == (prevents ? 0 : 2));
    }
}

TEST_CASE("a fault befalls its share of the invocations, and grows as its ramp does") {
    Stand stand;
    Function made = stand.make(function({}));
    InvocationFault fault = ending(InvocationFault::Kind::error, true);
    fault.share = 0.4;
    const auto half = made.faults().strike(fault);
    for (int i = 0; i < 5000; ++i) stand.ask(made);
    stand.world.clock.run_until(epoch + 1s);
    const auto failed = static_cast<double>(stand.world.counter("f.errors"));
    const auto invoked = static_cast<double>(stand.world.counter("f.invocations"));
    CHECK(failed / invoked == Approx(0.4).margin(4 * std::sqrt(0.24 / invoked)));
    made.faults().lift(half);
    InvocationFault slow = delay_of("1s");
    slow.ramp = Ramp{stand.world.clock.now(), 10s};
    made.faults().strike(slow);
    stand.answers.clear();
    stand.world.clock.run_until(epoch + 6s);
    stand.ask(made);
    stand.world.clock.run_until(epoch + 6499ms);
    CHECK(stand.answers.empty());
    stand.world.clock.run_until(epoch + 6500ms);
    CHECK(stand.answers.size() == 1);
}

TEST_CASE("a provisioned environment whose INIT failed takes no invocation; it is tried again") {
    Stand stand;
    stand.backend.connects = true;
    stand.backend.limit = 2;
    FunctionConfig config = function({call("db", Operation::select)}, *parse_distribution("10ms"));
    config.provisioned = 4;
    config.reserved = 4;
    Function made = stand.make(config);
    made.start();
    CHECK(made.environments() == 2);
    for (int i = 0; i < 3; ++i) stand.ask(made);
    stand.world.clock.run_until(epoch + 1s);
    CHECK(stand.world.counter("f.provisioned.invocations") == 2);
    CHECK(stand.world.counter("f.throttled") == 1);  // the others' places stay theirs
    CHECK(stand.world.counter("f.errors") == 0);
    stand.world.clock.run_until(epoch + 90s);
    CHECK(made.environments() == 2);
    stand.backend.limit = 10;
    stand.world.clock.run_until(epoch + 150s);
    CHECK(made.environments() == 4);
    CHECK(stand.backend.open == 4);
}

TEST_CASE("an INIT that failed runs again within the invocation; an environment that cannot begin is not kept") {
    Stand stand;
    stand.backend.connects = true;
    stand.backend.limit = 0;
    FunctionConfig config = function({call("db", Operation::select)}, *parse_distribution("10ms"));
    config.init.law = *parse_distribution("1s");
    Function made = stand.make(config);
    stand.ask(made);
    stand.world.clock.run_until(epoch + 1999ms);
    CHECK(stand.answers.empty());
    stand.world.clock.run_until(epoch + 2s);
    REQUIRE(stand.answers.size() == 1);
    CHECK(outcome_of(stand.answers[0]) == Outcome::failed);
    CHECK(stand.world.counter("f.billed.ms") == 2000);
    CHECK(made.environments() == 0);

    // The second time is soon enough.
    stand.ask(made);
    stand.world.clock.run_until(epoch + 3500ms);
    stand.backend.limit = 1;
    stand.world.clock.run_until(epoch + 4s + 11ms);
    REQUIRE(stand.answers.size() == 2);
    CHECK(outcome_of(stand.answers[1]) == Outcome::done);
    CHECK(stand.world.counter("f.cold") == 2);
    CHECK(made.environments() == 1);

    // One that cannot begin gets no invocation that one which works could have.
    stand.ask(made);
    stand.ask(made);
    stand.world.clock.run_until(epoch + 10s);
    REQUIRE(stand.answers.size() == 4);
    CHECK(outcome_of(stand.answers[3]) == Outcome::failed);
    stand.ask(made);
    stand.world.clock.run_until(epoch + 10s + 11ms);
    REQUIRE(stand.answers.size() == 5);
    CHECK(outcome_of(stand.answers[4]) == Outcome::done);
}

TEST_CASE("an environment that a timeout has reset runs INIT again") {
    Stand stand;
    FunctionConfig config = function({}, *parse_distribution("10ms"));
    config.init.law = *parse_distribution("1s");
    Function made = stand.make(config);
    const auto fault = made.faults().strike(delay_of("1h"));
    stand.ask(made);
    stand.world.clock.run_until(epoch + 4s);
    CHECK(stand.world.counter("f.timeouts") == 1);
    made.faults().lift(fault);
    stand.ask(made);
    stand.world.clock.run_until(epoch + 5009ms);
    CHECK(stand.answers.size() == 1);
    stand.world.clock.run_until(epoch + 5010ms);
    CHECK(stand.answers.size() == 2);
    CHECK(stand.world.counter("f.cold") == 1);
}

TEST_CASE("a function's numbers change while it runs: what is warm stays, what is missing is made") {
    Stand stand;
    FunctionConfig config = function({}, *parse_distribution("1s"));
    config.init.law = *parse_distribution("100ms");
    config.reserved = 3;
    Function made = stand.make(config);
    for (int i = 0; i < 3; ++i) stand.ask(made);
    made.set_concurrency({1, 0});
    stand.ask(made);
    CHECK(stand.world.counter("f.throttled") == 1);
    stand.world.clock.run_until(epoch + 2s);
    CHECK(made.busy() == 0);
    CHECK(made.environments() == 3);
    stand.ask(made);
    CHECK(stand.world.counter("f.cold") == 3);
    made.set_concurrency({5, 2});
    stand.world.clock.run_until(epoch + 4s);
    CHECK(made.environments() == 5);
    stand.ask(made);
    CHECK(stand.world.counter("f.provisioned.invocations") == 1);
    made.set_concurrency({5, 0});
    stand.world.clock.run_until(epoch + 6s);
    CHECK(made.environments() == 3);

    made.set_concurrency({5, 2});
    stand.world.clock.run_until(epoch + 7s);
    for (int i = 0; i < 3; ++i) stand.ask(made);
    made.renew();
    CHECK(made.environments() == 3);
    stand.world.clock.run_until(epoch + 9s);
    CHECK(made.environments() == 2);  // the provisioned ones, made anew
    CHECK(stand.world.counter("f.throttled") == 1);
}

TEST_CASE("what stands in the way of a function is no answer of its handler") {
    Stand stand;
    Function made = stand.make(function({call("db", Operation::get)}));
    http::test::Standing hop(stand.world.context, "f", made);
    std::vector<http::Response> answers;
    const auto send = [](http::Hop& to, std::vector<http::Response>& into) -> Task<void> {
        http::Request request;
        request.path_parameter = "nobody";
        into.push_back(co_await to.send(std::move(request)));
    };
    stand.scope.spawn(send(hop, answers));
    Fault fault;
    fault.error_probability = 1;
    fault.error_status = 500;
    hop.gate().strike(fault);
    stand.scope.spawn(send(hop, answers));
    stand.world.clock.run_until(epoch + 1s);
    REQUIRE(answers.size() == 2);
    CHECK(outcome_of(answers[0]) == Outcome::not_invoked);
    CHECK(answers[1].status == 404);  // what the handler says of an item that is not there
    CHECK(outcome_of(answers[1]) == Outcome::done);
}
