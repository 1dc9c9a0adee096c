#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::edge::waf {

/// A block of addresses: "192.0.2.0/24", "2001:db8::/32", or a single address.
struct AddressBlock {
    http::IpAddress base;  // with zeros behind the prefix
    int prefix = 128;      // of the address as IPv6
    [[nodiscard]] static std::optional<AddressBlock> parse(std::string_view text);
    [[nodiscard]] bool contains(const http::IpAddress& address) const;
};

/// Addresses and blocks of them, looked up in the time of a binary search.
class AddressSet {
public:
    explicit AddressSet(std::vector<AddressBlock> blocks);
    [[nodiscard]] bool contains(const http::IpAddress& address) const;

private:
    std::vector<AddressBlock> blocks_;  // by base; none lies within another
};

}  // namespace wt::edge::waf
