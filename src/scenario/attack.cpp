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

AttackTraffic::AttackTraffic(const FaultSpec::Attack& attack, const std::vector<MixEntry>& mix) : attack_(attack) {
    for (const MixEntry& entry : mix) {
        const bool has_body = entry.method == http::Method::post || entry.method == http::Method::put;
        if (has_body) with_body_.push_back(entry);
        if (entry.method == http::Method::get) reads_.push_back(entry);
    }
    if (reads_.empty()) reads_ = mix;
}

AttackTraffic::Shot AttackTraffic::next(Random& random) const {
    Shot shot;
    shot.malicious = !random.chance(attack_.mix_benign);
    shot.request.client = http::IpAddress::v4(attackers + static_cast<std::uint32_t>(random.below(attack_.ips)));
    shot.request.headers.add("User-Agent", "curl/8.5.0");
    const auto& arsenal = payloads(attack_.profile);
    const std::uint64_t choice = random.below(reads_.size() + with_body_.size());
    const bool in_body = shot.malicious && !arsenal.empty() && choice >= reads_.size();
    const MixEntry& entry = in_body ? with_body_[choice - reads_.size()] : reads_[choice % reads_.size()];
    shot.request.method = entry.method;
    shot.request.path = path_of(entry, random);
    if (!shot.malicious || arsenal.empty()) return shot;
    const std::string payload = http::percent_encode(arsenal[random.below(arsenal.size())]);
    if (in_body) {
        shot.request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        shot.request.body = Text("name=" + payload);
    } else {
        shot.request.query = "q=" + payload;
    }
    return shot;
}

}  // namespace wt::scenario
