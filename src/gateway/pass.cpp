#include "gateway/pass.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "gateway/integration.hpp"
#include "http/date.hpp"
#include "http/payload_v2.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::optional<std::string> last_of(const Pairs& pairs, std::string_view name) {
    std::optional<std::string> value;
    for (const auto& [key, each] : pairs) {
        if (key == name) value = each;
    }
    return value;
}
[[nodiscard]] std::optional<std::string> all_of(const Pairs& pairs, std::string_view name) {
    std::optional<std::string> values;
    for (const auto& [key, each] : pairs) {
        if (key == name) values = values ? *values + "," + each : each;
    }
    return values;
}
[[nodiscard]] std::optional<std::string> last_of(const http::Headers& headers, std::string_view name) {
    std::optional<std::string> value;
    for (const http::Header& each : headers) {
        if (same_ignoring_case(each.name, name)) value = each.value.str();
    }
    return value;
}
[[nodiscard]] std::optional<std::string> all_of(const http::Headers& headers, std::string_view name) {
    std::optional<std::string> values;
    for (const http::Header& each : headers) {
        if (same_ignoring_case(each.name, name)) values = values ? *values + "," + each.value.str() : each.value.str();
    }
    return values;
}

/// What stands behind the prefix, where the text begins with it in any case.
[[nodiscard]] std::optional<std::string_view> behind(std::string_view text, std::string_view prefix) {
    if (text.size() < prefix.size() || !same_ignoring_case(text.substr(0, prefix.size()), prefix)) return std::nullopt;
    return text.substr(prefix.size());
}

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] std::string quoted(const std::string& text) {
    return OrderedJson(text).dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// "principalId", or "claims.sub".
[[nodiscard]] std::optional<std::string> said_by_authorizer(const OrderedJson& said, std::string_view name) {
    const OrderedJson* at = &said;
    if (const auto claim = behind(name, "claims.")) {
        if (!said.is_object() || !said.contains("claims")) return std::nullopt;
        at = &said["claims"];
        name = *claim;
    }
    if (!at->is_object() || !at->contains(name)) return std::nullopt;
    const OrderedJson& value = (*at)[std::string(name)];
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// What $context has, but for what the authorizer said and what went wrong.
constexpr std::string_view context_names[] = {
    "accountId",  "apiId",           "deploymentId",      "domainName",         "domainPrefix",    "extendedRequestId",
    "httpMethod", "identity.apiKey", "identity.sourceIp", "identity.userAgent", "isCanaryRequest", "path",
    "protocol",   "requestId",       "requestTime",       "requestTimeEpoch",   "resourceId",      "resourcePath",
    "stage",      "xrayTraceId"};

/// A literal, the context, a stage variable; and whether it was one of these.
[[nodiscard]] bool common_value(const Pass& pass, std::string_view expression, std::optional<std::string>& value) {
    if (expression.size() >= 2 && expression.front() == '\'' && expression.back() == '\'') {
        value = std::string(expression.substr(1, expression.size() - 2));
        return true;
    }
    if (const auto name = behind(expression, "context.")) {
        value = context_value(pass, *name);
        return true;
    }
    if (const auto name = behind(expression, "stageVariables.")) {
        const auto found = pass.stage.variables.find(std::string(*name));
        if (found != pass.stage.variables.end()) value = found->second;
        return true;
    }
    return false;
}

}  // namespace

void set_field(http::Headers& fields, std::string_view name, std::string_view value) {
    constexpr std::string_view ends("\r\n\0", 3);
    if (name.find_first_of(ends) == std::string_view::npos && value.find_first_of(ends) == std::string_view::npos)
        fields.set(Text(name), Text(value));
}

std::string domain_of(const Pass& pass) {
    const std::string_view host = pass.request.headers.get("Host");
    if (host.find(".execute-api.") != std::string_view::npos) return std::string(host.substr(0, host.rfind(':')));
    return fmt::format("{}.execute-api.{}.amazonaws.com", pass.stage.api_id, pass.stage.region);
}

ProxyFacts facts_of(const Pass& pass, std::string_view domain) {
    ProxyFacts facts;
    facts.account = pass.stage.account;
    facts.api = pass.stage.api_id;
    facts.domain = domain;
    facts.stage = pass.stage_name;
    facts.deployment = pass.stage.deployment_id;
    facts.resource = pass.resource_path;
    if (pass.method != nullptr) facts.resource_id = pass.method->resource_id;
    facts.request_id = pass.request_id;
    facts.extended_id = pass.extended_request_id;
    facts.trace_id = pass.trace_id;
    facts.arrived = pass.arrived;
    if (!pass.stage.variables.empty()) facts.variables = &pass.stage.variables;
    facts.authorizer = &pass.authorizer;
    facts.identity = &pass.identity;
    facts.binary = is_binary(pass.stage, pass.request.headers.get("Content-Type"));
    return facts;
}

std::string execute_arn(const Pass& pass, std::string_view rest) {
    return fmt::format("arn:aws:execute-api:{}:{}:{}/{}", pass.stage.region, pass.stage.account, pass.stage.api_id,
                       rest);
}

std::string method_arn(const Pass& pass) {
    return execute_arn(
        pass, fmt::format("{}/{}{}", pass.stage_name, http::method_name(pass.request), pass.request.path.view()));
}

std::optional<std::string> context_value(const Pass& pass, std::string_view name) {
    const http::Request& request = pass.request;
    const auto some = [](std::string_view text) {
        return text.empty() ? std::nullopt : std::optional<std::string>(text);
    };
    if (name == "requestId") return pass.request_id.str();
    if (name == "extendedRequestId") return pass.extended_request_id.str();
    if (name == "xrayTraceId") return pass.trace_id.str();
    if (name == "accountId") return pass.stage.account;
    if (name == "apiId") return pass.stage.api_id;
    if (name == "stage") return pass.stage_name;
    if (name == "deploymentId") return pass.stage.deployment_id;
    if (name == "httpMethod") return std::string(http::method_name(request));
    if (name == "resourcePath") return some(pass.resource_path);
    if (name == "resourceId") return pass.method == nullptr ? std::nullopt : some(pass.method->resource_id);
    if (name == "path") return "/" + pass.stage_name + (request.path == "/" ? "/" : request.path.str());
    if (name == "protocol") return "HTTP/1.1";
    if (name == "requestTime") return http::common_log_time(pass.arrived);
    if (name == "requestTimeEpoch") {
        return std::to_string(std::chrono::floor<std::chrono::milliseconds>(pass.arrived.time_since_epoch()).count());
    }
    if (name == "domainName") return domain_of(pass);
    if (name == "domainPrefix") {
        const std::string domain = domain_of(pass);
        return domain.substr(0, domain.find('.'));
    }
    if (name == "identity.sourceIp") return http::source_ip(request);
    if (name == "identity.userAgent") return some(request.headers.get("User-Agent"));
    if (const auto key = behind(name, "identity.")) {
        if (pass.identity.is_object() && pass.identity.contains(*key))
            return pass.identity[std::string(*key)].get<std::string>();
        return *key == "apiKey" ? some(request.headers.get("x-api-key")) : std::nullopt;
    }
    if (const auto key = behind(name, "authorizer.")) return said_by_authorizer(pass.authorizer, *key);
    const auto milliseconds = [](Duration span) {
        return std::to_string(std::chrono::floor<std::chrono::milliseconds>(span).count());
    };
    if (name == "isCanaryRequest") return pass.stage.is_canary ? "true" : "false";
    if (name == "status" && pass.status) return std::to_string(*pass.status);
    if (name == "responseLength" && pass.status) return std::to_string(pass.response_length);
    if (name == "responseLatency" && pass.status) return milliseconds(pass.response_latency);
    if (name == "integrationLatency" || name == "integration.latency")
        return pass.integration_latency ? std::optional(milliseconds(*pass.integration_latency)) : std::nullopt;
    if (name == "integrationStatus" || name == "integration.status")
        return pass.integration_status ? std::optional(std::to_string(*pass.integration_status)) : std::nullopt;
    if (name == "integrationErrorMessage" || name == "integration.error") return some(pass.integration_error);
    if (name.starts_with("error.") && pass.error_type.empty()) return std::nullopt;
    if (name == "error.message") return some(pass.error_message);
    if (name == "error.messageString") {
        if (pass.error_message.empty()) return "null";
        return quoted(pass.error_message);
    }
    if (name == "error.responseType") return some(pass.error_type);
    return std::nullopt;
}

OrderedJson context_of(const Pass& pass) {
    OrderedJson context = OrderedJson::object();
    for (const std::string_view name : context_names) {
        const auto value = context_value(pass, name);
        if (!value) continue;
        const std::size_t dot = name.find('.');
        OrderedJson& place = dot == std::string_view::npos
                                 ? context[std::string(name)]
                                 : context[std::string(name.substr(0, dot))][std::string(name.substr(dot + 1))];
        place = name == "requestTimeEpoch" ? OrderedJson::parse(*value) : OrderedJson(*value);
    }
    if (pass.identity.is_object()) context["identity"].update(pass.identity);
    if (pass.authorizer.is_object()) context["authorizer"] = pass.authorizer;
    return context;
}

std::optional<std::string> request_value(const Pass& pass, std::string_view expression) {
    std::optional<std::string> value;
    if (common_value(pass, expression, value)) return value;
    const auto name = behind(expression, "method.request.");
    if (!name) return std::nullopt;
    if (const auto key = behind(*name, "header.")) return last_of(pass.request.headers, *key);
    if (const auto key = behind(*name, "multivalueheader.")) return all_of(pass.request.headers, *key);
    if (const auto key = behind(*name, "querystring.")) return last_of(pass.query, *key);
    if (const auto key = behind(*name, "multivaluequerystring.")) return all_of(pass.query, *key);
    if (const auto key = behind(*name, "path.")) return last_of(pass.path_parameters, *key);
    if (*name == "body") return pass.request.body.str();
    return std::nullopt;
}

std::optional<std::string> response_value(const Pass& pass, const http::Response& response,
                                          std::string_view expression) {
    std::optional<std::string> value;
    if (common_value(pass, expression, value)) return value;
    const auto name = behind(expression, "integration.response.");
    if (!name) return std::nullopt;
    if (const auto key = behind(*name, "header.")) return last_of(response.headers, *key);
    if (const auto key = behind(*name, "multivalueheader.")) return all_of(response.headers, *key);
    if (*name == "body") return response.body.str();
    return std::nullopt;
}

}  // namespace wt::gateway
