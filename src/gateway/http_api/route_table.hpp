#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::gateway::http_api {

/// "GET /pets/{id}", read.
struct RouteKey {
    bool is_default = false;             // $default
    std::optional<http::Method> method;  // none: ANY
    std::string path;                    // "/pets/{id}"
};
/// None for what is no route's key: a parameter takes a whole segment, and a greedy one stands last.
[[nodiscard]] std::optional<RouteKey> read_route_key(std::string_view text);

/// Finds the route of a request, as HTTP APIs do: of those that fit in path and method the most specific. A full match
/// is before a greedy one, and both before $default; then, segment by segment, a text before {parameter} before
/// {greedy+}; then the method before ANY. A slash at the end makes another path, and a greedy parameter holds
/// something. API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway". Assumed: what it says nothing
/// of, segments and slashes.
class RouteTable {
public:
    /// Keys that do not read lead nowhere.
    explicit RouteTable(const std::vector<std::string>& keys);

    /// An index into the list that the table was made from.
    [[nodiscard]] std::optional<std::size_t> find(http::Method method, std::string_view path) const;

private:
    struct Row {
        std::size_t route;
        std::optional<http::Method> method;
        std::vector<std::string> segments;
        bool greedy = false;  // the last of them
    };
    [[nodiscard]] static bool fits(const Row& row, http::Method method, const std::vector<std::string>& segments);
    [[nodiscard]] static bool is_before(const Row& row, const Row& other);

    std::vector<Row> rows_;
    std::optional<std::size_t> default_;
};

}  // namespace wt::gateway::http_api
