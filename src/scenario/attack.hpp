#pragma once
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "http/message.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// What an attacker sends: SQL injection, cross-site scripting, or plain requests in great number, on the routes that
/// the mix has: in the query arguments of reads and the form fields of writes. A share of it may be harmless, to show
/// false alarms.
class AttackTraffic {
public:
    struct Shot {
        http::Request request;
        bool malicious = true;
    };
    AttackTraffic(const FaultSpec::Attack& attack, const std::vector<MixEntry>& mix);
    [[nodiscard]] Shot next(Random& random) const;

    /// The payloads, as a human attacker types them.
    [[nodiscard]] static const std::vector<std::string_view>& payloads(FaultSpec::Attack::Profile profile);

private:
    FaultSpec::Attack attack_;
    std::vector<MixEntry> reads_;
    std::vector<MixEntry> with_body_;
};

}  // namespace wt::scenario
