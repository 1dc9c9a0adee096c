#include "cloudformation/language/blocks.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

constexpr unsigned most_blocks = 256;

/// An address, the first byte first; of four bytes or sixteen.
using Address = std::vector<std::uint8_t>;

[[nodiscard]] std::optional<unsigned> number_in(std::string_view text, int base = 10) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view text, char mark) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(mark);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

/// "2001:db8" as bytes; none: it is not so written.
[[nodiscard]] std::optional<Address> groups_in(std::string_view text) {
    Address made;
    if (text.empty()) return made;
    for (const std::string_view each : parts_of(text, ':')) {
        const auto value = number_in(each, 16);
        if (!value || *value > 0xFFFFU) return std::nullopt;
        made.push_back(static_cast<std::uint8_t>(*value >> 8U));
        made.push_back(static_cast<std::uint8_t>(*value & 0xFFU));
    }
    return made;
}

[[nodiscard]] std::optional<Address> address_in(std::string_view text) {
    constexpr std::size_t long_size = 16;
    if (text.find(':') != std::string_view::npos) {
        const std::size_t gap = text.find("::");
        auto head = groups_in(text.substr(0, gap));
        auto tail = gap == std::string_view::npos ? Address() : groups_in(text.substr(gap + 2));
        if (!head || !tail || head->size() + tail->size() > long_size) return std::nullopt;
        if (gap == std::string_view::npos && head->size() != long_size) return std::nullopt;
        head->resize(long_size - tail->size(), 0);
        head->insert(head->end(), tail->begin(), tail->end());
        return head;
    }
    Address made;
    for (const std::string_view each : parts_of(text, '.')) {
        const auto value = number_in(each);
        if (!value || *value > 0xFFU) return std::nullopt;
        made.push_back(static_cast<std::uint8_t>(*value));
    }
    if (made.size() != 4) return std::nullopt;
    return made;
}

/// As RFC 5952 writes it: the longest run of zeros is left out.
[[nodiscard]] std::string text_of_long(const Address& address) {
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i] = static_cast<unsigned>(address[2 * i]) << 8U | address[2 * i + 1];
    std::size_t from = groups.size();
    std::size_t size = 1;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::size_t end = i;
        while (end < groups.size() && groups[end] == 0) ++end;
        if (end - i > size) from = i, size = end - i;
    }
    std::string made;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i == from) {
            made += "::";
            i += size - 1;
        } else {
            made += fmt::format("{}{:x}", made.empty() || made.ends_with(':') ? "" : ":", groups[i]);
        }
    }
    return made;
}

/// Adds `value` times two to the power of `bits`.
void add(Address& to, unsigned value, unsigned bits) {
    std::size_t at = to.size() - 1 - bits / 8;
    for (unsigned carry = value << (bits % 8); carry != 0; --at) {
        const unsigned sum = to[at] + (carry & 0xFFU);
        to[at] = static_cast<std::uint8_t>(sum & 0xFFU);
        carry = (carry >> 8U) + (sum >> 8U);
        if (at == 0) return;
    }
}

}  // namespace

OrderedJson blocks_of(const std::string& block, const std::string& count, const std::string& bits) {
    const std::size_t slash = block.find('/');
    if (slash == std::string::npos) throw Flaw{"Template error: Fn::Cidr expects an IP block"};
    const auto base = address_in(std::string_view(block).substr(0, slash));
    if (!base) throw Flaw{fmt::format("Template error: {} is no IP block", block)};
    const auto prefix = number_in(std::string_view(block).substr(slash + 1));
    const auto blocks = number_in(count);
    const auto own = number_in(bits);
    if (!prefix || !blocks || !own) throw Flaw{"Template error: Fn::Cidr expects numbers"};
    const auto all = static_cast<unsigned>(base->size() * 8);
    const bool fits = *prefix <= all && *own > 0 && *own <= all - *prefix && *blocks > 0 && *blocks <= most_blocks;
    const unsigned between = fits ? all - *prefix - *own : 0;
    if (!fits || (between < 9 && *blocks > 1U << between))
        throw Flaw{fmt::format("Template error: Fn::Cidr cannot make {} blocks of {} bits of {}", count, bits, block)};
    OrderedJson made = OrderedJson::array();
    for (unsigned i = 0; i < *blocks; ++i) {
        Address each = *base;
        add(each, i, *own);
        made.push_back(fmt::format(
            "{}/{}", each.size() == 4 ? fmt::format("{}", fmt::join(each, ".")) : text_of_long(each), all - *own));
    }
    return made;
}

}  // namespace wt::cloudformation::language
