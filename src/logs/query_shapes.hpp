#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"

/// Inputs and outputs of the operations about queries, their definitions, and resource policies: AWS's model logs
/// 2014-03-28.
namespace wt::logs {

struct StartQueryRequest {
    std::optional<std::string> query_language;
    std::optional<std::string> log_group_name;
    std::optional<std::vector<std::string>> log_group_names;
    std::optional<std::vector<std::string>> log_group_identifiers;
    std::int64_t start_time = 0;  // seconds
    std::int64_t end_time = 0;
    std::string query_string;
    std::optional<std::int32_t> limit;
};
const aws::Structure& shape_of(aws::Tag<StartQueryRequest>);

struct StartQueryResponse {
    std::string query_id;
};
const aws::Structure& shape_of(aws::Tag<StartQueryResponse>);

struct GetQueryResultsRequest {
    std::string query_id;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<GetQueryResultsRequest>);

struct ResultField {
    std::string field;
    std::string value;
};
const aws::Structure& shape_of(aws::Tag<ResultField>);

struct QueryStatistics {
    double records_matched = 0;
    double records_scanned = 0;
    double estimated_records_skipped = 0;
    double bytes_scanned = 0;
    double estimated_bytes_skipped = 0;
    double log_groups_scanned = 0;
};
const aws::Structure& shape_of(aws::Tag<QueryStatistics>);

struct GetQueryResultsResponse {
    std::string query_language;
    std::vector<std::vector<ResultField>> results;
    QueryStatistics statistics;
    std::string status;
    std::optional<std::string> encryption_key;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<GetQueryResultsResponse>);

struct StopQueryRequest {
    std::string query_id;
};
const aws::Structure& shape_of(aws::Tag<StopQueryRequest>);

/// StopQuery and DeleteQueryDefinition.
struct SuccessResponse {
    bool success = false;
};
const aws::Structure& shape_of(aws::Tag<SuccessResponse>);

struct DescribeQueriesRequest {
    std::optional<std::string> log_group_name;
    std::optional<std::string> status;
    std::optional<std::int32_t> max_results;
    std::optional<std::string> next_token;
    std::optional<std::string> query_language;
};
const aws::Structure& shape_of(aws::Tag<DescribeQueriesRequest>);

struct QueryInfo {
    std::string query_language;
    std::string query_id;
    std::string query_string;
    std::string status;
    std::int64_t create_time = 0;
    std::optional<std::string> log_group_name;
    std::optional<std::int64_t> query_duration;
    std::optional<double> bytes_scanned;
    std::optional<std::string> user_identity;
};
const aws::Structure& shape_of(aws::Tag<QueryInfo>);

struct DescribeQueriesResponse {
    std::vector<QueryInfo> queries;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeQueriesResponse>);

struct QueryParameter {
    std::string name;
    std::optional<std::string> default_value;
    std::optional<std::string> description;
};
const aws::Structure& shape_of(aws::Tag<QueryParameter>);

struct PutQueryDefinitionRequest {
    std::optional<std::string> query_language;
    std::string name;
    std::optional<std::string> query_definition_id;
    std::optional<std::vector<std::string>> log_group_names;
    std::string query_string;
    std::optional<std::string> client_token;
    std::optional<std::vector<QueryParameter>> parameters;
};
const aws::Structure& shape_of(aws::Tag<PutQueryDefinitionRequest>);

struct PutQueryDefinitionResponse {
    std::string query_definition_id;
};
const aws::Structure& shape_of(aws::Tag<PutQueryDefinitionResponse>);

struct DescribeQueryDefinitionsRequest {
    std::optional<std::string> query_language;
    std::optional<std::string> query_definition_name_prefix;
    std::optional<std::int32_t> max_results;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeQueryDefinitionsRequest>);

struct DescribedQueryDefinition {
    std::string query_language;
    std::string query_definition_id;
    std::string name;
    std::string query_string;
    std::int64_t last_modified = 0;
    std::vector<std::string> log_group_names;
    std::optional<std::vector<QueryParameter>> parameters;
};
const aws::Structure& shape_of(aws::Tag<DescribedQueryDefinition>);

struct DescribeQueryDefinitionsResponse {
    std::vector<DescribedQueryDefinition> query_definitions;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeQueryDefinitionsResponse>);

struct DeleteQueryDefinitionRequest {
    std::string query_definition_id;
};
const aws::Structure& shape_of(aws::Tag<DeleteQueryDefinitionRequest>);

struct PutResourcePolicyRequest {
    std::optional<std::string> policy_name;
    std::optional<std::string> policy_document;
    std::optional<std::string> resource_arn;
    std::optional<std::string> expected_revision_id;
};
const aws::Structure& shape_of(aws::Tag<PutResourcePolicyRequest>);

struct DescribedResourcePolicy {
    std::optional<std::string> policy_name;
    std::string policy_document;
    std::int64_t last_updated_time = 0;
    std::string policy_scope;
    std::optional<std::string> resource_arn;
    std::optional<std::string> revision_id;
};
const aws::Structure& shape_of(aws::Tag<DescribedResourcePolicy>);

struct PutResourcePolicyResponse {
    DescribedResourcePolicy resource_policy;
    std::optional<std::string> revision_id;
};
const aws::Structure& shape_of(aws::Tag<PutResourcePolicyResponse>);

struct DescribeResourcePoliciesRequest {
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
    std::optional<std::string> resource_arn;
    std::optional<std::string> policy_scope;
};
const aws::Structure& shape_of(aws::Tag<DescribeResourcePoliciesRequest>);

struct DescribeResourcePoliciesResponse {
    std::vector<DescribedResourcePolicy> resource_policies;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeResourcePoliciesResponse>);

struct DeleteResourcePolicyRequest {
    std::optional<std::string> policy_name;
    std::optional<std::string> resource_arn;
    std::optional<std::string> expected_revision_id;
};
const aws::Structure& shape_of(aws::Tag<DeleteResourcePolicyRequest>);

}  // namespace wt::logs
