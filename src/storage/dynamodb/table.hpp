#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/context.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/token_bucket.hpp"
#include "storage/dynamodb/config.hpp"

namespace wt::dynamodb {

/// A table as a function meets it: items by key, and how many units a second it and each of its partitions take.
/// Answers without a wait of its own; latency and faults are the caller's.
class Table {
public:
    Table(const Context& context, std::string_view name, const TableConfig& config);
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    /// The item; none when there is no such item; an error when it is throttled, in DynamoDB's words.
    [[nodiscard]] Result<std::optional<Text>> get(std::string_view key);
    [[nodiscard]] std::optional<Error> put(const Text& key, Text item);
    /// Removing what is not there is no error.
    [[nodiscard]] std::optional<Error> remove(std::string_view key);

    /// The items "0" to `rows` - 1 have always been there, with this body, and nothing else is.
    void fill(std::uint64_t rows, Text body);
    [[nodiscard]] std::optional<Error> update(const TableConfig& config);
    [[nodiscard]] const TableConfig& config() const { return config_; }

    // DynamoDB Developer Guide, "Designing partition keys to distribute your workload", "Quotas".
    static constexpr std::uint64_t partition_reads = 3000;
    static constexpr std::uint64_t partition_writes = 1000;
    static constexpr std::uint64_t largest_item = 400 * 1024;
    /// What an item takes beside its own size, in storage alone (DynamoDB pricing, "Data storage").
    static constexpr std::uint64_t per_item = 100;

private:
    /// One direction: of the table, where it is provisioned, and of each partition. Tokens are parts of units.
    struct Side {
        std::uint64_t parts;  // of a unit

        std::optional<TokenBucket> table;
        std::vector<TokenBucket> partitions;
        Counter& asked;
        Counter& throttled;
        Counter& units;
        std::uint64_t begun = 0;  // parts of a unit that is not counted yet
    };
    [[nodiscard]] std::vector<TokenBucket> buckets(std::uint64_t rate) const;
    [[nodiscard]] std::optional<TokenBucket> whole(std::uint64_t Provisioned::* units, std::uint64_t parts) const;
    /// Why there are not so many parts of units for that key now; none: they are taken.
    [[nodiscard]] std::optional<Error> take(Side& side, std::string_view key, std::uint64_t parts);
    /// Of all items together, `more` than before.
    void store(double more);
    [[nodiscard]] std::uint64_t size_of(std::string_view key) const;
    [[nodiscard]] bool preloaded(std::string_view key) const;

    Context context_;
    TableConfig config_;
    std::unordered_map<Text, std::optional<Text>, TextHash, std::equal_to<>> items_;  // none: one that was removed
    std::uint64_t rows_ = 0;
    Text body_;
    Side reads_;
    Side writes_;
    double stored_ = 0;  // bytes, with what each item takes beside its own
    Gauge& bytes_;
};

}  // namespace wt::dynamodb
