#include "scenario/name_checks.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "edge/path_pattern.hpp"

namespace wt::scenario {

std::vector<std::string> NameChecks::names_of(const Types& types) const {
    std::vector<std::string> names;
    for (const stack::Component& component : scenario_.architecture.components) {
        if (std::find(types.begin(), types.end(), component.type) != types.end()) names.push_back(component.name);
    }
    return names;
}

void NameChecks::reference(const Path& path, const std::string& name, const Types& types) {
    if (name.empty()) return;
    const stack::Component* found = scenario_.architecture.find(name);
    if (found == nullptr) {
        return problem(path, fmt::format("no component is called \"{}\"{}", name, suggestion(name, names_of(types))));
    }
    if (std::find(types.begin(), types.end(), found->type) == types.end()) {
        problem(path, fmt::format("\"{}\" is of type {}, here stands {}", name, found->type, fmt::join(types, " or ")));
    }
}

std::vector<std::string> NameChecks::routes_of(const gateway::RestApiConfig& api) {
    std::vector<std::string> routes;
    for (const auto& route : api.routes)
        routes.push_back(fmt::format("{} {}", http::name(route.method), route.pattern));
    return routes;
}

bool NameChecks::leads_to_bucket(std::string_view path) const {
    for (const stack::Component& component : scenario_.architecture.components) {
        const auto* edge = std::get_if<edge::DistributionConfig>(&component.config);
        if (edge == nullptr) continue;
        for (const edge::Behavior& behavior : edge->behaviors) {
            if (edge::matches(behavior.path, path)) return !behavior.origin.empty();
        }
    }
    return false;
}

void NameChecks::check_size(Path path, const lambda::Call& call) {
    const stack::Component* const to = scenario_.architecture.find(call.to);
    if (call.bytes.count <= lambda::Call::largest_record || (to != nullptr && to->type == "s3")) return;
    path.back() = "bytes";
    problem(path, "expected 0B to 64MiB: what is no object of an s3");
}

}  // namespace wt::scenario
