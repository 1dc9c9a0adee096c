#include "gateway/http_api/route_table.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "http/uri.hpp"

namespace wt::gateway::http_api {

namespace {

[[nodiscard]] bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
[[nodiscard]] bool is_greedy(std::string_view segment) { return is_parameter(segment) && segment.ends_with("+}"); }

/// "/pets/7" is "pets" and "7", "/pets/" is "pets" and nothing, "/" is nothing at all.
[[nodiscard]] std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return segments;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        segments.emplace_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    segments.emplace_back(path);
    return segments;
}

/// How much a segment of a route says: the less, the later.
[[nodiscard]] int weight(std::string_view segment) { return is_greedy(segment) ? 0 : is_parameter(segment) ? 1 : 2; }

}  // namespace

std::optional<RouteKey> read_route_key(std::string_view text) {
    RouteKey key;
    if (text == "$default") {
        key.is_default = true;
        return key;
    }
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view method = text.substr(0, blank);
    const std::string_view path = text.substr(blank + 1);
    if (method != "ANY") {
        key.method = http::parse_method(method);
        if (!key.method) return std::nullopt;
    }
    if (!path.starts_with('/') || path.find_first_of(" \t\r\n?#") != std::string_view::npos || !is_utf8(path))
        return std::nullopt;
    const std::vector<std::string> segments = segments_of(path);
    for (std::size_t at = 0; at < segments.size(); ++at) {
        const std::string_view segment = segments[at];
        std::string_view inside = segment;
        if (is_parameter(segment)) inside = segment.substr(1, segment.size() - (is_greedy(segment) ? 3 : 2));
        if (inside.find_first_of("{}") != std::string_view::npos || (is_parameter(segment) && inside.empty()))
            return std::nullopt;
        if (is_greedy(segment) && at + 1 != segments.size()) return std::nullopt;
    }
    key.path = path;
    return key;
}

RouteTable::RouteTable(const std::vector<std::string>& keys) {
    for (std::size_t route = 0; route < keys.size(); ++route) {
        const auto key = read_route_key(keys[route]);
        if (!key) continue;
        if (key->is_default) {
            default_ = route;
            continue;
        }
        Row row{route, key->method, segments_of(key->path)};
        row.greedy = !row.segments.empty() && is_greedy(row.segments.back());
        rows_.push_back(std::move(row));
    }
    std::stable_sort(rows_.begin(), rows_.end(), is_before);
}

bool RouteTable::is_before(const Row& row, const Row& other) {
    if (row.greedy != other.greedy) return other.greedy;
    const std::size_t both = std::min(row.segments.size(), other.segments.size());
    for (std::size_t at = 0; at < both; ++at) {
        const int own = weight(row.segments[at]);
        const int others = weight(other.segments[at]);
        if (own != others) return own > others;
    }
    if (row.segments.size() != other.segments.size()) return row.segments.size() > other.segments.size();
    return row.method.has_value() && !other.method.has_value();
}

bool RouteTable::fits(const Row& row, http::Method method, const std::vector<std::string>& segments) {
    if (row.method && *row.method != method) return false;
    const std::size_t fixed = row.segments.size() - (row.greedy ? 1 : 0);
    if (row.greedy ? segments.size() <= fixed : segments.size() != fixed) return false;
    for (std::size_t at = 0; at < fixed; ++at) {
        const bool parameter = is_parameter(row.segments[at]);
        if (parameter ? segments[at].empty() : segments[at] != row.segments[at]) return false;
    }
    // Something is left for a greedy one.
    return !row.greedy || segments.size() > fixed + 1 || !segments.back().empty();
}

std::optional<std::size_t> RouteTable::find(http::Method method, std::string_view path) const {
    std::vector<std::string> segments = segments_of(path);
    for (std::string& segment : segments) {
        if (segment.find('%') != std::string::npos) segment = http::percent_decode(segment);
    }
    for (const Row& row : rows_) {
        if (fits(row, method, segments)) return row.route;
    }
    return default_;
}

}  // namespace wt::gateway::http_api
