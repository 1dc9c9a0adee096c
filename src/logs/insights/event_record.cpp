#include "logs/insights/event_record.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace wt::logs::insights {

namespace {

using Json = nlohmann::json;
using Wanted = std::set<std::string, std::less<>>;

constexpr std::size_t most_members = 200;
constexpr int deepest = 50;

/// Takes what is wanted out of a JSON event. Assumed: true and false are shown as 1 and 0.
class Discovery {
public:
    Discovery(const Wanted& wanted, Record& into) : wanted_(wanted), into_(into) {}

    void object(const Json& from, const std::string& prefix = {}, int depth = 0) {
        for (const auto& [name, value] : from.items()) {
            // A field of the event's own that begins as ours do gets a second @.
            const bool like_ours = prefix.empty() && name.starts_with('@');
            member(value, prefix + (like_ours ? "@" : "") + name, depth);
        }
    }

private:
    void member(const Json& value, const std::string& name, int depth) {
        if (value.is_structured()) {
            if (depth >= deepest) return;
            if (value.is_object()) return object(value, name + ".", depth + 1);
            for (std::size_t i = 0; i < value.size(); ++i) member(value[i], name + "." + std::to_string(i), depth + 1);
            return;
        }
        if (++members_ > most_members || value.is_null() || !wanted_.contains(name)) return;
        if (value.is_boolean()) {
            into_[name] = truth(value.get<bool>());
        } else {
            into_[name] = value.is_string() ? value.get<std::string>() : value.dump();
        }
    }

    const Wanted& wanted_;
    Record& into_;
    std::size_t members_ = 0;
};

/// What a REPORT line says behind a label: "Duration: 12.30 ms".
struct ReportField {
    std::string_view name;
    std::string_view label;
    double unit;  // milliseconds; bytes, of which Lambda's megabyte has a million
};
constexpr ReportField report_fields[] = {
    {"@duration", "\tDuration: ", 1},
    {"@billedDuration", "\tBilled Duration: ", 1},
    {"@initDuration", "\tInit Duration: ", 1},
    {"@memorySize", "\tMemory Size: ", 1e6},
    {"@maxMemoryUsed", "\tMax Memory Used: ", 1e6},
};

/// What follows `label`, up to a blank.
[[nodiscard]] std::string_view behind(std::string_view line, std::string_view label) {
    const std::size_t at = line.find(label);
    if (at == std::string_view::npos) return {};
    line.remove_prefix(at + label.size());
    return line.substr(0, line.find_first_of(" \t\r\n"));
}

void discover_lambda(std::string_view line, const Wanted& wanted, Record& into) {
    constexpr std::string_view types[] = {"START", "END", "REPORT"};
    for (const std::string_view type : types) {
        if (!line.starts_with(type) || !line.substr(type.size()).starts_with(" RequestId: ")) continue;
        if (wanted.contains("@type")) into["@type"] = std::string(type);
        if (wanted.contains("@requestId")) into["@requestId"] = std::string(behind(line, " RequestId: "));
        for (const ReportField& each : report_fields) {
            if (type != "REPORT" || !wanted.contains(each.name)) continue;
            const auto number = number_of(std::string(behind(line, each.label)));
            if (number) into[std::string(each.name)] = *number * each.unit;
        }
    }
}

}  // namespace

Record record_of(const LogEvent& event, const Wanted& wanted) {
    Record record;
    const auto set = [&](const char* name, auto value) {
        if (wanted.contains(name)) record[name] = std::move(value);
    };
    set("@timestamp", Moment{event.timestamp});
    set("@ingestionTime", Moment{event.ingested});
    set("@message", std::string(event.message));
    set("@logStream", std::string(event.stream));
    set("@log", std::string(event.log));
    record["@ptr"] = event.pointer;

    const std::size_t account = event.log.find(':');
    if (account != std::string_view::npos && event.log.substr(account + 1).starts_with("/aws/lambda/"))
        discover_lambda(event.message, wanted, record);
    const std::size_t first = event.message.find_first_not_of(" \t\r\n");
    const bool asks = std::any_of(wanted.begin(), wanted.end(), [](const std::string& name) {
        return !name.starts_with('@') || name.starts_with("@@");
    });
    if (asks && first != std::string_view::npos && event.message[first] == '{') {
        const Json whole = Json::parse(event.message, nullptr, false);
        if (whole.is_object()) Discovery(wanted, record).object(whole);
    }
    return record;
}

}  // namespace wt::logs::insights
