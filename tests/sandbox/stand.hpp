#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.hpp"
#include "catch.hpp"
#include "front/loop.hpp"
#include "lambda/function.hpp"
#include "sandbox/runtimes.hpp"

namespace wt::sandbox {

class Listener final : public lambda::InvocationLog {
public:
    class Environment final : public lambda::EnvironmentLog {
    public:
        explicit Environment(Listener& to) : to_(to) {}
        void started(std::string_view, Instant) override {}
        void ended(const lambda::InvocationReport& report) override { to_.used = report.memory_used; }
        void said(std::string_view line, Instant) override { to_.said += line; }
        std::string_view stream() const override { return "the-stream"; }

    private:
        Listener& to_;
    };
    std::unique_ptr<lambda::EnvironmentLog> open(std::string_view, const lambda::FunctionConfig&, Instant) override {
        return std::make_unique<Environment>(*this);
    }
    std::string said;
    Bytes used{0};
};

/// A function of a folder that a test writes into.
struct Stand {
    explicit Stand(bool namespaces = true) {
        std::string pattern = "/tmp/windtunnel-code-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        folder = pattern;
        chmod(folder.c_str(), 0755);
        RuntimesOptions options;
        const char* path = std::getenv("PATH");
        if (path != nullptr) options.path = path;
        options.namespaces = namespaces;
        options.endpoint = [] { return std::string("http://127.0.0.1:1"); };
        options.keys = [this](const std::string& called, const lambda::UserCode&) {
            keys_for = called;
            return Keys{"ASIAKEY", "secret", "token"};
        };
        runtimes = std::make_unique<Runtimes>(loop, std::move(options));
        config.timeout = 20s;
        config.memory = Bytes{256U << 20U};
    }
    ~Stand() {
        function.reset();
        runtimes.reset();
        std::filesystem::remove_all(folder);
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream(folder + "/" + name) << text; }
    /// False when the machine has nothing that runs it.
    [[nodiscard]] bool make(const char* runtime, const char* handler) {
        auto code = std::make_shared<lambda::UserCode>();
        code->runtime = runtime;
        code->handler = handler;
        code->folder = folder;
        code->watched = watched;
        code->layers = layers;
        code->arn = arn;
        code->variables = {{"MINE", "yes"}};
        config.code = std::move(code);
        if (runtimes->refuses(*config.code)) {
            WARN("left out: no interpreter for " << runtime);
            return false;
        }
        function = std::make_unique<lambda::Function>(context, "f", config, account,
                                                      std::map<std::string, lambda::Backend*>(), runtimes.get());
        function->watch(&listener);
        return true;
    }
    static Task<void> ask_one(Stand& stand, http::Request request, std::vector<http::Response>& to) {
        http::Response response = co_await stand.function->invoke(std::move(request));
        to.push_back(std::move(response));
        if (to.size() == stand.wanted && stand.waits) stand.loop.stop();
    }
    std::vector<http::Response> ask_many(std::size_t count, std::string_view event) {
        std::vector<http::Response> answers;
        wanted = count;
        for (std::size_t i = 0; i < count; ++i) {
            http::Request request;
            request.body = Text(event);
            scope.spawn(ask_one(*this, std::move(request), answers));
        }
        waits = answers.size() < count;  // a loop that is stopped before it runs would not run
        if (waits) loop.run();
        waits = false;
        REQUIRE(answers.size() == count);
        return answers;
    }
    std::string ask(std::string_view event = "{}") {
        last = ask_many(1, event).front();
        return last.body.str();
    }
    /// Lets the machine's time pass.
    void wait(Duration span) {
        scope.spawn([](Stand& stand, Duration time) -> Task<void> {
            co_await stand.clock.sleep_for(time);
            stand.loop.stop();
        }(*this, span));
        loop.run();
    }
    [[nodiscard]] bool failed() const { return last.headers.has("X-Amz-Function-Error"); }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 7, metrics, digest};
    front::Loop loop{clock};
    lambda::AccountConcurrency account{lambda::AccountConfig{}};
    lambda::FunctionConfig config;
    std::string folder;
    bool watched = false;
    std::vector<std::string> layers;
    std::string arn;
    std::string keys_for;
    Listener listener;
    std::unique_ptr<Runtimes> runtimes;
    std::unique_ptr<lambda::Function> function;
    http::Response last;
    std::size_t wanted = 1;
    bool waits = false;
    Scope scope;
};

[[nodiscard]] inline bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

inline constexpr const char* python = "python3.13";

}  // namespace wt::sandbox
