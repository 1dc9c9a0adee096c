#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config.hpp"

namespace wt::gateway {

/// Finds the route of a request, as a REST API does: a literal segment before {parameter} before {proxy+}, then the
/// method before ANY. Parsed once; finding allocates nothing. Assumed: when the best path lacks the method there is no
/// route, a path is matched as it came (percent-encoded), and a slash at its end means nothing.
class Router {
public:
    /// Throws std::invalid_argument, with a sentence that names the route, for a pattern that API Gateway does not
    /// take.
    explicit Router(const std::vector<Route>& routes);

    struct Match {
        std::size_t route;           // index into the list that the router was made from
        std::string_view parameter;  // the value of the last path parameter, as it came; part of `path`
    };
    [[nodiscard]] std::optional<Match> find(http::Method method, std::string_view path) const;

private:
    using Number = std::int32_t;
    static constexpr Number none = -1;

    struct Literal {
        std::string text;
        Number node;
    };
    /// A resource, or a step on the way to one.
    struct Node {
        std::vector<Literal> literals;
        Number parameter = none;
        Number proxy = none;
        std::array<Number, http::methods> routes;
        Number any = none;
        bool is_resource = false;
    };

    [[nodiscard]] Number add_node();
    [[nodiscard]] Number step(Number from, std::string_view segment);
    void add(const Route& route, std::size_t index);
    /// The node that `path`, from its next segment on, leads to.
    [[nodiscard]] Number walk(Number from, std::string_view path, std::string_view& parameter) const;

    std::vector<Node> nodes_;
};

/// The values of a route's parameters in a path that it matches, decoded: {proxy+} takes the rest, without a slash at
/// its end.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> path_parameters(std::string_view pattern,
                                                                               std::string_view path);

}  // namespace wt::gateway
