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

    /// What clients connect to. Port 0: nothing.
    struct Place {
        std::string address;
        std::uint16_t port = 0;
    };
    struct Places {
        Place primary;
        Place reader;
    };
    /// How the next cache of that name is to listen, and whom it lets in. Where somebody else has the port, the same
    /// one of another loopback address is taken (127.0.0.2 and so on, where the machine has them), at last any port.
    virtual void want(const std::string& name, Places places, EngineConfig config) = 0;
    [[nodiscard]] virtual Places places_of(const std::string& name) const = 0;
    virtual void configure(const std::string& name, EngineConfig config) = 0;
    /// All connections end, and until then nobody gets in.
    virtual void cut(const std::string& name, Instant until) = 0;
};

/// For a run in which no cache listens.
class NoNodes final : public Nodes {
public:
    void want(const std::string& /*name*/, Places /*places*/, EngineConfig /*config*/) override {}
    [[nodiscard]] Places places_of(const std::string& /*name*/) const override { return {}; }
    void configure(const std::string& /*name*/, EngineConfig /*config*/) override {}
    void cut(const std::string& /*name*/, Instant /*until*/) override {}
};

}  // namespace wt::cache::api
