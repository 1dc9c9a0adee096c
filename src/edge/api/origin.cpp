#include "edge/api/origin.hpp"

#include <algorithm>
#include <optional>

#include "base/sync.hpp"

namespace wt::edge::api {

Task<http::Response> OriginTier::handle(http::Request&& request, http::Next /*next*/) {
    if (!place_->path.empty()) request.path = Text(place_->path + request.path.str());
    for (const auto& [name, value] : place_->headers) request.headers.set(Text(name), Text(value));
    if (!request.headers.has("Host")) request.headers.add("Host", Text(place_->domain));
    http::Request sent = std::move(request);
    return place_->bucket.empty() ? around_.ask_server(place_, std::move(sent))
                                  : around_.ask_bucket(place_, std::move(sent));
}

Task<http::Response> OriginGroupTier::handle(http::Request&& request, http::Next next) {
    const bool may_fail_over = request.method == http::Method::get || request.method == http::Method::head ||
                               request.method == http::Method::options;
    if (!may_fail_over) co_return co_await next.to(members_.first, std::move(request));
    http::Request first = request;
    http::Visit asking = next.apart().to(members_.first, std::move(first));
    std::optional<http::Response> answer =
        co_await Timeout<http::Response, http::Visit>(clock_, members_.timeout, std::move(asking));
    const bool failed =
        !answer || answer->broken() ||
        std::find(members_.statuses.begin(), members_.statuses.end(), answer->status) != members_.statuses.end();
    if (!failed) co_return std::move(*answer);
    co_return co_await next.to(members_.second, std::move(request));
}

}  // namespace wt::edge::api
