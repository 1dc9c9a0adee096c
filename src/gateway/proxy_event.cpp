#include "gateway/proxy_event.hpp"

#include <charconv>
#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "gateway/router.hpp"
#include "http/date.hpp"
#include "http/ids.hpp"
#include "http/payload_v2.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

using OrderedJson = nlohmann::ordered_json;

/// An object with room for so many members: where it grows, all that is in it is copied.
[[nodiscard]] OrderedJson object(std::size_t members) {
    OrderedJson made = OrderedJson::object();
    made.get_ref<OrderedJson::object_t&>().reserve(members);
    return made;
}

/// What comes in order, and what is there of each name.
struct Values {
    explicit Values(std::size_t names) : last(object(names)), all(object(names)) {}
    OrderedJson last;
    OrderedJson all;
    void add(const std::string& name, std::string_view value) {
        last[name] = value;
        all[name].push_back(value);
    }
};

[[nodiscard]] OrderedJson identity(const http::Request& request) {
    OrderedJson who = object(14);
    for (const char* unknown : {"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller"})
        who[unknown] = nullptr;
    who["sourceIp"] = http::source_ip(request);
    for (const char* unknown :
         {"principalOrgId", "accessKey", "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn"})
        who[unknown] = nullptr;
    const Text* agent = request.headers.find("User-Agent");
    who["userAgent"] = agent == nullptr ? OrderedJson() : OrderedJson(agent->view());
    who["user"] = nullptr;
    if (const Text* key = request.headers.find("x-api-key")) who["apiKey"] = key->view();
    return who;
}

/// A header's value: a text, a number or a truth; none for anything else.
[[nodiscard]] std::optional<std::string> field_value(const OrderedJson& value) {
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

[[nodiscard]] std::optional<int> status_of(const OrderedJson& answer) {
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
[[nodiscard]] bool add_fields(const OrderedJson& answer, http::Headers& to) {
    if (const auto several = answer.find("multiValueHeaders"); several != answer.end() && !several->is_null()) {
        if (!several->is_object()) return false;
        for (const auto& [name, values] : several->items()) {
            if (!values.is_array()) return false;
            for (const OrderedJson& each : values) {
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

OrderedJson proxy_event(const ProxyFacts& facts, const http::Request& request) {
    const std::string_view method = http::method_name(request);
    const std::string_view host = request.headers.get("Host");
    Values fields(request.headers.size() + 4);
    for (const http::Header& field : request.headers) fields.add(field.name.str(), field.value.view());
    const auto forward = [&](const std::string& name, std::string_view value) {
        if (!request.headers.has(name)) fields.add(name, value);
    };
    if (!facts.trace_id.empty()) forward("X-Amzn-Trace-Id", facts.trace_id);
    const std::size_t colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && is_digit(host.back());
    forward("X-Forwarded-For", http::source_ip(request));
    forward("X-Forwarded-Port", has_port ? host.substr(colon + 1) : request.secure ? "443" : "80");
    forward("X-Forwarded-Proto", request.secure ? "https" : "http");
    const auto query = http::parse_query(request.query);
    Values arguments(query.size());
    for (const auto& [name, value] : query) arguments.add(name, value);

    OrderedJson context = object(20);
    context["resourceId"] = facts.resource_id;
    context["resourcePath"] = facts.resource;
    context["httpMethod"] = method;
    context["extendedRequestId"] = facts.extended_id;
    context["requestTime"] = http::common_log_time(facts.arrived);
    context["path"] = fmt::format("/{}{}", facts.stage, request.path.view());
    context["accountId"] = facts.account;
    context["protocol"] = "HTTP/1.1";
    context["stage"] = facts.stage;
    context["domainPrefix"] = facts.domain.substr(0, facts.domain.find('.'));
    if (facts.authorizer != nullptr && !facts.authorizer->is_null()) context["authorizer"] = *facts.authorizer;
    context["requestTimeEpoch"] =
        std::chrono::floor<std::chrono::milliseconds>(facts.arrived.time_since_epoch()).count();
    context["requestId"] = facts.request_id;
    context["identity"] = identity(request);
    if (facts.identity != nullptr && facts.identity->is_object()) context["identity"].update(*facts.identity);
    context["domainName"] = facts.domain;
    if (!facts.deployment.empty()) context["deploymentId"] = facts.deployment;
    context["apiId"] = facts.api;

    OrderedJson event = object(11);
    event["resource"] = facts.resource;
    event["path"] = request.path.view();
    event["httpMethod"] = method;
    event["headers"] = std::move(fields.last);
    event["multiValueHeaders"] = std::move(fields.all);
    event["queryStringParameters"] = arguments.last.empty() ? OrderedJson() : std::move(arguments.last);
    event["multiValueQueryStringParameters"] = arguments.all.empty() ? OrderedJson() : std::move(arguments.all);
    OrderedJson parameters;  // null where there are none
    for (const auto& [name, value] : path_parameters(facts.resource, request.path)) parameters[name] = value;
    event["pathParameters"] = std::move(parameters);
    OrderedJson variables;
    if (facts.variables != nullptr) {
        for (const auto& [name, value] : *facts.variables) variables[name] = value;
    }
    event["stageVariables"] = std::move(variables);
    event["requestContext"] = std::move(context);
    if (request.body.empty()) {
        event["body"] = nullptr;
    } else if (facts.binary) {
        event["body"] = base64_encode(request.body);
    } else {
        event["body"] = request.body.view();
    }
    event["isBase64Encoded"] = facts.binary && !request.body.empty();
    return event;
}

std::string_view ProxyEvent::api_of(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    return host.find(".execute-api.") != std::string_view::npos ? host.substr(0, host.find('.')) : api_;
}

std::string ProxyEvent::method_arn(const http::Request& request) const {
    return fmt::format("arn:aws:execute-api:us-east-1:{}:{}/{}/{}{}", ProxyFacts().account, api_of(request), stage_,
                       http::method_name(request), request.path.view());
}

void ProxyEvent::authorized(const std::vector<std::pair<std::string, std::string>>& context) {
    OrderedJson said = OrderedJson::object();
    for (const auto& [name, value] : context) said[name] = value;
    authorizer_ = std::make_shared<const OrderedJson>(std::move(said));
}

ProxyFacts ProxyEvent::facts_of(const http::Request& request) {
    if (id_.empty()) {
        id_ = http::request_id(ids_);
        extended_id_ = http::extended_request_id(ids_);
    }
    const std::string_view route = request.route.view();
    const std::string_view host = request.headers.get("Host");
    ProxyFacts facts;
    facts.api = api_of(request);
    facts.authorizer = authorizer_.get();
    facts.domain = host.substr(0, host.rfind(':'));
    facts.stage = stage_;
    facts.resource = route.substr(std::min(route.find(' ') + 1, route.size()));
    facts.resource_id = facts.resource;
    facts.request_id = id_;
    facts.extended_id = extended_id_;
    facts.arrived = context_.calendar();
    return facts;
}

Text ProxyEvent::event(const http::Request& request) {
    return Text(proxy_event(facts_of(request), request).dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

Text ProxyEvent::question(const http::Request& request, const std::optional<std::string>& token) {
    OrderedJson asked = authorizer_question(token, method_arn(request));
    if (!token) add_request(asked, proxy_event(facts_of(request), request));
    return Text(asked.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

OrderedJson authorizer_question(const std::optional<std::string>& token, const std::string& method_arn) {
    OrderedJson event{{"type", token ? "TOKEN" : "REQUEST"}, {"methodArn", method_arn}};
    if (token) event["authorizationToken"] = *token;
    return event;
}

void add_request(OrderedJson& question, OrderedJson request) {
    for (const char* name :
         {"queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables"}) {
        if (request[name].is_null()) request[name] = OrderedJson::object();
    }
    request.erase("body");
    request.erase("isBase64Encoded");
    question.update(request);
}

std::optional<http::Response> proxy_answer(std::string_view payload, bool binary) {
    const OrderedJson answer = OrderedJson::parse(payload, nullptr, false);
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
