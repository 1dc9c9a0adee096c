#include "gateway/usage_plans.hpp"

#include <chrono>

namespace wt::gateway {

namespace {

/// Of how many days use is told. API Gateway API Reference, "GetUsage": at most 90 days back.
constexpr std::size_t most_days = 90;

[[nodiscard]] std::int64_t period_of(std::int64_t day, Quota::Period period) {
    return period_at(epoch + std::chrono::days(day), period);
}

}  // namespace

std::int64_t day_of(Instant now) { return std::chrono::floor<std::chrono::days>(now.time_since_epoch()).count(); }

void UsagePlans::put_key(const std::string& id, Key key) {
    if (const auto before = keys_.find(id); before != keys_.end()) ids_.erase(before->second.value);
    ids_[key.value] = id;
    keys_[id] = std::move(key);
}

void UsagePlans::drop_key(const std::string& id) {
    const auto found = keys_.find(id);
    if (found == keys_.end()) return;
    ids_.erase(found->second.value);
    keys_.erase(found);
    for (auto& [plan, standing] : plans_) standing.keys.erase(id);
}

void UsagePlans::put_plan(const std::string& id, Plan plan, Instant now) {
    Standing& standing = plans_[id];
    for (auto& [key, member] : standing.keys) {
        if (!plan.throttle) member.bucket.reset();
        if (member.bucket) member.bucket->change(plan.throttle->rate, plan.throttle->burst, now);
        for (auto at = member.methods.begin(); at != member.methods.end();) {
            const auto stage = plan.stages.find(at->first.first);
            const bool limited = stage != plan.stages.end() && stage->second.contains(at->first.second);
            if (limited) {
                const Limit& limit = stage->second.at(at->first.second);
                at->second.change(limit.rate, limit.burst, now);
            }
            at = limited ? std::next(at) : member.methods.erase(at);
        }
    }
    standing.limits = std::move(plan);
}

void UsagePlans::leave(const std::string& plan, const std::string& key) {
    if (const auto found = plans_.find(plan); found != plans_.end()) found->second.keys.erase(key);
}

const std::string* UsagePlans::id_of(std::string_view value) const {
    const auto found = ids_.find(value);
    return found == ids_.end() ? nullptr : &found->second;
}

UsagePlans::Found UsagePlans::find(const Call& call) {
    const std::string* const id = id_of(call.value);
    if (id == nullptr || !keys_.at(*id).enabled) return {};
    for (auto& [name, plan] : plans_) {
        if (!plan.limits.stages.contains(call.stage)) continue;
        if (const auto member = plan.keys.find(*id); member != plan.keys.end()) return {&plan, &member->second};
    }
    return {};
}

std::uint64_t UsagePlans::left(const Plan& limits, const Use& use, std::int64_t day) {
    const std::int64_t period = period_of(day, limits.quota->period);
    auto left = static_cast<std::int64_t>(limits.quota->requests);
    if (const auto more = use.more.find(period); more != use.more.end()) left += more->second;
    if (use.first_period == period) left -= static_cast<std::int64_t>(limits.offset);
    for (const auto& [when, used] : use.days) {
        if (when <= day && period_of(when, limits.quota->period) == period) left -= static_cast<std::int64_t>(used);
    }
    return static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0));
}

Admission UsagePlans::admit(const Call& call, Instant now) {
    const Found found = find(call);
    if (found.plan == nullptr) return Admission::unknown_key;
    const Plan& limits = found.plan->limits;
    Member& member = *found.member;
    if (limits.quota) {
        if (!member.use.first_period) {
            member.use.first_period = period_at(now, limits.quota->period);
            note(member);
        }
        if (left(limits, member.use, day_of(now)) == 0) return Admission::quota_exceeded;
    }
    const auto& routes = limits.stages.find(call.stage)->second;
    if (const auto limit = routes.find(std::string(call.route)); limit != routes.end()) {
        auto& bucket =
            member.methods
                .try_emplace({std::string(call.stage), limit->first}, limit->second.rate, limit->second.burst, now)
                .first->second;
        if (!bucket.try_take(now)) return Admission::too_many;
    }
    if (limits.throttle) {
        if (!member.bucket) member.bucket.emplace(limits.throttle->rate, limits.throttle->burst, now);
        if (!member.bucket->try_take(now)) return Admission::too_many;
    }
    return Admission::admitted;
}

void UsagePlans::count(const Call& call, Instant now) {
    const Found found = find(call);
    if (found.member == nullptr) return;
    note(*found.member);
    auto& days = found.member->use.days;
    ++days[day_of(now)];
    if (days.size() > most_days) days.erase(days.begin());
}

std::vector<UsagePlans::Day> UsagePlans::usage(const std::string& plan, const std::string& key, std::int64_t first,
                                               std::int64_t last) const {
    std::vector<Day> all;
    const auto standing = plans_.find(plan);
    if (standing == plans_.end()) return all;
    const auto member = standing->second.keys.find(key);
    if (member == standing->second.keys.end()) return all;
    for (std::int64_t day = first; day <= last; ++day) {
        Day& told = all.emplace_back();
        const Use& use = member->second.use;
        const auto used = use.days.find(day);
        if (used != use.days.end()) told.used = used->second;
        if (standing->second.limits.quota) told.left = left(standing->second.limits, use, day);
    }
    return all;
}

bool UsagePlans::set_left(const std::string& plan, const std::string& key, std::uint64_t wanted, Instant now) {
    const auto standing = plans_.find(plan);
    if (standing == plans_.end() || !standing->second.limits.quota) return false;
    const auto member = standing->second.keys.find(key);
    if (member == standing->second.keys.end()) return false;
    const Plan& limits = standing->second.limits;
    const std::int64_t day = day_of(now);
    note(member->second);
    auto& more = member->second.use.more[period_of(day, limits.quota->period)];
    // What is left is never below nothing: from there it is counted.
    more += static_cast<std::int64_t>(wanted) - static_cast<std::int64_t>(left(limits, member->second.use, day));
    return true;
}

}  // namespace wt::gateway
