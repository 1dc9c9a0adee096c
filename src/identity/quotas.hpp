#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "aws/accounts.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "base/token_bucket.hpp"

namespace wt::identity {

/// How often requests of a category may come ("UserAuthentication"), of all pools of an account in a region together.
/// Developer Guide, "Quotas": API operation categories.
using QuotaRates = std::map<std::string, Rate, std::less<>>;

/// AWS's defaults.
[[nodiscard]] const QuotaRates& aws_quotas();
/// "none": no rates; "aws": AWS's; "UserAuthentication=5/s,UserCreation=2/s": AWS's, but for these.
[[nodiscard]] Result<QuotaRates> parse_quotas(std::string_view text);
/// Of an operation of the API, or of a page or endpoint of a pool's domain ("/oauth2/token"); empty for what has none.
[[nodiscard]] std::string_view quota_category(std::string_view operation);

/// Answers to challenges have three times the rate of sign-ins; those beyond it count as sign-ins.
inline constexpr std::string_view challenge_answers = "RespondToAuthChallenge";
inline constexpr std::string_view authentications = "UserAuthentication";
inline constexpr double most_a_second = 1e6;

/// How many may come at once: what a second brings, and at least one. Assumed: AWS says rates alone.
[[nodiscard]] std::uint64_t burst_of(Rate rate);

/// The quotas of one account in one region. A policy, told the time. Each category is a token bucket.
class Quotas {
public:
    Quotas(const QuotaRates& rates, Instant now);
    /// False: one request too many of that category. What has no rate is never too much.
    [[nodiscard]] bool take(std::string_view category, Instant now);
    /// Another rate from now on; what is there stays, as far as it may still be held.
    void change(std::string_view category, Rate rate, Instant now);

private:
    std::map<std::string, TokenBucket, std::less<>> buckets_;
};

/// The quotas of every account.
class AccountQuotas {
public:
    explicit AccountQuotas(QuotaRates rates) : rates_(std::move(rates)) {}
    [[nodiscard]] bool take(const aws::AccountRegion& place, std::string_view category, Instant now);
    void reset() { quotas_.clear(); }

private:
    static constexpr std::size_t most_places = 10'000;
    QuotaRates rates_;
    std::map<aws::AccountRegion, Quotas> quotas_;
};

}  // namespace wt::identity
