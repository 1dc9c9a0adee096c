// OpenID Connect providers.
#include <algorithm>

#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

constexpr std::string_view scheme = "https://";

}  // namespace

aws::Outcome<CreateOpenIdConnectProviderResponse> IamService::create_open_id_connect_provider(
    const aws::Call& call, CreateOpenIdConnectProviderRequest input) {
    Account& account = account_of(call);
    const std::string_view url = input.url;
    if (!url.starts_with(scheme) || url.size() == scheme.size())
        return aws::Error(errors::validation, "Invalid Open ID Connect Provider URL");
    OidcProvider provider;
    provider.url = url.substr(scheme.size());
    if (provider.url.ends_with('/')) provider.url.pop_back();
    if (account.providers.contains(provider.url))
        return aws::Error(errors::exists, fmt::format("Provider with url {} already exists.", url));
    if (account.providers.size() >= limits::providers)
        return quota_exceeded("OpenIdConnectProvidersPerAccount", limits::providers);
    if (input.client_id_list.size() > limits::client_ids_per_provider)
        return quota_exceeded("ClientIdsPerOpenIdConnectProvider", limits::client_ids_per_provider);
    if (input.thumbprint_list.size() > limits::thumbprints_per_provider)
        return aws::Error(errors::invalid_input, "Thumbprint list must contain fewer than 5 entries.");
    if (auto error = add_tags(provider.tags, input.tags)) return std::move(*error);
    provider.client_ids = input.client_id_list;
    provider.thumbprints = input.thumbprint_list;
    provider.created = call.now;
    const OidcProvider& made = account.providers.emplace(provider.url, std::move(provider)).first->second;
    CreateOpenIdConnectProviderResponse output;
    output.open_id_connect_provider_arn = arn_of(call.caller.account, made);
    output.tags = some_tags_of(made.tags);
    return saved(call, made, std::move(output));
}

aws::Outcome<GetOpenIdConnectProviderResponse> IamService::get_open_id_connect_provider(
    const aws::Call& call, GetOpenIdConnectProviderRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    GetOpenIdConnectProviderResponse output;
    output.url = (*provider)->url;
    output.client_id_list = (*provider)->client_ids;
    output.thumbprint_list = (*provider)->thumbprints;
    output.create_date = (*provider)->created;
    output.tags = some_tags_of((*provider)->tags);
    return output;
}

aws::Outcome<ListOpenIdConnectProvidersResponse> IamService::list_open_id_connect_providers(
    const aws::Call& call, ListOpenIdConnectProvidersRequest) {
    ListOpenIdConnectProvidersResponse output;
    output.open_id_connect_provider_list.emplace();
    for (const auto& [url, provider] : account_of(call).providers)
        output.open_id_connect_provider_list->emplace_back().arn = arn_of(call.caller.account, provider);
    return output;
}

aws::Outcome<aws::Nothing> IamService::delete_open_id_connect_provider(const aws::Call& call,
                                                                       DeleteOpenIdConnectProviderRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    // API "DeleteOpenIDConnectProvider": what is not there is no error.
    if (!provider.ok()) return aws::Nothing();
    directory_.drop(call.caller.account, **provider);
    auto& all = account_of(call).providers;
    all.erase(all.find((*provider)->url));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> IamService::update_open_id_connect_provider_thumbprint(
    const aws::Call& call, UpdateOpenIdConnectProviderThumbprintRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    if (input.thumbprint_list.size() > limits::thumbprints_per_provider)
        return aws::Error(errors::invalid_input, "Thumbprint list must contain fewer than 5 entries.");
    (*provider)->thumbprints = input.thumbprint_list;
    return saved(call, **provider, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::add_client_id_to_open_id_connect_provider(
    const aws::Call& call, AddClientIdToOpenIdConnectProviderRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    std::vector<std::string>& ids = (*provider)->client_ids;
    if (std::find(ids.begin(), ids.end(), input.client_id) == ids.end()) {
        if (ids.size() >= limits::client_ids_per_provider)
            return quota_exceeded("ClientIdsPerOpenIdConnectProvider", limits::client_ids_per_provider);
        ids.push_back(input.client_id);
    }
    return saved(call, **provider, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::remove_client_id_from_open_id_connect_provider(
    const aws::Call& call, RemoveClientIdFromOpenIdConnectProviderRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    std::erase((*provider)->client_ids, input.client_id);
    return saved(call, **provider, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::tag_open_id_connect_provider(const aws::Call& call,
                                                                    TagOpenIdConnectProviderRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    if (auto error = add_tags((*provider)->tags, input.tags)) return std::move(*error);
    return saved(call, **provider, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::untag_open_id_connect_provider(const aws::Call& call,
                                                                      UntagOpenIdConnectProviderRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    if (auto error = remove_tags((*provider)->tags, input.tag_keys)) return std::move(*error);
    return saved(call, **provider, aws::Nothing());
}

aws::Outcome<ListOpenIdConnectProviderTagsResponse> IamService::list_open_id_connect_provider_tags(
    const aws::Call& call, ListOpenIdConnectProviderTagsRequest input) {
    const auto provider = find_provider(call, input.open_id_connect_provider_arn);
    if (!provider.ok()) return provider.error();
    auto page = page_of(tags_of((*provider)->tags), key_of_tag,
                        {"iam:ListOpenIDConnectProviderTags", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListOpenIdConnectProviderTagsResponse output;
    output.tags = std::move(page->items);
    end_page(output, *page);
    return output;
}

}  // namespace wt::iam::api
