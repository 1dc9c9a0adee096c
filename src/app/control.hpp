#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/endpoint.hpp"
#include "front/loop.hpp"
#include "front/site.hpp"
#include "stack/stack.hpp"

namespace wt::app {

/// What test suites ask of a server besides AWS's APIs: our own pages under /_windtunnel/.
///   POST /_windtunnel/reset[?account=ID]             forgets everything, or what one account has
///   GET  /_windtunnel/clock                          {"now": "2026-01-02T03:04:05.678Z", "moved": "by hand"}
///   POST /_windtunnel/clock {"advance": "30d"}       and {"now": "..."}: moves a clock that --clock manual has stopped
class Control {
public:
    /// All must outlive this.
    Control(aws::Endpoint& endpoint, stack::Stack& stack, front::Loop& loop)
        : endpoint_(endpoint), stack_(stack), loop_(loop) {}

    /// Called when the scenario was put back to its beginning: everything was forgotten, or what its account has.
    void on_reset(std::function<void()> callback) { on_reset_ = std::move(callback); }

    [[nodiscard]] std::vector<front::Page> pages();

    /// Forgets what an account has, or everything when it is empty; why it could not.
    [[nodiscard]] Task<std::optional<Error>> start_over(std::string account);

    /// The farthest that a clock goes at once.
    static constexpr Duration longest_step = std::chrono::days(3653);

private:
    [[nodiscard]] Task<http::Response> reset(http::Request request);
    [[nodiscard]] Task<http::Response> clock(http::Request request);
    [[nodiscard]] http::Response time() const;

    aws::Endpoint& endpoint_;
    stack::Stack& stack_;
    front::Loop& loop_;
    std::function<void()> on_reset_;
};

}  // namespace wt::app
