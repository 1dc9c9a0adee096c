#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"

namespace wt::stream {

/// How a delivery stream names its objects: PREFIX, then STREAM-VERSION-YYYY-MM-dd-HH-mm-ss-UUID and an extension, in
/// the stream's time zone. Times are the arrival of the oldest record in the object. (Data Firehose Developer Guide,
/// "Configure Amazon S3 object name format", "Understand custom prefixes for Amazon S3 objects".)
///
/// A prefix may have expressions: `!{timestamp:PATTERN}` with a pattern of Java's DateTimeFormatter (see formatted()),
/// `!{firehose:random-string}` (11 letters and digits, new each time), and, for errors,
/// `!{firehose:error-output-type}`. One without a timestamp gets `!{timestamp:yyyy/MM/dd/HH/}` at its end.
struct ObjectName {
    std::string stream;
    std::string prefix;
    std::string error_prefix;
    std::string error_type;  // "processing-failed"; empty for data
    std::string extension;   // ".gz"
    int version = 1;         // of the stream's configuration
    std::string time_zone = "UTC";
    /// What `!{partitionKeyFromQuery:NAME}` and `!{partitionKeyFromLambda:NAME}` stand for.
    std::map<std::string, std::string> partition = {};
};

/// The key of an object whose oldest record arrived then. The prefix must be one without problems.
[[nodiscard]] std::string object_key(const ObjectName& name, Instant oldest, Random& random);

/// How the two are called where somebody is told of them: in a scenario, or in the API.
struct PrefixWords {
    std::string_view prefix = "prefix";
    std::string_view error_prefix = "error_prefix";
};
/// What is wrong with the prefixes, in a sentence; nothing when they are fine. With an expression in `prefix` there
/// must be an `error_prefix`, and one with an expression must say the error's type. (Data Firehose Developer
/// Guide, "Understand custom prefixes", "Semantic rules".)
[[nodiscard]] std::optional<std::string> prefix_problem(std::string_view prefix, std::string_view error_prefix,
                                                        bool partitions = false, const PrefixWords& words = {});
/// The names of what partitions a prefix asks for.
[[nodiscard]] std::vector<std::string> partition_names(std::string_view prefix);

}  // namespace wt::stream
