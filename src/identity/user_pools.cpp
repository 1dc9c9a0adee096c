#include "identity/user_pools.hpp"

#include "identity/records.hpp"

namespace wt::identity {

UserPool& UserPools::stand(PoolEntry entry, std::shared_ptr<const SigningKey> key) {
    const std::string id = entry.id();
    WT_ASSERT(!pools_.has(id));
    pools_.put(id, std::make_shared<UserPool>(contexts_.begin(id), std::move(entry), std::move(key)));
    return *pools_.find(id);
}

}  // namespace wt::identity
