#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "base/context.hpp"
#include "identity/imports.hpp"
#include "identity/look.hpp"
#include "identity/records.hpp"
#include "identity/user_pools.hpp"
#include "store/store.hpp"

namespace wt::identity {

/// How a part of a pool is kept.
template <class T>
struct PartOf;

/// Every account's user pools: what the API made, with its rows in the store, and the scenario's beside them, of which
/// the rows say what the API has changed. They stand among the components; this knows whose they are and keeps them.
class Catalogue {
public:
    using KeyMaker = std::function<SigningKey()>;
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. `make_key` makes
    /// the key of a new pool. The store outlives this.
    Catalogue(const Context& context, store::Store& store, KeyMaker make_key);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// From now on the pools stand among these, which outlive this; the scenario's are of `usual`.
    void stand_among(UserPools& pools, const aws::AccountRegion& usual);

    // Null when there is none. Valid until the next await.
    [[nodiscard]] UserPool* find(std::string_view id) const;
    [[nodiscard]] UserPool* find(const aws::AccountRegion& place, std::string_view id) const;
    [[nodiscard]] UserPool* of_client(std::string_view client_id) const;
    [[nodiscard]] UserPool* of_domain(std::string_view domain) const;
    [[nodiscard]] UserPool* of_token(std::string_view token) const;
    /// In order of their ids.
    [[nodiscard]] std::map<std::string, UserPool*> list(const aws::AccountRegion& place) const;
    /// Of every account.
    [[nodiscard]] const std::map<std::string, UserPool*, std::less<>>& all() const { return by_id_; }

    [[nodiscard]] UserPool& add(PoolEntry entry);
    void remove(UserPool& pool);
    /// After its settings changed.
    void keep(const UserPool& pool);
    /// A part that is new, or that takes the place of the one of its name.
    template <class T>
    const T& keep(UserPool& pool, T part) {
        const T& kept = pool.put(std::move(part));
        write(pool, PartOf<T>::space, PartOf<T>::id(kept), aws::row_of(kept));
        return kept;
    }
    template <class T>
    void drop(UserPool& pool, const std::string& id) {
        // A row that says so, where a scenario would bring it back.
        const bool says_so = pool.entry().of_scenario;
        write(pool, PartOf<T>::space, id, says_so ? std::optional<std::string>(dropped) : std::nullopt);
        if (says_so) dropped_[pool.id()].insert({PartOf<T>::space, id});
        PartOf<T>::drop(pool, id);
    }
    /// With the user's sign-ins and events.
    void drop_user(UserPool& pool, const std::string& name);
    void drop_event(UserPool& pool, const std::string& key);
    /// After a sign-in began or changed.
    void keep(UserPool& pool, const Session& session);
    /// Sign-ins of that user are good no longer.
    void revoke_all(UserPool& pool, const std::string& user);

    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }
    /// All that an account has; every account's when it is empty.
    void reset(std::string_view account);

    [[nodiscard]] Random& random() { return random_; }

private:
    static constexpr const char* dropped = "-";
    using Place = std::function<void(UserPool&)>;

    template <class T>
    void load(store::Store& store);
    void note(const std::string& name, UserPool* now);
    /// Nothing of it is kept, but its key.
    void forget(UserPool& pool);
    void write(const UserPool& pool, std::string_view space, std::string_view id, std::optional<std::string> row);

    Context context_;
    aws::Rows rows_;
    KeyMaker make_key_;
    std::optional<SigningKey> next_key_;
    Random random_;
    UserPools* pools_ = nullptr;
    aws::AccountRegion usual_;
    std::map<std::string, UserPool*, std::less<>> by_id_;
    std::map<std::string, std::string> names_;  // ids, by the component's name
    // What was read, until its pool stands; by the pool's id.
    std::map<std::string, PoolEntry> entries_;
    std::map<std::string, std::vector<Place>> waiting_;
    std::map<std::string, std::string> keys_;  // as PEM
    /// Of what a scenario would bring back: space and id of the rows that say that it was dropped; by the pool's id.
    std::map<std::string, std::set<std::pair<std::string_view, std::string>>> dropped_;
};

template <>
struct PartOf<ClientEntry> {
    static constexpr std::string_view space = "cognito.clients";
    [[nodiscard]] static std::string id(const ClientEntry& part) { return part.id(); }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_client(id); }
};
template <>
struct PartOf<UserEntry> {
    static constexpr std::string_view space = "cognito.users";
    [[nodiscard]] static std::string id(const UserEntry& part) { return part.name; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_user(id); }
};
template <>
struct PartOf<GroupType> {
    static constexpr std::string_view space = "cognito.groups";
    [[nodiscard]] static std::string id(const GroupType& part) { return *part.group_name; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_group(id); }
};
template <>
struct PartOf<ResourceServerType> {
    static constexpr std::string_view space = "cognito.servers";
    [[nodiscard]] static std::string id(const ResourceServerType& part) { return *part.identifier; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_server(id); }
};
template <>
struct PartOf<DomainDescriptionType> {
    static constexpr std::string_view space = "cognito.domains";
    [[nodiscard]] static std::string id(const DomainDescriptionType& part) { return *part.domain; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_domain(id); }
};
template <>
struct PartOf<IdentityProviderType> {
    static constexpr std::string_view space = "cognito.providers";
    [[nodiscard]] static std::string id(const IdentityProviderType& part) { return *part.provider_name; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_provider(id); }
};
template <>
struct PartOf<ImportEntry> {
    static constexpr std::string_view space = "cognito.imports";
    [[nodiscard]] static std::string id(const ImportEntry& part) { return part.job.job_id.value_or(""); }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_import(id); }
};
template <>
struct PartOf<ImportFile> {
    static constexpr std::string_view space = "cognito.import-files";
    [[nodiscard]] static std::string id(const ImportFile& part) { return part.job; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_import_file(id); }
};
template <>
struct PartOf<AuthEventEntry> {
    static constexpr std::string_view space = "cognito.events";
    [[nodiscard]] static std::string id(const AuthEventEntry& part) { return part.key; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_event(id); }
};
template <>
struct PartOf<LookEntry> {
    static constexpr std::string_view space = "cognito.looks";
    [[nodiscard]] static std::string id(const LookEntry& part) { return part.client; }
    static void drop(UserPool& pool, const std::string& id) { pool.drop_look(id); }
};

}  // namespace wt::identity
