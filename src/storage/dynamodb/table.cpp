#include "storage/dynamodb/table.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace wt::dynamodb {

namespace {

/// "up to 5 minutes (300 seconds) of unused read and write capacity" (DynamoDB Developer Guide, "Burst and adaptive
/// capacity").
constexpr std::uint64_t burst_seconds = 300;
constexpr std::uint64_t read_unit = 4096;
constexpr std::uint64_t write_unit = 1024;

[[nodiscard]] std::uint64_t units_of(std::uint64_t bytes, std::uint64_t unit) {
    return std::max<std::uint64_t>(1, (bytes + unit - 1) / unit);
}

}  // namespace

std::optional<Error> unchangeable(const TableConfig& from, const TableConfig& to) {
    if (from.partitions != to.partitions) return Error{"a table's partitions cannot change while it is used"};
    return std::nullopt;
}

Table::Table(const Context& context, std::string_view name, const TableConfig& config)
    : context_(context),
      config_(config),
      reads_{whole(&Provisioned::read), buckets(partition_reads),
             context.metrics.counter(fmt::format("{}.reads", name)),
             context.metrics.counter(fmt::format("{}.reads.throttled", name)),
             context.metrics.counter(fmt::format("{}.read.units", name))},
      writes_{whole(&Provisioned::write), buckets(partition_writes),
              context.metrics.counter(fmt::format("{}.writes", name)),
              context.metrics.counter(fmt::format("{}.writes.throttled", name)),
              context.metrics.counter(fmt::format("{}.write.units", name))} {}

std::vector<TokenBucket> Table::buckets(std::uint64_t rate) const {
    return std::vector<TokenBucket>(config_.partitions,
                                    TokenBucket(Rate{static_cast<double>(rate), 1s}, rate, context_.now()));
}

std::optional<TokenBucket> Table::whole(std::uint64_t Provisioned::* units) const {
    if (!config_.provisioned) return std::nullopt;
    const std::uint64_t rate = *config_.provisioned.*units;
    return TokenBucket(Rate{static_cast<double>(rate), 1s}, rate * burst_seconds, context_.now());
}

std::optional<Error> Table::update(const TableConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    const bool other = config_.provisioned != config.provisioned;
    config_ = config;
    if (!other) return std::nullopt;
    const auto change = [&](Side& side, std::uint64_t Provisioned::* units) {
        if (!side.table || !config_.provisioned) {
            side.table = whole(units);
            return;
        }
        const std::uint64_t rate = *config_.provisioned.*units;
        side.table->change(Rate{static_cast<double>(rate), 1s}, rate * burst_seconds, context_.now());
    };
    change(reads_, &Provisioned::read);
    change(writes_, &Provisioned::write);
    return std::nullopt;
}

void Table::fill(std::uint64_t rows, Text body) {
    items_.clear();
    rows_ = rows;
    body_ = std::move(body);
}

bool Table::preloaded(std::string_view key) const {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    const bool plain = error == std::errc() && end == key.data() + key.size() && (key.front() != '0' || key == "0");
    return plain && number < rows_;
}

std::uint64_t Table::size_of(std::string_view key) const {
    const auto found = items_.find(key);
    if (found != items_.end()) return found->second ? key.size() + found->second->size() : 0;
    return preloaded(key) ? key.size() + body_.size() : 0;
}

std::optional<Error> Table::take(Side& side, std::string_view key, std::uint64_t units) {
    side.asked.add();
    const Instant now = context_.now();
    TokenBucket& partition = side.partitions[hash_bytes(key) % side.partitions.size()];
    const bool whole = !side.table || side.table->available(now) >= units;
    if (!whole || partition.available(now) < units) {
        side.throttled.add();
        if (config_.provisioned)
            return Error{
                "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table "
                "was exceeded. Consider increasing your provisioning level with the UpdateTable API."};
        return Error{"ThrottlingException: Throughput exceeds the current capacity of your table."};
    }
    for (std::uint64_t i = 0; i < units; ++i) {
        (void)partition.try_take(now);
        if (side.table) (void)side.table->try_take(now);
    }
    side.units.add(units);
    return std::nullopt;
}

Result<std::optional<Text>> Table::get(std::string_view key) {
    // What is read eventually consistently takes half the units: here one for each 8 KB.
    const std::uint64_t unit = config_.consistent ? read_unit : 2 * read_unit;
    if (auto throttled = take(reads_, key, units_of(size_of(key), unit))) return *throttled;
    const auto found = items_.find(key);
    if (found != items_.end()) return found->second;
    return preloaded(key) ? std::optional(body_) : std::nullopt;
}

std::optional<Error> Table::put(const Text& key, Text item) {
    const std::uint64_t size = key.size() + item.size();
    if (size > largest_item) return Error{"ValidationException: Item size has exceeded the maximum allowed size"};
    // The larger of the item before and after counts.
    if (auto throttled = take(writes_, key, units_of(std::max(size, size_of(key)), write_unit))) return throttled;
    items_[key] = std::move(item);
    return std::nullopt;
}

std::optional<Error> Table::remove(std::string_view key) {
    if (auto throttled = take(writes_, key, units_of(size_of(key), write_unit))) return throttled;
    items_[Text(key)] = std::nullopt;
    return std::nullopt;
}

}  // namespace wt::dynamodb
