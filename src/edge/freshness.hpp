#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "edge/config.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// What an answer says to a shared cache in its Cache-Control and Expires fields (RFC 9111, 5.2, 5.3). Directives that
/// the edge does not act on are passed over, and so are values that are not whole seconds.
struct CacheControl {
    bool said = false;             // there is a Cache-Control field
    bool no_store = false;         // or private, without names of fields
    bool no_cache = false;         // without names of fields
    bool must_revalidate = false;  // must-revalidate or proxy-revalidate: never served past its time
    std::string withheld;          // the fields that no-cache="..." and private="..." name, separated by commas
    std::optional<Duration> max_age;
    std::optional<Duration> s_maxage;
    std::optional<Duration> expires_in;  // from Expires, zero when that has passed or is no date
    std::optional<Duration> stale_if_error;
    std::optional<Duration> stale_while_revalidate;
    bool varies_always = false;  // Vary: *

    /// Whether nobody else may have the answer without asking the origin.
    [[nodiscard]] bool forbids() const { return no_store || no_cache; }
    /// How long the origin calls the answer fresh: s-maxage before max-age before Expires.
    [[nodiscard]] std::optional<Duration> freshness() const {
        return s_maxage ? s_maxage : max_age ? max_age : expires_in;
    }
};

/// Adds what one line says: several lines are one list (RFC 9110, 5.3).
void read_cache_control(std::string_view line, CacheControl& to);
[[nodiscard]] CacheControl parse_cache_control(std::string_view field);
/// The same with Expires and Vary, for an answer that came at `now`.
[[nodiscard]] CacheControl control_of(const http::Response& response, Instant now);

/// How long caches on the way have held an answer already. The first of several counts; what is no number means: too
/// long for it to be fresh (RFC 9111, 5.1).
[[nodiscard]] Duration age_of(const http::Response& response);

/// How long an answer is fresh; zero means not at all. An origin that says nothing of a 307 or 308 does not want it
/// kept. CloudFront Developer Guide, "Manage how long content stays in the cache (expiration)" and "How CloudFront
/// processes and caches HTTP 4xx and 5xx status codes from your origin". Assumed: 401, 410, 429 and other errors that
/// no page lists are not kept.
[[nodiscard]] Duration time_to_live(int status, const CacheControl& control, const CachePolicy& policy);

/// Whether those who waited for an answer get it too. When the origin forbids sharing and the minimum TTL is zero each
/// of them is sent to the origin after all (the same guide, on collapsing simultaneous requests).
[[nodiscard]] bool shareable(const CacheControl& control, const CachePolicy& policy);

/// Whether an answer that is not fresh is kept all the same, so that the origin need only say that it has not changed.
/// Assumed: also one that says no-cache.
[[nodiscard]] bool worth_revalidating(const http::Response& response, const CacheControl& control,
                                      const CachePolicy& policy);

}  // namespace wt::edge
