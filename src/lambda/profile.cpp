#include "lambda/profile.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wt::lambda {

namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kind = "windtunnel-profile";
constexpr int version = 1;

/// The longest that a function may run (Lambda Developer Guide, "Lambda quotas").
constexpr double longest_ms = 1'800'000;

[[nodiscard]] double milliseconds(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

[[nodiscard]] std::optional<Duration> duration_of(const Json& value) {
    if (!value.is_number()) return std::nullopt;
    const double number = value.get<double>();
    if (!(number >= 0 && number <= longest_ms)) return std::nullopt;
    return Duration(std::llround(number * 1e6));
}

/// A member of that kind, or the value that it has when it is not there; none when it is another kind.
template <class T>
[[nodiscard]] std::optional<T> member(const Json& object, const char* name, T otherwise) {
    const auto found = object.find(name);
    if (found == object.end()) return otherwise;
    bool fits = false;
    if constexpr (std::is_same_v<T, bool>) {
        fits = found->is_boolean();
    } else if constexpr (std::is_same_v<T, std::string>) {
        fits = found->is_string();
    } else {
        fits = found->is_number_unsigned();
    }
    if (!fits) return std::nullopt;
    return found->get<T>();
}

[[nodiscard]] std::optional<Profile::Invocation> invocation_of(const Json& object) {
    if (!object.is_object() || !object.contains("ms")) return std::nullopt;
    const auto took = duration_of(object["ms"]);
    const auto status = member<std::uint64_t>(object, "status", 200);
    const auto bytes = member<std::uint64_t>(object, "bytes", 0);
    const auto first = member<bool>(object, "first", false);
    auto error = member<std::string>(object, "error", {});
    // What a function may answer at most: 6 MB.
    if (!took || !status || !bytes || !first || !error || *status < 100 || *status > 599 || *bytes > 6U << 20U)
        return std::nullopt;
    return Profile::Invocation{*took, static_cast<int>(*status), *bytes, *first, std::move(*error)};
}

}  // namespace

Distribution Profile::init_law() const {
    if (inits.empty()) return {};
    std::vector<Duration> sorted = inits;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.size() == 1) return Distribution::constant(sorted.front());
    std::vector<Distribution::Quantile> quantiles;
    for (std::size_t i = 0; i < sorted.size(); ++i)
        quantiles.push_back({static_cast<double>(i) / static_cast<double>(sorted.size() - 1), sorted[i]});
    Distribution law = Distribution::empirical(std::move(quantiles));
    law.set_text(fmt::format("recorded, {} times", sorted.size()));
    return law;
}

Result<Profile> parse_profile(std::string_view json) {
    const Json file = Json::parse(json, nullptr, false);
    if (!file.is_object() || !file.contains(kind))
        return Error{"this is no profile: expected a file that `windtunnel profile record` wrote"};
    if (file[kind] != version)
        return Error{fmt::format("a profile of version {}; expected {}", file[kind].dump(), version)};
    Profile profile;
    auto function = member<std::string>(file, "function", {});
    auto runtime = member<std::string>(file, "runtime", {});
    if (!function || !runtime) return Error{"a profile's function and runtime are texts"};
    profile.function = std::move(*function);
    profile.runtime = std::move(*runtime);
    const Json inits = file.value("init_ms", Json::array());
    if (!inits.is_array()) return Error{"init_ms: expected a list of milliseconds"};
    for (const Json& each : inits) {
        const auto init = duration_of(each);
        if (!init) return Error{"init_ms: expected numbers of milliseconds"};
        profile.inits.push_back(*init);
    }
    const Json routes = file.value("routes", Json::object());
    if (!routes.is_object() || routes.empty()) return Error{"routes: expected recorded invocations by their route"};
    std::size_t count = 0;
    for (const auto& [route, invocations] : routes.items()) {
        if (!invocations.is_array() || invocations.empty())
            return Error{fmt::format("routes.{}: expected a list of invocations", route)};
        for (const Json& each : invocations) {
            auto invocation = invocation_of(each);
            if (!invocation)
                return Error{fmt::format("routes.{}: {} is no invocation such as {{\"ms\": 1.5, \"bytes\": 200}}",
                                         route,
                                         each.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 80))};
            if (++count > Profile::most_invocations)
                return Error{fmt::format("more than {} invocations", Profile::most_invocations)};
            profile.routes[route].push_back(std::move(*invocation));
        }
    }
    return profile;
}

std::string text_of(const Profile& profile) {
    const auto line = [](const OrderedJson& value) {
        return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
    };
    OrderedJson inits = OrderedJson::array();
    for (const Duration init : profile.inits) inits.push_back(milliseconds(init));
    std::string text =
        fmt::format("{{\n\"{}\": {},\n\"function\": {},\n\"runtime\": {},\n\"init_ms\": {},\n\"routes\": {{", kind,
                    version, line(profile.function), line(profile.runtime), line(inits));
    bool first_route = true;
    for (const auto& [route, invocations] : profile.routes) {
        text += fmt::format("{}\n{}: [", std::exchange(first_route, false) ? "" : ",", line(route));
        bool first = true;
        for (const Profile::Invocation& each : invocations) {
            OrderedJson object{{"ms", milliseconds(each.took)}};
            if (each.status != 200) object["status"] = each.status;
            object["bytes"] = each.bytes;
            if (each.first) object["first"] = true;
            if (!each.error.empty()) object["error"] = each.error;
            text += fmt::format("{}\n{}", std::exchange(first, false) ? "" : ",", line(object));
        }
        text += "]";
    }
    return text + "}\n}\n";
}

}  // namespace wt::lambda
