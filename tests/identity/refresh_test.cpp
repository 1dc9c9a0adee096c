// Refresh tokens that rotate, and tokens of clients without revocation.
#include "catch.hpp"

#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("within the grace period a refresh token gives several, of which each is good until it was used") {
    World world;
    Made made(world, Json::object(),
              {{"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}},
               {"RefreshTokenRotation", {{"Feature", "ENABLED"}, {"RetryGracePeriodSeconds", 10}}}});
    made.create("ann");
    const auto ask = [&](const std::string& token) { return Json{{"ClientId", made.app}, {"RefreshToken", token}}; };
    const auto next = [&](const std::string& token) {
        const Json said = world.call("GetTokensFromRefreshToken", ask(token));
        INFO(said.dump());
        REQUIRE(said.contains("AuthenticationResult"));
        return said["AuthenticationResult"]["RefreshToken"].get<std::string>();
    };
    const std::string reused = "RefreshTokenReuseException: Refresh token has been invalidated";
    const std::string first = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"]["RefreshToken"];
    const std::string one = next(first);
    const std::string two = next(first);
    CHECK(one != two);
    world.wait(11s);
    CHECK(world.refused("GetTokensFromRefreshToken", ask(first)) == reused);
    const std::string after_one = next(one);
    CHECK(next(two) != after_one);
    world.wait(11s);
    CHECK(world.refused("GetTokensFromRefreshToken", ask(one)) == reused);
    CHECK(world.refused("GetTokensFromRefreshToken", ask(two)) == reused);
    // All of them end together.
    REQUIRE(world.call("RevokeToken", {{"ClientId", made.app}, {"Token", after_one}}) == Json::object());
    CHECK(world.refused("GetTokensFromRefreshToken", ask(after_one)) ==
          "NotAuthorizedException: Refresh Token has been revoked");
}

TEST_CASE("tokens of a client without revocation say nothing of it, and end when their user signs out") {
    World world;
    Made made(world, Json::object(), {{"EnableTokenRevocation", false}});
    made.create("ann");
    const Json tokens = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    for (const char* const use : {"AccessToken", "IdToken"}) {
        const Json said = Json::parse(part(tokens[use].get<std::string>(), 1));
        CHECK_FALSE(said.contains("origin_jti"));
        CHECK_FALSE(said.contains("jti"));
    }
    CHECK(world.call("GetUser", {{"AccessToken", tokens["AccessToken"]}})["Username"] == "ann");
    REQUIRE(world.call("AdminUserGlobalSignOut", {{"UserPoolId", made.id}, {"Username", "ann"}}) == Json::object());
    CHECK(world.refused("GetUser", {{"AccessToken", tokens["AccessToken"]}}) ==
          "NotAuthorizedException: Access Token has been revoked");
    world.wait(1s);
    CHECK(world.call("GetUser", {{"AccessToken", made.token("ann")}})["Username"] == "ann");
}
