#pragma once
#include <array>
#include <string_view>

#include "base/random.hpp"

namespace wt::identity {

/// A password as a user pool of this model keeps it: SHA-256 of a salt and the password. One plain hash, so that pools
/// of thousands of users stand at once; a store of real passwords needs a slow one.
class Password {
public:
    Password(std::string_view password, Random& salts);
    /// Takes the same time for every wrong password.
    [[nodiscard]] bool is(std::string_view password) const;

private:
    using Bytes32 = std::array<unsigned char, 32>;
    [[nodiscard]] Bytes32 hash(std::string_view password) const;

    std::array<unsigned char, 16> salt_{};
    Bytes32 hash_;
};

}  // namespace wt::identity
