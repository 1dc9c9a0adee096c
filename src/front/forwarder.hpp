#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "front/loop.hpp"

namespace wt::front {

/// A listener that hands connections on, byte for byte, to one of its targets in turn. What waits to be sent is one
/// buffer of 64 KiB a direction. Without targets connections end at once. Those that are under way end with it, and
/// with their target.
class Forwarder {
public:
    struct Target {
        std::string address;
        std::uint16_t port = 0;
        bool operator==(const Target&) const = default;
    };
    /// Listens at once, or throws ListenError. The loop outlives it.
    Forwarder(Loop& loop, const std::string& address, std::uint16_t port);
    ~Forwarder();
    Forwarder(const Forwarder&) = delete;
    Forwarder& operator=(const Forwarder&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// For connections from now on; those to another are cut off.
    void lead_to(std::vector<Target> targets);

private:
    struct State;
    class Connection;
    std::shared_ptr<State> state_;
};

}  // namespace wt::front
