#include "edge/waf/api/compile.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "edge/waf/api/errors.hpp"
#include "edge/waf/check.hpp"
#include "edge/waf/managed_groups.hpp"

namespace wt::edge::waf::api {

namespace {

[[nodiscard]] const Statement& held(const aws::Box<Statement>& box) { return *box; }

/// Compiles until something is wrong; then what it gives is nothing to go by.
class Compiler {
public:
    Compiler(const Bodies& bodies, const Place& place, Catalogue& catalogue)
        : bodies_(bodies), place_(place), catalogue_(catalogue) {}

    [[nodiscard]] const std::optional<aws::Error>& problem() const { return problem_; }

    [[nodiscard]] std::vector<waf::Rule> rules(std::vector<Rule> from) {
        std::stable_sort(from.begin(), from.end(),
                         [](const Rule& a, const Rule& b) { return a.priority < b.priority; });
        std::set<std::string> names;
        std::vector<waf::Rule> made;
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (i > 0 && from[i].priority == from[i - 1].priority)
                refuse("You have used the same priority for two rules.", "RULE", std::to_string(from[i].priority));
            if (!names.insert(from[i].name).second)
                refuse("You have used the same name for two rules.", "RULE", from[i].name);
            made.push_back(rule(from[i]));
        }
        return made;
    }

    [[nodiscard]] waf::CustomResponse response(const CustomResponse& from) {
        waf::CustomResponse made;
        made.status = from.response_code;
        for (const CustomHttpHeader& header : from.response_headers.value_or(std::vector<CustomHttpHeader>()))
            made.headers.emplace_back(header.name, header.value);
        if (!from.custom_response_body_key) return made;
        const auto body = bodies_.find(*from.custom_response_body_key);
        if (body == bodies_.end()) {
            refuse("A reference in your rule statement is not valid.", "CUSTOM_RESPONSE_BODY",
                   *from.custom_response_body_key);
            return made;
        }
        static constexpr std::pair<std::string_view, const char*> types[] = {
            {"TEXT_PLAIN", "text/plain"}, {"TEXT_HTML", "text/html"}, {"APPLICATION_JSON", "application/json"}};
        for (const auto& [name, type] : types) {
            if (body->second.content_type == name) made.content_type = type;
        }
        made.body = body->second.content;
        return made;
    }

    [[nodiscard]] static std::vector<std::pair<std::string, std::string>> inserted(
        const std::optional<CustomRequestHandling>& from) {
        std::vector<std::pair<std::string, std::string>> made;
        if (!from) return made;
        for (const CustomHttpHeader& header : from->insert_headers) made.emplace_back(header.name, header.value);
        return made;
    }

private:
    void refuse(std::string_view why, std::string_view field, std::string_view parameter) {
        if (!problem_) problem_ = invalid(why, field, parameter);
    }

    [[nodiscard]] Outcome outcome(const RuleAction& from) {
        Outcome made;
        int said_actions = 0;
        const auto take = [&](Action action, const auto& one) {
            if (!one) return;
            ++said_actions;
            made.action = action;
            if constexpr (requires { one->custom_request_handling; })
                made.inserted = inserted(one->custom_request_handling);
        };
        take(Action::allow, from.allow);
        take(Action::block, from.block);
        take(Action::count, from.count);
        take(Action::captcha, from.captcha);
        take(Action::challenge, from.challenge);
        if (from.monetize && !problem_) problem_ = unwritten("the action MONETIZE");
        if (said_actions != 1) refuse("EXACTLY_ONE_CONDITION_REQUIRED", "RULE_ACTION", "Action");
        if (from.block && from.block->custom_response) made.response = response(*from.block->custom_response);
        return made;
    }

    [[nodiscard]] waf::Rule rule(const Rule& from) {
        waf::Rule made;
        made.name = from.name;
        made.statement = statement(from.statement);
        const bool group = from.statement.managed_rule_group_statement || from.statement.rule_group_reference_statement;
        if (group ? !from.override_action || from.action : !from.action || from.override_action) {
            refuse("A reference in your rule statement is not valid.", "RULE", "Statement");
            return made;
        }
        if (group) {
            made.action = from.override_action->count ? Action::count : Action::block;
        } else {
            Outcome said_outcome = outcome(*from.action);
            made.action = said_outcome.action;
            made.response = std::move(said_outcome.response);
            made.inserted = std::move(said_outcome.inserted);
        }
        for (const Label& label : from.rule_labels.value_or(std::vector<Label>())) made.labels.push_back(label.name);
        if (!problem_) {
            if (const auto wrong = rule_problem(made)) refuse(*wrong, "RULE", from.name);
        }
        return made;
    }

    [[nodiscard]] std::vector<Transformation> transformations(const auto& from, std::string_view field) {
        auto sorted = from;
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.priority < b.priority; });
        std::vector<Transformation> made;
        for (const auto& one : sorted) {
            if (const auto known = transformation_of(one.type)) {
                made.push_back(*known);
            } else {
                refuse("The parameter contains a value that is not valid.", field, one.type);
            }
        }
        return made;
    }

    [[nodiscard]] static Oversize oversize(const std::optional<std::string>& word) {
        if (word == "MATCH") return Oversize::match;
        return word == "NO_MATCH" ? Oversize::no_match : Oversize::inspect_visible;
    }
    [[nodiscard]] static Field::Scope scope_of(std::string_view word) {
        if (word == "KEY") return Field::Scope::keys;
        return word == "VALUE" ? Field::Scope::values : Field::Scope::all;
    }

    [[nodiscard]] Field field(const FieldToMatch& from) {
        using Kind = Field::Kind;
        using Names = std::vector<std::string>;
        Field made;
        int parts = 0;
        const auto take = [&](const auto& part, Kind kind) {
            if (!part) return false;
            ++parts;
            made.kind = kind;
            return true;
        };
        const auto absent = [&](const auto& part) {
            if (take(part, Kind::absent)) made.oversize = oversize(part->fallback_behavior);
        };
        if (take(from.single_header, Kind::header)) made.name = from.single_header->name;
        if (take(from.single_query_argument, Kind::query_argument)) made.name = from.single_query_argument->name;
        take(from.all_query_arguments, Kind::query_arguments);
        take(from.uri_path, Kind::path);
        take(from.query_string, Kind::query);
        take(from.method, Kind::method);
        if (take(from.body, Kind::body)) made.oversize = oversize(from.body->oversize_handling);
        if (take(from.json_body, Kind::json_body)) {
            made.oversize = oversize(from.json_body->oversize_handling);
            made.scope = scope_of(from.json_body->match_scope);
            made.included = from.json_body->match_pattern.included_paths.value_or(Names());
            const auto& fallback = from.json_body->invalid_fallback_behavior;
            if (fallback == "MATCH") made.invalid = Field::Invalid::match;
            if (fallback == "NO_MATCH") made.invalid = Field::Invalid::no_match;
        }
        if (take(from.headers, Kind::headers)) {
            made.oversize = oversize(from.headers->oversize_handling);
            made.scope = scope_of(from.headers->match_scope);
            made.included = from.headers->match_pattern.included_headers.value_or(Names());
            made.excluded = from.headers->match_pattern.excluded_headers.value_or(Names());
        }
        if (take(from.cookies, Kind::cookies)) {
            made.oversize = oversize(from.cookies->oversize_handling);
            made.scope = scope_of(from.cookies->match_scope);
            made.included = from.cookies->match_pattern.included_cookies.value_or(Names());
            made.excluded = from.cookies->match_pattern.excluded_cookies.value_or(Names());
        }
        if (take(from.header_order, Kind::header_order)) made.oversize = oversize(from.header_order->oversize_handling);
        absent(from.ja3_fingerprint);
        absent(from.ja4_fingerprint);
        absent(from.uri_fragment);
        if (parts != 1) refuse("EXACTLY_ONE_CONDITION_REQUIRED", "FIELD_TO_MATCH", "FieldToMatch");
        return made;
    }

    [[nodiscard]] Inspection inspection(const auto& from) {
        Inspection made{
            field(from.field_to_match), transformations(from.text_transformations, "TEXT_TRANSFORMATION"), {}};
        if (!from.pre_parse_text_transformations) return made;
        made.before_split = transformations(*from.pre_parse_text_transformations, "TEXT_TRANSFORMATION");
        if (made.field.kind != Field::Kind::query_argument && made.field.kind != Field::Kind::query_arguments)
            refuse("The parameter contains a value that is not valid.", "TEXT_TRANSFORMATION",
                   "PreParseTextTransformations");
        return made;
    }

    [[nodiscard]] static std::optional<ForwardedIp> forwarded(const std::optional<ForwardedIpConfig>& from) {
        if (!from) return std::nullopt;
        return ForwardedIp{from->header_name, ForwardedIp::Position::first, from->fallback_behavior == "MATCH"};
    }

    [[nodiscard]] RateBased rate(const RateBasedStatement& from) {
        using Part = RateBased::Part;
        RateBased made;
        made.limit = static_cast<std::uint64_t>(std::max<std::int64_t>(from.limit, 0));
        made.window = std::chrono::seconds(from.evaluation_window_sec.value_or(300));
        if (from.aggregate_key_type == "FORWARDED_IP") made.key = RateBased::Key::forwarded_ip;
        if (from.aggregate_key_type == "CONSTANT") made.key = RateBased::Key::constant;
        if (from.aggregate_key_type == "CUSTOM_KEYS") made.key = RateBased::Key::custom;
        if (const auto address = forwarded(from.forwarded_ip_config)) made.forwarded = *address;
        if (made.key == RateBased::Key::forwarded_ip && !from.forwarded_ip_config)
            refuse("The parameter is required.", "RATE_BASED_STATEMENT", "ForwardedIPConfig");
        if (made.key == RateBased::Key::constant && !from.scope_down_statement)
            refuse("The parameter is required.", "RATE_BASED_STATEMENT", "ScopeDownStatement");
        for (const auto& key : from.custom_keys.value_or(std::vector<RateBasedStatementCustomKey>())) {
            const auto add = [&](Part::Kind kind, std::string name, const std::vector<TextTransformation>& changes) {
                made.parts.push_back({kind, std::move(name), transformations(changes, "TEXT_TRANSFORMATION")});
            };
            if (key.header) add(Part::Kind::header, key.header->name, key.header->text_transformations);
            if (key.cookie) add(Part::Kind::cookie, key.cookie->name, key.cookie->text_transformations);
            if (key.query_argument)
                add(Part::Kind::query_argument, key.query_argument->name, key.query_argument->text_transformations);
            if (key.query_string) add(Part::Kind::query, {}, key.query_string->text_transformations);
            if (key.uri_path) add(Part::Kind::path, {}, key.uri_path->text_transformations);
            if (key.http_method) add(Part::Kind::method, {}, {});
            if (key.ip) add(Part::Kind::ip, {}, {});
            if (key.forwarded_ip) add(Part::Kind::forwarded_ip, {}, {});
            if (key.label_namespace) add(Part::Kind::label, key.label_namespace->namespace_, {});
            if ((key.ja3_fingerprint || key.ja4_fingerprint || key.asn) && !problem_)
                problem_ = unwritten("fingerprints and networks as parts of a rate-based rule's key");
        }
        if (from.scope_down_statement) made.scope_down.push_back(statement(held(from.scope_down_statement)));
        return made;
    }

    [[nodiscard]] std::vector<Override> overrides(const std::optional<std::vector<RuleActionOverride>>& from,
                                                  const std::optional<std::vector<ExcludedRule>>& excluded) {
        std::vector<Override> made;
        for (const RuleActionOverride& one : from.value_or(std::vector<RuleActionOverride>()))
            made.push_back({one.name, outcome(one.action_to_use)});
        for (const ExcludedRule& one : excluded.value_or(std::vector<ExcludedRule>())) {
            Override counting{one.name, {}};
            counting.outcome.action = Action::count;
            made.push_back(std::move(counting));
        }
        return made;
    }

    [[nodiscard]] waf::Statement managed(const ManagedRuleGroupStatement& from) {
        ManagedGroup made;
        const auto groups = managed_groups();
        const auto known = std::find_if(groups.begin(), groups.end(), [&](const ManagedGroupInfo& group) {
            return group.vendor == from.vendor_name && group.aws_name == from.name;
        });
        if (known == groups.end()) {
            if (!problem_ && from.vendor_name == "AWS" && from.name.starts_with("AWSManagedRules"))
                problem_ = unwritten("the managed rule group " + from.name);
            refuse("The parameter contains a value that is not valid.", "MANAGED_RULE_SET_STATEMENT", from.name);
            return made;
        }
        made.name = known->name;
        made.version = from.version.value_or("");
        made.overrides = overrides(from.rule_action_overrides, from.excluded_rules);
        if (from.scope_down_statement) made.scope_down.push_back(statement(held(from.scope_down_statement)));
        return made;
    }

    [[nodiscard]] waf::Statement group(const RuleGroupReferenceStatement& from) {
        waf::RuleGroup made;
        const Entry<RuleGroup>* const entry = catalogue_.find<RuleGroup>(from.arn);
        if (entry == nullptr) {
            if (!problem_) problem_ = nonexistent();
            return made;
        }
        if (entry->place != place_) refuse("The scope is not valid.", "SCOPE_VALUE", from.arn);
        Compiler inside(entry->detail.custom_response_bodies ? *entry->detail.custom_response_bodies : no_bodies(),
                        place_, catalogue_);
        made.name = entry->detail.name;
        made.capacity = static_cast<std::uint64_t>(entry->detail.capacity);
        made.rules = inside.rules(entry->detail.rules.value_or(std::vector<Rule>()));
        if (!problem_) problem_ = inside.problem();
        made.overrides = overrides(from.rule_action_overrides, from.excluded_rules);
        return made;
    }
    [[nodiscard]] static const Bodies& no_bodies() {
        static const Bodies none;
        return none;
    }

    [[nodiscard]] std::vector<waf::Statement> several(const std::vector<Statement>& from) {
        std::vector<waf::Statement> made;
        for (const Statement& one : from) made.push_back(statement(one));
        return made;
    }

    [[nodiscard]] waf::Statement statement(const Statement& from) {
        waf::Statement made;
        int kinds = 0;
        const auto take = [&](const auto& member, auto compiled) {
            if (!member) return;
            ++kinds;
            made.is = compiled(*member);
        };
        take(from.byte_match_statement, [&](const ByteMatchStatement& one) {
            using Position = ByteMatch::Position;
            static constexpr std::pair<std::string_view, Position> positions[] = {
                {"EXACTLY", Position::exactly},
                {"STARTS_WITH", Position::starts_with},
                {"ENDS_WITH", Position::ends_with},
                {"CONTAINS", Position::contains},
                {"CONTAINS_WORD", Position::contains_word}};
            ByteMatch match{inspection(one), one.search_string.bytes.str(), Position::contains};
            for (const auto& [name, position] : positions) {
                if (one.positional_constraint == name) match.position = position;
            }
            return match;
        });
        take(from.sqli_match_statement, [&](const SqliMatchStatement& one) {
            const bool high = one.sensitivity_level == "HIGH";
            return SqliMatch{inspection(one), high ? SqliMatch::Sensitivity::high : SqliMatch::Sensitivity::low};
        });
        take(from.xss_match_statement, [&](const XssMatchStatement& one) { return XssMatch{inspection(one)}; });
        take(from.size_constraint_statement, [&](const SizeConstraintStatement& one) {
            using Comparison = SizeConstraint::Comparison;
            static constexpr std::pair<std::string_view, Comparison> comparisons[] = {
                {"EQ", Comparison::eq}, {"NE", Comparison::ne}, {"LE", Comparison::le},
                {"LT", Comparison::lt}, {"GE", Comparison::ge}, {"GT", Comparison::gt}};
            SizeConstraint size;
            size.inspection = inspection(one);
            size.size = Bytes{static_cast<std::uint64_t>(std::max<std::int64_t>(one.size, 0))};
            for (const auto& [name, comparison] : comparisons) {
                if (one.comparison_operator == name) size.comparison = comparison;
            }
            return size;
        });
        take(from.geo_match_statement, [&](const GeoMatchStatement& one) {
            return GeoMatch{one.country_codes.value_or(std::vector<std::string>()), forwarded(one.forwarded_ip_config)};
        });
        take(from.asn_match_statement, [&](const AsnMatchStatement& one) {
            AsnMatch match;
            for (const std::int64_t number : one.asn_list) match.numbers.push_back(static_cast<std::uint64_t>(number));
            match.forwarded = forwarded(one.forwarded_ip_config);
            return match;
        });
        take(from.label_match_statement,
             [&](const LabelMatchStatement& one) { return LabelMatch{one.key, one.scope == "NAMESPACE"}; });
        take(from.regex_match_statement,
             [&](const RegexMatchStatement& one) { return RegexMatch{inspection(one), {one.regex_string}}; });
        take(from.ip_set_reference_statement, [&](const IpSetReferenceStatement& one) { return ip_set(one); });
        take(from.regex_pattern_set_reference_statement,
             [&](const RegexPatternSetReferenceStatement& one) { return regex_set(one); });
        take(from.rate_based_statement, [&](const RateBasedStatement& one) { return rate(one); });
        take(from.and_statement, [&](const AndStatement& one) { return And{several(one.statements)}; });
        take(from.or_statement, [&](const OrStatement& one) { return Or{several(one.statements)}; });
        take(from.not_statement, [&](const NotStatement& one) {
            Not inverse;
            if (one.statement) inverse.of.push_back(statement(held(one.statement)));
            return inverse;
        });
        take(from.managed_rule_group_statement, [&](const ManagedRuleGroupStatement& one) { return managed(one).is; });
        take(from.rule_group_reference_statement,
             [&](const RuleGroupReferenceStatement& one) { return group(one).is; });
        if (kinds != 1) refuse("EXACTLY_ONE_CONDITION_REQUIRED", "STATEMENT", "Statement");
        return made;
    }

    [[nodiscard]] waf::IpSet ip_set(const IpSetReferenceStatement& from) {
        waf::IpSet made;
        const Entry<IpSet>* const entry = catalogue_.find<IpSet>(from.arn);
        if (entry == nullptr) {
            if (!problem_) problem_ = nonexistent();
            return made;
        }
        if (entry->place != place_) refuse("The scope is not valid.", "SCOPE_VALUE", from.arn);
        made.addresses = entry->detail.addresses;
        if (const auto& header = from.ip_set_forwarded_ip_config) {
            using Position = ForwardedIp::Position;
            const Position position = header->position == "LAST"  ? Position::last
                                      : header->position == "ANY" ? Position::any
                                                                  : Position::first;
            made.forwarded = ForwardedIp{header->header_name, position, header->fallback_behavior == "MATCH"};
        }
        return made;
    }

    [[nodiscard]] RegexMatch regex_set(const RegexPatternSetReferenceStatement& from) {
        RegexMatch made{inspection(from), {}};
        const Entry<RegexPatternSet>* const entry = catalogue_.find<RegexPatternSet>(from.arn);
        if (entry == nullptr) {
            if (!problem_) problem_ = nonexistent();
            return made;
        }
        if (entry->place != place_) refuse("The scope is not valid.", "SCOPE_VALUE", from.arn);
        made.is_set = true;
        for (const Regex& one : entry->detail.regular_expression_list.value_or(std::vector<Regex>()))
            made.patterns.push_back(one.regex_string.value_or(""));
        return made;
    }

    const Bodies& bodies_;
    const Place& place_;
    Catalogue& catalogue_;
    std::optional<aws::Error> problem_;
};

[[nodiscard]] Bytes body_limit(const std::optional<AssociationConfig>& from, const std::string& resource) {
    Bytes limit{16 * 1024};
    if (!from || !from->request_body) return limit;
    const auto found = from->request_body->find(resource);
    if (found == from->request_body->end()) return limit;
    static constexpr std::pair<std::string_view, std::uint64_t> sizes[] = {
        {"KB_8", 8}, {"KB_16", 16}, {"KB_32", 32}, {"KB_48", 48}, {"KB_64", 64}};
    for (const auto& [name, kib] : sizes) {
        if (found->second.default_size_inspection_limit == name) limit = Bytes{kib * 1024};
    }
    return limit;
}

void gather(const Statement& from, std::vector<std::string>& to) {
    if (from.ip_set_reference_statement) to.push_back(from.ip_set_reference_statement->arn);
    if (from.regex_pattern_set_reference_statement) to.push_back(from.regex_pattern_set_reference_statement->arn);
    if (from.rule_group_reference_statement) to.push_back(from.rule_group_reference_statement->arn);
    if (from.and_statement) {
        for (const Statement& one : from.and_statement->statements) gather(one, to);
    }
    if (from.or_statement) {
        for (const Statement& one : from.or_statement->statements) gather(one, to);
    }
    if (from.not_statement && from.not_statement->statement) gather(held(from.not_statement->statement), to);
    if (from.rate_based_statement && from.rate_based_statement->scope_down_statement)
        gather(held(from.rate_based_statement->scope_down_statement), to);
    if (from.managed_rule_group_statement && from.managed_rule_group_statement->scope_down_statement)
        gather(held(from.managed_rule_group_statement->scope_down_statement), to);
}

}  // namespace

std::optional<Transformation> transformation_of(std::string_view name) {
    const std::string small = lowered(name);
    for (const auto& [word, one] : transformation_names) {
        if (word == small) return one;
    }
    for (const auto& [word, one] : query_transformation_names) {
        if (word == small) return one;
    }
    return std::nullopt;
}

std::vector<std::string> references(const std::vector<Rule>& rules) {
    std::vector<std::string> all;
    for (const Rule& rule : rules) gather(rule.statement, all);
    return all;
}

aws::Outcome<std::vector<waf::Rule>> compile(const std::vector<Rule>& rules, const Bodies& bodies, const Place& place,
                                             Catalogue& catalogue) {
    Compiler compiler(bodies, place, catalogue);
    std::vector<waf::Rule> made = compiler.rules(rules);
    if (compiler.problem()) return *compiler.problem();
    return made;
}

aws::Outcome<WebAclConfig> compile(const WebAcl& acl, const Place& place, Catalogue& catalogue) {
    const Bodies bodies = acl.custom_response_bodies.value_or(Bodies());
    Compiler compiler(bodies, place, catalogue);
    WebAclConfig made;
    made.rules = compiler.rules(acl.rules.value_or(std::vector<Rule>()));
    made.account = place.of.account;
    made.name = acl.name;
    if (acl.default_action.allow.has_value() == acl.default_action.block.has_value())
        return invalid("EXACTLY_ONE_CONDITION_REQUIRED", "DEFAULT_ACTION", "DefaultAction");
    if (acl.default_action.block) {
        made.default_action = Action::block;
        made.default_responds = acl.default_action.block->custom_response.has_value();
        if (made.default_responds)
            made.default_response = compiler.response(*acl.default_action.block->custom_response);
    } else {
        made.default_inserted = Compiler::inserted(acl.default_action.allow->custom_request_handling);
    }
    made.body_limits.of(Protected::distribution) = body_limit(acl.association_config, "CLOUDFRONT");
    made.body_limits.of(Protected::api) = body_limit(acl.association_config, "API_GATEWAY");
    made.body_limits.of(Protected::user_pool) = body_limit(acl.association_config, "COGNITO_USER_POOL");
    if (compiler.problem()) return *compiler.problem();
    if (const auto wrong = acl_problem(made)) return aws::Error(wafv2_errors::waf_limits_exceeded, *wrong);
    return made;
}

}  // namespace wt::edge::waf::api
