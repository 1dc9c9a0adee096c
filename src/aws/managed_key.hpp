#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "aws/accounts.hpp"
#include "base/hash.hpp"

namespace wt::aws {

/// The id of the key that AWS has for a service in each account and region ("s3": alias/aws/s3). AWS's are drawn; these
/// follow from whose they are, so that who tells one and who keeps it agree.
[[nodiscard]] inline std::string managed_key_id(std::string_view service, const AccountRegion& place) {
    const std::string of = fmt::format("aws/{} {} {}", service, place.account, place.region);
    const std::uint64_t high = hash_bytes(of, 1);
    const std::uint64_t low = hash_bytes(of, 2);
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xfff,
                       (low >> 48 & 0x3fff) | 0x8000, low & 0xffffffffffff);
}

}  // namespace wt::aws
