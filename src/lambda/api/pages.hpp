#pragma once
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "base/result.hpp"
#include "lambda/api/errors.hpp"

namespace wt::lambda::api {

template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next;
};

/// At most `limit` of what is listed, in order of the keys, behind the marker.
template <class T>
[[nodiscard]] Result<Page<T>, aws::Error> page_of(std::map<std::string, T> all, std::string_view scope,
                                                  const std::optional<std::string>& marker,
                                                  std::optional<std::int32_t> limit, Instant now,
                                                  std::size_t most = 50) {
    const aws::PageTokens tokens(scope);
    auto at = all.begin();
    if (marker && !marker->empty()) {
        const auto after = tokens.open(*marker, now);
        if (!after.ok()) return invalid_parameter("Invalid Marker.");  // Assumed: the sentence
        at = all.upper_bound(*after);
    }
    const std::size_t size = std::min(most, static_cast<std::size_t>(limit.value_or(static_cast<std::int32_t>(most))));
    Page<T> page;
    for (; at != all.end(); ++at) {
        if (page.items.size() == size) {
            page.next = tokens.seal(std::prev(at)->first, now);
            break;
        }
        page.items.push_back(std::move(at->second));
    }
    return page;
}

}  // namespace wt::lambda::api
