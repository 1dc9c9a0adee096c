#include "edge/waf/ip_set.hpp"

#include <algorithm>
#include <charconv>

namespace wt::edge::waf {

namespace {

[[nodiscard]] http::IpAddress masked(http::IpAddress address, int prefix) {
    for (int byte = 0; byte < 16; ++byte) {
        const int kept = std::clamp(prefix - 8 * byte, 0, 8);
        address.bytes[static_cast<std::size_t>(byte)] &= static_cast<std::uint8_t>(0xff00 >> kept);
    }
    return address;
}

}  // namespace

std::optional<AddressBlock> AddressBlock::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = http::IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    int prefix = v4 ? 32 : 128;
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        int given = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), given);
        if (error != std::errc() || end != digits.data() + digits.size() || given < 0 || given > prefix)
            return std::nullopt;
        prefix = given;
    }
    if (v4) prefix += 96;
    return AddressBlock{masked(*address, prefix), prefix};
}

bool AddressBlock::contains(const http::IpAddress& address) const { return masked(address, prefix) == base; }

AddressSet::AddressSet(std::vector<AddressBlock> blocks) {
    std::sort(blocks.begin(), blocks.end(), [](const AddressBlock& a, const AddressBlock& b) {
        return a.base != b.base ? a.base < b.base : a.prefix < b.prefix;
    });
    for (const AddressBlock& block : blocks) {
        auto& kept = block.is_v4() ? v4_ : v6_;
        if (kept.empty() || !kept.back().contains(block.base)) kept.push_back(block);
    }
}

bool AddressSet::contains(const http::IpAddress& address) const {
    const auto& blocks = address.is_v4() ? v4_ : v6_;
    const auto above = std::upper_bound(blocks.begin(), blocks.end(), address,
                                        [](const http::IpAddress& a, const AddressBlock& b) { return a < b.base; });
    return above != blocks.begin() && std::prev(above)->contains(address);
}

}  // namespace wt::edge::waf
