// Who is to be told of events.
#include <algorithm>

#include <fmt/chrono.h>

#include "base/ascii.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon RDS User Guide, "Quotas and constraints".
constexpr std::ptrdiff_t most_subscriptions = 20;

struct SourceRow {
    std::string_view type;
    std::vector<std::string_view> categories;
};

/// Amazon RDS User Guide, "Amazon RDS event categories and event messages".
[[nodiscard]] const std::vector<SourceRow>& source_rows() {
    static const std::vector<SourceRow> rows{
        {"blue-green-deployment", {"creation", "deletion", "failure", "notification"}},
        {"custom-engine-version", {"failure"}},
        {"db-cluster", {"creation", "failover", "global failover", "notification"}},
        {"db-cluster-snapshot", {"backup"}},
        {"db-instance",
         {"availability", "backup", "configuration change", "creation", "deletion", "failover", "failure",
          "low storage", "maintenance", "notification", "read replica", "recovery", "restoration", "security",
          "security patching"}},
        {"db-parameter-group", {"configuration change"}},
        {"db-proxy", {"configuration change", "creation", "deletion", "failure"}},
        {"db-security-group", {"configuration change", "failure"}},
        {"db-snapshot", {"creation", "deletion", "notification", "restoration"}},
    };
    return rows;
}

[[nodiscard]] const SourceRow* find_source_type(std::string_view type) {
    const auto& rows = source_rows();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const SourceRow& row) { return row.type == type; });
    return found == rows.end() ? nullptr : &*found;
}

[[nodiscard]] aws::Error no_subscription(const std::string& name) {
    return aws::Error(rds_errors::subscription_not_found, fmt::format("Subscription {} not found.", name));  // Assumed
}

/// "2018-07-31 23:22:01.893"
[[nodiscard]] std::string as_text(Instant moment) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03}", fmt::gmtime(static_cast<std::time_t>(millis / 1000)),
                       millis % 1000);
}

}  // namespace

EventSubscription Rds::told(const aws::AccountRegion& place, const SubscriptionRecord& record) {
    EventSubscription told;
    told.customer_aws_id = place.account;
    told.cust_subscription_id = record.name;
    told.sns_topic_arn = record.topic;
    told.status = "active";
    told.subscription_creation_time = as_text(record.created);
    if (!record.source_type.empty()) told.source_type = record.source_type;
    if (!record.sources.empty()) told.source_ids_list = record.sources;
    if (!record.categories.empty()) told.event_categories_list = record.categories;
    told.enabled = record.enabled;
    told.event_subscription_arn = rds_arn(place, "es", record.name);
    return told;
}

bool Rds::has_source(const aws::AccountRegion& place, const std::string& type, const std::string& id) {
    const auto proxy = [&] { return catalogue_.proxies().has(place, id); };
    return type == "db-instance"           ? catalogue_.instances().has(place, id)
           : type == "db-cluster"          ? catalogue_.clusters().has(place, id)
           : type == "db-snapshot"         ? catalogue_.snapshots().has(place, id)
           : type == "db-cluster-snapshot" ? catalogue_.cluster_snapshots().has(place, id)
           : type == "db-parameter-group"  ? catalogue_.parameter_groups().has(place, id)
                                           : type == "db-proxy" && proxy();
}

Rds::Refusal Rds::check(const aws::AccountRegion& place, const SubscriptionRecord& record) {
    // Amazon SNS is not here: a topic is looked at for its form. Assumed: the sentences.
    if (!record.topic.starts_with("arn:aws:sns:") || std::count(record.topic.begin(), record.topic.end(), ':') != 5)
        return aws::Error(rds_errors::sns_invalid_topic, fmt::format("Invalid topic: {}", record.topic));
    const SourceRow* const row = find_source_type(record.source_type);
    if (!record.source_type.empty() && row == nullptr)
        return aws::Error(invalid_value, fmt::format("Invalid source type: {}", record.source_type));
    if (row == nullptr && !record.sources.empty())
        return aws::Error(invalid_combination, "SourceType must be specified with SourceIds.");
    for (const std::string& each : record.categories) {
        const auto& all = source_rows();
        const auto has = [&](const SourceRow& of) {
            return std::find(of.categories.begin(), of.categories.end(), each) != of.categories.end();
        };
        if (row == nullptr ? !std::any_of(all.begin(), all.end(), has) : !has(*row))
            return aws::Error(rds_errors::subscription_category_not_found,
                              fmt::format("The event category {} does not exist.", each));
    }
    for (const std::string& each : record.sources) {
        if (!has_source(place, record.source_type, each))
            return aws::Error(rds_errors::source_not_found, fmt::format("Source {} not found.", each));
    }
    return std::nullopt;
}

aws::Outcome<CreateEventSubscriptionResult> Rds::create_event_subscription(const aws::Call& call,
                                                                           CreateEventSubscriptionMessage input) {
    const aws::AccountRegion place = place_of(call);
    SubscriptionRecord record;
    record.name = lowered(input.subscription_name);
    if (!is_rds_id(record.name, 255))
        return aws::Error(invalid_value, "The parameter SubscriptionName is not a valid identifier.");  // Assumed
    if (catalogue_.subscriptions().has(place, record.name))
        return aws::Error(rds_errors::subscription_already_exist,
                          fmt::format("Event Subscription {} already exists.", record.name));  // Assumed
    const auto& all = catalogue_.subscriptions().all();
    if (std::count_if(all.begin(), all.end(), [&](const auto& each) { return each.first.first == place; }) >=
        most_subscriptions)
        return aws::Error(rds_errors::event_subscription_quota_exceeded,
                          "You have reached the maximum number of event subscriptions.");  // Assumed
    record.topic = input.sns_topic_arn;
    record.source_type = input.source_type.value_or("");
    for (const std::string& each : input.source_ids) record.sources.push_back(lowered(each));
    record.categories = input.event_categories;
    record.enabled = input.enabled.value_or(true);
    record.created = context_.calendar();
    if (auto wrong = check(place, record)) return std::move(*wrong);
    if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
    const std::string name = record.name;
    CreateEventSubscriptionResult output;
    output.event_subscription = told(place, catalogue_.subscriptions().put(place, name, std::move(record)));
    output.event_subscription->status = "creating";
    return output;
}

aws::Outcome<EventSubscriptionsMessage> Rds::describe_event_subscriptions(const aws::Call& call,
                                                                          DescribeEventSubscriptionsMessage input) {
    std::map<std::string, EventSubscription> all;
    for (const auto& [key, record] : catalogue_.subscriptions().all()) {
        if (key.first != place_of(call)) continue;
        if (input.subscription_name && record.name != lowered(*input.subscription_name)) continue;
        all.emplace(record.name, told(key.first, record));
    }
    if (input.subscription_name && all.empty()) return no_subscription(*input.subscription_name);
    auto part = page(call, std::move(all), input.marker, input.max_records);
    if (!part.ok()) return part.error();
    EventSubscriptionsMessage output;
    output.event_subscriptions_list = std::move(part->items);
    output.marker = part->next;
    return output;
}

aws::Outcome<ModifyEventSubscriptionResult> Rds::modify_event_subscription(const aws::Call& call,
                                                                           ModifyEventSubscriptionMessage input) {
    const aws::AccountRegion place = place_of(call);
    const std::string name = lowered(input.subscription_name);
    const SubscriptionRecord* const found = catalogue_.subscriptions().find(place, name);
    if (found == nullptr) return no_subscription(input.subscription_name);
    SubscriptionRecord changed = *found;
    if (input.sns_topic_arn) changed.topic = *input.sns_topic_arn;
    if (input.source_type) changed.source_type = *input.source_type;
    if (!input.event_categories.empty()) changed.categories = input.event_categories;
    if (input.enabled) changed.enabled = *input.enabled;
    if (auto wrong = check(place, changed)) return std::move(*wrong);
    ModifyEventSubscriptionResult output;
    output.event_subscription = told(place, catalogue_.subscriptions().put(place, name, std::move(changed)));
    output.event_subscription->status = "modifying";
    return output;
}

aws::Outcome<DeleteEventSubscriptionResult> Rds::delete_event_subscription(const aws::Call& call,
                                                                           DeleteEventSubscriptionMessage input) {
    const aws::AccountRegion place = place_of(call);
    const std::string name = lowered(input.subscription_name);
    const SubscriptionRecord* const found = catalogue_.subscriptions().find(place, name);
    if (found == nullptr) return no_subscription(input.subscription_name);
    DeleteEventSubscriptionResult output;
    output.event_subscription = told(place, *found);
    output.event_subscription->status = "deleting";
    catalogue_.subscriptions().erase(place, name);
    return output;
}

aws::Outcome<AddSourceIdentifierToSubscriptionResult> Rds::add_source_identifier_to_subscription(
    const aws::Call& call, AddSourceIdentifierToSubscriptionMessage input) {
    const aws::AccountRegion place = place_of(call);
    const std::string name = lowered(input.subscription_name);
    const SubscriptionRecord* const found = catalogue_.subscriptions().find(place, name);
    if (found == nullptr) return no_subscription(input.subscription_name);
    SubscriptionRecord changed = *found;
    const std::string source = lowered(input.source_identifier);
    if (std::find(changed.sources.begin(), changed.sources.end(), source) == changed.sources.end())
        changed.sources.push_back(source);
    if (auto wrong = check(place, changed)) return std::move(*wrong);
    AddSourceIdentifierToSubscriptionResult output;
    output.event_subscription = told(place, catalogue_.subscriptions().put(place, name, std::move(changed)));
    output.event_subscription->status = "modifying";
    return output;
}

aws::Outcome<RemoveSourceIdentifierFromSubscriptionResult> Rds::remove_source_identifier_from_subscription(
    const aws::Call& call, RemoveSourceIdentifierFromSubscriptionMessage input) {
    const aws::AccountRegion place = place_of(call);
    const std::string name = lowered(input.subscription_name);
    SubscriptionRecord* const found = catalogue_.subscriptions().find(place, name);
    if (found == nullptr) return no_subscription(input.subscription_name);
    if (std::erase(found->sources, lowered(input.source_identifier)) == 0)
        return aws::Error(rds_errors::source_not_found,
                          fmt::format("Source {} not found.", input.source_identifier));  // Assumed
    catalogue_.subscriptions().keep(place, name);
    RemoveSourceIdentifierFromSubscriptionResult output;
    output.event_subscription = told(place, *found);
    output.event_subscription->status = "modifying";
    return output;
}

aws::Outcome<EventCategoriesMessage> Rds::describe_event_categories(const aws::Call& /*call*/,
                                                                    DescribeEventCategoriesMessage input) {
    EventCategoriesMessage output;
    auto& all = output.event_categories_map_list.emplace();
    if (input.source_type && find_source_type(*input.source_type) == nullptr)
        return aws::Error(invalid_value, fmt::format("Invalid source type: {}", *input.source_type));  // Assumed
    for (const SourceRow& row : source_rows()) {
        if (input.source_type && *input.source_type != row.type) continue;
        EventCategoriesMap& told = all.emplace_back();
        told.source_type = row.type;
        told.event_categories.emplace(row.categories.begin(), row.categories.end());
    }
    return output;
}

}  // namespace wt::rds::api
