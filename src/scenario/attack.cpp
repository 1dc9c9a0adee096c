#include "scenario/attack.hpp"

#include <fmt/format.h>

#include "http/uri.hpp"

namespace wt::scenario {

namespace {

/// 198.18.0.0/15 is set aside for benchmarks (RFC 2544): no client of the mix has such an address.
constexpr std::uint32_t attackers = 0xc6120000U;

[[nodiscard]] std::string path_of(const MixEntry& entry, Random& random) {
    const std::size_t open = entry.pattern.find('{');
    if (open == std::string::npos) return entry.pattern;
    const std::size_t close = entry.pattern.find('}', open);
    return entry.pattern.substr(0, open) + std::to_string(random.below(1000)) + entry.pattern.substr(close + 1);
}

}  // namespace

const std::vector<std::string_view>& AttackTraffic::payloads(FaultSpec::Attack::Profile profile) {
    static const std::vector<std::string_view> sqli{
        "1' OR '1'='1",
        "1' OR 1=1 --",
        "' UNION SELECT username, password FROM users --",
        "1; DROP TABLE items --",
        "1' AND SLEEP(5) --",
        "admin'--",
        "1' UNION ALL SELECT NULL, NULL, version() --",
        "1 AND (SELECT COUNT(*) FROM information_schema.tables) > 0",
        "' OR 'x'='x",
        "1' WAITFOR DELAY '0:0:5' --",
    };
    static const std::vector<std::string_view> xss{
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(document.cookie)>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<body onload=alert(1)>",
        "<a href=\"javascript:alert(1)\">click</a>",
    };
    static const std::vector<std::string_view> none{};
    switch (profile) {
        case FaultSpec::Attack::Profile::sqli: return sqli;
        case FaultSpec::Attack::Profile::xss: return xss;
        case FaultSpec::Attack::Profile::flood: return none;
    }
    return none;
}

AttackTraffic::Shot AttackTraffic::next(Random& random) const {
    Shot shot;
    const MixEntry& entry = mix_[random.below(mix_.size())];
    shot.request.client = http::IpAddress::v4(attackers + static_cast<std::uint32_t>(random.below(attack_.ips)));
    shot.request.headers.add("User-Agent", "curl/8.5.0");
    shot.malicious = !random.chance(attack_.mix_benign);
    const auto& arsenal = payloads(attack_.profile);
    if (!shot.malicious || arsenal.empty()) {
        shot.request.path = path_of(entry, random);
        return shot;
    }
    const std::string_view payload = arsenal[random.below(arsenal.size())];
    shot.request.path = path_of(entry, random);
    if (entry.method == http::Method::post || entry.method == http::Method::put) {
        shot.request.method = entry.method;
        shot.request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        shot.request.body = Text("name=" + http::percent_encode(payload));
    } else {
        shot.request.query = "q=" + http::percent_encode(payload);
    }
    return shot;
}

}  // namespace wt::scenario
