// Managed policies and their versions.
#include <algorithm>

#include "aws/timestamp.hpp"
#include "http/uri.hpp"
#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] aws::Outcome<PolicyDocument> read_managed(std::string text) {
    auto document = read_document(std::move(text), PolicyUse::identity);
    if (document.ok() && counted_size(document->text) > limits::managed_policy)
        return quota_exceeded("PolicySize", limits::managed_policy);
    return document;
}

[[nodiscard]] aws::Error not_found(std::string_view arn) {
    return no_such_entity(fmt::format("Policy {} was not found.", arn));
}

[[nodiscard]] aws::Error no_such_version(std::string_view arn, std::string_view version) {
    return no_such_entity(fmt::format("Policy {} version {} does not exist or is not attachable.", arn, version));
}

[[nodiscard]] PolicyVersionDetail version_of(const AwsPolicy& policy, Extent extent) {
    PolicyVersionDetail detail;
    if (extent == Extent::whole) detail.document = http::percent_encode(policy.document());
    detail.version_id = fmt::format("v{}", policy.version);
    detail.is_default_version = true;
    detail.create_date = aws::parse_iso8601(policy.updated);
    return detail;
}

void count_uses(ManagedPolicyDetail& detail, const Account& account) {
    const PolicyUses uses = uses_of(account, *detail.arn);
    detail.attachment_count = uses.attachments;
    detail.permissions_boundary_usage_count = uses.boundaries;
}

[[nodiscard]] bool wanted(const ManagedPolicyDetail& policy, const ListPoliciesRequest& input) {
    if (!policy.path->starts_with(input.path_prefix.value_or("/"))) return false;
    const std::string usage = input.policy_usage_filter.value_or("");
    const bool attached = *policy.attachment_count > 0;
    const bool bounds = *policy.permissions_boundary_usage_count > 0;
    if (usage == "PermissionsBoundary") return bounds;
    if (usage == "PermissionsPolicy" || input.only_attached.value_or(false)) return attached;
    return true;
}

}  // namespace

aws::Outcome<CreatePolicyResponse> IamService::create_policy(const aws::Call& call, CreatePolicyRequest input) {
    Account& account = account_of(call);
    auto document = read_managed(std::move(input.policy_document));
    if (!document.ok()) return document.error();
    if (account.policies.contains(input.policy_name))
        return aws::Error(errors::exists, fmt::format("A policy called {} already exists. Duplicate names are not "
                                                      "allowed.",
                                                      input.policy_name));
    if (account.policies.size() >= limits::policies) return quota_exceeded("PoliciesPerAccount", limits::policies);
    ManagedPolicy policy;
    if (auto error = add_tags(policy.tags, input.tags)) return std::move(*error);
    policy.name = input.policy_name;
    policy.path = input.path.value_or("/");
    policy.id = directory_.new_id("ANPA");
    policy.created = policy.updated = call.now;
    policy.description = input.description.value_or("");
    policy.versions[1] = {std::move(*document), call.now};
    const ManagedPolicy& made = account.policies.emplace(policy.name, std::move(policy)).first->second;
    CreatePolicyResponse output;
    output.policy = detail_of(call.caller.account, made);
    output.policy->description.reset();
    output.policy->attachment_count = output.policy->permissions_boundary_usage_count = 0;
    return saved(call, made, std::move(output));
}

aws::Outcome<GetPolicyResponse> IamService::get_policy(const aws::Call& call, GetPolicyRequest input) {
    GetPolicyResponse output;
    if (const AwsPolicy* const row = find_aws_policy(input.policy_arn)) {
        output.policy = detail_of(*row);
    } else if (input.policy_arn.starts_with("arn:aws:iam::aws:")) {
        return not_found(input.policy_arn);
    } else {
        const auto policy = find_own_policy(call, input.policy_arn);
        if (!policy.ok()) return policy.error();
        output.policy = detail_of(call.caller.account, **policy);
    }
    count_uses(*output.policy, account_of(call));
    if (!output.policy->tags) output.policy->tags.emplace();
    return output;
}

aws::Outcome<aws::Nothing> IamService::delete_policy(const aws::Call& call, DeletePolicyRequest input) {
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    Account& account = account_of(call);
    const PolicyUses uses = uses_of(account, input.policy_arn);
    if (uses.attachments > 0 || uses.boundaries > 0)
        return aws::Error(errors::delete_conflict, "Cannot delete a policy attached to entities.");
    if ((*policy)->versions.size() > 1)
        return aws::Error(errors::delete_conflict,
                          "This policy has more than one version. Before you delete a policy, you must delete the "
                          "policy's versions. The default version is deleted with the policy.");
    directory_.drop(call.caller.account, **policy);
    account.policies.erase((*policy)->name);
    return aws::Nothing();
}

aws::Outcome<ListPoliciesResponse> IamService::list_policies(const aws::Call& call, ListPoliciesRequest input) {
    const Account& account = account_of(call);
    const std::string scope = input.scope.value_or("All");
    std::vector<ManagedPolicyDetail> policies;
    const auto add = [&](ManagedPolicyDetail detail) {
        count_uses(detail, account);
        detail.description.reset();
        detail.tags.reset();
        if (wanted(detail, input)) policies.push_back(std::move(detail));
    };
    if (scope != "Local") {
        for (const AwsPolicy& row : aws_policies()) add(detail_of(row));
    }
    if (scope != "AWS") {
        for (const auto& [name, policy] : account.policies) add(detail_of(call.caller.account, policy));
    }
    const auto arn = [](const ManagedPolicyDetail& policy) -> const std::string& { return *policy.arn; };
    auto page = page_of(std::move(policies), arn, {"iam:ListPolicies", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListPoliciesResponse output;
    output.policies = std::move(page->items);
    end_page(output, *page);
    return output;
}

aws::Outcome<CreatePolicyVersionResponse> IamService::create_policy_version(const aws::Call& call,
                                                                            CreatePolicyVersionRequest input) {
    const auto found = find_own_policy(call, input.policy_arn);
    if (!found.ok()) return found.error();
    ManagedPolicy& policy = **found;
    auto document = read_managed(std::move(input.policy_document));
    if (!document.ok()) return document.error();
    if (policy.versions.size() >= limits::versions_per_policy)
        return aws::Error(errors::limit_exceeded,
                          fmt::format("A managed policy can have up to {} versions. Before you create a new "
                                      "version, you must delete an existing version.",
                                      limits::versions_per_policy));
    const std::int32_t number = ++policy.last_version;
    policy.versions[number] = {std::move(*document), call.now};
    if (input.set_as_default.value_or(false)) policy.default_version = number;
    policy.updated = call.now;
    CreatePolicyVersionResponse output;
    output.policy_version = detail_of(policy, number, Extent::listed);
    return saved(call, policy, std::move(output));
}

aws::Outcome<GetPolicyVersionResponse> IamService::get_policy_version(const aws::Call& call,
                                                                      GetPolicyVersionRequest input) {
    GetPolicyVersionResponse output;
    const auto number = version_number(input.version_id);
    if (const AwsPolicy* const row = find_aws_policy(input.policy_arn)) {
        if (number != row->version) return no_such_version(input.policy_arn, input.version_id);
        output.policy_version = version_of(*row, Extent::whole);
    } else if (input.policy_arn.starts_with("arn:aws:iam::aws:")) {
        return not_found(input.policy_arn);
    } else {
        const auto policy = find_own_policy(call, input.policy_arn);
        if (!policy.ok()) return policy.error();
        if (!number || !(*policy)->versions.contains(*number))
            return no_such_version(input.policy_arn, input.version_id);
        output.policy_version = detail_of(**policy, *number, Extent::whole);
    }
    return output;
}

aws::Outcome<ListPolicyVersionsResponse> IamService::list_policy_versions(const aws::Call& call,
                                                                          ListPolicyVersionsRequest input) {
    ListPolicyVersionsResponse output;
    output.versions.emplace();
    if (const AwsPolicy* const row = find_aws_policy(input.policy_arn)) {
        output.versions->push_back(version_of(*row, Extent::listed));
        output.is_truncated = false;
        return output;
    }
    if (input.policy_arn.starts_with("arn:aws:iam::aws:")) return not_found(input.policy_arn);
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    // The newest first.
    struct Numbered {
        std::int32_t number;
        std::string place;
    };
    std::vector<Numbered> versions;
    constexpr std::int32_t last = 1'000'000'000;
    for (const auto& [number, version] : (*policy)->versions)
        versions.push_back({number, fmt::format("{:010}", last - number)});
    const auto place = [](const Numbered& version) -> const std::string& { return version.place; };
    auto page =
        page_of(std::move(versions), place, {"iam:ListPolicyVersions", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    for (const Numbered& version : page->items)
        output.versions->push_back(detail_of(**policy, version.number, Extent::listed));
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::delete_policy_version(const aws::Call& call, DeletePolicyVersionRequest input) {
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    const auto number = version_number(input.version_id);
    if (!number || !(*policy)->versions.contains(*number)) return no_such_version(input.policy_arn, input.version_id);
    if ((*policy)->default_version == *number)
        return aws::Error(errors::delete_conflict, "Cannot delete the default version of a policy.");
    (*policy)->versions.erase(*number);
    return saved(call, **policy, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::set_default_policy_version(const aws::Call& call,
                                                                  SetDefaultPolicyVersionRequest input) {
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    const auto number = version_number(input.version_id);
    if (!number || !(*policy)->versions.contains(*number)) return no_such_version(input.policy_arn, input.version_id);
    (*policy)->default_version = *number;
    (*policy)->updated = call.now;
    return saved(call, **policy, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::tag_policy(const aws::Call& call, TagPolicyRequest input) {
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    if (auto error = add_tags((*policy)->tags, input.tags)) return std::move(*error);
    return saved(call, **policy, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::untag_policy(const aws::Call& call, UntagPolicyRequest input) {
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    if (auto error = remove_tags((*policy)->tags, input.tag_keys)) return std::move(*error);
    return saved(call, **policy, aws::Nothing());
}

aws::Outcome<ListPolicyTagsResponse> IamService::list_policy_tags(const aws::Call& call, ListPolicyTagsRequest input) {
    ListPolicyTagsResponse output;
    output.is_truncated = false;
    if (find_aws_policy(input.policy_arn) != nullptr) return output;
    const auto policy = find_own_policy(call, input.policy_arn);
    if (!policy.ok()) return policy.error();
    auto page =
        page_of(tags_of((*policy)->tags), key_of_tag, {"iam:ListPolicyTags", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    output.tags = std::move(page->items);
    end_page(output, *page);
    return output;
}

}  // namespace wt::iam::api
