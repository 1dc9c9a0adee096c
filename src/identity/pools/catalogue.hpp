#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "base/context.hpp"
#include "identity/pools/cognito_identity_shapes.hpp"
#include "identity/signing_key.hpp"
#include "store/store.hpp"

namespace wt::identity::pools {

/// Which claims of a provider's tokens are tags of a session.
struct TagMapEntry {
    bool use_defaults = false;
    std::map<std::string, std::string> tags;  // claims, by tag
};
const aws::Structure& shape_of(aws::Tag<TagMapEntry>);

/// An identity pool.
struct PoolEntry {
    aws::AccountRegion place;
    IdentityPool settings;
    std::map<std::string, std::string> roles;  // "authenticated", "unauthenticated"
    std::map<std::string, RoleMapping> role_mappings;
    std::map<std::string, TagMapEntry> tag_maps;  // by provider

    [[nodiscard]] const std::string& id() const { return settings.identity_pool_id; }
    [[nodiscard]] std::string arn() const;
};
const aws::Structure& shape_of(aws::Tag<PoolEntry>);

/// Somebody, or something, of a pool: a guest, or whoever certain logins are of.
struct IdentityEntry {
    std::string id;  // "us-east-1:UUID"
    std::string pool;
    std::map<std::string, std::string> logins;                  // subjects, by provider
    std::map<std::string, std::vector<std::string>> developer;  // users, by the developer's provider
    Instant created;
    Instant modified;

    [[nodiscard]] bool is_guest() const { return logins.empty() && developer.empty(); }
};
const aws::Structure& shape_of(aws::Tag<IdentityEntry>);

/// Every account's identity pools and identities, with rows in the store, and the key that signs their tokens.
class Catalogue {
public:
    using KeyMaker = std::function<SigningKey()>;
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. The store
    /// outlives this.
    Catalogue(const Context& context, store::Store& store, KeyMaker make_key);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    // Null when there is none. Valid until it goes.
    [[nodiscard]] PoolEntry* find(const std::string& id);
    [[nodiscard]] PoolEntry* find(const aws::AccountRegion& place, const std::string& id);
    [[nodiscard]] IdentityEntry* find_identity(const std::string& id);
    [[nodiscard]] IdentityEntry* of_login(const std::string& pool, const std::string& provider,
                                          const std::string& subject);
    [[nodiscard]] IdentityEntry* of_developer(const std::string& pool, const std::string& provider,
                                              const std::string& user);
    [[nodiscard]] const std::map<std::string, PoolEntry>& pools() const { return pools_; }
    [[nodiscard]] const std::map<std::string, IdentityEntry>& identities() const { return identities_; }

    PoolEntry& add(PoolEntry entry);
    void keep(const PoolEntry& entry);
    /// With its identities.
    void remove(const std::string& id);
    IdentityEntry& keep(IdentityEntry entry);
    void remove_identity(const std::string& id);

    /// The key of cognito-identity.amazonaws.com, made when it is first needed.
    [[nodiscard]] const std::shared_ptr<const SigningKey>& key();
    [[nodiscard]] std::string draw_id(const std::string& region);
    [[nodiscard]] Random& random() { return random_; }
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }
    /// All that an account has; every account's when it is empty.
    void reset(std::string_view account);

private:
    aws::Rows rows_;
    KeyMaker make_key_;
    std::shared_ptr<const SigningKey> key_;
    Random random_;
    std::map<std::string, PoolEntry> pools_;
    std::map<std::string, IdentityEntry> identities_;
};

inline constexpr std::string_view issuer = "https://cognito-identity.amazonaws.com";

}  // namespace wt::identity::pools
