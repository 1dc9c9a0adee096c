#include "gateway/throttle.hpp"

#include <charconv>
#include <chrono>

namespace wt::gateway {

std::int64_t period_at(Instant now, Quota::Period period) {
    const auto day = std::chrono::floor<std::chrono::days>(now.time_since_epoch());
    switch (period) {
        case Quota::Period::day: return day.count();
        case Quota::Period::week: return (day.count() + 4) / 7;  // 1970-01-01 was a Thursday
        case Quota::Period::month: break;
    }
    const std::chrono::year_month_day date{std::chrono::sys_days(day)};
    return static_cast<int>(date.year()) * 12 + static_cast<unsigned>(date.month());
}

Throttle::Throttle(const RestApiConfig& config, const std::vector<std::string>& routes, Instant now)
    : methods_(routes.size()),
      stage_(config.stage_limit.rate, config.stage_limit.burst, now),
      account_(config.account.rate, config.account.burst, now) {
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const auto limit = config.method_limits.find(routes[i]);
        if (limit != config.method_limits.end()) methods_[i].emplace(limit->second.rate, limit->second.burst, now);
    }
    for (const auto& [name, limits] : config.usage_plans) {
        Plan plan{name, limits, std::vector<std::size_t>(routes.size(), none), {}, {}};
        for (std::size_t i = 0; i < routes.size(); ++i) {
            const auto limit = limits.methods.find(routes[i]);
            if (limit == limits.methods.end()) continue;
            plan.method_of_route[i] = plan.methods.size();
            plan.methods.push_back(limit->second);
        }
        plans_.push_back(std::move(plan));
    }
}

Admission Throttle::admit(std::string_view api_key, std::size_t route, Instant now) {
    Client* known = nullptr;
    if (!api_key.empty() && !plans_.empty()) {
        std::uint32_t number = 0;
        Plan* plan = plan_of(api_key, number);
        if (plan == nullptr) return Admission::unknown_key;
        known = &client(*plan, number, now);
        const Admission admission = admit_client(*plan, *known, route, now);
        if (admission != Admission::admitted) return admission;
    }
    TokenBucket& stage = methods_[route] ? *methods_[route] : stage_;
    if (!stage.try_take(now) || !account_.try_take(now)) return Admission::too_many;
    if (known != nullptr) ++known->used;
    return Admission::admitted;
}

Admission Throttle::admit_client(Plan& plan, Client& client, std::size_t route, Instant now) {
    if (plan.limits.quota) {
        const std::int64_t period = period_at(now, plan.limits.quota->period);
        if (client.period != period) client.used = 0;
        client.period = period;
        if (client.used >= plan.limits.quota->requests) return Admission::quota_exceeded;
    }
    const std::size_t method = plan.method_of_route[route];
    if (method != none && !client.methods[method].try_take(now)) return Admission::too_many;
    if (client.bucket && !client.bucket->try_take(now)) return Admission::too_many;
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
    if (client.methods.empty()) {
        for (const Limit& method : plan.methods) client.methods.emplace_back(method.rate, method.burst, now);
    }
    return client;
}

}  // namespace wt::gateway
