#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace wt::identity {

/// Defaults: Cognito's API reference, CreateUserPoolClient.
struct UserPoolConfig {
    std::string region = "us-east-1";
    Duration access_token_ttl = 1h;
    Duration id_token_ttl = 1h;
    std::uint64_t users = 20;  // made at the start: user-0 ... , with the password below
    std::string password = "Windtunnel-1!";
    /// Of sign-ins and refreshes by InitiateAuth. Developer Guide, "Quotas": UserAuthentication, adjustable.
    Rate authentications{120, 1s};
    /// Of the way there, for whoever signs in as part of a load.
    Latency latency{};
};

/// What of the difference a pool cannot take while it is used; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const UserPoolConfig& from, const UserPoolConfig& to);

}  // namespace wt::identity
