#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "edge/cache.hpp"
#include "edge/flights.hpp"
#include "edge/key_builder.hpp"
#include "http/tier.hpp"

namespace wt::edge {

/// A CloudFront distribution: its points of presence with what each of them keeps, and its counters. Two tiers of the
/// request path belong to it: Viewers, where requests arrive, and EdgeCache, behind the web ACL, because WAF looks at
/// hits and misses alike. The distribution outlives both.
class Distribution {
public:
    Distribution(const Context& context, std::string name, DistributionConfig config);
    Distribution(const Distribution&) = delete;
    Distribution& operator=(const Distribution&) = delete;

    /// Forgets everything that is kept, at every PoP. A fetch that is under way is still kept when it ends.
    void flush();

    /// The component's name in the scenario; its metrics start with it.
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const DistributionConfig& config() const { return config_; }

    /// One point of presence, as the two tiers use it.
    struct Pop {
        Pop(const PointOfPresence& place, const CachePolicy& policy, Random& random);
        Text code;  // X-Amz-Cf-Pop
        Text via;
        Cache cache;
        Flights flights;
    };
    /// Number zero when there is no such number.
    [[nodiscard]] Pop& pop(std::uint32_t number) { return *pops_[number < pops_.size() ? number : 0]; }

private:
    friend class Viewers;
    friend class EdgeCache;

    Context context_;
    std::string name_;
    DistributionConfig config_;
    std::vector<std::unique_ptr<Pop>> pops_;
    Counter& requests_;
    Counter& hits_;
    Counter& misses_;
    Counter& collapsed_;
    Counter& origin_requests_;
};

/// Where viewers reach the distribution: waits their round trip to the PoP, and dresses every answer as CloudFront does
/// (X-Cache, Via, X-Amz-Cf-Pop, X-Amz-Cf-Id). A connection that broke behind it becomes CloudFront's 502.
class Viewers final : public http::Tier {
public:
    explicit Viewers(Distribution& distribution);
    [[nodiscard]] std::string_view name() const override { return distribution_.name_; }
    [[nodiscard]] Task<http::Response> handle(http::Request request, http::Next next) override;

private:
    Distribution& distribution_;
    Random rtt_;
    Random ids_;
};

/// The caches of the PoPs, with the way to the origin behind them. GET and HEAD are answered from what is kept; the
/// rest passes. Concurrent misses of one key share one fetch. An origin that cannot be reached, or does not answer in
/// time, is a 502 or 504 page, unless an object that has expired can stand in.
class EdgeCache final : public http::Tier {
public:
    explicit EdgeCache(Distribution& distribution);
    [[nodiscard]] std::string_view name() const override { return name_; }
    [[nodiscard]] Task<http::Response> handle(http::Request request, http::Next next) override;

private:
    using Pop = Distribution::Pop;

    /// What the PoP keeps under `key` and may serve now.
    [[nodiscard]] std::optional<http::Response> kept(Pop& pop, std::string_view key, http::Method method);
    [[nodiscard]] http::Response copy_of(const Cache::Object& object, http::Method method, Text x_cache);
    [[nodiscard]] Task<http::Response> miss(http::Request request, http::Next next, std::string key);
    [[nodiscard]] Task<http::Response> ask_origin(http::Request request, http::Next next);
    /// What the viewer gets for the origin's answer; keeps it, where that is allowed.
    [[nodiscard]] http::Response settle(Pop& pop, std::string_view key, http::Method method, http::Response response);
    /// Takes out what is not sent on to the origin, and asks only for what has changed where something is held.
    void prepare(http::Request& request, Pop& pop, std::string_view key) const;
    [[nodiscard]] Text age(Duration span);

    Distribution& distribution_;
    std::string name_;
    KeyBuilder keys_;
    Random hit_;
    Random miss_;
    bool forwards_cookies_;
    bool forwards_authorization_;
    bool collapses_;
    std::vector<Text> ages_;  // small numbers as text, each made when it is first needed
};

}  // namespace wt::edge
