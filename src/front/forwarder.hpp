#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "front/loop.hpp"

namespace wt::front {

/// A listener that hands connections on, byte for byte, to one of its targets in turn. What waits to be sent is one
/// buffer of 64 KiB a direction. Without targets connections end at once. Those that are under way end with it, and
/// with their target. With bounds it lets no more through, and who comes then waits, first come first served.
class Forwarder {
public:
    struct Target {
        std::string address;
        std::uint16_t port = 0;
        bool operator==(const Target&) const = default;
    };
    struct Bounds {
        std::size_t connections = 0;            // to targets, at once; 0: any number
        std::chrono::milliseconds patience{0};  // how long one waits for its turn
        std::chrono::milliseconds idle{0};      // without a byte, then it ends; 0: for ever
        std::string refusal;                    // the bytes that who waited in vain gets before the end
    };
    /// Listens at once, or throws ListenError. The loop outlives it.
    Forwarder(Loop& loop, const std::string& address, std::uint16_t port);
    ~Forwarder();
    Forwarder(const Forwarder&) = delete;
    Forwarder& operator=(const Forwarder&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// For connections from now on; those to another are cut off.
    void lead_to(std::vector<Target> targets);
    /// From now on; those that are under way stay.
    void bound(Bounds bounds);

    struct Numbers {
        std::size_t connections = 0;  // to targets
        std::size_t waiting = 0;
    };
    [[nodiscard]] Numbers numbers() const;

private:
    struct State;
    class Connection;
    std::shared_ptr<State> state_;
};

}  // namespace wt::front
