#include "catch.hpp"

#include <fmt/format.h>

#include "lambda/function.hpp"
#include "storage/world.hpp"

using namespace wt;
using namespace wt::lambda;

namespace {

/// Writes down what it is told.
class Listener final : public InvocationLog {
public:
    std::unique_ptr<EnvironmentLog> open(std::string_view function, const FunctionConfig&, Instant) override {
        return std::make_unique<Environment>(*this, fmt::format("{}{}", function, ++environments));
    }
    class Environment final : public EnvironmentLog {
    public:
        Environment(Listener& to, std::string name) : to_(to), name_(std::move(name)) {}
        void started(std::string_view request_id, Instant at) override {
            to_.ids.emplace_back(request_id);
            to_.lines.push_back(fmt::format("{} starts at {} ms", name_, (at - epoch) / 1ms));
        }
        void ended(const InvocationReport& report) override {
            to_.ids.emplace_back(report.request_id);
            to_.lines.push_back(fmt::format(
                "{} ran {} ms, init {} ms, billed {} ms, {} MiB{}{}", name_, (report.ended - report.begun) / 1ms,
                report.init / 1ms, report.billed_ms, report.memory.count >> 20U,
                report.timeout > Duration::zero() ? ", too long" : "", report.error.empty() ? "" : ", failed"));
            to_.error = report.error;
        }

    private:
        Listener& to_;
        std::string name_;
    };

    std::vector<std::string> lines;
    std::vector<std::string> ids;
    std::string error;
    int environments = 0;
};

struct Stand {
    explicit Stand(const char* work) {
        FunctionConfig config;
        config.handlers.push_back({"*", Latency{*parse_distribution(work)}, {}});
        config.init.law = *parse_distribution("200ms");
        config.timeout = 1s;
        function = std::make_unique<Function>(world.context, "f", std::move(config), account,
                                              std::map<std::string, Backend*>());
    }
    static Task<void> keep(Task<http::Response> asking, std::string& to) {
        http::Response response = co_await asking;
        to = response.body.str();
    }
    void ask() { scope.spawn(keep(function->invoke(http::Request()), body)); }

    test::World world;
    AccountConcurrency account{AccountConfig{}};
    std::unique_ptr<Function> function;
    std::string body;
    Scope scope;
};

}  // namespace

TEST_CASE("a listener hears of each invocation in its environment, with the cold start's INIT phase") {
    Listener listener;
    Stand stand("10ms");
    stand.function->watch(&listener);
    stand.ask();
    stand.world.clock.run_until(epoch + 300ms);
    stand.ask();
    stand.ask();
    stand.world.clock.run_until(epoch + 1s);
    CHECK(listener.lines ==
          std::vector<std::string>{"f1 starts at 200 ms", "f1 ran 10 ms, init 200 ms, billed 210 ms, 128 MiB",
                                   "f1 starts at 300 ms", "f1 ran 10 ms, init 0 ms, billed 10 ms, 128 MiB",
                                   "f2 starts at 500 ms", "f2 ran 10 ms, init 200 ms, billed 210 ms, 128 MiB"});
    REQUIRE(listener.ids.size() == 6);
    CHECK(listener.ids[0] == listener.ids[1]);
    CHECK(listener.ids[0] != listener.ids[2]);
    CHECK(listener.ids[0].size() == 36);
}

TEST_CASE("a timeout is told, and its message names the same request") {
    Listener listener;
    Stand stand("5s");
    stand.function->watch(&listener);
    stand.ask();
    stand.world.clock.run_until(epoch + 2s);
    CHECK(listener.lines.back() == "f1 ran 1000 ms, init 200 ms, billed 1200 ms, 128 MiB, too long, failed");
    CHECK(stand.body.find(listener.ids.front()) != std::string::npos);
    CHECK(listener.error == stand.body);
}

TEST_CASE("who does not listen any more is told nothing") {
    Listener listener;
    Stand stand("10ms");
    stand.function->watch(&listener);
    stand.ask();
    stand.function->watch(nullptr);
    stand.world.clock.run_until(epoch + 1s);
    stand.ask();
    stand.world.clock.run_until(epoch + 2s);
    CHECK(listener.lines.empty());
    CHECK(stand.world.counter("f.invocations") == 2);
}

TEST_CASE("whether somebody listens changes nothing else") {
    Listener listener;
    Stand heard("5s");
    Stand unheard("5s");
    heard.function->watch(&listener);
    for (Stand* stand : {&heard, &unheard}) {
        stand->ask();
        stand->world.clock.run_until(epoch + 2s);
    }
    CHECK(heard.body == unheard.body);
}
