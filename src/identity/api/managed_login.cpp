#include "identity/api/managed_login.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/fresh_random.hpp"
#include "http/uri.hpp"

namespace wt::identity {

namespace {

[[nodiscard]] http::Response no_page(int status, std::string_view text) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    LoginPage page;
    page.title = std::string(text);
    response.body = Text(html_of(page));
    return response;
}

/// The address of a pool's domain, as a browser knows it: by a host of its own, or by a path.
[[nodiscard]] std::string base_of(std::string_view domain, const http::Request& request) {
    const std::string_view host = request.headers.get("Host");
    const char* const scheme = request.secure ? "https" : "http";
    const bool has_host = host.starts_with(domain) && host.substr(domain.size()).starts_with(".auth.");
    return has_host ? fmt::format("{}://{}", scheme, host)
                    : fmt::format("{}://{}/_aws/cognito/{}", scheme, host, domain);
}

/// Pages of applications may send forms to the token endpoint, as at AWS.
void let_pages_in(http::Response& response) {
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Amz-User-Agent");
    response.headers.add("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
}

}  // namespace

std::string with_query(std::string address, const std::vector<std::pair<std::string, std::string>>& more, char mark) {
    if (mark == '?' && address.find('?') != std::string::npos) mark = '&';
    for (const auto& [name, value] : more) {
        if (value.empty()) continue;
        address += mark;
        address += http::percent_encode(name) + "=" + http::percent_encode(value);
        mark = '&';
    }
    return address;
}

http::Response redirect_to(std::string address) {
    http::Response response;
    response.status = 302;
    response.headers.add("Location", Text(address));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

std::string cookie_in(const http::Request& request, std::string_view name) {
    for (const http::Header& field : request.headers) {
        std::string_view text = field.value.view();
        if (field.name.view().size() != 6 || field.name.view().substr(1) != "ookie") continue;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find(';'), text.size());
            std::string_view one = text.substr(0, end);
            one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
            if (one.starts_with(name) && one.size() > name.size() && one[name.size()] == '=')
                return std::string(one.substr(name.size() + 1));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    return {};
}

std::map<std::string, std::string> fields_of(std::string_view query) {
    std::map<std::string, std::string> fields;
    for (auto& [name, value] : http::parse_query(query)) fields.emplace(std::move(name), std::move(value));
    return fields;
}

ManagedLogin::ManagedLogin(const Context& context, Cognito& cognito, Catalogue& catalogue)
    : context_(context), cognito_(cognito), catalogue_(catalogue), random_(fresh_random(context, "cognito.login")) {}

Task<http::Response> ManagedLogin::handle(std::string domain, http::Request request) {
    UserPool* const pool = catalogue_.of_domain(domain);
    if (pool == nullptr) co_return no_page(404, "No user pool has this domain.");
    const std::string path = request.path.str();
    const bool reads = request.method == http::Method::get;
    const bool posts = request.method == http::Method::post;
    std::string base = base_of(domain, request);
    const bool of_clients = path == "/oauth2/token" && posts &&
                            request.body.view().find("grant_type=client_credentials") != std::string_view::npos;
    const bool counts = posts || path == "/oauth2/idpresponse" || path == "/oauth2/userInfo";
    if (counts && cognito_.admit(pool->entry().place, of_clients ? std::string_view("client_credentials") : path)) {
        // Assumed: what a page or an endpoint answers is not written down.
        http::Response refused = path.starts_with("/oauth2/")
                                     ? http::json_response(429, R"({"error":"too_many_requests"})")
                                     : no_page(429, "Too many requests. Try again.");
        let_pages_in(refused);
        co_return refused;
    }
    if (path == "/oauth2/authorize" && (reads || posts))
        co_return co_await authorize(pool->id(), std::move(base), std::move(request));
    if (path == "/oauth2/idpresponse" && (reads || posts))
        co_return co_await oidc_answer(pool->id(), std::move(request));
    if (path == "/saml2/idpresponse" && posts)
        co_return co_await saml_answer(pool->id(), std::move(base), std::move(request));
    if (path == "/saml2/logout" && (reads || posts)) co_return signed_off(pool->id(), request);
    if (path == "/passkeys/add" && (reads || posts)) co_return co_await add_passkey(pool->id(), std::move(request));
    if (path == "/login") co_return co_await login(pool->id(), std::move(request));
    if (path == "/signup" || path == "/confirmUser" || path == "/forgotPassword" || path == "/confirmForgotPassword")
        co_return co_await form(pool->id(), std::move(request));
    if (path == "/logout" && reads) co_return co_await log_out(pool->id(), std::move(request));
    if (path.starts_with("/assets/") && reads) co_return asset(*pool, path);
    const bool is_endpoint = path == "/oauth2/token" || path == "/oauth2/userInfo" || path == "/oauth2/revoke";
    if (!is_endpoint) co_return no_page(404, "There is no such page.");
    http::Response answer;
    if (request.method == http::Method::options) {
        answer.status = 204;
    } else if (path == "/oauth2/userInfo" && (reads || posts)) {
        answer = co_await user_info(pool->id(), std::move(request));
    } else if (path == "/oauth2/token" && posts) {
        answer = co_await token(pool->id(), std::move(request));
    } else if (path == "/oauth2/revoke" && posts) {
        answer = co_await revoke(pool->id(), std::move(request));
    } else {
        answer.status = 405;
    }
    let_pages_in(answer);
    co_return answer;
}

std::string ManagedLogin::discovery(const UserPool& pool, std::string_view base) {
    nlohmann::json document{{"issuer", pool.issuer()},
                            {"jwks_uri", fmt::format("{}/{}/.well-known/jwks.json", base, pool.id())},
                            {"id_token_signing_alg_values_supported", {"RS256"}},
                            {"response_types_supported", {"code", "token"}},
                            {"scopes_supported", {"openid", "email", "phone", "profile"}},
                            {"subject_types_supported", {"public"}},
                            {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post"}}};
    if (!pool.domains().empty()) {
        const std::string at = fmt::format("{}/_aws/cognito/{}", base, pool.domains().begin()->first);
        document["authorization_endpoint"] = at + "/oauth2/authorize";
        document["token_endpoint"] = at + "/oauth2/token";
        document["userinfo_endpoint"] = at + "/oauth2/userInfo";
        document["revocation_endpoint"] = at + "/oauth2/revoke";
        document["end_session_endpoint"] = at + "/logout";
    }
    return document.dump();
}

}  // namespace wt::identity
