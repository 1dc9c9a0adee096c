#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wt::cache {

/// How many different things were added, about (0.81%): Redis' HyperLogLog, with its hash and its estimate, so that
/// counts are the same. Pure. Kept as a text that Redis reads, too: its dense form.
class HyperLogLog {
public:
    /// Of a text; Redis' sparse form is read, too. None: it is none.
    [[nodiscard]] static std::optional<HyperLogLog> read(std::string_view text);
    [[nodiscard]] std::string written() const;

    /// True where that changed anything.
    bool add(std::string_view element);
    void merge(const HyperLogLog& other);
    [[nodiscard]] std::uint64_t count() const;

private:
    static constexpr int index_bits = 14;
    static constexpr std::size_t size = std::size_t{1} << index_bits;
    static constexpr int most_zeros = 64 - index_bits;
    std::array<std::uint8_t, size> registers_{};
};

}  // namespace wt::cache
