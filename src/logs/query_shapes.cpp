// What CloudWatch Logs' model says of queries, their definitions, and resource policies (logs 2014-03-28).
#include "logs/query_shapes.hpp"

namespace wt::logs {

using aws::element;
using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view group_name = R"([\.\-_/#A-Za-z0-9]+)";
constexpr std::string_view identifier = R"([\w#+=/:,.@-]*)";
constexpr std::string_view parameter_name = R"(^[a-zA-Z_][a-zA-Z0-9_]*)";
constexpr std::string_view client_token = R"(\S{36,128})";
constexpr std::string_view languages[] = {"CWLI", "SQL", "PPL"};
constexpr std::string_view states[] = {"Scheduled", "Running", "Complete", "Failed", "Cancelled", "Timeout", "Unknown"};
constexpr std::string_view scopes[] = {"ACCOUNT", "RESOURCE"};

}  // namespace

const Structure& shape_of(Tag<StartQueryRequest>) {
    using T = StartQueryRequest;
    static const Structure shape(
        "", {
                member<&T::query_language>("queryLanguage").one_of(languages),
                member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                member<&T::log_group_names>("logGroupNames").each(element().length(1, 512).pattern(group_name)),
                member<&T::log_group_identifiers>("logGroupIdentifiers")
                    .each(element().length(1, 2048).pattern(identifier)),
                member<&T::start_time>("startTime").required().range(0),
                member<&T::end_time>("endTime").required().range(0),
                member<&T::query_string>("queryString").required().length(0, 10000),
                member<&T::limit>("limit").range(1, 100000),
            });
    return shape;
}

const Structure& shape_of(Tag<StartQueryResponse>) {
    using T = StartQueryResponse;
    static const Structure shape("", {
                                         member<&T::query_id>("queryId").length(1, 256),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetQueryResultsRequest>) {
    using T = GetQueryResultsRequest;
    static const Structure shape("", {
                                         member<&T::query_id>("queryId").required().length(1, 256),
                                         member<&T::next_token>("nextToken").length(0, 1024),
                                         member<&T::max_items>("maxItems").range(0, 10000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ResultField>) {
    using T = ResultField;
    static const Structure shape("", {
                                         member<&T::field>("field"),
                                         member<&T::value>("value"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<QueryStatistics>) {
    using T = QueryStatistics;
    static const Structure shape("", {
                                         member<&T::records_matched>("recordsMatched"),
                                         member<&T::records_scanned>("recordsScanned"),
                                         member<&T::estimated_records_skipped>("estimatedRecordsSkipped"),
                                         member<&T::bytes_scanned>("bytesScanned"),
                                         member<&T::estimated_bytes_skipped>("estimatedBytesSkipped"),
                                         member<&T::log_groups_scanned>("logGroupsScanned"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetQueryResultsResponse>) {
    using T = GetQueryResultsResponse;
    static const Structure shape("", {
                                         member<&T::query_language>("queryLanguage").one_of(languages),
                                         member<&T::results>("results"),
                                         member<&T::statistics>("statistics"),
                                         member<&T::status>("status").one_of(states),
                                         member<&T::encryption_key>("encryptionKey").length(0, 256),
                                         member<&T::next_token>("nextToken").length(0, 1024),
                                     });
    return shape;
}

const Structure& shape_of(Tag<StopQueryRequest>) {
    using T = StopQueryRequest;
    static const Structure shape("", {
                                         member<&T::query_id>("queryId").required().length(1, 256),
                                     });
    return shape;
}

const Structure& shape_of(Tag<SuccessResponse>) {
    using T = SuccessResponse;
    static const Structure shape("", {
                                         member<&T::success>("success"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeQueriesRequest>) {
    using T = DescribeQueriesRequest;
    static const Structure shape("", {
                                         member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                                         member<&T::status>("status").one_of(states),
                                         member<&T::max_results>("maxResults").range(1, 1000),
                                         member<&T::next_token>("nextToken").length(1),
                                         member<&T::query_language>("queryLanguage").one_of(languages),
                                     });
    return shape;
}

const Structure& shape_of(Tag<QueryInfo>) {
    using T = QueryInfo;
    static const Structure shape("", {
                                         member<&T::query_language>("queryLanguage").one_of(languages),
                                         member<&T::query_id>("queryId").length(1, 256),
                                         member<&T::query_string>("queryString").length(0, 10000),
                                         member<&T::status>("status").one_of(states),
                                         member<&T::create_time>("createTime").range(0),
                                         member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                                         member<&T::query_duration>("queryDuration"),
                                         member<&T::bytes_scanned>("bytesScanned"),
                                         member<&T::user_identity>("userIdentity").length(1, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeQueriesResponse>) {
    using T = DescribeQueriesResponse;
    static const Structure shape("", {
                                         member<&T::queries>("queries"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<QueryParameter>) {
    using T = QueryParameter;
    static const Structure shape("", {
                                         member<&T::name>("name").required().length(1, 128).pattern(parameter_name),
                                         member<&T::default_value>("defaultValue").length(0, 1024),
                                         member<&T::description>("description").length(0, 512),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutQueryDefinitionRequest>) {
    using T = PutQueryDefinitionRequest;
    static const Structure shape(
        "", {
                member<&T::query_language>("queryLanguage").one_of(languages),
                member<&T::name>("name").required().length(1, 255),
                member<&T::query_definition_id>("queryDefinitionId").length(1, 256),
                member<&T::log_group_names>("logGroupNames").each(element().length(1, 512).pattern(group_name)),
                member<&T::query_string>("queryString").required().length(1, 10000),
                member<&T::client_token>("clientToken").length(36, 128).pattern(client_token),
                member<&T::parameters>("parameters").length(0, 20),
            });
    return shape;
}

const Structure& shape_of(Tag<PutQueryDefinitionResponse>) {
    using T = PutQueryDefinitionResponse;
    static const Structure shape("", {
                                         member<&T::query_definition_id>("queryDefinitionId").length(1, 256),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeQueryDefinitionsRequest>) {
    using T = DescribeQueryDefinitionsRequest;
    static const Structure shape(
        "", {
                member<&T::query_language>("queryLanguage").one_of(languages),
                member<&T::query_definition_name_prefix>("queryDefinitionNamePrefix").length(1, 255),
                member<&T::max_results>("maxResults").range(1, 1000),
                member<&T::next_token>("nextToken").length(1),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribedQueryDefinition>) {
    using T = DescribedQueryDefinition;
    static const Structure shape(
        "", {
                member<&T::query_language>("queryLanguage").one_of(languages),
                member<&T::query_definition_id>("queryDefinitionId").length(1, 256),
                member<&T::name>("name").length(1, 255),
                member<&T::query_string>("queryString").length(1, 10000),
                member<&T::last_modified>("lastModified").range(0),
                member<&T::log_group_names>("logGroupNames").each(element().length(1, 512).pattern(group_name)),
                member<&T::parameters>("parameters").length(0, 20),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribeQueryDefinitionsResponse>) {
    using T = DescribeQueryDefinitionsResponse;
    static const Structure shape("", {
                                         member<&T::query_definitions>("queryDefinitions"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteQueryDefinitionRequest>) {
    using T = DeleteQueryDefinitionRequest;
    static const Structure shape("", {
                                         member<&T::query_definition_id>("queryDefinitionId").required().length(1, 256),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutResourcePolicyRequest>) {
    using T = PutResourcePolicyRequest;
    static const Structure shape("", {
                                         member<&T::policy_name>("policyName"),
                                         member<&T::policy_document>("policyDocument").length(1, 51200),
                                         member<&T::resource_arn>("resourceArn"),
                                         member<&T::expected_revision_id>("expectedRevisionId").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribedResourcePolicy>) {
    using T = DescribedResourcePolicy;
    static const Structure shape("", {
                                         member<&T::policy_name>("policyName"),
                                         member<&T::policy_document>("policyDocument").length(1, 51200),
                                         member<&T::last_updated_time>("lastUpdatedTime").range(0),
                                         member<&T::policy_scope>("policyScope").one_of(scopes),
                                         member<&T::resource_arn>("resourceArn"),
                                         member<&T::revision_id>("revisionId").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutResourcePolicyResponse>) {
    using T = PutResourcePolicyResponse;
    static const Structure shape("", {
                                         member<&T::resource_policy>("resourcePolicy"),
                                         member<&T::revision_id>("revisionId").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeResourcePoliciesRequest>) {
    using T = DescribeResourcePoliciesRequest;
    static const Structure shape("", {
                                         member<&T::next_token>("nextToken").length(1),
                                         member<&T::limit>("limit").range(1, 50),
                                         member<&T::resource_arn>("resourceArn"),
                                         member<&T::policy_scope>("policyScope").one_of(scopes),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeResourcePoliciesResponse>) {
    using T = DescribeResourcePoliciesResponse;
    static const Structure shape("", {
                                         member<&T::resource_policies>("resourcePolicies"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteResourcePolicyRequest>) {
    using T = DeleteResourcePolicyRequest;
    static const Structure shape("", {
                                         member<&T::policy_name>("policyName"),
                                         member<&T::resource_arn>("resourceArn"),
                                         member<&T::expected_revision_id>("expectedRevisionId").length(1),
                                     });
    return shape;
}

}  // namespace wt::logs
