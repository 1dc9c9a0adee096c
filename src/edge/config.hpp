#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "edge/special.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// A place where CloudFront answers viewers. `rtt` is the round trip of the viewers it serves.
struct PointOfPresence {
    std::string name = "IAD";  // an IATA code; appears as IAD50-P1 in X-Amz-Cf-Pop
    double weight = 1;         // share of the viewers, against the other PoPs
    Latency rtt;
};

/// What distinguishes two cached objects, besides path and method (a cache policy's key). What is in the key is also
/// sent to the origin.
struct CacheKey {
    bool query = false;                // the whole query string
    std::vector<std::string> queries;  // or these arguments of it
    std::vector<std::string> headers;
    std::vector<std::string> cookies;
    // Then the lists name those that are not in it, and all others are.
    bool other_queries = false;
    bool other_cookies = false;
};

/// Defaults: CloudFront Developer Guide, "Cache behavior settings", "Quotas".
struct CachePolicy {
    Duration min_ttl = 0s;
    Duration default_ttl = 24h;
    Duration max_ttl = 24h * 365;
    Duration error_ttl = 10s;                          // for 404, 414, 500, 501, 502, 503, 504
    std::vector<std::pair<int, Duration>> error_ttls;  // for these statuses instead
    std::uint64_t max_objects = 1'000'000;             // per PoP. Assumed: AWS publishes no cache size.
    Bytes max_bytes{1'000'000'000};                    // per PoP. Assumed.
    CacheKey key;
    std::string tag_field;  // of answers, with what they are invalidated by, too; empty: none
    bool collapse = true;   // concurrent misses of one key wait for the first
};

/// What reaches the origin beside what is in the cache key (an origin request policy). The default is nearest to
/// AllViewerExceptHostHeader, without the viewer's cookies. `Authorization` of a GET or HEAD is sent on with all
/// headers, or if it is in the key; that of other methods always.
struct OriginRequestPolicy {
    enum class Which : std::uint8_t { none, all, listed, others };  // others: all but those that are listed
    Which headers = Which::all;
    Which query = Which::all;
    Which cookies = Which::none;
    std::vector<std::string> listed_headers;
    std::vector<std::string> listed_queries;
    std::vector<std::string> listed_cookies;
    bool drops_host = false;  // the origin's own name takes the place of the viewer's
};

/// Where in a request's life a Lambda function stands at a behaviour.
enum class Trigger : std::uint8_t { viewer_request, origin_request, origin_response, viewer_response };

/// A Lambda function at a behaviour.
struct LambdaAssociation {
    Trigger trigger = Trigger::viewer_request;
    std::string function;  // its address: the ARN of a version, or a scenario's name
    bool body = false;     // it is told requests' bodies
};

/// How requests of some paths are treated (a cache behaviour).
struct Behavior {
    std::string path = "*";  // '*' stands for any characters, '/' too, '?' for one; case matters
    std::vector<http::Method> allowed{http::Method::get,   http::Method::head, http::Method::options, http::Method::put,
                                      http::Method::patch, http::Method::post, http::Method::del};
    bool cache_options = false;  // answers to OPTIONS are kept, too
    CachePolicy cache;
    OriginRequestPolicy forward;
    // The encodings that are told apart, of those that a viewer takes, in the key too; the origin is asked for no
    // others.
    bool gzip = false;
    bool brotli = false;
    bool compress = false;  // by the edge, in those encodings
    std::string origin;     // the bucket or URL behind this path; empty: the distribution's own
    std::shared_ptr<const SpecialBehavior> special;  // null: nothing
    std::vector<LambdaAssociation> lambdas;          // a scenario's, until the stack puts them where they stand
};

/// An additional cache between the PoPs and the origin (CloudFront Origin Shield).
struct OriginShield {
    std::string name = "IAD";
    Latency rtt;  // from a PoP to it and back; `origin_rtt` is then from it to the origin
};

/// The distribution's own behaviour is the default one, for paths that no other behaviour takes.
struct DistributionConfig : Behavior {
    std::string web_acl;              // the address of the one that looks at every request; empty: none
    std::vector<Behavior> behaviors;  // the first that matches
    std::vector<PointOfPresence> pops{PointOfPresence{}};
    std::optional<OriginShield> shield;
    Latency hit;                                       // to answer from the cache
    Latency miss_overhead;                             // to find out that it is not there
    Latency origin_rtt;                                // from the PoP to the origin and back
    Duration origin_timeout = 30s;                     // no answer until then: tried again, or 504
    int origin_attempts = 3;                           // 1 to 3
    std::shared_ptr<const SpecialDistribution> whole;  // what is special of all its behaviours; null: nothing
    // Where viewers find it; empty: as it falls out.
    std::string id;                    // "E1A2B3C4D5E6F7"
    std::string domain;                // "d111111abcdef8.cloudfront.net"
    std::vector<std::string> aliases;  // further hosts
};

/// An origin that is a web server elsewhere, and no component: "http://127.0.0.1:8080".
[[nodiscard]] inline bool is_url(std::string_view origin) { return origin.find("://") != std::string_view::npos; }

/// The origins that behaviours name beside the distribution's own, each once, in order.
[[nodiscard]] std::vector<std::string> other_origins(const DistributionConfig& config);

/// What of the difference a distribution cannot take while viewers come; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const DistributionConfig& from, const DistributionConfig& to);

}  // namespace wt::edge
