#include "cloud/pool_guard.hpp"

#include <nlohmann/json.hpp>

#include "aws/payload_reader.hpp"
#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::cloud {

namespace {

using edge::waf::Protected;
using edge::waf::WebAcl;
using GuardJson = nlohmann::json;

constexpr aws::ErrorRow body_too_large{"RequestEntityTooLargeException", 413, "The request body is too large."};

/// "InitiateAuth"; empty: none of Cognito's.
[[nodiscard]] std::string_view operation_of(const http::Request& request) {
    constexpr std::string_view prefix = "AWSCognitoIdentityProviderService.";
    const std::string_view target = request.headers.get("X-Amz-Target");
    return target.starts_with(prefix) ? target.substr(prefix.size()) : std::string_view();
}

[[nodiscard]] std::string text_in(const GuardJson& document, const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What of a request a web ACL is shown. Assumed: which header fields are confidential.
[[nodiscard]] http::Request shown(const http::Request& request) {
    http::Request copy;
    (void)http::set_method(copy, http::method_name(request));
    copy.path = request.path;
    copy.query = request.query;
    copy.client = request.client;
    copy.number = request.number;
    copy.secure = request.secure;
    for (const http::Header& field : request.headers) {
        const bool is_confidential =
            same_ignoring_case(field.name, "Authorization") || same_ignoring_case(field.name, "Cookie");
        if (!is_confidential) copy.headers.add(field.name, field.value);
    }
    return copy;
}

/// Assumed: the page.
[[nodiscard]] http::Response forbidden_page() {
    http::Response response;
    response.status = 403;
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.body = Text(
        "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>");
    return response;
}

[[nodiscard]] http::Response forbidden(std::string_view why) {
    http::Response response =
        http::json_response(403, Text(GuardJson{{"__type", "ForbiddenException"},
                                                {"message", "Request not allowed due to WAF " + std::string(why) + "."}}
                                          .dump()));
    response.headers.set("Content-Type", "application/x-amz-json-1.1");
    response.headers.add("x-amzn-ErrorType", "ForbiddenException:");
    return response;
}

/// Pages of other sites may call the API, and read that it refuses.
void let_pages_read_refusal(const http::Request& request, http::Response& response) {
    if (!request.headers.has("Origin")) return;
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
}

}  // namespace

std::optional<http::Response> PoolGuard::look(const http::Request& request, std::string_view operation) const {
    const GuardJson read =
        nests_deeper(request.body.view()) ? GuardJson() : GuardJson::parse(request.body.view(), nullptr, false);
    const GuardJson said = read.is_object() ? read : GuardJson::object();
    const std::string client = text_in(said, "ClientId");
    const identity::UserPool* const pool =
        parts_.cognito.pool_of(client, text_in(said, "AccessToken"), text_in(said, "Session"));
    WebAcl* const acl = pool == nullptr ? nullptr : parts_.web_acls.before_pool(pool->id());
    if (acl == nullptr) return std::nullopt;
    http::Request copy = shown(request);
    copy.headers.set("x-amzn-cognito-operation-name", Text(operation));
    if (!client.empty()) copy.headers.set("x-amzn-cognito-client-id", Text(client));
    GuardJson body = GuardJson::object();
    for (const char* const name : {"AuthFlow", "ChallengeName", "ClientId"}) {
        if (const std::string text = text_in(said, name); !text.empty()) body[name] = text;
    }
    copy.body = Text(body.dump(-1, ' ', false, GuardJson::error_handler_t::replace));
    auto refused = acl->look_at(copy, {Protected::user_pool, [] { return forbidden("block"); }, pool->id()});
    if (!refused) return std::nullopt;
    const std::string_view token_wanted = refused->headers.get("x-amzn-waf-action");
    if (!token_wanted.empty()) refused = forbidden(token_wanted);
    // A rule's own status is one of the client's errors, or AWS's.
    if (refused->status < 400 || refused->status > 499) refused->status = 403;
    let_pages_read_refusal(request, *refused);
    return refused;
}

Task<http::Response> PoolGuard::call(http::Request request) {
    const std::string operation(operation_of(request));
    if (!parts_.web_acls.guards_pools() || !identity::Cognito::is_open(operation))
        co_return co_await parts_.endpoint.handle(std::move(request));
    if (request.stream != nullptr) {
        const auto payload = aws::open_payload(request, aws::Signed(), std::nullopt);
        if (payload.ok()) {
            aws::Error refusal(body_too_large);
            auto body = co_await aws::collect(**payload, identity::Cognito::longest_body, std::move(refusal));
            if (!body.ok()) {
                GuardJson why{{"__type", body.error().code}, {"message", body.error().message}};
                co_return http::json_response(body.error().status, Text(why.dump()));
            }
            request.body = std::move(*body);
            request.stream = {};
        }
    }
    if (auto refused = look(request, operation)) co_return std::move(*refused);
    co_return co_await parts_.endpoint.handle(std::move(request));
}

Task<http::Response> PoolGuard::page(std::string domain, http::Request request) {
    const identity::UserPool* const pool = parts_.web_acls.guards_pools() ? parts_.pools.of_domain(domain) : nullptr;
    WebAcl* const acl = pool == nullptr ? nullptr : parts_.web_acls.before_pool(pool->id());
    if (acl != nullptr) {
        http::Request copy = shown(request);
        const std::string client = identity::fields_of(request.query.view())["client_id"];
        if (!client.empty()) copy.headers.set("x-amzn-cognito-client-id", Text(client));
        auto refused = acl->look_at(copy, {Protected::user_pool, forbidden_page, pool->id()});
        if (refused) co_return std::move(*refused);
    }
    co_return co_await parts_.login.handle(std::move(domain), std::move(request));
}

}  // namespace wt::cloud
