// AWS's managed rule groups (AWS WAF Developer Guide, "AWS Managed Rules rule groups list"). Rules whose limits AWS
// publishes are those; where it only says what they are against, the Core Rule Set or our own patterns stand in.
#include <algorithm>

#include "edge/waf/core_filter.hpp"
#include "edge/waf/matcher.hpp"

namespace wt::edge::waf {

namespace {

/// The Core Rule Set as one rule.
class CoreMatcher final : public Matcher {
public:
    explicit CoreMatcher(std::shared_ptr<CoreFilter> filter) : filter_(std::move(filter)) {}
    bool matches(Evaluation& evaluation) override { return filter_->blocks(evaluation.request, evaluation.body_limit); }

private:
    std::shared_ptr<CoreFilter> filter_;
};

/// A group: its rules in order; the first that matches and does not only count ends it.
class GroupMatcher final : public Matcher {
public:
    GroupMatcher(std::string labels, std::vector<std::string> counted)
        : labels_("awswaf:managed:aws:" + std::move(labels) + ":"), counted_(std::move(counted)) {}

    void add(const std::string& name, std::unique_ptr<Matcher> matcher) {
        const bool counts = std::find(counted_.begin(), counted_.end(), name) != counted_.end();
        rules_.push_back({name, std::move(matcher), counts});
    }
    bool matches(Evaluation& evaluation) override {
        for (const Member& rule : rules_) {
            if (!rule.matcher->matches(evaluation)) continue;
            evaluation.labels.push_back(labels_ + rule.name);
            if (!rule.counts) return true;
        }
        return false;
    }

private:
    struct Member {
        std::string name;
        std::unique_ptr<Matcher> matcher;
        bool counts;
    };
    std::string labels_;
    std::vector<std::string> counted_;
    std::vector<Member> rules_;
};

using Kind = Field::Kind;

[[nodiscard]] Statement larger_than(Kind part, std::uint64_t bytes, std::string header = {}) {
    SizeConstraint size;
    size.inspection.field = Field::of(part, std::move(header));
    size.size = Bytes{bytes};
    return {size};
}

[[nodiscard]] Statement pattern(Kind part, std::vector<std::string> patterns,
                                std::vector<Transformation> transformations) {
    RegexMatch match;
    match.inspection = {Field::of(part), std::move(transformations)};
    match.patterns = std::move(patterns);
    return {match};
}

[[nodiscard]] Statement without_user_agent() {
    // A header that is missing matches nothing, so: not one that has any text.
    RegexMatch any;
    any.inspection.field = Field::of(Kind::header, "User-Agent");
    any.patterns = {"."};
    return {Not{{Statement{any}}}};
}

void add_core(GroupMatcher& group, const MatcherParts& parts) {
    const auto add = [&](const std::string& name, const Statement& statement) {
        group.add(name, make_matcher(statement, parts));
    };
    add("NoUserAgent_HEADER", without_user_agent());
    add("SizeRestrictions_QUERYSTRING", larger_than(Kind::query, 2048));
    add("SizeRestrictions_Cookie_HEADER", larger_than(Kind::header, 10'240, "Cookie"));
    add("SizeRestrictions_BODY", larger_than(Kind::body, 8192));
    add("SizeRestrictions_URIPATH", larger_than(Kind::path, 1024));
    if (parts.core == nullptr) parts.core = std::make_shared<CoreFilter>();
    group.add("OWASP_CoreRuleSet", std::make_unique<CoreMatcher>(parts.core));
}

void add_known_bad_inputs(GroupMatcher& group, const MatcherParts& parts) {
    const std::vector<Transformation> decode{Transformation::url_decode_uni, Transformation::lowercase};
    const std::vector<std::string> log4j{R"(\$\{.{0,60}j.{0,60}n.{0,60}d.{0,60}i.{0,60}:)"};
    const std::vector<std::string> java{
        R"((?:java\.lang\.(?:runtime|processbuilder)|class\.module\.classloader|ro0abx))"};
    const std::vector<std::string> paths{
        R"((?:/\.git/|/\.env$|/\.aws/|/wp-config\.php|/web-inf/|/\.htaccess|/\.ssh/))"};
    for (const auto& [part, name] : {std::pair{Kind::headers, "HEADER"}, std::pair{Kind::body, "BODY"},
                                     std::pair{Kind::path, "URIPATH"}, std::pair{Kind::query, "QUERYSTRING"}}) {
        group.add(std::string("Log4JRCE_") + name, make_matcher(pattern(part, log4j, decode), parts));
        group.add(std::string("JavaDeserializationRCE_") + name, make_matcher(pattern(part, java, decode), parts));
    }
    group.add("ExploitablePaths_URIPATH", make_matcher(pattern(Kind::path, paths, decode), parts));
}

}  // namespace

std::unique_ptr<Matcher> make_managed(const ManagedGroup& managed, const MatcherParts& parts) {
    static constexpr const char* namespaces[] = {"core-rule-set", "sql-database", "core-rule-set", "known-bad-inputs",
                                                 "amazon-ip-list"};
    auto group = std::make_unique<GroupMatcher>(namespaces[static_cast<int>(managed.name)], managed.counted);
    switch (managed.name) {
        case ManagedGroup::Name::core: add_core(*group, parts); break;
        case ManagedGroup::Name::sqli: group->add("SQLi", make_matcher({SqliMatch{}}, parts)); break;
        case ManagedGroup::Name::xss: group->add("CrossSiteScripting", make_matcher({XssMatch{}}, parts)); break;
        case ManagedGroup::Name::known_bad_inputs: add_known_bad_inputs(*group, parts); break;
        case ManagedGroup::Name::ip_reputation:
            group->add("AWSManagedIPReputationList", make_matcher({IpSet{managed.addresses, std::nullopt}}, parts));
            break;
    }
    return group;
}

}  // namespace wt::edge::waf
