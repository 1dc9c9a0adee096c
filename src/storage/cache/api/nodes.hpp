#pragma once
#include <cstdint>
#include <string>

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

    struct Ports {
        std::uint16_t primary = 0;
        std::uint16_t reader = 0;
    };
    /// How the next cache of that name is to listen, and whom it lets in. A port that somebody else has becomes
    /// another.
    virtual void want(const std::string& name, Ports ports, EngineConfig config) = 0;
    [[nodiscard]] virtual Ports ports_of(const std::string& name) const = 0;
    virtual void configure(const std::string& name, EngineConfig config) = 0;
    struct Clients {
        std::uint64_t now = 0;
        std::uint64_t ever = 0;
    };
    [[nodiscard]] virtual Clients clients_of(const std::string& name, NodeRole role) const = 0;
    /// The address that clients connect to.
    [[nodiscard]] virtual std::string address() const = 0;
};

/// For a run in which no cache listens.
class NoNodes final : public Nodes {
public:
    void want(const std::string& /*name*/, Ports /*ports*/, EngineConfig /*config*/) override {}
    [[nodiscard]] Ports ports_of(const std::string& /*name*/) const override { return {}; }
    void configure(const std::string& /*name*/, EngineConfig /*config*/) override {}
    [[nodiscard]] Clients clients_of(const std::string& /*name*/, NodeRole /*role*/) const override { return {}; }
    [[nodiscard]] std::string address() const override { return "127.0.0.1"; }
};

}  // namespace wt::cache::api
