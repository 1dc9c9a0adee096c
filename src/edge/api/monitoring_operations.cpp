// What is told of distributions: subscriptions to additional metrics, and real-time logs.
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/api/cloudfront.hpp"
#include "edge/api/realtime_log.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

[[nodiscard]] aws::Error no_subscription() {
    return {no_such_monitoring_subscription,
            "A monitoring subscription does not exist for the specified distribution."};
}

[[nodiscard]] bool is_arn_of(std::string_view arn, std::string_view service, std::string_view kind) {
    std::vector<std::string_view> parts;
    each_part(arn, ':', [&](std::string_view part) { parts.push_back(part); });
    constexpr std::size_t place = 5;  // arn:aws:SERVICE:REGION:ACCOUNT:KIND/NAME; IAM has no region
    return arn.starts_with("arn:aws:") && parts.size() >= place && parts[2] == service &&
           arn.find(fmt::format(":{}/", kind)) != std::string_view::npos;
}

/// Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_logs(const RealtimeLogConfig& config) {
    if (config.sampling_rate < 1 || config.sampling_rate > 100)
        return invalid("The parameter SamplingRate must be between 1 and 100.");
    if (config.fields.empty()) return invalid("The parameter Fields must name at least one field.");
    for (const std::string& field : config.fields) {
        if (!is_realtime_field(field))
            return invalid("The parameter Fields contains a field that is not valid: " + field);
    }
    if (config.end_points.size() != 1) return invalid("The parameter EndPoints must have exactly one endpoint.");
    const EndPoint& end = config.end_points.front();
    if (end.stream_type != "Kinesis" || !end.kinesis_stream_config)
        return invalid("The parameter StreamType must be Kinesis, with a KinesisStreamConfig.");
    if (!is_arn_of(end.kinesis_stream_config->stream_arn, "kinesis", "stream"))
        return invalid("The parameter StreamARN is not valid: " + end.kinesis_stream_config->stream_arn);
    if (!is_arn_of(end.kinesis_stream_config->role_arn, "iam", "role"))
        return invalid("The parameter RoleARN is not valid: " + end.kinesis_stream_config->role_arn);
    return std::nullopt;
}

}  // namespace

aws::Outcome<CreateMonitoringSubscriptionResult> CloudFront::create_monitoring_subscription(
    const aws::Call& call, CreateMonitoringSubscriptionRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    if (!(*found)->component.empty()) return unwritten("changes of a scenario's distribution");
    if ((*found)->monitoring)
        return aws::Error(monitoring_subscription_already_exists,
                          "A monitoring subscription already exists for the specified distribution.");
    DistributionRecord record = **found;
    record.monitoring = std::move(input.monitoring_subscription);
    const DistributionRecord& kept = catalogue_.keep(std::move(record));
    planes_.stand(kept);
    CreateMonitoringSubscriptionResult output;
    output.monitoring_subscription = kept.monitoring;
    return output;
}

aws::Outcome<GetMonitoringSubscriptionResult> CloudFront::get_monitoring_subscription(
    const aws::Call& call, GetMonitoringSubscriptionRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    if (!(*found)->monitoring) return no_subscription();
    GetMonitoringSubscriptionResult output;
    output.monitoring_subscription = (*found)->monitoring;
    return output;
}

aws::Outcome<DeleteMonitoringSubscriptionResult> CloudFront::delete_monitoring_subscription(
    const aws::Call& call, DeleteMonitoringSubscriptionRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    if (!(*found)->monitoring) return no_subscription();
    DistributionRecord record = **found;
    record.monitoring.reset();
    planes_.stand(catalogue_.keep(std::move(record)));
    return DeleteMonitoringSubscriptionResult();
}

Result<const Kept<RealtimeLogConfig>*, aws::Error> CloudFront::find_realtime_logs(
    const aws::Call& call, const std::optional<std::string>& name, const std::optional<std::string>& arn) const {
    if (!name && !arn) return invalid("Either the Name or the ARN of the real-time log configuration is required.");
    const std::string id =
        arn ? *arn : fmt::format("arn:aws:cloudfront::{}:realtime-log-config/{}", call.caller.account, *name);
    const auto* const found = catalogue_.find<RealtimeLogConfig>(call.caller.account, id);
    if (found == nullptr || (name && found->config.name != *name))
        return aws::Error(no_such_realtime_log_config, "The real-time log configuration does not exist.");
    return found;
}

aws::Outcome<CreateRealtimeLogConfigResult> CloudFront::create_realtime_log_config(
    const aws::Call& call, CreateRealtimeLogConfigRequest input) {
    Kept<RealtimeLogConfig> made;
    made.account = call.caller.account;
    made.id = fmt::format("arn:aws:cloudfront::{}:realtime-log-config/{}", made.account, input.name);
    made.modified = in_seconds(call.now);
    made.config = {made.id, std::move(input.name), input.sampling_rate, std::move(input.end_points),
                   std::move(input.fields)};
    if (auto error = refuse_logs(made.config)) return std::move(*error);
    if (catalogue_.find<RealtimeLogConfig>(made.account, made.id) != nullptr)
        return aws::Error(realtime_log_config_already_exists,
                          "A real-time log configuration with this name already exists.");
    CreateRealtimeLogConfigResult output;
    output.realtime_log_config = catalogue_.keep(std::move(made)).config;
    return output;
}

aws::Outcome<GetRealtimeLogConfigResult> CloudFront::get_realtime_log_config(const aws::Call& call,
                                                                             GetRealtimeLogConfigRequest input) {
    const auto found = find_realtime_logs(call, input.name, input.arn);
    if (!found.ok()) return found.error();
    GetRealtimeLogConfigResult output;
    output.realtime_log_config = (*found)->config;
    return output;
}

aws::Outcome<UpdateRealtimeLogConfigResult> CloudFront::update_realtime_log_config(
    const aws::Call& call, UpdateRealtimeLogConfigRequest input) {
    const auto found = find_realtime_logs(call, input.name, input.arn);
    if (!found.ok()) return found.error();
    Kept<RealtimeLogConfig> part = **found;
    if (!input.end_points.empty()) part.config.end_points = std::move(input.end_points);
    if (!input.fields.empty()) part.config.fields = std::move(input.fields);
    if (input.sampling_rate) part.config.sampling_rate = *input.sampling_rate;
    if (auto error = refuse_logs(part.config)) return std::move(*error);
    part.modified = in_seconds(call.now);
    const Kept<RealtimeLogConfig>& kept = catalogue_.keep(std::move(part));
    restand(kept.id);
    UpdateRealtimeLogConfigResult output;
    output.realtime_log_config = kept.config;
    return output;
}

aws::Outcome<aws::Nothing> CloudFront::delete_realtime_log_config(const aws::Call& call,
                                                                  DeleteRealtimeLogConfigRequest input) {
    const auto found = find_realtime_logs(call, input.name, input.arn);
    if (!found.ok()) return found.error();
    const std::string id = (*found)->id;
    for (const auto& [name, record] : catalogue_.distributions()) {
        if (record.component.empty() && is_named_by(record.config, id))
            return aws::Error(realtime_log_config_in_use,
                              "Cannot delete the real-time log configuration because it is attached to one or more "
                              "cache behaviors.");
    }
    catalogue_.drop<RealtimeLogConfig>(id);
    return aws::Nothing();
}

aws::Outcome<ListRealtimeLogConfigsResult> CloudFront::list_realtime_log_configs(const aws::Call& call,
                                                                                 ListRealtimeLogConfigsRequest input) {
    std::vector<RealtimeLogConfig> rows;
    for (const auto& [id, part] : catalogue_.all<RealtimeLogConfig>()) {
        if (part.account == call.caller.account) rows.push_back(part.config);
    }
    auto page =
        page_of<RealtimeLogConfigs>(rows, input.marker, input.max_items,
                                    [](const RealtimeLogConfig& row) -> const std::string& { return row.name; });
    if (!page.ok()) return page.error();
    ListRealtimeLogConfigsResult output;
    output.realtime_log_configs = std::move(*page);
    return output;
}

aws::Outcome<ListDistributionsByRealtimeLogConfigResult> CloudFront::list_distributions_by_realtime_log_config(
    const aws::Call& call, ListDistributionsByRealtimeLogConfigRequest input) {
    const auto found = find_realtime_logs(call, input.realtime_log_config_name, input.realtime_log_config_arn);
    if (!found.ok()) return invalid(found.error().message);  // the model has no other error
    std::vector<DistributionSummary> rows;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account == call.caller.account && is_named_by(record.config, (*found)->id))
            rows.push_back(summary(record, call.now));
    }
    auto page = page_of<DistributionList>(rows, input.marker, input.max_items,
                                          [](const DistributionSummary& row) -> const std::string& { return row.id; });
    if (!page.ok()) return page.error();
    ListDistributionsByRealtimeLogConfigResult output;
    output.distribution_list = std::move(*page);
    return output;
}

}  // namespace wt::edge::api
