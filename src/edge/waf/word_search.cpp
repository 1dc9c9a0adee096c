#include "edge/waf/word_search.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace wt::edge::waf {

namespace {

[[nodiscard]] std::vector<std::pair<std::string, std::uint32_t>> marked(std::vector<std::string> words) {
    std::vector<std::pair<std::string, std::uint32_t>> all;
    for (std::string& word : words) all.emplace_back(std::move(word), 1);
    return all;
}

}  // namespace

WordSearch::WordSearch(std::vector<std::string> words) : WordSearch(marked(std::move(words))) {}

WordSearch::WordSearch(std::vector<std::pair<std::string, std::uint32_t>> words) {
    for (auto& [word, marks] : words) {
        WT_ASSERT(word.size() >= shortest);
        const std::uint32_t gram = gram_of(word);
        starts_.set(slot(gram));
        words_.push_back({gram, std::move(word), marks});
    }
    std::sort(words_.begin(), words_.end(),
              [](const Word& a, const Word& b) { return a.gram != b.gram ? a.gram < b.gram : a.text < b.text; });
}

std::uint32_t WordSearch::gram_of(std::string_view text) {
    std::uint32_t gram = 0;
    for (std::size_t i = 0; i < shortest; ++i) gram = (gram << 8) | static_cast<std::uint8_t>(lower(text[i]));
    return gram;
}

bool WordSearch::begins_at(std::string_view text, std::uint32_t gram) const {
    auto word =
        std::lower_bound(words_.begin(), words_.end(), gram, [](const Word& a, std::uint32_t b) { return a.gram < b; });
    for (; word != words_.end() && word->gram == gram; ++word) {
        if (same_ignoring_case(text.substr(0, word->text.size()), word->text)) return true;
    }
    return false;
}

std::uint32_t WordSearch::marks_at(std::string_view text, std::uint32_t gram) const {
    auto word =
        std::lower_bound(words_.begin(), words_.end(), gram, [](const Word& a, std::uint32_t b) { return a.gram < b; });
    std::uint32_t marks = 0;
    for (; word != words_.end() && word->gram == gram; ++word) {
        if (same_ignoring_case(text.substr(0, word->text.size()), word->text)) marks |= word->marks;
    }
    return marks;
}

}  // namespace wt::edge::waf
