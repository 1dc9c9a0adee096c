#include "gateway/router.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "http/uri.hpp"

namespace wt::gateway {

namespace {

/// Takes the first segment off a path without its leading slash.
[[nodiscard]] std::string_view take_segment(std::string_view& path) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return segment;
}

[[nodiscard]] bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
[[nodiscard]] bool is_proxy(std::string_view segment) {
    return is_parameter(segment) && segment[segment.size() - 2] == '+';
}

[[nodiscard]] std::string_view without_slashes(std::string_view path) {
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    if (!path.empty() && path.back() == '/') path.remove_suffix(1);
    return path;
}

}  // namespace

Router::Router(const std::vector<Route>& routes) {
    (void)add_node();
    for (std::size_t i = 0; i < routes.size(); ++i) add(routes[i], i);
}

Router::Number Router::add_node() {
    nodes_.emplace_back().routes.fill(none);
    return static_cast<Number>(nodes_.size() - 1);
}

Router::Number Router::step(Number from, std::string_view segment) {
    if (is_parameter(segment)) {
        const auto child = is_proxy(segment) ? &Node::proxy : &Node::parameter;
        if (nodes_[from].*child == none) {
            const Number made = add_node();
            nodes_[from].*child = made;
        }
        return nodes_[from].*child;
    }
    for (const Literal& literal : nodes_[from].literals) {
        if (literal.text == segment) return literal.node;
    }
    const Number made = add_node();
    nodes_[from].literals.push_back(Literal{std::string(segment), made});
    return made;
}

void Router::add(const Route& route, std::size_t index) {
    const auto refuse = [&](std::string_view why) {
        throw std::invalid_argument(fmt::format("route \"{}\": {}", route.pattern, why));
    };
    if (route.pattern.empty() || route.pattern.front() != '/') refuse("a path begins with a slash");
    std::string_view rest = without_slashes(route.pattern);
    Number node = 0;
    while (!rest.empty()) {
        const std::string_view segment = take_segment(rest);
        if (segment.empty()) refuse("it has an empty segment");
        if (!is_parameter(segment) && segment.find_first_of("{}") != std::string_view::npos) {
            refuse("braces go around a whole segment, such as {id}");
        }
        if (is_proxy(segment) && !rest.empty()) refuse("nothing can follow {proxy+}");
        node = step(node, segment);
    }
    Node& resource = nodes_[node];
    Number& place = route.any ? resource.any : resource.routes[static_cast<std::size_t>(route.method)];
    if (place != none) refuse("it is there twice");
    place = static_cast<Number>(index);
    resource.is_resource = true;
}

std::optional<Router::Match> Router::find(http::Method method, std::string_view path) const {
    if (method == http::Method::other) return std::nullopt;  // ANY is those that have a name
    std::string_view parameter;
    const Number node = walk(0, without_slashes(path), parameter);
    if (node == none) return std::nullopt;
    const Number own = nodes_[node].routes[static_cast<std::size_t>(method)];
    const Number route = own != none ? own : nodes_[node].any;
    if (route == none) return std::nullopt;
    return Match{static_cast<std::size_t>(route), parameter};
}

Router::Number Router::walk(Number from, std::string_view path, std::string_view& parameter) const {
    const Node& node = nodes_[from];
    if (path.empty()) return node.is_resource ? from : none;
    std::string_view rest = path;
    const std::string_view segment = take_segment(rest);
    for (const Literal& literal : node.literals) {
        if (literal.text != segment) continue;
        const Number found = walk(literal.node, rest, parameter);
        if (found != none) return found;
    }
    if (node.parameter != none && !segment.empty()) {
        const std::string_view before = parameter;
        parameter = segment;
        const Number found = walk(node.parameter, rest, parameter);
        if (found != none) return found;
        parameter = before;
    }
    if (node.proxy != none) parameter = path;
    return node.proxy;
}

std::vector<std::pair<std::string, std::string>> path_parameters(std::string_view pattern, std::string_view path) {
    std::vector<std::pair<std::string, std::string>> found;
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    if (path.starts_with('/')) path.remove_prefix(1);
    while (!pattern.empty()) {
        const std::string_view name = take_segment(pattern);
        const bool braces = name.size() > 2 && name.starts_with('{') && name.ends_with('}');
        if (braces && name.ends_with("+}")) {
            if (path.ends_with('/')) path.remove_suffix(1);
            found.emplace_back(name.substr(1, name.size() - 3), http::percent_decode(path));
            break;
        }
        const std::string_view value = take_segment(path);
        if (braces) found.emplace_back(name.substr(1, name.size() - 2), http::percent_decode(value));
    }
    return found;
}

}  // namespace wt::gateway
