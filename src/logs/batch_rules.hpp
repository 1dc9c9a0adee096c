#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "aws/outcome.hpp"
#include "base/result.hpp"

namespace wt::logs {

/// An event on its way in.
struct InputEvent {
    std::int64_t timestamp = 0;  // milliseconds since 1970
    std::string message;
};

/// What of a batch is taken: the events from `begin` to `end`. The others are too old, too new, or would have expired.
struct Admission {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::optional<std::size_t> too_new_from;
    std::optional<std::size_t> too_old_to;  // exclusive
    std::optional<std::size_t> expired_to;  // exclusive
};

/// PutLogEvents' rules for a batch at `now` (milliseconds). `retention`: the group's, in days. CloudWatch Logs API
/// Reference, "PutLogEvents".
[[nodiscard]] aws::Outcome<Admission> admit(std::span<const InputEvent> events, std::int64_t now,
                                            std::optional<std::int32_t> retention);

}  // namespace wt::logs
