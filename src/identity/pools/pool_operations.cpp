// Identity pools, their roles, tags and what claims become tags of sessions.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "aws/pages.hpp"
#include "aws/replaced_tags.hpp"
#include "aws/tags.hpp"
#include "identity/pools/identity_pools.hpp"

namespace wt::identity::pools {

namespace {

using namespace cognito_identity_errors;

constexpr aws::ErrorRow missing_token{"MissingAuthenticationTokenException", 400, "Missing Authentication Token"};
constexpr std::size_t most_pools = 1000;  // Quotas: identity pools of an account

template <class T>
[[nodiscard]] std::optional<T> unless_empty(T from) {
    return from.empty() ? std::nullopt : std::optional(std::move(from));
}

[[nodiscard]] std::string pool_of_arn(const std::string& arn) {
    const std::size_t at = arn.rfind("identitypool/");
    return at == std::string::npos ? arn : arn.substr(at + 13);
}

/// Quotas, and what a mapping needs.
[[nodiscard]] std::optional<aws::Error> refuse_mapping(const std::string& provider, const RoleMapping& mapping) {
    constexpr std::size_t most_rules = 25;
    if (mapping.type == "Rules") {
        if (!mapping.rules_configuration || mapping.rules_configuration->rules.empty())
            return aws::Error(invalid_parameter, fmt::format("Rules are required for role mapping of {}.", provider));
        if (mapping.rules_configuration->rules.size() > most_rules)
            return aws::Error(limit_exceeded, fmt::format("At most {} rules are allowed.", most_rules));
    }
    if (!mapping.ambiguous_role_resolution)
        return aws::Error(invalid_parameter,
                          fmt::format("AmbiguousRoleResolution is required for role mapping of {}.", provider));
    return std::nullopt;
}

}  // namespace

IdentityPools::IdentityPools(const Context& context, const Parts& parts)
    : context_(context), catalogue_(parts.catalogue), user_pools_(parts.user_pools), sts_(parts.sts) {}

std::optional<aws::Error> IdentityPools::refuse_unread(const aws::Call& call, const aws::Operation& operation) {
    static const std::set<std::string_view> open{"GetCredentialsForIdentity", "GetId", "GetOpenIdToken",
                                                 "UnlinkIdentity"};
    if (call.caller.anonymous() && !open.contains(operation.name)) return aws::Error(missing_token);
    return std::nullopt;
}

Task<std::optional<wt::Error>> IdentityPools::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

Result<PoolEntry*, aws::Error> IdentityPools::find_pool(const aws::Call& call, const std::string& id) {
    // Who has not signed is of no account.
    PoolEntry* const pool =
        call.caller.anonymous() ? catalogue_.find(id) : catalogue_.find(aws::account_region_of(call), id);
    if (pool == nullptr) return aws::Error(resource_not_found, fmt::format("IdentityPool '{}' not found.", id));
    return pool;
}

aws::Outcome<IdentityPool> IdentityPools::create_identity_pool(const aws::Call& call, CreateIdentityPoolInput input) {
    PoolEntry entry;
    entry.place = aws::account_region_of(call);
    const auto theirs = std::count_if(catalogue_.pools().begin(), catalogue_.pools().end(),
                                      [&entry](const auto& each) { return each.second.place == entry.place; });
    if (static_cast<std::size_t>(theirs) >= most_pools)
        return aws::Error(limit_exceeded, "Exceeded the number of identity pools in this account.");
    aws::TagSet tags;
    if (const auto fault = tags.add(input.identity_pool_tags, call.via))
        return aws::Error(invalid_parameter, fault->text);
    IdentityPool& made = entry.settings;
    made.identity_pool_id = catalogue_.draw_id(entry.place.region);
    made.identity_pool_name = std::move(input.identity_pool_name);
    made.allow_unauthenticated_identities = input.allow_unauthenticated_identities;
    made.allow_classic_flow = input.allow_classic_flow;
    made.supported_login_providers = unless_empty(std::move(input.supported_login_providers));
    made.developer_provider_name = std::move(input.developer_provider_name);
    made.open_id_connect_provider_arns = unless_empty(std::move(input.open_id_connect_provider_arns));
    made.cognito_identity_providers = unless_empty(std::move(input.cognito_identity_providers));
    made.saml_provider_arns = unless_empty(std::move(input.saml_provider_arns));
    made.identity_pool_tags = tags.all();
    IdentityPool told = catalogue_.add(std::move(entry)).settings;
    return told;
}

aws::Outcome<IdentityPool> IdentityPools::describe_identity_pool(const aws::Call& call,
                                                                 DescribeIdentityPoolInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    IdentityPool told = (*pool)->settings;
    return told;
}

aws::Outcome<IdentityPool> IdentityPools::update_identity_pool(const aws::Call& call, IdentityPool input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const auto& developer = (*pool)->settings.developer_provider_name;
    if (developer && input.developer_provider_name && developer != input.developer_provider_name)
        return aws::Error(invalid_parameter, "The developer provider name cannot be changed once it is set.");
    if (developer && !input.developer_provider_name) input.developer_provider_name = developer;
    const auto& standing = (*pool)->settings.identity_pool_tags;
    if (!input.identity_pool_tags) input.identity_pool_tags = standing.value_or(std::map<std::string, std::string>());
    auto tags = aws::replaced_tags(standing.value_or(std::map<std::string, std::string>()), *input.identity_pool_tags,
                                   call.via);
    if (!tags.ok()) return aws::Error(invalid_parameter, tags.error().text);
    input.identity_pool_tags = std::move(*tags);
    (*pool)->settings = input;
    catalogue_.keep(**pool);
    return input;
}

aws::Outcome<aws::Nothing> IdentityPools::delete_identity_pool(const aws::Call& call, DeleteIdentityPoolInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    catalogue_.remove(input.identity_pool_id);
    return aws::Nothing();
}

aws::Outcome<ListIdentityPoolsResponse> IdentityPools::list_identity_pools(const aws::Call& call,
                                                                           ListIdentityPoolsInput input) {
    std::map<std::string, IdentityPoolShortDescription> all;
    for (const auto& [id, each] : catalogue_.pools()) {
        if (each.place == aws::account_region_of(call))
            all.emplace(id, IdentityPoolShortDescription{id, each.settings.identity_pool_name});
    }
    const aws::PageTokens tokens("cognito-identity:ListIdentityPools");
    const aws::PageAsk asked{tokens, input.next_token, static_cast<std::size_t>(std::max(input.max_results, 1)),
                             call.now};
    auto page = aws::page_of(std::move(all), asked);
    if (!page.ok()) return aws::Error(invalid_parameter, "Invalid nextToken.");
    ListIdentityPoolsResponse output;
    output.identity_pools = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<aws::Nothing> IdentityPools::set_identity_pool_roles(const aws::Call& call,
                                                                  SetIdentityPoolRolesInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    for (const auto& [kind, role] : input.roles) {
        if (kind != "authenticated" && kind != "unauthenticated")
            return aws::Error(invalid_parameter, fmt::format("Invalid role type {}.", kind));
    }
    for (const auto& [provider, mapping] : input.role_mappings) {
        if (auto error = refuse_mapping(provider, mapping)) return std::move(*error);
    }
    (*pool)->roles = std::move(input.roles);
    (*pool)->role_mappings = std::move(input.role_mappings);
    catalogue_.keep(**pool);
    return aws::Nothing();
}

aws::Outcome<GetIdentityPoolRolesResponse> IdentityPools::get_identity_pool_roles(const aws::Call& call,
                                                                                  GetIdentityPoolRolesInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    GetIdentityPoolRolesResponse output;
    output.identity_pool_id = input.identity_pool_id;
    if (!(*pool)->roles.empty()) output.roles = (*pool)->roles;
    if (!(*pool)->role_mappings.empty()) output.role_mappings = (*pool)->role_mappings;
    return output;
}

aws::Outcome<SetPrincipalTagAttributeMapResponse> IdentityPools::set_principal_tag_attribute_map(
    const aws::Call& call, SetPrincipalTagAttributeMapInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    TagMapEntry& map = (*pool)->tag_maps[input.identity_provider_name];
    map.use_defaults = input.use_defaults.value_or(false);
    map.tags = std::move(input.principal_tags);
    catalogue_.keep(**pool);
    SetPrincipalTagAttributeMapResponse output;
    output.identity_pool_id = std::move(input.identity_pool_id);
    output.identity_provider_name = std::move(input.identity_provider_name);
    output.use_defaults = map.use_defaults;
    output.principal_tags = map.tags;
    return output;
}

aws::Outcome<GetPrincipalTagAttributeMapResponse> IdentityPools::get_principal_tag_attribute_map(
    const aws::Call& call, GetPrincipalTagAttributeMapInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->tag_maps.find(input.identity_provider_name);
    GetPrincipalTagAttributeMapResponse output;
    output.identity_pool_id = std::move(input.identity_pool_id);
    output.identity_provider_name = std::move(input.identity_provider_name);
    if (found != (*pool)->tag_maps.end()) {
        output.use_defaults = found->second.use_defaults;
        output.principal_tags = found->second.tags;
    }
    return output;
}

aws::Outcome<TagResourceResponse> IdentityPools::tag_resource(const aws::Call& call, TagResourceInput input) {
    const auto pool = find_pool(call, pool_of_arn(input.resource_arn));
    if (!pool.ok()) return pool.error();
    aws::TagSet tags((*pool)->settings.identity_pool_tags.value_or(std::map<std::string, std::string>()));
    if (const auto fault = tags.add(input.tags, call.via)) return aws::Error(invalid_parameter, fault->text);
    (*pool)->settings.identity_pool_tags = tags.all();
    catalogue_.keep(**pool);
    return TagResourceResponse();
}

aws::Outcome<UntagResourceResponse> IdentityPools::untag_resource(const aws::Call& call, UntagResourceInput input) {
    const auto pool = find_pool(call, pool_of_arn(input.resource_arn));
    if (!pool.ok()) return pool.error();
    auto& kept = (*pool)->settings.identity_pool_tags;
    aws::TagSet tags(kept.value_or(std::map<std::string, std::string>()));
    if (const auto fault = tags.remove(input.tag_keys)) return aws::Error(invalid_parameter, fault->text);
    if (kept) kept = tags.all();
    catalogue_.keep(**pool);
    return UntagResourceResponse();
}

aws::Outcome<ListTagsForResourceResponse> IdentityPools::list_tags_for_resource(const aws::Call& call,
                                                                                ListTagsForResourceInput input) {
    const auto pool = find_pool(call, pool_of_arn(input.resource_arn));
    if (!pool.ok()) return pool.error();
    ListTagsForResourceResponse output;
    output.tags = (*pool)->settings.identity_pool_tags.value_or(Texts());
    return output;
}

}  // namespace wt::identity::pools
