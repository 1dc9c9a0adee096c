#include "scenario/settings.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "base/assert.hpp"
#include "scenario/scenario_fields.hpp"
#include "scenario/traffic.hpp"

namespace wt::scenario {

namespace {

/// What is written of a component, or of the account.
[[nodiscard]] Tree written_of(const Scenario& scenario, const std::string& target) {
    const Tree* all = scenario.written->find("architecture");
    const Tree* component = all == nullptr ? nullptr : all->find(target);
    if (component == nullptr) component = scenario.written->find(account_target);
    return component == nullptr ? Tree{} : *component;
}

}  // namespace

void complete(stack::Component& component, const Workload& workload) {
    auto* acl = std::get_if<edge::waf::WebAclConfig>(&component.config);
    if (acl == nullptr) return;
    for (std::size_t i = 0; i < workload.clients.size(); ++i) {
        const std::string& country = workload.clients[i].country;
        if (!country.empty()) acl->countries[country].push_back(address_of(i, 0).text() + "/12");
    }
}

void choose_program(stack::Component& component, ClockMode mode) {
    auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
    if (function == nullptr || function->code == nullptr || function->profile.empty()) return;
    if (mode == ClockMode::virtual_time) {
        function->code = nullptr;
    } else {
        function->profile = {};
    }
}

Result<stack::Architecture, Problems> with_settings(const Scenario& scenario,
                                                    const std::vector<const FaultSpec*>& sets) {
    Problems problems;
    std::map<std::string, Tree> changed;  // by target
    for (const FaultSpec* fault : sets) {
        const auto path = split_path(fault->setting);
        WT_ASSERT(path && path->size() > 1);
        const auto at = changed.try_emplace(fault->target, written_of(scenario, fault->target)).first;
        std::optional<Tree> value;
        if (fault->to->kind != Tree::Kind::null) value = *fault->to;
        set_at(at->second, std::span(*path).subspan(1), std::move(value), fault->to->place, problems);
    }
    stack::Architecture architecture = scenario.architecture;
    for (const auto& [target, tree] : changed) {
        auto& all = architecture.components;
        const auto old = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == target; });
        if (old == all.end()) {
            lambda::AccountConfig account;
            read_account(Value{tree, target, problems}, account);
            architecture.account = account;
            continue;
        }
        auto read = read_component(target, Value{tree, "architecture." + target, problems}, architecture);
        if (!read) continue;
        complete(*read, scenario.workload);
        choose_program(*read, scenario.clock.mode);
        *old = std::move(*read);
    }
    if (!problems.empty()) return problems;
    return architecture;
}

}  // namespace wt::scenario
