#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/pages.hpp"
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

/// The part of `items` that is wanted, in the order of what `name` says of each.
template <class Item, class Name>
[[nodiscard]] aws::Outcome<aws::Page<Item>> page_of(std::vector<Item> items, const Name& name, const PageAsk& ask) {
    constexpr std::int32_t usual = 100;
    const LessIgnoringCase less;
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) { return less(name(a), name(b)); });
    const aws::PageTokens tokens(ask.operation);
    const auto most = static_cast<std::size_t>(ask.max_items.value_or(usual));
    auto page = aws::page_of(std::move(items), aws::PageAsk{tokens, ask.marker, most, ask.now}, name, less);
    // Assumed: the sentence.
    if (!page.ok()) return aws::Error(errors::validation, "Invalid Marker.");
    return std::move(*page);
}

/// What every list's answer ends with.
template <class Output, class Item>
void end_page(Output& output, aws::Page<Item>& page) {
    output.is_truncated = page.next.has_value();
    if (page.next) output.marker = std::move(*page.next);
}

}  // namespace wt::iam::api
