#include "stream/intake.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace wt::stream {

namespace {

/// Makes the quota what the configuration says, if it says anything.
void fit_quota(std::optional<Quota>& quota, const std::optional<std::uint64_t>& per_second, Instant now) {
    if (!per_second) {
        quota.reset();
    } else if (quota) {
        quota->change(*per_second, now);
    } else {
        quota.emplace(*per_second, now);
    }
}

}  // namespace

Intake::Intake(const Context& context, std::string_view name)
    : context_(context),
      name_(name),
      singles_(context.metrics.counter(fmt::format("{}.singles", name))),
      singles_accepted_(context.metrics.counter(fmt::format("{}.singles.accepted", name))),
      singles_bytes_(context.metrics.counter(fmt::format("{}.singles.bytes", name))),
      batches_(context.metrics.counter(fmt::format("{}.batches", name))),
      batches_accepted_(context.metrics.counter(fmt::format("{}.batches.accepted", name))),
      batch_records_(context.metrics.counter(fmt::format("{}.batch.records", name))),
      batch_bytes_(context.metrics.counter(fmt::format("{}.batch.bytes", name))),
      throttled_(context.metrics.counter(fmt::format("{}.throttled", name))),
      singles_latency_(context.metrics.histogram(fmt::format("{}.singles.latency", name))),
      batches_latency_(context.metrics.histogram(fmt::format("{}.batches.latency", name))) {}

void Intake::fit(const std::optional<PutLimits>& limits) {
    const Instant now = context_.now();
    const auto fit_one = [&](std::optional<Quota>& quota, std::string_view gauge, auto of) {
        const auto limit = limits ? std::optional<std::uint64_t>(of(*limits)) : std::nullopt;
        fit_quota(quota, limit, now);
        if (limit)
            context_.metrics.gauge(fmt::format("{}.limit.{}", name_, gauge)).set(static_cast<double>(*limit), now);
    };
    fit_one(records_, "records", [](const PutLimits& each) { return each.records; });
    fit_one(requests_, "requests", [](const PutLimits& each) { return each.requests; });
    fit_one(bytes_, "bytes", [](const PutLimits& each) { return each.bytes.count; });
}

bool Intake::has_request() {
    if (!requests_) return true;
    const bool there = requests_->has(1, context_.now());
    if (there) requests_->take(1);
    return there;
}

std::optional<Error> Intake::admit(std::uint64_t bytes, bool in_a_request) {
    const Instant now = context_.now();
    const bool there =
        in_a_request &&
        (!records_ || (records_->has(1, now) && bytes_->has(std::min(bytes, bytes_->per_second()), now)));
    if (!there) {
        throttled_.add();
        return Error{"ServiceUnavailableException: Slow down."};
    }
    if (records_) {
        records_->take(1);
        bytes_->take(bytes);
    }
    return std::nullopt;
}

std::optional<Error> Intake::take(std::uint64_t bytes) {
    if (bytes > DeliveryStreamConfig::largest_record) {
        return Error{
            "ValidationException: 1 validation error detected: Value at 'record.data' failed to satisfy constraint: "
            "Member must have length less than or equal to 1024000"};
    }
    singles_.add();
    singles_bytes_.add(bytes);
    auto refused = admit(bytes, has_request());
    if (!refused) singles_accepted_.add();
    return refused;
}

Result<std::vector<std::optional<Error>>> Intake::take_batch(std::span<const std::uint64_t> sizes) {
    if (std::any_of(sizes.begin(), sizes.end(), [](auto size) { return size > DeliveryStreamConfig::largest_record; }))
        return Error{"ValidationException: a record has at most 1024000 bytes"};
    if (sizes.empty() || sizes.size() > most_entries) return Error{"ValidationException: a batch has 1 to 500 records"};
    const std::uint64_t bytes = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
    if (bytes > most_entry_bytes) return Error{"InvalidArgumentException: a batch has at most 4 MiB"};
    batches_.add();
    batch_records_.add(sizes.size());
    batch_bytes_.add(bytes);
    const bool in_a_request = has_request();
    std::vector<std::optional<Error>> refusals;
    refusals.reserve(sizes.size());
    bool any = false;
    for (const std::uint64_t size : sizes) {
        refusals.push_back(admit(size, in_a_request));
        any = any || !refusals.back();
    }
    if (any) batches_accepted_.add();
    return refusals;
}

}  // namespace wt::stream
