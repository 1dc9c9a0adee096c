#include "catch.hpp"

#include <set>

#include "world.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("a pool's ids have AWS's shapes and come from the run's seed") {
    World world;
    const std::string& id = world.pool.id();
    CHECK(id.size() == 19);
    CHECK(id.rfind("us-east-1_", 0) == 0);
    CHECK(world.pool.client_id().size() == 26);
    CHECK(world.pool.client_id().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos);
    CHECK(world.pool.issuer() == "https://cognito-idp.us-east-1.amazonaws.com/" + id);
    CHECK(World().pool.id() == id);
    CHECK(World({}, a_key(), 2).pool.id() != id);
}

TEST_CASE("users stand from the start; a wrong password and an unknown name get the same answer") {
    World world;
    CHECK(world.pool.user_count() == 20);
    CHECK(world.pool.sign_in("user-19", world.pool.password()).ok());
    for (const auto& [name, password] :
         {std::pair{"user-0", "wrong"}, {"user-0", ""}, {"user-20", "Windtunnel-1!"}, {"", "Windtunnel-1!"}}) {
        const auto refused = world.pool.sign_in(name, password);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().type == "NotAuthorizedException");
        CHECK(refused.error().message == "Incorrect username or password.");
    }
    CHECK(world.metrics.counter("users.sign.ins").value() == 1);
    CHECK(world.metrics.counter("users.refused").value() == 4);
}

TEST_CASE("tokens say what Cognito's say") {
    UserPoolConfig config;
    config.access_token_ttl = 10min;
    World world(config);
    const Tokens tokens = world.sign_in("user-3");
    const std::int64_t now = unix_seconds(start);

    CHECK(Json::parse(part(tokens.id_token.text(), 0)) == Json{{"alg", "RS256"}, {"kid", a_key()->id()}});
    const Json id = claims(tokens.id_token);
    CHECK(id["token_use"] == "id");
    CHECK(id["aud"] == world.pool.client_id());
    CHECK(id["cognito:username"] == "user-3");
    CHECK(id["email"] == "user-3@example.com");
    CHECK(id["exp"] == now + 3600);
    CHECK_FALSE(id.contains("username"));

    const Json access = claims(tokens.access_token);
    CHECK(access["token_use"] == "access");
    CHECK(access["client_id"] == world.pool.client_id());
    CHECK(access["username"] == "user-3");
    CHECK(access["scope"] == "aws.cognito.signin.user.admin");
    CHECK(access["iss"] == world.pool.issuer());
    CHECK(access["iat"] == now);
    CHECK(access["auth_time"] == now);
    CHECK(access["exp"] == now + 600);
    CHECK_FALSE(access.contains("aud"));

    CHECK(access["sub"] == id["sub"]);
    CHECK(access["origin_jti"] == id["origin_jti"]);
    CHECK(access["jti"] != id["jti"]);
    CHECK(tokens.expires_in == 10min);
}

TEST_CASE("refreshed tokens are of the same sign-in, later, and bring no new refresh token") {
    World world;
    const Tokens first = world.sign_in();
    world.wait(2h);
    const auto second = world.pool.refresh(first.refresh_token);
    REQUIRE(second.ok());
    CHECK(second->refresh_token.empty());
    const Json before = claims(first.access_token);
    const Json after = claims(second->access_token);
    CHECK(after["auth_time"] == before["auth_time"]);
    CHECK(after["origin_jti"] == before["origin_jti"]);
    CHECK(after["iat"] == before["iat"].get<std::int64_t>() + 7200);
    CHECK(after["jti"] != before["jti"]);
    CHECK(world.pool.verify(second->access_token.text()).ok());

    CHECK(world.pool.refresh("no such token").error().message == "Invalid Refresh Token");
    world.wait(UserPool::refresh_token_ttl - 2h);
    CHECK(world.pool.refresh(first.refresh_token).error().message == "Refresh Token has expired");
}

TEST_CASE("beyond the bound the oldest sign-in can no longer be refreshed") {
    Sessions sessions(3);
    for (const char* token : {"a", "b", "c", "d"}) {
        Session session;
        session.origin = token;
        sessions.add(token, std::move(session));
    }
    CHECK(sessions.size() == 3);
    CHECK(sessions.left() == std::vector<std::string>{"a"});
    CHECK(sessions.find("a") == nullptr);
    CHECK(sessions.find("b") != nullptr);
    CHECK(sessions.find("d") != nullptr);
}

TEST_CASE("equal passwords are kept as different hashes") {
    Random salts(1, "salts");
    const Password one("secret", salts);
    const Password two("secret", salts);
    CHECK(one.is("secret"));
    CHECK(two.is("secret"));
    CHECK_FALSE(one.is("Secret"));
    CHECK(std::memcmp(&one, &two, sizeof one) != 0);
}
