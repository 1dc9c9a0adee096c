#include "edge/freshness.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace wt::edge {

namespace {

constexpr Duration hundred_years = 24h * 365 * 100;  // the largest max-age that CloudFront takes

[[nodiscard]] std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

[[nodiscard]] bool same_word(std::string_view text, std::string_view lower_case) {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                      [](char c, char lower) { return (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) == lower; });
}

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
    while (!field.empty()) {
        const std::size_t comma = std::min(field.find(','), field.size());
        const std::string_view directive = trimmed(field.substr(0, comma));
        field.remove_prefix(std::min(comma + 1, field.size()));
        const std::size_t equals = std::min(directive.find('='), directive.size());
        const std::string_view name = directive.substr(0, equals);
        const std::string_view value = directive.substr(std::min(equals + 1, directive.size()));
        if (same_word(name, "no-store") || same_word(name, "no-cache") || same_word(name, "private")) {
            control.forbids = true;
        } else if (same_word(name, "max-age")) {
            control.max_age = whole_seconds(value);
        } else if (same_word(name, "s-maxage")) {
            control.s_maxage = whole_seconds(value);
        } else if (same_word(name, "stale-if-error")) {
            control.stale_if_error = whole_seconds(value);
        }
    }
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
    if (control.forbids) return policy.min_ttl;
    if (!fresh) return std::max(policy.min_ttl, policy.default_ttl);
    return std::max(policy.min_ttl, std::min(*fresh, policy.max_ttl));
}

bool shareable(const CacheControl& control, const CachePolicy& policy) {
    if (policy.min_ttl > Duration::zero()) return true;
    return !control.forbids && control.freshness() != Duration::zero();
}

}  // namespace wt::edge
