#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/token_bucket.hpp"
#include "gateway/config.hpp"

namespace wt::gateway {

/// How a request fares against the limits, in AWS's order: the usage plan of its API key (the route's limit in the
/// plan, then the plan's own), the route's limit of the stage or the stage's own, the account.
enum class Admission : std::uint8_t {
    admitted,
    unknown_key,     // 403 Forbidden
    too_many,        // 429 Too Many Requests: a bucket is empty
    quota_exceeded,  // 429 Limit Exceeded
};

/// What an API is held to.
struct Limits {
    Limit account;
    Limit stage;
    std::map<std::string, Limit> routes;  // of single routes, instead of the stage's
    std::map<std::string, UsagePlan> plans;
    /// Who counts by themselves what the account, the stage and routes use: each lets a whole burst pass, and its share
    /// of the rate. At least one.
    std::uint64_t hosts = 1;
};
[[nodiscard]] Limits limits_of(const RestApiConfig& config);

/// The limits of one API. Pure: told the time, and which host a request meets. API keys are "PLAN-NUMBER" with the name
/// of a usage plan and a number below 100,000, each with a bucket and a quota of its own; a request without a key is
/// held to no plan. Assumed: a request that is refused further on has still taken its plan's token, but does not count
/// against the quota; and the routes that have no limit of their own share the stage's.
class Throttle {
public:
    /// A key's number is below this: bounds the memory that unknown callers can take. AWS's own quota is 10,000 keys.
    static constexpr std::uint32_t keys_per_plan = 100'000;

    /// `routes`: the names of the API's routes, "GET /items/{id}"; admit() is given their numbers.
    Throttle(const Limits& limits, const std::vector<std::string>& routes, Instant now);

    /// Other limits from now on: what is in the buckets of limits that stay is kept, as far as they hold it still, and
    /// so is what was used of a quota. New limits begin full. Numbers of routes stay: a new name gets the next.
    void update(const Limits& limits, const std::vector<std::string>& routes, Instant now);
    /// Everything can be used again.
    void start_over(const Limits& limits, Instant now);
    /// The number of the route of that name.
    [[nodiscard]] std::size_t number_of(std::string_view route) const;

    /// `api_key` is empty when the request has none. `host`: who counts it; below hosts().
    [[nodiscard]] Admission admit(std::string_view api_key, std::size_t route, Instant now, std::size_t host = 0);
    [[nodiscard]] std::size_t hosts() const { return hosts_.size(); }

private:
    struct Client {
        std::optional<TokenBucket> bucket;
        std::vector<TokenBucket> methods;  // as many as the plan's
        std::int64_t period = 0;           // whose use is counted
        std::uint64_t used = 0;
    };
    struct Plan {
        std::string name;
        UsagePlan limits;
        std::vector<std::size_t> method_of_route;  // by route: index into a client's `methods`, or none
        std::vector<Limit> methods;
        std::vector<Client> clients;  // by the number of their key
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    [[nodiscard]] Plan make_plan(const std::string& name, const UsagePlan& limits) const;
    /// What a plan's clients have of it when it becomes `to`.
    static void hand_over(Plan& from, Plan& to, Instant now);
    [[nodiscard]] Plan* plan_of(std::string_view api_key, std::uint32_t& number);
    [[nodiscard]] Client& client(Plan& plan, std::uint32_t number, Instant now);
    [[nodiscard]] Admission admit_client(Plan& plan, Client& client, std::size_t route, Instant now);

    std::vector<std::string> routes_;  // by number
    std::vector<Plan> plans_;
    struct Host {
        Host(const Limits& limits, Instant now);
        std::vector<std::optional<TokenBucket>> methods;  // by route
        TokenBucket stage;
        TokenBucket account;
    };
    std::vector<Host> hosts_;
};

/// Counts the periods of a quota: two moments are in the same period when this is equal.
[[nodiscard]] std::int64_t period_at(Instant now, Quota::Period period);

}  // namespace wt::gateway
