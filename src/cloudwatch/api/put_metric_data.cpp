#include <cmath>

#include <fmt/format.h>

#include "cloudwatch/api/cloudwatch.hpp"
#include "cloudwatch/api/errors.hpp"
#include "cloudwatch/api/finite.hpp"

namespace wt::cloudwatch {

namespace {

// PutMetricData, API Reference.
constexpr std::size_t most_data = 1000;
constexpr std::size_t most_values = 150;
constexpr std::size_t most_entities = 2;
constexpr Duration oldest = std::chrono::days(14);
constexpr Duration newest = std::chrono::hours(2);

using Refusal = std::optional<aws::Error>;

[[nodiscard]] Refusal refuse_set(const StatisticValues& set, const std::string& place) {
    for (const auto& [value, name] : {std::pair(set.sample_count, "SampleCount"), std::pair(set.sum, "Sum"),
                                      std::pair(set.minimum, "Minimum"), std::pair(set.maximum, "Maximum")}) {
        if (auto refusal = refuse_value(value, fmt::format("{}.{}", place, name))) return refusal;
    }
    if (set.sample_count <= 0) return wrong_value(set.sample_count, place + ".SampleCount");
    if (set.maximum < set.minimum) {
        return aws::Error(invalid_value,
                          fmt::format("The parameter {0}.Maximum must be greater than {0}.Minimum.", place));
    }
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_values(const MetricDatum& datum, const std::string& place) {
    const std::vector<double>& values = *datum.values;
    if (values.size() > most_values) {
        return aws::Error(invalid_value, fmt::format("The collection {}.Values must not have a size greater than {}.",
                                                     place, most_values));
    }
    if (datum.counts && datum.counts->size() != values.size()) {
        return aws::Error(invalid_value,
                          fmt::format("The parameters {0}.Values and {0}.Counts must be of the same size.", place));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (auto refusal = refuse_value(values[i], fmt::format("{}.Values.member.{}", place, i + 1))) return refusal;
        if (!datum.counts) continue;
        const double count = (*datum.counts)[i];
        const std::string parameter = fmt::format("{}.Counts.member.{}", place, i + 1);
        if (auto refusal = refuse_value(count, parameter)) return refusal;
        if (count < 0) return wrong_value(count, parameter);
    }
    return std::nullopt;
}

/// A value alone, or values with their counts, or a statistic set, or the latter two.
[[nodiscard]] Refusal refuse_both(const MetricDatum& datum, const std::string& place) {
    const bool has_values = datum.values || datum.counts;
    const auto exclusive = [&place](std::string_view one, std::string_view other) {
        return aws::Error(
            invalid_combination,
            fmt::format("The parameters {0}.{1} and {0}.{2} are mutually exclusive and you have specified both.", place,
                        one, other));
    };
    if (datum.value && datum.statistic_values) return exclusive("Value", "StatisticValues");
    if (datum.value && has_values) return exclusive("Value", "Values");
    if (datum.value || datum.statistic_values || (datum.values && !datum.values->empty())) return std::nullopt;
    // Assumed: its text.
    return aws::Error(missing_parameter, fmt::format("The parameter {}.Value is required.", place));
}

[[nodiscard]] Refusal refuse_datum(const MetricDatum& datum, const std::string& place, Instant now) {
    if (auto refusal = refuse_both(datum, place)) return refusal;
    if (datum.value) {
        if (auto refusal = refuse_value(*datum.value, place + ".Value")) return refusal;
    }
    if (datum.statistic_values) {
        if (auto refusal = refuse_set(*datum.statistic_values, place + ".StatisticValues")) return refusal;
    }
    if (datum.values) {
        if (auto refusal = refuse_values(datum, place)) return refusal;
    }
    const Instant moment = datum.timestamp.value_or(now);
    if (moment < now - oldest) {
        return aws::Error(
            invalid_value,
            fmt::format("The parameter {}.Timestamp must specify a time within the past two weeks.", place));
    }
    if (moment > now + newest) {
        return aws::Error(
            invalid_value,
            fmt::format("The parameter {}.Timestamp must specify a time no more than two hours in the future.", place));
    }
    const std::int32_t resolution = datum.storage_resolution.value_or(60);
    if (resolution != 1 && resolution != 60) {
        return aws::Error(invalid_value,
                          fmt::format("The parameter {}.StorageResolution must be a value in the set [1, 60].", place));
    }
    return std::nullopt;
}

[[nodiscard]] Aggregate aggregate_of(const MetricDatum& datum) {
    Aggregate aggregate;
    if (datum.value) aggregate.add(*datum.value);
    if (datum.statistic_values) {
        const StatisticValues& set = *datum.statistic_values;
        aggregate.add(StatisticSet{set.sample_count, set.sum, set.minimum, set.maximum});
    }
    if (datum.values) {
        for (std::size_t i = 0; i < datum.values->size(); ++i) {
            const double count = datum.counts ? (*datum.counts)[i] : 1;
            if (count > 0) aggregate.add((*datum.values)[i], count);
        }
    }
    return aggregate;
}

}  // namespace

aws::Outcome<aws::Nothing> CloudWatch::put_metric_data(const aws::Call& call, PutMetricDataInput input) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    if (input.name_space.starts_with("AWS/")) {
        return aws::Error(invalid_value,
                          fmt::format("The value {} for parameter Namespace is invalid.", input.name_space));
    }
    std::vector<std::pair<const MetricDatum*, std::string>> data;
    for (std::size_t i = 0; i < input.metric_data.size(); ++i)
        data.emplace_back(&input.metric_data[i], fmt::format("MetricData.member.{}", i + 1));
    for (std::size_t e = 0; e < input.entity_metric_data.size(); ++e) {
        const std::vector<MetricDatum>& of_entity = input.entity_metric_data[e].metric_data;
        for (std::size_t i = 0; i < of_entity.size(); ++i) {
            data.emplace_back(&of_entity[i],
                              fmt::format("EntityMetricData.member.{}.MetricData.member.{}", e + 1, i + 1));
        }
    }
    if (data.empty()) return aws::Error(missing_parameter, "The parameter MetricData is required.");
    if (data.size() > most_data) {
        return aws::Error(invalid_value,
                          fmt::format("The collection MetricData must not have a size greater than {}.", most_data));
    }
    if (input.entity_metric_data.size() > most_entities) {
        return aws::Error(
            invalid_value,
            fmt::format("The collection EntityMetricData must not have a size greater than {}.", most_entities));
    }
    // All of it or nothing.
    for (const auto& [datum, place] : data) {
        if (auto refusal = refuse_datum(*datum, place, call.now)) return std::move(*refusal);
    }
    if (!store_.has_room(call.now))
        return aws::Error(limit_exceeded, "There is no more room for metrics in this Windtunnel's memory.");
    for (const auto& [datum, place] : data) {
        const Aggregate aggregate = aggregate_of(*datum);
        if (aggregate.samples <= 0) continue;  // counts of zero
        const Metric metric = sorted({input.name_space, datum->metric_name, datum->dimensions});
        const Unit unit = datum->unit ? unit_of(*datum->unit).value_or(no_unit()) : no_unit();
        store_.add(owner, metric, unit, datum->timestamp.value_or(call.now), datum->storage_resolution.value_or(60),
                   aggregate, call.now);
    }
    return aws::Nothing{};
}

}  // namespace wt::cloudwatch
