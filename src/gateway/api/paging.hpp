#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "gateway/api/errors.hpp"

namespace wt::gateway::api {

/// One page of a listing: what is shown of the parts, and the token of the next.
template <class Item>
struct Page {
    std::vector<Item> items;
    std::optional<std::string> next;
};

/// In order of the keys; `shown` makes of a part what is listed, or nothing where it is left out.
template <class Part, class Shown>
[[nodiscard]] auto cut_page(const std::map<std::string, Part>& all, const aws::PageTokens& tokens,
                            const std::optional<std::string>& token, std::size_t room, Instant now, Shown shown)
    -> Result<Page<typename decltype(shown(all.begin()->second))::value_type>, aws::TokenFault> {
    Page<typename decltype(shown(all.begin()->second))::value_type> page;
    auto at = all.begin();
    if (token) {
        const auto after = tokens.open(*token, now);
        if (!after.ok()) return after.error();
        at = all.upper_bound(*after);
    }
    for (std::string last; at != all.end(); ++at) {
        auto item = shown(at->second);
        if (!item) continue;
        if (page.items.size() == room) {
            page.next = tokens.seal(last, now);
            break;
        }
        page.items.push_back(std::move(*item));
        last = at->first;
    }
    return page;
}

/// A page as REST APIs' models have it: `items`, and the `position` behind them. API Gateway API Reference: 25 unless
/// said, 500 at most.
template <class Output, class Part, class Shown>
[[nodiscard]] aws::Outcome<Output> page_of(const std::map<std::string, Part>& all, std::string_view scope,
                                           const std::optional<std::string>& position,
                                           std::optional<std::int32_t> limit, Instant now, Shown shown) {
    constexpr std::int32_t usual = 25;
    constexpr std::int32_t most = 500;
    // Assumed: both sentences.
    if (limit && *limit < 1) return bad_request("Invalid limit specified");
    const auto room = static_cast<std::size_t>(std::min(limit.value_or(usual), most));
    auto page = cut_page(all, aws::PageTokens(scope), position, room, now, std::move(shown));
    if (!page.ok()) return bad_request("Invalid position parameter specified");
    Output output;
    output.items = std::move(page->items);
    output.position = std::move(page->next);
    return output;
}

}  // namespace wt::gateway::api
