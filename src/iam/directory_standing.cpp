// Who is behind a key, and what counts for them.
#include <utility>

#include "iam/directory.hpp"

namespace wt::iam {

namespace {

/// What a session's policy limits when its identity is nobody whom the directory knows: all.
[[nodiscard]] const PolicyRef& everything() {
    static const PolicyRef policy = [] {
        Policy all;
        Statement& statement = all.statements.emplace_back();
        statement.action = {"*"};
        statement.resource = {"*"};
        return std::make_shared<const Policy>(std::move(all));
    }();
    return policy;
}

/// A boundary that is gone allows nothing. It cannot go while somebody has it.
[[nodiscard]] PolicyRef boundary_at(const Directory& directory, const std::string& arn) {
    if (arn.empty()) return nullptr;
    PolicyRef policy = directory.policy_at(arn);
    return policy ? policy : std::make_shared<const Policy>();
}

}  // namespace

void Directory::add_policies(const PolicyHolder& holder, std::vector<PolicyRef>& to) const {
    for (const auto& [name, document] : holder.inline_policies) to.push_back(document.policy);
    for (const std::string& arn : holder.attached) {
        if (PolicyRef policy = policy_at(arn)) to.push_back(std::move(policy));
    }
}

IdentityPolicies Directory::policies_of(const Role& role) const {
    IdentityPolicies policies;
    add_policies(role, policies.identity);
    policies.boundary = boundary_at(*this, role.boundary);
    policies.tags = role.tags.all();
    return policies;
}

IdentityPolicies Directory::policies_of(const Group& group) const {
    IdentityPolicies policies;
    add_policies(group, policies.identity);
    return policies;
}

IdentityPolicies Directory::policies_of(std::string_view account, const User& user) const {
    IdentityPolicies policies;
    add_policies(user, policies.identity);
    if (const Account* const all = find(account)) {
        for (const std::string& name : user.groups) {
            if (const auto group = all->groups.find(name); group != all->groups.end())
                add_policies(group->second, policies.identity);
        }
    }
    policies.boundary = boundary_at(*this, user.boundary);
    policies.tags = user.tags.all();
    return policies;
}

Identities::Standing Directory::standing_of(const Credential& credential) const {
    IdentityPolicies policies;
    const std::string& account = credential.principal.account;
    if (!credential.identity) {
        policies.identity.push_back(everything());
    } else if (credential.identity->kind == IdentityName::Kind::user) {
        const User* const user = find_user(account, credential.identity->name);
        if (user == nullptr || user->id != credential.identity->id) return {false, nullptr};
        policies = policies_of(account, *user);
    } else {
        const Role* const role = find_role(account, credential.identity->name);
        if (role == nullptr || role->id != credential.identity->id) return {false, nullptr};
        policies = policies_of(*role);
    }
    if (credential.session) {
        policies.session = credential.session->policies;
        for (const auto& [key, value] : credential.session->tags) policies.tags[key] = value;
        policies.web_identity = credential.session->web_identity;
    }
    return {true, std::make_shared<const IdentityPolicies>(std::move(policies))};
}

void Directory::note_use(std::string_view access_key, std::string_view service, std::string_view region, Instant now) {
    if (account_of(access_key) == nullptr) return;
    last_uses_[std::string(access_key)] = LastUse{std::string(service), std::string(region), now};
}

const Directory::LastUse* Directory::last_use(std::string_view access_key) const {
    const auto found = last_uses_.find(access_key);
    return found == last_uses_.end() ? nullptr : &found->second;
}

}  // namespace wt::iam
