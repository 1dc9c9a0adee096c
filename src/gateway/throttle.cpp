#include "gateway/throttle.hpp"

#include <charconv>

namespace wt::gateway {

namespace {

/// Which of the quota's periods `now` falls into. Periods follow one another from 1970, so days begin at midnight UTC.
[[nodiscard]] std::int64_t period_at(Instant now, const Quota& quota) {
    return now.time_since_epoch().count() / quota.period.count();
}

}  // namespace

Throttle::Throttle(const RestApiConfig& config, Instant now)
    : stage_(config.stage_limit.rate, config.stage_limit.burst, now),
      account_(config.account.rate, config.account.burst, now) {
    for (const auto& [name, limits] : config.usage_plans) plans_.push_back(Plan{name, limits, {}});
}

Admission Throttle::admit(std::string_view api_key, Instant now) {
    Client* known = nullptr;
    const UsagePlan* limits = nullptr;
    if (!api_key.empty() && !plans_.empty()) {
        std::uint32_t number = 0;
        Plan* plan = plan_of(api_key, number);
        if (plan == nullptr) return Admission::unknown_key;
        known = &client(*plan, number, now);
        limits = &plan->limits;
        if (limits->quota) {
            const std::int64_t period = period_at(now, *limits->quota);
            if (known->period != period) known->used = 0;
            known->period = period;
            if (known->used >= limits->quota->requests) return Admission::quota_exceeded;
        }
        if (known->bucket && !known->bucket->try_take(now)) return Admission::too_many;
    }
    if (!stage_.try_take(now) || !account_.try_take(now)) return Admission::too_many;
    if (known != nullptr) ++known->used;
    return Admission::admitted;
}

Throttle::Plan* Throttle::plan_of(std::string_view api_key, std::uint32_t& number) {
    const std::size_t dash = api_key.rfind('-');
    if (dash == std::string_view::npos) return nullptr;
    const std::string_view digits = api_key.substr(dash + 1);
    const char* const end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, number);
    if (digits.empty() || error != std::errc() || at != end || number >= keys_per_plan) return nullptr;
    for (Plan& plan : plans_) {
        if (plan.name == api_key.substr(0, dash)) return &plan;
    }
    return nullptr;
}

Throttle::Client& Throttle::client(Plan& plan, std::uint32_t number, Instant now) {
    if (number >= plan.clients.size()) plan.clients.resize(number + 1);
    Client& client = plan.clients[number];
    const auto& limit = plan.limits.throttle;
    if (limit && !client.bucket) client.bucket.emplace(limit->rate, limit->burst, now);
    return client;
}

}  // namespace wt::gateway
