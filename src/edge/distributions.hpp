#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/contexts.hpp"
#include "base/scope.hpp"
#include "base/shelf.hpp"
#include "edge/distribution.hpp"

namespace wt::edge {

/// Where a distribution's cache stands, behind its web ACL.
[[nodiscard]] inline std::string cache_address(std::string_view distribution) {
    return std::string(distribution) + ".cache";
}

/// The distributions of the account. Viewers find each at the address of its name.
class Distributions {
public:
    /// Both outlive the distributions.
    Distributions(Contexts& contexts, http::Ways& ways) : contexts_(contexts), ways_(ways) {}

    /// A new one, of a name that no other has. Its origins and its web ACL are addresses.
    Distribution& create(const std::string& name, DistributionConfig config);
    /// Requests under way end as they began. As Distribution::update, where that can be: what is cached stays. What it
    /// refuses brings a new one with empty caches. False when there is none of that name.
    bool update(const std::string& name, DistributionConfig config);
    /// From now on nobody stands there. What viewers have begun still passes through the cache. False when there is
    /// none.
    bool remove(const std::string& name);

    [[nodiscard]] Distribution* find(std::string_view name) const { return distributions_.find(name); }
    [[nodiscard]] Shelf<Distribution>& shelf() { return distributions_; }
    [[nodiscard]] const Shelf<Distribution>& shelf() const { return distributions_; }

private:
    void stand(const std::string& name, const std::shared_ptr<Distribution>& distribution);
    /// Lets the cache go when the last request has left the viewers' side.
    [[nodiscard]] Task<void> close(std::string name);

    Contexts& contexts_;
    http::Ways& ways_;
    Shelf<Distribution> distributions_;
    Scope closing_;
};

}  // namespace wt::edge
