// What a web ACL costs a benign request: managed:core, managed:sqli and a rate-based rule, for reads and writes with
// ever new ids from 20,000 addresses, first all of one shape and then none like another; and what the Core Rule Set
// alone costs without the filter before it.
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/random.hpp"
#include "base/scope.hpp"
#include "edge/waf/core_filter.hpp"
#include "edge/waf/web_acl.hpp"

namespace {

using namespace wt;
using namespace wt::edge::waf;

constexpr int requests = 1'000'000;
constexpr int varied_requests = 200'000;
constexpr int unfiltered = 1'000;

http::Response refusal() {
    http::Response response;
    response.status = 403;
    return response;
}

/// The ACL, and an origin that answers at once.
class Guarded final : public http::Tier {
public:
    explicit Guarded(WebAcl& acl) : acl_(acl) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        std::optional<http::Response> blocked = acl_.look_at(request, refusal);
        if (blocked) co_return std::move(*blocked);
        co_return http::Response{};
    }

private:
    WebAcl& acl_;
};

http::Request request(int i, Random& random) {
    http::Request made;
    made.client = http::IpAddress::v4(0x0a000000U + static_cast<std::uint32_t>(random.below(20'000)));
    made.headers.add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)");
    if (i % 10 == 0) {
        made.method = http::Method::post;
        made.path = "/items";
        made.headers.add("Content-Type", "application/json");
        made.body = Text("{\"id\":\"u" + std::to_string(i) + "\",\"data\":\"" + std::string(300, 'x') + "\"}");
    } else {
        made.path = Text("/items/" + std::to_string(random.below(1'000'000)));
        made.query = Text("page=" + std::to_string(random.below(100)));
    }
    return made;
}

/// What no two clients send alike: tokens, cookies, hexadecimal ids, free text.
http::Request varied(int i, Random& random) {
    http::Request made = request(i, random);
    const auto word = [&] { return fmt::format("{:x}", random.next()); };
    switch (i % 4) {
        case 0: made.path = Text("/orders/" + word() + "/lines/3"); break;
        case 1: made.headers.add("Authorization", Text("Bearer eyJhbGciOiJSUzI1NiJ9." + word() + "." + word())); break;
        case 2: made.headers.add("Cookie", Text("theme=dark; visit=" + word())); break;
        default:
            made.method = http::Method::put;
            made.headers.add("Content-Type", "application/json");
            made.body = Text(R"({"id": ")" + word() + R"(", "title": "Lamp )" + word() + R"(, red", "price": 12.5})");
    }
    return made;
}

Task<void> send(http::Hop& hop, http::Request asked, int& passed) {
    const http::Response response = co_await hop.send(std::move(asked));
    passed += response.status == 200 ? 1 : 0;
}

double since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main() {
    Clock clock;
    Metrics metrics;
    Digest digest;
    const Context context{clock, 1, metrics, digest};
    WebAclConfig config;
    config.rules.resize(3);
    config.rules[0] = {"core", ManagedGroup{}};
    ManagedGroup sqli;
    sqli.name = ManagedGroup::Name::sqli;
    config.rules[1] = {"sqli", sqli};
    config.rules[2] = {"rate", RateBased{}};
    WebAcl acl(context, "waf", config);
    http::Hop hop(context, "waf");
    hop.lead_to(std::make_shared<Guarded>(acl));

    Random random(1, "bench");
    Scope scope;
    int passed = 0;
    const auto microseconds = [&](auto make, int count) {
        auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < count; ++i) (void)make(i, random);
        const double making = since(start);
        start = std::chrono::steady_clock::now();
        for (int i = 0; i < count; ++i) {
            clock.run_until(clock.now() + 100us);
            scope.spawn(send(hop, make(i, random), passed));
        }
        return (since(start) - making) / count * 1e6;
    };
    const double alike = microseconds(request, requests);
    const double unlike = microseconds(varied, varied_requests);

    const CoreRuleSet rules;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < unfiltered; ++i) passed += rules.blocks(request(i, random), 16 * 1024) ? 0 : 1;
    const double whole = since(start);
    std::printf(
        "{\"requests\": %d, \"passed\": %d, \"us_per_request\": %.3f, \"us_per_varied_request\": %.3f, "
        "\"us_per_request_core_rule_set\": %.1f}\n",
        requests + varied_requests + unfiltered, passed, alike, unlike, whole / unfiltered * 1e6);
}
