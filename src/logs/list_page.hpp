#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/page_token.hpp"

namespace wt::logs {

inline constexpr Duration page_token_lifetime = 24h;

template <class T>
struct ListPage {
    std::vector<T> items;
    std::optional<std::string> next;  // the token of the next page
};

/// At most `limit` of what is listed, in order of the keys, behind the token. None for a token that is none of this
/// scope's.
template <class T>
[[nodiscard]] std::optional<ListPage<T>> page_of(const std::map<std::string, T>& all, std::string_view scope,
                                                 const std::optional<std::string>& token, std::size_t limit,
                                                 Instant now) {
    const aws::PageTokens tokens(scope, page_token_lifetime);
    auto at = all.begin();
    if (token) {
        const auto after = tokens.open(*token, now);
        if (!after.ok()) return std::nullopt;
        at = all.upper_bound(*after);
    }
    ListPage<T> page;
    for (; at != all.end(); ++at) {
        if (page.items.size() >= limit) {
            page.next = tokens.seal(std::prev(at)->first, now);
            break;
        }
        page.items.push_back(at->second);
    }
    return page;
}

}  // namespace wt::logs
