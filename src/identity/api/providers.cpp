#include "identity/api/providers.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "http/uri.hpp"
#include "identity/api/apple_secret.hpp"

namespace wt::identity {

namespace {

using ProviderJson = nlohmann::json;

// Assumed: how long a provider may take, what it may send, and how long its keys are kept. Metadata: "Amazon Cognito
// refreshes metadata every six hours".
constexpr Duration patience = 5s;
constexpr std::size_t largest_answer = 200'000;
constexpr Duration keys_last = 1h;
constexpr Duration metadata_lasts = 6h;

[[nodiscard]] ProviderJson object_in(std::string_view text) {
    ProviderJson json = nests_deeper(text) ? ProviderJson() : ProviderJson::parse(text, nullptr, false);
    return json.is_object() ? json : ProviderJson::object();
}

[[nodiscard]] std::string text_member(const ProviderJson& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] std::string detail(const Providers::Details& details, const char* name) {
    const auto found = details.find(name);
    return found == details.end() ? std::string() : found->second;
}

/// As an attribute has it: a list of several in brackets.
[[nodiscard]] std::string text_of_claim(const ProviderJson& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump(-1, ' ', false, ProviderJson::error_handler_t::replace);
    std::string list;
    for (const ProviderJson& each : value) list += (list.empty() ? "" : ", ") + text_of_claim(each);
    return "[" + list + "]";
}

[[nodiscard]] FederatedIdentity::Texts texts_of(const ProviderJson& object) {
    FederatedIdentity::Texts texts;
    for (const auto& [name, value] : object.items()) {
        if (!value.is_null()) texts[name] = text_of_claim(value);
    }
    return texts;
}

void take_claims(const ProviderJson& from, const char* answer, FederatedIdentity& to) {
    FederatedIdentity::Texts texts = texts_of(from);
    for (const auto& [name, value] : texts) to.claims[name] = value;
    to.answers[answer] = std::move(texts);
}

[[nodiscard]] bool is_for(const ProviderJson& audience, const std::string& client) {
    if (audience.is_string()) return audience == client;
    return audience.is_array() && std::find(audience.begin(), audience.end(), client) != audience.end();
}

[[nodiscard]] http::Request asking(http::Method method) {
    http::Request request;
    request.method = method;
    request.headers.add("Accept", "application/json");
    return request;
}

}  // namespace

FederatedIdentity::Texts texts_in(std::string_view json) { return texts_of(object_in(json)); }

Task<std::optional<Providers::Details>> Providers::discover(std::string issuer) {
    const auto text = co_await issuers_.discover(std::move(issuer));
    if (!text) co_return std::nullopt;
    const ProviderJson document = object_in(*text);
    Details found{{"authorize_url", text_member(document, "authorization_endpoint")},
                  {"token_url", text_member(document, "token_endpoint")},
                  {"attributes_url", text_member(document, "userinfo_endpoint")},
                  {"jwks_uri", text_member(document, "jwks_uri")}};
    if (found["authorize_url"].empty() || found["token_url"].empty() || found["jwks_uri"].empty())
        co_return std::nullopt;
    co_return found;
}

Task<Result<FederatedIdentity>> Providers::checked(Details details, std::string id_token, std::string nonce) {
    Issuers::Issued issued;
    issued.issuer = detail(details, "oidc_issuer");
    issued.text = std::move(id_token);
    issued.algorithms = {"RS256", "RS384", "RS512", "ES256", "ES384", "ES512"};
    issued.keys_last = keys_last;
    issued.keys = detail(details, "jwks_uri");
    const auto checked = co_await issuers_.check(std::move(issued), context_.calendar());
    if (checked.verdict != Issuers::Checked::Verdict::accepted)
        co_return Error{fmt::format("Bad id_token: {}", checked.why)};
    const ProviderJson claims = object_in(checked.claims);
    const std::string client = detail(details, "client_id");
    const auto audience = claims.find("aud");
    if (audience == claims.end() || !is_for(*audience, client))
        co_return Error{"Bad id_token: it is for another audience"};
    if (text_member(claims, "nonce") != nonce) co_return Error{"Bad id_token: the nonce is another"};
    FederatedIdentity identity;
    identity.subject = text_member(claims, "sub");
    if (identity.subject.empty()) co_return Error{"Bad id_token: it has no sub"};
    take_claims(claims, "idToken", identity);
    co_return identity;
}

Task<std::optional<Error>> Providers::add_told(Details details, std::string access_token, FederatedIdentity& identity) {
    std::string url = detail(details, "attributes_url");
    if (url.empty()) co_return std::nullopt;
    http::Request request =
        asking(detail(details, "attributes_request_method") == "POST" ? http::Method::post : http::Method::get);
    request.headers.add("Authorization", Text("Bearer " + access_token));
    const auto answer = co_await web_.ask(std::move(url), std::move(request), patience);
    if (!answer || answer->status != 200 || answer->body.size() > largest_answer)
        co_return Error{"The provider does not tell the attributes of the user"};
    const ProviderJson told = object_in(answer->body.view());
    // Some have an id, or a user_id.
    std::string subject;
    for (const char* const name : {"sub", "user_id", "id"}) {
        if (subject.empty()) subject = text_member(told, name);
    }
    // OpenID Connect Core 1.0, 5.3.2: of somebody else it says nothing.
    if (subject.empty() || (!identity.subject.empty() && subject != identity.subject))
        co_return Error{"The provider tells the attributes of somebody else"};
    identity.subject = std::move(subject);
    take_claims(told, "userInfo", identity);
    co_return std::nullopt;
}

Task<Result<FederatedIdentity>> Providers::redeem(IdentityProviderType provider, Return given) {
    Details details = provider.provider_details.value_or(Details());
    if (provider.provider_type == "SignInWithApple") {
        const auto secret = apple_secret({detail(details, "client_id"), detail(details, "team_id"),
                                          detail(details, "key_id"), detail(details, "private_key")},
                                         context_.calendar());
        if (!secret) co_return Error{"The private key for Apple is no key on P-256 in PKCS 8"};
        details["client_secret"] = *secret;
    }
    const std::string form = fmt::format(
        "grant_type=authorization_code&code={}&redirect_uri={}&client_id={}&client_secret={}",
        http::percent_encode(given.code), http::percent_encode(given.redirect_uri),
        http::percent_encode(detail(details, "client_id")), http::percent_encode(detail(details, "client_secret")));
    std::string url = detail(details, "token_url");
    const bool gets = detail(details, "token_request_method") == "GET";
    http::Request request = asking(gets ? http::Method::get : http::Method::post);
    if (gets) {
        url += (url.find('?') == std::string::npos ? "?" : "&") + form;
    } else {
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = Text(form);
    }
    const auto answer = co_await web_.ask(std::move(url), std::move(request), patience);
    if (!answer) co_return Error{"The token endpoint of the provider does not answer"};
    const ProviderJson said =
        answer->body.size() > largest_answer ? ProviderJson::object() : object_in(answer->body.view());
    if (answer->status != 200)
        co_return Error{fmt::format("The token endpoint of the provider answers {} {}", answer->status,
                                    text_member(said, "error"))};
    const std::string type = provider.provider_type.value_or("");
    FederatedIdentity identity;
    // OAuth alone, of which no token says who somebody is.
    const bool has_tokens_for_id = type != "Facebook" && type != "LoginWithAmazon";
    if (has_tokens_for_id) {
        Details copy = details;
        auto known = co_await checked(std::move(copy), text_member(said, "id_token"), std::move(given.nonce));
        if (!known.ok()) co_return known.error();
        identity = std::move(*known);
    }
    identity.answers["tokenResponse"] = texts_of(said);
    // Google's address for attributes is of another service, and Apple has none.
    if (type == "Google" || type == "SignInWithApple") co_return identity;
    auto problem = co_await add_told(std::move(details), text_member(said, "access_token"), identity);
    if (problem) co_return std::move(*problem);
    if (identity.subject.empty()) co_return Error{"The provider does not say who the user is"};
    co_return identity;
}

Task<Result<saml::Metadata>> Providers::metadata(Details details) {
    const std::string file = detail(details, "MetadataFile");
    if (!file.empty()) co_return saml::read_metadata(file);
    const std::string url = detail(details, "MetadataURL");
    const auto known = known_.find(url);
    if (known != known_.end() && context_.now() - known->second.read < metadata_lasts) co_return known->second.metadata;
    http::Request request = asking(http::Method::get);
    const auto answer = co_await web_.ask(url, std::move(request), patience);
    if (!answer || answer->status != 200) co_return Error{"its address does not answer"};
    auto read = saml::read_metadata(answer->body.view());
    if (!read.ok()) co_return read.error();
    known_.insert_or_assign(url, Known{*read, context_.now()});
    co_return read;
}

}  // namespace wt::identity
