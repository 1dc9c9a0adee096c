#include <algorithm>

#include <fmt/format.h>

#include "edge/distribution.hpp"
#include "edge/error_page.hpp"

namespace wt::edge {

namespace {

constexpr std::size_t ages_remembered = 4096;

/// How many fields the two tiers add to an answer: Age, X-Cache, Via, X-Amz-Cf-Pop, X-Amz-Cf-Id.
constexpr std::size_t fields_added = 5;

[[nodiscard]] bool is_authorization(std::string_view name) {
    const std::string_view lower = "authorization";
    return std::equal(name.begin(), name.end(), lower.begin(), lower.end(),
                      [](char c, char l) { return (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) == l; });
}

[[nodiscard]] bool is_read(http::Method method) { return method == http::Method::get || method == http::Method::head; }

/// Errors are marked as such whether they come from the origin or from the cache.
[[nodiscard]] Text x_cache(const http::Response& response, Text otherwise) {
    return response.status >= 400 ? Text("Error from cloudfront") : otherwise;
}

}  // namespace

EdgeCache::EdgeCache(Distribution& distribution)
    : distribution_(distribution),
      name_(distribution.name_ + ".cache"),
      keys_(distribution.config_.cache.key),
      hit_(distribution.context_.random(name_ + ".hit")),
      miss_(distribution.context_.random(name_ + ".miss")),
      ages_(ages_remembered) {
    const CachePolicy& policy = distribution.config_.cache;
    forwards_cookies_ = !policy.key.cookies.empty();
    forwards_authorization_ = std::any_of(policy.key.headers.begin(), policy.key.headers.end(), is_authorization);
    collapses_ = policy.collapse && !forwards_cookies_ && policy.max_ttl > Duration::zero();
}

Task<http::Response> EdgeCache::handle(http::Request request, http::Next next) {
    if (!is_read(request.method)) {
        if (!forwards_cookies_) request.headers.remove("Cookie");
        http::Response response = co_await ask_origin(std::move(request), next);
        response.headers.set("X-Cache", x_cache(response, "Miss from cloudfront"));
        co_return response;
    }
    const std::string_view key = keys_.build(request);
    std::optional<http::Response> hit = kept(distribution_.pop(request.pop), key, request.method);
    if (hit) {
        co_await distribution_.context_.clock.sleep_for(distribution_.config_.hit.law.sample(hit_));
        co_return std::move(*hit);
    }
    std::string own_key(key);
    co_return co_await miss(std::move(request), next, std::move(own_key));
}

Task<http::Response> EdgeCache::miss(http::Request request, http::Next next, std::string key) {
    Pop& pop = distribution_.pop(request.pop);
    const http::Method method = request.method;
    bool alone = !collapses_ || method != http::Method::get;
    while (!alone) {
        const std::shared_ptr<Flights::Flight> flight = pop.flights.find(key);
        if (flight == nullptr) break;
        ++flight->waiting;
        co_await flight->landed.wait();
        if (flight->answer) {
            distribution_.collapsed_.add();
            co_return *flight->answer;
        }
        alone = flight->each_alone;
        if (alone) break;
        // Whoever fetched it gave up; another of those who waited may have fetched it since.
        std::optional<http::Response> hit = kept(pop, key, method);
        if (hit) co_return std::move(*hit);
    }

    std::optional<Flights::Lead> lead;
    if (!alone) lead.emplace(pop.flights, key, distribution_.context_.clock);
    distribution_.misses_.add();
    prepare(request, pop, key);
    http::Response from_origin = co_await ask_origin(std::move(request), next);
    const bool for_all =
        shareable(parse_cache_control(from_origin.headers.get("Cache-Control")), distribution_.config_.cache);
    http::Response response = settle(pop, key, method, std::move(from_origin));
    if (lead && lead->flight().waiting > 0) {
        if (for_all) {
            lead->flight().answer = response;
            lead->flight().answer->answered_by = 0;  // those who joined are answered here
            lead->flight().answer->headers.set("X-Cache", x_cache(response, "Hit from cloudfront"));
        } else {
            lead->flight().each_alone = true;
        }
    }
    co_return response;
}

Task<http::Response> EdgeCache::ask_origin(http::Request request, http::Next next) {
    const DistributionConfig& config = distribution_.config_;
    Clock& clock = distribution_.context_.clock;
    co_await clock.sleep_for(config.miss_overhead.law.sample(miss_) + config.origin_rtt.law.sample(miss_));
    distribution_.origin_requests_.add();
    Task<http::Response> asking = next(std::move(request));
    std::optional<http::Response> answer =
        co_await Timeout<http::Response>(clock, config.origin_timeout, std::move(asking));
    if (!answer) co_return error_page(504, no_answer);
    if (answer->broken()) {
        http::Response page = error_page(502, cannot_connect);
        page.answered_by = answer->answered_by;
        co_return page;
    }
    if (!forwards_cookies_) answer->headers.remove("Set-Cookie");
    co_return std::move(*answer);
}

http::Response EdgeCache::settle(Pop& pop, std::string_view key, http::Method method, http::Response response) {
    const Instant now = distribution_.context_.now();
    if (response.status >= 500) {
        const Cache::Object* stale = pop.cache.stand_in(key, now);
        if (stale != nullptr) return copy_of(*stale, method, "Hit from cloudfront");
    }
    if (response.status == 304) {
        const Cache::Object* object = pop.cache.revalidated(key, response, now);
        if (object != nullptr) return copy_of(*object, method, "RefreshHit from cloudfront");
    }
    response.headers.remove("X-Cache");
    response.headers.remove("Age");
    if (method == http::Method::get) pop.cache.store(key, response, now);
    response.headers.add("X-Cache", x_cache(response, "Miss from cloudfront"));
    if (method == http::Method::head) response.body = Text();
    return response;
}

std::optional<http::Response> EdgeCache::kept(Pop& pop, std::string_view key, http::Method method) {
    const Cache::Object* object = pop.cache.lookup(key, distribution_.context_.now());
    if (object == nullptr) return std::nullopt;
    distribution_.hits_.add();
    return copy_of(*object, method, x_cache(object->response, "Hit from cloudfront"));
}

http::Response EdgeCache::copy_of(const Cache::Object& object, http::Method method, Text x_cache) {
    http::Response response;
    response.status = object.response.status;
    if (method != http::Method::head) response.body = object.response.body;
    response.headers.reserve(object.response.headers.size() + fields_added);
    for (const http::Header& field : object.response.headers) response.headers.add(field.name, field.value);
    response.headers.add("Age", age(distribution_.context_.now() - object.stored));
    response.headers.add("X-Cache", std::move(x_cache));
    return response;
}

void EdgeCache::prepare(http::Request& request, Pop& pop, std::string_view key) const {
    if (!forwards_authorization_) request.headers.remove("Authorization");
    if (!forwards_cookies_) request.headers.remove("Cookie");
    // The whole object is fetched, whatever part or state of it this viewer asked for: others get it too.
    request.headers.remove("Range");
    request.headers.remove("If-None-Match");
    request.headers.remove("If-Modified-Since");
    const Cache::Object* held = pop.cache.held(key);
    if (held == nullptr) return;
    const Text* tag = held->response.headers.find("ETag");
    if (tag != nullptr) request.headers.add("If-None-Match", *tag);
}

Text EdgeCache::age(Duration span) {
    const auto whole = static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::seconds>(span).count());
    if (whole >= ages_.size()) return Text(fmt::to_string(whole));
    if (ages_[whole].empty()) ages_[whole] = Text(fmt::to_string(whole));
    return ages_[whole];
}

}  // namespace wt::edge
