#include "edge/functions/rules.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "edge/functions/fields.hpp"

namespace wt::edge::functions {

namespace {

using OrderedJson = nlohmann::ordered_json;

// CloudFront Developer Guide, "Restrictions on CloudFront Functions".
constexpr std::array<std::string_view, 4> fixed_of_request{"content-length", "host", "transfer-encoding", "via"};
constexpr std::array<std::string_view, 2> fixed_of_response{"warning", "via"};

constexpr std::size_t largest_body = 40 * 1024;  // Assumed: as Lambda@Edge's at the viewers' side

/// {"value": "...", "multiValue": [{"value": "..."}]}, as all of an event's lists are.
[[nodiscard]] bool is_value(const OrderedJson& said) {
    const auto one = [](const OrderedJson& part) {
        return part.is_object() && part.contains("value") && part["value"].is_string() &&
               is_field_value(part["value"].get_ref<const std::string&>()) &&
               (!part.contains("attributes") ||
                (part["attributes"].is_string() && is_field_value(part["attributes"].get_ref<const std::string&>())));
    };
    if (!said.is_object()) return false;
    if (!said.contains("multiValue")) return one(said);
    const OrderedJson& all = said["multiValue"];
    return all.is_array() && std::all_of(all.begin(), all.end(), one) && (!said.contains("value") || one(said));
}

/// An object of such values, or nothing.
[[nodiscard]] bool are_values(const OrderedJson& whole, const char* name) {
    if (!whole.contains(name)) return true;
    const OrderedJson& all = whole[name];
    return all.is_object() && std::all_of(all.begin(), all.end(), is_value);
}

[[nodiscard]] std::optional<std::string> refuse_headers(const OrderedJson& came, const OrderedJson& returned,
                                                        std::span<const std::string_view> fixed) {
    if (!are_values(returned, "headers")) return "The function returned headers that are not objects with a value.";
    static const OrderedJson none = OrderedJson::object();
    const OrderedJson& now = returned.contains("headers") ? returned["headers"] : none;
    for (const auto& [name, value] : now.items()) {
        if (!is_field_name(name))
            return fmt::format("The function returned a header whose name is not valid: {}.", name);
        if (is_hidden(name)) return fmt::format("The function tried to add a header that is not allowed: {}.", name);
    }
    if (came.is_null()) return std::nullopt;
    const OrderedJson& before = came.contains("headers") ? came["headers"] : none;
    for (const std::string_view name : fixed) {
        const std::string key(name);
        if (before.value(key, none) != now.value(key, none))
            return fmt::format("The function tried to add, delete, or change a read-only header: {}.", name);
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<std::string> refuse_body(const OrderedJson& body) {
    std::size_t size = 0;
    if (body.is_string()) {
        size = body.get_ref<const std::string&>().size();
    } else if (body.is_object() && body.contains("data") && body["data"].is_string() &&
               (!body.contains("encoding") || body["encoding"] == "text" || body["encoding"] == "base64")) {
        size = body["data"].get_ref<const std::string&>().size();
        if (body.value("encoding", "text") == "base64" && !base64_decode(body["data"].get_ref<const std::string&>()))
            return "The function returned a body that is not valid base64.";
    } else {
        return "The function returned a body that is neither a string nor an object with encoding and data.";
    }
    if (size > largest_body) return "The function returned a body that is too large.";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> refuse_request(const OrderedJson& asked, const OrderedJson& returned) {
    if (!returned.is_object()) return "The function returned neither a request nor a response.";
    if (!returned.contains("method") || returned["method"] != asked.value("method", OrderedJson()))
        return "The function tried to change the request's method.";
    if (!returned.contains("uri") || !returned["uri"].is_string())
        return "The function returned a request without a uri.";
    const auto& uri = returned["uri"].get_ref<const std::string&>();
    if (!is_path(uri)) return "The function returned a uri that is not valid.";
    const bool text = returned.contains("querystring") && returned["querystring"].is_string();
    if (text ? !is_field_value(returned["querystring"].get_ref<const std::string&>())
             : !are_values(returned, "querystring"))
        return "The function returned a querystring that is not valid.";
    if (!are_values(returned, "cookies")) return "The function returned cookies that are not objects with a value.";
    return refuse_headers(asked, returned, fixed_of_request);
}

std::optional<std::string> refuse_response(const OrderedJson& came, const OrderedJson& returned) {
    if (!returned.is_object()) return "The function returned no response.";
    constexpr int lowest = 200;
    constexpr int highest = 599;
    if (!returned.contains("statusCode") || !returned["statusCode"].is_number_integer() ||
        returned["statusCode"] < lowest || returned["statusCode"] > highest)
        return "The function returned a response whose statusCode is not valid.";
    if (returned.contains("statusDescription") && !returned["statusDescription"].is_string())
        return "The function returned a statusDescription that is no string.";
    if (!are_values(returned, "cookies")) return "The function returned cookies that are not objects with a value.";
    if (returned.contains("body")) {
        if (auto why = refuse_body(returned["body"])) return why;
    }
    return refuse_headers(came, returned, fixed_of_response);
}

}  // namespace wt::edge::functions
