#include "edge/distribution.hpp"
#include "edge/error_page.hpp"
#include "http/ids.hpp"

namespace wt::edge {

namespace {

constexpr std::size_t longest_url = 8192;  // CloudFront Developer Guide, "Quotas"

}  // namespace

Viewers::Viewers(Distribution& distribution, http::Way behind)
    : distribution_(distribution), behind_(std::move(behind)) {}

Task<http::Response> Viewers::handle(http::Request&& request, http::Next next) {
    distribution_.requests_.add();
    const std::optional<std::uint32_t> pop = distribution_.reachable(request.pop, request.client);
    if (!pop) co_return http::Response::broken_by(http::Delivery::refused);
    request.pop = *pop;
    co_await distribution_.context_.clock.sleep_for(
        distribution_.config_->pops[*pop].rtt.law.sample(distribution_.rtt_));

    // An origin may log it, so what came over a wire (and has a Host) takes it along.
    Text id;
    if (request.headers.has("Host")) {
        id = http::cloudfront_id(distribution_.ids_);
        request.headers.set("X-Amz-Cf-Id", id);
    }
    http::Response response;
    if (request.path.size() + request.query.size() > longest_url) {
        response = error_page(414, bad_request);
    } else {
        response = co_await next.to(behind_, std::move(request));
    }
    if (response.broken()) {
        const std::uint32_t answered_by = response.answered_by;
        response = error_page(502, cannot_connect);
        response.answered_by = answered_by;
    }
    if (id.empty()) id = http::cloudfront_id(distribution_.ids_);
    if (response.status >= 400) {
        (response.status < 500 ? distribution_.client_errors_ : distribution_.server_errors_).add();
        sign(response, id);
    }
    if (!response.headers.has("X-Cache")) response.headers.add("X-Cache", "Error from cloudfront");
    const Distribution::Node& place = distribution_.pop(*pop);
    response.headers.add("Via", place.via);
    response.headers.set("X-Amz-Cf-Pop", place.code);
    response.headers.set("X-Amz-Cf-Id", std::move(id));
    co_return response;
}

}  // namespace wt::edge
