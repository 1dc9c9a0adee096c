#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// Queues and readers that have much left to do now: a hundredth of what came to them, and ten at least. Sentences
/// about the end of the load: "r was 10,866 of 12,076 records behind ev when the load ended".
[[nodiscard]] std::vector<std::string> behind_now(const stack::Stack& stack, Metrics& metrics);

/// How many messages that queue took that others gave up.
[[nodiscard]] std::uint64_t dead_letters_in(const stack::Stack& stack, Metrics& metrics, std::string_view queue);
/// What became of messages that were given up: "1,290 messages of jobs ended as dead letters in dlq".
[[nodiscard]] std::vector<std::string> dead_letters(const stack::Stack& stack, Metrics& metrics);

/// A gauge's name with its labels.
[[nodiscard]] std::string level_key(const Metrics::Entry& entry);
/// The average of each gauge until now, since it was first set.
[[nodiscard]] std::map<std::string, double> level_averages(Metrics& metrics, Instant now);

}  // namespace wt::scenario
