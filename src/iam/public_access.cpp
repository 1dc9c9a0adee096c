#include "iam/public_access.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace wt::iam {

namespace {

using Op = ConditionOperator;

/// The keys that AWS counts, in lower case.
constexpr std::array<std::string_view, 15> fixing_keys{
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:userid",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceorgid",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
    "aws:principalservicename",
};

[[nodiscard]] bool counts(std::string_view key) {
    return std::any_of(fixing_keys.begin(), fixing_keys.end(),
                       [&](std::string_view known) { return same_ignoring_case(known, key); });
}

[[nodiscard]] bool is_fixed(std::string_view value) {
    return value.find_first_of("*?") == std::string_view::npos && value.find("${") == std::string_view::npos;
}

[[nodiscard]] bool is_narrow(std::string_view text) {
    const auto network = parse_network(text);
    if (!network) return false;
    if (!network->address.is_v4()) return network->bits >= 32;
    // 10/8 is as broad as a network may be; 172.16/12 and 192.168/16 are narrower.
    return network->bits >= 96 + 8;
}

/// "arn:aws:s3:REGION:ACCOUNT:accesspoint/*" may leave the access point's name open, not the account.
[[nodiscard]] bool fixes_account(std::string_view arn) {
    std::array<std::string_view, 6> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t end = i + 1 == parts.size() ? arn.size() : arn.find(':');
        if (end == std::string_view::npos) return false;
        parts[i] = arn.substr(0, end);
        arn.remove_prefix(std::min(end + 1, arn.size()));
    }
    return is_fixed(parts[4]) && !parts[4].empty();
}

/// Whether a condition holds only for requests from somewhere that it names. One that holds as well when the request
/// lacks the key, or for everything but what it names, fixes nothing.
[[nodiscard]] bool fixes(const Condition& condition) {
    if (condition.if_exists || condition.quantifier == Quantifier::for_all_values || condition.values.empty())
        return false;
    const auto all = [&](auto predicate) {
        return std::all_of(condition.values.begin(), condition.values.end(), predicate);
    };
    if (same_ignoring_case(condition.key, "aws:SourceIp")) {
        return condition.test == Op::ip_address && all(is_narrow);
    }
    const bool names = condition.test == Op::string_equals || condition.test == Op::string_equals_ignore_case ||
                       condition.test == Op::string_like || condition.test == Op::arn_equals ||
                       condition.test == Op::arn_like;
    if (!names || !counts(condition.key)) return false;
    if (same_ignoring_case(condition.key, "s3:DataAccessPointArn")) return all(fixes_account);
    return all(is_fixed);
}

}  // namespace

bool is_public(const Statement& statement) {
    if (statement.effect == Effect::deny || !statement.principal) return false;
    const bool everybody = statement.principal->everyone || statement.principal_sense == Sense::all_but_named;
    return everybody && std::none_of(statement.conditions.begin(), statement.conditions.end(), fixes);
}

bool is_public(const Policy& policy) {
    return std::any_of(policy.statements.begin(), policy.statements.end(),
                       [](const Statement& statement) { return is_public(statement); });
}

}  // namespace wt::iam
