#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "edge/cache.hpp"
#include "edge/conditions.hpp"
#include "edge/flights.hpp"
#include "edge/forwarding.hpp"
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

    /// Another configuration from now on: what is kept, and the counters, stay. Requests are treated as it says by the
    /// tiers that are made afterwards. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(DistributionConfig config);

    /// Forgets everything that is kept, at every PoP. A fetch that is under way is still kept when it ends.
    void flush();
    /// Forgets the objects of that path everywhere, at once; a '*' at its end stands for anything; "#TAG": those that
    /// were kept with that tag. How many those were.
    std::uint64_t invalidate(std::string_view path);

    /// Takes the PoP of that name out of service, or puts it back with an empty cache. For `detection` its viewers
    /// still find it, and nobody answers; then their resolvers send them to the others, by weight. False: no such PoP.
    bool set_down(std::string_view pop, Duration detection);
    bool set_up(std::string_view pop);

    /// The component's name in the scenario; its metrics start with it.
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const DistributionConfig& config() const { return *config_; }

    /// One cache of the distribution: a PoP's, or the shield's.
    struct Node {
        Node(const Context& context, const std::string& metrics, const std::string& place, const CachePolicy& policy,
             Random& random);
        std::string place;
        Text code;  // X-Amz-Cf-Pop
        Text via;
        Cache cache;
        Flights flights;
        Counter& hits;  // of all PoPs
        Counter& misses;
        Counter& collapsed;
        Counter& hits_here;  // with those that were collapsed
        Counter& misses_here;
        void count_hit() {
            hits.add();
            hits_here.add();
        }
        void count_collapsed() {
            collapsed.add();
            hits_here.add();
        }
        void count_miss() {
            misses.add();
            misses_here.add();
        }
        Node* upstream = nullptr;  // where a miss is asked for before the origin
        std::optional<Instant> noticed_down;
    };
    /// Number zero when there is no such number.
    [[nodiscard]] Node& pop(std::uint32_t number) { return *pops_[number < pops_.size() ? number : 0]; }
    /// Its places, in order.
    [[nodiscard]] const std::vector<std::unique_ptr<Node>>& pops() const { return pops_; }
    /// The number of the PoP of that name.
    [[nodiscard]] std::optional<std::uint32_t> pop_named(std::string_view place) const;
    /// The PoP that a viewer who is nearest to `number` finds now; none when it is down and nobody has noticed, or all
    /// are down.
    [[nodiscard]] std::optional<std::uint32_t> reachable(std::uint32_t number, const http::IpAddress& viewer) const;

private:
    friend class Viewers;
    friend class EdgeCache;

    [[nodiscard]] Node* find(std::string_view pop) const;

    Context context_;
    std::string name_;
    std::shared_ptr<const DistributionConfig> config_;  // shared with the caches that were made of it
    std::vector<std::unique_ptr<Node>> pops_;
    std::unique_ptr<Node> shield_;
    std::size_t down_ = 0;
    Random rtt_;
    Random ids_;
    Random hit_;
    Random miss_;
    Random functions_;
    Random rollout_;
    Counter& requests_;
    Counter& client_errors_;
    Counter& server_errors_;
    Counter& origin_requests_;
};

/// Where viewers reach the distribution: waits their round trip to the PoP, and dresses every answer as CloudFront does
/// (X-Cache, Via, X-Amz-Cf-Pop, X-Amz-Cf-Id). A connection that broke behind it becomes CloudFront's 502. Whom a
/// distribution's countries keep out goes no further, and an error that has a page of the distribution's is told by it,
/// the web ACL's, too.
///
/// Two fields of our own say what no request on a machine could show otherwise: X-Windtunnel-Pop, the place that the
/// viewer's resolver chose ("FRA"), and X-Windtunnel-Country, where the viewer is ("DE").
class Viewers final : public http::Tier {
public:
    /// `behind`: a web ACL, or the cache itself.
    Viewers(Distribution& distribution, http::Way behind, http::Way cache);
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    /// Here or by the staging distribution.
    [[nodiscard]] Task<http::Response> divide(http::Request&& request, http::Next next);
    [[nodiscard]] Task<http::Response> receive(http::Request&& request, http::Next next);
    [[nodiscard]] Task<http::Response> serve(http::Request&& request, http::Next next);
    /// With somebody who watches.
    [[nodiscard]] Task<http::Response> serve_witnessed(http::Request&& request, http::Next next);
    /// To what is behind, where the distribution asks for more than that.
    [[nodiscard]] Task<http::Response> pass_specially(http::Request&& request, http::Next next);
    /// Takes our own fields off.
    void heed(http::Request& request) const;

    Distribution& distribution_;
    http::Way behind_;
    http::Way cache_;
};

/// The caches of the PoPs, with the way to the origins behind them. GET and HEAD are answered from what is kept; the
/// rest passes. Concurrent misses of one key share one fetch. An origin that cannot be reached, or does not answer in
/// time, is a 502 or 504 page, unless an object that has expired can stand in. The ways lead to the origins that the
/// behaviours name, or else to the distribution's own. It is made of the distribution's configuration as it is then.
class EdgeCache final : public http::Tier {
public:
    EdgeCache(Distribution& distribution, http::Ways& ways);
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    using Node = Distribution::Node;

    /// A behaviour, with what is worked out from it once.
    struct Lane {
        Lane(const Behavior& of, http::Way origin);
        const Behavior& behavior;
        KeyBuilder keys;
        Forwarding forwarding;
        std::vector<std::string> viewer_fields;  // that policies ask for
        http::Way way;
        bool allowed[http::methods] = {};
        bool collapses = false;
    };

    [[nodiscard]] Lane& lane_for(std::string_view path);
    [[nodiscard]] static bool refuses(const Lane& lane, const http::Request& request);
    /// What the distribution asks for beyond caching, around serve().
    [[nodiscard]] Task<http::Response> serve_specially(http::Request&& request, http::Next next);
    /// With the functions that stand there, before the cache and behind it. The lane is the viewer's, whatever path a
    /// function makes of it.
    [[nodiscard]] Task<http::Response> serve_with_functions(Lane& lane, http::Request&& request, http::Next next);
    [[nodiscard]] Occasion occasion_of(const http::Request& request, const SpecialBehavior& special);
    /// "/" is the root object, where there is one.
    void name_root(http::Request& request) const;
    [[nodiscard]] Task<http::Response> serve(Lane& lane, http::Request&& request, http::Next next);
    [[nodiscard]] static http::Response to_https(const http::Request& request);
    /// What the node keeps under `key` and may serve now; begins to refresh what has expired and may be served still.
    [[nodiscard]] std::optional<http::Response> kept(Node& node, Lane& lane, std::string_view key,
                                                     const http::Request& request, const http::Next& next);
    [[nodiscard]] http::Response copy_of(const Cache::Object& object, http::Method method, Text x_cache);
    /// A part that is kept and holds all that the viewer asked for.
    [[nodiscard]] std::optional<http::Response> kept_part(Node& node, std::string_view key,
                                                          const Conditions& conditions);
    /// Asks the origin for the parts that the request names, and keeps one.
    [[nodiscard]] Task<http::Response> fetch_part(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                                  std::string key);
    [[nodiscard]] static Encoding encoding_for(const Lane& lane, const http::Request& request);
    [[nodiscard]] Task<http::Response> miss(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                            std::string key);
    /// Waits for somebody else's fetch of the same object, and fetches it after all if that is not for everybody.
    [[nodiscard]] Task<http::Response> join(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                            std::string key);
    /// Fetches, keeps, and lets those who wait for the same object go on.
    [[nodiscard]] Task<http::Response> fetch(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                             std::string key, bool shared);
    [[nodiscard]] Task<void> refresh(Node& node, Lane& lane, http::Request request, http::Next next, std::string key,
                                     http::Hop::Stay stay);
    [[nodiscard]] Task<http::Response> ask_shield(Node& shield, Lane& lane, http::Request&& request, http::Next next,
                                                  std::string key);
    /// The origin, with the functions that stand before it. Only what CloudFront or a function made has an X-Cache.
    [[nodiscard]] Task<http::Response> ask_origin(const Node& node, const Lane& lane, http::Request&& request,
                                                  http::Next next);
    [[nodiscard]] Task<http::Response> ask_with_functions(const Lane& lane, http::Request&& request, http::Next next);
    [[nodiscard]] Task<http::Response> try_origin(const Lane& lane, http::Request&& request, http::Next next);
    /// What the viewer gets for the answer from upstream; keeps it, where that is allowed.
    [[nodiscard]] http::Response settle(Node& node, const Lane& lane, std::string_view key, http::Method method,
                                        Encoding encoding, http::Response response);
    [[nodiscard]] Text age(Duration span);

    Distribution& distribution_;
    std::shared_ptr<const DistributionConfig> config_;
    std::vector<std::unique_ptr<Lane>> lanes_;  // the default behaviour's last
    bool special_ = false;                      // something is asked for beyond caching
    Text root_;                                 // what "/" stands for; empty: itself
    std::vector<Text> ages_;                    // small numbers as text, each made when it is first needed
    Scope refreshes_;                           // last: they use everything above
};

}  // namespace wt::edge
