// /oauth2/authorize and /logout: who may ask for what, and where a browser goes with it.
#include <algorithm>

#include <fmt/format.h>

#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

constexpr Duration code_lifetime = 5min;
constexpr std::size_t most_codes = 100'000;

[[nodiscard]] bool among(const std::optional<std::vector<std::string>>& list, std::string_view what) {
    return list && std::find(list->begin(), list->end(), what) != list->end();
}

template <class Map>
void make_room(Map& map, Instant now) {
    if (map.size() < most_codes) return;
    std::erase_if(map, [now](const auto& each) { return each.second.expires <= now; });
    if (map.size() >= most_codes) map.erase(map.begin());
}

}  // namespace

http::Response error_page(std::string_view why) {
    http::Response response;
    response.status = 400;
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    LoginPage page;
    page.title = "An error was encountered with the requested page.";
    page.problem = std::string(why);
    response.body = Text(html_of(page));
    return response;
}

Result<ManagedLogin::Asked, http::Response> ManagedLogin::read_asked(const UserPool& pool, std::string text) {
    Fields query = fields_of(text);
    Asked asked;
    asked.pool = pool.id();
    asked.client = query["client_id"];
    asked.redirect = query["redirect_uri"];
    asked.type = query["response_type"];
    asked.scope = query["scope"];
    asked.state = query["state"];
    asked.nonce = query["nonce"];
    asked.challenge = query["code_challenge"];
    asked.query = std::move(text);
    const auto client = pool.clients().find(asked.client);
    if (client == pool.clients().end()) return error_page("invalid_request: Client does not exist.");
    const UserPoolClientType& settings = client->second.settings;
    // Nobody is sent to where the client does not say that it is.
    if (asked.redirect.empty()) asked.redirect = settings.default_redirect_uri.value_or("");
    if (!among(settings.callback_urls, asked.redirect)) return error_page("redirect_mismatch");
    const auto refuse = [&asked](const char* error, const char* why) {
        return redirect_to(
            with_query(asked.redirect, {{"error_description", why}, {"error", error}, {"state", asked.state}}));
    };
    if (asked.type != "code" && asked.type != "token") return refuse("invalid_request", "invalid response_type");
    const char* const flow = asked.type == "code" ? "code" : "implicit";
    if (!settings.allowed_o_auth_flows_user_pool_client.value_or(false) || !among(settings.allowed_o_auth_flows, flow))
        return refuse("unauthorized_client", "");
    const auto allowed = settings.allowed_o_auth_scopes.value_or(std::vector<std::string>());
    if (asked.scope.empty()) asked.scope = fmt::format("{}", fmt::join(allowed, " "));
    std::string_view rest = asked.scope;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const std::string_view one = rest.substr(0, end);
        if (!one.empty() && std::find(allowed.begin(), allowed.end(), one) == allowed.end())
            return refuse("invalid_scope", "");
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const std::string method = query["code_challenge_method"];
    if (!asked.challenge.empty() && method != "S256")
        return refuse("invalid_request", "code_challenge_method must be S256");
    if (asked.challenge.empty() && !method.empty()) return refuse("invalid_request", "code_challenge is missing");
    return asked;
}

const ManagedLogin::Browser* ManagedLogin::browser_of(const http::Request& request, std::string_view pool) {
    const auto found = browsers_.find(cookie_in(request, "cognito"));
    if (found == browsers_.end() || found->second.pool != pool || found->second.expires <= context_.now())
        return nullptr;
    if (found->second.sub.empty() || found->second.sub != sub_of(pool, found->second.user)) return nullptr;
    return &found->second;
}

std::string ManagedLogin::sub_of(std::string_view pool_id, std::string_view user) const {
    UserPool* const pool = catalogue_.find(pool_id);
    const UserEntry* const found = pool == nullptr ? nullptr : pool->find_user(user);
    return found == nullptr ? std::string() : found->sub;
}

Task<http::Response> ManagedLogin::authorize(std::string pool_id, std::string base, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return error_page("invalid_request");
    if (request.method == http::Method::post) request.query = request.body;
    auto asked = read_asked(*pool, request.query.str());
    if (!asked.ok()) co_return std::move(asked.error());
    auto provider = provider_asked(*pool, *asked);
    if (!provider.ok()) co_return std::move(provider.error());
    // OpenID Connect Core 1.0, 3.1.2.1.
    Fields query = fields_of(asked->query);
    const Browser* const known = browser_of(request, pool_id);
    const Browser* const browser = query["prompt"] == "login" ? nullptr : known;
    if (query["prompt"] == "none" && (browser == nullptr || (!provider->empty() && browser->provider != *provider)))
        co_return redirect_to(with_query(asked->redirect, {{"error", "login_required"}, {"state", asked->state}}));
    if (!provider->empty() && (browser == nullptr || browser->provider != *provider))
        co_return co_await send_away(std::move(*asked), std::move(*provider), std::move(base),
                                     cookie_in(request, "csrf-state"));
    if (browser == nullptr) co_return redirect_to("../login?" + asked->query);
    std::string user = browser->user;
    std::string no_cookie;
    co_return co_await grant(std::move(*asked), std::move(user), std::move(no_cookie));
}

Task<http::Response> ManagedLogin::grant(Asked asked, std::string user, std::string cookie) {
    std::string address = asked.redirect;
    const std::string state = asked.state;
    if (asked.type == "code") {
        make_room(codes_, context_.now());
        std::string code = draw_uuid(random_);
        std::string sub = sub_of(asked.pool, user);
        Code entry{std::move(asked), user, std::move(sub), context_.clock.after(code_lifetime)};
        codes_.insert_or_assign(code, std::move(entry));
        address = with_query(std::move(address), {{"code", code}, {"state", state}});
    } else {
        Asked copy = asked;
        const auto tokens = co_await tokens_of(std::move(copy), user, false);
        if (!tokens.ok()) {
            co_return redirect_to(with_query(
                std::move(address),
                {{"error_description", tokens.error().message}, {"error", "invalid_request"}, {"state", state}}));
        }
        const bool has_id = has_word(asked.scope, "openid");
        const auto seconds = std::chrono::floor<std::chrono::seconds>(tokens->expires_in).count();
        address = with_query(std::move(address),
                             {{"id_token", has_id ? tokens->id_token.text() : ""},
                              {"access_token", tokens->access_token.text()},
                              {"expires_in", fmt::format("{}", seconds)},
                              {"token_type", "Bearer"},
                              {"state", state}},
                             '#');
    }
    http::Response response = redirect_to(std::move(address));
    if (!cookie.empty())
        response.headers.add("Set-Cookie",
                             Text(fmt::format("cognito={}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax", cookie)));
    co_return response;
}

Task<http::Response> ManagedLogin::log_out(std::string pool_id, http::Request request) {
    const UserPool& pool = *catalogue_.find(pool_id);
    Fields query = fields_of(request.query.view());
    const auto client = pool.clients().find(query["client_id"]);
    if (client == pool.clients().end()) co_return error_page("invalid_request: Client does not exist.");
    http::Response response;
    if (among(client->second.settings.logout_urls, query["logout_uri"])) {
        response = redirect_to(query["logout_uri"]);
    } else if (query["logout_uri"].empty() && among(client->second.settings.callback_urls, query["redirect_uri"])) {
        response = redirect_to("login?" + request.query.str());
    } else {
        co_return error_page("invalid_request: Required String parameter 'redirect_uri' is not present");
    }
    response.headers.add("Set-Cookie", "cognito=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    const auto known = browsers_.find(cookie_in(request, "cognito"));
    if (known == browsers_.end()) co_return response;
    Browser browser = std::move(known->second);
    browsers_.erase(known);
    if (browser.provider.empty() || browser.pool != pool_id) co_return response;
    co_return co_await sign_off(std::move(pool_id), std::move(browser), std::move(response));
}

}  // namespace wt::identity
