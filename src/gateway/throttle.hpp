#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/token_bucket.hpp"
#include "gateway/config.hpp"

namespace wt::gateway {

/// How a request fares against the limits, in AWS's order: the usage plan of its API key, the stage, the account.
enum class Admission : std::uint8_t {
    admitted,
    unknown_key,     // 403 Forbidden
    too_many,        // 429 Too Many Requests: a bucket is empty
    quota_exceeded,  // 429 Limit Exceeded
};

/// The limits of one API. Pure: told the time. API keys are "PLAN-NUMBER" with the name of a usage plan and a number
/// below 100,000, each with a bucket and a quota of its own; a request without a key is held to no plan. Assumed: a
/// request that is refused further on has still taken its plan's token, but does not count against the quota.
class Throttle {
public:
    /// A key's number is below this: bounds the memory that unknown callers can take. AWS's own quota is 10,000 keys.
    static constexpr std::uint32_t keys_per_plan = 100'000;

    Throttle(const RestApiConfig& config, Instant now);

    /// `api_key` is empty when the request has none.
    [[nodiscard]] Admission admit(std::string_view api_key, Instant now);

private:
    struct Client {
        std::optional<TokenBucket> bucket;
        std::int64_t period = 0;  // whose use is counted
        std::uint64_t used = 0;
    };
    struct Plan {
        std::string name;
        UsagePlan limits;
        std::vector<Client> clients;  // by the number of their key
    };

    [[nodiscard]] Plan* plan_of(std::string_view api_key, std::uint32_t& number);
    [[nodiscard]] Client& client(Plan& plan, std::uint32_t number, Instant now);

    std::vector<Plan> plans_;
    TokenBucket stage_;
    TokenBucket account_;
};

}  // namespace wt::gateway
