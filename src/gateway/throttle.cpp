#include "gateway/throttle.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace wt::gateway {

namespace {

/// What each of so many hosts lets pass.
[[nodiscard]] Rate share_of(Rate rate, std::uint64_t hosts) {
    return {rate.amount / static_cast<double>(hosts), rate.per};
}

/// The bucket of a limit that may be new.
void fit(std::optional<TokenBucket>& bucket, const Limit& limit, Instant now) {
    if (bucket) {
        bucket->change(limit.rate, limit.burst, now);
    } else {
        bucket.emplace(limit.rate, limit.burst, now);
    }
}

}  // namespace

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

Limits limits_of(const RestApiConfig& config) {
    return {config.account, config.stage_limit, config.method_limits, config.usage_plans, config.limit_hosts};
}

Throttle::Host::Host(const Limits& limits, Instant now)
    : stage(share_of(limits.stage.rate, limits.hosts), limits.stage.burst, now),
      account(share_of(limits.account.rate, limits.hosts), limits.account.burst, now) {}

Throttle::Throttle(const Limits& limits, const std::vector<std::string>& routes, Instant now) {
    update(limits, routes, now);
}

void Throttle::start_over(const Limits& limits, Instant now) { *this = Throttle(limits, routes_, now); }

void Throttle::update(const Limits& limits, const std::vector<std::string>& routes, Instant now) {
    for (const std::string& route : routes) {
        if (std::find(routes_.begin(), routes_.end(), route) == routes_.end()) routes_.push_back(route);
    }
    while (hosts_.size() > limits.hosts) hosts_.pop_back();
    while (hosts_.size() < limits.hosts) hosts_.emplace_back(limits, now);
    for (Host& host : hosts_) {
        host.stage.change(share_of(limits.stage.rate, limits.hosts), limits.stage.burst, now);
        host.account.change(share_of(limits.account.rate, limits.hosts), limits.account.burst, now);
        host.methods.resize(routes_.size());
        for (std::size_t i = 0; i < routes_.size(); ++i) {
            const auto limit = limits.routes.find(routes_[i]);
            if (limit == limits.routes.end()) {
                host.methods[i].reset();
            } else {
                fit(host.methods[i], {share_of(limit->second.rate, limits.hosts), limit->second.burst}, now);
            }
        }
    }
    std::vector<Plan> before = std::exchange(plans_, {});
    for (const auto& [name, plan] : limits.plans) {
        plans_.push_back(make_plan(name, plan));
        const auto old = std::find_if(before.begin(), before.end(), [&](const Plan& one) { return one.name == name; });
        if (old != before.end()) hand_over(*old, plans_.back(), now);
    }
}

std::size_t Throttle::number_of(std::string_view route) const {
    return static_cast<std::size_t>(std::find(routes_.begin(), routes_.end(), route) - routes_.begin());
}

Throttle::Plan Throttle::make_plan(const std::string& name, const UsagePlan& limits) const {
    Plan plan{name, limits, std::vector<std::size_t>(routes_.size(), none), {}, {}};
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const auto limit = limits.methods.find(routes_[i]);
        if (limit == limits.methods.end()) continue;
        plan.method_of_route[i] = plan.methods.size();
        plan.methods.push_back(limit->second);
    }
    return plan;
}

void Throttle::hand_over(Plan& from, Plan& to, Instant now) {
    to.clients = std::move(from.clients);
    for (Client& client : to.clients) {
        if (!to.limits.throttle) client.bucket.reset();
        if (client.bucket) client.bucket->change(to.limits.throttle->rate, to.limits.throttle->burst, now);
        if (client.methods.empty()) continue;  // it has sent nothing to a limited route
        const std::vector<TokenBucket> old = std::exchange(client.methods, {});
        for (const Limit& limit : to.methods) client.methods.emplace_back(limit.rate, limit.burst, now);
        for (std::size_t route = 0; route < from.method_of_route.size(); ++route) {
            const std::size_t was = from.method_of_route[route];
            const std::size_t is = to.method_of_route[route];
            if (was == none || is == none) continue;
            client.methods[is] = old[was];
            client.methods[is].change(to.methods[is].rate, to.methods[is].burst, now);
        }
    }
}

Admission Throttle::admit(std::string_view api_key, std::size_t route, Instant now, std::size_t host) {
    Client* known = nullptr;
    if (!api_key.empty() && !plans_.empty()) {
        std::uint32_t number = 0;
        Plan* plan = plan_of(api_key, number);
        if (plan == nullptr) return Admission::unknown_key;
        known = &client(*plan, number, now);
        const Admission admission = admit_client(*plan, *known, route, now);
        if (admission != Admission::admitted) return admission;
    }
    Host& by = hosts_[host];
    TokenBucket& stage = by.methods[route] ? *by.methods[route] : by.stage;
    if (!stage.try_take(now) || !by.account.try_take(now)) return Admission::too_many;
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
