#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"
#include "iam/api/common_shapes.hpp"

/// Inputs and outputs of IAM's API: identity providers and the account (iam 2010-05-08).
namespace wt::iam::api {

struct CreateOpenIdConnectProviderRequest {
    std::string url;
    std::vector<std::string> client_id_list;
    std::vector<std::string> thumbprint_list;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<CreateOpenIdConnectProviderRequest>);

struct CreateOpenIdConnectProviderResponse {
    std::optional<std::string> open_id_connect_provider_arn;
    std::optional<std::vector<IamTag>> tags;
};
const aws::Structure& shape_of(aws::Tag<CreateOpenIdConnectProviderResponse>);

struct GetOpenIdConnectProviderRequest {
    std::string open_id_connect_provider_arn;
};
const aws::Structure& shape_of(aws::Tag<GetOpenIdConnectProviderRequest>);

struct GetOpenIdConnectProviderResponse {
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> client_id_list;
    std::optional<std::vector<std::string>> thumbprint_list;
    std::optional<Instant> create_date;
    std::optional<std::vector<IamTag>> tags;
};
const aws::Structure& shape_of(aws::Tag<GetOpenIdConnectProviderResponse>);

struct ListOpenIdConnectProvidersRequest {};
const aws::Structure& shape_of(aws::Tag<ListOpenIdConnectProvidersRequest>);

struct OpenIdConnectProviderListEntry {
    std::optional<std::string> arn;
};
const aws::Structure& shape_of(aws::Tag<OpenIdConnectProviderListEntry>);

struct ListOpenIdConnectProvidersResponse {
    std::optional<std::vector<OpenIdConnectProviderListEntry>> open_id_connect_provider_list;
};
const aws::Structure& shape_of(aws::Tag<ListOpenIdConnectProvidersResponse>);

struct DeleteOpenIdConnectProviderRequest {
    std::string open_id_connect_provider_arn;
};
const aws::Structure& shape_of(aws::Tag<DeleteOpenIdConnectProviderRequest>);

struct UpdateOpenIdConnectProviderThumbprintRequest {
    std::string open_id_connect_provider_arn;
    std::vector<std::string> thumbprint_list;
};
const aws::Structure& shape_of(aws::Tag<UpdateOpenIdConnectProviderThumbprintRequest>);

struct AddClientIdToOpenIdConnectProviderRequest {
    std::string open_id_connect_provider_arn;
    std::string client_id;
};
const aws::Structure& shape_of(aws::Tag<AddClientIdToOpenIdConnectProviderRequest>);

struct RemoveClientIdFromOpenIdConnectProviderRequest {
    std::string open_id_connect_provider_arn;
    std::string client_id;
};
const aws::Structure& shape_of(aws::Tag<RemoveClientIdFromOpenIdConnectProviderRequest>);

struct TagOpenIdConnectProviderRequest {
    std::string open_id_connect_provider_arn;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagOpenIdConnectProviderRequest>);

struct UntagOpenIdConnectProviderRequest {
    std::string open_id_connect_provider_arn;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagOpenIdConnectProviderRequest>);

struct ListOpenIdConnectProviderTagsRequest {
    std::string open_id_connect_provider_arn;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListOpenIdConnectProviderTagsRequest>);

struct ListOpenIdConnectProviderTagsResponse {
    std::vector<IamTag> tags;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListOpenIdConnectProviderTagsResponse>);

struct GetAccountSummaryResponse {
    std::optional<std::map<std::string, std::int32_t>> summary_map;
};
const aws::Structure& shape_of(aws::Tag<GetAccountSummaryResponse>);

struct CreateAccountAliasRequest {
    std::string account_alias;
};
const aws::Structure& shape_of(aws::Tag<CreateAccountAliasRequest>);

struct DeleteAccountAliasRequest {
    std::string account_alias;
};
const aws::Structure& shape_of(aws::Tag<DeleteAccountAliasRequest>);

struct ListAccountAliasesRequest {
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListAccountAliasesRequest>);

struct ListAccountAliasesResponse {
    std::vector<std::string> account_aliases;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListAccountAliasesResponse>);

struct ContextEntry {
    std::optional<std::string> context_key_name;
    std::vector<std::string> context_key_values;
    std::optional<std::string> context_key_type;
};
const aws::Structure& shape_of(aws::Tag<ContextEntry>);

struct SimulatePrincipalPolicyRequest {
    std::string policy_source_arn;
    std::vector<std::string> policy_input_list;
    std::vector<std::string> permissions_boundary_policy_input_list;
    std::vector<std::string> action_names;
    std::vector<std::string> resource_arns;
    std::optional<std::string> resource_policy;
    std::optional<std::string> resource_owner;
    std::optional<std::string> caller_arn;
    std::vector<ContextEntry> context_entries;
    std::optional<std::string> resource_handling_option;
    std::optional<std::int32_t> max_items;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<SimulatePrincipalPolicyRequest>);

struct Position {
    std::optional<std::int32_t> line;
    std::optional<std::int32_t> column;
};
const aws::Structure& shape_of(aws::Tag<Position>);

struct MatchedStatement {
    std::optional<std::string> source_policy_id;
    std::optional<std::string> source_policy_type;
    std::optional<Position> start_position;
    std::optional<Position> end_position;
};
const aws::Structure& shape_of(aws::Tag<MatchedStatement>);

struct OrganizationsDecisionDetail {
    std::optional<bool> allowed_by_organizations;
};
const aws::Structure& shape_of(aws::Tag<OrganizationsDecisionDetail>);

struct PermissionsBoundaryDecisionDetail {
    std::optional<bool> allowed_by_permissions_boundary;
};
const aws::Structure& shape_of(aws::Tag<PermissionsBoundaryDecisionDetail>);

struct ResourceSpecificResult {
    std::string eval_resource_name;
    std::string eval_resource_decision;
    std::optional<std::vector<MatchedStatement>> matched_statements;
    std::optional<std::vector<std::string>> missing_context_values;
    std::optional<std::map<std::string, std::string>> eval_decision_details;
    std::optional<PermissionsBoundaryDecisionDetail> permissions_boundary_decision_detail;
};
const aws::Structure& shape_of(aws::Tag<ResourceSpecificResult>);

struct EvaluationResult {
    std::string eval_action_name;
    std::optional<std::string> eval_resource_name;
    std::string eval_decision;
    std::optional<std::vector<MatchedStatement>> matched_statements;
    std::optional<std::vector<std::string>> missing_context_values;
    std::optional<OrganizationsDecisionDetail> organizations_decision_detail;
    std::optional<PermissionsBoundaryDecisionDetail> permissions_boundary_decision_detail;
    std::optional<std::map<std::string, std::string>> eval_decision_details;
    std::optional<std::vector<ResourceSpecificResult>> resource_specific_results;
};
const aws::Structure& shape_of(aws::Tag<EvaluationResult>);

struct SimulatePolicyResponse {
    std::optional<std::vector<EvaluationResult>> evaluation_results;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<SimulatePolicyResponse>);

}  // namespace wt::iam::api
