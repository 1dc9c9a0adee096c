#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "http/tier.hpp"

namespace wt::front {

/// A distribution on the port.
struct DistributionAddress {
    std::string id;      // "E1A2B3C4D5E6F7"
    std::string domain;  // "d111111abcdef8.cloudfront.net"
    http::Hop* viewers = nullptr;
    std::vector<std::string> aliases = {};  // further hosts; "*.example.org" stands for those below

    [[nodiscard]] bool is_alias(std::string_view host) const;
};

/// One stage of an API on the port.
struct ApiAddress {
    std::string id;  // "a1b2c3d4e5"
    std::string stage;
    http::Hop* entry = nullptr;
    /// What its own host answers: one that only custom domains lead to is closed, as HTTP APIs say it, or REST APIs.
    enum class Door : std::uint8_t { open, not_found, forbidden };
    Door door = Door::open;
};

/// What stands at a path of a custom domain: a stage of an API, or any of them, by the next segment.
struct DomainPath {
    std::string base;  // "v1", "v1/orders"; empty: every path that no other is about
    std::string api;
    std::string stage;
};

/// A user pool on the port.
struct PoolAddress {
    std::string id;  // "us-east-1_aB3dEfGhI"
    /// The pool's public keys as a JSON Web Key Set.
    std::function<std::string()> jwks;
    /// Its OpenID Connect discovery document, for clients of this server at `base`.
    std::function<std::string(std::string_view base)> discovery;
};

/// The resources that can be reached on the port, each by the id in its host or path. They enter when they are made,
/// and leave when they go; requests only look them up. The hops outlive the entries.
class Addresses {
public:
    // By the resource's name; what was entered under that name before has left.
    void enter(const std::string& name, DistributionAddress address) { distributions_[name] = std::move(address); }
    void enter(const std::string& name, ApiAddress address) {
        leave_api(name);
        const ApiAddress& entered = apis_[name] = std::move(address);
        by_stage_[key(entered.id, entered.stage)] = &entered;
    }
    void enter(const std::string& name, PoolAddress address) { pools_[name] = std::move(address); }
    void leave_distribution(const std::string& name) { distributions_.erase(name); }
    void leave_api(const std::string& name) {
        const auto found = apis_.find(name);
        if (found == apis_.end()) return;
        by_stage_.erase(key(found->second.id, found->second.stage));
        apis_.erase(found);
    }
    void leave_pool(const std::string& name) { pools_.erase(name); }
    /// Custom domains of APIs, by their names in small letters.
    void enter_domain(const std::string& domain, std::vector<DomainPath> paths) { domains_[domain] = std::move(paths); }
    void leave_domain(const std::string& domain) { domains_.erase(domain); }
    [[nodiscard]] const std::vector<DomainPath>* find_domain(std::string_view host) const {
        if (domains_.empty()) return nullptr;
        std::string name(host);
        for (char& c : name) c = lower(c);
        const auto found = domains_.find(name);
        return found == domains_.end() ? nullptr : &found->second;
    }

    template <class Address>
    using ByName = std::map<std::string, Address, std::less<>>;
    [[nodiscard]] const ByName<DistributionAddress>& distributions() const { return distributions_; }
    [[nodiscard]] const ByName<ApiAddress>& apis() const { return apis_; }
    [[nodiscard]] const ByName<PoolAddress>& pools() const { return pools_; }
    /// The stage of the API with that id, in any case; null when there is none.
    [[nodiscard]] const ApiAddress* find_api(std::string_view id, std::string_view stage) const {
        const auto found = by_stage_.find(key(id, stage));
        return found == by_stage_.end() ? nullptr : found->second;
    }

private:
    [[nodiscard]] static std::string key(std::string_view id, std::string_view stage) {
        std::string text(id);
        for (char& c : text) c = lower(c);
        return text.append("/").append(stage);
    }

    ByName<DistributionAddress> distributions_;
    ByName<ApiAddress> apis_;
    std::unordered_map<std::string, const ApiAddress*> by_stage_;  // of apis_
    ByName<PoolAddress> pools_;
    std::map<std::string, std::vector<DomainPath>, std::less<>> domains_;
};

}  // namespace wt::front
