#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "base/result.hpp"

namespace wt::aws {

/// A part of a list, with the token that asks for the next one.
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next;  // none: this is the last
};

/// Which part is wanted. Refers to what outlives the question.
struct PageAsk {
    const PageTokens& tokens;
    const std::optional<std::string>& token;  // none: from the beginning
    std::size_t limit;
    Instant now;
};

/// At most `limit` of the items, which stand in order of their names, behind the one that the token names: also when
/// that has gone meanwhile.
template <class T, class Name, class Less>
[[nodiscard]] Result<Page<T>, TokenFault> page_of(std::vector<T> items, const PageAsk& ask, const Name& name,
                                                  const Less& less) {
    auto first = items.begin();
    if (ask.token) {
        const auto last = ask.tokens.open(*ask.token, ask.now);
        if (!last.ok()) return last.error();
        first = std::find_if(items.begin(), items.end(), [&](const T& item) { return less(*last, name(item)); });
    }
    auto end = items.end();
    Page<T> page;
    if (static_cast<std::size_t>(end - first) > ask.limit) {
        end = first + static_cast<std::ptrdiff_t>(ask.limit);
        page.next = ask.tokens.seal(name(*std::prev(end)), ask.now);
    }
    page.items.assign(std::make_move_iterator(first), std::make_move_iterator(end));
    return page;
}

/// The same of what is listed by name.
template <class T>
[[nodiscard]] Result<Page<T>, TokenFault> page_of(std::map<std::string, T> all, const PageAsk& ask) {
    std::vector<std::pair<std::string, T>> named(std::make_move_iterator(all.begin()),
                                                 std::make_move_iterator(all.end()));
    auto part = page_of(
        std::move(named), ask, [](const auto& each) -> const std::string& { return each.first; },
        std::less<std::string>());
    if (!part.ok()) return part.error();
    Page<T> page;
    page.next = std::move(part->next);
    for (auto& [name, item] : part->items) page.items.push_back(std::move(item));
    return page;
}

}  // namespace wt::aws
