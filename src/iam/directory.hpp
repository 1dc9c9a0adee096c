#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aws/error.hpp"
#include "base/context.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "iam/entities.hpp"
#include "iam/identities.hpp"
#include "store/store.hpp"

namespace wt::iam {

/// The users, groups, roles, policies and keys of every account. Held in memory, loaded from the store at the start;
/// who changes an entity says so with keep() or drop(), and answers its caller after settle(). Knows no limits and no
/// errors of the API: those are the operations'. Active access keys stand among the credentials.
class Directory final : public Identities {
public:
    /// Both must outlive this. Loads what the store has.
    Directory(const Context& context, store::Store& store, Credentials& credentials);

    /// The account's own, an empty one for an account that was never heard of. Stays where it is.
    [[nodiscard]] Account& at(std::string_view account) { return accounts_[std::string(account)]; }
    /// Null for an account that has nothing.
    [[nodiscard]] const Account* find(std::string_view account) const;
    /// Null when there is none of that name.
    [[nodiscard]] const Role* find_role(std::string_view account, std::string_view name) const;
    [[nodiscard]] const User* find_user(std::string_view account, std::string_view name) const;
    /// A customer's managed policy by its ARN; null for any other.
    [[nodiscard]] const ManagedPolicy* find_policy(std::string_view arn) const;
    /// What a managed policy says, AWS's or a customer's, in its default version; null when there is none.
    [[nodiscard]] PolicyRef policy_at(std::string_view arn) const;
    /// The account that a key is of; null: nobody's.
    [[nodiscard]] const std::string* account_of(std::string_view access_key) const;

    /// The account that has the alias; null: nobody.
    [[nodiscard]] const std::string* account_of_alias(std::string_view alias) const;

    /// An id that no entity has: "AROA" and 17 more.
    [[nodiscard]] std::string new_id(std::string_view prefix);
    [[nodiscard]] AccessKey new_access_key();

    // What changed, to be written down.
    void keep(std::string_view account, const Role& role);
    void keep(std::string_view account, const User& user);
    void keep(std::string_view account, const Group& group);
    void keep(std::string_view account, const ManagedPolicy& policy);
    void keep(std::string_view account, const InstanceProfile& profile);
    void keep(std::string_view account, const OidcProvider& provider);
    /// Also lets the key sign, or no longer.
    void keep(std::string_view account, const AccessKey& key);
    void keep_alias(std::string_view account);
    // What is about to leave. The entity may be the map's own.
    void drop(std::string_view account, const Role& role);
    void drop(std::string_view account, const User& user);
    void drop(std::string_view account, const Group& group);
    void drop(std::string_view account, const ManagedPolicy& policy);
    void drop(std::string_view account, const InstanceProfile& profile);
    void drop(std::string_view account, const OidcProvider& provider);
    void drop(std::string_view account, const AccessKey& key);

    /// Stages what was kept and dropped, and waits until all that was ever staged is on disk. The error that a client
    /// gets when it will not be.
    [[nodiscard]] Task<std::optional<aws::Error>> settle();
    /// Forgets all that an account has, or every account when it is empty. Nothing once that is on disk, else why not.
    [[nodiscard]] Task<std::optional<Error>> reset(std::string_view account);

    [[nodiscard]] Standing standing_of(const Credential& credential) const override;
    void note_use(std::string_view access_key, std::string_view service, std::string_view region, Instant now) override;
    struct LastUse {
        std::string service;
        std::string region;
        Instant when;
    };
    /// In this process; null: never.
    [[nodiscard]] const LastUse* last_use(std::string_view access_key) const;

    /// What counts for a role or a user; of a group what it gives.
    [[nodiscard]] IdentityPolicies policies_of(const Role& role) const;
    [[nodiscard]] IdentityPolicies policies_of(const Group& group) const;
    [[nodiscard]] IdentityPolicies policies_of(std::string_view account, const User& user) const;

private:
    void load();
    void put(std::string_view space, std::string key, std::optional<std::string> row);
    void enlist(std::string_view account, const AccessKey& key);
    void forget(const std::string& account, Account& all);
    void add_policies(const PolicyHolder& holder, std::vector<PolicyRef>& to) const;

    store::Store& store_;
    Credentials& credentials_;
    Random random_;
    std::map<std::string, Account, std::less<>> accounts_;
    std::set<std::string, std::less<>> ids_;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> account_of_key_;
    std::unordered_map<std::string, LastUse, TextHash, std::equal_to<>> last_uses_;
    std::vector<store::Change> changes_;
    store::Ticket ticket_ = 0;
};

/// "arn:aws:iam::ACCOUNT:role/PATH/NAME" and the like.
[[nodiscard]] std::string arn_of(std::string_view account, const Role& role);
[[nodiscard]] std::string arn_of(std::string_view account, const User& user);
[[nodiscard]] std::string arn_of(std::string_view account, const Group& group);
[[nodiscard]] std::string arn_of(std::string_view account, const ManagedPolicy& policy);
[[nodiscard]] std::string arn_of(std::string_view account, const InstanceProfile& profile);
[[nodiscard]] std::string arn_of(std::string_view account, const OidcProvider& provider);

}  // namespace wt::iam
