#pragma once
#include <cstdint>
#include <optional>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"

namespace wt::dynamodb {

/// Units that a table is provisioned with, a second.
struct Provisioned {
    std::uint64_t read = 5;
    std::uint64_t write = 5;
    bool operator==(const Provisioned&) const = default;
};

struct TableConfig {
    std::optional<Provisioned> provisioned;  // none: on demand
    /// By the hash of the key. A table on demand begins with four: 12,000 read and 4,000 write units a second (DynamoDB
    /// Developer Guide, "On-demand capacity mode").
    std::uint64_t partitions = 4;
    bool consistent = false;  // reads are strongly consistent, and take twice the units
    Latency latency;
    static constexpr std::uint64_t most_partitions = 10'000;
};

/// What of the difference a table cannot take while it is used; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const TableConfig& from, const TableConfig& to);

}  // namespace wt::dynamodb
