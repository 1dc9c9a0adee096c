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
/// A read that is eventually consistent takes half a unit for each 4 KB, one that is strongly consistent a whole one
/// (DynamoDB Developer Guide, "Read and write operations").
constexpr std::uint64_t read_parts = 2;
constexpr std::uint64_t write_parts = 1;

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
      reads_{read_parts,
             whole(&Provisioned::read, read_parts),
             buckets(read_parts * partition_reads),
             context.metrics.counter(fmt::format("{}.reads", name)),
             context.metrics.counter(fmt::format("{}.reads.throttled", name)),
             context.metrics.counter(fmt::format("{}.read.units", name))},
      writes_{write_parts,
              whole(&Provisioned::write, write_parts),
              buckets(write_parts * partition_writes),
              context.metrics.counter(fmt::format("{}.writes", name)),
              context.metrics.counter(fmt::format("{}.writes.throttled", name)),
              context.metrics.counter(fmt::format("{}.write.units", name))},
      bytes_(context.metrics.gauge(fmt::format("{}.bytes", name))) {}

std::vector<TokenBucket> Table::buckets(std::uint64_t rate) const {
    return std::vector<TokenBucket>(config_.partitions,
                                    TokenBucket(Rate{static_cast<double>(rate), 1s}, rate, context_.now()));
}

std::optional<TokenBucket> Table::whole(std::uint64_t Provisioned::* units, std::uint64_t parts) const {
    if (!config_.provisioned) return std::nullopt;
    const std::uint64_t rate = parts * (*config_.provisioned.*units);
    return TokenBucket(Rate{static_cast<double>(rate), 1s}, rate * burst_seconds, context_.now());
}

std::optional<Error> Table::update(const TableConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    const bool other = config_.provisioned != config.provisioned;
    config_ = config;
    if (!other) return std::nullopt;
    const auto change = [&](Side& side, std::uint64_t Provisioned::* units) {
        if (!side.table || !config_.provisioned) {
            side.table = whole(units, side.parts);
            return;
        }
        const std::uint64_t rate = side.parts * (*config_.provisioned.*units);
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
    stored_ = static_cast<double>(rows * (per_item + body_.size()));
    // Keys of one digit, of two, ...
    for (std::uint64_t from = 0, to = 10, digits = 1; from < rows; from = to, to *= 10, ++digits)
        stored_ += static_cast<double>((std::min(rows, to) - from) * digits);
    store(0);
}

void Table::store(double more) {
    stored_ += more;
    bytes_.set(stored_, context_.now());
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

std::optional<Error> Table::take(Side& side, std::string_view key, std::uint64_t parts) {
    side.asked.add();
    const Instant now = context_.now();
    TokenBucket& partition = side.partitions[hash_bytes(key) % side.partitions.size()];
    const bool whole = !side.table || side.table->available(now) >= parts;
    if (!whole || partition.available(now) < parts) {
        side.throttled.add();
        if (config_.provisioned)
            return Error{
                "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table "
                "was exceeded. Consider increasing your provisioning level with the UpdateTable API."};
        return Error{"ThrottlingException: Throughput exceeds the current capacity of your table."};
    }
    for (std::uint64_t i = 0; i < parts; ++i) {
        (void)partition.try_take(now);
        if (side.table) (void)side.table->try_take(now);
    }
    side.begun += parts;
    side.units.add(side.begun / side.parts);
    side.begun %= side.parts;
    return std::nullopt;
}

Result<std::optional<Text>> Table::get(std::string_view key) {
    const std::uint64_t parts = units_of(size_of(key), read_unit) * (config_.consistent ? read_parts : 1);
    if (auto throttled = take(reads_, key, parts)) return *throttled;
    const auto found = items_.find(key);
    if (found != items_.end()) return found->second;
    return preloaded(key) ? std::optional(body_) : std::nullopt;
}

std::optional<Error> Table::put(const Text& key, Text item) {
    const std::uint64_t size = key.size() + item.size();
    const std::uint64_t before = size_of(key);
    if (size > largest_item) return Error{"ValidationException: Item size has exceeded the maximum allowed size"};
    // The larger of the item before and after counts.
    if (auto throttled = take(writes_, key, units_of(std::max(size, before), write_unit))) return throttled;
    store(static_cast<double>(size) - static_cast<double>(before) + (before == 0 ? per_item : 0));
    items_[key] = std::move(item);
    return std::nullopt;
}

std::optional<Error> Table::remove(std::string_view key) {
    const std::uint64_t before = size_of(key);
    if (auto throttled = take(writes_, key, units_of(before, write_unit))) return throttled;
    if (before > 0) store(-static_cast<double>(before + per_item));
    items_[Text(key)] = std::nullopt;
    return std::nullopt;
}

}  // namespace wt::dynamodb
