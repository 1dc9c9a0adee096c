// App clients and their secrets.
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

constexpr std::size_t most_clients = 1000;  // Quotas: app clients of a pool

template <class T>
void take_list_of(std::optional<std::vector<T>>& to, std::vector<T> from) {
    to = from.empty() ? std::nullopt : std::optional(std::move(from));
}

/// What CreateUserPoolClient and UpdateUserPoolClient have in common: what is not said is Cognito's default.
template <class Input>
void take_client(UserPoolClientType& to, Input& from) {
    to.refresh_token_validity = from.refresh_token_validity.value_or(30);
    if (*to.refresh_token_validity == 0) to.refresh_token_validity = 30;
    to.access_token_validity = from.access_token_validity;
    to.id_token_validity = from.id_token_validity;
    to.token_validity_units = std::move(from.token_validity_units);
    if (!to.token_validity_units) to.token_validity_units.emplace();
    take_list_of(to.read_attributes, std::move(from.read_attributes));
    take_list_of(to.write_attributes, std::move(from.write_attributes));
    take_list_of(to.explicit_auth_flows, std::move(from.explicit_auth_flows));
    take_list_of(to.supported_identity_providers, std::move(from.supported_identity_providers));
    take_list_of(to.callback_urls, std::move(from.callback_urls));
    take_list_of(to.logout_urls, std::move(from.logout_urls));
    to.default_redirect_uri = std::move(from.default_redirect_uri);
    take_list_of(to.allowed_o_auth_flows, std::move(from.allowed_o_auth_flows));
    take_list_of(to.allowed_o_auth_scopes, std::move(from.allowed_o_auth_scopes));
    to.allowed_o_auth_flows_user_pool_client = from.allowed_o_auth_flows_user_pool_client.value_or(false);
    to.analytics_configuration = std::move(from.analytics_configuration);
    to.prevent_user_existence_errors = std::move(from.prevent_user_existence_errors);
    to.enable_token_revocation = from.enable_token_revocation.value_or(true);
    to.enable_propagate_additional_user_context_data =
        from.enable_propagate_additional_user_context_data.value_or(false);
    to.auth_session_validity = from.auth_session_validity.value_or(3);
    to.refresh_token_rotation = std::move(from.refresh_token_rotation);
    if (!to.explicit_auth_flows) {
        // Without a word: CreateUserPoolClient, "ExplicitAuthFlows".
        to.explicit_auth_flows = {"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"};
        if (to.refresh_token_rotation && to.refresh_token_rotation->feature == "ENABLED")
            to.explicit_auth_flows = {"ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"};
    }
}

[[nodiscard]] bool has_fragment(std::string_view uri) { return uri.find('#') != std::string_view::npos; }

/// https, http to this machine, or a scheme of an application's own.
[[nodiscard]] bool is_callback(std::string_view uri) {
    const std::size_t colon = uri.find(':');
    if (colon == std::string_view::npos || colon == 0 || has_fragment(uri)) return false;
    const std::string_view rest = uri.substr(colon + 1);
    if (same_ignoring_case(uri.substr(0, colon), "https")) return rest.starts_with("//") && rest.size() > 2;
    if (!same_ignoring_case(uri.substr(0, colon), "http")) return rest.starts_with("//");
    for (const std::string_view host : {"//localhost", "//127.0.0.1", "//[::1]"}) {
        if (!rest.starts_with(host)) continue;
        const std::string_view behind = rest.substr(host.size());
        if (behind.empty() || behind[0] == ':' || behind[0] == '/' || behind[0] == '?') return true;
    }
    return false;
}

[[nodiscard]] std::optional<aws::Error> refuse_client(const UserPool& pool, const ClientEntry& client) {
    const UserPoolClientType& said = client.settings;
    const auto list = [](const std::optional<std::vector<std::string>>& from) {
        return from.value_or(std::vector<std::string>());
    };
    const bool has_new = std::any_of(said.explicit_auth_flows->begin(), said.explicit_auth_flows->end(),
                                     [](const std::string& flow) { return flow.starts_with("ALLOW_"); });
    for (const std::string& flow : *said.explicit_auth_flows) {
        if (has_new && !flow.starts_with("ALLOW_"))
            return wrong_parameter(
                "Cannot use both ExplicitAuthFlows with and without the ALLOW_ prefix in the same request.");
    }
    if (client.rotates() && client.allows("ALLOW_REFRESH_TOKEN_AUTH"))
        return wrong_parameter(
            "ALLOW_REFRESH_TOKEN_AUTH is not allowed in ExplicitAuthFlows when refresh token rotation is enabled.");
    for (const std::string& uri : list(said.callback_urls)) {
        if (!is_callback(uri)) return wrong_parameter(fmt::format("{} is not a valid redirect URI.", uri));
    }
    const auto callbacks = list(said.callback_urls);
    // CreateUserPoolClient, "DefaultRedirectURI". Assumed: the sentence.
    if (said.default_redirect_uri &&
        std::find(callbacks.begin(), callbacks.end(), *said.default_redirect_uri) == callbacks.end())
        return wrong_parameter("DefaultRedirectURI must be in the list of CallbackURLs.");
    for (const std::string& uri : list(said.logout_urls)) {
        if (!is_callback(uri)) return wrong_parameter(fmt::format("{} is not a valid logout URI.", uri));
    }
    const auto flows = list(said.allowed_o_auth_flows);
    const auto has_flow = [&flows](const char* flow) {
        return std::find(flows.begin(), flows.end(), flow) != flows.end();
    };
    if (has_flow("client_credentials") && flows.size() > 1)
        return aws::Error(invalid_o_auth_flow,
                          "client_credentials flow can not be selected along with code flow or "
                          "implicit flow");
    if (has_flow("client_credentials") && client.secrets.empty())
        return aws::Error(invalid_o_auth_flow,
                          "client_credentials flow can not be selected if client does not have a "
                          "client secret.");
    if ((has_flow("code") || has_flow("implicit")) && list(said.callback_urls).empty())
        return aws::Error(invalid_o_auth_flow, "CallbackURLs are required for the code or implicit flow.");
    for (const std::string& scope : list(said.allowed_o_auth_scopes)) {
        static constexpr std::string_view standard[] = {"openid", "email", "phone", "profile",
                                                        "aws.cognito.signin.user.admin"};
        if (std::find(std::begin(standard), std::end(standard), scope) != std::end(standard)) continue;
        const bool known = std::any_of(pool.servers().begin(), pool.servers().end(), [&scope](const auto& each) {
            const auto scopes = each.second.scopes.value_or(std::vector<ResourceServerScopeType>());
            return std::any_of(scopes.begin(), scopes.end(), [&](const ResourceServerScopeType& one) {
                return each.first + "/" + one.scope_name == scope;
            });
        });
        if (!known) return aws::Error(scope_does_not_exist, fmt::format("Invalid scope requested: {}", scope));
    }
    for (const std::string& provider : list(said.supported_identity_providers)) {
        if (provider != "COGNITO" && pool.providers().find(provider) == pool.providers().end())
            return wrong_parameter(
                fmt::format("The provider {} does not exist for User Pool {}.", provider, pool.id()));
    }
    const auto outside = [](Duration span, Duration least, Duration most) { return span < least || span > most; };
    if (outside(client.access_ttl, 5min, 24h) || outside(client.id_ttl, 5min, 24h))
        return wrong_parameter("Invalid range for token validity.");
    if (outside(client.refresh_ttl, 1h, 24h * 3650)) return wrong_parameter("Invalid range for token validity.");
    if (std::max(client.access_ttl, client.id_ttl) > client.refresh_ttl)
        return wrong_parameter("Invalid range for token validity.");
    return std::nullopt;
}

[[nodiscard]] ClientSecretDescriptorType secret_of(std::string value, Random& random, Instant now) {
    ClientSecretDescriptorType secret;
    secret.client_secret_id = draw_uuid(random);
    secret.client_secret_value = std::move(value);
    secret.client_secret_create_date = now;
    return secret;
}

constexpr std::size_t secret_letters = 51;
constexpr std::size_t most_secrets = 2;

}  // namespace

aws::Outcome<CreateUserPoolClientResponse> Cognito::create_user_pool_client(const aws::Call& call,
                                                                            CreateUserPoolClientRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if ((*pool)->clients().size() >= most_clients)
        return aws::Error(limit_exceeded, "Exceeded the number of clients in this user pool.");
    const bool draws = input.generate_secret.value_or(false);
    if (draws && input.client_secret) return wrong_parameter("ClientSecret and GenerateSecret cannot be set together.");
    Random& random = catalogue_.random();
    ClientEntry client;
    client.settings.user_pool_id = (*pool)->id();
    client.settings.client_name = std::move(input.client_name);
    client.settings.client_id = draw(random, lower_alphanumeric, 26);
    client.settings.creation_date = client.settings.last_modified_date = call.now;
    take_client(client.settings, input);
    std::string secret = draws ? draw(random, lower_alphanumeric, secret_letters) : input.client_secret.value_or("");
    if (!secret.empty()) {
        client.settings.client_secret = secret;
        client.secrets.push_back(secret_of(std::move(secret), random, call.now));
    }
    measure(client);
    if (auto error = refuse_client(**pool, client)) return std::move(*error);
    const ClientEntry& kept = catalogue_.keep(**pool, std::move(client));
    CreateUserPoolClientResponse output;
    output.user_pool_client = kept.settings;
    return output;
}

aws::Outcome<DescribeUserPoolClientResponse> Cognito::describe_user_pool_client(const aws::Call& call,
                                                                                DescribeUserPoolClientRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) return found.error();
    DescribeUserPoolClientResponse output;
    output.user_pool_client = found->client->settings;
    return output;
}

aws::Outcome<UpdateUserPoolClientResponse> Cognito::update_user_pool_client(const aws::Call& call,
                                                                            UpdateUserPoolClientRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) return found.error();
    ClientEntry client = *found->client;
    take_client(client.settings, input);
    if (input.client_name) client.settings.client_name = std::move(input.client_name);
    client.settings.last_modified_date = call.now;
    measure(client);
    if (auto error = refuse_client(*found->pool, client)) return std::move(*error);
    const ClientEntry& kept = catalogue_.keep(*found->pool, std::move(client));
    UpdateUserPoolClientResponse output;
    output.user_pool_client = kept.settings;
    return output;
}

aws::Outcome<aws::Nothing> Cognito::delete_user_pool_client(const aws::Call& call, DeleteUserPoolClientRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) return found.error();
    if (found->pool->looks().contains(input.client_id)) catalogue_.drop<LookEntry>(*found->pool, input.client_id);
    catalogue_.drop<ClientEntry>(*found->pool, input.client_id);
    return aws::Nothing();
}

aws::Outcome<ListUserPoolClientsResponse> Cognito::list_user_pool_clients(const aws::Call& call,
                                                                          ListUserPoolClientsRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    std::map<std::string, UserPoolClientDescription> all;
    for (const auto& [id, client] : (*pool)->clients())
        all.emplace(id, UserPoolClientDescription{id, (*pool)->id(), client.settings.client_name});
    auto page = cut_page(std::move(all), "cognito-idp:ListUserPoolClients/" + input.user_pool_id, input.next_token,
                         input.max_results, call.now);
    if (!page.ok()) return page.error();
    ListUserPoolClientsResponse output;
    output.user_pool_clients = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<AddUserPoolClientSecretResponse> Cognito::add_user_pool_client_secret(
    const aws::Call& call, AddUserPoolClientSecretRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) return found.error();
    ClientEntry client = *found->client;
    if (client.secrets.size() >= most_secrets)
        return aws::Error(limit_exceeded, "Exceeded the number of secrets of this client.");
    Random& random = catalogue_.random();
    std::string value = input.client_secret.value_or(draw(random, lower_alphanumeric, secret_letters));
    client.secrets.push_back(secret_of(std::move(value), random, call.now));
    if (!client.settings.client_secret) client.settings.client_secret = client.secrets.back().client_secret_value;
    AddUserPoolClientSecretResponse output;
    output.client_secret_descriptor = client.secrets.back();
    (void)catalogue_.keep(*found->pool, std::move(client));
    return output;
}

aws::Outcome<DeleteUserPoolClientSecretResponse> Cognito::delete_user_pool_client_secret(
    const aws::Call& call, DeleteUserPoolClientSecretRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) return found.error();
    ClientEntry client = *found->client;
    const auto gone = std::erase_if(client.secrets, [&](const ClientSecretDescriptorType& each) {
        return each.client_secret_id == input.client_secret_id;
    });
    if (gone == 0)
        return aws::Error(resource_not_found, fmt::format("Client secret {} does not exist.", input.client_secret_id));
    if (client.secrets.empty()) return wrong_parameter("The last secret of a client cannot be deleted.");
    client.settings.client_secret = client.secrets.front().client_secret_value;
    (void)catalogue_.keep(*found->pool, std::move(client));
    return DeleteUserPoolClientSecretResponse();
}

aws::Outcome<ListUserPoolClientSecretsResponse> Cognito::list_user_pool_client_secrets(
    const aws::Call& call, ListUserPoolClientSecretsRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) return found.error();
    ListUserPoolClientSecretsResponse output;
    output.client_secrets = found->client->secrets;
    // They are told once, when they are made.
    for (ClientSecretDescriptorType& each : *output.client_secrets) each.client_secret_value.reset();
    return output;
}

}  // namespace wt::identity
