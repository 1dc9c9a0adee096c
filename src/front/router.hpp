#pragma once
#include "base/context.hpp"
#include "front/address_book.hpp"
#include "front/site.hpp"
#include "front/visitors.hpp"
#include "http/message.hpp"

namespace wt::front {

/// Takes a request to whatever its address names: the edge, the API, an AWS API, or one of our own pages. What
/// names nothing gets a 404 that lists what there is; who may not use what is not public, a 403 that names the option
/// for it.
class Router {
public:
    Router(const Context& context, Site site, VisitorRules visitors = {});
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    [[nodiscard]] Task<http::Response> handle(http::Request&& request);
    /// Whether a request's body should come as a stream: an object's on its way into a bucket.
    [[nodiscard]] bool streams(const http::Request& head) const;
    [[nodiscard]] const Site& site() const { return site_; }

private:
    /// Why the request is not taken there; none when it is.
    [[nodiscard]] std::optional<std::string> objection(Place place, const http::Request& request) const;
    [[nodiscard]] http::Response answer(Place place, const http::Request& request);
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> standing() const;
    [[nodiscard]] http::Response health() const;
    [[nodiscard]] http::Response not_found(const http::Request& request) const;

    Site site_;
    AddressBook addresses_;
    Visitors visitors_;
    Random ids_;
};

}  // namespace wt::front
