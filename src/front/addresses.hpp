#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "http/tier.hpp"

namespace wt::front {

/// A distribution on the port.
struct DistributionAddress {
    std::string id;      // "E1A2B3C4D5E6F7"
    std::string domain;  // "d111111abcdef8.cloudfront.net"
    http::Hop* viewers = nullptr;
};

/// One stage of an API on the port.
struct ApiAddress {
    std::string id;  // "a1b2c3d4e5"
    std::string stage;
    http::Hop* entry = nullptr;
};

/// A user pool on the port.
struct PoolAddress {
    std::string id;  // "us-east-1_aB3dEfGhI"
    /// The pool's public keys as a JSON Web Key Set.
    std::function<std::string()> jwks;
};

/// The resources that can be reached on the port, each by the id in its host or path. They enter when they are made,
/// and leave when they go; requests only look them up. The hops outlive the entries.
class Addresses {
public:
    // By the resource's name; what was entered under that name before has left.
    void enter(const std::string& name, DistributionAddress address) { distributions_[name] = std::move(address); }
    void enter(const std::string& name, ApiAddress address) { apis_[name] = std::move(address); }
    void enter(const std::string& name, PoolAddress address) { pools_[name] = std::move(address); }
    void leave_distribution(const std::string& name) { distributions_.erase(name); }
    void leave_api(const std::string& name) { apis_.erase(name); }
    void leave_pool(const std::string& name) { pools_.erase(name); }

    template <class Address>
    using ByName = std::map<std::string, Address, std::less<>>;
    [[nodiscard]] const ByName<DistributionAddress>& distributions() const { return distributions_; }
    [[nodiscard]] const ByName<ApiAddress>& apis() const { return apis_; }
    [[nodiscard]] const ByName<PoolAddress>& pools() const { return pools_; }

private:
    ByName<DistributionAddress> distributions_;
    ByName<ApiAddress> apis_;
    ByName<PoolAddress> pools_;
};

}  // namespace wt::front
