#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/outcome.hpp"
#include "cloudwatch/api/cloudwatch_shapes.hpp"
#include "cloudwatch/api/math.hpp"
#include "cloudwatch/metric_store.hpp"

namespace wt::cloudwatch {

/// Where the data of a request is, and of when.
struct DataSource {
    const MetricStore& store;
    aws::AccountRegion owner;
    Instant start;
    Instant end;
    Instant now;
};

/// The queries of one GetMetricData: metrics, and expressions that name others by their ids. Each is computed once,
/// when it is first asked for. `queries` must outlive this.
class DataQueries {
public:
    DataQueries(const std::vector<MetricDataQuery>& queries, DataSource source);

    /// What is wrong with them as they stand.
    [[nodiscard]] std::optional<aws::Error> refuse() const;
    /// What a query returns: one series, or several of an expression that makes an array.
    [[nodiscard]] aws::Outcome<std::vector<TimeSeries>> results(const MetricDataQuery& query);

private:
    struct Computed {
        bool under_way = false;
        std::optional<MathResult> value;
    };

    [[nodiscard]] MathResult value_of(std::size_t index);
    [[nodiscard]] MathResult compute(std::size_t index);
    [[nodiscard]] TimeSeries read(const MetricDataQuery& query);
    /// What a metric's series is called when nobody says: its name, and what of statistic and period differs among the
    /// queries.
    [[nodiscard]] std::string usual_label(const MetricStat& stat) const;

    const std::vector<MetricDataQuery>& queries_;
    DataSource source_;
    std::map<std::string, std::size_t, std::less<>> by_id_;
    std::vector<Computed> computed_;
    std::size_t points_ = 0;
    int depth_ = 0;
};

}  // namespace wt::cloudwatch
