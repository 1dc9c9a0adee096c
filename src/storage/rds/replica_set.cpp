#include "storage/rds/replica_set.hpp"

#include <algorithm>
#include <utility>

namespace wt::rds {

namespace {

[[nodiscard]] Task<Result<std::optional<Text>>> cut() { co_return Error{"server closed the connection unexpectedly"}; }

}  // namespace

ReplicaSet::ReplicaSet(const Context& context, std::string_view name, const ReplicaConfig& config, Primary& primary,
                       Engines* engines)
    : config_(config) {
    WT_ASSERT(config.count > 0);
    WT_ASSERT(primary.engine() == nullptr || engines != nullptr);
    for (std::uint64_t i = 1; i <= config.count; ++i) {
        auto engine = primary.engine() != nullptr ? engines->open(name, i) : nullptr;
        members_.push_back(std::make_unique<Replica>(context, name, config, primary, i, std::move(engine)));
        numbers_.push_back(i);
    }
}

void ReplicaSet::start() {
    for (const auto& member : members_) replication_.spawn(member->run());
}

void ReplicaSet::retire() {
    replication_.cancel();
    for (const auto& member : members_) member->retire();
}

bool ReplicaSet::remove(std::uint64_t number) {
    const auto found = std::find(numbers_.begin(), numbers_.end(), number);
    if (found == numbers_.end() || members_.size() == 1) return false;
    const auto at = members_.begin() + (found - numbers_.begin());
    (*at)->retire();
    gone_.push_back(std::move(*at));
    members_.erase(at);
    numbers_.erase(found);
    turn_ %= members_.size();
    return true;
}

Replica& ReplicaSet::next() {
    Replica& replica = *members_[turn_];
    turn_ = (turn_ + 1) % members_.size();
    return replica;
}

Result<ConnectionLease> ReplicaSet::connect() { return next().connect(); }

Task<Result<std::optional<Text>>> ReplicaSet::select(Text id, const ConnectionLease* lease) {
    if (lease == nullptr) return next().select(std::move(id), nullptr);
    Replica* const member = member_of(*lease);
    return member == nullptr ? cut() : member->select(std::move(id), lease);
}

Replica* ReplicaSet::member_of(const ConnectionLease& lease) const {
    const auto member = std::find_if(members_.begin(), members_.end(),
                                     [&](const auto& replica) { return &replica->instance() == lease.instance(); });
    return member == members_.end() ? nullptr : member->get();
}

std::optional<Error> unchangeable(const ReplicaConfig& from, const ReplicaConfig& to) {
    if (from.of == to.of && from.url == to.url && from.count == to.count) return std::nullopt;
    return Error{"which replicas there are, and of what, cannot change while they run"};
}

std::optional<Error> ReplicaSet::update(const ReplicaConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    if (members_.front()->alone()) return Error{"the primary that they followed is no more"};
    for (const auto& member : members_) member->update(config);
    config_ = config;
    return std::nullopt;
}

void ReplicaSet::set_lag(const std::optional<Distribution>& lag, Ramp ramp) {
    for (const auto& member : members_) member->set_lag(lag, ramp);
}

Replica& ReplicaSet::most_recent() {
    return **std::max_element(members_.begin(), members_.end(),
                              [](const auto& a, const auto& b) { return a->lsn() < b->lsn(); });
}

bool ReplicaSet::caught_up() const {
    return std::all_of(members_.begin(), members_.end(), [](const auto& member) { return member->caught_up(); });
}

}  // namespace wt::rds
