// What is said of a stream, and of an account's streams.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "stream/kinesis/kinesis.hpp"

namespace wt::stream::kinesis {

namespace {

/// Assumed: about as long as AWS takes.
constexpr Duration changing = 10s;
/// Kinesis API Reference, "UpdateAccountSettings": a commitment lasts at least so long.
constexpr Duration shortest_commitment = 24h;

constexpr std::string_view metric_names[] = {"IncomingBytes",
                                             "IncomingRecords",
                                             "IteratorAgeMilliseconds",
                                             "OutgoingBytes",
                                             "OutgoingRecords",
                                             "ReadProvisionedThroughputExceeded",
                                             "WriteProvisionedThroughputExceeded"};

}  // namespace

aws::Outcome<aws::Nothing> Kinesis::set_retention(const aws::Call& call, std::string_view action, const Name& name,
                                                  const Name& arn, std::int32_t hours, bool longer) {
    const auto found = active(call, action, name, arn);
    if (!found.ok()) return found.error();
    StreamEntry& entry = *found->entry;
    if (hours < 24)
        return invalid_argument(fmt::format(
            "Minimum allowed retention period is 24 hours. Requested retention period ({} hours) is too short.",
            hours));
    if (hours > 8760)
        return invalid_argument(fmt::format(
            "Maximum allowed retention period is 8760 hours. Requested retention period ({} hours) is too long.",
            hours));
    if (longer ? hours < entry.retention_hours : hours > entry.retention_hours)
        return invalid_argument(fmt::format(
            "Requested retention period ({} hours) for stream {} can not be {} than existing retention "
            "period ({} hours). Use {}RetentionPeriod API.",
            hours, entry.name, longer ? "shorter" : "longer", entry.retention_hours, longer ? "Decrease" : "Increase"));
    if (hours == entry.retention_hours) return aws::Nothing();
    entry.retention_hours = hours;
    catalogue_.apply(entry);
    catalogue_.pass(entry, "UPDATING", changing);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kinesis::increase_stream_retention_period(const aws::Call& call,
                                                                     IncreaseStreamRetentionPeriodInput input) {
    return set_retention(call, "kinesis:IncreaseStreamRetentionPeriod", input.stream_name, input.stream_arn,
                         input.retention_period_hours, true);
}

aws::Outcome<aws::Nothing> Kinesis::decrease_stream_retention_period(const aws::Call& call,
                                                                     DecreaseStreamRetentionPeriodInput input) {
    return set_retention(call, "kinesis:DecreaseStreamRetentionPeriod", input.stream_name, input.stream_arn,
                         input.retention_period_hours, false);
}

aws::Outcome<aws::Nothing> Kinesis::update_max_record_size(const aws::Call& call, UpdateMaxRecordSizeInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = active(call, "kinesis:UpdateMaxRecordSize", std::nullopt, input.stream_arn);
        if (!found.ok()) return found.error();
        found->entry->max_record_kib = input.max_record_size_in_ki_b;
        catalogue_.apply(*found->entry);
        catalogue_.pass(*found->entry, "UPDATING", changing);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Kinesis::update_stream_mode(const aws::Call& call, UpdateStreamModeInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = active(call, "kinesis:UpdateStreamMode", std::nullopt, input.stream_arn);
        if (!found.ok()) return found.error();
        if (input.warm_throughput_mi_bps) return validation("Windtunnel does not implement WarmThroughputMiBps yet.");
        found->entry->mode = input.stream_mode_details.stream_mode;
        catalogue_.pass(*found->entry, "UPDATING", changing);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Kinesis::start_stream_encryption(const aws::Call& call, StartStreamEncryptionInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = active(call, "kinesis:StartStreamEncryption", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        if (input.encryption_type != "KMS")
            return invalid_argument("The encryption type must be KMS.");  // Assumed: the sentence
        if (auto refused = refuse_key(call, *found->entry, input.key_id, "GenerateDataKey")) return std::move(*refused);
        found->entry->encryption = input.encryption_type;
        found->entry->key = input.key_id;
        catalogue_.pass(*found->entry, "UPDATING", changing);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Kinesis::stop_stream_encryption(const aws::Call& call, StopStreamEncryptionInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = active(call, "kinesis:StopStreamEncryption", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        found->entry->encryption = "NONE";
        found->entry->key.clear();
        catalogue_.pass(*found->entry, "UPDATING", changing);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<EnhancedMonitoringOutput> Kinesis::set_monitoring(const aws::Call& call, std::string_view action,
                                                               const Name& name, const Name& arn,
                                                               const std::vector<std::string>& metrics, bool on) {
    const auto found = active(call, action, name, arn);
    if (!found.ok()) return found.error();
    StreamEntry& entry = *found->entry;
    std::set<std::string> wanted(metrics.begin(), metrics.end());
    if (wanted.contains("ALL")) wanted = {std::begin(metric_names), std::end(metric_names)};
    std::set<std::string> all(entry.metrics.begin(), entry.metrics.end());
    for (const std::string& metric : wanted) {
        if (on) {
            all.insert(metric);
        } else {
            all.erase(metric);
        }
    }
    EnhancedMonitoringOutput output;
    output.stream_name = entry.name;
    output.stream_arn = entry.arn();
    output.current_shard_level_metrics = entry.metrics;
    output.desired_shard_level_metrics = {all.begin(), all.end()};
    entry.metrics = output.desired_shard_level_metrics;
    catalogue_.apply(entry);
    catalogue_.pass(entry, "UPDATING", changing);
    return output;
}

aws::Outcome<EnhancedMonitoringOutput> Kinesis::enable_enhanced_monitoring(const aws::Call& call,
                                                                           EnableEnhancedMonitoringInput input) {
    return set_monitoring(call, "kinesis:EnableEnhancedMonitoring", input.stream_name, input.stream_arn,
                          input.shard_level_metrics, true);
}

aws::Outcome<EnhancedMonitoringOutput> Kinesis::disable_enhanced_monitoring(const aws::Call& call,
                                                                            DisableEnhancedMonitoringInput input) {
    return set_monitoring(call, "kinesis:DisableEnhancedMonitoring", input.stream_name, input.stream_arn,
                          input.shard_level_metrics, false);
}

MinimumThroughputBillingCommitmentOutput Kinesis::told_of(const AccountSettings& settings, Instant now) {
    MinimumThroughputBillingCommitmentOutput told;
    const Instant earliest = settings.began + shortest_commitment;
    told.status = settings.committed                      ? "ENABLED"
                  : settings.ever && settings.ended > now ? "ENABLED_UNTIL_EARLIEST_ALLOWED_END"
                                                          : "DISABLED";
    if (!settings.ever) return told;
    told.started_at = settings.began;
    if (settings.committed) {
        told.earliest_allowed_end_at = earliest;
    } else {
        told.ended_at = settings.ended;
    }
    return told;
}

aws::Outcome<DescribeAccountSettingsOutput> Kinesis::describe_account_settings(const aws::Call& call,
                                                                               DescribeAccountSettingsInput /*input*/) {
    const auto describe = [&]() -> aws::Outcome<DescribeAccountSettingsOutput> {
        if (auto refused = refuse(call, "kinesis:DescribeAccountSettings")) return std::move(*refused);
        DescribeAccountSettingsOutput output;
        output.minimum_throughput_billing_commitment =
            told_of(catalogue_.settings(aws::account_region_of(call)), call.now);
        return output;
    };
    return describe();
}

aws::Outcome<UpdateAccountSettingsOutput> Kinesis::update_account_settings(const aws::Call& call,
                                                                           UpdateAccountSettingsInput input) {
    const auto change = [&]() -> aws::Outcome<UpdateAccountSettingsOutput> {
        if (auto refused = refuse(call, "kinesis:UpdateAccountSettings")) return std::move(*refused);
        const aws::AccountRegion place = aws::account_region_of(call);
        AccountSettings& settings = catalogue_.settings(place);
        const bool on = input.minimum_throughput_billing_commitment.status == "ENABLED";
        if (on && !settings.committed) {
            settings = {true, call.now, epoch, true};
        } else if (!on && settings.committed) {
            settings.committed = false;
            settings.ended = std::max(call.now, settings.began + shortest_commitment);
        }
        catalogue_.keep_settings(place);
        UpdateAccountSettingsOutput output;
        output.minimum_throughput_billing_commitment = told_of(settings, call.now);
        return output;
    };
    return change();
}

}  // namespace wt::stream::kinesis
