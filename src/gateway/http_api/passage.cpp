#include "gateway/http_api/passage.hpp"

#include <chrono>

#include <fmt/format.h>

#include "http/date.hpp"
#include "http/payload_v2.hpp"
#include "http/uri.hpp"

namespace wt::gateway::http_api {

namespace {

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] std::optional<std::string> some(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

[[nodiscard]] std::optional<std::string> member(const OrderedJson& of, const char* part, std::string_view name) {
    if (!of.is_object() || !of.contains(part) || !of[part].is_object()) return std::nullopt;
    const auto found = of[part].find(std::string(name));
    if (found == of[part].end() || found->is_null()) return std::nullopt;
    return found->is_string() ? found->get<std::string>()
                              : found->dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// "claims.sub" of a token, "error", or what a function said.
[[nodiscard]] std::optional<std::string> of_authorizer(const Passage& pass, std::string_view name) {
    constexpr std::string_view claims = "claims.";
    if (name == "error") return some(pass.authorizer_error);
    if (name == "principalId") return some(pass.principal);
    if (!name.starts_with(claims)) return member(pass.authorizer, "lambda", name);
    if (!pass.authorizer.is_object() || !pass.authorizer.contains("jwt")) return std::nullopt;
    return member(pass.authorizer["jwt"], "claims", name.substr(claims.size()));
}

[[nodiscard]] std::string milliseconds(Duration span) {
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(span).count());
}

/// What an access log tells of the answer.
[[nodiscard]] std::optional<std::string> of_answer(const Passage& pass, std::string_view name) {
    const auto number = [](const std::optional<int>& value) {
        return value ? std::optional(std::to_string(*value)) : std::nullopt;
    };
    if (name == "status") return number(pass.status);
    if (name == "responseLength" && pass.status) return std::to_string(pass.response_length);
    if (name == "dataProcessed" && pass.status) return std::to_string(pass.response_length + pass.request.body.size());
    if (name == "responseLatency" && pass.status) return milliseconds(pass.response_latency);
    if (name == "integrationLatency" || name == "integration.latency")
        return pass.integration_latency ? std::optional(milliseconds(*pass.integration_latency)) : std::nullopt;
    if (name == "integrationStatus" || name == "integration.status" || name == "integration.integrationStatus")
        return number(pass.integration_status);
    if (name == "integrationErrorMessage" || name == "integration.error") return some(pass.integration_error);
    if (name == "error.message") return some(pass.error_message);
    if (name == "error.messageString" && !pass.error_message.empty()) return OrderedJson(pass.error_message).dump();
    return std::nullopt;
}

}  // namespace

std::string full_path(const Passage& pass) {
    return pass.api.stage == "$default" ? pass.request.path.str()
                                        : fmt::format("/{}{}", pass.api.stage, pass.request.path.view());
}

std::string domain_of(const Passage& pass) {
    const std::string_view host = pass.request.headers.get("Host");
    if (host.find(".execute-api.") != std::string_view::npos) return std::string(host.substr(0, host.rfind(':')));
    return fmt::format("{}.execute-api.{}.amazonaws.com", pass.api.id, pass.api.region);
}

std::string execute_arn(const Passage& pass, std::string_view rest) {
    return fmt::format("arn:aws:execute-api:{}:{}:{}/{}/{}", pass.api.region, pass.api.account, pass.api.id,
                       pass.api.stage, rest);
}

std::string method_arn(const Passage& pass) {
    return execute_arn(pass, fmt::format("{}{}", http::method_name(pass.request), pass.request.path.view()));
}

std::optional<std::string> context_value(const Passage& pass, std::string_view name) {
    const http::Request& request = pass.request;
    if (name == "requestId" || name == "extendedRequestId") return pass.request_id.str();
    if (name == "accountId") return pass.api.account;
    if (name == "apiId") return pass.api.id;
    if (name == "stage") return pass.api.stage;
    if (name == "routeKey") return pass.route == nullptr ? std::nullopt : some(pass.route->key);
    if (name == "httpMethod") return std::string(http::method_name(request));
    if (name == "path") return http::percent_decode(full_path(pass));
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
    if (name == "identity.caller") return member(pass.authorizer, "iam", "callerId");
    if (name == "identity.user") return member(pass.authorizer, "iam", "userId");
    if (name == "identity.accountId" || name == "identity.userArn")
        return member(pass.authorizer, "iam", name.substr(name.find('.') + 1));
    constexpr std::string_view authorizer = "authorizer.";
    if (name.starts_with(authorizer)) return of_authorizer(pass, name.substr(authorizer.size()));
    return of_answer(pass, name);
}

}  // namespace wt::gateway::http_api
