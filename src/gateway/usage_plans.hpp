#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/token_bucket.hpp"
#include "gateway/config.hpp"
#include "gateway/throttle.hpp"

namespace wt::gateway {

/// The API keys of an account in a region, and what the usage plans that they are in let them do. A key's buckets and
/// its quota are over all stages of a plan. Pure: told the time. API Gateway Developer Guide, "Usage plans and API keys
/// for REST APIs". Assumed: a request that a bucket of the stage refuses has taken the plan's token, but does not count
/// against the quota.
class UsagePlans {
public:
    struct Key {
        std::string value;
        bool enabled = false;
    };
    struct Plan {
        std::optional<Limit> throttle;
        std::optional<Quota> quota;
        std::uint64_t offset = 0;  // of the first period's requests, already used
        /// By "API/STAGE": the routes with limits of their own, "GET /items/{id}".
        std::map<std::string, std::map<std::string, Limit>, std::less<>> stages;
    };

    // By their ids. What was used stays when a key or a plan is put again.
    void put_key(const std::string& id, Key key);
    void drop_key(const std::string& id);
    void put_plan(const std::string& id, Plan plan, Instant now);
    void drop_plan(const std::string& id) { plans_.erase(id); }
    /// From now on the key is in the plan, or is not. Both are there.
    void join(const std::string& plan, const std::string& key) { plans_.at(plan).keys.try_emplace(key); }
    void leave(const std::string& plan, const std::string& key);

    /// A request with that value for a stage, "API/STAGE".
    struct Call {
        std::string_view value;
        std::string_view stage;
        std::string_view route;
    };
    [[nodiscard]] Admission admit(const Call& call, Instant now);
    /// It was answered, and counts against the quota.
    void count(const Call& call, Instant now);
    /// The id of the key with that value; null when there is none.
    [[nodiscard]] const std::string* id_of(std::string_view value) const;

    /// Of each day from the first to the last: what was used, and what was left of the period's quota in its evening;
    /// none without a quota. Days are counted from 1970.
    struct Day {
        std::uint64_t used = 0;
        std::optional<std::uint64_t> left;
    };
    [[nodiscard]] std::vector<Day> usage(const std::string& plan, const std::string& key, std::int64_t first,
                                         std::int64_t last) const;
    /// So much is left of the period that runs. False where there is no quota.
    bool set_left(const std::string& plan, const std::string& key, std::uint64_t left, Instant now);

    /// What a key has used of a plan, and was given: what outlives the process. Buckets do not.
    struct Use {
        std::map<std::int64_t, std::uint64_t> days;  // what was used
        std::optional<std::int64_t> first_period;
        std::map<std::int64_t, std::int64_t> more;  // by period: what was given beside the quota
    };
    /// Of a key that is in the plan.
    void restore(const std::string& plan, const std::string& key, Use use) { member(plan, key).use = std::move(use); }
    /// Calls `visit(plan, key, use)` for each that has changed since this was last called.
    template <class Visit>
    void each_changed(const Visit& visit) {
        if (!std::exchange(changed_, false)) return;
        for (auto& [plan, standing] : plans_) {
            for (auto& [key, member] : standing.keys) {
                if (std::exchange(member.changed, false)) visit(plan, key, member.use);
            }
        }
    }
    [[nodiscard]] bool changed() const { return changed_; }

private:
    /// A key in a plan.
    struct Member {
        std::optional<TokenBucket> bucket;
        std::map<std::pair<std::string, std::string>, TokenBucket> methods;  // by stage and route
        Use use;
        bool changed = false;
    };
    struct Standing {
        Plan limits;
        std::map<std::string, Member> keys;  // by id
    };
    struct Found {
        Standing* plan = nullptr;
        Member* member = nullptr;
    };
    [[nodiscard]] Found find(const Call& call);
    [[nodiscard]] Member& member(const std::string& plan, const std::string& key) {
        return plans_.at(plan).keys.at(key);
    }
    void note(Member& member) { member.changed = changed_ = true; }
    /// Of the period of that day, up to it.
    [[nodiscard]] static std::uint64_t left(const Plan& limits, const Use& use, std::int64_t day);

    std::map<std::string, Key> keys_;
    std::map<std::string, std::string, std::less<>> ids_;  // by value
    std::map<std::string, Standing> plans_;
    bool changed_ = false;  // of any member
};

/// The day of a moment, counted from 1970-01-01 in UTC.
[[nodiscard]] std::int64_t day_of(Instant now);

}  // namespace wt::gateway
