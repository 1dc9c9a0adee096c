#pragma once
#include <optional>
#include <string_view>

#include "aws/service.hpp"
#include "cloudwatch/api/alarms.hpp"
#include "cloudwatch/api/cloudwatch_shapes.hpp"
#include "cloudwatch/api/errors.hpp"
#include "cloudwatch/metric_store.hpp"

namespace wt::cloudwatch {

/// CloudWatch: metrics that are published, and what they add up to; alarms on them; dashboards. Amazon CloudWatch API
/// Reference, 2010-08-01.
class CloudWatch final : public aws::Service {
public:
    /// Both must outlive this.
    CloudWatch(MetricStore& store, Alarms& alarms) : store_(store), alarms_(alarms) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;

    [[nodiscard]] aws::Outcome<aws::Nothing> put_metric_data(const aws::Call& call, PutMetricDataInput input);
    [[nodiscard]] aws::Outcome<GetMetricStatisticsOutput> get_metric_statistics(const aws::Call& call,
                                                                                GetMetricStatisticsInput input);
    [[nodiscard]] aws::Outcome<GetMetricDataOutput> get_metric_data(const aws::Call& call, GetMetricDataInput input);
    [[nodiscard]] aws::Outcome<ListMetricsOutput> list_metrics(const aws::Call& call, ListMetricsInput input);

    // Alarms: alarm_operations.cpp
    [[nodiscard]] aws::Outcome<aws::Nothing> put_metric_alarm(const aws::Call& call, PutMetricAlarmInput input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put_composite_alarm(const aws::Call& call, PutCompositeAlarmInput input);
    [[nodiscard]] aws::Outcome<DescribeAlarmsOutput> describe_alarms(const aws::Call& call, DescribeAlarmsInput input);
    [[nodiscard]] aws::Outcome<DescribeAlarmsForMetricOutput> describe_alarms_for_metric(
        const aws::Call& call, DescribeAlarmsForMetricInput input);
    [[nodiscard]] aws::Outcome<DescribeAlarmHistoryOutput> describe_alarm_history(const aws::Call& call,
                                                                                  DescribeAlarmHistoryInput input);
    [[nodiscard]] aws::Outcome<aws::Nothing> set_alarm_state(const aws::Call& call, SetAlarmStateInput input);
    [[nodiscard]] aws::Outcome<aws::Nothing> enable_alarm_actions(const aws::Call& call, EnableAlarmActionsInput input);
    [[nodiscard]] aws::Outcome<aws::Nothing> disable_alarm_actions(const aws::Call& call,
                                                                   DisableAlarmActionsInput input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_alarms(const aws::Call& call, DeleteAlarmsInput input);

    // Dashboards and tags: dashboard_operations.cpp
    [[nodiscard]] aws::Outcome<PutDashboardOutput> put_dashboard(const aws::Call& call, PutDashboardInput input);
    [[nodiscard]] aws::Outcome<GetDashboardOutput> get_dashboard(const aws::Call& call, GetDashboardInput input);
    [[nodiscard]] aws::Outcome<ListDashboardsOutput> list_dashboards(const aws::Call& call, ListDashboardsInput input);
    [[nodiscard]] aws::Outcome<DeleteDashboardsOutput> delete_dashboards(const aws::Call& call,
                                                                         DeleteDashboardsInput input);
    [[nodiscard]] aws::Outcome<TagResourceOutput> tag_resource(const aws::Call& call, TagResourceInput input);
    [[nodiscard]] aws::Outcome<UntagResourceOutput> untag_resource(const aws::Call& call, UntagResourceInput input);
    [[nodiscard]] aws::Outcome<ListTagsForResourceOutput> list_tags_for_resource(const aws::Call& call,
                                                                                 ListTagsForResourceInput input);

    [[nodiscard]] Task<std::optional<aws::Error>> settle() override { return on_disk(alarms_.durable(), unavailable); }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

private:
    enum class Actions : bool { disabled, enabled };
    void set_actions(const aws::Call& call, const std::vector<std::string>& names, Actions actions);

    /// An alarm or a dashboard, by its ARN.
    struct Tagged {
        enum class Kind : bool { alarm, dashboard };
        aws::TagSet* tags;
        Alarms::Key key;
        Kind kind;
    };
    [[nodiscard]] aws::Outcome<Tagged> tagged(const aws::Call& call, std::string_view arn);
    void tags_changed(const Tagged& resource);

    MetricStore& store_;
    Alarms& alarms_;
};

}  // namespace wt::cloudwatch
