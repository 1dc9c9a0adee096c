#pragma once
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.hpp"

namespace wt::edge::waf {

/// Whether any of some thousand words stands anywhere in a text, in any case. A word has four characters and more: the
/// first four of each are marked in a small table, and only where a text has such four is anything compared. About
/// 1 ns a character.
class WordSearch {
public:
    /// Words in lower case.
    explicit WordSearch(std::vector<std::string> words);
    /// Each with marks of its own, several of which may be the same.
    explicit WordSearch(std::vector<std::pair<std::string, std::uint32_t>> words);
    [[nodiscard]] bool any_in(std::string_view text) const {
        std::uint32_t gram = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            gram = (gram << 8) | static_cast<std::uint8_t>(lower(text[at]));
            if (at >= 3 && starts_.test(slot(gram)) && begins_at(text.substr(at - 3), gram)) return true;
        }
        return false;
    }

    /// The marks of all words that stand in it.
    [[nodiscard]] std::uint32_t marks_in(std::string_view text) const {
        std::uint32_t gram = 0;
        std::uint32_t marks = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            gram = (gram << 8) | static_cast<std::uint8_t>(lower(text[at]));
            if (at >= 3 && starts_.test(slot(gram))) marks |= marks_at(text.substr(at - 3), gram);
        }
        return marks;
    }

    static constexpr std::size_t shortest = 4;

private:
    struct Word {
        std::uint32_t gram;  // its first four characters
        std::string text;
        std::uint32_t marks;
    };
    [[nodiscard]] static std::size_t slot(std::uint32_t gram) { return (gram * 0x9e3779b1U) >> 15; }
    [[nodiscard]] static std::uint32_t gram_of(std::string_view text);
    [[nodiscard]] bool begins_at(std::string_view text, std::uint32_t gram) const;
    [[nodiscard]] std::uint32_t marks_at(std::string_view text, std::uint32_t gram) const;

    std::bitset<1 << 17> starts_;
    std::vector<Word> words_;  // by gram
};

}  // namespace wt::edge::waf
