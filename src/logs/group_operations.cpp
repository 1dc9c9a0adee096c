#include <algorithm>

#include "aws/page_token.hpp"
#include "logs/list_page.hpp"
#include "logs/logs.hpp"
#include "logs/retention.hpp"

namespace wt::logs {

namespace {

[[nodiscard]] DescribedGroup described(const LogGroup& group) {
    DescribedGroup output;
    output.log_group_name = group.name;
    output.creation_time = group.created;
    output.retention_in_days = group.kept_days();
    output.metric_filter_count = static_cast<std::int32_t>(group.metric_filters.size());
    output.log_group_arn = group_arn(group.place, group.name);
    output.arn = *output.log_group_arn + ":*";
    output.stored_bytes = static_cast<std::int64_t>(group.stored_bytes);
    if (!group.key.empty()) output.kms_key_id = group.key;
    output.log_group_class = group.log_class;
    output.deletion_protection_enabled = group.is_protected;
    return output;
}

/// "If you specify logGroupNamePattern in your request, then only arn, creationTime, and logGroupName are included."
[[nodiscard]] DescribedGroup described_shortly(const LogGroup& group) {
    DescribedGroup output;
    output.log_group_name = group.name;
    output.creation_time = group.created;
    output.arn = group_arn(group.place, group.name) + ":*";
    return output;
}

/// Why the filters do not go together.
[[nodiscard]] std::optional<aws::Error> refuse(const DescribeLogGroupsRequest& input) {
    if (input.log_group_name_prefix && input.log_group_name_pattern) {
        return invalid_parameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    const bool others = input.log_group_name_prefix || input.log_group_name_pattern || input.log_group_class ||
                        input.next_token || input.limit || input.account_identifiers;
    // Assumed: the sentence.
    if (!input.log_group_identifiers.empty() && others)
        return invalid_parameter("LogGroup identifiers can only be combined with includeLinkedAccounts.");
    return std::nullopt;
}

/// Whether only accounts are asked about that are not the caller's: no other is linked with it.
[[nodiscard]] bool asks_others(const DescribeLogGroupsRequest& input, const std::string& account) {
    return input.include_linked_accounts.value_or(false) && input.account_identifiers &&
           !input.account_identifiers->empty() &&
           std::find(input.account_identifiers->begin(), input.account_identifiers->end(), account) ==
               input.account_identifiers->end();
}

[[nodiscard]] bool is_reserved(std::string_view name) { return name.starts_with("aws/"); }

/// Assumed: the sentence.
[[nodiscard]] aws::Error is_protected() {
    return aws::Error(errors::validation,
                      "The log group has deletion protection enabled. Disable deletion protection before deleting.");
}

}  // namespace

aws::Outcome<aws::Nothing> Logs::create_log_group(const aws::Call& call, CreateLogGroupRequest input) {
    return create(call, input);
}
aws::Outcome<DescribeLogGroupsResponse> Logs::describe_log_groups(const aws::Call& call,
                                                                  DescribeLogGroupsRequest input) {
    return describe(call, input);
}
aws::Outcome<aws::Nothing> Logs::delete_log_group(const aws::Call& call, DeleteLogGroupRequest input) {
    return remove(call, input);
}
aws::Outcome<aws::Nothing> Logs::put_log_group_deletion_protection(const aws::Call& call,
                                                                   PutLogGroupDeletionProtectionRequest input) {
    return protect(call, input);
}
aws::Outcome<aws::Nothing> Logs::put_retention_policy(const aws::Call& call, PutRetentionPolicyRequest input) {
    return retain(call, input.log_group_name, input.retention_in_days);
}
aws::Outcome<aws::Nothing> Logs::delete_retention_policy(const aws::Call& call, DeleteRetentionPolicyRequest input) {
    return retain(call, input.log_group_name, std::nullopt);
}
aws::Outcome<aws::Nothing> Logs::associate_kms_key(const aws::Call& call, AssociateKmsKeyRequest input) {
    const auto found = group_of_key(call, input.log_group_name, input.resource_identifier);
    if (!found.ok()) return found.error();
    if (auto refused = refuse_key(call, (*found)->name, input.kms_key_id)) return std::move(*refused);
    (*found)->key = std::move(input.kms_key_id);
    groups_.changed(**found);
    return aws::Nothing();
}
aws::Outcome<aws::Nothing> Logs::disassociate_kms_key(const aws::Call& call, DisassociateKmsKeyRequest input) {
    const auto found = group_of_key(call, input.log_group_name, input.resource_identifier);
    if (!found.ok()) return found.error();
    (*found)->key.clear();
    groups_.changed(**found);
    return aws::Nothing();
}

aws::Outcome<LogGroup*> Logs::group_of_key(const aws::Call& call, const std::optional<std::string>& name,
                                           const std::optional<std::string>& resource) {
    // API Reference, "AssociateKmsKey". Assumed: the sentences.
    if (name.has_value() == resource.has_value())
        return invalid_parameter("You must specify either the resourceIdentifier parameter or the logGroup parameter.");
    if (name) return group(call, *name);
    if (resource->find(":query-result:") != std::string::npos)
        return invalid_parameter("Windtunnel keeps no results of queries under keys.");
    return group_by_identifier(call, *resource);
}

/// CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS": the service itself uses the key, so
/// the key's policy must let it. Sentences as they were seen; Assumed: that about a key that cannot be used now, of
/// which API "CreateLogGroup" says the code.
std::optional<aws::Error> Logs::refuse_key(const aws::Call& call, const std::string& group, const std::string& key) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const std::string arn = fmt::format("arn:aws:logs:{}:{}:log-group:{}", place.region, place.account, group);
    const std::string service = fmt::format("logs.{}.amazonaws.com", place.region);
    const aws::KeyUse use{"logs", "Encrypt", place, {{"aws:logs:arn", arn}}, service};
    const auto usable = keys_.usable(call, key, use);
    if (usable.ok()) return std::nullopt;
    using Why = aws::KeyFault::Why;
    const Why why = usable.error().why;
    if (why != Why::not_found && why != Why::access_denied) return invalid_parameter(usable.error().text);
    return aws::Error(
        errors::access_denied,
        fmt::format("The specified KMS key does not exist or is not allowed to be used with Arn '{}'", arn));
}

aws::Outcome<aws::Nothing> Logs::create(const aws::Call& call, CreateLogGroupRequest& input) {
    // Assumed: the sentence.
    if (is_reserved(input.log_group_name))
        return invalid_parameter("Log groups starting with aws/ are reserved for AWS.");
    const aws::AccountRegion place = aws::account_region_of(call);
    if (groups_.find(place, input.log_group_name) != nullptr) return aws::Error(errors::group_exists);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return invalid_parameter(fault->text);
    if (input.kms_key_id) {
        if (auto refused = refuse_key(call, input.log_group_name, *input.kms_key_id)) return std::move(*refused);
    }
    LogGroup* const made = groups_.create(place, std::move(input.log_group_name));
    if (made == nullptr) return aws::Error(errors::limit_exceeded);
    if (input.log_group_class) made->log_class = std::move(*input.log_group_class);
    if (input.kms_key_id) made->key = std::move(*input.kms_key_id);
    made->is_protected = input.deletion_protection_enabled.value_or(false);
    made->tags = std::move(tags);
    groups_.changed(*made);
    return aws::Nothing();
}

aws::Outcome<DescribeLogGroupsResponse> Logs::describe(const aws::Call& call, DescribeLogGroupsRequest& input) {
    if (auto error = refuse(input)) return std::move(*error);
    const aws::AccountRegion place = aws::account_region_of(call);
    DescribeLogGroupsResponse output;
    if (asks_others(input, place.account)) return output;
    if (!input.log_group_identifiers.empty()) {
        auto& wanted = input.log_group_identifiers;
        std::sort(wanted.begin(), wanted.end());
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        for (const std::string& identifier : wanted) {
            const auto found = group_by_identifier(call, identifier);
            if (found.ok()) output.log_groups.push_back(described(**found));
        }
        return output;
    }
    const aws::PageTokens tokens("logs:DescribeLogGroups", page_token_lifetime);
    const std::string prefix = input.log_group_name_prefix.value_or("");
    const std::string part = input.log_group_name_pattern.value_or("");
    std::string after;
    if (input.next_token) {
        auto cursor = tokens.open(*input.next_token, call.now);
        if (!cursor.ok()) return invalid_token();
        after = std::move(*cursor);
    }
    const auto limit = static_cast<std::size_t>(input.limit.value_or(most_described));
    groups_.each(place, std::max(prefix, after), [&](const LogGroup& each) {
        if (!each.name.starts_with(prefix)) return false;
        if (each.name <= after || each.name.find(part) == std::string::npos ||
            (input.log_group_class && each.log_class != *input.log_group_class))
            return true;
        if (output.log_groups.size() >= limit) {
            output.next_token = tokens.seal(*output.log_groups.back().log_group_name, call.now);
            return false;
        }
        output.log_groups.push_back(part.empty() ? described(each) : described_shortly(each));
        return true;
    });
    return output;
}

aws::Outcome<aws::Nothing> Logs::remove(const aws::Call& call, const DeleteLogGroupRequest& input) {
    const auto found = group(call, input.log_group_name);
    if (!found.ok()) return found.error();
    if ((*found)->is_protected) return is_protected();
    records_.remove_policy((*found)->place, group_arn((*found)->place, (*found)->name));
    groups_.remove(**found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Logs::protect(const aws::Call& call, const PutLogGroupDeletionProtectionRequest& input) {
    const auto found = group_by_identifier(call, input.log_group_identifier);
    if (!found.ok()) return found.error();
    (*found)->is_protected = input.deletion_protection_enabled;
    groups_.changed(**found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Logs::retain(const aws::Call& call, const std::string& name,
                                        std::optional<std::int32_t> days) {
    if (days && !is_retention(*days)) return invalid_parameter(no_retention(*days));
    const auto found = group(call, name);
    if (!found.ok()) return found.error();
    // Assumed: the sentence. The class says how long its events are kept.
    if ((*found)->log_class == "DELIVERY")
        return invalid_parameter("Retention policies are not supported for log groups of the DELIVERY class.");
    (*found)->retention = days;
    groups_.changed(**found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Logs::delete_log_stream(const aws::Call& call, DeleteLogStreamRequest input) {
    return remove(call, input);
}

aws::Outcome<aws::Nothing> Logs::remove(const aws::Call& call, const DeleteLogStreamRequest& input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    const auto found = stream(**in, input.log_stream_name);
    if (!found.ok()) return found.error();
    if ((*in)->is_protected) return is_protected();
    groups_.remove_stream(**found);
    return aws::Nothing();
}

}  // namespace wt::logs
