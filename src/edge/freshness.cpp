#include "edge/freshness.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.hpp"
#include "edge/lines.hpp"
#include "http/date.hpp"

namespace wt::edge {

namespace {

constexpr Duration hundred_years = 24h * 365 * 100;  // the largest max-age that CloudFront takes

[[nodiscard]] std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

/// The directives of a line; a comma between quotes separates nothing.
template <class Visit>
void each_directive(std::string_view line, Visit visit) {
    if (line.find('"') == std::string_view::npos) return each_part(line, ',', visit);
    while (!line.empty()) {
        bool quoted = false;
        std::size_t end = 0;
        while (end < line.size() && (quoted || line[end] != ',')) quoted ^= line[end++] == '"';
        const std::string_view part = trimmed(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
        if (!part.empty()) visit(part);
    }
}

[[nodiscard]] std::optional<Duration> whole_seconds(std::string_view text) {
    text = unquoted(text);
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

void read_cache_control(std::string_view line, CacheControl& to) {
    to.said = true;
    each_directive(line, [&](std::string_view directive) {
        const std::size_t equals = std::min(directive.find('='), directive.size());
        const std::string_view name = directive.substr(0, equals);
        const std::string_view value = directive.substr(std::min(equals + 1, directive.size()));
        const auto is = [&](std::string_view word) { return same_ignoring_case(name, word); };
        if (is("no-store") || (is("private") && value.empty())) {
            to.no_store = true;
        } else if (is("no-cache") && value.empty()) {
            to.no_cache = true;
        } else if (is("no-cache") || is("private")) {
            to.withheld.append(to.withheld.empty() ? "" : ",").append(unquoted(value));
        } else if (is("max-age")) {
            to.max_age = whole_seconds(value);
        } else if (is("s-maxage")) {
            to.s_maxage = whole_seconds(value);
        } else if (is("stale-if-error")) {
            to.stale_if_error = whole_seconds(value);
        } else if (is("stale-while-revalidate")) {
            to.stale_while_revalidate = whole_seconds(value);
        } else if (is("must-revalidate") || is("proxy-revalidate")) {
            to.must_revalidate = true;
        }
    });
}

CacheControl parse_cache_control(std::string_view field) {
    CacheControl control;
    read_cache_control(field, control);
    return control;
}

CacheControl control_of(const http::Response& response, Instant now) {
    CacheControl control;
    each_line(response.headers, "Cache-Control", [&](std::string_view line) { read_cache_control(line, control); });
    if (const Text* expires = response.headers.find("Expires"); expires != nullptr) {
        const auto moment = http::parse_date(*expires, http::Far::nearest);
        control.expires_in = moment && *moment > now ? *moment - now : Duration::zero();
    }
    each_line(response.headers, "Vary", [&](std::string_view line) {
        each_part(line, ',',
                  [&](std::string_view name) { control.varies_always = control.varies_always || name == "*"; });
    });
    return control;
}

Duration age_of(const http::Response& response) {
    const Text* const field = response.headers.find("Age");
    if (field == nullptr) return Duration::zero();
    const std::string_view list = *field;
    return whole_seconds(trimmed(list.substr(0, list.find(',')))).value_or(hundred_years);
}

Duration time_to_live(int status, const CacheControl& control, const CachePolicy& policy) {
    if (policy.max_ttl <= Duration::zero()) return Duration::zero();  // CachingDisabled: errors are not kept either
    const std::optional<Duration> fresh = control.freshness();
    if (status >= 400) {
        const bool always = any_of(status, {404, 414, 500, 501, 502, 503, 504});
        if (!always && !(fresh && any_of(status, {400, 403, 405, 412, 415}))) return Duration::zero();
        Duration least = policy.error_ttl;
        for (const auto& [one, ttl] : policy.error_ttls) least = one == status ? ttl : least;
        return fresh ? std::max(least, std::min(*fresh, policy.max_ttl)) : least;
    }
    if (status < 200 || status == 206 || status == 304) return Duration::zero();
    if ((status == 307 || status == 308) && !control.said) return Duration::zero();
    if (control.forbids() || control.varies_always) return policy.min_ttl;
    if (!fresh) return std::max(policy.min_ttl, policy.default_ttl);
    return std::max(policy.min_ttl, std::min(*fresh, policy.max_ttl));
}

bool worth_revalidating(const http::Response& response, const CacheControl& control, const CachePolicy& policy) {
    if (policy.max_ttl <= Duration::zero() || control.no_store || control.varies_always) return false;
    if (response.status < 200 || response.status >= 300 || response.status == 206) return false;
    return response.headers.has("ETag") || response.headers.has("Last-Modified");
}

bool shareable(const CacheControl& control, const CachePolicy& policy) {
    if (policy.min_ttl > Duration::zero()) return true;
    return !control.forbids() && !control.varies_always && control.freshness() != Duration::zero();
}

}  // namespace wt::edge
