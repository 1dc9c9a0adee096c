#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "storage/cache/caches.hpp"
#include "storage/cache/engine.hpp"

namespace wt::cache::api {

/// Where caches listen. Whoever has the sockets knows.
class Nodes {
public:
    Nodes() = default;
    Nodes(const Nodes&) = delete;
    Nodes& operator=(const Nodes&) = delete;
    virtual ~Nodes() = default;

    /// What clients connect to. Port 0: nothing.
    struct Place {
        std::string address;
        std::uint16_t port = 0;
    };
    struct Places {
        Place primary;
        Place reader;
        /// In a cluster each node of a shard has its own, and the two above are nothing.
        struct Member {
            std::int64_t number = 1;
            Place place;
        };
        std::vector<Member> members;
    };
    /// How the next cache of that name is to listen, and whom it lets in. Where somebody else has the port, the same
    /// one of another loopback address is taken (127.0.0.2 and so on, where the machine has them), at last any port.
    virtual void want(const std::string& name, Places places, EngineConfig config) = 0;
    [[nodiscard]] virtual Places places_of(const std::string& name) const = 0;
    virtual void configure(const std::string& name, EngineConfig config) = 0;
    /// Other nodes of a shard: who stays is where it was, clients of who goes are cut off.
    virtual void resize(const std::string& name, std::vector<Places::Member> members) = 0;
    /// Slots have come to the shards of a cluster, or gone.
    virtual void slots_moved(const std::string& name) = 0;
    struct Clients {
        std::uint64_t now = 0;
        std::uint64_t ever = 0;
        std::uint64_t commands = 0;  // of all nodes together, as the counts
        Engine::Counts counts;
    };
    /// Of who has that role; in a cluster of the node with that number.
    [[nodiscard]] virtual Clients clients_of(const std::string& name, NodeRole role, std::int64_t node) const = 0;
};

/// For a run in which no cache listens.
class NoNodes final : public Nodes {
public:
    void want(const std::string& /*name*/, Places /*places*/, EngineConfig /*config*/) override {}
    [[nodiscard]] Places places_of(const std::string& /*name*/) const override { return {}; }
    void configure(const std::string& /*name*/, EngineConfig /*config*/) override {}
    void resize(const std::string& /*name*/, std::vector<Places::Member> /*members*/) override {}
    void slots_moved(const std::string& /*name*/) override {}
    [[nodiscard]] Clients clients_of(const std::string& /*name*/, NodeRole /*role*/,
                                     std::int64_t /*node*/) const override {
        return {};
    }
};

}  // namespace wt::cache::api
