#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/accounts.hpp"
#include "gateway/api/errors.hpp"
#include "iam/policy.hpp"

namespace wt::gateway::api {

/// API Gateway quotas: the size of a resource policy.
inline constexpr std::size_t longest_policy = 8192;

/// A resource policy with its short resources written out, as it is kept: "execute-api:/prod/GET/pets" has the API's
/// ARN before its path.
[[nodiscard]] inline std::string whole_policy(std::string policy, const aws::AccountRegion& place,
                                              const std::string& api) {
    constexpr std::string_view short_form = "\"execute-api:/";
    const std::string whole = "\"arn:aws:execute-api:" + place.region + ":" + place.account + ":" + api + "/";
    for (std::size_t at = policy.find(short_form); at != std::string::npos; at = policy.find(short_form, at)) {
        policy.replace(at, short_form.size(), whole);
        at += whole.size();
    }
    return policy;
}

[[nodiscard]] inline std::optional<aws::Error> refuse_policy(const std::optional<std::string>& policy) {
    if (!policy || iam::parse_policy(*policy, iam::PolicyUse::resource, longest_policy).ok()) return std::nullopt;
    return bad_request("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");
}

}  // namespace wt::gateway::api
