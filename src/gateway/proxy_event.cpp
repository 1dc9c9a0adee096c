#include "gateway/proxy_event.hpp"

#include <charconv>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "http/date.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

using Json = nlohmann::ordered_json;

/// What comes in order, and what is there of each name.
struct Values {
    Json last = Json::object();
    Json all = Json::object();
    void add(const std::string& name, std::string_view value) {
        last[name] = value;
        all[name].push_back(value);
    }
};

/// The values of the route's parameters: "/items/{id}", "/{proxy+}".
[[nodiscard]] Json parameters(std::string_view pattern, std::string_view path) {
    Json found;  // null where there are none
    while (!pattern.empty() && !path.empty()) {
        pattern.remove_prefix(1);
        path.remove_prefix(1);
        const std::string_view segment = pattern.substr(0, pattern.find('/'));
        const bool parameter = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
        const bool greedy = parameter && segment[segment.size() - 2] == '+';
        const std::string_view value = greedy ? path : path.substr(0, path.find('/'));
        if (parameter)
            found[std::string(segment.substr(1, segment.size() - (greedy ? 3 : 2)))] = http::percent_decode(value);
        pattern.remove_prefix(segment.size());
        path.remove_prefix(value.size());
    }
    return found;
}

/// "09/Apr/2015:12:34:56 +0000", of "Thu, 09 Apr 2015 12:34:56 GMT".
[[nodiscard]] std::string request_time(Instant now) {
    const std::string date = http::format_date(now);
    return fmt::format("{}/{}/{}:{} +0000", date.substr(5, 2), date.substr(8, 3), date.substr(12, 4),
                       date.substr(17, 8));
}

[[nodiscard]] Json identity(const http::Request& request) {
    Json who;
    for (const char* unknown : {"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller"})
        who[unknown] = nullptr;
    const std::string address = request.client.text();
    who["sourceIp"] = request.client.is_v4() ? address.substr(address.rfind(':') + 1) : address;
    for (const char* unknown :
         {"principalOrgId", "accessKey", "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn"})
        who[unknown] = nullptr;
    const Text* agent = request.headers.find("User-Agent");
    who["userAgent"] = agent == nullptr ? Json() : Json(agent->view());
    who["user"] = nullptr;
    if (const Text* key = request.headers.find("x-api-key")) who["apiKey"] = key->view();
    return who;
}

/// A header's value: a text, a number or a truth; none for anything else.
[[nodiscard]] std::optional<std::string> field_value(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    return std::nullopt;
}

[[nodiscard]] bool is_known(std::string_view name) {
    for (const std::string_view known : {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}) {
        if (name == known) return true;
    }
    return false;
}

[[nodiscard]] std::optional<int> status_of(const Json& answer) {
    const auto found = answer.find("statusCode");
    if (found == answer.end() || found->is_null()) return 200;
    int status = 0;
    if (found->is_number_integer()) {
        status = found->get<int>();
    } else if (found->is_string()) {
        const auto& text = found->get_ref<const std::string&>();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    }
    if (status < 100 || status > 599) return std::nullopt;
    return status;
}

[[nodiscard]] bool is_clean(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// False when they are malformed.
[[nodiscard]] bool add_fields(const Json& answer, http::Headers& to) {
    if (const auto several = answer.find("multiValueHeaders"); several != answer.end() && !several->is_null()) {
        if (!several->is_object()) return false;
        for (const auto& [name, values] : several->items()) {
            if (!values.is_array()) return false;
            for (const Json& each : values) {
                const auto value = field_value(each);
                if (!value) return false;
                if (is_clean(*value) && is_clean(name)) to.add(Text(name), Text(*value));
            }
        }
    }
    if (const auto single = answer.find("headers"); single != answer.end() && !single->is_null()) {
        if (!single->is_object()) return false;
        for (const auto& [name, each] : single->items()) {
            const auto value = field_value(each);
            if (!value) return false;
            // Of a name in both lists the other list's values count.
            if (is_clean(*value) && is_clean(name) && !to.has(name)) to.add(Text(name), Text(*value));
        }
    }
    return true;
}

}  // namespace

Text ProxyEvent::event(const http::Request& request) {
    id_ = http::request_id(ids_);
    extended_id_ = http::extended_request_id(ids_);
    const std::string_view route = request.route.view();
    const std::string pattern(route.substr(std::min(route.find(' ') + 1, route.size())));
    const std::string_view method = http::name(request.method);
    const Instant now = context_.calendar();

    Values fields;
    for (const http::Header& field : request.headers) fields.add(field.name.str(), field.value.view());
    const std::string address = request.client.text();
    if (!request.headers.has("X-Forwarded-For"))
        fields.add("X-Forwarded-For", request.client.is_v4() ? std::string_view(address).substr(address.rfind(':') + 1)
                                                             : std::string_view(address));
    if (!request.headers.has("X-Forwarded-Proto")) fields.add("X-Forwarded-Proto", request.secure ? "https" : "http");
    Values arguments;
    for (const auto& [name, value] : http::parse_query(request.query)) arguments.add(name, value);
    const std::string_view host = request.headers.get("Host");
    const bool named = host.find(".execute-api.") != std::string_view::npos;

    Json context;
    context["resourceId"] = pattern;
    context["resourcePath"] = pattern;
    context["httpMethod"] = method;
    context["extendedRequestId"] = extended_id_.view();
    context["requestTime"] = request_time(now);
    context["path"] = fmt::format("/{}{}", stage_, request.path.view());
    context["accountId"] = "000000000000";
    context["protocol"] = "HTTP/1.1";
    context["stage"] = stage_;
    context["domainPrefix"] = host.substr(0, host.find('.'));
    context["requestTimeEpoch"] = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    context["requestId"] = id_.view();
    context["identity"] = identity(request);
    context["domainName"] = host.substr(0, host.rfind(':'));
    context["apiId"] = named ? host.substr(0, host.find('.')) : api_;

    Json event;
    event["resource"] = pattern;
    event["path"] = request.path.view();
    event["httpMethod"] = method;
    event["headers"] = std::move(fields.last);
    event["multiValueHeaders"] = std::move(fields.all);
    event["queryStringParameters"] = arguments.last.empty() ? Json() : std::move(arguments.last);
    event["multiValueQueryStringParameters"] = arguments.all.empty() ? Json() : std::move(arguments.all);
    event["pathParameters"] = parameters(pattern, request.path.view());
    event["stageVariables"] = nullptr;
    event["requestContext"] = std::move(context);
    event["body"] = request.body.empty() ? Json() : Json(request.body.view());
    event["isBase64Encoded"] = false;
    return Text(event.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<http::Response> proxy_answer(std::string_view payload, bool binary) {
    const Json answer = Json::parse(payload, nullptr, false);
    if (!answer.is_object()) return std::nullopt;
    for (const auto& [name, value] : answer.items()) {
        if (!is_known(name)) return std::nullopt;
    }
    http::Response response;
    const auto status = status_of(answer);
    if (!status || !add_fields(answer, response.headers)) return std::nullopt;
    response.status = *status;
    bool encoded = false;
    if (const auto said = answer.find("isBase64Encoded"); said != answer.end() && !said->is_null()) {
        if (!said->is_boolean()) return std::nullopt;
        encoded = said->get<bool>();
    }
    if (const auto body = answer.find("body"); body != answer.end() && !body->is_null()) {
        if (!body->is_string()) return std::nullopt;
        const auto& text = body->get_ref<const std::string&>();
        if (encoded && binary) {
            const auto bytes = base64_decode(text);
            if (!bytes) return std::nullopt;
            response.body = Text(*bytes);
        } else {
            response.body = Text(text);
        }
    }
    if (!response.headers.has("Content-Type")) response.headers.add("Content-Type", "application/json");
    // Framing is the gateway's.
    for (const std::string_view framing : {"Content-Length", "Transfer-Encoding", "Connection"})
        response.headers.remove(framing);
    return response;
}

}  // namespace wt::gateway
