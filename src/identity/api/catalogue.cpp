#include "identity/api/catalogue.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "store/unreadable.hpp"

namespace wt::identity {

namespace {

constexpr std::string_view pool_space = "cognito.pools";
constexpr std::string_view key_space = "cognito.keys";
constexpr std::string_view session_space = "cognito.sessions";

[[nodiscard]] std::string pool_key(const PoolEntry& entry) {
    return fmt::format("{}/{}", aws::place_key(entry.place), entry.id());
}

}  // namespace

template <class T>
void Catalogue::load(store::Store& store) {
    store.load(PartOf<T>::space, [this](std::string_view key, std::string_view row) {
        const std::string whole(key);
        const std::string pool = aws::take_part(key);
        if (row == dropped) {
            dropped_[pool].insert({PartOf<T>::space, std::string(key)});
            waiting_[pool].push_back([id = std::string(key)](UserPool& there) { PartOf<T>::drop(there, id); });
            return;
        }
        auto part = aws::read_row<T>(row);
        if (!part) store::unreadable(PartOf<T>::space, whole);
        if constexpr (std::is_same_v<T, ClientEntry>) measure(*part);
        waiting_[pool].push_back([part = std::move(*part)](UserPool& there) { (void)there.put(T(part)); });
    });
}

Catalogue::Catalogue(const Context& context, store::Store& store, KeyMaker make_key)
    : context_(context), rows_(store), make_key_(std::move(make_key)), random_(fresh_random(context, "cognito.ids")) {
    store.load(pool_space, [this](std::string_view key, std::string_view row) {
        auto entry = aws::read_row<PoolEntry>(row);
        if (!entry || !entry->settings.id) store::unreadable(pool_space, key);
        entry->place.account = aws::take_part(key);
        entry->place.region = aws::take_part(key);
        std::string id = entry->id();
        entries_.emplace(std::move(id), std::move(*entry));
    });
    store.load(key_space, [this](std::string_view key, std::string_view row) {
        keys_.emplace(std::string(key), std::string(row));
    });
    load<ClientEntry>(store);
    load<UserEntry>(store);
    load<GroupType>(store);
    load<ResourceServerType>(store);
    load<DomainDescriptionType>(store);
    load<IdentityProviderType>(store);
    load<ImportEntry>(store);
    load<ImportFile>(store);
    load<LookEntry>(store);
    load<AuthEventEntry>(store);
    store.load(session_space, [this](std::string_view key, std::string_view row) {
        const std::string whole(key);
        auto session = aws::read_row<Session>(row);
        if (!session) store::unreadable(session_space, whole);
        waiting_[aws::take_part(key)].push_back(
            [session = std::move(*session)](UserPool& pool) { (void)pool.sessions().put(session); });
    });
}

void Catalogue::stand_among(UserPools& pools, const aws::AccountRegion& usual) {
    pools_ = &pools;
    usual_ = usual;
    pools.shelf().watch([this](const std::string& name, UserPool* now) { note(name, now); });
    std::vector<PoolEntry> own;
    for (const auto& [id, entry] : entries_) {
        if (!entry.of_scenario) own.push_back(entry);
    }
    for (PoolEntry& entry : own) {
        const auto pem = keys_.find(entry.id());
        auto key = pem == keys_.end() ? Result<SigningKey>(make_key_()) : SigningKey::from_pem(pem->second);
        if (!key.ok()) throw std::runtime_error(key.error().message);
        pools.stand(std::move(entry), std::make_shared<const SigningKey>(std::move(*key)));
    }
}

void Catalogue::note(const std::string& name, UserPool* now) {
    if (const auto known = names_.find(name); known != names_.end()) {
        by_id_.erase(known->second);
        names_.erase(known);
    }
    if (now == nullptr) return;
    by_id_.insert_or_assign(now->id(), now);
    names_.insert_or_assign(name, now->id());
    PoolEntry& entry = now->entry();
    if (entry.of_scenario) {
        if (const auto changed = entries_.find(now->id()); changed != entries_.end()) entry = changed->second;
        entry.place.account = usual_.account;
        entry.settings.arn =
            fmt::format("arn:aws:cognito-idp:{}:{}:userpool/{}", entry.place.region, entry.place.account, now->id());
        // Its tokens are good after a restart, too.
        const auto pem = keys_.find(now->id());
        auto key = pem == keys_.end() ? Result<SigningKey>(Error{}) : SigningKey::from_pem(pem->second);
        if (key.ok()) {
            now->use(std::make_shared<const SigningKey>(std::move(*key)));
        } else if (rows_.are_kept() && now->key() != nullptr) {
            rows_.put(key_space, now->id(), now->key()->to_pem());
        }
    }
    const auto parts = waiting_.find(now->id());
    if (parts == waiting_.end()) return;
    for (const Place& place : parts->second) place(*now);
    waiting_.erase(parts);
}

UserPool* Catalogue::find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

UserPool* Catalogue::find(const aws::AccountRegion& place, std::string_view id) const {
    UserPool* const pool = find(id);
    return pool != nullptr && pool->entry().place == place ? pool : nullptr;
}

UserPool* Catalogue::of_client(std::string_view client_id) const {
    for (const auto& [id, pool] : by_id_) {
        if (pool->clients().find(client_id) != pool->clients().end()) return pool;
    }
    return nullptr;
}

UserPool* Catalogue::of_domain(std::string_view domain) const {
    for (const auto& [id, pool] : by_id_) {
        if (pool->domains().find(domain) != pool->domains().end()) return pool;
    }
    return nullptr;
}

UserPool* Catalogue::of_token(std::string_view token) const {
    const std::string issuer = issuer_of(token);
    const std::size_t slash = issuer.rfind('/');
    return slash == std::string::npos ? nullptr : find(std::string_view(issuer).substr(slash + 1));
}

std::map<std::string, UserPool*> Catalogue::list(const aws::AccountRegion& place) const {
    std::map<std::string, UserPool*> all;
    for (const auto& [id, pool] : by_id_) {
        if (pool->entry().place == place) all.emplace(id, pool);
    }
    return all;
}

UserPool& Catalogue::add(PoolEntry entry) {
    SigningKey key = next_key_ ? std::move(*next_key_) : make_key_();
    next_key_ = make_key_();
    if (rows_.are_kept()) rows_.put(key_space, entry.id(), key.to_pem());
    UserPool& pool = pools_->stand(std::move(entry), std::make_shared<const SigningKey>(std::move(key)));
    keep(pool);
    return pool;
}

void Catalogue::write(const UserPool& pool, std::string_view space, std::string_view id,
                      std::optional<std::string> row) {
    rows_.put(space, fmt::format("{}/{}", pool.id(), id), std::move(row));
}

void Catalogue::keep(const UserPool& pool) { rows_.put(pool_space, pool_key(pool.entry()), aws::row_of(pool.entry())); }

void Catalogue::keep(UserPool& pool, const Session& session) {
    for (const std::string& origin : pool.sessions().left()) write(pool, session_space, origin, std::nullopt);
    write(pool, session_space, session.origin, rows_.are_kept() ? aws::row_of(session) : std::string());
}

void Catalogue::revoke_all(UserPool& pool, const std::string& user) {
    for (Session* session : pool.sessions().of_user(user)) {
        session->revoked = true;
        keep(pool, *session);
    }
}

void Catalogue::drop_user(UserPool& pool, const std::string& name) {
    for (const Session* session : pool.sessions().of_user(name))
        write(pool, session_space, session->origin, std::nullopt);
    if (const UserEntry* const user = pool.find_user(name)) {
        std::vector<std::string> keys;
        for (const auto& [key, event] : pool.events()) {
            if (key.starts_with(user->sub)) keys.push_back(key);
        }
        for (const std::string& key : keys) drop_event(pool, key);
    }
    drop<UserEntry>(pool, name);
}

void Catalogue::drop_event(UserPool& pool, const std::string& key) {
    write(pool, PartOf<AuthEventEntry>::space, key, std::nullopt);
    pool.drop_event(key);
}

void Catalogue::forget(UserPool& pool) {
    const auto forget_all = [&](const auto& parts) {
        using T = std::remove_cvref_t<decltype(parts.begin()->second)>;
        for (const auto& [key, part] : parts) write(pool, PartOf<T>::space, PartOf<T>::id(part), std::nullopt);
    };
    forget_all(pool.clients());
    forget_all(pool.users());
    forget_all(pool.groups());
    forget_all(pool.servers());
    forget_all(pool.domains());
    forget_all(pool.providers());
    forget_all(pool.imports());
    forget_all(pool.import_files());
    forget_all(pool.looks());
    forget_all(pool.events());
    for (const std::string& origin : pool.sessions().origins()) write(pool, session_space, origin, std::nullopt);
    const auto gone = dropped_.find(pool.id());
    if (gone != dropped_.end()) {
        for (const auto& [space, id] : gone->second) write(pool, space, id, std::nullopt);
        dropped_.erase(gone);
    }
    rows_.put(pool_space, pool_key(pool.entry()), std::nullopt);
    entries_.erase(pool.id());
}

void Catalogue::remove(UserPool& pool) {
    forget(pool);
    rows_.put(key_space, pool.id(), std::nullopt);
    const std::string name = pool.name();
    pools_->remove(name);
}

void Catalogue::reset(std::string_view account) {
    std::vector<UserPool*> gone;
    for (const auto& [id, pool] : by_id_) {
        const bool of_account = account.empty() || pool->entry().place.account == account;
        if (!of_account) continue;
        // The scenario's is made anew by the stack.
        pool->entry().of_scenario ? forget(*pool) : gone.push_back(pool);
    }
    for (UserPool* pool : gone) remove(*pool);
}

}  // namespace wt::identity
