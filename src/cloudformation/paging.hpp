#pragma once
#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "aws/service.hpp"
#include "cloudformation/errors.hpp"

namespace wt::cloudformation {

inline constexpr std::size_t page_size = 100;

/// Takes the page that a token names out of a list, and says the next one. The token counts from the list's end, where
/// `from_end`, so that what comes to its front in between changes nothing.
template <class T>
[[nodiscard]] std::optional<aws::Error> cut(std::vector<T>& list, std::optional<std::string>& next,
                                            const std::optional<std::string>& token, std::string_view scope,
                                            const aws::Call& call, bool from_end = false,
                                            std::size_t size = page_size) {
    const aws::PageTokens tokens(scope);
    std::size_t first = 0;
    if (token && !token->empty()) {
        const auto cursor = tokens.open(*token, call.now);
        if (!cursor.ok()) return invalid("The specified NextToken is invalid.");  // Assumed: the sentence
        (void)std::from_chars(cursor->data(), cursor->data() + cursor->size(), first);
        if (from_end) first = list.size() - std::min(first, list.size());
    }
    first = std::min(first, list.size());
    const std::size_t end = std::min(first + size, list.size());
    if (end < list.size()) next = tokens.seal(fmt::format("{}", from_end ? list.size() - end : end), call.now);
    list = std::vector<T>(std::make_move_iterator(list.begin() + static_cast<std::ptrdiff_t>(first)),
                          std::make_move_iterator(list.begin() + static_cast<std::ptrdiff_t>(end)));
    return std::nullopt;
}

}  // namespace wt::cloudformation
