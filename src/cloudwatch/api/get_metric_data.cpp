#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "cloudwatch/api/cloudwatch.hpp"
#include "cloudwatch/api/data_queries.hpp"
#include "cloudwatch/api/errors.hpp"

namespace wt::cloudwatch {

namespace {

constexpr std::int32_t most_datapoints = 100'800;  // GetMetricData, API Reference

[[nodiscard]] std::optional<std::size_t> parse_count(std::string_view text) {
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return count;
}

/// Cuts a page out of all results, one after the other: `given` points were on the pages before, `room` fit on this.
class Page {
public:
    Page(std::size_t given, std::size_t room) : given_(given), room_(room) {}

    void add(const std::string& id, const TimeSeries& series, bool newest_first, GetMetricDataOutput& output) {
        const std::size_t size = series.points.size();
        const std::size_t begin = std::min(size, given_ > passed_ ? given_ - passed_ : 0);
        const bool was_before = passed_ < given_ && begin == size;
        passed_ += size;
        if (was_before) return;
        if (full()) {
            more_ = true;
            return;
        }
        const std::size_t end = begin + std::min(size - begin, room_);
        room_ -= end - begin;
        MetricDataResult result;
        result.id = id;
        result.label = series.label;
        for (std::size_t i = begin; i < end; ++i) {
            const auto& [moment, value] = series.points[newest_first ? size - 1 - i : i];
            result.timestamps.push_back(epoch + std::chrono::seconds(moment));
            result.values.push_back(value);
        }
        delivered_ += end - begin;
        more_ = more_ || end < size;
        result.status_code = end < size ? "PartialData" : "Complete";
        output.metric_data_results.push_back(std::move(result));
    }

    [[nodiscard]] bool more() const { return more_; }
    [[nodiscard]] std::size_t given_so_far() const { return given_ + delivered_; }

private:
    [[nodiscard]] bool full() const { return room_ == 0; }

    std::size_t given_;
    std::size_t room_;
    std::size_t passed_ = 0;
    std::size_t delivered_ = 0;
    bool more_ = false;
};

}  // namespace

aws::Outcome<GetMetricDataOutput> CloudWatch::get_metric_data(const aws::Call& call, GetMetricDataInput input) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    if (input.start_time >= input.end_time)
        return aws::Error(validation_error, "The parameter StartTime must be less than the parameter EndTime.");
    const std::int32_t room = input.max_datapoints.value_or(most_datapoints);
    if (room < 1 || room > most_datapoints) {
        return aws::Error(validation_error,
                          fmt::format("The parameter MaxDatapoints must be between 1 and {}.", most_datapoints));
    }
    const aws::PageTokens tokens("cloudwatch:GetMetricData");
    std::size_t given = 0;
    if (input.next_token) {
        const auto cursor = tokens.open(*input.next_token, call.now);
        const auto count = cursor.ok() ? parse_count(*cursor) : std::nullopt;
        if (!count) return aws::Error(invalid_token);
        given = *count;
    }
    DataQueries queries(input.metric_data_queries,
                        DataSource{store_, owner, input.start_time, input.end_time, call.now});
    if (auto refusal = queries.refuse()) return std::move(*refusal);

    const bool newest_first = input.scan_by != "TimestampAscending";
    GetMetricDataOutput output;
    Page page(given, static_cast<std::size_t>(room));
    for (const MetricDataQuery& query : input.metric_data_queries) {
        if (!query.return_data.value_or(true)) continue;
        const auto all = queries.results(query);
        if (!all.ok()) return all.error();
        for (const TimeSeries& series : *all) page.add(query.id, series, newest_first, output);
    }
    if (page.more()) output.next_token = tokens.seal(std::to_string(page.given_so_far()), call.now);
    return output;
}

}  // namespace wt::cloudwatch
