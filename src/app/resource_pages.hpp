#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "aws/endpoint.hpp"
#include "base/context.hpp"
#include "front/router.hpp"

namespace wt::app {

/// What an account has, for the dashboard, as its own list operations tell it:
///   GET /_windtunnel/resources[?account=000000000000&region=us-east-1]   by service and kind, with names
///   GET /_windtunnel/logs[?account=&region=]                              groups of logs
///   GET /_windtunnel/logs?group=NAME[&filter=PATTERN]                     a group's last events
class ResourcePages {
public:
    /// Both outlive this.
    ResourcePages(const Context& context, aws::Endpoint& endpoint) : context_(context), endpoint_(endpoint) {}

    [[nodiscard]] std::vector<front::Page> pages();

    static constexpr std::size_t most_listed = 100;  // of a kind
    static constexpr std::size_t most_events = 200;

private:
    /// Whose, and where.
    struct Place {
        std::string account;
        std::string region;
    };
    [[nodiscard]] Task<http::Response> resources(http::Request request);
    [[nodiscard]] Task<http::Response> logs(http::Request request);
    [[nodiscard]] Task<http::Response> groups(Place place);
    [[nodiscard]] Task<http::Response> events(Place place, std::string group, std::string filter);
    [[nodiscard]] aws::Later<std::string> ask(Place place, std::string service, std::string operation,
                                              std::string input);

    Context context_;
    aws::Endpoint& endpoint_;
};

}  // namespace wt::app
