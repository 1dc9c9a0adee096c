#include "http/payload_v2.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "base/utf8.hpp"
#include "http/date.hpp"
#include "http/uri.hpp"

namespace wt::http {

namespace {

using Json = nlohmann::ordered_json;

/// Several values of one name stand with commas.
void join(Json& to, const std::string& name, std::string_view value) {
    Json& there = to[name];
    there = there.is_null() ? std::string(value) : there.get<std::string>() + "," + std::string(value);
}

[[nodiscard]] Json context_of(const EventFacts& facts, const Request& request, std::string_view path) {
    Json context{{"accountId", facts.account}, {"apiId", facts.api}};
    if (facts.authorizer != nullptr && !facts.authorizer->is_null()) context["authorizer"] = *facts.authorizer;
    context["domainName"] = facts.domain;
    context["domainPrefix"] = facts.domain.substr(0, facts.domain.find('.'));
    context["http"] = {{"method", method_name(request)},
                       {"path", path},
                       {"protocol", "HTTP/1.1"},
                       {"sourceIp", source_ip(request)},
                       {"userAgent", request.headers.get("User-Agent")}};
    context["requestId"] = facts.request_id;
    context["routeKey"] = facts.route;
    context["stage"] = facts.stage;
    context["time"] = common_log_time(facts.arrived);
    context["timeEpoch"] = std::chrono::floor<std::chrono::milliseconds>(facts.arrived.time_since_epoch()).count();
    return context;
}

/// No field ends its line.
[[nodiscard]] bool is_clean(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

[[nodiscard]] int status_of(const nlohmann::json& said) {
    int status = 0;
    if (said.is_number_integer()) {
        const auto number = said.get<std::int64_t>();
        status = number > 0 && number < 1000 ? static_cast<int>(number) : 0;
    } else if (said.is_string()) {
        const auto& text = said.get_ref<const std::string&>();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
        if (error != std::errc() || end != text.data() + text.size()) return 0;
    }
    return status;
}

}  // namespace

std::string source_ip(const Request& request) {
    const std::string address = request.client.text();
    return request.client.is_v4() ? address.substr(address.rfind(':') + 1) : address;
}

bool is_text(const Request& request) {
    const std::string_view field = request.headers.get("Content-Type");
    const std::string type = lowered(trimmed(field.substr(0, field.find(';'))));
    const bool named = type.empty() || type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
                       type == "application/javascript";
    return named && is_utf8(request.body);
}

std::string plain_text(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>()
                             : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Json event_v2(const EventFacts& facts, const Request& request) {
    Json fields = Json::object();
    Json cookies = Json::array();
    for (const Header& field : request.headers) {
        if (same_ignoring_case(field.name, "Cookie")) {
            each_part(field.value, ';', [&](std::string_view cookie) { cookies.push_back(cookie); });
        } else {
            join(fields, lowered(field.name), field.value);
        }
    }
    const std::string_view host = request.headers.get("Host");
    const std::size_t colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && is_digit(host.back());
    fields["x-forwarded-for"] = source_ip(request);
    fields["x-forwarded-port"] = has_port ? host.substr(colon + 1) : request.secure ? "443" : "80";
    fields["x-forwarded-proto"] = request.secure ? "https" : "http";
    if (!facts.trace_id.empty()) fields["x-amzn-trace-id"] = facts.trace_id;
    Json arguments = Json::object();
    for (const auto& [name, value] : parse_query(request.query)) join(arguments, name, value);

    const std::string path = percent_decode(facts.path);
    Json event{
        {"version", "2.0"}, {"routeKey", facts.route}, {"rawPath", path}, {"rawQueryString", request.query.view()}};
    if (!cookies.empty()) event["cookies"] = std::move(cookies);
    event["headers"] = std::move(fields);
    if (!arguments.empty()) event["queryStringParameters"] = std::move(arguments);
    event["requestContext"] = context_of(facts, request, path);
    if (facts.path_parameters != nullptr) {
        for (const auto& [name, value] : *facts.path_parameters) event["pathParameters"][name] = value;
    }
    if (facts.variables != nullptr) {
        for (const auto& [name, value] : *facts.variables) event["stageVariables"][name] = value;
    }
    const bool text = request.body.empty() || is_text(request);
    if (!request.body.empty()) event["body"] = text ? Json(request.body.view()) : Json(base64_encode(request.body));
    event["isBase64Encoded"] = !text;
    return event;
}

std::optional<Response> answer_v2(const Text& payload) {
    const nlohmann::json said = nlohmann::json::parse(payload.view(), nullptr, false);
    if (!said.is_object() || !said.contains("statusCode")) return json_response(200, payload);
    if (nests_deeper(payload)) return std::nullopt;  // members are written again below
    Response response;
    response.status = status_of(said["statusCode"]);
    if (response.status < 100 || response.status > 599) return std::nullopt;
    response.headers.add("Content-Type", "application/json");
    if (said.contains("headers") && said["headers"].is_object()) {
        for (const auto& [name, each] : said["headers"].items()) {
            const std::string value = plain_text(each);
            if (is_clean(name) && is_clean(value)) response.headers.set(Text(name), Text(value));
        }
    }
    if (said.contains("cookies") && said["cookies"].is_array()) {
        for (const auto& each : said["cookies"]) {
            const std::string cookie = plain_text(each);
            if (is_clean(cookie)) response.headers.add("Set-Cookie", Text(cookie));
        }
    }
    // Framing is the gateway's.
    for (const std::string_view framing : {"Content-Length", "Transfer-Encoding", "Connection"})
        response.headers.remove(framing);
    if (said.contains("body") && !said["body"].is_null()) {
        std::string body = plain_text(said["body"]);
        const nlohmann::json encoded = said.value("isBase64Encoded", nlohmann::json(false));
        if (!encoded.is_boolean() && !encoded.is_null()) return std::nullopt;
        if (encoded == true) body = base64_decode(body).value_or(body);
        response.body = Text(body);
    }
    return response;
}

}  // namespace wt::http
