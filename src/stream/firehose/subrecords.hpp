#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"

/// The records that one record holds. Data Firehose Developer Guide, "Apply dynamic partitioning to aggregated data"
/// and "Sending data using a Kinesis data stream".
namespace wt::stream::firehose {

/// JSON objects and arrays one behind another, with or without white space between them. An error, with a sentence,
/// when it is anything else.
[[nodiscard]] Result<std::vector<Text>> json_subrecords(std::string_view record);
/// What stands between the delimiters, which is nothing itself; `delimiter` has a byte at least.
[[nodiscard]] std::vector<Text> delimited_subrecords(std::string_view record, std::string_view delimiter);
/// What a producer put into the Kinesis Producer Library's aggregated record. None: it is no such record, whole and
/// with the right sum.
[[nodiscard]] std::optional<std::vector<Text>> aggregated_records(std::string_view record);

}  // namespace wt::stream::firehose
