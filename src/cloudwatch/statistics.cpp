#include "cloudwatch/statistics.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wt::cloudwatch {

namespace {

using Kind = Statistic::Kind;

[[nodiscard]] std::optional<double> parse_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

[[nodiscard]] std::optional<double> parse_share(std::string_view text) {
    const auto number = parse_number(text);
    return number && *number >= 0 && *number <= 100 ? number : std::nullopt;
}

struct Family {
    std::string_view name;
    Kind kind;
};
/// Short ("tm90") and with borders ("TM(10%:90%)").
constexpr Family with_share[] = {{"p", Kind::percentile},
                                 {"tm", Kind::trimmed_mean},
                                 {"wm", Kind::winsorized_mean},
                                 {"tc", Kind::trimmed_count},
                                 {"ts", Kind::trimmed_sum}};
constexpr Family with_borders[] = {{"TM", Kind::trimmed_mean},
                                   {"WM", Kind::winsorized_mean},
                                   {"TC", Kind::trimmed_count},
                                   {"TS", Kind::trimmed_sum},
                                   {"PR", Kind::percentile_rank}};

/// "10%:90%", ":300", "100:".
[[nodiscard]] std::optional<Statistic> parse_borders(Kind kind, std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    Statistic statistic{kind, false, {}, {}};
    int borders = 0;
    int shares = 0;
    for (auto [border, to] :
         {std::pair(text.substr(0, colon), &statistic.low), std::pair(text.substr(colon + 1), &statistic.high)}) {
        if (border.empty()) continue;
        const bool is_share = border.ends_with('%');
        *to = is_share ? parse_share(border.substr(0, border.size() - 1)) : parse_number(border);
        if (!*to) return std::nullopt;
        ++borders;
        shares += is_share ? 1 : 0;
    }
    statistic.by_share = shares > 0;
    if (borders == 0 || (shares != 0 && shares != borders)) return std::nullopt;
    if (kind == Kind::percentile_rank && statistic.by_share) return std::nullopt;
    if (statistic.low && statistic.high && *statistic.low >= *statistic.high) return std::nullopt;
    return statistic;
}

[[nodiscard]] double percentile(const Distribution& values, double share) {
    const double wanted = share / 100 * values.total();
    double passed = 0;
    for (const Distribution::Entry& entry : values.entries()) {
        passed += entry.count;
        // A rounding error must not lead to the next value.
        if (passed >= wanted * (1 - 1e-12)) return entry.value;
    }
    return values.entries().back().value;
}

struct Part {
    double count = 0;
    double sum = 0;
};

/// What lies between the borders: of shares, values by the part that does; of values, above the lower and up to the
/// upper.
[[nodiscard]] Part between(const Statistic& statistic, const Distribution& values) {
    const double total = values.total();
    const double from = statistic.by_share ? statistic.low.value_or(0) / 100 * total : 0;
    const double to = statistic.by_share ? statistic.high.value_or(100) / 100 * total : total;
    Part part;
    double passed = 0;
    for (const Distribution::Entry& entry : values.entries()) {
        double count = entry.count;
        if (statistic.by_share) {
            count = std::max(0.0, std::min(passed + entry.count, to) - std::max(passed, from));
        } else if ((statistic.low && entry.value <= *statistic.low) ||
                   (statistic.high && entry.value > *statistic.high)) {
            count = 0;
        }
        passed += entry.count;
        part.count += count;
        part.sum += count * entry.value;
    }
    return part;
}

[[nodiscard]] double winsorized_mean(const Statistic& statistic, const Distribution& values) {
    const auto border = [&](const std::optional<double>& said, double otherwise) {
        if (!said) return otherwise;
        return statistic.by_share ? percentile(values, *said) : *said;
    };
    const double low = border(statistic.low, values.entries().front().value);
    const double high = std::max(low, border(statistic.high, values.entries().back().value));
    double sum = 0;
    for (const Distribution::Entry& entry : values.entries()) sum += entry.count * std::clamp(entry.value, low, high);
    return sum / values.total();
}

}  // namespace

void Aggregate::add(double value, double count) {
    samples += count;
    sum += value * count;
    minimum = std::min(minimum, value);
    maximum = std::max(maximum, value);
    values.add(value, count);
}

void Aggregate::add(const StatisticSet& set) {
    if (set.sample_count == 1 || set.minimum == set.maximum) {
        values.add(set.minimum, set.sample_count);
    } else {
        values_known = false;
    }
    samples += set.sample_count;
    sum += set.sum;
    minimum = std::min(minimum, set.minimum);
    maximum = std::max(maximum, set.maximum);
}

void Aggregate::merge(const Aggregate& other) {
    samples += other.samples;
    sum += other.sum;
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
    values.merge(other.values);
    values_known = values_known && other.values_known;
}

std::optional<Statistic> parse_statistic(std::string_view name) {
    constexpr Family plain[] = {{"SampleCount", Kind::sample_count},
                                {"Average", Kind::average},
                                {"Sum", Kind::sum},
                                {"Minimum", Kind::minimum},
                                {"Maximum", Kind::maximum}};
    for (const Family& family : plain) {
        if (name == family.name) return Statistic{family.kind, true, {}, {}};
    }
    if (name == "IQM" || name == "iqm") return Statistic{Kind::trimmed_mean, true, 25, 75};
    for (const Family& family : with_share) {
        if (!name.starts_with(family.name)) continue;
        if (const auto share = parse_share(name.substr(family.name.size())))
            return Statistic{family.kind, true, {}, share};
    }
    for (const Family& family : with_borders) {
        const std::size_t open = family.name.size();
        if (name.starts_with(family.name) && name.substr(open).starts_with('(') && name.ends_with(')'))
            return parse_borders(family.kind, name.substr(open + 1, name.size() - open - 2));
    }
    return std::nullopt;
}

std::optional<double> value_of(const Statistic& statistic, const Aggregate& aggregate) {
    if (aggregate.samples <= 0) return std::nullopt;
    const Distribution& values = aggregate.values;
    if (statistic.is_extended() && (!aggregate.values_known || values.entries().empty() || aggregate.minimum < 0))
        return std::nullopt;
    switch (statistic.kind) {
        case Kind::sample_count: return aggregate.samples;
        case Kind::average: return aggregate.sum / aggregate.samples;
        case Kind::sum: return aggregate.sum;
        case Kind::minimum: return aggregate.minimum;
        case Kind::maximum: return aggregate.maximum;
        case Kind::percentile: return percentile(values, *statistic.high);
        case Kind::winsorized_mean: return winsorized_mean(statistic, values);
        case Kind::trimmed_count: return between(statistic, values).count;
        case Kind::trimmed_sum: return between(statistic, values).sum;
        case Kind::percentile_rank: return 100 * between(statistic, values).count / values.total();
        case Kind::trimmed_mean: break;
    }
    const Part part = between(statistic, values);
    return part.count > 0 ? std::optional(part.sum / part.count) : std::nullopt;
}

}  // namespace wt::cloudwatch
