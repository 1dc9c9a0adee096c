#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/pages.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

/// A page of what is listed by name. Zero and less than one mean as many as there may be.
template <class T>
[[nodiscard]] Result<aws::Page<T>, aws::Error> cut_page(std::map<std::string, T> all, std::string_view scope,
                                                        const std::optional<std::string>& token,
                                                        std::optional<std::int32_t> limit, Instant now) {
    constexpr std::size_t most = 60;
    const std::size_t room = limit && *limit > 0 ? std::min(static_cast<std::size_t>(*limit), most) : most;
    const aws::PageTokens tokens(scope);
    auto page = aws::page_of(std::move(all), aws::PageAsk{tokens, token, room, now});
    if (!page.ok()) return wrong_parameter("Invalid pagination token.");  // Assumed: the sentence
    return std::move(*page);
}

}  // namespace wt::identity
