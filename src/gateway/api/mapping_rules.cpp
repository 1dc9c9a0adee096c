#include "gateway/api/mapping_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wt::gateway::api {

namespace {

[[nodiscard]] bool is_literal(std::string_view value) {
    return value.size() >= 2 && value.front() == '\'' && value.back() == '\'';
}

/// What needs nothing of the request: a literal, the context, the stage's variables.
[[nodiscard]] bool stands_alone(std::string_view value) {
    return is_literal(value) || value.starts_with("context.") || value.starts_with("stageVariables.");
}

[[nodiscard]] bool is_declared(const std::optional<std::map<std::string, bool>>& declared, std::string_view name) {
    if (!declared) return false;
    // What has several values is declared by its plain name.
    std::string plain(name);
    for (const std::string_view several : {"multivalue", "multiValue"}) {
        if (const std::size_t at = plain.find(several); at != std::string::npos) plain.erase(at, several.size());
    }
    return declared->contains(std::string(name)) || declared->contains(plain);
}

}  // namespace

aws::Error bad_mapping(std::string_view expression) {
    return bad_request(
        fmt::format("Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping "
                    "expression parameter specified: {}]",
                    expression));
}

bool is_request_place(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    constexpr std::string_view places[] = {"path.",
                                           "querystring.",
                                           "header.",
                                           "multivaluequerystring.",
                                           "multivalueheader.",
                                           "multiValueQueryString.",
                                           "multiValueHeader."};
    return std::any_of(std::begin(places), std::end(places),
                       [&](std::string_view place) { return name.starts_with(place) && name.size() > place.size(); });
}

std::optional<aws::Error> refuse_request_mapping(const Method& method, const Integration& integration) {
    if (!integration.request_parameters) return std::nullopt;
    for (const auto& [to, from] : *integration.request_parameters) {
        if (!is_request_place(to, "integration.request.")) return bad_mapping(to);
        if (stands_alone(from) || from == "method.request.body" || from.starts_with("method.request.body.")) continue;
        if (!is_request_place(from, "method.request.") || !is_declared(method.request_parameters, from))
            return bad_mapping(from);
    }
    return std::nullopt;
}

std::optional<aws::Error> refuse_response_mapping(const MethodResponse& method, const IntegrationResponse& response) {
    if (!response.response_parameters) return std::nullopt;
    for (const auto& [to, from] : *response.response_parameters) {
        if (!is_declared(method.response_parameters, to)) return bad_mapping(to);
        const bool of_answer = from.starts_with("integration.response.header.") ||
                               from.starts_with("integration.response.multivalueheader.") ||
                               from == "integration.response.body" || from.starts_with("integration.response.body.");
        if (!of_answer && !stands_alone(from)) return bad_mapping(from);
    }
    return std::nullopt;
}

}  // namespace wt::gateway::api
