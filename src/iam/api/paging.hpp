#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "base/result.hpp"
#include "iam/api/errors.hpp"
#include "iam/entities.hpp"

namespace wt::iam::api {

/// Which part of a list is wanted. IAM API Reference: 100 items unless said, at most 1,000.
struct PageAsk {
    std::string_view operation;
    const std::optional<std::string>& marker;
    const std::optional<std::int32_t>& max_items;
    Instant now;
};

template <class Item>
struct Page {
    std::vector<Item> items;
    std::string marker;  // empty: the last one
};

/// The part of `items` that is wanted, in the order of what `name` says of each.
template <class Item, class Name>
[[nodiscard]] Result<Page<Item>, aws::Error> page_of(std::vector<Item> items, const Name& name, const PageAsk& ask) {
    constexpr std::int32_t usual = 100;
    const LessIgnoringCase less;
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) { return less(name(a), name(b)); });
    const aws::PageTokens tokens(ask.operation);
    auto first = items.begin();
    if (ask.marker) {
        const auto last = tokens.open(*ask.marker, ask.now);
        // Assumed: the sentence.
        if (!last.ok()) return aws::Error(errors::validation, "Invalid Marker.");
        first = std::find_if(items.begin(), items.end(), [&](const Item& item) { return less(*last, name(item)); });
    }
    const auto most = static_cast<std::ptrdiff_t>(ask.max_items.value_or(usual));
    Page<Item> page;
    if (items.end() - first > most) {
        const auto end = first + most;
        page.marker = tokens.seal(name(*(end - 1)), ask.now);
        page.items.assign(std::make_move_iterator(first), std::make_move_iterator(end));
    } else {
        page.items.assign(std::make_move_iterator(first), std::make_move_iterator(items.end()));
    }
    return page;
}

/// What every list's answer ends with.
template <class Output, class Item>
void end_page(Output& output, Page<Item>& page) {
    output.is_truncated = !page.marker.empty();
    if (!page.marker.empty()) output.marker = std::move(page.marker);
}

}  // namespace wt::iam::api
