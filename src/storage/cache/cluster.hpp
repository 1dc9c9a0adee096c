#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "storage/cache/slots.hpp"

namespace wt::cache {

class Engine;

/// What the shards of a replication group with cluster mode know of one another: who has which slots, where their nodes
/// listen, and where to bring what is published. One for all of them; whoever makes the shards tells it. Keys are in
/// the shards' stores.
class Cluster {
public:
    struct Node {
        std::int64_t number = 1;
        std::string id;  // 40 hexadecimal digits
        std::string address;
        std::uint16_t port = 0;
    };
    struct Shard {
        std::string id;  // "0001"
        std::int64_t primary = 1;
        std::vector<Node> nodes;
        [[nodiscard]] const Node* node(std::int64_t number) const;
    };
    /// By number, from 1 on.
    using Shards = std::map<std::uint16_t, Shard>;

    Cluster() = default;
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    [[nodiscard]] Shards& shards() { return shards_; }
    [[nodiscard]] const Shards& shards() const { return shards_; }
    /// Of a slot: the number of its shard; 0: nobody's.
    [[nodiscard]] std::uint16_t owner(std::size_t slot) const { return owners_[slot]; }
    void give(const SlotSet& slots, std::uint16_t to);
    [[nodiscard]] SlotSet slots_of(std::uint16_t shard) const;
    /// Rises with each change of who has what.
    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
    void changed() { ++epoch_; }

    // For engines.
    void join(Engine& engine) { engines_.push_back(&engine); }
    void leave(Engine& engine) { std::erase(engines_, &engine); }
    [[nodiscard]] const std::vector<Engine*>& engines() const { return engines_; }

private:
    Shards shards_;
    std::array<std::uint16_t, slot_count> owners_{};
    std::vector<Engine*> engines_;
    std::uint64_t epoch_ = 1;
};

}  // namespace wt::cache
