#include "storage/cache/slots.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace wt::cache {

namespace {

constexpr std::array<std::uint16_t, 256> crc_table = [] {
    std::array<std::uint16_t, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned crc = byte << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ 0x1021U : crc << 1;
        table[byte] = static_cast<std::uint16_t>(crc);
    }
    return table;
}();

[[nodiscard]] std::optional<std::size_t> slot_named(std::string_view text) {
    std::size_t slot = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), slot);
    if (wrong != std::errc() || end != text.data() + text.size() || slot >= slot_count) return std::nullopt;
    return slot;
}

}  // namespace

std::uint16_t slot_of(std::string_view key) {
    const std::size_t open = key.find('{');
    if (open != std::string_view::npos) {
        const std::size_t close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
    }
    unsigned crc = 0;
    for (const char c : key)
        crc = ((crc << 8) ^ crc_table[((crc >> 8) ^ static_cast<unsigned char>(c)) & 0xFFU]) & 0xFFFFU;
    return static_cast<std::uint16_t>(crc % slot_count);
}

std::vector<std::pair<std::size_t, std::size_t>> ranges_of(const SlotSet& slots) {
    std::vector<std::pair<std::size_t, std::size_t>> all;
    for (std::size_t i = 0; i < slot_count; ++i) {
        if (!slots[i]) continue;
        if (i > 0 && slots[i - 1]) {
            all.back().second = i;
        } else {
            all.emplace_back(i, i);
        }
    }
    return all;
}

std::string text_of(const SlotSet& slots) {
    std::string text;
    for (const auto& [first, last] : ranges_of(slots)) {
        if (!text.empty()) text += ',';
        text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
    }
    return text;
}

std::optional<SlotSet> slots_named(std::string_view text) {
    SlotSet slots;
    bool well = true;
    each_part(text, ',', [&](std::string_view part) {
        const std::size_t dash = part.find('-');
        const auto first = slot_named(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : slot_named(part.substr(dash + 1));
        well = well && first && last && *first <= *last;
        for (std::size_t i = well ? *first : 1; well && i <= *last; ++i) {
            well = !slots[i];
            slots.set(i);
        }
    });
    return well ? std::optional(slots) : std::nullopt;
}

void spread(std::vector<SlotSet>& shards, const std::vector<bool>& stays) {
    WT_ASSERT(shards.size() == stays.size());
    std::size_t left = 0;
    for (const bool each : stays) left += each ? 1 : 0;
    WT_ASSERT(left > 0);
    // Each that stays is to have so many; who has most of them keeps what does not go up.
    std::vector<std::size_t> wanted(shards.size(), 0);
    std::size_t more = slot_count % left;
    for (const bool rich : {true, false}) {
        for (std::size_t i = 0; i < shards.size(); ++i) {
            if (!stays[i] || (shards[i].count() > slot_count / left) != rich) continue;
            wanted[i] = slot_count / left + (more > 0 ? 1 : 0);
            if (more > 0) --more;
        }
    }
    SlotSet free;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        std::size_t too_many = shards[i].count() > wanted[i] ? shards[i].count() - wanted[i] : 0;
        for (std::size_t slot = slot_count; too_many > 0 && slot-- > 0;) {
            if (!shards[i][slot]) continue;
            shards[i].reset(slot);
            free.set(slot);
            --too_many;
        }
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        for (std::size_t missing = wanted[i] - shards[i].count(); missing > 0; ++next) {
            WT_ASSERT(next < slot_count);
            if (!free[next]) continue;
            shards[i].set(next);
            --missing;
        }
    }
}

}  // namespace wt::cache
