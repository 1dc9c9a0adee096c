#include <algorithm>

#include "edge/waf/config.hpp"
#include "edge/waf/managed_groups.hpp"

namespace wt::edge::waf {

bool Statement::operator==(const Statement& other) const { return is == other.is; }
bool RuleGroup::operator==(const RuleGroup& other) const {
    return name == other.name && rules == other.rules && overrides == other.overrides && capacity == other.capacity;
}

namespace {

/// A statement's own units, its part and its transformations.
[[nodiscard]] std::uint64_t inspecting(std::uint64_t base, const Inspection& inspection) {
    if (inspection.field.kind == Field::Kind::json_body) base *= 2;
    if (inspection.field.kind == Field::Kind::query_arguments) base += 10;
    const auto some = [](const std::vector<Transformation>& all) {
        return all.size() - static_cast<std::size_t>(std::count(all.begin(), all.end(), Transformation::none));
    };
    return base + 10 * (some(inspection.transformations) + some(inspection.before_split));
}

[[nodiscard]] std::uint64_t sum(const std::vector<Statement>& of) {
    std::uint64_t total = 0;
    for (const Statement& statement : of) total += capacity(statement);
    return total;
}

// AWS WAF Developer Guide, "Rule statements list" and "AWS Managed Rules rule groups list".
struct Units {
    std::uint64_t operator()(const SqliMatch& of) const {
        const std::uint64_t base = of.sensitivity == SqliMatch::Sensitivity::high ? 30 : 20;
        return of.inspection ? inspecting(base, *of.inspection) : 200;
    }
    std::uint64_t operator()(const XssMatch& of) const { return inspecting(40, of.inspection.value_or(Inspection{})); }
    std::uint64_t operator()(const ByteMatch& of) const {
        const bool anywhere =
            of.position == ByteMatch::Position::contains || of.position == ByteMatch::Position::contains_word;
        return inspecting(anywhere ? 10 : 2, of.inspection);
    }
    std::uint64_t operator()(const RegexMatch& of) const {
        return inspecting(of.is_set || of.patterns.size() > 1 ? 40 : 4, of.inspection);
    }
    std::uint64_t operator()(const SizeConstraint& of) const { return inspecting(1, of.inspection); }
    std::uint64_t operator()(const IpSet& of) const {
        const bool any = of.forwarded && of.forwarded->position == ForwardedIp::Position::any;
        return any ? 6 : 2;
    }
    std::uint64_t operator()(const GeoMatch&) const { return 1; }
    std::uint64_t operator()(const LabelMatch&) const { return 1; }
    std::uint64_t operator()(const RateBased& of) const { return 2 + 30 * of.parts.size() + sum(of.scope_down); }
    std::uint64_t operator()(const And& of) const { return sum(of.of); }
    std::uint64_t operator()(const Or& of) const { return sum(of.of); }
    std::uint64_t operator()(const Not& of) const { return sum(of.of); }
    std::uint64_t operator()(const AsnMatch&) const { return 1; }
    std::uint64_t operator()(const ManagedGroup& of) const { return managed_group(of.name).units + sum(of.scope_down); }
    std::uint64_t operator()(const RuleGroup& of) const { return of.capacity; }
};

}  // namespace

std::uint64_t capacity(const Statement& statement) { return std::visit(Units{}, statement.is); }

std::uint64_t capacity(const WebAclConfig& config) {
    std::uint64_t total = 0;
    for (const Rule& rule : config.rules) total += capacity(rule.statement);
    return total;
}

}  // namespace wt::edge::waf
