// How often operations of the API may come.
#include "catch.hpp"

#include "identity/quotas.hpp"
#include "identity/sign_ins.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("every operation that is written has a category, and every category a rate") {
    for (const aws::Operation& each : cognito_idp_model().operations) {
        const std::string_view category = quota_category(each.name);
        INFO(each.name);
        REQUIRE_FALSE(category.empty());
        CHECK((category == challenge_answers || aws_quotas().contains(category)));
    }
}

TEST_CASE("a category's operations share its rate, and others go on") {
    Quotas quotas(aws_quotas(), start);
    int taken = 0;
    while (quotas.take("UserCreation", start)) ++taken;
    CHECK(taken == 50);
    CHECK(quotas.take("UserRead", start));
    CHECK(quotas.take("", start));
    CHECK_FALSE(quotas.take("UserCreation", start + 19ms));
    CHECK(quotas.take("UserCreation", start + 20ms));
}

TEST_CASE("answers to challenges have three times the rate of sign-ins, and count as sign-ins beyond") {
    Quotas quotas({{std::string(authentications), Rate{10, 1s}}}, start);
    int answers = 0;
    while (quotas.take(challenge_answers, start)) ++answers;
    CHECK(answers == 40);
    CHECK_FALSE(quotas.take(authentications, start));
}

TEST_CASE("quotas are read from a text, or refused with a sentence") {
    CHECK(parse_quotas("none")->empty());
    CHECK(parse_quotas("aws")->at("UserFederation").per_second() == 25);
    const auto some = parse_quotas("UserAuthentication=5/s,UserRead=60/m");
    CHECK(some->at("UserAuthentication").per_second() == 5);
    CHECK(some->at("UserRead").per_second() == Approx(1));
    CHECK(some->at("UserCreation").per_second() == 50);
    for (const char* wrong : {"", "UserAuthentication", "UserAuthentication=fast", "Users=5/s", "UserRead=9M/s"}) {
        INFO(wrong);
        if (*wrong != '\0') CHECK_FALSE(parse_quotas(wrong).ok());
    }
}

TEST_CASE("accounts and regions have quotas of their own") {
    AccountQuotas quotas(QuotaRates{{"UserRead", Rate{1, 1s}}});
    const aws::AccountRegion here{"000000000000", "us-east-1"};
    CHECK(quotas.take(here, "UserRead", start));
    CHECK_FALSE(quotas.take(here, "UserRead", start));
    CHECK(quotas.take({"000000000000", "eu-west-1"}, "UserRead", start));
    CHECK(quotas.take({"111111111111", "us-east-1"}, "UserRead", start));
    AccountQuotas none(QuotaRates{});
    for (int i = 0; i < 1000; ++i) CHECK(none.take(here, "UserRead", start));
}

TEST_CASE("the API refuses what comes too often, until its bucket has filled") {
    World world(World::Api{{{std::string(authentications), Rate{2, 1s}}}});
    const Json ask{{"ClientId", world.pool.client_id()},
                   {"AuthFlow", "USER_PASSWORD_AUTH"},
                   {"AuthParameters", {{"USERNAME", "user-1"}, {"PASSWORD", world.pool.password()}}}};
    CHECK(world.call("InitiateAuth", ask).contains("AuthenticationResult"));
    CHECK(world.call("InitiateAuth", ask).contains("AuthenticationResult"));
    CHECK(world.refused("InitiateAuth", ask) == "TooManyRequestsException: Rate exceeded");
    CHECK(world.call("ListUserPools", {{"MaxResults", 1}}).contains("UserPools"));
    world.wait(500ms);
    CHECK(world.call("InitiateAuth", ask).contains("AuthenticationResult"));
}

TEST_CASE("where a load signs in it is held to the pool's quota, and refreshes count") {
    UserPoolConfig config;
    config.authentications = Rate{2, 1s};
    World world(config);
    const auto place = std::shared_ptr<UserPool>(std::shared_ptr<void>(), &world.pool);
    http::Hop hop(world.context, "users");
    hop.lead_to(std::make_shared<SignIns>(place));
    const auto ask = [&](http::Request request) {
        return aws::test::run(Task<http::Response>(hop.send(std::move(request))));
    };
    const auto first = signed_in(ask(sign_in_request(world.pool, "user-3", world.pool.password())));
    REQUIRE(first);
    CHECK(first->expires_in == 1h);
    CHECK(world.pool.verify(first->id_token).ok());
    const auto again = signed_in(ask(refresh_request(world.pool, first->refresh_token)));
    REQUIRE(again);
    CHECK(again->refresh_token.empty());
    const http::Response refused = ask(sign_in_request(world.pool, "user-3", world.pool.password()));
    CHECK(refused.status == 400);
    CHECK(refused.headers.get("x-amzn-ErrorType") == "TooManyRequestsException");
    CHECK_FALSE(signed_in(refused));
    world.wait(1s);
    CHECK(ask(sign_in_request(world.pool, "user-3", "wrong")).headers.get("x-amzn-ErrorType") ==
          "NotAuthorizedException");
    CHECK(ask(refresh_request(world.pool, "nothing")).headers.get("x-amzn-ErrorType") == "NotAuthorizedException");
    world.wait(1s);
    http::Request broken = refresh_request(world.pool, "x");
    broken.body = "{";
    CHECK(ask(std::move(broken)).status == 400);
    CHECK(world.metrics.counter("users.authentications").value() == 6);
    CHECK(world.metrics.counter("users.throttled").value() == 1);
    hop.close();
}

TEST_CASE("a pool may say that its tokens are from elsewhere") {
    World world;
    world.pools.issue_at("http://127.0.0.1:4566/");
    CHECK(world.pool.issuer() == "http://127.0.0.1:4566/" + world.pool.id());
    const auto tokens = world.pool.sign_in("user-1", world.pool.password());
    REQUIRE(tokens.ok());
    CHECK(claims(tokens->id_token)["iss"] == world.pool.issuer());
    CHECK(world.pool.verify(tokens->id_token.text()).ok());
    const Made made(world);
    CHECK(world.catalogue.find(made.id)->issuer() == "http://127.0.0.1:4566/" + made.id);
}
