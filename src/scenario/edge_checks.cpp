#include "scenario/edge_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "edge/functions/lambda_event.hpp"

namespace wt::scenario {

std::optional<std::string> firewall_problem(const stack::Architecture& architecture, const stack::Component& edge) {
    for (const stack::Component& acl : architecture.components) {
        if (acl.type != "wafv2") continue;
        const bool leads =
            edge.to == acl.to || std::find(acl.also_to.begin(), acl.also_to.end(), edge.to) != acl.also_to.end();
        if (architecture.leading_to(acl.name) == nullptr && leads)
            return fmt::format("the firewall {} stands beside the path; {} must lead to it", acl.name, edge.name);
    }
    return std::nullopt;
}

std::vector<std::pair<std::vector<std::string>, std::string>> functions_at(const edge::DistributionConfig& edge) {
    std::vector<std::pair<std::vector<std::string>, std::string>> all;
    const auto add = [&](const edge::Behavior& behavior, std::vector<std::string> place) {
        place.emplace_back("lambda");
        for (const edge::LambdaAssociation& each : behavior.lambdas) {
            std::string key(edge::functions::name(each.trigger));
            key[key.find('-')] = '_';
            std::vector<std::string> at = place;
            at.push_back(std::move(key));
            all.emplace_back(std::move(at), each.function);
        }
    };
    add(edge, {});
    for (std::size_t i = 0; i < edge.behaviors.size(); ++i) add(edge.behaviors[i], {"behaviors", std::to_string(i)});
    return all;
}

}  // namespace wt::scenario
