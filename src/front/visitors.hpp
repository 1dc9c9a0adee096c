#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::front {

/// Whom the command line lets in besides this machine.
struct VisitorRules {
    /// Names that are this machine's, too: "windtunnel", "*.corp.example".
    std::vector<std::string> hosts;
    /// Origins whose pages may do what local ones may: "https://app.example", "null"; "*": every page.
    std::vector<std::string> origins;
    /// Others may reach the server, by whatever addresses the machine has.
    bool exposed = false;
};

/// Who may use what is not public: AWS's APIs and our own pages. A browser lends any page its place on this machine, so
/// what only listens here is not safe from what its user looks at. Pure; two questions keep such pages out:
///  - Is the Host one that only this machine answers to? A page whose own name is made to point here says its own.
///  - Does a page send it (Origin, Sec-Fetch-Site), and is that page from this machine or allowed?
/// Programs that are no browsers say neither and pass.
class Visitors {
public:
    explicit Visitors(VisitorRules rules) : rules_(std::move(rules)) {}

    /// Loopback addresses, localhost, AWS's names (which nobody else can make point here), and what the rules add. A
    /// request of HTTP/1.0 may have no Host: no browser sends it.
    [[nodiscard]] bool is_our_host(std::string_view host) const;
    /// Whether no page sends it, or one that may: from a loopback address or localhost (any port), from the very host
    /// that it asks, or from an origin that the rules allow.
    [[nodiscard]] bool is_from_here(const http::Request& head) const;

private:
    VisitorRules rules_;
};

/// Whether it can stand in VisitorRules::origins.
[[nodiscard]] bool is_origin(std::string_view text);
/// Whether it can stand in VisitorRules::hosts: a name without a port.
[[nodiscard]] bool is_host_name(std::string_view text);

}  // namespace wt::front
