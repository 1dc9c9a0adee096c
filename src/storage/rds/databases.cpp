#include "storage/rds/databases.hpp"

#include <utility>

#include "base/assert.hpp"

namespace wt::rds {

Primary& Databases::create(const std::string& name, const PrimaryConfig& config) {
    WT_ASSERT(!primaries_.has(name) && !replicas_.has(name));
    WT_ASSERT(config.engine == EngineKind::sqlite || engines_ != nullptr);
    auto engine = config.engine == EngineKind::sqlite ? nullptr : engines_->open(name, 0);
    primaries_.put(name, std::make_shared<Primary>(contexts_.begin(name), name, config, std::move(engine)));
    return *primaries_.find(name);
}

ReplicaSet& Databases::create(const std::string& name, const ReplicaConfig& config) {
    WT_ASSERT(!primaries_.has(name) && !replicas_.has(name));
    Primary* const primary = primaries_.find(config.of);
    WT_ASSERT(primary != nullptr);
    const auto set = std::make_shared<ReplicaSet>(contexts_.begin(name), name, config, *primary, engines_);
    replicas_.put(name, set);
    if (started_) set->start();
    return *set;
}

std::optional<Error> Databases::update(const std::string& name, const PrimaryConfig& config) {
    return primaries_.find(name)->update(config);
}

std::optional<Error> Databases::update(const std::string& name, const ReplicaConfig& config) {
    return replicas_.find(name)->update(config);
}

bool Databases::remove(const std::string& name) {
    if (auto primary = primaries_.take(name)) {
        primary->retire();
        gone_primaries_.push_back(std::move(primary));
        return true;
    }
    auto set = replicas_.take(name);
    if (set == nullptr) return false;
    set->retire();
    gone_replicas_.push_back(std::move(set));
    return true;
}

bool Databases::remove_member(const std::string& set, std::uint64_t number) {
    ReplicaSet* const replicas = replicas_.find(set);
    if (replicas == nullptr) return false;
    if (replicas->size() == 1) return replicas->number(0) == number && remove(set);
    return replicas->remove(number);
}

void Databases::start() {
    started_ = true;
    for (const auto& [name, set] : replicas_.list()) set->start();
}

}  // namespace wt::rds
