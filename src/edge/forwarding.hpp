#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "edge/config.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// What of a viewer's request reaches the origin under one behaviour: what its cache key holds, what its origin request
/// policy lists, and what a request cannot do without. A policy; pure.
class Forwarding {
public:
    /// `behavior` outlives it.
    explicit Forwarding(const Behavior& behavior);

    /// Takes out of `request` what is not sent on. What came over a wire, and so has a Host, goes on as from a proxy:
    /// with `via`, the viewer's address in X-Forwarded-For, and without what lies between two neighbours.
    void apply(http::Request& request, const Text& via) const;
    /// Takes out of the origin's answer what the viewer must not see: cookies that were not asked for, names in Vary
    /// that did not reach the origin, fields between two neighbours.
    void dress(http::Response& response) const;

    /// Cookies reach the origin, in the key or beside it: then concurrent misses are not collapsed.
    [[nodiscard]] bool cookies() const { return cookies_; }

    /// The fields about viewers that policies ask for by name.
    [[nodiscard]] std::vector<std::string> viewer_fields() const;

private:
    [[nodiscard]] bool sends_header(std::string_view name) const;
    [[nodiscard]] bool lists_header(std::string_view name) const;
    /// The same of a field about the viewer, which no policy means by "all".
    [[nodiscard]] bool asks_for(std::string_view viewer_field) const;
    void limit_headers(http::Request& request) const;
    void announce(http::Request& request, const Text& via) const;
    void trim_vary(http::Response& response) const;

    const Behavior& behavior_;
    bool cookies_;
    bool authorization_;
};

}  // namespace wt::edge
