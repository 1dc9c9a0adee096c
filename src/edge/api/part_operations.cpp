// Policies, origin access controls and origin access identities: each is made, told, changed, removed and listed as the
// others are.
#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

template <class Config>
[[nodiscard]] aws::Error missing(aws::Tag<Config> /*of*/) {
    return {About<Config>::missing, "The specified resource does not exist."};
}

// How each is told.
template <class Told, class Config>
[[nodiscard]] Told tell(const Kept<Config>& part) {
    return Told{part.id, part.modified, part.config};
}
template <>
OriginAccessControl tell(const Kept<OriginAccessControlConfig>& part) {
    return {part.id, part.config};
}
template <>
CloudFrontOriginAccessIdentity tell(const Kept<CloudFrontOriginAccessIdentityConfig>& part) {
    return {part.id, canonical_id(part.id), part.config};
}

// And in lists.
template <class Row, class Told, class Config>
[[nodiscard]] Row row_of_policy(const Kept<Config>& part) {
    return Row{part.account.empty() ? "managed" : "custom", tell<Told>(part)};
}
[[nodiscard]] CachePolicySummary listed(const Kept<CachePolicyConfig>& part) {
    return row_of_policy<CachePolicySummary, CachePolicy>(part);
}
[[nodiscard]] OriginRequestPolicySummary listed(const Kept<OriginRequestPolicyConfig>& part) {
    return row_of_policy<OriginRequestPolicySummary, OriginRequestPolicy>(part);
}
[[nodiscard]] ResponseHeadersPolicySummary listed(const Kept<ResponseHeadersPolicyConfig>& part) {
    return row_of_policy<ResponseHeadersPolicySummary, ResponseHeadersPolicy>(part);
}
[[nodiscard]] OriginAccessControlSummary listed(const Kept<OriginAccessControlConfig>& part) {
    const OriginAccessControlConfig& config = part.config;
    return {part.id,
            config.description.value_or(""),
            config.name,
            config.signing_protocol,
            config.signing_behavior,
            config.origin_access_control_origin_type};
}
[[nodiscard]] CloudFrontOriginAccessIdentitySummary listed(const Kept<CloudFrontOriginAccessIdentityConfig>& part) {
    return {part.id, canonical_id(part.id), part.config.comment};
}

[[nodiscard]] PublicKeySummary listed(const Kept<PublicKeyConfig>& part) {
    return {part.id, part.config.name, part.modified, part.config.encoded_key, part.config.comment};
}
[[nodiscard]] KeyGroupSummary listed(const Kept<KeyGroupConfig>& part) { return {tell<KeyGroup>(part)}; }
[[nodiscard]] ContinuousDeploymentPolicySummary listed(const Kept<ContinuousDeploymentPolicyConfig>& part) {
    return {tell<ContinuousDeploymentPolicy>(part)};
}

/// What tells one from another in an account: no two have the same.
template <class Config>
[[nodiscard]] const std::string& title(const Config& config) {
    return config.name;
}
template <>
const std::string& title(const CloudFrontOriginAccessIdentityConfig& config) {
    return config.caller_reference;
}

template <>
const std::string& title(const ContinuousDeploymentPolicyConfig& config) {
    return config.staging_distribution_dns_names.items.value().front();  // it has one: refuse()
}

/// A key group names keys that are there, a continuous deployment policy a staging distribution.
template <class Config>
[[nodiscard]] std::optional<aws::Error> refuse_keys(const Config& /*config*/, const std::string& /*account*/,
                                                    const Catalogue& /*catalogue*/) {
    return std::nullopt;
}
template <>
std::optional<aws::Error> refuse_keys(const KeyGroupConfig& config, const std::string& account,
                                      const Catalogue& catalogue) {
    for (const std::string& key : config.items) {
        if (catalogue.find<PublicKeyConfig>(account, key) == nullptr)
            return invalid("One or more of the public keys do not exist: " + key);
    }
    return std::nullopt;
}

template <>
std::optional<aws::Error> refuse_keys(const ContinuousDeploymentPolicyConfig& config, const std::string& account,
                                      const Catalogue& catalogue) {
    for (const auto& [id, record] : catalogue.distributions()) {
        if (record.account == account && record.domain == title(config) && record.config.staging.value_or(false))
            return std::nullopt;
    }
    return invalid("The staging distribution does not exist: " + title(config));  // Assumed: code and sentence
}

/// Another of the account's that has the same title; null: none.
template <class Config>
[[nodiscard]] const Kept<Config>* namesake(const Catalogue& catalogue, const std::string& account,
                                           const std::string& id, const Config& config) {
    for (const auto& [other, part] : catalogue.all<Config>()) {
        if (other != id && part.account == account && title(part.config) == title(config)) return &part;
    }
    return nullptr;
}

[[nodiscard]] std::string new_id(Catalogue& catalogue, std::string_view space) {
    if (space.ends_with("-policies") || space.ends_with("-groups")) return catalogue.new_uuid();
    return catalogue.new_id(space.ends_with("-keys") ? 'K' : 'E');
}

}  // namespace

template <class Output, class Config, class Told>
aws::Outcome<Output> CloudFront::create_part(const aws::Call& call, Config config, std::optional<Told> Output::* told) {
    if (auto error = refuse(config)) return std::move(*error);
    if (auto error = refuse_keys(config, call.caller.account, catalogue_)) return std::move(*error);
    if (const auto* const other = namesake(catalogue_, call.caller.account, "", config))
        return aws::Error(About<Config>::exists, fmt::format("There is one of that name: {}", other->id));
    Kept<Config> made;
    made.account = call.caller.account;
    made.id = new_id(catalogue_, About<Config>::space);
    made.etag = catalogue_.new_etag();
    made.modified = in_seconds(call.now);
    made.config = std::move(config);
    const Kept<Config>& kept = catalogue_.keep(std::move(made));
    Output output;
    output.*told = tell<Told>(kept);
    output.location = location_of(call, About<Config>::path, kept.id);
    output.etag = kept.etag;
    return output;
}

template <class Output, class Config, class Told>
aws::Outcome<Output> CloudFront::get_part(const aws::Call& call, std::string id, std::optional<Told> Output::* told) {
    const Kept<Config>* const found = catalogue_.find<Config>(call.caller.account, id);
    if (found == nullptr) return missing(aws::Tag<Config>());
    Output output;
    output.*told = tell<Told>(*found);
    output.etag = found->etag;
    return output;
}

template <class Output, class Config>
aws::Outcome<Output> CloudFront::get_part_config(const aws::Call& call, std::string id,
                                                 std::optional<Config> Output::* told) {
    const Kept<Config>* const found = catalogue_.find<Config>(call.caller.account, id);
    if (found == nullptr) return missing(aws::Tag<Config>());
    Output output;
    output.*told = found->config;
    output.etag = found->etag;
    return output;
}

template <class Output, class Input, class Config, class Told>
aws::Outcome<Output> CloudFront::update_part(const aws::Call& call, Input input, Config config,
                                             std::optional<Told> Output::* told) {
    const Kept<Config>* const found = catalogue_.find<Config>(call.caller.account, input.id);
    if (found == nullptr) return missing(aws::Tag<Config>());
    if (found->account.empty()) return aws::Error(illegal_update, "You cannot update a managed policy.");
    if (auto error = refuse_version(found->etag, input.if_match)) return std::move(*error);
    if (auto error = refuse(config)) return std::move(*error);
    if (auto error = refuse_keys(config, call.caller.account, catalogue_)) return std::move(*error);
    if constexpr (std::is_same_v<Config, PublicKeyConfig>) {
        if (config.encoded_key != found->config.encoded_key || config.name != found->config.name ||
            config.caller_reference != found->config.caller_reference)
            return aws::Error(cannot_change_immutable_public_key_fields, "You can't change the value of a public key.");
    }
    if (const auto* const other = namesake(catalogue_, call.caller.account, input.id, config))
        return aws::Error(About<Config>::exists, fmt::format("There is one of that name: {}", other->id));
    Kept<Config> part = *found;
    part.etag = catalogue_.new_etag();
    part.modified = in_seconds(call.now);
    part.config = std::move(config);
    const Kept<Config>& kept = catalogue_.keep(std::move(part));
    restand(kept.id);
    Output output;
    output.*told = tell<Told>(kept);
    output.etag = kept.etag;
    return output;
}

template <class Config, class Input>
aws::Outcome<aws::Nothing> CloudFront::delete_part(const aws::Call& call, Input input) {
    const Kept<Config>* const found = catalogue_.find<Config>(call.caller.account, input.id);
    if (found == nullptr) return missing(aws::Tag<Config>());
    if (found->account.empty()) return aws::Error(illegal_delete, "You cannot delete a managed policy.");
    if (auto error = refuse_version(found->etag, input.if_match)) return std::move(*error);
    if constexpr (std::is_same_v<Config, PublicKeyConfig>) {
        for (const auto& [id, group] : catalogue_.all<KeyGroupConfig>()) {
            const auto& keys = group.config.items;
            if (std::find(keys.begin(), keys.end(), input.id) != keys.end())
                return aws::Error(public_key_in_use, "The specified public key is in use.");
        }
    }
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.component.empty() && is_named_by(record.config, input.id))
            return aws::Error(About<Config>::in_use,
                              "It cannot be deleted because it is associated with one or more distributions.");
    }
    catalogue_.drop<Config>(input.id);
    return aws::Nothing();
}

template <class Output, class Config, class List, class Input>
aws::Outcome<Output> CloudFront::list_parts(const aws::Call& call, Input input, std::optional<List> Output::* told) {
    using Row = typename decltype(List::items)::value_type::value_type;
    std::vector<Row> summaries;
    for (const auto& [id, part] : catalogue_.all<Config>()) {
        if (!part.account.empty() && part.account != call.caller.account) continue;
        if constexpr (requires { input.type; }) {
            if (input.type && *input.type != (part.account.empty() ? "managed" : "custom")) continue;
        }
        summaries.push_back(listed(part));
    }
    auto page = page_of<List>(summaries, input.marker, input.max_items, [](const Row& row) -> const std::string& {
        if constexpr (requires { row.cache_policy; }) {
            return row.cache_policy.id;
        } else if constexpr (requires { row.origin_request_policy; }) {
            return row.origin_request_policy.id;
        } else if constexpr (requires { row.response_headers_policy; }) {
            return row.response_headers_policy.id;
        } else if constexpr (requires { row.key_group; }) {
            return row.key_group.id;
        } else if constexpr (requires { row.continuous_deployment_policy; }) {
            return row.continuous_deployment_policy.id;
        } else {
            return row.id;
        }
    });
    if (!page.ok()) return page.error();
    Output output;
    output.*told = std::move(*page);
    return output;
}

aws::Outcome<CreateCachePolicyResult> CloudFront::create_cache_policy(const aws::Call& call,
                                                                      CreateCachePolicyRequest input) {
    return create_part<CreateCachePolicyResult>(call, std::move(input.cache_policy_config),
                                                &CreateCachePolicyResult::cache_policy);
}
aws::Outcome<GetCachePolicyResult> CloudFront::get_cache_policy(const aws::Call& call, GetCachePolicyRequest input) {
    return get_part<GetCachePolicyResult, CachePolicyConfig>(call, std::move(input.id),
                                                             &GetCachePolicyResult::cache_policy);
}
aws::Outcome<GetCachePolicyConfigResult> CloudFront::get_cache_policy_config(const aws::Call& call,
                                                                             GetCachePolicyConfigRequest input) {
    return get_part_config(call, std::move(input.id), &GetCachePolicyConfigResult::cache_policy_config);
}
aws::Outcome<UpdateCachePolicyResult> CloudFront::update_cache_policy(const aws::Call& call,
                                                                      UpdateCachePolicyRequest input) {
    CachePolicyConfig config = std::move(input.cache_policy_config);
    return update_part<UpdateCachePolicyResult>(call, std::move(input), std::move(config),
                                                &UpdateCachePolicyResult::cache_policy);
}
aws::Outcome<aws::Nothing> CloudFront::delete_cache_policy(const aws::Call& call, DeleteCachePolicyRequest input) {
    return delete_part<CachePolicyConfig>(call, std::move(input));
}
aws::Outcome<ListCachePoliciesResult> CloudFront::list_cache_policies(const aws::Call& call,
                                                                      ListCachePoliciesRequest input) {
    return list_parts<ListCachePoliciesResult, CachePolicyConfig>(call, std::move(input),
                                                                  &ListCachePoliciesResult::cache_policy_list);
}

aws::Outcome<CreateOriginRequestPolicyResult> CloudFront::create_origin_request_policy(
    const aws::Call& call, CreateOriginRequestPolicyRequest input) {
    return create_part<CreateOriginRequestPolicyResult>(call, std::move(input.origin_request_policy_config),
                                                        &CreateOriginRequestPolicyResult::origin_request_policy);
}
aws::Outcome<GetOriginRequestPolicyResult> CloudFront::get_origin_request_policy(const aws::Call& call,
                                                                                 GetOriginRequestPolicyRequest input) {
    return get_part<GetOriginRequestPolicyResult, OriginRequestPolicyConfig>(
        call, std::move(input.id), &GetOriginRequestPolicyResult::origin_request_policy);
}
aws::Outcome<GetOriginRequestPolicyConfigResult> CloudFront::get_origin_request_policy_config(
    const aws::Call& call, GetOriginRequestPolicyConfigRequest input) {
    return get_part_config(call, std::move(input.id),
                           &GetOriginRequestPolicyConfigResult::origin_request_policy_config);
}
aws::Outcome<UpdateOriginRequestPolicyResult> CloudFront::update_origin_request_policy(
    const aws::Call& call, UpdateOriginRequestPolicyRequest input) {
    OriginRequestPolicyConfig config = std::move(input.origin_request_policy_config);
    return update_part<UpdateOriginRequestPolicyResult>(call, std::move(input), std::move(config),
                                                        &UpdateOriginRequestPolicyResult::origin_request_policy);
}
aws::Outcome<aws::Nothing> CloudFront::delete_origin_request_policy(const aws::Call& call,
                                                                    DeleteOriginRequestPolicyRequest input) {
    return delete_part<OriginRequestPolicyConfig>(call, std::move(input));
}
aws::Outcome<ListOriginRequestPoliciesResult> CloudFront::list_origin_request_policies(
    const aws::Call& call, ListOriginRequestPoliciesRequest input) {
    return list_parts<ListOriginRequestPoliciesResult, OriginRequestPolicyConfig>(
        call, std::move(input), &ListOriginRequestPoliciesResult::origin_request_policy_list);
}

aws::Outcome<CreateResponseHeadersPolicyResult> CloudFront::create_response_headers_policy(
    const aws::Call& call, CreateResponseHeadersPolicyRequest input) {
    return create_part<CreateResponseHeadersPolicyResult>(call, std::move(input.response_headers_policy_config),
                                                          &CreateResponseHeadersPolicyResult::response_headers_policy);
}
aws::Outcome<GetResponseHeadersPolicyResult> CloudFront::get_response_headers_policy(
    const aws::Call& call, GetResponseHeadersPolicyRequest input) {
    return get_part<GetResponseHeadersPolicyResult, ResponseHeadersPolicyConfig>(
        call, std::move(input.id), &GetResponseHeadersPolicyResult::response_headers_policy);
}
aws::Outcome<GetResponseHeadersPolicyConfigResult> CloudFront::get_response_headers_policy_config(
    const aws::Call& call, GetResponseHeadersPolicyConfigRequest input) {
    return get_part_config(call, std::move(input.id),
                           &GetResponseHeadersPolicyConfigResult::response_headers_policy_config);
}
aws::Outcome<UpdateResponseHeadersPolicyResult> CloudFront::update_response_headers_policy(
    const aws::Call& call, UpdateResponseHeadersPolicyRequest input) {
    ResponseHeadersPolicyConfig config = std::move(input.response_headers_policy_config);
    return update_part<UpdateResponseHeadersPolicyResult>(call, std::move(input), std::move(config),
                                                          &UpdateResponseHeadersPolicyResult::response_headers_policy);
}
aws::Outcome<aws::Nothing> CloudFront::delete_response_headers_policy(const aws::Call& call,
                                                                      DeleteResponseHeadersPolicyRequest input) {
    return delete_part<ResponseHeadersPolicyConfig>(call, std::move(input));
}
aws::Outcome<ListResponseHeadersPoliciesResult> CloudFront::list_response_headers_policies(
    const aws::Call& call, ListResponseHeadersPoliciesRequest input) {
    return list_parts<ListResponseHeadersPoliciesResult, ResponseHeadersPolicyConfig>(
        call, std::move(input), &ListResponseHeadersPoliciesResult::response_headers_policy_list);
}

aws::Outcome<CreateOriginAccessControlResult> CloudFront::create_origin_access_control(
    const aws::Call& call, CreateOriginAccessControlRequest input) {
    return create_part<CreateOriginAccessControlResult>(call, std::move(input.origin_access_control_config),
                                                        &CreateOriginAccessControlResult::origin_access_control);
}
aws::Outcome<GetOriginAccessControlResult> CloudFront::get_origin_access_control(const aws::Call& call,
                                                                                 GetOriginAccessControlRequest input) {
    return get_part<GetOriginAccessControlResult, OriginAccessControlConfig>(
        call, std::move(input.id), &GetOriginAccessControlResult::origin_access_control);
}
aws::Outcome<GetOriginAccessControlConfigResult> CloudFront::get_origin_access_control_config(
    const aws::Call& call, GetOriginAccessControlConfigRequest input) {
    return get_part_config(call, std::move(input.id),
                           &GetOriginAccessControlConfigResult::origin_access_control_config);
}
aws::Outcome<UpdateOriginAccessControlResult> CloudFront::update_origin_access_control(
    const aws::Call& call, UpdateOriginAccessControlRequest input) {
    OriginAccessControlConfig config = std::move(input.origin_access_control_config);
    return update_part<UpdateOriginAccessControlResult>(call, std::move(input), std::move(config),
                                                        &UpdateOriginAccessControlResult::origin_access_control);
}
aws::Outcome<aws::Nothing> CloudFront::delete_origin_access_control(const aws::Call& call,
                                                                    DeleteOriginAccessControlRequest input) {
    return delete_part<OriginAccessControlConfig>(call, std::move(input));
}
aws::Outcome<ListOriginAccessControlsResult> CloudFront::list_origin_access_controls(
    const aws::Call& call, ListOriginAccessControlsRequest input) {
    return list_parts<ListOriginAccessControlsResult, OriginAccessControlConfig>(
        call, std::move(input), &ListOriginAccessControlsResult::origin_access_control_list);
}

aws::Outcome<CreateCloudFrontOriginAccessIdentityResult> CloudFront::create_cloud_front_origin_access_identity(
    const aws::Call& call, CreateCloudFrontOriginAccessIdentityRequest input) {
    return create_part<CreateCloudFrontOriginAccessIdentityResult>(
        call, std::move(input.cloud_front_origin_access_identity_config),
        &CreateCloudFrontOriginAccessIdentityResult::cloud_front_origin_access_identity);
}
aws::Outcome<GetCloudFrontOriginAccessIdentityResult> CloudFront::get_cloud_front_origin_access_identity(
    const aws::Call& call, GetCloudFrontOriginAccessIdentityRequest input) {
    return get_part<GetCloudFrontOriginAccessIdentityResult, CloudFrontOriginAccessIdentityConfig>(
        call, std::move(input.id), &GetCloudFrontOriginAccessIdentityResult::cloud_front_origin_access_identity);
}
aws::Outcome<GetCloudFrontOriginAccessIdentityConfigResult> CloudFront::get_cloud_front_origin_access_identity_config(
    const aws::Call& call, GetCloudFrontOriginAccessIdentityConfigRequest input) {
    return get_part_config(call, std::move(input.id),
                           &GetCloudFrontOriginAccessIdentityConfigResult::cloud_front_origin_access_identity_config);
}
aws::Outcome<UpdateCloudFrontOriginAccessIdentityResult> CloudFront::update_cloud_front_origin_access_identity(
    const aws::Call& call, UpdateCloudFrontOriginAccessIdentityRequest input) {
    CloudFrontOriginAccessIdentityConfig config = std::move(input.cloud_front_origin_access_identity_config);
    return update_part<UpdateCloudFrontOriginAccessIdentityResult>(
        call, std::move(input), std::move(config),
        &UpdateCloudFrontOriginAccessIdentityResult::cloud_front_origin_access_identity);
}
aws::Outcome<aws::Nothing> CloudFront::delete_cloud_front_origin_access_identity(
    const aws::Call& call, DeleteCloudFrontOriginAccessIdentityRequest input) {
    return delete_part<CloudFrontOriginAccessIdentityConfig>(call, std::move(input));
}
aws::Outcome<ListCloudFrontOriginAccessIdentitiesResult> CloudFront::list_cloud_front_origin_access_identities(
    const aws::Call& call, ListCloudFrontOriginAccessIdentitiesRequest input) {
    return list_parts<ListCloudFrontOriginAccessIdentitiesResult, CloudFrontOriginAccessIdentityConfig>(
        call, std::move(input), &ListCloudFrontOriginAccessIdentitiesResult::cloud_front_origin_access_identity_list);
}

aws::Outcome<CreatePublicKeyResult> CloudFront::create_public_key(const aws::Call& call, CreatePublicKeyRequest input) {
    return create_part<CreatePublicKeyResult>(call, std::move(input.public_key_config),
                                              &CreatePublicKeyResult::public_key);
}
aws::Outcome<GetPublicKeyResult> CloudFront::get_public_key(const aws::Call& call, GetPublicKeyRequest input) {
    return get_part<GetPublicKeyResult, PublicKeyConfig>(call, std::move(input.id), &GetPublicKeyResult::public_key);
}
aws::Outcome<GetPublicKeyConfigResult> CloudFront::get_public_key_config(const aws::Call& call,
                                                                         GetPublicKeyConfigRequest input) {
    return get_part_config(call, std::move(input.id), &GetPublicKeyConfigResult::public_key_config);
}
aws::Outcome<UpdatePublicKeyResult> CloudFront::update_public_key(const aws::Call& call, UpdatePublicKeyRequest input) {
    PublicKeyConfig config = std::move(input.public_key_config);
    return update_part<UpdatePublicKeyResult>(call, std::move(input), std::move(config),
                                              &UpdatePublicKeyResult::public_key);
}
aws::Outcome<aws::Nothing> CloudFront::delete_public_key(const aws::Call& call, DeletePublicKeyRequest input) {
    return delete_part<PublicKeyConfig>(call, std::move(input));
}
aws::Outcome<ListPublicKeysResult> CloudFront::list_public_keys(const aws::Call& call, ListPublicKeysRequest input) {
    return list_parts<ListPublicKeysResult, PublicKeyConfig>(call, std::move(input),
                                                             &ListPublicKeysResult::public_key_list);
}

aws::Outcome<CreateKeyGroupResult> CloudFront::create_key_group(const aws::Call& call, CreateKeyGroupRequest input) {
    return create_part<CreateKeyGroupResult>(call, std::move(input.key_group_config), &CreateKeyGroupResult::key_group);
}
aws::Outcome<GetKeyGroupResult> CloudFront::get_key_group(const aws::Call& call, GetKeyGroupRequest input) {
    return get_part<GetKeyGroupResult, KeyGroupConfig>(call, std::move(input.id), &GetKeyGroupResult::key_group);
}
aws::Outcome<GetKeyGroupConfigResult> CloudFront::get_key_group_config(const aws::Call& call,
                                                                       GetKeyGroupConfigRequest input) {
    return get_part_config(call, std::move(input.id), &GetKeyGroupConfigResult::key_group_config);
}
aws::Outcome<UpdateKeyGroupResult> CloudFront::update_key_group(const aws::Call& call, UpdateKeyGroupRequest input) {
    KeyGroupConfig config = std::move(input.key_group_config);
    return update_part<UpdateKeyGroupResult>(call, std::move(input), std::move(config),
                                             &UpdateKeyGroupResult::key_group);
}
aws::Outcome<aws::Nothing> CloudFront::delete_key_group(const aws::Call& call, DeleteKeyGroupRequest input) {
    return delete_part<KeyGroupConfig>(call, std::move(input));
}
aws::Outcome<ListKeyGroupsResult> CloudFront::list_key_groups(const aws::Call& call, ListKeyGroupsRequest input) {
    return list_parts<ListKeyGroupsResult, KeyGroupConfig>(call, std::move(input),
                                                           &ListKeyGroupsResult::key_group_list);
}

aws::Outcome<CreateContinuousDeploymentPolicyResult> CloudFront::create_continuous_deployment_policy(
    const aws::Call& call, CreateContinuousDeploymentPolicyRequest input) {
    return create_part<CreateContinuousDeploymentPolicyResult>(
        call, std::move(input.continuous_deployment_policy_config),
        &CreateContinuousDeploymentPolicyResult::continuous_deployment_policy);
}
aws::Outcome<GetContinuousDeploymentPolicyResult> CloudFront::get_continuous_deployment_policy(
    const aws::Call& call, GetContinuousDeploymentPolicyRequest input) {
    return get_part<GetContinuousDeploymentPolicyResult, ContinuousDeploymentPolicyConfig>(
        call, std::move(input.id), &GetContinuousDeploymentPolicyResult::continuous_deployment_policy);
}
aws::Outcome<GetContinuousDeploymentPolicyConfigResult> CloudFront::get_continuous_deployment_policy_config(
    const aws::Call& call, GetContinuousDeploymentPolicyConfigRequest input) {
    return get_part_config(call, std::move(input.id),
                           &GetContinuousDeploymentPolicyConfigResult::continuous_deployment_policy_config);
}
aws::Outcome<UpdateContinuousDeploymentPolicyResult> CloudFront::update_continuous_deployment_policy(
    const aws::Call& call, UpdateContinuousDeploymentPolicyRequest input) {
    ContinuousDeploymentPolicyConfig config = std::move(input.continuous_deployment_policy_config);
    return update_part<UpdateContinuousDeploymentPolicyResult>(
        call, std::move(input), std::move(config),
        &UpdateContinuousDeploymentPolicyResult::continuous_deployment_policy);
}
aws::Outcome<aws::Nothing> CloudFront::delete_continuous_deployment_policy(
    const aws::Call& call, DeleteContinuousDeploymentPolicyRequest input) {
    return delete_part<ContinuousDeploymentPolicyConfig>(call, std::move(input));
}
aws::Outcome<ListContinuousDeploymentPoliciesResult> CloudFront::list_continuous_deployment_policies(
    const aws::Call& call, ListContinuousDeploymentPoliciesRequest input) {
    return list_parts<ListContinuousDeploymentPoliciesResult, ContinuousDeploymentPolicyConfig>(
        call, std::move(input), &ListContinuousDeploymentPoliciesResult::continuous_deployment_policy_list);
}

}  // namespace wt::edge::api
