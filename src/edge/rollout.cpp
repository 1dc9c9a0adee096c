#include "edge/rollout.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/key_builder.hpp"

namespace wt::edge {

namespace {

/// Assumed: its name and what is in it. The guide says that there is a cookie.
constexpr std::string_view session_cookie = "aws-cf-cd-session";

struct RolloutSession {
    bool staged = false;
    std::int64_t began = 0;  // Unix time, seconds
    std::int64_t seen = 0;
};

[[nodiscard]] std::int64_t seconds_of(Instant moment) {
    return std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
}

[[nodiscard]] std::optional<std::int64_t> moment_of(std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

/// "staging.1700000000.1700000060"
[[nodiscard]] std::optional<RolloutSession> read_session(std::string_view text) {
    std::vector<std::string_view> parts;
    each_part(text, '.', [&](std::string_view part) { parts.push_back(part); });
    if (parts.size() != 3 || (parts[0] != "staging" && parts[0] != "primary")) return std::nullopt;
    const auto began = moment_of(parts[1]);
    const auto seen = moment_of(parts[2]);
    if (!began || !seen) return std::nullopt;
    return RolloutSession{parts[0] == "staging", *began, *seen};
}

/// The session that the request shows; it no longer shows it then.
[[nodiscard]] std::optional<RolloutSession> take_session(http::Request& request) {
    const std::string_view field = request.headers.get("Cookie");
    if (field.find(session_cookie) == std::string_view::npos) return std::nullopt;
    std::optional<RolloutSession> session;
    each_part(field, ';', [&](std::string_view pair) {
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == session_cookie)
            session = read_session(pair.substr(equals + 1));
    });
    const std::string rest = pick_cookies(field, [](std::string_view name) { return name != session_cookie; });
    if (rest.empty()) {
        request.headers.remove("Cookie");
    } else {
        request.headers.set("Cookie", Text(rest));
    }
    return session;
}

}  // namespace

Allotment allot(const Rollout& rollout, http::Request& request, Instant now, Random& random) {
    if (!rollout.header.empty()) return {request.headers.get(rollout.header) == rollout.value, {}};
    if (!rollout.sessions) return {random.chance(rollout.weight), {}};
    const std::int64_t moment = seconds_of(now);
    const auto whole = [](Duration span) { return std::chrono::duration_cast<std::chrono::seconds>(span).count(); };
    std::optional<RolloutSession> session = take_session(request);
    const bool goes_on = session && session->began <= session->seen && session->seen <= moment &&
                         moment - session->seen < whole(rollout.sessions->idle) &&
                         moment - session->began < whole(rollout.sessions->longest);
    if (!goes_on) session = RolloutSession{random.chance(rollout.weight), moment, moment};
    return {session->staged, fmt::format("{}={}.{}.{}; Path=/; Max-Age={}; HttpOnly", session_cookie,
                                         session->staged ? "staging" : "primary", session->began, moment,
                                         whole(rollout.sessions->idle))};
}

}  // namespace wt::edge
