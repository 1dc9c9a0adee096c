#include "gateway/forwarding.hpp"

#include <algorithm>
#include <exception>

#include "base/ascii.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

bool stays_here(std::string_view name) {
    constexpr std::string_view fields[] = {
        "Host",       "Connection", "Content-Length", "Transfer-Encoding",  "Expect", "Upgrade",
        "Keep-Alive", "TE",         "Trailer",        "Proxy-Authorization"};
    return std::any_of(std::begin(fields), std::end(fields),
                       [&](std::string_view field) { return same_ignoring_case(field, name); });
}

void add_argument(http::Request& to, std::string_view name, std::string_view value) {
    const std::string argument = http::percent_encode(name) + "=" + http::percent_encode(value);
    to.query = to.query.empty() ? argument : to.query.str() + "&" + argument;
}

std::optional<http::Way> way_to(http::Ways& ways, const std::string& target) {
    try {
        return ways.to(target);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace wt::gateway
