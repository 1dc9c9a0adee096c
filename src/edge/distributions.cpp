#include "edge/distributions.hpp"

#include <memory>

#include "base/assert.hpp"
#include "base/literals.hpp"

namespace wt::edge {

namespace {

constexpr Duration look_every = 100ms;

}  // namespace

/// A distribution with its two tiers: it goes with the last request that is in either.
struct Distributions::Standing {
    Standing(const Context& context, const std::string& name, DistributionConfig config, http::Ways& ways)
        : distribution(context, name, std::move(config)),
          viewers(distribution,
                  ways.to(distribution.config().web_acl.empty() ? cache_address(name) : distribution.config().web_acl)),
          cache(distribution, ways) {}
    Distribution distribution;
    Viewers viewers;
    EdgeCache cache;
};

namespace {

/// The cache of a distribution that has changed.
struct Renewed {
    Renewed(std::shared_ptr<Distribution> of, http::Ways& ways)
        : distribution(std::move(of)), cache(*distribution, ways) {}
    std::shared_ptr<Distribution> distribution;
    EdgeCache cache;
};

}  // namespace

void Distributions::stand(const std::string& name, DistributionConfig config) {
    const auto standing = std::make_shared<Standing>(contexts_.begin(name), name, std::move(config), ways_);
    ways_.to(cache_address(name)).end().lead_to(std::shared_ptr<http::Tier>(standing, &standing->cache));
    ways_.to(name).end().lead_to(std::shared_ptr<http::Tier>(standing, &standing->viewers));
    distributions_.put(name, std::shared_ptr<Distribution>(standing, &standing->distribution));
}

Distribution& Distributions::create(const std::string& name, DistributionConfig config) {
    WT_ASSERT(!distributions_.has(name));
    stand(name, std::move(config));
    return *distributions_.find(name);
}

bool Distributions::update(const std::string& name, DistributionConfig config) {
    const std::shared_ptr<Distribution> distribution = distributions_.place(name);
    if (distribution == nullptr) return false;
    if (config.web_acl != distribution->config().web_acl || distribution->update(config)) {
        stand(name, std::move(config));
        return true;
    }
    const auto renewed = std::make_shared<Renewed>(distribution, ways_);
    ways_.to(cache_address(name)).end().lead_to(std::shared_ptr<http::Tier>(renewed, &renewed->cache));
    (void)distributions_.put(name, distribution);  // its aliases may be others now
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
