#include "edge/waf/check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/waf/ip_set.hpp"
#include "edge/waf/matcher.hpp"

namespace wt::edge::waf {

namespace {

using Problem = std::optional<std::string>;

[[nodiscard]] Problem nested_problem(const Statement& statement);

[[nodiscard]] Problem part_problem(const Inspection& inspection) {
    if (inspection.transformations.size() > 10) return "transform: AWS WAF takes up to 10 transformations";
    if (inspection.field.kind == Field::Kind::query_argument && inspection.field.name.size() > 30)
        return "part: an argument's name has up to 30 characters";
    if (inspection.field.kind == Field::Kind::header && inspection.field.name.size() > 64)
        return "part: a header's name has up to 64 characters";
    return std::nullopt;
}

[[nodiscard]] Problem addresses_problem(const std::vector<std::string>& addresses) {
    for (const std::string& address : addresses) {
        if (!AddressBlock::parse(address))
            return fmt::format("expected an address such as \"192.0.2.0/24\", got \"{}\"", address);
    }
    if (addresses.size() > 10'000) return "an IP set has up to 10,000 addresses";
    return std::nullopt;
}

[[nodiscard]] Problem list_problem(const std::vector<Statement>& statements, std::size_t least) {
    if (statements.size() < least) return "and, or: at least two statements";
    for (const Statement& statement : statements) {
        if (auto problem = nested_problem(statement)) return problem;
    }
    return std::nullopt;
}

[[nodiscard]] bool is_country(const std::string& code) {
    return code.size() == 2 && std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

struct Check {
    Problem operator()(const ManagedGroup& group) const {
        if (auto problem = list_problem(group.scope_down, 0)) return problem;
        return addresses_problem(group.addresses);
    }
    Problem operator()(const RuleGroup& group) const {
        for (const Rule& rule : group.rules) {
            if (std::holds_alternative<RuleGroup>(rule.statement.is)) return "a rule group does not hold another";
            if (auto problem = rule_problem(rule)) return problem;
        }
        return std::nullopt;
    }
    Problem operator()(const AsnMatch& asn) const {
        if (asn.numbers.empty() || asn.numbers.size() > 100) return "asn: 1 to 100 networks";
        return std::nullopt;
    }
    Problem operator()(const SqliMatch& of) const { return part_problem(of.inspection.value_or(Inspection{})); }
    Problem operator()(const XssMatch& of) const { return part_problem(of.inspection.value_or(Inspection{})); }
    Problem operator()(const ByteMatch& of) const {
        if (of.text.empty() || of.text.size() > 200) return "byte_match: text has 1 to 200 bytes";
        return part_problem(of.inspection);
    }
    Problem operator()(const RegexMatch& of) const {
        if (of.patterns.empty() || of.patterns.size() > 10) return "regex: 1 to 10 patterns";
        for (const std::string& pattern : of.patterns) {
            if (pattern.size() > 200) return "regex: a pattern has up to 200 characters";
            if (const std::string wrong = pattern_problem(pattern); !wrong.empty()) return wrong;
        }
        return part_problem(of.inspection);
    }
    Problem operator()(const SizeConstraint& of) const { return part_problem(of.inspection); }
    Problem operator()(const IpSet& set) const { return addresses_problem(set.addresses); }
    Problem operator()(const GeoMatch& geo) const {
        if (geo.countries.empty() || geo.countries.size() > 50) return "geo: 1 to 50 countries";
        for (const std::string& code : geo.countries) {
            if (!is_country(code)) return fmt::format("geo: expected a country such as CH, got \"{}\"", code);
        }
        return std::nullopt;
    }
    Problem operator()(const LabelMatch& label) const {
        if (label.key.empty() || label.key.size() > 1024) return "label_match: 1 to 1024 characters";
        return std::nullopt;
    }
    Problem operator()(const And& all) const { return list_problem(all.of, 2); }
    Problem operator()(const Or& any) const { return list_problem(any.of, 2); }
    Problem operator()(const Not& inverse) const {
        if (inverse.of.size() != 1) return "not: one statement";
        return nested_problem(inverse.of.front());
    }
    Problem operator()(const RateBased& rate) const {
        if (rate.window != 60s && rate.window != 120s && rate.window != 300s && rate.window != 600s)
            return "window: AWS WAF knows 60s, 120s, 300s and 600s";
        if (rate.limit < 10 || rate.limit > 2'000'000'000) return "limit: AWS WAF takes 10 to 2,000,000,000";
        if (rate.parts.size() > 5) return "key: up to 5 parts";
        return list_problem(rate.scope_down, 0);
    }
};

Problem nested_problem(const Statement& statement) {
    if (std::holds_alternative<ManagedGroup>(statement.is) || std::holds_alternative<RateBased>(statement.is) ||
        std::holds_alternative<RuleGroup>(statement.is))
        return "a managed group or rate_based stands at the top of a rule, not inside another statement";
    return std::visit(Check{}, statement.is);
}

/// Namespaces and a name between colons, none of them one of AWS's own words.
[[nodiscard]] bool is_label(std::string_view label) {
    static constexpr std::string_view reserved[] = {"awswaf",          "aws",   "waf",    "rulegroup", "webacl",
                                                    "regexpatternset", "ipset", "managed"};
    int parts = 0;
    while (true) {
        const std::string_view part = label.substr(0, label.find(':'));
        const bool good =
            std::all_of(part.begin(), part.end(), [](char c) { return is_word_character(c) || c == '-'; });
        if (!good || part.empty() || part.size() > 128 || ++parts > 6) return false;
        if (std::find(std::begin(reserved), std::end(reserved), part) != std::end(reserved)) return false;
        if (part.size() == label.size()) return true;
        label.remove_prefix(part.size() + 1);
    }
}

[[nodiscard]] Problem response_problem(const CustomResponse& response) {
    static constexpr int allowed[] = {200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307,
                                      308, 400, 401, 403, 404, 405, 408, 409, 411, 412, 413,
                                      414, 415, 416, 421, 429, 500, 501, 502, 503, 504, 505};
    if (std::find(std::begin(allowed), std::end(allowed), response.status) == std::end(allowed))
        return fmt::format("response: AWS WAF does not answer with status {}", response.status);
    for (const auto& [name, value] : response.headers) {
        if (same_ignoring_case(name, "content-type")) return "response: Content-Type follows from content_type";
    }
    if (response.body.size() > 4096) return "response: a body has up to 4 KiB";
    return std::nullopt;
}

}  // namespace

Problem rule_problem(const Rule& rule) {
    for (const std::string& label : rule.labels) {
        if (!is_label(label)) return fmt::format("label: AWS WAF does not take \"{}\"", label);
    }
    const bool rate = std::holds_alternative<RateBased>(rule.statement.is);
    const bool group =
        std::holds_alternative<ManagedGroup>(rule.statement.is) || std::holds_alternative<RuleGroup>(rule.statement.is);
    if (rule.action == Action::allow && (rate || group))
        return "action: a rate-based rule and a managed group block or count";
    if (group && !rule.labels.empty()) return "label: the rules of a managed group have their own";
    if (rule.response) {
        if (rule.action != Action::block || group) return "response: of a rule of your own that blocks";
        if (auto problem = response_problem(*rule.response)) return problem;
    }
    return std::visit(Check{}, rule.statement.is);
}

Problem acl_problem(const WebAclConfig& acl) {
    const std::uint64_t units = capacity(acl);
    if (units > most_capacity)
        return fmt::format("the rules take {} capacity units; a web ACL has at most {}", units, most_capacity);
    const auto rates = std::count_if(acl.rules.begin(), acl.rules.end(), [](const Rule& rule) {
        return std::holds_alternative<RateBased>(rule.statement.is);
    });
    if (rates > 10) return "a web ACL has up to 10 rate-based rules";
    return std::nullopt;
}

}  // namespace wt::edge::waf
