#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::edge::waf {

/// A block of addresses: "192.0.2.0/24", "2001:db8::/32", or a single address.
struct AddressBlock {
    http::IpAddress base;  // with zeros behind the prefix
    int prefix = 128;      // of the address as IPv6: 96 to 128 for IPv4

    /// Bits behind the prefix are cleared. Nothing for a text that is no address, or a prefix that is too long.
    [[nodiscard]] static std::optional<AddressBlock> parse(std::string_view text);
    [[nodiscard]] bool is_v4() const { return prefix >= 96 && base.is_v4(); }
    /// By prefix alone: an IPv6 block that reaches over ::ffff:0:0/96 contains IPv4 addresses too.
    [[nodiscard]] bool contains(const http::IpAddress& address) const;
};

/// Addresses and blocks of them, looked up in the time of a binary search. A block matches its own family only: AWS
/// keeps IPv4 and IPv6 sets apart, so ::/0 is every IPv6 address and no IPv4 one.
class AddressSet {
public:
    explicit AddressSet(std::vector<AddressBlock> blocks);
    [[nodiscard]] bool contains(const http::IpAddress& address) const;

private:
    /// By base; none lies within another.
    std::vector<AddressBlock> v4_;
    std::vector<AddressBlock> v6_;
};

}  // namespace wt::edge::waf
