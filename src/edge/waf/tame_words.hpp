#pragma once
#include <string_view>

#include "edge/waf/word_search.hpp"

namespace wt::edge::waf {

/// The words that the Core Rule Set finds in texts of letters, digits and a few harmless signs: those of its lists,
/// read from its folder, and those of its regular expressions, written down here.
class TameWords {
public:
    /// An exception says when a list is not there.
    TameWords();
    [[nodiscard]] bool any_in(std::string_view text) const { return anywhere_.any_in(text); }
    /// Words that matter in a text of several words, whatever stands between them.
    [[nodiscard]] bool any_in_sentence(std::string_view text) const { return in_sentences_.any_in(text); }
    /// Words that matter behind digits, though nothing stands between: "14update" (rule 942360).
    [[nodiscard]] bool any_behind_digits(std::string_view text) const {
        return in_sentences_.any_in(text) || behind_digits_.any_in(text);
    }
    /// Whether the first of several words is a shell's command.
    [[nodiscard]] static bool command_in_front(std::string_view text);

private:
    WordSearch anywhere_;
    WordSearch in_sentences_;
    WordSearch behind_digits_;
};

}  // namespace wt::edge::waf
