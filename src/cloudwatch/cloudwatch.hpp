#pragma once
#include <optional>
#include <string_view>

#include "aws/service.hpp"
#include "cloudwatch/metric_store.hpp"
#include "cloudwatch/shapes.hpp"

namespace wt::cloudwatch {

/// CloudWatch's metrics: what is published, and what it adds up to. Amazon CloudWatch API Reference, 2010-08-01.
class CloudWatch final : public aws::Service {
public:
    /// `store` must outlive this.
    explicit CloudWatch(MetricStore& store) : store_(store) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;

    [[nodiscard]] Result<aws::Nothing, aws::Error> put_metric_data(const aws::Call& call, PutMetricDataInput input);
    [[nodiscard]] Result<GetMetricStatisticsOutput, aws::Error> get_metric_statistics(const aws::Call& call,
                                                                                      GetMetricStatisticsInput input);
    [[nodiscard]] Result<GetMetricDataOutput, aws::Error> get_metric_data(const aws::Call& call,
                                                                          GetMetricDataInput input);
    [[nodiscard]] Result<ListMetricsOutput, aws::Error> list_metrics(const aws::Call& call, ListMetricsInput input);

    /// Nothing is on disk.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

private:
    MetricStore& store_;
};

}  // namespace wt::cloudwatch
