#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/batch_rules.hpp"
#include "logs/log_group.hpp"

/// Groups, streams and batches of events as rows of a store. What does not read is none.
namespace wt::logs::rows {

inline constexpr std::string_view group_space = "logs.group";    // by account, region and name
inline constexpr std::string_view stream_space = "logs.stream";  // by the stream's id
inline constexpr std::string_view batch_space = "logs.batch";    // by the number of the batch's first event

[[nodiscard]] std::string key(const LogGroup& group);
[[nodiscard]] std::string key(std::uint64_t number);
[[nodiscard]] std::optional<std::uint64_t> read_key(std::string_view key);

[[nodiscard]] std::string write(const LogGroup& group);
/// Without its streams.
[[nodiscard]] std::unique_ptr<LogGroup> read_group(std::string_view row);

/// Whose stream it is, and the stream without its events.
struct StreamRow {
    aws::AccountRegion place;
    std::string group;
    std::unique_ptr<LogStream> stream;
};
[[nodiscard]] std::string write(const LogStream& stream);
[[nodiscard]] std::optional<StreamRow> read_stream(std::string_view row);

/// The events of one PutLogEvents that were taken.
struct BatchRow {
    std::uint64_t stream = 0;
    std::int64_t ingested = 0;
    std::vector<InputEvent> events;
};
[[nodiscard]] std::string write(const BatchRow& batch);
[[nodiscard]] std::optional<BatchRow> read_batch(std::string_view row);

}  // namespace wt::logs::rows
