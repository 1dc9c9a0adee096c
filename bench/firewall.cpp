// What a web ACL costs a benign request: managed:core, managed:sqli and a rate-based rule, for reads and writes with
// ever new ids from 20,000 addresses; then for requests none like another; then for searches whose every query is new
// and has escapes in it. The last of them also through managed:owasp, which asks the OWASP Core Rule Set about each,
// in place of managed:core; and what that set costs without the filter before it.
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
        std::optional<http::Response> blocked = acl_.look_at(request, before_);
        if (blocked) co_return std::move(*blocked);
        co_return http::Response{};
    }

private:
    WebAcl& acl_;
    WebAcl::Before before_{Protected::distribution, refusal, {}};
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

/// What people look for, as browsers write it: no two queries are alike.
http::Request searched(int i, Random& random) {
    static constexpr const char* words[] = {"garden",      "chair", "lamp",    "book",         "python",
                                            "time",        "for",   "lunch",   "red",          "used",
                                            "Z%C3%BCrich", "50%25", "C%2B%2B", "rock+%26+roll"};
    http::Request made = request(1 + i, random);
    made.path = "/search";
    const auto word = [&] { return words[random.below(std::size(words))]; };
    made.query = Text(fmt::format("q={}+{}+{:x}&page=2", word(), word(), random.next()));
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
    Random random(1, "bench");
    int passed = 0;
    const auto acl_with = [](ManagedGroup::Name first) {
        WebAclConfig config;
        for (const ManagedGroup::Name name : {first, ManagedGroup::Name::sqli}) {
            ManagedGroup group;
            group.name = name;
            config.rules.push_back({std::to_string(config.rules.size()), group});
        }
        config.rules.push_back({"rate", RateBased{}});
        return config;
    };
    const auto microseconds = [&](ManagedGroup::Name first, auto make, int count) {
        Clock clock;
        Metrics metrics;
        Digest digest;
        const Context context{clock, 1, metrics, digest};
        WebAcl acl(context, "waf", acl_with(first));
        http::Hop hop(context, "waf");
        hop.lead_to(std::make_shared<Guarded>(acl));
        Scope scope;
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
    const double alike = microseconds(ManagedGroup::Name::core, request, requests);
    const double unlike = microseconds(ManagedGroup::Name::core, varied, varied_requests);
    const double search = microseconds(ManagedGroup::Name::core, searched, varied_requests);
    const double owasp = microseconds(ManagedGroup::Name::owasp, searched, unfiltered);

    const CoreRuleSet rules;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < unfiltered; ++i) passed += rules.blocks(request(i, random), 16 * 1024) ? 0 : 1;
    const double whole = since(start);
    std::printf(
        "{\"requests\": %d, \"passed\": %d, \"us_per_request\": %.3f, \"us_per_varied_request\": %.3f, "
        "\"us_per_search\": %.3f, \"us_per_search_owasp\": %.1f, \"us_per_request_core_rule_set\": %.1f}\n",
        requests + 2 * varied_requests + 2 * unfiltered, passed, alike, unlike, search, owasp,
        whole / unfiltered * 1e6);
}
