#include <algorithm>

#include <fmt/format.h>

#include "logs/list_page.hpp"
#include "logs/logs.hpp"

namespace wt::logs {

namespace {

// Of one group (CloudWatch Logs User Guide, "CloudWatch Logs quotas").
constexpr std::size_t most_metric_filters = 100;
constexpr std::size_t most_subscriptions = 2;
/// Of one metric filter.
constexpr std::size_t most_dimensions = 3;

constexpr std::string_view system_fields[] = {"@aws.account", "@aws.region", "@source.log"};

[[nodiscard]] aws::Error invalid_transformation(std::string_view why) {
    return invalid_parameter(fmt::format("Invalid metric transformation: {}", why));
}

/// Assumed: the sentences, but for that about the default value.
[[nodiscard]] std::optional<aws::Error> refuse(const MetricFilter& filter) {
    if (filter.name_space.starts_with("AWS/"))
        return invalid_transformation("namespaces that begin with AWS/ are reserved.");
    if (!metric_number(filter.value) && !filter.pattern.selects(filter.value))
        return invalid_transformation("the metric value is neither a number nor a field of the pattern.");
    if (filter.dimensions.empty()) return std::nullopt;
    if (filter.default_value)
        return invalid_transformation("dimensions and default value are mutually exclusive properties.");
    if (filter.dimensions.size() > most_dimensions)
        return invalid_transformation("there can be no more than 3 dimensions.");
    for (const auto& [name, selector] : filter.dimensions) {
        if (!filter.pattern.selects(selector))
            return invalid_transformation(fmt::format("the dimension {} is no field of the pattern.", name));
    }
    return std::nullopt;
}

/// What both kinds of filters say. The error is in the pattern or in the system fields.
[[nodiscard]] std::optional<aws::Error> fill(EventFilter& filter, std::string name, std::string pattern,
                                             std::vector<std::string> fields) {
    auto read = read_pattern(pattern);
    if (!read.ok()) return read.error();
    filter.name = std::move(name);
    filter.pattern_text = std::move(pattern);
    filter.pattern = std::move(*read);
    filter.system_fields = std::move(fields);
    for (const std::string& field : filter.system_fields) {
        if (std::find(std::begin(system_fields), std::end(system_fields), field) == std::end(system_fields))
            return invalid_parameter(fmt::format("Invalid system field: {}", field));
    }
    return std::nullopt;
}

template <class Output>
void tell_common(const EventFilter& filter, const LogGroup& group, Output& output) {
    output.filter_name = filter.name;
    output.filter_pattern = filter.pattern_text;
    output.creation_time = filter.created;
    output.log_group_name = group.name;
    output.apply_on_transformed_logs = filter.on_transformed;
    if (!filter.selection.empty()) output.field_selection_criteria = filter.selection;
}

[[nodiscard]] DescribedMetricFilter described(const MetricFilter& filter, const LogGroup& group) {
    DescribedMetricFilter output;
    tell_common(filter, group, output);
    if (!filter.system_fields.empty()) output.emit_system_field_dimensions = filter.system_fields;
    MetricTransformation metric;
    metric.metric_name = filter.metric_name;
    metric.metric_namespace = filter.name_space;
    metric.metric_value = filter.value;
    metric.default_value = filter.default_value;
    if (!filter.dimensions.empty()) metric.dimensions = filter.dimensions;
    if (!filter.unit.empty()) metric.unit = filter.unit;
    output.metric_transformations.push_back(std::move(metric));
    return output;
}

[[nodiscard]] DescribedSubscriptionFilter described(const SubscriptionFilter& filter, const LogGroup& group) {
    DescribedSubscriptionFilter output;
    tell_common(filter, group, output);
    if (!filter.system_fields.empty()) output.emit_system_fields = filter.system_fields;
    output.destination_arn = filter.destination;
    if (!filter.role.empty()) output.role_arn = filter.role;
    output.distribution = filter.distribution;
    return output;
}

[[nodiscard]] std::size_t limit_of(const std::optional<std::int32_t>& limit) {
    return static_cast<std::size_t>(limit.value_or(most_described));
}

}  // namespace

aws::Outcome<FilterPattern> read_pattern(std::string_view text) {
    auto pattern = FilterPattern::parse(text);
    if (!pattern.ok()) return invalid_parameter(pattern.error().message);
    return std::move(*pattern);
}

aws::Outcome<aws::Nothing> Logs::put_metric_filter(const aws::Call& call, PutMetricFilterRequest input) {
    return put(call, input);
}
aws::Outcome<DescribeMetricFiltersResponse> Logs::describe_metric_filters(const aws::Call& call,
                                                                          DescribeMetricFiltersRequest input) {
    return describe(call, input);
}
aws::Outcome<aws::Nothing> Logs::put_subscription_filter(const aws::Call& call, PutSubscriptionFilterRequest input) {
    return put(call, input);
}
aws::Outcome<DescribeSubscriptionFiltersResponse> Logs::describe_subscription_filters(
    const aws::Call& call, DescribeSubscriptionFiltersRequest input) {
    return describe(call, input);
}

aws::Outcome<aws::Nothing> Logs::delete_metric_filter(const aws::Call& call, DeleteMetricFilterRequest input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    if ((*in)->metric_filters.erase(input.filter_name) == 0) return aws::Error(errors::no_metric_filter);
    groups_.changed(**in);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Logs::delete_subscription_filter(const aws::Call& call,
                                                            DeleteSubscriptionFilterRequest input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    if ((*in)->subscriptions.erase(input.filter_name) == 0) return aws::Error(errors::no_subscription);
    groups_.changed(**in);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Logs::put(const aws::Call& call, PutMetricFilterRequest& input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    MetricFilter filter;
    if (auto error = fill(filter, std::move(input.filter_name), std::move(input.filter_pattern),
                          std::move(input.emit_system_field_dimensions)))
        return std::move(*error);
    MetricTransformation& metric = input.metric_transformations.front();
    filter.metric_name = std::move(metric.metric_name);
    filter.name_space = std::move(metric.metric_namespace);
    filter.value = std::move(metric.metric_value);
    filter.default_value = metric.default_value;
    if (metric.dimensions) filter.dimensions = std::move(*metric.dimensions);
    filter.unit = metric.unit.value_or("");
    filter.on_transformed = input.apply_on_transformed_logs.value_or(false);
    filter.selection = input.field_selection_criteria.value_or("");
    filter.created = groups_.now();
    if (auto error = refuse(filter)) return std::move(*error);
    auto& filters = (*in)->metric_filters;
    if (filters.size() >= most_metric_filters && !filters.contains(filter.name))
        return aws::Error(errors::limit_exceeded);
    std::string name = filter.name;
    filters.insert_or_assign(std::move(name), std::move(filter));
    groups_.changed(**in);
    return aws::Nothing();
}

aws::Outcome<DescribeMetricFiltersResponse> Logs::describe(const aws::Call& call,
                                                           const DescribeMetricFiltersRequest& input) {
    // Assumed: the sentence.
    if (input.metric_name.has_value() != input.metric_namespace.has_value())
        return invalid_parameter("metricName and metricNamespace can only be specified together.");
    const std::string prefix = input.filter_name_prefix.value_or("");
    std::map<std::string, DescribedMetricFilter> found;  // by name, then by group
    const auto look_into = [&](const LogGroup& group) {
        for (const auto& [name, filter] : group.metric_filters) {
            if (!name.starts_with(prefix) || (input.metric_name && filter.metric_name != *input.metric_name) ||
                (input.metric_namespace && filter.name_space != *input.metric_namespace))
                continue;
            found.emplace(fmt::format("{}:{}", name, group.name), described(filter, group));
        }
        return true;
    };
    if (input.log_group_name) {
        const auto in = group(call, *input.log_group_name);
        if (!in.ok()) return in.error();
        look_into(**in);
    } else {
        groups_.each(aws::account_region_of(call), "", look_into);
    }
    auto page = page_of(found, "logs:DescribeMetricFilters", input.next_token, limit_of(input.limit), call.now);
    if (!page) return invalid_token();
    return DescribeMetricFiltersResponse{std::move(page->items), std::move(page->next)};
}

aws::Outcome<aws::Nothing> Logs::put(const aws::Call& call, PutSubscriptionFilterRequest& input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    SubscriptionFilter filter;
    if (auto error = fill(filter, std::move(input.filter_name), std::move(input.filter_pattern),
                          std::move(input.emit_system_fields)))
        return std::move(*error);
    filter.destination = std::move(input.destination_arn);
    filter.role = input.role_arn.value_or("");
    filter.distribution = input.distribution.value_or(filter.distribution);
    filter.on_transformed = input.apply_on_transformed_logs.value_or(false);
    filter.selection = input.field_selection_criteria.value_or("");
    filter.created = groups_.now();
    if (auto why = destinations_.refuse((*in)->place, (*in)->name, filter)) return invalid_parameter(std::move(*why));
    auto& filters = (*in)->subscriptions;
    if (filters.size() >= most_subscriptions && !filters.contains(filter.name))
        return aws::Error(errors::limit_exceeded);
    destinations_.try_out(filter);
    std::string name = filter.name;
    filters.insert_or_assign(std::move(name), std::move(filter));
    groups_.changed(**in);
    return aws::Nothing();
}

aws::Outcome<DescribeSubscriptionFiltersResponse> Logs::describe(const aws::Call& call,
                                                                 const DescribeSubscriptionFiltersRequest& input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    const std::string prefix = input.filter_name_prefix.value_or("");
    std::map<std::string, DescribedSubscriptionFilter> found;
    for (const auto& [name, filter] : (*in)->subscriptions) {
        if (name.starts_with(prefix)) found.emplace(name, described(filter, **in));
    }
    auto page = page_of(found, "logs:DescribeSubscriptionFilters", input.next_token, limit_of(input.limit), call.now);
    if (!page) return invalid_token();
    return DescribeSubscriptionFiltersResponse{std::move(page->items), std::move(page->next)};
}

aws::Outcome<TestMetricFilterResponse> Logs::test_metric_filter(const aws::Call&, TestMetricFilterRequest input) {
    const auto pattern = read_pattern(input.filter_pattern);
    if (!pattern.ok()) return pattern.error();
    TestMetricFilterResponse output;
    std::int64_t number = 0;
    for (std::string& message : input.log_event_messages) {
        ++number;  // Assumed: from 1 on
        if (!pattern->matches(message)) continue;
        MetricFilterMatch match;
        match.event_number = number;
        match.extracted_values = pattern->extract(message);
        match.event_message = std::move(message);
        output.matches.push_back(std::move(match));
    }
    return output;
}

}  // namespace wt::logs
