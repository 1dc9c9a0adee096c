#pragma once
#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace wt::identity {

/// Defaults: Cognito's API reference, CreateUserPoolClient.
struct UserPoolConfig {
    std::string region = "us-east-1";
    Duration access_token_ttl = 1h;
    Duration id_token_ttl = 1h;
    std::uint64_t users = 20;  // made at the start: user-0 ... , with the password below
    std::string password = "Windtunnel-1!";
};

}  // namespace wt::identity
