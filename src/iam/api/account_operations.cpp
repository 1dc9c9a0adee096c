// The account: its summary and its alias.
#include <algorithm>

#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

aws::Outcome<GetAccountSummaryResponse> IamService::get_account_summary(const aws::Call& call, aws::Nothing) {
    const Account& account = account_of(call);
    std::map<std::string, std::int32_t> summary;
    const auto say = [&](const char* name, std::size_t value) { summary[name] = static_cast<std::int32_t>(value); };
    std::size_t versions = 0;
    for (const auto& [name, policy] : account.policies) versions += policy.versions.size();
    say("Users", account.users.size());
    say("UsersQuota", limits::users);
    say("Groups", account.groups.size());
    say("GroupsQuota", limits::groups);
    say("Roles", account.roles.size());
    say("RolesQuota", limits::roles);
    say("Policies", account.policies.size());
    say("PoliciesQuota", limits::policies);
    say("PolicyVersionsInUse", versions);
    say("PolicyVersionsInUseQuota", 10'000);
    say("InstanceProfiles", account.profiles.size());
    say("InstanceProfilesQuota", limits::profiles);
    say("Providers", account.providers.size());
    say("AccessKeysPerUserQuota", limits::keys_per_user);
    say("GroupsPerUserQuota", limits::groups_per_user);
    say("AttachedPoliciesPerGroupQuota", limits::policies_per_entity);
    say("AttachedPoliciesPerRoleQuota", limits::policies_per_entity);
    say("AttachedPoliciesPerUserQuota", limits::policies_per_entity);
    say("AssumeRolePolicySizeQuota", limits::trust_policy);
    say("GroupPolicySizeQuota", limits::group_policies);
    say("RolePolicySizeQuota", limits::role_policies);
    say("UserPolicySizeQuota", limits::user_policies);
    say("PolicySizeQuota", limits::managed_policy);
    say("VersionsPerPolicyQuota", limits::versions_per_policy);
    const bool root_key =
        std::any_of(account.keys.begin(), account.keys.end(), [](const auto& key) { return key.second.user.empty(); });
    say("AccountAccessKeysPresent", root_key ? 1 : 0);
    // What there is none of here.
    for (const char* name : {"AccountMFAEnabled", "AccountPasswordPresent", "AccountSigningCertificatesPresent",
                             "MFADevices", "MFADevicesInUse", "ServerCertificates"})
        say(name, 0);
    say("ServerCertificatesQuota", 20);
    say("SigningCertificatesPerUserQuota", 2);
    say("GlobalEndpointTokenVersion", 1);
    GetAccountSummaryResponse output;
    output.summary_map = std::move(summary);
    return output;
}

aws::Outcome<aws::Nothing> IamService::create_account_alias(const aws::Call& call, CreateAccountAliasRequest input) {
    if (directory_.account_of_alias(input.account_alias) != nullptr)
        return aws::Error(errors::exists, fmt::format("The account alias {} already exists.", input.account_alias));
    // An account has one; a new one takes the place (IAM User Guide, "Your AWS account ID and its alias").
    account_of(call).alias = input.account_alias;
    directory_.keep_alias(call.caller.account);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> IamService::delete_account_alias(const aws::Call& call, DeleteAccountAliasRequest input) {
    Account& account = account_of(call);
    if (account.alias != input.account_alias)
        return no_such_entity(fmt::format("The account alias with name {} cannot be found.", input.account_alias));
    account.alias.clear();
    directory_.keep_alias(call.caller.account);
    return aws::Nothing();
}

aws::Outcome<ListAccountAliasesResponse> IamService::list_account_aliases(const aws::Call& call,
                                                                          ListAccountAliasesRequest) {
    ListAccountAliasesResponse output;
    const std::string& alias = account_of(call).alias;
    if (!alias.empty()) output.account_aliases.push_back(alias);
    output.is_truncated = false;
    return output;
}

}  // namespace wt::iam::api
