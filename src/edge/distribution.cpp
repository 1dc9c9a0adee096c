#include "edge/distribution.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "edge/error_page.hpp"
#include "http/ids.hpp"

namespace wt::edge {

namespace {

/// "IAD" is a place, "IAD50-P1" one of the PoPs there.
[[nodiscard]] std::string pop_code(const std::string& name) {
    const bool is_code = std::any_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    return is_code ? name : name + "50-P1";
}

}  // namespace

Distribution::Pop::Pop(const PointOfPresence& place, const CachePolicy& policy, Random& random)
    : code(pop_code(place.name)), cache(policy) {
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    via = Text(fmt::format("1.1 {:016x}{:016x}.cloudfront.net (CloudFront)", high, low));
}

Distribution::Distribution(const Context& context, std::string name, DistributionConfig config)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      requests_(context.metrics.counter(name_ + ".requests")),
      hits_(context.metrics.counter(name_ + ".hits")),
      misses_(context.metrics.counter(name_ + ".misses")),
      collapsed_(context.metrics.counter(name_ + ".collapsed")),
      origin_requests_(context.metrics.counter(name_ + ".origin.requests")) {
    WT_ASSERT(!config_.pops.empty());
    Random random = context.random(name_ + ".via");
    for (const PointOfPresence& place : config_.pops) {
        pops_.push_back(std::make_unique<Pop>(place, config_.cache, random));
    }
    // A request that joined a fetch is logged by CloudFront as a hit.
    context.metrics.ratio(name_ + ".hit.ratio", {&hits_, &collapsed_}, {&hits_, &collapsed_, &misses_});
}

void Distribution::flush() {
    for (const auto& pop : pops_) pop->cache.flush();
}

Viewers::Viewers(Distribution& distribution)
    : distribution_(distribution),
      rtt_(distribution.context_.random(distribution.name_ + ".rtt")),
      ids_(distribution.context_.random(distribution.name_ + ".ids")) {}

Task<http::Response> Viewers::handle(http::Request request, http::Next next) {
    distribution_.requests_.add();
    const std::uint32_t pop = request.pop < distribution_.config_.pops.size() ? request.pop : 0;
    co_await distribution_.context_.clock.sleep_for(distribution_.config_.pops[pop].rtt.law.sample(rtt_));

    http::Response response = co_await next(std::move(request));
    if (response.broken()) {
        const std::uint16_t answered_by = response.answered_by;
        response = error_page(502, cannot_connect);
        response.answered_by = answered_by;
    }
    Text id = http::cloudfront_id(ids_);
    if (response.status >= 400) sign(response, id);
    if (!response.headers.has("X-Cache")) response.headers.add("X-Cache", "Error from cloudfront");
    const Distribution::Pop& place = distribution_.pop(pop);
    response.headers.add("Via", place.via);
    response.headers.add("X-Amz-Cf-Pop", place.code);
    response.headers.add("X-Amz-Cf-Id", std::move(id));
    co_return response;
}

}  // namespace wt::edge
