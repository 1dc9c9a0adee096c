#include "iam/directory.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "iam/aws_policies.hpp"
#include "iam/directory_rows.hpp"
#include "iam/generated_ids.hpp"
#include "store/unreadable.hpp"

namespace wt::iam {

namespace {

constexpr aws::ErrorRow service_failure{"ServiceFailure", 500,
                                        "The request processing has failed because of an unknown error."};

namespace spaces {
constexpr std::string_view roles = "iam.roles";
constexpr std::string_view users = "iam.users";
constexpr std::string_view groups = "iam.groups";
constexpr std::string_view policies = "iam.policies";
constexpr std::string_view profiles = "iam.instance-profiles";
constexpr std::string_view providers = "iam.oidc-providers";
constexpr std::string_view keys = "iam.access-keys";
constexpr std::string_view aliases = "iam.aliases";
}  // namespace spaces

/// A row's key: names of one account differ also in lower case.
[[nodiscard]] std::string key_of(std::string_view account, std::string_view name) {
    std::string key = fmt::format("{}/{}", account, name);
    for (char& c : key) c = lower(c);
    return key;
}

[[nodiscard]] std::string arn(std::string_view account, std::string_view kind, const Entity& entity) {
    return fmt::format("arn:aws:iam::{}:{}{}{}", account, kind, entity.path, entity.name);
}

template <class T>
[[nodiscard]] const T* find_in(const ByName<T>& all, std::string_view name) {
    const auto found = all.find(name);
    return found == all.end() ? nullptr : &found->second;
}

}  // namespace

std::string arn_of(std::string_view account, const Role& role) { return arn(account, "role", role); }
std::string arn_of(std::string_view account, const User& user) { return arn(account, "user", user); }
std::string arn_of(std::string_view account, const Group& group) { return arn(account, "group", group); }
std::string arn_of(std::string_view account, const ManagedPolicy& policy) { return arn(account, "policy", policy); }
std::string arn_of(std::string_view account, const InstanceProfile& profile) {
    return arn(account, "instance-profile", profile);
}
std::string arn_of(std::string_view account, const OidcProvider& provider) {
    return fmt::format("arn:aws:iam::{}:oidc-provider/{}", account, provider.url);
}

Directory::Directory(const Context& context, store::Store& store, Credentials& credentials)
    : store_(store), credentials_(credentials), random_(fresh_random(context, "iam.ids")) {
    load();
}

void Directory::load() {
    const auto each = [this](std::string_view space, const auto& visit) {
        store_.load(space, [&](std::string_view key, std::string_view row) {
            const std::string_view account = key.substr(0, key.find('/'));
            try {
                visit(at(account), account, row);
            } catch (const std::exception&) {
                store::unreadable(space, key);
            }
        });
    };
    const auto by_name = [this](auto& all, std::string_view row) {
        typename std::remove_cvref_t<decltype(all)>::mapped_type entity;
        read_row(row, entity);
        ids_.insert(entity.id);
        std::string name = entity.name;
        all.insert_or_assign(std::move(name), std::move(entity));
    };
    each(spaces::roles, [&](Account& all, std::string_view, std::string_view row) { by_name(all.roles, row); });
    each(spaces::users, [&](Account& all, std::string_view, std::string_view row) { by_name(all.users, row); });
    each(spaces::groups, [&](Account& all, std::string_view, std::string_view row) { by_name(all.groups, row); });
    each(spaces::policies, [&](Account& all, std::string_view, std::string_view row) { by_name(all.policies, row); });
    each(spaces::profiles, [&](Account& all, std::string_view, std::string_view row) { by_name(all.profiles, row); });
    each(spaces::providers, [&](Account& all, std::string_view, std::string_view row) {
        OidcProvider provider;
        read_row(row, provider);
        std::string url = provider.url;
        all.providers.insert_or_assign(std::move(url), std::move(provider));
    });
    each(spaces::aliases, [](Account& all, std::string_view, std::string_view row) { all.alias = row; });
    // After the users, whose they are.
    each(spaces::keys, [&](Account& all, std::string_view account, std::string_view row) {
        AccessKey key;
        read_row(row, key);
        ids_.insert(key.id);
        enlist(account, key);
        std::string id = key.id;
        all.keys.insert_or_assign(std::move(id), std::move(key));
    });
}

const Account* Directory::find(std::string_view account) const {
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? nullptr : &found->second;
}

const Role* Directory::find_role(std::string_view account, std::string_view name) const {
    const Account* const all = find(account);
    return all == nullptr ? nullptr : find_in(all->roles, name);
}

const User* Directory::find_user(std::string_view account, std::string_view name) const {
    const Account* const all = find(account);
    return all == nullptr ? nullptr : find_in(all->users, name);
}

const ManagedPolicy* Directory::find_policy(std::string_view arn) const {
    constexpr std::string_view begin = "arn:aws:iam::";
    if (!arn.starts_with(begin)) return nullptr;
    const std::string_view account = arn.substr(begin.size(), 12);
    const Account* const all = find(account);
    const ManagedPolicy* const policy =
        all == nullptr ? nullptr : find_in(all->policies, arn.substr(arn.rfind('/') + 1));
    return policy != nullptr && arn_of(account, *policy) == arn ? policy : nullptr;
}

PolicyRef Directory::policy_at(std::string_view arn) const {
    if (const AwsPolicy* const row = find_aws_policy(arn)) return policy_of(*row);
    const ManagedPolicy* const policy = find_policy(arn);
    if (policy == nullptr) return nullptr;
    const auto version = policy->versions.find(policy->default_version);
    return version == policy->versions.end() ? nullptr : version->second.document.policy;
}

const std::string* Directory::account_of(std::string_view access_key) const {
    const auto found = account_of_key_.find(access_key);
    return found == account_of_key_.end() ? nullptr : &found->second;
}

const std::string* Directory::account_of_alias(std::string_view alias) const {
    for (const auto& [id, account] : accounts_) {
        if (account.alias == alias) return &id;
    }
    return nullptr;
}

std::string Directory::new_id(std::string_view prefix) {
    while (true) {
        std::string id = draw_id(random_, prefix);
        if (ids_.insert(id).second) return id;
    }
}

AccessKey Directory::new_access_key() {
    AccessKey key;
    do {
        key.id = draw_access_key_id(random_);
    } while (!ids_.insert(key.id).second || credentials_.find(key.id) != nullptr);
    key.secret = draw_secret(random_);
    return key;
}

void Directory::put(std::string_view space, std::string key, std::optional<std::string> row) {
    changes_.push_back({std::string(space), std::move(key), std::move(row)});
}

void Directory::keep(std::string_view account, const Role& role) {
    if (store_.keeps()) put(spaces::roles, key_of(account, role.name), row_of(role));
}
void Directory::keep(std::string_view account, const User& user) {
    if (store_.keeps()) put(spaces::users, key_of(account, user.name), row_of(user));
}
void Directory::keep(std::string_view account, const Group& group) {
    if (store_.keeps()) put(spaces::groups, key_of(account, group.name), row_of(group));
}
void Directory::keep(std::string_view account, const ManagedPolicy& policy) {
    if (store_.keeps()) put(spaces::policies, key_of(account, policy.name), row_of(policy));
}
void Directory::keep(std::string_view account, const InstanceProfile& profile) {
    if (store_.keeps()) put(spaces::profiles, key_of(account, profile.name), row_of(profile));
}
void Directory::keep(std::string_view account, const OidcProvider& provider) {
    if (store_.keeps()) put(spaces::providers, key_of(account, provider.url), row_of(provider));
}
void Directory::keep(std::string_view account, const AccessKey& key) {
    enlist(account, key);
    if (store_.keeps()) put(spaces::keys, key_of(account, key.id), row_of(key));
}
void Directory::keep_alias(std::string_view account) {
    const std::string& alias = at(account).alias;
    if (store_.keeps()) put(spaces::aliases, std::string(account), alias.empty() ? std::nullopt : std::optional(alias));
}

void Directory::drop(std::string_view account, const Role& role) {
    put(spaces::roles, key_of(account, role.name), std::nullopt);
}
void Directory::drop(std::string_view account, const User& user) {
    put(spaces::users, key_of(account, user.name), std::nullopt);
}
void Directory::drop(std::string_view account, const Group& group) {
    put(spaces::groups, key_of(account, group.name), std::nullopt);
}
void Directory::drop(std::string_view account, const ManagedPolicy& policy) {
    put(spaces::policies, key_of(account, policy.name), std::nullopt);
}
void Directory::drop(std::string_view account, const InstanceProfile& profile) {
    put(spaces::profiles, key_of(account, profile.name), std::nullopt);
}
void Directory::drop(std::string_view account, const OidcProvider& provider) {
    put(spaces::providers, key_of(account, provider.url), std::nullopt);
}
void Directory::drop(std::string_view account, const AccessKey& key) {
    credentials_.remove(key.id);
    if (const auto found = account_of_key_.find(key.id); found != account_of_key_.end()) account_of_key_.erase(found);
    if (const auto found = last_uses_.find(key.id); found != last_uses_.end()) last_uses_.erase(found);
    put(spaces::keys, key_of(account, key.id), std::nullopt);
}

void Directory::enlist(std::string_view account, const AccessKey& key) {
    account_of_key_[key.id] = account;
    const User* const user = find_user(account, key.user);
    if (!key.active || (user == nullptr && !key.user.empty())) return credentials_.remove(key.id);
    Credential credential;
    credential.access_key_id = key.id;
    credential.secret_access_key = key.secret;
    if (user == nullptr) {
        credential.principal = aws::root_of(account);
    } else {
        credential.principal = aws::user_of(account, user->name, user->id, user->path);
        credential.identity = IdentityName{IdentityName::Kind::user, user->name, user->id};
    }
    credentials_.add(std::move(credential));
}

Task<std::optional<aws::Error>> Directory::settle() {
    if (!changes_.empty()) ticket_ = store_.stage(std::exchange(changes_, {}));
    const store::Ticket ticket = ticket_;
    if (store_.is_durable(ticket)) co_return std::nullopt;
    const auto problem = co_await store_.durable(ticket);
    if (problem) co_return aws::Error(service_failure);
    co_return std::nullopt;
}

void Directory::forget(const std::string& account, Account& all) {
    const auto each = [&](auto& entities) {
        for (const auto& [name, entity] : entities) drop(account, entity);
    };
    each(all.keys);
    each(all.roles);
    each(all.users);
    each(all.groups);
    each(all.policies);
    each(all.profiles);
    each(all.providers);
    all = Account();
    put(spaces::aliases, account, std::nullopt);
}

Task<std::optional<Error>> Directory::reset(std::string_view account) {
    for (auto& [id, all] : accounts_) {
        if (account.empty() || account == id) forget(id, all);
    }
    credentials_.forget_temporary(account);
    if (!changes_.empty()) ticket_ = store_.stage(std::exchange(changes_, {}));
    const store::Ticket ticket = ticket_;
    co_return co_await store_.durable(ticket);
}

}  // namespace wt::iam
