#pragma once
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "base/scope.hpp"
#include "front/server.hpp"

namespace wt::front {

/// A server on a free port, on a thread of its own. Everything of the loop must be asked on the loop: do().
class RunningServer {
public:
    explicit RunningServer(Handler handler, Limits limits = {}, AccessLog* log = nullptr)
        : RunningServer(std::move(handler), with(limits), log) {}
    RunningServer(Handler handler, ServerOptions options, AccessLog* log = nullptr) {
        options.port = 0;
        server.emplace(loop, metrics, options, std::move(handler), log);
        thread_ = std::thread([this] { loop.run(); });
    }
    ~RunningServer() {
        if (thread_.joinable()) stop();
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    /// Runs `work` on the loop and waits for it.
    void on_loop(std::function<void()> work) {
        // Shared, because the loop may still be inside set_value() when this thread wakes and goes on.
        auto done = std::make_shared<std::promise<void>>();
        loop.post([&work, done] {
            work();
            done->set_value();
        });
        done->get_future().wait();
    }
    void stop() {
        loop.stop();
        thread_.join();
    }
    [[nodiscard]] std::uint16_t port() const { return server->port(); }

    Clock clock{epoch + 20'000 * 24h};
    Metrics metrics;
    Loop loop{clock};
    Scope scope;
    std::optional<Server> server;

private:
    [[nodiscard]] static ServerOptions with(const Limits& limits) {
        ServerOptions options;
        options.limits = limits;
        return options;
    }

    std::thread thread_;
};

[[nodiscard]] inline Task<http::Response> just(http::Response response) { co_return response; }

/// Answers with what it was asked, as text.
[[nodiscard]] inline Task<http::Response> echo(http::Request request) {
    std::string text(http::name(request.method));
    text += ' ' + request.path.str() + (request.query.empty() ? "" : "?" + request.query.str()) + '\n';
    for (const http::Header& field : request.headers) text += field.name.str() + "=" + field.value.str() + '\n';
    text += request.client.text() + ' ' + std::to_string(request.number) + ' ' + std::to_string(request.pop) + '\n';
    text += request.body.view();
    http::Response response;
    response.headers.add("Content-Type", "text/plain");
    response.body = Text(text);
    co_return response;
}

}  // namespace wt::front
