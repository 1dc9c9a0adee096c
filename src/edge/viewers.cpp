#include <algorithm>

#include "base/ascii.hpp"
#include "edge/distribution.hpp"
#include "edge/error_page.hpp"
#include "http/ids.hpp"

namespace wt::edge {

namespace {

constexpr std::size_t longest_url = 8192;  // CloudFront Developer Guide, "Quotas"

/// The viewer's request for the page of an error.
[[nodiscard]] http::Request page_request(http::Request request, const std::string& path) {
    request.path = Text(path);
    request.query = Text();
    request.body = Text();
    if (request.method != http::Method::head) request.method = http::Method::get;
    for (const char* name : {"If-None-Match", "If-Modified-Since", "Range", "If-Range", "Content-Length"})
        request.headers.remove(name);
    return request;
}

/// Whether that is the distribution's own name: its domain, or its id at a host of this server's.
[[nodiscard]] bool is_named_by(std::string_view host, const DistributionConfig& config) {
    const std::string_view label = host.substr(0, host.find('.'));
    const std::string_view domain = config.domain;
    return same_ignoring_case(label, config.id) || same_ignoring_case(label, domain.substr(0, domain.find('.')));
}

}  // namespace

bool GeoRestriction::lets_in(std::string_view country) const {
    if (country.empty()) return true;
    return (std::find(countries.begin(), countries.end(), country) != countries.end()) == allows;
}

Viewers::Viewers(Distribution& distribution, http::Way behind, http::Way cache)
    : distribution_(distribution), behind_(std::move(behind)), cache_(std::move(cache)) {}

Task<http::Response> Viewers::handle(http::Request&& request, http::Next next) {
    const SpecialDistribution* const whole = distribution_.config_->whole.get();
    if (whole != nullptr && whole->rollout != nullptr) return divide(std::move(request), next);
    return receive(std::move(request), next);
}

Task<http::Response> Viewers::divide(http::Request&& request, http::Next next) {
    const std::shared_ptr<Rollout> rollout = distribution_.config_->whole->rollout;
    const Allotment allotment = allot(*rollout, request, distribution_.context_.calendar(), distribution_.rollout_);
    http::Response response;
    if (allotment.staged) {
        response = co_await next.to(rollout->staging, std::move(request));
    } else {
        response = co_await receive(std::move(request), next);
    }
    if (!allotment.cookie.empty() && !response.broken()) response.headers.add("Set-Cookie", Text(allotment.cookie));
    co_return response;
}

Task<http::Response> Viewers::receive(http::Request&& request, http::Next next) {
    const SpecialDistribution* const whole = distribution_.config_->whole.get();
    const bool watched = whole != nullptr && whole->witness != nullptr;
    return watched ? serve_witnessed(std::move(request), next) : serve(std::move(request), next);
}

Task<http::Response> Viewers::serve_witnessed(http::Request&& request, http::Next next) {
    const std::shared_ptr<Witness> witness = distribution_.config_->whole->witness;
    const std::string domain = distribution_.config_->domain;
    const Instant came = distribution_.context_.now();
    const http::Request asked = request;
    http::Response response = co_await serve(std::move(request), next);
    const Seen seen{asked,
                    response,
                    response.headers.get("X-Amz-Cf-Pop"),
                    domain,
                    distribution_.context_.calendar(),
                    distribution_.context_.now() - came};
    if (!response.broken()) witness->saw(seen);
    co_return response;
}

void Viewers::heed(http::Request& request) const {
    if (const Text* const place = request.headers.find("X-Windtunnel-Pop")) {
        request.pop = distribution_.pop_named(*place).value_or(request.pop);
        request.headers.remove("X-Windtunnel-Pop");
    }
    request.headers.remove("CloudFront-Viewer-Country");
    if (const Text* const country = request.headers.find("X-Windtunnel-Country")) {
        request.headers.set("CloudFront-Viewer-Country", Text(*country));
        request.headers.remove("X-Windtunnel-Country");
    }
}

Task<http::Response> Viewers::serve(http::Request&& request, http::Next next) {
    distribution_.requests_.add();
    const bool came_by_wire = request.headers.has("Host");
    if (came_by_wire) heed(request);
    const std::optional<std::uint32_t> pop = distribution_.reachable(request.pop, request.client);
    if (!pop) co_return http::Response::broken_by(http::Delivery::refused);
    request.pop = *pop;
    co_await distribution_.context_.clock.sleep_for(
        distribution_.config_->pops[*pop].rtt.law.sample(distribution_.rtt_));

    // An origin may log it, so what came over a wire takes it along.
    Text id;
    if (came_by_wire) {
        id = http::cloudfront_id(distribution_.ids_);
        request.headers.set("X-Amz-Cf-Id", id);
    }
    http::Response response;
    if (request.path.size() + request.query.size() > longest_url) {
        response = error_page(414, bad_request);
    } else if (distribution_.config_->whole != nullptr) {
        response = co_await pass_specially(std::move(request), next);
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

Task<http::Response> Viewers::pass_specially(http::Request&& request, http::Next next) {
    const std::shared_ptr<const SpecialDistribution> whole = distribution_.config_->whole;
    // Assumed: the sentence.
    if (!whole->enabled) co_return error_page(403, "The distribution is disabled.");
    // Assumed: the answer to who tries. A path of this server's (/_aws/cloudfront/ID/) is no name of it.
    if (whole->staging && is_named_by(request.headers.get("Host"), *distribution_.config_))
        co_return error_page(403, bad_request);
    http::Request again;
    if (!whole->error_pages.empty()) again = request;
    http::Response response;
    if (whole->geo && !whole->geo->lets_in(request.headers.get("CloudFront-Viewer-Country"))) {
        response = error_page(403, country_blocked);
    } else {
        response = co_await next.to(behind_, std::move(request));
    }
    const auto page = std::find_if(whole->error_pages.begin(), whole->error_pages.end(),
                                   [&](const ErrorPage& one) { return one.status == response.status; });
    if (page == whole->error_pages.end() || page->path.empty() || response.broken()) co_return response;
    const int becomes = page->becomes == 0 ? response.status : page->becomes;
    http::Request asking = page_request(std::move(again), page->path);
    response = co_await next.apart().to(cache_, std::move(asking));
    // A page that fails is told as it failed.
    if (response.status == 200) response.status = becomes;
    response.headers.set("X-Cache", "Error from cloudfront");
    co_return response;
}

}  // namespace wt::edge
