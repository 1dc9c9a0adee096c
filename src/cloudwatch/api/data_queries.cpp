#include "cloudwatch/api/data_queries.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cloudwatch/api/errors.hpp"

namespace wt::cloudwatch {

namespace {

constexpr std::size_t most_queries = 500;  // GetMetricData, API Reference
/// Of what one request may read into memory, whatever it returns. AWS has no such limit.
constexpr std::size_t most_points_read = 5'000'000;
/// Expressions that stand on expressions.
constexpr int deepest = 50;

[[nodiscard]] bool is_id(std::string_view id) {
    const auto goes_on = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !id.empty() && id.front() >= 'a' && id.front() <= 'z' && std::all_of(id.begin(), id.end(), goes_on);
}

[[nodiscard]] aws::Error wrong_query(std::string text) { return aws::Error(validation_error, std::move(text)); }

/// Assumed: texts without a mark are.
[[nodiscard]] std::optional<aws::Error> refuse_query(const MetricDataQuery& query, const std::string& place,
                                                     const DataSource& source) {
    if (!is_id(query.id)) {
        return wrong_query(
            fmt::format("The value {} for parameter {}.Id is not matching the expected pattern "
                        "^[a-z][a-zA-Z0-9_]*$.",
                        query.id, place));
    }
    if (query.metric_stat && query.expression) {
        return wrong_query(
            fmt::format("The parameters {0}.MetricStat and {0}.Expression are mutually exclusive and you have "
                        "specified both.",
                        place));
    }
    // Seen at AWS, with its line's end.
    if (!query.metric_stat && !query.expression)
        return wrong_query(fmt::format("The parameter {}.MetricStat is required.\n", place));
    if (query.account_id && *query.account_id != source.owner.account)
        return wrong_query(
            fmt::format("The parameter {}.AccountId names an account that is not linked to yours.", place));
    if (query.label && query.label->find("${") != std::string::npos)
        return wrong_query(fmt::format("Windtunnel does not implement dynamic labels ({}.Label).", place));
    if (!query.metric_stat) return std::nullopt;
    const MetricStat& stat = *query.metric_stat;
    for (const auto& [value, name] :
         {std::pair(&stat.metric.name_space, "Namespace"), std::pair(&stat.metric.metric_name, "MetricName")}) {
        if (!*value)
            return wrong_query(fmt::format("The parameter {}.MetricStat.Metric.{} is required.\n", place, name));
    }
    if (!parse_statistic(stat.stat))
        return wrong_query(
            fmt::format("The value {} for parameter {}.MetricStat.Stat is not supported.", stat.stat, place));
    if (!is_period(stat.period)) {
        return wrong_query(
            fmt::format("The parameter {}.MetricStat.Period must be 1, 5, 10, 20, 30, or a multiple of 60.", place));
    }
    return std::nullopt;
}

}  // namespace

DataQueries::DataQueries(const std::vector<MetricDataQuery>& queries, DataSource source)
    : queries_(queries), source_(std::move(source)), computed_(queries.size()) {
    for (std::size_t i = 0; i < queries.size(); ++i) by_id_.try_emplace(queries[i].id, i);
}

std::optional<aws::Error> DataQueries::refuse() const {
    if (queries_.size() > most_queries) {
        return wrong_query(
            fmt::format("The collection MetricDataQueries must not have a size greater than {}.", most_queries));
    }
    for (std::size_t i = 0; i < queries_.size(); ++i) {
        const std::string place = fmt::format("MetricDataQueries.member.{}", i + 1);
        if (auto refusal = refuse_query(queries_[i], place, source_)) return refusal;
    }
    if (by_id_.size() != queries_.size())
        return wrong_query("The values for parameter id in MetricDataQueries are not unique.");
    return std::nullopt;
}

aws::Outcome<std::vector<TimeSeries>> DataQueries::results(const MetricDataQuery& query) {
    MathResult value = value_of(by_id_.find(query.id)->second);
    if (!value.ok()) return wrong_query(value.error().text);
    std::vector<TimeSeries> all;
    if (auto* several = std::get_if<std::vector<TimeSeries>>(&*value)) {
        all = std::move(*several);
    } else if (auto* series = std::get_if<TimeSeries>(&*value)) {
        all.push_back(std::move(*series));
    } else {
        return wrong_query(
            fmt::format("Error in expression '{}': The result is a number and must be a time series.", query.id));
    }
    // An array's series keep the labels of what they were made of.
    if (query.label || all.size() == 1) {
        for (TimeSeries& series : all) series.label = query.label.value_or(query.expression ? query.id : series.label);
    }
    return all;
}

MathResult DataQueries::value_of(std::size_t index) {
    Computed& computed = computed_[index];
    if (computed.value) return *computed.value;
    if (computed.under_way || depth_ >= deepest) {
        return MathError{
            fmt::format("Error in expression '{}': It depends on itself, or on too many others.", queries_[index].id)};
    }
    computed.under_way = true;
    ++depth_;
    computed.value = compute(index);
    --depth_;
    return *computed.value;
}

MathResult DataQueries::compute(std::size_t index) {
    const MetricDataQuery& query = queries_[index];
    if (!query.expression) {
        TimeSeries series = read(query);
        points_ += series.points.size();
        if (points_ > most_points_read) return MathError{"The request reads too many data points."};
        return MathValue(std::move(series));
    }
    MathScope scope;
    scope.find = [this](std::string_view id) -> MathResult {
        const auto found = by_id_.find(id);
        if (found == by_id_.end()) return MathError{fmt::format("There is no query with the id {}.", id)};
        return value_of(found->second);
    };
    scope.metrics = [this](std::string_view text) {
        std::vector<TimeSeries> all;
        for (std::size_t i = 0; i < queries_.size(); ++i) {
            if (!queries_[i].metric_stat || queries_[i].id.find(text) == std::string::npos) continue;
            const MathResult value = value_of(i);
            if (value.ok()) all.push_back(std::get<TimeSeries>(*value));
        }
        return all;
    };
    MathResult value = evaluate(*query.expression, scope);
    if (value.ok() || value.error().text.starts_with("Error in expression")) return value;
    return MathError{fmt::format("Error in expression '{}': {}", query.id, value.error().text)};
}

std::string DataQueries::usual_label(const MetricStat& stat) const {
    const auto differs = [&](auto part) {
        return std::any_of(queries_.begin(), queries_.end(), [&](const MetricDataQuery& other) {
            return other.metric_stat && (*other.metric_stat).*part != stat.*part;
        });
    };
    std::string label = *stat.metric.metric_name;
    if (differs(&MetricStat::stat)) label += " " + stat.stat;
    if (differs(&MetricStat::period)) label += fmt::format(" {}", stat.period);
    return label;
}

TimeSeries DataQueries::read(const MetricDataQuery& query) {
    const MetricStat& stat = *query.metric_stat;
    TimeSeries series{query.label ? *query.label : usual_label(stat), {}};
    const auto window = window_of(source_.start, source_.end, stat.period, source_.now);
    if (!window) return series;
    const std::optional<Unit> unit = stat.unit ? unit_of(*stat.unit) : std::nullopt;
    const Metric metric = sorted({*stat.metric.name_space, *stat.metric.metric_name, stat.metric.dimensions});
    const auto units = source_.store.read(source_.owner, metric, unit, *window);
    if (units.empty()) return series;
    // The result names no unit, so it is of one: the first in the API's order that there is data in.
    const Statistic statistic = *parse_statistic(stat.stat);
    for (const auto& [start, aggregate] : units.begin()->second) {
        if (const auto value = cloudwatch::value_of(statistic, aggregate)) series.points.emplace_back(start, *value);
    }
    return series;
}

}  // namespace wt::cloudwatch
