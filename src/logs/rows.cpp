#include "logs/rows.hpp"

#include <charconv>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "logs/filter_rows.hpp"

namespace wt::logs::rows {

namespace {

using Json = nlohmann::json;
constexpr int format = 1;

[[nodiscard]] std::string pack(Json row) {
    row["v"] = format;
    std::string bytes;
    Json::to_cbor(row, bytes);
    return bytes;
}

/// A row that has our format; else discarded.
[[nodiscard]] Json unpack(std::string_view bytes) {
    Json row = Json::from_cbor(bytes, true, false);
    if (!row.is_object() || row.value("v", Json()) != Json(format)) return Json(Json::value_t::discarded);
    return row;
}

/// The member, when it is there and of that type.
template <class T>
[[nodiscard]] std::optional<T> get(const Json& row, const char* name) {
    const auto found = row.find(name);
    if (found == row.end()) return std::nullopt;
    if constexpr (std::is_same_v<T, std::string>) {
        if (!found->is_string()) return std::nullopt;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!found->is_boolean()) return std::nullopt;
    } else {
        if (!found->is_number_integer()) return std::nullopt;
    }
    return found->template get<T>();
}

}  // namespace

std::string key(const LogGroup& group) {
    return fmt::format("{}/{}/{}", group.place.account, group.place.region, group.name);
}

std::string key(std::uint64_t number) { return fmt::format("{:016x}", number); }

std::optional<std::uint64_t> read_key(std::string_view key) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), number, 16);
    if (problem != std::errc() || end != key.data() + key.size()) return std::nullopt;
    return number;
}

std::string write(const LogGroup& group) {
    Json row{{"account", group.place.account},
             {"region", group.place.region},
             {"name", group.name},
             {"class", group.log_class},
             {"created", group.created}};
    if (!group.key.empty()) row["key"] = group.key;
    if (group.is_protected) row["protected"] = true;
    if (group.retention) row["retention"] = *group.retention;
    if (!group.tags.all().empty()) row["tags"] = group.tags.all();
    write_filters(group, row);
    return pack(std::move(row));
}

std::unique_ptr<LogGroup> read_group(std::string_view bytes) {
    const Json row = unpack(bytes);
    if (row.is_discarded()) return nullptr;
    auto account = get<std::string>(row, "account");
    auto region = get<std::string>(row, "region");
    auto name = get<std::string>(row, "name");
    if (!account || !region || !name) return nullptr;
    auto group = std::make_unique<LogGroup>();
    group->place = {std::move(*account), std::move(*region)};
    group->name = std::move(*name);
    group->log_class = get<std::string>(row, "class").value_or("STANDARD");
    group->created = get<std::int64_t>(row, "created").value_or(0);
    group->key = get<std::string>(row, "key").value_or("");
    group->is_protected = get<bool>(row, "protected").value_or(false);
    group->retention = get<std::int32_t>(row, "retention");
    if (!read_filters(row, *group)) return nullptr;
    if (const auto tags = row.find("tags"); tags != row.end() && tags->is_object()) {
        std::map<std::string, std::string> kept;
        for (const auto& [tag, value] : tags->items()) {
            if (value.is_string()) kept.emplace(tag, value.get<std::string>());
        }
        group->tags = aws::TagSet(std::move(kept));
    }
    return group;
}

std::string write(const LogStream& stream) {
    const LogGroup& group = *stream.group;
    return pack({{"account", group.place.account},
                 {"region", group.place.region},
                 {"group", group.name},
                 {"name", stream.name},
                 {"created", stream.created}});
}

std::optional<StreamRow> read_stream(std::string_view bytes) {
    const Json row = unpack(bytes);
    if (row.is_discarded()) return std::nullopt;
    auto account = get<std::string>(row, "account");
    auto region = get<std::string>(row, "region");
    auto group = get<std::string>(row, "group");
    auto name = get<std::string>(row, "name");
    if (!account || !region || !group || !name) return std::nullopt;
    StreamRow read;
    read.place = {std::move(*account), std::move(*region)};
    read.group = std::move(*group);
    read.stream = std::make_unique<LogStream>();
    read.stream->name = std::move(*name);
    read.stream->created = get<std::int64_t>(row, "created").value_or(0);
    return read;
}

std::string write(const BatchRow& batch) {
    Json times = Json::array();
    Json messages = Json::array();
    for (const InputEvent& event : batch.events) {
        times.push_back(event.timestamp);
        messages.push_back(event.message);
    }
    return pack({{"stream", batch.stream}, {"ingested", batch.ingested}, {"times", times}, {"messages", messages}});
}

std::optional<BatchRow> read_batch(std::string_view bytes) {
    Json row = unpack(bytes);
    if (row.is_discarded()) return std::nullopt;
    const auto times = row.find("times");
    const auto messages = row.find("messages");
    const auto stream = get<std::uint64_t>(row, "stream");
    const auto ingested = get<std::int64_t>(row, "ingested");
    if (times == row.end() || messages == row.end() || !times->is_array() || !messages->is_array() ||
        times->size() != messages->size() || !stream || !ingested)
        return std::nullopt;
    BatchRow batch;
    batch.stream = *stream;
    batch.ingested = *ingested;
    for (std::size_t i = 0; i < times->size(); ++i) {
        Json& message = (*messages)[i];
        if (!(*times)[i].is_number_integer() || !message.is_string()) return std::nullopt;
        batch.events.push_back({(*times)[i].get<std::int64_t>(), std::move(message.get_ref<std::string&>())});
    }
    return batch;
}

}  // namespace wt::logs::rows
