#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/pages.hpp"

namespace wt::logs {

inline constexpr Duration page_token_lifetime = 24h;

/// As aws::page_of; none for a token that is none of this scope's.
template <class T>
[[nodiscard]] std::optional<aws::Page<T>> page_of(std::map<std::string, T> all, std::string_view scope,
                                                  const std::optional<std::string>& token, std::size_t limit,
                                                  Instant now) {
    const aws::PageTokens tokens(scope, page_token_lifetime);
    auto page = aws::page_of(std::move(all), aws::PageAsk{tokens, token, limit, now});
    if (!page.ok()) return std::nullopt;
    return std::move(*page);
}

}  // namespace wt::logs
