#include "edge/waf/live_group.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wt::edge::waf {

void LiveGroup::add(LiveRule rule) {
    if (rule.threat == Threat::none) {
        unforeseen_.push_back(rules_.size());
    } else {
        wanted_[static_cast<std::size_t>(rule.place)] |= threat_bit(rule.threat);
    }
    rules_.push_back(std::move(rule));
}

bool LiveGroup::may_match(Evaluation& evaluation) const {
    for (std::size_t place = 0; place < places; ++place) {
        if (wanted_[place] != 0 && (evaluation.texts.may(static_cast<Place>(place)) & wanted_[place]) != 0) return true;
    }
    return std::any_of(unforeseen_.begin(), unforeseen_.end(),
                       [&](std::size_t rule) { return rules_[rule].matcher->matches(evaluation); });
}

const LiveRule* LiveGroup::look(Evaluation& evaluation, std::vector<const LiveRule*>& counted) {
    // Rules of one's own may count what they see: those are asked once.
    const bool foreseen = unforeseen_.size() < rules_.size();
    if (scope_down_ != nullptr && !scope_down_->matches(evaluation)) return nullptr;
    if (foreseen && !may_match(evaluation)) return nullptr;
    for (const LiveRule& rule : rules_) {
        if (!rule.matcher->matches(evaluation)) continue;
        evaluation.labels.insert(evaluation.labels.end(), rule.labels.begin(), rule.labels.end());
        if (rule.outcome.action != Action::count) return &rule;
        counted.push_back(&rule);
    }
    return nullptr;
}

namespace {

[[nodiscard]] Outcome overridden(Outcome outcome, const std::string& rule, const std::vector<Override>& overrides) {
    for (const Override& one : overrides) {
        if (one.rule == rule) outcome = one.outcome;
    }
    return outcome;
}

}  // namespace

std::unique_ptr<LiveGroup> make_group(const Statement& statement, const MatcherParts& parts) {
    if (const auto* managed = std::get_if<ManagedGroup>(&statement.is)) {
        auto made = std::make_unique<LiveGroup>(
            managed->scope_down.empty() ? nullptr : make_matcher(managed->scope_down.front(), parts));
        for (LiveRule& rule : make_managed(*managed, parts)) {
            rule.outcome = overridden(std::move(rule.outcome), rule.name, managed->overrides);
            made->add(std::move(rule));
        }
        return made;
    }
    const auto* own = std::get_if<RuleGroup>(&statement.is);
    if (own == nullptr) return nullptr;
    auto made = std::make_unique<LiveGroup>(nullptr);
    for (const Rule& rule : own->rules) {
        LiveRule live;
        live.name = rule.name;
        live.outcome = overridden(rule.outcome(), rule.name, own->overrides);
        for (const std::string& label : rule.labels)
            live.labels.push_back(fmt::format("awswaf:{}:rulegroup:{}:{}", parts.config.account, own->name, label));
        live.matcher = make_matcher(rule.statement, parts);
        made->add(std::move(live));
    }
    return made;
}

}  // namespace wt::edge::waf
