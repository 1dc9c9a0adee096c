// Sign-ins at providers elsewhere: where a browser is sent, /oauth2/idpresponse, /saml2/idpresponse and /saml2/logout.
#include <algorithm>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/words.hpp"
#include "identity/saml/requests.hpp"
#include "identity/saml/response.hpp"

namespace wt::identity {

namespace {

/// Assumed: how long somebody may take at the provider.
constexpr Duration away_lifetime = 5min;
constexpr Duration federated_lifetime = 1h;
constexpr std::size_t most_away = 100'000;
constexpr std::size_t longest_response = 100'000;  // Developer Guide, "saml2/idpresponse endpoint"
constexpr const char* browser_cookie = "csrf-state";

[[nodiscard]] std::string detail_of(const IdentityProviderType& provider, const char* name) {
    if (!provider.provider_details) return {};
    const auto found = provider.provider_details->find(name);
    return found == provider.provider_details->end() ? std::string() : found->second;
}

[[nodiscard]] std::string audience_of(const UserPool& pool) { return "urn:amazon:cognito:sp:" + pool.id(); }

/// As AWS has it, which a provider may have been told.
[[nodiscard]] std::string usual_consumer(const UserPool& pool) {
    if (pool.domains().empty()) return {};
    return fmt::format("https://{}.auth.{}.amazoncognito.com/saml2/idpresponse", pool.domains().begin()->first,
                       pool.entry().place.region);
}

/// SAML 2.0 Bindings, 3.4.4.1: a request in an address, signed where the provider is told so.
[[nodiscard]] std::string with_request(const UserPool& pool, const std::string& address, const std::string& request,
                                       const std::string& relay, bool is_signed) {
    std::string query = fmt::format("SAMLRequest={}&RelayState={}", http::percent_encode(saml::deflated(request)),
                                    http::percent_encode(relay));
    if (is_signed) {
        query += "&SigAlg=" + http::percent_encode("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        query += "&Signature=" + http::percent_encode(base64_encode(pool.key()->sign(query)));
    }
    return address + (address.find('?') == std::string::npos ? "?" : "&") + query;
}

[[nodiscard]] http::Response refused_for(const std::string& redirect, const std::string& state,
                                         const std::string& error, const std::string& why) {
    return redirect_to(with_query(redirect, {{"error_description", why}, {"error", error}, {"state", state}}));
}

[[nodiscard]] std::string joined(const std::vector<std::string>& values) {
    if (values.size() == 1) return values.front();
    return fmt::format("[{}]", fmt::join(values, ", "));
}

}  // namespace

Result<std::string, http::Response> ManagedLogin::provider_asked(const UserPool& pool, const Asked& asked) {
    Fields query = fields_of(asked.query);
    const auto client = pool.clients().find(asked.client);
    const auto& offered = client->second.settings.supported_identity_providers;
    std::string name = query["identity_provider"];
    if (name.empty() && !query["idp_identifier"].empty()) {
        const IdentityProviderType* const found = Cognito::provider_of(pool, query["idp_identifier"]);
        if (found == nullptr) return error_page("Login option is not available. Please try another one");
        name = *found->provider_name;
    }
    if (name.empty() && offered && offered->size() == 1) name = offered->front();
    if (name.empty() || name == "COGNITO") return std::string();
    const bool may = offered && std::find(offered->begin(), offered->end(), name) != offered->end();
    if (!may || !pool.providers().contains(name))
        return error_page("Login option is not available. Please try another one");
    return name;
}

Task<http::Response> ManagedLogin::send_away(Asked asked, std::string name, std::string base, std::string browser) {
    UserPool* pool = catalogue_.find(asked.pool);
    IdentityProviderType provider = pool->providers().find(name)->second;
    const bool is_saml = provider.provider_type == "SAML";
    const bool is_new = browser.empty();
    if (is_new) browser = draw_uuid(random_);
    const std::string state = draw_uuid(random_);
    Away away;
    away.provider = std::move(name);
    away.address = base + (is_saml ? "/saml2/idpresponse" : "/oauth2/idpresponse");
    away.browser = browser;
    away.expires = context_.clock.after(away_lifetime);
    std::string to;
    if (is_saml) {
        auto details = provider.provider_details.value_or(Fields());
        const auto metadata = co_await cognito_.providers_.metadata(std::move(details));
        if (!metadata.ok())
            co_return refused_for(asked.redirect, asked.state, "server_error",
                                  "The metadata of the provider cannot be read: " + metadata.error().message);
        pool = catalogue_.find(asked.pool);
        if (pool == nullptr) co_return error_page("invalid_request");
        saml::AuthnRequest request;
        request.id = away.request = "_" + draw_uuid(random_);
        request.destination = metadata->sign_on;
        request.consumer = away.address;
        request.issuer = audience_of(*pool);
        request.issued = context_.calendar();
        to = with_request(*pool, metadata->sign_on, saml::text_of(request), state,
                          detail_of(provider, "RequestSigningAlgorithm") == "rsa-sha256");
    } else {
        away.nonce = draw_uuid(random_);
        to = with_query(detail_of(provider, "authorize_url"), {{"client_id", detail_of(provider, "client_id")},
                                                               {"redirect_uri", away.address},
                                                               {"scope", detail_of(provider, "authorize_scopes")},
                                                               {"response_type", "code"},
                                                               {"state", state},
                                                               {"nonce", away.nonce}});
        // Apple gives names and addresses only so.
        if (provider.provider_type == "SignInWithApple") to += "&response_mode=form_post";
    }
    away.asked = std::move(asked);
    if (away_.size() >= most_away)
        std::erase_if(away_, [this](const auto& each) { return each.second.expires <= context_.now(); });
    if (away_.size() >= most_away) away_.erase(away_.begin());
    away_.insert_or_assign(state, std::move(away));
    http::Response response = redirect_to(std::move(to));
    if (is_new)
        response.headers.add("Set-Cookie", Text(fmt::format("{}={}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
                                                            browser_cookie, browser)));
    co_return response;
}

std::optional<ManagedLogin::Away> ManagedLogin::take_away(const std::string& pool, const std::string& state) {
    const auto found = away_.find(state);
    if (found == away_.end() || found->second.asked.pool != pool) return std::nullopt;
    Away away = std::move(found->second);
    away_.erase(found);
    if (away.expires <= context_.now()) return std::nullopt;
    return away;
}

Task<http::Response> ManagedLogin::oidc_answer(std::string pool_id, http::Request request) {
    const bool posts = request.method == http::Method::post;
    Fields fields = fields_of(posts ? request.body.view() : request.query.view());
    // A form comes from the provider's page, with which a browser sends no cookie of ours. Another browser's visit
    // leaves the state to the one that was sent away.
    const auto known = away_.find(fields["state"]);
    if (!posts && known != away_.end() && cookie_in(request, browser_cookie) != known->second.browser)
        co_return error_page("Invalid state");
    const auto away = take_away(pool_id, fields["state"]);
    if (!away) co_return error_page("Invalid state");
    const Asked& asked = away->asked;
    if (!fields["error"].empty())
        co_return refused_for(asked.redirect, asked.state, fields["error"], fields["error_description"]);
    if (fields["code"].empty())
        co_return refused_for(asked.redirect, asked.state, "invalid_request", "There is no code");
    UserPool* const pool = catalogue_.find(pool_id);
    const auto provider = pool == nullptr ? UserPool::Parts<IdentityProviderType>::const_iterator()
                                          : pool->providers().find(away->provider);
    if (pool == nullptr || provider == pool->providers().end()) co_return error_page("Login option is not available.");
    IdentityProviderType copy = provider->second;
    Providers::Return given{fields["code"], away->address, away->nonce};
    auto identity = co_await cognito_.providers_.redeem(std::move(copy), std::move(given));
    if (!identity.ok()) co_return refused_for(asked.redirect, asked.state, "invalid_request", identity.error().message);
    Away arriving = *away;
    co_return co_await arrived(std::move(arriving), std::move(*identity), "invalid_request", "");
}

Task<http::Response> ManagedLogin::saml_answer(std::string pool_id, std::string base, http::Request request) {
    Fields fields = fields_of(request.body.view());
    const std::string& relay = fields["RelayState"];
    UserPool* pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return error_page("invalid_request");
    std::optional<Away> away = take_away(pool_id, relay);
    // An answer that nobody asked for says in RelayState what /oauth2/authorize would be asked for.
    const bool is_asked = away.has_value();
    if (!is_asked && relay.find("client_id=") != std::string::npos) {
        auto asked = read_asked(*pool, relay);
        if (!asked.ok()) co_return std::move(asked.error());
        auto name = provider_asked(*pool, *asked);
        if (!name.ok()) co_return std::move(name.error());
        away.emplace();
        away->asked = std::move(*asked);
        away->provider = *name;
        away->address = base + "/saml2/idpresponse";
    }
    if (!away) co_return error_page("Invalid relayState from identity provider");
    const std::string redirect = away->asked.redirect;
    const std::string state = away->asked.state;
    const auto refuse = [redirect, state](const std::string& why) {
        return refused_for(redirect, state, "server_error", "Invalid SAML response received: " + why);
    };
    const auto provider = pool->providers().find(away->provider);
    if (provider == pool->providers().end() || provider->second.provider_type != "SAML")
        co_return error_page("Login option is not available. Please try another one");
    const IdentityProviderType about = provider->second;
    if (!is_asked && detail_of(about, "IDPInit") != "true") co_return refuse("Nobody has asked for it");
    if (fields["SAMLResponse"].size() > longest_response) co_return refuse("The response is too long");
    const auto text = base64_decode(fields["SAMLResponse"]);
    if (!text) co_return refuse("The response is not Base64");
    Fields about_it = about.provider_details.value_or(Fields());
    const auto metadata = co_await cognito_.providers_.metadata(std::move(about_it));
    if (!metadata.ok()) co_return refuse("The metadata of the provider cannot be read: " + metadata.error().message);
    pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return error_page("invalid_request");
    const saml::Expected expected{
        audience_of(*pool), {away->address, usual_consumer(*pool)}, away->request, context_.calendar()};
    const auto assertion = saml::read_response(*text, *metadata, expected);
    if (!assertion.ok()) co_return refuse(assertion.error().message);
    // One that nobody asked for is good once, too.
    std::erase_if(seen_, [&expected](const auto& each) { return each.second <= expected.now; });
    if (!seen_.emplace(metadata->entity + " " + assertion->id, assertion->expires).second)
        co_return refuse("The assertion has been shown before");
    FederatedIdentity identity;
    identity.subject = assertion->subject;
    identity.issuer = metadata->entity;
    identity.session = assertion->session;
    for (const auto& [name, values] : assertion->attributes) identity.claims[name] = joined(values);
    identity.claims["NameID"] = assertion->subject;
    identity.answers["samlResponse"] = identity.claims;
    Away arriving = std::move(*away);
    co_return co_await arrived(std::move(arriving), std::move(identity), "server_error",
                               "Invalid SAML response received: ");
}

Task<http::Response> ManagedLogin::arrived(Away away, FederatedIdentity identity, std::string error,
                                           std::string before) {
    const std::string redirect = away.asked.redirect;
    const std::string state = away.asked.state;
    Browser browser;
    browser.pool = away.asked.pool;
    browser.expires = context_.clock.after(federated_lifetime);
    browser.provider = away.provider;
    browser.subject = identity.subject;
    browser.session = identity.session;
    auto user = co_await cognito_.federate(away.asked.pool, away.asked.client, away.provider, std::move(identity));
    if (!user.ok()) {
        const bool of_attributes = user.error().message.starts_with("Invalid user attributes");
        co_return refused_for(redirect, state, of_attributes ? error : "invalid_request",
                              (of_attributes ? before : std::string()) + user.error().message);
    }
    browser.user = *user;
    browser.sub = sub_of(browser.pool, browser.user);
    std::string cookie = draw_uuid(random_);
    browsers_.insert_or_assign(cookie, std::move(browser));
    co_return co_await grant(std::move(away.asked), std::move(*user), std::move(cookie));
}

Task<http::Response> ManagedLogin::sign_off(std::string pool_id, Browser browser, http::Response after) {
    UserPool* pool = catalogue_.find(pool_id);
    const auto provider = pool->providers().find(browser.provider);
    if (provider == pool->providers().end() || detail_of(provider->second, "IDPSignout") != "true") co_return after;
    Fields about_it = provider->second.provider_details.value_or(Fields());
    const auto metadata = co_await cognito_.providers_.metadata(std::move(about_it));
    pool = catalogue_.find(pool_id);
    if (!metadata.ok() || metadata->sign_off.empty() || pool == nullptr) co_return after;
    saml::LogoutRequest request;
    request.id = "_" + draw_uuid(random_);
    request.destination = metadata->sign_off;
    request.issuer = audience_of(*pool);
    request.issued = context_.calendar();
    request.name = browser.subject;
    request.session = browser.session;
    const std::string state = draw_uuid(random_);
    Away away;
    away.asked.pool = std::move(pool_id);
    away.address = std::string(after.headers.get("Location"));
    away.expires = context_.clock.after(away_lifetime);
    away_.insert_or_assign(state, std::move(away));
    // Developer Guide, "SAML sign-out": requests to sign off are always signed.
    after.headers.set("Location", Text(with_request(*pool, metadata->sign_off, saml::text_of(request), state, true)));
    co_return after;
}

http::Response ManagedLogin::signed_off(const std::string& pool, const http::Request& request) {
    const bool posts = request.method == http::Method::post;
    Fields fields = fields_of(posts ? request.body.view() : request.query.view());
    const auto away = take_away(pool, fields["RelayState"]);
    if (!away || !away->provider.empty()) return error_page("Invalid relayState from identity provider");
    return redirect_to(away->address);
}

}  // namespace wt::identity
