#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::cache {

// What keys of a cluster are counted by. Redis Cluster Specification, "Key distribution model".
inline constexpr std::size_t slot_count = 16384;
using SlotSet = std::bitset<slot_count>;

/// CRC16 (XMODEM) of the key; where it has a hash tag ("{user}:name"), of the tag.
[[nodiscard]] std::uint16_t slot_of(std::string_view key);

/// First and last of each run of slots.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> ranges_of(const SlotSet& slots);
/// "0-5460,8000".
[[nodiscard]] std::string text_of(const SlotSet& slots);
/// None: the text is no list of slots, or names one twice.
[[nodiscard]] std::optional<SlotSet> slots_named(std::string_view text);

/// Spreads slots evenly over those that stay (`stays`, at least one of them), moving as few as can be: who has too many
/// gives its last. All slots together are in one set of `shards` each before and after.
void spread(std::vector<SlotSet>& shards, const std::vector<bool>& stays);

}  // namespace wt::cache
