#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "identity/user_pool.hpp"

namespace wt::identity {

/// The user pools of the account.
class UserPools {
public:
    /// `key` signs the tokens of all. The contexts outlive the pools.
    UserPools(Contexts& contexts, std::shared_ptr<const SigningKey> key) : contexts_(contexts), key_(std::move(key)) {}

    /// A new one, of a name that no other has.
    UserPool& create(const std::string& name, UserPoolConfig config) {
        WT_ASSERT(!pools_.has(name));
        return put(name, std::make_shared<UserPool>(contexts_.begin(name), name, std::move(config), key_));
    }
    /// The one that an architecture has under that name: whenever it is made, with the same ids and users.
    UserPool& provide(const std::string& name, UserPoolConfig config) {
        WT_ASSERT(!pools_.has(name));
        return put(name, std::make_shared<UserPool>(contexts_.of(name), name, std::move(config), key_));
    }
    /// One that the API makes or has made, under its id.
    UserPool& stand(PoolEntry entry, std::shared_ptr<const SigningKey> key);
    /// From now on all of them issue tokens there (UserPool::issue_at).
    void issue_at(std::string base);
    /// Another configuration of one that is there. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const std::string& name, const UserPoolConfig& config) {
        return pools_.find(name)->update(config);
    }
    /// Its tokens are nobody's from now on. False when there is none of that name.
    bool remove(const std::string& name) { return pools_.take(name) != nullptr; }

    [[nodiscard]] UserPool* find(std::string_view name) const { return pools_.find(name); }
    [[nodiscard]] Shelf<UserPool>& shelf() { return pools_; }
    [[nodiscard]] const Shelf<UserPool>& shelf() const { return pools_; }

private:
    UserPool& put(const std::string& name, std::shared_ptr<UserPool> pool);

    Contexts& contexts_;
    std::shared_ptr<const SigningKey> key_;
    Shelf<UserPool> pools_;
    std::string base_;  // where they issue; empty: as AWS's
};

}  // namespace wt::identity
