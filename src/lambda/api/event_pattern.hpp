#pragma once
#include <memory>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"

namespace wt::lambda::api {

/// Which events a mapping's function wants: an event pattern of a filter (Lambda Developer Guide, "Control which events
/// Lambda sends to your function": exact values, null, prefix, suffix, equals-ignore-case, anything-but, numeric,
/// exists, $or).
class EventPattern {
public:
    /// A sentence where it is no pattern.
    [[nodiscard]] static Result<EventPattern> of(std::string_view text);

    [[nodiscard]] bool matches(const nlohmann::json& event) const;
    /// Whether it looks into a member as a document, rather than at a text.
    [[nodiscard]] bool looks_into(std::string_view member) const;

private:
    explicit EventPattern(std::shared_ptr<const nlohmann::json> pattern) : pattern_(std::move(pattern)) {}
    std::shared_ptr<const nlohmann::json> pattern_;
};

}  // namespace wt::lambda::api
