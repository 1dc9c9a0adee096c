#include "logs/batch_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "logs/errors.hpp"
#include "logs/limits.hpp"
#include "logs/retention.hpp"

namespace wt::logs {

namespace {

[[nodiscard]] aws::Error invalid(std::string message) {
    return aws::Error(errors::invalid_parameter, std::move(message));
}

/// What is wrong with the batch as a whole. Sentences of sizes: as the service was seen to answer.
[[nodiscard]] std::optional<aws::Error> refuse(std::span<const InputEvent> events) {
    std::size_t bytes = 0;
    for (const InputEvent& event : events) {
        if (event.message.size() + event_overhead > largest_event) {
            return invalid(fmt::format("Log event too large: {} bytes exceeds limit of {}",
                                       event.message.size() + event_overhead, largest_event));
        }
        bytes += event.message.size() + event_overhead;
    }
    if (bytes > largest_batch)
        return invalid(fmt::format("Upload too large: {} bytes exceeds limit of {}", bytes, largest_batch));
    const bool ordered = std::is_sorted(events.begin(), events.end(), [](const InputEvent& a, const InputEvent& b) {
        return a.timestamp < b.timestamp;
    });
    if (!ordered) return invalid("Log events in a single PutLogEvents request must be in chronological order.");
    return std::nullopt;
}

}  // namespace

aws::Outcome<Admission> admit(std::span<const InputEvent> events, std::int64_t now,
                              std::optional<std::int32_t> retention) {
    if (auto error = refuse(events)) return std::move(*error);
    const auto first_from = [&](std::int64_t moment) {
        const auto found = std::partition_point(events.begin(), events.end(),
                                                [&](const InputEvent& e) { return e.timestamp < moment; });
        return static_cast<std::size_t>(found - events.begin());
    };
    Admission admission;
    const std::size_t too_old = first_from(now - furthest_behind);
    const std::size_t expired = retention ? first_from(expiry(now, *retention)) : 0;
    const std::size_t too_new = first_from(now + furthest_ahead + 1);
    if (too_old > 0) admission.too_old_to = too_old;
    if (expired > too_old) admission.expired_to = expired;
    if (too_new < events.size()) admission.too_new_from = too_new;
    admission.begin = std::max(too_old, expired);
    admission.end = std::max(too_new, admission.begin);
    if (admission.begin < admission.end &&
        events[admission.end - 1].timestamp - events[admission.begin].timestamp > longest_span) {
        // Assumed: the sentence.
        return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
    }
    return admission;
}

}  // namespace wt::logs
