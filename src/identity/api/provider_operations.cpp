// Identity providers elsewhere, and users of theirs who are users of a pool.
#include <algorithm>

#include <fmt/format.h>

#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using ProviderDetails = std::map<std::string, std::string>;

constexpr std::size_t most_providers = 300;  // Quotas: identity providers of a pool
constexpr std::size_t most_identifiers = 50;
constexpr std::size_t most_linked = 5;  // AdminLinkProviderForUser

[[nodiscard]] aws::Error no_provider(const std::string& name) {
    return aws::Error(resource_not_found, fmt::format("Identity provider {} does not exist.", name));
}

/// What is known of social providers: CreateIdentityProvider, "ProviderDetails". What the caller says stays.
[[nodiscard]] ProviderDetails usual_details(const std::string& type, const ProviderDetails& said) {
    if (type == "Google")
        return {{"attributes_url", "https://people.googleapis.com/v1/people/me?personFields="},
                {"attributes_url_add_attributes", "true"},
                {"authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"},
                {"oidc_issuer", "https://accounts.google.com"},
                {"token_request_method", "POST"},
                {"token_url", "https://www.googleapis.com/oauth2/v4/token"}};
    if (type == "LoginWithAmazon")
        return {{"attributes_url", "https://api.amazon.com/user/profile"},
                {"attributes_url_add_attributes", "false"},
                {"authorize_url", "https://www.amazon.com/ap/oa"},
                {"token_request_method", "POST"},
                {"token_url", "https://api.amazon.com/auth/o2/token"}};
    if (type == "SignInWithApple")
        return {{"attributes_url_add_attributes", "false"},
                {"authorize_url", "https://appleid.apple.com/auth/authorize"},
                {"oidc_issuer", "https://appleid.apple.com"},
                {"token_request_method", "POST"},
                {"token_url", "https://appleid.apple.com/auth/token"}};
    if (type == "Facebook") {
        const auto version = said.find("api_version");
        const std::string at = version == said.end() ? "v17.0" : version->second;
        return {{"api_version", at},
                {"attributes_url", fmt::format("https://graph.facebook.com/{}/me?fields=", at)},
                {"attributes_url_add_attributes", "true"},
                {"authorize_url", fmt::format("https://www.facebook.com/{}/dialog/oauth", at)},
                {"token_request_method", "GET"},
                {"token_url", fmt::format("https://graph.facebook.com/{}/oauth/access_token", at)}};
    }
    if (type == "OIDC") return {{"attributes_request_method", "GET"}, {"attributes_url_add_attributes", "false"}};
    return {};
}

[[nodiscard]] bool has(const ProviderDetails& details, const char* name) {
    const auto found = details.find(name);
    return found != details.end() && !found->second.empty();
}

/// What a provider of that type cannot do without.
[[nodiscard]] std::optional<aws::Error> refuse_details(const std::string& type, const ProviderDetails& details) {
    std::vector<const char*> needed{"client_id", "client_secret", "authorize_scopes"};
    if (type == "OIDC") needed = {"client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"};
    if (type == "SignInWithApple") needed = {"client_id", "team_id", "key_id", "private_key", "authorize_scopes"};
    if (type == "SAML") needed = {};
    for (const char* const each : needed) {
        if (!has(details, each))
            return wrong_parameter(fmt::format("The parameter {} is required for the provider type {}.", each, type));
    }
    if (type == "SAML" && has(details, "MetadataURL") == has(details, "MetadataFile"))
        return wrong_parameter("Either MetadataURL or MetadataFile has to be given.");
    if (type == "SAML" && details.contains("EncryptedResponses") && details.at("EncryptedResponses") == "true")
        return wrong_parameter("Encrypted SAML responses are not taken here.");
    for (const char* const each :
         {"authorize_url", "token_url", "attributes_url", "jwks_uri", "oidc_issuer", "MetadataURL"}) {
        const std::string url = has(details, each) ? details.at(each) : "https://";
        if (!url.starts_with("https://") && !url.starts_with("http://"))
            return wrong_parameter(fmt::format("{} is not a valid URL.", each));
    }
    return std::nullopt;
}

/// A pool's attributes stand on the left of a mapping.
[[nodiscard]] std::optional<aws::Error> refuse_mapping(const UserPool& pool, const ProviderDetails& mapping) {
    const auto& schema = *pool.entry().settings.schema_attributes;
    for (const auto& [attribute, claim] : mapping) {
        const bool known =
            attribute == "username" || std::any_of(schema.begin(), schema.end(),
                                                   [&name = attribute](const auto& each) { return each.name == name; });
        if (!known || attribute == "sub")
            return wrong_parameter(
                fmt::format("Invalid attribute mapping: {}: Attribute does not exist in the schema.", attribute));
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_identifiers(const UserPool& pool, const std::string& name,
                                                           const std::vector<std::string>& identifiers) {
    if (identifiers.size() > most_identifiers) return wrong_parameter("There may be 50 identifiers.");
    for (const auto& [other, provider] : pool.providers()) {
        for (const std::string& each : provider.idp_identifiers.value_or(std::vector<std::string>())) {
            if (other != name && std::find(identifiers.begin(), identifiers.end(), each) != identifiers.end())
                return wrong_parameter(fmt::format("The identifier {} is in use by another provider.", each));
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Providers::Details> Cognito::own_endpoints(const std::string& issuer, const std::string& site) const {
    if (site.empty()) return std::nullopt;
    for (const auto& [id, pool] : catalogue_.all()) {
        if (pool->issuer() != issuer || pool->domains().empty()) continue;
        const std::string at = fmt::format("{}/_aws/cognito/{}/oauth2", site, pool->domains().begin()->first);
        return Providers::Details{{"authorize_url", at + "/authorize"},
                                  {"token_url", at + "/token"},
                                  {"attributes_url", at + "/userInfo"},
                                  {"jwks_uri", fmt::format("{}/{}/.well-known/jwks.json", site, id)}};
    }
    return std::nullopt;
}

aws::Later<IdentityProviderType> Cognito::completed(IdentityProviderType provider, std::string site) {
    const std::string type = provider.provider_type.value_or("");
    ProviderDetails details = provider.provider_details.value_or(ProviderDetails());
    if (auto error = refuse_details(type, details)) co_return std::move(*error);
    for (auto& [name, value] : usual_details(type, details)) details.emplace(name, value);
    const bool knows_all = has(details, "authorize_url") && has(details, "token_url") && has(details, "jwks_uri") &&
                           has(details, "attributes_url");
    if (type == "OIDC" && !knows_all) {
        // A pool that is here is not looked for on the network.
        auto found = own_endpoints(details["oidc_issuer"], site);
        if (!found) found = co_await providers_.discover(details["oidc_issuer"]);
        if (!found) co_return wrong_parameter("Unable to contact well-known endpoint");
        for (const auto& [name, url] : *found) {
            if (!has(details, name.c_str())) details[name] = url;
        }
    }
    if (type == "SAML") {
        ProviderDetails copy = details;
        const auto metadata = co_await providers_.metadata(std::move(copy));
        if (!metadata.ok())
            co_return wrong_parameter(fmt::format("Error retrieving metadata: {}.", metadata.error().message));
        details["SSORedirectBindingURI"] = metadata->sign_on;
        if (!metadata->sign_off.empty()) details["SLORedirectBindingURI"] = metadata->sign_off;
        details.emplace("IDPSignout", "false");
    }
    if (!provider.attribute_mapping) provider.attribute_mapping.emplace();
    if (type != "SAML") {
        const char* const subject = type == "Facebook" ? "id" : type == "LoginWithAmazon" ? "user_id" : "sub";
        provider.attribute_mapping->emplace("username", subject);
    }
    provider.provider_details = std::move(details);
    co_return provider;
}

aws::Later<CreateIdentityProviderResponse> Cognito::create_identity_provider(const aws::Call& call,
                                                                             CreateIdentityProviderRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) co_return pool.error();
    const std::string& type = input.provider_type;
    const bool is_social = type != "OIDC" && type != "SAML";
    if (is_social != (type == input.provider_name) || input.provider_name == "COGNITO" ||
        input.provider_name == "Cognito")
        co_return wrong_parameter(fmt::format("Invalid provider name {} for the type {}.", input.provider_name, type));
    if ((*pool)->providers().contains(input.provider_name))
        co_return aws::Error(duplicate_provider,
                             fmt::format("A provider with the name {} already exists.", input.provider_name));
    if ((*pool)->providers().size() >= most_providers)
        co_return aws::Error(limit_exceeded, "Exceeded the number of identity providers in this user pool.");
    if (auto error = refuse_mapping(**pool, input.attribute_mapping)) co_return std::move(*error);
    if (auto error = refuse_identifiers(**pool, input.provider_name, input.idp_identifiers))
        co_return std::move(*error);
    IdentityProviderType drafted;
    drafted.user_pool_id = input.user_pool_id;
    drafted.provider_name = input.provider_name;
    drafted.provider_type = type;
    drafted.provider_details = std::move(input.provider_details);
    drafted.attribute_mapping = std::move(input.attribute_mapping);
    if (!input.idp_identifiers.empty()) drafted.idp_identifiers = std::move(input.idp_identifiers);
    drafted.creation_date = drafted.last_modified_date = call.now;
    std::string site = site_of(call);
    auto made = co_await completed(std::move(drafted), std::move(site));
    if (!made.ok()) co_return made.error();
    UserPool* const there = catalogue_.find(input.user_pool_id);
    if (there == nullptr) co_return no_provider(input.provider_name);
    CreateIdentityProviderResponse output;
    output.identity_provider = catalogue_.keep(*there, std::move(*made));
    co_return co_await settled(std::move(output));
}

aws::Outcome<DescribeIdentityProviderResponse> Cognito::describe_identity_provider(
    const aws::Call& call, DescribeIdentityProviderRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->providers().find(input.provider_name);
    if (found == (*pool)->providers().end()) return no_provider(input.provider_name);
    DescribeIdentityProviderResponse output;
    output.identity_provider = found->second;
    return output;
}

aws::Later<UpdateIdentityProviderResponse> Cognito::update_identity_provider(const aws::Call& call,
                                                                             UpdateIdentityProviderRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) co_return pool.error();
    const auto found = (*pool)->providers().find(input.provider_name);
    if (found == (*pool)->providers().end()) co_return no_provider(input.provider_name);
    IdentityProviderType changed = found->second;
    if (auto error = refuse_mapping(**pool, input.attribute_mapping)) co_return std::move(*error);
    if (auto error = refuse_identifiers(**pool, input.provider_name, input.idp_identifiers))
        co_return std::move(*error);
    if (!input.provider_details.empty()) changed.provider_details = std::move(input.provider_details);
    if (!input.attribute_mapping.empty()) changed.attribute_mapping = std::move(input.attribute_mapping);
    if (!input.idp_identifiers.empty()) changed.idp_identifiers = std::move(input.idp_identifiers);
    changed.last_modified_date = call.now;
    std::string site = site_of(call);
    auto made = co_await completed(std::move(changed), std::move(site));
    if (!made.ok()) co_return made.error();
    UserPool* const there = catalogue_.find(input.user_pool_id);
    if (there == nullptr || !there->providers().contains(input.provider_name))
        co_return no_provider(input.provider_name);
    UpdateIdentityProviderResponse output;
    output.identity_provider = catalogue_.keep(*there, std::move(*made));
    co_return co_await settled(std::move(output));
}

aws::Outcome<aws::Nothing> Cognito::delete_identity_provider(const aws::Call& call,
                                                             DeleteIdentityProviderRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!(*pool)->providers().contains(input.provider_name)) return no_provider(input.provider_name);
    catalogue_.drop<IdentityProviderType>(**pool, input.provider_name);
    // Clients do not offer it any more.
    std::vector<ClientEntry> clients;
    for (const auto& [id, client] : (*pool)->clients()) clients.push_back(client);
    for (ClientEntry& client : clients) {
        auto& offered = client.settings.supported_identity_providers;
        if (offered && std::erase(*offered, input.provider_name) > 0) (void)catalogue_.keep(**pool, std::move(client));
    }
    return aws::Nothing();
}

aws::Outcome<ListIdentityProvidersResponse> Cognito::list_identity_providers(const aws::Call& call,
                                                                             ListIdentityProvidersRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    std::map<std::string, ProviderDescription> all;
    for (const auto& [name, provider] : (*pool)->providers()) {
        ProviderDescription each;
        each.provider_name = name;
        each.provider_type = provider.provider_type;
        each.creation_date = provider.creation_date;
        each.last_modified_date = provider.last_modified_date;
        all.emplace(name, std::move(each));
    }
    auto page = cut_page(std::move(all), "cognito-idp:ListIdentityProviders/" + input.user_pool_id, input.next_token,
                         input.max_results, call.now);
    if (!page.ok()) return page.error();
    ListIdentityProvidersResponse output;
    output.providers = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<GetIdentityProviderByIdentifierResponse> Cognito::get_identity_provider_by_identifier(
    const aws::Call& call, GetIdentityProviderByIdentifierRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const IdentityProviderType* const found = provider_of(**pool, input.idp_identifier);
    if (found == nullptr) return no_provider(input.idp_identifier);
    GetIdentityProviderByIdentifierResponse output;
    output.identity_provider = *found;
    return output;
}

aws::Outcome<GetSigningCertificateResponse> Cognito::get_signing_certificate(const aws::Call& call,
                                                                             GetSigningCertificateRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    GetSigningCertificateResponse output;
    output.certificate =
        (*pool)->key()->certificate((*pool)->id(), (*pool)->entry().settings.creation_date.value_or(epoch));
    return output;
}

aws::Outcome<aws::Nothing> Cognito::admin_link_provider_for_user(const aws::Call& call,
                                                                 AdminLinkProviderForUserRequest input) {
    const auto found = find_pool(call, input.user_pool_id);
    if (!found.ok()) return found.error();
    UserPool& pool = **found;
    const ProviderUserIdentifierType& source = input.source_user;
    const std::string provider_name = source.provider_name.value_or("");
    const std::string attribute = source.provider_attribute_name.value_or("");
    const std::string value = source.provider_attribute_value.value_or("");
    if (attribute.empty() || value.empty() || provider_name.empty())
        return wrong_parameter("The source user needs ProviderName, ProviderAttributeName and ProviderAttributeValue.");
    const auto provider = pool.providers().find(provider_name);
    if (provider == pool.providers().end()) return no_provider(provider_name);
    const std::string type = provider->second.provider_type.value_or("");
    if (attribute != subject_attribute) {
        if (type != "OIDC" && type != "SAML")
            return wrong_parameter("ProviderAttributeName must be Cognito_Subject for social identity providers.");
        if (!provider->second.attribute_mapping || !provider->second.attribute_mapping->contains(attribute))
            return wrong_parameter(
                fmt::format("The attribute {} is not mapped from the identity provider.", attribute));
    }
    if (attribute == subject_attribute && pool.find_user(provider_name + "_" + value) != nullptr)
        return wrong_parameter(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link");
    if (pool.find_linked(provider_name, attribute, value) != nullptr)
        return wrong_parameter("SourceUser is already linked to DestinationUser");
    const std::string to = input.destination_user.provider_name.value_or("");
    const std::string name = input.destination_user.provider_attribute_value.value_or("");
    const UserEntry* const known =
        to == "Cognito" ? pool.find_login(name) : pool.find_linked(to, subject_attribute, name);
    if (known == nullptr) return no_user();
    UserEntry user = *known;
    const auto linked =
        std::count_if(user.linked.begin(), user.linked.end(), [](const auto& each) { return !each.primary; });
    if (static_cast<std::size_t>(linked) >= most_linked)
        return aws::Error(limit_exceeded, "The user has as many linked identities as there may be.");
    LinkedUser link;
    link.provider = provider_name;
    link.kind = type;
    link.attribute = attribute;
    link.user = value;
    link.created = call.now;
    user.linked.push_back(std::move(link));
    user.modified = call.now;
    (void)catalogue_.keep(pool, std::move(user));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Cognito::admin_disable_provider_for_user(const aws::Call& call,
                                                                    AdminDisableProviderForUserRequest input) {
    const auto found = find_pool(call, input.user_pool_id);
    if (!found.ok()) return found.error();
    UserPool& pool = **found;
    const std::string provider = input.user.provider_name.value_or("");
    const std::string attribute = input.user.provider_attribute_name.value_or("");
    const std::string value = input.user.provider_attribute_value.value_or("");
    if (provider == "Cognito") {
        const UserEntry* const known = pool.find_login(value);
        if (known == nullptr) return no_user();
        // They cannot sign in by their password any more. Assumed: the status.
        UserEntry user = *known;
        user.password.clear();
        user.salt.clear();
        user.verifier.clear();
        user.status = "EXTERNAL_PROVIDER";
        user.modified = call.now;
        (void)catalogue_.keep(pool, std::move(user));
        return aws::Nothing();
    }
    if (!pool.providers().contains(provider)) return no_provider(provider);
    const UserEntry* const known = pool.find_linked(provider, attribute, value);
    if (known == nullptr) return no_user();
    UserEntry user = *known;
    std::erase_if(user.linked, [&](const LinkedUser& each) {
        return each.provider == provider && each.attribute == attribute && each.user == value;
    });
    // Who was nobody but that cannot sign in any more. Assumed.
    if (user.linked.empty() && user.name == provider + "_" + value) user.enabled = false;
    user.modified = call.now;
    const std::string name = user.name;
    (void)catalogue_.keep(pool, std::move(user));
    return aws::Nothing();
}

}  // namespace wt::identity
