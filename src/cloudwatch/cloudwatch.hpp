#pragma once
#include <optional>
#include <string_view>

#include "aws/service.hpp"
#include "cloudwatch/alarms.hpp"
#include "cloudwatch/cloudwatch_shapes.hpp"
#include "cloudwatch/errors.hpp"
#include "cloudwatch/metric_store.hpp"

namespace wt::cloudwatch {

/// CloudWatch: metrics that are published, and what they add up to; alarms on them; dashboards. Amazon CloudWatch API
/// Reference, 2010-08-01.
class CloudWatch final : public aws::Service {
public:
    template <class Output>
    using Answer = Task<Result<Output, aws::Error>>;

    /// Both must outlive this.
    CloudWatch(MetricStore& store, Alarms& alarms) : store_(store), alarms_(alarms) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;

    [[nodiscard]] Result<aws::Nothing, aws::Error> put_metric_data(const aws::Call& call, PutMetricDataInput input);
    [[nodiscard]] Result<GetMetricStatisticsOutput, aws::Error> get_metric_statistics(const aws::Call& call,
                                                                                      GetMetricStatisticsInput input);
    [[nodiscard]] Result<GetMetricDataOutput, aws::Error> get_metric_data(const aws::Call& call,
                                                                          GetMetricDataInput input);
    [[nodiscard]] Result<ListMetricsOutput, aws::Error> list_metrics(const aws::Call& call, ListMetricsInput input);

    // Alarms: alarm_operations.cpp
    [[nodiscard]] Answer<aws::Nothing> put_metric_alarm(const aws::Call& call, PutMetricAlarmInput input);
    [[nodiscard]] Answer<aws::Nothing> put_composite_alarm(const aws::Call& call, PutCompositeAlarmInput input);
    [[nodiscard]] Answer<DescribeAlarmsOutput> describe_alarms(const aws::Call& call, DescribeAlarmsInput input);
    [[nodiscard]] Answer<DescribeAlarmsForMetricOutput> describe_alarms_for_metric(const aws::Call& call,
                                                                                   DescribeAlarmsForMetricInput input);
    [[nodiscard]] Answer<DescribeAlarmHistoryOutput> describe_alarm_history(const aws::Call& call,
                                                                            DescribeAlarmHistoryInput input);
    [[nodiscard]] Answer<aws::Nothing> set_alarm_state(const aws::Call& call, SetAlarmStateInput input);
    [[nodiscard]] Answer<aws::Nothing> enable_alarm_actions(const aws::Call& call, EnableAlarmActionsInput input);
    [[nodiscard]] Answer<aws::Nothing> disable_alarm_actions(const aws::Call& call, DisableAlarmActionsInput input);
    [[nodiscard]] Answer<aws::Nothing> delete_alarms(const aws::Call& call, DeleteAlarmsInput input);

    // Dashboards and tags: dashboard_operations.cpp
    [[nodiscard]] Answer<PutDashboardOutput> put_dashboard(const aws::Call& call, PutDashboardInput input);
    [[nodiscard]] Answer<GetDashboardOutput> get_dashboard(const aws::Call& call, GetDashboardInput input);
    [[nodiscard]] Answer<ListDashboardsOutput> list_dashboards(const aws::Call& call, ListDashboardsInput input);
    [[nodiscard]] Answer<DeleteDashboardsOutput> delete_dashboards(const aws::Call& call, DeleteDashboardsInput input);
    [[nodiscard]] Answer<TagResourceOutput> tag_resource(const aws::Call& call, TagResourceInput input);
    [[nodiscard]] Answer<UntagResourceOutput> untag_resource(const aws::Call& call, UntagResourceInput input);
    [[nodiscard]] Answer<ListTagsForResourceOutput> list_tags_for_resource(const aws::Call& call,
                                                                           ListTagsForResourceInput input);

    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

private:
    /// The answer, once all is on disk.
    template <class Output>
    [[nodiscard]] Answer<Output> settled(Output output) {
        const auto problem = co_await alarms_.durable();
        if (problem) co_return aws::Error(unavailable);
        co_return output;
    }
    enum class Actions : bool { disabled, enabled };
    void set_actions(const aws::Call& call, const std::vector<std::string>& names, Actions actions);

    /// An alarm or a dashboard, by its ARN.
    struct Tagged {
        enum class Kind : bool { alarm, dashboard };
        aws::TagSet* tags;
        Alarms::Key key;
        Kind kind;
    };
    [[nodiscard]] Result<Tagged, aws::Error> tagged(const aws::Call& call, std::string_view arn);
    void tags_changed(const Tagged& resource);

    MetricStore& store_;
    Alarms& alarms_;
};

}  // namespace wt::cloudwatch
