#pragma once
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "base/task.hpp"
#include "http/message.hpp"
#include "lambda/invocation_log.hpp"
#include "lambda/profile.hpp"
#include "lambda/user_code.hpp"

namespace wt::cloud {

/// The last invocations of each program, for whoever wants to play them back (lambda/profile.hpp):
///   GET /_windtunnel/profile?function=NAME
class Profiles {
public:
    void add(const std::string& function, const lambda::UserCode& code, const lambda::InvocationReport& report);
    [[nodiscard]] Task<http::Response> handle(http::Request request) const;

    /// What is kept of one function; the oldest go.
    static constexpr std::size_t most = 10'000;

private:
    struct Seen {
        std::string route;
        lambda::Profile::Invocation invocation;
    };
    struct Recorded {
        std::string runtime;
        std::deque<Duration> inits;
        std::deque<Seen> invocations;
    };
    [[nodiscard]] http::Response page(const http::Request& request) const;

    std::map<std::string, Recorded, std::less<>> functions_;
};

}  // namespace wt::cloud
