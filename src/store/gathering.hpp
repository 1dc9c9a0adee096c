#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace wt::store {

/// Bytes that arrive in pieces of any size, gathered into pieces of 1 MiB, each byte copied once. What arrives whole,
/// or in pieces of 1 MiB and more, is not copied. At the end no piece holds more memory than its bytes take.
class Gathering {
public:
    static constexpr std::size_t piece_size = std::size_t{1} << 20;
    /// Up to so many bytes become one piece.
    static constexpr std::size_t first_size = std::size_t{64} << 10;

    void add(Text bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The pieces in order, none of them empty; nothing is gathered afterwards.
    [[nodiscard]] std::vector<Text> finish();

private:
    void copy(std::string_view bytes);
    void make_room();

    std::vector<Text> pieces_;
    Text only_;  // the first piece, as it came, until there is a second
    // The piece that is being filled: nobody else has it yet, so its bytes may still be written.
    Text filling_;
    char* room_ = nullptr;
    std::size_t used_ = 0;
    std::uint64_t size_ = 0;
};

}  // namespace wt::store
