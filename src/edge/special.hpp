#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "edge/response_headers.hpp"
#include "edge/rollout.hpp"
#include "http/tier.hpp"

namespace wt::edge {

/// Who may see what a behaviour serves.
class Gatekeeper {
public:
    Gatekeeper() = default;
    Gatekeeper(const Gatekeeper&) = delete;
    Gatekeeper& operator=(const Gatekeeper&) = delete;
    virtual ~Gatekeeper() = default;
    /// Takes what it was shown out of the request; the answer for who may not pass.
    [[nodiscard]] virtual std::optional<http::Response> refuse(http::Request& request, Instant now) const = 0;
};

/// What a function says of the origin of one request. What it does not say is as it was.
struct OriginChange {
    std::optional<std::string> id;  // one of the distribution's origins or groups; the rest is changed from there
    std::optional<bool> bucket;     // of S3; else a web server
    std::optional<std::string> domain;
    std::optional<std::string> path;
    std::optional<std::string> host;  // the Host that it is asked with
    std::optional<std::vector<std::pair<std::string, std::string>>> headers;
    std::optional<int> port;
    std::optional<std::string> protocol;  // "http", "https"
    std::optional<Duration> timeout;      // for an answer
    std::optional<bool> signs;            // by origin access control
    // Or a group of two of the distribution's origins, of which the second is asked where the first answers so.
    std::vector<std::string> members;
    std::vector<int> statuses;
};

/// A behaviour's origin, as functions are told of it and choose another.
class Origins {
public:
    Origins() = default;
    Origins(const Origins&) = delete;
    Origins& operator=(const Origins&) = delete;
    virtual ~Origins() = default;
    /// In JSON, as Lambda@Edge's events have it: {"custom": {...}} or {"s3": {...}}.
    [[nodiscard]] virtual std::string told() const = 0;
    /// Who answers there; why there is nobody.
    [[nodiscard]] virtual Result<std::shared_ptr<http::Tier>> choose(const OriginChange& change) const = 0;
};

/// What a function is told beside the messages.
struct Occasion {
    std::string distribution;  // its id
    std::string domain;
    std::string request_id;
    Instant now;                             // by the calendar
    Random* random = nullptr;                // the distribution's
    std::shared_ptr<const Origins> origins;  // null: nobody can say
};

/// A function that stands at a behaviour: at the viewers' side, or at the origin's. The messages outlive what it does
/// with them.
class EdgeFunction {
public:
    EdgeFunction() = default;
    EdgeFunction(const EdgeFunction&) = delete;
    EdgeFunction& operator=(const EdgeFunction&) = delete;
    virtual ~EdgeFunction() = default;
    /// The answer, where it makes one itself; else the request is as the function left it.
    [[nodiscard]] virtual Task<std::optional<http::Response>> on_request(http::Request& request, Occasion occasion) = 0;
    /// `request` as it went on.
    [[nodiscard]] virtual Task<void> on_response(const http::Request& request, http::Response& response,
                                                 Occasion occasion) = 0;
};

/// What a behaviour asks for beyond caching. Most have none of it.
struct SpecialBehavior {
    enum class Scheme : std::uint8_t { any, redirect_to_https, https_only };
    Scheme scheme = Scheme::any;
    std::shared_ptr<const ResponseHeaders> headers;  // null: what the origin says
    std::shared_ptr<const Gatekeeper> gatekeeper;    // null: everybody may
    // Functions; null: none. What viewers ask, what they get, what the origin is asked, what it answers.
    std::shared_ptr<EdgeFunction> on_request;
    std::shared_ptr<EdgeFunction> on_response;
    std::shared_ptr<EdgeFunction> on_origin_request;
    std::shared_ptr<EdgeFunction> on_origin_response;
    std::shared_ptr<const Origins> origins;  // for these; null: they cannot choose
};

/// What viewers get instead of an error.
struct ErrorPage {
    int status = 404;
    std::string path;  // of the page; empty: the error stays, and only its time in the cache is another
    int becomes = 0;   // the status that viewers see; zero: the same
};

/// Viewers of some countries alone, or all but those. Who comes from nobody knows where is let in.
struct GeoRestriction {
    bool allows = false;                 // those that are listed; else all others
    std::vector<std::string> countries;  // "DE"
    [[nodiscard]] bool lets_in(std::string_view country) const;
};

/// A request of a viewer, and what came of it.
struct Seen {
    const http::Request& request;  // as it came
    const http::Response& response;
    std::string_view place;  // "IAD50-P1"
    std::string_view domain;
    Instant answered;  // by the calendar
    Duration taken;
};

/// Told of every answer that leaves for a viewer.
class Witness {
public:
    Witness() = default;
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    virtual ~Witness() = default;
    virtual void saw(const Seen& seen) = 0;
};

/// What a distribution asks for beyond caching.
struct SpecialDistribution {
    bool enabled = true;
    std::string root_object;  // what "/" stands for, without a slash; empty: itself
    std::vector<ErrorPage> error_pages;
    std::optional<GeoRestriction> geo;
    std::shared_ptr<Witness> witness;  // null: nobody keeps a log
    std::shared_ptr<Rollout> rollout;  // null: all viewers stay here
    bool monitored = false;            // CloudWatch has its additional metrics
    bool staging = false;              // viewers come by way of another distribution's rollout, never by its own name
};

}  // namespace wt::edge
