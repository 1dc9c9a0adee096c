#pragma once
#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/outcome.hpp"
#include "aws/pages.hpp"
#include "lambda/api/errors.hpp"

namespace wt::lambda::api {

/// As aws::page_of, of at most `most`, whatever the caller wants.
template <class T>
[[nodiscard]] aws::Outcome<aws::Page<T>> page_of(std::map<std::string, T> all, std::string_view scope,
                                                 const std::optional<std::string>& marker,
                                                 std::optional<std::int32_t> limit, Instant now,
                                                 std::size_t most = 50) {
    const std::size_t size = std::min(most, static_cast<std::size_t>(limit.value_or(static_cast<std::int32_t>(most))));
    const aws::PageTokens tokens(scope);
    // An empty one is none.
    const std::optional<std::string> token = marker && marker->empty() ? std::nullopt : marker;
    auto page = aws::page_of(std::move(all), aws::PageAsk{tokens, token, size, now});
    if (!page.ok()) return invalid_parameter("Invalid Marker.");  // Assumed: the sentence
    return std::move(*page);
}

}  // namespace wt::lambda::api
