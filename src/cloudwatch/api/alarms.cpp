#include "cloudwatch/api/alarms.hpp"

#include <exception>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/json.hpp"
#include "store/unreadable.hpp"

namespace wt::cloudwatch {

namespace {

using Json = nlohmann::json;

constexpr std::string_view alarm_space = "cloudwatch.alarm";            // by account, region and name
constexpr std::string_view history_space = "cloudwatch.alarm-history";  // by number
constexpr std::string_view dashboard_space = "cloudwatch.dashboard";    // by account and name

[[nodiscard]] std::string row_key(const Alarms::Key& key) {
    return fmt::format("{}/{}/{}", key.first.account, key.first.region, key.second);
}

/// Account, region and name; the name may have slashes.
[[nodiscard]] Alarms::Key read_key(std::string_view key) {
    const std::size_t first = key.find('/');
    const std::size_t second = key.find('/', first + 1);
    return {{std::string(key.substr(0, first)), std::string(key.substr(first + 1, second - first - 1))},
            std::string(key.substr(second + 1))};
}

template <class T>
[[nodiscard]] Json as_json(const T& value) {
    std::string text;
    aws::write_json(text, shape_of(aws::Tag<T>{}), &value);
    return Json::parse(text);
}

/// What as_json() made; throws for anything else.
template <class T>
[[nodiscard]] T read_back(const Json& row) {
    T value;
    aws::Violations violations;
    if (aws::read_json(row.dump(), shape_of(aws::Tag<T>{}), &value, violations))
        throw std::runtime_error("a row that does not read");
    return value;
}

[[nodiscard]] std::string written(const Json& row) { return row.dump(-1, ' ', false, Json::error_handler_t::replace); }

[[nodiscard]] aws::TagSet tags_of(const Json& row) {
    return aws::TagSet(row.at("tags").get<std::map<std::string, std::string>>());
}

[[nodiscard]] const std::vector<std::string>& actions_for(const AlarmSettings& settings, std::string_view state) {
    if (state == "ALARM") return settings.alarm_actions;
    return state == "OK" ? settings.ok_actions : settings.insufficient_data_actions;
}

[[nodiscard]] Json settings_json(const Alarm& alarm) {
    return alarm.metric ? as_json(*alarm.metric) : as_json(*alarm.composite);
}

}  // namespace

AlarmSettings& Alarm::settings() {
    if (metric) return *metric;
    return *composite;
}
const AlarmSettings& Alarm::settings() const {
    if (metric) return *metric;
    return *composite;
}
AlarmStanding& Alarm::standing() {
    if (metric) return *metric;
    return *composite;
}
const AlarmStanding& Alarm::standing() const {
    if (metric) return *metric;
    return *composite;
}

std::string alarm_arn(const aws::AccountRegion& owner, std::string_view name) {
    return fmt::format("arn:aws:cloudwatch:{}:{}:alarm:{}", owner.region, owner.account, name);
}
std::string dashboard_arn(std::string_view account, std::string_view name) {
    return fmt::format("arn:aws:cloudwatch::{}:dashboard/{}", account, name);
}

Alarms::Alarms(const Context& context, store::Store& store) : context_(context), store_(store) { load(); }

void Alarms::load() {
    const auto each = [this](std::string_view space, const auto& visit) {
        store_.load(space, [&](std::string_view key, std::string_view text) {
            try {
                visit(key, Json::parse(text.begin(), text.end()));
            } catch (const std::exception&) {
                store::unreadable(space, key);
            }
        });
    };
    each(alarm_space, [this](std::string_view key, const Json& row) {
        Alarm alarm;
        if (row.contains("metric")) alarm.metric = read_back<MetricAlarm>(row.at("metric"));
        if (row.contains("composite")) alarm.composite = read_back<CompositeAlarm>(row.at("composite"));
        if (!alarm.metric && !alarm.composite) throw std::runtime_error("no alarm");
        alarm.tags = tags_of(row);
        alarms_.insert_or_assign(read_key(key), std::move(alarm));
    });
    each(history_space, [this](std::string_view key, const Json& row) {
        next_item_ = std::stoull(std::string(key), nullptr, 16) + 1;
        const aws::AccountRegion owner{row.at("account").get<std::string>(), row.at("region").get<std::string>()};
        histories_[owner].push_back(read_back<AlarmHistoryItem>(row.at("item")));
    });
    each(dashboard_space, [this](std::string_view key, const Json& row) {
        Dashboard dashboard;
        dashboard.body = row.at("body").get<std::string>();
        dashboard.modified = epoch + Duration(row.at("modified").get<std::int64_t>());
        dashboard.tags = tags_of(row);
        dashboards_.insert_or_assign(read_key(key), std::move(dashboard));
    });
}

Alarm* Alarms::find(const aws::AccountRegion& owner, std::string_view name) {
    const auto found = alarms_.find(Key{owner, std::string(name)});
    return found == alarms_.end() ? nullptr : &found->second;
}

void Alarms::put(const aws::AccountRegion& owner, Alarm alarm, Instant now) {
    const Key key{owner, alarm.settings().alarm_name};
    const auto found = alarms_.find(key);
    const bool is_new = found == alarms_.end();
    AlarmStanding& standing = alarm.standing();
    if (is_new) {
        standing.alarm_arn = alarm_arn(owner, key.second);
        standing.state_value = "INSUFFICIENT_DATA";
        standing.state_reason = "Unchecked: Initial alarm creation";
        standing.state_updated_timestamp = now;
        standing.state_transitioned_timestamp = now;
    } else {
        standing = found->second.standing();
        alarm.tags = found->second.tags;
    }
    standing.alarm_configuration_updated_timestamp = now;
    const Json data{{"version", "1.0"},
                    {"type", is_new ? "Create" : "Update"},
                    {is_new ? "createdAlarm" : "updatedAlarm", settings_json(alarm)}};
    note(owner, {key.second, std::string(alarm.type()), now, "ConfigurationUpdate",
                 fmt::format("Alarm \"{}\" {}", key.second, is_new ? "created" : "updated"), written(data)});
    alarms_.insert_or_assign(key, std::move(alarm));
    changed(key);
}

void Alarms::remove(const aws::AccountRegion& owner, std::string_view name, Instant now) {
    const auto found = alarms_.find(Key{owner, std::string(name)});
    if (found == alarms_.end()) return;
    const Json data{{"version", "1.0"}, {"type", "Delete"}, {"deletedAlarm", settings_json(found->second)}};
    note(owner, {std::string(name), std::string(found->second.type()), now, "ConfigurationUpdate",
                 fmt::format("Alarm \"{}\" deleted", name), written(data)});
    row(alarm_space, row_key(found->first), std::nullopt);
    alarms_.erase(found);
    stage();
}

void Alarms::set_state(const Key& key, NewState state, Instant now) {
    Alarm& alarm = alarms_.at(key);
    AlarmStanding& standing = alarm.standing();
    const AlarmStanding before = standing;
    standing.state_value = std::move(state.value);
    standing.state_reason = std::move(state.reason);
    standing.state_reason_data = std::move(state.data);
    standing.state_updated_timestamp = now;
    if (standing.state_value != before.state_value) {
        standing.state_transitioned_timestamp = now;
        const Json data{{"version", "1.0"},
                        {"oldState", {{"stateValue", before.state_value}, {"stateReason", before.state_reason}}},
                        {"newState", {{"stateValue", standing.state_value}, {"stateReason", standing.state_reason}}}};
        const AlarmHistoryItem item{
            key.second,
            std::string(alarm.type()),
            now,
            "StateUpdate",
            fmt::format("Alarm updated from {} to {}", before.state_value, standing.state_value),
            written(data)};
        note(key.first, item);
        if (alarm.settings().actions_enabled.value_or(true)) {
            for (const std::string& target : actions_for(alarm.settings(), standing.state_value)) {
                constexpr std::string_view why = "Windtunnel carries out no alarm actions";
                const Json failed{
                    {"version", "1.0"}, {"actionState", "Failed"}, {"notificationResource", target}, {"error", why}};
                note(key.first,
                     {key.second, item.alarm_type, now, "Action",
                      fmt::format("Failed to execute action {}. Received error: \"{}\"", target, why).substr(0, 255),
                      written(failed)});
            }
        }
    }
    changed(key);
}

void Alarms::changed(const Key& key) {
    if (store_.keeps()) {
        const Alarm& alarm = alarms_.at(key);
        const Json row_json{{alarm.metric ? "metric" : "composite", settings_json(alarm)}, {"tags", alarm.tags.all()}};
        row(alarm_space, row_key(key), written(row_json));
    }
    stage();
}

void Alarms::dashboard_changed(const Key& key) {
    const auto found = dashboards_.find(key);
    if (found == dashboards_.end()) {
        row(dashboard_space, row_key(key), std::nullopt);
    } else {
        const Dashboard& dashboard = found->second;
        row(dashboard_space, row_key(key),
            written({{"body", dashboard.body},
                     {"modified", dashboard.modified.time_since_epoch().count()},
                     {"tags", dashboard.tags.all()}}));
    }
    stage();
}

void Alarms::note(const aws::AccountRegion& owner, AlarmHistoryItem item) {
    History& history = histories_[owner];
    // AWS's limit of the text. Longer ones are of alarms on very many metrics.
    constexpr std::size_t longest_data = 4095;
    if (item.history_data.size() > longest_data) item.history_data = R"({"version":"1.0"})";
    if (store_.keeps()) {
        const Json row_json{{"account", owner.account}, {"region", owner.region}, {"item", as_json(item)}};
        row(history_space, fmt::format("{:016x}", next_item_), written(row_json));
    }
    ++next_item_;
    history.push_back(std::move(item));
    if (history.size() > most_items) history.pop_front();
}

void Alarms::row(std::string_view space, std::string key, std::optional<std::string> value) {
    if (store_.keeps()) changes_.push_back({std::string(space), std::move(key), std::move(value)});
}

void Alarms::stage() {
    if (!changes_.empty()) ticket_ = store_.stage(std::exchange(changes_, {}));
}

void Alarms::reset(std::string_view account) {
    const auto is_gone = [&](const aws::AccountRegion& owner) { return account.empty() || owner.account == account; };
    std::erase_if(alarms_, [&](const auto& each) {
        if (!is_gone(each.first.first)) return false;
        row(alarm_space, row_key(each.first), std::nullopt);
        return true;
    });
    std::erase_if(dashboards_, [&](const auto& each) {
        if (!is_gone(each.first.first)) return false;
        row(dashboard_space, row_key(each.first), std::nullopt);
        return true;
    });
    std::erase_if(histories_, [&](const auto& each) { return is_gone(each.first); });
    // Rows of history have numbers and not owners: those that stay are written anew, under new ones.
    const std::uint64_t before = std::exchange(next_item_, 0);
    for (std::uint64_t number = 0; number < before; ++number)
        row(history_space, fmt::format("{:016x}", number), std::nullopt);
    for (auto& [owner, history] : histories_) {
        for (AlarmHistoryItem& item : std::exchange(history, {})) note(owner, std::move(item));
    }
    stage();
}

Task<std::optional<Error>> Alarms::durable() {
    if (store_.is_durable(ticket_)) co_return std::nullopt;
    co_return co_await store_.durable(ticket_);
}

}  // namespace wt::cloudwatch
