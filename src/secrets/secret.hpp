#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/shape.hpp"
#include "secrets/secretsmanager_shapes.hpp"

namespace wt::secrets {

// Staging labels of AWS's own.
inline constexpr std::string_view current_stage = "AWSCURRENT";
inline constexpr std::string_view previous_stage = "AWSPREVIOUS";
inline constexpr std::string_view pending_stage = "AWSPENDING";

/// What a version says: a text, or bytes.
struct Value {
    std::optional<std::string> text;
    std::optional<aws::Blob> binary;
    [[nodiscard]] bool is_there() const { return text || binary; }
    bool operator==(const Value&) const = default;
};
const aws::Structure& shape_of(aws::Tag<Value>);

/// Without stages it is deprecated: it may go when there are too many.
struct Version {
    Instant created;
    std::optional<Instant> accessed;
    std::vector<std::string> stages;
};
const aws::Structure& shape_of(aws::Tag<Version>);

/// A secret with its versions. Policies of stages are here; it knows no wire.
struct Secret {
    aws::AccountRegion place;
    std::string name;
    std::string suffix;  // six characters behind the name in the ARN

    Instant created;
    Instant changed;
    std::optional<Instant> accessed;  // the day
    std::optional<Instant> rotated;
    std::optional<Instant> ends;  // marked for deletion: it goes then
    std::string description;
    std::string key;  // of KMS
    std::string type;
    std::string policy;
    std::string owner;  // the service of AWS's that manages it: "rds"
    std::map<std::string, std::string> tags;

    bool rotates = false;
    std::string function;  // ARN
    std::optional<RotationRulesType> rules;
    std::optional<Instant> next_rotation;

    std::map<std::string, Version> versions;  // by id
    std::map<std::string, Value> values;      // a row each; of a version that waits for its value none

    [[nodiscard]] std::string arn() const;
    /// The version with that label; empty: none has it.
    [[nodiscard]] std::string holder(std::string_view stage) const;
    /// The label moves there; AWSPREVIOUS goes where AWSCURRENT was.
    void attach(std::string_view stage, const std::string& version);
    void detach(std::string_view stage);
    [[nodiscard]] bool is_marked() const { return ends.has_value(); }
};
const aws::Structure& shape_of(aws::Tag<Secret>);

/// How often a secret rotates by itself. AutomaticallyAfterDays, or a schedule "rate(10 days)"; none where neither is
/// said, or the schedule is of another kind.
[[nodiscard]] std::optional<Duration> period_of(const RotationRulesType& rules);

}  // namespace wt::secrets
