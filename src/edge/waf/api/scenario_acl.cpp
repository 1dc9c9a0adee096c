#include "edge/waf/api/scenario_acl.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "edge/waf/ip_set.hpp"
#include "edge/waf/managed_groups.hpp"

namespace wt::edge::waf::api {

namespace {

/// An id that is always the same for a name.
[[nodiscard]] std::string id_of(std::string_view name) {
    const std::uint64_t first = hash_bytes(name, 1);
    const std::uint64_t second = hash_bytes(name, 2);
    return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", first >> 32U, first >> 16U & 0xffffU, first & 0xfffU,
                       second >> 48U & 0xfffU, second & 0xffff'ffff'ffffU);
}

[[nodiscard]] std::string upper(std::string_view text) { return transformed(Transformation::uppercase, text); }

class Lister {
public:
    Lister(Catalogue& catalogue, Place place, std::string acl)
        : catalogue_(catalogue), place_(std::move(place)), acl_(std::move(acl)) {}

    [[nodiscard]] Rule rule(const waf::Rule& from, std::int32_t priority) {
        Rule made;
        made.name = listed_name(from.name);
        made.priority = priority;
        made.statement = statement(from.statement);
        made.visibility_config = {true, true, made.name};
        if (std::holds_alternative<ManagedGroup>(from.statement.is)) {
            made.override_action.emplace();
            from.action == Action::count ? void(made.override_action->count.emplace())
                                         : void(made.override_action->none.emplace());
        } else {
            made.action = action(from.outcome());
        }
        for (const std::string& label : from.labels) {
            if (!made.rule_labels) made.rule_labels.emplace();
            made.rule_labels->push_back({label});
        }
        return made;
    }

    std::map<std::string, CustomResponseBody> bodies;

private:
    [[nodiscard]] RuleAction action(const Outcome& from) {
        RuleAction made;
        switch (from.action) {
            case Action::allow: made.allow.emplace(); break;
            case Action::count: made.count.emplace(); break;
            case Action::captcha: made.captcha.emplace(); break;
            case Action::challenge: made.challenge.emplace(); break;
            case Action::block: {
                made.block.emplace();
                if (!from.response) break;
                CustomResponse& response = made.block->custom_response.emplace();
                response.response_code = from.response->status;
                for (const auto& [name, value] : from.response->headers) {
                    if (!response.response_headers) response.response_headers.emplace();
                    response.response_headers->push_back({name, value});
                }
                if (from.response->body.empty()) break;
                const std::string key = fmt::format("body-{}", bodies.size() + 1);
                const std::string& type = from.response->content_type;
                bodies[key] = {type == "text/html"          ? "TEXT_HTML"
                               : type == "application/json" ? "APPLICATION_JSON"
                                                            : "TEXT_PLAIN",
                               from.response->body};
                response.custom_response_body_key = key;
            }
        }
        return made;
    }

    template <class T>
    [[nodiscard]] Entry<T> entry(const char* what) {
        Entry<T> made;
        made.place = place_;
        made.is_kept = false;
        const std::string name = fmt::format("{}-{}-{}", acl_, what, ++sets_);
        const std::string id = id_of(name);
        made.detail.name = name;
        made.detail.id = id;
        made.detail.arn = arn_of(place_, KindOf<T>::word, name, id);
        made.detail.description = "made by the scenario";
        made.lock_token = id;
        return made;
    }

    [[nodiscard]] FieldToMatch field(const Field& from) const {
        using Kind = Field::Kind;
        static constexpr const char* oversizes[] = {"CONTINUE", "MATCH", "NO_MATCH"};
        static constexpr const char* scopes[] = {"ALL", "KEY", "VALUE"};
        const std::string oversize = oversizes[static_cast<std::size_t>(from.oversize)];
        const std::string scope = scopes[static_cast<std::size_t>(from.scope)];
        FieldToMatch made;
        switch (from.kind) {
            case Kind::path: made.uri_path.emplace(); break;
            case Kind::query: made.query_string.emplace(); break;
            case Kind::query_argument: made.single_query_argument = SingleQueryArgument{from.name}; break;
            case Kind::query_arguments: made.all_query_arguments.emplace(); break;
            case Kind::header: made.single_header = SingleHeader{from.name}; break;
            case Kind::method: made.method.emplace(); break;
            case Kind::body: made.body = Body{oversize}; break;
            case Kind::header_order: made.header_order = HeaderOrder{oversize}; break;
            case Kind::absent:
                made.ja3_fingerprint = Ja3Fingerprint{from.oversize == Oversize::match ? "MATCH" : "NO_MATCH"};
                break;
            case Kind::headers: {
                Headers& headers = made.headers.emplace();
                headers.match_scope = scope;
                headers.oversize_handling = oversize;
                pattern(from, headers.match_pattern, headers.match_pattern.included_headers,
                        headers.match_pattern.excluded_headers);
                break;
            }
            case Kind::cookies: {
                Cookies& cookies = made.cookies.emplace();
                cookies.match_scope = scope;
                cookies.oversize_handling = oversize;
                pattern(from, cookies.match_pattern, cookies.match_pattern.included_cookies,
                        cookies.match_pattern.excluded_cookies);
                break;
            }
            case Kind::json_body: {
                JsonBody& json = made.json_body.emplace();
                json.match_scope = scope;
                json.oversize_handling = oversize;
                if (from.included.empty()) {
                    json.match_pattern.all.emplace();
                } else {
                    json.match_pattern.included_paths = from.included;
                }
                static constexpr const char* invalids[] = {"EVALUATE_AS_STRING", "MATCH", "NO_MATCH"};
                json.invalid_fallback_behavior = invalids[static_cast<std::size_t>(from.invalid)];
            }
        }
        return made;
    }
    static void pattern(const Field& from, auto& to, auto& included, auto& excluded) {
        if (!from.included.empty()) {
            included = from.included;
        } else if (!from.excluded.empty()) {
            excluded = from.excluded;
        } else {
            to.all.emplace();
        }
    }

    void inspect(const Inspection& from, auto& to) const {
        to.field_to_match = field(from.field);
        for (const Transformation one : from.transformations) {
            for (const auto& [name, known] : transformation_names) {
                if (known != one) continue;
                to.text_transformations.push_back(
                    {static_cast<std::int32_t>(to.text_transformations.size()), upper(name)});
            }
        }
        if (to.text_transformations.empty()) to.text_transformations.push_back({0, "NONE"});
    }

    [[nodiscard]] static std::optional<ForwardedIpConfig> forwarded(const std::optional<ForwardedIp>& from) {
        if (!from) return std::nullopt;
        return ForwardedIpConfig{from->header, from->match_malformed ? "MATCH" : "NO_MATCH"};
    }

    [[nodiscard]] std::vector<Statement> several(const std::vector<waf::Statement>& from) {
        std::vector<Statement> made;
        for (const waf::Statement& one : from) made.push_back(statement(one));
        return made;
    }

    [[nodiscard]] Statement statement(const waf::Statement& from) {
        Statement made;
        std::visit([&](const auto& one) { list(one, made); }, from.is);
        return made;
    }

    void list(const SqliMatch& from, Statement& to) {
        SqliMatchStatement& made = to.sqli_match_statement.emplace();
        inspect(from.inspection.value_or(Inspection{}), made);
        made.sensitivity_level = from.sensitivity == SqliMatch::Sensitivity::high ? "HIGH" : "LOW";
    }
    void list(const XssMatch& from, Statement& to) {
        inspect(from.inspection.value_or(Inspection{}), to.xss_match_statement.emplace());
    }
    void list(const ByteMatch& from, Statement& to) {
        static constexpr const char* positions[] = {"EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"};
        ByteMatchStatement& made = to.byte_match_statement.emplace();
        inspect(from.inspection, made);
        made.search_string.bytes = Text(from.text);
        made.positional_constraint = positions[static_cast<std::size_t>(from.position)];
    }
    void list(const RegexMatch& from, Statement& to) {
        if (from.patterns.size() == 1) {
            RegexMatchStatement& made = to.regex_match_statement.emplace();
            inspect(from.inspection, made);
            made.regex_string = from.patterns.front();
            return;
        }
        RegexPatternSetReferenceStatement& made = to.regex_pattern_set_reference_statement.emplace();
        inspect(from.inspection, made);
        Entry<RegexPatternSet> set = entry<RegexPatternSet>("patterns");
        set.detail.regular_expression_list.emplace();
        for (const std::string& pattern : from.patterns) set.detail.regular_expression_list->push_back({pattern});
        made.arn = *catalogue_.keep(std::move(set)).detail.arn;
    }
    void list(const SizeConstraint& from, Statement& to) {
        static constexpr const char* comparisons[] = {"EQ", "NE", "LE", "LT", "GE", "GT"};
        SizeConstraintStatement& made = to.size_constraint_statement.emplace();
        inspect(from.inspection, made);
        made.size = static_cast<std::int64_t>(from.size.count);
        made.comparison_operator = comparisons[static_cast<std::size_t>(from.comparison)];
    }
    void list(const waf::IpSet& from, Statement& to) {
        // AWS keeps the two families apart; a list with both is told as two sets of which any may match.
        std::vector<Statement> sets;
        for (const bool v4 : {true, false}) {
            Entry<IpSet> set = entry<IpSet>(v4 ? "addresses" : "addresses6");
            set.detail.ip_address_version = v4 ? "IPV4" : "IPV6";
            for (const std::string& address : from.addresses) {
                const auto block = AddressBlock::parse(address);
                if (block && block->is_v4() == v4) set.detail.addresses.push_back(address);
            }
            if (set.detail.addresses.empty() && !(v4 && from.addresses.empty())) continue;
            Statement& one = sets.emplace_back();
            one.ip_set_reference_statement.emplace();
            one.ip_set_reference_statement->arn = set.detail.arn;
            if (from.forwarded) {
                static constexpr const char* positions[] = {"FIRST", "LAST", "ANY"};
                one.ip_set_reference_statement->ip_set_forwarded_ip_config = IpSetForwardedIpConfig{
                    from.forwarded->header, from.forwarded->match_malformed ? "MATCH" : "NO_MATCH",
                    positions[static_cast<std::size_t>(from.forwarded->position)]};
            }
            catalogue_.keep(std::move(set));
        }
        if (sets.size() == 1) {
            to = std::move(sets.front());
        } else {
            to.or_statement.emplace();
            to.or_statement->statements = std::move(sets);
        }
    }
    void list(const GeoMatch& from, Statement& to) {
        GeoMatchStatement& made = to.geo_match_statement.emplace();
        made.country_codes = from.countries;
        made.forwarded_ip_config = forwarded(from.forwarded);
    }
    void list(const AsnMatch& from, Statement& to) {
        AsnMatchStatement& made = to.asn_match_statement.emplace();
        for (const std::uint64_t number : from.numbers) made.asn_list.push_back(static_cast<std::int64_t>(number));
        made.forwarded_ip_config = forwarded(from.forwarded);
    }
    void list(const LabelMatch& from, Statement& to) {
        to.label_match_statement = LabelMatchStatement{from.is_namespace ? "NAMESPACE" : "LABEL", from.key};
    }
    void list(const And& from, Statement& to) { to.and_statement.emplace().statements = several(from.of); }
    void list(const Or& from, Statement& to) { to.or_statement.emplace().statements = several(from.of); }
    void list(const Not& from, Statement& to) {
        to.not_statement.emplace();
        if (!from.of.empty()) to.not_statement->statement = statement(from.of.front());
    }
    void list(const RateBased& from, Statement& to) {
        static constexpr const char* keys[] = {"IP", "FORWARDED_IP", "CONSTANT", "CUSTOM_KEYS"};
        RateBasedStatement& made = to.rate_based_statement.emplace();
        made.limit = static_cast<std::int64_t>(from.limit);
        made.evaluation_window_sec = std::chrono::floor<std::chrono::seconds>(from.window).count();
        made.aggregate_key_type = keys[static_cast<std::size_t>(from.key)];
        if (from.key == RateBased::Key::forwarded_ip) made.forwarded_ip_config = forwarded(from.forwarded);
        if (!from.scope_down.empty()) made.scope_down_statement = statement(from.scope_down.front());
        for (const RateBased::Part& part : from.parts) {
            using Kind = RateBased::Part::Kind;
            const std::vector<TextTransformation> none{{0, "NONE"}};
            RateBasedStatementCustomKey key;
            switch (part.kind) {
                case Kind::header: key.header = RateLimitHeader{part.name, none}; break;
                case Kind::cookie: key.cookie = RateLimitCookie{part.name, none}; break;
                case Kind::query_argument: key.query_argument = RateLimitQueryArgument{part.name, none}; break;
                case Kind::query: key.query_string = RateLimitQueryString{none}; break;
                case Kind::path: key.uri_path = RateLimitUriPath{none}; break;
                case Kind::method: key.http_method.emplace(); break;
                case Kind::ip: key.ip.emplace(); break;
                case Kind::forwarded_ip: key.forwarded_ip.emplace(); break;
                case Kind::label: key.label_namespace = RateLimitLabelNamespace{part.name}; break;
            }
            if (!made.custom_keys) made.custom_keys.emplace();
            made.custom_keys->push_back(std::move(key));
        }
    }
    void list(const ManagedGroup& from, Statement& to) {
        const ManagedGroupInfo& group = managed_group(from.name);
        ManagedRuleGroupStatement& made = to.managed_rule_group_statement.emplace();
        made.vendor_name = std::string(group.vendor);
        made.name = std::string(group.aws_name);
        if (!from.version.empty()) made.version = from.version;
        for (const Override& one : from.overrides) {
            if (!made.rule_action_overrides) made.rule_action_overrides.emplace();
            made.rule_action_overrides->push_back({one.rule, action(one.outcome)});
        }
        if (!from.scope_down.empty()) made.scope_down_statement = statement(from.scope_down.front());
    }
    // Scenarios have no rule groups of their own.
    void list(const waf::RuleGroup&, Statement&) {}

    Catalogue& catalogue_;
    Place place_;
    std::string acl_;
    int sets_ = 0;
};

}  // namespace

std::string listed_name(std::string_view rule) {
    std::string name(rule);
    for (char& c : name) {
        if (!is_word_character(c) && c != '-') c = '-';
    }
    return name;
}

void list_scenario(Catalogue& catalogue, const ScenarioAcl& about, const WebAclConfig& config) {
    Entry<WebAcl> entry;
    entry.is_kept = false;
    entry.plane = about.plane;
    entry.place = {about.place, about.global ? "CLOUDFRONT" : "REGIONAL"};
    if (about.global) entry.place.of.region = "us-east-1";
    const std::string name = listed_name(about.plane);
    WebAcl& acl = entry.detail;
    acl.name = name;
    acl.id = id_of(about.plane);
    acl.arn = arn_of(entry.place, KindOf<WebAcl>::word, name, acl.id);
    acl.description = "made by the scenario";
    entry.lock_token = acl.id;
    Lister lister(catalogue, entry.place, name);
    acl.rules.emplace();
    for (const waf::Rule& rule : config.rules)
        acl.rules->push_back(lister.rule(rule, static_cast<std::int32_t>(acl.rules->size())));
    if (!lister.bodies.empty()) acl.custom_response_bodies = std::move(lister.bodies);
    if (config.default_action == Action::block) {
        acl.default_action.block.emplace();
    } else {
        acl.default_action.allow.emplace();
    }
    acl.visibility_config = {true, true, name};
    acl.capacity = static_cast<std::int64_t>(capacity(config));
    acl.managed_by_firewall_manager = false;
    acl.label_namespace = fmt::format("awswaf:{}:webacl:{}:", entry.place.of.account, name);
    catalogue.keep(std::move(entry));
}

}  // namespace wt::edge::waf::api
