#include "storage/cache/cluster.hpp"

namespace wt::cache {

const Cluster::Node* Cluster::Shard::node(std::int64_t number) const {
    for (const Node& each : nodes) {
        if (each.number == number) return &each;
    }
    return nullptr;
}

void Cluster::give(const SlotSet& slots, std::uint16_t to) {
    for (std::size_t i = 0; i < slot_count; ++i) {
        if (slots[i]) owners_[i] = to;
    }
    changed();
}

SlotSet Cluster::slots_of(std::uint16_t shard) const {
    SlotSet slots;
    for (std::size_t i = 0; i < slot_count; ++i) {
        if (owners_[i] == shard) slots.set(i);
    }
    return slots;
}

}  // namespace wt::cache
