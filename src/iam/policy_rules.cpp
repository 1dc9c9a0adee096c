#include "iam/policy_rules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.hpp"

namespace wt::iam {

namespace {

constexpr aws::ErrorRow malformed{"MalformedPolicyDocument", 400, "Syntax errors in policy."};

using Refusal = std::optional<aws::Error>;

[[nodiscard]] aws::Error refusal(std::string text) { return {malformed, std::move(text)}; }
[[nodiscard]] aws::Error no_legacy() { return refusal("The policy failed legacy parsing"); }

/// All resources are in the one partition that there is here; the others are as unknown as any word.
constexpr std::string_view partitions[] = {"*", "aws"};
/// What an ARN of IAM's own may be about.
constexpr std::string_view iam_paths[] = {"user/",
                                          "federated-user/",
                                          "role/",
                                          "group/",
                                          "instance-profile/",
                                          "mfa/",
                                          "server-certificate/",
                                          "policy/",
                                          "sms-mfa/",
                                          "saml-provider/",
                                          "oidc-provider/",
                                          "report/",
                                          "access-report/"};
/// What lies in a region at S3. Assumed: but for the first, that there are these.
constexpr std::string_view s3_regional[] = {"accesspoint/", "job/", "storage-lens", "async-request/", "access-grants/"};

[[nodiscard]] bool begins_with_one(std::string_view text, std::span<const std::string_view> of) {
    return std::any_of(of.begin(), of.end(), [&](std::string_view each) { return text.starts_with(each); });
}

/// What stands before the next colon; takes both off. `more`: there was one.
[[nodiscard]] std::string_view next_part(std::string_view& text, bool& more) {
    const std::size_t colon = text.find(':');
    more = colon != std::string_view::npos;
    const std::string_view part = text.substr(0, colon);
    text.remove_prefix(more ? colon + 1 : text.size());
    return part;
}

/// "arn:error:s3:*:*:*": the parts that are there, and as many asterisks as are missing.
[[nodiscard]] std::string completed(std::string_view partition, std::string_view rest) {
    std::string arn = fmt::format("arn:{}", partition);
    bool more = !rest.empty();
    for (int i = 0; i < 3; ++i) {
        const bool there = more;
        arn += ':';
        arn += there ? next_part(rest, more) : "*";
    }
    return arn + ":" + (more ? std::string(rest) : "*");
}

/// The format of a resource's ARN.
[[nodiscard]] Refusal refuse_resource(std::string_view resource) {
    if (resource == "*") return std::nullopt;
    const auto no_arn = [&] { return refusal(fmt::format("Resource {} must be in ARN format or \"*\".", resource)); };
    std::string_view rest = resource;
    bool more = false;
    const std::string_view scheme = next_part(rest, more);
    if (!more) return no_arn();
    const std::string_view partition = next_part(rest, more);
    if (std::find(std::begin(partitions), std::end(partitions), partition) == std::end(partitions))
        return refusal(
            fmt::format("Partition \"{}\" is not valid for resource \"{}\".", partition, completed(partition, rest)));
    if (scheme != "arn") return no_arn();
    const std::string_view service = more ? next_part(rest, more) : std::string_view();
    if (rest.empty() && service.empty() && !more)
        return refusal("Resource vendor must be fully qualified and cannot contain regexes.");
    if (service.find_first_of("*?") != std::string_view::npos)
        return refusal("Resource vendor must be fully qualified and cannot contain regexes.");
    if (service != "s3" && service != "iam") return std::nullopt;
    const bool has_region = !rest.starts_with(':');
    (void)next_part(rest, more);  // the region
    (void)next_part(rest, more);  // the account
    if (service == "s3") {
        if (!has_region || begins_with_one(rest, s3_regional)) return std::nullopt;
        return refusal(fmt::format("Resource {} can not contain region information.", resource));
    }
    if (has_region) return refusal(fmt::format("IAM resource {} cannot contain region information.", resource));
    if (rest == "*" || begins_with_one(rest, iam_paths)) return std::nullopt;
    return refusal(fmt::format("IAM resource path must either be \"*\" or start with {}.", fmt::join(iam_paths, ", ")));
}

/// What an older reader asks of an ARN: all five colons where two stand together, and a service.
[[nodiscard]] bool is_legacy_resource(std::string_view resource) {
    if (resource == "*") return true;
    if (resource.find("::") != std::string_view::npos && std::count(resource.begin(), resource.end(), ':') < 5)
        return false;
    bool more = false;
    for (int i = 0; i < 2; ++i) (void)next_part(resource, more);
    return !more || !next_part(resource, more).empty();
}

[[nodiscard]] bool is_legacy_statement(const Statement& statement) {
    return statement.exact_effect &&
           std::all_of(statement.conditions.begin(), statement.conditions.end(), [](const Condition& condition) {
               return std::all_of(condition.values.begin(), condition.values.end(),
                                  [&](const std::string& value) { return valid_value(condition.test, value); });
           });
}

/// The older reader's complaint, which comes first; the format of resources, which waits, in `waiting`.
[[nodiscard]] Refusal refuse_legacy(const Policy& policy, Refusal& waiting) {
    for (const Statement& statement : policy.statements) {
        if (!is_legacy_statement(statement)) return no_legacy();
    }
    for (const Statement& statement : policy.statements) {
        for (const std::string& resource : statement.resource) {
            if (!waiting) waiting = refuse_resource(resource);
            if (!waiting && !is_legacy_resource(resource)) return no_legacy();
        }
    }
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_sids(const Policy& policy) {
    const auto odd = [](char c) { return !is_digit(c) && !(lower(c) >= 'a' && lower(c) <= 'z'); };
    std::set<std::string_view> seen;
    for (const Statement& statement : policy.statements) {
        if (statement.sid.empty()) continue;
        if (!seen.insert(statement.sid).second)
            return refusal("Statement IDs (SID) in a single policy must be unique.");
        if (std::any_of(statement.sid.begin(), statement.sid.end(), odd))
            return refusal(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
                "[0-9A-Za-z]*");
    }
    return std::nullopt;
}

/// True for what a trust policy may allow of STS: to assume a role, and what a session is given with it. Assumed: which
/// patterns are taken, namely those that begin as one of these does.
[[nodiscard]] bool assumes(std::string_view action) {
    constexpr std::string_view names[] = {"sts:assumerole", "sts:tagsession", "sts:setsourceidentity",
                                          "sts:setcontext"};
    std::string small(action);
    std::transform(small.begin(), small.end(), small.begin(), lower);
    if (small.starts_with(names[0])) return true;
    const std::string_view fixed = std::string_view(small).substr(0, small.find_first_of("*?"));
    return std::any_of(std::begin(names), std::end(names), [&](std::string_view name) {
        return fixed.size() == small.size() ? small == name : name.starts_with(fixed);
    });
}

[[nodiscard]] Refusal refuse_action(std::string_view action, PolicyUse use) {
    const auto colons = std::count(action.begin(), action.end(), ':');
    if (colons == 0 && action != "*")
        return refusal("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    if (colons > 1) return refusal("Actions/Condition can contain only one colon.");
    const std::string_view vendor = action.substr(0, action.find(':'));
    const auto odd = [](char c) {
        return !is_digit(c) && !(lower(c) >= 'a' && lower(c) <= 'z') && c != '-' && c != '.';
    };
    if (vendor != "*" && (vendor.empty() || std::any_of(vendor.begin(), vendor.end(), odd)))
        return refusal(fmt::format("Vendor {} is not valid", vendor));
    if (use == PolicyUse::trust && (!same_ignoring_case(vendor, "sts") || !assumes(action)))
        return refusal("AssumeRole policy may only specify STS AssumeRole actions.");
    return std::nullopt;
}

}  // namespace

aws::Error malformed_policy_document(const PolicyProblem& problem) {
    switch (problem.flaw) {
        case PolicyFlaw::first_byte:
        case PolicyFlaw::json: return refusal("This policy contains invalid Json");
        case PolicyFlaw::missing:
            if (problem.detail == "Principal") return refusal("Missing required field Principal");
            return aws::Error(malformed);
        case PolicyFlaw::prohibited:
            if (problem.detail == "Principal") return refusal("Policy document should not specify a principal.");
            return refusal("Has prohibited field " + problem.detail);
        case PolicyFlaw::principal: return refusal("Invalid principal in policy");
        // Assumed: the sentence is the actions' own, which speaks of conditions, too.
        case PolicyFlaw::condition_key:
            return refusal("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        default: return aws::Error(malformed);
    }
}

std::optional<aws::Error> refuse_document(const Policy& policy, PolicyUse use) {
    if (use == PolicyUse::identity && policy.version != "2012-10-17")
        return refusal("Policy document must be version 2012-10-17 or greater.");
    Refusal of_resource;
    if (auto refused = refuse_legacy(policy, of_resource)) return refused;
    if (auto refused = refuse_sids(policy)) return refused;
    for (const Statement& statement : policy.statements) {
        if (statement.action.empty()) return refusal("Policy statement must contain actions.");
    }
    if (of_resource) return of_resource;
    for (const Statement& statement : policy.statements) {
        for (const std::string& action : statement.action) {
            if (auto refused = refuse_action(action, use)) return refused;
        }
    }
    if (use == PolicyUse::trust) return std::nullopt;
    for (const Statement& statement : policy.statements) {
        if (statement.resource.empty()) return refusal("Policy statement must contain resources.");
    }
    return std::nullopt;
}

}  // namespace wt::iam
