#include "logs/filter_rows.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace wt::logs::rows {

namespace {

using Json = nlohmann::json;

[[nodiscard]] Json write_common(const EventFilter& filter) {
    return {{"name", filter.name},           {"pattern", filter.pattern_text}, {"created", filter.created},
            {"selection", filter.selection}, {"system", filter.system_fields}, {"transformed", filter.on_transformed}};
}

[[nodiscard]] Json write(const MetricFilter& filter) {
    Json row = write_common(filter);
    row["metric"] = filter.metric_name;
    row["namespace"] = filter.name_space;
    row["value"] = filter.value;
    row["dimensions"] = filter.dimensions;
    row["unit"] = filter.unit;
    if (filter.default_value) row["default"] = *filter.default_value;
    return row;
}

[[nodiscard]] Json write(const SubscriptionFilter& filter) {
    Json row = write_common(filter);
    row["destination"] = filter.destination;
    row["role"] = filter.role;
    row["distribution"] = filter.distribution;
    return row;
}

/// Throws when a member is missing, of another type, or does not read.
void read_common(const Json& row, EventFilter& filter) {
    filter.name = row.at("name").get<std::string>();
    filter.pattern_text = row.at("pattern").get<std::string>();
    auto pattern = FilterPattern::parse(filter.pattern_text);
    if (!pattern.ok()) throw std::invalid_argument(pattern.error().message);
    filter.pattern = std::move(*pattern);
    filter.created = row.at("created").get<std::int64_t>();
    filter.selection = row.at("selection").get<std::string>();
    filter.system_fields = row.at("system").get<std::vector<std::string>>();
    filter.on_transformed = row.at("transformed").get<bool>();
}

[[nodiscard]] MetricFilter read_metric_filter(const Json& row) {
    MetricFilter filter;
    read_common(row, filter);
    filter.metric_name = row.at("metric").get<std::string>();
    filter.name_space = row.at("namespace").get<std::string>();
    filter.value = row.at("value").get<std::string>();
    filter.dimensions = row.at("dimensions").get<std::map<std::string, std::string>>();
    filter.unit = row.at("unit").get<std::string>();
    if (row.contains("default")) filter.default_value = row.at("default").get<double>();
    return filter;
}

[[nodiscard]] SubscriptionFilter read_subscription(const Json& row) {
    SubscriptionFilter filter;
    read_common(row, filter);
    filter.destination = row.at("destination").get<std::string>();
    filter.role = row.at("role").get<std::string>();
    filter.distribution = row.at("distribution").get<std::string>();
    return filter;
}

template <class Filters>
void write_all(const Filters& filters, const char* name, Json& row) {
    if (filters.empty()) return;
    Json list = Json::array();
    for (const auto& [key, filter] : filters) list.push_back(write(filter));
    row[name] = std::move(list);
}

template <class Filters, class Read>
void read_all(const Json& row, const char* name, Filters& filters, Read read) {
    if (!row.contains(name)) return;
    for (const Json& each : row.at(name)) {
        auto filter = read(each);
        std::string key = filter.name;
        filters.emplace(std::move(key), std::move(filter));
    }
}

}  // namespace

void write_filters(const LogGroup& group, Json& row) {
    write_all(group.metric_filters, "metricFilters", row);
    write_all(group.subscriptions, "subscriptions", row);
}

bool read_filters(const Json& row, LogGroup& group) {
    try {
        read_all(row, "metricFilters", group.metric_filters, read_metric_filter);
        read_all(row, "subscriptions", group.subscriptions, read_subscription);
    } catch (const std::exception&) {
        return false;
    }
    return true;
}

}  // namespace wt::logs::rows
