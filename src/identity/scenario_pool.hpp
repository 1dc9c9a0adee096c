#pragma once
#include <string>

#include "identity/config.hpp"
#include "identity/records.hpp"

namespace wt::identity {

/// A scenario's pool as the API tells it.
[[nodiscard]] PoolEntry scenario_pool(const std::string& name, const std::string& id, const std::string& region,
                                      Instant now);
/// Its one client, which lets in by any flow that needs no function.
[[nodiscard]] ClientEntry scenario_client(const PoolEntry& pool, const std::string& id, const UserPoolConfig& config);
void set_lifetimes(ClientEntry& client, const UserPoolConfig& config);
/// The attributes that every pool has, as DescribeUserPool lists them.
[[nodiscard]] std::vector<SchemaAttributeType> standard_schema();
/// CreateUserPool's defaults, where nothing was said.
void complete(PoolEntry& pool, Instant now);

}  // namespace wt::identity
