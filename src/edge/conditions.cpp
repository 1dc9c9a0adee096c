#include "edge/conditions.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "edge/lines.hpp"
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
    const Text* const value = headers.find(name);
    if (value == nullptr) return;
    std::string all;
    each_line(headers, name, [&](std::string_view line) { all.append(all.empty() ? "" : ", ").append(line); });
    to = all.size() == value->size() ? *value : Text(all);
    headers.remove(name);
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

void Conditions::ask_for_parts(http::Request& request) const {
    request.headers.add("Range", range_);
    if (!if_range_.empty()) request.headers.add("If-Range", if_range_);
}

void Conditions::narrow(http::Response& response) const {
    std::optional<Piece> kept;
    if (response.status == 206) kept = Piece::of(response.headers.get("Content-Range"));
    if (response.status != 200 && !kept) return;
    if (unchanged(response)) {
        response.status = 304;
        response.body = Text();
        for (const char* name : {"Content-Length", "Content-Encoding", "Content-Type", "Content-Range"})
            response.headers.remove(name);
        return;
    }
    if (!range_applies(response) || response.headers.has("Transfer-Encoding")) return;
    const std::uint64_t size = kept ? kept->size : response.body.size();
    const auto parts = parse_ranges(range_, size);
    if (!parts) return;
    response.headers.remove("Content-Length");
    if (parts->empty()) {
        response.status = 416;
        response.body = Text();
        response.headers.set("Content-Range", Text(fmt::format("bytes */{}", size)));
        return;
    }
    const std::uint64_t offset = kept ? kept->first : 0;
    const auto bytes = [&](const Piece& part) {
        return response.body.view().substr(part.first - offset, part.last - part.first + 1);
    };
    response.status = 206;
    if (parts->size() == 1) {
        response.headers.set("Content-Range", Text(parts->front().text()));
        response.body = Text(bytes(parts->front()));
        return;
    }
    // Assumed: how CloudFront names the boundary.
    const std::string boundary = fmt::format("CloudFront_{:016X}", hash_bytes(range_.view(), size));
    std::string body;
    for (const Piece& part : *parts) {
        body += fmt::format("--{}\r\nContent-Type: {}\r\nContent-Range: {}\r\n\r\n", boundary,
                            response.headers.get("Content-Type"), part.text());
        body.append(bytes(part)).append("\r\n");
    }
    body += fmt::format("--{}--\r\n", boundary);
    response.headers.remove("Content-Range");
    response.headers.set("Content-Type", Text(fmt::format("multipart/byteranges; boundary={}", boundary)));
    response.body = Text(body);
}

std::optional<Piece> Piece::of(std::string_view content_range) {
    static constexpr std::string_view unit = "bytes ";
    if (!content_range.starts_with(unit)) return std::nullopt;
    content_range.remove_prefix(unit.size());
    const std::size_t dash = content_range.find('-');
    const std::size_t slash = content_range.find('/');
    if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
    const auto first = number(content_range.substr(0, dash));
    const auto last = number(content_range.substr(dash + 1, slash - dash - 1));
    const auto size = number(content_range.substr(slash + 1));
    if (!first || !last || !size || *last < *first || *last >= *size) return std::nullopt;
    return Piece{*first, *last, *size};
}

std::string Piece::text() const { return fmt::format("bytes {}-{}/{}", first, last, size); }

std::optional<std::vector<Piece>> parse_ranges(std::string_view field, std::uint64_t size) {
    static constexpr std::string_view unit = "bytes=";
    if (!field.starts_with(unit)) return std::nullopt;
    std::vector<Piece> parts;
    bool valid = true;
    std::uint64_t next = 0;  // where the next part may begin
    each_part(field.substr(unit.size()), ',', [&](std::string_view range) {
        const std::size_t dash = std::min(range.find('-'), range.size());
        const auto first = number(range.substr(0, dash));
        const auto last = number(range.substr(std::min(dash + 1, range.size())));
        const bool suffix = dash == 0 && last;  // the last so many bytes
        const bool to_the_end = first && dash + 1 == range.size();
        valid = valid && (suffix || to_the_end || (first && last && *first <= *last));
        if (!valid) return;
        Piece part{suffix ? size - std::min(*last, size) : *first, size - 1, size};
        if (!suffix && last) part.last = std::min(*last, size - 1);
        valid = part.first >= next;
        if (size == 0 || part.first >= size) return;
        next = part.last + 1;
        parts.push_back(part);
    });
    if (!valid || trimmed(field.substr(unit.size())).empty()) return std::nullopt;
    return parts;
}

}  // namespace wt::edge
