// AWS's managed rule groups (AWS WAF Developer Guide, "AWS Managed Rules rule groups list"). Rules whose limits AWS
// publishes are those; where it only says what they are against, the Core Rule Set or our own patterns stand in.
#include <algorithm>

#include "base/assert.hpp"
#include "edge/waf/core_filter.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/matcher.hpp"

namespace wt::edge::waf {

namespace {

/// AWS's own, whose limits it publishes; then the chapters of the Core Rule Set, each with a rule of five points; last
/// what adds up to five points in several chapters.
constexpr std::string_view core_rules[] = {"NoUserAgent_HEADER",
                                           "SizeRestrictions_QUERYSTRING",
                                           "SizeRestrictions_Cookie_HEADER",
                                           "SizeRestrictions_BODY",
                                           "SizeRestrictions_URIPATH",
                                           "OWASP_Scanner",
                                           "OWASP_Protocol",
                                           "OWASP_LFI",
                                           "OWASP_RFI",
                                           "OWASP_RCE",
                                           "OWASP_PHP",
                                           "OWASP_NodeJS",
                                           "OWASP_XSS",
                                           "OWASP_SQLi",
                                           "OWASP_Session",
                                           "OWASP_Java",
                                           "OWASP_CoreRuleSet"};
constexpr std::size_t first_chapter = 5;
constexpr std::string_view sqli_rules[] = {"SQLi_QUERYARGUMENTS", "SQLi_BODY", "SQLi_COOKIE"};
constexpr std::string_view xss_rules[] = {"CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_BODY",
                                          "CrossSiteScripting_COOKIE"};
constexpr std::string_view known_bad_rules[] = {"Log4JRCE_HEADER",         "JavaDeserializationRCE_HEADER",
                                                "Log4JRCE_BODY",           "JavaDeserializationRCE_BODY",
                                                "Log4JRCE_URIPATH",        "JavaDeserializationRCE_URIPATH",
                                                "Log4JRCE_QUERYSTRING",    "JavaDeserializationRCE_QUERYSTRING",
                                                "ExploitablePaths_URIPATH"};
constexpr std::string_view ip_reputation_rules[] = {"AWSManagedIPReputationList"};

/// AWS writes the part that a rule looks at in capitals in its name, and otherwise in its label: SQLi_Body.
[[nodiscard]] std::string label_of(std::string_view rule) {
    static constexpr std::pair<std::string_view, std::string_view> parts[] = {
        {"HEADER", "Header"},
        {"BODY", "Body"},
        {"COOKIE", "Cookie"},
        {"QUERYSTRING", "QueryString"},
        {"QUERYARGUMENTS", "QueryArguments"},
        {"URIPATH", "URIPath"},
    };
    for (const auto& [name, label] : parts) {
        if (rule.ends_with(name)) return std::string(rule.substr(0, rule.size() - name.size())).append(label);
    }
    return std::string(rule);
}

/// Injections in one place, of those that AWS's rules look at.
class PlaceMatcher final : public Matcher {
public:
    PlaceMatcher(InspectedTexts::Place place, bool (*attack)(std::string_view)) : place_(place), attack_(attack) {}
    bool matches(Evaluation& evaluation) override {
        const auto texts = evaluation.inspected().texts(place_);
        return std::any_of(texts.begin(), texts.end(), attack_);
    }

private:
    InspectedTexts::Place place_;
    bool (*attack_)(std::string_view);
};

/// Some chapters of the Core Rule Set as one rule: it matches when the set blocks and their points are enough to.
class CoreMatcher final : public Matcher {
public:
    CoreMatcher(std::shared_ptr<CoreFilter> filter, std::vector<std::size_t> chapters)
        : filter_(std::move(filter)), chapters_(std::move(chapters)) {}
    bool matches(Evaluation& evaluation) override {
        if (evaluation.core == nullptr) evaluation.core = &filter_->verdict(evaluation.request, evaluation.body_limit);
        if (!evaluation.core->blocks) return false;
        int points = 0;
        for (const std::size_t chapter : chapters_) points += evaluation.core->points[chapter];
        return points >= CoreVerdict::threshold;
    }

private:
    std::shared_ptr<CoreFilter> filter_;
    std::vector<std::size_t> chapters_;
};

/// A group: its rules in order; the first that matches and does not only count ends it.
class GroupMatcher final : public Matcher {
public:
    GroupMatcher(const ManagedGroup& group, const std::string& labels)
        : group_(group.name),
          labels_("awswaf:managed:aws:" + labels + ":"),
          counted_(group.counted),
          to_the_end_(group.counts) {}

    void add(const std::string& name, std::unique_ptr<Matcher> matcher) {
        const auto known = managed_rules(group_);
        WT_ASSERT(std::find(known.begin(), known.end(), name) != known.end());
        rules_.push_back({labels_ + label_of(name), std::move(matcher), only_counts(name)});
    }
    [[nodiscard]] bool only_counts(std::string_view name) const {
        return std::find(counted_.begin(), counted_.end(), name) != counted_.end();
    }
    bool matches(Evaluation& evaluation) override {
        bool matched = false;
        for (const Member& rule : rules_) {
            if (!rule.matcher->matches(evaluation)) continue;
            evaluation.labels.push_back(rule.label);
            matched = matched || !rule.counts;
            if (matched && !to_the_end_) return true;
        }
        return matched;
    }

private:
    struct Member {
        std::string label;
        std::unique_ptr<Matcher> matcher;
        bool counts;
    };
    ManagedGroup::Name group_;
    std::string labels_;  // the group's namespace
    std::vector<std::string> counted_;
    bool to_the_end_;
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
    std::vector<std::size_t> blocking;
    for (std::size_t chapter = 0; chapter < CoreVerdict::chapters; ++chapter) {
        const std::string name(core_rules[first_chapter + chapter]);
        group.add(name, std::make_unique<CoreMatcher>(parts.core, std::vector<std::size_t>{chapter}));
        if (!group.only_counts(name)) blocking.push_back(chapter);
    }
    group.add("OWASP_CoreRuleSet", std::make_unique<CoreMatcher>(parts.core, std::move(blocking)));
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

void add_injections(GroupMatcher& group, ManagedGroup::Name name, bool (*attack)(std::string_view)) {
    using Place = InspectedTexts::Place;
    const auto rules = managed_rules(name);
    for (const Place place : {Place::arguments, Place::body, Place::cookies}) {
        group.add(std::string(rules[static_cast<std::size_t>(place)]), std::make_unique<PlaceMatcher>(place, attack));
    }
}

}  // namespace

std::span<const std::string_view> managed_rules(ManagedGroup::Name group) {
    switch (group) {
        case ManagedGroup::Name::core: return core_rules;
        case ManagedGroup::Name::sqli: return sqli_rules;
        case ManagedGroup::Name::xss: return xss_rules;
        case ManagedGroup::Name::known_bad_inputs: return known_bad_rules;
        case ManagedGroup::Name::ip_reputation: return ip_reputation_rules;
    }
    return {};
}

std::unique_ptr<Matcher> make_managed(const ManagedGroup& managed, const MatcherParts& parts) {
    static constexpr const char* namespaces[] = {"core-rule-set", "sql-database", "core-rule-set", "known-bad-inputs",
                                                 "amazon-ip-list"};
    auto group = std::make_unique<GroupMatcher>(managed, namespaces[static_cast<int>(managed.name)]);
    switch (managed.name) {
        case ManagedGroup::Name::core: add_core(*group, parts); break;
        case ManagedGroup::Name::sqli: add_injections(*group, managed.name, is_sqli); break;
        case ManagedGroup::Name::xss: add_injections(*group, managed.name, is_xss); break;
        case ManagedGroup::Name::known_bad_inputs: add_known_bad_inputs(*group, parts); break;
        case ManagedGroup::Name::ip_reputation:
            group->add("AWSManagedIPReputationList", make_matcher({IpSet{managed.addresses, std::nullopt}}, parts));
            break;
    }
    return group;
}

}  // namespace wt::edge::waf
