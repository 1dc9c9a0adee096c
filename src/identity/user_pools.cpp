#include "identity/user_pools.hpp"

#include "identity/records.hpp"

namespace wt::identity {

UserPool& UserPools::stand(PoolEntry entry, std::shared_ptr<const SigningKey> key) {
    const std::string id = entry.id();
    WT_ASSERT(!pools_.has(id));
    return put(id, std::make_shared<UserPool>(contexts_.begin(id), std::move(entry), std::move(key)));
}

UserPool& UserPools::put(const std::string& name, std::shared_ptr<UserPool> pool) {
    if (!base_.empty()) pool->issue_at(base_);
    pools_.put(name, std::move(pool));
    return *pools_.find(name);
}

void UserPools::issue_at(std::string base) {
    base_ = std::move(base);
    for (const auto& [name, pool] : pools_.list()) pool->issue_at(base_);
}

}  // namespace wt::identity
