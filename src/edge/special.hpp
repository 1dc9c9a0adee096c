#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "edge/response_headers.hpp"

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

/// What a function is told beside the messages.
struct Occasion {
    std::string distribution;  // its id
    std::string domain;
    std::string request_id;
    Instant now;               // by the calendar
    Random* random = nullptr;  // the distribution's
};

/// A function at the viewers' side of a behaviour. The messages outlive what it does with them.
class ViewerFunction {
public:
    ViewerFunction() = default;
    ViewerFunction(const ViewerFunction&) = delete;
    ViewerFunction& operator=(const ViewerFunction&) = delete;
    virtual ~ViewerFunction() = default;
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
    std::shared_ptr<ViewerFunction> on_request;      // null: none
    std::shared_ptr<ViewerFunction> on_response;
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
};

}  // namespace wt::edge
