#include "edge/distributions.hpp"

#include <memory>

#include "base/assert.hpp"
#include "base/literals.hpp"

namespace wt::edge {

namespace {

constexpr Duration look_every = 100ms;

}  // namespace

namespace {

/// The two tiers of a distribution as it is now: they go with the last request that is in either, and it with the last
/// of its tiers.
struct Tiers {
    Tiers(std::shared_ptr<Distribution> of, const std::string& name, http::Ways& ways)
        : distribution(std::move(of)),
          viewers(
              *distribution,
              ways.to(distribution->config().web_acl.empty() ? cache_address(name) : distribution->config().web_acl),
              ways.to(cache_address(name))),
          cache(*distribution, ways) {}
    std::shared_ptr<Distribution> distribution;
    Viewers viewers;
    EdgeCache cache;
};

}  // namespace

void Distributions::stand(const std::string& name, const std::shared_ptr<Distribution>& distribution) {
    const auto tiers = std::make_shared<Tiers>(distribution, name, ways_);
    ways_.to(cache_address(name)).end().lead_to(std::shared_ptr<http::Tier>(tiers, &tiers->cache));
    ways_.to(name).end().lead_to(std::shared_ptr<http::Tier>(tiers, &tiers->viewers));
    (void)distributions_.put(name, distribution);  // its aliases may be others now
}

Distribution& Distributions::create(const std::string& name, DistributionConfig config) {
    WT_ASSERT(!distributions_.has(name));
    stand(name, std::make_shared<Distribution>(contexts_.begin(name), name, std::move(config)));
    return *distributions_.find(name);
}

bool Distributions::update(const std::string& name, DistributionConfig config) {
    std::shared_ptr<Distribution> distribution = distributions_.place(name);
    if (distribution == nullptr) return false;
    if (distribution->update(config))
        distribution = std::make_shared<Distribution>(contexts_.begin(name), name, std::move(config));
    stand(name, distribution);
    return true;
}

bool Distributions::remove(const std::string& name) {
    if (distributions_.take(name) == nullptr) return false;
    ways_.to(name).end().lead_to(nullptr);
    closing_.spawn(close(name));
    return true;
}

Task<void> Distributions::close(std::string name) {
    Clock& clock = contexts_.of(name).clock;
    while (ways_.to(name).end().draining() > 0) co_await clock.sleep_for(look_every);
    if (!distributions_.has(name)) ways_.to(cache_address(name)).end().lead_to(nullptr);
}

}  // namespace wt::edge
