#include "edge/functions/origin_change.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"
#include "edge/functions/fields.hpp"

namespace wt::edge::functions {

namespace {

using Json = nlohmann::ordered_json;

[[nodiscard]] Error bad_settings() { return {"The function chose an origin by settings that are not valid."}; }

/// The member, where it is of that kind; `wrong` becomes true where it is of another.
[[nodiscard]] std::optional<std::string> said_text(const Json& object, const char* name, bool& wrong) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return std::nullopt;
    wrong = wrong || !found->is_string();
    return found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

[[nodiscard]] std::optional<int> said_number(const Json& object, const char* name, int most, bool& wrong) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return std::nullopt;
    const bool fits = found->is_number_integer() && *found >= 1 && *found <= most;
    wrong = wrong || !fits;
    return fits ? std::optional(found->get<int>()) : std::nullopt;
}

[[nodiscard]] Json said_object(const Json& object, const char* name, bool& wrong) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return Json::object();
    wrong = wrong || !found->is_object();
    return found->is_object() ? *found : Json::object();
}

[[nodiscard]] Result<OriginChange> read_group(const Json& group) {
    const Error wrong{"The function made an origin group that is not valid."};
    OriginChange change;
    bool bad = !group.is_object() || !group.contains("originIds") || !group["originIds"].is_array();
    if (bad) return wrong;
    for (const Json& each : group["originIds"]) {
        if (!each.is_object()) return wrong;
        change.members.push_back(said_text(each, "originId", bad).value_or(""));
    }
    const Json criteria = said_object(group, "failoverCriteria", bad);
    const Json codes = criteria.value("statusCodes", Json::array());
    if (bad || change.members.size() != 2 || !codes.is_array() || codes.empty()) return wrong;
    for (const Json& code : codes) {
        if (!code.is_number_integer() || code < 400 || code > 599) return wrong;
        change.statuses.push_back(code.get<int>());
    }
    return change;
}

[[nodiscard]] Result<OriginChange> read_settings(const Json& said, OriginChange change) {
    bool wrong = false;
    change.domain = said_text(said, "domainName", wrong);
    change.path = said_text(said, "originPath", wrong);
    change.host = said_text(said, "hostHeader", wrong);
    constexpr std::size_t longest_name = 253;
    const auto is_host = [](const std::string& name) {
        return !name.empty() && name.size() <= longest_name && is_field_value(name) &&
               name.find_first_of(" /?#@") == std::string::npos;
    };
    wrong = wrong || (change.domain && !is_host(*change.domain)) || (change.path && !is_origin_path(*change.path)) ||
            (change.host && !is_host(*change.host));
    if (said.contains("customHeaders")) {
        auto& headers = change.headers.emplace();
        const Json fields = said_object(said, "customHeaders", wrong);
        for (const auto& [name, value] : fields.items()) {
            const std::string lower = lowered(name);
            wrong = wrong || !is_field_name(lower) || is_hidden(lower) || !value.is_string() ||
                    !is_field_value(value.get_ref<const std::string&>());
            if (wrong) return bad_settings();
            headers.emplace_back(name, value.get<std::string>());
        }
    }
    const Json timeouts = said_object(said, "timeouts", wrong);
    if (const auto timeout = said_number(timeouts, "readTimeout", 120, wrong))
        change.timeout = std::chrono::seconds(*timeout);
    const Json custom = said_object(said, "customOriginConfig", wrong);
    change.port = said_number(custom, "port", 65535, wrong);
    change.protocol = said_text(custom, "protocol", wrong);
    wrong = wrong || (change.protocol && *change.protocol != "http" && *change.protocol != "https");
    if (!custom.empty()) change.bucket = false;
    const Json access = said_object(said, "originAccessControlConfig", wrong);
    if (const auto enabled = access.find("enabled"); enabled != access.end()) {
        wrong = wrong || !enabled->is_boolean();
        change.signs = *enabled == true;
        if (said_text(access, "originType", wrong).value_or("") == "s3" && *change.signs) change.bucket = true;
    }
    if (wrong) return bad_settings();
    return change;
}

}  // namespace

bool is_origin_path(std::string_view path) {
    constexpr std::size_t longest = 255;
    return path.empty() || (is_path(path) && path.back() != '/' && path.size() <= longest);
}

Result<OriginChange> read_origin(std::string_view json) {
    const Json said = nests_deeper(json) ? Json() : Json::parse(json, nullptr, false);
    if (!said.is_object()) return bad_settings();
    if (said.contains("group")) return read_group(said["group"]);
    OriginChange change;
    bool wrong = false;
    change.id = said_text(said, "id", wrong);
    const Json settings = said.value("settings", Json());
    if (wrong || !settings.is_object()) return bad_settings();
    return read_settings(settings, std::move(change));
}

}  // namespace wt::edge::functions
