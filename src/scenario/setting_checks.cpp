#include <algorithm>

#include <fmt/format.h>

#include "scenario/checks.hpp"
#include "scenario/settings.hpp"

namespace wt::scenario {

namespace {

/// A PostgreSQL standby's lag is what it is.
[[nodiscard]] bool changes_real_lag(const stack::Architecture& architecture, const stack::Component& from,
                                    const stack::Component& to) {
    const auto* before = std::get_if<rds::ReplicaConfig>(&from.config);
    const auto* after = std::get_if<rds::ReplicaConfig>(&to.config);
    if (before == nullptr || after == nullptr) return false;
    const auto& primary = std::get<rds::PrimaryConfig>(architecture.find(before->of)->config);
    const bool same = before->lag == after->lag && before->apply == after->apply;
    return primary.engine == rds::EngineKind::postgres && !same;
}

/// One fault's settings, alone or together with another's.
class SettingCheck {
public:
    SettingCheck(const Scenario& scenario, std::size_t index, Problems& problems)
        : scenario_(scenario), fault_(scenario.faults[index]), index_(index), problems_(problems) {}

    void run() {
        const stack::Architecture& architecture = scenario_.architecture;
        if (architecture.find(fault_.target) == nullptr && fault_.target != account_target) {
            std::vector<std::string> names{std::string(account_target)};
            for (const stack::Component& component : architecture.components) names.push_back(component.name);
            return problem(
                fmt::format("no component is called \"{}\"{}", fault_.target, suggestion(fault_.target, names)));
        }
        if (split_path(fault_.setting)->at(1) == "type")
            return problem("what a component is cannot change while it runs");
        bool fine = try_with({&fault_}, "");
        for (std::size_t i = 0; i < index_ && fine; ++i) {
            const FaultSpec& other = scenario_.faults[i];
            if (other.kind != FaultKind::set || other.target != fault_.target) continue;
            fine = try_with({&other, &fault_}, fmt::format("together with {}: ", other.id));
        }
    }

private:
    void problem(const std::string& message) {
        problems_.add(fault_.to->place, fmt::format("faults[{}].set", index_), message);
    }

    [[nodiscard]] bool try_with(const std::vector<const FaultSpec*>& sets, const std::string& together) {
        const auto changed = with_settings(scenario_, sets);
        if (!changed) {
            for (const Problem& wrong : changed.error().problems)
                problems_.add(wrong.place, wrong.path, together + wrong.message);
            return false;
        }
        std::vector<std::string> wrong;
        if (const stack::Component* to = changed->find(fault_.target)) {
            const stack::Component& from = *scenario_.architecture.find(fault_.target);
            if (const auto refused = stack::unchangeable(from, *to)) {
                wrong.push_back(refused->message);
            } else if (const auto kept = stack::unchangeable(*to, from)) {
                wrong.push_back("it could not be taken back: " + kept->message);
            } else if (changes_real_lag(scenario_.architecture, from, *to)) {
                wrong.push_back(fmt::format("{} is a PostgreSQL standby, whose lag is its own", from.name));
            }
        }
        Scenario other = scenario_;
        other.architecture = *changed;
        Problems found;
        check_architecture(other, *scenario_.written, found);
        for (const Problem& one : found.problems) wrong.push_back(one.message);
        for (const std::string& message : wrong) problem(together + message);
        return wrong.empty();
    }

    const Scenario& scenario_;
    const FaultSpec& fault_;
    std::size_t index_;
    Problems& problems_;
};

}  // namespace

void check_settings(const Scenario& scenario, Problems& problems) {
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        if (scenario.faults[i].kind == FaultKind::set) SettingCheck(scenario, i, problems).run();
    }
}

}  // namespace wt::scenario
