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

/// One page of a listing, as AWS's models have it: `items`, and the `position` behind them. In order of the keys;
/// `shown` makes of a part what is listed, or nothing where it is left out. API Gateway API Reference: 25 unless said,
/// 500 at most.
template <class Output, class Part, class Shown>
[[nodiscard]] Result<Output, aws::Error> page_of(const std::map<std::string, Part>& all, std::string_view scope,
                                                 const std::optional<std::string>& position,
                                                 std::optional<std::int32_t> limit, Instant now, Shown shown) {
    constexpr std::int32_t usual = 25;
    constexpr std::int32_t most = 500;
    // Assumed: both sentences.
    if (limit && *limit < 1) return bad_request("Invalid limit specified");
    const auto room = static_cast<std::size_t>(std::min(limit.value_or(usual), most));
    const aws::PageTokens tokens(scope);
    auto at = all.begin();
    if (position) {
        const auto after = tokens.open(*position, now);
        if (!after.ok()) return bad_request("Invalid position parameter specified");
        at = all.upper_bound(*after);
    }
    Output output;
    auto& items = output.items.emplace();
    for (std::string last; at != all.end(); ++at) {
        auto item = shown(at->second);
        if (!item) continue;
        if (items.size() == room) {
            output.position = tokens.seal(last, now);
            break;
        }
        items.push_back(std::move(*item));
        last = at->first;
    }
    return output;
}

}  // namespace wt::gateway::api
