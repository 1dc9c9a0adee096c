#include "identity/pools/catalogue.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "base/fresh_random.hpp"
#include "identity/user_pool.hpp"
#include "store/unreadable.hpp"

namespace wt::identity::pools {

namespace {

constexpr std::string_view pool_space = "cognito-identity.pools";
constexpr std::string_view identity_space = "cognito-identity.identities";
constexpr std::string_view key_space = "cognito-identity.key";

[[nodiscard]] std::string pool_key(const PoolEntry& entry) {
    return fmt::format("{}/{}", aws::place_key(entry.place), entry.id());
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<TagMapEntry>) {
    static const aws::RowShape shape{aws::row_member<&TagMapEntry::use_defaults>("use_defaults"),
                                     aws::row_member<&TagMapEntry::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<PoolEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&PoolEntry::settings>("settings"), aws::row_member<&PoolEntry::roles>("roles"),
        aws::row_member<&PoolEntry::role_mappings>("role_mappings"), aws::row_member<&PoolEntry::tag_maps>("tag_maps")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<IdentityEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&IdentityEntry::id>("id"),           aws::row_member<&IdentityEntry::pool>("pool"),
        aws::row_member<&IdentityEntry::logins>("logins"),   aws::row_member<&IdentityEntry::developer>("developer"),
        aws::row_member<&IdentityEntry::created>("created"), aws::row_member<&IdentityEntry::modified>("modified")};
    return shape;
}

std::string PoolEntry::arn() const {
    return fmt::format("arn:aws:cognito-identity:{}:{}:identitypool/{}", place.region, place.account, id());
}

Catalogue::Catalogue(const Context& context, store::Store& store, KeyMaker make_key)
    : rows_(store), make_key_(std::move(make_key)), random_(fresh_random(context, "cognito-identity.ids")) {
    store.load(pool_space, [this](std::string_view key, std::string_view row) {
        auto entry = aws::read_row<PoolEntry>(row);
        if (!entry) store::unreadable(pool_space, key);
        entry->place.account = aws::take_part(key);
        entry->place.region = aws::take_part(key);
        std::string id = entry->id();
        pools_.emplace(std::move(id), std::move(*entry));
    });
    store.load(identity_space, [this](std::string_view key, std::string_view row) {
        auto entry = aws::read_row<IdentityEntry>(row);
        if (!entry) store::unreadable(identity_space, key);
        identities_.emplace(std::string(key), std::move(*entry));
    });
    store.load(key_space, [this](std::string_view key, std::string_view row) {
        auto read = SigningKey::from_pem(row);
        if (!read.ok()) store::unreadable(key_space, key);
        key_ = std::make_shared<const SigningKey>(std::move(*read));
    });
}

PoolEntry* Catalogue::find(const std::string& id) {
    const auto found = pools_.find(id);
    return found == pools_.end() ? nullptr : &found->second;
}

PoolEntry* Catalogue::find(const aws::AccountRegion& place, const std::string& id) {
    PoolEntry* const entry = find(id);
    return entry != nullptr && entry->place == place ? entry : nullptr;
}

IdentityEntry* Catalogue::find_identity(const std::string& id) {
    const auto found = identities_.find(id);
    return found == identities_.end() ? nullptr : &found->second;
}

IdentityEntry* Catalogue::of_login(const std::string& pool, const std::string& provider, const std::string& subject) {
    for (auto& [id, each] : identities_) {
        const auto login = each.logins.find(provider);
        if (each.pool == pool && login != each.logins.end() && login->second == subject) return &each;
    }
    return nullptr;
}

IdentityEntry* Catalogue::of_developer(const std::string& pool, const std::string& provider, const std::string& user) {
    for (auto& [id, each] : identities_) {
        const auto users = each.developer.find(provider);
        if (each.pool != pool || users == each.developer.end()) continue;
        if (std::find(users->second.begin(), users->second.end(), user) != users->second.end()) return &each;
    }
    return nullptr;
}

PoolEntry& Catalogue::add(PoolEntry entry) {
    std::string id = entry.id();
    PoolEntry& added = pools_.insert_or_assign(std::move(id), std::move(entry)).first->second;
    keep(added);
    return added;
}

void Catalogue::keep(const PoolEntry& entry) { rows_.put(pool_space, pool_key(entry), aws::row_of(entry)); }

void Catalogue::remove(const std::string& id) {
    std::vector<std::string> gone;
    for (const auto& [identity, each] : identities_) {
        if (each.pool == id) gone.push_back(identity);
    }
    for (const std::string& identity : gone) remove_identity(identity);
    const auto found = pools_.find(id);
    rows_.put(pool_space, pool_key(found->second), std::nullopt);
    pools_.erase(found);
}

IdentityEntry& Catalogue::keep(IdentityEntry entry) {
    rows_.put(identity_space, entry.id, aws::row_of(entry));
    std::string id = entry.id;
    return identities_.insert_or_assign(std::move(id), std::move(entry)).first->second;
}

void Catalogue::remove_identity(const std::string& id) {
    rows_.put(identity_space, id, std::nullopt);
    identities_.erase(id);
}

const std::shared_ptr<const SigningKey>& Catalogue::key() {
    if (key_ == nullptr) {
        key_ = std::make_shared<const SigningKey>(make_key_());
        if (rows_.are_kept()) rows_.put(key_space, "rsa", key_->to_pem());
    }
    return key_;
}

std::string Catalogue::draw_id(const std::string& region) { return fmt::format("{}:{}", region, draw_uuid(random_)); }

void Catalogue::reset(std::string_view account) {
    std::vector<std::string> gone;
    for (const auto& [id, each] : pools_) {
        if (account.empty() || each.place.account == account) gone.push_back(id);
    }
    for (const std::string& id : gone) remove(id);
}

}  // namespace wt::identity::pools
