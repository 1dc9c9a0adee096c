#pragma once
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/api/paging.hpp"

namespace wt::gateway::http_api::api {

/// A page as HTTP APIs' models have it: `items`, and the token of the next. Assumed: 100 unless said, 500 at most, and
/// the sentences.
template <class Output, class Input, class Part, class Shown>
[[nodiscard]] aws::Outcome<Output> page_of(const std::map<std::string, Part>& all, std::string_view scope,
                                           const Input& input, Instant now, Shown shown) {
    std::size_t room = 100;
    constexpr std::size_t most = 500;
    if (const auto& said = input.max_results; said && !said->empty()) {
        const auto [end, error] = std::from_chars(said->data(), said->data() + said->size(), room);
        if (error != std::errc() || end != said->data() + said->size() || room == 0)
            return gateway::api::bad_request("Invalid maxResults specified");
    }
    const auto token = input.next_token && input.next_token->empty() ? std::nullopt : input.next_token;
    auto page = gateway::api::cut_page(all, aws::PageTokens(scope), token, std::min(room, most), now, std::move(shown));
    if (!page.ok()) return gateway::api::bad_request("Invalid nextToken specified");
    Output output;
    output.items = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

}  // namespace wt::gateway::http_api::api
