#pragma once
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "edge/waf/config.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// Where a request came from: its own address, or those that a header names. `test` is asked for each that counts,
/// until one passes. A header that is missing names nobody; of more than ten the last ten count (AWS WAF, "Using
/// forwarded IP addresses").
template <class Test>
[[nodiscard]] bool any_address(const http::Request& request, const std::optional<ForwardedIp>& forwarded, Test test) {
    constexpr std::size_t most = 10;
    if (!forwarded) return test(request.client);
    const Text* field = request.headers.find(forwarded->header);
    if (field == nullptr) return false;
    std::vector<std::string_view> named;
    each_part(*field, ',', [&](std::string_view one) { named.push_back(one); });
    if (named.empty()) return forwarded->match_malformed;
    if (forwarded->position == ForwardedIp::Position::first) named.resize(1);
    if (forwarded->position == ForwardedIp::Position::last) named = {named.back()};
    if (named.size() > most) named.erase(named.begin(), named.end() - most);
    return std::any_of(named.begin(), named.end(), [&](std::string_view text) {
        const auto address = http::IpAddress::parse(text);
        return address ? test(*address) : forwarded->match_malformed;
    });
}

}  // namespace wt::edge::waf
