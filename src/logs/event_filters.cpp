#include "logs/event_filters.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "logs/comparison.hpp"

namespace wt::logs {

namespace {

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] std::string dump(const OrderedJson& document) {
    return document.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

[[nodiscard]] std::string system_field(std::string_view name, const aws::AccountRegion& place, std::string_view group) {
    if (name == "@aws.account") return place.account;
    if (name == "@aws.region") return place.region;
    return fmt::format("{}:{}", place.account, group);  // "@source.log"
}

}  // namespace

std::optional<double> metric_number(std::string_view text) {
    const auto number = read_number(text);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<MetricValue> measure(const MetricFilter& filter, std::string_view message,
                                   const aws::AccountRegion& place, std::string_view group) {
    std::optional<double> value = metric_number(filter.value);
    if (!value) {
        const auto part = filter.pattern.part(message, filter.value);
        value = part ? metric_number(*part) : std::nullopt;
    }
    if (!value) return std::nullopt;
    MetricValue found{*value, {}};
    for (const auto& [name, selector] : filter.dimensions) {
        auto part = filter.pattern.part(message, selector);
        if (!part || part->empty()) return std::nullopt;
        found.dimensions.emplace_back(name, std::move(*part));
    }
    for (const std::string& name : filter.system_fields)
        found.dimensions.emplace_back(name, system_field(name, place, group));
    return found;
}

std::string data_message(const SubscriptionFilter& filter, const EventSource& source,
                         std::span<const KeyedEvent> events) {
    OrderedJson list = OrderedJson::array();
    for (const KeyedEvent& event : events) {
        OrderedJson each{{"id", event_id(event.key)}, {"timestamp", event.key.timestamp}, {"message", event.message}};
        OrderedJson fields = OrderedJson::object();
        // Fields between blanks go by their names; of JSON events nothing is taken out.
        if (filter.pattern_text.find_first_not_of(' ') == filter.pattern_text.find('[')) {
            for (const auto& [name, value] : filter.pattern.extract(event.message)) fields[name.substr(1)] = value;
        }
        for (const std::string& name : filter.system_fields)
            fields[name] = system_field(name, source.place, source.group);
        if (!fields.empty()) each["extractedFields"] = std::move(fields);
        list.push_back(std::move(each));
    }
    return dump({{"messageType", "DATA_MESSAGE"},
                 {"owner", source.place.account},
                 {"logGroup", source.group},
                 {"logStream", source.stream},
                 {"subscriptionFilters", {filter.name}},
                 {"logEvents", std::move(list)}});
}

std::string control_message(std::string_view kind, std::int64_t now) {
    OrderedJson event{{"id", ""},
                      {"timestamp", now},
                      {"message", fmt::format("CWL CONTROL MESSAGE: Checking health of destination {}.", kind)}};
    return dump({{"messageType", "CONTROL_MESSAGE"},
                 {"owner", "CloudwatchLogs"},
                 {"logGroup", ""},
                 {"logStream", ""},
                 {"subscriptionFilters", OrderedJson::array()},
                 {"logEvents", OrderedJson::array({std::move(event)})}});
}

}  // namespace wt::logs
