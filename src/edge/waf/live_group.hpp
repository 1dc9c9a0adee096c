#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "edge/waf/matcher.hpp"

namespace wt::edge::waf {

/// A rule that is ready to be asked.
struct LiveRule {
    std::string name;
    Outcome outcome;
    std::vector<std::string> labels;  // full names
    std::unique_ptr<Matcher> matcher;
    /// It matches only where a text of that place may be that; `none`: nobody knows before it is asked.
    Threat threat = Threat::none;
    Place place = Place::path;
};

/// A group of rules behind one rule of a web ACL. They are looked at in their order; the first that matches and does
/// not only count ends it.
class LiveGroup {
public:
    explicit LiveGroup(std::unique_ptr<Matcher> scope_down) : scope_down_(std::move(scope_down)) {}
    void add(LiveRule rule);
    /// The rule that ended it; null when none did. What counted, in order, is added to `counted`.
    [[nodiscard]] const LiveRule* look(Evaluation& evaluation, std::vector<const LiveRule*>& counted);
    [[nodiscard]] const std::vector<LiveRule>& rules() const { return rules_; }

private:
    [[nodiscard]] bool may_match(Evaluation& evaluation) const;

    std::unique_ptr<Matcher> scope_down_;
    std::vector<LiveRule> rules_;
    std::array<Threats, places> wanted_{};
    std::vector<std::size_t> unforeseen_;  // rules without a threat
};

/// The group of a statement; null when it is none. Throws as make_matcher does. `labels`: what the names of a group's
/// own labels begin with.
[[nodiscard]] std::unique_ptr<LiveGroup> make_group(const Statement& statement, const MatcherParts& parts);

}  // namespace wt::edge::waf
