#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "http/ids.hpp"
#include "logs/list_page.hpp"
#include "logs/logs.hpp"

namespace wt::logs {

namespace {

constexpr std::size_t most_definitions = 1000;  // CloudWatch Logs User Guide, "CloudWatch Logs quotas"
constexpr std::size_t most_policies = 10;       // of an account, without those of its groups
constexpr std::size_t most_definitions_in_a_page = 1000;

[[nodiscard]] DescribedQueryDefinition described(const QueryDefinition& definition) {
    DescribedQueryDefinition output;
    output.query_language = definition.language;
    output.query_definition_id = definition.id;
    output.name = definition.name;
    output.query_string = definition.text;
    output.last_modified = definition.modified;
    output.log_group_names = definition.groups;
    for (const QueryDefinition::Parameter& each : definition.parameters) {
        if (!output.parameters) output.parameters.emplace();
        output.parameters->push_back({each.name, each.default_value, each.description});
    }
    return output;
}

[[nodiscard]] DescribedResourcePolicy described(const ResourcePolicy& policy) {
    DescribedResourcePolicy output;
    if (!policy.name.empty()) output.policy_name = policy.name;
    output.policy_document = policy.document;
    output.last_updated_time = policy.updated;
    output.policy_scope = policy.resource.empty() ? "ACCOUNT" : "RESOURCE";
    if (!policy.resource.empty()) {
        output.resource_arn = policy.resource;
        output.revision_id = std::to_string(policy.revision);
    }
    return output;
}

[[nodiscard]] bool is_document(const std::string& text) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    return document.is_object() && document.contains("Statement");
}

[[nodiscard]] aws::Error no_policy(std::string_view name) {
    return aws::Error(errors::no_policy, fmt::format("Policy with name [{}] does not exist.", name));
}

}  // namespace

aws::Outcome<PutQueryDefinitionResponse> Logs::put_query_definition(const aws::Call& call,
                                                                    PutQueryDefinitionRequest input) {
    return put(call, input);
}
aws::Outcome<DescribeQueryDefinitionsResponse> Logs::describe_query_definitions(const aws::Call& call,
                                                                                DescribeQueryDefinitionsRequest input) {
    return describe(call, input);
}
aws::Outcome<DeleteQueryDefinitionResponse> Logs::delete_query_definition(const aws::Call& call,
                                                                          DeleteQueryDefinitionRequest input) {
    return remove(call, input);
}
aws::Outcome<PutResourcePolicyResponse> Logs::put_resource_policy(const aws::Call& call,
                                                                  PutResourcePolicyRequest input) {
    return put(call, input);
}
aws::Outcome<DescribeResourcePoliciesResponse> Logs::describe_resource_policies(const aws::Call& call,
                                                                                DescribeResourcePoliciesRequest input) {
    return describe(call, input);
}
aws::Outcome<aws::Nothing> Logs::delete_resource_policy(const aws::Call& call, DeleteResourcePolicyRequest input) {
    return remove(call, input);
}

aws::Outcome<PutQueryDefinitionResponse> Logs::put(const aws::Call& call, PutQueryDefinitionRequest& input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto& known = records_.definitions();
    if (input.query_definition_id && !known.contains({place, *input.query_definition_id}))
        return aws::Error(errors::no_definition);
    const auto mine =
        std::count_if(known.begin(), known.end(), [&](const auto& each) { return each.first.first == place; });
    if (!input.query_definition_id && static_cast<std::size_t>(mine) >= most_definitions)
        return aws::Error(errors::limit_exceeded);
    QueryDefinition definition;
    definition.id = input.query_definition_id ? *input.query_definition_id : std::string(http::request_id(ids_).view());
    definition.name = std::move(input.name);
    definition.text = std::move(input.query_string);
    definition.language = input.query_language.value_or("CWLI");
    definition.groups = std::move(input.log_group_names);
    definition.modified = groups_.now();
    for (QueryParameter& each : input.parameters)
        definition.parameters.push_back(
            {std::move(each.name), std::move(each.default_value), std::move(each.description)});
    PutQueryDefinitionResponse output{definition.id};
    records_.put(place, std::move(definition));
    return output;
}

aws::Outcome<DescribeQueryDefinitionsResponse> Logs::describe(const aws::Call& call,
                                                              const DescribeQueryDefinitionsRequest& input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const std::string prefix = input.query_definition_name_prefix.value_or("");
    std::map<std::string, DescribedQueryDefinition> found;  // by name
    for (const auto& [key, definition] : records_.definitions()) {
        if (key.first == place && definition.name.starts_with(prefix) &&
            (!input.query_language || definition.language == *input.query_language))
            found.emplace(fmt::format("{}/{}", definition.name, definition.id), described(definition));
    }
    const auto limit = static_cast<std::size_t>(input.max_results.value_or(most_definitions_in_a_page));
    auto page = page_of(found, "logs:DescribeQueryDefinitions", input.next_token, limit, call.now);
    if (!page) return invalid_token();
    return DescribeQueryDefinitionsResponse{std::move(page->items), std::move(page->next)};
}

aws::Outcome<DeleteQueryDefinitionResponse> Logs::remove(const aws::Call& call,
                                                         const DeleteQueryDefinitionRequest& input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (!records_.definitions().contains({place, input.query_definition_id})) return aws::Error(errors::no_definition);
    records_.remove_definition(place, input.query_definition_id);
    return DeleteQueryDefinitionResponse{true};
}

aws::Outcome<PutResourcePolicyResponse> Logs::put(const aws::Call& call, PutResourcePolicyRequest& input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    // Assumed: these sentences.
    if (!input.policy_document) return invalid_parameter("Policy document must be specified.");
    if (!is_document(*input.policy_document)) return invalid_parameter("Policy document is not valid.");
    if (!input.policy_name && !input.resource_arn) return invalid_parameter("Policy name must be specified.");
    ResourcePolicy policy;
    policy.name = input.policy_name.value_or("");
    if (input.resource_arn) {
        const auto named = named_by(call, *input.resource_arn);
        if (!named.ok()) return named.error();
        policy.resource = group_arn((*named)->place, (*named)->name);
    }
    const auto& known = records_.policies();
    const auto before = known.find({place, input.resource_arn ? policy.resource : policy.name});
    const auto mine = std::count_if(known.begin(), known.end(), [&](const auto& each) {
        return each.first.first == place && each.second.resource.empty();
    });
    if (!input.resource_arn && before == known.end() && static_cast<std::size_t>(mine) >= most_policies)
        return aws::Error(errors::limit_exceeded);
    const std::int64_t revision = before == known.end() ? 0 : before->second.revision;
    const std::string expected = revision == 0 ? "" : std::to_string(revision);
    if (input.resource_arn && input.expected_revision_id.value_or("") != expected) return aws::Error(errors::aborted);
    policy.document = std::move(*input.policy_document);
    policy.updated = groups_.now();
    policy.revision = revision + 1;
    PutResourcePolicyResponse output;
    output.resource_policy = described(policy);
    output.revision_id = output.resource_policy.revision_id;
    records_.put(place, std::move(policy));
    return output;
}

aws::Outcome<DescribeResourcePoliciesResponse> Logs::describe(const aws::Call& call,
                                                              const DescribeResourcePoliciesRequest& input) {
    std::string resource;
    if (input.resource_arn) {
        const auto named = named_by(call, *input.resource_arn);
        if (!named.ok()) return named.error();
        resource = group_arn((*named)->place, (*named)->name);
    }
    // Those of the account, unless something else is asked for.
    const std::string scope = input.policy_scope.value_or(input.resource_arn ? "RESOURCE" : "ACCOUNT");
    std::map<std::string, DescribedResourcePolicy> found;
    for (const auto& [key, policy] : records_.policies()) {
        if (key.first != aws::account_region_of(call) || (!resource.empty() && policy.resource != resource)) continue;
        DescribedResourcePolicy output = described(policy);
        if (output.policy_scope == scope) found.emplace(key.second, std::move(output));
    }
    const auto limit = static_cast<std::size_t>(input.limit.value_or(most_described));
    auto page = page_of(found, "logs:DescribeResourcePolicies", input.next_token, limit, call.now);
    if (!page) return invalid_token();
    return DescribeResourcePoliciesResponse{std::move(page->items), std::move(page->next)};
}

aws::Outcome<aws::Nothing> Logs::remove(const aws::Call& call, const DeleteResourcePolicyRequest& input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (!input.policy_name && !input.resource_arn) return invalid_parameter("Policy name must be specified.");
    std::string key = input.policy_name.value_or("");
    if (input.resource_arn) {
        const auto named = named_by(call, *input.resource_arn);
        if (!named.ok()) return named.error();
        key = group_arn((*named)->place, (*named)->name);
    }
    const auto known = records_.policies().find({place, key});
    if (known == records_.policies().end() || known->second.resource.empty() == input.resource_arn.has_value())
        return no_policy(key);
    if (input.expected_revision_id && *input.expected_revision_id != std::to_string(known->second.revision))
        return aws::Error(errors::aborted);
    records_.remove_policy(place, key);
    return aws::Nothing();
}

}  // namespace wt::logs
