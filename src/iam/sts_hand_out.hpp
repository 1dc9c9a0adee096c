#pragma once
// How STS makes credentials. Included by the service's own files only.
#include <algorithm>

#include <fmt/format.h>

#include "iam/role_session.hpp"
#include "iam/sts.hpp"

namespace wt::iam {

/// What a session's token has to hold. Assumed: what was handed in for the session, byte by byte.
[[nodiscard]] inline std::size_t token_size(const std::optional<std::int32_t>& least, std::size_t contents = 0) {
    return std::max(static_cast<std::size_t>(least.value_or(0)), least_session_token + contents);
}
template <class Input>
[[nodiscard]] std::size_t token_size(const Input& input) {
    std::size_t contents = input.policy ? input.policy->size() : 0;
    for (const PolicyDescriptor& policy : input.policy_arns) contents += policy.arn.value_or("").size();
    if constexpr (requires { input.tags; }) {
        for (const SessionTag& tag : input.tags) contents += tag.key.size() + tag.value.size();
    }
    return token_size(input.minimum_session_token_size, contents);
}

template <class Output>
Result<Output, aws::Error> Sts::hand_out(const aws::Call& call, Grantee grantee, Output output) {
    // Assumed: the sentence.
    if (grantee.token_size > longest_session_token)
        return aws::Error(sts_errors::packed_policy_too_large,
                          fmt::format("The size of the session token, {} bytes, exceeds the maximum of {} bytes.",
                                      grantee.token_size, longest_session_token));
    Credential made = temporary_credential(random_, std::move(grantee.principal),
                                           call.now + std::chrono::seconds(grantee.seconds), grantee.token_size);
    made.identity = std::move(grantee.identity);
    made.session = std::move(grantee.limits);
    const std::size_t size = made.session_token.size();
    output.session_token_size = static_cast<std::int32_t>(size);
    output.session_token_utilization = static_cast<std::int32_t>(100 * size / longest_session_token);
    if constexpr (requires { output.packed_policy_size; }) {
        if (output.packed_policy_size) output.packed_policy_size = output.session_token_utilization;
    }
    output.credentials = {made.access_key_id, made.secret_access_key, made.session_token, *made.expiration};
    credentials_.add(std::move(made));
    return output;
}

}  // namespace wt::iam
