#include "edge/freshness.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.hpp"
#include "http/date.hpp"

namespace wt::edge {

namespace {

constexpr Duration hundred_years = 24h * 365 * 100;  // the largest max-age that CloudFront takes

[[nodiscard]] std::optional<Duration> whole_seconds(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end != text.data() + text.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return hundred_years;
    if (error != std::errc()) return std::nullopt;
    constexpr auto most =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(hundred_years).count());
    return std::chrono::seconds(std::min(value, most));
}

[[nodiscard]] bool any_of(int status, std::initializer_list<int> list) {
    return std::find(list.begin(), list.end(), status) != list.end();
}

}  // namespace

CacheControl parse_cache_control(std::string_view field) {
    CacheControl control;
    each_part(field, ',', [&](std::string_view directive) {
        const std::size_t equals = std::min(directive.find('='), directive.size());
        const std::string_view name = directive.substr(0, equals);
        const std::string_view value = directive.substr(std::min(equals + 1, directive.size()));
        const auto is = [&](std::string_view word) { return same_ignoring_case(name, word); };
        if (is("no-store") || is("no-cache") || is("private")) {
            control.forbids = true;
        } else if (is("max-age")) {
            control.max_age = whole_seconds(value);
        } else if (is("s-maxage")) {
            control.s_maxage = whole_seconds(value);
        } else if (is("stale-if-error")) {
            control.stale_if_error = whole_seconds(value);
        } else if (is("stale-while-revalidate")) {
            control.stale_while_revalidate = whole_seconds(value);
        }
    });
    return control;
}

CacheControl control_of(const http::Response& response, Instant now) {
    CacheControl control = parse_cache_control(response.headers.get("Cache-Control"));
    if (const Text* expires = response.headers.find("Expires"); expires != nullptr) {
        const auto moment = http::parse_date(*expires);
        control.expires_in = moment && *moment > now ? *moment - now : Duration::zero();
    }
    control.varies_always = trimmed(response.headers.get("Vary")) == "*";
    return control;
}

Duration time_to_live(int status, const CacheControl& control, const CachePolicy& policy) {
    if (policy.max_ttl <= Duration::zero()) return Duration::zero();  // CachingDisabled: errors are not kept either
    const std::optional<Duration> fresh = control.freshness();
    if (status >= 400) {
        const bool always = any_of(status, {404, 414, 500, 501, 502, 503, 504});
        if (!always && !(fresh && any_of(status, {400, 403, 405, 412, 415}))) return Duration::zero();
        if (!fresh) return policy.error_ttl;
        return std::max(policy.error_ttl, std::min(*fresh, policy.max_ttl));
    }
    if (status < 200 || status == 206 || status == 304) return Duration::zero();
    if (control.forbids || control.varies_always) return policy.min_ttl;
    if (!fresh) return std::max(policy.min_ttl, policy.default_ttl);
    return std::max(policy.min_ttl, std::min(*fresh, policy.max_ttl));
}

bool shareable(const CacheControl& control, const CachePolicy& policy) {
    if (policy.min_ttl > Duration::zero()) return true;
    return !control.forbids && !control.varies_always && control.freshness() != Duration::zero();
}

}  // namespace wt::edge
