#include "storage/s3/bucket_policy.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "iam/pattern.hpp"
#include "storage/s3/action.hpp"

namespace wt::s3 {

namespace {

constexpr aws::ErrorRow malformed{"MalformedPolicy", 400, "Invalid policy syntax."};
constexpr std::string_view s3_arn = "arn:aws:s3:::";

[[nodiscard]] aws::Error in_words(const iam::PolicyProblem& problem) {
    using Flaw = iam::PolicyFlaw;
    switch (problem.flaw) {
        case Flaw::first_byte: return {malformed, "Policies must be valid JSON and the first byte must be '{'"};
        case Flaw::json: return {malformed, "This policy contains invalid Json"};
        case Flaw::too_large:
            return {malformed,
                    "Normalized policy document exceeds the maximum allowed size of " + problem.detail + " bytes"};
        case Flaw::version: return {malformed, "The policy must contain a valid version string"};
        case Flaw::missing: return {malformed, "Missing required field " + problem.detail};
        case Flaw::no_statement: return {malformed, "Could not parse the policy: Statement is empty!"};
        case Flaw::effect: return {malformed, "Invalid effect: " + problem.detail};
        case Flaw::principal: return {malformed, "Invalid principal in policy"};
        case Flaw::action: return {malformed, "Policy has invalid action"};
        case Flaw::resource: return {malformed, "Policy has invalid resource"};
        case Flaw::condition_operator: return {malformed, "Invalid Condition type : " + problem.detail};
        case Flaw::condition_key: return {malformed, "Policy has an invalid condition key"};
        case Flaw::condition_value: return {malformed, "Invalid value in Conditions for operator " + problem.detail};
        case Flaw::ip_address: return {malformed, "Invalid IP address in Conditions"};
        case Flaw::prohibited:
        case Flaw::syntax: return aws::Error(malformed);
    }
    return aws::Error(malformed);
}

/// A condition key of S3 and the actions whose requests have it; with a '/' at its end it stands for all that begin so.
struct KeyUse {
    std::string_view key;
    std::vector<std::string_view> actions;  // patterns
};

/// Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
[[nodiscard]] const std::vector<KeyUse>& key_uses() {
    static const std::vector<std::string_view> listing{"s3:ListBucket", "s3:ListBucketVersions"};
    static const std::vector<std::string_view> put{"s3:PutObject"};
    static const std::vector<std::string_view> acl{"s3:CreateBucket", "s3:PutBucketAcl", "s3:PutObject",
                                                   "s3:PutObjectAcl", "s3:PutObjectVersionAcl"};
    static const std::vector<std::string_view> everything{"*"};
    static const std::vector<KeyUse> uses{
        {"s3:prefix", listing},
        {"s3:delimiter", listing},
        {"s3:max-keys", listing},
        {"s3:x-amz-acl", acl},
        {"s3:x-amz-grant-full-control", acl},
        {"s3:x-amz-grant-read", acl},
        {"s3:x-amz-grant-read-acp", acl},
        {"s3:x-amz-grant-write", acl},
        {"s3:x-amz-grant-write-acp", acl},
        {"s3:x-amz-copy-source", put},
        {"s3:x-amz-metadata-directive", put},
        {"s3:x-amz-server-side-encryption", put},
        {"s3:x-amz-server-side-encryption-aws-kms-key-id", put},
        {"s3:x-amz-server-side-encryption-customer-algorithm", put},
        {"s3:x-amz-storage-class", put},
        {"s3:x-amz-website-redirect-location", put},
        {"s3:x-amz-object-ownership", {"s3:CreateBucket", "s3:PutBucketOwnershipControls"}},
        {"s3:if-none-match", put},
        {"s3:if-match", {"s3:PutObject", "s3:DeleteObject"}},
        {"s3:object-lock-mode", {"s3:PutObject", "s3:PutObjectRetention"}},
        {"s3:object-lock-retain-until-date", {"s3:PutObject", "s3:PutObjectRetention"}},
        {"s3:object-lock-remaining-retention-days",
         {"s3:PutObject", "s3:PutObjectRetention", "s3:BypassGovernanceRetention"}},
        {"s3:object-lock-legal-hold", {"s3:PutObject", "s3:PutObjectLegalHold"}},
        {"s3:ExistingObjectTag/", {"s3:*Object*"}},
        {"s3:RequestObjectTag/", {"s3:PutObject*"}},
        {"s3:RequestObjectTagKeys", {"s3:PutObject*"}},
        {"s3:VersionId", {"s3:*ObjectVersion*"}},
        {"s3:LocationConstraint", {"s3:CreateBucket"}},
        {"s3:authType", everything},
        {"s3:signatureAge", everything},
        {"s3:signatureversion", everything},
        {"s3:x-amz-content-sha256", everything},
        {"s3:TlsVersion", everything},
        {"s3:ResourceAccount", everything},
        {"s3:AccessPointNetworkOrigin", everything},
        {"s3:DataAccessPointArn", everything},
        {"s3:DataAccessPointAccount", everything},
    };
    return uses;
}

[[nodiscard]] const KeyUse* find_key(std::string_view key) {
    for (const KeyUse& use : key_uses()) {
        const bool family = use.key.back() == '/';
        const std::string_view begin = family ? key.substr(0, use.key.size()) : key;
        if (same_ignoring_case(use.key, begin) && (!family || key.size() > use.key.size())) return &use;
    }
    return nullptr;
}

[[nodiscard]] std::string full_name(const Action& action) { return "s3:" + std::string(action.name); }

/// Whether a pattern for actions means this one.
[[nodiscard]] bool means(std::string_view pattern, const Action& action) {
    return iam::matches(pattern, full_name(action), iam::Case::ignored);
}

/// What a resource of the policy can stand for: the bucket itself, objects of it, both or neither.
struct Reach {
    bool bucket = false;
    bool objects = false;
    [[nodiscard]] bool covers(ActionOn on) const { return on == ActionOn::object ? objects : bucket; }
};
[[nodiscard]] Reach reach_of(std::string_view resource, std::string_view bucket) {
    if (!resource.starts_with(s3_arn)) return {};
    resource.remove_prefix(s3_arn.size());
    const std::size_t slash = resource.find('/');
    const std::string_view name = resource.substr(0, slash);
    const bool ours = name.find("${") != std::string_view::npos || iam::matches(name, bucket);
    // A '*' in the bucket's name reaches over the slash as well.
    const bool over = name.find('*') != std::string_view::npos;
    if (slash == std::string_view::npos) return {ours, ours && over};
    return {false, slash + 1 < resource.size() && (ours || over)};
}

[[nodiscard]] std::optional<aws::Error> refuse(const iam::Statement& statement, std::string_view bucket) {
    Reach reach;
    for (const std::string& resource : statement.resource) {
        const Reach one = reach_of(resource, bucket);
        if (!one.bucket && !one.objects) return aws::Error(malformed, "Policy has invalid resource");
        reach.bucket = reach.bucket || one.bucket;
        reach.objects = reach.objects || one.objects;
    }
    const bool all_others = statement.action_sense == iam::Sense::all_but_named;
    bool applies = true;
    for (const std::string& pattern : statement.action) {
        bool known = false;
        bool covered = false;
        for (const Action& action : actions()) {
            if (!means(pattern, action)) continue;
            known = true;
            covered = covered || reach.covers(action.on);
        }
        if (!known) return aws::Error(malformed, "Policy has invalid action");
        applies = applies && covered;
    }
    for (const iam::Condition& condition : statement.conditions) {
        if (!same_ignoring_case(std::string_view(condition.key).substr(0, 3), "s3:")) continue;
        const KeyUse* use = find_key(condition.key);
        if (use == nullptr) return aws::Error(malformed, "Policy has an invalid condition key");
        const auto has_key = [&](const Action& action) {
            return std::any_of(use->actions.begin(), use->actions.end(),
                               [&](std::string_view pattern) { return means(pattern, action); });
        };
        const auto goes_with = [&](const std::string& pattern) {
            return std::any_of(actions().begin(), actions().end(),
                               [&](const Action& action) { return means(pattern, action) && has_key(action); });
        };
        if (all_others || std::all_of(statement.action.begin(), statement.action.end(), goes_with)) continue;
        return aws::Error(malformed, "Conditions do not apply to combination of actions and resources in statement");
    }
    if (!applies && !all_others && statement.resource_sense == iam::Sense::named) {
        return aws::Error(malformed, "Action does not apply to any resource(s) in statement");
    }
    return std::nullopt;
}

}  // namespace

Result<iam::Policy, aws::Error> parse_bucket_policy(std::string_view json, std::string_view bucket) {
    auto policy = iam::parse_policy(json, iam::PolicyUse::resource, longest_bucket_policy);
    if (!policy) return in_words(policy.error());
    for (const iam::Statement& statement : policy->statements) {
        if (auto refused = refuse(statement, bucket)) return *std::move(refused);
    }
    return *std::move(policy);
}

}  // namespace wt::s3
