#include "catch.hpp"

#include <memory>
#include <string>

#include "edge/rollout.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;

namespace {

/// A distribution's world with a staging distribution beside it, whose answers say "staged".
struct Deployment {
    explicit Deployment(const std::function<void(Rollout&)>& set) {
        staging.answer = http::json_response(200, "staged");
        auto rollout = std::make_shared<Rollout>(Rollout{http::Way(staging_hop), {}, {}, 0, {}});
        set(*rollout);
        SpecialDistribution whole;
        whole.rollout = std::move(rollout);
        config.whole = std::make_shared<const SpecialDistribution>(std::move(whole));
        REQUIRE_FALSE(world.distribution.update(config));
    }
    ~Deployment() {
        config.whole = nullptr;  // the way to what goes first
        (void)world.distribution.update(config);
    }
    [[nodiscard]] http::Response get(std::vector<std::pair<std::string, std::string>> fields = {}) {
        http::Request request = World::request("/a");
        for (const auto& [name, value] : fields) request.headers.add(Text(name), Text(value));
        return world.get(std::move(request));
    }
    [[nodiscard]] bool staged(std::vector<std::pair<std::string, std::string>> fields = {}) {
        return get(std::move(fields)).body == "staged";
    }

    DistributionConfig config;
    World world;
    test::Origin staging{world.clock};
    http::test::Standing staging_hop{world.context, "staging", staging};
};

}  // namespace

TEST_CASE("a viewer who sends the field and its value is served by the staging distribution") {
    Deployment deployment([](Rollout& rollout) {
        rollout.header = "aws-cf-cd-try";
        rollout.value = "yes";
    });
    CHECK(deployment.staged({{"AWS-CF-CD-Try", "yes"}}));
    CHECK_FALSE(deployment.staged({{"aws-cf-cd-try", "no"}}));
    CHECK_FALSE(deployment.staged());
    CHECK(deployment.world.count("requests") == 2);
}

TEST_CASE("by weight, so many viewers are served by the staging distribution, and none or all at the ends") {
    Deployment deployment([](Rollout& rollout) { rollout.weight = 0.15; });
    int there = 0;
    for (int i = 0; i < 2000; ++i) there += deployment.staged() ? 1 : 0;
    CHECK(there > 240);  // 300 with a standard deviation of 16
    CHECK(there < 360);
    Deployment nobody([](Rollout& rollout) { rollout.weight = 0; });
    CHECK_FALSE(nobody.staged());
    CHECK_FALSE(nobody.get().headers.has("Set-Cookie"));
}

TEST_CASE("a session stays where it began, until it has been idle or has lasted for too long") {
    Deployment deployment([](Rollout& rollout) {
        rollout.weight = 1;
        rollout.sessions = Rollout::Sessions{300s, 600s};
    });
    const auto cookie_of = [](const http::Response& response) {
        const std::string field(response.headers.get("Set-Cookie"));
        return field.substr(0, field.find(';'));
    };
    const http::Response first = deployment.get();
    CHECK(first.body == "staged");
    const std::string there = cookie_of(first);
    const std::string moment = there.substr(there.find('.'));
    CHECK(there == "aws-cf-cd-session=staging" + moment);
    CHECK(std::string(first.headers.get("Set-Cookie")).ends_with("; Path=/; Max-Age=300; HttpOnly"));
    // Who began at the primary stays there whatever the weight.
    const std::string here = "aws-cf-cd-session=primary" + moment;
    http::Response answer = deployment.get({{"Cookie", "a=b; " + here + "; c=d"}});
    CHECK(answer.body != "staged");
    CHECK(cookie_of(answer) == here);
    deployment.world.wait(299s);
    answer = deployment.get({{"Cookie", here}});
    CHECK(answer.body != "staged");
    const std::string later = cookie_of(answer);
    CHECK(later != here);
    deployment.world.wait(2s);
    CHECK(deployment.staged({{"Cookie", here}}));  // idle for 301 s
    CHECK_FALSE(deployment.staged({{"Cookie", later}}));
    deployment.world.wait(297s);
    answer = deployment.get({{"Cookie", later}});
    CHECK(answer.body != "staged");
    deployment.world.wait(3s);
    CHECK(deployment.staged({{"Cookie", cookie_of(answer)}}));  // began 601 s ago
    CHECK(deployment.staged({{"Cookie", "aws-cf-cd-session=primary.x.y"}}));
}

TEST_CASE("nobody reaches a staging distribution by its own name") {
    DistributionConfig config;
    config.id = "E1A2B3C4D5E6F7";
    config.domain = "d111111abcdef8.cloudfront.net";
    SpecialDistribution whole;
    whole.staging = true;
    config.whole = std::make_shared<const SpecialDistribution>(std::move(whole));
    World world(config);
    for (const auto& [host, status] :
         {std::pair("d111111abcdef8.cloudfront.net", 403), std::pair("e1a2b3c4d5e6f7.cloudfront.localhost:4566", 403),
          std::pair("www.example.com", 200)}) {
        http::Request request = World::request("/a");
        request.headers.add("Host", Text(std::string_view(host)));
        CHECK(world.get(std::move(request)).status == status);
    }
}
