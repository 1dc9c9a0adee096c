#pragma once
#include "catch.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lambda/function.hpp"
#include "storage/world.hpp"

namespace wt::test {

using namespace lambda;

/// A backend that answers after a while, or never; counts calls and open connections.
class FakeBackend final : public Backend {
public:
    FakeBackend(Clock& clock, Duration work) : clock_(clock), work_(work) {}
    std::string_view name() const override { return "fake"; }
    bool keeps_connections() const override { return connects; }
    Task<Result<std::unique_ptr<Connection>>> connect() override {
        if (open >= limit) co_return Error{"FATAL: sorry, too many clients already"};
        std::unique_ptr<Connection> made = std::make_unique<Open>(open);
        co_return made;
    }
    Task<BackendReply> call(BackendCall call, Connection*) override {
        calls.push_back(call.operation);
        if (hangs) co_await clock_.sleep_for(24h);
        co_await clock_.sleep_for(work_);
        BackendReply reply;
        if (failures > 0) {
            --failures;
            reply.outcome = BackendReply::Outcome::failed;
            reply.error = "it failed";
        } else if (const auto found = rows.find(call.key.str());
                   call.operation == Operation::get || call.operation == Operation::select) {
            if (found == rows.end()) {
                reply.outcome = BackendReply::Outcome::missing;
            } else {
                reply.value = Text(found->second);
            }
        }
        co_return reply;
    }

    struct Open final : Connection {
        explicit Open(int& count) : open(count) { ++open; }
        ~Open() override { --open; }
        int& open;
    };
    std::map<std::string, std::string> rows;
    std::vector<Operation> calls;
    int failures = 0;
    int open = 0;
    int limit = 1000;
    bool hangs = false;
    bool connects = false;

private:
    Clock& clock_;
    Duration work_;
};

struct Stand {
    test::World world;
    AccountConcurrency account{AccountConfig{}};
    FakeBackend backend{world.clock, 1ms};
    FakeBackend cache{world.clock, 1ms};
    Scope scope;
    std::vector<http::Response> answers;

    [[nodiscard]] Function make(FunctionConfig config) {
        return Function(world.context, "f", std::move(config), account, {{"db", &backend}, {"cache", &cache}});
    }
    [[nodiscard]] static Task<void> keep(Task<http::Response> asking, std::vector<http::Response>& to) {
        to.push_back(co_await asking);
    }
    void ask(Function& function, std::string id = "1", http::Method method = http::Method::get) {
        http::Request request;
        request.method = method;
        request.route = "GET /items/{id}";
        request.path_parameter = std::move(id);
        ask(function, std::move(request));
    }
    void ask(Function& function, http::Request request) {
        scope.spawn(keep(function.invoke(std::move(request)), answers));
    }
};

[[nodiscard]] inline lambda::Call call(std::string to, Operation operation, bool on_miss = false) {
    Call made;
    made.to = std::move(to);
    made.operation = operation;
    made.on_miss = on_miss;
    return made;
}

[[nodiscard]] inline lambda::FunctionConfig function(std::vector<Call> calls, Distribution work = {}) {
    FunctionConfig config;
    config.handlers.push_back({"*", Latency{std::move(work)}, std::move(calls)});
    return config;
}

}  // namespace wt::test
