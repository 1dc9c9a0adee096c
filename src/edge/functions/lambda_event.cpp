#include "edge/functions/lambda_event.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "edge/functions/fields.hpp"
#include "edge/functions/origin_change.hpp"

namespace wt::edge::functions {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> trigger_names{"viewer-request", "origin-request", "origin-response",
                                                        "viewer-response"};

// "Quotas on Lambda@Edge": of a request's body that a function sees, and of an answer that it makes, with its fields.
constexpr std::size_t most_at_viewer = 40 * 1024;
constexpr std::size_t most_at_origin = 1024 * 1024;
[[nodiscard]] constexpr std::size_t most_bytes(Trigger trigger) {
    return at_viewer(trigger) ? most_at_viewer : most_at_origin;
}

/// "Restrictions on all edge functions": fields that a function sees, and must leave.
[[nodiscard]] std::vector<std::string_view> read_only(Trigger trigger) {
    switch (trigger) {
        case Trigger::viewer_request: return {"content-length", "host", "transfer-encoding", "via"};
        case Trigger::origin_request:
            return {"accept-encoding", "content-length",      "if-modified-since", "if-none-match",
                    "if-range",        "if-unmodified-since", "transfer-encoding", "via"};
        case Trigger::origin_response: return {"transfer-encoding", "via"};
        case Trigger::viewer_response:
            return {"content-encoding", "content-length", "transfer-encoding", "warning", "via"};
    }
    return {};
}

constexpr std::string_view bad_entry =
    "The Lambda function returned an invalid entry in the headers object: Each header entry in the headers object must "
    "be an array.";
constexpr std::string_view bad_key =
    "The Lambda function returned an invalid entry in the headers object: The header name must match the key of the "
    "entry, and the value must be a string.";

/// As CloudFront's page says why.
[[nodiscard]] std::string failed(std::string_view why) {
    return fmt::format("The Lambda function result failed validation: {}", why);
}

[[nodiscard]] Json fields_of(const http::Headers& headers) {
    Json made = Json::object();
    for (const http::Header& field : headers) {
        const std::string name = lowered(field.name.view());
        if (!is_hidden(name)) made[name].push_back({{"key", field.name.view()}, {"value", field.value.view()}});
    }
    return made;
}

[[nodiscard]] std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] Result<SaidFields> fields_in(const Json& message) {
    SaidFields said;
    const auto fields = message.find("headers");
    if (fields == message.end() || fields->is_null()) return said;
    if (!fields->is_object()) return Error{std::string(bad_entry)};
    for (const auto& [name, entries] : fields->items()) {
        const std::string lower = lowered(name);
        if (!entries.is_array()) return Error{std::string(bad_entry)};
        if (!is_field_name(lower)) return Error{failed("The header name contains invalid characters.")};
        if (is_hidden(lower))
            return Error{
                failed(fmt::format("The function tried to add, delete, or change a disallowed header: {}.", lower))};
        std::vector<http::Header> values;
        for (const Json& entry : entries) {
            if (!entry.is_object() || !entry.contains("value") || !entry["value"].is_string())
                return Error{std::string(bad_key)};
            const std::string key = text_of(entry, "key");
            const auto& value = entry["value"].get_ref<const std::string&>();
            if (!key.empty() && lowered(key) != lower) return Error{std::string(bad_key)};
            if (!is_field_value(value)) return Error{failed("The header value contains invalid characters.")};
            values.push_back({Text(key), Text(value)});
        }
        said.emplace_back(lower, std::move(values));
    }
    return said;
}

/// Whether the fields that it must leave are as the event told them.
[[nodiscard]] bool leaves(Trigger trigger, const Json& told, const SaidFields& said) {
    const auto keeps = [&](std::string_view name) {
        std::vector<std::string_view> before;
        const auto known = told.find(name);
        if (known != told.end()) {
            for (const Json& entry : *known) before.push_back(entry["value"].get_ref<const std::string&>());
        }
        std::vector<std::string_view> now;
        for (const auto& [field, values] : said) {
            if (field != name) continue;
            for (const http::Header& value : values) now.push_back(value.value.view());
        }
        return before == now;
    };
    const auto names = read_only(trigger);
    return std::all_of(names.begin(), names.end(), keeps);
}

/// A body by its encoding; none where it is not what it says.
[[nodiscard]] std::optional<std::string> decoded(const Json& body, const std::string& encoding, std::size_t most) {
    if (!body.is_string() || (encoding != "text" && encoding != "base64")) return std::nullopt;
    std::optional<std::string> bytes = body.get<std::string>();
    if (encoding == "base64") bytes = base64_decode(*bytes);
    if (!bytes || bytes->size() > most) return std::nullopt;
    return bytes;
}

[[nodiscard]] int status_in(const Json& message) {
    const auto found = message.find("status");
    if (found == message.end()) return 0;
    int status = 0;
    if (found->is_number_unsigned()) return found->get<std::uint64_t>() < 1000 ? found->get<int>() : 0;
    if (!found->is_string()) return 0;
    const auto& text = found->get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    return error == std::errc() && end == text.data() + text.size() ? status : 0;
}

constexpr std::string_view bad_body = "The body is not a string, is not an object, or exceeds the maximum size.";

/// What a function made or changed of an answer: `response` is what there was.
[[nodiscard]] std::optional<std::string> put_response(Trigger trigger, const Json& told, const Json& returned,
                                                      http::Response& response) {
    if (!returned.is_object()) return failed("The function must return a response object.");
    const int status = status_in(returned);
    if (status < 200 || status > 599) return failed("The HTTP status code must be a number between 200 and 599.");
    if (trigger == Trigger::viewer_response && status != response.status)
        return failed("The function tried to change the HTTP status code of a viewer response.");
    auto said = fields_in(returned);
    if (!said.ok()) return said.error().message;
    if (!of_request(trigger) && !leaves(trigger, told, *said))
        return failed("The function tried to add, delete, or change a read-only header.");
    std::optional<std::string> body;
    if (const auto found = returned.find("body"); found != returned.end() && !found->is_null()) {
        const std::string encoding = returned.contains("bodyEncoding") ? text_of(returned, "bodyEncoding") : "text";
        body = decoded(*found, encoding, most_bytes(trigger));
        if (!body) return failed(bad_body);
    }
    http::Headers headers = merged(*said, response.headers);
    std::size_t size = body ? body->size() : 0;
    for (const http::Header& field : headers) size += field.name.size() + field.value.size();
    if ((of_request(trigger) || body) && size > most_bytes(trigger)) return failed(bad_body);
    response.status = status;
    response.headers = std::move(headers);
    if (!body) return std::nullopt;
    response.headers.remove("Content-Length");
    response.body = Text(*body);
    return std::nullopt;
}

/// {"custom": {...}} or {"s3": {...}}
[[nodiscard]] Result<OriginChange> origin_in(const Json& said, const Json& told) {
    const Error wrong{failed("The origin is not valid: it must be an object with either custom or s3.")};
    if (!said.is_object() || said.size() != 1) return wrong;
    OriginChange change;
    change.bucket = said.contains("s3");
    const char* const kind = *change.bucket ? "s3" : "custom";
    if (!said.contains(kind) || !said[kind].is_object()) return wrong;
    const Json& origin = said[kind];
    change.domain = text_of(origin, "domainName");
    change.path = text_of(origin, "path");
    if (change.domain->empty() || change.domain->size() > 253)
        return Error{failed("The domainName of the origin is not valid.")};
    if (!is_origin_path(*change.path))
        return Error{failed("The path of the origin must begin with a slash, and must not end with one.")};
    auto& headers = change.headers.emplace();
    if (const auto custom = origin.find("customHeaders"); custom != origin.end()) {
        auto fields = fields_in(Json{{"headers", *custom}});
        if (!fields.ok()) return fields.error();
        for (const auto& [name, values] : *fields) {
            for (const http::Header& value : values)
                headers.emplace_back(value.name.empty() ? name : value.name.str(), value.value.str());
        }
    }
    if (*change.bucket) {
        const std::string method = text_of(origin, "authMethod");
        if (!method.empty() && method != "none" && !method.starts_with("origin-access-"))
            return Error{failed("The authMethod of the origin is not valid.")};
        const std::string before = told.contains("s3") ? text_of(told["s3"], "authMethod") : "none";
        if (method != before) change.signs = !method.empty() && method != "none";
        return change;
    }
    const auto whole = [&](const char* name, int least, int most) -> std::optional<int> {
        const auto found = origin.find(name);
        if (found == origin.end() || !found->is_number_integer() || *found < least || *found > most)
            return std::nullopt;
        return found->get<int>();
    };
    change.port = whole("port", 1, 65535);
    change.protocol = text_of(origin, "protocol");
    if (!change.port || (*change.protocol != "http" && *change.protocol != "https"))
        return Error{failed("The port or the protocol of the origin is not valid.")};
    if (const auto timeout = whole("readTimeout", 1, 120)) change.timeout = std::chrono::seconds(*timeout);
    change.signs = false;
    return change;
}

}  // namespace

std::string_view name(Trigger trigger) { return trigger_names.at(static_cast<std::size_t>(trigger)); }

std::optional<Trigger> parse_trigger(std::string_view name) {
    const auto found = std::find(trigger_names.begin(), trigger_names.end(), name);
    if (found == trigger_names.end()) return std::nullopt;
    return static_cast<Trigger>(found - trigger_names.begin());
}

Json event_of(const Told& told) {
    const http::Request& request = told.request;
    Json cf;
    cf["config"] = {{"distributionDomainName", told.occasion.domain},
                    {"distributionId", told.occasion.distribution},
                    {"eventType", name(told.trigger)},
                    {"requestId", told.occasion.request_id}};
    const std::string address = request.client.text();
    Json asked{{"clientIp", request.client.is_v4() ? address.substr(address.rfind(':') + 1) : address},
               {"headers", fields_of(request.headers)},
               {"method", http::method_name(request)},
               {"querystring", request.query.view()},
               {"uri", request.path.view()}};
    if (told.body) {
        const std::string_view seen = request.body.view().substr(0, most_bytes(told.trigger));
        asked["body"] = {{"inputTruncated", seen.size() < request.body.size()},
                         {"action", "read-only"},
                         {"encoding", "base64"},
                         {"data", base64_encode(seen)}};
    }
    if (!at_viewer(told.trigger) && told.occasion.origins != nullptr)
        asked["origin"] = Json::parse(told.occasion.origins->told());
    cf["request"] = std::move(asked);
    if (told.response != nullptr)
        cf["response"] = {{"headers", fields_of(told.response->headers)},
                          {"status", fmt::to_string(told.response->status)},
                          {"statusDescription", http::reason_phrase(told.response->status)}};
    Json event;
    event["Records"].push_back({{"cf", std::move(cf)}});
    return event;
}

Result<Returned> read_request(Trigger trigger, const Json& event, const Json& returned, http::Request& request) {
    Returned made;
    if (!returned.is_object()) return Error{failed("The function must return a request or a response object.")};
    if (returned.contains("status")) {
        http::Response& response = made.response.emplace();
        if (auto why = put_response(trigger, Json::object(), returned, response)) return Error{std::move(*why)};
        return made;
    }
    const Json& told = event["Records"][0]["cf"]["request"];
    if (text_of(returned, "method") != text_of(told, "method"))
        return Error{failed("The function tried to change the HTTP method, which is read-only.")};
    const std::string path = text_of(returned, "uri");
    if (!is_path(path)) return Error{failed("The URI of the request is not valid.")};
    const std::string query = text_of(returned, "querystring");
    if (!is_field_value(query) || query.find(' ') != std::string::npos || path.size() + query.size() > 8192)
        return Error{failed("The query string of the request is not valid.")};
    auto said = fields_in(returned);
    if (!said.ok()) return said.error();
    if (!leaves(trigger, told["headers"], *said))
        return Error{failed("The function tried to add, delete, or change a read-only header.")};
    std::optional<std::string> body;
    if (const auto found = returned.find("body"); found != returned.end() && !found->is_null()) {
        if (!found->is_object()) return Error{failed(bad_body)};
        const std::string action = text_of(*found, "action");
        if (action == "replace") {
            const std::string encoding = found->contains("encoding") ? text_of(*found, "encoding") : "text";
            body = decoded(found->value("data", Json()), encoding, most_bytes(trigger));
            if (!body) return Error{failed(bad_body)};
        } else if (!action.empty() && action != "read-only") {
            return Error{failed("The action of the body must be read-only or replace.")};
        }
    }
    if (trigger == Trigger::origin_request && returned.contains("origin") &&
        returned["origin"] != told.value("origin", Json())) {
        auto change = origin_in(returned["origin"], told.value("origin", Json::object()));
        if (!change.ok()) return change.error();
        made.origin = std::move(*change);
    }
    request.path = Text(path);
    request.query = Text(query);
    request.headers = merged(*said, request.headers);
    if (!body) return made;
    request.body = Text(*body);
    if (request.headers.has("Content-Length"))
        request.headers.set("Content-Length", Text(fmt::to_string(body->size())));
    return made;
}

std::optional<std::string> read_response(Trigger trigger, const Json& event, const Json& returned,
                                         http::Response& response) {
    return put_response(trigger, event["Records"][0]["cf"]["response"]["headers"], returned, response);
}

}  // namespace wt::edge::functions
