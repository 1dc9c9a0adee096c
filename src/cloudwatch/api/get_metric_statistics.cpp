#include <fmt/format.h>

#include "cloudwatch/api/cloudwatch.hpp"
#include "cloudwatch/api/errors.hpp"

namespace wt::cloudwatch {

namespace {

constexpr std::int64_t most_statistics = 1440;  // GetMetricStatistics, API Reference

struct Asked {
    std::string name;
    Statistic statistic;
};

void set(Datapoint& datapoint, const Asked& asked, double value) {
    switch (asked.statistic.kind) {
        case Statistic::Kind::sample_count: datapoint.sample_count = value; break;
        case Statistic::Kind::average: datapoint.average = value; break;
        case Statistic::Kind::sum: datapoint.sum = value; break;
        case Statistic::Kind::minimum: datapoint.minimum = value; break;
        case Statistic::Kind::maximum: datapoint.maximum = value; break;
        default:
            if (!datapoint.extended_statistics) datapoint.extended_statistics.emplace();
            datapoint.extended_statistics->insert_or_assign(asked.name, value);
    }
}

[[nodiscard]] aws::Outcome<std::vector<Asked>> statistics_of(const GetMetricStatisticsInput& input) {
    // Assumed: the texts of these two.
    if (input.statistics && input.extended_statistics) {
        return aws::Error(invalid_combination,
                          "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have "
                          "specified both.");
    }
    if (!input.statistics && !input.extended_statistics)
        return aws::Error(missing_parameter, "The parameter Statistics or ExtendedStatistics is required.");
    std::vector<Asked> all;
    for (const std::string& name : input.statistics ? *input.statistics : *input.extended_statistics) {
        const auto statistic = parse_statistic(name);
        if (!statistic || statistic->is_extended() == input.statistics.has_value()) {
            return aws::Error(invalid_value,
                              fmt::format("The value {} for parameter ExtendedStatistics is not supported.", name));
        }
        all.push_back({name, *statistic});
    }
    return all;
}

[[nodiscard]] std::optional<aws::Error> refuse_window(const GetMetricStatisticsInput& input) {
    if (input.start_time >= input.end_time) {
        return aws::Error(invalid_value, "The parameter StartTime must be less than the parameter EndTime.");
    }
    // Assumed: its text.
    if (!is_period(input.period)) {
        return aws::Error(invalid_value, "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.");
    }
    // In seconds: in nanoseconds the longest spans run over.
    const std::int64_t span = unix_seconds(input.end_time - 1ns) + 1 - unix_seconds(input.start_time);
    const std::int64_t wanted = (span + input.period - 1) / input.period;
    if (wanted > most_statistics) {
        return aws::Error(invalid_combination,
                          fmt::format("You have requested up to {} datapoints, which exceeds the limit of {}. You may "
                                      "reduce the datapoints requested by increasing Period, or decreasing the time "
                                      "range.",
                                      wanted, most_statistics));
    }
    return std::nullopt;
}

}  // namespace

aws::Outcome<GetMetricStatisticsOutput> CloudWatch::get_metric_statistics(const aws::Call& call,
                                                                          GetMetricStatisticsInput input) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    if (auto refusal = refuse_window(input)) return std::move(*refusal);
    const auto asked = statistics_of(input);
    if (!asked.ok()) return asked.error();

    GetMetricStatisticsOutput output;
    output.label = input.metric_name;
    const auto window = window_of(input.start_time, input.end_time, input.period, call.now);
    if (!window) return output;
    const std::optional<Unit> unit = input.unit ? unit_of(*input.unit) : std::nullopt;
    const Metric metric = sorted({input.name_space, input.metric_name, input.dimensions});
    for (const auto& [its, periods] : store_.read(owner, metric, unit, *window)) {
        for (const auto& [start, aggregate] : periods) {
            Datapoint datapoint;
            datapoint.timestamp = epoch + std::chrono::seconds(start);
            datapoint.unit = unit_name(its);
            bool any = false;
            for (const Asked& each : *asked) {
                const auto value = value_of(each.statistic, aggregate);
                if (value) set(datapoint, each, *value);
                any = any || value;
            }
            if (any) output.datapoints.push_back(std::move(datapoint));
        }
    }
    return output;
}

}  // namespace wt::cloudwatch
