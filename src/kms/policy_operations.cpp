// Policies of keys.
#include "kms/kms.hpp"

namespace wt::kms {

namespace {

constexpr std::string_view only_policy = "default";

[[nodiscard]] bool is_other(const std::optional<std::string>& name) { return name && *name != only_policy; }

}  // namespace

aws::Outcome<GetKeyPolicyResponse> Kms::get_key_policy(const aws::Call& call, GetKeyPolicyRequest input) {
    const auto key = named(call, {"GetKeyPolicy"}, input.key_id);
    if (!key.ok()) return key.error();
    if (is_other(input.policy_name)) return not_found("No such policy exists");
    return GetKeyPolicyResponse{(*key)->policy, std::string(only_policy)};
}

aws::Outcome<aws::Nothing> Kms::put_key_policy(const aws::Call& call, PutKeyPolicyRequest input) {
    const auto key = named(call, {"PutKeyPolicy"}, input.key_id);
    if (!key.ok()) return key.error();
    if (is_other(input.policy_name)) return not_found("No such policy exists");
    if (auto wrong = refuse_policy(call, input.policy, **key, input.bypass_policy_lockout_safety_check.value_or(false)))
        return std::move(*wrong);
    (*key)->policy = std::move(input.policy);
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<ListKeyPoliciesResponse> Kms::list_key_policies(const aws::Call& call, ListKeyPoliciesRequest input) {
    const auto key = named(call, {"ListKeyPolicies"}, input.key_id);
    if (!key.ok()) return key.error();
    if (input.marker) return aws::Error(kms_errors::invalid_marker);
    ListKeyPoliciesResponse output;
    output.policy_names.emplace_back(only_policy);
    output.truncated = false;
    return output;
}

}  // namespace wt::kms
