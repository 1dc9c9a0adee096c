#include "edge/key_builder.hpp"

#include <algorithm>

namespace wt::edge {

namespace {

/// The value of the cookie `name` in a Cookie field (RFC 6265, 4.2.1).
[[nodiscard]] std::string_view cookie(std::string_view field, std::string_view name) {
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(';'), field.size());
        std::string_view pair = field.substr(0, end);
        field.remove_prefix(std::min(end + 1, field.size()));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=') {
            return pair.substr(name.size() + 1);
        }
    }
    return {};
}

}  // namespace

std::string_view KeyBuilder::build(const http::Request& request) {
    // Neither a path nor a field value can hold a line break, so no two lists of parts make one key.
    buffer_ = request.path;
    if (parts_.query) buffer_.append("?").append(request.query);
    for (const std::string& name : parts_.headers) buffer_.append("\n").append(request.headers.get(name));
    if (!parts_.cookies.empty()) {
        const std::string_view field = request.headers.get("Cookie");
        for (const std::string& name : parts_.cookies) buffer_.append("\n").append(cookie(field, name));
    }
    return buffer_;
}

}  // namespace wt::edge
