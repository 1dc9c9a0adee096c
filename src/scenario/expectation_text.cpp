#include "scenario/expectation_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "scenario/fields.hpp"

namespace wt::scenario {

namespace {

using Aggregation = Expectation::Aggregation;
using Comparison = Expectation::Comparison;
using Unit = Expectation::Unit;

constexpr std::array<std::pair<std::string_view, Aggregation>, 8> aggregations{{{"avg", Aggregation::avg},
                                                                                {"min", Aggregation::min},
                                                                                {"max", Aggregation::max},
                                                                                {"med", Aggregation::med},
                                                                                {"count", Aggregation::count},
                                                                                {"rate", Aggregation::rate},
                                                                                {"value", Aggregation::value},
                                                                                {"sum", Aggregation::sum}}};
constexpr std::array<std::pair<std::string_view, Comparison>, 6> comparisons{{{"<=", Comparison::at_most},
                                                                              {">=", Comparison::at_least},
                                                                              {"==", Comparison::equal},
                                                                              {"!=", Comparison::not_equal},
                                                                              {"<", Comparison::less},
                                                                              {">", Comparison::greater}}};

constexpr std::string_view expected =
    "expected AGGREGATION OP NUMBER, such as \"p(99)<900ms\" or \"rate<0.1%\", or AGGREGATION in LOW..HIGH, such as "
    "\"rate in 30%..40%\" (avg min max med p(N) count rate value sum)";

/// A number in any unit: its value in seconds, bytes, shares, per second, dollars or as it is.
[[nodiscard]] std::optional<std::pair<double, Unit>> parse_quantity(std::string_view text) {
    text = trimmed(text);
    if (const auto plain = parse_number(text); plain.ok()) return std::pair(*plain, Unit::number);
    if (const auto span = parse_duration(text); span.ok()) return std::pair(seconds(*span), Unit::seconds);
    if (!text.empty() && text.back() == '%') {
        // Above 100% is no share, but a number that may be compared with.
        const auto percent = parse_number(text.substr(0, text.size() - 1));
        if (percent.ok()) return std::pair(*percent / 100, Unit::share);
    }
    if (const auto rate = parse_rate(text); rate.ok()) return std::pair(rate->per_second(), Unit::per_second);
    if (const auto size = parse_size(text); size.ok()) return std::pair(static_cast<double>(size->count), Unit::bytes);
    if (const auto money = parse_money(text); money.ok()) return std::pair(money->dollars(), Unit::dollars);
    if (const auto count = parse_count(text); count.ok()) return std::pair(static_cast<double>(*count), Unit::number);
    return std::nullopt;
}

[[nodiscard]] bool set_aggregation(std::string_view text, Expectation& to) {
    for (const auto& [name, aggregation] : aggregations) {
        if (text == name) {
            to.aggregation = aggregation;
            return true;
        }
    }
    if (text.size() > 3 && text.substr(0, 2) == "p(" && text.back() == ')') {
        const auto percent = parse_number(text.substr(2, text.size() - 3));
        if (!percent.ok() || *percent <= 0 || *percent > 100) return false;
        to.aggregation = Aggregation::percentile;
        to.percentile = *percent;
        return true;
    }
    return false;
}

/// Where the comparison begins, outside of braces and quotes.
[[nodiscard]] std::size_t find_comparison(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (!quoted && (text[i] == '<' || text[i] == '>' || text[i] == '=' || text[i] == '!')) {
            const bool in_labels = text.substr(0, i).rfind('{') != std::string_view::npos &&
                                   text.substr(0, i).rfind('}') == std::string_view::npos;
            if (!in_labels) return i;
        }
    }
    return std::string_view::npos;
}

struct NamedInvariant {
    std::string_view name;
    std::size_t arguments;
};
constexpr std::array<NamedInvariant, 10> named_invariants{{{"conservation.requests", 0},
                                                           {"waf.blocked_never_reaches", 1},
                                                           {"apigw.admitted_within_token_bucket", 0},
                                                           {"lambda.busy <= reserved", 0},
                                                           {"reads_never_touch", 1},
                                                           {"no_acknowledged_write_is_lost", 0},
                                                           {"converges", 0},
                                                           {"rds.acked_write_is_durable", 0},
                                                           {"replica.read_is_prefix_of", 1},
                                                           {"littles_law", 0}}};

}  // namespace

Result<Expectation> parse_expectation(std::string_view text) {
    Expectation expectation;
    expectation.text = std::string(trimmed(text));
    const Error wrong{fmt::format("{}, got \"{}\"", expected, expectation.text)};

    if (const std::size_t in = text.find(" in "); in != std::string_view::npos) {
        const std::string_view range = text.substr(in + 4);
        const std::size_t dots = range.find("..");
        if (dots == std::string_view::npos || !set_aggregation(trimmed(text.substr(0, in)), expectation)) return wrong;
        const auto low = parse_quantity(range.substr(0, dots));
        const auto high = parse_quantity(range.substr(dots + 2));
        if (!low || !high || low->second != high->second || low->first > high->first) return wrong;
        expectation.comparison = Comparison::within;
        expectation.low = low->first;
        expectation.high = high->first;
        expectation.unit = high->second;
        return expectation;
    }
    const std::size_t at = find_comparison(text);
    if (at == std::string_view::npos || !set_aggregation(trimmed(text.substr(0, at)), expectation)) return wrong;
    for (const auto& [sign, comparison] : comparisons) {
        if (text.substr(at, sign.size()) != sign) continue;
        const auto number = parse_quantity(text.substr(at + sign.size()));
        if (!number) return wrong;
        expectation.comparison = comparison;
        expectation.high = number->first;
        expectation.unit = number->second;
        return expectation;
    }
    return wrong;
}

Result<Selector> parse_selector(std::string_view text) {
    text = trimmed(text);
    Selector selector;
    selector.text = std::string(text);
    const std::size_t brace = text.find('{');
    selector.name = std::string(trimmed(text.substr(0, brace)));
    const Error wrong{fmt::format(
        "expected COMPONENT.METRIC, such as \"http.latency\" or http.errors{{route=\"GET /items\"}}, got \"{}\"",
        text)};
    if (selector.name.find('.') == std::string::npos || selector.name.find(' ') != std::string::npos) return wrong;
    if (brace == std::string_view::npos) return selector;
    if (text.back() != '}') return wrong;
    std::string_view inside = text.substr(brace + 1, text.size() - brace - 2);
    while (!inside.empty()) {
        const std::size_t equals = inside.find("=\"");
        const std::size_t close = equals == std::string_view::npos ? equals : inside.find('"', equals + 2);
        if (close == std::string_view::npos) return wrong;
        selector.labels.emplace_back(trimmed(inside.substr(0, equals)), inside.substr(equals + 2, close - equals - 2));
        inside = trimmed(inside.substr(close + 1));
        if (!inside.empty() && inside.front() == ',') inside = trimmed(inside.substr(1));
    }
    std::sort(selector.labels.begin(), selector.labels.end());
    return selector;
}

Result<std::pair<Selector, Expectation>> parse_condition(std::string_view text) {
    text = trimmed(text);
    std::size_t at = find_comparison(text);
    const std::size_t in = text.find(" in ");
    if (in != std::string_view::npos) at = in;
    const std::string_view left = trimmed(text.substr(0, std::min(at, text.size())));
    if (at == std::string_view::npos || left.empty()) {
        return Error{fmt::format("expected a condition on a metric, such as \"redis.hits > 0\", got \"{}\"", text)};
    }
    // "AGGREGATION(METRIC) OP NUMBER" is the same as "METRIC AGGREGATION OP NUMBER"; "METRIC OP NUMBER" means its
    // value.
    static constexpr std::array<std::string_view, 8> callable{"avg",   "min",  "max",   "med",
                                                              "count", "rate", "value", "sum"};
    const std::size_t open = left.find('(');
    if (open != std::string_view::npos && left.back() == ')' &&
        std::find(callable.begin(), callable.end(), trimmed(left.substr(0, open))) != callable.end()) {
        return parse_condition(fmt::format("{} {} {}", left.substr(open + 1, left.size() - open - 2),
                                           trimmed(left.substr(0, open)), text.substr(at)));
    }
    const std::size_t blank = left.back() == '}' ? std::string_view::npos : left.rfind(' ');
    const std::string_view metric = blank == std::string_view::npos ? left : left.substr(0, blank);
    const std::string_view aggregation = blank == std::string_view::npos ? "value" : left.substr(blank + 1);
    auto selector = parse_selector(metric);
    if (!selector.ok()) return selector.error();
    auto expectation = parse_expectation(std::string(aggregation) + " " + std::string(text.substr(at)));
    if (!expectation.ok()) return expectation.error();
    return std::pair(std::move(*selector), std::move(*expectation));
}

Result<Invariant> parse_invariant(std::string_view text) {
    text = trimmed(text);
    Invariant invariant;
    invariant.text = std::string(text);
    const std::size_t open = text.find('(');
    const std::string_view name = trimmed(text.substr(0, open));
    for (const NamedInvariant& known : named_invariants) {
        if (known.name != name) continue;
        invariant.name = std::string(name);
        if (open != std::string_view::npos && text.back() == ')') {
            invariant.arguments.emplace_back(trimmed(text.substr(open + 1, text.size() - open - 2)));
        }
        if (invariant.arguments.size() != known.arguments || (known.arguments > 0 && invariant.arguments[0].empty())) {
            return Error{fmt::format("{} takes {} argument{}", name, known.arguments, known.arguments == 1 ? "" : "s")};
        }
        return invariant;
    }
    if (find_comparison(text) != std::string_view::npos || text.find(" in ") != std::string_view::npos) {
        auto condition = parse_condition(text);
        if (!condition.ok()) return condition.error();
        invariant.metric = std::move(condition->first);
        invariant.condition = std::move(condition->second);
        return invariant;
    }
    std::vector<std::string> names;
    for (const NamedInvariant& known : named_invariants) names.emplace_back(known.name);
    return Error{fmt::format("no invariant is called \"{}\"{}", name, suggestion(name, names))};
}

}  // namespace wt::scenario
