#include "edge/conditions.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "http/date.hpp"

namespace wt::edge {

namespace {

/// A weak comparison: W/ before an entity tag does not count (RFC 9110, 8.8.3.2).
[[nodiscard]] std::string_view opaque(std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; }

[[nodiscard]] bool lists_tag(std::string_view list, std::string_view tag) {
    if (list == "*") return true;
    bool listed = false;
    each_part(list, ',', [&](std::string_view one) { listed = listed || opaque(one) == opaque(tag); });
    return listed;
}

void take(http::Headers& headers, std::string_view name, Text& to) {
    if (const Text* value = headers.find(name); value != nullptr) {
        to = *value;
        headers.remove(name);
    }
}

[[nodiscard]] std::optional<std::uint64_t> number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

}  // namespace

Conditions Conditions::take_from(http::Request& request) {
    Conditions conditions;
    // Most requests have none of them: "If-..." and "Range" begin with a letter that few others do.
    const bool any = std::any_of(request.headers.begin(), request.headers.end(), [](const http::Header& field) {
        const char first = field.name.empty() ? '\0' : field.name.view().front();
        return first == 'I' || first == 'i' || first == 'R' || first == 'r';
    });
    if (!any) return conditions;
    take(request.headers, "If-None-Match", conditions.if_none_match_);
    take(request.headers, "If-Modified-Since", conditions.if_modified_since_);
    take(request.headers, "Range", conditions.range_);
    take(request.headers, "If-Range", conditions.if_range_);
    conditions.none_ =
        conditions.if_none_match_.empty() && conditions.if_modified_since_.empty() && conditions.range_.empty();
    return conditions;
}

bool Conditions::unchanged(const http::Response& response) const {
    if (!if_none_match_.empty()) {
        const Text* tag = response.headers.find("ETag");
        return tag != nullptr && lists_tag(if_none_match_, *tag);
    }
    if (if_modified_since_.empty()) return false;
    const auto since = http::parse_date(if_modified_since_);
    const auto modified = http::parse_date(response.headers.get("Last-Modified"));
    return since && modified && *modified <= *since;
}

bool Conditions::range_applies(const http::Response& response) const {
    if (range_.empty()) return false;
    if (if_range_.empty()) return true;
    const std::string_view validator = if_range_;
    if (validator.starts_with("W/")) return false;
    if (validator.starts_with('"')) return response.headers.get("ETag") == validator;
    return response.headers.get("Last-Modified") == validator;
}

void Conditions::narrow(http::Response& response) const {
    if (response.status != 200) return;
    if (unchanged(response)) {
        response.status = 304;
        response.body = Text();
        for (const char* name : {"Content-Length", "Content-Encoding", "Content-Type"}) response.headers.remove(name);
        return;
    }
    if (!range_applies(response)) return;
    const std::uint64_t size = response.body.size();
    const auto range = parse_range(range_, size);
    if (!range) return;
    if (!range->satisfiable) {
        response.status = 416;
        response.body = Text();
        response.headers.set("Content-Range", Text(fmt::format("bytes */{}", size)));
        return;
    }
    response.status = 206;
    response.headers.set("Content-Range", Text(fmt::format("bytes {}-{}/{}", range->first, range->last, size)));
    response.body = Text(response.body.view().substr(range->first, range->last - range->first + 1));
}

std::optional<ByteRange> parse_range(std::string_view field, std::uint64_t size) {
    static constexpr std::string_view unit = "bytes=";
    if (!field.starts_with(unit)) return std::nullopt;
    field.remove_prefix(unit.size());
    const std::size_t dash = field.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = number(field.substr(0, dash));
    const auto last = number(field.substr(dash + 1));
    if (dash == 0) {  // the last so many bytes
        if (!last) return std::nullopt;
        if (*last == 0 || size == 0) return ByteRange{0, 0, false};
        return ByteRange{size - std::min(*last, size), size - 1, true};
    }
    if (!first || (!last && dash + 1 != field.size()) || (last && *last < *first)) return std::nullopt;
    if (*first >= size) return ByteRange{0, 0, false};
    return ByteRange{*first, last ? std::min(*last, size - 1) : size - 1, true};
}

}  // namespace wt::edge
